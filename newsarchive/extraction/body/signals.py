"""What can be said of each unit of a page that bears on whether it belongs to the story: the body model's input."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING

from ..blocks import Box, Unit, Walk
from ..classnames import KINDS, kind_bits
from ..phrases import FLAGS, purposes
from ..spelling import sifted
from ..structured import clean

if TYPE_CHECKING:
    from ..document import Document

_WORD = re.compile(r"[A-Z]?[a-z]{3,}|[A-Z]{3,}")
_NO_CAPITALS = bytes(number for number in range(128) if not chr(number).isupper())
TERMINAL = frozenset(".!?…。！？”\"“»’')।؟۔።:;")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")


def squeeze(text: str) -> str:
    """Letters and digits alone, lower case: what is left when spacing and typography are set aside."""
    return sifted(text).lower()


def class_names(box: Box) -> str:
    """What tag, class, id and role call a box: the same for all that a template sets alike."""
    name, element = f"<{box.tag} {box.cls}", box.element
    if len(element.attrib) <= (box.cls != ""):  # nothing but a class, as most have
        return name
    ident = element.get("id")
    if ident:
        name = f"{name} {ident}"
    role = element.get("role") or element.get("itemprop")
    return f"{name} {role}" if role else name


def class_words(names: str) -> set[str]:
    """Words in a box's names, its tag among them.

    >>> sorted(class_words("<div story-body__text storyText"))
    ['<div', 'body', 'story', 'text']
    """
    tag, _, name = names.partition(" ")
    words = set(map(str.lower, _WORD.findall(name[:300])))
    words.add(tag)
    return words


@dataclass(kw_only=True, slots=True)
class Statements:
    """What is known of the page before its body is found. Texts are squeezed, numbers are indexes in `Walk.units`."""

    descriptions: tuple[str, ...] = ()
    """Summaries as stated."""
    body: str = ""
    """JSON-LD's articleBody."""
    captions: frozenset[int] = frozenset()
    """Units that are a picture's caption or credit."""
    dek: frozenset[int] = frozenset()
    """Units of a dek set apart from the body."""
    headline: int | None = None
    """The headline's first unit; None where none is printed."""


def statements(document: Document) -> Statements:
    """Gather what is known of headline, dek, captions and body before the body is found."""
    structured, heading = document.structured, document.heading
    described = {structured.first_meta(name) for name in ("description", "og:description", "twitter:description")}
    described.add(structured.text("description"))
    bodies = [value for value in structured.values("articleBody") if isinstance(value, str)]
    return Statements(
        descriptions=tuple({squeeze(text) for text in described if text} - {""}),
        body=squeeze(" ".join(clean(body) or "" for body in bodies[:STATED])),
        captions=document.pictures.captions,
        dek=frozenset(heading.dek_units),
        headline=heading.start,
    )


TEXT_BINS: tuple[str, ...] = ("length", "linked", "ending", "position")
"""Names of the questions that `text_bins` answers."""

PLACE_BINS: tuple[str, ...] = ("linked around", "siblings")
"""Names of the questions that `place_bins` answers."""

BINS = TEXT_BINS + PLACE_BINS
"""All of them: the screening model's input, beside the words of a unit's classes."""


def text_bins(unit: Unit, total: int) -> tuple[int, int, int, int]:
    """The bin a unit's own text falls into for each of `TEXT_BINS`, on a page of `total` units."""
    text = unit.text
    length = len(text)
    if length < 400 and not text.isascii() and _CJK.search(text):
        length *= 2  # an ideograph or Hangul syllable says as much as two letters
    links = unit.link_chars
    linked = links / len(text)
    return (
        length.bit_length() if length < 1024 else 11,
        0 if not links else 1 if linked < 0.3 else 2 if linked < 0.7 else 3 if linked < 0.95 else 4,
        4 * (text[-1] in TERMINAL) + 2 * (links > 0) + (length > 60),
        unit.index * 10 // total,
    )


def place_bins(box: Box) -> tuple[int, int]:
    """The bin that what stands around a box falls into for each of `PLACE_BINS`."""
    parent = box.parent or box
    return int(parent.link_density * 4.999), (parent.end - parent.start).bit_length()


PATH_DECAY = 0.85
"""How much less the words of a container count for each step outwards."""


def path_names(walk: Walk) -> Iterator[tuple[int, int, str]]:
    """Each template path with text in it once, parents first: its number, its parent's (0: none), its box's names."""
    seen: set[int] = set()
    for box in walk.boxes:
        if box.end > box.start and box.path not in seen:
            seen.add(box.path)
            yield box.path, box.parent.path if box.parent else 0, class_names(box)


class Context:
    """What the screening scores of a whole page say about each of its units."""

    def __init__(self, walk: Walk, logits: Sequence[float], statements: Statements) -> None:
        self.walk = walk
        self.logits = logits
        self.statements = statements
        masses = [_mass(unit, x) if x > _UNLIKELY else 0.0 for unit, x in zip(walk.units, logits, strict=True)]
        self.sums = list(accumulate(masses, initial=0.0))
        self.total = self.sums[-1] or 1.0
        self._sum_by_template(masses)
        self.media = [medium.before for medium in walk.media]
        self.main, self.core = self._places(masses)
        self._known: dict[int, tuple[int, int]] = {box.index: (0, 0) for box in self.main.ancestors()}
        self._parents: dict[int, tuple[float, ...]] = {}
        self._boxes: dict[int, tuple[float, ...]] = {}
        self.to_strong = self._to_strong()

    def mass(self, box: Box) -> float:
        """Share of the page's likely story text that stands in a box."""
        return (self.sums[box.end] - self.sums[box.start]) / self.total

    def _sum_by_template(self, masses: Sequence[float]) -> None:
        """Sum up likely story and text of each template path, and of those of one tag whose parents are set alike."""
        paths: dict[int, list[float]] = {}
        kin_of: dict[int, tuple[int, str]] = {}
        for unit, mass in zip(self.walk.units, masses, strict=True):
            box = unit.box
            sums = paths.get(box.path)
            if sums is None:
                sums = paths[box.path] = [0.0, 0]
                kin_of[box.path] = (box.parent.path if box.parent is not None else 0, box.tag)
            sums[0] += mass
            length = len(unit.text)
            sums[1] += length if length < LONG else LONG
        kin: dict[tuple[int, str], list[float]] = {}
        for path, (mass, chars) in paths.items():
            sums = kin.setdefault(kin_of[path], [0.0, 0])
            sums[0] += mass
            sums[1] += chars
        total, counts = self.total, self.walk.tally.paths
        self._template = {}
        for path, (mass, chars) in paths.items():
            kin_mass, kin_chars = kin[kin_of[path]]
            shares = mass / total, mass / chars, kin_mass / total, kin_mass / kin_chars
            self._template[path] = (*shares, float(counts[path]))

    def _places(self, masses: Sequence[float]) -> tuple[Box, Box]:
        """The innermost box with nearly all of the likely story, and the one with most of it among its children."""
        boxes, sums = self.walk.boxes, self.sums
        direct: dict[int, float] = defaultdict(float)
        for unit, mass in zip(self.walk.units, masses, strict=True):
            if mass and (parent := unit.box.parent) is not None:
                direct[parent.index] += mass
                if parent.parent is not None:
                    direct[parent.parent.index] += mass / 2
        floor = 0.8 * self.total
        main = boxes[0]
        for box in boxes:
            if box.start > main.end:  # boxes come in page order: nothing further on stands in it
                break
            if sums[box.end] - sums[box.start] >= floor and box.depth > main.depth:
                main = box
        core = max(direct, key=direct.__getitem__, default=main.index)
        return main, boxes[core]

    def _kinds(self, box: Box) -> tuple[int, int]:
        """The kinds of part that a box says it is, and those said between it and the story.

        Boxes around the whole story say nothing that tells its parts apart: they count for none.
        Few of a page's boxes are ever asked.
        """
        known = self._known
        inner: list[Box] = []
        outer: Box | None = box
        while outer is not None and outer.index not in known:
            inner.append(outer)
            outer = outer.parent
        own, chain = known[outer.index] if outer is not None else (0, 0)
        for step in reversed(inner):
            own, chain = kind_bits(step.tag, step.cls), chain | own
            known[step.index] = own, chain
        return own, chain

    def _to_strong(self) -> list[float]:
        """For each unit, how many units ahead the next very likely one stands."""
        ahead = []
        distance = FAR
        for x in reversed(self.logits):
            ahead.append(distance)
            distance = 1.0 if x > _VERY_LIKELY else distance + 1.0 if distance < FAR else FAR
        ahead.reverse()
        return ahead

    def row(self, index: int) -> list[float]:
        """Signals of one unit, in the order of `SIGNALS`.

        All are of one type, for the trees ask a hundred times as often what they are: comparing mixed numbers takes
        half as long again.
        """
        unit = self.walk.units[index]
        return [
            *self._scores(index),
            *self._template[unit.box.path],
            *self._place(unit),
            *_text(unit),
            *self._said_elsewhere(unit),
            *self._neighbours(index),
        ]

    def _scores(self, index: int) -> tuple[float, ...]:
        logits, sums, total = self.logits, self.sums, self.total
        before, after = logits[max(0, index - 5) : index], logits[index + 1 : index + 6]
        return (
            logits[index],
            before[-1] if before else NONE,
            after[0] if after else NONE,
            max(before) if before else NONE,
            max(after) if after else NONE,
            sums[index] / total,
            1 - sums[index + 1] / total,
            self.to_strong[index],
            total,
        )

    def _place(self, unit: Unit) -> tuple[float, ...]:
        box, index = unit.box, unit.index
        parent = box.parent or box
        around = self._parents.get(parent.index)
        if around is None:
            around = self._parents[parent.index] = self._of_parent(parent)
        own = self._boxes.get(box.index)
        if own is None:
            own = self._boxes[box.index] = self._of_box(box, parent)
        main, core = self.main, self.core
        headline = self.statements.headline
        return (
            *around,
            *own,
            1.0 if main.start <= index < main.end else 0.0,
            1.0 if core.start <= index < core.end else 0.0,
            float(index - parent.start),
            float(parent.end - 1 - index),
            float(index - core.start),
            float(core.end - 1 - index),
            FAR if headline is None else float(index - headline),
        )

    def _of_parent(self, parent: Box) -> tuple[float, ...]:
        """Signals that all the children of a box share."""
        grandparent = parent.parent or parent
        media = bisect_left(self.media, parent.end) - bisect_left(self.media, parent.start)
        size = parent.end - parent.start
        return (
            self.mass(parent),
            self.mass(grandparent),
            parent.link_density,
            grandparent.link_density,
            float(size),
            float(media),
            media / size,
        )

    def _of_box(self, box: Box, parent: Box) -> tuple[float, ...]:
        """Signals that all the units of a box share."""
        return (
            self.mass(box),
            float(box.depth - self.main.depth),
            float(box.depth - self.core.depth),
            1.0 if box is self.core or parent is self.core else 0.0,
            *_said(*self._kinds(box)),
        )

    def _said_elsewhere(self, unit: Unit) -> tuple[float, ...]:
        said = self.statements
        described = stated = 0.0
        if said.descriptions or said.body:
            plain = squeeze(unit.text[:LIKENESS])
            opening = plain[:60] if len(plain) > 40 else None
            for description in said.descriptions:
                if plain == description or (opening and (description.startswith(opening) or plain in description)):
                    described = 1.0
            if said.body and plain:
                stated = 1.0 if plain[:120] in said.body else -1.0
        return (
            described,
            stated,
            1.0 if unit.index in said.captions else 0.0,
            1.0 if unit.index in said.dek else 0.0,
            float(unit.repeats),
        )

    def _neighbours(self, index: int) -> tuple[float, ...]:
        units = self.walk.units
        return (
            float(len(units[index - 1].text)) if index else 0.0,
            float(len(units[index + 1].text)) if index + 1 < len(units) else 0.0,
        )


def _mass(unit: Unit, logit: float) -> float:
    """How much of the likely story a unit is, in characters."""
    p = 1 / (1 + math.exp(-logit))
    length = len(unit.text)
    return p * p * (length if length < LONG else LONG) * (1 - unit.link_density)


@lru_cache(maxsize=4096)
def _said(own: int, chain: int) -> tuple[float, ...]:
    """Signals of the kinds of part that a box, and the boxes between it and the story, say they are."""
    return (
        *(1.0 if chain & bit else 0.0 for bit in _CHAIN),
        float((own & _FOREIGN_KINDS).bit_count()),
        float((chain & _FOREIGN_KINDS).bit_count()),
    )


def _text(unit: Unit) -> tuple[float, ...]:
    text = unit.text
    length = float(len(text))
    start = text[:120]
    return (
        length,
        unit.link_chars / length,
        unit.bold_chars / length,
        unit.italic_chars / length,
        1.0 if text[-1] in TERMINAL else 0.0,
        _capitals(start) / len(start),
        float(unit.heading),
        1.0 if length < _LONGEST_LABEL and purposes(text) & _STEERING else 0.0,
    )


def _capitals(text: str) -> int:
    """Number of capitals in a text, in every script.

    >>> _capitals("Rain in Łódź"), _capitals("Дождь – at last")
    (2, 1)
    """
    # Bytes are sifted ten times faster than letters are asked one by one.
    kept = text.encode("utf-8", "surrogatepass").translate(None, _NO_CAPITALS)
    return len(kept) if text.isascii() else sum(map(str.isupper, kept.decode("utf-8", "surrogatepass")))


CHAIN_KINDS = ("aside", "list", "hidden", "advert", "quote", "dek", "social")
"""Kinds of part, said by the boxes between a unit and the whole story, that the model sees singly; the others of
foreign matter only counted."""
_CHAIN = [1 << KINDS.index(kind) for kind in CHAIN_KINDS]
_FOREIGN_KINDS = sum(
    1 << KINDS.index(kind)
    for kind in ("related", "newsletter", "advert", "social", "comments", "caption", "byline", "date", "tags", "frame")
)
STATED = 3
"""Stated bodies that are read: live blogs state hundreds, and each unit is looked up in all of them."""
LIKENESS = 200
"""Characters of a unit that are looked for in what the page states."""
LONG = 600
"""Characters of a unit beyond which its weight does not grow: a page of consent terms must not outweigh the story."""
FAR = 99.0
"""Stands for "nowhere near"."""
NONE = -9.0
"""Score of a unit that is not there."""
_UNLIKELY, _VERY_LIKELY = -3.0, 1.4
"""Log-odds of 1 in 20, below which a unit is none of the likely story, and of 4 in 5."""
_LONGEST_LABEL = 200
"""Characters; longer texts that begin with words of a label are mostly the story's."""
_STEERING = FLAGS["related"] | FLAGS["newsletter"] | FLAGS["social"] | FLAGS["comments"] | FLAGS["advert"]
_STEERING |= FLAGS["account"] | FLAGS["consent"] | FLAGS["tags"] | FLAGS["date"] | FLAGS["byline"]

SIGNALS: tuple[str, ...] = (
    *("score", "score before", "score after", "best of 5 before", "best of 5 after", "share before", "share after"),
    *("units to strong", "story size"),
    *("share of path", "score of path", "share of kin", "score of kin", "units of path"),
    *("share in parent", "share in grandparent", "links in parent", "links in grandparent", "units in parent"),
    *("media in parent", "media per unit"),
    *("share in box", "below main", "below core", "child of core"),
    *(f"chain {kind}" for kind in CHAIN_KINDS),
    *("own foreign", "chain foreign"),
    *("in main", "in core", "from start of parent", "from end of parent", "from start of core", "from end of core"),
    "after headline",
    *("length", "linked", "bold", "italic", "ends sentence", "capitals", "heading", "label"),
    *("is description", "in stated body", "is caption", "is dek", "repeats"),
    *("length before", "length after"),
)
"""Names of what `Context.row` gives."""

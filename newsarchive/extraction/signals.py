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

from .blocks import Box, Unit, Walk
from .classnames import KINDS, kind_bits
from .phrases import FLAGS, purposes
from .structured import clean

if TYPE_CHECKING:
    from .document import Document

_WORD = re.compile(r"[A-Z]?[a-z]{3,}|[A-Z]{3,}")
_NOT_LETTERS = re.compile(r"[\W_]+")
_TERMINAL = frozenset(".!?…。！？”\"“»’')।؟۔።:;")
_OTHER_COMMAS = "、，،"
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")


def squeeze(text: str) -> str:
    """Letters and digits alone, lower case: what is left when spacing and typography are set aside."""
    return _NOT_LETTERS.sub("", text).lower()


def class_names(box: Box) -> str:
    """What tag, class, id and role call a box: the same for all that a template sets alike."""
    name = f"<{box.tag} {box.cls}"
    ident = box.element.get("id")
    if ident:
        name = f"{name} {ident}"
    role = box.element.get("role") or box.element.get("itemprop")
    return f"{name} {role}" if role else name


def class_words(names: str) -> list[str]:
    """Words in a box's names, its tag as the first.

    >>> class_words("<div story-body__text storyText")
    ['<div', 'body', 'story', 'text']
    """
    tag, _, name = names.partition(" ")
    return [tag, *sorted({word.lower() for word in _WORD.findall(name[:300])})]


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


BINS: tuple[str, ...] = (
    *("length", "linked", "linked around", "ending", "commas", "bold", "position", "hidden", "siblings", "alone"),
)
"""Names of the questions that `unit_bins` answers."""


def unit_bins(unit: Unit, total: int) -> tuple[int, ...]:
    """The bin a unit falls into for each of `BINS`: the screening model's input, beside the words of its classes."""
    text, box = unit.text, unit.box
    length = len(text)
    ascii_only = text.isascii()
    if length < 400 and not ascii_only and _CJK.search(text):
        length *= 2  # an ideograph or Hangul syllable says as much as two letters
    links = unit.link_chars
    linked = links / len(text)
    parent = box.parent or box
    commas = text.count(",") or (0 if ascii_only else sum(map(text.count, _OTHER_COMMAS)))
    return (
        length.bit_length() if length < 1024 else 11,
        0 if not links else 1 if linked < 0.3 else 2 if linked < 0.7 else 3 if linked < 0.95 else 4,
        int(parent.link_density * 4.999),
        4 * (text[-1] in _TERMINAL) + 2 * (links > 0) + (length > 60),
        commas if commas < 3 else 3,
        unit.bold_chars >= length - 2,
        unit.index * 10 // total,
        unit.hidden,
        (parent.end - parent.start).bit_length(),
        box.end - box.start == 1,
    )


PATH_DECAY = 0.85
"""How much less the words of a container count for each step outwards."""


def path_names(walk: Walk) -> Iterator[tuple[int, int, str]]:
    """Each template path once, parents first: its number, its parent's (0: none), its last element's names."""
    seen: set[int] = set()
    for box in walk.boxes:
        if box.path not in seen:
            seen.add(box.path)
            yield box.path, box.parent.path if box.parent else 0, class_names(box)


class Context:
    """What the screening scores of a whole page say about each of its units."""

    def __init__(self, walk: Walk, logits: Sequence[float], statements: Statements) -> None:
        self.walk = walk
        self.logits = logits
        self.statements = statements
        units = walk.units
        self.likely = [1 / (1 + math.exp(-x)) for x in logits]
        masses = [
            p * p * min(len(u.text), LONG) * (1 - u.link_density) if p > 0.05 else 0.0
            for p, u in zip(self.likely, units, strict=True)
        ]
        self.sums = list(accumulate(masses, initial=0.0))
        self.total = self.sums[-1] or 1.0
        self.paths: dict[object, list[float]] = {}
        for unit, mass in zip(units, masses, strict=True):
            chars = min(len(unit.text), LONG)
            for key in (unit.box.path, _kin(unit)):
                sums = self.paths.setdefault(key, [0.0, 0.0])
                sums[0] += mass
                sums[1] += chars
        self.media = [medium.before for medium in walk.media]
        self.main, self.core = self._places()
        self._around = {box.index for box in self.main.ancestors()}
        self._known: dict[int, tuple[int, int]] = {}
        self.to_strong = self._to_strong()

    def mass(self, box: Box) -> float:
        """Share of the page's likely story text that stands in a box."""
        return (self.sums[box.end] - self.sums[box.start]) / self.total

    def _places(self) -> tuple[Box, Box]:
        """The innermost box with nearly all of the likely story, and the one with most of it among its children."""
        main = self.walk.boxes[0]
        direct: dict[int, float] = defaultdict(float)
        sums = self.sums
        for unit in self.walk.units:
            mass = sums[unit.index + 1] - sums[unit.index]
            if mass and unit.box.parent is not None:
                direct[unit.box.parent.index] += mass
                if unit.box.parent.parent is not None:
                    direct[unit.box.parent.parent.index] += mass / 2
        floor = 0.8 * self.total
        for box in self.walk.boxes:
            if box.depth > main.depth and sums[box.end] - sums[box.start] >= floor:
                main = box
        core = max(direct, key=direct.__getitem__, default=main.index)
        return main, self.walk.boxes[core]

    def _kinds(self, box: Box) -> tuple[int, int]:
        """The kinds of part that a box says it is, and those said between it and the story.

        Boxes around the whole story say nothing that tells its parts apart: they count for none.
        Few of a page's boxes are ever asked.
        """
        inner: list[Box] = []
        outer: Box | None = box
        while outer is not None and outer.index not in self._known and outer.index not in self._around:
            inner.append(outer)
            outer = outer.parent
        own, chain = self._known.get(outer.index, (0, 0)) if outer is not None else (0, 0)
        for step in reversed(inner):
            own, chain = kind_bits(step.tag, step.cls), chain | own
            self._known[step.index] = own, chain
        return own, chain

    def _to_strong(self) -> list[int]:
        """For each unit, how many units ahead the next very likely one stands."""
        ahead = []
        distance = FAR
        for p in reversed(self.likely):
            ahead.append(min(distance, FAR))
            distance = 1 if p > 0.8 else distance + 1
        ahead.reverse()
        return ahead

    def row(self, index: int) -> list[float]:
        """Signals of one unit, in the order of `SIGNALS`."""
        unit = self.walk.units[index]
        return [
            *self._scores(index),
            *self._place(unit),
            *_text(unit),
            *self._said_elsewhere(unit),
            *self._neighbours(index),
        ]

    def _scores(self, index: int) -> tuple[float, ...]:
        logits = self.logits
        last = len(logits) - 1
        unit = self.walk.units[index]
        path = unit.box.path
        path_mass, path_chars = self.paths[path]
        kin_mass, kin_chars = self.paths[_kin(unit)]
        return (
            logits[index],
            logits[index - 1] if index else NONE,
            logits[index - 2] if index > 1 else NONE,
            logits[index + 1] if index < last else NONE,
            logits[index + 2] if index < last - 1 else NONE,
            max(logits[max(0, index - 5) : index], default=NONE),
            max(logits[index + 1 : index + 6], default=NONE),
            self.sums[index] / self.total,
            1 - self.sums[index + 1] / self.total,
            path_mass / self.total,
            path_mass / path_chars,
            kin_mass / self.total,
            kin_mass / kin_chars,
            self.walk.tally.paths[path],
            self.to_strong[index],
            math.log1p(self.total),
        )

    def _place(self, unit: Unit) -> tuple[float, ...]:
        box = unit.box
        parent = box.parent or box
        grandparent = parent.parent or parent
        main, core = self.main, self.core
        media = bisect_left(self.media, parent.end) - bisect_left(self.media, parent.start)
        return (
            self.mass(box),
            self.mass(parent),
            self.mass(grandparent),
            main.start <= unit.index < main.end,
            box.depth - main.depth,
            core.start <= unit.index < core.end,
            box.depth - core.depth,
            box is core or parent is core,
            parent.link_density,
            grandparent.link_density,
            parent.end - parent.start,
            unit.index - parent.start,
            parent.end - 1 - unit.index,
            unit.index - core.start,
            core.end - 1 - unit.index,
            media,
            media / (parent.end - parent.start),
            box.end - box.start,
            FAR if self.statements.headline is None else unit.index - self.statements.headline,
            *_said(*self._kinds(box)),
        )

    def _said_elsewhere(self, unit: Unit) -> tuple[float, ...]:
        said = self.statements
        plain = squeeze(unit.text[:400])
        if not plain:
            return (0, 0, 0, 0, 0)
        return (
            any(
                plain == d or (len(plain) > 40 and (d.startswith(plain[:60]) or plain in d)) for d in said.descriptions
            ),
            0 if not said.body else 1 if plain[:120] in said.body else -1,
            unit.index in said.captions,
            unit.index in said.dek,
            unit.repeats,
        )

    def _neighbours(self, index: int) -> tuple[float, ...]:
        units = self.walk.units
        unit = units[index]
        before = units[index - 1] if index else unit
        after = units[index + 1] if index + 1 < len(units) else unit
        return (
            before.heading,
            len(before.text),
            len(after.text),
            before.box.parent is unit.box.parent,
            before.link_chars / len(before.text),
            after.link_chars / len(after.text),
        )


def _kin(unit: Unit) -> tuple[int, str]:
    """Units of the same tag in containers that a template set alike, whatever their own class."""
    parent = unit.box.parent
    return parent.path if parent is not None else 0, unit.box.tag


@lru_cache(maxsize=4096)
def _said(own: int, chain: int) -> tuple[int, ...]:
    """Signals of the kinds of part that a box, and the boxes between it and the story, say they are."""
    return (
        *(int(own & bit != 0) for bit in _OWN),
        *(int(chain & bit != 0) for bit in _CHAIN),
        (own & _FOREIGN_KINDS).bit_count(),
        (chain & _FOREIGN_KINDS).bit_count(),
    )


def _text(unit: Unit) -> tuple[float, ...]:
    text = unit.text
    length = len(text)
    tag = unit.box.tag
    found = purposes(text)
    letters = text[:120]
    return (
        length,
        unit.link_chars / length,
        len(unit.anchors),
        unit.bold_chars / length,
        unit.italic_chars / length,
        text[-1] in _TERMINAL,
        text.count(",") + (0 if text.isascii() else sum(map(text.count, _OTHER_COMMAS))),
        sum(map(str.isdigit, letters)) / len(letters),
        sum(map(str.isupper, letters)) / len(letters),
        "@" in text or "http" in text,
        tag == "li",
        tag in _TABLE_TAGS,
        unit.heading,
        len(unit.inlines),
        found & FLAGS["related"],
        found & _STEERING != 0 and length < 200,
    )


OWN_KINDS = ("dek", "hidden", "advert", "caption")
"""Kinds of part, said by a unit's own box, that the model sees singly; the others of foreign matter only counted."""
CHAIN_KINDS = ("aside", "list", "hidden", "advert", "related", "quote", "dek", "social", "comments")
"""The same for the boxes between it and the whole story."""
_OWN = [1 << KINDS.index(kind) for kind in OWN_KINDS]
_CHAIN = [1 << KINDS.index(kind) for kind in CHAIN_KINDS]
_FOREIGN_KINDS = sum(
    1 << KINDS.index(kind)
    for kind in ("related", "newsletter", "advert", "social", "comments", "caption", "byline", "date", "tags", "frame")
)
_TABLE_TAGS = frozenset({"td", "th", "tr", "caption"})
STATED = 3
"""Stated bodies that are read: live blogs state hundreds, and each unit is looked up in all of them."""
LONG = 600
"""Characters of a unit beyond which its weight does not grow: a page of consent terms must not outweigh the story."""
FAR = 99
"""Stands for "nowhere near"."""
NONE = -9.0
"""Score of a unit that is not there."""
_STEERING = FLAGS["related"] | FLAGS["newsletter"] | FLAGS["social"] | FLAGS["comments"] | FLAGS["advert"]
_STEERING |= FLAGS["account"] | FLAGS["consent"] | FLAGS["tags"] | FLAGS["date"] | FLAGS["byline"]

SIGNALS: tuple[str, ...] = (
    *("score", "score before", "score 2 before", "score after", "score 2 after", "best of 5 before", "best of 5 after"),
    *("share before", "share after", "share of path", "score of path", "share of kin", "score of kin", "units of path"),
    *("units to strong", "story size"),
    *("share in box", "share in parent", "share in grandparent", "in main", "below main", "in core", "below core"),
    *("child of core", "links in parent", "links in grandparent", "units in parent", "from start of parent"),
    *("from end of parent", "from start of core", "from end of core", "media in parent", "media per unit"),
    *("units in box", "after headline"),
    *(f"own {kind}" for kind in OWN_KINDS),
    *(f"chain {kind}" for kind in CHAIN_KINDS),
    *("own foreign", "chain foreign"),
    *("length", "linked", "links", "bold", "italic", "ends sentence", "commas", "digits", "capitals", "address"),
    *("is li", "in table", "heading", "inlines", "begins as related", "label"),
    *("is description", "in stated body", "is caption", "is dek", "repeats"),
    *("heading before", "length before", "length after", "same parent before"),
    *("linked before", "linked after"),
)
"""Names of what `Context.row` gives."""

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
from .phrases import FLAGS, PURPOSES, purposes
from .structured import clean

if TYPE_CHECKING:
    from .document import Document

_WORD = re.compile(r"[A-Z]?[a-z]{3,}|[A-Z]{3,}")
_NOT_LETTERS = re.compile(r"[\W_]+")
_TERMINAL = frozenset(".!?…。！？”\"“»’')।؟۔።:;")
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
    """What the page says elsewhere that its visible text may repeat; squeezed."""

    headlines: frozenset[str] = frozenset()
    """Headline and title as stated."""
    descriptions: tuple[str, ...] = ()
    """Summaries as stated."""
    body: str = ""
    """JSON-LD's articleBody."""
    alternatives: frozenset[str] = frozenset()
    """Alternative texts of the pictures."""
    captions: frozenset[int] = frozenset()
    """Units that are a picture's caption or credit."""
    dek: frozenset[int] = frozenset()
    """Units of a dek set apart from the body."""
    headline: tuple[int, int] = (-1, 0)
    """Index of the headline's first unit and after its last; -1 where none is printed."""


def statements(document: Document) -> Statements:
    """Gather what is known of headline, dek, captions and body before the body is found."""
    structured, walk, heading = document.structured, document.walk, document.heading
    titles = {structured.title, structured.first_meta("og:title", "twitter:title"), structured.text("headline", "name")}
    described = {structured.first_meta(name) for name in ("description", "og:description", "twitter:description")}
    described.add(structured.text("description"))
    bodies = [value for value in structured.values("articleBody") if isinstance(value, str)]
    alternatives = {medium.element.get("alt") or "" for medium in walk.media}
    return Statements(
        headlines=frozenset(squeeze(title) for title in titles if title),
        descriptions=tuple({squeeze(text) for text in described if text} - {""}),
        body=squeeze(" ".join(clean(body) or "" for body in bodies)),
        alternatives=frozenset(map(squeeze, alternatives)) - {""},
        captions=document.pictures.captions,
        dek=frozenset(heading.dek_units),
        headline=(-1, 0) if heading.start is None or heading.end is None else (heading.start, heading.end),
    )


BINS: tuple[str, ...] = (
    *("length", "linked", "linked around", "ending", "commas", "bold", "position", "hidden", "siblings", "alone"),
)
"""Names of the questions that `unit_bins` answers."""


def unit_bins(unit: Unit, total: int) -> tuple[int, ...]:
    """The bin a unit falls into for each of `BINS`: the screening model's input, beside the words of its classes."""
    text, box = unit.text, unit.box
    length = len(text)
    if length < 400 and not text.isascii() and _CJK.search(text):
        length *= 2  # an ideograph or Hangul syllable says as much as two letters
    links = unit.link_chars
    linked = links / len(text)
    parent = box.parent or box
    commas = text.count(",") or text.count("、") + text.count("，") + text.count("،")
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
        self.own, self.chain, self.articles = self._kinds()
        self.last_strong, self.next_strong = self._strong_neighbours()
        self.headline_at = statements.headline[0]
        self.h1s = list(accumulate((unit.heading == 1 for unit in units), initial=0))[1:]

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

    def _kinds(self) -> tuple[list[int], list[int], list[int]]:
        """For each box the kinds of part it says it is, those said between it and the story, and the `article`s there.

        Boxes around the whole story say nothing that tells its parts apart: they count for none.
        """
        boxes = self.walk.boxes
        own, chain, articles = [0] * len(boxes), [0] * len(boxes), [0] * len(boxes)
        around = {box.index for box in self.main.ancestors()}
        for box in boxes:
            if box.parent is None or box.index in around:
                continue
            outer = box.parent.index
            own[box.index] = kind_bits(box.tag, box.cls)
            chain[box.index] = chain[outer] | own[outer]
            articles[box.index] = articles[outer] + (box.tag == "article")
        return own, chain, articles

    def _strong_neighbours(self) -> tuple[list[int], list[int]]:
        """For each unit, how many units back and ahead the next very likely one stands."""
        back, ahead = [], []
        distance = FAR
        for p in self.likely:
            back.append(distance)
            distance = 1 if p > 0.8 else distance + 1
        distance = FAR
        for p in reversed(self.likely):
            ahead.append(distance)
            distance = 1 if p > 0.8 else distance + 1
        ahead.reverse()
        return back, ahead

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
            min(self.last_strong[index], FAR),
            min(self.next_strong[index], FAR),
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
            unit.index - self.headline_at if self.headline_at >= 0 else FAR,
            self.articles[box.index],
            *_bits(self.own[box.index], len(KINDS)),
            *_bits(self.chain[box.index], len(KINDS)),
            (self.own[box.index] & _FOREIGN_KINDS).bit_count(),
            (self.chain[box.index] & _FOREIGN_KINDS).bit_count(),
            (_inline_kinds(unit) & _FOREIGN_KINDS).bit_count(),
            self.h1s[unit.index] - self.h1s[self.headline_at] if self.headline_at >= 0 else 0,
        )

    def _said_elsewhere(self, unit: Unit) -> tuple[float, ...]:
        said = self.statements
        plain = squeeze(unit.text[:400])
        if not plain:
            return (0, 0, 0, 0, 0, 0, 0, 0)
        return (
            plain in said.headlines,
            any(
                plain == d or (len(plain) > 40 and (d.startswith(plain[:60]) or plain in d)) for d in said.descriptions
            ),
            0 if not said.body else 1 if plain[:120] in said.body else -1,
            plain in said.alternatives,
            unit.index in said.captions,
            unit.index in said.dek,
            said.headline[0] <= unit.index < said.headline[1],
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
            after.box.parent is unit.box.parent,
            before.link_chars / len(before.text),
            after.link_chars / len(after.text),
            purposes(before.text) & _STEERING != 0,
        )


def _kin(unit: Unit) -> tuple[int, str]:
    """Units of the same tag in containers that a template set alike, whatever their own class."""
    parent = unit.box.parent
    return parent.path if parent is not None else 0, unit.box.tag


@lru_cache(maxsize=4096)
def _bits(bits: int, count: int) -> tuple[int, ...]:
    return tuple(bits >> number & 1 for number in range(count))


def _inline_kinds(unit: Unit) -> int:
    bits = 0
    for element in unit.inlines[:3]:
        cls = element.get("class")
        if cls:
            bits |= kind_bits("span", cls)
    return bits


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
        text.count(",") + text.count("、") + text.count("，") + text.count("،"),
        sum(map(str.isdigit, letters)) / len(letters),
        sum(map(str.isupper, letters)) / len(letters),
        "@" in text or "http" in text,
        unit.hidden,
        tag == "li",
        tag in _TABLE_TAGS,
        unit.heading,
        len(unit.inlines),
        *_bits(found, len(PURPOSES)),
        found & _STEERING != 0 and length < 200,
    )


_FOREIGN_KINDS = sum(
    1 << KINDS.index(kind)
    for kind in ("related", "newsletter", "advert", "social", "comments", "caption", "byline", "date", "tags", "frame")
)
_TABLE_TAGS = frozenset({"td", "th", "tr", "caption"})
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
    *("units since strong", "units to strong", "story size"),
    *("share in box", "share in parent", "share in grandparent", "in main", "below main", "in core", "below core"),
    *("child of core", "links in parent", "links in grandparent", "units in parent", "from start of parent"),
    *("from end of parent", "from start of core", "from end of core", "media in parent", "media per unit"),
    *("units in box", "after headline", "articles"),
    *(f"own {kind}" for kind in KINDS),
    *(f"chain {kind}" for kind in KINDS),
    *("own foreign", "chain foreign", "inline foreign", "headlines since"),
    *("length", "linked", "links", "bold", "italic", "ends sentence", "commas", "digits", "capitals", "address"),
    *("hidden", "is li", "in table", "heading", "inlines", *PURPOSES, "label"),
    *("is headline", "is description", "in stated body", "is alternative", "is caption", "is dek"),
    *("is printed headline", "repeats"),
    *("heading before", "length before", "length after", "same parent before", "same parent after"),
    *("linked before", "linked after", "steering before"),
)
"""Names of what `Context.row` gives."""

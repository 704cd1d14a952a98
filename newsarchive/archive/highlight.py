"""Marking what was found in a text, and choosing the passage to show.

FTS5 could do it for the scripts it understands. Done here it is the same for every script, on the text as printed.
"""

from __future__ import annotations

import html
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from .query import Wanted
from .segmentation import Words

LEAD = 60
"""Characters shown before the first mark of a passage, at most: enough to see in what sentence it stands."""
_SENTENCE_ENDS = ".!?。！？។။…\n"


class Mark(NamedTuple):
    """Where something wanted stands."""

    start: int
    end: int
    which: int
    """Number of the wanted word or phrase."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Highlighted:
    """Text with marks, for whoever prints it."""

    text: str
    """The text, plain."""
    marks: tuple[tuple[int, int], ...] = ()
    """Start and end of each mark in it, in order, not overlapping."""

    def marked(self, before: str, after: str) -> str:
        """The text with something before and after each mark.

        >>> Highlighted(text="rain again", marks=((0, 4),)).marked("[", "]")
        '[rain] again'
        """
        pieces, end = [], 0
        for start, stop in self.marks:
            pieces += [self.text[end:start], before, self.text[start:stop], after]
            end = stop
        return "".join([*pieces, self.text[end:]])

    def html(self) -> str:
        """The text as HTML, with ``<mark>``.

        >>> Highlighted(text="R&D", marks=((2, 3),)).html()
        'R&amp;<mark>D</mark>'
        """
        pieces, end = [], 0
        for start, stop in self.marks:
            pieces += [html.escape(self.text[end:start]), f"<mark>{html.escape(self.text[start:stop])}</mark>"]
            end = stop
        return "".join([*pieces, html.escape(self.text[end:])])


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A wanted word or phrase, as the words to look for."""

    which: int
    words: Words
    open_end: bool
    """Whether the last word is the beginning of one."""

    def stands_at(self, text: Words, at: int) -> bool:
        """Whether the phrase begins at this word of the text."""
        wanted, end = self.words.keys, at + len(self.words.keys)
        if end > len(text.keys) or text.keys[at : end - 1] != wanted[:-1]:
            return False
        last = text.keys[end - 1]
        if not (last.startswith(wanted[-1]) if self.open_end else last == wanted[-1]):
            return False
        return all(text.joined(at + place) == self.words.joined(place) for place in range(1, len(wanted)))


@dataclass(frozen=True, kw_only=True, slots=True)
class Highlighter:
    """Finds what a query wants in the texts of one column after the other."""

    wanted: tuple[Wanted, ...]
    _by_column: dict[str, list[_Pattern]] = field(default_factory=dict, init=False)

    def marks(self, text: str, column: str) -> list[Mark]:
        """Every place in the text where something wanted for this column stands, in order."""
        patterns = self._patterns(column)
        words = Words(text) if patterns else Words("")
        firsts = {pattern.words.keys[0] for pattern in patterns}
        beginnings = tuple(
            pattern.words.keys[0] for pattern in patterns if pattern.open_end and len(pattern.words.keys) == 1
        )
        return [
            Mark(words.span(at)[0], words.span(at + len(pattern.words.keys) - 1)[1], pattern.which)
            for at, key in enumerate(words.keys)
            if key in firsts or key.startswith(beginnings)
            for pattern in patterns
            if pattern.stands_at(words, at)
        ]

    def whole(self, text: str, column: str) -> Highlighted:
        """The whole text, marked."""
        return Highlighted(text=text, marks=_spans(self.marks(text, column)))

    def passage(self, texts: dict[str, str | None], *, width: int) -> Highlighted:
        """The passage of about ``width`` columns that shows most of what was wanted.

        ``texts`` are column → text, in order of preference; where nothing is found, the first is shown from its start.
        """
        there = {column: text for column, text in texts.items() if text}
        if not there:
            return Highlighted(text="")
        found = {column: self.marks(text, column) for column, text in there.items()}
        column = max(found, key=lambda name: len({mark.which for mark in found[name]}))
        return passage(there[column], found[column], width=width)

    def _patterns(self, column: str) -> list[_Pattern]:
        if column not in self._by_column:
            self._by_column[column] = [
                _Pattern(which, words, wanted.prefix or words.letter(-1))
                for which, wanted in enumerate(self.wanted)
                if column in wanted.columns and (words := Words(wanted.raw)).keys
            ]
        return self._by_column[column]


def passage(text: str, marks: Sequence[Mark], *, width: int) -> Highlighted:
    """The stretch of about ``width`` columns with most of the marks, begun where a sentence or word begins.

    >>> passage("A first sentence. Then it rained on the fields.", [Mark(26, 32, 0)], width=28).marked("[", "]")
    '… Then it [rained] on the …'
    """
    if unicodedata.east_asian_width(text[marks[0].start if marks else 0 :][:1] or " ") in "WF":
        width //= 2  # such a letter is as wide as two, and says more
    start = _beginning(text, _densest(marks, width), width) if marks else 0
    end = _ending(text, start, width)
    before, after = "… " if start else "", " …" if end < len(text) else ""
    inside = [mark for mark in marks if start <= mark.start and mark.end <= end]
    shown = text[start:end].replace("\n", " ")
    offset = start - len(before)
    return Highlighted(
        text=f"{before}{shown}{after}",
        marks=tuple((first - offset, last - offset) for first, last in _spans(inside)),
    )


def _densest(marks: Sequence[Mark], width: int) -> int:
    """Where to begin, so that most different wanted things, then most of all, fit into the width."""
    starts = [mark.start for mark in marks]

    def worth(first: int) -> tuple[int, int]:
        within = marks[first : bisect_right(starts, starts[first] + width - LEAD)]
        return len({mark.which for mark in within}), len(within)

    return starts[max(range(len(marks)), key=worth)]


def _beginning(text: str, mark: int, width: int) -> int:
    """Where the sentence of the mark begins, or a word not far before it."""
    lead = min(LEAD, width // 3)
    sentence = max(text.rfind(sign, 0, mark) for sign in _SENTENCE_ENDS) + 1
    if mark - sentence <= lead:
        start = sentence
    else:
        space = text.find(" ", mark - lead, mark)
        start = space + 1 if space >= 0 else mark - lead // 3
    return start + len(text[start:mark]) - len(text[start:mark].lstrip())


def _ending(text: str, start: int, width: int) -> int:
    """Where the last whole word ends that fits."""
    if len(text) - start <= width:
        return len(text)
    space = text.rfind(" ", start + width * 2 // 3, start + width)
    return space if space >= 0 else start + width


def _spans(marks: Sequence[Mark]) -> tuple[tuple[int, int], ...]:
    """Starts and ends, those that touch or overlap made one.

    >>> _spans([Mark(0, 4, 0), Mark(2, 6, 1), Mark(8, 9, 0)])
    ((0, 6), (8, 9))
    """
    spans: list[tuple[int, int]] = []
    for mark in sorted(marks):
        if spans and mark.start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], mark.end))
        else:
            spans.append((mark.start, mark.end))
    return tuple(spans)

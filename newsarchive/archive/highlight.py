"""Marking what was found in a text, and choosing the passage to show.

FTS5 could do it for the scripts it understands. Done here it is the same for every script, on the text as printed.
"""

from __future__ import annotations

import html
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from .query import Wanted
from .segmentation import Token, tokens

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
    """A wanted word or phrase as the tokens to look for."""

    which: int
    keys: tuple[Token, ...]
    open_end: bool
    """Whether the last token is the beginning of one."""

    def ends_at(self, text_tokens: Sequence[Token], at: int) -> bool:
        """Whether the phrase stands at this token of the text."""
        here = text_tokens[at : at + len(self.keys)]
        if len(here) < len(self.keys):
            return False
        for place, (there, key) in enumerate(zip(here, self.keys, strict=True)):
            if place and there.joined != key.joined:
                return False
            last = place == len(self.keys) - 1
            if not (there.key.startswith(key.key) if last and self.open_end else there.key == key.key):
                return False
        return True


@dataclass(frozen=True, kw_only=True, slots=True)
class Highlighter:
    """Finds what a query wants in the texts of one column after the other."""

    wanted: tuple[Wanted, ...]
    _by_column: dict[str, list[_Pattern]] = field(default_factory=dict, init=False)

    def marks(self, text: str, column: str) -> list[Mark]:
        """Every place in the text where something wanted for this column stands, in order."""
        patterns = self._patterns(column)
        if not patterns:
            return []
        firsts = {pattern.keys[0].key for pattern in patterns if len(pattern.keys) > 1 or not pattern.open_end}
        beginnings = tuple(pattern.keys[0].key for pattern in patterns if len(pattern.keys) == 1 and pattern.open_end)
        text_tokens = list(tokens(text))
        return [
            Mark(token.start, text_tokens[at + len(pattern.keys) - 1].end, pattern.which)
            for at, token in enumerate(text_tokens)
            if token.key in firsts or token.key.startswith(beginnings)
            for pattern in patterns
            if pattern.ends_at(text_tokens, at)
        ]

    def whole(self, text: str, column: str) -> Highlighted:
        """The whole text, marked."""
        return Highlighted(text=text, marks=_spans(self.marks(text, column)))

    def passage(self, texts: dict[str, str | None], *, width: int) -> Highlighted:
        """The passage of about ``width`` characters that shows most of what was wanted.

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
                _Pattern(which, keys, wanted.prefix or keys[-1].letter)
                for which, wanted in enumerate(self.wanted)
                if column in wanted.columns and (keys := tuple(tokens(wanted.raw)))
            ]
        return self._by_column[column]


def passage(text: str, marks: Sequence[Mark], *, width: int) -> Highlighted:
    """The stretch of about ``width`` characters with most of the marks, begun where a sentence or word begins.

    >>> passage("A first sentence. Then it rained on the fields.", [Mark(26, 32, 0)], width=28).marked("[", "]")
    '… Then it [rained] on the …'
    """
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

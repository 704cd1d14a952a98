"""Cards that promote stories: a linked headline and the teaser beside it, as section pages are made of.

Asked only where a page does not state that an article stands there: what stands in its cards is no prose of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from .blocks import PAGE_TAGS
from .story_urls import story_key

if TYPE_CHECKING:
    from .blocks import Box, Unit, Walk
    from .document import Document

__all__ = ["Cards", "find_cards"]

_LEVELS = 8
"""Boxes looked at outwards from a headline."""
_LONGEST = 700
"""Characters of a card: picture's credit, kicker, headline and a long teaser. Two paragraphs of a story have more."""
_SHORTEST_HEADLINE = 12
"""Characters; "Sport" over a block leads to a section, not to a story. Half in scripts that need fewer."""
_ROW = 4
"""Headlines side by side in one box from which the text after each is its teaser: stories print fewer amid a text."""
_BETWEEN = 4
"""Units of a teaser that no box holds together with its headline: kicker, text, author, date."""
_OPENING = 80
"""Characters of a text that opens a story; a date or a section's name has fewer."""
_MOST = 400
"""Headlines looked at."""


class Cards(NamedTuple):
    """The cards of a page."""

    stories: int
    """Stories that cards with a teaser promote."""
    units: frozenset[int]
    """Indices of the units in cards."""


class _Headline(NamedTuple):
    unit: Unit
    key: str
    """The address of its story, without what only tracks the way to it."""


def find_cards(document: Document) -> Cards:
    """The page's cards that hold more than a headline."""
    headlines = list(islice(_headlines(document), _MOST))
    held: dict[str, set[int]] = {}
    for headline, indices in (*_boxed(headlines), *_in_rows(document.walk, headlines)):
        if len(indices) > 1:
            held.setdefault(headline.key, set()).update(indices)
    return Cards(stories=len(held), units=frozenset(index for indices in held.values() for index in indices))


def _headlines(document: Document) -> Iterator[_Headline]:
    """Headings, and other texts set as large, that are links to one other page of the site."""
    urls = document.story_urls
    for unit in document.walk.units:
        if unit.hidden or not unit.anchors or unit.link_density < 0.8:
            continue
        if len(unit.text) < (_SHORTEST_HEADLINE if unit.text.isascii() else _SHORTEST_HEADLINE // 2):
            continue
        if not unit.heading and not unit.bold_chars and len(unit.text.split()) < 4:
            continue
        url = document.absolute(unit.anchors[0].get("href"))
        if url and urls.is_near(url):
            yield _Headline(unit, story_key(url))


def _boxed(headlines: list[_Headline]) -> Iterator[tuple[_Headline, range]]:
    """For each headline the units of the widest box that promotes nothing else."""
    for at, headline in enumerate(headlines):
        card: Box | None = None
        for box in islice(headline.unit.box.ancestors(), _LEVELS):
            if box.tag in PAGE_TAGS or box.chars > _LONGEST or not _is_alone(headlines, at, box):
                break
            card = box
        if card is not None:
            yield headline, range(card.start, card.end)


def _is_alone(headlines: list[_Headline], at: int, box: Box) -> bool:
    """Whether the headlines beside this one in page order stand outside a box, or lead to the same story."""
    beside = (*headlines[max(0, at - 1) : at], *headlines[at + 1 : at + 2])
    return all(other.key == headlines[at].key or not box.start <= other.unit.index < box.end for other in beside)


def _in_rows(walk: Walk, headlines: list[_Headline]) -> Iterator[tuple[_Headline, range]]:
    """For headlines and teasers that stand side by side in one box, the units from a headline to the next."""
    rows: dict[int, list[_Headline]] = {}
    for headline in headlines:
        if headline.unit.heading and headline.unit.box.parent is not None:
            rows.setdefault(headline.unit.box.parent.index, []).append(headline)
    for place, row in rows.items():
        box = walk.boxes[place]
        first = row[0].unit.index
        # A text before the first headline is a story's, and the headlines lead away from it between its paragraphs.
        if len(row) < _ROW or any(len(unit.text) > _OPENING for unit in walk.units[box.start : first]):
            continue
        ends = [headline.unit.index for headline in row[1:]] + [box.end]
        for headline, end in zip(row, ends, strict=True):
            if end - headline.unit.index <= _BETWEEN + 1:
                yield headline, range(headline.unit.index, end)

"""Where on a page a date is its story's, and where it is another's: a card's, a picture's, a comment's, the site's own.

A date near the headline is the story's as a rule; above the headline stands today's, below the story other stories'.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice
from typing import TYPE_CHECKING

from ..blocks import Box, Unit, text_of
from ..surroundings import above_body, away_box, is_picture_text, until_body
from .labels import PUBLISHED_CLASS, published_at, speaks_of_role

if TYPE_CHECKING:
    from ..document import Document

BEFORE, AFTER = 10, 30
"""Units before and after the headline among which a visible date is looked for."""
MAX_LINE = 220
"""Characters of a line that may name the date; a longer one is a paragraph."""
MAX_LABELLED = 20
"""Lines that name a date looked at, on a page without a headline."""
MAX_ABOVE = 10
"""Units between the headline and a date above it."""
MAX_LINKS_ABOVE = 5
"""Links above a headline that a path to its section may have; a menu has more."""
NEXT, MAX_HEAD = 4, 300
"""Units below the headline, and characters of them, that are its head still: dek, author, date."""
MIN_PARAGRAPH = 120
"""Characters of a story's paragraph; a third of it in scripts that need as few."""
SMALL_BOX = 300
"""Characters of an aside or footer that holds no more than the story's own dates, bylines and buttons."""
MAX_CARD = 400
"""Characters of a card: another story's headline, teaser and date."""
MAX_BESIDE = 12
"""Characters beside a date in a line that is as good as nothing but the date."""

DIGIT = re.compile(r"\d")
_STORY_CLASS = re.compile(r"article|post(?!s)|story|entry|news|content|detail|single", re.I)
_TOP_CLASS = re.compile(
    r"(?:^|[\s_-])(?:masthead|today|current|clock|weather|logo|top-?bar|top-?nav|header-?top"
    r"|(?:site|page|main|global)-?header)|(?:^|\s)(?:top|header)(?![a-z])",
    re.I,
)
"""Parts of the top of every page of a site."""
_FOOT_CLASS = re.compile(
    r"(?:^|\s)(?:(?:site|page|main|global)[-_]?)?foot(?:er)?(?![a-z])|copyright|imprint|colophon"
    r"|cookie|consent|privacy",
    re.I,
)
"""Parts of the foot of every page of a site."""
_IMPRINT = re.compile(r"등록번호|발행인|편집인|사업자|许可证|許可證|备案|備案")
"""What Korean and Chinese law has a paper print at its foot: numbers of registration, publisher, editor."""
_COMMENT_CLASS = re.compile(
    r"(?<![a-z])(?:comment(?!ary|\w*?(?:count|link|num|off|open|closed|on\b|able))|kommentar|comentari"
    r"|replies|respon[ds](?!iv)|reactions?(?![a-z])|disqus)",
    re.I,
)
_OPENS_WITH_TIME = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4},?\s+\d{1,2}[:.]\d\d")
"""A line that begins so dates the story even where it is set as a caption: in some themes all small print is."""


# ---- near the headline


def near_headline(document: Document, *, alone: bool) -> list[Unit]:
    """Units among which a visible date is looked for: about the headline, else above the body, or that name a date."""
    walk, heading = document.walk, document.heading
    if heading.start is None or heading.end is None:
        if above := [unit for unit in above_body(document) if DIGIT.search(unit.text)]:
            return above
        named = (unit for unit in walk.units if len(unit.text) <= MAX_LINE and _labelled(unit))
        return list(islice(named, MAX_LABELLED))
    before = walk.units[max(0, heading.start - BEFORE) : heading.start]
    if alone:
        before = [unit for unit in before if DIGIT.search(unit.text) and heads_story(document, unit)]
    return [*before, *until_body(walk, heading.end, AFTER)]


def _labelled(unit: Unit) -> bool:
    return bool(PUBLISHED_CLASS.search(unit.box.cls)) or published_at(unit.text) >= 0


def heads_story(document: Document, unit: Unit) -> bool:
    """Whether a line above the headline belongs to its story rather than to the top of every page of the site.

    There, today's date stands beside logo and menu. A story's date shares a box with its headline, and no menu or
    other list of links stands in that box before it or between them.
    """
    start = document.heading.start
    if start is None:
        return True
    common = shared_box(document, unit)
    if common is None or common.tag in ("body", "html") or start - unit.index > MAX_ABOVE:
        return False
    if any(_is_top(box) for box in islice(unit.box.ancestors(), unit.box.depth - common.depth)):
        return False
    links = sum(other.link_density > 0.5 for other in document.walk.units[common.start : start] if other is not unit)
    return links <= MAX_LINKS_ABOVE


def _is_top(box: Box) -> bool:
    if box.tag == "nav" or (box.tag == "header" and not _STORY_CLASS.search(box.cls)):
        return True
    return _TOP_CLASS.search(_names(box)) is not None


def stands_in_story(document: Document, unit: Unit) -> bool:
    """Whether the innermost box that holds a line and the headline is that of a story."""
    common = shared_box(document, unit)
    return common is not None and (common.tag in ("article", "main") or bool(_STORY_CLASS.search(common.cls)))


def shared_box(document: Document, unit: Unit) -> Box | None:
    """The innermost box that holds both a line and the headline."""
    return next((box for box in unit.box.ancestors() if _holds_headline(document, box)), None)


def _holds_headline(document: Document, box: Box) -> bool:
    start, end = document.heading.start, document.heading.end
    return start is not None and end is not None and box.start <= start and end <= box.end


def story_begun(document: Document, units: list[Unit]) -> int:
    """Index of the unit from which on a date must be labelled: the third paragraph.

    There, dek, caption and opening are over.
    """
    end = document.heading.end or 0
    long = (unit.index for unit in units if unit.index >= end and _is_paragraph(unit))
    return next(islice(long, 2, None), len(document.walk.units))


def _is_paragraph(unit: Unit) -> bool:
    text = unit.text
    return (
        not unit.hidden
        and unit.link_density < 0.5
        and len(text) > (MIN_PARAGRAPH if text[0] < "\u2e80" else MIN_PARAGRAPH // 3)
    )


def place_score(document: Document, unit: Unit) -> float:
    """Less the further from the headline, and less before it than after it; without one, the further above the body."""
    start, end = document.heading.start, document.heading.end
    if start is None or end is None:
        return -0.05 * (document.story[0].index - unit.index) if document.story else 0.0
    return -0.05 * (unit.index - end) if unit.index >= end else -0.3 - 0.05 * (start - unit.index)


def _is_next(document: Document, index: int) -> bool:
    """Whether a unit stands right below the headline, no more than dek and authors between."""
    end = document.heading.end
    if end is None or not 0 <= index - end <= NEXT:
        return False
    return sum(len(unit.text) for unit in document.walk.units[end:index]) <= MAX_HEAD


# ---- another's


def is_anothers_line(document: Document, unit: Unit, rest: int, *, near: bool, alone: bool) -> bool:
    """Whether a line with a date and `rest` characters beside it is a card's, a picture's or a menu's."""
    if speaks_of_role(unit.text):
        return alone and in_card(document, unit.box, unit)
    follows = near and _is_next(document, unit.index)
    if unit.link_density > 0.8 and not follows:
        return True
    if rest > MAX_BESIDE and is_picture_text(unit) and not (follows and _OPENS_WITH_TIME.match(unit.text)):
        return True
    return is_anothers(document, unit.box, unit, near=near, alone=alone)


def is_anothers(
    document: Document, box: Box, unit: Unit | None = None, *, near: bool = True, alone: bool = True
) -> bool:
    """Whether a box holds more than the story's own dates, bylines and buttons, or is in a card or a comment.

    What contains the headline is the story's, where the box was looked for `near` it. Cards are looked for where the
    date stands `alone`, with no statement for machines that it only completes.
    """
    return _is_away(document, box, near=near) or (alone and in_card(document, box, unit))


def _is_away(document: Document, box: Box, *, near: bool) -> bool:
    start = document.heading.start if near else None
    away = away_box(box, None if start is None else document.walk.units[start].box)
    if away is None:
        return False
    return away.chars > SMALL_BOX or away.link_density > 0.5 or away.element.find(".//h3") is not None


def in_card(document: Document, box: Box, unit: Unit | None = None) -> bool:
    """Whether a date stands in a card that leads to another story, or in a reader's comment."""
    if _is_next(document, unit.index if unit else box.start):
        return False  # right below the headline, whose links lead to authors
    if unit is not None and _leads_to_story([unit]):
        return True
    for outer in islice(box.ancestors(), 5):
        if _holds_headline(document, outer):
            return False
        comment = _COMMENT_CLASS.search(_names(outer)) is not None
        if comment or outer.tag in ("main", "body") or max(outer.chars, outer.end - outer.start) > MAX_CARD:
            return comment
        if _leads_to_story(document.walk.within(outer)):
            return True
    return False


def _leads_to_story(units: Iterable[Unit]) -> bool:
    return any(_is_headline(text_of(anchor)) for unit in units for anchor in unit.anchors)


def _is_headline(text: str) -> bool:
    """Whether a link's text is long enough for another story's headline, and not made of dates.

    >>> _is_headline("Rain floods the old town at last"), _is_headline("12 de marzo de 2021, 14 de marzo de 2021")
    (True, False)
    """
    words = text.split()
    numbers = sum(any(char.isdigit() for char in word) for word in words)
    if numbers > 1 and len(words) <= 3 * numbers:
        return False
    if text.isascii():
        return len(words) > 3 and len(text) > 24
    return len(text) > 14 and (len(words) > 3 or len(text) > 24)


def in_imprint(document: Document, unit: Unit) -> bool:
    """Whether a line is of the site's foot, where papers name the days they were registered and founded."""
    beside = document.walk.units[max(0, unit.index - 4) : unit.index + 5]
    if any(_IMPRINT.search(other.text) for other in beside if len(other.text) <= MAX_LINE):
        return True
    return any(_FOOT_CLASS.search(_names(box)) for box in islice(unit.box.ancestors(), 8))


def _names(box: Box) -> str:
    """What a template calls a box."""
    return f"{box.cls} {box.id}"

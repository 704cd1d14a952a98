"""What stands around a text near the head of a story, and takes it out of it: menus, other stories, pictures."""

from __future__ import annotations

import re
from collections.abc import Container
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from .blocks import Box, Unit, Walk
from .patterns import caseless_names

if TYPE_CHECKING:
    from .document import Document

__all__ = [
    "LONG_PARAGRAPH",
    "above_body",
    "away_box",
    "is_away",
    "is_below_picture",
    "is_in_article",
    "is_picture_text",
    "until_body",
]

ABOVE_BODY = 15
"""Units above the body among which byline and date stand that do not stand at the headline."""
AWAY_REACH = 14
"""Boxes looked at outwards from a text for one that takes it out of the story."""
LONG_PARAGRAPH = 220
"""Characters beyond which a text near the headline is a paragraph of the story or its summary, no byline or date."""
_AWAY_TAGS = {"nav", "footer", "aside", "dialog", "noscript"}
_OTHER_CLASS = caseless_names(
    r"related|recirc|teaser-?list|(?<!without-)(?<!no-)(?<!with-)(?<!has-)sidebar|promo|most-?(?:read|popular)|newsletter"
    r"|cookie|consent|logo|modal",
)
_PICTURE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:wp-)?(?:img|image|photo|media|fig)?-?(?:captions?|credits?|legend)(?=$|[\s_-])|(?<!has)(?:Caption|Credit|ImageDescription)"
)


def is_away(box: Box, head: Box | None = None) -> bool:
    """Whether a box stands apart from the story; boxes that it shares with the headline do not count."""
    return away_box(box, head) is not None


def away_box(box: Box, head: Box | None = None) -> Box | None:
    """The box around this one that takes it out of the story: navigation, an aside, a list of other stories."""
    outer: Box | None = box
    for step in range(AWAY_REACH):
        if outer is None or (head is not None and outer.start <= head.start and head.end <= outer.end):
            return None
        if outer.tag in _AWAY_TAGS or (step < 4 and outer.cls and _OTHER_CLASS(outer.cls)):
            return outer
        if outer.tag in ("article", "main"):
            return None
        outer = outer.parent
    return None


def until_body(walk: Walk, start: int, reach: int) -> list[Unit]:
    """Units from `start` on, `reach` at most, until the story is well under way."""
    paragraphs = 0
    for at, unit in enumerate(walk.units[start : start + reach]):
        paragraphs += len(unit.text) > LONG_PARAGRAPH and unit.link_density < 0.5 and not unit.hidden
        if paragraphs > 3:
            return walk.units[start : start + at]
    return walk.units[start : start + reach]


def above_body(document: Document) -> list[Unit]:
    """Units right above the body: what else stands at the headline, where a gallery lies between or none is printed."""
    first = document.story[0].index if document.story else 0
    return document.walk.units[max(0, first - ABOVE_BODY) : first]


def is_in_article(box: Box) -> bool:
    """Whether a footer or menu is a story's own, not the site's."""
    return any(outer.tag in ("article", "main") for outer in islice(box.ancestors(), AWAY_REACH))


def is_below_picture(walk: Walk, unit: Unit, boxes: Container[Box | None]) -> bool:
    """Whether a picture in one of some boxes stands right above a line."""
    return any(medium.before == unit.index and medium.box in boxes for medium in walk.media)


@lru_cache(maxsize=4096)
def _is_picture_class(names: str) -> bool:
    return _PICTURE_CLASS.search(names) is not None


def is_picture_text(unit: Unit) -> bool:
    """Whether the unit is set as a picture's caption or credit."""
    box: Box | None = unit.box
    for _ in range(3):
        if box is None or box.end - box.start > 6:
            return False
        if box.tag in ("figure", "figcaption") or (box.cls and _is_picture_class(box.cls)):
            return True
        box = box.parent
    return False

"""The body of the story as typed blocks in reading order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..items import Article, Block, BlockType
from . import model
from .blocks import Unit
from .signals import Context, statements
from .structured import clean

if TYPE_CHECKING:
    from .document import Document

STATED_BODY = 300
"""Characters from which JSON-LD's articleBody is worth being the body where the page shows none."""


def set_body(article: Article, document: Document) -> None:
    """Put the story's blocks into the article."""
    units = story_units(document)
    article.blocks = list(_blocks(units))
    article.provenance["body"] = "visible"
    stated = _stated_paragraphs(document)
    if sum(map(len, stated)) >= max(STATED_BODY, 4 * sum(len(unit.text) for unit in units)):
        article.blocks = [Block(type="paragraph", text=text) for text in stated]
        article.provenance["body"] = "json-ld"


def story_units(document: Document) -> list[Unit]:
    """Units of the page that belong to the story."""
    walk = document.walk
    if not walk.units:
        return []
    judge = model.load()
    logits = judge.screen(walk)
    context = Context(walk, logits, statements(document))
    return [
        unit
        for unit, logit in zip(walk.units, logits, strict=True)
        if logit > model.LET_THROUGH and judge.judge(context.row(unit.index)) > 0
    ]


def _stated_paragraphs(document: Document) -> list[str]:
    bodies = [body for body in document.structured.values("articleBody") if isinstance(body, str)]
    longest = max(bodies, key=len, default="")
    return [text for part in re.split(r"\n+|</p>|<br\s*/?>", longest) if (text := clean(part))]


def _blocks(units: list[Unit]) -> Iterator[Block]:
    """Blocks of the chosen units; items of one list, and rows of one table, together."""
    for unit in units:
        yield Block(type=_type(unit), text=unit.text)


def _type(unit: Unit) -> BlockType:
    if unit.heading:
        return "subhead"
    return "paragraph"

"""What changed between two versions of a story, word by word."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from markupsafe import Markup

from ..items import Article

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
_FIELDS = ("headline", "kicker", "dek", "byline", "dateline")
MAX_WORDS = 20_000
"""Beyond this a paragraph is compared as a whole: matching words is quadratic."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """A field, or a part of the body, that differs."""

    field: str
    """Which."""
    lines: tuple[Markup, ...]
    """Its lines with ``<ins>`` and ``<del>``."""


def changes(before: Article, after: Article) -> list[Change]:
    """Every field that differs, in the order a reader meets them."""
    found = [
        _change(name, _lines(before, name), _lines(after, name)) for name in (*_FIELDS, "dates", "body", "captions")
    ]
    return [change for change in found if change]


def _lines(article: Article, name: str) -> list[str]:
    """A field's text as lines."""
    if name == "body":
        return [block.text for block in article.blocks]
    if name == "captions":
        return [f"{image.caption or ''} ({image.credit or 'no credit'})" for image in article.images]
    if name == "dates":
        stamps = (("published", article.published), ("modified", article.modified))
        return [f"{label} {stamp.isoformat()}" for label, stamp in stamps if stamp]
    value = getattr(article, name)
    return [value] if value else []


def _change(name: str, before: list[str], after: list[str]) -> Change | None:
    if before == after:
        return None
    return Change(field=name, lines=tuple(_compared(before, after)))


def _compared(before: list[str], after: list[str]) -> Iterator[Markup]:
    """Lines of both versions: those that stayed as they are, those that changed word by word."""
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            yield from (Markup("{}").format(line) for line in after[j1:j2])
        else:
            pairs = zip_longest(before[i1:i2], after[j1:j2])
            yield from (words(old or "", new or "") for old, new in pairs)


def words(before: str, after: str) -> Markup:
    """One line with what went and what came, by words.

    >>> print(words("It was 19 to 14.", "It was 17 to 15."))
    It was <del>19</del><ins>17</ins> to <del>14</del><ins>15</ins>.
    """
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if len(old) + len(new) > MAX_WORDS:
        return _gone(before) + _come(after)
    parts: list[Markup] = []
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            parts.append(Markup("{}").format("".join(new[j1:j2])))
        else:
            parts += [_gone("".join(old[i1:i2])), _come("".join(new[j1:j2]))]
    return Markup("").join(parts)


def _gone(text: str) -> Markup:
    return Markup("<del>{}</del>").format(text) if text else Markup("")


def _come(text: str) -> Markup:
    return Markup("<ins>{}</ins>").format(text) if text else Markup("")

"""Patterns that ignore case, fast: for what is asked of thousands of names, addresses and texts a page."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

__all__ = ["caseless", "caseless_names"]

_REMEMBERED = 4096
"""Class attributes each table remembers: templates repeat theirs on every page of a site. 4,096 take about 1 MB."""


def caseless(*patterns: str) -> Callable[[str], bool]:
    """Whether any of some patterns, written in lower case, occurs in a text, whatever its case.

    The text is made lower case first: told to ignore case, the engine could not skip to where a pattern may begin,
    and took several times as long.

    >>> found = caseless("caption", "legend")
    >>> found("article__photoCaption"), found("headline")
    (True, False)
    """
    search = re.compile("|".join(patterns)).search
    return lambda text: search(text.lower()) is not None


def caseless_names(*patterns: str) -> Callable[[str], bool]:
    """As `caseless`, for class names and the like, whose answers are remembered."""
    return lru_cache(maxsize=_REMEMBERED)(caseless(*patterns))

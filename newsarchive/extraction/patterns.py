"""Patterns that ignore case, fast: for what is asked of thousands of names, addresses and texts a page."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

__all__ = ["ascii_part", "caseless", "caseless_names", "grouped"]

_REMEMBERED = 4096
"""Class attributes each table remembers: templates repeat theirs on every page of a site. 4,096 take about 1 MB."""


def caseless(*patterns: str, hint: str = "") -> Callable[[str], bool]:
    """Whether any of some patterns, written in lower case, occurs in a text, whatever its case.

    The text is made lower case first: told to ignore case, the engine could not skip to where a pattern may begin,
    and took several times as long. Texts of ASCII alone are not searched for words that no such text has.
    ``hint`` is a simple pattern (``caption|credit``) that occurs wherever one of the patterns does: that most texts
    hold nothing of the kind is sooner seen by it.

    >>> found = caseless("caption", "legend", "légende")
    >>> found("article__photoCaption"), found("headline"), found("Légende")
    (True, False, True)
    """
    pattern = "|".join(patterns)
    search = re.compile(pattern).search
    if hint:
        may_hold = re.compile(hint).search
        return lambda text: may_hold(lower := text.lower()) is not None and search(lower) is not None
    if pattern.isascii():
        return lambda text: search(text.lower()) is not None
    search_ascii = re.compile(ascii_part(pattern)).search
    return lambda text: (search_ascii if text.isascii() else search)(text.lower()) is not None


def caseless_names(*patterns: str, hint: str = "") -> Callable[[str], bool]:
    """As `caseless`, for class names and the like, whose answers are remembered."""
    return lru_cache(maxsize=_REMEMBERED)(caseless(*patterns, hint=hint))


def ascii_part(pattern: str) -> str:
    """What of a pattern can occur in a text of ASCII alone, for finding out whether it does.

    Its alternatives are put in groups by the letter they begin with: at each place of a text the engine tries one after
    the other.

    >>> ascii_part("más|mehr (?:über|zu)|auch|m[aá]s visto|Übersicht|mer")
    'm(?:ehr (?:über|zu)|[aá]s visto|er)|auch'
    """
    return _grouped(text for text, outside in _alternatives(pattern) if _OPTIONAL.sub("", outside).isascii())


def grouped(pattern: str) -> str:
    """A pattern's alternatives in groups by the letter they begin with, for finding out soon that none occurs.

    >>> grouped("más|mehr|Übersicht|Über uns")
    'm(?:ás|ehr)|Ü(?:bersicht|ber uns)'
    """
    return _grouped(text for text, _ in _alternatives(pattern))


def _grouped(alternatives: Iterable[str]) -> str:
    groups: dict[str, list[str]] = defaultdict(list)
    for alternative in alternatives:
        one = _letter_first(alternative)
        plain = one[:1].isalnum() and one[1:2] not in ("?", "*", "+", "{")
        groups[one[0] if plain else ""].append(one)
    apart = groups.pop("", [])
    shared = [
        f"{letter}(?:{'|'.join(alternative[1:] for alternative in group)})" if len(group) > 1 else group[0]
        for letter, group in groups.items()
    ]
    return "|".join(shared + apart) or r"(?!)"


def _letter_first(alternative: str) -> str:
    r"""An alternative that begins at a word's edge, with the edge asked for after the letter.

    >>> _letter_first(r"\bhot")
    'h(?<!\\wh)ot'
    """
    letter = alternative[2:3]
    if alternative.startswith(r"\b") and letter.isalpha():
        return rf"{letter}(?<!\w{letter}){alternative[3:]}"
    return alternative


_OPTIONAL = re.compile(r".[?*{]")
_TOKEN = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|[()|]|[^\\\[()|]+", re.S)


def _alternatives(pattern: str) -> Iterator[tuple[str, str]]:
    """The alternatives of a pattern, each with what of it stands outside all groups and sets."""
    depth, whole, outside = 0, "", ""
    for token in _TOKEN.findall(pattern):
        depth += (token == "(") - (token == ")")
        if token == "|" and not depth:
            yield whole, outside
            whole = outside = ""
            continue
        whole += token
        if not depth and token[0] not in "[)":
            outside += token
    yield whole, outside

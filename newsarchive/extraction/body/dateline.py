"""The dateline: the place, and sometimes agency and date, that opens a story's first sentence."""

from __future__ import annotations

import re

_CAPITALS = r"[^\W\d_a-zß-öø-ÿ][^\W\d_a-zß-öø-ÿ.'’\-]+"
_NAME = r"[^\W\d_][^\W\d_.'’\-]*\.?"
_PLACE = rf"(?:{_CAPITALS})(?:[ ,/]+(?:{_NAME}|{_CAPITALS})){{0,5}}"
_AGENCY = r"\((?:[A-Z][\w&.'’/\-]*)(?:[ /,\-][A-Z][\w&.'’/\-]*){0,4}\)"
_DATED = r",? (?:[A-Z][a-z]{2,8}\.? \d{1,2}|\d{1,2}\.? [A-Z]?[a-zäéûü]{2,9}\.?)"
_DASH = r"\s*(?:[-–—―]{1,2}|\u2015)\s*"
_PATTERNS = (
    re.compile(rf"({_PLACE}(?:{_DATED})?,? ?{_AGENCY}){_DASH}(?=\S)"),
    re.compile(rf"((?:{_NAME}(?:[ ,/]+{_NAME}){{0,4}})(?:{_DATED})?,? ?{_AGENCY}){_DASH}(?=\S)"),
    re.compile(rf"({_CAPITALS}(?:[ ,/]+(?:{_CAPITALS}|{_NAME})){{0,4}}(?:{_DATED})?){_DASH}(?=[A-ZÀ-Þ\"“‘'])"),
    re.compile(rf"({_CAPITALS}(?:[ ,]+{_CAPITALS}){{0,2}}):\s(?=[A-ZÀ-Þ\"“‘'])"),
    re.compile(
        r"([^\W\d_]+(?:[ /-][^\W\d_]+){0,2} \((?:dpa|AFP|Reuters|APA|sda|ots|SID|dts|epd|KNA)[\w/ -]*\))"
        r"\s*[-–—.:]?\s*(?=\S)"
    ),
)
_LONGEST = 90
"""Characters within which a dateline ends."""


def dateline(body: str) -> str | None:
    """Dateline of a story as printed, without the dash after it; None where it opens with none.

    >>> dateline("PHNOM PENH, Cambodia (AP) — The river rose on Monday.")
    'PHNOM PENH, Cambodia (AP)'
    >>> dateline("NEW DELHI: The minister said no.")
    'NEW DELHI'
    >>> dateline("Berlin (dpa) - Der Regen kam spät.")
    'Berlin (dpa)'
    >>> dateline("BEIRUT, March 7 (Reuters) - A crew")
    'BEIRUT, March 7 (Reuters)'
    >>> dateline("Rain fell — at last — on Monday.") is None
    True
    """
    opening = body[: _LONGEST + 20]
    for pattern in _PATTERNS:
        found = pattern.match(opening)
        if found and len(found[1]) <= _LONGEST and len(found[1]) > 3:
            return found[1]
    return None

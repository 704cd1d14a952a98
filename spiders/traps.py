"""Addresses that lead nowhere, told by themselves: what feeds and sitemaps of a broken or hostile site name. Pure.

A crawl follows no links from stories, so it cannot be led far astray; but a feed may name without end what leads to
itself, and each name would cost a request. Session ids are no trap: an address is known by its key, which has lost them
(`newsarchive.urls.normalise`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from urllib.parse import urlsplit

from newsarchive.items import Candidate

MAX_LENGTH = 2000
"""Characters of an address: servers give up soon beyond (2,083 was Internet Explorer's limit)."""
MAX_PARTS = 25
"""Parts of a path; the deepest of some 440 real stories has ten."""
REPEATS = 3
"""How often the same parts follow each other where a path leads into itself; dates repeat too, as in /2011/11/11/."""
AHEAD = timedelta(days=32)
"""Days from now that an address may name: calendars go on for ever, announcements are dated a month ahead at most."""

_REPEATED = re.compile(rf"((?:/(?=[^/]*[^\d/])[^/]+){{1,4}}?)\1{{{REPEATS - 1},}}(?=/|$)")
_DAY = re.compile(r"/((?:19|20|21)\d\d)[/-](0?[1-9]|1[0-2])(?:[/-](0?[1-9]|[12]\d|3[01]))?(?=/|$)")


def sort_out(candidates: Iterable[Candidate], today: date) -> tuple[list[Candidate], list[tuple[Candidate, str]]]:
    """The candidates that are no traps, and those that are with the reason."""
    good: list[Candidate] = []
    bad: list[tuple[Candidate, str]] = []
    for candidate in candidates:
        if reason := trap(candidate.url, today):
            bad.append((candidate, reason))
        else:
            good.append(candidate)
    return good, bad


def trap(url: str, today: date) -> str | None:
    """What is wrong with an address; None where nothing is.

    >>> today = date(2026, 5, 2)
    >>> trap("https://a.example/2026/05/02/rain-at-last/", today) is None
    True
    >>> trap("https://a.example/news/world/news/world/news/world/rain", today)
    'a trap: a path that repeats itself'
    >>> trap("https://a.example/2011/11/11/rain", today), trap("https://a.example/events/2031/02/", today)
    (None, 'a trap: a day far in the future')
    """
    return next((f"a trap: {words}" for words, applies in _TRAPS if applies(url, today)), None)


def _is_far_ahead(url: str, today: date) -> bool:
    named = _DAY.search(urlsplit(url).path)
    if not named:
        return False
    try:
        return date(int(named[1]), int(named[2]), int(named[3] or 1)) > today + AHEAD
    except ValueError:  # the 31st of February
        return False


_TRAPS: tuple[tuple[str, Callable[[str, date], bool]], ...] = (
    (f"an address of more than {MAX_LENGTH} characters", lambda url, today: len(url) > MAX_LENGTH),
    (f"a path of more than {MAX_PARTS} parts", lambda url, today: urlsplit(url).path.count("/") > MAX_PARTS),
    ("a path that repeats itself", lambda url, today: bool(_REPEATED.search(urlsplit(url).path))),
    ("a day far in the future", _is_far_ahead),
)
"""What makes a trap; the first that applies names it. The length comes first: the others read the whole address."""

"""Which paths a site's stories have, learnt from the addresses in its own feeds: so stories are told from sections.

A shape is a regular expression of a whole path, like ``/[^/]+/\\d{4}/\\d+/[^/]+-[^/]+``. It says how many parts a path
has, and what kind each is of. Shapes are only learnt where a few of them cover nearly all that a feed names, and where
they say more than "a word": sections have such paths as well.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from urllib.parse import unquote, urlsplit

LEAST = 15
"""Addresses to learn from, at least."""
COVERED = 0.95
"""Share of them that the shapes have to cover."""
MOST_SHAPES = 4
"""Shapes of one site at most; a site with more has no shape."""
WORD = r"[^/]+"
_KINDS = (
    (re.compile(r"(?:19|20)\d\d"), r"\d{4}"),
    (re.compile(r"\d+"), r"\d+"),
    (re.compile(r".*\d{5,}.*"), r"[^/]*\d{5,}[^/]*"),
    (re.compile(r"[^-_]+(?:[-_][^-_]+){2,}"), r"[^/]+[-_][^/]+[-_][^/]+"),
)
"""What a part of a path looks like → its part of a shape."""


def learn(addresses: Iterable[str], others: Iterable[str] = ()) -> tuple[str, ...]:
    """Shapes of the paths of stories; none where they cannot be told. ``others``: addresses that are no stories.

    >>> feed = [f"https://a.example/world/2026/05/{day:02}/rain-falls-on-town-{day}" for day in range(1, 21)]
    >>> learn(feed, others=["https://a.example/world/2026"])
    ('/[^/]+/\\\\d{4}/\\\\d+/\\\\d+/[^/]+[-_][^/]+[-_][^/]+',)
    >>> learn([f"https://a.example/{word}" for word in "abcdefghijklmnopqrstuvwxyz"])
    ()
    """
    paths = [_path(address) for address in dict.fromkeys(addresses)]
    if len(paths) < LEAST:
        return ()
    common = Counter(shape(path) for path in paths).most_common(MOST_SHAPES)
    shapes = tuple(one for one, times in common if times > 1)
    if any(is_vague(one) for one in shapes) or sum(matches(shapes, path) for path in paths) < COVERED * len(paths):
        return ()
    return () if any(matches(shapes, _path(other)) for other in others) else shapes


def shape(path: str) -> str:
    """The shape of one path.

    >>> shape("/news/uk-12345678"), shape("/2026/rain-at-last-in-town.html")
    ('/[^/]+/[^/]*\\\\d{5,}[^/]*', '/\\\\d{4}/[^/]+[-_][^/]+[-_][^/]+\\\\.html')
    """
    stem, dot, suffix = path.rpartition(".")
    ends = dot and re.fullmatch(r"[a-z]{2,5}", suffix)
    parts = (stem if ends else path).strip("/").split("/")
    kinds = (next((kind for like, kind in _KINDS if like.fullmatch(part)), WORD) for part in parts)
    return "/" + "/".join(kinds) + (rf"\.{suffix}" if ends else "")


def is_vague(one: str) -> bool:
    """Whether a shape says no more than that there are words, as any section's path does."""
    return not one.replace(f"/{WORD}", "")


def matches(shapes: Iterable[str], address: str) -> bool:
    """Whether an address, or a path, has one of these shapes."""
    path = _path(address)
    return any(re.fullmatch(one, path) for one in shapes)


def _path(address: str) -> str:
    return unquote(urlsplit(address).path).rstrip("/") or "/"

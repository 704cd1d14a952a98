"""Addresses of a picture: the best of the variants a page offers, and whether two addresses show one picture."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit

from ..blocks import Element

if TYPE_CHECKING:
    from ..document import Document

_SINGLES = (
    "data-full-src",
    "data-original",
    "data-original-url",
    "data-hi-res-src",
    "data-lazy-src",
    "data-src",
    "data-image",
    "src",
)
"""Attributes that hold one address, the fullest picture first. (Those that hold several end in ``srcset``.)"""

_PLACEHOLDER = re.compile(r"(?:pxl|blank|spacer|transparent|loading|lazy|default[_-]image|1x1|pixel|empty)\b[\w.-]*$")
"""Files that show nothing, in lower case."""
_CANDIDATE = re.compile(r"([^\s,][^\s]*[^\s,])(?:\s+([\d.]+)([wx]))?\s*(?:,(?=\s|[^\s]*:)|$|,)")
_SIZE = re.compile(
    r"(?:[-_@](?:\d{2,4}x\d{2,4}|\d{2,4}w|w\d{2,4}|scaled|\dx)|_v\d+_\d+_\d+_\d+|-\d{2,4})(?=\.\w{3,5}$)|\b(?:w|h|width|height)[=_-]?\d{2,4}\b",
    re.IGNORECASE,
)
_IDENTIFIER = re.compile(r"[0-9a-f]{12,}|\d{7,}")
_GENERIC = re.compile(
    r"^(?:image|images|img|photo|original|master|default|index|file|picture|download|media|resizer|webp|jpe?g|\d{1,4}|w?\d+x\d+)$",
    re.I,
)


def best_url(element: Element, document: Document) -> str | None:
    """The largest variant of an ``<img>`` and the ``<source>`` elements beside it, absolute.

    A page's lazy placeholder counts only where nothing else is offered, and then as nothing.
    """
    offered = sorted(_offered(element), key=itemgetter(1), reverse=True)
    widest = next((address for address, _ in offered if not _is_placeholder(address)), None)
    return document.absolute(widest)


def _is_placeholder(address: str) -> bool:
    """Whether an address is that of a picture that stands in until a script brings the real one."""
    address = address.lower()
    if "placeholder" in address or address.startswith(("data:", "about:")):
        return True
    return _PLACEHOLDER.match(address, address.rfind("/") + 1) is not None


def _offered(element: Element) -> Iterator[tuple[str, float]]:
    """Addresses and their widths in pixels (0 where none is stated)."""
    sources = [element]
    parent = element.getparent()
    for _ in range(3):  # parsers nest unclosed <source> elements
        if parent is not None and parent.tag == "source":
            parent = parent.getparent()
    if parent is not None and parent.tag == "picture":
        sources += list(parent.iter("source"))[:24]
    for source in sources:
        for name in source.keys():  # noqa: SIM118 - to iterate over an element gives its children
            if name.endswith(("srcset", "src-set")):
                yield from candidates(source.get(name, ""))
    for name in _SINGLES:
        if (value := (element.get(name) or "").strip()) and not value.startswith("{"):
            yield value, 0.0


def candidates(srcset: str) -> list[tuple[str, float]]:
    """Addresses of a ``srcset`` and their widths; a density counts as so many times 100 pixels.

    >>> candidates("/a.jpg 320w, /b,c.jpg 1024w")
    [('/a.jpg', 320.0), ('/b,c.jpg', 1024.0)]
    >>> candidates("/a.jpg, /b.jpg 2x")
    [('/a.jpg', 1.0), ('/b.jpg', 200.0)]
    """
    found = []
    for match in _CANDIDATE.finditer(srcset[:20_000]):
        size = float(match[2]) if match[2] and match[2].count(".") <= 1 and match[2] != "." else 0.01
        found.append((match[1], size * (100 if match[3] != "w" else 1)))
    return found


def same_picture(one: str, other: str) -> bool:
    """Whether two addresses show one picture in different sizes.

    >>> same_picture("https://cdn.example/w/800/2026/05/rainfall-800x450.jpg?q=70", "https://cdn.example/2026/05/rainfall-1200x675.webp")
    True
    >>> same_picture("https://cdn.example/2026/05/rainfall.jpg", "https://cdn.example/2026/05/snowfall.jpg")
    False
    """
    return one == other or not _names(one).isdisjoint(_names(other))


@lru_cache(maxsize=1024)
def _names(url: str) -> frozenset[str]:
    """What tells a picture from others in its address: file names and long identifiers, sizes left out."""
    parts = urlsplit(url)
    queried = [
        unquote(value)
        for _, value in parse_qsl(parts.query)
        if re.search(r"\.(?:jpe?g|png|gif|webp|avif)\b|/\w+/", value, re.I)
    ]
    texts = [unquote(unquote(parts.path)), *queried]
    names = set()
    for text in texts:
        pieces = [piece for piece in text.split("/") if piece]
        for piece in pieces[-1:] + [piece for piece in pieces[:-1] if _IDENTIFIER.search(piece)]:
            name = _SIZE.sub("", piece).split("?")[0].rsplit(".", 1)[0].casefold()
            if len(name) >= 5 and not _GENERIC.match(name):
                names.add(name)
    return frozenset(names)

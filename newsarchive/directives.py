"""What a page says about being kept: in its X-Robots-Tag and tdm-reservation headers and its meta elements. Pure.

All of it is noted with the address (table ``decisions``), and by itself changes nothing: ``noarchive`` asks search
engines not to offer a copy to the public, and many newspapers put it on every page. What is to be obeyed nevertheless
is said in the sources file (``honour``)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from .items import Page

ROBOT = "newsarchive"
"""The name under which a page may speak to us alone."""

WORDS = {
    "noarchive": "noarchive",
    "nocache": "noarchive",
    "noindex": "noindex",
    "none": "noindex",
    "noai": "noai",
    "noimageai": "noai",
}
"""Word of a robots directive → what it asks for, by the name under which it can be honoured (``none`` is short for
noindex and nofollow)."""

RESERVATION = "tdm-reservation"
"""Name of the header and meta element by which a publisher reserves its rights on text and data mining (TDMRep)."""

_META = re.compile(
    rb"""<meta\b(?=[^>]*\bname\s*=\s*["']?(robots|newsarchive|tdm-reservation)\b)[^>]*\bcontent\s*=\s*["']?([^"'>]*)""",
    re.I,
)
_HEAD = 1 << 17
"""Bytes looked at: heads longer than 128 KiB have their meta elements at the beginning."""
_FOR_ONE_ROBOT = re.compile(r"\s*([\w-]+)\s*:(?!/)")


class Directive(NamedTuple):
    """A request about keeping a page, and where it stands."""

    rule: str
    """What is noted: x-robots-tag for that header, else the name of what is asked for."""
    evidence: str
    """Its words."""
    asks: frozenset[str]
    """What it asks for: noarchive, noindex, noai, tdm-reservation."""


def directives(page: Page) -> list[Directive]:
    """Every request of a page not to be kept, listed or mined.

    >>> from datetime import UTC, datetime
    >>> def served(body=b"", *headers):
    ...     at = datetime(2026, 5, 2, tzinfo=UTC)
    ...     page = Page(url="u", requested_url="u", fetched_at=at, status=200, body=body, headers=list(headers))
    ...     return [(one.rule, one.evidence, sorted(one.asks)) for one in directives(page)]
    >>> served(b'<meta name="robots" content="index, NOARCHIVE">')
    [('noarchive', 'index, NOARCHIVE', ['noarchive'])]
    >>> served(b"", ("x-robots-tag", "noarchive, noai"), ("X-Robots-Tag", "googlebot: nocache"))
    [('x-robots-tag', 'noarchive, noai', ['noai', 'noarchive'])]
    >>> served(b'<meta name="robots" content="max-image-preview:large">'), served(b"", ("TDM-Reservation", "1"))
    ([], [('tdm-reservation', '1', ['tdm-reservation'])])
    """
    return [*_of_headers(page), *_of_elements(page)]


def _of_headers(page: Page) -> Iterator[Directive]:
    for name, value in page.headers:
        if name.lower() == "x-robots-tag" and _is_for_us(value) and (asks := _asks(value)):
            yield Directive("x-robots-tag", value, asks)
        elif name.lower() == RESERVATION and value.strip() == "1":
            yield Directive(RESERVATION, value.strip(), frozenset({RESERVATION}))


def _of_elements(page: Page) -> Iterator[Directive]:
    for name, content in _META.findall(page.body[:_HEAD]):
        words = content.decode("utf-8", "replace").strip()
        if name.lower() != RESERVATION.encode():
            yield from (Directive(ask, words, frozenset({ask})) for ask in sorted(_asks(words)))
        elif words == "1":
            yield Directive(RESERVATION, words, frozenset({RESERVATION}))


def _asks(value: str) -> frozenset[str]:
    return frozenset(WORDS[word] for word in re.findall(r"[a-z]+", value.lower()) if word in WORDS)


def _is_for_us(value: str) -> bool:
    found = _FOR_ONE_ROBOT.match(value)
    return found is None or found[1].lower() in {ROBOT, "unavailable_after"}

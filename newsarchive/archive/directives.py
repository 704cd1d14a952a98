"""What a page says about being kept: ``noarchive`` in its X-Robots-Tag header or its robots meta element. Pure.

It is noted with the address and changes nothing by itself: the directive asks search engines not to offer a copy to the
public, and many newspapers put it on every page. Whoever shows an archive to others finds it in the table ``decisions``
and can leave those stories out."""

from __future__ import annotations

import re
from typing import NamedTuple

from ..items import Page

ROBOT = "newsarchive"
"""The name under which a page may speak to us alone."""
KEEPING = frozenset({"noarchive", "nocache"})
"""Directives about keeping a copy (``none`` means only noindex and nofollow)."""

_META = re.compile(
    rb"""<meta\b(?=[^>]*\bname\s*=\s*["']?(?:robots|newsarchive)\b)[^>]*\bcontent\s*=\s*["']?([^"'>]*)""", re.I
)
_HEAD = 1 << 17
"""Bytes looked at: heads longer than 128 KiB have their meta elements at the beginning."""
_FOR_ONE_ROBOT = re.compile(r"\s*([\w-]+)\s*:(?!/)")


class Directive(NamedTuple):
    """A request about keeping a page, and where it stands."""

    rule: str
    """x-robots-tag or noarchive (the meta element)."""
    evidence: str
    """Its words."""


def directives(page: Page) -> list[Directive]:
    """Every request of a page not to be kept.

    >>> from datetime import UTC, datetime
    >>> def served(body=b"", *headers):
    ...     at = datetime(2026, 5, 2, tzinfo=UTC)
    ...     return Page(url="u", requested_url="u", fetched_at=at, status=200, body=body, headers=list(headers))
    >>> directives(served(b'<meta name="robots" content="index, NOARCHIVE">'))
    [Directive(rule='noarchive', evidence='index, NOARCHIVE')]
    >>> directives(served(b"", ("x-robots-tag", "noarchive"), ("X-Robots-Tag", "googlebot: nocache")))
    [Directive(rule='x-robots-tag', evidence='noarchive')]
    >>> directives(served(b'<meta name="robots" content="max-image-preview:large">'))
    []
    """
    stated = [Directive("x-robots-tag", value) for name, value in page.headers if name.lower() == "x-robots-tag"]
    stated = [one for one in stated if _is_for_us(one.evidence)]
    for content in _META.findall(page.body[:_HEAD]):
        stated.append(Directive("noarchive", content.decode("utf-8", "replace").strip()))
    return [one for one in stated if KEEPING & set(re.findall(r"[a-z]+", one.evidence.lower()))]


def _is_for_us(value: str) -> bool:
    found = _FOR_ONE_ROBOT.match(value)
    return found is None or found[1].lower() in {ROBOT, "unavailable_after"}

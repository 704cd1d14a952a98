"""Third stage: is there an article to store? Whoever says no says why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from email.utils import parsedate_to_datetime

from newsarchive.items import Article, Page

from .parcel import Parcel, Refusal

GONE = frozenset({404, 410})
BLOCKED = frozenset({401, 402, 403, 451})
HTML_TYPES = frozenset({"", "text/html", "application/xhtml+xml"})
"""Media types that may be a page; some servers state none."""

_DAY = timedelta(days=1).total_seconds()


class ScreenPipeline:
    """Sets a refusal on what is not to be stored."""

    def process_item(self, item: Parcel) -> Parcel:
        """The parcel, with a refusal where there is reason for one."""
        return item if item.refusal else replace(item, refusal=screen(item.page, item.article))


def screen(page: Page, article: Article | None) -> Refusal | None:
    """Why a page is not stored as an article; None where it is.

    >>> from datetime import datetime, UTC
    >>> seen = datetime(2026, 5, 2, tzinfo=UTC)
    >>> page = Page(url="https://a.example/1", requested_url="https://a.example/1", fetched_at=seen, status=403)
    >>> screen(page, None).reason
    'HTTP 403: the site refuses us; ask it for access'
    """
    for applies, refusal in _RULES:
        if applies(page):
            return refusal(page)
    if article is None:
        return Refusal(outcome="not_article", reason=f"{media_type(page) or 'unknown content'}, not a page")
    if not article.is_article:
        return Refusal(outcome="not_article", reason=_reason(article))
    return None


def is_page(page: Page) -> bool:
    """Whether a page can be read at all: a good answer with something that may be HTML in it."""
    return page.status == 200 and bool(page.body.strip()) and media_type(page) in HTML_TYPES


def header(page: Page, name: str) -> str | None:
    """A header of the answer."""
    return next((value for key, value in page.headers if key.lower() == name), None)


def content_type(page: Page) -> str | None:
    """The Content-Type header."""
    return header(page, "content-type")


def media_type(page: Page) -> str:
    """The media type alone, in lower case; empty where none is stated."""
    return (content_type(page) or "").split(";")[0].strip().lower()


def retry_after(page: Page) -> float | None:
    """Seconds the site asks us to wait."""
    stated = (header(page, "retry-after") or "").strip()
    if stated.isdecimal():
        return float(stated)
    try:
        return max(0.0, (parsedate_to_datetime(stated).astimezone() - page.fetched_at).total_seconds())
    except ValueError:
        return None


def _reason(article: Article) -> str:
    return f"{article.kind}: {article.kind_reason}" if article.kind_reason else article.kind


# The first rule that applies decides; a 304 is no refusal (`StorePipeline` knows it).
_RULES: tuple[tuple[Callable[[Page], bool], Callable[[Page], Refusal | None]], ...] = (
    (lambda page: page.status == 304, lambda page: None),
    (lambda page: page.status in GONE, lambda page: Refusal(outcome="gone", reason=f"HTTP {page.status}: not there")),
    (
        lambda page: page.status in BLOCKED,
        # A day, then the archive's own schedule: a site that blocks is not asked more often for it.
        lambda page: Refusal(
            outcome="failed", reason=f"HTTP {page.status}: the site refuses us; ask it for access", retry_in=_DAY
        ),
    ),
    (
        lambda page: page.status in (429, 503),
        lambda page: Refusal(
            outcome="failed", reason=f"HTTP {page.status}: the site asks for patience", retry_in=retry_after(page)
        ),
    ),
    (
        lambda page: page.status >= 500,
        lambda page: Refusal(outcome="failed", reason=f"HTTP {page.status}: the site has a fault"),
    ),
    (lambda page: page.status != 200, lambda page: Refusal(outcome="failed", reason=f"HTTP {page.status}: no page")),
    (lambda page: not page.body.strip(), lambda page: Refusal(outcome="failed", reason="an empty answer")),
)

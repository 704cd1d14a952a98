"""What becomes of a page: whether there is a story to store and, where not, why, and what that means for its address.

`screen` decides, purely; `settle` has the archive do it. Crawls, imports and rebuilding all ask here, so that an
archive that is rebuilt from its captures equals the one that crawled them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Literal

from .directives import Directive
from .extraction import EXTRACTOR_VERSION
from .items import Article, Page

if TYPE_CHECKING:
    from .archive import Archive

GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
BLOCKED = frozenset({401, 402, 403, 451})
HTML_TYPES = frozenset({"", "text/html", "application/xhtml+xml", "text/plain", "application/xml", "text/xml"})
"""Media types that may be a page: besides HTML those by which misconfigured servers send it, and none at all."""

_DAY = timedelta(days=1).total_seconds()


@dataclass(kw_only=True, frozen=True, slots=True)
class Refusal:
    """A page is not stored as an article, and why."""

    outcome: Literal["not_article", "failed", "gone", "refused"]
    """Which of `newsarchive.report.OUTCOMES`."""
    reason: str
    """Why, in words."""
    retry_in: float | None = None
    """Seconds after which to try again; None leaves that to the archive."""


@dataclass(kw_only=True, frozen=True, slots=True)
class Parcel:
    """A page on its way to the archive, with what was found out about it."""

    page: Page
    """What was fetched."""
    capture_id: int | None = None
    """Where it is kept; None where it is not."""
    article: Article | None = None
    """What was read from it."""
    refusal: Refusal | None = None
    """Why it is not stored as an article."""
    stated: tuple[Directive, ...] = ()
    """What it says about being kept."""


# --- deciding --------------------------------------------------------------------------------------------------------


def screen(page: Page, article: Article | None) -> Refusal | None:
    """Why a page is not stored as an article; None where it is, and for a 304.

    >>> from datetime import datetime, UTC
    >>> seen = datetime(2026, 5, 2, tzinfo=UTC)
    >>> page = Page(url="https://a.example/1", requested_url="https://a.example/1", fetched_at=seen, status=403)
    >>> screen(page, None).reason
    'HTTP 403: the site refuses us; ask it for access'
    """
    return screen_answer(page) or screen_reading(article)


def screen_answer(page: Page) -> Refusal | None:
    """Why an answer holds no page that could be read; None where it does, and for a 304."""
    return next((refusal(page) for applies, refusal in _RULES if applies(page)), None)


def screen_reading(reading: Article | str | None) -> Refusal | None:
    """Why what was read is not stored; ``reading`` is the article, or why the extractor gave none."""
    if isinstance(reading, str):
        return Refusal(outcome="not_article", reason=reading)
    if reading is None:
        return None
    if reading.first_page:
        return Refusal(outcome="not_article", reason=f"a further page of {reading.first_page}")
    if reading.is_article:
        return None
    return Refusal(
        outcome="not_article",
        reason=f"{reading.kind}: {reading.kind_reason}" if reading.kind_reason else reading.kind,
    )


def kept_out(stated: Collection[Directive], honoured: Collection[str]) -> Refusal | None:
    """Why a page is not even captured: it asks not to be kept, in a way that is to be honoured.

    >>> kept_out([Directive("x-robots-tag", "noarchive", frozenset({"noarchive"}))], ["noarchive"]).reason
    'the page asks not to be kept (x-robots-tag: noarchive)'
    """
    for one in stated:
        if not one.asks.isdisjoint(honoured):
            return Refusal(outcome="refused", reason=f"the page asks not to be kept ({one.rule}: {one.evidence})")
    return None


def is_page(page: Page) -> bool:
    """Whether a page can be read at all: a good answer with something that may be HTML in it."""
    return page.status == HTTPStatus.OK and screen_answer(page) is None


def is_picture(page: Page) -> bool:
    """Whether an answer holds a picture."""
    return page.status == HTTPStatus.OK and media_type(page).startswith("image/")


def header(page: Page, name: str) -> str | None:
    """A header of the answer."""
    return next((value for key, value in page.headers if key.lower() == name), None)


def media_type(page: Page) -> str:
    """The media type alone, in lower case; empty where none is stated."""
    return (header(page, "content-type") or "").split(";")[0].strip().lower()


def retry_after(page: Page) -> float | None:
    """Seconds the site asks us to wait."""
    stated = (header(page, "retry-after") or "").strip()
    if stated.isdecimal():
        return float(stated)
    try:
        return max(0.0, (parsedate_to_datetime(stated).astimezone() - page.fetched_at).total_seconds())
    except ValueError:
        return None


def _refuse(outcome: Literal["not_article", "failed", "gone"], reason: str) -> Callable[[Page], Refusal]:
    return lambda page: Refusal(outcome=outcome, reason=reason.format(status=page.status, media=media_type(page)))


# The first rule that applies decides; a 304 is no refusal (`settle` knows it).
_RULES: tuple[tuple[Callable[[Page], bool], Callable[[Page], Refusal | None]], ...] = (
    (lambda page: page.status == HTTPStatus.NOT_MODIFIED, lambda page: None),
    (lambda page: page.status in GONE, _refuse("gone", "HTTP {status}: not there")),
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
    (lambda page: page.status >= 500, _refuse("failed", "HTTP {status}: the site has a fault")),
    (lambda page: page.status != HTTPStatus.OK, _refuse("failed", "HTTP {status}: no page")),
    (lambda page: not page.body.strip(), _refuse("failed", "an empty answer")),
    (lambda page: media_type(page) not in HTML_TYPES, _refuse("not_article", "{media}, not a page")),
)


# --- acting ----------------------------------------------------------------------------------------------------------


def settle(archive: Archive, parcel: Parcel, *, crawl_id: int | None) -> str:
    """Store the story, or keep why there is none, and note what the page says about being kept; what came of it, one of
    `newsarchive.report.OUTCOMES`. Raises NotInArchive for an address never offered that gave no page."""
    page = parcel.page
    archive.frontier.note(page.url, parcel.stated, now=page.fetched_at)
    if parcel.refusal:
        _keep_reason(archive, parcel, parcel.refusal, crawl_id=crawl_id)
        return parcel.refusal.outcome
    if parcel.article is None:  # 304
        archive.frontier.unchanged(page.requested_url, page.fetched_at)
        return "unchanged"
    outcome = archive.store(
        parcel.article, page, capture_id=parcel.capture_id, crawl_id=crawl_id, extractor=EXTRACTOR_VERSION
    )
    return outcome.kind


def _keep_reason(archive: Archive, parcel: Parcel, refusal: Refusal, *, crawl_id: int | None) -> None:
    page = parcel.page
    if refusal.outcome == "not_article":
        article = parcel.article or Article(url=page.url, kind="other")
        kept = replace(article, kind_reason=article.kind_reason or refusal.reason)
        archive.reject(page, kept, crawl_id=crawl_id)
        return
    later = None if refusal.retry_in is None else page.fetched_at + timedelta(seconds=refusal.retry_in)
    archive.frontier.settle(
        page.requested_url,
        now=page.fetched_at,
        status=page.status,
        outcome=refusal.outcome,
        reason=refusal.reason,
        retry_at=later,
        etag=header(page, "etag"),
        last_modified=header(page, "last-modified"),
    )

"""Which pages are stored, and what is said of those that are not."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import get_args

import pytest

from newsarchive.directives import RESERVATION, WORDS, directives
from newsarchive.items import ARTICLE_KINDS, Article, Page, PageKind
from newsarchive.screening import Refusal, is_page, kept_out, retry_after, screen
from newsarchive.sources import OPT_OUTS

NOW = datetime(2026, 11, 3, 12, tzinfo=UTC)


def page(status: int = 200, body: bytes = b"<p>x</p>", **headers: str) -> Page:
    named = [
        ("Content-Type", "text/html; charset=utf-8"),
        *((name.replace("_", "-"), text) for name, text in headers.items()),
    ]
    url = "http://a.test/1"
    return Page(url=url, requested_url=url, fetched_at=NOW, status=status, body=body, headers=named)


@pytest.mark.parametrize("kind", get_args(PageKind))
def test_articles_pass_and_every_other_kind_is_refused_by_its_name(kind: PageKind) -> None:
    refusal = screen(page(), Article(kind=kind, kind_reason="so it looks"))
    if kind in ARTICLE_KINDS:
        assert refusal is None
    else:
        assert refusal == Refusal(outcome="not_article", reason=f"{kind}: so it looks")


@pytest.mark.parametrize(
    ("answer", "refusal"),
    [
        (page(304, b""), None),
        (page(404), Refusal(outcome="gone", reason="HTTP 404: not there")),
        (page(410), Refusal(outcome="gone", reason="HTTP 410: not there")),
        (
            page(451),
            Refusal(outcome="failed", reason="HTTP 451: the site refuses us; ask it for access", retry_in=86400.0),
        ),
        (
            page(429, Retry_After="120"),
            Refusal(outcome="failed", reason="HTTP 429: the site asks for patience", retry_in=120.0),
        ),
        (page(503), Refusal(outcome="failed", reason="HTTP 503: the site asks for patience")),
        (page(500), Refusal(outcome="failed", reason="HTTP 500: the site has a fault")),
        (page(302), Refusal(outcome="failed", reason="HTTP 302: no page")),
        (page(418), Refusal(outcome="failed", reason="HTTP 418: no page")),
        (page(body=b" \n"), Refusal(outcome="failed", reason="an empty answer")),
    ],
)
def test_what_an_answer_means_for_its_page(answer: Page, refusal: Refusal | None) -> None:
    assert screen(answer, None) == refusal


@pytest.mark.parametrize(
    ("kind", "readable"),
    [("text/html", True), ("Text/HTML;charset=x", True), ("application/xhtml+xml", True), ("", True),
     ("application/pdf", False), ("image/jpeg", False), ("application/json", False), ("text/xml", True)],
)  # fmt: skip
def test_only_html_is_read_as_a_page(kind: str, readable: bool) -> None:
    url = "http://a.test/1"
    answer = Page(url=url, requested_url=url, fetched_at=NOW, status=200, body=b"x", headers=[("content-type", kind)])
    assert is_page(answer) is readable
    if not readable:
        assert screen(answer, None) == Refusal(outcome="not_article", reason=f"{kind}, not a page")


@pytest.mark.parametrize(
    ("stated", "seconds"),
    [("0", 0.0), ("90", 90.0), ("Tue, 03 Nov 2026 12:01:00 GMT", 60.0), ("Tue, 03 Nov 2026 11:00:00 GMT", 0.0),
     ("soon", None), ("", None), ("-5", None)],
)  # fmt: skip
def test_retry_after_is_seconds_or_a_date(stated: str, seconds: float | None) -> None:
    assert retry_after(page(503, Retry_After=stated)) == seconds


def test_a_page_is_kept_out_only_for_what_is_honoured() -> None:
    stated = directives(page(X_Robots_Tag="noindex, noarchive"))
    assert kept_out(stated, []) is None
    assert kept_out(stated, ["noai", "tdm-reservation"]) is None
    refusal = Refusal(outcome="refused", reason="the page asks not to be kept (x-robots-tag: noindex, noarchive)")
    assert kept_out(stated, ["noarchive"]) == kept_out(stated, ["noai", "noindex"]) == refusal


def test_whatever_can_be_stated_can_be_honoured() -> None:
    assert {*WORDS.values(), RESERVATION} == {*OPT_OUTS}

"""What of a site a crawl wants: sitemaps and stories of the days of interest."""

from __future__ import annotations

from datetime import date

import pytest
from newsarchive.spiders.site import Plan, plan

from newsarchive.discover import Found, SitemapLink
from newsarchive.exceptions import UsageError
from newsarchive.items import Candidate
from newsarchive.sources import Source

TODAY = date(2026, 11, 22)
SITE = "https://post.example"
SOURCE = Source(name="post", url=SITE)


def backfill(**said: str) -> Plan:
    return plan(today=TODAY, days=30, said={"since": "2020-01-01", "until": "2020-06-30"} | said)


def entry(path: str, lastmod: str | None = None) -> Candidate:
    return Candidate(url=SITE + path, via="sitemap", lastmod=lastmod)


@pytest.mark.parametrize(
    ("path", "lastmod", "wanted"),
    [
        ("/2020/03/rain-at-last-in-town", "2024-01-01", True),  # its address says when it appeared, whatever changed
        ("/2021/03/rain-at-last-in-town", "2020-03-01", False),
        ("/rain-at-last-in-town", "2020-03-01", True),
        ("/rain-at-last-in-town", "2019-03-01", False),
        ("/rain-at-last-in-town", "2024-03-01", False),
        ("/rain-at-last-in-town", None, True),
        ("/tag/rain", "2020-03-01", False),
        ("/2030-is-the-year-of-rain", "2020-03-01", True),  # a year alone may be what the story is about
    ],
)
def test_a_backfill_takes_stories_of_its_days(path: str, lastmod: str | None, *, wanted: bool) -> None:
    assert backfill().wants(entry(path, lastmod), SOURCE) is wanted


def test_a_sitemap_that_dates_everything_today_says_nothing_of_days() -> None:
    everything = [entry(f"/story-number-{number}-of-many", "2026-11-22") for number in range(30)]
    assert len(backfill().wanted(Found(kind="sitemap", candidates=everything), SOURCE)) == 30


def test_only_sitemaps_that_may_hold_something_are_read_newest_first() -> None:
    links = [
        SitemapLink(url=f"{SITE}/sitemap-2019-12.xml", lastmod="2026-01-01"),
        SitemapLink(url=f"{SITE}/sitemap-2020-01.xml"),
        SitemapLink(url=f"{SITE}/sitemap-2020-06.xml"),
        SitemapLink(url=f"{SITE}/sitemap-2020-07.xml"),
        SitemapLink(url=f"{SITE}/sitemap-old.xml", lastmod="2018-01-01"),
        SitemapLink(url="https://elsewhere.example/sitemap-2020-03.xml"),
    ]
    assert [link.url for link in backfill().choose_sitemaps(links, SOURCE)] == [
        f"{SITE}/sitemap-2020-06.xml",
        f"{SITE}/sitemap-2020-01.xml",
    ]


def test_what_is_news_is_not_put_off_by_a_backfill() -> None:
    open_ended = plan(today=TODAY, days=30, said={"since": "2020-01-01"})
    assert open_ended.is_old(entry("/rain-at-last-in-town", "2020-03-01"))
    assert not open_ended.is_old(entry("/rain-at-last-in-town", "2026-11-20"))


def test_where_feeds_showed_what_stories_look_like_nothing_else_is_one() -> None:
    source = Source(name="post", url=SITE, story_paths=(r"/\d{4}/[^/]+",))
    usual = plan(today=TODAY, days=30, said={})
    assert usual.wants(entry("/2026/rain", "2026-11-20"), source)
    assert not usual.wants(entry("/very-long-name-of-a-section", "2026-11-20"), source)


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"since": "soon"}, "since: expected a day like 2026-01-31"),
        ({"until": "2020-01-01"}, "until: expected since too"),
        ({"since": "2020-01-02", "until": "2020-01-01"}, "until: expected a day from 2020-01-02 on"),
        ({"limit": "0"}, "limit: expected a number from 1"),
        ({"per_day": "many"}, "per_day: expected a number from 1"),
    ],
)
def test_what_makes_no_sense_is_told(said: dict[str, str], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        plan(today=TODAY, days=30, said=said)

"""Surveys of sites in the shapes sites have; the web is a dictionary here."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest

from newsarchive.exceptions import FetchError, UsageError
from newsarchive.sources import Source
from newsarchive.survey import Answer, Finding, Survey, survey, web_address

HOME = "https://post.example/"
TODAY = date(2026, 11, 22)


def rss(*links: str, language: str = "") -> str:
    items = "".join(f"<item><title>T</title><link>{link}</link></item>" for link in links)
    return f'<rss version="2.0"><channel><title>The River Post</title>{items}</channel></rss>'


def news_map(*links: str) -> str:
    rows = "".join(
        f"<url><loc>{link}</loc><news:news><news:publication_date>2026-11-0{number}</news:publication_date>"
        f"<news:title>T</news:title></news:news></url>"
        for number, link in enumerate(links, start=1)
    )
    return f'<urlset xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{rows}</urlset>'


def look(pages: dict[str, str], address: str = HOME) -> tuple[Survey, list[str]]:
    """The survey of a site with these pages, and what it asked for."""
    asked: list[str] = []

    async def fetch(url: str) -> Answer:
        asked.append(url)
        return Answer(url=url, status=200 if url in pages else 404, body=pages.get(url, "").encode())

    return asyncio.run(survey(address, fetch, today=TODAY)), asked


def test_what_the_home_page_and_robots_txt_say_is_found_and_nothing_else_is_asked() -> None:
    found, asked = look(
        {
            HOME: '<html lang="en"><head><title>Post</title>'
            '<link rel="alternate" type="application/rss+xml" href="/feed.xml"></head>'
            '<body><nav><a href="/world">World</a></nav></body></html>',
            "https://post.example/robots.txt": "User-agent: *\nDisallow:\nSitemap: /news.xml\n",
            "https://post.example/feed.xml": rss("https://post.example/1", "https://post.example/2"),
            "https://post.example/news.xml": news_map("https://post.example/1", "https://post.example/3"),
        }
    )
    assert found == Survey(
        source=Source(
            name="unnamed",
            url=HOME,
            title="Post",
            feeds=("https://post.example/feed.xml",),
            sitemaps=("https://post.example/news.xml",),
            sections=("https://post.example/world",),
            language="en",
        ),
        findings=[
            Finding(kind="feed", url="https://post.example/feed.xml", entries=2),
            Finding(kind="news_sitemap", url="https://post.example/news.xml", entries=2, newest="2026-11-02"),
            Finding(kind="section", url="https://post.example/world"),
        ],
    )
    assert asked == [
        HOME,
        "https://post.example/feed.xml",
        "https://post.example/robots.txt",
        "https://post.example/news.xml",
    ]


def test_feeds_and_sitemaps_are_looked_for_in_the_usual_places() -> None:
    found, _ = look(
        {
            HOME: "<title>Post</title>",
            "https://post.example/rss.xml": rss("https://post.example/1"),
            "https://post.example/sitemap.xml": "<urlset><url><loc>https://post.example/1</loc></url></urlset>",
        }
    )
    assert found.source.feeds == ("https://post.example/rss.xml",)
    assert found.source.sitemaps == ("https://post.example/sitemap.xml",)


def test_an_index_leads_to_its_news_sitemap_which_makes_the_rest_needless() -> None:
    found, _ = look(
        {
            HOME: "<title>Post</title>",
            "https://post.example/robots.txt": "Sitemap: https://post.example/index.xml",
            "https://post.example/index.xml": "<sitemapindex><sitemap><loc>https://post.example/news-1.xml</loc></sitemap>"
            "<sitemap><loc>https://post.example/1999.xml</loc></sitemap></sitemapindex>",
            "https://post.example/news-1.xml": news_map("https://post.example/1"),
        }
    )
    assert found.source.sitemaps == ("https://post.example/news-1.xml",)
    assert [(finding.kind, finding.kept, finding.note) for finding in found.findings] == [
        ("sitemap_index", False, "the news sitemap is enough"),
        ("news_sitemap", True, None),
    ]


def test_a_feed_that_repeats_others_or_is_none_is_not_kept() -> None:
    links = "".join(f'<link rel="alternate" type="application/rss+xml" href="/{name}.xml">' for name in "abcd")
    found, _ = look(
        {
            HOME: links,
            "https://post.example/a.xml": rss("https://post.example/1", "https://post.example/2"),
            "https://post.example/b.xml": rss("https://post.example/2"),
            "https://post.example/c.xml": "<html>Sign in</html>",
        }
    )
    assert found.source.feeds == ("https://post.example/a.xml",)
    assert [finding.note for finding in found.findings if not finding.kept] == [
        "repeats the others",
        "is no feed",
        "HTTP 404",
    ]


def test_an_address_of_a_feed_is_a_source_too() -> None:
    found, asked = look({"https://post.example/f": rss("https://post.example/1")}, "https://post.example/f")
    assert (found.source.url, found.source.feeds) == (HOME, ("https://post.example/f",))
    assert found.source.title == "The River Post"
    assert asked == ["https://post.example/f"]


def test_a_feed_that_a_service_hands_out_is_of_the_site_it_leads_to() -> None:
    address = "https://feeds.service.example/river"
    found, _ = look({address: rss(*(f"https://www.post.example/{number}" for number in range(3)))}, address)
    assert (found.source.url, found.source.domains) == (
        "https://www.post.example/",
        ("post.example", "feeds.service.example"),
    )


def test_a_host_that_the_feeds_mostly_lead_to_belongs_to_the_site() -> None:
    links = [*(f"https://www.post-news.example/{number}" for number in range(3)), "https://post.example/1"]
    pages = {HOME: '<link rel="alternate" type="application/rss+xml" href="/f">', "https://post.example/f": rss(*links)}
    assert look(pages)[0].source.domains == ("post.example", "post-news.example")


def test_a_site_with_stories_on_its_home_page_only_is_a_source() -> None:
    found, _ = look({HOME: '<a href="/the-river-rises-again">The river rises again</a>'})
    assert found.source == Source(name="unnamed", url=HOME)


@pytest.mark.parametrize(
    ("pages", "message"),
    [
        ({}, r"https://post\.example/ cannot be read: HTTP 404; check the address"),
        ({HOME: " "}, "cannot be read: an empty page"),
        ({HOME: "<p>Under construction</p>"}, "offers no feed, no sitemap and no links that look like stories"),
    ],
)
def test_a_site_that_offers_nothing_is_told(pages: dict[str, str], message: str) -> None:
    with pytest.raises(FetchError, match=message):
        look(pages)


def test_a_site_that_cannot_be_reached_is_told() -> None:
    async def fetch(url: str) -> Answer:
        return Answer(url=url, problem="the host's name is not known")

    with pytest.raises(FetchError, match="cannot be read: the host's name is not known; check the address"):
        asyncio.run(survey(HOME, fetch))


@pytest.mark.parametrize("text", ["", "https://", "ftp://post.example", "two words", "http://[::1", "https://a:0/"])
def test_what_is_no_address_is_told(text: str) -> None:
    with pytest.raises(UsageError, match="expected the address of a site"):
        web_address(text)


@pytest.mark.parametrize(
    ("pages", "note"),
    [
        (
            {"/map.xml": "<urlset><url><loc>/1</loc><lastmod>2019-05-02</lastmod></url></urlset>"},
            "nothing new since 2019-05-02",
        ),
        (
            {"/map.xml": "<sitemapindex><sitemap><loc>https://post.example/9.xml</loc></sitemap></sitemapindex>"},
            "the newest sitemap it names, https://post.example/9.xml, cannot be had: HTTP 404",
        ),
        (
            {
                "/map.xml": "<sitemapindex><sitemap><loc>https://post.example/9.xml</loc></sitemap></sitemapindex>",
                "/9.xml": "<urlset><url><loc>https://post.example/tag/rain</loc></url></urlset>",
            },
            "the newest sitemap it names, https://post.example/9.xml, names no stories",
        ),
    ],
)
def test_a_sitemap_that_brings_nothing_is_not_kept_and_the_reason_said(pages: dict[str, str], note: str) -> None:
    found, _ = look(
        {
            HOME: "<a href='/2026/05/rain-at-last-in-the-town'>Rain</a>",
            "https://post.example/robots.txt": "Sitemap: /map.xml",
            **{f"https://post.example{path}": body for path, body in pages.items()},
        }
    )
    assert [(one.kept, one.note) for one in found.findings if one.url.endswith("map.xml")] == [(False, note)]
    assert found.source.sitemaps == ()
    assert "/sitemap-news.xml" in found.in_vain

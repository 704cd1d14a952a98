"""What feeds, sitemaps, section pages and home pages say, in the forms sites write them, whole and broken."""

from __future__ import annotations

import gzip
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.discover import (
    Found,
    SitemapLink,
    absolute,
    iso_date,
    looks_like_story,
    read_feed,
    read_home,
    read_section,
    read_sitemap,
)
from newsarchive.exceptions import UnreadableDocument
from newsarchive.items import Candidate

FEED = "https://post.example/feed.xml"
MAP = "https://post.example/sitemap.xml"

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>River Post</title><link>https://post.example/</link>
<item><title>Ferry &amp;amp; bridge</title><link>https://post.example/ferry?a=1&amp;b=2#top</link>
 <pubDate>Tue, 03 Nov 2026 10:00:00 +0700</pubDate></item>
<item><title><![CDATA[A <b>bold</b> plan]]></title><link>/plan</link><dc:date>2026-11-02</dc:date></item>
<item><title>Counted</title><link>https://clicks.test/r/77</link><guid>https://post.example/counted</guid></item>
<item><title>No address</title></item>
<item><title>Undated</title><guid isPermaLink="true">https://post.example/undated</guid><pubDate>yesterday</pubDate></item>
<item><title>Again</title><link>/plan</link></item>
</channel></rss>"""

ATOM = """<?xml version="1.0"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title>Bergzeitung</title>
<entry><title>Regen</title><link rel="alternate" href="/regen"/><id>tag:post.example,2026:1</id>
<published>2026-11-03T10:00:00Z</published><updated>2026-11-04T09:30:00Z</updated></entry></feed>"""

NEWS_MAP = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:n="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc> https://post.example/flood </loc><lastmod>2026-11-03T12:00:00+07:00</lastmod>
<n:news><n:publication><n:name>River Post</n:name><n:language>en</n:language></n:publication>
<n:publication_date>2026-11-03T10:00:00+07:00</n:publication_date><n:title>Flood &amp; fear</n:title></n:news>
<image:image><image:loc>https://post.example/flood.jpg</image:loc></image:image></url>
<url><loc>https://post.example/about</loc><lastmod>soon</lastmod></url>
</urlset>"""

INDEX = """<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>/maps/2026-11.xml.gz</loc><lastmod>2026-11-03</lastmod></sitemap>
<sitemap><loc>https://post.example/maps/1999.xml</loc></sitemap></sitemapindex>"""


def test_a_feed_gives_its_links_once_with_what_it_says_of_them() -> None:
    found = read_feed(RSS.encode(), FEED, holds=lambda url: "post.example" in url)
    assert found == Found(
        kind="feed",
        title="River Post",
        candidates=[
            Candidate(
                url="https://post.example/ferry?a=1&b=2",
                via="feed",
                found_in=FEED,
                title="Ferry & bridge",
                published="2026-11-03T03:00:00+00:00",
            ),
            Candidate(
                url="https://post.example/plan",
                via="feed",
                found_in=FEED,
                title="A bold plan",
                published="2026-11-02",
            ),
            Candidate(url="https://post.example/counted", via="feed", found_in=FEED, title="Counted"),
            Candidate(url="https://post.example/undated", via="feed", found_in=FEED, title="Undated"),
        ],
    )


def test_an_atom_feed_gives_publication_and_change() -> None:
    found = read_feed(ATOM.encode(), FEED)
    assert (found.title, found.language) == ("Bergzeitung", "de")
    assert found.candidates == [
        Candidate(
            url="https://post.example/regen",
            via="feed",
            found_in=FEED,
            title="Regen",
            published="2026-11-03T10:00:00+00:00",
            lastmod="2026-11-04T09:30:00+00:00",
        )
    ]


def test_a_json_feed_is_a_feed() -> None:
    body = b'{"version":"https://jsonfeed.org/version/1.1","title":"J","items":[{"url":"https://post.example/j"}]}'
    assert [candidate.url for candidate in read_feed(body, FEED).candidates] == ["https://post.example/j"]


def test_a_torn_feed_gives_what_is_whole() -> None:
    assert read_feed(RSS[:500].encode(), FEED).candidates[0].title == "Ferry & bridge"


def test_white_space_before_the_declaration_and_other_encodings_are_read() -> None:
    body = ("\n  " + RSS.replace("River Post", "Río").replace("UTF-8", "ISO-8859-1")).encode("latin-1")
    assert read_feed(body, FEED).title == "Río"


@pytest.mark.parametrize("body", [b"", b"<html><body>Sign in</body></html>", b"\x00\x01", b"%PDF-1.7", b"{}", b"<rss"])
def test_what_is_no_feed_is_told(body: bytes) -> None:
    with pytest.raises(UnreadableDocument, match=r"feed\.xml is no feed that can be read: ."):
        read_feed(body, FEED)


def test_a_news_sitemap_gives_titles_dates_and_language() -> None:
    assert read_sitemap(NEWS_MAP.encode(), MAP) == Found(
        kind="news_sitemap",
        candidates=[
            Candidate(
                url="https://post.example/flood",
                via="news_sitemap",
                found_in=MAP,
                title="Flood & fear",
                published="2026-11-03T10:00:00+07:00",
                lastmod="2026-11-03T12:00:00+07:00",
                language="en",
            ),
            Candidate(url="https://post.example/about", via="sitemap", found_in=MAP),
        ],
    )


def test_an_index_gives_its_sitemaps_with_their_dates() -> None:
    assert read_sitemap(INDEX.encode(), MAP) == Found(
        kind="sitemap_index",
        sitemaps=[
            SitemapLink(url="https://post.example/maps/2026-11.xml.gz", lastmod="2026-11-03"),
            SitemapLink(url="https://post.example/maps/1999.xml"),
        ],
    )


@pytest.mark.parametrize(
    "form",
    [
        lambda text: gzip.compress(text.encode()),
        lambda text: gzip.compress(text.encode())[:-9],  # torn: the end of the stream is missing
        lambda text: ("\ufeff\n" + text).encode(),
        lambda text: text.replace("</urlset>", "").encode(),
        lambda text: text.replace(' xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"', "").encode(),
        lambda text: text.replace("UTF-8", "UTF-16").encode("utf-16"),
    ],
)
def test_a_sitemap_is_read_in_every_form(form: Callable[[str], bytes]) -> None:
    assert read_sitemap(form(NEWS_MAP), MAP).candidates[0].title == "Flood & fear"


def test_a_text_sitemap_is_one_address_a_line() -> None:
    found = read_sitemap(b"https://post.example/1\r\nhttps://post.example/2\r\n", MAP)
    assert [candidate.url for candidate in found.candidates] == ["https://post.example/1", "https://post.example/2"]


def test_an_empty_sitemap_is_a_sitemap() -> None:
    assert read_sitemap(b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"/>', MAP) == Found(kind="sitemap")


@pytest.mark.parametrize("body", [b"", b"<html><body>404</body></html>", b"Not found", b"\x1f\x8bjunk", b"\xff\xfe<"])
def test_what_is_no_sitemap_is_told(body: bytes) -> None:
    with pytest.raises(UnreadableDocument, match=r"sitemap\.xml is "):
        read_sitemap(body, MAP)


def test_entities_of_a_sitemap_open_no_files_and_do_not_explode() -> None:
    body = b"""<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd"><!ENTITY b "&a;&a;">]>
    <urlset><url><loc>https://post.example/1</loc><news><title>&b;</title></news></url></urlset>"""
    assert "root:" not in repr(read_sitemap(body, MAP))


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    for read in (read_feed, read_sitemap, read_section, read_home):
        try:
            read(body, FEED)
        except UnreadableDocument as error:
            assert str(error).startswith(FEED)


SECTION = """<html lang="en"><head><base href="https://post.example/world/"></head><body>
<nav><a href="/">Home</a><a href="/world">World</a><a href="/tag/floods-in-the-north-east">Floods</a></nav>
<a href="river-rises-after-three-days"><img src="1.jpg"></a>
<a href="river-rises-after-three-days#comments">River rises after
   three days</a>
<a href="/2026/11/03/markets">Markets</a><a href="mailto:desk@post.example">Desk</a>
<a href="/report-of-the-flood-commission.pdf">Report</a></body></html>"""


def test_a_section_page_gives_links_that_look_like_stories_with_their_longest_text() -> None:
    found = read_section(SECTION.encode(), "https://post.example/world")
    assert [(candidate.url, candidate.title) for candidate in found.candidates] == [
        ("https://post.example/world/river-rises-after-three-days", "River rises after three days"),
        ("https://post.example/2026/11/03/markets", "Markets"),
    ]


HOME = """<html lang="en-KH"><head><title>River Post | Home</title><meta property="og:site_name" content="River Post">
<link rel="alternate" type="application/rss+xml" href="/feed/" title="River Post">
<link rel="alternate" type="application/rss+xml" href="/comments/feed/" title="River Post » Comments">
<link rel="alternate" type="application/atom+xml; charset=utf-8" href="/atom.xml">
<link rel="alternate" hreflang="km" href="/km/"></head><body>
<header><a href="/world">World</a><a href="/local/courts/">Courts</a><a href="/world">World</a>
<a href="/about">About</a><a href="/login">Log in</a><a href="/search?q=">Search</a>
<a href="https://other.example/shop">Partner</a><a href="/">Home</a></header>
<main><a href="/world/river-rises-after-three-days">River rises</a></main>
<footer><a href="/feeds/sport.rss">RSS: sport</a><a href="/feed/">RSS</a></footer></body></html>"""


def test_a_home_page_names_its_feeds_sections_and_itself() -> None:
    home = read_home(HOME.encode(), "https://post.example/")
    assert home.feeds == [
        "https://post.example/feed/",
        "https://post.example/atom.xml",
        "https://post.example/feeds/sport.rss",
    ]
    assert home.sections == ["https://post.example/world", "https://post.example/local/courts/"]
    assert home.stories == ["https://post.example/world/river-rises-after-three-days"]
    assert (home.title, home.language) == ("River Post", "en-KH")


@pytest.mark.parametrize(
    ("url", "story"),
    [
        ("https://post.example/", False),
        ("https://post.example/world", False),
        ("https://post.example/opinion/letters-to-editor", False),
        ("https://post.example/news/48213", True),
        ("https://post.example/politik/artikel-1234567.html", True),
        ("https://post.example/author/jane-doe-of-the-post", False),
        (
            "https://post.example/" + "%E0%B8%82%E0%B9%88%E0%B8%B2%E0%B8%A7" * 4,
            True,
        ),
        ("https://post.example/images/river-in-flood-at-dawn.jpg", False),
    ],
)
def test_a_storys_address_is_told_from_a_sections(url: str, story: bool) -> None:
    assert looks_like_story(url) is story


@pytest.mark.parametrize(
    "href",
    [None, 3, "", " ", "#top", "javascript:void(0)", "tel:1", "http://[::1", "http://a b/", "http:///x"],
)
def test_what_is_no_web_address_is_none(href: object) -> None:
    assert absolute("https://post.example/", href) in (None, "https://post.example/")


@pytest.mark.parametrize("text", ["", None, "soon", "2026-13-45", "Tue, 99 Nov 2026", "０"])
def test_a_date_that_cannot_be_read_is_none(text: str | None) -> None:
    assert iso_date(text) is None

"""`newsarchive add`, from the command line to the sources file."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from web import Web

from newsarchive.sources import Source, load_sources

Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def added(web: Web, newsarchive: Command, folder: Path) -> subprocess.CompletedProcess[str]:
    web.put(
        "http://www.post.test/",
        '<html lang="en"><head><title>Post</title><link rel="alternate" type="application/rss+xml" href="/feed.xml">'
        '</head><body><nav><a href="/world">World</a></nav></body></html>',
    )
    web.feed("http://www.post.test/feed.xml", ["http://www.post.test/1"])
    web.put(
        "http://www.post.test/robots.txt", "User-agent: *\nDisallow: /map.xml\nSitemap: http://www.post.test/map.xml"
    )
    web.put("http://www.post.test/map.xml", "<urlset/>")
    web.put("http://barren.test/", "<p>Under construction</p>")
    web.put("http://closed.test/robots.txt", "User-agent: *\nDisallow: /")
    return newsarchive("add", "http://www.post.test", "http://barren.test", "http://closed.test", "http://no.test")


def test_a_site_is_surveyed_named_shown_and_declared(added: subprocess.CompletedProcess[str], folder: Path) -> None:
    assert load_sources(folder / "data" / "sources.toml") == {
        "post": Source(
            name="post",
            url="http://www.post.test/",
            title="Post",
            feeds=("http://www.post.test/feed.xml",),
            sections=("http://www.post.test/world",),
            language="en",
        )
    }
    assert "http://www.post.test/feed.xml" in added.stdout
    assert "http://www.post.test/map.xml  (forbidden by robots.txt)" in added.stdout
    assert "Added post to data/sources.toml. Now run: newsarchive crawl post" in added.stdout


def test_each_site_that_cannot_be_added_is_a_line_and_the_exit_code_says_so(
    added: subprocess.CompletedProcess[str],
) -> None:
    assert added.returncode == 1
    assert added.stderr.splitlines() == [
        "newsarchive: http://barren.test/ offers no feed, no sitemap and no links that look like stories "
        "(asked in vain: /feed, /rss, /feed.xml, /rss.xml, /atom.xml, /index.xml, "
        "/sitemap-news.xml, /news-sitemap.xml, /sitemap_news.xml, /googlenews.xml, "
        "/sitemap_index.xml, /sitemap.xml, /wp-sitemap.xml); "
        "is it a news site's home page?",
        "newsarchive: http://closed.test/ cannot be read: forbidden by robots.txt; check the address",
        "newsarchive: http://no.test/ cannot be read: robots.txt answers HTTP 502, which forbids everything "
        "until it is back; check the address",
    ]


def test_adding_again_says_that_nothing_is_new_and_a_dry_run_writes_nothing(
    added: object, web: Web, newsarchive: Command, folder: Path
) -> None:
    path = folder / "data" / "sources.toml"
    before = path.read_text()
    again = newsarchive("add", "http://post.test/robots.txt", "--name", "other", "--dry-run")
    assert again.returncode == 1  # post.test is not www.post.test here
    done = newsarchive("add", "http://www.post.test")
    assert "post is declared in data/sources.toml already, and nothing is new." in done.stdout
    done = newsarchive("add", "http://www.post.test", "--name", "other", "--dry-run")
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "other: nothing was written.")
    assert path.read_text() == before


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["nonsense or not"], 2, "expected the address of a site"),
        (["http://a.test", "http://b.test", "--name", "x"], 2, "--name is for one site"),
        (["http://a.test", "--name", "Übel"], 2, "--name: expected lower case letters, digits and hyphens"),
        ([], 2, "expected the address of a site"),
    ],
)
def test_wrong_usage_is_told_before_anything_is_fetched(
    web: Web, newsarchive: Command, arguments: list[str], code: int, message: str
) -> None:
    before = len(web.asked)
    done = newsarchive("add", *arguments)
    assert (done.returncode, message in done.stderr) == (code, True), done.stderr
    assert len(web.asked) == before


def test_a_name_that_another_site_has_is_refused(added: object, web: Web, newsarchive: Command, folder: Path) -> None:
    web.put("http://third.test/", '<a href="/the-river-rises-again">The river rises again</a>')
    done = newsarchive("add", "http://third.test", "--name", "post")
    assert done.returncode == 1
    assert "post is already the name of http://www.post.test/; choose another with --name" in done.stderr


OPML = """<?xml version="1.0"?><opml version="2.0"><head><title>Mine</title></head><body>
<outline text="News"><outline text="Local"><outline text="The Herald" xmlUrl="http://herald.test/a.xml"/>
<outline title="Its sport" xmlUrl="http://herald.test/b.xml"/></outline></outline>
<outline text="Gone" xmlUrl="http://gone.test/feed.xml"/></body></opml>"""


def test_a_list_of_feeds_is_imported_and_an_import_that_was_interrupted_goes_on(
    web: Web, newsarchive: Command, folder: Path
) -> None:
    for name in "ab":
        web.feed(f"http://herald.test/{name}.xml", [f"http://herald.test/{name}/1"])
    (folder / "mine.opml").write_text(OPML)
    done = newsarchive("add", "--opml", "mine.opml")
    assert done.returncode == 1
    assert "http://gone.test/feed.xml cannot be read" in done.stderr
    source = load_sources(folder / "data" / "sources.toml")["herald"]
    assert sorted(source.feeds) == ["http://herald.test/a.xml", "http://herald.test/b.xml"]
    assert source.title in ("The Herald", "Its sport")
    before = len(web.requests("herald.test"))
    again = newsarchive("add", "--opml", "mine.opml")
    assert "2 of 3 feeds are declared already." in again.stderr
    assert len(web.requests("herald.test")) == before


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("not xml", "broken.opml is no OPML"),
        ("<html><body/></html>", "broken.opml is no OPML: expected <opml>, found <html>"),
        ("<opml><body><outline text='x'/></body></opml>", "broken.opml names no feeds"),
        ('<!DOCTYPE o [<!ENTITY x SYSTEM "file:///etc/passwd">]><opml><body>&x;</body></opml>', "names no feeds"),
    ],
)
def test_a_list_that_is_none_is_told(newsarchive: Command, folder: Path, text: str, message: str) -> None:
    (folder / "broken.opml").write_text(text)
    done = newsarchive("add", "--opml", "broken.opml")
    assert done.returncode == 1
    assert message in done.stderr


def test_what_a_site_s_feeds_show_of_its_stories_is_learnt_and_said(web: Web, newsarchive: Command) -> None:
    links = [f"http://shapely.test/2026/05/{day:02}/rain-falls-on-town-{day}.html" for day in range(1, 21)]
    web.put("http://shapely.test/", '<link rel="alternate" type="application/rss+xml" href="/feed.xml"><p>Home</p>')
    web.feed("http://shapely.test/feed.xml", links)
    done = newsarchive("add", "http://shapely.test/", "--dry-run")
    assert r"/\d{4}/\d+/\d+/[^/]+[-_][^/]+[-_][^/]+\.html" in done.stdout
    assert "Asked in vain: /sitemap-news.xml, /news-sitemap.xml" in done.stdout

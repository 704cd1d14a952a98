"""One crawl over a web of difficult sites, and a second one: what is fetched, what is kept, what is left alone."""

from __future__ import annotations

import gzip
import subprocess
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from web import Asked, Reply, Web, article

from newsarchive import Archive
from newsarchive.captures import iter_pages

Command = Callable[..., subprocess.CompletedProcess[str]]

SOURCES = """
[sources.post]
url = "http://post.test/"
feeds = ["http://post.test/feed.xml", "http://post.test/broken.xml", "http://post.test/missing.xml"]
sitemaps = ["http://post.test/index.xml"]

[sources.shy]
url = "http://shy.test/"
feeds = ["http://shy.test/feed.xml"]

[sources.busy]
url = "http://busy.test/"
feeds = ["http://busy.test/feed.xml"]

[sources.weary]
url = "http://weary.test/"
feeds = ["http://weary.test/feed.xml"]

[sources.down]
url = "http://down.test/"
feeds = ["http://down.test/feed.xml"]

[sources.plain]
url = "http://plain.test/"
sections = ["http://plain.test/world"]

[sources.off]
url = "http://off.test/"
enabled = false
"""

POST = [
    "http://post.test/first?utm_source=rss",
    "http://www.post.test/second",
    "http://post.test/moved",
    "http://post.test/lost",
    "http://post.test/removed",
    "http://post.test/walled",
    "http://post.test/report",
    "http://post.test/huge",
    "http://post.test/away",
    "http://post.test/empty",
    "http://post.test/faulty",
    "http://post.test/round",
    "http://elsewhere.test/story",
    "http://post.test/first?utm_source=again",
]


def once_busy(status: int) -> Callable[[Asked], Reply]:
    """Answers busy the first time and a story from then on."""
    times = {"asked": 0}

    def answer(asked: Asked) -> Reply:
        times["asked"] += 1
        if times["asked"] == 1:
            return Reply(status=status, headers={"Retry-After": "1"})
        return Reply(body=article("A busy day").encode(), headers={"Content-Type": "text/html"})

    return answer


@pytest.fixture(scope="module")
def sites(web: Web, folder: Path) -> Web:
    with (folder / "data" / "sources.toml").open("a") as file:
        file.write(SOURCES)
    web.feed("http://post.test/feed.xml", POST, ETag='"feed"')
    web.put("http://post.test/broken.xml", "<html><body>Sign in</body></html>")
    web.put(
        "http://post.test/index.xml",
        "<sitemapindex><sitemap><loc>http://post.test/new.xml.gz</loc><lastmod>2126-01-01</lastmod></sitemap>"
        "<sitemap><loc>http://post.test/old.xml</loc><lastmod>1999-01-01</lastmod></sitemap>"
        "<sitemap><loc>http://elsewhere.test/map.xml</loc></sitemap></sitemapindex>",
    )
    entries = "".join(
        f"<url><loc>http://post.test/{path}</loc><lastmod>{day}</lastmod></url>"
        for path, day in [
            ("from-the-map", "2126-01-01"),
            ("ancient", "1999-01-01"),
            ("tag/river", "2126-01-01"),
            ("", "2126-01-01"),
        ]
    )
    web.put("http://post.test/new.xml.gz", gzip.compress(f"<urlset>{entries}</urlset>".encode()))
    web.story("http://post.test/first?utm_source=rss", "First story of the day", ETag='"first"')
    web.story("http://www.post.test/second", "Second story of the day", Last_Modified="Mon, 02 Nov 2026 10:00:00 GMT")
    web.put("http://post.test/moved", status=301, Location="/moved-here")
    web.story("http://post.test/moved-here", "A story that has moved")
    web.put("http://post.test/removed", "gone", status=410)
    web.put("http://post.test/walled", "<h1>Access denied</h1>", status=403)
    web.put("http://post.test/report", b"%PDF-1.7 not a page", Content_Type="application/pdf")
    web.put("http://post.test/huge", b"<p>x</p>" * (17 * 1024 * 1024 // 8))
    web.put("http://post.test/away", status=302, Location="http://elsewhere.test/landing")
    web.put("http://post.test/empty", "")
    web.put("http://post.test/faulty", "<h1>Oops</h1>", status=500)
    web.put("http://post.test/round", status=302, Location="/round")
    web.story("http://post.test/from-the-map", "Found in the sitemap")
    web.story("http://elsewhere.test/landing")
    web.put("http://shy.test/robots.txt", "User-agent: *\nDisallow: /private/\nCrawl-delay: 1\n")
    web.feed("http://shy.test/feed.xml", ["http://shy.test/private/1", "http://shy.test/open", "http://shy.test/wide"])
    web.story("http://shy.test/private/1")
    web.story("http://shy.test/open", "Open to all")
    web.story("http://shy.test/wide", "Wide open to all")
    web.feed("http://busy.test/feed.xml", ["http://busy.test/0", "http://busy.test/1"])
    web.answer("http://busy.test/0", once_busy(503))
    web.answer("http://busy.test/1", once_busy(429))
    web.feed("http://weary.test/feed.xml", [f"http://weary.test/{number}" for number in range(9)])
    for number in range(9):
        web.put(f"http://weary.test/{number}", status=503, Retry_After="86400")
    web.put("http://down.test/robots.txt", "fault", status=500)
    web.feed("http://down.test/feed.xml", ["http://down.test/1"])
    web.put(
        "http://plain.test/world",
        '<a href="/a-story-with-a-long-address">A story</a><a href="/world">World</a><a href="http://elsewhere.test/a-b-c-d">x</a>',
    )
    web.story("http://plain.test/a-story-with-a-long-address", "Found on a section page")
    return web


@pytest.fixture(scope="module")
def first(sites: Web, newsarchive: Command) -> subprocess.CompletedProcess[str]:
    return newsarchive("crawl")


@pytest.fixture(scope="module")
def log(sites: Web, first: object) -> list[Asked]:
    """What the first crawl asked for."""
    return list(sites.asked)


@pytest.fixture(scope="module")
def second(log: object, sites: Web, newsarchive: Command) -> list[Asked]:
    """What a second crawl asked for."""
    before = len(sites.asked)
    done = newsarchive("crawl")
    assert done.returncode == 0, done.stderr
    return sites.asked[before:]


@pytest.fixture
def archive(folder: Path, first: object) -> Archive:
    return Archive(folder / "data" / "newsarchive.db", read_only=True)


def became(archive: Archive, url: str) -> dict[str, Any]:
    """What the frontier says of an address."""
    row = archive.connection.row("SELECT * FROM urls WHERE url = ?", (url,))
    assert row is not None, url
    return dict(row)


def test_it_ends_well_and_says_what_it_did(first: subprocess.CompletedProcess[str]) -> None:
    said, *progress = first.stderr.splitlines()
    assert (first.returncode, said) == (0, "Crawling 6 sources: post, shy, busy, weary, down …")
    assert all(" of 6 sites answered, " in line for line in progress)
    assert "forbidden by robots.txt" in first.stdout
    assert "robots.txt answers HTTP 500" in first.stdout


def test_every_story_is_archived_once(archive: Archive) -> None:
    assert sorted(story.article.url or "" for story in archive) == [
        "http://busy.test/0",
        "http://busy.test/1",
        "http://plain.test/a-story-with-a-long-address",
        "http://post.test/first?utm_source=rss",
        "http://post.test/from-the-map",
        "http://post.test/moved-here",
        "http://shy.test/open",
        "http://shy.test/wide",
        "http://www.post.test/second",
    ]


@pytest.mark.parametrize(
    ("path", "state", "reason"),
    [
        ("lost", "gone", "HTTP 404: not there"),
        ("removed", "gone", "HTTP 410: not there"),
        ("walled", "waiting", "HTTP 403: the site refuses us; ask it for access"),
        ("report", "rejected", "application/pdf, not a page"),
        ("huge", "rejected", "larger than a page may be"),
        ("away", "refused", "redirects off the site, to elsewhere.test"),
        ("empty", "waiting", "an empty answer"),
        ("faulty", "waiting", "HTTP 500: the site has a fault"),
        ("round", "waiting", "redirects without end"),
    ],
)
def test_what_is_no_story_is_settled_with_its_reason(archive: Archive, path: str, state: str, reason: str) -> None:
    settled = became(archive, f"http://post.test/{path}")
    assert (settled["state"], settled["reason"]) == (state, reason)
    assert settled["worker"] is None


def test_the_archive_knows_where_each_source_is(archive: Archive) -> None:
    found = archive.connection.rows("SELECT name, url FROM sources WHERE name IN ('post', 'shy') ORDER BY name")
    assert [tuple(row) for row in found] == [("post", "http://post.test/"), ("shy", "http://shy.test/")]


def test_nothing_is_asked_of_other_sites(log: list[Asked]) -> None:
    assert not [one for one in log if one.host in ("elsewhere.test", "off.test")]


def test_old_sitemaps_old_entries_services_and_the_home_page_are_not_fetched(log: list[Asked]) -> None:
    paths = {one.path for one in log if one.host == "post.test"}
    assert paths.isdisjoint({"/old.xml", "/ancient", "/tag/river", "/"})


def test_robots_txt_is_obeyed_and_the_decision_kept(archive: Archive, log: list[Asked]) -> None:
    assert "/private/1" not in [one.path for one in log if one.host == "shy.test"]
    settled = became(archive, "http://shy.test/private/1")
    assert (settled["state"], settled["reason"]) == ("refused", "forbidden by robots.txt")
    assert (
        archive.connection.value("SELECT rule FROM decisions WHERE url = ?", ("http://shy.test/private/1",)) == "robots"
    )


def test_the_crawl_delay_is_kept(log: list[Asked]) -> None:
    times = [one.at for one in log if one.host == "shy.test" and one.path != "/robots.txt"]
    assert len(times) == 3
    assert all(later - earlier > 0.9 for earlier, later in pairwise(times))


def test_a_robots_txt_that_cannot_be_given_forbids_all(log: list[Asked]) -> None:
    assert {one.path for one in log if one.host == "down.test"} == {"/robots.txt"}


def test_retry_after_is_waited_for(log: list[Asked]) -> None:
    for path in ("/0", "/1"):
        busy, again = (one.at for one in log if (one.host, one.path) == ("busy.test", path))
        assert again - busy > 0.9


def test_who_asks_for_a_day_is_given_a_day_by_the_next_crawl_too(
    archive: Archive, log: list[Asked], second: list[Asked]
) -> None:
    (page,) = (one.path for one in log if one.host == "weary.test" and one.path not in ("/robots.txt", "/feed.xml"))
    waiting = archive.connection.value(
        "SELECT julianday(due_at) - julianday(fetched_at) FROM urls WHERE url = ?", (f"http://weary.test{page}",)
    )
    assert waiting == pytest.approx(1.0, abs=0.01)
    assert [one.host for one in second if one.host == "weary.test"] == []


def test_the_crawler_says_who_it_is_and_how_to_reach_whom(log: list[Asked]) -> None:
    agents = {one.headers["user-agent"] for one in log}
    assert len(agents) == 1
    assert "contact: test@post.example" in agents.pop()
    assert {one.headers.get("from") for one in log} == {"test@post.example"}
    assert not [one for one in log if "cookie" in one.headers or "referer" in one.headers]


def test_every_answer_is_captured(folder: Path, archive: Archive, first: object) -> None:
    pages = [page for path in (folder / "data" / "newsarchive-captures").iterdir() for _, page in iter_pages(path)]
    captured = {(page.requested_url, page.status) for page in pages}
    assert ("http://post.test/lost", 404) in captured
    assert ("http://post.test/faulty", 500) in captured
    assert ("http://post.test/moved", 200) in captured
    assert len(pages) == archive.connection.value("SELECT count(*) FROM captures")
    candidate = next(page.candidate for page in pages if page.url == "http://post.test/from-the-map")
    assert candidate is not None
    assert (candidate.via, candidate.lastmod) == ("sitemap", "2126-01-01")


def test_discovery_remembers_what_was_wrong_with_a_document(archive: Archive) -> None:
    broken = archive.frontier.document("http://post.test/broken.xml")
    missing = archive.frontier.document("http://post.test/missing.xml")
    assert broken is not None and missing is not None
    assert "is no feed that can be read" in (broken.reason or "")
    assert missing.reason == "HTTP 404"


def test_a_second_crawl_fetches_no_page_that_is_archived(second: list[Asked], archive: Archive) -> None:
    archived = {story.article.url for story in archive}
    assert not [one for one in second if f"http://{one.host}{one.path}" in archived]


def test_a_second_crawl_asks_conditionally_for_feeds(second: list[Asked]) -> None:
    feed = next(one for one in second if (one.host, one.path) == ("post.test", "/feed.xml"))
    assert feed.headers["if-none-match"] == '"feed"'


def test_scrapy_itself_crawls_into_the_same_archive(
    second: object, sites: Web, newsarchive: Command, folder: Path
) -> None:
    (folder / "scrapy.cfg").write_text("[settings]\ndefault = newsarchive.settings\n")
    assert newsarchive("list", module="scrapy").stdout.split() == ["news", "survey", "watch"]
    sites.feed("http://plain.test/feed.xml", ["http://plain.test/late"])
    sites.story("http://plain.test/late", "Came late")
    text = (folder / "data" / "sources.toml").read_text()
    (folder / "data" / "sources.toml").write_text(
        text.replace('sections = ["http://plain', 'feeds = ["http://plain.test/feed.xml"]\nsections = ["http://plain')
    )
    done = newsarchive("crawl", "news", "-a", "source=plain", module="scrapy")
    assert done.returncode == 0, done.stderr
    with Archive(folder / "data" / "newsarchive.db", read_only=True) as archive:
        assert archive.get("http://plain.test/late").article.headline == "Came late"


def test_scrapy_itself_tells_what_is_wrong_in_one_line(newsarchive: Command, folder: Path, first: object) -> None:
    (folder / "scrapy.cfg").write_text("[settings]\ndefault = newsarchive.settings\n")
    done = newsarchive("crawl", "news", "-a", "source=pots", module="scrapy")
    assert done.returncode == 1
    assert "ERROR: no source named pots; did you mean post?" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_forced_revisit_asks_conditionally_and_finds_the_changed_ones(
    second: object, sites: Web, newsarchive: Command, archive: Archive
) -> None:
    sites.story("http://www.post.test/second", "Second story of the day, corrected")

    def first_story(asked: Asked) -> Reply:
        return Reply(status=304 if asked.headers.get("if-none-match") == '"first"' else 500)

    sites.answer("http://post.test/first?utm_source=rss", first_story)
    before = len(sites.asked)
    done = newsarchive("crawl", "post", "--revisit")
    assert done.returncode == 0, done.stderr
    asked = {one.path: one for one in sites.asked[before:]}
    assert asked["/first?utm_source=rss"].status == 304
    assert asked["/second"].headers["if-modified-since"] == "Mon, 02 Nov 2026 10:00:00 GMT"
    changed = archive.get("http://www.post.test/second")
    assert (changed.revision_count, changed.article.headline) == (2, "Second story of the day, corrected")
    assert archive.get("http://post.test/first?utm_source=rss").revision_count == 1

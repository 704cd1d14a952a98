"""Feeds and sitemaps, captured where the sources file says so: kept, indexed by a rebuild, cleaned by takedowns."""

from __future__ import annotations

import gzip
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from web import Reply, Web

from newsarchive import Archive

Command = Callable[..., subprocess.CompletedProcess[str]]

FEED, SITEMAP = "http://fed.test/feed.xml", "http://fed.test/news.xml.gz"
STORIES = ["http://fed.test/city/ferry-stops", "http://fed.test/city/bridge-opens"]
SOURCES = f"""
[sources.fed]
url = "http://fed.test/"
feeds = ["{FEED}"]
sitemaps = ["{SITEMAP}"]
"""


@pytest.fixture(scope="module")
def crawled(web: Web, newsarchive: Command, folder: Path) -> Path:
    """An archive with its feeds; its folder."""
    sources = folder / "data" / "sources.toml"
    sources.write_text(sources.read_text().replace("[crawl]\n", "[crawl]\ncapture_feeds = true\n") + SOURCES)
    web.feed(FEED, STORIES)
    sitemap = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>{STORIES[1]}</loc></url></urlset>'
    web.answer(SITEMAP, Reply(body=gzip.compress(sitemap.encode()), headers={"Content-Type": "application/gzip"}))
    for url in STORIES:
        web.story(url, url.rpartition("/")[2].replace("-", " "))
    for _ in range(2):  # the second finds the same feed
        done = newsarchive("crawl")
        assert done.returncode == 0, done.stderr
    return folder / "data"


def captured(data: Path) -> dict[str, int]:
    """Address → its captures."""
    with Archive(data / "newsarchive.db", read_only=True) as archive:
        rows = archive.connection.rows("SELECT url, count(*) AS n FROM captures GROUP BY url")
    return {row["url"]: row["n"] for row in rows}


def test_feeds_and_sitemaps_are_captured_like_pages(crawled: Path, newsarchive: Command) -> None:
    assert captured(crawled) == {FEED: 2, SITEMAP: 2} | dict.fromkeys(STORIES, 1)
    assert newsarchive("check").returncode == 0


def test_a_rebuilt_archive_has_them_and_takes_none_for_a_story(
    crawled: Path, newsarchive: Command, tmp_path: Path
) -> None:
    done = newsarchive("--archive", str(tmp_path / "newsarchive.db"), "rebuild", str(crawled / "newsarchive-captures"))
    assert done.returncode == 0, done.stderr
    assert captured(tmp_path) == captured(crawled)
    with Archive(tmp_path / "newsarchive.db", read_only=True) as archive:
        assert {story.article.url for story in archive} == set(STORIES)


def test_a_takedown_removes_what_names_the_story_and_nothing_else(crawled: Path, newsarchive: Command) -> None:
    done = newsarchive("takedown", STORIES[0], "--reason", "asked to", "--yes")
    assert done.returncode == 0, done.stderr
    assert captured(crawled) == {SITEMAP: 2, STORIES[1]: 1}
    files = [gzip.decompress(path.read_bytes()) for path in (crawled / "newsarchive-captures").glob("*.warc.gz")]
    assert files
    assert not any(b"ferry-stops" in file for file in files)
    assert newsarchive("check").returncode == 0

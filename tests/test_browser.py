"""Pages that are empty without JavaScript, of a source that may be shown by a browser."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from web import Web, article

from newsarchive import Archive
from newsarchive.captures import read_capture

pytest.importorskip("scrapy_playwright")
pytestmark = pytest.mark.skipif(not shutil.which("chromium"), reason="needs Chromium")

Command = Callable[..., subprocess.CompletedProcess[str]]

SHELL = '<!DOCTYPE html><html><body><div id="root"></div><script src="/app.js"></script></body></html>'
SCRIPT = """
fetch("/story.html").then(answer => answer.text()).then(text => {
  document.getElementById("root").innerHTML = text;
  const picture = new Image();
  picture.src = "/pixel.png";
});
fetch("http://10.0.0.1/secret").catch(() => {});
"""
SOURCES = """
[sources.app]
url = "http://app.test/"
feeds = ["http://app.test/feed.xml"]
browser = true

[sources.bare]
url = "http://bare.test/"
feeds = ["http://bare.test/feed.xml"]
"""


@pytest.fixture(scope="module")
def crawled(web: Web, newsarchive: Command, folder: Path) -> Path:
    """An archive of such a site, and of one that is not to be shown; its folder."""
    sources = folder / "data" / "sources.toml"
    sources.write_text(sources.read_text() + SOURCES)
    for host in ("app", "bare"):
        web.feed(f"http://{host}.test/feed.xml", [f"http://{host}.test/story"])
        web.put(f"http://{host}.test/story", SHELL)
        web.put(f"http://{host}.test/app.js", SCRIPT, Content_Type="text/javascript")
        web.put(f"http://{host}.test/story.html", article("Lock gates closed"))
    done = newsarchive("crawl")
    assert done.returncode == 0, done.stderr
    return folder / "data"


def test_the_story_is_what_the_browser_shows(crawled: Path) -> None:
    with Archive(crawled / "newsarchive.db", read_only=True) as archive:
        [story] = archive
    assert (story.source, story.article.url, story.article.headline) == (
        "app",
        "http://app.test/story",
        "Lock gates closed",
    )


def test_both_the_empty_page_and_the_shown_one_are_captured_and_told_apart(crawled: Path) -> None:
    with Archive(crawled / "newsarchive.db", read_only=True) as archive:
        captures = archive.captures.of_url("http://app.test/story")
        pages = [read_capture(archive.captures_folder, capture.ref) for capture in captures]
    assert [b"Lock gates closed" in page.body for page in pages] == [False, True]
    assert [any(name == "X-Archive-Shown-By" for name, _ in page.headers) for page in pages] == [False, True]


def test_other_sources_see_no_browser_and_say_why_nothing_is_stored(crawled: Path, web: Web) -> None:
    assert web.paths_asked("bare.test") == ["/feed.xml", "/story"]
    with Archive(crawled / "newsarchive.db", read_only=True) as archive:
        row = archive.connection.row("SELECT state, page_kind FROM urls WHERE url = 'http://bare.test/story'")
    assert row is not None
    assert tuple(row) == ("rejected", "shell")


def test_the_browser_asks_for_no_pictures_and_in_no_private_network(crawled: Path, web: Web) -> None:
    assert "/pixel.png" not in web.paths_asked("app.test")
    assert web.requests("10.0.0.1") == []


def test_it_says_who_it_is_as_every_request_does(crawled: Path, web: Web) -> None:
    assert all(one.headers["user-agent"].startswith("newsarchive/") for one in web.requests("app.test"))


def test_a_rebuilt_archive_tells_the_same_story(crawled: Path, newsarchive: Command, tmp_path: Path) -> None:
    done = newsarchive("--archive", str(tmp_path / "newsarchive.db"), "rebuild", str(crawled / "newsarchive-captures"))
    assert done.returncode == 0, done.stderr
    with Archive(tmp_path / "newsarchive.db", read_only=True) as archive:
        [story] = archive
    assert (story.article.url, story.article.headline) == ("http://app.test/story", "Lock gates closed")

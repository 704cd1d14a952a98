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
        "newsarchive: http://barren.test/ offers no feed, no sitemap and no links that look like stories; "
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
        ([], 2, "Missing argument"),
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

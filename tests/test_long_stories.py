"""Stories told on several pages: crawled, visited again, rebuilt and read again, they are one story each."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from web import Web

from newsarchive import Archive
from newsarchive.archive.reextraction import Scope
from newsarchive.reextract import reextract

Command = Callable[..., subprocess.CompletedProcess[str]]

SOURCE = """
[sources.long]
url = "http://long.test/"
feeds = ["http://long.test/feed.xml"]
"""
SHELL = (
    '<html><head><title>Long</title><link rel="amphtml" href="/app/amp"></head>'
    '<body><div id="root"></div><script src="/app.js"></script></body></html>'
)


def told(headline: str, number: int, links: str) -> str:
    """A page of a story, its paragraphs its own."""
    paragraphs = "".join(
        f"<p>Page {number}, paragraph {place}: what the harbour office said about the crossing on Monday, at length</p>"
        for place in range(1, 6)
    )
    return f"<html lang=en><body><article><h1>{headline}</h1>{paragraphs}<nav>{links}</nav></article></body></html>"


def pages_of(text: str) -> list[int]:
    """Number of the page each paragraph came from."""
    return [int(line.split(",")[0].removeprefix("Page ")) for line in text.splitlines()]


@pytest.fixture(scope="module")
def crawled(web: Web, newsarchive: Command, folder: Path) -> Path:
    """An archive of such stories; its folder."""
    sources = folder / "data" / "sources.toml"
    sources.write_text(sources.read_text() + SOURCE)
    host = "http://long.test"
    web.feed(f"{host}/feed.xml", [f"{host}/{name}" for name in ("ferry", "lost", "view", "app", "other")])
    numbers = "".join(f'<a href="?page={number}">{number}</a> ' for number in (2, 3))
    web.put(f"{host}/ferry", told("The ferry", 1, numbers))
    web.put(f"{host}/ferry?page=2", told("The ferry", 2, f'<a href="{host}/ferry">1</a>{numbers}'))
    web.put(f"{host}/ferry?page=3", told("The ferry", 3, f'<a href="{host}/ferry">1</a>{numbers}'))
    web.put(f"{host}/lost", told("The lost page", 1, numbers))
    web.put(f"{host}/view", told("One view", 1, numbers + '<a href="?page=all">Single page</a>'))
    whole = told("One view", 1, "").replace(
        "</h1>", "</h1><p>Page 0, before all: the editor says why this is so long.</p>"
    )
    web.put(f"{host}/view?page=all", whole)
    web.put(f"{host}/app", SHELL)
    web.put(f"{host}/app/amp", told("The app", 1, ""))
    web.put(f"{host}/other", told("A quiz", 1, '<a rel="next" href="?page=2">next</a>'))
    web.put(f"{host}/other?page=2", told("Another quiz altogether", 2, ""))
    done = newsarchive("crawl", "long")
    assert done.returncode == 0, done.stderr
    return folder / "data"


def stories(data: Path) -> dict[str, object]:
    """Path of each story → what is archived of it."""
    with Archive(data / "newsarchive.db", read_only=True) as archive:
        return {story.article.url.removeprefix("http://long.test"): story for story in archive}


def test_the_pages_of_a_story_are_one_body_in_their_order(crawled: Path) -> None:
    story = stories(crawled)["/ferry"]
    assert pages_of(story.article.body) == [1] * 5 + [2] * 5 + [3] * 5
    assert not story.article.truncated


def test_further_pages_are_captured_and_are_no_stories_of_their_own(crawled: Path) -> None:
    assert stories(crawled).keys() == {"/ferry", "/lost", "/view", "/app", "/other"}
    with Archive(crawled / "newsarchive.db", read_only=True) as archive:
        assert archive.captures.of_url("http://long.test/ferry?page=3")
        assert archive.get("http://long.test/ferry?page=3").article.headline == "The ferry"


def test_a_story_whose_rest_does_not_come_is_stored_as_truncated(crawled: Path) -> None:
    lost = stories(crawled)["/lost"].article
    assert (pages_of(lost.body), lost.truncated) == ([1] * 5, True)


def test_a_page_with_another_headline_is_not_joined(crawled: Path) -> None:
    assert pages_of(stories(crawled)["/other"].article.body) == [1] * 5


def test_a_view_of_the_whole_story_stands_in_for_its_pages(crawled: Path, web: Web) -> None:
    assert pages_of(stories(crawled)["/view"].article.body) == [0] + [1] * 5
    assert "/view?page=2" not in web.paths_asked("long.test")


def test_the_amp_page_of_an_empty_shell_is_read_at_the_story_s_own_address(crawled: Path) -> None:
    story = stories(crawled)["/app"].article
    assert (story.headline, story.url) == ("The app", "http://long.test/app")


def test_a_second_visit_finds_nothing_changed(crawled: Path, newsarchive: Command) -> None:
    done = newsarchive("crawl", "long", "--revisit")
    assert done.returncode == 0, done.stderr
    assert {path: story.revision_count for path, story in stories(crawled).items()} == dict.fromkeys(
        ("/ferry", "/lost", "/view", "/app", "/other"), 1
    )


def test_reading_the_captures_again_changes_nothing(crawled: Path) -> None:
    with Archive(crawled / "newsarchive.db", read_only=True) as archive:
        report = reextract(archive, Scope(everything=True), dry_run=True, workers=0)
    assert (report.done, report.changed) == (5, 0)


def test_an_archive_rebuilt_from_the_captures_tells_the_same_stories(
    crawled: Path, newsarchive: Command, tmp_path: Path
) -> None:
    done = newsarchive("--archive", str(tmp_path / "newsarchive.db"), "rebuild", str(crawled / "newsarchive-captures"))
    assert done.returncode == 0, done.stderr
    before, after = stories(crawled), stories(tmp_path)
    assert {path: story.article.to_dict() for path, story in after.items()} == {
        path: story.article.to_dict() for path, story in before.items()
    }

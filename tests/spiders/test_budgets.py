"""Hours, budgets and circuits over whole crawls: what one crawl has taken or learnt, the next one knows."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from web import Web

Command = Callable[..., subprocess.CompletedProcess[str]]

NIGHT = f"{datetime.now(UTC) + timedelta(hours=2):%H:%M}-{datetime.now(UTC) + timedelta(hours=3):%H:%M}"
SOURCES = f"""
[sources.small]
url = "http://small.test/"
feeds = ["http://small.test/feed.xml"]
pages_per_day = 3

[sources.brief]
url = "http://brief.test/"
feeds = ["http://brief.test/feed.xml"]
minutes_per_day = 0.000001

[sources.night]
url = "http://night.test/"
feeds = ["http://night.test/feed.xml"]
hours = "{NIGHT}"

[sources.broken]
url = "http://broken.test/"
feeds = ["http://broken.test/feed.xml"]
"""


@pytest.fixture(scope="module")
def crawls(web: Web, folder: Path, newsarchive: Command) -> list[subprocess.CompletedProcess[str]]:
    """Two crawls of one day."""
    with (folder / "data" / "sources.toml").open("a") as file:
        file.write(SOURCES)
    for name in ("small", "brief", "night", "broken"):
        links = [f"http://{name}.test/{number}" for number in range(8)]
        web.feed(f"http://{name}.test/feed.xml", links)
        for number, link in enumerate(links):
            if name == "broken":
                web.put(link, "<h1>Oops</h1>", status=502)
            else:
                web.story(link, f"Story {number} of {name}")
    return [newsarchive("crawl"), newsarchive("crawl")]


def stories(web: Web, host: str) -> list[str]:
    return [path for path in web.paths_asked(host) if path != "/feed.xml"]


def test_the_page_budget_of_a_day_holds_over_all_its_crawls(
    web: Web, crawls: list[subprocess.CompletedProcess[str]]
) -> None:
    assert len(stories(web, "small.test")) == 3
    assert web.paths_asked("small.test").count("/feed.xml") == 2  # what is new is known all the same
    for crawl in crawls:
        assert "its 3 pages of today are fetched" in crawl.stdout


def test_the_time_budget_of_a_day_holds_over_all_its_crawls(
    web: Web, crawls: list[subprocess.CompletedProcess[str]]
) -> None:
    assert len(web.asked) > 0
    assert [one.path for one in web.asked if one.host == "brief.test"] == ["/robots.txt"]
    assert "minutes of today are used up" in crawls[1].stdout


def test_outside_its_hours_a_site_is_asked_for_nothing_at_all(
    web: Web, crawls: list[subprocess.CompletedProcess[str]]
) -> None:
    assert [one for one in web.asked if one.host == "night.test"] == []
    assert f"outside its hours, {NIGHT} UTC" in crawls[0].stdout


def test_a_host_that_fails_again_and_again_is_left_alone_by_the_next_crawl_too(
    web: Web, crawls: list[subprocess.CompletedProcess[str]]
) -> None:
    assert len(stories(web, "broken.test")) < 8 * 3
    assert web.paths_asked("broken.test").count("/feed.xml") == 1
    assert "HTTP 502, again and again; left alone until" in crawls[1].stdout

"""How far a crawl is: on a terminal, in a log, or not at all."""

from __future__ import annotations

import io
import json
import subprocess
from pathlib import Path

import pytest
from rich.console import Console
from web import Command, Web

from newsarchive.cli.progress import (
    LINE_SECONDS,
    MAX_SITES,
    Headway,
    LiveProgress,
    Progress,
    Silence,
    showing,
    sites_table,
)
from newsarchive.report import DocumentRead, Settled


def settled(source: str = "post", outcome: str = "new") -> Settled:
    return Settled(source=source, url="https://post.example/1", outcome=outcome)


def text(shown: object) -> str:
    console = Console(file=io.StringIO(), width=100)
    console.print(shown)
    return console.file.getvalue()  # type: ignore[attr-defined]


def test_what_is_queued_grows_by_what_is_found_and_shrinks_by_what_is_done() -> None:
    headway = Headway({"post": 2}, now=0)
    headway.read(DocumentRead(source="post", url="https://post.example/rss", kind="feed", found=9, new=3))
    headway.settle(settled(), now=1)
    headway.settle(settled(outcome="failed"), now=2)
    site = headway.sites["post"]
    assert (site.done, site.queued, site.failed, site.answered) == (2, 3, 1, True)


def test_the_time_that_is_left_is_that_of_the_slowest_site() -> None:
    headway = Headway({"fast": 10, "slow": 10}, now=0)
    for number in range(5):
        headway.settle(settled("fast"), now=number / 10)
        headway.settle(settled("slow"), now=number * 2)
    assert headway.seconds_left(8) == pytest.approx(5 * 8 / 4)
    assert Headway({"new": 5}, now=0).seconds_left(10) is None


def test_a_log_gets_a_line_now_and_then() -> None:
    times = iter([0.0, 0.0, *[1.0] * 2, *[LINE_SECONDS + 1] * 2, *[LINE_SECONDS + 2] * 2])
    console = Console(file=io.StringIO(), width=100)
    progress = Progress(console, {"post": 3}, clock=lambda: next(times))
    for _ in range(3):
        progress.page(settled())
    told = console.file.getvalue()  # type: ignore[attr-defined]
    assert told == "0 of 1 sites answered, 2 pages (0.1/s, 1 queued): 2 new\n"


def test_a_terminal_shows_the_sites_with_the_most_to_do() -> None:
    headway = Headway({f"site-{number:02}": number for number in range(20)}, now=0)
    headway.read(DocumentRead(source="site-03", url="https://x.example/rss", kind="feed", new=900))
    lines = text(sites_table(headway, 1)).splitlines()
    assert lines[0].split() == ["source", "done", "queued", "failed", "left"]
    assert lines[1].split() == ["site-03", "0", "903"]
    assert (len(lines), lines[-1].strip()) == (MAX_SITES + 2, "and 5 more")


def test_one_site_needs_no_table() -> None:
    live = LiveProgress(Console(file=io.StringIO()), {"post": 1})
    assert "source" not in text(live)
    assert "0 of 1 sites answered, 0 pages" in text(live)


def test_the_console_decides_what_is_shown() -> None:
    console = Console(file=io.StringIO())
    with showing(console, {"post": 1}) as lines, showing(console, {"post": 1}, quiet=True) as nothing:
        assert (type(lines), type(nothing)) == (Progress, Silence)
    terminal = Console(file=io.StringIO(), force_terminal=True, width=80)
    with showing(terminal, {"post": 1, "times": 2}) as live:
        live.page(settled())
        assert type(live) is LiveProgress
    assert "times" in terminal.file.getvalue()  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def logged(web: Web, folder: Path, newsarchive: Command) -> subprocess.CompletedProcess[str]:
    """A crawl whose log is JSON, on standard error."""
    with (folder / "data" / "sources.toml").open("a") as file:
        file.write('\n[sources.told]\nurl = "http://told.test/"\nfeeds = ["http://told.test/rss"]\n')
    web.feed("http://told.test/rss", ["http://told.test/a-story-of-the-day"])
    web.story("http://told.test/a-story-of-the-day")
    return newsarchive("crawl", "--log-format", "json", "--verbose", "--metrics-port", "0")


def test_a_log_for_programs_is_json_in_every_line(logged: subprocess.CompletedProcess[str]) -> None:
    lines = [json.loads(line) for line in logged.stderr.splitlines()]
    pages = [line for line in lines if line.get("event") == "page"]
    assert [(line["source"], line["outcome"], line["level"]) for line in pages] == [("told", "new", "INFO")]
    assert {"time", "level", "logger", "message"} <= lines[0].keys()
    assert [line["new"] for line in lines if line.get("event") == "document"] == [1]


def test_without_verbose_it_stands_beside_the_archive(logged: object, folder: Path, newsarchive: Command) -> None:
    done = newsarchive("crawl", "--log-format", "json", "--quiet")
    assert (done.returncode, done.stderr, done.stdout) == (0, "", "")
    log = (folder / "data" / "newsarchive-crawl.log").read_text().splitlines()
    assert all(json.loads(line)["level"] for line in log)

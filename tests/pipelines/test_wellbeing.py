"""A crawl judges its sources at its end, keeps what changed, and tells whom the sources file names."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from web import Command, Web, environment

from newsarchive.archive import Archive

PAGES = [f"http://shut.test/story-{number}-of-the-day" for number in range(12)]
SOURCES = """
[health]
on_change = "cat >> told.jsonl; echo >> told.jsonl"

[sources.shut]
url = "http://shut.test/"
feeds = ["http://shut.test/rss"]
"""


@pytest.fixture(scope="module")
def crawled(web: Web, folder: Path, newsarchive: Command) -> Path:
    with (folder / "data" / "sources.toml").open("a") as file:
        file.write(SOURCES)
    web.feed("http://shut.test/rss", PAGES)
    for url in PAGES:
        web.put(url, "<title>Just a moment</title><h1>Verify you are human</h1>")
    for _ in range(2):
        newsarchive("crawl")
    return folder


def test_whom_the_sources_file_names_is_told_once(crawled: Path) -> None:
    (told,) = map(json.loads, (crawled / "told.jsonl").read_text().splitlines())
    assert (told["source"], told["verdict"], told["cause"]) == ("shut", "broken", "block")
    assert "12 of the latest 12 pages were refused to us (a test for robots)" in told["text"]


def test_the_verdict_is_kept_in_the_archive(crawled: Path) -> None:
    with Archive(crawled / "data" / "newsarchive.db", read_only=True) as archive:
        assert [row["verdict"] for row in archive.verdicts("shut")] == ["broken"]


def test_the_command_line_shows_it_with_its_exit_code(crawled: Path, newsarchive: Command) -> None:
    shown = newsarchive("status")
    assert (shown.returncode, "shut is broken: block" in shown.stdout) == (4, True)


def test_a_long_crawl_judges_now_and_then(crawled: Path, web: Web) -> None:
    """As a watch does each hour: here the verdict is there before the crawl, which goes slowly, has ended."""
    sources = crawled / "data" / "slow.toml"
    sources.write_text("[crawl]\ndelay = 0.6\nworkers = 0\n" + SOURCES.replace("told.jsonl", "early.jsonl"))
    archive = crawled / "data" / "slow.db"
    program = (
        "from pathlib import Path; from newsarchive import crawling; crawling.crawl(crawling.Crawl("
        f"archive=Path({str(archive)!r}), sources=Path({str(sources)!r}), "
        "settings={'NEWSARCHIVE_HEALTH_MINUTES': 0.01}))"
    )
    subprocess.run([sys.executable, "-c", program], cwd=crawled, env=environment(web.proxy), timeout=60, check=True)
    with Archive(archive, read_only=True) as opened:
        (crawl,) = opened.connection.rows("SELECT ended_at FROM crawls")
        kept = opened.verdicts("shut")
    told = [json.loads(line)["verdict"] for line in (crawled / "early.jsonl").read_text().splitlines()]
    assert kept[0]["decided_at"] < crawl["ended_at"]
    assert told[-1] == kept[-1]["verdict"] == "broken"

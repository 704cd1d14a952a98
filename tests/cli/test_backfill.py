"""`newsarchive crawl --since`: sitemaps are read back, and what they name is spread over days."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from web import Web

from newsarchive import Archive

Command = Callable[..., subprocess.CompletedProcess[str]]
SITE = "http://old.test"
MONTHS = ("2019-12", "2020-01", "2020-02", "2020-03")


def story(month: str, number: int) -> str:
    return f"{SITE}/{month.replace('-', '/')}/story-number-{number}-of-the-month"


@pytest.fixture(scope="module")
def runs(web: Web, newsarchive: Command, folder: Path) -> list[tuple[subprocess.CompletedProcess[str], list[str]]]:
    """Two runs of one backfill, with what they asked for."""
    maps = "".join(f"<sitemap><loc>{SITE}/map-{month}.xml</loc></sitemap>" for month in MONTHS)
    web.put(f"{SITE}/index.xml", f"<sitemapindex>{maps}</sitemapindex>")
    for month in MONTHS:
        links = [story(month, number) for number in range(3)]
        for link in links:
            web.story(link, f"Story {link[-25]} of {month}")
        entries = "".join(f"<url><loc>{link}</loc><lastmod>{month}-15</lastmod></url>" for link in links)
        web.put(f"{SITE}/map-{month}.xml", f"<urlset>{entries}</urlset>")
    web.story(f"{SITE}/of-today", "Of today")
    web.feed(f"{SITE}/feed.xml", [f"{SITE}/of-today"])
    with (folder / "data" / "sources.toml").open("a") as file:
        file.write(f"[sources.old]\nurl = '{SITE}/'\nfeeds = ['{SITE}/feed.xml']\nsitemaps = ['{SITE}/index.xml']\n")
    arguments = ("crawl", "old", "--since", "2020-01-01", "--until", "2020-02-29", "--budget", "4")
    done = []
    for _ in range(2):
        before = len(web.paths_asked("old.test"))
        done.append((newsarchive(*arguments), web.paths_asked("old.test")[before:]))
    return done


def test_the_first_day_s_share_is_fetched_and_what_is_left_is_said(
    runs: list[tuple[subprocess.CompletedProcess[str], list[str]]], newsarchive: Command
) -> None:
    first, asked = runs[0]
    assert first.returncode == 0, first.stderr
    assert sorted(path for path in asked if "map" in path) == ["/map-2020-01.xml", "/map-2020-02.xml"]
    assert len([path for path in asked if "story" in path]) == 4
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    assert f"old: 2 old stories to fetch, the last on {tomorrow}" in first.stdout
    assert f"old: 2 old stories to fetch, the last on {tomorrow}" in newsarchive("status", "old").stdout


def test_the_next_run_reads_no_sitemap_again_and_stays_within_the_budget(
    runs: list[tuple[subprocess.CompletedProcess[str], list[str]]], folder: Path
) -> None:
    second, asked = runs[1]
    assert second.returncode == 0, second.stderr
    assert asked == ["/feed.xml", "/index.xml"]
    with Archive(folder / "data" / "newsarchive.db", read_only=True) as archive:
        tomorrow = datetime.now(UTC) + timedelta(days=1)
        assert archive.frontier.pending("old", tomorrow) >= 2
        assert {story.article.url for story in archive} <= {story(m, n) for m in MONTHS[1:3] for n in range(3)} | {
            f"{SITE}/of-today"
        }


@pytest.mark.parametrize("option", [("--until", "2020-01-01"), ("--budget", "5")])
def test_a_budget_without_a_beginning_makes_no_sense(newsarchive: Command, option: tuple[str, str]) -> None:
    done = newsarchive("crawl", *option)
    assert done.returncode == 2
    assert "--until and --budget go with --since" in done.stderr

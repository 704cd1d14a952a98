"""`newsarchive status`: how each source is doing, for people and programs."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from newsarchive.archive import Archive, SourceStatus
from newsarchive.cli import cli
from newsarchive.cli.status import WIDE, bars, details, table
from newsarchive.items import Article, Block, Page

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def archive_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("status") / "news.db"
    with Archive(path, create=True) as archive:
        crawl = archive.begin_crawl(["rain-news"], now=NOW)
        for number in range(2):
            url = f"https://rain.example/{number}"
            page = Page(url=url, requested_url=url, source="rain-news", fetched_at=NOW, status=200)
            dek = "It did." if number else None
            archive.store(
                Article(url=url, headline="Rain", dek=dek, blocks=[Block(type="paragraph", text="Rain.")]), page
            )
        archive.end_crawl(crawl, now=NOW, reason="finished", counts={})
    return path


def status(archive: Path, *arguments: str, columns: int = 80) -> Result:
    return CliRunner().invoke(cli, ["--archive", str(archive), "status", *arguments], env={"COLUMNS": str(columns)})


def test_it_tells_a_line_for_each_source(archive_file: Path) -> None:
    heading, line = status(archive_file).output.splitlines()
    assert heading.split() == [
        "source",
        "last",
        "crawl,",
        "UTC",
        "7",
        "days",
        "articles",
        "changes",
        "waiting",
        "failed",
    ]
    assert line.split()[:3] == ["rain-news", "2026-11-22", "09:00"]
    assert line.split()[-4:] == ["2", "0", "0", "0"]


def test_a_wide_line_has_room_for_fill_rates(archive_file: Path) -> None:
    heading, line = status(archive_file, columns=WIDE).output.splitlines()
    assert heading.split()[-5:] == ["headl.", "authors", "date", "body", "credit"]
    assert line.split()[-5:] == ["100%", "0%", "0%", "100%", "0%"]


def test_one_source_is_told_in_full(archive_file: Path) -> None:
    told = status(archive_file, "rain-news").output
    assert "last crawl   2026-11-22 09:00 UTC, finished" in told
    assert "archived     2 articles, 0 real changes seen" in told
    assert "dek           50%  ██████████\n" in told


def test_json_has_every_field_and_times_as_text(archive_file: Path) -> None:
    (told,) = json.loads(status(archive_file, "--json").output)
    assert told.keys() == set(SourceStatus.__dataclass_fields__)
    assert told["last_crawl"] == "2026-11-22T09:00:00Z"


def test_an_unknown_source_is_told_with_those_that_are_known(archive_file: Path) -> None:
    result = status(archive_file, "sun-news")
    assert result.exit_code == 1
    assert "it knows: rain-news" in result.stderr


def test_an_empty_archive_says_what_to_do(tmp_path: Path) -> None:
    Archive(tmp_path / "a.db", create=True).close()
    result = status(tmp_path / "a.db")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "newsarchive add URL" in result.stderr


def test_a_source_that_was_never_crawled_and_failures_are_told() -> None:
    zeros = dict.fromkeys(("articles", "revisions", "waiting", "due", "rejected", "failed", "refused"), 0)
    never = SourceStatus(source="x", **zeros, failures={"HTTP 503": 4}, new_per_day={}, fill={})
    assert "  never crawled" in details(never)
    assert "  failure      4 × HTTP 503" in details(never)
    assert table([never], with_fill=True).row_count == 1


def test_bars_of_nothing_are_empty() -> None:
    assert (bars([]), bars([0, 0])) == ("", "  ")

"""`newsarchive search`: hits for a person and for a program, and every mistake told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from newsarchive import Archive
from newsarchive.archive.search import Results
from newsarchive.cli import cli
from newsarchive.cli.search import summary
from newsarchive.items import Article, Author, Block, Image, Page, Timestamp

URL = "https://river.example/rain"


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    path = tmp_path_factory.mktemp("search") / "news.db"
    with Archive(path, create=True) as archive:
        for number, headline in enumerate(
            ("Rain at last", "Market reopens after the rain", "No rain\x1b[2J in sight"), 1
        ):
            url = f"{URL}-{number}"
            day = date(2026, 1, number)
            article = Article(
                headline=headline,
                authors=[Author(name="Nary Oum")],
                section="Weather" if number == 1 else None,
                language="en",
                images=[Image(photographer="Lim Sok", agency="AFP", credit="Lim Sok/AFP")] if number == 2 else [],
                published=Timestamp(raw=str(day), value=day, precision="day", source="meta"),
                blocks=[Block(type="paragraph", text=f"The [bold] rain of day {number} fell on the bridge.")],
            )
            page = Page(
                url=url, requested_url=url, source="river", fetched_at=datetime(2026, 1, 9, tzinfo=UTC), status=200
            )
            archive.store(article, page)
    yield path


def search(news: Path, *arguments: str, **options: object) -> Result:
    return CliRunner().invoke(cli, ["--archive", str(news), "search", *arguments], **options)  # type: ignore[arg-type]


def test_a_hit_is_told_in_four_lines(news: Path) -> None:
    result = search(news, "rain", "last")
    assert result.stdout == (
        "1. Rain at last\n"
        "river · 1 January 2026 · Nary Oum\n"
        "The [bold] rain of day 1 fell on the bridge.\n"
        "#1  https://river.example/rain-1\n\n"
    )
    assert result.stderr == "1 story matches.\n"
    assert result.exit_code == 0


def test_marks_are_in_colour_only_for_a_terminal(news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b" not in search(news, "rain").stdout
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    assert "\x1b[1;30;43mRain\x1b[0m" in search(news, "rain").stdout


def test_what_is_archived_cannot_drive_the_terminal(news: Path) -> None:
    assert "No rain[2J in sight" in search(news, "headline:sight").stdout


def test_json_tells_the_total_and_the_marks(news: Path) -> None:
    told = json.loads(search(news, "rain", "--limit", "1", "--json").stdout)
    assert (told["query"], told["total"], told["bounded"], len(told["hits"])) == ("rain", 3, False, 1)
    [hit] = told["hits"]
    start, end = hit["headline_marks"][0]
    assert hit["headline"][start:end].lower() == "rain"


@pytest.mark.parametrize(
    ("option", "ids"),
    [
        (["--section", "Weather"], [1]),
        (["--section", "Weather", "--section", "Sport", "--language", "en"], [1]),
        (["--photographer", "Lim Sok"], [2]),
        (["--agency", "AFP", "--credited"], [2]),
        (["--language", "km"], []),
    ],
)
def test_a_search_is_narrowed_by_what_stories_are(news: Path, option: list[str], ids: list[int]) -> None:
    told = json.loads(search(news, "rain", "--json", *option).stdout)
    assert [hit["id"] for hit in told["hits"]] == ids


def test_options_narrow_and_order(news: Path) -> None:
    result = search(
        news, "rain", "--newest", "--since", "2026-01-02", "--source", "river", "--author", "oum", "--offset", "1"
    )
    assert result.stdout.startswith("2. Market reopens after the rain\n")
    assert result.stderr == "2 stories match; these are 2 to 2.\n"


@pytest.mark.parametrize(
    ("arguments", "exit_code", "told"),
    [
        (["AND"], 1, 'write "AND" in quotes'),
        (["++"], 1, "write a word"),
        (["rain", "--source", "rivr"], 1, "did you mean river?"),
        (["rain", "--since", "soon"], 2, "2026-01-31"),
        (["rain", "--limit", "-1"], 2, "--limit"),
        ([], 2, "QUERY"),
    ],
)
def test_mistakes_are_told_without_a_traceback(news: Path, arguments: list[str], exit_code: int, told: str) -> None:
    result = search(news, *arguments)
    assert result.exit_code == exit_code
    assert told in result.stderr
    assert "Traceback" not in result.output


def test_nothing_found_is_no_error(news: Path) -> None:
    result = search(news, "drought")
    assert (result.stdout, result.exit_code) == ("", 0)
    assert "No story matches" in result.stderr
    assert "no date" not in result.stderr


def test_where_a_date_was_asked_for_and_nothing_found_it_says_that_undated_stories_are_left_out(news: Path) -> None:
    result = search(news, "rain", "--since", "2027")
    assert result.stderr.splitlines()[1:] == ["Stories that state no date are never within --since and --until."]


def test_a_missing_archive_is_told(tmp_path: Path) -> None:
    result = search(tmp_path / "none.db", "rain")
    assert result.exit_code == 1
    assert "there is no archive" in result.stderr


def test_the_summary_says_when_not_all_were_ranked(news: Path) -> None:
    with Archive(news, read_only=True) as archive:
        hits = archive.search("rain").hits
    assert summary(Results(hits=hits, total=1_000_000, bounded=True), offset=20) == (
        "1,000,000 stories match; these are 21 to 23; "
        "so many that only the latest in the archive were ranked: add a word or a date."
    )
    assert summary(Results(hits=(), total=12), offset=20) == "12 stories match; none is that far down."
    assert summary(Results(hits=(), total=12), offset=0) == "12 stories match."

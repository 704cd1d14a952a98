"""`newsarchive export`: what goes out is what is in, as JSON lines or CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from newsarchive import Archive
from newsarchive.cli import cli
from newsarchive.cli.export import CSV_COLUMNS
from newsarchive.items import Article, Author, Block, Image, Page, SidebarLink, Timestamp

COUNT = 450  # more than two pages of what the archive reads at a time


def story(number: int) -> Article:
    day = date(2026, 1 + number % 2, 1)
    return Article(
        url=f"https://river.example/{number}",
        headline=f'Story {number}, "quoted"; ថវិកា',
        byline="By Nary Oum and Tep Rith",
        authors=[Author(name="Nary Oum"), Author(name="Tep Rith", role="photographer")],
        published=Timestamp(raw=str(day), value=day, precision="day", source="meta"),
        tags=["a", "b"],
        paywalled=[True, False, None][number % 3],
        blocks=[Block(type="paragraph", text="Rain fell."), Block(type="list", text="rice\nmaize")],
        images=[
            Image(caption="Inline"),
            Image(url="https://river.example/l.jpg", caption="Lead", credit="AFP", role="lead"),
        ],
        sidebar_links=[SidebarLink(url="https://river.example/x", title="X", block="MOST VIEWED", kind="most_viewed")],
        provenance={"headline": "visible"},
    )


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    path = tmp_path_factory.mktemp("export") / "news.db"
    with Archive(path, create=True) as archive, archive.transaction():
        for number in range(1, COUNT + 1):
            article, source = story(number), ("river", "hill")[number % 2]
            page = Page(
                url=article.url or "",
                requested_url=article.url or "",
                source=source,
                fetched_at=datetime(2026, 3, 1, tzinfo=UTC),
                status=200,
            )
            archive.store(article, page)
    yield path


def export(news: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["--archive", str(news), "export", *arguments])


def test_json_lines_lose_nothing(news: Path) -> None:
    told = [json.loads(line) for line in export(news, "--format", "jsonl").stdout.splitlines()]
    assert [one["id"] for one in told] == list(range(1, COUNT + 1))
    assert Article.from_dict(told[6]) == story(7)
    with Archive(news, read_only=True) as archive:
        assert told == [stored.to_dict() for stored in archive]


def test_csv_has_the_documented_columns_and_a_line_a_story(news: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(export(news, "--format", "csv").stdout)))
    assert list(rows[0]) == list(CSV_COLUMNS)
    assert len(rows) == COUNT
    row = rows[2]
    assert row["headline"] == 'Story 3, "quoted"; ថវិកា'
    assert row["authors"] == "Nary Oum; Tep Rith"
    assert row["body"] == "Rain fell.\nrice\nmaize"
    assert (row["caption"], row["credit"], row["images"]) == ("Lead", "AFP", "2")
    assert [row["paywalled"] for row in rows[:3]] == ["false", "", "true"]


@pytest.mark.parametrize(
    ("arguments", "count"),
    [
        (["--source", "river"], COUNT // 2),
        (["--source", "river", "--source", "hill"], COUNT),
        (["--since", "2026-02"], COUNT // 2),
        (["--until", "2026-01"], COUNT // 2),
        (["--author", "nary"], COUNT),
        (["--query", "headline:7"], 1),
        (["--query", "rain", "--source", "hill"], COUNT // 2),
        (["--query", "drought"], 0),
    ],
)
def test_filters_and_searches_select(news: Path, arguments: list[str], count: int) -> None:
    assert len(export(news, "--format", "jsonl", *arguments).stdout.splitlines()) == count


def test_a_file_is_written_whole_and_said_so(news: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.csv"
    result = export(news, "--format", "csv", "-o", str(output))
    assert (result.stdout, result.stderr) == ("", f"{COUNT} stories written to {output}\n")
    with output.open(encoding="utf-8", newline="") as file:
        assert len(list(csv.reader(file))) == COUNT + 1
    assert list(tmp_path.iterdir()) == [output]


def test_an_export_that_fails_leaves_the_old_file_alone(
    news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = tmp_path / "out.jsonl"
    output.write_text("old")
    monkeypatch.setattr(Archive, "articles", lambda *_, **__: iter([None]))
    assert export(news, "--format", "jsonl", "-o", str(output)).exit_code == 1
    assert output.read_text() == "old"
    assert list(tmp_path.iterdir()) == [output]


@pytest.mark.parametrize(
    ("arguments", "exit_code", "told"),
    [
        (["--format", "xml"], 2, "jsonl"),
        ([], 2, "--format"),
        (["--format", "csv", "--query", "AND"], 1, "in quotes"),
        (["--format", "csv", "--source", "rivr"], 1, "did you mean river?"),
        (["--format", "csv", "-o", "/no/such/folder/out.csv"], 2, "there is no folder"),
    ],
)
def test_mistakes_are_told_without_a_traceback(news: Path, arguments: list[str], exit_code: int, told: str) -> None:
    result = export(news, *arguments)
    assert result.exit_code == exit_code
    assert told in result.stderr
    assert "Traceback" not in result.output

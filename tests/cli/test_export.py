"""`newsarchive export`: what goes out is what is in, in every format."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pandas
import pytest
import yaml
from click.testing import CliRunner, Result
from pyarrow import parquet

from newsarchive import Archive
from newsarchive.cli import cli
from newsarchive.cli.export import FORMATS
from newsarchive.exporting import FORMATS as WRITTEN
from newsarchive.exporting.table import COLUMNS
from newsarchive.items import Article, Author, Block, Image, Page, SidebarLink, Timestamp

NOW = datetime(2026, 3, 1, tzinfo=UTC)
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
        section=["City", "Sport", None][number % 3],
        language=["km", "en", None][number % 3],
        paywalled=[True, False, None][number % 3],
        blocks=[Block(type="paragraph", text="Rain fell."), Block(type="list", text="rice\nmaize")],
        images=[
            Image(caption="Inline"),
            Image(
                url="https://river.example/l.jpg", caption="Lead", credit="AFP", photographer="Tep Rith", role="lead"
            ),
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
    assert list(rows[0]) == list(COLUMNS)
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
        (["--section", "City", "--section", "World"], COUNT // 3),
        (["--language", "km"], COUNT // 3),
        (["--photographer", "Tep Rith", "--credited"], COUNT),
        (["--agency", "Reuters"], 0),
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
        (["--format", "csv", "-o", "/"], 2, "is a folder"),
        (["--format", "parquet"], 2, "name a file with -o"),
        (["--format", "markdown"], 2, "name a folder with -o"),
        (["--format", "markdown", "-o", "/"], 2, "with something in it"),
    ],
)
def test_mistakes_are_told_without_a_traceback(news: Path, arguments: list[str], exit_code: int, told: str) -> None:
    result = export(news, *arguments)
    assert result.exit_code == exit_code
    assert told in result.stderr
    assert "Traceback" not in result.output


def test_every_format_is_offered() -> None:
    assert list(FORMATS) == list(WRITTEN)


def test_no_cell_of_a_csv_is_a_formula(tmp_path: Path) -> None:
    evil = '=HYPERLINK("http://evil.example")'
    path = tmp_path / "evil.db"
    with Archive(path, create=True) as archive:
        article = Article(
            url="https://evil.example/1",
            headline=evil,
            dek=" @SUM(1)",
            byline="+1",
            authors=[Author(name="-cmd")],
            tags=["=1"],
            blocks=[Block(type="paragraph", text="－1+1")],
        )
        archive.store(article, Page(url=article.url, requested_url=article.url, fetched_at=NOW, status=200))
    (row,) = csv.DictReader(io.StringIO(export(path, "--format", "csv").stdout))
    assert [value for value in row.values() if value and value.lstrip()[0] in "=+-@＝＋－＠"] == []
    assert (row["headline"], row["tags"]) == (f"'{evil}", "'=1")
    assert json.loads(export(path, "--format", "jsonl").stdout)["headline"] == evil


def test_a_parquet_file_has_typed_columns_and_whole_parts(news: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.parquet"
    result = export(news, "--format", "parquet", "-o", str(output))
    assert result.stderr == f"{COUNT} stories written to {output}\n"
    table = parquet.read_table(output)
    assert table.num_rows == COUNT
    assert str(table.schema.field("first_seen").type) == "timestamp[ms, tz=UTC]"
    row = table.slice(6, 1).to_pylist()[0]
    assert row["authors"][1] == {
        "name": "Tep Rith",
        "role": "photographer",
        "kind": "person",
        "url": None,
        "affiliation": None,
    }
    assert (row["tags"], row["published_on"], row["published_at"]) == (["a", "b"], date(2026, 2, 1), None)
    assert row["images"][1]["caption"] == "Inline" or row["images"][0]["caption"] == "Inline"
    assert row["sidebar_links"][0]["kind"] == "most_viewed"
    assert row["first_seen"] == NOW
    assert list(tmp_path.iterdir()) == [output]


def test_duckdb_and_pandas_read_the_parquet_file(news: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.parquet"
    export(news, "--format", "parquet", "--source", "river", "-o", str(output))
    sql = "SELECT author.name, count(*) FROM (SELECT unnest(authors) AS author FROM stories) GROUP BY 1 ORDER BY 1"
    stories = duckdb.read_parquet(str(output))  # noqa: F841 - DuckDB finds it by its name
    assert duckdb.sql(sql).fetchall() == [("Nary Oum", COUNT // 2), ("Tep Rith", COUNT // 2)]
    assert pandas.read_parquet(output)["source"].unique().tolist() == ["river"]


def test_parquet_without_pyarrow_is_told_how_to_get_it(
    news: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    result = export(news, "--format", "parquet", "-o", str(tmp_path / "out.parquet"))
    assert result.exit_code == 2
    assert "pip install 'newsarchive[parquet]'" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_markdown_is_a_folder_with_a_file_a_story(news: Path, tmp_path: Path) -> None:
    output = tmp_path / "stories"
    result = export(news, "--format", "markdown", "-o", str(output), "--query", "headline:7")
    assert result.stderr == f"1 story written to {output}\n"
    (file,) = output.rglob("*.md")
    assert file.relative_to(output).as_posix() == "hill/2026-02/2026-02-01-story-7-quoted-ថវិកា-7.md"
    _, front, text = file.read_text(encoding="utf-8").split("---\n", 2)
    told = yaml.safe_load(front)
    assert (told["title"], told["authors"], told["published"]) == (
        'Story 7, "quoted"; ថវិកា',
        ["Nary Oum", "Tep Rith"],
        "2026-02-01",
    )
    assert text.startswith(
        '\n# Story 7, "quoted"; ថវិកា\n\nBy Nary Oum and Tep Rith\n\n[Picture](https://river.example/l.jpg) Lead'
    )
    assert "\n\nRain fell.\n\n- rice\n- maize\n\nInline\n" in text
    assert list(tmp_path.iterdir()) == [output]


def test_a_folder_that_holds_something_is_left_alone(news: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    result = export(news, "--format", "markdown", "-o", str(tmp_path))
    assert result.exit_code == 2
    assert [file.name for file in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("form", ["parquet", "markdown"])
def test_a_place_of_no_stories_is_made_all_the_same(news: Path, tmp_path: Path, form: str) -> None:
    output = tmp_path / "out"
    result = export(news, "--format", form, "-o", str(output), "--query", "drought")
    assert result.stderr == f"0 stories written to {output}\n"
    assert output.exists()


@pytest.mark.parametrize("form", ["parquet", "markdown"])
def test_a_place_whose_export_fails_is_not_left_behind(
    news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    stored = next(iter(Archive(news, read_only=True)))
    monkeypatch.setattr(Archive, "articles", lambda *_, **__: iter([stored, None]))
    assert export(news, "--format", form, "-o", str(tmp_path / "out")).exit_code == 1
    assert list(tmp_path.iterdir()) == []

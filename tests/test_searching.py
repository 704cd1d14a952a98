"""docs/searching.md tells the truth: its queries are understood, its SQL and Python run, its tables are the code's."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from newsarchive import Archive
from newsarchive.archive.index import WEIGHTS
from newsarchive.archive.query import FIELDS, FILTERS, parse
from newsarchive.archive.search import RANKED
from newsarchive.exporting.table import COLUMNS
from newsarchive.items import Article, Block, Page, Timestamp

DOCUMENT = (Path(__file__).resolve().parents[1] / "docs" / "searching.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", DOCUMENT, re.M | re.S)


def table(heading: str) -> list[tuple[str, str]]:
    """The rows of the table with that first heading."""
    body = DOCUMENT.split(f"| {heading} |", 1)[1].split("\n\n", 1)[0]
    return re.findall(r"^\| (.*?) \| (.*?) \|$", body, re.M)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("searching")
    (folder / "data").mkdir()
    url = "https://example-news.example/asylum"
    day = date(2026, 3, 1)
    with Archive(folder / "data" / "newsarchive.db", create=True) as archive:
        article = Article(
            headline="Flood on the river bank",
            published=Timestamp(raw="", value=day, precision="day", source="meta"),
            blocks=[Block(type="paragraph", text="Refugees seek asylum.")],
        )
        page = Page(
            url=url,
            requested_url=url,
            source="example-news",
            fetched_at=datetime(2026, 3, 2, tzinfo=UTC),
            status=200,
        )
        archive.store(article, page)
    yield folder


@pytest.mark.parametrize("query", [query for cell, _ in table("write") for query in re.findall("`(.*?)`", cell)])
def test_every_query_of_the_table_is_understood(query: str) -> None:
    parse(query if not query.startswith("-") and query not in {"AND", "OR"} else f"flood {query}")


@pytest.mark.parametrize(("heading", "names"), [("field", FIELDS), ("condition", FILTERS)])
def test_every_field_and_condition_is_documented(heading: str, names: dict[str, object]) -> None:
    documented = [name for cell, _ in table(heading) for name in re.findall("`(.*?):`", cell)]
    assert sorted(documented) == sorted(names)


def test_the_columns_of_csv_are_documented() -> None:
    assert table("column") == [(f"`{name}`", meaning) for name, (meaning, _) in COLUMNS.items()]


def test_the_numbers_are_those_of_the_code() -> None:
    assert f"more than {RANKED:,} stories" in DOCUMENT
    assert WEIGHTS == {"headline": 10, "dek": 4, "body": 1, "authors": 3, "captions": 2, "credits": 1}


@pytest.mark.parametrize("sql", blocks("sql"))
def test_the_sql_runs(sql: str, folder: Path) -> None:
    with sqlite3.connect(f"file:{folder / 'data' / 'newsarchive.db'}?mode=ro", uri=True) as archive:
        archive.execute(sql).fetchall()


@pytest.mark.parametrize("code", blocks("python"))
def test_the_python_runs(code: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if "import pandas" in code:
        pytest.importorskip("pandas")
    before = Path.cwd()
    os.chdir(folder)
    try:
        exec(code, {})
    finally:
        os.chdir(before)
    assert "example-news" in capsys.readouterr().out

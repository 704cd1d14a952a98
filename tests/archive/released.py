"""Archives as released versions left them, kept as SQL text in tests/fixtures/archives/.

At each release, keep one:

    python -m tests.archive.released tests/fixtures/archives/0.2.0.sql

A kept archive is never made anew: that upgrading it works is what it is there for. (Until 0.1.0 is out, it may be.)
"""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from newsarchive.archive import Archive
from newsarchive.archive.connection import APPLICATION_ID
from newsarchive.items import Article, Candidate

from .conftest import NOON, URL, later, make_article, make_page, paragraphs

FTS_SHADOWS = "name GLOB 'articles_fts_*' OR name GLOB 'sqlite_*'"
FILLED_BY_TRIGGERS = {"most_viewed_sightings"}
"""Tables whose rows come by themselves while those they sum up are inserted."""


def fill(archive: Archive) -> None:
    """A little of everything a release can hold."""
    crawl = archive.begin_crawl(["river"], now=NOON, settings={"delay": 1})
    archive.store(make_article(), make_page(), crawl_id=crawl, extractor="1")
    archive.store(make_article(headline="Rain!"), make_page(at=later(hours=3)), crawl_id=crawl, extractor="1")
    rain = make_article(
        headline="六週間ぶりの雨", language="ja", blocks=paragraphs("月曜日の夜、上流の谷で雨が降った。"), images=[]
    )
    archive.store(rain, make_page("https://www.rivertimes.example/ja/rain"), crawl_id=crawl, extractor="1")
    archive.reject(make_page("https://www.rivertimes.example/world"), Article(kind="section", kind_reason="a list"))
    archive.frontier.offer([Candidate(url=URL + "-2", via="feed", title="Soon")], source="river", now=NOON)
    archive.frontier.save_document("https://www.rivertimes.example/feed.xml", source="river", now=NOON, kind="feed")
    archive.take_down("https://www.rivertimes.example/private", reason="asked", now=NOON)
    archive.end_crawl(crawl, now=later(hours=3), reason="finished", counts={"new": 2})


def dump(path: Path) -> str:
    """An archive as SQL text: schema first, so that triggers fill the full-text index while rows are inserted."""
    with closing(sqlite3.connect(path)) as connection:
        schema = connection.execute(
            f"SELECT name, type, sql FROM sqlite_schema WHERE sql NOT NULL AND NOT ({FTS_SHADOWS})"
        ).fetchall()
        lines = [f"PRAGMA application_id = {APPLICATION_ID};"]
        lines += [f"{_tidy(sql)};" for _, _, sql in schema]
        options = connection.execute("SELECT k, v FROM articles_fts_config WHERE k <> 'version'").fetchall()
        lines += [
            f"INSERT INTO articles_fts(articles_fts, rank) VALUES ('{name}', {_quoted(value)});"
            for name, value in options
        ]
        for name, kind, sql in schema:
            if kind == "table" and "VIRTUAL" not in sql and name not in FILLED_BY_TRIGGERS:
                lines += _inserts(connection, name)
    return "\n".join(lines) + "\n"


def load(script: str, path: Path) -> None:
    """Make the archive again."""
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(f"PRAGMA page_size = 16384; PRAGMA journal_mode = WAL; BEGIN; {script} COMMIT;")


def schema_of(path: Path) -> dict[str, str]:
    """Name → SQL of everything in the schema, white space aside."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute(f"SELECT name, sql FROM sqlite_schema WHERE sql NOT NULL AND NOT ({FTS_SHADOWS})")
        return {name: " ".join(sql.split()) for name, sql in rows}


def _inserts(connection: sqlite3.Connection, table: str) -> list[str]:
    return [
        f"INSERT INTO {table} VALUES ({', '.join(map(_quoted, row))});"
        for row in connection.execute(f"SELECT * FROM {table}")
    ]


def _tidy(sql: str) -> str:
    return "\n".join(line for line in map(str.rstrip, sql.splitlines()) if line)


def _quoted(value: object) -> str:
    if isinstance(value, bytes):
        return f"x'{value.hex()}'"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return "NULL" if value is None else str(value)


if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        made = Path(folder) / "news.db"
        with Archive(made, create=True) as new:
            fill(new)
        Path(sys.argv[1]).write_text(dump(made), encoding="utf-8")

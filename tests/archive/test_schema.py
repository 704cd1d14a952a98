from __future__ import annotations

import sqlite3

import pytest

from newsarchive.archive import Archive
from newsarchive.archive.schema import TABLES, Table

FTS_SHADOWS = ("articles_fts_", "sqlite_", "_sqlite_")


def tables(archive: Archive) -> dict[str, list[str]]:
    """Table or view → its columns, as they are in the file."""
    names = archive.connection.rows("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')")
    ours = [row["name"] for row in names if not row["name"].startswith(FTS_SHADOWS)]
    return {name: [row["name"] for row in archive.connection.rows(f"PRAGMA table_info({name})")] for name in ours}


def test_every_table_and_column_is_described_and_nothing_else_is(archive: Archive) -> None:
    assert {name: list(table.columns) for name, table in TABLES.items()} == tables(archive)


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_every_description_ends_as_a_sentence(table: Table) -> None:
    texts = [table.meaning, *table.columns.values()]
    assert [text for text in texts if not text.endswith((".", "…"))] == []


def test_every_plain_table_is_strict(archive: Archive) -> None:
    loose = archive.connection.rows(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND NOT strict"
    )
    assert {row["name"] for row in loose} <= {"_sqlite_migrations", "sqlite_schema"}


def test_every_foreign_key_is_indexed(archive: Archive) -> None:
    """Removing a story must not read whole tables."""
    unindexed = []
    for name in (name for name, table in TABLES.items() if not table.view):
        indexed = {
            archive.connection.rows(f"PRAGMA index_info('{index['name']}')")[0]["name"]
            for index in archive.connection.rows(f"PRAGMA index_list('{name}')")
        }
        primary = {row["name"] for row in archive.connection.rows(f"PRAGMA table_info({name})") if row["pk"] == 1}
        keys = {row["from"] for row in archive.connection.rows(f"PRAGMA foreign_key_list('{name}')")}
        unindexed += [f"{name}.{key}" for key in keys - indexed - primary]
    # Crawls and sources are never removed.
    assert {key for key in unindexed if not key.endswith(("crawl_id", "source_id"))} == set()


def test_foreign_keys_are_enforced(archive: Archive) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        archive.connection.run("INSERT INTO article_tags (article_id, position, tag_id) VALUES (1, 1, 1)")

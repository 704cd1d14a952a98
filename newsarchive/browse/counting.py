"""How many rows a table has, for the page that lists all tables: counted as far as that is quick.

Datasette gives each count a few milliseconds, but SQLite counts a table in one step that cannot be interrupted: the
texts of a million stories are gigabytes, and the page took half a minute."""

from __future__ import annotations

from typing import Any

MOST = 1_000
"""Rows counted; of a table with more, the page says that there are many."""


def bound(database: Any) -> None:
    """Let a database of Datasette's count its tables in steps that end."""

    async def table_counts(limit: int = 10) -> dict[str, int | None]:
        """Table → rows; None where there are more than `MOST`."""
        return {name: await _count(database, name) for name in await database.table_names()}

    database.table_counts = table_counts


async def _count(database: Any, table: str) -> int | None:
    name = table.replace('"', '""')
    found = await database.execute(f'SELECT count(*) FROM (SELECT 1 FROM "{name}" LIMIT {MOST + 1})')
    count: int = found.rows[0][0]
    return count if count <= MOST else None

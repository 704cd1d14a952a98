"""Looking after the file: a consistent copy while it is in use, and giving space back."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from ..exceptions import ArchiveError, ArchiveReadOnly
from . import index
from .connection import Connection, translated

ORPHANS = {
    "authors": "DELETE FROM authors WHERE id NOT IN (SELECT author_id FROM article_authors)",
    "tags": "DELETE FROM tags WHERE id NOT IN (SELECT tag_id FROM article_tags)",
    "images": """
        DELETE FROM images WHERE capture_id IS NULL
        AND id NOT IN (SELECT image_id FROM article_images WHERE image_id IS NOT NULL)
    """,
    "promoted_links": "DELETE FROM promoted_links WHERE id NOT IN (SELECT link_id FROM sidebar_observations)",
    "sections": """
        DELETE FROM sections WHERE id NOT IN (SELECT section_id FROM articles WHERE section_id IS NOT NULL)
    """,
}
"""Table → SQL that removes the rows nothing refers to any more: a corrected name, a tag that is gone."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Compacted:
    """What compacting did."""

    before: int
    """Size of the file before, in bytes."""
    after: int
    """Size of the file after, in bytes."""
    orphans: dict[str, int]
    """Table → rows removed that nothing referred to."""


def backup(connection: Connection, target: Path, *, replace: bool = False) -> None:
    """Copy the archive as it is at this moment into one file, also while a crawl writes; whole or not at all.

    The copy is made beside its final name and checked before it gets it. Captures are files of their own and are not in
    it. Raises ArchiveError for a target that exists (unless ``replace``), ArchiveReadOnly, StorageFull."""
    if target.exists() and not replace:
        raise ArchiveError(f"{target} exists already: name another file for the backup, or remove it")
    unfinished = target.with_name(target.name + ".part")
    try:
        unfinished.unlink(missing_ok=True)
        _copy(connection, unfinished)
        with unfinished.open("rb") as file:
            os.fsync(file.fileno())
        unfinished.replace(target)
    except OSError as error:
        raise ArchiveReadOnly(f"the backup {target} cannot be written ({error.strerror}): name another file") from error
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)


def compact(connection: Connection) -> Compacted:
    """Drop what nothing refers to, tidy the full-text index, and give unused space back to the disk.

    An index that does not match the articles is made again.

    Needs about as much free space as the archive is large while it runs.
    """
    before = connection.path.stat().st_size
    with connection.transaction():
        if index.problems(connection):
            index.reindex(connection)
        orphans = {table: connection.run(sql).rowcount for table, sql in ORPHANS.items()}
        connection.run("INSERT INTO articles_fts(articles_fts) VALUES ('optimize')")
    connection.run("VACUUM")
    connection.run("ANALYZE")
    empty_log(connection)
    return Compacted(before=before, after=connection.path.stat().st_size, orphans=orphans)


def empty_log(connection: Connection) -> None:
    """Bring everything into the file itself and empty the log beside it, as far as readers allow."""
    connection.rows("PRAGMA wal_checkpoint(TRUNCATE)")


def _copy(connection: Connection, target: Path) -> None:
    try:
        with closing(sqlite3.connect(target)) as copy:
            # All pages in one step: a snapshot, which in WAL mode neither waits for the writer nor makes it wait.
            connection.raw.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, no log beside it
            (verdict,) = copy.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.Error as error:
        raise translated(error, target) from error
    if verdict != "ok":
        raise ArchiveError(f"the copy of {connection.path} is not whole ({verdict}): run `newsarchive check`")

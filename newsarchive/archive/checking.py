"""Whether an archive is whole: the file, its references, its full-text index, its captures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from ..exceptions import ArchiveBusy, ArchiveDamaged, ArchiveReadOnly
from . import index
from .captures import Captures
from .connection import Connection

Told = Callable[[str], None]

ODDITIES = {
    "{n} articles have no text": """
        SELECT count(*) FROM articles WHERE id NOT IN (SELECT article_id FROM article_text)
    """,
    "{n} articles have a body that does not fit the outline of its blocks": """
        SELECT count(*) FROM (
            SELECT body, 1 + length(CAST(body AS BLOB)) - length(CAST(replace(body, char(10), '') AS BLOB)) AS lines,
                   (SELECT coalesce(sum(CASE type WHEN 'integer' THEN value WHEN 'text' THEN 1
                                        ELSE iif(value ->> 'text' IS NULL, coalesce(value ->> 'lines', 1), 0) END), 0)
                    FROM json_each(outline)) AS taken
            FROM article_text)
        WHERE iif(body = '', taken > 1, lines <> taken)
    """,
    "{n} articles have no address": """
        SELECT count(*) FROM articles WHERE id NOT IN (SELECT article_id FROM article_urls)
    """,
    "{n} articles count other revisions than there are": """
        SELECT count(*) FROM articles a
        WHERE revision_count <> max(1, (SELECT count(*) FROM revisions r WHERE r.article_id = a.id))
    """,
    "{n} articles were seen last before they were seen first": """
        SELECT count(*) FROM articles WHERE last_seen < first_seen
    """,
    "{n} addresses are said to be archived and lead to no article": """
        SELECT count(*) FROM urls WHERE state = 'archived' AND article_id IS NULL
    """,
    "{n} addresses that were taken down still lead to an article": """
        SELECT count(*) FROM takedowns WHERE url_key IN (SELECT url_key FROM article_urls)
    """,
    "{n} captures are of stories that were taken down: run `newsarchive takedown` for any of them again": """
        SELECT count(*) FROM captures WHERE url_key IN (SELECT url_key FROM takedowns)
    """,
}
"""What is wrong → SQL that counts how often."""


def check(
    connection: Connection, captures_folder: Path, *, captures: bool = True, told: Told = lambda line: None
) -> list[str]:
    """Everything that is wrong, in words; an empty list where the archive is whole.

    ``captures``: read the WARC files too and compare them with the index, which takes time. ``told`` gets a line before
    each part."""
    problems: list[str] = []
    for title, part in PARTS.items():
        told(title)
        problems += part(connection, told)
        if problems and title == "the file":
            return problems  # what a damaged file says of itself is worth nothing
    if captures:
        problems += _captures(Captures(connection), captures_folder, told)
    return problems


def _file(connection: Connection, told: Told) -> Iterator[str]:
    try:
        for row in connection.rows("PRAGMA integrity_check"):
            if row[0] != "ok":
                yield f"the file is damaged: {row[0]}"
    except ArchiveDamaged as error:
        yield str(error)


def _references(connection: Connection, told: Told) -> Iterator[str]:
    for row in connection.rows('SELECT "table", "parent", count(*) AS n FROM pragma_foreign_key_check GROUP BY 1, 2'):
        yield f"{row['n']} rows of {row['table']} refer to {row['parent']} that do not exist"


def _rows(connection: Connection, told: Told) -> Iterator[str]:
    for message, sql in ODDITIES.items():
        if count := connection.value(sql):
            yield message.format(n=count)


def _index(connection: Connection, told: Told) -> list[str]:
    try:
        return index.problems(connection)
    except (ArchiveReadOnly, ArchiveBusy):
        told("the full-text index by its number of words: word by word would need the archive to itself, writable")
        return index.miscounts(connection)


PARTS: dict[str, Callable[[Connection, Told], Iterator[str] | list[str]]] = {
    "the file": _file,
    "references between tables": _references,
    "articles and addresses": _rows,
    "the full-text index": _index,
}
"""Part → what is wrong with it, in words."""


def _captures(index_of_captures: Captures, folder: Path, told: Told) -> Iterator[str]:
    """Each file once from beginning to end: every record whole, every digest right, every reference met."""
    from ..captures import verify_file  # noqa: PLC0415 - the WARC library only where captures are read

    for name in index_of_captures.files():
        told(f"captures in {name}")
        if not (folder / name).exists():
            yield f"{name} is missing from {folder}"
            continue
        refs = list(index_of_captures.of_file(name))  # before the file is read: a crawl may be adding to both
        verdict = verify_file(folder / name)
        yield from map(str, verdict.problems)
        for ref in refs:
            if verdict.responses.get(ref.offset) != ref.record_id:
                yield f"{name}, byte {ref.offset}: the capture of {ref.url} is not there"

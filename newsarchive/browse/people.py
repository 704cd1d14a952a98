"""Who signs stories and whose pictures they show: lists with counts, and what is told of one of them.

Counts of a list come from an index alone. What is told of one (over time, where, with whom) is read from the stories;
of somebody with more than `READ`, from those archived last, and the page says so."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..archive import Archive

READ = 4000
"""Stories read to tell of one: a few milliseconds each thousand, where SQLite has their pages at hand."""
LISTED = 50
"""Names on a page of a list."""
BESIDE = 12
"""Names told of those one works with."""
LATEST = 20
"""Stories shown."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Role:
    """A way of having part in a story: how those who do are listed, and how their stories are found."""

    one: str
    """Name of one, in addresses and searches."""
    many: str
    """Of many."""
    meaning: str
    """Who they are, in a sentence."""
    counted: str
    """SQL: name, kind and stories (or pictures) of all of them."""
    stories: str
    """SQL: numbers of the stories of the one called ``:name``, each once."""


def _credited(column: str) -> str:
    return (
        f"SELECT {column} AS name, NULL AS kind, count(*) AS n FROM article_images WHERE {column} IS NOT NULL "
        f"GROUP BY {column}"
    )


def _of_credited(column: str) -> str:
    return f"SELECT DISTINCT article_id FROM article_images WHERE {column} = :name"


ROLES = {
    role.one: role
    for role in (
        Role(
            one="author",
            many="authors",
            meaning="Who signs stories: people, desks and agencies, as bylines name them.",
            counted="SELECT u.name, u.kind, p.n FROM authors u "
            "JOIN (SELECT author_id, count(*) AS n FROM article_authors GROUP BY author_id) p ON p.author_id = u.id",
            stories="SELECT DISTINCT article_id FROM article_authors "
            "WHERE author_id IN (SELECT id FROM authors WHERE name = :name)",
        ),
        Role(
            one="photographer",
            many="photographers",
            meaning="Whose name stands below pictures.",
            counted=_credited("photographer"),
            stories=_of_credited("photographer"),
        ),
        Role(
            one="agency",
            many="agencies",
            meaning="Which agencies, collections and services pictures are credited to.",
            counted=_credited("agency"),
            stories=_of_credited("agency"),
        ),
    )
}
"""Role → how it is asked for."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """A page of a list of names."""

    rows: list[dict[str, Any]]
    """Name, kind (of an author) and n: stories of an author, pictures of the others."""
    more: bool
    """Whether there are further ones."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """What stories tell of one who has part in them."""

    stories: int
    """All of them."""
    read: int
    """How many of them the rest is told from, those archived last."""
    days: Mapping[str, int]
    """Day of publication → stories."""
    sources: Mapping[str, int]
    """Source → stories, most first."""
    beside: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """Role → name → stories in common, most first."""
    latest: Sequence[Mapping[str, Any]] = ()
    """The stories archived last."""


def listed(archive: Archive, role: Role, *, like: str = "", number: int = 1) -> Listed:
    """Those who have this part in stories, most first; with some words of a name, those whose name has them all."""
    conditions = [r"name LIKE ? ESCAPE '\'" for _ in like.split()] or ["TRUE"]
    rows = archive.connection.rows(
        f"SELECT * FROM ({role.counted}) WHERE {' AND '.join(conditions)} ORDER BY n DESC, name LIMIT ? OFFSET ?",
        (*map(_anywhere, like.split()), LISTED + 1, (number - 1) * LISTED),
    )
    return Listed(rows=[dict(row) for row in rows[:LISTED]], more=len(rows) > LISTED)


def _anywhere(word: str) -> str:
    r"""A pattern for LIKE that finds a word anywhere.

    >>> print(_anywhere("50%"))
    %50\%%
    """
    for special in ("\\", "%", "_"):
        word = word.replace(special, f"\\{special}")
    return f"%{word}%"


def told(archive: Archive, role: Role, name: str) -> Told | None:
    """What the archive tells of one; None where nobody has this name."""
    value, key = archive.connection.value, {"name": name}
    if not (stories := value(f"SELECT count(*) FROM ({role.stories})", key)):
        return None
    newest = archive.connection.rows(f"{role.stories} ORDER BY article_id DESC LIMIT {READ}", key)
    ids = [row["article_id"] for row in newest]
    return Told(
        stories=stories,
        read=len(ids),
        days=_counts(archive, _DAYS, ids),
        sources=_counts(archive, _SOURCES, ids),
        beside={
            other: {one: n for one, n in _counts(archive, sql, ids).items() if (other, one) != (role.one, name)}
            for other, sql in _BESIDE.items()
        },
        latest=[dict(row) for row in archive.connection.rows(_LATEST, (json.dumps(ids[:LATEST]),))],
    )


def _counts(archive: Archive, sql: str, ids: Sequence[int]) -> dict[str, int]:
    return {row["name"]: row["n"] for row in archive.connection.rows(sql, (json.dumps(ids),))}


_DAYS = """
    SELECT published_on AS name, count(*) AS n FROM articles
    WHERE id IN (SELECT value FROM json_each(?)) AND published_on IS NOT NULL GROUP BY published_on
"""
_SOURCES = """
    SELECT s.name, count(*) AS n FROM articles a JOIN sources s ON s.id = a.source_id
    WHERE a.id IN (SELECT value FROM json_each(?)) GROUP BY s.id ORDER BY n DESC, s.name
"""
_BESIDE = {
    "author": f"""
        SELECT u.name, count(DISTINCT p.article_id) AS n FROM article_authors p JOIN authors u ON u.id = p.author_id
        WHERE p.article_id IN (SELECT value FROM json_each(?))
        GROUP BY u.name ORDER BY n DESC, u.name LIMIT {BESIDE + 1}
    """,
    **{
        column: f"""
            SELECT {column} AS name, count(DISTINCT article_id) AS n FROM article_images NOT INDEXED
            WHERE article_id IN (SELECT value FROM json_each(?)) AND {column} IS NOT NULL
            GROUP BY {column} ORDER BY n DESC, {column} LIMIT {BESIDE + 1}
        """
        for column in ("photographer", "agency")
    },
}
_LATEST = """
    SELECT a.id, a.headline, a.language, a.published_on, s.name AS source FROM articles a
    JOIN sources s ON s.id = a.source_id WHERE a.id IN (SELECT value FROM json_each(?)) ORDER BY a.id DESC
"""

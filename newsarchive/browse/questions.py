"""What the pages ask of the archive, and the questions that stand ready on Datasette's own pages.

Everything here only reads. The SQL of the page functions is bounded: it reads one story, one screenful, or a span of
days.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from ..archive import Archive
from ..archive.traits import Condition

DAYS = 30
"""Days that charts show."""
LATEST = 20
"""Stories or changes on one screen."""


def known_authors(archive: Archive, names: Iterable[str]) -> tuple[str, ...]:
    """Those of the names that are whole names of authors."""
    sql = "SELECT DISTINCT name FROM authors WHERE name IN (SELECT value FROM json_each(?))"
    return tuple(row["name"] for row in archive.connection.rows(sql, (json.dumps(list(names)),)))


def beside_hits(archive: Archive, ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """What is shown of stories beside what a search says of them; a picture only where the archive holds it."""
    rows = archive.connection.rows(
        """
        SELECT a.id, a.language, a.byline, a.kicker, a.first_seen, a.revision_count,
            (SELECT p.id FROM article_images i JOIN images p ON p.id = i.image_id
             WHERE i.article_id = a.id AND p.capture_id IS NOT NULL ORDER BY i.position LIMIT 1) AS picture
        FROM articles a WHERE a.id IN (SELECT value FROM json_each(?))
        """,
        (json.dumps(list(ids)),),
    )
    return {row["id"]: dict(row) for row in rows}


def for_feed(archive: Archive, numbers: Condition) -> list[dict[str, Any]]:
    """What a feed says of stories, those archived last first; ``numbers`` is SQL for which, and its parameters."""
    sql, parameters = numbers
    rows = archive.connection.rows(
        f"""
        SELECT a.id, a.url, a.headline, a.dek, a.byline, a.published_at, s.name AS source,
            coalesce(a.changed_at, a.first_seen) AS updated, substr(t.body, 1, 300) AS opening
        FROM articles a JOIN sources s ON s.id = a.source_id JOIN article_text t ON t.article_id = a.id
        WHERE a.id IN ({sql}) ORDER BY a.id DESC
        """,
        parameters,
    )
    return [dict(row) for row in rows]


def glance(archive: Archive) -> dict[str, Any]:
    """The archive in three numbers; how many stories it has, a search says."""
    value = archive.connection.value
    return {
        "sources": value("SELECT count(*) FROM sources s WHERE EXISTS (SELECT 1 FROM articles WHERE source_id = s.id)"),
        "changes": value("SELECT coalesce(sum(revision_count - 1), 0) FROM articles WHERE changed_at IS NOT NULL"),
        "last_crawl": value("SELECT max(started_at) FROM crawls"),
    }


def promoted_beside(archive: Archive, article_id: int) -> list[dict[str, Any]]:
    """The promoted links seen beside a story at its last visit, block by block."""
    rows = archive.connection.rows(
        """
        SELECT l.block, l.kind, l.rank, l.url, l.title, l.teaser, l.target_id, l.seen_at FROM sidebar_links l
        WHERE l.article_id = :id
          AND l.seen_at = (SELECT max(seen_at) FROM sidebar_observations WHERE article_id = :id)
        """,
        {"id": article_id},
    )
    blocks: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row["rank"]):
        blocks[row["block"] or "", row["kind"]].append(dict(row))
    return [{"heading": heading, "kind": kind, "links": links} for (heading, kind), links in blocks.items()]


def archived_pictures(archive: Archive, article_id: int) -> dict[str, int]:
    """Address of a picture → its number, for those of a story's pictures that the archive holds."""
    rows = archive.connection.rows(
        """
        SELECT p.url, p.id FROM article_images i JOIN images p ON p.id = i.image_id
        WHERE i.article_id = ? AND p.capture_id IS NOT NULL
        """,
        (article_id,),
    )
    return {row["url"]: row["id"] for row in rows}


def same_story(archive: Archive, article_id: int) -> list[dict[str, Any]]:
    """Other stories that say nearly the same in nearly the same words, the first one first."""
    rows = archive.connection.rows(
        """
        WITH first AS (SELECT coalesce((SELECT first_id FROM duplicates WHERE article_id = :id), :id) AS id),
            alike AS (
                SELECT id FROM first UNION
                SELECT article_id FROM duplicates WHERE first_id = (SELECT id FROM first))
        SELECT a.id, a.headline, a.language, a.published, s.name AS source, d.kind, d.similarity
        FROM alike JOIN articles a ON a.id = alike.id JOIN sources s ON s.id = a.source_id
        LEFT JOIN duplicates d ON d.article_id = a.id WHERE a.id <> :id ORDER BY a.id
        """,
        {"id": article_id},
    )
    return [dict(row) for row in rows]


def latest_changes(archive: Archive, *, source: str | None, skipped: int) -> list[dict[str, Any]]:
    """The real changes seen last, newest first, some of them passed over: what changed, and the headline before it."""
    rows = archive.connection.rows(
        """
        SELECT r.article_id, r.number, r.seen_at, r.changed, a.language, s.name AS source,
            json_extract(r.article, '$.headline') AS headline, json_extract(b.article, '$.headline') AS headline_before
        FROM revisions r JOIN articles a ON a.id = r.article_id JOIN sources s ON s.id = a.source_id
        JOIN revisions b ON b.article_id = r.article_id AND b.number = r.number - 1
        WHERE r.number > 1 AND (:source IS NULL OR s.name = :source)
        ORDER BY r.seen_at DESC, r.id DESC LIMIT :limit OFFSET :skipped
        """,
        {"source": source, "limit": LATEST + 1, "skipped": skipped},
    )
    return [dict(row) | {"changed": json.loads(row["changed"])} for row in rows]


def most_changed(archive: Archive, *, source: str | None, now: datetime) -> list[dict[str, Any]]:
    """The stories with most versions among those that changed in the last `DAYS` days."""
    rows = archive.connection.rows(
        """
        SELECT a.id, a.headline, a.language, a.revision_count, a.changed_at, s.name AS source
        FROM articles a JOIN sources s ON s.id = a.source_id
        WHERE a.changed_at >= :since AND (:source IS NULL OR s.name = :source)
        ORDER BY a.revision_count DESC, a.changed_at DESC LIMIT 10
        """,
        {"since": _days(now)[0], "source": source},
    )
    return [dict(row) for row in rows]


def changing_sources(archive: Archive) -> list[str]:
    """Names of the sources of which some story has changed."""
    rows = archive.connection.rows(
        """
        SELECT name FROM sources s WHERE EXISTS (
            SELECT 1 FROM articles a INDEXED BY articles_changed WHERE a.changed_at IS NOT NULL AND a.source_id = s.id)
        ORDER BY name
        """
    )
    return [row["name"] for row in rows]


def _days(now: datetime) -> list[str]:
    """The last `DAYS` days, today's last."""
    today = now.astimezone(UTC).date()
    return [(today - timedelta(days=age)).isoformat() for age in reversed(range(DAYS))]

"""How each source is doing, counted from the archive itself."""

from __future__ import annotations

from datetime import datetime, timedelta
from sqlite3 import Row

from .connection import Connection
from .instants import from_text_or_none, to_text
from .records import SourceStatus

FILLED = {
    "headline": "headline IS NOT NULL",
    "dek": "dek IS NOT NULL",
    "byline": "byline IS NOT NULL",
    "authors": "EXISTS (SELECT 1 FROM article_authors p WHERE p.article_id = a.id)",
    "published": "published IS NOT NULL",
    "modified": "modified IS NOT NULL",
    "section": "section_id IS NOT NULL",
    "language": "language IS NOT NULL",
    "body": "word_count > 0",
    "images": "EXISTS (SELECT 1 FROM article_images p WHERE p.article_id = a.id)",
    "credits": "EXISTS (SELECT 1 FROM article_images p WHERE p.article_id = a.id AND p.credit IS NOT NULL)",
    "tags": "EXISTS (SELECT 1 FROM article_tags p WHERE p.article_id = a.id)",
}
"""Field whose fill rate is watched → when an article has it."""

DAYS = 7
"""Days for which new articles are counted."""


def source_statuses(connection: Connection, *, now: datetime) -> list[SourceStatus]:
    """The status of every source, by name."""
    return [_status(connection, row, now) for row in connection.rows("SELECT id, name FROM sources ORDER BY name")]


def _status(connection: Connection, source: Row, now: datetime) -> SourceStatus:
    key = {"source": source["id"], "now": to_text(now)}
    filled = ", ".join(f"avg({test}) AS {name}" for name, test in FILLED.items())
    story = connection.row(
        f"""
        SELECT count(*) AS articles, coalesce(sum(revision_count - 1), 0) AS revisions, {filled}
        FROM articles a WHERE source_id = :source
        """,
        key,
    )
    assert story is not None
    states = {
        row["state"]: row["n"]
        for row in connection.rows(
            "SELECT state, count(*) AS n FROM urls WHERE source_id = :source GROUP BY state", key
        )
    }
    crawl = connection.row(
        """
        SELECT started_at, reason FROM crawls
        WHERE id = (SELECT max(crawl_id) FROM crawl_sources WHERE source_id = :source)
        """,
        key,
    )
    return SourceStatus(
        source=source["name"],
        articles=story["articles"],
        revisions=story["revisions"],
        waiting=states.get("waiting", 0),
        due=connection.value("SELECT count(*) FROM urls WHERE source_id = :source AND due_at <= :now", key),
        rejected=states.get("rejected", 0),
        failed=states.get("failed", 0),
        refused=states.get("refused", 0),
        failures=_failures(connection, key),
        new_per_day=_new_per_day(connection, key, now),
        fill={name: story[name] or 0.0 for name in FILLED} if story["articles"] else {},
        last_crawl=from_text_or_none(crawl["started_at"]) if crawl else None,
        last_crawl_reason=crawl["reason"] if crawl else None,
    )


def _failures(connection: Connection, key: dict[str, object]) -> dict[str, int]:
    rows = connection.rows(
        """
        SELECT coalesce(reason, 'HTTP ' || status, 'unknown') AS why, count(*) AS n FROM urls
        WHERE source_id = :source AND outcome = 'failed' GROUP BY why ORDER BY n DESC, why LIMIT 5
        """,
        key,
    )
    return {row["why"]: row["n"] for row in rows}


def _new_per_day(connection: Connection, key: dict[str, object], now: datetime) -> dict[str, int]:
    days = [(now - timedelta(days=age)).date().isoformat() for age in reversed(range(DAYS))]
    rows = connection.rows(
        """
        SELECT substr(first_seen, 1, 10) AS day, count(*) AS n FROM articles
        WHERE source_id = :source AND first_seen >= :since GROUP BY day
        """,
        {**key, "since": days[0]},
    )
    counted = {row["day"]: row["n"] for row in rows}
    return {day: counted.get(day, 0) for day in days}

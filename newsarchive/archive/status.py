"""How each source is doing, counted from the archive itself."""

from __future__ import annotations

from datetime import datetime, timedelta
from sqlite3 import Row

from .connection import Connection
from .health import FILLED
from .instants import from_text_or_none, to_text
from .records import SourceStatus

DAYS = 7
"""Days for which new articles are counted."""
LATEST = 500
"""Articles of a source from which fill rates are counted: to within 5 % (two standard errors)."""


def source_statuses(connection: Connection, *, now: datetime, source: str | None = None) -> list[SourceStatus]:
    """The status of every source (or one), by name."""
    sql = "SELECT id, name FROM sources WHERE ? IS NULL OR name = ? ORDER BY name"
    return [_status(connection, row, now) for row in connection.rows(sql, (source, source))]


def _status(connection: Connection, source: Row, now: datetime) -> SourceStatus:
    key = {"source": source["id"], "now": to_text(now)}
    # All that is asked of every article is in an index; only the latest are read.
    story = connection.row(
        """
        SELECT count(*) AS articles, coalesce(sum(revision_count - 1), 0) AS revisions
        FROM articles INDEXED BY articles_seen WHERE source_id = :source
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
        fill=fill_rates(connection, source["id"]) if story["articles"] else {},
        last_crawl=from_text_or_none(crawl["started_at"]) if crawl else None,
        last_crawl_reason=crawl["reason"] if crawl else None,
    )


def fill_rates(connection: Connection, source_id: int, *, latest: int = LATEST) -> dict[str, float]:
    """Field → share of a source's latest articles that have it."""
    shares = connection.row(
        f"""
        SELECT {", ".join(f"avg({test}) AS {name}" for name, test in FILLED.items())}
        FROM (SELECT * FROM articles INDEXED BY articles_seen WHERE source_id = ? ORDER BY first_seen DESC LIMIT ?) a
        """,
        (source_id, latest),
    )
    assert shares is not None
    return {name: shares[name] or 0.0 for name in FILLED}


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

"""Feeds, sitemaps and section pages: what is remembered of each, and when it is to be asked for again.

When that is, is decided by `newsarchive.polling`; here is what it decides on, and where its decision is kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from sqlite3 import Row
from typing import Any

from ..items import Candidate
from ..polling import MEMORY, History, Next, Pace, Poll, arrivals, hour_of, known_since, next_poll
from . import tally
from .connection import Connection
from .instants import from_text, from_text_or_none, instant_of, to_text
from .records import Document

STATE = ("kind", "status", "etag", "last_modified", "digest", "candidates", "new_candidates", "reason", "parent")
"""What a fetch may note of a document."""
_SELECT = "SELECT d.*, s.name AS source FROM documents d LEFT JOIN sources s ON s.id = d.source_id"


class Documents:
    """The documents of an archive. Made by ``Frontier``, which hands on what spiders ask."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, url: str) -> Document | None:
        """What is known of a document; None at first sight."""
        row = self._connection.row(f"{_SELECT} WHERE d.url = ?", (url,))
        return _document(row) if row else None

    def declare(self, documents: Mapping[str, str], *, source_id: int, now: datetime) -> None:
        """Take in what the sources file declares (address → kind): what is new, or was never polled, is due now."""
        self._connection.run_many(
            """
            INSERT INTO documents (url, source_id, kind, due_at) VALUES (?, ?, ?, ?)
            ON CONFLICT (url) DO UPDATE SET due_at = coalesce(due_at, excluded.due_at), parent = NULL,
                                            source_id = excluded.source_id
            """,
            [(url, source_id, kind, to_text(now)) for url, kind in documents.items()],
        )

    def due(self, now: datetime) -> list[Document]:
        """Documents whose time has come, the longest due first; and those fetched in the future, by a clock that was
        wrong then."""
        sql = f"{_SELECT} WHERE d.due_at <= :now OR (d.fetched_at > :now AND d.due_at > :now) ORDER BY d.due_at, d.id"
        return [_document(row) for row in self._connection.rows(sql, {"now": to_text(now)})]

    def save(self, url: str, *, source_id: int, now: datetime, **values: Any) -> None:
        """Note a fetch: any of `STATE`; what is not named keeps its value, but a reason, which holds only for this
        fetch."""
        if unknown := set(values) - set(STATE):
            raise TypeError(f"a document has no {', '.join(sorted(unknown))}; it has {', '.join(STATE)}")
        old = self.get(url)
        changed = values.get("digest") is not None and (old is None or values["digest"] != old.digest)
        row = {
            "url": url,
            "source_id": source_id,
            "fetched_at": to_text(now),
            "reason": None,
            **({"changed_at": to_text(now)} if changed else {}),
            **values,
        }
        self._connection.run(
            f"""
            INSERT INTO documents ({", ".join(row)}) VALUES ({", ".join(f":{name}" for name in row)})
            ON CONFLICT (url) DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in row)}
            """,
            row,
        )
        outcome = tally.DOCUMENT_FAILED if row["reason"] else tally.DOCUMENT
        detail = tally.detail_of(outcome, status=values.get("status"), reason=row["reason"])
        tally.note(self._connection, source_id, now, outcome=outcome, detail=detail)

    def reschedule(self, url: str, poll: Poll, *, new: Sequence[Candidate], now: datetime, pace: Pace) -> Next:
        """Decide when a document that was just polled is polled again, and keep that. ``new``: what it brought."""
        row = self._connection.row("SELECT * FROM documents WHERE url = ?", (url,))
        assert row is not None, "a poll is noted before it is rescheduled"
        history = self._history(row, [instant_of(one.published) for one in new], now, failed=poll.failed)
        alone = not self._siblings_bring(row)
        decided = next_poll(poll, history, failures=row["failures"], alone=alone, now=now, pace=pace)
        self._connection.run(
            "UPDATE documents SET due_at = ?, failures = ?, retired = ?, known_since = ? WHERE url = ?",
            (
                to_text(decided.due_at) if decided.due_at else None,
                decided.failures,
                decided.retired,
                row["known_since"] if poll.failed else to_text(history.since),
                url,
            ),
        )
        if decided.retired and poll.failed and not row["retired"]:
            self._wake_siblings(row, now)
        return decided

    def rest(self, url: str) -> bool:
        """Leave an index's sitemap that only a backfill asked for alone until its index says that it changed: there may
        be thousands. Whether it is such a one."""
        sql = "UPDATE documents SET retired = 'read by a backfill' WHERE url = ? AND known_since IS NULL"
        return self._connection.run(sql, (url,)).rowcount > 0

    def mark_read(self, url: str, span: str) -> None:
        """Note that all a document says of a span of days was offered to the frontier."""
        self._connection.run("UPDATE documents SET read_for = ? WHERE url = ?", (span, url))

    def _history(self, row: Row, appeared: Iterable[datetime | None], now: datetime, *, failed: bool) -> History:
        """When stories appeared in a document, with those it just brought; kept, and the oldest forgotten."""
        url, since, came = row["url"], from_text_or_none(row["known_since"]), list(appeared)
        if not failed:
            new = arrivals(came, now=now, first=since is None)
            self._connection.run_many(
                "INSERT INTO arrivals VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET stories = stories + excluded.stories",
                [(url, to_text(hour), stories) for hour, stories in new.items()],
            )
            oldest = to_text(hour_of(now - MEMORY))
            self._connection.run("DELETE FROM arrivals WHERE url = ? AND hour < ?", (url, oldest))
        rows = self._connection.rows("SELECT hour, stories FROM arrivals WHERE url = ?", (url,))
        known = Counter({from_text(hour): stories for hour, stories in rows})
        return History(since=since or known_since(came, now=now), arrivals=known)

    def _siblings_bring(self, row: Row) -> bool:
        """Whether another document of the source has brought stories."""
        sql = """
            SELECT 1 FROM documents d JOIN arrivals a ON a.url = d.url WHERE d.source_id = ? AND d.url <> ? LIMIT 1
        """
        return self._connection.value(sql, (row["source_id"], row["url"])) is not None

    def _wake_siblings(self, row: Row, now: datetime) -> None:
        """Look at once at documents that were retired because this one had all they had: it has gone."""
        self._connection.run(
            """
            UPDATE documents SET due_at = ?, retired = NULL
            WHERE source_id = ? AND url <> ? AND failures = 0 AND retired IS NOT NULL
            """,
            (to_text(now), row["source_id"], row["url"]),
        )


def _document(row: Row) -> Document:
    moments: dict[str, Any] = {name: from_text_or_none(row[name]) for name in ("fetched_at", "changed_at", "due_at")}
    return Document(
        **moments, **{name: row[name] for name in ("url", "source", "failures", "retired", "read_for", *STATE)}
    )

"""What one crawl learns and the next one is to know: which hosts are left alone and until when, and what is spent of
each source's budgets of a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from .connection import Connection
from .instants import from_text, to_text


@dataclass(kw_only=True, frozen=True, slots=True)
class Resting:
    """A host that is left alone."""

    host: str
    """Its name, or that of the site it belongs to: what is paced together."""
    until: datetime
    """When it may be tried again."""
    reason: str
    """Why, in words."""
    failures: int
    """Failures in a row that led to it."""
    openings: int
    """How often it was left alone without an answer between."""


class Manners:
    """Hosts and budgets of an archive. Made by ``Archive``, used as ``archive.manners``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def resting(self) -> list[Resting]:
        """The hosts that have not answered since they were last left alone; the time of some may be over."""
        rows = self._connection.rows("SELECT * FROM resting_hosts ORDER BY host")
        return [Resting(**{**dict(row), "until": from_text(row["until"])}) for row in rows]

    def rest(self, host: str, *, until: datetime, reason: str, failures: int, openings: int) -> None:
        """Note that a host is left alone."""
        row = (host, to_text(until), reason, failures, openings)
        with self._connection.transaction(durable=False):
            self._connection.run("INSERT OR REPLACE INTO resting_hosts VALUES (?, ?, ?, ?, ?)", row)

    def wake(self, host: str) -> None:
        """Note that a host answers again."""
        with self._connection.transaction(durable=False):
            self._connection.run("DELETE FROM resting_hosts WHERE host = ?", (host,))

    def spent(self, source: str, day: date) -> tuple[int, float]:
        """Pages asked of a source on a day, and the seconds it was busy with us."""
        row = self._connection.row(
            """
            SELECT pages, seconds FROM spent_budgets
            WHERE source_id = (SELECT id FROM sources WHERE name = ?) AND day = ?
            """,
            (source, day.isoformat()),
        )
        return (row["pages"], row["seconds"]) if row else (0, 0.0)

    def spend(self, source: str, day: date, *, pages: int, seconds: float) -> None:
        """Add to what is spent. A source the archive has never heard of is passed over: nothing was fetched of it."""
        with self._connection.transaction(durable=False):
            self._connection.run(
                """
                INSERT INTO spent_budgets (source_id, day, pages, seconds)
                SELECT id, ?, ?, ? FROM sources WHERE name = ?
                ON CONFLICT DO UPDATE SET pages = pages + excluded.pages, seconds = seconds + excluded.seconds
                """,
                (day.isoformat(), pages, seconds, source),
            )

"""Old stories, spread over days: which day each address that a backfill found is put on, and how much is left.

A day (of UTC) takes as many of a source's addresses as its budget says; the next free day takes the next. They are due
when their day begins, so any crawl and any watch fetches them, after what is news.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from .connection import Connection
from .instants import to_text


@dataclass(frozen=True, kw_only=True, slots=True)
class Left:
    """What is left of the backfill of a source."""

    addresses: int
    """Addresses that wait for their day, or whose day has come."""
    last_day: date
    """The last day that has any."""


def days_for(number: int, taken: Mapping[date, int], *, per_day: int, today: date) -> Iterator[date]:
    """The days that so many addresses are put on, in order, given how many each day has already.

    >>> first = date(2026, 5, 2)
    >>> [day.day for day in days_for(4, {first: 1}, per_day=2, today=first)]
    [2, 3, 3, 4]
    """
    day, room = today, per_day - taken.get(today, 0)
    for _ in range(number):
        while room <= 0:
            day += timedelta(days=1)
            room = per_day - taken.get(day, 0)
        yield day
        room -= 1


def spread(connection: Connection, source_id: int, keys: Sequence[str], *, now: datetime, per_day: int | None) -> None:
    """Put waiting addresses (by their normalised form) on days; all on today where there is no budget."""
    if not keys:
        return
    today = now.astimezone(UTC).date()
    taken = {
        date.fromisoformat(row["backfill_on"]): row["n"]
        for row in connection.rows(
            "SELECT backfill_on, count(*) AS n FROM urls WHERE source_id = ? AND backfill_on >= ? GROUP BY backfill_on",
            (source_id, today.isoformat()),
        )
    }
    days: Iterable[date] = days_for(len(keys), taken, per_day=per_day, today=today) if per_day else [today] * len(keys)
    connection.run_many(
        "UPDATE urls SET backfill_on = ?, due_at = max(due_at, ?) WHERE url_key = ?",
        [
            (day.isoformat(), to_text(datetime.combine(day, time(), UTC)), key)
            for day, key in zip(days, keys, strict=True)
        ],
    )


def in_words(found: Mapping[str, Left]) -> Iterator[str]:
    """What is left, a line a source.

    >>> list(in_words({"post": Left(addresses=1234, last_day=date(2026, 5, 2))}))
    ['post: 1,234 old stories to fetch, the last on 2026-05-02; any crawl does.']
    """
    for source, rest in found.items():
        stories = "story" if rest.addresses == 1 else "stories"
        yield f"{source}: {rest.addresses:,} old {stories} to fetch, the last on {rest.last_day}; any crawl does."


def left(connection: Connection) -> dict[str, Left]:
    """What is left of backfills, by name of the source; sources without any are left out."""
    rows = connection.rows(
        """
        SELECT s.name, count(*) AS addresses, max(u.backfill_on) AS last_day
        FROM urls u JOIN sources s ON s.id = u.source_id
        WHERE u.backfill_on IS NOT NULL AND u.state = 'waiting' GROUP BY s.name ORDER BY s.name
        """
    )
    return {row["name"]: Left(addresses=row["addresses"], last_day=date.fromisoformat(row["last_day"])) for row in rows}

"""How much each source publishes and how well it is read: what the pages of sources show.

Counts come from indexes and from the figures that are kept of each day; only what is counted of the latest stories
reads them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from ..archive import Archive

if TYPE_CHECKING:
    from ..health import Day

SPARK_DAYS = 56
"""Days of a sparkline: eight weeks."""
FIELDS = ("authors", "published", "body", "images", "credits")
"""Fields whose fill rate is drawn over time: those that a redesign loses first."""
CRAWLS = 15
"""Crawls shown of a source."""
LEVELS = 4
"""Shades of the calendar."""
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def articles_of_each(archive: Archive) -> dict[str, int]:
    """Source → stories archived, for every source."""
    rows = archive.connection.rows(
        """
        SELECT s.name, coalesce(c.n, 0) AS n FROM sources s
        LEFT JOIN (SELECT source_id, count(*) AS n FROM articles GROUP BY source_id) c ON c.source_id = s.id
        ORDER BY s.name
        """
    )
    return {row["name"]: row["n"] for row in rows}


def published_on(archive: Archive, source: str) -> dict[str, int]:
    """Day of publication → stories of a source, for all its days."""
    rows = archive.connection.rows(
        """
        SELECT published_on, count(*) AS n FROM articles
        WHERE source_id = (SELECT id FROM sources WHERE name = ?) AND published_on IS NOT NULL GROUP BY published_on
        """,
        (source,),
    )
    return {row["published_on"]: row["n"] for row in rows}


def crawls_of(archive: Archive, source: str) -> list[dict[str, Any]]:
    """The latest crawls that visited a source, newest first."""
    rows = archive.connection.rows(
        """
        SELECT c.id, c.started_at, c.ended_at, c.reason, c.counts,
               (SELECT count(*) FROM crawl_sources WHERE crawl_id = c.id) AS sources
        FROM crawl_sources s JOIN crawls c ON c.id = s.crawl_id
        WHERE s.source_id = (SELECT id FROM sources WHERE name = ?) ORDER BY s.crawl_id DESC LIMIT ?
        """,
        (source, CRAWLS),
    )
    return [dict(row) | {"counts": _plain_counts(row["counts"])} for row in rows]


def _plain_counts(text: str | None) -> dict[str, int]:
    """The numbers among what a crawl says it did."""
    told = json.loads(text) if text else {}
    return {name: value for name, value in told.items() if isinstance(value, int) and value}


@dataclass(frozen=True, kw_only=True, slots=True)
class Week:
    """A row of the calendar: a weekday's stories, week by week."""

    weekday: str
    """Its name."""
    counts: Sequence[int | None]
    """Stories; None for a day outside the year."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Calendar:
    """A year of days: a column for each week, a row for each weekday."""

    year: int
    """The year."""
    mondays: Sequence[str]
    """First day of each week."""
    rows: Sequence[Week]
    """Monday first."""
    most: int
    """Stories on the busiest day."""

    def level(self, count: int | None) -> int:
        """Shade of a day: 0 for none, `LEVELS` for as many as on the busiest."""
        return -(-count * LEVELS // self.most) if count and self.most else 0

    @property
    def months(self) -> Iterator[tuple[str, int]]:
        """Month and the number of weeks that begin in it, in order: the calendar's heading."""
        counted = Counter(max(monday, f"{self.year}-01-01")[:7] for monday in self.mondays)
        return iter(counted.items())


def calendar(days: Mapping[str, int], year: int) -> Calendar:
    """The days of a year as a calendar.

    >>> found = calendar({"2026-01-01": 2, "2026-01-05": 4, "2025-12-31": 9}, 2026)
    >>> found.mondays[:2], found.rows[3].counts[:2], found.rows[0].counts[:2], found.most
    (['2025-12-29', '2026-01-05'], [2, 0], [None, 4], 4)
    >>> found.level(4), found.level(1), found.level(0), found.level(None)
    (4, 1, 0, 0)
    """
    first, last = date(year, 1, 1), date(year, 12, 31)
    mondays = list(_mondays(first - timedelta(days=first.weekday()), last))
    rows = [
        Week(weekday=name, counts=[_count(days, monday + timedelta(days=number), year) for monday in mondays])
        for number, name in enumerate(WEEKDAYS)
    ]
    most = max((count for day, count in days.items() if day[:4] == f"{year:04}"), default=0)
    return Calendar(year=year, mondays=[day.isoformat() for day in mondays], rows=rows, most=most)


def _mondays(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += timedelta(days=7)


def _count(days: Mapping[str, int], day: date, year: int) -> int | None:
    return days.get(day.isoformat(), 0) if day.year == year else None


@dataclass(frozen=True, kw_only=True, slots=True)
class Filled:
    """How often fields were found in the stories of a week."""

    monday: str
    """Its first day."""
    stories: int
    """Stories first seen in it."""
    percent: Mapping[str, int | None]
    """Field → share of the stories looked at; None where none was."""


def fill_by_week(days: Iterable[Day]) -> list[Filled]:
    """Fill rates week by week, oldest first; weeks without a story are left out."""
    weeks: dict[str, list[Day]] = {}
    for day in days:
        monday = day.day - timedelta(days=day.day.weekday())
        weeks.setdefault(monday.isoformat(), []).append(day)
    found = [_filled(monday, within) for monday, within in weeks.items()]
    return [week for week in found if week.stories]


def _filled(monday: str, days: Sequence[Day]) -> Filled:
    looked_at = sum(day.looked_at for day in days)
    return Filled(
        monday=monday,
        stories=sum(day.stories for day in days),
        percent={
            name: round(100 * sum(day.filled.get(name, 0) for day in days) / looked_at) if looked_at else None
            for name in FIELDS
        },
    )


def visits(days: Iterable[Day]) -> list[tuple[str, str, int]]:
    """What visits came to: outcome, detail, how often; most frequent first."""
    counted: Counter[tuple[str, str]] = Counter()
    for day in days:
        counted.update(day.visits)
    return [(outcome, detail, n) for (outcome, detail), n in counted.most_common(20)]

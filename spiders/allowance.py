"""What a source may be asked for today: its hours, and what is left of its budgets for the day. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from newsarchive.sources import Source


@dataclass(kw_only=True, slots=True)
class Spent:
    """What of a source's budgets one day has taken; a day is one of UTC."""

    day: date
    """The day."""
    pages: int = 0
    """Pages asked for, those asked for twice counted twice."""
    seconds: float = 0.0
    """How long the site was busy answering us: the time of each request, from sending it to the answer's last byte."""


@dataclass(kw_only=True, frozen=True, slots=True)
class Closed:
    """Why a source is not asked now."""

    reason: str
    """In words."""
    until: datetime
    """When it may be asked again."""


def closed(source: Source, spent: Spent, now: datetime, *, page: bool) -> Closed | None:
    """Why the source is not to be asked now, and until when; None where it may be.

    Feeds and sitemaps (``page`` is False) count by their time alone: what is new is known, if not fetched.

    >>> noon = datetime(2026, 5, 2, 12, tzinfo=UTC)
    >>> source = Source(name="a", url="https://a.example/", pages_per_day=100)
    >>> closed(source, Spent(day=noon.date(), pages=99), noon, page=True) is None
    True
    >>> shut = closed(source, Spent(day=noon.date(), pages=100), noon, page=True)
    >>> shut.reason, str(shut.until)
    ('its 100 pages of today are fetched', '2026-05-03 00:00:00+00:00')
    >>> closed(source, Spent(day=noon.date(), pages=100), noon, page=False) is None
    True
    """
    if source.hours is not None and (opens := source.hours.opens_at(now)):
        return Closed(reason=f"outside its hours, {source.hours}", until=opens)
    tomorrow = datetime.combine(spent.day + timedelta(days=1), time(), UTC)
    if page and source.pages_per_day is not None and spent.pages >= source.pages_per_day:
        return Closed(reason=f"its {source.pages_per_day} pages of today are fetched", until=tomorrow)
    if source.minutes_per_day is not None and spent.seconds >= source.minutes_per_day * 60:
        return Closed(reason=f"its {source.minutes_per_day:g} minutes of today are used up", until=tomorrow)
    return None

"""Hits over time: counts by day, gathered into as many bars as a page is wide, each a span of time to narrow to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

BARS = 62
"""Bars at most: two months of days, five years of months."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A span of time, and the stories published in it."""

    span: str
    """A year, month or day: what since and until take."""
    count: int
    """Stories."""


def bars(days: Mapping[str, int]) -> list[Bar]:
    """Stories by day, as bars of days, months or years without gaps.

    >>> bars({"2026-02-27": 1, "2026-03-01": 2})
    [Bar(span='2026-02-27', count=1), Bar(span='2026-02-28', count=0), Bar(span='2026-03-01', count=2)]
    >>> [bar.span for bar in bars({"2025-11-03": 1, "2026-02-01": 2})]
    ['2025-11', '2025-12', '2026-01', '2026-02']
    """
    if not days:
        return []
    first, last = min(days), max(days)
    for length in (10, 7, 4):
        spans = list(_spans(first[:length], last[:length], BARS + 1))
        if len(spans) <= BARS:
            break
    counted: Counter[str] = Counter()
    for day, count in days.items():
        counted[day[: len(spans[0])]] += count
    return [Bar(span, counted[span]) for span in spans[-BARS:]]


def _spans(first: str, last: str, most: int) -> Iterator[str]:
    """Every year, month or day from the first to the last, at most so many; all years."""
    length = len(first)
    if length == 4:
        yield from (f"{year:04}" for year in range(int(first), int(last) + 1))
        return
    day = date.fromisoformat(first if length == 10 else f"{first}-01")
    for _ in range(most):
        span = day.isoformat()[:length]
        yield span
        if span >= last:
            return
        day = day + timedelta(days=1) if length == 10 else (day + timedelta(days=31)).replace(day=1)

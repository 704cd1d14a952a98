"""A source's past in figures, as the archive counts it, and what can be expected of it: how many stories in a span of
time, how long it has been silent before. Pure: figures in, figures out."""

from __future__ import annotations

import itertools
import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from math import sqrt

WEEKS = 8
"""How far back a source is compared with itself: long enough for eight Mondays, short enough to follow its seasons."""
FEW_A_DAY = 5
"""Stories a day from which a weekday's median stands for it; below, where medians jump from 0 to 1, the mean does."""
CERTAINTY = 3.0
"""Standard errors of the bounds of a share. Two shares whose bounds do not overlap at three each, and that are of one
kind all the same, are met once in 10,000 comparisons or less."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Day:
    """What a source did on one day (UTC)."""

    day: date
    """The day."""
    stories: int = 0
    """Stories first seen."""
    looked_at: int = 0
    """How many of them the next two are counted from."""
    words: float | None = None
    """Median of the words in their bodies."""
    filled: Mapping[str, int] = field(default_factory=dict)
    """Field → how many of them have it."""
    first_at: datetime | None = None
    """When the first story of the day was seen."""
    last_at: datetime | None = None
    """When the last one was."""
    visits: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """(outcome, detail) → how often fetching came to that; documents included."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Listing:
    """A feed, sitemap or section page, as last fetched."""

    url: str
    """Its address."""
    kind: str | None = None
    """feed, sitemap, news_sitemap, sitemap_index or section."""
    reason: str | None = None
    """What was wrong with it; None where nothing was."""
    fetched_at: datetime | None = None
    """When it was last asked for."""
    changed_at: datetime | None = None
    """When it was last seen to differ."""


@dataclass(frozen=True, kw_only=True)
class History:
    """All that a source is judged by."""

    source: str
    """Its name."""
    now: datetime
    """When it is judged."""
    days: Sequence[Day] = ()
    """Every day of the last weeks in order, today last."""
    newest: datetime | None = None
    """When its newest story was seen."""
    looked: datetime | None = None
    """When it was last asked for anything."""
    answered: datetime | None = None
    """When it last answered with something of use."""
    listings: Sequence[Listing] = ()
    """Its feeds, sitemaps and section pages."""

    @cached_property
    def watched(self) -> frozenset[date]:
        """Days on which it was looked at; days before any visit was counted are taken for that."""
        counted = [day.day for day in self.days if day.visits]
        first = min(counted, default=date.max)
        return frozenset(counted) | frozenset(day.day for day in self.days if day.day < first)

    @cached_property
    def rates(self) -> Sequence[float]:
        """Stories to expect on each weekday, Monday first, from the days up to the newest story."""
        until = self.newest.date() if self.newest else self.now.date()
        known = [day for day in self.days if day.day in self.watched and self._begun <= day.day <= until]
        known = [day for day in known if day.day != self.now.date()]
        every = [day.stories for day in known]
        usual = statistics.fmean(every) if every else 0.0
        rates = []
        for weekday in range(7):
            counts = [day.stories for day in known if day.day.weekday() == weekday]
            median = statistics.median(counts) if len(counts) >= 3 else 0
            rates.append(median if median >= FEW_A_DAY else statistics.fmean(counts) if len(counts) >= 3 else usual)
        return rates

    @cached_property
    def _begun(self) -> date:
        """Day of the first story in sight."""
        return next((day.day for day in self.days if day.stories), self.now.date())

    @property
    def age(self) -> int:
        """Days since the first story in sight."""
        return (self.now.date() - self._begun).days

    def expected(self, start: datetime, end: datetime) -> float:
        """Stories to expect between two times, counting only days on which the source was looked at."""
        total, day = 0.0, start.date()
        while day <= end.date():
            begin = datetime.combine(day, time(), tzinfo=UTC)
            share = (min(end, begin + timedelta(days=1)) - max(start, begin)) / timedelta(days=1)
            if share > 0 and day in self.watched:
                total += share * self.rates[day.weekday()]
            day += timedelta(days=1)
        return total

    @cached_property
    def longest_silence(self) -> float:
        """Stories that were to be expected in the longest time without one, among times that have ended."""
        told = [day for day in self.days if day.first_at and day.last_at]
        longest = 0.0
        for before, after in itertools.pairwise(told):
            assert before.last_at and after.first_at
            if all(day in self.watched for day in _between(before.day, after.day)):
                longest = max(longest, self.expected(before.last_at, after.first_at))
        return longest


def _between(first: date, last: date) -> Iterable[date]:
    """The days from one to another, both included."""
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


@dataclass(frozen=True, kw_only=True, slots=True)
class Share:
    """So many of so many."""

    of: int
    """How many were looked at."""
    have: int
    """How many of them show it."""

    @property
    def value(self) -> float:
        """From 0 to 1; 0 where nothing was looked at."""
        return self.have / self.of if self.of else 0.0

    @property
    def low(self) -> float:
        """Lower bound (Wilson's).

        >>> round(Share(of=100, have=100).low, 2), round(Share(of=3, have=3).low, 2)
        (0.92, 0.25)
        """
        return self._bound(-1)

    @property
    def high(self) -> float:
        """Upper bound.

        >>> round(Share(of=100, have=0).high, 2), round(Share(of=3, have=0).high, 2)
        (0.08, 0.75)
        """
        return self._bound(+1)

    def _bound(self, side: int) -> float:
        if not self.of:
            return float(side > 0)
        z, n, p = CERTAINTY, self.of, self.value
        return (p + z * z / (2 * n) + side * z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))) / (1 + z * z / n)


@dataclass(frozen=True, kw_only=True, slots=True)
class Compared:
    """The latest days of a source beside those before."""

    recent: Sequence[Day]
    """The latest days, as few as hold enough to go by; oldest first."""
    past: Sequence[Day]
    """The days before."""

    def shares(self, of: Callable[[Day], int], have: Callable[[Day], int]) -> tuple[Share, Share]:
        """The share of something in the latest days, and before."""
        recent, past = (Share(of=sum(map(of, days)), have=sum(map(have, days))) for days in (self.recent, self.past))
        return recent, past


ENOUGH = 10
"""Pages that are enough to go by."""
LATEST_DAYS = 7
"""Days that are the latest at most, where a source has few pages a day."""


def compared(days: Sequence[Day], of: Callable[[Day], int], *, enough: int = ENOUGH) -> Compared:
    """Cut a history where the latest days hold enough.

    >>> days = [Day(day=date(2026, 5, number), stories=number) for number in range(1, 8)]
    >>> [day.stories for day in compared(days, lambda day: day.stories).recent]
    [6, 7]
    """
    total, count = 0, 0
    for day in reversed(days[-LATEST_DAYS:]):
        count += 1
        total += of(day)
        if total >= enough:
            break
    return Compared(recent=days[len(days) - count :], past=days[: len(days) - count])


def since_it_shows(cut: Compared, shows: Callable[[Day], bool | None]) -> Compared:
    """The same with the cut where something began: days before that show it too are the latest as well, or a site that
    changed would be its own past after two days. Days of which nothing can be said (None) are passed over.

    >>> days = [Day(day=date(2026, 5, number), stories=number % 5) for number in range(1, 8)]
    >>> [day.stories for day in since_it_shows(compared(days, lambda day: 10), lambda day: day.stories < 3).recent]
    [0, 1, 2]
    """
    began = len(cut.past)
    for number in reversed(range(len(cut.past))):
        shown = shows(cut.past[number])
        if shown:
            began = number
        elif shown is not None:
            break
    return Compared(recent=[*cut.past[began:], *cut.recent], past=cut.past[:began])


def quartile(values: Sequence[float], *, upper: bool) -> float:
    """The value that a quarter of others lies above or below: what is usual, as long as most of the time was.

    >>> quartile([0.9, 0.0, 1.0, 0.95], upper=True), quartile([], upper=False)
    (0.95, 0.0)
    """
    ranked = sorted(values)
    return ranked[(3 * (len(ranked) - 1) // 4) if upper else (len(ranked) - 1) // 4] if ranked else 0.0


def visits_in(days: Iterable[Day]) -> Counter[tuple[str, str]]:
    """All visits of some days."""
    total: Counter[tuple[str, str]] = Counter()
    for day in days:
        total.update(day.visits)
    return total

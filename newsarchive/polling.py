"""When a feed, sitemap or front page is asked for again: pure arithmetic on when stories have appeared in it.

A document that brings two hundred stories a day is asked every few minutes, one that brings one a week a few times a
day. What is known of it is how many stories appeared in each hour of the last two weeks. From that comes a forecast:
its usual rate at each hour of the day, or its rate of the last hours where that is higher. The next poll is due when
the forecast adds up to a fifth of a story (`SHARE`), within the bounds given. So no poll waits for a newsroom to
wake up, and few are sent while it sleeps.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

HOUR = timedelta(hours=1)
MEMORY = timedelta(days=14)
"""How long arrivals are remembered: two of each day of the week."""
SHARE = 0.2
"""Stories that are expected to have appeared when a document is asked again: a story waits a fifth of the usual gap
between two at most, and half of that on average. With a quarter, 98.6 % of the stories were found within half the
usual gap on the first day (benchmarks/simulate_watch.py), with a fifth 99.1 %, for a fifth more requests."""
RECENT_HOURS = 3
"""Hours that count as now: what happens in them overrules what is usual, if it is more."""
RECENT_WEIGHT = 0.6
"""Share of the rate of the last hours that is expected to last: news comes in bursts, which pass."""
PRIOR_DAYS = 4.0
"""Days' worth of trust in the average of all hours, against what this hour of the day has brought."""
PRIOR_STORIES = 0.5
"""Stories assumed where none have been seen: the longer the silence, the lower the rate."""

RETRY = timedelta(minutes=5)
LONGEST_RETRY = timedelta(hours=24)
"""After a failure the wait doubles from five minutes up to a day."""
GONE_TIMES = 3
"""Answers in a row that a document is not there, after which it is retired."""
SILENT_DAYS = 14
"""Days without a new story after which a document beside others that do bring some is retired."""
SILENT_DAYS_INNER = 3
"""The same for a sitemap that an index names: the index says when it changes."""
RETIRED = timedelta(days=7)
"""How often a retired document is looked at all the same."""
INDEX = timedelta(hours=1)
"""How often a sitemap index is asked whether it names a new sitemap; those it names are polled by themselves."""
CACHED = timedelta(minutes=15)
"""Longest Cache-Control: max-age that is waited for: a cache may answer the same for so long."""


@dataclass(kw_only=True, frozen=True, slots=True)
class Pace:
    """Between which bounds a document is asked for."""

    least: timedelta = timedelta(minutes=2)
    """Shortest time between two polls."""
    most: timedelta = timedelta(hours=6)
    """Longest time between two polls."""


@dataclass(kw_only=True, frozen=True, slots=True)
class History:
    """What is known of when stories appear in a document."""

    since: datetime
    """From when on it is known, aware UTC."""
    arrivals: Mapping[datetime, int] = field(default_factory=dict)
    """Beginning of an hour (aware UTC) → stories that appeared in it; an hour that is missing brought none."""


@dataclass(kw_only=True, frozen=True, slots=True)
class Poll:
    """What came of asking for a document."""

    failed: bool = False
    """Whether it could not be had or not be read."""
    gone: bool = False
    """Whether the site says that it is not there."""
    wait: timedelta | None = None
    """How long the site asks us to wait: Retry-After, or for how long a cache may answer the same."""
    inner: bool = False
    """Whether an index names it, which says when it changes."""
    index: bool = False
    """Whether it is an index itself: what it names brings the stories."""


@dataclass(kw_only=True, frozen=True, slots=True)
class Next:
    """What follows from a poll."""

    due_at: datetime | None
    """When to ask again; None: when its index says that it has changed."""
    failures: int = 0
    """Failures in a row."""
    retired: str | None = None
    """Why it is looked at rarely, in words."""


def next_poll(  # noqa: PLR0913 - all that the decision rests on
    poll: Poll, history: History, *, failures: int, alone: bool, now: datetime, pace: Pace
) -> Next:
    """When to ask for a document again.

    ``failures``: in a row, before this poll; ``alone``: whether no other document of its source brings stories.

    >>> noon = datetime(2026, 5, 2, 12, tzinfo=UTC)
    >>> busy = History(since=noon - HOUR * 10, arrivals={noon - HOUR * ago: 9 for ago in range(1, 11)})
    >>> str(next_poll(Poll(), busy, failures=0, alone=True, now=noon, pace=Pace()).due_at)
    '2026-05-02 12:02:00+00:00'
    >>> gone = next_poll(Poll(failed=True, gone=True), busy, failures=2, alone=True, now=noon, pace=Pace())
    >>> str(gone.due_at), gone.retired
    ('2026-05-09 12:00:00+00:00', 'not there, 3 times in a row')
    """
    if poll.failed:
        return _after_failure(poll, failures + 1, now)
    if poll.index:
        return Next(due_at=now + max(pace.least, min(INDEX, pace.most)))
    if reason := _silence(poll, history, alone=alone, now=now):
        return Next(due_at=None if poll.inner else now + RETIRED, retired=reason)
    due_at = now + max(pace.least, min(expected_wait(history, now, pace.most), pace.most))
    asked = now + min(poll.wait, CACHED) if poll.wait else now
    return Next(due_at=max(due_at, asked))


def expected_wait(history: History, now: datetime, most: timedelta) -> timedelta:
    """How long it takes until `SHARE` of a story is expected, looked for up to ``most``.

    >>> noon = datetime(2026, 5, 2, 12, tzinfo=UTC)
    >>> daily = History(since=noon - MEMORY, arrivals={noon - timedelta(days=day): 1 for day in range(1, 15)})
    >>> expected_wait(daily, noon - HOUR * 9, HOUR * 24) > HOUR * 5  # nothing comes at three in the morning
    True
    >>> expected_wait(daily, noon, HOUR * 24) < HOUR
    True
    """
    rates = hourly_rates(history, now)
    recent = RECENT_WEIGHT * _recent_rate(history, now)
    passed, expected, left = timedelta(), 0.0, 1 - (now - hour_of(now)) / HOUR
    while passed < most:
        hours_ahead = round(passed / HOUR)
        rate = max(rates[(now + passed).hour], recent if hours_ahead < RECENT_HOURS else 0.0)
        if expected + rate * left >= SHARE:
            return passed + HOUR * ((SHARE - expected) / rate)
        expected += rate * left
        passed += HOUR * left
        left = 1.0
    return most


def hourly_rates(history: History, now: datetime) -> list[float]:
    """Stories expected in an hour, for each hour of the day (UTC).

    Neighbouring hours are taken together, and hours that are little known lean on the average of all.
    """
    begin = max(history.since, now - MEMORY)
    hours = max((now - begin) / HOUR, 1.0)
    by_hour = [0.0] * 24
    for moment, stories in history.arrivals.items():
        if moment >= hour_of(begin):
            by_hour[moment.hour] += stories
    average = (sum(by_hour) + PRIOR_STORIES) / hours
    days = hours / 24
    smooth = [(by_hour[hour - 1] + 2 * by_hour[hour] + by_hour[(hour + 1) % 24]) / 4 for hour in range(24)]
    return [(stories + PRIOR_DAYS * average) / (days + PRIOR_DAYS) for stories in smooth]


def arrivals(appeared: Iterable[datetime | None], *, now: datetime, first: bool) -> Counter[datetime]:
    """New stories by the hour they appeared in, of the times their document states (None: none stated).

    An undated story appeared when it was found; but when a document is read for the ``first`` time, nobody knows.

    >>> noon = datetime(2026, 5, 2, 12, 5, tzinfo=UTC)
    >>> [(str(hour), stories) for hour, stories in arrivals([noon - HOUR, None], now=noon, first=False).items()]
    [('2026-05-02 11:00:00+00:00', 1), ('2026-05-02 12:00:00+00:00', 1)]
    >>> arrivals([noon - HOUR * 24 * 365, None], now=noon, first=True)
    Counter()
    """
    stated = [moment if moment and moment <= now else None if first else now for moment in appeared]
    return Counter(hour_of(moment.astimezone(UTC)) for moment in stated if moment and moment >= now - MEMORY)


def known_since(appeared: Iterable[datetime | None], *, now: datetime) -> datetime:
    """From when on a document that is read for the first time tells what appeared in it: its oldest story that is not
    older than we remember, for feeds hold their last stories; from now on where it states no times."""
    stated = [moment.astimezone(UTC) for moment in appeared if moment and now - MEMORY <= moment <= now]
    return min(stated, default=now)


def _recent_rate(history: History, now: datetime) -> float:
    """Stories an hour, in the last hours."""
    first = hour_of(now) - HOUR * (RECENT_HOURS - 1)
    begin = max(first, history.since)
    stories = sum(count for moment, count in history.arrivals.items() if moment >= hour_of(begin))
    return stories / max((now - begin) / HOUR, 1.0)


def _after_failure(poll: Poll, failures: int, now: datetime) -> Next:
    if poll.gone and failures >= GONE_TIMES:
        reason = f"not there, {failures} times in a row"
        return Next(due_at=None if poll.inner else now + RETIRED, failures=failures, retired=reason)
    wait = min(RETRY * 2 ** min(failures - 1, 10), LONGEST_RETRY)
    return Next(due_at=now + max(wait, poll.wait or wait), failures=failures)


def _silence(poll: Poll, history: History, *, alone: bool, now: datetime) -> str | None:
    """Why a document is retired though it can be had, in words."""
    days = SILENT_DAYS_INNER if poll.inner else SILENT_DAYS
    quiet = not any(history.arrivals.values())
    if quiet and (poll.inner or not alone) and now - history.since >= timedelta(days=days):
        return f"nothing new in {days} days"
    return None


def hour_of(moment: datetime) -> datetime:
    """The beginning of an hour: what arrivals are counted by."""
    return moment.replace(minute=0, second=0, microsecond=0)

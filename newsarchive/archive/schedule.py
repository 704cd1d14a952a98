"""When an address is fetched again: pure arithmetic on what is known and the time it is now."""

from __future__ import annotations

from datetime import datetime, timedelta

REVISITS: tuple[timedelta, ...] = (
    timedelta(hours=2),
    timedelta(hours=8),
    timedelta(days=1),
    timedelta(days=3),
    timedelta(days=7),
    timedelta(days=30),
)
"""Ages of a story at which it is looked at again, by default. Most corrections come within hours, nearly all within
days."""

MAX_ATTEMPTS = 5
"""Failures in a row after which an address is given up."""

FIRST_RETRY = timedelta(minutes=5)
RETRY_GROWTH = 4
"""Five minutes, twenty, an hour and twenty, five hours and twenty: over most outages within a working day."""

PASSING_KINDS = frozenset({"error", "wall"})
"""Kinds of page that may stand before a story for a while: a fault, or a test for robots, sent as if all were well."""
PASSING_DAYS = (1, 3)
"""Days after which such a page is looked at again; then it is taken for what it is."""


def next_visit(
    *,
    published: datetime | None,
    first_seen: datetime,
    changed_at: datetime | None,
    now: datetime,
    revisits: tuple[timedelta, ...] = REVISITS,
) -> datetime | None:
    """When a story is due again; None where it is old and has stopped changing.

    Age counts from publication (from when we first saw it, where publication is unknown or claims to be later), and
    anew from each change that was found: as long as visits find changes, more follow.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 5, 2, 12, tzinfo=UTC)
    >>> str(next_visit(published=noon, first_seen=noon, changed_at=None, now=noon))
    '2026-05-02 14:00:00+00:00'
    >>> next_visit(published=datetime(2020, 1, 1, tzinfo=UTC), first_seen=noon, changed_at=None, now=noon) is None
    True
    >>> str(next_visit(published=datetime(2020, 1, 1, tzinfo=UTC), first_seen=noon, changed_at=noon, now=noon))
    '2026-05-02 14:00:00+00:00'
    """
    born = published if published is not None and published < first_seen else first_seen
    anchor = max(born, changed_at) if changed_at else born
    return next((anchor + age for age in revisits if anchor + age > now), None)


def look_again(kind: str, attempts: int, now: datetime) -> datetime | None:
    """When to look again at a page that was no article, after so many looks before this one; None: never.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 5, 2, 12, tzinfo=UTC)
    >>> str(look_again("wall", 0, noon)), look_again("wall", 2, noon), look_again("section", 0, noon)
    ('2026-05-03 12:00:00+00:00', None, None)
    """
    if kind not in PASSING_KINDS or attempts >= len(PASSING_DAYS):
        return None
    return now + timedelta(days=PASSING_DAYS[attempts])


def retry_at(attempts: int, now: datetime) -> datetime | None:
    """When to try again after that many failures in a row; None: give up.

    >>> from datetime import UTC
    >>> str(retry_at(2, datetime(2026, 5, 2, 12, tzinfo=UTC)))
    '2026-05-02 12:20:00+00:00'
    >>> retry_at(5, datetime(2026, 5, 2, 12, tzinfo=UTC)) is None
    True
    """
    if attempts >= MAX_ATTEMPTS:
        return None
    return now + FIRST_RETRY * int(RETRY_GROWTH ** max(attempts - 1, 0))

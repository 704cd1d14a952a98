"""How fast a host is asked: what its answers and its robots.txt make of the delay between two requests. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

BUSY = frozenset({429, 503})
"""Statuses by which a site asks for patience."""
FIRST_PAUSE = 5.0
"""Seconds to leave a site alone after a 429 that states no Retry-After; doubled with each further one."""
LEAST_LEARNT = 1.0
"""Seconds that a site which answers 429 is given at least, also where no delay was set."""
FORGETTING = 0.95
"""What a good answer leaves of the delay that 429s have taught: halved after fourteen."""


@dataclass(kw_only=True, frozen=True, slots=True)
class Pace:
    """The delay of a host, and where it comes from."""

    floor: float
    """Seconds that were set for it, or that its robots.txt asks for, whichever is more."""
    delay: float
    """Seconds between the end of an answer and the next request."""
    learnt: float = 0.0
    """Seconds that its 429s have taught."""
    until: float = 0.0
    """Monotonic time before which nothing more is sent to it."""
    bursts: int = 0
    """How often it asked for patience; several answers within one pause count once."""

    @property
    def least(self) -> float:
        """Seconds below which no quick answer brings the delay."""
        return max(self.floor, self.learnt)


def at_least(pace: Pace, stated: float | None, ceiling: float) -> Pace:
    """The site's robots.txt asks for a delay: it is followed up to the ceiling, and never shortens what was set.

    >>> at_least(Pace(floor=1.5, delay=1.5), 4.0, 300.0).delay, at_least(Pace(floor=1.5, delay=9.0), 4.0, 300.0).delay
    (4.0, 9.0)
    """
    floor = max(pace.floor, min(stated or 0.0, ceiling))
    return replace(pace, floor=floor, delay=max(floor, pace.delay))


def after_answer(pace: Pace, latency: float, *, good: bool, ceiling: float) -> Pace:
    """The delay after an answer, by how long it took; a delay of nothing was set for tests and benchmarks, and stays.

    Scrapy's AutoThrottle has the same arithmetic, but knows one floor for all hosts: it would go below the
    Crawl-delay of a site, and below the delay set for it.
    """
    learnt = pace.learnt * FORGETTING if good else pace.learnt
    if learnt <= pace.floor:
        pace = replace(pace, learnt=0.0, bursts=0 if good else pace.bursts)
    else:
        pace = replace(pace, learnt=learnt)
    if pace.least == 0:
        return replace(pace, delay=0.0)
    return replace(pace, delay=adapted(pace.delay, latency, good=good, bounds=(pace.least, max(ceiling, pace.least))))


def adapted(delay: float, latency: float, *, good: bool, bounds: tuple[float, float]) -> float:
    """The delay after an answer that took ``latency`` seconds: never shorter than the site needs to answer.

    It grows at once and shrinks by halves; an answer that was not good (errors are quick) never shrinks it.

    >>> adapted(1.5, 4.0, good=True, bounds=(1.5, 60)), adapted(4.0, 0.2, good=True, bounds=(1.5, 60))
    (4.0, 2.1)
    >>> adapted(4.0, 0.2, good=False, bounds=(1.5, 60))
    4.0
    """
    least, most = bounds
    wanted = max(latency, (delay + latency) / 2)
    if not good and wanted < delay:
        return delay
    return max(least, min(wanted, most))


def asked_for(pace: Pace, status: int, stated: float | None, now: float) -> float:
    """Seconds by which an answer asks to be left alone: what Retry-After says, and more with each 429 without one.

    >>> asked_for(Pace(floor=1, delay=1), 429, None, 0.0), asked_for(Pace(floor=1, delay=1), 503, None, 0.0)
    (5.0, 0.0)
    """
    if stated is not None or status != 429:
        return stated or 0.0
    return FIRST_PAUSE * 2.0 ** min(pace.bursts - (now < pace.until), 16)


def after_patience(pace: Pace, status: int, pause: float, *, now: float, ceiling: float) -> Pace:
    """The host asked for patience: it gets its pause, and after a 429 twice the delay, once for each burst."""
    new_burst = now >= pace.until
    learnt = pace.learnt
    if new_burst and status == 429:
        learnt = max(min(max(pace.delay * 2, LEAST_LEARNT), ceiling), pace.learnt)
    return replace(
        pace,
        learnt=learnt,
        delay=max(pace.delay, learnt),
        until=max(pace.until, now + pause),
        bursts=pace.bursts + (new_burst and (pause > 0 or status == 429)),
    )


def retry_after(header: str, now: datetime) -> float | None:
    """Seconds that a Retry-After header asks for: a number or a date; None where it says nothing that can be read.

    >>> retry_after("120", datetime(2026, 5, 2, tzinfo=UTC))
    120.0
    >>> retry_after("Sat, 02 May 2026 00:01:00 GMT", datetime(2026, 5, 2, tzinfo=UTC))
    60.0
    >>> retry_after("soon", datetime(2026, 5, 2, tzinfo=UTC)) is None
    True
    """
    stated = header.strip()
    if stated.isascii() and stated.isdigit():
        return float(stated[:12])
    try:
        moment = parsedate_to_datetime(stated)
    except ValueError:
        return None
    return max(0.0, (moment.astimezone(UTC) - now).total_seconds())


def request_rate(stated: Callable[[str], object], agent: str) -> float | None:
    """Seconds between two requests that the Request-rate of a robots.txt comes to; None where it states none.

    >>> from protego import Protego
    >>> request_rate(Protego.parse("User-agent: *\\nRequest-rate: 1/10s").request_rate, "newsarchive")
    10.0
    """
    rate = stated(agent)
    requests, seconds = getattr(rate, "requests", 0), getattr(rate, "seconds", 0)
    return float(seconds / requests) if requests else None

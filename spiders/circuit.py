"""When a host is left alone, and when it is tried again: state and the time in, new state out. Pure.

    closed ── five failures in a row, or a long Retry-After ──▶ open ── its time is over ──▶ half-open
      ▲                                                            ▲                            │
      └──────────────── an answer ────────────────                 └──────── a failure ─────────┤
      └─────────────────────────────────────────────────── an answer ──────────────────────────┘

A host whose circuit is open is asked for nothing; no other host notices. Half-open, it is asked for one thing. The
archive keeps what is not closed (`newsarchive.archive.manners`), so that the next crawl knows it too.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

PATIENCE = 5
"""Failures in a row that open a circuit: one page asked for three times is not yet a host that is down."""
FIRST_REST = timedelta(minutes=10)
"""How long a circuit is open at first; each time that the host fails again at once, twice as long."""
LONGEST_REST = timedelta(hours=12)
"""A host that is down for days is tried twice a day."""
LONGEST_ASKED = timedelta(days=7)
"""What a Retry-After may ask for; years are a mistake."""


@dataclass(kw_only=True, frozen=True, slots=True)
class Circuit:
    """How a host is doing."""

    failures: int = 0
    """Failures in a row."""
    openings: int = 0
    """How often it opened without an answer between."""
    until: datetime | None = None
    """When it may be tried again; None while it is closed."""
    reason: str | None = None
    """Why it opened."""

    def state(self, now: datetime) -> str:
        """closed, open or half-open.

        >>> from datetime import UTC
        >>> noon = datetime(2026, 5, 2, 12, tzinfo=UTC)
        >>> Circuit().state(noon), Circuit(until=noon).state(noon), Circuit(until=noon + FIRST_REST).state(noon)
        ('closed', 'half-open', 'open')
        """
        if self.until is None:
            return "closed"
        return "open" if now < self.until else "half-open"


def after_answer() -> Circuit:
    """The host answered: all is forgotten."""
    return Circuit()


def after_failure(circuit: Circuit, reason: str, now: datetime) -> Circuit:
    """The host did not answer, or answered that it cannot.

    >>> from datetime import UTC
    >>> noon, circuit = datetime(2026, 5, 2, 12, tzinfo=UTC), Circuit()
    >>> for _ in range(PATIENCE):
    ...     circuit = after_failure(circuit, "no answer in time", noon)
    >>> circuit.state(noon), str(circuit.until)
    ('open', '2026-05-02 12:10:00+00:00')
    >>> later = after_failure(circuit, "no answer in time", circuit.until)
    >>> str(later.until - circuit.until)
    '0:20:00'
    """
    failures = circuit.failures + 1
    if circuit.state(now) == "open":  # what was under way when it opened
        return replace(circuit, failures=failures)
    if circuit.until is None and failures < PATIENCE:
        return replace(circuit, failures=failures)
    rest = min(FIRST_REST * 2.0**circuit.openings, LONGEST_REST)
    return Circuit(failures=failures, openings=min(circuit.openings + 1, 16), until=now + rest, reason=reason)


def asked_to_wait(circuit: Circuit, seconds: float, reason: str, now: datetime) -> Circuit:
    """The host said how long it wants to be left alone; nobody is to ask it earlier, nor later than a week.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 5, 2, 12, tzinfo=UTC)
    >>> str(asked_to_wait(Circuit(), 3600, "HTTP 429", noon).until)
    '2026-05-02 13:00:00+00:00'
    """
    until = now + min(timedelta(seconds=min(seconds, 1e9)), LONGEST_ASKED)
    return replace(circuit, until=max(until, circuit.until or until), reason=reason)

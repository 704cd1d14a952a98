"""The verdict on a source: what its signs come to together, the likely cause, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import get_args

from .history import History
from .signs import RETIRED, SIGNS, Cause, Finding, Verdict

WEIGHT: dict[Verdict, int] = {"unknown": 0, "healthy": 1, "suspect": 2, "broken": 3}
"""How bad a verdict is."""

ADVICE: dict[Cause, str] = {
    "network": "The host does not answer. Try it in a browser; if the site has moved, correct the sources file.",
    "block": "The site refuses us. Crawl more slowly, name a contact, and ask the site for access.",
    "wall": "A wall stands before the stories. They are archived as far as they show; ask the site for access.",
    "fault": "The site itself has a fault. Later crawls try again by themselves.",
    "feed": "Feeds or sitemaps have moved. `newsarchive add ADDRESS` looks for them again.",
    "redesign": "The pages are built differently now. See `newsarchive quarantine`; write a recipe or upgrade, then "
    "`newsarchive reextract --all --source NAME`.",
    "moved": "Stories are gone, or their addresses have changed. Look whether the site moved.",
    "silence": "Nothing new is found. Look whether the site still publishes, and whether its feeds moved.",
    "fewer": "Far fewer stories are found. Look whether a feed or section was dropped.",
    "unwatched": "It is not crawled. Look whether cron, the timer or `newsarchive watch` still runs.",
}
"""Cause → what to do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Diagnosis:
    """How a source is doing, and why."""

    verdict: Verdict
    """healthy, suspect, broken; unknown where there is too little to judge by."""
    cause: Cause | None = None
    """The likely cause, where something is wrong."""
    since: date | None = None
    """The first day that shows it."""
    findings: tuple[Finding, ...] = ()
    """All that was found, worst first."""

    @property
    def said(self) -> str | None:
        """The worst finding in words."""
        return self.findings[0].said if self.findings else None

    @property
    def advice(self) -> str | None:
        """What to do."""
        return ADVICE[self.cause] if self.cause else None


def diagnose(history: History) -> Diagnosis:
    """How a source is doing, from its history.

    >>> from datetime import UTC, datetime
    >>> diagnose(History(source="x", now=datetime(2026, 5, 2, tzinfo=UTC))).verdict
    'unknown'
    """
    if not history.looked or history.now - history.looked > timedelta(days=RETIRED):
        return Diagnosis(verdict="unknown")
    order = get_args(Cause)
    findings = [finding for sign in SIGNS.values() for finding in sign(history)]
    findings.sort(key=lambda one: (-WEIGHT[one.verdict], order.index(one.cause)))
    if not findings:
        return Diagnosis(verdict="healthy" if history.newest else "unknown")
    worst = findings[0]
    return Diagnosis(verdict=worst.verdict, cause=worst.cause, since=worst.since, findings=tuple(findings))


def own_network_is_gone(diagnoses: Iterable[Diagnosis]) -> bool:
    """Whether so many sources cannot be reached that it is not they who are gone: nine of ten, of three or more.

    >>> gone, well = Diagnosis(verdict="suspect", cause="network"), Diagnosis(verdict="healthy")
    >>> own_network_is_gone([gone] * 12), own_network_is_gone([gone, gone, well]), own_network_is_gone([gone])
    (True, False, False)
    """
    causes = [one.cause for one in diagnoses if one.verdict != "unknown"]
    return len(causes) >= 3 and causes.count("network") >= 0.9 * len(causes)

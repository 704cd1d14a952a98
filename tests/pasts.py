"""Pasts of made-up newspapers, to judge them by: how often a healthy one is called ill, how soon an ill one is found.

python -m tests.pasts          a year of each kind, judged every six hours, as a table
"""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta

from newsarchive.health import WEEKS, Day, Diagnosis, History, Listing, diagnose

BEGIN = date(2026, 1, 1)
FILL = {
    "body": 0.99,
    "headline": 1.0,
    "whole": 0.97,
    "byline": 0.75,
    "published": 0.98,
    "images": 0.9,
    "dek": 0.6,
    "section": 0.8,
    "language": 1.0,
}


@dataclass(kw_only=True)
class Paper:
    """How a newspaper publishes, and is crawled."""

    week: tuple[float, ...] = (20, 20, 20, 20, 20, 8, 5)
    """Stories a weekday, Monday first."""
    holidays: frozenset[date] = frozenset()
    """Days without a story."""
    burst: float = 1.0
    """Stories that come together, on average."""
    agency: float = 0.0
    """Share of days on which half of the stories come from an agency: no byline, no picture."""
    looks: int = 24
    """Crawls a day."""
    fill: dict[str, float] = field(default_factory=lambda: dict(FILL))
    """Share of stories that have a field."""
    noise: dict[tuple[str, str], float] = field(
        default_factory=lambda: {
            ("failed", "HTTP 503"): 0.02,
            ("not_article", "section"): 0.05,
            ("gone", "HTTP 404"): 0.02,
        }
    )
    """Share of visits that come to something else."""


Trouble = Callable[[Paper], Paper]

PAPERS: dict[str, Paper] = {
    "daily, weekends slower": Paper(),
    "large, around the clock": Paper(week=(150, 150, 150, 150, 150, 110, 100)),
    "no Sunday edition": Paper(week=(30, 30, 30, 30, 30, 25, 0)),
    "weekdays only": Paper(week=(12, 12, 12, 12, 12, 0, 0)),
    "weekly, forty on Thursday": Paper(week=(0, 0, 0, 40, 0, 0, 0)),
    "two stories a day": Paper(week=(2, 2, 2, 2, 2, 2, 2)),
    "two stories a week": Paper(week=(0.3,) * 7),
    "bursts of ten": Paper(week=(5,) * 7, burst=10),
    "agency days": Paper(week=(15,) * 7, agency=0.15),
    "crawled once a day": Paper(looks=1),
}
"""Healthy newspapers."""
HOLIDAYS = frozenset(
    date(year, month, day) for year in (2026, 2027) for month, day in [(12, 25), (12, 26), (1, 1), (5, 1)]
)

TROUBLES: dict[str, Trouble] = {
    "redesign: no bodies": lambda paper: replace(paper, fill={**paper.fill, "body": 0.05}),
    "redesign: no bylines, no dates": lambda paper: replace(
        paper, fill={**paper.fill, "byline": 0.0, "published": 0.0}
    ),
    "block: 403": lambda paper: replace(paper, noise={("failed", "HTTP 403"): 0.95}),
    "block: captcha": lambda paper: replace(paper, noise={("not_article", "captcha"): 0.9}),
    "wall: consent": lambda paper: replace(paper, noise={("not_article", "consent"): 0.9}),
    "wall: stories cut short": lambda paper: replace(paper, fill={**paper.fill, "whole": 0.1}),
    "silence": lambda paper: replace(paper, week=(0,) * 7),
    "network": lambda paper: replace(paper, noise={("failed", "no answer in time"): 1.0}),
}
"""What befalls them."""


class Past:
    """A newspaper's days as the archive counts them, one hour after the other."""

    def __init__(self, paper: Paper, *, seed: int = 1) -> None:
        self.paper = paper
        self.random = random.Random(seed)
        self.days: list[Day] = []
        self.newest: datetime | None = None
        self.looked: datetime | None = None
        self.answered: datetime | None = None
        self.pending = 0
        self._agency = False

    def live(self, start: date, days: int) -> Iterator[History]:
        """What is known at each sixth hour."""
        for number in range(days):
            day = start + timedelta(days=number)
            self.days.append(Day(day=day))
            self._agency = self.random.random() < self.paper.agency
            for hour in range(24):
                self._hour(day, hour)
                if hour % 6 == 5:
                    yield self.history(datetime.combine(day, time(hour, 59), tzinfo=UTC))

    def history(self, now: datetime) -> History:
        return History(
            source="x",
            now=now,
            days=tuple(self.days[-7 * WEEKS - 7 :]),
            newest=self.newest,
            looked=self.looked,
            answered=self.answered,
            listings=[self._feed()],
        )

    def _feed(self) -> Listing:
        reason = "no answer in time" if self._silent() else None
        return Listing(url="https://x.example/rss", kind="feed", reason=reason, fetched_at=self.looked)

    def _hour(self, day: date, hour: int) -> None:
        rate = 0.0 if day in self.paper.holidays else self.paper.week[day.weekday()]
        # Hardly anything at night, most in the day: a cosine with its height at noon.
        rate *= (1 - math.cos(2 * math.pi * (hour + 0.5) / 24)) / 24
        self.pending += sum(self._burst() for _ in range(self._poisson(rate / self.paper.burst)))
        if hour % (24 // self.paper.looks) == 0:
            self._look(datetime.combine(day, time(hour, 30), tzinfo=UTC))

    def _look(self, at: datetime) -> None:
        stories, self.pending = self.pending, 0
        self.looked = at
        visits = Counter({("document", ""): 1})
        revisits = self._poisson(sum(self.paper.week) / 7 * 6 / self.paper.looks + 0.2)
        for outcome, count in (("new", stories), ("unchanged", revisits)):
            for _ in range(count):
                visits[self._outcome(outcome)] += 1
        if self._silent():
            visits = Counter({("document_failed", "no answer in time"): 1, ("failed", "no answer in time"): 2})
        else:
            self.answered = at
        self._count(at, visits)

    def _silent(self) -> bool:
        return ("failed", "no answer in time") in self.paper.noise

    def _count(self, at: datetime, visits: Counter[tuple[str, str]]) -> None:
        old = self.days[-1]
        new = visits[("new", "")]
        if new:
            self.newest = at
        filled = Counter(old.filled)
        for _ in range(new):
            bare = self._agency and self.random.random() < 0.5
            filled.update(
                name
                for name, share in self.paper.fill.items()
                if self.random.random() < share and not (bare and name in {"byline", "images"})
            )
        self.days[-1] = Day(
            day=old.day,
            stories=old.stories + new,
            looked_at=old.looked_at + new,
            words=400.0 if old.looked_at + new else None,
            filled=filled,
            first_at=old.first_at or (at if new else None),
            last_at=at if new else old.last_at,
            visits=Counter(old.visits) + visits,
        )

    def _outcome(self, usual: str) -> tuple[str, str]:
        drawn = self.random.random()
        for outcome, share in self.paper.noise.items():
            drawn -= share
            if drawn < 0:
                return outcome
        return usual, ""

    def _burst(self) -> int:
        return 1 + self._poisson(self.paper.burst - 1)

    def _poisson(self, rate: float) -> int:
        if rate > 30:
            return max(0, round(self.random.gauss(rate, math.sqrt(rate))))
        limit, product, count = math.exp(-rate), self.random.random(), 0
        while product > limit:
            product *= self.random.random()
            count += 1
        return count


def alarms(paper: Paper, *, days: int, seed: int) -> list[tuple[datetime, Diagnosis]]:
    """When a healthy newspaper was called ill, each time once."""
    told: list[tuple[datetime, Diagnosis]] = []
    was = "healthy"
    for history in Past(paper, seed=seed).live(BEGIN, days):
        found = diagnose(history)
        if found.verdict in {"suspect", "broken"} and was not in {"suspect", "broken"}:
            told.append((history.now, found))
        was = found.verdict
    return told


def found_after(
    paper: Paper, trouble: Trouble, *, seed: int, weeks: int = 8, days: int = 21
) -> tuple[float, Diagnosis] | None:
    """Hours until a newspaper that something befalls is found, and as what."""
    past = Past(paper, seed=seed)
    for _ in past.live(BEGIN, 7 * weeks + 4):
        pass
    past.paper = trouble(paper)
    began = BEGIN + timedelta(days=7 * weeks + 4)
    for history in past.live(began, days):
        found = diagnose(history)
        if found.verdict in {"suspect", "broken"}:
            return (history.now - datetime.combine(began, time(), tzinfo=UTC)) / timedelta(hours=1), found
    return None


def main(years: int = 3) -> None:
    """Print the two tables of docs/health.md."""
    for name, paper in PAPERS.items():
        told = [one for seed in range(years) for one in alarms(replace(paper, holidays=HOLIDAYS), days=365, seed=seed)]
        broken = sum(found.verdict == "broken" for _, found in told)
        causes = ", ".join(f"{cause} {count / years:.1f}" for cause, count in Counter(f.cause for _, f in told).items())
        print(f"| {name} | {len(told) / years:.1f}{f' ({causes})' if causes else ''} | {broken / years:.1f} |")
    print(f"\n| | {' | '.join(TROUBLES)} |\n|---|{'---:|' * len(TROUBLES)}")
    for name, paper in PAPERS.items():
        found = [[found_after(paper, trouble, seed=seed) for seed in range(3)] for trouble in TROUBLES.values()]
        hours = ["–" if None in tries else f"{max(one[0] for one in tries if one):.0f} h" for tries in found]
        print(f"| {name} | {' | '.join(hours)} |")


if __name__ == "__main__":
    main()

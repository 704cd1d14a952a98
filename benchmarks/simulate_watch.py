"""A day of `newsarchive watch` on a clock of its own: how soon are stories found, and with how many requests?

    python benchmarks/simulate_watch.py [--sources 300] [--days 1] [--seed 1]

Three hundred invented sites publish at rates from two hundred stories a day to one a week, at random instants (a
Poisson process) with a rhythm of day and night in time zones of their own. Each has one feed of its last twenty
stories; a quarter of the feeds states no times. The archive knows nothing of any site when the day begins. Nothing is
fetched: the decisions are those of `newsarchive.polling`, called as the archive calls them.

The poll bound of a site, which 99 % of its stories are to be found within, is half its mean gap between two stories,
within the bounds of all polls (`newsarchive.polling.Pace`).
"""

from __future__ import annotations

import argparse
import heapq
import math
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from newsarchive.polling import History, Pace, Poll, arrivals, known_since, next_poll

BEGIN = datetime(2026, 3, 2, tzinfo=UTC)
DAY = timedelta(days=1)
FEED = 20
"""Stories a feed holds."""
SLOTS = 4
"""Polls that may be under way at once; with `LATENCY`, what politeness and the line cost."""
LATENCY = timedelta(seconds=2)
"""From the decision to poll until the answer has been read."""
MOST_A_DAY, LEAST_A_DAY = 200.0, 1 / 7
CLASSES = (
    (100, "100 to 200"),
    (24, "24 to 100"),
    (8, "8 to 24"),
    (2, "2 to 8"),
    (0.5, "1 in 2 days to 2"),
    (0, "fewer"),
)
"""Stories a day from which a site belongs to a class of the table."""


@dataclass(kw_only=True, slots=True)
class Site:
    """An invented site, what it publishes, and what the archive knows of its feed."""

    a_day: float
    stories: list[datetime]
    dated: bool
    history: History | None = None
    known: int = 0
    polls: int = 0
    fruitful: int = 0
    waits: list[timedelta] = field(default_factory=list)
    lost: int = 0

    @property
    def bound(self) -> timedelta:
        """Within which its stories are to be found."""
        return max(Pace().least, min(DAY / self.a_day / 2, Pace().most))


def rhythm(moment: datetime, noon: int) -> float:
    """How busy a newsroom is, 1 on average over the day: hardly at night, most around its noon.

    >>> 23.9 < sum(rhythm(BEGIN + timedelta(hours=hour), 12) for hour in range(24)) < 24.1
    True
    """
    hours = moment.hour + moment.minute / 60 - noon
    return 1 + 0.9 * math.cos(hours / 24 * 2 * math.pi)


def published(chance: random.Random, a_day: float, days: int) -> list[datetime]:
    """Instants at which a site publishes: a Poisson process whose rate follows the day, by thinning."""
    noon, moment, end = chance.randrange(24), BEGIN - 30 * DAY, BEGIN + days * DAY
    instants = []
    while (moment := moment + DAY * chance.expovariate(a_day * 1.9)) < end:
        if chance.random() < rhythm(moment, noon) / 1.9:
            instants.append(moment)
    return instants


def sites(number: int, *, days: int, seed: int) -> list[Site]:
    """Sites whose rates are spread evenly on a logarithmic scale."""
    chance = random.Random(seed)
    made = []
    for index in range(number):
        a_day = MOST_A_DAY * (LEAST_A_DAY / MOST_A_DAY) ** (index / max(number - 1, 1))
        made.append(Site(a_day=a_day, stories=published(chance, a_day, days), dated=index % 4 != 0))
    return made


def poll(site: Site, now: datetime) -> datetime:
    """Read a site's feed as a watch does; when to read it again."""
    out = sum(1 for moment in site.stories[site.known :] if moment <= now) + site.known
    first, shown = site.history is None, site.stories[max(out - FEED, 0) : out]
    new = [moment for moment in shown if moment > BEGIN or first][-(out - site.known) :] if out > site.known else []
    site.polls += 1
    site.fruitful += bool(new)
    if not first:
        site.lost += out - site.known - len(new)
        site.waits += [now - moment for moment in new]
    stated = [moment if site.dated else None for moment in new]
    before = site.history or History(since=known_since(stated, now=now))
    came = Counter(before.arrivals) + arrivals(stated, now=now, first=first)
    site.history, site.known = History(since=before.since, arrivals=came), out
    due = next_poll(Poll(), site.history, failures=0, alone=True, now=now, pace=Pace()).due_at
    assert due is not None
    return due


def simulate(number: int = 300, *, days: int = 1, seed: int = 1) -> list[Site]:
    """Run the clock; the sites with what happened to them."""
    simulated = sites(number, days=days, seed=seed)
    agenda = [(BEGIN, index) for index in range(number)]
    heapq.heapify(agenda)
    free = [BEGIN] * SLOTS
    while agenda[0][0] < BEGIN + days * DAY:
        due, index = heapq.heappop(agenda)
        answered = max(due, heapq.heappop(free)) + LATENCY
        heapq.heappush(free, answered)
        heapq.heappush(agenda, (poll(simulated[index], answered), index))
    return simulated


@dataclass(kw_only=True, frozen=True, slots=True)
class Row:
    """What came of some sites."""

    name: str
    sites: int
    stories: int
    within: float
    median: timedelta
    worst: timedelta
    polls: float
    fruitful: float
    lost: int


def row(name: str, some: Sequence[Site]) -> Row:
    """Sum up."""
    waits = sorted((wait, wait <= site.bound) for site in some for wait in site.waits)
    found, lost = len(waits), sum(site.lost for site in some)
    polls = sum(site.polls for site in some)
    return Row(
        name=name,
        sites=len(some),
        stories=found + lost,
        within=sum(kept for _, kept in waits) / max(found + lost, 1),
        median=waits[found // 2][0] if waits else timedelta(),
        worst=waits[int(found * 0.99)][0] if waits else timedelta(),
        polls=polls / max(len(some), 1),
        fruitful=sum(site.fruitful for site in some) / max(polls, 1),
        lost=lost,
    )


def table(simulated: Sequence[Site], days: int) -> Iterator[Row]:
    """A row a class of rates, and one for all."""
    rest = list(simulated)
    for least, name in CLASSES:
        some = [site for site in rest if site.a_day >= least]
        rest = [site for site in rest if site.a_day < least]
        yield row(name, some)
    yield row("all", simulated)


def minutes(wait: timedelta) -> str:
    """A wait, for people.

    >>> minutes(timedelta(seconds=90)), minutes(timedelta(hours=5))
    ('1.5 min', '5.0 h')
    """
    value = wait / timedelta(minutes=1)
    return f"{value:.1f} min" if value < 100 else f"{value / 60:.1f} h"


def main() -> None:
    """Simulate and print the table in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sources", type=int, default=300)
    parser.add_argument("--days", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    simulated = simulate(options.sources, days=options.days, seed=options.seed)
    heads = ("stories a day", "sites", "stories", "within the bound", "half within", "99 % within", "requests a day")
    print("| " + " | ".join((*heads, "bring a story")) + " |")
    print("|---" + "|---:" * len(heads) + "|")
    for line in table(simulated, options.days):
        print(
            f"| {line.name} | {line.sites} | {line.stories:,} | {line.within:.1%} | {minutes(line.median)} |"
            f" {minutes(line.worst)} | {line.polls / options.days:.0f} | {line.fruitful:.0%} |"
        )
    total = sum(site.polls for site in simulated)
    print(f"\n{total:,} requests in {options.days} day(s), {sum(site.lost for site in simulated)} stories missed")


if __name__ == "__main__":
    main()

"""How far a crawl is, shown while it runs: a table in place on a terminal, a line now and then in a log, or nothing."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..report import DocumentRead, Settled

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.table import Table

LINE_SECONDS = 30.0
"""Between two lines of progress where nobody watches a terminal."""
MAX_SITES = 15
"""Sites in the table on a terminal: those with the most to do."""
SHOWN = ("new", "revised", "unchanged", "duplicate", "held", "not_article", "refused", "gone", "failed")
"""Outcomes in a line, in this order."""
_LOST = frozenset({"failed", "gone", "refused"})
_STEADY = 5
"""Pages of a site from which its pace tells how long the rest will take."""


@dataclass(kw_only=True, slots=True)
class Site:
    """How far one site is."""

    queued: int = 0
    """Pages that are known and not done, as far as is known here."""
    counts: Counter[str] = field(default_factory=Counter)
    """Outcome → pages."""
    answered: bool = False
    """Whether a feed or sitemap of it could be read."""
    began: float | None = None
    """When its first page was done, in seconds."""

    @property
    def done(self) -> int:
        """Pages that are done."""
        return self.counts.total()

    @property
    def failed(self) -> int:
        """Pages of those that gave nothing."""
        return sum(self.counts[outcome] for outcome in _LOST)

    def seconds_left(self, now: float) -> float | None:
        """Seconds that the rest will take at the pace so far; None where that cannot be told yet."""
        if not self.queued:
            return 0.0
        if self.began is None or self.done < _STEADY:
            return None
        return self.queued * (now - self.began) / (self.done - 1)


class Headway:
    """How far a crawl is: counts what happens. ``waiting``: pages that wait for each of its sites."""

    def __init__(self, waiting: Mapping[str, int], *, now: float) -> None:
        self.sites = {name: Site(queued=count) for name, count in waiting.items()}
        self.began = now

    def settle(self, event: Settled, *, now: float) -> None:
        """Count a page that is done with."""
        site = self.sites.setdefault(event.source, Site())
        site.counts[event.outcome] += 1
        site.queued = max(0, site.queued - 1)
        site.began = now if site.began is None else site.began

    def read(self, event: DocumentRead) -> None:
        """Count what a feed or sitemap brought."""
        site = self.sites.setdefault(event.source, Site())
        site.answered = site.answered or not event.problem
        site.queued += event.new

    @property
    def counts(self) -> Counter[str]:
        """Outcomes of all sites."""
        return sum((site.counts for site in self.sites.values()), Counter())

    def seconds_left(self, now: float) -> float | None:
        """Seconds until the slowest site is done; None where that cannot be told yet."""
        left = [site.seconds_left(now) for site in self.sites.values()]
        return None if None in left else max((seconds for seconds in left if seconds is not None), default=0.0)

    def line(self, now: float) -> str:
        """How far it is, in a line.

        >>> headway = Headway({"post": 3}, now=0.0)
        >>> headway.line(0.0)
        '0 of 1 sites answered, 0 pages'
        >>> headway.read(DocumentRead(source="post", url="https://post.example/rss", kind="feed", new=7))
        >>> for number in range(5):
        ...     headway.settle(Settled(source="post", url=f"https://post.example/{number}", outcome="new"), now=number)
        >>> headway.line(5.0)
        '1 of 1 sites answered, 5 pages (1.0/s, 5 queued, 6 s left): 5 new'
        """
        counts, answered = self.counts, sum(site.answered for site in self.sites.values())
        parts = [f"{counts[name]:,} {name.replace('_', ' ')}" for name in SHOWN if counts[name]]
        head = f"{answered} of {len(self.sites)} sites answered, {counts.total():,} pages"
        return f"{head} ({self.pace(now)}): {', '.join(parts)}" if parts else head

    def pace(self, now: float) -> str:
        """Pages a second, what is queued, and how long that will take."""
        elapsed, left = now - self.began, self.seconds_left(now)
        pages = self.counts.total() / elapsed if elapsed else 0.0
        queued = sum(site.queued for site in self.sites.values())
        return f"{pages:.1f}/s, {queued:,} queued" + (f", {duration(left)} left" if left else "")


def duration(seconds: float) -> str:
    """A time as a person says it.

    >>> duration(40), duration(150), duration(3 * 3600 + 1800)
    ('40 s', '2 min', '3 h 30 min')
    """
    minutes = int(seconds) // 60
    if minutes < 2:
        return f"{seconds:.0f} s"
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02} min"


class Progress:
    """Shows how far a crawl is: here by a line now and then."""

    def __init__(
        self, console: Console, waiting: Mapping[str, int], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.console = console
        self.clock = clock
        self.headway = Headway(waiting, now=clock())
        self.spoke = clock()

    def page(self, event: Settled) -> None:
        """A page is done with."""
        self.headway.settle(event, now=self.clock())
        self.show()

    def document(self, event: DocumentRead) -> None:
        """A feed or sitemap was read, or could not be."""
        self.headway.read(event)
        self.show()

    def show(self) -> None:
        """A line, where the last one is old enough."""
        now = self.clock()
        if now - self.spoke >= LINE_SECONDS:
            self.spoke = now
            self.console.print(self.headway.line(now))


class Silence(Progress):
    """Shows nothing."""

    def show(self) -> None:
        """Nothing."""


class LiveProgress(Progress):
    """Shows it on a terminal, in place: a row a site, the busiest first."""

    def show(self) -> None:
        """Nothing at once: the terminal asks four times a second."""

    def __rich__(self) -> RenderableType:
        """The table as it is now."""
        from rich.console import Group  # noqa: PLC0415 - only on a terminal
        from rich.spinner import Spinner  # noqa: PLC0415 - as above

        line = Spinner("dots", text=self.headway.line(self.clock()))
        return Group(sites_table(self.headway, self.clock()), line) if len(self.headway.sites) > 1 else line


def sites_table(headway: Headway, now: float) -> Table:
    """A row for each of the sites that have the most to do."""
    from rich.table import Table  # noqa: PLC0415 - only on a terminal

    shown = Table(box=None, pad_edge=False, header_style="bold")
    shown.add_column("source", no_wrap=True, overflow="ellipsis", max_width=30)
    for heading in ("done", "queued", "failed", "left"):
        shown.add_column(heading, justify="right", no_wrap=True)
    ranked = sorted(headway.sites.items(), key=lambda item: (-item[1].queued, -item[1].done, item[0]))
    for name, site in ranked[:MAX_SITES]:
        left = site.seconds_left(now)
        told = "" if left is None else duration(left) if site.queued else "done" if site.answered else ""
        shown.add_row(name, f"{site.done:,}", f"{site.queued:,}", str(site.failed or ""), told)
    if len(ranked) > MAX_SITES:
        shown.add_row(f"and {len(ranked) - MAX_SITES} more", "", "", "", "")
    return shown


@contextmanager
def showing(console: Console, waiting: Mapping[str, int], *, quiet: bool = False) -> Iterator[Progress]:
    """Progress as the console can show it. ``waiting``: pages that wait for each site to be crawled."""
    if quiet:
        yield Silence(console, waiting)
        return
    names = ", ".join(list(waiting)[:5]) + (" …" if len(waiting) > 5 else "")
    console.print(f"Crawling {len(waiting)} {'source' if len(waiting) == 1 else 'sources'}: {names}")
    if not console.is_terminal:
        yield Progress(console, waiting)
        return
    from rich.live import Live  # noqa: PLC0415 - only on a terminal

    live = LiveProgress(console, waiting)
    with Live(live, console=console, refresh_per_second=4, transient=True):
        yield live

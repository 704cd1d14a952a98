"""How a crawl behaves towards a site: the one gate that every request passes on its way out, robots.txt included.

A request waits here until its site's delay is over, counted from the end of the last answer, until a Retry-After has
passed, and until the site has fewer requests under way than it may have. So nothing waits further on, in the
downloader: what a site asks for holds from its very next request, and whoever stops a crawl waits for no delays.
While a request waits, it takes up no connection, so a slow site delays no other.

It is turned away where its host has failed to answer again and again (`circuit`), and outside the hours and beyond the
budgets of its source (`allowance`). All numbers are decided by pure functions there and in `pace`.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import monotonic
from typing import TYPE_CHECKING, Any, Self

from scrapy import signals
from scrapy.exceptions import IgnoreRequest
from scrapy.utils.httpobj import urlparse_cached

from newsarchive.sources import Source, pacing_key, pacing_keys

from . import allowance, circuit, pace
from .allowance import Spent
from .circuit import Circuit
from .failures import STOPPING, NotNow, host_failed
from .pace import Pace

if TYPE_CHECKING:
    from scrapy.core.downloader import Slot
    from scrapy.crawler import Crawler
    from scrapy.http import Request, Response
    from scrapy.robotstxt import RobotParser

    from .frontier import Manners

ALONE = 3
"""Hosts that have to fail, none answering between, before it is taken for our own network that is gone."""
NAP = 0.25
"""Seconds between two looks at whether the crawl is being stopped, while a request waits."""


@dataclass(slots=True, eq=False)
class Lane:
    """What is paced together: the hosts of a site, or a host that belongs to no site."""

    key: str
    """Its name, which is also that of its download slot."""
    pace: Pace
    """Its delay."""
    places: asyncio.Semaphore
    """As many as it may have requests under way; whoever waits for the delay holds one too."""
    under_way: dict[Request, float] = field(default_factory=dict)
    """Requests that were let through, and when."""


class Politeness:
    """Downloader middleware, the last before the downloader: lets requests through when their time has come."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        settings = crawler.settings
        self.floor = settings.getfloat("DOWNLOAD_DELAY")
        self.per_host = settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN") or 1
        self.ceiling = settings.getfloat("NEWSARCHIVE_DELAY_CEILING")
        self.crawl_delay_ceiling = settings.getfloat("NEWSARCHIVE_CRAWL_DELAY_CEILING")
        self.pause_ceiling = settings.getfloat("NEWSARCHIVE_PAUSE_CEILING")
        self.agent: str = settings["ROBOTSTXT_USER_AGENT"]
        self.connections = asyncio.Semaphore(settings.getint("NEWSARCHIVE_CONNECTIONS"))
        self.lanes: dict[str, Lane] = {}
        self.circuits: dict[str, Circuit] = {}
        self.spent: dict[str, Spent] = {}
        self.keys: dict[str, str] = {}
        self.silent: set[str] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Listen to robots.txt, and begin with what the archive remembers."""
        politeness = cls(crawler)
        crawler.signals.connect(politeness.robots_parsed, signal=signals.robots_parsed)
        crawler.signals.connect(politeness.spider_opened, signal=signals.spider_opened)
        return politeness

    def spider_opened(self) -> None:
        """Learn which hosts belong together, and which are to be left alone since an earlier crawl."""
        sites = getattr(self.crawler.spider, "sites", {}).values()
        self.keys = pacing_keys(site.source for site in sites)
        if self.manners is not None:
            for one in self.manners.resting():
                self.circuits[one.host] = Circuit(
                    failures=one.failures, openings=one.openings, until=one.until, reason=one.reason
                )

    def robots_parsed(self, robotparser: RobotParser, request: Request) -> None:
        """Keep the Crawl-delay and the Request-rate that a site states."""
        lane = self._lane(request)
        rates = getattr(getattr(robotparser, "rp", None), "request_rate", lambda agent: None)
        for stated in (robotparser.crawl_delay(self.agent), pace.request_rate(rates, self.agent)):
            self._set_pace(lane, pace.at_least(lane.pace, stated, self.crawl_delay_ceiling))

    # --- on the way out --------------------------------------------------------------------------------------------

    async def process_request(self, request: Request) -> None:
        """Hold a request until it is its turn. Raises `NotNow` where that is not in this crawl."""
        lane = self._lane(request)
        request.meta["download_slot"] = lane.key
        request.meta.pop("download_latency", None)  # of the answer that redirected here
        await lane.places.acquire()
        try:
            while (seconds := self._seconds_to_wait(lane, request)) > 0:
                await asyncio.sleep(min(seconds, NAP))
            await self.connections.acquire()
        except BaseException:
            lane.places.release()
            raise
        lane.under_way[request] = monotonic()

    def _seconds_to_wait(self, lane: Lane, request: Request) -> float:
        """Seconds until a request may go, as far as that is known now. Raises `NotNow`, or that the crawl stops."""
        if not self.crawler.crawling:
            raise IgnoreRequest(STOPPING)
        self._turn_away(request)
        slot = self._slot(lane.key)
        ready = slot.lastseen + slot.delay if slot else 0.0
        probing = self._circuit(request).until is not None and lane.under_way
        return NAP if probing else max(ready, lane.pace.until) - monotonic()

    def _turn_away(self, request: Request) -> None:
        """Raise `NotNow` for what is not to be asked in this crawl."""
        now, state = datetime.now(UTC), self._circuit(request)
        if state.until is not None and state.state(now) == "open":
            raise NotNow(f"{state.reason}; left alone until {state.until:%Y-%m-%d %H:%M} UTC", state.until)
        if (source := self._source(request)) is not None:
            spent = self._spent(source, now)
            if shut := allowance.closed(source, spent, now, page=bool(request.meta.get("page"))):
                raise NotNow(shut.reason, shut.until, whole=True)

    # --- on the way back -------------------------------------------------------------------------------------------

    def process_response(self, request: Request, response: Response) -> Response:
        """Adapt to what came, then let the next one through."""
        lane = self._lane(request)
        if request not in lane.under_way:  # from a cache
            return response
        self._note_answer(lane, request, response)
        self._leave(lane, request)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Note that a host failed, then let the next one through."""
        lane = self._lane(request)
        if request not in lane.under_way:  # another middleware turned it away
            return
        if reason := host_failed(exception):
            self.silent.add(urlparse_cached(request).hostname or "")
            if len(self.silent) < ALONE:
                self._set_circuit(request, circuit.after_failure(self._circuit(request), reason, datetime.now(UTC)))
        self._leave(lane, request)

    def _note_answer(self, lane: Lane, request: Request, response: Response) -> None:
        """What an answer says of the host: how fast it is, whether it is well, what it asks for."""
        self.silent.clear()
        latency = request.meta.get("download_latency", 0.0)
        good = response.status in (200, 304)
        self._set_pace(lane, pace.after_answer(lane.pace, latency, good=good, ceiling=self.ceiling))
        stated = pace.retry_after((response.headers.get("Retry-After") or b"").decode("latin-1"), datetime.now(UTC))
        if response.status in pace.BUSY and (stated is not None or response.status == 429):
            self._be_patient(lane, request, response.status, stated)
        elif response.status >= 500:
            reason = f"HTTP {response.status}, again and again"
            self._set_circuit(request, circuit.after_failure(self._circuit(request), reason, datetime.now(UTC)))
        elif self._circuit(request) != Circuit():
            self._set_circuit(request, circuit.after_answer())

    def _be_patient(self, lane: Lane, request: Request, status: int, stated: float | None) -> None:
        """The host asks to be left alone: wait, or, where that is for longer than a crawl waits, do not ask again."""
        now = monotonic()
        pause = pace.asked_for(lane.pace, status, stated, now)
        short = min(pause, self.pause_ceiling)
        self._set_pace(lane, pace.after_patience(lane.pace, status, short, now=now, ceiling=self.ceiling))
        if pause > self.pause_ceiling:
            request.meta["dont_retry"] = True
            reason = f"HTTP {status}: the site asks for patience"
            self._set_circuit(request, circuit.asked_to_wait(self._circuit(request), pause, reason, datetime.now(UTC)))

    def _leave(self, lane: Lane, request: Request) -> None:
        """A request is done with: its delay begins, its place is free, and its time is counted."""
        seconds = monotonic() - lane.under_way.pop(request)
        if slot := self._slot(lane.key):
            slot.lastseen = monotonic()
        self.connections.release()
        lane.places.release()
        source = self._source(request)
        if source is not None and (source.pages_per_day is not None or source.minutes_per_day is not None):
            self._spend(source, pages=int(bool(request.meta.get("page"))), seconds=seconds)

    # --- state -----------------------------------------------------------------------------------------------------

    def _lane(self, request: Request) -> Lane:
        """The lane of a request: by its host alone, so that no host is in two."""
        key = pacing_key(urlparse_cached(request).hostname or "", self.keys)
        if key not in self.lanes:
            own: dict[str, Any] = self.crawler.engine.downloader.per_slot_settings.get(key, {})
            delay = float(own.get("delay", self.floor))
            places = asyncio.Semaphore(own.get("concurrency", self.per_host))
            self.lanes[key] = Lane(key, Pace(floor=delay, delay=delay), places)
        return self.lanes[key]

    def _set_pace(self, lane: Lane, new: Pace) -> None:
        """Keep a pace; the downloader's slot keeps its delay too, and is forgotten when idle, as paces are not."""
        lane.pace = new
        settings = self.crawler.engine.downloader.per_slot_settings
        settings[lane.key] = settings.get(lane.key, {}) | {"delay": new.delay, "jitter": 0.0}
        if slot := self._slot(lane.key):
            slot.delay, slot.jitter = new.delay, 0.0

    def _slot(self, key: str) -> Slot | None:
        slots: dict[str, Slot] = self.crawler.engine.downloader.slots
        return slots.get(key)

    def _circuit(self, request: Request) -> Circuit:
        return self.circuits.get(urlparse_cached(request).hostname or "", Circuit())

    def pardon(self) -> None:
        """Hold no failure to answer against a host: it was our own network. What a host said itself stays."""
        for host, state in list(self.circuits.items()):
            if not (state.reason or "").startswith("HTTP"):
                self._keep(host, Circuit())

    def _set_circuit(self, request: Request, new: Circuit) -> None:
        """Keep the circuit of a request's host."""
        self._keep(urlparse_cached(request).hostname or "", new)

    def _keep(self, host: str, new: Circuit) -> None:
        """Keep a circuit; the archive learns of it when it opens, and when it closes."""
        old = self.circuits.get(host, Circuit())
        self.circuits[host] = new
        if self.manners is None or new.until == old.until:
            return
        if new.until is None:
            self.manners.wake(host)
        else:
            words = new.reason or "left alone"
            self.manners.rest(host, until=new.until, reason=words, failures=new.failures, openings=new.openings)

    def _source(self, request: Request) -> Source | None:
        source = request.meta.get("source")
        return source if isinstance(source, Source) else None

    def _spent(self, source: Source, now: datetime) -> Spent:
        """What is spent of a source's budgets today, earlier crawls of the day included."""
        spent = self.spent.get(source.name)
        if spent is None or spent.day != now.date():
            pages, seconds = self.manners.spent(source.name, now.date()) if self.manners else (0, 0.0)
            self.spent[source.name] = spent = Spent(day=now.date(), pages=pages, seconds=seconds)
        return spent

    def _spend(self, source: Source, *, pages: int, seconds: float) -> None:
        """Count what a request has taken."""
        spent = self._spent(source, datetime.now(UTC))
        spent.pages += pages
        spent.seconds += seconds
        if self.manners is not None:
            self.manners.spend(source.name, spent.day, pages=pages, seconds=seconds)

    @property
    def manners(self) -> Manners | None:
        """What outlives the crawl; None for spiders that store nothing."""
        return getattr(self.crawler.spider, "manners", None)


class OnSite:
    """Downloader middleware that refuses to follow a page's redirect off its site."""

    def process_request(self, request: Request) -> None:
        """Let through what is no redirect, or leads to a host of the source."""
        source, redirected = request.meta.get("source"), request.meta.get("redirect_times")
        if isinstance(source, Source) and request.meta.get("page") and redirected and not source.holds(request.url):
            raise IgnoreRequest(f"redirects off the site, to {urlparse_cached(request).hostname}")

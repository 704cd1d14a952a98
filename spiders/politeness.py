"""How a crawl behaves towards a site: Crawl-delay, slow answers, 429 and Retry-After, and staying on the site.

Scrapy obeys the Allow and Disallow of robots.txt and keeps a delay for each download slot; the rest is here. A slot
is a site (the spider names it), so that its hosts share a delay. Numbers are decided by pure functions at the end.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import TYPE_CHECKING, Any, Self

from scrapy import signals
from scrapy.exceptions import IgnoreRequest
from scrapy.utils.httpobj import urlparse_cached

from .failures import STOPPING, RobotsFailing

if TYPE_CHECKING:
    from scrapy.core.downloader import Slot
    from scrapy.crawler import Crawler
    from scrapy.http import Request, Response
    from scrapy.robotstxt import RobotParser

BUSY = frozenset({429, 503})
"""Statuses by which a site asks for patience."""
FIRST_PAUSE = 5.0
"""Seconds to leave a site alone after a 429 that states no Retry-After; doubled with each further one."""
NAP = 0.25
"""Seconds between two looks at whether the crawl is being stopped, while a site is left alone."""


@dataclass(slots=True)
class Patience:
    """What a site has asked for."""

    until: float = 0.0
    """Monotonic time before which nothing more is sent to it."""
    bursts: int = 0
    """How often it has asked; several answers within one pause count once."""


class Politeness:
    """Downloader middleware that paces each site."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        settings = crawler.settings
        self.floor = settings.getfloat("DOWNLOAD_DELAY")
        self.ceiling = settings.getfloat("NEWSARCHIVE_DELAY_CEILING")
        self.crawl_delay_ceiling = settings.getfloat("NEWSARCHIVE_CRAWL_DELAY_CEILING")
        self.pause_ceiling = settings.getfloat("NEWSARCHIVE_PAUSE_CEILING")
        self.agent: str = settings["ROBOTSTXT_USER_AGENT"]
        self.patience: dict[str, Patience] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Listen to robots.txt, to answers, and to the end of the crawl."""
        politeness = cls(crawler)
        crawler.signals.connect(politeness.robots_parsed, signal=signals.robots_parsed)
        crawler.signals.connect(politeness.response_downloaded, signal=signals.response_downloaded)
        return politeness

    def robots_parsed(self, robotparser: RobotParser, request: Request) -> None:
        """Keep the Crawl-delay a site states."""
        stated = robotparser.crawl_delay(self.agent)
        if stated is None:
            return
        key = self._key(request)
        delay = max(self._floor(key), min(stated, self.crawl_delay_ceiling))
        # No jitter: it would go below the delay asked for as often as above.
        self._downloader.per_slot_settings[key] = self._settings(key) | {"delay": delay, "jitter": 0.0}
        if slot := self._slot(key):
            slot.delay, slot.jitter = max(slot.delay, delay), 0.0

    async def process_request(self, request: Request) -> None:
        """Hold a request while its site is to be left alone."""
        while (wait := self._patience(request).until - monotonic()) > 0:
            if not self.crawler.crawling:
                raise IgnoreRequest(STOPPING)
            await asyncio.sleep(min(wait, NAP))

    def process_response(self, request: Request, response: Response) -> Response:
        """Note a request for patience; where it is for longer than this crawl will wait, do not try again."""
        if response.status in BUSY:
            pause = self._pause(request, response)
            if pause > self.pause_ceiling:
                request.meta["dont_retry"] = True
        return response

    def response_downloaded(self, response: Response, request: Request) -> None:
        """Adapt the delay to how long the site takes to answer."""
        key = self._key(request)
        slot, latency = self._slot(key), request.meta.get("download_latency")
        floor = self._floor(key)
        if slot and latency is not None and floor > 0:  # a delay of nothing is asked for in tests and benchmarks
            slot.delay = adapted(slot.delay, latency, good=response.status == 200, bounds=(floor, self.ceiling))

    def _pause(self, request: Request, response: Response) -> float:
        """Seconds the site is left alone from now; its delay is doubled once for each burst of such answers."""
        patience, now = self._patience(request), monotonic()
        new_burst = now >= patience.until
        stated = retry_after((response.headers.get("Retry-After") or b"").decode("latin-1"), datetime.now(UTC))
        if stated is None and response.status != 429:
            return 0.0
        patience.bursts += new_burst
        pause = FIRST_PAUSE * 2 ** (patience.bursts - 1) if stated is None else stated
        if pause <= self.pause_ceiling:
            patience.until = max(patience.until, now + pause)
        if new_burst and response.status == 429 and (slot := self._slot(self._key(request))):
            slot.delay = min(max(slot.delay * 2, 1.0), max(self.ceiling, slot.delay))
        return pause

    def _patience(self, request: Request) -> Patience:
        return self.patience.setdefault(self._key(request), Patience())

    def _key(self, request: Request) -> str:
        return request.meta.get("download_slot") or urlparse_cached(request).hostname or ""

    def _slot(self, key: str) -> Slot | None:
        slots: dict[str, Slot] = self._downloader.slots
        return slots.get(key)

    def _settings(self, key: str) -> dict[str, Any]:
        settings: dict[str, dict[str, Any]] = self._downloader.per_slot_settings
        return settings.get(key, {})

    def _floor(self, key: str) -> float:
        return float(self._settings(key).get("delay", self.floor))

    @property
    def _downloader(self) -> Any:
        return self.crawler.engine.downloader


class RobotsUnavailable:
    """Downloader middleware: a robots.txt that the server fails to give forbids everything (RFC 9309, 2.3.1.4)."""

    def __init__(self) -> None:
        self.failing: dict[str, int] = {}

    def process_response(self, request: Request, response: Response) -> Response:
        """Put a refusal in place of a server error; everything else passes."""
        url = urlparse_cached(request)
        if request.meta.get("dont_obey_robotstxt") and url.path == "/robots.txt" and response.status >= 500:
            self.failing[url.netloc] = response.status
            return response.replace(status=200, body=b"User-agent: *\nDisallow: /\n")
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Say of such a refusal what is behind it."""
        status = self.failing.get(urlparse_cached(request).netloc)
        if status and isinstance(exception, IgnoreRequest):
            raise RobotsFailing(f"robots.txt answers HTTP {status}, which forbids everything until it is back")


class OnSite:
    """Downloader middleware that refuses to follow a page's redirect off its site."""

    def process_request(self, request: Request) -> None:
        """Let through what is no redirect, or leads to a host of the source."""
        source = request.meta.get("source")
        if source and request.meta.get("redirect_times") and not source.holds(request.url):
            raise IgnoreRequest(f"redirects off the site, to {urlparse_cached(request).hostname}")


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
        return float(stated)
    try:
        moment = parsedate_to_datetime(stated)
    except ValueError:
        return None
    return max(0.0, (moment.astimezone(UTC) - now).total_seconds())

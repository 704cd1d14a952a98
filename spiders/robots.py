"""robots.txt: obeyed, asked for again once a day, and taken for a refusal where the host fails to give it (RFC 9309).

Scrapy's own middleware keeps what it was given for as long as the process runs, which may be months here, and takes a
host that fails to answer for one that allows everything.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Self

from scrapy import Request, signals
from scrapy.exceptions import DownloadCancelledError, IgnoreRequest
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.httpobj import urlparse_cached
from scrapy.utils.misc import build_from_crawler, load_object

from .failures import RobotsFailing, host_failed

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.robotstxt import RobotParser

KEPT_SECONDS = 24 * 3600.0
"""How long a robots.txt is believed (RFC 9309, 2.4)."""
FAILING_SECONDS = 600.0
"""How long a host that fails to give it is not asked for it again."""
LARGEST = 512 * 1024
"""Bytes of it that are read: RFC 9309 (2.5) asks for 500 KiB at least."""
REDIRECTS = 5
"""Redirects followed to it (RFC 9309, 2.3.1.2); beyond, it counts as one that is not there."""


@dataclass(kw_only=True, frozen=True, slots=True)
class Rules:
    """What is known of the robots.txt of a host."""

    parser: RobotParser | None
    """Its rules; None where it fails."""
    failing: str | None = None
    """Why it forbids everything for now."""
    until: float
    """Monotonic time at which it is asked for again."""


class Robots:
    """Downloader middleware, in the place of Scrapy's: obeys robots.txt."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.agent: str = crawler.settings["ROBOTSTXT_USER_AGENT"]
        self.obeys = crawler.settings.getbool("ROBOTSTXT_OBEY")
        self.parser: type[RobotParser] = load_object(crawler.settings["ROBOTSTXT_PARSER"])
        self.asked: dict[str, asyncio.Task[Rules]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read the settings."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let through what robots.txt allows."""
        if not self.obeys or request.meta.get("dont_obey_robotstxt"):
            return
        rules = await self.rules(request)
        if rules.failing:
            raise RobotsFailing(f"robots.txt {rules.failing}, which forbids everything until it is back")
        assert rules.parser is not None and self.crawler.stats is not None
        if not rules.parser.allowed(request.url, self.agent):
            self.crawler.stats.inc_value("robotstxt/forbidden")
            raise IgnoreRequest("Forbidden by robots.txt")

    async def rules(self, request: Request) -> Rules:
        """The rules of a request's host, asked for once by however many requests."""
        url = urlparse_cached(request)
        place = f"{url.scheme}://{url.netloc}"
        task = self.asked.get(place)
        if task is None or (task.done() and (task.exception() or task.result().until <= monotonic())):
            self.asked[place] = task = asyncio.ensure_future(self.ask(f"{place}/robots.txt", request))
        return await asyncio.shield(task)

    async def ask(self, address: str, request: Request) -> Rules:
        """Ask for a robots.txt. Raises what says that nothing was asked: `NotNow`, or that the crawl stops."""
        asking = Request(
            address,
            priority=1000,
            meta={"dont_obey_robotstxt": True, "robots": True, "source": request.meta.get("source")},
            callback=NO_CALLBACK,
            dont_filter=True,
        )
        assert self.crawler.engine is not None
        try:
            response = await self.crawler.engine.download_async(asking)
        except Exception as error:
            if reason := host_failed(error):
                return Rules(parser=None, failing=f"cannot be had ({reason})", until=monotonic() + FAILING_SECONDS)
            if isinstance(error, DownloadCancelledError) or "DOWNLOAD_MAXSIZE" in str(error):
                return Rules(parser=None, failing="is too large to be read", until=monotonic() + KEPT_SECONDS)
            if str(error) == "max redirections reached":
                return self.read(b"", request)
            raise
        return self.judge(response, request)

    def judge(self, response: Response, request: Request) -> Rules:
        """What an answer means: a fault or too many requests forbid everything, any other refusal nothing."""
        if response.status >= 500 or response.status == 429:
            return Rules(parser=None, failing=f"answers HTTP {response.status}", until=monotonic() + FAILING_SECONDS)
        return self.read(response.body[:LARGEST] if response.status == 200 else b"", request)

    def read(self, body: bytes, request: Request) -> Rules:
        """The rules of a file; whoever sets the pace hears of them."""
        parser: RobotParser = build_from_crawler(self.parser, self.crawler, body)
        self.crawler.signals.send_catch_log(signals.robots_parsed, robotparser=parser, request=request)
        return Rules(parser=parser, until=monotonic() + KEPT_SECONDS)

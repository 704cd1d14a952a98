"""Reservations of rights on text and data mining that a site makes for many pages at once: ``/.well-known/tdmrep.json``
(TDMRep, W3C Community Group report of 2024). Asked for once a day, and only for sources that honour it; what single
pages say about it is found on them (`newsarchive.directives`).
"""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from time import monotonic
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.httpobj import urlparse_cached

from newsarchive.sources import Source

from .failures import host_failed
from .robots import FAILING_SECONDS, KEPT_SECONDS

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

RESERVATION = "tdm-reservation"
PLACE = "/.well-known/tdmrep.json"
LARGEST = 512 * 1024
"""Bytes of the file that are read, as of robots.txt."""


class Stated(NamedTuple):
    """What a site says about an address, as the archive notes it."""

    rule: str
    """Always tdm-reservation."""
    evidence: str
    """Where it says so."""


@dataclass(kw_only=True, frozen=True, slots=True)
class Reservations:
    """What a site has reserved."""

    rules: tuple[tuple[str, bool], ...]
    """Patterns of paths, and whether the rights on what they match are reserved."""
    until: float
    """Monotonic time at which the file is asked for again."""


class OptOuts:
    """Downloader middleware: turns away pages whose site has reserved its rights, where that is to be honoured."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.honoured: dict[str, frozenset[str]] = crawler.settings["NEWSARCHIVE_HONOUR"]
        self.asked: dict[str, asyncio.Task[Reservations]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read the settings."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let through what is not reserved, or not to be honoured."""
        source = request.meta.get("source")
        wanted = isinstance(source, Source) and RESERVATION in self.honoured.get(source.name, ())
        if not wanted or not request.meta.get("page"):
            return
        url = urlparse_cached(request)
        stated = await self.reservations(f"{url.scheme}://{url.netloc}", request)
        if pattern := reserved(url.path or "/", stated.rules):
            await self.note(request.url, pattern)
            raise IgnoreRequest(f"{RESERVATION}: the site reserves its rights ({PLACE})")

    async def note(self, url: str, pattern: str) -> None:
        """Keep the decision with the address."""
        frontier: Any = getattr(self.crawler.spider, "frontier", None)
        if frontier is not None:
            await frontier.note(url, [Stated(RESERVATION, f"{PLACE}: {pattern}")], now=datetime.now(UTC))

    async def reservations(self, place: str, request: Request) -> Reservations:
        """What a site has reserved, asked for once by however many requests."""
        task = self.asked.get(place)
        if task is None or (task.done() and (task.exception() or task.result().until <= monotonic())):
            self.asked[place] = task = asyncio.ensure_future(self.ask(place + PLACE, request))
        return await asyncio.shield(task)

    async def ask(self, address: str, request: Request) -> Reservations:
        """Ask for the file; one that cannot be had reserves nothing for now, for nearly no site has one."""
        asking = Request(address, meta={"source": request.meta["source"]}, callback=NO_CALLBACK, dont_filter=True)
        assert self.crawler.engine is not None
        try:
            response = await self.crawler.engine.download_async(asking)
        except Exception as error:
            if host_failed(error) is None and "robots.txt" not in str(error):
                raise
            return Reservations(rules=(), until=monotonic() + FAILING_SECONDS)
        rules = read(response.body[:LARGEST]) if response.status == 200 else ()
        return Reservations(rules=rules, until=monotonic() + KEPT_SECONDS)


def read(body: bytes) -> tuple[tuple[str, bool], ...]:
    """The rules of a file; none where it says nothing that can be read.

    >>> read(b'[{"location": "/news/*", "tdm-reservation": 1}, {"location": "/open/", "tdm-reservation": 0}]')
    (('/news/*', True), ('/open/', False))
    >>> read(b"<html>not found</html>"), read(b'{"location": "/"}')
    ((), ())
    """
    try:
        stated = json.loads(body)
    except (ValueError, RecursionError):
        return ()
    entries = [entry for entry in stated if isinstance(entry, dict)] if isinstance(stated, list) else []
    return tuple(
        (entry["location"], entry.get(RESERVATION) in (1, "1", True))
        for entry in entries
        if isinstance(entry.get("location"), str)
    )


def reserved(path: str, rules: tuple[tuple[str, bool], ...]) -> str | None:
    """The pattern by which a path is reserved, the longest that matches it deciding; None where it is not.

    >>> rules = (("/*", True), ("/open/", False), ("/*.pdf$", True))
    >>> reserved("/news/1", rules), reserved("/open/1", rules), reserved("/open/a.pdf", rules)
    ('/*', None, '/*.pdf$')
    """
    matching = [(len(pattern), is_reserved, pattern) for pattern, is_reserved in rules if _matches(pattern, path)]
    if not matching:
        return None
    _, is_reserved, pattern = max(matching)
    return pattern if is_reserved else None


def _matches(pattern: str, path: str) -> bool:
    """As robots.txt matches: from the beginning, ``*`` for anything, ``$`` for the end; in linear time."""
    ends = pattern.endswith("$")
    first, *rest = re.sub(r"\*+", "*", pattern.removesuffix("$")).split("*")
    if not path.startswith(first):
        return False
    place = len(first)
    for number, part in enumerate(rest):
        if ends and number == len(rest) - 1:
            return path.endswith(part) and len(path) - len(part) >= place
        place = path.find(part, place) + len(part)
        if place < len(part):
            return False
    return not ends or bool(rest) or path == first

"""The spider that crawls any declared source: it polls feeds and sitemaps, then fetches what the frontier says is due.

    scrapy crawl news -a source=NAME[,NAME…] [-a since=2026-01-31] [-a limit=100] [-a revisit=1]

It yields a `Page` for every answer, whatever its status; what a page is worth is decided further on. It knows
nothing of how the archive keeps things: ``frontier`` is given to it before it starts (by
`newsarchive.pipelines.session`).
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from scrapy import Request, Spider

from newsarchive.discover import Found, read_feed, read_section, read_sitemap
from newsarchive.exceptions import UnreadableDocument
from newsarchive.items import Page
from newsarchive.report import DocumentRead, Settled, document_read, page_settled
from newsarchive.settings import from_sources_file, sources_path
from newsarchive.sources import Source, load_file

from .failures import ROBOTS, Trouble, failure_of
from .pages import page_of
from .site import Plan, Site, plan

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.settings import BaseSettings
    from twisted.python.failure import Failure

    from .frontier import Due, Frontier

_ROBOTS_AGAIN = timedelta(days=7)
_DISCOVERY_PRIORITY = 10  # before pages of the same site, so that the newest stories are known early


class NewsSpider(Spider):
    """Crawls declared sources."""

    name = "news"
    frontier: Frontier
    worker: str

    def __init__(self, *, sources: list[Source], plan: Plan, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.plan = plan
        self.sites = {source.name: Site(source=source) for source in sources}
        self.leased = 0
        self.stirred = asyncio.Event()

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Let the sources file decide on delay, user agent and the like."""
        super().update_settings(settings)
        for name, value in from_sources_file(load_file(sources_path(settings))).items():
            settings.set(name, value, priority="spider")

    @classmethod
    def from_crawler(
        cls,
        crawler: Crawler,
        source: str = "",
        since: str | None = None,
        limit: str | int | None = None,
        revisit: str | bool = False,
        **kwargs: Any,
    ) -> Self:
        """Read the sources file. Raises `UnknownSource`, `SourcesFileError`, `UsageError`."""
        settings = crawler.settings
        names = [name.strip() for name in source.split(",") if name.strip()]
        days = settings.getint("NEWSARCHIVE_SITEMAP_DAYS")
        spider: Self = super().from_crawler(
            crawler,
            sources=load_file(sources_path(settings)).named(names),
            plan=plan(today=datetime.now(UTC).date(), since=since, limit=limit, revisit=revisit, days=days),
            **kwargs,
        )
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """Ask for every site's feeds and sitemaps, then for what is due, a few pages of each site at a time."""
        for site in self.sites.values():
            for request in self.documents_of(site):
                yield request
        while True:
            self.stirred.clear()
            for request in await self.pages():
                yield request
            if all(site.finished for site in self.sites.values()):
                return
            await self.stirred.wait()

    # --- discovery -------------------------------------------------------------------------------------------------

    def documents_of(self, site: Site) -> Iterator[Request]:
        """Requests for a site's feeds and sitemaps; for its section pages where it has neither."""
        for url in site.source.feeds:
            yield from self.document_request(site, url, "feed")
        for url in site.source.sitemaps:
            yield from self.document_request(site, url, "sitemap")
        yield from self.sections_of(site)

    def sections_of(self, site: Site) -> Iterator[Request]:
        """Requests for section pages, where feeds and sitemaps brought nothing."""
        if site.needs_sections():
            site.fell_back = True
            for url in site.source.sections or (site.source.url,):
                yield from self.document_request(site, url, "section")

    def document_request(self, site: Site, url: str, kind: str, depth: int = 0) -> Iterator[Request]:
        """A request for a document that was not asked for yet."""
        if url in site.asked:
            return
        site.asked.add(url)
        site.documents += 1
        known = None if self.plan.since else self.frontier.document(url)
        yield Request(
            url,
            callback=self.parse_document,
            errback=self.document_failed,
            headers=_conditions(known) if known else None,
            cb_kwargs={"site": site, "kind": kind, "depth": depth},
            meta={"source": site.source},
            priority=_DISCOVERY_PRIORITY,
            dont_filter=True,
        )

    async def parse_document(self, response: Response, site: Site, kind: str, depth: int) -> AsyncIterator[Request]:
        """Offer what a document names to the frontier; follow a sitemap index to its sitemaps."""
        site.answered()
        try:
            found = await self.read_document(response, site, kind)
            for request in self.sitemaps_of(site, found, depth):
                yield request
        finally:
            site.documents -= 1
            self.stirred.set()
        for request in self.sections_of(site):
            yield request

    async def read_document(self, response: Response, site: Site, kind: str) -> Found:
        """What a document says, offered."""
        request = _request(response)
        asked = request.meta.get("redirect_urls", [request.url])[0]
        known = None if self.plan.since else self.frontier.document(asked)
        digest = hashlib.sha1(response.body, usedforsecurity=False).hexdigest()
        if response.status == 304 or (known and known.digest == digest and response.status == 200):
            site.brought = True
            if not known or known.kind != "sitemap_index":  # an index may stay the same while its sitemaps change
                await self.note_document(site, asked, known.kind if known else kind, status=response.status)
                return Found(kind=kind)
        if response.status != 200:
            await self.note_document(site, asked, kind, status=response.status, problem=f"HTTP {response.status}")
            return Found(kind=kind)
        try:
            found = _READERS[kind](response.body, response.url, site.source)
        except UnreadableDocument as error:
            problem = str(error).removeprefix(response.url).strip()
            await self.note_document(site, asked, kind, status=200, problem=problem)
            return Found(kind=kind)
        site.brought = site.brought or bool(found.candidates or found.sitemaps)
        wanted = [candidate for candidate in found.candidates if self.plan.wants(candidate, site.source)]
        new = await self.frontier.offer(wanted, source=site.source.name, now=_now())
        site.exhausted = site.exhausted and not new
        # Noted only now: a crash between offer and note offers the same again, which does no harm.
        await self.note_document(
            site,
            asked,
            found.kind,
            status=200,
            etag=_header(response, "ETag"),
            last_modified=_header(response, "Last-Modified"),
            digest=digest,
            candidates=len(wanted),
            new_candidates=new,
        )
        return found

    def sitemaps_of(self, site: Site, found: Found, depth: int) -> Iterator[Request]:
        """Requests for the sitemaps an index names, as far as they may hold something new."""
        if depth >= self.plan.depth:
            return
        room = self.plan.sitemaps - site.sitemaps
        for link in self.plan.choose_sitemaps(found.sitemaps, site.source, room=room):
            site.sitemaps += 1
            yield from self.document_request(site, link.url, "sitemap", depth + 1)

    async def document_failed(self, failure: Failure) -> AsyncIterator[Request]:
        """Note why a document did not come."""
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy adds it
        site, kind = request.cb_kwargs["site"], request.cb_kwargs["kind"]
        trouble = failure_of(failure)
        site.documents -= 1
        try:
            await self.note_document(site, request.url, kind, status=None, problem=trouble.reason)
            if trouble.silence:
                self.silence(site, trouble)
        finally:
            self.stirred.set()
        for request in self.sections_of(site):
            yield request

    async def note_document(self, site: Site, url: str, kind: str, *, problem: str | None = None, **state: Any) -> None:
        """Remember a document for the next crawl, and tell of it."""
        source = site.source.name
        await self.frontier.save_document(url, source=source, kind=kind, now=_now(), reason=problem, **state)
        found, new = state.get("candidates", 0), state.get("new_candidates", 0)
        self.tell(DocumentRead(source=source, url=url, kind=kind, found=found, new=new, problem=problem))

    # --- pages -----------------------------------------------------------------------------------------------------

    async def pages(self) -> list[Request]:
        """Requests for the next pages that are due, a few of each site that has room."""
        shares = list(self.shares())
        taken = await asyncio.gather(*(self.lease(site, share) for site, share in shares))
        return [self.page_request(site, due) for (site, _), pages in zip(shares, taken, strict=True) for due in pages]

    def shares(self) -> Iterator[tuple[Site, int]]:
        """Sites that have room for pages, and for how many; never more in all than was asked for."""
        for site in self.sites.values():
            share = site.room(self.plan.ahead)
            if self.plan.limit is not None:
                share = min(share, self.plan.limit - self.leased)
                site.exhausted = site.exhausted or self.leased >= self.plan.limit
            if share > 0:
                self.leased += share
                site.pages += share
                yield site, share

    async def lease(self, site: Site, share: int) -> Sequence[Due]:
        """Take a site's share from the frontier; what it cannot fill is left to others."""
        seconds = self.settings.getint("NEWSARCHIVE_LEASE_SECONDS")
        taken = await self.frontier.lease(
            sources=[site.source.name],
            limit=share,
            now=_now(),
            worker=self.worker,
            seconds=seconds,
            force=self.plan.revisit,
        )
        site.exhausted = len(taken) < share
        self.leased -= share - len(taken)
        site.pages -= share - len(taken)
        return taken

    def page_request(self, site: Site, due: Due) -> Request:
        """A request for a page; conditional where an earlier answer said how."""
        return Request(
            due.url,
            callback=self.parse_page,
            errback=self.page_failed,
            headers=_conditions(due),
            cb_kwargs={"site": site, "due": due},
            meta={"source": site.source, "page": True},
            dont_filter=True,
        )

    def parse_page(self, response: Response, site: Site, due: Due) -> Iterator[Page]:
        """The page, as it was fetched."""
        site.pages -= 1
        self.stirred.set()
        if response.status in (429, 503):
            busy = Trouble(outcome="failed", reason=f"HTTP {response.status}", silence=True)
            self.silence(site, busy, for_long=_request(response).meta.get("dont_retry", False))
        else:
            site.answered()
        yield page_of(response, source=site.source.name, candidate=due.candidate)

    async def page_failed(self, failure: Failure) -> None:
        """Note why a page did not come."""
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy adds it
        site, due = request.cb_kwargs["site"], request.cb_kwargs["due"]
        site.pages -= 1
        self.stirred.set()
        trouble = failure_of(failure)
        if trouble.silence:
            self.silence(site, trouble)
        if trouble.outcome is None:  # it is not to be asked now: the page is given back as it was
            return
        await self.settle(due, trouble)
        event = Settled(
            source=site.source.name, url=due.url, outcome=trouble.outcome, reason=trouble.reason, fetched=False
        )
        self.crawler.signals.send_catch_log(page_settled, event=event)

    async def settle(self, due: Due, trouble: Trouble) -> None:
        """Note a page that did not come; what robots.txt forbids is looked at again in a while, for it may change."""
        now = _now()
        if trouble.reason == ROBOTS:
            await self.frontier.refuse(due.url, rule="robots", evidence=trouble.reason, now=now)
        again = now + _ROBOTS_AGAIN if trouble.reason == ROBOTS else None
        await self.frontier.settle(
            due.url, now=now, status=None, outcome=str(trouble.outcome), reason=trouble.reason, retry_at=again
        )

    def silence(self, site: Site, trouble: Trouble, *, for_long: bool = False) -> None:
        """Count a failure to answer; tell when that closes the site. Hours and budgets close it at once."""
        if site.silent(trouble.reason, for_long=for_long or trouble.until is not None):
            self.logger.warning("%s: %s", site.source.name, site.closed)
            self.tell(DocumentRead(source=site.source.name, url=site.source.url, kind="site", problem=site.closed))

    def tell(self, event: DocumentRead) -> None:
        """Let whoever listens know of a document."""
        self.crawler.signals.send_catch_log(document_read, event=event)


_READERS: dict[str, Callable[[bytes, str, Source], Found]] = {
    "feed": lambda body, url, source: read_feed(body, url, holds=source.holds),
    "sitemap": lambda body, url, source: read_sitemap(body, url),
    "section": lambda body, url, source: read_section(body, url),
}


def _request(response: Response) -> Request:
    """The request that was answered; a response in a callback always has one."""
    assert response.request is not None
    return response.request


def _now() -> datetime:
    return datetime.now(UTC)


def _conditions(known: Any) -> dict[str, str]:
    """Headers that ask for an answer only if something has changed."""
    tags = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {name: value for name, value in tags.items() if value}


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None

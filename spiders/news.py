"""The spider that crawls any declared source: it polls feeds and sitemaps, then fetches what the frontier says is due.

    scrapy crawl news -a source=NAME[,NAME…] [-a since=2026-01-31] [-a until=2026-02-28] [-a per_day=500]
                     [-a limit=100] [-a revisit=1]

It yields a `Page` for every answer, whatever its status; what a page is worth is decided further on. It knows
nothing of how the archive keeps things: ``frontier`` is given to it before it starts (by
`newsarchive.pipelines.session`).
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from scrapy import Request, Spider

from newsarchive.addon import page_of
from newsarchive.discover import MAX_SITEMAP, Found, SitemapLink, read_feed, read_section, read_sitemap
from newsarchive.exceptions import UnreadableDocument
from newsarchive.items import Candidate, Page
from newsarchive.polling import Poll
from newsarchive.report import DocumentRead, Settled, document_read, page_settled
from newsarchive.settings import from_sources_file, sources_path
from newsarchive.sources import Source, SourcesFile, load_file

from .failures import ONE_LINE, ROBOTS, Trouble, failure_of
from .pace import retry_after
from .site import Plan, Site, Visit, changed_since, likely_story, plan
from .traps import MAX_LENGTH, sort_out

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.settings import BaseSettings
    from twisted.python.failure import Failure

    from .frontier import Due, Frontier

_ROBOTS_AGAIN = timedelta(days=7)
_LONGEST_ASKED = 7 * 86400.0  # a Retry-After of years is a mistake
_TRAPS_KEPT = 100  # of one document: enough to see what is wrong with it
_DISCOVERY_PRIORITY = 10  # before pages of the same site, so that the newest stories are known early


class NewsSpider(Spider):
    """Crawls declared sources."""

    name = "news"
    frontier: Frontier
    worker: str
    keep: Callable[[Page], Awaitable[object]] | None = None
    """Captures a document, where documents are captured."""

    def __init__(self, *, sites: Iterable[Site], plan: Plan, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.plan = plan
        self.sites = {site.source.name: site for site in sites}
        self.leased = 0
        self.stirred = asyncio.Event()

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Let the sources file decide on delay, user agent and the like."""
        super().update_settings(settings)
        logging.getLogger("asyncio").addFilter(ONE_LINE)
        for name, value in from_sources_file(load_file(sources_path(settings))).items():
            settings.set(name, value, priority="spider")

    @classmethod
    def from_crawler(cls, crawler: Crawler, source: str = "", **kwargs: Any) -> Self:
        """Read the sources file. Raises `UnknownSource`, `SourcesFileError`, `UsageError`."""
        said = {name: kwargs.pop(name, None) for name in ("since", "until", "per_day", "limit", "revisit")}
        days = crawler.settings.getint("NEWSARCHIVE_SITEMAP_DAYS")
        spider: Self = super().from_crawler(
            crawler,
            sites=sites_of(load_file(sources_path(crawler.settings)), source),
            plan=plan(today=datetime.now(UTC).date(), days=days, said=said),
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
        for url, kind in site.declared.items():
            yield from self.document_request(Visit(site=site, url=url, kind=kind))
        yield from self.sections_of(site)

    def sections_of(self, site: Site) -> Iterator[Request]:
        """Requests for section pages, where feeds and sitemaps brought nothing."""
        if site.needs_sections():
            site.fell_back = True
            for url, kind in site.sections.items():
                yield from self.document_request(Visit(site=site, url=url, kind=kind))

    def document_request(self, visit: Visit) -> Iterator[Request]:
        """A request for a document that was not asked for yet, and is not retired."""
        site, known = visit.site, self.frontier.document(visit.url)
        if visit.url in site.asked or not self.is_time(known):
            return
        site.asked.add(visit.url)
        site.documents += 1
        yield Request(
            visit.url,
            callback=self.parse_document,
            errback=self.document_failed,
            headers=_conditions(known) if known and self.is_whole(known) else None,
            cb_kwargs={"visit": visit},
            meta={"source": site.source, **({"download_maxsize": MAX_SITEMAP} if visit.kind == "sitemap" else {})},
            priority=_DISCOVERY_PRIORITY,
            dont_filter=True,
        )

    def is_whole(self, known: Any) -> bool:
        """Whether a document that has not changed says nothing new: an index may be the same, and its sitemaps not."""
        return known.kind != "sitemap_index" and self.plan.since is None

    def is_time(self, known: Any) -> bool:
        """Whether a document may be asked for now: one that is retired is looked at rarely."""
        early = known and known.retired and known.due_at and known.due_at > _now()
        return not early or self.plan.since is not None

    async def parse_document(self, response: Response, visit: Visit) -> AsyncIterator[Request]:
        """Offer what a document names to the frontier; follow a sitemap index to its sitemaps."""
        visit.site.answered()
        try:
            if self.keep is not None:
                named = Candidate(url=visit.url, via="document", found_in=visit.parent)
                await self.keep(page_of(response, source=visit.site.source.name, candidate=named))
            found = await self.read_document(response, visit)
            for request in self.sitemaps_of(visit, found):
                yield request
        finally:
            self.document_over(visit)
        for request in self.sections_of(visit.site):
            yield request

    async def read_document(self, response: Response, visit: Visit) -> Found:
        """What a document says, offered; nothing where it says nothing new."""
        nothing, known = Found(kind=visit.kind), None if self.plan.since else self.frontier.document(visit.url)
        digest = hashlib.sha1(response.body, usedforsecurity=False).hexdigest()
        poll = Poll(inner=visit.parent is not None, wait=_wait(response))
        if known and self.is_whole(known) and (response.status == 304 or _same(response, known.digest, digest)):
            visit.site.brought = True
            await self.note_document(visit, poll, status=response.status, kind=known.kind)
            return nothing
        if response.status != 200:
            poll = replace(poll, failed=True, gone=response.status in (404, 410))
            await self.note_document(visit, poll, status=response.status, problem=f"HTTP {response.status}")
            return nothing
        try:
            # In a thread: fifty megabytes of sitemap take seconds to read, and other sites go on meanwhile.
            found = await asyncio.to_thread(_READERS[visit.kind], response.body, response.url, visit.site.source)
        except UnreadableDocument as error:
            problem = str(error).removeprefix(response.url).strip()
            await self.note_document(visit, replace(poll, failed=True), status=200, problem=problem)
            return nothing
        validators = {"etag": _header(response, "ETag"), "last_modified": _header(response, "Last-Modified")}
        poll = replace(poll, index=found.kind == "sitemap_index")
        await self.offer(visit, found, poll, digest=digest, **validators)
        return found

    async def offer(self, visit: Visit, found: Found, poll: Poll, **state: Any) -> None:
        """Offer what a document names, and remember the document."""
        visit.site.brought = visit.site.brought or bool(found.candidates or found.sitemaps)
        wanted = await self.sort_out(visit.site, self.plan.wanted(found, visit.site.source))
        old = [candidate for candidate in wanted if self.plan.is_old(candidate)]
        news = [candidate for candidate in wanted if not self.plan.is_old(candidate)]
        span = {"span": self.plan.span, "per_day": self.plan.per_day or visit.site.per_day}
        state |= {"kind": found.kind, "status": 200, "old": old, **(span if visit.kind == "sitemap" else {})}
        new = await self.note_document(visit, poll, candidates=news, **state)
        visit.site.exhausted = visit.site.exhausted and not new

    async def sort_out(self, site: Site, candidates: list[Candidate]) -> list[Candidate]:
        """The candidates that are no traps; the others are counted, and the first of them kept with the reason."""
        good, bad = sort_out(candidates, _now().date())
        kept = [one for one in bad if len(one[0].url) <= MAX_LENGTH][:_TRAPS_KEPT]
        if kept:
            await self.frontier.turn_down(kept, source=site.source.name, now=_now())
        for candidate, reason in bad:
            self.tell_unfetched(site, candidate.url[:MAX_LENGTH], "refused", reason)
        return good

    def sitemaps_of(self, visit: Visit, found: Found) -> Iterator[Request]:
        """Requests for the sitemaps an index names, as far as they may hold something new."""
        if visit.depth >= self.plan.depth:
            return
        site, chosen = visit.site, self.plan.choose_sitemaps(found.sitemaps, visit.site.source)
        # Only a backfill works its way down the list; else the newest are all there is.
        for link in chosen if self.plan.since else chosen[: self.plan.sitemaps]:
            if self.is_read(link):
                continue
            if site.sitemaps >= self.plan.sitemaps:
                site.unread += 1
                continue
            site.sitemaps += 1
            yield from self.document_request(
                Visit(site=site, url=link.url, kind="sitemap", depth=visit.depth + 1, parent=visit.url)
            )
        if site.unread and self.plan.since:
            self.logger.warning("%s: %d sitemaps are left for the next crawl", site.source.name, site.unread)

    def is_read(self, link: SitemapLink) -> bool:
        """Whether an earlier crawl of the same backfill has read a sitemap that has not changed since."""
        known = self.frontier.document(link.url) if self.plan.since else None
        return known is not None and known.read_for == self.plan.span and not changed_since(link, known.fetched_at)

    async def document_failed(self, failure: Failure) -> AsyncIterator[Request]:
        """Note why a document did not come."""
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy adds it
        visit, trouble = request.cb_kwargs["visit"], failure_of(failure)
        try:
            await self.document_lost(visit, trouble)
        finally:
            self.document_over(visit)
        for following in self.sections_of(visit.site):
            yield following

    async def document_lost(self, visit: Visit, trouble: Trouble) -> None:
        """A document did not come."""
        if trouble.silence:
            self.silence(visit.site, trouble)
        if trouble.outcome is not None:  # else it is not to be asked now
            poll = Poll(failed=True, inner=visit.parent is not None)
            await self.note_document(visit, poll, status=None, problem=trouble.reason)

    def document_over(self, visit: Visit) -> None:
        """Nothing more is to come of asking for a document."""
        visit.site.documents -= 1
        self.stirred.set()

    async def note_document(self, visit: Visit, poll: Poll, *, problem: str | None = None, **state: Any) -> int:
        """Remember a document, with what it named, and tell of it; how many addresses were new."""
        source, kind = visit.site.source.name, state.pop("kind", visit.kind)
        new: int = await self.frontier.note_poll(
            visit.url,
            poll,
            source=source,
            now=_now(),
            pace=visit.site.pace,
            kind=kind,
            reason=problem,
            parent=visit.parent,
            **state,
        )
        found = len(state.get("candidates") or ()) + len(state.get("old") or ())
        self.tell(DocumentRead(source=source, url=visit.url, kind=kind, found=found, new=new, problem=problem))
        return new

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
            self.busy(site, response)
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
        if trouble.outcome is None:  # it is not to be asked now, or the crawl stops, which gives back all
            if trouble.silence:
                await self.frontier.give_back([due.url])
            return
        await self.settle(due, trouble)

    def tell_unfetched(self, site: Site, url: str, outcome: str, reason: str) -> None:
        """Let whoever listens know of a page that did not come."""
        event = Settled(source=site.source.name, url=url, outcome=outcome, reason=reason, fetched=False)
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
        self.tell_unfetched(self.sites[due.source], due.url, str(trouble.outcome), trouble.reason)

    def busy(self, site: Site, response: Response) -> None:
        """A site asks for patience."""
        trouble = Trouble(outcome="failed", reason=f"HTTP {response.status}", silence=True)
        self.silence(site, trouble, for_long=_request(response).meta.get("dont_retry", False))

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
    "section": lambda body, url, source: read_section(body, url, likely=likely_story(source)),
}


def sites_of(file: SourcesFile, names: str) -> list[Site]:
    """The sites of the sources named (with commas between them); of all that are enabled where none is."""
    wanted = [name.strip() for name in names.split(",") if name.strip()]
    return [
        Site(source=source, pace=file.pace(source), per_day=source.backfill_per_day or file.crawl.backfill_per_day)
        for source in file.named(wanted)
    ]


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


def _same(response: Response, known: str | None, digest: str) -> bool:
    """Whether an answer is what was answered before: its digest is the truth, for validators lie."""
    return response.status == 200 and known == digest


def _wait(response: Response) -> timedelta | None:
    """How long not to ask again: as long as the site asks, or as long as a cache may answer the same."""
    if response.status in (429, 503):
        seconds = retry_after(_header(response, "Retry-After") or "", _now())
    else:
        match = re.search(r"max-age=(\d{1,9})", _header(response, "Cache-Control") or "")
        seconds = float(match[1]) if match else None
    return None if seconds is None else timedelta(seconds=min(seconds, _LONGEST_ASKED))

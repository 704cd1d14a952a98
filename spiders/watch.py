"""The spider behind `newsarchive watch`: it runs for good, and asks for feeds and pages when their time has come.

    scrapy crawl watch [-a source=NAME[,NAME…]]

What is due stands in the archive; the scheduler only says when to look. So it is the same whether a minute has passed
since the last look, or a night in which the machine slept or was switched off: what is overdue is asked for once.

A run ends at midnight UTC, when the sources file changes, or when it is told to; whoever started it (`newsarchive
watch`) starts the next one, with the sources and settings of then.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from newsarchive.discover import SitemapLink
from newsarchive.exceptions import SourceError
from newsarchive.polling import Poll
from newsarchive.report import watch_noted
from newsarchive.settings import sources_path
from newsarchive.sources import load_file

from .network import Network
from .news import NewsSpider
from .politeness import Politeness
from .site import Site, Visit, changed_since

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from newsarchive.items import Page

    from .failures import Trouble
    from .frontier import Due

LOOK = 5
"""Seconds between two looks at what is due; each costs a few reads of the archive."""
PULSE = 60
"""Seconds without a look after which the scheduler is set anew."""
SETTLED = timedelta(seconds=10)
"""How long the sources file has to be left alone before a change counts: whoever adds ten sites writes it ten times."""
REST = timedelta(minutes=15)
"""How long a site that does not answer is left alone at first; each further time twice as long."""
LONGEST_REST = timedelta(hours=6)
ROLLED, EDITED = "rolled", "sources changed"
"""Why a run ends that is followed by another."""


@dataclass(kw_only=True, frozen=True, slots=True)
class Failed:
    """A failure in suspense: of a document or of a page."""

    trouble: Trouble
    site: Site
    visit: Visit | None = None
    due: Due | None = None


class WatchSpider(NewsSpider):
    """Watches declared sources."""

    name = "watch"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.network: Network[Failed] = Network(sites=len({site.source.hosts[0] for site in self.sites.values()}))
        self.heard: dict[str, Site] = {}
        self.ending: str | None = None
        self.sources_file: Path | None = None
        self.as_read: float | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Remember which version of the sources file this run goes by."""
        path = sources_path(crawler.settings)
        read = _changed_at(path)
        spider: Self = super().from_crawler(crawler, *args, **kwargs)
        spider.sources_file, spider.as_read = path, read
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """Ask for what is due, until this run is to end."""
        for site in self.sites.values():
            await self.declare(site, site.declared)
            await self.fall_back(site)
        scheduler = self.scheduler()
        self.set_jobs(scheduler)
        scheduler.start()
        try:
            while not self.ending:
                self.stirred.clear()
                for request in [*self.polls(_now()), *await self.pages()]:
                    yield request
                try:
                    async with asyncio.timeout(PULSE):
                        await self.stirred.wait()
                except TimeoutError:  # no look for a minute: the clock was put back, and its next one is far away
                    self.set_jobs(scheduler)
        finally:
            scheduler.shutdown(wait=False)
        self.closing = asyncio.ensure_future(self.close_run(self.ending))

    async def close_run(self, reason: str) -> None:
        """End this run; what is in flight is finished, and what still waits for its site's delay is given back."""
        engine = self.crawler.engine
        assert engine is not None
        self.crawler.crawling = False
        await engine.close_spider_async(reason=reason)
        await engine.stop_async()

    def scheduler(self) -> AsyncIOScheduler:
        """Keeps time; what it missed while the machine slept, it makes up for once."""
        logging.getLogger("apscheduler").setLevel(logging.WARNING)  # or it tells of each look
        return AsyncIOScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1}
        )

    def set_jobs(self, scheduler: AsyncIOScheduler) -> None:
        """Look again and again, and end the run when the day is over."""
        scheduler.remove_all_jobs()
        scheduler.add_job(self.look, "interval", seconds=LOOK)
        scheduler.add_job(self.end, "cron", args=[ROLLED], hour=0, minute=0)

    # --- looking ---------------------------------------------------------------------------------------------------

    async def look(self) -> None:
        """See what has come due, who may be asked again, and whether the sources file has changed."""
        now = _now()
        if self.ending is None and self.edited(now):
            self.end(EDITED)
        await self.hear()
        for failed in self.network.overdue(now):
            await self.blame(failed)
        for site in self.sites.values():
            site.reopen(now)
            await self.fall_back(site)
        for name in self.frontier.sources_due(now):
            if name in self.sites:
                self.sites[name].exhausted = False
        self.stirred.set()

    def end(self, reason: str) -> None:
        """End this run; what is in flight is finished."""
        self.ending = reason
        self.stirred.set()

    def edited(self, now: datetime) -> bool:
        """Whether the sources file says something else than when this run began, and can be read."""
        assert self.sources_file is not None
        changed = _changed_at(self.sources_file)
        if changed is None or changed == self.as_read or now.timestamp() - changed < SETTLED.total_seconds():
            return False
        self.as_read = changed  # told once
        try:
            load_file(self.sources_file)
        except SourceError as error:
            self.note(f"goes on with the sources as they were: {error}")
            return False
        return True

    # --- documents -------------------------------------------------------------------------------------------------

    async def declare(self, site: Site, documents: dict[str, str]) -> None:
        """Have the archive know a site's documents."""
        await self.frontier.declare(documents, source=site.source.name, now=_now())

    async def fall_back(self, site: Site) -> None:
        """Watch a site's section pages, where it has no feeds and sitemaps, or none of them can be had."""
        if site.declared and not (site.in_vain and self.all_failing(site)):
            return
        site.in_vain = False
        if site.needs_sections():
            site.fell_back = True
            await self.declare(site, site.sections)

    def all_failing(self, site: Site) -> bool:
        """Whether none of a site's feeds and sitemaps could be had when it was last asked for."""
        known = [self.frontier.document(url) for url in site.declared]
        return all(document and document.failures for document in known)

    def polls(self, now: datetime) -> Iterator[Request]:
        """Requests for documents whose time has come; one at a time while the network is gone."""
        due = [visit for visit in self.visits(now) if visit.site.closed is None]
        if self.network.down:
            due = due[:1] if due and self.network.may_probe(now) else []
        for visit in due:
            yield from self.document_request(visit)

    def visits(self, now: datetime) -> Iterator[Visit]:
        """Documents of the watched sites whose time has come, and that are not under way."""
        for known in self.frontier.documents_due(now):
            site = self.sites.get(known.source)
            if site is None or known.url in site.asked or self.ending:
                continue
            kind = site.declared.get(known.url) or (site.sections.get(known.url) if site.fell_back else None)
            if kind is None and known.parent is not None:
                kind = "sitemap"
            if kind is not None:
                yield Visit(site=site, url=known.url, kind=kind, depth=int(bool(known.parent)), parent=known.parent)

    def documents_of(self, site: Site) -> Iterator[Request]:
        """Nothing: documents are asked for when they are due."""
        return iter(())

    def sections_of(self, site: Site) -> Iterator[Request]:
        """Nothing: see `fall_back`."""
        return iter(())

    def is_time(self, known: Any) -> bool:
        """Documents are only asked for when they are due."""
        return True

    def is_read(self, link: SitemapLink) -> bool:
        """Whether a sitemap is polled by itself, and its index does not say that it has changed since."""
        known = self.frontier.document(link.url)
        return known is not None and known.fetched_at is not None and not changed_since(link, known.fetched_at)

    def document_over(self, visit: Visit) -> None:
        """A document may be asked for again, unless a failure of it is in suspense."""
        super().document_over(visit)
        if not visit.held:
            visit.site.asked.discard(visit.url)

    # --- answers ---------------------------------------------------------------------------------------------------

    async def parse_document(self, response: Response, visit: Visit) -> AsyncIterator[Request]:
        """A document came: so the network is there."""
        await self.answered(visit.site)
        visit.site.sitemaps = visit.site.unread = 0
        async for request in super().parse_document(response, visit):
            yield request

    def parse_page(self, response: Response, site: Site, due: Due) -> Iterator[Page]:
        """A page came: so the network is there, which `hear` makes something of."""
        self.heard[site.source.hosts[0]] = site
        yield from super().parse_page(response, site, due)

    async def pages(self) -> list[Request]:
        """Pages that are due; none while the network is gone."""
        return [] if self.network.down else await super().pages()

    async def document_lost(self, visit: Visit, trouble: Trouble) -> None:
        """A document did not come: whose fault that is will show."""
        if trouble.outcome is not None and trouble.silence:
            await self.suspend(Failed(trouble=trouble, site=visit.site, visit=visit))
        else:
            await super().document_lost(visit, trouble)

    async def note_document(self, visit: Visit, poll: Poll, **state: Any) -> int:
        """Remember a document; where it could not be had, others may have to do."""
        visit.site.in_vain = visit.site.in_vain or poll.failed
        return await super().note_document(visit, poll, **state)

    async def settle(self, due: Due, trouble: Trouble) -> None:
        """Hold against a page that it did not come, unless it may be our network."""
        if trouble.silence:
            await self.suspend(Failed(trouble=trouble, site=self.sites[due.source], due=due))
        else:
            await super().settle(due, trouble)

    def silence(self, site: Site, trouble: Trouble, *, for_long: bool = False) -> None:
        """Leave a site alone that is not to be asked now; where one does not answer, see `suspend`."""
        if trouble.outcome is None:
            site.rest(trouble.reason, trouble.until or _now() + REST)

    def busy(self, site: Site, response: Response) -> None:
        """A site asks for patience: how long it gets is decided for its host; here the others go on."""

    async def answered(self, site: Site) -> None:
        """A site answered."""
        was_down = self.network.down
        for failed in self.network.answered(site.source.hosts[0]):
            await self.blame(failed)
        if was_down:
            self.note("the network is back")
            for other in self.sites.values():
                other.reopen(None)

    async def hear(self) -> None:
        """Take note of the sites that have given pages."""
        heard, self.heard = self.heard, {}
        for site in heard.values():
            await self.answered(site)

    async def suspend(self, failed: Failed) -> None:
        """A site did not answer."""
        await self.hear()
        was_down = self.network.down
        if failed.visit is not None:
            failed.visit.held = True
        for one in self.network.failed(failed.site.source.hosts[0], failed, _now()):
            self.let_go(one)
            if one.due is not None:
                await self.frontier.give_back([one.due.url])
        if self.network.down and (politeness := self.crawler.get_downloader_middleware(Politeness)):
            politeness.pardon()
        if self.network.down and not was_down:
            self.note("nothing answers anywhere, so it is our own network that is gone; waiting for it")

    def let_go(self, failed: Failed) -> None:
        """A failure is no longer in suspense."""
        if failed.visit is not None:
            failed.visit.held = False
            failed.site.asked.discard(failed.visit.url)

    async def blame(self, failed: Failed) -> None:
        """It was the site's own failure."""
        self.let_go(failed)
        super().silence(failed.site, failed.trouble)
        if failed.site.closed and failed.site.closed_until is None:
            failed.site.rest(failed.site.closed, _now() + min(REST * 2**failed.site.rests, LONGEST_REST))
            failed.site.rests = min(failed.site.rests + 1, 10)
        if failed.visit is not None:
            poll = Poll(failed=True, inner=failed.visit.parent is not None)
            await self.note_document(failed.visit, poll, status=None, problem=failed.trouble.reason)
        elif failed.due is not None:
            await super().settle(failed.due, failed.trouble)

    def note(self, words: str) -> None:
        """Tell what a person should know of."""
        self.logger.warning("%s", words)
        self.crawler.signals.send_catch_log(watch_noted, words=words)


def _now() -> datetime:
    return datetime.now(UTC)


def _changed_at(path: Path) -> float | None:
    """When a file was last written; None where it is not there (somebody is replacing it)."""
    try:
        return path.stat().st_mtime
    except OSError:
        return None

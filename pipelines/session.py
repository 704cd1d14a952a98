"""The archive of a crawl, opened once: an extension that gives it to the spider (as its frontier) and to the
pipelines.

A crawl holds the archive's writer lock from its beginning to its end, so a second crawl refuses to start. What
fails in a way that would fail for every further page (a full disk, an archive that cannot be written) stops the
crawl; the error is kept for whoever started it.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from scrapy import Request, signals

from newsarchive.archive import Archive
from newsarchive.captures import CaptureWriter, crawl_label, cut_torn_tails
from newsarchive.directives import directives
from newsarchive.exceptions import ArchiveError, CaptureError
from newsarchive.items import Candidate, Page
from newsarchive.report import CrawlReport, Settled, crawl_failed, document_read, page_settled
from newsarchive.screening import Parcel, kept_out
from newsarchive.settings import captures_path, recipes_path

from .clerk import Clerk, QueuedFrontier, QueuedManners

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

logger = logging.getLogger(__name__)

FATAL = (ArchiveError, CaptureError, OSError)
"""Errors that the next page would meet too."""


class ArchiveSession:
    """The archive and the captures of one crawl."""

    def __init__(self, archive: Archive, captures: Path, *, crawler: Crawler) -> None:
        self.archive = archive
        self.crawler = crawler
        self.recipes = recipes_path(crawler.settings)
        self._honour: Mapping[str, frozenset[str]] = crawler.settings["NEWSARCHIVE_HONOUR"]
        self.report = CrawlReport()
        self.failure: BaseException | None = None
        spider: Any = crawler.spider
        self.guest = not hasattr(spider, "sites")
        """Whether the spider is another project's: it knows no sources and takes nothing from the frontier."""
        sources = [str(spider.name)] if self.guest else list(spider.sites)
        self.sources = sources
        now = datetime.now(UTC)
        self.crawl_id = archive.begin_crawl(sources, now=now, settings=_told(crawler))
        with archive.transaction():
            for declared in () if self.guest else [site.source for site in spider.sites.values()]:
                archive.describe_source(declared.name, title=declared.title, url=declared.url, now=now)
        for name, lost in cut_torn_tails(captures).items():
            logger.warning("%s: %d bytes of a record that a crash left unfinished were cut off", name, lost)
        # The clerk syncs the captures of a commit together.
        self.writer = CaptureWriter(
            captures, crawl=crawl_label(sources, now), known=archive.captures.known, durable=False
        )
        self.clerk = Clerk(archive, sync=self.writer.sync)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Open the archive. Raises what opening an archive raises."""
        settings = crawler.settings
        revisits = settings["NEWSARCHIVE_REVISITS"]
        options: dict[str, Any] = {"revisits": revisits} if revisits else {}
        archive = Archive(settings["NEWSARCHIVE_ARCHIVE"], create=True, **options)
        try:
            session = cls(archive, captures_path(settings), crawler=crawler)
        except BaseException:
            archive.close()
            raise
        spider: Any = crawler.spider
        spider.frontier = QueuedFrontier(archive.frontier, session.clerk)
        spider.manners = QueuedManners(archive.manners, session.clerk)
        spider.keep = session.keep if settings.getbool("NEWSARCHIVE_CAPTURE_FEEDS") else None
        spider.worker = f"crawl {session.crawl_id}, process {os.getpid()}"
        session.connect(crawler.signals.connect)
        return session

    @classmethod
    def of(cls, crawler: Crawler) -> Self:
        """The session of a running crawl."""
        session = crawler.get_extension(cls)
        assert session is not None, "newsarchive.pipelines need the extension ArchiveSession"
        return session

    def honoured(self, page: Page) -> frozenset[str]:
        """Which requests of a page not to be kept are to be obeyed, as the sources file says for its source."""
        return self._honour.get(page.source or "", frozenset())

    def connect(self, connect: Callable[..., None]) -> None:
        """Listen to what happens."""
        connect(self.report.settle, signal=page_settled, weak=False)
        connect(self.report.read, signal=document_read, weak=False)
        connect(self.item_error, signal=signals.item_error)
        connect(self.spider_error, signal=signals.spider_error)
        connect(self.spider_closed, signal=signals.spider_closed)

    def named(self, page: Page) -> Page:
        """The page with a source: the spider's name, where it says none."""
        return page if page.source else replace(page, source=self.sources[0])

    async def fetch(self, url: str, source: str | None, *, page: bool = True, browser: bool = False) -> Response:
        """Ask for something that belongs to a story, with the manners of its source; ``page`` says whether it counts as
        one of the source's pages, ``browser`` whether a browser is to show it. Raises what fetching raises."""
        site = getattr(self.crawler.spider, "sites", {}).get(source)
        meta = {"source": site.source if site else None, "page": page, "playwright": browser}
        assert self.crawler.engine is not None
        return await self.crawler.engine.download_async(Request(url, meta=meta, dont_filter=True))

    async def announce(self, page: Page) -> None:
        """Let the frontier know of a page that it did not give out itself."""
        if self.guest:
            candidate = page.candidate or Candidate(url=page.requested_url, via="spider")
            offer = partial(self.archive.frontier.offer, [candidate], source=page.source or "", now=page.fetched_at)
            await self.clerk.do(offer, durable=False)

    async def keep(self, page: Page) -> Parcel:
        """The page with the number of its capture, once both are on the disk; with a refusal instead, where it is not
        to be kept."""
        stated = tuple(directives(page))
        if refusal := kept_out(stated, self.honoured(page)):
            return Parcel(page=page, refusal=refusal, stated=stated)
        return Parcel(page=page, capture_id=await self.clerk.do(partial(self._capture, page)), stated=stated)

    def _capture(self, page: Page) -> int:
        return self.archive.add_capture(page, self.writer.write(page), crawl_id=self.crawl_id)

    def item_error(self, item: Any, failure: Failure) -> None:
        """A stage failed. A fatal error stops the crawl; any other costs the page, which is tried again another day."""
        if not isinstance(item, Page):  # the project's own item, in a pipeline of its own
            return
        if isinstance(failure.value, FATAL):
            self.stop(failure.value)
            return
        reason = f"internal error, please report it: {type(failure.value).__name__}: {failure.value}"
        self.archive.frontier.settle(
            item.requested_url, now=datetime.now(UTC), status=item.status, outcome="failed", reason=reason
        )
        self.tell(item, outcome="failed", reason=reason)

    def spider_error(self, failure: Failure) -> None:
        """The spider failed; only what would fail again stops the crawl."""
        assert failure.value is not None
        if isinstance(failure.value, FATAL):
            self.stop(failure.value)
        else:
            self.crawler.signals.send_catch_log(crawl_failed, error=failure.value)

    def stop(self, error: BaseException) -> None:
        """End the crawl because of an error."""
        if self.failure is None:
            self.failure = error
            self.crawler.signals.send_catch_log(crawl_failed, error=error)
            # Not awaited: the stage that failed is among what a stopping crawl waits for.
            self._stopping = asyncio.ensure_future(self.crawler.stop_async())

    def tell(self, page: Page, *, outcome: str, reason: str | None = None) -> None:
        """Let whoever listens know what became of a page."""
        event = Settled(source=page.source or "", url=page.requested_url, outcome=outcome, reason=reason)
        self.crawler.signals.send_catch_log(page_settled, event=event)

    def spider_closed(self, spider: Spider, reason: str) -> None:
        """Give back what was not fetched, and close."""
        try:
            self.clerk.close()
            self.writer.close()
            self.archive.frontier.release(spider.worker)  # type: ignore[attr-defined]  # given to it by us
            ended = "failed" if self.failure else {"shutdown": "interrupted"}.get(reason, reason)
            for name, count in self.report.counts().items():
                self.crawler.stats.set_value(f"newsarchive/{name}", count)
            self.archive.end_crawl(self.crawl_id, now=datetime.now(UTC), reason=ended, counts=self.report.counts())
        except FATAL as error:
            self.failure = self.failure or error
            self.crawler.signals.send_catch_log(crawl_failed, error=error)
        finally:
            with contextlib.suppress(Exception):
                self.archive.close()


def _told(crawler: Crawler) -> dict[str, Any]:
    """Settings worth remembering with a crawl."""
    names = ("USER_AGENT", "DOWNLOAD_DELAY", "CONCURRENT_REQUESTS", "ROBOTSTXT_OBEY")
    plan = getattr(crawler.spider, "plan", None)
    return {name: crawler.settings.get(name) for name in names} | {"plan": str(plan)}

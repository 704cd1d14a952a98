"""After storing: the pictures of a story, where its source asks for them (``pictures = true`` in the sources file).

They are fetched one at a time from each host, beside the crawl and with its manners, and captured like pages. What a
crawl that was stopped did not come to is asked for by the next one. A crawl ends only when they have come.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from scrapy import signals
from scrapy.exceptions import DontCloseSpider

from newsarchive.addon import page_of
from newsarchive.archive.pictures import Missing
from newsarchive.items import Candidate, Page
from newsarchive.screening import Parcel, is_picture

from .session import FATAL, ArchiveSession

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)

MOST = 30
"""Pictures of one story that are fetched at most: a long gallery."""
LOOK_BACK = timedelta(days=14)
"""Age of a story up to which pictures are asked for that an earlier crawl did not come to."""


class PicturesPipeline:
    """Fetches what stories show."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.session = ArchiveSession.of(crawler)
        self.sources: frozenset[str] = frozenset(crawler.settings["NEWSARCHIVE_PICTURES"])
        self.waiting: dict[str, deque[Missing]] = {}
        self.tasks: set[asyncio.Task[None]] = set()
        self.known: set[str] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Work on the crawl's archive, and hold the crawl until the last picture has come."""
        pipeline = cls(crawler)
        crawler.signals.connect(pipeline.spider_idle, signal=signals.spider_idle)
        return pipeline

    def open_spider(self) -> None:
        """Take up what earlier crawls did not come to."""
        crawled = self.sources.intersection(self.session.sources)
        if crawled:
            self._want(self.session.archive.pictures.missing(crawled, since=datetime.now(UTC) - LOOK_BACK))

    async def process_item(self, item: Any) -> Any:
        """The item as it is; the pictures come beside it."""
        if isinstance(item, Parcel) and item.article and not item.refusal and item.page.source in self.sources:
            addresses = dict.fromkeys(image.url for image in item.article.images if image.url)
            page, source = item.page.url, item.page.source
            self._want(Missing(url=url, page=page, source=source) for url in list(addresses)[:MOST])
        return item

    def spider_idle(self) -> None:
        """Keep the crawl open while pictures are to come. Raises DontCloseSpider."""
        if self.tasks:
            raise DontCloseSpider

    async def close_spider(self) -> None:
        """Let what is under way finish."""
        await asyncio.gather(*self.tasks)

    def _want(self, pictures: Iterable[Missing]) -> None:
        """Queue pictures, each once, by host."""
        for picture in pictures:
            if picture.url in self.known or self.session.archive.pictures.asked_for(picture.url):
                continue
            self.known.add(picture.url)
            host = urlsplit(picture.url).hostname or ""
            if host in self.waiting:
                self.waiting[host].append(picture)
                continue
            self.waiting[host] = deque([picture])
            task = asyncio.ensure_future(self._fetch_all(host))
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)

    async def _fetch_all(self, host: str) -> None:
        """One after another, until none waits or the crawl is being stopped."""
        queue = self.waiting[host]
        while queue and self.crawler.crawling:
            await self._fetch(queue.popleft())
        del self.waiting[host]

    async def _fetch(self, picture: Missing) -> None:
        try:
            response = await self.session.fetch(picture.url, picture.source, page=False)
        except Exception as error:  # whatever it is, the story is there; a picture that failed is asked for again
            logger.info("%s: picture %s did not come: %s", picture.source, picture.url, error)
            return
        named = Candidate(url=picture.url, via="picture", found_in=picture.page)
        try:
            await self._keep(picture, page_of(response, source=picture.source, candidate=named))
        except FATAL as error:  # a full disk is no affair of the picture's
            self.session.stop(error)

    async def _keep(self, picture: Missing, page: Page) -> None:
        kept = await self.session.keep(page)
        if kept.capture_id is not None and is_picture(page):
            await self.session.clerk.do(partial(self.session.archive.pictures.keep, picture.url, kept.capture_id))

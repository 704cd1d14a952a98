"""Second stage: the article is read from the page, outside the reactor; from all its pages, where it has several.

A story's further pages are asked for here, as politely as any page, and captured like any page: what is stored is the
whole story, so that a later visit is compared with a whole one.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Self

from newsarchive.addon import page_of
from newsarchive.exceptions import ExtractionError
from newsarchive.items import Article, Candidate, Page
from newsarchive.joining import completion
from newsarchive.recipes import load_folder
from newsarchive.screening import Parcel, header, is_page, screen_reading
from newsarchive.settings import recipes_path
from newsarchive.workers import ExtractionPool

from .session import ArchiveSession

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)

SHOWN = ("X-Archive-Shown-By", "a browser: the body is what the page's scripts made of it")
"""Header that marks a capture as not being what the server sent."""


class ExtractPipeline:
    """Hands pages to worker processes and takes articles back."""

    def __init__(self, pool: ExtractionPool, session: ArchiveSession) -> None:
        self.pool = pool
        self.session = session
        self.browsed = frozenset(session.crawler.settings["NEWSARCHIVE_BROWSER"])

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As many workers as the settings say."""
        settings = crawler.settings
        seconds = settings.getfloat("NEWSARCHIVE_EXTRACT_SECONDS")
        recipes = recipes_path(settings)
        load_folder(recipes)  # a wrong recipe ends the crawl before it begins, not page after page
        return cls(
            ExtractionPool(settings["NEWSARCHIVE_WORKERS"], seconds=seconds, recipes=recipes),
            ArchiveSession.of(crawler),
        )

    def close_spider(self) -> None:
        """End the workers."""
        self.pool.close()

    async def process_item(self, item: Any) -> Any:
        """The parcel with its article, or with the reason why there is none."""
        if not isinstance(item, Parcel) or not is_page(item.page):
            return item
        try:
            article = await self._read(item.page)
        except ExtractionError as error:
            return replace(item, refusal=screen_reading(str(error)))
        return replace(item, article=await self._whole(article, item.page))

    async def _read(self, page: Page) -> Article:
        return await self.pool.extract(page.body, page.url, header(page, "content-type"))

    async def _whole(self, article: Article, page: Page) -> Article:
        """The article with what its further pages add."""
        steps = completion(article)
        try:
            url = next(steps)
            while True:
                url = steps.send(await self._further(url, page))
        except StopIteration as end:
            whole: Article = end.value
            return whole

    async def _further(self, url: str, page: Page) -> Article | None:
        """What a further page of a story says; None where it did not come, or says nothing."""
        again = url == page.url
        if again and page.source not in self.browsed:
            return None
        try:
            response = await self.session.fetch(url, page.source, browser=again)
        except Exception as error:  # whatever it is, the story's first page is there
            logger.info("%s: a further page of %s did not come: %s", page.source, page.url, error)
            return None
        named = Candidate(url=url, via="browser" if again else "page", found_in=page.url)
        further = page_of(response, source=page.source, candidate=named)
        if again:
            further.headers.append(SHOWN)
        kept = await self.session.keep(further)
        if kept.refusal or not is_page(further):
            return None
        with suppress(ExtractionError):
            return await self._read(further)
        return None

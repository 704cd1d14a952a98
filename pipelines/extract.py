"""Second stage: the article is read from the page, outside the reactor."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Self

from newsarchive.exceptions import ExtractionError
from newsarchive.recipes import load_folder
from newsarchive.screening import Parcel, header, is_page, screen_reading
from newsarchive.settings import recipes_path
from newsarchive.workers import ExtractionPool

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class ExtractPipeline:
    """Hands pages to worker processes and takes articles back."""

    def __init__(self, pool: ExtractionPool) -> None:
        self.pool = pool

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As many workers as the settings say."""
        settings = crawler.settings
        seconds = settings.getfloat("NEWSARCHIVE_EXTRACT_SECONDS")
        recipes = recipes_path(settings)
        load_folder(recipes)  # a wrong recipe ends the crawl before it begins, not page after page
        return cls(ExtractionPool(settings["NEWSARCHIVE_WORKERS"], seconds=seconds, recipes=recipes))

    def close_spider(self) -> None:
        """End the workers."""
        self.pool.close()

    async def process_item(self, item: Any) -> Any:
        """The parcel with its article, or with the reason why there is none."""
        if not isinstance(item, Parcel) or not is_page(item.page):
            return item
        page = item.page
        try:
            article = await self.pool.extract(page.body, page.url, header(page, "content-type"))
        except ExtractionError as error:
            return replace(item, refusal=screen_reading(str(error)))
        return replace(item, article=article)

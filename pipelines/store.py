"""Last stage: the article goes into the archive, or the reason why not; either way its address is settled."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Self

from newsarchive.reextract import refresh
from newsarchive.screening import Parcel, settle

from .session import ArchiveSession

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class StorePipeline:
    """Writes to the archive; the only stage that knows what became of a page."""

    def __init__(self, session: ArchiveSession) -> None:
        self.session = session

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Work on the crawl's archive."""
        return cls(ArchiveSession.of(crawler))

    async def process_item(self, item: Any) -> Any:
        """Settle the page and, once that is on the disk, tell what became of it."""
        if not isinstance(item, Parcel):
            return item
        outcome = await self.session.clerk.do(partial(self._settle, item))
        self.session.tell(item.page, outcome=outcome, reason=item.refusal.reason if item.refusal else None)
        return item

    def _settle(self, item: Parcel) -> str:
        if item.article and not item.refusal:
            # Else what a newer extractor reads differently would look like a change on the site.
            refresh(self.session.archive, item.page.url, recipes=self.session.recipes)
        return settle(self.session.archive, item, crawl_id=self.session.crawl_id)

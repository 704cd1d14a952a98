"""First stage: the answer is on disk, as it came, before anything reads it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Self

from newsarchive.items import Page

from .parcel import Parcel
from .session import ArchiveSession

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class CapturePipeline:
    """Appends each page to the crawl's WARC file and notes in the archive where it is."""

    def __init__(self, session: ArchiveSession) -> None:
        self.session = session

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Work on the crawl's archive."""
        return cls(ArchiveSession.of(crawler))

    async def process_item(self, item: Page) -> Parcel:
        """The page with the number of its capture, once both are on the disk."""
        return Parcel(page=item, capture_id=await self.session.clerk.do(partial(self._keep, item)))

    def _keep(self, page: Page) -> int:
        reference = self.session.writer.write(page)
        return self.session.archive.add_capture(page, reference, crawl_id=self.session.crawl_id)

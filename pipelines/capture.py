"""First stage: the answer is on disk, as it came, before anything reads it.

The one exception is a page that asks not to be kept, of a source whose declaration says to honour that (``honour``): of
it only the request itself is noted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from newsarchive.items import Page

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

    async def process_item(self, item: Any) -> Any:
        """The page with the number of its capture, once both are on the disk; with a refusal instead, where it is not
        to be kept. What is no page passes as it is."""
        if not isinstance(item, Page):
            return item
        page = self.session.named(item)
        await self.session.announce(page)
        return await self.session.keep(page)

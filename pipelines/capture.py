"""First stage: the answer is on disk, as it came, before anything reads it.

The one exception is a page that asks not to be kept, of a source whose declaration says to honour that (``honour``): of
it only the request itself is noted.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Self

from newsarchive.directives import directives
from newsarchive.items import Page
from newsarchive.screening import Parcel, kept_out

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
        """The page with the number of its capture, once both are on the disk; with a refusal instead, where it is not
        to be kept."""
        stated = tuple(directives(item))
        if refusal := kept_out(stated, self.session.honoured(item)):
            return Parcel(page=item, refusal=refusal, stated=stated)
        capture_id = await self.session.clerk.do(partial(self._keep, item))
        return Parcel(page=item, capture_id=capture_id, stated=stated)

    def _keep(self, page: Page) -> int:
        reference = self.session.writer.write(page)
        return self.session.archive.add_capture(page, reference, crawl_id=self.session.crawl_id)

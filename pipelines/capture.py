"""First stage: the answer is on disk, as it came, before anything reads it."""

from __future__ import annotations

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
        session = crawler.get_extension(ArchiveSession)
        assert session is not None, "newsarchive.pipelines need the extension ArchiveSession"
        return cls(session)

    def process_item(self, item: Page) -> Parcel:
        """The page with the number of its capture."""
        reference = self.session.writer.write(item)
        number = self.session.archive.add_capture(item, reference, crawl_id=self.session.crawl_id)
        return Parcel(page=item, capture_id=number)

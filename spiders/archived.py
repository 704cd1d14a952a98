"""What spiders that know nothing of our frontier fetch only once."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self

from scrapy.exceptions import IgnoreRequest

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Request


class ArchivedAlready:
    """Downloader middleware for spiders without our frontier: a story that is archived and not due for another look is
    not fetched again.

    Whatever a spider follows passes here; only addresses of archived stories are ever turned away. A request with
    ``meta={"again": True}`` is let through, and all are with the setting ``NEWSARCHIVE_SKIP_ARCHIVED = False``."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.wanted = crawler.settings.getbool("NEWSARCHIVE_SKIP_ARCHIVED", True)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Work on the crawl's archive."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Turn away a story that rests."""
        frontier: Any = getattr(self.crawler.spider, "frontier", None)
        if not self.wanted or frontier is None or request.meta.get("again"):
            return
        if frontier.rests(request.url, datetime.now(UTC)):
            assert self.crawler.stats is not None
            self.crawler.stats.inc_value("newsarchive/archived_already")
            raise IgnoreRequest("archived already, and not due for another look")

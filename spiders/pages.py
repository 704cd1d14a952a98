"""From Scrapy's responses to pages, for our spider and for anyone's."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self

from scrapy.exceptions import IgnoreRequest

from newsarchive.items import Candidate, Page

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Headers, Request, Response


def page_of(response: Response, *, source: str | None = None, candidate: Candidate | None = None) -> Page:
    """What was fetched, as the pipelines take it.

    ``source`` is the name by which the archive is to know the site: None takes the spider's name. ``candidate`` says
    how the address was found, where that is known.
    """
    request = response.request
    assert request is not None, "a response in a callback always has its request"
    return Page(
        url=response.url,
        requested_url=candidate.url if candidate else request.meta.get("redirect_urls", [request.url])[0],
        source=source,
        fetched_at=datetime.now(UTC),
        status=response.status,
        headers=_pairs(response.headers),
        body=response.body,
        request_headers=_pairs(request.headers),
        ip_address=str(response.ip_address) if response.ip_address else None,
        candidate=candidate,
    )


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


def _pairs(headers: Headers) -> list[tuple[str, str]]:
    """Headers as text, without the proxy's password."""
    return [
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in headers.items()
        for value in values
        if name != b"Proxy-Authorization"
    ]

"""Last stage: the article goes into the archive, or the reason why not; either way its address is settled."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Self

from newsarchive.extraction import EXTRACTOR_VERSION
from newsarchive.items import Article
from newsarchive.reextract import refresh

from .parcel import Parcel, Refusal
from .screen import header
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

    async def process_item(self, item: Parcel) -> Parcel:
        """Settle the page and, once that is on the disk, tell what became of it."""
        outcome, reason = await self.session.clerk.do(partial(self._settle, item))
        self.session.tell(item.page, outcome=outcome, reason=reason)
        return item

    def _settle(self, item: Parcel) -> tuple[str, str | None]:
        archive, page = self.session.archive, item.page
        if item.refusal:
            return self._refuse(item, item.refusal)
        if item.article is None:  # 304
            archive.frontier.unchanged(page.requested_url, page.fetched_at)
            return "unchanged", None
        # Else what a newer extractor reads differently would look like a change on the site.
        refresh(archive, page.url, recipes=self.session.recipes)
        outcome = archive.store(
            item.article,
            page,
            capture_id=item.capture_id,
            crawl_id=self.session.crawl_id,
            extractor=EXTRACTOR_VERSION,
        )
        return outcome.kind, None

    def _refuse(self, item: Parcel, refusal: Refusal) -> tuple[str, str]:
        """Keep why there is no article."""
        archive, page = self.session.archive, item.page
        if refusal.outcome == "not_article":
            article = item.article or Article(url=page.url, kind="other")
            archive.reject(page, replace(article, kind_reason=article.kind_reason or refusal.reason))
            return refusal.outcome, refusal.reason
        later = None if refusal.retry_in is None else page.fetched_at + timedelta(seconds=refusal.retry_in)
        archive.frontier.settle(
            page.requested_url,
            now=page.fetched_at,
            status=page.status,
            outcome=refusal.outcome,
            reason=refusal.reason,
            retry_at=later,
            etag=header(page, "etag"),
            last_modified=header(page, "last-modified"),
        )
        return refusal.outcome, refusal.reason

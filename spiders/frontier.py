"""What a spider needs of the frontier: a protocol, so that spiders know no SQL.

What changes something is awaited: it happens elsewhere, together with the writing of pages, and the crawl goes on
meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Protocol

from newsarchive.items import Candidate


class Due(Protocol):
    """A page whose turn it is."""

    url: str
    source: str
    etag: str | None
    last_modified: str | None
    candidate: Candidate | None
    attempts: int
    revisit: bool


class Frontier(Protocol):
    """Which pages are to be fetched, and what became of them."""

    async def offer(self, candidates: Iterable[Candidate], *, source: str, now: datetime) -> int:
        """Take what discovery found; how many of them were unknown."""

    async def lease(
        self, *, sources: Sequence[str], limit: int, now: datetime, worker: str, **options: Any
    ) -> Sequence[Due]:
        """Pages that are due, held for this worker."""

    async def settle(self, url: str, *, now: datetime, status: int | None, outcome: str, **details: Any) -> None:
        """Note what became of a page."""

    async def refuse(self, url: str, *, rule: str, evidence: str, now: datetime) -> None:
        """Keep a site's decision about a page."""

    def document(self, url: str) -> Any:
        """What is remembered of a feed or sitemap, or None."""

    async def save_document(self, url: str, **details: Any) -> None:
        """Remember a feed or sitemap."""

"""What a spider needs of the archive: protocols, so that spiders know no SQL.

What changes something is awaited: it happens elsewhere, together with the writing of pages, and the crawl goes on
meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Protocol

from newsarchive.items import Candidate
from newsarchive.polling import Pace, Poll


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

    async def turn_down(self, candidates: Iterable[tuple[Candidate, str]], *, source: str, now: datetime) -> None:
        """Note addresses that are not to be fetched, each with the reason."""

    async def refuse(self, url: str, *, rule: str, evidence: str, now: datetime) -> None:
        """Keep a site's decision about a page."""

    def document(self, url: str) -> Any:
        """What is remembered of a feed or sitemap, or None."""

    def documents_due(self, now: datetime) -> Sequence[Any]:
        """Feeds, sitemaps and section pages whose time has come."""

    def sources_due(self, now: datetime) -> Sequence[str]:
        """Names of the sources that have pages to fetch."""

    async def declare(self, documents: Mapping[str, str], *, source: str, now: datetime) -> None:
        """Take in the documents (address → kind) that a source declares."""

    async def note_poll(self, url: str, poll: Poll, *, source: str, now: datetime, pace: Pace, **state: Any) -> int:
        """Remember a feed or sitemap, take what it names, decide when to ask again; how many addresses were unknown."""

    async def give_back(self, addresses: Iterable[str]) -> None:
        """Pages that are not fetched after all."""


class Resting(Protocol):
    """A host that is left alone."""

    host: str
    until: datetime
    reason: str
    failures: int
    openings: int


class Manners(Protocol):
    """What outlives a crawl of how sites are treated. What is written is written by and by."""

    def resting(self) -> Sequence[Resting]:
        """The hosts that were left alone and have not answered since."""

    def rest(self, host: str, *, until: datetime, reason: str, failures: int, openings: int) -> None:
        """Note that a host is left alone."""

    def wake(self, host: str) -> None:
        """Note that it answers again."""

    def spent(self, source: str, day: date) -> tuple[int, float]:
        """Pages asked of a source on a day, and the seconds it was busy with us."""

    def spend(self, source: str, day: date, *, pages: int, seconds: float) -> None:
        """Add to what is spent."""

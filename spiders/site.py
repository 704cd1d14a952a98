"""Where a crawl stands with one site, and what of a site it wants: decisions without Scrapy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from urllib.parse import urlsplit

from newsarchive.discover import SitemapLink, could_be_story, day_of, looks_like_story
from newsarchive.exceptions import UsageError
from newsarchive.items import Candidate
from newsarchive.sources import Source

MAX_SILENCES = 3
"""Failures to answer in a row after which a site is left alone until the next crawl."""


@dataclass(kw_only=True, frozen=True, slots=True)
class Plan:
    """What a crawl is to do."""

    recent: date
    """Day from which entries of plain sitemaps are of interest."""
    since: date | None = None
    """Day from which stories are of interest; None takes what feeds and sitemaps offer."""
    limit: int | None = None
    """Pages to fetch at most."""
    revisit: bool = False
    """Whether stories are looked at again though it is not their time."""
    ahead: int = 4
    """Pages of one site taken from the frontier ahead of fetching."""
    sitemaps: int = 50
    """Sitemaps of one site read at most."""
    depth: int = 3
    """Steps from a sitemap index down to a sitemap."""

    @property
    def horizon(self) -> date:
        """Day from which entries of plain sitemaps count."""
        return self.since or self.recent

    def wants(self, candidate: Candidate, source: Source) -> bool:
        """Whether a candidate is worth offering: on the site, new enough, and perhaps a story.

        What nobody vouches for (plain sitemaps and section pages list everything) has to look like a story.
        """
        if not source.holds(candidate.url) or _is_home(candidate.url, source):
            return False
        stated = day_of(candidate.published) or day_of(candidate.lastmod)
        if candidate.via == "sitemap":
            fresh = stated is None or stated >= self.horizon
            return fresh and (could_be_story if stated else looks_like_story)(candidate.url)
        return self.since is None or stated is None or stated >= self.since

    def choose_sitemaps(self, links: Iterable[SitemapLink], source: Source, *, room: int) -> list[SitemapLink]:
        """Which sitemaps of an index to read: those of the site that may hold something new, newest first."""
        fresh = [
            link
            for link in links
            if source.holds(link.url) and ((changed := day_of(link.lastmod)) is None or changed >= self.horizon)
        ]
        # Without dates the names decide: sitemap-2026-11.xml comes before sitemap-1999-01.xml.
        fresh.sort(key=lambda link: ("news" in link.url, link.lastmod or "", link.url), reverse=True)
        return fresh[: max(room, 0)]


@dataclass(kw_only=True, slots=True)
class Site:
    """Where the crawl stands with one site."""

    source: Source
    documents: int = 0
    """Feeds, sitemaps and section pages under way."""
    pages: int = 0
    """Pages taken from the frontier and not yet answered."""
    exhausted: bool = False
    """Whether the frontier had no more when last asked."""
    closed: str | None = None
    """Why the site is left alone for the rest of the crawl."""
    brought: bool = False
    """Whether any feed or sitemap could be read."""
    fell_back: bool = False
    """Whether its section pages were asked for."""
    silences: int = 0
    """Failures to answer in a row."""
    asked: set[str] = field(default_factory=set)
    """Addresses of documents asked for."""
    sitemaps: int = 0
    """Sitemaps asked for."""

    @property
    def slot(self) -> str:
        """Name of the download slot: sources on one host share it."""
        return self.source.hosts[0]

    @property
    def finished(self) -> bool:
        """Whether nothing more is to come of it."""
        return not self.documents and not self.pages and (self.exhausted or self.closed is not None)

    def room(self, ahead: int) -> int:
        """How many pages to take from the frontier now: some at a time, for each time costs a commit."""
        idle = self.exhausted or self.closed is not None or self.pages > ahead // 2
        return 0 if idle else ahead - self.pages

    def needs_sections(self) -> bool:
        """Whether section pages are the only hope left."""
        return not (self.documents or self.brought or self.fell_back or self.closed)

    def answered(self) -> None:
        """It answered."""
        self.silences = 0

    def silent(self, reason: str, *, for_long: bool = False) -> bool:
        """It did not answer; whether that closes it."""
        self.silences += 1
        if self.closed is None and (for_long or self.silences >= MAX_SILENCES):
            self.closed = f"{reason}; the rest is left for the next crawl"
            return True
        return False


def plan(*, today: date, since: str | None, limit: str | int | None, revisit: str | bool, days: int) -> Plan:
    """A plan from what was said on the command line. Raises `UsageError`."""
    try:
        first = date.fromisoformat(since) if since else None
    except ValueError as error:
        raise UsageError(f"since: expected a day like 2026-01-31, found {since!r}") from error
    if limit is not None and (not str(limit).isdecimal() or int(limit) < 1):
        raise UsageError(f"limit: expected a number of pages from 1, found {limit!r}")
    return Plan(
        recent=today - timedelta(days=days),
        since=first,
        limit=int(limit) if limit is not None else None,
        revisit=revisit if isinstance(revisit, bool) else revisit.lower() in ("1", "true", "yes"),
    )


def _is_home(url: str, source: Source) -> bool:
    parts, home = urlsplit(url), urlsplit(source.url)
    return parts.path.strip("/") in ("", home.path.strip("/")) and not parts.query

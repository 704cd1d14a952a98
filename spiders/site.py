"""Where a crawl stands with one site, and what of a site it wants: decisions without Scrapy."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from urllib.parse import urlsplit

from newsarchive.discover import Found, SitemapLink, could_be_story, day_of, days_named, looks_like_story
from newsarchive.exceptions import UsageError
from newsarchive.items import Candidate
from newsarchive.polling import Pace
from newsarchive.sources import Source
from newsarchive.story_paths import matches

SITEMAPS = 50
"""Sitemaps of one site read in a crawl, newest first; some sites keep one for each day since 1851."""
BACKFILL_SITEMAPS = 500
"""The same for a crawl that reaches back; the next one goes on from there."""
ALL_ALIKE = 20
"""Entries of a sitemap that cannot all have changed on one day, unless that day means nothing."""
MAX_SILENCES = 3
"""Failures to answer in a row after which a site is left alone until the next crawl."""


@dataclass(kw_only=True, frozen=True, slots=True)
class Plan:
    """What a crawl is to do."""

    recent: date
    """Day from which entries of plain sitemaps are of interest."""
    since: date | None = None
    """Day from which stories are of interest; None takes what feeds and sitemaps offer."""
    until: date | None = None
    """Last day of interest, with ``since``; None takes everything up to now."""
    per_day: int | None = None
    """Old stories a day that are put on each of the coming days; None leaves it to the sources file."""
    limit: int | None = None
    """Pages to fetch at most."""
    revisit: bool = False
    """Whether stories are looked at again though it is not their time."""
    ahead: int = 4
    """Pages of one site taken from the frontier ahead of fetching."""
    sitemaps: int = SITEMAPS
    """Sitemaps of one site read at most."""
    depth: int = 3
    """Steps from a sitemap index down to a sitemap."""

    @property
    def horizon(self) -> date:
        """Day from which entries of plain sitemaps count."""
        return self.since or self.recent

    @property
    def span(self) -> str | None:
        """The days of a backfill, as the archive notes them; None where there is none."""
        return f"{self.since}/{self.until or ''}" if self.since else None

    def wanted(self, found: Found, source: Source) -> list[Candidate]:
        """Candidates of a document that are worth offering."""
        days = {stated for candidate in found.candidates if (stated := day_of(candidate.lastmod))}
        # A sitemap made anew with each request says of all entries that they changed today.
        dated = len(days) > 1 or len(found.candidates) < ALL_ALIKE
        return [candidate for candidate in found.candidates if self.wants(candidate, source, dated=dated)]

    def wants(self, candidate: Candidate, source: Source, *, dated: bool = True) -> bool:
        """Whether a candidate is worth offering: on the site, of the days of interest, and perhaps a story.

        What nobody vouches for (plain sitemaps and section pages list everything) has to look like a story. ``dated``:
        whether the day of its last change says anything.
        """
        if not source.holds(candidate.url) or _is_home(candidate.url, source):
            return False
        if candidate.via == "sitemap":
            first, last = self.days(candidate) if dated or not self.since else (_month_named(candidate.url) or _ANY)
            likely = likely_story(source, dated=first > date.min)
            return last >= self.horizon and (self.until is None or first <= self.until) and likely(candidate.url)
        stated = day_of(candidate.published) or day_of(candidate.lastmod)
        return stated is None or ((self.since or stated) <= stated <= (self.until or stated))

    def days(self, candidate: Candidate) -> tuple[date, date]:
        """Between which days a candidate appeared: as stated, as its address says, or else when it last changed."""
        published = day_of(candidate.published)
        named = _month_named(candidate.url) if self.since and not published else None
        changed = published or day_of(candidate.lastmod)
        return named or ((changed, changed) if changed else _ANY)

    def is_old(self, candidate: Candidate) -> bool:
        """Whether a backfill may put a candidate on a later day: what is news is fetched now."""
        return self.since is not None and candidate.via == "sitemap" and self.days(candidate)[0] < self.recent

    def choose_sitemaps(self, links: Iterable[SitemapLink], source: Source) -> list[SitemapLink]:
        """Which sitemaps of an index may hold something of interest: those of the site, newest first."""
        fresh = [link for link in links if source.holds(link.url) and self._may_hold(link)]
        # Without dates the names decide: sitemap-2026-11.xml comes before sitemap-1999-01.xml.
        fresh.sort(key=lambda link: ("news" in link.url, link.lastmod or "", link.url), reverse=True)
        return fresh

    def _may_hold(self, link: SitemapLink) -> bool:
        """Whether a sitemap may name something of interest: it was changed since, and is not of other days."""
        changed = day_of(link.lastmod)
        first, last = (days_named(link.url) if self.since else None) or _ANY
        return (changed is None or changed >= self.horizon) and (
            self.since is None or (last >= self.since and (self.until is None or first <= self.until))
        )


_ANY = (date.min, date.max)
"""Days of what is undated."""


@dataclass(kw_only=True, slots=True)
class Site:
    """Where the crawl stands with one site."""

    source: Source
    pace: Pace = field(default_factory=Pace)
    """Between which bounds its feeds and sitemaps are polled."""
    per_day: int | None = None
    """Old stories that a backfill puts on a day."""
    documents: int = 0
    """Feeds, sitemaps and section pages under way."""
    pages: int = 0
    """Pages taken from the frontier and not yet answered."""
    exhausted: bool = False
    """Whether the frontier had no more when last asked."""
    closed: str | None = None
    """Why the site is left alone for the rest of the crawl."""
    closed_until: datetime | None = None
    """When a watch may ask it again."""
    rests: int = 0
    """How often a watch has left it alone without an answer between."""
    in_vain: bool = False
    """Whether a document of it could not be had, since that was last looked into."""
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
    unread: int = 0
    """Sitemaps left for the next crawl."""

    @property
    def finished(self) -> bool:
        """Whether nothing more is to come of it."""
        return not self.documents and not self.pages and (self.exhausted or self.closed is not None)

    def room(self, ahead: int) -> int:
        """How many pages to take from the frontier now: some at a time, for each time costs a commit."""
        idle = self.exhausted or self.closed is not None or self.pages > ahead // 2
        return 0 if idle else ahead - self.pages

    @property
    def declared(self) -> dict[str, str]:
        """Feeds and sitemaps that the sources file declares: address → kind."""
        feeds = dict.fromkeys(self.source.feeds, "feed")
        return feeds | dict.fromkeys(self.source.sitemaps, "sitemap")

    @property
    def sections(self) -> dict[str, str]:
        """Section pages: address → kind; the home page where none is declared."""
        return dict.fromkeys(self.source.sections or (self.source.url,), "section")

    def needs_sections(self) -> bool:
        """Whether section pages are the only hope left."""
        return not (self.documents or self.brought or self.fell_back or self.closed)

    def answered(self) -> None:
        """It answered."""
        self.silences = self.rests = 0

    def rest(self, reason: str, until: datetime) -> None:
        """Leave it alone for a while."""
        self.closed, self.closed_until = reason, until

    def reopen(self, now: datetime | None) -> None:
        """Ask it again, where its rest is over; with None whatever was said."""
        if self.closed_until is not None and (now is None or now >= self.closed_until):
            self.closed, self.closed_until, self.silences = None, None, 0

    def silent(self, reason: str, *, for_long: bool = False) -> bool:
        """It did not answer; whether that closes it."""
        self.silences += 1
        if self.closed is None and (for_long or self.silences >= MAX_SILENCES):
            self.closed = reason
            return True
        return False


@dataclass(kw_only=True, slots=True)
class Visit:
    """Asking for a document."""

    site: Site
    url: str
    """Its address."""
    kind: str
    """feed, sitemap or section."""
    depth: int = 0
    """Steps down from what is declared."""
    parent: str | None = None
    """The sitemap index that names it."""
    held: bool = False
    """Whether it did not come, and a watch does not know yet whose fault that is."""


def plan(*, today: date, days: int, said: Mapping[str, str | int | bool | None]) -> Plan:
    """A plan from what was said on the command line: since, until, per_day, limit, revisit. Raises `UsageError`."""
    since, until = _day(said, "since"), _day(said, "until")
    if until and not since:
        raise UsageError("until: expected since too, for the first day of interest")
    if since and until and until < since:
        raise UsageError(f"until: expected a day from {since} on, found {until}")
    revisit = said.get("revisit")
    return Plan(
        recent=today - timedelta(days=days),
        since=since,
        until=until,
        per_day=_number(said, "per_day"),
        limit=_number(said, "limit"),
        revisit=revisit.lower() in ("1", "true", "yes") if isinstance(revisit, str) else bool(revisit),
        sitemaps=BACKFILL_SITEMAPS if since else SITEMAPS,
    )


def changed_since(link: SitemapLink, moment: datetime) -> bool:
    """Whether an index says that a sitemap has changed since; a day without a time may still have been to come.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 5, 2, 12, tzinfo=UTC)
    >>> [changed_since(SitemapLink(url="x", lastmod=lastmod), noon) for lastmod in ("2026-05-02", "2026-05-01", None)]
    [True, False, False]
    >>> changed_since(SitemapLink(url="x", lastmod="2026-05-02T11:00:00Z"), noon)
    False
    """
    try:
        stated = datetime.fromisoformat(link.lastmod or "")
    except ValueError:
        return False
    day_only = len(link.lastmod or "") <= len("2026-05-02") or stated.tzinfo is None
    return stated.date() >= moment.date() if day_only else stated > moment


def likely_story(source: Source, *, dated: bool = False) -> Callable[[str], bool]:
    """How to tell whether an address is a story's: by what the site's own feeds showed, or else by the usual signs; of
    those, what is dated needs fewer."""
    if source.story_paths:
        return partial(matches, source.story_paths)
    return could_be_story if dated else looks_like_story


def _month_named(url: str) -> tuple[date, date] | None:
    """The days a story's address names; a year alone may be what the story is about."""
    named = days_named(url)
    return named if named and (named[1] - named[0]).days < 31 else None


def _day(said: Mapping[str, str | int | bool | None], name: str) -> date | None:
    try:
        return date.fromisoformat(str(said[name])) if said.get(name) else None
    except ValueError as error:
        raise UsageError(f"{name}: expected a day like 2026-01-31, found {said[name]!r}") from error


def _number(said: Mapping[str, str | int | bool | None], name: str) -> int | None:
    stated = said.get(name)
    if stated is None:
        return None
    if not str(stated).isdecimal() or int(stated) < 1:
        raise UsageError(f"{name}: expected a number from 1, found {stated!r}")
    return int(stated)


def _is_home(url: str, source: Source) -> bool:
    parts, home = urlsplit(url), urlsplit(source.url)
    return parts.path.strip("/") in ("", home.path.strip("/")) and not parts.query

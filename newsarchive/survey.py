"""What a site offers to a crawler: its feeds, its sitemaps and its sections, found the way a person would look for
them.

`survey` asks for pages through a function it is given, so it knows nothing of how they are fetched; what it makes
of the answers is decided here, and told with each finding.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urljoin, urlsplit

from protego import Protego

from .discover import MAX_ENTRIES, Found, Home, SitemapLink, could_be_story, day_of, read_feed, read_home, read_sitemap
from .exceptions import FetchError, UnreadableDocument, UsageError
from .items import Candidate
from .sources import Source
from .story_paths import learn

COMMON_FEEDS = ("/feed", "/rss", "/feed.xml", "/rss.xml", "/atom.xml", "/index.xml")
"""Where feeds are when no page says so: WordPress and most systems modelled on it, Ghost, Hugo, Jekyll."""
NEWS_SITEMAPS = ("/sitemap-news.xml", "/news-sitemap.xml", "/sitemap_news.xml", "/googlenews.xml")
"""Where news sitemaps are when robots.txt names none."""
COMMON_SITEMAPS = ("/sitemap_index.xml", "/sitemap.xml", "/wp-sitemap.xml")
"""Where sitemaps are when robots.txt does not say so."""
STALE = timedelta(days=365)
"""A sitemap whose newest date is older than this is of a site that was."""
MAX_FEEDS = 10
"""Feeds looked at, and kept; sites with hundreds repeat the same stories in them."""
MAX_SITEMAPS = 10
"""Sitemaps looked at."""
MAX_SECTIONS = 12
"""Section pages kept."""


@dataclass(kw_only=True, frozen=True, slots=True)
class Answer:
    """What came of asking for an address."""

    url: str
    """The address that answered, after redirects."""
    status: int = 0
    """HTTP status; 0 where there was no answer."""
    body: bytes = b""
    """What was answered."""
    problem: str | None = None
    """Why there was no answer."""

    @property
    def good(self) -> bool:
        """Whether there is something to read."""
        return self.status == 200 and bool(self.body.strip())


Fetch = Callable[[str], Awaitable[Answer]]


@dataclass(kw_only=True, frozen=True, slots=True)
class Finding:
    """A document that was looked at."""

    kind: str
    """feed, sitemap, news_sitemap, sitemap_index or section."""
    url: str
    """Its address."""
    entries: int = 0
    """Pages (or, for an index, sitemaps) it names."""
    newest: str | None = None
    """The newest date it states."""
    kept: bool = True
    """Whether it is worth polling."""
    note: str | None = None
    """Why it is not."""


@dataclass(kw_only=True, slots=True)
class Survey:
    """What a site offers."""

    source: Source
    """The site, ready to be declared; its name is for the caller to choose."""
    findings: list[Finding] = field(default_factory=list)
    """What was looked at, and what of it is kept."""
    in_vain: list[str] = field(default_factory=list)
    """Usual places that were asked and hold nothing."""


async def survey(address: str, fetch: Fetch, *, today: date | None = None) -> Survey:
    """Look a site over. Raises `FetchError` where it cannot be read or offers nothing, `UsageError` for no address.

    ``today``: what is stale is counted from."""
    start = web_address(address)
    answer = await fetch(start)
    if not answer.good:
        why = answer.problem or (f"HTTP {answer.status}" if answer.status != 200 else "an empty page")
        raise FetchError(f"{start} cannot be read: {why}; check the address")
    if direct := _feed_or_none(answer):
        return _of_feed(answer, direct)
    home = read_home(answer.body, answer.url)
    in_vain: list[str] = []
    feeds = await _feeds(answer.url, home, fetch, in_vain)
    oldest = (today or datetime.now(UTC).date()) - STALE
    sitemaps = [_fresh(finding, oldest) for finding in await _sitemaps(answer.url, fetch, in_vain)]
    findings = [*(finding for finding, _ in feeds), *sitemaps]
    findings += [Finding(kind="section", url=url) for url in home.sections[:MAX_SECTIONS]]
    if not any(finding.kept for finding in findings) and not home.stories:
        places = f" (asked in vain: {', '.join(in_vain)})" if in_vain else ""
        raise FetchError(
            f"{start} offers no feed, no sitemap and no links that look like stories{places}; "
            "is it a news site's home page?"
        )
    source = _source(answer.url, home, findings, [found for _, found in feeds])
    return Survey(source=source, findings=findings, in_vain=in_vain)


def web_address(text: str) -> str:
    """An address as a person types it, made whole. Raises `UsageError`.

    >>> web_address("www.example-news.com"), web_address("http://a.example")
    ('https://www.example-news.com/', 'http://a.example/')
    """
    stated = text.strip()
    whole = stated if "://" in stated else f"https://{stated}"
    try:
        parts = urlsplit(whole)
        valid = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0 and " " not in whole
    except ValueError:
        valid = False
    if not valid:
        raise UsageError(f"expected the address of a site, as in https://www.example-news.com, found {text!r}")
    return whole if parts.path else parts._replace(path="/").geturl()


# --- looking -----------------------------------------------------------------------------------------------------


async def _feeds(home_url: str, home: Home, fetch: Fetch, in_vain: list[str]) -> list[tuple[Finding, Found]]:
    """Feeds the home page names, or else those in the usual places; those that repeat others are not kept."""
    looked: list[tuple[Finding, Found]] = []
    seen: set[str] = set()
    for url in home.feeds[:MAX_FEEDS]:
        looked.append(_judged_feed(await fetch(url), url, seen))
    if any(finding.kept for finding, _ in looked):
        return looked
    for path in COMMON_FEEDS:
        finding, found = _judged_feed(await fetch(urljoin(home_url, path)), urljoin(home_url, path), seen)
        if finding.kept:
            return [*looked, (finding, found)]
        in_vain.append(path)
    return looked


def _judged_feed(answer: Answer, url: str, seen: set[str]) -> tuple[Finding, Found]:
    """What a feed is worth beside those seen before; what it names is added to those."""
    nothing = Found(kind="feed")
    if not answer.good:
        return Finding(kind="feed", url=url, kept=False, note=answer.problem or f"HTTP {answer.status}"), nothing
    try:
        found = read_feed(answer.body, answer.url)
    except UnreadableDocument:
        return Finding(kind="feed", url=url, kept=False, note="is no feed"), nothing
    addresses = {candidate.url for candidate in found.candidates}
    note = None if addresses - seen else "repeats the others" if addresses else "is empty"
    seen |= addresses
    newest = _newest(found.candidates)
    return Finding(kind="feed", url=url, entries=len(addresses), newest=newest, kept=note is None, note=note), found


async def _sitemaps(home_url: str, fetch: Fetch, in_vain: list[str]) -> list[Finding]:
    """News sitemaps where there are any, other sitemaps where there are none."""
    robots = await fetch(urljoin(home_url, "/robots.txt"))
    stated = list(Protego.parse(robots.body.decode("utf-8", "replace")).sitemaps) if robots.good else []
    looked: list[Finding] = []
    for url in dict.fromkeys(stated[:MAX_SITEMAPS]):
        looked += [finding async for finding in _look_into(urljoin(home_url, url), fetch)]
    if not any(finding.kind == "news_sitemap" for finding in looked):
        looked += await _usual(NEWS_SITEMAPS, home_url, fetch, in_vain)
    if not any(finding.kept for finding in looked):
        looked += await _usual(COMMON_SITEMAPS, home_url, fetch, in_vain)
    return list(_preferred(looked))


async def _usual(paths: Iterable[str], home_url: str, fetch: Fetch, in_vain: list[str]) -> list[Finding]:
    """What the first of some usual places holds that holds anything."""
    for path in paths:
        if found := [finding async for finding in _look_into(urljoin(home_url, path), fetch) if finding.kept]:
            return found
        in_vain.append(path)
    return []


def _fresh(finding: Finding, oldest: date) -> Finding:
    """A finding, not kept where its newest date is too old."""
    newest = day_of(finding.newest)
    if finding.kept and newest and newest < oldest:
        return replace(finding, kept=False, note=f"nothing new since {newest}")
    return finding


async def _look_into(url: str, fetch: Fetch) -> AsyncIterator[Finding]:
    """A sitemap; of an index also the sitemaps for news it names."""
    answer = await fetch(url)
    if not answer.good:
        yield Finding(kind="sitemap", url=url, kept=False, note=answer.problem or f"HTTP {answer.status}")
        return
    try:
        found = read_sitemap(answer.body, answer.url)
    except UnreadableDocument:
        yield Finding(kind="sitemap", url=url, kept=False, note="is no sitemap")
        return
    entries = len(found.sitemaps) or len(found.candidates)
    newest = max((link.lastmod for link in found.sitemaps if link.lastmod), default=_newest(found.candidates))
    huge = "huge: its first 50,000 entries are read" if entries >= MAX_ENTRIES else None
    finding = Finding(kind=found.kind, url=url, entries=entries, newest=newest, note=huge)
    news = [link.url for link in found.sitemaps if "news" in urlsplit(link.url).path.lower()]
    yield await _sampled(finding, found.sitemaps, fetch) if found.sitemaps and not news else finding
    for address in news[:3]:
        inner = await fetch(address)
        if inner.good:
            yield _inner(inner, address)


async def _sampled(finding: Finding, links: Iterable[SitemapLink], fetch: Fetch) -> Finding:
    """An index, not kept where the newest sitemap it names cannot be had or names no stories."""
    newest = max(links, key=lambda link: (link.lastmod or "", link.url)).url
    answer = await fetch(newest)
    inner = _inner(answer, newest) if answer.good else None
    if inner is None:
        why = answer.problem or f"HTTP {answer.status}"
        return replace(finding, kept=False, note=f"the newest sitemap it names, {newest}, cannot be had: {why}")
    if not inner.kept:
        return replace(finding, kept=False, note=f"the newest sitemap it names, {newest}, {inner.note}")
    return finding


def _inner(answer: Answer, url: str) -> Finding:
    """A sitemap that an index names."""
    try:
        found = read_sitemap(answer.body, answer.url)
    except UnreadableDocument:
        return Finding(kind="sitemap", url=url, kept=False, note="is no sitemap")
    stories = not found.candidates or any(could_be_story(candidate.url) for candidate in found.candidates)
    return Finding(
        kind=found.kind,
        url=url,
        entries=len(found.candidates),
        newest=_newest(found.candidates),
        kept=stories,
        note=None if stories else "names no stories",
    )


def _preferred(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Where there is a news sitemap, everything else would only be read in vain."""
    listed = list(findings)
    news = any(finding.kind == "news_sitemap" and finding.kept for finding in listed)
    for finding in listed:
        if news and finding.kept and finding.kind != "news_sitemap":
            yield replace(finding, kept=False, note="the news sitemap is enough")
        else:
            yield finding


# --- deciding ----------------------------------------------------------------------------------------------------


def _source(url: str, home: Home, findings: list[Finding], feeds: list[Found]) -> Source:
    """The site as it would be declared."""

    def kept(*kinds: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(finding.url for finding in findings if finding.kept and finding.kind in kinds))

    source = Source(
        name="unnamed",
        url=url,
        title=home.title or next((found.title for found in feeds if found.title), None),
        feeds=kept("feed"),
        sitemaps=kept("news_sitemap", "sitemap", "sitemap_index"),
        sections=kept("section"),
        language=_language(home.language or next((found.language for found in feeds if found.language), None)),
    )
    told = [candidate.url for found in feeds for candidate in found.candidates]
    return replace(source, domains=_domains(source, feeds), story_paths=learn(told, source.sections))


def _of_feed(answer: Answer, found: Found) -> Survey:
    """A survey of an address that is a feed itself."""
    home, domains = _home_of(answer.url, found)
    finding = Finding(kind="feed", url=answer.url, entries=len(found.candidates), newest=_newest(found.candidates))
    source = Source(
        name="unnamed",
        url=home,
        title=found.title,
        feeds=(answer.url,),
        domains=domains,
        language=_language(found.language),
    )
    return Survey(source=source, findings=[finding])


def _home_of(feed: str, found: Found) -> tuple[str, tuple[str, ...]]:
    """The home page of the site a feed is of, and its hosts where they are not plain from that.

    Many feeds are handed out by a service on a host of its own: the site is where most of their links lead.
    """
    links = [urlsplit(candidate.url) for candidate in found.candidates]
    place = Counter(link.netloc for link in links).most_common(1)
    parts = urlsplit(feed)
    if not place or place[0][1] <= len(links) / 2 or _holds(parts.hostname, place[0][0]):
        return f"{parts.scheme}://{parts.netloc}/", ()
    link = next(link for link in links if link.netloc == place[0][0])
    hosts = ((link.hostname or "").removeprefix("www."), (parts.hostname or "").removeprefix("www."))
    return f"{link.scheme}://{link.netloc}/", hosts


def _holds(host: str | None, place: str) -> bool:
    """Whether a place (a host, perhaps with a port) is on a host's own domain."""
    return Source(name="any", url=f"http://{host}/").holds(f"http://{place}/")


def _domains(source: Source, feeds: list[Found]) -> tuple[str, ...]:
    """Hosts to declare: none where all is on the site's own host, else also those that its feeds mostly lead to."""
    links = [candidate.url for found in feeds for candidate in found.candidates]
    foreign = Counter(urlsplit(link).hostname or "" for link in links if not source.holds(link))
    others = tuple(host.removeprefix("www.") for host, count in foreign.items() if count > len(links) / 2)
    return (*source.hosts, *others) if others else ()


def _feed_or_none(answer: Answer) -> Found | None:
    """The answer as a feed, where it is one."""
    if b"<html" in answer.body[:2000].lower():
        return None
    try:
        return read_feed(answer.body, answer.url)
    except UnreadableDocument:
        return None


def _newest(candidates: Iterable[Candidate]) -> str | None:
    return max((stated for one in candidates if (stated := one.published or one.lastmod)), default=None)


def _language(tag: str | None) -> str | None:
    """A language tag a sources file may say.

    >>> _language("en_GB"), _language("english language"), _language(None)
    ('en-GB', None, None)
    """
    plain = (tag or "").strip().replace("_", "-")
    return plain if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", plain) else None

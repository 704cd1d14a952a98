"""What a feed, a sitemap, a section page or a home page says there is to fetch. Pure parsing: bytes in, candidates
out.

Nothing here fetches or stores. Links come out absolute, in the document's order, each once. Titles, dates and
languages are those the document states; a date that cannot be read is none. Raises `UnreadableDocument` where the
bytes are not what they were declared to be.
"""

from __future__ import annotations

import re
import zlib
from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from io import BytesIO
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import fastfeedparser
from lxml import etree

from .exceptions import ExtractionError, UnreadableDocument
from .extraction.document import Document
from .items import Candidate

MAX_SITEMAP = 50 * 1024 * 1024
"""Bytes a sitemap may have when unpacked, as sitemaps.org has it."""
MAX_ENTRIES = 50_000
"""Entries a sitemap may have, as sitemaps.org has it."""

FEED_TYPES = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml", "text/xml+rss"}
)
"""Media types by which a page announces its feeds."""


@dataclass(kw_only=True, frozen=True, slots=True)
class SitemapLink:
    """A sitemap that an index names."""

    url: str
    """Its address."""
    lastmod: str | None = None
    """When it last changed, as stated there, ISO 8601."""


@dataclass(kw_only=True, slots=True)
class Found:
    """What one document says."""

    kind: str
    """feed, sitemap, news_sitemap, sitemap_index or section."""
    candidates: list[Candidate] = field(default_factory=list)
    """The pages it names."""
    sitemaps: list[SitemapLink] = field(default_factory=list)
    """The sitemaps it names."""
    title: str | None = None
    """Title of the whole, as stated."""
    language: str | None = None
    """Language of the whole, as stated."""


@dataclass(kw_only=True, slots=True)
class Home:
    """What a home page says of its site."""

    feeds: list[str] = field(default_factory=list)
    """Feeds it announces or links to."""
    sections: list[str] = field(default_factory=list)
    """Pages its navigation leads to."""
    stories: list[str] = field(default_factory=list)
    """Links that look like stories."""
    title: str | None = None
    """Name of the publication."""
    language: str | None = None
    """Language it states."""


# --- feeds -----------------------------------------------------------------------------------------------------------


def read_feed(body: bytes, url: str, *, holds: Callable[[str], bool] = bool) -> Found:
    """The entries of an RSS, Atom or JSON feed.

    ``holds`` says whether an address is on the site: where an entry links elsewhere (through a redirector that counts
    clicks) and its id is an address of the site, the id is taken.
    """
    try:
        parsed = fastfeedparser.parse(_utf8(body), include_content=False, include_media=False, include_enclosures=False)
    except Exception as error:  # the library raises what its parsers raise, and promises nothing
        raise UnreadableDocument(f"{url} is no feed that can be read: {_first_line(error)}") from error
    found = Found(kind="feed", title=_text(parsed.feed.get("title")), language=_text(parsed.feed.get("language")))
    entries = (_entry(entry, url, holds) for entry in parsed.entries)
    found.candidates = list(_unique(entry for entry in entries if entry))
    return found


def _entry(entry: Any, feed_url: str, holds: Callable[[str], bool]) -> Candidate | None:
    links = [link for name in ("link", "id") if (link := absolute(feed_url, entry.get(name)))]
    if not links:
        return None
    address = next(filter(holds, links), links[0])
    return Candidate(
        url=address,
        via="feed",
        found_in=feed_url,
        title=_text(_plain_title(entry.get("title"))),
        published=_stated(entry.get("published")),
        lastmod=_stated(entry.get("updated")),
    )


def _stated(moment: str | None) -> str | None:
    """A date as the feed states it, of what the library made of it.

    The library reads "yesterday" as a time counted from now, which shows in its microseconds, and a day as midnight.

    >>> _stated("2026-11-03T03:00:00+00:00"), _stated("2026-11-03T00:00:00+00:00")
    ('2026-11-03T03:00:00+00:00', '2026-11-03')
    >>> _stated("2026-11-21T14:52:21.017122+00:00")
    """
    if not moment or "." in moment:
        return None
    return moment[:10] if moment[10:] == "T00:00:00+00:00" else moment


def _plain_title(title: str | None) -> str | None:
    """A title without the markup and the double escaping that some feeds carry.

    >>> _plain_title("Rain &amp;amp; <b>wind</b>")
    'Rain & wind'
    """
    if not title or not re.search(r"[<&]", title):
        return title
    from html import unescape  # noqa: PLC0415 - few titles need it; the name is lxml's here

    return unescape(unescape(re.sub(r"</?[A-Za-z][^>]*>", "", unescape(title))))


def _utf8(body: bytes) -> bytes:
    """The body without leading white space, which makes an XML declaration an error."""
    return body.lstrip(b" \t\r\n")


# --- sitemaps --------------------------------------------------------------------------------------------------------


def read_sitemap(body: bytes, url: str) -> Found:
    """The entries of a sitemap with their news data, or the sitemaps of an index; gzip and plain text ones too."""
    plain = _unpacked(body, url).lstrip(b"\xef\xbb\xbf \t\r\n")
    if not plain.startswith((b"<", b"\xff\xfe", b"\xfe\xff")):  # these two begin UTF-16
        return _text_sitemap(plain, url)
    found = Found(kind="sitemap")
    try:
        for element in _elements(plain):
            _take(element, found, url)
            element.clear()
            if len(found.candidates) + len(found.sitemaps) >= MAX_ENTRIES:
                break
    except etree.XMLSyntaxError as error:
        if not found.candidates and not found.sitemaps:
            raise UnreadableDocument(f"{url} is no sitemap that can be read: {_first_line(error)}") from error
    if not (found.candidates or found.sitemaps) and not re.search(rb"<(?:\w+:)?(urlset|sitemapindex)\b", plain[:2000]):
        raise UnreadableDocument(f"{url} is no sitemap: expected <urlset> or <sitemapindex>, found {_beginning(plain)}")
    found.candidates = list(_unique(found.candidates))
    return found


def _elements(plain: bytes) -> Iterator[Any]:
    """The ``url`` and ``sitemap`` elements, whatever namespace they are in."""
    events = etree.iterparse(
        BytesIO(plain), tag=("{*}url", "{*}sitemap"), recover=True, resolve_entities=False, no_network=True
    )
    return (element for _, element in events)


def _take(element: Any, found: Found, base: str) -> None:
    """Note what one element of a sitemap says."""
    stated = _texts(element)
    address = absolute(base, stated.get("loc"))
    if not address:
        return
    if etree.QName(element).localname == "sitemap":
        found.kind = "sitemap_index"
        found.sitemaps.append(SitemapLink(url=address, lastmod=iso_date(stated.get("lastmod"))))
        return
    news = next((_texts(child, "{*}*") for child in element if etree.QName(child).localname == "news"), None)
    if news:
        found.kind = "news_sitemap"
    found.candidates.append(
        Candidate(
            url=address,
            via="news_sitemap" if news else "sitemap",
            found_in=base,
            title=_text(news.get("title")) if news else None,
            published=iso_date(news.get("publication_date")) if news else None,
            lastmod=iso_date(stated.get("lastmod")),
            language=_text(news.get("language")) if news else None,
        )
    )


def _texts(element: Any, below: str | None = None) -> dict[str, str]:
    """Texts by local name: of the children, or of all descendants where ``below`` is a tag pattern."""
    children = element.iterdescendants(below) if below else element.iterchildren("{*}*")
    return {etree.QName(child).localname: (child.text or "").strip() for child in children}


def _text_sitemap(plain: bytes, url: str) -> Found:
    """A sitemap of one address a line."""
    lines = plain[:MAX_SITEMAP].decode("utf-8", "replace").split()
    if not lines or not all(line.startswith(("http://", "https://")) for line in lines[:10]):
        raise UnreadableDocument(f"{url} is no sitemap: expected XML or one address a line, found {_beginning(plain)}")
    addresses = (absolute(url, line) for line in lines[:MAX_ENTRIES])
    candidates = (Candidate(url=address, via="sitemap", found_in=url) for address in addresses if address)
    return Found(kind="sitemap", candidates=list(_unique(candidates)))


def _unpacked(body: bytes, url: str) -> bytes:
    """The body, unpacked where it is gzip, never more than `MAX_SITEMAP`; what was whole of a torn one."""
    if not body.startswith(b"\x1f\x8b"):
        return body[:MAX_SITEMAP]
    try:
        return zlib.decompressobj(wbits=31).decompress(body, MAX_SITEMAP)
    except zlib.error as error:
        raise UnreadableDocument(f"{url} is packed, but cannot be unpacked: {error}") from error


# --- pages -----------------------------------------------------------------------------------------------------------

# First words of paths that lead to no stories.
_UTILITY = frozenset(
    """
    about about-us account accessibility advertise advertising archive archives author authors autor autores
    careers cart category categories contact contact-us cookie cookies copyright donate events faq feed feeds
    feedback forum games help horoscopes impressum imprint jobs kontakt legal login logout masthead member
    members newsletter newsletters page podcast podcasts privacy privacy-policy profile puzzles register rss
    search shop sign-in sign-up signin signup site-map sitemap staff store subscribe subscription tag tags team
    terms topic topics user users weather wp-admin wp-content wp-json wp-login.php
    """.split()  # noqa: SIM905 - sixty words read better than sixty literals
)
_FILES = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|ico|pdf|docx?|xlsx?|zip|mp[34]|m4a|avi|mov|css|js|json|xml|rss|atom)$"
)
_STORY_PATH = re.compile(
    r"""
    /(?:19|20)\d\d[/-]\d{1,2}[/-]?        # a year and a month
    | \d{5,}                               # a number long enough for a story's
    | [^/_-]+(?:[-_][^/_-]+){3,}            # four words joined by hyphens
    | /(?:article|story|noticia|nota|artikel|nyheter|news)s?/[^/]*\d
    """,
    re.VERBOSE,
)


def could_be_story(url: str) -> bool:
    """Whether an address may be a story's: it is no home page, no service, no file.

    >>> could_be_story("https://a.example/rain"), could_be_story("https://a.example/tag/rain")
    (True, False)
    """
    segments = _segments(url)
    return bool(segments) and segments[0] not in _UTILITY and not _FILES.search(segments[-1])


def looks_like_story(url: str) -> bool:
    """Whether an address looks like a story's rather than a section's or a service's.

    >>> looks_like_story("https://a.example/2026/11/03/rain/"), looks_like_story("https://a.example/world/asia")
    (True, False)
    >>> looks_like_story("https://a.example/rain-at-last-in-town"), looks_like_story("https://a.example/tag/a-b-c-d")
    (True, False)
    """
    segments = _segments(url)
    # Scripts without spaces have no hyphens: a long last part is a headline.
    return could_be_story(url) and bool(_STORY_PATH.search("/" + "/".join(segments)) or len(segments[-1].encode()) > 40)


def _segments(url: str) -> list[str]:
    return [segment for segment in unquote(urlsplit(url).path).lower().split("/") if segment]


def read_section(body: bytes, url: str, *, likely: Callable[[str], bool] = looks_like_story) -> Found:
    """Links of a section page that look like stories, with the longest text that leads to each."""
    page = _page(body, url)
    titles: dict[str, str] = {}
    for anchor in page.root.iterfind(".//a[@href]"):
        address = absolute(page.base_url, anchor.get("href"))
        if address and likely(address):
            title = " ".join(anchor.xpath("string()").split())
            titles[address] = max(titles.get(address, ""), title, key=len)
    return Found(
        kind="section",
        language=page.language,
        candidates=[
            Candidate(url=address, via="section", found_in=url, title=title or None, language=page.language)
            for address, title in titles.items()
        ],
    )


def read_home(body: bytes, url: str) -> Home:
    """Feeds, sections and name of a site, from its home page."""
    page = _page(body, url)
    names = ("//meta[@property='og:site_name']/@content", "//head/title/text()")
    title = next((_text(values[0]) for name in names if (values := page.root.xpath(name))), None)
    return Home(
        feeds=list(dict.fromkeys(_feed_links(page.root, page.base_url))),
        sections=list(dict.fromkeys(_section_links(page.root, page.base_url))),
        stories=[candidate.url for candidate in read_section(body, url).candidates],
        title=title,
        language=page.language,
    )


def _feed_links(tree: Any, base: str) -> Iterator[str]:
    """Feeds a page announces in its head, then those it links to; feeds of comments are none of ours."""
    announced = (
        (link.get("href"), link.get("title") or "")
        for link in tree.iterfind(".//link[@href]")
        if (link.get("type") or "").split(";")[0].strip().lower() in FEED_TYPES
    )
    linked = (
        (anchor.get("href"), "")
        for anchor in tree.iterfind(".//a[@href]")
        if re.search(r"(?:/|\.|=)(?:rss|atom|feed)(?:\.xml|/?$)", anchor.get("href") or "", re.IGNORECASE)
    )
    for href, title in (*announced, *linked):
        address = absolute(base, href)
        if address and not re.search(r"comment", f"{address} {title}", re.IGNORECASE):
            yield address


def _section_links(tree: Any, base: str) -> Iterator[str]:
    """Where the navigation leads, on the same host and one or two steps deep."""
    host = urlsplit(base).hostname
    navigation = (
        "//*[self::nav or self::header or @role='navigation' or contains(@class, 'menu') or contains(@class, 'nav')]"
    )
    for anchor in tree.xpath(f"{navigation}//a[@href]"):
        address = absolute(base, anchor.get("href"))
        parts = urlsplit(address or "")
        segments = [segment for segment in parts.path.split("/") if segment]
        if (
            address
            and parts.hostname == host
            and not parts.query
            and 1 <= len(segments) <= 2
            and segments[0].lower() not in _UTILITY
            and not looks_like_story(address)
            and not _FILES.search(parts.path.lower())
        ):
            yield address


def _page(body: bytes, url: str) -> Document:
    """The page, parsed."""
    try:
        return Document(body, url)
    except ExtractionError as error:
        raise UnreadableDocument(f"{url} is no page that can be read: {error}") from error


# --- small parts -----------------------------------------------------------------------------------------------------


def absolute(base: str, href: object) -> str | None:
    """An address made absolute, without its fragment; None where it is no web address.

    >>> absolute("https://a.example/news/", "../1#top"), absolute("https://a.example/", "mailto:x@a.example")
    ('https://a.example/1', None)
    """
    if not isinstance(href, str) or not href.strip():
        return None
    try:
        joined = urljoin(base, href.strip()).split("#")[0]
        parts = urlsplit(joined)
        valid = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    return joined if valid and not re.search(r"[\s<>\x00-\x1f]", joined) else None


def iso_date(text: str | None) -> str | None:
    """A date in ISO 8601 as stated, RFC 2822 turned into ISO; None where it cannot be read.

    >>> iso_date("2026-11-03T10:00:00+07:00"), iso_date("Tue, 03 Nov 2026 10:00:00 +0700"), iso_date("soon")
    ('2026-11-03T10:00:00+07:00', '2026-11-03T10:00:00+07:00', None)
    """
    stated = (text or "").strip()
    if not stated:
        return None
    try:
        datetime.fromisoformat(stated)
    except ValueError:
        pass
    else:
        return stated
    try:
        return parsedate_to_datetime(stated).isoformat()
    except ValueError:
        return None


def day_of(stated: str | None) -> date | None:
    """The day of a stated date.

    >>> day_of("2026-11-03T10:00:00+07:00"), day_of(None)
    (datetime.date(2026, 11, 3), None)
    """
    try:
        return datetime.fromisoformat(stated).date() if stated else None
    except ValueError:
        return None


def days_named(url: str) -> tuple[date, date] | None:
    """The first and last day that an address names: those of a day, a month or a year; None where it names none.

    >>> days_named("https://a.example/2026/02/rain"), days_named("https://a.example/sitemap-2020-05-03.xml.gz")
    ((datetime.date(2026, 2, 1), datetime.date(2026, 2, 28)), (datetime.date(2020, 5, 3), datetime.date(2020, 5, 3)))
    >>> days_named("https://a.example/sitemap_1999.xml"), days_named("https://a.example/rain-20201")
    ((datetime.date(1999, 1, 1), datetime.date(1999, 12, 31)), None)
    """
    match = _DAYS.search(urlsplit(url).path + "?" + urlsplit(url).query)
    if not match:
        return None
    year, month, day = (int(part) if part else None for part in match.group("year", "month", "day"))
    try:
        first = date(year or 1, month or 1, day or 1)
        last = date(first.year, month or 12, day or monthrange(first.year, month or 12)[1])
    except ValueError:
        return None
    return first, last


_DAYS = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?:[/_-]?(?P<month>0[1-9]|1[0-2])(?:[/_-]?(?P<day>0[1-9]|[12]\d|3[01]))?)?(?!\d)"
)
"""A year, perhaps with a month and a day, that is no part of a longer number."""


def _unique(candidates: Iterable[Candidate]) -> Iterator[Candidate]:
    seen: set[str] = set()
    for candidate in candidates:
        if candidate.url not in seen:
            seen.add(candidate.url)
            yield candidate


def _text(value: object) -> str | None:
    return " ".join(value.split()) or None if isinstance(value, str) else None


def _first_line(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0][:200]


def _beginning(body: bytes) -> str:
    return repr(body[:40].decode("utf-8", "replace")) if body.strip() else "nothing"

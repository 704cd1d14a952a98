"""Dates that a page states for machines, wherever it stands: JSON-LD, microdata, meta tags, scripts, and its address.

What a statement says is taken as it is. Which of them goes first, and what completes it, is decided in `dates`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ...dates import FIRST_YEAR, LAST_YEAR, Reading, parse_timestamp
from ...items import Timestamp
from ..structured import Element, Structured, clean
from .evidence import Evidence, day_of
from .labels import Role

if TYPE_CHECKING:
    from ..document import Document

PUBLISHED_META = (
    "article:published_time", "og:article:published_time", "og:published_time", "article:published", "datepublished",
    "og:datepublished", "rnews:datepublished", "parsely-pub-date", "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime", "pubdate", "pub_date", "og:pubdate", "bt:pubdate", "publishdate", "publish_date",
    "publish-date", "published_at", "published-date", "publication_date", "publication-date", "publicationdate",
    "article:publicationdate", "originalpublicationdate", "article:publish_date", "article.published",
    "nastooh:publishdate", "dc.date.issued", "dcterms.issued", "dc.date.published", "dcterms.datesubmitted",
    "sailthru.date", "shareaholic:article_published_time", "mediator_published_time", "article_date_original",
    "og:release_date", "news_publish_date", "ptime", "pdate", "displaydate", "search:contentdate", "release_date",
    "date.release", "article:created_time", "article:create_at", "og:article:created_at", "article_publish_date",
    "createdate", "gsa-publish-date", "prism.publicationdate", "ya:ovs:upload_date", "cxenseparse:datepublished",
    "iso-8601-publish-date", "timestamp", "citation_publication_date", "citation_online_date", "dc.date",
    "dcterms.date", "dc.date.created", "dcterms.created", "datecreated", "date", "citation_date",
)  # fmt: skip
"""Meta names that mean publication, the clearest first; those that only mostly mean it last."""

MODIFIED_META = (
    "article:modified_time", "og:article:modified_time", "og:modified_time", "datemodified", "article:modified",
    "og:updated_time", "article:updated_time", "cxenseparse:modified_time", "dc.date.modified", "dcterms.modified",
    "last_modified", "lastmod", "last_updated", "lastupdated", "updated_at", "article_date_updated", "revised",
    "bt:moddate", "moddate", "modified_date", "article:modify_at", "lastpublisheddate", "mod_date", "og:last_updated",
)  # fmt: skip
"""Meta names that mean the last change, the clearest first."""

MAX_META = 60
"""Characters of a meta tag that states a time."""
MAX_SCRIPTS = 2_000_000
"""Characters of scripts searched for a publication time where nothing else states one."""

_STATEMENTS: tuple[tuple[Role, str, tuple[str, ...]], ...] = (
    ("published", "datePublished", PUBLISHED_META),
    ("modified", "dateModified", MODIFIED_META),
)
"""Role → its property in JSON-LD and microdata, and its meta tags."""
_FILMS = {"videoobject", "audioobject", "podcastepisode"}
_META_KEY = re.compile(
    r"publish(?!er)|publication(?:date|time)|pub(?:date|time)|post(?:ed)?(?:date|time|at|on)?$|dateposted|issued"
    r"|released?(?:date|time)|creat(?:ed|ion)|createat$|createtime$|datecreate$|credate$|regdate|written|submitted"
    r"|available$|firstpub|^.?date|^og(?:time|date)$"
    r"|(?:news|article|story|page|content|document|doc|author|prints|citation|meme)date$"
)
"""Letters of the names of meta tags that speak of publication, for the many that no table has."""
_OTHER_META = re.compile(
    r"modif|updat|mod(?:date|time)|expir|unpub|last|review|valid|^end|enddate|until|embargo|event|start|now|server"
    r"|build|generat|birth|death|copyright|due|closing|deadline|cover|current|fetch|crawl|check|refresh|by$|edit"
)
"""Letters that make it another time than that of publication."""
_NO_LETTER = re.compile(r"[^a-z]+")
_SCRIPT_DATE = re.compile(
    r"(?P<key>(?:[Pp]ub|[Pp]ost)[A-Za-z_]{0,24})\\?[\"']?\s*[:=]\s*"
    r"(?:\\?[\"'](?P<text>[^\"'\\<>]{8,40})\\?[\"']|(?P<epoch>1\d{9}(?:\d{3})?)(?!\d))"
)
"""What scripts may call the time of publication, as a key of JSON or JavaScript or as a variable."""
_SCRIPT_KEY = re.compile(
    r"(?:(?:date|first)_?published|(?:pub(?:lish(?:ed)?|lication)?|post)_?(?:date|time|at|on)_?(?:time|gmt|utc)?)$",
    re.I,
)
_OTHER_KEY = re.compile(r"(?:last|un|re|next|prev)_?$", re.I)
"""What before a key makes it another time: lastPublished, unpublished."""
_URL_DAY = re.compile(
    r"(?<!\d)(?:(?P<y>(?:19|20)\d\d)(?P<s>[/\-_.]?)(?P<m>\d{2}|[a-z]{3})(?P=s)(?P<d>\d{2})(?!\d)"
    r"|(?<=/)(?P<y1>20\d\d)/(?P<m1>\d{1,2})/(?P<d1>\d{1,2})/"
    r"|(?<=/)(?P<y2>20\d\d)(?:/(?P<m2>\d\d)(?P<d2>\d\d)|[-_]?(?P<m3>\d\d)/(?P<d3>\d\d))/"
    r"|(?<=[/\-_])(?P<d4>1[3-9]|2\d|3[01])(?P<s4>[-_.])(?P<m4>\d\d)(?P=s4)(?P<y4>20\d\d)(?!\d))",
    re.I,
)
"""A day in an address: 2026/05/02, 20260502, 2026/may/02, 2026/5/2/, 2026/0502/, 2026-05/02/, 22-05-2026.

The first letter of a group's name says whether it is year, month or day.
"""
_MONTH_CODES = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11,
    "dec": 12,
}  # fmt: skip


def for_machines(document: Document, reading: Reading) -> Iterator[Evidence]:
    """Statements that say they are of publication or change, best first within each role."""
    structured, meta = document.structured, document.structured.meta
    for role, key, _ in _STATEMENTS:
        for value in structured.values(key):
            yield from _evidence(role, value, "json-ld", reading)
        for element in structured.microdata.get(key, ())[:3]:
            yield from _evidence(role, element_time(element), "microdata", reading)
    for value in structured.values("uploadDate") if _is_film(structured) else ():
        yield from _evidence("published", value, "json-ld", reading)
    for role, _, names in _STATEMENTS:
        for name in names:
            if name in meta:
                yield from _evidence(role, meta[name][0], "meta", reading)


def in_passing(document: Document, reading: Reading) -> Iterator[Evidence]:
    """Meta tags of names unheard of that speak of publication, and when JSON-LD says the story was made.

    Either is its publication where nothing says more, and the address does not say otherwise.
    """
    structured, day = document.structured, reading.hint
    values: list[tuple[str, float, object]] = [
        ("meta", 1.2, contents[0])
        for name, contents in structured.meta.items()
        if len(contents[0]) <= MAX_META and _means_publication(name)
    ]
    values += [("json-ld", 0.4, value) for value in structured.values("dateCreated")]
    for source, score, value in values:
        for evidence in _evidence("published", value, source, reading):
            if day is None or abs((day_of(evidence.stamp.value) - day).days) <= 1:
                yield replace(evidence, score=score)


def in_scripts(document: Document, reading: Reading) -> Iterator[Timestamp]:
    """What the page's own scripts call its publication: the state that a browser builds the page from."""
    budget = MAX_SCRIPTS
    for text in document.structured.scripts:
        budget -= len(text)
        if budget < 0:
            return
        for match in _SCRIPT_DATE.finditer(text):
            before = text[max(0, match.start() - 8) : match.start()]
            if not _SCRIPT_KEY.search(before + match["key"]) or _OTHER_KEY.search(before):
                continue
            if stamp := parse_timestamp(match["text"] or match["epoch"], "script", reading):
                yield stamp


def url_day(url: str | None) -> Timestamp | None:
    """The day in a page's address.

    >>> url_day("https://example.org/2026/05/02/rain-at-last").isoformat()
    '2026-05-02'
    >>> url_day("https://example.org/story-20260502123") is None
    True
    """
    match = _URL_DAY.search(urlsplit(url).path) if url else None
    if match is None:
        return None
    parts = {group[0]: text for group, text in match.groupdict().items() if text}
    try:
        month = _MONTH_CODES.get(parts["m"].lower()) or int(parts["m"])
        day = date(int(parts["y"]), month, int(parts["d"]))
    except ValueError:
        return None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        return None
    return Timestamp(raw=match[0], value=day, precision="day", source="url")


def element_time(element: Element) -> str:
    """The time an element states: by attribute, or in the title that hAtom's <abbr> has, or as its text."""
    titled = element.get("title") if element.tag == "abbr" else None
    return (element.get("content") or element.get("datetime") or titled or " ".join(element.itertext())).strip()


def _evidence(role: Role, value: object, source: str, reading: Reading) -> Iterator[Evidence]:
    if isinstance(value, dict):
        value = value.get("@value")
    text = str(value) if isinstance(value, int) else clean(value)
    if text and (stamp := parse_timestamp(text, source, reading)):
        yield Evidence(role, stamp)


@lru_cache(maxsize=4096)
def _means_publication(name: str) -> bool:
    """Whether a meta tag's name speaks of publication, in whatever spelling.

    >>> [_means_publication(name) for name in ("weibo:article:create_at", "dc.date.x-published", "last-published")]
    [True, True, False]
    """
    letters = _NO_LETTER.sub("", name)
    return _META_KEY.search(letters) is not None and _OTHER_META.search(letters) is None


def _is_film(structured: Structured) -> bool:
    """Whether the page's story is a video or a recording, whose upload is its publication."""
    return bool(structured.types) and structured.types <= _FILMS

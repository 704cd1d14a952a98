"""When the story was published and last changed: the statements about it ranked, then confirmed by each other.

Order of evidence for ``published``: JSON-LD ``datePublished`` of this page's story, microdata, meta tags that mean
publication, a visible date near the headline (``<time>``, RDFa, an attribute or text), the one day that the page labels
so anywhere, the day in the page's address, the date in a dateline. ``modified`` likewise from its own statements;
neither ever stands in for the other.

Statements about the same moment complete each other: a day takes the time that another states for it, a clock time
without offset takes the offset another gives to the same clock time, and an instant in UTC takes the local offset that
another evidence of the same instant shows.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Literal, TypeAlias
from urllib.parse import urlsplit

from lxml import etree

from ..dates import FIRST_YEAR, LAST_YEAR, Found, Reading, find_dates, parse_timestamp, read_machine
from ..datewords import plain
from ..items import Article, Timestamp
from .blocks import Box, Unit, text_of
from .date_labels import asks_otherwise, modified_at, published_at, role_after
from .headline import away_box, is_picture_text, until_body
from .structured import Element, Structured, clean

if TYPE_CHECKING:
    from .document import Document

Role = Literal["published", "modified"]
_Rdfa: TypeAlias = list[tuple[Element, Role]]

PUBLISHED_META = (
    "article:published_time", "og:article:published_time", "og:published_time", "article:published", "datepublished",
    "og:datepublished", "rnews:datepublished", "parsely-pub-date", "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime",
    "pubdate", "pub_date", "og:pubdate", "bt:pubdate", "publishdate", "publish_date", "publish-date", "published_at",
    "published-date", "publication_date", "publication-date", "publicationdate", "article:publicationdate",
    "originalpublicationdate", "article:publish_date", "article.published", "nastooh:publishdate", "dc.date.issued",
    "dcterms.issued", "dc.date.published", "dcterms.datesubmitted", "sailthru.date",
    "shareaholic:article_published_time",
    "mediator_published_time", "article_date_original", "og:release_date", "news_publish_date", "ptime",
    "pdate", "displaydate",
    "search:contentdate", "release_date", "date.release", "article:created_time", "article:create_at",
    "og:article:created_at",
    "article_publish_date", "createdate", "gsa-publish-date", "prism.publicationdate", "ya:ovs:upload_date",
    "cxenseparse:datepublished", "iso-8601-publish-date", "timestamp", "citation_publication_date",
    "citation_online_date",
    "dc.date", "dcterms.date", "dc.date.created", "dcterms.created", "datecreated", "date", "citation_date",
)  # fmt: skip
"""Meta names that mean publication, the clearest first; those that only mostly mean it last."""

MODIFIED_META = (
    "article:modified_time", "og:article:modified_time", "og:modified_time", "datemodified",
    "article:modified", "og:updated_time",
    "article:updated_time", "cxenseparse:modified_time", "dc.date.modified", "dcterms.modified",
    "last_modified", "lastmod",
    "last_updated", "lastupdated", "updated_at", "article_date_updated", "revised", "bt:moddate", "moddate",
    "modified_date",
    "article:modify_at", "lastpublisheddate", "mod_date", "og:last_updated",
)  # fmt: skip

BEFORE, AFTER = 10, 30
"""Units before and after the headline among which a visible date is looked for."""
MAX_LINE = 220
"""Characters of a line that may name the date; a longer one is a paragraph."""
MAX_DATE = 60
"""Characters of a line that is nothing but a date, weekday and time in the longest of languages."""
MAX_REST = 70
"""Characters a date line may hold besides its dates: label, byline, reading time."""
SMALL_BOX = 300
"""Characters of an aside or footer that holds no more than the story's own dates, bylines and buttons."""
MAX_WITNESSES = 20
"""Dates compared before one is taken for the only one of the page."""
MAX_SCRIPTS = 2_000_000
"""Characters of scripts searched for a publication time where nothing else states one."""
MAX_TIMES = 60
"""<time> elements looked at, in page order."""
MIN_SCORE = -0.9
"""Score below which a visible date is not believed: too far from the headline."""
MAX_ABOVE = 10
"""Units between the headline and a date above it."""
MAX_LINKS_ABOVE = 5
"""Links above a headline that a path to its section may have; a menu has more."""
MAX_LABEL = 40
"""Characters of a label set apart from its date."""
NEXT, MAX_HEAD = 4, 300
"""Units below the headline, and characters of them, that are its head still: dek, author, date."""
MIN_PARAGRAPH = 120
"""Characters of a story's paragraph; a third of it in scripts that need as few."""
MAX_PLAIN_WORDS = 4
"""Words in lower case beside an unlabelled date beyond which it stands in a sentence."""
MAX_WORDS = 6
"""Words of any case beside a date that a line with a full stop has as no sentence."""
MAX_PIECES = 40
"""Characters of a box that holds a date in pieces."""
MAX_CARD = 400
"""Characters of a card: another story's headline, teaser and date."""
MAX_META = 60
"""Characters of a meta tag that states a time."""
MAX_DATELINE, MAX_PLACE = 140, 60
"""Characters of an opening searched for a dateline, and of the place before its date."""

_DATE_CLASS = re.compile(
    r"date|time|publi|posted|datum|fecha|meta|byline|info|heure|data(?![a-z])|tanggal|tarih|stamp|dato|pvm"
    r"|erschein|when|dat(?![a-z])",
    re.I,
)
_PUBLISHED_CLASS = re.compile(
    r"publi|posted|created|datum|issued|pub-?date|(?:entry|post|article|news|story)[-_]?(?:date|time)", re.I
)
_MODIFIED_CLASS = re.compile(r"updat|modif|edited|changed|aktual", re.I)
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
_META_KEY = re.compile(
    r"publish(?!er)|publication(?:date|time)|pub(?:date|time)|post(?:ed)?(?:date|time|at|on)?$|dateposted|issued|released?(?:date|time)"
    r"|creat(?:ed|ion)|regdate|written|submitted|available$|firstpub|^.?date|^datetime$|^og(?:time|date)$|createat$"
    r"|(?:news|article|story|page|content|document|doc|author|prints|citation|meme)date$"
    r"|createtime$|datecreate$|credate$"
)
"""Letters of the names of meta tags that speak of publication, for the many that no table has."""
_OTHER_META = re.compile(
    r"modif|updat|mod(?:date|time)|expir|unpub|last|review|valid|^end|enddate|until|embargo|event|start|now|server|build|generat"
    r"|birth|death|copyright|due|closing|deadline|cover|current|fetch|crawl|check|refresh|by$|edit"
)
_DIGIT = re.compile(r"\d")
_NO_LETTER = re.compile(r"[^a-z]+")
_UNPARTED = re.compile(r"[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uf900-\ufaff]")
"""Letters of scripts that set no spaces between words."""
_PARTING = re.compile(r"[|·•–—()\[\]:：;/»>，。|]|\s-\s|,\s")
"""Marks between the parts of a line that dates a story."""
_FULL_STOPS = (".", "!", "?", "。", "！", "？", "।", "؟", "…", "።")
_TWO_NUMBERS = re.compile(r"(?<![\d./-])(\d{1,2})([/-])(\d{1,2})\2(?:19|20)\d\d(?!\d)")
_PIECES = re.compile(r"^(\d{1,2}) ((?:19|20)\d\d)[-./年] ?(\d{1,2})月?$")
"""Day, then year and month, as Chinese themes set them; read as year, month, day."""
_TOP_CLASS = re.compile(
    r"(?:^|[\s_-])(?:masthead|today|current|clock|weather|logo|top-?bar|top-?nav|header-?top|(?:site|page|main|global)-?header)"
    r"|(?:^|\s)(?:top|header)(?![a-z])",
    re.I,
)
_SPAN = re.compile(r"\s*(?:[-–—]|to|bis|au|al|a|do|до|til|tot|till|até|hasta|and|und|et|e|y|i|и)\s*", re.I)
_SPAN_BEFORE = re.compile(
    r"(?<![\d:.])\d{1,2}\.?\s*(?:[-–—]|to|bis|au|al|do|до|til|tot|till|até|hasta|and|und|et)\s*$", re.I
)
_FOOT_CLASS = re.compile(
    r"(?:^|\s)(?:(?:site|page|main|global)[-_]?)?foot(?:er)?(?![a-z])|copyright|imprint|colophon|cookie|consent|privacy",
    re.I,
)
_IMPRINT = re.compile(r"등록번호|발행인|편집인|사업자|许可证|許可證|备案|備案")
_OPENS_WITH_TIME = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4},?\s+\d{1,2}[:.]\d\d")
_STORY_CLASS = re.compile(r"article|post(?!s)|story|entry|news|content|detail|single", re.I)
_POSTING_CLASS = re.compile(r"post-?meta|entry-?meta|entry-?utility|post-?info|entry-?footer|post-?footer", re.I)
_COMMENT_CLASS = re.compile(
    r"(?<![a-z])(?:comment(?!ary|\w*?(?:count|link|num|off|open|closed|on\b|able))|kommentar|comentari|replies|respon[ds](?!iv)"
    r"|reactions?(?![a-z])|disqus)",
    re.I,
)
_EVENT_CLASS = re.compile(r"event|deadline|start-?date|end-?date|expir|countdown|birth", re.I)
_DATA_NAME = re.compile(r"publi|date|time|epoch|created|utime|pubdate|posted")
_OTHER_DATA = re.compile(
    r"expir|end|event|start|now|server|current|today|count|deadline|until|due|update-?(?:url|interval)"
)
_PLACE = re.compile(r"(?=[^a-z])[^\d.!?:;|]{2,48}?[\s,(]*(?:[A-Z]\w{0,3}\.\s)?")
"""What stands before the date of a dateline."""
_DATELINE_END = re.compile(r"[\s,.)]*(?:/[^/]{2,40}/|\([^)]{2,40}\))?\s*(?:--|[–—-])\s?")
_URL_DAY = re.compile(
    r"(?<!\d)(?:(?P<y>(?:19|20)\d\d)(?P<s>[/\-_.]?)(?P<m>\d{2}|[a-z]{3})(?P=s)(?P<d>\d{2})(?!\d)"
    r"|(?<=/)(?P<y1>20\d\d)/(?P<m1>\d{1,2})/(?P<d1>\d{1,2})/"
    r"|(?<=/)(?P<y2>20\d\d)(?:/(?P<m2>\d\d)(?P<d2>\d\d)|[-_]?(?P<m3>\d\d)/(?P<d3>\d\d))/"
    r"|(?<=[/\-_])(?P<d4>1[3-9]|2\d|3[01])(?P<s4>[-_.])(?P<m4>\d\d)(?P=s4)(?P<y4>20\d\d)(?!\d))",
    re.I,
)
"""A day in an address: 2026/05/02, 20260502, 2026/may/02, 2026/5/2/, 2026/0502/, 2026-05/02/, 22-05-2026."""
_URL_PARTS = (("y", ("", "1", "2", "4")), ("m", ("", "1", "2", "3", "4")), ("d", ("", "1", "2", "3", "4")))
_MONTH_CODES = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11,
    "dec": 12,
}  # fmt: skip
_VANITY_DOMAINS = {"co", "tv", "io", "me", "ly", "fm", "ai", "to", "cc", "ws", "eu", "la", "gg", "st", "sh"}


@dataclass(slots=True)
class _Evidence:
    """One statement of a time."""

    role: Role
    stamp: Timestamp
    score: float = 0.0
    """How surely a visible date is the story's."""
    sure: bool = True
    """Whether a label or class says what the time means."""


def set_dates(article: Article, document: Document) -> None:
    """Put publication and last change into the article, with the evidence that gave them."""
    stated = list(_stated(document))
    known = next((e.stamp for e in stated if e.role == "published"), None)
    reading = _reading(document, known)
    rdfa: _Rdfa = []
    if known is None:
        reading = _shown_reading(document, reading)
    seen = _visible(document, reading, alone=known is None)
    if known is None:
        rdfa = list(_rdfa(document))
        seen += [*_in_attributes(document, rdfa, reading), *_stated_in_passing(document, reading)]
    published = (
        _choose("published", stated, seen)
        or _only_date(document, rdfa, reading)
        or _url_day(document.url)
        or _in_dateline(document, reading)
    )
    modified = _choose("modified", stated, seen)
    article.published = published
    article.modified = modified
    for name, stamp in (("published", published), ("modified", modified)):
        if stamp is not None:
            article.provenance[name] = stamp.source


def _choose(role: Role, stated: list[_Evidence], seen: list[_Evidence]) -> Timestamp | None:
    """The best statement, completed by the others."""
    mine = [evidence for evidence in stated if evidence.role == role]
    mine += sorted((evidence for evidence in seen if evidence.role == role), key=lambda evidence: -evidence.score)
    if not mine:
        return None
    best, others = mine[0].stamp, mine[1:]
    return _with_local_offset(_with_offset(_with_time(best, others), others), others, [*stated, *seen])


def _only_date(document: Document, rdfa: _Rdfa, reading: Reading) -> Timestamp | None:
    """The one day that the page names for publication anywhere, where nothing near the headline does."""
    for witnesses in (
        _labelled_anywhere(document, reading),
        _only_rdfa(document, rdfa, reading),
        _only_times(document, reading),
        _set_apart(document, reading),
        _in_scripts(document, reading),
    ):
        found = list(islice(witnesses, MAX_WITNESSES))
        if found and len({_day_of(stamp) for stamp in found}) == 1:
            return found[0]
    return None


def _day_of(stamp: Timestamp) -> date:
    return stamp.value.date() if isinstance(stamp.value, datetime) else stamp.value


def _labelled_anywhere(document: Document, reading: Reading) -> Iterator[Timestamp]:
    walk = document.walk
    for unit in walk.units:
        if not _may_hold_date(unit) or not (_PUBLISHED_CLASS.search(_classes(unit)) or published_at(unit.text) >= 0):
            continue
        if _is_elsewhere(unit.box, None) or _in_card(document, unit.box, unit):
            continue
        if unit.index < (document.heading.start or 0) and not _heads_story(document, unit):
            continue
        for evidence in _in_unit(document, unit, None, reading):
            if evidence.role == "published" and evidence.sure:
                yield evidence.stamp


def _only_times(document: Document, reading: Reading) -> Iterator[Timestamp]:
    for element in document.structured.times[:MAX_TIMES]:
        own = " ".join(filter(None, (element.get("class"), element.get("itemprop"), element.get("id"))))
        role, label = _role(_text_before(element), own)
        named = label or element.get("pubdate") is not None or _PUBLISHED_CLASS.search(own)
        text = (element.get("datetime") or "").strip()
        if role == "published" and named and text and (stamp := parse_timestamp(text, "time-element", reading)):
            box = document.walk.box_of(element)
            if box is None or not _in_card(document, box, None):
                yield stamp


def _in_imprint(document: Document, unit: Unit) -> bool:
    """Whether a line is of the site's foot, where papers name the days they were registered and founded."""
    beside = document.walk.units[max(0, unit.index - 4) : unit.index + 5]
    if any(_IMPRINT.search(other.text) for other in beside if len(other.text) <= MAX_LINE):
        return True
    return any(_FOOT_CLASS.search(f"{box.cls} {box.id}") for box in islice(unit.box.ancestors(), 8))


def _set_apart(document: Document, reading: Reading) -> Iterator[Timestamp]:
    """Lines of nothing but a date below the story, in a box of it and its headline."""
    for unit in document.walk.units[document.heading.end or 0 :]:
        if len(unit.text) > MAX_DATE or not _may_hold_date(unit):
            continue
        for evidence in _in_unit(document, unit, None, reading):
            if evidence.role == "published" and _stands_apart(document, unit, evidence):
                yield evidence.stamp


def _only_rdfa(document: Document, rdfa: _Rdfa, reading: Reading) -> Iterator[Timestamp]:
    for element, role in rdfa:
        box = document.walk.box_of(element)
        if role != "published" or (box is not None and _in_card(document, box, None)):
            continue
        if stamp := parse_timestamp(_element_time(element), "rdfa", reading):
            yield stamp


def _in_scripts(document: Document, reading: Reading) -> Iterator[Timestamp]:
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


def _in_dateline(document: Document, reading: Reading) -> Timestamp | None:
    """The date that opens a press release: "BERLIN, March 12, 2021 /Wire/ --"."""
    start = document.heading.end or 0
    for unit in document.walk.units[start : start + AFTER]:
        opening = unit.text[:MAX_DATELINE]
        if len(unit.text) < MAX_DATELINE or unit.hidden or not _DIGIT.search(opening):
            continue
        found = next(find_dates(opening, reading), None)
        if found is None or found.start > MAX_PLACE:
            return None
        text = plain(opening)
        if _PLACE.fullmatch(text[: found.start]) and _DATELINE_END.match(text[found.end :]):
            return _stamp(text, found)
        return None
    return None


# ---- statements that complete each other


def _with_time(best: Timestamp, others: list[_Evidence]) -> Timestamp:
    """A finer statement of the same day, where the best one names only a day (or midnight, which says no more)."""
    value = best.value
    if isinstance(value, datetime) and (value.hour or value.minute or value.second):
        return best
    day = value.date() if isinstance(value, datetime) else value
    for other in others:
        finer = other.stamp.value
        if isinstance(finer, datetime) and (finer.hour or finer.minute) and finer.date() == day:
            return other.stamp
    return best


def _with_offset(best: Timestamp, others: list[_Evidence]) -> Timestamp:
    """The best statement with the offset that another gives to the same clock time, where it has none itself."""
    value = best.value
    if not isinstance(value, datetime) or value.tzinfo:
        return best
    for other in others:
        aware = other.stamp.value
        if not isinstance(aware, datetime) or not aware.tzinfo:
            continue
        difference = value - aware.replace(tzinfo=None)
        if abs(difference) < timedelta(minutes=1):
            return replace(best, value=value.replace(tzinfo=aware.tzinfo))
        if not aware.utcoffset() and (offset := _as_offset(difference, exact=bool(value.second))):
            return replace(best, value=value.replace(tzinfo=offset))
    return best


def _with_local_offset(best: Timestamp, same: list[_Evidence], all_evidence: list[_Evidence]) -> Timestamp:
    """The best statement in the page's own offset, where it is in UTC and another shows the local time."""
    value = best.value
    if not isinstance(value, datetime) or not value.tzinfo or value.utcoffset():
        return best
    for other in same:
        local = other.stamp.value
        # The same clock time once as UTC and once with an offset: a local time was labelled Z.
        if isinstance(local, datetime) and local.utcoffset() and _clock_alike(local, value):
            return replace(best, value=value.replace(tzinfo=local.tzinfo))
    for other in all_evidence:
        local = other.stamp.value
        if not isinstance(local, datetime):
            continue
        if local.utcoffset() and abs(local - value) < timedelta(minutes=1):
            return replace(best, value=value.astimezone(local.tzinfo))
        if local.tzinfo is None and other in same:
            offset = _shown_offset(local, value, other)
            if offset:
                return replace(best, value=value.astimezone(offset))
    return best


def _clock_alike(one: datetime, other: datetime) -> bool:
    return abs(one.replace(tzinfo=None) - other.replace(tzinfo=None)) < timedelta(minutes=1)


def _shown_offset(local: datetime, instant: datetime, shown: _Evidence) -> timezone | None:
    """Offset of a clock time shown for a known instant; times to the minute count only where labelled as this one."""
    clock = instant.replace(tzinfo=None)
    if local.second or not shown.sure:
        return _as_offset(local - clock, exact=bool(local.second))
    return _as_offset(local - clock.replace(second=0, microsecond=0), exact=True)


def _as_offset(difference: timedelta, *, exact: bool) -> timezone | None:
    """The difference of two clock times as a zone's offset, where it can hardly be chance: exact half hours."""
    seconds = difference.total_seconds()
    if not exact or seconds == 0 or seconds % 1800 or abs(seconds) > 14 * 3600:
        return None
    return timezone(difference)


# ---- statements for machines


def _stated(document: Document) -> Iterator[_Evidence]:
    """Machine-readable statements, best first within each role."""
    structured, reading = document.structured, _reading(document, None)
    for role, key in (("published", "datePublished"), ("modified", "dateModified")):
        for value in structured.values(key):
            yield from _evidence(role, value, "json-ld", reading)
        for element in structured.microdata.get(key, ())[:3]:
            yield from _evidence(role, _element_time(element), "microdata", reading)
    for value in structured.values("uploadDate") if _is_film(structured) else ():
        yield from _evidence("published", value, "json-ld", reading)
    for role, names in (("published", PUBLISHED_META), ("modified", MODIFIED_META)):
        for name in names:
            for value in structured.meta.get(name, ())[:1]:
                yield from _evidence(role, value, "meta", reading)


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
    return bool(structured.types) and structured.types <= {"videoobject", "audioobject", "podcastepisode"}


def _evidence(role: str, value: object, source: str, reading: Reading) -> Iterator[_Evidence]:
    plain = value.get("@value") if isinstance(value, dict) else value
    text = str(plain) if isinstance(plain, int) else clean(plain)
    if text and (stamp := parse_timestamp(text, source, reading)):
        yield _Evidence("published" if role == "published" else "modified", stamp)


def _stated_in_passing(document: Document, reading: Reading) -> Iterator[_Evidence]:
    """Meta tags of names unheard of that speak of publication, and when JSON-LD says the story was made.

    Either is its publication where nothing says more, and the address does not say otherwise.
    """
    structured, day = document.structured, reading.hint
    values = [
        ("meta", 1.2, v[0]) for name, v in structured.meta.items() if len(v[0]) <= MAX_META and _means_publication(name)
    ]
    values += [("json-ld", 0.4, value) for value in structured.values("dateCreated")]
    for source, score, value in values:
        for evidence in _evidence("published", value, source, reading):
            if day is None or abs((_day_of(evidence.stamp) - day).days) <= 1:
                yield replace(evidence, score=score)


def _element_time(element: Element) -> str:
    """The time an element states: by attribute, or in the title that hAtom's <abbr> has, or as its text."""
    titled = element.get("title") if element.tag == "abbr" else None
    return (element.get("content") or element.get("datetime") or titled or " ".join(element.itertext())).strip()


def _reading(document: Document, published: Timestamp | None) -> Reading:
    """What is known of the page for reading its dates."""
    hint = _url_day(document.url) if published is None else published
    value = hint.value if hint else None
    return Reading(
        language=document.language,
        region=region(document),
        hint=value.date() if isinstance(value, datetime) else value,
    )


def _shown_reading(document: Document, reading: Reading) -> Reading:
    """The same, checked against what the page shows, where nothing for machines states its date."""
    if (reading.language or "").lower().startswith("en") and _looks_foreign(document.heading.headline or ""):
        # Templates call every page English. Where its headline is not, only the domain tells the country.
        reading = replace(reading, language=None, region=_country_of_domain(document))
    return replace(reading, shown=_day_first_elsewhere(document))


def _looks_foreign(headline: str) -> bool:
    """Whether a headline is hardly English: words of another script, or several with accents.

    >>> _looks_foreign("Beyoncé comes to town"), _looks_foreign("Überraschend früh geöffnet"), _looks_foreign("Δήμος")
    (False, True, True)
    """
    others = any(char > "\u0370" and char.isalpha() for char in headline)
    return (
        others
        or sum(
            not word.isascii() and any(char > "\x7f" and char.isalpha() for char in word) for word in headline.split()
        )
        > 1
    )


def _day_first_elsewhere(document: Document) -> bool | None:
    """Whether the page's numeric dates put the day first, by those whose numbers leave no doubt."""
    orders = {
        int(match[1]) > 12
        for unit in document.walk.units
        if "/" in unit.text or "-" in unit.text
        for match in _TWO_NUMBERS.finditer(unit.text)
        if (int(match[1]) > 12) != (int(match[3]) > 12)
    }
    return orders.pop() if len(orders) == 1 else None


def _country_of_domain(document: Document) -> str | None:
    host = urlsplit(document.url or "").hostname or ""
    last = host.rsplit(".", 1)[-1]
    if len(last) == 2 and last.isalpha() and last not in _VANITY_DOMAINS:
        return "gb" if last == "uk" else last
    return None


def region(document: Document) -> str | None:
    """Two-letter country of the publication, lower-case: by its domain name, else by the declared language tag."""
    if country := _country_of_domain(document):
        return country
    for tag in (document.language, document.structured.first_meta("og:locale")):
        parts = (tag or "").replace("_", "-").split("-")
        if len(parts) > 1 and len(parts[-1]) == 2:
            return parts[-1].lower()
    return None


# ---- what a reader sees


def _visible(document: Document, reading: Reading, *, alone: bool) -> list[_Evidence]:
    """Dates printed near the headline.

    Where they stand `alone`, without a statement for machines that they only complete, each must be the story's.
    """
    units = _near(document, alone=alone)
    begun = _story_begun(document, units) if alone else len(document.walk.units)
    by_unit = [
        (unit, list(_in_unit(document, unit, units, reading, alone=alone))) for unit in units if _may_hold_date(unit)
    ]
    dated = Counter(unit.path for unit, found in by_unit if found)
    # Three lines of one template, each with a date, are cards of other stories.
    seen = [
        date_
        for unit, found in by_unit
        if dated[unit.path] < 3
        for date_ in found
        if date_.sure or unit.index < begun or _stands_apart(document, unit, date_)
    ]
    if alone:
        seen += _in_pieces(document, units, {unit.index for unit, found in by_unit if found}, reading)
    return [*_times(document, units, reading, alone=alone), *seen]


def _stands_apart(document: Document, unit: Unit, found: _Evidence) -> bool:
    """Whether a line below the story's beginning is nothing but the date, in a box that holds the headline too."""
    start, end = document.heading.start, document.heading.end
    if start is None or end is None or len(unit.text) - len(found.stamp.raw) > 12:
        return False
    common = next((box for box in unit.box.ancestors() if box.start <= start and end <= box.end), None)
    return common is not None and (common.tag in ("article", "main") or bool(_STORY_CLASS.search(common.cls)))


def _story_begun(document: Document, units: list[Unit]) -> int:
    """Index of the unit from which on a date must be labelled: the third paragraph, where dek, caption and
    opening are over."""
    end = document.heading.end or 0
    long = (unit.index for unit in units if unit.index >= end and _is_paragraph(unit))
    return next(islice(long, 2, None), len(document.walk.units))


def _is_paragraph(unit: Unit) -> bool:
    text = unit.text
    return (
        not unit.hidden
        and unit.link_density < 0.5
        and len(text) > (MIN_PARAGRAPH if text[0] < "\u2e80" else MIN_PARAGRAPH // 3)
    )


def _near(document: Document, *, alone: bool) -> list[Unit]:
    """Units among which a visible date is looked for: those about the headline, else those that name a date."""
    walk, heading = document.walk, document.heading
    if heading.start is None or heading.end is None:
        return [unit for unit in walk.units if len(unit.text) <= MAX_LINE and _labelled(unit)][:20]
    before = walk.units[max(0, heading.start - BEFORE) : heading.start]
    if alone:
        before = [unit for unit in before if _DIGIT.search(unit.text) and _heads_story(document, unit)]
    return [*before, *until_body(walk, heading.end, AFTER)]


def _heads_story(document: Document, unit: Unit) -> bool:
    """Whether a line above the headline belongs to its story rather than to the top of every page of the site.

    There, today's date stands beside logo and menu. A story's date shares a box with its headline, and no menu or
    other list of links stands in that box before it or between them.
    """
    walk, start, end = document.walk, document.heading.start, document.heading.end
    if start is None or end is None:
        return True
    common = next((box for box in unit.box.ancestors() if box.start <= start and end <= box.end), None)
    for box in unit.box.ancestors():
        if box is common:
            break
        if (
            box.tag == "nav"
            or (box.tag == "header" and not _STORY_CLASS.search(box.cls))
            or _TOP_CLASS.search(f"{box.cls} {box.id}")
        ):
            return False
    if common is None or common.tag in ("body", "html"):
        return False
    links = sum(other.link_density > 0.5 for other in walk.units[common.start : start] if other is not unit)
    return links <= MAX_LINKS_ABOVE and start - unit.index <= MAX_ABOVE


def _labelled(unit: Unit) -> bool:
    return bool(_PUBLISHED_CLASS.search(unit.box.cls)) or published_at(unit.text) >= 0


def _may_hold_date(unit: Unit) -> bool:
    text = unit.text
    return not unit.hidden and 6 <= len(text) <= MAX_LINE and bool(_DIGIT.search(text))


def _classes(unit: Unit) -> str:
    return " ".join([unit.box.cls, *(inline.get("class") or "" for inline in unit.inlines)])


def _in_unit(
    document: Document, unit: Unit, units: list[Unit] | None, reading: Reading, *, alone: bool = True
) -> Iterator[_Evidence]:
    """Dates in a line, each with the role its label or class gives it; `units` are those near the headline."""
    text = plain(unit.text)
    found = list(find_dates(text, reading))
    rest = len(text) - sum(date_.end - date_.start for date_ in found)
    if not found or (rest > MAX_REST and not _names_posting(unit)) or _elsewhere(document, unit, rest, units, alone):
        return
    if alone and _in_imprint(document, unit):
        return
    classes = _classes(unit)
    place = (_place_score(document, unit) if units is not None else 0.0) + 1.0 * bool(_DATE_CLASS.search(classes))
    after = role_after(text[found[-1].end :])
    since, settled = 0, False
    for order, date_ in enumerate(found):
        before = text[since : date_.start]
        if not order and not before.strip(" -–|•·,"):
            before = _label_before(document, unit)
        role, label = _role(before, classes)
        if order == 0 and label:
            after = None
        elif not label and after:  # labels follow their dates
            until = found[order + 1].start if order + 1 < len(found) else len(text)
            said = role_after(text[date_.end : until])
            role, label = ("modified" if said == "modified" else "published"), said is not None
        since = date_.end
        if not label and (settled or (alone and (asks_otherwise(before) or _EVENT_CLASS.search(classes)))):
            continue
        if alone and not label and _in_range(text, found, order):
            break
        if alone and _in_sentence(text, date_, unit, labelled=label):
            continue
        score = place + 3.0 * label + 0.5 * isinstance(date_.value, datetime)
        if score > MIN_SCORE:
            yield _Evidence(role, _stamp(text, date_), score, sure=label or bool(_PUBLISHED_CLASS.search(classes)))
        settled = settled or (not label and role == "published")  # a second date without a label says nothing certain


def _in_range(text: str, found: list[Found], order: int) -> bool:
    """Whether a date is one end of a time span, as those of exhibitions and fairs are printed."""
    start, end = found[order].start, found[order].end
    others = [other for other in found[order + 1 : order + 2] if _day_of_found(other) != _day_of_found(found[order])]
    follows = any(_SPAN.fullmatch(text[end : other.start]) for other in others)
    return follows or _SPAN_BEFORE.search(text[:start]) is not None


def _day_of_found(found: Found) -> date:
    return found.value.date() if isinstance(found.value, datetime) else found.value


def _label_before(document: Document, unit: Unit) -> str:
    """The text of the element before a line, where it is a label set apart: <dt>Published</dt><dd>2 May 2026</dd>."""
    index = unit.index - 1
    if index < 0 or (
        document.heading.start is not None and document.heading.start <= index < (document.heading.end or 0)
    ):
        return ""
    other = document.walk.units[index]
    apart = (
        len(other.text) <= MAX_LABEL and not _DIGIT.search(other.text) and not other.heading and not other.link_chars
    )
    if not apart:
        return ""
    if other.text.endswith((":", "：")) or published_at(other.text) >= 0 or modified_at(other.text) >= 0:
        return other.text
    return f"{other.text}:" if other.tag in ("dt", "th") else ""


def _in_sentence(text: str, found: Found, unit: Unit, *, labelled: bool) -> bool:
    """Whether a date is part of a sentence, which tells of another day than that of its publication.

    A line that dates a story holds names and marks beside the date; a sentence holds several plain words, or ends with
    a full stop. A label makes a sentence of a few words credible: "This article was published on 2 May 2026."
    """
    before, after = text[: found.start], text[found.end :]
    parts = (_PARTING.split(before)[-1], _PARTING.split(after)[0])
    if labelled:
        return sum(map(_plain_words, parts)) > 2 * MAX_PLAIN_WORDS and not _names_posting(unit)
    if sum(map(_plain_words, parts)) > MAX_PLAIN_WORDS:
        return not any(_DATE_CLASS.search(inline.get("class") or "") for inline in unit.inlines)
    if not after.rstrip().endswith(_FULL_STOPS) or 0 < len(after.strip(" .,")) <= 3:  # "г.", "น." are no sentence's end
        return False
    return (
        _plain_words(before) + _plain_words(after) > MAX_PLAIN_WORDS - 2 or len(f"{before} {after}".split()) > MAX_WORDS
    )


def _plain_words(text: str) -> int:
    """Words that are no names: in lower case, or of a script without cases."""
    count = 0
    for word in text.split():
        letter = next(filter(str.isalpha, word), "A")
        if letter.lower() != letter.upper():
            count += letter.islower()
        else:
            count += len(word) // 4 if _UNPARTED.match(letter) else 1
    return count


def _names_posting(unit: Unit) -> bool:
    """Whether a long line is the one in which blogs say when and where an entry was posted."""
    return _POSTING_CLASS.search(f"{unit.box.cls} {unit.box.parent.cls if unit.box.parent else ''}") is not None


def _in_pieces(document: Document, units: list[Unit], dated: set[int], reading: Reading) -> Iterator[_Evidence]:
    """Dates whose day, month and year stand in boxes of their own, as themes draw a leaf of a calendar."""
    walk, seen = document.walk, set()
    for unit in units:
        if unit.hidden or len(unit.text) > 12 or not _DIGIT.search(unit.text):
            continue
        for box in islice(unit.box.ancestors(), 1, 4):
            if box.index in seen or box.chars > MAX_PIECES or box.end - box.start > 5:
                break
            seen.add(box.index)
            if box.end - box.start < 2 or not dated.isdisjoint(range(box.start, box.end)):
                continue
            text = plain(" ".join(piece.text for piece in walk.within(box)))
            found = list(find_dates(_PIECES.sub(r"\2-\3-\1", text), reading))
            if len(found) != 1 or _is_elsewhere(box, _head(document)) or _in_card(document, box, None):
                continue
            role, label = _role("", box.cls)
            score = _place_score(document, unit) + 1.0 * bool(_DATE_CLASS.search(box.cls))
            if score > MIN_SCORE:
                yield _Evidence(role, replace(_stamp(text, found[0]), raw=text), score, sure=label)
            break


def _head(document: Document) -> Box | None:
    start = document.heading.start
    return None if start is None else document.walk.units[start].box


def _place_score(document: Document, unit: Unit) -> float:
    """Less the further from the headline, and less before it than after it."""
    start, end = document.heading.start, document.heading.end
    if start is None or end is None:
        return 0.0
    return -0.05 * (unit.index - end) if unit.index >= end else -0.3 - 0.05 * (start - unit.index)


def _elsewhere(document: Document, unit: Unit, rest: int, units: list[Unit] | None, alone: bool) -> bool:
    """Whether a date's line belongs to a card, a picture or a menu rather than to the story."""
    start = document.heading.start
    near = units is not None and _is_next(document, unit.index)
    if published_at(unit.text) >= 0 or modified_at(unit.text) >= 0:
        return alone and _in_card(document, unit.box, unit)
    if unit.link_density > 0.8 and not near:
        return True
    if rest > 12 and is_picture_text(unit) and not (near and _OPENS_WITH_TIME.match(unit.text)):
        return True
    head = _head(document) if units is not None and start is not None else None
    return _is_elsewhere(unit.box, head) or (alone and _in_card(document, unit.box, unit))


def _is_next(document: Document, index: int) -> bool:
    """Whether a unit stands right below the headline, no more than dek and authors between."""
    end = document.heading.end
    if end is None or not 0 <= index - end <= NEXT:
        return False
    return sum(len(unit.text) for unit in document.walk.units[end:index]) <= MAX_HEAD


def _in_card(document: Document, box: Box, unit: Unit | None) -> bool:
    """Whether a date stands in a card that leads to another story, or in a reader's comment."""
    start, end = document.heading.start, document.heading.end
    if _is_next(document, unit.index if unit else box.start):
        return False  # right below the headline, whose links lead to authors
    if unit is not None and any(_is_headline(text_of(anchor)) for anchor in unit.anchors):
        return True
    for outer in islice(box.ancestors(), 5):
        if start is not None and end is not None and outer.start <= start and end <= outer.end:
            return False
        if outer.tag in ("main", "body") or outer.chars > MAX_CARD or outer.end - outer.start > MAX_CARD:
            return _COMMENT_CLASS.search(f"{outer.cls} {outer.id}") is not None
        if _COMMENT_CLASS.search(f"{outer.cls} {outer.id}"):
            return True
        if any(
            _is_headline(text_of(anchor))
            for other in document.walk.units[outer.start : outer.end]
            for anchor in other.anchors
        ):
            return True
    return False


def _is_headline(text: str) -> bool:
    """Whether a link's text is long enough for another story's headline, and not made of dates.

    >>> _is_headline("Rain floods the old town at last"), _is_headline("12 de marzo de 2021, 14 de marzo de 2021")
    (True, False)
    """
    words = text.split()
    numbers = sum(any(char.isdigit() for char in word) for word in words)
    if numbers > 1 and len(words) <= 3 * numbers:
        return False
    return (
        len(words) > 3 and len(text) > 24 if text.isascii() else len(text) > 14 and (len(words) > 3 or len(text) > 24)
    )


def _role(label: str, classes: str) -> tuple[Role, bool]:
    """What a date means by the label before it, else by its element's class; and whether a label said so."""
    published, modified = published_at(label), modified_at(label)
    if published >= 0 or modified >= 0:
        return ("modified" if modified > published else "published"), True
    if _MODIFIED_CLASS.search(classes) and not _PUBLISHED_CLASS.search(classes):
        # Blogs' themes add hAtom's "updated" to the class of the date they print, which is that of the entry.
        themed = {"updated", "date"} <= set(classes.lower().split())
        return ("published", False) if themed else ("modified", True)
    return "published", False


def _stamp(text: str, found: Found) -> Timestamp:
    return Timestamp(
        raw=text[found.start : found.end].strip(), value=found.value, precision=found.precision, source="visible"
    )


def _is_elsewhere(box: Box, head: Box | None) -> bool:
    """Whether a box lies in a part of the page that holds more than the story's own dates, bylines and buttons."""
    away = away_box(box, head)
    if away is None:
        return False
    return away.chars > SMALL_BOX or away.link_density > 0.5 or away.element.find(".//h3") is not None


def _times(document: Document, units: list[Unit], reading: Reading, *, alone: bool) -> Iterator[_Evidence]:
    """What <time> elements near the headline state."""
    head = _head(document)
    begun = _story_begun(document, units) if alone else len(document.walk.units)
    for order, (element, box) in enumerate(_time_elements(document, units)):
        text = (element.get("datetime") or element.get("content") or element.get("title") or "").strip()
        stamp = parse_timestamp(text, "time-element", reading) if text else None
        if stamp is None or _is_elsewhere(box, head) or (alone and _in_card(document, box, None)):
            continue
        own = " ".join(filter(None, (element.get("class"), element.get("itemprop"), element.get("id"))))
        role, label = _role(_text_before(element), own if _says_role(own) else f"{own} {box.cls}")
        named = bool(_PUBLISHED_CLASS.search(own))
        label = label or element.get("pubdate") is not None
        if box.start >= begun and not label and not named:
            continue
        yield _Evidence(role, stamp, 2.0 + 3.0 * label + 1.5 * named - 0.1 * order)


def _in_attributes(document: Document, rdfa: _Rdfa, reading: Reading) -> Iterator[_Evidence]:
    """Times near the headline in attributes that scripts and microformats read: RDFa, titles, data attributes."""
    units, head = _near(document, alone=True), _head(document)
    spans = {unit.index for unit in units}
    for order, (element, role) in enumerate(rdfa):
        box = document.walk.box_of(element)
        if box is None or box.start not in spans or _is_elsewhere(box, head) or _in_card(document, box, None):
            continue
        if stamp := parse_timestamp(_element_time(element), "rdfa", reading):
            yield _Evidence(role, stamp, 4.0 - 0.1 * order)
    for unit in units:
        if unit.hidden or len(unit.text) > MAX_LINE:
            continue
        for element in (unit.box.element, *unit.inlines):
            for role_, stamp in _attributes(element, reading):
                if (
                    element.tag != "time"
                    and not _is_elsewhere(unit.box, head)
                    and not _in_card(document, unit.box, unit)
                ):
                    own = element.get("class") or ""
                    before = _text_before(element) if element is not unit.box.element else _label_before(document, unit)
                    role, label = _role(before, own)
                    score = 1.5 + 3.0 * label + 1.5 * bool(_PUBLISHED_CLASS.search(own)) + _place_score(document, unit)
                    yield _Evidence(role_ or role, stamp, score)


def _attributes(element: Element, reading: Reading) -> Iterator[tuple[Role | None, Timestamp]]:
    """Times that an element's attributes state, with the role their names give them."""
    for name, value in element.items():
        if name == "title":
            stated = element.tag == "abbr" or bool(_DATE_CLASS.search(element.get("class") or ""))
        else:
            stated = _names_time(name) and read_machine(value.strip(), reading) is not None
        stamp = parse_timestamp(value, "attribute", reading) if stated else None
        if stamp is not None:
            yield ("modified" if _MODIFIED_CLASS.search(name) else None), stamp


@lru_cache(maxsize=4096)
def _names_time(name: str) -> bool:
    """Whether an attribute's name speaks of a time, and not of an event's or a clock's."""
    dated = name == "datetime" or (name.startswith("data-") and _DATA_NAME.search(name) is not None)
    return dated and _OTHER_DATA.search(name) is None


_RDFA = etree.XPath("//@property/parent::*[not(self::meta)]")
_RDFA_ROLES: dict[str, Role] = {
    "datepublished": "published", "date": "published", "issued": "published", "created": "published",
    "datecreated": "published", "published_time": "published", "datemodified": "modified", "modified": "modified",
}  # fmt: skip


def _rdfa(document: Document) -> Iterator[tuple[Element, Role]]:
    """Elements whose RDFa property is a time of the story, with its role."""
    for element in _RDFA(document.root)[:MAX_TIMES]:
        names = {name.rsplit(":", 1)[-1].lower() for name in element.get("property").split()}
        role = next((_RDFA_ROLES[name] for name in _RDFA_ROLES if name in names), None)
        if role is not None:
            yield element, role


def _says_role(classes: str) -> bool:
    return bool(_PUBLISHED_CLASS.search(classes) or _MODIFIED_CLASS.search(classes))


def _time_elements(document: Document, units: list[Unit]) -> Iterator[tuple[Element, Box]]:
    """<time> elements in these lines, and empty ones beside them, with their boxes."""
    lines = {
        id(inline): unit.box for unit in units if not unit.hidden for inline in unit.inlines if inline.tag == "time"
    }
    spans = {unit.index for unit in units}
    for element in document.structured.times[:MAX_TIMES]:
        if id(element) in lines:
            yield element, lines[id(element)]
        elif not (element.text or len(element)):
            # Filled by a script: no text, so in no line; its box tells where it stands.
            box = document.walk.box_of(element)
            if box is not None and not box.hidden and box.start in spans and box.chars <= SMALL_BOX:
                yield element, box


def _text_before(element: Element) -> str:
    """Text right before an element in its line, and within it."""
    parent, previous = element.getparent(), element.getprevious()
    before = previous.tail if previous is not None else (parent.text if parent is not None else "")
    near = " ".join(previous.itertext())[-40:] if previous is not None and len(previous) < 5 else ""
    return f"{near} {before or ''} {(element.text or '')[:20]}"


def _url_day(url: str | None) -> Timestamp | None:
    """The day in a page's address.

    >>> _url_day("https://example.org/2026/05/02/rain-at-last").isoformat()
    '2026-05-02'
    >>> _url_day("https://example.org/story-20260502123") is None
    True
    """
    match = _URL_DAY.search(urlsplit(url or "").path) if url else None
    if match is None:
        return None
    year, month, number = (next(filter(None, (match[f"{part}{way}"] for way in ways))) for part, ways in _URL_PARTS)
    try:
        day = date(int(year), _MONTH_CODES.get(month.lower()) or int(month), int(number))
    except ValueError:
        return None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        return None
    return Timestamp(raw=match[0], value=day, precision="day", source="url")

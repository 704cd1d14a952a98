"""When the story was published and last changed: the statements about it ranked, then confirmed by each other.

Order of evidence for ``published``: JSON-LD ``datePublished`` of this page's story, microdata, meta tags that mean
publication, a visible date near the headline (``<time>`` or text), the day in the page's address. ``modified`` likewise
from its own statements; neither ever stands in for the other.

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
from itertools import islice
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from ..dates import Found, Reading, find_dates, parse_timestamp
from ..datewords import plain
from ..items import Article, Timestamp
from .blocks import Box, Unit
from .headline import away_box, is_picture_text, until_body
from .structured import Element, Structured, clean

if TYPE_CHECKING:
    from .document import Document

Role = Literal["published", "modified"]

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
"""Score below which a visible date is not believed: far from the headline, or before it without label and class."""

_PUBLISHED_LABEL = re.compile(
    r"publi[sźc]|publié|publicad|pubblicat|publicat|publiziert|publicerad|publisert|publiceret|posted"
    r"|erschienen|veröffentlicht"
    r"|erstellt|gepubliceerd|geplaatst|created|first published|issued|release|опубликован|публикац"
    r"|опубліковано|публикува"
    r"|objavljen|објављен|opublikowan|dodano|zveřejněn|vydán|uverejnen|megjelen|közzét|julkaistu|avaldatud"
    r"|publicēt|paskelbt"
    r"|δημοσ|yayın|eklenme|نشر|انتشار|تاریخ|פורסם|प्रकाशित|প্রকাশ|เผยแพร่|發[布佈]|发[布表]|發表|公開|掲載|配信|投稿|입력|등록|승인"
    r"|dipublikasi|diterbit"
    r"|tayang|đăng|birt|foilsith|cyhoedd|argitaratu|publikuar|ចុះផ្សាយ|online since|uploaded|written on|filed",
    re.I,
)
_MODIFIED_LABEL = re.compile(
    r"updat|modif|revised|edited|corrected|aktualis|geändert|überarbeitet|bijgewerkt|gewijzigd|laatste update"
    r"|mis(?:e)? à jour|màj|maj\b"
    r"|actuali[zt]|atualiz|aggiornat|uppdater|oppdater|opdater|ændret|endret|ändrad|päivitetty|muokattu|обновл"
    r"|измен[её]н|оновл"
    r"|актуализ|ажурира|ažurir|izmen|posodob|zaktualiz|aktualiz|edytow|frissít|módos|ενημέρωση|ενημερώθηκε"
    r"|güncel|تحديث|تعديل|به.?روز|עודכן"
    r"|अपडेट|আপডেট|อัป?เดต|แก้ไข|更新|수정|diperbarui|cập nhật|uuendatud|atnaujint|atjauno|actualizat|përditësua"
    r"|uppfært|nuashon",
    re.I,
)
_DATE_CLASS = re.compile(
    r"date|time|publi|posted|datum|fecha|meta|byline|info|heure|data(?![a-z])|tanggal|tarih|stamp|dato|pvm"
    r"|erschein|when|dat(?![a-z])",
    re.I,
)
_PUBLISHED_CLASS = re.compile(r"publi|posted|created|datum|issued|pubdate|entry-date", re.I)
_MODIFIED_CLASS = re.compile(r"updat|modif|edited|changed|aktual", re.I)
_SCRIPT_DATE = re.compile(
    r"\\?\"(?:datePublished|date_published|publishedAt|published_at|publishDate|publish_date|publicationDate"
    r"|publication_date|publishedDate|published_date|firstPublished\w{0,6}|pubDate|published_time|publishTime)\\?\"\s*:\s*"
    r"\\?\"([^\"\\]{8,40})"
)
_DIGIT = re.compile(r"\d")
_URL_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)([/\-_.]?)(\d{2}|[a-z]{3})\2(\d{2})(?!\d)", re.I)
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
    reading = _reading(document, next((e.stamp for e in stated if e.role == "published"), None))
    seen = list(_visible(document, reading))
    published = _choose("published", stated, seen) or _only_date(document, reading) or _url_day(document.url)
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


def _only_date(document: Document, reading: Reading) -> Timestamp | None:
    """The one day that the page names for publication anywhere, where nothing near the headline does."""
    for witnesses in (
        _labelled_anywhere(document, reading),
        _only_times(document, reading),
        _in_scripts(document, reading),
    ):
        found = list(islice(witnesses, MAX_WITNESSES))
        if found and len({_day_of(stamp) for stamp in found}) == 1:
            return found[0]
    return None


def _day_of(stamp: Timestamp) -> date:
    return stamp.value.date() if isinstance(stamp.value, datetime) else stamp.value


def _labelled_anywhere(document: Document, reading: Reading) -> Iterator[Timestamp]:
    for unit in document.walk.units:
        if not _may_hold_date(unit) or not _PUBLISHED_LABEL.search(unit.text) or _is_elsewhere(unit.box, None):
            continue
        for evidence in _in_unit(unit, None, None, reading):
            if evidence.role == "published" and evidence.score >= 3:
                yield evidence.stamp


def _only_times(document: Document, reading: Reading) -> Iterator[Timestamp]:
    for element in document.structured.times[:MAX_TIMES]:
        own = " ".join(filter(None, (element.get("class"), element.get("itemprop"), element.get("id"))))
        role, label = _role(_text_before(element), own)
        named = label or element.get("pubdate") is not None or _PUBLISHED_CLASS.search(own)
        text = (element.get("datetime") or "").strip()
        if role == "published" and named and text and (stamp := parse_timestamp(text, "time-element", reading)):
            yield stamp


def _in_scripts(document: Document, reading: Reading) -> Iterator[Timestamp]:
    """What the page's own scripts call its publication: the state that a browser builds the page from."""
    budget = MAX_SCRIPTS
    for text in document.structured.scripts:
        budget -= len(text)
        if budget < 0:
            return
        for match in _SCRIPT_DATE.finditer(text):
            if stamp := parse_timestamp(match[1], "script", reading):
                yield stamp


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


def _is_film(structured: Structured) -> bool:
    """Whether the page's story is a video or a recording, whose upload is its publication."""
    return bool(structured.types) and structured.types <= {"videoobject", "audioobject", "podcastepisode"}


def _evidence(role: str, value: object, source: str, reading: Reading) -> Iterator[_Evidence]:
    plain = value.get("@value") if isinstance(value, dict) else value
    text = str(plain) if isinstance(plain, int) else clean(plain)
    if text and (stamp := parse_timestamp(text, source, reading)):
        yield _Evidence("published" if role == "published" else "modified", stamp)


def _element_time(element: Element) -> str:
    return (element.get("content") or element.get("datetime") or " ".join(element.itertext())).strip()


def _reading(document: Document, published: Timestamp | None) -> Reading:
    """What is known of the page for reading its dates."""
    hint = _url_day(document.url) if published is None else published
    value = hint.value if hint else None
    return Reading(
        language=document.language,
        region=region(document),
        hint=value.date() if isinstance(value, datetime) else value,
    )


def region(document: Document) -> str | None:
    """Two-letter country of the publication, lower-case: by its domain name, else by the declared language tag."""
    host = urlsplit(document.url or "").hostname or ""
    last = host.rsplit(".", 1)[-1]
    if len(last) == 2 and last.isalpha() and last not in _VANITY_DOMAINS:
        return "gb" if last == "uk" else last
    for tag in (document.language, document.structured.first_meta("og:locale")):
        parts = (tag or "").replace("_", "-").split("-")
        if len(parts) > 1 and len(parts[-1]) == 2:
            return parts[-1].lower()
    return None


# ---- what a reader sees


def _visible(document: Document, reading: Reading) -> list[_Evidence]:
    """Dates printed near the headline."""
    walk, heading = document.walk, document.heading
    if heading.start is None or heading.end is None:
        head, span = None, None
        units = [unit for unit in walk.units if len(unit.text) <= MAX_LINE and _labelled(unit)][:20]
    else:
        head, span = walk.units[heading.start].box, (heading.start, heading.end)
        units = walk.units[max(0, heading.start - BEFORE) : heading.start] + until_body(walk, heading.end, AFTER)
    by_unit = [(unit, list(_in_unit(unit, span, head, reading))) for unit in units if _may_hold_date(unit)]
    dated = Counter(unit.path for unit, found in by_unit if found)
    # Three lines of one template, each with a date, are cards of other stories.
    seen = [date_ for unit, found in by_unit if dated[unit.path] < 3 for date_ in found]
    return [*_times(document, units, head, reading), *seen]


def _labelled(unit: Unit) -> bool:
    return bool(_PUBLISHED_CLASS.search(unit.box.cls) or _PUBLISHED_LABEL.search(unit.text))


def _may_hold_date(unit: Unit) -> bool:
    text = unit.text
    return not unit.hidden and 6 <= len(text) <= MAX_LINE and bool(_DIGIT.search(text))


def _in_unit(unit: Unit, head: tuple[int, int] | None, box: Box | None, reading: Reading) -> Iterator[_Evidence]:
    """Dates in a line, each with the role its label or class gives it."""
    text = plain(unit.text)
    found = list(find_dates(text, reading))
    rest = len(text) - sum(date_.end - date_.start for date_ in found)
    if not found or rest > MAX_REST or _elsewhere(unit, rest, head, box):
        return
    classes = " ".join([unit.box.cls, *(inline.get("class") or "" for inline in unit.inlines)])
    place = _place_score(unit, head) + 1.0 * bool(_DATE_CLASS.search(classes))
    since = 0
    for date_ in found:
        role, label = _role(text[since : date_.start], classes)
        since = date_.end
        score = place + 3.0 * label + 0.5 * isinstance(date_.value, datetime)
        if score > MIN_SCORE:
            yield _Evidence(role, _stamp(text, date_), score, sure=label or bool(_PUBLISHED_CLASS.search(classes)))
        if not label and role == "published":
            break  # A second date without a label of its own says nothing certain.


def _place_score(unit: Unit, head: tuple[int, int] | None) -> float:
    """Less the further from the headline, and less before it than after it."""
    if head is None:
        return 0.0
    start, end = head
    return -0.05 * (unit.index - end) if unit.index >= end else -1.2 - 0.05 * (start - unit.index)


def _elsewhere(unit: Unit, rest: int, head: tuple[int, int] | None, box: Box | None) -> bool:
    """Whether a date's line belongs to a card, a picture or a menu rather than to the story."""
    if _PUBLISHED_LABEL.search(unit.text) or _MODIFIED_LABEL.search(unit.text):
        return False
    if unit.link_density > 0.8 and not (head and 0 <= unit.index - head[1] <= 3):
        return True
    if rest > 12 and is_picture_text(unit):
        return True
    return _is_elsewhere(unit.box, box)


def _role(label: str, classes: str) -> tuple[Role, bool]:
    """What a date means by the label before it, else by its element's class; and whether a label said so."""
    published, modified = _last(_PUBLISHED_LABEL, label), _last(_MODIFIED_LABEL, label)
    if published >= 0 or modified >= 0:
        return ("modified" if modified > published else "published"), True
    if _MODIFIED_CLASS.search(classes) and not _PUBLISHED_CLASS.search(classes):
        return "modified", True
    return "published", False


def _last(pattern: re.Pattern[str], text: str) -> int:
    return max((match.start() for match in pattern.finditer(text)), default=-1)


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


def _times(document: Document, units: list[Unit], head: Box | None, reading: Reading) -> Iterator[_Evidence]:
    """What <time> elements near the headline state."""
    for order, (element, box) in enumerate(_time_elements(document, units)):
        text = (element.get("datetime") or element.get("content") or "").strip()
        stamp = parse_timestamp(text, "time-element", reading) if text else None
        if stamp is None or _is_elsewhere(box, head):
            continue
        own = " ".join(filter(None, (element.get("class"), element.get("itemprop"), element.get("id"))))
        role, label = _role(_text_before(element), own if _says_role(own) else f"{own} {box.cls}")
        score = 2.0 + 3.0 * (label or element.get("pubdate") is not None) + 1.5 * bool(_PUBLISHED_CLASS.search(own))
        yield _Evidence(role, stamp, score - 0.1 * order)


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
    month = match[3].lower()
    try:
        day = date(int(match[1]), _MONTH_CODES.get(month) or int(month), int(match[4]))
    except ValueError:
        return None
    return Timestamp(raw=match[0], value=day, precision="day", source="url")

"""Who made the story: the byline as printed, and its contributors in order.

Two witnesses are heard: what the page states for machines (JSON-LD ``author``, microdata, author meta tags) and the
byline a reader sees near the headline. Where they name the same people, the printed order, roles and additional names
count; where they share nobody, the machine statement is believed (a name near the headline may belong to another
story's card); where the statement names only the publication itself, the printed people win.

A name is never made up from an address or an account, and never taken from a card of another story.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

from ..dates import Reading, find_dates
from ..datewords import plain
from ..items import Article, Role
from .blocks import Box, Unit, text_of
from .desks import desk_of
from .headline import away_box, is_picture_text, until_body
from .patterns import caseless, caseless_names
from .people import (
    MAX_AUTHORS,
    Credit,
    as_author,
    is_agency,
    is_nobody,
    label_of,
    looks_like_person,
    names_job,
    names_reporter,
    parse_byline,
    spaced_label,
)
from .spelling import letters, normalise
from .structured import Element, clean

if TYPE_CHECKING:
    from .document import Document

AUTHOR_META = (
    "author", "article:author", "parsely-author", "cxenseparse:author", "dc.creator", "dcterms.creator", "byl",
    "byline",
    "citation_author", "article:author_name", "author_name", "article.author", "og:article:author", "sailthru.author",
    "rbauthors", "nrbi:authors", "authors", "page.author",
)  # fmt: skip

BEFORE, AFTER = 6, 35
"""Units before and after the headline among which a byline is looked for."""
MAX_BYLINE = 260
"""Characters of a byline; a longer text is a paragraph or an author's biography."""
SMALL_BOX = 300
"""Characters of an aside or footer that holds no more than the story's own byline, date and buttons."""
LABEL_REACH = 3
"""Units that may stand between a label on a line of its own ("By") and the name."""
END_REACH = 200
"""Units after the headline among which a byline below the story is looked for."""
MANY = 6
"""Lines of one template among which a second byline line is one of several cards'."""
MAX_UNLABELLED = 100
"""Characters of a byline that neither a label nor a link marks as one."""

_END_LABEL = re.compile(r"\W*(?:(?:reporting|written|story|words|text) by|text:|von:|autor:|texte :)\s", re.I)
_DIGIT = re.compile(r"\d")
_AFTER_DATE = re.compile(r"\b(?:on|at|am|le|el|il|den|um)\W*$", re.I)
_LINE_EDGES = " ,|-–·•"
_WEEKDAY = re.compile(r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)?day,?$|\b(?:mon|tue|wed|thu|fri|sat|sun),?$", re.I)
_DATE_LABEL = re.compile(r"(?:posted|published|written|updated|created|submitted|date)\b\W*", re.I)
_ZONE = re.compile(r"^\W*(?:[A-Z]{1,4}T|UTC)\b")
"""A time zone's name, behind a time."""
_SECTION_HREF = caseless(r"/(?:category|categories|tags?|topics?|sections?|rubrik|categoria|kategori\w*)/")
_BYLINE_CLASS = caseless_names(
    r"by-?_?line|author|autor(?!isation)|auteur|contributor|writer|writtenby|written-by|journalist|reporter"
    r"|redakteur|verfasser|skribent|kirjoittaja|forfatter|firma(?!t)|escritor"
    r"|signature|signed|creator|posted-by|postedby|user-?name|penname|columnist|giornalista|redattore|editor-?name",
)
_PICTURE_AGENCY = caseless(r"getty|shutterstock|istock|\bimago\b|alamy|©")
_PICTURE = caseless(r"getty|shutterstock|istock|\bimago\b|photo|foto|bild\b|image|credit|©|alamy")
_BIO_CLASS = caseless_names(r"bio|about|description|comment|related|card|teaser|promo|social|follow|share")
_AUTHOR_HREF = caseless(
    r"/(?:authors?|autor(?:es|en|i|in|zy)?|auteurs?|autori|autore|profiles?|staff|staff-?members?|journalist(?:e|en|s)?"
    r"|writers?|reporters?|contributors?|byline|columnists?|redakteure?|redaktion|redaccion|firmas?|penulis|yazarlar"
    r"|person|av|muhabir|giornalisti|skribent|forfatter|medarbejder|creator|kirjoittaja|toimittajat|tac-gia|автор|avtor"
    r"|meet-the-team|correspondents?)(?:/|-|\?|=|$|\.)|[?&]author=",
)


@dataclass(slots=True)
class _Printed:
    """The byline a reader sees."""

    first: int = 0
    """Index of its first unit."""
    lines: list[str] = field(default_factory=list)
    credits: list[Credit] = field(default_factory=list)


@dataclass(slots=True)
class _Near:
    """What the search for the byline looks at."""

    document: Document
    head: Box
    """The box of the headline."""
    known: list[str]
    """Names that the page states for machines, as letters."""


def set_byline(article: Article, document: Document) -> None:
    """Put byline and authors into the article, with the evidence that gave them."""
    names = document.site_names
    stated = list(islice(_json_ld(document), 2 * MAX_AUTHORS))
    printed = _printed(document, names, [letters(credit.name) for credit in stated if looks_like_person(credit.name)])
    credits, source = _settle(document, stated, printed, names)
    if not credits and (printed := _printed_desk(document)).credits:
        credits, source = printed.credits, "visible"
    mine = {credit.key for credit in credits} & {credit.key for credit in printed.credits}
    article.byline = " ".join(printed.lines) or None if mine else None
    article.authors = [as_author(credit, names) for credit in credits[:MAX_AUTHORS]]
    if article.byline:
        article.provenance["byline"] = "visible"
    if credits:
        article.provenance["authors"] = source


# ---- settling between witnesses


def _settle(document: Document, stated: list[Credit], printed: _Printed, names: set[str]) -> tuple[list[Credit], str]:
    """The contributors, and the evidence that gave them."""
    people = [credit for credit in stated if not _is_site(credit, names)]
    seen = [credit for credit in printed.credits if not _is_site(credit, names)]
    keys = {credit.key for credit in seen}
    named = [credit for credit in people if not credit.organisation or credit.key in keys]
    if named or (people and not seen):
        return _merged(people, seen), "json-ld"
    if seen:
        return _distinct(seen), "visible"
    for source, credits in (("microdata", _microdata(document)), ("meta", _meta(document))):
        found = _distinct(credit for credit in credits if not _is_site(credit, names))
        if found and (not stated or looks_like_person(found[0].name)):
            return found, source
    if linked := _linked(document, names):
        return linked, "visible"
    return (_distinct(stated), "json-ld") if stated else (_distinct(printed.credits), "visible")


def _is_site(credit: Credit, names: set[str]) -> bool:
    """Whether the name is only the publication's own."""
    key = letters(credit.name.removeprefix("The ").removeprefix("the "))
    if key in names or (credit.organisation and any(key in name or name in key for name in names if len(name) > 3)):
        return True
    first, _, rest = credit.name.partition(" ")
    return first.isupper() and bool(rest) and letters(first) in names  # "CNN Business", "BBC Sport"


def _merged(stated: list[Credit], seen: list[Credit]) -> list[Credit]:
    """Stated and printed contributors as one list: printed order and roles where they agree on somebody."""
    by_key = {credit.key: credit for credit in seen}
    shared = [credit for credit in stated if credit.key in by_key]
    if not shared:
        return _distinct(stated)
    for credit in shared:
        mine = by_key[credit.key]
        mine.url = mine.url or credit.url
        mine.affiliation = mine.affiliation or credit.affiliation
        mine.name = credit.name if len(credit.name) >= len(mine.name) else mine.name
    return _distinct([*seen, *(credit for credit in stated if credit.key not in by_key)])


def _distinct(credits: Iterable[Credit]) -> list[Credit]:
    """Each person once, the first mention kept."""
    kept: dict[str, Credit] = {}
    for credit in credits:
        if credit.key and not is_nobody(credit.name):
            kept.setdefault(credit.key, credit)
    return [credit for credit in kept.values() if not _is_longer_form(credit, kept)]


def _is_longer_form(credit: Credit, kept: dict[str, Credit]) -> bool:
    """Whether a credit is another one's name with a job or newspaper behind it ("Jane Roe Globe Correspondent")."""
    return any(
        len(key) > 7 and credit.key != key and credit.name.startswith(other.name + " ") for key, other in kept.items()
    )


# ---- statements for machines


def _json_ld(document: Document) -> Iterator[Credit]:
    for node in document.structured.articles:
        for key in ("author", "creator"):
            found = _distinct(credit for value in _opened(node.get(key)) for credit in _stated_credit(document, value))
            if found:
                yield from found
                return


def _opened(value: Any) -> list[Any]:
    if isinstance(value, dict) and "@list" in value:
        value = value["@list"]
    if isinstance(value, list):
        return [inner for item in value[:50] for inner in (item if isinstance(item, list) else [item])]
    return [] if value is None else [value]


def _stated_credit(document: Document, value: Any) -> Iterator[Credit]:
    value = document.structured.resolve(value)
    if isinstance(value, str):
        yield from _named(clean(value) or "", None)
        return
    if not isinstance(value, dict):
        return
    kinds = " ".join(map(str, _opened(value.get("@type")))).lower()
    url = next((u for u in _opened(value.get("url")) + _opened(value.get("sameAs")) if isinstance(u, str)), None)
    for name in _opened(value.get("name") or value.get("byline") or _full_name(value)):
        inner = name.get("name") if isinstance(name, dict) else name
        for credit in _named(clean(inner) or "", document.absolute(url)):
            credit.organisation = "organization" in kinds or "organisation" in kinds
            credit.affiliation = credit.affiliation or _stated_affiliation(document, value)
            yield credit


def _full_name(value: dict[str, Any]) -> str | None:
    parts = [value.get("givenName"), value.get("additionalName"), value.get("familyName")]
    return " ".join(part for part in parts if isinstance(part, str) and part.strip()) or None


def _stated_affiliation(document: Document, value: dict[str, Any]) -> str | None:
    for key in ("jobTitle", "affiliation", "worksFor"):
        for item in _opened(value.get(key)):
            resolved = document.structured.resolve(item)
            if text := clean(resolved.get("name") if isinstance(resolved, dict) else resolved):
                return text if len(text) <= 120 else None
    return None


def _named(text: str, url: str | None) -> list[Credit]:
    """Contributors in a field that holds nothing but names."""
    if not text or "://" in text or text[0] in "@,;|" or len(text) > 300:
        return []
    credits = parse_byline(text, sure=True)
    if len(credits) == 1:
        credits[0].url = url
    return credits


def _microdata(document: Document) -> Iterator[Credit]:
    for element in document.structured.microdata.get("author", ())[:10]:
        named = element.find(".//*[@itemprop='name']")
        holder = named if named is not None else element
        text = clean(holder.get("content") or " ".join(holder.itertext()))
        link = element if element.tag == "a" else element.find(".//a[@href]")
        yield from _named(text or "", document.absolute(link.get("href")) if link is not None else None)


def _meta(document: Document) -> Iterator[Credit]:
    for name in AUTHOR_META:
        found: list[Credit] = []
        for value in document.structured.meta.get(name, ())[:8]:
            text = clean(value) or ""
            # An account or a slug ("jroe", "jane-roe") is no name.
            if " " in text or not text.isascii() or is_agency(text):
                found += _named(text, None)
        if found:
            yield from found
            return


def _linked(document: Document, names: set[str]) -> list[Credit]:
    """The one person that the page's rel=author links name, wherever they stand."""
    found: dict[str, Credit] = {}
    for unit in document.walk.units:
        for anchor in unit.anchors:
            if "author" in (anchor.get("rel") or "").lower().split():
                for credit in _anchor_credits(document, anchor):
                    found.setdefault(credit.key, credit)
    credits = [credit for credit in found.values() if not _is_site(credit, names)]
    return credits if len(credits) == 1 else []


# ---- the printed byline


def _printed(document: Document, names: set[str], known: list[str]) -> _Printed:
    """The byline near the headline: the nearest line that is one, and those that go on with it."""
    walk, heading = document.walk, document.heading
    if heading.start is None or heading.end is None:
        return _Printed()
    near = _Near(document, walk.units[heading.start].box, known)
    skipped = set(heading.dek_units)
    after = [unit for unit in until_body(walk, heading.end, AFTER) if unit.index not in skipped]
    before = walk.units[max(0, heading.start - BEFORE) : heading.start]
    below, above = _cluster(near, after, unique=False), _cluster(near, before, unique=True)
    if below.credits and above.credits:
        return above if heading.start - above.first < below.first - heading.end else below
    return (below if below.credits else above) if below.credits or above.credits else _at_the_end(near, heading.end)


def _printed_desk(document: Document) -> _Printed:
    """The byline near the headline that names a desk in place of people: asked where nobody else is named."""
    walk, heading = document.walk, document.heading
    if heading.start is None or heading.end is None:
        return _Printed()
    near = _Near(document, walk.units[heading.start].box, [])
    skipped = set(heading.dek_units)
    for unit in (*until_body(walk, heading.end, AFTER), *walk.units[max(0, heading.start - BEFORE) : heading.start]):
        if unit.index in skipped or not _may_be_byline(near, unit, unique=True):
            continue
        line = _line(unit, document) if len(unit.text) <= MAX_UNLABELLED else ""
        desk = desk_of(line)
        if desk and (desk != line or _BYLINE_CLASS(_classes(unit))) and not is_picture_text(unit):
            return _Printed(first=unit.index, lines=[line], credits=[Credit(desk, organisation=True)])
    return _Printed()


def _at_the_end(near: _Near, start: int) -> _Printed:
    """The line below the story that says who reported or wrote it, where none above it does."""
    for unit in near.document.walk.units[start : start + END_REACH]:
        if unit.hidden or len(unit.text) > MAX_UNLABELLED or not _END_LABEL.match(unit.text) or away_box(unit.box):
            continue
        credits = parse_byline(unit.text)
        if credits:
            return _Printed(first=unit.index, lines=[normalise(unit.text)], credits=[_as_writer(c) for c in credits])
    return _Printed()


def _as_writer(credit: Credit) -> Credit:
    """A story that names nobody but those who reported it is theirs."""
    credit.role = "writer" if credit.role == "contributor" else credit.role
    return credit


def _cluster(near: _Near, units: list[Unit], *, unique: bool) -> _Printed:
    """The first byline among these units, with the lines that go on with it; `unique`: not of a repeated template."""
    printed = _Printed()
    last: Unit | None = None
    pending: Role | None = None
    since = 0
    for unit in units:
        if last is not None and (unit.index - last.index > 4 or unit.heading or len(unit.text) > MAX_BYLINE):
            break
        if not _may_be_byline(near, unit, unique=unique):
            continue
        if label := _only_label(unit.text):
            # "Photo:" alone begins a picture's credit, not a byline.
            pending, since = (None if label == "photographer" else label), unit.index
            continue
        if pending and unit.index - since > LABEL_REACH:
            pending = None
        alike = last is None or unit.path == last.path or all(is_agency(credit.name) for credit in printed.credits)
        credits = _unit_credits(near, unit, pending, alike=alike)
        if not credits or (last is not None and near.document.walk.tally.paths[unit.path] > MANY):
            continue
        printed.first = printed.first if last else unit.index
        printed.credits += [credit for credit in credits if credit.key not in {c.key for c in printed.credits}]
        line = _line(unit, near.document)
        printed.lines += [line] if line and line not in printed.lines else []
        last, pending, since = unit, (pending if unit.tag == "dd" else None), unit.index
    initials = {_initials(credit.name) for credit in printed.credits}
    printed.credits = [credit for credit in printed.credits if credit.name not in initials]
    return printed


def _initials(name: str) -> str:
    """First letters of a name: what an avatar shows in place of a portrait."""
    return "".join(word[0] for word in name.split()) if " " in name else ""


def _may_be_byline(near: _Near, unit: Unit, *, unique: bool) -> bool:
    if unit.hidden or len(unit.text) > MAX_BYLINE or len(unit.text) < 2 or unit.heading in (1, 2):
        return False
    walk = near.document.walk
    if unique and walk.tally.paths[unit.path] > 2:
        return False
    away = away_box(unit.box, near.head)
    return away is None or (away.chars <= SMALL_BOX and not any(u.heading for u in walk.within(away)))


def _only_label(text: str) -> Role | None:
    """Role that a line names and then leaves its people to the next ("By", "Contributions from")."""
    if len(text) > 40:
        return None
    role, rest = label_of(text)
    return role if not rest.strip(" .") else None


def _unit_credits(near: _Near, unit: Unit, pending: Role | None, *, alike: bool) -> list[Credit]:
    """People that a line credits; none where neither label, class nor author link says that it is a byline.

    A class is enough only for the first line and those set like it (`alike`): others may credit the picture.
    """
    document = near.document
    text = _line(unit, document)
    role, _ = label_of(text)
    labelled = pending is not None or role is not None or names_reporter(text)
    classed = (alike and _BYLINE_CLASS(_classes(unit))) or _says(text, near.known)
    linked = [anchor for anchor in unit.anchors if _is_author_link(anchor)]
    if not (labelled or classed or unit.link_density > 0.3):
        linked = []
    if not (labelled or linked or classed) or (
        role == "photographer" and (":" in text[:16] or not (unit.inlines or unit.anchors))
    ):
        return []
    if (is_picture_text(unit) and role != "writer") or _PICTURE_AGENCY(text):
        return []
    if not labelled and not linked and (len(text) > MAX_UNLABELLED or _BIO_CLASS(unit.box.cls) or _PICTURE(text)):
        return []
    credits = parse_byline(text, role=pending)
    if linked:
        credits = _with_links(document, credits, linked, pending, text)
    elif whole := next((name for inline in unit.inlines if (name := _inline_name(inline, text))), None):
        credits = [Credit(whole, pending or role or "writer"), *credits[1:]]
    if not labelled:
        # A class or link alone may also mean the section or the publication's name beside the byline.
        credits = [c for c in credits if looks_like_person(c.name) or is_agency(c.name) or _is_pen_name(c.name, linked)]
    return [credit for credit in credits if not is_nobody(credit.name)]


def _says(text: str, known: list[str]) -> bool:
    """Whether a line is little more than a name that the page also states for machines."""
    key = letters(label_of(text)[1])
    return any(key.startswith(name) and len(key) <= len(name) + 40 for name in known)


def _inline_name(inline: Element, line: str) -> str | None:
    """A person's name that an element within the line holds apart from what follows it."""
    text = normalise(text_of(inline, " "))
    _, name = label_of(text)
    _, rest = label_of(line)
    if not looks_like_person(name) or not rest.startswith(name) or names_job(name):
        return None
    return name if [credit.name for credit in parse_byline(name, sure=True)] == [name] else None


def _is_pen_name(name: str, links: list[Element]) -> bool:
    """Whether a single name stands in a link to its author."""
    rel = any("author" in (link.get("rel") or "") for link in links)
    return rel and name[:1].isupper() and not name.isupper() and len(name.split()) == 1


def _classes(unit: Unit) -> str:
    parent = unit.box.parent
    own = [unit.box.cls, unit.box.id, unit.element.get("itemprop") or "", unit.element.get("data-testid") or ""]
    own += [value for inline in unit.inlines for value in (inline.get("class") or "", inline.get("itemprop") or "")]
    own += [anchor.get("class") or "" for anchor in unit.anchors]
    if parent is not None and parent.end - parent.start <= 6:
        own += [parent.cls, parent.element.get("itemprop") or "", parent.element.get("data-testid") or ""]
        if parent.parent is not None and parent.parent.end - parent.parent.start <= 6:
            own.append(parent.parent.cls)
    return " ".join(own)


def _is_author_link(anchor: Element) -> bool:
    if "author" in (anchor.get("rel") or "").lower().split() or anchor.get("itemprop") in ("author", "name"):
        return True
    href = anchor.get("href") or ""
    return len(href) < 300 and "share" not in href and _AUTHOR_HREF(href)


def _with_links(
    document: Document, credits: list[Credit], links: list[Element], pending: Role | None, text: str
) -> list[Credit]:
    """Credits of the line's text, sharpened by its author links, whose texts are whole names."""
    linked = [credit for anchor in links for credit in _anchor_credits(document, anchor)]
    if not linked:
        return credits
    out: list[Credit] = []
    used: set[str] = set()
    for credit in credits:
        # A name that only layout kept apart from what follows ("Jane RoeTravel Editor") is what its link says.
        mine = next((other for other in linked if letters(credit.name).startswith(letters(other.name))), None)
        if mine is not None:
            mine.role, mine.affiliation = credit.role, credit.affiliation
        chosen = mine or credit
        if chosen.key not in used:
            used.add(chosen.key)
            out.append(chosen)
    for other in linked:
        if other.key not in used and not any(other.key in letters(credit.name) for credit in out):
            used.add(other.key)
            other.role = pending or label_of(text)[0] or "writer"
            out.append(other)
    return out


def _anchor_credits(document: Document, anchor: Element) -> list[Credit]:
    text = normalise(text_of(anchor, " "))
    credits = parse_byline(text, sure=True) if 2 < len(text) <= 90 else []
    for credit in credits:
        credit.url = document.absolute(anchor.get("href")) if len(credits) == 1 else None
    return credits


def _line(unit: Unit, document: Document) -> str:
    """The byline within a line: without links to sections, without dates and what follows them."""
    line = spaced_label(plain(normalise(_without_sections(unit))))
    if not _DIGIT.search(line):
        return line.strip(_LINE_EDGES)
    found = next(iter(find_dates(line, Reading(language=document.language))), None)
    if found is not None:
        before = _WEEKDAY.sub("", _AFTER_DATE.sub("", line[: found.start].rstrip(_LINE_EDGES + "("))).strip(_LINE_EDGES)
        says_when = len(before) < 5 or _DATE_LABEL.fullmatch(before)
        line = _ZONE.sub("", line[found.end :]).strip(_LINE_EDGES + ")") if says_when else before
    return line.strip(_LINE_EDGES)


def _without_sections(unit: Unit) -> str:
    """A unit's text without links to sections and topics, which stand beside the author's name in many a blog."""
    text = unit.text
    for anchor in unit.anchors if len(unit.anchors) > 1 else ():
        rel = (anchor.get("rel") or "").lower().split()
        section = "category" in rel or "tag" in rel or _SECTION_HREF((anchor.get("href") or "")[:300])
        if section and not _is_author_link(anchor):
            text = text.replace(normalise(text_of(anchor, " ")), " ", 1)
    return text

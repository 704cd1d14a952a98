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

from ...dates import Reading, find_dates
from ...datewords import plain
from ...items import Article, Role
from ..blocks import Box, Unit, Walk, text_of
from ..headline import reads_as_headline
from ..patterns import caseless, caseless_names
from ..spelling import letters, normalise
from ..structured import Element, clean
from ..surroundings import away_box, is_picture_text, until_body
from .desks import desk_of
from .labels import label_of, spaced_label
from .people import (
    MAX_AUTHORS,
    Credit,
    as_author,
    is_agency,
    is_nobody,
    looks_like_person,
    names_author,
    names_job,
    names_reporter,
    names_somebody,
    parse_byline,
)

if TYPE_CHECKING:
    from ..document import Document

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
SENTENCE = 60
"""Characters of a paragraph that is no byline."""
LONGEST_LABEL = 30
"""Characters of a label and its colon."""
STORY_BEGUN = 3
"""Paragraphs after which the story's byline no longer comes."""
LABEL_REACH = 3
"""Units that may stand between a label on a line of its own ("By") and the name."""
END_REACH = 200
"""Units after the headline among which a byline below the story is looked for."""
CARD_REACH = 3
"""Units between the linked heading of a card and its byline: a teaser, a date."""
LONGEST_TAIL = 40
"""Characters of what layout sets behind a byline."""
DATE_REACH = 60
"""Characters of a line within which the day of a date stands that a byline follows."""
MANY = 6
"""Lines of one template among which a second byline line is one of several cards'."""
MAX_UNLABELLED = 100
"""Characters of a byline that neither a label nor a link marks as one."""

_END_LABEL = re.compile(r"\W*(?:(?:reporting|written|story|words|text) by|text:|von:|autor:|texte :)\s", re.I)
_LABEL_MARK = re.compile(r"[:：／｜]")
_DIGIT = re.compile(r"\d")
_AFTER_DATE = re.compile(r"\b(?:on|at|am|le|el|il|den|um)\W*$", re.I)
_LINE_EDGES = " ,|-–·•/／"
_WEEKDAY = re.compile(r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)?day,?$|\b(?:mon|tue|wed|thu|fri|sat|sun),?$", re.I)
_DATE_LABEL = re.compile(r"(?:posted|published|written|updated|created|submitted|date)\b\W*", re.I)
_ZONE = re.compile(r"^\W*(?:[A-Z]{1,4}T|UTC|WIB|WITA|Uhr)\b")
"""A time zone's name, behind a time."""
_DATE_WORD = re.compile(r"[日時时間间曜]$|公開|更新|配信|掲載|投稿|입력|승인|등록|수정|발행|[发發](?:布|表)")
"""What stands before a date in East Asia, where it is no name."""
_LAST_LABEL = re.compile(r"\s(?:[^\W\d_]{3,14}\s*:|\|\s(?:입력|승인|등록|수정|발행))$")
_NUMERIC_DATE = re.compile(
    r"(?<!\d)(?:\d{1,2}([./-])\d{1,2}\1(?:19|20)?\d\d|(?:19|20)\d\d([./-])\d{1,2}\2\d{1,2})(?!\d)"
)
"""A date, be its order known or not."""
_GLUED = re.compile(r"[a-zß-ÿ][A-ZÀ-Þ\d]")
_TAIL = re.compile(
    r"(?:(?:\b|(?<=[a-zà-ÿ](?=[A-Z])))(?:(?:first |last )?(?:published|updated|posted|modified)|publiziert"
    r"|veröffentlicht|aktualisiert|publié|mis à jour|publicado|actualizado|atualizado|pubblicato|aggiornato"
    r"|gepubliceerd|publicerad|publisert|opublikowano|опубликовано)\b:?"
    r"|\b\d+\s*(?:min(?:ute)?s?|hours?|days?|weeks?|months?)(?: (?:ago|read))?|\b\d+ comments?"
    r"|(?:view|see) (?:more|all) articles|[|·•–-]\s*\w+\s*:|(?<=\w) \d{1,3})$",
    re.I,
)
_SECTION_HREF = caseless(r"/(?:category|categories|tags?|topics?|sections?|rubrik|categoria|kategori\w*)/")
_BYLINE_CLASS = caseless_names(
    r"by-?_?line|author|autor(?!isation)|auteur|contributor|writer|writtenby|written-by|journalist|reporter"
    r"|redakteur|verfasser|skribent|kirjoittaja|forfatter|firma(?!t)|escritor"
    r"|signature|signed|creator|posted-by|postedby|user-?name|penname|columnist|giornalista|redattore|editor-?name"
    r"|redactor|periodista|jornalista|colunista|firmante|firmado|assinatura|redaktor|korrespondent|correspondent|toimittaja"
    r"|hofundur|szerzo|avtor|novinar|yazar|muhabir|penulis|wartawan|tac-?gia|nguoi-?viet",
)
_INVERTED = re.compile(
    r"((?:(?:van|von|de|der|den|la|di|da|al|el) ){0,3}[^\W\d_a-z][\w'’-]+),"
    r" ([^\W\d_a-z][\w'’-]*\.?(?: [^\W\d_a-z]\.?)*)"
)
"""A name as catalogues write it: "Roe, Jane M.", "van der Berg, Jan"."""
_ACCOUNT = re.compile(r"[a-z\d_-]+")
_PICTURE_AGENCY = caseless(r"getty|shutterstock|istock|\bimago\b|alamy|©")
_PICTURE = caseless(r"getty|shutterstock|istock|\bimago\b|photo|foto|bild\b|image|credit|©|alamy")
_BIO_CLASS = caseless_names(r"bio|about|description|comment|related|(?<!h-)(?<!v)card|teaser|promo|social|follow|share")
_AUTHOR_HREF = caseless(
    r"/(?:authors?|autor(?:es|en|i|in|zy)?|auteurs?|autori|autore|profiles?|staff|staff-?members?|journalist(?:es?|en|s)?"
    r"|writers?|reporters?|contributors?|byline|columnists?|redakteure?|redaktion|redaccion|firmas?|penulis|yazarlar"
    r"|person|av|muhabir|giornalisti|skribent|forfatter|medarbejder|creator|kirjoittaja|toimittajat|tac-gia|автор|avtor"
    r"|meet-the-team|correspondents?|periodistas?|redactor(?:es)?|columnistas?|colunistas?|wartawan|signatures?|users?|bios?)(?:/|-|\?|=|$|\.)|[?&]author=",
)


_PICTURE_ROLES = frozenset({"photographer", "illustrator", "other"})


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
    stated = _apart(list(islice(_json_ld(document), 2 * MAX_AUTHORS)), names)
    printed = _printed(document, names, [letters(credit.name) for credit in stated if looks_like_person(credit.name)])
    _apart(printed.credits, names)
    credits, source = _settle(document, stated, printed, names)
    if not credits and (printed := _printed_desk(document)).credits:
        credits, source = printed.credits, "visible"
    mine = {credit.key for credit in credits} & {credit.key for credit in printed.credits}
    article.byline = " ".join(printed.lines) or None if mine else None
    for credit in credits:
        if any(other is not credit and other.name in (credit.affiliation or "") for other in credits):
            credit.affiliation = None  # of a line that names several, and where each is from
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
    named = [credit for credit in people if credit.key in keys or not (credit.organisation or desk_of(credit.name))]
    if (
        seen
        and not any(credit.key in keys for credit in people)
        and any(credit.key in keys for credits in _meta(document) for credit in credits)
    ):
        return _distinct(seen), "visible"  # two witnesses against one: the account that put the story online
    if seen and people and all(is_agency(credit.name) for credit in people) and not keys & {c.key for c in people}:
        return _distinct([*seen, *people]), "visible"
    if named or (people and not seen):
        return _merged(people, seen), "json-ld"
    if seen:
        return _distinct(seen), "visible"
    for source, credits in (("microdata", _microdata(document)), ("meta", next(_meta(document), ()))):
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
        if _is_fuller(credit.name, mine.name):
            mine.name = credit.name
    return _distinct([*seen, *(credit for credit in stated if credit.key not in by_key)])


def _is_fuller(stated: str, printed: str) -> bool:
    """Whether the stated spelling of a name says at least as much as the printed one: letters, capitals, marks."""
    if stated.islower() or stated.isupper() or (stated.isascii() and not printed.isascii()):
        return False
    return len(stated) >= len(printed)


def _apart(credits: list[Credit], names: set[str]) -> list[Credit]:
    """Credits without the publication's own name behind a person's: "Jane Roe Arla Post"."""
    for credit in credits:
        words = credit.name.split()
        for at in range(2, len(words)):
            if letters(" ".join(words[at:])) in names and looks_like_person(" ".join(words[:at])):
                credit.name, credit.affiliation = " ".join(words[:at]), credit.affiliation or " ".join(words[at:])
                break
    return credits


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
            credit.organisation = ("organization" in kinds or "organisation" in kinds) and not value.get("jobTitle")
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
    if not text or "://" in text or text[0] in "@,;|/" or len(text) > 300:
        return []
    credits = [credit for credit in parse_byline(_upright(text), sure=True) if not _is_account(credit.name)]
    if len(credits) == 1:
        credits[0].url = url
    return credits


def _upright(text: str) -> str:
    """A text, or the name that it holds as catalogues write it, the way a byline has it.

    >>> [_upright(text) for text in ("Roe, Jane M.", "van der Berg, Jan", "Jane Roe, CNN", "Reuters, AFP")]
    ['Jane M. Roe', 'Jan van der Berg', 'Jane Roe, CNN', 'Reuters, AFP']
    """
    found = _INVERTED.fullmatch(text)
    if (
        found is None
        or not found[2][0].isupper()
        or any(is_agency(part) or is_nobody(part) or desk_of(part) for part in found.groups())
    ):
        return text
    return f"{found[2]} {found[1]}"


def _is_account(name: str) -> bool:
    """Whether a name is one that people type to log in ("jroe", "jane-roe")."""
    return _ACCOUNT.fullmatch(name) is not None and not is_agency(name)


def _microdata(document: Document) -> Iterator[Credit]:
    for element in document.structured.microdata.get("author", ())[:10]:
        named = element.find(".//*[@itemprop='name']")
        holder = named if named is not None else element
        text = clean(holder.get("content") or " ".join(holder.itertext()))
        link = element if element.tag == "a" else element.find(".//a[@href]")
        yield from _named(text or "", document.absolute(link.get("href")) if link is not None else None)


def _meta(document: Document) -> Iterator[list[Credit]]:
    """People of each author meta tag that names any."""
    for name in AUTHOR_META:
        found: list[Credit] = []
        for value in document.structured.meta.get(name, ())[:8]:
            # Here a single word is mostly an account, or an office's initials.
            credits = _named(clean(value) or "", None)
            found += [c for c in credits if " " in c.name or not c.name.isascii() or is_agency(c.name)]
        if found:
            yield found
    label = document.structured.first_meta("twitter:label1")  # "Written by", on pages of a widespread plugin
    if label and _only_label(label) == "writer":
        yield _named(clean(document.structured.first_meta("twitter:data1")) or "", None)


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
    after = [unit for unit in _until_story(walk, heading.end) if unit.index not in skipped]
    before = walk.units[max(0, heading.start - BEFORE) : heading.start]
    below, above = _cluster(near, after, unique=False), _cluster(near, before, unique=True)
    if below.credits and above.credits:
        return above if heading.start - above.first < below.first - heading.end else below
    return (below if below.credits else above) if below.credits or above.credits else _at_the_end(near, heading.end)


def _until_story(walk: Walk, start: int) -> list[Unit]:
    """Units from `start` on, until the story is under way: names beyond are of comments and other stories."""
    paragraphs = 0
    for at, unit in enumerate(near := until_body(walk, start, AFTER)):
        paragraphs += (
            len(unit.text) > SENTENCE and unit.tag == "p" and unit.link_density < 0.5 and not is_picture_text(unit)
        )
        if paragraphs > STORY_BEGUN:
            return near[:at]
    return near


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
    walk = near.document.walk
    for unit in walk.units[start : start + END_REACH]:
        if unit.hidden or len(unit.text) > MAX_UNLABELLED or not _ends_story(walk, unit):
            continue
        credits = [credit for credit in parse_byline(unit.text) if names_author(credit.name)]
        if credits and not away_box(unit.box) and not _is_of_card(near, unit):
            return _Printed(first=unit.index, lines=[normalise(unit.text)], credits=[_as_writer(c) for c in credits])
    return _Printed()


def _ends_story(walk: Walk, unit: Unit) -> bool:
    """Whether a line says by a label who reported or wrote, and is none of several cards' or replies'."""
    if _END_LABEL.match(unit.text):
        return True
    mark = _LABEL_MARK.search(unit.text, 0, LONGEST_LABEL)
    return mark is not None and _only_label(unit.text[: mark.end()]) == "writer" and walk.tally.paths[unit.path] <= 2


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
        if not _is_line(near, unit, unique=unique):
            continue
        if unit.tag == "dt":
            pending = None  # the list goes on to something else
        if label := _only_label(unit.text):
            if _is_of_head(near, unit):
                # "Photo:" alone begins a picture's credit, not a byline.
                pending, since = (None if label == "photographer" else label), unit.index
            continue
        if pending and unit.index - since > LABEL_REACH:
            pending = None
        alike = last is None or unit.path == last.path or all(is_agency(credit.name) for credit in printed.credits)
        follows = last is not None and unit.path == last.path and _BYLINE_CLASS(_classes(unit))
        credits = _unit_credits(near, unit, pending, alike=alike, follows=follows)
        # Where a line stands is asked last, for most lines are none.
        if (
            not credits
            or not _is_of_head(near, unit)
            or (_is_of_card(near, unit) if last is None else _is_of_many(near, unit))
        ):
            continue
        printed.first = printed.first if last else unit.index
        known = {credit.key for credit in printed.credits}
        new = [credit for credit in credits if credit.key not in known]
        line = _line(unit, near.document)
        printed.credits += new
        if line and new:  # a name is often printed twice, the second time beside a portrait
            printed.lines.append(line)
        last, pending, since = unit, (pending if unit.tag == "dd" else None), unit.index
    if all(credit.role == "other" for credit in printed.credits):
        return _Printed()  # who produced or reviewed a story is named beside its authors
    initials = {_initials(credit.name) for credit in printed.credits}
    printed.credits = [credit for credit in printed.credits if credit.name not in initials]
    return printed


def _initials(name: str) -> str:
    """First letters of a name: what an avatar shows in place of a portrait."""
    return "".join(word[0] for word in name.split()) if " " in name else ""


def _may_be_byline(near: _Near, unit: Unit, *, unique: bool) -> bool:
    return _is_line(near, unit, unique=unique) and _is_of_head(near, unit)


def _is_line(near: _Near, unit: Unit, *, unique: bool) -> bool:
    """Whether a unit is seen, short, and (where `unique`) not one of many set alike."""
    if unit.hidden or not 2 <= len(unit.text) <= MAX_BYLINE or unit.heading in (1, 2):
        return False
    return not unique or near.document.walk.tally.paths[unit.path] <= 2


def _is_of_head(near: _Near, unit: Unit) -> bool:
    """Whether no box takes a line out of the story, but for one that holds hardly more than the line."""
    away = away_box(unit.box, near.head)
    return away is None or (away.chars <= SMALL_BOX and not any(u.heading for u in near.document.walk.within(away)))


def _is_of_many(near: _Near, unit: Unit) -> bool:
    return near.document.walk.tally.paths[unit.path] > MANY


def _is_of_card(near: _Near, unit: Unit) -> bool:
    """Whether a line stands below the linked heading of another story."""
    head = near.document.heading
    for other in reversed(near.document.walk.units[max(0, unit.index - CARD_REACH) : unit.index]):
        if head.start is not None and head.end is not None and head.start <= other.index < head.end:
            return False
        if other.heading > 1 and other.link_density > 0.8 and reads_as_headline(other.text):
            return letters(other.text) != letters(head.headline or "")
    return False


def _only_label(text: str) -> Role | None:
    """Role that a line names and then leaves its people to the next ("By", "Contributions from")."""
    if len(text) > 40:
        return None
    role, rest = label_of(text)
    return role if not rest.strip(" .") else None


def _unit_credits(
    near: _Near, unit: Unit, pending: Role | None, *, alike: bool = True, follows: bool = False
) -> list[Credit]:
    """People that a line credits; none where neither label, class nor author link says that it is a byline.

    A class is enough only for the first line and those set like it (`alike`): others may credit the picture. A line set
    as the byline before it (`follows`) may name the photographer.
    """
    document = near.document
    classed = alike and _BYLINE_CLASS(_classes(unit))
    linked = [anchor for anchor in unit.anchors if _is_author_link(anchor)]
    if not (classed or linked or pending or _may_say_who(unit.text, near.known)):
        return []
    text = _with_colon(unit, _line(unit, document))
    role, _ = label_of(text)
    labelled = pending is not None or role is not None or names_reporter(text)
    classed = classed or _says(text, near.known)
    if not (labelled or classed or unit.link_density > 0.3):
        linked = []
    if not (labelled or linked or classed) or (role in _PICTURE_ROLES and not follows and _credits_picture(unit, text)):
        return []
    if not (labelled or linked) and unit.anchors and all(_SECTION_HREF(a.get("href") or "") for a in unit.anchors):
        return []
    if (is_picture_text(unit) and role != "writer") or _PICTURE_AGENCY(text):
        return []
    if not labelled and not linked and (len(text) > MAX_UNLABELLED or _BIO_CLASS(unit.box.cls) or _PICTURE(text)):
        return []
    credits = parse_byline(text, role=pending)
    if linked:
        credits = _with_links(document, credits, linked, pending, text)
    elif len(names := _inline_names(unit, text)) > 1:
        credits = [Credit(name, pending or role or "writer") for name in names]
    elif whole := next((name for inline in unit.inlines if (name := _inline_name(inline, text))), None):
        credits = [Credit(whole, pending or role or "writer"), *credits[1:]]
    if not (classed or linked or pending):
        # A single word behind a label is a name only where more says so, and in capitals a word looks like an acronym.
        credits = [
            c for c in credits if names_somebody(c.name) and (" " in c.name or not text.isupper() or is_agency(c.name))
        ]
    if not labelled:
        # A class or link alone may also mean the section or the publication's name beside the byline.
        credits = [c for c in credits if looks_like_person(c.name) or is_agency(c.name) or _is_pen_name(c.name, linked)]
    return [credit for credit in credits if not is_nobody(credit.name)]


def _credits_picture(unit: Unit, text: str) -> bool:
    """Whether a line that names who took or drew something is set as a picture's, not as part of a byline."""
    return ":" in text[:16] or not (unit.inlines or unit.anchors)


def _may_say_who(text: str, known: list[str]) -> bool:
    """Whether a line begins with a label or a known name, or may do so behind a date."""
    digit = _DIGIT.search(text)
    return (digit is not None and digit.start() < DATE_REACH) or bool(
        label_of(spaced_label(text[:DATE_REACH]))[0] or names_reporter(text) or _says(text, known)
    )


def _says(text: str, known: list[str]) -> bool:
    """Whether a line is little more than a name that the page also states for machines."""
    key = letters(label_of(text)[1])
    return any(key.startswith(name) and len(key) <= len(name) + 40 for name in known)


def _with_colon(unit: Unit, line: str) -> str:
    """A line with a colon behind the element that labels it ("<b>Words</b> Jane Roe")."""
    for inline in unit.inlines[:2]:
        label = normalise(text_of(inline, " "))
        if label and line.startswith(label + " ") and label_of(line)[0] is None and label_of(label + ":")[0]:
            return f"{label}:{line[len(label) :]}"
    return line


def _inline_names(unit: Unit, line: str) -> list[str]:
    """Names that fill a line, each in an element of its own."""
    names = [normalise(text_of(inline, " ")) for inline in unit.inlines[:MAX_AUTHORS]]
    names = [
        name for name in dict.fromkeys(names) if looks_like_person(name) and names_author(name) and not names_job(name)
    ]
    return names if letters("".join(names)) == letters(label_of(line)[1]) else []


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
    own += [value for anchor in unit.anchors for value in (anchor.get("class"), anchor.get("data-testid")) if value]
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
    linked = [credit for anchor in links for credit in _anchor_credits(document, anchor, text)]
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


def _anchor_credits(document: Document, anchor: Element, line: str = "") -> list[Credit]:
    """Names in a link; `line` is the text it stands in, which shows whether its elements are parts of one word."""
    text = normalise(text_of(anchor, " "))
    if text not in line and (joined := normalise(text_of(anchor, ""))) in line:
        text = joined
    credits = parse_byline(text, sure=True) if 2 < len(text) <= 90 else []
    for credit in credits:
        credit.url = document.absolute(anchor.get("href")) if len(credits) == 1 else None
    return credits


def _line(unit: Unit, document: Document) -> str:
    """The byline within a line: without links to sections, without dates and what follows them."""
    line = spaced_label(normalise(_spaced(unit, _without_sections(unit))))
    if not _DIGIT.search(line):
        return _without_tail(line)
    line = plain(line)
    found = next(iter(find_dates(line, Reading(language=document.language))), None) or _NUMERIC_DATE.search(line)
    if found is not None:
        start, end = found.span() if isinstance(found, re.Match) else (found.start, found.end)
        before = _WEEKDAY.sub("", _AFTER_DATE.sub("", line[:start].rstrip(_LINE_EDGES + "("))).strip(_LINE_EDGES)
        after = _ZONE.sub("", line[end:]).strip(_LINE_EDGES + ").")
        line = after if _says_when(before, after) else _without_label(_without_tail(before))
    return _without_tail(line)


def _says_when(before: str, after: str) -> bool:
    """Whether what stands before a date only says what it is the date of: "Posted on", "更新日", "Sabtu"."""
    if _DATE_LABEL.fullmatch(before) or (len(before) < 9 and _DATE_WORD.search(before)):
        return True
    if len(before) < 5:
        return not looks_like_person(before)
    return len(before) <= LONGEST_LABEL and not looks_like_person(before) and _labels(after) and not _labels(before)


def _labels(text: str) -> bool:
    return label_of(text)[0] is not None


def _without_label(line: str) -> str:
    """What stands before a date, without a label of the date at its end: "By Jane Roe Date:"."""
    shorter = _LAST_LABEL.sub("", line)
    return shorter if len(label_of(shorter)[1].split()) > 1 else line


def _without_tail(line: str) -> str:
    """A line without what layout or a script set behind the byline: an age, the label of a date, a count, a button.

    >>> [_without_tail(line) for line in ("By Jane Roe, Published:", "Jane Roe 7 hours ago", "by Jane Roe 0 Comments")]
    ['By Jane Roe', 'Jane Roe', 'by Jane Roe']
    """
    line = line.strip(_LINE_EDGES)
    for _ in range(3):
        tail = _TAIL.search(line, max(0, len(line) - LONGEST_TAIL))
        if tail is None or not tail.start():
            break
        line = line[: tail.start()].strip(_LINE_EDGES)
    return line


def _spaced(unit: Unit, text: str) -> str:
    """A unit's text with a space where only layout keeps two of its elements apart ("Jane RoeTravel Editor")."""
    if not _GLUED.search(text) and "@" not in text:
        return text
    for element in (*unit.inlines, *unit.anchors):
        part = normalise(text_of(element, ""))
        address = "@" in part
        at = text.find(part) if address or part[:1].isupper() else -1
        for edge in (at + len(part), at) if at >= 0 else ():
            if (
                0 < edge < len(text)
                and (address or _GLUED.match(text, edge - 1))
                and text[edge - 1 : edge + 1].isalnum()
            ):
                text = f"{text[:edge]} {text[edge:]}"
    return text


def _is_section_link(anchor: Element) -> bool:
    rel = (anchor.get("rel") or "").lower().split()
    section = "category" in rel or "tag" in rel or _SECTION_HREF((anchor.get("href") or "")[:300])
    return section and not _is_author_link(anchor)


def _without_sections(unit: Unit) -> str:
    """A unit's text without links to sections and topics, which stand beside the author's name in many a blog."""
    text = unit.text
    for anchor in unit.anchors if len(unit.anchors) > 1 else ():
        if _is_section_link(anchor):
            text = text.replace(normalise(text_of(anchor, " ")), " ", 1)
    return text

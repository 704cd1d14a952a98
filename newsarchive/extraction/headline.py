"""Headline and kicker: what stands at the head of the story (its third part, the dek, is found in `dek`).

The headline is the one a reader sees. Four statements about it (JSON-LD, og:title, the title element, microdata) only
find the printed one among the page's headings; they are the headline themselves only where none is printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from lxml import etree

from ..items import Article
from .blocks import Box, Unit, Walk
from .dek import add_dek, names_dek
from .patterns import caseless_names
from .phrases import FLAGS, purposes
from .spelling import SENTENCE_ENDS, alike, letters, normalise, reads_as_headline
from .structured import Element, Structured, clean
from .surroundings import is_away

if TYPE_CHECKING:
    from .document import Document

MAX_HEADLINE = 400
"""Characters; the longest headline on 351 pages with known answers has 226."""
MAX_KICKER = 70
MAX_HEADINGS = 60
"""<h1> elements looked at; pages of real sites have up to nine."""
MAX_HEADING_UNITS = 12
"""Lines of one heading; one that holds more is a container."""
MIN_BEGINNING = 8
"""Letters of a title's beginning that is more than a kicker."""
LINES_ABOVE = 2
"""Lines that an article begins with before its headline, as a kicker and a label."""
MIN_LIKENESS = 0.3
"""Likeness to what the page states of a box that is only named a title."""
MIN_ARTICLE = 1_000
"""Characters of an <article> that is more than a card."""
MAX_UNITS = 4_000
"""Units among which a headline that is no <h1> is looked for; the longest real page has some 3,000 before its story."""
BREADCRUMB_REACH = 250
"""Units between an <h1> in a breadcrumb and the headline for readers: the menus of a large site."""

_STATED = {
    "og": ("og:title",),
    "twitter": ("twitter:title",),
    "meta": (
        "parsely-title",
        "sailthru.title",
        "cxenseparse:title",
        "dc.title",
        "dcterms.title",
        "title",
        "hdl",
        "headline",
    ),
}
_SITE_META = (
    "og:site_name",
    "application-name",
    "apple-mobile-web-app-title",
    "al:ios:app_name",
    "al:android:app_name",
    "dc.publisher",
    "publisher",
    "copyright",
    "twitter:site",
)
_SEPARATOR = re.compile(r"\s+[-–—―|｜·•»«›‹/]+\s+|\s*[|｜ㅣ]\s*|\s+:{1,2}\s+|：|:\s+|\s*[-–]\s*(?=[가-힣]{2,4}$)")
_MAY_SEPARATE = re.compile(r"[-–—―|｜ㅣ·•»«›‹/:：]")
"""What every separator holds."""
_HEAD_CLASS = caseless_names(r"head(?:line|ing)|title|hed\b")
_TITLE_CLASS = caseless_names(
    r"(?:article|entry|post|story|news)[-_]*(?:main[-_]*)?(?:title|head(?:line|ing)?|hed)(?![a-z])"
    r"|(?:^|[\s_-])headline(?:[-_]*(?:wrapper|text))?(?=$|[\s_-])|(?:^|\s)h1(?=$|\s)"
)
"""What publishing systems call the title of a story."""
_KICKER_CLASS = caseless_names(
    r"kicker|over-?line|eyebrow|top-?line|dachzeile|spitzmarke|surtitre|sur-?titulo|ante-?titulo|antetitulo|occhiello"
    r"|vignette|rubrikzeile|pre-?title|pre-?headline|head-?line-?label|supra-?title|super-?title|article-?label|uberzeile",
)
_SHOWN_TEXT = etree.XPath(".//text()[not(parent::style or parent::script)]")
_BADGES = frozenset({"premium", "plus", "abo", "subscriber", "subscribers", "new", "updated"})
"""What stands before a headline like a kicker, but says how the story is sold."""
_EITHER = "\"'»«“"
"""Quotation marks that open in one language and close in another."""
_TORN_COLON = re.compile(r"\w :\s|[^\W\d]:(?=[^\W\d_a-zß-ÿ])")
"""A colon between a kicker and a headline that only layout sets apart."""


@dataclass(kw_only=True, slots=True)
class Heading:
    """The head of the story, and where on the page it stands."""

    headline: str | None = None
    """As displayed, without site name and kicker."""
    headline_source: str | None = None
    """Evidence that gave it: visible, json-ld, og, twitter, microdata, meta or title."""
    kicker: str | None = None
    """Short line above the headline."""
    dek: str | None = None
    """Standfirst as printed."""
    dek_source: str | None = None
    """visible: a text set apart; lead-paragraph: the body's first paragraph, which the page states as its summary."""
    start: int | None = None
    """Index in `Walk.units` of the printed headline's first unit; None where none is printed."""
    end: int | None = None
    """Index after its last unit."""
    dek_units: list[int] = field(default_factory=list)
    """Indexes in `Walk.units` of a dek set apart from the body; empty for a lead paragraph, which stays in it."""


def read_heading(document: Document) -> Heading:
    """Headline, kicker and dek of the page."""
    structured, walk = document.structured, document.walk
    names = document.site_names
    stated = stated_headlines(structured, names)
    printed = _printed(walk, stated, names)
    heading = Heading()
    if printed is not None:
        heading.start, heading.end = printed.start, printed.end
        text, heading.kicker = _without_kicker(printed, stated)
        heading.headline = _with_own_prefix(_without_trailer(text, printed, stated), heading, walk, stated)
        heading.headline_source = "visible"
        for spelling in (_stated_alike(heading.headline, stated), _with_marks(printed)):
            heading.headline = _better_spelling(heading.headline, spelling)
        if heading.kicker and letters(heading.kicker) in letters(heading.headline):
            heading.kicker = None
        heading.kicker = heading.kicker or _kicker(printed, walk, structured, heading.headline)
        add_dek(heading, document, printed)
    elif stated:
        heading.headline_source, heading.headline = _without_section(stated)
    return heading


def _without_section(stated: dict[str, str]) -> tuple[str, str]:
    """The best statement with its source: one that goes on behind a separator with what another leaves out, without it.

    >>> _without_section({"og": "Rain at last - City", "meta": "Rain at last"})
    ('meta', 'Rain at last')
    """
    source, headline = next(iter(stated.items()))
    beginnings = set(_beginnings(headline))
    return next(((other, text) for other, text in stated.items() if letters(text) in beginnings), (source, headline))


def set_heading(article: Article, heading: Heading) -> None:
    """Put headline, kicker and dek into the article, with the evidence that gave them."""
    article.headline, article.kicker, article.dek = heading.headline, heading.kicker, heading.dek
    sources = {"headline": heading.headline_source, "dek": heading.dek_source, "kicker": heading.kicker and "visible"}
    article.provenance |= {name: source for name, source in sources.items() if source}


# ---- what the page states


def stated_headlines(structured: Structured, names: set[str]) -> dict[str, str]:
    """Source → headline without site name, best source first."""
    found: dict[str, str] = {}
    for source, value in _statements(structured):
        text = without_site(normalise(value), names)
        if text and len(text) <= MAX_HEADLINE and letters(text) not in names:
            found.setdefault(source, text)
    if _is_of_a_card(found):
        del found["microdata"]
    return found


def _is_of_a_card(stated: dict[str, str]) -> bool:
    """Whether the headline that microdata marks is another story's: what the page calls itself has nothing of it."""
    others = [stated[source] for source in ("og", "title") if source in stated]
    return "microdata" in stated and len(others) == 2 and all(alike(stated["microdata"], o) < 0.35 for o in others)


def _statements(structured: Structured) -> Iterator[tuple[str, str]]:
    if value := structured.text("headline"):
        yield "json-ld", value
    for source, keys in _STATED.items():
        if value := structured.first_meta(*keys):
            yield source, value
    for element in structured.microdata.get("headline", ())[:1]:
        if value := clean(element.get("content") or " ".join(element.itertext())):
            yield "microdata", value
    if structured.title:
        yield "title", structured.title


def site_names(structured: Structured, url: str | None) -> set[str]:
    """What the publication calls itself, as letters alone, lower-case."""
    found = [value for key in _SITE_META for value in structured.meta.get(key, ())[:2]]
    for value in structured.values("publisher", "isPartOf"):
        name = value.get("name") if isinstance(value, dict) else value
        if text := clean(name):
            found.append(text)
    host = (urlsplit(url or "").hostname or "").lower().removeprefix("www.")
    parts = host.split(".")
    if len(parts) > 1:
        found += [host, parts[-2] if len(parts[-2]) > 3 or len(parts) == 2 else parts[-3]]
    return {name for value in found if 2 <= len(name := letters(value)) <= 40}


def without_site(text: str, names: set[str]) -> str:
    """Title without the site's name before or after it.

    >>> without_site("Rain at last - The Daily Example", {"thedailyexample"})
    'Rain at last'
    >>> without_site("A - B", {"thedailyexample"})
    'A - B'
    """
    for _ in range(3 if _MAY_SEPARATE.search(text) else 0):
        cuts = list(_SEPARATOR.finditer(text))
        if not cuts:
            return text
        if _is_site(text[cuts[-1].end() :], names):
            text = text[: cuts[-1].start()].strip()
        elif _is_site(text[: cuts[0].start()], names):
            text = text[cuts[0].end() :].strip()
        elif len(cuts) > 1 and _is_site(text[cuts[-2].end() :], names):
            text = text[: cuts[-2].start()].strip()
        else:
            return text
    return text


def _is_site(segment: str, names: set[str]) -> bool:
    part = letters(segment)
    if not part or len(part) > 45:
        return False
    if part in names:
        return True
    wide = 2 if not part.isascii() else 5
    return len(part) >= wide and any(
        (part in name or name in part) and min(len(part), len(name)) >= 0.5 * max(len(part), len(name))
        for name in names
    )


# ---- what the page prints


@dataclass(slots=True)
class Printed:
    """A heading as the page prints it, and where it stands in the walk."""

    text: str
    start: int
    end: int
    box: Box


def _printed(walk: Walk, stated: dict[str, str], names: set[str]) -> Printed | None:
    """The heading that is the story's headline."""
    firsts = [_of_box(walk, box) for box in [box for box in walk.boxes if box.tag == "h1"][:MAX_HEADINGS]]
    heads = [item for item in firsts if item and letters(item.text) not in names]
    best = max(heads, key=lambda item: _fit(item, stated), default=None)
    if best is not None and _fit(best, stated) >= 0.4:
        return _below_breadcrumb(walk, best, stated) if _in_breadcrumb(walk, best.box) else best
    if stated and (other := _any_unit(walk, stated)):
        first = heads or filter(None, (_first_title(walk, stated),))
        own = next((item for item in first if _may_head(item) and item.end <= other.start), None)
        if own is None:
            return other
        # Magazines state their dek where the printed headline says little ("The quantum phantom"), and titles for
        # search engines are like a subhead or a related story's headline at times.
        of_dek = own.end >= other.start - 1 and names_dek(other.box)
        return own if of_dek or (reads_as_headline(own.text) and not _says(other, stated)) else other
    sure = [
        item
        for item in heads
        # A linked heading unlike anything the page states is another story's.
        if _fit(item, stated) > -0.4
        and not (stated and item.box.link_density > 0.9)
        and (reads_as_headline(item.text) or (len(heads) == 1 and _is_in_article(item)))
    ]
    return sure[0] if sure else None if heads else _first_title(walk, stated)


def _first_title(walk: Walk, stated: dict[str, str]) -> Printed | None:
    """What stands for the <h1> on a page without one: a box named a story's title, or an article's first <h2>."""
    named = islice((box for box in walk.boxes if _TITLE_CLASS(box.cls)), MAX_HEADINGS)
    seconds = islice((box for box in walk.boxes if box.tag == "h2"), MAX_HEADINGS)
    likely = [(box, MIN_LIKENESS) for box in named] + [(box, 0.0) for box in seconds if _begins_article(box)]
    for box, least in likely:
        item = _of_box(walk, box)
        if item and _may_head(item) and reads_as_headline(item.text) and _fit(item, stated) >= least:
            return item
    return None


def _begins_article(box: Box) -> bool:
    """Whether a box stands at the beginning of a long <article>."""
    article = next((outer for outer in box.ancestors() if outer.tag == "article"), None)
    return article is not None and box.start - article.start <= LINES_ABOVE and article.chars >= MIN_ARTICLE


def _may_head(item: Printed) -> bool:
    """Whether neither a heading's place nor a link says that it is another story's."""
    return not (item.box.hidden or item.box.link_chars or is_away(item.box))


def _says(item: Printed, stated: dict[str, str]) -> bool:
    """Whether a text is what the page states, or the greater part of it; others are only like it."""
    key = letters(item.text)
    return any(key and letters(value).startswith(key) for value in stated.values())


def _is_in_article(item: Printed) -> bool:
    """Whether a heading of a few words stands in the page's article."""
    return len(item.text.split()) > 2 and any(box.tag == "article" for box in item.box.ancestors())


def _of_box(walk: Walk, box: Box) -> Printed | None:
    if box.end - box.start > MAX_HEADING_UNITS:
        return None
    units = walk.within(box)
    text = normalise(" ".join(unit.text for unit in units))
    if not text or len(text) > MAX_HEADLINE:
        return None
    return Printed(text, box.start, box.end, box)


def _fit(item: Printed, stated: dict[str, str]) -> float:
    """How surely this heading is the story's: likeness to what is stated, less what speaks against its place."""
    likeness = max((alike(item.text, value) for value in stated.values()), default=0.5)
    if item.box.link_density > 0.9 and likeness < 0.8:
        likeness -= 0.2  # another story's, on the same matter
    return likeness - (0.4 if item.box.hidden else 0) - (0.5 if is_away(item.box) else 0)


def _in_breadcrumb(walk: Walk, box: Box) -> bool:
    """Whether an <h1> is the last crumb of the path for search engines, with the headline for readers further down."""
    for step, outer in enumerate(box.ancestors()):
        if step > 3:
            return False
        if outer.tag in ("li", "nav", "ol") or "breadcrumb" in outer.cls.lower():
            return True
    row = walk.units[box.parent.start : box.parent.end] if box.parent else []
    links = [unit for unit in row if not box.start <= unit.index < box.end]
    return 0 < len(links) <= 3 and all(unit.link_density > 0.9 and len(unit.text) < 80 for unit in links)


def _below_breadcrumb(walk: Walk, crumb: Printed, stated: dict[str, str]) -> Printed:
    """The heading for readers that follows an <h1> in a breadcrumb.

    It is the headline where the page states it as such, or is set as one and no more than the title says what the crumb
    does; else it only shows where the story begins, below the menus.
    """
    keys = {letters(value) for value in stated.values()}
    place: tuple[float, Printed] | None = None
    for box in walk.boxes[crumb.box.index + 1 :]:
        if box.start > crumb.end + BREADCRUMB_REACH:
            break
        if box.tag not in ("h2", "h3") or box.hidden or box.link_chars or is_away(box):
            continue
        item = _of_box(walk, box)
        if item is None or not reads_as_headline(item.text):
            continue
        if letters(item.text) in keys:
            return item
        fit = max([0.75, *(alike(item.text, value) for value in stated.values())])
        if place is None or fit > place[0]:
            place = (fit, item)
    if place is None:
        return crumb
    _, item = place
    headed = any(outer.tag in ("header", "hgroup") for outer in islice(item.box.ancestors(), 3))
    if (headed or _HEAD_CLASS(item.box.cls)) and not any(
        letters(value) == letters(crumb.text) for source, value in stated.items() if source != "title"
    ):
        return item
    return Printed(crumb.text, item.start, item.end, item.box)


def _any_unit(walk: Walk, stated: dict[str, str]) -> Printed | None:
    """A unit that is no <h1> but says what the page states; headings and classes that speak of a title go first."""
    keys = {key for value in stated.values() for key in (letters(value), *_beginnings(value))}
    best: tuple[float, Printed] | None = None
    for unit in walk.units[:MAX_UNITS]:
        if unit.hidden or not 8 <= len(unit.text) <= MAX_HEADLINE:
            continue
        score = _unit_score(unit, keys, stated)
        if score > 0.8 and (best is None or score > best[0]) and not purposes(unit.text) & FLAGS["social"]:
            best = (score, Printed(normalise(unit.text), unit.index, unit.index + 1, unit.box))
    return best[1] if best else None


def _beginnings(title: str) -> Iterator[str]:
    """Letters of what stands before each mark in a title: the headline, where section or site follow unrecognised."""
    for cut in _SEPARATOR.finditer(title):
        key = letters(title[: cut.start()])
        if len(key) >= MIN_BEGINNING and ":" not in cut[0]:  # that is behind a kicker
            yield key


def _unit_score(unit: Unit, keys: set[str], stated: dict[str, str]) -> float:
    titled = bool(unit.heading) or _HEAD_CLASS(unit.box.cls)
    key = letters(unit.text)
    if key in keys:
        score = 1.0
    elif titled:
        score = max(alike(unit.text, value) for value in stated.values())
        if len(key) >= 12 and any(whole.startswith(key) and len(key) > 0.5 * len(whole) for whole in keys):
            score = max(score, 0.9)
    else:
        return 0.0
    # A linked headline is mostly a card's; a card of this very story is still its headline as displayed.
    return score + 0.3 * titled + 0.1 * (unit.heading == 2) - 0.4 * (unit.link_chars > 0) - 0.3 * is_away(unit.box)


def _without_kicker(item: Printed, stated: dict[str, str]) -> tuple[str, str | None]:
    """Headline and kicker of a heading that holds both, where what is stated or a name confirms the headline alone."""
    first = next(_shown_children(item.box), None)
    if first is None or (item.box.element.text or "").strip():
        return item.text, None
    lead = normalise(" ".join(" ".join(first.itertext()).split()))
    whole, head = letters(item.text), letters(lead)
    if not head or len(head) >= len(whole) or not whole.startswith(head) or len(lead) > MAX_KICKER:
        return item.text, None
    # Titles for search engines leave kickers out that are part of the headline: others are heard first.
    keys = {letters(value) for source, value in stated.items() if source != "title" or len(stated) == 1}
    rest = whole[len(head) :]
    text = _tail(item.text, rest)
    if rest not in keys:
        named = _KICKER_CLASS(first.get("class") or "") and not any(key.startswith(head) for key in keys)
        if not (named and reads_as_headline(text)):
            return item.text, None
    return text, None if head in _BADGES else lead.strip(" :|•·–-") or None


def _shown_children(box: Box) -> Iterator[Element]:
    """Elements directly inside a box that hold text for readers."""
    return (child for child in box.element if isinstance(child.tag, str) and child.tag not in ("style", "script"))


def _without_trailer(text: str, item: Printed, stated: dict[str, str]) -> str:
    """A headline without the badge, date or count in an element behind it, where what is stated ends before that."""
    *_, last = None, *_shown_children(item.box)
    if last is None or (last.tail or "").strip():
        return text
    end = letters(normalise(" ".join(last.itertext())))
    key = letters(text)
    if not 0 < len(end) <= MAX_KICKER or not key.endswith(end) or key[: -len(end)] not in map(letters, stated.values()):
        return text
    at, left = 0, len(key) - len(end)
    while left > 0:
        left -= len(letters(text[at]))
        at += 1
    while at < len(text) and text[at] in SENTENCE_ENDS:
        at += 1
    return text[:at].strip()


def _tail(text: str, rest: str) -> str:
    """End of `text` whose letters are `rest`, with the quotation mark and the like before its first letter."""
    left = len(rest)
    start = len(text)
    while start > 0 and left > 0:
        start -= 1
        left -= len(letters(text[start]))
    while start > 0 and not text[start - 1].isalnum() and text[start - 1] not in " :|•·":
        if text[start - 1] in _EITHER and text.count(text[start - 1], 0, start) % 2 == 0:
            break  # it closes what the kicker opens
        start -= 1
    return text[start:]


def _with_own_prefix(headline: str, heading: Heading, walk: Walk, stated: dict[str, str]) -> str:
    """Headline with the line printed above it, where JSON-LD and og:title both make that line part of the headline."""
    if heading.start is None or not {"json-ld", "og"} <= stated.keys():
        return headline
    key, ld, og = letters(headline), letters(stated["json-ld"]), letters(stated["og"])
    if ld != og or ld == key or not ld.endswith(key) or len(ld) - len(key) > MAX_KICKER:
        return headline
    prefix = ld[: -len(key)]
    near = walk.units[max(0, heading.start - 6) : heading.start + 4]
    return stated["og"] if any(letters(unit.text).startswith(prefix) for unit in near) else headline


def _with_marks(item: Printed) -> str | None:
    """A heading's text with the colon that its elements hide from sight, or that ends one of them."""
    if not len(item.box.element):
        return None
    parts = [normalise(text) for text in _SHOWN_TEXT(item.box.element) if not text.isspace()]
    if not 2 <= len(parts) <= MAX_HEADING_UNITS or not any(part[-1:] == ":" for part in parts):
        return None
    return normalise(" ".join(parts)).replace(" :", ":")


def _stated_alike(headline: str, stated: dict[str, str]) -> str | None:
    key = letters(headline)
    return next((value for value in stated.values() if letters(value) == key), None)


def _better_spelling(printed: str, other: str | None) -> str:
    """The printed form, but with the punctuation that the page shows by layout alone ("Kicker" over "Headline")."""
    if other is None or len(other) > len(printed) + 2 or letters(other) != letters(printed):
        return printed
    torn = other.count(":") == printed.count(":") and _TORN_COLON.search(printed) and not _TORN_COLON.search(other)
    return other if torn or other.count(":") > printed.count(":") else printed


def _kicker(item: Printed, walk: Walk, structured: Structured, headline: str) -> str | None:
    """Short line printed above the headline, by its class; never a section's or tag's link."""
    sections = {letters(value) for value in structured.meta.get("article:section", ())}
    sections |= {letters(text) for value in structured.values("articleSection") if (text := clean(value))}
    for unit in reversed(walk.units[max(0, item.start - 4) : item.start]):
        if unit.hidden or len(unit.text) > MAX_KICKER or letters(unit.text) in sections:
            continue
        if not any(map(str.isalpha, unit.text)):  # a date
            continue
        named = _KICKER_CLASS(unit.box.cls) or any(_KICKER_CLASS(inline.get("class") or "") for inline in unit.inlines)
        if named and not unit.link_chars and letters(unit.text) not in letters(headline):
            return normalise(unit.text).rstrip(" :|") or None
    return None

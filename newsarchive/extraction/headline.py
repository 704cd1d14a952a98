"""Headline, kicker and dek: what stands at the head of the story.

The headline is the one a reader sees. Four statements about it (JSON-LD, og:title, the title element, microdata) only
find the printed one among the page's headings; they are the headline themselves only where none is printed.

The dek is a text printed between headline and body and set apart from it. A meta description finds it, but never is it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from lxml import etree

from ..items import Article
from .blocks import Box, Unit, Walk, text_of
from .patterns import caseless_names
from .phrases import FLAGS, purposes
from .spelling import alike, letters, normalise
from .structured import Element, Structured, clean

if TYPE_CHECKING:
    from .document import Document

MAX_HEADLINE = 400
"""Characters; the longest headline on 351 pages with known answers has 226."""
MAX_KICKER = 70
MAX_HEADINGS = 60
"""<h1> elements looked at; pages of real sites have up to nine."""
MAX_HEADING_UNITS = 12
"""Lines of one heading; one that holds more is a container."""
MAX_UNITS = 4_000
"""Units among which a headline that is no <h1> is looked for; the longest real page has some 3,000 before its story."""
DEK_REACH = 25
"""Units after the headline among which a dek is looked for; bylines, share buttons and captions stand between."""
AWAY_REACH = 14
"""Boxes looked at outwards from a text for one that takes it out of the story."""
LONG_PARAGRAPH = 220
"""Characters beyond which a text near the headline is a paragraph of the story or its summary, no byline or date."""
BREADCRUMB_REACH = 250
"""Units between an <h1> in a breadcrumb and the headline for readers: the menus of a large site."""
MIN_DEK, MAX_DEK = 20, 1_200
LONGEST_BIO = 120
"""Characters of a line that begins with the author's name and says who that is."""
LINES_OF_HEAD = 12
"""Units of a box that holds the head of a story: kicker, headline, dek, bylines, dates."""
MAX_OPENING = 500
"""Characters of an opening paragraph that may stand as the summary."""

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
_AWAY_TAGS = {"nav", "footer", "aside", "dialog", "noscript"}
_HEAD_CLASS = caseless_names(r"head(?:line|ing)|title|hed\b")
_OTHER_CLASS = caseless_names(
    r"related|recirc|teaser-?list|(?<!without-)(?<!no-)(?<!with-)(?<!has-)sidebar|promo|most-?(?:read|popular)|newsletter"
    r"|cookie|consent|logo|modal",
)
_KICKER_CLASS = caseless_names(
    r"kicker|over-?line|eyebrow|top-?line|dachzeile|spitzmarke|surtitre|sur-?titulo|ante-?titulo|antetitulo|occhiello"
    r"|vignette|rubrikzeile|pre-?title|pre-?headline|head-?line-?label|supra-?title|super-?title|article-?label|uberzeile",
)
_DEK_CLASS = caseless_names(
    r"(?:^|[\s_-])(?:dek|deck|standfirst|stand-first|strap-?line|sub-?title|sub-?head(?:line|ing)?|sub-?deck|intro(?:duction)?"
    r"|lead|lede|lead-?text|lead-?in|leadtext|teaser|summary|excerpt|preface|pre-?amble|ingress|abstract|chapo|chapeau|entradilla"
    r"|bajada|copete|volanta|subtitulo|sommario|catenaccio|vorspann|unterzeile|manchet|synopsis|tagline|abstrakt"
    r"|description|post-?excerpt|a_st|anons|spot|zajawka|nut-?graph|blurb|subtit|sub-?tit|riassunto|resumo|resumen|lid|perex)"
    r"(?=$|[\s_\d-])|[a-z](?:dek|lede|subtitle|standfirst|summary|excerpt|introtext|leadtext|intro|lead|subheading)(?![a-z])"
    r"|standfirst|subtitle|preamble|ingress|lead-text|subheadline|excerpt",
)
_NOT_DEK_CLASS = caseless_names(
    r"caption|credit|byline|author|share|social|date|time|breadcrumb|related|promo|newsletter|ad-|advert|tag|comment|legend"
    r"|disclaimer|disclosure|figure|photo|image|gallery|video|player|menu|nav|toolbar|audio|listen",
)
_ASIDE_CLASS = caseless_names(
    r"caption|credit|comment|newsletter|messenger|subscri|sign-?up|follow|social|share|notice|alert|cookie|consent|promo|banner"
    r"|advert|widget|related|disclaimer|disclosure|player|tooltip",
)
"""Names of boxes whose text is no dek unless another name says so."""
_SENTENCE_ENDS = (".", "!", "?", "。", "…", "”", '"', "»", "؟", "।", "！", "？")
_META_START = re.compile(
    r"(?:by|von|par|por|di|door|av|af)\b"
    r"|(?:(?:first |last )?(?:published|updated|posted)|veröffentlicht|aktualisiert|publié|publicado|actualizado)\b"
    r"\D{0,30}\d",
    re.I,
)
_READING_TIME = re.compile(r"©|\bmin(?:ute)?s? read", re.I)
_OFFER = re.compile(
    r"independently (?:select|review|chosen)|affiliate (?:link|commission)"
    r"|\b(?:earn|receive|get) (?:an? )?(?:\w+ )?commission|\bsponsor(?:ed|ing)?\b",
    re.I,
)
"""What a shop's guide says of its links, and an offer to those who pay for such guides."""
_ABOUT_ITSELF = re.compile(
    r"(?:this|the following) (?:story|article|column|commentary|essay|interview|piece|report|summary|text|translation"
    r"|post) (?:is|was|has|had|reflects?|represents?|contains?|may|first|originally|appears?|appeared|draws|forms)\b"
    r"|dies(?:er|e|es) (?:artikel|text|beitrag|kommentar|kolumne|interview|zusammenfassung|recherche)"
    r" (?:ist|war|wurde|stammt|gibt|gehört|erschien)\b"
    r"|(?:cet article|cette tribune|ce texte|cette chronique|ce résumé) (?:est|a|fait|reflète)\b"
    r"|est[ea] (?:artículo|texto|columna|nota|resumen|artigo|coluna|reportagem|matéria)"
    r" (?:es|é|fue|foi|ha|refleja|reflete|forma|faz|contiene)\b"
    r"|quest[oa]?['’ ]?(?:articolo|testo|sintesi) (?:è|fa|contiene|riflette)\b"
    r"|dit (?:artikel|stuk|verhaal) (?:is|werd|verscheen|maakt)\b"
    r"|den(?:na|ne) (?:artikel\w*|text\w*|krönika\w*|artikkel\w*|kronik\w*|tekst\w*) (?:är|er|ble|blev|har)\b",
    re.I,
)
"""What a page says of the story as a text: whose views it holds, who translated or paid for it, where else it is."""
_OFFERS = FLAGS["newsletter"] | FLAGS["account"] | FLAGS["advert"] | FLAGS["consent"] | FLAGS["social"]
_SHORT_META_LINE = re.compile(r"(?:^|\W)(?:19|20)\d\d(?:\W|$)|\d{1,2}[:.h]\d{2}")
_SHOWN_TEXT = etree.XPath(".//text()[not(parent::style or parent::script)]")
_BADGES = frozenset({"premium", "plus", "abo", "subscriber", "subscribers", "new", "updated"})
"""What stands before a headline like a kicker, but says how the story is sold."""
_EITHER = "\"'»«“"
"""Quotation marks that open in one language and close in another."""
_TORN_COLON = re.compile(r"\w :\s|[^\W\d]:(?=[^\W\d_a-zß-ÿ])")
"""A colon between a kicker and a headline that only layout sets apart."""
_PICTURE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:wp-)?(?:img|image|photo|media|fig)?-?(?:captions?|credits?|legend)(?=$|[\s_-])|(?<!has)(?:Caption|Credit|ImageDescription)"
)


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
        _add_dek(heading, document, printed)
    elif stated:
        heading.headline_source, heading.headline = next(iter(stated.items()))
    return heading


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
    for _ in range(3):
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
class _Printed:
    text: str
    start: int
    end: int
    box: Box


def _printed(walk: Walk, stated: dict[str, str], names: set[str]) -> _Printed | None:
    """The heading that is the story's headline."""
    firsts = [_of_box(walk, box) for box in [box for box in walk.boxes if box.tag == "h1"][:MAX_HEADINGS]]
    heads = [item for item in firsts if item and letters(item.text) not in names]
    best = max(heads, key=lambda item: _fit(item, stated), default=None)
    if best is not None and _fit(best, stated) >= 0.4:
        return _below_breadcrumb(walk, best, stated) if _in_breadcrumb(walk, best.box) else best
    if stated and (other := _any_unit(walk, stated)):
        above = next((item for item in heads if 0 <= other.start - item.end <= 1 and not is_away(item.box)), None)
        # Magazines state their dek where the printed headline says little ("The quantum phantom").
        return above if above and not above.box.link_chars and _names_dek(other.box) else other
    sure = [
        item
        for item in heads
        # A linked heading unlike anything the page states is another story's.
        if _fit(item, stated) > -0.4
        and not (stated and item.box.link_density > 0.9)
        and (reads_as_headline(item.text) or (len(heads) == 1 and _is_in_article(item)))
    ]
    return sure[0] if sure else None


def _is_in_article(item: _Printed) -> bool:
    """Whether a heading of a few words stands in the page's article."""
    return len(item.text.split()) > 2 and any(box.tag == "article" for box in item.box.ancestors())


def _of_box(walk: Walk, box: Box) -> _Printed | None:
    if box.end - box.start > MAX_HEADING_UNITS:
        return None
    units = walk.within(box)
    text = normalise(" ".join(unit.text for unit in units))
    if not text or len(text) > MAX_HEADLINE:
        return None
    return _Printed(text, box.start, box.end, box)


def _fit(item: _Printed, stated: dict[str, str]) -> float:
    """How surely this heading is the story's: likeness to what is stated, less what speaks against its place."""
    likeness = max((alike(item.text, value) for value in stated.values()), default=0.5)
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


def _below_breadcrumb(walk: Walk, crumb: _Printed, stated: dict[str, str]) -> _Printed:
    """The heading for readers that follows an <h1> in a breadcrumb.

    It is the headline where the page states it as such; else it only shows where the story begins, below the menus.
    """
    keys = {letters(value) for value in stated.values()}
    place: tuple[float, _Printed] | None = None
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
        fit = max([0.3, *(alike(item.text, value) for value in stated.values())])
        if place is None or fit > place[0]:
            place = (fit, item)
    return _Printed(crumb.text, place[1].start, place[1].end, place[1].box) if place else crumb


def is_away(box: Box, head: Box | None = None) -> bool:
    """Whether a box stands apart from the story; boxes that it shares with the headline do not count."""
    return away_box(box, head) is not None


def away_box(box: Box, head: Box | None = None) -> Box | None:
    """The box around this one that takes it out of the story: navigation, an aside, a list of other stories."""
    outer: Box | None = box
    for step in range(AWAY_REACH):
        if outer is None or (head is not None and outer.start <= head.start and head.end <= outer.end):
            return None
        if outer.tag in _AWAY_TAGS or (step < 4 and outer.cls and _OTHER_CLASS(outer.cls)):
            return outer
        if outer.tag in ("article", "main"):
            return None
        outer = outer.parent
    return None


def _any_unit(walk: Walk, stated: dict[str, str]) -> _Printed | None:
    """A unit that is no <h1> but says what the page states; headings and classes that speak of a title go first."""
    keys = {letters(value) for value in stated.values()}
    best: tuple[float, _Printed] | None = None
    for unit in walk.units[:MAX_UNITS]:
        if unit.hidden or not 8 <= len(unit.text) <= MAX_HEADLINE:
            continue
        score = _unit_score(unit, keys, stated)
        if score > 0.8 and (best is None or score > best[0]):
            best = (score, _Printed(normalise(unit.text), unit.index, unit.index + 1, unit.box))
    return best[1] if best else None


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


def reads_as_headline(text: str) -> bool:
    """Whether a text is as long as a headline rather than a label or a name."""
    return len(text.split()) >= 4 or (not text.isascii() and len(text) >= 10)


def _without_kicker(item: _Printed, stated: dict[str, str]) -> tuple[str, str | None]:
    """Headline and kicker of a heading that holds both, where what is stated or a name confirms the headline alone."""
    first = next(_shown_children(item.box), None)
    if first is None or (item.box.element.text or "").strip():
        return item.text, None
    lead = normalise(" ".join(" ".join(first.itertext()).split()))
    whole, head = letters(item.text), letters(lead)
    if not head or len(head) >= len(whole) or not whole.startswith(head) or len(lead) > MAX_KICKER:
        return item.text, None
    keys = {letters(value) for source, value in stated.items() if source != "title"}
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


def _without_trailer(text: str, item: _Printed, stated: dict[str, str]) -> str:
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
    while at < len(text) and text[at] in _SENTENCE_ENDS:
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


def _with_marks(item: _Printed) -> str | None:
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


def _kicker(item: _Printed, walk: Walk, structured: Structured, headline: str) -> str | None:
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


# ---- dek


def _add_dek(heading: Heading, document: Document, item: _Printed) -> None:
    """Find the dek: a text set apart, else the opening paragraph where the page states that text as its summary."""
    descriptions = _descriptions(document.structured)
    best: tuple[float, list[Unit]] | None = None
    for group in _groups(document.walk, item):
        score = _dek_score(document.walk, group, item, descriptions, heading.headline or "")
        if score >= 1 and (best is None or score > best[0]) and not _is_other(group, document):
            best = (score, group)
    if best is not None:
        heading.dek, heading.dek_source = normalise(" ".join(unit.text for unit in best[1])), "visible"
        heading.dek_units = [unit.index for unit in best[1]]
    elif opening := _opening(document.walk, item, descriptions):
        heading.dek, heading.dek_source = opening, "lead-paragraph"


def _is_other(group: list[Unit], document: Document) -> bool:
    """Whether units set apart like a dek are a caption, an offer or a line on the author."""
    text = " ".join(unit.text for unit in group)
    if group[0].index in document.pictures.captions and not _is_named_dek(group):
        return True
    said = purposes(text)
    if said & _OFFERS or _OFFER.search(text) or _ABOUT_ITSELF.match(text):
        return True
    if said & ~FLAGS["related"] and not _is_named_dek(group):
        return True
    return len(group[0].text) < LONGEST_BIO and letters(text).startswith(_stated_authors(document.structured))


def _stated_authors(structured: Structured) -> tuple[str, ...]:
    """Names of authors in JSON-LD, in letters."""
    names = [value.get("name") if isinstance(value, dict) else value for value in structured.values("author")]
    return tuple(key for name in names[:10] if (key := letters(clean(name) or "")) and len(key) > 4)


def _opening(walk: Walk, item: _Printed, descriptions: list[str]) -> str | None:
    """The first body paragraph, where it is a description word for word."""
    for unit in walk.units[item.end : item.end + DEK_REACH]:
        if unit.hidden or is_picture_text(unit) or not _is_body_paragraph(walk, unit) or unit.link_density > 0.5:
            continue
        text = normalise(unit.text)
        if len(text) <= MAX_OPENING and any(
            alike(text, value) >= 0.93 and len(value) >= 0.85 * len(text) for value in descriptions
        ):
            return text
        if len(text) > 80:
            return None
    return None


def _descriptions(structured: Structured) -> list[str]:
    values = [structured.text("description")]
    values += [structured.first_meta(key) for key in ("og:description", "description", "twitter:description")]
    values += [structured.first_meta("sailthru.description", "dc.description", "cxenseparse:description")]
    return list(dict.fromkeys(normalise(value) for value in values if value and len(value) >= MIN_DEK))


def _groups(walk: Walk, item: _Printed) -> Iterator[list[Unit]]:
    """What may be a dek: single units near the headline, lines set alike, and short boxes whose class speaks of one."""
    near = until_body(walk, item.end, DEK_REACH) + walk.units[max(0, item.start - 2) : item.start]
    tried: set[int] = set()
    for unit in near:
        if unit.hidden or is_picture_text(unit):
            continue
        yield [unit]
        for step, box in enumerate(unit.box.ancestors()):
            if step > 3 or box.end - box.start > 8 or box.start <= item.start < box.end:
                break
            if box.index not in tried and box.end - box.start > 1 and (step == 0 or _names_dek(box)):
                tried.add(box.index)
                yield [inner for inner in walk.within(box) if not inner.hidden and not is_picture_text(inner)] or [unit]
        run = [line for line in walk.units[unit.index : unit.index + 5] if line.path == unit.path]
        if 1 < len(run) < 5 and run[-1].index == unit.index + len(run) - 1:
            yield run


def until_body(walk: Walk, start: int, reach: int) -> list[Unit]:
    """Units from `start` on, `reach` at most, until the story is well under way."""
    paragraphs = 0
    for at, unit in enumerate(walk.units[start : start + reach]):
        paragraphs += len(unit.text) > LONG_PARAGRAPH and unit.link_density < 0.5 and not unit.hidden
        if paragraphs > 3:
            return walk.units[start : start + at]
    return walk.units[start : start + reach]


def _is_named_dek(group: list[Unit]) -> bool:
    """Whether an element around these units, and hardly anything else, is named a dek."""
    text = " ".join(part.text for part in group)
    if any(_names_dek(box) for box in islice(group[0].box.ancestors(), 3) if _small(box, text)):
        return True
    inlines = group[0].inlines[:2] if len(group) == 1 else ()
    return any(_calls_dek(inline.get("class") or "") and len(text_of(inline)) >= len(text) for inline in inlines)


def _names_dek(box: Box) -> bool:
    name = f"{box.tag} {box.cls}" if "-" in box.tag else box.cls
    if box.element.get("itemprop") in ("description", "alternativeHeadline"):
        return not _NOT_DEK_CLASS(name)
    return _calls_dek(name)


def _calls_dek(name: str) -> bool:
    return _DEK_CLASS(name) and not _NOT_DEK_CLASS(name)


def _dek_score(walk: Walk, group: list[Unit], item: _Printed, descriptions: list[str], headline: str) -> float:
    """How surely this is the dek; 1 is enough."""
    unit, text = group[0], " ".join(part.text for part in group)
    if not MIN_DEK <= len(text) <= MAX_DEK or sum(part.link_chars for part in group) > 0.5 * len(text):
        return 0
    named = _is_named_dek(group)
    like_body = _is_body_paragraph(walk, unit)
    if like_body and not named and len(group) == 1:
        return 0
    if letters(text) == letters(headline) or _is_meta_line(text) or is_away(unit.box, item.box):
        return 0
    if sum(len(part.text) > (LONG_PARAGRAPH if named else LONG_PARAGRAPH / 2) for part in group) > 1:
        return 0  # the story's first paragraphs, in a box of their own
    likeness = max((alike(text, value) for value in descriptions), default=0.0)
    gap = unit.index - item.end
    apart = not like_body and walk.tally.paths[unit.path] == len(group)
    sentence = text.endswith(_SENTENCE_ENDS)
    score = 1.0 * named + (1.2 * likeness if likeness > 0.5 else 0.0) + 0.3 * sentence + 0.2 * (0 <= gap <= 3)
    score += 0.4 * (unit.heading in (2, 3, 4) and 0 <= gap <= 4 and len(text) > 40)
    below = gap == 0 and len(text.split()) >= 8 and _is_second_line(unit.box, item.box)
    score += 0.3 * (below and not sentence)
    # Asked of few, for it takes long: without this the rest must have come near to enough.
    opens = score >= 0.4 and apart and len(text) >= 50 and _opens(walk, unit, item)
    score += 0.6 * (opens and len(group) == 1)
    enough = 0.8 if len(group) > 1 else 0.5
    if not named and likeness <= enough and not (opens and (sentence or below)):
        return 0
    return score - 0.02 * abs(gap)


def _is_second_line(box: Box, head: Box) -> bool:
    """Whether a text stands with the headline in a box that holds little else."""
    own, head = _alone(box), _alone(head)
    outer = own.parent
    small = outer is not None and outer.end - outer.start <= LINES_OF_HEAD
    return small and outer in (head.parent, head.parent and head.parent.parent)


def _alone(box: Box) -> Box:
    """The outermost box that holds nothing but what this one holds."""
    while (outer := box.parent) is not None and (outer.start, outer.end) == (box.start, box.end):
        box = outer
    return box


def _opens(walk: Walk, unit: Unit, item: _Printed) -> bool:
    """Whether a text that nothing names a dek stands above the first paragraph, in no box of another purpose."""
    apart = [box for box in islice(unit.box.ancestors(), 3) if not box.start <= item.start < box.end]
    if any(box.tag == "blockquote" or _ASIDE_CLASS(box.cls) for box in apart):
        return False
    if any(medium.before == unit.index and medium.box in apart for medium in walk.media):  # its caption
        return False
    between = walk.units[item.end : unit.index]
    return not any(len(u.text) > 80 and u.link_density < 0.5 and _is_body_paragraph(walk, u) for u in between)


def _is_meta_line(text: str) -> bool:
    """Whether the text is a byline, a date or a reading time."""
    if _META_START.match(text) or _READING_TIME.search(text[:80]):
        return True
    return len(text) < 80 and _SHORT_META_LINE.search(text) is not None


def _small(box: Box, text: str) -> bool:
    """Whether a box holds this text and hardly anything else."""
    return box.chars <= 1.3 * len(text) + 10


@lru_cache(maxsize=4096)
def _is_picture_class(names: str) -> bool:
    return _PICTURE_CLASS.search(names) is not None


def is_picture_text(unit: Unit) -> bool:
    """Whether the unit is set as a picture's caption or credit."""
    box: Box | None = unit.box
    for _ in range(3):
        if box is None or box.end - box.start > 6:
            return False
        if box.tag in ("figure", "figcaption") or (box.cls and _is_picture_class(box.cls)):
            return True
        box = box.parent
    return False


def _is_body_paragraph(walk: Walk, unit: Unit) -> bool:
    """Whether others are set by the same template: the first of the story's paragraphs rather than a text apart."""
    return not unit.heading and walk.tally.paths[unit.path] >= 3

"""Other stories that a page promotes: most viewed, related, latest … as data, each with its block's heading, kind and rank.

A link counts where its address looks like another story of the site (`story_urls`), its text is long enough to be a headline, and it
stands by itself: not within a sentence of the story, not in navigation, footer, breadcrumb, byline, comments or advertising.
Links are then gathered into cards (all that belongs to one story: picture, kicker, title, teaser) and cards into blocks
(a container with several cards, and the heading before them). The heading's words, else those of the container's class, tell the kind.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import cast
from urllib.parse import parse_qsl, urlsplit

from ..items import SidebarKind, SidebarLink
from .blocks import Box, Element, Unit, Walk
from .document import Document
from .story_urls import StoryUrls

__all__ = ["kind_of", "links"]

KINDS: dict[SidebarKind, str] = {
    "most_viewed": r"most[\s_-]*(?:read|viewed|popular|watched|shared|clicked|seen|commented)|trending|popular|top[\s_-]*(?:10|ten|five|5)\b|\bhot\b|best[\s_-]*gelesen|"
    r"meist[\s_-]*(?:gelesen|geklickt|gesehen|geteilt|kommentiert)|beliebt|am[\s_-]*meisten|les[\s_-]*plus[\s_-]*(?:lus|vus|populaires|partag)|plus[\s_-]*lus|"
    r"m[aá]s[\s_-]*(?:le[ií]d|visto|vista|popular|visitad)|lo[\s_-]*m[aá]s|mais[\s_-]*(?:lid|vist|popular)|pi[uù][\s_-]*(?:lett|vist|popolar)|meest[\s_-]*(?:gelezen|bekeken)|"
    r"mest[\s_-]*(?:lest|l[aä]st|lesi|sett|l[aæ]ste|popul|sedd|sete)|luetuimmat|najczęściej|najpopularniejsze|popularne|nejčtenější|najčítanejšie|legolvasottabb|"
    r"cele[\s_-]*mai[\s_-]*citite|najčitanije|най-?четени|популярн|самое[\s_-]*читаемое|читаемое|найпопулярніш|çok[\s_-]*okunan|en[\s_-]*çok|terpopuler|paling|trending|"
    r"ランキング|アクセス|人気|많이[\s_-]*본|인기|랭킹|热门|熱門|热榜|排行|الأكثر|پربازدید|הנצפ|הנקרא|δημοφιλ|skaitomiausi|lasītākie|loetumad|ranking|mostread|mostviewed|bestseller",
    "latest": r"latest|newest|just[\s_-]*in|recent|breaking|new[\s_-]*(?:on|stories)|aktuell|neueste|neuste|letzte|dernières?|derni[eè]re|à[\s_-]*la[\s_-]*une|"
    r"últim|ultim[aeo]|reciente|recente|laatste|nieuwste|meest[\s_-]*recent|siste|senaste|seneste|n[yj]j?ast|uusimmat|tuoreimmat|najnowsze|nejnovější|najnovšie|"
    r"friss|legfrissebb|најнови|najnovije|последн|останн|новости[\s_-]*дня|все[\s_-]*(?:новости|публикации)|son[\s_-]*dakika|terbaru|terkini|新着|最新|최신|أحدث|آخر|"
    r"جدید|חדשות|τελευταί|naujausi|jaunākie|viimased|headlines|schlagzeilen|more[\s_-]*(?:news|stories)|newsticker",
    "recommended": r"recommend|you[\s_-]*(?:may|might)|editor'?s?[’']?s?[\s_-]*(?:pick|choice)|picks?\b|top[\s_-]*stor|top[\s_-]*news|featured|don'?t[\s_-]*miss|must[\s_-]*read|"
    r"what[\s_-]*to[\s_-]*read|for[\s_-]*you|selected|selection|empf|empfehl|k[oö]nnte|interessier|ausgew[aä]hlt|unsere[\s_-]*auswahl|exklusiv|notre[\s_-]*s[eé]lection|"
    r"recommand|recomend|te[\s_-]*puede|destacad|consigliat|raccomand|scelti|aanbevolen|hoofdpunten|beste|anbefal|rekommend|anbefalt|suositel|polecan|doporu|odpor|"
    r"ajánl|recoman|preporuč|препоръч|рекоменд|главн|рекомендуем|önerilen|rekomendasi|pilihan|おすすめ|オススメ|추천|推荐|推薦|精选|اخترنا|מומלצ|προτειν|áhugavert|hápunkt",
    "related": r"related|read[\s_-]*(?:more|also|next|on)|see[\s_-]*also|also[\s_-]*(?:read|see|on)|more[\s_-]*(?:on|about)|background|lesen[\s_-]*sie|lies[\s_-]*auch|lest[\s_-]*auch|"
    r"mehr[\s_-]*zu|zum[\s_-]*(?:thema|selben)|siehe[\s_-]*auch|verwandt|passend|hintergrund|weiter[\s_-]*(?:lesen|themen)|lire[\s_-]*aussi|à[\s_-]*lire|sur[\s_-]*le[\s_-]*m[eê]me|"
    r"lee[\s_-]*(?:tambi|m[aá]s)|noticias[\s_-]*relacionad|relacionad|leia|saiba|leggi[\s_-]*anche|correlat|approfond|lees[\s_-]*(?:ook|meer)|gerelateerd|les[\s_-]*(?:også|mer)|"
    r"l[aä]s[\s_-]*(?:ocks[aå]|mer)|l[aæ]s[\s_-]*(?:ogs[aå]|mere)|lue[\s_-]*my[oö]s|aiheesta|czytaj|powiązan|zobacz|čtěte|souvisej|přečtěte|súvis|kapcsolódó|citește|pročitaj|"
    r"povezan|още[\s_-]*по|свързани|читайте|по[\s_-]*теме|по[\s_-]*темі|смотрите|ilgili|baca[\s_-]*juga|terkait|関連|あわせて|관련|相关|相關|延伸|ذات[\s_-]*صلة|اقرأ|إقرأ|قد|"
    r"مرتبط|קרא|עוד|διαβάστε|σχετικ|skaitykite|susij|lasi[\s_-]*arī|tengt|svipað|similar",
    "section": r"more[\s_-]*(?:from|in)|mehr[\s_-]*aus|aus[\s_-]*dem[\s_-]*ressort|plus[\s_-]*de|m[aá]s[\s_-]*(?:de|en|sobre|noticias)|mais[\s_-]*(?:de|em)|meer[\s_-]*(?:uit|over)|fler|flere|"
    r"mer[\s_-]*(?:fra|från)|więcej|další|ещё|еще|more[\s_-]*\w+$",
}
"""Words of block headings (and of class names) by kind, most telling kind first."""

_KIND = {kind: re.compile(words, re.IGNORECASE) for kind, words in KINDS.items()}

_LEAD_IN = re.compile(
    r"^\W*(?:(?:read|see|watch)[\s]+(?:more|also|next|on)|also\s+(?:read|see|on)|related(?:\s+\w+)?|more\s+on\s+this|lesen\s+sie\s+(?:auch|hier|dazu|mehr)|lest\s+auch|lies\s+auch|"
    r"mehr\s+(?:zum\s+thema|dazu)|siehe\s+auch|lire\s+aussi|à\s+lire(?:\s+aussi)?|lee\s+(?:también|más)|leia\s+(?:também|mais)|leggi\s+anche|lees\s+(?:ook|meer)|les\s+(?:også|mer)|"
    r"läs\s+(?:också|mer)|læs\s+(?:også|mere)|lue\s+(?:myös|lisää)|czytaj\s+(?:też|także|więcej)|zobacz\s+(?:też|także)|čtěte\s+také|читайте\s+также|читайте\s+також|baca\s+juga|"
    r"ilgili\s+haber|اقرأ\s+أيضا|関連記事|관련\s*기사|must\s+read|don't\s+miss|recommended)\b\s*[:：>»–|-]*\s*",
    re.IGNORECASE,
)
"""What introduces a link to another story inside the text: ``READ MORE: …``."""

_ANYWHERE, _UNLIKELY, _NOWHERE = range(3)
_NEVER = re.compile(
    r"(?:^|[\s_-])(?:footer|breadcrumbs?|pagination|comments?|cookie\w*|consent|advert\w*|sponsor\w*|promoted|native-?ad\w*|native-?links|skip-?link\w*|coupon\w*|"
    r"games?)(?:$|[\s_-])",
    re.IGNORECASE,
)
"""Class words of places that promote no stories of the site at all."""
_SELDOM = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|submenu|social|share|sharing|byline|authors?|login|subscri\w*|abo|paywall|newsletter\w*|partner\w*|masthead|topbar|"
    r"site-?header|page-?header|language\w*|topics?|keywords?|tags)(?:$|[\s_-])|(?:^|\s)tags?(?:$|\s)|tag[_-]{1,2}(?:list|cloud|items?|links?|wrapper|container)",
    re.IGNORECASE,
)
"""Class words of places where only a whole headline is believed to promote a story (a list of top stories within the menu, say)."""
_HEADING = re.compile(r"(?:^|[\s_-])(?:title|heading|header|headline|hed|titel|titulo|titre|titolo|label|caption|rubrik|ueberschrift|block-?name)(?:$|[\s_-])|Heading|Title", re.IGNORECASE)
_TITLE = re.compile(r"title|headline|\bhed\b|heading|titel|titulo|titre|titolo|overskrift|rubrik", re.IGNORECASE)
_TEASER = re.compile(r"teaser|summary|excerpt|\bdek\b|intro|description|abstract|standfirst|lead|snippet|preview", re.IGNORECASE)
_STAMP = re.compile(r"\d{1,2}[:.]\d\d|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}|\b(?:19|20)\d\d\b|\b(?:ago|vor|hace|il y a|min|mins|minutes?|hours?|uhr)\b", re.IGNORECASE)
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")

_LEVELS = 12
"""Boxes looked at outwards from a link."""
_LARGEST_CARD = 1500
"""Characters: more than a picture's credit, kicker, title and a long teaser take."""
_MOST_LINKS = 400
"""Links kept; the fullest page seen promotes 58 stories."""


@dataclass(slots=True)
class _Link:
    """A link to another story, and the units that show it."""

    url: str
    key: str
    """The address without what only tracks the way to it."""
    unit: Unit
    element: Element
    units: list[Unit] = field(default_factory=list)


def links(document: Document, *, captions: frozenset[int] = frozenset()) -> list[SidebarLink]:
    """Other stories of the site that the page promotes, in page order, block by block; a story once a block.

    ``captions`` are indices of units that are pictures' captions: links in them promote nothing.
    """
    walk = document.walk
    found = list(_candidates(document, captions))
    if not found:
        return []
    at = [link.unit.index for link in found]
    promoted: list[SidebarLink] = []
    ranks: dict[int, int] = {}
    seen: set[tuple[int, str]] = set()
    for link in found[:_MOST_LINKS]:
        card = _card(link, found, at)
        block = _block(card or link.unit.box, found, at)
        place = block.index if block else -1 - link.unit.index
        if (place, link.key) in seen:
            continue
        heading, kind = _heading(link, card, block, walk, found, at)
        title, teaser = _texts(link, card, walk)
        if title is None:
            continue
        seen.add((place, link.key))
        ranks[place] = ranks.get(place, 0) + 1
        promoted.append(SidebarLink(url=link.url, title=title, teaser=teaser, block=heading, kind=kind, rank=ranks[place]))
    return promoted


def kind_of(heading: str | None, names: str = "") -> SidebarKind:
    """Kind of a block by its heading, else by the names of its container.

    >>> kind_of("Meist gelesen"), kind_of("Lire aussi"), kind_of(None, "c-latest-stories__body"), kind_of("Sport")
    ('most_viewed', 'related', 'latest', 'other')
    """
    for text in (heading, names):
        for kind, words in _KIND.items():
            if text and words.search(text):
                return cast(SidebarKind, kind)
    return "other"


def _candidates(document: Document, captions: frozenset[int]) -> Iterator[_Link]:
    """Links that stand by themselves and lead to other stories, in page order."""
    urls = StoryUrls(document.url)
    places: dict[int, bool] = {}
    known: dict[int, _Link | None] = {}
    for unit in document.walk.units:
        if not unit.anchors or unit.index in captions:
            continue
        for anchor in unit.anchors:
            if id(anchor) in known:
                if (link := known[id(anchor)]) is not None:
                    link.units.append(unit)
                continue
            known[id(anchor)] = None
            href = anchor.get("href")
            if not href or href[0] == "#" or "sponsored" in (anchor.get("rel") or ""):
                continue
            url = document.absolute(href)
            if not url or not urls.is_story(url) or not _stands_alone(unit):
                continue
            place = _place(unit.box, places)
            if place == _NOWHERE or (place == _UNLIKELY and not _is_headline(unit.text)):
                continue
            known[id(anchor)] = link = _Link(url=url, key=_key(url), unit=unit, element=anchor, units=[unit])
            yield link


def _stands_alone(unit: Unit) -> bool:
    """Whether the links of a unit are no part of a sentence: the unit is mostly link, or leads in to one."""
    return unit.link_density >= 0.5 or _LEAD_IN.match(unit.text) is not None


def _is_headline(text: str) -> bool:
    """Whether a text is too long for the name of a section or topic."""
    letters = sum(map(str.isalpha, text))
    return letters >= 14 if _CJK.search(text) else letters >= 28 and len(text.split()) >= 5


def _says_enough(text: str) -> bool:
    """Whether a text is long enough to be a headline."""
    letters = sum(map(str.isalpha, text))
    return letters >= 7 if _CJK.search(text) else (letters >= 12 and len(text.split()) >= 2) or letters >= 24


def _place(box: Box | None, places: dict[int, int]) -> int:
    """Where a box stands: among what promotes stories, where that is unlikely, or where nothing does. Remembered in `places`."""
    passed: list[int] = []
    verdict = _ANYWHERE
    for _ in range(_LEVELS * 2):
        if box is None or verdict == _NOWHERE:
            break
        if box.index in places:
            verdict = max(verdict, places[box.index])
            break
        passed.append(box.index)
        verdict = max(verdict, _own_place(box))
        box = box.parent
    for index in passed:
        places[index] = verdict
    return verdict


def _own_place(box: Box) -> int:
    """What a box's own tag, role and names say."""
    if box.tag in ("body", "html", "main", "article"):
        return _ANYWHERE
    names = f"{box.cls} {box.id}"
    if box.tag == "footer" or box.role == "contentinfo" or _NEVER.search(names):
        return _NOWHERE
    return _UNLIKELY if box.tag == "nav" or box.role in ("navigation", "banner") or _SELDOM.search(names) else _ANYWHERE


def _key(url: str) -> str:
    parts = urlsplit(url)
    query = [f"{key}={value}" for key, value in parse_qsl(parts.query) if key in ("p", "id", "story", "article", "post")]
    return (parts.hostname or "").removeprefix("www.") + parts.path.rstrip("/") + "?".join(["", *query])


def _card(link: _Link, found: list[_Link], at: list[int]) -> Box | None:
    """The largest box around a link that promotes nothing else."""
    card: Box | None = None
    box: Box | None = link.unit.box
    for _ in range(_LEVELS):
        if box is None or box.tag in ("body", "html", "main") or box.chars > _LARGEST_CARD or not _is_alone(link, box, found, at):
            break
        card, box = box, box.parent
    return card


def _is_alone(link: _Link, box: Box, found: list[_Link], at: list[int]) -> bool:
    """Whether all links to stories in a box lead to the same one."""
    first = bisect_left(at, box.start)
    for other in found[first : first + 12]:
        if other.unit.index >= box.end:
            return True
        if other.key != link.key:
            return False
    return True


def _block(card: Box, found: list[_Link], at: list[int]) -> Box | None:
    """The nearest box around a card that promotes several stories; None for a card on its own in the text."""
    box = card.parent
    for _ in range(4):
        if box is None or box.tag in ("body", "html", "main"):
            return None
        first, last = bisect_left(at, box.start), bisect_left(at, box.end)
        if len({link.key for link in found[first:last][:12]}) > 1:
            linked = sum(link.unit.link_chars for link in found[first:last])
            return box if box.chars < 6 * max(linked, 1) + 1500 else None
        box = box.parent
    return None


def _heading(link: _Link, card: Box | None, block: Box | None, walk: Walk, found: list[_Link], at: list[int]) -> tuple[str | None, SidebarKind]:
    """Heading of the block a link stands in, as printed, and the block's kind."""
    lead_in = _LEAD_IN.match(link.unit.text)
    if lead_in and lead_in.end() < len(link.unit.text):
        text = lead_in[0].strip(" :：>»–|-")
        return text, kind_of(text)
    names = []
    box = block or card
    for _ in range(4):
        if box is None or box.tag in ("body", "html", "main"):
            break
        names.append(f"{box.cls} {box.id}")
        first = bisect_left(at, box.start)
        start = found[first].unit.index if first < len(found) else box.end
        if card is not None and card.start >= box.start:
            start = min(start, card.start) if first < len(found) and found[first].unit.index >= card.start else start
        if heading := _nearest_heading(walk.units[max(box.start, start - 6) : start]):
            return heading, kind_of(heading, " ".join(names))
        if len(names) > 1 and box.chars > 6000:
            break
        box = box.parent
    return None, kind_of(None, " ".join(names))


def _nearest_heading(units: list[Unit]) -> str | None:
    """The last of some units that reads like a block's heading."""
    for unit in reversed(units):
        if len(unit.text) <= 80 and not _STAMP.search(unit.text) and (unit.heading or _HEADING.search(unit.box.cls) or unit.bold_chars >= len(unit.text) - 2 or kind_of(unit.text) != "other"):
            return unit.text.strip(" »›>:→|")
    return None


def _texts(link: _Link, card: Box | None, walk: Walk) -> tuple[str | None, str | None]:
    """Title and teaser of a card."""
    units = walk.within(card) if card is not None else link.units
    linked = {unit.index for unit in link.units}
    own = [unit for unit in units if unit.index in linked] or link.units
    title = _title(link, own) or _title(link, [unit for unit in units if unit.link_density > 0.6])
    if title is None:
        return None, None
    lead_in = _LEAD_IN.match(title)
    if lead_in and lead_in.end() < len(title):
        title = title[lead_in.end() :]
    teasers = [unit.text for unit in units if title not in unit.text and len(unit.text) >= 40 and not unit.heading and (len(unit.text) > len(title) * 0.7 or _TEASER.search(unit.box.cls))]
    return title, max(teasers, key=len, default=None)


def _title(link: _Link, units: list[Unit]) -> str | None:
    """The headline among a card's units."""
    if len(units) == 1 or not units:
        text = " ".join(link.element.text_content().split()) if len(link.units) == 1 else (units[0].text if units else "")
        return text if _says_enough(text) else None
    for likely in ([unit for unit in units if unit.heading], [unit for unit in units if _TITLE.search(unit.box.cls)], units):
        for unit in likely:
            if _says_enough(unit.text) and not (len(unit.text) < 40 and _STAMP.search(unit.text)):
                return unit.text
    return None

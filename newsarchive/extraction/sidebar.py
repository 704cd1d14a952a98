"""Other stories that a page promotes: most viewed, related, latest …, each with its block's heading and kind, and rank.

A link counts where its address looks like another story of the site (`story_urls`), its text is long enough to be a
headline, and it stands by itself: not within a sentence of the story, not in navigation, footer, breadcrumb, byline,
comments or advertising. Links are then gathered into cards (all that belongs to one story: picture, kicker, title,
teaser), and each card is put under its heading: the last one before it whose container also holds the card. Its words,
else those of class names around the card, tell the kind (``block_words.toml``).
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import islice
from typing import TYPE_CHECKING, cast

from ..items import Article, SidebarKind, SidebarLink
from .blocks import Box, Element, Unit, Walk, text_of
from .patterns import ascii_part, caseless, caseless_names
from .spelling import count_letters
from .story_urls import StoryUrls, story_key

if TYPE_CHECKING:
    from .document import Document

__all__ = ["kind_of", "links", "set_sidebar"]

_WORDS: dict[str, dict[str, list[str]]] = tomllib.loads(
    files(__package__).joinpath("block_words.toml").read_text("utf-8")
)


def _either(words: list[str], joint: str) -> str:
    return "|".join(words).replace(" ", joint)


_KINDS: list[tuple[SidebarKind, re.Pattern[str]]] = [
    (cast("SidebarKind", kind), re.compile(_either(words, r"[\s_-]*"))) for kind, words in _WORDS["kinds"].items()
]
"""Kind of block → words of its heading or class names in lower case, most telling kind first."""

_ANY_KIND = re.compile(ascii_part("|".join(pattern.pattern for _, pattern in _KINDS)))
"""All of them, for texts of ASCII: nine of ten say nothing of a kind, which is soon seen."""

_LEAD_IN = re.compile(rf"^\W*(?:{_either(_WORDS['lead_in']['words'], r'[ ]+')})\b\s*[:：>»–|-]*\s*", re.IGNORECASE)
"""What introduces a link to another story inside the text."""

_PAGER = re.compile(
    r"\W*(?:previous|next|older|newer|vorherig\w*|nächst\w*|précédent\w*|suivant\w*|anterior|siguiente|próxim\w*)"
    r"(?: (?:story|post|article|entry|page|beitrag|artikel|entrada|artículo))?\W*",
    re.IGNORECASE,
)
"""What leads to the story before or after without naming it."""

_BYLINE = re.compile(r"(?i:by|von|par|por) [A-ZÀ-Þ]|(?i:photos?|images?|fotos?|bild|credit)\s*:")
"""A byline or credit, which may stand large over a block but is no heading of it."""

_PAID = re.compile(rf"^\W*(?:{_either(_WORDS['paid']['words'], ' ')})\b", re.IGNORECASE)
"""What a card says that is advertising."""

_ANYWHERE, _UNLIKELY, _NOWHERE = range(3)
_NEVER = caseless(
    r"(?:^|[\s_-](?<!article[\s_-])(?<!post[\s_-])(?<!story[\s_-])(?<!entry[\s_-])(?<!content[\s_-]))"
    r"(?:footer|breadcrumbs?|pagination|comments?|cookie\w*|consent|advert\w*|sponsor\w*|promoted|native-?ad\w*"
    r"|native-?links|skip-?link\w*|coupon\w*|games?)(?:$|[\s_-])",
)
"""Class words of places that promote no stories of the site at all."""
_SELDOM = caseless(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|submenu|social|share|sharing|byline|authors?|login|subscri\w*|abo|paywall"
    r"|newsletter\w*|partner\w*|masthead|topbar|site-?header|page-?header|language\w*|topics?|keywords?|tags)(?:$|[\s_-])"
    r"|(?:^|\s)tags?(?:$|\s)|tag[_-]{1,2}(?:list|cloud|items?|links?|wrapper|container)",
)
"""Class words of places where only a whole headline is believed to promote a story: top stories within a menu."""
_HEADING = caseless_names(
    r"(?:^|[\s_-])(?:title|heading|header|headline|hed|titel|titulo|titre|titolo|label|caption|rubrik|ueberschrift|block-?name)"
    r"(?:$|[\s_-])|heading|title",
)
_TITLE = caseless_names(r"title|headline|\bhed\b|heading|titel|titulo|titre|titolo|overskrift|rubrik")
_TEASER = caseless_names(r"teaser|summary|excerpt|\bdek\b|intro|description|abstract|standfirst|lead|snippet|preview")
_STAMP = re.compile(
    r"\d{1,2}[:.]\d\d|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}|\b(?:19|20)\d\d\b"
    r"|\b(?:ago|vor|hace|il y a|min|mins|minutes?|hours?|uhr)\b",
    re.IGNORECASE,
)
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")

_LONGEST_LABEL = 40
"""Characters of a label on a card."""
_FAR = 12
"""Units between a heading and the first card under it, at most: buttons, tabs, a line about the block."""
_WHOLE_PAGE = frozenset({"body", "html", "main"})
_LEVELS = 12
"""Boxes looked at outwards from a link."""
_LARGEST_CARD = 1500
"""Characters: more than a picture's credit, kicker, title and a long teaser take."""
_WHOLE_CARD = 40
"""Units of a card from which headings are looked for inside it: it is no card, but what lies between two links."""
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
    units: list[Unit]


@dataclass(slots=True)
class _Card:
    """All that a page shows of one promoted story in one place."""

    links: list[_Link]
    box: Box | None
    """The largest box that promotes nothing else."""

    @property
    def start(self) -> int:
        """Index of its first unit."""
        return min(self.links[0].unit.index, self.box.start) if self.box else self.links[0].unit.index

    @property
    def end(self) -> int:
        """Index after its last unit."""
        last = self.links[-1].unit.index + 1
        return max(last, self.box.end) if self.box else last


def set_sidebar(article: Article, document: Document) -> None:
    """Put the stories that the page promotes into the article."""
    article.sidebar_links = links(document, captions=document.pictures.captions)


def links(document: Document, *, captions: frozenset[int] = frozenset()) -> list[SidebarLink]:
    """Other stories of the site that the page promotes, in page order, block by block; a story once a block.

    ``captions`` are indices of units that are pictures' captions: links in them promote nothing.
    """
    walk = document.walk
    cards = _cards(list(islice(_candidates(document, captions), _MOST_LINKS)))
    headings = _headings(cards, document)
    promoted: list[SidebarLink] = []
    ranks: dict[int, int] = {}
    seen: set[tuple[int, str]] = set()
    for card, heading in zip(cards, headings, strict=True):
        title, teaser = _texts(card, walk)
        place = heading.index if heading else -1 - _neighbourhood(card)
        key = card.links[0].key
        if title is None or (place, key) in seen or _is_paid(card, walk):
            continue
        seen.add((place, key))
        ranks[place] = ranks.get(place, 0) + 1
        block, kind = _block(card, heading)
        promoted.append(
            SidebarLink(url=card.links[0].url, title=title, teaser=teaser, block=block, kind=kind, rank=ranks[place])
        )
    return promoted


@lru_cache(maxsize=4096)
def kind_of(words: str) -> SidebarKind:
    """Kind of a block by its heading, or by the names of its container.

    >>> kind_of("Meist gelesen"), kind_of("Lire aussi"), kind_of("c-latest-stories__body"), kind_of("Sport")
    ('most_viewed', 'related', 'latest', 'other')
    """
    words = words.lower().replace("\u0307", "")  # the dot that a Turkish capital leaves behind
    if words.isascii() and not _ANY_KIND.search(words):
        return "other"
    return next((kind for kind, pattern in _KINDS if pattern.search(words)), "other")


def _candidates(document: Document, captions: frozenset[int]) -> Iterator[_Link]:
    """Links that stand by themselves and lead to other stories, in page order."""
    urls = StoryUrls(document.url)
    places: dict[int, int] = {}
    for anchor, units in _anchors(document.walk, captions):
        href = (anchor.get("href") or "").strip()
        if not href or href[0] == "#":
            continue
        url = _absolute(href, document)
        if not url or not urls.is_story(url) or "sponsored" in (anchor.get("rel") or ""):
            continue
        place, telling = _telling(units, places)
        if _stands_alone(telling) and (place == _ANYWHERE or (place == _UNLIKELY and _is_headline(telling.text))):
            yield _Link(url=url, key=story_key(url), unit=telling, element=anchor, units=units)


def _telling(units: list[Unit], places: dict[int, int]) -> tuple[int, Unit]:
    """Where a link is shown in the likeliest place, and there at the greatest length."""
    if len(units) == 1:
        return _place(units[0].box, places), units[0]
    place, _, number = min((_place(unit.box, places), -len(unit.text), number) for number, unit in enumerate(units))
    return place, units[number]


def _is_long(text: str) -> bool:
    """Whether a text is not too short for any headline: asked of every link, before anything that costs more."""
    return len(text) >= 12 or (len(text) >= 7 and not text.isascii())


def _absolute(href: str, document: Document) -> str | None:
    """A link's address; without the general way's cost for the two forms that nearly all links of a page have."""
    if href.startswith(("http://", "https://")):
        return href
    if href[0] == "/" and href[1:2] != "/":
        return document.origin + href if document.origin else None
    return document.absolute(href)


def _anchors(walk: Walk, captions: frozenset[int]) -> list[tuple[Element, list[Unit]]]:
    """Links of which a unit could be the headline, and the units each of them shows."""
    found: dict[Element, list[Unit]] = {}
    promising: set[Element] = set()
    for unit in walk.units:
        if unit.anchors and unit.index not in captions:
            for anchor in unit.anchors:
                if anchor in found:
                    found[anchor].append(unit)
                else:
                    found[anchor] = [unit]
            if _is_long(unit.text) and _stands_alone(unit):
                promising.update(unit.anchors)
    return [(anchor, units) for anchor, units in found.items() if anchor in promising]


def _stands_alone(unit: Unit) -> bool:
    """Whether the links of a unit are no part of a sentence: the unit is mostly link, or leads in to one."""
    density = unit.link_density
    return density >= 0.8 or (density >= 0.5 and unit.text[-1] not in ".。") or _LEAD_IN.match(unit.text) is not None


def _is_headline(text: str) -> bool:
    """Whether a text is too long for the name of a section or topic."""
    letters = count_letters(text)
    return letters >= 14 if _is_cjk(text) else letters >= 28 and len(text.split()) >= 5


def _says_enough(text: str) -> bool:
    """Whether a text is long enough to be a headline, and more than an arrow in words."""
    if len(text) < 40 and _PAGER.fullmatch(text):
        return False
    letters = count_letters(text)
    return letters >= 7 if _is_cjk(text) else (letters >= 12 and len(text.split()) >= 2) or letters >= 24


def _is_cjk(text: str) -> bool:
    """Whether a text holds characters of which a few make a headline."""
    return not text.isascii() and _CJK.search(text) is not None


def _place(box: Box | None, places: dict[int, int]) -> int:
    """Whether stories are promoted where a box stands: anywhere, unlikely there, nowhere. Remembered in `places`."""
    chain: list[Box] = []
    while box is not None and box.index not in places and len(chain) < 2 * _LEVELS:
        chain.append(box)
        box = box.parent
    verdict = places.get(box.index, _ANYWHERE) if box is not None else _ANYWHERE
    for inner in reversed(chain):
        verdict = max(verdict, _own_place(inner))
        places[inner.index] = verdict
    return verdict


def _within_article(box: Box) -> bool:
    """Whether a footer is a story's own, not the site's."""
    return any(outer.tag == "article" for outer, _ in zip(box.ancestors(), range(4), strict=False))


def _own_place(box: Box) -> int:
    """What a box's own tag, role and names say."""
    if box.tag in ("body", "html", "main", "article"):
        return _ANYWHERE
    role = box.role
    if (box.tag == "footer" and not _within_article(box)) or role == "contentinfo":
        return _NOWHERE
    named = _named_place(f"{box.cls} {box.id}")
    return max(named, _UNLIKELY) if box.tag == "nav" or role in ("navigation", "banner") else named


@lru_cache(maxsize=4096)
def _named_place(names: str) -> int:
    return _NOWHERE if _NEVER(names) else _UNLIKELY if _SELDOM(names) else _ANYWHERE


def _cards(found: list[_Link]) -> list[_Card]:
    """Links gathered by the story they lead to and the box they share."""
    at = [link.unit.index for link in found]
    cards: list[_Card] = []
    places: dict[tuple[int, str], _Card] = {}
    for link in found:
        box = _card_box(link, found, at)
        place = (box.index if box else -1 - link.unit.index, link.key)
        if place in places:
            places[place].links.append(link)
        else:
            places[place] = card = _Card(links=[link], box=box)
            cards.append(card)
    return cards


def _card_box(link: _Link, found: list[_Link], at: list[int]) -> Box | None:
    """The largest box around a link that promotes nothing else."""
    card: Box | None = None
    box: Box | None = link.unit.box
    for _ in range(_LEVELS):
        if box is None or box.tag in _WHOLE_PAGE or box.chars > _LARGEST_CARD or not _is_alone(link, box, found, at):
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


def _headings(cards: list[_Card], document: Document) -> list[Unit | None]:
    """For each card the heading it stands under: the last one before it whose container also holds the card."""
    walk = document.walk
    spans = [range(card.start, card.end) for card in cards]
    within = {index for span in spans if len(span) < _WHOLE_CARD for index in span}
    linked = {unit.index for card in cards for link in card.links for unit in link.units}
    title = _letters(document.structured.title or "")
    found: list[Unit | None] = [None] * len(cards)
    scopes: list[tuple[int, Unit]] = []
    starts = [span.start for span in spans]
    waiting = sorted(range(len(cards)), key=starts.__getitem__, reverse=True)
    previous = -1
    for unit in walk.units:
        while waiting and starts[waiting[-1]] <= unit.index:
            number = waiting.pop()
            card = cards[number]
            found[number] = _own_heading(card, linked, walk) or _scoped(card, scopes)
            if found[number] is None and previous >= 0 and 0 <= starts[number] - cards[previous].end <= 1:
                found[number] = found[previous]  # the list goes on
            previous = number
        if not waiting:
            break
        if starts[waiting[-1]] - unit.index > _FAR or len(unit.text) > 60 or unit.index in within:
            continue
        if _is_heading(unit) and (len(unit.text) < 20 or _letters(unit.text) not in title):
            scope = (_scope_end(unit), unit)
            tabs = bool(scopes) and unit.index - scopes[-1][1].index <= 2 and kind_of(scopes[-1][1].text) != "other"
            scopes.insert(len(scopes) - 1 if tabs and kind_of(unit.text) == "other" else len(scopes), scope)
    return found


def _scoped(card: _Card, scopes: list[tuple[int, Unit]]) -> Unit | None:
    """The last heading whose container holds a card, or that stands right before it."""
    for end, heading in reversed(scopes[-8:]):
        if end > card.links[0].unit.index or 0 < card.start - heading.index <= 2:
            return heading
    return None


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()


def _own_heading(card: _Card, linked: set[int], walk: Walk) -> Unit | None:
    """The heading that a card on its own brings along: "Read next"."""
    for unit in walk.units[card.start : card.links[0].unit.index]:
        if (unit.index not in linked or unit.repeats > 2) and len(unit.text) <= 40 and kind_of(unit.text) != "other":
            return unit
    return None


def _is_heading(unit: Unit) -> bool:
    """Whether a unit outside all cards reads like the heading of a block."""
    if len(unit.text) > 60 or unit.heading == 1 or not any(map(str.isalpha, unit.text)) or _BYLINE.match(unit.text):
        return False
    likely = bool(unit.heading) or _HEADING(unit.box.cls) or kind_of(unit.text) != "other"
    return likely and not _STAMP.search(unit.text)


def _scope_end(heading: Unit) -> int:
    """Index of the unit after the container that a heading heads."""
    end = heading.index + 1
    box: Box | None = heading.box.parent
    for level in range(6):
        if box is None or box.tag in _WHOLE_PAGE or (level and heading.index - box.start > 3):
            break
        if box.link_density >= 0.15 or box.end - box.start <= 4:
            end = max(end, box.end)
        box = box.parent
    return end


def _neighbourhood(card: _Card) -> int:
    """What tells the blocks without heading apart: the container of a card's container."""
    box = card.box or card.links[0].unit.box
    return box.parent.index if box.parent else box.index


def _block(card: _Card, heading: Unit | None) -> tuple[str | None, SidebarKind]:
    """Heading of the block a card stands in, as printed, and the block's kind."""
    lead_in = _LEAD_IN.match(card.links[0].unit.text)
    if lead_in and lead_in.end() < len(card.links[0].unit.text):
        words = lead_in[0].strip(" :：>»–|-")
        return words, kind_of(words)
    box = card.box or card.links[0].unit.box
    text = heading.text.strip(" »›>:→|") if heading else None
    names = [text] if text else []
    names += [outer.cls for outer in islice(box.ancestors(), 5) if outer.cls and outer.tag not in _WHOLE_PAGE]
    return text, next((kind for name in names if (kind := kind_of(name)) != "other"), "other")


def _is_paid(card: _Card, walk: Walk) -> bool:
    """Whether a card says that it is advertising."""
    for unit in walk.units[card.start : min(card.end, card.start + 12)]:
        if _says_paid(unit.text) or any(_says_paid(_text(inline)) for inline in unit.inlines[:4]):
            return True
    return False


def _says_paid(text: str) -> bool:
    """Whether a text is the label of an advertisement."""
    return len(text) <= _LONGEST_LABEL and _PAID.match(text) is not None


def _text(element: Element) -> str:
    return " ".join(text_of(element).split())


def _texts(card: _Card, walk: Walk) -> tuple[str | None, str | None]:
    """Title and teaser of a card."""
    own = list({unit.index: unit for link in card.links for unit in link.units}.values())
    if len(own) == 1:
        text = max((_text(link.element) for link in card.links), key=len)
        title = text if _says_enough(text) else None
    else:
        title = _title(own)
    if title is None:
        return None, None
    units = walk.within(card.box) if card.box else own
    teasers = [unit.text for unit in units if _is_teaser(unit, title)]
    lead_in = _LEAD_IN.match(title)
    if lead_in and lead_in.end() < len(title):
        title = title[lead_in.end() :]
    return title, max(teasers, key=len, default=None)


def _is_teaser(unit: Unit, title: str) -> bool:
    if len(unit.text) < 40 or unit.heading or unit.text in title or (title in unit.text and unit.link_density > 0.5):
        return False
    return len(unit.text) > 0.7 * len(title) or _TEASER(unit.box.cls)


def _title(units: list[Unit]) -> str | None:
    """The headline among a card's linked units: marked as one, else the first that is long enough, else the longest."""
    telling = [
        unit for unit in units if _says_enough(unit.text) and not (len(unit.text) < 40 and _STAMP.search(unit.text))
    ]
    telling = [unit for unit in telling if unit.repeats <= 2] or telling  # a kicker stands on many cards
    for likely in (
        [unit for unit in telling if unit.heading],
        [unit for unit in telling if _is_titled(unit)],
        [unit for unit in telling if count_letters(unit.text) >= 25],
    ):
        if likely:
            return likely[0].text
    return max((unit.text for unit in telling), key=len, default=None)


def _is_titled(unit: Unit) -> bool:
    """Whether a class says that a unit, or what stands in it, is the title."""
    elements = [unit.element, *unit.anchors[:2], *unit.inlines[:2]]
    return any(_TITLE(element.get("class") or "") for element in elements)

"""Other stories that a page promotes: most viewed, related, latest …, each with its block's heading and kind, and rank.

A link counts where its address looks like another story of the site (`story_urls`), or where it is set like links whose
addresses do; its text is long enough to be a headline, and it stands by itself: not within a sentence of the story, not
in navigation, the site's footer, breadcrumb, byline, comments or advertising. Links are then gathered into cards (all
that belongs to one story: picture, kicker, title, teaser), and each card is put under its heading: the last one before
it whose container also holds the card. Its words, else those of class names around the card, tell the kind
(`words`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from ...items import Article, SidebarKind, SidebarLink
from ..blocks import PAGE_TAGS, STORY_TAGS, Box, Element, Unit, Walk
from ..patterns import caseless, caseless_names
from ..spelling import count_letters, is_cjk, letters
from ..story_urls import LIKELY, UNLIKELY, StoryUrls
from ..surroundings import is_in_article
from .titles import freed, is_headline, names_title, says_enough, shown_text, tidied
from .words import (
    LONGEST_LABEL,
    is_note,
    is_service,
    kind_of,
    lead_in,
    names_no_block,
    says_paid,
    says_paid_for,
    without_more,
)

if TYPE_CHECKING:
    from ..document import Document

__all__ = ["links", "set_sidebar"]

_ANYWHERE, _UNLIKELY, _NOWHERE = range(3)
_NEVER = caseless(
    r"(?:^|[\s_-])(?:footer|breadcrumbs?|pagination|comments?|cookie\w*|consent|advert\w*|sponsor\w*|promoted|native-?ad\w*"
    r"|native-?links|skip-?link\w*|coupon\w*|games?)(?:$|[\s_-])",
)
"""Class words of places that promote no stories of the site at all."""
_PERHAPS = caseless(
    "footer|breadcrumb|pagination|comment|cookie|consent|advert|sponsor|promoted|native|skip|coupon|game|nav|menu|social"
    "|shar|byline|author|login|subscri|abo|paywall|newsletter|partner|masthead|topbar|header|language|topic|keyword|tag"
)
"""What all of these words hold: most names do not, which is seen in a third of the time."""
_HARMLESS = re.compile(
    r"(?:article|post|story|entry|content|body|card|item|teaser|media|title|widget|block|module)[_-]{1,2}footer"
    r"|(?<![^\s_-])(?:comments?[_-](?:enabled|open|closed|count|on|off)|(?:tag|category|label|cat)-[\w-]+|ajax[_-]pagination)"
)
"""Class names that hold these words and say nothing of the place: what a story is filed under, parts of a card."""
_SELDOM = caseless(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|submenu|social|share|sharing|byline|authors?|login|subscri\w*|abo|paywall"
    r"|newsletter\w*|partner\w*|masthead|topbar|site-?header|page-?header|language\w*|topics?|keywords?|tags)(?:$|[\s_-])"
    r"|(?:^|\s)tags?(?:$|\s)|tag[_-]{1,2}(?:list|cloud|items?|links?|wrapper|container)",
)
"""Class words of places where only a whole headline is believed to promote a story: top stories within a menu."""
_HEADING = caseless_names(
    r"(?:^|[\s_-])(?:headline|hed|titel|titulo|titre|titolo|label|caption|rubrik|ueberschrift|block-?name)"
    r"(?:$|[\s_-])|(?:^|[\s_-])header(?:$|\s)|heading|title",
)
_TEASER = caseless_names(r"teaser|summary|excerpt|\bdek\b|intro|description|abstract|standfirst|lead|snippet|preview")
_STAMP = re.compile(
    r"\d{1,2}[:.]\d\d|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}|\b(?:19|20)\d\d\b"
    r"|\b(?:ago|vor|hace|il y a|min|mins|minutes?|hours?|uhr)\b",
    re.IGNORECASE,
)
_FAR = 12
"""Units between a heading and the first card under it, at most: buttons, tabs, a line about the block."""
_LEVELS = 12
"""Boxes looked at outwards from a link."""
_LARGEST_CARD = 1500
"""Characters: more than a picture's credit, kicker, title and a long teaser take."""
_WHOLE_CARD = 40
"""Units of a card from which headings are looked for inside it: it is no card, but what lies between two links."""
_ALIKE = 2
"""Stories that a template shows before a link in the same template counts as one, whatever its address."""
_LIST_OF_SERVICES = 60
"""Units of the longest list of a site's pages about itself."""
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
    sure: bool
    """Whether its address looks like a story's; else only what stands beside it tells."""


@dataclass(slots=True)
class _Card:
    """All that a page shows of one promoted story in one place."""

    links: list[_Link]
    box: Box | None
    """The largest box that promotes nothing else."""
    lead_in: re.Match[str] | None = None
    """What leads in to the headline in its own line."""

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
    subheads = frozenset(block.text for block in article.blocks if block.type == "subhead")
    article.sidebar_links = links(document, captions=document.pictures.captions, subheads=subheads)


def links(
    document: Document, *, captions: frozenset[int] = frozenset(), subheads: frozenset[str] = frozenset()
) -> list[SidebarLink]:
    """Other stories of the site that the page promotes, in page order, block by block; a story once a block.

    ``captions`` are indices of units that are pictures' captions: links in them promote nothing. ``subheads`` are those
    of the story, and head no block.
    """
    walk, urls = document.walk, document.story_urls
    cards = _cards(list(islice(_candidates(document, urls, captions), _MOST_LINKS)))
    headings = _headings(cards, document, subheads, urls)
    blocks: dict[int, list[SidebarLink]] = {}
    promoted: list[SidebarLink] = []
    seen: set[tuple[int | str, str]] = set()
    of_services: dict[int, bool] = {}
    for card, heading in zip(cards, headings, strict=True):
        card.lead_in = lead_in(card.links[0].unit.text)
        title, teaser = _texts(card, walk)
        if title is None:
            continue
        place = heading.index if heading else -1 - _neighbourhood(card)
        # A block that stands on the page once for each size of screen is one block.
        shown = (heading.text if heading else place, card.links[0].key)
        if shown in seen or _is_paid(card, walk) or _is_service(card, title, walk, of_services):
            continue
        if not any(link.sure for link in card.links) and not is_headline(title):
            continue
        seen.add(shown)
        block, kind = _block(card, heading)
        mates = blocks.setdefault(place, [])
        link = SidebarLink(
            url=card.links[0].url, title=title, teaser=teaser, block=block, kind=kind, rank=len(mates) + 1
        )
        mates.append(link)
        promoted.append(link)
    for mates in blocks.values():
        _agree(mates)
    return promoted


def _agree(mates: list[SidebarLink]) -> None:
    """Give all cards of a block the kind that most of them have: one of them may be set larger than the others."""
    if len({link.kind for link in mates}) > 1 and len({link.block for link in mates}) == 1:
        kind = Counter(link.kind for link in mates).most_common(1)[0][0]
        for link in mates:
            link.kind = kind


def _candidates(document: Document, urls: StoryUrls, captions: frozenset[int]) -> Iterator[_Link]:
    """Links that stand by themselves and lead to other stories, in page order."""
    places: dict[int, int] = {}
    found: list[_Link] = []
    for anchor, units in _anchors(document.walk, captions).items():
        href = (anchor.get("href") or "").strip()
        if not href or href[0] == "#":
            continue
        url = document.absolute(href)
        if not url:
            continue
        likelihood = urls.likelihood(url)
        sure = likelihood == LIKELY
        if not sure and (likelihood == UNLIKELY or not _may_be_headline(units)):
            continue
        if "sponsored" in (anchor.get("rel") or ""):
            continue
        place, telling = _telling(units, places) if sure else (_ANYWHERE, max(units, key=lambda unit: len(unit.text)))
        if _stands_alone(telling) and (place == _ANYWHERE or (place == _UNLIKELY and is_headline(telling.text))):
            found.append(_Link(url, urls.key(url), telling, anchor, units, sure))
    shown: dict[int, set[str]] = {}
    for link in found:
        if link.sure:
            shown.setdefault(link.unit.path, set()).add(link.key)
    for link in found:
        if link.sure or (len(shown.get(link.unit.path, ())) >= _ALIKE and _is_in_its_place(link.unit, places)):
            yield link


def _is_in_its_place(unit: Unit, places: dict[int, int]) -> bool:
    """Whether a unit that is set as those of stories are promotes one too."""
    return unit.tag != "p" and is_headline(unit.text) and _place(unit.box, places) == _ANYWHERE


def _may_be_headline(units: list[Unit]) -> bool:
    """Whether a link shows a text that may be long enough to be no name of a section."""
    longest = max([unit.text for unit in units], key=len)
    return len(longest) >= 34 or (len(longest) >= 14 and not longest.isascii())


def _telling(units: list[Unit], places: dict[int, int]) -> tuple[int, Unit]:
    """Where a link is shown in the likeliest place, and there at the greatest length."""
    if len(units) == 1:
        return _place(units[0].box, places), units[0]
    place, _, number = min((_place(unit.box, places), -len(unit.text), number) for number, unit in enumerate(units))
    return place, units[number]


def _is_long(text: str) -> bool:
    """Whether a text is not too short for any headline: asked of every link, before anything that costs more."""
    return len(text) >= 12 or (len(text) >= 7 and not text.isascii())


def _anchors(walk: Walk, captions: frozenset[int]) -> dict[Element, list[Unit]]:
    """Links of which a unit could be the headline, and the units each of them shows."""
    # What is a link as a whole is no caption, but the headline beneath the picture of a card.
    linked = [unit for unit in walk.units if unit.anchors and (unit.link_density > 0.7 or unit.index not in captions)]
    promising = {anchor for unit in linked if _is_long(unit.text) and _stands_alone(unit) for anchor in unit.anchors}
    found: dict[Element, list[Unit]] = {}
    for unit in linked:
        for anchor in unit.anchors:
            if anchor in found:
                found[anchor].append(unit)
            elif anchor in promising:
                found[anchor] = [unit]
    return found


def _stands_alone(unit: Unit) -> bool:
    """Whether the links of a unit are no part of a sentence: the unit is mostly link, or leads in to one."""
    density = unit.link_density
    return density >= 0.8 or (density >= 0.5 and unit.text[-1] not in ".。") or lead_in(unit.text) is not None


def _place(box: Box | None, places: dict[int, int]) -> int:
    """Whether stories are promoted where a box stands: anywhere, unlikely there, nowhere. Remembered in `places`."""
    chain: list[Box] = []
    while box is not None and box.index not in places and len(chain) < 2 * _LEVELS:
        chain.append(box)
        box = box.parent
    verdict = places.get(box.index, _ANYWHERE) if box is not None else _ANYWHERE
    for inner in reversed(chain):
        if verdict != _NOWHERE:
            verdict = max(verdict, _own_place(inner))
        places[inner.index] = verdict
    return verdict


def _own_place(box: Box) -> int:
    """What a box's own tag, role and names say."""
    tag, names = box.tag, box.cls
    if tag in STORY_TAGS:
        return _ANYWHERE
    attribute = box.element.get
    role, identifier = attribute("role"), attribute("id")
    if (tag == "footer" and not is_in_article(box)) or role == "contentinfo":
        return _NOWHERE
    named = _named_place(names) if names else _ANYWHERE
    if identifier:
        named = max(named, _named_place(identifier))
    return max(named, _UNLIKELY) if tag == "nav" or role in ("navigation", "banner") else named


@lru_cache(maxsize=4096)
def _named_place(names: str) -> int:
    """What class names or an id say."""
    if not _PERHAPS(names) or not (_NEVER(names) or _SELDOM(names)):
        return _ANYWHERE
    telling = _HARMLESS.sub(" ", names.lower())
    return _NOWHERE if _NEVER(telling) else _UNLIKELY if _SELDOM(telling) else _ANYWHERE


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
        if box is None or box.tag in PAGE_TAGS or box.chars > _LARGEST_CARD or not _is_alone(link, box, found, at):
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


def _headings(cards: list[_Card], document: Document, subheads: frozenset[str], urls: StoryUrls) -> list[Unit | None]:
    """For each card the heading it stands under: the last one before it whose container also holds the card."""
    walk = document.walk
    spans = [range(card.start, card.end) for card in cards]
    within = {index for span in spans if len(span) < _WHOLE_CARD for index in span}
    linked = {unit.index for card in cards for link in card.links for unit in link.units}
    title = letters(document.structured.title or "")
    found: list[Unit | None] = [None] * len(cards)
    scopes: list[tuple[int, Unit]] = []
    at, previous = 0, -1
    # Of cards that begin in one unit the last comes first, so that the list goes on as the first of them stands.
    for number in sorted(range(len(cards)), key=lambda number: (spans[number].start, -number)):
        card, start = cards[number], spans[number].start
        for unit in walk.units[max(at, start - _FAR) : start]:
            if (
                len(unit.text) <= 60
                and unit.index not in within
                and _is_heading(unit, subheads)
                and (len(unit.text) < 20 or letters(unit.text) not in title)
                and not _is_promoted(unit, document, urls)
            ):
                _open_scope(unit, scopes)
        at = start
        found[number] = _heading(_own_heading(card, linked, walk), _scoped(card, scopes))
        if found[number] is None and previous >= 0 and 0 <= start - spans[previous].stop <= 1:
            found[number] = found[previous]  # the list goes on
        previous = number
    return found


def _open_scope(heading: Unit, scopes: list[tuple[int, Unit]]) -> None:
    """Add a heading and where its container ends to `scopes`; below the heading right before it, if that is of tabs."""
    tabs = bool(scopes) and heading.index - scopes[-1][1].index <= 2 and kind_of(scopes[-1][1].text) != "other"
    scopes.insert(
        len(scopes) - 1 if tabs and kind_of(heading.text) == "other" else len(scopes), (_scope_end(heading), heading)
    )


def _heading(own: Unit | None, scoped: Unit | None) -> Unit | None:
    """Which of two headings counts: the one a card brings along, unless it is one of a block's kickers ("Breaking")."""
    if own is None:
        return scoped
    is_kicker = own.repeats > 1 and kind_of(own.text) != "related"
    return scoped if is_kicker and scoped is not None and kind_of(scoped.text) != "other" else own


def _scoped(card: _Card, scopes: list[tuple[int, Unit]]) -> Unit | None:
    """The last heading whose container holds a card, or that stands right before it."""
    for end, heading in reversed(scopes[-8:]):
        if heading.hidden and not card.links[0].unit.hidden:
            continue
        if end > card.links[0].unit.index or 0 < card.start - heading.index <= 2:
            return heading
    return None


def _own_heading(card: _Card, linked: set[int], walk: Walk) -> Unit | None:
    """The heading that a card on its own brings along: "Read next"."""
    for unit in walk.units[card.start : card.links[0].unit.index]:
        if (unit.index not in linked or unit.repeats > 2) and len(unit.text) <= 40 and kind_of(unit.text) != "other":
            return unit
    return None


def _is_heading(unit: Unit, subheads: frozenset[str]) -> bool:
    """Whether a unit outside all cards reads like the heading of a block."""
    text = unit.text
    if unit.heading == 1 or not any(map(str.isalpha, text)):
        return False
    if len(unit.anchors) > 2 or (unit.link_density >= 0.8 and is_headline(text)):
        return False  # a menu; a story that is promoted and was not known for one
    looks = unit.heading or _HEADING(unit.box.cls)
    if not looks and (kind_of(text) == "other" or (text[-1] == "." and text.count(" ") >= 4)):
        return False
    if text in subheads and kind_of(text) == "other":
        return False
    return _STAMP.search(text) is None and not names_no_block(text)


def _is_promoted(unit: Unit, document: Document, urls: StoryUrls) -> bool:
    """Whether what reads like a heading leads to a story: one that was not found, or the "Read more" of a card."""
    if unit.link_density < 0.8 or kind_of(unit.text) not in ("other", "related"):
        return False
    if kind_of(unit.text) == "other" and len(unit.text.split()) < 3:
        return False  # the name of a section, which may have a number too
    url = document.absolute((unit.anchors[0].get("href") or "").strip())
    return url is not None and urls.likelihood(url) == LIKELY


def _scope_end(heading: Unit) -> int:
    """Index of the unit after the container that a heading heads."""
    end = heading.index + 1
    box: Box | None = heading.box.parent
    for level in range(6):
        if box is None or box.tag in PAGE_TAGS or (level and heading.index - box.start > 3):
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
    if card.lead_in:
        words = card.lead_in[0].strip(" :：>»–|-")
        return words, kind_of(words)
    text = without_more(heading.text) if heading else None
    kind = kind_of(text) if text else "other"
    if kind == "other":
        for outer in islice((card.box or card.links[0].unit.box).ancestors(), 5):
            if outer.cls and outer.tag not in PAGE_TAGS and (kind := kind_of(outer.cls)) != "other":
                break
    return text, kind


def _is_paid(card: _Card, walk: Walk) -> bool:
    """Whether a card says that it is advertising."""
    last = card.links[-1].unit.index
    for unit in walk.units[card.start : min(card.end, card.start + 12)]:
        if says_paid(unit.text):
            if unit.index <= last or says_paid_for(unit.text):
                return True
        elif unit.inlines and any(says_paid(shown_text(inline)) for inline in unit.inlines[:4]):
            return True
    return False


def _is_service(card: _Card, title: str, walk: Walk, known: dict[int, bool]) -> bool:
    """Whether a card is one of a site's pages about itself, listed beside its imprint. Lists are kept in `known`."""
    if len(title) > LONGEST_LABEL or is_headline(title) or is_cjk(title):
        return False
    box = card.box or card.links[0].unit.box
    return _lists_services(box, walk, known) or _lists_services(box.parent, walk, known)


def _lists_services(box: Box | None, walk: Walk, known: dict[int, bool]) -> bool:
    if box is None or box.tag in PAGE_TAGS or box.end - box.start > _LIST_OF_SERVICES:
        return False
    if box.index not in known:
        known[box.index] = any(unit.anchors and is_service(unit.text) for unit in walk.within(box))
    return known[box.index]


def _texts(card: _Card, walk: Walk) -> tuple[str | None, str | None]:
    """Title and teaser of a card."""
    own = list({unit.index: unit for link in card.links for unit in link.units}.values())
    if len(own) == 1:
        title = _title_of(own[0], card)
        if not says_enough(title) or (card.lead_in and is_note(own[0].text, card.lead_in)):
            return None, None
    else:
        chosen = _title(own)
        if chosen is None:
            return None, None
        title = freed(chosen.text, chosen.element)
    units = walk.within(card.box) if card.box else own
    teasers = [unit.text for unit in units if _is_teaser(unit, title)]
    leading = lead_in(title) if card.lead_in or len(own) > 1 else None
    if leading:
        title = title[leading.end() :]
    return tidied(title), max(teasers, key=len, default=None)


def _title_of(unit: Unit, card: _Card) -> str:
    """The headline in the only unit that a card's links show: all of it, or what of it is link."""
    if len(card.links) == 1 and len(unit.anchors) == 1 and unit.link_chars >= len(unit.text) - 1:
        return freed(unit.text, card.links[0].element)
    text, element = max(
        ((shown_text(link.element), link.element) for link in card.links), key=lambda shown: len(shown[0])
    )
    if len(unit.anchors) > len(card.links) and len(text) < 0.7 * len(unit.text) and not is_headline(text):
        return text if card.lead_in else ""  # a line of links
    return freed(text, element)


def _is_teaser(unit: Unit, title: str) -> bool:
    """Whether a unit of a card tells more of the story than its title: no list of links, no line of times."""
    if len(unit.text) < 40 or unit.heading or unit.text in title or (title in unit.text and unit.link_density > 0.5):
        return False
    if len(unit.text) < 70 and _STAMP.search(unit.text) and unit.text[-1] not in ".…!?":
        return False
    if len(unit.anchors) > 3:
        return False
    return len(unit.text) > 0.7 * len(title) or _TEASER(unit.box.cls)


def _title(units: list[Unit]) -> Unit | None:
    """The headline among a card's linked units: marked as one, else the first that is long enough, else the longest."""
    telling = [
        unit for unit in units if says_enough(unit.text) and not (len(unit.text) < 40 and _STAMP.search(unit.text))
    ]
    # A kicker stands on many cards, but so does a story that every block promotes.
    telling = [unit for unit in telling if unit.repeats <= 2 or is_headline(unit.text)] or telling
    headings = [unit for unit in telling if unit.heading]
    if headings:
        return min(headings, key=lambda unit: unit.heading)  # a kicker is set smaller, or comes after
    for likely in (
        [unit for unit in telling if _is_titled(unit)],
        [unit for unit in telling if count_letters(unit.text) >= 25],
    ):
        if likely:
            return likely[0]
    return max(telling, key=lambda unit: len(unit.text), default=None)


def _is_titled(unit: Unit) -> bool:
    """Whether a class says that a unit, or what stands in it, is the title."""
    elements = [unit.element, *unit.anchors[:2], *unit.inlines[:2]]
    return any(names_title(element.get("class") or "") for element in elements)

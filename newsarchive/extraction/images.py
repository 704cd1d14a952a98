"""Pictures of the story, each with its caption and its credit.

`find` pairs every picture of the page with the lines that belong to it, before anybody knows where the story is: that
a text is a caption can be seen at the picture. `Pictures.captions` are the units so claimed; the body leaves them out.
`Pictures.of_story` then keeps the pictures of this story: those in or above its text, not those of cards, authors,
logos and advertisements.

A line belongs to a picture, in this order of evidence, where

1. it stands in the picture's ``<figcaption>`` or ``<figure>``;
2. its element, or one around it, is classed or marked up (``itemprop``) as caption or credit;
3. it repeats the picture's own ``alt``, ``title`` or ``data-caption``;
4. the box that holds both is classed as a picture's box, and holds little else;
5. it is a credit with its label, beside the picture;
6. it is alone with the picture in one small box.
"""

from __future__ import annotations

import re
import weakref
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ..items import Article, Image
from . import credits
from .blocks import Box, Element, Medium, Unit, Walk, text_of
from .captions import TOGGLE, Reading, attributed, letters, read
from .patterns import caseless
from .picture_names import ALONE, CAPTION, CREDIT, NOISE, OTHER_BOX, PICTURE_BOX, Names
from .picture_urls import best_url, same_picture
from .stated_pictures import complete, stated_pictures
from .structured import clean

if TYPE_CHECKING:
    from .document import Document

__all__ = ["Picture", "Pictures", "find", "set_images"]

_NEAR = 10
"""Boxes looked at outwards from a picture; the deepest of the figures seen nests seven."""
_LONGEST_CAPTION = 1500
"""Characters; longer captions exist only in photo essays, where each is an own figure."""
_BYLINE = re.compile(
    r"(?:(?:(?:medically |fact )?(?:written|posted|published|reviewed|checked|edited) )?by|von|par|por|di|av|af|door"
    r"|text|texte|texto)(?:: ?| (?=[A-ZÀ-Þ]))",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\b\d{1,2}:\d\d\b")
_YEAR = re.compile(r"\b20\d\d\b")
_PICTURE_FILE = caseless(r"\.(?:jpe?g|png|gif|webp|avif|svg|tiff?)(?:$|[?#])")
_LOGO = caseless(r"(?:^|[/.])logos?[/.]")
"""Hosts and folders of logos."""
_VIEWER = caseless(r"(?:^|[/_-])(?:galler\w*|galerie|photo|image|img|bild|foto|media|lightbox|popup|zoom)(?:$|[/_?-])")
"""Addresses of a page that shows nothing but the picture."""
_PLAIN_RATIOS = frozenset({16, 9, 4, 3})
"""Widths and heights that state a ratio, not pixels."""
_STORY_TAGS = frozenset({"article", "main", "body", "html"})


@dataclass(slots=True)
class Picture:
    """A picture of the page and the lines printed with it."""

    at: int
    """Index of the unit it stands before."""
    near: list[Box]
    """Boxes around it, innermost first."""
    element: Element | None = None
    """The ``<img>``; None where a script would bring it."""
    lines: list[Unit] = field(default_factory=list)
    """Units that belong to it."""
    card: bool = False
    """Whether it is no picture of a story: a card's that promotes another page, or an author's portrait."""


@dataclass(slots=True)
class _Shown:
    """A picture of the story, read."""

    picture: Picture
    url: str | None
    reading: Reading


class Pictures:
    """What `find` found."""

    def __init__(self, document: Document, pictures: list[Picture], captions: frozenset[int]) -> None:
        self._document: Document = weakref.proxy(document)  # which keeps this object: no cycle, or trees pile up
        self.pictures = pictures
        """Every picture of the page that is no icon, logo or advertisement, in page order."""
        self.captions = captions
        """Indices of the units in the document's walk that are captions or credits of any picture."""

    def of_story(self, first: int, last: int, headline: int | None = None) -> list[Image]:
        """The story's own pictures, lead picture first.

        ``first`` and ``last`` are indices of the first and last unit of the body, ``headline`` that of the headline.
        """
        stated = stated_pictures(self._document)
        images: list[Image] = []
        for shown in _without_doubles(self._shown(first, last, headline)):
            role = "lead" if not images and shown.picture.at <= first else "inline"
            images.append(complete(_image(shown, role), stated))
        if not images and stated:
            images.append(stated[0].image())
        return images

    def _shown(self, first: int, last: int, headline: int | None) -> Iterator[_Shown]:
        end = last
        for picture in self.pictures:
            if not _is_story(picture, first, end, headline) or _is_card(picture, self._document):
                continue
            if picture.lines and picture.at >= last:  # a gallery below the text goes on as long as its captions do
                end = max(end, picture.lines[-1].index)
            url = best_url(picture.element, self._document) if picture.element is not None else None
            if url and urlsplit(url).path.endswith(".svg"):
                continue
            reading = read(picture.lines, picture.near)
            if reading.printed is None and picture.element is not None:
                reading.credit = attributed(picture.element)
            yield _Shown(picture, url, reading)


def set_images(article: Article, document: Document) -> None:
    """Put the story's pictures into the article."""
    units = document.story
    first, last = (units[0].index, units[-1].index) if units else _paragraphs(document)
    article.images = document.pictures.of_story(first, last, document.heading.start)
    if article.images:
        article.provenance["images"] = "visible" if any(image.raw_caption for image in article.images) else "markup"


def _paragraphs(document: Document) -> tuple[int, int]:
    """Where the text is, of a page whose body was not found: from first to last in the box with most paragraphs."""
    walk, captions = document.walk, document.pictures.captions
    weights: dict[int, float] = {}
    inside: dict[int, list[int]] = {}
    for unit in walk.units:
        if unit.hidden or unit.heading or len(unit.text) < 60 or unit.link_density > 0.4 or unit.index in captions:
            continue
        weight = float(len(unit.text))
        for box, _ in zip(unit.box.ancestors(), range(4), strict=False):
            if box is not unit.box:
                weights[box.index] = weights.get(box.index, 0.0) + weight
                inside.setdefault(box.index, []).append(unit.index)
                weight *= 0.6
    if not weights:
        return 0, max(0, len(walk.units) - 1)
    units = inside[max(weights, key=weights.__getitem__)]
    return units[0], units[-1]


def find(document: Document) -> Pictures:
    """Pair the page's pictures with their captions."""
    walk = document.walk
    pictures = [picture for medium in walk.media if (picture := _picture(medium)) is not None]
    claimed: set[int] = set()
    following = len(walk.units)
    limits: list[int] = []
    for number in range(len(pictures) - 1, -1, -1):
        picture, after = pictures[number], pictures[number + 1] if number + 1 < len(pictures) else None
        if after is not None and after.at > picture.at:
            following = after.at
        crowded = after is not None and after.at == picture.at and not _share_figure(picture, after)
        limits.append(picture.at if crowded else following)
    for picture, limit in zip(pictures, reversed(limits), strict=True):
        picture.card = _is_card_figure(picture.near, walk) or _is_portrait(picture, walk)
        if picture.card:
            continue
        picture.lines = [unit for unit in _lines(picture, walk, limit) if unit.index not in claimed]
        claimed.update(unit.index for unit in picture.lines)
    pictures += _without_picture(walk, claimed)
    pictures.sort(key=lambda picture: picture.at)
    return Pictures(document, pictures, frozenset(claimed))


def _picture(medium: Medium) -> Picture | None:
    """The picture of a medium; None for what is no news picture: icons, logos, avatars, drawings, tracking pixels."""
    element = medium.element
    if element.tag not in ("img", "amp-img") or _is_small(element) or NOISE.found(_names(element)):
        return None
    near = _around(medium.box)
    address = _address(element)
    source = address.rsplit("/", 1)[-1]
    if source.endswith(".svg") or _LOGO(address):
        return None
    if not any(box.tag == "figure" for box in near) and NOISE.found(source[:120]):
        return None
    return Picture(at=medium.before, near=near, element=element)


def _address(element: Element) -> str:
    """Address of the file it shows, by the first attribute that names one, without query."""
    for name in ("src", "data-src", "data-lazy-src", "data-original"):
        address = element.get(name) or ""
        if address and not address.startswith("data:"):
            return address[:1000].split("?")[0]
    return ""


def _around(box: Box | None) -> list[Box]:
    near: list[Box] = []
    while box is not None and len(near) < _NEAR:
        near.append(box)
        box = box.parent
    return near


def _names(element: Element) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def _is_small(element: Element) -> bool:
    """Whether the attributes say that it is too small to be a news picture."""
    for name in ("width", "height"):
        value = (element.get(name) or "").strip().removesuffix("px")
        if value.isdecimal() and len(value) <= 2 and int(value) <= 60 and int(value) not in _PLAIN_RATIOS:
            return True
    return False


def _share_figure(one: Picture, other: Picture) -> bool:
    figures = {box.index for box in one.near if box.tag == "figure"}
    return any(box.index in figures for box in other.near)


def _lines(picture: Picture, walk: Walk, limit: int) -> Iterator[Unit]:
    """Units that belong to a picture: those before it in its box, and those that follow up to the next picture."""
    around = {box.index: depth for depth, box in enumerate(picture.near)}
    figure = next((depth for depth, box in enumerate(picture.near) if box.tag == "figure"), None)
    own = figure if figure is not None and _is_single(picture.near[figure]) else -1
    before: list[Unit] = []
    for unit in reversed(walk.units[max(0, picture.at - 3) : picture.at]):
        if not _belongs(unit, picture, around, own, behind=False):
            break
        before.append(unit)
    yield from reversed(before)
    for unit in walk.units[picture.at : min(limit, picture.at + 8)]:
        if TOGGLE.match(unit.text):
            continue
        if not _belongs(unit, picture, around, own, behind=True):
            break
        yield unit


def _belongs(unit: Unit, picture: Picture, around: dict[int, int], figure: int, *, behind: bool) -> bool:
    """Whether a unit is a line of this picture: the module's list of evidence.

    `around` gives the boxes around the picture and how far out each stands, `figure` how far out its own figure does
    (-1 where it has none to itself).
    """
    own, common = _path_to_common(unit, around)
    if common is None or unit.heading or len(unit.text) > _LONGEST_CAPTION or _is_headline_link(unit):
        return False
    depth = around[common.index]
    captioned = any(box.tag == "figcaption" for box in own)
    if depth <= figure:
        return captioned or not _has_figcaption(picture.near[figure]) or _marked(unit, own, CREDIT) or _credits(unit)
    if captioned:
        return behind and depth <= 6
    if not behind:
        return (depth <= 3 and _marked(unit, own, CREDIT)) or (depth <= 1 and _labelled(unit) and common.chars < 800)
    if (len(own) <= 5 and (_marked(unit, own, CAPTION) or _marked(unit, own, CREDIT))) or _repeats(unit.text, picture):
        return True
    return _shares_box(unit, own, common, depth)


def _shares_box(unit: Unit, own: list[Box], common: Box, depth: int) -> bool:
    """Whether the box that a unit shares with a picture shows that it is a line of it."""
    if common.tag in _STORY_TAGS or common.end - common.start > 5 or common.chars > 900:
        set_apart = unit.italic_chars >= 0.9 * len(unit.text) and _ends_in_credit(unit)
        return depth <= 3 and len(own) <= 2 and (set_apart or _labelled(unit))
    if depth <= 3 and (_labelled(unit) or _ends_in_credit(unit)):
        return True
    if len(unit.text) < 25 or _BYLINE.match(unit.text) or _CLOCK.search(unit.text):
        return False  # a byline, a date, a button: only marked up ones are believed
    if PICTURE_BOX.found(common.cls):
        return True
    alone = depth <= 2 and common.end - common.start <= 2
    return alone and unit.tag != "p" and len(unit.text) <= 400 and unit.link_density < 0.5


def _is_headline_link(unit: Unit) -> bool:
    """Whether a unit is one link to another page: the headline of a card, even where the card is a figure."""
    if not unit.anchors or unit.link_density < 0.8 or len(unit.text) < 25:
        return False
    return any(_leads_elsewhere(anchor.get("href") or "#") for anchor in unit.anchors)


@lru_cache(maxsize=256)  # asked of a card's links for each of its pictures
def _leads_elsewhere(href: str) -> bool:
    return not href.startswith(("#", "javascript:")) and not _PICTURE_FILE(href) and not _VIEWER(href)


def _is_card_figure(near: list[Box], walk: Walk) -> bool:
    """Whether the figure among some boxes holds a headline that links to another page."""
    figure = next((box for box in near if box.tag == "figure"), None)
    return figure is not None and any(
        map(_is_headline_link, walk.units[figure.start : min(figure.end, figure.start + 8)])
    )


def _is_portrait(picture: Picture, walk: Walk) -> bool:
    """Whether a byline, or a name with the time of publication, is the next that stands beside a picture."""
    if picture.at >= len(walk.units):
        return False
    unit = walk.units[picture.at]
    _, common = _path_to_common(unit, {box.index: depth for depth, box in enumerate(picture.near[:3])})
    if common is None or len(unit.text) > 120 or unit.tag == "figcaption":
        return False
    return _BYLINE.match(unit.text) is not None or (_CLOCK.search(unit.text) and _YEAR.search(unit.text)) is not None


def _has_figcaption(figure: Box) -> bool:
    return next(figure.element.iter("figcaption"), None) is not None


def _is_single(figure: Box) -> bool:
    """Whether a figure shows one picture (or one and the button that enlarges it), and is no gallery."""
    return sum(1 for _, _ in zip(figure.element.iter("img"), range(3), strict=False)) <= 2


def _path_to_common(unit: Unit, around: dict[int, int]) -> tuple[list[Box], Box | None]:
    """Boxes of a unit below the first one that also holds the picture, and that one."""
    own: list[Box] = []
    box: Box | None = unit.box
    while box is not None and len(own) < _NEAR:
        if box.index in around:
            return own, box
        own.append(box)
        box = box.parent
    return own, None


def _marked(unit: Unit, own: list[Box], words: Names) -> bool:
    """Whether an element of the unit, or one around it, is classed or marked up by such words."""
    if any(words.found(f"{box.cls} {box.element.get('itemprop') or ''}") for box in own):
        return True
    if len(unit.inlines) > 6:
        return False
    names = [(inline, f"{inline.get('class') or ''} {inline.get('itemprop') or ''}") for inline in unit.inlines]
    return any(words.found(name) and len(text_of(inline)) >= 0.4 * len(unit.text) for inline, name in names)


def _credits(unit: Unit) -> bool:
    """Whether a unit beside a figure's caption is a credit: labelled, or an agency's name."""
    return _labelled(unit) or (len(unit.text) <= 60 and credits.names_agency(unit.text))


def is_credited(unit: Unit) -> bool:
    """Whether a text says by its own words who made the picture beside it."""
    return _labelled(unit) or _ends_in_credit(unit)


def _ends_in_credit(unit: Unit) -> bool:
    """Whether a unit is a short text that ends in a credit with its label (no label is without these signs)."""
    text = unit.text
    if len(text) > 400 or not (" by " in text or any(sign in text for sign in ":：=＝©（(")):
        return False
    return credits.has_label(text, credits.separate(text))


def _labelled(unit: Unit) -> bool:
    return len(unit.text) <= credits.LONGEST_CREDIT and unit.link_density < 0.9 and credits.is_labelled(unit.text)


def _repeats(text: str, picture: Picture) -> bool:
    """Whether a text says what the picture's own attributes say."""
    if picture.element is None or len(text) < 15:
        return False
    own = letters(text)
    for name in ("alt", "title", "data-caption"):
        attribute = letters(picture.element.get(name) or "")
        opens = own.startswith(attribute) and len(attribute) >= min(40, len(own) / 2)
        if len(attribute) >= 12 and (opens or (len(own) >= 25 and own in attribute)):
            return True
    return False


def _without_picture(walk: Walk, claimed: set[int]) -> list[Picture]:
    """Captions whose picture a script would bring: their lines leave the body all the same. Adds to `claimed`."""
    found: list[Picture] = []
    templates: dict[int, str] = {}
    for unit in walk.units:
        template = templates.get(unit.box.path)
        if template is None:
            template = templates[unit.box.path] = _caption_template(unit.box)
        if (template == "none" and not unit.inlines) or unit.index in claimed or not _is_caption_alone(unit, template):
            continue
        if template == "figure" and _is_card_figure(_around(unit.box), walk):
            continue
        claimed.add(unit.index)
        if TOGGLE.match(unit.text):
            continue
        near = _around(unit.box)
        last = found[-1] if found else None
        if last is not None and last.lines[-1].index == unit.index - 1 and any(box in near for box in last.near[:2]):
            last.lines.append(unit)
        else:
            found.append(Picture(at=unit.index, near=near[1:] or near, lines=[unit]))
    return found


def _caption_template(box: Box) -> str:
    """What tags and class names say of a box's text: ``caption``, ``figure`` (perhaps) or ``none``."""
    outer: Box | None = box
    for _ in range(4):
        if outer is None:
            break
        if outer.tag == "figcaption" or (outer.cls and ALONE.found(outer.cls) and outer.chars <= _LONGEST_CAPTION):
            return "caption"
        if outer.tag == "figure":
            return "figure"
        outer = outer.parent
    return "none"


def _is_caption_alone(unit: Unit, template: str) -> bool:
    """Whether a unit is a caption or credit beyond doubt."""
    longest = 400 if template == "none" else _LONGEST_CAPTION
    if len(unit.text) > longest:
        return False
    if template == "none" and not any(
        ALONE.found(names) for inline in unit.inlines[:4] if (names := inline.get("class"))
    ):
        return False
    return not _is_headline_link(unit) and (template != "figure" or _is_figure_text(unit))


def _is_figure_text(unit: Unit) -> bool:
    """Whether text in a figure that shows no picture is its caption: figures also hold tables, quotations and cards."""
    if unit.heading or _BYLINE.match(unit.text):
        return False
    return not any(
        box.tag in ("blockquote", "table", "ul", "ol") for box, _ in zip(unit.box.ancestors(), range(5), strict=False)
    )


def _is_story(picture: Picture, first: int, last: int, headline: int | None) -> bool:
    """Whether a picture stands in the story or above it, outside what belongs to others."""
    if picture.card:
        return False
    top = min(first, headline if headline is not None else first)
    reach = 14 if picture.lines else 2
    if not top - reach <= picture.at <= last + (3 if picture.lines else 0):
        return False
    return not any(
        (box.tag in ("aside", "nav", "footer") or OTHER_BOX.found(box.cls))
        and not box.start <= first < box.end
        and not box.start <= last < box.end
        for box in picture.near
    )


def _is_card(picture: Picture, document: Document) -> bool:
    """Whether a picture and its text are one link to another page of a site."""
    link = picture.element
    for _ in range(_NEAR):
        if link is None or link.tag == "a":
            break
        link = link.getparent()
    target = document.absolute(link.get("href")) if link is not None and link.tag == "a" else None
    if not target or not _is_page(target, document.url):
        return False
    return all(unit.link_density > 0.8 and unit.tag != "figcaption" for unit in picture.lines)


def _is_page(target: str, own: str | None) -> bool:
    """Whether a link leads to another page, not to a picture or within this one."""
    there, here = urlsplit(target), urlsplit(own or "")
    if _PICTURE_FILE(there.path) or _VIEWER(there.path):
        return False
    return (there.netloc, there.path.rstrip("/")) != (here.netloc, here.path.rstrip("/"))


def _without_doubles(pictures: Iterator[_Shown]) -> list[_Shown]:
    """One picture for each that the page shows twice (once in its lightbox, or once for phones)."""
    kept: list[_Shown] = []
    for shown in pictures:
        double = next((other for other in kept[-40:] if _is_double(shown, other)), None)
        if double is None:
            kept.append(shown)
            continue
        double.url = double.url or shown.url
        if not double.reading.caption and not double.reading.credit:
            double.reading = shown.reading
    return kept


def _is_double(one: _Shown, other: _Shown) -> bool:
    """Whether two are one: one file, and not two captions; where a file is unknown, one caption or alternative text."""
    caption, earlier = one.reading.caption, other.reading.caption
    agree = not caption or not earlier or caption == earlier
    if one.url and other.url:
        return agree and same_picture(one.url, other.url)
    if caption is not None and caption == earlier:
        return True
    return agree and (alt := _alt(one)) is not None and alt == _alt(other)


def _alt(shown: _Shown) -> str | None:
    """What stands in a picture's place where it is not seen."""
    element = shown.picture.element
    return clean(element.get("alt")) if element is not None else None


def _image(shown: _Shown, role: str) -> Image:
    reading = shown.reading
    photographer, agency = credits.parties(reading.named or reading.credit)
    return Image(
        url=shown.url,
        caption=reading.caption,
        credit=reading.credit,
        photographer=photographer,
        agency=agency,
        role="lead" if role == "lead" else "inline",
        alt=_alt(shown),
        raw_caption=reading.printed,
    )

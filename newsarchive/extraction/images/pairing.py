"""Which lines of a page belong to which of its pictures, and which are captions though their picture is not there.

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
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice

from ..blocks import STORY_TAGS, Box, Element, Medium, Unit, Walk, text_of
from ..patterns import caseless
from ..phrases import FLAGS, purposes
from ..spelling import letters
from . import credits
from .captions import TOGGLE
from .names import ALONE, CAPTION, CREDIT, NOISE, PICTURE_BOX, Names, names_of

__all__ = [
    "NEAR",
    "PICTURE_FILE",
    "VIEWER",
    "Picture",
    "captions_alone",
    "is_card_figure",
    "is_credited",
    "is_portrait",
    "lines_of",
    "picture_of",
    "share_figure",
]

NEAR = 10
"""Boxes looked at outwards from a picture; the deepest of the figures seen nests seven."""
_LONGEST_CAPTION = 1500
"""Characters; longer captions exist only in photo essays, where each is an own figure."""
_LONGEST_ATTRIBUTE = 600
"""Characters of what an attribute says of a picture that are compared with a text beside it."""
_LONGEST_BUTTON = 120
_BYLINE = re.compile(
    r"(?:(?:(?:medically |fact )?(?:written|posted|published|reviewed|checked|edited) )?by|von|par|por|di|av|af|door"
    r"|text|texte|texto)(?:: ?| (?=[A-ZÀ-Þ]))",
    re.IGNORECASE,
)
_BUTTON = re.compile(
    r"(?:view|open|watch|play|enlarge|share|see|show|click|tap|expand|close|read|more|next|previous|slide|skip|full|zoom|save"
    r"|download|buy|follow|images?|photos?|pictures?|galler\w*|videos?|live|listen|sign|subscribe|get|back|go)\b"
    r"|(?:facebook|twitter|x|instagram|whatsapp|telegram|youtube|pinterest|linkedin|reddit|tiktok)$",
    re.IGNORECASE,
)
"""How the words on buttons begin, of which two in capitals look like a name; and where they share a picture."""
_CREDIT_AND_LABEL = credits.LONGEST_CREDIT + 30
"""Characters at a text's end in which its credit and the label stand."""
_SIGN = re.compile(r"[:：=＝©（(]")
_SET_OFF = re.compile(r"[:：=＝©（(\[|/–—-]")
"""What sets a label off from the caption or from the name."""
_CLOCK = re.compile(r"\b\d{1,2}:\d\d\b")
_YEAR = re.compile(r"\b20\d\d\b")
PICTURE_FILE = caseless(r"\.(?:jpe?g|png|gif|webp|avif|svg|tiff?)(?:$|[?#])")
_LOGO = caseless(r"(?:^|[/.])logos?[/.]", hint="logo")
"""Hosts and folders of logos."""
VIEWER = caseless(
    r"(?:^|[/_-])(?:galler\w*|galerie|photo|image|img|bild|foto|media|lightbox|popup|zoom)(?:$|[/_?-])",
    hint="galler|galerie|photo|image|img|bild|foto|media|lightbox|popup|zoom",
)
"""Addresses of a page that shows nothing but the picture."""
_PLAIN_RATIOS = frozenset({16, 9, 4, 3})
"""Widths and heights that state a ratio, not pixels."""


@dataclass(slots=True)
class Picture:
    """A picture of the page and the lines printed with it."""

    at: int
    """Index of the unit it stands before."""
    near: list[Box]
    """Boxes around it, innermost first."""
    figure: Box | None = None
    """The nearest ``<figure>`` of those."""
    element: Element | None = None
    """The ``<img>``; None where a script would bring it."""
    lines: list[Unit] = field(default_factory=list)
    """Units that belong to it."""
    card: bool = False
    """Whether it is no picture of a story: a card's that promotes another page, or an author's portrait."""


def picture_of(medium: Medium) -> Picture | None:
    """The picture of a medium; None for what is no news picture: icons, logos, avatars, drawings, tracking pixels."""
    element = medium.element
    if element.tag not in ("img", "amp-img") or _is_small(element) or NOISE.found(_names(element)):
        return None
    address = _address(element)
    source = address.rsplit("/", 1)[-1]
    if source.endswith(".svg") or _LOGO(address):
        return None
    near = _around(medium.box)
    figure = _figure(near)
    if figure is None and NOISE.found(source[:120]):
        return None
    return Picture(at=medium.before, near=near, figure=figure, element=element)


def _address(element: Element) -> str:
    """Address of the file it shows, by the first attribute that names one, without query."""
    for name in ("src", "data-src", "data-lazy-src", "data-original"):
        address = element.get(name) or ""
        if address and not address.startswith("data:"):
            return address[:1000].split("?")[0]
    return ""


def _around(box: Box) -> list[Box]:
    return list(islice(box.ancestors(), NEAR))


def _figure(near: list[Box]) -> Box | None:
    for box in near:
        if box.tag == "figure":
            return box
    return None


def _names(element: Element) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def _is_small(element: Element) -> bool:
    """Whether the attributes say that it is too small to be a news picture."""
    return any((stated := element.get(name)) and _is_few_pixels(stated) for name in ("width", "height"))


@lru_cache(maxsize=1024)
def _is_few_pixels(stated: str) -> bool:
    """Whether a stated width or height is that of an icon."""
    value = stated.strip().removesuffix("px") if len(stated) <= 6 else ""
    return value.isdecimal() and len(value) <= 2 and int(value) <= 60 and int(value) not in _PLAIN_RATIOS


def share_figure(one: Picture, other: Picture) -> bool:
    """Whether two pictures stand in one figure."""
    figures = {box.index for box in one.near if box.tag == "figure"}
    return any(box.index in figures for box in other.near)


def lines_of(picture: Picture, walk: Walk, limit: int, previous: Picture | None) -> Iterator[Unit]:
    """Units that belong to a picture: those before it in its box, and those that follow up to the next picture."""
    figure = picture.figure
    own = picture.near.index(figure) if figure is not None and _is_single(figure) else -1
    before: list[Unit] = []
    for unit in reversed(walk.units[max(0, picture.at - 3) : picture.at]):
        if not _belongs(unit, picture, own, behind=False) or _is_nearer(unit, previous, picture):
            break
        before.append(unit)
    yield from reversed(before)
    for unit in walk.units[picture.at : min(limit, picture.at + 8)]:
        if len(unit.text) <= _LONGEST_BUTTON and TOGGLE.match(unit.text):
            continue
        if _belongs(unit, picture, own, behind=True) or _leads_to_credit(unit, picture, walk):
            yield unit
        elif own < 0 or unit.index >= picture.near[own].end:  # buttons stand between a picture and its figcaption
            break


def _is_nearer(unit: Unit, previous: Picture | None, picture: Picture) -> bool:
    """Whether a unit shares a smaller box with the picture before than with this one: the line below that one."""
    if previous is None or previous.at > unit.index:
        return False
    depth = _depth(unit, previous.near)
    return depth is not None and previous.near[depth] not in picture.near


def _belongs(unit: Unit, picture: Picture, figure: int, *, behind: bool) -> bool:
    """Whether a unit is a line of this picture: the module's list of evidence.

    `figure` gives how many boxes out from the picture its own figure stands (-1 where it has none to itself).
    """
    heading = unit.heading
    if (figure < 0 and 0 < heading < 5) or len(unit.text) > _LONGEST_CAPTION:
        return False
    depth = _depth(unit, picture.near)
    if depth is None or (not behind and depth > max(3, figure)) or _is_headline_link(unit):
        return False
    common = picture.near[depth]
    own = list(islice(unit.box.ancestors(), unit.box.depth - common.depth))
    captioned = any(box.tag == "figcaption" for box in own)
    if heading and not (captioned and depth <= figure):
        return heading >= 5 and behind and depth <= 3 and is_credited(unit)
    if depth <= figure:
        if captioned or not _has_figcaption(picture.near[figure]):
            return True
        return _marked(unit, own, CREDIT, CAPTION) or _credits(unit)
    if captioned:
        return behind and depth <= 6
    if not behind:
        return (depth <= 3 and _marked(unit, own, CREDIT)) or (depth <= 1 and _labelled(unit) and common.chars < 800)
    if (len(own) <= 5 and _marked(unit, own, CAPTION, CREDIT)) or _repeats(unit.text, picture):
        return True
    return _shares_box(unit, own, common, depth)


def _shares_box(unit: Unit, own: list[Box], common: Box, depth: int) -> bool:
    """Whether the box that a unit shares with a picture shows that it is a line of it."""
    if common.tag in STORY_TAGS or common.end - common.start > 5 or common.chars > 900:
        return depth <= 3 and len(own) <= 2 and (is_credited(unit) or _is_set_apart(unit, own))
    if depth <= 3 and (is_credited(unit) or _is_set_apart(unit, own)):
        return True
    if common.tag == "table" and common.end - common.start <= 3 and depth <= 4 and unit.link_density < 0.5:
        return 25 <= len(unit.text) <= 400 or (credits.is_credit(unit.text) and credits.names_paper(unit.text))
    if len(unit.text) < 25 or _BYLINE.match(unit.text) or _CLOCK.search(unit.text):
        return False  # a byline, a date, a button: only marked up ones are believed
    if PICTURE_BOX.found(common.cls):
        return True
    if common.end - common.start > 2 or depth > 2 or len(unit.text) > 400:
        return False
    return unit.link_density < 0.5 and (unit.tag != "p" or credits.names_paper(unit.text))


def _leads_to_credit(unit: Unit, picture: Picture, walk: Walk) -> bool:
    """Whether a text and one that says it is a credit, below it, are all that shares a small box with a picture."""
    if len(unit.text) > 400 or unit.link_density >= 0.5:
        return False
    small = (box for box in picture.near[:3] if box.start == unit.index and box.end == unit.index + 2)
    common = next(small, None)
    if common is None:
        return False
    credit = walk.units[unit.index + 1]
    own = [box for box in credit.box.ancestors() if box.depth > common.depth]
    return len(credit.text) <= credits.LONGEST_CREDIT and (_labelled(credit) or _marked(credit, own, CREDIT))


def _is_set_apart(unit: Unit, own: list[Box]) -> bool:
    """Whether a short text in italics ends in any credit, labelled or not, or is centred as the picture above it is."""
    text = unit.text
    if len(text) > 400 or unit.italic_chars < 0.9 * len(text):
        return False
    if credits.separate(text).credit is not None:
        return True
    if len(own) != 1 or not _is_centred(unit.element):
        return False
    above = unit.element.getprevious()
    return above is not None and _is_centred(above) and not (above.text or "").strip()


def _is_centred(element: Element) -> bool:
    """Whether a paragraph says of itself that it is centred."""
    style = (element.get("style") or "").replace(" ", "").lower()
    return "text-align:center" in style or element.get("align") == "center" or "center" in (element.get("class") or "")


def _is_headline_link(unit: Unit) -> bool:
    """Whether a unit is one link to another page: the headline of a card, even where the card is a figure."""
    if not unit.anchors or unit.link_density < 0.8 or len(unit.text) < 25:
        return False
    return any(_leads_elsewhere(anchor.get("href") or "#") for anchor in unit.anchors)


@lru_cache(maxsize=256)  # asked of a card's links for each of its pictures
def _leads_elsewhere(href: str) -> bool:
    return not href.startswith(("#", "javascript:")) and not PICTURE_FILE(href) and not VIEWER(href)


def is_card_figure(figure: Box | None, walk: Walk) -> bool:
    """Whether a figure holds a headline that links to another page."""
    return figure is not None and any(
        map(_is_headline_link, walk.units[figure.start : min(figure.end, figure.start + 8)])
    )


def is_portrait(picture: Picture, walk: Walk) -> bool:
    """Whether a byline, or a name with the time of publication, is the next that stands beside a picture."""
    if picture.at >= len(walk.units):
        return False
    unit = walk.units[picture.at]
    if len(unit.text) > 120 or unit.tag == "figcaption":
        return False
    dated = ":" in unit.text and _CLOCK.search(unit.text) is not None and _YEAR.search(unit.text) is not None
    if not dated and not _BYLINE.match(unit.text):
        return False
    return _depth(unit, picture.near[:3]) is not None


def _has_figcaption(figure: Box) -> bool:
    return next(figure.element.iter("figcaption"), None) is not None


def _is_single(figure: Box) -> bool:
    """Whether a figure shows one picture (or one and the button that enlarges it), and is no gallery."""
    return sum(1 for _ in islice(figure.element.iter("img"), 3)) <= 2


def _depth(unit: Unit, near: list[Box]) -> int | None:
    """How many boxes out from a picture the first one stands that also holds a unit; None where the two lie far apart.

    `near` are the boxes around the picture.
    """
    index = unit.index
    for depth, box in enumerate(near):
        if box.start <= index < box.end:
            return depth if unit.box.depth - box.depth < NEAR else None
    return None


def _marked(unit: Unit, own: list[Box], *kinds: Names) -> bool:
    """Whether an element of the unit, or one around it, is classed or marked up by words of such kinds."""
    for box in own:
        names = names_of(box.element)
        if any(kind.found(names) for kind in kinds):
            return True
    if len(unit.inlines) > 6:
        return False
    for inline in unit.inlines:
        names = names_of(inline)
        if any(kind.found(names) for kind in kinds) and len(text_of(inline)) >= 0.4 * len(unit.text):
            return True
    return False


def _credits(unit: Unit) -> bool:
    """Whether a unit beside a figure's caption is a credit: labelled, or the name of an agency or a person."""
    if _labelled(unit):
        return True
    if _BUTTON.match(unit.text) or len(unit.text) > 60:
        return False
    return credits.names_agency(unit.text) or credits.names_person(unit.text)


def is_credited(unit: Unit) -> bool:
    """Whether a text says by its own words who made the picture beside it."""
    return _labelled(unit) or _ends_in_credit(unit)


def _ends_in_credit(unit: Unit) -> bool:
    """Whether a unit is a short text that ends in a credit with its label (no label is without these signs)."""
    text = unit.text
    tail = text[-_CREDIT_AND_LABEL:]
    if len(text) > 400 or not (" by " in tail or _SIGN.search(tail) or text[-1] in "摄攝影"):
        return False
    line = credits.separate(text)
    if not credits.has_label(text, line):
        return False
    caption = line.caption or ""  # "… shows photographs by Jane Doe" is a sentence
    return not caption[-1:].isalnum() or _SET_OFF.search(text, len(caption)) is not None


def _labelled(unit: Unit) -> bool:
    return len(unit.text) <= credits.LONGEST_CREDIT and unit.link_density < 0.9 and credits.is_labelled(unit.text)


def _repeats(text: str, picture: Picture) -> bool:
    """Whether a text says what the picture's own attributes say."""
    if picture.element is None or len(text) < 15:
        return False
    for name in ("alt", "title", "data-caption"):
        attribute = letters((picture.element.get(name) or "")[:_LONGEST_ATTRIBUTE])
        if len(attribute) < 12:
            continue
        own = letters(text)
        opens = own.startswith(attribute) and len(attribute) >= min(40, len(own) / 2)
        if opens or (len(own) >= 25 and own in attribute):
            return True
    return False


def captions_alone(walk: Walk, claimed: set[int], figures: set[int]) -> list[Picture]:
    """Captions whose picture a script would bring: their lines leave the body all the same. Adds to `claimed`.

    ``figures`` are those around pictures: what else stands in them is another picture's only if it is credited.
    """
    found: list[Picture] = []
    templates: dict[int, str] = {}
    for unit in walk.units:
        template = templates.get(unit.box.path)
        if template is None:
            template = templates[unit.box.path] = _caption_template(unit.box)
        if (template == "none" and not unit.inlines) or unit.index in claimed or not _is_caption_alone(unit, template):
            continue
        near = _around(unit.box)
        figure = _figure(near)
        if template == "figure" and is_card_figure(figure, walk):
            continue
        claimed.add(unit.index)
        if TOGGLE.match(unit.text) or (figure is not None and _is_offer(figure, walk)):
            continue
        if figure is not None and figure.index in figures and not is_credited(unit):
            continue
        last = found[-1] if found else None
        if last is not None and last.lines[-1].index == unit.index - 1 and any(box in near for box in last.near[:2]):
            last.lines.append(unit)
        else:
            found.append(Picture(at=unit.index, near=near[1:] or near, lines=[unit]))
    return found


def _is_offer(figure: Box, walk: Walk) -> bool:
    """Whether a figure offers a newsletter."""
    return any(
        purposes(unit.text) & FLAGS["newsletter"]
        for unit in walk.units[figure.start : min(figure.end, figure.start + 8)]
    )


def _caption_template(box: Box) -> str:
    """What tags and class names say of a box's text: ``caption``, ``figure`` (perhaps) or ``none``."""
    outer: Box | None = box
    found = ALONE.found
    for _ in range(4):
        if outer is None:
            break
        tag, names = outer.tag, outer.cls
        if tag == "figcaption" or (names and found(names) and outer.chars <= _LONGEST_CAPTION):
            return "caption"
        if tag == "figure":
            return "figure"
        outer = outer.parent
    return "none"


def _is_caption_alone(unit: Unit, template: str) -> bool:
    """Whether a unit is a caption or credit beyond doubt."""
    longest = 400 if template == "none" else _LONGEST_CAPTION
    if len(unit.text) > longest:
        return False
    if template == "none" and not _has_inline_caption(unit):
        return False
    return not _is_headline_link(unit) and (template != "figure" or _is_figure_text(unit))


def _has_inline_caption(unit: Unit) -> bool:
    """Whether an inline element of a unit is classed as a caption (a loop: it is asked of most units of a page)."""
    for inline in unit.inlines[:4]:
        names = inline.get("class")
        if names and ALONE.found(names):
            return True
    return False


def _is_figure_text(unit: Unit) -> bool:
    """Whether text in a figure that shows no picture is its caption: figures also hold tables, quotations and cards."""
    if unit.heading or _BYLINE.match(unit.text):
        return False
    return not any(box.tag in ("blockquote", "table", "ul", "ol") for box in islice(unit.box.ancestors(), 5))

"""Pictures of the story, each with its caption and its credit.

`find` pairs every picture of the page with the lines that belong to it, before anybody knows where the story is: that
a text is a caption can be seen at the picture. `Pictures.captions` are the units so claimed; the body leaves them out.
`Pictures.of_story` then keeps the pictures of this story: those in or above its text, not those of cards, authors, logos and advertisements.

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
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import urlsplit

from lxml import etree

from ..items import Image
from . import credits
from .blocks import Box, Element, Medium, Unit, Walk
from .document import Document
from .picture_urls import best_url, same_picture

__all__ = ["Pictures", "find"]

_NEAR = 10
"""Boxes looked at outwards from a picture; the deepest of the figures seen nests seven."""

_LONGEST_CAPTION = 1500
"""Characters; longer captions exist only in photo essays, where each is an own figure."""

_CAPTION = re.compile(
    r"caption|legend|bildunterschrift|bildtext|bildetekst|billedtekst|kuvateksti|didascalia|leyenda|legenda|pie-?(?:de-?)?foto|"
    r"img-?(?:desc|info|text|txt)|image-?(?:desc|info|text|meta|details)|photo-?(?:desc|info|text|meta)|(?:media|picture|image|foto)[\w-]*(?:description|lead\b|__cap\b)|"
    r"\bdescripci[oó]n-?foto|article-?media-?lead|\bbu\b|lightbox\w*__?description|image-element__description",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"credit|cr[eé]dito|copyright|copyrigth|photograph|photog\b|fotograf|fotoautor|image-?author|image-?by|photo-?by|captionauthor|bildquelle|bildnachweis|"
    r"image[\w-]*source|media[\w-]*source|photo[\w-]*source|img[\w-]*source|picture[\w-]*source|(?:media|image|photo)-?licen[cs]e|image-?rights|img-?rights",
    re.IGNORECASE,
)
_CREDIT_INSIDE = re.compile(
    r"credit|copy|photograph|photog|fotograf|author|autor|byline|source|quelle|fuente|fonte|rights|distributor|licen[cs]e|agenc|provider|owner|attribution|"
    r"artist|firma|urheber|provenance|signature|legal",
    re.IGNORECASE,
)
"""Class words that mean the credit once one knows that the element is part of a caption."""
_PICTURE_BOX = re.compile(
    r"image|photo|picture|figure|\bimg|media|foto|bild\b|thumb|gallery|opener|lead-?(?:art|media)|slide|hero|illustration|visuel|imagen|immagine|afbeelding",
    re.IGNORECASE,
)
_OTHER_BOX = re.compile(
    r"(?:^|[\s_-])(?:related|recommend\w*|most-?(?:read|viewed|popular)|newsletter|promo\w*|advert\w*|sponsor\w*|taboola|outbrain|author\w*|"
    r"autor\w*|byline\w*|avatar|comments?|logo|breadcrumbs?|popular|trending|latest\w*|footer|menu|navigation)(?:$|[\s_-])",
    re.IGNORECASE,
)
_NOISE = re.compile(
    r"logo|icon|avatar|sprite|emoji|gravatar|badge|pixel|beacon|spacer|captcha|\bad[sv]?[_/-]|doubleclick|scorecardresearch|/tr\?|share[_-]|button|author|byline|"
    r"profile|smiley|favicon|loader|spinner|app-?store|google-?play|qr-?code|paywall|signature|arrow|play-?(?:btn|button)|\bflag[_-]",
    re.IGNORECASE,
)
_TOGGLE = re.compile(
    r"^(?:open (?:this )?(?:photo|image)[\w ]*:?|view image in fullscreen|이미지 확대보기|enlarge|expand|zoom|close|fullscreen|vis mer|visa mer|read more|"
    r"\d{1,3}|\d+ ?(?:/|of|von|de|sur|di) ?\d+[:| ]*|[|/•·-]|gallery|image \d+ of \d+|bild \d+ von \d+|photo \d+|caption|show caption|hide caption|"
    r"la imagen|vollbild|foto vergrößern|bild vergrößern|拡大|写真を見る|ヘッドライン|share|advertisement|anzeige)$",
    re.IGNORECASE,
)
_METADATA = re.compile(r"\b\d{1,2}:\d\d\b|^(?:von|by|par|por|di|av|af|door|text|texte|texto)[: ]", re.IGNORECASE)
"""What stands beside author portraits rather than beneath news pictures."""
_SKIPPED = frozenset("script style svg button noscript template select input img video iframe audio object canvas".split())
_WITHIN_TEXT = frozenset("a b i em strong u sup sub font mark abbr br wbr time q s".split())
_STORY_TAGS = frozenset({"article", "main", "body", "html"})


class _Run(NamedTuple):
    """A piece of a caption's text that stands in one element."""

    text: str
    credit: bool
    """Whether markup says that it is the credit."""
    block: bool
    """Whether it stands on lines of its own."""


@dataclass(slots=True)
class Picture:
    """A picture of the page and what is printed with it."""

    medium: Medium | None
    near: list[Box]
    """Boxes around it, innermost first."""
    element: Element | None = None
    url: str | None = None
    alt: str | None = None
    lines: list[Unit] = field(default_factory=list)
    """Units that belong to it."""
    caption: str | None = None
    credit: str | None = None
    named: str | None = None
    """A fuller credit inside the caption, where markup gives another beside it."""
    printed: str | None = None
    """Caption and credit as they stand on the page."""
    card: bool = False
    """Whether it illustrates a link to another page."""

    @property
    def at(self) -> int:
        """Index of the unit it stands before."""
        return self.medium.before if self.medium else self.lines[0].index


class Pictures:
    """What `find` found."""

    def __init__(self, document: Document, pictures: list[Picture], captions: frozenset[int]) -> None:
        self._document = document
        self.pictures = pictures
        """Every picture of the page that is no icon, logo or advertisement, in page order."""
        self.captions = captions
        """Indices of the units in the document's walk that are captions or credits of any picture."""

    def of_story(self, first: int, last: int, headline: int | None = None) -> list[Image]:
        """The story's own pictures, lead picture first.

        ``first`` and ``last`` are indices of the first and the last unit of the body, ``headline`` that of the headline's.
        """
        chosen = [picture for picture in self.pictures if self._is_story(picture, first, last, headline)]
        stated = _stated(self._document)
        images: list[Image] = []
        for picture in _without_doubles(chosen):
            role = "lead" if not images and picture.at <= first else "inline"
            image = _image(picture, role)
            _complete(image, stated)
            images.append(image)
        if not images and stated:
            images.append(stated[0].image())
        return images

    def _is_story(self, picture: Picture, first: int, last: int, headline: int | None) -> bool:
        if picture.card:
            return False
        top = min(first, headline if headline is not None else first)
        printed = picture.printed is not None
        if not top - (14 if printed else 2) <= picture.at <= last + (3 if printed else 0):
            return False
        return not any(
            box.tag in ("aside", "nav", "footer") or _OTHER_BOX.search(box.cls)
            for box in picture.near
            if not (box.start <= first < box.end) and not (box.start <= last < box.end)
        )


def find(document: Document) -> Pictures:
    """Pair the page's pictures with their captions."""
    walk = document.walk
    pictures = [_picture(medium, document) for medium in walk.media if medium.element.tag in ("img", "amp-img")]
    pictures = [picture for picture in pictures if picture]
    claimed: set[int] = set()
    for index, picture in enumerate(pictures):
        following = next((other.at for other in pictures[index + 1 :] if other.at > picture.at), len(walk.units))
        if index + 1 < len(pictures) and pictures[index + 1].at == picture.at and not _share_figure(picture, pictures[index + 1]):
            following = picture.at
        picture.lines = [unit for unit in _lines(picture, walk, following) if unit.index not in claimed]
        claimed.update(unit.index for unit in picture.lines)
    pictures += _without_picture(walk, claimed)
    pictures.sort(key=lambda picture: picture.at)
    for picture in pictures:
        _read(picture)
        picture.card = _is_card(picture, document)
    return Pictures(document, pictures, frozenset(claimed))


def _picture(medium: Medium, document: Document) -> Picture | None:
    """The picture of a medium; None for icons, logos, avatars and tracking pixels."""
    element = medium.element
    near = []
    box: Box | None = medium.box
    while box is not None and len(near) < _NEAR:
        near.append(box)
        box = box.parent
    if _is_small(element) or _NOISE.search(f"{element.get('class') or ''} {element.get('id') or ''}"):
        return None
    url = best_url(element, document)
    if url and urlsplit(url).path.lower().endswith(".svg"):
        return None
    if url and _NOISE.search(urlsplit(url).path.rsplit("/", 1)[-1][:120]) and not _in_figure(near):
        return None
    return Picture(medium=medium, near=near, element=element, url=url, alt=" ".join((element.get("alt") or "").split()) or None)


def _is_small(element: Element) -> bool:
    """Whether the attributes say that it is too small to be a news picture."""
    for name in ("width", "height"):
        value = (element.get(name) or "").strip().removesuffix("px")
        if value.isdigit() and int(value) <= 60 and int(value) != 16 and int(value) != 9:
            return True
    return False


def _in_figure(near: Iterable[Box]) -> bool:
    return any(box.tag == "figure" for box in near)


def _share_figure(one: Picture, other: Picture) -> bool:
    figures = {box.index for box in one.near if box.tag == "figure"}
    return any(box.index in figures for box in other.near)


def _lines(picture: Picture, walk: Walk, following: int) -> Iterator[Unit]:
    """Units that belong to a picture: the ones before it in the same figure or box, and those that follow up to the next picture."""
    around = {box.index: depth for depth, box in enumerate(picture.near)}
    before: list[Unit] = []
    for unit in reversed(walk.units[max(0, picture.at - 3) : picture.at]):
        if not _belongs(unit, picture, around, behind=False):
            break
        before.append(unit)
    yield from reversed(before)
    for unit in walk.units[picture.at : min(following, picture.at + 8)]:
        if _TOGGLE.match(unit.text):
            continue
        if not _belongs(unit, picture, around, behind=True):
            break
        yield unit


def _belongs(unit: Unit, picture: Picture, around: dict[int, int], *, behind: bool) -> bool:
    """Whether a unit is a line of this picture: the module's list of evidence."""
    own, common = _path_to_common(unit, around)
    if common is None or unit.heading or len(unit.text) > _LONGEST_CAPTION:
        return False
    if unit.link_density > 0.8 and len(unit.text) > 25 and unit.tag != "figcaption":  # a card: its picture and its headline are one link
        return False
    depth = around[common.index]
    captioned = any(box.tag == "figcaption" for box in own)
    figure = next((at for at, box in enumerate(picture.near) if box.tag == "figure"), None)
    if figure is not None and depth <= figure and len(picture.near[figure].element.findall(".//img")) <= 2:
        return captioned or not _has_figcaption(picture.near[figure]) or _marked(unit, own, _CREDIT) or _labelled(unit)
    if captioned:
        return behind and depth <= 6
    if not behind:
        return depth <= 3 and _marked(unit, own, _CREDIT) or (depth <= 1 and _labelled(unit) and common.chars < 800)
    if len(own) <= 5 and (_marked(unit, own, _CAPTION) or _marked(unit, own, _CREDIT)):
        return True
    if _repeats(unit.text, picture):
        return True
    if common.tag in _STORY_TAGS or common.end - common.start > 5 or common.chars > 900:
        return depth <= 3 and len(own) <= 2 and _labelled(unit)
    if depth <= 3 and _labelled(unit):
        return True
    if len(unit.text) < 25 or _METADATA.search(unit.text):  # a byline, a date, a button: only marked up ones are believed
        return False
    if _PICTURE_BOX.search(common.cls):
        return True
    return depth <= 2 and unit.tag != "p" and common.end - common.start <= 2 and len(unit.text) <= 400 and unit.link_density < 0.5


def _has_figcaption(figure: Box) -> bool:
    return next(figure.element.iter("figcaption"), None) is not None


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


def _marked(unit: Unit, own: list[Box], words: re.Pattern[str]) -> bool:
    """Whether an element of the unit, or one around it, is classed or marked up by such words."""
    elements = [box.element for box in own]
    if len(unit.inlines) <= 6:
        elements += [inline for inline in unit.inlines if len(inline.text_content()) >= 0.4 * len(unit.text)]
    return any(words.search(f"{element.get('class') or ''} {element.get('itemprop') or ''}") for element in elements)


def _labelled(unit: Unit) -> bool:
    return len(unit.text) <= credits.LONGEST_CREDIT and credits.is_labelled(unit.text) and unit.link_density < 0.9


def _repeats(text: str, picture: Picture) -> bool:
    """Whether a text says what the picture's own attributes say."""
    if picture.element is None or len(text) < 15:
        return False
    letters = _letters(text)
    for name in ("alt", "title", "data-caption"):
        attribute = _letters(picture.element.get(name) or "")
        if len(attribute) >= 12 and (letters.startswith(attribute) or (len(letters) >= 25 and letters in attribute)):
            return True
    return False


def _letters(text: str) -> str:
    return re.sub(r"\W+", "", text[:600]).casefold()


def _without_picture(walk: Walk, claimed: set[int]) -> list[Picture]:
    """Captions whose picture a script would bring: their lines leave the body all the same. Adds to `claimed`."""
    found: list[Picture] = []
    for unit in walk.units:
        if unit.index in claimed or len(unit.text) > _LONGEST_CAPTION:
            continue
        near = []
        box: Box | None = unit.box
        while box is not None and len(near) < _NEAR:
            near.append(box)
            box = box.parent
        if not _is_caption_alone(unit, near):
            continue
        claimed.add(unit.index)
        if found and found[-1].lines[-1].index == unit.index - 1 and any(box in near for box in found[-1].near[:2]):
            found[-1].lines.append(unit)
        else:
            found.append(Picture(medium=None, near=near[1:] or near, lines=[unit]))
    return found


_CAPTION_ALONE = re.compile(
    r"(?:image|photo|picture|img|foto|bild|media|wp|figure)[\w-]*(?:caption|credit|copyright|legend|photographer)|figcaption|bildunterschrift",
    re.IGNORECASE,
)


def _is_caption_alone(unit: Unit, near: list[Box]) -> bool:
    for box in near[:4]:
        if box.tag == "figcaption":
            return True
        if box.tag == "figure":
            return not unit.heading and unit.link_density < 0.8 and unit.tag != "blockquote" and not any(b.tag in ("blockquote", "table", "ul", "ol") for b in near[:5])
        if _CAPTION_ALONE.search(box.cls) and box.chars <= _LONGEST_CAPTION:
            return True
    return any(_CAPTION_ALONE.search(inline.get("class") or "") for inline in unit.inlines[:4]) and len(unit.text) <= 400


def _read(picture: Picture) -> None:
    """Take a picture's lines apart."""
    runs = [run for piece in _elements(picture) for run in _runs(piece)]
    runs = [run for number, run in enumerate(runs) if not _TOGGLE.match(run.text) and run not in runs[:number] or run.text in "/|·•"]
    captions, marked = _sorted_out(runs)
    picture.printed = " ".join(run.text for run in runs) or None
    caption = " ".join(captions) or None
    credit = credits.clean(" ".join(marked))
    line = credits.separate(caption)
    if credit is None:
        picture.caption, picture.credit = line.caption, line.credit
    elif line.credit and _letters(credit) in _letters(line.credit) or credits.has_label(caption, line):
        picture.caption, picture.credit, picture.named = line.caption, credit, line.credit
    else:
        picture.caption, picture.credit = caption, credit
    if picture.printed is None and picture.element is not None:
        picture.credit = _attributed(picture.element)


def _elements(picture: Picture) -> Iterator[Element | Unit]:
    """What to read the picture's lines from: whole elements where nothing else stands in them, else units."""
    done: set[int] = set()
    lines = {unit.index for unit in picture.lines}
    around = {box.index for box in picture.near}
    for unit in picture.lines:
        box, best = unit.box, None
        for _ in range(_NEAR):
            if box is None or box.index in around or not all(index in lines for index in range(box.start, box.end)):
                break
            best, box = box, box.parent
        if best is None:
            yield unit
        elif best.index not in done:
            done.add(best.index)
            yield best.element


def _runs(piece: Element | Unit) -> list[_Run]:
    """Pieces of text of an element, cut where its child elements begin and end."""
    if isinstance(piece, Unit):
        return _unit_runs(piece)
    runs: list[_Run] = []
    pieces: list[str] = []
    stack: list[tuple[Element, bool]] = []

    def cut(block: bool) -> None:
        if text := " ".join("".join(pieces).split()):
            runs.append(_Run(text, any(credit for _, credit in stack), block))
        pieces.clear()

    walker = etree.iterwalk(piece, events=("start", "end"))
    for event, element in walker:
        tag = element.tag
        if event == "end":
            if stack and stack[-1][0] is element:
                cut(tag in ("p", "div", "figcaption", "li"))
                stack.pop()
            if element is not piece and element.tail:
                pieces.append(element.tail)
        elif tag in _SKIPPED or "hidden" in (element.get("class") or "") and "visually" in (element.get("class") or ""):
            walker.skip_subtree()
        elif tag in _WITHIN_TEXT and not _credit_mark(element):
            pieces.append(" " if tag == "br" else element.text or "")
        else:
            cut(tag in ("p", "div", "figcaption", "li"))
            stack.append((element, element is not piece and _credit_mark(element) or element is piece and bool(_CREDIT.search(_words(element)))))
            pieces.append(element.text or "")
    return runs


def _unit_runs(unit: Unit) -> list[_Run]:
    """A unit's text, its credit apart where an inline element marks it."""
    for inline in unit.inlines[-6:]:
        text = " ".join(inline.text_content().split())
        if text and _credit_mark(inline) and text in unit.text:
            before, _, after = unit.text.rpartition(text)
            return [run for run in (_Run(before.strip(), False, False), _Run(text, True, False), _Run(after.strip(), False, False)) if run.text]
    return [_Run(unit.text, False, True)]


def _words(element: Element) -> str:
    return f"{element.get('class') or ''} {element.get('itemprop') or ''} {element.get('data-testid') or ''}"


def _credit_mark(element: Element) -> bool:
    """Whether markup says that an element inside a caption is the credit."""
    if element.tag in ("cite", "small"):
        return credits.is_credit(element.text_content())
    words = _words(element)
    return bool(_CREDIT_INSIDE.search(words)) and not _CAPTION.search(words.replace("ImageCaption", "")) or bool(_CREDIT.search(words))


def _sorted_out(runs: list[_Run]) -> tuple[list[str], list[str]]:
    """Texts of the caption and texts of the credit: by markup, else by what stands alone at the end or the beginning."""
    marked, plain = [], []
    for number, run in enumerate(runs):
        joint = run.text in "/|·•" and number and runs[number - 1].credit
        (marked if run.credit or joint else plain).append(run)
    if marked and (plain or _is_all_credit(" ".join(run.text for run in marked))):
        return [run.text for run in plain], _distinct([run.text for run in marked])
    plain = plain or marked
    if len(plain) > 1:
        last, before = plain[-1], plain[-2]
        apart = last.block or before.text[-1:] in ".!?…。»”\"'|/-–—"
        if credits.is_credit(last.text) and (apart or credits.is_labelled(last.text) or credits.names_agency(last.text)):
            return [run.text for run in plain[:-1]], [last.text]
        if credits.is_labelled(plain[0].text) and len(plain[0].text) <= credits.LONGEST_CREDIT:
            return [run.text for run in plain[1:]], [plain[0].text]
    if len(plain) == 1 and re.fullmatch(r"[(\[（][^()]{2,80}[)\]）]", plain[0].text):
        return [], [plain[0].text]
    return [run.text for run in runs], []


def _is_all_credit(text: str) -> bool:
    """Whether a text that markup takes for a credit is one as a whole, and not the caption and its credit."""
    line = credits.separate(text)
    return len(text) <= credits.LONGEST_CREDIT and (line.caption is None or line.credit is None) and not re.search(r"[.!?…] \S", text)


def _distinct(texts: list[str]) -> list[str]:
    """Texts without those that repeat another (a credit printed once for phones and once for desktops)."""
    kept: list[str] = []
    for text in texts:
        letters = _letters(credits.clean(text) or text)
        if letters and not any(letters in _letters(other) for other in kept):
            kept = [other for other in kept if _letters(credits.clean(other) or other) not in letters or not _letters(other)]
            kept.append(text)
    return kept


def _attributed(element: Element) -> str | None:
    """The credit that a picture without printed lines carries in its attributes."""
    for name in ("data-credit", "data-copyright", "data-portal-copyright", "data-photographer", "data-source"):
        value = element.get(name)
        if value and credits.is_credit(value):
            return credits.clean(value)
    for name in ("alt", "title"):
        line = credits.separate(element.get(name))
        if line.credit and credits.has_label(element.get(name), line):
            return line.credit
    return None


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
    if not picture.lines:
        return True
    return all(unit.link_density > 0.8 for unit in picture.lines) and not any(
        box.tag == "figcaption" for unit in picture.lines for box in (unit.box,)
    )


def _is_page(target: str, own: str | None) -> bool:
    """Whether a link leads to another page, not to a picture or within this one."""
    there, here = urlsplit(target), urlsplit(own or "")
    if re.search(r"\.(?:jpe?g|png|gif|webp|avif|svg|tiff?)$", there.path, re.IGNORECASE) or re.search(r"galler|photo|image|bild|foto|media", there.path, re.I):
        return False
    return (there.netloc, there.path.rstrip("/")) != (here.netloc, here.path.rstrip("/"))


def _without_doubles(pictures: list[Picture]) -> Iterator[Picture]:
    """One picture for each that the page shows twice (once in its lightbox, or once for phones)."""
    seen: list[Picture] = []
    for picture in pictures:
        for other in seen[-40:]:
            if _is_double(picture, other):
                if not other.caption and not other.credit:
                    other.caption, other.credit, other.named, other.printed = picture.caption, picture.credit, picture.named, picture.printed
                break
        else:
            seen.append(picture)
    yield from seen


def _is_double(picture: Picture, other: Picture) -> bool:
    """Whether two are one: the same file, and not two different captions; or the same caption where a file is unknown."""
    if picture.url and other.url:
        return same_picture(picture.url, other.url) and (not picture.caption or not other.caption or picture.caption == other.caption)
    return picture.caption is not None and picture.caption == other.caption


def _image(picture: Picture, role: str) -> Image:
    photographer, agency = credits.parties(picture.named or picture.credit)
    return Image(
        url=picture.url,
        caption=picture.caption,
        credit=picture.credit,
        photographer=photographer,
        agency=agency,
        role="lead" if role == "lead" else "inline",
        alt=picture.alt,
        raw_caption=picture.printed,
    )


@dataclass(slots=True, kw_only=True)
class _Stated:
    """A picture as structured data states it."""

    url: str | None
    caption: str | None
    credit: str | None

    def image(self) -> Image:
        """The picture where the page shows none."""
        photographer, agency = credits.parties(self.credit)
        return Image(url=self.url, caption=self.caption, credit=self.credit, photographer=photographer, agency=agency, role="lead")


def _stated(document: Document) -> list[_Stated]:
    """Pictures of the story in JSON-LD, else in OpenGraph."""
    found: list[_Stated] = []
    for value in document.structured.values("image", "associatedMedia", "thumbnailUrl"):
        if isinstance(value, dict):
            url = next((v for key in ("contentUrl", "url", "@id") if isinstance(v := value.get(key), str)), None)
            line = credits.separate(_plain(value.get("caption")))
            credit = next((text for key in ("creditText", "copyrightHolder", "creator", "author") if (text := _plain(value.get(key)))), None)
            found.append(_Stated(url=document.absolute(url), caption=line.caption, credit=line.credit or credits.clean(credit)))
        elif isinstance(value, str):
            found.append(_Stated(url=document.absolute(value), caption=None, credit=None))
    if not found and (url := document.structured.first_meta("og:image", "og:image:url", "twitter:image")):
        found.append(_Stated(url=document.absolute(url), caption=None, credit=None))
    return found[:50]


def _plain(value: object) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("name") or value.get("@value")
    return " ".join(re.sub(r"<[^>]{0,200}>", " ", value).split()) or None if isinstance(value, str) else None


def _complete(image: Image, stated: list[_Stated]) -> None:
    """Fill what the page does not print from what it states of the same picture."""
    if image.caption and image.credit:
        return
    for other in stated:
        if image.url and other.url and same_picture(image.url, other.url):
            if not image.caption and not image.credit:
                image.caption = other.caption
            image.credit = image.credit or other.credit
            image.photographer, image.agency = credits.parties(image.credit)
            return

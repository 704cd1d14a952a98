"""Pictures of the story, each with its caption and its credit.

`find` pairs every picture of the page with the lines that belong to it, before anybody knows where the story is: that
a text is a caption can be seen at the picture. `Pictures.captions` are the units so claimed; the body leaves them out.
`Pictures.of_story` then keeps the pictures of this story: those in or above its text, not those of cards, authors,
logos and advertisements.
"""

from __future__ import annotations

import weakref
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ...items import Article, Image
from ..blocks import Box, Walk
from ..spelling import letters
from ..structured import clean
from . import credits
from .captions import Reading, attributed, read
from .names import OTHER_BOX, PICTURE_BOX
from .pairing import (
    NEAR,
    PICTURE_FILE,
    VIEWER,
    Picture,
    captions_alone,
    is_card_figure,
    is_portrait,
    lines_of,
    picture_of,
    share_figure,
)
from .stated import complete, stated_pictures
from .urls import best_url, same_picture

if TYPE_CHECKING:
    from ..document import Document


__all__ = ["Picture", "Pictures", "find", "set_images"]


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
            if shown.reading.printed is None and _is_author(_alt(shown), self._document):
                continue
            role = "lead" if not images and shown.picture.at <= first else "inline"
            images.append(complete(_image(shown, role), stated))
        if not images and stated:
            images.append(stated[0].image())
        return images

    def _shown(self, first: int, last: int, headline: int | None) -> Iterator[_Shown]:
        end = last
        for picture in self.pictures:
            if picture.at > end + 3:
                break
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
            if url or reading.printed or reading.credit:
                yield _Shown(picture, url, reading)


def _is_author(alt: str | None, document: Document) -> bool:
    """Whether a picture is described by nothing but the name of an author that the page states: a portrait."""
    if not alt or len(alt) > 60:
        return False
    return letters(alt) in {letters(author.name) for author in document.stated_authors}


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
        for box in islice(unit.box.ancestors(), 4):
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
    pictures = [picture for medium in walk.media if (picture := picture_of(medium)) is not None]
    claimed: set[int] = set()
    following = len(walk.units)
    limits: list[int] = []
    for number in range(len(pictures) - 1, -1, -1):
        picture, after = pictures[number], pictures[number + 1] if number + 1 < len(pictures) else None
        if after is not None and after.at > picture.at:
            following = after.at
        crowded = after is not None and after.at == picture.at and not share_figure(picture, after)
        limits.append(picture.at if crowded else following)
    previous: Picture | None = None
    for picture, limit in zip(pictures, reversed(limits), strict=True):
        picture.card = is_card_figure(picture.figure, walk) or is_portrait(picture, walk)
        if not picture.card:
            lines = lines_of(picture, walk, limit, previous)
            picture.lines = [unit for unit in lines if unit.index not in claimed]
            claimed.update(unit.index for unit in picture.lines)
        previous = picture
    _give_lines_set_alike(pictures, walk, claimed)
    figures = {figure.index for picture in pictures for figure in picture.near if figure.tag == "figure"}
    pictures += captions_alone(walk, claimed, figures)
    pictures.sort(key=lambda picture: picture.at)
    return Pictures(document, pictures, frozenset(claimed))


def _give_lines_set_alike(pictures: list[Picture], walk: Walk, claimed: set[int]) -> None:
    """Give pictures without a line the text right below that is set as other pictures' captions, and as nothing else.

    What one caption has no sign of (a credit, a class), those of its template may have. Adds to `claimed`.
    """
    known = {unit.path for picture in pictures for unit in picture.lines}
    waiting = [p for p in pictures if not (p.lines or p.card or p.at >= len(walk.units))] if known else ()
    if not waiting:
        return
    below = Counter(walk.units[at].path for at in {p.at for p in pictures} if at < len(walk.units))
    for picture in waiting:
        unit = walk.units[picture.at]
        if unit.path in known and below[unit.path] == walk.tally.paths[unit.path] and unit.index not in claimed:
            picture.lines = [unit]
            claimed.add(unit.index)


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
        and not (top <= box.start <= last and _is_picture_aside(box, picture))
        for box in picture.near
    )


def _is_picture_aside(box: Box, picture: Picture) -> bool:
    """Whether an ``<aside>`` in or above a story is called a picture's, and holds it and its lines alone."""
    named = box.tag == "aside" and PICTURE_BOX.found(box.cls) and not OTHER_BOX.found(box.cls)
    return named and bool(picture.lines) and box.end - box.start == len(picture.lines)


def _is_card(picture: Picture, document: Document) -> bool:
    """Whether a picture and its text are one link to another page of a site."""
    link = picture.element
    for _ in range(NEAR):
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
    if PICTURE_FILE(there.path) or VIEWER(there.path):
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
    named = reading.named if len(reading.named or "") > len(reading.credit or "") else reading.credit
    photographer, agency = credits.parties(named)
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

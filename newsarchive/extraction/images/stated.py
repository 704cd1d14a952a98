"""Pictures of the story as structured data states them: JSON-LD's ImageObjects, else OpenGraph.

What a page prints wins; a statement fills in only what the page does not print of the same picture, or the lead picture
where the page shows none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ...items import Image
from ..patterns import caseless
from . import credits
from .urls import same_picture

if TYPE_CHECKING:
    from ..document import Document

__all__ = ["StatedPicture", "complete", "stated_pictures"]

_SITE_PICTURE = caseless(
    r"logo|favicon|placeholder|banner|(?:^|[_.-])(?:default|opengraph|og|social|share|sharing|fb)(?:[_.-]|$)"
)
"""Files of the picture that a site gives to all pages that have none."""
_MOST = 50
"""Pictures read; galleries seen hold up to 40."""


@dataclass(slots=True, kw_only=True)
class StatedPicture:
    """A picture as structured data states it."""

    url: str | None = None
    """Its address, absolute."""
    caption: str | None = None
    """Its caption, without the credit."""
    credit: str | None = None
    """Its credit."""

    def image(self) -> Image:
        """The lead picture, where the page shows none."""
        photographer, agency = credits.parties(self.credit)
        return Image(
            url=self.url,
            caption=self.caption,
            credit=self.credit,
            photographer=photographer,
            agency=agency,
            role="lead",
        )


def stated_pictures(document: Document) -> list[StatedPicture]:
    """Pictures of the page's story as it states them, in its order."""
    found: list[StatedPicture] = []
    for value in document.structured.values("image", "associatedMedia"):
        if isinstance(value, dict):
            found.append(_object(value, document))
        elif isinstance(value, str):
            found.append(StatedPicture(url=document.absolute(value)))
        if len(found) >= _MOST:
            break
    url = document.structured.first_meta("og:image", "og:image:url", "twitter:image") if not found else None
    if url and not _SITE_PICTURE(urlsplit(url).path.rsplit("/", 1)[-1]):
        found.append(StatedPicture(url=document.absolute(url)))
    return found


def _object(value: dict[str, object], document: Document) -> StatedPicture:
    """An ImageObject."""
    url = next((text for key in ("contentUrl", "url", "@id") if isinstance(text := value.get(key), str)), None)
    line = credits.separate(_plain(value.get("caption")))
    stated = (
        _plain(value.get(key)) for key in ("creditText", "copyrightHolder", "creator", "author", "copyrightNotice")
    )
    credit = line.credit or credits.clean(next(filter(None, stated), None))
    return StatedPicture(url=document.absolute(url), caption=line.caption, credit=credit)


def _plain(value: object) -> str | None:
    """The text of a value: a string, or the name of a person or organisation."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("name") or value.get("@value")
    return " ".join(re.sub(r"<[^>]{0,200}>", " ", value).split()) or None if isinstance(value, str) else None


def complete(image: Image, stated: list[StatedPicture]) -> Image:
    """Fill what the page does not print of a picture from what it states of the same one."""
    if image.url is None or (image.caption and image.credit):
        return image
    same = next((other for other in stated if other.url and same_picture(image.url, other.url)), None)
    if same is not None:
        if not image.caption and not image.credit:
            image.caption = same.caption
        image.credit = image.credit or same.credit
        if not image.photographer and not image.agency:
            image.photographer, image.agency = credits.parties(image.credit)
    return image

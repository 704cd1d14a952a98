"""Lists of feeds as feed readers write them (OPML): which feeds, of which sites, under which titles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree

from .discover import absolute
from .exceptions import UnreadableDocument


@dataclass(kw_only=True, frozen=True, slots=True)
class Outline:
    """A feed in a list."""

    url: str
    """Address of the feed."""
    title: str | None = None
    """What the list calls it."""
    home: str | None = None
    """The site's home page, where the list says so."""


def read_opml(body: bytes, name: str) -> list[Outline]:
    """The feeds of a list, however deep they are nested, each once. Raises `UnreadableDocument`."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=False)
    try:
        root = etree.fromstring(body.lstrip(b"\xef\xbb\xbf \t\r\n"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableDocument(f"{name} is no OPML: {str(error).splitlines()[0]}; export it again") from error
    if etree.QName(root).localname.lower() != "opml":
        raise UnreadableDocument(f"{name} is no OPML: expected <opml>, found <{etree.QName(root).localname}>")
    found = {outline.url: outline for outline in _outlines(root)}
    if not found:
        raise UnreadableDocument(f'{name} names no feeds: expected <outline xmlUrl="https://…">')
    return list(found.values())


def _outlines(root: Any) -> Iterator[Outline]:
    """Outlines with the address of a feed; readers disagree about capitals in the names of attributes."""
    for element in root.iter("{*}outline"):
        stated = {key.lower(): " ".join(value.split()) for key, value in element.attrib.items()}
        if url := absolute("", stated.get("xmlurl")):
            title = stated.get("title") or stated.get("text") or None
            yield Outline(url=url, title=title, home=absolute("", stated.get("htmlurl")))

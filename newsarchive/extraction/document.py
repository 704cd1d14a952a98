"""A page, parsed once: bytes → text → tree. Every field module works from the same `Document`."""

from __future__ import annotations

from functools import cached_property
from urllib.parse import urljoin

import lxml.html
from bs4.dammit import EncodingDetector, UnicodeDammit
from lxml import etree

from ..exceptions import ExtractionError
from .structured import Structured

Element = lxml.html.HtmlElement


class Document:
    """A parsed page and what every field module needs of it."""

    def __init__(self, html: bytes | str, url: str | None = None, *, content_type: str | None = None) -> None:
        self.url = url
        self.root: Element = parse(decode(html, content_type))
        base = self.root.find(".//base[@href]")
        self.base_url = urljoin(url or "", base.get("href", "").strip()) if base is not None else (url or "")

    @cached_property
    def structured(self) -> Structured:
        """JSON-LD, microdata and meta tags, read once."""
        return Structured(self.root, self.url)

    @cached_property
    def language(self) -> str | None:
        """BCP 47 tag the page declares."""
        return (self.root.get("lang") or self.root.get("xml:lang") or "").strip().replace("_", "-") or None

    def absolute(self, href: str | None) -> str | None:
        """`href` made absolute against the page's base; None where it is no web address."""
        if not href:
            return None
        try:
            url = urljoin(self.base_url, href.strip())
        except ValueError:
            return None
        return url if url.startswith(("http://", "https://")) or not self.base_url else None


def decode(html: bytes | str, content_type: str | None) -> str:
    """Text of the page: BOM, then HTTP header, then meta, then detection."""
    if isinstance(html, str):
        return html
    header = EncodingDetector.find_declared_encoding((content_type or "").encode(), is_html=True) if content_type else None
    try:
        return html.decode("utf-8")
    except UnicodeDecodeError:
        pass
    text = UnicodeDammit(html, known_definite_encodings=[header] if header else [], is_html=True).unicode_markup
    return text if text is not None else html.decode("utf-8", "replace")


def parse(text: str) -> Element:
    """Tree of the page; raises ExtractionError where there is nothing to parse."""
    text = text.replace("\x00", "").lstrip("\ufeff")
    if not text.strip():
        raise ExtractionError("Expected an HTML page, got nothing but white space. Check the file or address.")
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        root = lxml.html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError as error:
        raise ExtractionError(f"Expected an HTML page; the parser found none ({error}).") from error
    return root

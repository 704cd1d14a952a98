"""One page in, one `Article` out.

`extract` parses once (`document.Document`), reads structured data once (`structured.Structured`), walks the visible
page once (`blocks`), and then asks one module a field. A page that shows nothing until its scripts have run is first
drawn from their state (`page_state`). Order matters only where fields confirm each other: the headline
locates byline, date and body; pictures' captions leave the body; what is left outside the body may be sidebar. A recipe
(`newsarchive.recipes`) has the last word on the fields it names.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ..items import Article
from .about import set_about, set_paywall
from .body import set_body
from .byline import set_byline
from .dates import set_dates
from .document import Document
from .headline import set_heading
from .images import set_images
from .next_page import set_next_page
from .overrides import remove, set_overrides
from .page_state import is_shell, state_as_source
from .screen import set_kind
from .sidebar import set_sidebar

if TYPE_CHECKING:
    from ..recipes import Recipe

__all__ = ["EXTRACTOR_VERSION", "extract"]

EXTRACTOR_VERSION = "5"
"""Raised whenever the same page may give another article; archived articles remember theirs."""


def extract(
    html: bytes | str, url: str | None = None, *, content_type: str | None = None, recipe: Recipe | None = None
) -> Article:
    """Read one news page.

    ``html`` is the page as served (bytes) or already decoded (str); ``url`` its address, needed to make links absolute;
    ``content_type`` the HTTP header, whose charset is one piece of evidence for the encoding; ``recipe`` what is
    special about the site (`newsarchive.recipes`).
    Raises `newsarchive.exceptions.ExtractionError` where the input is no HTML page at all.
    """
    with _collector_at_rest():
        return _read(html, url, content_type, recipe)


def _read(html: bytes | str, url: str | None, content_type: str | None, recipe: Recipe | None) -> Article:
    document = Document(html, url, content_type=content_type)
    if recipe:
        remove(document, recipe)
    if is_shell(document) and (drawn := document.drawn()) is not None:
        article = _article(drawn, recipe)
        state_as_source(article)
        return article
    return _article(document, recipe)


def _article(document: Document, recipe: Recipe | None) -> Article:
    article = Article(url=document.url, language=document.language)
    set_heading(article, document.heading)
    set_byline(article, document)
    set_dates(article, document)
    set_about(article, document)
    set_images(article, document)
    set_body(article, document)
    set_sidebar(article, document)  # after the body, whose subheads head no block of links
    if recipe:
        set_overrides(article, document, recipe)
    set_paywall(article, document)  # after the body, whose length tells a stub from a story
    set_kind(article, document)  # after all else: a page is none of a story's kinds only where no story was found
    set_next_page(article, document)
    return article


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Keep the cycle collector from running meanwhile.

    A page becomes ten thousand objects, all of them in use until the end and none in a cycle: looking for garbage
    among them, again and again, took a seventh of the time.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()

"""What a recipe says outranks what was found: field by field, and only where its selectors match.

A selector that matches nothing leaves the generic answer as it is; `newsarchive recipe check` tells of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from ..dates import Reading, parse_timestamp
from ..items import Article
from .body import blocks
from .byline.people import as_author, parse_byline

if TYPE_CHECKING:
    from ..recipes import Recipe, Selector
    from .blocks import Element
    from .document import Document

Override = Callable[[Article, "Document", tuple["Selector", ...]], bool]
"""Puts one field into the article; says whether its selectors gave anything."""


def remove(document: Document, recipe: Recipe) -> None:
    """Take what the recipe does not want out of the page; call it before anything looks at the page."""
    for element in [found for selector in recipe.remove for found in elements(document, selector)]:
        if (parent := element.getparent()) is not None:
            _drop(element, parent)


def _drop(element: Element, parent: Element) -> None:
    """Remove an element but not the text after it, which belongs to its parent."""
    before = element.getprevious()
    if element.tail:
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def set_overrides(article: Article, document: Document, recipe: Recipe) -> None:
    """Put the recipe's fields into the article, over what was found without it."""
    for name, selectors in recipe.fields.items():
        if OVERRIDES[name](article, document, selectors):
            article.provenance[name] = f"recipe {recipe.name}"


def elements(document: Document, selector: Selector) -> list[Element]:
    """Elements that a selector points to, in page order."""
    found = document.root.xpath(selector.xpath)
    return [node for node in found if hasattr(node, "itertext")] if isinstance(found, list) else []


def texts(document: Document, selector: Selector) -> Iterator[str]:
    """What a selector reads: text or attribute of each element, white space normalised, empty ones left out."""
    for element in elements(document, selector):
        text = element.get(selector.attribute, "") if selector.attribute else "".join(element.itertext())
        if text := " ".join(text.split()):
            yield text


def _first(document: Document, selectors: Iterable[Selector]) -> str | None:
    return next((text for selector in selectors for text in texts(document, selector)), None)


def _text(name: str) -> Override:
    def override(article: Article, document: Document, selectors: tuple[Selector, ...]) -> bool:
        text = _first(document, selectors)
        if text:
            setattr(article, name, text)
        return bool(text)

    return override


def _time(name: str) -> Override:
    def override(article: Article, document: Document, selectors: tuple[Selector, ...]) -> bool:
        reading = Reading(language=document.language)
        for text in (text for selector in selectors for text in texts(document, selector)):
            if stamp := parse_timestamp(text, "recipe", reading):
                setattr(article, name, stamp)
                return True
        return False

    return override


def _byline(article: Article, document: Document, selectors: tuple[Selector, ...]) -> bool:
    text = _first(document, selectors)
    if text:
        article.byline = text
        _name(article, document, [text])
    return bool(text)


def _authors(article: Article, document: Document, selectors: tuple[Selector, ...]) -> bool:
    found = [text for selector in selectors for text in texts(document, selector)]
    if found:
        _name(article, document, found)
    return bool(found)


def _name(article: Article, document: Document, printed: list[str]) -> None:
    article.authors = [
        as_author(credit, document.site_names) for text in printed for credit in parse_byline(text, sure=True)
    ]


def _tags(article: Article, document: Document, selectors: tuple[Selector, ...]) -> bool:
    found = list(dict.fromkeys(text for selector in selectors for text in texts(document, selector)))
    article.tags = found or article.tags
    return bool(found)


def _body(article: Article, document: Document, selectors: tuple[Selector, ...]) -> bool:
    boxes = [document.walk.box_of(element) for selector in selectors for element in elements(document, selector)]
    indices = sorted({unit.index for box in boxes if box for unit in document.walk.within(box) if not unit.hidden})
    if indices:
        article.blocks = list(blocks(document, [document.walk.units[index] for index in indices]))
    return bool(indices)


OVERRIDES: dict[str, Override] = {
    **{name: _text(name) for name in ("headline", "kicker", "dek", "dateline", "section")},
    **{name: _time(name) for name in ("published", "modified")},
    "byline": _byline,
    "authors": _authors,
    "tags": _tags,
    "body": _body,
}
"""Field of a recipe → how its selectors' finds are put into the article. A test holds that it has every field."""

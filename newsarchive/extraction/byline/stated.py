"""Authors as a page states them for machines: JSON-LD, microdata, meta tags."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from ..structured import clean
from .desks import desk_of
from .lines import only_label
from .people import (
    Credit,
    is_agency,
    is_nobody,
    parse_byline,
)

if TYPE_CHECKING:
    from ..document import Document


__all__ = ["distinct", "json_ld", "meta_tags", "microdata"]

AUTHOR_META = (
    "author", "article:author", "parsely-author", "cxenseparse:author", "dc.creator", "dcterms.creator", "byl",
    "byline",
    "citation_author", "article:author_name", "author_name", "article.author", "og:article:author", "sailthru.author",
    "rbauthors", "nrbi:authors", "authors", "page.author",
)  # fmt: skip
_INVERTED = re.compile(
    r"((?:(?:van|von|de|der|den|la|di|da|al|el) ){0,3}[^\W\d_a-z][\w'’-]+),"
    r" ([^\W\d_a-z][\w'’-]*\.?(?: [^\W\d_a-z]\.?)*)"
)
"""A name as catalogues write it: "Roe, Jane M.", "van der Berg, Jan"."""
_ACCOUNT = re.compile(r"[a-z\d_-]+")


def distinct(credits: Iterable[Credit]) -> list[Credit]:
    """Each person once, the first mention kept."""
    kept: dict[str, Credit] = {}
    for credit in credits:
        if credit.key and not is_nobody(credit.name):
            kept.setdefault(credit.key, credit)
    return [credit for credit in kept.values() if not _is_longer_form(credit, kept)]


def _is_longer_form(credit: Credit, kept: dict[str, Credit]) -> bool:
    """Whether a credit is another one's name with a job or newspaper behind it ("Jane Roe Globe Correspondent")."""
    return any(
        len(key) > 7 and credit.key != key and credit.name.startswith(other.name + " ") for key, other in kept.items()
    )


def json_ld(document: Document) -> Iterator[Credit]:
    """Authors in JSON-LD."""
    for node in document.structured.articles:
        for key in ("author", "creator"):
            found = distinct(credit for value in _opened(node.get(key)) for credit in _stated_credit(document, value))
            if found:
                yield from found
                return


def _opened(value: Any) -> list[Any]:
    if isinstance(value, dict) and "@list" in value:
        value = value["@list"]
    if isinstance(value, list):
        return [inner for item in value[:50] for inner in (item if isinstance(item, list) else [item])]
    return [] if value is None else [value]


def _stated_credit(document: Document, value: Any) -> Iterator[Credit]:
    value = document.structured.resolve(value)
    if isinstance(value, str):
        yield from _named(clean(value) or "", None)
        return
    if not isinstance(value, dict):
        return
    kinds = " ".join(map(str, _opened(value.get("@type")))).lower()
    url = next((u for u in _opened(value.get("url")) + _opened(value.get("sameAs")) if isinstance(u, str)), None)
    for name in _opened(value.get("name") or value.get("byline") or _full_name(value)):
        inner = name.get("name") if isinstance(name, dict) else name
        for credit in _named(clean(inner) or "", document.absolute(url)):
            credit.organisation = ("organization" in kinds or "organisation" in kinds) and not value.get("jobTitle")
            credit.affiliation = credit.affiliation or _stated_affiliation(document, value)
            yield credit


def _full_name(value: dict[str, Any]) -> str | None:
    parts = [value.get("givenName"), value.get("additionalName"), value.get("familyName")]
    return " ".join(part for part in parts if isinstance(part, str) and part.strip()) or None


def _stated_affiliation(document: Document, value: dict[str, Any]) -> str | None:
    for key in ("jobTitle", "affiliation", "worksFor"):
        for item in _opened(value.get(key)):
            resolved = document.structured.resolve(item)
            if text := clean(resolved.get("name") if isinstance(resolved, dict) else resolved):
                return text if len(text) <= 120 else None
    return None


def _named(text: str, url: str | None) -> list[Credit]:
    """Contributors in a field that holds nothing but names."""
    if not text or "://" in text or text[0] in "@,;|/" or len(text) > 300:
        return []
    credits = [credit for credit in parse_byline(_upright(text), sure=True) if not _is_account(credit.name)]
    if len(credits) == 1:
        credits[0].url = url
    return credits


def _upright(text: str) -> str:
    """A text, or the name that it holds as catalogues write it, the way a byline has it.

    >>> [_upright(text) for text in ("Roe, Jane M.", "van der Berg, Jan", "Jane Roe, CNN", "Reuters, AFP")]
    ['Jane M. Roe', 'Jan van der Berg', 'Jane Roe, CNN', 'Reuters, AFP']
    """
    found = _INVERTED.fullmatch(text)
    if (
        found is None
        or not found[2][0].isupper()
        or any(is_agency(part) or is_nobody(part) or desk_of(part) for part in found.groups())
    ):
        return text
    return f"{found[2]} {found[1]}"


def _is_account(name: str) -> bool:
    """Whether a name is one that people type to log in ("jroe", "jane-roe")."""
    return _ACCOUNT.fullmatch(name) is not None and not is_agency(name)


def microdata(document: Document) -> Iterator[Credit]:
    """Authors marked up by itemprop."""
    for element in document.structured.microdata.get("author", ())[:10]:
        named = element.find(".//*[@itemprop='name']")
        holder = named if named is not None else element
        text = clean(holder.get("content") or " ".join(holder.itertext()))
        link = element if element.tag == "a" else element.find(".//a[@href]")
        yield from _named(text or "", document.absolute(link.get("href")) if link is not None else None)


def meta_tags(document: Document) -> Iterator[list[Credit]]:
    """People of each author meta tag that names any."""
    for name in AUTHOR_META:
        found: list[Credit] = []
        for value in document.structured.meta.get(name, ())[:8]:
            # Here a single word is mostly an account, or an office's initials.
            credits = _named(clean(value) or "", None)
            found += [c for c in credits if " " in c.name or not c.name.isascii() or is_agency(c.name)]
        if found:
            yield found
    label = document.structured.first_meta("twitter:label1")  # "Written by", on pages of a widespread plugin
    if label and only_label(label) == "writer":
        yield _named(clean(document.structured.first_meta("twitter:data1")) or "", None)

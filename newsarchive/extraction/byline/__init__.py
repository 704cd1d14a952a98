"""Who made the story: the byline as printed, and its contributors in order.

Two witnesses are heard: what the page states for machines (JSON-LD ``author``, microdata, author meta tags) and the
byline a reader sees near the headline. Where they name the same people, the printed order, roles and additional names
count; where they share nobody, the machine statement is believed (a name near the headline may belong to another
story's card); where the statement names only the publication itself, the printed people win.

A name is never made up from an address or an account, and never taken from a card of another story.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ...items import Article
from ..spelling import letters
from .desks import desk_of
from .lines import says_author
from .people import (
    MAX_AUTHORS,
    Credit,
    as_author,
    is_agency,
    looks_like_person,
)
from .printed import Printed, anchor_credits, printed_byline, printed_desk
from .stated import distinct, meta_tags, microdata

if TYPE_CHECKING:
    from ..document import Document


def set_byline(article: Article, document: Document) -> None:
    """Put byline and authors into the article, with the evidence that gave them."""
    names = document.site_names
    stated = _apart([replace(credit) for credit in document.stated_authors], names)
    known = [letters(credit.name) for credit in stated if looks_like_person(credit.name)]
    printed = printed_byline(document, known)
    _apart(printed.credits, names)
    credits, source = _settle(document, stated, printed, names)
    if not credits and (printed := printed_desk(document)).credits:
        credits, source = printed.credits, "visible"
    mine = {credit.key for credit in credits} & {credit.key for credit in printed.credits}
    article.byline = " ".join(printed.lines) or None if mine else None
    for credit in credits:
        if any(other is not credit and other.name in (credit.affiliation or "") for other in credits):
            credit.affiliation = None  # of a line that names several, and where each is from
    article.authors = [as_author(credit, names) for credit in credits[:MAX_AUTHORS]]
    if article.byline:
        article.provenance["byline"] = "visible"
    if credits:
        article.provenance["authors"] = source


def _settle(document: Document, stated: list[Credit], printed: Printed, names: set[str]) -> tuple[list[Credit], str]:
    """The contributors, and the evidence that gave them."""
    people = [credit for credit in stated if not _is_site(credit, names)]
    seen = [credit for credit in printed.credits if not _is_site(credit, names)]
    keys = {credit.key for credit in seen}
    named = [credit for credit in people if credit.key in keys or not (credit.organisation or desk_of(credit.name))]
    if (
        seen
        and not any(credit.key in keys for credit in people)
        and any(credit.key in keys for credits in meta_tags(document) for credit in credits)
    ):
        return distinct(seen), "visible"  # two witnesses against one: the account that put the story online
    if seen and people and all(is_agency(credit.name) for credit in people) and not keys & {c.key for c in people}:
        return distinct([*seen, *people]), "visible"
    stated_agency = any(is_agency(credit.name) for credit in people)
    if named or (people and (not seen or (stated_agency and all(is_agency(credit.name) for credit in seen)))):
        return _merged(people, seen), "json-ld"
    if seen:
        return distinct(seen), "visible"
    for source, credits in (("microdata", microdata(document)), ("meta", next(meta_tags(document), ()))):
        found = distinct(credit for credit in credits if not _is_site(credit, names))
        if found and (not stated or looks_like_person(found[0].name)):
            return found, source
    if linked := _linked(document, names):
        return linked, "visible"
    return (distinct(stated), "json-ld") if stated else (distinct(printed.credits), "visible")


def _is_site(credit: Credit, names: set[str]) -> bool:
    """Whether the name is only the publication's own."""
    key = letters(credit.name.removeprefix("The ").removeprefix("the "))
    if key in names or (credit.organisation and any(key in name or name in key for name in names if len(name) > 3)):
        return True
    first, _, rest = credit.name.partition(" ")
    return first.isupper() and bool(rest) and letters(first) in names  # "CNN Business", "BBC Sport"


def _merged(stated: list[Credit], seen: list[Credit]) -> list[Credit]:
    """Stated and printed contributors as one list: printed order and roles where they agree on somebody."""
    by_key = {credit.key: credit for credit in seen}
    shared = [credit for credit in stated if credit.key in by_key]
    if not shared:
        return distinct(stated)
    for credit in shared:
        mine = by_key[credit.key]
        mine.url = mine.url or credit.url
        mine.affiliation = mine.affiliation or credit.affiliation
        if _is_fuller(credit.name, mine.name):
            mine.name = credit.name
    return distinct([*seen, *(credit for credit in stated if credit.key not in by_key)])


def _is_fuller(stated: str, printed: str) -> bool:
    """Whether the stated spelling of a name says at least as much as the printed one: letters, capitals, marks."""
    if stated.islower() or stated.isupper() or (stated.isascii() and not printed.isascii()):
        return False
    return len(stated) >= len(printed)


def _apart(credits: list[Credit], names: set[str]) -> list[Credit]:
    """Credits without the publication's own name behind a person's: "Jane Roe Arla Post"."""
    for credit in credits:
        words = credit.name.split()
        for at in range(2, len(words)):
            if letters(" ".join(words[at:])) in names and looks_like_person(" ".join(words[:at])):
                credit.name, credit.affiliation = " ".join(words[:at]), credit.affiliation or " ".join(words[at:])
                break
    return credits


def _linked(document: Document, names: set[str]) -> list[Credit]:
    """The one person that the page's rel=author links name, wherever they stand."""
    found: dict[str, Credit] = {}
    for unit in document.walk.units:
        for anchor in unit.anchors:
            if says_author(anchor):
                for credit in anchor_credits(document, anchor):
                    found.setdefault(credit.key, credit)
    credits = [credit for credit in found.values() if not _is_site(credit, names)]
    return credits if len(credits) == 1 else []

"""How a page's dates are to be read: its language and country, and which of day and month it puts first.

"03/04/2021" is two days. What settles which is gathered here once for all the dates of a page.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ...dates import Reading
from .evidence import day_of
from .stated import url_day

if TYPE_CHECKING:
    from ..document import Document

_TWO_NUMBERS = re.compile(r"(?<![\d./-])(\d{1,2})([/-])(\d{1,2})\2(?:19|20)\d\d(?!\d)")
"""A numeric date whose first two numbers are day and month, in one order or the other."""
_VANITY_DOMAINS = {"co", "tv", "io", "me", "ly", "fm", "ai", "to", "cc", "ws", "eu", "la", "gg", "st", "sh"}
"""Domains of two letters that tell no country: sites take them for how they sound, wherever they are."""


def page_reading(document: Document) -> Reading:
    """What the page and its address say of how its dates are to be read."""
    hint = url_day(document.url)
    return Reading(
        language=document.language, region=region(document), hint=None if hint is None else day_of(hint.value)
    )


def shown_reading(document: Document, reading: Reading) -> Reading:
    """The same, checked against what the page shows, where nothing for machines states its date."""
    if (reading.language or "").lower().startswith("en") and _looks_foreign(document.heading.headline or ""):
        # Templates call every page English. Where its headline is not, only the domain tells the country.
        reading = replace(reading, language=None, region=_country_of_domain(document))
    return replace(reading, shown=_day_first_elsewhere(document))


def region(document: Document) -> str | None:
    """Two-letter country of the publication, lower-case: by its domain name, else by the declared language tag."""
    if country := _country_of_domain(document):
        return country
    for tag in (document.language, document.structured.first_meta("og:locale")):
        parts = (tag or "").replace("_", "-").split("-")
        if len(parts) > 1 and len(parts[-1]) == 2:
            return parts[-1].lower()
    return None


def _country_of_domain(document: Document) -> str | None:
    last = (urlsplit(document.url or "").hostname or "").rsplit(".", 1)[-1]
    if len(last) == 2 and last.isalpha() and last not in _VANITY_DOMAINS:
        return "gb" if last == "uk" else last
    return None


def _looks_foreign(headline: str) -> bool:
    """Whether a headline is hardly English: words of another script, or several with accents.

    >>> _looks_foreign("Beyoncé comes to town"), _looks_foreign("Überraschend früh geöffnet"), _looks_foreign("Δήμος")
    (False, True, True)
    """
    if any(char > "\u0370" and char.isalpha() for char in headline):
        return True
    accented = [word for word in headline.split() if any(char > "\x7f" and char.isalpha() for char in word)]
    return len(accented) > 1


def _day_first_elsewhere(document: Document) -> bool | None:
    """Whether the page's numeric dates put the day first, by those whose numbers leave no doubt."""
    orders = {
        int(match[1]) > 12
        for unit in document.walk.units
        if "/" in unit.text or "-" in unit.text
        for match in _TWO_NUMBERS.finditer(unit.text)
        if (int(match[1]) > 12) != (int(match[3]) > 12)
    }
    return orders.pop() if len(orders) == 1 else None

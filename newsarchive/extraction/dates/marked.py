"""Dates in the markup of what a reader sees: <time> elements, RDFa, and attributes for scripts and microformats.

They are written for machines, but of whatever they stand beside: whose date each is, is told by its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from lxml import etree

from ...dates import Reading, find_dates, parse_timestamp, read_machine
from ...items import Timestamp
from ..blocks import Box, Unit, text_of
from ..structured import Element
from .evidence import LABELLED, NAMED, Evidence, day_of
from .labels import DATE_CLASS, MODIFIED_CLASS, PUBLISHED_CLASS, Role, role_of
from .places import MAX_LINE, SMALL_BOX, in_card, is_anothers, place_score, story_begun
from .shown import label_before
from .stated import element_time

if TYPE_CHECKING:
    from ..document import Document

MAX_TIMES = 60
"""<time> elements, and those with RDFa, looked at, in page order."""

_DATA_NAME = re.compile(r"publi|date|time|epoch|created|posted")
"""Data attributes that speak of a time."""
_OTHER_DATA = re.compile(
    r"expir|end|event|start|now|server|current|today|count|deadline|until|due|update-?(?:url|interval)"
)
"""Data attributes that speak of an event's time, or a clock's."""
_ONE_DAY = timedelta(days=1)
"""By how much a day differs between the zones of a server and a reader."""
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_RDFA = etree.XPath("//@property/parent::*[not(self::meta)]")
"""Elements with a property; those of a head are meta tags, and read as such."""
_RDFA_ROLES: dict[str, Role] = {
    "datepublished": "published", "date": "published", "issued": "published", "created": "published",
    "datecreated": "published", "published_time": "published", "datemodified": "modified", "modified": "modified",
}  # fmt: skip
"""Local names of properties, those that say most first → what they state."""


# ---- <time>


def in_times(document: Document, units: list[Unit], reading: Reading, *, alone: bool) -> Iterator[Evidence]:
    """What <time> elements in the lines near the headline state."""
    begun = story_begun(document, units) if alone else len(document.walk.units)
    for order, (element, box) in enumerate(_time_elements(document, units)):
        text = (element.get("datetime") or element.get("content") or element.get("title") or "").strip()
        stamp = parse_timestamp(text, "time-element", reading) if text else None
        if stamp is None or is_anothers(document, box, alone=alone) or _is_contradicted(element, stamp, reading):
            continue
        own = _names(element)
        role, label = role_of(_text_before(element), own if _says_role(own) else f"{own} {box.cls}")
        named, label = bool(PUBLISHED_CLASS.search(own)), label or element.get("pubdate") is not None
        if named or label or box.start < begun:
            yield Evidence(role, stamp, 2.0 + LABELLED * label + NAMED * named - 0.1 * order)


def in_any_time(document: Document, reading: Reading) -> Iterator[Timestamp]:
    """What <time> elements anywhere state that are named or labelled for publication."""
    for element in document.structured.times[:MAX_TIMES]:
        own, text = _names(element), (element.get("datetime") or "").strip()
        role, label = role_of(_text_before(element), own)
        named = label or element.get("pubdate") is not None or PUBLISHED_CLASS.search(own)
        if role == "published" and named and text and (stamp := parse_timestamp(text, "time-element", reading)):
            box = document.walk.box_of(element)
            if (box is None or not in_card(document, box)) and not _is_contradicted(element, stamp, reading):
                yield stamp


def _is_contradicted(element: Element, stamp: Timestamp, reading: Reading) -> bool:
    """Whether what a reader sees of a time is another day: the template's own example was left in the attribute."""
    text, day = text_of(element, " ").strip(), day_of(stamp.value)
    if shown := [found.value for found in find_dates(text, reading)]:
        return all(abs(day_of(value) - day) > _ONE_DAY for value in shown)
    years = _YEAR.findall(text)  # of a date whose order of day and month nothing tells
    return bool(years) and not {str((day - _ONE_DAY).year), str((day + _ONE_DAY).year)} & set(years)


def _names(element: Element) -> str:
    """What a template calls an element."""
    return " ".join(filter(None, (element.get("class"), element.get("itemprop"), element.get("id"))))


def _says_role(classes: str) -> bool:
    return bool(PUBLISHED_CLASS.search(classes) or MODIFIED_CLASS.search(classes))


def _time_elements(document: Document, units: list[Unit]) -> Iterator[tuple[Element, Box]]:
    """<time> elements in these lines, and empty ones beside them, with their boxes."""
    lines = {
        id(inline): unit.box for unit in units if not unit.hidden for inline in unit.inlines if inline.tag == "time"
    }
    spans = {unit.index for unit in units}
    for element in document.structured.times[:MAX_TIMES]:
        if id(element) in lines:
            yield element, lines[id(element)]
        elif not (element.text or len(element)):
            # Filled by a script: no text, so in no line; its box tells where it stands.
            box = document.walk.box_of(element)
            if box is not None and not box.hidden and box.start in spans and box.chars <= SMALL_BOX:
                yield element, box


def _text_before(element: Element) -> str:
    """Text right before an element in its line, and within it."""
    parent, previous = element.getparent(), element.getprevious()
    before = previous.tail if previous is not None else (parent.text if parent is not None else "")
    near = " ".join(previous.itertext())[-40:] if previous is not None and len(previous) < 5 else ""
    return f"{near} {before or ''} {(element.text or '')[:20]}"


# ---- RDFa


def in_rdfa(document: Document, units: list[Unit], reading: Reading) -> Iterator[Evidence]:
    """What RDFa in the lines near the headline states."""
    spans = {unit.index for unit in units}
    for order, (element, role) in enumerate(_rdfa(document)):
        box = document.walk.box_of(element)
        if box is None or box.start not in spans or is_anothers(document, box):
            continue
        if stamp := parse_timestamp(element_time(element), "rdfa", reading):
            yield Evidence(role, stamp, 4.0 - 0.1 * order)


def in_any_rdfa(document: Document, reading: Reading) -> Iterator[Timestamp]:
    """What RDFa anywhere states of publication."""
    for element, role in _rdfa(document):
        box = document.walk.box_of(element)
        if role != "published" or (box is not None and in_card(document, box)):
            continue
        if stamp := parse_timestamp(element_time(element), "rdfa", reading):
            yield stamp


def _rdfa(document: Document) -> Iterator[tuple[Element, Role]]:
    """Elements whose RDFa property is a time of the story, with its role."""
    for element in _RDFA(document.root)[:MAX_TIMES]:
        names = {name.rsplit(":", 1)[-1].lower() for name in element.get("property").split()}
        role = next((_RDFA_ROLES[name] for name in _RDFA_ROLES if name in names), None)
        if role is not None:
            yield element, role


# ---- attributes


def in_attributes(document: Document, units: list[Unit], reading: Reading) -> Iterator[Evidence]:
    """Times in attributes near the headline: titles, as hAtom has them, and data that scripts read."""
    for unit in units:
        if unit.hidden or len(unit.text) > MAX_LINE:
            continue
        for element in (unit.box.element, *unit.inlines):
            if element.tag != "time":
                yield from _of_element(document, unit, element, reading)


def _of_element(document: Document, unit: Unit, element: Element, reading: Reading) -> Iterator[Evidence]:
    for name, stamp in _attributes(element, reading):
        if is_anothers(document, unit.box, unit):
            return
        own = element.get("class") or ""
        before = label_before(document, unit) if element is unit.box.element else _text_before(element)
        role, label = role_of(before, own)
        score = 1.5 + LABELLED * label + NAMED * bool(PUBLISHED_CLASS.search(own)) + place_score(document, unit)
        yield Evidence("modified" if MODIFIED_CLASS.search(name) else role, stamp, score)


def _attributes(element: Element, reading: Reading) -> Iterator[tuple[str, Timestamp]]:
    """Names of an element's attributes that state a time, and the times."""
    for name, value in element.items():
        if name == "title":
            stated = element.tag == "abbr" or bool(DATE_CLASS.search(element.get("class") or ""))
        else:
            stated = _names_time(name) and read_machine(value.strip(), reading) is not None
        if stated and (stamp := parse_timestamp(value, "attribute", reading)):
            yield name, stamp


@lru_cache(maxsize=4096)
def _names_time(name: str) -> bool:
    """Whether an attribute's name speaks of a time, and not of an event's or a clock's."""
    dated = name == "datetime" or (name.startswith("data-") and _DATA_NAME.search(name) is not None)
    return dated and _OTHER_DATA.search(name) is None

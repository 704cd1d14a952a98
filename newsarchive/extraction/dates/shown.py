"""Dates that a reader sees: in lines near the headline, in a line apart, in the dateline of a press release.

A line that dates a story holds little else: label, author, place, reading time. A sentence tells of other days, a span
is an event's, and a date after "until" is a deadline.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from ...dates import Found, Reading, find_dates, may_hold_time
from ...datewords import plain
from ...items import Timestamp
from ..blocks import Box, Unit
from .evidence import LABELLED, MIN_SCORE, Evidence, day_of
from .labels import (
    DATE_CLASS,
    PUBLISHED_CLASS,
    Role,
    asks_otherwise,
    published_at,
    role_after,
    role_of,
    speaks_of_role,
)
from .places import (
    AFTER,
    DIGIT,
    MAX_BESIDE,
    MAX_LINE,
    heads_story,
    in_imprint,
    is_anothers,
    is_anothers_line,
    place_score,
    stands_in_story,
    story_begun,
)

if TYPE_CHECKING:
    from ..document import Document

MAX_DATE = 60
"""Characters of a line that is nothing but a date, weekday and time in the longest of languages."""
MAX_REST = 70
"""Characters a date line may hold besides its dates: label, byline, reading time."""
MAX_LABEL = 40
"""Characters of a label set apart from its date."""
MAX_PLAIN_WORDS = 4
"""Words in lower case beside an unlabelled date beyond which it stands in a sentence."""
MAX_WORDS = 6
"""Words of any case beside a date that a line with a full stop has as no sentence."""
MAX_PIECE, MAX_PIECES = 12, 40
"""Characters of a piece of a date, and of a box that holds it in pieces."""
MAX_DATELINE, MAX_PLACE = 140, 60
"""Characters of an opening searched for a dateline, and of the place before its date."""

_EVENT_CLASS = re.compile(r"event|deadline|start-?date|end-?date|expir|countdown|birth", re.I)
_POSTING_CLASS = re.compile(r"post-?meta|entry-?meta|entry-?utility|post-?info|entry-?footer|post-?footer", re.I)
_UNPARTED = re.compile(r"[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uf900-\ufaff]")
"""Letters of scripts that set no spaces between words."""
_PARTING = re.compile(r"[|·•–—()\[\]:：;/»>，。|]|\s-\s|,\s")
"""Marks between the parts of a line that dates a story."""
_FULL_STOPS = (".", "!", "?", "。", "！", "？", "।", "؟", "…", "።")
_PIECES = re.compile(r"^(\d{1,2}) ((?:19|20)\d\d)[-./年] ?(\d{1,2})月?$")
"""Day, then year and month, as Chinese themes set them; read as year, month, day."""
_TO = r"[-–—]|to|bis|au|al|do|до|til|tot|till|até|hasta|and|und|et"
_SPAN = re.compile(rf"\s*(?:{_TO}|a|e|y|i|и)\s*", re.I)
"""What stands between the two dates of a span."""
_SPAN_BEFORE = re.compile(rf"(?<![\d:.])\d{{1,2}}\.?\s*(?:{_TO})\s*$", re.I)
"""The day that opens a span whose second date has the month for both: "12–14 March 2021"."""
_PLACE = re.compile(r"(?=[^a-z])[^\d.!?:;|]{2,48}?[\s,(]*(?:[A-Z]\w{0,3}\.\s)?")
"""What stands before the date of a dateline."""
_DATELINE_END = re.compile(r"[\s,.)]*(?:/[^/]{2,40}/|\([^)]{2,40}\))?\s*(?:--|[–—-])\s?")
"""What stands after it: agency and dash."""


# ---- lines


def in_lines(
    document: Document, units: list[Unit], reading: Reading, *, alone: bool, clocks: bool = False
) -> Iterator[Evidence]:
    """Dates printed in the lines near the headline.

    Where they stand `alone`, without a statement for machines that they only complete, each must be the story's. Where
    a time of day is all that is wanted (`clocks`), few lines need to be read.
    """
    begun = story_begun(document, units) if alone else len(document.walk.units)
    lines = [unit for unit in units if _may_hold_date(unit)]
    read = {
        unit.index: list(_in_line(document, unit, reading, near=True, alone=alone))
        for unit in lines
        if not clocks or may_hold_time(plain(unit.text))
    }
    templates = {unit.path for unit in lines if read.get(unit.index)}
    for unit in lines if clocks else ():
        if unit.path in templates and unit.index not in read:
            read[unit.index] = list(_in_line(document, unit, reading, near=True, alone=alone))
    dated = Counter(unit.path for unit in lines if read.get(unit.index))
    for unit in lines:
        if dated[unit.path] >= 3:
            continue  # three lines of one template, each with a date, are cards of other stories
        for evidence in read.get(unit.index, ()):
            if evidence.sure or unit.index < begun or _stands_apart(document, unit, evidence):
                yield evidence
    if alone:
        yield from _in_pieces(document, units, {index for index, found in read.items() if found}, reading)


def in_any_labelled_line(document: Document, reading: Reading) -> Iterator[Timestamp]:
    """Days that lines anywhere on the page call those of publication."""
    for unit in document.walk.units:
        if not _may_hold_date(unit) or not (PUBLISHED_CLASS.search(_classes(unit)) or published_at(unit.text) >= 0):
            continue
        if is_anothers(document, unit.box, unit, near=False):
            continue
        if unit.index < (document.heading.start or 0) and not heads_story(document, unit):
            continue
        for evidence in _in_line(document, unit, reading, near=False):
            if evidence.role == "published" and evidence.sure:
                yield evidence.stamp


def in_lines_apart(document: Document, reading: Reading) -> Iterator[Timestamp]:
    """Lines of nothing but a date below the story, in a box of it and its headline."""
    for unit in document.walk.units[document.heading.end or 0 :]:
        if len(unit.text) > MAX_DATE or not _may_hold_date(unit):
            continue
        for evidence in _in_line(document, unit, reading, near=False):
            if evidence.role == "published" and _stands_apart(document, unit, evidence):
                yield evidence.stamp


def in_dateline(document: Document, reading: Reading) -> Timestamp | None:
    """The date that opens a press release: "BERLIN, March 12, 2021 /Wire/ --"."""
    start = document.heading.end or 0
    for unit in document.walk.units[start : start + AFTER]:
        opening = unit.text[:MAX_DATELINE]
        if len(unit.text) < MAX_DATELINE or unit.hidden or not DIGIT.search(opening):
            continue
        text, found = plain(opening), next(find_dates(opening, reading), None)
        if found is None or found.start > MAX_PLACE:
            return None
        opens = _PLACE.fullmatch(text[: found.start]) and _DATELINE_END.match(text[found.end :])
        return _stamp(text, found) if opens else None
    return None


def _may_hold_date(unit: Unit) -> bool:
    return not unit.hidden and 6 <= len(unit.text) <= MAX_LINE and DIGIT.search(unit.text) is not None


def _stands_apart(document: Document, unit: Unit, evidence: Evidence) -> bool:
    """Whether a line below the story's beginning is nothing but the date, in a box that holds the headline too."""
    return len(unit.text) - len(evidence.stamp.raw) <= MAX_BESIDE and stands_in_story(document, unit)


def _classes(unit: Unit) -> str:
    """What a template calls a line and what is in it."""
    return " ".join([unit.box.cls, *(inline.get("class") or "" for inline in unit.inlines)])


# ---- what the dates of a line mean


def _in_line(document: Document, unit: Unit, reading: Reading, *, near: bool, alone: bool = True) -> Iterator[Evidence]:
    """Dates in a line, each with the role its label or class gives it; `near` the headline, its place counts too."""
    text = plain(unit.text)
    found = list(find_dates(text, reading))
    rest = len(text) - sum(date_.end - date_.start for date_ in found)
    if not found or not _dates_story(document, unit, rest, near=near, alone=alone):
        return
    classes = _classes(unit)
    place = (place_score(document, unit) if near else 0.0) + bool(DATE_CLASS.search(classes))
    settled = False  # a second date without a label says nothing certain
    for order, (before, role, label) in enumerate(_roles(document, unit, text, found)):
        date_ = found[order]
        if not label and (settled or (alone and (asks_otherwise(before) or _EVENT_CLASS.search(classes)))):
            continue
        if alone and not label and _in_span(text, found, order):
            return
        if alone and _in_sentence(text, date_, unit, labelled=label):
            continue
        score = place + LABELLED * label + 0.5 * isinstance(date_.value, datetime)
        if score > MIN_SCORE:
            yield Evidence(role, _stamp(text, date_), score, sure=label or bool(PUBLISHED_CLASS.search(classes)))
        settled = settled or (not label and role == "published")


def _dates_story(document: Document, unit: Unit, rest: int, *, near: bool, alone: bool) -> bool:
    """Whether a line with a date and `rest` characters beside it may be one that dates the story."""
    if rest > MAX_REST and not _names_posting(unit):
        return False
    if is_anothers_line(document, unit, rest, near=near, alone=alone):
        return False
    return not (alone and in_imprint(document, unit))


def _roles(document: Document, unit: Unit, text: str, found: list[Found]) -> Iterator[tuple[str, Role, bool]]:
    """For each date of a line: the text before it, its role, and whether a label gives it.

    Labels stand before their dates, or, as in Japanese, after them: then the last ends the line and the first date has
    none before it.
    """
    classes = _classes(unit)
    starts, ends = [0, *(date_.end for date_ in found)], [*(date_.start for date_ in found), len(text)]
    gaps = [text[start:end] for start, end in zip(starts, ends, strict=True)]
    last = role_after(gaps[-1])
    if not gaps[0].strip(" -–|•·,"):
        gaps[0] = label_before(document, unit)
    follow = last is not None and not role_of(gaps[0], classes)[1]
    for before, after in pairwise(gaps):
        role, label = role_of(before, classes)
        if follow and not label:
            said = role_after(after)
            role, label = said or "published", said is not None
        yield before, role, label


def label_before(document: Document, unit: Unit) -> str:
    """The text of the element before a line, where it is a label set apart: <dt>Published</dt><dd>2 May 2026</dd>."""
    index, heading = unit.index - 1, document.heading
    if index < 0 or (heading.start is not None and heading.start <= index < (heading.end or 0)):
        return ""
    other = document.walk.units[index]
    if len(other.text) > MAX_LABEL or DIGIT.search(other.text) or other.heading or other.link_chars:
        return ""
    if other.text.endswith((":", "：")) or speaks_of_role(other.text):
        return other.text
    return f"{other.text}:" if other.tag in ("dt", "th") else ""


def _stamp(text: str, found: Found) -> Timestamp:
    raw = text[found.start : found.end].strip()
    return Timestamp(raw=raw, value=found.value, precision=found.precision, source="visible")


# ---- dates of something else


def _in_span(text: str, found: list[Found], order: int) -> bool:
    """Whether a date is one end of a time span, as those of exhibitions and fairs are printed."""
    one, following = found[order], found[order + 1 : order + 2]
    opens = any(
        day_of(other.value) != day_of(one.value) and _SPAN.fullmatch(text[one.end : other.start]) for other in following
    )
    return opens or _SPAN_BEFORE.search(text[: one.start]) is not None


def _in_sentence(text: str, found: Found, unit: Unit, *, labelled: bool) -> bool:
    """Whether a date is part of a sentence, which tells of another day than that of its publication.

    A line that dates a story holds names and marks beside the date; a sentence holds several plain words, or ends with
    a full stop. A label makes a sentence of a few words credible: "This article was published on 2 May 2026."
    """
    before, after = text[: found.start], text[found.end :]
    words = _plain_words(_PARTING.split(before)[-1]) + _plain_words(_PARTING.split(after)[0])
    if labelled:
        return words > 2 * MAX_PLAIN_WORDS and not _names_posting(unit)
    if words > MAX_PLAIN_WORDS:
        return not any(DATE_CLASS.search(inline.get("class") or "") for inline in unit.inlines)
    return _is_sentence(before, after)


def _is_sentence(before: str, after: str) -> bool:
    """Whether the texts beside a date make a sentence with it: a full stop, and more than names."""
    if not after.rstrip().endswith(_FULL_STOPS) or 0 < len(after.strip(" .,")) <= 3:  # "г.", "น." are no sentence's end
        return False
    if _plain_words(before) + _plain_words(after) > MAX_PLAIN_WORDS - 2:
        return True
    return len(f"{before} {after}".split()) > MAX_WORDS


def _plain_words(text: str) -> int:
    """Words that are no names: in lower case, or of a script without cases."""
    count = 0
    for word in text.split():
        letter = next(filter(str.isalpha, word), "A")
        if letter.lower() != letter.upper():
            count += letter.islower()
        else:
            count += len(word) // 4 if _UNPARTED.match(letter) else 1
    return count


def _names_posting(unit: Unit) -> bool:
    """Whether a long line is the one in which blogs say when and where an entry was posted."""
    return any(_POSTING_CLASS.search(box.cls) for box in islice(unit.box.ancestors(), 2))


# ---- leaves of a calendar


def _in_pieces(document: Document, units: list[Unit], dated: set[int], reading: Reading) -> Iterator[Evidence]:
    """Dates whose day, month and year stand in boxes of their own, as themes draw a leaf of a calendar."""
    seen: set[int] = set()
    for unit in units:
        if unit.hidden or len(unit.text) > MAX_PIECE or not DIGIT.search(unit.text):
            continue
        for box in islice(unit.box.ancestors(), 1, 4):
            if box.index in seen or box.chars > MAX_PIECES or box.end - box.start > 5:
                break
            seen.add(box.index)
            stamp = _pieced(document, box, reading) if dated.isdisjoint(range(box.start, box.end)) else None
            if stamp is None:
                continue
            role, label = role_of("", box.cls)
            score = place_score(document, unit) + bool(DATE_CLASS.search(box.cls))
            if score > MIN_SCORE:
                yield Evidence(role, stamp, score, sure=label)
            break


def _pieced(document: Document, box: Box, reading: Reading) -> Timestamp | None:
    """The one date that the lines of a box make together."""
    pieces = document.walk.within(box)
    if len(pieces) < 2:
        return None
    text = plain(" ".join(piece.text for piece in pieces))
    found = list(find_dates(_PIECES.sub(r"\2-\3-\1", text), reading))
    if len(found) != 1 or is_anothers(document, box):
        return None
    return replace(_stamp(text, found[0]), raw=text)

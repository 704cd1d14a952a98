"""Lines that may be bylines, freed from what layout sets around them: dates, ages, counts, sections."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ...dates import Reading, find_dates
from ...datewords import plain
from ...items import Role
from ..blocks import Unit, text_of
from ..patterns import caseless
from ..spelling import normalise
from ..structured import Element
from .labels import label_of, spaced_label
from .people import (
    looks_like_person,
)

if TYPE_CHECKING:
    from ..document import Document


__all__ = ["DIGIT", "LONGEST_LABEL", "SECTION_HREF", "freed_line", "is_author_link", "only_label", "says_author"]

LONGEST_LABEL = 30
"""Characters of a label and its colon."""
LONGEST_TAIL = 40
"""Characters of what layout sets behind a byline."""
DIGIT = re.compile(r"\d")
_AFTER_DATE = re.compile(r"\b(?:on|at|am|le|el|il|den|um)\W*$", re.I)
_LINE_EDGES = " ,|-–·•/／"
_WEEKDAY = re.compile(r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)?day,?$|\b(?:mon|tue|wed|thu|fri|sat|sun),?$", re.I)
_DATE_LABEL = re.compile(r"(?:posted|published|written|updated|created|submitted|date)\b\W*", re.I)
_ZONE = re.compile(r"^\W*(?:[A-Z]{1,4}T|UTC|WIB|WITA|Uhr)\b")
"""A time zone's name, behind a time."""
_DATE_WORD = re.compile(r"[日時时間间曜]$|公開|更新|配信|掲載|投稿|입력|승인|등록|수정|발행|[发發](?:布|表)")
"""What stands before a date in East Asia, where it is no name."""
_LAST_LABEL = re.compile(r"\s(?:[^\W\d_]{3,14}\s*:|\|\s(?:입력|승인|등록|수정|발행))$")
_NUMERIC_DATE = re.compile(
    r"(?<!\d)(?:\d{1,2}([./-])\d{1,2}\1(?:19|20)?\d\d|(?:19|20)\d\d([./-])\d{1,2}\2\d{1,2})(?!\d)"
)
"""A date, be its order known or not."""
_GLUED = re.compile(r"[a-zß-ÿ][A-ZÀ-Þ\d]")
_TAIL = re.compile(
    r"(?:(?:\b|(?<=[a-zà-ÿ](?=[A-Z])))(?:(?:first |last )?(?:published|updated|posted|modified)|publiziert"
    r"|veröffentlicht|aktualisiert|publié|mis à jour|publicado|actualizado|atualizado|pubblicato|aggiornato"
    r"|gepubliceerd|publicerad|publisert|opublikowano|опубликовано)\b:?"
    r"|\b\d+\s*(?:min(?:ute)?s?|hours?|days?|weeks?|months?)(?: (?:ago|read))?|\b\d+ comments?"
    r"|(?:view|see) (?:more|all) articles|[|·•–-]\s*\w+\s*:|(?<=\w) \d{1,3})$",
    re.I,
)
SECTION_HREF = caseless(r"/(?:category|categories|tags?|topics?|sections?|rubrik|categoria|kategori\w*)/")
_AUTHOR_HREF = caseless(
    r"/(?:authors?|autor(?:es|en|i|in|zy)?|auteurs?|autori|autore|profiles?|staff|staff-?members?|journalist(?:es?|en|s)?"
    r"|writers?|reporters?|contributors?|byline|columnists?|redakteure?|redaktion|redaccion|firmas?|penulis|yazarlar"
    r"|person|av|muhabir|giornalisti|skribent|forfatter|medarbejder|creator|kirjoittaja|toimittajat|tac-gia|автор|avtor"
    r"|meet-the-team|verfasser(?:in)?|correspondents?|periodistas?|redactor(?:es)?|columnistas?|colunistas?|wartawan|signatures?|users?|bios?)(?:/|-|\?|=|$|\.)|[?&]author=",
)


def only_label(text: str) -> Role | None:
    """Role that a line names and then leaves its people to the next ("By", "Contributions from")."""
    if len(text) > 40:
        return None
    role, rest = label_of(text)
    return role if not rest.strip(" .") else None


def says_author(anchor: Element) -> bool:
    """Whether a link says of itself that it leads to the author."""
    rel = anchor.get("rel")
    return rel is not None and "author" in rel.lower().split()


def is_author_link(anchor: Element) -> bool:
    """Whether a link says, or its address does, that it leads to the page of an author."""
    if says_author(anchor) or anchor.get("itemprop") in ("author", "name"):
        return True
    href = anchor.get("href") or ""
    return len(href) < 300 and "share" not in href and _AUTHOR_HREF(href)


def freed_line(unit: Unit, document: Document) -> str:
    """The byline within a line: without links to sections, without dates and what follows them."""
    line = _labelled_segment(spaced_label(normalise(_spaced(unit, _without_sections(unit)))))
    if not DIGIT.search(line):
        return _without_tail(line)
    line = plain(line)
    found = next(iter(find_dates(line, Reading(language=document.language))), None) or _NUMERIC_DATE.search(line)
    if found is not None:
        start, end = found.span() if isinstance(found, re.Match) else (found.start, found.end)
        before = _WEEKDAY.sub("", _AFTER_DATE.sub("", line[:start].rstrip(_LINE_EDGES + "("))).strip(_LINE_EDGES)
        after = _ZONE.sub("", line[end:]).strip(_LINE_EDGES + ").")
        line = after if _says_when(before, after) else _without_label(_without_tail(before))
    return _without_tail(line)


def _labelled_segment(line: str) -> str:
    """The part of a line between bars that says who wrote, where the first says something else.

    >>> [_labelled_segment(line) for line in ("Posted: 5 hours ago | Written by Jane Roe", "By Jane Roe | 5 hours ago")]
    ['Written by Jane Roe', 'By Jane Roe | 5 hours ago']
    """
    first, *parts = line.split(" | ")
    if not parts or label_of(first)[0] or looks_like_person(first):
        return line
    return next((part for part in parts if label_of(part)[0] == "writer"), line)


def _says_when(before: str, after: str) -> bool:
    """Whether what stands before a date only says what it is the date of: "Posted on", "更新日", "Sabtu"."""
    if _DATE_LABEL.fullmatch(before) or (len(before) < 9 and _DATE_WORD.search(before)):
        return True
    if len(before) < 5:
        return not looks_like_person(before)
    return len(before) <= LONGEST_LABEL and not looks_like_person(before) and _labels(after) and not _labels(before)


def _labels(text: str) -> bool:
    return label_of(text)[0] is not None


def _without_label(line: str) -> str:
    """What stands before a date, without a label of the date at its end: "By Jane Roe Date:"."""
    shorter = _LAST_LABEL.sub("", line)
    return shorter if len(label_of(shorter)[1].split()) > 1 else line


def _without_tail(line: str) -> str:
    """A line without what layout or a script set behind the byline: an age, the label of a date, a count, a button.

    >>> [_without_tail(line) for line in ("By Jane Roe, Published:", "Jane Roe 7 hours ago", "by Jane Roe 0 Comments")]
    ['By Jane Roe', 'Jane Roe', 'by Jane Roe']
    """
    line = line.strip(_LINE_EDGES)
    for _ in range(3):
        tail = _TAIL.search(line, max(0, len(line) - LONGEST_TAIL))
        if tail is None or not tail.start():
            break
        line = line[: tail.start()].strip(_LINE_EDGES)
    return line


def _spaced(unit: Unit, text: str) -> str:
    """A unit's text with a space where only layout keeps two of its elements apart ("Jane RoeTravel Editor")."""
    if not _GLUED.search(text) and "@" not in text:
        return text
    for element in (*unit.inlines, *unit.anchors):
        part = normalise(text_of(element, ""))
        address = "@" in part
        at = text.find(part) if address or part[:1].isupper() else -1
        for edge in (at + len(part), at) if at >= 0 else ():
            if (
                0 < edge < len(text)
                and (address or _GLUED.match(text, edge - 1))
                and text[edge - 1 : edge + 1].isalnum()
            ):
                text = f"{text[:edge]} {text[edge:]}"
    return text


def _is_section_link(anchor: Element) -> bool:
    rel = (anchor.get("rel") or "").lower().split()
    section = "category" in rel or "tag" in rel or SECTION_HREF((anchor.get("href") or "")[:300])
    return section and not is_author_link(anchor)


def _without_sections(unit: Unit) -> str:
    """A unit's text without links to sections and topics, which stand beside the author's name in many a blog."""
    text = unit.text
    for anchor in unit.anchors if len(unit.anchors) > 1 else ():
        if _is_section_link(anchor):
            text = text.replace(normalise(text_of(anchor, " ")), " ", 1)
    return text

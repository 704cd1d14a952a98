"""What readers say below a story: often longer than it, and not always in a box that is called "comments".

Where class names tell, the body model knows. Where none does, form tells: lines that say who wrote and when ("Jane Roe
on 5 May 2018 at 4:47 pm said:", "2 days ago") are set alike, again and again, each over a text. Such a column is
readers' only where something says so: a heading ("3 comments"), links to reply, or the lines themselves ("said:"). Its
first line opens the story itself where nothing but the headline stands above it: a forum's first post is the story.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from ..blocks import Unit, Walk
from ..patterns import caseless
from ..phrases import FLAGS, purposes

if TYPE_CHECKING:
    from ..headline import Heading

_LONGEST = 110
"""Characters of a line that says who wrote and when."""
_FEWEST = 3
"""Lines set alike that make a column of replies."""
_WIDEST = 40
"""Units between one line and the next; a long reply has some twenty paragraphs."""
_OPENING = 200
"""Characters between headline and first line that are a story of their own."""
_MOST_TEMPLATES = 6
_CLOCK = r"\d{1,2}[:.h]\d{2}"
_DAY = r"(?:19|20)\d\d|\d{1,2}[./]\d{1,2}[./]\d{2}"
_AGO = r"\b(?:ago|vor \d+|il y a|hace|há \d+|\d+ \w+ fa|geleden|temu|siden|sedan|sitten)\b|назад|前\b|전\b|منذ"
_DIGIT = re.compile(r"\d")
"""Looked for first: what most short texts of a page have none of, and every line that says when has."""
_AGE = r"^\W*\d{1,2}\s?(?:h|hrs?|std|min|m|d|w|j|tg?|sem|mo|yr?s?)\.?$"
"""How long ago, in the fewest letters."""
_SHOWS_CLOCK = re.compile(_CLOCK, re.I).search
_SHOWS_DAY_AND_CLOCK = re.compile(rf"(?:{_DAY}).{{0,24}}{_CLOCK}|{_CLOCK}.{{0,24}}(?:{_DAY})", re.I).search
_SHOWS_AGE = caseless(_AGO, _AGE)
_SAID = re.compile(
    r"\b(?:said|says|wrote|writes|schrieb|schreibt|sagt|meint|a dit|a écrit|dit|dijo|dice|escribió|disse|ha scritto"
    r"|pisze|napisał\w*|zei|schreef|skriver|skrev|пишет|сказал\w*)\b.{0,60}$",
    re.I,
)
_REPLY = re.compile(
    r"^\W*(?:reply|répondre|antworten|antwort|responder|rispondi|odpowiedz|beantwoorden|svar[ae]?|ответить|відповісти"
    r"|report|melden|signaler|quote|zitieren|permalink|返信|回复|回覆|답글|رد)\b",
    re.I,
)


_COUNTED = re.compile(
    r"\b\d+\s+(?:comments?|kommentare?|commentaires?|comentarios?|comentários?|commenti|reacties|komentarz\w*|komentář\w*"
    r"|kommenta?rer|responses?|replies|antworten|réactions?|комментари\w+|yorum)\b"
    r"|(?:comments?|kommentare|commentaires|comentarios|commenti|reacties|komentarze|комментарии)\s*[(:]?\s*\d+"
    r"|\d+\s*件のコメント|评论\s*[(（]?\d+|댓글\s*\d+",
    re.I,
)
"""How a page counts its replies."""


def reply_units(walk: Walk, heading: Heading) -> set[int]:
    """Units of a column of replies, from its first line on; none where no line is repeated as such columns do."""
    start = heading.end if heading.end is not None else 0
    repeated = {path for path, count in walk.tally.paths.items() if count >= _FEWEST}
    groups: dict[int, list[Unit]] = defaultdict(list)
    for unit in walk.units[start:]:
        text, path = unit.text, unit.box.path
        if path in repeated and len(text) <= _LONGEST and _DIGIT.search(text) and not (unit.hidden or unit.heading):
            groups[path].append(unit)
    dated = ([unit for unit in group if _says_when(unit.text)] for group in groups.values() if len(group) >= _FEWEST)
    largest = sorted(filter(_are_many, dated), key=lambda lines: (-len(lines), lines[0].index))
    for lines in islice(largest, _MOST_TEMPLATES):
        if found := _column(walk, lines, start):
            return found
    return set()


def _says_when(text: str) -> bool:
    """Whether a text says a day and a time, or how long ago."""
    # A clock alone is looked for far faster than beside a day.
    return (_SHOWS_CLOCK(text) and _SHOWS_DAY_AND_CLOCK(text)) is not None or _SHOWS_AGE(text)


def _are_many(lines: list[Unit]) -> bool:
    return len(lines) >= _FEWEST


def _column(walk: Walk, lines: list[Unit], start: int) -> set[int]:
    """The units from the first reply's line to the end of the box that holds all lines."""
    if any(after.index - before.index > _WIDEST for before, after in pairwise(lines)):
        return set()
    above = sum(len(unit.text) for unit in walk.units[start : lines[0].index])
    if above < _OPENING:
        lines = lines[1:]
    first, last = lines[0].index, lines[-1].index
    if len(lines) < _FEWEST - 1 or not _are_readers(walk, lines, start):
        return set()
    holder = lines[-1].box
    while holder.parent is not None and holder.start > first:
        holder = holder.parent
    return set(range(first, min(holder.end, last + _WIDEST)))


def _are_readers(walk: Walk, lines: list[Unit], start: int) -> bool:
    """Whether something says that a column is what readers say."""
    first, last = lines[0].index, lines[-1].index
    if 2 * sum(_SAID.search(line.text) is not None for line in lines) >= len(lines):
        return True
    short: Iterable[Unit] = (unit for unit in walk.units[first : last + _WIDEST] if len(unit.text) <= 30)
    if sum(_REPLY.match(unit.text) is not None for unit in short) >= _FEWEST - 1:
        return True
    above = walk.units[max(start, first - 6) : first]
    return any(len(unit.text) <= 60 and _COUNTED.search(unit.text) for unit in above) or any(
        unit.heading and purposes(unit.text) & FLAGS["comments"] for unit in above
    )

"""The entries of a live blog, each with its time.

Looked for only on pages that call themselves one: a ``LiveBlogPosting`` in JSON-LD or microdata, or an address that
says so. Two forms are read:

1. **Shown**: texts that begin with a time (``<time>``, or a clock: "14:05", "2.05pm", "14h05") and are set alike. What
   gathers each with its text is the entry: the outermost boxes of one template that hold one time each, or, where
   times and paragraphs stand side by side, everything up to the next time.
2. **Stated** (``liveBlogUpdate``): its time, with offset, is better than a clock, and is taken for the shown entry that
   begins with the same words. Where the page shows no entries, they are the stated ones.

Columns of headlines with clocks ("14:05 Minister resigns") are lists of links, and no entries.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from ..phrases import purposes
from ..screen import live_sign
from ..structured import clean, kinds
from .signals import squeeze

if TYPE_CHECKING:
    from ..blocks import Box, Unit, Walk
    from ..document import Document

__all__ = ["Entry", "shown_entries", "stated_entries"]

_LEVELS = 8
"""Boxes looked at outwards from a time."""
_FEWEST = 3
"""Times set alike that make entries of what they stand with."""
_MOST_ALONE = 0.7
"""Share of the times that boxes of one template must part from each other to be the entries."""
_LONGEST_TIME = 60
"""Characters of a text that is the time of an entry, its author beside it, and no text of its own."""
_PROSE = 40
"""Characters of a text with few links that belongs to its entry whether the body model knows it or not."""
_OPENING = 40
"""Letters by which a stated entry is known in a shown one."""
_MOST_TEMPLATES = 12
"""Ways of setting a time that are looked at; each may cost as much as the page is long."""
_MOST = 2_000
"""Entries read; the longest live blogs have some hundreds."""
_CLOCK = re.compile(r"^\W*((?:[01]?\d|2[0-4])(?:[:.h]|\s?Uhr\s?)[0-5]\d(?:\s?[ap]\.?m\b\.?)?)", re.I)


class Entry(NamedTuple):
    """One entry of a live blog."""

    time: str | None
    """ISO 8601 where the page states it so, else the clock as printed."""
    text: str
    """Its paragraphs, one a line."""
    units: tuple[int, ...] = ()
    """Indices of the units it was read from, its time among them; none where it is only stated."""


class _Time(NamedTuple):
    unit: Unit
    time: str
    alone: bool
    """Whether the unit says nothing else."""


def is_called_live(document: Document) -> bool:
    """Whether a page says that it is a live blog."""
    return "liveblogposting" in document.structured.types or live_sign(document.url) is not None


def shown_entries(document: Document, story: Iterable[Unit]) -> list[Entry]:
    """Entries that a reader sees, in page order; `story` are the units that the body model chose."""
    if not is_called_live(document):
        return []
    chosen = {unit.index for unit in story}
    groups: dict[int, list[_Time]] = defaultdict(list)
    for found in islice(_times(document.walk), _MOST):
        groups[found.unit.path].append(found)
    largest = sorted(groups.values(), key=len, reverse=True)[:_MOST_TEMPLATES]
    candidates = [_read(document, group, chosen) for group in largest if len(group) >= _FEWEST]
    best = max(candidates, key=lambda entries: sum(len(entry.text) for entry in entries), default=[])
    if len(best) < _FEWEST or not _make_up(best, chosen):
        return []
    return _with_stated_times(best, stated_entries(document))


def stated_entries(document: Document) -> list[Entry]:
    """Entries that the page states for machines."""
    entries = []
    for node in document.structured.nodes:
        if "liveblogposting" not in kinds(node):
            continue
        updates = node.get("liveBlogUpdate")
        listed: list[Any] = updates if isinstance(updates, list) else [updates]
        for update in listed[:_MOST]:
            if isinstance(update, dict) and (text := _stated_text(update)):
                time = update.get("datePublished") or update.get("dateCreated") or update.get("dateModified")
                entries.append(Entry(_iso(time), text))
    return entries


def _stated_text(update: dict[str, object]) -> str:
    headline, body = clean(update.get("headline")), clean(update.get("articleBody"))
    if headline and body and squeeze(body).startswith(squeeze(headline).rstrip("…")):
        headline = None
    return "\n".join(filter(None, (headline, body)))


def _times(walk: Walk) -> Iterator[_Time]:
    """Texts that begin with, or are, a time."""
    for unit in walk.units:
        if unit.hidden:
            continue
        clock = _CLOCK.match(unit.text)
        element = next((inline for inline in unit.inlines if inline.tag == "time"), None)
        stated = _iso(element.get("datetime")) if element is not None else None
        short = len(unit.text) <= _LONGEST_TIME
        if clock or (element is not None and short):
            rest = unit.text[clock.end() :] if clock else ""
            yield _Time(unit, stated or (clock[1] if clock else unit.text), short and len(rest.split()) < 6)


def _read(document: Document, times: list[_Time], chosen: set[int]) -> list[Entry]:
    """Entries that begin with these times, without those that have no text of their own."""
    captions = document.pictures.captions
    entries = []
    for found, units in _spans(document.walk, times):
        own = [
            unit
            for unit in units
            if not (unit is found.unit and found.alone)
            and not unit.hidden
            and unit.index not in captions
            and (unit.index in chosen or _is_prose(unit))
        ]
        if any(not unit.heading for unit in own):
            indices = tuple(sorted({found.unit.index, *(unit.index for unit in own)}))
            entries.append(Entry(found.time, "\n".join(unit.text for unit in own), indices))
    return entries


def _make_up(entries: list[Entry], chosen: set[int]) -> bool:
    """Whether the story consists of the entries: times stand in the programme of an evening, too."""
    inside = {index for entry in entries for index in entry.units}
    return 2 * len(chosen & inside) >= len(chosen)


def _is_prose(unit: Unit) -> bool:
    if unit.link_density > 0.3 or purposes(unit.text):
        return False
    return len(unit.text) >= _PROSE or unit.heading > 0


def _spans(walk: Walk, times: list[_Time]) -> Iterator[tuple[_Time, list[Unit]]]:
    """Each time with the units of its entry."""
    if boxes := _boxes(times):
        for found, box in boxes:
            yield found, walk.within(box)
        return
    starts = [found.unit.index for found in times]
    for found, end in zip(times, [*starts[1:], len(walk.units)], strict=True):
        holder = found.unit.box.parent or found.unit.box
        yield found, walk.units[found.unit.index : min(end, holder.end)]


def _boxes(times: list[_Time]) -> list[tuple[_Time, Box]]:
    """The outermost boxes of one template that part the times from each other, with what each begins with."""
    levels: dict[int, dict[int, tuple[_Time, Box]]] = defaultdict(dict)
    for found in times:
        for box in islice(found.unit.box.ancestors(), _LEVELS):
            levels[box.path].setdefault(box.index, (found, box))
    parting = [held for held in levels.values() if len(held) >= max(_FEWEST, _MOST_ALONE * len(times))]
    outermost = min(parting, key=lambda held: next(iter(held.values()))[1].depth, default={})
    entries = list(outermost.values())
    return entries if any(box.end - box.start > 1 or not begin.alone for begin, box in entries) else []


def _with_stated_times(shown: list[Entry], stated: list[Entry]) -> list[Entry]:
    times = {key: entry.time for entry in stated if entry.time for key in _openings(entry)}
    return [
        entry._replace(time=next((times[key] for key in _openings(entry) if key in times), entry.time))
        for entry in shown
    ]


def _openings(entry: Entry) -> list[str]:
    """The letters that each of an entry's first lines begins with, where they are enough to tell it by."""
    keys = (squeeze(line)[:_OPENING] for line in entry.text.split("\n")[:3])
    return [key for key in keys if len(key) >= _OPENING // 2]


def _iso(value: object) -> str | None:
    """A moment as stated, where it is one in ISO 8601."""
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value.strip())
    except ValueError:
        return None
    return value.strip() if len(value.strip()) > len("2026-01-01") or moment.hour else None

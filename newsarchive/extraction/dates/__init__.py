"""When the story was published and last changed: the statements about it ranked, then completed by each other.

Order of evidence for ``published``: JSON-LD ``datePublished`` of this page's story, microdata, meta tags that mean
publication, a visible date near the headline (``<time>``, RDFa, an attribute or text), the one day that the page labels
so anywhere, the day in the page's address, the date in a dateline. ``modified`` likewise from its own statements;
neither ever stands in for the other.

Statements about the same moment complete each other: a day takes the time that another states for it, a clock time
without offset takes the offset another gives to the same clock time, and an instant in UTC takes the local offset that
another evidence of the same instant shows.

Where they are looked for: `stated` (for machines), `marked` (in the markup near the headline) and
`shown` (in its lines); `places` tells whose a date is, `reading` how it is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone, tzinfo
from itertools import islice
from typing import TYPE_CHECKING

from ...dates import Reading
from ...items import Article, Timestamp
from .evidence import Evidence, day_of
from .labels import Role
from .marked import in_any_rdfa, in_any_time, in_attributes, in_rdfa, in_times
from .places import near_headline
from .reading import page_reading, shown_reading
from .shown import in_any_labelled_line, in_dateline, in_lines, in_lines_apart
from .stated import for_machines, in_passing, in_scripts, url_day

if TYPE_CHECKING:
    from ..document import Document

MAX_WITNESSES = 20
"""Dates compared before one is taken for the only one of the page."""
_ROLES: tuple[Role, ...] = ("published", "modified")


def set_dates(article: Article, document: Document) -> None:
    """Put publication and last change into the article, with the evidence that gave them."""
    reading = page_reading(document)
    stated = list(for_machines(document, reading))
    known = next((evidence.stamp for evidence in stated if evidence.role == "published"), None)
    reading = replace(reading, hint=day_of(known.value)) if known else shown_reading(document, reading)
    seen = list(_seen(document, reading, stated))
    article.published = _choose("published", stated, seen) or _anywhere(document, reading)
    article.modified = _choose("modified", stated, seen)
    for name, stamp in (("published", article.published), ("modified", article.modified)):
        if stamp is not None:
            article.provenance[name] = stamp.source


def _seen(document: Document, reading: Reading, stated: list[Evidence]) -> Iterator[Evidence]:
    """What stands near the headline and may complete a statement for machines, or stand for one that is missing."""
    firsts = [next((evidence.stamp.value for evidence in stated if evidence.role == role), None) for role in _ROLES]
    instants = [value for value in firsts if isinstance(value, datetime) and _has_clock(value)]
    exact = len(instants) == len(_ROLES)
    if exact and all(value.utcoffset() for value in instants):
        return  # nothing can add to them
    alone = firsts[0] is None
    units = near_headline(document, alone=alone)
    yield from in_times(document, units, reading, alone=alone)
    yield from in_lines(document, units, reading, alone=alone, clocks=exact)
    if alone:
        yield from in_rdfa(document, units, reading)
        yield from in_attributes(document, units, reading)
        yield from in_passing(document, reading)


def _has_clock(value: datetime) -> bool:
    """Whether a time says more than midnight, which stands for a day."""
    return bool(value.hour or value.minute or value.second)


def _choose(role: Role, stated: list[Evidence], seen: list[Evidence]) -> Timestamp | None:
    """The best statement, completed by the others."""
    mine = [evidence for evidence in stated if evidence.role == role]
    mine += sorted((evidence for evidence in seen if evidence.role == role), key=lambda evidence: -evidence.score)
    if not mine:
        return None
    best, others = mine[0].stamp, mine[1:]
    return _with_local_offset(_with_offset(_with_time(best, others), others), others, [*stated, *seen])


def _anywhere(document: Document, reading: Reading) -> Timestamp | None:
    """The publication, where nothing near the headline tells it: by the whole page, its address, its dateline."""
    return _only_date(document, reading) or url_day(document.url) or in_dateline(document, reading)


def _only_date(document: Document, reading: Reading) -> Timestamp | None:
    """The one day that the page names for publication anywhere, by the best kind of witness that agrees on one."""
    for witnesses in (in_any_labelled_line, in_any_rdfa, in_any_time, in_lines_apart, in_scripts):
        found = list(islice(witnesses(document, reading), MAX_WITNESSES))
        if len({day_of(stamp.value) for stamp in found}) == 1:
            return found[0]
    return None


# ---- statements that complete each other


def _with_time(best: Timestamp, others: list[Evidence]) -> Timestamp:
    """A finer statement of the same day, where the best one names only a day (or midnight, which says no more)."""
    value = best.value
    if isinstance(value, datetime) and _has_clock(value):
        return best
    for other in others:
        finer = other.stamp.value
        if isinstance(finer, datetime) and (finer.hour or finer.minute) and finer.date() == day_of(value):
            return other.stamp
    return best


def _with_offset(best: Timestamp, others: list[Evidence]) -> Timestamp:
    """The best statement with the offset that another gives to the same clock time, where it has none itself."""
    value = best.value
    if not isinstance(value, datetime) or value.tzinfo:
        return best
    for other in others:
        aware = other.stamp.value
        if not isinstance(aware, datetime) or not aware.tzinfo:
            continue
        if _clock_alike(value, aware):
            return replace(best, value=value.replace(tzinfo=aware.tzinfo))
        difference = value - aware.replace(tzinfo=None)
        if not aware.utcoffset() and (offset := _as_offset(difference, exact=bool(value.second))):
            return replace(best, value=value.replace(tzinfo=offset))
    return best


def _with_local_offset(best: Timestamp, same: list[Evidence], all_evidence: list[Evidence]) -> Timestamp:
    """The best statement in the page's own offset, where it is in UTC and another shows the local time."""
    value = best.value
    if not isinstance(value, datetime) or not value.tzinfo or value.utcoffset():
        return best
    for other in same:
        local = other.stamp.value
        # The same clock time once as UTC and once with an offset: a local time was labelled Z.
        if isinstance(local, datetime) and local.utcoffset() and _clock_alike(local, value):
            return replace(best, value=value.replace(tzinfo=local.tzinfo))
    for other in all_evidence:
        if offset := _local_offset(value, other, same):
            return replace(best, value=value.astimezone(offset))
    return best


def _local_offset(instant: datetime, other: Evidence, same: list[Evidence]) -> tzinfo | None:
    """The offset in which another evidence states an instant, or shows it, where it is one of the `same` role."""
    local = other.stamp.value
    if not isinstance(local, datetime):
        return None
    if local.utcoffset():
        return local.tzinfo if abs(local - instant) < timedelta(minutes=1) else None
    return _shown_offset(local, instant, other) if local.tzinfo is None and other in same else None


def _clock_alike(one: datetime, other: datetime) -> bool:
    return abs(one.replace(tzinfo=None) - other.replace(tzinfo=None)) < timedelta(minutes=1)


def _shown_offset(local: datetime, instant: datetime, shown: Evidence) -> timezone | None:
    """Offset of a clock time shown for a known instant; times to the minute count only where labelled as this one."""
    clock = instant.replace(tzinfo=None)
    if local.second or not shown.sure:
        return _as_offset(local - clock, exact=bool(local.second))
    return _as_offset(local - clock.replace(second=0, microsecond=0), exact=True)


def _as_offset(difference: timedelta, *, exact: bool) -> timezone | None:
    """The difference of two clock times as a zone's offset, where it can hardly be chance: exact half hours."""
    seconds = difference.total_seconds()
    if not exact or seconds == 0 or seconds % 1800 or abs(seconds) > 14 * 3600:
        return None
    return timezone(difference)

"""Time zones as news pages write them: offsets, and abbreviations that mean one zone for sure.

An abbreviation that several zones share (IST, CST, BST …) is read only where the page's region settles it.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_ZONES: dict[str, float] = {
    # Hours east of UTC of abbreviations that one zone has to itself, as far as news pages print them.
    "z": 0, "utc": 0, "gmt": 0, "wet": 0, "cet": 1, "mez": 1, "cest": 2, "mesz": 2, "eet": 2, "eest": 3,
    "msk": 3, "мск": 3,
    "trt": 3, "wib": 7, "wita": 8, "wit": 9, "ict": 7, "sgt": 8, "hkt": 8, "myt": 8, "pht": 8, "jst": 9,
    "kst": 9, "awst": 8,
    "aest": 10, "aedt": 11, "acst": 9.5, "acdt": 10.5, "nzst": 12, "nzdt": 13, "sast": 2, "eat": 3, "wat": 1,
    "cat": 2,
    "pkt": 5, "npt": 5.75, "gst": 4, "irst": 3.5, "est": -5, "edt": -4, "cdt": -5, "mst": -7, "mdt": -6,
    "pdt": -7, "akst": -9,
    "akdt": -8, "hst": -10, "brt": -3, "ndt": -2.5, "adt": -3, "idt": 3, "bdt": 6,
}  # fmt: skip
_SHARED_ZONES: dict[str, dict[str, float]] = {
    "ist": {"in": 5.5, "ie": 1, "il": 2},
    "bst": {"gb": 1, "uk": 1, "bd": 6},
    "cst": {"us": -6, "ca": -6, "mx": -6, "cn": 8, "tw": 8},
    "pst": {"us": -8, "ca": -8, "ph": 8},
    "ast": {"ca": -4, "sa": 3, "pr": -4},
    "sst": {"sg": 8},
}
_PLACES = {"et": "America/New_York", "ct": "America/Chicago", "mt": "America/Denver", "pt": "America/Los_Angeles"}
"""Zones printed without saying whether summer time holds; a place and a date do."""

_OFFSET = re.compile(r"^\(?(?:GMT|UTC|Z)?\s*(?P<sign>[+\-−])\s*(?P<h>\d{1,2})(?::?(?P<m>\d{2}))?\)?", re.I)
_ZONE = re.compile(
    r"^[\s,(]*(?:(?P<offset>(?:GMT|UTC)?\s?[+\-−]\s?\d{1,2}(?::?\d{2})?)|(?P<name>[A-Za-zМмСсКк]{1,5}))\b"
)


def with_zone(clock: datetime, text: str, region: str | None) -> datetime:
    """The clock time in the zone that the text begins with; naive where it names none for sure.

    >>> with_zone(datetime(2026, 7, 1, 9, 30), "ET", None).isoformat()
    '2026-07-01T09:30:00-04:00'
    >>> [with_zone(datetime(2026, 7, 1), "IST", region).isoformat() for region in (None, "in")]
    ['2026-07-01T00:00:00', '2026-07-01T00:00:00+05:30']
    """
    if offset := _OFFSET.match(text.strip()):
        zone = _offset(offset)
        return clock.replace(tzinfo=zone) if zone else clock
    match = _ZONE.match(text)
    if match is None:
        return clock
    if match["offset"]:
        offset = _OFFSET.match(match["offset"].strip())
        zone = _offset(offset) if offset else None
        return clock.replace(tzinfo=zone) if zone else clock
    zone = _named_zone(match["name"], region)
    if zone is None:
        return clock
    aware = clock.replace(tzinfo=zone)
    offset_now = aware.utcoffset()
    return aware.replace(tzinfo=timezone(offset_now)) if offset_now is not None else clock


def _offset(match: re.Match[str]) -> tzinfo | None:
    minutes = int(match["h"]) * 60 + int(match["m"] or 0)
    if minutes > 14 * 60:
        return None
    return timezone(timedelta(minutes=minutes if match["sign"] == "+" else -minutes))


def _named_zone(name: str, region: str | None) -> tzinfo | None:
    key = name.casefold()
    if key in _ZONES and (name.isupper() or len(key) > 2):
        return timezone(timedelta(hours=_ZONES[key])) if key not in ("est", "edt") or region != "au" else None
    if name.isupper() and key in _SHARED_ZONES and region in _SHARED_ZONES[key]:
        return timezone(timedelta(hours=_SHARED_ZONES[key][region]))
    if name.isupper() and key in _PLACES:
        try:
            return ZoneInfo(_PLACES[key])
        except ZoneInfoNotFoundError:
            return None
    return None

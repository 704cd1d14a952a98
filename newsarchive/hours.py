"""Hours of the day in a time zone: when a site may be asked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_FORM = re.compile(r"\s*(\d{1,2}:\d\d)\s*[-–]\s*(\d{1,2}:\d\d)(?:\s+([A-Za-z][\w+/-]*))?\s*")


@dataclass(frozen=True, slots=True)
class Hours:
    """From one time of day to another, which may be on the next day."""

    begin: time
    """When they begin."""
    end: time
    """When they are over."""
    zone: str = "UTC"
    """Whose clock, by its name in the IANA database."""

    def opens_at(self, now: datetime) -> datetime | None:
        """When they begin next, in UTC; None where it is within them now.

        >>> night = hours("22:00-06:00 Europe/Berlin")
        >>> night.opens_at(datetime(2026, 7, 2, 21, 30, tzinfo=UTC)) is None  # half past eleven in Berlin
        True
        >>> str(night.opens_at(datetime(2026, 7, 2, 12, tzinfo=UTC)))
        '2026-07-02 20:00:00+00:00'
        >>> str(hours("09:00-17:00").opens_at(datetime(2026, 7, 2, 18, tzinfo=UTC)))
        '2026-07-03 09:00:00+00:00'
        """
        here = now.astimezone(ZoneInfo(self.zone))
        clock = here.time()
        within = self.begin <= clock < self.end
        if self.begin > self.end:
            within = clock >= self.begin or clock < self.end
        if within:
            return None
        day = here.date() if clock < self.begin else here.date() + timedelta(days=1)
        return datetime.combine(day, self.begin, here.tzinfo).astimezone(UTC)

    def __str__(self) -> str:
        return f"{self.begin:%H:%M}-{self.end:%H:%M} {self.zone}"


def hours(text: str) -> Hours:
    """Hours from their text, like ``22:00-06:00`` or ``22:00-06:00 Europe/Berlin``; UTC where no zone is named.

    >>> str(hours("9:00-17:30 Asia/Tokyo"))
    '09:00-17:30 Asia/Tokyo'

    Raises ValueError.
    """
    match = _FORM.fullmatch(text)
    if not match:
        raise ValueError(f"expected hours like 22:00-06:00 Europe/Berlin, found {text!r}")
    try:
        begin, end = (time.fromisoformat(clock.zfill(5)) for clock in match.group(1, 2))
    except ValueError as error:
        raise ValueError(f"expected times from 00:00 to 23:59, found {text!r}") from error
    if begin == end:
        raise ValueError(f"expected hours that begin and end at different times, found {text!r}")
    zone = match[3] or "UTC"
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"expected a time zone like Europe/Berlin, found {zone!r}") from error
    return Hours(begin, end, zone)

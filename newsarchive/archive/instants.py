"""Points in time at the archive's edge: aware UTC inside, ``YYYY-MM-DDThh:mm:ssZ`` in the database (which sorts as
text)."""

from __future__ import annotations

from datetime import UTC, datetime


def to_text(moment: datetime) -> str:
    """The database's text of an aware time.

    >>> from datetime import timedelta, timezone
    >>> to_text(datetime(2026, 5, 2, 8, 30, tzinfo=timezone(timedelta(hours=7))))
    '2026-05-02T01:30:00Z'

    Raises ValueError for a naive time: which instant it is cannot be known.
    """
    if moment.tzinfo is None:
        raise ValueError(f"expected a time with an offset, got {moment!r}; write datetime(…, tzinfo=UTC)")
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def from_text(text: str) -> datetime:
    """The aware UTC time of the database's text.

    >>> from_text("2026-05-02T01:30:00Z")
    datetime.datetime(2026, 5, 2, 1, 30, tzinfo=datetime.timezone.utc)
    """
    return datetime.fromisoformat(text).astimezone(UTC)


def from_text_or_none(text: str | None) -> datetime | None:
    """``from_text`` for a column that may be NULL."""
    return None if text is None else from_text(text)


def instant_of(stated: str | None) -> datetime | None:
    """The instant that a sitemap or feed states; None where it states none (a day is too coarse).

    >>> instant_of("2026-05-02T08:30:00+07:00"), instant_of("2026-05-02"), instant_of(None)
    (datetime.datetime(2026, 5, 2, 1, 30, tzinfo=datetime.timezone.utc), None, None)
    """
    try:
        moment = datetime.fromisoformat(stated or "")
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else None

"""What came of each visit, counted by source and day as it happens: the history that the health of a source is read
from."""

from __future__ import annotations

from datetime import datetime

from .connection import Connection
from .instants import to_text

DOCUMENT = "document"
"""Outcome of a feed, sitemap or section page that could be read."""
DOCUMENT_FAILED = "document_failed"
"""Outcome of one that could not be read."""

_WALLS = {"a test for robots": "captcha", "a consent wall": "consent"}
"""How the reason of a wall begins → which wall it is."""
_LONGEST = 80
"""Characters of a detail: reasons are to be few, so that they can be counted."""


def note(connection: Connection, source_id: int, at: datetime, *, outcome: str, detail: str = "") -> None:
    """Count a visit. Its caller has a transaction open."""
    when = to_text(at)
    connection.run(
        """
        INSERT INTO source_visits (source_id, day, outcome, detail, visits, last_at) VALUES (?, ?, ?, ?, 1, ?)
        ON CONFLICT DO UPDATE SET visits = visits + 1, last_at = max(last_at, excluded.last_at)
        """,
        (source_id, when[:10], outcome, detail, when),
    )


def detail_of(
    outcome: str, *, status: int | None = None, reason: str | None = None, page_kind: str | None = None
) -> str:
    """What is worth knowing of an outcome, in words that are few enough to be counted.

    >>> detail_of("failed", status=403, reason="HTTP 403: the site refuses us; ask it for access")
    'HTTP 403'
    >>> detail_of("failed", reason="no answer in time")
    'no answer in time'
    >>> detail_of("not_article", reason="a test for robots: “captcha”", page_kind="wall")
    'captcha'
    >>> detail_of("not_article", reason="12 links to stories and hardly any text", page_kind="section")
    'section'
    >>> detail_of("unchanged", status=304)
    ''
    """
    begins = (reason or "").partition(":")[0]
    if outcome == "not_article":
        return _WALLS.get(begins, page_kind or "other")
    if outcome in {"failed", "gone", "refused", DOCUMENT_FAILED}:
        answered = status is not None and status not in (200, 304)
        return f"HTTP {status}" if answered else begins[:_LONGEST]
    return ""

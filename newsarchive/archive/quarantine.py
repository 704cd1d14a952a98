"""Pages that are held back: kept beside their stories until they can be read, or turn out to be what they seem."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from sqlite3 import Row
from typing import Any

from .connection import Connection
from .instants import from_text, to_text
from .records import StoredArticle
from .stories import Visit
from .suspicion import digest, stands, suspicion

OF_LATE = timedelta(days=3)
"""How long a page that was held back speaks for a redesign of its source."""
LOOKS = 3
"""Times that a page is looked at again a day later; then it waits for its story's next visit."""


@dataclass(frozen=True, kw_only=True, slots=True)
class HeldPage:
    """A page that is held back."""

    id: int
    """Its number in this archive."""
    article_id: int
    """The story it seemed to be a version of."""
    source: str
    """Name of its source."""
    url: str
    """Address that answered."""
    headline: str | None
    """Headline of the story as it is stored."""
    seen_at: datetime
    """When the page was fetched."""
    reason: str
    """Why it is held back."""
    words: int
    """Words of a body that were found on it."""
    extractor: str
    """Version of the extractor that read it."""
    capture_id: int | None = None
    """Its capture; None where none was kept, so that it can never be read again."""
    capture: str | None = None
    """Where that is, FILE:OFFSET (`newsarchive warc get URL --at TIME` prints it)."""

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        names = [name for name in self.__dataclass_fields__ if name != "seen_at"]
        return {**{name: getattr(self, name) for name in names}, "seen_at": to_text(self.seen_at)}


class Quarantine:
    """What is held back. Its caller has a transaction open where it writes."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def pages(self, source: str | None = None) -> list[HeldPage]:
        """The pages that are held back, the latest first."""
        rows = self._connection.rows(
            f"{_SELECT} WHERE :source IS NULL OR s.name = :source ORDER BY h.seen_at DESC, h.id", {"source": source}
        )
        return [_page(row) for row in rows]

    def reason(self, old: StoredArticle, visit: Visit) -> str | None:
        """Why a visit is to be held back; None where it is taken as it is."""
        found = suspicion(old.article, visit.article) or (
            suspicion(old.article, visit.article, wary=True) if self._redesigned(visit.source_id) else None
        )
        return None if found is None or self._stands(old.id, visit) else found

    def hold(self, article_id: int, visit: Visit, reason: str) -> None:
        """Keep a page back."""
        self._connection.run(
            """
            INSERT INTO held_pages (article_id, capture_id, url, seen_at, reason, words, digest, extractor)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET reason = excluded.reason, words = excluded.words, digest = excluded.digest,
                extractor = excluded.extractor
            """,
            (
                article_id,
                visit.capture_id,
                visit.page.url,
                to_text(visit.page.fetched_at),
                reason,
                len(visit.article.body.split()),
                digest(visit.article),
                visit.extractor,
            ),
        )

    def release(self, article_id: int, until: datetime) -> None:
        """Hold pages of a story back no longer: it was read well then."""
        self._connection.run(
            "DELETE FROM held_pages WHERE article_id = ? AND seen_at <= ?", (article_id, to_text(until))
        )

    def drop(self, number: int) -> None:
        """Hold a page back no longer, whatever it says; its capture stays."""
        self._connection.run("DELETE FROM held_pages WHERE id = ?", (number,))

    def again(self, article_id: int, now: datetime) -> datetime | None:
        """When to look again at a story of which a page was just held back; None: at its next visit."""
        looks = self._connection.value("SELECT count(*) FROM held_pages WHERE article_id = ?", (article_id,))
        return now + timedelta(days=1) if looks <= LOOKS else None

    def _stands(self, article_id: int, visit: Visit) -> bool:
        now = visit.page.fetched_at
        before = self._connection.value(
            "SELECT min(seen_at) FROM held_pages WHERE article_id = ? AND digest = ?",
            (article_id, digest(visit.article)),
        )
        others = self._connection.value(
            """
            SELECT count(DISTINCT h.article_id) FROM held_pages h JOIN articles a ON a.id = h.article_id
            WHERE a.source_id = ? AND h.article_id <> ? AND h.seen_at >= ?
            """,
            (visit.source_id, article_id, to_text(now - OF_LATE)),
        )
        seen_before = from_text(before) if before else None
        return stands(visit.article, seen_before=seen_before, now=now, others=others)

    def _redesigned(self, source_id: int) -> bool:
        """Whether the source was last found to be redesigned."""
        last = self._connection.row(
            "SELECT verdict, cause FROM source_verdicts WHERE source_id = ? ORDER BY decided_at DESC LIMIT 1",
            (source_id,),
        )
        return last is not None and tuple(last) == ("broken", "redesign")


_SELECT = """
    SELECT h.*, s.name AS source, a.headline, c.file || ':' || c."offset" AS capture
    FROM held_pages h JOIN articles a ON a.id = h.article_id JOIN sources s ON s.id = a.source_id
    LEFT JOIN captures c ON c.id = h.capture_id
"""


def _page(row: Row) -> HeldPage:
    names = [name for name in HeldPage.__dataclass_fields__ if name != "seen_at"]
    return HeldPage(seen_at=from_text(row["seen_at"]), **{name: row[name] for name in names})

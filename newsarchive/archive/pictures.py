"""Which pictures of stories are archived, and which are still to be fetched. The pictures themselves are captures."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from .. import urls
from .connection import Connection
from .instants import to_text


@dataclass(kw_only=True, frozen=True, slots=True)
class Missing:
    """A picture that was never asked for."""

    url: str
    """Its address."""
    page: str
    """Address of the story it belongs to."""
    source: str
    """Name of the story's source."""


class Pictures:
    """The pictures of an archive. Made by ``Archive``, used as ``archive.pictures``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def missing(self, sources: Iterable[str], *, since: datetime) -> list[Missing]:
        """Pictures of stories of these sources, first seen since then, never asked for; oldest story first."""
        rows = self._connection.rows(
            """
            SELECT i.url, min(a.id) AS story, a.url AS page, s.name AS source
            FROM sources s JOIN articles a ON a.source_id = s.id JOIN article_images p ON p.article_id = a.id
            JOIN images i ON i.id = p.image_id
            WHERE s.name IN (SELECT value FROM json_each(?)) AND a.first_seen >= ? AND i.capture_id IS NULL
            GROUP BY i.id ORDER BY story, p.position
            """,
            (json.dumps(sorted(sources)), to_text(since)),
        )
        found = (Missing(url=row["url"], page=row["page"], source=row["source"]) for row in rows)
        return [one for one in found if not self.asked_for(one.url)]

    def asked_for(self, url: str) -> bool:
        """Whether an address was ever captured, whatever it answered."""
        sql = "SELECT 1 FROM captures WHERE url_key = ? LIMIT 1"
        return self._connection.value(sql, (urls.normalise(url),)) is not None

    def keep(self, url: str, capture_id: int) -> None:
        """Note which capture holds a picture; a picture keeps its first."""
        with self._connection.transaction():
            self._connection.run(
                "UPDATE images SET capture_id = ? WHERE url = ? AND capture_id IS NULL", (capture_id, url)
            )

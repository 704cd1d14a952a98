"""Reading stories back: one, many, their versions, and the captures they were read from."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from sqlite3 import Row
from typing import TYPE_CHECKING

from .. import urls
from ..exceptions import NotInArchive
from ..items import Article
from . import rows
from .connection import Connection
from .instants import from_text
from .records import Revision, StoredArticle

if TYPE_CHECKING:
    from .search import Selection

_CHUNK = 200
"""Articles fetched at a time while iterating: few enough to stay small, enough that the parts cost five queries for all
of them."""


_TOO_LARGE = 2**63
"""SQLite's integers end before."""


class Reading:
    """Reads stories. Made by ``Archive``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, id_or_url: int | str) -> StoredArticle:
        """See ``Archive.get``."""
        article_id = self._number(id_or_url)
        found = self._connection.rows(f"{rows.SELECT} WHERE a.id = ?", (article_id,))
        if not found:
            raise NotInArchive(
                f"there is no article {id_or_url} in {self._connection.path}: search for it, or crawl its source"
            )
        return rows.stored_articles(self._connection, found)[0]

    def articles(self, selection: Selection | None) -> Iterator[StoredArticle]:
        """The articles a selection picks (all, with None), in the order they were first seen."""
        last = 0
        while ids := self._numbers_after(last, selection):
            last = ids[-1]
            wanted = ", ".join(map(str, ids))
            found = self._connection.rows(f"{rows.SELECT} WHERE a.id IN ({wanted}) ORDER BY a.id")
            yield from rows.stored_articles(self._connection, found)

    def _numbers_after(self, last: int, selection: Selection | None) -> list[int]:
        every = f"SELECT id FROM articles WHERE id > ? ORDER BY id LIMIT {_CHUNK}"
        sql, parameters = selection.after(last, _CHUNK) if selection else (every, (last,))
        return [row["id"] for row in self._connection.rows(sql, parameters)]

    def revisions(self, article_id: int) -> list[Revision]:
        """See ``Archive.revisions``."""
        found = self._connection.rows("SELECT * FROM revisions WHERE article_id = ? ORDER BY number", (article_id,))
        return [_revision(row) for row in found] or [self._only_version(article_id)]

    def _number(self, id_or_url: int | str) -> int | None:
        if isinstance(id_or_url, int) or id_or_url.isdecimal():
            number = int(id_or_url)
            return number if number < _TOO_LARGE else None
        if not urls.is_address(id_or_url):
            return None
        sql = """
            SELECT article_id FROM article_urls WHERE url_key = :key
            UNION ALL SELECT article_id FROM urls WHERE url_key = :key AND article_id IS NOT NULL
        """
        found: int | None = self._connection.value(sql, {"key": urls.normalise(id_or_url)})
        return found

    def _only_version(self, article_id: int) -> Revision:
        """The first version of a story that never changed, which needs no row of its own."""
        story = self.get(article_id)
        return Revision(
            number=1,
            seen_at=story.first_seen,
            changed=[],
            article=replace(story.article, sidebar_links=[]),
            extractor=story.extractor,
            capture_id=self._connection.value("SELECT capture_id FROM articles WHERE id = ?", (article_id,)),
        )


def _revision(row: Row) -> Revision:
    return Revision(
        number=row["number"],
        seen_at=from_text(row["seen_at"]),
        changed=json.loads(row["changed"]),
        article=Article.from_dict(json.loads(row["article"])),
        extractor=row["extractor"],
        capture_id=row["capture_id"],
    )

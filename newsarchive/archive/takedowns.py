"""Removing a story for good, and keeping a note of why.

What goes: the story with all its versions, words, authors and pictures; its captures, from the index and from the WARC
files; its entries in the full-text index; what feeds and other stories' sidebars said of it. What stays: for each of
its addresses a tombstone with the reason, so that it is never fetched or stored again.

Killed halfway, it can be run again: nothing is half removed, for the database changes in one transaction, to WARC files
that are complete by then; only old files may be left, and running it again removes them."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from sqlite3 import Row
from urllib.parse import urlsplit

from .. import urls
from ..exceptions import UsageError
from ..items import SidebarLink
from .captures import Captures
from .care import ORPHANS, empty_log
from .connection import Connection
from .duplicates import Duplicates
from .identity import story_key
from .instants import to_text
from .stories import link_id


@dataclass(frozen=True, kw_only=True, slots=True)
class Removed:
    """What a takedown removed."""

    articles: int
    """Articles: one, or none where the address was not archived."""
    captures: int
    """Captures taken out of the WARC files."""
    addresses: list[str]
    """Addresses that are never fetched again."""


class Takedowns:
    """Takes stories down. Made by ``Archive``."""

    def __init__(self, connection: Connection, captures_folder: Path) -> None:
        self._connection = connection
        self._folder = captures_folder

    def __contains__(self, url: str) -> bool:
        """Whether an address, or the story it leads to, was taken down."""
        found = self._connection.value(
            "SELECT 1 FROM takedowns WHERE url_key = ? OR story_key = ?", (urls.normalise(url), story_key(url))
        )
        return found is not None

    def take_down(self, url: str, *, reason: str, now: datetime) -> Removed:
        """Remove the story an address leads to. Raises UsageError without a reason, CorruptCapture for a damaged WARC
        file."""
        if not reason.strip():
            raise UsageError("a takedown needs a reason: it is all that will be left of the story")
        with self._overwriting(), self._connection.transaction():
            addresses = self._addresses(url)
            self._connection.run_many(
                """
                INSERT INTO takedowns (url_key, url, story_key, reason, taken_down_at) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET reason = excluded.reason
                """,
                [(key, one, story_key(one), reason.strip(), to_text(now)) for key, one in addresses.items()],
            )
            articles = self._remove_story(addresses, now)
            self._forget_promotions(addresses)
            captures = self._remove_captures()
        self._remove_old_files()
        # Deleted words stay in the index until its parts are merged: merge them now, and empty the log.
        with self._overwriting(), self._connection.transaction():
            self._connection.run("INSERT INTO articles_fts(articles_fts) VALUES ('optimize')")
        empty_log(self._connection)
        return Removed(articles=articles, captures=captures, addresses=sorted(addresses.values()))

    def remove_captures(self) -> int:
        """Remove every capture of a story that was taken down, however it came here; how many there were."""
        with self._overwriting(), self._connection.transaction():
            captures = self._remove_captures()
        self._remove_old_files()
        return captures

    @contextmanager
    def _overwriting(self) -> Iterator[None]:
        """Have SQLite write zeros where it deletes."""
        self._connection.run("PRAGMA secure_delete = ON")
        try:
            yield
        finally:
            self._connection.run("PRAGMA secure_delete = OFF")

    def _addresses(self, url: str) -> dict[str, str]:
        """Every address of the story and of the pictures that only it shows, key → address."""
        found = {urls.normalise(url): url}
        rows = self._connection.rows(
            """
            WITH stories AS (
                SELECT article_id FROM article_urls WHERE url_key = :key
                UNION SELECT article_id FROM urls WHERE url_key = :key
            )
            SELECT url_key, url FROM article_urls WHERE article_id IN stories
            UNION SELECT url_key, url FROM urls WHERE article_id IN stories
            UNION SELECT c.url_key, c.url
            FROM article_images p JOIN images i ON i.id = p.image_id JOIN captures c ON c.id = i.capture_id
            WHERE p.article_id IN stories AND NOT EXISTS (
                SELECT 1 FROM article_images o WHERE o.image_id = i.id AND o.article_id NOT IN stories)
            """,
            {"key": urls.normalise(url)},
        )
        return found | {row["url_key"]: row["url"] for row in rows}

    def _remove_captures(self) -> int:
        """Write the files anew without these captures and point the index to the new ones."""
        from ..captures.removal import rewrite_without  # noqa: PLC0415 - the WARC library only where captures are removed

        own = self._connection.rows(
            'SELECT id, file, "offset", url_key FROM captures WHERE url_key IN (SELECT url_key FROM takedowns)'
        )
        telling = self._telling()
        unwanted = own + telling
        among = _among(frozenset(row["url_key"] for row in own))
        self._connection.run_many("DELETE FROM captures WHERE id = ?", [(row["id"],) for row in unwanted])
        for name in sorted({row["file"] for row in unwanted}):
            if (self._folder / name).exists():
                also = {row["offset"] for row in telling if row["file"] == name}
                new = rewrite_without(self._folder / name, among, also)
                self._connection.run_many(
                    'UPDATE captures SET file = ?, "offset" = ? WHERE file = ? AND "offset" = ?',
                    [(new.name, now, name, before) for before, now in new.offsets.items()],
                )
        return len(unwanted)

    def _telling(self) -> list[Row]:
        """Captures of feeds, sitemaps and section pages that name a story that was taken down, and revisits of them."""
        documents = [urls.normalise(row["url"]) for row in self._connection.rows("SELECT url FROM documents")]
        found = self._connection.rows(
            """
            SELECT id, file, "offset" FROM captures
            WHERE url_key IN (SELECT value FROM json_each(?)) AND revisit_of IS NULL
            """,
            (json.dumps(documents),),
        )
        if not found:
            return []
        names = [_name_of(row["url"]) for row in self._connection.rows("SELECT url FROM takedowns")]
        telling = [row for row in found if self._names(row["id"], names)]
        revisits = self._connection.rows(
            'SELECT id, file, "offset" FROM captures WHERE revisit_of IN (SELECT value FROM json_each(?))',
            (json.dumps([row["id"] for row in telling]),),
        )
        return revisits + telling  # a revisit goes before what it refers to

    def _names(self, number: int, names: list[bytes]) -> bool:
        """Whether a captured document has one of these names in it."""
        from ..captures import read_capture  # noqa: PLC0415 - as above

        capture = Captures(self._connection).get(number)
        payload = read_capture(self._folder, capture.ref).body if capture else b""
        if payload.startswith(b"\x1f\x8b"):  # a sitemap, which sites keep packed
            payload = zlib.decompressobj(wbits=31).decompress(payload, _LARGEST)
        return any(name in payload for name in names)

    def _remove_old_files(self) -> None:
        """Remove the files that were written anew, those of an earlier takedown that was killed included."""
        from ..captures.removal import superseded  # noqa: PLC0415 - as above

        indexed = {row["file"] for row in self._connection.rows("SELECT DISTINCT file FROM captures")}
        written = {path.name for path in self._folder.glob("*.r*.warc*")}
        for name in indexed | written:
            for old in superseded(self._folder, name):
                if old.name not in indexed:
                    old.unlink()

    def _remove_story(self, addresses: dict[str, str], now: datetime) -> int:
        stories = {
            self._connection.value("SELECT article_id FROM article_urls WHERE url_key = ?", (key,)) for key in addresses
        }
        stories.discard(None)
        for article_id in stories:
            Duplicates(self._connection).forget(article_id, now=now)
            self._connection.run("DELETE FROM articles WHERE id = ?", (article_id,))
        self._connection.run_many(
            """
            UPDATE urls SET state = 'refused', outcome = 'refused', reason = 'taken down', title = NULL,
                   etag = NULL, digest = NULL, due_at = NULL, leased_until = NULL, worker = NULL
            WHERE url_key = ?
            """,
            [(key,) for key in addresses],
        )
        self._connection.run(
            """
            UPDATE images SET capture_id = NULL
            WHERE capture_id IN (SELECT id FROM captures WHERE url_key IN (SELECT url_key FROM takedowns))
            """
        )
        for table in ("authors", "tags", "images", "sections"):
            self._connection.run(ORPHANS[table])
        return len(stories)

    def _forget_promotions(self, keys: Iterable[str]) -> None:
        """That it was promoted, where and when, stays; under what headline does not."""
        for key in keys:
            for row in self._connection.rows("SELECT id, url FROM promoted_links WHERE url_key = ?", (key,)):
                blank = link_id(SidebarLink(url=row["url"]))
                self._connection.run(
                    "INSERT INTO promoted_links (id, url_key, url) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                    (blank, key, row["url"]),
                )
                self._connection.run(
                    "UPDATE sidebar_observations SET link_id = ? WHERE link_id = ?", (blank, row["id"])
                )
                self._connection.run("DELETE FROM promoted_links WHERE id = ? AND id <> ?", (row["id"], blank))


def _name_of(url: str) -> bytes:
    """What of an address stands in every document that links to it: its path; a short one with the host before it."""
    parts = urlsplit(url)
    return (parts.path if len(parts.path) >= _LONG_PATH else f"{parts.netloc}{parts.path}").encode()


_LONG_PATH = 12
"""Characters of a path that no other story's address is likely to have in it."""


_LARGEST = 64 * 1024 * 1024
"""Bytes of a packed sitemap that are looked through; sitemaps may have 50 MiB."""


def _among(keys: frozenset[str]) -> Callable[[str], bool]:
    return lambda url: urls.is_address(url) and urls.normalise(url) in keys

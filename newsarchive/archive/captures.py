"""The index of captures: where the WARC record of each fetched response is. What is in the records:
newsarchive/captures/."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from sqlite3 import Row

from .. import urls
from ..captures import CaptureRef
from .connection import Connection
from .instants import from_text, to_text
from .records import StoredCapture

_SELECT = """
    SELECT c.id, c.status, c.url, c.fetched_at, c.digest, c.file, c."offset", c.length, c.record_id,
           o.url AS o_url, o.fetched_at AS o_fetched_at, o.digest AS o_digest, o.file AS o_file, o."offset" AS o_offset,
           o.length AS o_length, o.record_id AS o_record_id
    FROM captures c LEFT JOIN captures o ON o.id = c.revisit_of
"""
"""What ``_stored`` wants; WHERE and ORDER BY follow."""


_CHUNK = 500
"""Captures read at a time while going through all of them: no statement stays open that would keep the log from
shrinking."""


class Captures:
    """Looks captures up. Made by ``Archive``; ``Archive.add_capture`` writes."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def __len__(self) -> int:
        return int(self._connection.value("SELECT count(*) FROM captures"))

    def known(self, url: str, digest: str | None) -> CaptureRef | None:
        """The newest capture of this address that holds the payload of this digest; of any digest where it is None.

        What a ``CaptureWriter`` asks, to write a revisit where nothing has changed.
        """
        alike = "" if digest is None else "AND c.digest = :digest"
        found = self._connection.row(
            f"""
            {_SELECT} WHERE c.url_key = :key AND c.url = :url AND c.status BETWEEN 200 AND 299 {alike}
            ORDER BY c.fetched_at DESC, c.id DESC LIMIT 1
            """,
            {"key": urls.normalise(url), "url": url, "digest": digest},
        )
        return _stored(found).ref.origin if found else None

    def soon_after(self, url: str, moment: datetime) -> list[StoredCapture]:
        """Good captures of this very address in the day after a moment, the earliest first: those of a story's further
        page, which is fetched right after its first."""
        found = self._connection.rows(
            f"""
            {_SELECT} WHERE c.url_key = :key AND :url IN (c.url, c.requested_url) AND c.status BETWEEN 200 AND 299
              AND c.fetched_at BETWEEN :first AND :last
            ORDER BY c.fetched_at, c.id
            """,
            {
                "key": urls.normalise(url),
                "url": url,
                "first": to_text(moment),
                "last": to_text(moment + timedelta(days=1)),
            },
        )
        return [_stored(row) for row in found]

    def get(self, number: int) -> StoredCapture | None:
        """One capture by its number in this archive."""
        found = self._connection.row(f"{_SELECT} WHERE c.id = ?", (number,))
        return _stored(found) if found else None

    def stories_of(self, number: int) -> list[int]:
        """Numbers of the stories whose page a capture is."""
        found = self._connection.rows(
            """
            SELECT DISTINCT u.article_id FROM captures c JOIN article_urls u ON u.url_key = c.url_key
            WHERE c.id = ? ORDER BY u.article_id
            """,
            (number,),
        )
        return [row["article_id"] for row in found]

    def of_record(self, url: str, record_id: str) -> StoredCapture | None:
        """The capture that this WARC record is; None where it is not indexed."""
        found = self._connection.row(
            f"{_SELECT} WHERE c.url_key = ? AND c.record_id = ?", (urls.normalise(url), record_id)
        )
        return _stored(found) if found else None

    def of_url(self, url: str) -> list[StoredCapture]:
        """Every capture of an address, in any of its spellings, oldest first."""
        found = self._connection.rows(
            f"{_SELECT} WHERE c.url_key = ? ORDER BY c.fetched_at, c.id", (urls.normalise(url),)
        )
        return [_stored(row) for row in found]

    def each(self, *, source: str | None = None, since: datetime | None = None) -> Iterator[StoredCapture]:
        """All captures in the order of the files, of one source and since a time where asked."""
        conditions = {
            "c.source_id = (SELECT id FROM sources WHERE name = :source)": source is not None,
            "c.fetched_at >= :since": since is not None,
            '(c.file, c."offset") > (:file, :offset)': True,
        }
        where = " AND ".join(condition for condition, wanted in conditions.items() if wanted)
        sql = f'{_SELECT} WHERE {where} ORDER BY c.file, c."offset" LIMIT {_CHUNK}'
        asked = {"source": source, "since": to_text(since) if since else None}
        file, offset = "", -1
        while found := self._connection.rows(sql, {**asked, "file": file, "offset": offset}):
            yield from map(_stored, found)
            file, offset = found[-1]["file"], found[-1]["offset"]

    def of_article(self, article_id: int) -> list[StoredCapture]:
        """Every fetch of a story under any address that led to it, oldest first."""
        found = self._connection.rows(
            f"""
            {_SELECT} WHERE c.url_key IN (SELECT url_key FROM article_urls WHERE article_id = ? AND seen_as = 'fetched')
            ORDER BY c.fetched_at, c.id
            """,
            (article_id,),
        )
        return [_stored(row) for row in found]

    def of_file(self, name: str) -> list[CaptureRef]:
        """Every capture in a WARC file, in its order."""
        found = self._connection.rows(f'{_SELECT} WHERE c.file = ? ORDER BY c."offset"', (name,))
        return [_stored(row).ref for row in found]

    def files(self) -> dict[str, int]:
        """Name of each WARC file → captures in it."""
        found = self._connection.rows("SELECT file, count(*) AS captures FROM captures GROUP BY file ORDER BY file")
        return {row["file"]: row["captures"] for row in found}


def _stored(row: Row) -> StoredCapture:
    """A capture, with the one that holds its payload."""
    origin = _ref(row, "o_") if row["o_file"] is not None else None
    return StoredCapture(id=row["id"], status=row["status"], ref=_ref(row, "", origin))


def _ref(row: Row, prefix: str, origin: CaptureRef | None = None) -> CaptureRef:
    return CaptureRef(
        file=row[f"{prefix}file"],
        offset=row[f"{prefix}offset"],
        length=row[f"{prefix}length"],
        digest=row[f"{prefix}digest"] or "",
        record_id=row[f"{prefix}record_id"] or "",
        url=row[f"{prefix}url"],
        fetched_at=from_text(row[f"{prefix}fetched_at"]),
        revisit_of=origin,
    )

"""Appending captures to the WARC files of one crawl."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from .. import __version__
from ..exceptions import ArchiveReadOnly, CaptureError, StorageFull
from ..items import Page
from .members import as_member
from .reader import Exchanged
from .records import (
    CaptureRef,
    metadata_member,
    new_record_id,
    payload_digest,
    request_member,
    response_member,
    revisit_member,
    warcinfo_member,
)

GIGABYTE = 1_000_000_000
"""Size at which a file is closed and the next begun: what the WARC standard recommends."""

OPEN_MARK = ".open"
"""Suffix of the empty file that stands beside a WARC file while it is being written."""

Earlier = Callable[[str, str | None], CaptureRef | None]
"""Asked with (url, digest) for a capture that holds this payload, and with (url, None) for the newest that holds any.
"""

_NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def _nothing_earlier(url: str, digest: str | None) -> CaptureRef | None:
    """For a writer that knows of no earlier captures."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Packed:
    """The records of a fetch, packed to be appended; a tenth of the size of the page."""

    request: bytes
    """The request's gzip member; empty where there is none."""
    response: bytes
    """The response's or revisit's gzip member."""
    record_id: str
    """Its WARC-Record-ID."""
    digest: str
    """Digest of the payload."""

    @classmethod
    def of(cls, exchanged: Exchanged, page: Page) -> Packed:
        """Pack what was read from another file; ``page`` is what its records say, decoded."""
        return cls(
            request=as_member(exchanged.request) if exchanged.request else b"",
            response=as_member(exchanged.response),
            record_id=exchanged.response.header("WARC-Record-ID") or new_record_id(),
            digest=payload_digest(page.body),
        )


class CaptureWriter:
    """Writes each page as a record set, and says where.

    ``folder`` is made if need be; ``crawl`` names the files (see `crawl_label`); ``max_bytes`` is the size at which
    the next file is begun; ``known`` is asked for an earlier capture of the same payload, which makes the new one a
    revisit.

    With ``durable`` (the default) a capture is on the disk itself when `write` returns, so that not even a power cut
    loses it. Without, it has been handed to the operating system, which a crash of the program cannot undo, and
    whoever commits a reference to it calls `sync` first: for bulk work, where one `sync` covers many captures.

    Threads may share a writer. Nothing of a record set stays in the file when writing it fails.
    """

    def __init__(
        self,
        folder: str | os.PathLike[str],
        *,
        crawl: str,
        max_bytes: int = GIGABYTE,
        known: Earlier = _nothing_earlier,
        durable: bool = True,
    ) -> None:
        self.folder = Path(folder)
        self._crawl = crawl
        self._max_bytes = max_bytes
        self._known = known
        self._durable = durable
        self._lock = threading.Lock()
        self._file: BinaryIO | None = None
        self._name = ""
        self._size = 0
        self._empty = 0
        self._serial = 0

    def write(self, page: Page) -> CaptureRef:
        """Append a page. Raises `StorageFull` where there is no room, `ArchiveReadOnly` where it may not write."""
        digest = payload_digest(page.body)
        record_id = new_record_id()
        origin = self._origin(page, digest)
        response = revisit_member(page, record_id, origin) if origin else response_member(page, record_id, digest)
        before = request_member(page, record_id) + metadata_member(page, record_id)
        name, offset = self.append(before, response)
        return CaptureRef(
            file=name,
            offset=offset,
            length=len(response),
            digest=origin.digest if origin else digest,
            record_id=record_id,
            url=page.url,
            fetched_at=page.fetched_at.astimezone(UTC).replace(microsecond=0),
            revisit_of=origin,
        )

    def copy(self, packed: Packed, page: Page, *, origin: CaptureRef | None = None) -> CaptureRef:
        """Append a fetch from another WARC file: its records as they stand there, and a metadata record of ours.

        ``origin`` is the record (in this folder) that holds a revisit's payload.
        """
        before = packed.request + metadata_member(page, packed.record_id)
        name, offset = self.append(before, packed.response)
        return CaptureRef(
            file=name,
            offset=offset,
            length=len(packed.response),
            digest=origin.digest if origin else packed.digest,
            record_id=packed.record_id,
            url=page.url,
            fetched_at=page.fetched_at,
            revisit_of=origin,
        )

    def append(self, before: bytes, response: bytes) -> tuple[str, int]:
        """Append a record set that is packed already; the file's name and the offset of ``response`` come back."""
        with self._lock:
            self._make_room(len(before) + len(response))
            offset = self._size + len(before)
            self._put(before + response)
            if self._durable:
                self._sync()
            return self._name, offset

    def sync(self) -> None:
        """Have everything written so far on the disk itself."""
        with self._lock:
            self._sync()

    def close(self) -> None:
        """Finish the file. A writer can be closed more than once."""
        with self._lock:
            self._close()

    def __enter__(self) -> CaptureWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _origin(self, page: Page, digest: str) -> CaptureRef | None:
        """The earlier capture whose payload this page repeats. An empty payload is no payload to refer to."""
        if page.status == HTTPStatus.NOT_MODIFIED:
            earlier = self._known(page.url, None)
        else:
            earlier = self._known(page.url, digest) if page.body else None
        return earlier.origin if earlier else None

    def _make_room(self, coming: int) -> None:
        """Begin a file where there is none, or the next where this one would grow too large."""
        if self._file and self._size + coming > self._max_bytes and self._size > self._empty:
            self._close()
        if not self._file:
            self._open()

    def _open(self) -> None:
        """Create the next file, lock it, and write its warcinfo record."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._file, self._name = self._create()
        except OSError as error:
            raise _translated(error, self.folder) from error
        self._size = 0
        fields = {
            "software": f"newsarchive/{__version__}",
            "format": "WARC File Format 1.1",
            "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
            "isPartOf": self._crawl,
        }
        try:
            self._put(warcinfo_member(self._name, fields, now=datetime.now(UTC)))
            self._sync()
        except BaseException:
            self._discard()
            raise
        self._empty = self._size

    def _create(self) -> tuple[BinaryIO, str]:
        """A file of the next free name, which no other writer has."""
        while True:
            self._serial += 1
            path = self.folder / f"{self._crawl}-{self._serial:05d}.warc.gz"
            try:
                file: BinaryIO = path.open("xb", buffering=0)
            except FileExistsError:
                continue
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _mark(path).touch()
            _sync_folder(self.folder)
            return file, path.name

    def _put(self, content: bytes) -> None:
        """Append all of it or nothing."""
        assert self._file is not None
        rest = memoryview(content)
        try:
            while rest:
                rest = rest[self._file.write(rest) :]
        except OSError as error:
            self._undo_from(self._size)
            raise _translated(error, self.folder / self._name) from error
        self._size += len(content)

    def _undo_from(self, size: int) -> None:
        """Take back what a failed write left."""
        assert self._file is not None
        with contextlib.suppress(OSError):  # the torn tail is then found at the next start
            self._file.truncate(size)
            self._file.seek(size)

    def _sync(self) -> None:
        if self._file:
            try:
                os.fdatasync(self._file.fileno())
            except OSError as error:
                raise _translated(error, self.folder / self._name) from error

    def _close(self) -> None:
        """Sync and close the file, and take its mark away: it is whole."""
        if self._file:
            self._sync()
            file, self._file = self._file, None
            _mark(self.folder / self._name).unlink(missing_ok=True)
            file.close()

    def _discard(self) -> None:
        """Remove a file in which not even the first record found room."""
        if self._file:
            file, self._file = self._file, None
            file.close()
            (self.folder / self._name).unlink(missing_ok=True)
            _mark(self.folder / self._name).unlink(missing_ok=True)


def _mark(path: Path) -> Path:
    return path.with_name(path.name + OPEN_MARK)


def _sync_folder(folder: Path) -> None:
    """Have the folder's entries on disk: a file whose name is lost is lost."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _translated(error: OSError, path: Path) -> Exception:
    """The operating system's error in our own words."""
    if error.errno in _NO_SPACE:
        return StorageFull(
            f"no space left for captures in {path.parent if path.suffix else path} ({error.strerror}); "
            "what was stored is whole; free some space and run the command again"
        )
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return ArchiveReadOnly(f"captures cannot be written to {path}: {error.strerror}; check who owns the folder")
    return CaptureError(f"captures cannot be written to {path}: {error.strerror or error}")

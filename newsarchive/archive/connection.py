"""The one door to SQLite: how an archive is opened, how statements run, and where sqlite3's errors become ours.

Choices, and why:

- ``journal_mode=WAL``: reading and searching never wait for a crawl, nor it for them.
- ``synchronous=FULL``: each commit is on disk (fsync of the WAL) before it is reported, so what was said to be stored
  survives a power cut. NORMAL would be faster and keep the file intact, but could lose the last commits.
- ``page_size=16384``: whole stories fit a page; tables and full-text index are a sixth smaller than with 4096.
- ``temp_store=MEMORY``: to be able to undo one story of a commit, SQLite copies every page the story changes; into a
  file that takes a tenth of the time of storing.
- ``wal_autocheckpoint``: pages that every commit changes (the ends of tables, the index's heads) go to the file once in
  64 MiB of log.
- ``foreign_keys=ON``, ``busy_timeout``: every connection, for SQLite remembers neither.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlite_utils

from ..exceptions import (
    ArchiveBusy,
    ArchiveDamaged,
    ArchiveError,
    ArchiveReadOnly,
    NotAnArchive,
    StorageFull,
)
from .lock import WriterLock

APPLICATION_ID = int.from_bytes(b"news", "big")
"""Written into the file's header, so that an archive is known as one whatever its name."""
BUSY_SECONDS = 10.0
"""How long a statement waits for another program's lock on the file (ours never overlap: see lock.py)."""
PAGE_SIZE = 16384
LOG_BYTES = 64 * 2**20
"""How long the log grows before its pages are brought into the file."""
CACHE_KIB = 65536
"""64 MiB of pages: the upper levels of every index of a million stories."""
_HEADER = b"SQLite format 3\x00"
NOTHING_YET = (
    "{path} holds nothing yet: whatever was to make an archive of it was stopped, or the disk was full. "
    "The next `newsarchive crawl` makes it; or name another archive with --archive"
)

Parameters = Sequence[Any] | dict[str, Any]


class Connection:
    """A connection to one archive file. Every statement of the package goes through it.

    Reads need nothing. Writes go inside ``transaction()``, which takes the writer lock (and keeps it until ``close``).
    """

    def __init__(self, path: Path, *, create: bool = False, read_only: bool = False, wait: float = 5.0) -> None:
        _expect_file(path, create=create and not read_only)
        self.path = path
        self.read_only = read_only
        self.lock = WriterLock(path, wait=wait)
        self._turn = threading.RLock()  # one transaction at a time, whichever thread stores
        self._before_commit: dict[str, None] = {}  # in order, each once
        try:
            self.raw = _connect(path, read_only=read_only)
        except sqlite3.Error as error:
            raise self.translated(error) from error
        self.db = sqlite_utils.Database(self.raw, execute_plugins=False)

    def close(self) -> None:
        """Close the file and give the writer lock back. Closing twice is no error."""
        self.raw.close()
        self.lock.release()

    def rows(self, sql: str, parameters: Parameters = ()) -> list[sqlite3.Row]:
        """All rows of a query."""
        try:
            return self.raw.execute(sql, parameters).fetchall()
        except sqlite3.Error as error:
            raise self.translated(error) from error

    def row(self, sql: str, parameters: Parameters = ()) -> sqlite3.Row | None:
        """The first row, or None."""
        try:
            found: sqlite3.Row | None = self.raw.execute(sql, parameters).fetchone()
        except sqlite3.Error as error:
            raise self.translated(error) from error
        return found

    def value(self, sql: str, parameters: Parameters = ()) -> Any:
        """The first column of the first row, or None."""
        found = self.row(sql, parameters)
        return None if found is None else found[0]

    def stream(self, sql: str, parameters: Parameters = ()) -> Iterator[sqlite3.Row]:
        """Rows one by one, in flat memory."""
        try:
            yield from self.raw.execute(sql, parameters)
        except sqlite3.Error as error:
            raise self.translated(error) from error

    def run(self, sql: str, parameters: Parameters = ()) -> sqlite3.Cursor:
        """One statement that changes something; its cursor knows ``lastrowid`` and ``rowcount``."""
        try:
            return self.raw.execute(sql, parameters)
        except sqlite3.Error as error:
            raise self.translated(error) from error

    def run_many(self, sql: str, parameters: Iterable[Parameters]) -> None:
        """One statement for each of many rows."""
        try:
            self.raw.executemany(sql, parameters)
        except sqlite3.Error as error:
            raise self.translated(error) from error

    @contextmanager
    def transaction(self, *, durable: bool = True) -> Iterator[None]:
        """All or nothing. Within an open one it is a savepoint, so that a caller can put many stores into one
        commit.

        Without ``durable`` the commit does not wait for the disk: a power cut (not a crash) may undo it, until the next
        durable commit. For what costs nothing to do again, like leases; the order of commits is kept either way.
        """
        if self.read_only:
            raise ArchiveReadOnly(f"{self.path} was opened for reading only: open it without read_only to change it")
        with self._turn:
            self.lock.acquire()
            if self.raw.in_transaction:
                yield from self._inside("SAVEPOINT part", "RELEASE part", "ROLLBACK TO part")
            elif durable:
                yield from self._inside("BEGIN IMMEDIATE", "COMMIT", "ROLLBACK")
            else:
                self.run("PRAGMA synchronous = NORMAL")
                try:
                    yield from self._inside("BEGIN IMMEDIATE", "COMMIT", "ROLLBACK")
                finally:
                    self.raw.execute("PRAGMA synchronous = FULL")

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Have all that is read within tell of one moment, whatever is written meanwhile."""
        with self._turn:
            if self.raw.in_transaction:
                yield
                return
            self.run("BEGIN")
            try:
                yield
            finally:
                self.raw.execute("ROLLBACK")

    def before_commit(self, *statements: str) -> None:
        """Statements to run at the end of the outermost transaction, each once however often it is asked for.

        Where a part of the transaction is undone they run all the same, so they must bear finding nothing to do.
        """
        self._before_commit.update(dict.fromkeys(statements))

    def _inside(self, begin: str, commit: str, undo: str) -> Iterator[None]:
        self.run(begin)
        try:
            yield
            if commit == "COMMIT":
                for statement in self._before_commit:
                    self.run(statement)
                self._before_commit.clear()
            self.run(commit)
        except BaseException:
            if undo == "ROLLBACK":
                self._before_commit.clear()
            # A full disk makes SQLite roll back by itself; then there is nothing left to undo.
            if self.raw.in_transaction:
                self.raw.execute(undo)
                if undo != "ROLLBACK":
                    self.raw.execute(commit)
            raise

    def translated(self, error: sqlite3.Error) -> Exception:
        """``translated``, for an error of this connection."""
        if isinstance(error, sqlite3.ProgrammingError) and "closed" in str(error):
            return ArchiveError(f"the archive {self.path} is closed: open it again")
        return translated(error, self.path)


def translated(error: sqlite3.Error, path: Path) -> Exception:
    """The exception of ours for an error of the outside world; a mistake in our own SQL stays what it is."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is None or (code & 0xFF) not in _TRANSLATIONS:
        return error
    kind, message = _TRANSLATIONS[code & 0xFF]
    return kind(message.format(path=path, folder=path.absolute().parent, error=error))


_UNWRITABLE = (
    "{path} cannot be written ({error}): give write permission on the file and on {folder}, or only read "
    "(from Python: read_only=True)"
)
_TRANSLATIONS: dict[int, tuple[type[ArchiveError], str]] = {
    sqlite3.SQLITE_FULL: (
        StorageFull,
        "no space left while writing {path}: free some space, then run the command again; nothing stored is lost",
    ),
    sqlite3.SQLITE_BUSY: (ArchiveBusy, "{path} is locked by another program ({error}): close it there, then try again"),
    sqlite3.SQLITE_LOCKED: (
        ArchiveBusy,
        "{path} is locked by another program ({error}): close it there, then try again",
    ),
    sqlite3.SQLITE_READONLY: (ArchiveReadOnly, _UNWRITABLE),
    sqlite3.SQLITE_PERM: (ArchiveReadOnly, _UNWRITABLE),
    sqlite3.SQLITE_CANTOPEN: (
        ArchiveReadOnly,
        "{path} cannot be opened ({error}): check the permissions of the file and of {folder}",
    ),
    sqlite3.SQLITE_NOTADB: (NotAnArchive, "{path} is no SQLite file ({error}): name another archive"),
    sqlite3.SQLITE_CORRUPT: (
        ArchiveDamaged,
        "{path} is damaged ({error}): restore a backup, or rebuild the archive from its captures",
    ),
    sqlite3.SQLITE_IOERR: (ArchiveError, "reading or writing {path} failed ({error}): check the disk"),
}
"""SQLite's primary result code → our exception, and what it tells the reader."""


def _expect_file(path: Path, *, create: bool) -> None:
    """Refuse what cannot be an archive before SQLite sees it, or would make a file of it."""
    try:
        if path.is_dir():
            raise NotAnArchive(f"expected an archive file, but {path} is a folder: name the file in it")
        if not path.exists():
            if not create:
                raise NotAnArchive(
                    f"there is no archive at {path}: name another with --archive, or make it with `newsarchive crawl`"
                )
            path.parent.mkdir(parents=True, exist_ok=True)
            return
        with path.open("rb") as file:
            head = file.read(len(_HEADER))
    except OSError as error:
        raise ArchiveReadOnly(
            f"{path} cannot be opened ({error.strerror}): check the permissions of the file and of "
            f"{path.absolute().parent}"
        ) from error
    if not head and not create:
        raise NotAnArchive(NOTHING_YET.format(path=path))
    if head and head != _HEADER:
        raise NotAnArchive(f"expected an archive, but {path} is no SQLite file: name another archive")


def _connect(path: Path, *, read_only: bool) -> sqlite3.Connection:
    raw = _open(path, "mode=ro" if read_only else "mode=rwc")
    if read_only:
        try:
            raw.execute("SELECT count(*) FROM sqlite_schema")
        except sqlite3.OperationalError:
            # In a folder that cannot be written SQLite cannot share memory with a writer; without a log there is none
            # to share with.
            raw.close()
            log = path.with_name(path.name + "-wal")
            if log.exists() and log.stat().st_size:
                raise
            raw = _open(path, "mode=ro&immutable=1")
    else:
        raw.execute(f"PRAGMA page_size = {PAGE_SIZE}")  # has effect only before the first table
        raw.execute("PRAGMA synchronous = FULL")
        raw.execute("PRAGMA temp_store = MEMORY")
        raw.execute(f"PRAGMA wal_autocheckpoint = {LOG_BYTES // PAGE_SIZE}")
    raw.execute("PRAGMA foreign_keys = ON")
    raw.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    return raw


def _open(path: Path, mode: str) -> sqlite3.Connection:
    raw = sqlite3.connect(
        f"file:{quote(str(path.absolute()))}?{mode}",
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,  # transactions are ours to begin: see transaction()
        check_same_thread=False,
        cached_statements=512,
    )
    raw.row_factory = sqlite3.Row
    return raw

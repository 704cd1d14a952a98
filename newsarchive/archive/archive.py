"""The archive: one SQLite file, and everything one can do with it. Each part of the work has its own module; here they
meet."""

from __future__ import annotations

import json
import logging
import platform
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from ..health import own_network_is_gone
from ..items import Article, Page
from .connection import Connection
from .frontier import Frontier
from .health import Change, SourceHealth, changes_of, days_of, keep_days, keep_verdicts, source_healths, verdicts_of
from .instants import to_text
from .manners import Manners
from .migrations import migrate, pending
from .pictures import Pictures
from .quarantine import HeldPage, Quarantine
from .reading import Reading
from .records import Outcome, Revision, SourceStatus, StoredArticle
from .schedule import REVISITS
from .status import source_statuses
from .store import Store

if TYPE_CHECKING:
    from ..captures import CaptureRef
    from ..health import Day
    from .captures import Captures
    from .care import Compacted
    from .merging import Merged
    from .search import Results
    from .takedowns import Removed, Takedowns
    from .traits import Traits

DEFAULT_PATH = Path("data/newsarchive.db")

_log = logging.getLogger(__name__)


class Archive:
    """An archive, open.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder, Archive(Path(folder) / "news.db", create=True) as archive:
    ...     len(archive)
    0

    ``path``: the file, by default ``data/newsarchive.db``. ``create``: make it where there is none. ``read_only``:
    change nothing, not even by accident. ``wait``: seconds to wait where another process is writing. ``revisits``: ages
    of a story at which it is due again. ``notify`` gets a line before something that may take long (an upgrade of the
    archive); by default it is logged.

    Opening brings an archive of an older release up to date, after a backup. Raises NotAnArchive, ArchiveTooNew,
    ArchiveBusy, ArchiveReadOnly, ArchiveDamaged, StorageFull.

    One process writes at a time: the first write takes a lock, which is held until the archive is closed or its process
    dies. Reading never waits."""

    def __init__(  # noqa: PLR0913 - all but the path have one obvious value
        self,
        path: Path | str | None = None,
        *,
        create: bool = False,
        read_only: bool = False,
        wait: float = 5.0,
        revisits: Iterable[timedelta] = REVISITS,
        notify: Callable[[str], None] = _log.info,
    ) -> None:
        self.path = Path(path or DEFAULT_PATH)
        self.connection = _open(self.path, create=create, read_only=read_only, wait=wait, notify=notify)
        schedule = tuple(sorted(revisits))
        self.frontier = Frontier(self.connection, revisits=schedule)
        self.manners = Manners(self.connection)
        self.pictures = Pictures(self.connection)
        self._store = Store(self.connection, revisits=schedule)
        self._reading = Reading(self.connection)

    @cached_property
    def captures(self) -> Captures:
        """The index of captures."""
        from .captures import Captures  # noqa: PLC0415 - most of what is done with an archive needs no WARC library

        return Captures(self.connection)

    @property
    def captures_folder(self) -> Path:
        """Where the WARC files are: a folder beside the archive, ``data/newsarchive-captures`` for
        ``data/newsarchive.db``."""
        return self.path.with_name(f"{self.path.stem}-captures")

    def close(self) -> None:
        """Close the archive and let others write."""
        self.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def transaction(self, *, durable: bool = True) -> AbstractContextManager[None]:
        """Put many writes into one commit: all of them or none. A few hundred stories a commit are ten times as fast as
        one. Without ``durable`` a power cut may undo it, until the next durable one."""
        return self.connection.transaction(durable=durable)

    # Crawling

    def begin_crawl(self, sources: Iterable[str], *, now: datetime, settings: dict[str, Any] | None = None) -> int:
        """Note that a crawl begins; its number.

        Takes the writer lock. Whoever held leases is gone then (a killed crawl), so they are given back. Crawls that
        never ended are marked as killed."""
        names = list(sources)
        with self.transaction():
            self.frontier.release()
            self.frontier.recall(names, now=now)
            self.connection.run("UPDATE crawls SET reason = 'killed' WHERE ended_at IS NULL AND reason IS NULL")
            begun = self.connection.run(
                "INSERT INTO crawls (started_at, settings, versions) VALUES (?, ?, ?)",
                (to_text(now), json.dumps(settings or {}, default=str), json.dumps(_versions())),
            )
            self.connection.run_many(
                "INSERT INTO crawl_sources (crawl_id, source_id) VALUES (?, ?) ON CONFLICT DO NOTHING",
                [(begun.lastrowid, self._store.source_id(name, now=now)) for name in names],
            )
        assert begun.lastrowid is not None
        return begun.lastrowid

    def end_crawl(self, crawl_id: int, *, now: datetime, reason: str, counts: dict[str, Any]) -> None:
        """Note that a crawl has ended, why, and what it did."""
        with self.transaction():
            self.connection.run(
                "UPDATE crawls SET ended_at = ?, reason = ?, counts = ? WHERE id = ?",
                (to_text(now), reason, json.dumps(counts, default=str), crawl_id),
            )
            visited = self.connection.rows(
                "SELECT name FROM sources WHERE id IN (SELECT source_id FROM crawl_sources WHERE crawl_id = ?)",
                (crawl_id,),
            )
            keep_days(self.connection, [row["name"] for row in visited], now=now)

    def describe_source(
        self, name: str, *, title: str | None = None, url: str | None = None, now: datetime | None = None
    ) -> None:
        """Note what a source is called and where it is."""
        self._store.source_id(name, title=title, url=url, now=now or datetime.now(UTC))

    def add_capture(self, page: Page, ref: CaptureRef, *, crawl_id: int | None = None) -> int:
        """Index a capture; its number. The same record twice is once."""
        return self._store.add_capture(page, ref, crawl_id=crawl_id)

    def store(
        self,
        article: Article,
        page: Page,
        *,
        capture_id: int | None = None,
        crawl_id: int | None = None,
        extractor: str = "unknown",
    ) -> Outcome:
        """Store the story a page tells, and settle the page's address, in one transaction.

        Finds the story it is (identity.py), compares it field by field with what is stored (revisions.py), keeps a
        revision where it has really changed, notes every address and the sidebar. The caller has made sure that it is
        an article.
        """
        return self._store.store(article, page, capture_id=capture_id, crawl_id=crawl_id, extractor=extractor)

    def reject(self, page: Page, article: Article, *, crawl_id: int | None = None) -> None:
        """Note that a page is no article, what it is and why, and settle its address.

        A story that was archived from this address stays as it is. A fault or wall that may have stood before a story
        is looked behind again after some days.
        """
        self._store.reject(page, article, crawl_id=crawl_id)

    def replace(self, article_id: int, article: Article, *, extractor: str, capture_id: int | None = None) -> None:
        """Put a better reading of the same capture in place of the stored values.

        No revision: the story has not changed.
        """
        self._store.replace(article_id, article, extractor=extractor, capture_id=capture_id)

    @property
    def quarantine(self) -> Quarantine:
        """The pages that are held back."""
        return Quarantine(self.connection)

    def admit(self, held: HeldPage, article: Article, *, extractor: str, force: bool = False) -> Outcome:
        """Take a page that was held back for a version of its story, as it is read now, unless it is held back still.

        With ``force`` it is taken whatever it lacks: a person has looked at it. One that is older than the story's last
        good visit is only let go."""
        return self._store.admit(held, article, extractor=extractor, force=force)

    # Reading

    def get(self, id_or_url: int | str) -> StoredArticle:
        """One article by its number or any of its addresses. Raises NotInArchive."""
        story = self._reading.get(id_or_url)
        return replace(story, captures=self.captures.of_article(story.id))

    def articles(  # noqa: PLR0913 - one argument a filter
        self,
        *,
        query: str | None = None,
        source: str | Sequence[str] | None = None,
        author: str | None = None,
        since: date | str | None = None,
        until: date | str | None = None,
        traits: Traits | None = None,
    ) -> Iterator[StoredArticle]:
        """Articles in the order they were first seen, in flat memory; those a search or filter selects.

        ``author``: words of a name. ``since`` and ``until`` are days of publication as the pages state them, both
        included; ``2026-05`` and ``2026`` mean the whole month and year. ``traits``: what a story must be (traits.py).
        Raises QueryError.
        """
        from .search import select  # noqa: PLC0415 - as for search

        selection = select(
            self.connection, query, source=source, author=author, since=since, until=until, traits=traits
        )
        return self._reading.articles(selection)

    def __iter__(self) -> Iterator[StoredArticle]:
        return self._reading.articles(None)

    def __len__(self) -> int:
        return int(self.connection.value("SELECT count(*) FROM articles"))

    def revisions(self, article_id: int) -> list[Revision]:
        """Every version of a story that was seen, from the first. Raises NotInArchive."""
        return self._reading.revisions(article_id)

    def search(  # noqa: PLR0913 - one argument a filter
        self,
        query: str | None,
        *,
        source: str | Sequence[str] | None = None,
        author: str | None = None,
        since: date | str | None = None,
        until: date | str | None = None,
        traits: Traits | None = None,
        limit: int = 20,
        offset: int = 0,
        newest: bool = False,
        hurried: bool = False,
    ) -> Results:
        """Stories that match, best first (or ``newest`` first): a sequence of hits that knows how many there are in
        all; where one is ``hurried``, about how many.

        The filters are those of ``articles``, and what a story must be (traits.py); the query language is described in
        query.py. Raises QueryError.
        """
        from .search import search  # noqa: PLC0415 - half of what is done with an archive never searches

        return search(
            self.connection,
            query,
            source=source,
            author=author,
            since=since,
            until=until,
            traits=traits,
            limit=limit,
            offset=offset,
            newest=newest,
            hurried=hurried,
        )

    def status(self, source: str | None = None, *, now: datetime | None = None) -> list[SourceStatus]:
        """What each source (or one) holds and awaits, in figures. An empty list for a source that is not known."""
        return source_statuses(self.connection, now=now or datetime.now(UTC), source=source)

    def health(self, source: str | None = None, *, now: datetime | None = None) -> list[SourceHealth]:
        """How each source is doing (or one), judged by its own past: healthy, suspect or broken, the likely cause, and
        the pages that show it. An empty list for a source that is not known."""
        return source_healths(self.connection, now=now or datetime.now(UTC), source=source)

    def changed_verdicts(self, *, now: datetime | None = None) -> list[Change]:
        """Judge every source: those whose verdict or cause is another than was kept last. None where hardly any can be
        reached, for then it is this machine that has no network."""
        healths = self.health(now=now)
        gone = own_network_is_gone(one.diagnosis for one in healths)
        return [] if gone else changes_of(self.connection, healths)

    def keep_verdicts(self, changes: Iterable[Change], *, now: datetime | None = None) -> None:
        """Keep the verdicts of these changes, so that they are none any more."""
        with self.transaction():
            keep_verdicts(self.connection, changes, now=now or datetime.now(UTC))

    def days(self, source: str, first: date, last: date | None = None) -> list[Day]:
        """A source's figures day by day (UTC), both ends included, until today where no end is given: new stories, how
        many of them have each field, their length, what visits came to. Nothing for a source that is not known."""
        source_id = self.connection.value("SELECT id FROM sources WHERE name = ?", (source,))
        last = last or datetime.now(UTC).date()
        return [] if source_id is None else days_of(self.connection, source_id, first, last)

    def verdicts(self, source: str) -> list[dict[str, Any]]:
        """How a source was found to be doing over time, oldest first."""
        return verdicts_of(self.connection, source)

    # Care

    def check(self, *, captures: bool = True, told: Callable[[str], None] = _log.info) -> list[str]:
        """Everything that is wrong with the archive, in words; an empty list where it is whole.

        ``captures``: compare the WARC files too, which takes time. ``told`` gets a line before each part.
        """
        from .checking import check  # noqa: PLC0415 - seldom needed

        return check(self.connection, self.captures_folder, captures=captures, told=told)

    def backup(self, target: Path | str) -> None:
        """Copy the archive as it is now into one new file, also while a crawl writes."""
        from .care import backup  # noqa: PLC0415 - seldom needed

        backup(self.connection, Path(target))

    def compact(self) -> Compacted:
        """Give space that is no longer used back to the disk."""
        from .care import compact  # noqa: PLC0415 - seldom needed

        return compact(self.connection)

    def merge(self, other: Path | str) -> Merged:
        """Bring the stories of another archive, and their captures, into this one. Twice is once.

        Raises UsageError for the archive itself, and whatever opening the other one raises."""
        from .merging import merge  # noqa: PLC0415 - seldom needed

        with Archive(other, read_only=True) as theirs:
            return merge(self, theirs)

    @property
    def takedowns(self) -> Takedowns:
        """The stories that were removed on purpose; ``url in archive.takedowns`` tells whether one was."""
        from .takedowns import Takedowns  # noqa: PLC0415 - seldom needed

        return Takedowns(self.connection, self.captures_folder)

    def take_down(self, url: str, *, reason: str, now: datetime | None = None) -> Removed:
        """Remove a story, its captures and all traces of it for good, keep a note of why, and never fetch it again."""
        return self.takedowns.take_down(url, reason=reason, now=now or datetime.now(UTC))


def _open(path: Path, *, create: bool, read_only: bool, wait: float, notify: Callable[[str], None]) -> Connection:
    """A connection to an archive that is up to date."""
    connection = Connection(path, create=create, read_only=read_only, wait=wait)
    try:
        outdated = pending(connection, create=create)
        if outdated and not read_only:
            migrate(connection, notify=notify)
            connection.lock.release()
    except BaseException:
        connection.close()
        raise
    if not outdated or not read_only:
        return connection
    connection.close()  # the upgrade needs a writer; then read on
    _open(path, create=False, read_only=False, wait=wait, notify=notify).close()
    return Connection(path, read_only=True)


def _versions() -> dict[str, str]:
    return {
        "newsarchive": version("newsarchive"),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
    }

"""The archive behind the pages: read-only, off the event loop, and never for longer than a page may take."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar, cast

from ..archive import Archive
from ..exceptions import ArchiveError

THREADS = 3
"""As many as Datasette's own: a page's questions are short, and SQLite readers do not wait for each other."""
SECONDS = 8.0
"""How long one page may ask. A ranked search over a million stories takes a fifth of one."""
_STEPS = 20_000
"""SQLite instructions between two looks at the clock: about a millisecond."""

T = TypeVar("T")


class TooSlowError(ArchiveError):
    """A page's question took longer than a page may."""


class Library:
    """Answers questions about one archive file. Every thread has a read-only connection of its own."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="newsarchive-browse")
        self._own = threading.local()
        self._answers: dict[Callable[[Archive], Any], tuple[float, Any]] = {}

    async def ask_again(self, question: Callable[[Archive], T], *, within: float) -> T:
        """The answer to a question that takes long: one that was found at most so many seconds ago, else found anew."""
        found_at, answer = self._answers.get(question, (-within, None))
        if time.monotonic() - found_at >= within:
            answer = await self.ask(question)
            self._answers[question] = time.monotonic(), answer
        return cast(T, answer)

    async def ask(self, question: Callable[[Archive], T], *, seconds: float = SECONDS) -> T:
        """The answer to a question, found in another thread. Raises what the archive raises, and `TooSlowError`."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._answer, question, seconds)

    def _answer(self, question: Callable[[Archive], T], seconds: float) -> T:
        archive = self._archive()
        ends = time.monotonic() + seconds
        archive.connection.raw.set_progress_handler(lambda: time.monotonic() > ends, _STEPS)
        try:
            return question(archive)
        except (sqlite3.OperationalError, ArchiveError) as error:
            if time.monotonic() > ends:
                raise TooSlowError("this takes too long to look up: narrow it by source or date") from error
            raise

    def _archive(self) -> Archive:
        if not hasattr(self._own, "archive"):
            self._own.archive = Archive(self.path, read_only=True)
        archive: Archive = self._own.archive
        return archive

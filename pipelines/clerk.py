"""Writes for a crawl in a thread of its own: what has queued up goes to the disk together, in one commit.

Each page is written twice (its capture, then its article), and each write waits for the disk before it counts as
done. One by one that would be a hundred pages a second at best, with the crawl standing still meanwhile. Together
they cost hardly more than one: the more pages wait, the more share a commit.
"""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
    from datetime import date, datetime

    from newsarchive.archive import Document, Frontier
    from newsarchive.archive.manners import Manners, Resting

Result = TypeVar("Result")

MOST = 64
"""Tasks in one commit at most, so that the first of them does not wait long for the last."""


class Books(Protocol):
    """What tasks write to."""

    def transaction(self, *, durable: bool = True) -> AbstractContextManager[None]:
        """All or nothing; within another one, a part that can be undone alone."""


@dataclass(frozen=True, slots=True)
class _Task:
    work: Callable[[], Any]
    done: asyncio.Future[Any]
    durable: bool


class Clerk:
    """Runs tasks one after the other in its thread, several in a transaction.

    ``sync`` is called before each commit: what the commit refers to has to be on the disk first.
    """

    def __init__(self, books: Books, *, sync: Callable[[], None]) -> None:
        self._books = books
        self._sync = sync
        self._tasks: queue.SimpleQueue[_Task | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._write, name="clerk", daemon=True)
        self._thread.start()

    async def do(self, work: Callable[[], Result], *, durable: bool = True) -> Result:
        """What the work returns, once it is on the disk (unless a power cut may undo it). Raises what either raises."""
        done: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._tasks.put(_Task(work, done, durable))
        return await done

    def post(self, work: Callable[[], object]) -> None:
        """Have something written with the next commit; a power cut may undo it, and nobody learns what came of it."""
        done: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        done.add_done_callback(lambda future: future.exception())  # what fails here fails for every page too
        self._tasks.put(_Task(work, done, durable=False))

    def close(self) -> None:
        """Finish what is queued, and end."""
        self._tasks.put(None)
        self._thread.join()

    def _write(self) -> None:
        while tasks := list(self._batch()):
            try:
                outcomes = self._commit(tasks)
            except BaseException as failure:  # every task of the commit learns of it
                outcomes = [(task, None, failure) for task in tasks]
            for task, result, error in outcomes:
                task.done.get_loop().call_soon_threadsafe(_settle, task.done, result, error)
            del tasks, outcomes  # or they would keep their pages alive until the next batch

    def _batch(self) -> Iterator[_Task]:
        """What is queued, at least one task; nothing at the end."""
        task = self._tasks.get()
        for _ in range(MOST - 1):
            if task is None:
                break
            yield task
            try:
                task = self._tasks.get_nowait()
            except queue.Empty:
                return
        if task is None:
            self._tasks.put(None)  # for the next round, which ends there
        else:
            yield task

    def _commit(self, tasks: list[_Task]) -> list[tuple[_Task, Any, BaseException | None]]:
        outcomes: list[tuple[_Task, Any, BaseException | None]] = []
        durable = any(task.durable for task in tasks)
        with self._books.transaction(durable=durable):
            for task in tasks:
                try:
                    with self._books.transaction():
                        outcomes.append((task, task.work(), None))
                except Exception as error:  # its own affair: the others go on
                    outcomes.append((task, None, error))
            if durable:
                self._sync()
        return outcomes


class QueuedFrontier:
    """The archive's frontier as spiders see it: what changes it is written by the clerk."""

    def __init__(self, frontier: Frontier, clerk: Clerk) -> None:
        self._frontier = frontier
        self._clerk = clerk

    def document(self, url: str) -> Document | None:
        """What is remembered of a feed or sitemap."""
        return self._frontier.document(url)

    def documents_due(self, now: datetime) -> list[Document]:
        """Feeds and sitemaps whose time has come."""
        return self._frontier.documents_due(now)

    def sources_due(self, now: datetime) -> list[str]:
        """Sources that have pages to fetch."""
        return self._frontier.sources_due(now)

    def rests(self, url: str, now: datetime) -> bool:
        """Whether the story is archived and not due for another look."""
        return self._frontier.rests(url, now)

    def __getattr__(self, name: str) -> Callable[..., Awaitable[Any]]:
        """A method of the frontier, to be awaited."""
        method = getattr(self._frontier, name)

        def queued(*arguments: Any, **named: Any) -> Awaitable[Any]:
            # A power cut may undo it: what is lost is found, leased or tried again.
            return self._clerk.do(partial(method, *arguments, **named), durable=False)

        return queued


class QueuedManners:
    """The archive's manners as spiders see them: what changes them is written by the clerk, in its own time."""

    def __init__(self, manners: Manners, clerk: Clerk) -> None:
        self._manners = manners
        self._clerk = clerk

    def resting(self) -> list[Resting]:
        """The hosts that are left alone."""
        return self._manners.resting()

    def spent(self, source: str, day: date) -> tuple[int, float]:
        """What is spent of a source's budgets."""
        return self._manners.spent(source, day)

    def __getattr__(self, name: str) -> Callable[..., None]:
        """A method that writes."""
        method = getattr(self._manners, name)
        return lambda *arguments, **named: self._clerk.post(partial(method, *arguments, **named))


def _settle(done: asyncio.Future[Any], result: Any, error: BaseException | None) -> None:
    """Tell whoever waits; nobody may be waiting any more."""
    if done.cancelled():
        return
    if error is None:
        done.set_result(result)
    else:
        done.set_exception(error)

"""Extraction in worker processes: a page that kills its worker, or never ends, costs that page and nothing else.

Workers are spawned, not forked: a fork of a process with threads and open databases is a source of rare, strange
deaths. They ignore Ctrl-C, which is for the crawl to handle. Each page has CPU seconds, not wall time, so a busy
machine gives up no page: first a signal raises inside Python; where the parser is stuck in C, a second signal ends
the process.
"""

from __future__ import annotations

import asyncio
import ctypes
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from functools import lru_cache, partial
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from .exceptions import ExtractionError
from .items import Article

if TYPE_CHECKING:
    from .recipes import Recipe

Read = Callable[[bytes, str, str | None], Article]
"""Reads a page: its body, address and Content-Type. A function of a module, so that workers find it."""
Task = Callable[[], Article]

GRACE = 2.0
"""CPU seconds between asking a page's extraction to stop and ending its process."""


class ExtractionPool:
    """Extracts pages: in ``workers`` processes, or here where there are none."""

    def __init__(
        self,
        workers: int | None = None,
        *,
        seconds: float = 30.0,
        read: Read | None = None,
        recipes: Path | None = None,
    ) -> None:
        self.workers = (os.cpu_count() or 1) if workers is None else workers
        self.seconds = seconds
        self.read = read or partial(read_page, recipes=recipes)
        self._pool: ProcessPoolExecutor | None = None
        self._alone = asyncio.Lock()

    async def extract(self, body: bytes, url: str, content_type: str | None = None) -> Article:
        """The article of a page. Raises `ExtractionError` where there is none to be had, whatever the page did."""
        if not self.workers:
            return within(0.0, self.read, body, url, content_type)
        task = partial(within, self.seconds, self.read, body, url, content_type)
        try:
            return await self._run(self._shared(), task)
        except BrokenProcessPool:
            # One of the pages under way did this, and nobody can say which: each is tried again with nobody beside it.
            return await self._run_alone(task)

    def close(self, *, wait: bool = True) -> None:
        """End the workers; without ``wait`` what they are at is lost."""
        if self._pool:
            self._pool.shutdown(wait=wait, cancel_futures=True)
            self._pool = None

    async def _run_alone(self, task: Task) -> Article:
        async with self._alone:
            with process_pool(1) as pool:
                try:
                    return await self._run(pool, task)
                except BrokenProcessPool as error:
                    raise ExtractionError("the extractor died of this page") from error

    async def _run(self, pool: Executor, task: Task) -> Article:
        return await asyncio.get_running_loop().run_in_executor(pool, task)

    def _shared(self) -> ProcessPoolExecutor:
        """The pool, a new one where the last one broke."""
        if self._pool is None or self._pool._broken:  # the library has no public way to ask
            self._pool = process_pool(self.workers)
        return self._pool


def extract_page(
    body: bytes, url: str, content_type: str | None, *, seconds: float, recipes: Path | None = None
) -> Article:
    """Extract one page within that many CPU seconds (0: without a limit). Runs in a worker."""
    return within(seconds, partial(read_page, recipes=recipes), body, url, content_type)


def read_page(body: bytes, url: str | None, content_type: str | None, recipes: Path | None = None) -> Article:
    """Extract one page, with the recipe that a folder of recipes has for its site."""
    from .extraction import extract  # noqa: PLC0415 - in workers only, once they run
    from .recipes import for_url  # noqa: PLC0415 - as above

    recipe = for_url(_recipes_in(recipes), url) if recipes else None
    return extract(body, url, content_type=content_type, recipe=recipe)


@lru_cache(maxsize=2)
def _recipes_in(folder: Path) -> dict[str, Recipe]:
    """The recipes as they were when this process first needed one."""
    from .recipes import load_folder  # noqa: PLC0415 - as above

    return load_folder(folder)


def within(seconds: float, read: Read, body: bytes, url: str, content_type: str | None) -> Article:
    """Read one page within that many CPU seconds (0: without a limit). Raises `ExtractionError`."""
    _set_limit(seconds)
    try:
        return read(body, url, content_type)
    except _TooLong as error:
        raise ExtractionError(f"extraction took more than {seconds:g} seconds") from error
    except RecursionError as error:
        raise ExtractionError("the page is nested too deeply to be read") from error
    except MemoryError as error:
        raise ExtractionError("the page needs more memory than there is") from error
    finally:
        _set_limit(0)


class _TooLong(BaseException):
    """Raised inside extraction by a signal; no `Exception`, so that nothing in there catches it by chance."""


def process_pool(workers: int) -> ProcessPoolExecutor:
    """A pool whose processes are born deaf to Ctrl-C: they inherit what is blocked while they are made."""
    pool = ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"), initializer=_prepare)
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        pool.submit(os.getpid)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    return pool


def _prepare() -> None:
    """Make a worker ready: deaf to Ctrl-C, able to be stopped, and with the extractor loaded."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGVTALRM, _stop)
    _keep_memory()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    from . import extraction  # noqa: F401, PLC0415 - loads it


def _keep_memory() -> None:
    """Have the C library (glibc; others go their own way) keep up to 64 MiB of what a page took, for the next one.

    Else each page's memory is given back, asked for again and filled with zeros by the kernel, page after page: a
    twentieth of the time of extraction, and 0.2 ms more for receiving 300 kB.
    """
    with suppress(OSError, AttributeError, TypeError):
        mallopt = ctypes.CDLL(None).mallopt
        mallopt(_M_TRIM_THRESHOLD, 64 << 20)
        mallopt(_M_MMAP_THRESHOLD, 32 << 20)


_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3
"""Parameters of mallopt(3), as glibc's <malloc.h> numbers them."""


def _end_with_parent() -> None:
    """End this worker when the crawl is gone, however it went: nobody else would."""
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
    os._exit(1)


def _stop(signum: int, frame: FrameType | None) -> None:
    raise _TooLong


def _set_limit(seconds: float) -> None:
    """Ask to be stopped after that much CPU time, and to be ended (as SIGPROF does) if that does not help."""
    if seconds or signal.getsignal(signal.SIGVTALRM) is _stop:
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
        signal.setitimer(signal.ITIMER_PROF, seconds + GRACE if seconds else 0)

"""Extraction of many pages on all cores: in order, in flat memory.

`extracted` is what import, re-extraction and rebuilding have in common. A worker process is given bytes and plain
values, and gives an `Article` back, or says in words why there is none; it knows no archive and no captures.
"""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from typing import Generic, TypeVar

from .exceptions import ExtractionError
from .items import Article, Page

Mark = TypeVar("Mark")

BATCH_BYTES = 1 << 21
"""Bytes of pages handed to a worker at once, 2 MiB: some ten pages, so that handing over costs nothing beside
extracting."""

BATCH_PAGES = 32
"""Pages handed to a worker at once, at most."""

AHEAD = 3
"""Batches under way for each worker: one in hand, one waiting, one being made."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Job(Generic[Mark]):
    """A page to extract, and whatever the caller wants back beside the result."""

    mark: Mark
    """Stays in this process."""
    body: bytes
    """The page as served."""
    url: str
    """Its address."""
    content_type: str | None = None
    """Its Content-Type header."""

    @classmethod
    def of(cls, page: Page, mark: Mark) -> Job[Mark]:
        """The job that a fetched page is."""
        return cls(mark=mark, body=page.body, url=page.url, content_type=content_type(page))


def content_type(page: Page) -> str | None:
    """The Content-Type header of a page.

    >>> from datetime import datetime, UTC
    >>> content_type(Page(url="", requested_url="", fetched_at=datetime.now(UTC), status=200,
    headers=[("content-type", "a/b")])) 'a/b'
    """
    return next((value for name, value in page.headers if name.lower() == "content-type"), None)


def extracted(jobs: Iterable[Job[Mark]], *, workers: int | None = None) -> Iterator[tuple[Mark, Article | str]]:
    """Each job's mark with its article, or with the reason why there is none, in the order of the jobs.

    ``workers`` is how many processes extract: None uses every core, 0 this process. Jobs are taken as they are
    needed: what is in memory is a few batches for each worker, however many jobs there are.
    """
    if workers == 0:
        yield from ((job.mark, _extract_one(job.body, job.url, job.content_type)) for job in jobs)
        return
    count = workers or available_cores()
    spawn = multiprocessing.get_context("spawn")  # fork copies locks that threads of this process may hold
    with ProcessPoolExecutor(count, mp_context=spawn, initializer=_warm_up) as pool:
        try:
            yield from _in_order(pool, _batches(jobs), ahead=count * AHEAD)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def available_cores() -> int:
    """Cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _in_order(
    pool: Executor, batches: Iterator[list[Job[Mark]]], *, ahead: int
) -> Iterator[tuple[Mark, Article | str]]:
    """Keep ``ahead`` batches under way; give results out in the order of the batches."""
    under_way: deque[tuple[list[Mark], Future[list[Article | str]]]] = deque()

    def submit(batch: list[Job[Mark]]) -> None:
        pages = [(job.body, job.url, job.content_type) for job in batch]
        under_way.append(([job.mark for job in batch], pool.submit(_extract_batch, pages)))

    for batch in islice(batches, ahead):
        submit(batch)
    while under_way:
        marks, future = under_way.popleft()
        yield from zip(marks, future.result(), strict=True)
        for batch in islice(batches, 1):
            submit(batch)


def _batches(jobs: Iterable[Job[Mark]]) -> Iterator[list[Job[Mark]]]:
    """Jobs in batches of about equal work."""
    batch: list[Job[Mark]] = []
    size = 0
    for job in jobs:
        batch.append(job)
        size += len(job.body)
        if size >= BATCH_BYTES or len(batch) >= BATCH_PAGES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _warm_up() -> None:
    """Load the extractor before the first page waits for it; leave Ctrl-C to the process that started this one."""
    import signal  # noqa: PLC0415 - in the worker only

    from . import extraction  # noqa: F401, PLC0415 - in the worker only

    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _extract_batch(pages: list[tuple[bytes, str, str | None]]) -> list[Article | str]:
    return [_extract_one(*page) for page in pages]


def _extract_one(body: bytes, url: str, content_type: str | None) -> Article | str:
    """An article, or why there is none: one page that cannot be read shall not end the work on a million others."""
    from .extraction import extract  # noqa: PLC0415 - lxml only where pages are extracted

    try:
        return extract(body, url, content_type=content_type)
    except ExtractionError as error:
        return str(error)
    except (RecursionError, MemoryError, ValueError, ArithmeticError, LookupError, TypeError, AttributeError) as error:
        return f"the extractor failed on it ({type(error).__name__}: {error}); please report the page"

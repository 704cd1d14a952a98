"""Extraction of many pages on all cores: in order, in flat memory.

`extracted` is what import, re-extraction and rebuilding have in common. A worker process is given bytes and plain
values, and gives an `Article` back, or says in words why there is none; it knows no archive and no captures.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Generic, Self, TypeVar

from .exceptions import ExtractionError
from .items import Article, Page
from .workers import extract_page, process_pool

Mark = TypeVar("Mark")
Plain = tuple[bytes, str, str | None]

BATCH_BYTES = 1 << 21
"""Bytes of pages handed to a worker at once, 2 MiB: some ten pages, so that handing over costs nothing beside
extracting."""

BATCH_PAGES = 32
"""Pages handed to a worker at once, at most."""

AHEAD = 3
"""Batches under way for each worker: one in hand, one waiting, one being made."""

PAGE_SECONDS = 30.0
"""CPU seconds after which a page is given up: a thousand times what pages take."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Job(Generic[Mark]):
    """A page to extract, and whatever the caller wants back beside the result."""

    mark: Mark
    """Stays in this process."""
    body: bytes
    """The page as served; empty where there is nothing to extract, which gives None."""
    url: str
    """Its address."""
    content_type: str | None = None
    """Its Content-Type header."""

    @classmethod
    def of(cls, page: Page, mark: Mark) -> Job[Mark]:
        """The job that a fetched page is."""
        return cls(mark=mark, body=page.body, url=page.url, content_type=content_type(page))

    @property
    def plain(self) -> Plain:
        """What a worker is given."""
        return self.body, self.url, self.content_type


Result = Article | str | None
"""An article, or why there is none, or None where there was nothing to extract."""


def content_type(page: Page) -> str | None:
    """The Content-Type header of a page.

    >>> from datetime import datetime, UTC
    >>> seen = datetime(2026, 5, 2, tzinfo=UTC)
    >>> content_type(Page(url="", requested_url="", fetched_at=seen, status=200, headers=[("content-type", "a/b")]))
    'a/b'
    """
    return next((value for name, value in page.headers if name.lower() == "content-type"), None)


def extracted(
    jobs: Iterable[Job[Mark]], *, workers: int | None = None, recipes: Path | None = None
) -> Iterator[tuple[Mark, Result]]:
    """Each job's mark with its article, or with the reason why there is none, in the order of the jobs.

    ``workers`` is how many processes extract: None uses every core, 0 this process; ``recipes`` the folder of recipes.
    Jobs are taken as they are needed: what is in memory is a few batches for each worker, however many jobs there are.
    """
    if workers == 0:
        yield from ((job.mark, _extract(job.plain, seconds=0, recipes=recipes)) for job in jobs)
        return
    with _Workers(workers or available_cores(), recipes) as pool:
        yield from _in_order(pool, _batches(jobs))


def available_cores() -> int:
    """Cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _Workers:
    """Processes that extract batches. A page that kills its process costs that page and nothing else."""

    def __init__(self, count: int, recipes: Path | None) -> None:
        self.count = count
        self.recipes = recipes
        self._pool = process_pool(count)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(wait=kind is None, cancel_futures=True)

    def submit(self, batch: list[Plain]) -> Future[list[Result]]:
        """Begin a batch."""
        return self._pool.submit(_extract_batch, batch, self.recipes)

    def renew(self) -> None:
        """Have processes again after one has died, which ends them all."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._pool = process_pool(self.count)

    def one_by_one(self, batch: list[Plain]) -> list[Result]:
        """The batch in a process of its own, page by page, to find the one that kills."""
        results: list[Result] = []
        for plain in batch:
            with process_pool(1) as alone:
                try:
                    results.append(alone.submit(_extract, plain, recipes=self.recipes).result())
                except BrokenProcessPool:
                    results.append("the extractor died of this page")
        return results


@dataclass(slots=True)
class _UnderWay(Generic[Mark]):
    """A batch that a worker has."""

    marks: list[Mark]
    batch: list[Plain]
    future: Future[list[Result]]


def _in_order(pool: _Workers, batches: Iterator[list[Job[Mark]]]) -> Iterator[tuple[Mark, Result]]:
    """Keep some batches under way for each worker; give results out in the order of the batches."""
    under_way: deque[_UnderWay[Mark]] = deque()

    def submit(count: int) -> None:
        for jobs in islice(batches, count):
            plain = [job.plain for job in jobs]
            under_way.append(_UnderWay([job.mark for job in jobs], plain, _submitted(pool, plain)))

    submit(pool.count * AHEAD)
    while under_way:
        first = under_way.popleft()
        try:
            results = first.future.result()
        except BrokenProcessPool:
            results = pool.one_by_one(first.batch)
            pool.renew()
            for waiting in under_way:
                waiting.future = pool.submit(waiting.batch)
        submit(1)
        yield from zip(first.marks, results, strict=True)


def _submitted(pool: _Workers, batch: list[Plain]) -> Future[list[Result]]:
    """Begin a batch; where the processes have died meanwhile, say so when its turn comes."""
    try:
        return pool.submit(batch)
    except BrokenProcessPool as error:
        broken: Future[list[Result]] = Future()
        broken.set_exception(error)
        return broken


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


def _extract_batch(batch: list[Plain], recipes: Path | None) -> list[Result]:
    return [_extract(plain, recipes=recipes) for plain in batch]


def _extract(plain: Plain, *, seconds: float = PAGE_SECONDS, recipes: Path | None) -> Result:
    """An article, or why there is none: one page that cannot be read shall not end the work on a million others.

    ``seconds`` is for workers only, which are ready to be stopped.
    """
    body, url, media = plain
    if not body:
        return None
    try:
        return extract_page(body, url, media, seconds=seconds, recipes=recipes)
    except ExtractionError as error:
        return str(error)
    except Exception as error:  # a fault of the extractor, told of as such and counted
        return f"the extractor failed on it, please report the page ({type(error).__name__}: {error})"

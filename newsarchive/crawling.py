"""Runs crawls: from the command line and from Python, in the same way as `scrapy crawl` does.

Scrapy's reactor starts once in a process, so a process runs one crawl, one survey or one watch (which is many runs, one
after the other) in its life; who wants more starts more processes. Spiders and pipelines are named in the settings and
loaded by Scrapy; nothing here imports them.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from collections.abc import Callable, Coroutine, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

from . import settings as defaults
from .exceptions import ArchiveBusy
from .report import CrawlReport, crawl_failed, document_read, page_settled, surveyed, watch_noted

if TYPE_CHECKING:
    from scrapy.crawler import AsyncCrawlerProcess, Crawler

    from .exceptions import NewsarchiveError
    from .survey import Survey

BUSY_SECONDS = 60
"""Between two tries of a watch to begin a run while another process writes to the archive."""
_INTERRUPTED = 130  # 128 + SIGINT, as shells have it

Listener = Callable[..., None]


@dataclass(kw_only=True, slots=True)
class Crawl:
    """A crawl to run: where, what of, and who listens."""

    archive: Path
    """The archive's file."""
    sources: Path
    """The sources file."""
    names: tuple[str, ...] = ()
    """Sources to crawl; none means all that are enabled."""
    since: str | None = None
    """Day (YYYY-MM-DD) from which stories are of interest."""
    until: str | None = None
    """Last day (YYYY-MM-DD) of interest, with ``since``."""
    per_day: int | None = None
    """Old stories of each source that ``since`` puts on a day; None leaves it to the sources file."""
    limit: int | None = None
    """Pages to fetch at most."""
    revisit: bool = False
    """Look at archived stories again though it is not their time."""
    settings: dict[str, Any] = field(default_factory=dict)
    """Scrapy settings above all others."""
    on_page: Listener = lambda event: None
    """Called with each `newsarchive.report.Settled`."""
    on_document: Listener = lambda event: None
    """Called with each `newsarchive.report.DocumentRead`."""
    on_interrupt: Callable[[int], None] = lambda count: None
    """Called when the crawl is asked to stop; a second time before it stops at once."""


@dataclass(kw_only=True, slots=True)
class Crawled:
    """What came of a crawl."""

    report: CrawlReport
    """Its counts."""
    interrupted: bool
    """Whether it was asked to stop before its end."""


def crawl(order: Crawl) -> Crawled:
    """Run a crawl to its end. Raises what stopped it: `ArchiveError`, `SourceError`, `UsageError` …"""
    report, failures = CrawlReport(), list[BaseException]()

    def fail(error: BaseException) -> None:  # the dispatcher looks at names of arguments, and `append` shows none
        failures.append(error)

    listeners: list[tuple[Listener, object]] = [
        (report.settle, page_settled),
        (report.read, document_read),
        (order.on_page, page_settled),
        (order.on_document, document_read),
        (fail, crawl_failed),
    ]
    own = {"NEWSARCHIVE_ARCHIVE": str(order.archive), "NEWSARCHIVE_SOURCES": str(order.sources)}
    interrupted = run(
        "news",
        {**own, **order.settings},
        arguments={
            "source": ",".join(order.names),
            "since": order.since,
            "until": order.until,
            "per_day": order.per_day,
            "limit": order.limit,
            "revisit": order.revisit,
        },
        listeners=listeners,
        on_interrupt=order.on_interrupt,
    )
    if failures:
        raise failures[0]
    return Crawled(report=report, interrupted=interrupted)


@dataclass(kw_only=True, slots=True)
class Watch:
    """A watch to run: where, what of, and who listens."""

    archive: Path
    """The archive's file."""
    sources: Path
    """The sources file."""
    names: tuple[str, ...] = ()
    """Sources to watch; none means all that are enabled."""
    settings: dict[str, Any] = field(default_factory=dict)
    """Scrapy settings above all others."""
    on_page: Listener = lambda event: None
    """Called with each `newsarchive.report.Settled`."""
    on_document: Listener = lambda event: None
    """Called with each `newsarchive.report.DocumentRead`."""
    on_note: Callable[[str], None] = lambda words: None
    """Called with what a person should know of: a network that is gone, a sources file that cannot be read."""
    on_run: Callable[[int], None] = lambda number: None
    """Called when a run begins (the first is 1): once a day, and when the sources file has changed."""
    on_interrupt: Callable[[int], None] = lambda count: None
    """Called when the watch is asked to stop; a second time before it stops at once."""


def watch(order: Watch) -> None:
    """Watch until told to stop (Ctrl-C, SIGTERM). Raises what stopped it: `ArchiveError`, `SourceError` …

    One run follows the other in this process. Where another process writes to the archive when a run is to begin, the
    first run is refused; a later one waits.
    """
    settings = {"NEWSARCHIVE_ARCHIVE": str(order.archive), "NEWSARCHIVE_SOURCES": str(order.sources), **order.settings}
    process = _process(settings)

    async def runs() -> None:
        number = 0
        while not asked:
            number += 1
            order.on_run(number)
            try:
                goes_on = await _watch_once(process, order)
            except ArchiveBusy as error:
                if number == 1:
                    raise
                order.on_note(str(error))
                for _ in range(BUSY_SECONDS):
                    if not asked:
                        await asyncio.sleep(1)
                continue
            if not goes_on:
                return

    with _interrupts(process, order.on_interrupt) as asked:
        _run_to_end(process, runs())


async def _watch_once(process: AsyncCrawlerProcess, order: Watch) -> bool:
    """One run of a watch; whether another is to follow. Raises what stopped it."""
    failures = list[BaseException]()

    def fail(error: BaseException) -> None:
        failures.append(error)
        order.on_note(f"{type(error).__name__}: {error}")

    def note(words: str) -> None:
        order.on_note(words)

    crawler = process.create_crawler("watch")
    listeners = [(order.on_page, page_settled), (order.on_document, document_read), (note, watch_noted)]
    for listener, about in [*listeners, (fail, crawl_failed)]:
        crawler.signals.connect(listener, signal=about, weak=False)
    await process.crawl(crawler, source=",".join(order.names))
    goes_on = getattr(crawler.spider, "ending", None) is not None
    if failures and not goes_on:
        raise failures[0]
    return goes_on


def survey_sites(
    addresses: Iterable[str],
    *,
    sources: Path,
    settings: dict[str, Any] | None = None,
    on_survey: Callable[[str, Survey | NewsarchiveError], None] = lambda address, result: None,
) -> dict[str, Survey | NewsarchiveError]:
    """Survey sites; what came of each address, in their order. ``on_survey`` hears of each as it is done."""
    wanted = list(dict.fromkeys(addresses))
    results: dict[str, Survey | NewsarchiveError] = {}

    def note(address: str, result: Survey | NewsarchiveError) -> None:
        results[address] = result
        on_survey(address, result)

    run(
        "survey",
        {"NEWSARCHIVE_SOURCES": str(sources), **(settings or {})},
        arguments={"url": wanted},
        listeners=[(note, surveyed)],
    )
    return {address: results[address] for address in wanted if address in results}


def run(
    spider: str,
    settings: dict[str, Any],
    *,
    arguments: dict[str, Any],
    listeners: Iterable[tuple[Listener, object]] = (),
    on_interrupt: Callable[[int], None] = lambda count: None,
) -> bool:
    """Run a spider to its end; whether it was asked to stop before. Raises what kept it from starting."""
    process = _process(settings)
    crawler = process.create_crawler(spider)
    for listener, about in listeners:
        crawler.signals.connect(listener, signal=about, weak=False)
    task = process.crawl(crawler, **arguments)
    with _interrupts(process, on_interrupt) as asked:
        process.start(install_signal_handlers=False)
    if task.done() and not task.cancelled() and (error := task.exception()):
        raise error
    return bool(asked)


def _process(settings: dict[str, Any]) -> AsyncCrawlerProcess:
    """A process for crawls, with our settings and those given above them."""
    from scrapy.crawler import AsyncCrawlerProcess  # noqa: PLC0415 - a second's worth of imports
    from scrapy.settings import Settings  # noqa: PLC0415 - as above

    every = Settings(defaults.scrapy_settings(), priority="project")
    every.setdict(settings, priority="cmdline")
    logging.raiseExceptions = False  # a log that cannot be written (the disk is full) is no reason to fill the screen
    return AsyncCrawlerProcess(every)


def _run_to_end(process: AsyncCrawlerProcess, work: Coroutine[Any, Any, None]) -> None:
    """Run the reactor until some work is done. Raises what it raised."""
    from twisted.internet import reactor  # noqa: PLC0415 - may be imported only once one is installed

    running: Any = reactor  # its type is an interface, which nobody implements as a module
    task = asyncio.get_event_loop().create_task(work)
    task.add_done_callback(lambda done: running.callLater(0, running.stop))
    process.start(stop_after_crawl=False, install_signal_handlers=False)
    if task.done() and not task.cancelled() and (error := task.exception()):
        raise error


@contextmanager
def _interrupts(process: AsyncCrawlerProcess, tell: Callable[[int], None]) -> Iterator[list[int]]:
    """Ctrl-C and SIGTERM: the first lets what is in flight finish, the second ends the process at once.

    Ending at once loses nothing: what was reported as stored is on disk, and what was under way is taken up again.
    """
    from twisted.internet import reactor  # noqa: PLC0415 - may be imported only once one is installed

    asked: list[int] = []

    def ask(number: int, frame: FrameType | None) -> None:
        asked.append(number)
        tell(len(asked))
        if len(asked) > 1:
            os._exit(_INTERRUPTED)
        reactor.callFromThread(_stop, list(process.crawlers))

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


_stopping: set[asyncio.Task[None]] = set()  # asyncio holds its tasks weakly


def _stop(crawlers: list[Crawler]) -> None:
    for crawler in crawlers:
        _stopping.add(asyncio.ensure_future(crawler.stop_async()))

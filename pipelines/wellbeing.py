"""How the sources are doing, judged while a crawl runs and at its end: what changed is kept in the archive, and told.

Judging reads the archive through a connection of its own in a thread, so that neither fetching nor storing waits for
it, nor for a slow command or webhook.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Self

from scrapy import signals

from newsarchive.alerts import told
from newsarchive.archive import Archive
from newsarchive.exceptions import ArchiveError

from .session import ArchiveSession

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from newsarchive.archive import Change

logger = logging.getLogger(__name__)


class Wellbeing:
    """Judges sources every so many minutes; keeps and tells verdicts that changed."""

    def __init__(self, path: Path, *, minutes: float, on_change: str | None, crawler: Crawler) -> None:
        self.path = path
        self.minutes = minutes
        self.on_change = on_change
        self.crawler = crawler
        self._judging: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read the settings and listen."""
        settings = crawler.settings
        judge = cls(
            Path(settings["NEWSARCHIVE_ARCHIVE"]),
            minutes=settings.getfloat("NEWSARCHIVE_HEALTH_MINUTES"),
            on_change=settings["NEWSARCHIVE_ON_CHANGE"],
            crawler=crawler,
        )
        crawler.signals.connect(judge.spider_opened, signal=signals.spider_opened)
        crawler.signals.connect(judge.spider_closed, signal=signals.spider_closed)
        return judge

    def spider_opened(self) -> None:
        """Begin to judge now and then."""
        self._judging = asyncio.ensure_future(self._now_and_then())

    async def spider_closed(self) -> None:
        """Judge once more; the session has closed the archive."""
        if self._judging:
            self._judging.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._judging
        if ArchiveSession.of(self.crawler).failure is None:
            await asyncio.to_thread(self._judge_and_keep)

    async def _now_and_then(self) -> None:
        session = ArchiveSession.of(self.crawler)
        while True:
            await asyncio.sleep(60 * self.minutes)
            try:
                if done := await asyncio.to_thread(self._changes):
                    await session.clerk.do(partial(session.archive.keep_verdicts, done), durable=False)
            except ArchiveError as error:
                logger.warning("how sources are doing could not be judged: %s", error)

    def _changes(self) -> list[Change]:
        """What changed, and could be told."""
        with Archive(self.path, read_only=True) as archive:
            return told(archive.changed_verdicts(), self.on_change, problem=logger.warning)

    def _judge_and_keep(self) -> None:
        try:
            if done := self._changes():
                with Archive(self.path) as archive:
                    archive.keep_verdicts(done)
        except ArchiveError as error:
            logger.warning("how sources are doing could not be judged: %s", error)

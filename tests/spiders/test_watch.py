"""How a watch keeps time. What it does with it: tests/cli/test_watch.py."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from newsarchive.spiders import watch
from newsarchive.spiders.network import SUSPENSE, Network
from newsarchive.spiders.site import Plan, Site
from newsarchive.spiders.watch import WatchSpider

from newsarchive.sources import Source

NOON = datetime(2026, 5, 2, 12, tzinfo=UTC)


class NothingDue:
    """A frontier that has nothing, and counts how often it is looked at."""

    looks = 0

    async def declare(self, documents: dict[str, str], **rest: Any) -> None:
        pass

    def documents_due(self, now: datetime) -> list[Any]:
        return []

    def sources_due(self, now: datetime) -> list[str]:
        self.looks += 1
        return []

    async def lease(self, **rest: Any) -> list[Any]:
        return []


@pytest.fixture
def spider(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> WatchSpider:
    (tmp_path / "sources.toml").write_text("")
    source = Source(name="post", url="https://post.example/", feeds=("https://post.example/feed",))
    spider = WatchSpider(sites=[Site(source=source)], plan=Plan(recent=date(2026, 5, 1)))
    spider.sources_file, spider.as_read = tmp_path / "sources.toml", (tmp_path / "sources.toml").stat().st_mtime
    spider.settings = SimpleNamespace(getint=lambda name: 900)  # type: ignore[assignment]  # what it asks of them
    spider.frontier, spider.worker = NothingDue(), "test"  # type: ignore[assignment]  # as above

    async def close(reason: str) -> None:
        pass

    monkeypatch.setattr(spider, "close_run", close)
    monkeypatch.setattr(watch, "LOOK", 0.02)
    return spider


async def run(spider: WatchSpider, until: Any) -> None:
    """Let it watch until a law holds, then end it."""

    async def stop() -> None:
        while not until():
            await asyncio.sleep(0.01)
        spider.end("test")

    async with asyncio.timeout(10):
        stopper = asyncio.ensure_future(stop())
        async for _ in spider.start():
            pass
        await stopper


def test_it_looks_again_and_again(spider: WatchSpider) -> None:
    asyncio.run(run(spider, lambda: spider.frontier.looks > 5))  # type: ignore[attr-defined]  # counts
    assert spider.ending == "test"


def test_a_clock_that_is_put_back_does_not_stop_it(spider: WatchSpider, monkeypatch: pytest.MonkeyPatch) -> None:
    """The scheduler's next look lies a year ahead, as after the clock was put back by a year."""
    monkeypatch.setattr(watch, "PULSE", 0.1)
    far: list[AsyncIOScheduler] = []
    usual = WatchSpider.set_jobs

    def once_far(self: WatchSpider, scheduler: AsyncIOScheduler) -> None:
        usual(self, scheduler)
        if not far:
            far.append(scheduler)
            for job in scheduler.get_jobs():
                job.modify(next_run_time=datetime.now(UTC) + timedelta(days=365))

    monkeypatch.setattr(WatchSpider, "set_jobs", once_far)
    asyncio.run(run(spider, lambda: spider.frontier.looks > 1))  # type: ignore[attr-defined]  # counts


def test_the_run_ends_with_the_day(spider: WatchSpider) -> None:
    async def next_end() -> datetime:
        scheduler = spider.scheduler()
        spider.set_jobs(scheduler)
        scheduler.start(paused=True)
        found = [job.next_run_time for job in scheduler.get_jobs() if job.func == spider.end]
        scheduler.shutdown(wait=False)
        return found[0]  # type: ignore[no-any-return]  # the library has no types

    ends = asyncio.run(next_end())
    assert (ends.hour, ends.minute, ends.utcoffset()) == (0, 0, timedelta())
    assert ends - datetime.now(UTC) <= timedelta(days=1)


def test_a_failure_that_nobody_else_can_explain_is_held_for_a_while_only() -> None:
    network: Network[str] = Network(sites=300)
    assert network.failed("a", "a failed", NOON) == []
    assert network.overdue(NOON + SUSPENSE / 2) == []
    assert network.overdue(NOON + SUSPENSE) == ["a failed"]
    assert network.overdue(NOON + SUSPENSE * 2) == []


def test_a_site_cannot_explain_its_own_failure() -> None:
    network: Network[str] = Network(sites=300)
    network.failed("a", "a failed", NOON)
    assert network.answered("a") == []
    assert network.answered("b") == ["a failed"]


def test_with_one_site_there_is_no_telling() -> None:
    network: Network[str] = Network(sites=1)
    for _ in range(10):
        network.failed("a", "a failed", NOON)
    assert not network.down


def test_while_nothing_answers_one_site_is_asked_now_and_then() -> None:
    network: Network[str] = Network(sites=2)
    for name in "ab":
        network.failed(name, name, NOON)
    assert network.down
    probes = [network.may_probe(NOON + timedelta(seconds=5 * tick)) for tick in range(1, 25)]
    assert probes.count(True) == 4

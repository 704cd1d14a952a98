"""The clerk: many writes in one commit, each answered for itself."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from newsarchive.pipelines.clerk import MOST, Clerk, QueuedFrontier

from newsarchive.archive import Archive
from newsarchive.items import Candidate


class Books:
    """Counts what a clerk does to its books."""

    def __init__(self) -> None:
        self.events: list[str] = []
        self.depth = 0
        self.fails = False

    @contextmanager
    def transaction(self, *, durable: bool = True) -> Iterator[None]:
        self.depth += 1
        try:
            yield
            if self.depth == 1:
                if self.fails:
                    raise OSError("no space")
                self.events.append("durable commit" if durable else "commit")
        finally:
            self.depth -= 1

    def sync(self) -> None:
        self.events.append("sync")


def run(books: Books, *works: Callable[[], object], durable: bool = True) -> list[object]:
    """What a clerk says of these tasks, given to it at once; the first waits until all are queued."""

    async def give() -> list[object]:
        clerk = Clerk(books, sync=books.sync)
        try:
            tasks = [asyncio.ensure_future(clerk.do(work, durable=durable)) for work in works]
            return await asyncio.gather(*tasks, return_exceptions=True)
        finally:
            clerk.close()

    return asyncio.run(give())


def test_tasks_run_in_order_and_share_commits() -> None:
    books, done = Books(), list[int]()

    def work(number: int) -> int:
        done.append(number)
        return number

    assert run(books, *(partial(work, number) for number in range(200))) == [*range(200)]
    assert done == [*range(200)]
    assert 200 / MOST <= books.events.count("durable commit") <= 200
    assert books.events[0::2] == ["sync"] * (len(books.events) // 2)  # each commit has its sync before it


def test_what_a_power_cut_may_undo_waits_for_no_disk() -> None:
    books = Books()
    run(books, lambda: 1, durable=False)
    assert books.events == ["commit"]


def test_a_task_that_fails_fails_alone() -> None:
    def fail() -> None:
        raise ValueError("bad page")

    first, bad, last = run(Books(), lambda: 1, fail, lambda: 3)
    assert (first, str(bad), last) == (1, "bad page", 3)


def test_a_commit_that_fails_is_told_to_every_task() -> None:
    books = Books()
    books.fails = True
    assert [str(said) for said in run(books, lambda: 1, lambda: 2)] == ["no space", "no space"]


def test_work_of_a_task_that_fails_is_undone_and_that_of_others_kept(tmp_path: Path) -> None:
    with Archive(tmp_path / "a.db", create=True) as archive:

        def note(key: str, *, fail: bool = False) -> None:
            archive.connection.run("INSERT INTO sources (name, added_at) VALUES (?, '2026-01-01T00:00:00Z')", (key,))
            if fail:
                raise ValueError(key)

        async def give() -> None:
            clerk = Clerk(archive, sync=lambda: None)
            tasks = [clerk.do(lambda: note("a")), clerk.do(lambda: note("b", fail=True)), clerk.do(lambda: note("c"))]
            await asyncio.gather(*tasks, return_exceptions=True)
            clerk.close()

        asyncio.run(give())
        assert [row["name"] for row in archive.connection.rows("SELECT name FROM sources ORDER BY name")] == ["a", "c"]


def test_the_frontier_is_written_by_the_clerk(tmp_path: Path) -> None:
    now = datetime(2026, 11, 3, tzinfo=UTC)

    async def give(archive: Archive) -> None:
        clerk = Clerk(archive, sync=lambda: None)
        frontier = QueuedFrontier(archive.frontier, clerk)
        assert frontier.document("http://a.test/feed") is None
        assert await frontier.offer([Candidate(url="http://a.test/1", via="feed")], source="a", now=now) == 1
        (due,) = await frontier.lease(sources=["a"], limit=5, now=now, worker="w")
        assert due.url == "http://a.test/1"
        clerk.close()

    with Archive(tmp_path / "a.db", create=True) as archive:
        asyncio.run(give(archive))


@pytest.mark.parametrize("number", [MOST - 1, MOST, MOST + 1, 2 * MOST])
def test_a_clerk_ends_however_full_its_last_batch_is(number: int) -> None:
    assert run(Books(), *(lambda: 1 for _ in range(number))) == [1] * number

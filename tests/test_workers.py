"""Pages that kill workers, never end or fail: each costs itself and nothing else."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import deadly
import pytest

from newsarchive.exceptions import ExtractionError
from newsarchive.items import Article
from newsarchive.workers import ExtractionPool


def read_all(pages: list[bytes], *, workers: int = 2, seconds: float = 30.0) -> list[Article | BaseException]:
    """What a pool makes of these pages, given to it at once."""

    async def run() -> list[Article | BaseException]:
        pool = ExtractionPool(workers, seconds=seconds, read=deadly.read)
        try:
            reading = (pool.extract(page, f"http://a.test/{number}") for number, page in enumerate(pages))
            return await asyncio.gather(*reading, return_exceptions=True)
        finally:
            pool.close()

    return asyncio.run(run())


def headlines(results: list[Article | BaseException]) -> list[str | None]:
    return [result.headline if isinstance(result, Article) else str(result) for result in results]


def test_a_page_that_kills_its_worker_costs_that_page_only() -> None:
    pages = [b"one", b"wait", b"die", b"two", b"wait", b"three"]
    expected = ["one", "wait", "the extractor died of this page", "two", "wait", "three"]
    assert headlines(read_all(pages)) == expected


def test_a_page_that_never_ends_is_given_up() -> None:
    expected = ["one", "extraction took more than 0.5 seconds", "two"]
    assert headlines(read_all([b"one", b"loop", b"two"], seconds=0.5)) == expected


@pytest.mark.slow
def test_a_page_that_is_stuck_in_c_code_is_given_up_with_its_worker() -> None:
    results = read_all([b"stick", b"one"], workers=1, seconds=0.2)
    assert headlines(results) == ["the extractor died of this page", "one"]


def test_what_an_extractor_did_not_expect_reaches_the_caller_as_it_is() -> None:
    deep, bad, good = read_all([b"recurse", b"fail", b"one"])
    assert isinstance(deep, ExtractionError)
    assert (type(bad), str(bad)) == (ValueError, "unexpected")
    assert isinstance(good, Article)


def test_without_workers_pages_are_read_here() -> None:
    assert headlines(read_all([b"one", b"two"], workers=0)) == ["one", "two"]


def test_a_real_page_is_read_in_a_worker() -> None:
    async def run() -> Article:
        pool = ExtractionPool(1)
        try:
            return await pool.extract(
                b"<h1>Rain at last</h1><p>It rained on Monday.</p>", "http://a.test/1", "text/html"
            )
        finally:
            pool.close()

    assert asyncio.run(run()).url == "http://a.test/1"


PROGRAM = """
import asyncio, deadly
from newsarchive.workers import ExtractionPool
async def run():
    pool = ExtractionPool(2, read=deadly.read)
    await pool.extract(b"one", "http://a.test/1")
    print(*pool._pool._processes, flush=True)
    await asyncio.sleep(60)
if __name__ == "__main__":
    asyncio.run(run())
"""


def test_workers_end_when_the_crawl_is_killed(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    process = subprocess.Popen(
        [sys.executable, str(program)],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parent)},
    )
    assert process.stdout is not None
    workers = [int(number) for number in process.stdout.readline().split()]
    assert workers
    process.send_signal(signal.SIGKILL)
    process.communicate()
    give_up = time.monotonic() + 30
    while any(_lives(worker) for worker in workers):
        assert time.monotonic() < give_up
        time.sleep(0.05)


def _lives(process: int) -> bool:
    """Whether a process runs (one that has ended and waits to be noticed does not)."""
    try:
        return " Z " not in Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False

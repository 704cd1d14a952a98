#!/usr/bin/env python3
"""A long crawl of made-up pages, all different: whether memory stays flat, and whether every story is archived.

    python benchmarks/soak.py --pages 50000              # 50 sites; 8 KB a page, so that pages, not bytes, are many
    python benchmarks/soak.py --pages 2000 --size 60000

Runs `newsarchive crawl` without delay against a loopback server (an HTTP proxy), and prints at every tenth of the pages
how many are archived and what memory the crawl's own process and its workers hold. Exit code 1 where stories are
missing at the end, or where the crawl's process holds over a third more than it did when the first tenth was done.
Linux only: memory is read from /proc.
"""

import argparse
import multiprocessing
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from crawl import serve, sources, story

GROWTH = 4 / 3
"""How much more memory than at the first tenth counts as flat: caches fill, and allocators keep what they had."""


def held(process: int) -> float:
    """Memory that a process holds, MiB."""
    return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * resource.getpagesize() / 2**20


def workers(process: int) -> list[int]:
    """Processes that it has started."""
    return [int(child) for child in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def archived(archive: Path) -> int:
    """Stories in the archive."""
    if not archive.exists():
        return 0
    connection = sqlite3.connect(f"file:{archive}?mode=ro", uri=True, timeout=30)
    try:
        return int(connection.execute("SELECT count(*) FROM articles").fetchone()[0])
    except sqlite3.OperationalError:  # the crawl has not made its tables yet
        return 0
    finally:
        connection.close()


def watched(crawl: subprocess.Popen[bytes], archive: Path, pages: int) -> Iterator[float]:
    """Memory of the crawl's process at each tenth of the pages, printed beside that of its workers."""
    print("   pages  pages/s  crawl MiB  workers MiB", flush=True)
    start, step = time.monotonic(), 1
    while crawl.poll() is None:
        time.sleep(1)
        done = archived(archive)
        if done < step * pages / 10 or crawl.poll() is not None:
            continue
        own, others = held(crawl.pid), sorted(map(held, workers(crawl.pid)))[-2:]
        print(
            f"{done:8,} {done / (time.monotonic() - start):8.0f} {own:10.0f}  {' '.join(f'{it:.0f}' for it in others)}",
            flush=True,
        )
        step = done * 10 // pages + 1
        yield own


def main() -> None:
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("--pages", type=int, default=50_000)
    cli.add_argument("--sites", type=int, default=50)
    cli.add_argument("--size", type=int, default=8_000, help="bytes of a page, about")
    cli.add_argument("--workers", type=int, help="processes that extract")
    given = cli.parse_args()
    stories = given.pages // given.sites
    here, there = multiprocessing.Pipe()
    page = partial(story, size=given.size)
    multiprocessing.Process(target=serve, args=(page, stories, there), daemon=True).start()
    environment = {"http_proxy": f"http://127.0.0.1:{here.recv()}", "PATH": "/usr/bin:/bin"}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "sources.toml").write_text(sources(given.sites, given.workers))
        options = ["--archive", "a.db", "--sources", "sources.toml"]
        command = [sys.executable, "-m", "newsarchive", *options, "crawl", "--quiet"]
        with subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL) as crawl:
            memory = list(watched(crawl, folder / "a.db", given.pages))
        missing = stories * given.sites - archived(folder / "a.db")
    print(f"{missing} of {stories * given.sites:,} stories are missing; crawl ended with {crawl.returncode}")
    flat = len(memory) < 2 or max(memory[1:]) <= GROWTH * memory[0]
    raise SystemExit(0 if flat and not missing and crawl.returncode == 0 else 1)


if __name__ == "__main__":
    main()

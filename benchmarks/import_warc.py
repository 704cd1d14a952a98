#!/usr/bin/env python3
"""Articles a second from a WARC file into an archive: reading, extraction on all cores, storage, full-text index.

    python benchmarks/import_warc.py                          # 2,000 made-up pages of 60 KB
    python benchmarks/import_warc.py --pages FOLDER           # pages from files (*.html, *.html.gz), each many times
    python benchmarks/import_warc.py --count 20000            # longer: memory must not grow with it

Aim: at least 100 articles a second on two cores. Beside it stands the raw rate: extraction alone. CPU time of this
process and of the workers is told apart, and what both together would give on two cores that have nothing else to do;
the other rates are of wall time, for which the machine should be idle.
"""

from __future__ import annotations

import argparse
import gzip
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from newsarchive.archive import Archive
from newsarchive.bulk import Job, available_cores, extracted
from newsarchive.captures import CaptureWriter
from newsarchive.ingest import Wanted, import_files
from newsarchive.items import Page
from newsarchive.sources import SourcesFile

WORDS = ("river", "harbour", "council", "ferry", "bridge", "school", "market", "budget", "minister", "court", "rain")
BEGIN = datetime(2026, 5, 2, tzinfo=UTC)


def bodies_of(options: argparse.Namespace) -> list[bytes]:
    """The pages that were asked for."""
    if not options.pages:
        return [story(number, options.size) for number in range(200)]
    files = sorted(path for path in options.pages.rglob("*") if path.name.endswith((".html", ".html.gz")))
    return [gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes() for path in files]


def story(number: int, size: int) -> bytes:
    """A made-up page of about that many bytes: a few of them a story, the others what pages carry around one."""
    chance = random.Random(number)

    def sentence() -> str:
        return " ".join(chance.choices(WORDS, k=16)).capitalize() + "."

    paragraphs = "".join(f"<p>{sentence()} {sentence()} {sentence()}</p>" for _ in range(12))
    cards = "".join(
        f'<li class="card"><a href="/{chance.randrange(10**8)}.html"><h3>{sentence()}</h3></a><p>{sentence()}</p></li>'
        for _ in range(size // 900)
    )
    script = f"<script>window.state={[chance.random() for _ in range(size // 45)]}</script>"
    return (
        f'<!DOCTYPE html><html lang="en"><head><title>Bridge {number} is to be rebuilt</title>{script}</head><body>'
        f"<main><article><h1>Bridge {number} is to be rebuilt</h1>{paragraphs}</article></main>"
        f"<aside><h2>Most read</h2><ol>{cards}</ol></aside></body></html>"
    ).encode()


def pages(bodies: list[bytes], count: int) -> Iterator[Page]:
    """So many pages, each with an address of its own on one of twenty sites."""
    for number in range(count):
        url = f"http://site{number % 20}.example/2026/05/02/story-{number}.html"
        body = bodies[number % len(bodies)] + f"<!-- {number} -->".encode()
        yield Page(
            url=url,
            requested_url=url,
            fetched_at=BEGIN + timedelta(seconds=number),
            status=200,
            headers=[("Content-Type", "text/html; charset=utf-8")],
            body=body,
        )


def write(folder: Path, bodies: list[bytes], count: int) -> Path:
    """The file to import."""
    with CaptureWriter(folder, crawl="benchmark", durable=False, max_bytes=1 << 50) as writer:
        for page in pages(bodies, count):
            writer.write(page)
        writer.sync()
    return folder / "benchmark-00001.warc.gz"


class Clock:
    """Wall and CPU time of a piece of work, printed at its end as rates."""

    def __init__(self, title: str, pages: int) -> None:
        self.title, self.pages = title, pages

    def __enter__(self) -> Clock:
        self.started, self.here, self.workers = (
            time.perf_counter(),
            cpu(resource.RUSAGE_SELF),
            cpu(resource.RUSAGE_CHILDREN),
        )
        return self

    def __exit__(self, *error: object) -> None:
        each = 1000 / self.pages
        here = (cpu(resource.RUSAGE_SELF) - self.here) * each
        workers = (cpu(resource.RUSAGE_CHILDREN) - self.workers) * each
        rate = self.pages / (time.perf_counter() - self.started)
        print(
            f"{self.title:10} {rate:8.0f} pages/s   CPU {here:.1f} ms a page here, {workers:.1f} ms in workers: "
            f"{2000 / max(here + workers, here * 2, workers):.0f} pages/s on two idle cores"
        )


def cpu(whose: int) -> float:
    """CPU seconds so far."""
    usage = resource.getrusage(whose)
    return usage.ru_utime + usage.ru_stime


def raw_rate(bodies: list[bytes], count: int, workers: int | None) -> float:
    """Extraction alone, with the processes started before the clock is."""
    jobs = (Job.of(page, None) for page in pages(bodies, count))
    results = extracted(jobs, workers=workers)
    next(results)
    started = time.perf_counter()
    done = sum(1 for _ in results)
    return done / (time.perf_counter() - started)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=Path, help="folder with pages")
    parser.add_argument("--count", type=int, default=2000, help="pages to import")
    parser.add_argument("--size", type=int, default=60_000, help="bytes of a made-up page")
    parser.add_argument("--workers", type=int, help="processes that extract; by default one for each core")
    return parser.parse_args()


def main() -> None:
    options = arguments()
    bodies = bodies_of(options)
    print(f"{options.count} pages of {sum(map(len, bodies)) / len(bodies) / 1000:.0f} KB, {available_cores()} cores")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with Clock("written", options.count):
            path = write(folder / "in", bodies, options.count)
        print(f"           {path.stat().st_size / 1e6:.0f} MB packed")
        with Clock("extracted", options.count):
            raw_rate(bodies, options.count, options.workers)
        with Archive(folder / "news.db", create=True) as archive:
            with Clock("imported", options.count):
                progress = import_files(archive, [path], Wanted(SourcesFile()), workers=options.workers)
            print(f"           {dict(progress.counts)}")
            with Clock("again", options.count):
                import_files(archive, [path], Wanted(SourcesFile()), workers=options.workers)
    print(f"memory     {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:8.0f} MB at most in this process")


if __name__ == "__main__":
    main()

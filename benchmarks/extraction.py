#!/usr/bin/env python3
"""How long extraction takes a page, and whether its memory stays flat.

    python benchmarks/extraction.py                        # the sample site's pages
    python benchmarks/extraction.py FOLDER                 # every *.html and *.html.gz under FOLDER
    python benchmarks/extraction.py FOLDER --pages 100000  # go round until so many are done; memory every tenth of them

Times are CPU milliseconds of one process; the floor, parsing alone with lxml, is measured in the same run, because
machines differ.
"""

import argparse
import gzip
import resource
import statistics
import time
from array import array
from contextlib import suppress
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path

import lxml.html

import newsarchive
from newsarchive.exceptions import ExtractionError
from newsarchive.sample_site import Newspaper
from newsarchive.sample_site.pages import story_page


def pages(folder: Path | None) -> list[bytes]:
    if folder is None:
        paper = Newspaper(now=datetime.now(UTC))
        return [story_page(paper, story, "http://127.0.0.1").encode() for story in paper.stories]
    files = sorted(path for path in folder.rglob("*") if path.name.endswith((".html", ".html.gz")))
    return [gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes() for path in files]


def milliseconds(function, page: bytes) -> float:
    start = time.process_time()
    with suppress(ExtractionError):
        function(page)
    return (time.process_time() - start) * 1000


def read(page: bytes) -> None:
    newsarchive.extract(page, url="https://www.example.org/news/story").to_dict()


def resident_mib() -> float:
    """Memory held now, MiB (Linux; elsewhere the peak so far)."""
    try:
        held = int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()
    except OSError:
        held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return held / 2**20


def main() -> None:
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("folder", type=Path, nargs="?")
    cli.add_argument("--pages", type=int, default=0, help="go round until this many pages are done")
    args = cli.parse_args()
    found = pages(args.folder)
    if not found:
        cli.error(f"no *.html or *.html.gz under {args.folder}")
    for page in found[:3]:
        read(page)
    floor = statistics.mean(milliseconds(lxml.html.fromstring, page) for page in found)
    count = args.pages or len(found)
    spent = array("d")  # of a hundred thousand pages a list would take megabytes that are not extraction's
    for number, page in enumerate(islice(cycle(found), count), 1):
        spent.append(milliseconds(read, page))
        if args.pages and number % max(1, count // 10) == 0:
            print(f"{number:>9,} pages  {resident_mib():7.1f} MiB", flush=True)
    spent = sorted(spent)
    mean = statistics.mean(spent)
    print(f"{count:,} pages ({len(found)} different), CPU ms a page:")
    p99 = spent[int(count * 0.99) - 1]
    print(f"  mean {mean:.2f}  median {statistics.median(spent):.2f}  p99 {p99:.1f}  worst {spent[-1]:.1f}")
    print(f"  parsing alone {floor:.2f}, ratio {mean / floor:.1f}")


if __name__ == "__main__":
    main()

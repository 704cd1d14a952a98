"""How long the browser's pages take on a big archive.

    python benchmarks/million.py --stories 1000000 --archive /somewhere/big.db
    python benchmarks/browse.py --archive /somewhere/big.db

`newsarchive browse` serves the archive in a process of its own, and one reader asks for pages over HTTP, one after the
other: words of every frequency, alone and narrowed as a click on the page would narrow them, always the same ones. What
is timed is the whole answer, until its last byte. On a machine that is busy with other things, the seconds of CPU that
the server took are the figure to compare; they are of all its threads together.
"""

from __future__ import annotations

import argparse
import random
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen

from newsarchive import Archive

AIMS = {"search": 300, "article": 100}
"""Kind of page → milliseconds in which 95 of 100 should come."""
FREQUENCIES = {
    "a rare word (up to 0.1 %)": (0, 0.001),
    "a word in 0.5–1 %": (0.005, 0.01),
    "a word in 5–10 %": (0.05, 0.1),
    "a word in 20–50 %": (0.2, 0.5),
    "a word in more than 60 %": (0.6, 1),
}


def words(archive: Archive, tries: int) -> dict[str, list[str]]:
    """Class → words that stand in so many stories."""
    archive.connection.run("CREATE VIRTUAL TABLE IF NOT EXISTS temp.words USING fts5vocab(main, 'articles_fts', 'row')")
    stories, chosen = len(archive), random.Random(1)
    found = {}
    for name, (low, high) in FREQUENCIES.items():
        rows = archive.connection.rows(
            "SELECT term FROM temp.words WHERE doc BETWEEN ? AND ? LIMIT 5000", (max(1, low * stories), high * stories)
        )
        terms = [row["term"] for row in rows]
        found[name] = [chosen.choice(terms) for _ in range(tries)] if terms else []
    return found


def narrowings(archive: Archive, tries: int) -> dict[str, list[dict[str, str]]]:
    """What a click on a filter adds to an address."""
    chosen = random.Random(2)

    def some(sql: str) -> list[str]:
        return [row[0] for row in archive.connection.rows(sql)]

    sources = some("SELECT name FROM sources")
    sections = some("SELECT DISTINCT name FROM sections")
    authors = some("SELECT name FROM authors LIMIT 2000")
    years = [str(year) for year in range(2015, 2026)]
    return {
        "in one source": [{"source": chosen.choice(sources)} for _ in range(tries)],
        "in one section": [{"section": chosen.choice(sections)} for _ in range(tries)],
        "by one author": [{"author": chosen.choice(authors)} for _ in range(tries)],
        "in one year": [{"since": year, "until": year} for year in chosen.choices(years, k=tries)],
        "with a photo credit": [{"credited": "yes"}] * tries,
        "newest first": [{"sort": "newest"}] * tries,
    }


def pages(archive: Archive, tries: int) -> Iterator[tuple[str, str, list[str]]]:
    """Kind, class, and paths to ask for."""
    found = words(archive, tries)
    for name, terms in found.items():
        yield "search", name, ["/?" + urlencode({"q": term}) for term in terms]
    narrowed = narrowings(archive, tries)
    for name in list(FREQUENCIES)[1:4]:
        for how, more in narrowed.items():
            both = zip(found[name], more, strict=False)
            yield "search", f"{name}, {how}", ["/?" + urlencode({"q": term, **given}) for term, given in both]
    for how, more in narrowed.items():
        if how != "newest first":
            yield "search", f"no words, {how}", ["/?" + urlencode(given) for given in more]
    yield "search", "the front page", ["/"] * 10
    last = archive.connection.value("SELECT max(id) FROM articles")
    yield "article", "a story", [f"/-/article/{random.Random(n).randint(1, last)}" for n in range(4 * tries)]
    for path in ("edits", "sources", "most-viewed", "authors", "photographers"):
        yield "other", path, [f"/-/{path}"] * 5


def served(path: Path) -> tuple[subprocess.Popen[str], str]:
    """The archive, served, and its address."""
    command = [sys.executable, "-m", "newsarchive", "--archive", str(path), "browse", "--port", "0", "--no-open"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert process.stderr
    address = re.search(r"http://\S+", process.stderr.readline())
    assert address, "the archive is not served"
    return process, address[0].rstrip("/")


def taken(url: str) -> tuple[float, int]:
    """Milliseconds until the last byte, and how many bytes."""
    begun = time.perf_counter()
    with urlopen(url, timeout=120) as answer:
        size = len(answer.read())
    return (time.perf_counter() - begun) * 1000, size


def cpu_seconds(pid: int) -> float:
    """CPU a process has taken so far; 0 where the system does not tell."""
    told = Path(f"/proc/{pid}/stat")
    return sum(map(int, told.read_text().rsplit(")", 1)[1].split()[11:13])) / 100 if told.exists() else 0.0


def at(times: list[float], share: float) -> float:
    """The time that so many of all stay under."""
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--archive", type=Path, required=True)
    parser.add_argument("--tries", type=int, default=40, help="pages of each class")
    options = parser.parse_args()
    with Archive(options.archive, read_only=True) as archive:
        asked = list(pages(archive, options.tries))
        stories = len(archive)
    process, base = served(options.archive)
    together: dict[str, list[float]] = {}
    try:
        for path in ("/", "/-/article/1", "/?q=rain"):
            taken(base + path)  # templates compiled, connections open
        print(f"{stories:,} stories\n")
        print("| page | p50 ms | p95 ms | worst ms | CPU ms | KB |\n|---|---:|---:|---:|---:|---:|")
        for kind, name, paths in asked:
            cpu = cpu_seconds(process.pid)
            measured = [taken(base + path) for path in paths]
            if not measured:
                continue
            times, largest = [each for each, _ in measured], max(size for _, size in measured) / 1000
            together.setdefault(kind, []).extend(times)
            cpu = (cpu_seconds(process.pid) - cpu) * 1000 / len(measured)
            told = (
                f"{statistics.median(times):.0f} | {at(times, 0.95):.0f} | {max(times):.0f} | {cpu:.0f} | {largest:.0f}"
            )
            print(f"| {name} | {told} |", flush=True)
    finally:
        process.terminate()
        process.wait()
    print()
    for kind, times in together.items():
        aim = f", aim {AIMS[kind]} ms" if kind in AIMS else ""
        print(f"{kind}: {len(times)} pages, p50 {statistics.median(times):.0f} ms, p95 {at(times, 0.95):.0f} ms{aim}")


if __name__ == "__main__":
    main()

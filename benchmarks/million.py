"""How the archive bears a million stories: how fast they go in, how much room they take, how fast a search finds them.

    python benchmarks/million.py --stories 100000 --archive /somewhere/big.db

The stories are made up, but their words are spread as in a language: a vocabulary of 150,000, drawn by Zipf's law,
2.7 KB a body, 40 sources, 4,000 authors, twelve years; three in a hundred are Chinese, Japanese, Thai or Khmer. They go
in through ``Archive.store``, in the order of their dates as a crawl or an import meets them, five thousand to a
transaction. Making them is not timed.

Searches are timed whole, through ``Archive.search``: count, rank, twenty hits with marked snippets. Each class of words
is tried with many words, in random order, each once, in one process.
"""

from __future__ import annotations

import argparse
import itertools
import random
import statistics
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from newsarchive import Archive
from newsarchive.items import Article, Author, Block, Image, Page, Timestamp

VOCABULARY = 150_000
BATCH = 5000
WORDS_A_BODY = (300, 560)
TRIES = 40
FIRST_DAY = datetime(2014, 1, 1, tzinfo=UTC)
TWELVE_YEARS = timedelta(days=12 * 365)
UNSPACED = {
    "zh": [chr(code) for code in range(0x4E00, 0x4E00 + 2500)],
    "ja": [chr(code) for code in [*range(0x3042, 0x3094), *range(0x4E00, 0x4E00 + 1500)]],
    "th": [base + mark for base in map(chr, range(0x0E01, 0x0E2F)) for mark in ["", "า", "ิ", "ี", "่", "้"]],
    "km": [base + mark for base in map(chr, range(0x1780, 0x17A3)) for mark in ["", "ា", "ិ", "ុ", "េ", "្រ"]],
}


class Newsroom:
    """Makes stories, the same for the same seed."""

    def __init__(self, seed: int = 1) -> None:
        self.random = random.Random(seed)
        self.vocabulary = self._words(VOCABULARY)
        # Zipf's law with Mandelbrot's shift: the first word is about 5 % of a text, as "the" is.
        self._weights = list(itertools.accumulate(1 / (rank + 2.7) ** 1.07 for rank in range(1, VOCABULARY + 1)))
        self._authors = [f"{self._name()} {self._name()}" for _ in range(4000)]
        self._sources = [f"paper-{number:02}.example" for number in range(40)]

    def stories(self, count: int) -> Iterator[tuple[Article, Page]]:
        """Articles and the pages they were read from, oldest first."""
        for number in range(count):
            source = self.random.choice(self._sources)
            moment = FIRST_DAY + number / count * TWELVE_YEARS
            url = f"https://www.{source}/news/{moment:%Y/%m}/story-{number}.html"
            yield (
                self._article(url, moment),
                Page(
                    url=url, requested_url=url, source=source, fetched_at=datetime(2026, 1, 1, tzinfo=UTC), status=200
                ),
            )

    def _article(self, url: str, moment: datetime) -> Article:
        language = self.random.choice(list(UNSPACED)) if self.random.random() < 0.03 else "en"
        words = self._letters(language) if language != "en" else self._prose
        authors = self.random.sample(self._authors, self.random.choice([1, 1, 1, 2]))
        paragraphs = [words(self.random.randint(*(bound // 12 for bound in WORDS_A_BODY))) for _ in range(12)]
        return Article(
            url=url,
            headline=words(self.random.randint(6, 11)),
            dek=words(18),
            byline=f"By {' and '.join(authors)}",
            authors=[Author(name=name) for name in authors],
            published=Timestamp(raw=moment.isoformat(), value=moment, precision="second", source="json-ld"),
            section=self.random.choice(["World", "National", "Business", "Sport", "Opinion"]),
            language=language,
            blocks=[Block(type="paragraph", text=text) for text in paragraphs],
            images=[
                Image(url=f"{url}.jpg", caption=words(14), credit=f"{self.random.choice(authors)}/Agency", role="lead")
            ],
        )

    def _prose(self, count: int) -> str:
        chosen = self.random.choices(self.vocabulary, cum_weights=self._weights, k=count)
        return " ".join(chosen).capitalize() + "."

    def _letters(self, language: str) -> object:
        letters = UNSPACED[language]
        # Two letters a word, the common ones far more often than the rare.
        return lambda count: (
            "".join(letters[int(len(letters) * self.random.random() ** 3)] for _ in range(2 * count)) + "。"
        )

    def _words(self, count: int) -> list[str]:
        syllables = [a + b for a in "bcdfghjklmnprstvwz" for b in ("a", "e", "i", "o", "u", "ar", "en", "is", "ol")]
        words: dict[str, None] = {}
        while len(words) < count:
            # Common words are short, as they are.
            length = 1 + len(words) // 4000 if len(words) < 8000 else 3
            words["".join(self.random.choices(syllables, k=length + self.random.randrange(2)))] = None
        return list(words)

    def _name(self) -> str:
        return self.random.choice(self.vocabulary[2000:30000]).capitalize()


def ingest(path: Path, newsroom: Newsroom, count: int) -> None:
    """Store the stories and say how long it took, without making them."""
    seconds = cpu_seconds = 0.0
    stories = newsroom.stories(count)
    with Archive(path, create=True) as archive:
        stored = 0
        while batch := list(itertools.islice(stories, BATCH)):
            begun, cpu_begun = time.perf_counter(), time.process_time()
            with archive.transaction():
                for article, page in batch:
                    archive.store(article, page, extractor="benchmark")
            seconds += time.perf_counter() - begun
            cpu_seconds += time.process_time() - cpu_begun
            stored += len(batch)
            if stored % 50_000 == 0:
                print(f"  {stored:>9,} stories, {stored / seconds:,.0f}/s", flush=True)
    # On a machine that is busy with other things the second figure is the one to compare.
    print(f"\nStored {count:,} stories: {count / seconds:,.0f}/s, {count / cpu_seconds:,.0f} a CPU second.\n")


def room(archive: Archive, count: int) -> Iterator[str]:
    """Bytes a story, in all and by table."""
    sizes = archive.connection.rows(
        "SELECT name, sum(pgsize) AS bytes FROM dbstat WHERE aggregate = 0 GROUP BY name ORDER BY bytes DESC"
    )
    parts = {"full-text index": 0, "body and blocks": 0, "searched text": 0, "all else": 0}
    for row in sizes:
        name = row["name"]
        part = {"article_text": "body and blocks", "search_text": "searched text"}.get(name, "all else")
        parts["full-text index" if name.startswith("articles_fts") else part] += row["bytes"]
    yield f"| in all | {sum(parts.values()) / count:,.0f} |"
    yield from (f"| {part} | {size / count:,.0f} |" for part, size in parts.items())


def searches(archive: Archive, newsroom: Newsroom, count: int) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Class of search → what to search for."""
    archive.connection.run("CREATE VIRTUAL TABLE IF NOT EXISTS temp.words USING fts5vocab(main, 'articles_fts', 'row')")

    def between(low: float, high: float) -> list[str]:
        rows = archive.connection.rows(
            "SELECT term FROM temp.words WHERE doc BETWEEN ? AND ? ORDER BY random() LIMIT ?",
            (max(1, low * count), high * count, TRIES),
        )
        return [row["term"] for row in rows]

    classes = {
        "a word in up to 0.1 % of stories": between(0, 0.001),
        "a word in 0.5–1 %": between(0.005, 0.01),
        "a word in 5–10 %": between(0.05, 0.1),
        "a word in 20–50 %": between(0.2, 0.5),
        "a word in more than 60 %": between(0.6, 1),
    }
    for name, words in classes.items():
        yield name, [{"query": word} for word in words]
    middling, common = list(classes.values())[1:3]
    yield (
        "two words in 5–10 % each",
        [{"query": f"{one} {two}"} for one, two in zip(common, reversed(common), strict=True)],
    )
    yield (
        "either of two in 0.5–1 %",
        [{"query": f"{one} OR {two}"} for one, two in zip(middling, reversed(middling), strict=True)],
    )
    yield "a phrase of five words of a story", [{"query": f'"{phrase}"'} for phrase in phrases(archive, count)]
    yield "the same words, not as a phrase", [{"query": phrase} for phrase in phrases(archive, count)]
    yield "the first six letters of a word", [{"query": f"{word[:6]}*"} for word in newsroom.vocabulary[20_000::3000]]
    yield (
        "two Chinese or Thai letters",
        [
            {
                "query": newsroom.random.choice(UNSPACED[language][:300])
                + newsroom.random.choice(UNSPACED[language][:300])
            }
            for language in ("zh", "th")
            for _ in range(TRIES // 2)
        ],
    )
    yield "a word in 5–10 %, in one source", [{"query": word, "source": "paper-07.example"} for word in common]
    yield "a word in 5–10 %, in one year", [{"query": word, "since": "2020", "until": "2020"} for word in common]
    yield "a word in 5–10 %, newest first", [{"query": word, "newest": True} for word in common]


def phrases(archive: Archive, count: int) -> Iterator[str]:
    """Five words in a row from stories here and there."""
    for article_id in range(count // TRIES, count + 1, count // TRIES):
        words = archive.get(article_id).article.body.split()
        if len(words) > 45:  # an unspaced script has a dozen
            yield " ".join(words[40:45])


def latencies(archive: Archive, asked: list[dict[str, Any]]) -> list[float]:
    """Milliseconds of each search, in order."""
    taken = []
    for options in asked:
        begun = time.perf_counter()
        results = archive.search(**options)
        taken.append((time.perf_counter() - begun) * 1000)
        assert len(results) <= 20
    return sorted(taken)


def report(path: Path, newsroom: Newsroom, count: int) -> None:
    """Print the figures as Markdown."""
    with Archive(path) as archive:
        print("| bytes a story | |\n|---|---:|")
        for line in room(archive, count):
            print(line)
        print("\n| search | p50 ms | p95 ms | worst ms |\n|---|---:|---:|---:|")
        for name, asked in searches(archive, newsroom, count):
            taken = latencies(archive, asked)
            if taken:
                p95 = taken[min(len(taken) - 1, int(len(taken) * 0.95))]
                print(f"| {name} | {statistics.median(taken):.0f} | {p95:.0f} | {taken[-1]:.0f} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stories", type=int, default=1_000_000)
    parser.add_argument("--archive", type=Path, required=True, help="a file that is made, or one made before")
    options = parser.parse_args()
    newsroom = Newsroom()
    if not options.archive.exists():
        ingest(options.archive, newsroom, options.stories)
    report(options.archive, newsroom, options.stories)


if __name__ == "__main__":
    main()

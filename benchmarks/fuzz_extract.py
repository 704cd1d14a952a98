#!/usr/bin/env python3
"""Throw broken pages at `newsarchive.extract`: it must return, or raise ExtractionError, and soon.

    python benchmarks/fuzz_extract.py --inputs 20000 [FOLDER]

Inputs are pages under FOLDER (default: the sample site), cut, spliced, repeated, nested or with bytes changed at
random, and synthetic monsters (deep nesting, huge text, cyclic JSON-LD, entity bombs …). Prints inputs tried, refusals
and the slowest inputs; any other exception ends the run with exit code 1 and leaves the input in ``fuzz-failure.html``.
The seed is printed: ``--seed`` repeats a run.
"""

import argparse
import random
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from extraction import pages

import newsarchive
from newsarchive.exceptions import ExtractionError

Mutation = Callable[[random.Random, bytes, bytes], bytes]


def flipped(dice: random.Random, page: bytes, _: bytes) -> bytes:
    changed = bytearray(page)
    for _ in range(dice.randint(1, 200)):
        changed[dice.randrange(len(changed))] = dice.randrange(256)
    return bytes(changed)


def cut(dice: random.Random, page: bytes, _: bytes) -> bytes:
    return page[: dice.randrange(len(page))]


def gutted(dice: random.Random, page: bytes, _: bytes) -> bytes:
    start = dice.randrange(len(page))
    return page[:start] + page[start + dice.randrange(len(page)) :]


def spliced(dice: random.Random, page: bytes, other: bytes) -> bytes:
    return page[: dice.randrange(len(page))] + other[dice.randrange(len(other)) :]


def repeated(dice: random.Random, page: bytes, _: bytes) -> bytes:
    start = dice.randrange(len(page))
    piece = page[start : start + dice.randint(1, 3000)]
    return page[:start] + piece * dice.randint(2, 200) + page[start:]


def unquoted(dice: random.Random, page: bytes, _: bytes) -> bytes:
    return page.replace(dice.choice([b'"', b">", b"</", b"{", b"}", b'":', b"="]), b"", dice.randint(1, 50))


def wrapped(dice: random.Random, page: bytes, _: bytes) -> bytes:
    tag = dice.choice([b"div", b"a", b"b", b"table", b"li", b"p", b"figure", b"article", b"blockquote"])
    return b"<" + tag + b">" * 1 + (b"<" + tag + b">") * dice.randint(10, 5000) + page


def entities(dice: random.Random, page: bytes, _: bytes) -> bytes:
    return page.replace(
        b" ", dice.choice([b"&nbsp;", b"&#x10FFFF;", b"&#0;", b"\x00", b"\xff", b"\xc2\xa0", b"&amp;amp;"])
    )


MUTATIONS: tuple[Mutation, ...] = (flipped, cut, gutted, spliced, repeated, unquoted, wrapped, entities)


def monsters() -> Iterator[tuple[str, bytes]]:
    many = 100_000
    story = b"<h1>Headline</h1><p>" + b"Some words of a paragraph. " * 20 + b"</p>"
    for tag in (
        b"div",
        b"span",
        b"b",
        b"a",
        b"ul><li",
        b"table><tr><td",
        b"blockquote",
        b"article",
        b"figure",
        b"font",
        b"x-y",
    ):
        yield f"{many} nested {tag.decode()}", b"<" + tag + b">" * 1 + (b"<" + tag + b">") * many + story
    yield "48 MB of words", b"<p>" + b"word " * 10_000_000
    yield "15 MB of words in one paragraph", b"<p>" + b"word " * 3_000_000
    yield "15 MB of paragraphs", story * (15_000_000 // len(story))
    yield "15 MB of tiny paragraphs", b"<p>word word" * 1_250_000
    yield "15 MB of links", b'<a href="/a/b">x y</a> ' * 650_000
    yield "15 MB of list links", b'<li><a href="/2026/01/02/story-of-the-day">Headline of a story here</a>' * 200_000
    yield (
        "15 MB of pictures",
        b"<figure><img src=a.jpg><figcaption>Caption. Photo: Jane Roe</figcaption></figure>" * 180_000,
    )
    yield "15 MB of breaks", b"<br>word" * 1_800_000
    yield "15 MB of headings", b"<h1>One</h1><h2>Two</h2>" * 600_000
    yield "15 MB of time elements", b'<time datetime="2026-01-02">2 January</time>' * 340_000
    yield "15 MB of one word", b"<p>" + b"x" * 15_000_000
    yield "15 MB of digits", b"<p>" + b"1" * 15_000_000
    yield "15 MB of spaces", b"<p>x" + b" " * 15_000_000 + b"y"
    yield "15 MB of commas in a caption", b"<figure><img src=a.jpg><figcaption>" + b"a, " * 5_000_000
    yield "15 MB of byline", b'<p class="byline">By ' + b"Jane Roe and " * 1_000_000 + story
    yield "1 MB of title", b"<title>" + b"A | B - " * 125_000 + b"</title>" + story
    yield (
        "JSON-LD nested",
        b'<script type="application/ld+json">' + b'{"a":' * many + b"1" + b"}" * many + b"</script>" + story,
    )
    yield "JSON-LD of lists", b'<script type="application/ld+json">' + b"[" * many + b"</script>" + story
    yield (
        "JSON-LD that refers to itself",
        (
            b'<script type="application/ld+json">'
            b'{"@graph":[{"@id":"a","author":{"@id":"b"}},{"@id":"b","author":{"@id":"a"}}]}</script>' + story
        ),
    )
    yield (
        "JSON-LD of many authors",
        (
            b'<script type="application/ld+json">{"@type":"NewsArticle","author":['
            + b",".join(b'{"@type":"Person","name":"Jane %d"}' % n for n in range(many))
            + b"]}</script>"
            + story
        ),
    )
    yield (
        "JSON-LD of a million braces",
        b'<script type="application/ld+json">' + b"{}" * 1_000_000 + b"</script>" + story,
    )
    yield "many JSON-LD scripts", b'<script type="application/ld+json">{"@type":"NewsArticle"}</script>' * many + story
    yield "many meta tags", b'<meta name="author" content="Jane Roe">' * many + story
    yield "a million attributes", b"<p " + b" ".join(b"a%d=1" % n for n in range(1_000_000)) + b">" + story
    names = b" ".join(b"a%d" % n for n in range(1_000_000))
    yield "a million attributes after a quoted bracket", b'<p x=">" ' + names + b">" + story
    yield "a million attributes of a script", b"<script " + names + b"></script>" + story
    yield "a million attributes with brackets", b"<p " + names.replace(b" ", b'="<>" ') + b">" + story
    yield "attributes with brackets now and then", b"<p " + names.replace(b"00 ", b'00="<>" ') + b">" + story
    yield "a million attributes after a comment", b"<!-- <b x='> --><p " + names + b">" + story
    yield "tags just short enough for their attributes to be kept", (b"<p " + names[:5_900] + b">") * 2_500 + story
    yield "brackets that may all be quoted", b"<p " + b'a<=">' * 600_000 + story
    yield "tags that never end", b"<a b=" * 600_000 + story
    yield (
        "an entity bomb",
        b'<!DOCTYPE x [<!ENTITY a "' + b"ha" * 5000 + b'"><!ENTITY b "' + b"&a;" * 5000 + b'">]><p>&b;&b;' + story,
    )
    yield "a class of 1 MB", b'<div class="' + b"story " * 170_000 + b'">' + story
    yield "null bytes", b"\x00".join(story[n : n + 1] for n in range(len(story)))
    yield "random bytes", random.Random(0).randbytes(1_000_000)
    yield "random text", "".join(map(chr, random.Random(0).choices(range(1, 0xD800), k=500_000))).encode()
    for href in (b"/tag/rain", b"?page=2", b"/author/jane-roe"):
        link = b'<h1>Headline</h1><a rel="tag" class="author tags" href="' + href + b'">'
        yield f"a link to {href.decode()} that never ends", link + b"<p>Some words of a paragraph.</p>" * 100_000
    yield "unclosed everything", b"".join(b'<div class="a"><p>text <b><a href="/x">link <i>' for _ in range(20_000))


def milliseconds(page: bytes) -> tuple[float, bool]:
    """CPU time of one extraction, and whether the page was refused."""
    start = time.process_time()
    try:
        newsarchive.extract(page, url="https://www.example.org/news/story").to_dict()
        refused = False
    except ExtractionError:
        refused = True
    return (time.process_time() - start) * 1000, refused


def inputs(dice: random.Random, found: list[bytes], count: int) -> Iterator[tuple[str, bytes]]:
    yield from monsters()
    for _ in range(count):
        names, page = [], dice.choice(found)
        for mutation in dice.choices(MUTATIONS, k=dice.randint(1, 3)):
            page = mutation(dice, page, dice.choice(found)) or b"x"
            names.append(mutation.__name__)
        yield "+".join(names), page


def main() -> None:
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("folder", type=Path, nargs="?")
    cli.add_argument("--inputs", type=int, default=2000, help="mutated pages, beside the monsters (default 2000)")
    cli.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000))
    args = cli.parse_args()
    found = pages(args.folder)
    if not found:
        cli.error(f"no *.html or *.html.gz under {args.folder}")
    dice = random.Random(args.seed)
    tried, refusals, slowest = 0, 0, []
    for name, page in inputs(dice, found, args.inputs):
        try:
            spent, refused = milliseconds(page)
        except Exception as error:
            Path("fuzz-failure.html").write_bytes(page)
            print(f"{name} ({len(page):,} bytes, seed {args.seed}): {type(error).__name__}: {error}", file=sys.stderr)
            raise
        tried, refusals = tried + 1, refusals + refused
        slowest = sorted([*slowest, (spent, len(page), name)], reverse=True)[:8]
    print(f"{tried:,} inputs tried (seed {args.seed}), {refusals:,} refused as no page, none raised anything else")
    for spent, size, name in slowest:
        print(f"  {spent:9.0f} ms CPU  {size:>11,} bytes  {name}")


if __name__ == "__main__":
    main()

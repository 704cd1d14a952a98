#!/usr/bin/env python3
"""Pages a second through the whole pipeline, beside the same crawl in Scrapy alone.

    python benchmarks/crawl.py                       # 20 sites of 50 stories, 60 KB a page
    python benchmarks/crawl.py --sites 40 --stories 100
    python benchmarks/crawl.py --pages FOLDER        # pages from files (*.html, *.html.gz) instead of made-up ones
    python benchmarks/crawl.py --trafilatura         # and beside a Scrapy spider that calls trafilatura as pages come

The crawls are processes of their own, ask the same loopback server (another process, an HTTP proxy) for the same
feeds and pages with the same concurrency and no delay, and obey robots.txt. The bare one reads the feeds with
Scrapy's selectors and drops every page; trafilatura's, in an environment of its own under build/peers/, extracts
each page with its metadata and drops that. Times are wall time of the process, start to end, so the machine should
have nothing else to do; where it has, the CPU time a page is what can be compared.
"""

import argparse
import asyncio
import gzip
import itertools
import math
import multiprocessing
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from peers import PEERS, environment

WHO = ["The council", "A minister", "The harbour office", "One of the engineers", "The library", "Her neighbour"]
DID = ["said on Monday that", "announced, after months of talks, that", "doubted whether", "told reporters that"]
WHAT = ["the old bridge", "the ferry to the islands", "a school in the east", "the market hall", "next year's budget"]
HOW = [
    "would be closed in May",
    "needs far more money, and soon",
    "had been forgotten by everybody",
    "may yet be saved",
]

SPIDER = """
import scrapy
IMPORTS
from scrapy.crawler import AsyncCrawlerProcess

class Bare(scrapy.Spider):
    name = "bare"
    seen = 0
    async def start(self):
        for number in range(SITES):
            yield scrapy.Request(f"http://site{number}.test/feed.xml", self.parse_feed)
    def parse_feed(self, response):
        for link in response.xpath("//item/link/text()").getall():
            yield scrapy.Request(link, self.parse_page)
    def parse_page(self, response):
        Bare.seen += 1
        READ

process = AsyncCrawlerProcess({"ROBOTSTXT_OBEY": True, "CONCURRENT_REQUESTS": 64, "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
    "COOKIES_ENABLED": False, "TELNETCONSOLE_ENABLED": False, "REMOTE_CONTROL_ENABLED": False, "LOG_LEVEL": "ERROR"})
process.crawl(Bare)
process.start()
print(Bare.seen)
"""


def story(number: int, size: int) -> bytes:
    """A made-up page of about that many bytes: a sixth of it story, the rest what pages carry around it."""
    chance = random.Random(number)

    def sentence() -> str:
        return " ".join(map(chance.choice, (WHO, DID, WHAT, HOW))) + "."

    paragraphs = "".join(f"<p>{' '.join(sentence() for _ in range(4))}</p>" for _ in range(size // 2000))
    pool = random.Random(number // 50)  # the stories of a site promote the same few hundred others
    others = [pool.randrange(10**6) for _ in range(300)]
    cards = "".join(
        f'<li class="card"><a href="/story-{other}-of-the-day"><h3>Story {other} of the day</h3></a>'
        f"<p>What happened in story {other}, told in a line or two.</p></li>"
        for other in chance.sample(others, k=20)
    )
    sections = "".join(f'<li><a href="/section-{section}">Section {section}</a></li>' for section in range(60))
    script = "<script>window.dataLayer=" + str([chance.random() for _ in range(size // 35)]) + "</script>"
    return (
        f'<!DOCTYPE html><html lang="en"><head><title>Story {number} of the day</title>'
        f'<meta property="article:published_time" content="2026-05-02T10:00:00Z">{script}</head><body>'
        f"<nav><ul>{sections}</ul></nav><main><article><h1>Story {number} of the day</h1>"
        f'<p class="byline">By Jane Roe</p><figure><img src="/{number}.jpg">'
        f"<figcaption>The bridge in May. Photo: John Doe</figcaption></figure>"
        f'<div class="article-body">{paragraphs}</div></article></main>'
        f"<aside><h2>Most read</h2><ol>{cards}</ol></aside><footer><ul>{sections}</ul></footer></body></html>"
    ).encode()


def saved_pages(folder: Path) -> list[bytes]:
    files = sorted(path for path in folder.rglob("*") if path.name.endswith((".html", ".html.gz")))
    return [gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes() for path in files]


def answers(page: Callable[[int], bytes], stories: int):
    """Path → what it answers: each host has a feed and that many stories, numbered through over all hosts."""

    def answer(host: str, path: str) -> tuple[int, str, bytes]:
        if path == "/feed.xml":
            links = "".join(f"<item><link>http://{host}/story-{number}</link></item>" for number in range(stories))
            return 200, "application/rss+xml", f"<rss><channel>{links}</channel></rss>".encode()
        if path.startswith("/story-"):
            number = int(path.removeprefix("/story-"))
            site = int(host.removeprefix("site").partition(".")[0])
            return 200, "text/html; charset=utf-8", page(site * stories + number)
        return 404, "text/plain", b"not here"

    return answer


def serve(page: Callable[[int], bytes], stories: int, ready) -> None:
    """Answer for ever; the port goes through ``ready``."""
    answer = answers(page, stories)

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                url = urlsplit(head.split(b" ", 2)[1].decode())
                status, kind, body = answer(url.hostname or "", url.path)
                reply = f"HTTP/1.1 {status} OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
                writer.write(reply.encode() + body)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def run() -> None:
        server = await asyncio.start_server(talk, "127.0.0.1", 0)
        ready.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(run())


def timed(command: list[str], proxy: str, folder: Path) -> tuple[float, float, str]:
    """Wall and CPU seconds of a command and the processes it starts, and what it printed."""
    environment = {"http_proxy": proxy, "PATH": "/usr/bin:/bin"}
    start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, check=True)
    took, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return took, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, done.stdout


def sources(sites: int, workers: int | None) -> str:
    head = "[crawl]\ndelay = 0\n" + (f"workers = {workers}\n" if workers is not None else "")
    one = '[sources.site{0}]\nurl = "http://site{0}.test/"\nfeeds = ["http://site{0}.test/feed.xml"]\n'
    return head + "".join(one.format(number) for number in range(sites))


def spider(sites: int, *, imports: str = "", read: str = "pass") -> str:
    """The program of a crawl in Scrapy alone that does something with each page."""
    return SPIDER.replace("SITES", str(sites)).replace("IMPORTS", imports).replace("READ", read)


def commands(given: argparse.Namespace, folder: Path) -> dict[str, list[str]]:
    """What each crawl is called, and how it is run; the programs are written into the folder."""
    (folder / "bare.py").write_text(spider(given.sites))
    (folder / "sources.toml").write_text(sources(given.sites, given.workers))
    ours = ["-m", "newsarchive", "--archive", "a.db", "--sources", "sources.toml", "crawl"]
    runs = {"Scrapy, stores nothing": [sys.executable, "bare.py"], "newsarchive": [sys.executable, *ours]}
    if given.trafilatura:
        read = "trafilatura.bare_extraction(response.body, url=response.url, with_metadata=True)"
        (folder / "inline.py").write_text(spider(given.sites, imports="import trafilatura", read=read))
        runs["Scrapy with trafilatura"] = [
            str(environment("scrapy-trafilatura", [*PEERS["trafilatura"], "scrapy"])),
            "inline.py",
        ]
    return runs


def main() -> None:
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("--sites", type=int, default=20)
    cli.add_argument("--stories", type=int, default=50)
    cli.add_argument("--size", type=int, default=60_000, help="bytes of a made-up page, about")
    cli.add_argument("--pages", type=Path, help="folder of saved pages")
    cli.add_argument("--workers", type=int, help="processes that extract")
    cli.add_argument("--rounds", type=int, default=3)
    cli.add_argument("--trafilatura", action="store_true", help="also a spider that calls trafilatura on each page")
    given = cli.parse_args()
    total = given.sites * given.stories
    pages = saved_pages(given.pages) if given.pages else [story(number, given.size) for number in range(total)]

    def page(number: int) -> bytes:
        return pages[number % len(pages)]

    here, there = multiprocessing.Pipe()
    server = multiprocessing.Process(target=serve, args=(page, given.stories, there), daemon=True)
    server.start()
    proxy = f"http://127.0.0.1:{here.recv()}"
    mean = sum(map(len, itertools.islice(itertools.cycle(pages), total))) / total
    print(f"{total} pages of {given.sites} sites, {mean / 1000:.0f} KB on average", flush=True)
    best: dict[str, tuple[float, float]] = {}
    for _ in range(given.rounds):
        with tempfile.TemporaryDirectory() as name:
            for crawl, command in commands(given, Path(name)).items():
                took, cpu, out = timed(command, proxy, Path(name))
                assert str(total) in out, out
                rate, milliseconds = best.get(crawl, (0.0, math.inf))
                best[crawl] = max(rate, total / took), min(milliseconds, cpu / total * 1000)
                print(f"{crawl}: {total / took:.0f} pages/s, {cpu / total * 1000:.1f} ms CPU a page", flush=True)
    print(f"best of {given.rounds}:")
    ours = best["newsarchive"]
    for crawl, (rate, milliseconds) in best.items():
        print(
            f"{crawl:24} {rate:6.0f} pages/s {milliseconds:6.1f} ms CPU a page; newsarchive {ours[0] / rate:.2f} of it"
        )


if __name__ == "__main__":
    main()

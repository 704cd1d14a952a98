"""A crawl that is killed (SIGKILL) at random instants or runs out of disk, with everything looked at after each."""

from __future__ import annotations

import itertools
import random
import resource
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from web import Asked, Reply, Web, article, environment

from newsarchive import Archive
from newsarchive.captures import iter_pages
from newsarchive.report import STORED

STORIES = 60
"""Stories of a site: several kills are needed before a crawl is through with it, then the next site begins."""
STARTING = 2.0
"""Seconds from the start of the process in which it makes its archive and asks for nothing yet."""


@dataclass(kw_only=True)
class Site:
    """A news site, the archive its crawls fill, and what those have said so far."""

    host: str
    folder: Path
    stories: set[str]
    told: dict[str, str] = field(default_factory=dict)
    """Address → outcome, as the crawls reported it before they were killed."""

    def listen(self) -> None:
        """Read what the crawls have reported."""
        told = self.folder / "told"
        lines = told.read_text().splitlines() if told.exists() else []
        self.told = {url: outcome for outcome, url in (line.split() for line in lines)}


@pytest.mark.parametrize("kills", [4, pytest.param(100, marks=pytest.mark.slow)])
def test_a_crawl_killed_at_random_instants_keeps_all_it_reported_and_fetches_none_of_it_again(
    web: Web, tmp_path: Path, kills: int
) -> None:
    chance = random.Random(kills)
    killed = 0
    for number in itertools.count():
        site = put_up(web, f"site{number}-of-{kills}.test", tmp_path / str(number), workers=number % 2)
        while crawl_until_killed(web, site, chance if killed < kills else None):
            killed += 1
            look_at(site)
        look_at(site, whole=True)
        if killed == kills:
            break


@pytest.mark.parametrize(
    "kilobytes", [2600, *(pytest.param(size, marks=pytest.mark.slow) for size in range(100, 3000, 150))]
)
def test_a_crawl_that_runs_out_of_disk_says_so_keeps_all_it_reported_and_can_be_carried_on(
    web: Web, tmp_path: Path, kilobytes: int
) -> None:
    site = put_up(web, f"disk{kilobytes}.test", tmp_path / "site", workers=0)
    code, said = crawl(web, site, most_bytes=kilobytes * 1000)
    assert (code, len(said.splitlines())) == (1, 1), said
    assert "no space left" in said or "check the disk" in said
    look_at(site)
    assert crawl(web, site)[0] == 0
    look_at(site, whole=True)


def crawl(web: Web, site: Site, *, most_bytes: int | None = None) -> tuple[int, str]:
    """Crawl, with no file growing beyond so many bytes; exit code and complaint."""

    def restrict() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes or -1, -1))

    before, asked = stored(site), len(web.asked)
    done = subprocess.run(
        command(),
        cwd=site.folder,
        env=environment(web.proxy),
        preexec_fn=restrict,
        capture_output=True,
        text=True,
        check=False,
    )
    assert not before & {f"http://{one.host}{one.path}" for one in web.asked[asked:]}
    site.listen()
    return done.returncode, done.stderr.strip()


def command() -> list[str]:
    """A crawl in a site's folder that writes down what it reports."""
    return [sys.executable, str(Path(__file__).with_name("told_crawl.py")), "a.db", "sources.toml", "told"]


def put_up(web: Web, host: str, folder: Path, *, workers: int) -> Site:
    """A site of many stories, a page that is none and one that is gone."""
    stories = [f"http://{host}/{number}" for number in range(STORIES)]

    def answer(asked: Asked) -> Reply:
        time.sleep(0.005)  # or the crawl is through before it can be killed
        return Reply(body=article(f"Story {asked.path}").encode(), headers={"Content-Type": "text/html"})

    for url in stories:
        web.answer(url, answer)
    web.put(f"http://{host}/timetable", "%PDF-1.4", Content_Type="application/pdf")
    feed = f"http://{host}/feed.xml"
    web.feed(feed, [*stories[:20], f"http://{host}/timetable", f"http://{host}/gone", *stories[20:]])
    folder.mkdir()
    (folder / "sources.toml").write_text(
        f"[crawl]\ndelay = 0\nworkers = {workers}\n[sources.site]\nurl = 'http://{host}/'\nfeeds = ['{feed}']\n"
    )
    return Site(host=host, folder=folder, stories=set(stories))


def crawl_until_killed(web: Web, site: Site, chance: random.Random | None) -> bool:
    """Crawl on, with whatever is there, and kill that at an instant chance names; whether it came to that."""
    before = stored(site)
    asked = len(web.asked)
    process = subprocess.Popen(command(), cwd=site.folder, env=environment(web.proxy))
    if chance is not None:
        wait_for_the_instant(process, web, asked, chance)
        process.kill()
    code = process.wait()
    fetched = {f"http://{one.host}{one.path}" for one in web.asked[asked:]}
    assert not before & fetched
    assert code in (0, -9)
    site.listen()
    return code != 0


def wait_for_the_instant(process: subprocess.Popen[bytes], web: Web, asked: int, chance: random.Random) -> None:
    """Some instant after a number of requests; one time in six while it is still starting."""
    requests = chance.choice([0, *[chance.randint(1, 30)] * 5])
    while process.poll() is None and len(web.asked) < asked + requests:
        time.sleep(0.002)
    time.sleep(chance.uniform(0, 0.1 if requests else STARTING))


def stored(site: Site) -> set[str]:
    """Addresses of the stories an archive holds."""
    if not (site.folder / "a.db").exists():
        return set()
    with Archive(site.folder / "a.db", create=True) as archive:  # an archive killed in its making is made now
        return {story.article.url or "" for story in archive}


def look_at(site: Site, *, whole: bool = False) -> None:
    """The archive opens, is sound in itself, and holds all that was reported, with its captures.

    ``whole``: no torn record is left in the captures either, for a crawl has been through since.
    """
    held = stored(site)
    assert not whole or held == site.stories
    assert {url for url, outcome in site.told.items() if outcome in STORED} <= held
    if not (site.folder / "a.db").exists():
        return
    with Archive(site.folder / "a.db", create=True) as archive:
        assert archive.check(captures=whole) == []  # the file, foreign keys, rows, the full-text index
        indexed = {(row["url"], row["status"]) for row in archive.connection.rows("SELECT url, status FROM captures")}
        settled = {row["url"]: row["outcome"] for row in archive.connection.rows("SELECT url, outcome FROM urls")}
        assert site.told.items() <= settled.items()
        assert len(archive.search('"part 5 of the report"')) == min(len(held), 20)
    captured = {
        (page.url, page.status)
        for path in sorted((site.folder / "a-captures").glob("*.gz"))
        for _, page in iter_pages(path, report=lambda damage: None)
    }
    assert {(url, 200) for url in held} <= indexed <= captured

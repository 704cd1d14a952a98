"""`newsarchive watch`, run as a process on a web whose sites publish while it looks; the clock of its polls is fast."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from web import Web, environment

from newsarchive import Archive
from newsarchive.exceptions import ArchiveError

PATIENCE = 20.0
"""Seconds after which a test gives up waiting for something that normally takes one or two."""
FAST = """
import sys
from newsarchive.spiders import network, watch
from datetime import timedelta
watch.SETTLED = watch.REST = network.PROBE = timedelta(seconds=0.2)
watch.LOOK = 0.1
from newsarchive.cli import main
main(sys.argv[1:])
"""
"""Runs the command line with a clock a hundred times as fast: what is waited for is the same, for shorter."""
SOURCES = "[crawl]\ncontact = 'test@post.example'\ndelay = 0\nworkers = 0\npoll_min = '0.002m'\npoll_max = '0.005m'\n"


@dataclass
class Watcher:
    """A watch that runs, and what it said."""

    folder: Path
    proxy: str
    process: subprocess.Popen[str] = field(init=False)

    def start(self, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", FAST, "--archive", "a.db", "--sources", "sources.toml", "watch", *arguments],
            cwd=self.folder,
            env=environment(self.proxy),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def until(self, law: Callable[[], bool]) -> None:
        give_up = time.monotonic() + PATIENCE
        while not law():
            assert self.process.poll() is None, self.process.communicate()
            assert time.monotonic() < give_up, self.stop()
            time.sleep(0.05)

    def stop(self, by: int = signal.SIGTERM) -> str:
        self.process.send_signal(by)
        _, said = self.process.communicate(timeout=PATIENCE)
        return said

    def archived(self) -> set[str]:
        with suppress(ArchiveError), Archive(self.folder / "a.db", read_only=True) as archive:
            return {story.article.url or "" for story in archive}
        return set()  # it is only being made

    def asked(self, sql: str) -> list[tuple[object, ...]]:
        with Archive(self.folder / "a.db", read_only=True) as archive:
            return [tuple(row) for row in archive.connection.rows(sql)]


def source(name: str, **keys: object) -> str:
    """A source's table, with a feed where nothing else is said."""
    values = {"url": f"http://{name}.test/", "feeds": [f"http://{name}.test/feed.xml"]} | keys
    return f"[sources.{name}]\n" + "".join(f"{key} = {value!r}\n" for key, value in values.items())


@pytest.fixture
def watcher(tmp_path: Path) -> Iterator[tuple[Web, Watcher]]:
    """A web with two sites, and a watch of them that is not started yet."""
    web = Web()
    for name in ("post", "times"):
        web.story(f"http://{name}.test/1", f"First of the {name}")
        web.feed(f"http://{name}.test/feed.xml", [f"http://{name}.test/1"])
    (tmp_path / "sources.toml").write_text(SOURCES + source("post") + source("times"))
    watched = Watcher(tmp_path, web.proxy)
    yield web, watched
    if watched.process.poll() is None:
        watched.process.kill()
        watched.process.communicate()
    web.server.shutdown()


def test_it_finds_what_appears_and_ends_cleanly_when_told_to(watcher: tuple[Web, Watcher]) -> None:
    web, watched = watcher
    watched.start()
    watched.until(lambda: len(watched.archived()) == 2)
    web.story("http://times.test/2", "Second of the times")
    web.feed("http://times.test/feed.xml", ["http://times.test/2", "http://times.test/1"])
    watched.until(lambda: "http://times.test/2" in watched.archived())
    said = watched.stop()
    assert watched.process.returncode == 0, said
    assert "Watching 2 sources" in said.splitlines()[0]
    assert "3 new" in said.splitlines()[-1]
    assert watched.asked("SELECT reason FROM crawls") == [("interrupted",)]
    assert [path for path in web.paths_asked("times.test") if path != "/feed.xml"] == ["/1", "/2"]
    assert web.paths_asked("times.test").count("/feed.xml") > 2


@pytest.mark.slow
def test_it_goes_on_where_it_was_killed(watcher: tuple[Web, Watcher]) -> None:
    web, watched = watcher
    watched.start()
    watched.until(lambda: len(watched.archived()) == 2)
    watched.stop(signal.SIGKILL)
    web.story("http://post.test/2", "Second of the post")
    web.feed("http://post.test/feed.xml", ["http://post.test/2", "http://post.test/1"])
    watched.start()
    watched.until(lambda: len(watched.archived()) == 3)
    watched.stop()
    assert [path for path in web.paths_asked("post.test") if path != "/feed.xml"] == ["/1", "/2"]
    assert watched.asked("SELECT reason FROM crawls ORDER BY id") == [("killed",), ("interrupted",)]


@pytest.mark.slow
def test_a_crawl_meanwhile_refuses_and_says_why(watcher: tuple[Web, Watcher]) -> None:
    web, watched = watcher
    watched.start()
    watched.until(lambda: len(watched.archived()) == 2)
    crawl = subprocess.run(
        [sys.executable, "-m", "newsarchive", "--archive", "a.db", "--sources", "sources.toml", "crawl"],
        cwd=watched.folder,
        env=environment(web.proxy),
        capture_output=True,
        text=True,
        check=False,
    )
    assert crawl.returncode == 1
    assert f"another newsarchive process (process {watched.process.pid}) is writing to" in crawl.stderr
    watched.stop()


@pytest.mark.slow
def test_a_change_of_the_sources_file_is_noticed(watcher: tuple[Web, Watcher]) -> None:
    web, watched = watcher
    watched.start()
    watched.until(lambda: len(watched.archived()) == 2)
    path = watched.folder / "sources.toml"
    path.write_text("[crawl\n")
    os.utime(path, (time.time() - 60, time.time() - 60))
    web.story("http://herald.test/1", "First of the herald")
    web.feed("http://herald.test/feed.xml", ["http://herald.test/1"])
    time.sleep(0.5)
    path.write_text(SOURCES + source("post") + source("herald"))
    watched.until(lambda: "http://herald.test/1" in watched.archived())
    said = watched.stop()
    assert "goes on with the sources as they were: sources.toml is not TOML" in said
    assert watched.asked("SELECT reason FROM crawls ORDER BY id") == [("sources changed",), ("interrupted",)]
    assert watched.asked(
        "SELECT s.name FROM crawl_sources c JOIN sources s ON s.id = c.source_id WHERE crawl_id = 2 ORDER BY name"
    ) == [("herald",), ("post",)]


def test_a_network_that_is_gone_is_waited_for_and_held_against_nobody(watcher: tuple[Web, Watcher]) -> None:
    web, watched = watcher
    watched.start()
    watched.until(lambda: len(watched.archived()) == 2)
    web.vanish()
    assert watched.process.stderr is not None
    heard = iter(watched.process.stderr.readline, "")
    assert any("it is our own network that is gone" in line for line in heard)
    web.serve()
    web.story("http://post.test/2", "Second of the post")
    web.feed("http://post.test/feed.xml", ["http://post.test/2", "http://post.test/1"])
    watched.until(lambda: len(watched.archived()) == 3)
    assert "the network is back" in watched.stop()
    assert watched.asked("SELECT max(failures) FROM documents") == [(0,)]
    assert watched.asked("SELECT count(*) FROM resting_hosts") == [(0,)]
    assert watched.asked("SELECT max(attempts) FROM urls") == [(0,)]


@pytest.mark.slow
def test_section_pages_are_watched_where_there_is_no_feed_or_none_that_can_be_had(
    watcher: tuple[Web, Watcher],
) -> None:
    web, watched = watcher
    for name in ("bare", "broken"):
        web.story(f"http://{name}.test/2026/05/first-story-of-the-{name}", f"First of the {name}")
        web.put(f"http://{name}.test/", f"<html><body><a href=/2026/05/first-story-of-the-{name}>A</a></body></html>")
    with (watched.folder / "sources.toml").open("a") as file:
        file.write(source("bare", feeds=[]) + source("broken"))
    watched.start()
    watched.until(lambda: len(watched.archived()) == 4)
    watched.stop()
    assert "/feed.xml" in web.paths_asked("broken.test")


@pytest.mark.slow
def test_sitemaps_that_an_index_names_are_polled_by_themselves(watcher: tuple[Web, Watcher]) -> None:
    web, watched = watcher
    site = "http://map.test"
    web.put(f"{site}/sitemap.xml", f"<sitemapindex><sitemap><loc>{site}/new.xml</loc></sitemap></sitemapindex>")
    web.put(f"{site}/new.xml", f"<urlset><url><loc>{site}/first-story-in-the-map</loc></url></urlset>")
    for word in ("first", "second"):
        web.story(f"{site}/{word}-story-in-the-map", f"The {word} story in the map")
    with (watched.folder / "sources.toml").open("a") as file:
        file.write(source("map", feeds=[], sitemaps=[f"{site}/sitemap.xml"]))
    watched.start()
    watched.until(lambda: f"{site}/first-story-in-the-map" in watched.archived())
    web.put(f"{site}/new.xml", f"<urlset><url><loc>{site}/second-story-in-the-map</loc></url></urlset>")
    watched.until(lambda: f"{site}/second-story-in-the-map" in watched.archived())
    watched.stop()
    assert watched.asked("SELECT parent FROM documents WHERE url LIKE '%new.xml'") == [(f"{site}/sitemap.xml",)]

"""A crawl that is killed (SIGKILL) at random instants, again and again, until it is through."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from web import Asked, Reply, Web, article, environment

from newsarchive import Archive
from newsarchive.captures import iter_pages

STORIES = 120


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_a_crawl_killed_at_random_instants_loses_nothing_and_fetches_nothing_stored_again(
    web: Web, tmp_path: Path, seed: int
) -> None:
    host = f"site{seed}.test"
    chance = random.Random(seed)
    urls = [f"http://{host}/{number}" for number in range(STORIES)]
    web.feed(f"http://{host}/feed.xml", urls)

    def answer(asked: Asked) -> Reply:
        time.sleep(0.005)  # or the crawl is through before it can be killed
        return Reply(body=article(f"Story {asked.path}").encode(), headers={"Content-Type": "text/html"})

    for url in urls:
        web.answer(url, answer)
    (tmp_path / "sources.toml").write_text(
        f"[crawl]\ndelay = 0\nworkers = {seed % 2}\n[sources.site]\nurl = 'http://{host}/'\n"
        f"feeds = ['http://{host}/feed.xml']\n"
    )
    command = [sys.executable, "-m", "newsarchive", "--archive", "a.db", "--sources", "sources.toml", "crawl"]
    stored_before: set[str] = set()
    killed = 0
    while True:
        asked = len(web.asked)
        process = subprocess.Popen(
            command, cwd=tmp_path, env=environment(web.proxy), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        killed += kill_after(process, web, requests=asked + chance.randint(1, 50), chance=chance)
        again = [f"http://{one.host}{one.path}" for one in web.asked[asked:]]
        assert not stored_before & set(again)
        if (tmp_path / "a.db").exists():
            stored_before = inspect(tmp_path)
        if process.returncode == 0 and len(stored_before) == STORIES:
            break
        assert killed < 100
    assert stored_before == set(urls)
    assert max(Counter(one.path for one in web.requests(host) if one.path != "/feed.xml").values()) <= killed + 1


def kill_after(process: subprocess.Popen[bytes], web: Web, *, requests: int, chance: random.Random) -> bool:
    """Kill a crawl some instant after the web was asked that often; whether it came to that."""
    while process.poll() is None and len(web.asked) < requests:
        time.sleep(0.002)
    time.sleep(chance.uniform(0, 0.2))
    if process.poll() is not None:
        return False
    process.kill()
    process.wait()
    return True


def inspect(folder: Path) -> set[str]:
    """The stories an archive holds, which must be whole: sound, indexed, and with their captures."""
    with Archive(folder / "a.db", create=True) as archive:  # an archive killed in its making is made now
        assert archive.connection.value("PRAGMA integrity_check") == "ok"
        assert archive.connection.rows("PRAGMA foreign_key_check") == []
        stories = {story.article.url or "" for story in archive}
        assert stories == {row["url"] for row in archive.connection.rows("SELECT url FROM captures")} & stories
    captured = {
        page.url
        for path in sorted((folder / "a-captures").glob("*.gz"))
        for _, page in iter_pages(path, report=lambda damage: None)
    }
    assert stories <= captured
    return stories

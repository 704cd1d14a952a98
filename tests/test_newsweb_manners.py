"""How a crawl behaved, from the log of the server: a news web whose hosts answer late, and a fifth of whose stories
answer 503 at first.

Three hosts are crawled each time, all 239 of them, with the delay as it is by default, with ``-m slow``.
"""

from __future__ import annotations

import importlib.util
import json
import sys
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

_spec = importlib.util.spec_from_file_location("newsweb_study", Path(__file__).with_name("test_newsweb.py"))
assert _spec is not None and _spec.loader is not None
newsweb_study = importlib.util.module_from_spec(_spec)
sys.modules["newsweb_study"] = newsweb_study
_spec.loader.exec_module(newsweb_study)

LATENCY = 0.2
"""Seconds before each answer."""
RETRY_AFTER = 1.0
"""Seconds that this web asks for with a 503."""
HOSTS = ("www.reuters.com", "techcrunch.com", "www.foxnews.com")
"""Hosts of the quick run: those with the most stories."""

pytestmark = pytest.mark.skipif(not newsweb_study.PROGRAM.exists(), reason="the news web is not beside this checkout")


@dataclass
class Crawled:
    """A crawl, and what the server has written of it."""

    study: Any
    delay: float
    log: dict[str, list[dict[str, Any]]]
    """Host → its requests in order; ``t`` is when the answer was complete."""


@pytest.fixture(
    scope="module", params=[(HOSTS, 0.3), pytest.param(((), 1.5), marks=pytest.mark.slow)], ids=["three", "everything"]
)
def crawled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    folder = tmp_path_factory.mktemp("manners")
    stories = newsweb_study.known_stories()
    hosts, delay = request.param
    hosts = hosts or sorted({urlsplit(url).hostname for url in stories})
    ours = {url: page for url, page in stories.items() if urlsplit(url).hostname in hosts}
    study = newsweb_study.Study(folder=folder, hosts=list(hosts), stories=ours)
    (folder / "data").mkdir()
    set_delay = "" if delay == 1.5 else f"delay = {delay}\n"  # 1.5 is the default
    text = f'[crawl]\ncontact = "study@example.org"\n{set_delay}'
    for number, host in enumerate(hosts):
        text += f'[sources.s{number}]\nurl = "http://{host}/"\ndomains = ["{host}"]\n'
        text += f'feeds = ["http://{host}/feed.xml"]\nsitemaps = ["http://{host}/sitemap-news.xml"]\n'
    (folder / "data" / "sources.toml").write_text(text)
    options = ("--flaky", "20", "--latency", str(LATENCY * 1000), "--log", str(folder / "log"))
    with newsweb_study.newsweb(*options) as web:
        study.newsarchive(web, "crawl")
    log: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in (folder / "log").read_text().splitlines():
        entry = json.loads(line)
        log[entry["host"]].append(entry)
    return Crawled(study=study, delay=delay, log=log)


def gaps(crawled: Crawled) -> list[tuple[dict[str, Any], float]]:
    """Each request but the last of a host, and the seconds from its answer to the arrival of the next request."""
    return [
        (one, another["t"] - LATENCY - one["t"])
        for requests in crawled.log.values()
        for one, another in pairwise(sorted(requests, key=lambda entry: entry["t"]))
    ]


def test_every_story_is_archived(crawled: Crawled) -> None:
    with crawled.study.archive() as archive:
        found = {row["url"] for row in archive.connection.rows("SELECT url FROM article_urls")}
        open_ends = archive.connection.value("SELECT count(*) FROM urls WHERE fetched_at IS NULL OR outcome = 'failed'")
    stories = crawled.study.stories
    told = {url for url, page in stories.items() if page["truth"].get("headline") and page["truth"].get("body")}
    assert len(told - found) <= len(told) * newsweb_study.TOLERANCE, sorted(told - found)
    assert open_ends == 0


def test_no_request_to_a_host_is_closer_to_its_last_answer_than_the_delay(crawled: Crawled) -> None:
    """robots.txt, feeds, sitemaps and stories alike; the server's clock is written in milliseconds."""
    assert min(seconds for _, seconds in gaps(crawled)) >= crawled.delay - 0.01
    assert all(len(crawled.log[host]) >= 4 for host in crawled.study.hosts)


def test_retry_after_is_honoured_towards_the_whole_host(crawled: Crawled) -> None:
    busy = [seconds for entry, seconds in gaps(crawled) if entry["status"] == 503]
    assert busy
    assert min(busy) >= max(RETRY_AFTER, crawled.delay) - 0.01


def test_nothing_is_asked_twice_but_what_was_busy(crawled: Crawled) -> None:
    times: dict[tuple[str, str], list[int]] = defaultdict(list)
    for host, requests in crawled.log.items():
        for entry in requests:
            times[host, entry["path"]].append(entry["status"])
    assert {tuple(statuses) for statuses in times.values() if len(statuses) > 1} <= {(503, 200)}


def test_every_request_says_who_asks(crawled: Crawled) -> None:
    agents = {entry["ua"] for requests in crawled.log.values() for entry in requests}
    (agent,) = agents
    assert agent.startswith("newsarchive/")
    assert "contact: study@example.org" in agent

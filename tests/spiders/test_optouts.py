"""Rights reserved for a whole site: asked for and obeyed where the sources file says so, and only there."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from newsarchive.spiders.optouts import PLACE, read, reserved
from web import Web

from newsarchive import Archive

Command = Callable[..., subprocess.CompletedProcess[str]]

SOURCES = """
[sources.reserved]
url = "http://reserved.test/"
feeds = ["http://reserved.test/feed.xml"]
honour = ["tdm-reservation"]

[sources.ignored]
url = "http://ignored.test/"
feeds = ["http://ignored.test/feed.xml"]
"""


@pytest.fixture(scope="module")
def crawled(web: Web, folder: Path, newsarchive: Command) -> Archive:
    with (folder / "data" / "sources.toml").open("a") as file:
        file.write(SOURCES)
    rules = [{"location": "/", "tdm-reservation": 0}, {"location": "/news/*", "tdm-reservation": 1}]
    for host in ("reserved.test", "ignored.test"):
        links = [f"http://{host}/news/rain", f"http://{host}/press/rain"]
        web.feed(f"http://{host}/feed.xml", links)
        for link in links:
            web.story(link, f"Rain, as told at {link}")
        web.put(f"http://{host}{PLACE}", json.dumps(rules), Content_Type="application/json")
    done = newsarchive("crawl")
    assert done.returncode == 0, done.stderr
    return Archive(folder / "data" / "newsarchive.db", read_only=True)


def test_what_is_reserved_is_not_fetched_and_the_decision_is_kept(web: Web, crawled: Archive) -> None:
    assert web.paths_asked("reserved.test") == ["/feed.xml", PLACE, "/press/rain"]
    decisions = crawled.frontier.decisions("http://reserved.test/news/rain")
    assert decisions["tdm-reservation"] == f"{PLACE}: /news/*"
    reason = crawled.connection.value("SELECT reason FROM urls WHERE url = 'http://reserved.test/news/rain'")
    assert reason == f"tdm-reservation: the site reserves its rights ({PLACE})"


def test_where_it_is_not_honoured_it_is_not_asked_for(web: Web, crawled: Archive) -> None:
    assert sorted(web.paths_asked("ignored.test")) == ["/feed.xml", "/news/rain", "/press/rain"]


@given(st.binary(max_size=200))
def test_any_file_is_rules_or_none(body: bytes) -> None:
    assert isinstance(read(body), tuple)


@given(st.text("ab/*", min_size=1, max_size=8), st.booleans(), st.text("ab/", max_size=10))
def test_patterns_match_as_in_robots_txt(pattern: str, ends: bool, path: str) -> None:
    expression = ".*".join(re.escape(part) for part in pattern.split("*")) + ("$" if ends else "")
    rule = pattern + ("$" if ends else "")
    assert (reserved(path, ((rule, True),)) is not None) == (re.match(expression, path) is not None)

"""The add-on under somebody else's Scrapy project: a spider of ten lines that knows nothing of us but its pages."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from web import Web, environment

from newsarchive import Archive
from newsarchive.captures import iter_pages

SETTINGS = """
SPIDER_MODULES = ["paper"]
ADDONS = {"newsarchive.Addon": 300}
NEWSARCHIVE_ARCHIVE = "paper.db"
NEWSARCHIVE_CONTACT = "test@post.example"
NEWSARCHIVE_WORKERS = 0
DOWNLOAD_DELAY = 0
ITEM_PIPELINES = {"paper.Own": 350}
"""

SPIDER = """
import scrapy
from newsarchive.addon import page_of

class Paper(scrapy.Spider):
    name = "paper"
    start_urls = ["http://paper.test/"]

    def parse(self, response):
        yield {"kind": "list", "links": len(response.css("h2 a"))}
        yield from response.follow_all(css="h2 a", callback=lambda story: page_of(story))

class Own:
    def process_item(self, item):
        if isinstance(item, dict):
            item["seen_by_own_pipeline"] = True
        return item
"""


@pytest.fixture(scope="module")
def crawl(web: Web, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], tuple[Path, list[dict[str, object]]]]:
    """Runs that project's spider with a feed export; its folder, and what was exported."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "scrapy.cfg").write_text("[settings]\ndefault = settings\n")
    (folder / "settings.py").write_text(SETTINGS)
    (folder / "paper.py").write_text(SPIDER)
    web.put(
        "http://paper.test/",
        '<h2><a href="/bridge">1</a></h2><h2><a href="/lock">2</a></h2><h2><a href="/no">3</a></h2>',
    )
    web.put("http://paper.test/robots.txt", "User-agent: *\nDisallow: /no\n", Content_Type="text/plain")
    web.story("http://paper.test/bridge", "Bridge closed for a week")
    web.put("http://paper.test/lock", "<h1>Log in to read</h1><form><input type=password></form>")
    web.story("http://paper.test/no", "Not for robots")

    def run(export: str) -> tuple[Path, list[dict[str, object]]]:
        done = subprocess.run(
            [sys.executable, "-m", "scrapy", "crawl", "paper", "-O", export],
            cwd=folder,
            env=environment(web.proxy),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert "Traceback" not in done.stderr, done.stderr
        return folder, [json.loads(line) for line in (folder / export).read_text().splitlines()]

    return run


@pytest.fixture(scope="module")
def first(crawl: Callable[[str], tuple[Path, list[dict[str, object]]]]) -> tuple[Path, list[dict[str, object]]]:
    return crawl("first.jsonl")


def test_a_page_is_captured_read_and_stored_under_the_name_of_its_spider(first) -> None:
    folder, _ = first
    with Archive(folder / "paper.db", read_only=True) as archive:
        [story] = archive
        assert (story.source, story.article.headline) == ("paper", "Bridge closed for a week")
        assert archive.search("bridge")[0].id == story.id
        assert archive.connection.value("SELECT reason FROM crawls") == "finished"
    pages = [page for path in (folder / "paper-captures").glob("*.warc.gz") for _, page in iter_pages(path)]
    assert {page.url for page in pages} == {"http://paper.test/bridge", "http://paper.test/lock"}


def test_the_project_s_own_items_and_pipelines_go_on_and_stories_are_exported_as_articles(first) -> None:
    _, exported = first
    lists = [item for item in exported if item.get("kind") == "list"]
    assert lists == [{"kind": "list", "links": 3, "seen_by_own_pipeline": True}]
    assert [item["headline"] for item in exported if "headline" in item] == ["Bridge closed for a week"]
    assert len(exported) == 2  # what was no article is not among them


def test_a_page_that_is_no_article_is_settled_with_its_reason(first) -> None:
    folder, _ = first
    with Archive(folder / "paper.db", read_only=True) as archive:
        row = archive.connection.row("SELECT state, reason FROM urls WHERE url LIKE '%/lock'")
        assert row is not None
        assert row["state"] == "rejected"
        assert row["reason"]


def test_it_is_as_polite_as_our_own_crawls(first, web: Web) -> None:
    assert "/no" not in web.paths_asked("paper.test")
    [agent] = {one.headers["user-agent"] for one in web.requests("paper.test")}
    assert agent.startswith("newsarchive/")
    assert "test@post.example" in agent


def test_a_second_run_fetches_no_story_that_rests(first, crawl, web: Web) -> None:
    before = len(web.requests("paper.test"))
    _, exported = crawl("second.jsonl")
    assert [one.path for one in web.requests("paper.test")[before:]] == ["/", "/lock"]
    assert [item for item in exported if "headline" in item] == []

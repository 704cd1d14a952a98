"""A site is redesigned: its pages are held back, listed, told as the cause, and read again once there is a recipe."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from web import Command, Web, article

from newsarchive.archive import Archive

STORIES = [f"http://glass.test/story-{number}-of-the-harbour" for number in range(6)]
SOURCE = '\n[sources.glass]\nurl = "http://glass.test/"\nfeeds = ["http://glass.test/rss"]\n'
RECIPE = 'hosts = ["glass.test"]\n[fields]\nbody = ".w9"\n'


def redesigned(headline: str) -> str:
    """The same story in a page whose text no generic extractor takes for one."""
    page = article(headline)
    links = re.sub(
        r"<p>(.*?)</p>", r'<li><a href="/quiz">\1</a></li>', page[page.index("<p>") : page.rindex("</p>") + 4]
    )
    return page.replace(page[page.index("<p>") : page.rindex("</p>") + 4], f'<ul class="w9">{links}</ul>')


@pytest.fixture(scope="module")
def crawled(web: Web, folder: Path, newsarchive: Command) -> Path:
    """An archive of the site as it was, and as it is since."""
    with (folder / "data" / "sources.toml").open("a") as file:
        file.write(SOURCE)
    web.feed("http://glass.test/rss", STORIES)
    for number, url in enumerate(STORIES):
        web.story(url, f"Story {number} of the harbour")
    assert newsarchive("crawl").returncode == 0
    for number, url in enumerate(STORIES):
        web.put(url, redesigned(f"Story {number} of the harbour"))
    done = newsarchive("crawl", "--revisit")
    assert (done.returncode, "held" in done.stdout) == (0, True), done.stdout + done.stderr
    return folder / "data" / "newsarchive.db"


def test_the_stories_stay_as_they_were(crawled: Path) -> None:
    with Archive(crawled, read_only=True) as archive:
        assert {(story.revision_count, len(story.article.blocks)) for story in archive} == {(1, 5)}


def test_the_pages_are_listed_with_why_and_where(crawled: Path, newsarchive: Command) -> None:
    told = newsarchive("quarantine", "glass").stdout
    assert told.count("no text, where the story has") == 6
    pages = json.loads(newsarchive("quarantine", "--json").stdout)
    assert sorted(page["url"] for page in pages) == STORIES
    assert all(page["capture"].partition(":")[0].endswith(".warc.gz") for page in pages)


def test_status_names_the_redesign_and_the_pages(crawled: Path, newsarchive: Command) -> None:
    told = newsarchive("status", "glass").stdout
    assert "held back    6 pages: newsarchive quarantine glass" in told
    assert "6 × held" in told


def test_a_page_that_is_not_held_back_cannot_be_taken(crawled: Path, newsarchive: Command) -> None:
    done = newsarchive("quarantine", "--accept", "http://glass.test/nothing")
    assert (done.returncode, "no page of http://glass.test/nothing is held back" in done.stderr) == (1, True)
    assert newsarchive("quarantine", "iron").returncode == 1


def test_a_person_may_take_a_page_or_forget_it(crawled: Path, newsarchive: Command) -> None:
    taken = newsarchive("quarantine", "--accept", STORIES[0])
    assert (taken.returncode, taken.stdout.strip().endswith("a new version: body")) == (0, True)
    assert newsarchive("quarantine", "--drop", STORIES[1]).returncode == 0
    with Archive(crawled, read_only=True) as archive:
        assert [version.changed for version in archive.revisions(archive.get(STORIES[0]).id)] == [[], ["body"]]
        assert archive.get(STORIES[1]).revision_count == 1
        assert len(archive.quarantine.pages()) == 4


def test_with_a_recipe_they_are_read_again_and_let_go(crawled: Path, newsarchive: Command) -> None:
    recipes = crawled.with_name("recipes")
    recipes.mkdir()
    (recipes / "glass.toml").write_text(RECIPE)
    told = newsarchive("reextract", "--source", "glass").stdout
    assert "4 pages that were held back were read again; 4 are whole now." in told
    assert newsarchive("quarantine").stderr.strip() == "No page is held back."
    with Archive(crawled, read_only=True) as archive:
        assert archive.get(STORIES[5]).article.body.startswith("Story 5 of the harbour: part 1 of the report")

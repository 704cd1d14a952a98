"""Pages that are held back: which, how long, and what becomes of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from newsarchive.archive import Archive
from newsarchive.archive.suspicion import suspicion
from newsarchive.items import Article, Block

from .conftest import NOON, URL, later, make_article, make_page, paragraphs, stamp

SENTENCE = "The harbour office said on Monday that the ferry would stop for repairs until the end of May. "
FULL = make_article(blocks=paragraphs(*[f"{number}. {SENTENCE}" for number in range(10)]), published=stamp())
EMPTY = replace(FULL, blocks=[])
WITHDRAWN = replace(FULL, blocks=paragraphs("This story has been withdrawn at the request of the harbour office."))


def see(archive: Archive, article: Article, *, at: datetime = NOON, url: str = URL) -> str:
    return archive.store(article, make_page(url, at=at), extractor="1").kind


def held(archive: Archive) -> list[str]:
    return [page.reason for page in archive.quarantine.pages()]


@pytest.mark.parametrize(
    ("new", "reason"),
    [
        (EMPTY, "no text, where the story has 190 words"),
        (WITHDRAWN, "12 words, where the story has 190"),
        (replace(FULL, blocks=FULL.blocks[:3]), None),
        (replace(FULL, blocks=FULL.blocks[:2]), "38 words, where the story has 190"),
        (replace(FULL, blocks=FULL.blocks[:2], truncated=True), None),
        (replace(FULL, blocks=[*WITHDRAWN.blocks, Block(type="correction", text="Withdrawn on 3 May.")]), None),
        (replace(FULL, headline=None), "no headline, where the story has one"),
        (replace(FULL, byline=None), None),
        (replace(FULL, byline=None, published=None), "no byline and no date of publication, where the story has one"),
    ],
    ids=["empty", "nearly", "a third", "a fifth", "wall", "correction", "headline", "byline", "byline and date"],
)
def test_a_page_is_held_back_where_the_story_is_gone_from_it(new: Article, reason: str | None) -> None:
    assert suspicion(FULL, new) == reason


def test_of_a_redesigned_source_less_is_enough() -> None:
    assert suspicion(FULL, replace(FULL, byline=None), wary=True) == "no byline, where the story has one"
    assert suspicion(FULL, replace(FULL, blocks=FULL.blocks[:4]), wary=True) == "76 words, where the story has 190"


def test_a_brief_is_rewritten_freely() -> None:
    brief = make_article()
    assert suspicion(brief, replace(brief, blocks=paragraphs("Rain."))) is None


def test_a_live_blog_may_show_its_latest_entries_only() -> None:
    entries = [Block(type="entry", text=f"{number}. {SENTENCE}") for number in range(10)]
    blog = make_article(kind="liveblog", blocks=entries)
    assert suspicion(blog, replace(blog, blocks=entries[:1])) is None
    assert suspicion(blog, replace(blog, blocks=[])) is not None


def test_a_page_that_is_held_back_changes_nothing_of_its_story(archive: Archive) -> None:
    see(archive, FULL)
    outcome = archive.store(EMPTY, make_page(at=later(hours=3), headers=[("ETag", '"new"')]), extractor="1")
    story = archive.get(URL)
    assert (outcome.kind, outcome.changed, outcome.reason) == (
        "held",
        ["body"],
        "no text, where the story has 190 words",
    )
    assert (story.article.blocks, story.revision_count, story.last_seen) == (FULL.blocks, 1, NOON)
    row = archive.connection.row("SELECT state, outcome, reason, etag, due_at FROM urls")
    assert tuple(row or ()) == ("archived", "held", outcome.reason, None, "2026-05-02T20:00:00Z")


def test_the_page_of_an_old_story_is_looked_at_again_for_three_days(archive: Archive) -> None:
    see(archive, FULL)
    dues = []
    for day in range(60, 65):
        see(archive, EMPTY, at=later(days=day))
        dues.append(archive.connection.value("SELECT due_at FROM urls"))
    assert dues == ["2026-07-02T12:00:00Z", "2026-07-03T12:00:00Z", "2026-07-04T12:00:00Z", None, None]


def test_a_story_that_is_read_well_again_lets_its_pages_go(archive: Archive) -> None:
    see(archive, FULL)
    see(archive, EMPTY, at=later(hours=3))
    assert see(archive, FULL, at=later(hours=8)) == "unchanged"
    assert held(archive) == []


def test_what_a_page_still_says_the_next_day_is_a_revision(archive: Archive) -> None:
    see(archive, FULL)
    assert [see(archive, WITHDRAWN, at=later(hours=hours)) for hours in (3, 8, 24)] == ["held", "held", "revised"]
    assert archive.get(URL).article.blocks == WITHDRAWN.blocks
    assert [version.changed for version in archive.revisions(1)] == [[], ["body"]]
    assert held(archive) == []


def test_a_page_without_text_is_never_a_revision_by_itself(archive: Archive) -> None:
    see(archive, FULL)
    assert {see(archive, EMPTY, at=later(days=days)) for days in range(1, 6)} == {"held"}


def test_when_many_stories_are_gone_their_pages_stay_held_back(archive: Archive) -> None:
    urls = [URL.replace("50123456", f"5012{number}") for number in range(7000, 7004)]
    stories = [replace(FULL, headline=f"Story {number}") for number in range(4)]
    for url, story in zip(urls, stories, strict=True):
        see(archive, story, url=url)
    for day in (1, 2, 3):
        for url, story in zip(urls, stories, strict=True):
            assert see(archive, replace(story, blocks=WITHDRAWN.blocks), url=url, at=later(days=day)) == "held"


def test_a_page_is_taken_when_it_is_read_whole_later(archive: Archive) -> None:
    see(archive, FULL)
    see(archive, EMPTY, at=later(hours=3))
    (page,) = archive.quarantine.pages()
    assert archive.admit(page, EMPTY, extractor="2").kind == "held"
    better = replace(FULL, headline="Ferry stops until June")
    assert archive.admit(page, better, extractor="2").kind == "revised"
    first, second = archive.revisions(1)
    assert (second.seen_at, second.changed, second.extractor) == (later(hours=3), ["headline"], "2")
    assert (first.article.headline, held(archive)) == (FULL.headline, [])


def test_a_person_may_take_it_as_it_is(archive: Archive) -> None:
    see(archive, FULL)
    see(archive, EMPTY, at=later(hours=3))
    (page,) = archive.quarantine.pages()
    assert archive.admit(page, EMPTY, extractor="1", force=True).kind == "revised"
    assert archive.get(URL).article.blocks == []


def test_nothing_is_told_of_a_page_that_a_good_visit_has_overtaken(archive: Archive) -> None:
    see(archive, FULL)
    see(archive, EMPTY, at=later(hours=3))
    (page,) = archive.quarantine.pages()
    see(archive, replace(FULL, headline="Ferry stops until June"), at=later(hours=8))
    archive.admit(page, replace(FULL, headline="Ferry stops"), extractor="2")
    assert archive.get(URL).article.headline == "Ferry stops until June"


def test_taking_a_story_down_takes_its_held_pages_too(archive: Archive) -> None:
    see(archive, FULL)
    see(archive, EMPTY, at=later(hours=3))
    archive.take_down(URL, reason="asked")
    assert held(archive) == []

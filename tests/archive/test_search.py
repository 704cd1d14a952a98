"""Searching an archive: what is found, in which order, how it is narrowed, and how it stays quick."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsarchive import Archive
from newsarchive.archive import search as search_module
from newsarchive.exceptions import QueryError
from newsarchive.items import Author, Image
from newsarchive.sample_site.newsroom import Newspaper

from .conftest import make_article, make_page, paragraphs, stamp

Shelf = Archive


def put(archive: Archive, name: str, text: str, *, source: str = "river", **fields: object) -> int:
    """Store a story whose parts are empty where not given; its number."""
    empty = {"dek": None, "byline": None, "authors": [], "images": [], "tags": [], "sidebar_links": []}
    article = make_article(**{**empty, "headline": name, "blocks": paragraphs(*text.split("\n")), **fields})
    url = f"https://{source}.example/{name.replace(' ', '-')}"
    stored = archive.store(article, make_page(url, source=source))
    assert stored.article_id is not None
    return stored.article_id


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """An archive of a few stories, only read from."""
    with Archive(tmp_path_factory.mktemp("shelf") / "news.db", create=True) as archive:
        put(archive, "Flood at the bridge", "Rain fell all night.", published=stamp(date(2026, 1, 31), precision="day"))
        put(archive, "Rain at last", "The flood was over by noon, and the river calm.", source="hill")
        put(
            archive,
            "Market reopens",
            "Traders came back. The rain held off; a flood of buyers came.\nMore rain is expected.",
            byline="By Nary Oum",
            authors=[Author(name="Nary Oum"), Author(name="Łukasz Żuk")],
            images=[Image(caption="Buyers in the rain", credit="Tep Rith/AFP", role="lead")],
            published=stamp(datetime(2026, 2, 1, 0, 30, tzinfo=UTC)),
        )
        put(archive, "国会通过预算案", "国会昨天通过了明年的预算案。反对党投了反对票。", source="hill", published=None)
        put(archive, "រដ្ឋសភាអនុម័តថវិកា", "រដ្ឋសភាបានអនុម័តច្បាប់ថវិកាកាលពីម្សិលមិញ", published=None)
        yield archive


def headlines(archive: Archive, query: str, **options: object) -> list[str | None]:
    return [hit.headline for hit in archive.search(query, **options)]  # type: ignore[arg-type]  # any option


def test_a_word_in_the_headline_counts_more_than_in_the_body(shelf: Archive) -> None:
    assert headlines(shelf, "flood")[0] == "Flood at the bridge"
    assert headlines(shelf, "rain")[0] == "Rain at last"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ('"flood of buyers"', ["Market reopens"]),
        ("author:nary", ["Market reopens"]),
        ("author:zuk", ["Market reopens"]),
        ("by:lukasz", ["Market reopens"]),
        ("credit:afp", ["Market reopens"]),
        ("caption:buyers", ["Market reopens"]),
        ("headline:rain", ["Rain at last"]),
        ("NEAR(flood noon, 3)", ["Rain at last"]),
        ("flood -market -bridge", ["Rain at last"]),
        ("source:hill flood", ["Rain at last"]),
        ("flood since:2026-02-01 until:2026-02-01", ["Market reopens"]),
        ("flood until:2026-01", ["Flood at the bridge"]),
        ("预算", ["国会通过预算案"]),
        ("反对", ["国会通过预算案"]),
        ("预算 投了", ["国会通过预算案"]),
        ("ថវិកា", ["រដ្ឋសភាអនុម័តថវិកា"]),
        ("headline:ថវិ", ["រដ្ឋសភាអនុម័តថវិកា"]),
        ("nothing-of-the-kind", []),
    ],
)
def test_a_query_finds_its_story(shelf: Archive, query: str, found: list[str]) -> None:
    assert headlines(shelf, query) == found


def test_options_narrow_like_the_query(shelf: Archive) -> None:
    assert headlines(shelf, "flood", source="hill") == ["Rain at last"]
    assert len(headlines(shelf, "flood", source=["hill", "river"])) == 3
    assert headlines(shelf, "flood", author="Łukasz") == ["Market reopens"]
    assert headlines(shelf, "flood", since="2026-02", until=date(2026, 2, 1)) == ["Market reopens"]
    assert headlines(shelf, "flood -noon", source="hill") == []


def test_conditions_alone_list_newest_first(shelf: Archive) -> None:
    found = shelf.search("source:river since:2026")
    assert [hit.headline for hit in found] == ["Market reopens", "Flood at the bridge"]
    assert found[0].score is None
    assert headlines(shelf, "source:river since:2026 -traders") == ["Flood at the bridge"]
    assert headlines(shelf, "source:river -traders", author="nary") == []


def test_newest_first_puts_the_undated_last(shelf: Archive) -> None:
    dated = ["Rain at last", "Market reopens", "Flood at the bridge"]
    assert headlines(shelf, "flood OR 预算", newest=True) == [*dated, "国会通过预算案"]


def test_results_know_how_many_there_are_and_come_in_pages(shelf: Archive) -> None:
    first, second = shelf.search("flood", limit=2), shelf.search("flood", limit=2, offset=2)
    assert (first.total, len(first), len(second), first.bounded) == (3, 2, 1, False)
    assert len({hit.id for hit in [*first, *second]}) == 3
    assert len(shelf.search("flood", limit=0)) == 0


def test_a_hit_shows_what_was_found(shelf: Archive) -> None:
    [hit] = shelf.search('"flood of buyers" market')
    assert hit.marked_headline.marked("[", "]") == "[Market] reopens"
    assert "a [flood of buyers] came." in hit.marked_snippet.marked("[", "]")
    assert (hit.source, hit.published, hit.authors) == (
        "river",
        "2026-02-01T00:30:00+00:00",
        ("Nary Oum", "Łukasz Żuk"),
    )
    assert hit.url == "https://river.example/Market-reopens"
    assert hit.to_dict()["snippet_marks"] == [list(mark) for mark in hit.snippet_marks]


def test_a_word_only_in_a_credit_is_shown_from_there(shelf: Archive) -> None:
    [hit] = shelf.search("afp")
    assert hit.marked_snippet.marked("[", "]") == "Tep Rith/[AFP]"


def test_the_words_in_a_row_come_before_the_same_words_scattered(archive: Archive) -> None:
    put(archive, "Bridge", "opens new bridge minister opens new bridge minister prime prime opens new")
    put(archive, "Notes", "Today the prime minister opens new bridge in the town, " + "and much more is said. " * 40)
    assert headlines(archive, "prime minister opens new bridge")[0] == "Notes"


def test_every_sentence_of_every_sample_story_finds_its_story_first(tmp_path: Path) -> None:
    stories = Newspaper(now=datetime(2026, 5, 2, tzinfo=UTC)).stories
    with Archive(tmp_path / "news.db", create=True) as archive:
        for story in stories:
            put(archive, story.headline, story.body, source="sample")
        for story in stories:
            for line in filter(None, story.body.split("\n")):
                phrase = " ".join(line.split()[:9])
                for query in (f'"{phrase}"', phrase.replace("*", "")):
                    hits = archive.search(query)
                    assert hits and hits[0].headline == story.headline, query


@pytest.mark.parametrize("newest", [False, True])
@pytest.mark.parametrize("source", [None, "river"])
def test_where_too_many_match_those_archived_last_are_ranked(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, source: str | None, newest: bool
) -> None:
    for number in range(12):
        put(archive, f"Rain {number}", "It rained.", source=("river", "hill")[number % 2])
    monkeypatch.setattr(search_module, "RANKED", 4)
    found = archive.search("rain", source=source, newest=newest)
    assert (found.total, found.bounded) == (6 if source else 12, True)
    latest = [8, 9, 10, 11] if source is None else [4, 6, 8, 10]
    assert sorted(hit.headline or "" for hit in found) == sorted(f"Rain {number}" for number in latest)


@pytest.mark.parametrize("collected", [0, 100])
def test_both_ways_of_narrowing_find_the_same(shelf: Archive, monkeypatch: pytest.MonkeyPatch, collected: int) -> None:
    monkeypatch.setattr(search_module, "COLLECTED", collected)
    assert headlines(shelf, "flood", source="river", since="2026-02") == ["Market reopens"]
    assert headlines(shelf, "flood", source="river", newest=True) == ["Market reopens", "Flood at the bridge"]
    assert shelf.search("flood -source:river").total == 1


def test_an_unknown_source_is_told_with_those_that_are_like_it(shelf: Archive) -> None:
    with pytest.raises(QueryError, match="no source called 'rivr': did you mean river"):
        shelf.search("flood source:rivr")
    with pytest.raises(QueryError, match="no source called"):
        shelf.search("flood", source="elsewhere")


@pytest.mark.parametrize("options", [{"limit": -1}, {"offset": -1}, {"since": "soon"}, {"author": "++"}])
def test_an_impossible_option_is_told(shelf: Archive, options: dict[str, object]) -> None:
    with pytest.raises(QueryError):
        shelf.search("flood", **options)  # type: ignore[arg-type]  # wrong on purpose


def test_articles_are_those_a_search_selects_in_the_order_they_came(shelf: Archive) -> None:
    selected = shelf.articles(query="flood OR 预算", source=["river", "hill"])
    assert [story.id for story in selected] == [1, 2, 3, 4]
    assert [story.id for story in shelf.articles(since="2026-02")] == [2, 3]
    assert [story.id for story in shelf.articles(author="nary")] == [3]
    assert [story.id for story in shelf.articles(query="source:hill -flood")] == [4]
    assert len(list(shelf)) == len(shelf) == 5


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.text(max_size=40))
def test_any_query_gives_results_or_says_why_not(shelf: Archive, typed: str) -> None:
    try:
        results = shelf.search(typed)
    except QueryError:
        return
    for hit in results:
        assert hit.marked_snippet.html()

"""The full-text index follows the articles, whatever is done to them, and a check finds where it does not."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from newsarchive import Archive
from newsarchive.archive import index
from newsarchive.items import Author, Image

from .conftest import BODY, URL, later, make_article, make_page, paragraphs

KHMER = "រដ្ឋសភាបានអនុម័តច្បាប់ថវិកា"


def matches(archive: Archive, expression: str) -> list[int]:
    sql = "SELECT rowid FROM articles_fts WHERE articles_fts MATCH ? ORDER BY rank"
    return [row["rowid"] for row in archive.connection.rows(sql, (expression,))]


@pytest.mark.parametrize(
    ("column", "word"),
    [
        ("headline", "last"),
        ("dek", "dry"),
        ("body", "tamarind"),
        ("authors", "nary"),
        ("captions", "bridge"),
        ("credits", "rith"),
    ],
)
def test_every_column_is_searched(archive: Archive, column: str, word: str) -> None:
    stored = archive.store(make_article(), make_page())
    assert matches(archive, f"{column} : {word}") == [stored.article_id]


def test_kicker_and_authors_missing_from_the_byline_are_searched(archive: Archive) -> None:
    article = make_article(kicker="WEATHER", byline="Staff", authors=[Author(name="Nary Oum")])
    stored = archive.store(article, make_page())
    assert matches(archive, "dek : weather AND authors : nary AND authors : staff") == [stored.article_id]


def test_a_revised_story_is_found_by_what_it_says_now(archive: Archive) -> None:
    archive.store(make_article(), make_page())
    archive.store(make_article(headline="Flood at last"), make_page(at=later(hours=5)))
    assert matches(archive, "rain AND headline : flood") == [1]
    assert matches(archive, "headline : rain") == []
    assert index.problems(archive.connection) == []


@pytest.mark.parametrize(
    "first, second", [(BODY, (KHMER,)), ((KHMER,), BODY), (BODY, BODY[:2]), ((KHMER,), (KHMER * 2,))]
)
def test_a_body_may_change_its_script(archive: Archive, first: tuple[str, ...], second: tuple[str, ...]) -> None:
    archive.store(make_article(blocks=paragraphs(*first)), make_page())
    archive.replace(1, make_article(blocks=paragraphs(*second)), extractor="2")
    assert index.problems(archive.connection) == []
    assert matches(archive, '"ថវិ វិកា" *') == ([1] if "ថវិកា" in second[0] else [])


def test_only_a_body_that_needs_it_is_stored_twice(archive: Archive) -> None:
    archive.store(make_article(), make_page())
    archive.store(make_article(headline="ថវិកា", blocks=paragraphs(KHMER)), make_page(URL.replace("456", "789")))
    bodies = archive.connection.rows("SELECT body FROM search_text ORDER BY article_id")
    assert [row["body"] is None for row in bodies] == [True, False]


def test_a_deleted_story_leaves_no_words_behind(archive: Archive) -> None:
    archive.store(make_article(), make_page())
    archive.store(make_article(headline="ថវិកា", blocks=paragraphs(KHMER)), make_page(URL.replace("456", "789")))
    with archive.transaction():
        archive.connection.run("DELETE FROM article_urls")
        archive.connection.run("UPDATE urls SET article_id = NULL")
        archive.connection.run("DELETE FROM articles")
    assert matches(archive, "rain OR nary") == []
    assert archive.connection.value("SELECT count(*) FROM search_text") == 0
    assert index.problems(archive.connection) == []


def test_many_stories_of_one_transaction_are_all_found(archive: Archive) -> None:
    with archive.transaction():
        for number in range(30):
            archive.store(make_article(headline=f"Number n{number}"), make_page(f"https://news.example/{number}"))
    assert matches(archive, "n17") and len(matches(archive, "number")) == 30
    assert index.problems(archive.connection) == []


def test_a_part_that_is_undone_is_not_found(archive: Archive) -> None:
    with archive.transaction():
        with pytest.raises(ZeroDivisionError), archive.transaction():
            archive.store(make_article(headline="Undone"), make_page("https://news.example/1"))
            raise ZeroDivisionError
        archive.store(make_article(headline="Kept"), make_page("https://news.example/2"))
    assert matches(archive, "undone") == []
    assert len(matches(archive, "kept")) == 1
    assert index.problems(archive.connection) == []


def test_a_transaction_that_is_undone_leaves_nothing_to_the_next(archive: Archive) -> None:
    with pytest.raises(ZeroDivisionError), archive.transaction():
        archive.store(make_article(headline="Undone"), make_page("https://news.example/1"))
        raise ZeroDivisionError
    archive.store(make_article(headline="Kept"), make_page("https://news.example/2"))
    assert matches(archive, "undone") == []
    assert index.problems(archive.connection) == []


def test_other_programs_keep_it_in_step_and_rank_alike(archive: Archive, path: Path) -> None:
    archive.store(make_article(), make_page())
    archive.store(make_article(headline="Dry"), make_page("https://news.example/2"))
    archive.close()
    with closing(sqlite3.connect(path)) as plain:
        plain.execute("UPDATE article_text SET body = 'A plain flood' WHERE article_id = 2")
        plain.commit()
        found = plain.execute("SELECT rowid FROM articles_fts WHERE articles_fts MATCH 'rain' ORDER BY rank").fetchall()
        assert found == [(1,)]
        snippet = "SELECT snippet(articles_fts, 2, '[', ']', '…', 5) FROM articles_fts WHERE articles_fts MATCH 'flood'"
        assert plain.execute(snippet).fetchall() == [("A plain [flood]",)]
    with Archive(path) as archive_again:
        assert index.problems(archive_again.connection) == []


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        ("UPDATE search_text SET headline = 'Other'", "does not match"),
        ("DELETE FROM search_text", "1 articles are not in the full-text index"),
        ("INSERT INTO articles_fts(articles_fts) VALUES ('delete-all')", "does not match"),
    ],
)
def test_what_is_out_of_step_is_found_and_made_whole(archive: Archive, harm: str, told: str) -> None:
    archive.store(make_article(), make_page())
    with archive.transaction():
        for name in index.TRIGGERS:
            archive.connection.run(f"DROP TRIGGER {name}")
        archive.connection.run(harm)
    found = index.problems(archive.connection)
    assert any(told in problem for problem in found)
    assert any(f"the trigger {next(iter(index.TRIGGERS))} is missing" in problem for problem in found)
    archive.compact()
    assert index.problems(archive.connection) == []
    assert matches(archive, "headline : rain") == [1]


def test_making_it_again_gives_the_same(archive: Archive) -> None:
    article = make_article(
        kicker="ថវិកា",
        byline=None,
        images=[Image(url="https://news.example/1.jpg", caption="Straße", credit="Łódź"), Image(caption="Second")],
        blocks=paragraphs(*BODY, KHMER),
    )
    archive.store(article, make_page())
    before = [tuple(row) for row in archive.connection.rows("SELECT * FROM search_text")]
    assert index.reindex(archive.connection) == 1
    assert [tuple(row) for row in archive.connection.rows("SELECT * FROM search_text")] == before

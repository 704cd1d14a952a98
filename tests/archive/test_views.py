"""The views for analysts: what they say of stories, and that counts stay in step with what they sum up."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsarchive.archive import Archive
from newsarchive.archive.views import SIGHTINGS, TRIGGERS
from newsarchive.items import Article, Author, Image, SidebarLink

from .conftest import NOON, URL, later, make_article, make_page, paragraphs

LIST = [
    SidebarLink(url=URL, title="Rain", block="MOST VIEWED", kind="most_viewed", rank=1),
    SidebarLink(url=URL + "-b", title="Tide", block="MOST VIEWED", kind="most_viewed", rank=2),
    SidebarLink(url=URL + "-c", title="Related", block="MORE", kind="related", rank=1),
]


def rows(archive: Archive, sql: str, *parameters: Any) -> list[dict[str, Any]]:
    return [dict(row) for row in archive.connection.rows(sql, parameters)]


def counted(archive: Archive) -> Counter[tuple[Any, ...]]:
    """What most_viewed_sightings should hold, counted from the observations."""
    found = archive.connection.rows(
        """
        SELECT a.source_id, substr(o.seen_at, 1, 13) AS hour, o.link_id, o.rank, count(*) AS n
        FROM sidebar_observations o JOIN articles a ON a.id = o.article_id WHERE o.kind = 'most_viewed'
        GROUP BY 1, 2, 3, 4
        """
    )
    return Counter({tuple(row)[:4]: row["n"] for row in found})


def kept(archive: Archive) -> Counter[tuple[Any, ...]]:
    found = archive.connection.rows("SELECT * FROM most_viewed_sightings")
    return Counter({tuple(row)[:4]: row["sightings"] for row in found})


def test_a_story_is_one_row_with_names_joined_and_its_lead_picture(archive: Archive) -> None:
    article = make_article(
        authors=[Author(name="Nary Oum"), Author(name="Tep Rith", role="photographer")],
        tags=["rain", "rivers"],
        section="City",
        images=[
            Image(
                url="https://www.rivertimes.example/l.jpg", caption="Lead", credit="A/B", photographer="A", agency="B"
            ),
            Image(caption="Second"),
        ],
    )
    archive.store(article, make_page())
    (row,) = rows(archive, "SELECT * FROM article_full WHERE source = 'river'")
    assert (row["authors"], row["tags"], row["section"]) == ("Nary Oum; Tep Rith", "rain; rivers", "City")
    assert (row["caption"], row["photographer"], row["agency"], row["images"]) == ("Lead", "A", "B", 2)
    assert row["image_url"] == "https://www.rivertimes.example/l.jpg"
    assert row["body"] == article.body
    assert rows(archive, "SELECT author, role, position FROM article_authors_flat") == [
        {"author": "Nary Oum", "role": "writer", "position": 1},
        {"author": "Tep Rith", "role": "photographer", "position": 2},
    ]
    assert rows(archive, "SELECT photographer, agency, caption FROM photo_credits") == [
        {"photographer": "A", "agency": "B", "caption": "Lead"}
    ]
    assert rows(archive, "SELECT source, stories FROM stories_per_day") == [{"source": "river", "stories": 1}]


def test_an_edit_shows_the_headline_before_and_after(archive: Archive) -> None:
    archive.store(make_article(headline="Rain"), make_page())
    archive.store(make_article(headline="Rain!"), make_page(at=later(hours=1)))
    archive.store(
        make_article(headline="Rain!", blocks=paragraphs("Quite another body.")), make_page(at=later(hours=2))
    )
    found = rows(archive, "SELECT number, headline_changed, headline_before, headline_after, changed FROM edits")
    assert [json.loads(row.pop("changed")) for row in found] == [["headline"], ["body"]]
    assert [tuple(row.values()) for row in found] == [(2, 1, "Rain", "Rain!"), (3, 0, "Rain!", "Rain!")]


def test_the_history_of_most_viewed_names_the_story_a_link_points_to(archive: Archive) -> None:
    archive.store(make_article(sidebar_links=LIST), make_page())
    archive.store(make_article(sidebar_links=LIST), make_page(at=later(minutes=5)))
    assert rows(
        archive, "SELECT source, rank, sightings, title, article_id FROM most_viewed_history ORDER BY rank"
    ) == [
        {"source": "river", "rank": 1, "sightings": 2, "title": "Rain", "article_id": 1},
        {"source": "river", "rank": 2, "sightings": 2, "title": "Tide", "article_id": None},
    ]


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM sidebar_observations WHERE rank = 1",
        "DELETE FROM articles WHERE id = 1",
        "UPDATE sidebar_observations SET rank = rank + 4",
        "UPDATE sidebar_observations SET kind = 'related'",
        "UPDATE sidebar_observations SET kind = 'most_viewed'",
        "UPDATE sidebar_observations SET link_id = (SELECT min(id) FROM promoted_links)",
        "UPDATE sidebar_observations SET seen_at = '2026-01-01T00:00:00Z' WHERE seen_at = (SELECT min(seen_at) "
        "FROM sidebar_observations)",
    ],
)
def test_counts_follow_whatever_becomes_of_the_observations(archive: Archive, change: str) -> None:
    for number in range(3):
        article = make_article(headline=f"Story {number}", sidebar_links=LIST)
        archive.store(article, make_page(f"{URL}-{number}", at=later(minutes=number)))
    before = kept(archive)
    assert before == counted(archive)
    with archive.transaction():
        archive.connection.run("UPDATE urls SET article_id = NULL")
        archive.connection.run(change)
    assert kept(archive) == counted(archive) != before


def test_a_takedown_takes_its_counts_along(archive: Archive) -> None:
    archive.store(make_article(sidebar_links=LIST), make_page())
    archive.store(
        make_article(headline="Tide", sidebar_links=LIST), make_page("https://www.rivertimes.example/tide.html")
    )
    archive.take_down(URL, reason="asked", now=NOON)
    assert kept(archive) == counted(archive)
    assert sum(kept(archive).values()) == 2
    assert [row["title"] for row in rows(archive, "SELECT title FROM most_viewed_history ORDER BY rank")] == [
        None,
        "Tide",
    ]


@settings(max_examples=30, deadline=None)
@given(
    visits=st.lists(
        st.tuples(st.integers(0, 2), st.integers(0, 200), st.lists(st.integers(1, 4), max_size=4, unique=True)),
        max_size=12,
    )
)
def test_counts_equal_what_was_observed(
    visits: list[tuple[int, int, list[int]]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    with Archive(tmp_path_factory.mktemp("views") / "a.db", create=True) as archive:
        for number, minutes, ranks in sorted(visits, key=lambda visit: visit[1]):
            links = [SidebarLink(url=f"{URL}/{rank}", title="x", kind="most_viewed", rank=rank) for rank in ranks]
            article: Article = make_article(headline=f"Story {number}", sidebar_links=links)
            archive.store(article, make_page(f"{URL}-{number}", at=later(minutes=minutes)))
        assert kept(archive) == counted(archive)


def test_a_merged_archive_counts_what_both_saw(archive: Archive, tmp_path: Path) -> None:
    archive.store(make_article(sidebar_links=LIST), make_page())
    with Archive(tmp_path / "other.db", create=True) as other:
        other.store(make_article(sidebar_links=LIST), make_page(at=later(minutes=9)))
        tide = make_article(headline="Tide", sidebar_links=LIST)
        other.store(tide, make_page("https://www.rivertimes.example/tide.html", at=later(hours=2)))
    archive.merge(tmp_path / "other.db")
    assert kept(archive) == counted(archive)
    assert sum(kept(archive).values()) == 6


def test_an_archive_that_is_upgraded_counts_what_it_has_seen(path: Path) -> None:
    with Archive(path, create=True) as archive:
        archive.store(make_article(sidebar_links=LIST), make_page())
        before = kept(archive)
        with archive.transaction():
            made = (*(f"TRIGGER {name}" for name in triggers(archive)), "VIEW most_viewed_history")
            for name in (*made, "TABLE most_viewed_sightings"):
                archive.connection.run(f"DROP {name}")
            for statement in (*SIGHTINGS, *TRIGGERS):
                archive.connection.run(statement)
        assert kept(archive) == counted(archive) == before


def triggers(archive: Archive) -> list[str]:
    return [
        row["name"]
        for row in rows(archive, "SELECT name FROM sqlite_schema WHERE name GLOB 'most_viewed_*' AND type = 'trigger'")
    ]

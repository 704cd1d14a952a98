"""The questions that stand ready: what each answers, that it answers on Datasette's own terms, and along indexes."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from datasette.app import Datasette

from newsarchive.archive import Archive
from newsarchive.browse.canned import QUESTIONS, match_of
from newsarchive.items import Article, Author, Block, Image, SidebarLink, Timestamp

from .conftest import page_of
from .test_browse import EVIL, get

MAY = datetime(2026, 5, 4, 10, tzinfo=UTC)  # a Monday


def story(headline: str, day: int, *, body: str, **fields: Any) -> Article:
    at = datetime(2026, 5, day, 9, tzinfo=UTC)
    return Article(
        headline=headline,
        blocks=[Block(type="paragraph", text=body)],
        published=Timestamp(raw=str(at), value=at, precision="minute", source="meta"),
        **fields,
    )


WIRE = " ".join(
    f"The {n}th paragraph of a long report about the harbour wall and the storm of {n} May." for n in range(40)
)


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("canned") / "room.db"
    nary, tep = Author(name="Nary Oum"), Author(name="Tep Rith")
    photo = Image(caption="The wall.", credit="Lim Sok/AFP", photographer="Lim Sok", agency="AFP", role="lead")
    top = [SidebarLink(url="https://river.example/wall", title="The wall", kind="most_viewed", rank=1)]
    told = [
        (
            "river",
            "wall",
            story("Wall breaks", 4, body=WIRE, authors=[nary, tep], images=[photo], sidebar_links=top),
            0,
        ),
        ("river", "wall", story("Harbour wall breaks", 4, body=WIRE, authors=[nary, tep], images=[photo]), 5),
        (
            "river",
            "wall",
            story("Harbour wall breaks", 4, body=WIRE + " More.", authors=[nary, tep], images=[photo]),
            30,
        ),
        (
            "hill",
            "copy",
            story("A wall breaks far away", 5, body=WIRE, authors=[Author(name="AFP", kind="agency")]),
            24,
        ),
        ("hill", "goats", story("Goats and refugees", 6, body="On the hill.", authors=[nary], tags=["goats"]), 48),
    ]
    with Archive(path, create=True) as archive:
        for source, name, article, hours in told:
            page = page_of(f"https://{source}.example/{name}", MAY + timedelta(hours=hours), source=source)
            archive.store(article, page)
        with archive.transaction():
            archive.connection.run(
                "INSERT INTO duplicates VALUES (2, 1, 0.97, 'syndicated', 'AFP', '2026-05-06T00:00:00Z')"
            )
            archive.connection.run(
                "UPDATE urls SET state = 'failed', reason = 'HTTP 500' WHERE url = 'https://hill.example/goats'"
            )
    return path


@pytest.fixture
def room(newsroom: Path) -> Datasette:
    return Datasette([str(newsroom)])  # with Datasette's own settings and limits


def ask(room: Datasette, name: str, /, **parameters: str) -> list[dict[str, Any]]:
    answer = get(room, f"/room/{name}.json", params={"_shape": "objects", **parameters}).json()
    assert answer["ok"], answer
    rows: list[dict[str, Any]] = answer["rows"]
    return rows


def picked(rows: list[dict[str, Any]], *columns: str) -> list[tuple[Any, ...]]:
    return [tuple(row[column] for column in columns) for row in rows]


ANSWERS: list[tuple[str, dict[str, str], tuple[str, ...], list[tuple[Any, ...]]]] = [
    (
        "who_covers",
        {"words": "harbour"},
        ("author", "kind", "stories", "sources"),
        [("AFP", "agency", 1, "hill"), ("Nary Oum", "person", 1, "river"), ("Tep Rith", "person", 1, "river")],
    ),
    ("who_covers", {"words": "goats OR harb*"}, ("author", "stories"), [("Nary Oum", 2), ("AFP", 1), ("Tep Rith", 1)]),
    (
        "stories_by_author",
        {"author": "oum"},
        ("id", "source", "published_on"),
        [(3, "hill", "2026-05-06"), (1, "river", "2026-05-04")],
    ),
    ("written_together", {"author": "Nary Oum"}, ("with_author", "stories"), [("Tep Rith", 1)]),
    (
        "whose_photos",
        {"name": ""},
        ("credited_as", "name", "pictures"),
        [("agency", "AFP", 1), ("photographer", "Lim Sok", 1)],
    ),
    ("whose_photos", {"name": "sok"}, ("name",), [("Lim Sok",)]),
    ("photos_by", {"name": "AFP"}, ("id", "photographer", "caption"), [(1, "Lim Sok", "The wall.")]),
    (
        "headline_history",
        {"story": "1"},
        ("version", "first_seen", "headline"),
        [(1, "2026-05-04T10:00:00Z", "Wall breaks"), (2, "2026-05-04T15:00:00Z", "Harbour wall breaks")],
    ),
    ("headline_history", {"story": "https://www.river.example/wall/"}, ("version",), [(1,), (2,)]),
    ("headline_history", {"story": "3"}, ("version", "headline"), [(1, "Goats and refugees")]),
    ("headline_history", {"story": "1 OR 1"}, ("version",), []),
    (
        "changed_headlines",
        {"source": "river"},
        ("id", "headline_before", "headline_after"),
        [(1, "Wall breaks", "Harbour wall breaks")],
    ),
    ("changed_headlines", {"source": ""}, ("id",), [(1,)]),
    ("changed_headlines", {"source": "hill"}, ("id",), []),
    (
        "edited_after_publication",
        {"source": ""},
        ("id", "hours_after_at_least", "hours_after_at_most"),
        [(1, 6.0, 31.0), (1, 1.0, 6.0)],
    ),
    ("edited_after_publication", {"source": "river"}, ("changed",), [('["body"]',), ('["headline"]',)]),
    (
        "most_viewed_in_week",
        {"source": "river", "day": "2026-05-10"},
        ("title", "best_rank", "sightings", "article_id"),
        [("The wall", 1, 1, 1)],
    ),
    ("most_viewed_in_week", {"source": "", "day": "2026-05-04"}, ("title",), [("The wall",)]),
    ("most_viewed_in_week", {"source": "river", "day": "2026-05-11"}, ("title",), []),
    ("longest_most_viewed", {"source": "river", "month": "2026-05"}, ("title", "hours_listed"), [("The wall", 1)]),
    (
        "topic_by_month",
        {"source": "hill", "words": "wall"},
        ("month", "stories", "all_stories", "percent"),
        [("2026-05", 1, 2, 50.0)],
    ),
    (
        "topic_by_source",
        {"words": "harbour"},
        ("source", "stories", "first"),
        [("hill", 1, "2026-05-05"), ("river", 1, "2026-05-04")],
    ),
    ("tag_by_month", {"tag": "goats"}, ("month", "source", "stories"), [("2026-05", "hill", 1)]),
    ("syndicated", {"source": ""}, ("id", "agency", "first_id", "first_source"), [(2, "AFP", 1, "river")]),
    ("syndicated", {"source": "river"}, ("id",), []),
    (
        "stories_per_month",
        {"source": ""},
        ("month", "source", "stories"),
        [("2026-05", "hill", 2), ("2026-05", "river", 1)],
    ),
    ("not_archived", {"source": "hill"}, ("url", "reason"), [("https://hill.example/goats", "HTTP 500")]),
]


@pytest.mark.parametrize(("name", "parameters", "columns", "rows"), ANSWERS)
def test_a_question_has_its_answer(
    room: Datasette, name: str, parameters: dict[str, str], columns: tuple[str, ...], rows: list[tuple[Any, ...]]
) -> None:
    found = picked(ask(room, name, **parameters), *columns)
    assert sorted(map(str, found)) == sorted(map(str, rows)) if name in {"topic_by_source"} else found == rows


def test_every_question_is_tried_here() -> None:
    assert {name for name, *_ in ANSWERS} == set(QUESTIONS)


@pytest.mark.parametrize("name", QUESTIONS)
def test_nothing_that_is_typed_breaks_a_question(room: Datasette, name: str) -> None:
    for typed in ("", '"', "'", "(", EVIL, "%", "9" * 40, "💥"):
        assert isinstance(ask(room, name, **dict.fromkeys(QUESTIONS[name].parameters, typed)), list)


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_page_of_a_question_asks_for_its_parameters_and_says_what_they_take(room: Datasette, name: str) -> None:
    html = unescape(get(room, f"/room/{name}").text)
    for parameter in QUESTIONS[name].parameters:
        assert f'name="{parameter}"' in html
    assert QUESTIONS[name].about.split("`")[0][:40] in html


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_name_is_not_that_of_a_table(room: Datasette, name: str) -> None:
    tables = get(room, "/room.json").json()
    assert name not in {one["name"] for one in tables["tables"] + tables["views"]}


@pytest.fixture(scope="module")
def planned(newsroom: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"file:{newsroom}?mode=ro", uri=True)) as connection:
        connection.create_function("news_words", 1, match_of)
        yield connection


SMALL = re.compile(r"SCAN (s|sources|f|p|e|authors|seen|story|stories_per_day|d|CONSTANT ROW|\(subquery-\d+\))( |$)")
"""What may be read whole: sources, names, what is bounded already, and near-duplicates from their end."""
INDEXED = re.compile(r"SCAN \w+ (USING (COVERING )?INDEX|VIRTUAL TABLE INDEX)")


@pytest.mark.parametrize("name", QUESTIONS)
def test_no_question_reads_a_table_of_stories_whole(planned: sqlite3.Connection, name: str) -> None:
    question = QUESTIONS[name]
    plan = planned.execute(f"EXPLAIN QUERY PLAN {question.sql}", dict.fromkeys(question.parameters, "x")).fetchall()
    scans = [line for *_, line in plan if line.startswith("SCAN")]
    assert [line for line in scans if not SMALL.match(line) and not INDEXED.match(line)] == []


def test_the_words_of_a_question_are_those_of_the_search_page(room: Datasette) -> None:
    sql = "select count(*) as n from articles_fts where articles_fts match news_words('goats -harbour')"
    assert get(room, "/room.json", params={"sql": sql, "_shape": "array"}).json() == [{"n": 1}]


def test_a_week_begins_on_monday() -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        for age in range(7):
            day = date(2026, 5, 4) + timedelta(days=age)
            monday = connection.execute("SELECT date(?, 'weekday 0', '-6 days')", (day.isoformat(),)).fetchone()[0]
            assert monday == "2026-05-04"

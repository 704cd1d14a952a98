from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest

from newsarchive.archive.revisions import COMPARED, changed_fields, is_fleeting
from newsarchive.items import Author, Block, Image

from .conftest import BODY, later, make_article, paragraphs, stamp

IMAGE = make_article().images[0]

CHANGES: dict[str, list[dict[str, Any]]] = {
    "headline": [{"headline": "Rain at last!"}, {"headline": None}],
    "dek": [{"dek": "Seven dry weeks end in the valley."}, {"dek": None}],
    "byline": [{"byline": "By Nary Oum"}],
    "authors": [
        {"authors": [Author(name="Nary Oum")]},
        {"authors": [Author(name="Nary Oum"), Author(name="Tep Rith", role="writer")]},
    ],
    "published": [
        {"published": stamp(later(minutes=2))},
        {"published": stamp(later(days=3).date())},
        {"published": None},
    ],
    "body": [
        {"blocks": paragraphs(*BODY, "Correction: the drought lasted six weeks, not five.")},
        {"blocks": [*paragraphs(*BODY), Block(type="correction", text="An earlier version named another bridge.")]},
        {"blocks": paragraphs(*BODY[:2])},
        {"blocks": paragraphs(BODY[0].replace("Monday", "Tuesday"), *BODY[1:])},
    ],
    "captions": [
        {"images": [replace(IMAGE, caption="The bridge on Tuesday.")]},
        {"images": [IMAGE, Image(caption="A field.")]},
    ],
    "credits": [{"images": [replace(IMAGE, credit="AFP")]}, {"images": [replace(IMAGE, credit=None)]}],
}

NO_CHANGES: dict[str, dict[str, Any]] = {
    "nothing": {},
    "typographic marks": {"headline": "Rain  at\u00a0last", "dek": "Six dry weeks end in the valley.\u200b"},
    "paragraphs cut elsewhere": {"blocks": paragraphs(BODY[0], f"{BODY[1]} {BODY[2]}")},
    "a paragraph that became a subhead": {"blocks": [Block(type="subhead", text=BODY[0]), *paragraphs(*BODY[1:])]},
    "a counter": {"blocks": paragraphs(*BODY, "1,204 views", "37 comments")},
    "a relative time": {
        "blocks": paragraphs("Updated 3 hours ago", *BODY),
        "byline": "By Nary Oum and Tep Rith | 3 hours ago",
    },
    "an embed": {"blocks": [*paragraphs(*BODY), Block(type="embed", text="Video", url="https://v.example/1")]},
    "the sidebar": {"sidebar_links": []},
    "another crop of the picture": {
        "images": [replace(IMAGE, url="https://www.rivertimes.example/i/rain-800.jpg", alt="x")]
    },
    "the same time with seconds": {"published": stamp(later(seconds=59))},
    "the same time in another zone": {"published": stamp(later().astimezone(timezone(timedelta(hours=7))))},
    "the day alone": {"published": stamp(date(2026, 5, 2))},
    "the time without its offset": {"published": stamp(datetime(2026, 5, 2, 19, 0))},
    "a bare modified time": {"modified": stamp(later(hours=1))},
    "section, tags and kicker": {"section": "Front", "tags": [], "kicker": "LIVE"},
    "a sign of a paywall": {"paywalled": True, "paywall_sign": "subscribe"},
}


@pytest.mark.parametrize("field", COMPARED)
def test_every_compared_field_has_its_cases(field: str) -> None:
    assert field in CHANGES or field == "modified"


@pytest.mark.parametrize(("field", "change"), [(field, change) for field, cases in CHANGES.items() for change in cases])
def test_a_real_change_is_seen(field: str, change: dict[str, Any]) -> None:
    assert changed_fields(make_article(), make_article(**change)) == [field]


@pytest.mark.parametrize("change", NO_CHANGES.values(), ids=NO_CHANGES)
def test_what_only_looks_like_a_change_is_none(change: dict[str, Any]) -> None:
    assert changed_fields(make_article(), make_article(**change)) == []
    assert changed_fields(make_article(**change), make_article()) == []


def test_modified_is_named_where_something_else_changed_too() -> None:
    new = make_article(headline="Rain!", modified=stamp(later(hours=1)))
    assert changed_fields(make_article(), new) == ["headline", "modified"]


def test_a_story_cut_short_has_not_lost_its_body() -> None:
    cut = make_article(blocks=paragraphs(BODY[0]), images=[], truncated=True)
    assert changed_fields(make_article(), cut) == []


def test_a_story_that_was_cut_short_and_is_whole_now_has_changed() -> None:
    cut = make_article(blocks=paragraphs(BODY[0]), truncated=True)
    assert changed_fields(cut, make_article()) == ["body"]


@pytest.mark.parametrize(
    "line",
    [
        "2 hours ago",
        "Vor 3 Stunden",
        "il y a 5 minutes",
        "hace 2 horas",
        "1.2K views",
        "5 min read",
        "Just now",
        "12 Kommentare",
    ],
)
def test_fleeting_lines_are_known(line: str) -> None:
    assert is_fleeting(line)


@pytest.mark.parametrize("line", ["It rained 3 hours ago in the valley.", "2026", "The 12 comments were read out."])
def test_sentences_are_not_fleeting(line: str) -> None:
    assert not is_fleeting(line)

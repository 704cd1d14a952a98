"""Live blogs: entries are blocks with their times; columns of headlines with clocks are none."""

from __future__ import annotations

import json

import pytest

from newsarchive.extraction import extract
from newsarchive.items import Article

URL = "https://courier.example/politics/live/budget"
INTRO = "Parliament debates the budget for the coming year today; we report on the debate as it happens, all day long."
ENTRIES = {
    "14:32": "The minister told parliament that income tax would not rise this year, to applause from her own side.",
    "13:05": "Opposition leaders walked out of the chamber before the vote on the first part of the budget was taken.",
    "12:40": "Crowds gathered outside parliament as the doors opened; police counted some two thousand people by noon.",
    "11:15": "The finance committee has approved the budget by fourteen votes to nine, its chair said this morning.",
}


def read(content: str, *, stated: object = None, url: str = URL) -> Article:
    head = f"<script type='application/ld+json'>{json.dumps(stated)}</script>" if stated else ""
    navigation = "".join(f"<li><a href=/s{number}>Section {number}</a></li>" for number in range(12))
    ticker = "".join(
        f"<li><a href=/t{number}><time>1{number}:00</time> Another headline of this day, number {number}</a></li>"
        for number in range(8)
    )
    return extract(
        f"<html lang=en><head><title>Budget day</title>{head}</head><body><header><ul>{navigation}</ul></header>"
        f"<main><article><h1>Budget day: minister speaks</h1><div class=body><p>{INTRO}</p>{content}</div></article>"
        f"<aside class=ticker><h2>Latest</h2><ul>{ticker}</ul></aside></main></body></html>",
        url=url,
    )


def told(article: Article) -> list[tuple[str, str | None, str]]:
    return [(block.type, block.time, block.text) for block in article.blocks]


def posting(**more: object) -> dict[str, object]:
    updates = [
        {"@type": "BlogPosting", "articleBody": text, "datePublished": f"2026-05-04T{clock}:00+02:00"}
        for clock, text in ENTRIES.items()
    ]
    return {"@type": "LiveBlogPosting", "headline": "Budget day: minister speaks", "liveBlogUpdate": updates, **more}


def test_entries_in_boxes_of_their_own_keep_headline_text_and_stated_time() -> None:
    article = read(
        "".join(
            f"<article class=entry><time datetime='2026-05-04T{clock}:00+02:00'>{clock}</time>"
            f"<h3>Entry of {clock}</h3><p>{text}</p></article>"
            for clock, text in ENTRIES.items()
        )
    )
    assert article.kind == "liveblog"
    assert told(article) == [
        ("paragraph", None, INTRO),
        *(("entry", f"2026-05-04T{clock}:00+02:00", f"Entry of {clock}\n{text}") for clock, text in ENTRIES.items()),
    ]
    assert article.body.startswith(f"{INTRO}\nEntry of 14:32\n{ENTRIES['14:32']}")


def test_times_and_paragraphs_side_by_side_are_parted_at_each_time() -> None:
    article = read("".join(f"<h3>{clock}</h3><p>{text}</p>" for clock, text in ENTRIES.items()))
    assert told(article)[1:] == [("entry", clock, text) for clock, text in ENTRIES.items()]


def test_a_clock_that_opens_a_paragraph_stays_in_its_text() -> None:
    article = read("".join(f"<p><strong>{clock}</strong> {text}</p>" for clock, text in ENTRIES.items()))
    assert told(article)[1:] == [("entry", clock, f"{clock} {text}") for clock, text in ENTRIES.items()]


def test_an_entry_that_is_also_stated_has_the_stated_time() -> None:
    article = read(
        "".join(f"<div><b>{clock}</b><p>{text}</p></div>" for clock, text in ENTRIES.items()), stated=posting()
    )
    assert told(article)[1:] == [("entry", f"2026-05-04T{clock}:00+02:00", text) for clock, text in ENTRIES.items()]
    assert article.provenance["body"] == "visible"


def test_stated_entries_stand_in_where_the_page_shows_none() -> None:
    article = read("", stated=posting(), url="https://courier.example/budget")
    assert (article.kind, article.provenance["body"]) == ("liveblog", "json-ld")
    assert told(article) == [
        ("paragraph", None, INTRO),
        *(("entry", f"2026-05-04T{clock}:00+02:00", text) for clock, text in ENTRIES.items()),
    ]


def test_a_post_embedded_in_an_entry_is_an_embed() -> None:
    post = (
        "<blockquote class=twitter-tweet><p>The doors are open.</p>— Police (@p) "
        "<a href='https://twitter.com/p/status/1'>May 4, 2026</a></blockquote>"
    )
    article = read(
        "".join(f"<div><b>{clock}</b><p>{text}</p>{post}</div>" for clock, text in list(ENTRIES.items())[:1])
        + "".join(f"<div><b>{clock}</b><p>{text}</p></div>" for clock, text in list(ENTRIES.items())[1:])
    )
    assert [block.url for block in article.blocks if block.type == "embed"] == ["https://twitter.com/p/status/1"]
    assert "The doors are open." not in article.body


def test_a_story_at_a_live_address_beside_a_ticker_is_a_plain_article() -> None:
    article = read("".join(f"<p>{text}</p>" for text in ENTRIES.values()))
    assert article.kind == "article"
    assert {block.type for block in article.blocks} == {"paragraph"}


def test_clocks_make_no_entries_where_nothing_calls_the_page_live() -> None:
    content = "".join(f"<p><b>{clock}</b> {text}</p>" for clock, text in ENTRIES.items())
    article = read(content, url="https://courier.example/politics/budget")
    assert {block.type for block in article.blocks} == {"paragraph"}


@pytest.mark.parametrize("updates", [None, "soon", [None, 3, {"articleBody": 7}], [[[]]], {"headline": ["x"]}])
def test_updates_that_are_none_are_passed_over(updates: object) -> None:
    article = read(f"<p>{ENTRIES['14:32']}</p>", stated=posting(liveBlogUpdate=updates))
    assert article.body.split("\n") == [INTRO, ENTRIES["14:32"]]

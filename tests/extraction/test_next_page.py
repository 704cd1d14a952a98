"""Which links lead to the rest of a story, and which only look so."""

from __future__ import annotations

import pytest

from newsarchive import extract
from newsarchive.items import Article

STORY = "https://paper.example/world/long-read"


def page(links: str = "", head: str = "", url: str = STORY) -> Article:
    body = "".join(
        f"<p>Paragraph {number} of a story that is told at some length, so that it has several pages.</p>"
        for number in range(9)
    )
    return extract(
        f"<html><head>{head}</head><body><article><h1>The long read</h1>{body}{links}</article></body></html>", url
    )


@pytest.mark.parametrize(
    ("url", "links", "following"),
    [
        (STORY, '<nav><b>1</b> <a href="?page=2">2</a> <a href="?page=3">3</a></nav>', STORY + "?page=2"),
        (STORY, f'<a rel="next" href="{STORY}/2">Read on</a>', STORY + "/2"),
        (STORY, f'<a href="{STORY}/page/2/">Next page</a>', STORY + "/page/2/"),
        (STORY + ".html", f'<a href="{STORY}_2.html">weiter</a>', STORY + "_2.html"),
        (STORY + "?id=7", '<a href="?id=7&amp;page=2">次のページ</a>', STORY + "?id=7&page=2"),
        (STORY + "?page=2", f'<a href="{STORY}">1</a> <a href="?page=3">3</a>', STORY + "?page=3"),
        (STORY + "/2", f'<a rel="prev" href="{STORY}">«</a> <a rel="next" href="{STORY}/3">»</a>', STORY + "/3"),
    ],
)
def test_a_link_to_the_same_story_s_next_number_is_the_next_page(url: str, links: str, following: str) -> None:
    assert page(links, url=url).next_page == following


@pytest.mark.parametrize(
    "links",
    [
        '<a rel="next" href="https://paper.example/world/another-story">Next story</a>',
        f'<a rel="next" href="{STORY}-2/">a second story of that name</a>',
        '<a href="?page=3">3</a>',
        '<a href="?page=1">2</a>',
        '<a href="?page=2#comments">2</a>',
        '<a href="?comments_page=2">next</a>',
        f'<a href="{STORY}/2026">2026</a>',
        f'<a href="{STORY}/2">Two ferries collide</a>',
        '<a href="https://other.example/world/long-read?page=2">2</a>',
    ],
)
def test_any_other_link_is_not(links: str) -> None:
    article = page(links)
    assert (article.next_page, article.first_page, article.fuller_page) == (None, None, None)


def test_a_further_page_names_the_first_one() -> None:
    assert page(f'<a href="{STORY}">1</a> <b>2</b>', url=STORY + "?page=2").first_page == STORY
    assert page(f'<link rel="prev" href="{STORY}">', url=STORY + "/2").first_page == STORY


def test_a_number_in_an_address_alone_makes_no_further_page() -> None:
    assert page(url="https://paper.example/news/12").first_page is None


def test_a_view_of_the_whole_story_is_found_beside_its_pages() -> None:
    links = '<a href="?page=2">2</a> <a href="?page=all">View as single page</a>'
    assert page(links).fuller_page == STORY + "?page=all"
    assert page('<a href="?page=all">View as single page</a>').fuller_page is None


def test_the_amp_page_stands_in_for_an_empty_shell_only() -> None:
    amp = f'<link rel="amphtml" href="{STORY}/amp">'
    assert page(head=amp).fuller_page is None
    empty = '<body><div id="root"></div><script src="/app.js"></script></body>'
    shell = extract(f"<html><head>{amp}<title>Paper</title></head>{empty}</html>", STORY)
    assert shell.kind == "shell"
    assert shell.fuller_page == STORY + "/amp"

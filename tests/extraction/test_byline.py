"""Whose story it is: statements and printed byline heard against each other."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from newsarchive import extract
from newsarchive.items import Article

URL = "https://www.arla-post.example/city/2026/05/02/rain-at-last"
BODY = "<p>{}</p>" * 4
PARAGRAPHS = BODY.format(
    "The first drops fell on Friday evening, and by midnight the gutters of the old town ran again.",
    "Farmers on the northern plain had waited nine weeks, and some danced, say people who saw them.",
    "The weather service expects more of it through Tuesday, with gusts along the river and hail in the hills beyond.",
    "Nobody was hurt, the fire brigade said, but forty cellars had to be pumped dry before the morning came.",
)


def article(byline: str = "", *, author: Any = None, meta: str = "", before: str = "", after: str = "") -> Article:
    """A story with this printed byline below its headline and this author in JSON-LD."""
    story = {
        "@type": "NewsArticle",
        "headline": "Rain at last",
        "publisher": {"@type": "Organization", "name": "The Arla Post"},
    }
    if author is not None:
        story["author"] = author
    return extract(
        f"""<html lang="en"><head><title>Rain at last</title>{meta}
        <script type="application/ld+json">{json.dumps(story)}</script>
        </head><body>{before}<main><h1>Rain at last</h1>
        {byline}<div class="story">{PARAGRAPHS}</div></main>
        {after}</body></html>""",
        URL,
    )


def names(found: Article) -> list[str]:
    return [author.name for author in found.authors]


PRINTED = [
    '<p class="byline">By Jane Roe</p>',
    '<div class="meta"><span>By</span> <a href="/authors/jane-roe">Jane Roe</a></div>',
    '<a rel="author" href="/jane">Jane Roe</a>',
    '<dl><dt>By</dt><dd><a href="/authors/jane-roe">Jane Roe</a></dd></dl>',
    '<address class="author-name">Jane Roe</address>',
    "<p>By Jane Roe | Published 2 May 2026, 14:05</p>",
    '<div class="author"><span class="name">Jane Roe</span><span class="job">Travel News Reporter</span></div>',
    '<div class="byline">By <a href="/author/jane-roe">JANE ROE</a> <a href="https://x.example/janeroe">@janeroe</a></div>',
    "<p>Sat 2 May 2026, by Jane Roe</p>",
    "<p class='byline'>Saturday May 2, 2026 7:45 am PST by Jane Roe</p>",
    "<p class='byline'>Posted on May 2, 2026 by Jane Roe</p>",
    """<div class="entry-meta">21/05/2026 <a href="/author/jane-roe">Jane Roe</a> <a href="/category/all/">All</a>,
        <a href="/category/books/">Books</a>, <a href="/category/kit-reviews/">Kit Reviews</a></div>""",
]


@pytest.mark.parametrize("byline", PRINTED)
def test_a_printed_byline_is_read(byline: str) -> None:
    found = article(byline)
    assert names(found) == ["Jane Roe"]
    assert found.provenance["authors"] == "visible"


def test_the_byline_is_kept_as_printed_without_its_date() -> None:
    assert (
        article("<p class='byline'>By Jane Roe, Weather Editor | 2 May 2026, 14:05</p>").byline
        == "By Jane Roe, Weather Editor"
    )


AUTHORS: list[tuple[Any, list[str]]] = [
    ("Jane Roe", ["Jane Roe"]),
    ({"@type": "Person", "name": "Jane Roe"}, ["Jane Roe"]),
    ([{"name": "Jane Roe"}, {"name": "John Doe"}], ["Jane Roe", "John Doe"]),
    ({"@type": "Person", "name": ["Jane Roe", "John Doe"]}, ["Jane Roe", "John Doe"]),
    ({"@type": "Person", "givenName": "Jane", "familyName": "Roe"}, ["Jane Roe"]),
    ({"@type": "Person", "name": "Jane Roe, John Doe"}, ["Jane Roe", "John Doe"]),
    ({"@type": "Person", "name": "Jane Roe, arla-post.example"}, ["Jane Roe"]),
    ({"@list": [{"name": "Jane Roe"}]}, ["Jane Roe"]),
    ({"@type": "Person", "name": {"@value": "Jane Roe"}}, []),
    ({"@type": "Person", "name": "https://arla-post.example/jane"}, []),
    ({"@type": "Person", "name": "admin"}, []),
    ({"@type": "Person", "name": None}, []),
    ([[], {}, None, 7], []),
]


@pytest.mark.parametrize(("author", "expected"), AUTHORS)
def test_stated_authors_are_read_in_every_form(author: Any, expected: list[str]) -> None:
    assert names(article(author=author)) == expected


def test_printed_authors_complete_the_stated_ones() -> None:
    found = article(
        "<p class='byline'>By John Doe and Jane Roe, with additional reporting by Mary Major</p>",
        author={"name": "Jane Roe"},
    )
    assert [(a.name, a.role) for a in found.authors] == [
        ("John Doe", "writer"),
        ("Jane Roe", "writer"),
        ("Mary Major", "contributor"),
    ]


def test_a_name_near_the_headline_that_the_statement_does_not_share_is_another_storys() -> None:
    found = article("<p class='byline'>By John Doe</p>", author={"name": "Jane Roe"})
    assert (names(found), found.byline) == (["Jane Roe"], None)


def test_printed_people_go_before_the_publication_as_its_own_author() -> None:
    found = article("<p class='byline'>By Jane Roe</p>", author={"@type": "Organization", "name": "The Arla Post"})
    assert names(found) == ["Jane Roe"]


def test_the_publications_desk_behind_a_name_is_no_second_author() -> None:
    found = article("<p class='byline'>By Jane Roe, CBN Business</p>", meta="<meta property=og:site_name content=CBN>")
    assert (names(found), found.byline) == (["Jane Roe"], "By Jane Roe, CBN Business")


def test_a_publication_that_states_itself_as_author_is_a_desk_and_no_person() -> None:
    found = article(author={"@type": "Organization", "name": "The Arla Post"})
    assert [(a.name, a.kind) for a in found.authors] == [("The Arla Post", "desk")]


def test_the_publications_name_in_an_author_meta_tag_is_no_author() -> None:
    assert article(meta='<meta name="author" content="The Arla Post">').authors == []


@pytest.mark.parametrize("value", ["jroe", "jane-roe", "@janeroe", "https://facebook.example/jane"])
def test_accounts_and_addresses_are_no_names(value: str) -> None:
    assert article(meta=f'<meta name="author" content="{value}">').authors == []


def test_profile_address_and_job_are_kept() -> None:
    author = {"@type": "Person", "name": "Jane Roe", "url": "/authors/jane-roe", "jobTitle": "Weather Editor"}
    found = article(author=author).authors[0]
    assert (found.url, found.affiliation) == ("https://www.arla-post.example/authors/jane-roe", "Weather Editor")


CARD = '<div class="card"><h3><a href="/sport/{0}">Cup final {0}</a></h3><p class="byline">By Card Author{0}</p></div>'


def test_bylines_of_cards_are_no_authors() -> None:
    cards = "".join(CARD.format(number) for number in range(8))
    assert article(before=f"<div>{cards}</div>", after=f"<aside class='related'>{cards}</aside>").authors == []


def test_picture_credits_are_no_authors() -> None:
    figure = (
        "<figure><img src='a.jpg'><figcaption>Rain. Photo: John Doe/Getty Images</figcaption></figure>Photo: John Doe"
    )
    assert article(figure).authors == []


def test_initials_of_a_portrait_are_no_agency() -> None:
    assert names(article('<div class="author"><div>PA</div></div><div class="author">Paula Adams</div>')) == [
        "Paula Adams"
    ]


def test_a_byline_below_the_story_counts_where_none_stands_above() -> None:
    assert names(article(after="<p>Reporting by John Doe.</p>")) == ["John Doe"]


def test_a_page_without_authors_has_none() -> None:
    found = article()
    assert (found.authors, found.byline, "authors" in found.provenance) == ([], None, False)


def test_the_model_page_has_no_author_and_no_date() -> None:
    seed = Path(__file__).resolve().parents[3] / "shared" / "seed" / "phnom-penh-post.html"
    if not seed.exists():
        pytest.skip("the shared pages are not here")
    found = extract(seed.read_bytes(), "https://www.phnompenhpost.com/national/story")
    assert (found.authors, found.byline, found.published, found.modified) == ([], None, None, None)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Courier Staff", "Courier Staff"),
        ("Par la rédaction", "La rédaction"),
        ("By Staff Reporter", "Staff Reporter"),
        ("Redaktion", "Redaktion"),
        ("Von der Redaktion", "Redaktion"),
        ("Newsroom", "Newsroom"),
        ("Agencies", "Agencies"),
        ("Van onze redactie", "Redactie"),
        ("A cura della redazione", "Redazione"),
    ],
)
def test_a_byline_that_names_a_desk_alone_is_the_desks(line: str, name: str) -> None:
    found = article(f'<p class="byline">{line}</p>')
    assert found.byline == line
    assert [(author.name, author.kind) for author in found.authors] == [(name, "desk")]


@pytest.mark.parametrize("line", ["Staff only", "Share", "Sport", "From staff reports", "Meet the staff"])
def test_other_lines_in_a_bylines_place_name_no_desk(line: str) -> None:
    assert article(f'<p class="byline">{line}</p>').authors == []


def test_a_word_for_a_desk_is_none_without_label_or_class() -> None:
    assert article("<div>Redaktion</div>").authors == []

"""JSON-LD in its dialects, microdata and meta tags; and what hostile pages put in their place."""

from __future__ import annotations

import json
from typing import Any

import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsarchive.extraction.structured import MAX_NODES, Structured, clean, read_json

URL = "https://news.example/city/rain-at-last"
STORY = {"@type": "NewsArticle", "headline": "Rain at last", "author": {"@type": "Person", "name": "Jane Roe"}}


def structured(*scripts: str, head: str = "", body: str = "", url: str = URL) -> Structured:
    data = "".join(f'<script type="application/ld+json">{script}</script>' for script in scripts)
    page = f"<html><head><title>Rain at last | The Example</title>{head}{data}</head><body>{body}</body></html>"
    return Structured(lxml.html.document_fromstring(page), url)


DIALECTS: dict[str, str] = {
    "plain": json.dumps(STORY),
    "list": json.dumps([{"@type": "Organization", "name": "The Example"}, STORY]),
    "graph": json.dumps({"@context": "https://schema.org", "@graph": [{"@type": "WebSite"}, STORY]}),
    "main entity of a page": json.dumps({"@type": "WebPage", "mainEntity": STORY}),
    "types as a list": json.dumps(STORY | {"@type": ["Article", "NewsArticle"]}),
    "types as addresses": json.dumps(STORY | {"@type": "http://schema.org/NewsArticle"}),
    "prefixed keys": json.dumps({"@type": "schema:NewsArticle", "schema:headline": "Rain at last"}),
    "comment marks": "<!-- " + json.dumps(STORY) + " -->",
    "CDATA": "//<![CDATA[\n" + json.dumps(STORY) + "\n//]]>",
    "trailing commas": '{"@type": "NewsArticle", "headline": "Rain at last", "keywords": ["rain", ], }',
    "control characters": '{"@type": "NewsArticle", "headline": "Rain\tat last"}',
    "line breaks in strings": '{"@type": "NewsArticle",\n"headline": "Rain\nat last"}',
    "missing comma": '{"@type": "NewsArticle"\n"headline": "Rain at last"}',
    "bad escape": '{"@type": "NewsArticle", "headline": "Rain at last", "description": "it\\\'s wet"}',
    "two objects in a row": json.dumps({"@type": "WebSite"}) + ";" + json.dumps(STORY),
    "escaped as HTML": json.dumps(STORY).replace('"', "&quot;"),
    "entities in text": json.dumps(STORY | {"headline": "Rain &amp;amp; at last"}).replace("&amp;amp; ", ""),
    "broken beyond repair": '{"@type": "NewsArticle", "headline": "Rain at last", "articleBody": "He said "no" ',
}


@pytest.mark.parametrize("script", DIALECTS.values(), ids=DIALECTS.keys())
def test_the_headline_is_found_in_every_dialect(script: str) -> None:
    assert structured(script).text("headline") == "Rain at last"


def test_references_are_resolved() -> None:
    graph = {"@graph": [STORY | {"author": {"@id": "#jane"}}, {"@id": "#jane", "@type": "Person", "name": "Jane Roe"}]}
    author = next(structured(json.dumps(graph)).values("author"))
    assert author["name"] == "Jane Roe"


def test_the_story_of_this_page_goes_before_others() -> None:
    other = {"@type": "NewsArticle", "headline": "Cup final", "url": "https://news.example/sport/cup-final"}
    mine = STORY | {"mainEntityOfPage": {"@id": URL}}
    found = structured(json.dumps([other, mine]))
    assert [node["headline"] for node in found.articles] == ["Rain at last"]


def test_stories_within_lists_and_parts_are_not_this_pages() -> None:
    listed = {"@type": "ItemList", "itemListElement": [{"@type": "NewsArticle", "headline": "Cup final"}]}
    live = STORY | {"liveBlogUpdate": [{"@type": "BlogPosting", "headline": "14:05", "datePublished": "2026-05-02"}]}
    found = structured(json.dumps(listed), json.dumps(live))
    assert [node["headline"] for node in found.articles] == ["Rain at last"]


def test_a_news_article_goes_before_the_web_page_around_it() -> None:
    page = {"@type": "WebPage", "name": "Rain", "url": URL, "datePublished": "2026-05-01"}
    found = structured(json.dumps(page), json.dumps(STORY | {"url": URL, "datePublished": "2026-05-02"}))
    assert next(found.values("datePublished")) == "2026-05-02"


def test_meta_tags_are_found_by_name_property_and_itemprop() -> None:
    head = """<meta property="og:title" content="Rain"><meta name="AUTHOR" content=" Jane Roe ">
      <meta itemprop="datePublished" content="2026-05-02"><meta name="empty" content="">"""
    meta = structured(head=head).meta
    assert meta == {"og:title": ["Rain"], "author": ["Jane Roe"], "datepublished": ["2026-05-02"]}


def test_microdata_of_cards_is_not_the_storys() -> None:
    body = """<article itemscope itemtype="https://schema.org/NewsArticle"><h1 itemprop="headline">Rain at last</h1>
        <div itemprop="articleBody">It rained.</div>
        <time itemprop="datePublished" datetime="2026-05-02"></time></article>
      <article itemscope itemtype="https://schema.org/NewsArticle"><h3 itemprop="headline">Cup final</h3>
        <time itemprop="datePublished" datetime="2026-05-01"></time></article>"""
    found = structured(body=body).microdata
    assert [element.get("datetime") for element in found["datePublished"]] == ["2026-05-02"]


def test_the_title_is_the_pages_and_not_a_drawings() -> None:
    assert structured(body="<svg><title>Logo</title></svg>").title == "Rain at last | The Example"


def test_cleaning_resolves_entities_and_tags_and_gives_none_for_nothing() -> None:
    assert clean("Smith &amp;amp; Sons <b>win</b>\u200b ") == "Smith & Sons win"
    assert clean("a < b") == "a < b"
    assert clean(" \u200b ") is None
    assert clean({"@value": "x"}) is None


HOSTILE: dict[str, str] = {
    "nesting 100,000 deep": "[" * 100_000 + "]" * 100_000,
    "objects 50,000 deep": '{"a":' * 50_000 + "1" + "}" * 50_000,
    "unclosed": '{"@type": "NewsArticle", "headline": ["' * 2_000,
    "many objects": json.dumps([{"@type": "NewsArticle", "headline": str(n)} for n in range(MAX_NODES * 2)]),
    "a cycle": json.dumps({"@graph": [{"@id": "#a", "author": {"@id": "#a"}, "@type": "NewsArticle"}]}),
    "numbers for everything": json.dumps({"@type": 7, "headline": 8, "author": 9, "@id": 10, "url": [11]}),
    "null bytes": '{"@type": "NewsArticle",\u0000 "headline": "x"}',
    "megabytes of commas": "[" + "," * 1_500_000 + "]",
    "megabytes of lines": '{"@type": "NewsArticle"' + "\n" * 1_500_000 + "}",
    "megabytes of spaces": "<!--" + " " * 1_500_000 + "x",
    "lists in lists": json.dumps({"@type": "NewsArticle", "author": [[[["a"] * 40] * 40] * 40]}),
    "a huge number": '{"@type": "NewsArticle", "n": ' + "9" * 5_000 + "}",
}


@pytest.mark.parametrize("script", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_scripts_are_bounded_and_never_an_error(script: str) -> None:
    found = structured(script)
    assert len(found.nodes) <= MAX_NODES
    for node in found.articles[:50]:
        assert isinstance(node, dict)
    list(found.values("author", "headline", "keywords"))


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["@type", "@id", "@graph", "@list", "author", "name", "url", "headline", "keywords", "mainEntity"]
            ),
            inner | st.sampled_from(["NewsArticle", "Person", "#a", URL]),
            max_size=5,
        )
    ),
    max_leaves=25,
)


@settings(max_examples=200, deadline=None)
@given(values)
def test_any_json_is_read_without_error(value: Any) -> None:
    found = structured(json.dumps(value).replace("<", "\\u003c"))
    found.text("headline", "name")
    list(found.values("author", "keywords"))
    assert isinstance(found.types, set)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_any_script_is_read_without_error(text: str) -> None:
    assert isinstance(read_json(text), list)

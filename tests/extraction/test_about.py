"""Section, tags, language, publication, canonical address and paywall."""

from __future__ import annotations

import json
from typing import Any

import pytest

from newsarchive import extract
from newsarchive.items import Article

URL = "https://www.arla-post.example/city/2026/05/02/rain-at-last"
PARAGRAPH = "<p>The first drops fell on Friday evening, and by midnight the gutters of the old town ran.</p>"
WHOLE_STORY = "".join(
    f"<p>In district {number} the fire brigade pumped {number + 3} cellars dry, and {number + 20} people slept there, "
    f"said the officer on duty, who had been up for {number + 9} hours when the rain stopped.</p>"
    for number in range(1, 21)
)


def article(
    *,
    meta: str = "",
    bottom: str = "",
    lang: str = "",
    body: str = PARAGRAPH * 2,
    headline: str = "Rain at last",
    **story: Any,
) -> Article:
    """A story with these statements in JSON-LD, these meta tags and these lines below it."""
    data = json.dumps({"@type": "NewsArticle", "headline": headline} | story)
    return extract(
        f"""<html{lang and f' lang="{lang}"'}><head><title>{headline}</title>{meta}
        <script type="application/ld+json">{data}</script>
        </head>
        <body><nav class="topics-nav"><a href="/topic/sport">Sport</a></nav>
        <main><h1>{headline}</h1><div>{body}</div>{bottom}</main></body></html>""",
        URL,
    )


TAGS: dict[str, tuple[dict[str, Any], list[str]]] = {
    "article:tag": (
        {"meta": '<meta property="article:tag" content="Rain"><meta property="article:tag" content="Arla plain">'},
        ["Rain", "Arla plain"],
    ),
    "news_keywords": ({"meta": '<meta name="news_keywords" content="Rain, Arla plain,rain">'}, ["Rain", "Arla plain"]),
    "JSON-LD list": ({"keywords": ["Rain", "Arla plain"]}, ["Rain", "Arla plain"]),
    "JSON-LD text": ({"keywords": "Rain; Arla plain"}, ["Rain", "Arla plain"]),
    "JSON-LD terms": ({"keywords": [{"@type": "DefinedTerm", "name": "Rain"}]}, ["Rain"]),
    "prefixes": (
        {"keywords": ["Subject: Rain", "Day: Friday", "WC: 1000-1999", "98be933f-38cf-4fba-b6c6-ad438e82010a"]},
        ["Rain"],
    ),
    "own name": (
        {
            "meta": '<meta property="og:site_name" content="The Arla Post">'
            '<meta name="keywords" content="Rain, The Arla Post">'
        },
        ["Rain"],
    ),
    "wire codes": ({"meta": '<meta name="keywords" content="AERO,INDS08,CRSH,GEN,AIR">'}, []),
    "printed list": (
        {
            "bottom": '<ul class="article-tags"><li><a href="/t/1">Rain</a></li>'
            '<li><a href="/t/2">Arla plain</a></li></ul>'
        },
        ["Rain", "Arla plain"],
    ),
    "a heading, an offer, a reporter, a story": (
        {
            "bottom": '<div class="topic-block"><h2><a href="/world/">World</a></h2></div>'
            '<div class="related-topics"><a href="/newsletter/signup">Subscribe now</a></div>'
            '<p>By <a rel="tag" href="/byline/jane-roe">Jane Roe</a></p><div class="topic-grid">'
            '<a href="/news/2026/04/30/what-the-rain-means-for-the-harvest">What the rain means for us</a></div>'
        },
        [],
    ),
    "kicker of another story": (
        {
            "bottom": '<div><ul class="meta"><li><a rel="category tag" href="/category/sport/">Sport</a></li></ul>'
            '<h3><a href="/news/2026/05/01/cup-final-ends-in-a-draw">Cup final ends in a draw</a></h3></div>'
            '<ul class="post-tags"><li><a rel="tag" href="/t/1">Rain</a></li></ul>'
        },
        ["Rain"],
    ),
    "topics of the site": (
        {"bottom": "<p>Opening hours</p>" * 40 + '<div class="topics"><a href="/topic/war">War</a></div>'},
        [],
    ),
    "in a nav of the story's": (
        {"bottom": '<nav><ul><li><a href="/tagg/rain">Rain</a></li><li><a href="/tagg/arla">Arla</a></li></ul></nav>'},
        ["Rain", "Arla"],
    ),
    "in a nav of sections": (
        {"bottom": '<nav><ul><li><a href="/tagg/rain">Rain</a></li><li><a href="/sport">Sport</a></li></ul></nav>'},
        ["Rain"],
    ),
    "in the site's foot": ({"bottom": '</main><footer><p><a href="/tags/rain">Rain</a></p></footer>'}, []),
    "rel=tag": ({"bottom": '<p>Filed under <a rel="tag" href="/x">Rain</a></p>'}, ["Rain"]),
    "nothing": ({}, []),
}


@pytest.mark.parametrize(("page", "expected"), TAGS.values(), ids=TAGS.keys())
def test_tags_are_those_the_page_names(page: dict[str, Any], expected: list[str]) -> None:
    assert article(**page).tags == expected


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ({"articleSection": "City"}, "City"),
        ({"articleSection": ["City", "Weather"]}, "City"),
        ({"meta": '<meta property="article:section" content="News > City">'}, "City"),
        ({"meta": '<meta name="section" content="news_city">'}, None),
        ({"articleSection": "42"}, None),
        ({"articleSection": "R"}, None),
        ({"meta": '<meta name="section" content="Uncategorized"><meta name="category" content="City">'}, "City"),
        ({}, None),
    ],
)
def test_the_section_is_the_one_stated(page: dict[str, Any], expected: str | None) -> None:
    assert article(**page).section == expected


def test_a_stated_breadcrumb_gives_the_section() -> None:
    crumbs = {
        "@type": "BreadcrumbList",
        "itemListElement": [{"name": "Home"}, {"item": {"name": "City"}}, {"name": "Rain at last"}],
    }
    meta = f'<script type="application/ld+json">{json.dumps(crumbs)}</script>'
    found = article(meta=meta)
    assert (found.section, found.provenance["section"]) == ("City", "breadcrumb")


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ({"lang": "en-GB"}, "en-GB"),
        ({"lang": "de_AT"}, "de-AT"),
        ({"inLanguage": "fr"}, "fr"),
        ({"meta": '<meta property="og:locale" content="es_MX">'}, "es-MX"),
        ({"lang": "en", "headline": "宮崎県で大雨、高知に注意報が出ました"}, "ja"),
        ({"lang": "en", "headline": "비가 마침내 내렸다"}, "ko"),
        ({"lang": "not a language"}, None),
        ({"lang": "ja", "headline": "首相訪米会談終了"}, "ja"),  # ideographs alone, as headlines often are
        ({}, None),
    ],
)
def test_the_language_is_the_one_stated_unless_the_script_contradicts(
    page: dict[str, Any], expected: str | None
) -> None:
    assert article(**page).language == expected


def test_the_publication_goes_before_the_company_that_owns_it() -> None:
    company = {"@type": "Organization", "name": "Arla Press Holdings Ltd"}
    assert article(publisher=company).publisher == "Arla Press Holdings Ltd"
    assert (
        article(publisher=company, meta='<meta property="og:site_name" content="The Arla Post">').publisher
        == "The Arla Post"
    )


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("/city/2026/05/02/rain-at-last", URL),
        ("https://www.arla-post.example/", None),
        ("https://elsewhere.example/city/2026/05/02/rain-at-last", None),
        ("javascript:void(0)", None),
    ],
)
def test_a_canonical_address_is_believed_only_where_it_could_be_this_pages(href: str, expected: str | None) -> None:
    assert article(meta=f'<link rel="canonical" href="{href}">').canonical_url == expected


GATES = [
    "<div>Subscribe now to continue reading this article.</div>",
    "<div>Already a subscriber? Sign in</div>",
    "<div>Jetzt weiterlesen mit Arla Plus</div>",
    "<div>Cet article est réservé aux abonnés</div>",
    "<div>Contenido exclusivo para suscriptores</div>",
    "<div>この記事は会員限定です</div>",
    "<div>Только для подписчиков</div>",
]


@pytest.mark.parametrize("gate", GATES)
def test_a_gate_that_cuts_a_story_off_makes_it_paywalled_and_truncated(gate: str) -> None:
    found = article(bottom=gate)
    assert (found.paywalled, found.truncated) == (True, True)
    assert found.paywall_sign is not None
    assert found.paywall_sign.startswith("text: ")


def test_the_word_of_the_page_alone_makes_it_paywalled_but_never_truncated() -> None:
    found = article(isAccessibleForFree="False", body=WHOLE_STORY)
    assert (found.paywalled, found.truncated, found.paywall_sign) == (True, False, "isAccessibleForFree is false")


def test_a_free_story_is_said_to_be_free_and_a_silent_page_says_nothing() -> None:
    assert article(isAccessibleForFree=True).paywalled is False
    silent = article()
    assert (silent.paywalled, silent.truncated, silent.paywall_sign) == (None, False, None)


def test_an_offer_to_subscribe_beside_a_whole_story_is_no_gate() -> None:
    found = article(body=WHOLE_STORY, bottom="<div>Subscribe now to continue reading The Arla Post every day.</div>")
    assert (found.paywalled, found.truncated) == (None, False)

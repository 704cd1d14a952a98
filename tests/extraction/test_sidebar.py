"""Other stories that a page promotes, in the structures that news sites give them."""

from __future__ import annotations

import pytest

from newsarchive.extraction.document import Document
from newsarchive.extraction.sidebar import kind_of, links
from newsarchive.extraction.story_urls import StoryUrls
from newsarchive.items import SidebarLink

URL = "https://www.arla-post.example/city/2026/05/02/new-bridge-opens-over-the-arla"
OTHERS = {
    "/sport/2026/05/01/cup-final-ends-in-a-draw": "Cup final ends in a draw after extra time",
    "/city/2026/05/01/geese-return-to-the-market-square": "Geese return to the market square",
    "/world/2026/04/30/ministers-meet-on-river-treaty": "Ministers meet on river treaty",
}
TEASERS = [
    "Neither side found the net in the last thirty minutes, and the referee sent both goalkeepers to",
    "Forty birds were counted on Thursday, more than in any spring since the old bridge was",
    "The treaty of 1958 no longer fits a river that carries a third less water, the ministers said before",
]


def page(aside: str = "", inline: str = "", before: str = "", after: str = "") -> str:
    """A page of an invented newspaper, with its navigation, byline, topics and footer."""
    return f"""<html><head><title>New bridge opens | The Arla Post</title></head><body>
      <header><nav class="main-nav"><ul><li><a href="/city">City</a></li><li>
        <a href="/sport">Sport and leisure time</a></li>
        <li><a href="/topic/river-treaty-of-1958">The river treaty of 1958</a></li></ul></nav></header>{before}
      <main><article><h1>New bridge opens over the Arla</h1><div class="byline">By
        <a href="/author/ines-halvorsen">Ines Halvorsen</a></div>
      <div class="body"><p>The new bridge over the Arla opened on Friday,
        <a href="/city/2025/11/03/bridge-costs-rise-again">eleven years
        after the first plans</a>, and the first to cross it was a goose.</p>{inline}
      <p>The old bridge will be taken down next spring, the city council said on Friday, and its stones will
        pave the market square.</p>
      </div><div class="tags"><a href="/tag/bridges-and-tunnels">Bridges and tunnels</a></div></article>
        <aside>{aside}</aside></main>{after}
      <div class="comments"><a href="/city/2026/05/02/some-other-story-someone-mentioned">A story that a reader
        has mentioned here</a></div>
      <footer><a href="/about/our-history-since-1871">Our history since 1871, with pictures</a>
        <a href="/city/2020/01/01/how-we-report-the-news">How we report the news in the city</a></footer>
        </body></html>"""


def promoted(**parts: str) -> list[SidebarLink]:
    """Links of a page."""
    return links(Document(page(**parts), URL))


def cards(markup: str) -> str:
    """One piece of markup for each of the other stories."""
    return "".join(
        markup.format(url=url, title=title, teaser=teaser)
        for (url, title), teaser in zip(OTHERS.items(), TEASERS, strict=True)
    )


BLOCKS = {
    "list of headings and teasers": "<h2>MOST VIEWED</h2><ul>{cards}</ul>",
    "heading in a box of its own": (
        '<div class="x"><div class="hd"><h2>MOST VIEWED</h2></div><div class="bd">{cards}</div></div>'
    ),
    "heading without a heading's tag": '<div class="block"><div class="block-title">MOST VIEWED</div>{cards}</div>',
    "bold heading in flat markup": "<p><b>MOST VIEWED</b></p>{cards}",
}
CARDS = {
    "picture link, headline link, teaser": """<li><a href="{url}"><img src="/t.jpg" alt="Content"></a>
        <h4><a href="{url}">{title}</a></h4><p>{teaser}</p></li>""",
    "one link around all": """<article class="card"><a href="{url}"><img src="/t.jpg"><span>Sport</span><h3>{title}</h3>
        <p>{teaser}</p></a></article>""",
    "a figure": """<figure class="teaser"><div><a href="{url}"><img src="/t.jpg"></a></div><div>
        <span class="time">10:45</span>
        <a class="title" href="{url}">{title}</a><p>{teaser}</p></div></figure>""",
}


@pytest.mark.parametrize("block", BLOCKS.values(), ids=BLOCKS)
@pytest.mark.parametrize("card", CARDS.values(), ids=CARDS)
def test_a_block_gives_its_stories_in_order(block: str, card: str) -> None:
    found = promoted(aside=block.format(cards=cards(card)))
    assert [(link.url, link.title, link.teaser, link.block, link.kind, link.rank) for link in found] == [
        ("https://www.arla-post.example" + url, title, teaser, "MOST VIEWED", "most_viewed", rank)
        for rank, ((url, title), teaser) in enumerate(zip(OTHERS.items(), TEASERS, strict=True), 1)
    ]


def test_what_is_no_promoted_story_gives_nothing() -> None:
    assert promoted() == []


def test_links_of_sentences_promote_nothing() -> None:
    link = '<a href="/city/2024/03/03/council-votes-for-the-bridge">voted for the bridge in 2024</a>'
    sentence = f"<p>The city {link}, by one voice.</p>"
    assert promoted(inline=sentence) == []


READ_ALSO = {
    "bold lead-in": ("<p><strong>READ MORE: </strong><a href='{url}'>{title}</a></p>", "READ MORE", "related"),
    "link of the whole": ("<p>ALSO READ: <a href='{url}'>{title}</a></p>", "ALSO READ", "related"),
    "German": ("<p>Lesen Sie auch: <a href='{url}'>{title}</a></p>", "Lesen Sie auch", "related"),
    "Polish card": (
        "<div><p>Czytaj więcej</p><div><a href='{url}'>{title}</a></div></div>",
        "Czytaj więcej",
        "related",
    ),
    "French": ("<p>Lire aussi : <a href='{url}'>{title}</a></p>", "Lire aussi", "related"),
}


@pytest.mark.parametrize(("markup", "heading", "kind"), READ_ALSO.values(), ids=READ_ALSO)
def test_read_also_lines_inside_the_text_are_found(markup: str, heading: str, kind: str) -> None:
    url, title = next(iter(OTHERS.items()))
    found = promoted(inline=markup.format(url=url, title=title))
    assert [(link.title, link.block, link.kind) for link in found] == [(title, heading, kind)]


@pytest.mark.parametrize("words", ["← Previous story", "Next article »", "Vorheriger Beitrag"])
def test_an_arrow_in_words_names_no_story(words: str) -> None:
    assert promoted(inline=f'<p><a href="/city/2026/05/01/geese-return-to-the-market-square">{words}</a></p>') == []


@pytest.mark.parametrize("line", ["By Ines Halvorsen", "Image: Arla Post / Goose Cam"])
def test_a_byline_or_credit_set_large_heads_no_block(line: str) -> None:
    cards = "".join(f'<li><a href="{path}">{title}</a></li>' for path, title in OTHERS.items())
    assert {link.block for link in promoted(aside=f"<h3>{line}</h3><ul>{cards}</ul>")} == {None}


def test_two_blocks_keep_apart_and_count_for_themselves() -> None:
    card = "<li><a href='{url}'>{title}</a></li>"
    found = promoted(
        aside=f"<div><h3>Latest news</h3><ul>{cards(card)}</ul><h3>Most read</h3><ul>{cards(card)}</ul></div>"
    )
    assert [(link.block, link.kind, link.rank) for link in found] == [
        *[("Latest news", "latest", rank) for rank in (1, 2, 3)],
        *[("Most read", "most_viewed", rank) for rank in (1, 2, 3)],
    ]


def test_advertising_is_left_out() -> None:
    paid = '<li><span>Sponsored</span><a href="{url}">{title}</a></li>'
    partner = (
        "<li><a href='https://shop.example/2026/05/01/kitchens-for-less'>Kitchens for less money than ever</a></li>"
    )
    assert promoted(aside=f"<h3>Most read</h3><ul>{cards(paid)}{partner}</ul>") == []


def test_a_list_of_stories_in_the_menu_counts_and_its_sections_do_not() -> None:
    menu = """<nav><a href="/city">City</a><a href="/arts-and-culture">Arts and culture</a>
      <h3>Top stories</h3><a href="/sport/2026/05/01/cup-final-ends-in-a-draw">Cup final ends in a draw after
        extra time</a></nav>"""
    assert [link.title for link in promoted(before=menu)] == ["Cup final ends in a draw after extra time"]


def test_a_kicker_on_every_card_is_no_title() -> None:
    card = '<div class="card"><a href="{url}"><h5>From The Arla Post</h5><div>{title}</div></a></div>'
    assert [link.title for link in promoted(aside=cards(card))] == list(OTHERS.values())


def test_the_page_itself_and_its_shares_promote_nothing() -> None:
    shares = f"""<ul class="share"><li><a href="{URL}#comments">Join the conversation about this story</a></li>
      <li><a href="{URL}?print=1">Print the story of the bridge opening</a></li>
      <li><a href="https://social.example/share?u={URL}">Share the story on our favourite network</a></li></ul>"""
    assert promoted(aside=shares) == []


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Most read", "most_viewed"),
        ("Meistgelesen", "most_viewed"),
        ("Mest lest", "most_viewed"),
        ("ニュースランキング", "most_viewed"),
        ("많이 본 뉴스", "most_viewed"),
        ("Les plus lus", "most_viewed"),
        ("Lo más leído", "most_viewed"),
        ("Latest stories", "latest"),
        ("Neueste Meldungen", "latest"),
        ("Najnowsze", "latest"),
        ("Das könnte Sie auch interessieren", "recommended"),
        ("Editor’s Choice", "recommended"),
        ("Mehr zum Thema", "related"),
        ("Lire aussi", "related"),
        ("Читайте также", "related"),
        ("More from the city", "section"),
        ("c-most-viewed__list", "most_viewed"),
        ("Sport", "other"),
    ],
)
def test_headings_tell_the_kind_in_many_languages(heading: str, kind: str) -> None:
    assert kind_of(heading) == kind


ADDRESSES = {
    "dated": (
        "https://a.example/2026/05/02/rain-at-last",
        "https://a.example/sport/2026/04/30/cup-final",
        "https://a.example/sport/cup",
    ),
    "numbered": (
        "https://a.example/art41756471-rain",
        "https://b.a.example/art41746991-cup-final",
        "https://a.example/weather",
    ),
    "numbered in a file": (
        "https://a.example/news,142489.html",
        "https://a.example/news,142490.html",
        "https://a.example/news.html",
    ),
    "hashed": (
        "https://a.example/w/rain/141e61e9-8a07-42e4-a527-2f03f45e7ef0",
        "https://a.example/w/cup-final/3974935d-73a5-4499-b3a4-3fa2a1699c76",
        "https://a.example/w/cup-final",
    ),
    "slug": (
        "https://a.example/rain-falls-on-the-capital",
        "https://a.example/cup-final-ends-in-a-draw",
        "https://a.example/cup-final",
    ),
    "query": ("https://a.example/rain-falls-on-the-capital", "https://a.example/?p=36843", "https://a.example/?s=rain"),
    "country domain": (
        "https://www.a.co.example.uk/rain-falls-on-the-capital",
        "https://b.example.uk/cup-final-ends-in-a-draw",
        "https://other.uk/cup-final-ends-in-a-draw",
    ),
}


@pytest.mark.parametrize(("own", "story", "no_story"), ADDRESSES.values(), ids=ADDRESSES)
def test_story_addresses_are_known_by_the_page_s_own(own: str, story: str, no_story: str) -> None:
    urls = StoryUrls(own)
    assert (urls.is_story(story), urls.is_story(no_story), urls.is_story(own)) == (True, False, False)


@pytest.mark.parametrize(
    "path", ["/author/ines-halvorsen-2026-1234567", "/tag/2026-05-02", "/p/2026/05/02/rain.jpg", "/", ""]
)
def test_authors_topics_and_files_are_no_stories(path: str) -> None:
    assert not StoryUrls(URL).is_story("https://www.arla-post.example" + path)


def test_a_page_without_address_promotes_nothing() -> None:
    assert links(Document(page(aside=cards("<a href='{url}'>{title}</a>")))) == []

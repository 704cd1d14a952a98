"""Other stories that a page promotes, in the structures that news sites give them."""

from __future__ import annotations

import pytest

from newsarchive.extraction.document import Document
from newsarchive.extraction.sidebar import links
from newsarchive.extraction.sidebar.words import kind_of
from newsarchive.extraction.story_urls import LIKELY, UNLIKELY, StoryUrls
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
    "Ukrainian": ("<p>Читайте також: <a href='{url}'>{title}</a></p>", "Читайте також", "related"),
    "Vietnamese": ("<p>Xem thêm: <a href='{url}'>{title}</a></p>", "Xem thêm", "related"),
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


TITLES = {
    "kicker set apart by style": ("<span class='kicker'>Wildlife</span><span class='hed'>{title}</span>"),
    "kicker in capitals": "<b>WILDLIFE</b><span>{title}</span>",
    "long kicker": "<span>A bird comes back in spring</span><span>{title} after twenty long years of absence</span>",
    "teaser": "<span>{title}</span><span>Forty birds were counted on Thursday, more than in any spring before.</span>",
    "age": "<em>6m ago</em><span>{title}</span>",
    "age and a space": "12 mins ago – {title}",
    "style sheet": "<style>.css-1x{{color:red}}</style><span>{title}</span>",
    "name of a drawing": "<svg><title>Video</title></svg><span>{title}</span>",
    "previous post": "<span>Previous Post:</span>{title}",
    "previous article in Italian": "Precedente: {title}",
    "next with an arrow": "Next >{title}",
    "stray colon": "<span>:</span>{title}",
}


@pytest.mark.parametrize("link", TITLES.values(), ids=TITLES)
def test_a_title_is_freed_from_what_is_no_headline(link: str) -> None:
    headline = "Geese return to the market square"
    card = f"<li><a href='/city/2026/05/01/geese-return-to-the-market-square'>{link.format(title=headline)}</a></li>"
    (found,) = promoted(aside=f"<ul>{card}</ul>")
    assert found.title in (headline, f"{headline} after twenty long years of absence")


def test_names_that_look_glued_together_stay_whole() -> None:
    headline = "How <span>McDonald</span>’s <em>iPhone</em> menu came to YouTube"
    (found,) = promoted(aside=f"<li><a href='/city/2026/05/01/menu-comes-to-video-sites'>{headline}</a></li>")
    assert found.title == "How McDonald’s iPhone menu came to YouTube"


def test_of_two_headings_in_a_card_the_smaller_is_the_kicker() -> None:
    path, title = next(iter(OTHERS.items()))
    card = f"<article><a href='{path}'><h3>Seen in the town today</h3><h2>{title}</h2></a></article>"
    assert [link.title for link in promoted(aside=card)] == [title]


def test_a_headline_that_many_blocks_show_is_no_kicker() -> None:
    path, title = next(iter(OTHERS.items()))
    blocks = "".join(
        f"""<section><h3>More {part}</h3><article><a href="{path}"><h4>{title}</h4><p>For all who love {part}: neither
          side found the net in the last thirty minutes of the game.</p></a></article></section>"""
        for part in ("sport", "city", "football", "world")
    )
    assert {link.title for link in promoted(aside=blocks)} == {title}


def test_the_headline_beneath_the_picture_of_a_card_is_no_caption() -> None:
    path, title = next(iter(OTHERS.items()))
    picture = "<img src='/p/goose-cup-800.jpg' alt='A goose'>"
    card = f"<figure><a href='{path}'>{picture}<figcaption>{title}</figcaption></a></figure>"
    document = Document(page(inline=card), URL)
    captions = frozenset(unit.index for unit in document.walk.units if unit.tag == "figcaption")
    assert [link.title for link in links(document, captions=captions)] == [title]


def test_a_line_of_times_or_of_links_is_no_teaser() -> None:
    card = """<li><a href="{url}"><h4>{title}</h4></a><p>By Ines Halvorsen, updated 2 May 2026 at 10:45</p>
      <p><a href="/city">All of our city</a> <a href="/sport">Sport</a> <a href="/world">World news</a>
      <a href="/arts">Arts and letters</a></p></li>"""
    assert {link.teaser for link in promoted(aside=f"<ul>{cards(card)}</ul>")} == {None}


LIST = "<ul>{}</ul>".format("".join(f'<li><a href="{path}">{title}</a></li>' for path, title in OTHERS.items()))


@pytest.mark.parametrize(
    "above",
    [
        "<h3>Share this article</h3>",
        "<h3>Diesen Artikel teilen</h3>",
        "<h3>Advertisement</h3>",
        "<div class='label'>Reklama</div>",
        "<h3>Story continues below</h3>",
        "<h3>di Luca Monaco</h3>",
        "<template><h3>Latest deals</h3></template>",
        "<div class='header__nav'>Shopping and Service</div>",
        "<div><a href='/latest'>Latest</a> <a href='/video'>Video</a> <a href='/sport'>Sport</a></div>",
        "<p>For the latest stories of this city see our front page.</p>",
    ],
)
def test_what_stands_over_a_list_and_names_it_not_is_no_heading(above: str) -> None:
    assert [(link.block, link.kind) for link in promoted(aside=above + LIST)] == [(None, "other")] * 3


def test_a_story_that_the_menu_promotes_heads_no_block() -> None:
    mayor = "<h3><a href='/city/2026/04/29/mayor-opens-the-fair'>Mayor opens the fair</a></h3>"
    found = promoted(before=f"<nav><section>{mayor}{LIST}</section></nav>")
    assert [link.block for link in found] == [None, None]


@pytest.mark.parametrize(
    ("heading", "block"),
    [
        ("<h3>Politics <a href='/politics'>Show more</a></h3>", "Politics"),
        ("<h3><span>Politics</span><span>Show More</span></h3>", "Politics"),
        ("<h3>Meistgelesen Alle anzeigen</h3>", "Meistgelesen"),
        ("<h3>Read more</h3>", "Read more"),
    ],
)
def test_a_heading_is_told_without_its_link_to_all_of_the_block(heading: str, block: str) -> None:
    assert {link.block for link in promoted(aside=heading + LIST)} == {block}


def test_a_subhead_of_the_story_heads_no_block() -> None:
    story = page(inline="<h2>A goose leads the way</h2>", aside="")
    within = story.replace("</h2>", f"</h2>{LIST}", 1)
    found = links(Document(within, URL), subheads=frozenset({"A goose leads the way"}))
    assert {link.block for link in found} == {None}


def test_a_kicker_of_some_cards_does_not_part_a_block() -> None:
    items = [f'<li><a href="{path}">{title}</a></li>' for path, title in OTHERS.items()]
    items[0] = items[0].replace("<li>", "<li><div>Breaking</div>")
    items[2] = items[2].replace("<li>", "<li><div>Breaking</div>")
    found = promoted(aside=f"<section><h3>Most read</h3><ul>{''.join(items)}</ul></section>")
    assert [(link.block, link.kind, link.rank) for link in found] == [
        ("Most read", "most_viewed", n) for n in (1, 2, 3)
    ]


def test_the_cards_of_a_block_are_of_one_kind() -> None:
    items = [f'<li class="card"><a href="{path}">{title}</a></li>' for path, title in OTHERS.items()]
    items[0] = items[0].replace('"card"', '"card featured-story"')
    found = promoted(aside=f"<section><h3>From our pages</h3><ul>{''.join(items)}</ul></section>")
    assert {link.kind for link in found} == {"other"}


def test_a_block_shown_once_for_each_size_of_screen_is_told_once() -> None:
    block = f"<div class='{{}}'><h3>Most read</h3>{LIST}</div>"
    assert len(promoted(aside=block.format("mobile-only") + block.format("desktop-only"))) == 3


PLACES = {
    "footer of the story": "<article><footer class='article__footer'>{}</footer></article>",
    "footer of the main part": "</aside><footer>{}</footer><aside>",
    "footer of the body": "<div class='article-body__footer'>{}</div>",
    "footer of a title": "<div class='media__title media__title_footer'>{}</div>",
    "filed under": "<div class='post category-comment tag-native-advertising'>{}</div>",
    "comments allowed": "<div class='page comments-enabled'>{}</div>",
    "pages fetched": "<div class='td_block td_with_ajax_pagination'>{}</div>",
}


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_names_that_only_sound_like_places_without_stories_hide_none(place: str) -> None:
    path, title = next(iter(OTHERS.items()))
    link = f'<a href="{path}">{title}</a>'
    assert [found.title for found in promoted(aside=place.format(link))] == [title]


@pytest.mark.parametrize("names", ["article-comments", "post sponsored", "content-advert", "comments"])
def test_comments_and_advertising_promote_nothing_whatever_part_of_the_story_they_name(names: str) -> None:
    path, title = next(iter(OTHERS.items()))
    assert promoted(aside=f"<div class='{names}'><a href='{path}'>{title}</a></div>") == []


def test_the_label_of_the_next_advertisement_does_not_make_a_card_paid() -> None:
    path, title = next(iter(OTHERS.items()))
    card = f'<li><a href="{path}">{title}</a><div class="ad">Anzeige</div></li>'
    assert [link.title for link in promoted(aside=card)] == [title]
    paid = card.replace("Anzeige", "Sponsored by the tram company")
    assert promoted(aside=paid) == []


def test_pages_of_a_site_about_itself_promote_nothing() -> None:
    own = """<ul><li><a href="/id_10000845/our-newsroom-and-its-rules.html">How we work here</a></li>
      <li><a href="/imprint">Imprint</a></li><li><a href="/privacy">Privacy</a></li></ul>"""
    assert promoted(after=f"<div>{own}</div>") == []


@pytest.mark.parametrize(
    "words", ["View comments", "12 photos of the bridge", "View all topics A-Z", "{{ story.title }} {{ story.teaser }}"]
)
def test_links_that_name_no_story_promote_none(words: str) -> None:
    assert promoted(aside=f'<p><a href="/city/2026/05/01/geese-return-to-the-market-square">{words}</a></p>') == []


def test_an_invitation_to_read_about_something_promotes_nothing() -> None:
    assert promoted(inline="<p>Read more <a href='/city/2026/01/01/how-we-work'>about how we work</a>.</p>") == []


def test_a_story_with_an_unlikely_address_counts_among_cards_set_alike() -> None:
    odd = '<li><a href="/film-review">An odd and truly delightful film about a goose</a></li>'
    assert "/film-review" in promoted(aside=LIST.replace("</ul>", f"{odd}</ul>"))[-1].url
    assert promoted(aside=f"<ul>{odd}</ul>") == []
    assert len(promoted(aside=LIST.replace("</ul>", odd.replace("<li>", "<li class='app'>") + "</ul>"))) == 3


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
        ("Multimedia", "other"),
        ("has-background read-only persistent", "other"),
        ("Luetuimmat", "most_viewed"),
        ("Nejčtenější", "most_viewed"),
        ("Найпопулярніше", "most_viewed"),
        ("Çok okunanlar", "most_viewed"),
        ("Το πιο διαβασμένα", "most_viewed"),
        ("Đọc nhiều nhất", "most_viewed"),
        ("الأكثر قراءة", "most_viewed"),
        ("सबसे ज्यादा पढ़ी गई", "most_viewed"),
        ("Terpopuler", "most_viewed"),
        ("Cele mai citite", "most_viewed"),
        ("Legolvasottabb", "most_viewed"),
        ("热门文章", "most_viewed"),
        ("Enim loetud", "most_viewed"),
        ("Zinazosomwa zaidi", "most_viewed"),
        ("Naujienų srautas", "latest"),
        ("Net binnen", "latest"),
        ("Ultime notizie", "latest"),
        ("Derniers articles", "latest"),
        ("Son dakika", "latest"),
        ("Останні новини", "latest"),
        ("Tin mới nhất", "latest"),
        ("ล่าสุด", "latest"),
        ("সর্বশেষ", "latest"),
        ("آخر الأخبار", "latest"),
        ("Le plus récent : à la une", "latest"),
        ("In evidenza", "recommended"),
        ("À ne pas manquer", "recommended"),
        ("Öne çıkanlar", "recommended"),
        ("قد يعجبك أيضا", "recommended"),
        ("주요뉴스", "recommended"),
        ("Nepřehlédněte", "recommended"),
        ("Ähnliche Artikel", "related"),
        ("Más información", "related"),
        ("Veja também", "related"),
        ("Vedi anche", "related"),
        ("Zie ook", "related"),
        ("Taip pat skaitykite", "related"),
        ("Материалы по теме", "related"),
        ("Xem thêm", "related"),
        ("यह भी पढ़ें", "related"),
        ("Διαβάστε επίσης", "related"),
        ("Baca juga", "related"),
        ("延伸閱讀", "related"),
        ("More stories like this one", "related"),
        ("Weitere Artikel", "section"),
        ("Dans la même rubrique", "section"),
        ("Altre notizie", "section"),
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
    assert [urls.likelihood(url) == LIKELY for url in (story, no_story, own)] == [True, False, False]


ELSEWHERE = {
    "next page": ("/view/sports/367061", "/view/sports/367061/2"),
    "picture of the story": ("/view/sports/367061", "/image/sports/367061/287149"),
    "part of the story": (
        "/news/rain-falls-on-the-capital.html",
        "/news/rain-falls-on-the-capital/gallery-of-the-rain",
    ),
    "form for phones": ("/rain-falls-on-the-capital/?utm_source=rss", "/rain-falls-on-the-capital/?amp=1"),
    "page of a list": ("/news/view.php?idx=8576&page=1", "/news/view.php?page=2"),
    "a programme": ("/news/rain-falls-on-the-capital", "/podcasts/the-rainy-day-with-ines-halvorsen"),
    "an open position": ("/news/rain-falls-on-1234567.html", "/job/keeper-of-the-old-bridge-1234568.html"),
    "a debate": ("/rain-falls-on-the-capital", "/discussion/213724"),
    "its own print": ("/artikel/522721.rain-at-last.html", "/artikel/pdf.php?id=522721"),
    "a letter on it": ("/artikel/522721.rain-at-last.html", "/comment.php?articleId=522721"),
    "session": ("/news/rain-falls-on-the-capital", "/login?id=5"),
}


@pytest.mark.parametrize(("own", "other"), ELSEWHERE.values(), ids=ELSEWHERE)
def test_parts_of_the_page_and_services_are_no_other_stories(own: str, other: str) -> None:
    assert StoryUrls("https://a.example" + own).likelihood("https://a.example" + other) != LIKELY


COUNTED = {
    "in a query": ("/news/view.php?idx=8576&page=1", "/news/view.php?idx=10285&bc="),
    "in a short path": ("/blog/law/index-2726.html", "/blog/brands/index-172.html"),
    "video": ("/politics/rain-falls-on-the-capital", "/video/6325757991112"),
    "in a section of services": (
        "/news/rain-falls-1234567.html",
        "/weather/rain-will-fall-again-on-monday-1234568.html",
    ),
    "in the author's own pages": (
        "/autoren/ines-halvorsen/rain-falls-on-the-capital",
        "/autoren/jon-berg/geese-return-to-the-old-square",
    ),
}


@pytest.mark.parametrize(("own", "other"), COUNTED.values(), ids=COUNTED)
def test_stories_that_a_site_counts_or_files_oddly_are_known(own: str, other: str) -> None:
    assert StoryUrls("https://a.example" + own).likelihood("https://a.example" + other) == LIKELY


@pytest.mark.parametrize(
    "path", ["/author/ines-halvorsen-2026-1234567", "/tag/2026-05-02", "/p/2026/05/02/rain.jpg", "/", ""]
)
def test_authors_topics_and_files_are_no_stories(path: str) -> None:
    assert StoryUrls(URL).likelihood("https://www.arla-post.example" + path) == UNLIKELY


def test_a_page_without_address_promotes_nothing() -> None:
    assert links(Document(page(aside=cards("<a href='{url}'>{title}</a>")))) == []

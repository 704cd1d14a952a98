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
    ("Roe, Jane M.", ["Jane M. Roe"]),
    ("van der Berg, Jan", ["Jan van der Berg"]),
    ("구현모, 박준석", ["구현모", "박준석"]),
    ("Posts by Jane Roe", ["Jane Roe"]),
    *((name, []) for name in ("jroe", "jane-roe", "/authors/jane", "Site Admin", "Guest Author", "[object Object]")),
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


def test_two_witnesses_are_believed_against_the_account_that_put_the_story_online() -> None:
    found = article(
        "<p class='byline'>By John Doe</p>",
        author={"name": "Jane Roe"},
        meta='<meta name="author" content="Jane Roe"><meta name="sailthru.author" content="By John Doe">',
    )
    assert (names(found), found.byline) == (["John Doe"], "By John Doe")


def test_printed_people_go_before_a_desk_and_beside_an_agency_that_the_page_states() -> None:
    printed = "<p class='byline'>By Jane Roe</p>"
    assert names(article(printed, author={"@type": "Person", "name": "News Desk"})) == ["Jane Roe"]
    assert names(article(printed, author={"@type": "Person", "name": "Reuters"})) == ["Jane Roe", "Reuters"]


@pytest.mark.parametrize(
    ("stated", "printed"), [("jane roe", "Jane Roe"), ("JANE DEROE", "Jane DeRoe"), ("Jose Roe", "José Roe")]
)
def test_the_fuller_spelling_of_a_name_is_kept(stated: str, printed: str) -> None:
    assert names(article(f"<p class='byline'>By {printed}</p>", author={"name": stated})) == [printed]


def test_somebody_with_a_job_is_a_person_whatever_the_page_calls_her() -> None:
    stated = {"@type": "Organization", "name": "Jane Roe", "jobTitle": "Publisher"}
    assert [(a.name, a.kind) for a in article(author=stated).authors] == [("Jane Roe", "person")]


@pytest.mark.parametrize(
    "meta",
    [
        '<meta name="twitter:label1" content="Written by"><meta name="twitter:data1" content="Jane Roe">',
        '<meta name="twitter:label1" content="Verfasst von"><meta name="twitter:data1" content="Jane Roe">',
        '<meta name="citation_author" content="Roe, Jane">',
    ],
)
def test_author_tags_of_plugins_and_catalogues_are_read(meta: str) -> None:
    assert names(article(meta=meta)) == ["Jane Roe"]


@pytest.mark.parametrize("value", ["PMJS - Coordenadoria", "3 minutes"])
def test_other_author_tags_name_nobody(value: str) -> None:
    meta = f'<meta name="twitter:label1" content="Reading time"><meta name="twitter:data1" content="{value}">'
    assert article(meta=f'<meta name="author" content="{value}">{meta}').authors == []


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


LINKED_CARD = """<div class="card"><h4><a href="/2026/05/01/cup">Cup final is won by the north</a></h4>
    <p>A teaser.</p><span class="byline">By Bob Smith</span></div>"""


def test_the_byline_below_one_linked_heading_is_that_storys() -> None:
    assert article(before=LINKED_CARD).authors == []
    assert article(after=LINKED_CARD).authors == []
    assert names(article('<p class="byline">By Jane Roe</p>', before=LINKED_CARD)) == ["Jane Roe"]


@pytest.mark.parametrize(
    "line",
    [
        "<p>By Design</p>",
        "<p class=kicker>BY LAND</p>",
        "<p>Di Sabato</p>",
        "<p>Text: Genesis</p>",
        "<p>作者专栏</p>",
        "<p>記者会見</p>",
        "<p>Od Nowa</p>",
        "<p>Video: Donald Duck</p>",
        "<div class=meta><span>Presented by</span> <span>Tideline Bank</span></div>",
        '<div class="tags author-tags"><a href="/tag/donald-duck">Donald Duck</a></div>',
    ],
)
def test_other_lines_that_begin_like_a_byline_name_nobody(line: str) -> None:
    assert article(line).authors == []


def test_a_list_that_goes_on_to_a_date_and_a_picture_names_its_author_alone() -> None:
    found = article(
        """<dl><dt>Author:</dt><dd><a rel="author" href="/author/jane">Jane Roe</a></dd>
        <dt>Publish date:</dt><dd>May 2, 2026</dd></dl><p class="image-attribution">Amy Fox/AIM</p>"""
    )
    assert names(found) == ["Jane Roe"]


DATED = [
    ("de", "Stand: 02.05.2026 14:05 Uhr Von Jane Roe", "Von Jane Roe"),
    ("de", "Samstag, 2. Mai 2026, von Jane Roe", "von Jane Roe"),
    ("de", "Von Jane Roe Stand: 02.05.2026", "Von Jane Roe"),
    ("fr", "Publié le 2 mai 2026 à 14:05 par Jane Roe", "par Jane Roe"),
    ("id", "Sabtu, 2 Mei 2026 14:05 WIB Penulis: Jane Roe", "Penulis: Jane Roe"),
    ("hu", "2026.05.02. Jane Roe", "Jane Roe"),
    ("en", "By: Jane Roe Date: May 2, 2026", "By: Jane Roe"),
    ("en", "By Jane Roe Last Updated: May 2, 2026", "By Jane Roe"),
    ("en", "By Jane Roe: May 2, 2026", "By Jane Roe:"),
    ("en", "By Jane Roe Arla Post May 2, 2026", "By Jane Roe Arla Post"),
    ("pt", "Jane Roe, O Diário 02/05/2026", "Jane Roe, O Diário"),
    ("ja", "山田太郎 2026年5月2日", "山田太郎"),
    ("ja", "更新日 2026年5月2日", None),
    ("ko", "구현모 기자 | 입력 2026.05.02 14:05", "구현모 기자"),
    ("zh", "2026-05-02 14:05 来源：新华网 作者：王小明", "来源:新华网 作者:王小明"),
    ("zh", "来源：新华网 作者：王小明", "来源：新华网 作者：王小明"),
]


@pytest.mark.parametrize(("language", "line", "byline"), DATED)
def test_a_byline_is_told_from_the_date_beside_it(language: str, line: str, byline: str | None) -> None:
    site = '<meta property="og:site_name" content="Arla Post">'
    main = f'<main><h1>Rain at last</h1><div class="byline">{line}</div><div>{PARAGRAPHS}</div></main>'
    page = f'<html lang="{language}"><head><title>Rain at last</title>{site}</head><body>{main}</body></html>'
    found = extract(page, URL)
    assert found.byline == byline
    assert names(found) == [name for name in ("Jane Roe", "山田太郎", "구현모", "王小明") if name in line]


JANE_AND_JOHN = ["Jane Roe", "John Doe"]
TIDY = [
    '<p class="byline">By Jane Roe | Published:</p>',
    '<p class="byline">By Jane Roe | Published 4 months ago</p>',
    '<p class="byline">By Jane Roe / 2 days</p>',
    '<p class="byline"><span>By Jane Roe</span><span>Published</span></p>',
    '<p class="byline">By Jane Roe 0 Comments</p>',
    '<p class="byline">By Jane Roe / 03.05.2026</p>',
    '<p class="byline">03.05.2026 Uhr | By Jane Roe</p>',
    '<p class="byline">By Jane Roe</p><p class="byline">Jane Roe</p>',
    '<p class="byline"><a href="/author/jane">By Jane Ro<span class="last">e</span></a></p>',
]


@pytest.mark.parametrize("byline", TIDY)
def test_what_layout_sets_beside_a_byline_is_no_part_of_it(byline: str) -> None:
    found = article(byline)
    assert (names(found), found.byline) == (["Jane Roe"], "By Jane Roe")


def test_elements_that_only_layout_keeps_apart_are_words_apart() -> None:
    found = article('<div class="byline"><span>By Jane Roe</span><span>Photographs by John Doe</span></div>')
    assert [(a.name, a.role) for a in found.authors] == [("Jane Roe", "writer"), ("John Doe", "photographer")]
    assert found.byline == "By Jane Roe Photographs by John Doe"


def test_names_in_elements_of_their_own_are_several() -> None:
    assert names(article('<div class="authors"><span>Jane Roe</span><span>John Doe</span></div>')) == JANE_AND_JOHN


def test_a_line_set_like_the_byline_may_name_the_photographer() -> None:
    found = article('<div class="byline">By Jane Roe</div><div class="byline">Photography by John Doe</div>')
    assert [(a.name, a.role) for a in found.authors] == [("Jane Roe", "writer"), ("John Doe", "photographer")]


def test_another_contributors_name_is_no_affiliation() -> None:
    found = article('<p class="byline">By Jane Roe and John Doe Globe Staff and Globe Correspondent</p>',
        author=[{"name": "Jane Roe"}, {"name": "John Doe"}])  # fmt: skip
    assert [author.affiliation for author in found.authors] == [None, None]


@pytest.mark.parametrize(
    "byline",
    [
        '<div class="p-author h-card"><a class="u-url p-name" href="/jane">Jane Roe</a></div>',
        '<div><a data-testid="authorName" href="https://social.example/@janeroe">Jane Roe</a></div>',
        '<p class="byline">Jane Roe <a href="mailto:jroe@arla-post.example">Email the author</a></p>',
        "<p>03/05/2026 - Publicado por: Jane Roe - Categoria: Cidade</p>",
        '<p class="author-line"><span class="label">Words</span> <span class="name">Jane Roe</span></p>',
        '<div class="writer-info"><span>Jane Roe</span><span>jane@arla-post.example</span></div>',
    ],
)
def test_bylines_of_other_systems_are_read(byline: str) -> None:
    assert names(article(byline)) == ["Jane Roe"]


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


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Автор: Иван Петров", "Иван Петров"),
        ("Szerző: Nagy Péter", "Nagy Péter"),
        ("Teksti: Aino Virta", "Aino Virta"),
        ("记者：王小明", "王小明"),
        ("بقلم: محمد علي", "محمد علي"),
    ],
)
def test_a_label_of_any_language_below_the_story_names_its_author(line: str, name: str) -> None:
    assert names(article(after=f"<p class='end'>{line}</p>")) == [name]
    card = f"<div><h4><a href='/2026/05/01/cup'>The cup final is won by the north</a></h4><p>{line}</p></div>"
    assert article(after=card).authors == []


@pytest.mark.parametrize("line", ["Story: The Flood", "Text: Genesis", "Published by: Tideline Press", "Quelle: dpa"])
def test_other_labels_below_the_story_name_no_author(line: str) -> None:
    assert article(after=f"<p class='end'>{line}</p>").authors == []


@pytest.mark.parametrize(
    "below",
    [
        '<div class="talk"><h3>2 comments</h3><div class="item"><a href="/profile/bob">Bob Smith</a></div></div>',
        '<div class="replies"><div class="reply"><span class="author">Bob Smith</span><p>Nice one.</p></div></div>',
        '<ul><li><a href="/columnist/bob">Bob Smith</a></li><li><a href="/columnist/al">Al Fox</a></li></ul>',
        '<div class="topics"><a href="/person/bob-smith">Bob Smith</a></div>',
        '<footer class="masthead"><p>Editor: Bob Smith</p></footer>',
    ],
)
def test_people_named_below_a_short_story_did_not_write_it(below: str) -> None:
    assert article(after=below).authors == []


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


SLIDES = "".join(
    f"<figure><img src='/{n}.jpg'><figcaption>Slide {n} of the flood</figcaption></figure>" for n in range(45)
)


def test_a_byline_behind_a_long_gallery_stands_above_the_body() -> None:
    found = article(f'{SLIDES}<div class="Page-authors">By <a href="/author/jane-roe">Jane Roe</a> and John Doe</div>')
    assert (names(found), found.byline) == (["Jane Roe", "John Doe"], "By Jane Roe and John Doe")


def test_a_name_set_as_a_heading_is_a_byline_where_it_leads_to_its_author() -> None:
    assert names(article('<h2 class="bio"><a href="/author/jane-roe">Jane Roe</a></h2>')) == ["Jane Roe"]
    assert names(article('<h2 class="bio"><a href="/city/jane-roe">Jane Roe</a></h2>')) == []


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("<div><span>Associated Press</span><span>2 May 2026</span></div>", ["Associated Press"]),
        ("<div>Associated Press</div>", []),  # of the picture, it may be
        ("<div><img src='/a.jpg'><div>Reuters 2 May 2026</div></div>", []),
        ("<p>Par Le Courrier et AFP</p>", ["Le Courrier", "AFP"]),
        ("<p>City | Published: 5 hours ago | Last updated: 4 hours ago | Written by Jane Roe</p>", ["Jane Roe"]),
        ("<p class='authors'><a href='/verfasser/jane-roe.html'>Jane Roe</a> Arla, 02.05.26 09:56</p>", ["Jane Roe"]),
    ],
)
def test_who_wrote_is_read_beside_dates_places_and_agencies(line: str, expected: list[str]) -> None:
    assert names(article(line)) == expected


BIOGRAPHY = "<p>Jane is a senior editor at the Post, where she looks after weather, rivers and bridges.</p>"


@pytest.mark.parametrize(
    ("box", "expected"),
    [
        (f'<div><a href="/author/17/jane-roe">Jane Roe</a></div><div>Senior Editor</div>{BIOGRAPHY}', ["Jane Roe"]),
        (f"<h3>About the Author</h3><h2>Jane Roe</h2>{BIOGRAPHY}", ["Jane Roe"]),
        (f"<h3>À propos de l’auteure</h3><h2>Jane Roe</h2>{BIOGRAPHY}", ["Jane Roe"]),
        (f"<h3>Who is who</h3><h2>Jane Roe</h2>{BIOGRAPHY}", []),  # somebody whom the story is about
        ('<div><a href="/author/17/jane-roe">Jane Roe</a></div><p>Bridge closed again for months</p>', []),  # a card
        ("<p>순천, 광양 구현모 기자 ninek@arla-post.example</p>", ["구현모"]),
    ],
)
def test_who_wrote_is_read_below_the_story(box: str, expected: list[str]) -> None:
    assert names(article(after=box)) == expected


def test_an_agency_printed_does_not_take_the_place_of_the_agency_and_desk_stated() -> None:
    stated = [{"@type": "Organization", "name": "Deutsche Presse-Agentur"}, {"@type": "Person", "name": "Redaktion"}]
    assert names(article("<p>dpa 2 May 2026</p>", author=stated)) == ["Deutsche Presse-Agentur", "Redaktion"]

"""Headline, kicker and dek in the structures that news sites give them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from newsarchive.extraction.document import Document
from newsarchive.extraction.headline import Heading, read_heading, without_site

URL = "https://www.arla-post.example/city/2026/05/02/rain-at-last"
BODY = "".join(
    f"<p>{text}</p>"
    for text in (
        "The first drops fell on Friday evening, and by midnight the gutters of the old town ran again.",
        "Farmers on the northern plain had waited nine weeks, and some danced, say people who saw them.",
        "The weather service expects more of it through Tuesday, with gusts along the river and hail in the hills.",
        "Nobody was hurt, the fire brigade said, but forty cellars had to be pumped dry before the morning.",
    )
)


def heading(
    top: str,
    *,
    og: str | None = None,
    ld: str | None = None,
    title: str = "Rain at last",
    description: str | None = None,
    meta: str = "",
) -> Heading:
    """The heading of a page with this top; None for a statement the page does not make."""
    parts = [f"<title>{title}</title>", meta]
    parts += [f'<meta property="og:title" content="{og}">'] if og else []
    parts += [f'<meta name="description" content="{description}">'] if description else []
    parts += (
        [f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", "headline": ld})}</script>']
        if ld
        else []
    )
    return read_heading(
        Document(f"<html><head>{''.join(parts)}</head><body>{top}<div class='story'>{BODY}</div></body></html>", URL)
    )


def test_the_printed_headline_goes_before_what_the_page_states() -> None:
    found = heading("<h1>Rain at last for the Arla plain</h1>", og="Rain at last!", ld="Rain for the plain")
    assert (found.headline, found.headline_source) == ("Rain at last for the Arla plain", "visible")


def test_statements_find_the_headline_among_other_headings() -> None:
    top = "<h1>The Arla Post</h1><h1>City</h1><h1>Rain at last</h1><h1>Most viewed</h1>"
    assert heading(top, og="Rain at last").headline == "Rain at last"


def test_a_headline_that_is_no_h1_is_found() -> None:
    top = "<h1><a href='/'>The Arla Post</a></h1><div class='article-title'>Rain at last</div>"
    assert heading(top, og="Rain at last | The Arla Post").headline == "Rain at last"


def test_a_heading_that_microdata_marks_in_another_storys_card_is_no_headline() -> None:
    card = "<h1 itemprop='headline'><a href='https://other.example/geese'>Geese fly south early</a></h1>"
    top = f"<h2 class='headline'>Rain at last for the Arla plain</h2><div itemscope>{card}</div>"
    found = heading(top, og="Rain at last for the Arla plain", title="Rain at last for the Arla plain")
    assert found.headline == "Rain at last for the Arla plain"


def test_without_a_printed_headline_the_statement_loses_the_sites_name() -> None:
    found = heading(
        "", og="Rain at last - The Arla Post", meta='<meta property="og:site_name" content="The Arla Post">'
    )
    assert (found.headline, found.headline_source) == ("Rain at last", "og")


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Rain at last | The Arla Post", "Rain at last"),
        ("Rain at last – City – The Arla Post", "Rain at last – City"),
        ("The Arla Post: Rain at last", "Rain at last"),
        ("Rain at last", "Rain at last"),
        ("Plain - and simple - rain", "Plain - and simple - rain"),
        ("雨が降る：アルラ新聞デジタル", "雨が降る"),
    ],
)
def test_site_names_are_cut_off_titles(title: str, expected: str) -> None:
    assert without_site(title, {"thearlapost", "アルラ新聞"}) == expected


def test_a_kicker_inside_the_h1_is_told_apart_where_the_page_states_the_headline_alone() -> None:
    found = heading("<h1><span>Weather</span> <span>Rain at last</span></h1>", ld="Rain at last")
    assert (found.headline, found.kicker) == ("Rain at last", "Weather")


def test_a_kicker_inside_the_h1_stays_where_the_page_states_it_as_part_of_the_headline() -> None:
    found = heading(
        "<h1><span>Weather</span><span>Rain at last</span></h1>", og="Weather: Rain at last", ld="Weather: Rain at last"
    )
    assert (found.headline, found.kicker) == ("Weather: Rain at last", None)


def test_a_kicker_that_the_page_states_as_part_of_the_headline_is_not_given_twice() -> None:
    top = "<h1><span class='kicker'>Weather</span> Rain at last for the plain</h1>"
    stated, alone = (
        "Weather: Rain at last for the plain",
        '<meta name="twitter:title" content="Rain at last for the plain">',
    )
    found = heading(top, og=stated, ld=stated, meta=alone)
    assert (found.headline, found.kicker) == ("Weather: Rain at last for the plain", None)


def test_a_first_element_named_kicker_is_one_where_the_page_states_nothing() -> None:
    top = "<h1><style>.a{top:0}</style><span class='overline'>Weather</span> Rain at last for the plain</h1>"
    found = heading(top, title="The Arla Post")
    assert (found.headline, found.kicker) == ("Rain at last for the plain", "Weather")


@pytest.mark.parametrize(
    ("inside", "headline", "kicker"),
    [
        ('<span>"It will begin"</span>Rain at last', "Rain at last", '"It will begin"'),
        ("<span>»Es beginnt«</span> Rain at last", "Rain at last", "»Es beginnt«"),
        ("<span>Weather</span>“Rain at last”", "“Rain at last”", "Weather"),
        ('<span>"It begins"</span> "Rain at last"', '"Rain at last"', '"It begins"'),
        ("<span>Premium</span> Rain at last", "Rain at last", None),
    ],
)
def test_quotation_marks_stay_with_what_they_enclose(inside: str, headline: str, kicker: str | None) -> None:
    found = heading(f"<h1>{inside}</h1>", ld="Rain at last")
    assert (found.headline, found.kicker) == (headline, kicker)


@pytest.mark.parametrize(
    "behind", ["<span class=badge>Premium</span>", " <small>2 May 2026</small>", " <a class=comments href=#c>12</a>"]
)
def test_what_an_element_adds_behind_the_stated_headline_is_no_part_of_it(behind: str) -> None:
    assert heading(f"<h1>“Rain” at last!{behind}</h1>", og="“Rain” at last!").headline == "“Rain” at last!"
    assert heading(f"<h1>Rain at last{behind}</h1>", og="More rain", title="More rain").headline != "Rain at last"


@pytest.mark.parametrize(
    "inside",
    [
        "<span>Weather:</span><span>Rain at last</span>",
        "<span>Weather</span><span hidden>:</span> <span>Rain at last</span>",
        "<style>.a{top:0}</style><span>Weather</span><span>:</span><style>.b{top:0}</style><span>Rain at last</span>",
    ],
)
def test_a_colon_that_layout_hides_or_sets_apart_is_set_as_in_text(inside: str) -> None:
    assert heading(f"<h1>{inside}</h1>", og="Rain comes to the plain").headline == "Weather: Rain at last"


def test_a_space_before_the_colon_goes_where_the_page_states_the_headline_without() -> None:
    assert (
        heading("<h1><b>Weather</b> : Rain at last</h1>", ld="Weather: Rain at last").headline
        == "Weather: Rain at last"
    )
    assert heading("<h1>Météo : la pluie</h1>", ld="Météo : la pluie").headline == "Météo : la pluie"


DEK = "A ghostly cloud that the north has not seen for weeks could end the drought of the plain, if it only came near"


@pytest.mark.parametrize("dek", [f"<h2 class='hero__subtitle'>{DEK}</h2>", f"<p class='intro'>{DEK} at all</p>"])
def test_a_short_h1_above_the_dek_that_the_page_states_as_its_title_is_the_headline(dek: str) -> None:
    found = heading(f"<article><h1>The rain phantom</h1>{dek}</article>", og=DEK, title=DEK)
    assert (found.headline, found.headline_source) == ("The rain phantom", "visible")


def test_the_line_above_the_headline_is_the_kicker_by_its_class() -> None:
    found = heading("<p class='article-kicker'>Nine dry weeks</p><h1>Rain at last</h1>", og="Rain at last")
    assert found.kicker == "Nine dry weeks"


def test_a_date_is_no_kicker() -> None:
    assert heading("<span class='eyebrow'>12-05-26</span><h1>Rain at last</h1>", og="Rain at last").kicker is None


def test_a_section_is_no_kicker() -> None:
    top = "<p class='kicker'><a href='/city'>City</a></p><p class='kicker'>Weather</p><h1>Rain at last</h1>"
    found = heading(top, og="Rain at last", meta='<meta property="article:section" content="Weather">')
    assert found.kicker is None


def test_an_h1_in_a_breadcrumb_yields_to_the_headline_below_the_menus() -> None:
    top = """<ul class="breadcrumb"><li><a href="/">Home</a></li><li><h1>Arla rain: all about the weather</h1></li></ul>
      <ul><li><a href="/a">Sport</a></li></ul><h2>Rain at last for the plain</h2>"""
    found = heading(top, og="Arla rain: all about the weather", ld="Rain at last for the plain")
    assert found.headline == "Rain at last for the plain"


def test_a_breadcrumb_on_a_page_that_states_nothing_is_no_error() -> None:
    page = "<ul><li><h1>Rain at last for the plain</h1></li></ul><h2>Rain at last for the northern plain</h2>"
    assert read_heading(Document(page, URL)).headline == "Rain at last for the plain"


def test_soft_hyphens_and_invisible_marks_are_left_out() -> None:
    found = heading("<h1>Ver\u00adfas\u00adsung\u200b in Kraft</h1>", title="Verfassung in Kraft")
    assert found.headline == "Verfassung in Kraft"


@pytest.mark.parametrize(
    "dek",
    [
        "<p class='standfirst'>Nine weeks of drought end with a thunderstorm over the plain.</p>",
        "<div class='article__Lead'><p>Nine weeks of drought end with a thunderstorm over the plain.</p></div>",
        "<h2>Nine weeks of drought end with a thunderstorm over the plain.</h2>",
        "<p itemprop='description'>Nine weeks of drought end with a thunderstorm over the plain.</p>",
        "<div class='x7'><p class='y9'>Nine weeks of drought end with a thunderstorm over the plain.</p></div>",
    ],
)
def test_the_dek_is_the_text_set_apart_below_the_headline(dek: str) -> None:
    found = heading(f"<h1>Rain at last</h1>{dek}<p class='byline'>By Jane Roe</p>", og="Rain at last")
    assert found.dek == "Nine weeks of drought end with a thunderstorm over the plain."
    assert (found.dek_source, len(found.dek_units)) == ("visible", 1)


def test_the_heading_right_below_the_headline_is_the_dek_with_or_without_a_full_stop() -> None:
    dek = "Nine weeks without a drop ended on Friday evening, to the cheers of farmers"
    promo = "<div class='trust'>The Arla Post is fifty years old. It means news you can trust.</div>"
    assert heading(f"<div><h1>Rain at last</h1><h2>{dek}</h2></div><p>By Jane Roe</p>{promo}").dek == dek


@pytest.mark.parametrize(
    "head",
    [
        "<header><h1>Rain at last</h1><p>{dek}</p></header>",
        "<hgroup><h1>Rain at last</h1><p>{dek}</p></hgroup>",
        "<div class='q'><div class='z'><h1>Rain at last</h1></div><div class='k'><div>{dek}</div></div></div>",
        "<div><h1>Rain at last</h1><h4>{dek}</h4></div>",
        "<div><h1>Rain at last</h1><div><span class='story__summary'>{dek}</span></div></div>",
        "<story-head><h1>Rain at last</h1><story-deck>{dek}</story-deck></story-head>",
        "<i-a><div><div><div><h1>Rain at last</h1></div></div></div></i-a><i-b><div><div><p>{dek}</p></div></div></i-b>"
        "<address>Tideline Press in Arla</address><div>Sat 2 May 2026 12.42 CET</div>",
        "<h1>Rain at last</h1><p>News</p><div><p>Jane Roe</p></div><h2 class='X_lead-text__wd'>{dek}</h2><p>News</p>",
        "<h1>Rain at last</h1><p>News</p><div><p>Jane Roe</p></div><p class='tagline'>{dek}</p><p>News</p>",
    ],
)
def test_the_second_line_of_the_head_is_the_dek_with_or_without_a_full_stop(head: str) -> None:
    dek = "Nine weeks without a drop ended on Friday evening, to the cheers of farmers"
    assert heading(head.format(dek=dek) + "<p class='byline'>By Jane Roe</p>").dek == dek


def test_a_line_on_the_stated_author_is_no_dek() -> None:
    author = json.dumps({"@type": "NewsArticle", "headline": "Rain at last", "author": {"name": "Jane Roe"}})
    line = "<p class='x'>Jane Roe has been weather correspondent of the Arla Post since 2011.</p>"
    meta = f"<script type='application/ld+json'>{author}</script>"
    assert heading(f"<h1>Rain at last</h1>{line}", meta=meta).dek is None


def test_a_description_alone_is_no_dek() -> None:
    found = heading(
        "<h1>Rain at last</h1>", og="Rain at last", description="All about the thunderstorm that ended the drought."
    )
    assert found.dek is None


@pytest.mark.parametrize(
    "line",
    [
        "<figure><img src='a.jpg'><figcaption>Rain falls on the market square on Friday.</figcaption></figure>",
        "<p class='byline'>By Jane Roe, weather correspondent of the Arla Post, in the northern plain</p>",
        "<div class='newsletter'><p>Subscribe to our newsletter and get the morning's news every single day.</p></div>",
        "<p class='date'>Published on 2 May 2026, 14:05, and updated on 3 May 2026</p>",
        "<h2>Audio 03:07 Min. | 2 May 2026 | Jane Roe: How the rain came to the plain</h2>",
        "<p class='x1'>PUBLISHED: May 2, 2026 at 8:48 p.m. | UPDATED: May 3, 2026 at 10:54 a.m.</p>",
        "<p class='x2'>All products featured here are independently selected by our editors and writers.</p>",
        "<p class='x3'>Sign up for the Morning Drops newsletter to get the rain of the day in your inbox.</p>",
        "<div><img src='a.jpg'><div>The first drops fall on the square of the old town. Photo: Jan Meer</div></div>",
        "<div class='x4'><img src='a.jpg'><p>The first drops fall on the square of the town on Friday.</p></div>",
        "<div class='x5'>Posted in Weather, Farming and Environment by the newsroom on Saturday</div>",
        "<p class='y1'>Tom Poe is a reporter in Arla and covers rivers, dams and the people beside them.</p>",
        "<p class='y2'>Photographs by Tom Poe and Lea Moe, who spent nine weeks on the plain</p>",
        "<div class='y3'><p>Follow us on Instagram for more pictures of the rain on the plain.</p></div>",
        "<p class='x6'>An earlier version of this report gave a wrong number of weeks without any rain.</p>",
        "<p class='x7'>This column reflects the views of its author, not those of the newspaper.</p>",
        "<p class='x8'>Dieser Text wurde maschinell übersetzt und von der Redaktion noch nicht geprüft.</p>",
        "<div><img src='/a.jpg'><div class='media__description'>Povila Avičius / J. Stace / Tideline</div></div>",
        "<h3 class='meta-heading'>Jane Roe</h3><h4 class='meta-subheading'>Spaceflight Historian</h4>",
        "<h4 class='z1'>arla.example | Last updated on - May 2, 2026, 08:59 CEST Share tweet pin comments</h4>",
        "<blockquote class='x9'>It smelled of summer again, and the children ran out into the street.</blockquote>",
    ],
)
def test_captions_bylines_dates_and_offers_are_no_dek(line: str) -> None:
    assert heading(f"<h1>Rain at last</h1>{line}", og="Rain at last").dek is None


CAPTION_AMID = "The reservoir on Friday, before the first drops fell on it."


@pytest.mark.parametrize(
    "line",
    [
        "You have 3 free articles remaining this month before the paper asks for money",
        "Gift this article to a friend, you have 5 left to give this month",
        "Only for subscribers: read the full story with a digital subscription today",
        "Der Artikel ist älter als ein Jahr und wird nicht mehr aktualisiert worden",
        "Article réservé aux abonnés de l'édition numérique et du journal papier",
        "Temps de lecture estimé à cinq minutes pour cet article du jour",
        "Translated from the original Italian by the newsroom with machine help",
        "Opinions expressed by contributors are their own and not those of the paper",
        "Part of a series on water in the northern plain of Arla",
        "Add The Arla Post as a preferred source on your favourite search engine",
        "Jane Roe and John Doe contributed to this report from Arla and Brenn",
    ],
)
def test_what_is_asked_of_the_reader_or_said_of_the_text_is_no_dek(line: str) -> None:
    assert heading(f"<div><h1>Rain at last</h1><h2>{line}</h2></div><address>By Jane Roe</address>").dek is None


@pytest.mark.parametrize(
    "amid", [f"<center><i>{CAPTION_AMID}</i></center>", f"<div class='comment-content'><b>{CAPTION_AMID}</b></div>"]
)
def test_a_text_set_apart_below_the_first_paragraph_is_no_dek(amid: str) -> None:
    first = "Nine weeks without a drop ended on Friday evening for the whole of the Arla plain, to cheers."
    opening = "".join(f"<p>{first} {number}</p>" for number in range(4))
    page = f"<h1>Rain at last</h1><div class='story'>{opening}</div>{amid}"
    assert heading(page).dek is None
    assert heading(page, description="On Friday the first drops fell on the plain, after nine weeks.").dek is None


def test_the_first_paragraphs_in_a_box_of_their_own_are_no_dek() -> None:
    first = "The first drops of the year fell on the Arla plain on Friday evening, "
    opening = [
        f"{first} to the cheers of all who had waited for nine weeks.",
        f"{first} and the fire brigade had to pump forty cellars dry by midnight.",
        f"{first} and the weather service expects more of them through Tuesday.",
    ]
    box = "".join(f"<p>{text}</p>" for text in opening)
    assert heading(f"<h1>Rain at last</h1><div>{box}</div>", description=" ".join(opening)).dek is None


def test_an_opening_paragraph_that_the_page_states_as_summary_is_given_but_not_taken_from_the_body() -> None:
    opening = "The first drops fell on Friday evening, and by midnight the gutters of the old town ran again."
    found = heading("<h1>Rain at last</h1>", og="Rain at last", description=opening)
    assert (found.dek, found.dek_source, found.dek_units) == (opening, "lead-paragraph", [])


def test_the_model_page_has_its_headline_once_and_no_dek() -> None:
    seed = Path(__file__).resolve().parents[3] / "shared" / "seed" / "phnom-penh-post.html"
    if not seed.exists():
        pytest.skip("the shared pages are not here")
    document = Document(seed.read_bytes(), "https://www.phnompenhpost.com/national/story")
    assert document.heading.headline == "‘I know Hun Sen will not forgive me’, says Kim Sok"
    assert (document.heading.dek, document.heading.kicker) == (None, None)


@pytest.mark.parametrize(
    "below",
    [
        "<h2>Late rain falls on the Arla plain again</h2>",  # a subhead
        "<div><h1><a href='/x'>Farmers of the Arla plain count losses</a></h1></div>",  # another story
    ],
)
def test_an_own_heading_unlike_the_title_goes_before_one_below_that_is_like_it(below: str) -> None:
    found = heading(f"<h1>Nine weeks they waited for a single drop</h1>{below}", title="Late rain on the Arla plain")
    assert (found.headline, found.headline_source) == ("Nine weeks they waited for a single drop", "visible")


def test_a_page_without_an_h1_has_the_first_h2_of_its_article_as_headline() -> None:
    head = "<article><header><p>City</p><h2><span>Nine weeks:</span> They waited for every drop</h2></header>"
    found = heading(f"{head}{BODY * 3}</article>", title="Late rain on the Arla plain - City - AP.example")
    assert (found.headline, found.headline_source) == ("Nine weeks: They waited for every drop", "visible")
    card = "<article><h2>Council argues about the budget again</h2><p>More on page two.</p></article>"
    assert heading(card, title="Late rain on the Arla plain").headline_source == "title"


@pytest.mark.parametrize("title", ["Rain at last for Arla - City - AP", "Rain at last for Arla｜アルラ新聞"])
def test_what_stands_before_a_mark_in_the_title_is_the_headline_where_it_is_printed(title: str) -> None:
    found = heading("<div>Rain at last for Arla</div><div>2 May 2026</div>", title=title)
    assert (found.headline, found.headline_source) == ("Rain at last for Arla", "visible")


@pytest.mark.parametrize("name", ["entry-title", "article__headline", "Story_storyTitle__x1", "headline", "h1 tight"])
def test_a_box_named_the_title_of_a_story_goes_before_a_subhead_that_is_like_the_title(name: str) -> None:
    top = f"<div class='{name}'>Nine weeks the Arla plain waited for rain</div><h2>What rain means for the plain</h2>"
    found = heading(top, title="What late rain means for the Arla plain")
    assert found.headline == "Nine weeks the Arla plain waited for rain"


def test_a_box_named_a_title_that_is_unlike_the_title_is_another_story_s() -> None:
    found = heading("<h2 class='u-headline'>Council argues about money</h2>", title="Late rain on the Arla plain")
    assert (found.headline, found.headline_source) == ("Late rain on the Arla plain", "title")


def test_an_invitation_to_share_is_no_headline() -> None:
    found = heading("<h2>Share or comment on this article: Late rain on the plain</h2>", title="Late rain on the plain")
    assert found.headline_source == "title"


def test_the_title_alone_tells_a_kicker_within_the_heading() -> None:
    found = heading(
        "<h1><span>Weather |</span> Rain at last for Arla</h1>", title="Rain at last for Arla - The Arla Post"
    )
    assert (found.headline, found.kicker) == ("Rain at last for Arla", "Weather")


def test_a_headline_set_as_one_goes_before_a_breadcrumb_that_only_the_title_repeats() -> None:
    crumb = "<nav><ol><li><a href='/city'>City</a></li><li><h1>Late rain on the Arla plain</h1></li></ol></nav>"
    top = f"{crumb}<hgroup><h2>Nine weeks they waited for a single drop</h2></hgroup><div>By Jane Roe</div>"
    assert heading(top, title="Late rain on the Arla plain").headline == "Nine weeks they waited for a single drop"
    stated = heading(top, og="Late rain on the Arla plain", title="Late rain on the Arla plain")
    assert stated.headline == "Late rain on the Arla plain"

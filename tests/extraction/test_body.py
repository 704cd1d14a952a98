"""The body: which units are story, how they are typed, and what is told of it."""

from __future__ import annotations

import gc
import json
import weakref
from pathlib import Path

import pytest

from newsarchive.extraction import extract
from newsarchive.extraction.body.foreign import leading_away
from newsarchive.extraction.body.mending import opening
from newsarchive.extraction.body.model import BodyModel, load
from newsarchive.extraction.body.signals import BINS, SIGNALS, Context, statements
from newsarchive.extraction.document import Document
from newsarchive.items import BODY_TYPES, Article

OPENING = "The river rose by two metres overnight and flooded the market, the fire brigade said on Monday."
MIDDLE = "Traders carried their goods to the temple, where volunteers had set up tables and a kitchen by noon."
CLOSING = "The water is expected to fall again by Thursday, according to the regional office for hydrology."
STORY = [OPENING, MIDDLE, CLOSING]


def page(content: str, *, head: str = "", after: str = "") -> str:
    navigation = "".join(f"<li><a href=/s{number}>Section {number}</a></li>" for number in range(12))
    related = "".join(
        f"<div class=card><a href=/story-{number}><h3>Another story of the day, number {number}</h3></a></div>"
        for number in range(6)
    )
    return (
        f"<html lang=en><head><title>Flood in the market</title>{head}</head><body>"
        f"<header><nav><ul>{navigation}</ul></nav></header><main><article>"
        f"<h1>Flood in the market</h1><div class='article-body'>{content}</div></article>{after}"
        f"<aside class='related-stories'><h2>More stories</h2>{related}</aside></main>"
        "<footer><p>© The Courier. All rights reserved.</p></footer></body></html>"
    )


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def read(content: str, **parts: str) -> Article:
    return extract(page(content, **parts), url="https://courier.example/flood")


def test_the_body_is_the_story_and_nothing_around_it() -> None:
    assert read(paragraphs(*STORY)).body.split("\n") == STORY


def test_paragraphs_cut_by_two_breaks_are_paragraphs() -> None:
    article = read("<br><br>".join(STORY))
    assert [(block.type, block.text) for block in article.blocks] == [("paragraph", text) for text in STORY]


def test_a_body_in_two_parts_is_joined() -> None:
    advert = "<div class='ad-slot'><span>Advertisement</span></div>"
    first, second = paragraphs(OPENING, MIDDLE), paragraphs(CLOSING, OPENING.replace("river", "lake"))
    article = read(f"<div class=part>{first}</div>{advert}<div class=part>{second}</div>")
    assert article.body.split("\n") == [OPENING, MIDDLE, CLOSING, OPENING.replace("river", "lake")]


def test_first_paragraphs_in_a_class_called_teaser_are_kept() -> None:
    article = read(f"<p class=teaser>{OPENING}</p>{paragraphs(MIDDLE, CLOSING)}")
    assert article.body.split("\n") == STORY


@pytest.mark.parametrize(
    "foreign",
    [
        "<figure><img src=/flood.jpg width=900><figcaption>The market on Monday. Photo: Jane Roe</figcaption></figure>",
        "<div class='newsletter-signup'><h3>Sign up for our newsletter</h3><p>Get the news every morning.</p></div>",
        "<div class='related-links'><p>Read also: <a href=/other>Dams hold in the north of the country</a></p></div>",
        "<div class='ad-slot'><span>Advertisement</span></div>",
        "<div class=share-bar><ul><li><a href=//f.example>Share</a></li><li><a href=//x.example>X</a></li></ul></div>",
    ],
    ids=["caption", "newsletter", "read-also", "advertisement", "share-bar"],
)
def test_what_stands_between_the_paragraphs_and_is_no_story_is_left_out(foreign: str) -> None:
    article = read(f"{paragraphs(OPENING, MIDDLE)}{foreign}{paragraphs(CLOSING)}")
    assert article.body.split("\n") == STORY


def test_a_label_that_recurs_between_paragraphs_is_no_story() -> None:
    label = "<p>Article content</p>"
    more = [text.replace("Monday", "Tuesday").replace("noon", "night").replace("Thursday", "Friday") for text in STORY]
    article = read(label.join(paragraphs(text) for text in [*STORY, *more]))
    assert "Article content" not in article.body


def test_headings_between_paragraphs_are_subheads_and_so_are_short_bold_paragraphs() -> None:
    article = read(
        f"{paragraphs(OPENING)}<h2>Help from the temple</h2>{paragraphs(MIDDLE)}"
        f"<p><strong>What comes next</strong></p>{paragraphs(CLOSING)}"
    )
    assert [(block.type, block.text) for block in article.blocks if block.type != "paragraph"] == [
        ("subhead", "Help from the temple"),
        ("subhead", "What comes next"),
    ]


def test_the_items_of_a_list_are_one_block_one_a_line() -> None:
    items = ["Two bridges remain closed to all traffic.", "Schools in the valley open again on Wednesday."]
    listed = "".join(f"<li>{item}</li>" for item in items)
    article = read(f"{paragraphs(OPENING, MIDDLE)}<ul>{listed}</ul>{paragraphs(CLOSING)}")
    assert [block.text for block in article.blocks if block.type == "list"] in ([], ["\n".join(items)])


def test_a_list_that_the_paragraph_before_it_announces_is_kept_however_short_its_items() -> None:
    announcing = "Traders carried to the temple what the river had left them, which was on Monday afternoon only this:"
    article = read(f"{paragraphs(OPENING, announcing)}<ul><li>a ledger<li>a ladder</ul>{paragraphs(CLOSING)}")
    assert [block.text for block in article.blocks if block.type == "list"] == ["a ledger\na ladder"]


def test_a_quotation_is_a_quote() -> None:
    said = "“We have never seen the river like this, and my family has lived here for ninety years,” the miller said."
    article = read(f"{paragraphs(OPENING)}<blockquote><p>{said}</p></blockquote>{paragraphs(MIDDLE, CLOSING)}")
    assert ("quote", said) in [(block.type, block.text) for block in article.blocks]


def test_an_embedded_post_is_an_embed_with_its_text_and_address_and_no_body() -> None:
    post = (
        "<blockquote class='twitter-tweet'><p>Water is over the bridge now.</p>— Fire brigade (@fb) "
        "<a href='https://twitter.com/fb/status/1'>May 4, 2026</a></blockquote>"
    )
    article = read(f"{paragraphs(OPENING, MIDDLE)}{post}{paragraphs(CLOSING)}")
    (embed,) = [block for block in article.blocks if block.type == "embed"]
    assert embed.url == "https://twitter.com/fb/status/1"
    assert embed.text.startswith("Water is over the bridge now.")
    assert article.body.split("\n") == STORY


def test_a_player_in_the_story_is_an_embed_and_a_frame_of_an_ad_server_is_not() -> None:
    video = "<iframe src='https://www.youtube.com/embed/abc' title='Flood'></iframe>"
    frames = f"{video}<iframe src='https://ads.example/f'></iframe>"
    article = read(f"{paragraphs(OPENING, MIDDLE)}{frames}{paragraphs(CLOSING)}")
    assert [(block.text, block.url) for block in article.blocks if block.type == "embed"] == [
        ("Flood", "https://www.youtube.com/embed/abc")
    ]


def test_a_note_of_correction_is_marked_and_no_body() -> None:
    note = "Correction: An earlier version of this article gave the wrong height of the river."
    article = read(f"{paragraphs(*STORY)}<p class='article-note'><em>{note}</em></p>")
    assert [block.text for block in article.blocks if block.type == "correction"] == [note]
    assert note not in article.body


def test_the_dateline_is_a_field_and_stays_in_the_body() -> None:
    article = read(paragraphs(f"PHNOM PENH, Cambodia (AP) — {OPENING}", MIDDLE, CLOSING))
    assert article.dateline == "PHNOM PENH, Cambodia (AP)"
    assert article.body.startswith("PHNOM PENH, Cambodia (AP) — The river")


def test_a_story_stated_for_machines_stands_in_where_the_page_shows_none() -> None:
    stated = {"@type": "NewsArticle", "headline": "Flood in the market", "articleBody": "\n\n".join(STORY * 2)}
    head = f"<script type='application/ld+json'>{json.dumps(stated)}</script>"
    article = extract(
        f"<html><head><title>Flood in the market</title>{head}</head><body><div id=app></div></body></html>"
    )
    assert article.body.split("\n") == STORY * 2
    assert article.provenance["body"] == "json-ld"


def test_a_stated_body_does_not_replace_one_that_is_shown() -> None:
    stated = {"@type": "NewsArticle", "headline": "Flood in the market", "articleBody": OPENING}
    article = read(paragraphs(*STORY), head=f"<script type='application/ld+json'>{json.dumps(stated)}</script>")
    assert article.body.split("\n") == STORY
    assert article.provenance["body"] == "visible"


def test_a_page_of_nothing_has_no_body() -> None:
    article = extract("<html><body><div></div></body></html>")
    assert (article.blocks, article.body, "body" in article.provenance) == ([], "", False)


def test_every_type_in_the_body_set_is_one_a_block_can_have() -> None:
    assert {"paragraph", "subhead", "quote", "list"} <= BODY_TYPES
    assert not {"embed", "correction"} & BODY_TYPES


def test_the_weights_were_learned_for_the_signals_that_are_computed() -> None:
    path = Path(__file__).resolve().parents[2] / "newsarchive" / "extraction" / "body" / "weights.json"
    weights = json.loads(path.read_text(encoding="utf-8"))
    assert weights["signals"] == list(SIGNALS)
    assert set(weights["bins"]) == set(BINS)


def test_signals_have_the_names_they_are_documented_with() -> None:
    document = Document(page(paragraphs(*STORY)))
    scores = load().screen(document.walk)
    context = Context(document.walk, scores, statements(document))
    assert {len(context.row(unit.index)) for unit in document.walk.units} == {len(SIGNALS)}


def test_a_tree_goes_left_up_to_its_threshold() -> None:
    weights = {"bias": 0, "own": {}, "around": {}, "bins": {}, "base": 1, "trees": [[0, 0.5, -2, [1, 3, 4, 8]]]}
    weights["swing"] = [[-2, 8]]
    model = BodyModel(weights)
    for first, total in (([0.5, 0], -1), ([0.6, 3], 5), ([0.6, 4], 9)):
        row = [*first, *[0.0] * (len(SIGNALS) - 2)]
        assert model.judge(row, total - 0.1)
        assert not model.judge(row, total)


def test_deep_and_wide_pages_are_read() -> None:
    deep = "<div>" * 3_000 + paragraphs(*STORY) + "</div>" * 3_000
    assert OPENING in extract(f"<html><body><h1>Flood</h1>{deep}</body></html>").body
    wide = extract(page(paragraphs(*[f"{OPENING} It was flood number {number}." for number in range(3_000)])))
    assert len(wide.blocks) == 3_000


def test_a_page_is_freed_without_the_garbage_collector(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[weakref.ref[Document]] = []
    begin = Document.__init__

    def watched(self: Document, *args: object, **names: object) -> None:
        begin(self, *args, **names)  # type: ignore[arg-type] # handed on as they came
        made.append(weakref.ref(self))

    monkeypatch.setattr(Document, "__init__", watched)
    gc.disable()
    try:
        read(f"<figure><img src=/flood.jpg width=900></figure>{paragraphs(*STORY)}")
        assert [reference() for reference in made] == [None]
    finally:
        gc.enable()


@pytest.mark.parametrize(
    "note",
    [
        "<p>Correction: An earlier version of this article gave the wrong height of the river.</p>",
        "<div class=clarification><p>This article was amended on 5 May 2026 to correct the temple's name.</p></div>",
        "<p><em>Anmerkung der Redaktion: In einer früheren Version stand die falsche Höhe des Flusses.</em></p>",
    ],
    ids=["label", "class", "italics"],
)
def test_a_note_in_the_form_of_a_paragraph_is_marked_too(note: str) -> None:
    article = read(f"{paragraphs(*STORY)}{note}")
    assert [block.type for block in article.blocks] == [*["paragraph"] * 3, "correction"]
    assert article.body.split("\n") == STORY


def test_an_editors_note_above_the_story_is_marked() -> None:
    note = "<p><em>Editor's note: This story was updated with a statement of the fire brigade.</em></p>"
    article = read(f"{note}{paragraphs(*STORY)}")
    assert [block.type for block in article.blocks] == ["correction", *["paragraph"] * 3]


BIO = "Jane Roe is a reporter at the Courier. She has written about rivers and the weather for ten years."
COMMENT = "I have lived at the river for years and have never seen the water this high, thank you for the report."


@pytest.mark.parametrize(
    "foreign",
    [
        f"<div class=author-bio><img src=/j.jpg width=80><h4>Jane Roe</h4><p>{BIO}</p></div>",
        f"<section class=about-author><h2>About the author</h2><p>{BIO}</p></section>",
        f"<section class=comments><h2>1 comment</h2><div class=comment><b>Reader</b><p>{COMMENT}</p></div></section>",
        "<div class=tags><span>Topics:</span><ul><li><a href=/t/flood>Flood</a></li></ul></div>",
        "<div class=cookie-consent><p>We and our partners use cookies to store information on your device and to "
        "personalise advertising and content, measure it and learn about our audience.</p></div>",
    ],
    ids=["bio", "about-author", "comments", "tags", "cookies"],
)
def test_what_follows_the_story_and_is_none_is_left_out(foreign: str) -> None:
    assert read(f"{paragraphs(*STORY)}{foreign}").body.split("\n") == STORY


@pytest.mark.parametrize(
    "foreign",
    [
        "<p>Lesen Sie auch: <a href=/x>Die Dämme im Norden halten</a></p>",
        "<p><strong>Read also: <a href=/x>Dams hold in the north of the country</a></strong></p>",
        "<p><em><a href=/newsletter>Sign up to our daily newsletter</a></em></p>",
        "<div class=embed-consent><p>We need your consent to load this content. With your click you allow us to show "
        "what others have made.</p></div>",
    ],
    ids=["read-also", "bold-read-also", "newsletter", "consent"],
)
def test_steering_in_the_form_of_a_paragraph_is_left_out(foreign: str) -> None:
    assert read(f"{paragraphs(OPENING, MIDDLE)}{foreign}{paragraphs(CLOSING)}").body.split("\n") == STORY


def test_a_paragraph_set_in_a_box_of_its_own_is_a_paragraph() -> None:
    assert read("".join(f"<div>{text}</div>" for text in STORY)).body.split("\n") == STORY


@pytest.mark.parametrize("name", ["instagram-media", "bluesky-embed", "mastodon-embed", "fb-post"])
def test_posts_of_other_networks_are_embeds(name: str) -> None:
    post = (
        f"<blockquote class={name}><p>Water is over it.</p><a href='https://network.example/p/1'>May 4</a></blockquote>"
    )
    article = read(f"{paragraphs(OPENING, MIDDLE)}{post}{paragraphs(CLOSING)}")
    assert [block.url for block in article.blocks if block.type == "embed"] == ["https://network.example/p/1"]
    assert article.body.split("\n") == STORY


def test_a_table_between_the_paragraphs_is_one_block_a_row_a_line() -> None:
    rows = [("Bridge", "State"), ("North", "closed to all traffic"), ("South", "open to walkers")]
    table = "".join(f"<tr><td>{first}</td><td>{second}</td></tr>" for first, second in rows)
    article = read(f"{paragraphs(OPENING)}<div><table>{table}</table></div>{paragraphs(MIDDLE, CLOSING)}")
    assert [(block.type, block.text) for block in article.blocks][1] == ("table", "\n".join(map("\t".join, rows)))
    assert [block.type for block in article.blocks] == ["paragraph", "table", "paragraph", "paragraph"]


def test_a_list_is_told_whole_or_not_at_all() -> None:
    items = [
        "Two bridges remain closed to all traffic until further notice.",
        "Schools open again on Wednesday.",
        "Boats",
    ]
    article = read(f"{paragraphs(OPENING, MIDDLE)}<ul>{''.join(map('<li>{}</li>'.format, items))}</ul><p>{CLOSING}</p>")
    assert [block.text for block in article.blocks if block.type == "list"] == ["\n".join(items)]


def test_a_stated_story_is_found_whatever_its_classes_are_called() -> None:
    head = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Flood in the market"}</script>'
    slides = "".join(
        f"<div class='image-gallery__list-item promo related'><div class=list-deck><p>{text}</p></div></div>"
        for text in STORY
    )
    html = f"<html><head>{head}</head><body><aside class='gallery-list sidebar'>{slides}</aside></body></html>"
    assert extract(html, url="https://courier.example/flood").body.split("\n") == STORY
    unstated = extract(html.replace("NewsArticle", "ItemList"), url="https://courier.example/flood")
    assert unstated.body == ""


# ---- what structure says, where the model leaves a story in pieces


LATER = "In the hills above the town the fire brigade counted eleven landslides, two of them on the road to the dam."
LAST = "The mayor thanked the volunteers, and said that the market would open again within the week if it stays dry."


def boxed(name: str, *contents: str) -> str:
    """Each content in a box of its own, as page builders set them."""
    return "".join(f"<div class='{name}'><div class='{name}-inner'>{content}</div></div>" for content in contents)


def test_a_list_of_sentences_amid_the_story_is_story_in_whatever_box() -> None:
    items = ["The bridge in the north stays closed until the engineers have seen it.", "The school opens on Wednesday."]
    listed = f"<ul>{''.join(map('<li>{}</li>'.format, items))}</ul>"
    article = read(
        boxed("builder-widget", paragraphs(OPENING), paragraphs(MIDDLE), listed, paragraphs(LATER), paragraphs(LAST))
    )
    assert article.body.split("\n") == [OPENING, MIDDLE, *items, LATER, LAST]


def test_a_heading_amid_the_story_is_story_where_text_of_the_story_follows_it() -> None:
    heading = "<h2>Help from the temple</h2>"
    article = read(boxed("ce", paragraphs(OPENING), paragraphs(MIDDLE), heading, paragraphs(LATER), paragraphs(LAST)))
    assert article.body.split("\n") == [OPENING, MIDDLE, "Help from the temple", LATER, LAST]


def test_a_heading_amid_the_story_over_what_is_none_is_none() -> None:
    box = "<div class='widget newsletter'><h2>Every morning</h2><p>Subscribe to our newsletter for free.</p></div>"
    article = read(f"{paragraphs(OPENING, MIDDLE)}{box}{paragraphs(LATER, LAST)}")
    assert article.body.split("\n") == [OPENING, MIDDLE, LATER, LAST]


def test_a_list_of_sentences_right_below_the_story_ends_it() -> None:
    items = [f"{text} It was told at noon." for text in (LATER, LAST)]
    listed = f"<div class='ce_list block'><ul>{''.join(map('<li>{}</li>'.format, items))}</ul></div>"
    text = f"<div class='ce_text block'>{paragraphs(*STORY)}</div>"
    html = f"<html><head><title>Flood</title></head><body><main><h1>Flood</h1>{text}{listed}</main></body></html>"
    assert extract(html, url="https://town.example/flood").body.split("\n") == [*STORY, *items]


def test_a_paragraph_hidden_between_two_that_are_seen_is_no_story() -> None:
    for hidden in (
        f"<p style='display:none'>{LATER}</p>",
        f"<p hidden>{LATER}</p>",
        f"<div hidden><p>{LATER}</p></div>",
    ):
        article = read(f"{paragraphs(OPENING, MIDDLE)}{hidden}{paragraphs(CLOSING, LAST)}")
        assert article.body.split("\n") == [OPENING, MIDDLE, CLOSING, LAST]


@pytest.mark.parametrize(
    "hiding",
    [
        "<div class=paywall style='display:none'>{}</div>",
        "<div id=more hidden>{}</div>",
        "<div aria-hidden=true>{}</div>",
    ],
    ids=["paywall", "tab", "unread-aloud"],
)
def test_a_paragraph_that_something_shows_later_is_story(hiding: str) -> None:
    article = read(f"{paragraphs(OPENING, MIDDLE)}{hiding.format(paragraphs(LATER))}{paragraphs(CLOSING, LAST)}")
    assert article.body.split("\n") == [OPENING, MIDDLE, LATER, CLOSING, LAST]


def test_text_in_an_article_whose_heading_is_a_link_is_another_page_s_story() -> None:
    other = f"<article class=post><h2><a href=/dam>The dam holds</a></h2>{paragraphs(LATER, LAST)}</article>"
    html = (
        "<html><head><title>Flood in the market</title></head><body><main>"
        f"<article class=post><h1>Flood in the market</h1>{paragraphs(*STORY)}</article>{other}</main></body></html>"
    )
    assert extract(html, url="https://courier.example/flood").body.split("\n") == STORY


def test_a_heading_that_links_to_its_own_page_is_the_story_s() -> None:
    html = (
        "<html><head><title>Flood in the market</title></head><body><main><article class=post>"
        f"<h2><a href=/flood>Flood in the market</a></h2>{paragraphs(*STORY)}</article></main></body></html>"
    )
    assert extract(html, url="https://courier.example/flood").body.split("\n") == STORY


def test_cards_set_alike_below_a_short_story_are_no_story() -> None:
    cards = "".join(
        f"<div class=item><h3><a href=/story-{number}>Story number {number} of the day</a></h3>"
        f"<p class=desc>{LATER} It was landslide {number}.</p></div>"
        for number in range(8)
    )
    html = (
        "<html><head><title>Flood</title></head><body><main><h1>Flood in the market</h1>"
        f"<div class=text>{paragraphs(OPENING, MIDDLE)}</div><section class=more>{cards}</section></main></body></html>"
    )
    assert extract(html, url="https://courier.example/flood").body.split("\n") == [OPENING, MIDDLE]


@pytest.mark.parametrize("tag", ["strong", "em", "a"])
def test_an_invitation_to_subscribe_that_is_set_apart_is_no_story(tag: str) -> None:
    text = "Join our readers, and have the stories of the river in your inbox every morning."
    foreign = f"<p><{tag} href=/letter>{text}</{tag}></p>"
    assert read(f"{paragraphs(OPENING, MIDDLE)}{foreign}{paragraphs(CLOSING)}").body.split("\n") == STORY


@pytest.mark.parametrize(
    "note",
    [
        "This entry was posted on Monday, May 5th, 2008 at 9:12 pm and is filed under Rivers.",
        "Dieser Beitrag wurde unter Flüsse veröffentlicht.",
        "© 2008 The Courier. No part of this text may be printed elsewhere.",
    ],
)
def test_what_a_publishing_system_says_below_a_text_is_no_story(note: str) -> None:
    assert read(f"{paragraphs(*STORY)}<p>{note}</p>").body.split("\n") == STORY


def test_the_rest_of_a_container_is_story_where_the_model_knows_only_a_part_of_it() -> None:
    entries = [(f"Number {number}", f"{LATER} It was the landslide of day {number}.") for number in range(1, 7)]
    listed = "".join(
        f"<div class=list-item><h2>{title}</h2><div class=list-item-image><img src=/{title}.jpg width=800></div>"
        f"<div class=list-item-text><p>{text}</p></div></div>"
        for title, text in entries
    )
    html = (
        "<html><head><title>Six landslides</title></head><body><article><h1>Six landslides</h1>"
        f"<p class=intro>{OPENING}</p>{listed}</article></body></html>"
    )
    told = [line for entry in entries for line in entry]
    assert extract(html, url="https://courier.example/six").body.split("\n") == [OPENING, *told]


REQUESTS = [
    "Nos 312 partenaires et nous stockons des informations sur votre appareil, comme les cookies, et traitons des "
    "données personnelles pour des publicités personnalisées.",
    "Ce site utilise des cookies pour vous offrir la meilleure expérience. En poursuivant, vous acceptez leur usage.",
    "Vous pouvez modifier vos choix à tout moment dans la politique de confidentialité en bas de la page.",
]
RECIT = [
    "La rivière a monté de deux mètres pendant la nuit et inondé le marché, ont indiqué les pompiers lundi matin.",
    "Les commerçants ont porté leurs marchandises au temple, où des bénévoles avaient dressé une cuisine à midi.",
]


def test_a_dialog_that_asks_for_consent_is_no_story_though_nothing_names_it_and_it_is_longer() -> None:
    dialog = f"<div class=x><div>{paragraphs(*REQUESTS)}<div>{paragraphs(*REQUESTS)}</div></div></div>"
    html = (
        f"<html lang=fr><head><title>Crue</title></head><body>{dialog}<div class=page><h1>Crue au marché</h1>"
        f"<div class=content>{paragraphs(*RECIT)}</div></div></body></html>"
    )
    assert extract(html, url="https://courrier.example/crue").body.split("\n") == RECIT


def test_a_story_about_cookies_is_told() -> None:
    told = [
        "We and our partners in the trial let the browser refuse your cookies, the engineers of the company wrote.",
        "Your device keeps the cookies of advertising partners for a year unless you change your settings, they found.",
        "The privacy office wants to know by Friday how our browsers store personal data for advertising.",
    ]
    article = extract(
        "<html><head><title>Browsers refuse cookies by default</title></head><body><article>"
        f"<h1>Browsers refuse cookies by default</h1><div class=article-body>{paragraphs(*told)}</div></article></body>"
        "</html>",
        url="https://courier.example/browsers",
    )
    assert article.body.split("\n") == told


def test_a_table_whose_cells_hold_a_paragraph_each_is_a_table() -> None:
    cells = "".join(f"<tr><td><p>{place}</p></td><td><p>{state}</p></td></tr>" for place, state in [("N", "shut")] * 2)
    article = read(f"{paragraphs(OPENING)}<div><table>{cells}</table></div>{paragraphs(MIDDLE, CLOSING)}")
    assert [block.type for block in article.blocks] == ["paragraph", "table", "paragraph", "paragraph"]


@pytest.mark.parametrize(
    "line",
    [
        "(Photo: Jane Roe / Courier)",
        "The market on Monday morning. Photo: Jane Roe",
        "Traders at noon (Foto: dpa)",
        "The market on Monday morning. (AP Photo/Jane Roe)",
        "Les commerçants au marché lundi matin. AFP",
    ],
)
def test_a_text_beside_a_picture_that_ends_in_its_credit_is_no_story_though_nothing_names_it(line: str) -> None:
    table = f"<table><tr><td><img src=/market.jpg width=500></td></tr><tr><td>{line}</td></tr></table>"
    for foreign in (f"<p><img src=/market.jpg width=500></p><p>{line}</p>", table):
        assert read(f"{paragraphs(OPENING, MIDDLE)}{foreign}{paragraphs(CLOSING)}").body.split("\n") == STORY


def test_a_quotation_signed_with_a_name_on_a_network_is_a_post_and_no_story() -> None:
    post = (
        "<blockquote><p>Water is over the bridge now, and the fire brigade asks everybody to stay at home.</p>"
        "— Fire brigade (@fb) <a href='https://network.example/1'>May 4, 2026</a></blockquote>"
    )
    assert read(f"{paragraphs(OPENING, MIDDLE)}{post}{paragraphs(CLOSING)}").body.split("\n") == STORY


REPLIES = [
    f"I have lived at the river for {years} years and have never seen the water this high, thank you for the report."
    for years in (12, 23, 34, 45)
]


def replied(*texts: str, line: str = "Reader {} on May 5, 2018 at 4:1{} pm", after: str = "") -> str:
    """Replies in boxes whose names say nothing."""
    return "".join(
        f"<div class=x1><p class=x2>{line.format(number, number)}</p><div class=x3><p>{text}</p></div>{after}</div>"
        for number, text in enumerate(texts)
    )


@pytest.mark.parametrize(
    "column",
    [
        f"<h3>4 Comments</h3>{replied(*REPLIES)}",
        replied(*REPLIES, line="Reader {} on May 5, 2018 at 4:1{} pm said:"),
        replied(*REPLIES, line="Reader {}, {} days ago", after="<a href=#>Reply</a>"),
    ],
    ids=["counted", "said", "answered"],
)
def test_what_readers_reply_is_no_story_though_nothing_names_it_and_it_is_longer(column: str) -> None:
    html = (
        "<html><head><title>Flood</title></head><body><div class=x><h1>Flood in the market</h1>"
        f"<div class=x0>{paragraphs(*STORY)}</div>{column}</div></body></html>"
    )
    assert extract(html, url="https://courier.example/flood").body.split("\n") == STORY


def test_the_first_post_below_a_headline_is_the_story_the_others_reply_to() -> None:
    posts = replied(" ".join(STORY), *REPLIES, line="Reader {} wrote on May 5, 2018, 4:1{} pm:")
    html = f"<html><head><title>Flood</title></head><body><h1>Flood in the market</h1>{posts}</body></html>"
    body = extract(html, url="https://forum.example/flood").body
    assert " ".join(STORY) in body
    assert not any(reply in body for reply in REPLIES)


def test_a_day_told_hour_by_hour_is_the_story() -> None:
    hours = "".join(f"<h3>May 5, 2018, {hour}:00</h3><p>{text}</p>" for hour, text in enumerate(STORY * 2, 10))
    told = [" ".join(f"{text} It was {hour} o'clock.".split()) for hour, text in enumerate(STORY * 2, 10)]
    times = "".join(f"<p><i>5 May 2018, {hour}:00</i></p><p>{text}</p>" for hour, text in enumerate(told, 10))
    assert OPENING in read(hours).body
    assert all(text in read(times).body for text in told)


def test_many_captions_do_not_outweigh_a_short_story() -> None:
    slides = "".join(
        f"<div><figure><img src=/{number}.jpg width=900><figcaption><p>{LATER} It was landslide {number}, which closed "
        f"the road for a day. (Photo: Jane Roe)</p></figcaption></figure></div>"
        for number in range(40)
    )
    boxes = "".join(f"<div><div><p>{text}</p></div></div>" for text in STORY)
    story = f"<div><h1>Flood</h1></div><div>{boxes}</div>"
    html = f"<html><head><title>Flood</title></head><body>{slides}{story}</body></html>"
    assert extract(html, url="https://courier.example/flood").body.split("\n") == STORY


# ---- other stories, and what stands around this one


def story(*texts: str, headline: str, name: str, level: int = 2, linked: bool = False) -> str:
    """A story printed whole, with a headline of its own."""
    title = f"<a href=/other>{headline}</a>" if linked else headline
    return (
        f"<article class={name}><h{level} class=title>{title}</h{level}>"
        f"<div class={name}-text>{paragraphs(*texts)}</div></article>"
    )


OTHER = [
    f"The {thing} was opened on Sunday by the minister for transport, who spoke for an hour and thanked everybody."
    for thing in ("bridge", "tunnel", "harbour", "airport", "station", "motorway", "museum", "library")
]


def test_a_story_is_told_though_another_one_below_it_is_set_in_plainer_names_and_longer() -> None:
    own = "".join(f"<tr><td class=txt>{text}</td></tr>" for text in [*STORY, LATER, LAST])
    other = story(*OTHER, headline="Bridge opened", name="story", linked=True)
    html = (
        f"<html><head><title>Flood</title></head><body><table class=art><tr><td><h1>Flood</h1></td></tr>{own}</table>"
        f"{other}</body></html>"
    )
    assert extract(html, url="https://courier.example/flood").body.split("\n") == [*STORY, LATER, LAST]


@pytest.mark.parametrize("told", [STORY, [OPENING]], ids=["longer", "much-longer"])
def test_a_further_headline_set_like_the_page_s_begins_another_story(told: list[str]) -> None:
    html = (
        "<html><head><title>Flood in the market</title></head><body><main>"
        f"{story(*told, headline='Flood in the market', name='post', level=1)}"
        f"{story(*OTHER, headline='Bridge opened', name='post', level=1)}</main></body></html>"
    )
    assert extract(html, url="https://courier.example/flood").body.split("\n") == told


def test_a_linked_heading_below_the_first_paragraph_makes_no_card_of_the_story() -> None:
    heading = "<h4><a href=/dam>The dam in the hills holds, the engineers of the valley say</a></h4>"
    html = (
        "<html><head><title>Flood in the market</title></head><body><main><h1>Flood in the market</h1>"
        f"<article>{paragraphs(OPENING)}{heading}{paragraphs(MIDDLE, LATER, CLOSING)}</article></main></body></html>"
    )
    body = extract(html, url="https://courier.example/flood").body.split("\n")
    assert [text for text in body if text not in heading] == [OPENING, MIDDLE, LATER, CLOSING]


def test_a_table_between_the_story_and_a_note_below_it_is_told() -> None:
    table = "<table><tr><td>North</td><td>shut</td></tr><tr><td>South</td><td>open</td></tr></table>"
    note = "Sign up for our weekly newsletter, and have the stories of the river in your inbox."
    article = read(f"{paragraphs(OPENING, MIDDLE, LATER)}{table}{paragraphs(note)}")
    assert article.body.split("\n") == [OPENING, MIDDLE, LATER, "North\tshut", "South\topen"]


def test_a_card_amid_the_story_whose_picture_alone_is_a_link_is_no_story() -> None:
    card = (
        "<article class=mini><a href=/dam><img src=/dam.jpg width=600></a><div><h3>Why the dam held at last</h3>"
        "<p>Engineers had doubted for years that the old wall would stand a flood like this one.</p></div></article>"
    )
    html = (
        "<html><head><title>Flood in the market</title></head><body><main><article><h1>Flood in the market</h1>"
        f"{paragraphs(OPENING, MIDDLE)}{card}{paragraphs(LATER, CLOSING)}</article></main></body></html>"
    )
    assert extract(html, url="https://courier.example/flood").body.split("\n") == [OPENING, MIDDLE, LATER, CLOSING]


def test_the_foot_of_a_page_without_names_is_no_story() -> None:
    menu = "".join(f"<li><a href=/{number}>Section {number}</a></li>" for number in range(9))
    legal = paragraphs(
        "The Courier is published by Courier Media Group, registered in the valley under number 01234567, at 12 Quay "
        "Street, and may be reached there on every working day between nine and five o'clock.",
        "Neither the publisher nor its partners accept liability for decisions made on the basis of information on "
        "this website, which is provided without warranty of any kind.",
    )
    html = (
        f"<html><head><title>Flood in the market</title></head><body><ul>{menu}</ul>"
        "<table class=art><tr><td><h1>Flood in the market</h1></td></tr>"
        f"{''.join(f'<tr><td class=txt>{text}</td></tr>' for text in STORY)}</table>"
        f"<footer><div><ul>{menu}</ul>{legal}</div></footer></body></html>"
    )
    assert extract(html, url="https://courier.example/flood").body.split("\n") == STORY


@pytest.mark.parametrize(
    "content",
    [
        # The headline for narrow screens, and that for wide ones with the story.
        "<div><h1>Flood in the market</h1></div><div><h1>Flood in the market</h1>{story}</div>",
        # A heading below the story, set like the headline.
        "<div><h1>Flood in the market</h1></div><div>{story}<h1>My reading list</h1></div>",
    ],
    ids=["twice", "below"],
)
def test_a_second_heading_like_the_headline_takes_no_story_away(content: str) -> None:
    html = (
        "<html><head><title>Flood in the market</title></head><body><main>"
        f"{content.format(story=paragraphs(*STORY))}</main></body></html>"
    )
    assert extract(html, url="https://courier.example/flood").body.split("\n")[: len(STORY)] == STORY


def test_the_opening_is_all_that_is_set_like_the_first_text_known_above_it() -> None:
    advert = "<div class=ad><span>Advertisement</span></div>"
    appeal = "<p>Follow us on Instagram for more stories of the river and the people who live beside it.</p>"
    aside = f"<p class=note>{MIDDLE}</p>"
    content = f"{aside}{appeal}{paragraphs(OPENING)}{advert}<h2>At noon</h2>{paragraphs(MIDDLE, CLOSING)}"
    document = Document(page(content), "https://courier.example/flood")
    known = {unit.index for unit in document.walk.units if unit.text == CLOSING}
    found = opening(document, known, set())
    assert [document.walk.units[index].text for index in sorted(found)] == [OPENING, "At noon", MIDDLE]
    assert opening(document, set(), set()) == set()


def test_a_paragraph_set_twice_for_two_widths_of_screen_is_told_once() -> None:
    text = "By the evening the fire brigade had counted eleven landslides, two of them on the road to the dam."
    twice = f"<p class='for-wide'>{text}</p><p class='for-narrow'>{text}</p>"
    article = read(f"{paragraphs(OPENING, MIDDLE)}{twice}{paragraphs(LATER, CLOSING)}")
    assert article.body.count(text) == 1


@pytest.mark.parametrize(
    "quote",
    [
        "<aside class=x1><p>{}</p></aside>",
        "<div class=x1><span>“{}”</span></div>",
        "<blockquote><p>“{}”</p></blockquote>",
        "<h3>“{}”</h3>",
    ],
)
def test_a_quotation_pulled_out_of_a_paragraph_is_told_once(quote: str) -> None:
    pulled = quote.format("the fire brigade counted eleven landslides, two of them on the road to the dam")
    article = read(f"{paragraphs(OPENING, MIDDLE)}{pulled}{paragraphs(LATER, CLOSING)}")
    assert article.body.split("\n") == [OPENING, MIDDLE, LATER, CLOSING]


@pytest.mark.parametrize(
    "line",
    [
        "Jane Roe has written about the river since 2011.",
        "John Doe is a senior reporter based in the valley.",
        "John Doe covers rivers and dams for the Courier.",
    ],
    ids=["author", "reporter", "field"],
)
def test_who_the_author_is_ends_no_story(line: str) -> None:
    byline = "<div class=byline>By Jane Roe</div>"
    assert read(f"{byline}{paragraphs(*STORY, LATER, line)}").body.split("\n") == [*STORY, LATER]
    stated = '<script type="application/ld+json">{"@type": "NewsArticle", "author": {"name": "Jane Roe"}}</script>'
    assert read(paragraphs(*STORY, LATER, line), head=stated).body.split("\n") == [*STORY, LATER]


@pytest.mark.parametrize(
    "link",
    [
        "<div><span>Related</span><a href=/dam>The dam in the hills holds, the engineers say</a></div>",
        "<p><em>Sur le même sujet</em><br><a href=/dam>The dam in the hills holds, the engineers say</a></p>",
        "<p><a href=/dam>The dam in the hills holds, the engineers say</a></p>",
    ],
)
def test_a_linked_title_of_another_story_amid_this_one_is_no_story(link: str) -> None:
    for content in (
        f"{paragraphs(OPENING, MIDDLE)}{link}{paragraphs(LATER, CLOSING)}",
        f"<span>{OPENING}</span><br><br>{MIDDLE}<br><br>{link}{LATER}<br><br>{CLOSING}",
    ):
        assert read(content).body.split("\n") == [OPENING, MIDDLE, LATER, CLOSING]


def test_a_label_glued_to_the_title_it_announces_leads_away() -> None:
    label = "<div><span>Sur le même sujet</span><a href=/crue>Le barrage tient, assurent les ingénieurs</a></div>"
    walk = Document(f"<body>{paragraphs(*STORY)}{label}{paragraphs(LATER)}</body>").walk
    assert leading_away(walk, set(range(len(walk.units)))) == {len(STORY)}


def test_a_digest_of_linked_titles_is_told() -> None:
    links = "".join(f"<p><a href=/{number}>The dam number {number} in the hills holds</a></p>" for number in range(5))
    html = (
        "<html><head><title>Flood in the market</title></head><body><article><h1>Flood in the market</h1>"
        f"<div class=article-body>{paragraphs(OPENING, MIDDLE)}{links}{paragraphs(LATER, CLOSING)}</div></article>"
        "</body></html>"
    )
    body = extract(html, url="https://courier.example/flood").body
    assert OPENING in body
    assert CLOSING in body


def test_who_the_author_is_ends_no_story_in_a_script_without_spaces() -> None:
    told = ["昭和十年に開業した青波町の銭湯が、三月末で営業を終えることが分かった。燃料費の高騰が理由という。"]
    told += ["店主の松本健一さんは「毎日来てくれるお客さんの顔を思うと、なかなか言い出せなかった」と話す。"]
    told += ["町内に残る銭湯はこれで一軒だけになる。県の組合によると、加盟店は最盛期の一割ほどに減っている。"]
    line = "山口真由　二〇一五年入社。社会部を経て現在は青波支局で地域の暮らしを取材している。"
    article = read(f"<div class=byline>記者 山口真由</div>{paragraphs(*told, line)}")
    assert article.body.split("\n") == told


def test_what_the_author_of_a_story_did_in_it_is_told() -> None:
    line = "Roe Lane, where the flood began, is open again, and the traders of the market have sent for Jane Roe."
    byline = "<div class=byline>By Jane Roe</div>"
    assert read(f"{byline}{paragraphs(*STORY, LATER, line)}").body.split("\n") == [*STORY, LATER, line]


@pytest.mark.parametrize(
    ("listing", "told"),
    [
        ("<ul><li>a ledger</li><li>a ladder</li><li>the bell</li></ul>", ["a ledger", "a ladder", "the bell"]),
        ("<dl><dt>North</dt><dd>shut</dd><dt>South</dt><dd>open</dd></dl>", ["North", "shut", "South", "open"]),
        ("<ul class=share><li>Ledger</li><li>Ladder</li></ul>", []),
        ("<ul><li><a href=/a>a ledger</a></li><li><a href=/b>a ladder</a></li></ul>", []),
        ("<ul><li>with reporting by John Doe</li></ul>", []),
    ],
    ids=["list", "terms", "named", "linked", "single"],
)
def test_a_list_of_few_words_right_below_the_story_and_in_its_container_ends_it(listing: str, told: list[str]) -> None:
    assert read(f"{paragraphs(*STORY, LATER)}{listing}").body.split("\n") == [*STORY, LATER, *told]


def test_a_list_of_terms_between_the_paragraphs_is_told_whole() -> None:
    terms = "".join(f"<dt>{place}</dt><dd>{state}</dd>" for place, state in [("North", "shut"), ("South", "open")])
    article = read(f"{paragraphs(OPENING, MIDDLE)}<dl>{terms}</dl>{paragraphs(LATER, CLOSING)}")
    assert article.body.split("\n") == [OPENING, MIDDLE, "North", "shut", "South", "open", LATER, CLOSING]


def test_a_heading_leads_on_to_its_text_across_a_card() -> None:
    card = "<div class=x9><p>The dam holds after all</p><p>Engineers had doubted it for years and years.</p></div>"
    rows = boxed("row", paragraphs(OPENING), paragraphs(MIDDLE), "<h2>Help</h2>", card, paragraphs(LATER))
    html = (
        "<html><head><title>Flood in the market</title></head><body><div><h1>Flood in the market</h1>"
        f"{rows}</div></body></html>"
    )
    assert extract(html, url="https://courier.example/flood").body.split("\n") == [OPENING, MIDDLE, "Help", LATER]


def test_a_text_beside_how_long_a_film_plays_is_no_story() -> None:
    film = (
        "<div class=x9><video src=/f.mp4></video><div><h3>Flood seen from the air</h3>"
        "<p>A pilot of the fire brigade filmed the valley on Sunday evening.</p><span>02:14</span></div></div>"
    )
    assert read(f"{paragraphs(OPENING, MIDDLE)}{film}{paragraphs(LATER, CLOSING)}").body.split("\n") == [
        OPENING,
        MIDDLE,
        LATER,
        CLOSING,
    ]


def test_replies_dated_in_letters_are_no_story() -> None:
    column = "".join(
        f"<div><div>reader{number}</div><div>{number} h</div><div>{text}</div></div>"
        for number, text in enumerate(REPLIES * 2, 2)
    )
    article = read(f"<div>{paragraphs(*STORY)}</div><div><h3>Comments</h3>{column}</div>")
    assert article.body.split("\n") == STORY


def test_a_hidden_paragraph_below_a_short_one_or_a_heading_is_no_story_and_what_a_heading_opens_is() -> None:
    article = read(f"{paragraphs(OPENING, 'And then it rained.')}<p hidden>{LATER}</p>{paragraphs(CLOSING, LAST)}")
    assert article.body.split("\n") == [OPENING, "And then it rained.", CLOSING, LAST]
    article = read(f"{paragraphs(OPENING)}<h2>Landslides</h2><p hidden>{LATER}</p>{paragraphs(CLOSING, LAST)}")
    assert article.body.split("\n") == [OPENING, "Landslides", CLOSING, LAST]
    article = read(f"{paragraphs(OPENING)}<h2>Landslides</h2><div hidden>{LATER}</div>{paragraphs(CLOSING, LAST)}")
    assert article.body.split("\n") == [OPENING, "Landslides", LATER, CLOSING, LAST]


@pytest.mark.parametrize("line", ["Updated 2 hours ago", "Mis à jour le 10 janvier 2026 à 8 h 12"])
def test_a_line_above_the_story_that_says_when_it_was_changed_is_no_story(line: str) -> None:
    html = (
        f"<html><head><title>Flood in the market</title></head><body><main><h1>Flood in the market</h1><p>{line}</p>"
        f"{paragraphs(*STORY)}</main></body></html>"
    )
    assert extract(html, url="https://courier.example/flood").body.split("\n") == STORY


@pytest.mark.parametrize(
    "note",
    [
        "【訂正】当初の記事で開業年に誤りがありました。",
        "This article was amended on 3 May 2026 to give the right height of the river.",
        "<em>Cet article a été modifié le 10 janvier pour préciser la hauteur de la rivière.</em>",
        "<em>Transparenzhinweis: In einer ersten Fassung hieß der Fluss ein See. Das haben wir korrigiert.</em>",
    ],
)
def test_a_note_of_correction_in_other_words_is_marked(note: str) -> None:
    article = read(paragraphs(*STORY, note))
    assert article.body.split("\n") == STORY
    assert [block.text for block in article.blocks if block.type == "correction"] == [
        note.removeprefix("<em>").removesuffix("</em>")
    ]

"""The body: which units are story, how they are typed, and what is told of it."""

from __future__ import annotations

import gc
import json
import weakref
from pathlib import Path

import pytest

from newsarchive.extraction import extract
from newsarchive.extraction.document import Document
from newsarchive.extraction.model import BodyModel, load
from newsarchive.extraction.signals import BINS, SIGNALS, Context, statements
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


def test_a_story_in_the_state_of_a_script_is_found_when_nothing_else_shows_it() -> None:
    state = {"props": {"content": [{"type": "text", "content": f"<p>{text}</p>"} for text in STORY * 2]}}
    script = f"<script id=__NEXT_DATA__ type=application/json>{json.dumps(state)}</script>"
    article = extract(f"<html><body><div id=app></div>{script}</body></html>")
    assert article.body.split("\n") == STORY * 2
    assert article.provenance["body"] == "page-state"


def test_a_page_of_nothing_has_no_body() -> None:
    article = extract("<html><body><div></div></body></html>")
    assert (article.blocks, article.body, "body" in article.provenance) == ([], "", False)


def test_every_type_in_the_body_set_is_one_a_block_can_have() -> None:
    assert {"paragraph", "subhead", "quote", "list"} <= BODY_TYPES
    assert not {"embed", "correction"} & BODY_TYPES


def test_the_weights_were_learned_for_the_signals_that_are_computed() -> None:
    path = Path(__file__).resolve().parents[2] / "newsarchive" / "extraction" / "body_model.json"
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
    for row, total in (([0.5, 0], -1), ([0.6, 3], 5), ([0.6, 4], 9)):
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

"""The one walk: units of text, the boxes they stand in, media."""

from __future__ import annotations

import gc
import re
import time
import weakref

import lxml.html
import pytest

from newsarchive.extraction.blocks import Walk
from newsarchive.extraction.document import Document


def walk(body: str) -> Walk:
    return Walk(lxml.html.document_fromstring(f"<html><body>{body}</body></html>"))


def texts(body: str) -> list[str]:
    return [unit.text for unit in walk(body).units]


def test_blocks_end_a_unit_and_inline_elements_do_not() -> None:
    assert texts("<p>One <b>bold</b> <a href=/x>link</a>.</p><div>Two<span>fold</span></div>") == [
        "One bold link.",
        "Twofold",
    ]


def test_bare_text_around_blocks_is_a_unit_of_its_own_in_reading_order() -> None:
    assert texts("<div>before<p>inside</p>after</div>tail") == ["before", "inside", "after", "tail"]


def test_two_breaks_end_a_unit_and_one_does_not() -> None:
    assert texts("<div>First<br>line.<br><br>Second.<br> <br/>\n<br>Third.</div>") == [
        "First line.",
        "Second.",
        "Third.",
    ]


def test_one_break_below_a_whole_paragraph_ends_a_unit() -> None:
    paragraph = (
        "It rained all of Monday and most of Tuesday, so that the river rose by two metres and stood in the market."
    )
    longer = f"{paragraph} It fell again on Wednesday, when the sun came out."
    assert texts(f"<div>{longer}<br>{longer}<br>Short.<br>End</div>") == [longer, longer, "Short. End"]
    assert len(texts(f"<figcaption>{longer}<br>Photo: Jane Roe</figcaption>")) == 1


def test_white_space_is_normalised_and_white_space_alone_is_no_unit() -> None:
    assert texts("<p> a\n\t b&nbsp;c </p><p> \n </p><div>&nbsp;</div>") == ["a b c"]


@pytest.mark.parametrize("tag", ["script", "style", "svg", "select", "textarea", "button", "noembed", "canvas"])
def test_what_is_no_text_of_the_page_is_not_walked_but_the_text_after_it_is(tag: str) -> None:
    assert texts(f"<div><{tag}>var x</{tag}>after</div>") == ["after"]


def test_a_button_that_is_a_whole_heading_or_stands_amid_a_sentence_is_text() -> None:
    assert texts("<h3><button>What is a levee?</button></h3><p>A <button>levee</button> is a wall of earth.</p>") == [
        "What is a levee?",
        "A levee is a wall of earth.",
    ]
    assert texts("<h1>Rain <button>Share</button></h1><p><button>Save</button></p><p>Text <button>Go</button></p>") == [
        "Rain",
        "Text",
    ]


@pytest.mark.parametrize("anchor", ["<a name=top>{}</a>", "<a name=top>{}", "<a id=top>{}</a>", "<a>{}</a>"])
def test_an_anchor_that_leads_nowhere_is_no_link(anchor: str) -> None:
    unit = walk(anchor.format("<p>It rained on Monday.</p>")).units[0]
    assert (unit.text, unit.link_chars, list(unit.anchors)) == ("It rained on Monday.", 0, [])


def test_a_paragraph_of_nothing_to_see_is_no_unit_and_what_a_word_holds_unseen_stays() -> None:
    assert texts("<p>&#8203;</p><p>\ufeff</p><p>&zwj; &nbsp;</p><p>Hoch&shy;wasser</p>") == ["Hoch\u00adwasser"]


@pytest.mark.parametrize(
    "opening",
    [
        "<div hidden>",
        '<div style="color:red; display : none">',
        '<div style="visibility:hidden">',
        '<div aria-hidden="true">',
        "<noscript>",
        "<template>",
    ],
)
def test_hidden_text_is_kept_and_marked_with_all_inside_it(opening: str) -> None:
    tag = re.findall("[a-z]+", opening)[0]
    found = walk(f"{opening}<p>inside</p></{tag}><p>seen</p>")
    assert [(unit.text, unit.hidden) for unit in found.units] == [("inside", True), ("seen", False)]
    assert sum(box.chars for box in found.boxes if box.tag == "body") == len("seen")


def test_text_for_screen_readers_alone_is_left_out_of_the_line() -> None:
    assert texts(
        '<p><a href=/x>Story<span class="visually-hidden"> (opens in a new window)</span></a> goes on.</p>'
    ) == ["Story goes on."]


def test_links_bold_and_italic_are_counted_in_characters() -> None:
    (unit,) = walk("<p><b>Bold</b> <i>it</i> <a href=/a>one</a> <a href=/b>two</a> rest</p>").units
    assert (unit.bold_chars, unit.italic_chars, unit.link_chars) == (4, 2, 6)
    assert [anchor.get("href") for anchor in unit.anchors] == ["/a", "/b"]
    assert unit.link_density == pytest.approx(6 / len(unit.text))


def test_a_link_around_blocks_belongs_to_each_unit_in_it_and_to_none_after_it() -> None:
    found = walk("<a href=/card><h3>Title</h3><p>Teaser</p></a><p>Plain</p>").units
    assert [[anchor.get("href") for anchor in unit.anchors] for unit in found] == [["/card"], ["/card"], []]
    assert [unit.link_density for unit in found] == [1.0, 1.0, 0.0]


def test_siblings_share_their_box_and_boxes_know_their_units() -> None:
    found = walk("<section class='Story main'><p>aaa</p><p>bb</p></section><p>c</p>")
    first, second, third = found.units
    assert first.box.parent is second.box.parent is not third.box.parent
    section = first.box.parent
    assert section is not None
    assert (section.tag, section.classes, section.chars) == ("section", ["story", "main"], 5)
    assert found.within(section) == [first, second]


def test_boxes_come_parents_first_so_that_one_pass_inherits() -> None:
    found = walk("<div><div><p>a</p></div><p>b</p></div>")
    assert all(box.parent is None or box.parent.index < box.index for box in found.boxes)


def test_elements_a_template_set_alike_share_a_path_whatever_their_numbers() -> None:
    one, two, other = walk("<div><p class='par p1'>a</p><p class='par p2'>b</p><p class='note'>c</p></div>").units
    assert one.path == two.path != other.path


def test_media_know_the_unit_they_stand_before() -> None:
    found = walk("<p>one</p><figure><img src=a.jpg><figcaption>cap</figcaption></figure><iframe src=b></iframe>")
    assert [(medium.element.tag, medium.before) for medium in found.media] == [("img", 1), ("iframe", 2)]


def test_custom_elements_are_containers_outside_text_and_inline_within_it() -> None:
    assert texts("<x-card>one</x-card><x-card>two</x-card><p>a <x-tip>b</x-tip> c</p>") == ["one", "two", "a b c"]


def test_the_box_of_an_inline_element_is_the_one_around_it() -> None:
    root = lxml.html.document_fromstring("<html><body><div><p>a <em>b</em></p></div></body></html>")
    found = Walk(root)
    box = found.box_of(root.find(".//em"))
    assert box is not None
    assert box.tag == "p"


def test_nesting_of_any_depth_is_walked_without_recursion() -> None:
    root = lxml.html.Element("html")
    inner = lxml.html.etree.SubElement(root, "body")
    for _ in range(100_000):
        inner = lxml.html.etree.SubElement(inner, "div")
    inner.text = "deep"
    (unit,) = Walk(root).units
    assert (unit.text, unit.box.depth) == ("deep", 100_001)


def test_time_grows_with_the_page_and_not_with_its_square() -> None:
    def seconds(paragraphs: int) -> float:
        root = lxml.html.document_fromstring("<div><p>Text <b>bold</b><br>line</p>" * paragraphs)
        start = time.process_time()
        Walk(root)
        return time.process_time() - start

    seconds(100)
    assert seconds(16_000) < 40 * max(seconds(2_000), 0.005)  # 8 times the page; 64 times were its square


def test_a_walk_is_freed_without_the_garbage_collector() -> None:
    class Marked(Walk):
        """A walk that can be watched."""

    gc.disable()
    try:
        document = Document("<p>text <a href=/x>link</a></p>")
        watched = weakref.ref(found := Marked(document.root))
        del found
        assert watched() is None
    finally:
        gc.enable()

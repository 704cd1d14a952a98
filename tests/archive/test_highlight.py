"""Marks stand on what was asked for, in every script, and a passage shows as much of it as fits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.archive.highlight import Highlighted, Highlighter, passage
from newsarchive.archive.query import parse


def marked(query: str, text: str, column: str = "body") -> str:
    return Highlighter(wanted=parse(query).wanted).whole(text, column).marked("[", "]")


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("rain", "Rain, rain: raining.", "[Rain], [rain]: raining."),
        ("rain*", "Rain, raining.", "[Rain], [raining]."),
        ('"at last"', "Rain at last, and last.", "Rain [at last], and last."),
        ("at&t", "AT&T and T", "[AT&T] and T"),
        ("eleve", "Les élèves et l'élève", "Les élèves et l'[élève]"),
        ("lodz strasse", "Łódź, Straße", "[Łódź], [Straße]"),
        ("rain -last", "Rain at last", "[Rain] at last"),
        ("NEAR(rain last)", "Rain at last", "[Rain] at [last]"),
        ("预算案", "通过了预算案。预算", "通过了[预算案]。预算"),
        ("预", "预算", "[预]算"),
        ("预算", "预。算", "预。算"),
        ("ថវិកា", "ច្បាប់ថវិកាជាតិ", "ច្បាប់[ថវិកា]ជាតិ"),
        ("งบประมาณ 2026", "งบประมาณปี ๒๐๒๖", "[งบประมาณ]ปี [๒๐๒๖]"),
        ("ガイド", "ｶﾞｲﾄﾞ", "[ｶﾞｲﾄﾞ]"),
        ("regierung", "Bundes\u00adregierung", "Bundes\u00adregierung"),
        ("bundesregierung", "Die Bundes\u00adregierung", "Die [Bundes\u00adregierung]"),
    ],
)
def test_marks_stand_on_what_was_asked_for(query: str, text: str, expected: str) -> None:
    assert marked(query, text) == expected


def test_a_field_is_marked_only_where_it_was_asked_for() -> None:
    assert marked("headline:rain", "Rain", "body") == "Rain"
    assert marked("headline:rain", "Rain", "headline") == "[Rain]"


def test_a_passage_shows_as_many_different_words_as_fit() -> None:
    text = (
        "Rain fell. "
        + "Nothing more is known of it. " * 30
        + "Then the rain met the flood at the bridge. "
        + "It is over. " * 30
    )
    shown = Highlighter(wanted=parse("rain flood").wanted).passage({"body": text}, width=120)
    assert shown.marked("[", "]").startswith("… Then the [rain] met the [flood] at the bridge.")
    assert shown.text.endswith(" …")
    assert len(shown.text) <= 130


def test_a_passage_comes_from_where_most_was_found() -> None:
    highlighter = Highlighter(wanted=parse("vanny").wanted)
    shown = highlighter.passage({"body": "It rained.", "credits": "Sok Vanny/AFP"}, width=100)
    assert shown.marked("[", "]") == "Sok [Vanny]/AFP"


def test_where_nothing_is_marked_a_passage_is_the_beginning() -> None:
    assert Highlighter(wanted=()).passage({"body": None, "dek": "It rained."}, width=100).text == "It rained."
    assert Highlighter(wanted=()).passage({"body": None}, width=100).text == ""


def test_html_is_escaped_inside_and_outside_of_marks() -> None:
    assert Highlighted(text="<b> & <i>", marks=((4, 5),)).html() == "&lt;b&gt; <mark>&amp;</mark> &lt;i&gt;"


@given(st.text(alphabet=" .\n。abé预算ថវិក\u00ad", max_size=400), st.integers(min_value=10, max_value=80))
def test_marks_of_any_passage_stand_on_the_words(text: str, width: int) -> None:
    highlighter = Highlighter(wanted=parse("a OR 预算 OR ថវិ").wanted)
    shown = passage(text, highlighter.marks(text, "body"), width=width)
    for start, end in shown.marks:
        assert highlighter.marks(shown.text[start:end], "body")

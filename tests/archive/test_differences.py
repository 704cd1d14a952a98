from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.archive.differences import LINES, differences, paragraph_pieces, word_pieces, words
from newsarchive.archive.revisions import COMPARED

from .conftest import BODY, make_article, paragraphs

TEXT = st.text('ab ,.雨が\u17a0\u17d2\u0e01\u0e33-“"', max_size=40)


def test_every_field_that_makes_revisions_is_shown() -> None:
    assert list(LINES) == list(COMPARED)


@given(TEXT)
def test_words_are_the_whole_text(text: str) -> None:
    assert "".join(words(text)) == text


@given(TEXT, TEXT)
def test_each_version_can_be_read_from_the_pieces(old: str, new: str) -> None:
    pieces = word_pieces(old, new)
    assert "".join(piece.text for piece in pieces if piece.kind != "gone").split() == new.split()


@given(st.lists(TEXT, max_size=5), st.lists(TEXT, max_size=5))
def test_no_paragraph_of_the_newer_version_is_lost(old: list[str], new: list[str]) -> None:
    shown = ["".join(piece.text for piece in pieces if piece.kind != "gone") for pieces in paragraph_pieces(old, new)]
    assert [line for line in shown if line.strip()] == [line for line in new if line.strip()]


def test_only_what_changed_is_marked() -> None:
    new = make_article(blocks=paragraphs(BODY[0], BODY[1].replace("four", "five"), BODY[2], "A correction."))
    (body,) = differences(make_article(), new)
    assert [[piece.kind for piece in pieces] for pieces in body.paragraphs] == [
        ["same"],
        ["same", "gone", "added", "same"],
        ["same"],
        ["added"],
    ]


def test_a_paragraph_written_anew_is_shown_whole() -> None:
    new = make_article(blocks=paragraphs("Nothing of this was printed before today.", *BODY[1:]))
    (body,) = differences(make_article(), new)
    assert [(piece.kind, piece.text) for pieces in body.paragraphs[:2] for piece in pieces] == [
        ("gone", BODY[0]),
        ("added", "Nothing of this was printed before today."),
    ]


@pytest.mark.parametrize("text", ["ក្រុមប្រឹក្សា", "น้ำท่วม"])
def test_a_letter_keeps_its_marks(text: str) -> None:
    assert len(words(text)) < len(text)
    assert "".join(words(text)) == text

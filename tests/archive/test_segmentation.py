"""What the index is given of a text, and that any part of a sentence in any script is found in it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newsarchive.archive.segmentation import TOKENIZER, Words, fold, index_form, match_form

SENTENCES = {
    "Chinese": "国会昨天通过了明年的预算案，反对党投了反对票。",
    "Chinese, traditional": "立法會昨日三讀通過新年度預算。",
    "Japanese": "国会は昨日、来年度の予算案を可決しました。カラオケ・ガイド",
    "Korean": "국회는 어제 내년도 예산안을 통과시켰다.",
    "Thai": "รัฐสภาผ่านร่างงบประมาณรายจ่ายประจำปีเมื่อวานนี้",
    "Lao": "ສະພາແຫ່ງຊາດໄດ້ຮັບຮອງງົບປະມານ",
    "Khmer": "រដ្ឋសភាបានអនុម័តច្បាប់ថវិកាកាលពីម្សិលមិញ",
    "Burmese": "လွှတ်တော်က ဘတ်ဂျက်ကို မနေ့က အတည်ပြုခဲ့သည်",
}


@pytest.fixture(scope="module")
def found() -> Iterator[Callable[[str, str], bool]]:
    """Whether stock SQLite, given the index form of a text, finds a phrase in it."""
    database = sqlite3.connect(":memory:")
    database.execute(f'CREATE VIRTUAL TABLE texts USING fts5(text, tokenize="{TOKENIZER}")')

    def is_found(text: str, phrase: str) -> bool:
        words, open_end = match_form(phrase)
        database.execute("DELETE FROM texts")
        database.execute("INSERT INTO texts VALUES (?)", (index_form(text) or text,))
        match = f'"{words}" *' if open_end else f'"{words}"'
        return bool(database.execute("SELECT 1 FROM texts WHERE texts MATCH ?", (match,)).fetchone())

    yield is_found
    database.close()


@pytest.mark.parametrize("language", SENTENCES)
def test_every_part_of_an_unspaced_sentence_is_found(language: str, found: Callable[[str, str], bool]) -> None:
    sentence = SENTENCES[language]
    for start in range(len(sentence)):
        for end in range(start + 1, min(start + 9, len(sentence)) + 1):
            part = sentence[start:end]
            if match_form(part)[0]:
                assert found(sentence, part), part


@pytest.mark.parametrize("language", SENTENCES)
def test_what_is_not_in_an_unspaced_sentence_is_not_found(language: str, found: Callable[[str, str], bool]) -> None:
    letters = [letter for letter in SENTENCES[language] if letter.isalpha()]
    assert not found(SENTENCES[language], letters[-1] + letters[0] + letters[-1])


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Wałęsa in Łódź", "walesa in lodz"),
        ("Điện Biên Phủ", "dien bien phu"),
        ("Tromsø, Århus", "tromso arhus"),
        ("Straße", "strasse"),
        ("STRASSE", "straße"),
        ("İstanbul, Diyarbakır", "istanbul diyarbakir"),
        ("Cre\u0301teil", "créteil"),
        ("за́мок и ещё", "замок и еще"),
        ("Αθήνα", "ΑΘΗΝΑ"),
        ("مُحَمَّد", "محمد"),
        ("أحمد", "احمد"),
        ("שָׁלוֹם", "שלום"),
        ("Bundes\u00adregierung", "bundesregierung"),
        ("ＮＡＴＯ", "nato"),
        ("ឆ្នាំ២០២៦", "2026"),
        ("٢٠٢٦", "2026"),
        ("ﬁnance", "finance"),
        ("ｶﾞｲﾄﾞとﾆｭｰｽ", "ガイド"),
        ("हिन्दी समाचार", "हिन्दी"),
        ("ថវិ\u200bកា", "ថវិកា"),
        ("U.S. and AT&T", "AT&T"),
    ],
)
def test_letters_that_differ_only_for_the_eye_are_one(
    written: str, typed: str, found: Callable[[str, str], bool]
) -> None:
    assert found(written, typed)


def test_plain_text_is_not_stored_twice() -> None:
    assert index_form("The “prime minister” said — on Monday — it’s over: £5, 30 °C …") is None
    assert index_form("São Paulo, Mühe, naïve") is None


def test_two_letters_of_a_han_text_are_found_without_any_function_of_ours() -> None:
    assert " 预算 " in (index_form("通过预算案") or "")


@given(st.text())
@example("\ud800")
def test_any_text_has_an_index_form_in_which_words_keep_their_order(text: str) -> None:
    words, _ = match_form(text)
    assert all(word.strip() for word in words.split())
    index_form(text)
    fold(text)


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=40))
def test_words_stand_where_they_say(text: str) -> None:
    words = Words(text)
    spans = [words.span(at) for at in range(len(words.keys))]
    assert all(start < end for start, end in spans)
    assert spans == sorted(spans)

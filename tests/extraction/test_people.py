"""Names out of bylines, in the languages and scripts of news."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsarchive.extraction.people import Credit, as_author, looks_like_person, parse_byline

Who = list[tuple[str, str]]

BYLINES: dict[str, Who] = {
    "By Abby Goodnough": [("Abby Goodnough", "writer")],
    "ByJane Roe": [("Jane Roe", "writer")],
    "By Byron Bysshe": [("Byron Bysshe", "writer")],
    "By Jane Roe and John Doe": [("Jane Roe", "writer"), ("John Doe", "writer")],
    "By Jane Roe, John Doe and Mary O'Neil": [
        ("Jane Roe", "writer"),
        ("John Doe", "writer"),
        ("Mary O'Neil", "writer"),
    ],
    "By JANE ROE in Paris and JOHN DOE in London": [("JANE ROE", "writer"), ("JOHN DOE", "writer")],
    "By Jane Roe with additional reporting by John Doe": [("Jane Roe", "writer"), ("John Doe", "contributor")],
    "By Jane Roe | Photographs by John Doe": [("Jane Roe", "writer"), ("John Doe", "photographer")],
    "By Jane Roe · jane.roe@arla-post.example · @janeroe": [("Jane Roe", "writer")],
    "By Jane Roe For The Arla Post": [("Jane Roe", "writer")],
    "By Dr. Jane Roe, MD": [("Jane Roe", "writer")],
    "By Jane Roe and AP": [("Jane Roe", "writer"), ("AP", "writer")],
    "By The Associated Press": [("The Associated Press", "writer")],
    "Story by Jane Roe; illustrations by John Doe": [("Jane Roe", "writer"), ("John Doe", "illustrator")],
    "Von Jan van der Berg und Eva Kirchner-Rätsch, Lienz": [
        ("Jan van der Berg", "writer"),
        ("Eva Kirchner-Rätsch", "writer"),
    ],
    "Ein Kommentar von Jan Roth": [("Jan Roth", "writer")],
    "Von unserem Redakteur Hans Müller": [("Hans Müller", "writer")],
    "Von Diana Roth mit AP": [("Diana Roth", "writer")],
    "Par Jean Dupont (avec AFP)": [("Jean Dupont", "writer")],
    "Por María R. Sahuquillo, corresponsal en Bruselas": [("María R. Sahuquillo", "writer")],
    "di LUCA MONACO": [("LUCA MONACO", "writer")],
    "Door Jan de Vries": [("Jan de Vries", "writer")],
    "Text: Anna Andersson Foto: Bo Ek": [("Anna Andersson", "writer"), ("Bo Ek", "photographer")],
    "Av Anna Berg och Bo Ek": [("Anna Berg", "writer"), ("Bo Ek", "writer")],
    "Автор: Иван Петров": [("Иван Петров", "writer")],
    "Γράφει ο Γιώργος Παπαδόπουλος": [("Γιώργος Παπαδόπουλος", "writer")],
    "Yazan: Ahmet Öz": [("Ahmet Öz", "writer")],
    "Oleh Budi Santoso": [("Budi Santoso", "writer")],
    "بقلم: محمد علي": [("محمد علي", "writer")],
    "מאת: יוסי כהן": [("יוסי כהן", "writer")],
    "文／李四": [("李四", "writer")],
    "【記者王小明／台北報導】": [("王小明", "writer")],
    "取材・文 山田太郎": [("山田太郎", "writer")],
    "구현모 기자": [("구현모", "writer")],
}

NOBODY = [
    "By the numbers",
    "By Staff",
    "By admin",
    "By our correspondent",
    "From our own correspondent",
    "Read more",
    "",
    "By",
    "|",
]


@pytest.mark.parametrize(("text", "expected"), BYLINES.items())
def test_contributors_come_in_order_with_their_roles(text: str, expected: Who) -> None:
    assert [(credit.name, credit.role) for credit in parse_byline(text)] == expected


@pytest.mark.parametrize("text", NOBODY)
def test_a_line_that_names_nobody_gives_nobody(text: str) -> None:
    assert parse_byline(text) == []


def test_titles_and_newspapers_beside_a_name_are_its_affiliation() -> None:
    credits = parse_byline("By Jane Roe, Politics Reporter and John Doe, CNN")
    assert [(c.name, c.affiliation) for c in credits] == [("Jane Roe", "Politics Reporter"), ("John Doe", "CNN")]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Jane Roe", "person"),
        ("松岡大地", "person"),
        ("Reuters", "agency"),
        ("The Associated Press", "agency"),
        ("dpa", "agency"),
        ("Agence Littoral", "agency"),
        ("Costa News Agency", "agency"),
        ("Environment Agency", "desk"),
        ("Slate Staff", "desk"),
        ("Redaktion arla-post.example", "desk"),
        ("The Arla Post", "desk"),
    ],
)
def test_persons_desks_and_agencies_are_told_apart(name: str, kind: str) -> None:
    assert as_author(Credit(name), {"thearlapost"}).kind == kind


def test_capitals_are_set_as_names_are_usually_written() -> None:
    names = [
        as_author(Credit(name), set()).name for name in ("AMELIA THOMSON-DEVEAUX", "JOHN MCDONALD", "AFP", "d'Arc")
    ]
    assert names == ["Amelia Thomson-Deveaux", "John McDonald", "AFP", "d'Arc"]


@pytest.mark.parametrize(
    "text", ["Politics", "read more here", "What To Watch This Weekend On Television Tonight", "Most"]
)
def test_other_words_do_not_look_like_a_person(text: str) -> None:
    assert not looks_like_person(text)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=150))
def test_any_text_is_read_without_error(text: str) -> None:
    for sure in (False, True):
        for credit in parse_byline(text, sure=sure):
            assert credit.name.strip()


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("By Jane Roe/Tideline Press", [("Jane Roe", "person"), ("Tideline Press", "agency")]),
        ("Par Jane Roe / Agence Littoral", [("Jane Roe", "person"), ("Agence Littoral", "agency")]),
        ("By Jane Roe / Ann Fox", [("Jane Roe", "person"), ("Ann Fox", "person")]),
        ("Von Jane Roe / London", [("Jane Roe", "person")]),
        ("By Jane Roe / The Arla Post", [("Jane Roe", "person"), ("The Arla Post", "desk")]),
    ],
)
def test_what_stands_behind_a_slash_is_an_agency_or_a_place(line: str, found: list[tuple[str, str]]) -> None:
    authors = [as_author(credit, {"thearlapost"}) for credit in parse_byline(line)]
    assert [(author.name, author.kind) for author in authors] == found

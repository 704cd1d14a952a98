"""Names out of bylines, in the languages and scripts of news."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsarchive.extraction.byline.people import Credit, as_author, looks_like_person, parse_byline

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

OTHER_BYLINES: dict[str, Who] = {
    "By Jane Roe Staff Writer": [("Jane Roe", "writer")],
    "By Jane Roe Deputy Political Editor": [("Jane Roe", "writer")],
    "By Jane Roe Special Correspondent to The Arla Post": [("Jane Roe", "writer")],
    "By Chief Political Correspondent Jane Roe": [("Jane Roe", "writer")],
    "By Political Editor Jane Roe": [("Jane Roe", "writer")],
    "By JANE ROE and JOHN DOE Staff Writers of the Post": [("JANE ROE", "writer"), ("JOHN DOE", "writer")],
    "By Jane Roe The Arla Post": [("Jane Roe", "writer")],
    "By Jane Roe BBC News": [("Jane Roe", "writer")],
    "By Jane Roe Associated Press": [("Jane Roe", "writer")],
    "By Jane Roe | Tideline Gazette": [("Jane Roe", "writer")],
    "By Jane Roe — San Francisco": [("Jane Roe", "writer")],
    "By Jane Roe | jroe@post.example and John Doe | jdoe@post.example": [
        ("Jane Roe", "writer"),
        ("John Doe", "writer"),
    ],
    "By Rabbi John Doe": [("John Doe", "writer")],
    "By Don Doe": [("Don Doe", "writer")],
    "By Siti binti Ahmad": [("Siti binti Ahmad", "writer")],
    "By Jane Roe with files from John Doe": [("Jane Roe", "writer"), ("John Doe", "contributor")],
    "Written by Jane Roe — Medically reviewed by John Doe": [("Jane Roe", "writer"), ("John Doe", "other")],
    "Words: Jane Roe. Photos: John Doe": [("Jane Roe", "writer"), ("John Doe", "photographer")],
    "Words by Jane Roe, pictures by John Doe": [("Jane Roe", "writer"), ("John Doe", "photographer")],
    "Story by Jane Roe / Photos by John Doe": [("Jane Roe", "writer"), ("John Doe", "photographer")],
    "Text and photos by Jane Roe": [("Jane Roe", "writer")],
    "Text och foto: Anna Berg": [("Anna Berg", "writer")],
    "Texto y fotos: María García": [("María García", "writer")],
    "Av Anna Berg og Bo Ek (foto)": [("Anna Berg", "writer"), ("Bo Ek", "photographer")],
    "Von Dr. med. Eva Roth": [("Eva Roth", "writer")],
    "Von unserem Korrespondenten Hans Müller": [("Hans Müller", "writer")],
    "Aufgezeichnet von Eva Roth": [("Eva Roth", "writer")],
    "Aus dem Englischen von Hans Müller": [("Hans Müller", "translator")],
    "Texte : Jean Dupont. Photos : Anne Petit": [("Jean Dupont", "writer"), ("Anne Petit", "photographer")],
    "Traduit de l'anglais par Anne Petit": [("Anne Petit", "translator")],
    "Entrevista de María García": [("María García", "writer")],
    "Traducción de Juan Pérez": [("Juan Pérez", "translator")],
    "Reportagem: Ana Sousa": [("Ana Sousa", "writer")],
    "dal nostro inviato Luca Monti": [("Luca Monti", "writer")],
    "Testo di Luca Monti, foto di Anna Rossi": [("Luca Monti", "writer"), ("Anna Rossi", "photographer")],
    "Van onze correspondent Jan de Vries": [("Jan de Vries", "writer")],
    "Tekst Jan de Vries, foto Anna Smit": [("Jan de Vries", "writer"), ("Anna Smit", "photographer")],
    "Teksti: Aino Virta Kuvat: Matti Laine": [("Aino Virta", "writer"), ("Matti Laine", "photographer")],
    "Tekst: Anna Berg, zdjęcia: Jan Nowak": [("Anna Berg", "writer"), ("Jan Nowak", "photographer")],
    "Text: Anna Berg Bild: Sven Lind": [("Anna Berg", "writer"), ("Sven Lind", "photographer")],
    "Von unserer Mitarbeiterin Eva Roth": [("Eva Roth", "writer")],
    "Napsala Jana Nováková": [("Jana Nováková", "writer")],
    "Автор статьи: Иван Петров": [("Иван Петров", "writer")],
    "Текст: Иван Петров, фото: Анна Сидорова": [("Иван Петров", "writer"), ("Анна Сидорова", "photographer")],
    "Γράφουν οι Γιώργος Παππάς και Μαρία Παππά": [("Γιώργος Παππάς", "writer"), ("Μαρία Παππά", "writer")],
    "Penulis: Budi Santoso Editor: Siti Aminah": [("Budi Santoso", "writer"), ("Siti Aminah", "editor")],
    "ترجمة: محمد علي": [("محمد علي", "translator")],
    "記者王小明、李大同／台北報導": [("王小明", "writer"), ("李大同", "writer")],
    "記者 王小明 台北報導": [("王小明", "writer")],
    "文／王小明 圖／李大同": [("王小明", "writer"), ("李大同", "photographer")],
    "编辑：李大同": [("李大同", "editor")],
    "文：山田太郎 写真：佐藤花子": [("山田太郎", "writer"), ("佐藤花子", "photographer")],
    "取材・文＝山田太郎": [("山田太郎", "writer")],
    "文：山田太郎・佐藤花子": [("山田太郎", "writer"), ("佐藤花子", "writer")],
    "山田太郎（文）": [("山田太郎", "writer")],
    "구현모·박준석 기자": [("구현모", "writer"), ("박준석", "writer")],
}

NOBODY = [
    "Źródło: PAP",
    "来源：新华网",
    "By Sponsored Content",
    "By Jane Roe Berlin Correspondent",
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


@pytest.mark.parametrize(("text", "expected"), (BYLINES | OTHER_BYLINES).items())
def test_contributors_come_in_order_with_their_roles(text: str, expected: Who) -> None:
    assert [(credit.name, credit.role) for credit in parse_byline(text)] == expected


@pytest.mark.parametrize("text", NOBODY)
def test_a_line_that_names_nobody_gives_nobody(text: str) -> None:
    assert parse_byline(text) == []


def test_titles_and_newspapers_beside_a_name_are_its_affiliation() -> None:
    credits = parse_byline("By Jane Roe, Politics Reporter and John Doe, CNN")
    assert [(c.name, c.affiliation) for c in credits] == [("Jane Roe", "Politics Reporter"), ("John Doe", "CNN")]


def test_a_job_without_a_comma_is_the_affiliation_and_a_section_is_none() -> None:
    lines = {
        "By Jane Roe Chief Reporter": "Chief Reporter",
        "By Jane Roe, in News, Business": None,
        "By Jane Roe, PhD": None,
        "By Jane Roe & Agencies": None,
        "By Jane Roe | Tideline Gazette": "Tideline Gazette",
        "By Jane Roe, CNN Indonesia": "CNN Indonesia",
    }
    assert {line: as_author(parse_byline(line)[0], set()).affiliation for line in lines} == lines


def test_the_staff_of_a_newspaper_is_no_person_with_a_job() -> None:
    assert [credit.name for credit in parse_byline("Arla Post Editorial Staff", sure=True)] == [
        "Arla Post Editorial Staff"
    ]


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
        ("Executive Content Editor", "desk"),
        ("アルラ国際特許事務所", "desk"),
        ("アルラ編集部", "desk"),
        ("HT Correspondent", "desk"),
        ("AP Sports Writer", "desk"),
        ("BBC", "desk"),
        ("Le Courrier", "desk"),
        ("Tim Redaksi", "desk"),
        ("dpa-AFX", "agency"),
        ("رويترز", "agency"),
        ("La Toya Roe", "person"),
        ("JR", "person"),
    ],
)
def test_persons_desks_and_agencies_are_told_apart(name: str, kind: str) -> None:
    assert as_author(Credit(name), {"thearlapost"}).kind == kind


def test_capitals_are_set_as_names_are_usually_written() -> None:
    names = [
        as_author(Credit(name), set()).name for name in ("AMELIA THOMSON-DEVEAUX", "JOHN MCDONALD", "AFP", "d'Arc")
    ]
    assert names == ["Amelia Thomson-Deveaux", "John McDonald", "AFP", "d'Arc"]


@pytest.mark.parametrize("name", ["A. P. J. Abdul Kalam", "Ben Affleck", "Van Jones", "Hon Lik", "Ngũgĩ wa Thiong'o"])
def test_initials_particles_and_titles_may_be_first_names(name: str) -> None:
    assert [credit.name for credit in parse_byline(f"By {name}")] == [name]


@pytest.mark.parametrize("name", ["Di Nguyen", "Von Miller", "Por Phirum"])
def test_in_a_field_of_names_a_label_before_one_word_is_a_first_name(name: str) -> None:
    assert [credit.name for credit in parse_byline(name, sure=True)] == [name]
    assert [credit.name for credit in parse_byline("Von dpa", sure=True)] == ["dpa"]


@pytest.mark.parametrize(
    "text", ["الأدب العربي", "Politics", "read more here", "What To Watch This Weekend On Television Tonight", "Most"]
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
        ("AFP/Jane Roe", [("AFP", "agency"), ("Jane Roe", "person")]),
        ("dpa/AFP", [("dpa", "agency"), ("AFP", "agency")]),
        ("dpa/lno", [("dpa", "agency")]),
    ],
)
def test_what_stands_behind_a_slash_is_an_agency_or_a_place(line: str, found: list[tuple[str, str]]) -> None:
    authors = [as_author(credit, {"thearlapost"}) for credit in parse_byline(line, sure=True)]
    assert [(author.name, author.kind) for author in authors] == found

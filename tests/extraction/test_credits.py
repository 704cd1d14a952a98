"""Caption and credit apart, whatever a page prints between them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.extraction.images.credits import clean, is_credit, is_name, parties, separate

SENTENCE = "The mayor opens the new bridge over the Arla on Friday."

PRINTED_BEHIND_A_SENTENCE = {
    "a bare name": ("Ines Halvorsen", "Ines Halvorsen"),
    "a bare name with a particle": ("Jan van der Meer", "Jan van der Meer"),
    "a bare agency": ("REUTERS", "REUTERS"),
    "agency, slash, photographer": ("Reuters/Ines Halvorsen", "Reuters/Ines Halvorsen"),
    "organisation, slash, photographer": ("Arla Post / Ines Halvorsen", "Arla Post / Ines Halvorsen"),
    "photographer via agency": ("Ines Halvorsen via Getty Images", "Ines Halvorsen via Getty Images"),
    "photographer (agency)": ("Ines Halvorsen (dpa/picture alliance)", "Ines Halvorsen (dpa/picture alliance)"),
    "brackets": ("(Ines Halvorsen)", "Ines Halvorsen"),
    "brackets and agency": ("(AP Photo/Ines Halvorsen, File)", "AP Photo/Ines Halvorsen, File"),
    "square brackets": ("[Ines Halvorsen/Reuters]", "Ines Halvorsen/Reuters"),
    "label in brackets": ("(Photo: Ines Halvorsen)", "Ines Halvorsen"),
    "photo by": ("Photo by Ines Halvorsen/Bloomberg", "Ines Halvorsen/Bloomberg"),
    "dash and picture by": ("— Picture by Ines Halvorsen", "Ines Halvorsen"),
    "photograph with colon": ("Photograph: Ines Halvorsen/The Arla Post", "Ines Halvorsen/The Arla Post"),
    "credit with dots": ("Credit...Ines Halvorsen for The Arla Post", "Ines Halvorsen for The Arla Post"),
    "copyright sign": ("© Ines Halvorsen", "Ines Halvorsen"),
    "copyright with year and rights": (
        "Copyright Ines Halvorsen/Copyright 2026 The AP. All rights reserved.",
        "Ines Halvorsen",
    ),
    "rights behind a slash": ("Ines Halvorsen/Copyright 2026 The AP. All rights reserved", "Ines Halvorsen"),
    "illustration and photo, a sentence each": (
        "Photo illustration by Arla Post. Photo by Ines Halvorsen.",
        "Arla Post / Ines Halvorsen",
    ),
    "by alone": ("By Ines Halvorsen", "Ines Halvorsen"),
    "courtesy with a full stop": ("Photograph courtesy of iBridge.", "iBridge"),
    "nobody's name": ("Submitted photo", "Submitted photo"),
    "bar": ("| Ines Halvorsen", "Ines Halvorsen"),
    "slash": ("/ Ines Halvorsen", "Ines Halvorsen"),
    "bar and label": ("| Foto: Ines Halvorsen", "Ines Halvorsen"),
    "button behind it": ("Foto: Ines Halvorsen / NTB Vis mer", "Ines Halvorsen / NTB"),
    "dash, photographer and paper": ("- Ines Halvorsen/Arla Post", "Ines Halvorsen/Arla Post"),
    "supplied": ("Supplied", "Supplied"),
    "courtesy": ("Courtesy of the Arla Museum", "the Arla Museum"),
    "file": ("[File: Ines Halvorsen/Reuters]", "Ines Halvorsen/Reuters"),
    "supplied by": ("Supplied: Ines Halvorsen", "Ines Halvorsen"),
    "contributed by": ("Contributed by Ines Halvorsen", "Ines Halvorsen"),
    "photo taken by": ("Photo taken by Ines Halvorsen", "Ines Halvorsen"),
    "photo provided by": ("Photo provided by the city", "the city"),
    "photographed by": ("Photographed by Ines Halvorsen", "Ines Halvorsen"),
    "courtesy without of": ("Photo courtesy Ines Halvorsen", "Ines Halvorsen"),
    "image via": ("Image via Getty", "Getty"),
    "staff photo": ("(Staff photo by Ines Halvorsen)", "Ines Halvorsen"),
    "file photo by": ("File photo by Ines Halvorsen", "Ines Halvorsen"),
    "a paper's photo": ("(Post photo by Ines Halvorsen)", "Post / Ines Halvorsen"),
    "name and photo": ("(Ines Halvorsen/Post photo)", "Ines Halvorsen/Post photo"),
    "agency and pic": ("— AFP pic", "AFP pic"),
    "contributed photo in brackets": ("(Contributed photo)", "Contributed photo"),
    "year behind the sign": ("© 2026 Ines Halvorsen", "Ines Halvorsen"),
    "photo, slash": ("Photo / Ines Halvorsen", "Ines Halvorsen"),
    "photo, slash, agency": ("[Photo/Xinhua]", "Xinhua"),
    "photo credit, hyphen": ("Photo Credit - Ines Halvorsen", "Ines Halvorsen"),
    "agencies that print it twice": (
        "(Photo by Ines Halvorsen / AFP) (Photo by INES HALVORSEN/AFP via Getty Images)",
        "INES HALVORSEN/AFP via Getty Images",
    ),
    "a link to buy rights": (
        "REUTERS/Ines Halvorsen Purchase Licensing Rights , opens new tab",
        "REUTERS/Ines Halvorsen",
    ),
    "a link to buy rights in a window": (
        "Ines Halvorsen/Post Buy rights, opens in a new window",
        "Ines Halvorsen/Post",
    ),
    "an agency's terms": (
        "@ihalvorsen/via REUTERS THIS IMAGE HAS BEEN SUPPLIED BY A THIRD PARTY. MANDATORY CREDIT. NO RESALES.",
        "@ihalvorsen/via REUTERS",
    ),
    "an address for mail": ("INES HALVORSEN ihalvorsen@post.example", "INES HALVORSEN"),
    "a handle": ("@ineshalvorsen", "@ineshalvorsen"),
    "a site's name": ("post.no/Ines Halvorsen", "post.no/Ines Halvorsen"),
}


@pytest.mark.parametrize(("printed", "credit"), PRINTED_BEHIND_A_SENTENCE.values(), ids=PRINTED_BEHIND_A_SENTENCE)
def test_a_credit_is_taken_off_the_caption(printed: str, credit: str) -> None:
    line = separate(f"{SENTENCE} {printed}")
    assert (line.caption, line.credit) == (SENTENCE, credit)


@pytest.mark.parametrize(
    ("line", "credit"),
    [
        (f"PHOTO BY INES HALVORSEN {SENTENCE}", "INES HALVORSEN"),
        (f"SUBMITTED PHOTO {SENTENCE}", "SUBMITTED PHOTO"),
        (f"PHOTO BY {SENTENCE.removesuffix('.')} as the first of many guests from both sides", None),
    ],
)
def test_a_credit_in_capitals_that_opens_the_line_is_told_from_its_sentence(line: str, credit: str | None) -> None:
    found = separate(line)
    assert (found.caption, found.credit) == ((SENTENCE if credit else line), credit)


@pytest.mark.parametrize(
    "line",
    [f"(Photo: Ines Halvorsen) {SENTENCE}", f"© Ines Halvorsen | {SENTENCE}", f"Photo by Ines Halvorsen: {SENTENCE}"],
)
def test_a_credit_that_opens_the_line_is_told_from_its_sentence(line: str) -> None:
    found = separate(line)
    assert (found.caption, found.credit) == (SENTENCE, "Ines Halvorsen")


@pytest.mark.parametrize(
    ("printed", "credit"),
    [
        ("The new bridge over the Arla [Ines Halvorsen/Arla Radio]", "Ines Halvorsen/Arla Radio"),
        ("The new bridge over the Arla (Ines Halvorsen/The Arla Post)", "Ines Halvorsen/The Arla Post"),
        ("The new bridge over the Arla. [I. M. Halvorsen/Arla Radio]", "I. M. Halvorsen/Arla Radio"),
        ("The new bridge over the Arla (Post photo by Ines Halvorsen)", "Post / Ines Halvorsen"),
        ("The new bridge over the Arla. Bild © Ines Halvorsen", "Ines Halvorsen"),
    ],
)
def test_a_credit_needs_no_full_stop_where_its_form_shows_it(printed: str, credit: str) -> None:
    line = separate(printed)
    assert ((line.caption or "").rstrip("."), line.credit) == ("The new bridge over the Arla", credit)


@pytest.mark.parametrize("label", ["PHOTO", "Image", "Image caption", "▲"])
def test_what_announces_a_picture_is_neither_caption_nor_credit(label: str) -> None:
    mark = " " if label == "▲" else ": "
    line = separate(f"{label}{mark}{SENTENCE}")
    assert (line.caption, line.credit) == (SENTENCE, None)


IN_MANY_LANGUAGES = {
    "de": ("Die Brücke über die Arla wird am Freitag eröffnet. (Foto: Ines Halvorsen)", "Ines Halvorsen"),
    "de source": (
        "Die Brücke über die Arla (Archivbild). (Quelle: IMAGO/U.S. Navy / X/imago)",
        "IMAGO/U.S. Navy / X/imago",
    ),
    "fr": ("Le pont sur l'Arla sera ouvert vendredi. © Crédit photo : Inès Halvorsen", "Inès Halvorsen"),
    "es": ("El puente sobre el Arla se abre el viernes. / EFE/Inés Halvorsen", "EFE/Inés Halvorsen"),
    "es de": ("El puente sobre el Arla se abre el viernes. Foto de Inés Halvorsen", "Inés Halvorsen"),
    "pt": ("A ponte sobre o Arla abre na sexta-feira. Foto: Inês Halvorsen/Divulgação", "Inês Halvorsen/Divulgação"),
    "it": ("Il ponte sull'Arla apre venerdì (foto Ansa)", "Ansa"),
    "nl": ("De brug over de Arla gaat vrijdag open. Beeld: Ines Halvorsen", "Ines Halvorsen"),
    "no": ("ÅPNES: Broen over Arla åpnes fredag. Foto: Ines Halvorsen", "Ines Halvorsen"),
    "sv": ("Bron över Arla öppnas på fredag. Bild: Ines Halvorsen/TT", "Ines Halvorsen/TT"),
    "fi": ("Silta avataan perjantaina. Kuva: Ines Halvorsen / Lehtikuva", "Ines Halvorsen / Lehtikuva"),
    "is": ("Brúin verður opnuð á föstudag. Ljósmynd: Ines Halvorsen", "Ines Halvorsen"),
    "pl": ("Most na Arli zostanie otwarty w piątek fot. Inga Nowak/PAP", "Inga Nowak/PAP"),
    "cs": ("Most přes Arlu se otevře v pátek. | Foto: ČTK", "ČTK"),
    "lt": ("Tiltas per Arlą / I. Halvorsen / LRT nuotr.", "I. Halvorsen / LRT nuotr."),
    "ru": ("Мост через Арлу откроют в пятницу. Фото: РИА Новости / Инна Иванова", "РИА Новости / Инна Иванова"),
    "uk": ("Міст через Арлу відкриють у п'ятницю. Фото: Укрінформ", "Укрінформ"),
    "el": ("Η γέφυρα ανοίγει την Παρασκευή. ΦΩΤΟ: INTIME", "INTIME"),
    "tr": ("Arla köprüsü cuma günü açılıyor. (AA)", "AA"),
    "id": ("Jembatan Arla dibuka Jumat (3/1/2026). (Foto: Ines Halvorsen/Antara)", "Ines Halvorsen/Antara"),
    "vi": ("Cầu Arla mở cửa vào thứ Sáu. Ảnh: VGP/Nhật Bắc", "VGP/Nhật Bắc"),
    "he": ("הגשר ייפתח ביום שישי. צילום: יעל כהן", "יעל כהן"),
    "ar": ("يفتتح الجسر يوم الجمعة. تصوير: رويترز", "رويترز"),
    "ja taken by": ("橋の開通式に出席する市長＝13日（山田花子撮影）", "山田花子"),
    "ja agency": ("橋の開通式に出席する市長＝ロイター", "ロイター"),
    "ja copyright": ("橋の開通式に出席する市長（Ｃ）共同通信社", "共同通信社"),
    "de kind": ("Die Brücke über die Arla am Freitag. Symbolfoto: dpa", "dpa"),
    "fr kind": ("Le pont sur l'Arla sera ouvert vendredi. Photo d'illustration Inès Halvorsen", "Inès Halvorsen"),
    "fr for": (
        "Le pont sur l'Arla sera ouvert vendredi. Inès Halvorsen pour Le Courrier",
        "Inès Halvorsen pour Le Courrier",
    ),
    "es slash": ("El puente sobre el Arla se abre el viernes. FOTO/Inés Halvorsen", "Inés Halvorsen"),
    "es screen": ("El puente sobre el Arla se abre el viernes. Captura de pantalla: YouTube", "YouTube"),
    "nl bare": ("De brug over de Arla gaat vrijdag open. Beeld Ines Halvorsen", "Ines Halvorsen"),
    "da file": ("Broen over Arla åbner fredag. Arkivfoto: Ines Halvorsen", "Ines Halvorsen"),
    "lt label first": ("Tiltas per Arlą atidaromas penktadienį. Nuotr. Jono Petraičio", "Jono Petraičio"),
    "el capitals": ("Η γέφυρα ανοίγει την Παρασκευή. ΦΩΤΟΓΡΑΦΙΑ: INTIME", "INTIME"),
    "hi hyphen": ("पुल शुक्रवार को खुलेगा (फोटो- राम कुमार)", "राम कुमार"),
    "ar agency": ("يفتتح الجسر يوم الجمعة (الأناضول)", "الأناضول"),
    "ja place, day and name": ("橋の開通式に出席する市長＝13日、山田花子撮影", "山田花子"),
    "ja equals": ("橋の開通式に出席する市長=共同", "共同"),
    "ko provided": ("시장이 금요일 다리 개통식에 참석하고 있다. [사진 제공=서울시]", "서울시"),
    "zh slash": ("市长周五出席大桥通车仪式。图/新华社", "新华社"),
    "zh slash and taken by": ("市長週五出席大橋通車儀式。圖／王小明攝", "王小明"),
    "ko agency": ("시장이 금요일 다리 개통식에 참석하고 있다. 연합뉴스", "연합뉴스"),
    "ko reporter": ("시장이 금요일 다리 개통식에 참석하고 있다. 김하나 기자", "김하나"),
}


@pytest.mark.parametrize(("printed", "credit"), IN_MANY_LANGUAGES.values(), ids=IN_MANY_LANGUAGES)
def test_credits_are_known_in_many_languages(printed: str, credit: str) -> None:
    line = separate(printed)
    assert line.credit == credit
    assert line.caption and credit not in line.caption


@pytest.mark.parametrize(
    "caption",
    [
        "The party leader in Miami with Gov. Ines Halvorsen",
        "Ines Halvorsen",
        "The mayor, Sen. Ines Halvorsen (D., Arla), and the donor Jan Meer",
        "Deutsche Soldaten an der Arla (Kundus, 6.12.2010)",
        "A photo of the house of Ines Halvorsen",
        "Finance minister Ines Halvorsen with commissioner Jan Meer. File image",
        "The bridge over the Arla. It opens on Friday.",
        "イスラエルの国旗＝同国で2019年5月",
        "The Arla in flood (left) and in drought",
        "The old bridge in winter (File)",
        "Copyright law was debated in parliament",
        "The museum has bought photographs by Ansel Adams and a photo by Ines Halvorsen, who lives nearby",
        "Jan Meer as Hamlet. Right: Ines Halvorsen",
        "The bridge in winter. Foto de archivo.",
        "Ines Halvorsen shows a picture of Jan Meer",
        "Video: how the bridge over the Arla was built",
    ],
)
def test_what_no_sign_separates_stays_caption(caption: str) -> None:
    line = separate(caption)
    assert (line.caption, line.credit) == (caption, None)


@pytest.mark.parametrize(
    ("printed", "credit"),
    [
        ("(The Arla Post)", "The Arla Post"),
        ("© Ines Halvorsen/imago", "Ines Halvorsen/imago"),
        ("Credits: Supplied Image;", "Supplied Image"),
        ("Illustration by Ines Halvorsen", "Ines Halvorsen"),
        ("Ines Halvorsen)", "Ines Halvorsen"),
        (
            "Ines Halvorsen, dpa Please be respectful of copyright. Unauthorized use is prohibited.",
            "Ines Halvorsen, dpa",
        ),
        ("Ines Halvorsen/Post. Unauthorised copying or distribution is strictly prohibited.", "Ines Halvorsen/Post"),
        ("(Image: Bloomberg via Getty Images)", "Bloomberg via Getty Images"),
        ("   ", None),
        (None, None),
    ],
)
def test_a_clean_credit_has_no_label(printed: str | None, credit: str | None) -> None:
    assert clean(printed) == credit


PARTIES = {
    "AP Photo/Ines Halvorsen": ("Ines Halvorsen", "AP"),
    "Ines Halvorsen/dpa": ("Ines Halvorsen", "dpa"),
    "Ines Halvorsen via Getty Images": ("Ines Halvorsen", "Getty Images"),
    "Ines Halvorsen for The Arla Post": ("Ines Halvorsen", "The Arla Post"),
    "APA/AFP/Ines Halvorsen": ("Ines Halvorsen", "APA / AFP"),
    "REUTERS": (None, "REUTERS"),
    "Arla City Museum": (None, "Arla City Museum"),
    "Ines Halvorsen": ("Ines Halvorsen", None),
    "연합뉴스": (None, "연합뉴스"),
    "INES HALVORSEN FOR THE ARLA POST": ("INES HALVORSEN", "THE ARLA POST"),
    "Ines Halvorsen and Jan Meer": ("Ines Halvorsen, Jan Meer", None),
    "Ines Maria Halvorsen og Jan Peter Meer (Posten)": ("Ines Maria Halvorsen, Jan Peter Meer", "Posten"),
    "Netflix; Everett (2)": (None, "Netflix; Everett (2)"),
    "José Ortega y Gasset": ("José Ortega y Gasset", None),
    "Ines Halvorsen/Arla Daily": ("Ines Halvorsen", "Arla Daily"),
    "Ines Halvorsen/Arla Weather": ("Ines Halvorsen", "Arla Weather"),
    "Arla News: Ines Halvorsen": ("Ines Halvorsen", "Arla News"),
    "Le Courrier (Inès Halvorsen)": ("Inès Halvorsen", "Le Courrier"),
    "Ines Halvorsen, Staff Photographer": ("Ines Halvorsen", "Staff Photographer"),
    "Al Meer/Getty Images": ("Al Meer", "Getty Images"),
    "María de los Ángeles Gómez": ("María de los Ángeles Gómez", None),
    "Freiwillige Feuerwehr Arla": (None, "Freiwillige Feuerwehr Arla"),
    "中央社": (None, "中央社"),
}


@pytest.mark.parametrize(("credit", "told"), PARTIES.items(), ids=PARTIES)
def test_photographer_and_agency_are_told_apart(credit: str, told: tuple[str | None, str | None]) -> None:
    assert parties(credit) == told


@pytest.mark.parametrize("text", ["Visit the museum today", "2026", "", "Read more about the new bridge"])
def test_a_sentence_or_a_number_is_no_name(text: str) -> None:
    assert not is_name(text)


def test_a_story_teaser_is_no_credit() -> None:
    assert not is_credit("The bridge over the Arla opens on Friday, says the mayor.")


@given(st.text(max_size=400))
def test_any_text_is_taken_apart_without_inventing_any(text: str) -> None:
    line = separate(text)
    for part in (line.caption, line.credit):
        assert part is None or (part and part in " ".join(text.split()))


@given(st.text(alphabet="Ab c/|.()©:-–é撮", max_size=60))
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = clean(text)
    assert clean(once) == once

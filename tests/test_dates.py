"""Dates as pages write them, in the languages and formats of news."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsarchive.dates import Reading, find_dates, parse_timestamp

MACHINE = {
    "2026-05-02T09:30:00+02:00": "2026-05-02T09:30:00+02:00",
    "2026-05-02T07:30:00.123456789Z": "2026-05-02T07:30:00+00:00",
    "2026-05-02T07:30Z": "2026-05-02T07:30:00+00:00",
    "2026-05-02 09:30:00.0": "2026-05-02T09:30:00",
    "2026-05-02T09:30:00+0200": "2026-05-02T09:30:00+02:00",
    "2026-05-02 09:30:00 UTC": "2026-05-02T09:30:00+00:00",
    "2026-05-02T03:00-05:00": "2026-05-02T03:00:00-05:00",
    "2026 05 02 22:20:00": "2026-05-02T22:20:00",
    "20260502T073000Z": "2026-05-02T07:30:00+00:00",
    "20260502": "2026-05-02",
    "2026-05-02": "2026-05-02",
    "1777707000": "2026-05-02T07:30:00+00:00",
    "1777707000000": "2026-05-02T07:30:00+00:00",
    "Sat, 02 May 2026 07:30:00 GMT": "2026-05-02T07:30:00+00:00",
    "Sat May 02 09:30:00 CEST 2026": "2026-05-02T09:30:00+02:00",
    "5/22/2026 4:30:26 PM": "2026-05-22T16:30:26",
}

WORDS = [
    ("en", "Published: May 2nd, 2026 at 2:05 p.m. EDT", "2026-05-02T14:05:00-04:00"),
    ("en", "2:05 PM EST, Sat May 2, 2026", "2026-05-02T14:05:00-05:00"),
    ("en", "11:00 AM PDT • May 2, 2026", "2026-05-02T11:00:00-07:00"),
    ("en", "Sat 2 May 2026 14.05 BST", "2026-05-02T14:05:00"),
    ("en", "May 2, 20262:05 PM GMT+2", "2026-05-02T14:05:00+02:00"),
    ("en", "By Jane RoeMay 2, 2026", "2026-05-02"),
    ("de", "Veröffentlicht am 02.05.26 um 14:05 Uhr", "2026-05-02T14:05:00"),
    ("de", "2. Mai 2026, 14:05 Uhr", "2026-05-02T14:05:00"),
    ("fr", "Publié le 2 mai 2026 à 14h05", "2026-05-02T14:05:00"),
    ("es", "2 de mayo de 2026 a las 14:05", "2026-05-02T14:05:00"),
    ("pt", "02/05/2026 - 14:05", "2026-05-02T14:05:00"),
    ("it", "2 Maggio 2026", "2026-05-02"),
    ("nl", "za 2 mei 2026", "2026-05-02"),
    ("pl", "2 maja 2026 o 14:05", "2026-05-02T14:05:00"),
    ("cs", "2. května 2026", "2026-05-02"),
    ("hu", "2026. május 2. 14:05", "2026-05-02T14:05:00"),
    ("lt", "2026 m. gegužės 2 d. 14:05", "2026-05-02T14:05:00"),
    ("lv", "2026. gada 2. maijs", "2026-05-02"),
    ("fi", "2. toukokuuta 2026 klo 14.05", "2026-05-02T14:05:00"),
    ("nb", "Publisert 02.05.2026, kl. 14.05", "2026-05-02T14:05:00"),
    ("tr", "02 Mayıs 2026 - 14:05", "2026-05-02T14:05:00"),
    ("el", "2 Μαΐου 2026, 02:05 μ.μ.", "2026-05-02T14:05:00"),
    ("ru", "2 мая 2026, 14:05", "2026-05-02T14:05:00"),
    ("uk", "2 травня 2026, 14:05", "2026-05-02T14:05:00"),
    ("eu", "2026ko maiatzaren 2a", "2026-05-02"),
    ("ar", "السبت ٢ مايو ٢٠٢٦ 14:05", "2026-05-02T14:05:00"),
    ("ar", "2 أيار 2026", "2026-05-02"),
    ("he", "2 מאי 2026", "2026-05-02"),
    ("fa", "۱۴۰۵/۰۲/۱۲", "2026-05-02"),
    ("hi", "शनिवार, 2 मई 2026", "2026-05-02"),
    ("bn", "২ মে ২০২৬, ১৪:০৫", "2026-05-02T14:05:00"),
    ("th", "2 พฤษภาคม 2569 เวลา 14:05 น.", "2026-05-02T14:05:00"),
    ("th", "2 พ.ค. 2569", "2026-05-02"),
    ("km", "ថ្ងៃទី២ ខែឧសភា ឆ្នាំ២០២៦", "2026-05-02"),
    ("vi", "Thứ bảy, 2/5/2026, 14:05 (GMT+7)", "2026-05-02T14:05:00+07:00"),
    ("id", "Sabtu, 2 Mei 2026 14.05 WIB", "2026-05-02T14:05:00+07:00"),
    ("ja", "2026年5月2日（土）14時05分", "2026-05-02T14:05:00"),
    ("ja", "令和8年5月2日", "2026-05-02"),
    ("ko", "입력 2026.05.02. 오후 2:05", "2026-05-02T14:05:00"),
    ("zh", "2026年05月02日 下午2:05", "2026-05-02T14:05:00"),
    # Capitals without accents, as they are often set.
    ("fr", "12 FEVRIER 2026", "2026-02-12"),
    ("el", "2 ΜΑΙΟΥ 2026", "2026-05-02"),
    ("tr", "2 MAYIS 2026", "2026-05-02"),
    # Months that are numbers, named twice, in another script, in another case.
    ("ko", "5월 2, 2026", "2026-05-02"),
    ("ja", "2 5月, 2026", "2026-05-02"),
    ("vi", "Th5 2, 2026", "2026-05-02"),
    ("vi", "2 Tháng Mười Hai, 2026", "2026-12-02"),
    ("vi", "2 Tháng Mười Hai '26", "2026-12-02"),
    ("mn", "2026 оны 5 дугаар сарын 2", "2026-05-02"),
    ("ar", "2 أيار/مايو 2026", "2026-05-02"),
    ("uz", "2026 йил 2 май", "2026-05-02"),
    ("kk", "2026 жылғы 2 мамыр", "2026-05-02"),
    ("sr", "2. avgusta 2026.", "2026-08-02"),
    ("lv", "2. maijā, 2026", "2026-05-02"),
    ("az", "2026-cı il 2 may", "2026-05-02"),
    ("ckb", "2ی ئایاری 2026", "2026-05-02"),
    ("mt", "2 ta’ Mejju, 2026", "2026-05-02"),
    ("sv", "den 2:e maj 2026", "2026-05-02"),
    ("my", "၂၀၂၆ ခုနှစ် မေလ ၂ ရက်", "2026-05-02"),
    # Other calendars and eras.
    ("fa", "شنبه ۱۲ اردیبهشت ۱۴۰۵ - ۱۴:۰۵", "2026-05-02T14:05:00"),
    ("ps", "۱۴۰۵ غویی ۱۲", "2026-05-02"),
    ("zh", "中華民國115年5月2日", "2026-05-02"),
    ("ja", "令和元年5月2日", "2019-05-02"),
    # Years of two digits.
    ("en", "2-May-26", "2026-05-02"),
    ("en", "2 May '26", "2026-05-02"),
    ("de", "02.05.99", "1999-05-02"),
    ("th", "2 พ.ค. 69 14:05 น.", "2026-05-02T14:05:00"),
    ("th", "02/05/69", "2026-05-02"),
    ("ko", "26.05.02 14:05", "2026-05-02T14:05:00"),
    ("fa", "۹۹/۱۲/۲۲", "2021-03-12"),
    # Dates glued to what follows them by layout.
    ("de", "2. Mai 20263. Mai 2026", "2026-05-02"),
    ("de", "02.05.202614:05", "2026-05-02T14:05:00"),
]


@pytest.mark.parametrize(("text", "expected"), MACHINE.items())
def test_machine_formats_are_read_with_the_offset_they_state(text: str, expected: str) -> None:
    stamp = parse_timestamp(text, "meta")
    assert stamp is not None
    assert (stamp.raw, stamp.isoformat(), stamp.source) == (text, expected, "meta")


@pytest.mark.parametrize(("language", "text", "expected"), WORDS)
def test_dates_in_words_are_read_in_the_pages_language(language: str, text: str, expected: str) -> None:
    stamp = parse_timestamp(text, "visible", Reading(language=language))
    assert stamp is not None
    assert stamp.isoformat() == expected


@pytest.mark.parametrize("text", ["2 desember 2026", "2 décembre 2026", "2 декабря 2026", "2 Aralık 2026"])
def test_a_month_that_only_one_meaning_has_is_read_on_a_page_of_another_language(text: str) -> None:
    stamp = parse_timestamp(text, "visible", Reading(language="en"))
    assert stamp is not None
    assert stamp.isoformat() == "2026-12-02"


@pytest.mark.parametrize(
    ("reading", "expected"),
    [
        (Reading(language="en"), None),
        (Reading(), None),
        (Reading(language="en", region="us"), "2026-11-12"),
        (Reading(language="en", region="gb"), "2026-12-11"),
        (Reading(language="fr"), "2026-12-11"),
    ],
)
def test_day_and_month_are_told_apart_only_by_language_and_region(reading: Reading, expected: str | None) -> None:
    stamp = parse_timestamp("11/12/2026", "visible", reading)
    assert (stamp.isoformat() if stamp else None) == expected


def test_another_evidence_settles_an_ambiguous_date() -> None:
    hint = parse_timestamp("2026-11-12", "url")
    assert hint is not None
    stamp = parse_timestamp("11/12/2026", "visible", Reading(language="fr", hint=hint.value))
    assert stamp is not None
    assert stamp.isoformat() == "2026-11-12"


@pytest.mark.parametrize(
    "text",
    [
        *(
            "5 hours ago",
            "vor 3 Minuten",
            "yesterday",
            "2 May",
            "31.02.2026",
            "45/67/2026",
            "1970-01-01",
            "Room 2026",
            "",
        ),
        *("2 May 14:05", "2 May 14.05", "F1Dec 19"),
    ],
)
def test_what_is_no_certain_date_stays_empty(text: str) -> None:
    assert parse_timestamp(text, "visible", Reading(language="en")) is None


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ar", "1447/11/15"),
        ("ar", "15 رجب 1447"),
        ("ne", "2083-01-19"),
        ("ne", "२०८३ वैशाख १९"),
        ("bn", "১৯ বৈশাখ ১৪৩৩"),
        ("am", "ሚያዝያ 24 ቀን 2018"),
        ("fa", "02/05/12"),
        ("de", "02.05.64"),
        ("sv", "26-05-02"),
    ],
)
def test_a_date_of_a_calendar_that_is_not_reckoned_or_of_no_certain_century_stays_empty(
    language: str, text: str
) -> None:
    assert parse_timestamp(text, "visible", Reading(language=language)) is None


@pytest.mark.parametrize(
    ("reading", "expected"),
    [
        (Reading(language="en", shown=True), "2026-12-11"),
        (Reading(language="en", shown=False), "2026-11-12"),
        (Reading(language="en", region="us", shown=True), None),
        (Reading(language="fr", shown=False), None),
        (Reading(language="tl"), "2026-11-12"),
        (Reading(region="it"), "2026-12-11"),
    ],
)
def test_the_order_that_the_page_shows_settles_what_its_language_leaves_open(
    reading: Reading, expected: str | None
) -> None:
    stamp = parse_timestamp("11/12/2026", "visible", reading)
    assert (stamp.isoformat() if stamp else None) == expected


@pytest.mark.parametrize(("region", "offset"), [(None, ""), ("in", "+05:30"), ("ie", "+01:00")])
def test_an_abbreviation_that_zones_share_needs_the_region(region: str | None, offset: str) -> None:
    stamp = parse_timestamp("2 May 2026 14:05 IST", "visible", Reading(language="en", region=region))
    assert stamp is not None
    assert stamp.isoformat() == "2026-05-02T14:05:00" + offset


def test_zones_of_a_place_know_their_summer_time() -> None:
    winter, summer = (parse_timestamp(f"{day}, 2026 2:05 p.m. ET", "visible") for day in ("January 2", "July 2"))
    assert winter is not None
    assert summer is not None
    assert (winter.offset_minutes, summer.offset_minutes) == (-300, -240)


def test_two_dates_of_one_line_keep_their_own_times() -> None:
    line = "Published November 18, 2026 9:26pm Updated November 19, 2026 4:23pm"
    found = [date.value.isoformat() for date in find_dates(line, Reading(language="en"))]
    assert found == ["2026-11-18T21:26:00", "2026-11-19T16:23:00"]


def test_names_in_two_cases_are_not_torn_apart() -> None:
    found = next(iter(find_dates("By Sarah McDonald, 2 May 2026", Reading(language="en"))))
    assert found.start == len("By Sarah McDonald, ")


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=120), st.sampled_from(["en", "th", "fa", "xx", "zz-ZZ", "", None]))
def test_any_text_is_read_without_error(text: str, language: str | None) -> None:
    reading = Reading(language=language)
    parse_timestamp(text, "visible", reading)
    for found in find_dates(text + " 2 May 2026 10:00", reading):
        assert found.start < found.end

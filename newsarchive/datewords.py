"""Words and numerals of dates in the languages of news: month names, digits of every script, the Persian calendar.

Month names come from dateparser's language tables, which also hold the inflected forms that dates use ("22 grudnia");
what they lack stands here.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from functools import lru_cache
from importlib import import_module

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_COMMON_LANGUAGES = (
    "en de fr es it pt nl pl sv da nb fi cs sk hu ro bg el tr ru uk be sr hr sl bs mk sq et lv lt is ga cy "
    "ca eu gl ar he fa ur hi bn"
    " ta te ml kn gu pa mr ne si th lo km my vi id ms tl sw af am az ka hy kk ky uz mn tg ckb ps so mt lb"
)
_ALIASES = {"no": "nb", "nn": "nb", "iw": "he", "in": "id", "fil": "tl", "sh": "sr", "mo": "ro"}
_OTHER_SCRIPTS = {"sr": "sr-Latn", "bs": "bs-Cyrl", "uz": "uz-Cyrl", "az": "az-Cyrl"}
"""Languages whose other script has a table of its own."""


def _twelve(names: str) -> tuple[str, ...]:
    return tuple(names.split())


_MORE_NAMES: dict[str, tuple[str, ...]] = {
    # Months that the language tables lack: Arabic of the Levant and the Maghreb, spellings of headlines' datelines.
    "ar": (
        "كانون الثاني|جانفي|كانون ثاني",
        "شباط|فيفري|فبراير",
        "آذار|اذار|مارس",
        "نيسان|أفريل|افريل|أبريل|ابريل|إبريل",
        "أيار|ايار|ماي|مايو",
        "حزيران|جوان|يونيو|يونيه",
        "تموز|جويلية|يوليو|يوليوز|يوليه",
        "آب|اب|أوت|اوت|أغسطس|اغسطس|غشت",
        "أيلول|ايلول|سبتمبر|شتنبر",
        "تشرين الأول|تشرين الاول|أكتوبر|اكتوبر",
        "تشرين الثاني|نوفمبر|نونبر",
        "كانون الأول|كانون الاول|ديسمبر|دجنبر",
    ),
    "en": ("", "", "", "", "", "", "", "", "sept", "", "", ""),
    "de": ("jän", "", "", "", "", "", "", "", "", "", "", ""),
    # Genitive, which a date takes: "12. marta".
    "sr": tuple(
        f"{cyrillic}|{latin}"
        for cyrillic, latin in zip(
            _twelve("јануара фебруара марта априла маја јуна јула августа септембра октобра новембра децембра"),
            _twelve("januara februara marta aprila maja juna jula avgusta septembra oktobra novembra decembra"),
            strict=True,
        )
    ),
    "bs": _twelve("januara februara marta aprila maja juna jula augusta septembra oktobra novembra decembra"),
    "lv": _twelve("janvārī februārī martā aprīlī maijā jūnijā jūlijā augustā septembrī oktobrī novembrī decembrī"),
    "tg": (
        "январи|январ|янв",
        "феврали|феврал|фев",
        "марти|март|мар",
        "апрели|апрел|апр",
        "майи|май",
        "июни|июн",
        "июли|июл",
        "августи|август|авг",
        "сентябри|сентябр|сен",
        "октябри|октябр|окт",
        "ноябри|ноябр|ноя",
        "декабри|декабр|дек",
    ),
    "uz": _twelve("янв фев мар апр май июн июл авг сен|сентабр окт|октабр ноя дек"),
    "ckb": (
        "کانوونی دووەمی|کانونی دووەم|کانونی دووەمی",
        "شوباتی",
        "ئازاری",
        "نیسانی",
        "ئایاری|مایس|مایسی",
        "حوزەیرانی",
        "تەمموز|تەمموزی|تەمووز|تەمووزی",
        "ئابی",
        "ئەیلوولی|ئەیلول|ئەیلولی",
        "تشرینی یەکەمی",
        "تشرینی دووەمی",
        "کانوونی یەکەم|کانوونی یەکەمی|کانونی یەکەمی",
    ),
    "hi": ("जन", "फर|फरवरी", "", "अप्रै", "", "", "जुल", "अग", "सित|सितंबर", "अक्तू|अक्टूबर", "नव|नवंबर", "दिस"),
    "mr": ("", "", "", "", "", "", "", "", "सप्टेंबर", "ऑक्टोबर", "नोव्हेंबर", "डिसेंबर"),
    "bn": ("জানুয়ারী", "ফেব্রুয়ারী", "", "", "", "", "", "অগস্ট", "", "", "", ""),
    "te": ("", "", "", "", "", "", "జూలై", "ఆగస్ట్", "సెప్టెంబరు", "అక్టోబరు", "నవంబరు", "డిసెంబరు"),
    "ml": ("", "", "", "", "മെയ്", "", "", "ആഗസ്റ്റ്|ആഗസ്ത്", "", "ഒക്ടോബർ", "", ""),
    "so": (
        "Janaayo",
        "",
        "Maarso",
        "",
        "Maajo",
        "",
        "Luuliyo",
        "Agoosto",
        "Sebtembar",
        "Oktoobar",
        "Nofembar",
        "Disembar",
    ),
    "ha": ("", "Fabrairu", "", "Afrilu", "", "", "", "", "", "", "", ""),
    "gl": ("", "", "", "", "", "xuñ", "xul", "", "", "", "", ""),
    "vi": tuple(
        f"tháng {name}"
        for name in (
            "giêng|tháng một",
            "hai",
            "ba",
            "tư",
            "năm",
            "sáu",
            "bảy",
            "tám",
            "chín",
            "mười",
            "mười một",
            "mười hai",
        )
    ),
    "km": _twelve("មករា កុម្ភៈ មីនា មេសា ឧសភា មិថុនា កក្កដា សីហា កញ្ញា តុលា វិច្ឆិកា ធ្នូ"),
    "th": _twelve("ม.ค ก.พ มี.ค เม.ย พ.ค มิ.ย ก.ค ส.ค ก.ย ต.ค พ.ย ธ.ค"),
    "eu": _twelve(
        "urtarrilaren|urtarrilak otsailaren|otsailak martxoaren|martxoak apirilaren|apirilak maiatzaren|maiatzak"
        " ekainaren|ekainak uztailaren|uztailak abuztuaren|abuztuak irailaren|irailak urriaren|urriak"
        " azaroaren|azaroak abenduaren|abenduak"
    ),
}
_IRAN = _twelve("فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند")
_DARI = _twelve("حمل ثور جوزا سرطان اسد سنبله میزان عقرب قوس جدی|جدي دلو حوت")
_PASHTO = _twelve("وری|وري غویی|غويی غبرګولی چنګاښ زمری|زمري وږی تله لړم لیندۍ|ليندۍ مرغومی سلواغه کب|كب")
_SOLAR_MONTHS = {
    # Persian calendar: its months are no months of ours.
    "fa": tuple(map("|".join, zip(_IRAN, _DARI, strict=True))),
    "ps": tuple(map("|".join, zip(_DARI, _PASHTO, strict=True))),
}
_ORDINAL = re.compile(r"(\d)(?:st|nd|rd|th|er|re|e|:e|[ºª°]|-?(?:го|е|ого|ին|ին))(?=[\s,.]|$)", re.I)


@lru_cache(maxsize=128)  # lines near the headline are read for names and for dates
def plain(text: str) -> str:
    """Text for reading dates: digits of any script as ASCII, wide forms narrowed, words glued by layout spaced.

    >>> plain("By Jane RoeDec. ٢١st, 2023")
    'By Jane Roe Dec. 21, 2023'
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(_MARKS)
        text = _BEYOND_ASCII.sub(_with_our_digits, text)
    if not _DIGIT.search(text):
        return text
    return _ORDINAL.sub(r"\1", _GLUED.sub(" ", text) if _MAY_BE_GLUED.search(text) else text)


def _with_our_digits(letters: re.Match[str]) -> str:
    return "".join([str(unicodedata.digit(c)) if c.isdigit() else c for c in letters[0]])


_DIGIT = re.compile(r"\d")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
_GLUED = re.compile(
    # Not between any small and capital letter: "McDonald" is one word.
    r"(?<=[A-Za-z])(?=(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.? \d)"
    r"|(?<=(?<!\d)20\d\d)(?=\d{1,2}(?!\d))"
    r"|(?<=\d[AP]M)(?=[A-Z])|(?<=\d [AP]M)(?=[A-Z])|(?<=[a-z])(?=\d{1,2} [A-Z][a-z]{2})"
)
_MAY_BE_GLUED = re.compile(r"[A-Z\d](?:(?<=[A-Za-z].)|(?<=20\d\d.))")
"""A capital or digit right behind a letter, or a digit behind a year, without which nothing is glued."""
_MARKS = dict.fromkeys(map(ord, "\u200e\u200f\u200b\u202a\u202b\u202c\u2066\u2067\u2068\u2069\ufeff"))


@lru_cache(maxsize=64)
def months_of(languages: tuple[str, ...]) -> dict[str, int]:
    """Month names of these languages, folded, the first language's reading first.

    Those of the Persian calendar have the numbers 13 to 24.
    """
    months: dict[str, int] = {}
    for language in languages:
        for number, names in enumerate(_month_names(language), start=1):
            for name in names:
                months.setdefault(name, number)
    return months


@lru_cache(maxsize=128)
def _month_names(language: str) -> tuple[frozenset[str], ...]:
    """The months' names in a language, those of the Persian calendar after December; none where it is unknown."""
    tables = [_table(language), _table(_OTHER_SCRIPTS.get(language, ""))]
    extra = _MORE_NAMES.get(language, ("",) * 12)
    names = [
        _folded([*(name for table in tables for name in table.get(month, ())), *more.split("|")])
        for month, more in zip(_MONTHS, extra, strict=True)
    ]
    return (*names, *(_folded(month.split("|")) for month in _SOLAR_MONTHS.get(language, ())))


def _table(language: str) -> dict[str, list[str]]:
    """What dateparser knows of a language."""
    if not language.replace("-", "").isalpha():
        return {}
    try:
        table: dict[str, list[str]] = import_module(f"dateparser.data.date_translation_data.{language}").info
    except ImportError:
        return {}
    return table


def _folded(names: list[str]) -> frozenset[str]:
    return frozenset(folded for folded in map(_name, names) if len(folded) > 1 and not _DIGIT.search(folded))


def _name(name: str) -> str:
    return fold(plain(name)).strip(" .")


@lru_cache(maxsize=1)
def unambiguous_months() -> dict[str, int]:
    """Month names that mean one month in every language that has them."""
    meanings: dict[str, set[int]] = {}
    for language in _COMMON_LANGUAGES.split():
        for number, names in enumerate(_month_names(language), start=1):
            for name in names:
                if len(name) > 2:
                    meanings.setdefault(name, set()).add(number)
    return {name: next(iter(numbers)) for name, numbers in meanings.items() if len(numbers) == 1}


def fold(text: str) -> str:
    """Text in lower case without accents, of the same length, so that places in one are places in the other.

    Capitals are often set without accents ("FEVRIER", "ΜΑΡΤΙΟΥ"), and no two months differ by an accent alone.

    >>> fold("ΜΑΪΟΥ İZMİR Février")
    'μαιου izmir fevrier'
    """
    lower = text.lower()
    if lower.isascii():
        return lower
    lower = lower if len(lower) == len(text) else "".join(char.lower()[0] for char in text)
    return lower.translate(_BARE_LETTERS)


_BARE_LETTERS = {
    code: unicodedata.normalize("NFD", chr(code))[0] for block in ((0xC0, 0x250), (0x370, 0x400), (0x1E00, 0x2000))
    for code in range(*block)
} | {ord("ı"): "i"}  # fmt: skip
"""Latin and Greek letters with accents → without."""


def base_language(language: str | None) -> str:
    """Language subtag of a BCP 47 tag, lower-case, old and macro codes resolved ("no" is written Bokmål)."""
    base = (language or "").lower().replace("_", "-").split("-")[0]
    return _ALIASES.get(base, base)


def from_persian(year: int, month: int, day: int) -> date:
    """Day of the Persian solar calendar, by the 33-year cycle (exact for 1304 to 1472, the years 1925 to 2093).

    >>> from_persian(1402, 10, 2)
    datetime.date(2023, 12, 23)
    """
    if not (1 <= month <= 12 and 1 <= day <= 31):
        raise ValueError(f"Expected a day of the Persian calendar, got {year}-{month}-{day}.")
    leaps = (8 * (year - 1) + 29) // 33
    first = (year - 1) * 365 + leaps
    # 1 Farvardin 1402 was 21 March 2023.
    epoch = 1401 * 365 + (8 * 1401 + 29) // 33
    before = (month - 1) * 31 if month <= 7 else 186 + (month - 7) * 30
    return date(2023, 3, 21) + timedelta(days=first - epoch + before + day - 1)

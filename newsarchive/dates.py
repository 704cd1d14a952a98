"""Dates as pages write them, in any language, read into `Timestamp`s. Pure: text in, timestamp out, nothing guessed.

What is known of a date is kept and nothing added: a day stays a day, a time without offset stays without one. A numeric date
whose order of day and month is unknown, and a time zone abbreviation that several zones share, are not resolved unless the
page's language or region settles them. Relative dates ("5 hours ago") say nothing without a clock and are not read.

Month names come from dateparser's language tables; the patterns are this module's, because a date on a news page stands
among labels, weekdays and a second date, which dateparser reads as one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from importlib import import_module
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .items import Precision, Timestamp

MAX_TEXT = 400
"""Characters of a text that are searched for dates; a line that names one is shorter."""
FIRST_YEAR, LAST_YEAR = 1990, 2100
"""News on the web began in the nineties; a story dated 1970 carries a zero clock."""

_MONTHS = "january february march april may june july august september october november december".split()
_COMMON_LANGUAGES = (
    "en de fr es it pt nl pl sv da nb fi cs sk hu ro bg el tr ru uk be sr hr sl bs mk sq et lv lt is ga cy ca eu gl ar he fa ur hi bn"
    " ta te ml kn gu pa mr ne si th lo km my vi id ms tl sw af am az ka hy kk ky uz mn"
).split()
_ALIASES = {"no": "nb", "nn": "nb", "iw": "he", "in": "id", "fil": "tl", "sh": "sr", "mo": "ro"}
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
    "km": tuple("មករា កុម្ភៈ មីនា មេសា ឧសភា មិថុនា កក្កដា សីហា កញ្ញា តុលា វិច្ឆិកា ធ្នូ".split()),
    "th": tuple("ม.ค ก.พ มี.ค เม.ย พ.ค มิ.ย ก.ค ส.ค ก.ย ต.ค พ.ย ธ.ค".split()),
    "eu": tuple(
        "urtarrilaren otsailaren martxoaren apirilaren maiatzaren ekainaren uztailaren abuztuaren irailaren urriaren"
        " azaroaren abenduaren".split()
    ),
}
_ZONES: dict[str, float] = {
    # Hours east of UTC of abbreviations that one zone has to itself (or that its namesakes are not printed on news pages).
    "z": 0, "utc": 0, "gmt": 0, "wet": 0, "cet": 1, "mez": 1, "cest": 2, "mesz": 2, "eet": 2, "eest": 3, "msk": 3, "мск": 3,
    "trt": 3, "wib": 7, "wita": 8, "wit": 9, "ict": 7, "sgt": 8, "hkt": 8, "myt": 8, "pht": 8, "jst": 9, "kst": 9, "awst": 8,
    "aest": 10, "aedt": 11, "acst": 9.5, "acdt": 10.5, "nzst": 12, "nzdt": 13, "sast": 2, "eat": 3, "wat": 1, "cat": 2,
    "pkt": 5, "npt": 5.75, "gst": 4, "irst": 3.5, "est": -5, "edt": -4, "cdt": -5, "mst": -7, "mdt": -6, "pdt": -7, "akst": -9,
    "akdt": -8, "hst": -10, "brt": -3, "ndt": -2.5, "adt": -3, "idt": 3, "bdt": 6,
}  # fmt: skip
_SHARED_ZONES: dict[str, dict[str, float]] = {
    "ist": {"in": 5.5, "ie": 1, "il": 2},
    "bst": {"gb": 1, "uk": 1, "bd": 6},
    "cst": {"us": -6, "ca": -6, "mx": -6, "cn": 8, "tw": 8},
    "pst": {"us": -8, "ca": -8, "ph": 8},
    "ast": {"ca": -4, "sa": 3, "pr": -4},
    "sst": {"sg": 8},
}
_PLACES = {"et": "America/New_York", "ct": "America/Chicago", "mt": "America/Denver", "pt": "America/Los_Angeles"}
"""Zones printed without saying whether summer time holds; a place and a date do."""
_AMERICAN = {"us", "ph", "ca", "bz", "fm", "gu", "pr"}
"""Regions where English numeric dates begin with the month."""

_YEAR_FIRST = "(?P<y>(?:19|20)\\d\\d|25\\d\\d|1[34]\\d\\d)"
_CJK = re.compile(r"(?P<y>(?:19|20)\d\d)\s*[年년]\s*(?P<m>\d{1,2})\s*[月월]\s*(?P<d>\d{1,2})\s*[日일号號]?")
_ERA = re.compile(r"令和\s*(?P<y>\d{1,2})\s*年\s*(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*日")
_ISO = re.compile(r"(?<![\d.])" + _YEAR_FIRST + r"\s?(?P<s>[-/.])\s?(?P<m>\d{1,2})\s?(?P=s)\s?(?P<d>\d{1,2})(?!\d)")
_NUMERIC = re.compile(
    r"(?<![\d.:])(?P<a>\d{1,2})\s?(?P<s>[-/.])\s?(?P<b>\d{1,2})\s?(?P=s)\s?(?P<y>\d{4}|\d{2})(?![\d])"
)
_VIETNAMESE = re.compile(r"(?P<d>\d{1,2})\s*(?:tháng|thg)\s*(?P<m>\d{1,2})\s*,?\s*(?:năm\s*)?(?P<y>\d{4})", re.I)
_COMPACT = re.compile(
    r"^(?P<y>(?:19|20)\d\d)(?P<m>\d\d)(?P<d>\d\d)(?:T?(?P<h>\d\d)(?P<min>\d\d)(?P<sec>\d\d)?)?(?P<z>Z)?$"
)
_MACHINE = re.compile(
    r"^(?P<y>\d{4})[-/. ](?P<m>\d{1,2})[-/. ](?P<d>\d{1,2})"
    r"(?:(?:\s*T\s*|[\s,_]+|-(?=\d\d:))(?P<h>\d{1,2}):(?P<min>\d{2})(?::(?P<sec>\d{2})(?:[.,]\d+)?)?\s*(?P<z>.{0,40}))?$",
    re.I,
)
_EPOCH = re.compile(r"^(?:\d{10}|\d{13})$")
_OFFSET = re.compile(r"^\(?(?:GMT|UTC|Z)?\s*(?P<sign>[+\-−])\s*(?P<h>\d{1,2})(?::?(?P<m>\d{2}))?\)?", re.I)
_TIME = re.compile(
    r"(?P<before>午前|午後|上午|下午|오전|오후|晚上|中午|凌晨|早上)?\s*(?<![\d.])"
    r"(?P<h>\d{1,2})(?P<s>[:.h：時시點点]|\s?(?:uur|u)\s?)\s?(?P<min>\d{2})(?!\d)(?:分|분)?(?::(?P<sec>\d{2}))?"
    r"\s*(?P<ampm>[ap]\.?\s?m\b\.?|[πμ]\.?μ\.?|ص|م|ق\.ظ|ب\.ظ|[ap](?=\s|$))?",
    re.I,
)
_BARE_HOUR = re.compile(r"(?<![\d.:])(?P<h>\d{1,2})\s*(?P<ampm>[ap]\.?m\b\.?)", re.I)
_ZONE = re.compile(
    r"^[\s,(]*(?:(?P<offset>(?:GMT|UTC)?\s?[+\-−]\s?\d{1,2}(?::?\d{2})?)|(?P<name>[A-Za-zМмСсКк]{1,5}))\b"
)
_DOTTED_TIME_CONTEXT = re.compile(
    r"(?:kl|klo|um|ore|alle|pukul|jam|at|à|uhr|wib|wita|wit|น)\W*$|^\W*(?:uhr|wib|wita|wit|น|h\b|am|pm)", re.I
)
_PM_WORDS = ("午後", "下午", "오후", "晚上")
_AM_WORDS = ("午前", "上午", "오전", "凌晨", "早上")
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th|er|re|[ºª°]|-?(?:го|е|ого|ին|ին))(?=[\s,.]|$)", re.I)


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """What is known of the page that a date stands on."""

    language: str | None = None
    """BCP 47 tag of the page."""
    region: str | None = None
    """Two-letter country, lower-case, where tag or domain name tells it."""
    hint: date | None = None
    """A day that another evidence gives; settles the order of a numeric date that would be ambiguous."""

    @property
    def day_first(self) -> bool | None:
        """Whether numeric dates put the day first; None where the language does not settle it."""
        base = (self.language or "").lower().split("-")[0]
        if not base:
            return None
        if base == "en":
            return None if self.region is None else self.region not in _AMERICAN
        return True


@dataclass(frozen=True, slots=True)
class Found:
    """A date found in a text."""

    value: date | datetime
    precision: Precision
    start: int
    """Where it begins in the text, as `plain` gives it."""
    end: int
    """Where it ends."""


def parse_timestamp(text: str, source: str, reading: Reading | None = None) -> Timestamp | None:
    """The timestamp a value states: machine formats first, then a date in words; None where there is none for sure.

    >>> parse_timestamp("2026-11-20T09:30:00+07:00", "json-ld").isoformat()
    '2026-11-20T09:30:00+07:00'
    >>> parse_timestamp("Fri, 20 Nov 2026 09:30:00 GMT", "meta").isoformat()
    '2026-11-20T09:30:00+00:00'
    >>> parse_timestamp("11/12/2026", "visible") is None
    True
    """
    raw = text.strip()
    if not 4 <= len(raw) <= MAX_TEXT:
        return None
    value = read_machine(raw, reading or Reading())
    if value is not None:
        return Timestamp(raw=raw, value=value, precision=_precision(value, raw), source=source)
    found = next(find_dates(raw, reading or Reading()), None)
    if found is None:
        return None
    return Timestamp(raw=raw, value=found.value, precision=found.precision, source=source)


def read_machine(text: str, reading: Reading) -> date | datetime | None:
    """Value of an ISO 8601 string and its near relations (compact, epoch, space for T, zone names); None for anything else.

    >>> read_machine("2023-04-28 18:11:01.0", Reading())
    datetime.datetime(2023, 4, 28, 18, 11, 1)
    >>> read_machine("1700000000", Reading())
    datetime.datetime(2023, 11, 14, 22, 13, 20, tzinfo=datetime.timezone.utc)
    """
    if len(text) in (20, 25) and text[10:11] == "T":
        try:
            value = datetime.fromisoformat(text)
            return value if FIRST_YEAR <= value.year <= LAST_YEAR else None
        except ValueError:
            pass
    if _EPOCH.match(text):
        value = datetime.fromtimestamp(int(text) / (1000 if len(text) == 13 else 1), UTC).replace(microsecond=0)
        return value if FIRST_YEAR <= value.year <= LAST_YEAR else None
    match = _MACHINE.match(text) or _COMPACT.match(text)
    if match is None:
        return None
    day = _day(match["y"], match["m"], match["d"])
    if day is None or match["h"] is None:
        return day
    zone = (match["z"] or "").strip()
    clock = _clock(day, int(match["h"]), int(match["min"]), int(match["sec"] or 0))
    return _with_zone(clock, zone, reading) if clock else day


def find_dates(text: str, reading: Reading) -> Iterator[Found]:
    """Dates in a line of text, in order, each with the time that stands beside it.

    >>> [found.value.isoformat() for found in find_dates("Published: 2 May 2026, 14:05 CEST", Reading(language="en"))]
    ['2026-05-02T14:05:00+02:00']
    >>> [found.value.isoformat() for found in find_dates("20 พฤศจิกายน 2569", Reading(language="th"))]
    ['2026-11-20']
    """
    line = plain(text[:MAX_TEXT])
    if not any(char.isdigit() for char in line):
        return
    days = list(_days(line, reading))
    for index, (day, start, end) in enumerate(days):
        until = days[index + 1][1] if index + 1 < len(days) else len(line)
        since = days[index - 1][2] if index else 0
        yield _timed(line, Found(day, "day", start, end), since, until, reading)


def plain(text: str) -> str:
    """Text for reading dates: digits of any script as ASCII, wide forms narrowed, words that layout alone kept apart spaced.

    >>> plain("By Jane RoeDec. ٢١st, 2023")
    'By Jane Roe Dec. 21, 2023'
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(_MARKS)
        text = "".join(str(unicodedata.digit(c)) if c.isdigit() and not c.isascii() else c for c in text)
    return _ORDINAL.sub("", _GLUED.sub(" ", text))


_GLUED = re.compile(
    r"(?<=[A-Za-z])(?=(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.? \d)|(?<=[a-zà-ÿ])(?=[A-Z][a-z]{2})|(?<=\d[AP]M)(?=[A-Z])|(?<=\d [AP]M)(?=[A-Z])|(?<=[a-z])(?=\d{1,2} [A-Z][a-z]{2})"
)
_MARKS = dict.fromkeys(map(ord, "\u200e\u200f\u200b\u202a\u202b\u202c\u2066\u2067\u2068\u2069\ufeff"))


# ---- days


def _days(text: str, reading: Reading) -> Iterator[tuple[date, int, int]]:
    """Days in the text with their places, in order, none within another."""
    found = [*_numeric_days(text, reading), *_worded_days(text, reading)]
    last = 0
    for day, start, end in sorted(found, key=lambda entry: (entry[1], -entry[2])):
        if start >= last:
            yield day, start, end
            last = end


def _numeric_days(text: str, reading: Reading) -> Iterator[tuple[date, int, int]]:
    for pattern in (_CJK, _ISO, _VIETNAMESE):
        for match in pattern.finditer(text):
            if day := _day(match["y"], match["m"], match["d"]):
                yield day, match.start(), match.end()
    for match in _ERA.finditer(text):
        # Reiwa 1 is 2019.
        if day := _day(str(int(match["y"]) + 2018), match["m"], match["d"]):
            yield day, match.start(), match.end()
    for match in _NUMERIC.finditer(text):
        if day := _ordered(match, reading):
            yield day, match.start(), match.end()


def _ordered(match: re.Match[str], reading: Reading) -> date | None:
    """Day of a numeric date, where its order is certain: by its numbers, by another evidence, or by language and region."""
    year = match["y"]
    if len(year) == 2:
        if match["s"] == "-":
            return None
        year = "20" + year
    day_first, month_first = _day(year, match["b"], match["a"]), _day(year, match["a"], match["b"])
    if day_first is None or month_first is None or day_first == month_first:
        return day_first or month_first
    if reading.hint is not None:
        near = [day for day in (day_first, month_first) if abs((day - reading.hint).days) <= 1]
        if len(near) == 1:
            return near[0]
    if match["s"] == ".":
        return day_first
    order = reading.day_first
    return None if order is None else day_first if order else month_first


def _worded_days(text: str, reading: Reading) -> Iterator[tuple[date, int, int]]:
    """Dates with a month in words: of the page's language and English, else of any language that names it alone."""
    languages = tuple(dict.fromkeys((_base(reading.language), "en")))
    found = list(_with_months(text, languages))
    if not found and re.search(r"(?:19|20|25)\d\d", text):
        found = list(_with_months(text, ()))
    yield from found


def _with_months(text: str, languages: tuple[str, ...]) -> Iterator[tuple[date, int, int]]:
    patterns, months = _patterns(languages)
    folded = text.casefold()
    if len(folded) != len(text):
        folded = text.lower() if len(text.lower()) == len(text) else text
    for pattern in patterns:
        for match in pattern.finditer(folded):
            month = months.get(match["month"].strip())
            if month and (day := _day(match["y"], str(month), match["d"])):
                yield day, match.start(), match.end()


@lru_cache(maxsize=32)
def _patterns(languages: tuple[str, ...]) -> tuple[list[re.Pattern[str]], dict[str, int]]:
    """Patterns of dates with a month in words, and the months; of every language together where none is named."""
    months = _months(languages) if languages else _unambiguous_months()
    names = "|".join(re.escape(name) for name in sorted(months, key=len, reverse=True))
    month, year, day = rf"(?P<month>{names})", r"(?P<y>\d{4})", r"(?P<d>\d{1,2})(?!\d|:\d)"
    of = r"(?:\s*(?:de|del|of|d'|d’|a|al|in|i|da|di|do|den|ta'|en|le|vum)(?=[\s\d])|\s*(?:เดือน|ខែ))?"
    filler = rf"[\s.,/\-–]*{of}[\s.,/\-–]*"
    tail = r"[.,/\-–\s]*(?:(?:de|del|of|พ\.?ศ\.?|ค\.?ศ\.?|ปี|ឆ្នាំ|năm|ൽ|m\.|г\.?|року|р\.?)\s*)?[\s,]*"
    return [
        re.compile(rf"(?<![\d.:/]){day}{filler}{month}(?![^\W\d_]){tail}{year}(?!\d(?!\d?:))"),
        re.compile(rf"(?<![^\W\d_]){month}(?![^\W\d_])[\s.\-/]*{day}[\s,.\-/]+(?:de\s+|of\s+)?{year}(?!\d(?!\d?:))"),
        # Year first: Hungarian, Lithuanian ("2024 m. kovo 31 d."), Latvian ("2023. gada 22. decembris"), Basque, Mongolian.
        re.compile(rf"(?<!\d){year}\.?\s*(?:m\.|gada|e?ko|оны|,|-)?\s*{month}(?![^\W\d_])[\s.\-]*{day}"),
        re.compile(rf"(?<!\d){year}\.?\s*gada\s+{day}[.\s]*{month}"),
        # Weekday and time between month and year: "Tue Dec 19 20:00:00 CET 2023".
        re.compile(rf"(?<![^\W\d_]){month}\s+{day}\s+[\d:]{{5,8}}\s+(?:[a-z]{{2,5}}\s+)?{year}(?!\d)"),
    ], months


@lru_cache(maxsize=64)
def _months(languages: tuple[str, ...]) -> dict[str, int]:
    """Month names of these languages, folded, the first language's reading first."""
    months: dict[str, int] = {}
    for language in languages:
        for number, names in enumerate(_month_names(language), start=1):
            for name in names:
                months.setdefault(name, number)
    return months


@lru_cache(maxsize=128)
def _month_names(language: str) -> tuple[frozenset[str], ...]:
    """The twelve months' names in a language; empty where the language is unknown."""
    try:
        table = import_module(f"dateparser.data.date_translation_data.{language}").info if language.isalpha() else {}
    except ImportError:
        table = {}
    extra = _MORE_NAMES.get(language, ("",) * 12)
    names = []
    for month, more in zip(_MONTHS, extra, strict=True):
        spelled = [*table.get(month, ()), *more.split("|")]
        names.append(frozenset(_name(name) for name in spelled if len(_name(name)) > 1 and not re.search(r"\d", name)))
    return tuple(names)


def _name(name: str) -> str:
    return plain(name).casefold().strip(" .")


@lru_cache(maxsize=1)
def _unambiguous_months() -> dict[str, int]:
    """Month names that mean one month in every language that has them."""
    meanings: dict[str, set[int]] = {}
    for language in _COMMON_LANGUAGES:
        for number, names in enumerate(_month_names(language), start=1):
            for name in names:
                if len(name) > 2:
                    meanings.setdefault(name, set()).add(number)
    return {name: next(iter(numbers)) for name, numbers in meanings.items() if len(numbers) == 1}


def _base(language: str | None) -> str:
    base = (language or "").lower().replace("_", "-").split("-")[0]
    return _ALIASES.get(base, base)


def _day(year: str, month: str, day: str) -> date | None:
    """The day, where there is such a day and a page may be of it; Buddhist and Persian years reckoned."""
    number = int(year)
    if 2500 <= number <= 2600:
        number -= 543
    try:
        if 1370 <= number <= 1480:
            return from_persian(number, int(month), int(day))
        return date(number, int(month), int(day)) if FIRST_YEAR <= number <= LAST_YEAR else None
    except ValueError:
        return None


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


# ---- times


def _timed(text: str, found: Found, since: int, until: int, reading: Reading) -> Found:
    """The date with the time of day that stands right after it, right before it, or within it."""
    assert not isinstance(found.value, datetime)
    inside = _TIME.search(text, found.start, found.end)
    after = text[found.end : min(until, found.end + 45)]
    for match, offset in _times(after):
        if match.start() <= 30 and not re.search(r"\d", after[: match.start()]):
            return _joined(found, match, after[match.end() :], found.start, offset + found.end + match.end(), reading)
    if inside and ":" in inside.group():
        return _joined(found, inside, text[inside.end() :], found.start, found.end, reading)
    begin = max(since, found.start - 45)
    before = text[begin : found.start]
    for match, _ in reversed(list(_times(before))):
        if not re.search(r"\d", before[match.end() :]):
            return _joined(found, match, before[match.end() :], begin + match.start(), found.end, reading)
    return found


def _times(text: str) -> Iterator[tuple[re.Match[str], int]]:
    for match in _TIME.finditer(text):
        if match["s"] == "." and not (
            match["ampm"]
            or _DOTTED_TIME_CONTEXT.search(text[: match.start()])
            or _DOTTED_TIME_CONTEXT.search(text[match.end() :])
            or not text[: match.start()].strip(" ,|-–·•")
        ):
            continue
        yield match, 0
    for match in _BARE_HOUR.finditer(text):
        yield match, 0


def _joined(found: Found, match: re.Match[str], rest: str, start: int, end: int, reading: Reading) -> Found:
    groups = match.groupdict()
    hour, minute, second = int(groups["h"]), int(groups.get("min") or 0), groups.get("sec")
    half = (groups.get("ampm") or "").replace(".", "").replace(" ", "").casefold()
    before = groups.get("before") or ""
    if half in ("pm", "p", "μμ", "م", "بظ") or before in _PM_WORDS:
        hour += 12 if hour < 12 else 0
    elif (half in ("am", "a", "πμ", "ص", "قظ") or before in _AM_WORDS) and hour == 12:
        hour = 0
    clock = _clock(found.value, hour, minute, int(second or 0))
    if clock is None:
        return found
    value = _with_zone(clock, rest, reading)
    return Found(value, "second" if second else "minute", start, end)


def _clock(day: date, hour: int, minute: int, second: int) -> datetime | None:
    if hour == 24 and minute == 0:
        return datetime(day.year, day.month, day.day, tzinfo=None) + timedelta(days=1)
    if hour > 23 or minute > 59 or second > 59:
        return None
    return datetime(day.year, day.month, day.day, hour, minute, second)


def _with_zone(clock: datetime, text: str, reading: Reading) -> datetime:
    """The clock time in the zone that the text begins with; naive where it names none for sure."""
    if offset := _OFFSET.match(text.strip()):
        zone = _offset(offset)
        return clock.replace(tzinfo=zone) if zone else clock
    match = _ZONE.match(text)
    if match is None:
        return clock
    if match["offset"]:
        offset = _OFFSET.match(match["offset"].strip())
        zone = _offset(offset) if offset else None
        return clock.replace(tzinfo=zone) if zone else clock
    zone = _named_zone(match["name"], reading)
    if zone is None:
        return clock
    aware = clock.replace(tzinfo=zone)
    offset_now = aware.utcoffset()
    return aware.replace(tzinfo=timezone(offset_now)) if offset_now is not None else clock


def _offset(match: re.Match[str]) -> tzinfo | None:
    minutes = int(match["h"]) * 60 + int(match["m"] or 0)
    if minutes > 14 * 60:
        return None
    return timezone(timedelta(minutes=minutes if match["sign"] == "+" else -minutes))


def _named_zone(name: str, reading: Reading) -> tzinfo | None:
    key = name.casefold()
    if key in _ZONES and (name.isupper() or len(key) > 2):
        return timezone(timedelta(hours=_ZONES[key])) if key not in ("est", "edt") or reading.region != "au" else None
    if name.isupper() and key in _SHARED_ZONES and reading.region in _SHARED_ZONES[key]:
        return timezone(timedelta(hours=_SHARED_ZONES[key][reading.region]))
    if name.isupper() and key in _PLACES:
        try:
            return ZoneInfo(_PLACES[key])
        except ZoneInfoNotFoundError:
            return None
    return None


def _precision(value: date | datetime, raw: str) -> Precision:
    if not isinstance(value, datetime):
        return "day"
    return "second" if value.second or re.search(r"\d:\d\d:\d\d|^\d{10,14}", raw) else "minute"


def with_source(stamp: Timestamp, source: str) -> Timestamp:
    """The same timestamp, said to come from another evidence."""
    return replace(stamp, source=source)

"""Dates as pages write them, in any language, read into `Timestamp`s. Pure: text in, timestamp out, nothing guessed.

What is known of a date is kept and nothing added: a day stays a day, a time without offset stays without one. A numeric
date whose order of day and month is unknown, and a time zone abbreviation that several zones share, are not resolved
unless the page's language or region settles them. Relative dates ("5 hours ago") say nothing without a clock and are
not read.

Month names come from dateparser's language tables; the patterns are this module's, because a date on a news page stands
among labels, weekdays and a second date, which dateparser reads as one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from operator import add

from .datewords import base_language, fold, from_persian, months_of, plain, unambiguous_months
from .items import Precision, Timestamp
from .zones import with_zone

MAX_TEXT = 400
"""Characters of a text that are searched for dates; a line that names one is shorter."""
FIRST_YEAR, LAST_YEAR = 1990, 2046
"""News on the web began in the nineties; a story dated 1970 carries a zero clock. From 2047 on, a year is Nepal's,
whose calendar is 57 years ahead."""
_SOLAR_YEARS = range(1370, 1410)
"""Years of the Persian calendar since 1990. From 1410 on (2031), a year that pages print today is of the Hijra."""
_BUDDHIST_YEARS = range(2500, 2601)

_AMERICAN = {"us", "ph", "ca", "bz", "fm", "gu", "pr"}
"""Regions where English numeric dates begin with the month."""
_MONTH_FIRST = {"tl", "fil"}
"""Languages whose numeric dates begin with the month."""
_SHORT_YEAR_FIRST = {"zh", "ja", "ko", "hu"}
"""Languages in which a date of three short numbers begins with the year: 21.03.12."""
_DASHED = {"nl", "da", "pt", "hi", "mr", "bn", "ta", "te", "gu", "kn", "ml", "pa", "ur"}
"""Languages that write 12-03-21 for the 12th of March; elsewhere it may as well be a year that begins it."""

_DIGIT = re.compile(r"\d")
_JOINED = re.compile(r"\d\s?[-/.]\s?\d")
"""Two numbers as a numeric date joins them."""
_WORD = re.compile(r"[^\W\d_]+")
_YEAR_FIRST = "(?P<y>(?:19|20)\\d\\d|25\\d\\d|1[34]\\d\\d)"
_CJK = re.compile(r"(?P<y>(?:19|20)\d\d)\s*[年년]\s*(?P<m>\d{1,2})\s*[月월]\s*(?P<d>\d{1,2})\s*[日일号號]?")
_ERA = re.compile(r"(?P<era>令和|平成|民[國国])\s*(?P<y>\d{1,3}|元)\s*年\s*(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*日")
_ERAS = {"令和": 2018, "平成": 1988, "民國": 1911, "民国": 1911}
"""The year before the first of each."""
_ISO = re.compile(r"(?<![\d.])" + _YEAR_FIRST + r"\s?(?P<s>[-/.])\s?(?P<m>\d{1,2})\s?(?P=s)\s?(?P<d>\d{1,2})(?!\d)")
_NUMERIC = re.compile(
    r"(?<![\d.:])(?P<a>\d{1,2})\s?(?P<s>[-/.])\s?(?P<b>\d{1,2})\s?(?P=s)\s?(?P<y>\d{4}|\d{2})(?![\d])"
)
_MARKED = (
    # Months that are numbers with a word: the word tells which number is the month.
    _CJK,
    re.compile(r"(?P<m>\d{1,2})\s?[月월]\s?(?P<d>\d{1,2})\s?[日일]?,\s?(?P<y>(?:19|20)\d\d)"),
    re.compile(r"(?<!\d)(?P<d>\d{1,2})[\s\-](?P<m>\d{1,2})\s?[月월],?[\s\-]?(?P<y>(?:19|20)\d\d)"),
    re.compile(r"(?P<d>\d{1,2})[\s\-]*(?:tháng|thg|th)\s*(?P<m>\d{1,2})[\s,\-]*(?:năm\s*)?(?P<y>\d{4})", re.I),
    re.compile(r"\b(?:tháng|thg|th)\s*(?P<m>\d{1,2})\s+(?P<d>\d{1,2}),?\s+(?P<y>\d{4})", re.I),
    re.compile(
        r"(?P<y>20\d\d)\s?он(?:ы)?\s*(?P<m>\d{1,2})\s?-?(?:р|дугаар|дүгээр)?\s*сар(?:ын)?\s*(?P<d>\d{1,2})", re.I
    ),
)
_COMPACT = re.compile(
    r"^(?P<y>(?:19|20)\d\d)(?P<m>\d\d)(?P<d>\d\d)(?:T?(?P<h>\d\d)(?P<min>\d\d)(?P<sec>\d\d)?)?(?P<z>Z)?$"
)
_MACHINE = re.compile(
    r"^(?P<y>\d{4})[-/. ](?P<m>\d{1,2})[-/. ](?P<d>\d{1,2})"
    r"(?:(?:\s*T\s*|[\s,_]+"
    r"|-(?=\d\d:))(?P<h>\d{1,2}):(?P<min>\d{2})(?::(?P<sec>\d{2})(?:[.,]\d+)?)?\s*(?P<z>.{0,40}))?$",
    re.I,
)
_EPOCH = re.compile(r"^(?:/Date\()?(\d{10}|\d{13})(?:\)/)?$")
"""Seconds or milliseconds since 1970, also as Microsoft's JSON has them."""
_TIME = re.compile(
    r"(?P<before>午前|午後|上午|下午|오전|오후|晚上|中午|凌晨|早上)?\s*(?<![\d.])"
    r"(?P<h>\d{1,2})(?P<s>[:.h：時시點点]|\s?(?:uur|u)\s?)\s?(?P<min>\d{2})(?!\d)(?:分|분)?(?::(?P<sec>\d{2}))?"
    r"\s*(?P<ampm>[ap]\.?\s?m\b\.?|[πμ]\.?μ\.?|ص|م|ق\.ظ|ب\.ظ|[ap](?=\s|$))?",
    re.I,
)
_BARE_HOUR = re.compile(r"(?<![\d.:])(?P<h>\d{1,2})\s*(?P<ampm>[ap]\.?m\b\.?)", re.I)
_MAY_BE_TIME = re.compile(r"\d\s*(?:[:.hu：時시點点]|[ap]\.?m)", re.I)
"""What either of these has."""
_DOTTED_TIME_CONTEXT = re.compile(
    r"(?:kl|klo|um|ore|alle|pukul|jam|at|à|uhr|wib|wita|wit|น)\W*$|^\W*(?:uhr|wib|wita|wit|น|h\b|am|pm)", re.I
)
_PM_WORDS = ("午後", "下午", "오후", "晚上")
_AM_WORDS = ("午前", "上午", "오전", "凌晨", "早上")


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """What is known of the page that a date stands on."""

    language: str | None = None
    """BCP 47 tag of the page."""
    region: str | None = None
    """Two-letter country, lower-case, where tag or domain name tells it."""
    hint: date | None = None
    """A day that another evidence gives; settles the order of a numeric date that would be ambiguous."""
    shown: bool | None = None
    """Whether numeric dates elsewhere on the page put the day first, where their numbers leave no doubt."""

    @property
    def day_first(self) -> bool | None:
        """Whether numeric dates put the day first; None where neither the page nor its language settles it."""
        base = base_language(self.language)
        if base in ("", "en"):
            usual = None if self.region is None else self.region not in _AMERICAN
        elif base == "es" and self.region in ("us", "pr"):
            usual = None
        else:
            usual = base not in _MONTH_FIRST
        if usual is None or self.shown is None:
            return self.shown if usual is None else usual
        return usual if usual == self.shown else None


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
    """Value of an ISO 8601 string and its near relations (compact, epoch, zone names); None for anything else.

    >>> read_machine("2023-04-28 18:11:01.0", Reading())
    datetime.datetime(2023, 4, 28, 18, 11, 1)
    >>> read_machine("1700000000", Reading())
    datetime.datetime(2023, 11, 14, 22, 13, 20, tzinfo=datetime.timezone.utc)
    """
    if len(text) in (20, 25) and text[10:11] == "T":
        with suppress(ValueError):
            return _plausible(datetime.fromisoformat(text))
    if epoch := _EPOCH.match(text):
        return _plausible(datetime.fromtimestamp(int(epoch[1]) // (1000 if len(epoch[1]) == 13 else 1), UTC))
    match = _MACHINE.match(text) or _COMPACT.match(text)
    if match is None:
        return None
    day = _day(match["y"], match["m"], match["d"])
    if day is None or match["h"] is None:
        return day
    zone = (match["z"] or "").strip()
    clock = _clock(day, int(match["h"]), int(match["min"]), int(match["sec"] or 0))
    return with_zone(clock, zone, reading.region) if clock else day


def _plausible(value: datetime) -> datetime | None:
    return value if FIRST_YEAR <= value.year <= LAST_YEAR else None


def find_dates(text: str, reading: Reading) -> Iterator[Found]:
    """Dates in a line of text, in order, each with the time that stands beside it.

    >>> [found.value.isoformat() for found in find_dates("Published: 2 May 2026, 14:05 CEST", Reading(language="en"))]
    ['2026-05-02T14:05:00+02:00']
    >>> [found.value.isoformat() for found in find_dates("20 พฤศจิกายน 2569", Reading(language="th"))]
    ['2026-11-20']
    """
    line = plain(text[:MAX_TEXT])
    if not _DIGIT.search(line):
        return
    days = list(_days(line, reading))
    for index, (day, start, end) in enumerate(days):
        until = days[index + 1][1] if index + 1 < len(days) else len(line)
        since = days[index - 1][2] if index else 0
        yield _timed(line, Found(day, "day", start, end), since, until, reading)


# ---- days


def _days(text: str, reading: Reading) -> Iterator[tuple[date, int, int]]:
    """Days in the text with their places, in order, none within another."""
    found = [*_numeric_days(text, reading), *_worded_days(text, base_language(reading.language))]
    last = 0
    for day, start, end in sorted(found, key=lambda entry: (entry[1], -entry[2])):
        if start >= last:
            yield day, start, end
            last = end


def _numeric_days(text: str, reading: Reading) -> Iterator[tuple[date, int, int]]:
    joined = _JOINED.search(text) is not None
    marked = not text.isascii() or base_language(reading.language) == "vi"
    for pattern in (*((_ISO,) if joined else ()), *(_MARKED if marked else ())):
        for match in pattern.finditer(text):
            if day := _day(match["y"], match["m"], match["d"]):
                yield day, match.start(), match.end()
    for match in _ERA.finditer(text) if "年" in text else ():
        year = 1 if match["y"] == "元" else int(match["y"])
        if day := _day(str(year + _ERAS[match["era"]]), match["m"], match["d"]):
            yield day, match.start(), match.end()
    for match in _NUMERIC.finditer(text) if joined else ():
        if day := _ordered(match, reading):
            yield day, match.start(), match.end()


def _ordered(match: re.Match[str], reading: Reading) -> date | None:
    """Day of a numeric date, where its order is certain: by its numbers, another evidence, or language and region."""
    year = match["y"]
    if len(year) == 2:
        base = base_language(reading.language)
        if base in _SHORT_YEAR_FIRST:
            return _day(_full_year(match["a"], base), match["b"], year)
        if base in ("fa", "ps"):
            return _day("13" + match["a"], match["b"], year) if int(match["a"]) > 31 else None
        if match["s"] == "-" and not (base in _DASHED or (base == "en" and reading.region == "in")):
            return None
        year = _full_year(year, base)
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


def _full_year(year: str, language: str) -> str:
    """A year of two digits in full, "0" where its century is unknown; Thai pages shorten the Buddhist year.

    >>> _full_year("21", "de"), _full_year("99", "de"), _full_year("64", "th"), _full_year("64", "de")
    ('2021', '1999', '2564', '0')
    """
    number = int(year)
    if language == "th" and number > LAST_YEAR % 100:
        return "25" + year
    return "20" + year if number <= LAST_YEAR % 100 else "19" + year if number >= FIRST_YEAR % 100 else "0"


@lru_cache(maxsize=64)  # the lines near a headline are read for its byline and for its dates
def _worded_days(text: str, language: str) -> list[tuple[date, int, int]]:
    """Dates with a month in words: of the page's language and English, else of any language that names it alone."""
    folded = fold(text)
    forms = [form for form in _FORMS if form.frame.search(folded)]
    if not forms:
        return []
    languages = tuple(dict.fromkeys((language, "en")))
    return list(_with_months(folded, forms, languages, language)) or list(_with_months(folded, forms, (), language))


def _with_months(
    folded: str, forms: list[_Form], languages: tuple[str, ...], page: str
) -> Iterator[tuple[date, int, int]]:
    if not _may_name_month(folded, languages):
        return
    months = _months(languages)
    for form in forms:
        for match in _pattern(form, languages).finditer(folded):
            year, month = match["y"], months.get(match["month"].strip(), 0)
            if len(year) == 2:
                year = _full_year(year, page)
            # Months of the Persian calendar are numbered on after December; each calendar's go with its own years.
            if not month or (month > 12) != (int(year) in _SOLAR_YEARS):
                continue
            if day := _day(year, str(month - 12 if month > 12 else month), match["d"]):
                yield day, match.start(), match.end()


def _months(languages: tuple[str, ...]) -> dict[str, int]:
    """Names of months and their numbers, of every language together where none is named."""
    return months_of(languages) if languages else unambiguous_months()


def _may_name_month(folded: str, languages: tuple[str, ...]) -> bool:
    """Whether a text may hold a month's name as a date has it, for the patterns take long to find that none does."""
    words, beginnings = _beginnings(languages)
    if folded.isascii():
        return not words.isdisjoint(_WORD.findall(folded))
    pairs = list(map(add, folded, folded[1:]))
    return not beginnings.isdisjoint([*pairs, *map(add, pairs, folded[2:])])


@lru_cache(maxsize=32)
def _beginnings(languages: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str]]:
    """The first words of months' names, which no letter touches in a text of ASCII, and their first three letters."""
    names = _months(languages)
    return frozenset(word for name in names for word in _WORD.findall(name)[:1]), frozenset(name[:3] for name in names)


@lru_cache(maxsize=128)  # compiled when first needed: with the months of all languages, one takes ten milliseconds
def _pattern(form: _Form, languages: tuple[str, ...]) -> re.Pattern[str]:
    """The pattern of a form, with the months of these languages."""
    names = _either(sorted(_months(languages), key=len, reverse=True))
    # Arabic names a month twice: "12 آذار/مارس 2021".
    twin = rf"(?:\s?/\s?(?:{names}))?" if "ar" in languages else ""
    return re.compile(rf"{form.before}(?P<month>{names}){twin}လ?(?![^\W\d_]){form.after}")


@dataclass(frozen=True, eq=False, slots=True)
class _Form:
    """A form of dates with a month in words."""

    frame: re.Pattern[str]
    """Its numbers, whatever stands between them: in few texts, and found soon."""
    before: str
    """What stands before the month."""
    after: str
    """What stands after it."""


def _forms() -> Iterator[_Form]:
    year, day, any_year = r"(?P<y>\d{4})", r"(?P<d>\d{1,2})(?!\d|:\d)", r"(?:19|20|25|1[34])\d\d"
    gap, end = r"[\s.,/\-–]*", r"(?!\d(?!\d?:))"
    of = rf"{gap}(?:(?:{_OF})(?=[\s\d])|d['’]|{_GLUED_OF})?{gap}"
    tail = rf"{gap}(?:(?:{_OF_YEAR}){gap})?"
    any_day = r"\d(?<!\d\d)\d?(?!\d|:\d)"
    yield _Form(
        re.compile(rf"{any_day}[\s.,/\-–]*+[^\s.,/\-–\d]\D*+{any_year}"),
        rf"(?<![\d.:/]){day}{of}",
        rf"{tail}{year}{end}",
    )
    day_year = r"[\s,.\-/]+(?:de\s+|of\s+|d\.,?\s+)?"
    yield _Form(
        re.compile(rf"{any_day}{day_year}{any_year}"),
        r"(?<![^\W\d_])",
        rf"[\s.\-/]*{day}{day_year}{year}{end}",
    )
    # Year first: Hungarian, Lithuanian ("2024 m. kovo 31 d."), Latvian ("2024. gada 31. marts"), Basque, Turkic.
    yield _Form(
        re.compile(rf"{any_year}\D++{any_day}"),
        rf"(?<!\d){year}\.?\s*(?:(?:{_YEARS_OWN})(?![^\W\d_])|,|-)?\s*",
        rf"[\s.\-]*{day}",
    )
    years_own = rf"(?<!\d){year}[.\s\-]*(?:{_YEARS_OWN})\s+{day}[.\s\-]*"
    yield _Form(re.compile(years_own), years_own, "")
    # Weekday and time between month and year: "Tue Dec 19 20:00:00 CET 2023".
    clock_between = rf"\s+{day}\s+[\d:]{{5,8}}\s+(?:[a-z]{{2,5}}\s+)?{year}(?!\d)"
    yield _Form(re.compile(clock_between), r"(?<![^\W\d_])", clock_between)
    # A year of two digits, set off by a mark of its own or ending the date: "12-Mar-21", "12 Mar '21", "12 Mar 21".
    yield _Form(
        re.compile(rf"{any_day}\D++\d\d(?!\d|[.:]\d)"),
        rf"(?<![\w.:/]){day}(?P<gap>[\s.]{{0,2}}|[-/])",
        r"(?:\.?\s?['’]|(?P=gap)(?<=[-/])|\.?\s(?=\d\d\s*(?:$|[|)·•]|\d{1,2}:\d\d)))(?P<y>\d\d)(?!\d|[.:]\d)",
    )


_OF = "de|del|of|a|al|in|i|da|di|do|den|ta'|ta’|en|le|vum"
"""Words between day and month."""
_GLUED_OF = "เดือน|ខែ|ב|ی"
"""The same in languages that do not set them apart."""
_OF_YEAR = fold(r"de|del|พ\.?ศ\.?|ค\.?ศ\.?|ปี|ឆ្នាំ|năm|ൽ|m\.|г\.?|року|р\.?|ی")
"""Words between month and year."""
_YEARS_OWN = fold(r"m\.|gada|\(?e?\)?ko|оны|жылғы|жылдын|жыл|йил|yil|елның|il|-c[iuıü] il|ခုနှစ်")
"""Words after a year that begins a date."""


_FORMS = tuple(_forms())


def _either(names: list[str]) -> str:
    """A pattern for any of some names, tried in this order.

    Told apart by their first letter at once: of the months of all languages there are more than a thousand.
    """
    behind: dict[str, list[str]] = {}
    for name in names:
        behind.setdefault(name[0], []).append(re.escape(name[1:]))
    return "|".join(f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in behind.items())


def _day(year: str, month: str, day: str) -> date | None:
    """The day, where there is such a day and a page may be of it; Buddhist and Persian years reckoned."""
    number = int(year)
    if number in _BUDDHIST_YEARS:
        number -= 543
    try:
        if number in _SOLAR_YEARS:
            return from_persian(number, int(month), int(day))
        return date(number, int(month), int(day)) if FIRST_YEAR <= number <= LAST_YEAR else None
    except ValueError:
        return None


# ---- times


def _timed(text: str, found: Found, since: int, until: int, reading: Reading) -> Found:
    """The date with the time of day that stands right after it, right before it, or within it."""
    assert not isinstance(found.value, datetime)
    inside = _TIME.search(text, found.start, found.end)
    after = text[found.end : min(until, found.end + 45)]
    for match in _times(after):
        if match.start() <= 30 and not _DIGIT.search(after, 0, match.start()):
            return _joined(found, match, after[match.end() :], (found.start, found.end + match.end()), reading)
    if inside and ":" in inside.group():
        return _joined(found, inside, text[inside.end() :], (found.start, found.end), reading)
    begin = max(since, found.start - 45)
    before = text[begin : found.start]
    for match in reversed(list(_times(before))):
        if not _DIGIT.search(before, match.end()):
            return _joined(found, match, before[match.end() :], (begin + match.start(), found.end), reading)
    return found


def _times(text: str) -> Iterator[re.Match[str]]:
    for match in _TIME.finditer(text):
        if match["s"] == "." and not (
            match["ampm"]
            or _DOTTED_TIME_CONTEXT.search(text[: match.start()])
            or _DOTTED_TIME_CONTEXT.search(text[match.end() :])
            or not text[: match.start()].strip(" ,|-–·•")
        ):
            continue
        yield match
    for match in _BARE_HOUR.finditer(text):
        yield match


def may_hold_time(text: str) -> bool:
    """Whether a text, as `plain` gives it, holds what may be a time of day; where it does not, its dates are days.

    >>> may_hold_time("2 May 2026, 14:05"), may_hold_time("2 May 2026")
    (True, False)
    """
    return _MAY_BE_TIME.search(text) is not None


def _joined(found: Found, match: re.Match[str], rest: str, span: tuple[int, int], reading: Reading) -> Found:
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
    value = with_zone(clock, rest, reading.region)
    return Found(value, "second" if second else "minute", *span)


def _clock(day: date, hour: int, minute: int, second: int) -> datetime | None:
    if hour == 24 and minute == 0:
        return datetime(day.year, day.month, day.day, tzinfo=None) + timedelta(days=1)
    if hour > 23 or minute > 59 or second > 59:
        return None
    return datetime(day.year, day.month, day.day, hour, minute, second)


def _precision(value: date | datetime, raw: str) -> Precision:
    if not isinstance(value, datetime):
        return "day"
    return "second" if value.second or re.search(r"\d:\d\d:\d\d|^\d{10,14}", raw) else "minute"

"""What counts as a change of a story, and what only looks like one. Pure: two articles in, names of fields out.

Compared, on normalised content: headline, dek, byline, authors, published, body, captions, credits. Each makes a
revision.

Never a revision:

- a later *modified* time alone. Sites renew it with every comment, every teaser, some with every request. Where
  something else has changed too, ``modified`` is named among the changes; alone it only replaces the current value.
- kicker, section, tags, language, paywall signs, addresses and alternative texts of pictures: about the story, not of
  it. Their current values follow the page.
- the sidebar: an observation of its own.
- white space, quotation marks and dashes of another make, paragraphs cut elsewhere, invisible characters.
- lines that count or tell the time relatively ("1,204 views", "Updated 3 hours ago").
- a page that shows less of the story than we have (a paywall that was not there before): the fuller text is kept.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from ..items import Article, Timestamp

_SAME_MARKS = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′`´", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f"),
    }
)
"""Marks that a change of template or editor replaces by their like, and characters nobody sees."""

_UNIT = (
    r"(?:sec(?:ond)?s?|min(?:ute)?s?|hours?|hrs?|days?|weeks?|months?|sekunden?|minuten?|stunden?|tage?n?|heures?|jours?|semaines?"
    r"|segundos?|minutos?|horas?|d[ií]as?|semanas?|uur|dagen?|ore|giorni|часа?|часов|минуты?|минут|дня|дней|[smhd])"
)
_FLEETING = re.compile(
    rf"""
    (?:(?:last\ )?(?:updated|published|posted|modified)\W*)?(?:about\ )?\d+\s*{_UNIT}\ ago
    | (?:just\ now|gerade\ eben|à\ l'instant)
    | (?:vor|il\ y\ a|hace|h[áa])\ \d+\ {_UNIT} | \d+\ {_UNIT}\ (?:fa|geleden|назад)
    | \d[\d.,\s]*[km]?\s*(?:views?|comments?|shares?|likes?|reads?|kommentare?|commentaires?|comentarios?)
    | \d+\s*(?:min(?:ute)?s?)\ read
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""Whole lines that are out of date by the next minute."""

_SKEW = timedelta(minutes=1)
"""A time stated to the minute in one place and to the second in another is the same time."""


def plain(text: str | None) -> str:
    """Text as it is compared.

    >>> plain("  “Rain”\u00a0– at\u200b last ")
    '"Rain" - at last'
    """
    if not text:
        return ""
    return " ".join(unicodedata.normalize("NFKC", text).translate(_SAME_MARKS).split())


def is_fleeting(line: str) -> bool:
    """Whether a line only counts something or tells a time relatively.

    >>> is_fleeting("Updated 3 hours ago"), is_fleeting("1,204 views"), is_fleeting("Three hours ago it rained.")
    (True, True, False)
    """
    return bool(_FLEETING.fullmatch(line.strip(" .•·|")))


def same_time(one: Timestamp | None, other: Timestamp | None) -> bool:
    """Whether two statements can mean the same time, as far as the coarser of them tells.

    >>> def at(value, raw="x"):
    ...     return Timestamp(raw=raw, value=value, precision="minute", source="visible")
    >>> from datetime import UTC
    >>> same_time(at(datetime(2026, 5, 2, 8, 30)), at(datetime(2026, 5, 2, 8, 30, 59)))
    True
    >>> same_time(at(date(2026, 5, 2)), at(datetime(2026, 5, 1, 23, tzinfo=UTC)))  # Tokyo's second of May
    True
    >>> same_time(at(date(2026, 5, 2)), at(date(2026, 5, 3)))
    False
    """
    if one is None or other is None:
        return one is other
    if is_fleeting(one.raw) or is_fleeting(other.raw):
        return True
    if one.instant and other.instant:
        return abs(one.instant - other.instant) < _SKEW
    first, second = one.value, other.value
    if isinstance(first, datetime) and isinstance(second, datetime):
        if (first.tzinfo is None) == (second.tzinfo is None):
            return abs(first - second) < _SKEW
        # One without an offset may be any place's time: at most 14 hours from UTC.
        return abs(first.replace(tzinfo=None) - second.replace(tzinfo=None)) <= timedelta(hours=26)
    if type(first) is type(second):
        return first == second
    return abs(_day(first) - _day(second)) <= timedelta(days=1)


def changed_fields(old: Article, new: Article) -> list[str]:
    """Fields in which a later fetch tells the story differently, in the order of ``COMPARED``; empty: no revision.

    >>> before = Article(headline="Rain at last", dek="It was time.")
    >>> changed_fields(before, replace(before, headline="Rain – at last", dek="It was  time."))
    ['headline']
    >>> stamp = Timestamp(raw="now", value=date(2026, 5, 2), precision="day", source="meta")
    >>> changed_fields(before, replace(before, modified=stamp))
    []
    """
    shrunk = is_cut_short(old, new)
    changed = [name for name, same in COMPARED.items() if not (shrunk and name in _OF_THE_BODY) and not same(old, new)]
    return [] if changed == ["modified"] else changed


def is_cut_short(old: Article, new: Article) -> bool:
    """Whether the new page shows only the beginning of a story we have in full."""
    return new.truncated and not old.truncated


def kept(old: Article, new: Article) -> Article:
    """The values to hold from now on: the page's, but never less of the story than we had."""
    if not is_cut_short(old, new):
        return new
    return replace(new, blocks=old.blocks, images=old.images, truncated=False)


def body_text(article: Article) -> str:
    """The story's own words as they are compared: every block but what is embedded, corrections included."""
    lines = (line for block in article.blocks if block.type != "embed" for line in block.text.splitlines())
    return plain(" ".join(line for line in lines if not is_fleeting(line)))


def _day(value: date | datetime) -> date:
    return value.date() if isinstance(value, datetime) else value


def _same(value: Callable[[Article], Any]) -> Callable[[Article, Article], bool]:
    return lambda old, new: bool(value(old) == value(new))


def _texts(texts: Iterable[str | None]) -> list[str]:
    """In no order: a gallery shown the other way round says the same."""
    return sorted(text for text in map(plain, texts) if text)


def _byline(article: Article) -> str:
    pieces = re.split(r"[|•·\n]", article.byline or "")
    return plain(" ".join(piece for piece in pieces if not is_fleeting(piece)))


COMPARED: dict[str, Callable[[Article, Article], bool]] = {
    "headline": _same(lambda article: plain(article.headline)),
    "dek": _same(lambda article: plain(article.dek)),
    "byline": _same(_byline),
    "authors": _same(lambda article: [(plain(author.name), author.role, author.kind) for author in article.authors]),
    "published": lambda old, new: same_time(old.published, new.published),
    "modified": lambda old, new: same_time(old.modified, new.modified),
    "body": lambda old, new: old.blocks == new.blocks or body_text(old) == body_text(new),
    "captions": _same(lambda article: _texts(image.caption for image in article.images)),
    "credits": _same(lambda article: _texts(image.credit for image in article.images)),
}
"""Field → whether two fetches agree on it. A field that is to make revisions is added here, with a case in
tests/archive/test_revisions.py."""

_OF_THE_BODY = frozenset({"body", "captions", "credits"})

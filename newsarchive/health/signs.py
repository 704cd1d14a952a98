"""The signs that something is wrong with a source. Each looks at a history and says what it found, or nothing.

A sign compares a source with its own past, never with others: what is much for one is little for another. To add one:
write it here, list it in ``SIGNS``, say in docs/health.md what it means and what to do, and give it a case in
tests/test_health.py.
"""

from __future__ import annotations

import itertools
import re
import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Literal

from .history import ENOUGH, Day, History, Listing, compared, quartile, since_it_shows, visits_in

Verdict = Literal["healthy", "suspect", "broken", "unknown"]
Cause = Literal["network", "block", "wall", "fault", "feed", "redesign", "moved", "silence", "fewer", "unwatched"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """Something that is wrong with a source."""

    cause: Cause
    """The likely cause."""
    verdict: Verdict
    """How bad it is: suspect or broken."""
    said: str
    """What was found, in words and figures."""
    since: date | None = None
    """The first day that shows it."""
    outcomes: tuple[tuple[str, str], ...] = ()
    """(outcome, detail) of the visits that show it."""
    fields: tuple[str, ...] = ()
    """Fields that the newest stories lack."""


# --- pages that are no stories ---------------------------------------------------------------------------------------

_HTTP: dict[str, Cause] = {
    "401": "block",
    "402": "wall",
    "403": "block",
    "429": "block",
    "451": "block",
    "404": "feed",
    "410": "feed",
}
"""HTTP status → what it speaks for; 404 and 410 only where a feed or sitemap gives them."""
_STATUS = re.compile(r"HTTP (\d{3})")
_UNREACHED = re.compile(
    r"name is not known|refuses connections|no answer in time|proxy cannot|no connection|no secure connection"
    r"|connection broke|private network"
)
"""How spiders say that a host was not reached."""
_KINDS: dict[str, Cause] = {
    "captcha": "block",
    "consent": "wall",
    "login": "wall",
    "wall": "wall",
    "shell": "redesign",
    "section": "redesign",
    "other": "redesign",
    "error": "fault",
}
_OUTCOMES: dict[str, Cause | None] = {"gone": "moved", "held": "redesign"}

CALLED: dict[Cause, str] = {
    "network": "could not be reached at all",
    "block": "were refused to us",
    "wall": "stood behind a wall",
    "fault": "met a fault of the site",
    "redesign": "could not be read as stories",
    "moved": "were not there",
}
"""Cause → what the pages came to."""


@lru_cache(maxsize=4096)  # asked of the same few outcomes for every day, cause and source
def cause_of(outcome: str, detail: str) -> Cause | None:
    """What an outcome of a visit speaks for; None where a page came as it should.

    >>> cause_of("unchanged", ""), cause_of("failed", "HTTP 403"), cause_of("failed", "no answer in time")
    (None, 'block', 'network')
    >>> cause_of("not_article", "consent"), cause_of("held", "")
    ('wall', 'redesign')
    """
    if outcome == "not_article":
        return _KINDS.get(detail, "redesign")
    if outcome == "failed":
        status = _STATUS.search(detail)
        unreached: Cause = "network" if _UNREACHED.search(detail) else "fault"
        return _HTTP.get(status[1], "fault") if status else unreached
    return "block" if _forbidden(outcome, detail) else _OUTCOMES.get(outcome)


def _forbidden(outcome: str, detail: str) -> bool:
    """Whether the site's robots.txt forbids a page. What is refused otherwise was never asked for: our own limits."""
    return outcome == "refused" and "robots" in detail


def pages_refused(history: History) -> Iterator[Finding]:
    """Pages that were no stories, for one cause, far more often than before."""
    for cause in CALLED:
        if found := _refused(history, cause):
            yield found


def _refused(history: History, cause: Cause) -> Finding | None:
    def show(day: Day) -> int:
        return sum(count for key, count in day.visits.items() if _counts(key) and cause_of(*key) == cause)

    def share(day: Day) -> float:
        return show(day) / pages if (pages := _pages(day)) else 0.0

    cut = compared(history.days, _pages)
    usual = quartile([share(day) for day in cut.past if _pages(day)], upper=False)
    cut = since_it_shows(cut, lambda day: share(day) >= max(_MUCH, 2 * usual) if _pages(day) else None)
    recent, past = cut.shares(_pages, show)
    last = next((day for day in reversed(cut.recent) if _pages(day) >= 3), None)
    if last is not None and not show(last):
        return None  # it is over
    if past.of < ENOUGH:
        if recent.of < 5 or recent.value < _NEARLY_ALL:
            return None
    elif recent.of < 3 or recent.value < (_MUCH if recent.of >= 2 * ENOUGH else _MOST) or recent.low <= past.high:
        return None
    before = f"; before that, {past.have} of {past.of}" if past.of else ""
    return Finding(
        cause=cause,
        verdict="broken" if recent.of >= ENOUGH and recent.value >= _MOST and _lasts(history, cause) else "suspect",
        said=f"{recent.have} of the latest {recent.of} pages {CALLED[cause]} ({_details(cut.recent, cause)}){before}",
        since=next((day.day for day in cut.recent if show(day)), None),
        outcomes=tuple(key for key in visits_in(cut.recent) if _counts(key) and cause_of(*key) == cause),
    )


_MUCH, _MOST, _NEARLY_ALL = 0.25, 0.5, 0.8
"""Shares of pages: what makes a source suspect (of twenty pages), what breaks it (and makes it suspect where there are
fewer), and what does where there is no past to compare with."""
_PASSING: frozenset[Cause] = frozenset({"network", "fault"})
_LONG = timedelta(hours=20)
"""How long a site may be down before that is more than a bad evening."""


def _lasts(history: History, cause: Cause) -> bool:
    """Whether a cause that may pass by itself has lasted."""
    return cause not in _PASSING or history.answered is None or history.now - history.answered >= _LONG


def _counts(key: tuple[str, str]) -> bool:
    """Whether a page was asked for, or the site forbids to."""
    return _forbidden(*key) if key[0] == "refused" else not key[0].startswith("document")


def _pages(day: Day) -> int:
    return sum(count for key, count in day.visits.items() if _counts(key))


def _details(days: Sequence[Day], cause: Cause) -> str:
    """The details behind a cause, the most frequent first."""
    said: dict[str, int] = {}
    for (outcome, detail), count in visits_in(days).items():
        if _counts((outcome, detail)) and cause_of(outcome, detail) == cause:
            words = _WORDS.get(detail) or detail or _WORDS.get(outcome, outcome)
            said[words] = said.get(words, 0) + count
    return ", ".join(sorted(said, key=lambda words: -said[words])[:3])


_WORDS = {
    "captcha": "a test for robots",
    "consent": "a consent wall",
    "login": "a page to log in",
    "shell": "nothing to read without JavaScript",
    "section": "a list of stories",
    "other": "no text of a story",
    "error": "an error page",
    "held": "held back: the text was gone",
    "gone": "gone",
}


# --- fields that are no longer found ---------------------------------------------------------------------------------

WATCHED: dict[str, str] = {
    "body": "body",
    "headline": "headline",
    "whole": "whole text",
    "byline": "byline",
    "published": "date",
    "images": "picture",
    "dek": "dek",
    "section": "section",
    "language": "language",
}
"""Field → what a reader calls it. Of fields that come and go together, one stands for all."""
_VITAL = frozenset({"body", "headline"})
"""Fields every story has: half of them lost is a fault. Others come and go with agencies and sections: there a fifth of
what is usual is left, among four times as many stories, before anything is said."""


def fields_lost(history: History) -> Iterator[Finding]:
    """Fields that stories had and the newest lack: a redesign, or a wall where only the whole text is missing."""
    lost = {field: found for field in WATCHED if (found := _lost(history, field))}
    if whole := lost.pop("whole", None):
        said = f"stories are cut short: {whole[0]} whole"
        yield Finding(cause="wall", verdict="suspect", said=said, since=whole[1], fields=("whole",))
    if not lost:
        return
    yield Finding(
        cause="redesign",
        verdict="broken" if _VITAL & lost.keys() or len(lost) >= 2 else "suspect",
        said="; ".join(f"{WATCHED[field]}: {words}" for field, (words, _) in lost.items()),
        since=min(since for _, since in lost.values()),
        fields=tuple(lost),
    )


def _lost(history: History, field: str) -> tuple[str, date] | None:
    """How a field's share fell, in words, and since when; None where it did not, or was as low on a day before."""

    def have(day: Day) -> int:
        return day.filled.get(field, 0)

    few, enough = (0.5, ENOUGH // 2) if field in _VITAL else (0.2, 2 * ENOUGH)
    cut = compared(history.days, lambda day: day.looked_at, enough=enough)
    usual = quartile([have(day) / day.looked_at for day in cut.past if day.looked_at], upper=True)
    cut = since_it_shows(cut, lambda day: have(day) / day.looked_at < usual / 2 if day.looked_at else None)
    recent, past = cut.shares(lambda day: day.looked_at, have)
    since = next((day.day for day in cut.recent if day.looked_at), history.now.date())
    if past.of < ENOUGH:
        never = field == "body" and recent.of >= 5 and recent.value < 1 - _NEARLY_ALL
        return (f"{recent.have} of the first {recent.of} stories", since) if never else None
    worst = min((have(day) / day.looked_at for day in cut.past if day.looked_at >= 3), default=1.0)
    too_few = recent.of < (3 if field in _VITAL else ENOUGH)
    if too_few or recent.value >= few * past.value or recent.high >= past.low or recent.value >= worst:
        return None
    return f"{recent.have} of the latest {recent.of} stories, {past.value:.0%} before", since


def shorter(history: History) -> Iterator[Finding]:
    """Bodies that are much shorter than they were on any day before."""
    cut = compared(history.days, lambda day: day.looked_at)
    usual = quartile([day.words for day in cut.past if day.words], upper=True)
    cut = since_it_shows(cut, lambda day: day.words < _SHORT * usual if day.words is not None else None)
    before = [day.words for day in cut.past if day.words and day.looked_at >= 3]
    now = [day.words for day in cut.recent if day.words is not None for _ in range(day.looked_at)]
    if len(now) < 5 or len(before) < 3:
        return
    latest = statistics.median(now)
    if 0 < latest < _SHORT * statistics.median(before) and latest < min(before):
        said = f"the latest {len(now)} stories have {latest:.0f} words (median), {statistics.median(before):.0f} before"
        since = next(day.day for day in cut.recent if day.words is not None)
        yield Finding(cause="wall", verdict="suspect", said=said, since=since, fields=("whole",))


_SHORT = 0.4
"""Share of the usual length below which something is missing: what stands before a paywall is a fifth of a story."""


# --- stories that do not come ----------------------------------------------------------------------------------------

_SILENT = 10.0
"""Stories that were to be expected and did not come: by chance once in 22,000 such times (e to the -10)."""


def silence(history: History) -> Iterator[Finding]:
    """No new story for longer than the source's own past makes plausible."""
    if not history.newest or not history.looked or history.age < 14:
        return
    missing = history.expected(history.newest, history.looked)
    span = history.looked - history.newest
    usual = history.longest_silence
    if span < timedelta(days=1) or missing < max(_SILENT, 1.5 * usual):
        return
    for_good = missing >= max(3 * _SILENT, 3 * usual) and span >= timedelta(days=3)
    yield Finding(
        cause="silence",
        verdict="broken" if for_good else "suspect",
        said=f"no new story for {_span(span)}; {missing:.0f} were to be expected, and the longest silence before was "
        f"worth {usual:.0f}",
        since=history.newest.date(),
    )


def fewer(history: History) -> Iterator[Finding]:
    """Far fewer stories on the last two whole days than ever before on two days in a row."""
    whole = [day for day in history.days[:-1] if day.day in history.watched]
    if len(whole) < 16 or history.age < 16:
        return
    pairs = [
        (one.stories + other.stories, history.rates[one.day.weekday()] + history.rates[other.day.weekday()])
        for one, other in itertools.pairwise(whole)
    ]
    came, usual = pairs[-1]
    before = [stories / rate for stories, rate in pairs[:-2] if rate >= 2 * _SILENT]
    while before and before[-1] < _MUCH:
        before.pop()  # since it began
    if came and usual >= 2 * _SILENT and came < _MUCH * usual and came / usual < min(before, default=0.0):
        said = f"{came} new stories on the last two days, where {usual:.0f} are usual"
        yield Finding(cause="fewer", verdict="suspect", said=said, since=whole[-2].day)


def _span(span: timedelta) -> str:
    """A time as a person says it.

    >>> _span(timedelta(hours=30)), _span(timedelta(days=4))
    ('30 hours', '4 days')
    """
    hours = span // timedelta(hours=1)
    return f"{hours} hours" if hours < 72 else f"{hours // 24} days"


# --- where stories are found -----------------------------------------------------------------------------------------

_RECENTLY = timedelta(days=3)
_FEEDS = frozenset({"feed", "news_sitemap", "sitemap", "sitemap_index"})


def feeds_failing(history: History) -> Iterator[Finding]:
    """Feeds and sitemaps that cannot be read: all of them, or half."""
    asked = [one for one in history.listings if one.kind in _FEEDS and _recent(one, history.looked)]
    failing = [one for one in asked if one.reason]
    if not failing or 2 * len(failing) < len(asked):
        return
    every = len(failing) == len(asked)
    causes = {_cause_of_reason(one.reason or "") for one in failing}
    cause = causes.pop() if len(causes) == 1 else "feed"
    reasons = "; ".join(dict.fromkeys(one.reason or "" for one in failing))
    yield Finding(
        cause=cause,
        verdict="broken" if every and _lasts(history, cause) else "suspect",
        said=f"{len(failing)} of {len(asked)} feeds and sitemaps cannot be read ({failing[0].url}): {reasons}",
        outcomes=tuple(key for key in visits_in(history.days[-3:]) if key[0] == "document_failed"),
    )


def _cause_of_reason(reason: str) -> Cause:
    """What the words for a feed that failed speak for.

    >>> [_cause_of_reason(words) for words in ("HTTP 404", "HTTP 503", "no answer in time", "it is no XML")]
    ['feed', 'fault', 'network', 'feed']
    """
    if status := _STATUS.search(reason):
        return _HTTP.get(status[1], "fault")
    return "network" if _UNREACHED.search(reason) else "feed"


def _recent(listing: Listing, looked: datetime | None) -> bool:
    """Whether it is still asked for: what the sources file no longer names is remembered, too."""
    return bool(looked and listing.fetched_at and looked - listing.fetched_at <= _RECENTLY)


def unreachable(history: History) -> Iterator[Finding]:
    """A host that has not answered at all, neither feeds nor pages."""
    tried = sum(visits_in(history.days[-LOOKED_BACK:]).values())
    if tried < 3 or not history.looked or not any(history.days[-LOOKED_BACK:]):
        return
    if history.answered is None:
        failed = visits_in(history.days[-LOOKED_BACK:])
        reason = max(failed, key=lambda key: failed[key])[1] or "no answer"
        said = f"the site has never answered: {tried} tries, {reason}"
        yield Finding(cause="network", verdict="broken", said=said, outcomes=tuple(failed))


LOOKED_BACK = 14
"""Days in which a site that was never reached must have been tried."""


# --- nobody looking --------------------------------------------------------------------------------------------------

_AT_LEAST = 2
RETIRED = 30
"""Days after which a source that is no longer crawled is taken for retired, and not judged."""


def unwatched(history: History) -> Iterator[Finding]:
    """No crawl for longer than ever between two before: does the schedule still run?"""
    crawled = [day.day for day in history.days if any(key[0].startswith("document") for key in day.visits)]
    if len(crawled) < 3 or not history.looked:
        return
    longest = max((after - before).days for before, after in itertools.pairwise(crawled))
    idle = (history.now - history.looked).days
    if idle > max(_AT_LEAST, 2 * longest) and idle <= RETIRED:
        said = f"not looked at for {idle} days, where {longest} were the longest pause before: do crawls still run?"
        yield Finding(cause="unwatched", verdict="suspect", said=said, since=history.looked.date())


SIGNS: Mapping[str, Callable[[History], Iterator[Finding]]] = {
    sign.__name__: sign
    for sign in (pages_refused, fields_lost, shorter, silence, fewer, feeds_failing, unreachable, unwatched)
}
"""Name → sign."""

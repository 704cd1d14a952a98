"""The verdict on a source: what is found, how soon, and what is never called ill."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from pasts import BEGIN, HOLIDAYS, PAPERS, TROUBLES, Paper, Past, alarms, found_after

from newsarchive.health import ADVICE, Cause, Day, History, Listing, diagnose
from newsarchive.health.signs import SIGNS, cause_of

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def history(*days: Day, **more: object) -> History:
    """Days that end today, and a source that was just asked."""
    dated = [replace(day, day=NOW.date() - timedelta(days=len(days) - 1 - place)) for place, day in enumerate(days)]
    values = {"source": "x", "now": NOW, "days": dated, "newest": NOW, "looked": NOW, "answered": NOW}
    return History(**{**values, **more})  # type: ignore[arg-type]


def a_day(new: int = 10, *, body: int | None = None, **visits: int) -> Day:
    came = {("document", ""): 24, ("new", ""): new, ("unchanged", ""): 30}
    came |= {tuple(name.split("__")): count for name, count in visits.items()}  # type: ignore[misc]
    filled = dict.fromkeys(("headline", "whole", "published"), new) | {"body": new if body is None else body}
    at = datetime(2026, 1, 1, tzinfo=UTC)
    return Day(
        day=date(2026, 1, 1),
        stories=new,
        looked_at=new,
        words=400.0,
        filled=filled,
        first_at=at if new else None,
        last_at=at if new else None,
        visits=came,
    )


@pytest.mark.parametrize("name", ["daily, weekends slower", "no Sunday edition", "two stories a day", "bursts of ten"])
def test_a_healthy_source_is_not_called_ill(name: str) -> None:
    assert alarms(PAPERS[name], days=120, seed=1) == []


def test_holidays_make_a_source_suspect_at_most() -> None:
    paper = replace(PAPERS["weekdays only"], holidays=HOLIDAYS | {date(2026, 4, 3), date(2026, 4, 6)})
    assert {found.verdict for _, found in alarms(paper, days=125, seed=3)} <= {"suspect"}


@pytest.mark.parametrize("name", TROUBLES)
def test_what_breaks_a_daily_newspaper_is_found_within_a_day_and_named(name: str) -> None:
    found = found_after(PAPERS["daily, weekends slower"], TROUBLES[name], seed=2, days=3)
    assert found is not None
    hours, diagnosis = found
    assert (diagnosis.cause, hours <= 30) == (name.partition(":")[0], True)


def test_a_source_stays_broken_for_weeks_until_it_is_mended() -> None:
    past = Past(PAPERS["daily, weekends slower"], seed=1)
    for _ in past.live(BEGIN, 60):
        pass
    healthy, past.paper = past.paper, TROUBLES["redesign: no bodies"](past.paper)
    *_, ill = past.live(BEGIN + timedelta(days=60), 25)
    past.paper = healthy
    *_, mended = past.live(BEGIN + timedelta(days=85), 3)
    assert (diagnose(ill).verdict, diagnose(ill).since) == ("broken", date(2026, 3, 2))
    assert diagnose(mended).verdict == "healthy"


def test_a_new_source_that_works_is_healthy_from_its_first_day() -> None:
    verdicts = {diagnose(known).verdict for known in Past(Paper(), seed=4).live(BEGIN, 20)}
    assert verdicts == {"healthy"}


def test_a_new_source_of_which_all_pages_are_refused_is_broken_on_its_first_day() -> None:
    past = Past(TROUBLES["block: captcha"](Paper()), seed=1)
    *_, evening = past.live(BEGIN, 1)
    assert (diagnose(evening).verdict, diagnose(evening).cause) == ("broken", "block")


def test_a_source_that_is_not_crawled_is_not_called_silent() -> None:
    days = [a_day() for _ in range(40)] + [Day(day=BEGIN) for _ in range(6)]
    asked = NOW - timedelta(days=6)
    found = diagnose(history(*days, newest=asked, looked=asked, answered=asked))
    assert (found.verdict, found.cause) == ("suspect", "unwatched")


def test_of_a_source_that_was_given_up_nothing_is_said() -> None:
    assert diagnose(history(a_day(), looked=NOW - timedelta(days=40))).verdict == "unknown"


def test_a_site_that_never_answered_is_told() -> None:
    day = Day(day=BEGIN, visits={("document_failed", "the host's name is not known"): 4})
    found = diagnose(history(day, newest=None, answered=None))
    assert (found.verdict, found.cause) == ("broken", "network")
    assert "has never answered: 4 tries, the host's name is not known" in (found.said or "")


def test_pages_that_are_held_back_mean_a_redesign() -> None:
    found = diagnose(history(*[a_day() for _ in range(30)], a_day(new=0, held__=20)))
    assert (found.verdict, found.cause) == ("suspect", "redesign")
    assert "20 of the latest 50 pages could not be read as stories (held back: the text was gone)" in (found.said or "")


def test_what_is_over_is_not_told_any_more() -> None:
    blocked, fine = a_day(new=0, failed__HTTP_403=60), a_day()
    blocked = replace(blocked, visits={("failed", "HTTP 403"): 60})
    assert diagnose(history(*[fine] * 30, blocked)).cause == "block"
    assert diagnose(history(*[fine] * 30, blocked, fine)).verdict == "healthy"


def test_an_evening_of_faults_makes_no_source_broken() -> None:
    faulty = replace(a_day(new=0), visits={("failed", "HTTP 503"): 60})
    assert diagnose(history(*[a_day()] * 30, faulty)).verdict == "suspect"
    lasting = history(*[a_day()] * 30, faulty, answered=NOW - timedelta(days=1))
    assert diagnose(lasting).verdict == "broken"


def test_feeds_that_are_gone_are_named_and_old_ones_are_not() -> None:
    gone = Listing(url="https://x.example/rss", kind="feed", reason="HTTP 404", fetched_at=NOW)
    fine = Listing(url="https://x.example/map", kind="sitemap", fetched_at=NOW)
    old = replace(gone, url="https://x.example/old", fetched_at=NOW - timedelta(days=30))
    days = [a_day()] * 30
    assert diagnose(history(*days, listings=[gone, old])).verdict == "broken"
    assert "1 of 1 feeds and sitemaps cannot be read (https://x.example/rss): HTTP 404" in (
        diagnose(history(*days, listings=[gone, old])).said or ""
    )
    assert diagnose(history(*days, listings=[gone, fine])).verdict == "suspect"
    assert diagnose(history(*days, listings=[gone, fine, fine])).verdict == "healthy"


def test_feeds_of_a_host_that_does_not_answer_speak_for_the_network() -> None:
    words = "robots.txt cannot be had (the host's name is not known), which forbids everything until it is back"
    feed = Listing(url="https://x.example/rss", kind="feed", reason=words, fetched_at=NOW)
    days = [a_day()] * 30
    found = diagnose(history(*days, listings=[feed]))
    assert (found.verdict, found.cause) == ("suspect", "network")
    assert diagnose(history(*days, listings=[feed], answered=NOW - timedelta(days=1))).verdict == "broken"


def test_bodies_that_are_cut_in_a_day_are_told() -> None:
    short = replace(a_day(), words=60.0)
    found = diagnose(history(*[a_day()] * 30, short))
    assert (found.verdict, found.cause) == ("suspect", "wall")
    assert "60 words (median), 400 before" in (found.said or "")


def test_far_fewer_stories_than_ever_are_told() -> None:
    days = [a_day(40) for _ in range(40)]
    found = diagnose(history(*days, a_day(3), a_day(4), a_day(0)))
    assert (found.verdict, found.cause) == ("suspect", "fewer")
    assert (
        diagnose(history(*days[:20], a_day(3), a_day(4), *days[:20], a_day(3), a_day(4), a_day(0))).verdict == "healthy"
    )


def test_every_cause_has_advice() -> None:
    assert set(ADVICE) == set(Cause.__args__)  # type: ignore[attr-defined]


def test_every_sign_says_what_it_is() -> None:
    assert all(sign.__doc__ for sign in SIGNS.values())


@pytest.mark.parametrize(
    ("outcome", "detail", "cause"),
    [
        ("new", "", None),
        ("failed", "HTTP 429", "block"),
        ("failed", "HTTP 502", "fault"),
        ("failed", "robots.txt cannot be had (HTTP 503), which forbids everything", "fault"),
        ("failed", "the host refuses connections", "network"),
        ("failed", "an empty answer", "fault"),
        ("failed", "internal error, please report it", "fault"),
        ("not_article", "login", "wall"),
        ("not_article", "shell", "redesign"),
        ("gone", "HTTP 410", "moved"),
        ("refused", "forbidden by robots.txt", "block"),
        ("refused", "a trap of endless addresses", None),
    ],
)
def test_every_outcome_speaks_for_a_cause(outcome: str, detail: str, cause: str | None) -> None:
    assert cause_of(outcome, detail) == cause

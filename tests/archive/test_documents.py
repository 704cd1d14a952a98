"""Feeds and sitemaps as the archive remembers them: when each is asked again, and what a backfill puts on which day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from newsarchive.archive import Archive
from newsarchive.archive.backfill import Left, left
from newsarchive.items import Candidate
from newsarchive.polling import Pace, Poll

NOON = datetime(2026, 5, 2, 12, tzinfo=UTC)
FEED = "https://www.rivertimes.example/feed.xml"
OTHER = "https://www.rivertimes.example/sport.xml"
PACE = Pace()


def stories(first: int, last: int, **stated: Any) -> list[Candidate]:
    return [
        Candidate(url=f"https://www.rivertimes.example/{number}", via="feed", **stated) for number in range(first, last)
    ]


def poll(archive: Archive, at: datetime, *, url: str = FEED, how: Poll = Poll(), **state: Any) -> int:  # noqa: B008
    return archive.frontier.note_poll(url, how, source="river", now=at, pace=PACE, kind="feed", **state)


def due(archive: Archive, url: str = FEED) -> timedelta:
    document = archive.frontier.document(url)
    assert document is not None
    assert document.due_at is not None
    assert document.fetched_at is not None
    return document.due_at - document.fetched_at


def test_what_is_declared_is_due_at_once_and_once_polled_when_its_time_comes(archive: Archive) -> None:
    archive.frontier.declare({FEED: "feed"}, source="river", now=NOON)
    assert [document.url for document in archive.frontier.documents_due(NOON)] == [FEED]
    assert poll(archive, NOON, candidates=stories(0, 3)) == 3
    assert archive.frontier.documents_due(NOON) == []
    archive.frontier.declare({FEED: "feed"}, source="river", now=NOON)
    assert archive.frontier.documents_due(NOON) == []
    assert [one.url for one in archive.frontier.documents_due(NOON + PACE.most)] == [FEED]


def test_the_times_a_feed_states_tell_at_first_sight_how_often_it_publishes(archive: Archive) -> None:
    busy = [
        Candidate(url=f"https://busy.example/{ago}", via="feed", published=(NOON - timedelta(minutes=ago)).isoformat())
        for ago in range(0, 200, 10)
    ]
    slow = [
        Candidate(url=f"https://slow.example/{ago}", via="feed", published=(NOON - timedelta(days=ago)).isoformat())
        for ago in range(1, 14)
    ]
    poll(archive, NOON, url="https://busy.example/feed", candidates=busy)
    poll(archive, NOON, url="https://slow.example/feed", candidates=slow)
    assert due(archive, "https://busy.example/feed") < timedelta(minutes=4)
    assert due(archive, "https://slow.example/feed") > timedelta(minutes=30)


def test_a_feed_that_repeats_another_is_asked_rarely_until_the_other_has_gone(archive: Archive) -> None:
    now = NOON
    for day in range(15):
        now = NOON + timedelta(days=day)
        offered = stories(day * 10, day * 10 + 10)
        poll(archive, now, candidates=offered)
        assert poll(archive, now, url=OTHER, candidates=offered) == 0
    retired = archive.frontier.document(OTHER)
    assert retired is not None
    assert (retired.retired, retired.due_at) == ("nothing new in 14 days", now + timedelta(days=7))
    for _ in range(3):
        poll(archive, now, how=Poll(failed=True, gone=True), reason="HTTP 404")
    assert archive.frontier.document(FEED).retired == "not there, 3 times in a row"  # type: ignore[union-attr]
    assert [document.url for document in archive.frontier.documents_due(now)] == [OTHER]


def test_a_failure_is_counted_and_forgotten_with_the_next_answer(archive: Archive) -> None:
    poll(archive, NOON, how=Poll(failed=True), reason="no answer in time")
    assert due(archive) == timedelta(minutes=5)
    poll(archive, NOON, candidates=[])
    assert archive.frontier.document(FEED).failures == 0  # type: ignore[union-attr]


def test_old_stories_are_put_on_the_coming_days_by_a_budget_also_over_several_runs(archive: Archive) -> None:
    today = NOON.date()
    for first, at in ((0, NOON), (5, NOON + timedelta(hours=1))):
        old = stories(first, first + 5)
        assert poll(archive, at, candidates=[], old=old, span="2020-01-01/", per_day=4) == 5
    days = archive.connection.rows("SELECT backfill_on, count(*) AS n FROM urls GROUP BY backfill_on")
    assert [tuple(row) for row in days] == [
        (today.isoformat(), 4),
        ((today + timedelta(days=1)).isoformat(), 4),
        ((today + timedelta(days=2)).isoformat(), 2),
    ]
    assert left(archive.connection) == {"river": Left(addresses=10, last_day=today + timedelta(days=2))}
    assert archive.frontier.pending("river", NOON) == 4
    assert archive.frontier.pending("river", NOON + timedelta(days=1)) == 8
    assert archive.frontier.document(FEED).read_for == "2020-01-01/"  # type: ignore[union-attr]


def test_old_sitemaps_that_a_backfill_has_read_are_not_polled_from_then_on(archive: Archive) -> None:
    poll(archive, NOON, how=Poll(inner=True), candidates=[], old=stories(0, 1), span="2020-01-01/")
    document = archive.frontier.document(FEED)
    assert document is not None
    assert (document.due_at, document.retired) == (None, "read by a backfill")


def test_news_goes_before_what_is_old(archive: Archive) -> None:
    poll(archive, NOON, candidates=[], old=stories(0, 3), span="2020-01-01/")
    poll(archive, NOON + timedelta(hours=1), candidates=stories(7, 8))
    leased = archive.frontier.lease(sources=["river"], limit=2, now=NOON + timedelta(hours=2), worker="w")
    assert [one.url[-1] for one in leased] == ["7", "0"]


def test_what_is_given_back_is_due_as_before(archive: Archive) -> None:
    poll(archive, NOON, candidates=stories(0, 1))
    assert archive.frontier.sources_due(NOON) == ["river"]
    [leased] = archive.frontier.lease(sources=["river"], limit=1, now=NOON, worker="w")
    assert archive.frontier.sources_due(NOON) == []
    archive.frontier.give_back([leased.url])
    assert archive.frontier.sources_due(NOON) == ["river"]


def test_what_was_fetched_by_a_clock_that_was_wrong_is_due_at_once(archive: Archive) -> None:
    poll(archive, NOON + timedelta(days=3), candidates=[])
    assert [one.url for one in archive.frontier.documents_due(NOON)] == [FEED]
    poll(archive, NOON, candidates=[])
    assert archive.frontier.documents_due(NOON) == []


def test_days_are_counted_in_utc(archive: Archive) -> None:
    poll(archive, datetime(2026, 5, 2, 23, 59, tzinfo=UTC), candidates=[], old=stories(0, 1), span="x", per_day=1)
    assert left(archive.connection)["river"].last_day == date(2026, 5, 2)

"""What a source is judged by, as the archive counts it."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

import pytest

from newsarchive.archive import Archive
from newsarchive.archive.health import SAMPLE
from newsarchive.health import Day
from newsarchive.items import Article, Candidate

from .conftest import NOON, later, make_article, make_page

URL = "https://www.rivertimes.example/local/story-{}-5012{:04}.html"


def store(archive: Archive, number: int, *, at: datetime = NOON, **fields: object) -> None:
    article = make_article(**{"headline": f"Story number {number} of the day", **fields})
    archive.store(article, make_page(URL.format(number, number), at=at))


def today(archive: Archive, *, now: datetime = NOON) -> Day:
    (found,) = archive.health("river", now=now)
    return found.history.days[-1]


def kept(archive: Archive) -> list[tuple[str, int]]:
    return [(row["day"], row["stories"]) for row in archive.connection.rows("SELECT day, stories FROM source_days")]


def test_a_day_is_counted_from_its_stories_and_visits(archive: Archive) -> None:
    store(archive, 1)
    store(archive, 2, at=later(hours=2), byline=None, authors=[], blocks=[])
    archive.reject(make_page(URL.format(3, 3)), Article(kind="wall", kind_reason="a test for robots: “captcha”"))
    day = today(archive, now=later(hours=3))
    assert (day.day, day.stories, day.looked_at, day.words) == (date(2026, 5, 2), 2, 2, 22.5)
    assert (day.filled["headline"], day.filled["byline"], day.filled["body"]) == (2, 1, 1)
    assert (day.first_at, day.last_at) == (NOON, later(hours=2))
    assert day.visits == {("new", ""): 2, ("not_article", "captcha"): 1}


def test_every_way_to_settle_an_address_is_counted_once(archive: Archive) -> None:
    frontier = archive.frontier
    frontier.offer([Candidate(url=URL.format(n, n), via="feed") for n in range(4)], source="river", now=NOON)
    store(archive, 0)
    store(archive, 0)
    frontier.settle(URL.format(1, 1), now=NOON, status=403, outcome="failed", reason="HTTP 403: the site refuses us")
    frontier.settle(URL.format(2, 2), now=NOON, status=None, outcome="failed", reason="no answer in time")
    frontier.refuse(URL.format(3, 3), rule="robots", evidence="Disallow: /", now=NOON)
    frontier.unchanged(URL.format(0, 0), NOON)
    frontier.save_document(
        "https://x.example/rss", source="river", now=NOON, kind="feed", status=404, reason="HTTP 404"
    )
    frontier.save_document("https://x.example/map", source="river", now=NOON, kind="sitemap", status=200)
    assert today(archive).visits == {
        ("new", ""): 1,
        ("unchanged", ""): 2,
        ("failed", "HTTP 403"): 1,
        ("failed", "no answer in time"): 1,
        ("refused", "robots"): 1,
        ("document_failed", "HTTP 404"): 1,
        ("document", ""): 1,
    }


def test_days_are_kept_when_a_crawl_ends_and_counted_anew_when_they_no_longer_fit(archive: Archive) -> None:
    crawl = archive.begin_crawl(["river"], now=NOON)
    store(archive, 1)
    archive.end_crawl(crawl, now=NOON, reason="finished", counts={})
    assert kept(archive) == [("2026-05-02", 1)]
    store(archive, 2)
    assert today(archive).stories == 2
    archive.take_down(URL.format(1, 1), reason="asked")
    archive.take_down(URL.format(2, 2), reason="asked")
    assert (today(archive).stories, today(archive).looked_at) == (0, 0)


def test_a_story_that_is_read_again_mends_the_figures_of_its_day(archive: Archive) -> None:
    crawl = archive.begin_crawl(["river"], now=NOON)
    store(archive, 1, byline=None)
    archive.end_crawl(crawl, now=NOON, reason="finished", counts={})
    assert today(archive).filled["byline"] == 0
    archive.replace(1, make_article(), extractor="2")
    assert today(archive).filled["byline"] == 1


def test_of_a_busy_day_only_the_latest_stories_are_looked_at(archive: Archive) -> None:
    with archive.transaction():
        for number in range(SAMPLE + 5):
            store(archive, number, at=later(seconds=number), images=[], sidebar_links=[])
    assert (today(archive, now=later(hours=1)).stories, today(archive, now=later(hours=1)).looked_at) == (205, 200)


def test_a_history_has_every_day_up_to_today(archive: Archive) -> None:
    store(archive, 1)
    (found,) = archive.health(now=later(days=2))
    days = [day.day for day in found.history.days]
    assert days == [date(2026, 5, 4) - timedelta(days=62 - number) for number in range(63)]


@pytest.fixture
def blocked(archive: Archive) -> Archive:
    """A source that worked for a month and is refused today."""
    for day in range(30):
        for number in range(4):
            store(archive, 10 * day + number, at=later(days=day, hours=number))
    candidates = [Candidate(url=URL.format(n, n), via="feed") for n in range(900, 912)]
    archive.frontier.offer(candidates, source="river", now=later(days=30))
    for one in candidates:
        archive.frontier.settle(
            one.url, now=later(days=30), status=403, outcome="failed", reason="HTTP 403: the site refuses us"
        )
    return archive


def test_what_is_wrong_is_told_with_the_pages_that_show_it(blocked: Archive) -> None:
    (found,) = blocked.health("river", now=later(days=30, hours=1))
    assert (found.diagnosis.verdict, found.diagnosis.cause) == ("broken", "block")
    assert found.diagnosis.since == date(2026, 6, 1)
    assert [(one.status, one.reason) for one in found.examples] == [(403, "HTTP 403: the site refuses us")] * 5


def test_a_verdict_is_kept_and_is_a_change_once(blocked: Archive) -> None:
    before, after = later(days=29, hours=5), later(days=30, hours=1)
    (new,) = blocked.changed_verdicts(now=before)
    assert (new.before, new.worth_telling) == (None, False)
    blocked.keep_verdicts([new], now=before)
    (change,) = blocked.changed_verdicts(now=after)
    assert (change.health.source, change.before, change.worth_telling) == ("river", "healthy", True)
    blocked.keep_verdicts([change], now=after)
    assert blocked.changed_verdicts(now=after) == []
    kept = [(row["verdict"], row["cause"]) for row in blocked.verdicts("river")]
    assert kept == [("healthy", None), ("broken", "block")]


def test_merging_brings_visits_and_verdicts_once(blocked: Archive, tmp_path) -> None:  # type: ignore[no-untyped-def]
    blocked.keep_verdicts(blocked.changed_verdicts(now=later(days=30)), now=later(days=30))
    with Archive(tmp_path / "other.db", create=True) as other:
        for _ in range(2):
            other.merge(blocked.path)
        rows = "SELECT day, outcome, detail, visits FROM source_visits WHERE outcome = 'failed'"
        assert [tuple(row) for row in other.connection.rows(rows)] == [("2026-06-01", "failed", "HTTP 403", 12)]
        assert other.verdicts("river") == blocked.verdicts("river")


def test_the_figures_of_a_kept_day_are_plain_json(archive: Archive) -> None:
    crawl = archive.begin_crawl(["river"], now=NOON)
    store(archive, 1)
    archive.end_crawl(crawl, now=NOON, reason="finished", counts={})
    assert json.loads(archive.connection.value("SELECT filled FROM source_days"))["headline"] == 1

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from newsarchive.archive import Archive, Due
from newsarchive.archive.schedule import MAX_ATTEMPTS, REVISITS
from newsarchive.exceptions import NotInArchive
from newsarchive.items import Article, Candidate

from .conftest import NOON, URL, later, make_article, make_page, stamp

HOST = "https://www.rivertimes.example"


def offer(archive: Archive, *slugs: str, source: str = "river", now: datetime = NOON, **stated: Any) -> int:
    found = [Candidate(url=f"{HOST}/{slug}", via="feed", **stated) for slug in slugs]
    return archive.frontier.offer(found, source=source, now=now)


def lease(archive: Archive, *sources: str, limit: int = 10, now: datetime = NOON, **more: Any) -> list[str]:
    found = archive.frontier.lease(sources=sources or ("river",), limit=limit, now=now, worker="w", **more)
    return [due.url.removeprefix(f"{HOST}/") for due in found]


def test_an_address_is_new_once_however_it_is_spelled(archive: Archive) -> None:
    assert offer(archive, "a", "b", "a?utm_source=feed") == 2
    assert offer(archive, "a/", "c") == 1


def test_what_is_no_address_is_passed_over(archive: Archive) -> None:
    found = [
        Candidate(url=url, via="section")
        for url in ("mailto:desk@rivertimes.example", "javascript:void(0)", "", "http://[")
    ]
    assert archive.frontier.offer(found, source="river", now=NOON) == 0


def test_a_lease_gives_each_address_once_with_what_discovery_said(archive: Archive) -> None:
    offer(archive, "a", title="Rain", published="2026-05-02T12:00:00Z", language="en")
    (due,) = archive.frontier.lease(sources=["river"], limit=10, now=NOON, worker="w")
    assert due == Due(
        url=f"{HOST}/a",
        source="river",
        candidate=Candidate(url=f"{HOST}/a", via="feed", title="Rain", published="2026-05-02T12:00:00Z", language="en"),
    )
    assert lease(archive) == []


def test_a_lease_that_ran_out_is_due_again(archive: Archive) -> None:
    offer(archive, "a")
    lease(archive, seconds=60)
    assert lease(archive, now=later(seconds=59)) == []
    assert lease(archive, now=later(seconds=60)) == ["a"]


def test_released_addresses_are_due_at_once_and_nothing_is_held_against_them(archive: Archive) -> None:
    offer(archive, "a", "b")
    lease(archive)
    assert archive.frontier.release("somebody else") == 0
    assert archive.frontier.release("w") == 2
    (first, _) = archive.frontier.lease(sources=["river"], limit=2, now=NOON, worker="w")
    assert first.attempts == 0


def test_sources_share_a_lease_evenly(archive: Archive) -> None:
    offer(archive, *(f"r{number}" for number in range(9)))
    offer(archive, "h0", "h1", source="hill")
    assert lease(archive, "river", "hill", limit=6) == ["r0", "h0", "r1", "h1", "r2", "r3"]


def test_pending_counts_what_could_be_leased(archive: Archive) -> None:
    offer(archive, "a", "b")
    lease(archive, limit=1)
    assert archive.frontier.pending("river", NOON) == 1
    assert archive.frontier.pending("nobody", NOON) == 0


def test_failures_are_tried_again_ever_later_and_then_given_up(archive: Archive) -> None:
    offer(archive, "a")
    waits, now = [], NOON
    for _ in range(MAX_ATTEMPTS):
        archive.frontier.settle(f"{HOST}/a", now=now, status=503, outcome="failed", reason="HTTP 503")
        due_at = archive.connection.value("SELECT due_at FROM urls")
        waits.append(due_at and datetime.fromisoformat(due_at) - now)
    minutes = [wait and wait // timedelta(minutes=1) for wait in waits]
    assert minutes == [5, 20, 80, 320, None]
    assert archive.connection.value("SELECT state FROM urls") == "failed"


def test_a_site_that_asks_to_wait_is_waited_for(archive: Archive) -> None:
    offer(archive, "a")
    archive.frontier.settle(f"{HOST}/a", now=NOON, status=429, outcome="failed", retry_at=later(hours=6))
    assert lease(archive, now=later(hours=5)) == []
    assert lease(archive, now=later(hours=6)) == ["a"]


@pytest.mark.parametrize(("outcome", "state"), [("gone", "gone"), ("refused", "refused"), ("not_article", "rejected")])
def test_what_will_never_be_an_article_is_never_due(archive: Archive, outcome: Any, state: str) -> None:
    offer(archive, "a")
    archive.frontier.settle(f"{HOST}/a", now=NOON, status=404, outcome=outcome)
    assert archive.connection.value("SELECT state FROM urls") == state
    assert lease(archive, now=later(days=9999)) == []


def test_a_story_that_is_gone_is_kept_and_noted(archive: Archive) -> None:
    archive.store(make_article(), make_page())
    archive.frontier.settle(URL, now=later(hours=2), status=404, outcome="gone")
    assert archive.get(URL).gone_at == later(hours=2)
    archive.store(make_article(), make_page(at=later(hours=8)))
    assert archive.get(URL).gone_at is None


def test_an_address_never_offered_cannot_be_settled(archive: Archive) -> None:
    with pytest.raises(NotInArchive, match="offer it before"):
        archive.frontier.settle(f"{HOST}/a", now=NOON, status=200, outcome="failed")


def visits(archive: Archive, article: Article) -> list[timedelta]:
    """Ages at which a story that never changes is looked at."""
    archive.store(article, make_page())
    ages = []
    while due_at := archive.connection.value("SELECT due_at FROM urls"):
        now = datetime.fromisoformat(due_at)
        (due,) = archive.frontier.lease(sources=["river"], limit=10, now=now, worker="w")
        assert due.revisit
        archive.store(article, make_page(at=now))
        ages.append(now - NOON)
    return ages


def test_a_story_is_looked_at_at_decaying_intervals(archive: Archive) -> None:
    assert visits(archive, make_article()) == list(REVISITS)


def test_the_intervals_can_be_chosen(path: Path) -> None:
    with Archive(path, create=True, revisits=[timedelta(days=2), timedelta(hours=1)]) as archive:
        assert visits(archive, make_article()) == [timedelta(hours=1), timedelta(days=2)]


def test_an_old_story_is_not_looked_at_again_until_it_changes(archive: Archive) -> None:
    old = make_article(published=stamp(later(days=-400)))
    assert visits(archive, old) == []
    archive.store(make_article(published=old.published, headline="Rain!"), make_page(at=later(days=1)))
    assert archive.connection.value("SELECT due_at FROM urls") == "2026-05-03T14:00:00Z"


def test_a_story_without_a_date_ages_from_when_it_was_first_seen(archive: Archive) -> None:
    assert visits(archive, make_article(published=None)) == list(REVISITS)


def test_not_modified_moves_last_seen_and_the_schedule(archive: Archive) -> None:
    archive.store(make_article(), make_page(headers=[("ETag", '"1"')]))
    (due,) = archive.frontier.lease(sources=["river"], limit=1, now=later(hours=2), worker="w")
    archive.frontier.unchanged(due.url, later(hours=2))
    assert (due.etag, archive.get(URL).last_seen) == ('"1"', later(hours=2))
    assert archive.connection.value("SELECT due_at FROM urls") == "2026-05-02T20:00:00Z"


def test_forcing_gives_every_archived_story_once(archive: Archive) -> None:
    for slug in ("a", "b"):
        archive.store(make_article(headline=slug, blocks=[]), make_page(f"{HOST}/{slug}"))
    offer(archive, "c")
    now = later(minutes=1)
    assert lease(archive, now=now, force=True) == ["c", "a", "b"]
    for slug in ("a", "b"):
        archive.store(make_article(headline=slug, blocks=[]), make_page(f"{HOST}/{slug}", at=now))
    archive.frontier.settle(f"{HOST}/c", now=now, status=404, outcome="gone")
    assert lease(archive, now=later(minutes=2), force=True) == []


def test_a_story_the_site_says_it_changed_is_due_at_once(archive: Archive) -> None:
    archive.store(make_article(), make_page())
    changed = Candidate(url=URL, via="sitemap", lastmod="2026-05-02T12:30:00+00:00")
    assert archive.frontier.offer([changed], source="river", now=later(hours=1)) == 0
    assert len(lease(archive, now=later(hours=1))) == 1
    archive.store(make_article(), make_page(at=later(hours=1)))
    archive.frontier.offer([changed], source="river", now=later(minutes=70))
    assert lease(archive, now=later(minutes=70)) == []


def test_a_refusal_is_kept_with_its_words(archive: Archive) -> None:
    offer(archive, "a")
    archive.frontier.refuse(f"{HOST}/a", rule="robots", evidence="Disallow: /a", now=NOON)
    decision = archive.connection.row("SELECT rule, evidence, decided_at FROM decisions")
    address = archive.connection.row("SELECT state, reason FROM urls")
    assert tuple(decision or ()) == ("robots", "Disallow: /a", "2026-05-02T12:00:00Z")
    assert tuple(address or ()) == ("refused", "robots: Disallow: /a")


def test_documents_keep_their_state_between_crawls(archive: Archive) -> None:
    feed = f"{HOST}/feed.xml"
    assert archive.frontier.document(feed) is None
    archive.frontier.save_document(
        feed, source="river", now=NOON, kind="feed", status=200, etag='"1"', digest="d1", candidates=9
    )
    archive.frontier.save_document(feed, source="river", now=later(hours=1), status=200, digest="d1", reason="late")
    archive.frontier.save_document(feed, source="river", now=later(hours=2), status=304)
    known = archive.frontier.document(feed)
    assert known is not None
    assert (known.etag, known.digest, known.candidates, known.reason) == ('"1"', "d1", 9, None)
    assert (known.fetched_at, known.changed_at) == (later(hours=2), NOON)


def test_a_document_has_no_other_fields(archive: Archive) -> None:
    with pytest.raises(TypeError, match="a document has no colour"):
        archive.frontier.save_document(f"{HOST}/feed.xml", source="river", now=NOON, colour="red")


SLUGS = st.sampled_from("abcdef")


class FrontierLaws(RuleBasedStateMachine):
    """Whatever happens, in whatever order: nothing is lost, nothing is given to two workers, nothing settled comes back
    early."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.path = Path(self.folder.name) / "news.db"
        self.archive = Archive(self.path, create=True)
        self.now = NOON
        self.offered: set[str] = set()
        self.leased: dict[str, datetime] = {}
        self.done: set[str] = set()

    def teardown(self) -> None:
        self.archive.close()
        self.folder.cleanup()

    @rule(slug=SLUGS)
    def offer(self, slug: str) -> None:
        assert offer(self.archive, slug, now=self.now) == (slug not in self.offered)
        self.offered.add(slug)

    @rule(limit=st.integers(1, 4))
    def lease(self, limit: int) -> None:
        free = {slug for slug, until in self.leased.items() if until <= self.now}
        expected = self.offered - self.done - (set(self.leased) - free)
        given = lease(self.archive, limit=limit, now=self.now, seconds=600)
        assert len(given) == min(limit, len(expected))
        assert set(given) <= expected
        self.leased.update(dict.fromkeys(given, self.now + timedelta(seconds=600)))

    @rule(slug=SLUGS)
    def finish(self, slug: str) -> None:
        if slug in self.offered:
            self.archive.frontier.settle(f"{HOST}/{slug}", now=self.now, status=404, outcome="gone")
            self.done.add(slug)
            self.leased.pop(slug, None)

    @rule()
    def release(self) -> None:
        self.archive.frontier.release("w")
        self.leased.clear()

    @rule(minutes=st.integers(1, 20))
    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule()
    def reopen(self) -> None:
        self.archive.close()
        self.archive = Archive(self.path)

    @invariant()
    def every_address_is_waiting_in_hand_or_done(self) -> None:
        held = {slug for slug, until in self.leased.items() if until > self.now}
        assert self.archive.frontier.pending("river", self.now) == len(self.offered - self.done - held)


TestFrontierLaws = FrontierLaws.TestCase
TestFrontierLaws.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)


def test_what_a_clock_that_ran_ahead_has_put_off_is_due_when_it_is_right_again(archive: Archive) -> None:
    ahead = later(days=400)
    archive.begin_crawl(["river"], now=ahead)
    archive.frontier.offer([Candidate(url=f"{URL}?page=2", via="feed")], source="river", now=ahead)
    archive.store(make_article(published=None), make_page(at=ahead))
    assert archive.frontier.pending("river", NOON) == 0
    archive.begin_crawl(["river"], now=NOON)
    assert archive.frontier.pending("river", NOON) == 2
    assert archive.store(make_article(headline="Rain!", published=None), make_page(at=NOON)).kind == "revised"
    story = archive.get(URL)
    assert story.first_seen == story.last_seen == story.changed_at == ahead
    assert [version.seen_at for version in archive.revisions(story.id)] == [ahead, ahead]
    assert archive.check() == []

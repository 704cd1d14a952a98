from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import pytest

from newsarchive.archive import Archive
from newsarchive.exceptions import NotInArchive
from newsarchive.items import Article, Author, Block, Candidate, Image, SidebarLink

from .conftest import BODY, NOON, URL, later, make_article, make_page, paragraphs, stamp


def test_a_story_comes_back_as_it_was_stored(archive: Archive) -> None:
    article = make_article(
        kicker="WEATHER",
        dateline="TAMARIND BRIDGE",
        modified=stamp(datetime(2026, 5, 2, 20, 30, tzinfo=timezone(timedelta(hours=7))), source="json-ld"),
        blocks=[
            *paragraphs(*BODY),
            Block(type="embed", text="A map", url="https://maps.example/1"),
            Block(type="entry", text="It rains.", time="2026-05-02T12:30:00+07:00"),
        ],
        images=[Image(caption="No address.", raw_caption="No address. Tep Rith", alt="A bridge", role="inline")],
        authors=[
            Author(name="Politics desk", kind="desk", url="https://www.rivertimes.example/desk", affiliation="RT")
        ],
        paywalled=False,
        paywall_sign="free",
        provenance={"headline": "json-ld"},
    )
    outcome = archive.store(article, make_page(), extractor="1")
    stored = archive.get(outcome.article_id or 0)
    assert outcome.kind == "new"
    assert stored.article == replace(article, url=URL)
    assert (stored.source, stored.first_seen, stored.last_seen, stored.changed_at) == ("river", NOON, NOON, None)
    assert stored.extractor == "1"


@pytest.mark.parametrize(
    ("value", "instant", "day", "offset"),
    [
        (datetime(2026, 5, 2, 1, 30, tzinfo=timezone(timedelta(hours=7))), "2026-05-01T18:30:00Z", "2026-05-02", 420),
        (datetime(2026, 5, 2, 1, 30), None, "2026-05-02", None),
        (date(2026, 5, 2), None, "2026-05-02", None),
    ],
    ids=["with-offset", "without-offset", "day-only"],
)
def test_a_date_says_no_more_than_the_page(archive: Archive, value: date, instant: str, day: str, offset: int) -> None:
    archive.store(make_article(published=stamp(value)), make_page())
    row = archive.connection.row("SELECT published, published_at, published_on, published_offset FROM articles")
    assert tuple(row or ()) == (value.isoformat(), instant, day, offset)


def test_no_date_stands_in_for_another(archive: Archive) -> None:
    archive.store(make_article(published=None, modified=stamp()), make_page())
    row = archive.connection.row("SELECT published, published_at, published_on, modified_at FROM articles")
    assert tuple(row or ()) == (None, None, None, "2026-05-02T12:00:00Z")


def test_the_same_story_again_only_moves_last_seen(archive: Archive) -> None:
    archive.store(make_article(), make_page())
    outcome = archive.store(make_article(), make_page(at=later(hours=3)))
    stored = archive.get(URL)
    assert (outcome.kind, outcome.changed, len(archive)) == ("unchanged", [], 1)
    assert (stored.first_seen, stored.last_seen, stored.changed_at) == (NOON, later(hours=3), None)


def test_a_real_change_keeps_both_versions(archive: Archive) -> None:
    archive.store(make_article(), make_page(), extractor="1")
    changed = make_article(headline="Rain at last, but not enough", blocks=paragraphs(*BODY, "A correction."))
    outcome = archive.store(changed, make_page(at=later(hours=3)), extractor="2")
    first, second = archive.revisions(outcome.article_id or 0)
    assert (outcome.kind, outcome.changed) == ("revised", ["headline", "body"])
    assert (first.number, first.seen_at, first.changed, first.extractor) == (1, NOON, [], "1")
    assert (second.number, second.seen_at, second.changed, second.extractor) == (
        2,
        later(hours=3),
        outcome.changed,
        "2",
    )
    assert first.article == replace(make_article(), url=URL, sidebar_links=[])
    assert second.article == replace(changed, url=URL, sidebar_links=[])
    assert archive.get(URL).article.headline == "Rain at last, but not enough"
    assert archive.get(URL).changed_at == later(hours=3)


def test_a_story_that_never_changed_has_one_version(archive: Archive) -> None:
    archive.store(make_article(), make_page())
    (only,) = archive.revisions(1)
    assert (only.number, only.changed, only.article.headline) == (1, [], "Rain at last")
    assert archive.connection.value("SELECT count(*) FROM revisions") == 0


def test_versions_of_an_unknown_article_are_an_error(archive: Archive) -> None:
    with pytest.raises(NotInArchive, match="there is no article 7"):
        archive.revisions(7)


def test_a_later_modified_time_alone_replaces_the_value_without_a_revision(archive: Archive) -> None:
    archive.store(make_article(modified=stamp()), make_page())
    outcome = archive.store(make_article(modified=stamp(later(hours=1))), make_page(at=later(hours=3)))
    assert outcome.kind == "unchanged"
    assert archive.get(URL).article.modified == stamp(later(hours=1))


def test_what_is_about_the_story_follows_the_page_without_a_revision(archive: Archive) -> None:
    archive.store(make_article(), make_page())
    outcome = archive.store(make_article(section="Weather", tags=["rain"]), make_page(at=later(hours=3)))
    story = archive.get(URL).article
    assert (outcome.kind, story.section, story.tags) == ("unchanged", "Weather", ["rain"])


def test_a_wall_in_front_of_a_story_does_not_take_its_text(archive: Archive) -> None:
    archive.store(make_article(), make_page())
    cut = make_article(headline="Rain at last!", blocks=paragraphs(BODY[0]), images=[], truncated=True, paywalled=True)
    outcome = archive.store(cut, make_page(at=later(hours=3)))
    story = archive.get(URL).article
    assert outcome.changed == ["headline"]
    assert story.blocks == paragraphs(*BODY)
    assert (len(story.images), story.truncated, story.paywalled) == (1, False, True)


def test_a_page_that_is_no_article_any_more_leaves_its_story(archive: Archive) -> None:
    archive.store(make_article(), make_page())
    archive.reject(make_page(at=later(hours=3)), Article(kind="wall", kind_reason="asks to subscribe"))
    row = archive.connection.row("SELECT state, outcome, page_kind, reason, due_at FROM urls")
    assert tuple(row or ()) == ("archived", "not_article", "wall", "asks to subscribe", "2026-05-02T20:00:00Z")
    assert archive.get(URL).article.headline == "Rain at last"


def test_a_wall_on_the_first_visit_is_looked_behind_again_for_a_few_days(archive: Archive) -> None:
    dues, now = [], NOON
    for _ in range(3):
        archive.reject(make_page(at=now), Article(kind="wall"))
        due_at = archive.connection.value("SELECT due_at FROM urls")
        dues.append(due_at)
        now = datetime.fromisoformat(due_at) if due_at else now
    assert dues == ["2026-05-03T12:00:00Z", "2026-05-06T12:00:00Z", None]
    assert archive.store(make_article(), make_page(at=now)).kind == "new"


def test_a_section_page_is_never_looked_at_again(archive: Archive) -> None:
    archive.reject(make_page(), Article(kind="section"))
    assert archive.connection.value("SELECT due_at FROM urls") is None


def test_a_clock_that_jumps_back_does_not_move_last_seen_back(archive: Archive) -> None:
    archive.store(make_article(), make_page())
    archive.store(make_article(headline="Rain!"), make_page(at=later(days=-400)))
    stored = archive.get(URL)
    assert (stored.last_seen, stored.changed_at) == (NOON, NOON)


def test_sidebars_are_a_time_series(archive: Archive) -> None:
    archive.store(make_article(), make_page())
    links = [
        SidebarLink(
            url="https://rivertimes.example/a-2/", title="Second", block="MOST VIEWED", kind="most_viewed", rank=1
        )
    ]
    outcome = archive.store(make_article(sidebar_links=links), make_page(at=later(hours=2)))
    rows = archive.connection.rows(
        "SELECT seen_at, kind, block, rank, url, title FROM sidebar_links ORDER BY seen_at, rank"
    )
    assert outcome.kind == "unchanged"
    assert [tuple(row) for row in rows] == [
        ("2026-05-02T12:00:00Z", "most_viewed", "MOST VIEWED", 1, "https://www.rivertimes.example/a-1", "First"),
        ("2026-05-02T12:00:00Z", "most_viewed", "MOST VIEWED", 2, "https://www.rivertimes.example/a-2", "Second"),
        ("2026-05-02T14:00:00Z", "most_viewed", "MOST VIEWED", 1, "https://rivertimes.example/a-2/", "Second"),
    ]
    assert archive.get(URL).article.sidebar_links == links


def test_a_promoted_story_is_known_by_any_spelling_of_its_address(archive: Archive) -> None:
    archive.store(make_article(), make_page())
    archive.store(
        make_article(headline="Second", blocks=paragraphs("Another story.")),
        make_page("http://m.rivertimes.example/a-2/?utm_source=x"),
    )
    targets = archive.connection.rows("SELECT url, target_id FROM sidebar_links WHERE article_id = 1 ORDER BY rank")
    assert [tuple(row) for row in targets] == [
        ("https://www.rivertimes.example/a-1", None),
        ("https://www.rivertimes.example/a-2", 2),
    ]


def test_storing_settles_the_address_and_says_when_it_is_due_again(archive: Archive) -> None:
    archive.frontier.offer([Candidate(url=URL, via="feed", title="Rain")], source="river", now=NOON)
    archive.frontier.lease(sources=["river"], limit=1, now=NOON, worker="w")
    page = make_page(headers=[("ETag", '"1"'), ("Last-Modified", "Sat, 02 May 2026 11:00:00 GMT")])
    archive.store(make_article(), page)
    row = archive.connection.row("SELECT state, outcome, worker, due_at, etag, via, article_id FROM urls")
    assert tuple(row or ()) == ("archived", "new", None, "2026-05-02T14:00:00Z", '"1"', "feed", 1)


def test_several_stores_are_one_commit_or_none(archive: Archive) -> None:
    def fail_halfway() -> None:
        with archive.transaction():
            archive.store(make_article(), make_page())
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail_halfway()
    assert len(archive) == 0
    assert archive.store(make_article(), make_page()).kind == "new"


def test_a_story_that_cannot_be_stored_leaves_the_others_of_its_commit(archive: Archive) -> None:
    with archive.transaction():
        archive.store(make_article(), make_page())
        with pytest.raises(ValueError, match="with an offset"):
            archive.store(make_article(), make_page("https://www.rivertimes.example/b", at=datetime(2026, 5, 2)))
    assert len(archive) == 1


def test_half_a_surrogate_pair_does_not_cost_the_story(archive: Archive) -> None:
    archive.store(make_article(headline="Rain \ud83d at last"), make_page())
    assert archive.get(URL).article.headline == "Rain ? at last"


def test_a_better_reading_of_the_same_page_is_no_revision(archive: Archive) -> None:
    archive.store(make_article(byline=None), make_page(), extractor="1")
    archive.replace(1, make_article(), extractor="2")
    stored = archive.get(1)
    assert (stored.article.byline, stored.extractor, stored.revision_count) == ("By Nary Oum and Tep Rith", "2", 1)
    assert [hit.id for hit in archive.search("author:Nary")] == [1]


def test_iterating_gives_every_story_in_the_order_first_seen(archive: Archive) -> None:
    with archive.transaction():
        for number in range(450):  # more than two chunks
            story = make_article(headline=f"Story {number}", blocks=paragraphs(f"Only number {number}."))
            archive.store(story, make_page(f"https://www.rivertimes.example/s/{number}"))
    assert [story.article.headline for story in archive] == [f"Story {number}" for number in range(450)]


def test_articles_are_selected_by_query_source_author_and_day(archive: Archive) -> None:
    archive.store(make_article(), make_page())
    vote = make_article(
        headline="Council votes",
        authors=[],
        byline=None,
        published=stamp(date(2026, 4, 30)),
        blocks=paragraphs("A vote."),
    )
    archive.store(vote, make_page("https://hill.example/vote", source="hill"))

    def found(**filters: str) -> list[str | None]:
        return [story.article.headline for story in archive.articles(**filters)]

    assert found(source="hill") == ["Council votes"]
    assert found(author="nary oum") == ["Rain at last"]
    assert found(since="2026-05") == ["Rain at last"]
    assert found(until="2026-04") == ["Council votes"]
    assert found(query="vote OR rain") == ["Rain at last", "Council votes"]


@pytest.mark.parametrize("unknown", [7, "7", "https://nowhere.example/", "no address", "9" * 30])
def test_what_is_not_there_is_said_to_be_not_there(archive: Archive, unknown: int | str) -> None:
    with pytest.raises(NotInArchive, match="there is no article"):
        archive.get(unknown)


def test_a_crawl_is_noted_from_beginning_to_end(archive: Archive) -> None:
    crawl = archive.begin_crawl(["river", "hill"], now=NOON, settings={"delay": 1})
    archive.store(make_article(), make_page(), crawl_id=crawl)
    archive.end_crawl(crawl, now=later(minutes=5), reason="finished", counts={"new": 1})
    row = archive.connection.row("SELECT started_at, ended_at, reason, counts FROM crawls")
    assert tuple(row or ()) == ("2026-05-02T12:00:00Z", "2026-05-02T12:05:00Z", "finished", '{"new": 1}')
    assert archive.connection.value("SELECT crawl_id FROM urls") == crawl


def test_a_crawl_that_never_ended_was_killed_and_its_leases_are_free(archive: Archive) -> None:
    archive.begin_crawl(["river"], now=NOON)
    archive.frontier.offer([Candidate(url=URL, via="feed")], source="river", now=NOON)
    archive.frontier.lease(sources=["river"], limit=5, now=NOON, worker="dead")
    archive.begin_crawl(["river"], now=later(seconds=1))
    assert archive.frontier.pending("river", later(seconds=1)) == 1
    assert archive.connection.value("SELECT reason FROM crawls WHERE id = 1") == "killed"


def test_status_counts_what_is_there(archive: Archive) -> None:
    crawl = archive.begin_crawl(["river"], now=NOON)
    archive.store(make_article(), make_page(), crawl_id=crawl)
    archive.store(
        make_article(dek=None, headline="Other", blocks=paragraphs("Other.")),
        make_page("https://www.rivertimes.example/b"),
    )
    archive.frontier.offer([Candidate(url="https://www.rivertimes.example/c", via="feed")], source="river", now=NOON)
    for _ in range(5):
        archive.frontier.settle("https://www.rivertimes.example/c", now=NOON, status=503, outcome="failed")
    archive.end_crawl(crawl, now=NOON, reason="finished", counts={})
    (status,) = archive.status(now=later(days=1))
    assert (status.source, status.articles, status.failed, status.failures) == ("river", 2, 1, {"HTTP 503": 1})
    assert (status.fill["headline"], status.fill["dek"], status.fill["credits"]) == (1.0, 0.5, 1.0)
    assert (status.last_crawl, status.last_crawl_reason) == (NOON, "finished")
    assert list(status.new_per_day.values()) == [0, 0, 0, 0, 0, 2, 0]

"""What our extractor reads differently replaces what it read; what the site changed stays what it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from newsarchive import bulk
from newsarchive import reextract as module
from newsarchive.archive import Archive
from newsarchive.archive.reextraction import Scope
from newsarchive.captures import CaptureWriter
from newsarchive.extraction import EXTRACTOR_VERSION, extract
from newsarchive.items import Article, Page, SidebarLink
from newsarchive.reextract import differences, reextract, refresh

MORNING = datetime(2026, 5, 2, 7, tzinfo=UTC)
Extractor = Callable[[Article], Article]


def story(number: int, headline: str, promoted: int = 1) -> bytes:
    links = "".join(
        f'<li><a href="/2026/05/the-mayor-promises-a-bridge-{n}.html">The mayor promises bridge {n}</a></li>'
        for n in range(promoted, promoted + 3)
    )
    return f"""<!DOCTYPE html><html lang="en"><head><title>{headline}</title></head>
<body><main><article><h1>{headline}</h1>
<p>The council of district {number} voted on Tuesday to rebuild the bridge that last autumn's flood carried away.</p>
<p>Work is to begin in {number + 3} weeks and to last until the rains, the mayor said after the vote in town.</p>
</article><aside><h2>Most read</h2><ol>{links}</ol></aside></main></body></html>""".encode()


def visit(number: int, minutes: int, body: bytes) -> Page:
    url = f"http://hillpost.example/story-{number}.html"
    return Page(
        url=url,
        requested_url=url,
        source="hill" if number < 9 else "valley",
        fetched_at=MORNING + timedelta(minutes=minutes),
        status=200,
        headers=[("Content-Type", "text/html")],
        body=body,
    )


VISITS = [
    *(visit(n, n, story(n, f"District {n} rebuilds its bridge")) for n in range(1, 5)),
    visit(9, 9, story(9, "District 9 rebuilds its bridge")),
    visit(1, 60, story(1, "District 1 rebuilds its bridge")),
    visit(2, 61, story(2, "District 2 rebuilds its bridge", promoted=7)),
    visit(1, 120, story(1, "District 1 rebuilds its bridge after all")),
]


def today(article: Article) -> Article:
    return article


def yesterday(article: Article) -> Article:
    """An extractor that left the site's name in headlines, saw no language, and took a menu for a sidebar."""
    link = SidebarLink(url="http://hillpost.example/menu", title="Menu", block="Menu")
    return replace(article, headline=f"Hill Post: {article.headline}", language=None, sidebar_links=[link])


def crawled(path: Path, read: Extractor, version: str) -> Archive:
    """An archive that a crawl with this extractor made."""
    archive = Archive(path, create=True)
    with CaptureWriter(archive.captures_folder, crawl="hill", known=archive.captures.known) as writer:
        for page in VISITS:
            capture_id = archive.add_capture(page, writer.write(page))
            archive.store(read(extract(page.body, page.url)), page, capture_id=capture_id, extractor=version)
    return archive


@pytest.fixture
def old(tmp_path: Path):
    with crawled(tmp_path / "old.db", yesterday, "0") as archive:
        yield archive


@pytest.fixture
def new(tmp_path: Path):
    with crawled(tmp_path / "new.db", today, EXTRACTOR_VERSION) as archive:
        yield archive


def dump(archive: Archive) -> dict[str, Any]:
    """All that re-extraction may touch, and what it may not."""
    queries = {
        "sidebar": """
            SELECT article_id, seen_at, position, kind, block, rank, url, title
            FROM sidebar_observations JOIN promoted_links p ON p.id = link_id ORDER BY 1, 2, 3
        """,
        "revisions": """
            SELECT article_id, number, seen_at, changed, article, extractor, capture_id FROM revisions ORDER BY 1, 2
        """,
        "seen": "SELECT id, first_seen, last_seen, changed_at, revision_count, capture_id FROM articles ORDER BY 1",
        "addresses": "SELECT * FROM article_urls ORDER BY 1",
        "frontier": "SELECT url_key, state, due_at, outcome FROM urls ORDER BY 1",
    }
    stories = [one.to_dict() for one in archive]
    return {
        "stories": stories,
        **{name: [dict(row) for row in archive.connection.rows(sql)] for name, sql in queries.items()},
    }


def test_an_archive_read_again_equals_one_crawled_today(old, new):
    report = reextract(old, workers=0)
    assert (report.total, report.done, report.changed, report.lost) == (5, 5, 5, [])
    assert dump(old) == dump(new)


def test_worker_processes_read_the_same(old, new):
    reextract(old, workers=2)
    assert dump(old) == dump(new)


def test_a_dry_run_shows_what_would_change_and_writes_nothing(old):
    before = dump(old)
    report = reextract(old, dry_run=True, workers=0)
    assert {"headline": 5, "language": 5}.items() <= report.fields.items()
    assert report.versions == 2
    first = report.examples["headline"][0]
    assert (first.url, first.old, first.new) == (
        VISITS[0].url,
        "Hill Post: District 1 rebuilds its bridge after all",
        "District 1 rebuilds its bridge after all",
    )
    assert len(report.examples["headline"]) == 3
    assert dump(old) == before


def test_sidebars_are_read_again_for_every_visit(old, new):
    reextract(old, workers=0)
    for archive in (old, new):
        found = archive.connection.rows(
            "SELECT seen_at, title FROM sidebar_links WHERE article_id = 2 AND rank = 1 ORDER BY seen_at"
        )
        assert [(row["seen_at"], row["title"]) for row in found] == [
            ("2026-05-02T07:02:00Z", "The mayor promises bridge 1"),
            ("2026-05-02T08:01:00Z", "The mayor promises bridge 7"),
        ]


def test_no_revision_is_added_or_lost(old):
    before = [(one.number, one.seen_at, one.changed, one.capture_id) for one in old.revisions(1)]
    assert len(before) == 2
    reextract(old, workers=0)
    after = old.revisions(1)
    assert [(one.number, one.seen_at, one.changed, one.capture_id) for one in after] == before
    assert [one.article.headline for one in after] == [
        "District 1 rebuilds its bridge",
        "District 1 rebuilds its bridge after all",
    ]


def test_what_this_version_read_is_left_alone_unless_everything_is_asked_for(new):
    before = dump(new)
    assert reextract(new, workers=0).total == 0
    report = reextract(new, Scope(everything=True), workers=0)
    assert (report.done, report.changed, report.versions, report.fields) == (5, 0, 0, {})
    assert dump(new) == before


@pytest.mark.parametrize(
    ("scope", "articles"),
    [
        (Scope(source="valley"), [5]),
        (Scope(source="nowhere"), []),
        (Scope(since=MORNING + timedelta(minutes=4)), [4, 5]),
        (Scope(limit=2), [1, 2]),
    ],
)
def test_only_what_is_asked_for_is_read_again(old, scope, articles):
    report = reextract(old, scope, workers=0)
    assert report.total == report.done == len(articles)
    assert [one.id for one in old if one.extractor == EXTRACTOR_VERSION] == articles


def test_what_was_interrupted_is_carried_on(old, new, monkeypatch):
    monkeypatch.setattr(module, "COMMIT_ARTICLES", 2)

    def interrupt(report: module.Report) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reextract(old, workers=0, watch=interrupt)
    assert [one.extractor for one in old] == [EXTRACTOR_VERSION] * 2 + ["0"] * 3
    assert reextract(old, workers=0).total == 3
    assert dump(old) == dump(new)


def test_an_article_whose_capture_is_lost_stays_as_it_is(old):
    before = old.get(3).to_dict()
    ref = old.get(3).captures[0].ref
    path = old.captures_folder / ref.file
    content = bytearray(path.read_bytes())
    content[ref.offset + ref.length // 2] ^= 0xFF
    path.write_bytes(content)
    report = reextract(old, workers=0)
    assert len(report.lost) == 1
    assert f"byte {ref.offset}" in report.lost[0]
    assert old.get(3).to_dict() == before
    assert old.get(4).extractor == EXTRACTOR_VERSION


def test_a_page_that_is_no_article_any_more_stays_archived_and_is_named(old, monkeypatch):
    def picky(body: bytes, url: str, *more: object, **options: object) -> Article:
        if "story-3" in url:
            return Article(url=url, kind="section", kind_reason="a list of stories")
        return extract(body, url)

    monkeypatch.setattr(bulk, "extract_page", picky)
    before = old.get(3).to_dict()
    assert reextract(old, workers=0).refused == {VISITS[2].url: "section: a list of stories"}
    assert old.get(3).to_dict() == before


def test_a_story_read_by_an_older_extractor_is_read_again_before_a_new_fetch_is_compared(old):
    assert not refresh(old, "http://hillpost.example/never-seen.html")
    again = visit(3, 300, story(3, "District 3 rebuilds its bridge", promoted=9))
    assert refresh(old, again.url)
    assert not refresh(old, again.url)
    outcome = old.store(extract(again.body, again.url), again, extractor=EXTRACTOR_VERSION)
    assert (outcome.kind, outcome.changed) == ("unchanged", [])


def test_differences_name_each_field_once():
    one, other = extract(story(1, "A"), "http://a.example/"), extract(story(2, "B"), "http://a.example/")
    assert set(differences(one, other)) <= set(module.FIELDS)
    assert differences(one, one) == {}


def test_every_field_of_an_article_is_compared_or_known_not_to_be():
    not_compared = {"url", "kind_reason", "dates", "paywall_sign", "provenance"}
    not_compared |= {"next_page", "first_page", "fuller_page", "pages"}  # where the body is from, not what it says
    assert set(Article().to_dict()) == set(module.FIELDS) | not_compared

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.archive import Archive, Revision
from newsarchive.archive.merging import one_history
from newsarchive.exceptions import NotAnArchive, UsageError
from newsarchive.items import Article, Candidate

from .conftest import NOON, URL, later, make_article, paragraphs
from .released import dump, fill
from .test_care import crawl, served

HOST = "https://www.rivertimes.example"


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Archive]:
    with Archive(tmp_path / "elsewhere" / "news.db", create=True, wait=0) as opened:
        yield opened


def story(name: str) -> Article:
    return make_article(headline=name, blocks=paragraphs(f"{name}: only this."))


def everything(archive: Archive) -> dict[str, Any]:
    """What an archive knows, whatever the numbers of its rows."""
    return {
        "stories": sorted(
            (
                {**one.to_dict(), "id": None, "revisions": [_version(v) for v in archive.revisions(one.id)]}
                for one in archive
            ),
            key=lambda one: one["url"],
        ),
        "captures": sorted((ref.ref.record_id, ref.ref.file) for ref in archive.captures.each()),
        "urls": sorted(
            tuple(row) for row in archive.connection.rows("SELECT url_key, state, outcome, due_at FROM urls")
        ),
        "sidebars": sorted(tuple(row)[1:-1] for row in archive.connection.rows("SELECT * FROM sidebar_links")),
        "crawls": sorted(tuple(row) for row in archive.connection.rows("SELECT started_at, reason FROM crawls")),
    }


def _version(version: Revision) -> tuple[Any, ...]:
    return version.number, version.seen_at, version.changed, version.article.headline


def test_an_empty_archive_becomes_the_other_one(archive: Archive, other: Archive) -> None:
    crawl(other, (make_article(), served(URL, "rain")), (story("Ferry"), served(f"{HOST}/ferry", "ferry")))
    crawl(other, (make_article(headline="Rain!"), served(URL, "rain!", at=later(hours=3))))
    other.frontier.offer([Candidate(url=f"{HOST}/waiting", via="feed", title="Soon")], source="river", now=NOON)
    other.frontier.refuse(URL, rule="robots", evidence="Disallow: /", now=NOON)
    other.frontier.save_document(f"{HOST}/feed.xml", source="river", now=NOON, kind="feed", etag="1")
    archive.frontier.refuse(URL, rule="noarchive", evidence="noarchive", now=NOON)
    merged = archive.merge(other.path)
    assert (merged.new, merged.changed, merged.captures, merged.missing) == (2, 0, 3, ())
    assert everything(archive) == everything(other)
    assert archive.frontier.decisions(URL) == {"robots": "Disallow: /", "noarchive": "noarchive"}
    assert archive.frontier.document(f"{HOST}/feed.xml") == other.frontier.document(f"{HOST}/feed.xml")
    assert archive.check() == []
    assert [hit.headline for hit in archive.search("ferry")] == ["Ferry"]


def test_merging_twice_is_once(archive: Archive, other: Archive) -> None:
    crawl(archive, (make_article(), served(URL, "rain")))
    crawl(other, (make_article(headline="Rain!"), served(URL, "rain!", at=later(hours=3))))
    archive.merge(other.path)
    before = everything(archive)
    again = archive.merge(other.path)
    assert (again.new, again.changed, again.captures) == (0, 0, 0)
    assert everything(archive) == before


def test_merging_again_changes_no_row_of_any_table(archive: Archive, other: Archive) -> None:
    crawl(archive, (make_article(), served(URL, "rain")))
    fill(other)
    crawl(other, (make_article(headline="Rain!"), served(URL, "rain!", at=later(hours=5))))
    archive.merge(other.path)
    before = dump(archive.path)
    archive.merge(other.path)
    assert dump(archive.path) == before
    assert archive.check() == []


def test_what_each_saw_of_a_story_becomes_one_history(archive: Archive, other: Archive) -> None:
    crawl(
        archive,
        (make_article(), served(URL, "1")),
        (make_article(headline="Rain ends"), served(URL, "3", at=later(hours=8))),
    )
    crawl(
        other,
        (make_article(), served(URL, "1", at=later(hours=1))),
        (make_article(headline="Rain!"), served(URL, "2", at=later(hours=2))),
    )
    merged = archive.merge(other.path)
    assert (merged.new, merged.changed) == (0, 1)
    assert [_version(version) for version in archive.revisions(1)] == [
        (1, NOON, [], "Rain at last"),
        (2, later(hours=2), ["headline"], "Rain!"),
        (3, later(hours=8), ["headline"], "Rain ends"),
    ]
    stored = archive.get(1)
    assert (stored.article.headline, stored.first_seen, stored.last_seen) == ("Rain ends", NOON, later(hours=8))
    assert (stored.changed_at, stored.revision_count, len(stored.captures)) == (later(hours=8), 3, 4)
    assert archive.check() == []


def test_the_archive_that_saw_a_story_last_says_how_it_is_now(archive: Archive, other: Archive) -> None:
    crawl(archive, (make_article(), served(URL, "1")))
    crawl(other, (make_article(headline="Rain!", tags=["late"]), served(URL, "2", at=later(hours=2))))
    archive.merge(other.path)
    now = archive.get(1).article
    assert (now.headline, now.tags) == ("Rain!", ["late"])
    assert [hit.headline for hit in archive.search("rain")] == ["Rain!"]


def test_both_directions_give_the_same_archive(archive: Archive, other: Archive) -> None:
    crawl(archive, (make_article(), served(URL, "1")), (story("Ferry"), served(f"{HOST}/ferry", "f")))
    crawl(
        other,
        (make_article(headline="Rain!"), served(URL, "2", at=later(hours=2))),
        (story("Vote"), served(f"{HOST}/vote", "v")),
    )
    archive.merge(other.path)
    other.merge(archive.path)
    assert {**everything(archive), "captures": None} == {**everything(other), "captures": None}


def test_files_of_one_name_and_other_content_are_both_kept(archive: Archive, other: Archive) -> None:
    crawl(archive, (make_article(), served(URL, "1")))
    crawl(other, (story("Vote"), served(f"{HOST}/vote", "v")))
    assert archive.captures.files().keys() == other.captures.files().keys()
    archive.merge(other.path)
    assert len(archive.captures.files()) == 2
    assert archive.check() == []


def test_captures_that_are_missing_there_are_said_and_the_stories_come(archive: Archive, other: Archive) -> None:
    crawl(other, (make_article(), served(URL, "1")))
    (file,) = other.captures_folder.glob("*.warc.gz")
    file.unlink()
    merged = archive.merge(other.path)
    assert (merged.new, merged.captures, merged.missing) == (1, 0, (file.name,))
    assert archive.check() == []


def test_a_takedown_here_or_there_holds_for_both(archive: Archive, other: Archive) -> None:
    crawl(archive, (make_article(), served(URL, "1")), (story("Vote"), served(f"{HOST}/vote", "v")))
    crawl(other, (make_article(), served(URL, "1")), (story("Ferry"), served(f"{HOST}/ferry", "f")))
    other.take_down(f"{HOST}/vote", reason="asked there")
    archive.take_down(f"{HOST}/ferry", reason="asked here")
    assert archive.merge(other.path).taken_down == 1
    assert archive.merge(other.path).taken_down == 0
    assert [one.article.headline for one in archive] == ["Rain at last"]
    assert f"{HOST}/vote" in archive.takedowns
    assert archive.check() == []


def test_an_archive_is_not_merged_with_itself(archive: Archive) -> None:
    with pytest.raises(UsageError, match="is the archive itself"):
        archive.merge(archive.path)


def test_what_is_no_archive_is_not_merged(archive: Archive, tmp_path: Path) -> None:
    with pytest.raises(NotAnArchive, match="there is no archive"):
        archive.merge(tmp_path / "nowhere.db")


HISTORIES = st.lists(
    st.tuples(st.integers(0, 20), st.sampled_from("abc")), min_size=1, max_size=6, unique_by=lambda seen: seen[0]
)


def history(seen: list[tuple[int, str]]) -> list[Revision]:
    """A history as one archive holds it."""
    versions = [
        Revision(number=1, seen_at=later(hours=hour), changed=[], article=Article(headline=headline), extractor="1")
        for hour, headline in sorted(seen)
    ]
    return one_history(versions[:1], versions[1:])


@given(HISTORIES, HISTORIES)
def test_joining_histories_again_changes_nothing(ours: list[tuple[int, str]], theirs: list[tuple[int, str]]) -> None:
    joined = one_history(history(ours), history(theirs))
    assert one_history(joined, history(theirs)) == joined
    assert one_history(joined, joined) == joined
    assert [version.number for version in joined] == list(range(1, len(joined) + 1))
    assert all(version.changed for version in joined[1:])

from __future__ import annotations

import gzip
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from newsarchive.archive import Archive
from newsarchive.captures import CaptureWriter
from newsarchive.exceptions import ArchiveDamaged, ArchiveError, NotInArchive, UsageError
from newsarchive.items import Article, Candidate, Page, SidebarLink

from .conftest import NOON, URL, later, make_article, make_page, paragraphs

HOST = "https://www.rivertimes.example"
SECRET = "Seventeen herons were counted at dawn."
VICTIM = f"{HOST}/local/seventeen-herons-50777001"


def crawl(archive: Archive, *visits: tuple[Article, Page]) -> None:
    """Capture and store, as a crawl does."""
    number = archive.begin_crawl(["river"], now=visits[0][1].fetched_at)
    with CaptureWriter(archive.captures_folder, crawl=f"crawl-{number}", known=archive.captures.known) as writer:
        for article, page in visits:
            capture_id = archive.add_capture(page, writer.write(page), crawl_id=number)
            archive.store(article, page, capture_id=capture_id, crawl_id=number, extractor="1")
    archive.end_crawl(number, now=visits[-1][1].fetched_at, reason="finished", counts={})


def herons(**fields: object) -> Article:
    return make_article(
        **{"headline": "Herons counted", "blocks": paragraphs(SECRET), "dek": None, "tags": ["herons"], **fields}
    )


def served(url: str, text: str, **fields: object) -> Page:
    return make_page(url, body=f"<html><p>{text}</p></html>".encode(), **fields)


def three_stories() -> list[tuple[Article, Page]]:
    pointing = make_article(
        sidebar_links=[SidebarLink(url=VICTIM, title="Herons counted", teaser=SECRET, kind="related")]
    )
    other = make_article(headline="Market day", blocks=paragraphs("Cabbages were cheap."))
    return [
        (pointing, served(URL, "rain")),
        (herons(), served(VICTIM, SECRET)),
        (other, served(f"{HOST}/market-day", "cabbages")),
    ]


@pytest.fixture
def full(archive: Archive) -> Iterator[Archive]:
    """An archive of three stories, two crawls and a revision."""
    crawl(archive, *three_stories())
    crawl(archive, (make_article(headline="Rain!"), served(URL, "rain!", at=later(hours=3))))
    yield archive


# check


def test_a_whole_archive_has_no_problems(full: Archive) -> None:
    assert full.check() == []


def test_an_archive_that_cannot_be_written_is_checked_by_counting_words(full: Archive) -> None:
    told: list[str] = []
    with Archive(full.path, read_only=True) as reader:
        assert reader.check(told=told.append) == []
        assert any("by its number of words" in line for line in told)


def test_an_archive_is_checked_while_another_process_writes_to_it(full: Archive) -> None:
    full.begin_crawl([], now=NOON)
    with Archive(full.path, wait=0) as other:
        assert other.check() == []


def test_words_that_were_left_behind_in_the_index_are_counted(full: Archive) -> None:
    with full.transaction():
        full.connection.run(
            "INSERT INTO articles_fts(articles_fts, rowid, headline) VALUES ('delete', 1, 'quite other words')"
        )
    with Archive(full.path, read_only=True) as reader:
        assert any("the full-text index holds" in problem for problem in reader.check())


BREAK = {
    "articles have no text": "DELETE FROM article_text WHERE article_id = 1",
    "count other revisions": "DELETE FROM revisions WHERE number = 2",
    "refer to": "PRAGMA foreign_keys = OFF; DELETE FROM authors",
    "lead to no article": "UPDATE urls SET article_id = NULL",
    "not in the full-text index": "DELETE FROM search_text WHERE article_id = 2",
    "does not match the articles": "DROP TRIGGER article_text_updated; UPDATE article_text SET body = 'x'",
    "the trigger": "DROP TRIGGER search_text_deleted",
}


@pytest.mark.parametrize(("problem", "sql"), BREAK.items(), ids=BREAK)
def test_what_is_wrong_is_found_and_said(full: Archive, path: Path, problem: str, sql: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as vandal:
        for statement in sql.split(";"):
            vandal.execute(statement)
    assert problem in " ".join(full.check(captures=False))


def test_missing_and_changed_captures_are_found(full: Archive) -> None:
    first, second = sorted(full.captures_folder.glob("*.warc.gz"))
    first.unlink()
    content = bytearray(second.read_bytes())
    content[-40:-20] = b"x" * 20
    second.write_bytes(content)
    problems = full.check()
    assert f"{first.name} is missing" in problems[0]
    assert len(problems) > 1
    assert full.check(captures=False) == []


# backup and compact


def test_a_backup_is_one_whole_file_also_while_another_writes(full: Archive, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    with full.transaction(), Archive(full.path, read_only=True) as reader:
        full.store(make_article(headline="Not committed yet", blocks=[]), make_page(f"{HOST}/new"))
        reader.backup(target)
    assert sorted(path.name for path in tmp_path.glob("copy*")) == ["copy.db"]
    with Archive(target, wait=0) as copy:
        assert [story.article.headline for story in copy] == ["Rain!", "Herons counted", "Market day"]
        assert copy.check(captures=False) == []


def test_a_backup_does_not_overwrite(full: Archive, tmp_path: Path) -> None:
    target = tmp_path / "precious.txt"
    target.write_text("mine")
    with pytest.raises(ArchiveError, match="exists already"):
        full.backup(target)
    assert target.read_text() == "mine"


def test_a_backup_that_cannot_be_written_is_said(full: Archive, tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match=r"copy\.db"):
        full.backup(tmp_path / "nowhere" / "copy.db")


def test_a_damaged_archive_is_not_copied_as_if_whole(full: Archive, path: Path, tmp_path: Path) -> None:
    full.close()
    content = bytearray(path.read_bytes())
    content[16384 * 8 : 16384 * 12] = b"\xff" * (16384 * 4)
    path.write_bytes(content)
    with Archive(path) as damaged, pytest.raises((ArchiveError, ArchiveDamaged)):
        damaged.backup(tmp_path / "copy.db")
    assert not (tmp_path / "copy.db").exists()


def test_compacting_gives_space_back_and_loses_nothing(full: Archive) -> None:
    before = [story.to_dict() for story in full]
    full.replace(
        3,
        make_article(headline="Market day", blocks=paragraphs("Cabbages were cheap."), tags=[], authors=[]),
        extractor="2",
    )
    full.replace(3, three_stories()[2][0], extractor="1")
    with full.transaction():
        full.connection.run("CREATE TABLE ballast AS SELECT zeroblob(3000000) AS weight")
    full.connection.run("DROP TABLE ballast")
    full.connection.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    done = full.compact()
    assert done.before - done.after > 2_000_000
    assert [story.to_dict() for story in full] == before
    assert full.check() == []


def test_compacting_drops_what_nothing_refers_to(full: Archive) -> None:
    full.replace(2, herons(tags=["birds"]), extractor="1")
    assert full.compact().orphans["tags"] == 1
    assert {row["name"] for row in full.connection.rows("SELECT name FROM tags")} == {"weather", "farming", "birds"}


# takedown


def everything_on_disk(archive: Archive) -> bytes:
    """All bytes of the archive's files, WARC records unpacked."""
    beside = archive.path.parent.glob(archive.path.name + "*")
    captures = archive.captures_folder.glob("*")
    return b"".join(path.read_bytes() for path in beside) + b"".join(
        gzip.decompress(path.read_bytes()) for path in captures if path.suffix == ".gz"
    )


def test_a_takedown_leaves_nothing_of_the_story_but_the_reason(full: Archive) -> None:
    assert SECRET.encode() in everything_on_disk(full)
    removed = full.take_down(VICTIM + "?utm_source=x", reason="court order 7/26", now=later(days=1))
    assert (removed.articles, removed.captures) == (1, 1)
    with pytest.raises(NotInArchive):
        full.get(VICTIM)
    assert list(full.search("herons")) == []
    assert list(full.search("seventeen")) == []
    row = full.connection.row("SELECT url_key, reason, taken_down_at FROM takedowns")
    assert tuple(row or ()) == (VICTIM.replace("www.", ""), "court order 7/26", "2026-05-03T12:00:00Z")
    assert SECRET.encode() not in everything_on_disk(full)
    assert b"Herons counted" not in everything_on_disk(full)


def test_a_takedown_leaves_every_other_story_and_capture_whole(full: Archive) -> None:
    full.take_down(VICTIM, reason="asked")
    assert full.check() == []
    assert [story.article.headline for story in full] == ["Rain!", "Market day"]
    sidebar = full.connection.row(
        "SELECT kind, rank, url, title, teaser, target_id FROM sidebar_links WHERE kind = 'related'"
    )
    assert tuple(sidebar or ()) == ("related", 1, VICTIM, None, None, None)


def test_what_was_taken_down_is_never_fetched_or_stored_again(full: Archive) -> None:
    full.take_down(VICTIM, reason="asked")
    moved = VICTIM.replace("seventeen-herons", "herons-again")
    offered = [
        Candidate(url=url, via="feed", title="Herons counted") for url in (VICTIM, VICTIM.replace("www.", "m."), moved)
    ]
    assert full.frontier.offer(offered, source="river", now=later(days=1)) == 0
    assert full.frontier.lease(sources=["river"], limit=99, now=later(days=99), worker="w", force=True) != []
    for url in (VICTIM, moved):
        assert full.store(herons(), make_page(url)).kind == "refused"
        assert url in full.takedowns
    assert URL not in full.takedowns


def test_a_story_fetched_again_at_an_address_nobody_knew_is_refused_found_and_removed(full: Archive) -> None:
    full.take_down(VICTIM, reason="asked")
    unknown = f"{HOST}/reprints/herons"
    crawl(full, (herons(canonical_url=VICTIM), served(unknown, SECRET, at=later(days=1))))
    assert len(full) == 2
    assert unknown in full.takedowns
    assert full.check() == [
        "1 captures are of stories that were taken down: run `newsarchive takedown` for any of them again"
    ]
    full.take_down(VICTIM, reason="asked")
    assert full.check() == []
    assert SECRET.encode() not in everything_on_disk(full)


def test_a_takedown_of_what_was_never_archived_keeps_it_from_being_fetched(full: Archive) -> None:
    removed = full.take_down(f"{HOST}/not-yet", reason="asked")
    assert (removed.articles, removed.captures, removed.addresses) == (0, 0, [f"{HOST}/not-yet"])
    assert full.frontier.offer([Candidate(url=f"{HOST}/not-yet", via="feed")], source="river", now=NOON) == 0


def test_a_takedown_twice_is_once(full: Archive) -> None:
    full.take_down(VICTIM, reason="asked")
    full.take_down(VICTIM, reason="asked by the author")
    assert full.connection.value("SELECT reason FROM takedowns") == "asked by the author"
    assert full.check() == []


def test_a_takedown_needs_a_reason(full: Archive) -> None:
    with pytest.raises(UsageError, match="needs a reason"):
        full.take_down(VICTIM, reason=" ")
    assert full.get(VICTIM).id == 2


def test_a_takedown_that_was_killed_is_finished_by_running_it_again(
    full: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(type(full.takedowns), "_remove_old_files", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt()))
        with pytest.raises(KeyboardInterrupt):
            full.take_down(VICTIM, reason="asked")
    full.take_down(VICTIM, reason="asked")
    assert SECRET.encode() not in everything_on_disk(full)
    assert full.check() == []

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from newsarchive import exceptions
from newsarchive.archive import Archive
from newsarchive.archive.connection import APPLICATION_ID, PAGE_SIZE, Connection

from .conftest import make_article, make_page

IN_ANOTHER_PROCESS = """
    import sys
    from newsarchive.archive import Archive
    archive = Archive(sys.argv[1], create=True)
    archive.begin_crawl([], now=__import__("datetime").datetime.now(__import__("datetime").UTC))
    print("writing", flush=True)
    sys.stdin.read()
"""


def test_a_new_archive_is_made_with_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "data" / "news.db"
    with Archive(path, create=True) as archive:
        assert len(archive) == 0
    assert path.exists()


def test_every_connection_is_set_up_the_same(archive: Archive) -> None:
    pragmas = ("journal_mode", "synchronous", "foreign_keys", "page_size", "application_id")
    values = [archive.connection.value(f"PRAGMA {name}") for name in pragmas]
    assert values == ["wal", 2, 1, PAGE_SIZE, APPLICATION_ID]


def test_a_missing_archive_is_not_made_by_reading(path: Path) -> None:
    with pytest.raises(exceptions.NotAnArchive, match="there is no archive at"):
        Archive(path, read_only=True)
    assert not path.exists()


def test_a_folder_is_no_archive(tmp_path: Path) -> None:
    with pytest.raises(exceptions.NotAnArchive, match="is a folder"):
        Archive(tmp_path)
    with pytest.raises(exceptions.NotAnArchive, match="is a folder"):
        Archive("/")


@pytest.mark.parametrize("content", [b"", b"Dear diary, it rained at last.", b"SQLite format 3\x00" + b"garbage" * 99])
def test_a_file_that_is_no_database_is_no_archive(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(exceptions.NotAnArchive):
        Archive(path)
    assert path.read_bytes() == content


def test_somebody_elses_database_is_left_alone(path: Path) -> None:
    with sqlite3.connect(path) as foreign:
        foreign.execute("CREATE TABLE recipes (name TEXT)")
    foreign.close()
    before = path.read_bytes()
    with pytest.raises(exceptions.NotAnArchive, match="not a newsarchive"):
        Archive(path, create=True)
    assert path.read_bytes() == before


def test_an_empty_file_becomes_an_archive_where_one_is_wanted(path: Path) -> None:
    path.touch()
    with Archive(path, create=True) as archive:
        assert len(archive) == 0


def test_an_archive_of_a_newer_release_is_refused(path: Path) -> None:
    Archive(path, create=True).close()
    with sqlite3.connect(path) as newer:
        newer.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name) VALUES ('newsarchive', 'm999_from_the_future')"
        )
    newer.close()
    with pytest.raises(exceptions.ArchiveTooNew, match=r"m999_from_the_future.*install the newest release"):
        Archive(path)


def test_reading_only_changes_nothing(path: Path) -> None:
    with Archive(path, create=True) as archive:
        archive.store(make_article(), make_page())
    with Archive(path, read_only=True) as archive:
        assert len(archive) == 1
        with pytest.raises(exceptions.ArchiveReadOnly, match="opened for reading only"):
            archive.store(make_article(headline="Other"), make_page())
        with pytest.raises(exceptions.ArchiveReadOnly):
            archive.connection.run("DELETE FROM articles")


@contextmanager
def nobody() -> Iterator[None]:
    """Without the rights of root, who may write everywhere."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(before)


@pytest.fixture
def unwritable() -> Iterator[Path]:
    """An archive of one story in a folder where nothing can be written."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        with Archive(folder / "news.db", create=True) as archive:
            archive.store(make_article(), make_page())
        folder.chmod(0o555)
        yield folder / "news.db"
        folder.chmod(0o755)


def test_an_archive_that_cannot_be_written_can_be_read(unwritable: Path) -> None:
    with nobody(), Archive(unwritable, read_only=True) as archive:
        assert len(archive) == 1


def test_an_archive_that_cannot_be_written_says_what_to_do(unwritable: Path) -> None:
    with nobody(), pytest.raises(exceptions.ArchiveReadOnly, match=r"give write permission.*read_only"):
        Archive(unwritable)


def test_a_folder_that_cannot_be_written_gets_no_archive(unwritable: Path) -> None:
    with nobody(), pytest.raises(exceptions.ArchiveReadOnly, match="check the permissions"):
        Archive(unwritable.with_name("new.db"), create=True)


def test_a_full_disk_is_said_and_nothing_stored_is_lost(archive: Archive) -> None:
    archive.store(make_article(), make_page())
    pages = archive.connection.value("PRAGMA page_count")
    archive.connection.run(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(exceptions.StorageFull, match="no space left"), archive.transaction():
        for number in range(2000):
            archive.store(
                make_article(headline=f"Story {number}"), make_page(f"https://rivertimes.example/full/{number}")
            )
    archive.connection.run("PRAGMA max_page_count = 1000000")
    assert len(archive) == 1
    assert archive.connection.value("PRAGMA integrity_check") == "ok"
    assert archive.store(make_article(), make_page("https://rivertimes.example/after")).article_id == 2


def test_a_database_locked_by_another_program_is_said(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsarchive.archive.connection.BUSY_SECONDS", 0.05)
    with Archive(path, create=True) as archive:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(exceptions.ArchiveBusy, match="locked by another program"):
            archive.store(make_article(), make_page())
        other.close()
        archive.store(make_article(), make_page())


def test_a_second_writer_is_told_who_writes_and_readers_never_wait(path: Path) -> None:
    with Archive(path, create=True) as first, Archive(path, wait=0) as second:
        first.store(make_article(), make_page())
        assert len(second) == 1
        with pytest.raises(exceptions.ArchiveBusy, match=rf"process {os.getpid()}\) is writing"):
            second.store(make_article(), make_page())
    with Archive(path, wait=0) as third:
        third.store(make_article(), make_page())


def test_the_lock_dies_with_its_process(path: Path) -> None:
    command = [sys.executable, "-c", textwrap.dedent(IN_ANOTHER_PROCESS), str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"writing\n"
        with Archive(path, wait=0) as archive:
            with pytest.raises(exceptions.ArchiveBusy, match=f"process {writer.pid}"):
                archive.store(make_article(), make_page())
            writer.send_signal(signal.SIGKILL)
            writer.wait()
            assert archive.store(make_article(), make_page()).kind == "new"


def test_a_killed_writer_leaves_what_it_had_stored(path: Path) -> None:
    program = """
        import os, sys
        sys.path.insert(0, sys.argv[2])
        from tests.archive.conftest import make_article, make_page
        from newsarchive.archive import Archive
        archive = Archive(sys.argv[1], create=True)
        archive.store(make_article(), make_page())
        archive.connection.run("BEGIN IMMEDIATE")
        archive.connection.run("DELETE FROM articles")
        os.kill(os.getpid(), 9)
    """
    checkout = Path(__file__).resolve().parents[2]
    subprocess.run([sys.executable, "-c", textwrap.dedent(program), str(path), str(checkout)], check=False)
    with Archive(path) as archive:
        assert [story.article.headline for story in archive] == ["Rain at last"]
        assert archive.connection.value("PRAGMA integrity_check") == "ok"


def test_a_damaged_file_is_said_to_be_damaged(path: Path) -> None:
    with Archive(path, create=True) as archive, archive.transaction():
        for number in range(200):
            archive.store(make_article(headline=f"Story {number}"), make_page(f"https://rivertimes.example/s/{number}"))
    content = bytearray(path.read_bytes())
    content[PAGE_SIZE * 3 :] = b"\xff" * (len(content) - PAGE_SIZE * 3)
    path.write_bytes(content)
    with pytest.raises(exceptions.ArchiveDamaged, match="restore a backup"), Archive(path) as archive:
        list(archive)


def test_a_closed_archive_says_so(path: Path) -> None:
    archive = Archive(path, create=True)
    archive.close()
    archive.close()
    with pytest.raises(exceptions.ArchiveError, match="is closed"):
        len(archive)


def test_a_mistake_in_our_own_sql_is_not_hidden(archive: Archive) -> None:
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        archive.connection.rows("SELECT * FROM nowhere")


def test_names_with_odd_characters_are_opened(tmp_path: Path) -> None:
    path = tmp_path / "what? 100% #1.db"
    Archive(path, create=True).close()
    connection = Connection(path, read_only=True)
    assert connection.value("SELECT count(*) FROM articles") == 0
    connection.close()
    assert path.exists()


@pytest.mark.parametrize("begun", [b"", None])
def test_an_archive_whose_making_was_stopped_says_so_and_is_made_by_the_next_writer(
    path: Path, begun: bytes | None
) -> None:
    if begun is None:  # SQLite had written its header and nothing else
        with closing(sqlite3.connect(path)) as raw:
            raw.execute("PRAGMA journal_mode = WAL")
            raw.execute("VACUUM")
    else:
        path.write_bytes(begun)
    for read_only in (True, False):
        with pytest.raises(exceptions.NotAnArchive, match=r"holds nothing yet.*newsarchive crawl"):
            Archive(path, read_only=read_only)
    with Archive(path, create=True) as archive:
        assert len(archive) == 0

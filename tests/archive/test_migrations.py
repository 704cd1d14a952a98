from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from newsarchive.archive import Archive
from newsarchive.archive.migrations import MIGRATIONS
from newsarchive.exceptions import ArchiveBusy

from .conftest import URL
from .released import dump, fill, load, schema_of

KEPT = sorted((Path(__file__).resolve().parents[1] / "fixtures" / "archives").glob("*.sql"))
NEVER_EDIT = (
    "a released migration was edited: archives in the field have run it as it was; append a new one instead. "
    "(Before the release: python -m tests.archive.released FILE)"
)


@pytest.fixture(params=KEPT, ids=[path.stem for path in KEPT])
def kept(request: pytest.FixtureRequest, path: Path) -> Path:
    """An archive as a release left it."""
    load(request.param.read_text(encoding="utf-8"), path)
    return path


def steps_of(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [name for (name,) in connection.execute("SELECT name FROM _sqlite_migrations ORDER BY id")]


def test_an_archive_of_every_release_opens_whole_and_as_it_was(kept: Path) -> None:
    with Archive(kept) as archive:
        assert [story.article.headline for story in archive] == ["Rain!", "六週間ぶりの雨"]
        assert [version.changed for version in archive.revisions(1)] == [[], ["headline"]]
        assert [hit.id for hit in archive.search("月曜日")] == [2]
        assert archive.get(URL).article.images[0].credit == "Tep Rith"
        assert "https://www.rivertimes.example/private" in archive.takedowns
        assert archive.check() == []


def test_an_upgraded_archive_has_the_schema_of_a_new_one(kept: Path, tmp_path: Path) -> None:
    Archive(kept).close()
    Archive(tmp_path / "new.db", create=True).close()
    assert schema_of(kept) == schema_of(tmp_path / "new.db")


def test_released_migrations_are_never_edited(kept: Path, tmp_path: Path) -> None:
    released = steps_of(kept)
    later_steps = [step.name for step in MIGRATIONS.pending(Database(memory=True)) if step.name not in released]
    made = tmp_path / "made.db"
    with closing(sqlite3.connect(made, isolation_level=None)) as connection:
        MIGRATIONS.apply(Database(connection), stop_before=later_steps)
    assert schema_of(made) == schema_of(kept), NEVER_EDIT


def test_an_archive_survives_being_written_out_and_read_in(path: Path, tmp_path: Path) -> None:
    with Archive(path, create=True) as archive:
        fill(archive)
    load(dump(path), tmp_path / "again.db")
    assert dump(tmp_path / "again.db") == dump(path)


@pytest.fixture
def outdated(path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An archive for which this release has a step that it has not run."""
    with Archive(path, create=True) as archive:
        fill(archive)
    monkeypatch.setattr(MIGRATIONS, "_migrations", [*MIGRATIONS._migrations])

    @MIGRATIONS()
    def m900_add_a_colour(db: Database) -> None:
        db.execute("ALTER TABLE sources ADD COLUMN colour TEXT")

    return path


def test_upgrading_keeps_the_old_file_and_says_what_it_does(outdated: Path) -> None:
    told: list[str] = []
    with Archive(outdated, notify=told.append) as archive:
        assert archive.connection.value("SELECT colour FROM sources") is None
        assert len(archive) == 2
    old = outdated.with_name("news.db.before-m900")
    assert "m900_add_a_colour" not in steps_of(old)
    assert [re.sub(r"\S*/", "", line) for line in told] == [
        "Upgrading news.db (1 step); the old one is kept as news.db.before-m900",
        "Upgrading news.db: m900_add_a_colour",
    ]


def test_opening_to_read_upgrades_too(outdated: Path) -> None:
    with Archive(outdated, read_only=True) as archive:
        assert archive.connection.value("SELECT colour FROM sources") is None
        assert archive.connection.read_only


def test_an_upgrade_waits_for_no_one_who_writes(outdated: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    newest = MIGRATIONS._migrations
    monkeypatch.setattr(MIGRATIONS, "_migrations", newest[:-1])
    with Archive(outdated) as writer:
        writer.begin_crawl([], now=writer.get(1).first_seen)
        monkeypatch.setattr(MIGRATIONS, "_migrations", newest)
        with pytest.raises(ArchiveBusy):
            Archive(outdated, wait=0)


def test_an_upgrade_that_fails_leaves_the_archive_as_it_was(outdated: Path) -> None:
    @MIGRATIONS()
    def m901_go_wrong(db: Database) -> None:
        db.execute("UPDATE articles SET headline = 'lost'")
        db.execute("no SQL at all")

    with pytest.raises(sqlite3.OperationalError):
        Archive(outdated)
    assert "m900_add_a_colour" not in steps_of(outdated)
    with closing(sqlite3.connect(outdated)) as connection:
        assert connection.execute("SELECT count(*) FROM articles WHERE headline = 'lost'").fetchone() == (0,)

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from newsarchive.archive import Archive
from newsarchive.captures import CaptureWriter
from newsarchive.cli import cli
from newsarchive.items import Article, Block, Page

URL = "https://www.rivertimes.example/local/rain-at-last"
NOON = datetime(2026, 5, 2, 12, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "news.db"
    article = Article(headline="Rain at last", blocks=[Block(type="paragraph", text="It rained on Monday.")])
    page = Page(url=URL, requested_url=URL, source="river", fetched_at=NOON, status=200, body=b"<p>It rained")
    with Archive(path, create=True) as archive, CaptureWriter(archive.captures_folder, crawl="river") as writer:
        archive.store(article, page, capture_id=archive.add_capture(page, writer.write(page)))
    return path


def run(path: Path, *arguments: str, **more: str) -> Result:
    return CliRunner().invoke(cli, ["--archive", str(path), *arguments], **more)


def test_a_whole_archive_is_said_to_be_whole(path: Path) -> None:
    result = run(path, "check")
    assert (result.exit_code, result.stdout) == (0, "The archive is whole: 1 story.\n")
    assert "checking captures in river-00001.warc.gz" in result.stderr


def test_a_missing_capture_is_a_problem(path: Path) -> None:
    (path.parent / "news-captures" / "river-00001.warc.gz").unlink()
    result = run(path, "check")
    assert result.exit_code == 1
    assert "river-00001.warc.gz is missing" in result.stdout
    assert run(path, "check", "--no-captures").exit_code == 0


def test_a_damaged_file_is_a_problem_in_words(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[16384 * 10 :] = b"\xff" * (len(content) - 16384 * 10)
    path.write_bytes(content)
    result = run(path, "check")
    assert result.exit_code == 1
    assert "damaged" in result.output
    assert "Traceback" not in result.output


def test_a_backup_has_todays_date_unless_named(path: Path) -> None:
    result = run(path, "backup")
    target = path.with_name(f"news-{datetime.now(UTC):%Y-%m-%d}.db")
    assert (result.exit_code, target.exists()) == (0, True)
    assert run(path, "backup").exit_code == 1
    assert run(path, "backup", str(path.with_name("other.db"))).exit_code == 0


def test_compacting_tells_the_sizes(path: Path) -> None:
    result = run(path, "compact")
    assert result.exit_code == 0
    assert " → " in result.stdout


def test_merging_makes_the_archive_where_there_is_none(path: Path, tmp_path: Path) -> None:
    whole = tmp_path / "all" / "all.db"
    assert run(whole, "merge", str(path)).stdout == "1 new story, 0 of which more is known now, 1 capture\n"
    assert run(whole, "merge", str(path)).stdout == "0 new stories, 0 of which more is known now, 0 captures\n"
    assert run(whole, "check").exit_code == 0


def test_a_takedown_asks_first(path: Path) -> None:
    assert run(path, "takedown", URL, "--reason", "asked", input="n\n").exit_code == 1
    with Archive(path, read_only=True) as archive:
        assert len(archive) == 1


def test_a_takedown_says_what_it_removed(path: Path) -> None:
    result = run(path, "takedown", URL, "--reason", "asked", "--yes")
    assert result.stdout.splitlines() == ["1 story and 1 capture removed; never fetched again:", f"  {URL}"]
    assert run(path, "takedown", URL + "-2", "--reason", "asked", "--yes").stdout.startswith(
        "Nothing was archived there"
    )


def test_a_takedown_needs_a_reason(path: Path) -> None:
    assert run(path, "takedown", URL).exit_code == 2


@pytest.mark.parametrize("command", [["check"], ["backup"], ["compact"], ["takedown", URL, "--reason", "x", "--yes"]])
def test_an_archive_that_is_not_there_is_an_error_in_one_line(tmp_path: Path, command: list[str]) -> None:
    result = run(tmp_path / "nowhere.db", *command)
    assert result.exit_code == 1
    assert "there is no archive at" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_an_upgrade_of_an_older_archive_is_told_step_by_step(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    kept = Path(__file__).resolve().parents[1] / "fixtures" / "archives" / "0.1.0.sql"
    with closing(sqlite3.connect(path)) as raw:
        raw.executescript(kept.read_text(encoding="utf-8"))
    told = run(path, "status").stderr
    assert "the old one is kept as old.db.before-m" in told
    assert "m004_" in told
    assert run(path, "status").stderr == ""

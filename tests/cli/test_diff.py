from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from newsarchive.archive import Archive
from newsarchive.cli import cli
from newsarchive.items import Article, Block, Page

URL = "https://www.rivertimes.example/local/rain-at-last"
NOON = datetime(2026, 5, 2, 12, tzinfo=UTC)
VERSIONS = (
    ("Rain at last", ["It rained on Monday.", "Farmers were glad.", "More is expected."]),
    ("Rain at long last", ["It rained on Monday.", "Farmers were glad.", "More is expected."]),
    ("Rain at long last", ["It rained on Tuesday.", "Farmers were glad.", "More is expected."]),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "news.db"
    with Archive(path, create=True) as archive:
        for hour, (headline, texts) in enumerate(VERSIONS):
            article = Article(headline=headline, blocks=[Block(type="paragraph", text=text) for text in texts])
            at = NOON + timedelta(hours=hour)
            archive.store(article, Page(url=URL, requested_url=URL, source="river", fetched_at=at, status=200))
        archive.store(
            Article(headline="Calm"),
            Page(url=URL + "-2", requested_url=URL, source="river", fetched_at=NOON, status=200),
        )
    return path


def diff(path: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["--archive", str(path), "diff", *arguments])


def test_the_last_change_is_shown_word_by_word(path: Path) -> None:
    result = diff(path, "1")
    assert result.exit_code == 0
    assert result.output.splitlines() == [
        "Rain at long last",
        "revision 2 (seen 2026-05-02 13:00 UTC) → 3 (seen 2026-05-02 14:00 UTC)",
        "",
        "body",
        "  It rained on [-Monday.-] {+Tuesday.+}",
        "  … 2 unchanged paragraphs",
    ]


def test_everything_since_a_revision_is_shown(path: Path) -> None:
    result = diff(path, URL, "1", "--full")
    assert "  Rain at {+long+} last" in result.output
    assert "  Farmers were glad." in result.output


def test_a_program_gets_the_pieces(path: Path) -> None:
    told = json.loads(diff(path, "1", "1", "2", "--json").output)
    assert told["new"] == {"revision": 2, "seen_at": "2026-05-02T13:00:00Z"}
    assert told["fields"]["headline"] == [
        [{"kind": "same", "text": "Rain at "}, {"kind": "added", "text": "long "}, {"kind": "same", "text": "last"}]
    ]


def test_a_story_that_never_changed_is_said_not_to_have(path: Path) -> None:
    result = diff(path, "2")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "has not changed while it was watched" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "message"), [(["1", "9"], "there is no revision 9"), (["77"], "there is no article 77")]
)
def test_what_is_not_there_is_an_error_in_one_line(path: Path, arguments: list[str], message: str) -> None:
    result = diff(path, *arguments)
    assert result.exit_code == 1
    assert message in result.stderr
    assert len(result.stderr.splitlines()) == 1

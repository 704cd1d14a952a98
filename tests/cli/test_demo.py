"""`newsarchive demo`: the whole way, in a folder of its own, on the bundled newspaper."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from newsarchive.archive import Archive
from newsarchive.cli import cli
from newsarchive.cli.demo import NAME


@pytest.fixture(scope="module")
def performed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """The demo, run once in an empty folder with an empty home."""
    folder = tmp_path_factory.mktemp("demo")
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder / "home"), "LANG": "C.UTF-8"}
    ended = subprocess.run(
        [sys.executable, "-m", "newsarchive", "demo"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return folder, ended


def test_it_ends_well_and_says_nothing_is_wrong(performed: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    ended = performed[1]
    assert ended.returncode == 0, ended.stderr
    assert "Traceback" not in ended.stderr


def test_it_shows_every_step_as_a_command(performed: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    steps = [line.split()[2] for line in performed[1].stdout.splitlines() if line.startswith("$ newsarchive ")]
    assert steps == ["add", "crawl", "search", "show", "crawl", "diff", "status"]


def test_it_shows_a_hit_a_story_a_change_and_how_to_go_on(
    performed: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    told = performed[1].stdout
    for words in (
        "says last keeper of Bramble Point",
        "Retired keeper Anselm Rooke looks out",
        "Corin Vashti",
        "MOST VIEWED",
        "17",
        "--archive newsarchive-demo/newsarchive.db browse",
    ):
        assert words in told


def test_every_story_is_archived_and_only_the_edited_ones_are_revised(
    performed: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    with Archive(performed[0] / "newsarchive-demo" / "newsarchive.db", read_only=True) as archive:
        revisions = {story.article.headline: story.revision_count for story in archive}
    assert len(revisions) == 12
    assert {headline for headline, count in revisions.items() if count > 1} == {
        "Night market to return in May as council lifts ban by two votes",
        "Tempête Oriane : le courant rétabli dans la plupart des foyers",
    }


def test_it_touches_no_folder_that_holds_anything_else(tmp_path: Path) -> None:
    precious = tmp_path / "newsarchive.db"
    precious.write_text("precious")
    result = CliRunner().invoke(cli, ["demo", "--folder", str(tmp_path)])
    assert result.exit_code == 2
    assert "name a new folder with --folder" in result.stderr
    assert precious.read_text() == "precious"


def test_it_does_not_remove_a_demo_that_someone_went_on_with(tmp_path: Path) -> None:
    from newsarchive.cli.demo import SOURCES  # noqa: PLC0415 - only here

    (tmp_path / "sources.toml").write_text(f"{SOURCES}\n[sources.{NAME}]\n[sources.mine]\n")
    assert CliRunner().invoke(cli, ["demo", "--folder", str(tmp_path)]).exit_code == 2

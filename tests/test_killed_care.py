"""Commands that change an archive, killed (SIGKILL) at random instants: it stays whole, the next run finishes."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from web import article

from newsarchive import Archive
from newsarchive.captures import CaptureWriter
from newsarchive.ingest import rebuild
from newsarchive.items import Page

STORIES = 150
KILLS = 3
URL = "http://river.example/story/{}"
COMMANDS = {
    "merge": ["merge", "given.db"],
    "rebuild": ["rebuild", "given-captures"],
    "import": ["warc", "import", "given-captures/river-00001.warc.gz", "--workers", "0"],
    "compact": ["compact"],
    "reextract": ["reextract", "--all", "--workers", "0"],
    "duplicates": ["duplicates", "--again"],
    "takedown": ["takedown", URL.format(7), "--reason", "asked", "--yes"],
}
"""Name → what to run; the first three make an archive, the others change a copy of the given one."""
MAKING = ("merge", "rebuild", "import")


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an archive and its captures."""
    folder = tmp_path_factory.mktemp("given")
    begin = datetime(2026, 5, 2, tzinfo=UTC)
    with Archive(folder / "given.db", create=True) as archive:
        with CaptureWriter(archive.captures_folder, crawl="river", durable=False) as writer:
            for number in range(STORIES):
                url, at = URL.format(number), begin + timedelta(minutes=number)
                body = article(f"Ferry {number}").encode()
                writer.write(Page(url=url, requested_url=url, fetched_at=at, status=200, body=body))
        rebuild(archive, workers=0)
    return folder


def run(folder: Path, arguments: list[str], *, seconds: float | None = None) -> int:
    """Run a command, killed after some seconds where it is not through by then; its exit code."""
    command = [sys.executable, "-m", "newsarchive", "--archive", "news.db", *arguments]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            return process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
    return process.returncode


@pytest.mark.slow
@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_that_is_killed_leaves_the_archive_whole_and_is_finished_by_running_it_again(
    given: Path, tmp_path: Path, name: str
) -> None:
    chance = random.Random(name)
    for kill in range(KILLS):
        folder = tmp_path / str(kill)
        shutil.copytree(given, folder)
        if name not in MAKING:
            shutil.copytree(folder / "given-captures", folder / "news-captures")
            shutil.copy(folder / "given.db", folder / "news.db")
        run(folder, COMMANDS[name], seconds=chance.uniform(0.8, 3))
        with Archive(folder / "news.db", create=True) as archive:
            assert archive.check(captures=False) == []
            assert name in MAKING or len(archive) >= STORIES - 1
        assert run(folder, COMMANDS[name]) == 0
        with Archive(folder / "news.db", read_only=True) as archive:
            assert archive.check() == []
            assert len(archive) == STORIES - (name == "takedown")

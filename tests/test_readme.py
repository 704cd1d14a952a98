"""The README's session and its Python example, run as they stand."""

from __future__ import annotations

import doctest
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsarchive.sample_site import SampleSite

README = (Path(__file__).resolve().parents[1] / "README.md").read_text(encoding="utf-8")
LIKE = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.M | re.S)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty folder; its sources file only says that the sample site need not be spared."""
    folder = tmp_path_factory.mktemp("readme")
    (folder / "data").mkdir()
    (folder / "data" / "sources.toml").write_text("[crawl]\ndelay = 0.01\ncontact = 'jane@example.org'\n")
    return folder


@pytest.fixture(scope="module")
def site() -> Iterator[SampleSite]:
    with SampleSite() as site:
        yield site


def run(arguments: list[str], folder: Path) -> str:
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "LANG": "C.UTF-8"}
    ended = subprocess.run(
        arguments, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    assert ended.returncode == 0, ended.stdout
    return ended.stdout


def test_the_session_goes_as_it_is_told(folder: Path, site: SampleSite) -> None:
    (session,) = blocks("console")
    for step in session.replace("http://127.0.0.1:8765", site.base).strip().split("\n\n$ "):
        command, _, told = step.removeprefix("$ ").partition("\n")
        program, *arguments = shlex.split(command)
        assert program == "newsarchive"
        # Lines of progress are printed where the machine is slow.
        got = re.sub(
            r"^\d+ of \d+ sites answered.*\n", "", run([sys.executable, "-m", program, *arguments], folder), flags=re.M
        )
        wanted = told.strip() + "\n"
        checker = doctest.OutputChecker()
        example = doctest.Example(command, wanted)
        assert checker.check_output(wanted, got, LIKE), checker.output_difference(example, got, LIKE)


def test_the_python_example_runs_on_the_archive_of_the_session(folder: Path) -> None:
    (example,) = blocks("python")
    told = run([sys.executable, "-c", example], folder)
    assert "Rain at last ['Jane Doe']" in told
    assert "says last keeper of Bramble Point" in told
    assert "The tapestry that went home" in told


def test_the_two_commands_stand_at_the_beginning() -> None:
    assert README.index("make demo") < README.index("make test") < README.index("## What it does")


def test_links_lead_somewhere() -> None:
    root = Path(__file__).resolve().parents[1]
    for link in re.findall(r"\]\(((?!http)[^)#]+)", README):
        assert (root / link).exists(), link

"""`newsarchive demo`: from a site's address to a searchable archive, on a newspaper that comes with the package.

Every step runs the real command in a process of its own, as a person would type it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..exceptions import NewsarchiveError, UsageError
from .workspace import SOURCES_NAME, Workspace, pass_workspace

if TYPE_CHECKING:
    from rich.console import Console

    from ..sample_site import SampleSite

FOLDER = Path("newsarchive-demo")
NAME = "ardun-courier"
QUERY = "lighthouse OR keeper*"
MODEL = "keeper-of-bramble-point"
"""Slug of the story that is shown: headline, picture with caption and credit, subhead, most viewed list."""
EDITED = "council-votes-to-reopen-night-market"
"""Slug of a story that the second edition changes."""
SOURCES = """\
# The sources of the demo. Edit this file as you like: newsarchive keeps your comments.

[crawl]
contact = "you@example.org"  # so that a site can reach you; the demo's site is this machine
delay = 0.05                 # seconds between two requests; leave it at 1.5 or more for real sites
pictures = true              # archive the stories' pictures too, so that the reading room can show them
"""


@click.command(epilog="Nothing leaves the machine: the newspaper is served on its loopback interface.")
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    help=f"Where the demo's archive goes.  [default: {FOLDER} here]",
)
@click.option("--browse", "browses", is_flag=True, help="Open the archive in the browser at the end.")
@pass_workspace
def demo(workspace: Workspace, folder: Path | None, browses: bool) -> None:
    """Archive the bundled sample newspaper and show what that gives.

    Serves an invented newspaper on this machine, adds it as a source, crawls it, searches, shows a story, crawls again
    after the paper has edited two stories, and shows what they changed. Takes less than a minute.

    \b
    newsarchive demo
    newsarchive demo --browse
    """
    from ..sample_site import SampleSite  # noqa: PLC0415 - only the demo needs it

    place = _prepared(folder)
    with SampleSite() as site:
        Demo(site=site, folder=place, out=workspace.out).run()
        workspace.out.print(_farewell(place), soft_wrap=True)
        if browses:
            _run(place, ["browse"])


@dataclass(frozen=True, kw_only=True, slots=True)
class Demo:
    """One performance of the demo."""

    site: SampleSite
    folder: Path
    out: Console

    def run(self) -> None:
        """Every step, each with a line of what it is about."""
        self._say(f"An invented newspaper, The Ardun Courier, is now at {self.site.url}")
        for told, arguments in self._first_day():
            self._step(told, arguments)
        self.site.publish_second_edition()
        self.out.print()
        self._say("Now the paper edits two stories, and its lists of most viewed stories change everywhere.")
        for told, arguments in self._second_day():
            self._step(told, arguments)

    def _first_day(self) -> list[tuple[str, list[str]]]:
        return [
            ("Find its feeds, news sitemap and sections", ["add", self.site.url, "--name", NAME, "--yes"]),
            ("Fetch and archive what is there", ["crawl", NAME]),
            ("Search it", ["search", QUERY, "--limit", "3"]),
            ("Read a story as a person would", ["show", self._address(MODEL)]),
        ]

    def _second_day(self) -> list[tuple[str, list[str]]]:
        return [
            ("Look at all stories again", ["crawl", NAME, "--revisit"]),
            ("See what one of them changed", ["diff", self._address(EDITED)]),
            ("How the source is doing", ["status", NAME]),
        ]

    def _address(self, slug: str) -> str:
        return next(self.site.address(story) for story in self.site.paper.stories if story.slug == slug)

    def _say(self, told: str) -> None:
        self.out.print(told, style="bold", soft_wrap=True)

    def _step(self, told: str, arguments: Sequence[str]) -> None:
        """Say what comes, show the command, run it."""
        shown = " ".join(f"'{word}'" if set(word) & set(" *") else word for word in arguments)
        self.out.print()
        self._say(f"── {told}")
        self.out.print(f"$ newsarchive {shown}", style="cyan", soft_wrap=True)
        if self.out.file is sys.stdout:
            sys.stdout.flush()
        _run(self.folder, arguments)


def _prepared(folder: Path | None) -> Path:
    """The demo's folder, without what an earlier demo left; a temporary one where none can be made here."""
    place = folder or FOLDER
    if place.exists() and any(place.iterdir()) and not _is_demo(place):
        raise UsageError(f"{place} holds other things than an earlier demo; name a new folder with --folder")
    try:
        place.mkdir(parents=True, exist_ok=True)
        for left in place.glob("newsarchive*"):
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        (place / SOURCES_NAME).write_text(SOURCES, encoding="utf-8")
    except OSError:
        if folder is not None:
            raise
        return _prepared(Path(tempfile.mkdtemp(prefix="newsarchive-demo-")))
    return place


def _is_demo(folder: Path) -> bool:
    """Whether a folder holds an earlier demo and nothing more: its sources file is ours, with no source but ours."""
    try:
        told = (folder / SOURCES_NAME).read_text(encoding="utf-8")
    except OSError:
        return False
    return told.startswith(SOURCES.splitlines()[0]) and set(re.findall(r"^\[sources\.(.+)\]", told, re.M)) <= {NAME}


def _run(folder: Path, arguments: Sequence[str]) -> None:
    """Run a command of newsarchive on the demo's archive, its output where ours goes."""
    command = [sys.executable, "-m", "newsarchive", "--archive", str(folder / "newsarchive.db"), *arguments]
    environment = {name: value for name, value in os.environ.items() if name != "NEWSARCHIVE_SOURCES"}
    # A proxy set for the web must not be asked for this machine.
    environment |= {"NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}
    ended = subprocess.run(command, env=environment, check=False)
    if ended.returncode:
        raise NewsarchiveError(f"`newsarchive {arguments[0]}` ended with {ended.returncode}; its message is above")


def _farewell(folder: Path) -> str:
    program = _program()
    return f"""
All of it is in {folder}/: the archive newsarchive.db, the captures (WARC), and sources.toml.

  Browse it:     {program} --archive {folder}/newsarchive.db browse
                 then open http://127.0.0.1:8001/ (`make browse` does both)
  Search it:     {program} --archive {folder}/newsarchive.db search credit:vashti
  Export it:     {program} --archive {folder}/newsarchive.db export --format csv
  Your own:      {program} add https://www.example-news.com
  Clean up:      rm -r {folder}
"""


def _program() -> str:
    """How the person here can call newsarchive: by name, or by path where its environment is not active."""
    found = shutil.which("newsarchive")
    own = Path(sys.executable).with_name("newsarchive")
    if (found and Path(found) == own) or not own.exists():
        return "newsarchive"
    return str(own.relative_to(Path.cwd()) if own.is_relative_to(Path.cwd()) else own)


COMMANDS = (demo,)

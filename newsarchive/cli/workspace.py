"""What every command is given: which archive, which sources file, and where to print."""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..exceptions import NotAnArchive

if TYPE_CHECKING:
    from rich.console import Console

    from ..archive import Archive
    from ..sources import Source

DEFAULT_ARCHIVE = Path("data/newsarchive.db")
SOURCES_NAME = "sources.toml"
PIPED_WIDTH = 120
"""Characters of a line where output goes to a file or program that has no width of its own."""

# C0 and C1 control characters but tab and newline: archived text is a stranger's, and an escape sequence in it would
# drive the terminal.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def printable(text: str) -> str:
    r"""Text of a stranger, safe to print: without the control characters that drive a terminal.

    >>> printable("Rain\x1b[2J at last\r\n")
    'Rain[2J at last\n'
    """
    return _CONTROL.sub("", text)


@dataclass(frozen=True, kw_only=True, slots=False)
class Workspace:
    """The archive and the sources file a command works on, and its two consoles."""

    archive_path: Path = DEFAULT_ARCHIVE
    """The archive's file, ``--archive``."""
    sources_file: Path | None = None
    """The sources file, ``--sources``; None means beside the archive."""

    @property
    def sources_path(self) -> Path:
        """The sources file: the one given, else ``sources.toml`` beside the archive."""
        return self.sources_file or self.archive_path.with_name(SOURCES_NAME)

    @property
    def recipes_path(self) -> Path:
        """Folder of recipes: ``recipes`` beside the sources file."""
        return self.sources_path.with_name("recipes")

    @property
    def captures_path(self) -> Path:
        """Folder of the WARC files: ``<archive stem>-captures`` beside the archive."""
        return self.archive_path.with_name(f"{self.archive_path.stem}-captures")

    def archive(self, *, create: bool = False, read_only: bool = False) -> Archive:
        """Open the archive; a missing one is an error that says what to do, unless `create`."""
        from ..archive import Archive  # noqa: PLC0415 - SQLite and sqlite-utils only for the commands that open it

        if not create and not self.archive_path.exists():
            raise NotAnArchive(
                f"there is no archive at {self.archive_path}; "
                "run `newsarchive crawl` to make one, or name another with --archive"
            )
        return Archive(self.archive_path, create=create, read_only=read_only, notify=self._tell)

    def _tell(self, line: str) -> None:
        """Print what an upgrade of the archive is doing: it may take long."""
        self.err.print(printable(line))

    def sources(self) -> dict[str, Source]:
        """The declared sources by name."""
        from ..sources import load_sources  # noqa: PLC0415 - as above

        return load_sources(self.sources_path)

    @cached_property
    def out(self) -> Console:
        """Where results go: standard output. No markup is interpreted, because archived text is full of brackets."""
        return _console(stderr=False)

    @cached_property
    def err(self) -> Console:
        """Where progress and remarks go: standard error, so that results can be piped."""
        return _console(stderr=True)


def _console(*, stderr: bool) -> Console:
    """A console that prints text as it is; looked up late, so that tests can replace the streams."""
    from rich.console import Console  # noqa: PLC0415 - `--help` and `--version` do without

    class Told(Console):
        """A console that leaves a reader who went away to the error boundary, where rich would exit with 1."""

        def on_broken_pipe(self) -> None:
            raise  # noqa: PLE0704 - rich calls this while it handles the BrokenPipeError

    stream = sys.stderr if stderr else sys.stdout
    watched = stream.isatty()
    width = None if watched or "COLUMNS" in os.environ else PIPED_WIDTH
    return Told(file=stream, width=width, markup=False, highlight=False, emoji=False, soft_wrap=not watched)


pass_workspace = click.make_pass_decorator(Workspace, ensure=True)
"""Decorator of a command that wants the `Workspace` as its first argument."""

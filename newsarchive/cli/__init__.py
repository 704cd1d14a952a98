"""The `newsarchive` command: one group, one module for each family of commands.

A command's module is imported when the command is called, so that `newsarchive --help` is quick and `newsarchive
search` does not load Scrapy. To add a command: write it in a module here, list it in that module's ``COMMANDS``, and
add a line to `CATALOGUE` (``tests/cli/test_cli.py`` holds that the two agree, and that its help shows an example).
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from .. import __version__
from .errors import INTERRUPTED, boundary
from .workspace import DEFAULT_ARCHIVE, Workspace, pass_workspace, printable

__all__ = ["CATALOGUE", "Entry", "Workspace", "cli", "main", "pass_workspace", "printable"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One command in the catalogue."""

    module: str
    """Module of this package that holds it."""
    summary: str
    """First line of its help, shown by `newsarchive --help` without importing the module."""


CATALOGUE: dict[str, dict[str, Entry]] = {
    "Gather": {
        "add": Entry("add", "Find a site's feeds, news sitemaps and sections, and declare it as a source."),
        "crawl": Entry("crawl", "Fetch and archive what is new since last time."),
        "watch": Entry("watch", "Fetch and archive what is new within minutes, for good."),
        "schedule": Entry("schedule", "Print what makes a machine crawl or watch by itself (systemd, cron, GitHub)."),
        "extract": Entry("extract", "Read one page and print its fields as JSON; nothing is stored."),
        "status": Entry("status", "Show how each source is doing."),
    },
    "Read": {
        "search": Entry("search", "Search the archived stories, best first."),
        "show": Entry("show", "Show one story as a person would read it."),
        "diff": Entry("diff", "Show what changed between two revisions of a story."),
        "browse": Entry("browse", "Browse the archive in a web browser."),
        "duplicates": Entry("duplicates", "Find stories that are nearly the same, and show who was first."),
        "export": Entry("export", "Write stories for other programs: all, or what a search or filter selects."),
    },
    "Keep": {
        "warc": Entry("warc", "List, read, verify, export and import captures (WARC files)."),
        "reextract": Entry("reextract", "Extract archived stories again from their captures."),
        "quarantine": Entry("quarantine", "List the pages that are held back."),
        "recipe": Entry("recipe", "Check what is declared for a site that resists against its saved pages."),
        "rebuild": Entry("reextract", "Make an archive from a folder of captures."),
        "check": Entry("care", "Check that the archive is whole and its captures are present."),
        "backup": Entry("care", "Copy the archive into one consistent file, also while it is in use."),
        "compact": Entry("care", "Give space that is no longer used back to the disk."),
        "merge": Entry("care", "Bring the stories of another archive into this one."),
        "takedown": Entry("care", "Remove a story for good and keep a note of why."),
    },
    "Learn": {
        "demo": Entry("demo", "Archive the bundled sample newspaper and show what that gives."),
    },
}
"""Section → command name → where it is and what it does."""


def _entries() -> dict[str, Entry]:
    return {name: entry for section in CATALOGUE.values() for name, entry in section.items()}


class CommandTable(click.Group):
    """A group that imports a command's module when the command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of all commands, in the catalogue's order."""
        return list(_entries())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported now; None where there is none."""
        entry = _entries().get(cmd_name)
        return _load(cmd_name, entry) if entry else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands by section without importing them."""
        for section, entries in CATALOGUE.items():
            with formatter.section(section):
                formatter.write_dl([(name, entry.summary) for name, entry in entries.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command inside the error boundary."""
        with boundary():
            return super().invoke(ctx)


def _load(name: str, entry: Entry) -> click.Command:
    """Import the module of a command and take the command from its ``COMMANDS``."""
    commands: Sequence[click.Command] = import_module(f"{__name__}.{entry.module}").COMMANDS
    return next(command for command in commands if command.name == name)


class FilePath(click.Path):
    """The path of a file that may not be there yet; not empty, as a shell's variable that was never set is."""

    def __init__(self) -> None:
        super().__init__(dir_okay=False, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path as a `Path`; a usage error where it is empty or a folder."""
        if not str(value):
            self.fail("expected a file, got an empty name", param, ctx)
        return super().convert(value, param, ctx)


@click.group(
    cls=CommandTable,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100, "auto_envvar_prefix": None},
    epilog="Begin with `newsarchive demo`. Every command has examples: `newsarchive COMMAND --help`.",
)
@click.option(
    "--archive",
    type=FilePath(),
    envvar="NEWSARCHIVE_ARCHIVE",
    default=DEFAULT_ARCHIVE,
    show_default=True,
    show_envvar=True,
    help="The archive, one SQLite file.",
)
@click.option(
    "--sources",
    type=FilePath(),
    envvar="NEWSARCHIVE_SOURCES",
    show_envvar=True,
    help="The sources file (TOML).  [default: sources.toml beside the archive]",
)
@click.version_option(__version__, prog_name="newsarchive", message="%(prog)s %(version)s")
@click.pass_context
def cli(ctx: click.Context, archive: Path, sources: Path | None) -> None:
    """Crawl news sites politely, extract every field of a story, and keep it all in one SQLite file to cite from.

    \b
    newsarchive add https://www.example-news.com     declare a site
    newsarchive crawl                                fetch what is new
    newsarchive search 'asylum OR refuge*'           search it
    newsarchive browse                               read it in a browser
    """
    ctx.obj = Workspace(archive_path=archive, sources_file=sources)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its code."""
    try:
        cli.main(arguments, prog_name="newsarchive")
    except KeyboardInterrupt:
        # Ctrl-C before a command has begun; afterwards the boundary sees it.
        sys.exit(INTERRUPTED)

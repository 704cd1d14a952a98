"""`newsarchive export`: every story, or what a search or filter selects, written out for other programs."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from ..exceptions import UsageError
from .narrowing import described, narrowing, traits_of
from .workspace import Workspace, pass_workspace

if TYPE_CHECKING:
    from ..archive import Archive, StoredArticle

FORMATS = ("jsonl", "csv", "parquet", "markdown")
"""Names of what `newsarchive.exporting` writes (a test holds that they are the same)."""


@click.command(
    epilog="What each format holds: docs/searching.md. JSON lines and Parquet hold everything as it is; in CSV, a cell "
    "that a spreadsheet would run as a formula begins with an apostrophe."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    required=True,
    help="JSON lines, CSV, a Parquet file, or a folder of Markdown files.",
)
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    help="File to write; standard output if none. For Markdown, a new folder.",
)
@click.option("--query", metavar="QUERY", help="Only what a search finds, in its language.")
@narrowing
@described
@pass_workspace
def export(workspace: Workspace, /, form: str, output: Path | None, **options: Any) -> None:
    """Write stories for other programs: all, or what a search or filter selects.

    Stories come in the order the archive first saw them, a few at a time, however many there are. A file or folder
    takes its name when it is whole.

    \b
    newsarchive export --format jsonl -o everything.jsonl
    newsarchive export --format csv --source example-news --since 2026-01 -o example.csv
    newsarchive export --format jsonl --query 'asylum OR refuge*' | jq -r .headline
    newsarchive export --format parquet --language fr -o french.parquet
    newsarchive export --format markdown --photographer 'Jane Doe' -o her-pictures
    """
    from ..exporting import FORMATS as KNOWN  # noqa: PLC0415 - `--help` does without
    from ..exporting import Place  # noqa: PLC0415 - as above

    format_, traits = KNOWN[form], traits_of(options)
    selection = {**options, "traits": traits}
    if isinstance(format_, Place):
        format_.ready()
    with workspace.archive(read_only=True) as archive:
        stories = _watched(workspace, archive, selection)
        if isinstance(format_, Place):
            with _place(_named(output, form)) as place:
                count = format_.write(stories, place)
        else:
            with _stream(output) as file:
                count = format_.write(stories, file)
    if output:
        workspace.err.print(f"{count:,} {'story' if count == 1 else 'stories'} written to {output}")


def _named(output: Path | None, form: str) -> Path:
    """The output, where a format cannot do without."""
    if output is None:
        raise UsageError(
            f"{form} cannot go to standard output: name {'a file' if form == 'parquet' else 'a folder'} with -o"
        )
    return output


@contextmanager
def _place(output: Path) -> Iterator[Path]:
    """Where to write a file or folder that takes its name when it is whole; nothing is left where that fails."""
    _expect_folder_for(output)
    if output.is_dir() and any(output.iterdir()):
        raise UsageError(f"{output} is a folder with something in it: name a new one, or empty it first")
    partial = output.with_name(f"{output.name}.partial")
    try:
        yield partial
        if output.is_dir():
            output.rmdir()
        if not partial.exists():
            partial.mkdir()  # a folder of no stories
        partial.replace(output)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
        with suppress(FileNotFoundError, IsADirectoryError, PermissionError):
            partial.unlink()


@contextmanager
def _stream(output: Path | None) -> Iterator[IO[str]]:
    """Where to write text: standard output, or a file that takes its name when it is whole."""
    if output is None:
        yield sys.stdout
        sys.stdout.flush()
        return
    _expect_folder_for(output)
    if output.is_dir():
        raise UsageError(f"{output} is a folder: name a file to write")
    partial = output.with_name(f"{output.name}.partial")
    try:
        with partial.open("w", encoding="utf-8", newline="") as file:
            yield file
        partial.replace(output)
    finally:
        partial.unlink(missing_ok=True)


def _expect_folder_for(output: Path) -> None:
    if not output.parent.is_dir():
        raise UsageError(f"there is no folder {output.parent} to write {output.name} in: make it, or name another file")


def _watched(workspace: Workspace, archive: Archive, selection: dict[str, Any]) -> Iterator[StoredArticle]:
    """The stories, with a bar of how many are written of how many while somebody looks on."""
    stories = archive.articles(**selection)
    if not workspace.err.is_terminal:
        yield from stories
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    columns = (TextColumn("stories"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    total = archive.search(selection.pop("query"), **selection, limit=0).total
    with Progress(*columns, console=workspace.err, transient=True) as progress:
        yield from progress.track(stories, total=total)


COMMANDS = (export,)

"""`newsarchive reextract` and `newsarchive rebuild`: from captures to articles again."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..exceptions import UsageError
from .warc import time_option
from .workspace import Workspace, pass_workspace, printable

if TYPE_CHECKING:
    from rich.table import Table

    from ..reextract import Example, Report

SHOWN = 70
"""Characters shown of a value."""


@click.command(
    epilog="A change on the site stays a revision; what only our extractor reads differently replaces what it read."
)
@click.option("--source", help="Articles of this source only.")
@click.option("--since", callback=time_option, help="Articles first seen since this day or time (UTC).")
@click.option("--limit", type=click.IntRange(1), help="At most so many articles.")
@click.option("--all", "everything", is_flag=True, help="Also what this version read already: after a new recipe.")
@click.option("--dry-run", is_flag=True, help="Show what would change, field by field, and write nothing.")
@click.option("--workers", type=click.IntRange(0), help="Processes that extract; by default one for each core.")
@pass_workspace
def reextract(  # noqa: PLR0913 - one argument an option
    workspace: Workspace,
    *,
    source: str | None,
    since: datetime | None,
    limit: int | None,
    everything: bool,
    dry_run: bool,
    workers: int | None,
) -> None:
    """Extract archived stories again from their captures.

    Takes articles that an older version of the extractor read. An interrupted run is carried on by starting it again.

    \b
    newsarchive reextract --dry-run               what an upgrade would change
    newsarchive reextract                         do it
    newsarchive reextract --all --source example-news --dry-run --limit 100
    """
    from ..archive.reextraction import Scope  # noqa: PLC0415 - extraction only where it is needed
    from ..reextract import reextract as again  # noqa: PLC0415 - as above
    from .watching import counting  # noqa: PLC0415 - as above

    scope = Scope(source=source, since=since, limit=limit, everything=everything)
    with workspace.archive(read_only=dry_run) as archive, counting(workspace.err, "reading again") as watch:
        report = again(archive, scope, dry_run=dry_run, workers=workers, recipes=workspace.recipes_path, watch=watch)
    for problem in report.lost:
        workspace.err.print(f"left as it is: {printable(problem)}")
    if report.fields:
        workspace.out.print(table(report))
    for line in told(report, dry_run=dry_run):
        workspace.out.print(printable(line))


def table(report: Report) -> Table:
    """A line for each field that reads differently, and examples."""
    from rich.table import Table  # noqa: PLC0415 - only to show changes

    shown = Table(box=None, pad_edge=False, header_style="bold")
    shown.add_column("field", no_wrap=True)
    shown.add_column("articles", justify="right", no_wrap=True)
    shown.add_column("for example", overflow="fold")
    for name, count in report.fields.most_common():
        first, *others = report.examples[name]
        shown.add_row(name, f"{count:,}", printable(example(first)))
        for other in others:
            shown.add_row("", "", printable(example(other)))
    return shown


def example(one: Example) -> str:
    """One change in three lines: where, what was stored, what is read now.

    >>> from newsarchive.reextract import Example
    >>> print(example(Example(url="http://a.example/1", old=None, new="Rain at last")))
    http://a.example/1
    - (nothing)
    + Rain at last
    """
    old, new = _apart(_text(one.old), _text(one.new))
    return f"{one.url}\n- {old}\n+ {new}"


def _text(value: Any) -> str:
    """A value on one line."""
    if isinstance(value, list):
        value = "; ".join(_item(one) for one in value)
    return " ".join(str(value).split()) if value not in (None, "") else "(nothing)"


def _item(value: Any) -> str:
    if isinstance(value, dict):
        return " | ".join(str(part) for part in value.values() if part not in (None, ""))
    parts = (getattr(value, name, None) for name in ("rank", "block", "title", "url"))
    return " | ".join(str(part) for part in parts if part is not None) or str(value)


def _apart(old: str, new: str) -> tuple[str, str]:
    """Both values cut to where they begin to differ.

    >>> _apart("a" * 100 + "old", "a" * 100 + "new")[0].count("a")
    20
    """
    same = next((at for at, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), 0)
    start = max(0, same - 20) if max(len(old), len(new)) > SHOWN else 0

    def cut(text: str) -> str:
        shown = text[start : start + SHOWN]
        return ("…" if start else "") + shown + ("…" if start + SHOWN < len(text) else "")

    return cut(old), cut(new)


def told(report: Report, *, dry_run: bool) -> Iterator[str]:
    """What came of it, in sentences."""
    if report.held:
        yield f"{report.held:,} pages that were held back were read again; {report.admitted:,} are whole now."
    if not report.total:
        yield "Every article was read by this version of the extractor; --all reads them again all the same."
        return
    verb = "would read" if dry_run else "read"
    yield f"{report.done:,} articles looked at; {report.changed:,} {verb} differently."
    if report.versions:
        yield f"{report.versions:,} versions of changed stories {verb} differently; none is added or lost."
    if report.refused:
        yield f"{len(report.refused):,} are no articles to this extractor and stay as they are:"
        yield from (f"  {url}  {reason}" for url, reason in list(report.refused.items())[:10])


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--workers", type=click.IntRange(0), help="Processes that extract; by default one for each core.")
@pass_workspace
def rebuild(workspace: Workspace, folder: Path, *, workers: int | None) -> None:
    """Make an archive from a folder of captures.

    The archive is the one --archive names. The WARC files in FOLDER become its captures: linked, or copied where the
    disk is another one. An interrupted run is carried on by starting it again.

    \b
    NEWSARCHIVE_ARCHIVE=data/new.db newsarchive rebuild data/newsarchive-captures
    """
    from ..ingest import is_warc  # noqa: PLC0415 - extraction only where it is needed
    from ..ingest import rebuild as again  # noqa: PLC0415 - as above
    from .watching import summary, watching  # noqa: PLC0415 - as above

    files = sorted(path for path in folder.iterdir() if is_warc(path))
    if not files:
        raise UsageError(f"{folder} holds no WARC files; name a folder with files that end in .warc.gz or .warc")
    workspace.archive_path.parent.mkdir(parents=True, exist_ok=True)
    for path in files:
        _adopt(path, workspace.captures_path)
    with workspace.archive(create=True) as archive, watching(workspace.err, "rebuilding") as watch:
        progress = again(archive, workers=workers, recipes=workspace.recipes_path, watch=watch)
    for line in summary(progress):
        workspace.out.print(printable(line))


def _adopt(path: Path, folder: Path) -> None:
    """Have a WARC file in the captures folder: the same file where the disk is the same, else a copy."""
    target = folder / path.name
    if target.exists():
        if target.stat().st_size == path.stat().st_size:
            return
        raise UsageError(f"{target} is there already and differs from {path}; rebuild into a new archive")
    folder.mkdir(parents=True, exist_ok=True)
    with suppress(OSError):
        target.hardlink_to(path)
        return
    draft = target.with_name(f"{target.name}.copying")
    shutil.copyfile(path, draft)
    draft.replace(target)


COMMANDS = (reextract, rebuild)

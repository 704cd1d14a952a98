"""`newsarchive check`, `backup`, `compact`, `merge` and `takedown`: looking after an archive."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..exceptions import ArchiveReadOnly
from .workspace import Workspace, pass_workspace, printable

if TYPE_CHECKING:
    from ..archive import Archive

FILE = click.Path(dir_okay=False, path_type=Path)


@click.command(
    epilog="Exit code 1 where something is wrong. Nothing is repaired: restore a backup, or run `newsarchive rebuild`."
)
@click.option(
    "--captures/--no-captures", default=True, show_default=True, help="Read the WARC files too, which takes time."
)
@pass_workspace
def check(workspace: Workspace, *, captures: bool) -> None:
    """Check that the archive is whole and its captures are present.

    The file itself, references between tables, the full-text index, and every record and digest of the WARC files. Also
    while a crawl is running, and where the archive cannot be written.

    \b
    newsarchive check
    newsarchive check --no-captures
    """

    def told(part: str) -> None:
        workspace.err.print(f"checking {printable(part)} …")

    with _writable_or_not(workspace) as archive:
        problems = archive.check(captures=captures, told=told)
        stories = 0 if problems else len(archive)
    for problem in problems:
        workspace.out.print(printable(problem))
    if problems:
        workspace.err.print(f"{_count(len(problems), 'problem')} found")
        raise SystemExit(1)
    workspace.out.print(f"The archive is whole: {_count(stories, 'story', 'stories')}.")


def _writable_or_not(workspace: Workspace) -> Archive:
    """The archive, for writing where that is possible: its full-text index is checked more strictly then."""
    try:
        return workspace.archive()
    except ArchiveReadOnly:
        return workspace.archive(read_only=True)


@click.command(
    epilog="Captures are files of their own, which never change once written: copy their folder with any tool."
)
@click.argument("target", type=FILE, required=False)
@pass_workspace
def backup(workspace: Workspace, target: Path | None) -> None:
    """Copy the archive into one consistent file, also while it is in use.

    Without TARGET, beside the archive with today's date. An existing file is never overwritten.

    \b
    newsarchive backup
    newsarchive backup /mnt/safe/news-2026-05.db
    """
    source = workspace.archive_path
    target = target or source.with_name(f"{source.stem}-{datetime.now(UTC):%Y-%m-%d}{source.suffix}")
    with workspace.archive(read_only=True) as archive:
        archive.backup(target)
    workspace.out.print(f"{target}: {_size(target.stat().st_size)}, checked")


@click.command(
    epilog="Needs about as much free space as the archive is large while it runs. A crawl cannot run meanwhile."
)
@pass_workspace
def compact(workspace: Workspace) -> None:
    """Give space that is no longer used back to the disk.

    Also drops names, tags and pictures that no story refers to any more, and tidies the full-text index.

    \b
    newsarchive compact
    """
    with workspace.archive() as archive:
        done = archive.compact()
    dropped = ", ".join(f"{count} {table.replace('_', ' ')}" for table, count in done.orphans.items() if count)
    workspace.out.print(f"{_size(done.before)} → {_size(done.after)}{'; dropped ' + dropped if dropped else ''}")


@click.command(epilog="An interrupted merge is simply run again: what is here already is not brought in twice.")
@click.argument("other", type=FILE)
@pass_workspace
def merge(workspace: Workspace, other: Path) -> None:
    """Bring the stories of another archive into this one.

    Stories, their histories, captures and what discovery found; what was taken down in either stays down. OTHER is only
    read.

    \b
    newsarchive merge /mnt/laptop/newsarchive.db
    newsarchive --archive all.db merge second.db
    """
    with workspace.archive(create=True) as archive:
        done = archive.merge(other)
    new, captures = _count(done.new, "new story", "new stories"), _count(done.captures, "capture")
    workspace.out.print(f"{new}, {done.changed} of which more is known now, {captures}")
    if done.taken_down:
        workspace.out.print(f"{_count(done.taken_down, 'story', 'stories')} removed: taken down in the other archive")
    for name in done.missing:
        workspace.err.print(f"{printable(name)} is missing beside {other}: its captures stay behind")


@click.command(epilog="There is no way back but a backup. Backups and copies made earlier still hold the story.")
@click.argument("url")
@click.option("--reason", required=True, help="Why; this is all that is kept.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@pass_workspace
def takedown(workspace: Workspace, url: str, *, reason: str, yes: bool) -> None:
    """Remove a story for good and keep a note of why.

    Its text, versions, captures and search entries are removed and overwritten; its addresses are never fetched again.

    \b
    newsarchive takedown https://www.example-news.com/story --reason "court order 7/26"
    newsarchive takedown https://www.example-news.com/story --reason "asked by the author" --yes
    """
    with workspace.archive() as archive:
        if not yes:
            click.confirm(f"Remove {url} and every capture of it for good?", abort=True, err=True)
        done = archive.take_down(url, reason=reason)
    if done.articles or done.captures:
        told = f"{_count(done.articles, 'story', 'stories')} and {_count(done.captures, 'capture')} removed"
    else:
        told = "Nothing was archived there"
    workspace.out.print(f"{told}; never fetched again:")
    for address in done.addresses:
        workspace.out.print(f"  {printable(address)}")


def _count(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun.

    >>> _count(1, "capture"), _count(2, "story", "stories")
    ('1 capture', '2 stories')
    """
    return f"{number} {one if number == 1 else many or one + 's'}"


def _size(size: int) -> str:
    """A size as a person reads it.

    >>> _size(512), _size(2_400_000), _size(7_200_000_000)
    ('512 bytes', '2.4 MB', '7.2 GB')
    """
    for unit, name in ((1_000_000_000, "GB"), (1_000_000, "MB"), (1000, "kB")):
        if size >= unit:
            return f"{size / unit:.1f} {name}"
    return f"{size} bytes"


COMMANDS = (check, backup, compact, merge, takedown)

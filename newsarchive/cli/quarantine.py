"""`newsarchive quarantine`: pages that are held back, and what a person makes of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from ..exceptions import CaptureError, NotInArchive, UnknownSource
from .workspace import Workspace, pass_workspace, printable

if TYPE_CHECKING:
    from rich.table import Table

    from ..archive import Archive
    from ..archive.quarantine import HeldPage


@click.command(
    epilog="After a new recipe or an upgrade, `newsarchive reextract` reads these pages again by itself. When a page "
    "is held back: docs/health.md."
)
@click.argument("source", required=False)
@click.option("--json", "as_json", is_flag=True, help="JSON, one object per page.")
@click.option("--accept", metavar="URL", help="Take the pages of this address for versions of the story after all.")
@click.option("--drop", metavar="URL", help="Forget the pages of this address; their captures stay.")
@pass_workspace
def quarantine(
    workspace: Workspace, source: str | None, *, as_json: bool, accept: str | None, drop: str | None
) -> None:
    """List the pages that are held back.

    A page that suddenly shows no text, or hardly any of what its story had, is a fault of the page far more often than
    a change of the story. It is kept as a capture and listed here; the stored story stays as it is.

    \b
    newsarchive quarantine                          all of them
    newsarchive quarantine example-news             of one source
    newsarchive warc get URL --at TIME              the page as it was fetched
    newsarchive quarantine --accept https://www.example-news.com/withdrawn-story
    """
    if url := accept or drop:
        _each(workspace, url, _accept if accept else _drop)
        return
    with workspace.archive(read_only=True) as archive:
        if source and not archive.health(source):
            raise UnknownSource(f"the archive holds nothing of a source {source!r}")
        pages = archive.quarantine.pages(source)
    if as_json:
        click.echo(json.dumps([page.to_dict() for page in pages], ensure_ascii=False, indent=2))
    elif pages:
        workspace.out.print(table(pages))
    else:
        workspace.err.print("No page is held back.")


def _each(workspace: Workspace, url: str, act: Callable[[Workspace, Archive, HeldPage], None]) -> None:
    """Do something with every page of an address, oldest first; with all of them or none."""
    with workspace.archive() as archive:
        pages = [page for page in reversed(archive.quarantine.pages()) if page.url == url]
        if not pages:
            raise NotInArchive(f"no page of {url} is held back: `newsarchive quarantine` lists those that are")
        with archive.transaction():
            for page in pages:
                act(workspace, archive, page)


def _accept(workspace: Workspace, archive: Archive, page: HeldPage) -> None:
    from ..reextract import accept  # noqa: PLC0415 - extraction only where it is needed

    outcome = accept(archive, page, recipes=workspace.recipes_path)
    if outcome is None:
        raise CaptureError(f"the page of {page.url} has no capture that can be read: it cannot be taken")
    words = f"a new version: {', '.join(outcome.changed)}" if outcome.kind == "revised" else _LET_GO
    workspace.out.print(printable(f"{page.url} of {page.seen_at:%Y-%m-%d %H:%M}: {words}"))


_LET_GO = "let go; the story was read well since, or the page says nothing else"


def _drop(workspace: Workspace, archive: Archive, page: HeldPage) -> None:
    archive.quarantine.drop(page.id)


def table(pages: list[HeldPage]) -> Table:
    """A line for each page."""
    from rich.table import Table  # noqa: PLC0415 - `--json` does without

    shown = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("source", "seen, UTC"):
        shown.add_column(heading, no_wrap=True)
    shown.add_column("page", overflow="fold")
    shown.add_column("why", overflow="fold")
    shown.add_column("capture", overflow="fold")
    for page in pages:
        seen = page.seen_at.strftime("%Y-%m-%d %H:%M")
        shown.add_row(page.source, seen, printable(page.url), printable(page.reason), page.capture or "none")
    return shown


COMMANDS = (quarantine,)

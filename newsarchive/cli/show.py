"""`newsarchive show`: one story as a person would read it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from ..exceptions import NotInArchive
from .reading import Line, lines
from .workspace import Workspace, pass_workspace, printable

if TYPE_CHECKING:
    from rich.console import Console

    from ..archive import Archive, Revision, StoredArticle

WIDTH = 88
"""Columns a story is set in, at most: about seventy letters a line read best, and quotes are indented."""


@click.command(epilog="Numbers are those that search prints behind the #.")
@click.argument("story", metavar="URL|ID")
@click.option("--revision", type=click.IntRange(min=1), metavar="N", help="The story as it was in its version N.")
@click.option("--json", "as_json", is_flag=True, help="JSON, every field.")
@pass_workspace
def show(workspace: Workspace, story: str, revision: int | None, as_json: bool) -> None:
    """Show one story as a person would read it.

    \b
    newsarchive show 1234
    newsarchive show https://www.example-news.com/2026/05/02/flood
    newsarchive show 1234 --revision 1                    as it was first seen
    newsarchive show 1234 --json | jq .authors
    """
    with workspace.archive(read_only=True) as archive:
        stored = archive.get(story)
        version = _version(archive, stored, revision) if revision else None
    if version:
        stored = replace(stored, article=version.article, extractor=version.extractor)
    if as_json:
        told = stored.to_dict() | ({"revision": version.number, "changed": version.changed} if version else {})
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    for line in lines(stored.article):
        _print(workspace.out, line)
    for text in _provenance(stored, version):
        _print(workspace.out, Line(text, "dim"))


def _version(archive: Archive, stored: StoredArticle, number: int) -> Revision:
    versions = archive.revisions(stored.id)
    for version in versions:
        if version.number == number:
            return version
    raise NotInArchive(f"article {stored.id} has versions 1 to {len(versions)}, not {number}: name one of them")


def _provenance(stored: StoredArticle, version: Revision | None) -> list[str]:
    """What the archive knows of the story, to cite it by."""
    seen = f"First seen {stored.first_seen:%Y-%m-%d %H:%M} UTC, last seen {stored.last_seen:%Y-%m-%d %H:%M} UTC"
    versions = f"{stored.revision_count} version{'s' if stored.revision_count > 1 else ''}"
    if version:
        versions = f"version {version.number} of {stored.revision_count}, seen {version.seen_at:%Y-%m-%d %H:%M} UTC"
    gone = f"Gone from its site since {stored.gone_at:%Y-%m-%d}" if stored.gone_at else None
    return [f"#{stored.id} · {stored.source} · {stored.article.url}", f"{seen} · {versions}", *filter(None, [gone])]


def _print(console: Console, line: Line) -> None:
    from rich.padding import Padding  # noqa: PLC0415 - `--json` does without
    from rich.text import Text  # noqa: PLC0415 - as above

    text = Text(printable(line.text), style=line.style)
    if console.is_terminal:
        console.print(Padding(text, (0, 0, 0, line.indent)), width=min(console.width, WIDTH))
    else:
        console.print(Text(" " * line.indent) + text)


COMMANDS = (show,)

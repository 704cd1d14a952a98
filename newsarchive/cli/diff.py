"""`newsarchive diff`: what changed between two versions of a story, by words, in colour."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from itertools import groupby
from typing import TYPE_CHECKING, Any

import click

from ..exceptions import NotInArchive
from .workspace import Workspace, pass_workspace, printable

if TYPE_CHECKING:
    from rich.text import Text

    from ..archive import Revision
    from ..archive.differences import Difference, Piece

STYLES = {"same": "", "gone": "red strike", "added": "green"}
"""Kind of piece → how it looks on a terminal."""
MARKS = {"same": ("", ""), "gone": ("[-", "-]"), "added": ("{+", "+}")}
"""Kind of piece → what stands around it where there is no colour."""


@click.command(epilog="Where the output is no terminal, [-what is gone-] and {+what is new+} are marked as wdiff does.")
@click.argument("article", metavar="ARTICLE")
@click.argument("old", type=int, required=False)
@click.argument("new", type=int, required=False)
@click.option("--full", is_flag=True, help="Show unchanged paragraphs too.")
@click.option("--json", "as_json", is_flag=True, help="JSON.")
@pass_workspace
def diff(  # noqa: PLR0913 - the options of the command
    workspace: Workspace, article: str, *, old: int | None, new: int | None, full: bool, as_json: bool
) -> None:
    """Show what changed between two revisions of a story.

    ARTICLE is a number or any address of the story. OLD and NEW are revisions, counted from 1; without them the last
    change is shown, with OLD alone everything since.

    \b
    newsarchive diff 17
    newsarchive diff https://www.example-news.com/story 1
    newsarchive diff 17 2 3 --full
    """
    from ..archive.differences import differences  # noqa: PLC0415 - only when called

    with workspace.archive(read_only=True) as archive:
        story = archive.get(article)
        versions = archive.revisions(story.id)
    if len(versions) == 1 and old is None:
        seen = f"first {story.first_seen:%Y-%m-%d %H:%M}, last {story.last_seen:%Y-%m-%d %H:%M} UTC"
        workspace.err.print(f"This story has not changed while it was watched ({seen}).")
        return
    before, after = _chosen(versions, old, new)
    found = differences(before.article, after.article)
    if as_json:
        click.echo(json.dumps(_plain(before, after, found), ensure_ascii=False, indent=2))
        return
    colour = workspace.out.is_terminal
    workspace.out.print(printable(f"{story.article.headline or story.article.url}"), style="bold")
    workspace.out.print(f"revision {_label(before)} → {_label(after)}")
    for difference in found:
        workspace.out.print(f"\n{difference.field}", style="bold")
        for line in _lines(difference, full=full, colour=colour):
            workspace.out.print(line)
    if not found:
        workspace.out.print("No difference.")


def _chosen(versions: list[Revision], old: int | None, new: int | None) -> tuple[Revision, Revision]:
    """The two versions to compare. Raises NotInArchive for one that does not exist."""
    last = versions[-1].number
    numbers = (last - 1, last) if old is None else (old, last if new is None else new)
    by_number = {version.number: version for version in versions}
    for number in numbers:
        if number not in by_number:
            raise NotInArchive(f"there is no revision {number} of this story: it has 1 to {last}")
    return by_number[numbers[0]], by_number[numbers[1]]


def _label(version: Revision) -> str:
    return f"{version.number} (seen {version.seen_at:%Y-%m-%d %H:%M} UTC)"


def _lines(difference: Difference, *, full: bool, colour: bool) -> Iterator[Text]:
    """The paragraphs of a field; runs of unchanged ones as one line that counts them, unless ``full``."""
    from rich.text import Text  # noqa: PLC0415 - `--json` does without

    def unchanged(pieces: list[Piece]) -> bool:
        return all(piece.kind == "same" for piece in pieces)

    for skipped, paragraphs in groupby(difference.paragraphs, key=lambda pieces: unchanged(pieces) and not full):
        run = list(paragraphs)
        if skipped:
            yield Text(f"  … {len(run)} unchanged paragraph{'s' * (len(run) > 1)}", style="dim")
        else:
            yield from (_line(pieces, colour=colour) for pieces in run)


def _line(pieces: list[Piece], *, colour: bool) -> Text:
    from rich.text import Text  # noqa: PLC0415 - as above

    line = Text("  ")
    for piece in pieces:
        text = printable(piece.text)
        if piece.kind == "added" and not line.plain[-1:].isspace():
            line.append(" ")  # what stood last in its paragraph had no space after it
        if colour:
            line.append(text, style=STYLES[piece.kind])
        else:
            before, after = MARKS[piece.kind]
            words = text.rstrip()
            line.append(f"{before}{words}{after}{text[len(words) :]}")
    return line


def _plain(before: Revision, after: Revision, found: list[Difference]) -> dict[str, Any]:
    return {
        "old": {"revision": before.number, "seen_at": f"{before.seen_at:%Y-%m-%dT%H:%M:%SZ}"},
        "new": {"revision": after.number, "seen_at": f"{after.seen_at:%Y-%m-%dT%H:%M:%SZ}"},
        "fields": {one.field: [[asdict(piece) for piece in pieces] for pieces in one.paragraphs] for one in found},
    }


COMMANDS = (diff,)

"""`newsarchive export`: every story, or what a search or filter selects, as JSON lines or CSV."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from ..exceptions import UsageError
from .narrowing import narrowing
from .workspace import Workspace, pass_workspace

if TYPE_CHECKING:
    from ..archive import StoredArticle

LEAD = "of the lead picture, else of the first."

CSV_COLUMNS: dict[str, tuple[str, Callable[[dict[str, Any]], object]]] = {
    "id": ("Number of the article in the archive.", lambda story: story["id"]),
    "source": ("Name of its source.", lambda story: story["source"]),
    "url": ("Address it was fetched from.", lambda story: story["url"]),
    "canonical_url": ("Address the page declares.", lambda story: story["canonical_url"]),
    "kind": ("article, liveblog, gallery, video or audio.", lambda story: story["kind"]),
    "headline": ("Headline.", lambda story: story["headline"]),
    "kicker": ("Short line above the headline.", lambda story: story["kicker"]),
    "dek": ("Summary between headline and body.", lambda story: story["dek"]),
    "byline": ("Byline as printed.", lambda story: story["byline"]),
    "authors": ("Names, separated by `; `.", lambda story: "; ".join(one["name"] for one in story["authors"])),
    "dateline": ("Place that opens the story.", lambda story: story["dateline"]),
    "date_published": ("ISO 8601, as the page states it.", lambda story: story["date_published"]),
    "date_modified": ("ISO 8601, as the page states it.", lambda story: story["date_modified"]),
    "section": ("Section of the site.", lambda story: story["section"]),
    "tags": ("Topics, separated by `; `.", lambda story: "; ".join(story["tags"])),
    "language": ("BCP 47 tag.", lambda story: story["language"]),
    "publisher": ("Name of the publication.", lambda story: story["publisher"]),
    "body": ("Paragraphs and subheads, one a line.", lambda story: story["body"]),
    "image_url": (f"Address {LEAD}", lambda story: _lead(story).get("url")),
    "caption": (f"Caption {LEAD}", lambda story: _lead(story).get("caption")),
    "credit": (f"Photo credit {LEAD}", lambda story: _lead(story).get("credit")),
    "images": ("Number of pictures.", lambda story: len(story["images"])),
    "paywalled": ("true, false, or empty where the page says nothing.", lambda story: _yes_or_no(story["paywalled"])),
    "first_seen": ("When the archive first fetched it, UTC.", lambda story: story["first_seen"]),
    "last_seen": ("When the archive last saw it, UTC.", lambda story: story["last_seen"]),
    "changed_at": ("When the archive saw its last real change, UTC.", lambda story: story["changed_at"]),
    "revisions": ("Versions seen.", lambda story: story["revisions"]),
}
"""Column → what it holds (docs/searching.md lists the same), and how it is read from ``StoredArticle.to_dict``."""


@click.command(epilog="JSON lines hold everything; CSV holds a line a story, and its columns are in docs/searching.md.")
@click.option("--format", "form", type=click.Choice(["jsonl", "csv"]), required=True, help="JSON lines, or CSV.")
@click.option(
    "--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help="File to write; standard output if none."
)
@click.option("--query", metavar="QUERY", help="Only what a search finds, in its language.")
@narrowing
@pass_workspace
def export(workspace: Workspace, /, form: str, output: Path | None, query: str | None, **options: Any) -> None:
    """Write stories as JSON lines or CSV: all, or what a search or filter selects.

    Stories come in the order the archive first saw them. A file appears when it is whole.

    \b
    newsarchive export --format jsonl -o everything.jsonl
    newsarchive export --format csv --source example-news --since 2026-01 -o example.csv
    newsarchive export --format jsonl --query 'asylum OR refuge*' | jq -r .headline
    """
    with workspace.archive(read_only=True) as archive, _destination(output) as file:
        stories = archive.articles(query=query, **options)
        count = WRITERS[form](_watched(workspace, stories), file)
    if output:
        workspace.err.print(f"{count:,} stories written to {output}")


def write_jsonl(stories: Iterable[StoredArticle], file: IO[str]) -> int:
    """One JSON object a line; how many."""
    count = 0
    for story in stories:
        file.write(json.dumps(story.to_dict(), ensure_ascii=False) + "\n")
        count += 1
    return count


def write_csv(stories: Iterable[StoredArticle], file: IO[str]) -> int:
    """A heading, then one line a story; how many stories."""
    lines = csv.writer(file)
    lines.writerow(CSV_COLUMNS)
    count = 0
    for story in stories:
        told = story.to_dict()
        lines.writerow([read(told) for _, read in CSV_COLUMNS.values()])
        count += 1
    return count


WRITERS: dict[str, Callable[[Iterable[StoredArticle], IO[str]], int]] = {"jsonl": write_jsonl, "csv": write_csv}


def _lead(story: dict[str, Any]) -> dict[str, Any]:
    images: list[dict[str, Any]] = story["images"]
    return next((image for image in images if image["role"] == "lead"), images[0] if images else {})


def _yes_or_no(value: bool | None) -> str | None:
    return None if value is None else str(value).lower()


@contextmanager
def _destination(output: Path | None) -> Iterator[IO[str]]:
    """Where to write: standard output, or a file that takes its name when it is whole."""
    if output is None:
        yield sys.stdout
        sys.stdout.flush()
        return
    if not output.parent.is_dir():
        raise UsageError(f"there is no folder {output.parent} to write {output.name} in: make it, or name another file")
    partial = output.with_name(f"{output.name}.partial")
    try:
        with partial.open("w", encoding="utf-8", newline="") as file:
            yield file
        partial.replace(output)
    finally:
        partial.unlink(missing_ok=True)


def _watched(workspace: Workspace, stories: Iterator[StoredArticle]) -> Iterator[StoredArticle]:
    """The stories, counted on standard error while somebody looks on."""
    from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    columns = (SpinnerColumn(), TextColumn("stories"), MofNCompleteColumn(), TimeElapsedColumn())
    watching = workspace.err.is_terminal
    with Progress(*columns, console=workspace.err, transient=True) if watching else nullcontext() as progress:
        task = progress.add_task("stories", total=None) if progress else None
        for story in stories:
            yield story
            if progress and task is not None:
                progress.advance(task)


COMMANDS = (export,)

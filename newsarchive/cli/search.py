"""`newsarchive search`: find stories, and show what was found in them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from .narrowing import described, narrowing, traits_of
from .reading import day_and_time
from .workspace import Workspace, pass_workspace, printable

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from ..archive.highlight import Highlighted
    from ..archive.search import Hit, Results

MARK = "bold black on yellow"
QUIET = "dim"
WIDTH = 100
"""Columns a hit is wrapped at, at most: longer lines are hard to follow."""
UNDATED = "Stories that state no date are never within --since and --until."


@click.command(
    epilog="Operators are written in capitals. Diacritics and case never matter. Chinese, Japanese, Thai, Khmer and "
    "their like are found by any part of a sentence. All of it: docs/searching.md."
)
@click.argument("query", nargs=-1, required=True)
@narrowing
@described
@click.option("--newest", is_flag=True, help="Newest first, instead of best first.")
@click.option("--limit", type=click.IntRange(min=0), default=20, show_default=True, help="Hits to show.")
@click.option("--offset", type=click.IntRange(min=0), default=0, help="Hits to pass over first.")
@click.option("--json", "as_json", is_flag=True, help="JSON: total, and the hits with their marks.")
@pass_workspace
def search(workspace: Workspace, /, query: tuple[str, ...], as_json: bool, **options: Any) -> None:
    """Search the archived stories, best first.

    \b
    newsarchive search asylum                           a word
    newsarchive search '"asylum seekers" OR refuge*'    a phrase, or the beginning of a word
    newsarchive search 'border NEAR(fire camp, 5)'      words close to each other
    newsarchive search 'headline:flood -football'       in a field; without a word
    newsarchive search 'author:"sok dara" since:2026-01' --source example-news
    newsarchive search 预算 --newest --limit 5
    newsarchive search flood --json | jq '.hits[].url'
    """
    asked = " ".join(query)
    traits = traits_of(options)
    with workspace.archive(read_only=True) as archive:
        results = archive.search(asked, traits=traits, **options)
    if as_json:
        click.echo(json.dumps(_plain(asked, results), ensure_ascii=False, indent=2))
        return
    for number, hit in enumerate(results, start=options["offset"] + 1):
        _print_hit(workspace.out, number, hit)
    workspace.err.print(summary(results, offset=options["offset"]), style=QUIET)
    if not results.total and (options["since"] or options["until"]):
        workspace.err.print(UNDATED, style=QUIET)


def summary(results: Results, *, offset: int) -> str:
    """How many there are, and what of them is shown."""
    if not results.total:
        return "No story matches. Fewer words find more; refuge* finds every word that begins so."
    matching = "stories match" if results.total > 1 else "story matches"
    count = f"{results.total:,} {matching}"
    if not len(results):
        return f"{count}; none is that far down." if offset >= results.total else f"{count}."
    shown = f"; these are {offset + 1:,} to {offset + len(results):,}" if len(results) < results.total else ""
    bounds = (
        "; so many that only the latest in the archive were ranked: add a word or a date" if results.bounded else ""
    )
    return f"{count}{shown}{bounds}."


def _plain(query: str, results: Results) -> dict[str, Any]:
    return {
        "query": query,
        "total": results.total,
        "bounded": results.bounded,
        "hits": [hit.to_dict() for hit in results],
    }


def _print_hit(console: Console, number: int, hit: Hit) -> None:
    """A hit as a person reads it: headline, where and when and by whom, the passage, the address."""
    width = min(console.width, WIDTH) if console.is_terminal else None
    for line in _lines_of(number, hit):
        console.print(line, width=width, soft_wrap=width is None)
    console.print()


def _lines_of(number: int, hit: Hit) -> Iterator[Text]:
    from rich.text import Text  # noqa: PLC0415 - `--json` does without

    headline = _marked(hit.marked_headline) if hit.headline else Text("(no headline)", style=QUIET)
    headline.stylize_before("bold")
    yield Text(f"{number}. ") + headline
    told = [hit.source, day_and_time(hit.published) or "undated", ", ".join(hit.authors)]
    yield Text(printable(" · ".join(filter(None, told))), style=QUIET)
    if hit.snippet:
        yield _marked(hit.marked_snippet)
    yield Text(f"#{hit.id}  {printable(hit.url)}", style="cyan")


def _marked(highlighted: Highlighted) -> Text:
    from rich.text import Text  # noqa: PLC0415 - as above

    text = Text()
    end = 0
    for start, stop in highlighted.marks:
        text.append(printable(highlighted.text[end:start]))
        text.append(printable(highlighted.text[start:stop]), style=MARK)
        end = stop
    return text.append(printable(highlighted.text[end:]))


COMMANDS = (search,)

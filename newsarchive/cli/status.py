"""`newsarchive status`: how each source is doing."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from ..exceptions import UnknownSource
from .workspace import Workspace, pass_workspace

if TYPE_CHECKING:
    from rich.table import Table

    from ..archive import SourceStatus

WATCHED = {"headline": "headl.", "authors": "authors", "published": "date", "body": "body", "credits": "credit"}
"""Fields whose fill rate the table shows → its column's heading; the details of one source show all."""
WIDE = 110
"""Characters of a line from which on the table has room for them."""
_BARS = " ▁▂▃▄▅▆▇█"


@click.command(
    epilog="Fill rates are shares of a source's articles that have the field; a sudden drop means a redesign."
)
@click.argument("source", required=False)
@click.option("--json", "as_json", is_flag=True, help="JSON, one object per source.")
@pass_workspace
def status(workspace: Workspace, source: str | None, as_json: bool) -> None:
    """Show how each source is doing.

    Last crawl, articles, new ones on each of the last seven days, failures, and how often each field was found.

    \b
    newsarchive status                    every source, a line each
    newsarchive status example-news       one source, everything about it
    newsarchive status --json | jq .      for a program
    """
    with workspace.archive(read_only=True) as archive:
        found = _named(archive.status(), source)
    if as_json:
        click.echo(json.dumps([_plain(one) for one in found], ensure_ascii=False, indent=2))
    elif source:
        for line in details(found[0]):
            workspace.out.print(line)
    elif found:
        workspace.out.print(table(found, with_fill=workspace.out.width >= WIDE))
    else:
        workspace.err.print("The archive holds no source yet: `newsarchive add URL`, then `newsarchive crawl`.")


def _named(statuses: list[SourceStatus], name: str | None) -> list[SourceStatus]:
    """The source of that name, or all of them."""
    if name is None:
        return statuses
    chosen = [one for one in statuses if one.source == name]
    if not chosen:
        known = ", ".join(one.source for one in statuses) or "none"
        raise UnknownSource(f"the archive holds nothing of a source {name!r}; it knows: {known}")
    return chosen


def table(statuses: Iterable[SourceStatus], *, with_fill: bool) -> Table:
    """A line for each source; with the fill rates of some fields where there is room."""
    from rich.table import Table  # noqa: PLC0415 - `--json` does without

    shown = Table(box=None, pad_edge=False, header_style="bold")
    shown.add_column("source", overflow="fold")
    for heading in ("last crawl, UTC", "7 days"):
        shown.add_column(heading, no_wrap=True)
    watched = WATCHED if with_fill else {}
    for heading in ("articles", "changes", "waiting", "failed", *watched.values()):
        shown.add_column(heading, justify="right", no_wrap=True)
    for one in statuses:
        counts = (one.articles, one.revisions, one.waiting, one.failed)
        fill = (percent(one.fill.get(name)) for name in watched)
        shown.add_row(one.source, ended(one), bars(one.new_per_day.values()), *map(str, counts), *fill)
    return shown


def details(one: SourceStatus) -> list[str]:
    """Everything about one source, as lines."""
    days = "  ".join(f"{day[5:]} {count}" for day, count in one.new_per_day.items())
    lines = [
        one.source,
        f"  last crawl   {ended(one)} UTC, {one.last_crawl_reason or 'still running'}"
        if one.last_crawl
        else "  never crawled",
        f"  archived     {one.articles} articles, {one.revisions} real changes seen",
        f"  new          {days}   {bars(one.new_per_day.values())}",
        f"  addresses    {one.waiting} waiting, {one.due} due now, {one.rejected} no article, "
        f"{one.failed} failed, {one.refused} not allowed",
        *(f"  failure      {count} × {reason}" for reason, count in one.failures.items()),
    ]
    return lines + [f"  {name:<12} {percent(share):>4}  {'█' * round(share * 20)}" for name, share in one.fill.items()]


def ended(one: SourceStatus) -> str:
    """When the last crawl began, as a person reads it."""
    return one.last_crawl.strftime("%Y-%m-%d %H:%M") if one.last_crawl else "never"


def percent(share: float | None) -> str:
    """A share as a percentage; 100 % only where none is missing.

    >>> percent(0.998), percent(1.0), percent(None)
    ('99%', '100%', '-')
    """
    return "-" if share is None else f"{int(share * 100)}%"


def bars(counts: Iterable[int]) -> str:
    """Numbers as a row of bars; the highest is full, nothing is empty.

    >>> bars([0, 1, 4, 8])
    ' ▁▄█'
    """
    numbers = list(counts)
    highest = max(numbers, default=0) or 1
    return "".join(_BARS[-(-number * 8 // highest)] for number in numbers)


def _plain(one: SourceStatus) -> dict[str, Any]:
    """The status as JSON's values."""
    return {
        name: value.strftime("%Y-%m-%dT%H:%M:%SZ") if isinstance(value, datetime) else value
        for name, value in asdict(one).items()
    }


COMMANDS = (status,)

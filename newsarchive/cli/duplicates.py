"""`newsarchive duplicates`: which stories are nearly the same, who was first, and what comes from an agency."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING

import click

from .workspace import Workspace, pass_workspace, printable

if TYPE_CHECKING:
    from ..archive.duplicates import Cluster


@click.command(epilog="The clusters are in the table `duplicates`, for SQL and for browsing.")
@click.option("--source", help="Show clusters with a story of this source.")
@click.option("--syndicated", is_flag=True, help="Show only clusters over several sources, or of an agency's text.")
@click.option("--limit", type=click.IntRange(0), default=10, show_default=True, help="Clusters shown; 0 shows none.")
@click.option("--json", "as_json", is_flag=True, help="JSON, one cluster a line, all of them.")
@click.option("--again", is_flag=True, help="Forget what was found, and compare every story anew.")
@pass_workspace
def duplicates(  # noqa: PLR0913 - one argument an option
    workspace: Workspace, *, source: str | None, syndicated: bool, limit: int, as_json: bool, again: bool
) -> None:
    """Find stories that are nearly the same, and show who was first.

    Looks at what is new since the last run, then shows the largest clusters: stories with half of their wording or
    more in common, the first of them on top, and the agency the text comes from where one of them names it.

    \b
    newsarchive duplicates
    newsarchive duplicates --syndicated --source example-news
    newsarchive duplicates --json | jq .agency
    """
    from ..archive.duplicates import Duplicates  # noqa: PLC0415 - only here
    from .watching import counting  # noqa: PLC0415 - only for long work

    with workspace.archive() as archive:
        found = Duplicates(archive.connection)
        with counting(workspace.err, "comparing") as watch:
            run = found.find(now=datetime.now(UTC), again=again, watch=watch)
        workspace.err.print(f"{run.done:,} stories compared, {run.found:,} of them near-duplicates of others")
        clusters = found.clusters(source=source, syndicated=syndicated)
        if as_json:
            for one in clusters:
                click.echo(json.dumps(asdict(one), default=_instant, ensure_ascii=False))
        else:
            for one in islice(clusters, limit):
                for line in shown(one):
                    workspace.out.print(printable(line))


def shown(cluster: Cluster) -> Iterator[str]:
    """A cluster as lines: what it is, then its stories, the first on top."""
    what = f"{len(cluster.members)} stories, {cluster.kind}" + (f" from {cluster.agency}" if cluster.agency else "")
    yield what
    for member in cluster.members:
        when = member.at.strftime("%Y-%m-%d %H:%M") + ("" if member.published else " (seen)")
        headline = member.headline or member.url
        yield f"  {when}  {member.similarity:4.0%}  {member.source}: {headline}  [{member.article_id}]"
    yield ""


def _instant(value: object) -> str:
    assert isinstance(value, datetime)
    return value.strftime("%Y-%m-%dT%H:%M:%SZ")


COMMANDS = (duplicates,)

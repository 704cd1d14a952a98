"""`newsarchive status`: how each source is doing."""

from __future__ import annotations

import itertools
import json
import sys
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..exceptions import UnknownSource
from .errors import BROKEN, SUSPECT
from .workspace import Workspace, pass_workspace, printable

if TYPE_CHECKING:
    from rich.table import Table

    from ..archive import Archive, SourceHealth, SourceStatus
    from ..health import Day

WATCHED = {"headline": "headl.", "authors": "authors", "published": "date", "body": "body", "credits": "credit"}
"""Fields whose fill rate the table shows → its column's heading; the details of one source show all."""
WIDE = 110
"""Characters beside the longest name from which on the table has room for them."""
STYLES = {"broken": "bold red", "suspect": "yellow", "healthy": "green", "unknown": "dim"}
"""Verdict → how it looks on a terminal."""
MAX_TROUBLES = 20
"""Sources of which it is told what is wrong below the table."""
SAID = 200
"""Characters of that."""
WEEKS = 8
"""Weeks that the details of a source show, where no other span is asked for."""
_BARS = " ▁▂▃▄▅▆▇█"


@click.command(
    epilog="Exit code 0: nothing is broken; 3: a source is suspect (with --strict); 4: a source is broken. What the "
    "verdicts rest on, and what to do: docs/health.md."
)
@click.argument("source", required=False)
@click.option("--json", "as_json", is_flag=True, help="JSON, one object per source.")
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="Show the days from this one on, not the last eight weeks; with --json, their figures too.",
)
@click.option("--strict", is_flag=True, help="Exit with 3 where a source is suspect.")
@click.option(
    "--notify",
    metavar="COMMAND|URL",
    help="Run a command, or call a webhook, with JSON for each source whose verdict is another than was last told.",
)
@click.option(
    "--prometheus",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write figures for the node exporter's textfile collector, and show nothing; needs newsarchive[metrics].",
)
@pass_workspace
def status(  # noqa: PLR0913 - one argument an option
    workspace: Workspace,
    source: str | None,
    *,
    as_json: bool,
    since: datetime | None,
    strict: bool,
    notify: str | None,
    prometheus: Path | None,
) -> None:
    """Show how each source is doing.

    The verdict (healthy, suspect or broken, judged by the source's own past), last crawl, articles, new ones on each of
    the last seven days, failures, and how often each field was found. Of one source, the whole story: what changed and
    since when, the likely cause, the pages that show it, and what to do.

    \b
    newsarchive status                    every source, a line each
    newsarchive status example-news       one source, everything about it
    newsarchive status --json | jq .      for a program
    newsarchive status >/dev/null || …    for monitoring: exit code 4 where a source is broken
    newsarchive status --notify 'jq -r .text | mail -s newsarchive jane@university.example'
    """
    from ..archive.backfill import in_words, left  # noqa: PLC0415 - as the archive itself

    with workspace.archive(read_only=notify is None) as archive:
        if notify:
            _notify(workspace, archive, notify)
        statuses = _named(archive.status(), source)
        healths = {one.source: one for one in archive.health(source)}
        verdicts = archive.verdicts(source) if source else []
        first = since.date() if since else None
        rest = {name: one for name, one in left(archive.connection).items() if source in (None, name)}
        days = {one.source: archive.days(one.source, first) if first else None for one in statuses}
    if prometheus:
        from ..metrics import write_status  # noqa: PLC0415 - an extra

        write_status(prometheus, statuses, healths.values())
    elif as_json:
        shown = [{**_plain(one), "health": healths[one.source].to_dict(days=days[one.source])} for one in statuses]
        click.echo(json.dumps(shown, ensure_ascii=False, indent=2))
    elif source:
        for line in details(statuses[0], healths[source], verdicts, days=days[source]):
            workspace.out.print(printable(line))
    elif statuses:
        room = workspace.out.width - max(len(one.source) for one in statuses)
        workspace.out.print(table(statuses, healths, with_fill=room >= WIDE))
        for line in troubles(healths.values()):
            workspace.out.print(printable(line))
    else:
        workspace.err.print("The archive holds no source yet: `newsarchive add URL`, then `newsarchive crawl`.")
    if not prometheus and not as_json:
        for line in in_words(rest):
            workspace.out.print(line)
    sys.exit(exit_code((one.diagnosis.verdict for one in healths.values()), strict=strict))


def exit_code(verdicts: Iterable[str], *, strict: bool) -> int:
    """The worst verdict as a number that monitoring understands.

    >>> exit_code(["healthy", "suspect"], strict=False), exit_code(["suspect"], strict=True), exit_code([], strict=True)
    (0, 3, 0)
    """
    found = set(verdicts)
    return BROKEN if "broken" in found else SUSPECT if strict and "suspect" in found else 0


def _notify(workspace: Workspace, archive: Archive, on_change: str) -> None:
    """Tell of each verdict that changed, once."""
    from ..alerts import told  # noqa: PLC0415 - only where somebody is to be told

    def problem(words: str) -> None:
        workspace.err.print(printable(words))

    if done := told(archive.changed_verdicts(), on_change, problem=problem):
        archive.keep_verdicts(done)


def _named(statuses: list[SourceStatus], name: str | None) -> list[SourceStatus]:
    """The source of that name, or all of them."""
    if name is None:
        return statuses
    chosen = [one for one in statuses if one.source == name]
    if not chosen:
        known = ", ".join(one.source for one in statuses) or "none"
        raise UnknownSource(f"the archive holds nothing of a source {name!r}; it knows: {known}")
    return chosen


# --- all sources -----------------------------------------------------------------------------------------------------


def table(statuses: Iterable[SourceStatus], healths: dict[str, SourceHealth], *, with_fill: bool) -> Table:
    """A line for each source; with the fill rates of some fields where there is room."""
    from rich.table import Table  # noqa: PLC0415 - `--json` does without
    from rich.text import Text  # noqa: PLC0415 - as above

    shown = Table(box=None, pad_edge=False, header_style="bold")
    shown.add_column("source", overflow="fold")
    for heading in ("health", "last crawl, UTC", "7 days"):
        shown.add_column(heading, no_wrap=True)
    watched = WATCHED if with_fill else {}
    for heading in ("articles", *(["changes"] if with_fill else []), "waiting", "failed", *watched.values()):
        shown.add_column(heading, justify="right", no_wrap=True)
    for one in statuses:
        counts = (one.articles, *([one.revisions] if with_fill else []), one.waiting, one.failed)
        fill = (percent(one.fill.get(name)) for name in watched)
        verdict = healths[one.source].diagnosis.verdict
        health = Text(verdict, style=STYLES[verdict])
        shown.add_row(one.source, health, ended(one), bars(one.new_per_day.values()), *map(str, counts), *fill)
    return shown


def troubles(healths: Iterable[SourceHealth]) -> Iterator[str]:
    """What is wrong, a source after the other, the worst first."""
    from ..health import WEIGHT, own_network_is_gone  # noqa: PLC0415 - only where there is something to say

    found = list(healths)
    if own_network_is_gone(one.diagnosis for one in found):
        yield "\nHardly any source can be reached: most likely this machine has no network."
        return
    ill = sorted((one for one in found if one.diagnosis.findings), key=lambda one: -WEIGHT[one.diagnosis.verdict])
    for one in ill[:MAX_TROUBLES]:
        said = textwrap.shorten(one.diagnosis.said or "", SAID, placeholder=" …")
        yield f"\n{one.source} is {one.diagnosis.verdict}: {_finding(one.diagnosis.cause, said, one.diagnosis.since)}"
        yield f"  {(one.diagnosis.advice or '').replace('NAME', one.source)} More: newsarchive status {one.source}"
    if len(ill) > MAX_TROUBLES:
        yield f"\n… and {len(ill) - MAX_TROUBLES} more."


def _finding(cause: str | None, said: str | None, since: date | None) -> str:
    return f"{cause}{f', since {since}' if since else ''}: {said}"


# --- one source ------------------------------------------------------------------------------------------------------


def details(
    one: SourceStatus,
    health: SourceHealth,
    verdicts: Sequence[dict[str, Any]] = (),
    *,
    days: Sequence[Day] | None = None,
) -> Iterator[str]:
    """Everything about one source, as lines."""
    yield from (one.source, f"  health       {health.diagnosis.verdict}")
    yield from _diagnosis(health)
    if len(verdicts) > 1:
        yield from (f"  {row['decided_at'][:10]}   {_verdict(row)}" for row in verdicts[-5:])
    yield from _counts(one)
    yield from _days(days or health.history.days[-7 * WEEKS :])
    yield from (f"  came to      {count:>5} × {words}" for words, count in _outcomes(health.history.days[-7:]))
    for name, share in one.fill.items():
        yield f"  {name:<12} {percent(share):>4}  {'█' * round(share * 20)}".rstrip()


def _diagnosis(health: SourceHealth) -> Iterator[str]:
    """What is wrong, what shows it, and what to do."""
    found = health.diagnosis
    for one in found.findings:
        yield f"  {one.verdict:<12} {_finding(one.cause, one.said, one.since)}"
    for page in health.examples:
        seen = page.seen_at.strftime("%Y-%m-%d %H:%M") if page.seen_at else ""
        capture = f"capture {page.capture}" if page.capture else ""
        yield "    " + "  ".join(filter(None, (page.url, seen, page.reason, capture)))
    if found.advice:
        yield f"  what to do   {found.advice.replace('NAME', health.source)}"
    if health.held:
        yield f"  held back    {health.held} pages: newsarchive quarantine {health.source}"


def _verdict(row: dict[str, Any]) -> str:
    verdict, cause = row["verdict"], row["cause"]
    return f"{verdict} ({cause}): {row['said']}" if cause else str(verdict)


def _counts(one: SourceStatus) -> Iterator[str]:
    """What the source holds and awaits."""
    days = "  ".join(f"{day[5:]} {count}" for day, count in one.new_per_day.items())
    crawled = f"{ended(one)} UTC, {one.last_crawl_reason or 'still running'}"
    yield f"  last crawl   {crawled}" if one.last_crawl else "  never crawled"
    yield f"  archived     {one.articles} articles, {one.revisions} real changes seen"
    yield f"  new          {days}   {bars(one.new_per_day.values())}"
    yield (
        f"  addresses    {one.waiting} waiting, {one.due} due now, {one.rejected} no article, "
        f"{one.failed} failed, {one.refused} not allowed"
    )
    yield from (f"  failure      {count} × {reason}" for reason, count in one.failures.items())


def _days(days: Sequence[Day]) -> Iterator[str]:
    """Bars of days, a week a line: new stories, and the words in them."""
    highest = max((day.stories for day in days), default=0)
    weeks = [days[start : start + 7] for start in range(0, len(days), 7)]
    for week in itertools.dropwhile(lambda week: not any(day.stories or day.visits for day in week), weeks):
        counts = " ".join(f"{day.stories:>4}" for day in week)
        words = [day.words for day in week if day.words]
        length = f"{sum(words) / len(words):.0f} words a story" if words else ""
        yield f"  {week[0].day}   {bars([day.stories for day in week], highest)}  {counts}   {length}".rstrip()


def _outcomes(days: Sequence[Day]) -> list[tuple[str, int]]:
    """What the visits of some days came to, the most frequent first."""
    total: dict[str, int] = {}
    for day in days:
        for (outcome, detail), count in day.visits.items():
            words = outcome.replace("_", " ") + (f": {detail}" if detail else "")
            total[words] = total.get(words, 0) + count
    return sorted(total.items(), key=lambda item: (-item[1], item[0]))[:12]


# --- words and figures -----------------------------------------------------------------------------------------------


def ended(one: SourceStatus) -> str:
    """When the last crawl began, as a person reads it."""
    return one.last_crawl.strftime("%Y-%m-%d %H:%M") if one.last_crawl else "never"


def percent(share: float | None) -> str:
    """A share as a percentage; 100 % only where none is missing.

    >>> percent(0.998), percent(1.0), percent(None)
    ('99%', '100%', '-')
    """
    return "-" if share is None else f"{int(share * 100)}%"


def bars(counts: Iterable[int], highest: int = 0) -> str:
    """Numbers as a row of bars; the highest is full, nothing is empty.

    >>> bars([0, 1, 4, 8])
    ' ▁▄█'
    """
    numbers = list(counts)
    highest = max([highest, *numbers]) or 1
    return "".join(_BARS[-(-number * 8 // highest)] for number in numbers)


def _plain(one: SourceStatus) -> dict[str, Any]:
    """The status as JSON's values."""
    return {
        name: value.strftime("%Y-%m-%dT%H:%M:%SZ") if isinstance(value, datetime) else value
        for name, value in asdict(one).items()
    }


COMMANDS = (status,)

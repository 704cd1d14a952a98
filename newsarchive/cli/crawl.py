"""`newsarchive crawl`: fetch and archive what is new, and tell what came of it."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .. import crawling
from ..exceptions import UnknownSource, UsageError
from ..report import CrawlReport, Remark
from ..sources import Source, SourcesFile, load_file
from .errors import INTERRUPTED
from .observing import log_settings, observers, options
from .progress import showing
from .workspace import Workspace, pass_workspace, printable

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

MAX_ROWS = 40
"""Sources in the summary; a person reads no more, and `newsarchive status` has them all."""
MAX_REMARKS = 25
"""Remarks below it."""

_COLUMNS = ("fetched", "new", "revised", "unchanged", "duplicate", "held", "not_article", "refused", "gone", "failed")
_ADVICE = {
    "left_alone": "what is due there is fetched by a later crawl",
    "discovery": "not found by a feed or sitemap; `newsarchive add ADDRESS` looks again, or correct {sources}",
    "failed": "tried again by itself in later crawls",
    "refused": "not fetched, because the site or you said so",
    "gone": "the site has removed it; what was archived stays",
    "held": "hardly anything of the story was on the page; see `newsarchive quarantine`",
    "not_article": "kept as a capture, but not as an article",
}


@click.command("crawl")
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@click.option("--revisit", is_flag=True, help="Look at archived stories again though it is not their time.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Fetch at most N pages.")
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="Only stories that feeds and sitemaps date from this day on; also reaches this far back.",
)
@click.option(
    "--until",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="With --since: only stories up to this day.",
)
@click.option(
    "--budget",
    type=click.IntRange(min=1),
    metavar="N",
    help="With --since: spread old stories over days, N of each source a day.",
)
@click.option("-q", "--quiet", is_flag=True, help="No progress, and a summary only where something was fetched.")
@click.option("-v", "--verbose", is_flag=True, help="Show Scrapy's log instead of writing it beside the archive.")
@options
@pass_workspace
def crawl(  # noqa: PLR0913 - one argument an option
    workspace: Workspace,
    sources: tuple[str, ...],
    *,
    revisit: bool,
    limit: int | None,
    since: datetime | None,
    until: datetime | None,
    budget: int | None,
    quiet: bool,
    verbose: bool,
    log_format: str,
    metrics_port: int | None,
) -> None:
    """Fetch and archive what is new since last time.

    Without SOURCE, every enabled source of the sources file is crawled. Ctrl-C finishes what is in flight; a second
    one stops at once. Either way nothing stored is lost, and the next crawl carries on from there.

    With --since, sitemaps are read back to that day. With a budget, what they name is put on the coming days, so many
    of each source a day; plain crawls and `newsarchive watch` fetch it day by day, after what is news. Run the same
    command again where sitemaps were left unread.

    \b
    newsarchive crawl
    newsarchive crawl example-news --limit 50
    newsarchive crawl --since 2026-01-01
    newsarchive crawl example-news --since 2020-01-01 --until 2020-12-31 --budget 500
    newsarchive crawl --revisit
    newsarchive crawl --quiet                            for cron: one summary, where something came
    """
    if (until or budget) and not since:
        raise UsageError("--until and --budget go with --since: say from which day on")
    file = load_file(workspace.sources_path)
    chosen = chosen_sources(file, sources, workspace.sources_path)
    if not (quiet or file.crawl.contact or file.crawl.user_agent):
        workspace.err.print(f"Sites cannot reach you: set contact under [crawl] in {workspace.sources_path}.")
    silent = quiet or (verbose and log_format == "json")
    log = crawl_log(workspace, verbose=verbose, log_format=log_format)
    with showing(workspace.err, _waiting(workspace, chosen), quiet=silent) as progress:
        heard = observers(progress, log_format=log_format, metrics_port=metrics_port)
        done = crawling.crawl(
            crawling.Crawl(
                archive=workspace.archive_path,
                sources=workspace.sources_path,
                names=sources,
                since=since.date().isoformat() if since else None,
                until=until.date().isoformat() if until else None,
                per_day=budget,
                limit=limit,
                revisit=revisit,
                settings=log,
                on_page=heard.page,
                on_document=heard.document,
                on_interrupt=say_interrupted,
            )
        )
    if not quiet or done.report.totals["fetched"] or not done.report.worked:
        summarise(workspace.out, done.report, workspace)
    if not quiet:
        _tell_troubles(workspace, chosen)
    if since:
        _tell_left(workspace)
    if done.interrupted:
        workspace.err.print("Interrupted: what was in flight is stored, the next crawl carries on.")
        sys.exit(INTERRUPTED)
    if not done.report.worked:
        sys.exit(1)


def chosen_sources(file: SourcesFile, names: tuple[str, ...], path: Path) -> list[Source]:
    """The sources of these names, or all that are enabled. Raises `UnknownSource` where there are none."""
    chosen = file.named(names)
    if not chosen:
        raise UnknownSource(f"no source is declared and enabled in {path}; declare one with `newsarchive add URL`")
    return chosen


def crawl_log(workspace: Workspace, *, verbose: bool, log_format: str = "text") -> dict[str, Any]:
    """Scrapy settings for its log: on the screen, or in a file beside the archive that holds the last crawl's."""
    path = workspace.archive_path.with_name(f"{workspace.archive_path.stem}-crawl.log")
    return log_settings(path, append=False, level="INFO", verbose=verbose, log_format=log_format)


def _waiting(workspace: Workspace, chosen: list[Source]) -> dict[str, int]:
    """Pages that wait for each source, as far as the archive knows before it looks for more."""
    if not workspace.archive_path.exists():
        return {source.name: 0 for source in chosen}
    with workspace.archive(read_only=True) as archive:
        now = datetime.now(UTC)
        return {source.name: archive.frontier.pending(source.name, now) for source in chosen}


def _tell_troubles(workspace: Workspace, chosen: list[Source]) -> None:
    """Which of the sources are broken, judged by their past."""
    from .status import troubles  # noqa: PLC0415 - after the crawl

    with workspace.archive(read_only=True) as archive:
        found = [health for source in chosen for health in archive.health(source.name)]
    for line in troubles(one for one in found if one.diagnosis.verdict == "broken"):
        workspace.out.print(printable(line))


def _tell_left(workspace: Workspace) -> None:
    """What is left of the backfill, and when it will be done."""
    from ..archive.backfill import in_words, left  # noqa: PLC0415 - after the crawl

    with workspace.archive(read_only=True) as archive:
        found = left(archive.connection)
    for line in in_words(found):
        workspace.out.print(line)


def say_interrupted(count: int) -> None:
    """Tell that Ctrl-C was heard. Runs inside a signal handler: nothing but a write."""
    shown_again = b"\x1b[?25h" if os.isatty(2) else b""  # progress hides the cursor
    finishing = b"\nStopping: finishing what is in flight. Ctrl-C again stops at once.\n"
    os.write(2, finishing if count == 1 else shown_again + b"\nStopped at once; what was stored is safe.\n")


# --- summary -----------------------------------------------------------------------------------------------------


def summarise(console: Console, report: CrawlReport, workspace: Workspace) -> None:
    """Print what came of each source, and what a person may want to look at."""
    if report.totals["fetched"] or report.totals:
        console.print(_table(report))
    else:
        console.print("Nothing new." if report.documents["read"] else "Nothing could be fetched.")
    _print_remarks(console, report.remarks(), workspace)


def _table(report: CrawlReport) -> Table:
    """A row a source, the busiest first, and the sum."""
    from rich.table import Table  # noqa: PLC0415 - after the crawl

    totals = report.totals
    columns = [name for name in _COLUMNS if totals[name] or name in ("fetched", "new")]
    table = Table(box=None, pad_edge=False, show_footer=True, header_style="bold", footer_style="bold")
    table.add_column("source", footer="all")
    for name in columns:
        table.add_column(name.replace("_", " "), justify="right", footer=str(totals[name]))
    ranked = sorted(report.pages.items(), key=lambda item: (-item[1]["new"] - item[1]["revised"], item[0]))
    for source, counts in ranked[:MAX_ROWS]:
        table.add_row(source, *(str(counts[name] or "") for name in columns))
    if len(ranked) > MAX_ROWS:
        table.add_row(f"and {len(ranked) - MAX_ROWS} more")
    return table


def _print_remarks(console: Console, remarks: list[Remark], workspace: Workspace) -> None:
    """What was not stored and why, by what follows from it; one line for each reason, however many sites share it."""
    alike: dict[tuple[str, str], list[Remark]] = {}
    for remark in remarks:
        alike.setdefault((remark.outcome, remark.reason), []).append(remark)
    shown: str | None = None
    for (outcome, reason), together in list(alike.items())[:MAX_REMARKS]:
        if outcome != shown:
            shown = outcome
            advice = _ADVICE[outcome].format(sources=workspace.sources_path)
            console.print(f"\n{outcome.replace('_', ' ').capitalize()} ({advice}):", style="bold")
        console.print(printable(f"  {_where(together)}: {reason}: {together[0].example}"))
    if len(alike) > MAX_REMARKS:
        console.print(f"  … and {len(alike) - MAX_REMARKS} more kinds of trouble.")


def _where(remarks: list[Remark]) -> str:
    """Sites that share a reason, and how often it was met."""
    names = ", ".join(remark.source for remark in remarks[:3])
    more = f" and {len(remarks) - 3} more" if len(remarks) > 3 else ""
    times = sum(remark.count for remark in remarks)
    return f"{names}{more}" + (f" ({times} times)" if times > len(remarks) else "")


COMMANDS = (crawl,)

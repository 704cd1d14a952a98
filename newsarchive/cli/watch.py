"""`newsarchive watch`: fetch what is new within minutes, for good."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from .. import crawling
from ..report import DocumentRead, Settled
from ..sources import load_file
from .crawl import chosen_sources, say_interrupted
from .observing import log_settings, observers, options
from .workspace import Workspace, pass_workspace, printable

if TYPE_CHECKING:
    from rich.console import Console

LINE_SECONDS = 60.0
"""Between two lines about what was done, where nobody watches a terminal."""
MOST_SOURCES = 5
"""Sources named in a line."""
_TOLD = ("new", "revised", "held", "gone", "refused", "failed")


@click.command("watch")
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@click.option("-q", "--quiet", is_flag=True, help="Say only what went wrong.")
@click.option("-v", "--verbose", is_flag=True, help="Show Scrapy's log instead of writing it beside the archive.")
@options
@pass_workspace
def watch(  # noqa: PLR0913 - one argument an option
    workspace: Workspace,
    sources: tuple[str, ...],
    *,
    quiet: bool,
    verbose: bool,
    log_format: str,
    metrics_port: int | None,
) -> None:
    """Fetch and archive what is new within minutes, for good.

    Each feed, sitemap or front page is asked for as often as it turns out to publish: every few minutes or a few times
    a day, within the bounds poll_min and poll_max of the sources file. Stories that were archived are looked at again
    when their time comes. Without SOURCE, every enabled source is watched; a change of the sources file is noticed.

    Ctrl-C or SIGTERM ends it: what is in flight is finished and stored, a second one stops at once. It goes on where it
    stopped when it is started again, and when the machine was off, asleep or without a network meanwhile. While it runs
    no other command can write to the archive; searching and browsing work.

    \b
    newsarchive watch
    newsarchive watch example-news river-post
    newsarchive schedule --systemd          run it as a service, from when the machine starts
    """
    file = load_file(workspace.sources_path)
    chosen = chosen_sources(file, sources, workspace.sources_path)
    if not (quiet or file.crawl.contact or file.crawl.user_agent):
        workspace.err.print(f"Sites cannot reach you: set contact under [crawl] in {workspace.sources_path}.")
    # What is worth a warning goes into a file that only grows by that.
    path = workspace.archive_path.with_name(f"{workspace.archive_path.stem}-watch.log")
    log = log_settings(path, append=True, level="WARNING", verbose=verbose, log_format=log_format)
    with _progress(workspace.err, len(chosen), quiet=quiet or (verbose and log_format == "json")) as progress:
        heard = observers(progress, log_format=log_format, metrics_port=metrics_port)
        crawling.watch(
            crawling.Watch(
                archive=workspace.archive_path,
                sources=workspace.sources_path,
                names=sources,
                settings=log,
                on_page=heard.page,
                on_document=heard.document,
                on_note=progress.note,
                on_run=progress.run,
                on_interrupt=say_interrupted,
            )
        )
    workspace.err.print(f"Stopped. {progress.total()}")


class Progress:
    """Counts what happens and tells of it: here by a line a minute in which something was archived."""

    def __init__(self, console: Console, sources: int, *, quiet: bool) -> None:
        self.console = console
        self.sources = sources
        self.quiet = quiet
        self.counts: Counter[str] = Counter()
        self.new: Counter[str] = Counter()
        self.told: Counter[str] = Counter()
        self.spoke = time.monotonic()

    def run(self, number: int) -> None:
        """A run begins."""
        if number == 1 and not self.quiet:
            self.say(f"Watching {self.sources} {'source' if self.sources == 1 else 'sources'}; Ctrl-C ends it.")

    def page(self, event: Settled) -> None:
        """A page is done with."""
        self.counts[event.outcome] += 1
        self.new[event.source] += event.outcome == "new"
        self.show()

    def document(self, event: DocumentRead) -> None:
        """A feed or sitemap was read, or could not be."""
        self.counts["polls"] += 1
        self.show()

    def note(self, words: str) -> None:
        """Something to know of."""
        self.say(printable(words))

    def say(self, words: str) -> None:
        """A line with its time."""
        self.console.print(f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} {words}")

    def show(self) -> None:
        """A line, where the last one is old enough and there is something to tell."""
        since = self.counts - self.told
        if self.quiet or time.monotonic() - self.spoke < LINE_SECONDS or not any(since[name] for name in _TOLD):
            return
        self.say(describe(since, self.new))
        self.told, self.spoke = self.counts.copy(), time.monotonic()
        self.new.clear()

    def total(self) -> str:
        """What was done in all."""
        return describe(self.counts, Counter())


class LiveProgress(Progress):
    """Shows it on a terminal, in place; what a person should know of stays above it."""

    def __init__(self, console: Console, sources: int) -> None:
        super().__init__(console, sources, quiet=False)
        self.status = console.status("")

    def show(self) -> None:
        """The line, replaced."""
        self.status.update(f"Watching {self.sources}: {describe(self.counts, Counter())}")


def describe(counts: Counter[str], new: Counter[str]) -> str:
    """What was done, in words.

    >>> describe(Counter(polls=12, new=3, failed=1), Counter({"post": 2, "times": 1}))
    '12 polls, 3 new (post 2, times 1), 1 failed'
    """
    parts = [f"{counts['polls']:,} {'poll' if counts['polls'] == 1 else 'polls'}"]
    for name in _TOLD:
        if counts[name]:
            busiest = [f"{source} {count}" for source, count in new.most_common(MOST_SOURCES) if count]
            more = " …" if sum(count > 0 for count in new.values()) > MOST_SOURCES else ""
            where = f" ({', '.join(busiest)}{more})" if name == "new" and busiest else ""
            parts.append(f"{counts[name]:,} {name}{where}")
    return ", ".join(parts)


@contextmanager
def _progress(console: Console, sources: int, *, quiet: bool) -> Iterator[Progress]:
    """Progress as the console can show it."""
    if quiet or not console.is_terminal:
        yield Progress(console, sources, quiet=quiet)
        return
    live = LiveProgress(console, sources)
    with live.status:
        yield live


COMMANDS = (watch,)

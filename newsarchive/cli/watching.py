"""Progress of long work on captures, shown while it runs, and the summary at its end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console

    from ..archive.duplicates import Run
    from ..ingest import Progress
    from ..reextract import Report

    Counted = Report | Run

OUTCOMES = {
    "new": "new articles",
    "revised": "revisions of articles",
    "unchanged": "articles seen again unchanged",
    "duplicate": "copies of articles under another address",
    "held": "held back: what was on the page is no version of its story (newsarchive quarantine)",
    "page": "further pages of stories",
    "picture": "pictures of stories",
    "document": "feeds, sitemaps and section pages",
    "refused": "taken down here, not taken in",
    "known": "in the archive already",
    "not_article": "pages that are no articles",
    "other_address": "of sites not asked for",
    "other_language": "in languages not asked for",
    "no_page": "answers that are no page (pictures, redirects, errors)",
    "failed": "pages the extractor could not read",
    "lost": "damaged, or a revisit whose payload is not here",
}
"""Outcome → what the summary calls it."""


@contextmanager
def watching(console: Console, title: str) -> Iterator[Callable[[Progress], None]]:
    """A bar of the bytes read, with the pages stored and their rate; plain lines where there is no terminal."""
    from rich.progress import (  # noqa: PLC0415 - only for long work
        BarColumn,
        DownloadColumn,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.progress import (  # noqa: PLC0415
        Progress as Bar,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[stored]} stored, {task.fields[rate]:.0f} pages/s"),
    )
    with Bar(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(title, total=None, stored=0, rate=0.0)

        def watch(progress: Progress) -> None:
            elapsed = bar.tasks[0].elapsed or 0
            pages = sum(progress.counts.values()) - progress.counts["known"] - progress.counts["other_address"]
            bar.update(
                task,
                total=progress.bytes_total,
                completed=progress.bytes_read,
                stored=progress.stored,
                rate=pages / elapsed if elapsed else 0.0,
            )

        yield watch


@contextmanager
def counting(console: Console, title: str) -> Iterator[Callable[[Counted], None]]:
    """A bar of the articles that are done."""
    from rich.progress import Progress as Bar  # noqa: PLC0415 - only for long work

    with Bar(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(title, total=None)
        yield lambda work: bar.update(task, total=work.total, completed=work.done)


def summary(progress: Progress) -> Iterator[str]:
    """Lines that say what came of it, and what was damaged."""
    width = max((len(f"{count:,}") for count in progress.counts.values()), default=1)
    for outcome, words in OUTCOMES.items():
        if progress.counts[outcome]:
            yield f"{progress.counts[outcome]:>{width},}  {words}"
    if not progress.counts:
        yield "no captures of pages in it"
    for reason, pages in sorted(progress.failures.items(), key=lambda item: -len(item[1])):
        yield f"not read: {reason}: {len(pages):,} pages, for example {pages[0]}"
    for damage in progress.damage:
        yield f"damaged: {damage}"

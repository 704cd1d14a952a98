"""`newsarchive add`: look a site over and declare it as a source."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .. import crawling
from ..exceptions import NewsarchiveError, SourceError, UsageError
from ..opml import read_opml
from ..sources import NAME, Added, Source, SourcesFile, add_source, load_file, name_for
from ..survey import Finding, Survey, web_address
from .workspace import Workspace, pass_workspace, printable

if TYPE_CHECKING:
    from rich.table import Table


@click.command("add")
@click.argument("urls", nargs=-1, metavar="URL...")
@click.option(
    "--opml",
    "lists",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Add the feeds of a list that a feed reader has exported.",
)
@click.option("--name", metavar="NAME", help="What to call the source.  [default: made from its host]")
@click.option("--dry-run", is_flag=True, help="Show what was found, write nothing.")
@click.option("-y", "--yes", is_flag=True, help="Do not ask before writing.")
@pass_workspace
def add(  # noqa: PLR0913 - one argument an option
    workspace: Workspace,
    urls: tuple[str, ...],
    *,
    lists: tuple[Path, ...],
    name: str | None,
    dry_run: bool,
    yes: bool,
) -> None:
    """Find a site's feeds, news sitemaps and sections, and declare it as a source.

    URL is the site's home page (or a feed of it). What is found is written to the sources file, whose comments and
    order stay; a source that is there already gets what is new. What was looked at and is not worth polling is shown
    with a minus and the reason, and the usual places that were asked in vain are named.

    With --opml, every feed of a list is looked at and declared; feeds of one site become one source. A feed that is
    declared already is not asked for again, so an import that was interrupted is simply run again.

    \b
    newsarchive add https://www.example-news.com
    newsarchive add https://www.example-news.com --name example --dry-run
    newsarchive add --opml subscriptions.opml
    """
    titles = _outlines(lists)
    if not urls and not lists:
        raise UsageError("expected the address of a site, as in https://www.example-news.com, or --opml FILE")
    if name and len(urls) + len(lists) > 1:
        raise UsageError("--name is for one site: add the others by themselves")
    if name and not NAME.fullmatch(name):
        raise UsageError(f"--name: expected lower case letters, digits and hyphens, found {name!r}")
    addresses = [web_address(url) for url in urls]
    path = workspace.sources_path
    # A file that cannot be read is told before anyone is asked anything.
    declared = (
        {feed for source in load_file(path).sources.values() for feed in source.feeds} if path.exists() else set()
    )
    if known := sum(url in declared for url in titles):
        workspace.err.print(f"{known} of {len(titles)} feeds are declared already.")
    addresses += [url for url in titles if url not in declared]
    writer = _Writer(workspace, name=name, titles=titles, dry_run=dry_run, yes=yes or bool(lists))
    with _progress(workspace, len(addresses)) as done:
        results = crawling.survey_sites(
            addresses, sources=path, settings={"LOG_ENABLED": False}, on_survey=writer.at_once(done)
        )
    if writer.take_all(dict.fromkeys(addresses), results):
        sys.exit(1)


def _outlines(lists: tuple[Path, ...]) -> dict[str, str | None]:
    """Feeds of lists, with the titles they have there. Raises `UnreadableDocument`."""
    found = [outline for path in lists for outline in read_opml(path.read_bytes(), str(path))]
    return {outline.url: outline.title for outline in found}


@contextmanager
def _progress(workspace: Workspace, number: int) -> Iterator[Callable[[], None]]:
    """A bar over the sites, where there are several and somebody watches."""
    from rich.progress import Progress  # noqa: PLC0415 - only where something is looked at

    shown = number > 1 and workspace.err.is_terminal
    with Progress(console=workspace.err, transient=True, disable=not shown) as bar:
        task = bar.add_task("Looking at sites", total=number)
        yield lambda: bar.advance(task)


class _Writer:
    """Shows what surveys found, and declares it."""

    def __init__(
        self, workspace: Workspace, *, name: str | None, titles: Mapping[str, str | None], dry_run: bool, yes: bool
    ) -> None:
        self.workspace, self.name, self.titles = workspace, name, titles
        self.dry_run, self.yes = dry_run, yes
        self.failed = 0
        self.done: set[str] = set()

    def at_once(self, done: Callable[[], None]) -> Callable[[str, Survey | NewsarchiveError], None]:
        """What to do with a survey as soon as it is there: feeds of a list are written, so that none is lost when the
        import is interrupted; a single site waits until somebody can be asked."""

        def take(address: str, result: Survey | NewsarchiveError) -> None:
            done()
            if address in self.titles:
                self.take(address, result)

        return take

    def take_all(self, addresses: Iterable[str], results: Mapping[str, Survey | NewsarchiveError]) -> bool:
        """Show and declare what was not yet; whether anything failed."""
        for address in addresses:
            if address not in self.done:
                self.take(address, results.get(address))
        return bool(self.failed)

    def take(self, address: str, result: Survey | NewsarchiveError | None) -> None:
        """Show and declare one site, or tell what was wrong with it."""
        self.done.add(address)
        if not isinstance(result, Survey):
            self.failed += 1
            self.workspace.err.print(f"newsarchive: {_line(result)}", soft_wrap=True)
            return
        title = self.titles.get(address)
        if title:
            result = replace(result, source=replace(result.source, title=title))
        if address not in self.titles:
            _show(self.workspace, result)
        try:
            _declare(
                self.workspace, result, name=self.name, write=not self.dry_run and _agreed(self.workspace, yes=self.yes)
            )
        except SourceError as error:
            if address not in self.titles:
                raise
            self.failed += 1
            self.workspace.err.print(f"newsarchive: {_line(error)}", soft_wrap=True)


def _declare(workspace: Workspace, survey: Survey, *, name: str | None, write: bool) -> None:
    """Write a source, and say what was done."""
    path = workspace.sources_path
    file = load_file(path) if path.exists() else SourcesFile()
    source = replace(survey.source, name=name or name_for(survey.source.url, file.sources))
    _refuse_other_site(source, file)
    if not write:
        workspace.out.print(f"{source.name}: nothing was written.")
        return
    workspace.out.print(_said(add_source(path, source), str(path)))


def _refuse_other_site(source: Source, file: SourcesFile) -> None:
    present = file.sources.get(source.name)
    if present and not (present.holds(source.url) or source.holds(present.url)):
        raise SourceError(
            f"{source.name} is already the name of {present.url}; choose another with --name, or remove that source"
        )


def _show(workspace: Workspace, survey: Survey) -> None:
    """What was found."""
    workspace.out.print(printable(f"{survey.source.title or survey.source.url}  {survey.source.url}"), style="bold")
    workspace.out.print(_table(survey.findings))
    if survey.source.story_paths:
        workspace.out.print("Its feeds show what paths its stories have; other links count as sections:")
        for shape in survey.source.story_paths:
            workspace.out.print(f"   {shape}")
    if survey.in_vain:
        workspace.out.print(f"Asked in vain: {', '.join(survey.in_vain)}")


def _agreed(workspace: Workspace, *, yes: bool) -> bool:
    """Whether to write it: asked only where somebody is there to answer."""
    asked = sys.stdin.isatty() and workspace.out.is_terminal and not yes
    return not asked or click.confirm(f"Declare it in {workspace.sources_path}?", default=True)


def _table(findings: list[Finding]) -> Table:
    from rich.table import Table  # noqa: PLC0415 - once something was found

    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("", "kind", "entries", "newest", "address"):
        table.add_column(heading, justify="right" if heading == "entries" else "left", overflow="fold")
    for finding in findings:
        table.add_row(
            "+" if finding.kept else "-",
            finding.kind.replace("_", " "),
            str(finding.entries or ""),
            (finding.newest or "")[:10],
            printable(f"{finding.url}  ({finding.note})" if finding.note else finding.url),
        )
    return table


def _said(added: Added, path: str) -> str:
    """What was done, in words."""
    source = added.source
    if added.change == "unchanged":
        return f"{source.name} is declared in {path} already, and nothing is new."
    if added.change == "updated":
        return f"Updated {source.name} in {path}: {', '.join(added.details)}."
    return f"Added {source.name} to {path}. Now run: newsarchive crawl {source.name}"


def _line(result: NewsarchiveError | Survey | None) -> str:
    return " ".join(str(result or "interrupted before the site was looked at").split())


COMMANDS = (add,)

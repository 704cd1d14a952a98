"""`newsarchive add`: look a site over and declare it as a source."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from .. import crawling
from ..exceptions import NewsarchiveError, SourceError, UsageError
from ..sources import NAME, Added, Source, SourcesFile, add_source, load_file, name_for
from ..survey import Finding, Survey, web_address
from .workspace import Workspace, pass_workspace, printable

if TYPE_CHECKING:
    from rich.table import Table


@click.command("add")
@click.argument("urls", nargs=-1, required=True, metavar="URL...")
@click.option("--name", metavar="NAME", help="What to call the source.  [default: made from its host]")
@click.option("--dry-run", is_flag=True, help="Show what was found, write nothing.")
@click.option("-y", "--yes", is_flag=True, help="Do not ask before writing.")
@pass_workspace
def add(workspace: Workspace, urls: tuple[str, ...], *, name: str | None, dry_run: bool, yes: bool) -> None:
    """Find a site's feeds, news sitemaps and sections, and declare it as a source.

    URL is the site's home page (or a feed of it). What is found is written to the sources file, whose comments and
    order stay; a source that is there already gets what is new.

    \b
    newsarchive add https://www.example-news.com
    newsarchive add https://www.example-news.com --name example --dry-run
    """
    if name and len(urls) > 1:
        raise UsageError("--name is for one site: add the others by themselves")
    if name and not NAME.fullmatch(name):
        raise UsageError(f"--name: expected lower case letters, digits and hyphens, found {name!r}")
    addresses = [web_address(url) for url in urls]
    path = workspace.sources_path
    if path.exists():
        load_file(path)  # a file that cannot be read is told before anyone is asked anything
    results = crawling.survey_sites(addresses, sources=path, settings={"LOG_ENABLED": False})
    failed = 0
    for address in dict.fromkeys(addresses):
        result = results.get(address)
        if isinstance(result, Survey):
            _show(workspace, result)
            _declare(workspace, result, name=name, write=not dry_run and _agreed(workspace, yes=yes))
        else:
            failed += 1
            workspace.err.print(f"newsarchive: {_line(result)}", soft_wrap=True)
    if failed:
        sys.exit(1)


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

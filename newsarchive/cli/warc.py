"""`newsarchive warc`: captures listed, read, verified, exported and imported."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..exceptions import NotInArchive, UsageError
from .workspace import Workspace, pass_workspace, printable

if TYPE_CHECKING:
    from ..archive import Archive, StoredCapture
    from ..captures import CaptureRef, Verdict

EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group(epilog="Captures are standard WARC/1.1 files: any tool for web archives reads them.")
def warc() -> None:
    """List, read, verify, export and import captures (WARC files).

    \b
    newsarchive warc list                                 what was fetched, when, and where it is
    newsarchive warc get https://example-news.com/story   the page as it was last fetched
    newsarchive warc verify                               check every record and digest
    newsarchive warc import CC-NEWS-2026.warc.gz          take articles from anybody's WARC files
    """


def moment(text: str) -> datetime:
    """A time as a person types it: a day or an instant, UTC where no offset is given.

    >>> moment("2026-05-02").isoformat(), moment("2026-05-02T10:00+02:00").isoformat()
    ('2026-05-02T00:00:00+00:00', '2026-05-02T08:00:00+00:00')
    """
    try:
        stated = datetime.fromisoformat(text)
    except ValueError as error:
        raise click.BadParameter(f"expected a time like 2026-05-02 or 2026-05-02T10:00, found {text!r}") from error
    return stated.replace(tzinfo=UTC) if stated.tzinfo is None else stated.astimezone(UTC)


def time_option(context: click.Context, parameter: click.Parameter, value: str | None) -> datetime | None:
    """Callback of an option that takes a time."""
    return moment(value) if value else None


@warc.command("list")
@click.argument("url", required=False)
@click.option("--source", help="Captures of this source only.")
@click.option("--since", callback=time_option, help="Captures fetched since this day or time (UTC).")
@click.option("--files", is_flag=True, help="The WARC files, with their size and number of captures.")
@click.option("--json", "as_json", is_flag=True, help="JSON, one object a line.")
@pass_workspace
def list_captures(  # noqa: PLR0913 - one argument an option
    workspace: Workspace, url: str | None, *, source: str | None, since: datetime | None, files: bool, as_json: bool
) -> None:
    """List captures: time, HTTP status, what kind of record, file and offset, address.

    \b
    newsarchive warc list --since 2026-05-01
    newsarchive warc list https://example-news.com/story    every capture of one address
    newsarchive warc list --files
    """
    with workspace.archive(read_only=True) as archive:
        if files:
            rows: Iterator[dict[str, Any]] = _files(archive)
            line = "{captures:>8} captures {bytes:>14} bytes  {file}"
        else:
            found = archive.captures.of_url(url) if url else archive.captures.each(source=source, since=since)
            rows = (_row(one) for one in found)
            line = "{fetched_at}  {status}  {record:8}  {file}:{offset}  {url}"
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False) if as_json else printable(line.format(**row)))


def _row(capture: StoredCapture) -> dict[str, Any]:
    ref = capture.ref
    return {
        "url": ref.url,
        "fetched_at": ref.fetched_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "status": capture.status,
        "record": "revisit" if ref.revisit_of else "response",
        "digest": ref.digest,
        "file": ref.file,
        "offset": ref.offset,
        "length": ref.length,
        "record_id": ref.record_id,
    }


def _files(archive: Archive) -> Iterator[dict[str, Any]]:
    for name, captures in archive.captures.files().items():
        path = archive.captures_folder / name
        yield {"file": name, "captures": captures, "bytes": path.stat().st_size if path.exists() else "missing"}


@warc.command("get")
@click.argument("url")
@click.option("--at", "at", callback=time_option, help="As it was at this day or time (UTC); without it, the newest.")
@click.option("--headers", is_flag=True, help="Print status line and headers of the answer, not the page.")
@pass_workspace
def get_capture(workspace: Workspace, url: str, *, at: datetime | None, headers: bool) -> None:
    """Print a captured page as it was fetched.

    Of several captures, the newest; with --at the newest that was there at that time.

    \b
    newsarchive warc get https://example-news.com/story > story.html
    newsarchive warc get https://example-news.com/story --at 2026-05-02T12:00
    newsarchive warc get https://example-news.com/story --headers
    """
    from ..captures import read_capture  # noqa: PLC0415 - warcio only where a record is read

    with workspace.archive(read_only=True) as archive:
        chosen = _as_of(archive.captures.of_url(url), url, at)
        ref = chosen.ref if headers else chosen.ref.origin
        page = read_capture(archive.captures_folder, ref)
    if headers:
        click.echo(f"HTTP {page.status}  {ref.fetched_at:%Y-%m-%dT%H:%M:%SZ}  {page.url}")
        for name, value in page.headers:
            click.echo(printable(f"{name}: {value}"))
    else:
        sys.stdout.buffer.write(page.body)


def _as_of(captures: list[StoredCapture], url: str, at: datetime | None) -> StoredCapture:
    """The newest capture; with a time, the newest that is not younger."""
    if not captures:
        raise NotInArchive(f"there is no capture of {url}; `newsarchive warc list` shows what there is")
    before = [one for one in captures if at is None or one.ref.fetched_at <= at]
    if not before:
        raise NotInArchive(f"the first capture of {url} is of {captures[0].ref.fetched_at:%Y-%m-%dT%H:%M:%SZ}")
    return before[-1]


@warc.command("verify")
@click.argument("files", nargs=-1, type=EXISTING)
@pass_workspace
def verify(workspace: Workspace, files: tuple[Path, ...]) -> None:
    """Check that every record of WARC files is whole and matches its digests.

    Without FILES: all captures of the archive, and that each one the archive refers to is where it should be.

    \b
    newsarchive warc verify
    newsarchive warc verify downloaded.warc.gz
    """
    from ..captures import verify_file  # noqa: PLC0415 - warcio only where records are read

    if files:
        verdicts = (verify_file(path) for path in files)
        wrong = sum(_tell(workspace, verdict) for verdict in verdicts)
    else:
        with workspace.archive(read_only=True) as archive:
            wrong = _verify_archive(workspace, archive)
    if wrong:
        told = f"{wrong} problem{'' if wrong == 1 else 's'} found"
        workspace.err.print(f"{told}; get the files named above anew, from a backup or from whoever gave them")
        raise SystemExit(1)


def _verify_archive(workspace: Workspace, archive: Archive) -> int:
    """Verify every file of the archive's captures, and every reference to them."""
    from ..captures import verify_file  # noqa: PLC0415 - as above
    from ..ingest import is_warc  # noqa: PLC0415 - as above

    folder = archive.captures_folder
    present = {path.name for path in folder.glob("*") if is_warc(path)}
    wrong = 0
    for name in sorted(present | archive.captures.files().keys()):
        if name not in present:
            workspace.out.print(f"{name}: missing; the archive refers to captures in it")
            wrong += 1
            continue
        verdict = verify_file(folder / name)
        wrong += _tell(workspace, verdict) + _compare(workspace, verdict, archive.captures.of_file(name))
    return wrong


def _tell(workspace: Workspace, verdict: Verdict) -> int:
    """Print a file's verdict; how many problems it has."""
    workspace.out.print(
        f"{verdict.file.name}: {verdict.records} records, {len(verdict.problems) or 'no'} "
        f"problem{'' if len(verdict.problems) == 1 else 's'}"
    )
    for problem in verdict.problems:
        workspace.out.print(f"  byte {problem.offset}: {printable(problem.reason)}")
    return len(verdict.problems)


def _compare(workspace: Workspace, verdict: Verdict, indexed: Iterable[CaptureRef]) -> int:
    """Compare what the archive refers to with what is in the file; how many references lead nowhere."""
    wrong = 0
    left = dict(verdict.responses)
    for ref in indexed:
        if left.pop(ref.offset, None) != ref.record_id:
            workspace.out.print(f"  byte {ref.offset}: the capture of {ref.url} should be here and is not")
            wrong += 1
    if left:
        workspace.out.print(f"  {len(left)} captures are unknown to the archive; `newsarchive rebuild` takes them in")
    return wrong


@warc.command("export")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--query", help="Articles that this search finds.")
@click.option("--source", help="Articles of this source.")
@click.option("--author", help="Articles by this author.")
@click.option("--since", help="Published on this day or later.")
@click.option("--until", help="Published on this day or earlier.")
@pass_workspace
def export(  # noqa: PLR0913 - one argument an option
    workspace: Workspace,
    folder: Path,
    *,
    query: str | None,
    source: str | None,
    author: str | None,
    since: str | None,
    until: str | None,
) -> None:
    """Write the captures of articles into new WARC files in FOLDER.

    Without options, of all articles. Every capture of an article is included, with its request and what discovery knew.

    \b
    newsarchive warc export handover --source example-news --since 2026-01
    newsarchive warc export asylum --query 'asylum OR refuge*'
    """
    from ..captures import crawl_label  # noqa: PLC0415 - warcio only where records are read
    from ..export_warc import export_warc  # noqa: PLC0415 - as above

    with workspace.archive(read_only=True) as archive:
        refs = (
            capture.ref
            for story in archive.articles(query=query, source=source, author=author, since=since, until=until)
            for capture in archive.captures.of_article(story.id)
        )
        label = crawl_label(["export"], datetime.now(UTC))
        done = export_warc(refs, archive.captures_folder, folder, name=label)
    for problem in done.missing:
        workspace.err.print(f"left out: {problem}")
    if not done.captures:
        raise NotInArchive("no article with captures is selected; `newsarchive warc list` shows what there is")
    workspace.out.print(f"{done.captures} captures in {', '.join(str(folder / name) for name in done.files)}")
    if done.missing:
        raise SystemExit(1)


@warc.command("import")
@click.argument("files", nargs=-1, required=True, type=EXISTING)
@click.option("--source", "names", multiple=True, help="Only pages of this declared source; may be repeated.")
@click.option("--domain", "domains", multiple=True, help="Only pages of this site, declared or not; may be repeated.")
@click.option("--language", "languages", multiple=True, help="Only articles in this language; may be repeated.")
@click.option("--workers", type=click.IntRange(0), help="Processes that extract; by default one for each core.")
@pass_workspace
def import_(  # noqa: PLR0913 - one argument an option
    workspace: Workspace,
    files: tuple[Path, ...],
    *,
    names: tuple[str, ...],
    domains: tuple[str, ...],
    languages: tuple[str, ...],
    workers: int | None,
) -> None:
    """Take the articles of WARC files into the archive, with their captures.

    Any WARC file will do: gzip, zstd or unpacked, of Common Crawl's CC-NEWS or any other tool. Importing a file again
    stores nothing twice, so an interrupted import is carried on by repeating it.

    \b
    newsarchive warc import CC-NEWS-20260502.warc.gz --language km --language en
    newsarchive warc import *.warc.zst --domain example-news.com
    """
    from ..ingest import Wanted, import_files  # noqa: PLC0415 - extraction only where it is needed
    from ..sources import SourcesFile, load_file  # noqa: PLC0415 - as above
    from .watching import summary, watching  # noqa: PLC0415 - as above

    declared = load_file(workspace.sources_path) if workspace.sources_path.exists() else SourcesFile()
    if names and not declared.sources:
        raise UsageError(f"--source needs declared sources, and there is no {workspace.sources_path}; use --domain")
    wanted = Wanted(declared, names=names, domains=domains, languages=languages)
    with workspace.archive(create=True) as archive, watching(workspace.err, "importing") as watch:
        progress = import_files(archive, files, wanted, workers=workers, recipes=workspace.recipes_path, watch=watch)
    for line in summary(progress):
        workspace.out.print(printable(line))
    if progress.damage and not progress.stored + progress.counts["known"]:
        raise SystemExit(1)


COMMANDS = (warc,)

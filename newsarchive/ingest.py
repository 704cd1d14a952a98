"""WARC files in: `import_files` takes what is wanted from anybody's, `rebuild` makes an archive of our own again.

Both read, extract on all cores and store in flat memory, and both can be stopped at any instant and started again: a
capture that is in the archive is passed over. What is not here: reading WARC (captures/), extraction (bulk.py), what
is a story and what is a change (archive/).
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from http import HTTPStatus
from itertools import islice
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from . import urls
from .archive import Archive
from .bulk import Job, Result, extracted
from .captures import (
    CaptureRef,
    CaptureWriter,
    Damage,
    Exchanged,
    Packed,
    Reference,
    begun_at,
    crawl_label,
    cut_torn_tails,
    exchanges,
    iter_pages,
    page_of,
    raw_records,
    read_capture,
    reference_of,
)
from .directives import directives
from .exceptions import CorruptCapture, NotInArchive, UnknownSource, UsageError
from .items import Article, Candidate, Page
from .reextract import refresh, whole
from .screening import Parcel, is_page, is_picture, kept_out, screen_answer, screen_reading, settle
from .sources import SourcesFile

COMMIT_PAGES = 200
"""Pages stored in one commit: the commit's fsync then costs nothing beside extracting, and an interruption little."""

RECENT = 20_000
"""References kept to find the payloads of revisits by: far more than are on their way to the archive at any time."""

DAMAGE_KEPT = 100
"""Damages told of one by one; a file that has more is damaged through and through."""


@dataclass(kw_only=True, slots=True)
class Progress:
    """How far the work is; handed to whoever watches, again and again, always the same object."""

    counts: Counter[str] = field(default_factory=Counter)
    """Outcome → pages. Outcomes of storing (new, revised, unchanged, duplicate, held, not_article), and: page (a
    further page of a story), picture (of one), document (a feed, sitemap or section page), refused (taken down, or it
    asks not to be kept and that is honoured), known (in the archive already), other_address and other_language (not
    wanted), no_page (no HTML, an error, a redirect), failed (the extractor could not read it), lost (damaged, or a
    revisit whose payload is not here)."""
    bytes_read: int = 0
    """Bytes of the files read."""
    bytes_total: int = 0
    """Bytes of all files."""
    damage: list[Damage] = field(default_factory=list)
    """What could not be read, where; the first hundred."""

    failures: dict[str, list[str]] = field(default_factory=dict)
    """Why the extractor could not read pages → their addresses."""

    @property
    def stored(self) -> int:
        """Pages that are in the archive now and were not before."""
        return sum(self.counts[kind] for kind in ("new", "revised", "unchanged", "duplicate"))

    def report(self, damage: Damage) -> None:
        """Note damage and go on."""
        self.counts["lost"] += 1
        if len(self.damage) < DAMAGE_KEPT:
            self.damage.append(damage)


Watch = Callable[[Progress], None]


def _unwatched(progress: Progress) -> None:
    """For callers that do not watch."""


class Wanted:
    """Which pages of other people's WARC files to take, and which source each belongs to.

    ``declared`` is the sources file; ``names`` those of its sources that are wanted, ``domains`` sites that need not be
    declared; with neither, every page. ``languages`` are BCP 47 tags: ``pt`` takes ``pt-BR`` too.
    """

    def __init__(
        self,
        declared: SourcesFile,
        *,
        names: Iterable[str] = (),
        domains: Iterable[str] = (),
        languages: Iterable[str] = (),
    ) -> None:
        wanted = frozenset(names)
        sources = declared.sources
        if unknown := wanted - sources.keys():
            raise UnknownSource(
                f"no source is named {', '.join(sorted(unknown))}; declared are {', '.join(sorted(sources)) or 'none'}"
            )
        self._declared = declared
        self._source_of = {host: source.name for source in sources.values() for host in source.hosts}
        self._domains = {domain.lower().lstrip("*.") for domain in domains}
        self._domains |= {host for name in wanted for host in sources[name].hosts}
        self._languages = tuple(language.lower() for language in languages)

    def source(self, url: str) -> str | None:
        """Name of the declared source a page belongs to.

        >>> from newsarchive.sources import Source
        >>> declared = SourcesFile(sources={"x": Source(name="x", url="https://www.example.com/")})
        >>> Wanted(declared).source("https://live.example.com/1")
        'x'
        """
        return next((self._source_of[part] for part in _domains_of(url) if part in self._source_of), None)

    def address(self, url: str) -> bool:
        """Whether pages of this address are wanted.

        >>> Wanted(SourcesFile(), domains=["example.com"]).address("https://www.example.com/1")
        True
        """
        return not self._domains or any(part in self._domains for part in _domains_of(url))

    def language(self, tag: str | None) -> bool:
        """Whether articles of this language are wanted; one whose language is not known is not, where only some are.

        >>> portuguese = Wanted(SourcesFile(), languages=["pt"])
        >>> portuguese.language("pt-BR"), portuguese.language(None), Wanted(SourcesFile()).language(None)
        (True, False, True)
        """
        if not self._languages:
            return True
        given = (tag or "").lower()
        return any(given == language or given.startswith(language + "-") for language in self._languages)

    def honoured(self, source: str) -> frozenset[str]:
        """Requests of a source's pages not to be kept that are obeyed."""
        return self._declared.honoured(source)


def import_files(  # noqa: PLR0913 - what the command line offers, by keyword
    archive: Archive,
    paths: Iterable[Path],
    wanted: Wanted,
    *,
    workers: int | None = None,
    recipes: Path | None = None,
    watch: Watch = _unwatched,
) -> Progress:
    """Store the articles of WARC files that are wanted, with their records, as they stand there.

    Importing a file again stores nothing twice, so that an interrupted import is carried on by starting it again.
    Damage is reported in the result and read around. Raises `CorruptCapture` for a file that is no WARC file, before
    anything is stored.
    """
    files = [Path(path) for path in paths]
    progress = Progress(bytes_total=sum(_checked_size(path) for path in files))
    now = datetime.now(UTC)
    label = crawl_label([f"import-{files[0].name.split('.')[0]}"] if len(files) == 1 else ["import"], now)
    settings = {"import": [path.name for path in files]}
    with (
        _crawl(archive, settings, progress) as crawl_id,
        CaptureWriter(archive.captures_folder, crawl=label, durable=False) as writer,
    ):
        work = _Import(archive, writer, wanted, crawl_id=crawl_id, progress=progress, recipes=recipes)
        jobs = (job for path in files for job in work.jobs(path))
        _store_all(archive, extracted(jobs, workers=workers, recipes=recipes), work, watch=watch, progress=progress)
    return progress


def rebuild(
    archive: Archive, *, workers: int | None = None, recipes: Path | None = None, watch: Watch = _unwatched
) -> Progress:
    """Fill a new archive from the WARC files in its captures folder, as if each page had just been fetched, in their
    order.

    A rebuild that was interrupted is carried on by starting it again. Raises `UsageError` where the folder holds none.
    """
    folder = archive.captures_folder
    cut_torn_tails(folder)
    files = sorted((path for path in folder.glob("*") if is_warc(path)), key=lambda path: (begun_at(path), path.name))
    if not files:
        raise UsageError(f"{folder} holds no WARC files; name a folder with files that end in .warc.gz or .warc")
    progress = Progress(bytes_total=sum(path.stat().st_size for path in files))
    with _crawl(archive, {"rebuild": [path.name for path in files]}, progress) as crawl_id:
        work = _Rebuild(archive, crawl_id=crawl_id, progress=progress, recipes=recipes)
        jobs = (job for path in files for job in work.jobs(path))
        _store_all(archive, extracted(jobs, workers=workers, recipes=recipes), work, watch=watch, progress=progress)
    return progress


def is_warc(path: Path) -> bool:
    """Whether a file's name says it is a WARC file that can be read in place.

    >>> is_warc(Path("a-00001.warc.gz")), is_warc(Path("a.warc.gz.torn")), is_warc(Path("b.db"))
    (True, False, False)
    """
    return path.name.endswith((".warc.gz", ".warc"))


# --- what becomes of a page ------------------------------------------------------------------------------------------


@dataclass(kw_only=True, slots=True)
class _Item:
    """A page on its way to the archive."""

    parcel: Parcel
    ref: CaptureRef | None = None
    """Where its capture is, where it is in the folder already."""
    packed: Packed | None = None
    """Its records, where they are still to be copied."""
    reference: Reference | None = None
    """What it refers to, where it is a revisit whose payload is still to be found."""


def _parcel(page: Page) -> Parcel:
    """What can be said of a page before it is read."""
    return Parcel(page=page, refusal=screen_answer(page), stated=tuple(directives(page)))


def _job(item: _Item, *, extract: bool = True) -> Job[_Item]:
    """The job of a page, which itself lets go of its body: a few hundred pages wait to be stored at any time."""
    page = item.parcel.page
    job = Job.of(page, item)
    page.body = b""
    return job if extract else replace(job, body=b"")


class _Work(Protocol):
    """Stores pages, and what stands before a commit."""

    def store(self, item: _Item, result: Result) -> str:
        """Store one; what came of it."""

    def sync(self) -> None:
        """Have on disk what the coming commit refers to."""


class _Rebuild:
    """Pages whose captures stay where they are."""

    def __init__(self, archive: Archive, *, crawl_id: int, progress: Progress, recipes: Path | None) -> None:
        self._archive = archive
        self._recipes = recipes
        self._crawl_id = crawl_id
        self._progress = progress
        self._recent: OrderedDict[str, CaptureRef] = OrderedDict()

    def jobs(self, path: Path) -> Iterator[Job[_Item]]:
        """The captures of a file that are not indexed yet."""
        before = self._progress.bytes_read

        def at(position: int) -> None:
            self._progress.bytes_read = before + position

        for ref, page in iter_pages(path, origins=self._origin, report=self._progress.report, at=at):
            # An import that was killed may have left a record twice; the second may come before the first is stored.
            if ref.record_id in self._recent or self._archive.captures.of_record(ref.url, ref.record_id):
                self._progress.counts["known"] += 1
                continue
            self._remember(ref)
            page.source = page.source or urls.host(page.url)
            yield _job(_Item(parcel=_parcel(page), ref=ref), extract=is_page(page) and not _is_document(page))

    def store(self, item: _Item, result: Result) -> str:
        """Index the capture, and do with the page what a crawl does."""
        assert item.ref is not None
        page = item.parcel.page
        capture_id = self._archive.add_capture(page, item.ref, crawl_id=self._crawl_id)
        if page.candidate and page.candidate.via == "picture":
            if is_picture(page):
                self._archive.pictures.keep(page.candidate.url, capture_id)
            return "picture"
        if _is_document(page):
            return "document"
        if _is_further(page, result):
            return "page"
        if isinstance(result, Article):
            result = whole(self._archive, result, fetched_at=page.fetched_at, recipes=self._recipes)
        return _settle(self._archive, _read(item.parcel, result, capture_id), self._crawl_id)

    def sync(self) -> None:
        """Nothing is written but the archive."""

    def _remember(self, ref: CaptureRef) -> None:
        self._recent[ref.record_id] = ref.origin
        if len(self._recent) > RECENT:
            self._recent.popitem(last=False)

    def _origin(self, reference: Reference) -> CaptureRef | None:
        """The record a revisit refers to: one that was just read, or one in the archive."""
        found = self._recent.get(reference.record_id or "")
        if found is None and reference.record_id and reference.url:
            stored = self._archive.captures.of_record(reference.url, reference.record_id)
            found = stored.ref.origin if stored else None
        return found


class _Import:
    """Pages whose records are copied into the archive's own captures, where they are wanted."""

    def __init__(  # noqa: PLR0913 - what an import has to do with
        self,
        archive: Archive,
        writer: CaptureWriter,
        wanted: Wanted,
        *,
        crawl_id: int,
        progress: Progress,
        recipes: Path | None,
    ) -> None:
        self._recipes = recipes
        self._archive = archive
        self._writer = writer
        self._wanted = wanted
        self._crawl_id = crawl_id
        self._progress = progress

    def jobs(self, path: Path) -> Iterator[Job[_Item]]:
        """The fetches of a file that may be wanted."""
        counts = self._progress.counts
        before = self._progress.bytes_read

        def at(position: int) -> None:
            self._progress.bytes_read = before + position

        for exchanged in exchanges(path, report=self._progress.report, at=at):
            record = exchanged.response
            if not self._wanted.address(record.url or ""):
                counts["other_address"] += 1
            elif self._archive.captures.of_record(record.url or "", record.header("WARC-Record-ID") or ""):
                counts["known"] += 1
            elif (record.url or "") in self._archive.takedowns:
                counts["refused"] += 1
            elif item := self._item(exchanged, path):
                yield item

    def store(self, item: _Item, result: Result) -> str:
        """Copy the records of an article and store it; leave everything else."""
        assert item.packed is not None
        page = item.parcel.page
        if item.parcel.refusal:
            self._archive.frontier.note(page.url, item.parcel.stated, now=page.fetched_at)
            return "refused"
        origin = None
        if item.reference:
            origin = self._origin(item.reference)
            if origin is None:
                return "lost"
            payload = read_capture(self._writer.folder, origin)
            ((_, result),) = extracted([Job.of(payload, None)], workers=0, recipes=self._recipes)
        if not isinstance(result, Article):
            return "failed"
        if not (result.is_article or _is_further(page, result)):
            return "not_article"
        if not self._wanted.language(result.language):
            return "other_language"
        refresh(self._archive, page.url, recipes=self._recipes)
        ref = self._writer.copy(item.packed, page, origin=origin)
        capture_id = self._archive.add_capture(page, ref, crawl_id=self._crawl_id)
        if _is_further(page, result):
            return "page"
        result = whole(self._archive, result, fetched_at=page.fetched_at, recipes=self._recipes)
        return _settle(self._archive, _read(item.parcel, result, capture_id), self._crawl_id)

    def sync(self) -> None:
        """The copied records, before the archive refers to them."""
        self._writer.sync()

    def _item(self, exchanged: Exchanged, path: Path) -> Job[_Item] | None:
        """The job of a fetch that can be a news page."""
        record = exchanged.response
        try:
            page = page_of(exchanged, where=f"{path}, byte {record.offset}")
        except CorruptCapture as error:
            self._progress.report(Damage(file=str(path), offset=record.offset, reason=str(error)))
            return None
        if _is_document(page):
            self._progress.counts["document"] += 1
            return None
        revisit = record.type == "revisit" and page.status == HTTPStatus.OK
        if not (revisit or is_page(page)):
            self._progress.counts["no_page"] += 1
            return None
        page.source = self._wanted.source(page.url) or page.source or urls.host(page.url)
        stated = tuple(directives(page))
        refusal = kept_out(stated, self._wanted.honoured(page.source))
        parcel = Parcel(page=page, refusal=refusal, stated=stated)
        reference = reference_of(record) if revisit else None
        item = _Item(parcel=parcel, packed=Packed.of(exchanged, page), reference=reference)
        return _job(item, extract=refusal is None)

    def _origin(self, reference: Reference) -> CaptureRef | None:
        if not (reference.url and reference.record_id):
            return None
        stored = self._archive.captures.of_record(reference.url, reference.record_id)
        return stored.ref.origin if stored else None


def _is_document(page: Page) -> bool:
    """Whether it is no story's page but a feed, sitemap or section page, captured to show where stories were found."""
    return page.candidate is not None and page.candidate.via == "document"


def _is_further(page: Page, result: Result) -> bool:
    """Whether a page is part of a story that begins on another page, or another view of it."""
    named = page.candidate is not None and page.candidate.via in {"page", "browser"}
    return named or (isinstance(result, Article) and result.first_page is not None)


def _waits(page: Page, result: Result) -> bool:
    """Whether a page is to be stored after all others: a story whose further pages stand behind it in the files, or the
    picture of a story, which has to be there."""
    if page.candidate and page.candidate.via == "picture":
        return True
    if not isinstance(result, Article) or result.first_page:
        return False
    return result.kind == "shell" or bool(result.next_page or result.fuller_page)


def _read(parcel: Parcel, result: Result, capture_id: int) -> Parcel:
    """The parcel with what was read from its page."""
    article = result if isinstance(result, Article) else None
    refusal = parcel.refusal or screen_reading(result)
    return replace(parcel, capture_id=capture_id, article=article, refusal=refusal)


def _settle(archive: Archive, parcel: Parcel, crawl_id: int) -> str:
    """Settle a page as a crawl does; what came of it, as `Progress` counts it."""
    page = parcel.page
    if not parcel.article and page.status != HTTPStatus.OK:
        candidate = page.candidate or Candidate(url=page.requested_url, via="manual")
        archive.frontier.offer([candidate], source=page.source or urls.host(page.url), now=page.fetched_at)
    outcome = "no_page"
    with suppress(NotInArchive):  # an address that leads to a story already is no row of its own
        outcome = settle(archive, parcel, crawl_id=crawl_id)
    return "no_page" if outcome in {"gone", "failed"} else outcome


# --- the loop --------------------------------------------------------------------------------------------------------


@contextmanager
def _crawl(archive: Archive, settings: dict[str, list[str]], progress: Progress) -> Iterator[int]:
    """A row in the table of crawls, which says at the end how it went."""
    crawl_id = archive.begin_crawl([], now=datetime.now(UTC), settings=settings)
    reason = "interrupted"
    try:
        yield crawl_id
        reason = "finished"
    finally:
        archive.end_crawl(crawl_id, now=datetime.now(UTC), reason=reason, counts=dict(progress.counts))


def _store_all(
    archive: Archive, results: Iterator[tuple[_Item, Result]], work: _Work, *, watch: Watch, progress: Progress
) -> None:
    """Store what was extracted, many pages a commit; last what waits for something else to be stored."""
    last: list[tuple[_Item, Result]] = []

    def in_order() -> Iterator[tuple[_Item, Result]]:
        for item, result in results:
            if _waits(item.parcel.page, result):
                last.append((item, result))
            else:
                yield item, result
        yield from last

    settled = in_order()
    while some := list(islice(settled, COMMIT_PAGES)):
        with archive.transaction():
            for item, result in some:
                progress.counts[work.store(item, result)] += 1
                if isinstance(result, str):
                    progress.failures.setdefault(result, []).append(item.parcel.page.url)
            work.sync()
        watch(progress)
    watch(progress)


def _checked_size(path: Path) -> int:
    """Size of a WARC file. Raises `CorruptCapture` where it is none."""
    next(raw_records(path), None)
    return path.stat().st_size


def _domains_of(url: str) -> Iterator[str]:
    """The host of an address and the domains it is part of, longest first.

    >>> list(_domains_of("https://www.example.co.uk/1"))
    ['www.example.co.uk', 'example.co.uk', 'co.uk', 'uk']
    """
    labels = (urlsplit(url).hostname or "").split(".")
    return (".".join(labels[start:]) for start in range(len(labels)))

"""Archived stories read again from their captures, after an upgrade of the extractor or with a new recipe.

What our extractor reads differently today replaces what it read before, in every version of a story; it never makes a
revision. What the site changed stays what it was: the versions, their numbers, when each was seen. `reread` decides,
purely; `reextract` reads captures, extracts on all cores and writes, or only reports.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from .archive import Archive, Outcome
from .archive.quarantine import HeldPage
from .archive.records import StoredCapture
from .archive.reextraction import Better, Reextraction, Reread, Scope, Version, as_stored
from .archive.revisions import changed_fields, kept
from .bulk import Job, Result, extracted
from .captures import CaptureRef, read_capture
from .exceptions import CorruptCapture
from .extraction import EXTRACTOR_VERSION
from .items import Article
from .joining import completion

COMMIT_ARTICLES = 100
"""Articles written in one commit."""

EXAMPLES = 3
"""Examples kept for each field."""

FIELDS = (
    *(
        "kind",
        "headline",
        "kicker",
        "dek",
        "byline",
        "authors",
        "dateline",
        "date_published",
        "date_modified",
        "section",
    ),
    *("tags", "language", "publisher", "body", "blocks", "images", "sidebar_links", "paywalled", "truncated"),
    "canonical_url",
)
"""Fields that are compared, in the order of reports."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Example:
    """How one article reads differently."""

    url: str
    """Its address."""
    old: Any
    """The field as it is stored."""
    new: Any
    """The field as it is read now."""


@dataclass(kw_only=True, slots=True)
class Report:
    """What re-extraction changed, or with a dry run would change."""

    total: int = 0
    """Articles to look at."""
    done: int = 0
    """Articles looked at."""
    changed: int = 0
    """Those that read differently."""
    fields: Counter[str] = field(default_factory=Counter)
    """Field → articles in which it reads differently."""
    examples: dict[str, list[Example]] = field(default_factory=dict)
    """Field → the first few of them."""
    versions: int = 0
    """Earlier versions of stories that read differently."""
    refused: dict[str, str] = field(default_factory=dict)
    """Address → why the page is no article to this extractor; the stored article stays as it is."""
    held: int = 0
    """Pages that were held back and were read again."""
    admitted: int = 0
    """Those of them that are versions of their stories, as they are read now."""
    lost: list[str] = field(default_factory=list)
    """Captures that cannot be read, in words; what was read from them stays as it is."""

    def note(self, old: Reread, new: Better) -> None:
        """Count what differs."""
        differing = differences(old.story.article, new.current)
        if any(list(links) != old.sidebars.get(seen_at, []) for seen_at, links in new.sidebars.items()):
            latest = max(new.sidebars)
            differing["sidebar_links"] = (old.sidebars.get(latest, []), list(new.sidebars[latest]))
        self.versions += sum(
            bool(differences(one.article, other.article)) for one, other in zip(old.versions, new.versions, strict=True)
        )
        self.changed += bool(differing)
        self.fields.update(differing.keys())
        for name, (before, after) in differing.items():
            some = self.examples.setdefault(name, [])
            if len(some) < EXAMPLES:
                some.append(Example(url=old.story.article.url or "", old=before, new=after))


Watch = Callable[[Report], None]
EVERYTHING_OLD = Scope()


def _unwatched(report: Report) -> None:
    """For callers that do not watch."""


def reextract(  # noqa: PLR0913 - what the command line offers, all but two by keyword
    archive: Archive,
    scope: Scope = EVERYTHING_OLD,
    *,
    dry_run: bool = False,
    workers: int | None = None,
    recipes: Path | None = None,
    watch: Watch = _unwatched,
) -> Report:
    """Read articles again that another version of the extractor read, and put what it reads now in place.

    ``scope`` narrows it down; ``dry_run`` writes nothing; ``workers`` and ``recipes`` as in `extracted`. An article
    that was read again is not taken a second time, so that what was interrupted is carried on by starting it again.
    """
    store = Reextraction(archive.connection)
    report = Report(total=store.count(EXTRACTOR_VERSION, scope))
    stories = store.each(EXTRACTOR_VERSION, scope)
    rereadings = _extracted(archive, stories, report, workers=workers, recipes=recipes)
    while some := list(islice(rereadings, COMMIT_ARTICLES)):
        better = [(old, found) for old, readings in some if (found := _noted(old, readings, report))]
        if not dry_run:
            with archive.transaction():
                for old, new in better:
                    store.write(old, new, extractor=EXTRACTOR_VERSION)
        watch(report)
    if not dry_run:
        _readmit(archive, scope, report, workers=workers, recipes=recipes)
    return report


def _readmit(archive: Archive, scope: Scope, report: Report, *, workers: int | None, recipes: Path | None) -> None:
    """Read pages again that were held back, oldest first; what is whole now is taken for what its story was then."""
    pages = reversed(archive.quarantine.pages(scope.source))
    for held, result in _read_held(archive, pages, report, workers=workers, recipes=recipes):
        report.held += 1
        if isinstance(result, Article) and result.is_article:
            report.admitted += archive.admit(held, result, extractor=EXTRACTOR_VERSION).kind != "held"


def accept(archive: Archive, held: HeldPage, *, recipes: Path | None = None) -> Outcome | None:
    """Take a page that was held back for a version of its story, because a person says so; what came of it, None where
    it cannot be read."""
    for _, result in _read_held(archive, [held], Report(), workers=0, recipes=recipes):
        if isinstance(result, Article):
            return archive.admit(held, result, extractor=EXTRACTOR_VERSION, force=True)
    return None


def _read_held(
    archive: Archive, pages: Iterable[HeldPage], report: Report, *, workers: int | None, recipes: Path | None
) -> Iterator[tuple[HeldPage, Result]]:
    """What the captures of pages that were held back say now, each with its further pages of that time."""

    def jobs() -> Iterator[Job[HeldPage]]:
        for held in pages:
            capture = archive.captures.get(held.capture_id) if held.capture_id else None
            try:
                if capture:
                    yield Job.of(read_capture(archive.captures_folder, capture.ref.origin), held)
            except CorruptCapture as error:
                report.lost.append(str(error))

    for held, result in extracted(jobs(), workers=workers, recipes=recipes):
        if isinstance(result, Article):
            yield held, whole(archive, result, fetched_at=held.seen_at, recipes=recipes)
        else:
            yield held, result


def refresh(archive: Archive, url: str, *, recipes: Path | None = None) -> bool:
    """Read a story again, where an older extractor read it, before a new fetch of it is compared with what is stored;
    whether that was needed. Without it, what only our extractor reads differently would look like a change on the site.
    """
    store = Reextraction(archive.connection)
    old = store.stale(url, EXTRACTOR_VERSION)
    if old is None:
        return False
    report = Report()
    for _, readings in _extracted(archive, iter([old]), report, workers=0, recipes=recipes):
        if better := _noted(old, readings, report):
            store.write(old, better, extractor=EXTRACTOR_VERSION)
    return True


def whole(archive: Archive, article: Article, *, fetched_at: datetime, recipes: Path | None = None) -> Article:
    """An article with what the further pages of its story add, as they were captured right after it was."""
    steps = completion(article)
    try:
        url = next(steps)
        while True:
            url = steps.send(_captured(archive, url, fetched_at, recipes))
    except StopIteration as end:
        complete: Article = end.value
        return complete


def _captured(archive: Archive, url: str, moment: datetime, recipes: Path | None) -> Article | None:
    """What a page that was captured soon after a moment says; None where none was, or it says nothing."""
    readings = (_reading(archive, found, recipes) for found in archive.captures.soon_after(url, moment))
    # Of a page that a browser was asked for too there are two captures, and the first is the empty one.
    return next((one for one in readings if isinstance(one, Article) and one.is_article), None)


def _reading(archive: Archive, capture: StoredCapture, recipes: Path | None) -> Result:
    try:
        page = read_capture(archive.captures_folder, capture.ref.origin)
    except CorruptCapture as error:
        return str(error)
    ((_, reading),) = extracted([Job.of(page, None)], workers=0, recipes=recipes)
    return reading


def differences(old: Article, new: Article) -> dict[str, tuple[Any, Any]]:
    """Field → (old, new) where two readings differ. The sidebar is not compared here; blocks are only where the body
    agrees.

    >>> differences(Article(headline="Rain"), Article(headline="Rain at last"))
    {'headline': ('Rain', 'Rain at last')}
    """
    if replace(old, sidebar_links=[]) == replace(new, sidebar_links=[]):  # most articles, and far cheaper to tell
        return {}
    before, after = old.to_dict(), new.to_dict()
    names = [name for name in FIELDS if name != "sidebar_links" and before[name] != after[name]]
    if "body" in names and "blocks" in names:
        names.remove("blocks")
    return {name: (before[name], after[name]) for name in names}


def reread(old: Reread, readings: Mapping[int, Article]) -> Better | None:
    """What to store for an article whose captures (by number) were read again; None where the current one was not."""
    current = readings.get(old.capture_id)
    if current is None:
        return None
    versions: list[Version] = []
    for version in old.versions:
        article = readings.get(version.capture_id or 0)
        versions.append(_version(version, article, versions[-1] if versions else None))
    seen = {one.ref.fetched_at: readings[one.id].sidebar_links for one in old.captures if one.id in readings}
    return Better(current=kept(old.story.article, current), versions=versions, sidebars=seen)


def _version(old: Version, article: Article | None, before: Version | None) -> Version:
    """A version as it is read now, and what differs from the one before it as that is read now."""
    if article is None:
        return old
    article = replace(article, sidebar_links=[])
    if before is None:
        return replace(old, article=article)
    article = kept(before.article, article)
    return replace(old, article=article, changed=changed_fields(before.article, article))


def _noted(old: Reread, readings: Mapping[int, Result], report: Report) -> Better | None:
    """Decide on an article, and count."""
    report.done += 1
    articles = {number: as_stored(one, old.story) for number, one in readings.items() if isinstance(one, Article)}
    current = readings.get(old.capture_id)
    if isinstance(current, str) or (isinstance(current, Article) and not current.is_article):
        reason = current if isinstance(current, str) else f"{current.kind}: {current.kind_reason or 'no article'}"
        report.refused[old.story.article.url or ""] = reason
        return None
    better = reread(old, {number: one for number, one in articles.items() if one.is_article})
    if better:
        report.note(old, better)
    return better


def _extracted(
    archive: Archive, stories: Iterator[Reread], report: Report, *, workers: int | None, recipes: Path | None
) -> Iterator[tuple[Reread, dict[int, Result]]]:
    """Each article with what its captures (by number) say now. A payload that was captured many times is extracted
    once."""

    def jobs() -> Iterator[Job[_Part]]:
        for story in stories:
            payloads: dict[str, _Part] = {}
            for one in story.captures:
                payloads.setdefault(one.ref.digest, _Part(story, one.ref)).captures.append(one.id)
            if not payloads:
                report.done += 1
                report.lost.append(f"no capture of {story.story.article.url} holds a page")
                continue
            parts = list(payloads.values())
            parts[-1].last = True
            yield from (_job(archive, part, report) for part in parts)

    readings: dict[int, Result] = {}
    for part, result in extracted(jobs(), workers=workers, recipes=recipes):
        readings.update(dict.fromkeys(part.captures, result))
        if part.last:
            yield part.story, _all_whole(archive, part.story, readings, recipes=recipes)
            readings = {}


def _all_whole(
    archive: Archive, story: Reread, readings: dict[int, Result], *, recipes: Path | None
) -> dict[int, Result]:
    """Each reading of a story with its further pages of that time."""
    fetched_at = {one.id: one.ref.fetched_at for one in story.captures}
    return {
        number: whole(archive, one, fetched_at=fetched_at[number], recipes=recipes) if isinstance(one, Article) else one
        for number, one in readings.items()
    }


@dataclass(slots=True)
class _Part:
    """One payload of an article, and the captures that hold it."""

    story: Reread
    ref: CaptureRef
    captures: list[int] = field(default_factory=list)
    last: bool = False


def _job(archive: Archive, part: _Part, report: Report) -> Job[_Part]:
    """The job of a captured payload; an empty one where the capture cannot be read."""
    try:
        return Job.of(read_capture(archive.captures_folder, part.ref.origin), part)
    except CorruptCapture as error:
        report.lost.append(str(error))
        return Job(mark=part, body=b"", url=part.ref.url)

"""Making one archive of two: what another one holds is brought into this one, stories, histories, captures and all.

Idempotent: bringing in the same archive again changes nothing, so a merge that was interrupted is simply run again.
Where both know a story, its versions are put in the order they were seen and told apart as on any visit
(``one_history``, pure). What is found out from the stories (near-duplicates) is found out again for the whole.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import file_digest
from itertools import islice
from pathlib import Path
from sqlite3 import Row
from typing import TYPE_CHECKING, Any

from ..exceptions import StorageFull, UsageError
from ..items import SidebarLink
from .instants import from_text, to_text
from .records import Revision, StoredArticle
from .revisions import changed_fields, kept
from .stories import Stories, revision_json

if TYPE_CHECKING:
    from .archive import Archive

_COMMIT = 1000
"""Stories in one commit: the index is written in one piece each, and few pieces are to be merged; a second's work is
lost when interrupted."""


@dataclass(kw_only=True, slots=True)
class Merged:
    """What a merge brought in."""

    new: int = 0
    """Stories this archive did not have."""
    changed: int = 0
    """Stories it had, and of which the other one knew more."""
    captures: int = 0
    """Captures it did not have."""
    taken_down: int = 0
    """Stories removed here because they were taken down there."""
    missing: tuple[str, ...] = ()
    """WARC files that the other archive refers to and that are not in its folder: their captures stay behind."""


def one_history(ours: Sequence[Revision], theirs: Sequence[Revision]) -> list[Revision]:
    """The versions of a story that two archives saw, in order, each differing from the one before.

    >>> from datetime import UTC, datetime
    >>> from newsarchive.items import Article
    >>> def seen(hour, headline):
    ...     at = datetime(2026, 5, 2, hour, tzinfo=UTC)
    ...     return Revision(number=1, seen_at=at, changed=[], article=Article(headline=headline), extractor="1")
    >>> merged = one_history([seen(8, "Rain"), seen(12, "Rain at last")], [seen(9, "Rain"), seen(10, "Rain, then sun")])
    >>> [(version.number, version.article.headline, version.changed) for version in merged]
    [(1, 'Rain', []), (2, 'Rain, then sun', ['headline']), (3, 'Rain at last', ['headline'])]
    """
    first, *others = sorted([*ours, *theirs], key=lambda version: version.seen_at)
    history = [replace(first, number=1, changed=[])]
    for version in others:
        before = history[-1].article
        changed = changed_fields(before, version.article)
        if changed and not any(_same_sighting(known, version) for known in history):
            article = kept(before, version.article)
            history.append(replace(version, number=len(history) + 1, changed=changed, article=article))
    return history


def _same_sighting(one: Revision, other: Revision) -> bool:
    """Whether two rows tell of one visit: what both archives hold since an earlier merge."""
    return one.seen_at == other.seen_at and not changed_fields(one.article, other.article)


def merge(ours: Archive, theirs: Archive) -> Merged:
    """See ``Archive.merge``. Raises UsageError where both are one."""
    if theirs.path.samefile(ours.path):
        raise UsageError(f"{theirs.path} is the archive itself: name another one to bring in")
    return _Merge(ours, theirs).run()


class _Merge:
    """One merge. Rows are numbered differently in each archive: `sources`, `crawls` … say which of ours is theirs."""

    def __init__(self, ours: Archive, theirs: Archive) -> None:
        self.ours, self.theirs = ours, theirs
        self.here, self.there = ours.connection, theirs.connection
        self.stories = Stories(self.here)
        self.result = Merged()
        self.sources: dict[int, int] = {}
        self.crawls: dict[int, int] = {}
        self.captures: dict[int, int] = {}
        self.articles: dict[int, int] = {}

    def run(self) -> Merged:
        """Everything in the order in which it refers to each other."""
        self._take_down()
        files = self._copy_files()
        with self.here.transaction():
            self._bring_sources()
            self._bring_crawls()
            self._bring_captures(files)
        stories = iter(self.theirs)
        while some := list(islice(stories, _COMMIT)):
            with self.here.transaction():
                for story in some:
                    self._bring_story(story)
        with self.here.transaction():
            self._bring_addresses()
            self._copy_rows("documents")
            self._copy_rows("arrivals")
            self._copy_rows("decisions")
            self._copy_rows("source_verdicts")
            self._bring_visits()
            self._bring_pictures()
        self.result.captures -= self.ours.takedowns.remove_captures()
        return self.result

    def _bring_pictures(self) -> None:
        """Which capture holds a picture, where we have none of it."""
        for row in self.there.rows("SELECT url, capture_id FROM images WHERE capture_id IS NOT NULL"):
            if (capture_id := self.captures.get(row["capture_id"])) is not None:
                self.ours.pictures.keep(row["url"], capture_id)

    def _take_down(self) -> None:
        """What was taken down there is taken down here: a tombstone outlives its archive."""
        for row in self.there.rows("SELECT url_key, url, reason, taken_down_at FROM takedowns"):
            if not self.here.value("SELECT 1 FROM takedowns WHERE url_key = ?", (row["url_key"],)):
                done = self.ours.take_down(row["url"], reason=row["reason"], now=from_text(row["taken_down_at"]))
                self.result.taken_down += done.articles

    # Captures

    def _copy_files(self) -> dict[str, str]:
        """Copy the WARC files that hold captures we do not have; name there → name here."""
        names = {}
        for name in self.theirs.captures.files():
            source = self.theirs.captures_folder / name
            unknown = any(self._wanted(ref.url, ref.record_id) for ref in self.theirs.captures.of_file(name))
            if unknown and not source.exists():
                self.result.missing += (name,)
            elif unknown:
                names[name] = _copy(source, self.ours.captures_folder)
        return names

    def _wanted(self, url: str, record_id: str) -> bool:
        return self.ours.captures.of_record(url, record_id) is None and url not in self.ours.takedowns

    def _bring_captures(self, files: dict[str, str]) -> None:
        for row in self.there.stream("SELECT * FROM captures ORDER BY id"):
            known = self.ours.captures.of_record(row["url"], row["record_id"])
            if known is not None:
                self.captures[row["id"]] = known.id
            elif row["file"] in files:
                values = {
                    **self._mapped(row),
                    "file": files[row["file"]],
                    "revisit_of": self.captures.get(row["revisit_of"]),
                }
                self.captures[row["id"]] = self._insert("captures", values)
                self.result.captures += 1

    # What others refer to

    def _bring_sources(self) -> None:
        for row in self.there.rows("SELECT * FROM sources"):
            sql = "INSERT INTO sources (name, title, url, added_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
            self.here.run(sql, tuple(row)[1:])
            self.sources[row["id"]] = self.here.value("SELECT id FROM sources WHERE name = ?", (row["name"],))

    def _bring_crawls(self) -> None:
        """A crawl is known by when it began and with what."""
        for row in self.there.rows("SELECT * FROM crawls ORDER BY id"):
            known = self.here.value(
                "SELECT id FROM crawls WHERE started_at = ? AND settings IS ? AND versions IS ?",
                (row["started_at"], row["settings"], row["versions"]),
            )
            self.crawls[row["id"]] = known or self._insert("crawls", self._mapped(row))
        self.here.run_many(
            "INSERT INTO crawl_sources (crawl_id, source_id) VALUES (?, ?) ON CONFLICT DO NOTHING",
            [
                (self.crawls[row["crawl_id"]], self.sources[row["source_id"]])
                for row in self.there.rows("SELECT * FROM crawl_sources")
            ],
        )

    # Stories

    def _bring_story(self, story: StoredArticle) -> None:
        addresses = self.there.rows("SELECT * FROM article_urls WHERE article_id = ?", (story.id,))
        if any(self.here.value("SELECT 1 FROM takedowns WHERE url_key = ?", (row["url_key"],)) for row in addresses):
            return
        known = self._known(addresses)
        if known is None:
            article_id = self._add(story)
            self.result.new += 1
        else:
            article_id = known
            self.result.changed += self._join(self.ours.get(known), story)
        self.articles[story.id] = article_id
        self.here.run_many(
            """
            INSERT INTO article_urls (url_key, article_id, url, seen_as, first_seen) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT DO NOTHING
            """,
            [(row["url_key"], article_id, row["url"], row["seen_as"], row["first_seen"]) for row in addresses],
        )
        self._bring_sidebars(story.id, article_id)

    def _known(self, addresses: Sequence[Row]) -> int | None:
        """Our article that answered at one of the addresses at which theirs did."""
        for row in addresses:
            if row["seen_as"] == "fetched":
                sql = "SELECT article_id FROM article_urls WHERE url_key = ? AND seen_as = 'fetched'"
                found: int | None = self.here.value(sql, (row["url_key"],))
                if found is not None:
                    return found
        return None

    def _add(self, story: StoredArticle) -> int:
        row = self.there.row("SELECT source_id, story_key, capture_id FROM articles WHERE id = ?", (story.id,))
        assert row is not None
        article_id = self.stories.insert(
            story.article,
            source_id=self.sources[row["source_id"]],
            story_key=row["story_key"],
            capture_id=self.captures.get(row["capture_id"]),
            **_times(story),
        )
        self._write_history(article_id, self._their_versions(story))
        return article_id

    def _join(self, ours: StoredArticle, theirs: StoredArticle) -> bool:
        """Put what both saw of a story together; whether anything was new."""
        before = self.ours.revisions(ours.id)
        history = one_history(before, self._their_versions(theirs))
        newest = theirs if theirs.last_seen > ours.last_seen else ours
        joined = replace(
            newest,
            first_seen=min(ours.first_seen, theirs.first_seen),
            changed_at=history[-1].seen_at if len(history) > 1 else None,
            revision_count=len(history),
        )
        known = [(version.seen_at, version.changed) for version in before]
        same_history = [(version.seen_at, version.changed) for version in history] == known
        if same_history and _times(joined) == _times(ours):
            return False
        self.here.run("DELETE FROM revisions WHERE article_id = ?", (ours.id,))
        self._write_history(ours.id, history)
        last = history[-1]
        current = newest.article if not changed_fields(last.article, newest.article) else last.article
        self.stories.write(ours.id, current, **{**_times(joined), "capture_id": last.capture_id})
        return True

    def _their_versions(self, story: StoredArticle) -> list[Revision]:
        return [
            replace(version, capture_id=self.captures.get(version.capture_id or 0))
            for version in self.theirs.revisions(story.id)
        ]

    def _write_history(self, article_id: int, history: Sequence[Revision]) -> None:
        if len(history) == 1:
            return  # a story that never changed has no rows of versions
        for version in history:
            self.stories.insert_revision(
                article_id=article_id,
                number=version.number,
                seen_at=to_text(version.seen_at),
                changed=json.dumps(version.changed),
                article=revision_json(version.article),
                extractor=version.extractor,
                capture_id=version.capture_id,
            )

    def _bring_sidebars(self, their_id: int, article_id: int) -> None:
        rows = self.there.rows(
            """
            SELECT o.seen_at, p.url, p.title, p.teaser, o.block, o.kind, o.rank
            FROM sidebar_observations o JOIN promoted_links p ON p.id = o.link_id
            WHERE o.article_id = ? ORDER BY o.seen_at, o.position
            """,
            (their_id,),
        )
        seen: dict[str, list[SidebarLink]] = {}
        for row in rows:
            values = dict(row)
            seen.setdefault(values.pop("seen_at"), []).append(SidebarLink(**values))
        for seen_at, links in seen.items():
            self.stories.observe_sidebar(article_id, links, from_text(seen_at))

    # The frontier and the rest

    def _bring_addresses(self) -> None:
        """What discovery found there, and what became of it; of an address both know, by whoever fetched it last."""
        for row in self.there.stream("SELECT * FROM urls"):
            if self.here.value("SELECT 1 FROM takedowns WHERE url_key = ?", (row["url_key"],)):
                continue
            known = self.here.row("SELECT fetched_at FROM urls WHERE url_key = ?", (row["url_key"],))
            if known is not None and (row["fetched_at"] or "") <= (known["fetched_at"] or ""):
                continue
            self.here.run("DELETE FROM urls WHERE url_key = ?", (row["url_key"],))
            article_id = self.articles.get(row["article_id"])
            self._insert("urls", {**self._mapped(row), "article_id": article_id, "worker": None, "leased_until": None})

    def _bring_visits(self) -> None:
        """Counts of the same day: the higher one, so that bringing them in twice is bringing them in once."""
        for row in self.there.rows("SELECT * FROM source_visits"):
            self._insert(
                "source_visits",
                self._mapped(row),
                "ON CONFLICT DO UPDATE SET visits = max(visits, excluded.visits), "
                "last_at = max(last_at, excluded.last_at)",
            )

    def _copy_rows(self, table: str) -> None:
        """Rows nothing else refers to; those we have stay as they are."""
        for row in self.there.rows(f"SELECT * FROM {table}"):
            self._insert(table, self._mapped(row), "ON CONFLICT DO NOTHING")

    def _mapped(self, row: Row) -> dict[str, Any]:
        """A row without its number, its crawl and source as they are numbered here."""
        values = {name: value for name, value in dict(row).items() if name != "id"}
        for column, numbers in (("source_id", self.sources), ("crawl_id", self.crawls)):
            if column in values:
                values[column] = numbers.get(values[column])
        return values

    def _insert(self, table: str, values: dict[str, Any], otherwise: str = "") -> int:
        columns = ", ".join(f'"{name}"' for name in values)
        marks = ", ".join("?" for _ in values)
        added = self.here.run(f"INSERT INTO {table} ({columns}) VALUES ({marks}) {otherwise}", tuple(values.values()))
        return added.lastrowid or 0


def _times(story: StoredArticle) -> dict[str, Any]:
    """Columns of ``articles`` that no page states."""
    return {
        "first_seen": to_text(story.first_seen),
        "last_seen": to_text(story.last_seen),
        "changed_at": to_text(story.changed_at) if story.changed_at else None,
        "gone_at": to_text(story.gone_at) if story.gone_at else None,
        "revision_count": story.revision_count,
        "extractor": story.extractor,
    }


def _copy(source: Path, folder: Path) -> str:
    """Copy a WARC file into a folder, whole or not at all; the name it has there.

    Another file of the same name keeps it: the copy's name then tells its content.
    """
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / source.name
    if target.exists() and _digest(target) != _digest(source):
        stem, dot, suffix = source.name.partition(".warc")
        target = folder / f"{stem}-{_digest(source)[:8]}{dot}{suffix}"
    if not target.exists():
        unfinished = target.with_name(target.name + ".part")
        try:
            shutil.copyfile(source, unfinished)
            with unfinished.open("rb") as file:
                os.fsync(file.fileno())
            unfinished.replace(target)
        except OSError as error:
            unfinished.unlink(missing_ok=True)
            raise StorageFull(
                f"{source} cannot be copied to {folder} ({error.strerror}): make room, then merge again"
            ) from error
    return target.name


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()

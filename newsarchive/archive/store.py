"""Putting pages into the archive: what was fetched, the story it tells, and what became of its address, in one transaction.

How storing a story goes is ``Store.store``, read from top to bottom. Which story it is: identity.py. Whether it has changed:
revisions.py. When it is due again: schedule.py. Here is only the SQL of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from .. import urls
from ..items import Article, Page, Timestamp
from . import rows
from .connection import Connection
from .identity import Addresses, Evidence, addresses, reads_alike
from .index import index_article
from .instants import from_text_or_none, to_text
from .records import Outcome, OutcomeKind, StoredArticle
from .revisions import changed_fields, kept
from .schedule import REVISITS, next_visit

if TYPE_CHECKING:
    from ..captures import CaptureRef


@dataclass(frozen=True, kw_only=True, slots=True)
class Match:
    """An archived story that a page turned out to tell."""

    story: StoredArticle
    evidence: Evidence


class Store:
    """Writes stories. Made by ``Archive``."""

    def __init__(self, connection: Connection, *, revisits: tuple[timedelta, ...] = REVISITS) -> None:
        self._connection = connection
        self._revisits = revisits

    def store(self, article: Article, page: Page, *, capture_id: int | None, extractor: str) -> Outcome:
        """Store the story a page tells; see ``Archive.store``."""
        known_as = addresses(page, article)
        article = replace(article, url=page.url, canonical_url=known_as.canonical_url)
        with self._connection.transaction():
            if self._taken_down(known_as):
                self._settle(page, known_as, Outcome(kind="refused"), due_at=None)
                return Outcome(kind="refused")
            match = self._match(known_as, article)
            if match is None:
                outcome = self._add(article, page, capture_id=capture_id, extractor=extractor, story_key=known_as.story)
                story = article
            else:
                outcome, story = self._revise(
                    match, article, page, known_as, capture_id=capture_id, extractor=extractor
                )
            assert outcome.article_id is not None
            self._remember_addresses(outcome.article_id, page, known_as)
            self._observe_sidebar(outcome.article_id, article, page.fetched_at)
            self._settle(
                page, known_as, outcome, due_at=self._due(outcome.article_id, story.published, page.fetched_at)
            )
            return outcome

    def reject(self, page: Page, article: Article) -> None:
        """Note on the page's address that it is no article, and why. A story archived from it stays as it is."""
        known_as = addresses(page, article)
        with self._connection.transaction():
            self._settle_as(
                page,
                known_as,
                "not_article",
                article_id=None,
                due_at=None,
                kind=article.kind,
                reason=article.kind_reason,
            )

    def replace(self, article_id: int, article: Article, *, extractor: str, capture_id: int | None = None) -> None:
        """Put better readings of the same capture in the place of the old ones; no revision, for the story has not changed."""
        with self._connection.transaction():
            values: rows.Values = {"extractor": extractor, **({"capture_id": capture_id} if capture_id else {})}
            self._write_values(article_id, article, values)
            self._write_parts(article_id, article, fresh=False)

    def source_id(self, name: str, *, title: str | None = None, url: str | None = None, now: datetime) -> int:
        """Number of a source, which is noted when it is new."""
        found = self._connection.value("SELECT id FROM sources WHERE name = ?", (name,))
        if found is None or title or url:
            with self._connection.transaction():
                self._connection.run(
                    """
                    INSERT INTO sources (name, title, url, added_at) VALUES (?, ?, ?, ?)
                    ON CONFLICT (name) DO UPDATE SET title = coalesce(excluded.title, title), url = coalesce(excluded.url, url)
                    """,
                    (name, title, url, to_text(now)),
                )
            found = self._connection.value("SELECT id FROM sources WHERE name = ?", (name,))
        return int(found)

    def add_capture(self, page: Page, ref: CaptureRef, *, crawl_id: int | None) -> int:
        """Index a capture; twice is once."""
        with self._connection.transaction():
            origin = ref.revisit_of
            revisit_of = origin and self._connection.value(
                'SELECT id FROM captures WHERE file = ? AND "offset" = ?', (origin.file, origin.offset)
            )
            found = self._connection.row(
                """
                INSERT INTO captures (crawl_id, source_id, url, url_key, requested_url, fetched_at, status, content_type, digest,
                                      file, "offset", length, record_id, revisit_of)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (file, "offset") DO UPDATE SET url = excluded.url
                RETURNING id
                """,
                (
                    crawl_id,
                    self.source_id(page.source or urls.host(page.url), now=page.fetched_at),
                    page.url,
                    urls.normalise(page.url),
                    None if page.requested_url == page.url else page.requested_url,
                    to_text(page.fetched_at),
                    page.status,
                    _content_type(page.headers),
                    ref.digest,
                    ref.file,
                    ref.offset,
                    ref.length,
                    ref.record_id,
                    revisit_of,
                ),
            )
            assert found is not None
            return int(found["id"])

    # Which story it is

    def _taken_down(self, known_as: Addresses) -> bool:
        keys = [key for key, _ in known_as.keys()]
        return bool(
            self._connection.value(
                f"SELECT 1 FROM takedowns WHERE url_key IN ({_marks(keys)}) OR story_key = ?", (*keys, known_as.story)
            )
        )

    def _match(self, known_as: Addresses, article: Article) -> Match | None:
        """The story these addresses lead to, where they lead to one that this can be."""
        for key, evidence in known_as.keys():
            found = self._connection.row("SELECT article_id, seen_as FROM article_urls WHERE url_key = ?", (key,))
            if found is not None:
                story = self._load(found["article_id"])
                answered_here = evidence == "address" and found["seen_as"] == "fetched"
                if answered_here or reads_alike(story.article, article):
                    return Match(story=story, evidence=evidence)
        if known_as.story is None:
            return None
        namesakes = self._connection.rows("SELECT id FROM articles WHERE story_key = ?", (known_as.story,))
        stories = [self._load(row["id"]) for row in namesakes]
        alike = [story for story in stories if reads_alike(story.article, article)]
        return Match(story=alike[0], evidence="story_id") if len(alike) == 1 else None

    def _load(self, article_id: int) -> StoredArticle:
        found = self._connection.rows(f"{rows.SELECT} WHERE a.id = ?", (article_id,))
        return rows.stored_articles(self._connection, found)[0]

    # Writing a story

    def _add(
        self, article: Article, page: Page, *, capture_id: int | None, extractor: str, story_key: str | None
    ) -> Outcome:
        source_id = self.source_id(page.source or urls.host(page.url), now=page.fetched_at)
        seen_at = to_text(page.fetched_at)
        values = {
            "source_id": source_id,
            "story_key": story_key,
            **rows.article_values(article),
            "section_id": self._section_id(source_id, article.section),
            "word_count": len(article.body.split()),
            "first_seen": seen_at,
            "last_seen": seen_at,
            "capture_id": capture_id,
            "extractor": extractor,
        }
        added = self._connection.run(
            f"INSERT INTO articles ({', '.join(values)}) VALUES ({_marks(values)})", tuple(values.values())
        )
        article_id = added.lastrowid
        assert article_id is not None
        self._write_parts(article_id, article, fresh=True)
        return Outcome(kind="new", article_id=article_id)

    def _revise(
        self, match: Match, article: Article, page: Page, known_as: Addresses, *, capture_id: int | None, extractor: str
    ) -> tuple[Outcome, Article]:
        """Compare with what is stored and write what is new in it; the outcome, and the story as it stands now."""
        story, seen_at = match.story, max(page.fetched_at, match.story.last_seen)
        if _is_copy(match, page, known_as):
            self._connection.run(
                "UPDATE articles SET last_seen = ?, gone_at = NULL WHERE id = ?", (to_text(seen_at), story.id)
            )
            return Outcome(kind="duplicate", article_id=story.id), story.article
        changed = [] if self._same_payload(story.id, capture_id) else changed_fields(story.article, article)
        current = kept(story.article, article)
        values: rows.Values = {"last_seen": to_text(seen_at), "gone_at": None}
        if changed:
            self._add_revision(story, current, changed, seen_at=seen_at, capture_id=capture_id, extractor=extractor)
            values |= {"changed_at": to_text(seen_at), "revision_count": story.revision_count + 1}
        if changed or _differs(story.article, current) or extractor != story.extractor:
            self._write_values(
                story.id,
                current,
                values | {"extractor": extractor, "capture_id": capture_id, "story_key": known_as.story},
            )
            self._write_parts(story.id, current, fresh=False)
        else:
            self._connection.run(
                "UPDATE articles SET last_seen = :last_seen, gone_at = :gone_at WHERE id = :id",
                {**values, "id": story.id},
            )
        kind: OutcomeKind = "revised" if changed else "unchanged"
        return Outcome(kind=kind, article_id=story.id, changed=changed), current

    def _same_payload(self, article_id: int, capture_id: int | None) -> bool:
        """Whether the bytes are those the stored values were read from: then any difference is the extractor's."""
        return bool(
            self._connection.value(
                """
                SELECT 1 FROM captures new, captures old JOIN articles a ON a.capture_id = old.id
                WHERE new.id = ? AND a.id = ? AND new.digest = old.digest
                """,
                (capture_id, article_id),
            )
        )

    def _add_revision(
        self,
        story: StoredArticle,
        article: Article,
        changed: Sequence[str],
        *,
        seen_at: datetime,
        capture_id: int | None,
        extractor: str,
    ) -> None:
        if story.revision_count == 1:  # the first change: only now is the first version worth a row of its own
            first_capture = self._connection.value("SELECT capture_id FROM articles WHERE id = ?", (story.id,))
            self._insert_revision(story.id, 1, story.article, [], story.first_seen, story.extractor, first_capture)
        self._insert_revision(story.id, story.revision_count + 1, article, changed, seen_at, extractor, capture_id)

    def _insert_revision(  # noqa: PLR0913 - one argument a column
        self,
        article_id: int,
        number: int,
        article: Article,
        changed: Sequence[str],
        seen_at: datetime,
        extractor: str,
        capture_id: int | None,
    ) -> None:
        self._connection.run(
            """
            INSERT INTO revisions (article_id, number, seen_at, changed, article, extractor, capture_id)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
            (article_id, number, to_text(seen_at), json.dumps(changed), revision_json(article), extractor, capture_id),
        )

    def _write_values(self, article_id: int, article: Article, more: rows.Values) -> None:
        source_id = self._connection.value("SELECT source_id FROM articles WHERE id = ?", (article_id,))
        values = {
            **rows.article_values(article),
            "section_id": self._section_id(source_id, article.section),
            "word_count": len(article.body.split()),
            **more,
        }
        assignments = ", ".join(f"{name} = ?" for name in values)
        self._connection.run(f"UPDATE articles SET {assignments} WHERE id = ?", (*values.values(), article_id))

    def _write_parts(self, article_id: int, article: Article, *, fresh: bool) -> None:
        """Body, authors, images and tags of a story; ``fresh`` where it can have none yet."""
        if not fresh:
            for table in ("article_authors", "article_images", "article_tags"):
                self._connection.run(f"DELETE FROM {table} WHERE article_id = ?", (article_id,))
        self._connection.run(
            """
            INSERT INTO article_text (article_id, body, blocks) VALUES (?, ?, ?)
            ON CONFLICT (article_id) DO UPDATE SET body = excluded.body, blocks = excluded.blocks
            """,
            (article_id, article.body, rows.blocks_json(article)),
        )
        self._write_authors(article_id, article)
        self._write_images(article_id, article)
        self._write_tags(article_id, article)
        index_article(self._connection, article_id, article)

    def _write_authors(self, article_id: int, article: Article) -> None:
        run_many, authors = self._connection.run_many, article.authors
        if not authors:
            return
        run_many(
            "INSERT INTO authors (name, kind) VALUES (?, ?) ON CONFLICT DO NOTHING",
            [(one.name, one.kind) for one in authors],
        )
        run_many(
            """
            INSERT INTO article_authors (article_id, position, author_id, role, url, affiliation)
            SELECT ?, ?, id, ?, ?, ? FROM authors WHERE name = ? AND kind = ?
            """,
            [
                (article_id, position, one.role, one.url, one.affiliation, one.name, one.kind)
                for position, one in enumerate(authors, start=1)
            ],
        )

    def _write_images(self, article_id: int, article: Article) -> None:
        run_many, images = self._connection.run_many, article.images
        if not images:
            return
        run_many(
            "INSERT INTO images (url) VALUES (?) ON CONFLICT DO NOTHING", [(one.url,) for one in images if one.url]
        )
        run_many(
            """
            INSERT INTO article_images (article_id, position, image_id, role, caption, credit, photographer, agency, alt, raw_caption)
            VALUES (:article_id, :position, (SELECT id FROM images WHERE url = :url),
                    :role, :caption, :credit, :photographer, :agency, :alt, :raw_caption)
            """,
            [
                {"article_id": article_id, "position": position, "url": one.url, **rows.image_values(one)}
                for position, one in enumerate(images, start=1)
            ],
        )

    def _write_tags(self, article_id: int, article: Article) -> None:
        tags = list(dict.fromkeys(article.tags))
        if not tags:
            return
        self._connection.run_many("INSERT INTO tags (name) VALUES (?) ON CONFLICT DO NOTHING", [(tag,) for tag in tags])
        self._connection.run_many(
            "INSERT INTO article_tags (article_id, position, tag_id) SELECT ?, ?, id FROM tags WHERE name = ?",
            [(article_id, position, tag) for position, tag in enumerate(tags, start=1)],
        )

    def _section_id(self, source_id: int, name: str | None) -> int | None:
        if not name:
            return None
        self._connection.run(
            "INSERT INTO sections (source_id, name) VALUES (?, ?) ON CONFLICT DO NOTHING", (source_id, name)
        )
        return int(
            self._connection.value("SELECT id FROM sections WHERE source_id = ? AND name = ?", (source_id, name))
        )

    def _observe_sidebar(self, article_id: int, article: Article, seen_at: datetime) -> None:
        links = [
            (position, link)
            for position, link in enumerate(article.sidebar_links, start=1)
            if urls.is_address(link.url)
        ]
        if not links:
            return
        targets = [(urls.normalise(link.url), link.url, link.title or "", link.teaser or "") for _, link in links]
        self._connection.run_many(
            "INSERT INTO promoted_links (url_key, url, title, teaser) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
            targets,
        )
        self._connection.run_many(
            """
            INSERT INTO sidebar_observations (article_id, seen_at, position, kind, block, rank, link_id)
            SELECT ?, ?, ?, ?, ?, ?, id FROM promoted_links WHERE url_key = ? AND url = ? AND title = ? AND teaser = ?
            ON CONFLICT DO NOTHING
            """,
            [
                (article_id, to_text(seen_at), position, link.kind, link.block, link.rank, *target)
                for (position, link), target in zip(links, targets, strict=True)
            ],
        )

    # What became of the address

    def _remember_addresses(self, article_id: int, page: Page, known_as: Addresses) -> None:
        """An address keeps the story it led to first, unless that was hearsay and now the address itself has answered."""
        seen = {known_as.requested: (page.requested_url, "requested")}
        if known_as.canonical and known_as.canonical_url:
            seen[known_as.canonical] = (known_as.canonical_url, "canonical")
        seen[known_as.own] = (page.url, "fetched")
        self._connection.run_many(
            """
            INSERT INTO article_urls (url_key, article_id, url, seen_as, first_seen) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET article_id = excluded.article_id, url = excluded.url, seen_as = 'fetched'
            WHERE seen_as <> 'fetched' AND excluded.seen_as = 'fetched'
            """,
            [(key, article_id, url, seen_as, to_text(page.fetched_at)) for key, (url, seen_as) in seen.items()],
        )

    def _due(self, article_id: int, published: Timestamp | None, now: datetime) -> datetime | None:
        row = self._connection.row("SELECT first_seen, changed_at FROM articles WHERE id = ?", (article_id,))
        assert row is not None
        first_seen, changed_at = from_text_or_none(row["first_seen"]), from_text_or_none(row["changed_at"])
        return next_visit(
            published=_instant(published),
            first_seen=first_seen or now,
            changed_at=changed_at,
            now=now,
            revisits=self._revisits,
        )

    def _settle(self, page: Page, known_as: Addresses, outcome: Outcome, *, due_at: datetime | None) -> None:
        # A copy of a story is not looked at again: its main address is.
        due = None if outcome.kind in {"duplicate", "refused"} else due_at
        reason = "taken down" if outcome.kind == "refused" else None
        self._settle_as(
            page, known_as, outcome.kind, article_id=outcome.article_id, due_at=due, kind=None, reason=reason
        )

    def _settle_as(  # noqa: PLR0913 - one argument a column
        self,
        page: Page,
        known_as: Addresses,
        outcome: str,
        *,
        article_id: int | None,
        due_at: datetime | None,
        kind: str | None,
        reason: str | None,
    ) -> None:
        candidate = page.candidate
        headers = {name.lower(): value for name, value in page.headers}
        self._connection.run(
            _SETTLE,
            {
                "url_key": known_as.requested,
                "url": page.requested_url,
                "source_id": self.source_id(page.source or urls.host(page.url), now=page.fetched_at),
                "state": {"not_article": "rejected", "refused": "refused"}.get(outcome, "archived"),
                "due_at": to_text(due_at) if due_at else None,
                "now": to_text(page.fetched_at),
                "via": candidate.via if candidate else "manual",
                "found_in": candidate and candidate.found_in,
                "title": candidate and candidate.title,
                "status": page.status,
                "outcome": outcome,
                "page_kind": kind,
                "reason": reason,
                "etag": headers.get("etag"),
                "last_modified": headers.get("last-modified"),
                "article_id": article_id,
            },
        )


_SETTLE = """
    INSERT INTO urls (url_key, url, source_id, state, due_at, found_at, via, found_in, title, fetched_at, status, outcome, page_kind, reason,
                      etag, last_modified, article_id)
    VALUES (:url_key, :url, :source_id, :state, :due_at, :now, :via, :found_in, :title, :now, :status, :outcome, :page_kind, :reason,
            :etag, :last_modified, :article_id)
    ON CONFLICT (url_key) DO UPDATE SET
        -- A page that was an article and is none today (a wall, an error page) leaves its story archived.
        state = CASE WHEN excluded.state = 'rejected' AND article_id IS NOT NULL THEN 'archived' ELSE excluded.state END,
        due_at = excluded.due_at, leased_until = NULL, worker = NULL, attempts = 0,
        fetched_at = excluded.fetched_at, status = excluded.status, outcome = excluded.outcome, page_kind = excluded.page_kind,
        reason = excluded.reason, etag = excluded.etag, last_modified = excluded.last_modified,
        article_id = coalesce(excluded.article_id, article_id)
"""


def revision_json(article: Article) -> str:
    """A version of a story as ``revisions.article`` holds it: everything but the sidebar."""
    values = article.to_dict()
    del values["sidebar_links"]
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def _is_copy(match: Match, page: Page, known_as: Addresses) -> bool:
    """Whether the page is another dress of a story whose main page we have: it must not make the story flip to and fro."""
    if match.evidence == "canonical":
        return True
    return known_as.variant and page.url != match.story.article.url


def _differs(old: Article, new: Article) -> bool:
    """Whether any value but the sidebar's differs, also one that makes no revision."""
    return replace(old, sidebar_links=[]) != replace(new, sidebar_links=[])


def _instant(stamp: Timestamp | None) -> datetime | None:
    """The instant to count a story's age from; the day's or time's UTC reading where that is all there is."""
    if stamp is None:
        return None
    value = stamp.value
    if isinstance(value, datetime):
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
    return datetime(value.year, value.month, value.day, tzinfo=UTC)


def _content_type(headers: Iterable[tuple[str, str]]) -> str | None:
    return next((value for name, value in headers if name.lower() == "content-type"), None)


def _marks(items: Iterable[object]) -> str:
    return ", ".join("?" for _ in items)

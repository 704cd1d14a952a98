"""The rows of a story: values, words, authors, pictures, tags, versions, addresses, sidebar. SQL only; what to write is
decided in store.py."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any

from .. import urls
from ..items import Article, Page, SidebarLink
from . import rows
from .connection import Connection
from .health import forget_day
from .identity import Addresses
from .index import index_article
from .instants import to_text
from .outline import outline
from .records import Outcome, StoredArticle


@dataclass(frozen=True, kw_only=True, slots=True)
class Visit:
    """A page that was fetched, and what was read from it."""

    article: Article
    """The story as the page tells it."""
    page: Page
    """What was fetched."""
    known_as: Addresses
    """The addresses it may be known by."""
    source_id: int
    """The source it belongs to."""
    capture_id: int | None
    """Its capture."""
    crawl_id: int | None
    """The crawl that fetched it."""
    extractor: str
    """Version of the extractor that read it."""


class Stories:
    """Reads and writes the rows of stories. Its caller has a transaction open."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def load(self, article_id: int) -> StoredArticle:
        """The story as it is stored, without its sidebar, which nothing is compared with."""
        found = self._connection.rows(f"{rows.SELECT} WHERE a.id = ?", (article_id,))
        return rows.stored_articles(self._connection, found, sidebar=False)[0]

    def add(self, visit: Visit) -> int:
        """Insert a story seen for the first time; its number."""
        seen_at = to_text(visit.page.fetched_at)
        return self.insert(
            visit.article,
            source_id=visit.source_id,
            story_key=visit.known_as.story,
            first_seen=seen_at,
            last_seen=seen_at,
            capture_id=visit.capture_id,
            extractor=visit.extractor,
        )

    def insert(self, article: Article, *, source_id: int, **more: Any) -> int:
        """Insert a story; its number. ``more``: columns that are not read from the page."""
        values = {"source_id": source_id, **self._values(article, source_id), **more}
        marks = ", ".join("?" for _ in values)
        added = self._connection.run(
            f"INSERT INTO articles ({', '.join(values)}) VALUES ({marks})", tuple(values.values())
        )
        article_id = added.lastrowid
        assert article_id is not None
        self._write_parts(article_id, article)
        return article_id

    def write(self, article_id: int, article: Article, **more: Any) -> None:
        """Put these values in place of those stored; ``more``: columns that are not read from the page."""
        source_id = self._connection.value("SELECT source_id FROM articles WHERE id = ?", (article_id,))
        values = {**self._values(article, source_id), **more}
        assignments = ", ".join(f"{name} = ?" for name in values)
        self._connection.run(f"UPDATE articles SET {assignments} WHERE id = ?", (*values.values(), article_id))
        for table in ("article_authors", "article_images", "article_tags"):
            self._connection.run(f"DELETE FROM {table} WHERE article_id = ?", (article_id,))
        self._write_parts(article_id, article)
        forget_day(self._connection, article_id)

    def touch(self, article_id: int, seen_at: datetime) -> None:
        """The story was seen on its site."""
        self._connection.run(
            "UPDATE articles SET last_seen = ?, gone_at = NULL WHERE id = ?", (to_text(seen_at), article_id)
        )

    def add_revision(self, old: StoredArticle, visit: Visit, changed: Sequence[str], seen_at: datetime) -> None:
        """Keep a changed version; with the first change also the version before, which had no row of its own until
        now."""
        if old.revision_count == 1:
            capture_id = self._connection.value("SELECT capture_id FROM articles WHERE id = ?", (old.id,))
            self.insert_revision(
                article_id=old.id,
                number=1,
                seen_at=to_text(old.first_seen),
                changed="[]",
                article=revision_json(old.article),
                extractor=old.extractor,
                capture_id=capture_id,
            )
        self.insert_revision(
            article_id=old.id,
            number=old.revision_count + 1,
            seen_at=to_text(seen_at),
            changed=json.dumps(changed),
            article=revision_json(visit.article),
            extractor=visit.extractor,
            capture_id=visit.capture_id,
        )
        self._connection.run(
            "UPDATE articles SET changed_at = ?, revision_count = revision_count + 1 WHERE id = ?",
            (to_text(seen_at), old.id),
        )

    def insert_revision(self, **values: Any) -> None:
        """One row of ``revisions``."""
        columns, marks = ", ".join(values), ", ".join(f":{name}" for name in values)
        self._connection.run(f"INSERT INTO revisions ({columns}) VALUES ({marks})", values)

    def remember_addresses(self, outcome: Outcome, visit: Visit) -> None:
        """An address keeps the story it led to first, unless that was hearsay and now the address itself has
        answered."""
        page, known_as = visit.page, visit.known_as
        seen = {known_as.requested: (page.requested_url, "requested")}
        if known_as.canonical and known_as.canonical_url:
            seen[known_as.canonical] = (known_as.canonical_url, "canonical")
        seen |= {urls.normalise(url): (url, "page") for url in visit.article.pages}
        seen[known_as.own] = (page.url, "fetched")
        self._connection.run_many(
            """
            INSERT INTO article_urls (url_key, article_id, url, seen_as, first_seen) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET article_id = excluded.article_id, url = excluded.url, seen_as = 'fetched'
            WHERE seen_as <> 'fetched' AND excluded.seen_as = 'fetched'
            """,
            [(key, outcome.article_id, url, seen_as, to_text(page.fetched_at)) for key, (url, seen_as) in seen.items()],
        )

    def observe_sidebar(self, article_id: int, links: Sequence[SidebarLink], seen_at: datetime) -> None:
        """Note what a page promoted, and where; a second time changes nothing."""
        known = [(position, link) for position, link in enumerate(links, start=1) if urls.is_address(link.url)]
        self._many(
            """
            INSERT INTO promoted_links (id, url_key, url, title, teaser) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
            """,
            [(link_id(link), urls.normalise(link.url), link.url, link.title, link.teaser) for _, link in known],
        )
        text = to_text(seen_at)
        self._many(
            """
            INSERT INTO sidebar_observations (article_id, seen_at, position, kind, block, rank, link_id)
            VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
            """,
            [(article_id, text, position, link.kind, link.block, link.rank, link_id(link)) for position, link in known],
        )

    def _values(self, article: Article, source_id: int) -> rows.Values:
        return {
            **rows.article_values(article),
            "section_id": self._section_id(source_id, article.section),
            "word_count": len(article.body.split()),
        }

    def _write_parts(self, article_id: int, article: Article) -> None:
        self._connection.run(
            """
            INSERT INTO article_text (article_id, body, outline) VALUES (?, ?, ?)
            ON CONFLICT (article_id) DO UPDATE SET body = excluded.body, outline = excluded.outline
            """,
            (article_id, article.body, outline(article.blocks)),
        )
        self._write_authors(article_id, article)
        self._write_images(article_id, article)
        self._write_tags(article_id, article)
        index_article(self._connection, article_id, article)

    def _write_authors(self, article_id: int, article: Article) -> None:
        self._many(
            "INSERT INTO authors (name, kind) VALUES (?, ?) ON CONFLICT DO NOTHING",
            [(author.name, author.kind) for author in article.authors],
        )
        self._many(
            """
            INSERT INTO article_authors (article_id, position, author_id, role, url, affiliation)
            SELECT ?, ?, id, ?, ?, ? FROM authors WHERE name = ? AND kind = ?
            """,
            [
                (article_id, position, author.role, author.url, author.affiliation, author.name, author.kind)
                for position, author in enumerate(article.authors, start=1)
            ],
        )

    def _write_images(self, article_id: int, article: Article) -> None:
        self._many(
            "INSERT INTO images (url) VALUES (?) ON CONFLICT DO NOTHING",
            [(image.url,) for image in article.images if image.url],
        )
        self._many(
            """
            INSERT INTO article_images (article_id, position, image_id, role, caption, credit, photographer, agency,
                                        alt, raw_caption)
            VALUES (:article_id, :position, (SELECT id FROM images WHERE url = :url), :role, :caption, :credit,
                    :photographer, :agency, :alt, :raw_caption)
            """,
            [
                {"article_id": article_id, "position": position, "url": image.url, **rows.image_values(image)}
                for position, image in enumerate(article.images, start=1)
            ],
        )

    def _write_tags(self, article_id: int, article: Article) -> None:
        tags = list(dict.fromkeys(article.tags))
        self._many("INSERT INTO tags (name) VALUES (?) ON CONFLICT DO NOTHING", [(tag,) for tag in tags])
        self._many(
            "INSERT INTO article_tags (article_id, position, tag_id) SELECT ?, ?, id FROM tags WHERE name = ?",
            [(article_id, position, tag) for position, tag in enumerate(tags, start=1)],
        )

    def _section_id(self, source_id: int, name: str | None) -> int | None:
        if not name:
            return None
        key = (source_id, name)
        found = self._connection.value("SELECT id FROM sections WHERE source_id = ? AND name = ?", key)
        return found or self._connection.run("INSERT INTO sections (source_id, name) VALUES (?, ?)", key).lastrowid

    def _many(self, sql: str, parameters: Sequence[rows.Values | tuple[Any, ...]]) -> None:
        if parameters:
            self._connection.run_many(sql, parameters)


def link_id(link: SidebarLink) -> int:
    """Number of a promoted link: the same words at the same address have the same, in every archive.

    >>> link_id(SidebarLink(url="https://example.com/a", title="Rain"))
    5563695715331169190
    """
    said = "\0".join((link.url, link.title or "", link.teaser or ""))
    # 63 bits, what SQLite's integers hold; two of ten million links share one with a probability of 1 in 180,000.
    return int.from_bytes(blake2b(said.encode(), digest_size=8).digest(), "big") >> 1


def revision_json(article: Article) -> str:
    """A version of a story as ``revisions.article`` holds it: everything it has but the sidebar, the body only as
    blocks."""
    values = {name: _present(value) for name, value in article.to_dict().items() if name not in _IN_NO_REVISION}
    return json.dumps(
        {name: value for name, value in values.items() if value not in (None, [], {})},
        ensure_ascii=False,
        separators=(",", ":"),
    )


_IN_NO_REVISION = frozenset({"body", "sidebar_links"})


def _present(value: Any) -> Any:
    """A list of items without the fields they do not have; any other value as it is."""
    if not isinstance(value, list):
        return value
    return [
        {name: part for name, part in item.items() if part is not None} if isinstance(item, dict) else item
        for item in value
    ]

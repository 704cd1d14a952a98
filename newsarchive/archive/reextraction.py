"""What re-extraction reads and writes: articles with the captures they were read from, and better readings in their
place."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from .. import urls
from ..items import Article, SidebarLink
from .captures import Captures
from .connection import Connection
from .instants import from_text, to_text
from .records import StoredArticle, StoredCapture
from .stories import Stories, revision_json

_CHUNK = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class Scope:
    """Which articles are to be read again; without anything said, all that another version of the extractor read."""

    source: str | None = None
    """Name of their source."""
    since: datetime | None = None
    """First seen then or later."""
    limit: int | None = None
    """At most so many, at least one."""
    everything: bool = False
    """Those, too, that this version of the extractor read: after a new recipe."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Version:
    """One version of a story that has changed."""

    number: int
    """From 1."""
    article: Article
    """As it was read."""
    changed: list[str]
    """Fields that differ from the version before."""
    capture_id: int | None
    """The capture it was read from."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reread:
    """An article that is to be read again."""

    story: StoredArticle
    """As it is stored."""
    capture_id: int
    """The capture its current values were read from."""
    captures: list[StoredCapture]
    """Every capture of it that has a payload, oldest first."""
    versions: list[Version]
    """Its versions; none where it never changed."""
    sidebars: dict[datetime, list[SidebarLink]]
    """When it was seen → what stood beside it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Better:
    """What reading an article again gave."""

    current: Article
    """Its values now."""
    versions: list[Version] = field(default_factory=list)
    """Its versions, each read again where its capture could be."""
    sidebars: Mapping[datetime, Sequence[SidebarLink]] = field(default_factory=dict)
    """When it was seen → what stood beside it, for the captures that could be read again."""


class Reextraction:
    """Reads what is to be extracted again, and puts it back."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._captures = Captures(connection)
        self._stories = Stories(connection)

    def count(self, extractor: str, scope: Scope) -> int:
        """How many articles `each` gives."""
        where, parameters = _selected(extractor, scope)
        sql = f"SELECT count(*) FROM articles a WHERE {where}"
        found = int(self._connection.value(sql, {**parameters, "last": 0}))
        return found if scope.limit is None else min(found, scope.limit)

    def each(self, extractor: str, scope: Scope) -> Iterator[Reread]:
        """Articles that another extractor than this one read, by number."""
        where, parameters = _selected(extractor, scope)
        sql = f"SELECT a.id, a.capture_id FROM articles a WHERE {where} ORDER BY a.id LIMIT :chunk"
        last, left = 0, scope.limit
        while found := self._connection.rows(sql, {**parameters, "last": last, "chunk": min(_CHUNK, left or _CHUNK)}):
            for row in found:
                yield self._reread(row["id"], row["capture_id"])
            last = found[-1]["id"]
            if left is not None and (left := left - len(found)) <= 0:
                return

    def stale(self, url: str, extractor: str) -> Reread | None:
        """The article this address leads to, where another extractor than this one read it."""
        found = self._connection.row(
            """
            SELECT a.id, a.capture_id FROM article_urls u JOIN articles a ON a.id = u.article_id
            WHERE u.url_key = ? AND a.capture_id IS NOT NULL AND a.extractor <> ?
            """,
            (urls.normalise(url), extractor),
        )
        return self._reread(found["id"], found["capture_id"]) if found else None

    def write(self, old: Reread, new: Better, *, extractor: str) -> None:
        """Put better readings in place of the old. No revision: the story has not changed, and what its site changed
        stays."""
        article_id = old.story.id
        with self._connection.transaction():
            self._stories.write(article_id, new.current, extractor=extractor)
            self._connection.run_many(
                "UPDATE revisions SET article = ?, changed = ?, extractor = ? WHERE article_id = ? AND number = ?",
                [
                    (revision_json(one.article), json.dumps(one.changed), extractor, article_id, one.number)
                    for one in new.versions
                ],
            )
            for seen_at, links in new.sidebars.items():
                if list(links) != old.sidebars.get(seen_at, []):
                    self._write_sidebar(old.story, seen_at, links)

    def _reread(self, article_id: int, capture_id: int) -> Reread:
        return Reread(
            story=self._stories.load(article_id),
            capture_id=capture_id,
            captures=[one for one in self._captures.of_article(article_id) if one.status == 200],
            versions=self._versions(article_id),
            sidebars=self._sidebars(article_id),
        )

    def _versions(self, article_id: int) -> list[Version]:
        found = self._connection.rows("SELECT * FROM revisions WHERE article_id = ? ORDER BY number", (article_id,))
        return [
            Version(
                number=row["number"],
                article=Article.from_dict(json.loads(row["article"])),
                changed=json.loads(row["changed"]),
                capture_id=row["capture_id"],
            )
            for row in found
        ]

    def _sidebars(self, article_id: int) -> dict[datetime, list[SidebarLink]]:
        found = self._connection.rows(
            """
            SELECT o.seen_at, p.url, p.title, p.teaser, o.block, o.kind, o.rank
            FROM sidebar_observations o JOIN promoted_links p ON p.id = o.link_id
            WHERE o.article_id = ? ORDER BY o.seen_at, o.position
            """,
            (article_id,),
        )
        sidebars: dict[datetime, list[SidebarLink]] = {}
        for row in found:
            link = SidebarLink(**{name: row[name] for name in ("url", "title", "teaser", "block", "kind", "rank")})
            sidebars.setdefault(from_text(row["seen_at"]), []).append(link)
        return sidebars

    def _write_sidebar(self, story: StoredArticle, seen_at: datetime, links: Sequence[SidebarLink]) -> None:
        self._connection.run(
            "DELETE FROM sidebar_observations WHERE article_id = ? AND seen_at = ?", (story.id, to_text(seen_at))
        )
        self._stories.observe_sidebar(story.id, links, seen_at)


def as_stored(article: Article, stored: StoredArticle) -> Article:
    """A new reading in the form in which the archive holds articles, for comparing."""
    url = stored.article.url
    canonical_url = urls.believable_canonical(url, article.canonical_url) if url else None
    return replace(
        article,
        url=url,
        canonical_url=canonical_url,
        tags=list(dict.fromkeys(article.tags)),
        sidebar_links=[link for link in article.sidebar_links if urls.is_address(link.url)],
    )


def _selected(extractor: str, scope: Scope) -> tuple[str, dict[str, str | int | None]]:
    """Condition on ``articles a``, and its parameters."""
    conditions = {
        "a.id > :last AND a.capture_id IS NOT NULL": True,
        "a.extractor <> :extractor": not scope.everything,
        "a.source_id = (SELECT id FROM sources WHERE name = :source)": scope.source is not None,
        "a.first_seen >= :since": scope.since is not None,
    }
    where = " AND ".join(condition for condition, wanted in conditions.items() if wanted)
    since = to_text(scope.since) if scope.since else None
    return where, {"extractor": extractor, "source": scope.source, "since": since}

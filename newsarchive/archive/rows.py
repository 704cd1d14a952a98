"""Articles to rows and back: the only place that knows which column holds which field."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from sqlite3 import Row
from typing import Any

from ..items import Article, Author, Image, SidebarLink, Timestamp
from .connection import Connection
from .instants import from_text, from_text_or_none, to_text
from .outline import blocks_of
from .records import StoredArticle

Values = dict[str, Any]

_PLAIN = (
    "url",
    "canonical_url",
    "kind",
    "kind_reason",
    "headline",
    "kicker",
    "dek",
    "byline",
    "dateline",
    "language",
    "publisher",
    "paywall_sign",
)
"""Fields that are a column as they are."""

_STAMPS = ("published", "modified")


def article_values(article: Article) -> Values:
    """Column values of ``articles`` that are read from the page."""
    values: Values = {name: getattr(article, name) for name in _PLAIN}
    for name in _STAMPS:
        values.update(_stamp_values(name, getattr(article, name)))
    values["paywalled"] = None if article.paywalled is None else int(article.paywalled)
    values["truncated"] = int(article.truncated)
    values["provenance"] = _json(article.provenance) if article.provenance else None
    return values


def image_values(image: Image) -> Values:
    """Column values of ``article_images`` but its keys."""
    return {
        name: getattr(image, name)
        for name in ("role", "caption", "credit", "photographer", "agency", "alt", "raw_caption")
    }


def stored_articles(connection: Connection, rows: Sequence[Row], *, sidebar: bool = True) -> list[StoredArticle]:
    """Whole articles for rows of ``SELECT`` (below): what hangs on them is fetched for all at once.

    Without ``sidebar`` they have none: it is half of the rows of a story, and most comparisons leave it out.
    """
    ids = json.dumps([row["id"] for row in rows])
    parts = {name: _grouped(connection, sql, ids) for name, sql in _PARTS.items() if sidebar or name != "sidebar"}
    return [_stored(row, {name: found[row["id"]] for name, found in parts.items()}) for row in rows]


SELECT = """
    SELECT a.*, s.name AS source, x.name AS section, t.body, t.outline
    FROM articles a
    JOIN sources s ON s.id = a.source_id
    LEFT JOIN sections x ON x.id = a.section_id
    LEFT JOIN article_text t ON t.article_id = a.id
"""
"""What ``stored_articles`` wants; WHERE and ORDER BY follow."""

_PARTS = {
    "authors": """
        SELECT p.article_id, u.name, u.kind, p.role, p.url, p.affiliation
        FROM article_authors p JOIN authors u ON u.id = p.author_id
        WHERE p.article_id IN (SELECT value FROM json_each(?)) ORDER BY p.article_id, p.position
    """,
    "images": """
        SELECT p.article_id, i.url, p.role, p.caption, p.credit, p.photographer, p.agency, p.alt, p.raw_caption
        FROM article_images p LEFT JOIN images i ON i.id = p.image_id
        WHERE p.article_id IN (SELECT value FROM json_each(?)) ORDER BY p.article_id, p.position
    """,
    "tags": """
        SELECT p.article_id, g.name FROM article_tags p JOIN tags g ON g.id = p.tag_id
        WHERE p.article_id IN (SELECT value FROM json_each(?)) ORDER BY p.article_id, p.position
    """,
    "sidebar": """
        SELECT o.article_id, o.kind, o.block, o.rank, p.url, p.title, p.teaser
        FROM sidebar_observations o JOIN promoted_links p ON p.id = o.link_id
        WHERE o.article_id IN (SELECT value FROM json_each(?))
          AND o.seen_at = (SELECT max(seen_at) FROM sidebar_observations l WHERE l.article_id = o.article_id)
        ORDER BY o.article_id, o.position
    """,
}


def _grouped(connection: Connection, sql: str, ids: str) -> defaultdict[int, list[Row]]:
    """Rows by article; ``ids`` is a JSON list, so that SQLite prepares the statement once for any number of them."""
    grouped: defaultdict[int, list[Row]] = defaultdict(list)
    for row in connection.rows(sql, (ids,)):
        grouped[row["article_id"]].append(row)
    return grouped


def _stored(row: Row, parts: dict[str, list[Row]]) -> StoredArticle:
    return StoredArticle(
        id=row["id"],
        source=row["source"],
        article=_article(row, parts),
        first_seen=from_text(row["first_seen"]),
        last_seen=from_text(row["last_seen"]),
        changed_at=from_text_or_none(row["changed_at"]),
        gone_at=from_text_or_none(row["gone_at"]),
        revision_count=row["revision_count"],
        extractor=row["extractor"],
    )


def _article(row: Row, parts: dict[str, list[Row]]) -> Article:
    return Article(
        **{name: row[name] for name in _PLAIN},
        section=row["section"],
        published=_stamp(row, "published"),
        modified=_stamp(row, "modified"),
        paywalled=None if row["paywalled"] is None else bool(row["paywalled"]),
        truncated=bool(row["truncated"]),
        provenance=json.loads(row["provenance"] or "{}"),
        blocks=blocks_of(row["body"] or "", row["outline"] or "[]"),
        authors=[Author(**_without_id(part)) for part in parts["authors"]],
        images=[Image(**_without_id(part)) for part in parts["images"]],
        tags=[part["name"] for part in parts["tags"]],
        sidebar_links=[SidebarLink(**_without_id(part)) for part in parts.get("sidebar", ())],
    )


def _stamp_values(name: str, stamp: Timestamp | None) -> Values:
    if stamp is None:
        return dict.fromkeys(
            (f"{name}_raw", name, *(f"{name}_{part}" for part in ("at", "on", "offset", "precision", "source")))
        )
    value = stamp.value
    return {
        f"{name}_raw": stamp.raw,
        name: stamp.isoformat(),
        f"{name}_at": to_text(stamp.instant) if stamp.instant else None,
        f"{name}_on": (value.date() if isinstance(value, datetime) else value).isoformat(),
        f"{name}_offset": stamp.offset_minutes,
        f"{name}_precision": stamp.precision,
        f"{name}_source": stamp.source,
    }


def _stamp(row: Row, name: str) -> Timestamp | None:
    stated = row[name]
    if stated is None:
        return None
    return Timestamp(
        raw=row[f"{name}_raw"],
        value=date.fromisoformat(stated) if len(stated) == 10 else datetime.fromisoformat(stated),
        precision=row[f"{name}_precision"],
        source=row[f"{name}_source"],
    )


def _without_id(row: Row) -> Values:
    return {name: value for name, value in dict(row).items() if name != "article_id"}


def _json(value: Iterable[Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

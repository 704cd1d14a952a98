"""Stories as one Parquet file: typed columns, nested where a story has several of something."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..exceptions import UsageError

if TYPE_CHECKING:
    from types import ModuleType

    from ..archive import StoredArticle
    from ..items import Timestamp

GROUP = 1000
"""Stories in a row group, which is what is held in memory: a few megabytes of text."""

TEXTS = (
    *("source", "url", "canonical_url", "kind", "headline", "kicker", "dek", "byline", "dateline", "section"),
    *("language", "publisher", "body"),
)
"""Columns of text, as `StoredArticle.to_dict` names them."""
AUTHOR = ("name", "role", "kind", "url", "affiliation")
IMAGE = ("url", "role", "caption", "credit", "photographer", "agency", "alt")
LINK = ("block", "kind", "url", "title", "teaser")


def library() -> ModuleType:
    """pyarrow, without which there is no Parquet; UsageError where it is not installed."""
    try:
        import pyarrow as arrow  # noqa: PLC0415 - an extra
        import pyarrow.parquet  # noqa: PLC0415 - as above
    except ImportError as error:
        raise UsageError(
            "writing Parquet needs pyarrow, which is not installed: run `pip install 'newsarchive[parquet]'`, "
            "or choose --format jsonl, which DuckDB and pandas read, too"
        ) from error
    module: ModuleType = arrow
    return module


def write(stories: Iterable[StoredArticle], file: Path) -> int:
    """A row a story; how many."""
    arrow = library()
    schema, count, rest = _schema(arrow), 0, iter(stories)
    with arrow.parquet.ParquetWriter(file, schema, compression="zstd") as writer:
        while group := [_row(story) for story in islice(rest, GROUP)]:
            writer.write_table(arrow.Table.from_pylist(group, schema=schema))
            count += len(group)
    return count


def _schema(arrow: ModuleType) -> Any:
    """Column → type."""
    text, instant = arrow.string(), arrow.timestamp("s", tz="UTC")

    def many(fields: Iterable[str], **others: Any) -> Any:
        return arrow.list_(arrow.struct([*((name, text) for name in fields), *others.items()]))

    return arrow.schema(
        [
            ("id", arrow.int64()),
            *((name, text) for name in TEXTS),
            ("authors", many(AUTHOR)),
            ("tags", arrow.list_(text)),
            ("published", text),
            ("published_on", arrow.date32()),
            ("published_at", instant),
            ("modified", text),
            ("modified_at", instant),
            ("word_count", arrow.int32()),
            ("images", many(IMAGE)),
            ("sidebar_links", many(LINK, rank=arrow.int32())),
            ("paywalled", arrow.bool_()),
            ("truncated", arrow.bool_()),
            ("first_seen", instant),
            ("last_seen", instant),
            ("changed_at", instant),
            ("gone_at", instant),
            ("revisions", arrow.int32()),
            ("extractor", text),
        ]
    )


def _row(story: StoredArticle) -> dict[str, Any]:
    """A story's columns."""
    article = story.article
    told = story.to_dict()
    return {
        "id": story.id,
        **{name: told[name] for name in TEXTS},
        "authors": list(_picked(article.authors, AUTHOR)),
        "tags": article.tags,
        "published": _stated(article.published),
        "published_on": _day(article.published),
        "published_at": article.published.instant if article.published else None,
        "modified": _stated(article.modified),
        "modified_at": article.modified.instant if article.modified else None,
        "word_count": len(article.body.split()),
        "images": list(_picked(article.images, IMAGE)),
        "sidebar_links": list(_picked(article.sidebar_links, (*LINK, "rank"))),
        "paywalled": article.paywalled,
        "truncated": article.truncated,
        **{name: getattr(story, name) for name in ("first_seen", "last_seen", "changed_at", "gone_at", "extractor")},
        "revisions": story.revision_count,
    }


def _picked(items: Iterable[object], names: Iterable[str]) -> Iterator[dict[str, Any]]:
    names = tuple(names)
    return ({name: getattr(item, name) for name in names} for item in items)


def _stated(stamp: Timestamp | None) -> str | None:
    """As the page states it: with its own offset, without one, or only a day."""
    return stamp.isoformat() if stamp else None


def _day(stamp: Timestamp | None) -> date | None:
    if stamp is None:
        return None
    return stamp.value.date() if isinstance(stamp.value, datetime) else stamp.value

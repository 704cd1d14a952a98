"""What the archive hands out: plain values, no connection behind them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from ..items import Article, Candidate

if TYPE_CHECKING:
    from ..captures import CaptureRef

OutcomeKind = Literal["new", "unchanged", "revised", "duplicate", "held", "refused"]
State = Literal["waiting", "archived", "rejected", "failed", "gone", "refused"]
SettledAs = Literal["new", "unchanged", "revised", "duplicate", "not_article", "gone", "failed", "refused"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What storing a page came to."""

    kind: OutcomeKind
    """new; unchanged; revised; duplicate (another address of a story that is here); held (taken for a fault of the
    page, see suspicion.py); refused (taken down)."""
    article_id: int | None = None
    """The article; None where it was refused."""
    changed: list[str] = field(default_factory=list)
    """Fields that changed, for a revision."""
    reason: str | None = None
    """Why it was held back or refused."""


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredArticle:
    """A story as the archive holds it now."""

    id: int
    """Number in this archive."""
    source: str
    """Name of its source."""
    article: Article
    """Its values as last seen; the sidebar as at the last visit."""
    first_seen: datetime
    """When the archive first fetched it."""
    last_seen: datetime
    """When the archive last saw it on its site."""
    changed_at: datetime | None = None
    """When the archive saw its last real change; None where it never changed."""
    gone_at: datetime | None = None
    """When the site first said it is gone."""
    revision_count: int = 1
    """Versions seen."""
    extractor: str
    """Version of the extractor that read the values."""
    captures: list[StoredCapture] = field(default_factory=list)
    """Every fetch of it, oldest first. Iterating over many articles leaves it empty; ``get`` fills it."""

    def to_dict(self) -> dict[str, Any]:
        """``Article.to_dict`` with what the archive knows beside it."""
        return {
            "id": self.id,
            "source": self.source,
            **self.article.to_dict(),
            "first_seen": _iso(self.first_seen),
            "last_seen": _iso(self.last_seen),
            "changed_at": _iso(self.changed_at),
            "gone_at": _iso(self.gone_at),
            "revisions": self.revision_count,
            "extractor": self.extractor,
        }


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredCapture:
    """A fetched response, as indexed."""

    id: int
    """Number in this archive."""
    status: int
    """HTTP status."""
    ref: CaptureRef
    """Where its record is."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Revision:
    """One version of a story."""

    number: int
    """From 1, as first seen."""
    seen_at: datetime
    """When the archive first saw it."""
    changed: list[str]
    """Fields that differ from the version before."""
    article: Article
    """The story as it was then; without its sidebar, which is an observation of its own."""
    extractor: str
    """Version of the extractor that read it."""
    capture_id: int | None = None
    """The capture it was read from."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Due:
    """An address that a worker has been given to fetch."""

    url: str
    """The address."""
    source: str
    """Name of its source."""
    candidate: Candidate
    """What discovery said of it."""
    etag: str | None = None
    """ETag to ask with, where it was fetched before."""
    last_modified: str | None = None
    """Last-Modified to ask with."""
    attempts: int = 0
    """Failures since the last success."""
    revisit: bool = False
    """Whether it is archived already and only looked at again."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """State of a feed, sitemap or section page between crawls."""

    url: str
    """Its address."""
    source: str | None = None
    """Name of its source."""
    kind: str | None = None
    """feed, sitemap, sitemap_index, news_sitemap or section."""
    fetched_at: datetime | None = None
    """When it was last fetched."""
    changed_at: datetime | None = None
    """When its payload was last seen to differ."""
    status: int | None = None
    """HTTP status of the last fetch."""
    etag: str | None = None
    """ETag of the last answer."""
    last_modified: str | None = None
    """Last-Modified of the last answer."""
    digest: str | None = None
    """Digest of the last payload."""
    candidates: int | None = None
    """Addresses found in it last time."""
    new_candidates: int | None = None
    """How many of them were new."""
    reason: str | None = None
    """What was wrong with it."""
    due_at: datetime | None = None
    """When it is to be asked for again; None: when its sitemap index says that it changed, or never asked for yet."""
    failures: int = 0
    """Failures in a row to get it."""
    parent: str | None = None
    """The sitemap index that names it; None for what the sources file declares."""
    retired: str | None = None
    """Why it is looked at rarely, where it is."""
    read_for: str | None = None
    """The span of days for which a backfill has read it whole, as ``2020-01-01/2020-12-31``."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceStatus:
    """How a source is doing."""

    source: str
    """Its name."""
    articles: int
    """Articles archived."""
    revisions: int
    """Real changes seen."""
    waiting: int
    """Addresses found and not yet fetched."""
    due: int
    """Addresses that may be fetched now, revisits included."""
    rejected: int
    """Pages that were no articles."""
    failed: int
    """Addresses given up on."""
    refused: int
    """Addresses not fetched or kept because someone asked not to."""
    failures: dict[str, int]
    """Reason → addresses that failed for it, most frequent first, at most five."""
    new_per_day: dict[str, int]
    """Day (UTC) → articles first seen then, for the last seven days, oldest first."""
    fill: dict[str, float]
    """Field → share of its latest 500 articles that have it, 0 to 1."""
    last_crawl: datetime | None = None
    """When its last crawl began."""
    last_crawl_reason: str | None = None
    """Why that ended; None while it runs."""


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.strftime("%Y-%m-%dT%H:%M:%SZ")

"""What a crawl did, told while it happens and summed up at its end.

Spiders and pipelines send Scrapy signals: `page_settled` with a `Settled`, `document_read` with a `DocumentRead`,
`crawl_failed` with an exception. Whoever wants to know connects to them; `CrawlReport` is the one that counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

page_settled = object()
"""Scrapy signal: a page is done with, ``event`` is a `Settled`."""
document_read = object()
"""Scrapy signal: a feed, sitemap or section page was read or could not be, ``event`` is a `DocumentRead`."""
crawl_failed = object()
"""Scrapy signal: something failed that no single page is to blame for, ``error`` is the exception."""
surveyed = object()
"""Scrapy signal: a site was surveyed; ``address`` as asked, ``result`` is a `newsarchive.survey.Survey` or an error."""

OUTCOMES = ("new", "revised", "unchanged", "duplicate", "not_article", "refused", "gone", "failed")
"""What may come of a page, in the order of summaries."""

STORED = frozenset({"new", "revised", "unchanged", "duplicate"})
"""Outcomes by which a page is in the archive."""


@dataclass(kw_only=True, frozen=True, slots=True)
class Settled:
    """A page is done with, for this crawl."""

    source: str
    """Name of its source."""
    url: str
    """Address that was asked for."""
    outcome: str
    """One of `OUTCOMES`."""
    reason: str | None = None
    """Why, in words, where it was not stored."""
    fetched: bool = True
    """Whether the site was asked for it and answered."""


@dataclass(kw_only=True, frozen=True, slots=True)
class DocumentRead:
    """A feed, sitemap or section page was read, or could not be."""

    source: str
    """Name of its source."""
    url: str
    """Its address."""
    kind: str
    """feed, sitemap, news_sitemap, sitemap_index or section."""
    found: int = 0
    """Pages it names."""
    new: int = 0
    """How many of them nobody knew before."""
    problem: str | None = None
    """Why it could not be read; None where it was."""


@dataclass(kw_only=True, frozen=True, slots=True)
class Remark:
    """Something a person may want to look at: what happened, how often, where for example."""

    source: str
    outcome: str
    reason: str
    count: int
    example: str


@dataclass(kw_only=True, slots=True)
class CrawlReport:
    """Counts of one crawl."""

    pages: dict[str, Counter[str]] = field(default_factory=dict)
    """Outcomes of pages, by source; ``fetched`` counts those the site answered."""
    documents: Counter[str] = field(default_factory=Counter)
    """``read``, ``failed``, ``found`` and ``new`` over all feeds, sitemaps and section pages."""
    reasons: dict[tuple[str, str, str], list[str]] = field(default_factory=dict)
    """(source, outcome, reason) → addresses it is true of."""

    def settle(self, event: Settled) -> None:
        """Count a page."""
        counts = self.pages.setdefault(event.source, Counter())
        counts[event.outcome] += 1
        counts["fetched"] += event.fetched
        if event.reason and event.outcome not in STORED:
            self.reasons.setdefault((event.source, event.outcome, event.reason), []).append(event.url)

    def read(self, event: DocumentRead) -> None:
        """Count a document."""
        self.documents["failed" if event.problem else "read"] += 1
        self.documents.update(found=event.found, new=event.new)
        if event.problem:
            self.reasons.setdefault((event.source, "discovery", event.problem), []).append(event.url)

    @property
    def totals(self) -> Counter[str]:
        """Outcomes over all sources."""
        return sum(self.pages.values(), Counter())

    @property
    def worked(self) -> bool:
        """Whether anything at all came through: a page or a document."""
        return bool(self.documents["read"] or self.totals["fetched"])

    def remarks(self) -> Iterator[Remark]:
        """What went wrong or was turned away, worst first, then by number."""
        order = {"discovery": 0, "failed": 1, "refused": 2, "gone": 3, "not_article": 4}
        for (source, outcome, reason), urls in sorted(
            self.reasons.items(), key=lambda item: (order.get(item[0][1], 9), -len(item[1]), item[0])
        ):
            yield Remark(source=source, outcome=outcome, reason=reason, count=len(urls), example=urls[0])

    def counts(self) -> dict[str, int]:
        """Plain numbers for the archive's table of crawls."""
        documents = {f"documents_{name}": count for name, count in self.documents.items()}
        return {**{name: count for name, count in self.totals.items() if count}, **documents}

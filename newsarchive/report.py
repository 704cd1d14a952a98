"""What a crawl did, told while it happens and summed up at its end.

Spiders and pipelines send Scrapy signals: `page_settled` with a `Settled`, `document_read` with a `DocumentRead`,
`crawl_failed` with an exception. Whoever wants to know connects to them; `CrawlReport` is the one that counts.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

page_settled = object()
"""Scrapy signal: a page is done with, ``event`` is a `Settled`."""
document_read = object()
"""Scrapy signal: a feed, sitemap or section page was read or could not be, ``event`` is a `DocumentRead`."""
crawl_failed = object()
"""Scrapy signal: something failed that no single page is to blame for, ``error`` is the exception."""
watch_noted = object()
"""Scrapy signal: something a person who watches should know of, in ``words``."""
surveyed = object()
"""Scrapy signal: a site was surveyed; ``address`` as asked, ``result`` is a `newsarchive.survey.Survey` or an error."""

OUTCOMES = ("new", "revised", "unchanged", "duplicate", "held", "not_article", "refused", "gone", "failed")
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
    """feed, sitemap, news_sitemap, sitemap_index or section; ``site`` where all of the site is left alone for now."""
    found: int = 0
    """Pages it names."""
    new: int = 0
    """How many of them nobody knew before."""
    problem: str | None = None
    """Why it could not be read; None where it was."""


@dataclass(kw_only=True, slots=True)
class Remark:
    """Something a person may want to look at."""

    source: str
    """Name of the source."""
    outcome: str
    """One of `OUTCOMES`, ``discovery`` or ``left_alone``."""
    reason: str
    """Why, in words."""
    count: int = 0
    """How often."""
    example: str
    """Where for the first time."""


@dataclass(kw_only=True, slots=True)
class CrawlReport:
    """Counts of one crawl."""

    pages: dict[str, Counter[str]] = field(default_factory=dict)
    """Outcomes of pages, by source; ``fetched`` counts those the site answered."""
    documents: Counter[str] = field(default_factory=Counter)
    """``read``, ``failed``, ``found`` and ``new`` over all feeds, sitemaps and section pages."""
    reasons: dict[tuple[str, str, str], Remark] = field(default_factory=dict)
    """(source, outcome, reason) → how often."""

    def settle(self, event: Settled) -> None:
        """Count a page."""
        counts = self.pages.setdefault(event.source, Counter())
        counts[event.outcome] += 1
        counts["fetched"] += event.fetched
        if event.reason and event.outcome not in STORED:
            self._remark(event.source, event.outcome, event.reason, event.url)

    def read(self, event: DocumentRead) -> None:
        """Count a document."""
        self.documents["failed" if event.problem else "read"] += 1
        self.documents.update(found=event.found, new=event.new)
        if event.problem:
            outcome = "left_alone" if event.kind == "site" else "discovery"
            self._remark(event.source, outcome, event.problem, event.url)

    def _remark(self, source: str, outcome: str, reason: str, url: str) -> None:
        """Count a reason."""
        new = Remark(source=source, outcome=outcome, reason=reason, example=url)
        self.reasons.setdefault((source, outcome, reason), new).count += 1

    @property
    def totals(self) -> Counter[str]:
        """Outcomes over all sources."""
        return sum(self.pages.values(), Counter())

    @property
    def worked(self) -> bool:
        """Whether anything at all came through: a page or a document."""
        return bool(self.documents["read"] or self.totals["fetched"])

    def remarks(self) -> list[Remark]:
        """What went wrong or was turned away, worst first, then by number.

        >>> report = CrawlReport()
        >>> report.settle(Settled(source="a", url="https://a.example/1", outcome="gone", reason="HTTP 404"))
        >>> report.settle(Settled(source="a", url="https://a.example/2", outcome="failed", reason="HTTP 500"))
        >>> [(remark.reason, remark.count) for remark in report.remarks()]
        [('HTTP 500', 1), ('HTTP 404', 1)]
        """
        order = ("left_alone", "discovery", "failed", "refused", "held", "gone", "not_article")
        return sorted(
            self.reasons.values(), key=lambda remark: (order.index(remark.outcome), -remark.count, remark.source)
        )

    def counts(self) -> dict[str, int]:
        """Plain numbers for the archive's table of crawls."""
        documents = {f"documents_{name}": count for name, count in self.documents.items()}
        return {**{name: count for name, count in self.totals.items() if count}, **documents}

"""Figures for Prometheus, through its own client library (the extra ``metrics``): of a crawl while it runs, at a port;
of the sources, as a file for the node exporter's textfile collector.

    newsarchive watch --metrics-port 9464
    newsarchive status --prometheus /var/lib/node_exporter/newsarchive.prom
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from .exceptions import UsageError
from .health import WEIGHT

if TYPE_CHECKING:
    from types import ModuleType

    from prometheus_client import CollectorRegistry, Gauge

    from .archive import SourceHealth, SourceStatus
    from .report import DocumentRead, Settled

LOOPBACK = "127.0.0.1"
"""Where figures are served: to this machine alone."""


def _library() -> ModuleType:
    """The client library. Raises UsageError where the extra is missing."""
    try:
        import prometheus_client  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise UsageError("figures for Prometheus need an extra: pip install 'newsarchive[metrics]'") from error
    return prometheus_client


class CrawlMetrics:
    """Counts what a crawl or watch does, for Prometheus to ask for."""

    def __init__(self) -> None:
        library = _library()
        self.registry: CollectorRegistry = library.CollectorRegistry()
        self._pages = library.Counter(
            "newsarchive_pages", "Pages done with, by what came of them.", ["source", "outcome"], registry=self.registry
        )
        self._documents = library.Counter(
            "newsarchive_documents",
            "Feeds, sitemaps and section pages asked for.",
            ["source", "result"],
            registry=self.registry,
        )
        self._found = library.Counter(
            "newsarchive_addresses", "Addresses of stories that were new.", ["source"], registry=self.registry
        )
        self._last = library.Gauge(
            "newsarchive_last_page_timestamp_seconds", "When a page was last done with.", registry=self.registry
        )

    def serve(self, port: int) -> int:
        """Answer at a port of this machine, 0 for any that is free; the port. Raises OSError where it is taken."""
        server, _ = _library().start_http_server(port, addr=LOOPBACK, registry=self.registry)
        return int(server.server_port)

    def page(self, event: Settled) -> None:
        """Count a page."""
        self._pages.labels(event.source, event.outcome).inc()
        self._last.set_to_current_time()

    def document(self, event: DocumentRead) -> None:
        """Count a document."""
        self._documents.labels(event.source, "failed" if event.problem else "read").inc()
        self._found.labels(event.source).inc(event.new)


def write_status(path: Path, statuses: Iterable[SourceStatus], healths: Iterable[SourceHealth]) -> None:
    """Write how each source is doing as a file for the textfile collector; whole or not at all."""
    library = _library()
    registry: CollectorRegistry = library.CollectorRegistry()

    def gauge(name: str, meaning: str, *labels: str) -> Gauge:
        made: Gauge = library.Gauge(f"newsarchive_{name}", meaning, ["source", *labels], registry=registry)
        return made

    articles, urls = gauge("articles", "Stories archived."), gauge("urls", "Addresses, by state.", "state")
    fill = gauge("fill_ratio", "Share of the latest stories that have a field.", "field")
    fresh = gauge("stories_7d", "Stories first seen in the last seven days.")
    for status in statuses:
        articles.labels(status.source).set(status.articles)
        fresh.labels(status.source).set(sum(status.new_per_day.values()))
        for state in ("waiting", "due", "rejected", "failed", "refused"):
            urls.labels(status.source, state).set(getattr(status, state))
        for name, share in status.fill.items():
            fill.labels(status.source, name).set(share)
    verdict = gauge("verdict", "0 unknown, 1 healthy, 2 suspect, 3 broken.")
    cause = gauge("cause", "1 for the likely cause, where something is wrong.", "cause")
    held = gauge("held_pages", "Pages that are held back.")
    newest = gauge("newest_story_timestamp_seconds", "When the newest story was first seen.")
    looked = gauge("last_look_timestamp_seconds", "When the site was last asked for anything.")
    for health in healths:
        verdict.labels(health.source).set(WEIGHT[health.diagnosis.verdict])
        held.labels(health.source).set(health.held)
        if health.diagnosis.cause:
            cause.labels(health.source, health.diagnosis.cause).set(1)
        for measure, moment in ((newest, health.history.newest), (looked, health.history.looked)):
            if moment:
                measure.labels(health.source).set(moment.timestamp())
    library.write_to_textfile(str(path), registry)

"""Figures for Prometheus: of a crawl at a port, of the sources in a file."""

from __future__ import annotations

import sys
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsarchive.archive import Archive
from newsarchive.exceptions import UsageError
from newsarchive.items import Article, Block, Page
from newsarchive.metrics import CrawlMetrics, write_status
from newsarchive.report import DocumentRead, Settled

NOW = datetime(2026, 5, 2, 12, tzinfo=UTC)


def test_a_crawl_is_counted_and_served_to_this_machine_alone() -> None:
    metrics = CrawlMetrics()
    port = metrics.serve(0)
    metrics.page(Settled(source="post", url="https://post.example/1", outcome="new"))
    metrics.document(DocumentRead(source="post", url="https://post.example/rss", kind="feed", new=3))
    metrics.document(DocumentRead(source="post", url="https://post.example/map", kind="sitemap", problem="HTTP 404"))
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(
        f"http://127.0.0.1:{port}/metrics"
    ) as answer:
        told = answer.read().decode()
    assert 'newsarchive_pages_total{outcome="new",source="post"} 1.0' in told
    assert 'newsarchive_documents_total{result="failed",source="post"} 1.0' in told
    assert 'newsarchive_addresses_total{source="post"} 3.0' in told


def test_the_sources_are_written_for_the_textfile_collector(tmp_path: Path) -> None:
    with Archive(tmp_path / "news.db", create=True) as archive:
        url = "https://post.example/1"
        page = Page(url=url, requested_url=url, source="post", fetched_at=NOW, status=200)
        archive.store(Article(url=url, headline="Rain", blocks=[Block(type="paragraph", text="Rain.")]), page)
        write_status(tmp_path / "news.prom", archive.status(now=NOW), archive.health(now=NOW))
    told = (tmp_path / "news.prom").read_text()
    assert 'newsarchive_articles{source="post"} 1.0' in told
    assert 'newsarchive_verdict{source="post"} 1.0' in told
    assert 'newsarchive_fill_ratio{field="headline",source="post"} 1.0' in told
    assert 'newsarchive_newest_story_timestamp_seconds{source="post"} 1.7777232e+09' in told
    assert [path.name for path in tmp_path.glob("*.prom*")] == ["news.prom"]


def test_without_the_extra_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "prometheus_client", None)
    with pytest.raises(UsageError, match=r"pip install 'newsarchive\[metrics\]'"):
        CrawlMetrics()

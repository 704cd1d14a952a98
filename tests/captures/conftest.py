from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from newsarchive.captures import CaptureRef, CaptureWriter
from newsarchive.items import Candidate, Page

BEGIN = datetime(2026, 5, 2, 7, 30, tzinfo=UTC)


class Ledger:
    """What an archive knows of earlier captures, as a CaptureWriter asks for it."""

    def __init__(self) -> None:
        self.by_digest: dict[str, CaptureRef] = {}
        self.by_url: dict[str, CaptureRef] = {}

    def add(self, ref: CaptureRef) -> None:
        self.by_digest[ref.digest] = ref
        self.by_url[ref.url] = ref

    def __call__(self, url: str, digest: str | None) -> CaptureRef | None:
        return self.by_url.get(url) if digest is None else self.by_digest.get(digest)


def _make_page(number: int = 1, **changed: object) -> Page:
    url = f"http://news.example.com/2026/05/story-{number}?page=1"
    fields: dict[str, object] = {
        "url": url,
        "requested_url": url.replace("?page=1", ""),
        "source": "example",
        "fetched_at": BEGIN + timedelta(minutes=number),
        "status": 200,
        "headers": [("Content-Type", "text/html; charset=utf-8"), ("ETag", f'"{number}"')],
        "body": f"<h1>Story {number}</h1><p>Es regnete in Städten wie Köln.</p>".encode() * 3,
        "request_headers": [("Host", "news.example.com"), ("User-Agent", "newsarchive")],
        "ip_address": "127.0.0.1",
        "candidate": Candidate(url=url, via="feed", found_in="http://news.example.com/feed", title="Story\n№ 1"),
    }
    return Page(**{**fields, **changed})  # type: ignore[arg-type]


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., tuple[Path, list[CaptureRef]]]:
    """Write pages into a fresh folder; the (first) file and the references come back."""

    def _write(pages: list[Page], **options: object) -> tuple[Path, list[CaptureRef]]:
        ledger = Ledger()
        refs = []
        with CaptureWriter(tmp_path / "captures", crawl="example-1", known=ledger, **options) as writer:  # type: ignore[arg-type]
            for page in pages:
                refs.append(writer.write(page))
                ledger.add(refs[-1])
        return min((tmp_path / "captures").glob("*.warc.gz")), refs

    return _write


@pytest.fixture
def make_page() -> Callable[..., Page]:
    """Make the page of story number n; keywords change fields."""
    return _make_page


@pytest.fixture
def ledger() -> Ledger:
    """An archive's memory of earlier captures."""
    return Ledger()

"""An archive to browse: the sample newspaper's stories as they should be extracted, two of them edited a day later."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from datasette.app import Datasette

from newsarchive.archive import Archive
from newsarchive.browse import SETTINGS
from newsarchive.captures import CaptureWriter
from newsarchive.items import Article, Page
from newsarchive.sample_site import Newspaper, Story, expected
from newsarchive.sample_site.newsroom import plain

from .chromium import Tab, chromium

PAGE_PATHS = [
    "/",
    "/?q=sea+OR+light*&source=courier",
    "/?q=%22&source=nowhere",
    "/?language=fr&credited=yes",
    "/-/article/12?q=vote",
    "/-/article/8",
    "/-/article/12?revision=1",
    "/-/article/12/changes",
    "/-/article/12/changes?view=side",
    "/-/article/999",
    "/-/capture/1",
    "/-/edits",
    "/-/sources",
    "/-/source?name=courier",
    "/-/most-viewed",
    "/-/authors",
    "/-/author?name=Mara+Quillon",
    "/-/photographers",
    "/-/photographer?name=Corin+Vashti",
    "/-/agencies",
]
"""A page of every family."""
NOW = datetime.now(UTC).replace(microsecond=0)
BASE = "http://courier.example"


def article_of(paper: Newspaper, story: Story) -> Article:
    """The story's article, made of what an extractor should find."""
    told = expected(paper, story, BASE)
    return Article.from_dict(
        told
        | {
            "url": BASE + story.path,
            "tags": list(story.tags),
            "blocks": [{"type": kind, "text": plain(text)} for kind, text in story.blocks],
            "dates": {"published": {"raw": told["date_published"], "precision": "minute", "source": "json-ld"}},
            "images": [image | {"role": "lead" if not rank else "inline"} for rank, image in enumerate(told["images"])],
            "provenance": {"headline": "visible"},
        }
    )


def page_of(url: str, at: datetime, *, source: str = "courier") -> Page:
    headers = [("Content-Type", "text/html; charset=utf-8")]
    body = f"<html lang=en><title>{url}</title><h1>As fetched {at}</h1></html>".encode()
    return Page(url=url, requested_url=url, source=source, fetched_at=at, status=200, headers=headers, body=body)


@pytest.fixture(scope="session")
def archive_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("browse") / "courier.db"
    with Archive(path, create=True) as archive:
        for hours, second_edition in ((30, False), (2, True)):
            at = NOW - timedelta(hours=hours)
            paper = Newspaper(now=NOW, second_edition=second_edition)
            crawl = archive.begin_crawl(["courier"], now=at)
            with CaptureWriter(archive.captures_folder, crawl=f"hours-{hours}", durable=False) as writer:
                for story in reversed(paper.stories):
                    page = page_of(BASE + story.path, at)
                    capture = archive.add_capture(page, writer.write(page), crawl_id=crawl)
                    archive.store(article_of(paper, story), page, capture_id=capture, crawl_id=crawl, extractor="1")
            archive.end_crawl(crawl, now=at + timedelta(minutes=1), reason="finished", counts={})
    return path


@pytest.fixture
def datasette(archive_file: Path) -> Datasette:
    return Datasette([str(archive_file)], settings=SETTINGS)


@pytest.fixture
def hostile(tmp_path: Path) -> Callable[[str], Datasette]:
    """Makes a Datasette on an archive whose every text is the one given."""

    def make(text: str) -> Datasette:
        path = tmp_path / "hostile.db"
        with Archive(path, create=True) as archive:
            for version, at in (("", NOW - timedelta(hours=3)), (" again", NOW)):
                article = Article.from_dict(
                    {
                        **dict.fromkeys(
                            ("headline", "kicker", "dek", "byline", "section", "publisher"), text + version
                        ),
                        "url": "http://evil.example/story",
                        "language": text,
                        "tags": [text],
                        "authors": [{"name": text, "role": "writer", "kind": "person"}],
                        "blocks": [
                            {"type": kind, "text": f"rain {text}{version}", "url": "javascript:alert(1)"}
                            for kind in (
                                "paragraph",
                                "subhead",
                                "quote",
                                "list",
                                "table",
                                "embed",
                                "correction",
                                "entry",
                            )
                        ],
                        "images": [{"url": "javascript:alert(2)//x", "caption": text, "credit": text, "role": "lead"}],
                        "sidebar_links": [
                            {
                                "url": "javascript:alert(3)",
                                "title": text,
                                "teaser": text,
                                "block": text,
                                "kind": "most_viewed",
                                "rank": 1,
                            }
                        ],
                    }
                )
                archive.store(article, page_of("http://evil.example/story", at, source="evil"))
        return Datasette([str(path)], settings=SETTINGS)

    return make


@contextmanager
def serving(path: Path) -> Iterator[str]:
    """A running Datasette on an archive; its address."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        app = Datasette([str(path)], settings=SETTINGS).app()
        server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join(timeout=10)


@pytest.fixture(scope="session")
def base(archive_file: Path) -> Iterator[str]:
    """Address of a running Datasette."""
    with serving(archive_file) as address:
        yield address


@pytest.fixture
def drive(tmp_path: Path) -> Callable[[Callable[[Tab], Awaitable[Any]]], Any]:
    """Runs a function with a browser's tab."""

    async def driven(visit: Callable[[Tab], Awaitable[Any]]) -> Any:
        async with chromium(tmp_path / "profile") as tab:
            return await visit(tab)

    return lambda visit: asyncio.run(driven(visit))

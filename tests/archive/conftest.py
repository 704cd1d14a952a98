"""Stories of an invented newspaper, and an archive to put them in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from newsarchive.archive import Archive
from newsarchive.items import Article, Author, Block, Image, Page, SidebarLink, Timestamp

NOON = datetime(2026, 5, 2, 12, tzinfo=UTC)
URL = "https://www.rivertimes.example/local/rain-at-last-50123456.html"

BODY = (
    "Rain fell over the upper valley on Monday night, the first in six weeks.",
    "Farmers at the Tamarind Bridge market said the seedlings would have lasted another four days.",
    "The weather office expects more showers before the weekend, though not enough to fill the reservoirs.",
)


def paragraphs(*texts: str) -> list[Block]:
    return [Block(type="paragraph", text=text) for text in texts]


def stamp(value: Any = NOON, **more: Any) -> Timestamp:
    return Timestamp(**{"raw": str(value), "value": value, "precision": "minute", "source": "meta", **more})


def make_article(**fields: Any) -> Article:
    """A story with every part, whatever is not given otherwise."""
    story = Article(
        headline="Rain at last",
        dek="Six dry weeks end in the valley.",
        byline="By Nary Oum and Tep Rith",
        authors=[Author(name="Nary Oum"), Author(name="Tep Rith", role="photographer")],
        published=stamp(),
        section="Local",
        tags=["weather", "farming"],
        language="en",
        publisher="The River Times",
        blocks=paragraphs(*BODY),
        images=[
            Image(
                url="https://www.rivertimes.example/i/rain.jpg",
                caption="The bridge on Monday.",
                credit="Tep Rith",
                role="lead",
            )
        ],
        sidebar_links=[
            SidebarLink(
                url="https://www.rivertimes.example/a-1", title="First", block="MOST VIEWED", kind="most_viewed", rank=1
            ),
            SidebarLink(
                url="https://www.rivertimes.example/a-2",
                title="Second",
                block="MOST VIEWED",
                kind="most_viewed",
                rank=2,
            ),
        ],
    )
    return replace(story, **fields)


def make_page(url: str = URL, *, at: datetime = NOON, **fields: Any) -> Page:
    values = {"url": url, "requested_url": url, "source": "river", "fetched_at": at, "status": 200, "body": b"<html>"}
    return Page(**{**values, **fields})


def later(**delta: float) -> datetime:
    return NOON + timedelta(**delta)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "news.db"


@pytest.fixture
def archive(path: Path) -> Iterator[Archive]:
    with Archive(path, create=True, wait=0) as opened:
        yield opened

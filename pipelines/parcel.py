"""What passes from stage to stage: a page, and what the stages before have made of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from newsarchive.items import Article, Page


@dataclass(kw_only=True, frozen=True, slots=True)
class Refusal:
    """A page is not stored as an article, and why."""

    outcome: Literal["not_article", "failed", "gone"]
    """Which of `newsarchive.report.OUTCOMES`."""
    reason: str
    """Why, in words."""
    retry_in: float | None = None
    """Seconds after which to try again; None leaves that to the archive."""


@dataclass(kw_only=True, frozen=True, slots=True)
class Parcel:
    """A page on its way."""

    page: Page
    """What was fetched."""
    capture_id: int
    """Where it is kept."""
    article: Article | None = None
    """What was read from it."""
    refusal: Refusal | None = None
    """Why it is not stored as an article."""

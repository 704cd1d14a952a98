"""How each source is doing."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import Response

from ..archive import Archive
from . import questions
from .charts import day_bars
from .desk import Desk, Page

if TYPE_CHECKING:
    from datasette.utils.asgi import Request

SURVEY_SECONDS = 60.0
"""How long the page of all sources may ask: it counts every field of every story, and a million take their time."""


async def sources_page(desk: Desk, request: Request) -> Response:
    """How each source is doing."""
    return await desk.page(request, "sources", rows=await desk.library.ask(_sources, seconds=SURVEY_SECONDS))


def _sources(archive: Archive) -> list[dict[str, Any]]:
    days = questions.published_per_day(archive, now=datetime.now(UTC))
    return [
        {"status": one, "chart": day_bars(days[one.source], of="stories") if one.source in days else ""}
        for one in archive.status()
    ]


PAGES: dict[str, Page] = {
    r"^/-/sources$": sources_page,
}

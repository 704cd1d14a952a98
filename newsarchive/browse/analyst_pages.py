"""The pages for analysts: how each source is doing, and what its readers read most."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import Response

from ..archive import Archive
from . import questions
from .charts import day_bars, rank_lines
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


async def most_viewed_page(desk: Desk, request: Request) -> Response:
    """What a source's readers read most, over time."""
    names = await desk.library.ask(questions.most_viewed_sources)
    asked = request.args.get("source")
    chosen = asked if asked in names else next(iter(names), None)
    found = (
        await desk.library.ask(lambda archive: questions.most_viewed(archive, chosen, now=datetime.now(UTC)))
        if chosen
        else []
    )
    charted = [(link.title or link.url, link.ranks) for link in found[: questions.CHARTED]]
    return await desk.page(
        request,
        "most_viewed",
        names=names,
        chosen=chosen,
        links=found[:40],
        charted=len(charted),
        chart=rank_lines(charted),
        days=questions.DAYS,
    )


PAGES: dict[str, Page] = {
    r"^/-/sources$": sources_page,
    r"^/-/most-viewed$": most_viewed_page,
}

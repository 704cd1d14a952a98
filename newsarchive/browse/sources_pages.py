"""The pages of sources: all at a glance with their health, and each by itself."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from datasette.utils.asgi import Response

from ..archive import Archive
from ..exceptions import NotInArchive
from . import volumes
from .charts import sparkline
from .desk import Desk, Page
from .people_pages import bar_rows, over_time
from .timeline import bars

if TYPE_CHECKING:
    from datasette.utils.asgi import Request

WORST = ("broken", "suspect", "unknown", "healthy")
"""Verdicts in the order of the page."""
KEPT = 30.0
"""Seconds for which the verdicts on all sources are shown again: judging forty takes half of one."""


async def sources_page(desk: Desk, request: Request) -> Response:
    """How each source is doing, those that need somebody first."""
    return await desk.page(request, "sources", rows=await desk.library.ask_again(_all, within=KEPT))


def _all(archive: Archive) -> list[dict[str, Any]]:
    articles = volumes.articles_of_each(archive)
    healths = archive.health()
    healths.sort(key=lambda one: (WORST.index(one.diagnosis.verdict), one.source))
    return [
        {
            "name": one.source,
            "articles": articles[one.source],
            "found": one.diagnosis,
            "history": one.history,
            "held": one.held,
            "spark": sparkline([day.stories for day in one.history.days[-volumes.SPARK_DAYS :]], of="new stories"),
        }
        for one in healths
    ]


async def source_page(desk: Desk, request: Request) -> Response:
    """One source: its verdict and what that rests on, how much it publishes, how well it is read, its crawls."""
    name, year = request.args.get("name") or "", request.args.get("year") or ""
    return await desk.page(request, "source", **await desk.library.ask(lambda archive: _one(archive, name, year)))


def _one(archive: Archive, name: str, year: str) -> dict[str, Any]:
    now = datetime.now(UTC)
    statuses = archive.status(name, now=now)
    if not statuses:
        raise NotInArchive(f"there is no source called {name!r} in this archive: look at the list of them")
    (health,) = archive.health(name, now=now)
    days = volumes.published_on(archive, name)
    years = sorted({int(day[:4]) for day in days})
    chosen = int(year) if year in map(str, years) else years[-1] if years else now.year
    spans = bars(days)
    return {
        "name": name,
        "status": statuses[0],
        "health": health,
        "found": health.diagnosis,
        "verdicts": archive.verdicts(name)[-10:][::-1],
        "search": urlencode({"source": name}),
        "spans": bar_rows(spans, urlencode({"source": name})),
        "says": over_time(spans),
        "calendar": volumes.calendar(days, chosen) if days else None,
        "years": years,
        "fill": volumes.fill_by_week(health.history.days),
        "fields": volumes.FIELDS,
        "visits": volumes.visits(health.history.days),
        "crawls": volumes.crawls_of(archive, name),
    }


PAGES: dict[str, Page] = {r"^/-/sources$": sources_page, r"^/-/source$": source_page}
"""Path → page."""

"""The page of most viewed stories: what a source's lists showed, and the ranks over time."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from datasette.utils.asgi import Response

from ..archive import Archive
from . import ranking
from .desk import Desk, Page
from .ranking import PERIODS, Period

if TYPE_CHECKING:
    from datasette.utils.asgi import Request

DEFAULT_DAYS = 30
SHOWN = 30
"""Stories in the table."""


async def most_viewed_page(desk: Desk, request: Request) -> Response:
    """What a source's readers read most in a period, which ends with the newest list unless told otherwise."""
    asked = {name: request.args.get(name) or "" for name in ("source", "until", "days")}
    return await desk.page(request, "most_viewed", **await desk.library.ask(lambda archive: _seen(archive, asked)))


def _seen(archive: Archive, asked: dict[str, str]) -> dict[str, Any]:
    names = ranking.sources(archive)
    if not names:
        return {"names": [], "chosen": None}
    chosen = asked["source"] if asked["source"] in names else names[0]
    newest = ranking.newest(archive, chosen)
    period = Period(until=_day(asked["until"]) or newest, days=_days(asked["days"]))
    links = ranking.most_viewed(archive, chosen, period)
    charted = links[: ranking.CHARTED]
    moments = ranking.moments(charted)
    if len(moments) < 2:  # lines need two ends
        charted = []
    return {
        "names": names,
        "chosen": chosen,
        "period": period,
        "periods": PERIODS,
        "links": links[:SHOWN],
        "count": len(links),
        "charted": charted,
        "moments": moments,
        "now": max(ranking.moments(links), default=None),
        "says": f"Ranks of the {len(charted)} most prominent stories at {len(moments)} moments",
        "earlier": _address(chosen, period.moved(-1)),
        "later": _address(chosen, period.moved(1)) if period.until < newest else None,
    }


def _address(source: str, period: Period) -> str:
    return "?" + urlencode({"source": source, "until": period.until.isoformat(), "days": period.days})


def _day(text: str) -> date | None:
    """The day asked for; None where it is none.

    >>> _day("2026-05-02"), _day("May"), _day("0001-01-01")
    (datetime.date(2026, 5, 2), None, None)
    """
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1900 < day.year < 9000 else None


def _days(text: str) -> int:
    """How many days are asked for; a month of them where it is no period that is offered."""
    return int(text) if text in map(str, PERIODS) else DEFAULT_DAYS


PAGES: dict[str, Page] = {r"^/-/most-viewed$": most_viewed_page}
"""Path → page."""

"""The search page, which is the front page: one box, what it found, and how to narrow it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from datasette.utils.asgi import Response
from markupsafe import Markup

from ..archive import Archive
from ..exceptions import QueryError
from . import questions
from .charts import day_bars
from .desk import Desk, Page
from .library import TooSlowError

if TYPE_CHECKING:
    from datasette.utils.asgi import Request

PER_PAGE = 20
LAST_PAGE = 500
"""Nobody reads further; a search engine's robot might."""
FORM = ("q", "source", "author", "since", "until", "sort")
"""Fields of the search form."""


async def search_page(desk: Desk, request: Request) -> Response:
    """The home page: what is in the archive, or what a search finds."""
    asked = {name: (request.args.get(name) or "").strip() for name in FORM}
    number = _page_number(request.args.get("page"))
    sources = await desk.library.ask(questions.source_names)
    shown: dict[str, Any] = {"asked": asked, "sources": sources, "page": number}
    if not any(asked[name] for name in FORM[:-1]):
        return await desk.page(request, "search", **shown, **await desk.library.ask(_overview))
    try:
        shown |= await desk.library.ask(lambda archive: _found(archive, asked, number))
    except (QueryError, TooSlowError) as error:
        return await desk.page(request, "search", 400, **shown, problem=str(error))
    shown["elsewhere"] = {n: f"?{urlencode({**_given(asked), 'page': n})}" for n in (number - 1, number + 1)}
    return await desk.page(request, "search", **shown)


def _page_number(text: str | None) -> int:
    """The page asked for; the first where it is none.

    >>> _page_number("3"), _page_number("-1"), _page_number("x"), _page_number("9" * 30)
    (3, 1, 1, 500)
    """
    return min(max(int(text), 1), LAST_PAGE) if text and text.isdecimal() else 1


def _given(asked: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in asked.items() if value}


def _overview(archive: Archive) -> dict[str, Any]:
    """What the home page shows before anything is searched for."""
    days = questions.archived_per_day(archive, now=datetime.now(UTC))
    return {
        "counts": questions.counts(archive),
        "latest": questions.latest(archive),
        "chart": day_bars(days, of="stories archived") if any(days.values()) else "",
    }


def _found(archive: Archive, asked: dict[str, str], number: int) -> dict[str, Any]:
    """What a search finds, a page of it."""
    results = archive.search(
        asked["q"] or None,
        source=asked["source"] or None,
        author=asked["author"] or None,
        since=asked["since"] or None,
        until=asked["until"] or None,
        limit=PER_PAGE,
        offset=(number - 1) * PER_PAGE,
        newest=asked["sort"] == "newest",
    )
    hits = list(results)
    languages = questions.languages_of(archive, [hit.id for hit in hits])
    rows = [
        {
            "hit": hit,
            "language": languages.get(hit.id),
            "headline": Markup(hit.marked_headline.html()),
            "snippet": Markup(hit.marked_snippet.html()),
        }
        for hit in hits
    ]
    return {"results": results, "rows": rows, "more": number * PER_PAGE < results.total and number < LAST_PAGE}


PAGES: dict[str, Page] = {r"^/$": search_page}

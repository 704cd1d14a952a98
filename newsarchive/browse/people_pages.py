"""The pages of authors, photographers and agencies: a list of each, and a page for each name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from datasette.utils.asgi import Response

from ..exceptions import NotInArchive
from . import people
from .desk import Desk, Page, span_in_words
from .people import ROLES, Role, Told
from .timeline import Bar, bars

if TYPE_CHECKING:
    from datasette.utils.asgi import Request

LAST_PAGE = 200
"""Nobody reads further."""


def list_page(role: Role) -> Page:
    """The page that lists those who have a part in stories."""

    async def page(desk: Desk, request: Request) -> Response:
        like, number = (request.args.get("q") or "").strip()[:100], _page_number(request.args.get("page"))
        found = await desk.library.ask(lambda archive: people.listed(archive, role, like=like, number=number))
        return await desk.page(
            request,
            "people",
            role=role,
            roles=list(ROLES.values()),
            like=like,
            number=number,
            found=found,
            elsewhere={n: "?" + urlencode({"q": like, "page": n}) for n in (number - 1, number + 1)},
        )

    return page


def one_page(role: Role) -> Page:
    """The page that tells of one of them, named in its address."""

    async def page(desk: Desk, request: Request) -> Response:
        name = request.args.get("name") or ""
        told = await desk.library.ask(lambda archive: people.told(archive, role, name))
        if told is None:
            raise NotInArchive(f"there is no {role.one} called {name!r} in this archive: look at the list of them")
        return await desk.page(
            request, "person", role=role, roles=ROLES, name=name, told=told, **_shown(role, name, told)
        )

    return page


def _shown(role: Role, name: str, told: Told) -> dict[str, Any]:
    """What the template needs beside what is told."""
    search = urlencode({role.one: name})
    spans = bars(told.days)
    return {
        "search": search,
        "spans": bar_rows(spans, search),
        "says": over_time(spans),
        "beside": {other: list(names.items())[: people.BESIDE] for other, names in told.beside.items() if names},
    }


def bar_rows(spans: list[Bar], search: str) -> list[dict[str, Any]]:
    """Bars of a chart, each with the search that it leads to; ``search`` is the query of an address."""
    return [
        {
            "label": bar.span,
            "since": bar.span,
            "until": bar.span,
            "count": bar.count,
            "href": f"?{search}&since={bar.span}&until={bar.span}" if bar.count else None,
        }
        for bar in spans
    ]


def over_time(spans: list[Bar]) -> str:
    """A chart of stories over time in a sentence.

    >>> over_time(bars({"2026-02-01": 1, "2026-02-03": 4}))
    '5 stories from 1 February 2026 to 3 February 2026, most on 3 February 2026 (4)'
    """
    if not spans:
        return ""
    best, total = max(spans, key=lambda bar: bar.count), sum(bar.count for bar in spans)
    first, last, most = (span_in_words(bar.span) for bar in (spans[0], spans[-1], best))
    within = "on" if len(best.span) == 10 else "in"
    stories = f"{total:,} {'story' if total == 1 else 'stories'}"
    if len(spans) == 1:
        return f"{stories} {within} {first}"
    return f"{stories} from {first} to {last}, most {within} {most} ({best.count:,})"


def _page_number(text: str | None) -> int:
    return min(max(int(text), 1), LAST_PAGE) if text and text.isdecimal() and len(text) < 9 else 1


PAGES: dict[str, Page] = {
    **{rf"^/-/{role.many}$": list_page(role) for role in ROLES.values()},
    **{rf"^/-/{role.one}$": one_page(role) for role in ROLES.values()},
}
"""Path → page."""

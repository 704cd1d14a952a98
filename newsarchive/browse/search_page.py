"""The search page, which is the front page: one box, what it found, when that was published, and how to narrow it."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import Response
from markupsafe import Markup

from ..archive import Archive
from ..archive import facets as archive_facets
from ..archive.search import Results, select
from ..archive.traits import Traits
from ..exceptions import QueryError
from . import questions
from .asked import FILTERS, Asked
from .desk import LAST_PAGE, Desk, Page, page_number, span_in_words
from .library import TooSlowError
from .timeline import Bar, bars

if TYPE_CHECKING:
    from datasette.utils.asgi import Request

PER_PAGE = 20
FACETS = {
    "source": "Source",
    "section": "Section",
    "author": "Author",
    "language": "Language",
    "credited": "Photo credit",
    "photographer": "Photographer",
    "agency": "Agency",
}
"""Filter → what stands above its values, in the order of the page."""
VALUES, MORE = 7, 15
"""Values of a filter that are shown, and how many more once they are asked for."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """A value of a filter, to be chosen or given up."""

    words: str
    """What it is called."""
    count: int
    """Stories that have it, the other filters as they are."""
    address: str
    """Where choosing it leads."""
    chosen: bool = False
    """Whether it is chosen now."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Filter:
    """A filter with its values."""

    name: str
    title: str
    choices: list[Choice]
    exact: bool
    """Whether the counts are; else they are estimates."""


async def search_page(desk: Desk, request: Request) -> Response:
    """What a search finds; without one, all there is, newest first."""
    asked, number = Asked.of(request.args), page_number(request.args.get("page"))
    shown: dict[str, Any] = {
        "asked": asked,
        "page": number,
        "chips": chips(asked),
        "filters": FILTERS,
        "values": VALUES,
    }
    try:
        shown |= await _found(desk, asked, number)
    except (QueryError, TooSlowError) as error:
        return await desk.page(request, "search", 400, **shown, problem=str(error))
    shown["elsewhere"] = {n: asked.address(page=n) for n in (number - 1, number + 1)}
    shown["formats"] = {
        form: desk.path(f"/-/search.{form}") + asked.address() for form in ("csv", "json", "jsonl", "atom")
    }
    return await desk.page(request, "search", **shown)


async def _found(desk: Desk, asked: Asked, number: int) -> dict[str, Any]:
    """A page of what a search finds, and everything around it; what does not need each other is asked at once."""
    lifted = [name for name in FILTERS if asked.chosen.get(name)]
    (results, rows), *without = await asyncio.gather(
        desk.library.ask(lambda archive: _hits(archive, asked, number)),
        *(desk.library.ask(partial(_without, asked=asked, name=name)) for name in lifted),
    )
    everything = await desk.library.ask(lambda archive: _counted(archive, asked, results.total))
    counted = {**dict.fromkeys(FACETS, everything), **dict(zip(lifted, without, strict=True))}
    return {
        "results": results,
        "rows": rows,
        "more": number * PER_PAGE < results.total and number < LAST_PAGE,
        "narrowing": list(_filters(asked, counted)),
        "exact": everything.exact,
        **_over_time(asked, bars(everything.counts["day"])),
        **({} if asked.anything else {"glance": await desk.library.ask(questions.glance)}),
    }


def options(archive: Archive, asked: Asked) -> dict[str, Any]:
    """What ``Archive.search`` is asked for. A whole name means that author, other words any name that has them."""
    names = asked.chosen.get("author", ())
    known = questions.known_authors(archive, names)
    words = " ".join(name for name in names if name not in known)
    return {
        "query": asked.q or None,
        "source": asked.chosen.get("source") or None,
        "author": words or None,
        "since": asked.since or None,
        "until": asked.until or None,
        "traits": Traits(
            sections=asked.chosen.get("section", ()),
            languages=asked.chosen.get("language", ()),
            authors=known,
            photographers=asked.chosen.get("photographer", ()),
            agencies=asked.chosen.get("agency", ()),
            credited=asked.credited,
        ),
    }


def _hits(archive: Archive, asked: Asked, number: int) -> tuple[Results, list[dict[str, Any]]]:
    """The hits of a page, and how they are shown."""
    newest = asked.sort == "newest" or not asked.q
    given = {**options(archive, asked), "limit": PER_PAGE, "offset": (number - 1) * PER_PAGE}
    results = archive.search(**given, newest=newest, hurried=True)
    return results, _rows(archive, results)


def _counted(
    archive: Archive, asked: Asked, total: int, *, facets: Collection[str] = tuple(archive_facets.FACETS)
) -> archive_facets.Facets:
    """What the stories that are asked for have in common."""
    everything = select(archive.connection, **options(archive, asked))
    return archive_facets.count(archive.connection, everything, total=total, facets=facets)


def _without(archive: Archive, *, asked: Asked, name: str) -> archive_facets.Facets:
    """The values of a filter among the stories that all others leave."""
    others = asked.without(name)
    total = archive.search(**options(archive, others), limit=0, hurried=True).total
    return _counted(archive, others, total, facets=(name,))


def _rows(archive: Archive, results: Results) -> list[dict[str, Any]]:
    """The hits, ready to show."""
    about = questions.beside_hits(archive, [hit.id for hit in results])
    return [
        {
            "hit": hit,
            "headline": Markup(hit.marked_headline.html()),
            "snippet": Markup(hit.marked_snippet.html()),
            **about[hit.id],
        }
        for hit in results
    ]


def _filters(asked: Asked, counted: Mapping[str, archive_facets.Facets]) -> Iterator[Filter]:
    """The filters that have something to choose. One that is chosen counts what there is without it."""
    for name, title in FACETS.items():
        chosen = ("yes",) if name == "credited" and asked.credited else asked.chosen.get(name, ())
        values = counted[name].counts[name]
        ranked = sorted({*chosen, *list(values)[: VALUES + MORE]}, key=lambda value: (-values.get(value, 0), value))
        if choices := [_choice(asked, name, value, values.get(value, 0), value in chosen) for value in ranked]:
            yield Filter(name=name, title=title, choices=choices, exact=counted[name].exact)


def _choice(asked: Asked, name: str, value: str, count: int, chosen: bool) -> Choice:
    words = "has one" if name == "credited" else value
    return Choice(words=words, count=count, address=asked.toggled(name, value).address(), chosen=chosen)


def _over_time(asked: Asked, spans: list[Bar]) -> dict[str, Any]:
    """The hits over time, each bar with where it leads; and the way back to a longer time."""
    return {
        "timeline": [(bar, span_in_words(bar.span), asked.during(bar.span, bar.span).address()) for bar in spans],
        "highest": max((bar.count for bar in spans), default=0),
    }


def chips(asked: Asked) -> list[tuple[str, str, str]]:
    """What narrows the search: name of the filter, its value in words, and the address without it.

    >>> chips(Asked(q="sea", since="2026", chosen={"source": ("courier",)}))
    [('published', 'from 2026', '?q=sea&source=courier'), ('source', 'courier', '?q=sea&since=2026')]
    """
    found = []
    if asked.since or asked.until:
        found.append(("published", _during(asked.since, asked.until), asked.during("", "").address()))
    found += [
        (name, value, asked.toggled(name, value).address()) for name in FILTERS for value in asked.chosen.get(name, ())
    ]
    if asked.credited:
        found.append(("photo credit", "has one", asked.toggled("credited", "yes").address()))
    return found


def _during(since: str, until: str) -> str:
    """A span of time in words.

    >>> _during("2026-03", "2026-03"), _during("", "2026"), _during("2025", "2026-01-31")
    ('March 2026', 'until 2026', '2025 to 31 January 2026')
    """
    first, last = span_in_words(since), span_in_words(until)
    if since == until:
        return first
    if since and until:
        return f"{first} to {last}"
    return f"from {first}" if since else f"until {last}"


PAGES: dict[str, Page] = {r"^/$": search_page}

"""The pages: a request in, HTML out. What they show comes from `questions`; how it looks, from the templates.

Archived text is a stranger's. Templates escape everything; `Markup` is made only by `charts`, `outward` and the
archive's own highlighting, which escape what they are given; and every page forbids scripts and anything from
elsewhere, so that reading an archived page tells nobody that it is being read.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from datasette.utils.asgi import Response
from markupsafe import Markup

from .. import __version__
from ..archive import Archive, StoredArticle
from ..archive.differences import differences
from ..archive.highlight import Highlighter
from ..archive.query import parse
from ..exceptions import ArchiveError, NotInArchive, QueryError
from ..items import Article
from . import questions
from .charts import day_bars, rank_lines
from .library import Library, TooSlowError

if TYPE_CHECKING:
    from datasette.app import Datasette
    from datasette.utils.asgi import Request

PER_PAGE = 20
SURVEY_SECONDS = 60.0
"""How long the page of all sources may ask: it counts every field of every story, and a million take their time."""
LAST_PAGE = 500
"""Nobody reads further; a search engine's robot might."""
_RTL = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ks", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"})
SECURITY = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
FORM = ("q", "source", "author", "since", "until", "sort")
"""Fields of the search form."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Desk:
    """What every page needs: who serves it, and which archive it is about."""

    datasette: Datasette
    database: str
    """Name of the archive among Datasette's databases."""
    library: Library

    async def page(self, request: Request, template: str, status: int = 200, /, **shown: Any) -> Response:
        """A page rendered from its template."""
        context = {
            "archive_name": self.database,
            "tables_url": self.datasette.urls.database(self.database),
            "style_url": self.datasette.urls.path(f"/-/static-plugins/newsarchive/browse.css?{__version__}"),
            "direction": direction,
            "moment": moment,
            "outward": outward,
            "home": self.datasette.urls.path("/"),
            "here": self.datasette.urls.path("/-/"),
            **shown,
        }
        html = await self.datasette.render_template(f"newsarchive_{template}.html", context, request=request)
        return Response.html(html, status=status, headers=SECURITY)


Page = Callable[[Desk, "Request"], Awaitable[Response]]


def direction(language: str | None) -> str:
    """Writing direction of a language, for the ``dir`` attribute; ``auto`` where the language is unknown.

    >>> direction("ar-EG"), direction("km"), direction(None)
    ('rtl', 'ltr', 'auto')
    """
    if not language:
        return "auto"
    return "rtl" if language.split("-")[0].lower() in _RTL else "ltr"


def moment(value: datetime | str | None) -> str:
    """A time as people read it: minutes, UTC.

    >>> moment("2026-11-22T09:04:11Z"), moment(None)
    ('2026-11-22 09:04', '')
    """
    text = value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value or ""
    return text[:16].replace("T", " ")


def outward(url: str | None, text: str | None = None) -> Markup:
    """A link out of the archive, which tells the site nothing; only the text where the address is not one of the web.

    >>> print(outward("https://news.example/a?b&c", "A & B"))
    <a href="https://news.example/a?b&amp;c" rel="noreferrer noopener nofollow">A &amp; B</a>
    >>> print(outward("javascript:alert(1)"))
    javascript:alert(1)
    """
    if not url or not url.lower().startswith(("http://", "https://")):
        return Markup("{}").format(text or url or "")
    return Markup('<a href="{}" rel="noreferrer noopener nofollow">{}</a>').format(url, text or url)


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


async def article_page(desk: Desk, request: Request) -> Response:
    """One story as a person would read it, with its evidence beside it."""
    number = int(request.url_vars["id"])
    query = (request.args.get("q") or "").strip()
    wanted = request.args.get("revision")
    return await desk.page(
        request, "article", **await desk.library.ask(lambda archive: _read(archive, number, query, wanted))
    )


def _read(archive: Archive, number: int, query: str, wanted: str | None) -> dict[str, Any]:
    """A story with everything around it; an older version of it where one is wanted."""
    story = archive.get(number)
    revisions = archive.revisions(number)
    chosen = next((one for one in revisions if str(one.number) == wanted), None)
    if wanted and chosen is None:
        raise NotInArchive(f"article {number} has {len(revisions)} versions, none with the number {wanted}")
    article = chosen.article if chosen else story.article
    return {
        "story": story,
        "article": article,
        "chosen": chosen,
        "revisions": revisions,
        "query": query,
        "marked": _marker(query),
        "lead": [image for image in article.images if image.role == "lead"],
        "inline": [image for image in article.images if image.role != "lead"],
        "promoted": questions.promoted_beside(archive, number),
        "alike": questions.same_story(archive, number),
        "citation": questions.citation(story),
        "evidence": _evidence(article),
    }


def _marker(query: str) -> Callable[[str | None, str], Markup]:
    """A filter that marks in a text what was searched for, or only escapes it where nothing sensible was."""
    try:
        highlighter = Highlighter(wanted=parse(query).wanted) if query else None
    except QueryError:
        highlighter = None

    def marked(text: str | None, column: str) -> Markup:
        if highlighter is None or not text:
            return Markup("{}").format(text or "")
        return Markup(highlighter.whole(text, column).html())

    return marked


def _evidence(article: Article) -> list[tuple[str, str, str]]:
    """Field, what was found, and where it came from, for the fields that say so."""
    stamps = {"published": article.published, "modified": article.modified}
    rows = [
        (name, f"{stamp.isoformat()} (printed: {stamp.raw})", f"{stamp.source}, to the {stamp.precision}")
        for name, stamp in stamps.items()
        if stamp
    ]
    return rows + [(name, "", source) for name, source in article.provenance.items() if name not in stamps]


async def changes_page(desk: Desk, request: Request) -> Response:
    """What changed between two versions of a story."""
    number = int(request.url_vars["id"])
    numbers = {name: request.args.get(name) for name in ("from", "to")}
    return await desk.page(
        request, "changes", **await desk.library.ask(lambda archive: _compared(archive, number, numbers))
    )


def _compared(archive: Archive, number: int, numbers: dict[str, str | None]) -> dict[str, Any]:
    """Two versions and what differs between them; the last two where none are named."""
    story: StoredArticle = archive.get(number)
    revisions = archive.revisions(number)
    by_number = {str(one.number): one for one in revisions}
    after = by_number.get(numbers["to"] or "", revisions[-1])
    before = by_number.get(numbers["from"] or "", revisions[max(0, revisions.index(after) - 1)])
    return {
        "story": story,
        "revisions": revisions,
        "before": before,
        "after": after,
        "differences": differences(before.article, after.article),
    }


async def latest_changes_page(desk: Desk, request: Request) -> Response:
    """The real changes seen last, over all sources."""
    return await desk.page(request, "latest_changes", rows=await desk.library.ask(questions.latest_changes))


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
    r"^/$": search_page,
    r"^/-/article/(?P<id>[0-9]{1,18})$": article_page,
    r"^/-/article/(?P<id>[0-9]{1,18})/changes$": changes_page,
    r"^/-/changes$": latest_changes_page,
    r"^/-/sources$": sources_page,
    r"^/-/most-viewed$": most_viewed_page,
}
"""Path → page."""

_STATUS = {NotInArchive: 404, QueryError: 400, TooSlowError: 503}


def view(page: Page, desk: Desk) -> Callable[[Request], Awaitable[Response]]:
    """A page as Datasette wants it: with its permission checked, and the archive's errors as pages."""

    async def viewed(request: Request) -> Response:
        await permit(desk, request)
        try:
            return await page(desk, request)
        except ArchiveError as error:
            return await desk.page(request, "error", _STATUS.get(type(error), 500), problem=str(error))

    return viewed


async def permit(desk: Desk, request: Request) -> None:
    """Refuse those whom Datasette would refuse: plugin pages are not checked by themselves."""
    if hasattr(desk.datasette, "ensure_permissions"):  # Datasette 0.65
        await desk.datasette.ensure_permissions(request.actor, [("view-database", desk.database), "view-instance"])
        return
    from datasette.resources import DatabaseResource  # noqa: PLC0415 - exists in Datasette 1.0 only

    await desk.datasette.ensure_permission(
        action="view-database", resource=DatabaseResource(database=desk.database), actor=request.actor
    )

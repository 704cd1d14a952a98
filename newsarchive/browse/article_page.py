"""The page of a story: as one reads it, with its evidence beside it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from datasette.utils.asgi import Response
from markupsafe import Markup

from ..archive import Archive
from ..archive.highlight import Highlighter
from ..archive.query import parse
from ..exceptions import NotInArchive, QueryError
from ..items import Article
from . import questions
from .citations import styles
from .desk import Desk, Page

if TYPE_CHECKING:
    from datasette.utils.asgi import Request


async def article_page(desk: Desk, request: Request) -> Response:
    """One story as a person would read it, with its evidence beside it."""
    number = int(request.url_vars["id"])
    query = (request.args.get("q") or "").strip()
    wanted = request.args.get("revision")
    told = await desk.library.ask(lambda archive: _read(archive, number, query, wanted))
    byline = signed(told["article"], told["marked"], desk.path("/-/author"))
    return await desk.page(request, "article", **told, byline=byline)


def _read(archive: Archive, number: int, query: str, wanted: str | None) -> dict[str, Any]:
    """A story with everything around it; an older version of it where one is wanted."""
    story = archive.get(number)
    revisions = archive.revisions(number)
    chosen = next((one for one in revisions if str(one.number) == wanted), None)
    if wanted and chosen is None:
        raise NotInArchive(f"article {number} has {len(revisions)} versions, none with the number {wanted}")
    article, mark = chosen.article if chosen else story.article, _marker(query)
    return {
        "story": story,
        "article": article,
        "chosen": chosen,
        "revisions": revisions,
        "query": query,
        "marked": mark,
        "lead": [image for image in article.images if image.role == "lead"],
        "inline": [image for image in article.images if image.role != "lead"],
        "promoted": questions.promoted_beside(archive, number),
        "alike": questions.same_story(archive, number),
        "styles": styles(story),
        "evidence": _evidence(article),
        "pictures": questions.archived_pictures(archive, number),
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


def signed(article: Article, mark: Callable[[str | None, str], Markup], path: str) -> Markup:
    """The byline as printed, each name in it a link to what else the name signs; the names alone where none is printed.

    >>> story = Article.from_dict({"byline": "By Jane Doe", "authors": [{"name": "Jane Doe"}]})
    >>> print(signed(story, lambda text, _: Markup(text), "/a"))
    By <a href="/a?name=Jane+Doe">Jane Doe</a>
    """
    names = [author.name for author in article.authors]
    byline = article.byline or ", ".join(names)
    named = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    pieces = re.split(f"({named})", byline) if named else [byline]
    return Markup("").join(
        Markup('<a href="{}?{}">{}</a>').format(path, urlencode({"name": piece}), mark(piece, "authors"))
        if piece in names
        else mark(piece, "authors")
        for piece in pieces
    )


def _evidence(article: Article) -> list[tuple[str, str, str]]:
    """Field, what was found, and where it came from, for the fields that say so."""
    stamps = {"published": article.published, "modified": article.modified}
    rows = [
        (name, f"{stamp.isoformat()} (printed: {stamp.raw})", f"{stamp.source}, to the {stamp.precision}")
        for name, stamp in stamps.items()
        if stamp
    ]
    return rows + [(name, "", source) for name, source in article.provenance.items() if name not in stamps]


PAGES: dict[str, Page] = {r"^/-/article/(?P<id>[0-9]{1,18})$": article_page}

"""A search's results for other programs: CSV, JSON, JSON lines, and an Atom feed to subscribe the search."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from datasette.utils.asgi import Response

from ..archive import Archive
from ..archive.search import Hit, Results, select
from ..exceptions import QueryError
from ..exporting.table import harmless
from . import questions
from .asked import Asked
from .desk import PLAIN, Desk, Page, page_number
from .library import TooSlowError
from .search_page import options

if TYPE_CHECKING:
    from datasette.utils.asgi import Request

SIZE, LARGEST = 100, 1000
"""Hits in one answer where nothing is said of it, and at most. All of an archive are got with `newsarchive export`."""
ENTRIES = 50
"""Entries of a feed: the stories archived last."""
_XML_UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ATOM = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What is written: hits, and where they and more of them are."""

    results: Results
    asked: Asked
    base: str
    """Address of the home page, with scheme and host."""
    following: str | None
    """Address of the next hits."""

    def page_of(self, hit_id: int) -> str:
        """Address of a story's page."""
        return f"{self.base}-/article/{hit_id}"

    def told(self, hit: Hit) -> dict[str, Any]:
        """A hit as plain values."""
        return {**hit.to_dict(), "page": self.page_of(hit.id)}


def as_json(answer: Answer) -> str:
    """One object: how many stories match, the hits, and where the next ones are."""
    hits = [answer.told(hit) for hit in answer.results]
    told = {"query": answer.asked.q, "total": answer.results.total, "next": answer.following, "hits": hits}
    return json.dumps(told, ensure_ascii=False, indent=1)


def as_json_lines(answer: Answer) -> str:
    """One hit a line."""
    return "".join(json.dumps(answer.told(hit), ensure_ascii=False) + "\n" for hit in answer.results)


CSV_COLUMNS: dict[str, Callable[[Hit, Answer], object]] = {
    "id": lambda hit, _: hit.id,
    "date_published": lambda hit, _: hit.published,
    "source": lambda hit, _: hit.source,
    "headline": lambda hit, _: hit.headline,
    "authors": lambda hit, _: "; ".join(hit.authors),
    "url": lambda hit, _: hit.url,
    "snippet": lambda hit, _: hit.snippet,
    "page": lambda hit, answer: answer.page_of(hit.id),
}
"""Column → its value."""


def as_csv(answer: Answer) -> str:
    """A heading, then a hit a line; no cell is a formula for a spreadsheet."""
    file = io.StringIO()
    lines = csv.writer(file)
    lines.writerow(CSV_COLUMNS)
    lines.writerows([harmless(read(hit, answer)) for read in CSV_COLUMNS.values()] for hit in answer.results)
    return file.getvalue()


@dataclass(frozen=True, slots=True)
class Form:
    """A form in which results are told."""

    content_type: str
    write: Callable[[Answer], str]


FORMS: Mapping[str, Form] = {
    "csv": Form("text/csv; charset=utf-8", as_csv),
    "json": Form("application/json; charset=utf-8", as_json),
    "jsonl": Form("application/x-ndjson; charset=utf-8", as_json_lines),
}


async def results_page(desk: Desk, request: Request) -> Response:
    """The hits of a search in another form; `size` and `page` say which."""
    form = FORMS[request.url_vars["form"]]
    asked, number = Asked.of(request.args), page_number(request.args.get("page"))
    size = page_number(request.args.get("size") or str(SIZE), last=LARGEST)

    def found(archive: Archive) -> Results:
        newest = asked.sort == "newest" or not asked.q
        return archive.search(**options(archive, asked), limit=size, offset=(number - 1) * size, newest=newest)

    try:
        results = await desk.library.ask(found)
    except (QueryError, TooSlowError) as error:
        return _refusal(error)
    following = desk.absolute(request, f"/-/search.{request.url_vars['form']}") + asked.address(
        page=number + 1, size=size
    )
    more = number * size < results.total
    answer = Answer(
        results=results, asked=asked, base=desk.absolute(request, "/"), following=following if more else None
    )
    headers = {"Link": f'<{following}>; rel="next"'} if more else {}
    return Response(form.write(answer), headers={**PLAIN, **headers}, content_type=form.content_type)


async def feed_page(desk: Desk, request: Request) -> Response:
    """The stories archived last that a search finds, as an Atom feed."""
    asked = Asked.of(request.args)

    def found(archive: Archive) -> list[dict[str, Any]]:
        selection = select(archive.connection, **options(archive, asked))
        return questions.for_feed(archive, selection.latest(ENTRIES))

    try:
        stories = await desk.library.ask(found)
    except (QueryError, TooSlowError) as error:
        return _refusal(error)
    here, base = desk.absolute(request, "/-/search.atom") + asked.address(), desk.absolute(request, "/")
    feed = atom(desk.database, asked, stories, here=here, base=base)
    return Response(feed, headers=PLAIN, content_type="application/atom+xml; charset=utf-8")


def _refusal(error: Exception) -> Response:
    return Response(f"{error}\n", status=400, content_type="text/plain; charset=utf-8")


def atom(archive: str, asked: Asked, stories: list[dict[str, Any]], *, here: str, base: str) -> str:
    """An Atom feed of stories: its address is its name for good, and the address of a story's page that of an entry."""
    feed = ET.Element(f"{{{_ATOM}}}feed")
    ET.register_namespace("", _ATOM)
    _add(feed, "title", f"{asked.q or 'Newest stories'} · {archive}")
    _add(feed, "id", here)
    _add(feed, "updated", max((story["updated"] for story in stories), default="1970-01-01T00:00:00Z"))
    _add(feed, "link", rel="self", href=here, type="application/atom+xml")
    _add(feed, "link", rel="alternate", href=base + asked.address(), type="text/html")
    for story in stories:
        entry = _add(feed, "entry")
        _add(entry, "title", story["headline"] or "(no headline)")
        _add(entry, "id", f"{base}-/article/{story['id']}")
        _add(entry, "updated", story["updated"])
        if story["published_at"]:
            _add(entry, "published", story["published_at"])
        _add(entry, "link", rel="alternate", href=f"{base}-/article/{story['id']}", type="text/html")
        if story["url"].startswith(("http://", "https://")):
            _add(entry, "link", rel="via", href=story["url"])
        _add(_add(entry, "author"), "name", story["byline"] or story["source"])
        _add(entry, "summary", story["dek"] or story["opening"] or "")
    return ET.tostring(feed, encoding="unicode", xml_declaration=True)


def _add(parent: ET.Element, name: str, text: str | None = None, **attributes: str) -> ET.Element:
    """A child with its text, without the characters that XML cannot hold."""
    child = ET.SubElement(parent, f"{{{_ATOM}}}{name}", {key: _fit(value) for key, value in attributes.items()})
    child.text = _fit(text) if text is not None else None
    return child


def _fit(text: str) -> str:
    return _XML_UNFIT.sub("\ufffd", text)


PAGES: dict[str, Page] = {
    r"^/-/search\.(?P<form>csv|json|jsonl)$": results_page,
    r"^/-/search\.atom$": feed_page,
}

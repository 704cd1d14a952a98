"""The Datasette plugin: a news archive opened with Datasette can be read, not only queried.

Any Datasette in the environment loads it, and it does nothing unless one of the databases is an archive: then the
home page searches it, stories have pages, tables and columns say what they mean. Written for Datasette 0.65; what
differs in 1.0 is told at the place.

    newsarchive browse                 the archive, ready to use
    datasette data/newsarchive.db      the same, started by hand
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from datasette import hookimpl
from markupsafe import Markup

if TYPE_CHECKING:
    from sqlite3 import Connection

    from datasette.app import Datasette

APPLICATION_ID = b"news"
"""Stands in the header of an archive's file, at byte 68, as SQLite's application_id."""
HIDDEN = (
    *("arrivals", "article_text", "article_urls", "crawl_sources", "documents", "fingerprint_bands", "fingerprints"),
    *("held_pages", "most_viewed_sightings", "promoted_links", "resting_hosts", "search_text", "sidebar_observations"),
    *("source_days", "source_visits"),
)
"""Tables that views and pages show better; they can still be queried."""
STORIES = frozenset({"article_id", "target_id", "first_id", "repeats_id"})
"""Columns that hold the number of a story, whatever table or view they stand in."""
NAMES = {"author": "author", "with_author": "author", "photographer": "photographer", "source": "source"}
"""Columns that hold a whole name → the page that tells of who has it."""
LONG = frozenset({"body", "article"})
"""Columns that hold whole stories."""
SHOWN = 280
"""Characters shown of them in a table."""
SETTINGS = {
    "suggest_facets": False,  # suggesting reads a big table several times for every look at it
    "truncate_cells_html": 140,  # a body would make a row several screens tall
    "sql_time_limit_ms": 3000,  # the default of one second cuts off honest questions to a million stories
    "facet_time_limit_ms": 1000,
    "max_returned_rows": 2000,
    "default_page_size": 50,
    "allow_download": True,
}
"""Settings that `newsarchive browse` starts Datasette with."""


def is_archive(path: str | Path | None) -> bool:
    """Whether a file says in its header that it is an archive of ours."""
    if path is None:
        return False
    try:
        with Path(path).open("rb") as file:
            header = file.read(72)
    except OSError:
        return False
    return header[:15] == b"SQLite format 3" and header[68:72] == APPLICATION_ID


def archive_of(datasette: Datasette) -> str | None:
    """Name of the first database that is an archive."""
    return next((name for name, database in datasette.databases.items() if is_archive(database.path)), None)


@hookimpl
def register_routes(datasette: Datasette) -> list[tuple[str, Callable[..., Awaitable[Any]]]]:
    """The pages, where there is an archive to show."""
    name = archive_of(datasette)
    if name is None:
        return []
    from .desk import Desk, view  # noqa: PLC0415 - only where there is an archive
    from .library import Library  # noqa: PLC0415 - as above
    from .pages import PAGES  # noqa: PLC0415 - as above

    path = datasette.databases[name].path
    desk = Desk(datasette=datasette, database=name, library=Library(Path(path)))
    return [(pattern, view(page, desk)) for pattern, page in PAGES.items()]


@hookimpl(optionalhook=True)  # gone in Datasette 1.0
def get_metadata(datasette: Datasette) -> dict[str, Any]:
    """What tables and columns mean, for every database that is an archive."""
    names = [name for name, database in datasette.databases.items() if is_archive(database.path)]
    return {"databases": {name: _described() for name in names}} if names else {}


def _described() -> dict[str, Any]:
    """Descriptions of one archive's tables and columns, and which are hidden."""
    from ..archive.schema import TABLES  # noqa: PLC0415 - only where there is an archive

    tables: dict[str, dict[str, Any]] = {
        table.name: {
            "description": table.meaning,
            "columns": table.columns,
            "hidden": table.name in HIDDEN,
            **({"label_column": "headline", "sort_desc": "id"} if table.name == "articles" else {}),
        }
        for table in TABLES.values()
    }
    tables["_sqlite_migrations"] = {"hidden": True}
    return {"description": "A news archive. Search and read it on the home page; query it here.", "tables": tables}


@hookimpl
def canned_queries(datasette: Datasette, database: str) -> dict[str, dict[str, Any]]:
    """Questions that stand ready."""
    if not is_archive(datasette.databases[database].path):
        return {}
    from .canned import CANNED  # noqa: PLC0415 - only where there is an archive

    return CANNED


@hookimpl
def prepare_connection(conn: Connection, database: str, datasette: Datasette) -> None:
    """Let SQL search with the words of the search page: `articles_fts MATCH news_words('asylum OR refuge*')`."""
    opened = datasette.databases.get(database)  # `_memory` is none of them
    if opened is not None and is_archive(opened.path):
        from .canned import match_of  # noqa: PLC0415 - as above

        conn.create_function("news_words", 1, match_of, deterministic=True)


@hookimpl
def startup(datasette: Datasette) -> None:
    """Let the page of all tables come at once."""
    from .counting import bound  # noqa: PLC0415 - only where there is an archive

    for database in datasette.databases.values():
        if is_archive(database.path):
            bound(database)


@hookimpl
def asgi_wrapper(datasette: Datasette) -> Callable[[Any], Any]:
    """Keep formulas out of every CSV, let no page load anything from elsewhere, and send answers compressed, where
    there is an archive to show."""
    from .compression import compressed  # noqa: PLC0415 - only where there is an archive
    from .policy import guarded  # noqa: PLC0415 - as above
    from .spreadsheets import disarmed  # noqa: PLC0415 - as above

    return lambda app: compressed(guarded(disarmed(app))) if archive_of(datasette) else app


@hookimpl
def menu_links(datasette: Datasette) -> list[dict[str, str]]:
    """The way back from Datasette's own pages."""
    if archive_of(datasette) is None:
        return []
    path = datasette.urls.path
    return [
        {"href": path("/"), "label": "Search the archive"},
        {"href": path("/-/sources"), "label": "Sources"},
        {"href": path("/-/most-viewed"), "label": "Most viewed"},
        {"href": path("/-/authors"), "label": "Authors"},
        {"href": path("/-/photographers"), "label": "Photographers"},
        {"href": path("/-/edits"), "label": "Edits"},
    ]


@hookimpl
def render_cell(  # noqa: PLR0913, PLR0917 - Datasette's signature
    row: Any, value: Any, column: str, table: str | None, database: str, datasette: Datasette
) -> Markup | None:
    """Stories and names lead to their pages, addresses out of the archive; long texts are cut."""
    if not is_archive(datasette.databases[database].path):
        return None
    if (target := _story(row, value, column, table)) is not None:
        number, words = target
        return Markup('<a href="{}">{}</a>').format(datasette.urls.path(f"/-/article/{number}"), words)
    if not isinstance(value, str):
        return None
    if value and column in NAMES:
        page = datasette.urls.path(f"/-/{NAMES[column]}?{urlencode({'name': value})}")
        return Markup('<a href="{}">{}</a>').format(page, shortened(value, SHOWN))
    if value.startswith(("http://", "https://")) and not any(letter.isspace() for letter in value):
        words = shortened(value, 70)
        return Markup('<a href="{}" rel="noreferrer noopener nofollow">{}</a>').format(value, words)
    if column in LONG and len(value) > SHOWN:
        cut = f"({len(value):,} characters)"
        return Markup('{} <span class="newsarchive-more">{}</span>').format(shortened(value, SHOWN), cut)
    return None


def _story(row: Any, value: Any, column: str, table: str | None) -> tuple[int, str] | None:
    """Number of the story that a cell means, and the words to show; None where it means none."""
    if column in STORIES or (column == "id" and table in {None, "article_full"}):
        if isinstance(value, dict):  # a foreign key, expanded
            return int(value["value"]), str(value["label"] or value["value"])
        return (value, str(value)) if isinstance(value, int) else None
    if column == "headline" and table in {"articles", "article_full"} and "id" in row.keys():  # noqa: SIM118 - a sqlite3.Row
        return row["id"], str(value or "(no headline)")
    return None


def shortened(text: str, width: int) -> str:
    """The beginning of a text, with a sign where it was cut.

    >>> shortened("rain at last", 6)
    'rain …'
    """
    return text if len(text) <= width else text[: width - 2].rstrip() + " …"


@hookimpl
def extra_css_urls(datasette: Datasette) -> list[str]:
    """A few lines for Datasette's own pages."""
    return [datasette.urls.path("/-/static-plugins/newsarchive/tables.css")] if archive_of(datasette) else []

"""What every page needs: the desk that serves it, who may see it, and how times, languages and addresses are shown.

Archived text is a stranger's. Templates escape everything; `Markup` is made only by `charts`, `outward` and the
archive's own highlighting, which escape what they are given; and every page forbids anything from elsewhere, so that
reading an archived page tells nobody that it is being read. Scripts are this package's own files and nothing else.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import Response
from markupsafe import Markup

from .. import __version__
from ..exceptions import ArchiveError, NotInArchive, QueryError
from .library import Library, TooSlowError

if TYPE_CHECKING:
    from datasette.app import Datasette
    from datasette.utils.asgi import Request

SECTIONS = (
    ("search", "/", "Search"),
    ("edits", "/-/edits", "Edits"),
    ("most_viewed", "/-/most-viewed", "Most viewed"),
    ("sources", "/-/sources", "Sources"),
)
"""Name, path and words of each entry of the menu; a page's template sets ``section`` to its own."""
_RTL = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ks", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"})
SECURITY = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


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
            "static": self.static,
            "sections": [(name, self.datasette.urls.path(path), words) for name, path, words in SECTIONS],
            "direction": direction,
            "moment": moment,
            "outward": outward,
            "home": self.datasette.urls.path("/"),
            "here": self.datasette.urls.path("/-/"),
            **shown,
        }
        html = await self.datasette.render_template(f"newsarchive_{template}.html", context, request=request)
        return Response.html(html, status=status, headers=SECURITY)

    def static(self, name: str) -> str:
        """Address of a file of the package's own that a page loads."""
        return str(self.datasette.urls.path(f"/-/static-plugins/newsarchive/{name}?{__version__}"))


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

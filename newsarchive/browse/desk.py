"""What every page needs: the desk that serves it, who may see it, and how times, languages and addresses are shown.

Archived text is a stranger's. Templates escape everything; `Markup` is made only by `charts`, `outward` and the
archive's own highlighting, which escape what they are given; and every page forbids anything from elsewhere, so that
reading an archived page tells nobody that it is being read. Scripts are this package's own files and nothing else.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
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
    ("authors", "/-/authors", "Authors"),
    ("photographers", "/-/photographers", "Photographers"),
    ("sources", "/-/sources", "Sources"),
)
"""Name, path and words of each entry of the menu; a page's template sets ``section`` to its own."""
_RTL = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ks", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"})
PLAIN = {"Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff"}
"""Headers of what is no page."""
SECURITY = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    **PLAIN,
}
"""Headers of every page."""


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
            "in_words": in_words,
            "about": about,
            "outward": outward,
            "home": self.datasette.urls.path("/"),
            "here": self.datasette.urls.path("/-/"),
            **shown,
        }
        html = await self.datasette.render_template(f"newsarchive_{template}.html", context, request=request)
        return Response.html(html, status=status, headers=SECURITY)

    def static(self, name: str) -> str:
        """Address of a file of the package's own that a page loads."""
        return self.path(f"/-/static-plugins/newsarchive/{name}?{__version__}")

    def path(self, path: str) -> str:
        """Address of a page, wherever Datasette is mounted."""
        return str(self.datasette.urls.path(path))

    def absolute(self, request: Request, path: str) -> str:
        """The same with scheme and host, as the reader sees them."""
        return str(self.datasette.absolute_url(request, self.path(path)))


Page = Callable[[Desk, "Request"], Awaitable[Response]]


LAST_PAGE = 500
"""Nobody reads further; a search engine's robot might."""


def page_number(text: str | None, *, last: int = LAST_PAGE) -> int:
    """The page asked for; the first where it is none.

    >>> page_number("3"), page_number("-1"), page_number("x"), page_number("9" * 30)
    (3, 1, 1, 500)
    """
    return min(max(int(text), 1), last) if text and text.isdecimal() else 1


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


_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def in_words(value: date | datetime | str | None, *, zone: bool = True) -> str:
    """A day, or a day and its time with the offset that is stated, in words.

    >>> in_words("2026-11-22"), in_words("2026-11-22T09:04:11+02:00"), in_words("2026-11-22T09:04", zone=False)
    ('22 November 2026', '22 November 2026, 09:04 (UTC+02:00)', '22 November 2026, 09:04')
    >>> in_words("2026-11-22T09:04:11Z"), in_words(None)
    ('22 November 2026, 09:04 UTC', '')
    """
    text = value if isinstance(value, str) else value.isoformat() if value else ""
    if len(text) <= 10:
        return span_in_words(text)
    offset = text[19:] if text[16:17] == ":" else text[16:]
    offset = "" if offset.startswith(".") else offset
    told = " UTC" if offset in {"Z", "+00:00"} else f" (UTC{offset})" if offset else ""
    return f"{span_in_words(text[:10])}, {text[11:16]}{told if zone else ''}"


def span_in_words(span: str) -> str:
    """A year, month or day in words; what is none of them as it stands.

    >>> span_in_words("2026"), span_in_words("2026-03"), span_in_words("2026-03-09"), span_in_words("soon")
    ('2026', 'March 2026', '9 March 2026', 'soon')
    """
    parts = span.split("-")
    if not all(part.isdecimal() and part.isascii() for part in parts) or len(parts) > 3 or len(parts) < 2:
        return span
    if not 1 <= int(parts[1]) <= 12:
        return span
    return " ".join([*(str(int(day)) for day in parts[2:]), _MONTHS[int(parts[1]) - 1], parts[0]])


def about(number: int, exact: bool) -> str:
    """A number for people; an estimate is rounded to two digits and says so.

    >>> about(12345, True), about(12345, False), about(7, False)
    ('12,345', '≈ 12,000', '≈ 7')
    """
    if exact:
        return f"{number:,}"
    digits = max(0, len(str(number)) - 2)
    return f"≈ {round(number, -digits):,}"


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

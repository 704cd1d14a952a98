"""The pages of what changed: two versions of a story side by side, and the archive's recent edits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import Response

from ..archive import Archive, StoredArticle
from ..archive.differences import differences
from . import questions
from .desk import Desk, Page

if TYPE_CHECKING:
    from datasette.utils.asgi import Request


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


async def edits_page(desk: Desk, request: Request) -> Response:
    """The real changes seen last, over all sources."""
    return await desk.page(request, "edits", rows=await desk.library.ask(questions.latest_changes))


PAGES: dict[str, Page] = {
    r"^/-/article/(?P<id>[0-9]{1,18})/changes$": changes_page,
    r"^/-/edits$": edits_page,
}

"""The pages of what changed: two versions of a story, inline or side by side, and the archive's recent edits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from datasette.utils.asgi import Response

from ..archive import Archive, StoredArticle
from ..archive.differences import Difference, Piece, differences, paragraph_pieces
from . import questions
from .desk import Desk, Page, page_number

if TYPE_CHECKING:
    from datasette.utils.asgi import Request

UNFOLDED = 2
"""Unchanged paragraphs in a row that are shown; more are folded, and one click away."""
VIEWS = {"": "by words", "side": "side by side"}
"""How a difference is shown → what that is called."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Stretch:
    """Paragraphs in a row, all changed or all the same."""

    same: bool
    paragraphs: list[list[Piece]]

    @property
    def folded(self) -> bool:
        """Whether there is so much of the same that it is folded."""
        return self.same and len(self.paragraphs) > UNFOLDED


async def changes_page(desk: Desk, request: Request) -> Response:
    """What changed between two versions of a story."""
    number = int(request.url_vars["id"])
    numbers = {name: request.args.get(name) for name in ("from", "to")}
    told = await desk.library.ask(lambda archive: _compared(archive, number, numbers))
    view = request.args.get("view") or ""
    versions = {"from": told["before"].number, "to": told["after"].number}
    views = [(name, words, "?" + urlencode({**versions, "view": name})) for name, words in VIEWS.items()]
    return await desk.page(
        request, "changes", **told, view=view if view in VIEWS else "", views=views, pairs=pairs, stretches=stretches
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


def stretches(difference: Difference) -> Iterator[Stretch]:
    """A field's paragraphs, those that are the same apart from those that are not."""
    for same, paragraphs in groupby(difference.paragraphs, key=lambda pieces: all(p.kind == "same" for p in pieces)):
        yield Stretch(same=same, paragraphs=list(paragraphs))


def pairs(paragraphs: Iterable[list[Piece]]) -> Iterator[tuple[list[Piece], list[Piece]]]:
    """Paragraphs as they were beside what they are; one that was replaced as a whole beside what replaced it.

    >>> list(pairs([[Piece("gone", "Rain")], [Piece("added", "Snow")], [Piece("same", "in May")]]))
    ... # doctest: +NORMALIZE_WHITESPACE
    [([Piece(kind='gone', text='Rain')], [Piece(kind='added', text='Snow')]),
     ([Piece(kind='same', text='in May')], [Piece(kind='same', text='in May')])]
    """
    replaced: list[Piece] = []
    for pieces in paragraphs:
        was = [piece for piece in pieces if piece.kind != "added"]
        becomes = [piece for piece in pieces if piece.kind != "gone"]
        if replaced and was:
            yield replaced, []
            replaced = []
        if was and not becomes:
            replaced = was
            continue
        yield was or replaced, becomes
        replaced = []
    if replaced:
        yield replaced, []


async def edits_page(desk: Desk, request: Request) -> Response:
    """The real changes seen last, and the stories that changed most."""
    source, number = request.args.get("source") or None, page_number(request.args.get("page"))

    def found(archive: Archive) -> dict[str, Any]:
        return {
            "rows": questions.latest_changes(archive, source=source, skipped=(number - 1) * questions.LATEST),
            "most": questions.most_changed(archive, source=source, now=datetime.now(UTC)),
            "names": questions.changing_sources(archive),
        }

    told = await desk.library.ask(found)
    more = len(told["rows"]) > questions.LATEST
    rows = [row | {"headline": _headline(row)} for row in told["rows"][: questions.LATEST]]
    given = {"source": source} if source else {}
    elsewhere = {n: "?" + urlencode({**given, "page": n}) for n in (number - 1, number + 1)}
    shown = {**told, "rows": rows, "more": more, "page": number, "elsewhere": elsewhere, "source": source}
    return await desk.page(request, "edits", **shown, days=questions.DAYS)


def _headline(row: dict[str, Any]) -> list[list[Piece]]:
    """A headline with what was changed in it; before and after, where little of it was kept."""
    now = [row["headline"] or "(no headline)"]
    if "headline" not in row["changed"]:
        return [[Piece("same", now[0])]]
    return list(paragraph_pieces([row["headline_before"] or ""], now))


PAGES: dict[str, Page] = {
    r"^/-/article/(?P<id>[0-9]{1,18})/changes$": changes_page,
    r"^/-/edits$": edits_page,
}

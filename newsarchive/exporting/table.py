"""Stories as CSV: the flat fields, a line a story, made harmless for spreadsheets."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..archive import StoredArticle

_LEAD = "of the lead picture, else of the first."
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a formula begins with, for one spreadsheet or another."""

COLUMNS: dict[str, tuple[str, Callable[[dict[str, Any]], object]]] = {
    "id": ("Number of the article in the archive.", lambda story: story["id"]),
    "source": ("Name of its source.", lambda story: story["source"]),
    "url": ("Address it was fetched from.", lambda story: story["url"]),
    "canonical_url": ("Address the page declares.", lambda story: story["canonical_url"]),
    "kind": ("article, liveblog, gallery, video or audio.", lambda story: story["kind"]),
    "headline": ("Headline.", lambda story: story["headline"]),
    "kicker": ("Short line above the headline.", lambda story: story["kicker"]),
    "dek": ("Summary between headline and body.", lambda story: story["dek"]),
    "byline": ("Byline as printed.", lambda story: story["byline"]),
    "authors": ("Names, separated by `; `.", lambda story: "; ".join(one["name"] for one in story["authors"])),
    "dateline": ("Place that opens the story.", lambda story: story["dateline"]),
    "date_published": ("ISO 8601, as the page states it.", lambda story: story["date_published"]),
    "date_modified": ("ISO 8601, as the page states it.", lambda story: story["date_modified"]),
    "section": ("Section of the site.", lambda story: story["section"]),
    "tags": ("Topics, separated by `; `.", lambda story: "; ".join(story["tags"])),
    "language": ("BCP 47 tag.", lambda story: story["language"]),
    "publisher": ("Name of the publication.", lambda story: story["publisher"]),
    "body": ("Paragraphs and subheads, one a line.", lambda story: story["body"]),
    "image_url": (f"Address {_LEAD}", lambda story: lead(story).get("url")),
    "caption": (f"Caption {_LEAD}", lambda story: lead(story).get("caption")),
    "credit": (f"Photo credit {_LEAD}", lambda story: lead(story).get("credit")),
    "images": ("Number of pictures.", lambda story: len(story["images"])),
    "paywalled": ("true, false, or empty where the page says nothing.", lambda story: _yes_or_no(story["paywalled"])),
    "first_seen": ("When the archive first fetched it, UTC.", lambda story: story["first_seen"]),
    "last_seen": ("When the archive last saw it, UTC.", lambda story: story["last_seen"]),
    "changed_at": ("When the archive saw its last real change, UTC.", lambda story: story["changed_at"]),
    "revisions": ("Versions seen.", lambda story: story["revisions"]),
}
"""Column → what it holds (docs/searching.md lists the same), and how it is read from ``StoredArticle.to_dict``."""


def write(stories: Iterable[StoredArticle], file: IO[str]) -> int:
    """A heading, then one line a story; how many stories."""
    lines = csv.writer(file)
    lines.writerow(COLUMNS)
    count = 0
    for story in stories:
        told = story.to_dict()
        lines.writerow([harmless(read(told)) for _, read in COLUMNS.values()])
        count += 1
    return count


def harmless(value: object) -> object:
    """A cell that no spreadsheet runs: one that begins as a formula gets an apostrophe in front.

    >>> harmless("=HYPERLINK(1)"), harmless("  @SUM(1)"), harmless("Rain at last"), harmless(-3)
    ("'=HYPERLINK(1)", "'  @SUM(1)", 'Rain at last', -3)
    """
    if isinstance(value, str) and (value.startswith(_FORMULA) or value.lstrip().startswith(_FORMULA)):
        return f"'{value}"
    return value


def lead(story: dict[str, Any]) -> dict[str, Any]:
    """The lead picture of a story's ``to_dict``, else the first; an empty dict where it has none."""
    images: list[dict[str, Any]] = story["images"]
    return next((image for image in images if image["role"] == "lead"), images[0] if images else {})


def _yes_or_no(value: bool | None) -> str | None:
    return None if value is None else str(value).lower()

"""A story set for reading in a terminal: lines of styled text, from kicker to sidebar."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from ..items import Article, Block, Image, SidebarLink, Timestamp

KIND_NAMES = {
    "most_viewed": "most viewed",
    "related": "related",
    "latest": "latest",
    "recommended": "recommended",
    "section": "section",
    "other": "other links",
}
"""Kind of a sidebar block → how it is called where it has no heading, and beside it where it has one."""


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph of the terminal, in one style."""

    text: str
    style: str = ""
    indent: int = 0


def day_and_time(stated: str | None) -> str | None:
    """An ISO 8601 time or day as a person reads it, in the page's own offset.

    >>> day_and_time("2026-05-02T08:30:00+07:00"), day_and_time("2026-05-02"), day_and_time(None)
    ('2 May 2026, 08:30 +07:00', '2 May 2026', None)
    """
    if stated is None:
        return None
    if len(stated) == len("2026-05-02"):
        day = date.fromisoformat(stated)
        return f"{day.day} {day:%B %Y}"
    moment = datetime.fromisoformat(stated)
    offset = moment.isoformat()[-6:] if moment.tzinfo else ""
    return f"{moment.day} {moment:%B %Y, %H:%M} {offset}".rstrip()


def lines(article: Article) -> Iterator[Line]:
    """The story, top to bottom. An empty line is a Line without text."""
    yield from _head(article)
    yield from _pictures([image for image in article.images if image.role == "lead"])
    for block in article.blocks:
        yield from _block(block)
        yield Line("")
    if article.truncated:
        yield Line("Only the beginning of the story is on the page.", "dim italic")
        yield Line("")
    yield from _pictures([image for image in article.images if image.role != "lead"])
    yield from _sidebar(article.sidebar_links)


def _head(article: Article) -> Iterator[Line]:
    if article.kicker:
        yield Line(article.kicker, "bold cyan")
    yield Line(article.headline or "(no headline)", "bold")
    if article.dek:
        yield Line(article.dek, "italic")
    yield Line("")
    if article.byline or article.authors:
        yield Line(article.byline or ", ".join(author.name for author in article.authors))
    for word, stamp in (("Published", article.published), ("Updated", article.modified)):
        if stamp:
            yield Line(f"{word} {_stated(stamp)}", "dim")
    about = [article.publisher, article.section, ", ".join(article.tags), article.language]
    if any(about):
        yield Line(" · ".join(filter(None, about)), "dim")
    if article.paywalled:
        yield Line("Behind a paywall", "dim")
    yield Line("")


def _stated(stamp: Timestamp) -> str:
    """The time as a person reads it, and as printed where that is not how."""
    return day_and_time(stamp.isoformat()) or stamp.raw


def _pictures(images: list[Image]) -> Iterator[Line]:
    for image in images:
        credit = f"Photo: {image.credit}" if image.credit else None
        told = " — ".join(filter(None, (image.caption, credit))) or image.url or "(picture)"
        yield Line(f"▣ {told}", "italic green")
        yield Line("")


def _block(block: Block) -> Iterator[Line]:
    """One block of the body, as its type asks."""
    if block.time:
        yield Line(block.time, "bold dim")
    rows = block.text.split("\n")
    match block.type:
        case "subhead":
            yield Line(block.text, "bold")
        case "quote":
            yield from (Line(f"│ {row}", "italic", indent=2) for row in rows)
        case "list":
            yield from (Line(f"• {row}", indent=2) for row in rows)
        case "table":
            yield from (Line("  ".join(row.split("\t")), indent=2) for row in rows)
        case "embed":
            yield Line(f"[{' '.join(filter(None, (block.text, block.url)))}]", "dim")
        case "correction":
            yield Line(block.text, "italic yellow")
        case _:
            yield from (Line(row) for row in rows)


def _block_title(heading: str | None, kind: str) -> str:
    """The heading of a sidebar block, with its kind where the heading does not say it.

    >>> _block_title("MOST VIEWED", "most viewed"), _block_title("Picks", "most viewed"), _block_title(None, "latest")
    ('MOST VIEWED', 'Picks (most viewed)', 'Latest')
    """
    if not heading:
        return kind.capitalize()
    return heading if kind in heading.lower() else f"{heading} ({kind})"


def _sidebar(links: list[SidebarLink]) -> Iterator[Line]:
    for (heading, kind), block in groupby(links, key=lambda link: (link.block, link.kind)):
        yield Line(_block_title(heading, KIND_NAMES[kind]), "bold magenta")
        for link in block:
            yield Line(f"{link.rank:>2}. {link.title or link.url}")
            if link.teaser:
                yield Line(link.teaser, "dim", indent=4)
            if link.title:
                yield Line(link.url, "cyan", indent=4)
        yield Line("")

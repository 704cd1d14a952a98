"""The Ardun Courier's stories: read from ``stories/*.toml``, and what an extractor should find on their pages.

The newspaper, its island and everybody on it are invented. The paper is always of today: a story says how many hours
before the paper's ``now`` it was published.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, timezone
from functools import cache
from importlib.resources import files
from typing import Any, Literal

Language = Literal["en", "fr"]
DateForm = Literal["time", "minute", "day", "none"]

ISLAND_TIME = timezone(timedelta(hours=1))
"""The island keeps one offset all year."""

PUBLISHER: dict[Language, str] = {"en": "The Ardun Courier", "fr": "Le Courrier d’Ardun"}
MOST_VIEWED_LENGTH = 7
TEASER_WORDS = 34

_LINK = re.compile(r"\[([^\]]+)\]\(([^)]+)\)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Photo:
    """A photograph and how its credit is printed."""

    scene: str
    """Name of the scene in `photos.SCENES`."""
    caption: str
    """Caption without the credit."""
    credit: str | None = None
    """Credit without its label."""
    photographer: str | None = None
    """The person in the credit."""
    agency: str | None = None
    """The organisation in the credit."""
    form: Literal["bare", "label", "line", "element", "copyright"] = "element"
    """``bare``: a name after the caption's last sentence; ``label``: "Photo: …" there; ``line``: on a line of its own;
    ``element``: in an element of its own; ``copyright``: "© …" in an element of its own."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Story:
    """One story of the paper."""

    slug: str
    language: Language
    layout: Literal["classic", "modern"]
    section: str
    headline: str
    hours_ago: float
    body: str
    """Paragraphs, parted by empty lines; ``## `` begins a subhead, ``> `` a quote, ``- `` a list, ``| `` a table."""
    kicker: str | None = None
    dek: str | None = None
    byline: str | None = None
    authors: tuple[dict[str, str], ...] = ()
    dateline: str | None = None
    modified_hours_ago: float | None = None
    date_form: DateForm = "time"
    bare: bool = False
    """Whether the page has no metadata and no section printed: an old page that only people were meant to read."""
    json_ld: bool = False
    tags: tuple[str, ...] = ()
    photo: Photo | None = None
    inline_photos: tuple[Photo, ...] = ()
    correction: str | None = None
    bio: str | None = None
    paywalled: bool = False
    number: int = 0
    """The story's id in the French edition's addresses."""
    second_edition: dict[str, Any] = field(default_factory=dict)
    """What the second edition changes."""

    @property
    def section_path(self) -> str:
        """Path of its section's page."""
        return f"{'/fr' if self.language == 'fr' else ''}/{slugify(self.section)}"

    @property
    def path(self) -> str:
        """Path of its page: the French edition's addresses carry the story's id."""
        return f"{self.section_path}/{self.slug}" + (f"-{self.number}.html" if self.language == "fr" else "")

    @property
    def blocks(self) -> list[tuple[str, str]]:
        """The body as (type, text) pairs; links are kept in their ``[text](address)`` form."""
        return [_block(chunk) for chunk in self.body.strip().split("\n\n")]

    @property
    def teaser(self) -> str:
        """Its first words, cut off without a sign, as lists of most viewed stories print them."""
        words = plain(next(text for kind, text in self.blocks if kind == "paragraph")).split()
        return " ".join(words[:TEASER_WORDS])

    def revised(self) -> Story:
        """The story as the second edition prints it."""
        changes = dict(self.second_edition)
        body = self.body
        for change in changes.pop("replace", ()):
            body = body.replace(change["from"], change["to"])
        return replace(self, body=body, second_edition={}, **changes)


def _block(chunk: str) -> tuple[str, str]:
    """Type and text of one chunk of a body.

    >>> _block("- one\\n- two")
    ('list', 'one\\ntwo')
    """
    signs = {"## ": "subhead", "> ": "quote", "- ": "list", "| ": "table"}
    lines = chunk.strip().splitlines()
    kind = next((kind for sign, kind in signs.items() if lines[0].startswith(sign)), "paragraph")
    if kind == "paragraph":
        return kind, " ".join(lines)
    return kind, "\n".join(line.split(" ", 1)[1].replace(" | ", "\t") for line in lines)


def plain(text: str) -> str:
    """Text without its links.

    >>> plain("since [the fire](/city).")
    'since the fire.'
    """
    return _LINK.sub(r"\1", text)


def slugify(text: str) -> str:
    """A name as a part of an address.

    >>> slugify("Île"), slugify("City Hall")
    ('ile', 'city-hall')
    """
    folded = text.lower().translate(str.maketrans("àâéèêëîïôûùç", "aaeeeeiiouuc"))
    return re.sub(r"[^a-z0-9]+", "-", folded).strip("-")


@cache
def stories() -> tuple[Story, ...]:
    """Every story of the package, newest first."""
    found = (tomllib.loads(file.read_text(encoding="utf-8")) for file in (files(__package__) / "stories").iterdir())
    newest_first = sorted((_story(told) for told in found), key=lambda story: story.hours_ago)
    return tuple(replace(story, number=20470 - 13 * rank) for rank, story in enumerate(newest_first))


def _story(told: dict[str, Any]) -> Story:
    """A story from its file."""
    told |= told.pop("text")
    told["authors"] = tuple(told.get("authors", ()))
    told["tags"] = tuple(told.get("tags", ()))
    told["photo"] = Photo(**told["photo"]) if "photo" in told else None
    told["inline_photos"] = tuple(Photo(**photo) for photo in told.get("inline_photos", ()))
    return Story(**told)


@dataclass(kw_only=True)
class Newspaper:
    """The paper at one moment: its stories, their times, and which edition is out."""

    now: datetime
    """When the paper is read; stories are dated back from it."""
    second_edition: bool = False
    """Whether the edited versions are out."""

    @property
    def stories(self) -> list[Story]:
        """All stories as the current edition prints them, newest first."""
        return [story.revised() if self.second_edition and story.second_edition else story for story in stories()]

    def of(self, language: Language) -> list[Story]:
        """The stories in one language."""
        return [story for story in self.stories if story.language == language]

    def published(self, story: Story) -> datetime:
        """When a story was published, in the island's time."""
        return self._ago(story.hours_ago)

    def modified(self, story: Story) -> datetime | None:
        """When it was last changed, where the page says so."""
        return None if story.modified_hours_ago is None else self._ago(story.modified_hours_ago)

    def most_viewed(self, story: Story) -> list[Story]:
        """The list beside a story: the others in its language; the second edition turns their order round by two."""
        others = [other for other in self.of(story.language) if other.slug != story.slug]
        others.sort(key=lambda other: (other.number * 7) % 11)
        turn = 2 * self.second_edition
        return (others[turn:] + others[:turn])[:MOST_VIEWED_LENGTH]

    def _ago(self, hours: float) -> datetime:
        return (self.now.astimezone(ISLAND_TIME) - timedelta(hours=hours)).replace(second=0, microsecond=0)


def as_printed(moment: datetime | None, form: DateForm) -> datetime | date | None:
    """As much of a time as a page that prints dates in that form tells."""
    if moment is None or form == "none":
        return None
    return {"time": moment, "minute": moment.replace(tzinfo=None), "day": moment.date()}[form]


def expected(paper: Newspaper, story: Story, base: str) -> dict[str, Any]:
    """What an extractor should find on the story's page, under the keys of ``Article.to_dict()``.

    `base` is the site's address without a slash at its end.
    """
    published, modified = (
        as_printed(when, story.date_form) for when in (paper.published(story), paper.modified(story))
    )
    return {
        "kind": "article",
        "headline": story.headline,
        "kicker": story.kicker,
        "dek": story.dek,
        "byline": story.byline,
        "authors": [_expected_author(author) for author in story.authors],
        "dateline": story.dateline,
        "date_published": published and published.isoformat(),
        "date_modified": modified and modified.isoformat(),
        "section": None if story.bare else story.section,
        "language": story.language,
        "publisher": None if story.bare else PUBLISHER[story.language],
        "body": "\n".join(plain(text) for _, text in story.blocks),
        "images": [_expected_image(photo, base) for photo in (story.photo, *story.inline_photos) if photo],
        "sidebar_links": _expected_sidebar(paper, story, base),
        "truncated": story.paywalled,
    }


def _expected_author(author: dict[str, str]) -> dict[str, str]:
    """Name, role and kind; no kind for an agency: one that nobody knows cannot be told from a desk."""
    told = {"name": author["name"], "role": author.get("role", "writer"), "kind": author.get("kind", "person")}
    return {key: value for key, value in told.items() if value != "agency"}


def _expected_image(photo: Photo, base: str) -> dict[str, Any]:
    return {
        "url": f"{base}/photos/{photo.scene}.png",
        "caption": photo.caption,
        "credit": photo.credit,
        "photographer": photo.photographer,
        "agency": photo.agency,
    }


def _expected_sidebar(paper: Newspaper, story: Story, base: str) -> list[dict[str, Any]]:
    """The list of most viewed stories: the classic layout prints teasers, the modern one does not."""
    return [
        {
            "url": base + other.path,
            "title": other.headline,
            "teaser": other.teaser if story.layout == "classic" else None,
            "block": MOST_VIEWED_HEADING[story.layout, story.language],
            "kind": "most_viewed",
            "rank": rank,
        }
        for rank, other in enumerate(paper.most_viewed(story), 1)
    ]


MOST_VIEWED_HEADING: dict[tuple[str, str], str] = {
    ("classic", "en"): "MOST VIEWED",
    ("modern", "en"): "Most read",
    ("modern", "fr"): "Les plus lus",
}
"""Heading of that list by layout and language."""

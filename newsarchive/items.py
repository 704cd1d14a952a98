"""What flows through newsarchive: every field is documented once, here; docs and database descriptions come from here.

Items are keyword-only dataclasses. Missing is ``None`` (or an empty list), never ``""``. Raw text stays beside its
interpretation.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from operator import attrgetter
from typing import Any, Literal

Role = Literal["writer", "photographer", "editor", "contributor", "translator", "illustrator", "other"]
AuthorKind = Literal["person", "desk", "agency"]
BlockType = Literal["paragraph", "subhead", "quote", "list", "table", "embed", "correction", "entry"]
ImageRole = Literal["lead", "inline"]
SidebarKind = Literal["most_viewed", "related", "latest", "recommended", "section", "other"]
Precision = Literal["second", "minute", "day"]
PageKind = Literal[
    "article", "liveblog", "gallery", "video", "audio", "section", "error", "wall", "login", "shell", "other"
]

ARTICLE_KINDS: frozenset[str] = frozenset({"article", "liveblog", "gallery", "video", "audio"})
"""Kinds of page that are stored as articles; every other kind is said to be none, with a reason."""

BODY_TYPES: frozenset[str] = frozenset({"paragraph", "subhead", "quote", "list", "table", "entry"})
"""Block types that make up ``Article.body``. Tables are story too (results, prices, programmes); what a page embeds
from elsewhere and what it says about itself (corrections) are not."""


@dataclass(kw_only=True, slots=True)
class Candidate:
    """A URL that discovery found, with what the feed, sitemap or section page said of it."""

    url: str
    """The address as found, made absolute."""
    via: str
    """Kind of document it was found in: feed, sitemap, news_sitemap, section, manual, or spider (another project's). Of
    what belongs to a story: page (its next page), picture, browser (the same page as a browser shows it: the body is
    what its scripts made of it). Of a captured feed, sitemap or section page itself: document."""
    found_in: str | None = None
    """Address of that document."""
    title: str | None = None
    """Title stated there, as printed."""
    published: str | None = None
    """Publication time stated there, ISO 8601."""
    lastmod: str | None = None
    """Time of last change stated there, ISO 8601."""
    language: str | None = None
    """Language stated there, as a BCP 47 tag."""


@dataclass(kw_only=True, slots=True)
class Page:
    """One fetched response: what the spider saw, before anything interprets it."""

    url: str
    """Address that answered, after redirects."""
    requested_url: str
    """Address that was asked for; the frontier knows the page by it."""
    source: str | None = None
    """Name of the declared source."""
    fetched_at: datetime
    """When the response was complete, aware UTC."""
    status: int
    """HTTP status code."""
    headers: list[tuple[str, str]] = field(default_factory=list)
    """Response headers in the order received, names as sent."""
    body: bytes = b""
    """Payload after content decoding (not after character decoding)."""
    request_headers: list[tuple[str, str]] = field(default_factory=list)
    """Request headers as sent."""
    ip_address: str | None = None
    """Address of the server, where known."""
    candidate: Candidate | None = None
    """What discovery knew of it."""


@dataclass(kw_only=True, slots=True)
class Timestamp:
    """A point in time as a page states it. Nothing is guessed: an unknown offset stays unknown."""

    raw: str
    """Text as printed."""
    value: date | datetime
    """The time in the page's own offset: an aware datetime where the page states an offset, a naive one where it does
    not, a date where only a day is known."""
    precision: Precision
    """Finest unit the page states."""
    source: str
    """Which evidence gave it: json-ld, meta, microdata, time-element, visible, url, news-sitemap, feed, recipe …"""

    @property
    def instant(self) -> datetime | None:
        """The UTC instant; None where the offset or the time of day is unknown."""
        if isinstance(self.value, datetime) and self.value.tzinfo:
            return self.value.astimezone(UTC)
        return None

    @property
    def offset_minutes(self) -> int | None:
        """Minutes east of UTC as the page states it; None where it does not."""
        delta = self.value.utcoffset() if isinstance(self.value, datetime) else None
        return None if delta is None else round(delta.total_seconds() / 60)

    def isoformat(self) -> str:
        """ISO 8601 with the page's own offset where it states one.

        >>> Timestamp(raw="2 May 2026", value=date(2026, 5, 2), precision="day", source="visible").isoformat()
        '2026-05-02'
        """
        return self.value.isoformat()


@dataclass(kw_only=True, slots=True)
class Author:
    """A contributor, in the order of the byline."""

    name: str
    """Name as printed, without title, role word, e-mail or handle."""
    role: Role = "writer"
    """What the contributor did."""
    kind: AuthorKind = "person"
    """A person, a desk ("Staff", "Politics desk") or an agency ("Reuters")."""
    url: str | None = None
    """Profile page on the site."""
    affiliation: str | None = None
    """Organisation or job title printed beside the name."""


@dataclass(kw_only=True, slots=True)
class Image:
    """A picture of the story."""

    url: str | None = None
    """Best of the variants offered, absolute."""
    caption: str | None = None
    """Caption without the credit."""
    credit: str | None = None
    """Photo credit without its label ("Photo:", "©")."""
    photographer: str | None = None
    """The person in the credit, where one can be told apart."""
    agency: str | None = None
    """The organisation in the credit, where one can be told apart."""
    role: ImageRole = "inline"
    """Lead picture or inline."""
    alt: str | None = None
    """Alternative text; never stands in for the caption."""
    raw_caption: str | None = None
    """Caption and credit as printed together."""


@dataclass(kw_only=True, slots=True)
class Block:
    """One unit of the story, in reading order."""

    type: BlockType
    """What it is."""
    text: str
    """Its text; items of a list and rows of a table one a line, cells separated by a tab."""
    url: str | None = None
    """Address of what is embedded."""
    time: str | None = None
    """Time of a live blog's entry, ISO 8601 or as printed."""


@dataclass(kw_only=True, slots=True)
class SidebarLink:
    """A link to another story of the site that the page promotes outside the article's own sentences."""

    url: str
    """Absolute address."""
    title: str | None = None
    """Headline shown."""
    teaser: str | None = None
    """Text shown beneath the headline, as printed (also when cut off)."""
    block: str | None = None
    """Heading of the block it stands in, as printed."""
    kind: SidebarKind = "other"
    """What the block is."""
    rank: int = 1
    """Position within its block, from 1."""


@dataclass(kw_only=True, slots=True)
class Article:
    """A news story as one page tells it."""

    url: str | None = None
    """Address the page was fetched from."""
    canonical_url: str | None = None
    """Address the page itself declares, where believable."""
    kind: PageKind = "article"
    """What the page is. Only ``ARTICLE_KINDS`` are stored as articles."""
    kind_reason: str | None = None
    """Why the page is taken for that kind, in words, where it is not plainly an article."""
    headline: str | None = None
    """Headline as displayed, without site name or kicker."""
    kicker: str | None = None
    """Short line above the headline."""
    dek: str | None = None
    """Standfirst: the summary printed between headline and body."""
    byline: str | None = None
    """Byline as printed."""
    authors: list[Author] = field(default_factory=list)
    """Contributors, in order."""
    dateline: str | None = None
    """Place (and agency) that opens the first paragraph, as printed: ``PHNOM PENH (AP)``."""
    published: Timestamp | None = None
    """First publication."""
    modified: Timestamp | None = None
    """Last change the page states; never stands in for publication."""
    section: str | None = None
    """Section of the site."""
    tags: list[str] = field(default_factory=list)
    """Topics, as the page names them."""
    language: str | None = None
    """BCP 47 tag."""
    publisher: str | None = None
    """Name of the publication."""
    blocks: list[Block] = field(default_factory=list)
    """The body in reading order."""
    images: list[Image] = field(default_factory=list)
    """Lead picture first, then inline ones."""
    sidebar_links: list[SidebarLink] = field(default_factory=list)
    """Most viewed, related and other promoted stories."""
    paywalled: bool | None = None
    """True where the page shows a paywall, False where it states free access, None where it says nothing."""
    truncated: bool = False
    """True where only the beginning of the story is on the page."""
    paywall_sign: str | None = None
    """What showed the paywall."""
    next_page: str | None = None
    """Address of the story's next page, where the page holds only a part of it and the rest was not joined to it."""
    first_page: str | None = None
    """Address of the story's first page, where the page is a further one."""
    fuller_page: str | None = None
    """Address of a view with more of the story: all its pages on one, or the AMP page of one that needs JavaScript."""
    pages: list[str] = field(default_factory=list)
    """Addresses of the further pages that the body was joined from."""
    provenance: dict[str, str] = field(default_factory=dict)
    """Field name → evidence that won (json-ld, meta, microdata, visible, recipe …)."""

    @property
    def is_article(self) -> bool:
        """Whether the page is to be stored as an article."""
        return self.kind in ARTICLE_KINDS

    @property
    def body(self) -> str:
        """Paragraphs and subheads in reading order, one a line."""
        return "\n".join(block.text for block in self.blocks if block.type in BODY_TYPES)

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON. Absent is None or an empty list."""
        return {
            "url": self.url,
            "canonical_url": self.canonical_url,
            "kind": self.kind,
            "kind_reason": self.kind_reason,
            "headline": self.headline,
            "kicker": self.kicker,
            "dek": self.dek,
            "byline": self.byline,
            "authors": [_plain(author) for author in self.authors],
            "dateline": self.dateline,
            "date_published": self.published.isoformat() if self.published else None,
            "date_modified": self.modified.isoformat() if self.modified else None,
            "dates": {
                name: {
                    "raw": stamp.raw,
                    "precision": stamp.precision,
                    "source": stamp.source,
                    "instant": stamp.instant and _utc(stamp.instant),
                }
                for name, stamp in (("published", self.published), ("modified", self.modified))
                if stamp
            },
            "section": self.section,
            "tags": list(self.tags),
            "language": self.language,
            "publisher": self.publisher,
            "body": self.body or None,
            "blocks": [_plain(block) for block in self.blocks],
            "images": [_plain(image) for image in self.images],
            "sidebar_links": [_plain(link) for link in self.sidebar_links],
            "paywalled": self.paywalled,
            "truncated": self.truncated,
            "paywall_sign": self.paywall_sign,
            "next_page": self.next_page,
            "first_page": self.first_page,
            "fuller_page": self.fuller_page,
            "pages": list(self.pages),
            "provenance": dict(self.provenance),
        }

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Article:
        """The article that ``to_dict`` made these values of; keys that are missing are absent fields.

        >>> day = Timestamp(raw="2 May 2026", value=date(2026, 5, 2), precision="day", source="visible")
        >>> story = Article(headline="Rain at last", published=day, authors=[Author(name="Jane Doe")])
        >>> Article.from_dict(story.to_dict()) == story
        True
        """
        return cls(
            **{name: values[name] for name in _FLAT if values.get(name) is not None},
            authors=[Author(**author) for author in values.get("authors") or ()],
            published=_timestamp(values, "published"),
            modified=_timestamp(values, "modified"),
            blocks=[Block(**block) for block in values.get("blocks") or ()],
            images=[Image(**image) for image in values.get("images") or ()],
            sidebar_links=[SidebarLink(**link) for link in values.get("sidebar_links") or ()],
        )


_FLAT = frozenset(Article.__dataclass_fields__) - {
    "authors",
    "published",
    "modified",
    "blocks",
    "images",
    "sidebar_links",
}
"""Fields that ``to_dict`` leaves as they are."""


def _timestamp(values: dict[str, Any], name: str) -> Timestamp | None:
    stated, evidence = values.get(f"date_{name}"), (values.get("dates") or {}).get(name)
    if not stated or not evidence:
        return None
    # Ten characters are a day; date.fromisoformat would take no time, datetime.fromisoformat would add midnight.
    value = date.fromisoformat(stated) if len(stated) == 10 else datetime.fromisoformat(stated)
    return Timestamp(raw=evidence["raw"], value=value, precision=evidence["precision"], source=evidence["source"])


def _utc(instant: datetime) -> str:
    """An instant in UTC, to the second (strftime takes fifty times as long)."""
    return instant.replace(tzinfo=None, microsecond=0).isoformat() + "Z"


def _plain(item: Any) -> dict[str, Any]:
    """Fields of a flat item as a dict (dataclasses.asdict deep-copies, which costs more than the rest of to_dict)."""
    names, values = _fields(item.__class__)
    return dict(zip(names, values(item)))  # noqa: B905 they are as many; to make sure of it takes longer than the rest


@cache
def _fields(kind: Any) -> tuple[tuple[str, ...], attrgetter[tuple[Any, ...]]]:
    """Names of a flat item's fields, and what gets their values at once."""
    names = tuple(kind.__dataclass_fields__)
    return names, attrgetter(*names)

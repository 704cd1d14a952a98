"""Whether a link leads to another story of the same site, judged by its address alone."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

__all__ = ["StoryUrls", "same_site", "site"]

_SECOND_LEVEL = frozenset("co com org net gov ac or ne edu gob go gen nom web asn id mil sch".split())
"""Labels below a country's domain that are no names of their own: ``example.co.uk``."""

_NO_STORY = re.compile(
    r"^(?:tags?|topics?|thema|themen|temas?|tema|sujets?|keywords?|stichwort|authors?|autor(?:en|es)?|auteurs?|forfatter|journalists?|people|personen?|profile?s?|"
    r"users?|members?|category|categories|kategorie|categoria|rubrik(?:en)?|rubrique|sections?|search|suche|recherche|buscar|newsletters?|abos?|abonnements?|"
    r"subscri(?:be|ption|ptions)|signup|sign-?in|log-?in|login|logout|register|registrierung|account|konto|my-?account|contact(?:-us)?|kontakt|contacto|"
    r"impressum|imprint|privacy(?:-policy)?|datenschutz|cookies?|terms(?:-\w+)*|agb|about(?:-us)?|ueber-uns|jobs?|careers?|help|hilfe|faq|rss|feeds?|apps?|"
    r"services?|advertis\w*|werbung|mediadaten|shop|store|coupons?|gutscheine|games?|spiele|quiz|horoscop\w*|horoskop|weather|wetter|epaper|e-paper|"
    r"sitemap|archives?|archiv|share|sharer|comments?|print|email|events?|tv-?guide|programme?s?|hubs?|collections?|series|dossiers?|specials?)$",
    re.IGNORECASE,
)
_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|svg|pdf|mp3|mp4|zip|xml|css|js|ics|rss)$", re.IGNORECASE)
_EXTENSION = re.compile(r"\.(?:html?|php|aspx?|cms|jsp|ece|shtml|amp|ghtml|do)$", re.IGNORECASE)
_DATE = re.compile(r"(?:^|[/_-])(?:19|20)\d\d(?:[/_-]?[01]?\d(?:[/_-]?[0-3]?\d)?)(?:[/_-]|$)")
_NUMBER = re.compile(r"\d{5,}")
_HASH = re.compile(r"(?=[0-9a-f-]*\d)(?=[0-9a-f-]*[a-f])[0-9a-f]{8,}(?:-[0-9a-f]{4,}){0,4}|(?<![a-z0-9])(?=\w*\d)(?=\w*[A-Z])[A-Za-z0-9]{6,}(?![a-z0-9])")
_WORD = re.compile(r"[^\W\d_]{2,}")


class _Shape(NamedTuple):
    """What an address says of the page behind it."""

    words: int
    """Words in the longest part of the path."""
    number: bool
    """Whether it holds a number of five digits or more."""
    hashed: bool
    """Whether it holds an identifier of mixed letters and digits."""
    dated: bool
    """Whether it holds a date."""
    segments: int


class StoryUrls:
    """Knows the stories of one site by the address of one of them."""

    def __init__(self, url: str | None) -> None:
        self._own = _split(url or "")
        self._site = site(self._own.hostname)
        self._shape = _shape(self._own.path, self._own.query)

    def is_story(self, url: str) -> bool:
        """Whether the address looks like another story of this page's site.

        >>> urls = StoryUrls("https://www.example.com/news/2026/05/02/rain-falls-on-the-capital-at-last")
        >>> urls.is_story("https://example.com/sport/2026/05/01/cup-final-ends-in-a-draw")
        True
        >>> [urls.is_story("https://example.com" + path) for path in ("/sport", "/topic/2026-election", "/about-us")]
        [False, False, False]
        """
        parts = _split(url)
        if not parts.hostname or site(parts.hostname) != self._site or self.is_own(parts):
            return False
        path = parts.path
        if _FILE.search(path) or any(_NO_STORY.match(segment) for segment in path.strip("/").split("/")[:-1]) or len(path) < 2:
            return False
        shape = _shape(path, parts.query)
        if shape.segments == 1 and _NO_STORY.match(path.strip("/")):
            return False
        own = self._shape
        if _identifies(parts.query):
            return True
        if own.number or own.hashed or own.dated:
            marked = shape.number or (shape.words >= 2 and ((own.hashed and shape.hashed) or (own.dated and shape.dated)))
            return marked or (shape.words >= 6 and (shape.dated or shape.hashed or shape.words >= 8))
        return shape.words >= min(4, max(3, own.words - 2)) or (shape.number and shape.words >= 3)

    def is_own(self, parts: SplitResult) -> bool:
        """Whether an address is this very page's."""
        same_path = unquote(parts.path).rstrip("/") == unquote(self._own.path).rstrip("/")
        return same_path and (not self._own.query or parts.query == self._own.query) and not _identifies(parts.query)


def _identifies(query: str) -> bool:
    """Whether a query selects the page: ``?p=36843``."""
    return any(key in ("p", "id", "story", "article", "post") and any(map(str.isdigit, value)) for key, value in parse_qsl(query[:500]))


def _split(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")


@lru_cache(maxsize=4096)
def _shape(path: str, query: str) -> _Shape:
    text = _EXTENSION.sub("", unquote(path[:600]))
    segments = [segment for segment in text.split("/") if segment]
    identified = _identifies(query)
    return _Shape(
        words=max((len(_WORD.findall(segment)) for segment in segments), default=0),
        number=bool(_NUMBER.search(text)) or identified,
        hashed=bool(_HASH.search(text)),
        dated=bool(_DATE.search(text)),
        segments=len(segments),
    )


def site(host: str | None) -> str:
    """The registrable domain, as near as a short list of second-level labels tells it.

    >>> [site(host) for host in ("www.example.co.uk", "sport.example.com", "example.no")]
    ['example.co.uk', 'example.com', 'example.no']
    """
    labels = (host or "").lower().strip(".").split(".")
    keep = 3 if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL else 2
    return ".".join(labels[-keep:])


def same_site(one: str, other: str) -> bool:
    """Whether two addresses belong to one site.

    >>> same_site("https://www.example.com/a", "http://sport.example.com/b")
    True
    """
    return site(_split(one).hostname) == site(_split(other).hostname)

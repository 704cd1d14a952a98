"""Whether a link leads to another story of the same site, judged by its address alone."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files
from urllib.parse import parse_qsl, unquote

__all__ = ["StoryUrls", "looks_like_story", "site", "story_key"]

_SECOND_LEVEL = frozenset(
    (
        "co",
        "com",
        "org",
        "net",
        "gov",
        "ac",
        "or",
        "ne",
        "edu",
        "gob",
        "go",
        "gen",
        "nom",
        "web",
        "asn",
        "id",
        "mil",
        "sch",
    )
)
"""Labels below a country's domain that are no names of their own: ``example.co.uk``."""

_NO_STORY = frozenset(
    word
    for words in tomllib.loads(files(__package__).joinpath("block_words.toml").read_text("utf-8"))["no_story"].values()
    for word in words.split()
)
"""Parts of a path behind which no story stands."""

_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|svg|pdf|mp3|mp4|zip|xml|css|js|ics|rss)$", re.IGNORECASE)
_EXTENSION = re.compile(r"\.(?:html?|php|aspx?|cms|jsp|ece|shtml|amp|ghtml|do)$", re.IGNORECASE)
_LONGEST_EXTENSION = 6
"""Characters of an extension and its dot."""
_DATE = re.compile(r"(?:^|[/_-])(?:19|20)\d\d(?:[/_-]?[01]?\d(?:[/_-]?[0-3]?\d)?)(?:[/_-]|$)")
_NUMBER = re.compile(r"\d{5,}")
_HASH = re.compile(
    r"(?=[0-9a-f-]*\d)(?=[0-9a-f-]*[a-f])[0-9a-f]{8,40}"
    r"|(?<![a-zA-Z0-9])(?=[A-Za-z]*\d)(?=[a-z\d]*[A-Z])[A-Za-z0-9]{6,40}(?![a-zA-Z0-9])"
)
_WORD = re.compile(r"[^\W\d_]{2,}")
_IDS = frozenset({"p", "id", "story", "article", "post"})
"""Query keys that select a story."""
_LONGEST_PATH = 600
"""Characters of a path that are looked at; the longest slugs seen have 250."""


def _bare(path: str) -> str:
    """A path without the extension of a page: ``.html``."""
    return _EXTENSION.sub("", path) if "." in path[-_LONGEST_EXTENSION:] else path


def _words(path: str) -> int:
    """Words in the part of a path that has most.

    >>> _words("/news/2026/rain-falls-at-last")
    4
    """
    most = 0
    for part in reversed(path.split("/")):
        if len(part) >= 3 * most + 2:  # else it has no room for more of them: each takes three characters
            most = max(most, len(_WORD.findall(part)))
    return most


_is_numbered = _NUMBER.search
"""Whether a path holds a number of five digits or more."""
_is_hashed = _HASH.search
"""Whether a path holds an identifier of mixed letters and digits."""
_is_dated = _DATE.search
"""Whether a path holds a date."""


class StoryUrls:
    """Knows the stories of one site by the address of one of them."""

    def __init__(self, url: str | None) -> None:
        self._host, self._path, self._query = _parts(url or "")
        self._site = site(self._host)
        own = _bare(self._path)
        self._words, self._hashed, self._dated = _words(own), bool(_is_hashed(own)), bool(_is_dated(own))
        self._marked = self._hashed or self._dated or bool(_is_numbered(own))
        self._known: dict[str, bool] = {}

    def is_story(self, url: str) -> bool:
        """Whether the absolute address looks like another story of this page's site.

        >>> urls = StoryUrls("https://www.example.com/news/2026/05/02/rain-falls-on-the-capital-at-last")
        >>> urls.is_story("https://example.com/sport/2026/05/01/cup-final-ends-in-a-draw")
        True
        >>> [urls.is_story("https://example.com" + path) for path in ("/sport", "/topic/2026-election", "/about-us")]
        [False, False, False]
        """
        verdict = self._known.get(url)  # a card's picture and title lead to one address
        if verdict is None:
            verdict = self._known[url] = self._leads_to_story(url)
        return verdict

    def _leads_to_story(self, url: str) -> bool:
        host, path, query = _parts(url)
        if not self._is_of_site(host) or self._is_own(path, query):
            return False
        if query and _identifies(query):
            return True
        if len(path) < 2 or _leads_nowhere(path):
            return False
        path = _bare(path)
        if not self._marked:
            words = _words(path)
            return words >= min(4, max(3, self._words - 2)) or (words >= 3 and bool(_is_numbered(path)))
        if _is_numbered(path):
            return True
        words = _words(path)
        if words >= 6:
            return words >= 8 or bool(_is_dated(path) or _is_hashed(path))
        return words >= 2 and bool((self._dated and _is_dated(path)) or (self._hashed and _is_hashed(path)))

    def is_near(self, url: str) -> bool:
        """Whether the absolute address belongs to this page's site and is not this page's."""
        host, path, query = _parts(url)
        return self._is_of_site(host) and not self._is_own(path, query)

    def _is_of_site(self, host: str) -> bool:
        """Whether a host is of this page's site, as the page's own is at once seen to be."""
        return bool(host) and (host == self._host or site(host) == self._site)

    def _is_own(self, path: str, query: str) -> bool:
        """Whether an address is this very page's."""
        return path == self._path and (not self._query or query == self._query) and not _identifies(query)


def _identifies(query: str) -> bool:
    """Whether a query selects the page: ``?p=36843``."""
    if "=" not in query:
        return False
    return any(key in _IDS and any(map(str.isdigit, value)) for key, value in parse_qsl(query[:500]))


def _parts(url: str) -> tuple[str, str, str]:
    """Host, path and query of an absolute address (cheaper than urlsplit: pages have up to a thousand links).

    >>> _parts("https://www.example.com:8080/a/b/?c=1#d")
    ('www.example.com', '/a/b', 'c=1')
    """
    _, _, rest = url.partition("://")
    rest, _, _ = rest.partition("#")
    rest, _, query = rest.partition("?")
    host, _, path = rest.partition("/")
    host = host.rpartition("@")[2].partition(":")[0].lower()
    path = path[:_LONGEST_PATH].rstrip("/")
    return host, "/" + (unquote(path) if "%" in path else path), query


def looks_like_story(url: str) -> bool:
    """Whether an absolute address alone looks like a story's: a date, a number or identifier, or a slug of four words.

    >>> [looks_like_story("https://a.example" + path) for path in ("/2026/05/02/rain", "/rain-falls-at-last", "/sport")]
    [True, True, False]
    """
    _, path, query = _parts(url)
    if query and _identifies(query):
        return True
    if len(path) < 2 or _leads_nowhere(path):
        return False
    path = _bare(path)
    words = _words(path)
    return words >= 4 or bool(_is_numbered(path) or (words and (_is_hashed(path) or _is_dated(path))))


def story_key(url: str) -> str:
    """An absolute address without what only tracks the way to it: two links with one key lead to one story.

    >>> story_key("https://www.example.com/rain/?utm_source=feed") == story_key("http://example.com/rain#top")
    True
    >>> story_key("https://example.com/?p=36843")
    'example.com/?p=36843'
    """
    host, path, query = _parts(url)
    chosen = [f"?{key}={value}" for key, value in parse_qsl(query[:500]) if key in _IDS] if "=" in query else []
    return host.removeprefix("www.") + path + "".join(chosen)


def _leads_nowhere(path: str) -> bool:
    """Whether a path names a file, or a part of the site that holds no stories."""
    if "." in path[-_LONGEST_EXTENSION:] and _FILE.search(path):
        return True
    segments = path.lower().strip("/").split("/")
    return not _NO_STORY.isdisjoint(segments[:-1] or segments)


@lru_cache(maxsize=1024)
def site(host: str) -> str:
    """The registrable domain, as near as a short list of second-level labels tells it.

    >>> [site(host) for host in ("www.example.co.uk", "sport.example.com", "example.no")]
    ['example.co.uk', 'example.com', 'example.no']
    """
    labels = host.lower().strip(".").split(".")
    keep = 3 if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL else 2
    return ".".join(labels[-keep:])

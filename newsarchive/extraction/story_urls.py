"""Whether a link leads to another story of the same site, judged by its address alone."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files
from urllib.parse import parse_qsl, unquote

__all__ = ["LIKELY", "POSSIBLE", "UNLIKELY", "StoryUrls", "looks_like_story", "site", "story_key"]

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

_ADDRESSES: dict[str, dict[str, str]] = tomllib.loads(
    files(__package__).joinpath("story_words.toml").read_text("utf-8")
)
_SECTIONS = frozenset(_ADDRESSES["no_story"]["sections"].split())
"""Parts of a path behind which stories may stand as well, known by a number and a title."""
_HUBS = frozenset(_ADDRESSES["no_story"]["hubs"].split())
"""Parts of a path behind which a part without any digit stands for a whole programme."""
_NO_STORY = frozenset(_ADDRESSES["no_story"]["words"].split()) | _SECTIONS
"""Parts of a path behind which no story stands."""

_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|svg|pdf|mp3|mp4|zip|xml|css|js|ics|rss)$", re.IGNORECASE)
_EXTENSION = re.compile(r"\.(?:html?|php|aspx?|cms|jsp|ece|shtml|amp|ghtml|do)$", re.IGNORECASE)
_LONGEST_EXTENSION = 6
"""Characters of an extension and its dot."""
_DATE = re.compile(r"(?:^|[/_-])(?:19|20)\d\d(?:[/_-]?[01]?\d(?:[/_-]?[0-3]?\d)?)(?:[/_-]|$)")
_NUMBER, _ASCII_NUMBER = re.compile(r"\d{5}"), re.compile("[0-9]{5}")
"""A number; and what of ASCII is one, which is found in half the time, as with words below."""
_HASH = re.compile(
    r"(?=[0-9a-f-]*\d)(?=[0-9a-f-]*[a-f])[0-9a-f]{8,40}"
    r"|(?<![a-zA-Z0-9])(?=[A-Za-z]*\d)(?=[a-z\d]*[A-Z])[A-Za-z0-9]{6,40}(?![a-zA-Z0-9])"
)
_WORD, _ASCII_WORD = re.compile(r"[^\W\d_]{2,}"), re.compile("[A-Za-z]{2,}")
_IDS = frozenset(_ADDRESSES["story_query"]["keys"].split())
"""Query keys, in lower case, that select a story."""
_DIGITS = re.compile("[0-9]+")
_LONG_NUMBER = re.compile(r"(?<!\d)\d{5,}(?!\d)")
_LONGEST_COUNTED = 20
"""Characters of the last part of a path that merely counts stories; longer ones hold their words."""
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
    most, word = 0, _ASCII_WORD if path.isascii() else _WORD
    for part in reversed(path.split("/")):
        if len(part) >= 3 * most + 2:  # else it has no room for more of them: each takes three characters
            most = max(most, len(word.findall(part)))
    return most


def _is_numbered(path: str) -> bool:
    """Whether a path holds a number of five digits or more."""
    return (_ASCII_NUMBER if path.isascii() else _NUMBER).search(path) is not None


_is_hashed = _HASH.search
"""Whether a path holds an identifier of mixed letters and digits."""
_is_dated = _DATE.search
"""Whether a path holds a date."""


UNLIKELY, POSSIBLE, LIKELY = range(3)
"""Whether an address is another story's."""


class StoryUrls:
    """Knows the stories of one site by the address of one of them."""

    def __init__(self, url: str | None) -> None:
        self._host, self._path, self._query = _parts(url or "")
        scheme, _, rest = (url or "").partition("://")
        self._origin = f"{scheme}://{rest.partition('/')[0]}/"
        self._taken: dict[str, tuple[str, str, str]] = {}
        self._site = site(self._host)
        own = _bare(self._path)
        self._words, self._hashed, self._dated = _words(own), bool(_is_hashed(own)), bool(_is_dated(own))
        self._marked = self._hashed or self._dated or _is_numbered(own)
        self._shape = _shape(own)
        self._ids = _ids(self._query)
        start, _, last = own.rpartition("/")
        told = _words(last) >= 4 or _is_numbered(last) or bool(_is_hashed(last))
        self._inner = (own + "/", self._path + "/") if told else ()
        """What the addresses of the page's parts begin with; a section's begin so those of its stories."""
        self._number = f"/{last}/" if last.isdecimal() and _is_numbered(last) else ""
        """The story's number, which the addresses of its pictures hold."""
        self._numbers = frozenset(_LONG_NUMBER.findall(own))
        """Those by which pages about the story ask for it: its print, its PDF, the form for a letter on it."""
        self._dirs = frozenset(start.lower().split("/")) if told else frozenset()
        """Parts of the site that hold this story."""
        self._known: dict[str, int] = {}

    def likelihood(self, url: str) -> int:
        """Whether the absolute address looks like another story's, or could be one's if more than it said so.

        >>> urls = StoryUrls("https://www.example.com/news/2026/05/02/rain-falls-on-the-capital-at-last")
        >>> paths = ("/sport/2026/05/01/cup-final-ends-in-a-draw", "/film-review", "/sport", "/tag/a-film")
        >>> [("unlikely", "possible", "likely")[urls.likelihood("https://www.example.com" + path)] for path in paths]
        ['likely', 'possible', 'unlikely', 'unlikely']
        """
        verdict = self._known.get(url)  # a card's picture and title lead to one address
        if verdict is None:
            verdict = self._known[url] = self._judged(url)
        return verdict

    def key(self, url: str) -> str:
        """As `story_key`, for an address whose likelihood was asked."""
        return _key(*(self._taken.get(url) or _parts(url)))

    def _taken_apart(self, url: str) -> tuple[str, str, str]:
        """As `_parts`, faster for addresses that begin as the page's own does: nearly all of a page's links."""
        if not url.startswith(self._origin):
            return _parts(url)
        rest, _, _ = url[len(self._origin) :].partition("#")
        path, _, query = rest.partition("?")
        return self._host, _path(path), query

    def _judged(self, url: str) -> int:
        if url.startswith(self._origin) and url[len(self._origin) :].replace("/", "").isalpha():
            return UNLIKELY  # "/sport/football": a story's address has several words in a part, or a digit
        host, path, query = parts = self._taken_apart(url)
        if not self._is_of_site(host) or self._is_own(path, query) or _leads_nowhere(path, self._dirs):
            return UNLIKELY
        self._taken[url] = parts
        if query and (ids := _ids(query)):
            return UNLIKELY if any(value in self._numbers for _, value in ids) else LIKELY
        if len(path) < 2:
            return UNLIKELY
        path = _bare(path)
        if self._looks_alike(path):
            return LIKELY
        return POSSIBLE if host == self._host and ("-" in path or "_" in path) else UNLIKELY

    def _looks_alike(self, path: str) -> bool:
        """Whether a path has what the page's own has, or stands for a story on any site."""
        if self._shape and _shape(path) == self._shape:
            return True
        if not self._marked:
            words = _words(path)
            if words >= min(4, max(3, self._words - 2)) or (words >= 3 and _is_numbered(path)):
                return True
            last = path.rpartition("/")[2]
            return len(last) > 5 and last.isdecimal()
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
        """Whether an address is this very page's, or that of a part or another form of it: its pictures, its print."""
        if path == self._path:
            return not query or (_ids(query) or self._ids) == self._ids
        if self._inner and path.startswith(self._inner):
            return True
        return bool(self._number) and self._number in path + "/"


def _ids(query: str) -> tuple[tuple[str, str], ...]:
    """What of a query selects the page: ``?p=36843``."""
    if "=" not in query:
        return ()
    return tuple(
        (key, value)
        for key, value in parse_qsl(query[:500])
        if key.lower() in _IDS and not value.isalpha() and any(map(str.isdigit, value))
    )


def _shape(path: str) -> tuple[str, ...]:
    """What stories that the site merely counts have in common: ``/blog/law/index-2726`` and ``/blog/law/index-172``."""
    start, _, last = path.rpartition("/")
    if not any(map(str.isdigit, last)) or sum(map(str.isdigit, last)) < 3 or len(last) > _LONGEST_COUNTED:
        return ()
    return (start.partition("/")[2].partition("/")[0], str(start.count("/")), _DIGITS.sub("0", last))


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
    return host, _path(path), query


def _path(path: str) -> str:
    """A path as it is compared: at most so long, without a slash at its end, in readable characters."""
    path = path[:_LONGEST_PATH].rstrip("/")
    return "/" + (unquote(path) if "%" in path else path)


def looks_like_story(url: str) -> bool:
    """Whether an absolute address alone looks like a story's: a date, a number or identifier, or a slug of four words.

    >>> [looks_like_story("https://a.example" + path) for path in ("/2026/05/02/rain", "/rain-falls-at-last", "/sport")]
    [True, True, False]
    """
    _, path, query = _parts(url)
    if query and _ids(query):
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
    return _key(*_parts(url))


def _key(host: str, path: str, query: str) -> str:
    return host.removeprefix("www.") + path + "".join(f"?{key}={value}" for key, value in _ids(query))


def _leads_nowhere(path: str, known: frozenset[str] = frozenset()) -> bool:
    """Whether a path names a file, or a part of the site that holds no stories; ``known`` parts do hold some."""
    if "." in path[-_LONGEST_EXTENSION:] and _FILE.search(path):
        return True
    segments = path[1:].lower().split("/")
    if len(segments) > 1 and segments[-2] in _HUBS and segments[-2] not in known and not _DIGITS.search(segments[-1]):
        return True
    if len(segments) > 1:
        segments.pop()
    if _NO_STORY.isdisjoint(segments):
        return False
    barren = _NO_STORY.intersection(segments) - known
    return bool(barren - _SECTIONS) or (bool(barren) and (_words(path) < 4 or not _is_numbered(path)))


@lru_cache(maxsize=1024)
def site(host: str) -> str:
    """The registrable domain, as near as a short list of second-level labels tells it.

    >>> [site(host) for host in ("www.example.co.uk", "sport.example.com", "example.no")]
    ['example.co.uk', 'example.com', 'example.no']
    """
    labels = host.lower().strip(".").split(".")
    keep = 3 if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL else 2
    return ".".join(labels[-keep:])

"""The declared sources: one TOML file that a researcher keeps under version control.

    [crawl]                                 how to crawl, for all sources
    contact = "jane@university.example"     shown to the sites, so that they can ask
    delay = 1.5                             seconds between two requests to one site

    [sources.example-news]                  a site; the name is what the archive knows it by
    url = "https://www.example-news.com/"
    feeds = ["https://www.example-news.com/feed.xml"]

`load_file` reads it all, `load_sources` only the sites, `add_source` writes one site and keeps comments and order.
Whatever the file says wrong is a `SourcesFileError` that names the file, the line and the key.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from .exceptions import SourcesFileError, UnknownSource
from .hours import Hours, hours
from .polling import Pace

if TYPE_CHECKING:
    import tomlkit

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
"""What a source may be called: lower case letters, digits and hyphens, easy to type and safe in a file's name."""

OPT_OUTS = ("noarchive", "noindex", "noai", "tdm-reservation")
"""What a page may ask for, by the names that ``honour`` takes."""

# Names that stand before the country in a domain of a registry with two levels: bbc.co.uk, abc.net.au, folha.com.br.
_SECOND_LEVEL = frozenset({"co", "com", "org", "net", "gov", "edu", "ac", "or", "ne", "go", "gob", "gouv", "in"})


@dataclass(kw_only=True, frozen=True, slots=True)
class Source:
    """A news site, as declared."""

    name: str
    """Name in the archive and on the command line."""
    url: str
    """Home page."""
    title: str | None = None
    """Name of the publication, for people."""
    feeds: tuple[str, ...] = ()
    """Addresses of RSS, Atom or JSON feeds."""
    sitemaps: tuple[str, ...] = ()
    """Addresses of sitemaps, news sitemaps and sitemap indexes."""
    sections: tuple[str, ...] = ()
    """Pages whose links are read where feeds and sitemaps bring nothing."""
    story_paths: tuple[str, ...] = ()
    """Regular expressions of the paths of its stories: of what sitemaps and section pages name, only what matches one
    is a story. ``newsarchive add`` learns them from the site's feeds; empty means that the usual signs decide."""
    domains: tuple[str, ...] = ()
    """Hosts that belong to the site, subdomains included; empty means the host of ``url`` without ``www.``."""
    language: str | None = None
    """Main language, a BCP 47 tag."""
    delay: float | None = None
    """Seconds between two requests; None means the delay for all sources. A longer Crawl-delay of the site wins."""
    hours: Hours | None = None
    """When the site may be asked, like ``22:00-06:00 Europe/Berlin`` (UTC without a zone); None means always."""
    pages_per_day: int | None = None
    """Pages asked for in a day (of UTC) at most, over all crawls; feeds and sitemaps do not count."""
    minutes_per_day: float | None = None
    """Minutes in a day (of UTC) that the site may be busy answering us, over all crawls: its answers' times, added."""
    honour: tuple[str, ...] | None = None
    """Requests of pages not to be kept that are obeyed; None means those for all sources, ``[]`` none."""
    poll_min: timedelta | None = None
    """Shortest time between two looks of ``newsarchive watch`` at a feed; None means that for all sources."""
    poll_max: timedelta | None = None
    """Longest time between two looks; None means that for all sources."""
    backfill_per_day: int | None = None
    """Old stories a day that ``newsarchive crawl --since`` spreads over days; None means the number for all sources."""
    pictures: bool | None = None
    """Whether the pictures of its stories are archived too; None means what is said for all sources."""
    browser: bool = False
    """Whether its pages that are empty without JavaScript are fetched again with a browser: needs Chromium and
    ``pip install 'newsarchive[browser]'``."""
    enabled: bool = True
    """Whether ``newsarchive crawl`` and ``newsarchive watch`` without names include it."""

    @property
    def hosts(self) -> tuple[str, ...]:
        """Domains of the site, the default filled in.

        >>> Source(name="x", url="https://www.example.com/").hosts
        ('example.com',)
        """
        return self.domains or (_host(self.url).removeprefix("www."),)

    def holds(self, url: str) -> bool:
        """Whether an address is on the site.

        >>> source = Source(name="x", url="https://www.example.com/")
        >>> source.holds("https://live.example.com/1"), source.holds("https://notexample.com/1")
        (True, False)
        """
        host = _host(url)
        return any(host == domain or host.endswith("." + domain) for domain in self.hosts)


@dataclass(kw_only=True, frozen=True, slots=True)
class CrawlOptions:
    """How to crawl: the ``[crawl]`` table."""

    contact: str | None = None
    """Mail address or page where sites reach whoever runs the crawl; part of the user agent."""
    user_agent: str | None = None
    """The whole user agent, instead of the one made from the contact; it has to say how to reach you, too. What
    robots.txt says to its first name is obeyed."""
    delay: float = 1.5
    """Seconds between two requests to one site."""
    per_host: int = 1
    """Requests under way at once to one site."""
    concurrency: int = 64
    """Requests under way at once in all. What waits for a site's delay is not under way."""
    private_hosts: tuple[str, ...] = ()
    """Names and addresses that may be in a private network; all others are refused there, whoever leads to them. What
    stands as an address (or ``localhost``) in a source's ``url`` is allowed."""
    pictures: bool = False
    """Whether the pictures of stories are archived too; most of a site's bytes are pictures."""
    capture_feeds: bool = False
    """Whether feeds, sitemaps and section pages are captured too, each time they have changed; they can be large."""
    sitemap_days: int = 30
    """Age in days up to which entries of plain sitemaps are of interest; news sitemaps and feeds are read whole."""
    workers: int | None = None
    """Processes that extract; 0 extracts in the crawl's own process, None uses as many as there are cores."""
    revisit: tuple[timedelta, ...] | None = None
    """Ages of a story at which it is looked at again, counted from its publication; None leaves it to the archive."""
    honour: tuple[str, ...] = ()
    """Requests of pages not to be kept that are obeyed, any of ``noarchive``, ``noindex``, ``noai`` and
    ``tdm-reservation``: such a page is neither captured nor stored. Every request is noted, obeyed or not."""
    poll_min: timedelta = Pace().least
    """Shortest time between two looks of ``newsarchive watch`` at one feed, sitemap or front page."""
    poll_max: timedelta = Pace().most
    """Longest time between two looks, however seldom something appears."""
    backfill_per_day: int | None = None
    """Old stories a day and source that ``newsarchive crawl --since`` spreads over days; None fetches all at once."""


@dataclass(kw_only=True, frozen=True, slots=True)
class HealthOptions:
    """Whom to tell how sources are doing: the ``[health]`` table."""

    on_change: str | None = None
    """Command that is run, or webhook (http, https) that is called, when a source's verdict changes; it gets JSON."""


@dataclass(kw_only=True, frozen=True, slots=True)
class SourcesFile:
    """All that the file says."""

    crawl: CrawlOptions = CrawlOptions()
    """How to crawl."""
    health: HealthOptions = HealthOptions()
    """Whom to tell how sources are doing."""
    sources: Mapping[str, Source] = field(default_factory=dict)
    """The sites by name, in the file's order."""

    def named(self, names: Iterable[str]) -> list[Source]:
        """The sources of these names; all enabled ones where there are no names. Raises `UnknownSource`."""
        wanted = list(dict.fromkeys(names))
        if not wanted:
            return [source for source in self.sources.values() if source.enabled]
        if unknown := [name for name in wanted if name not in self.sources]:
            raise UnknownSource(_unknown(unknown, self.sources))
        return [self.sources[name] for name in wanted]

    def pace(self, source: Source) -> Pace:
        """Between which bounds a source's feeds and sitemaps are polled; a source's own bound moves the other.

        >>> week = Source(name="a", url="https://a.example/", poll_min=timedelta(days=7))
        >>> SourcesFile().pace(week).most
        datetime.timedelta(days=7)
        """
        least, most = source.poll_min or self.crawl.poll_min, source.poll_max or self.crawl.poll_max
        return Pace(
            least=min(least, most) if source.poll_max else least, most=max(least, most) if source.poll_min else most
        )

    def pictured(self) -> list[str]:
        """Names of the sources whose pictures are archived too."""
        chosen = {name: source.pictures for name, source in self.sources.items()}
        return [name for name, pictures in chosen.items() if (self.crawl.pictures if pictures is None else pictures)]

    def honoured(self, name: str) -> frozenset[str]:
        """Requests not to be kept that are obeyed on pages of a source; of one that is not declared, those for all."""
        source = self.sources.get(name)
        return frozenset(self.crawl.honour if source is None or source.honour is None else source.honour)


def pacing_keys(sources: Iterable[Source]) -> dict[str, str]:
    """Domain → the name under which its hosts are paced: those of one site together, each domain only once.

    >>> pacing_keys([Source(name="a", url="https://a.example/", domains=("a.example", "a.test"))])
    {'a.example': 'a.example', 'a.test': 'a.example'}
    """
    keys: dict[str, str] = {}
    for source in sources:
        together = next((keys[domain] for domain in source.hosts if domain in keys), source.hosts[0])
        for domain in source.hosts:
            keys.setdefault(domain, together)
    return keys


def pacing_key(host: str, keys: Mapping[str, str]) -> str:
    """The name under which a host is paced: that of the longest declared domain it belongs to, else its own.

    >>> keys = {"a.example": "a.example", "sport.a.example": "sport.a.example"}
    >>> [pacing_key(host, keys) for host in ("www.a.example", "live.sport.a.example", "feeds.example")]
    ['a.example', 'sport.a.example', 'feeds.example']
    """
    labels = host.split(".")
    domains = (".".join(labels[number:]) for number in range(len(labels)))
    return next((keys[domain] for domain in domains if domain in keys), host)


@dataclass(kw_only=True, frozen=True, slots=True)
class Added:
    """What `add_source` did."""

    source: Source
    """The source as the file has it now."""
    change: str
    """``added``, ``updated`` or ``unchanged``."""
    details: tuple[str, ...] = ()
    """What was updated: names of the keys."""


def load_sources(path: Path | str) -> dict[str, Source]:
    """The declared sources by name. Raises `SourcesFileError`."""
    return dict(load_file(path).sources)


def load_file(path: Path | str) -> SourcesFile:
    """Read the sources file. Raises `SourcesFileError` where it is missing, no TOML, or says something impossible."""
    return parse(_read(Path(path)), name=str(path))


def parse(text: str, *, name: str = "sources.toml") -> SourcesFile:
    """The sources file from its text; ``name`` is what messages call it.

    >>> parse('[sources.a]\\nurl = "https://a.example/"').sources["a"].url
    'https://a.example/'
    """
    reader = _Reader(text=text, name=name)
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SourcesFileError(f"{name} is not TOML: {error}; correct it there") from error
    reader.known_keys(tables, ("crawl", "health", "sources"), table=None)
    crawl = CrawlOptions(**reader.values(tables.get("crawl", {}), _CRAWL_RULES, table="crawl"))
    health = HealthOptions(**reader.values(tables.get("health", {}), _HEALTH_RULES, table="health"))
    declared = tables.get("sources", {})
    if not isinstance(declared, dict):
        raise reader.error(None, "sources", "expected tables [sources.NAME]")
    sources = {key: _source(reader, key, value) for key, value in declared.items()}
    return SourcesFile(crawl=crawl, health=health, sources=sources)


def add_source(path: Path | str, source: Source) -> Added:
    """Write a source to the file, which is made where missing; comments, order and other keys stay.

    A source that is there already (by name) gets what is new: addresses are appended to its lists, empty values are
    filled, nothing is removed or replaced.
    """
    import tomlkit  # noqa: PLC0415 - only to write

    place = Path(path)
    text = place.read_text(encoding="utf-8") if place.exists() else _NEW_FILE
    present = parse(text, name=str(path)).sources.get(source.name)
    merged = _merge(present, source) if present else source
    if merged == present:
        return Added(source=merged, change="unchanged")
    document = tomlkit.parse(text)
    details = _write(document, merged, present)
    _replace(place, tomlkit.dumps(document))
    return Added(source=merged, change="updated" if present else "added", details=details)


def name_for(url: str, taken: Mapping[str, Source] | None = None) -> str:
    """A name for a site that no other site of ``taken`` has; the name it has already, where it is there.

    >>> name_for("https://www.example-news.com/"), name_for("https://www.bbc.co.uk/news")
    ('example-news', 'bbc')
    >>> name_for("https://bbc.com/", {"bbc": Source(name="bbc", url="https://www.bbc.co.uk/")})
    'bbc-com'
    """
    taken = taken or {}
    host = _host(url).removeprefix("www.")
    for source in taken.values():
        if _host(source.url).removeprefix("www.") == host and urlsplit(source.url).port == urlsplit(url).port:
            return source.name
    short, long = _slug(_short_host(host)), _slug(host)
    numbered = (f"{long[:59]}-{number}" for number in range(2, len(taken) + 3))
    return next(name for name in (short, long, *numbered) if name not in taken)


def duration(text: str) -> timedelta:
    """A length of time: a number and m, h, d or w.

    >>> duration("90m"), duration("7d")
    (datetime.timedelta(seconds=5400), datetime.timedelta(days=7))
    """
    units = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([mhdw])\s*", text)
    if not match:
        raise _expected("a number with m, h, d or w, as in 6h", text)
    return timedelta(**{units[match[2]]: float(match[1])})


# --- reading ---------------------------------------------------------------------------------------------------------


@dataclass(kw_only=True, frozen=True)
class _Reader:
    """The file's text and name: knows how to say where something is wrong."""

    text: str
    name: str

    def values(self, given: Any, rules: Mapping[str, Callable[[Any], Any]], *, table: str) -> dict[str, Any]:
        """Checked values of a table."""
        if not isinstance(given, dict):
            raise self.error(None, table, f"expected a table [{table}]")
        self.known_keys(given, rules, table=table)
        return {key: self.checked(rules[key], value, table=table, key=key) for key, value in given.items()}

    def checked(self, rule: Callable[[Any], Any], value: Any, *, table: str, key: str) -> Any:
        """A value, checked."""
        try:
            return rule(value)
        except ValueError as error:
            raise self.error(table, key, str(error)) from error

    def known_keys(self, given: Mapping[str, Any], known: Iterable[str], *, table: str | None) -> None:
        """Refuse keys nobody reads: most often they are misspelt."""
        for key in given:
            if key not in known:
                raise self.error(table, key, f"unknown key; known are {', '.join(known)}")

    def error(self, table: str | None, key: str, message: str) -> SourcesFileError:
        """The error, with the line where one can be told."""
        line = _line(self.text, table, key)
        where = f"{self.name}, line {line}" if line else self.name
        return SourcesFileError(f"{where}: {f'[{table}] {key}' if table else key}: {message}")


def _source(reader: _Reader, name: str, given: Any) -> Source:
    table = f"sources.{name}"
    if not NAME.fullmatch(name):
        raise reader.error(None, table, "expected a name of lower case letters, digits and hyphens")
    values = reader.values(given, _SOURCE_RULES, table=table)
    if "url" not in values:
        raise reader.error(None, table, 'url is missing; add url = "https://…"')
    return Source(name=name, **values)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise SourcesFileError(f"{path} does not exist; make it with `newsarchive add URL`") from error
    except UnicodeDecodeError as error:
        raise SourcesFileError(f"{path} is not UTF-8 text; save it as UTF-8") from error
    except OSError as error:
        raise SourcesFileError(f"{path} cannot be read: {error.strerror}; check the path and its rights") from error


def _line(text: str, table: str | None, key: str) -> int | None:
    """Number of the line a key, or the head of a table, stands on; None where it is written in an unusual way."""
    inside = table is None
    for number, line in enumerate(text.splitlines(), start=1):
        if head := re.match(r"\s*\[+\s*([^\]]+?)\s*\]+", line):
            inside = head[1].replace('"', "").replace(" ", "") == table
            if table is None and head[1].replace('"', "") in (key, f"sources.{key}"):
                return number
        elif inside and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", line):
            return number
    return None


def _unknown(names: list[str], sources: Mapping[str, Source]) -> str:
    import difflib  # noqa: PLC0415 - only to fail

    close = difflib.get_close_matches(names[0], sources, n=1)
    hint = f"did you mean {close[0]}?" if close else f"declared are {_some(sources)}"
    kind = "source" if len(names) == 1 else "sources"
    return f"no {kind} named {', '.join(names)}; {hint}; `newsarchive add URL` declares one"


def _some(names: Iterable[str]) -> str:
    """A few names, and how many there are beyond.

    >>> _some("abc"), _some("abcdefgh"), _some([])
    ('a, b, c', 'a, b, c, d, e and 3 more', 'none')
    """
    everything = list(names)
    shown = ", ".join(everything[:5])
    return f"{shown} and {len(everything) - 5} more" if len(everything) > 5 else shown or "none"


# --- rules: what a key may say ---------------------------------------------------------------------------------------


def _expected(what: str, found: Any) -> ValueError:
    return ValueError(f"expected {what}, found {found!r}")


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise _expected("text on one line", value)
    return value.strip()


def _url(value: Any) -> str:
    text = _text(value)
    try:
        parts = urlsplit(text)
        valid = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        valid = False
    if not valid or any(character.isspace() for character in text):
        raise _expected("an address that begins with https:// or http://", text)
    return text


def _list(rule: Callable[[Any], Any]) -> Callable[[Any], tuple[Any, ...]]:
    def check(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise _expected("a list in brackets", value)
        return tuple(dict.fromkeys(rule(item) for item in value))

    return check


def _domain(value: Any) -> str:
    text = _text(value).lower().strip(".")
    if not re.fullmatch(r"[\w-]+(\.[\w-]+)*", text):
        raise _expected("a host name like example.com", text)
    return text


def _pattern(value: Any) -> str:
    text = _text(value)
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"expected a regular expression, found {text!r}: {error}") from error
    return text


def _language(value: Any) -> str:
    text = _text(value)
    if not re.fullmatch(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*", text):
        raise _expected("a language tag like en or pt-BR", text)
    return text


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise _expected("true or false", value)
    return value


def _seconds(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 3600:
        raise _expected("seconds from 0 to 3600", value)
    return float(value)


def _agent(value: Any) -> str:
    text = _text(value)
    if "@" not in text and "://" not in text:
        raise _expected("a user agent that says how to reach you, by a mail address or a page", text)
    return text


def _minutes(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 1440:
        raise _expected("minutes up to 1440", value)
    return float(value)


def _hours(value: Any) -> Hours:
    return hours(_text(value))


def _host_name(value: Any) -> str:
    text = _text(value).lower().strip(".")
    if not re.fullmatch(r"[\w.:-]+", text):
        raise _expected("a host name or an address, without a port", text)
    return text


def _count(least: int, most: int) -> Callable[[Any], int]:
    def check(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise _expected(f"a whole number from {least} to {most}", value)
        return value

    return check


def _opt_out(value: Any) -> str:
    if value not in OPT_OUTS:
        raise _expected(f"any of {', '.join(OPT_OUTS)}", value)
    return str(value)


def _duration(value: Any) -> timedelta:
    return duration(_text(value))


# A rule for each field of the two classes above; tests/test_sources.py holds that none is missing.
_SOURCE_RULES: dict[str, Callable[[Any], Any]] = {
    "url": _url,
    "title": _text,
    "feeds": _list(_url),
    "sitemaps": _list(_url),
    "sections": _list(_url),
    "story_paths": _list(_pattern),
    "domains": _list(_domain),
    "language": _language,
    "delay": _seconds,
    "hours": _hours,
    "pages_per_day": _count(1, 10_000_000),
    "minutes_per_day": _minutes,
    "honour": _list(_opt_out),
    "poll_min": _duration,
    "poll_max": _duration,
    "backfill_per_day": _count(1, 1_000_000),
    "pictures": _flag,
    "browser": _flag,
    "enabled": _flag,
}
_CRAWL_RULES: dict[str, Callable[[Any], Any]] = {
    "contact": _text,
    "user_agent": _agent,
    "delay": _seconds,
    "per_host": _count(1, 16),
    "concurrency": _count(1, 1000),
    "private_hosts": _list(_host_name),
    "pictures": _flag,
    "capture_feeds": _flag,
    "sitemap_days": _count(1, 36500),
    "workers": _count(0, 256),
    "revisit": _list(_duration),
    "honour": _list(_opt_out),
    "poll_min": _duration,
    "poll_max": _duration,
    "backfill_per_day": _count(1, 1_000_000),
}
_HEALTH_RULES: dict[str, Callable[[Any], Any]] = {"on_change": _text}


# --- writing ---------------------------------------------------------------------------------------------------------

_NEW_FILE = """\
# The sites this archive crawls. `newsarchive add URL` writes here and keeps your comments and order.

[crawl]
# How sites reach you when your crawl troubles them: a mail address or a page about your research.
# contact = "you@university.example"
"""


def _merge(present: Source, found: Source) -> Source:
    """What the file says, and what is new in what was found."""

    def together(name: str) -> Any:
        old, new = getattr(present, name), getattr(found, name)
        if isinstance(old, tuple):
            return tuple(dict.fromkeys((*old, *(new or ()))))
        return new if old is None else old

    return Source(**{item.name: together(item.name) for item in fields(Source)})


def _write(document: tomlkit.TOMLDocument, source: Source, present: Source | None) -> tuple[str, ...]:
    """Set what differs in the document; names of the keys that were set."""
    import tomlkit  # noqa: PLC0415 - only to write

    if "sources" not in document:
        document["sources"] = tomlkit.table(is_super_table=True)
    sources: Any = document["sources"]
    if source.name not in sources:
        sources[source.name] = tomlkit.table()
    before = present or Source(name=source.name, url="")
    changed = tuple(
        item.name
        for item in fields(Source)
        if item.name != "name" and getattr(source, item.name) != getattr(before, item.name)
    )
    for name in changed:
        sources[source.name][name] = _toml(getattr(source, name))
    return changed


def _toml(value: Any) -> Any:
    """A value as the file has it: lists of addresses one a line, for readable differences between versions."""
    import tomlkit  # noqa: PLC0415 - only to write

    if isinstance(value, Hours):
        return str(value)
    if not isinstance(value, tuple):
        return value
    array = tomlkit.array()
    array.extend(value)
    return array.multiline(len(value) > 1)


def _replace(path: Path, text: str) -> None:
    """Put the text in place at once, so that a crash leaves either the old file or the new one."""
    target = path.resolve()
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(text, encoding="utf-8")
        if target.exists():
            draft.chmod(target.stat().st_mode & 0o777)
        draft.replace(target)
    except OSError as error:
        with suppress(OSError):
            draft.unlink()
        raise SourcesFileError(
            f"{path} cannot be written: {error.strerror}; check the folder and its rights"
        ) from error


# --- names -----------------------------------------------------------------------------------------------------------


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _short_host(host: str) -> str:
    """A host without what registries put behind its name."""
    labels = host.split(".")
    if len(labels) < 2 or host.replace(".", "").isdigit():
        return host
    labels.pop()
    if len(labels) > 1 and labels[-1] in _SECOND_LEVEL:
        labels.pop()
    return ".".join(labels)


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:63] or "source"

"""Scrapy settings of every crawl, all in one place: polite, identified, bounded.

`scrapy crawl news` from the checkout reads this module through scrapy.cfg, `newsarchive crawl` by
`scrapy_settings`, so both crawl alike. What the ``[crawl]`` table of the sources file says comes on top
(`from_sources_file`), and what is given on the command line (``scrapy crawl -s NAME=value``) above that. Settings
that are Scrapy's own are explained in Scrapy's documentation; those that begin with ``NEWSARCHIVE_`` are explained
here.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from datetime import timedelta
from importlib.util import find_spec
from ipaddress import ip_address
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from urllib.request import getproxies

from . import __version__
from .exceptions import UsageError
from .sources import pacing_keys

if TYPE_CHECKING:
    from .sources import CrawlOptions, SourcesFile

BOT_NAME = "newsarchive"
# Named one by one: Scrapy imports all of a package that is named here, with what extras bring that may not be there.
SPIDER_MODULES = ["newsarchive.spiders.news", "newsarchive.spiders.survey", "newsarchive.spiders.watch"]

# --- where things are ------------------------------------------------------------------------------------------------

NEWSARCHIVE_ARCHIVE = os.environ.get("NEWSARCHIVE_ARCHIVE", "data/newsarchive.db")
"""The archive, one SQLite file; made where missing. Captures go to a folder beside it."""
NEWSARCHIVE_SOURCES = os.environ.get("NEWSARCHIVE_SOURCES")
"""The sources file; None means ``sources.toml`` beside the archive. Recipes are in the folder ``recipes`` beside it."""

# --- manners: who we are, how fast, and what we keep away from -------------------------------------------------------

USER_AGENT = f"newsarchive/{__version__}"
ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = "newsarchive"
DOWNLOAD_DELAY = 1.5
DOWNLOAD_DELAY_JITTER = 0.0  # half of all requests would come sooner than the delay says
CONCURRENT_REQUESTS = 64
CONCURRENT_REQUESTS_PER_DOMAIN = 1
CONCURRENT_ITEMS = 1  # a page is one item, and Scrapy makes this many tasks for each answer
COOKIES_ENABLED = False  # also keeps tldextract from fetching a list of domains at first use
REFERRER_POLICY = "no-referrer"

NEWSARCHIVE_CONNECTIONS = 64
"""Requests under way at once in all; what waits for a site's delay is not under way. (Scrapy's CONCURRENT_REQUESTS
counts what waits too, so that a few slow sites would hold up all others. Our own spiders leave it without a limit: they
take a few pages of each site at a time from the frontier.)"""
NEWSARCHIVE_PRIVATE_HOSTS: list[str] = []
"""Names and addresses that may be in a private network."""
NEWSARCHIVE_DELAY_CEILING = 60.0
"""Seconds between two requests to a site that answers slowly, at most; a longer Crawl-delay still counts."""
NEWSARCHIVE_CRAWL_DELAY_CEILING = 300.0
"""Crawl-delay in seconds up to which a site's robots.txt is followed to the letter; a longer one counts as this."""
NEWSARCHIVE_PAUSE_CEILING = 120.0
"""Seconds of Retry-After that a crawl waits out; where a site asks for more, its pages are left for a later crawl."""

# --- limits ----------------------------------------------------------------------------------------------------------

DOWNLOAD_MAXSIZE = 16 * 1024 * 1024  # the largest of 443 real news pages has 4 MB
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_TIMEOUT = 60
DOWNLOAD_VERIFY_CERTIFICATES = True
DOWNLOAD_HANDLERS = {
    "http": "newsarchive.spiders.downloads.BoundedDownloads",
    "https": "newsarchive.spiders.downloads.BoundedDownloads",
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}
REDIRECT_MAX_TIMES = 8
METAREFRESH_MAXDELAY = 3  # longer ones are pages that reload themselves
URLLENGTH_LIMIT = 0  # discovery has its own; a request dropped here would be lost without a word
RETRY_TIMES = 2
RETRY_EXCEPTIONS = [  # not what has taken its whole time already: the frontier tries that again, in minutes to hours
    "scrapy.exceptions.DownloadConnectionRefusedError",
    "scrapy.exceptions.DownloadFailedError",
    "scrapy.exceptions.ResponseDataLossError",
    "twisted.internet.error.ConnectionDone",
    "twisted.internet.error.ConnectError",
    "twisted.internet.error.ConnectionLost",
    "scrapy.core.downloader.handlers.http11.TunnelError",
]
DNS_TIMEOUT = 20
REACTOR_THREADPOOL_MAXSIZE = 32  # names of hosts are looked up in threads, and a crawl may have hundreds of hosts
SCRAPER_SLOT_MAX_ACTIVE_SIZE = 32 * 1024 * 1024  # pages waiting for extraction before fetching waits for them

NEWSARCHIVE_WORKERS: int | None = None
"""Processes that extract; 0 extracts in the crawl's own process, None uses as many as there are cores."""
NEWSARCHIVE_EXTRACT_SECONDS = 30.0
"""CPU seconds one page may take to extract before it is given up."""
NEWSARCHIVE_LEASE_SECONDS = 3600
"""How long a page may be under way before it may be taken up again: four pages with the longest Crawl-delay, a pause
and their retries come to half of it. (A crawl that begins takes up at once what a killed one has left.)"""
NEWSARCHIVE_AHEAD = 4
"""Pages of one site taken from the frontier ahead of fetching: enough to keep it busy, few to finish on Ctrl-C."""
NEWSARCHIVE_SITEMAP_DAYS = 30
"""Age in days up to which entries of plain sitemaps are of interest; news sitemaps and feeds are read whole."""
NEWSARCHIVE_SITEMAPS = 50
"""Sitemaps of one site read in a crawl, newest first; some sites keep one for each day since 1851."""
NEWSARCHIVE_SITEMAP_DEPTH = 3
"""Steps from a declared sitemap index down to a sitemap."""
NEWSARCHIVE_REVISITS: list[timedelta] | None = None
"""Ages of a story at which it is looked at again; None leaves it to the archive."""
NEWSARCHIVE_CAPTURE_FEEDS = False
"""Whether feeds, sitemaps and section pages are captured too (``capture_feeds`` in the sources file)."""
NEWSARCHIVE_PICTURES: list[str] = []
"""Sources whose pictures are archived too (``pictures = true`` in the sources file)."""
NEWSARCHIVE_BROWSER: list[str] = []
"""Sources whose pages are fetched with a browser where they are empty without JavaScript (``browser = true``)."""
NEWSARCHIVE_HONOUR: dict[str, frozenset[str]] = {}
"""Source → requests of its pages not to be kept (noarchive, noindex, noai, tdm-reservation) that are obeyed."""

NEWSARCHIVE_HEALTH_MINUTES = 60.0
"""Minutes between two times that a running crawl judges how its sources are doing; it is done at the end, too."""
NEWSARCHIVE_ON_CHANGE: str | None = None
"""Command or webhook that is told when a source's verdict changes."""

# --- components ------------------------------------------------------------------------------------------------------

HTTPERROR_ALLOW_ALL = True  # every answer says something of its address
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
EXTENSIONS = {
    "newsarchive.pipelines.session.ArchiveSession": 0,
    "newsarchive.pipelines.wellbeing.Wellbeing": 10,  # after the session has closed the archive
}
DOWNLOADER_MIDDLEWARES = {
    "newsarchive.spiders.politeness.OnSite": 90,  # before robots.txt: other sites are not even asked for theirs
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "newsarchive.spiders.robots.Robots": 100,
    "newsarchive.spiders.optouts.OptOuts": 110,
    "newsarchive.spiders.addresses.Addresses": 640,  # between redirects and proxies
    "newsarchive.spiders.politeness.Politeness": 950,  # the last gate on the way out, the first to hear of an answer
}
ITEM_PIPELINES = {
    "newsarchive.pipelines.capture.CapturePipeline": 100,
    "newsarchive.pipelines.extract.ExtractPipeline": 200,
    "newsarchive.pipelines.screen.ScreenPipeline": 300,
    "newsarchive.pipelines.store.StorePipeline": 400,
    "newsarchive.pipelines.pictures.PicturesPipeline": 420,
}
LOG_LEVEL = "INFO"
STATS_DUMP = False


def scrapy_settings() -> dict[str, Any]:
    """The settings of this module, as Scrapy takes them."""
    return {name: value for name, value in globals().items() if name.isupper() and not name.startswith("_")}


def sources_path(settings: Mapping[str, Any]) -> Path:
    """The sources file these settings name: beside the archive where they name none."""
    named = settings["NEWSARCHIVE_SOURCES"]
    return Path(named) if named else Path(settings["NEWSARCHIVE_ARCHIVE"]).with_name("sources.toml")


def recipes_path(settings: Mapping[str, Any]) -> Path:
    """The folder of recipes: ``recipes`` beside the sources file."""
    return sources_path(settings).with_name("recipes")


def captures_path(settings: Mapping[str, Any]) -> Path:
    """The folder of captures: ``<archive stem>-captures`` beside the archive."""
    archive = Path(settings["NEWSARCHIVE_ARCHIVE"])
    return archive.with_name(f"{archive.stem}-captures")


def user_agent(contact: str | None) -> str:
    """Who we say we are: program, version, and how to reach whoever runs it.

    >>> user_agent("jane@university.example").partition(" ")[2]
    '(news archive for research; contact: jane@university.example)'
    """
    stated = f"contact: {contact}" if contact else "no contact given"
    return f"newsarchive/{__version__} (news archive for research; {stated})"


def robots_name(agent: str) -> str:
    """The name by which a robots.txt speaks to a user agent.

    >>> robots_name("newsarchive/1.0 (…)"), robots_name("Mozilla/5.0 (compatible; RiverBot/2.1; +https://a.example/)")
    ('newsarchive', 'RiverBot')
    """
    named = re.search(r"compatible;\s*([\w-]+)", agent) or re.match(r"([\w-]+)", agent)
    return named[1] if named else BOT_NAME


def request_headers(contact: str | None) -> dict[str, str]:
    """Headers of every request: no language, so that a site shows its own, and whom to write to (RFC 9110, 10.1.2).

    >>> request_headers("jane@university.example")["From"], "From" in request_headers("https://university.example/")
    ('jane@university.example', False)
    """
    headers = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
    return headers | ({"From": contact} if contact and "@" in contact and "://" not in contact else {})


def from_sources_file(file: SourcesFile) -> dict[str, Any]:
    """Scrapy settings that the sources file decides."""
    options: CrawlOptions = file.crawl
    browsed = [source.name for source in file.sources.values() if source.browser]
    settings: dict[str, Any] = {
        "USER_AGENT": options.user_agent or user_agent(options.contact),
        "ROBOTSTXT_USER_AGENT": robots_name(options.user_agent or BOT_NAME),
        "DEFAULT_REQUEST_HEADERS": request_headers(options.contact),
        "DOWNLOAD_DELAY": options.delay,
        "CONCURRENT_REQUESTS": 0,
        "NEWSARCHIVE_CONNECTIONS": options.concurrency,
        "CONCURRENT_REQUESTS_PER_DOMAIN": options.per_host,
        "NEWSARCHIVE_CAPTURE_FEEDS": options.capture_feeds,
        "NEWSARCHIVE_SITEMAP_DAYS": options.sitemap_days,
        "DOWNLOAD_SLOTS": _delays(file),
        "NEWSARCHIVE_PRIVATE_HOSTS": [
            *options.private_hosts,
            *typed_addresses(source.url for source in file.sources.values()),
        ],
        "NEWSARCHIVE_PICTURES": file.pictured(),
        "NEWSARCHIVE_ON_CHANGE": file.health.on_change,
        "NEWSARCHIVE_BROWSER": browsed,
        "NEWSARCHIVE_HONOUR": {name: file.honoured(name) for name in file.sources},
    }
    if browsed:
        settings |= browser_settings()
    if options.workers is not None:
        settings["NEWSARCHIVE_WORKERS"] = options.workers
    if options.revisit is not None:
        settings["NEWSARCHIVE_REVISITS"] = list(options.revisit)
    return settings


_CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def browser_settings() -> dict[str, Any]:
    """Scrapy settings by which a browser fetches what asks for it. Raises `UsageError` where there is none."""
    if find_spec("scrapy_playwright") is None:
        raise UsageError("a source has browser = true: install what it needs with pip install 'newsarchive[browser]'")
    program = os.environ.get("NEWSARCHIVE_CHROMIUM") or next(filter(None, map(which, _CHROMIUM)), None)
    if program is None:
        raise UsageError("a source has browser = true: install Chromium, or say in NEWSARCHIVE_CHROMIUM where it is")
    proxies = getproxies()
    proxy = proxies.get("https") or proxies.get("http")
    unguarded = ["--no-sandbox"] if os.geteuid() == 0 else []  # Chromium refuses to run as root otherwise
    handler = "newsarchive.spiders.browser.BrowserDownloads"
    return {
        "DOWNLOAD_HANDLERS": DOWNLOAD_HANDLERS | {"http": handler, "https": handler},
        "PLAYWRIGHT_LAUNCH_OPTIONS": {
            "executable_path": program,
            "args": unguarded,
            **({"proxy": {"server": proxy}} if proxy else {}),
        },
        "PLAYWRIGHT_MAX_PAGES_PER_CONTEXT": 2,
        "PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT": 30_000,  # milliseconds
    }


def typed_addresses(urls: Iterable[str]) -> list[str]:
    """Hosts of URLs that somebody has written as an address, and so means, be it in a private network.

    >>> typed_addresses(["http://127.0.0.1:8765/", "https://news.example/", "localhost:80"])
    ['127.0.0.1', 'localhost']
    """
    hosts = (urlsplit(url if "://" in url else f"//{url}").hostname or "" for url in urls)
    return [host for host in hosts if host == "localhost" or _is_address(host)]


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _delays(file: SourcesFile) -> dict[str, dict[str, float]]:
    """The delays set for single sources, by what is paced together; the longest where they share a host."""
    keys = pacing_keys(file.sources.values())
    slots: dict[str, dict[str, float]] = {}
    for source in file.sources.values():
        if source.delay is not None:
            slot = slots.setdefault(keys[source.hosts[0]], {"delay": source.delay})
            slot["delay"] = max(slot["delay"], source.delay)
    return slots

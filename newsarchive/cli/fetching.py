"""One page from its site, politely: under an honest name, once, and only where robots.txt allows it.

Crawls do not come this way (Scrapy fetches for them); this is for `newsarchive extract URL`, which stores nothing.
"""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
import zlib
from dataclasses import dataclass
from urllib.parse import urlsplit

from protego import Protego

from .. import __version__
from ..exceptions import FetchError

USER_AGENT = f"newsarchive/{__version__} (one page, fetched at a person's request)"
TIMEOUT_SECONDS = 30
MAX_BYTES = 16 * 1024 * 1024
"""As in crawls: no news page is larger."""
_PAGE_TYPES = ("text/html", "application/xhtml+xml", "text/plain", "application/xml", "text/xml")


@dataclass(frozen=True, kw_only=True, slots=True)
class Fetched:
    """A page as it was answered."""

    url: str
    """Address that answered, after redirects."""
    content_type: str | None
    """The header as sent."""
    body: bytes
    """Payload, its content encoding undone."""


def is_address(text: str) -> bool:
    """Whether an argument is an address to fetch, not a file.

    >>> is_address("https://www.example.com/story"), is_address("page.html")
    (True, False)
    """
    return urlsplit(text).scheme in {"http", "https"}


def fetch(url: str) -> Fetched:
    """The page at an address. Raises `FetchError` where it cannot be had or is no page."""
    _ask_robots(url)
    page = _get(url)
    kind = (page.content_type or "text/html").partition(";")[0].strip().lower()
    if kind not in _PAGE_TYPES:
        raise FetchError(f"expected an HTML page at {url}, got {kind}; give the address of a story's page")
    return page


def _ask_robots(url: str) -> None:
    """Refuse where the site's robots.txt does; a site without one allows everything."""
    parts = urlsplit(url)
    try:
        rules = _get(f"{parts.scheme}://{parts.netloc}/robots.txt").body.decode("utf-8", "replace")
    except _AbsentError:
        return
    if not Protego.parse(rules).can_fetch(url, USER_AGENT):
        raise FetchError(f"the robots.txt of {parts.netloc} does not allow {url}; save the page from a browser instead")


class _AbsentError(FetchError):
    """The site answered that it has nothing there."""


def _get(url: str) -> Fetched:
    """One GET, redirects followed."""
    request = urllib.request.Request(url, headers={"User-Agent": USER_AGENT, "Accept-Encoding": "gzip, identity"})
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as response:
            raw = response.read(MAX_BYTES + 1)
            if response.length and len(raw) <= MAX_BYTES:
                raise FetchError(f"{url} cannot be fetched: it broke off {response.length} bytes before its end")
            body = _decoded(raw, response.headers.get("Content-Encoding", ""))
            return Fetched(url=response.url, content_type=response.headers.get("Content-Type"), body=body)
    except urllib.error.HTTPError as error:
        kind = _AbsentError if 400 <= error.code < 500 else FetchError
        raise kind(f"{url} answered {error.code} {error.reason}; check the address") from error
    except urllib.error.URLError as error:
        raise FetchError(f"{urlsplit(url).netloc} cannot be reached: {_reason(error.reason)}") from error
    except (OSError, http.client.HTTPException, ValueError, zlib.error) as error:
        raise FetchError(f"{url} cannot be fetched: {_reason(error)}") from error


def _decoded(raw: bytes, encoding: str) -> bytes:
    """The payload without its content encoding; one that is too large is refused before and after."""
    body = raw
    if encoding.lower() == "gzip":
        unpacking = zlib.decompressobj(wbits=31)
        body = unpacking.decompress(raw, MAX_BYTES + 1)  # never more, whatever it would come to
        if not unpacking.eof and len(body) <= MAX_BYTES:
            raise zlib.error("it breaks off before its end")
    if len(body) > MAX_BYTES:
        raise FetchError(f"expected a page of at most {MAX_BYTES >> 20} MiB, got more: no news page is that large")
    return body


def _reason(error: object) -> str:
    """What went wrong in the system's own words, without its numbers."""
    return getattr(error, "strerror", None) or str(error) or type(error).__name__

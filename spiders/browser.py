"""Pages that are nothing without JavaScript, as a browser shows them: Chromium, through scrapy-playwright.

Only what asks for it (``meta["playwright"]``) goes there; everything else is fetched as ever. A page's scripts ask
for more by themselves: pictures, fonts, sounds and styles are left out, and private addresses turned away, but what a
script fetches is neither looked up in robots.txt nor paced. So it is for single sources, declared (``browser = true``),
and only for their pages that were found empty.
"""

from __future__ import annotations

import asyncio
import socket
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from urllib.request import getproxies

from playwright.async_api import Error as BrowserError
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler

from newsarchive.settings import typed_addresses

from .addresses import is_private, literal_address
from .downloads import BoundedDownloads

if TYPE_CHECKING:
    from playwright.async_api import Page, Request
    from scrapy.crawler import Crawler

LEFT_OUT = frozenset({"image", "media", "font", "stylesheet", "websocket", "eventsource", "ping", "manifest"})
"""Kinds of request that add no text to a page."""
SETTLED_WITHIN = 10_000
"""Milliseconds after loading in which a page may go on asking for things until it is taken as it stands."""


class BrowserDownloads(ScrapyPlaywrightDownloadHandler, BoundedDownloads):  # type: ignore[misc]  # it is not typed
    """Fetches with Chromium what asks for it."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        typed = typed_addresses(getattr(crawler.spider, "addresses", ()))
        self.allowed = frozenset([*crawler.settings.getlist("NEWSARCHIVE_PRIVATE_HOSTS"), *typed])
        self.abort_request = self._unwanted

    async def _unwanted(self, request: Request) -> bool:
        """Whether a request of a page is not let through."""
        url = urlsplit(request.url)
        if url.scheme in {"data", "blob"}:
            return False
        return (
            request.resource_type in LEFT_OUT
            or url.scheme not in {"http", "https"}
            or await leads_home(url.hostname or "", self.allowed)
        )

    async def _apply_page_methods(self, page: Page, request: Any, spider: Any) -> None:
        """Wait until the page has asked for all it wants, but not for ever."""
        with suppress(BrowserError):  # a page that never rests is taken as it stands
            await page.wait_for_load_state("networkidle", timeout=SETTLED_WITHIN)
        await super()._apply_page_methods(page, request, spider)


async def leads_home(host: str, allowed: frozenset[str]) -> bool:
    """Whether a host is in a private network and was not named on purpose. Where a proxy is used, it looks names up."""
    if host in allowed:
        return False
    if literal := literal_address(host):
        return is_private(literal)
    if getproxies().keys() & {"http", "https"}:
        return host == "localhost" or host.endswith(".localhost")
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except OSError:
        return True
    return any(is_private(str(address[4][0])) for address in found)

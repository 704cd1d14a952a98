"""HTTP as Scrapy speaks it, but for answers whose headers have no end: Twisted would keep them all in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
)
from twisted.web._newclient import ParseError

from .failures import HEAD_TOO_LONG

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from twisted.internet.defer import Deferred
    from twisted.internet.interfaces import IAddress
    from twisted.web._newclient import Request
    from twisted.web.iweb import IResponse

LONGEST_HEAD = 256 * 1024
"""Bytes of headers of one answer; browsers and proxies give up at 256 KiB or before."""


class BoundedDownloads(HTTP11DownloadHandler):
    """Scrapy's handler for http and https, with a bound for headers. There is no public way to set one."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool._factory = _Factory


class _Parser(_LenientHTTPClientParser):
    """Counts the bytes of an answer's head, lines before the last empty one included."""

    head = 0

    def lineReceived(self, line: bytes) -> None:  # noqa: N802 - Twisted's own
        """A line of the head. Raises `ParseError`, by which Twisted gives the connection up."""
        self.head += len(line)
        if self.head > LONGEST_HEAD:
            raise ParseError(HEAD_TOO_LONG, b"")  # type: ignore[no-untyped-call]  # Twisted is not typed here
        super().lineReceived(line)


class _Protocol(_LenientHTTP11ClientProtocol):
    """Reads answers with that parser, which Scrapy puts in place in the same way."""

    def request(self, request: Request) -> Deferred[IResponse]:
        """Send a request."""
        answer: Deferred[IResponse] = super().request(request)
        self._parser.__class__ = _Parser
        return answer


class _Factory(_LenientHTTP11ClientFactory):
    def buildProtocol(self, addr: IAddress | None) -> _Protocol:  # noqa: N802 - Twisted's own
        return _Protocol(self._quiescentCallback)  # type: ignore[no-untyped-call]  # as above

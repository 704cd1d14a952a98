"""Where a crawl may go: to http and https addresses on public hosts, wherever a page, a feed or a redirect points.

A name is judged by the address that a connection is about to be made to, so a name that resolves differently a moment
later is no way round. Where a proxy is used, it looks names up, and only addresses written as such can be judged.
Hosts that somebody has named on purpose are let through: those of the key ``private_hosts``, and addresses that stand
as such in the ``url`` of a source.
"""

from __future__ import annotations

import socket
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urljoin, urlsplit
from urllib.request import getproxies

from scrapy import signals
from scrapy.exceptions import DownloadTimeoutError
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.interfaces import IAddress, IHostnameResolver, IHostResolution, IResolutionReceiver
from zope.interface import implementer  # type: ignore[import-untyped]  # it has no types

from newsarchive.settings import typed_addresses

from .failures import Unending, Unsafe

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Request, Response

_NAT64 = IPv6Network("64:ff9b::/96")
"""Addresses that stand for an IPv4 address behind a translator (RFC 6052)."""
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class Addresses:
    """Downloader middleware, between redirects and the proxy: turns away what must not be asked for."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.allowed: frozenset[str] = frozenset()
        self.refused: dict[str, str] = {}
        self.before: Any = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Stand between the crawl and the resolver for as long as it runs."""
        addresses = cls(crawler)
        crawler.signals.connect(addresses.engine_started, signal=signals.engine_started)
        crawler.signals.connect(addresses.engine_stopped, signal=signals.engine_stopped)
        return addresses

    def engine_started(self) -> None:
        """Judge every address a name resolves to, but for the proxies': whoever runs the crawl has named them."""
        from twisted.internet import reactor  # noqa: PLC0415 - may be imported only once one is installed

        typed = typed_addresses(getattr(self.crawler.spider, "addresses", ()))  # of `newsarchive add`
        self.allowed = frozenset([*self.crawler.settings.getlist("NEWSARCHIVE_PRIVATE_HOSTS"), *typed])
        proxies = {urlsplit(address).hostname or "" for address in getproxies().values()}
        resolver: Any = reactor
        self.before = resolver.installNameResolver(
            Guard(resolver.nameResolver, allowed=self.allowed | proxies, refused=self.refused)
        )

    def engine_stopped(self) -> None:
        """Put back what was there."""
        from twisted.internet import reactor  # noqa: PLC0415 - as above

        resolver: Any = reactor
        if self.before is not None:
            resolver.installNameResolver(self.before)

    def process_request(self, request: Request) -> None:
        """Turn away other schemes, and private addresses written as such."""
        url = urlparse_cached(request)
        if url.scheme not in {"http", "https"}:
            raise Unsafe(f"no web address, but one of {url.scheme or 'no scheme'}")
        host = (url.hostname or "").rstrip(".")
        literal = "127.0.0.1" if host == "localhost" or host.endswith(".localhost") else literal_address(host)
        if literal and is_private(literal) and host not in self.allowed:
            self._count()
            raise Unsafe(f"{host} is in a private network; name it in private_hosts if it is meant")

    def process_response(self, request: Request, response: Response) -> Response:
        """Turn away redirects to other schemes before Scrapy takes them for answers, or for faults."""
        location = response.headers.get("Location")
        if response.status in _REDIRECTS and location:
            scheme = urlsplit(urljoin(request.url, location.decode("latin-1").strip())).scheme
            if scheme not in {"http", "https"}:
                raise Unsafe(f"redirects to what is no web address, but one of {scheme}")
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Say what is behind a name that came to nothing, and behind an answer that did not end."""
        if address := self.refused.get(urlparse_cached(request).hostname or ""):
            self._count()
            raise Unsafe(f"the host's name leads into a private network, to {address}") from exception
        if isinstance(exception, DownloadTimeoutError) and "download_latency" in request.meta:
            raise Unending(str(exception)) from exception

    def _count(self) -> None:
        assert self.crawler.stats is not None
        self.crawler.stats.inc_value("newsarchive/private_addresses_refused")


@implementer(IHostnameResolver)
class Guard:
    """A resolver that leaves out private addresses of what another one finds, and remembers what it left out."""

    def __init__(self, resolver: Any, *, allowed: Iterable[str], refused: dict[str, str]) -> None:
        self._resolver = resolver
        self._allowed = frozenset(allowed)
        self._refused = refused

    def resolveHostName(  # noqa: N802 - Twisted's own
        self, resolutionReceiver: Any, hostName: str, portNumber: int = 0, addressTypes: Any = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> IHostResolution:  # fmt: skip
        """What the name resolves to, as far as a crawl may go there."""
        receiver = resolutionReceiver
        if hostName not in self._allowed:
            self._refused.pop(hostName, None)
            receiver = _Sieve(resolutionReceiver, hostName, self._refused)
        resolution: IHostResolution = self._resolver.resolveHostName(
            receiver, hostName, portNumber, addressTypes, transportSemantics
        )
        return resolution


@implementer(IResolutionReceiver)
class _Sieve:
    """Hands on what is public."""

    def __init__(self, receiver: Any, name: str, refused: dict[str, str]) -> None:
        self._receiver = receiver
        self._name = name
        self._refused = refused

    def resolutionBegan(self, resolution: IHostResolution) -> None:  # noqa: N802 - Twisted's own
        """Hand on."""
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: IAddress) -> None:  # noqa: N802 - Twisted's own
        """Hand on, unless it is private."""
        found = str(getattr(address, "host", ""))
        if is_private(found):
            self._refused[self._name] = found
        else:
            self._receiver.addressResolved(address)

    def resolutionComplete(self) -> None:  # noqa: N802 - Twisted's own
        """Hand on."""
        self._receiver.resolutionComplete()


def literal_address(host: str) -> str | None:
    """The address that a host of a URL is written as, in any of the forms that connect; None for a name.

    >>> [literal_address(host) for host in ("127.0.0.1", "2130706433", "0x7f.1", "::1", "news.example")]
    ['127.0.0.1', '127.0.0.1', '127.0.0.1', '::1', None]
    """
    try:
        return str(ip_address(host.strip("[]")))
    except ValueError:
        pass
    try:
        return socket.inet_ntoa(socket.inet_aton(host)) if host[:1].isdigit() else None
    except OSError:
        return None


def is_private(address: str) -> bool:
    """Whether an address is none of the public internet's: loopback, private, link-local, reserved, multicast.

    An IPv6 address that carries an IPv4 one is judged by that. What is no address is private: it is not to be asked.

    >>> [is_private(one) for one in ("10.1.2.3", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "8.8.8.8")]
    [True, True, True, True, True, False]
    >>> [is_private(one) for one in ("::1", "fe80::1%eth0", "fd00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1")]
    [True, True, True, True, True]
    >>> is_private("2606:4700:4700::1111"), is_private("64:ff9b::808:808")
    (False, False)
    """
    try:
        parsed = ip_address(address)
    except ValueError:
        return True
    carried = _carried(parsed) if isinstance(parsed, IPv6Address) else None
    if carried is not None:
        return is_private(str(carried))
    return not parsed.is_global or parsed.is_multicast


def _carried(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address inside an IPv6 one."""
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None)

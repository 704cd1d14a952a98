"""A small web for tests: one loopback port that is the HTTP proxy of every host a test puts on it.

Imported as a plugin by ``tests/conftest.py``; tests ask for the fixtures ``web`` and ``newsarchive``.
"""

from __future__ import annotations

import html
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest


@dataclass(kw_only=True)
class Reply:
    """What a path answers."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(kw_only=True)
class Asked:
    """A request as it came."""

    at: float
    host: str
    path: str
    headers: dict[str, str]
    status: int


Answer = Reply | Callable[[Asked], Reply]


class Server(ThreadingHTTPServer):
    """Says nothing of connections that a killed crawl has left."""

    def handle_error(self, request: object, client_address: object) -> None:
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class Web:
    """Hosts, paths and what they answer; 404 elsewhere on known hosts, 502 for hosts that are not there."""

    def __init__(self) -> None:
        self.paths: dict[tuple[str, str], Answer] = {}
        self.asked: list[Asked] = []
        self.connections: list[socket.socket] = []
        self.port = 0
        self.serve()

    def serve(self) -> None:
        """Answer, on the same port as ever."""
        self.server = Server(("127.0.0.1", self.port), self._handler())
        self.port = self.server.server_port
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def vanish(self) -> None:
        """Be gone as a network is: whoever asks finds nobody, and open connections break. ``serve`` brings it back."""
        self.server.shutdown()
        self.server.server_close()
        for connection in self.connections:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self.connections.clear()

    @property
    def proxy(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def put(self, url: str, body: str | bytes = "", status: int = 200, **headers: str) -> None:
        """Have an address answer; header names with underscores for hyphens."""
        raw = body.encode() if isinstance(body, str) else body
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answer(url, Reply(body=raw, status=status, headers={"Content-Type": "text/html; charset=utf-8"} | named))

    def answer(self, url: str, answer: Answer) -> None:
        parts = urlsplit(url)
        self.paths[parts.hostname or "", parts.path + (f"?{parts.query}" if parts.query else "")] = answer

    def story(self, url: str, headline: str = "Ferry stops for repairs", **headers: str) -> None:
        """A page that is plainly an article."""
        self.put(url, article(headline), **headers)

    def feed(self, url: str, links: list[str], **headers: str) -> None:
        """An RSS feed of these links."""
        items = "".join(f"<item><title>T</title><link>{html.escape(link)}</link></item>" for link in links)
        self.put(url, f'<rss version="2.0"><channel><title>T</title>{items}</channel></rss>', **headers)

    def requests(self, host: str | None = None) -> list[Asked]:
        """Requests so far, but for robots.txt."""
        return [one for one in self.asked if host in (None, one.host) and one.path != "/robots.txt"]

    def paths_asked(self, host: str) -> list[str]:
        return [one.path for one in self.requests(host)]

    def _reply(self, asked: Asked) -> Reply:
        answer = self.paths.get((asked.host, asked.path))
        if callable(answer):
            return answer(asked)
        if answer:
            return answer
        known = any(host == asked.host for host, _ in self.paths)
        return Reply(status=404 if known else 502, body=b"<h1>Not here</h1>")

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        web = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def setup(self) -> None:
                super().setup()
                web.connections.append(self.connection)

            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
                headers = {name.lower(): value for name, value in self.headers.items()}
                asked = Asked(at=time.monotonic(), host=parts.hostname or "", path=path, headers=headers, status=0)
                web.asked.append(asked)
                reply = web._reply(asked)
                asked.status = reply.status
                self.send_response(reply.status)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(reply.body)))
                with suppress(ConnectionError):  # a crawl may be killed meanwhile
                    self.end_headers()
                    self.wfile.write(reply.body)

            def log_message(self, *args: object) -> None:
                pass

        return Handler


def article(headline: str = "Ferry stops for repairs") -> str:
    """A page that is plainly an article, with a body of its own."""
    paragraphs = "".join(
        f"<p>{headline}: part {number} of the report tells what the harbour office said on Monday about the crossing, "
        f"which carries four thousand people a day between the two banks of the river.</p>"
        for number in range(1, 6)
    )
    return (
        f'<!DOCTYPE html><html lang="en"><head><title>{headline}</title>'
        f'<meta property="og:type" content="article"></head>'
        f"<body><article><h1>{headline}</h1>{paragraphs}</article></body></html>"
    )


Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def web() -> Iterator[Web]:
    web = Web()
    yield web
    web.server.shutdown()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the commands of a module run, with a sources file that says to hurry."""
    folder = tmp_path_factory.mktemp("archive")
    (folder / "data").mkdir()
    (folder / "data" / "sources.toml").write_text("[crawl]\ncontact = 'test@post.example'\ndelay = 0\nworkers = 0\n")
    return folder


@pytest.fixture(scope="module")
def newsarchive(web: Web, folder: Path) -> Command:
    """Runs the command line in that folder, on that web."""

    def run(*arguments: str, module: str = "newsarchive") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", module, *arguments],
            cwd=folder,
            env=environment(web.proxy),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run


def environment(proxy: str) -> dict[str, str]:
    """The environment of a command whose web is behind this proxy."""
    kept = {name: value for name, value in os.environ.items() if not name.upper().endswith("_PROXY")}
    return kept | {"http_proxy": proxy, "COLUMNS": "160"}

"""The paper on a port of the loopback interface."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from types import TracebackType
from typing import NamedTuple, Self

from . import feeds, pages
from .newsroom import Newspaper, Story
from .photos import SCENES, photo

HTML = "text/html; charset=utf-8"


class Answer(NamedTuple):
    """What the paper answers to a request."""

    status: int
    content_type: str
    body: bytes

    @property
    def etag(self) -> str:
        """Changes with the body."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:20]}"'


class SampleSite:
    """The sample newspaper, served on loopback while the context is open.

    >>> from urllib.request import urlopen
    >>> with SampleSite() as site:
    ...     "Bramble Point" in urlopen(site.url).read().decode()
    True
    """

    def __init__(self, *, port: int = 0, now: datetime | None = None) -> None:
        self.paper = Newspaper(now=now or datetime.now(UTC))
        self.requests: list[tuple[str, int]] = []
        """Path and status of every answer so far."""
        self._server = ThreadingHTTPServer(("127.0.0.1", port), partial(_Handler, self))
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    @property
    def base(self) -> str:
        """Address of the site without a slash at its end."""
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def url(self) -> str:
        """Address of the front page."""
        return self.base + "/"

    def address(self, story: Story) -> str:
        """Address of a story's page."""
        return self.base + story.path

    def publish_second_edition(self) -> None:
        """From now on serve the edited versions, and the most viewed lists in another order."""
        self.paper.second_edition = True

    def answer(self, path: str) -> Answer:
        """What is at a path."""
        found = self._documents().get(path)
        if found is not None:
            content_type, write = found
            return Answer(200, content_type, write().encode())
        if path.startswith("/photos/") and (scene := path[8:].removesuffix(".png")) in SCENES:
            return Answer(200, "image/png", photo(scene))
        section = pages.section_page(self.paper, path)
        return Answer(200, HTML, section.encode()) if section else Answer(404, HTML, self._missing())

    def _documents(self) -> dict[str, tuple[str, Callable[[], str]]]:
        """Path → content type and what writes the document."""
        stories = {
            story.path: (HTML, partial(pages.story_page, self.paper, story, self.base)) for story in self.paper.stories
        }
        return {
            **stories,
            "/": (HTML, lambda: pages.front_page(self.paper, "en")),
            "/fr/": (HTML, lambda: pages.front_page(self.paper, "fr")),
            pages.TOPIC_PATH: (HTML, lambda: pages.topic_page(self.paper)),
            "/feed.xml": ("application/rss+xml", lambda: feeds.rss(self.paper, self.base)),
            "/fr/atom.xml": ("application/atom+xml", lambda: feeds.atom(self.paper, self.base)),
            "/sitemap.xml": ("application/xml", lambda: feeds.sitemap_index(self.base)),
            "/sitemap-news.xml": ("application/xml", lambda: feeds.news_sitemap(self.paper, self.base)),
            "/robots.txt": ("text/plain; charset=utf-8", lambda: feeds.robots(self.base)),
            "/static/courier.css": ("text/css; charset=utf-8", _stylesheet),
        }

    def _missing(self) -> bytes:
        content = '<main><h1>There is nothing here</h1><p><a href="/">To the front page</a></p></main>'
        return pages.frame(self.paper, "en", title="Not found", content=content).encode()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def _stylesheet() -> str:
    return (files(__package__) / "layouts" / "courier.css").read_text(encoding="utf-8")


class _Handler(BaseHTTPRequestHandler):
    """Answers GET and HEAD, also conditional ones."""

    protocol_version = "HTTP/1.1"
    server_version = "ArdunCourier"
    sys_version = ""

    def __init__(self, site: SampleSite, *arguments: object) -> None:
        self.site = site
        super().__init__(*arguments)  # type: ignore[arg-type]  # (socket, address, server), as socketserver passes them

    def do_GET(self) -> None:
        """Answer with the document, or with 304 where the client has it already."""
        answer = self.site.answer(self.path.partition("?")[0])
        fresh = answer.status == 200 and self.headers.get("If-None-Match") == answer.etag
        body = b"" if fresh else answer.body
        status = 304 if fresh else answer.status
        self.site.requests.append((self.path, status))
        self.send_response(status)
        self.send_header("ETag", answer.etag)
        if not fresh:
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def do_HEAD(self) -> None:
        """Answer as to GET, without the body."""
        self.do_GET()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: what is worth telling is in `SampleSite.requests`."""

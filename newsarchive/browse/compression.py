"""Answers of text are compressed for browsers that say they can read it: a page with its scripts and styles comes in a
third of the bytes, which counts where somebody reads over a slow line."""

from __future__ import annotations

import zlib
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
Receive = Callable[[], Awaitable[Message]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

TEXT = (b"text/", b"application/json", b"application/javascript", b"application/x-ndjson", b"application/atom+xml")
"""Beginnings of the types that are worth it."""
_GZIP = 16 + zlib.MAX_WBITS
"""zlib's word for gzip's frame."""


def compressed(app: App) -> App:
    """An ASGI application whose answers are compressed where both sides can."""

    async def answer(scope: Message, receive: Receive, send: Send) -> None:
        wanted = scope["type"] == "http" and scope["method"] == "GET" and _reads_gzip(scope["headers"])
        await app(scope, receive, _Compressor(send).send if wanted else send)

    return answer


def _reads_gzip(headers: list[tuple[bytes, bytes]]) -> bool:
    return any(name == b"accept-encoding" and b"gzip" in value.lower() for name, value in headers)


class _Compressor:
    """Compresses one answer on its way, piece by piece."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._zip: Any = None

    async def send(self, message: Message) -> None:
        """Pass a message on, compressed where the answer is text."""
        if message["type"] == "http.response.start":
            headers = list(message.get("headers", []))
            if message["status"] == 200 and _worthwhile({name.lower(): value for name, value in headers}):
                self._zip = zlib.compressobj(6, wbits=_GZIP)
                kept = [(name, value) for name, value in headers if name.lower() != b"content-length"]
                headers = [*kept, (b"content-encoding", b"gzip"), (b"vary", b"accept-encoding")]
            message = {**message, "headers": headers}
        elif message["type"] == "http.response.body" and self._zip:
            body = self._zip.compress(message.get("body", b""))
            if not message.get("more_body"):
                body += self._zip.flush()
            message = {**message, "body": body}
        await self._send(message)


def _worthwhile(headers: dict[bytes, bytes]) -> bool:
    return b"content-encoding" not in headers and headers.get(b"content-type", b"").startswith(TEXT)

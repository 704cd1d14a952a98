"""Answers are compressed for who can read them, and the same for who cannot."""

from __future__ import annotations

import asyncio
import zlib
from typing import Any

import pytest
from datasette.app import Datasette

from newsarchive.browse.compression import compressed

from .test_browse import get

PLAIN = {"accept-encoding": "identity"}


@pytest.mark.parametrize(
    "path",
    ["/", "/-/sources", "/courier/articles.json", "/-/search.csv?q=sea", "/-/static-plugins/newsarchive/charts.js"],
)
def test_text_is_the_same_compressed_and_not(datasette: Datasette, path: str) -> None:
    small, plain = get(datasette, path, headers={"accept-encoding": "br, gzip"}), get(datasette, path, headers=PLAIN)
    assert small.headers["content-encoding"] == "gzip"
    assert "accept-encoding" in small.headers["vary"]
    assert "content-encoding" not in plain.headers
    assert "content-length" not in small.headers
    assert small.headers["content-type"] == plain.headers["content-type"]
    assert (small.text == plain.text) or "query_ms" in plain.text


def test_pictures_errors_and_other_methods_are_left_alone(datasette: Datasette) -> None:
    gzip = {"accept-encoding": "gzip"}
    assert "content-encoding" not in get(datasette, "/-/article/999", headers=gzip).headers
    assert "content-encoding" not in get(datasette, "/courier.db", headers=gzip).headers


def test_an_answer_in_pieces_is_one_stream() -> None:
    sent: list[dict[str, Any]] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        headers = [(b"Content-Type", b"text/csv"), (b"Content-Length", b"6")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"abc", "more_body": True})
        await send({"type": "http.response.body", "body": b"def", "more_body": True})
        await send({"type": "http.response.body"})

    async def send(message: Any) -> None:
        sent.append(dict(message))

    async def receive() -> Any:
        raise AssertionError

    scope = {"type": "http", "method": "GET", "headers": [(b"accept-encoding", b"gzip")]}
    asyncio.run(compressed(app)(scope, receive, send))
    assert zlib.decompress(b"".join(message.get("body", b"") for message in sent), 31) == b"abcdef"
    assert b"Content-Length" not in dict(sent[0]["headers"])

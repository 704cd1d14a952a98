"""Whatever a server sends is kept as it was sent."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from newsarchive.captures import CaptureWriter, iter_pages, read_capture, verify_file
from newsarchive.items import Candidate, Page

NAMES = st.one_of(
    st.sampled_from(["Content-Length", "content-encoding", "Transfer-Encoding", "X-Archive-Orig-Server", "Set-Cookie"]),
    st.text("abcdefghijklmnopqrstuvwxyzABC-_0123456789", min_size=1, max_size=20),
)
VALUES = st.one_of(
    st.sampled_from(["gzip", "br", "chunked", "zstd", "deflate", "17", ""]),
    st.text(st.characters(min_codepoint=0x21, max_codepoint=0xFF, exclude_categories=["Cc", "Zs"]), max_size=40),
)
LINES = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp", "Zs"]), min_size=1, max_size=30)
HEADERS = st.lists(st.tuples(NAMES, VALUES), max_size=8)
ADDRESSES = LINES.map(lambda path: f"http://news.example/{path}")
BODIES = st.one_of(
    st.binary(max_size=3000), st.sampled_from([b"\r\n\r\n", b"WARC/1.1\r\n", b"\x1f\x8b\x08", b"0\r\n\r\n"])
)


@st.composite
def pages(draw: st.DrawFn) -> Page:
    address = draw(ADDRESSES)
    return Page(
        url=address,
        requested_url=draw(st.one_of(st.just(address), ADDRESSES)),
        source=draw(st.none() | st.just("news")),
        fetched_at=draw(st.datetimes(datetime(1991, 8, 6), datetime(2999, 1, 1))).replace(microsecond=0, tzinfo=UTC),
        status=draw(st.integers(200, 599).filter(lambda status: status != 304)),
        headers=draw(HEADERS),
        body=draw(BODIES),
        request_headers=[("Host", "news.example"), *draw(HEADERS)],
        ip_address=draw(st.none() | st.just("192.0.2.1")),
        candidate=draw(
            st.none() | st.builds(Candidate, url=ADDRESSES, via=st.just("feed"), title=st.none() | st.text())
        ),
    )


def page_with(headers: list[tuple[str, str]], body: bytes) -> Page:
    return Page(
        url="http://news.example/",
        requested_url="http://news.example/",
        source=None,
        fetched_at=datetime(2026, 5, 4, tzinfo=UTC),
        status=200,
        headers=headers,
        body=body,
        request_headers=[("Host", "news.example")],
        ip_address=None,
        candidate=None,
    )


@example([page_with([("Content-Length", "gzip"), ("Content-Length", "0")], b"")])
@example([page_with([("content-length", "5"), ("ETag", "x"), ("Content-Length", "17")], b"story")])
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(pages(), min_size=1, max_size=4))
def test_any_pages_come_back_as_they_were_sent(sent: list[Page]) -> None:
    with tempfile.TemporaryDirectory() as name:
        with CaptureWriter(name, crawl="any", durable=False) as writer:
            refs = [writer.write(page) for page in sent]
        (path,) = Path(name).iterdir()
        assert list(iter_pages(path)) == list(zip(refs, sent, strict=True))
        for ref, page in zip(refs, sent, strict=True):
            assert read_capture(name, ref).body == page.body
        assert verify_file(path).problems == []

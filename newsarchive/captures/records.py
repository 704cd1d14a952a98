"""Pages to WARC records and back. Pure: bytes and items in, bytes and items out."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
import uuid
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from warcio.bufferedreaders import ChunkedDataReader
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from ..exceptions import CorruptCapture
from ..items import Candidate, Page
from .members import GZIP_LEVEL, unzstd

Headers = list[tuple[str, str]]

ORIGINAL = "X-Archive-Orig-"
"""Prefix under which a header that no longer fits the stored payload keeps its value."""

WIRE_HEADERS = frozenset({"content-encoding", "transfer-encoding", "content-length"})
"""Headers about the payload on the wire, which is not the payload stored."""

WARC_1_1 = "WARC/1.1"
IDENTICAL_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"

_END_OF_HEADERS = re.compile(rb"\r?\n\r?\n")


@dataclass(frozen=True, kw_only=True, slots=True)
class CaptureRef:
    """Where a capture stands: one response or revisit record of one file."""

    file: str
    """Name of the file in the captures folder."""
    offset: int
    """Byte at which the record's gzip member begins."""
    length: int
    """Bytes of that member."""
    digest: str
    """``sha1:BASE32`` of the payload, which is ``Page.body``; for a 304, of the payload it confirms."""
    record_id: str
    """WARC-Record-ID, with its angle brackets."""
    url: str
    """Address that answered."""
    fetched_at: datetime
    """When the response was complete, aware UTC, to the second as WARC-Date has it."""
    revisit_of: CaptureRef | None = None
    """The response that holds the payload, where this record is a revisit; never itself a revisit."""

    @property
    def origin(self) -> CaptureRef:
        """The record that holds the payload: this one, or the one it is a revisit of."""
        return self.revisit_of or self


def payload_digest(payload: bytes) -> str:
    """Digest of a payload in the form WARC files use.

    >>> payload_digest(b"")
    'sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ'
    """
    return "sha1:" + base64.b32encode(hashlib.sha1(payload, usedforsecurity=False).digest()).decode("ascii")


def crawl_label(sources: Iterable[str], now: datetime) -> str:
    """A name for the captures of one crawl: its source (or how many), and when it began.

    >>> crawl_label(["daily"], datetime(2026, 5, 2, 7, 30, 1, tzinfo=UTC))
    'daily-20260502073001'
    >>> crawl_label(["a", "b"], datetime(2026, 5, 2, 7, 30, 1, tzinfo=UTC))
    '2-sources-20260502073001'
    """
    names = sorted(set(sources))
    title = names[0] if len(names) == 1 else f"{len(names)}-sources" if names else "all"
    return f"{re.sub(r'[^A-Za-z0-9._-]+', '_', title)[:60]}-{now.astimezone(UTC):%Y%m%d%H%M%S}"


def new_record_id() -> str:
    """A fresh WARC-Record-ID."""
    return f"<urn:uuid:{uuid.uuid4()}>"


def warc_date(moment: datetime) -> str:
    """An instant as our records write it: to the second, as the archive does, so that both name the same moment.

    >>> warc_date(datetime(2026, 5, 2, 7, 30, 0, 999999, tzinfo=UTC))
    '2026-05-02T07:30:00Z'
    """
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def parse_warc_date(text: str) -> datetime:
    """An instant from a WARC-Date, to the second. Raises ValueError where it is none.

    >>> parse_warc_date("2026-05-02T07:30:00.25Z").isoformat()
    '2026-05-02T07:30:00+00:00'
    """
    moment = datetime.fromisoformat(text.strip()).replace(microsecond=0)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


# --- writing ---------------------------------------------------------------------------------------------------------


class _Verbatim(StatusAndHeaders):  # type: ignore[misc]  # warcio is untyped
    """HTTP headers that are written byte for byte; warcio would percent-encode what is not ASCII."""

    def compute_headers_buffer(self, header_filter: Any = None) -> None:
        """Write status line and headers as they came."""
        lines = [f"{self.protocol} {self.statusline}", *(f"{name}: {value}" for name, value in self.headers), "", ""]
        self.headers_buff = "\r\n".join(lines).encode("latin-1", "replace")


def member(
    record_type: str,
    warc_headers: Mapping[str, str | None],
    payload: bytes = b"",
    *,
    http: StatusAndHeaders | None = None,
    packed: bool = True,
) -> bytes:
    """One WARC record, packed as a gzip member unless ``packed`` is false. Headers that are None are left out."""
    plain = io.BytesIO()
    writer = WARCWriter(plain, gzip=False, warc_version=WARC_1_1)
    headers = {"WARC-Type": record_type, **{name: value for name, value in warc_headers.items() if value is not None}}
    record = writer.create_warc_record(
        headers.pop("WARC-Target-URI", ""),
        record_type,
        payload=io.BytesIO(payload),
        length=len(payload),
        warc_headers_dict=headers,
        http_headers=http,
    )
    writer.write_record(record)
    if not packed:
        return plain.getvalue()
    squeezer = zlib.compressobj(GZIP_LEVEL, zlib.DEFLATED, zlib.MAX_WBITS + 16)
    return squeezer.compress(plain.getbuffer()) + squeezer.flush()


def warcinfo_member(filename: str, fields: Mapping[str, str], *, now: datetime) -> bytes:
    """The record that opens a file and says who wrote it."""
    lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    headers = {"WARC-Record-ID": new_record_id(), "WARC-Date": warc_date(now), "WARC-Filename": filename}
    return member("warcinfo", headers, lines.encode())


def response_member(page: Page, record_id: str, digest: str) -> bytes:
    """The response as fetched, with its payload."""
    headers = {**_about(page, record_id), "WARC-IP-Address": page.ip_address, "WARC-Payload-Digest": digest}
    return member("response", headers, page.body, http=_response_headers(page))


def revisit_member(page: Page, record_id: str, origin: CaptureRef) -> bytes:
    """The response's headers alone; the payload is the one of ``origin``."""
    headers = {
        **_about(page, record_id),
        "WARC-IP-Address": page.ip_address,
        "WARC-Profile": NOT_MODIFIED if page.status == HTTPStatus.NOT_MODIFIED else IDENTICAL_PAYLOAD,
        "WARC-Refers-To": origin.record_id,
        "WARC-Refers-To-Target-URI": origin.url,
        "WARC-Refers-To-Date": warc_date(origin.fetched_at),
        "WARC-Payload-Digest": origin.digest,
    }
    return member("revisit", headers, http=_response_headers(page))


def request_member(page: Page, response_id: str) -> bytes:
    """The request as sent. A GET: nothing else is ever sent."""
    parts = urlsplit(page.url)
    headers = list(page.request_headers)
    if not any(name.lower() == "host" for name, _ in headers):
        headers.insert(0, ("Host", parts.netloc))
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    http = _Verbatim(f"{target} HTTP/1.1", headers, protocol="GET")
    return member("request", {**_about(page, new_record_id()), "WARC-Concurrent-To": response_id}, http=http)


def metadata_member(page: Page, response_id: str) -> bytes:
    """What the page's headers do not say but a rebuilt archive needs: its source, the address asked for, what
    discovery knew."""
    fields: dict[str, str] = {"newsarchive-requested-url": page.requested_url}
    if page.source:
        fields["newsarchive-source"] = page.source
    if page.candidate:
        known = {name: value for name, value in asdict(page.candidate).items() if value is not None}
        fields["newsarchive-candidate"] = json.dumps(known)
    lines = "".join(f"{name}: {_one_line(value)}\r\n" for name, value in fields.items())
    return member(
        "metadata",
        {**_about(page, new_record_id()), "WARC-Concurrent-To": response_id},
        lines.encode("utf-8", "replace"),
    )


def _about(page: Page, record_id: str) -> dict[str, str | None]:
    """WARC headers that every record of a page has."""
    return {
        "WARC-Record-ID": record_id,
        "WARC-Date": warc_date(page.fetched_at),
        "WARC-Target-URI": _one_line(page.url),
    }


def _one_line(text: str) -> str:
    """A header value cannot hold line breaks."""
    return re.sub(r"[\r\n]+", " ", text)


def _response_headers(page: Page) -> StatusAndHeaders:
    """Status line and headers for a payload that is stored decoded."""
    try:
        phrase = HTTPStatus(page.status).phrase
    except ValueError:  # private status codes have no phrase
        phrase = ""
    length = str(len(page.body))
    # Several lengths stay together: one that fits beside one kept aside would read as the latter's stand-in.
    misfit = any(name.lower() == "content-length" and value != length for name, value in page.headers)
    aside = WIRE_HEADERS if misfit else WIRE_HEADERS - {"content-length"}
    headers = [(ORIGINAL + name if name.lower() in aside else name, _one_line(value)) for name, value in page.headers]
    if misfit and page.body:
        headers.append(("Content-Length", length))
    return _Verbatim(f"{page.status} {phrase}".rstrip(), headers, protocol="HTTP/1.1")


# --- reading ---------------------------------------------------------------------------------------------------------


@dataclass(kw_only=True, slots=True)
class Exchange:
    """The HTTP part of a response or revisit record."""

    status: int
    headers: Headers
    payload: bytes
    """After content decoding; empty for a revisit."""


def parse_response(block: bytes, *, where: str) -> Exchange:
    """Read the block of a response or revisit record: ours (payload stored decoded) or anybody's (as on the wire).

    ``where`` names the record in messages. Raises `CorruptCapture` where the block is no HTTP response.
    """
    head, payload = split_http(block)
    first, headers = parse_http_headers(head)
    status = re.match(r"(?:HTTP/\S+|ICY)\s+(\d{3})", first)
    if not status:
        raise CorruptCapture(f"{where}: expected an HTTP response, found {first[:60]!r}")
    return Exchange(status=int(status[1]), headers=restored(headers), payload=decoded(headers, payload, where=where))


def split_http(block: bytes) -> tuple[bytes, bytes]:
    r"""Head and payload of an HTTP message.

    >>> split_http(b"HTTP/1.1 200 OK\r\nA: b\r\n\r\nbody")
    (b'HTTP/1.1 200 OK\r\nA: b', b'body')
    """
    end = _END_OF_HEADERS.search(block)
    return (block[: end.start()], block[end.end() :]) if end else (block.rstrip(), b"")


def parse_http_headers(head: bytes) -> tuple[str, Headers]:
    r"""First line and headers, byte for byte (latin-1); folded lines are joined.

    >>> parse_http_headers(b"GET / HTTP/1.1\r\nHost: example.com\r\nX: a\r\n  b")
    ('GET / HTTP/1.1', [('Host', 'example.com'), ('X', 'a b')])
    """
    first, *lines = re.sub(r"\r?\n[ \t]+", " ", head.decode("latin-1")).replace("\r\n", "\n").split("\n")
    pairs = (line.partition(":") for line in lines if ":" in line)
    return first, [(name.strip(), value.strip()) for name, _, value in pairs]


def restored(headers: Headers) -> Headers:
    """Response headers as the server sent them: those kept aside are put back, their stand-ins dropped.

    >>> restored([("X-Archive-Orig-Content-Length", "9"), ("Content-Length", "20"), ("ETag", "x")])
    [('Content-Length', '9'), ('ETag', 'x')]
    """
    aside = {name.lower().removeprefix(ORIGINAL.lower()) for name, _ in headers if _is_original(name)}
    return [
        (name[len(ORIGINAL) :] if _is_original(name) else name, value)
        for name, value in headers
        if _is_original(name) or name.lower() not in aside
    ]


def decoded(headers: Headers, payload: bytes, *, where: str) -> bytes:
    """The payload without the codings that the record's own headers state. Raises `CorruptCapture` where that fails."""
    named = {name.lower(): value.strip().lower() for name, value in headers}
    if "chunked" in named.get("transfer-encoding", ""):
        payload = ChunkedDataReader(io.BytesIO(payload)).read()
    for coding in reversed(re.split(r"[\s,]+", named.get("content-encoding", ""))):
        payload = _undo(coding, payload, where=where)
    return payload


def _undo(coding: str, payload: bytes, *, where: str) -> bytes:
    """Undo one content coding. A payload without the mark of the coding it claims (tools disagree) is taken as is."""
    try:
        if coding in ("gzip", "x-gzip") and payload.startswith(b"\x1f\x8b"):
            return zlib.decompressobj(zlib.MAX_WBITS + 16).decompress(payload)
        if coding == "deflate":
            return _inflate(payload)
        if coding == "br":
            return _unbrotli(payload)
        if coding == "zstd" and payload.startswith(b"\x28\xb5\x2f\xfd"):
            return unzstd(payload)
    except (zlib.error, ValueError) as error:
        raise CorruptCapture(f"{where}: the payload is not the {coding} its headers say ({error})") from error
    return payload


def _inflate(payload: bytes) -> bytes:
    """ "deflate" is meant to be zlib's format; some servers send it raw."""
    try:
        return zlib.decompress(payload)
    except zlib.error:
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(payload)


def _unbrotli(payload: bytes) -> bytes:
    """Undo brotli; what cannot be undone is taken to be decoded already, because brotli has no mark to tell by."""
    import brotli  # type: ignore[import-not-found,import-untyped,unused-ignore]  # noqa: PLC0415 - comes with Scrapy

    try:
        plain: bytes = brotli.decompress(payload)
    except brotli.error:
        return payload
    return plain


def _is_original(name: str) -> bool:
    """Whether a header is one that was kept aside; a page that itself came from a web archive may have others."""
    return name.lower().removeprefix(ORIGINAL.lower()) in WIRE_HEADERS - {name.lower()}


@dataclass(kw_only=True, slots=True)
class Known:
    """What a metadata record of ours says of a page."""

    source: str | None = None
    requested_url: str | None = None
    candidate: Candidate | None = None


def parse_metadata(block: bytes) -> Known:
    r"""Read a metadata record; fields that are not ours are passed over.

    >>> parse_metadata(b"newsarchive-source: daily\r\nvia: x\r\n").source
    'daily'
    """
    pairs = (line.partition(":") for line in block.decode("utf-8", "replace").split("\n"))
    fields = {name.strip().lower(): value.strip() for name, _, value in pairs}
    found = fields.get("newsarchive-candidate")
    return Known(
        source=fields.get("newsarchive-source"),
        requested_url=fields.get("newsarchive-requested-url"),
        candidate=_candidate(found) if found else None,
    )


def _candidate(text: str) -> Candidate | None:
    """A candidate from its JSON; fields of later releases are passed over."""
    try:
        stated = json.loads(text)
        names = Candidate.__dataclass_fields__
        return Candidate(**{name: value for name, value in stated.items() if name in names})
    except (ValueError, TypeError, AttributeError):
        return None

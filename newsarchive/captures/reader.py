"""Captures back from WARC files: one by its reference, or all that a file holds."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path

from ..exceptions import CorruptCapture
from ..items import Page
from .members import At, Damage, RawRecord, Report, last_member, one_record, raw_records, refuse
from .records import (
    NOT_MODIFIED,
    CaptureRef,
    Exchange,
    Known,
    parse_http_headers,
    parse_metadata,
    parse_response,
    parse_warc_date,
    payload_digest,
    split_http,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Reference:
    """What a revisit record says of the record that holds its payload."""

    record_id: str | None
    """WARC-Refers-To."""
    url: str | None
    """WARC-Refers-To-Target-URI."""
    date: datetime | None
    """WARC-Refers-To-Date."""
    digest: str | None
    """WARC-Payload-Digest."""


BESIDE = 1 << 16
"""Bytes before a response in which its request and metadata are looked for, packed: 64 KiB; they take one or two."""

Origins = Callable[[Reference], CaptureRef | None]
"""Asked for the record a revisit refers to, where it stands in another file."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Exchanged:
    """The records of one fetch: the response or revisit, and what stands beside it."""

    response: RawRecord
    request: RawRecord | None = None
    metadata: RawRecord | None = None


def read_capture(folder: str | os.PathLike[str], ref: CaptureRef) -> Page:
    """One capture as it was fetched. A revisit has its own status and headers, and the payload of the record it
    refers to (a 304 has none). What stands in records beside it (request, source, candidate) is not read:
    ``requested_url`` is ``url``.

    Raises `CorruptCapture` where the file is missing or damaged, or does not hold there what the reference says.
    """
    record = _record_at(Path(folder) / ref.file, ref)
    exchange = _parse(record)
    body = exchange.payload
    if ref.revisit_of:
        body = b"" if exchange.status == HTTPStatus.NOT_MODIFIED else read_capture(folder, ref.revisit_of).body
    elif payload_digest(body) != ref.digest:
        raise CorruptCapture(
            f"{Path(folder) / ref.file}, byte {ref.offset}: the payload of {ref.url} has the digest "
            f"{payload_digest(body)}, expected {ref.digest}; the file was changed since: restore it from a backup"
        )
    return _page(record, exchange, body)


def iter_pages(
    path: str | os.PathLike[str],
    *,
    origins: Origins | None = None,
    report: Report = refuse,
    at: At | None = None,
) -> Iterator[tuple[CaptureRef, Page]]:
    """All captures of one WARC file, in its order, with what the records beside them say.

    ``origins`` finds the payload's record for revisits that refer to other files in the same folder. ``report`` is told
    of damage, and of revisits whose payload is not to be found; where it does not raise, reading goes on behind them.
    ``at`` is told how many bytes have been read. Raises `CorruptCapture` where the file is no WARC file.
    """
    path = Path(path)
    here: dict[str | None, CaptureRef] = {}
    for raw in exchanges(path, report=report, at=at):
        try:
            found = _resolved(raw, path, here, origins)
        except CorruptCapture as error:
            report(Damage(file=str(path), offset=raw.response.offset, reason=str(error)))
            continue
        here[found[0].record_id] = found[0].origin
        yield found


def exchanges(path: Path, *, report: Report = refuse, at: At | None = None) -> Iterator[Exchanged]:
    """The fetches a WARC file holds, each with its request and metadata, which may stand before or behind the
    response."""
    waiting: Exchanged | None = None
    before: dict[str, RawRecord] = {}
    for record in raw_records(path, report=report, at=at):
        if not (record.url or "").startswith(("http://", "https://")):
            continue
        if record.type in ("response", "revisit"):
            if waiting:
                yield waiting
            own = {kind: beside for kind, beside in before.items() if _belongs(beside, record)}
            waiting, before = Exchanged(response=record, **own), {}
        elif record.type in ("request", "metadata"):
            if waiting and _belongs(record, waiting.response):
                waiting = replace(waiting, **{record.type: record})
            else:
                before[record.type] = record
    if waiting:
        yield waiting


def exchange_at(folder: str | os.PathLike[str], ref: CaptureRef) -> Exchanged:
    """The records of one fetch: the response, and those that our writer put in front of it.

    Raises `CorruptCapture` as `read_capture` does.
    """
    path = Path(folder) / ref.file
    response = _record_at(path, ref)
    found: dict[str, RawRecord] = {}
    with path.open("rb") as file:
        start = max(0, ref.offset - BESIDE)
        file.seek(start)
        before = file.read(ref.offset - start)
    while (record := last_member(before, str(path), start)) and _belongs(record, response):
        found.setdefault(record.type, record)
        before = before[: -record.length]
    own = {kind: record for kind, record in found.items() if kind in ("request", "metadata")}
    return Exchanged(response=response, **own)


def begun_at(path: Path) -> datetime:
    """When a WARC file was begun: the date of its first record; the beginning of time where that has none."""
    try:
        first = next(raw_records(path), None)
        return parse_warc_date((first and first.header("WARC-Date")) or "")
    except (CorruptCapture, ValueError):
        return datetime.min.replace(tzinfo=UTC)


def page_of(raw: Exchanged, *, where: str) -> Page:
    """The page of a response record, or a revisit's without its payload. Raises `CorruptCapture` where it cannot be
    read."""
    exchange = _parse(raw.response, where=where)
    page = _page(raw.response, exchange, exchange.payload)
    if raw.request:
        page.request_headers = parse_http_headers(split_http(raw.request.block)[0])[1]
    known = parse_metadata(raw.metadata.block) if raw.metadata else Known()
    page.source, page.candidate = known.source, known.candidate
    page.requested_url = known.requested_url or page.url
    return page


def reference_of(record: RawRecord) -> Reference:
    """What a revisit record refers to."""
    date = record.header("WARC-Refers-To-Date")
    return Reference(
        record_id=record.header("WARC-Refers-To"),
        url=record.header("WARC-Refers-To-Target-URI"),
        date=parse_warc_date(date) if date else None,
        digest=record.header("WARC-Payload-Digest"),
    )


def _belongs(record: RawRecord, response: RawRecord) -> bool:
    """Whether a request or metadata record is that response's."""
    named = record.header("WARC-Concurrent-To")
    if named:
        return named == response.header("WARC-Record-ID")
    return response.header("WARC-Concurrent-To") == record.header("WARC-Record-ID")


def _resolved(
    raw: Exchanged, path: Path, here: dict[str | None, CaptureRef], origins: Origins | None
) -> tuple[CaptureRef, Page]:
    """A fetch with its payload found."""
    record = raw.response
    page = page_of(raw, where=f"{path}, byte {record.offset}")
    origin = None
    if record.type == "revisit":
        reference = reference_of(record)
        origin = here.get(reference.record_id) or (origins(reference) if origins else None)
        if origin is None:
            raise CorruptCapture(f"the record that holds the payload of {page.url} ({reference.record_id}) is not here")
        if record.header("WARC-Profile") != NOT_MODIFIED:
            page.body = read_capture(path.parent, origin).body
    ref = CaptureRef(
        file=path.name,
        offset=record.offset,
        length=record.length,
        digest=origin.digest if origin else payload_digest(page.body),
        record_id=record.header("WARC-Record-ID") or "",
        url=page.url,
        fetched_at=page.fetched_at,
        revisit_of=origin,
    )
    return ref, page


def _record_at(path: Path, ref: CaptureRef) -> RawRecord:
    """The record a reference points to."""
    try:
        with path.open("rb") as file:
            file.seek(ref.offset)
            content = file.read(ref.length)
    except FileNotFoundError as error:
        raise CorruptCapture(
            f"the captures file {path} is missing; put it back, or restore it from a backup"
        ) from error
    except OSError as error:
        raise CorruptCapture(f"the captures file {path} cannot be read: {error.strerror or error}") from error
    record = one_record(content, str(path), ref.offset)
    if record.header("WARC-Record-ID") != ref.record_id:
        raise CorruptCapture(
            f"{path}, byte {ref.offset}: expected the capture of {ref.url} ({ref.record_id}), "
            f"found {record.header('WARC-Record-ID')}; restore the file from a backup"
        )
    return record


def _parse(record: RawRecord, where: str = "") -> Exchange:
    return parse_response(record.block, where=where or f"capture {record.header('WARC-Record-ID')}")


def _page(record: RawRecord, exchange: Exchange, body: bytes) -> Page:
    """A page from its record and payload."""
    url, date = record.url or "", record.header("WARC-Date") or ""
    try:
        fetched_at = parse_warc_date(date)
    except ValueError as error:
        raise CorruptCapture(f"the capture of {url} has the WARC-Date {date!r}, which is no time") from error
    return Page(
        url=url,
        requested_url=url,
        fetched_at=fetched_at,
        status=exchange.status,
        headers=exchange.headers,
        body=body,
        ip_address=record.header("WARC-IP-Address"),
    )

"""Whether WARC files are what they say: every record whole, every digest right."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ..exceptions import CorruptCapture
from .members import At, Damage, RawRecord, raw_records
from .records import parse_response, payload_digest, split_http


@dataclass(kw_only=True, slots=True)
class Verdict:
    """What verifying a file showed."""

    file: Path
    """The file."""
    records: int = 0
    """Whole records in it."""
    responses: dict[int, str] = field(default_factory=dict)
    """Where a response or revisit begins → its WARC-Record-ID."""
    problems: list[Damage] = field(default_factory=list)
    """What is wrong, in the file's order."""


def verify_file(path: Path, *, at: At | None = None) -> Verdict:
    """Read a file to its end and compare every digest. Nothing is raised for damage: it is what one asks for.

    ``at`` is told how many bytes have been read.
    """
    verdict = Verdict(file=path)
    try:
        for record in raw_records(path, report=verdict.problems.append, at=at):
            verdict.records += 1
            if record.type in ("response", "revisit"):
                verdict.responses[record.offset] = record.header("WARC-Record-ID") or ""
            for reason in wrong_digests(record):
                verdict.problems.append(Damage(file=str(path), offset=record.offset, reason=reason))
    except CorruptCapture as error:
        verdict.problems.append(Damage(file=str(path), offset=0, reason=str(error)))
    return verdict


def wrong_digests(record: RawRecord) -> Iterator[str]:
    """What is wrong with the digests a record states, in words. Digests of unknown algorithms are passed over."""
    stated = record.header("WARC-Block-Digest")
    if stated and not _matches(stated, record.block):
        yield f"the record {record.header('WARC-Record-ID')} does not match its block digest {stated}"
    stated = record.header("WARC-Payload-Digest")
    if stated and record.type == "response" and not any(_matches(stated, payload) for payload in _payloads(record)):
        yield f"the payload of {record.url} does not match its digest {stated}"


def _payloads(record: RawRecord) -> Iterator[bytes]:
    """What tools take for the payload: as it stands in the record, or decoded."""
    yield split_http(record.block)[1]
    try:
        yield parse_response(record.block, where="").payload
    except CorruptCapture:
        return


def _matches(stated: str, content: bytes) -> bool:
    """Whether content has this digest, written in base 32 or 16 as the standard allows."""
    if stated == payload_digest(content):  # what almost all files have
        return True
    algorithm, _, value = stated.partition(":")
    try:
        found = hashlib.new(algorithm.replace("-", "").lower(), content, usedforsecurity=False).digest()
    except ValueError:
        return True
    try:
        wanted = bytes.fromhex(value) if len(value) == 2 * len(found) else base64.b32decode(value, casefold=True)
    except (ValueError, binascii.Error):
        return False
    return found == wanted

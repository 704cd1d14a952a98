"""A file's bytes to raw WARC records, whatever it is packed in: gzip (a member a record, or one for all), zstd,
nothing.

Memory stays flat: records stream through, and one that is larger than any news page is passed over. Damage is
reported with its place, and reading goes on behind it.
"""

from __future__ import annotations

import re
import struct
import sys
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from io import BufferedReader, BytesIO, FileIO
from pathlib import Path
from typing import BinaryIO, cast

from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParser

from ..exceptions import CorruptCapture

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

CHUNK = 1 << 18
"""Bytes read at once: large enough for whole pages, small enough to be nothing."""

MAX_RECORD = 64 << 20
"""Longest record kept in memory, 64 MiB: four times the largest page a crawl accepts. Longer ones (video) are passed
over."""

GZIP_LEVEL = 4
"""On 443 news pages of 327 kB: 3.5 ms a page and 5.1 times smaller; level 6 5.9 ms and 5.4 times, level 9 7.7 ms and
5.4."""

MAX_HEADERS = 1 << 20
"""Longest WARC header block believed."""

GZIP = b"\x1f\x8b"
_GZIP_MEMBER = b"\x1f\x8b\x08"
_ZSTD = b"\x28\xb5\x2f\xfd"
_ZSTD_SKIPPABLE = re.compile(rb"[\x50-\x5f]\x2a\x4d\x18")
_ZSTD_DICTIONARY = 0x184D2A5D
"""Magic number of the frame that carries the dictionary of a WARC packed with one."""

_END_OF_HEADERS = re.compile(rb"\r?\n\r?\n")
_PARSER = StatusAndHeadersParser(["WARC/1.1", "WARC/1.0", "WARC/0.17", "WARC/0.18"])


@dataclass(frozen=True, kw_only=True, slots=True)
class Damage:
    """Something in a WARC file that cannot be read."""

    file: str
    """Path of the file."""
    offset: int
    """Byte (of the unpacked content, unless the file is gzip) at which it begins."""
    reason: str
    """What is wrong, in words."""

    def __str__(self) -> str:
        return f"{self.file}, byte {self.offset}: {self.reason}"


@dataclass(frozen=True, kw_only=True, slots=True)
class RawRecord:
    """One WARC record, uninterpreted."""

    headers: StatusAndHeaders
    """The WARC headers."""
    block: bytes
    """What follows them."""
    offset: int
    """Where it begins: byte of the file for gzip and unpacked files, of the unpacked content for zstd."""
    length: int
    """Bytes from there, packed."""
    packed: bytes | None
    """The record's gzip member as it stands in the file, where it has one to itself."""

    def header(self, name: str) -> str | None:
        """A WARC header's value."""
        return cast("str | None", self.headers.get_header(name))

    @property
    def url(self) -> str | None:
        """WARC-Target-URI; some tools put it in angle brackets."""
        stated = self.header("WARC-Target-URI") or ""
        return (stated[1:-1] if stated.startswith("<") and stated.endswith(">") else stated) or None

    @property
    def type(self) -> str:
        """WARC-Type."""
        return (self.header("WARC-Type") or "").lower()


Report = Callable[[Damage], None]


def refuse(damage: Damage) -> None:
    """The strict way to take damage: raise `CorruptCapture`."""
    raise CorruptCapture(f"{damage}; check the file with 'newsarchive warc verify'")


At = Callable[[int], None]
"""Told of the position in the file while it is read."""


class _Watched(BufferedReader):
    """A file that tells how far it has been read."""

    at: At | None = None

    def read(self, size: int | None = -1, /) -> bytes:
        """Read, and tell."""
        content = super().read(size)
        if self.at:
            self.at(self.tell())
        return content


def raw_records(path: Path, *, report: Report = refuse, at: At | None = None) -> Iterator[RawRecord]:
    """All records of a file. ``report`` is told of damage and may raise; if it returns, reading goes on behind the
    damage. ``at`` is told how many bytes of the file have been read.

    Raises `CorruptCapture` where the file is no WARC at all, or cannot be opened.
    """
    try:
        with _Watched(FileIO(path)) as file:
            file.at = at
            yield from _records(file, str(path), report)
    except OSError as error:
        raise CorruptCapture(f"{path} cannot be read: {error.strerror or error}") from error


def as_member(record: RawRecord) -> bytes:
    """The record as a gzip member: the one it came in, or a new one that holds its very bytes."""
    if record.packed is not None:
        return record.packed
    squeezer = zlib.compressobj(GZIP_LEVEL, zlib.DEFLATED, zlib.MAX_WBITS + 16)
    plain = record.headers.to_bytes() + record.block + b"\r\n\r\n"
    return squeezer.compress(plain) + squeezer.flush()


def one_record(content: bytes, name: str, offset: int) -> RawRecord:
    """The record that these bytes are, which stand at ``offset`` of the file ``name``. Raises `CorruptCapture` where
    they are none."""

    def refuse_here(damage: Damage) -> None:
        raise CorruptCapture(f"{name}, byte {offset}: {damage.reason}; restore the file from a backup")

    begins = content[:20]
    if begins[:2] != GZIP and begins[:5] != b"WARC/":
        raise CorruptCapture(f"{name}, byte {offset}: expected a record, found {begins!r}; restore it from a backup")
    record = next(_records(BytesIO(content), name, refuse_here), None)
    if record is None:
        raise CorruptCapture(f"{name}, byte {offset}: expected a record, found none; restore the file from a backup")
    return record


def last_member(content: bytes, name: str, start: int) -> RawRecord | None:
    """The record in the gzip member that ends where these bytes end, which stand at ``start`` of the file; None where
    there is none."""
    at = content.rfind(_GZIP_MEMBER)
    while at >= 0:
        inflater = zlib.decompressobj(zlib.MAX_WBITS + 16)
        try:
            plain = inflater.decompress(content[at:])
        except zlib.error:
            plain = b""
        if inflater.eof and not inflater.unused_data and plain.startswith(b"WARC/"):
            record = one_record(content[at:], name, start + at)
            return replace(record, offset=start + at)
        at = content.rfind(_GZIP_MEMBER, 0, at)
    return None


def _records(file: BinaryIO, name: str, report: Report) -> Iterator[RawRecord]:
    """Choose by the first bytes."""
    start = file.read(8)
    file.seek(0)
    if not start:
        return
    if start[:2] == GZIP[: len(start)]:
        yield from _from_gzip(file, name, report)
    elif start[:4] == _ZSTD or _ZSTD_SKIPPABLE.match(start):
        try:
            plain = _zstd_file(file)
        except (zstd.ZstdError, ValueError) as error:
            raise CorruptCapture(f"{name} is packed with a dictionary that cannot be read ({error})") from error
        yield from _from_stream(plain, name, report)
    elif start[:5] == b"WARC/"[: len(start)]:
        yield from _from_stream(file, name, report)
    else:
        raise CorruptCapture(
            f"{name} is no WARC file: it begins with {start!r}, not with gzip, zstd or WARC/; choose a .warc file"
        )


# --- gzip ------------------------------------------------------------------------------------------------------------


def _from_gzip(file: BinaryIO, name: str, report: Report) -> Iterator[RawRecord]:
    """Records of a gzip file, member by member; behind damage, from the next member that holds a record."""
    offset: int | None = 0
    while offset is not None:
        members = GzipMembers(file, offset)
        try:
            yield from _member_records(members, name, report)
            offset = None
        except (zlib.error, EOFError) as error:
            report(Damage(file=name, offset=members.offset, reason=_gzip_reason(error)))
            offset = next_member(file, members.offset + 1)


def _gzip_reason(error: Exception) -> str:
    return "the file ends within a record" if isinstance(error, EOFError) else f"damaged gzip data ({error})"


class GzipMembers:
    """Walks over the members of a gzip file. ``offset`` is where the current one begins."""

    def __init__(self, file: BinaryIO, offset: int) -> None:
        self._file = file
        self._ahead = b""
        self.offset = offset
        file.seek(offset)

    def next(self) -> Iterator[tuple[bytes, bytes]] | None:
        """The current member's pieces as (packed, plain); None at the end of the file."""
        self._ahead = self._ahead or self._file.read(CHUNK)
        return self._pieces() if self._ahead else None

    def _pieces(self) -> Iterator[tuple[bytes, bytes]]:
        """Raises zlib.error where the member is damaged (its checksum included), EOFError where it is cut off."""
        inflater = zlib.decompressobj(zlib.MAX_WBITS + 16)
        length = 0
        while not inflater.eof:
            chunk = self._ahead or self._file.read(CHUNK)
            if not chunk:
                raise EOFError
            plain = inflater.decompress(chunk)
            self._ahead = inflater.unused_data
            used = len(chunk) - len(self._ahead)
            length += used
            yield chunk[:used], plain
        self.offset += length


def _member_records(members: GzipMembers, name: str, report: Report) -> Iterator[RawRecord]:
    """Records as they complete. One that is alone in its member comes with the member's bytes."""
    splitter = _Splitter(name, report)
    while (pieces := members.next()) is not None:
        offset, packed, held = members.offset, bytearray(), list[_Record]()
        alone = splitter.idle
        for squeezed, plain in pieces:
            held += splitter.feed(plain)
            packed += squeezed if alone else b""
            if len(held) > 1 or len(packed) > MAX_RECORD:
                alone = False
                packed.clear()
            if not alone:
                yield from (record.raw(offset, 0, None) for record in held)
                held.clear()
        alone = alone and splitter.idle
        length = members.offset - offset
        yield from (record.raw(offset, length, bytes(packed) if alone else None) for record in held)
    splitter.finish()


def next_member(file: BinaryIO, start: int) -> int | None:
    """Offset of the first gzip member at or behind ``start`` that holds a WARC record; None where there is none."""
    base, buffer = start, b""
    while True:
        file.seek(base)
        buffer = file.read(CHUNK)
        if len(buffer) < len(_GZIP_MEMBER):
            return None
        at = buffer.find(_GZIP_MEMBER)
        while at >= 0:
            if _begins_record(file, base + at):
                return base + at
            at = buffer.find(_GZIP_MEMBER, at + 1)
        base += len(buffer) - len(_GZIP_MEMBER) + 1


def _begins_record(file: BinaryIO, offset: int) -> bool:
    """Whether a gzip member that begins here holds a WARC record."""
    file.seek(offset)
    try:
        return zlib.decompressobj(zlib.MAX_WBITS + 16).decompress(file.read(512), 5) == b"WARC/"
    except zlib.error:
        return False


# --- zstd and unpacked -----------------------------------------------------------------------------------------------


def unzstd(payload: bytes) -> bytes:
    """Unpack zstd data. Raises ValueError where it is damaged."""
    try:
        return zstd.decompress(payload)
    except zstd.ZstdError as error:
        raise ValueError(str(error)) from error


def _zstd_file(file: BinaryIO) -> BinaryIO:
    """Unpacked content of a zstd file, with the dictionary it may carry in its first frame."""
    magic, size = struct.unpack("<II", file.read(8).ljust(8, b"\0"))
    if magic != _ZSTD_DICTIONARY:
        file.seek(0)
        return cast(BinaryIO, zstd.ZstdFile(file))
    dictionary = file.read(size)
    if dictionary.startswith(_ZSTD):
        dictionary = zstd.decompress(dictionary)
    return cast(BinaryIO, zstd.ZstdFile(file, zstd_dict=zstd.ZstdDict(dictionary)))


def _from_stream(stream: BinaryIO, name: str, report: Report) -> Iterator[RawRecord]:
    """Records of content that is not gzip."""
    splitter = _Splitter(name, report)
    while True:
        try:
            chunk = stream.read(CHUNK)
        except (zstd.ZstdError, EOFError) as error:
            report(Damage(file=name, offset=splitter.position, reason=f"damaged or truncated zstd data ({error})"))
            return
        if not chunk:
            break
        yield from (record.raw(record.start, record.end - record.start, None) for record in splitter.feed(chunk))
    splitter.finish()


# --- records from unpacked content ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Record:
    headers: StatusAndHeaders
    block: bytes
    start: int
    end: int

    def raw(self, offset: int, length: int, packed: bytes | None) -> RawRecord:
        return RawRecord(headers=self.headers, block=self.block, offset=offset, length=length, packed=packed)


class _Splitter:
    """Cuts unpacked content, fed piece by piece, into records by their Content-Length."""

    def __init__(self, name: str, report: Report) -> None:
        self._name = name
        self._report = report
        self._buffer = bytearray()
        self._headers: StatusAndHeaders | None = None
        self._wanted = 0
        self._start = 0
        self._skip = 0
        self._lost = False
        self.position = 0
        """Byte of the unpacked content at which the buffer begins."""

    @property
    def idle(self) -> bool:
        """Whether nothing of a record is waiting for more."""
        return self._headers is None and not self._skip and not self._buffer.strip(b"\r\n")

    def feed(self, content: bytes) -> list[_Record]:
        """Take the next piece; the records it completes come back."""
        self._buffer += content
        records = []
        while self._advance():
            if self._headers is not None and len(self._buffer) >= self._wanted:
                records.append(self._take())
        return records

    def finish(self) -> None:
        """The content has ended; a record that has not is damage."""
        if not self.idle:
            self._report(Damage(file=self._name, offset=self._start, reason="the file ends within a record"))

    def _advance(self) -> bool:
        """Make what progress the buffer allows; whether more may be possible with what is there."""
        if self._skip:
            self._skip -= self._drop(min(self._skip, len(self._buffer)))
            return not self._skip
        if self._headers is not None:
            return len(self._buffer) >= self._wanted
        if self._lost:
            return self._seek_record("")
        self._drop(len(self._buffer) - len(self._buffer.lstrip(b"\r\n")))
        if len(self._buffer) < len(b"WARC/"):
            return False
        if not self._buffer.startswith(b"WARC/"):
            return self._seek_record("expected a WARC record")
        return self._begin()

    def _begin(self) -> bool:
        """Read a record's headers, once they are all there."""
        end = _END_OF_HEADERS.search(self._buffer, 0, MAX_HEADERS)
        if not end:
            return len(self._buffer) > MAX_HEADERS and self._seek_record("a record's headers do not end")
        headers = _parse_headers(bytes(self._buffer[: end.end()]))
        length = str(headers.get_header("Content-Length") if headers else None)
        if headers is None or not length.isdigit() or not headers.get_header("WARC-Type"):
            return self._seek_record("a record's headers cannot be read")
        self._start = self.position
        self._drop(end.end())
        if int(length) > MAX_RECORD:
            self._skip = int(length)
            return True
        self._headers, self._wanted = headers, int(length)
        return True

    def _take(self) -> _Record:
        """The record that is complete."""
        block = bytes(self._buffer[: self._wanted])
        self._drop(self._wanted)
        record = _Record(self._headers, block, self._start, self.position)
        self._headers = None
        return record

    def _seek_record(self, problem: str) -> bool:
        """Go on at the next line that begins a record; whether there is one in the buffer. Damage is told of once."""
        if not self._lost:
            found = bytes(self._buffer[:40])
            self._report(Damage(file=self._name, offset=self.position, reason=f"{problem}, found {found!r}"))
        following = re.search(rb"\nWARC/\d", self._buffer)
        self._lost = following is None
        self._drop(following.start() + 1 if following else max(0, len(self._buffer) - len(b"\nWARC/")))
        return not self._lost

    def _drop(self, count: int) -> int:
        del self._buffer[:count]
        self.position += count
        return count


def _parse_headers(head: bytes) -> StatusAndHeaders | None:
    try:
        return _PARSER.parse(BytesIO(head))
    except Exception:  # warcio raises its own and plain ones; either way it is no header block
        return None

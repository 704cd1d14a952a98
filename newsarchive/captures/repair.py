"""What a crash leaves behind: a record that is not whole, at the end of the file that was being written."""

from __future__ import annotations

import fcntl
import os
import zlib
from pathlib import Path
from typing import BinaryIO

from ..exceptions import CorruptCapture
from .members import GZIP, GzipMembers, next_member
from .writer import OPEN_MARK

TORN = ".torn"
"""Suffix of the file that keeps what was cut off."""


def cut_torn_tail(path: str | os.PathLike[str]) -> int:
    """Cut a gzip WARC file at its last whole record; how many bytes that was.

    What is cut is kept beside the file, in ``NAME.torn``: nothing is destroyed. A record that is not whole was never
    reported as stored. Raises `CorruptCapture` where the file is no gzip WARC, or is damaged with whole records
    behind the damage: that is no torn tail, and cutting would lose them.
    """
    path = Path(path)
    with path.open("r+b") as file:
        size = file.seek(0, os.SEEK_END)
        whole = _whole_until(file, path)
        if whole == size:
            return 0
        file.seek(whole)
        _keep(path, file.read())
        file.truncate(whole)
        os.fsync(file.fileno())
    return size - whole


def cut_torn_tails(folder: str | os.PathLike[str]) -> dict[str, int]:
    """Look after the files that a writer did not close: name → bytes cut, for those that had a torn tail.

    Files that another process is writing at this moment are left alone. A file that turns out to be damaged otherwise
    keeps its mark and its content; `newsarchive warc verify` reports it.
    """
    cut = {}
    for mark in sorted(Path(folder).glob(f"*{OPEN_MARK}")):
        path = mark.with_name(mark.name.removesuffix(OPEN_MARK))
        if not path.exists():
            mark.unlink(missing_ok=True)
        elif not _being_written(path):
            try:
                torn = cut_torn_tail(path)
            except CorruptCapture:
                continue
            mark.unlink(missing_ok=True)
            if torn:
                cut[path.name] = torn
    return cut


def _whole_until(file: BinaryIO, path: Path) -> int:
    """Where the last whole member ends."""
    file.seek(0)
    start = file.read(len(GZIP))
    if start != GZIP[: len(start)]:
        raise CorruptCapture(f"{path} is no gzip WARC file: it begins with {start!r}; nothing was cut")
    members = GzipMembers(file, 0)
    try:
        while (pieces := members.next()) is not None:
            for _ in pieces:
                pass
    except (zlib.error, EOFError) as error:
        behind = _whole_member_behind(file, members.offset)
        if behind is not None:
            raise CorruptCapture(
                f"{path} is damaged at byte {members.offset} ({error or 'cut off'}), with whole records behind it "
                f"from byte {behind}; nothing was cut: restore the file from a backup"
            ) from error
    return members.offset


def _whole_member_behind(file: BinaryIO, offset: int) -> int | None:
    """Where the first whole member behind ``offset`` begins; None where all that follows is torn."""
    at = next_member(file, offset + 1)
    while at is not None:
        try:
            for _ in GzipMembers(file, at).next() or ():
                pass
        except (zlib.error, EOFError):
            at = next_member(file, at + 1)
        else:
            return at
    return None


def _being_written(path: Path) -> bool:
    """Whether a writer holds the file's lock."""
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _keep(path: Path, torn: bytes) -> None:
    """Keep what is about to be cut."""
    with path.with_name(path.name + TORN).open("ab") as file:
        file.write(torn)
        file.flush()
        os.fsync(file.fileno())

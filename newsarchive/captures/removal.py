"""Taking captures out of a WARC file for good: the file is written anew without them."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from ..exceptions import CorruptCapture
from .members import RawRecord, raw_records


@dataclass(frozen=True, kw_only=True, slots=True)
class Rewritten:
    """A WARC file, written anew under another name. The old one is still there."""

    name: str
    """Name of the new file, in the same folder."""
    offsets: dict[int, int]
    """Where each kept record began → where it begins now."""


def rewrite_without(path: Path, unwanted: Callable[[str], bool], also: Collection[int] = ()) -> Rewritten:
    """Copy a file without the records (responses, requests, what stands beside them) of addresses that are
    ``unwanted``, and without those that begin at the bytes ``also``.

    Records are copied as they are packed. Raises CorruptCapture for a file that is damaged: repair or restore it first.
    """
    target = _next_name(path)
    offsets: dict[int, int] = {}
    with target.open("xb") as file:
        for record in raw_records(path):
            if record.offset in also or (record.url and unwanted(record.url)):
                continue
            offsets[record.offset] = file.tell()
            file.write(_packed(record, path))
        file.flush()
        os.fsync(file.fileno())
    return Rewritten(name=target.name, offsets=offsets)


def superseded(folder: Path, name: str) -> list[Path]:
    """Files of which ``name`` is a later writing, and that are still there.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     (Path(folder) / "a-00001.warc.gz").touch()
    ...     [old.name for old in superseded(Path(folder), "a-00001.r2.warc.gz")]
    ['a-00001.warc.gz']
    """
    if (found := _REWRITTEN.fullmatch(name)) is None or not found["number"]:
        return []
    earlier = [f".r{number}" for number in range(1, int(found["number"]))]
    names = [f"{found['stem']}{part}{found['suffix']}" for part in ("", *earlier)]
    return [folder / old for old in names if (folder / old).exists()]


_REWRITTEN = re.compile(r"(?P<stem>.+?)(?:\.r(?P<number>\d+))?(?P<suffix>\.warc(?:\.gz)?)")
"""The name of a file: how often it was written anew stands before the suffix."""


def _next_name(path: Path) -> Path:
    found = _REWRITTEN.fullmatch(path.name)
    if found is None:
        raise CorruptCapture(f"{path} is not named as a WARC file (….warc.gz), so nothing can be taken out of it")
    number = int(found["number"] or 0) + 1
    while (target := path.with_name(f"{found['stem']}.r{number}{found['suffix']}")).exists():
        number += 1  # what a takedown that was killed left behind
    return target


def _packed(record: RawRecord, path: Path) -> bytes:
    if record.packed is None:
        raise CorruptCapture(f"{path}, byte {record.offset}: the record is not a gzip member of its own, expected one")
    return record.packed

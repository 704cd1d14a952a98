"""Captures out: WARC files of what a filter selects, for any tool that reads WARC."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from .captures import CaptureRef, CaptureWriter, Packed, exchange_at, page_of
from .exceptions import CorruptCapture

Copied = Callable[[int], None]


@dataclass(kw_only=True, slots=True)
class Exported:
    """What an export wrote."""

    captures: int = 0
    """Captures copied, those included that others refer to."""
    files: tuple[str, ...] = ()
    """Names of the files."""
    missing: tuple[str, ...] = ()
    """What could not be read, in words."""


def export_warc(
    captures: Iterable[CaptureRef], folder: Path, target: Path, *, name: str, copied: Copied = lambda count: None
) -> Exported:
    """Copy captures from the captures ``folder`` into new WARC files in ``target``, each with its request and metadata.

    Whatever a revisit refers to is copied before it, so that the files stand on their own. A capture that cannot be
    read is named in the result and left out. ``copied`` is told the number of captures as it grows.
    """
    result = Exported()
    done: dict[str, CaptureRef] = {}
    with CaptureWriter(target, crawl=name, durable=False) as writer:
        for ref in captures:
            for one in (ref.origin, ref):
                if one.record_id in done:
                    continue
                try:
                    done[one.record_id] = _copy(one, folder, writer, done)
                except CorruptCapture as error:
                    result.missing += (str(error),)
                    break
                result.captures += 1
                copied(result.captures)
        writer.sync()
    result.files = tuple(dict.fromkeys(ref.file for ref in done.values()))
    return result


def _copy(ref: CaptureRef, folder: Path, writer: CaptureWriter, done: dict[str, CaptureRef]) -> CaptureRef:
    """Copy one record set."""
    exchanged = exchange_at(folder, ref)
    page = page_of(exchanged, where=f"{folder / ref.file}, byte {ref.offset}")
    return writer.copy(Packed.of(exchanged, page), page, origin=done[ref.origin.record_id] if ref.revisit_of else None)

"""Captures: what was fetched, kept as standard WARC/1.1 files before anything interprets it.

One record set a response, written at once: `request`, `metadata` (what our own discovery knew), then `response` (or
`revisit`, where the payload is one the archive already holds, or the server said 304). The response comes last, so
that a response on disk means its whole set is there. Every record is a gzip member of its own; `CaptureRef` says
where it stands.

Payloads are stored after content decoding, which is what ``Page.body`` holds. The headers that spoke of the coding on
the wire keep their values under ``X-Archive-Orig-…``, as other archiving tools name them, and are put back on
reading.

    records   pages and references to WARC records and back; pure
    members   a file's bytes to raw records, whatever it is packed in
    writer    appending to the captures of a crawl
    reader    one capture, or all of a file
    repair    what a crash left behind
    verify    whether files are what they say
"""

from .members import Damage, raw_records
from .reader import (
    Exchanged,
    Reference,
    begun_at,
    exchange_at,
    exchanges,
    iter_pages,
    page_of,
    read_capture,
    reference_of,
)
from .records import CaptureRef, crawl_label, payload_digest
from .repair import cut_torn_tail, cut_torn_tails
from .verify import Verdict, verify_file
from .writer import CaptureWriter, Packed

__all__ = [
    "CaptureRef",
    "CaptureWriter",
    "Damage",
    "Exchanged",
    "Packed",
    "Reference",
    "Verdict",
    "begun_at",
    "crawl_label",
    "cut_torn_tail",
    "cut_torn_tails",
    "exchange_at",
    "exchanges",
    "iter_pages",
    "page_of",
    "payload_digest",
    "raw_records",
    "read_capture",
    "reference_of",
    "verify_file",
]

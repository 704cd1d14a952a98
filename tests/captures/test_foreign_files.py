"""WARC files of other tools: their order of records, their packing, their codings, their damage."""

from __future__ import annotations

import gzip
import io
import zlib
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from newsarchive.captures import CaptureWriter, Damage, iter_pages, read_capture
from newsarchive.captures.members import raw_records, zstd
from newsarchive.exceptions import CorruptCapture

PAGE = "<h1>Überschrift</h1>".encode() * 9


def foreign(
    payload: bytes = PAGE, headers: tuple = (), *, count: int = 1, packed: bool = True, info: bool = True
) -> bytes:
    """A file as other tools write them: WARC/1.0, response before request, payload as on the wire."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=packed)
    if info:
        writer.write_record(writer.create_warcinfo_record("f.warc.gz", {"software": "other"}))
    for n in range(count):
        url = f"https://other.example.org/{n}"
        http = StatusAndHeaders("200 OK", [("Content-Type", "text/html"), *headers], protocol="HTTP/1.1")
        response = writer.create_warc_record(url, "response", payload=io.BytesIO(payload), http_headers=http)
        asked = StatusAndHeaders(f"GET /{n} HTTP/1.1", [("User-Agent", "other")], is_http_request=True)
        request = writer.create_warc_record(url, "request", http_headers=asked)
        writer.write_request_response_pair(request, response)
    return out.getvalue()


def chunked(payload: bytes) -> bytes:
    return b"".join(b"%x\r\n%s\r\n" % (len(p), p) for p in (payload[:50], payload[50:])) + b"0\r\n\r\n"


def brotlied(payload: bytes) -> bytes:
    brotli = pytest.importorskip("brotli")
    return brotli.compress(payload)


CODINGS = {
    "plain": (PAGE, ()),
    "gzip": (gzip.compress(PAGE), (("Content-Encoding", "gzip"),)),
    "deflate": (zlib.compress(PAGE), (("Content-Encoding", "deflate"),)),
    "raw deflate": (zlib.compress(PAGE)[2:-4], (("Content-Encoding", "deflate"),)),
    "zstd": (zstd.compress(PAGE), (("Content-Encoding", "zstd"),)),
    "chunked": (chunked(PAGE), (("Transfer-Encoding", "chunked"),)),
    "chunked gzip": (chunked(gzip.compress(PAGE)), (("transfer-encoding", "chunked"), ("content-encoding", "gzip"))),
    "said to be gzip": (PAGE, (("Content-Encoding", "gzip"),)),
    "said to be brotli": (PAGE, (("Content-Encoding", "br"),)),
    "said to be chunked": (PAGE, (("Transfer-Encoding", "chunked"),)),
}


@pytest.mark.parametrize("coding", CODINGS)
def test_payloads_are_decoded_whatever_the_record_says(tmp_path, coding):
    path = tmp_path / "f.warc.gz"
    path.write_bytes(foreign(*CODINGS[coding]))
    ((ref, page),) = iter_pages(path)
    assert page.body == PAGE
    assert page.request_headers == [("User-Agent", "other")]
    assert read_capture(tmp_path, ref).body == PAGE


def test_brotli_payloads_are_decoded(tmp_path):
    path = tmp_path / "f.warc.gz"
    path.write_bytes(foreign(brotlied(PAGE), (("Content-Encoding", "br"),)))
    assert [page.body for _, page in iter_pages(path)] == [PAGE]


def with_dictionary(content: bytes) -> bytes:
    """As the WARC/zstd proposal has it: a skippable frame with the dictionary first, a frame a record."""
    samples = [content[i : i + 300] for i in range(0, len(content) - 300, 50)] * 20
    dictionary = zstd.train_dict(samples, 2000)
    raw = bytes(dictionary.dict_content)
    return b"\x5d\x2a\x4d\x18" + len(raw).to_bytes(4, "little") + raw + zstd.compress(content, zstd_dict=dictionary)


PACKINGS = {
    "gzip, a member a record": lambda: foreign(count=3),
    "gzip, one member": lambda: gzip.compress(foreign(count=3, packed=False)),
    "unpacked": lambda: foreign(count=3, packed=False),
    "zstd, one frame": lambda: zstd.compress(foreign(count=3, packed=False)),
    "zstd, many frames": lambda: b"".join(zstd.compress(foreign(packed=False, info=not n)) for n in range(3)),
    "zstd with a dictionary": lambda: with_dictionary(foreign(count=3, packed=False)),
}


@pytest.mark.parametrize("packing", PACKINGS)
def test_every_packing_is_read(tmp_path, packing):
    path = tmp_path / "file"
    path.write_bytes(PACKINGS[packing]())
    assert [page.body for _, page in iter_pages(path)] == [PAGE] * 3


@pytest.mark.parametrize("size", [1, 7, 100, 1000])
def test_records_do_not_depend_on_how_the_file_is_read(tmp_path, monkeypatch, size):
    path = tmp_path / "f.warc.gz"
    path.write_bytes(foreign(count=3))
    expected = [(r.offset, r.length, r.block, r.packed) for r in raw_records(path)]
    monkeypatch.setattr("newsarchive.captures.members.CHUNK", size)
    assert [(r.offset, r.length, r.block, r.packed) for r in raw_records(path)] == expected
    assert all(packed for *_, packed in expected)


@pytest.mark.parametrize("packed", [True, False])
def test_references_into_foreign_files_hold(tmp_path, packed):
    path = tmp_path / "f.warc"
    path.write_bytes(foreign(count=3, packed=packed))
    for ref, page in iter_pages(path):
        assert read_capture(tmp_path, ref).url == page.url


def test_records_too_large_for_a_page_are_passed_over(tmp_path, monkeypatch):
    monkeypatch.setattr("newsarchive.captures.members.MAX_RECORD", 5000)
    for packed in (True, False):
        path = tmp_path / "f.warc"
        small, large = foreign(packed=packed), foreign(b"\0" * 100_000, packed=packed)
        path.write_bytes(small + large + small)
        assert [page.body for _, page in iter_pages(path)] == [PAGE, PAGE]


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04", b"<html></html>", b"\x89PNG....", gzip.compress(b"no records" * 99)]
)
def test_a_file_that_is_no_warc_is_refused(tmp_path, content):
    path = tmp_path / "f"
    path.write_bytes(content)
    with pytest.raises(CorruptCapture, match=r"no WARC|expected a WARC record"):
        list(iter_pages(path))


def test_an_empty_file_holds_nothing(tmp_path):
    (tmp_path / "f").touch()
    assert list(iter_pages(tmp_path / "f")) == []


@pytest.mark.parametrize("packed", [True, False])
def test_reading_goes_on_behind_damage(tmp_path, packed):
    parts = [foreign(packed=packed, info=False) for _ in range(5)]
    broken = bytearray(parts[2])
    broken[10:60] = b"\xff" * 50
    path = tmp_path / "f.warc"
    path.write_bytes(b"".join([*parts[:2], broken, *parts[3:]]))
    told: list[Damage] = []
    assert len(list(iter_pages(path, report=told.append))) == 4
    assert [damage.offset for damage in told] == [len(parts[0]) + len(parts[1])]
    with pytest.raises(CorruptCapture, match="warc verify"):
        list(iter_pages(path))


@pytest.mark.parametrize("packing", PACKINGS)
def test_a_truncated_file_gives_what_is_whole_and_says_so(tmp_path, packing):
    content = PACKINGS[packing]()
    path = tmp_path / "f"
    for length in range(20, len(content) - 1, max(1, len(content) // 60)):
        path.write_bytes(content[:length])
        told: list[Damage] = []
        try:
            pages = list(iter_pages(path, report=told.append))
        except CorruptCapture:
            assert length < 2050, "only a file cut within its dictionary is beyond reading"
            continue
        assert all(page.body == PAGE for _, page in pages)
        assert told or len(pages) < 3 or length > len(content) - 600, (
            "what is missing is told of, unless it is a request"
        )


def test_a_revisit_whose_payload_is_elsewhere_is_told_of(tmp_path, make_page, ledger):
    with CaptureWriter(tmp_path, crawl="one") as one:
        origin = one.write(make_page(1))
    ledger.add(origin)
    with CaptureWriter(tmp_path, crawl="two", known=ledger) as two:
        two.write(make_page(1))
    path = tmp_path / "two-00001.warc.gz"
    with pytest.raises(CorruptCapture, match="is not here"):
        list(iter_pages(path))
    assert [page.body for _, page in iter_pages(path, origins=lambda reference: origin)] == [make_page(1).body]


def test_codings_that_fail_are_damage_not_text(tmp_path: Path):
    path = tmp_path / "f.warc.gz"
    broken = gzip.compress(PAGE)[:10] + b"\xff" * 30
    path.write_bytes(foreign(broken, (("Content-Encoding", "gzip"),)))
    with pytest.raises(CorruptCapture, match="not the gzip its headers say"):
        list(iter_pages(path))


def test_records_of_other_protocols_are_no_pages(tmp_path):
    out = io.BytesIO()
    writer = WARCWriter(out)
    lookup = writer.create_warc_record("dns:other.example.org", "response", payload=io.BytesIO(b"10.0.0.1"), length=8)
    writer.write_record(lookup)
    path = tmp_path / "f.warc.gz"
    path.write_bytes(out.getvalue() + foreign())
    assert len(list(iter_pages(path))) == 1


def test_times_are_kept_to_the_second_everywhere(write, make_page):
    path, (ref,) = write([make_page(fetched_at=make_page().fetched_at.replace(microsecond=999_999))])
    ((found, page),) = iter_pages(path)
    assert found == ref
    assert page.fetched_at == ref.fetched_at == make_page().fetched_at

"""What is written comes back, and any WARC tool can read it."""

from __future__ import annotations

import gzip
import threading
import zlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from newsarchive.captures import (
    CaptureWriter,
    crawl_label,
    exchange_at,
    iter_pages,
    page_of,
    payload_digest,
    read_capture,
)
from newsarchive.exceptions import ArchiveReadOnly, CorruptCapture


def records(path: Path) -> list[tuple[str, dict[str, str], bytes]]:
    with path.open("rb") as file:
        return [(r.rec_type, dict(r.rec_headers.headers), r.raw_stream.read()) for r in ArchiveIterator(file)]


def warcio_check(path: Path) -> int:
    class Command:
        inputs = (str(path),)
        verbose = False

    return Checker(Command()).process_all()


def test_a_page_comes_back_as_it_was_written(write, make_page):
    page = make_page()
    path, (ref,) = write([page])
    assert list(iter_pages(path)) == [(ref, page)]


def test_a_capture_comes_back_by_its_reference(write, make_page):
    pages = [make_page(n) for n in range(1, 4)]
    path, refs = write(pages)
    for ref, page in zip(refs, pages, strict=True):
        got = read_capture(path.parent, ref)
        assert (got.url, got.status, got.headers, got.body, got.fetched_at, got.ip_address) == (
            page.url, page.status, page.headers, page.body, page.fetched_at, page.ip_address,
        )  # fmt: skip


def test_records_are_what_the_standard_asks_for(write, make_page):
    path, (ref,) = write([make_page()])
    found = records(path)
    assert [kind for kind, _, _ in found] == ["warcinfo", "request", "metadata", "response"]
    assert found[0][1]["WARC-Filename"] == path.name
    assert b"software: newsarchive/" in found[0][2]
    response = found[3][1]
    assert response["WARC-Payload-Digest"] == ref.digest == payload_digest(make_page().body)
    assert response["WARC-Date"] == "2026-05-02T07:31:00Z"
    assert response["WARC-IP-Address"] == "127.0.0.1"
    assert {headers["WARC-Concurrent-To"] for _, headers, _ in found[1:3]} == {ref.record_id}
    assert path.read_bytes()[:2] == b"\x1f\x8b"


def test_every_record_is_a_gzip_member_of_its_own(write, make_page):
    path, refs = write([make_page(1), make_page(2)])
    content = path.read_bytes()
    for ref in refs:
        inflater = zlib.decompressobj(31)
        assert inflater.decompress(content[ref.offset : ref.offset + ref.length]).startswith(b"WARC/1.1\r\n")
        assert inflater.eof
        assert not inflater.unused_data


def test_warcio_finds_nothing_to_complain_about(write, make_page, capsys):
    odd = make_page(2, headers=[("X-Odd", "Ã©ü"), ("Content-Length", "3"), ("Transfer-Encoding", "chunked")])
    repeated = make_page(3, body=make_page(1).body)
    path, _ = write([make_page(1), odd, repeated, make_page(4, status=304, body=b""), make_page(5, body=b"")])
    assert warcio_check(path) == 0
    assert capsys.readouterr().out == ""


def test_an_unchanged_payload_becomes_a_revisit(write, make_page):
    first, again = make_page(1), make_page(1, fetched_at=datetime(2026, 5, 3, 1, 2, 3, tzinfo=UTC))
    path, (origin, revisit) = write([first, again])
    kind, headers, block = records(path)[-1]
    assert kind == "revisit"
    assert headers["WARC-Profile"] == "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
    assert headers["WARC-Refers-To"] == origin.record_id
    assert headers["WARC-Refers-To-Target-URI"] == first.url
    assert headers["WARC-Refers-To-Date"] == "2026-05-02T07:31:00Z"
    assert headers["WARC-Payload-Digest"] == origin.digest
    assert block == b""
    assert revisit.revisit_of == origin
    assert read_capture(path.parent, revisit).body == first.body
    assert [page for _, page in iter_pages(path)] == [first, again]


def test_a_revisit_of_a_revisit_refers_to_the_response(write, make_page):
    moments = [datetime(2026, 5, day, tzinfo=UTC) for day in (2, 3, 4)]
    _, refs = write([make_page(1, fetched_at=moment) for moment in moments])
    assert [ref.revisit_of for ref in refs] == [None, refs[0], refs[0]]


def test_a_304_is_a_revisit_without_a_payload_of_its_own(write, make_page):
    path, (origin, revisit) = write([make_page(1), make_page(1, status=304, body=b"")])
    _, headers, _ = records(path)[-1]
    assert headers["WARC-Profile"] == "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
    assert (revisit.revisit_of, revisit.digest) == (origin, origin.digest)
    assert (read_capture(path.parent, revisit).status, read_capture(path.parent, revisit).body) == (304, b"")
    assert [page.status for _, page in iter_pages(path)] == [200, 304]


def test_a_304_for_what_was_never_captured_is_a_response(write, make_page):
    path, (ref,) = write([make_page(1, status=304, body=b"")])
    assert ref.revisit_of is None
    assert [page.status for _, page in iter_pages(path)] == [304]


def test_empty_payloads_are_not_revisits_of_each_other(write, make_page):
    _, refs = write([make_page(1, body=b""), make_page(2, body=b"")])
    assert [ref.revisit_of for ref in refs] == [None, None]


@pytest.mark.parametrize(
    "headers",
    [
        [("Content-Encoding", "gzip"), ("Content-Length", "17")],
        [("content-encoding", "br"), ("transfer-encoding", "chunked")],
        [("Content-Type", "text/html")],
        [("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"), ("Content-Length", "177")],
        [("X-Odd", "naïve Ã©"), ("X-Empty", "")],
    ],
)
def test_headers_come_back_as_the_server_sent_them(write, make_page, headers):
    path, (ref,) = write([make_page(headers=headers)])
    assert read_capture(path.parent, ref).headers == headers


def test_the_stored_headers_fit_the_stored_payload(write, make_page):
    page = make_page(headers=[("Content-Encoding", "gzip"), ("Content-Length", "17")])
    path, _ = write([page])
    with path.open("rb") as file:
        *_, response = (r.http_headers.headers for r in ArchiveIterator(file) if r.rec_type == "response")
    assert response == [
        ("X-Archive-Orig-Content-Encoding", "gzip"),
        ("X-Archive-Orig-Content-Length", "17"),
        ("Content-Length", str(len(page.body))),
    ]


def test_line_breaks_in_values_cannot_forge_headers(write, make_page):
    path, (ref,) = write([make_page(headers=[("X-A", "one\r\nX-Forged: two")], source="a\r\nb")])
    assert read_capture(path.parent, ref).headers == [("X-A", "one X-Forged: two")]
    assert next(iter_pages(path))[1].source == "a b"


def test_a_full_file_is_followed_by_the_next(write, make_page):
    path, refs = write([make_page(n) for n in range(1, 6)], max_bytes=3000)
    assert len({ref.file for ref in refs}) > 1
    assert sorted({ref.file for ref in refs}) == sorted(file.name for file in path.parent.glob("*"))
    for file in path.parent.glob("*.warc.gz"):
        assert file.stat().st_size <= 3000
        assert warcio_check(file) == 0


def test_a_page_larger_than_a_file_may_be_is_written_all_the_same(write, make_page):
    path, refs = write([make_page(1), make_page(2)], max_bytes=10)
    assert [ref.file for ref in refs] == ["example-1-00001.warc.gz", "example-1-00002.warc.gz"]
    assert len(list(path.parent.glob("*"))) == 2


def test_writers_of_one_crawl_do_not_share_files(tmp_path, make_page):
    with CaptureWriter(tmp_path, crawl="x") as one, CaptureWriter(tmp_path, crawl="x") as other:
        assert {one.write(make_page(1)).file, other.write(make_page(2)).file} == {"x-00001.warc.gz", "x-00002.warc.gz"}


def test_a_writer_that_wrote_nothing_leaves_nothing(tmp_path):
    with CaptureWriter(tmp_path / "new", crawl="x"):
        pass
    assert not (tmp_path / "new").exists()


def test_threads_can_share_a_writer(tmp_path, make_page):
    with CaptureWriter(tmp_path, crawl="x", durable=False) as writer:
        threads = [
            threading.Thread(target=lambda k=k: [writer.write(make_page(10 * k + n)) for n in range(10)])
            for k in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        writer.sync()
    assert len(list(iter_pages(tmp_path / "x-00001.warc.gz"))) == 40


def test_a_folder_that_cannot_be_written_is_said_to_be(tmp_path, make_page):
    (tmp_path / "captures").write_text("a file where the folder should be")
    with pytest.raises(Exception, match=r"captures cannot be written to"):
        CaptureWriter(tmp_path / "captures", crawl="x").write(make_page())
    readonly = Path("/proc/newsarchive-captures")
    with pytest.raises((ArchiveReadOnly, Exception), match="captures cannot be written"):
        CaptureWriter(readonly, crawl="x").write(make_page())


def test_a_missing_file_is_named(write, make_page):
    path, (ref,) = write([make_page()])
    path.unlink()
    with pytest.raises(CorruptCapture, match=r"example-1-00001\.warc\.gz is missing"):
        read_capture(path.parent, ref)


@pytest.mark.parametrize("change", ["flip", "cut", "shift", "swap"])
def test_what_was_changed_on_disk_is_never_returned_as_a_capture(write, make_page, change):
    path, (first, second) = write([make_page(1), make_page(2)])
    content = bytearray(path.read_bytes())
    if change == "flip":
        content[first.offset + first.length // 2] ^= 0xFF
    elif change == "cut":
        del content[first.offset + first.length // 2 :]
    elif change == "shift":
        content[0:0] = gzip.compress(b"")
    else:
        content[first.offset : first.offset + first.length] = content[second.offset : second.offset + second.length]
    path.write_bytes(content)
    with pytest.raises(CorruptCapture, match="byte"):
        read_capture(path.parent, first)


def test_a_payload_that_does_not_match_its_digest_is_refused(write, make_page):
    path, (ref,) = write([make_page()])
    plain = bytearray(gzip.decompress(path.read_bytes()[ref.offset :]))
    plain[plain.index(b"Story")] = ord("s")
    path.write_bytes(path.read_bytes()[: ref.offset] + gzip.compress(plain))
    with pytest.raises(CorruptCapture, match="expected sha1:"):
        read_capture(path.parent, type(ref)(**{f: getattr(ref, f) for f in ref.__slots__} | {"length": 10**6}))


def test_the_crawl_names_its_files():
    label = crawl_label(["der tagesbote/süd"], datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))
    assert label == "der_tagesbote_s_d-20260102030405"


def test_the_records_beside_a_response_are_found_from_its_reference(write, make_page):
    pages = [make_page(1), make_page(2, source=None), make_page(2)]
    path, refs = write(pages)
    for ref, page in zip(refs, pages, strict=True):
        found = page_of(exchange_at(path.parent, ref), where="")
        assert (found.source, found.request_headers, found.candidate, found.requested_url) == (
            page.source, page.request_headers, page.candidate, page.requested_url,
        )  # fmt: skip

"""A crash leaves a torn tail at most, and nothing but the tail is cut."""

from __future__ import annotations

import errno
import os
import resource
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from newsarchive.captures import CaptureWriter, cut_torn_tail, cut_torn_tails, iter_pages
from newsarchive.captures.members import raw_records
from newsarchive.captures.writer import _translated
from newsarchive.exceptions import CorruptCapture, StorageFull


def ends(path: Path) -> list[int]:
    """Where records end."""
    return [record.offset + record.length for record in raw_records(path)]


def test_a_file_cut_at_any_byte_keeps_exactly_its_whole_records(write, make_page, tmp_path):
    path, _ = write([make_page(1), make_page(2, body=b"<p>x</p>")])
    content, whole = path.read_bytes(), [0, *ends(path)]
    torn = tmp_path / "torn.warc.gz"
    kept = torn.with_name("torn.warc.gz.torn")
    for length in range(len(content) + 1):
        torn.write_bytes(content[:length])
        kept.unlink(missing_ok=True)
        good = max(end for end in whole if end <= length)
        assert cut_torn_tail(torn) == length - good
        assert torn.read_bytes() == content[:good]
        assert (kept.read_bytes() if kept.exists() else b"") == content[good:length]


def test_a_whole_file_is_left_as_it_is(write, make_page):
    path, _ = write([make_page()])
    before = path.read_bytes()
    assert cut_torn_tail(path) == 0
    assert path.read_bytes() == before
    assert len(list(path.parent.iterdir())) == 1


@pytest.mark.parametrize("tail", [b"\0" * 5000, b"\x1f", b"\x1f\x8b\x08", b"garbage" * 999])
def test_a_tail_that_is_no_record_is_cut(write, make_page, tail):
    path, _ = write([make_page()])
    before = path.read_bytes()
    path.write_bytes(before + tail)
    assert cut_torn_tail(path) == len(tail)
    assert path.read_bytes() == before


def test_damage_with_whole_records_behind_it_is_no_torn_tail(write, make_page):
    path, refs = write([make_page(n) for n in range(1, 4)])
    content = bytearray(path.read_bytes())
    content[refs[0].offset + refs[0].length // 2] ^= 0xFF
    path.write_bytes(content)
    with pytest.raises(CorruptCapture, match="nothing was cut"):
        cut_torn_tail(path)
    assert path.read_bytes() == content


@pytest.mark.parametrize("content", [b"PK\x03\x04zip", b"<html>", b"WARC/1.1\r\n"])
def test_a_file_that_is_no_gzip_warc_is_not_cut(tmp_path, content):
    path = tmp_path / "other.warc.gz"
    path.write_bytes(content)
    with pytest.raises(CorruptCapture, match="no gzip WARC"):
        cut_torn_tail(path)
    assert path.read_bytes() == content


def test_the_next_start_repairs_what_a_killed_writer_left(tmp_path):
    """A real process, killed while it writes."""
    program = textwrap.dedent(f"""
        import os
        from datetime import UTC, datetime
        from newsarchive.captures import CaptureWriter
        from newsarchive.items import Page
        writer = CaptureWriter({str(tmp_path)!r}, crawl="killed")
        for n in range(10**6):
            page = Page(url=f"http://a.example/{{n}}", requested_url="", fetched_at=datetime.now(UTC), status=200,
                        body=os.urandom(20000))
            writer.write(page)
            print(n, flush=True)
    """)
    process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    for line in process.stdout:
        if int(line) >= 20:
            break
    assert cut_torn_tails(tmp_path) == {}, "a file that is being written is left alone"
    assert (tmp_path / "killed-00001.warc.gz.open").exists()
    process.send_signal(signal.SIGKILL)
    reported = int((process.stdout.read().split() or [line])[-1])
    process.wait()
    path = tmp_path / "killed-00001.warc.gz"
    with path.open("ab") as file:
        file.write(b"\x1f\x8b\x08torn")
    assert cut_torn_tails(tmp_path)[path.name] >= 7
    assert len(list(iter_pages(path))) >= reported + 1
    assert not (tmp_path / "killed-00001.warc.gz.open").exists()
    assert cut_torn_tails(tmp_path) == {}


@pytest.fixture
def little_space():
    """Files may not grow beyond a limit, as on a full disk; the system says so with a real error."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    yield lambda size: resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("room", [0, 100, 2000, 2500, 3000])
def test_a_full_disk_leaves_whole_records_only(tmp_path, make_page, little_space, room):
    noise = [make_page(n, body=os.urandom(700)) for n in range(1, 9)]
    writer = CaptureWriter(tmp_path, crawl="full")
    written = 0
    little_space(room)
    with pytest.raises(StorageFull, match="no space left for captures"):
        for page in noise:
            writer.write(page)
            written += 1
    little_space(resource.RLIM_INFINITY)
    path = tmp_path / "full-00001.warc.gz"
    assert [page.body for _, page in (iter_pages(path) if path.exists() else ())] == [p.body for p in noise[:written]]
    rest = [writer.write(page) for page in noise[written:]]
    writer.close()
    found = [page.url for file in sorted(tmp_path.glob("*.warc.gz")) for _, page in iter_pages(file)]
    assert found == [page.url for page in noise]
    assert len(rest) == len(noise) - written
    assert not list(tmp_path.glob("*.open"))


def test_no_space_and_too_large_are_told_from_other_errors():
    assert isinstance(_translated(OSError(errno.ENOSPC, "x"), Path("a")), StorageFull)
    assert not isinstance(_translated(OSError(errno.EIO, "x"), Path("a")), StorageFull)

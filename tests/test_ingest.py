"""WARC files in: what is wanted is stored once; an archive rebuilt from its captures equals the original."""

from __future__ import annotations

import gzip
import json
import multiprocessing
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from newsarchive import bulk, ingest
from newsarchive.archive import Archive
from newsarchive.bulk import Job, extracted
from newsarchive.captures import CaptureWriter, cut_torn_tails, iter_pages, read_capture
from newsarchive.captures.members import zstd
from newsarchive.exceptions import CorruptCapture, UnknownSource, UsageError
from newsarchive.extraction import EXTRACTOR_VERSION, extract
from newsarchive.ingest import Wanted, import_files, rebuild
from newsarchive.items import Article, Candidate, Page
from newsarchive.sources import Source, SourcesFile

MORNING = datetime(2026, 5, 2, 7, tzinfo=UTC)


def story(number: int, *, headline: str | None = None, language: str = "en", viewed: int = 0) -> bytes:
    """A story as small sites write it, with its sidebar; ``viewed`` turns the sidebar's order."""
    links = [
        f'<li><a href="/local/2026/05/the-mayor-promises-a-bridge-{n}.html">The mayor promises bridge {n}</a></li>'
        for n in (61, 62, 63)
    ]
    sidebar = "".join(links[viewed:] + links[:viewed])
    return f"""<!DOCTYPE html>
<html lang="{language}"><head><title>Story {number} | River Times</title>
<meta property="og:type" content="article">
<meta property="article:published_time" content="2026-05-02T06:{number % 60:02}:00+07:00"></head>
<body><header><nav><a href="/">Home</a> <a href="/local/">Local</a></nav></header>
<main><article>
<h1>{headline or f"Rain reaches district {number} after six dry weeks"}</h1>
<p class="byline">By Nary Oum</p>
<p>Rain fell over district {number} of the upper valley on Monday night, the first in six weeks, an office said.</p>
<p>Farmers at market {number * 7} said that the seedlings would have lasted another four days without water.</p>
<p>The office expects more showers before the weekend, though not enough to fill the reservoirs of the province.</p>
</article>
<aside><h2>Most read</h2><ol>{sidebar}</ol></aside></main></body></html>""".encode()


def page(number: int = 1, *, minutes: int = 0, host: str = "www.rivertimes.example", **changed: object) -> Page:
    url = f"http://{host}/local/story-{number}.html"
    fields: dict[str, object] = {
        "url": url,
        "requested_url": url,
        "fetched_at": MORNING + timedelta(minutes=minutes),
        "status": 200,
        "headers": [("Content-Type", "text/html; charset=utf-8")],
        "body": story(number),
    }
    return Page(**{**fields, **changed})  # type: ignore[arg-type]


def write(folder: Path, pages: list[Page], *, name: str = "in", **options: object) -> Path:
    with CaptureWriter(folder, crawl=name, **options) as writer:  # type: ignore[arg-type]
        for one in pages:
            writer.write(one)
    return folder / f"{name}-00001.warc.gz"


@pytest.fixture
def archive(tmp_path: Path):
    with Archive(tmp_path / "news.db", create=True) as opened:
        yield opened


def test_articles_of_a_file_are_stored_with_their_captures(tmp_path, archive):
    path = write(tmp_path, [page(1), page(2, minutes=1)])
    progress = import_files(archive, [path], Wanted(SourcesFile()), workers=0)
    assert progress.counts == {"new": 2}
    assert [one.article.headline for one in archive] == [
        "Rain reaches district 1 after six dry weeks",
        "Rain reaches district 2 after six dry weeks",
    ]
    stored = archive.get(page(2).url)
    assert (stored.source, stored.first_seen, stored.extractor) == (
        "rivertimes.example", page(2, minutes=1).fetched_at, EXTRACTOR_VERSION,
    )  # fmt: skip
    assert read_capture(archive.captures_folder, stored.captures[0].ref).body == page(2).body


def test_importing_again_stores_nothing_twice(tmp_path, archive):
    path = write(tmp_path, [page(1), page(2)])
    import_files(archive, [path], Wanted(SourcesFile()), workers=0)
    size = sum(file.stat().st_size for file in archive.captures_folder.iterdir())
    assert import_files(archive, [path], Wanted(SourcesFile()), workers=0).counts == {"known": 2}
    assert sum(file.stat().st_size for file in archive.captures_folder.iterdir()) == size
    assert (len(archive), len(archive.captures)) == (2, 2)


def test_records_are_copied_as_they_stand(tmp_path, archive):
    path = write(tmp_path, [page(1)])
    ((original, _),) = iter_pages(path)
    import_files(archive, [path], Wanted(SourcesFile()), workers=0)
    ref = archive.get(1).captures[0].ref
    copied = (archive.captures_folder / ref.file).read_bytes()[ref.offset : ref.offset + ref.length]
    assert copied == path.read_bytes()[original.offset : original.offset + original.length]
    assert ref.record_id == original.record_id


@pytest.mark.parametrize("packed", ["zstd", "gzip in one member", "unpacked"])
def test_every_packing_can_be_imported(tmp_path, archive, packed):
    plain = gzip.decompress(write(tmp_path, [page(1), page(2)]).read_bytes())
    pack = {"zstd": zstd.compress, "gzip in one member": gzip.compress, "unpacked": bytes}[packed]
    path = tmp_path / "packed"
    path.write_bytes(pack(plain))
    assert import_files(archive, [path], Wanted(SourcesFile()), workers=0).counts == {"new": 2}
    stored = archive.get(page(1).url)
    assert read_capture(archive.captures_folder, stored.captures[0].ref).body == page(1).body


def test_only_what_is_wanted_is_stored(tmp_path, archive):
    declared = SourcesFile(
        sources={
            "river": Source(name="river", url="http://www.rivertimes.example/"),
            "hill": Source(name="hill", url="http://hillpost.example/"),
        }
    )
    pages = [
        page(1),
        page(2, host="live.hillpost.example"),
        page(3, host="other.example"),
        page(4, body=story(4, language="pt-BR")),
        page(5, headers=[("Content-Type", "image/png")], body=b"\x89PNG"),
        page(6, status=404, body=b"not here"),
    ]
    path = write(tmp_path, pages)
    progress = import_files(archive, [path], Wanted(declared, names=["river"], languages=["en"]), workers=0)
    assert progress.counts == {"new": 1, "other_address": 2, "other_language": 1, "no_page": 2}
    assert archive.get(1).source == "river"
    progress = import_files(archive, [path], Wanted(declared, domains=["hillpost.example"]), workers=0)
    assert progress.counts == {"new": 1, "other_address": 5}
    assert archive.get(2).source == "hill"


def test_what_a_page_says_about_being_kept_is_noted_and_obeyed_where_that_is_declared(tmp_path, archive):
    meta = story(1).replace(b"<head>", b"<head><meta name='robots' content='noarchive'>")
    assert meta != story(1)
    path = write(tmp_path, [page(1, body=meta), page(2, host="hillpost.example", body=meta)])
    hill = Source(name="hill", url="http://hillpost.example/", honour=("noarchive",))
    progress = import_files(archive, [path], Wanted(SourcesFile(sources={"hill": hill})), workers=0)
    assert progress.counts == {"new": 1, "refused": 1}
    noted = archive.connection.rows("SELECT rule, evidence, url FROM decisions ORDER BY url DESC")
    assert [tuple(row) for row in noted] == [
        ("noarchive", "noarchive", page(1).url),
        ("noarchive", "noarchive", page(2, host="hillpost.example").url),
    ]
    assert [row["url"] for row in archive.connection.rows("SELECT url FROM captures")] == [page(1).url]


def test_a_source_that_is_not_declared_is_refused():
    with pytest.raises(UnknownSource, match="no source is named nowhere"):
        Wanted(SourcesFile(), names=["nowhere"])


def test_revisits_are_imported_with_the_payload_they_refer_to(tmp_path, archive):
    first, again = page(1), page(1, minutes=60)
    known: list = []
    with CaptureWriter(tmp_path / "w", crawl="in", known=lambda url, digest: known[0] if known else None) as writer:
        known.append(writer.write(first))
        writer.write(again)
    assert import_files(archive, [tmp_path / "w/in-00001.warc.gz"], Wanted(SourcesFile()), workers=0).counts == {
        "new": 1, "unchanged": 1,
    }  # fmt: skip
    stored = archive.get(1)
    assert stored.last_seen == again.fetched_at
    assert [read_capture(archive.captures_folder, one.ref).body for one in stored.captures] == [first.body] * 2


def test_a_revisit_of_what_is_not_there_is_counted_as_lost(tmp_path, archive):
    path = write(tmp_path, [page(1)])
    ((origin, _),) = iter_pages(path)
    again = write(tmp_path, [page(1, minutes=60)], name="again", known=lambda url, digest: origin)
    assert import_files(archive, [again], Wanted(SourcesFile()), workers=0).counts == {"lost": 1}
    assert len(archive) == 0


def test_damage_is_told_of_and_read_around(tmp_path, archive):
    path = write(tmp_path, [page(n) for n in range(1, 6)])
    refs = [ref for ref, _ in iter_pages(path)]
    content = bytearray(path.read_bytes())
    content[refs[2].offset + 200] ^= 0xFF
    path.write_bytes(content[:-50])
    progress = import_files(archive, [path], Wanted(SourcesFile()), workers=0)
    assert progress.counts == {"new": 3, "lost": 2}
    assert [damage.offset for damage in progress.damage] == [refs[2].offset, refs[4].offset]


def test_a_file_that_is_no_warc_stops_the_import_before_it_begins(tmp_path, archive):
    good = write(tmp_path, [page(1)])
    bad = tmp_path / "page.html"
    bad.write_bytes(story(1))
    with pytest.raises(CorruptCapture, match="no WARC file"):
        import_files(archive, [good, bad], Wanted(SourcesFile()), workers=0)
    assert len(archive) == 0


def test_an_interrupted_import_is_carried_on(tmp_path, archive, monkeypatch):
    monkeypatch.setattr(ingest, "COMMIT_PAGES", 3)
    path = write(tmp_path, [page(n) for n in range(1, 9)])

    def interrupt(progress: ingest.Progress) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_files(archive, [path], Wanted(SourcesFile()), workers=0, watch=interrupt)
    assert len(archive) == 3
    assert archive.connection.value("SELECT reason FROM crawls") == "interrupted"
    assert import_files(archive, [path], Wanted(SourcesFile()), workers=0).counts == {"known": 3, "new": 5}
    assert [one.article.url for one in archive] == [page(n).url for n in range(1, 9)]


def test_progress_says_how_much_is_read(tmp_path, archive):
    path = write(tmp_path, [page(n) for n in range(1, 4)])
    seen: list[int] = []
    progress = import_files(
        archive, [path], Wanted(SourcesFile()), workers=0, watch=lambda p: seen.append(p.bytes_read)
    )
    assert seen[-1] == progress.bytes_total == path.stat().st_size


# --- extraction in bulk ----------------------------------------------------------------------------------------------


def test_worker_processes_give_what_this_process_gives_and_in_order():
    jobs = [Job.of(page(n), n) for n in range(1, 8)]
    expected = [(n, extract(story(n), page(n).url, content_type="text/html; charset=utf-8")) for n in range(1, 8)]
    assert list(extracted(jobs, workers=2)) == list(extracted(jobs, workers=0)) == expected


def test_a_page_that_kills_its_worker_costs_that_page_only(monkeypatch):
    monkeypatch.setattr(bulk, "BATCH_PAGES", 2)
    jobs = [Job(mark=n, body=DEADLY if n == 3 else story(n), url=page(n).url) for n in range(1, 8)]
    results = dict(extracted(jobs, workers=1))
    assert results[3] == "the extractor died of this page"
    assert [n for n, result in results.items() if isinstance(result, Article)] == [1, 2, 4, 5, 6, 7]


class Deadly(bytes):
    """Ends the process that unpickles it, as a page that makes the parser crash ends its own."""

    def __reduce__(self):
        return _die_in_a_worker, ()


def _die_in_a_worker() -> bytes:
    if multiprocessing.parent_process() is not None:
        os._exit(9)
    return b"x"


DEADLY = Deadly(b"<p>x</p>")


def test_what_the_extractor_refuses_is_said_in_words():
    ((_, result),) = extracted([Job(mark=1, body=b"%PDF-1.7\n\x00\x01\x02" * 99, url="http://a.example/")], workers=0)
    assert isinstance(result, str | Article)


# --- rebuilding ------------------------------------------------------------------------------------------------------


def crawl(archive: Archive, pages: list[Page], *, name: str) -> None:
    """What a crawl does with pages, stage by stage."""
    crawl_id = archive.begin_crawl(["river"], now=pages[0].fetched_at)
    with CaptureWriter(archive.captures_folder, crawl=name, known=archive.captures.known) as writer:
        for one in pages:
            one.source = "river"
            capture_id = archive.add_capture(one, writer.write(one), crawl_id=crawl_id)
            candidate = Candidate(url=one.requested_url, via="feed", title="From the feed")
            one.candidate = candidate
            archive.frontier.offer([candidate], source="river", now=one.fetched_at)
            if one.status == 200:
                article = extract(one.body, one.url, content_type="text/html; charset=utf-8")
                archive.store(article, one, capture_id=capture_id, extractor=EXTRACTOR_VERSION)
            elif one.status == 304:
                archive.frontier.unchanged(one.requested_url, one.fetched_at)
            else:
                archive.frontier.settle(one.requested_url, now=one.fetched_at, status=one.status, outcome="gone")
    archive.end_crawl(crawl_id, now=pages[-1].fetched_at, reason="finished", counts={})


VISITS = [
    [page(n, minutes=n) for n in range(1, 6)],
    [
        page(1, minutes=100, body=story(1, headline="Rain reaches district 1 after seven dry weeks")),
        page(2, minutes=101, status=304, body=b""),
        page(3, minutes=102),
        page(4, minutes=103, body=story(4, viewed=1)),
        page(5, minutes=104, status=404, body=b"gone"),
        page(6, minutes=105, requested_url="http://www.rivertimes.example/short/6"),
    ],
    [
        page(1, minutes=200, body=story(1, headline="Rain reaches district 1 at last")),
        page(3, minutes=202, body=story(3, headline="Rain reaches district 3 too")),
    ],
]

COMPARED = {
    "articles": """
        SELECT a.id, a.url, canonical_url, story_key, kind, headline, byline, published, first_seen, last_seen,
               changed_at, gone_at, revision_count, word_count, c.record_id AS capture, extractor, s.name AS source
        FROM articles a LEFT JOIN captures c ON c.id = capture_id JOIN sources s ON s.id = a.source_id ORDER BY a.id
    """,
    "bodies": "SELECT article_id, body, outline FROM article_text ORDER BY 1",
    "authors": """
        SELECT article_id, position, name, kind, role FROM article_authors JOIN authors ON id = author_id ORDER BY 1, 2
    """,
    "revisions": """
        SELECT r.article_id, number, seen_at, changed, article, extractor, c.record_id AS capture
        FROM revisions r LEFT JOIN captures c ON c.id = r.capture_id ORDER BY 1, 2
    """,
    "sidebar": """
        SELECT o.article_id, seen_at, position, kind, block, rank, url, title
        FROM sidebar_observations o JOIN promoted_links p ON p.id = o.link_id ORDER BY 1, 2, 3
    """,
    "addresses": "SELECT url_key, article_id, url, seen_as, first_seen FROM article_urls ORDER BY 1",
    "captures": """
        SELECT c.url, c.requested_url, c.fetched_at, c.status, c.digest, c.file, c."offset", c.length, c.record_id,
               o.record_id AS origin
        FROM captures c LEFT JOIN captures o ON o.id = c.revisit_of ORDER BY c.file, c."offset"
    """,
    "frontier": """
        SELECT url_key, url, state, due_at, found_at, via, title, fetched_at, status, outcome, article_id
        FROM urls ORDER BY 1
    """,
}


def contents(archive: Archive) -> dict[str, list[dict[str, object]]]:
    return {name: [dict(row) for row in archive.connection.rows(sql)] for name, sql in COMPARED.items()}


@pytest.fixture
def original(tmp_path: Path):
    with Archive(tmp_path / "original.db", create=True) as opened:
        for number, pages in enumerate(VISITS, start=1):
            crawl(opened, pages, name=f"river-{number}")
        yield opened


@pytest.mark.parametrize("what", COMPARED)
def test_a_rebuilt_archive_equals_the_original(tmp_path, original, archive, what):
    shutil.copytree(original.captures_folder, archive.captures_folder)
    rebuild(archive, workers=0)
    expected = contents(original)[what]
    assert expected
    assert json.dumps(contents(archive)[what], indent=1) == json.dumps(expected, indent=1)


def test_the_original_has_what_is_to_be_rebuilt(original):
    assert [one.number for one in original.revisions(1)] == [1, 2, 3]
    assert original.get(5).gone_at is not None
    assert [capture.ref.revisit_of is not None for capture in original.get(3).captures] == [False, True, False]


def test_a_rebuild_that_was_interrupted_is_carried_on(tmp_path, original, archive, monkeypatch):
    shutil.copytree(original.captures_folder, archive.captures_folder)
    monkeypatch.setattr(ingest, "COMMIT_PAGES", 4)

    def interrupt(progress: ingest.Progress) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild(archive, workers=0, watch=interrupt)
    progress = rebuild(archive, workers=0)
    assert progress.counts["known"] == 4
    assert contents(archive) == contents(original)


def test_a_torn_tail_does_not_stop_a_rebuild(original, archive):
    shutil.copytree(original.captures_folder, archive.captures_folder)
    last = max(archive.captures_folder.iterdir())
    last.write_bytes(last.read_bytes()[:-20])
    progress = rebuild(archive, workers=0)
    assert progress.counts["lost"] == 1
    assert len(archive) == 6


def test_a_folder_without_captures_is_refused(archive):
    with pytest.raises(UsageError, match="holds no WARC files"):
        rebuild(archive, workers=0)


def test_an_import_killed_at_any_instant_loses_nothing_and_is_carried_on(tmp_path):
    """A real process, killed again and again while it writes."""
    path = write(tmp_path / "in", [page(n, minutes=n) for n in range(1, 121)])
    program = f"""
import sys
from pathlib import Path
from newsarchive import ingest
from newsarchive.archive import Archive
ingest.COMMIT_PAGES = 5
with Archive({str(tmp_path / "news.db")!r}, create=True) as archive:
    def watch(progress):
        print(progress.counts["new"], flush=True)
    ingest.import_files(archive, [Path({str(path)!r})], ingest.Wanted(ingest.SourcesFile()), workers=0, watch=watch)
"""
    chance = random.Random(20260502)
    for _ in range(4):
        process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
        assert process.stdout
        reported = 0
        for _ in range(chance.randint(1, 4)):  # commits that it lives to tell of
            reported = int(process.stdout.readline() or reported)
        time.sleep(chance.random() / 50)
        process.send_signal(signal.SIGKILL)
        process.wait()
        with Archive(tmp_path / "news.db") as archive:
            assert archive.connection.value("PRAGMA integrity_check") == "ok"
            assert len(archive) >= reported
            for stored in archive:
                (capture,) = archive.captures.of_article(stored.id)
                assert read_capture(archive.captures_folder, capture.ref).body == story(stored.id)
    with Archive(tmp_path / "news.db") as archive:
        import_files(archive, [path], Wanted(SourcesFile()), workers=0)
        assert [one.article.url for one in archive] == [page(n).url for n in range(1, 121)]
        cut_torn_tails(archive.captures_folder)
        shutil.copytree(archive.captures_folder, tmp_path / "again-captures")
        with Archive(tmp_path / "again.db", create=True) as again:
            rebuild(again, workers=0)
            assert [one.to_dict() for one in again] == [one.to_dict() for one in archive]


def test_a_record_that_stands_twice_in_the_captures_is_one_capture(original, archive):
    shutil.copytree(original.captures_folder, archive.captures_folder)
    first = min(archive.captures_folder.iterdir())
    shutil.copyfile(first, first.with_name("river-0-copy.warc.gz"))
    assert rebuild(archive, workers=0).counts["known"] == 5
    assert len(archive.captures) == len(original.captures)

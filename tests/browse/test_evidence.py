"""What a site sent is shown without believing any of it: captures, snapshots, pictures; and how it is cited."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from datasette.app import Datasette

from newsarchive.archive import Archive, StoredArticle
from newsarchive.browse import SETTINGS
from newsarchive.browse.citations import bibtex, cited, csl, styles
from newsarchive.browse.evidence import inert
from newsarchive.captures import CaptureWriter
from newsarchive.items import Article, Page

from .test_browse import get, shown

NOW = datetime(2026, 11, 22, 9, 4, tzinfo=UTC)
URL = "https://rain.example/story"
HOSTILE = """<!DOCTYPE html><html onload="alert(0)"><head>
<meta http-equiv="refresh" content="0;url=https://elsewhere.example/"><base href="https://elsewhere.example/">
<link rel="preconnect" href="https://elsewhere.example"><link rel="stylesheet" href="https://elsewhere.example/a.css">
<script>alert(1)</script><script src="https://elsewhere.example/b.js"></script>
<style>body { background: url(https://elsewhere.example/c.png) }</style></head>
<body background="https://elsewhere.example/d.png"><h1 onclick="alert(2)">Rain</h1>
<form action="https://elsewhere.example/e"><p>It rained.</p><button formaction="https://elsewhere.example/f">Go</button></form>
<img src="https://elsewhere.example/g.png" srcset="https://elsewhere.example/h.png 2x" onerror="alert(3)" alt="A cloud">
<iframe src="https://elsewhere.example/i"></iframe><object data="https://elsewhere.example/j"></object>
<video src="https://elsewhere.example/k" poster="https://elsewhere.example/l"></video>
<a href=" java\nscript:alert(4)" ping="https://elsewhere.example/m">again</a>
<svg onload="alert(5)"><script>alert(6)</script><a xlink:href="javascript:alert(7)">x</a></svg>
<noscript><img src="https://elsewhere.example/n.png"></noscript><p style="color: red">The end</p></body></html>"""


@pytest.fixture
def captured(tmp_path: Path) -> Callable[..., Datasette]:
    """Makes a Datasette on an archive with one capture of these bytes."""

    def make(body: bytes, content_type: str = "text/html; charset=utf-8", *, damaged: bool = False) -> Datasette:
        path = tmp_path / "news.db"
        page = Page(
            url=URL,
            requested_url=URL,
            source="rain",
            fetched_at=NOW,
            status=200,
            headers=[("Content-Type", content_type), ("X-Evil", "<script>alert(1)</script>")],
            request_headers=[("User-Agent", "newsarchive")],
            body=body,
        )
        with Archive(path, create=True) as archive:
            with CaptureWriter(archive.captures_folder, crawl="one", durable=False) as writer:
                capture = archive.add_capture(page, writer.write(page))
            article = Article.from_dict(
                {"url": URL, "headline": "Rain", "images": [{"url": f"{URL}.jpg", "alt": "Rain"}]}
            )
            archive.store(article, page, capture_id=capture)
            with archive.transaction():
                archive.connection.run("UPDATE images SET capture_id = ?", (capture,))
            if damaged:
                for file in archive.captures_folder.iterdir():
                    file.unlink()
        return Datasette([str(path)], settings=SETTINGS)

    return make


def test_a_capture_tells_its_record_headers_and_digest(captured: Callable[..., Datasette]) -> None:
    html = get(captured(b"<html><h1>Rain</h1></html>"), "/-/capture/1").text
    assert re.search(r"urn:uuid:[0-9a-f-]{36}", html)
    assert re.search(r"sha1:[A-Z2-7]{32}", html)
    assert "User-Agent" in html
    assert "&lt;script&gt;alert(1)" in html
    assert re.search(r'<iframe class="snapshot" sandbox src="/-/capture/1/snapshot"', html)


def test_a_capture_whose_file_is_gone_says_so(captured: Callable[..., Datasette]) -> None:
    datasette = captured(b"<html></html>", damaged=True)
    assert "is missing" in get(datasette, "/-/capture/1").text
    assert "is missing" in get(datasette, "/-/capture/1/snapshot").text


@pytest.mark.parametrize(
    "path", ["/-/capture/999", "/-/capture/999/snapshot", "/-/capture/999/payload", "/-/picture/999"]
)
def test_what_is_not_captured_is_told(datasette: Datasette, path: str) -> None:
    answer = get(datasette, path)
    assert answer.status_code == 404
    assert 'role="alert"' in answer.text


def test_a_snapshot_keeps_the_words_and_nothing_that_acts_or_asks(captured: Callable[..., Datasette]) -> None:
    answer = get(captured(HOSTILE.encode()), "/-/capture/1/snapshot")
    assert shown(re.sub(r"<style>.*?</style>", "", answer.text)) == "Rain It rained. Go again x The end"
    assert "<script" not in answer.text
    assert "javascript:" not in answer.text
    assert re.findall(r"\son\w+=", answer.text) == []
    assert re.findall(r"elsewhere\.example/\w*", answer.text) == []
    policy = answer.headers["content-security-policy"]
    assert {"default-src 'none'", "sandbox", "img-src data:", "form-action 'none'"} <= set(policy.split("; "))
    assert "script-src" not in policy
    assert answer.headers["x-dns-prefetch-control"] == "off"


@pytest.mark.parametrize(
    "body",
    [b"", b"\x00", b"<", b"<html", b"plain words", b"<!-- never ends", b"<?xml version='1.0'?><html/>", b"<svg/>"],
)
def test_whatever_was_sent_a_snapshot_is_made(body: bytes) -> None:
    assert inert(body).startswith("<!DOCTYPE html>")
    assert inert(body, "no-such-charset").startswith("<!DOCTYPE html>")


def test_a_snapshot_reads_the_page_in_its_own_encoding() -> None:
    assert "雨が降った" in inert("<p>雨が降った</p>".encode("shift_jis"), "shift_jis")


def test_what_is_no_page_has_no_snapshot_and_is_only_saved(captured: Callable[..., Datasette]) -> None:
    datasette = captured(b"%PDF-1.7", "application/pdf")
    assert get(datasette, "/-/capture/1/snapshot").status_code == 404
    answer = get(datasette, "/-/capture/1/payload")
    assert answer.content == b"%PDF-1.7"
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment")


PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0" + bytes(20), "image/jpeg"),
        (b"GIF89a" + bytes(20), "image/gif"),
        (b"RIFF\x0a\x00\x00\x00WEBP", "image/webp"),
        (b"\x00\x00\x00\x20ftypavif", "image/avif"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", None),
        (b"<html><script>alert(1)</script>", None),
    ],
)
def test_a_picture_is_shown_where_its_bytes_are_one(
    captured: Callable[..., Datasette], body: bytes, kind: str | None
) -> None:
    answer = get(captured(body, "image/svg+xml"), "/-/picture/1")
    assert (answer.status_code, answer.headers["content-type"]) == (
        (200, kind) if kind else (404, "text/html; charset=utf-8")
    )
    assert kind is None or "sandbox" in answer.headers["content-security-policy"]


def test_an_archived_picture_stands_in_its_story_and_beside_its_hit(captured: Callable[..., Datasette]) -> None:
    datasette = captured(PNG)
    assert '<img src="/-/picture/1" alt="Rain" loading="lazy">' in get(datasette, "/-/article/1").text
    assert '<img src="/-/picture/1" alt=""' in get(datasette, "/?q=rain").text


NAMES = ["Mara Quillon", "សុខ តារា", "O’Brien, Jane & Sons", "Staff {and} \\input{x} 100%_#$~^"]


@pytest.fixture
def stories(archive_file: Path) -> list[StoredArticle]:
    with Archive(archive_file, read_only=True) as archive:
        return [archive.get(number) for number in range(1, 13)]


def test_bibtex_is_read_by_a_bibtex_parser(stories: list[StoredArticle]) -> None:
    pybtex = pytest.importorskip("pybtex.database")
    for story in stories:
        told = replace(cited(story), names=tuple(NAMES), headline="Rain {again}: 50 % & more")
        (entry,) = pybtex.parse_string(bibtex(told), "bibtex").entries.values()
        assert len(entry.persons["author"]) == len(NAMES)
        assert entry.fields["url"] == story.article.url
        assert story.captures[-1].ref.digest in entry.fields["note"].replace("\\", "")
        assert entry.fields["title"].count("{") == entry.fields["title"].count("}")


def test_csl_json_is_read_by_citeproc(stories: list[StoredArticle]) -> None:
    json_source = pytest.importorskip("citeproc.source.json")
    for story in stories:
        item = csl(cited(story))
        (read,) = json_source.CiteProcJSON([item]).values()
        assert read["type"] == "article-newspaper"
        assert "".join(read.title) == item["title"]
        assert "archive_location" in item


def test_every_style_names_the_archive_s_date_and_digest(stories: list[StoredArticle]) -> None:
    for story in stories:
        told = styles(story)
        assert list(told) == ["Text", "APA", "BibTeX", "CSL-JSON"]
        for text in told.values():
            assert story.captures[-1].ref.digest in text
        assert json.loads(told["CSL-JSON"])[0]["accessed"]["date-parts"]


def test_an_undated_story_without_a_name_is_cited_without_them(stories: list[StoredArticle]) -> None:
    (told,) = [styles(story)["APA"] for story in stories if "Bramble Point" in story.article.headline]
    assert told.startswith("‘I will not sell the light’, says last keeper of Bramble Point. (n.d.). courier. http")


def test_a_drawing_keeps_its_own_parts_and_loads_none_of_others() -> None:
    shown = inert(
        b'<svg><use xlink:href="https://cdn.test/icons.svg#a"/><use href="#b"/></svg><a href="/next">next</a>'
    )
    assert "cdn.test" not in shown
    assert '<use href="#b">' in shown
    assert '<a href="/next">' in shown


def test_a_style_sheet_with_control_characters_is_shown_without_them() -> None:
    assert "color: red" in inert(b"<style>p { color: red\x0b\x01 }</style><p style='top: 0\x02'>Rain</p>")

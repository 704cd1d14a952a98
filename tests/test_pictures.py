"""Pictures of stories, archived where a source asks for them: fetched once, kept as captures, found by a rebuild."""

from __future__ import annotations

import struct
import subprocess
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from web import Web, article

from newsarchive import Archive

Command = Callable[..., subprocess.CompletedProcess[str]]

SOURCES = """
[sources.seen]
url = "http://seen.test/"
feeds = ["http://seen.test/feed.xml"]
pictures = true

[sources.plain]
url = "http://plain.test/"
feeds = ["http://plain.test/feed.xml"]
"""


def png() -> bytes:
    """A picture of one grey point."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0\x80")) + chunk(b"IEND", b"")
    )


def with_pictures(headline: str, *addresses: str) -> str:
    figures = "".join(
        f'<figure><img src="{address}" width="800"><figcaption>The quay. Photo: Jane Roe</figcaption></figure>'
        for address in addresses
    )
    return article(headline).replace("</h1>", f"</h1>{figures}")


@pytest.fixture(scope="module")
def crawled(web: Web, newsarchive: Command, folder: Path) -> Path:
    """An archive with pictures; its folder."""
    sources = folder / "data" / "sources.toml"
    sources.write_text(sources.read_text() + SOURCES)
    for host in ("seen", "plain"):
        web.feed(f"http://{host}.test/feed.xml", [f"http://{host}.test/story"])
    shown = ("http://cdn.test/quay.png", "http://cdn.test/lost.png", "http://shy.test/secret.png")
    web.put("http://seen.test/story", with_pictures("Quay opens", *shown))
    web.put("http://plain.test/story", with_pictures("Another quay", "http://cdn.test/other.png"))
    for name in ("quay", "other"):
        web.put(f"http://cdn.test/{name}.png", png(), Content_Type="image/png")
    web.put("http://shy.test/secret.png", png(), Content_Type="image/png")
    web.put("http://shy.test/robots.txt", "User-agent: *\nDisallow: /\n", Content_Type="text/plain")
    done = newsarchive("crawl")
    assert done.returncode == 0, done.stderr
    return folder / "data"


def archived(data: Path) -> dict[str, bool]:
    """Address of each picture → whether it is archived."""
    with Archive(data / "newsarchive.db", read_only=True) as archive:
        rows = archive.connection.rows("SELECT url, capture_id FROM images ORDER BY url")
    return {row["url"]: row["capture_id"] is not None for row in rows}


KEPT = {
    "http://cdn.test/quay.png": True,
    "http://cdn.test/lost.png": False,
    "http://cdn.test/other.png": False,
    "http://shy.test/secret.png": False,
}


def test_pictures_are_kept_where_the_source_asks_for_them_and_they_may_be_fetched(crawled: Path, web: Web) -> None:
    assert archived(crawled) == KEPT
    assert "/other.png" not in web.paths_asked("cdn.test")
    assert web.paths_asked("shy.test") == []


def test_a_picture_is_asked_for_once(crawled: Path, newsarchive: Command, web: Web) -> None:
    done = newsarchive("crawl", "--revisit")
    assert done.returncode == 0, done.stderr
    assert sorted(web.paths_asked("cdn.test")) == ["/lost.png", "/quay.png"]


def test_what_an_earlier_crawl_did_not_come_to_is_asked_for(crawled: Path, newsarchive: Command, web: Web) -> None:
    sources = crawled / "sources.toml"
    sources.write_text(
        sources.read_text().replace('plain.test/feed.xml"]\n', 'plain.test/feed.xml"]\npictures = true\n')
    )
    done = newsarchive("crawl")
    assert done.returncode == 0, done.stderr
    assert archived(crawled) == KEPT | {"http://cdn.test/other.png": True}


def test_a_rebuilt_archive_has_the_same_pictures(crawled: Path, newsarchive: Command, tmp_path: Path) -> None:
    done = newsarchive("--archive", str(tmp_path / "newsarchive.db"), "rebuild", str(crawled / "newsarchive-captures"))
    assert done.returncode == 0, done.stderr
    assert archived(tmp_path) == archived(crawled)


def test_merging_brings_the_pictures(crawled: Path, newsarchive: Command, tmp_path: Path) -> None:
    merged = str(tmp_path / "newsarchive.db")
    done = newsarchive("--archive", merged, "merge", str(crawled / "newsarchive.db"))
    assert done.returncode == 0, done.stderr
    assert archived(tmp_path) == archived(crawled)


def test_a_takedown_takes_the_story_s_pictures_with_it(crawled: Path, newsarchive: Command) -> None:
    done = newsarchive("takedown", "http://seen.test/story", "--reason", "asked to", "--yes")
    assert done.returncode == 0, done.stderr
    assert archived(crawled) == {"http://cdn.test/other.png": True}
    with Archive(crawled / "newsarchive.db", read_only=True) as archive:
        assert archive.captures.of_url("http://cdn.test/quay.png") == []

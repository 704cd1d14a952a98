"""What pages say about being kept: noted always, obeyed where the sources file says so."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from web import Command, Web, article

from newsarchive import Archive

ASKING = article("Ferry asks to be forgotten").replace("<head>", '<head><meta name="robots" content="noarchive">')


@pytest.fixture(scope="module")
def crawled(web: Web, folder: Path, newsarchive: Command) -> Path:
    """An archive of three sites: one whose requests are honoured, one that has its own rule, one as all are."""
    for host in ("honoured.test", "mined.test", "plain.test"):
        web.feed(f"http://{host}/feed.xml", [f"http://{host}/meta", f"http://{host}/header", f"http://{host}/free"])
        web.put(f"http://{host}/meta", ASKING)
        web.put(
            f"http://{host}/header", article("Bridge reserves its rights"), TDM_Reservation="1", X_Robots_Tag="noai"
        )
        web.story(f"http://{host}/free")
    sources = folder / "data" / "sources.toml"
    sites = {
        "honoured": 'honour = ["noarchive", "noai"]',
        "mined": 'honour = ["tdm-reservation"]',
        "plain": "honour = []",
    }
    tables = (
        f"[sources.{name}]\nurl = 'http://{name}.test/'\nfeeds = ['http://{name}.test/feed.xml']\n{rule}\n"
        for name, rule in sites.items()
    )
    sources.write_text(sources.read_text() + 'honour = ["noindex", "noarchive"]\n' + "\n".join(tables))
    done = newsarchive("crawl")
    assert done.returncode == 0, done.stderr
    return folder / "data"


def stories(folder: Path, host: str) -> set[str]:
    with Archive(folder / "newsarchive.db", read_only=True) as archive:
        return {
            story.article.url.removeprefix(f"http://{host}") for story in archive if host in (story.article.url or "")
        }


@pytest.mark.parametrize(
    ("host", "kept"),
    [("honoured.test", {"/free"}), ("mined.test", {"/free", "/meta"}), ("plain.test", {"/free", "/meta", "/header"})],
)
def test_a_page_that_asks_not_to_be_kept_is_stored_unless_that_is_honoured(
    crawled: Path, host: str, kept: set[str]
) -> None:
    assert stories(crawled, host) == kept


def test_nothing_of_a_page_that_is_kept_out_is_on_the_disk(crawled: Path) -> None:
    with Archive(crawled / "newsarchive.db", read_only=True) as archive:
        captured = {row["url"] for row in archive.connection.rows("SELECT url FROM captures")}
    assert "http://honoured.test/meta" not in captured
    records = b"".join(gzip.decompress(path.read_bytes()) for path in (crawled / "newsarchive-captures").glob("*.gz"))
    assert records.count(b"<h1>Ferry asks to be forgotten</h1>") == 2  # of the two sites where it is not honoured


def test_the_address_of_a_page_that_is_kept_out_is_refused_with_the_evidence(
    crawled: Path, newsarchive: Command
) -> None:
    with Archive(crawled / "newsarchive.db", read_only=True) as archive:
        row = archive.connection.row("SELECT state, due_at, reason FROM urls WHERE url = 'http://honoured.test/header'")
        assert tuple(row or ()) == ("refused", None, "the page asks not to be kept (x-robots-tag: noai)")
    assert "nothing new" in newsarchive("crawl").stdout.lower()


@pytest.mark.parametrize("host", ["honoured.test", "mined.test", "plain.test"])
def test_what_a_page_says_is_noted_obeyed_or_not(crawled: Path, host: str) -> None:
    with Archive(crawled / "newsarchive.db", read_only=True) as archive:
        assert archive.frontier.decisions(f"http://{host}/meta") == {"noarchive": "noarchive"}
        assert archive.frontier.decisions(f"http://{host}/header") == {"x-robots-tag": "noai", "tdm-reservation": "1"}
        assert archive.frontier.decisions(f"http://{host}/free") == {}

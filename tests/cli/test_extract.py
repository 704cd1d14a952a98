"""`newsarchive extract`: a file, a pipe or an address in, JSON out, nothing stored."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from newsarchive.cli import cli, fetching
from newsarchive.exceptions import FetchError
from newsarchive.sample_site import SampleSite

PAGE = """<html lang=en><title>Rain at last</title><h1>Rain at last</h1>
<p>It rained on Monday for the first time since May.</p>"""


def extract(*arguments: str, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(cli, ["extract", *arguments], input=stdin)


@pytest.fixture
def site() -> Iterator[SampleSite]:
    with SampleSite() as site:
        yield site


def test_a_file_becomes_json_with_the_address_given(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(PAGE)
    told = json.loads(extract(str(page), "--url", "https://news.example/rain").stdout)
    assert (told["url"], told["headline"]) == ("https://news.example/rain", "Rain at last")


def test_a_dash_reads_standard_input() -> None:
    assert json.loads(extract("-", stdin=PAGE.encode()).stdout)["headline"] == "Rain at last"


def test_compact_json_is_one_line() -> None:
    assert extract("-", "--compact", stdin=PAGE.encode()).stdout.count("\n") == 1


def test_an_address_is_fetched_after_robots_txt(site: SampleSite) -> None:
    story = next(story for story in site.paper.stories if story.slug == "council-votes-to-reopen-night-market")
    told = json.loads(extract(site.address(story)).stdout)
    assert told["headline"] == story.headline
    assert [path for path, _ in site.requests] == ["/robots.txt", story.path]


def test_what_robots_txt_forbids_is_not_fetched(site: SampleSite) -> None:
    result = extract(site.base + "/subscribe")
    assert result.exit_code == 1
    assert "does not allow" in result.stderr
    assert [path for path, _ in site.requests] == ["/robots.txt"]


@pytest.mark.parametrize(
    ("path", "message"),
    [("/photos/tram.png", "expected an HTML page at"), ("/no-such-story", "answered 404 Not Found; check the address")],
)
def test_an_address_that_is_no_page_is_told_in_one_line(site: SampleSite, path: str, message: str) -> None:
    result = extract(site.base + path)
    assert (result.exit_code, result.stdout) == (1, "")
    assert message in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_host_that_cannot_be_reached_is_told_in_one_line() -> None:
    result = extract("http://127.0.0.1:1/story")
    assert (result.exit_code, result.stderr) == (1, "newsarchive: 127.0.0.1:1 cannot be reached: Connection refused\n")


def test_a_file_that_is_not_there_and_a_folder_are_told_in_one_line(tmp_path: Path) -> None:
    assert "there is no file nothing.html" in extract("nothing.html").stderr
    assert "a folder, where a file was expected" in extract(str(tmp_path)).stderr


def test_a_file_that_is_no_page_is_told_in_one_line(tmp_path: Path) -> None:
    paper = tmp_path / "paper.pdf"
    paper.write_bytes(b"%PDF-1.7 ...")
    result = extract(str(paper))
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert "HTML" in result.stderr


def test_an_address_of_an_address_is_a_usage_error() -> None:
    assert extract("http://127.0.0.1:1/", "--url", "http://x.example/").exit_code == 2


class Odd(BaseHTTPRequestHandler):
    """Answers with gzip that is none, or breaks off."""

    def do_GET(self) -> None:
        if self.path == "/robots.txt":
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        if self.path == "/gzip":
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", "100")
        self.end_headers()
        self.wfile.write(b"x" * (100 if self.path == "/gzip" else 10))

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def test_what_unpacks_without_end_is_never_unpacked_whole() -> None:
    packed = gzip.compress(bytes(fetching.MAX_BYTES * 4))
    with pytest.raises(FetchError, match="expected a page of at most 16 MiB, got more"):
        fetching._decoded(packed, "gzip")


@pytest.mark.parametrize("path", ["/gzip", "/cut"])
def test_a_broken_answer_is_told_in_one_line(path: str) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Odd)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        result = extract(f"http://127.0.0.1:{server.server_port}{path}")
    finally:
        server.shutdown()
        server.server_close()
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert "cannot be fetched" in result.stderr

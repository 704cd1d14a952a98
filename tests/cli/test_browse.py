"""`newsarchive browse`: the archive on a port, from the command line."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from urllib.request import urlopen

import pytest
from click.testing import CliRunner

from newsarchive.archive import Archive
from newsarchive.cli import cli
from newsarchive.items import Article, Page


@pytest.fixture
def archive_file(tmp_path: Path) -> Path:
    path = tmp_path / "news.db"
    Archive(path, create=True).close()
    return path


@pytest.fixture
def served(archive_file: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    command = [
        sys.executable,
        "-m",
        "newsarchive",
        "--archive",
        str(archive_file),
        "browse",
        "--port",
        "0",
        "--no-open",
    ]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        told = process.stderr.readline()
        address = re.search(r"http://\S+", told)
        assert address, told
        yield address[0], process
        process.kill()


def test_it_serves_the_archive_until_ctrl_c(served: tuple[str, subprocess.Popen[str]]) -> None:
    url, process = served
    assert "Search the archive" in urlopen(url, timeout=20).read().decode()
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=10) == 0
    assert process.stderr is not None
    assert "Traceback" not in process.stderr.read()


def test_reading_goes_on_while_a_crawl_writes(served: tuple[str, subprocess.Popen[str]], archive_file: Path) -> None:
    url, _ = served
    stop = threading.Event()

    def read() -> list[int]:
        statuses = []
        while not stop.is_set():
            statuses.append(urlopen(url + "?q=rain", timeout=20).status)
        return statuses

    with ThreadPoolExecutor(1) as pool, Archive(archive_file) as archive:
        reading = pool.submit(read)
        for number in range(60):
            address = f"https://rain.example/{number}"
            page = Page(url=address, requested_url=address, source="rain", fetched_at=datetime.now(UTC), status=200)
            archive.store(Article(url=address, headline=f"Rain {number}"), page)
        stop.set()
        assert set(reading.result(timeout=30)) == {200}
    assert "60 stories" in urlopen(url + "?q=rain", timeout=20).read().decode()


def test_a_port_in_use_is_told_in_one_line(archive_file: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        result = CliRunner().invoke(cli, ["--archive", str(archive_file), "browse", "--port", port, "--no-open"])
    assert result.exit_code == 1
    assert "the port is in use; choose another with --port" in result.stderr


def test_an_archive_that_is_missing_or_none_is_told_in_one_line(tmp_path: Path) -> None:
    other = tmp_path / "letter.db"
    other.write_text("Dear Jane,")
    for path in (tmp_path / "none.db", other):
        result = CliRunner().invoke(cli, ["--archive", str(path), "browse", "--no-open"])
        assert (result.exit_code, result.stderr.count("\n")) == (1, 1)

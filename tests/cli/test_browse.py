"""`newsarchive browse`: the archive on a port, from the command line."""

from __future__ import annotations

import asyncio
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
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from click.testing import CliRunner
from datasette.app import Datasette

from newsarchive.archive import Archive
from newsarchive.browse.serving import Door, datasette_on
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


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7", "::", "archive.example"])
def test_other_machines_are_let_in_only_with_a_password_or_a_link(archive_file: Path, host: str) -> None:
    result = CliRunner().invoke(cli, ["--archive", str(archive_file), "browse", "--host", host, "--no-open"])
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert "--password" in result.stderr
    assert "ssh -L" in result.stderr


def test_a_short_password_is_refused(archive_file: Path) -> None:
    arguments = ["--archive", str(archive_file), "browse", "--host", "0.0.0.0", "--password", "--no-open"]
    result = CliRunner(env={"NEWSARCHIVE_PASSWORD": "short"}).invoke(cli, arguments)
    assert result.exit_code == 2
    assert "12 characters" in result.stderr


def test_what_this_machine_alone_may_see_is_not_told_under_another_name(
    served: tuple[str, subprocess.Popen[str]],
) -> None:
    with pytest.raises(HTTPError, match="421"):
        urlopen(Request(served[0], headers={"Host": "evil.example"}), timeout=20)


PATHS = ["/", "/-/article/1", "/-/search.csv", "/news.json", "/news/articles", "/-/sources", "/-/capture/1/snapshot"]


@pytest.mark.parametrize("path", PATHS)
def test_with_a_password_nothing_is_shown_without_it(archive_file: Path, path: str) -> None:
    datasette = datasette_on(archive_file, Door(kind="password", password="correct horse"))
    assert asking(datasette, path).status_code == 401
    assert asking(datasette, path, auth=("reader", "wrong horse")).status_code == 401
    assert asking(datasette, path, auth=("reader", "correct horse")).status_code in {200, 404}


@pytest.mark.parametrize("path", PATHS)
def test_with_a_link_nothing_is_shown_to_who_has_not_opened_it(archive_file: Path, path: str) -> None:
    datasette = datasette_on(archive_file, Door(kind="link"))
    assert asking(datasette, path).status_code == 403
    token = datasette._root_token
    opened = asking(datasette, f"/-/auth-token?token={token}")
    assert opened.status_code == 302
    assert asking(datasette, path, cookies=dict(opened.cookies)).status_code in {200, 404}
    assert asking(datasette, f"/-/auth-token?token={token}").status_code == 403


def asking(datasette: Datasette, path: str, **options: Any) -> Any:
    async def asked() -> Any:
        await datasette.invoke_startup()
        return await datasette.client.get(path, **options)

    return asyncio.run(asked())

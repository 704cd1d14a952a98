"""Captures replay in pywb, where it is installed (on PATH, or in the folder that NEWSARCHIVE_PYWB names)."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

import pytest

SEARCHED = os.pathsep.join(filter(None, [os.environ.get("NEWSARCHIVE_PYWB"), os.environ.get("PATH")]))
WAYBACK, MANAGER = (shutil.which(name, path=SEARCHED) for name in ("wayback", "wb-manager"))

pytestmark = pytest.mark.skipif(not (WAYBACK and MANAGER), reason="pywb is not installed")


@pytest.fixture
def replay(tmp_path: Path):
    """Serve WARC files; the function that comes back fetches one address as of a time."""
    servers = []

    def serve(*files: Path):
        subprocess.run([MANAGER, "init", "c"], cwd=tmp_path, check=True, capture_output=True)
        subprocess.run([MANAGER, "add", "c", *map(str, files)], cwd=tmp_path, check=True, capture_output=True)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        arguments = [WAYBACK, "--bind", "127.0.0.1", "-p", str(port)]
        servers.append(subprocess.Popen(arguments, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)

        def get(moment: str, url: str) -> tuple[bytes, dict[str, str]]:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/c/{moment}id_/{url}", timeout=20) as answer:
                return answer.read(), dict(answer.headers)

        return get

    yield serve
    for server in servers:
        server.terminate()
        server.wait()


def test_a_page_and_its_revisits_replay(write, make_page, replay):
    coded = [("Content-Type", "text/html; charset=utf-8"), ("Content-Encoding", "gzip"), ("Content-Length", "9")]
    body = "<h1>Köln</h1>".encode()
    pages = [
        make_page(1, headers=coded, body=body, fetched_at=datetime(2026, 5, 2, 7, tzinfo=UTC)),
        make_page(1, headers=coded, body=body, fetched_at=datetime(2026, 5, 3, 7, tzinfo=UTC)),
        make_page(1, body=b"<h1>Bonn</h1>", fetched_at=datetime(2026, 5, 4, 7, tzinfo=UTC)),
        make_page(1, status=304, body=b"", fetched_at=datetime(2026, 5, 5, 7, tzinfo=UTC)),
    ]
    path, _ = write(pages)
    get = replay(path)
    for day, expected in ((2, body), (3, body), (4, b"<h1>Bonn</h1>")):
        content, headers = get(f"2026050{day}070000", pages[0].url)
        assert content == expected
        assert headers["Content-Type"] == "text/html; charset=utf-8"
    with pytest.raises(urllib.error.HTTPError, match="304"):  # pywb answers with the revisit's own status
        get("20260505070000", pages[0].url)

"""`newsarchive crawl` when things go wrong: bad input, Ctrl-C, two at once. What it fetches:
tests/spiders/test_crawl.py.
"""

from __future__ import annotations

import random
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from web import Asked, Reply, Web, article, environment

from newsarchive import Archive

Command = Callable[..., subprocess.CompletedProcess[str]]
PATIENCE = 60.0
"""Seconds after which a test gives up waiting for something that normally takes one or two."""


@pytest.fixture(scope="module")
def slow(web: Web, folder: Path) -> threading.Event:
    """A site whose first story answers only when the event is set; returns the event."""
    go_on = threading.Event()

    def wait(asked: Asked) -> Reply:
        go_on.wait(PATIENCE)
        return Reply(body=article("Slow but sure").encode(), headers={"Content-Type": "text/html"})

    web.feed("http://slow.test/feed.xml", [f"http://slow.test/{number}" for number in range(50)])
    for number in range(50):
        web.answer(f"http://slow.test/{number}", wait)
    with (folder / "data" / "sources.toml").open("a") as file:
        file.write('[sources.slow]\nurl = "http://slow.test/"\nfeeds = ["http://slow.test/feed.xml"]\n')
    return go_on


@pytest.fixture
def crawl(web: Web, folder: Path, slow: threading.Event, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A crawl that has a page in flight, in an archive of its own."""
    before = len(web.requests("slow.test"))
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "newsarchive",
            "--archive",
            str(tmp_path / "a.db"),
            "--sources",
            "data/sources.toml",
            "crawl",
        ],
        cwd=folder,
        env=environment(web.proxy),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    give_up = time.monotonic() + PATIENCE
    while not any(one.path == "/0" for one in web.requests("slow.test")[before:]):
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < give_up
        time.sleep(0.02)
    yield process
    slow.clear()
    if process.poll() is None:
        process.kill()
    process.communicate()


def test_ctrl_c_finishes_what_is_in_flight_and_says_so(
    crawl: subprocess.Popen[str], slow: threading.Event, tmp_path: Path
) -> None:
    crawl.send_signal(signal.SIGINT)
    assert crawl.stderr is not None
    heard = iter(crawl.stderr.readline, "")
    assert any("finishing what is in flight. Ctrl-C again stops at once." in line for line in heard)
    slow.set()
    out, err = crawl.communicate(timeout=PATIENCE)
    assert crawl.returncode == 130
    assert "what was in flight is stored" in err
    assert out.splitlines()[0].split()[:2] == ["source", "fetched"]
    with Archive(tmp_path / "a.db", read_only=True) as archive:
        assert archive.get("http://slow.test/0").article.headline == "Slow but sure"
        assert len(archive) < 50
        assert archive.connection.value("SELECT reason FROM crawls") == "interrupted"
        assert archive.connection.value("SELECT count(*) FROM urls WHERE worker IS NOT NULL") == 0


def test_a_second_ctrl_c_stops_at_once_and_the_next_crawl_carries_on(
    crawl: subprocess.Popen[str], slow: threading.Event, tmp_path: Path, newsarchive: Command
) -> None:
    assert crawl.stderr is not None
    crawl.send_signal(signal.SIGINT)
    heard = iter(crawl.stderr.readline, "")
    assert any("Ctrl-C again" in line for line in heard)
    crawl.send_signal(signal.SIGINT)
    _, err = crawl.communicate(timeout=PATIENCE)  # nothing was answered: it cannot have waited
    assert (crawl.returncode, "Stopped at once" in err) == (130, True)
    slow.set()
    done = newsarchive("--archive", str(tmp_path / "a.db"), "--sources", "data/sources.toml", "crawl", "--limit", "3")
    assert done.returncode == 0, done.stderr
    with Archive(tmp_path / "a.db", read_only=True) as archive:
        assert {story.article.url for story in archive} == {f"http://slow.test/{number}" for number in range(3)}


def test_a_second_crawl_of_one_archive_is_refused(
    crawl: subprocess.Popen[str], tmp_path: Path, newsarchive: Command
) -> None:
    done = newsarchive("--archive", str(tmp_path / "a.db"), "--sources", "data/sources.toml", "crawl")
    assert done.returncode == 1
    assert f"another newsarchive process (process {crawl.pid}) is writing to" in done.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--sources", "none.toml", "crawl"], "none.toml does not exist; make it with `newsarchive add URL`"),
        (["crawl", "slwo"], "no source named slwo; did you mean slow?"),
        (["--archive", "letter.txt", "--sources", "data/sources.toml", "crawl"], "letter.txt is no SQLite file"),
        (["--archive", "letter.txt/a.db", "--sources", "data/sources.toml", "crawl"], "letter.txt"),
        (["--sources", "empty.toml", "crawl"], "no source is declared and enabled in empty.toml"),
        (["--sources", "wrong.toml", "crawl"], "wrong.toml, line 2: [crawl] delya: unknown key"),
        (["--sources", "lost.toml", "crawl"], ""),
    ],
)
def test_bad_input_is_one_line_and_exit_code_1(
    slow: object, newsarchive: Command, folder: Path, arguments: list[str], message: str
) -> None:
    (folder / "letter.txt").write_text("Dear archive,")
    (folder / "empty.toml").write_text("")
    (folder / "wrong.toml").write_text("[crawl]\ndelya = 1\n")
    (folder / "lost.toml").write_text('[crawl]\ndelay = 0\n[sources.no]\nurl = "http://no.test/"\n')
    done = newsarchive(*arguments)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert message in (done.stderr.splitlines() or [""])[-1]


@pytest.mark.parametrize("arguments", [["--limit", "0"], ["--since", "yesterday"], ["--nonsense"]])
def test_wrong_options_are_exit_code_2(slow: object, newsarchive: Command, arguments: list[str]) -> None:
    assert newsarchive("crawl", *arguments).returncode == 2


def test_a_full_disk_stops_the_crawl_with_a_line_and_loses_nothing(
    web: Web, folder: Path, tmp_path: Path, newsarchive: Command
) -> None:
    """The disk is a limit on the size of files; the captures reach it first."""
    links = [f"http://large.test/{number}" for number in range(8)]
    web.feed("http://large.test/feed.xml", links)
    for number, link in enumerate(links):
        noise = random.Random(number).randbytes(1_000_000).hex()  # what compression cannot make small
        web.put(link, article(f"Story {number} of eight") + f"<!-- {noise} -->")
    (tmp_path / "sources.toml").write_text(
        "[crawl]\ndelay = 0\n[sources.large]\nurl = 'http://large.test/'\nfeeds = ['http://large.test/feed.xml']\n"
    )
    arguments = ["--archive", str(tmp_path / "a.db"), "--sources", str(tmp_path / "sources.toml"), "crawl"]

    def fill() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4_000_000, resource.RLIM_INFINITY))

    full = subprocess.run(
        [sys.executable, "-m", "newsarchive", *arguments],
        env=environment(web.proxy),
        cwd=folder,
        preexec_fn=fill,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert full.returncode == 1, full.stdout
    assert "no space left" in full.stderr.splitlines()[-1]
    assert "Traceback" not in full.stderr
    with Archive(tmp_path / "a.db", read_only=True) as archive:
        stored = len(archive)
        assert 0 < stored < 8
        assert archive.connection.value("PRAGMA integrity_check") == "ok"
        assert archive.connection.value("SELECT reason FROM crawls") == "failed"
    before = len(web.requests("large.test"))
    assert newsarchive(*arguments).returncode == 0
    with Archive(tmp_path / "a.db", read_only=True) as archive:
        assert len(archive) == 8
    fetched = [one.path for one in web.requests("large.test")[before:] if one.path != "/feed.xml"]
    assert len(fetched) == 8 - stored

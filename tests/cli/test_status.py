"""`newsarchive status`: how each source is doing, for people and programs."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from newsarchive.archive import Archive, SourceHealth, SourceStatus
from newsarchive.cli import cli
from newsarchive.cli.status import WIDE, bars, details, table
from newsarchive.health import History, diagnose
from newsarchive.items import Article, Block, Candidate, Page

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def archive_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("status") / "news.db"
    with Archive(path, create=True) as archive:
        crawl = archive.begin_crawl(["rain-news"], now=NOW)
        for number in range(2):
            url = f"https://rain.example/{number}"
            page = Page(url=url, requested_url=url, source="rain-news", fetched_at=NOW, status=200)
            dek = "It did." if number else None
            archive.store(
                Article(url=url, headline="Rain", dek=dek, blocks=[Block(type="paragraph", text="Rain.")]), page
            )
        archive.end_crawl(crawl, now=NOW, reason="finished", counts={})
    return path


def status(archive: Path, *arguments: str, columns: int = 80) -> Result:
    return CliRunner().invoke(cli, ["--archive", str(archive), "status", *arguments], env={"COLUMNS": str(columns)})


def test_it_tells_a_line_for_each_source(archive_file: Path) -> None:
    heading, line = status(archive_file).output.splitlines()
    assert heading.split() == [
        "source",
        "health",
        "last",
        "crawl,",
        "UTC",
        "7",
        "days",
        "articles",
        "waiting",
        "failed",
    ]
    assert line.split()[:4] == ["rain-news", "healthy", "2026-11-22", "09:00"]
    assert line.split()[-3:] == ["2", "0", "0"]


def test_a_wide_line_has_room_for_fill_rates(archive_file: Path) -> None:
    heading, line = status(archive_file, columns=WIDE + 9).output.splitlines()
    assert heading.split()[-5:] == ["headl.", "authors", "date", "body", "credit"]
    assert line.split()[-5:] == ["100%", "0%", "0%", "100%", "0%"]


def test_one_source_is_told_in_full(archive_file: Path) -> None:
    told = status(archive_file, "rain-news").output
    assert "last crawl   2026-11-22 09:00 UTC, finished" in told
    assert "archived     2 articles, 0 real changes seen" in told
    assert "dek           50%  ██████████\n" in told


def test_json_has_every_field_and_times_as_text(archive_file: Path) -> None:
    (told,) = json.loads(status(archive_file, "--json").output)
    assert told.keys() == {*SourceStatus.__dataclass_fields__, "health"}
    assert (told["health"]["verdict"], told["health"]["findings"]) == ("healthy", [])
    assert told["last_crawl"] == "2026-11-22T09:00:00Z"


def test_an_unknown_source_is_told_with_those_that_are_known(archive_file: Path) -> None:
    result = status(archive_file, "sun-news")
    assert result.exit_code == 1
    assert "it knows: rain-news" in result.stderr


def test_an_empty_archive_says_what_to_do(tmp_path: Path) -> None:
    Archive(tmp_path / "a.db", create=True).close()
    result = status(tmp_path / "a.db")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "newsarchive add URL" in result.stderr


def test_a_source_that_was_never_crawled_and_failures_are_told() -> None:
    zeros = dict.fromkeys(("articles", "revisions", "waiting", "due", "rejected", "failed", "refused"), 0)
    never = SourceStatus(source="x", **zeros, failures={"HTTP 503": 4}, new_per_day={}, fill={})
    history = History(source="x", now=NOW)
    health = SourceHealth(source="x", diagnosis=diagnose(history), history=history)
    told = list(details(never, health))
    assert "  never crawled" in told
    assert "  failure      4 × HTTP 503" in told
    assert "  health       unknown" in told
    assert table([never], {"x": health}, with_fill=True).row_count == 1


BLOCKED = "HTTP 403: the site refuses us; ask it for access"


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """An archive of a source that worked for weeks and is refused now."""
    now = datetime.now(UTC).replace(microsecond=0)
    with Archive(tmp_path / "news.db", create=True) as archive, archive.transaction():
        for number in range(80):
            url = f"https://rain.example/{number}"
            at = now - timedelta(hours=8 * number + 30)
            archive.store(
                Article(url=url, headline=f"Rain {number}", blocks=[Block(type="paragraph", text="Rain. " * 90)]),
                Page(url=url, requested_url=url, source="rain-news", fetched_at=at, status=200),
            )
        candidates = [Candidate(url=f"https://rain.example/new-{number}", via="feed") for number in range(12)]
        archive.frontier.offer(candidates, source="rain-news", now=now)
        for one in candidates:
            archive.frontier.settle(one.url, now=now, status=403, outcome="failed", reason=BLOCKED)
    return tmp_path / "news.db"


def test_a_broken_source_is_told_with_its_cause_and_an_exit_code(broken: Path) -> None:
    told = status(broken, columns=150)
    assert told.exit_code == 4
    assert "rain-news is broken: block, since" in told.output
    assert "12 of the latest 12 pages were refused to us (HTTP 403); before that, 0 of" in " ".join(told.output.split())


def test_the_story_of_a_broken_source_names_pages_and_what_to_do(broken: Path) -> None:
    told = status(broken, "rain-news", columns=150).output
    assert "  health       broken\n  broken       block, since" in told
    assert told.count(BLOCKED) >= 5
    assert "what to do   The site refuses us." in told
    assert "came to         12 × failed: HTTP 403" in told


def test_json_tells_figures_of_days_where_asked(broken: Path) -> None:
    (told,) = json.loads(status(broken, "--json", "--since", "2026-01-01").output)
    assert told["health"]["cause"] == "block"
    assert told["health"]["days"][-1]["visits"]["failed: HTTP 403"] == 12
    assert len(told["health"]["examples"]) == 5


def test_a_changed_verdict_runs_a_command_once(broken: Path, tmp_path: Path) -> None:
    for _ in range(2):
        assert status(broken, "--notify", f"cat >> {tmp_path / 'told'}; echo >> {tmp_path / 'told'}").exit_code == 4
    (told,) = map(json.loads, (tmp_path / "told").read_text().splitlines())
    assert (told["source"], told["verdict"], told["cause"], told["before"]) == ("rain-news", "broken", "block", None)
    assert told["text"].startswith("rain-news is broken\nblock: 12 of the latest 12 pages")


def test_when_no_source_can_be_reached_it_is_this_machine(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    with Archive(tmp_path / "news.db", create=True) as archive, archive.transaction():
        for number in range(4):
            for _ in range(3):
                archive.frontier.save_document(
                    f"https://paper-{number}.example/rss",
                    source=f"paper-{number}",
                    now=now,
                    kind="feed",
                    reason="the host's name is not known",
                )
    told = status(tmp_path / "news.db", "--notify", f"cat >> {tmp_path / 'told'}")
    assert "Hardly any source can be reached: most likely this machine has no network." in told.output
    assert not (tmp_path / "told").exists()


def test_a_command_that_fails_is_told_and_run_again(broken: Path, tmp_path: Path) -> None:
    failed = status(broken, "--notify", "echo no mail here >&2; exit 75")
    assert "not told of rain-news, tried again next time:" in failed.stderr
    assert "exit code 75: no mail here" in failed.stderr
    status(broken, "--notify", f"cat > {tmp_path / 'told'}")
    assert (tmp_path / "told").exists()


def test_a_changed_verdict_calls_a_webhook(broken: Path) -> None:
    bodies: list[bytes] = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(500 if len(bodies) == 1 else 204)
            self.end_headers()

        def log_message(self, *arguments: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Hook) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/hook"
        assert f"{url}: HTTP 500" in status(broken, "--notify", url).stderr
        assert status(broken, "--notify", url).stderr == ""
        server.shutdown()
    assert [json.loads(body)["verdict"] for body in bodies] == ["broken", "broken"]


def test_bars_of_nothing_are_empty() -> None:
    assert (bars([]), bars([0, 0])) == ("", "  ")

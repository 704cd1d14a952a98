"""One crawl of a web that means no good: each trap ends in a refusal with a name, and the honest site loses nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hostile import COUNT, HOSTS, PACKED, PRIVATE, STORIES, XML, HostileWeb, hostile
from web import environment

from newsarchive import Archive

__all__ = ["hostile"]  # a fixture

DEADLINE = 6
"""Seconds an answer may take here."""
SCRIPT = """
import json, re, sys
from pathlib import Path
from newsarchive.crawling import Crawl, crawl
done = crawl(Crawl(archive=Path(sys.argv[1]) / "a.db", sources=Path(sys.argv[1]) / "sources.toml",
                   settings={"DOWNLOAD_TIMEOUT": float(sys.argv[2]), "DOWNLOAD_MAXSIZE": 1 << 22,
                             "LOG_LEVEL": "WARNING"}))
print(json.dumps({
    "remarks": [[one.source, one.outcome, one.reason, one.count] for one in done.report.remarks()],
    "pages": done.report.pages,
    "megabytes": int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024,
}))
"""
EXTRA = {
    "inside": "sections = [{}]\n".format(", ".join(f'"http://inside.test/{n}"' for n in range(len(PRIVATE)))),
    "xml": 'sitemaps = ["http://xml.test/laughs-map.xml", "http://xml.test/files-map.xml", '
    '"http://xml.test/packed-map.xml.gz", "http://xml.test/deep-map.xml", "http://xml.test/large-map.xml"]\n',
}


@dataclass
class Crawled:
    """What came of the crawl."""

    told: dict[str, Any]
    archive: Archive
    log: str

    def reasons(self, source: str) -> dict[str, int]:
        """Reason → how often, as the summary has it."""
        return {reason: count for name, _, reason, count in self.told["remarks"] if name == source}

    def states(self, source: str) -> dict[str, tuple[str, str]]:
        """Path → state and reason, as the frontier has it."""
        rows = self.archive.connection.rows(
            "SELECT u.url, state, reason FROM urls u JOIN sources s ON s.id = u.source_id WHERE s.name = ?", (source,)
        )
        return {row["url"].partition(".test")[2]: (row["state"], row["reason"]) for row in rows}


def sources_file(folder: Path) -> None:
    feeds = {"xml": [f"http://xml.test{path}" for path in XML if "map" not in path]}
    text = '[crawl]\ncontact = "test@good.test"\ndelay = 0\nworkers = 0\nconcurrency = 20\n'
    for host in HOSTS:
        name = host.removesuffix(".test")
        own = [] if name == "inside" else feeds.get(name, [f"http://{host}/feed.xml"])
        text += f'[sources.{name}]\nurl = "http://{host}/"\nfeeds = {json.dumps(own)}\n{EXTRA.get(name, "")}'
    (folder / "sources.toml").write_text(text)


def run(web: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", SCRIPT, str(folder), str(DEADLINE)],
        env=environment(web),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="module")
def crawled(hostile: HostileWeb, tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    folder = tmp_path_factory.mktemp("hostile")
    sources_file(folder)
    done = run(hostile.proxy, folder)
    assert done.returncode == 0, done.stderr
    archive = Archive(folder / "a.db", read_only=True)
    return Crawled(told=json.loads(done.stdout.splitlines()[-1]), archive=archive, log=done.stderr)


def test_the_honest_site_is_archived_whole(crawled: Crawled) -> None:
    assert crawled.told["pages"]["good"]["new"] == STORIES


def test_no_slow_or_broken_host_delays_another(crawled: Crawled, hostile: HostileWeb) -> None:
    """All of the honest site was fetched before the first of the slow ones was given up."""
    given_up = min(visit.end for host in ("never.test", "drip.test") for visit in hostile.of(host)[-1:] if visit.end)
    assert max(visit.begin for visit in hostile.of("good.test")) < given_up


@pytest.mark.parametrize(
    ("source", "reason", "count"),
    [
        ("never", "robots.txt cannot be had (no answer in time), which forbids everything until it is back", 2),
        ("tome", "robots.txt is too large to be read, which forbids everything until it is back", 2),
        ("mute", "no answer in time", 1),
        ("drip", "the answer did not end in time", 1),
        ("endless", "larger than a page may be", 1),
        ("huge", "larger than a page may be", 1),
        ("bombs", "larger than a page may be, once unpacked", len(PACKED)),
        ("head", "headers without end", 1),
        ("torn", "the connection broke off", 1),
        ("wander", "redirects without end", 2),
        ("wander", "redirects to what is no web address, but one of ftp", 1),
        ("wander", "redirects to what is no web address, but one of file", 1),
        ("wander", "redirects to what is no web address, but one of javascript", 1),
        ("rules", "forbidden by robots.txt", 1),
    ],
)
def test_each_trap_is_refused_by_name_and_counted(crawled: Crawled, source: str, reason: str, count: int) -> None:
    assert crawled.reasons(source).get(reason) == count, crawled.reasons(source)
    if source not in ("never", "tome"):  # their feeds were never asked for
        assert reason in {stated for _, stated in crawled.states(source).values()}


def test_what_speaks_no_http_is_given_up(crawled: Crawled) -> None:
    assert crawled.reasons("babble") == {"the connection broke off": 1}


def test_no_redirect_leads_into_a_private_network(crawled: Crawled) -> None:
    refused = [reason for reason in crawled.reasons("inside") if "is in a private network" in reason]
    assert len(refused) == len(PRIVATE), crawled.reasons("inside")


def test_feeds_and_sitemaps_open_no_files_ask_nothing_and_do_not_grow(crawled: Crawled, hostile: HostileWeb) -> None:
    assert {visit.path for visit in hostile.of("xml.test")} <= {"/robots.txt", "/story", *XML, *crawled.states("xml")}
    hostname = Path("/etc/hostname").read_text().strip() if Path("/etc/hostname").exists() else "hostname"
    assert not [path for path in crawled.states("xml") if hostname in path or "ha" * 100 in path]


def test_a_sitemap_may_be_larger_than_a_page(crawled: Crawled) -> None:
    assert "/2026/05/rain-in-a-large-map" in crawled.states("xml")


def test_addresses_that_lead_nowhere_are_refused_by_name(crawled: Crawled) -> None:
    assert crawled.told["pages"]["traps"]["new"] >= 1
    reasons = {
        "a trap: a path that repeats itself": 1,
        "a trap: a path of more than 25 parts": 1,
        "a trap: a day far in the future": 1,
    }
    assert crawled.reasons("traps") == reasons | {"a trap: an address of more than 2000 characters": 1}
    assert {reason for state, reason in crawled.states("traps").values() if state == "refused"} == set(reasons)


def test_memory_stays_within_bounds(crawled: Crawled) -> None:
    assert crawled.told["megabytes"] < 500


def test_nothing_is_a_fault_of_ours(crawled: Crawled) -> None:
    assert "Traceback" not in crawled.log, crawled.log
    assert COUNT["good.test"] == STORIES

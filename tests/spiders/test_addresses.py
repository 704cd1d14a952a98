"""Where a crawl may go: decided by the address a connection is made to."""

from __future__ import annotations

import ipaddress
import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from newsarchive.spiders.addresses import Guard, is_private, literal_address
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.endpoints import HostnameEndpoint
from twisted.internet.error import DNSLookupError
from twisted.internet.interfaces import IHostnameResolver
from twisted.internet.protocol import Factory
from twisted.internet.testing import MemoryReactorClock
from web import article, environment
from zope.interface import implementer

SCRIPT = """
import json, sys
from pathlib import Path
from newsarchive.crawling import Crawl, crawl
done = crawl(Crawl(archive=Path("a.db"), sources=Path("sources.toml"), settings={"LOG_LEVEL": "ERROR"}))
print(json.dumps([{name: dict(counts) for name, counts in done.report.pages.items()},
                  [[one.source, one.reason] for one in done.report.remarks()]]))
"""


@implementer(IHostnameResolver)
class Resolver:
    """Names and what each look-up of them gives, in turn."""

    def __init__(self, **names: list[list[str]]) -> None:
        self.names = {name.replace("_", "."): answers for name, answers in names.items()}

    def resolveHostName(self, receiver: Any, name: str, port: int = 0, *rest: Any) -> Any:  # noqa: N802 - Twisted's own
        receiver.resolutionBegan(None)
        for address in self.names[name].pop(0):
            kind = IPv6Address if ":" in address else IPv4Address
            receiver.addressResolved(kind("TCP", address, port))
        receiver.resolutionComplete()


def connected(guard: Guard, name: str) -> list[str]:
    """The addresses that a connection to a name is tried at, by Twisted's own client."""
    reactor = MemoryReactorClock()
    reactor.installNameResolver(guard)
    endpoint = HostnameEndpoint(reactor, name, 80)
    failures: list[Any] = []
    endpoint.connect(Factory()).addErrback(lambda failure: failures.append(failure.check(DNSLookupError)))
    reactor.advance(1)
    return [host for host, *_ in reactor.tcpClients]


def test_a_name_is_judged_each_time_by_where_the_connection_goes() -> None:
    """It resolves to a public address when it is checked, and to a private one a moment later."""
    refused: dict[str, str] = {}
    guard = Guard(Resolver(rebinding_test=[["93.184.215.14"], ["127.0.0.1"]]), allowed=(), refused=refused)
    assert connected(guard, "rebinding.test") == ["93.184.215.14"]
    assert connected(guard, "rebinding.test") == []
    assert refused == {"rebinding.test": "127.0.0.1"}


def test_private_addresses_among_public_ones_are_left_out() -> None:
    answers = [["10.0.0.1", "93.184.215.14", "fd00::1", "2606:4700:4700::1111", "::ffff:169.254.169.254"]]
    guard = Guard(Resolver(mixed_test=answers), allowed=(), refused={})
    assert set(connected(guard, "mixed.test")) <= {"93.184.215.14", "2606:4700:4700::1111"}


def test_what_is_named_on_purpose_is_let_through() -> None:
    guard = Guard(Resolver(intranet=[["10.0.0.1"]]), allowed=["intranet"], refused={})
    assert connected(guard, "intranet") == ["10.0.0.1"]


@given(st.integers(0, 2**32 - 1))
def test_an_ipv4_address_is_private_in_every_dress_or_in_none(number: int) -> None:
    plain = ipaddress.IPv4Address(number)
    dresses = [f"::ffff:{plain}", str(ipaddress.IPv6Address((0x64FF9B << 96) + number))]
    assert {is_private(dress) for dress in dresses} == {is_private(str(plain))}
    if not str(plain).startswith("0."):
        assert literal_address(str(number)) == str(plain)


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """A site on loopback, without any proxy: its feed leads to itself under its other names."""
    name = socket.gethostname()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            here = self.server.server_address[1]
            links = [f"http://127.0.0.1:{here}/open", f"http://{name}:{here}/named"]
            items = "".join(f"<item><title>T</title><link>{link}</link></item>" for link in links)
            feed = f'<rss version="2.0"><channel><title>T</title>{items}</channel></rss>'
            body = (feed if self.path == "/feed" else article("Rain")).encode()
            self.send_response(404 if self.path == "/robots.txt" else 200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()


@pytest.mark.parametrize("allowed", [False, True])
def test_a_name_that_leads_to_this_machine_is_refused_unless_it_is_set(
    port: int, tmp_path: Path, allowed: bool
) -> None:
    name = socket.gethostname()
    try:
        if not is_private(socket.gethostbyname(name)) or name == "localhost":
            pytest.skip("this machine's name does not lead to a private address")
    except OSError:
        pytest.skip("this machine's name leads nowhere")
    private = f'private_hosts = ["{name}"]\n' if allowed else ""
    (tmp_path / "sources.toml").write_text(
        f"[crawl]\ndelay = 0\nworkers = 0\n{private}"
        f'[sources.a]\nurl = "http://127.0.0.1:{port}/"\nfeeds = ["http://127.0.0.1:{port}/feed"]\n'
        f'domains = ["127.0.0.1", "{name}"]\n'
    )
    kept = {key: value for key, value in environment("").items() if not key.lower().endswith("_proxy")}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=tmp_path, env=kept, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    pages, remarks = json.loads(done.stdout)
    reason = f"the host's name leads into a private network, to {socket.gethostbyname(name)}"
    assert remarks == ([] if allowed else [["a", reason]])
    assert pages["a"].get("refused", 0) == (0 if allowed else 1)
    assert pages["a"]["new"] == 1 + allowed

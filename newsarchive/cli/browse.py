"""`newsarchive browse`: Datasette on the archive, ready to use."""

from __future__ import annotations

import ipaddress
import socket
import sys
import threading
import webbrowser
from contextlib import closing, suppress

import click

from .workspace import Workspace, pass_workspace

DEFAULT_PORT = 8001
_TRIED = 20
"""Ports tried from the default on, where none is named."""


@click.command(epilog="Reading never blocks a crawl, nor a crawl reading. The archive is opened read-only.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), help="Port to listen on.  [default: the first free from 8001 on]"
)
@click.option("--open/--no-open", "opens", default=None, help="Open the browser.  [default: when run in a terminal]")
@pass_workspace
def browse(workspace: Workspace, host: str, port: int | None, opens: bool | None) -> None:
    """Browse the archive in a web browser.

    Search with ranked, highlighted results; stories as one reads them, their versions and captures; what sites listed
    as most viewed; how each source is doing; and every table for your own SQL.

    \b
    newsarchive browse
    newsarchive --archive elections.db browse --port 9000 --no-open
    """
    workspace.archive(read_only=True).close()  # say now what is wrong with it, and bring it up to date
    with closing(listening(host, port)) as listener:
        url = f"http://{host}:{listener.getsockname()[1]}/"
        workspace.err.print(f"The archive {workspace.archive_path} is at {url} (Ctrl-C ends it)")
        if not _is_loopback(host):
            workspace.err.print("Whoever reaches this address can read the archive.")
        if sys.stdout.isatty() if opens is None else opens:
            threading.Timer(0.6, webbrowser.open, (url,)).start()
        with suppress(KeyboardInterrupt):
            serve(workspace, listener)


def serve(workspace: Workspace, listener: socket.socket) -> None:
    """Serve the archive on a listening socket until Ctrl-C."""
    import uvicorn  # noqa: PLC0415 - Datasette and its server only for this command
    from datasette.app import Datasette  # noqa: PLC0415 - as above

    from ..browse import SETTINGS  # noqa: PLC0415 - as above

    datasette = Datasette([str(workspace.archive_path)], settings=SETTINGS)
    config = uvicorn.Config(datasette.app(), log_level="warning", lifespan="on", timeout_graceful_shutdown=2)
    uvicorn.Server(config).run(sockets=[listener])


def listening(host: str, port: int | None) -> socket.socket:
    """A socket that listens on the port named, or on the first free one from the default on."""
    if port is not None:
        return _bound(host, port)
    for candidate in range(DEFAULT_PORT, DEFAULT_PORT + _TRIED):
        with suppress(OSError):
            return _bound(host, candidate)
    return _bound(host, 0)


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen()
    except OSError:
        listener.close()
        raise
    return listener


def _is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address.

    >>> _is_loopback("127.0.0.1"), _is_loopback("::1"), _is_loopback("localhost"), _is_loopback("0.0.0.0")
    (True, True, True, False)
    """
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


COMMANDS = (browse,)

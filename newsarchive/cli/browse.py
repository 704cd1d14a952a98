"""`newsarchive browse`: Datasette on the archive, ready to use."""

from __future__ import annotations

import os
import socket
import sys
import threading
import webbrowser
from contextlib import closing, suppress
from typing import TYPE_CHECKING

import click

from ..exceptions import UsageError
from .workspace import Workspace, pass_workspace

if TYPE_CHECKING:
    from ..browse.serving import Door

DEFAULT_PORT = 8001
_TRIED = 20
"""Ports tried from the default on, where none is named."""
PASSWORD = "NEWSARCHIVE_PASSWORD"
"""Environment variable that holds the password."""
SHORTEST = 12
"""Characters of a password: who tries them over a network has time."""


@click.command(epilog="Reading never blocks a crawl, nor a crawl reading. The archive is opened read-only.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), help="Port to listen on.  [default: the first free from 8001 on]"
)
@click.option("--open/--no-open", "opens", default=None, help="Open the browser.  [default: when run in a terminal]")
@click.option("--password", "by_password", is_flag=True, help=f"Let in who has the password: {PASSWORD}, or asked for.")
@click.option("--link", "by_link", is_flag=True, help="Let in one browser: the first that opens the link printed.")
@pass_workspace
def browse(  # noqa: PLR0913 - the options of the command
    workspace: Workspace, *, host: str, port: int | None, opens: bool | None, by_password: bool, by_link: bool
) -> None:
    """Browse the archive in a web browser.

    Search with filters, counts and a timeline; stories as one reads them, their versions, captures and citations; what
    sites listed as most viewed; who wrote and photographed what; how each source is doing; and every table for your
    own SQL.

    Only this machine can reach it, unless --host says otherwise. Then it needs --password or --link: what is archived
    is others' work, and seldom yours to publish. Neither encrypts; over a network you do not trust, use an SSH tunnel.

    \b
    newsarchive browse
    newsarchive --archive elections.db browse --port 9000 --no-open
    newsarchive browse --host 0.0.0.0 --password
    """
    door = _door(host, by_password=by_password, by_link=by_link)
    workspace.archive(read_only=True).close()  # say now what is wrong with it, and bring it up to date
    with closing(listening(host, port)) as listener, suppress(KeyboardInterrupt):
        serve(workspace, listener, door, opens=sys.stdout.isatty() if opens is None else opens)


def _door(host: str, *, by_password: bool, by_link: bool) -> Door:
    """Who may come in. Raises UsageError where anybody could."""
    from ..browse.serving import Door, is_loopback  # noqa: PLC0415 - Datasette only for this command

    if by_password and by_link:
        raise UsageError("expected --password or --link, got both: choose one")
    if by_password:
        return Door(kind="password", password=_password())
    if by_link:
        return Door(kind="link")
    if not is_loopback(host):
        raise UsageError(
            f"{host} can be reached from other machines: add --password (for all who have it) or --link (for one "
            "browser), or leave --host away and reach this machine by an SSH tunnel: ssh -L 8001:127.0.0.1:8001 HOST"
        )
    return Door(kind="loopback")


def _password() -> str:
    """The password from the environment, else typed in."""
    password = os.environ.get(PASSWORD) or click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    if len(password) < SHORTEST:
        raise UsageError(f"expected a password of {SHORTEST} characters or more: choose a longer one")
    return str(password)


def serve(workspace: Workspace, listener: socket.socket, door: Door, *, opens: bool) -> None:
    """Serve the archive on a listening socket until Ctrl-C, and say where it is."""
    import uvicorn  # noqa: PLC0415 - Datasette and its server only for this command

    from ..browse.serving import READER, app_of, datasette_on  # noqa: PLC0415 - as above

    host, port = listener.getsockname()[:2]
    base = f"http://{f'[{host}]' if ':' in host else host}:{port}/"
    datasette = datasette_on(workspace.archive_path, door)
    url = f"{base}-/auth-token?token={datasette._root_token}" if door.kind == "link" else base
    workspace.err.print(f"The archive {workspace.archive_path} is at {url} (Ctrl-C ends it)", soft_wrap=True)
    if door.kind == "password":
        workspace.err.print(f"Sign in as {READER} with the password.")
    if door.kind == "link":
        workspace.err.print("The link lets in the first browser that opens it; this text is its only copy.")
    if opens:
        threading.Timer(0.6, webbrowser.open, (url,)).start()
    app = app_of(datasette, door, host)
    config = uvicorn.Config(app, log_level="warning", lifespan="on", timeout_graceful_shutdown=2)
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


COMMANDS = (browse,)

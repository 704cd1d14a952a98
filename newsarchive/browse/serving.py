"""Datasette on an archive, and who may reach it: this machine only, or whoever has a password or a link.

What listens on this machine alone answers only requests that name this machine. A page of the web can make a browser
send requests here, and a name of its own point here; it cannot make the browser leave that name out.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from datasette.app import Datasette

from ..exceptions import UsageError
from . import SETTINGS

READER = "reader"
"""Name under which one signs in with the password."""

Scope = MutableMapping[str, Any]
App = Callable[[Scope, Any, Any], Awaitable[None]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Door:
    """Who may come in."""

    kind: Literal["loopback", "password", "link"]
    """loopback: whoever is on this machine; password: whoever has it; link: the browser that first opens a link."""
    password: str | None = None
    """The password, where there is one."""

    def metadata(self) -> dict[str, Any]:
        """What tells Datasette who may see anything at all."""
        if self.kind == "loopback":
            return {}
        if self.kind == "link":
            return {"allow": {"id": "root"}}
        hashed = _hashed(self.password or "")
        account = {f"{READER}_password_hash": hashed, "http_basic_auth": True}
        return {"allow": {"id": READER}, "plugins": {"datasette-auth-passwords": account}}


def _hashed(password: str) -> str:
    try:
        from datasette_auth_passwords.utils import hash_password  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise UsageError(
            "--password needs the package datasette-auth-passwords: pip install 'newsarchive[share]', or use --link"
        ) from error
    return str(hash_password(password))


def datasette_on(path: Path, door: Door) -> Datasette:
    """Datasette on an archive, with our settings."""
    return Datasette([str(path)], settings=SETTINGS, metadata=door.metadata())


def app_of(datasette: Datasette, door: Door, host: str) -> App:
    """What a server runs: Datasette, behind a look at the name it was asked by where only this machine may ask."""
    app: App = datasette.app()
    return _for_names(app, frozenset({"localhost", host.lower()})) if door.kind == "loopback" else app


def _for_names(app: App, names: frozenset[str]) -> App:
    async def guarded(scope: Scope, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and not is_asked_for(_host(scope), names):
            headers = [(b"content-type", b"text/plain; charset=utf-8")]
            await send({"type": "http.response.start", "status": 421, "headers": headers})
            await send({"type": "http.response.body", "body": b"This archive is served to this machine only.\n"})
            return
        await app(scope, receive, send)

    return guarded


def _host(scope: Mapping[str, Any]) -> str:
    return next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), "")


def is_asked_for(host: str, names: frozenset[str]) -> bool:
    """Whether a Host header names this machine: an address of its loopback interface, or one of the names.

    >>> is_asked_for("127.0.0.1:8001", frozenset()), is_asked_for("[::1]:8001", frozenset())
    (True, True)
    >>> is_asked_for("localhost", frozenset({"localhost"})), is_asked_for("evil.example:8001", frozenset({"localhost"}))
    (True, False)
    """
    name = host[1:].split("]", maxsplit=1)[0] if host.startswith("[") else host.rsplit(":", 1)[0]
    return name.lower() in names or is_loopback(name)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address.

    >>> is_loopback("127.0.0.1"), is_loopback("::1"), is_loopback("localhost"), is_loopback("0.0.0.0")
    (True, True, True, False)
    """
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"

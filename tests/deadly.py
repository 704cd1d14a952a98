"""Readers that pages kill, as real extractors die. A module of its own, because worker processes import it."""

from __future__ import annotations

import hashlib
import os
import time

from newsarchive.items import Article


def read(body: bytes, url: str, content_type: str | None) -> Article:
    """Does what the page says."""
    deeds = {b"die": _die, b"loop": _loop, b"stick": _stick, b"recurse": _recurse, b"fail": _fail, b"wait": _wait}
    deeds.get(body, lambda: None)()
    return Article(url=url, headline=body.decode())


def _die() -> None:
    os._exit(3)


def _loop() -> None:
    while True:
        pass


def _stick() -> None:
    """Minutes in one call of C code that looks at no signal."""
    hashlib.pbkdf2_hmac("sha512", b"x", b"y", 2_000_000_000)


def _recurse() -> None:
    _recurse()


def _fail() -> None:
    raise ValueError("unexpected")


def _wait() -> None:
    time.sleep(0.2)

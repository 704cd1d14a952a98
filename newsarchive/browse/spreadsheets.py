"""Datasette's own CSV, of any table and question, made harmless for spreadsheets: text of the archive is a stranger's,
and a cell that begins like a formula is run as one."""

from __future__ import annotations

import csv
import io
from typing import Any

from ..exporting.table import harmless
from .compression import App, Message, Receive, Send


def disarmed(app: App) -> App:
    """An ASGI application whose CSV has no formulas; all else passes as it is."""

    async def answer(scope: Message, receive: Receive, send: Send) -> None:
        is_table = scope["type"] == "http" and scope["path"].endswith(".csv")
        await app(scope, receive, _Disarming(send).send if is_table else send)

    return answer


class _Disarming:
    """Writes the rows of one answer anew on their way, as soon as each is whole."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._waiting = b""
        self._plain = False

    async def send(self, message: Message) -> None:
        """Pass a message on, its rows made harmless where it is CSV."""
        if message["type"] == "http.response.start":
            headers = {name.lower(): value for name, value in message.get("headers", [])}
            self._plain = headers.get(b"content-type", b"").startswith((b"text/csv", b"text/plain"))
            if self._plain:
                kept = [(name, value) for name, value in message["headers"] if name.lower() != b"content-length"]
                message = {**message, "headers": kept}
        elif message["type"] == "http.response.body" and self._plain:
            message = {**message, "body": self._whole(message.get("body", b""), last=not message.get("more_body"))}
        await self._send(message)

    def _whole(self, body: bytes, *, last: bool) -> bytes:
        """The rows that are whole by now: a row ends with a line, outside of quotes."""
        self._waiting += body
        if not last and not (self._waiting.endswith(b"\n") and self._waiting.count(b'"') % 2 == 0):
            return b""
        rows, self._waiting = _harmless_rows(self._waiting.decode("utf-8", "replace")), b""
        return rows.encode()


def _harmless_rows(text: str) -> str:
    r"""CSV without formulas.

    >>> _harmless_rows("id,headline\r\n1,=1+1\r\n2,-3\r\n")
    "id,headline\r\n1,'=1+1\r\n2,-3\r\n"
    """
    file = io.StringIO(newline="")
    csv.writer(file).writerows([_cell(cell) for cell in row] for row in csv.reader(io.StringIO(text, newline="")))
    return file.getvalue()


def _cell(text: str) -> Any:
    """A cell; numbers, which may be negative, stay what they are."""
    try:
        float(text)
    except ValueError:
        return harmless(text)
    return text

"""CSV of Datasette's own: every row as it is, and no cell a formula."""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from datasette.app import Datasette

from newsarchive.browse.spreadsheets import disarmed
from newsarchive.exporting.table import harmless

from .test_browse import get

PATHS = ["/hostile/articles.csv?_size=max", "/hostile/article_full.csv?_dl=1", "/hostile/article_full.csv?_stream=1"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", " =", "＝"])
@pytest.mark.parametrize("path", PATHS)
def test_no_cell_of_a_table_is_a_formula(hostile: Callable[[str], Datasette], path: str, start: str) -> None:
    served = hostile(f'{start}cmd|"x", \n{start}1')
    rows = list(csv.reader(io.StringIO(get(served, path).text, newline="")))
    assert len(rows) == 2
    assert len(rows[0]) == len(rows[1])
    assert [cell for cell in rows[1] if harmless(cell) != cell] == []
    assert any(cell.startswith(f"'{start}") for cell in rows[1])


def test_numbers_may_be_negative(datasette: Datasette) -> None:
    text = get(datasette, "/courier.csv?sql=select+-3+as+n,+'-3x'+as+t,+-1.5e3+as+f").text
    assert text == "n,t,f\r\n-3,'-3x,-1500.0\r\n"


def test_a_table_keeps_every_row_and_cell(datasette: Datasette) -> None:
    path = "/courier/article_full.csv?_stream=1&_col=id&_col=headline"
    rows = list(csv.DictReader(io.StringIO(get(datasette, path).text, newline="")))
    told = get(datasette, "/courier/article_full.json?_shape=array&_size=max").json()
    assert [(row["id"], row["headline"]) for row in rows] == [(str(one["id"]), one["headline"]) for one in told]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
def test_rows_that_come_in_pieces_are_put_together(size: int) -> None:
    whole = 'a,b\r\n1,"=x, ""y""\r\nz"\r\nä,+1 2\r\nno end'.encode()
    sent: list[dict[str, Any]] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/csv")]})
        for at in range(0, len(whole), size):
            await send({"type": "http.response.body", "body": whole[at : at + size], "more_body": True})
        await send({"type": "http.response.body"})

    async def send(message: Any) -> None:
        sent.append(dict(message))

    async def receive() -> Any:
        raise AssertionError

    asyncio.run(disarmed(app)({"type": "http", "path": "/x.csv"}, receive, send))
    text = b"".join(message.get("body", b"") for message in sent).decode()
    assert text == 'a,b\r\n1,"\'=x, ""y""\r\nz"\r\nä,\'+1 2\r\nno end\r\n'

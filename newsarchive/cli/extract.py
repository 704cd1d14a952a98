"""`newsarchive extract`: one page to JSON, nothing stored."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from ..exceptions import ExtractionError
from ..exceptions import UsageError as WrongUse
from .workspace import Workspace, pass_workspace


@click.command(epilog="The address matters: it makes links absolute and names the publisher. Nothing is stored.")
@click.argument("page", metavar="FILE|URL")
@click.option("--url", help="Address of the page in FILE.")
@click.option("--compact", is_flag=True, help="JSON on one line.")
@pass_workspace
def extract(workspace: Workspace, page: str, url: str | None, *, compact: bool) -> None:
    """Read one page and print its fields as JSON; nothing is stored.

    FILE is a saved page, or - for standard input; a URL is fetched, politely.

    \b
    newsarchive extract story.html --url https://www.example-news.com/story
    newsarchive extract https://www.example-news.com/story
    curl -s https://www.example-news.com/story | newsarchive extract - | jq .headline
    """
    told = _article_of(page, url, workspace.recipes_path)
    click.echo(json.dumps(told, ensure_ascii=False, indent=None if compact else 2))


def _article_of(page: str, url: str | None, recipes: Path) -> dict[str, Any]:
    """The page's article as plain values."""
    from ..workers import read_page  # noqa: PLC0415 - lxml only when a page is read
    from .fetching import fetch, is_address  # noqa: PLC0415 - and urllib only when one is fetched

    if is_address(page):
        if url:
            raise WrongUse("--url names the address of a FILE; the page given is an address itself")
        fetched = fetch(page)
        return read_page(fetched.body, fetched.url, fetched.content_type, recipes).to_dict()
    return read_page(_bytes_of(page), url, None, recipes).to_dict()


def _bytes_of(file: str) -> bytes:
    """The file's bytes, or those of standard input for ``-``."""
    if file == "-":
        return sys.stdin.buffer.read()
    path = Path(file)
    if not path.exists():
        raise ExtractionError(
            f"there is no file {file}; give a saved page, or an address that begins with http:// or https://"
        )
    return path.read_bytes()


COMMANDS = (extract,)

"""A reader's way through an archive in a real browser, in both themes: search, narrow, open, compare, mouse and keys.

The quick run takes the archive that the other tests of the browser have; the slow one the demo's own, and one that was
crawled from the news web beside the checkout, whose pages are real ones: nothing of them may reach out.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from web import environment

from newsarchive import Archive

from .chromium import PROGRAM, Tab
from .conftest import serving

pytestmark = [pytest.mark.browser, pytest.mark.skipif(PROGRAM is None, reason="Chromium is not installed")]
NEWSWEB = Path(__file__).resolve().parents[2].parent / "shared" / "newsweb" / "newsweb.py"
SCHEMES = ["light", "dark"]

Drive = Callable[[Callable[[Tab], Awaitable[Any]]], Any]


async def themed(tab: Tab, scheme: str) -> None:
    await tab.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
    await tab.call("Emulation.setDeviceMetricsOverride", width=1280, height=900, deviceScaleFactor=1, mobile=False)


async def click(tab: Tab, selector: str) -> None:
    """Click what a selector finds first, with a mouse, and wait for the page it leads to."""
    await tab.evaluate(f"document.querySelector({selector!r}).scrollIntoView({{block: 'center'}})")
    x, y = await tab.evaluate(
        f"(box => [box.x + box.width / 2, box.y + box.height / 2])"
        f"((document.querySelector({selector!r}).getClientRects())[0])"
    )
    for kind in ("mousePressed", "mouseReleased"):
        await tab.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)
    await tab.event("Page.loadEventFired")


async def text(tab: Tab, selector: str) -> str:
    found: str = await tab.evaluate(f"document.querySelector({selector!r})?.textContent.trim() ?? ''")
    return found


async def stories(tab: Tab) -> int:
    """How many stories the page says it found."""
    return int((await text(tab, "#how-many")).replace(",", "").split()[0])


async def search_and_narrow(tab: Tab, base: str, words: str) -> None:
    """From the front page to a story: words, a filter, a bar of the timeline, the first hit."""
    await tab.open(base + "/")
    assert await tab.evaluate("document.activeElement.id") == "q"
    await tab.call("Input.insertText", text=words)
    await tab.press("Enter", 13)
    await tab.event("Page.loadEventFired")
    found = await stories(tab)
    assert found >= 1
    assert await tab.evaluate("document.querySelectorAll('.hits mark').length") >= 1
    told = int((await text(tab, ".filters section .n")).replace(",", ""))
    await click(tab, ".filters section li a")
    assert await stories(tab) == told <= found
    assert await tab.evaluate("document.querySelectorAll('.chips li').length") == 1
    await click(tab, ".chips a")
    assert await stories(tab) == found


async def click_the_timeline(tab: Tab, base: str) -> None:
    """The front page's highest bar, and then the stories of that time alone."""
    await tab.open(base + "/")
    bars = "[...document.querySelectorAll('.timeline svg a')]"
    heights = f"{bars}.map(bar => Number(bar.lastElementChild.getAttribute('height')))"
    at = await tab.evaluate(f"(heights => heights.indexOf(Math.max(...heights)))({heights})")
    title = await tab.evaluate(f"{bars}[{at}].textContent.trim()")
    await click(tab, f".timeline svg a:nth-of-type({at + 1}) .bar")
    assert await stories(tab) == int(title.rpartition(": ")[2].replace(",", ""))
    assert await tab.evaluate("new URLSearchParams(location.search).get('since') !== null")


async def read_by_keys(tab: Tab, base: str, words: str) -> None:
    """/ to the box, j and k through the hits, Enter, u and back; ? tells of it all."""
    await tab.open(f"{base}/?q={words}")
    await tab.evaluate("document.activeElement.blur()")
    await tab.press("j", 74)
    first = await tab.evaluate("document.activeElement.href")
    assert "/-/article/" in first
    await tab.press("j", 74)
    await tab.press("k", 75)
    assert await tab.evaluate("document.activeElement.href") == first
    await tab.press("?", 191)
    assert await tab.evaluate("document.getElementById('keys').open")
    await tab.press("?", 191)
    assert not await tab.evaluate("document.getElementById('keys').open")
    await tab.evaluate("document.querySelector('[data-stop]').focus()")
    await tab.press("Enter", 13)
    await tab.event("Page.loadEventFired")
    assert await text(tab, "article h1")
    await tab.press("u", 85)
    await tab.event("Page.loadEventFired")
    await tab.press("/", 191)
    assert await tab.evaluate("document.activeElement.id") == "q"
    assert await tab.evaluate("document.activeElement.value") == words


async def see_the_evidence(tab: Tab, base: str) -> None:
    """From a story to the page as it was fetched, in a frame that runs nothing."""
    await tab.open(f"{base}/-/article/1")
    await click(tab, 'a[href*="/-/capture/"]')
    assert await text(tab, "h1")
    assert await tab.evaluate("document.querySelector('iframe').sandbox.length") == 0


async def compare(tab: Tab, base: str) -> None:
    """From the list of edits to one, by words and side by side."""
    await tab.open(f"{base}/-/edits")
    await click(tab, ".hits a")
    assert await text(tab, ".diff section h2") == "headline"
    assert await tab.evaluate("document.querySelectorAll('.diff ins').length") >= 1
    await click(tab, ".choose .sort a")
    assert await tab.evaluate("document.querySelectorAll('.pair').length") >= 1


def asked_elsewhere(tab: Tab, base: str) -> list[str]:
    return [url for url in tab.requested() if not url.startswith((base, "data:"))]


def journey(base: str, scheme: str, words: str, *, edited: bool) -> Callable[[Tab], Awaitable[list[str]]]:
    async def visit(tab: Tab) -> list[str]:
        await themed(tab, scheme)
        await search_and_narrow(tab, base, words)
        await click_the_timeline(tab, base)
        await read_by_keys(tab, base, words)
        await see_the_evidence(tab, base)
        if edited:
            await compare(tab, base)
        return asked_elsewhere(tab, base)

    return visit


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_reader_finds_narrows_opens_and_compares(drive: Drive, base: str, scheme: str) -> None:
    assert drive(journey(base, scheme, "island", edited=True)) == []


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the archive that the demo leaves."""
    folder = tmp_path_factory.mktemp("demo")
    command = [sys.executable, "-m", "newsarchive", "demo", "--folder", str(folder / "demo")]
    subprocess.run(command, check=True, capture_output=True)
    with serving(folder / "demo" / "newsarchive.db") as address:
        yield address


@pytest.mark.slow
@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_same_on_the_demo_s_archive(drive: Drive, demo: str, scheme: str) -> None:
    assert drive(journey(demo, scheme, "island", edited=True)) == []


@contextmanager
def newsweb() -> Iterator[str]:
    """The news web, running; its address as a proxy."""
    command = [sys.executable, str(NEWSWEB), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield process.stdout.readline().strip().rpartition("http_proxy=")[2]
        finally:
            process.terminate()


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive crawled from some hosts of the news web."""
    folder = tmp_path_factory.mktemp("study")
    (folder / "data").mkdir()
    (folder / "data" / "sources.toml").write_text('[crawl]\ncontact = "study@example.org"\ndelay = 0\n')
    with newsweb() as web:
        listed = json.load(urlopen(f"{web}/__newsweb__/hosts", timeout=20))
        hosts = sorted(listed)[::12]
        for arguments in (["add", "--yes", *(f"http://{host}/" for host in hosts)], ["crawl"]):
            command = [sys.executable, "-m", "newsarchive", *arguments]
            subprocess.run(command, cwd=folder, env=environment(web), check=True, capture_output=True)
    return folder / "data" / "newsarchive.db"


@pytest.mark.slow
@pytest.mark.skipif(not NEWSWEB.exists(), reason="the news web is not beside this checkout")
@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_same_on_real_pages_none_of_which_reaches_out(drive: Drive, study: Path, scheme: str) -> None:
    with Archive(study, read_only=True) as archive:
        captures = [row["id"] for row in archive.connection.rows("SELECT id FROM captures ORDER BY id")]
        last = archive.connection.value("SELECT max(id) FROM articles")

    with serving(study) as base:

        async def visit(tab: Tab) -> list[str]:
            await journey(base, scheme, "the", edited=False)(tab)
            for capture in captures[::3]:
                await tab.open(f"{base}/-/capture/{capture}")
                await tab.open(f"{base}/-/capture/{capture}/snapshot")
            for number in range(1, last + 1, 3):
                await tab.open(f"{base}/-/article/{number}")
            return asked_elsewhere(tab, base)

        assert drive(visit) == []

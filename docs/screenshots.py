"""Takes the pictures in docs/screenshots anew: every page of the browser, on the demo's archive.

python docs/screenshots.py        # needs Chromium, and a minute
"""

from __future__ import annotations

import asyncio
import base64
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from browse.chromium import Tab, chromium  # noqa: E402 - the tests' own driver
from browse.conftest import serving  # noqa: E402 - as above

from newsarchive import Archive  # noqa: E402 - as above

FOLDER = ROOT / "docs" / "screenshots"
LARGEST = 150_000
"""Bytes of a picture."""
SHOTS: dict[str, tuple[str, int, str]] = {
    "search": ("/", 1180, "light"),
    "results": ("/?q=light*+OR+night+OR+vote&language=en", 1180, "light"),
    "results-phone": ("/?q=light*+OR+night+OR+vote&language=en", 380, "dark"),
    "article": ("/-/article/{edited}?q=market", 1180, "light"),
    "article-dark": ("/-/article/{edited}", 1180, "dark"),
    "capture": ("/-/capture/2", 1180, "light"),
    "changes": ("/-/article/{edited}/changes?view=side", 1180, "light"),
    "edits": ("/-/edits", 1180, "light"),
    "most-viewed": ("/-/most-viewed", 1180, "dark"),
    "authors": ("/-/authors", 1180, "light"),
    "author": ("/-/author?name=Tomas+Ardvik", 1180, "light"),
    "photographers": ("/-/photographers", 1180, "light"),
    "sources": ("/-/sources", 1180, "light"),
    "source": ("/-/source?name=ardun-courier", 1180, "light"),
}
"""Name → path, width, theme. ``{edited}`` stands for the number of the story that the demo's second day changes."""
TALL = {"capture": 860, "results-phone": 760}
"""Name → height, where it is not the usual one."""
HEIGHT = 600


async def shoot(tab: Tab, base: str, name: str, edited: int) -> None:
    """One picture: a screenful of a page."""
    path, width, scheme = SHOTS[name]
    size = {"width": width, "height": TALL.get(name, HEIGHT), "deviceScaleFactor": 1, "mobile": width < 600}
    await tab.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
    await tab.call("Emulation.setDeviceMetricsOverride", **size)
    await tab.open(base + path.format(edited=edited))
    await tab.evaluate("document.activeElement.blur(); new Promise(done => setTimeout(done, 400))")
    picture = base64.b64decode((await tab.call("Page.captureScreenshot", format="png"))["data"])
    assert len(picture) <= LARGEST, f"{name} has {len(picture):,} bytes"
    (FOLDER / f"{name}.png").write_bytes(picture)


async def main() -> None:
    """Perform the demo, and take every picture of what it leaves."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        demo = Path(scratch) / "demo"
        command = [sys.executable, "-m", "newsarchive", "demo", "--folder", str(demo)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        with serving(demo / "newsarchive.db") as base:
            with Archive(demo / "newsarchive.db", read_only=True) as archive:
                edited = archive.search("headline:market")[0].id
            async with chromium(Path(scratch) / "profile") as tab:
                await tab.call("Emulation.setScrollbarsHidden", hidden=True)
                for name in SHOTS:
                    await shoot(tab, base, name, edited)


if __name__ == "__main__":
    asyncio.run(main())

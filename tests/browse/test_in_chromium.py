"""The pages in a real browser: by keyboard, on a phone, in the dark; and that reading tells nobody."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from .chromium import PROGRAM, Tab
from .conftest import PAGE_PATHS

pytestmark = [pytest.mark.browser, pytest.mark.skipif(PROGRAM is None, reason="Chromium is not installed")]

CONTRAST = r"""
(() => {
  const parse = text => (text.match(/[\d.]+/g) || []).map(Number);
  const linear = v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => [r, g, b].map(v => linear(v / 255))
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const ground = element => {
    for (; element; element = element.parentElement) {
      const colour = parse(getComputedStyle(element).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const poor = [];
  for (const element of document.querySelectorAll("body *")) {
    const hasText = [...element.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
    if (!hasText || element.closest("svg")) continue;
    const style = getComputedStyle(element), size = parseFloat(style.fontSize);
    if (!element.getClientRects().length) continue;
    const [a, b] = [light(parse(style.color)), light(ground(element))];
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    const large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
    const words = element.textContent.slice(0, 30);
    if (ratio < (large ? 3 : 4.5)) poor.push(`${element.tagName}.${element.className} ${ratio.toFixed(2)} ${words}`);
  }
  return poor;
})()
"""


Drive = Callable[[Callable[[Tab], Awaitable[Any]]], Any]


def test_by_keyboard_alone_one_searches_and_reads(drive: Drive, base: str) -> None:
    async def visit(tab: Tab) -> None:
        await tab.open(base + "/")
        await tab.call("Input.insertText", text="lighthouse")  # the search box has the focus
        await tab.press("Enter", 13)
        await tab.event("Page.loadEventFired")
        assert await tab.evaluate("document.querySelector('mark').textContent") == "lighthouse"
        await tab.evaluate("document.querySelector('.hits a').focus()")
        await tab.press("Enter", 13)
        await tab.event("Page.loadEventFired")
        assert "last keeper of Bramble Point" in await tab.evaluate("document.querySelector('h1').textContent")
        await tab.press("Tab", 9)
        assert await tab.evaluate("document.activeElement.className") == "skip"

    drive(visit)


def test_reading_asks_nobody_else(drive: Drive, base: str) -> None:
    async def visit(tab: Tab) -> list[str]:
        for path in PAGE_PATHS:
            await tab.open(base + path)
        return tab.requested()

    asked = drive(visit)
    assert len(asked) > len(PAGE_PATHS)
    assert [url for url in asked if not url.startswith((base, "data:"))] == []


def test_no_page_is_wider_than_a_phone(drive: Drive, base: str) -> None:
    async def visit(tab: Tab) -> dict[str, int]:
        await tab.call("Emulation.setDeviceMetricsOverride", width=360, height=720, deviceScaleFactor=2, mobile=True)
        widths = {}
        for path in PAGE_PATHS:
            await tab.open(base + path)
            widths[path] = await tab.evaluate("document.documentElement.scrollWidth")
        return widths

    assert {path: width for path, width in drive(visit).items() if width > 360} == {}


@pytest.mark.parametrize(("scheme", "media"), [("light", "screen"), ("dark", "screen"), ("dark", "print")])
def test_every_text_stands_out_from_its_ground(drive: Drive, base: str, scheme: str, media: str) -> None:
    async def visit(tab: Tab) -> dict[str, list[str]]:
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        await tab.call("Emulation.setEmulatedMedia", media=media, features=features)
        poor = {}
        for path in PAGE_PATHS:
            await tab.open(base + path)
            assert await tab.evaluate(f"matchMedia('(prefers-color-scheme: {scheme})').matches")
            poor[path] = await tab.evaluate(CONTRAST)
        return poor

    assert {path: texts for path, texts in drive(visit).items() if texts} == {}

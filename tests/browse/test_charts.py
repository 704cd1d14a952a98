"""Charts in a real browser: drawn from the tables behind them, which stand where nothing is drawn."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from .chromium import PROGRAM, Tab
from .conftest import PAGE_PATHS

pytestmark = [pytest.mark.browser, pytest.mark.skipif(PROGRAM is None, reason="Chromium is not installed")]

SOURCE = "/-/source?name=courier"
RANKS = "/-/most-viewed"
CHARTED = {SOURCE: {"bars"}, RANKS: {"ranks"}}
Drive = Callable[[Callable[[Tab], Awaitable[Any]]], Any]

STATE = """
[...document.querySelectorAll('figure[data-chart]')].map(figure => ({
  kind: figure.dataset.chart,
  drawn: 'drawn' in figure.dataset,
  canvas: Boolean(figure.querySelector('canvas')?.width),
  open: figure.querySelector('details').open,
  rows: figure.querySelectorAll('tbody tr').length,
  says: figure.querySelector('.plot').getAttribute('aria-label'),
}))
"""
MIDDLE_OF_BAR = """
(() => {
  document.querySelector('[data-chart=bars]').scrollIntoView();
  const area = document.querySelector('[data-chart=bars] .u-over').getBoundingClientRect();
  const rows = document.querySelectorAll('[data-chart=bars] tbody tr').length;
  return [area.left, area.top + area.height - 3, area.width / (rows + .2), rows];
})()
"""


async def click(tab: Tab, x: float, y: float, *, to: float | None = None) -> None:
    """Press the mouse at a place and let it go there, or farther right."""
    button = {"button": "left", "clickCount": 1}
    await tab.call("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)
    await tab.call("Input.dispatchMouseEvent", type="mousePressed", x=x, y=y, **button)
    for step in (0.5, 1.0) if to is not None else ():
        moved = x + ((to or x) - x) * step
        await tab.call("Input.dispatchMouseEvent", type="mouseMoved", x=moved, y=y, button="left", buttons=1)
    await tab.call("Input.dispatchMouseEvent", type="mouseReleased", x=to or x, y=y, **button)


def complaints(tab: Tab) -> list[Any]:
    """What the browser has to say against the pages seen so far: errors of scripts, violations of the policy."""
    return [
        message["params"]
        for message in tab.events
        if message["method"] == "Runtime.exceptionThrown"
        or (message["method"] == "Log.entryAdded" and message["params"]["entry"]["level"] == "error")
        or (message["method"] == "Runtime.consoleAPICalled" and message["params"]["type"] == "error")
    ]


def test_a_chart_is_drawn_and_its_table_is_closed_behind_it(drive: Drive, base: str) -> None:
    async def visit(tab: Tab) -> tuple[dict[str, list[dict[str, Any]]], list[Any]]:
        await tab.call("Log.enable")
        states = {}
        for path in CHARTED:
            await tab.open(base + path)
            states[path] = await tab.evaluate(STATE)
        return states, complaints(tab)

    states, against = drive(visit)
    assert against == []
    assert {path: {chart["kind"] for chart in state} for path, state in states.items()} == CHARTED
    for chart in (chart for state in states.values() for chart in state):
        assert (chart["drawn"], chart["canvas"], chart["open"]) == (True, True, False)
        assert chart["rows"] > 1
        assert chart["says"]


def test_the_table_stands_where_the_chart_cannot_be_drawn(drive: Drive, base: str) -> None:
    async def visit(tab: Tab) -> tuple[list[dict[str, Any]], float]:
        await tab.call("Network.setBlockedURLs", urls=["*uplot.min.js*"])
        await tab.open(base + SOURCE)
        shown = await tab.evaluate("document.querySelector('[data-chart] tbody').getBoundingClientRect().height")
        return await tab.evaluate(STATE), shown

    state, shown = drive(visit)
    assert [(chart["drawn"], chart["open"]) for chart in state] == [(False, True)] * len(state)
    assert shown > 20


def test_the_table_stands_where_scripts_do_not_run(drive: Drive, base: str) -> None:
    async def visit(tab: Tab) -> dict[str, Any]:
        await tab.call("Emulation.setScriptExecutionDisabled", value=True)
        await tab.open(base + SOURCE)
        root = await tab.call("DOM.getDocument")
        found = {}
        for name in (".plot", "[data-chart] tbody"):
            node = await tab.call("DOM.querySelector", nodeId=root["root"]["nodeId"], selector=name)
            try:
                box = await tab.call("DOM.getBoxModel", nodeId=node["nodeId"])
                found[name] = box["model"]["height"]
            except AssertionError:  # it takes no room
                found[name] = 0
        return found

    found = drive(visit)
    assert found[".plot"] == 0
    assert found["[data-chart] tbody"] > 20


def test_bars_spans_and_days_lead_to_their_stories(drive: Drive, base: str) -> None:
    async def visit(tab: Tab) -> list[str]:
        await tab.open(base + SOURCE)
        left, y, width, rows = await tab.evaluate(MIDDLE_OF_BAR)
        await click(tab, left + width * (rows - 0.4), y)
        await tab.event("Page.loadEventFired")
        bar = await tab.evaluate("location.search")
        await tab.open(base + SOURCE)
        left, y, width, rows = await tab.evaluate(MIDDLE_OF_BAR)
        await click(tab, left + width * 0.6, y, to=left + width * 1.6)
        await tab.event("Page.loadEventFired")
        span = await tab.evaluate("location.search")
        await tab.open(base + SOURCE)
        told = await tab.evaluate("document.querySelector('td.leads').title")
        await tab.evaluate("document.querySelector('td.leads').click()")
        await tab.event("Page.loadEventFired")
        return [bar, span, told, await tab.evaluate("location.search")]

    *searches, told, day = drive(visit)
    bar, span = (dict(part.split("=") for part in found[1:].split("&")) for found in searches)
    assert bar["source"] == span["source"] == "courier"
    assert bar["since"] == bar["until"] > span["until"] > span["since"]
    assert day == "?source=courier&since={0}&until={0}".format(told.split(":")[0])


def test_charts_follow_the_theme_and_print_in_dark_ink(drive: Drive, base: str) -> None:
    ink = "getComputedStyle(document.querySelector('.chart')).getPropertyValue('--chart-ink')"

    async def visit(tab: Tab) -> list[str]:
        await tab.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark"}])
        await tab.open(base + SOURCE)
        dark = await tab.evaluate(ink)
        await tab.evaluate("dispatchEvent(new Event('beforeprint'))")
        printed = await tab.evaluate(ink)
        await tab.evaluate("dispatchEvent(new Event('afterprint'))")
        return [dark, printed, await tab.evaluate(ink)]

    dark, printed, after = drive(visit)
    assert dark == after != printed


def test_no_page_with_all_it_loads_weighs_more_than_100_kilobytes(drive: Drive, base: str) -> None:
    async def visit(tab: Tab) -> dict[str, float]:
        weights = {}
        await tab.call("Network.setCacheDisabled", cacheDisabled=True)
        for path in PAGE_PATHS:
            tab.events.clear()
            await tab.open(base + path)
            received = [one for one in tab.events if one["method"] == "Network.loadingFinished"]
            weights[path] = sum(one["params"]["encodedDataLength"] for one in received)
        return weights

    weights = drive(visit)
    assert {path: weight for path, weight in weights.items() if weight > 100_000} == {}

"""axe-core on every page, in both themes: nothing that keeps somebody out."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from importlib.resources import files
from importlib.util import find_spec
from typing import Any

import pytest

from .chromium import PROGRAM, Tab
from .conftest import PAGE_PATHS

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(PROGRAM is None, reason="Chromium is not installed"),
    pytest.mark.skipif(find_spec("axe_playwright_python") is None, reason="axe-core is not installed (dev extra)"),
]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
GRAVE = {"serious", "critical", "moderate"}

Drive = Callable[[Callable[[Tab], Awaitable[Any]]], Any]


async def axe(tab: Tab) -> list[str]:
    """What axe finds on the page that is open, one line a kind of element."""
    found = await tab.evaluate(
        f"axe.run(document, {{runOnly: {json.dumps(RULES)}}}).then(found => found.violations.map(rule => ["
        "rule.impact, rule.id, rule.help, rule.nodes.slice(0, 4).map(node => node.target.join(' ')).join(', ')]))"
    )
    return [f"{rule} ({impact}): {told}: {where}" for impact, rule, told, where in found if impact in GRAVE]


@pytest.mark.parametrize(
    ("scheme", "width"),
    [
        ("light", 1280),
        ("dark", 360),
        pytest.param("light", 360, marks=pytest.mark.slow),
        pytest.param("dark", 1280, marks=pytest.mark.slow),
    ],
)
def test_axe_finds_nothing_that_keeps_somebody_out(drive: Drive, base: str, scheme: str, width: int) -> None:
    script = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")

    async def visit(tab: Tab) -> dict[str, list[str]]:
        await tab.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        await tab.call("Emulation.setDeviceMetricsOverride", width=width, height=800, deviceScaleFactor=1, mobile=False)
        found = {}
        for path in PAGE_PATHS:
            await tab.open(base + path)
            await tab.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
            await tab.evaluate(script + "; 0")  # through the protocol, past the page's policy
            found[path] = await axe(tab)
        return found

    assert {path: told for path, told in drive(visit).items() if told} == {}

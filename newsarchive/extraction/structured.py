"""What the page says of itself for machines: JSON-LD in its many dialects, microdata, OpenGraph and the lesser meta tags; read once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cached_property
from typing import Any

import lxml.html

Node = dict[str, Any]


class Structured:
    """Machine-readable statements of one page."""

    def __init__(self, root: lxml.html.HtmlElement, url: str | None) -> None:
        self._root = root
        self._url = url

    @cached_property
    def meta(self) -> dict[str, list[str]]:
        """Meta tags: lower-case name, property or itemprop → contents, in page order."""
        found: dict[str, list[str]] = {}
        for tag in self._root.iter("meta"):
            name = tag.get("property") or tag.get("name") or tag.get("itemprop")
            content = (tag.get("content") or "").strip()
            if name and content:
                found.setdefault(name.strip().lower(), []).append(content)
        return found

    @cached_property
    def nodes(self) -> list[Node]:
        """Every JSON-LD object of the page, graphs flattened."""
        found: list[Node] = []
        for script in self._root.iter("script"):
            if "ld+json" in (script.get("type") or "").lower():
                try:
                    found.extend(_objects(json.loads(script.text or "", strict=False)))
                except ValueError:
                    continue
        return found


def _objects(value: Any) -> Iterator[Node]:
    stack = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, list):
            stack.extend(reversed(item))
        elif isinstance(item, dict):
            yield item
            stack.extend(v for v in item.values() if isinstance(v, (dict, list)))

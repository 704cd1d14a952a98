"""The state that a page's script would draw it from: the last place to find a story that the page does not show."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from .blocks import Element
from .structured import clean

MAX_STATE = 3_000_000
"""Characters of a script that are read."""
MAX_VALUES = 50_000
"""Values looked at."""
SHORTEST = 40
"""Characters from which a text is taken for a paragraph."""
_STATE = re.compile(
    r"(?:Fusion\.globalContent|__PRELOADED_STATE__|__INITIAL_STATE__|__APOLLO_STATE__|__NUXT__|__STATE__)\s*=\s*(?=[\[{])"
)
_TEXT_KEYS = ("content", "text", "html", "body", "value", "paragraph", "bodyText", "articleBody")
_PARAGRAPHS = re.compile(r"</p>|<br\s*/?>\s*<br\s*/?>|\n{2,}", re.I)


def state_paragraphs(root: Element) -> list[str]:
    """Paragraphs of the longest run of texts in the page's embedded state; empty where there is none."""
    best: list[str] = []
    for state in _states(root):
        for run in _runs(state):
            if sum(map(len, run)) > sum(map(len, best)):
                best = run
    return best


def _states(root: Element) -> Iterator[Any]:
    for script in root.iter("script"):
        text = script.text or ""
        if len(text) > MAX_STATE or len(text) < SHORTEST:
            continue
        start = 0 if script.get("id") == "__NEXT_DATA__" or script.get("type") == "application/json" else None
        if start is None and (found := _STATE.search(text)):
            start = found.end()
        if start is not None:
            try:
                yield json.JSONDecoder(strict=False).raw_decode(text[start:].lstrip())[0]
            except (ValueError, RecursionError):
                continue


def _runs(state: Any) -> Iterator[list[str]]:
    """Texts of each list of elements, and of each long markup value."""
    stack, seen = [state], 0
    while stack and seen < MAX_VALUES:
        value = stack.pop()
        seen += 1
        if isinstance(value, dict):
            stack.extend(value.values())
        elif isinstance(value, list):
            run = [text for element in value if isinstance(element, dict) for text in _element_texts(element)]
            if len(run) > 1:
                yield run
            stack.extend(value)
        elif isinstance(value, str) and len(value) > 5 * SHORTEST and "<p" in value:
            yield [text for part in _PARAGRAPHS.split(value) if (text := clean(part))]


def _element_texts(element: dict[str, Any]) -> Iterator[str]:
    for key in _TEXT_KEYS:
        text = element.get(key)
        if isinstance(text, str) and len(text) >= SHORTEST and " " in text and not text.startswith(("http", "{", "/")):
            yield from (part for piece in _PARAGRAPHS.split(text) if (part := clean(piece)))
            return

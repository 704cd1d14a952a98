"""The values that a page hands to its own scripts, in the forms that today's frameworks write them.

* a script of JSON (``__NEXT_DATA__`` and its like);
* an assignment: ``window.__PRELOADED_STATE__ = {…}``, or ``= JSON.parse("…")``;
* React's flight: rows of JSON and text, pushed piece by piece to ``self.__next_f``, that refer to one another;
* Nuxt's ``__NUXT_DATA__``: one flat array whose objects name their values by number.

Read only where a page shows no story itself. Everything is bounded, and nothing that cannot be read is an error.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from .blocks import Element

MAX_STATE = 3_000_000
"""Characters of scripts that are read."""
SHORTEST = 40
"""Characters from which a script may hold a story."""
MAX_ASSIGNMENTS = 200
"""Assignments looked at in one script."""

_ASSIGNMENT = re.compile(r"""[\w$\]"']\s*=\s*(?:JSON\.parse\(\s*(?=["'])|(?=[\[{]\s*["{\[]))""")
_FLIGHT = re.compile(r"__next_f[^;]{0,60}?\.push\(\s*")
_ROW = re.compile(rb"([0-9a-f]+):(?:T([0-9a-f]+),)?")
_LITERAL = re.compile(r""""(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'""", re.S)
_QUOTE = re.compile(r"""\\(.)|(")""", re.S)
_DECODER = json.JSONDecoder(strict=False)


def states(scripts: Iterable[Element]) -> Iterator[Any]:
    """Values in the page's inline scripts, each read whole."""
    budget = MAX_STATE
    flight: list[str] = []
    for script in scripts:
        text, kind = script.text or "", script.get("type") or ""
        budget -= len(text)
        if len(text) < SHORTEST or budget < 0 or "ld+json" in kind.lower():
            continue
        if "__next_f" in text:
            flight.extend(_pushed(text))
        elif kind == "application/json" or text.lstrip()[:1] in ("{", "["):
            for value in _decoded(text.lstrip()):
                yield _unflattened(value) if script.get("id") == "__NUXT_DATA__" else value
        else:
            yield from _assigned(text)
    if flight:
        yield from _flight("".join(flight))


def _decoded(text: str, at: int = 0) -> Iterator[Any]:
    """The JSON value that begins there, if one does."""
    try:
        yield _DECODER.raw_decode(text, at)[0]
    except (ValueError, RecursionError):
        return


def _assigned(text: str) -> Iterator[Any]:
    at = 0
    tried = 0  # characters read in vain: a value broken at its end must not be read again from each object within it
    for match in islice(_ASSIGNMENT.finditer(text), MAX_ASSIGNMENTS):
        if match.start() < at or tried > len(text):  # within the value before, or hopeless
            continue
        if match[0].endswith("("):
            literal = _LITERAL.match(text, match.end())
            for written in _decoded(_double_quoted(literal[0])) if literal else ():
                yield from _decoded(written)
            at = literal.end() if literal else at
            continue
        try:
            value, at = _DECODER.raw_decode(text, match.end())
        except json.JSONDecodeError as error:
            tried += error.pos - match.end()
            continue
        except RecursionError:
            return
        yield value


def _double_quoted(literal: str) -> str:
    r"""A JavaScript string literal as a JSON one.

    >>> print(_double_quoted('\'{"a": "it\\\'s"}\''))
    "{\"a\": \"it's\"}"
    """
    if literal.startswith('"'):
        return literal
    plain = _QUOTE.sub(lambda m: '\\"' if m[2] or m[1] == '"' else "'" if m[1] == "'" else m[0], literal[1:-1])
    return f'"{plain}"'


# ---- React's flight


def _pushed(text: str) -> Iterator[str]:
    """Pieces of the stream: the second value of each ``push([1, "…"])``."""
    for match in _FLIGHT.finditer(text):
        for value in _decoded(text, match.end()):
            if isinstance(value, list) and len(value) == 2 and isinstance(value[1], str):
                yield value[1]


def _flight(stream: str) -> Iterator[Any]:
    """Values of the stream's rows, with the texts they refer to put in place.

    >>> list(_flight('2:T5,<p>Hi1:{"title":"Rain","body":"$2"}\\n'))
    [{'title': 'Rain', 'body': '<p>Hi'}]
    """
    texts: dict[str, str] = {}
    values: list[Any] = []
    raw, at = stream.encode("utf-8", "replace"), 0
    while (row := _ROW.match(raw, at)) is not None or at < len(raw):
        end = raw.find(b"\n", at)
        end = len(raw) if end < 0 else end
        if row is None:  # a hint or a module: nothing said
            at = end + 1
        elif row[2] is not None:  # its length is told, in bytes, and no line break follows
            at = row.end() + int(row[2][:8], 16)
            texts["$" + row[1].decode()] = raw[row.end() : at].decode("utf-8", "replace")
        else:
            values.extend(_decoded(raw[row.end() : end].decode("utf-8", "replace")))
            at = end + 1
    for value in values:
        _put_in_place(value, texts)
    yield from values


def _put_in_place(value: Any, texts: dict[str, str]) -> None:
    """Replace references to texts, wherever they stand in a value."""
    stack = [value]
    while stack:
        holder = stack.pop()
        items = holder.items() if isinstance(holder, dict) else enumerate(holder) if isinstance(holder, list) else ()
        for key, held in list(items):
            if isinstance(held, (dict, list)):
                stack.append(held)
            elif isinstance(held, str) and held in texts:
                holder[key] = texts[held]


# ---- Nuxt's flat array


def _unflattened(flat: Any) -> Any:
    """The value that a flat array stands for; it may hold itself.

    >>> _unflattened([["Reactive", 1], {"title": 2, "tags": 3}, "Rain", [2]])[0]
    {'title': 'Rain', 'tags': ['Rain']}
    """
    if not isinstance(flat, list) or not flat:
        return flat
    made: list[Any] = [{} if isinstance(v, dict) else [] if isinstance(v, list) else v for v in flat]

    def named(number: Any) -> Any:
        known = isinstance(number, int) and 0 <= number < len(made)
        return made[number] if known else number

    for value, whole in zip(flat, made, strict=True):
        if isinstance(value, dict):
            whole.update((key, named(number)) for key, number in value.items())
        elif isinstance(value, list):
            whole.extend(map(named, value[1:] if value and isinstance(value[0], str) else value))
    return made[0]

"""How a story's blocks are stored: their text once, as the body, and beside it an outline that tells where each block
lies in it. Pure: blocks in, text and outline out, and back, without loss."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import groupby, islice
from typing import Any

from ..items import BODY_TYPES, Block

Entry = int | str | dict[str, Any]
"""Of an outline: a number for so many paragraphs of one line each, a word for a block of that type of one line, an
object for any other block: ``type``, ``url``, ``time``, and ``lines`` for the lines of the body it takes where they are
more than one, or ``text`` where it is no part of the body."""


def outline(blocks: Sequence[Block]) -> str:
    """The outline of blocks whose text is the body of their article; JSON.

    >>> story = [Block(type="subhead", text="Rain"), *[Block(type="paragraph", text="It rained.")] * 3]
    >>> outline([*story, Block(type="list", text="Monday\\nTuesday"), Block(type="embed", text="A map", url="/map")])
    '["subhead",3,{"type":"list","lines":2},{"type":"embed","url":"/map","text":"A map"}]'
    """
    entries: list[Entry] = []
    for entry, alike in groupby(map(_entry, blocks)):
        several = list(alike)
        entries += [len(several)] if entry == "paragraph" else several
    return json.dumps(entries, ensure_ascii=False, separators=(",", ":"))


def blocks_of(body: str, text: str) -> list[Block]:
    """The blocks of which ``body`` is the text and ``text`` the outline.

    >>> body = "Rain\\nIt rained.\\nMonday\\nTuesday"
    >>> [block.text for block in blocks_of(body, '["subhead",1,{"type":"list","lines":2}]')]
    ['Rain', 'It rained.', 'Monday\\nTuesday']
    """
    lines = iter(body.split("\n"))
    return [block for entry in json.loads(text) for block in _unfolded(entry, lines)]


def _entry(block: Block) -> Entry:
    """A block without what the body tells of it and what it does not have."""
    inside = block.type in BODY_TYPES
    lines = block.text.count("\n") + 1
    if inside and lines == 1 and block.url is None and block.time is None:
        return block.type
    values = {
        "type": block.type,
        "url": block.url,
        "time": block.time,
        "lines": lines if inside and lines > 1 else None,
        "text": None if inside else block.text,
    }
    return {name: value for name, value in values.items() if value is not None}


def _unfolded(entry: Entry, lines: Iterator[str]) -> Iterator[Block]:
    if isinstance(entry, int):
        yield from (Block(type="paragraph", text=line) for line in islice(lines, entry))
    elif isinstance(entry, str):
        yield Block(type=entry, text=next(lines, ""))  # type: ignore[arg-type]  # a word is a type
    else:
        values = dict(entry)
        taken = islice(lines, values.pop("lines", 1)) if "text" not in values else ()
        yield Block(**{"text": "\n".join(taken), **values})

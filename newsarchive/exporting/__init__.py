"""Stories written out for other programs, one format a module. Every writer takes stories as they come and holds few of
them at a time.

lines     JSON lines: everything, a story a line
table     CSV: the flat fields, a story a line, harmless in a spreadsheet
parquet   a columnar file with typed and nested columns (needs pyarrow: ``newsarchive[parquet]``)
markdown  a folder of Markdown files, one a story
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from . import lines, markdown, parquet, table

if TYPE_CHECKING:
    from ..archive import StoredArticle


@dataclass(frozen=True, kw_only=True, slots=True)
class Text:
    """A format that is one stream of text, which may go to standard output."""

    meaning: str
    """What it is, in a few words."""
    write: Callable[[Iterable[StoredArticle], IO[str]], int]
    """Writes stories into it; how many."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A format that needs a file or folder of its own."""

    meaning: str
    """What it is, in a few words."""
    write: Callable[[Iterable[StoredArticle], Path], int]
    """Writes stories there; how many."""
    ready: Callable[[], Any] = lambda: None
    """Raises UsageError where something it needs is not installed."""


FORMATS: dict[str, Text | Place] = {
    "jsonl": Text(meaning="JSON lines: every field, nothing lost", write=lines.write),
    "csv": Text(meaning="CSV: a line a story", write=table.write),
    "parquet": Place(
        meaning="Parquet: typed columns, for pandas, DuckDB, R", write=parquet.write, ready=parquet.library
    ),
    "markdown": Place(meaning="a folder of Markdown files, one a story", write=markdown.write),
}
"""Name → format."""

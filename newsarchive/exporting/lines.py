"""Stories as JSON lines: one object a line, every field of docs/fields.md."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from ..archive import StoredArticle


def write(stories: Iterable[StoredArticle], file: IO[str]) -> int:
    """One JSON object a line; how many."""
    count = 0
    for story in stories:
        file.write(json.dumps(story.to_dict(), ensure_ascii=False) + "\n")
        count += 1
    return count

"""What the stories that a search finds have in common, counted: sources, authors, sections, languages, days.

Counting every match of a common word among a million stories would take seconds. So about ``SAMPLED`` of them are
looked at, taken evenly and in no rhythm over the whole archive, and then the counts say that they are estimates. Where
fewer match, counts are exact.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from operator import itemgetter

from .connection import Connection
from .search import Selection

SAMPLED = 3_000
"""Stories that are looked at, about. Some 20 µs each, in all facets together."""

_STORIES = """
    SELECT a.id, s.name AS source, c.name AS section, a.language, a.published_on AS day
    FROM json_each(?) j CROSS JOIN articles a ON a.id = j.value JOIN sources s ON s.id = a.source_id
    LEFT JOIN sections c ON c.id = a.section_id
"""
_SIGNED = """
    SELECT w.article_id AS id, u.name AS author
    FROM json_each(?) j CROSS JOIN article_authors w ON w.article_id = j.value JOIN authors u ON u.id = w.author_id
"""
_PICTURED = """
    SELECT i.article_id AS id, i.photographer, i.agency, iif(i.credit IS NULL, NULL, 'yes') AS credited
    FROM json_each(?) j CROSS JOIN article_images i ON i.article_id = j.value
"""
FACETS: dict[str, str] = {
    "source": _STORIES,
    "section": _STORIES,
    "language": _STORIES,
    "day": _STORIES,
    "author": _SIGNED,
    "photographer": _PICTURED,
    "agency": _PICTURED,
    "credited": _PICTURED,
}
"""Facet → the question whose column it is. ``credited`` has one value, yes; ``day`` is that of publication."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Facets:
    """Counts of the stories that a search finds."""

    every: int
    """One story of so many was looked at; 1 where all were."""
    counts: dict[str, dict[str, int]]
    """Facet → value → how many stories have it, most frequent first; estimates where ``every`` is more than 1."""

    @property
    def exact(self) -> bool:
        """Whether every story was looked at."""
        return self.every == 1


def count(
    connection: Connection, selection: Selection, *, total: int, facets: Collection[str] = tuple(FACETS)
) -> Facets:
    """Count what the stories of a selection are; ``total`` is how many there are, as ``search`` says."""
    every = max(1, round(total / SAMPLED))
    numbers = json.dumps([number for (number,) in connection.rows(*selection.every(every, connection))])
    counts: dict[str, dict[str, int]] = {}
    for question in dict.fromkeys(FACETS[name] for name in facets):
        rows = connection.rows(question, (numbers,))
        columns = dict(zip(rows[0].keys(), zip(*rows, strict=True), strict=True)) if rows else {}
        for name in (name for name in facets if FACETS[name] == question):
            tally = _tally(columns.get("id", ()), columns.get(name, ()), once=question is _STORIES)
            counts[name] = {value: number * every for value, number in tally.most_common()}
    return Facets(every=every, counts=counts)


def _tally(stories: Sequence[int], values: Sequence[str | None], *, once: bool) -> Counter[str]:
    """How many stories have each value; ``once`` where no story comes twice, else it is counted once all the same.

    >>> _tally([1, 1, 2], ["Chan Vy", "Chan Vy", None], once=False)
    Counter({'Chan Vy': 1})
    """
    counted = Counter(values if once else map(itemgetter(1), set(zip(stories, values, strict=True))))
    counted.pop(None, None)
    return counted

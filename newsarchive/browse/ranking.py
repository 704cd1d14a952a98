"""What a source's lists of most viewed stories showed over time: read from the hourly counts, summed up by moments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ..archive import Archive

PERIODS = {1: "a day", 7: "a week", 30: "a month", 91: "a quarter", 365: "a year"}
"""Days that can be looked at together, in words."""
CHARTED = 8
"""Lines in the chart: as many as colours can be told apart."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Period:
    """Some days that end on a day."""

    until: date
    """The last day."""
    days: int
    """How many."""

    @property
    def since(self) -> date:
        """The first day."""
        return self.until - timedelta(days=self.days - 1)

    def moved(self, by: int) -> Period:
        """As many days earlier or later."""
        return Period(until=self.until + timedelta(days=by * self.days), days=self.days)


@dataclass(frozen=True, kw_only=True, slots=True)
class Promoted:
    """A story in the lists of a period."""

    url: str
    """Where the lists point."""
    title: str | None
    """As they printed it last."""
    article_id: int | None
    """The story, where it is archived."""
    best: int
    """Its best rank."""
    sightings: int
    """On how many fetched pages it was seen."""
    first: str
    """The hour in which it was first seen."""
    last: str
    """The hour in which it was last seen."""
    ranks: Mapping[str, float]
    """Moment → mean rank over the pages seen then."""

    @property
    def weight(self) -> float:
        """How prominent it was: first place counts as much as two second ones, or three third ones."""
        return sum(1 / rank for rank in self.ranks.values())


def sources(archive: Archive) -> list[str]:
    """Names of the sources whose pages list most viewed stories."""
    rows = archive.connection.rows(
        """
        SELECT name FROM sources s WHERE EXISTS (SELECT 1 FROM most_viewed_sightings WHERE source_id = s.id)
        ORDER BY name
        """
    )
    return [row["name"] for row in rows]


def newest(archive: Archive, source: str) -> date:
    """Day of the newest sighting in a source's lists."""
    hour = archive.connection.value(
        "SELECT max(hour) FROM most_viewed_sightings WHERE source_id = (SELECT id FROM sources WHERE name = ?)",
        (source,),
    )
    return date.fromisoformat(hour[:10])


def most_viewed(archive: Archive, source: str, period: Period) -> list[Promoted]:
    """What a source's lists showed in a period, the most prominent first."""
    rows = archive.connection.rows(
        """
        SELECT v.hour, v.rank, v.sightings, p.url_key, p.url, nullif(p.title, '') AS title, t.article_id
        FROM most_viewed_sightings v JOIN promoted_links p ON p.id = v.link_id
        LEFT JOIN article_urls t ON t.url_key = p.url_key
        WHERE v.source_id = (SELECT id FROM sources WHERE name = ?) AND v.hour >= ? AND v.hour < ? ORDER BY v.hour
        """,
        (source, period.since.isoformat(), (period.until + timedelta(days=1)).isoformat()),
    )
    links: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        links[row["url_key"]].append(row)
    unit = _unit(rows[0]["hour"], rows[-1]["hour"]) if rows else 13
    found = [_promoted(seen, unit) for seen in links.values()]
    return sorted(found, key=lambda link: (-link.weight, link.best, link.url))


def _unit(first: str, last: str) -> int:
    """How many characters of an hour's text name a moment: hours where there are a day or two, days, or months.

    >>> _unit("2026-05-01T22", "2026-05-02T21"), _unit("2026-05-01T22", "2026-05-09T10")
    (13, 10)
    """
    days = (date.fromisoformat(last[:10]) - date.fromisoformat(first[:10])).days
    return 13 if days < 2 else 10 if days < 100 else 7


def _promoted(seen: Sequence[Any], unit: int) -> Promoted:
    """One link's appearances, summed up."""
    moments: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for row in seen:
        moments[row["hour"][:unit].replace("T", " ")].append((row["rank"], row["sightings"]))
    last = seen[-1]
    return Promoted(
        url=last["url"],
        title=last["title"],
        article_id=last["article_id"],
        best=min(row["rank"] for row in seen),
        sightings=sum(row["sightings"] for row in seen),
        first=seen[0]["hour"],
        last=last["hour"],
        ranks={moment: mean(ranks) for moment, ranks in moments.items()},
    )


def mean(ranks: Iterable[tuple[int, int]]) -> float:
    """Mean of ranks, each with how often it was seen, to a tenth.

    >>> mean([(1, 2), (2, 1)]), mean([(4, 9)])
    (1.3, 4.0)
    """
    seen = list(ranks)
    return round(sum(rank * times for rank, times in seen) / sum(times for _, times in seen), 1)


def moments(links: Iterable[Promoted]) -> list[str]:
    """All moments at which any of them was listed, in order."""
    return sorted({moment for link in links for moment in link.ranks})

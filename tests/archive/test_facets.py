"""What hits have in common: counted exactly where few match, estimated evenly where many do."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsarchive.archive import Archive, facets, search
from newsarchive.archive.traits import Traits
from newsarchive.items import Article, Page

NOW = datetime(2026, 3, 1, tzinfo=UTC)
STORIES = 60


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    """Sixty stories of rain: every second in the river's paper, every third in French, every fifth with a picture."""
    archive = Archive(tmp_path / "news.db", create=True)
    with archive.transaction():
        for number in range(STORIES):
            url = f"https://rain.example/{number}"
            told = {
                "url": url,
                "headline": f"Rain {number}",
                "section": "Weather" if number % 4 else "World",
                "language": "en" if number % 3 else "fr",
                "date_published": f"2026-0{1 + number % 2}-10",
                "dates": {"published": {"raw": "", "precision": "day", "source": "meta"}},
                "authors": [{"name": name} for name in ("Sok Dara", "Jane Doe")[: 1 + number % 2]],
                "images": [{"credit": "Chan Vy/Agency", "photographer": "Chan Vy", "agency": "Agency"}] * 2
                if number % 5 == 0
                else [],
            }
            page = Page(url=url, requested_url=url, source=("river", "hill")[number % 2], fetched_at=NOW, status=200)
            archive.store(Article.from_dict(told), page)
    return archive


def counted(archive: Archive, query: str | None = "rain", **options: object) -> facets.Facets:
    total = archive.search(query, **options).total  # type: ignore[arg-type]
    selection = search.select(archive.connection, query, **options)  # type: ignore[arg-type]
    return facets.count(archive.connection, selection, total=total)


@pytest.mark.parametrize("query", [None, "rain"])
def test_every_facet_of_few_stories_is_counted_exactly_a_story_once(archive: Archive, query: str | None) -> None:
    found = counted(archive, query)
    assert found.exact
    assert found.counts == {
        "source": {"river": 30, "hill": 30},
        "section": {"Weather": 45, "World": 15},
        "language": {"en": 40, "fr": 20},
        "day": {"2026-01-10": 30, "2026-02-10": 30},
        "author": {"Sok Dara": 60, "Jane Doe": 30},
        "photographer": {"Chan Vy": 12},
        "agency": {"Agency": 12},
        "credited": {"yes": 12},
    }


TRAITS = [
    (Traits(sections=("World",)), 15),
    (Traits(sections=("World", "Weather")), 60),
    (Traits(languages=("fr",)), 20),
    (Traits(authors=("Jane Doe",)), 30),
    (Traits(photographers=("Chan Vy",)), 12),
    (Traits(agencies=("Agency",)), 12),
    (Traits(credited=True), 12),
    (Traits(credited=True, languages=("fr",)), 4),
    (Traits(sections=("none",)), 0),
]


@pytest.mark.parametrize("query", [None, "rain"])
@pytest.mark.parametrize(("traits", "stories"), TRAITS)
def test_stories_are_narrowed_by_what_they_are(
    archive: Archive, query: str | None, traits: Traits, stories: int
) -> None:
    assert archive.search(query, traits=traits, limit=100).total == stories
    assert sum(counted(archive, query, traits=traits).counts["source"].values()) == stories


def test_of_many_stories_a_sample_is_counted_and_told_as_estimate(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facets, "SAMPLED", 10)
    found = counted(archive)
    assert (found.exact, found.every) == (False, 6)
    assert sum(found.counts["day"].values()) == pytest.approx(STORIES, abs=12)


@pytest.mark.parametrize("step", [2, 3, 4, 40, 64])
def test_a_sample_has_no_rhythm(archive: Archive, step: int) -> None:
    sql, parameters = search.evenly("n", step)
    numbers = "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 40000)"
    rows = archive.connection.rows(
        f"{numbers} SELECT n % {step} AS rest, count(*) AS found FROM numbers WHERE {sql} GROUP BY rest", parameters
    )
    assert sum(row["found"] for row in rows) == pytest.approx(40_000 / step, rel=0.02)
    assert len(rows) == step
    assert max(row["found"] for row in rows) <= 2 * 40_000 / step**2 + 2


@pytest.mark.parametrize("newest", [False, True])
@pytest.mark.parametrize("collected", [5, 1000])
@pytest.mark.parametrize(("traits", "stories"), [*TRAITS, (None, STORIES)])
def test_a_hurried_search_finds_as_much_and_says_where_it_estimates(
    archive: Archive,
    monkeypatch: pytest.MonkeyPatch,
    *,
    traits: Traits | None,
    stories: int,
    newest: bool,
    collected: int,
) -> None:
    limits = {"EXAMINED": 20, "QUICK": 1, "PROBED": 15, "COLLECTED": collected, "PHRASE_TRIED": 5}
    for name, value in limits.items():
        monkeypatch.setattr(search, name, value)
    found = archive.search("rain", traits=traits, newest=newest, hurried=True, limit=4)
    assert len(found) == min(4, stories)
    assert found.exact <= (found.total == stories)
    assert abs(found.total - stories) <= STORIES // 4
    exact = archive.search("rain", traits=traits, newest=newest, limit=4)
    assert (exact.total, exact.exact) == (stories, True)
    if newest:
        assert [hit.id for hit in found] == [hit.id for hit in exact]

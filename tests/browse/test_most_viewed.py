"""The page of most viewed stories: what was on a source's lists when, and at which rank."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from datasette.app import Datasette

from newsarchive.archive import Archive
from newsarchive.browse import SETTINGS, ranking
from newsarchive.browse.ranking import Period, most_viewed
from newsarchive.items import Article, SidebarLink

from .conftest import page_of
from .test_browse import EVIL, get, shown

START = datetime(2026, 5, 1, 8, tzinfo=UTC)
LISTS = [
    # hours after START, source, the list from its top
    (0, "river", ["rain", "tide"]),
    (1, "river", ["tide", "rain"]),
    (26, "river", ["tide"]),
    (26, "river", ["tide", "wind"]),
    (24 * 9, "river", ["wind"]),
    (3, "hill", ["goats"]),
]


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("ranking") / "lists.db"
    with Archive(path, create=True) as archive:
        for number, (hours, source, titles) in enumerate(LISTS):
            links = [
                SidebarLink(url=f"https://{source}.example/{title}", title=title, kind="most_viewed", rank=rank)
                for rank, title in enumerate(titles, start=1)
            ]
            url = f"https://{source}.example/{['rain', number][number > 0]}"
            article = Article(url=url, headline=f"Story {number}", sidebar_links=links)
            archive.store(article, page_of(url, START + timedelta(hours=hours), source=source))
    return path


@pytest.fixture
def served(lists: Path) -> Datasette:
    return Datasette([str(lists)], settings=SETTINGS)


def test_a_month_is_summed_up_by_days_the_most_prominent_first(lists: Path) -> None:
    with Archive(lists, read_only=True) as archive:
        assert ranking.sources(archive) == ["hill", "river"]
        assert ranking.newest(archive, "river") == date(2026, 5, 10)
        found = most_viewed(archive, "river", Period(until=date(2026, 5, 10), days=30))
    assert [(link.title, link.ranks) for link in found] == [
        ("tide", {"2026-05-01": 1.5, "2026-05-02": 1.0}),
        ("wind", {"2026-05-02": 2.0, "2026-05-10": 1.0}),
        ("rain", {"2026-05-01": 1.5}),
    ]
    tide, _, rain = found
    assert (tide.best, tide.sightings, tide.first, tide.last) == (1, 4, "2026-05-01T08", "2026-05-02T10")
    assert (tide.article_id, rain.article_id) == (None, 1)


def test_a_day_or_two_are_summed_up_by_hours(lists: Path) -> None:
    with Archive(lists, read_only=True) as archive:
        found = most_viewed(archive, "river", Period(until=date(2026, 5, 1), days=1))
        assert {link.title: link.ranks for link in found} == {
            "rain": {"2026-05-01 08": 1.0, "2026-05-01 09": 2.0},
            "tide": {"2026-05-01 08": 2.0, "2026-05-01 09": 1.0},
        }
        assert most_viewed(archive, "river", Period(until=date(2026, 4, 1), days=7)) == []


def test_the_page_ends_with_the_newest_list_and_leads_to_earlier_ones(served: Datasette) -> None:
    html = get(served, "/-/most-viewed?source=river&days=7").text
    assert "river, 4 May 2026 to 10 May 2026" in shown(html)
    assert 'href="?source=river&amp;until=2026-05-03&amp;days=7"' in html
    assert 'rel="next"' not in html
    earlier = get(served, "/-/most-viewed?source=river&until=2026-05-03&days=7").text
    assert 'href="?source=river&amp;until=2026-05-10&amp;days=7"' in earlier
    assert re.search(r'<a href="/-/article/1">rain</a></th><td class="n">–</td><td class="n">1</td>', earlier)
    assert 'tide</a> <span class="small">not archived</span>' in earlier


def test_the_chart_s_table_has_a_line_a_story_and_a_gap_where_one_was_not_listed(served: Datasette) -> None:
    html = get(served, "/-/most-viewed?source=river").text
    assert '<figure class="chart" data-chart="ranks" data-series="rows">' in html
    assert '<th scope="row" dir="auto">wind</th><td></td><td>2</td><td>1</td>' in html
    assert 'aria-label="Ranks of the 3 most prominent stories at 3 moments"' in html


def test_lists_of_one_hour_are_a_table_without_a_chart(served: Datasette) -> None:
    html = get(served, "/-/most-viewed?source=hill").text
    assert "data-chart" not in html
    assert "within one hour" in html
    assert "goats</a>" in html


@pytest.mark.parametrize(
    "query",
    ["source=nobody", "days=9", "days=x", "until=May", "until=0001-01-01", "until=1900-01-01", "until=٢٠٢٦-٠٥-٠١"],
)
def test_what_cannot_be_meant_does_no_harm(served: Datasette, query: str) -> None:
    assert get(served, f"/-/most-viewed?{query}").status_code == 200


def test_hostile_parameters_stay_text(served: Datasette) -> None:
    for field in ("source", "until", "days"):
        html = get(served, "/-/most-viewed", params={field: EVIL}).text
        assert "<script>alert" not in html
        assert "<img" not in html


def test_an_archive_without_lists_says_so(tmp_path: Path) -> None:
    path = tmp_path / "none.db"
    with Archive(path, create=True) as archive:
        archive.store(Article(url="https://a.example/1", headline="A"), page_of("https://a.example/1", START))
    assert "No page archived so far" in shown(get(Datasette([str(path)], settings=SETTINGS), "/-/most-viewed").text)

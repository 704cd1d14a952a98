"""The pages of sources: all with their health, and each with its volume, fill rates, visits and crawls."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from html import unescape
from pathlib import Path

import pytest
from datasette.app import Datasette

from newsarchive.archive import Archive
from newsarchive.browse import SETTINGS
from newsarchive.browse.library import Library
from newsarchive.browse.volumes import calendar, fill_by_week
from newsarchive.health import Day
from newsarchive.items import Article, Timestamp

from .conftest import NOW, page_of
from .test_browse import EVIL, get, shown


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sources") / "sites.db"
    with Archive(path, create=True) as archive:
        for age in range(40, 0, -1):
            at = NOW - timedelta(days=age)
            crawl = archive.begin_crawl(["river", "hill"], now=at)
            for source, number in (("river", 3), ("hill", 1)):
                for part in range(number):
                    day = at.date()
                    article = Article(
                        url=f"https://{source}.example/{age}-{part}",
                        headline=f"Story {age} {part}",
                        published=Timestamp(raw=str(day), value=day, precision="day", source="meta"),
                    )
                    archive.store(article, page_of(article.url or "", at, source=source), crawl_id=crawl)
            archive.end_crawl(crawl, now=at + timedelta(minutes=1), reason="finished", counts={"new": 4, "gone": 0})
        archive.begin_crawl(["silent"], now=NOW)
    return path


@pytest.fixture
def served(sites: Path) -> Datasette:
    return Datasette([str(sites)], settings=SETTINGS)


def test_every_source_is_listed_with_its_verdict_and_a_sparkline(served: Datasette) -> None:
    html = get(served, "/-/sources").text
    assert re.findall(r'source\?name=(\w+)"', html) and set(re.findall(r'source\?name=(\w+)"', html)) >= {
        "river",
        "hill",
    }
    assert 'aria-label="120 new stories in 56 days, at most 3 a day"' in html
    assert re.search(r'<span class="verdict (healthy|suspect|broken|unknown)">', html)
    assert '<td class="n">120</td>' in html


def test_a_source_has_its_numbers_calendar_visits_and_crawls(served: Datasette) -> None:
    html = get(served, "/-/source?name=river").text
    text = shown(html)
    assert "stories 120" in text
    assert f"{NOW.year if (NOW - timedelta(days=1)).year == NOW.year else NOW.year - 1}, day by day" in text
    assert '<td class="l4">3' in html
    assert '<th scope="row">new</th>' in html
    assert "4 new" in text and "gone" not in text.split("Latest crawls")[1]
    assert html.count("<td>finished</td>") == 15
    assert 'data-chart="lines"' in html


def test_a_calendar_shows_the_year_that_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "years.db"
    with Archive(path, create=True) as archive:
        for year in (2020, 2021):
            url, day = f"https://a.example/{year}", date(year, 3, 1)
            stamp = Timestamp(raw=str(day), value=day, precision="day", source="meta")
            archive.store(Article(url=url, headline=str(year), published=stamp), page_of(url, NOW, source="a"))
    served = Datasette([str(path)], settings=SETTINGS)
    assert "2021, day by day" in shown(get(served, "/-/source?name=a").text)
    assert "2020, day by day" in shown(get(served, "/-/source?name=a&year=2020").text)
    assert "2021, day by day" in shown(get(served, "/-/source?name=a&year=1999").text)
    html = unescape(get(served, "/-/source?name=a&year=2020").text)
    assert 'href="?name=a&year=2021"' in html


@pytest.mark.parametrize("year", [2020, 2021, 2024, 2026])
def test_a_calendar_has_every_day_of_its_year_once(year: int) -> None:
    days = {(date(year, 1, 1) + timedelta(days=number)).isoformat(): number for number in range(365)}
    found = calendar(days, year)
    counted = sorted(count for row in found.rows for count in row.counts if count is not None)
    assert counted == sorted([*days.values(), *([0] if date(year, 12, 31).timetuple().tm_yday == 366 else [])])
    assert {len(row.counts) for row in found.rows} == {len(found.mondays)} == {sum(n for _, n in found.months)}


def test_fill_rates_are_shares_of_the_stories_looked_at_week_by_week() -> None:
    monday = date(2026, 5, 4)
    days = [
        Day(day=monday, stories=4, looked_at=4, filled={"authors": 1, "body": 4}),
        Day(day=monday + timedelta(days=6), stories=4, looked_at=4, filled={"authors": 4, "body": 4}),
        Day(day=monday + timedelta(days=7)),
    ]
    (week,) = fill_by_week(days)
    assert (week.monday, week.stories, week.percent["authors"], week.percent["body"]) == ("2026-05-04", 8, 62, 100)


def test_a_source_that_is_not_there_is_said_to_be_none(served: Datasette) -> None:
    answer = get(served, "/-/source", params={"name": EVIL})
    assert answer.status_code == 404
    assert "<script>alert" not in answer.text
    assert "there is no source called" in shown(answer.text)


def test_a_source_without_a_story_has_its_page(served: Datasette) -> None:
    assert "No story is archived" in shown(get(served, "/-/source?name=silent").text)


def test_hostile_names_stay_text(hostile: Callable[[str], Datasette]) -> None:
    html = get(hostile(EVIL), "/-/source?name=evil").text
    assert "<script>alert" not in html
    assert "<img" not in html


def test_an_empty_archive_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "empty.db"
    Archive(path, create=True).close()
    assert "newsarchive add URL" in shown(get(Datasette([str(path)], settings=SETTINGS), "/-/sources").text)


def test_an_answer_that_takes_long_is_given_again_for_a_while(sites: Path) -> None:
    asked: list[datetime] = []

    def question(archive: Archive) -> int:
        asked.append(NOW)
        return len(archive)

    async def ask() -> list[int]:
        library = Library(sites)
        return [await library.ask_again(question, within=seconds) for seconds in (60, 60, 0)]

    assert asyncio.run(ask()) == [160, 160, 160]
    assert len(asked) == 2

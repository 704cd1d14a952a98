"""`newsarchive show`: one story as a person would read it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from newsarchive import Archive
from newsarchive.cli import cli
from newsarchive.cli.reading import lines
from newsarchive.items import Article, Author, Block, Image, Page, SidebarLink, Timestamp

URL = "https://river.example/local/rain.html"
SEEN = datetime(2026, 5, 2, 12, tzinfo=UTC)
STORY = Article(
    headline="Rain at last",
    kicker="WEATHER",
    dek="Six dry weeks end.",
    byline="By Nary Oum",
    authors=[Author(name="Nary Oum")],
    published=Timestamp(
        raw="2 May", value=datetime.fromisoformat("2026-05-02T08:30:00+07:00"), precision="minute", source="meta"
    ),
    section="Local",
    tags=["weather", "farming"],
    language="en",
    publisher="The River Times",
    paywalled=True,
    blocks=[
        Block(type="paragraph", text="Rain fell."),
        Block(type="subhead", text="The market"),
        Block(type="quote", text="We had four days left."),
        Block(type="list", text="rice\nmaize"),
        Block(type="table", text="Day\tRain\nMonday\t12 mm"),
        Block(type="entry", text="It pours.", time="09:15"),
    ],
    images=[
        Image(url="https://river.example/1.jpg", caption="The bridge.", credit="Tep Rith", role="lead"),
        Image(url="https://river.example/2.jpg", caption="The market.", role="inline"),
    ],
    sidebar_links=[
        SidebarLink(
            url="https://river.example/a",
            title="First",
            teaser="It was…",
            block="MOST VIEWED",
            kind="most_viewed",
            rank=1,
        ),
        SidebarLink(url="https://river.example/b", title="Second", block="MOST VIEWED", kind="most_viewed", rank=2),
        SidebarLink(url="https://river.example/c", kind="related", rank=1),
    ],
)

SHOWN = """\
WEATHER
Rain at last
Six dry weeks end.

By Nary Oum
Published 2 May 2026, 08:30 +07:00
The River Times · Local · weather, farming · en
Behind a paywall

▣ The bridge. — Photo: Tep Rith

Rain fell.

The market

  │ We had four days left.

  • rice
  • maize

  Day  Rain
  Monday  12 mm

09:15
It pours.

▣ The market.

MOST VIEWED
 1. First
    It was…
    https://river.example/a
 2. Second
    https://river.example/b

Related
 1. https://river.example/c

#1 · river · https://river.example/local/rain.html
First seen 2026-05-02 12:00 UTC, last seen 2026-05-02 12:00 UTC · 1 version
"""


@pytest.fixture
def news(tmp_path: Path) -> Path:
    path = tmp_path / "news.db"
    with Archive(path, create=True) as archive:
        archive.store(STORY, Page(url=URL, requested_url=URL, source="river", fetched_at=SEEN, status=200))
    return path


def revise(news: Path) -> None:
    later = Page(url=URL, requested_url=URL, source="river", fetched_at=SEEN + timedelta(hours=3), status=200)
    changed = Article.from_dict({**STORY.to_dict(), "headline": "Rain, and then more"})
    with Archive(news) as archive:
        assert archive.store(changed, later).kind == "revised"


def show(news: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["--archive", str(news), "show", *arguments])


@pytest.mark.parametrize("named", ["1", URL])
def test_a_story_is_shown_as_a_person_would_read_it(news: Path, named: str) -> None:
    assert show(news, named).stdout == SHOWN


def test_json_tells_every_field(news: Path) -> None:
    told = json.loads(show(news, "1", "--json").stdout)
    assert (told["id"], told["source"], told["revisions"]) == (1, "river", 1)
    assert Article.from_dict(told).blocks == STORY.blocks


def test_an_earlier_version_is_shown_as_it_was(news: Path) -> None:
    revise(news)
    assert "Rain, and then more" in show(news, "1").stdout
    first = show(news, "1", "--revision", "1").stdout
    assert "Rain at last" in first
    assert "version 1 of 2, seen 2026-05-02 12:00 UTC" in first
    assert json.loads(show(news, "1", "--revision", "2", "--json").stdout)["changed"] == ["headline"]


@pytest.mark.parametrize(
    ("arguments", "exit_code", "told"),
    [
        (["99"], 1, "no article 99"),
        (["https://river.example/other"], 1, "no article https://river.example/other"),
        (["not a story"], 1, "no article"),
        (["1", "--revision", "7"], 1, "versions 1 to 1, not 7"),
        (["1", "--revision", "0"], 2, "--revision"),
    ],
)
def test_mistakes_are_told_without_a_traceback(news: Path, arguments: list[str], exit_code: int, told: str) -> None:
    result = show(news, *arguments)
    assert result.exit_code == exit_code
    assert told in result.stderr
    assert "Traceback" not in result.output


def test_a_story_of_which_little_is_known_is_shown_without_gaps() -> None:
    told = [line.text for line in lines(Article(blocks=[Block(type="paragraph", text="Only this.")], truncated=True))]
    assert told == ["(no headline)", "", "", "Only this.", "", "Only the beginning of the story is on the page.", ""]

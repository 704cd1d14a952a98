"""The pages of authors, photographers and agencies: who is listed, and what is told of each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from datasette.app import Datasette

from newsarchive.archive import Archive
from newsarchive.browse import SETTINGS, people
from newsarchive.browse.people import ROLES, listed, told
from newsarchive.items import Article, Author, Image, Timestamp

from .conftest import NOW, page_of
from .test_browse import EVIL, get, shown

STORIES = [
    # authors, photographer, agency, source, days ago
    (["Nary Oum", "Tep Rith"], "Lim Sok", "AFP", "river", 3),
    (["Nary Oum"], "Lim Sok", None, "river", 2),
    (["Nary Oum"], None, "AFP", "hill", 2),
    (["50% Staff_"], "Keo Pich", "AFP", "hill", 0),
]


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("people") / "rooms.db"
    with Archive(path, create=True) as archive:
        for number, (authors, photographer, agency, source, age) in enumerate(STORIES):
            day = date(2026, 5, 9) - timedelta(days=age)
            url = f"https://{source}.example/{number}"
            image = Image(credit="x", photographer=photographer, agency=agency, role="lead")
            article = Article(
                url=url,
                headline=f"Story {number}",
                authors=[Author(name=name) for name in authors],
                images=[image, image],
                published=Timestamp(raw=str(day), value=day, precision="day", source="meta"),
            )
            archive.store(article, page_of(url, NOW, source=source))
    return path


@pytest.fixture
def rooms(newsroom: Path) -> Datasette:
    return Datasette([str(newsroom)], settings=SETTINGS)


def test_those_with_most_stories_come_first(newsroom: Path) -> None:
    with Archive(newsroom, read_only=True) as archive:
        found = {name: [(row["name"], row["n"]) for row in listed(archive, role).rows] for name, role in ROLES.items()}
    assert found == {
        "author": [("Nary Oum", 3), ("50% Staff_", 1), ("Tep Rith", 1)],
        "photographer": [("Lim Sok", 4), ("Keo Pich", 2)],
        "agency": [("AFP", 6)],
    }


@pytest.mark.parametrize(
    ("like", "names"),
    [("oum", ["Nary Oum"]), ("RITH tep", ["Tep Rith"]), ("50%", ["50% Staff_"]), ("%", ["50% Staff_"]), ("\\", [])],
)
def test_a_list_is_searched_by_words_of_a_name(newsroom: Path, like: str, names: list[str]) -> None:
    with Archive(newsroom, read_only=True) as archive:
        assert [row["name"] for row in listed(archive, ROLES["author"], like=like).rows] == names


def test_a_long_list_goes_on_over_pages(newsroom: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people, "LISTED", 2)
    with Archive(newsroom, read_only=True) as archive:
        first, second = (listed(archive, ROLES["author"], number=number) for number in (1, 2))
    assert ([row["name"] for row in second.rows], first.more, second.more) == (["Tep Rith"], True, False)


def test_one_is_told_by_day_source_and_company(newsroom: Path) -> None:
    with Archive(newsroom, read_only=True) as archive:
        author, agency = told(archive, ROLES["author"], "Nary Oum"), told(archive, ROLES["agency"], "AFP")
        assert told(archive, ROLES["agency"], "Reuters") is None
    assert author and agency
    assert (author.stories, author.read) == (3, 3)
    assert author.days == {"2026-05-06": 1, "2026-05-07": 2}
    assert author.sources == {"river": 2, "hill": 1}
    assert author.beside == {"author": {"Tep Rith": 1}, "photographer": {"Lim Sok": 2}, "agency": {"AFP": 2}}
    assert [row["headline"] for row in author.latest] == ["Story 2", "Story 1", "Story 0"]
    assert (agency.stories, agency.beside["photographer"]) == (3, {"Keo Pich": 1, "Lim Sok": 1})


def test_of_somebody_with_very_many_stories_the_latest_are_read(
    newsroom: Path, rooms: Datasette, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people, "READ", 2)
    with Archive(newsroom, read_only=True) as archive:
        author = told(archive, ROLES["author"], "Nary Oum")
    assert author
    assert (author.stories, author.read, author.sources) == (3, 2, {"hill": 1, "river": 1})
    assert "told from the 2 archived last" in shown(get(rooms, "/-/author?name=Nary+Oum").text)


def test_pages_lead_from_name_to_name_and_into_the_search(rooms: Datasette) -> None:
    html = get(rooms, "/-/author?name=Nary+Oum").text
    assert 'href="/-/author?name=Tep%20Rith"' in html
    assert 'href="/-/photographer?name=Lim%20Sok"' in html
    assert 'href="/?author=Nary+Oum"' in html
    assert (
        '<th scope="row"><a href="/?author=Nary+Oum&amp;since=2026-05-07&amp;until=2026-05-07">2026-05-07</a>' in html
    )
    assert "3 stories" in shown(get(rooms, "/?author=Nary+Oum").text)
    assert 'href="/-/author?name=50%25%20Staff_"' in get(rooms, "/-/authors").text


def test_a_name_nobody_has_is_said_to_be_none(rooms: Datasette) -> None:
    answer = get(rooms, "/-/photographer", params={"name": EVIL})
    assert answer.status_code == 404
    assert "<script>alert" not in answer.text
    assert "there is no photographer called" in shown(answer.text)
    assert "Nobody whose name has" in shown(get(rooms, "/-/agencies?q=zzz").text)


@pytest.mark.parametrize("role", ROLES.values(), ids=ROLES)
@pytest.mark.parametrize("page", ["0", "x", "9" * 30, "٣"])
def test_a_page_number_that_is_none_does_no_harm(rooms: Datasette, role: people.Role, page: str) -> None:
    assert get(rooms, f"/-/{role.many}", params={"page": page}).status_code == 200


@pytest.mark.parametrize("role", ROLES.values(), ids=ROLES)
def test_hostile_names_stay_text(hostile: Callable[[str], Datasette], role: people.Role) -> None:
    for path in (f"/-/{role.many}", f"/-/{role.one}"):
        html = get(hostile(EVIL), path, params={"name": EVIL + " again", "q": EVIL}).text
        assert "<script>alert" not in html
        assert "<img" not in html
        assert "<svg onload" not in html

"""The archive's pages inside Datasette: what they show, what they escape, and that they leave other databases alone."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from datasette.app import Datasette

from newsarchive.archive.schema import TABLES
from newsarchive.browse import HIDDEN, SETTINGS
from newsarchive.browse.library import Library, TooSlowError
from newsarchive.browse.pages import PAGES

from .conftest import PAGE_PATHS


def get(datasette: Datasette, path: str, **options: Any) -> Any:
    return asyncio.run(_get(datasette, path, **options))


async def _get(datasette: Datasette, path: str, **options: Any) -> Any:
    await datasette.invoke_startup()
    return await datasette.client.get(path, **options)


def shown(html: str) -> str:
    """The text of a page, without markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


PATHS = [*PAGE_PATHS, "/-/capture/999", "/-/article/12/changes?from=2&to=1&view=side"]


@pytest.mark.parametrize("path", PATHS)
def test_no_page_runs_any_script_but_ours_or_loads_anything_from_elsewhere(datasette: Datasette, path: str) -> None:
    answer = get(datasette, path)
    assert "default-src 'none'; script-src 'self'; style-src 'self';" in answer.headers["content-security-policy"]
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert re.findall(r"<script(?! defer src=\"/-/static-plugins/newsarchive/)", answer.text) == []
    assert re.findall(r"<[^>]+ (?:style|on\w+)=", answer.text) == []
    assert re.findall(r'(?:src|srcset|poster)="(?!/-/)', answer.text) == []
    assert re.findall(r'<link[^>]+href="(?!/)', answer.text) == []


@pytest.mark.parametrize("path", PATHS)
def test_every_page_says_its_language_and_has_one_main_heading(datasette: Datasette, path: str) -> None:
    html = get(datasette, path).text
    assert html.startswith('<!DOCTYPE html>\n<html lang="en">')
    assert html.count("<h1") == 1
    assert html.count("<main") == 1
    assert 'href="#content"' in html


def test_the_style_sheet_is_there(datasette: Datasette) -> None:
    href = re.search(r'<link rel="stylesheet" href="([^"]+)"', get(datasette, "/").text)
    assert href
    assert get(datasette, href[1]).status_code == 200


def test_the_home_page_shows_numbers_and_the_newest_stories(datasette: Datasette) -> None:
    text = shown(get(datasette, "/").text)
    assert "12 stories" in " ".join(text.split()) or "stories 12" in text
    assert "Night market to return in May" in text


def test_a_search_is_ranked_and_marks_what_it_found(datasette: Datasette) -> None:
    html = get(datasette, "/?q=lighthouse").text
    assert "says last keeper of Bramble Point" in html
    assert "<mark>lighthouse</mark>" in html
    assert "1 story" in shown(html)


def test_a_search_is_narrowed_by_source_author_date_and_order(datasette: Datasette) -> None:
    assert "12 stories" in shown(get(datasette, "/?source=courier").text)
    assert "1 story" in shown(get(datasette, "/?author=Hanne+Veldt").text)
    assert "0 stories" in shown(get(datasette, "/?q=lighthouse&until=1999").text)
    assert get(datasette, "/?q=sea&sort=newest").status_code == 200


@pytest.mark.parametrize("query", ['"', "AND", "*", "NEAR(", "headline:", "(((", "-", "\x00", "💥", "a" * 30_000])
def test_a_search_that_cannot_be_meant_is_explained_not_failed(datasette: Datasette, query: str) -> None:
    answer = get(datasette, "/", params={"q": query})
    assert answer.status_code in {200, 400}
    assert ('role="alert"' in answer.text) == (answer.status_code == 400)
    assert "Traceback" not in answer.text


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999999999999", "٣"])
def test_a_page_number_that_is_none_does_no_harm(datasette: Datasette, page: str) -> None:
    assert get(datasette, "/", params={"q": "sea", "page": page}).status_code == 200


def story(datasette: Datasette, words: str) -> str:
    """Path of the story that a search finds first."""
    found = re.search(r'href="(/-/article/\d+)', get(datasette, "/", params={"q": words}).text)
    assert found
    return found[1]


def test_a_story_reads_as_on_its_page_with_caption_and_credit_apart(datasette: Datasette) -> None:
    html = get(datasette, story(datasette, "lighthouse")).text
    assert (
        "Retired keeper Anselm Rooke looks out from the gallery of the Bramble Point light last autumn.</span>" in html
    )
    assert '<bdi lang="en">Photo:</bdi> <a href="/-/photographer?name=Corin%20Vashti">Corin Vashti</a></span>' in html
    assert "<h2>A vote in spring</h2>" in html
    assert "No publication date on the page" in html
    assert "MOST VIEWED" in html


def test_a_story_says_its_language(datasette: Datasette) -> None:
    html = get(datasette, story(datasette, "carillon")).text
    assert '<article lang="fr" dir="ltr">' in html


def test_the_search_that_led_to_a_story_is_marked_in_it(datasette: Datasette) -> None:
    html = get(datasette, story(datasette, "lighthouse") + "?q=lighthouse").text
    assert "<mark>lighthouse</mark>" in html
    assert 'href="/?q=lighthouse"' in html


def test_an_older_version_reads_as_it_was(datasette: Datasette) -> None:
    path = story(datasette, "noodles wok")
    assert "Night market to return in May" in shown(get(datasette, path).text)
    html = get(datasette, path + "?revision=1").text
    assert "Council votes to reopen night market" in shown(html)
    assert "Version 1 of 2" in shown(html)
    assert get(datasette, path + "?revision=7").status_code == 404


def test_changes_are_shown_word_by_word(datasette: Datasette) -> None:
    html = get(datasette, story(datasette, "noodles wok") + "/changes").text
    assert "by <del>19 </del><ins>17 </ins>to <del>14 </del><ins>15 </ins>to lift a ban" in html
    assert "<p>What it costs</p>" in html


def test_the_newest_changes_are_listed(datasette: Datasette) -> None:
    text = shown(get(datasette, "/-/edits").text)
    assert "Tempête Oriane : le courant rétabli" in text
    assert "headline, body" in text


@pytest.mark.parametrize("path", ["/-/article/999", "/-/article/999/changes"])
def test_a_story_that_is_not_there_is_a_page_that_says_so(datasette: Datasette, path: str) -> None:
    answer = get(datasette, path)
    assert answer.status_code == 404
    assert "there is no article 999" in answer.text


EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'><svg onload=alert(3)>{{7*7}}\x1b[2J"


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/?q=rain",
        "/-/article/1",
        "/-/article/1?q=rain",
        "/-/article/1?revision=1",
        "/-/article/1/changes",
        "/-/article/1/changes?view=side",
        "/-/edits",
        "/-/authors",
        "/-/photographers",
        "/-/agencies",
        "/?credited=yes",
        "/-/sources",
        "/-/most-viewed",
        "/hostile/articles",
        "/hostile/articles/1",
        "/hostile/changed_headlines",
    ],
)
def test_hostile_text_stays_text(hostile: Callable[[str], Datasette], path: str) -> None:
    html = get(hostile(EVIL), path).text
    assert "<script>alert" not in html
    assert "<img" not in html
    assert "<svg onload" not in html
    assert 'href="javascript:' not in html
    assert "49" not in re.findall(r"&gt;(\d+)", html)


def test_hostile_searches_stay_text(datasette: Datasette) -> None:
    filters = ("section", "language", "photographer", "agency", "credited")
    for field in ("q", "source", "author", "since", "until", "sort", "page", *filters):
        html = get(datasette, "/", params={field: EVIL}).text
        assert "<script>alert" not in html
        assert "<img" not in html


def test_tables_and_columns_say_what_they_mean(datasette: Datasette) -> None:
    html = get(datasette, "/courier/articles").text
    assert "One story: its identity" in html
    assert TABLES["articles"].columns["first_seen"] in html


def test_shadow_tables_and_inner_tables_are_hidden(datasette: Datasette) -> None:
    tables = get(datasette, "/courier.json").json()["tables"]
    hidden = {table["name"] for table in tables if table["hidden"]}
    assert set(HIDDEN) <= hidden
    assert {table["name"] for table in tables if "fts" in table["name"]} <= hidden
    assert "articles" not in hidden


def test_cells_lead_to_stories_and_long_texts_are_cut(datasette: Datasette) -> None:
    assert "newsarchive-more" in get(datasette, "/courier/article_text").text
    assert '<a href="/-/article/1">Puffins return' in get(datasette, "/courier/article_urls").text
    articles = get(datasette, "/courier/articles").text
    assert '<a href="/-/article/1">Puffins return' in articles
    assert "noreferrer" in articles


def test_the_archive_cannot_be_written_through_datasette(datasette: Datasette) -> None:
    answer = get(datasette, "/courier.json", params={"sql": "delete from articles"})
    assert answer.status_code == 400


PARTS = {"id": "1", "form": "csv"}
"""Part of a path → a value it may have."""


def test_pages_obey_datasette_s_permissions(archive_file: Path) -> None:
    closed = Datasette([str(archive_file)], settings=SETTINGS, metadata={"allow": {"id": "root"}})
    for pattern in PAGES:
        path = re.sub(r"\(\?P<(\w+)>[^)]*\)", lambda part: PARTS[part[1]], pattern.strip("^$")).replace("\\", "")
        assert get(closed, path).status_code == 403


def test_another_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as connection:
        connection.execute("create table articles (id integer primary key, url text)")
        connection.execute("insert into articles values (1, 'https://x.example/')")
    other = Datasette([str(path)])
    assert "Search the archive" not in get(other, "/").text
    assert get(other, "/-/article/1").status_code == 404
    assert "noreferrer" not in get(other, "/other/articles").text


def test_a_question_that_takes_too_long_is_given_up_in_words(archive_file: Path) -> None:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    library = Library(archive_file)
    with pytest.raises(TooSlowError, match="narrow it"):
        asyncio.run(library.ask(lambda archive: archive.connection.value(endless), seconds=0.05))
    assert asyncio.run(library.ask(len)) == 12


def test_the_numbers_of_stories_in_views_lead_to_them(datasette: Datasette) -> None:
    assert '<a href="/-/article/1">Puffins return' in get(datasette, "/courier/article_full").text
    for view in ("article_authors_flat", "photo_credits", "edits", "most_viewed_history"):
        assert re.search(
            r'<td class="col-article_id[^"]*"><a href="/-/article/\d+">\d+</a>', get(datasette, f"/courier/{view}").text
        )


def test_views_and_their_columns_say_what_they_mean(datasette: Datasette) -> None:
    html = get(datasette, "/courier/edits").text
    assert "A real change of a story after it was first seen" in html
    assert TABLES["edits"].columns["headline_before"] in html


def test_names_in_tables_and_answers_lead_to_their_pages(datasette: Datasette) -> None:
    assert (
        '<a href="/-/author?name=Hanne+Veldt">Hanne Veldt</a>' in get(datasette, "/courier/article_authors_flat").text
    )
    assert '<a href="/-/photographer?name=Corin+Vashti">' in get(datasette, "/courier/photo_credits").text
    assert '<a href="/-/source?name=courier">courier</a>' in get(datasette, "/courier/stories_per_day").text
    assert '<a href="/-/author?name=' in get(datasette, "/courier/who_covers?words=the").text


def test_the_page_of_all_tables_counts_only_as_far_as_is_quick(
    datasette: Datasette, monkeypatch: pytest.MonkeyPatch
) -> None:
    def counts() -> dict[str, int | None]:
        return {table["name"]: table["count"] for table in get(datasette, "/courier.json").json()["tables"]}

    assert (counts()["articles"], counts()["sources"]) == (12, 1)
    monkeypatch.setattr("newsarchive.browse.counting.MOST", 11)
    assert (counts()["articles"], counts()["sources"]) == (None, 1)
    assert "Many rows" in get(datasette, "/courier").text


@pytest.mark.parametrize("path", ["/courier", "/courier/articles", "/courier/articles/1", "/-/settings"])
def test_datasette_s_own_pages_load_nothing_from_elsewhere_either(datasette: Datasette, path: str) -> None:
    policy = get(datasette, path).headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "http" not in policy

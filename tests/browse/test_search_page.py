"""The search page: filters with counts that combine, the timeline, and the results in other forms."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from html import unescape
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from datasette.app import Datasette

from .conftest import PAGE_PATHS
from .test_browse import EVIL, get, shown

ATOM = "{http://www.w3.org/2005/Atom}"


def total(html: str) -> int:
    found = re.search(r'role="status">([\d,]+) stor', html)
    assert found, shown(html)[:400]
    return int(found[1].replace(",", ""))


def choices(html: str, title: str) -> dict[str, tuple[int, str]]:
    """Value → count and address, of a filter on the page."""
    part = re.search(rf"<h2>{title}</h2>(.*?)</section>", html, re.DOTALL)
    assert part, title
    found = re.findall(r'<a href="([^"]+)"[^>]*><bdi>(.*?)</bdi>.*?class="n">([\d,]+)<', part[1])
    return {unescape(words): (int(count), unescape(address)) for address, words, count in found}


@pytest.mark.parametrize("title", ["Source", "Section", "Author", "Language", "Photo credit", "Photographer", "Agency"])
def test_each_value_of_a_filter_leads_to_as_many_stories_as_it_says(datasette: Datasette, title: str) -> None:
    values = choices(get(datasette, "/").text, title)
    assert values
    for count, address in values.values():
        assert total(get(datasette, f"/{address}").text) == count


def test_filters_combine_and_each_can_be_taken_back(datasette: Datasette) -> None:
    html = get(datasette, "/?language=fr&credited=yes&section=Culture").text
    assert total(html) == 1
    chips = re.findall(r'<li><a href="([^"]+)"[^>]*><span>([^<]+)</span>', html)
    assert [name for _, name in chips] == ["section", "language", "photo credit"]
    for address, name in chips:
        fewer = get(datasette, "/" + unescape(address)).text
        assert total(fewer) >= 1
        assert f"<span>{name}</span>" not in fewer


def test_two_values_of_a_filter_are_alternatives(datasette: Datasette) -> None:
    sport = total(get(datasette, "/?section=Sport").text)
    both = total(get(datasette, "/?section=Sport&section=City").text)
    assert both == sport + total(get(datasette, "/?section=City").text)
    others = choices(get(datasette, "/?section=Sport").text, "Section")
    assert len(others) > 3, "what else could be chosen is shown"


def test_a_whole_name_is_that_author_and_part_of_one_anybody_with_it(datasette: Datasette) -> None:
    assert total(get(datasette, "/?author=Hanne+Veldt").text) == 1
    assert total(get(datasette, "/?author=veldt").text) == 1
    assert total(get(datasette, "/?author=Hanne+Ardvik").text) == 0


def test_the_timeline_leads_to_its_days_and_stands_as_a_table_too(datasette: Datasette) -> None:
    html = get(datasette, "/").text
    bars = re.findall(r'<a href="([^"]+)" tabindex="-1"[^>]*><title>[^:]+: (\d+)</title>', html)
    rows = re.findall(r'<tr><th scope="row"><a href="([^"]+)"[^>]*>[^<]+</a></th><td>(\d+)</td>', html)
    assert len(bars) > 3
    assert rows == [(address, count) for address, count in bars if count != "0"]
    for address, count in rows:
        assert total(get(datasette, "/" + unescape(address)).text) == int(count)


def test_a_bad_query_keeps_what_was_asked_and_says_what_to_do(datasette: Datasette) -> None:
    answer = get(datasette, "/", params={"q": "NOT", "source": "courier"})
    assert answer.status_code == 400
    assert 'role="alert">NOT needs a word behind it' in answer.text
    assert '<input type="hidden" name="source" value="courier">' in answer.text


def test_an_unknown_source_is_told_with_one_like_it(datasette: Datasette) -> None:
    assert "did you mean courier?" in unescape(get(datasette, "/?source=courir").text)


@pytest.mark.parametrize("path", PAGE_PATHS)
def test_a_page_has_less_than_100_kb(datasette: Datasette, path: str) -> None:
    assert len(get(datasette, path).content) < 100_000


def test_results_come_as_json_page_by_page(datasette: Datasette) -> None:
    first = get(datasette, "/-/search.json?size=5").json()
    assert (first["total"], len(first["hits"])) == (12, 5)
    seen, following = [hit["id"] for hit in first["hits"]], first["next"]
    while following:
        answer = get(datasette, following.removeprefix("http://localhost"))
        assert answer.headers["content-type"].startswith("application/json")
        seen += [hit["id"] for hit in answer.json()["hits"]]
        following = answer.json()["next"]
    assert sorted(seen) == list(range(1, 13))


def test_results_come_as_json_lines_and_csv_with_the_same_hits(datasette: Datasette) -> None:
    lines = [json.loads(line) for line in get(datasette, "/-/search.jsonl?q=sea+OR+light*").text.splitlines()]
    rows = list(csv.DictReader(io.StringIO(get(datasette, "/-/search.csv?q=sea+OR+light*").text)))
    assert [row["headline"] for row in rows] == [line["headline"] for line in lines]
    assert [row["page"] for row in rows] == [line["page"] for line in lines]
    assert get(datasette, rows[0]["page"].removeprefix("http://localhost")).status_code == 200


@pytest.mark.parametrize("form", ["csv", "json", "jsonl", "atom"])
def test_a_query_that_cannot_be_meant_is_told_in_every_form(datasette: Datasette, form: str) -> None:
    answer = get(datasette, f"/-/search.{form}", params={"q": "NOT"})
    assert (answer.status_code, answer.headers["content-type"]) == (400, "text/plain; charset=utf-8")


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\r=1", "＝1"])
def test_no_cell_of_the_csv_is_a_formula(hostile: Callable[[str], Datasette], start: str) -> None:
    text = get(hostile(start + "|cmd"), "/-/search.csv?q=rain").text
    (row,) = csv.DictReader(io.StringIO(text, newline=""))
    for cell in row.values():
        assert not cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "＝")), cell


def feed(datasette: Datasette, path: str) -> ET.Element:
    answer = get(datasette, path)
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    return ET.fromstring(answer.text)


def test_a_search_can_be_subscribed(datasette: Datasette) -> None:
    html = get(datasette, "/?q=sea+OR+light*").text
    link = re.search(r'<link rel="alternate" type="application/atom\+xml"[^>]+href="([^"]+)"', html)
    assert link
    root = feed(datasette, unescape(link[1]))
    entries = root.findall(f"{ATOM}entry")
    assert [root.findtext(f"{ATOM}{name}") is not None for name in ("id", "title", "updated")] == [True] * 3
    assert len(entries) == 2
    for entry in entries:
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", entry.findtext(f"{ATOM}updated") or "")
        assert entry.findtext(f"{ATOM}author/{ATOM}name")
        assert get(datasette, (entry.findtext(f"{ATOM}id") or "").removeprefix("http://localhost")).status_code == 200


def test_a_feed_of_hostile_text_is_sound_xml(hostile: Callable[[str], Datasette]) -> None:
    root = feed(hostile(EVIL + "\x00\x08\ufffe]]>"), "/-/search.atom?q=rain")
    (entry,) = root.findall(f"{ATOM}entry")
    assert "<script>alert(1)</script>" in (entry.findtext(f"{ATOM}title") or "")


@pytest.mark.parametrize("form", ["csv", "json", "jsonl", "atom"])
def test_no_form_of_the_results_can_be_opened_as_a_page(hostile: Callable[[str], Datasette], form: str) -> None:
    answer: Any = get(hostile(EVIL), f"/-/search.{form}?q=rain")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "html" not in answer.headers["content-type"]

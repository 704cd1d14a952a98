"""Recipes override the generic extraction, field by field, and only where they match."""

from pathlib import Path

import pytest

from newsarchive import extract
from newsarchive.bulk import Job, extracted
from newsarchive.cli import cli
from newsarchive.exceptions import RecipeError
from newsarchive.extraction.overrides import OVERRIDES
from newsarchive.recipes import FIELDS, for_url, load, load_folder

PAGE = """<html lang="en"><head><title>Harbour Herald</title></head><body>
<div class="top">Harbour Herald</div><h1>Tide tables</h1><h2 class="real">Ferry returns after nine years</h2>
<p class="who">By Ines Calder, Port Reporter</p>
<span class="when" data-at="2026-03-04T09:30:00+01:00">on Wednesday</span>
<div class="promo">Subscribe now and never miss a sailing again, dear reader of the Herald.</div>
<div class="txt"><p>The ferry to Lesser Quay sailed again on Wednesday, nine years after the last one.</p>
<p class="promo">Read also: How to moor a boat</p>
<p>Forty passengers were aboard, and a dog that had waited at the pier since early morning.</p></div>
<ul class="topics"><li>Ferries</li><li>Ports</li></ul></body></html>"""

RECIPE = """
hosts = ["herald.example"]
remove = [".promo"]
[fields]
headline = ["h2.missing", "h2.real"]
byline = ".who"
published = "span.when::attr(data-at)"
body = "//div[@class='txt']"
tags = ".topics li"
kicker = ".no-such-thing"
"""


@pytest.fixture
def recipe(tmp_path: Path):
    path = tmp_path / "herald.toml"
    path.write_text(RECIPE, encoding="utf-8")
    return load(path)


def test_what_a_recipe_matches_outranks_what_was_found(recipe):
    article = extract(PAGE, "https://herald.example/a", recipe=recipe)
    assert article.headline == "Ferry returns after nine years"
    assert [author.name for author in article.authors] == ["Ines Calder"]
    assert article.published is not None
    assert article.published.isoformat() == "2026-03-04T09:30:00+01:00"
    assert article.tags == ["Ferries", "Ports"]
    assert [block.text[:9] for block in article.blocks] == ["The ferry", "Forty pas"]
    assert article.provenance["headline"] == "recipe herald"


def test_a_selector_that_matches_nothing_leaves_the_generic_answer(recipe):
    article = extract(PAGE, "https://herald.example/a", recipe=recipe)
    assert article.kicker == extract(PAGE, "https://herald.example/a").kicker
    assert "kicker" not in {name for name, source in article.provenance.items() if source.startswith("recipe")}


def test_every_field_a_recipe_may_have_can_be_put_into_an_article():
    assert set(OVERRIDES) == set(FIELDS)


def test_a_folder_of_recipes_is_looked_up_by_host(tmp_path):
    (tmp_path / "herald.toml").write_text(RECIPE, encoding="utf-8")
    recipes = load_folder(tmp_path)
    assert for_url(recipes, "https://HERALD.example/a").name == "herald"
    assert for_url(recipes, "https://www.herald.example/a") is None
    assert for_url(recipes, None) is None
    assert load_folder(tmp_path / "absent") == {}


def test_two_recipes_for_one_host_are_refused(tmp_path):
    for name in ("a.toml", "b.toml"):
        (tmp_path / name).write_text(RECIPE, encoding="utf-8")
    with pytest.raises(RecipeError, match=r"herald\.example"):
        load_folder(tmp_path)


@pytest.mark.parametrize(
    "text,complaint",
    [
        ("hosts = [", "Expected a recipe in TOML"),
        ("[fields]\nheadline = 'h1'", "which hosts"),
        ("hosts = ['a']\nfield = 1", "unknown keys field"),
        ("hosts = ['a']\n[fields]\nheadlines = 'h1'", "unknown fields headlines"),
        ("hosts = ['a']\n[fields]\nheadline = 'h1['", "neither a CSS selector nor an XPath"),
        ("hosts = ['a']\n[fields]\nheadline = '//h1['", "neither a CSS selector nor an XPath"),
        ("hosts = ['a']\n[fields]\nheadline = 3", "must be a selector"),
        ("hosts = ['a']\nfields = 3", "must be a table"),
    ],
)
def test_a_wrong_recipe_is_refused_with_file_and_reason(tmp_path, text, complaint):
    path = tmp_path / "wrong.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RecipeError, match=complaint) as refusal:
        load(path)
    assert "wrong.toml" in str(refusal.value)


def test_a_recipe_that_is_not_there_is_told_once(tmp_path):
    with pytest.raises(
        RecipeError, match=r"^The recipe \S+none.toml cannot be read: No such file or directory\. Check"
    ):
        load(tmp_path / "none.toml")


def run(arguments: list[str], capsys) -> tuple[int, str]:
    with pytest.raises(SystemExit) as end:
        cli.main(arguments)
    return int(end.value.code or 0), capsys.readouterr().out


def test_check_tells_which_selectors_match_nothing(tmp_path, capsys):
    (tmp_path / "herald.toml").write_text(RECIPE, encoding="utf-8")
    (tmp_path / "page.html").write_text(PAGE, encoding="utf-8")
    code, out = run(["recipe", "check", str(tmp_path / "herald.toml"), str(tmp_path / "page.html")], capsys)
    assert code == 1
    assert "no match" in out
    assert "0 of 1 pages" in out


def test_check_compares_with_what_is_expected(tmp_path, capsys):
    (tmp_path / "herald.toml").write_text(RECIPE.replace('kicker = ".no-such-thing"', ""), encoding="utf-8")
    (tmp_path / "page.html").write_text(PAGE, encoding="utf-8")
    expected = tmp_path / "page.json"
    expected.write_text('{"headline": "Ferry returns after nine years"}', encoding="utf-8")
    arguments = ["recipe", "check", str(tmp_path / "herald.toml"), str(tmp_path)]
    assert run(arguments, capsys)[0] == 0
    expected.write_text('{"headline": "Another"}', encoding="utf-8")
    code, out = run(arguments, capsys)
    assert code == 1
    assert "differs" in out


def test_workers_read_a_page_with_the_recipe_of_its_host(tmp_path):
    (tmp_path / "herald.toml").write_text(RECIPE, encoding="utf-8")
    jobs = [Job(mark=host, body=PAGE.encode(), url=f"https://{host}/a") for host in ("herald.example", "other.example")]
    read = dict(extracted(jobs, workers=1, recipes=tmp_path))
    assert read["herald.example"].headline == "Ferry returns after nine years"
    assert read["other.example"].headline != "Ferry returns after nine years"

"""The documents: those written from the code are up to date, links lead somewhere, examples run."""

from __future__ import annotations

import importlib.util
import re
import sqlite3
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

from newsarchive.archive import Archive
from newsarchive.cli import CATALOGUE
from newsarchive.sources import load_sources

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"


def _generate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


generate = _generate()


@pytest.mark.parametrize("name", generate.DOCUMENTS)
def test_what_is_written_from_the_code_is_up_to_date(name: str) -> None:
    assert generate.current(name) == generate.written(name), f"docs/{name} is not up to date: run `make docs`"


@pytest.mark.parametrize("name", [name for section in CATALOGUE.values() for name in section])
def test_every_command_is_in_the_reference(name: str) -> None:
    assert f"### newsarchive {name}\n" in generate.current("cli.md")


@pytest.mark.parametrize("document", sorted(DOCS.glob("*.md")), ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    links = re.findall(r"\]\(((?!https?:)[^)#\s]+)", text)
    assert [link for link in links if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("document", sorted(DOCS.glob("*.md")), ids=lambda path: path.name)
def test_every_document_is_in_the_index(document: Path) -> None:
    assert f"({document.name})" in (DOCS / "index.md").read_text(encoding="utf-8") or document.name == "index.md"


def examples(document: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", (DOCS / document).read_text(encoding="utf-8"), re.M | re.S)


@pytest.mark.parametrize("sql", examples("querying.md", "sql"))
def test_the_sql_examples_run(sql: str, tmp_path: Path) -> None:
    Archive(tmp_path / "news.db", create=True).close()
    with sqlite3.connect(f"file:{tmp_path / 'news.db'}?mode=ro", uri=True) as archive:
        archive.execute(sql).fetchall()


def test_the_example_of_a_sources_file_is_one(tmp_path: Path) -> None:
    (example,) = examples("sources.md", "toml")
    (tmp_path / "sources.toml").write_text(example)
    (source,) = load_sources(tmp_path / "sources.toml").values()
    assert source.name in tomllib.loads(example)["sources"]


def test_the_changelog_has_the_form_of_keep_a_changelog() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.findall(r"^## (.*)", text, re.M)[0].startswith("[")
    assert set(re.findall(r"^### (.*)", text, re.M)) <= {
        "Added",
        "Changed",
        "Deprecated",
        "Removed",
        "Fixed",
        "Security",
    }

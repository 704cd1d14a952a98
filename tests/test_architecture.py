"""Who may know whom, as docs/architecture.md says: imports point inwards."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = {
    "newsarchive": ROOT / "newsarchive",
    "newsarchive.spiders": ROOT / "spiders",
    "newsarchive.pipelines": ROOT / "pipelines",
}

ALLOWED: dict[str, set[str]] = {
    "exceptions": set(),
    "items": set(),
    "urls": {"exceptions"},
    "zones": set(),
    "datewords": set(),
    "dates": {"items", "zones", "datewords"},
    "similarity": {"items"},
    "sample_site": set(),
    "health": set(),
    "polling": set(),
    "story_paths": set(),
    "opml": {"exceptions", "discover"},
    "hours": set(),
    "sources": {"exceptions", "hours", "items", "polling", "urls"},
    "recipes": {"exceptions", "items", "urls"},
    "discover": {"exceptions", "items", "urls", "extraction"},
    "survey": {"exceptions", "items", "discover", "sources", "story_paths"},
    "report": set(),
    "logs": {"exceptions", "report"},
    "metrics": {"exceptions", "health", "archive", "report"},
    "directives": {"items"},
    "screening": {"items", "directives", "extraction", "archive"},
    "workers": {"exceptions", "items", "extraction", "recipes"},
    "captures": {"exceptions", "items", "urls"},
    "extraction": {"exceptions", "items", "urls", "dates", "datewords", "zones", "recipes"},
    "archive": {"exceptions", "items", "urls", "captures", "similarity", "health", "directives", "polling"},
    "alerts": {"archive"},
    "bulk": {"exceptions", "items", "extraction", "workers"},
    "ingest": {
        "exceptions",
        "items",
        "urls",
        "sources",
        "captures",
        "archive",
        "bulk",
        "reextract",
        "directives",
        "screening",
    },
    "reextract": {"exceptions", "items", "captures", "extraction", "archive", "bulk", "joining"},
    "export_warc": {"exceptions", "items", "captures", "archive"},
    "exporting": {"exceptions", "items", "archive"},
    "browse": {"exceptions", "items", "urls", "captures", "archive", "exporting", "health"},
    "settings": {"exceptions", "sources"},
    "addon": {"items", "settings"},
    "joining": {"items"},
    "crawling": {"exceptions", "settings", "report", "survey"},
    "spiders": {
        "exceptions",
        "items",
        "urls",
        "discover",
        "polling",
        "sources",
        "survey",
        "settings",
        "report",
        "addon",
        "story_paths",
    },
    "pipelines": {
        "addon",
        "joining",
        "alerts",
        "exceptions",
        "items",
        "urls",
        "captures",
        "extraction",
        "archive",
        "sources",
        "settings",
        "report",
        "recipes",
        "workers",
        "reextract",
        "directives",
        "screening",
    },
}
"""Room → the other rooms of the package it may import. The command line may import every room."""

SQL_ROOMS = {"archive", "browse"}
"""Who speaks SQL: the archive, and the browser's ready-made questions."""


def modules() -> Iterator[tuple[str, Path]]:
    """Dotted name and file of every module of the package."""
    for package, folder in FOLDERS.items():
        for file in sorted(folder.rglob("*.py")):
            parts = file.relative_to(folder).with_suffix("").parts
            yield ".".join([package, *(part for part in parts if part != "__init__")]), file


MODULES = dict(modules())


def room(module: str) -> str:
    """The room a module belongs to: the first name after the package's.

    The package itself and ``__main__`` belong to the command line: they only name others.
    """
    parts = module.split(".")
    return parts[1] if len(parts) > 1 and parts[1] != "__main__" else "cli"


def imports(module: str, file: Path) -> Iterator[str]:
    """Dotted names of what a module imports, also inside functions; imports for type checking count too."""
    is_package = file.name == "__init__.py"
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = module.split(".")[: len(module.split(".")) - node.level + is_package] if node.level else []
            stem = ".".join([*base, *([node.module] if node.module else [])])
            yield from (
                f"{stem}.{alias.name}" if f"{stem}.{alias.name}" in MODULES or stem == "newsarchive" else stem
                for alias in node.names
            )


@pytest.mark.parametrize("module", [name for name in MODULES if room(name) != "cli"])
def test_imports_point_inwards(module: str) -> None:
    here = room(module)
    assert here in ALLOWED, f"{here} is a new room: say in ALLOWED, and in docs/architecture.md, what it may know"
    reached = {
        room(name)
        for name in imports(module, MODULES[module])
        if name.startswith("newsarchive.") and name.split(".")[1] not in {"__version__", here}
    }
    assert reached <= ALLOWED[here]


@pytest.mark.parametrize("module", MODULES)
def test_only_what_crawls_and_the_command_line_know_scrapy(module: str) -> None:
    if room(module) not in {"spiders", "pipelines", "settings", "addon", "crawling", "cli"}:
        assert not any(name.split(".")[0] in {"scrapy", "twisted"} for name in imports(module, MODULES[module]))


@pytest.mark.parametrize("module", MODULES)
def test_only_the_archive_and_the_browser_speak_sql(module: str) -> None:
    if room(module) in SQL_ROOMS or module == "newsarchive.cli.errors":  # the error boundary names sqlite3's errors
        return
    assert not any(name.split(".")[0] in {"sqlite3", "sqlite_utils"} for name in imports(module, MODULES[module]))


def test_siblings_of_spiders_and_pipelines_are_imported_relatively() -> None:
    absolute = [
        (module, name)
        for module, file in MODULES.items()
        for name in imports(module, file)
        if name.split(".")[0] in {"spiders", "pipelines"}
    ]
    assert absolute == []


def test_the_document_of_the_architecture_names_every_room() -> None:
    told = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rooms = {room(module) for module in MODULES}
    assert {name for name in rooms if name not in told} == set()

"""`newsarchive recipe check`: does a recipe still fit the site's pages?"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from ..exceptions import NewsarchiveError, RecipeError
from .workspace import Workspace, pass_workspace

SHOWN = 60
"""Characters of a value that are shown."""


@dataclass(kw_only=True, slots=True)
class Verdict:
    """What a recipe gave on one page."""

    page: Path
    rows: list[tuple[str, str, str, str]] = field(default_factory=list)
    """Field, state, generic value, recipe's value."""

    @property
    def failed(self) -> bool:
        """Whether any field is not as it should be."""
        return any(state in ("no match", "differs") for _, state, _, _ in self.rows)


@click.group()
def recipe() -> None:
    """Check what is declared for a site that resists against its saved pages.

    \b
    newsarchive recipe check recipes/example.toml saved-pages/
    """


@recipe.command(epilog="Exits with 1 where a selector matches nothing or a value differs from what is expected.")
@click.argument("recipe_file", metavar="RECIPE.toml", type=click.Path(path_type=Path))
@click.argument("pages", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@pass_workspace
def check(workspace: Workspace, recipe_file: Path, pages: tuple[Path, ...]) -> None:
    """Try a recipe against saved pages, field by field, beside what is found without it.

    PAGES are .html or .html.gz files, or folders of them. A file article.json beside a page (or NAME.json for
    NAME.html) holds expected values by field, as `newsarchive extract` prints them; the fields it has are compared.

    \b
    newsarchive recipe check recipes/example.toml saved-pages/
    """
    from ..recipes import load  # noqa: PLC0415 - lxml only when a recipe is read

    read = load(recipe_file)
    verdicts = [_verdict(read, page) for page in _files(pages)]
    if not verdicts:
        raise RecipeError(f"expected saved pages (*.html, *.html.gz) in {', '.join(map(str, pages))}; there are none")
    for verdict in verdicts:
        _show(workspace, verdict)
    failed = sum(verdict.failed for verdict in verdicts)
    workspace.out.print(f"{len(verdicts) - failed} of {len(verdicts)} pages as they should be")
    if failed:
        raise click.exceptions.Exit(1)


def _files(pages: tuple[Path, ...]) -> Iterator[Path]:
    for path in pages:
        yield from sorted([*path.rglob("*.html"), *path.rglob("*.html.gz")]) if path.is_dir() else [path]


def _verdict(read: Any, page: Path) -> Verdict:
    from .. import extract  # noqa: PLC0415 - as above

    body = gzip.decompress(page.read_bytes()) if page.suffix == ".gz" else page.read_bytes()
    expected = _expected(page)
    url = expected.get("url") or f"https://{read.hosts[0]}/"
    try:
        generic = extract(body, url)
        article = extract(body, url, recipe=read)
    except NewsarchiveError as error:
        raise RecipeError(f"{page}: {error}") from error
    before, after = generic.to_dict(), article.to_dict()
    verdict = Verdict(page=page)
    for name in sorted(set(read.fields) | (set(expected) & set(after)) - {"url"}):
        key = {"published": "date_published", "modified": "date_modified"}.get(name, name)
        matched = name not in read.fields or article.provenance.get(name, "").startswith("recipe ")
        if not matched:
            state = "no match"
        elif key in expected and expected[key] != after[key]:
            state = "differs"
        else:
            state = "expected" if key in expected else "same" if before[key] == after[key] else "overrides"
        wanted = expected[key] if state == "differs" else before[key]
        verdict.rows.append((name, state, _brief(wanted), _brief(after[key])))
    return verdict


def _expected(page: Path) -> dict[str, Any]:
    own = page.with_name(page.name.removesuffix(".gz").removesuffix(".html") + ".json")
    path = own if own.exists() else page.with_name("article.json")
    if not path.exists():
        return {}
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise RecipeError(f"expected an article as JSON in {path}: {error}") from error
    if not isinstance(found, dict):
        raise RecipeError(f"expected an article as a JSON object in {path}")
    return found


def _brief(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False) if value else "–"
    text = " ".join(text.split())
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def _show(workspace: Workspace, verdict: Verdict) -> None:
    from rich.table import Table  # noqa: PLC0415 - `--help` does without

    table = Table(
        "field", "", "without the recipe, or expected", "with the recipe", title=str(verdict.page), title_justify="left"
    )
    for name, state, before, after in verdict.rows:
        table.add_row(name, state, before, after, style="red" if state in ("no match", "differs") else None)
    workspace.out.print(table)


COMMANDS = (recipe,)

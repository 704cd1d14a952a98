"""What is special about single sites, declared as data.

The generic extraction is the default; a recipe overrides it field by field, for a site that resists. One TOML file:

    hosts = ["news.example", "www.news.example"]   # subdomains are not included unless named
    remove = [".ad", "//aside[@id='promo']"]       # taken out of the page before anything else looks

    [fields]                                       # CSS selectors, or XPath where they begin with / or (
    headline = "h1.story-title"
    byline = ".credits > .name"
    published = "time.pub::attr(datetime)"         # ::attr(NAME) reads an attribute
    body = [".story-text", ".story-extra"]         # elements whose blocks are the story

A field may have a list of selectors: the first that matches wins (for body, tags and authors: all of them). Where none
matches, the generic answer stays. ``newsarchive recipe check`` tries a recipe against saved pages.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cssselect import HTMLTranslator, SelectorError
from lxml import etree

from ..exceptions import RecipeError

FIELDS = {
    "headline": "Headline.",
    "kicker": "Short line above the headline.",
    "dek": "Standfirst.",
    "byline": "Byline as printed; authors are read from it.",
    "authors": "One element an author; every match counts.",
    "dateline": "Place that opens the first paragraph.",
    "published": "Time of publication.",
    "modified": "Time of the last change.",
    "section": "Section of the site.",
    "tags": "One element a tag; every match counts.",
    "body": "Elements whose blocks are the story; every match counts.",
}
"""Field of the article that a recipe can override → what its selectors point to."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Selector:
    """A compiled way to find elements and read them."""

    text: str
    """As written in the recipe."""
    xpath: str
    """The same as XPath."""
    attribute: str | None = None
    """Attribute to read; None for the text."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Recipe:
    """Selectors by field for the hosts of one site. Plain values only, so that it travels to worker processes."""

    name: str
    """File name without its ending."""
    hosts: tuple[str, ...]
    """Host names it is for, lower case."""
    fields: dict[str, tuple[Selector, ...]] = field(default_factory=dict)
    """Field → selectors, in order of preference."""
    remove: tuple[Selector, ...] = ()
    """Elements to take out of the page first."""


def load(path: Path) -> Recipe:
    """Read one recipe file; raises RecipeError that names the file and what is wrong in it."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise RecipeError(f"The recipe {path} cannot be read: {error.strerror}. Check its path and rights.") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RecipeError(f"Expected a recipe in TOML at {path}: {error}.") from error
    if unknown := set(content) - {"hosts", "remove", "fields"}:
        raise RecipeError(f"{path} has unknown keys {_listed(unknown)}; a recipe has hosts, remove and [fields].")
    hosts = content.get("hosts")
    if not isinstance(hosts, list) or not hosts or not all(isinstance(host, str) for host in hosts):
        raise RecipeError(f'{path} must say which hosts it is for: hosts = ["www.example.org"].')
    fields = content.get("fields", {})
    if not isinstance(fields, dict):
        raise RecipeError(f"{path}: fields must be a table: [fields].")
    if unknown := set(fields) - set(FIELDS):
        raise RecipeError(f"{path} has unknown fields {_listed(unknown)}; known are {_listed(FIELDS)}.")
    return Recipe(
        name=path.stem,
        hosts=tuple(host.strip().lower() for host in hosts),
        fields={name: _selectors(value, f"{path}: {name}") for name, value in fields.items()},
        remove=_selectors(content.get("remove", []), f"{path}: remove"),
    )


def load_folder(folder: Path) -> dict[str, Recipe]:
    """Host → recipe for every ``*.toml`` in `folder`; an absent folder has none. Two for one host are an error."""
    recipes: dict[str, Recipe] = {}
    for path in sorted(folder.glob("*.toml")) if folder.is_dir() else []:
        recipe = load(path)
        for host in recipe.hosts:
            if host in recipes:
                raise RecipeError(f"{path} and {recipes[host].name}.toml are both for {host}; keep one.")
            recipes[host] = recipe
    return recipes


def for_url(recipes: dict[str, Recipe], url: str | None) -> Recipe | None:
    """The recipe for a page's address."""
    try:
        host = urlsplit(url or "").hostname
    except ValueError:
        return None
    return recipes.get(host or "")


def _selectors(value: Any, where: str) -> tuple[Selector, ...]:
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, list) or not all(isinstance(text, str) and text.strip() for text in texts):
        raise RecipeError(f"{where} must be a selector or a list of selectors.")
    return tuple(_selector(text.strip(), where) for text in texts)


def _selector(text: str, where: str) -> Selector:
    expression, _, rest = text.partition("::attr(")
    attribute = rest.removesuffix(")").strip() or None
    try:
        if expression.startswith(("/", "(", ".//", "./")):
            xpath = expression
        else:
            xpath = HTMLTranslator().css_to_xpath(expression)
        etree.XPath(xpath)
    except (SelectorError, etree.XPathError) as error:
        raise RecipeError(f"{where}: {text!r} is neither a CSS selector nor an XPath: {error}.") from error
    return Selector(text=text, xpath=xpath, attribute=attribute)


def _listed(names: Any) -> str:
    return ", ".join(sorted(names))

"""A story that a page shows only once its scripts have run, drawn from the state that those scripts draw it from.

An empty page that carries its story as data ("single-page application") is drawn here much as its script would draw
it: headline, dek, byline, date and text are put into the page as plain markup, and the page is read again. So captions
are told from paragraphs and credits from captions there as everywhere else.

The story must be this page's: its object has the title that the page states for itself. Where a page states no title,
its longest text is taken, and nothing else.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from ..items import Article, Timestamp
from .script_state import states
from .spelling import letters
from .structured import clean

if TYPE_CHECKING:
    from .document import Document

__all__ = ["is_shell", "state_as_source", "story_markup"]

MAX_VALUES = 50_000
"""Values of a page's state that are looked at."""
NEXT_TO_NOTHING = 75
"""Characters of story below which a page shows none."""
SHORTEST = 40
"""Characters from which a text is taken for a paragraph."""
SHORTEST_STORY = 300
"""Characters from which a text is taken for a story."""
LEVELS = 6
"""Objects outwards from a text among which the one that has its title is looked for."""
DEPTH = 4
"""Elements of rich text within one another: a list, its item, a paragraph, a link."""
SHORTEST_TITLE = 8
"""Letters by which a title is recognised; half in scripts that need fewer."""

_SHOWN = frozenset({"visible", "markup", "time-element"})
_TEXT_KEYS = ("content", "text", "html", "body", "value", "paragraph", "bodyText", "articleBody")
_KIND_KEYS = ("type", "_type", "nodeType", "kind", "style")
_INNER_KEYS = ("children", "content", "data", "attrs", "fields")
"""Where an element of rich text keeps the texts it is made of."""
_HEADING = re.compile(r"^(?:h[2-6]|head(?:er|ing|line)(?:[-_ ]?\w+)?|subtitle|sub-?head\w*)$", re.I)
_PICTURE = re.compile(r"^(?:\w*[-_])?(?:image|photo|picture|img)\w*$", re.I)
_TITLE = re.compile(r"^(?:\w*title|head(?:line|ing)?s?|hed|name|subject)$", re.I)
_DEK = re.compile(r"^(?:sub_?(?:title|head(?:line)?|deck)|deck?|stand_?first|strap_?line)$", re.I)
_AUTHORS = re.compile(r"^(?:authors?|by_?lines?|writers?|reporters?|contributors?)$", re.I)
_NAME = re.compile(r"^(?:\w*name|byline|label|text)$", re.I)
_PUBLISHED = re.compile(
    r"^(?:(?:first|date|display|original|initial)_?)?publi(?:sh|cat)\w*$|^(?:deploy|release|issue)\w*(?:dt|date|at|time)$"
    r"|^reg(?:ist\w*)?_?(?:dt|date)$",
    re.I,
)
_MODIFIED = re.compile(r"^(?:(?:last|date)_?)?(?:updat|modif)\w*$", re.I)
_MARKUP = re.compile(r"<(?:p|br|div)\b", re.I)
_TAG = re.compile(r"<[^<>]{0,2000}>")
_BREAKS = re.compile(r"<br\s*/?>|\n+", re.I)


class _Text(NamedTuple):
    """A long text in the state."""

    markup: str
    size: int
    """Characters of it that a reader would see."""
    owners: tuple[dict[str, Any], ...]
    """Objects it stands in, innermost first."""


def is_shell(document: Document) -> bool:
    """Whether a page shows next to nothing of a story."""
    return sum(len(unit.text) for unit in document.story) < NEXT_TO_NOTHING


def state_as_source(article: Article) -> None:
    """Name the state as what gave each field that was found in a page drawn from it."""
    for name, source in article.provenance.items():
        if source in _SHOWN:
            article.provenance[name] = "page-state"
    for name in ("published", "modified"):
        stamp: Timestamp | None = getattr(article, name)
        if stamp is not None and stamp.source in _SHOWN:
            setattr(article, name, replace(stamp, source="page-state"))


def story_markup(document: Document) -> str | None:
    """Markup of the page's story as its state tells it; None where it tells none."""
    titles = [t for t in _stated_titles(document) if len(t) >= (SHORTEST_TITLE if t.isascii() else SHORTEST_TITLE / 2)]
    longest: _Text | None = None
    about: dict[str, Any] = {}
    for state in states(document.structured.script_elements):
        for text in _texts(state):
            if text.size < SHORTEST_STORY or (longest is not None and text.size <= longest.size):
                continue
            owner = next((o for o in text.owners if _title(o, titles)), None) if titles else {}
            if owner is not None:
                longest, about = text, owner
    return _drawn(longest.markup, about, titles) if longest is not None else None


def _stated_titles(document: Document) -> list[str]:
    """What the page calls itself, in letters alone."""
    said = document.structured
    texts = (said.first_meta("og:title"), said.first_meta("twitter:title"), said.title, said.text("headline"))
    return [letters(text) for text in texts if text]


def _title(owner: dict[str, Any], titles: list[str]) -> str | None:
    """The title of an object, if it is this page's: alike, or the page's without what is said of the site."""
    for key, value in owner.items():
        if isinstance(value, str) and 0 < len(value) <= 400 and _TITLE.match(key):
            plain = letters(clean(value) or "")
            if any(plain and (plain == title or (len(plain) > len(title) / 2 and plain in title)) for title in titles):
                return clean(value) or ""
    return None


# ---- texts


def _texts(state: Any) -> Iterator[_Text]:
    """Texts of each list of elements, and each long markup value."""
    stack: list[tuple[Any, tuple[dict[str, Any], ...]]] = [(state, ())]
    seen: set[int] = set()
    while stack and len(seen) < MAX_VALUES:
        value, owners = stack.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        if isinstance(value, dict):
            around = (value, *owners[: LEVELS - 1])
            stack.extend((held, around) for held in value.values() if held)
        elif isinstance(value, list):
            run = [piece for element in value if isinstance(element, dict) for piece in _pieces(element)]
            if len(run) > 1:
                markup = "".join(run)
                yield _Text(markup, _size(markup), owners)
            stack.extend((held, owners) for held in value if isinstance(held, (dict, list, str)))
        elif isinstance(value, str) and len(value) > 5 * SHORTEST and _MARKUP.search(value):
            yield _Text(value, _size(value), owners)


def _size(markup: str) -> int:
    return len(_TAG.sub("", markup))


def _pieces(element: dict[str, Any]) -> Iterator[str]:
    """Markup of one element of a list: a paragraph, or a heading or picture where it says so."""
    kinds = [kind for key in _KIND_KEYS if isinstance(kind := element.get(key), str)]
    if any(map(_PICTURE.match, kinds)):
        yield from _figure(element)
        return
    text = _text(element)
    if not text.strip() or text.startswith(("http", "{", "/")):
        return
    if any(map(_HEADING.match, kinds)):
        yield f"<h2>{text}</h2>"
    elif len(text) >= SHORTEST and " " in text:
        yield text if _MARKUP.match(text.lstrip()) else "".join(f"<p>{part}</p>" for part in text.split("\n\n"))


def _text(element: dict[str, Any], depth: int = 0) -> str:
    """Text of an element of rich text: its own, or that of the elements within it."""
    for key in _TEXT_KEYS:
        if isinstance(text := element.get(key), str):
            return text
    for key in _INNER_KEYS if depth < DEPTH else ():
        inner = element.get(key)
        parts = inner if isinstance(inner, list) else [inner]
        if text := "".join(_text(part, depth + 1) for part in parts if isinstance(part, dict)):
            return text
    return ""


def _figure(element: dict[str, Any]) -> Iterator[str]:
    """A picture with what is printed below it."""
    inner = next((held for key in _INNER_KEYS if isinstance(held := element.get(key), dict)), {})
    said = {key: value for key, value in {**inner, **element}.items() if isinstance(value, str)}
    if address := said.get("url") or said.get("src"):
        lines = [said.get("caption"), said.get("credit") or said.get("copyright")]
        printed = "".join(f"<p>{line}</p>" for line in lines if line)
        yield f'<figure><img src="{html.escape(address)}"><figcaption>{printed}</figcaption></figure>'


# ---- drawing


def _drawn(text: str, about: dict[str, Any], titles: list[str]) -> str:
    """The story as markup, with what its object says of it."""
    title = _title(about, titles)
    lines = [f"<h1>{html.escape(title)}</h1>"] if title else []
    for key, value in about.items():
        if isinstance(value, str) and _DEK.match(key) and 0 < len(value) <= 1_000:
            deks = [(clean(line) or "") for line in _BREAKS.split(value)]
            lines.append(f'<div class="dek">{"".join(f"<p>{html.escape(dek)}</p>" for dek in deks if dek)}</div>')
    if names := _names(about):
        lines.append(f'<p class="byline" rel="author">{html.escape(", ".join(names))}</p>')
    for name, pattern in (("published", _PUBLISHED), ("modified", _MODIFIED)):
        stated = (value for key, value in about.items() if pattern.match(key))
        if value := next((value for value in stated if isinstance(value, str) and value[:2].isdigit()), None):
            lines.append(f'<time class="{name}" datetime="{html.escape(value)}"></time>')
    return f'<article><header>{"".join(lines)}</header><div class="article-body">{text}</div></article>'


def _names(about: dict[str, Any]) -> list[str]:
    """Names of the authors that an object states: texts, or objects that have a name."""
    for key, value in about.items():
        if _AUTHORS.match(key) and value:
            people = value if isinstance(value, list) else [value]
            named = [
                person if isinstance(person, str) else next(_named(person), "") if isinstance(person, dict) else ""
                for person in people[:20]
            ]
            if names := [(clean(name) or "") for name in named if name and len(name) < 100]:
                return names
    return []


def _named(person: dict[str, Any]) -> Iterator[str]:
    for key in ("name", "fullName", "displayName"):
        if isinstance(person.get(key), str) and person[key].strip():
            yield person[key]
    yield from (v for k, v in person.items() if _NAME.match(k) and isinstance(v, str) and v.strip())

"""What the page says of itself for machines: JSON-LD in its many dialects, microdata and meta tags; read once.

The statements stay what they are: this module finds the article node of *this* page among those of others, mends broken
JSON and cleans text, but does not choose between two statements. The field modules do that.

Input is hostile: cyclic references, nesting 100,000 deep and scripts of megabytes are bounded here, never an error.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice
from typing import Any, TypeAlias
from urllib.parse import unquote, urlsplit

from lxml import etree

from .spelling import letters

Element: TypeAlias = etree._Element
Node: TypeAlias = dict[str, Any]

MAX_SCRIPT = 2_000_000
"""Characters of JSON-LD read per page; the largest on 443 real news pages has 0.3 million."""
MAX_NODES = 20_000
"""JSON-LD objects kept per page; a live blog of 1,000 entries has some 5,000."""
MAX_SCOPE_DEPTH = 60
"""Ancestors among which a property's item is looked for: pages nested deeper are hostile."""
MAX_STORIES = 50
"""Article nodes taken to describe the page; real pages have up to four."""
MAX_MICRODATA = 3_000
"""Elements with itemprop read per page."""

_GALLERY = {
    "imagegallery",
    "mediagallery",
    "videoobject",
    "audioobject",
    "podcastepisode",
    "recipe",
    "report",
    "review",
}
_GALLERY |= {"criticreview", "reviewnewsarticle", "video", "howto", "claimreview"}
_PAGE = {"webpage", "itempage", "newsmediapage", "creativework", "medicalwebpage", "qapage", "event"}
_TRANSPARENT = {"@graph", "mainEntity", "mainEntityOfPage", "@list", "@set", "item"}
"""Keys behind which a node is still about this page; behind any other it belongs to something the page mentions."""

_META_NAMES = ("property", "name", "itemprop", "http-equiv")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,2000}>")
_INVISIBLE = "\u200b\u200e\u200f\u2060\ufeff"
"""Marks that set no space and are none, but stand where one does."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_OPENING_MARKS = ("<!--", "<![CDATA[", "//<![CDATA[", "// <![CDATA[", "/*<![CDATA[*/", "/* <![CDATA[ */")
_CLOSING_MARKS = ("-->", "]]>", "//]]>", "// ]]>", "/*]]>*/", "/* ]]> */", "//-->")
_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")
_MISSING_COMMA = re.compile(r'(?<=[}\]"])\s+(?=["{])')
_BAD_ESCAPE = re.compile(r'\\(?!["\\/bfnrtu])')
_PLAIN_PAIR = re.compile(
    r'"(headline|name|datePublished|dateModified|articleSection|alternativeHeadline|@type|inLanguage)"\s*:\s*("(?:[^"\\\n]|\\.)*")'
)


def clean(text: object) -> str | None:
    """Readable text of a machine-readable value: entities and tags resolved, white space collapsed; None if empty.

    >>> clean("Smith &amp;amp; Sons <b>win</b> ")
    'Smith & Sons win'
    >>> clean(["not text"]) is None
    True
    """
    return _cleaned(text[:20_000]) if isinstance(text, str) else None


@lru_cache(maxsize=128)
def _cleaned(text: str) -> str | None:
    for _ in range(2):  # content management systems escape twice at most
        if "&" in text:
            text = html.unescape(text)
    if "<" in text:
        text = _TAG.sub(" ", text) if re.search(r"<(?:p|br|div|li)\b", text, re.I) else _TAG.sub("", text)
    if not text.isascii():
        for mark in _INVISIBLE:
            text = text.replace(mark, " ")
    return " ".join(text.split()) or None


@dataclass(slots=True, frozen=True)
class _Found:
    """A JSON-LD object and whether it stands for the page itself or inside something else."""

    node: Node
    embedded: bool


_HEADS = ("meta", "script", "link", "title", "time", "base")
"""Elements that are read, gathered in one pass over the page."""


class Structured:
    """Machine-readable statements of one page."""

    def __init__(self, root: Element, url: str | None, *, microdata: bool = True) -> None:
        # `microdata`: whether the page has any to look for, which takes a while.
        self._root = root
        self._url = url
        self._has_microdata = microdata
        self._heads: dict[str, list[Element]] = {tag: [] for tag in _HEADS}
        for element in root.iter(*self._heads):
            self._heads[element.tag].append(element)

    @cached_property
    def meta(self) -> dict[str, list[str]]:
        """Meta tags: lower-case name, property or itemprop → contents, in page order."""
        found: dict[str, list[str]] = {}
        for tag in self._heads["meta"]:
            content = (tag.get("content") or tag.get("value") or "").strip()
            if not content:
                continue
            for name in dict.fromkeys([name.strip().lower() for name in map(tag.get, _META_NAMES) if name]):
                if name:
                    found.setdefault(name, []).append(content)
        return found

    def first_meta(self, *names: str) -> str | None:
        """Cleaned content of the first of these meta tags that the page has."""
        for name in names:
            for value in self.meta.get(name, ()):
                if text := clean(value):
                    return text
        return None

    @cached_property
    def links(self) -> dict[str, list[str]]:
        """Link elements: each word of rel, lower-case → href, in page order."""
        found: dict[str, list[str]] = {}
        for tag in self._heads["link"]:
            if href := (tag.get("href") or "").strip():
                for rel in (tag.get("rel") or "").lower().split():
                    found.setdefault(rel, []).append(href)
        return found

    @property
    def times(self) -> list[Element]:
        """The page's <time> elements, in order."""
        return self._heads["time"]

    @property
    def bases(self) -> list[Element]:
        """The page's <base> elements, in order."""
        return self._heads["base"]

    @property
    def script_elements(self) -> list[Element]:
        """The page's <script> elements, in order."""
        return self._heads["script"]

    @property
    def scripts(self) -> Iterator[str]:
        """Texts of the page's inline scripts other than JSON-LD."""
        for script in self._heads["script"]:
            if script.text and "ld+json" not in (script.get("type") or "").lower():
                yield script.text

    @cached_property
    def title(self) -> str | None:
        """Text of the page's title element (not of a drawing's)."""
        for tag in self._heads["title"]:
            parent = tag.getparent()
            if parent is None or parent.tag in ("head", "html", "body"):
                return clean(tag.text)
        return None

    @cached_property
    def nodes(self) -> list[Node]:
        """Every JSON-LD object of the page, graphs flattened, outer before inner."""
        return [found.node for found in self._found]

    @cached_property
    def _found(self) -> list[_Found]:
        found: list[_Found] = []
        budget = MAX_SCRIPT
        for script in self._heads["script"]:
            if "ld+json" not in (script.get("type") or "").lower():
                continue
            text = script.text or ""
            budget -= len(text)
            if budget < 0:
                break
            for value in read_json(text):
                found.extend(_objects(value, MAX_NODES - len(found)))
        return found

    @cached_property
    def _by_id(self) -> dict[str, Node]:
        index: dict[str, Node] = {}
        for node in self.nodes:
            key = node.get("@id")
            if isinstance(key, str) and len(node) > len(index.get(key, ())):
                index[key] = node
        return index

    def resolve(self, value: Any) -> Any:
        """The object an ``{"@id": …}`` reference stands for; anything else as it is."""
        if isinstance(value, dict) and isinstance(value.get("@id"), str) and len(value) <= 2:
            return self._by_id.get(value["@id"], value)
        return value

    @cached_property
    def articles(self) -> list[Node]:
        """JSON-LD nodes that describe this page's story, best first; those of other stories left out."""
        scored = []
        for order, found in enumerate(self._found):
            tier = _tier(found.node)
            if tier is None:
                continue
            here = self._stands_here(found.node)
            if here is False or (found.embedded and not here):
                continue
            scored.append((tier - 2 * bool(here) + (1 if len(found.node) < 4 else 0), order, found.node))
        scored.sort(key=lambda entry: entry[:2])
        return [node for _, _, node in scored[:MAX_STORIES]]

    def _stands_here(self, node: Node) -> bool | None:
        """Whether the node is about this page: True or False where its address says so, None where it says nothing."""
        verdict: bool | None = None
        for key in ("mainEntityOfPage", "url", "@id"):
            value = node.get(key)
            if isinstance(value, dict):
                value = value.get("@id") or value.get("url")
            if isinstance(value, str) and value.strip():
                path = _path(value)
                if path in self._paths:
                    return True
                if len(path) > 1 and key != "@id":
                    verdict = verdict if self._titled(node) else False
        return verdict

    def _titled(self, node: Node) -> bool:
        """Whether the node's headline begins the page's own title."""
        headline, title = clean(node.get("headline") or node.get("name")), self.first_meta("og:title") or self.title
        if not headline or not title:
            return not title
        short, long = sorted((letters(headline), letters(title)), key=len)
        return bool(short) and short in long

    @cached_property
    def _paths(self) -> set[str]:
        urls = [self._url, *self.links.get("canonical", ()), *self.meta.get("og:url", ())]
        return {_path(url) for url in urls if url} - {"", "/"}

    def values(self, *keys: str) -> Iterator[Any]:
        """Values of these keys over the page's article nodes, best node first, references resolved, arrays opened."""
        for node in self.articles:
            for key in keys:
                if key in node:
                    yield from self._opened(node[key], 0)

    def _opened(self, value: Any, depth: int) -> Iterator[Any]:
        if isinstance(value, list) and depth < 4:
            for item in value[:200]:
                yield from self._opened(item, depth + 1)
        elif isinstance(value, dict) and "@list" in value and depth < 4:
            yield from self._opened(value["@list"], depth + 1)
        elif value is not None and value != "":
            yield self.resolve(value)

    def text(self, *keys: str) -> str | None:
        """First cleaned text among these keys of the page's article nodes."""
        for value in self.values(*keys):
            plain = value.get("@value") or value.get("name") if isinstance(value, dict) else value
            if text := clean(plain):
                return text
        return None

    @cached_property
    def types(self) -> set[str]:
        """Schema.org types of the page's article nodes, lower-case."""
        return {kind for node in self.articles for kind in kinds(node)}

    @cached_property
    def microdata(self) -> dict[str, list[Element]]:
        """Elements with itemprop that speak of this page's story: property → elements, in page order."""
        found: dict[str, list[Element]] = {}
        scopes: dict[Element, bool] = {}
        for element in _ITEMPROPS(self._root)[:MAX_MICRODATA] if self._has_microdata else ():
            scope = _scope(element)
            if scope is not None:
                if scope not in scopes:
                    scopes[scope] = _is_story_scope(scope)
                if not scopes[scope]:
                    continue
            for name in (element.get("itemprop") or "").split():
                found.setdefault(name, []).append(element)
        return _main_scope_only(found)


def kinds(node: Node) -> list[str]:
    """Schema.org types of a node, lower-case, without prefix.

    >>> kinds({"@type": ["http://schema.org/NewsArticle", "schema:Article"]})
    ['newsarticle', 'article']
    """
    value = node.get("@type") or node.get("type")
    names = value if isinstance(value, list) else [value]
    return [_bare(name) for name in names if isinstance(name, str)]


@lru_cache(maxsize=512)
def _bare(name: str) -> str:
    """A type's name, lower-case, without prefix."""
    return re.split(r"[/:#]", name)[-1].strip().lower()


def _tier(node: Node) -> int | None:
    """How well the node's type fits a news story: 0 best; None where it is something else."""
    tiers = [_TIERS.get(kind, 0 if kind.endswith(("article", "posting", "blogpost")) else None) for kind in kinds(node)]
    return min((tier for tier in tiers if tier is not None), default=None)


_TIERS = dict.fromkeys(_GALLERY, 1) | dict.fromkeys(_PAGE, 3) | {"jobposting": None, "discussionforumposting": 1}


_DECODER = json.JSONDecoder(strict=False)


def read_json(text: str) -> list[Any]:
    """Values in a JSON-LD script, mended where it is broken; an empty list where nothing can be read.

    >>> read_json('<!-- {"a": [1, 2,],} -->')
    [{'a': [1, 2]}]
    >>> read_json('{"a": 1};{"b": 2}')
    [{'a': 1}, {'b': 2}]
    """
    try:
        return [_DECODER.decode(text)]
    except (ValueError, RecursionError):
        pass
    for mend in (_unwrapped, _mended):
        text = mend(text)
        if values := _concatenated(text):
            return values
    return _salvaged(text)


def _unwrapped(text: str) -> str:
    """Text without comment or CDATA marks around it."""
    text = text.strip()
    for mark in sorted(_OPENING_MARKS, key=len, reverse=True):
        text = text.removeprefix(mark)
    for mark in sorted(_CLOSING_MARKS, key=len, reverse=True):
        text = text.removesuffix(mark).rstrip()
    return html.unescape(text) if text[:40].count("&quot;") else text


def _mended(text: str) -> str:
    """Text with the commonest faults of hand-made templates put right."""
    text = _CONTROL.sub(" ", text)
    text = _BAD_ESCAPE.sub(r"\\\\", text)
    text = _TRAILING_COMMA.sub("", text)
    return _MISSING_COMMA.sub(lambda gap: ",\n" if "\n" in gap[0] else gap[0], text)


def _concatenated(text: str) -> list[Any]:
    """JSON values written one after the other; an empty list where one of them is broken."""
    values: list[Any] = []
    at = 0
    try:
        while (at := _next_value(text, at)) < len(text):
            value, at = _DECODER.raw_decode(text, at)
            values.append(value)
    except (ValueError, RecursionError):
        # A whole object before the fault is still a statement.
        return [value for value in values if isinstance(value, (dict, list)) and value]
    return values


def _next_value(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\r\n;,\ufeff\u00a0":
        at += 1
    return at


def _salvaged(text: str) -> list[Any]:
    """Plain pairs of an unreadable object, only where it names each key once (else they may be another node's)."""
    pairs: dict[str, Any] = {}
    for match in _PLAIN_PAIR.finditer(text[:200_000]):
        key = match[1]
        if key in ("name", "@type"):
            pairs.setdefault(key, None)
            if key == "@type" and pairs[key] is None:
                pairs[key] = match[2].strip('"')
            continue
        if key in pairs:
            return []
        try:
            pairs[key] = json.loads(match[2], strict=False)
        except ValueError:
            continue
    pairs.pop("name", None)
    return [pairs] if "headline" in pairs else []


def _objects(value: Any, limit: int) -> list[_Found]:
    """Every object within a JSON value, outer before inner, `limit` at most."""
    found: list[_Found] = []
    stack = [(value, False)]
    while stack and len(found) < limit:
        item, embedded = stack.pop()
        if isinstance(item, list):
            stack.extend((entry, embedded) for entry in reversed(item) if isinstance(entry, (dict, list)))
        elif isinstance(item, dict):
            node = {_key(key): entry for key, entry in item.items()} if ":" in "".join(item) else item
            found.append(_Found(node, embedded))
            stack.extend(
                (entry, embedded or key not in _TRANSPARENT)
                for key, entry in reversed(node.items())
                if isinstance(entry, (dict, list))
            )
    return found


def _key(key: str) -> str:
    """Property name without vocabulary prefix."""
    return re.split(r"[/:]", key)[-1] if ":" in key else key


def _path(url: str) -> str:
    """What identifies a page within a site: host and scheme aside, so that http, www and mobile addresses agree.

    >>> _path("https://www.example.org/news/a-story/#main")
    '/news/a-story'
    """
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    path = unquote(parts.path).rstrip("/") or "/"
    return path + "?" + parts.query if path == "/" and parts.query else path


# Asked for the attributes, libxml2 finds the elements ten times faster than asked for the elements that have one.
_ITEMPROPS = etree.XPath("//@itemprop/parent::*[not(self::meta and ancestor::head)]")
_STORY_TYPE = re.compile(r"(?:article|posting|webpage|report|review|recipe|creativework|newsmediapage)$", re.I)
_OTHERS = {
    "hasPart",
    "relatedLink",
    "mentions",
    "itemListElement",
    "isPartOf",
    "comment",
    "review",
    "blogPost",
    "liveBlogUpdate",
}


def _scope(element: Element) -> Element | None:
    """Element whose item this property describes."""
    for parent in islice(element.iterancestors(), MAX_SCOPE_DEPTH):
        if parent.get("itemscope") is not None or parent.get("itemtype"):
            return parent
    return None


def _is_story_scope(scope: Element) -> bool:
    kind = (scope.get("itemtype") or "").strip().rstrip("/")
    prop = set((scope.get("itemprop") or "").split())
    return bool(_STORY_TYPE.search(kind) or not kind) and not prop & _OTHERS


def _main_scope_only(found: dict[str, list[Element]]) -> dict[str, list[Element]]:
    """Properties of the one story the page tells, where cards of other stories are marked up as articles too."""
    by_scope: dict[Element | None, set[str]] = {}
    for name, elements in found.items():
        for element in elements:
            by_scope.setdefault(_scope(element), set()).add(name)
    stories = [
        scope for scope, names in by_scope.items() if scope is not None and names & {"headline", "articleBody", "name"}
    ]
    if len(stories) < 2:
        return found
    main = next((scope for scope in stories if "articleBody" in by_scope[scope]), None)
    main = main if main is not None else next((s for s in stories if s.find(".//h1") is not None), None)
    kept = {None, main} if main is not None else {None}
    return {name: mine for name, elements in found.items() if (mine := [e for e in elements if _scope(e) in kept])}

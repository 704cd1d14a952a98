"""Where a story goes on: its next page, or a view that has more of it on one page.

A link is believed only where its address says that it is the same story: `rel=next` leads to another story on nearly
all sites that use it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain
from urllib.parse import SplitResult, parse_qsl, urlsplit

from ..items import Article
from .blocks import Element, text_of
from .document import Document
from .structured import clean

MOST_PAGES = 50
"""Number of a page up to which an address is taken for a page of a story: beyond it stand years and story numbers."""

LONGEST_LABEL = 40
"""Characters of a link's words up to which they may say where in the story it leads: headlines are longer."""

_PAGE_PARAMETERS = frozenset(
    {"page", "pg", "pagenum", "pageno", "page_no", "pagenumber", "seite", "pagina", "sida", "side"}
)
_WHOLE_PARAMETERS = frozenset(
    {"singlepage", "single_page", "onepage", "fullpage", "viewall", "showall", "all", "print"}
)
_WHOLE_VALUES = frozenset({"all", "alle", "full", "single", "0"})
# WordPress calls a second story of the same name `name-2`, so a hyphen counts only before the ending of a file.
_PATH_MARKS = (
    re.compile(r"(?P<story>.+?)/(?:page|seite|pagina|p)?[/-]?(?P<number>\d{1,2})(?P<end>/?)"),
    re.compile(r"(?P<story>.+?)[-_,](?:page|seite|p)?-?(?P<number>\d{1,2})(?P<end>\.[a-z]{3,5})"),
)
_NEXT = frozenset(
    words
    for language in (
        "next|next page|next »|next ›|continue|›|»|→",
        "weiter|nächste seite|page suivante|suivant|siguiente|página siguiente|próxima página|próxima",
        "pagina successiva|avanti|volgende|volgende pagina|nästa|nästa sida|næste|neste|następna|sonraki sayfa",
        "следующая страница|далее|次へ|次のページ|次のページへ|下一页|下一頁|다음|다음 페이지|trang sau|หน้าถัดไป",
    )
    for words in language.split("|")
)
_WHOLE = re.compile(
    r"(?:view|read|show)?\s*(?:as |on |the )*(?:a |one |full |whole )*(?:single|one|all|full|whole)"
    r" ?(?:pages?|article|story|on one page)?"
    r"|auf einer seite(?: lesen)?|artikel auf einer seite|alles auf einer seite|sur une (?:seule )?page|tout afficher"
    r"|en una (?:sola )?página|ver todo|tutto in una pagina|op één pagina"
    r"|全文(?:表示|を読む|阅读|閱讀)?|1ページで表示|単一ページ",
    re.I,
)


def set_next_page(article: Article, document: Document) -> None:
    """Say where the story goes on, and whether the page is a further page itself."""
    if article.kind == "shell":
        article.fuller_page = _amp(document)
    if not article.is_article or not document.url or not urlsplit(document.url).path.strip("/"):
        return
    links = _links(document)
    if not links:
        return
    page, own = document.url, _own_number(links, document.url)
    onwards = (url for label, url in links if _leads_on(label, own + 1))
    article.next_page = next((url for url in onwards if page_number(url, page, own=own) == own + 1), None)
    article.truncated = article.truncated or article.next_page is not None
    if own > 1:
        firsts = (url for _, url in links if page_number(url, page, own=own) == 1)
        article.first_page = next(firsts, _first_address(page))
    elif article.next_page:
        article.fuller_page = next((url for label, url in links if _shows_all(label, url, page)), None)


def page_number(url: str, page: str, *, own: int = 1) -> int | None:
    """Which page an address is of the story whose page number ``own`` is at ``page``; None where it is none.

    >>> page_number("https://a.example/news/ferry?page=2", "https://a.example/news/ferry")
    2
    >>> page_number("https://a.example/news/ferry/3/", "https://a.example/news/ferry/2/", own=2)
    3
    >>> page_number("https://a.example/news/ferry_2.html", "https://a.example/news/ferry.html")
    2
    >>> page_number("https://a.example/news/ferry-2/", "https://a.example/news/ferry/") is None
    True
    """
    story = _split(page)[0] if own > 1 else _whole(page)
    if _whole(url) == story:
        return 1
    of, number = _split(url)
    return number if of == story else None


def _links(document: Document) -> list[tuple[str, str]]:
    """What each link of the page says (its ``rel``, where that says where it leads; else its words) and its address.

    A link with a fragment leads into a page, mostly to its comments."""
    (_, path, _), _ = _split(document.url or "")
    name = path.rpartition("/")[2].partition(".")[0]
    stated = document.structured.links
    labelled = [(f"rel={rel}", href) for rel in ("next", "prev") for href in stated.get(rel, ())]
    # A link that is never closed holds all texts below it: each once, or its text would be taken as often.
    for element in dict.fromkeys(chain.from_iterable(unit.anchors for unit in document.walk.units)):
        href = element.get("href") or ""
        # Nearly all links lead elsewhere, which is seen without taking them apart.
        if (name in href or href[:1] == "?") and "#" not in href and (label := _label(element)):
            labelled.append((label, href))
    return [(label, url) for label, href in labelled if (url := document.absolute(href))]


def _label(element: Element) -> str | None:
    rel = (element.get("rel") or "").lower().split()
    for stated in ("next", "prev"):
        if stated in rel:
            return f"rel={stated}"
    words = clean(text_of(element))
    return words.lower() if words and len(words) <= LONGEST_LABEL else None


def _leads_on(label: str, number: int) -> bool:
    return label in {"rel=next", str(number)} or label in _NEXT


def _shows_all(label: str, url: str, page: str) -> bool:
    return _without_view(url) == _whole(page) and _WHOLE.fullmatch(label) is not None


def _own_number(links: list[tuple[str, str]], page: str) -> int:
    """Number of the page itself: more than 1 only where it links back to the page before or to the first."""
    _, number = _split(page)
    if number is None or number < 2:
        return 1
    back = {"rel=prev": number - 1, str(number - 1): number - 1, "1": 1}
    linked = (page_number(url, page, own=number) == back[label] for label, url in links if label in back)
    return number if any(linked) else 1


def _amp(document: Document) -> str | None:
    """The AMP page of a page that is nothing without JavaScript."""
    return next(
        (url for href in document.structured.links.get("amphtml", ()) if (url := document.absolute(href))), None
    )


_Story = tuple[str, str, tuple[tuple[str, str], ...]]
"""Host, path and parameters of a story, without the mark of a page."""


@lru_cache(maxsize=64)  # each link of a page is compared with the page's own address
def _split(url: str) -> tuple[_Story, int | None]:
    """An address, told apart into the story and the number of its page."""
    parts = urlsplit(url)
    parameters = parse_qsl(parts.query)
    for name, value in parameters:
        if name.lower() in _PAGE_PARAMETERS and (number := _number(value)):
            return _story(parts, parts.path, [pair for pair in parameters if pair != (name, value)]), number
    for mark in _PATH_MARKS:
        if (found := mark.fullmatch(parts.path)) and (number := _number(found["number"])):
            return _story(parts, found["story"] + found["end"], parameters), number
    return _whole(url), None


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and 0 < int(text) <= MOST_PAGES else None


@lru_cache(maxsize=64)
def _whole(url: str) -> _Story:
    """An address as that of a story's first page."""
    parts = urlsplit(url)
    return _story(parts, parts.path, parse_qsl(parts.query))


def _without_view(url: str) -> _Story | str:
    """An address without the parameter that asks for the whole story; the address itself where there is none."""
    parts = urlsplit(url)
    parameters = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(name, value) for name, value in parameters if not _asks_for_all(name.lower(), value.lower())]
    return _story(parts, parts.path, kept) if len(kept) < len(parameters) else url


def _asks_for_all(name: str, value: str) -> bool:
    return name in _WHOLE_PARAMETERS or (name in _PAGE_PARAMETERS | {"view"} and value in _WHOLE_VALUES)


def _story(parts: SplitResult, path: str, parameters: list[tuple[str, str]]) -> _Story:
    host = (parts.hostname or "").removeprefix("www.")
    return host, path.rstrip("/"), tuple(sorted(parameters))


def _first_address(page: str) -> str:
    """Address of a story's first page, as that of a further page says it."""
    (_, path, parameters), _ = _split(page)
    query = "&".join(f"{name}={value}" for name, value in parameters)
    return urlsplit(page)._replace(path=path or "/", query=query).geturl()

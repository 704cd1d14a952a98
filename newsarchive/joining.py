"""A story told on several pages, put together. Decides which page is wanted next and what it adds; fetching and reading
are the callers': a crawl asks the site, `newsarchive.reextract.whole` the captures.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace

from .items import Article

MOST_PAGES = 20
"""Pages of one story that are joined at most."""

Reading = Article | None
"""What was read at an address; None where there was nothing to read."""


def completion(article: Article) -> Generator[str, Reading, Article]:
    """Yields an address whose article it wants to be sent, until it returns the whole story.

    The address of the article itself is wanted where the page is empty without JavaScript: as a browser shows it.
    Nothing is joined that does not bear the story's headline, and no paragraph twice: some sites answer with the first
    page whatever number they are asked for. What could not be joined leaves ``next_page`` set.

    >>> steps = completion(Article(headline="Rain", next_page="https://a.example/rain/2"))
    >>> next(steps)
    'https://a.example/rain/2'
    """
    views = [article.fuller_page, article.url if article.kind == "shell" else None]
    for url in filter(None, views):
        view = yield url
        if view and (article.kind == "shell" or _same_story(article, view)) and len(view.body) > len(article.body):
            return _from_view(article, view, url)
    while article.next_page and len(article.pages) < MOST_PAGES:
        further = yield article.next_page
        if further is None or not _same_story(article, further):
            break
        added = [block for block in further.blocks if block not in article.blocks]
        if not added:
            break
        article = replace(
            article,
            blocks=[*article.blocks, *added],
            images=[*article.images, *(image for image in further.images if image not in article.images)],
            pages=[*article.pages, article.next_page],
            next_page=further.next_page,
            truncated=further.truncated,
        )
    return article


def _same_story(article: Article, further: Article) -> bool:
    """Whether two pages bear one headline; a further page may number it ("Rain at last (2/3)")."""
    ours, theirs = _words(article.headline), _words(further.headline)
    return further.is_article and bool(ours) and theirs[: len(ours)] == ours


def _words(headline: str | None) -> list[str]:
    return (headline or "").casefold().split()


def _from_view(article: Article, view: Article, url: str) -> Article:
    """The story as a fuller view tells it, at the address and with the sidebar of its page."""
    if article.kind == "shell":
        return replace(view, url=article.url, pages=[url])
    return replace(
        article,
        blocks=view.blocks,
        images=view.images or article.images,
        pages=[url],
        next_page=None,
        truncated=view.truncated,
    )

"""Which archived story a fetched page tells. Pure, and cautious: better two articles than two stories in one.

A page's own address is believed without asking. Everything else only points to a story (a redirect, a canonical link,
the site's story number): it is believed where the two also read alike."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from .. import urls
from ..items import Article, Page
from .revisions import body_text, plain

Evidence = Literal["address", "redirect", "canonical", "story_id"]

_WORDS_EACH = 3
"""Length of the word runs that are compared: short enough to survive edits, long enough not to be common phrases."""
_ALIKE = 0.5
"""Share of the shorter body's word runs in the longer one. Edited stories keep most; two stories of one desk share
under a tenth."""
_ALIKE_WITH_HEADLINE = 0.2
"""The same, where the headlines agree in most words: a rewritten developing story."""
_HEADLINE_ALIKE = 0.6
"""Share of the words of two headlines in common."""
_LONG_WORDS = 12
"""Characters a word from which a text is taken for one without spaces: German and Finnish have about eight."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Addresses:
    """Under which keys a page may be known."""

    own: str
    """Key of the address that answered."""
    requested: str
    """Key of the address that was asked for."""
    canonical: str | None
    """Key of the address the page declares, where believable."""
    canonical_url: str | None
    """That address itself."""
    story: str | None
    """Host and story number of the address that answered."""
    dressed: bool
    """Whether the page is shown in another dress than its main one: AMP, mobile, for printing."""

    @property
    def names_other(self) -> bool:
        """Whether the page declares itself a copy of another address."""
        return self.canonical is not None and self.canonical != self.own

    @property
    def keys(self) -> dict[str, Evidence]:
        """Keys to look up, the strongest first."""
        found: dict[str, Evidence] = {self.own: "address"}
        found.setdefault(self.requested, "redirect")
        if self.canonical:
            found.setdefault(self.canonical, "canonical")
        return found


def addresses(page: Page, article: Article) -> Addresses:
    """The keys of a page and of what it says of itself."""
    own = urls.normalise(page.url)
    canonical_url = urls.believable_canonical(page.url, article.canonical_url)
    canonical = urls.normalise(canonical_url) if canonical_url else None
    return Addresses(
        own=own,
        requested=own if page.requested_url == page.url else urls.normalise(page.requested_url),
        canonical=canonical,
        canonical_url=canonical_url,
        story=story_key(page.url),
        dressed=urls.is_variant(page.url),
    )


def story_key(url: str) -> str | None:
    """Host and story number, where the address carries one.

    >>> story_key("https://www.example.com/rain-at-last-50123456.html")
    'example.com 50123456'
    """
    number = urls.story_id(url)
    return f"{urls.host(url)} {number}" if number else None


def reads_alike(one: Article, other: Article) -> bool:
    """Whether two articles tell one story in largely the same words.

    >>> from newsarchive.items import Block
    >>> def story(headline, text):
    ...     return Article(headline=headline, blocks=[Block(type="paragraph", text=text)])
    >>> rain = story("Rain at last", "It rained on Monday after six dry weeks.")
    >>> news = story("Rain at last for farmers", "It rained on Monday after six dry weeks, the office said.")
    >>> vote = story("Council votes", "The council voted on Monday to close the road.")
    >>> reads_alike(rain, news), reads_alike(rain, vote)
    (True, False)
    """
    body, other_body = body_text(one), body_text(other)
    headlines = _shared(set(_words(plain(one.headline))), set(_words(plain(other.headline))))
    if headlines == 1.0 and body == other_body:
        return True
    first, second = _runs(body), _runs(other_body)
    if not first or not second:
        return False
    share = len(first & second) / min(len(first), len(second))
    return share >= _ALIKE or (share >= _ALIKE_WITH_HEADLINE and headlines >= _HEADLINE_ALIKE)


def _words(text: str) -> Sequence[str]:
    """Words; letters where the script writes no spaces."""
    words = re.findall(r"\w+", text.casefold())
    return words if len(text) < _LONG_WORDS * len(words) else "".join(words)


def _runs(text: str) -> set[tuple[str, ...]]:
    words = _words(text)
    return set(zip(*(words[start:] for start in range(_WORDS_EACH)), strict=False))


def _shared(one: set[str], other: set[str]) -> float:
    union = one | other
    return len(one & other) / len(union) if union else 0.0

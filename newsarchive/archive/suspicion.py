"""When a page is held back rather than taken for a version of its story. Pure: two articles in, a reason out.

The rule. A page that was read as an article is held back where it

- shows no text, or less than a quarter of the words that are stored, of a story of 60 words or more;
- has no headline, where one is stored;
- has neither byline nor date of publication, where both are stored.

For a site builds its pages anew, and what is read from them is nothing or something else, far more often than a
newsroom takes three quarters of a story away. While a source is known to be redesigned, half of the words missing, or
one of the fields, is enough.

A newsroom's own cut is a revision at once where the page carries a note of correction that was not there before, and
where at least a quarter of the words is left. Any other is one when the page is found to say the same at least twenty
hours later while hardly another story of its source is held back: a redesign hits all stories, a retraction one. A page
without any text or headline is never taken by itself.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256

from ..items import Article
from .revisions import body_text, is_cut_short, plain

A_STORY = 60
"""Words from which a body counts as a story that can be lost; briefs of two sentences are rewritten whole."""
LEFT, LEFT_WHEN_WARY = 0.25, 0.5
"""Share of the words that must be left."""
PATIENCE = timedelta(hours=20)
"""How much later a page must say the same: the visit of the next day."""
OTHERS = 2
"""Other stories of the source that may be held back meanwhile."""


def suspicion(old: Article, new: Article, *, wary: bool = False) -> str | None:
    """Why a page is held back; None where it is taken as it is. ``wary``: its source is known to be redesigned.

    >>> from dataclasses import replace
    >>> from newsarchive.items import Block
    >>> def story(words): return Article(headline="Rain", blocks=[Block(type="paragraph", text="rain " * words)])
    >>> suspicion(story(400), story(0)), suspicion(story(400), story(99)), suspicion(story(400), story(100))
    ('no text, where the story has 400 words', '99 words, where the story has 400', None)
    >>> suspicion(story(400), replace(story(400), headline=None))
    'no headline, where the story has one'
    """
    if is_cut_short(old, new):
        return None  # a wall that says so: the fuller text is kept as it is
    return _words_lost(old, new, LEFT_WHEN_WARY if wary else LEFT) or _fields_lost(old, new, wary=wary)


def _words_lost(old: Article, new: Article, left: float) -> str | None:
    before, after = len(old.body.split()), len(new.body.split())
    if before < A_STORY or after >= left * before:
        return None
    if not after:
        return f"no text, where the story has {before} words"
    if _corrections(new) - _corrections(old) or (old.kind == new.kind == "liveblog"):
        return None  # a live blog shows its latest entries
    return f"{after} words, where the story has {before}"


def _corrections(article: Article) -> set[str]:
    return {plain(block.text) for block in article.blocks if block.type == "correction"}


def _fields_lost(old: Article, new: Article, *, wary: bool) -> str | None:
    if old.headline and not new.headline:
        return "no headline, where the story has one"
    stated = {"byline": (old.byline, new.byline), "date of publication": (old.published, new.published)}
    lost = [name for name, (before, after) in stated.items() if before and not after]
    return f"no {' and no '.join(lost)}, where the story has one" if len(lost) >= (1 if wary else 2) else None


def digest(article: Article) -> str:
    """What a page says, in a form to know it by.

    >>> digest(Article(headline="Rain")) == digest(Article(headline="Rain ", section="Local"))
    True
    """
    return sha256("\0".join((plain(article.headline), body_text(article))).encode("utf-8", "replace")).hexdigest()


def stands(article: Article, *, seen_before: datetime | None, now: datetime, others: int) -> bool:
    """Whether a page that was held back is a version of its story after all. ``seen_before``: when it first said the
    same; ``others``: other stories of its source that were held back of late."""
    says_something = bool(article.headline and article.body)
    return says_something and others <= OTHERS and seen_before is not None and now - seen_before >= PATIENCE

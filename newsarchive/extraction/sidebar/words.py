"""What the words of headings, labels and class names say of a block of links (``words.toml``)."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import cast

from ...items import SidebarKind
from ..patterns import ascii_part, grouped

__all__ = [
    "LONGEST_LABEL",
    "is_note",
    "is_service",
    "kind_of",
    "lead_in",
    "names_no_block",
    "says_paid",
    "says_paid_for",
    "without_more",
]

_WORDS: dict[str, dict[str, list[str]]] = tomllib.loads(files(__package__).joinpath("words.toml").read_text("utf-8"))


def _either(words: list[str], joint: str) -> str:
    return "|".join(words).replace(" ", joint)


_KINDS: list[tuple[SidebarKind, re.Pattern[str]]] = [
    (cast("SidebarKind", kind), re.compile(_either(words, r"[\s_-]*"))) for kind, words in _WORDS["kinds"].items()
]
"""Kind of block → words of its heading or class names in lower case, most telling kind first."""

_ALL_KINDS = "|".join(pattern.pattern for _, pattern in _KINDS)
_ANY_KIND, _ANY_KIND_ASCII = re.compile(grouped(_ALL_KINDS)), re.compile(ascii_part(_ALL_KINDS))
"""All of them, and those that texts of ASCII may hold: nine of ten say nothing of a kind, which is soon seen."""

_LEAD_IN = re.compile(
    rf"^\W*(?:{grouped(_either(_WORDS['lead_in']['words'], r'[ ]+'))})\b\s*[:：>»–|-]*\s*", re.IGNORECASE
)
"""What introduces a link to another story inside the text."""

_COLON = re.compile("[:：>»›→–|]")

_BYLINE = re.compile(r"(?i:by|von|par|por|di) [A-ZÀ-Þ]|(?i:photos?|images?|fotos?|bild|credit)\s*:")
"""A byline or credit, which may stand large over a block but is no heading of it."""

_PAID = re.compile(rf"^\W*(?:{grouped(_either(_WORDS['paid']['words'], ' '))})\b", re.IGNORECASE)
"""What a card says that is advertising."""
_PAID_FOR = re.compile("spons|promot|paid|partn|patrocin|brand|advertor|reportaj", re.IGNORECASE)
"""Which of these say so below a headline too: the others stand over the advertisement that comes next."""

_NO_HEADING = re.compile(rf"^\W*(?:{grouped(_either(_WORDS['no_heading']['words'], ' '))})", re.IGNORECASE)
"""What stands over links without being their heading."""

_ALL_OF_IT = re.compile(
    rf"\s*(?:\b|(?-i:(?<=[a-zß-ÿ])(?=[A-Z])))(?:{_either(_WORDS['all_of_it']['words'], ' ')})\W*$", re.IGNORECASE
)
"""What follows a heading to lead to all of its block."""

_SERVICE = re.compile(rf"^\W*(?:{grouped(_either(_WORDS['service']['words'], ' '))})\b", re.IGNORECASE)
"""What lists the pages of a site about itself."""

LONGEST_LABEL = 40
"""Characters of a label on a card, and of what a site calls a page about itself."""


@lru_cache(maxsize=4096)
def kind_of(words: str) -> SidebarKind:
    """Kind of a block by its heading, or by the names of its container.

    >>> kind_of("Meist gelesen"), kind_of("Lire aussi"), kind_of("c-latest-stories__body"), kind_of("Sport")
    ('most_viewed', 'related', 'latest', 'other')
    """
    words = words.lower().replace("\u0307", "")  # the dot that a Turkish capital leaves behind
    if not (_ANY_KIND_ASCII if words.isascii() else _ANY_KIND).search(words):
        return "other"
    return next((kind for kind, pattern in _KINDS if pattern.search(words)), "other")


def lead_in(text: str) -> re.Match[str] | None:
    """What leads in to a headline at the beginning of a text, where a headline follows."""
    found = _LEAD_IN.match(text)
    return found if found and found.end() < len(text) else None


def is_note(text: str, found: re.Match[str]) -> bool:
    """Whether a text goes on after what would lead in to a story: "Read more about how we work"."""
    if _COLON.search(found[0]):
        return False
    word, _, _ = text[found.end() :].partition(" ")
    return word.isalpha() and word[0].islower()


@lru_cache(maxsize=256)
def without_more(text: str) -> str:
    """A block's heading without the link to all of the block that stands in its line."""
    text = text.strip(" »›>:→|")
    return _ALL_OF_IT.sub("", text).strip(" »›>:→|") or text


def says_paid(text: str) -> bool:
    """Whether a text is the label of an advertisement."""
    return len(text) <= LONGEST_LABEL and _PAID.match(text) is not None


def says_paid_for(text: str) -> bool:
    """Whether the label of an advertisement says so of what stands before it too."""
    return _PAID_FOR.search(text) is not None


def names_no_block(text: str) -> bool:
    """Whether a text that stands over links is no heading of theirs: an advertisement's label, "Share", "Show more"."""
    return (
        says_paid(text)
        or _BYLINE.match(text) is not None
        or _NO_HEADING.match(text) is not None
        or _ALL_OF_IT.fullmatch(text) is not None
    )


def is_service(text: str) -> bool:
    """Whether a text names a page of a site about itself."""
    return len(text) <= LONGEST_LABEL and _SERVICE.match(text) is not None

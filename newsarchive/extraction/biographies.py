"""Who the author is: texts at the end of a story, or at its head, that say so and are no part of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .blocks import Unit
from .phrases import FLAGS, purposes

if TYPE_CHECKING:
    from .document import Document

__all__ = ["biographies", "says_who_reports"]

FEWEST_TOLD, LAST = 2, 3
"""Texts of a story before any that is of its author, and how many of the last ones may be."""
MOST_AUTHORS = 10
SHORTEST_NAME, LONGEST_NAME = 3, 60
MOST_ABOVE = 30
"""Units above the story in which its author's name is looked for."""
LONGEST_PREFIX = 20
"""Characters of what stands before the name of an author ("About the author: ")."""
SHORTEST, LONGEST = 40, 400
"""Characters of a biography."""
LONGEST_LINE = 80
"""Characters of a byline."""
_REPORTER = re.compile(
    r"(?:[A-ZÀ-Þ][\w.’'-]+ ){2,4}(?:is|ist|est|es|è|é|is een|är|er)"
    r" (?:(?:an?|the|une?|ein|eine|en|onze|our|el|la|un|uno|una) )?(?:[\w’-]+ ){0,2}"
    r"(?:reporter|journalist|journaliste|redakteur|redakteurin|redactora?|periodista|giornalista|repórter|jornalista"
    r"|columnist|correspondent|staff writer|freelance writer|verslaggever)\b(?! (?:who|für den|qui) )"
    r"|(?:[A-ZÀ-Þ][\w.’'-]+ ){2,4}(?:covers|writes (?:about|for|on)|reports (?:on|for)|schreibt (?:seit|für|über)"
    r"|berichtet (?:seit|für)|couvre|escribe (?:en|sobre|para)"
    r"|si occupa di|scrive (?:di|per)|cobre|pisze o|schrijft (?:over|voor))\b"
)
"""Who somebody is that reports."""


def biographies(document: Document, chosen: set[int]) -> set[int]:
    """Units chosen that end the story and say of its author who that is."""
    walk, start, told = document.walk, document.heading.start, sorted(chosen)
    ends = [walk.units[index] for index in told[FEWEST_TOLD:][-LAST:]]
    ends = [unit for unit in ends if SHORTEST <= len(unit.text) <= LONGEST and not unit.heading]
    if not ends:
        return set()
    names = _author_names(document)
    above = walk.units[start + 1 : told[0]][-MOST_ABOVE:] if start is not None else []
    return {unit.index for unit in ends if _is_biography(unit, (*names, *_printed_name(unit, above)))}


def _author_names(document: Document) -> tuple[str, ...]:
    """Names of authors as stated for machines."""
    names = [author.name for author in document.stated_authors[:MOST_AUTHORS]]
    names += [document.structured.first_meta(name) or "" for name in ("author", "article:author")]
    return tuple({name for name in names if SHORTEST_NAME <= len(name) <= LONGEST_NAME})


def _is_ideographic(letter: str) -> bool:
    """Whether a letter is of a script that sets no space within a name."""
    return "\u2e80" <= letter <= "\u9fff"


def _printed_name(unit: Unit, above: list[Unit]) -> tuple[str, ...]:
    """The name that a text begins with, where a byline below the headline says it, too."""
    words = unit.text.split(None, 2)[: 1 if _is_ideographic(unit.text[0]) else 2]
    name = " ".join(words).rstrip(",;.(")
    lines = (line.text for line in above if name in line.text and len(line.text) <= LONGEST_LINE)
    return (name,) if len(name) >= SHORTEST_NAME and any(purposes(line) & FLAGS["byline"] for line in lines) else ()


def _is_biography(unit: Unit, names: tuple[str, ...]) -> bool:
    """Whether a text begins with the name of an author, or says of somebody that reporting is their profession."""
    text = unit.text
    for name in names:
        at = text.find(name, 0, len(name) + LONGEST_PREFIX)
        if at >= 0 and text[at + len(name) : at + len(name) + 1] != ":":
            return True
    return says_who_reports(text)


def says_who_reports(text: str) -> bool:
    """Whether a text says of somebody that reporting is their profession.

    >>> says_who_reports("Jane Roe is a reporter in Arla."), says_who_reports("Jane Roe is a farmer in Arla.")
    (True, False)
    """
    return _REPORTER.match(text) is not None

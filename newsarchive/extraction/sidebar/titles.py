"""Headlines as links show them: what is long enough to be one, and what around one belongs to it no more."""

from __future__ import annotations

import re
from typing import cast

from lxml import etree

from ..blocks import Element, text_of
from ..patterns import caseless_names
from ..spelling import OPENING_QUOTES, count_letters, is_cjk

__all__ = ["freed", "is_headline", "names_title", "says_enough", "shown_text", "tidied"]

_BESIDE = (
    r"\W*(?:previous|prev|next|older|newer|vorherig\w*|nächst\w*|précédent\w*|suivant\w*|anterior|siguiente|próxim\w*"
    r"|precedente|successiv[oa]|prossim[oa]|vorige?|volgende|forrige|neste|næste|föregående|nästa|edellinen|seuraava"
    r"|poprzedni\w*|następn\w*|předchozí|další|предыдущ\w*|следующ\w*|попередн\w*|наступн\w*|önceki|sonraki)"
    r"(?: (?:story|post|article|entry|page|beitrag|artikel|entrada|artículo|articolo|artigo|статья|запись))?"
)
_PAGER = re.compile(_BESIDE + r"\W*", re.IGNORECASE)
"""What leads to the story before or after without naming it."""

_TO_NEXT = re.compile(_BESIDE + r"\s*[:：>»›→]\s*|[<«←‹]" + _BESIDE + r"\s+", re.IGNORECASE)
"""What says before a headline that it is that of the story before or after."""
_COLON = re.compile("[:：>»›→]")
"""One of these follows what says so."""

_COUNTED = re.compile(
    r"\W*\d+ (?:bilder|fotos?|photos?|images?|pictures|videos?|kommentare|comments?)\b|(?:view|see|show) all\b"
    r"|(?:\w+ ){0,2}(?:comments?|kommentare?|commentaires?|comentarios?|commenti|reacties)\W*$|.*\{\{",
    re.IGNORECASE,
)
"""What opens a link to a gallery, to comments or to a whole block and names no story; a template not filled in."""

names_title = caseless_names(r"title|headline|\bhed\b|heading|titel|titulo|titre|titolo|overskrift|rubrik")
"""Whether class names say that something is a title."""

_SENTENCE_ENDS = frozenset(".!?…。")
_SINCE = re.compile(r"^\d{1,2} ?(?:m|h|d|min|mins|minutes?|hrs?|hours?|days?)\.? ago\b[\s:|–-]*", re.IGNORECASE)
"""How old a story is, before its headline."""
_GLUED = re.compile(r"[A-ZÀ-Þ0-9](?:(?<=[^\W\d_A-ZÀ-Þ].)|(?<=[A-Z]{3})(?=[a-z]))")
"""Where two texts may meet that only a style sets apart: "SportCup final"; or within a name: "iPhone".

Looked for from the capital or digit on, for few characters are such.
"""
_SHOWN = etree.XPath(".//text()[not(parent::style or parent::script or parent::title)]", smart_strings=False)
_PIECES = etree.XPath(".//text()[not(parent::style or parent::script or parent::title)]")
"""All text inside an element that is shown, as strings, and as strings that know where they stand."""

_LONGEST = 1500
"""Characters of a text that is looked at for being several."""


def is_headline(text: str) -> bool:
    """Whether a text is too long for the name of a section or topic."""
    letters = count_letters(text)
    return letters >= 14 if is_cjk(text) else letters >= 28 and len(text.split()) >= 5


def says_enough(text: str) -> bool:
    """Whether a text is long enough to be a headline, and more than an arrow in words."""
    if len(text) < 40 and (_PAGER.fullmatch(text) or _COUNTED.match(text)):
        return False
    letters = count_letters(text)
    return letters >= 7 if is_cjk(text) else (letters >= 12 and len(text.split()) >= 2) or letters >= 24


def shown_text(element: Element) -> str:
    """Text of an element that is shown."""
    hides = len(element) and next(element.iter("style", "script", "title"), None) is not None
    return " ".join(("".join(cast("list[str]", _SHOWN(element))) if hides else text_of(element)).split())


def freed(text: str, element: Element) -> str:
    """A headline without the kicker, time or teaser that only a style sets apart from it."""
    if not len(element) or len(text) > _LONGEST or not _GLUED.search(text):
        return text
    pieces = _pieces(element)
    if len(pieces) < 2:
        return text
    likely = [number for number, (piece, _) in enumerate(pieces) if piece.count(" ") >= 3]
    for number in likely:
        if names_title(pieces[number][1]):
            return pieces[number][0]
    if not likely:
        longest = max((piece for piece, _ in pieces), key=len)
        return longest if says_enough(longest) else text
    first = pieces[likely[0]][0]
    second = pieces[likely[1]][0] if len(likely) > 1 else ""
    # A longer text after it is its teaser, which is a sentence; else what comes first is a long kicker.
    return second if len(second) > len(first) and second[-1] not in _SENTENCE_ENDS else first


def _pieces(element: Element) -> list[tuple[str, str]]:
    """Texts that stand in elements of their own with no space between them, each with its element's class."""
    pieces: list[tuple[str, str]] = []
    whose: Element | None = None
    for string in cast("list[etree._ElementUnicodeResult]", _PIECES(element)):
        parent = string.getparent()
        if string.is_tail and parent is not None:
            parent = parent.getparent()
        before = pieces[-1][0] if pieces else ""
        apart = parent is not whose and len(before) > 1 and not before[-1].isspace()
        if pieces and not (apart and (string[0].isupper() or string[0].isdigit() or string[0] in OPENING_QUOTES)):
            pieces[-1] = (before + str(string), pieces[-1][1])
        else:
            pieces.append((str(string), (parent.get("class") or "") if parent is not None else ""))
        whose = parent
    return [(" ".join(piece.split()), names) for piece, names in pieces if not piece.isspace()]


def tidied(title: str) -> str:
    """A title without what stands before it: an arrow to the next story in words, its age, a stray colon."""
    for before, sign in (
        (_SINCE, title[0].isdigit()),
        (_TO_NEXT, not title[0].isalpha() or _COLON.search(title, 0, 40)),
    ):
        found = before.match(title) if sign else None
        if found and says_enough(title[found.end() :]):
            title = title[found.end() :]
    return title if title[0].isalnum() else title.lstrip(" :|›>→•·" if "«" in title else " :|»›>→•·")

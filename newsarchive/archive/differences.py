"""What differs between two versions of a story, word by word. Pure; the command line and the browser show it.

Paragraphs are matched first, then the words of those that changed. Words are compared as revisions.py compares them, so
that a change of quotation marks does not light up."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from ..items import Article, Timestamp
from .revisions import changed_fields, is_fleeting, plain

PieceKind = Literal["same", "gone", "added"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words that is in both versions, only in the older or only in the newer one."""

    kind: PieceKind
    """same, gone or added."""
    text: str
    """The words, as printed in that version (the newer, where in both)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """A field that differs."""

    field: str
    """Its name."""
    paragraphs: list[list[Piece]]
    """Its lines, in order; a line in both versions is one piece."""


def differences(old: Article, new: Article) -> list[Difference]:
    """Every field in which two versions really differ, in the order a story is read.

    >>> (one,) = differences(Article(headline="Rain at last"), Article(headline="Rain at long last"))
    >>> one.field, [(piece.kind, piece.text) for piece in one.paragraphs[0]]
    ('headline', [('same', 'Rain at '), ('added', 'long '), ('same', 'last')])
    """
    changed = changed_fields(old, new)
    return [
        Difference(field=field, paragraphs=list(paragraph_pieces(lines(old), lines(new))))
        for field, lines in LINES.items()
        if field in changed
    ]


def paragraph_pieces(old: Sequence[str], new: Sequence[str]) -> Iterator[list[Piece]]:
    """Two lists of paragraphs as one, each paragraph in pieces."""
    for tag, i, j, k, m in _opcodes([plain(line) for line in old], [plain(line) for line in new]):
        if tag == "equal":
            yield from ([Piece("same", line)] for line in new[k:m])
            continue
        paired = min(j - i, m - k)
        for before, after in zip(old[i : i + paired], new[k : k + paired], strict=True):
            yield from _rewritten(before, after)
        yield from ([Piece("gone", line)] for line in old[i + paired : j])
        yield from ([Piece("added", line)] for line in new[k + paired : m])


def word_pieces(old: str, new: str) -> list[Piece]:
    """Two texts as one, in pieces.

    >>> [(piece.kind, piece.text) for piece in word_pieces("six dry weeks", "five dry weeks")]
    [('gone', 'six '), ('added', 'five '), ('same', 'dry weeks')]
    """
    before, after = words(old), words(new)
    pieces = []
    for tag, i, j, k, m in _opcodes([plain(word) for word in before], [plain(word) for word in after]):
        if tag == "equal":
            pieces.append(Piece("same", "".join(after[k:m])))
            continue
        pieces += [Piece("gone", "".join(before[i:j]))] if i < j else []
        pieces += [Piece("added", "".join(after[k:m]))] if k < m else []
    return pieces


def words(text: str) -> list[str]:
    """Words with the space after them; letter by letter (with its marks) where the script writes no spaces.

    >>> words("Rain at 雨が")
    ['Rain ', 'at ', '雨', 'が']
    """
    found: list[str] = []
    for word in re.findall(r"\S+\s*|^\s+", text):
        if word.isascii() or not _UNSPACED.search(word):
            found.append(word)
        else:
            found += _letters(word)
    return found


_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
"""Thai, Lao, Burmese, Khmer, kana, Han."""

_REWRITTEN = 0.3
"""Share of words in common below which a paragraph is shown as replaced: word by word it could not be read."""


def _letters(word: str) -> Iterator[str]:
    letter = ""
    for character in word:
        if letter and not unicodedata.category(character).startswith("M") and not character.isspace():
            yield letter
            letter = ""
        letter += character
    yield letter


def _rewritten(before: str, after: str) -> Iterator[list[Piece]]:
    pieces = word_pieces(before, after)
    same = sum(len(piece.text) for piece in pieces if piece.kind == "same")
    if same >= _REWRITTEN * max(len(before), len(after)):
        yield pieces
    else:
        yield [Piece("gone", before)]
        yield [Piece("added", after)]


def _opcodes(old: Sequence[str], new: Sequence[str]) -> Sequence[tuple[str, int, int, int, int]]:
    return SequenceMatcher(None, old, new, autojunk=False).get_opcodes()


def _present(texts: Iterable[str | None]) -> list[str]:
    return [text for text in texts if text]


def _time(stamp: Timestamp | None) -> list[str]:
    return [stamp.isoformat()] if stamp else []


LINES: dict[str, Callable[[Article], list[str]]] = {
    "headline": lambda article: _present([article.headline]),
    "dek": lambda article: _present([article.dek]),
    "byline": lambda article: _present([article.byline]),
    "authors": lambda article: [f"{author.name} ({author.role})" for author in article.authors],
    "published": lambda article: _time(article.published),
    "modified": lambda article: _time(article.modified),
    "body": lambda article: [
        line
        for block in article.blocks
        if block.type != "embed"
        for line in block.text.splitlines()
        if line.strip() and not is_fleeting(line)
    ],
    "captions": lambda article: _present(image.caption for image in article.images),
    "credits": lambda article: _present(image.credit for image in article.images),
}
"""Field → the lines it is shown as. A field that makes revisions (revisions.COMPARED) is shown here too."""

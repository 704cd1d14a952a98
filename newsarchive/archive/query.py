"""The query language: what a person types becomes a tree, and the tree one FTS5 expression and a few SQL conditions.

    asylum refuge*            both, the second as the beginning of a word
    "asylum seekers"          these words in this order
    asylum OR refugee         either; AND is what a space means; NOT asylum, or -asylum, takes away
    (asylum OR refugee) camp  parentheses group
    NEAR(asylum camp, 5)      within five words of each other (ten where no number is given)
    headline:asylum           in one field; a field also takes a phrase or a group
    source:example            stories of one source
    since:2026-01 until:2026  published from, published up to the end of

Operators are written in capitals, AND binds tighter than OR; source and dates narrow the whole search. Anything else
is searched for as it stands: ``AT&T``, ``it's``, ``U.S.`` and ``10:30`` are phrases of what the index holds of them.
Quotes and parentheses left open close at the end.

Pure: no SQL is run here. ``parse`` raises QueryError for what cannot be meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NoReturn

from ..exceptions import QueryError
from .segmentation import match_form

COLUMNS: tuple[str, ...] = ("headline", "dek", "body", "authors", "captions", "credits")
"""Columns of the full-text index. Kicker and dek are one; authors holds the byline too."""

FIELDS: dict[str, tuple[str, ...]] = {
    "headline": ("headline",),
    "title": ("headline",),
    "kicker": ("dek",),
    "dek": ("dek",),
    "body": ("body",),
    "text": ("headline", "dek", "body"),
    "author": ("authors",),
    "authors": ("authors",),
    "byline": ("authors",),
    "by": ("authors",),
    "caption": ("captions",),
    "captions": ("captions",),
    "credit": ("credits",),
    "credits": ("credits",),
    "photo": ("captions", "credits"),
}
"""Field as typed → columns it searches."""

FILTERS: dict[str, str] = {
    "source": "source",
    "site": "source",
    "since": "since",
    "after": "since",
    "until": "until",
    "before": "before",
}
"""Filter as typed → what it narrows."""

OPERATORS: frozenset[str] = frozenset({"AND", "OR", "NOT"})
"""Words that join words, where they are written in capitals."""

MAX_LENGTH = 20_000
"""Characters of a query: a pasted story fits, a pasted book does not."""
MAX_TERMS = 250
"""Words and phrases of a query. FTS5 opens every one of them at once."""
MAX_DEPTH = 50
"""Parentheses, fields and NOTs inside each other. FTS5's own parser stops at 100."""
NEAR_DISTANCE = 10
"""Words between the members of NEAR where none is given; FTS5's default."""


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase."""

    raw: str
    """As typed, without quotes and star."""
    prefix: bool = False
    """Whether its last word is the beginning of a word."""


@dataclass(frozen=True, slots=True)
class Near:
    """Terms close to each other."""

    terms: tuple[Term, ...]
    distance: int


@dataclass(frozen=True, slots=True)
class In:
    """A node searched in some columns only."""

    columns: tuple[str, ...]
    inner: Node


@dataclass(frozen=True, slots=True)
class And:
    """Every part."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one part."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Anything but this."""

    inner: Node


@dataclass(frozen=True, slots=True)
class Narrow:
    """A condition on the story, not on its text."""

    by: str
    """source, since, until or before."""
    values: tuple[str, ...]


Node = Term | Near | In | And | Or | Not | Narrow


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """A word or phrase to mark in what is found."""

    raw: str
    """As typed."""
    prefix: bool
    """Whether its last word is the beginning of a word."""
    columns: tuple[str, ...]
    """Where it counts."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Query:
    """A query understood."""

    match: str | None = None
    """FTS5 expression that stories must match; None where only conditions are given."""
    without: str | None = None
    """FTS5 expression that stories must not match; only where no word must."""
    phrase: str | None = None
    """FTS5 phrase of all the words in a row, where nothing but words was typed: stories that hold it come first."""
    sources: tuple[str, ...] = ()
    """Names of sources, one of which the story must have; none means any."""
    not_sources: tuple[str, ...] = ()
    """Names of sources the story must not have."""
    since: str | None = None
    """Earliest day of publication, ``YYYY-MM-DD``."""
    before: str | None = None
    """First day of publication that is too late, ``YYYY-MM-DD``."""
    wanted: tuple[Wanted, ...] = ()
    """What to mark in what is found."""


def parse(text: str) -> Query:
    """Understand a query.

    >>> parse("(asylum OR refuge*) -football").match
    '(("asylum" OR "refuge" *) NOT "football")'
    >>> parse("AT&T since:2026-01").match, parse("AT&T since:2026-01").since
    ('"AT T"', '2026-01-01')
    >>> parse("预算").match, parse("ថវិកា").match
    ('"预算"', '"ថវិ វិកា" *')

    Raises QueryError where nothing is left to search for, an operator lacks its word, or a date is none.
    """
    if len(text) > MAX_LENGTH:
        _refuse(f"expected a query of at most {MAX_LENGTH:,} characters, got {len(text):,}", "search for a part of it")
    tree = _Parser(_clean(text)).tree()
    if tree is None:
        got = _shown(text) if text.strip() else "an empty query"
        _refuse(f"expected a word or number to search for, got {got}", "signs alone are not indexed; write a word")
    words, narrowing = _apart(tree)
    match, without = _expressions(words, narrowed=bool(narrowing))
    since, before = _days(narrowing)
    return Query(
        match=match,
        without=without,
        phrase=_in_a_row(words),
        sources=_sources(narrowing),
        not_sources=tuple(name for names in _narrowed(narrowing, "source", wanted=False) for name in names),
        since=since,
        before=before,
        wanted=tuple(wanted for word in words for wanted in _wanted(word, COLUMNS)),
    )


def day_span(text: str) -> tuple[str, str]:
    """First day of the year, month or day given, and the first day after it.

    >>> day_span("2026"), day_span("2026-02"), day_span("2026-02-28")
    (('2026-01-01', '2027-01-01'), ('2026-02-01', '2026-03-01'), ('2026-02-28', '2026-03-01'))

    Raises QueryError for anything else.
    """
    parts = [int(part) for part in text.split("-")] if _DATE.fullmatch(text) else []
    try:
        first = date(*parts, *[1] * (3 - len(parts)))
        after = {
            1: lambda: date(first.year + 1, 1, 1),
            2: lambda: (first + timedelta(days=31)).replace(day=1),
            3: lambda: first + timedelta(days=1),
        }[len(parts)]()
    except (KeyError, ValueError, OverflowError, TypeError):
        _refuse(f"expected a year, month or day, got {_shown(text)}", "write 2026, 2026-01 or 2026-01-31")
    return first.isoformat(), after.isoformat()


_DATE = re.compile(r"\d{4}(-\d{1,2}){0,2}", re.ASCII)
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_QUOTES = str.maketrans("“”„‟«»＂「」", '"' * 9)
_FIELD_NAMES = "|".join(sorted({*FIELDS, *FILTERS}, key=len, reverse=True))
_LEXEME = re.compile(
    rf"""
    (?P<space>\s+)
  | NEAR\s*\((?P<near>(?:"[^"]*"|[^")])*)(?:\)|"?$)
  | "(?P<phrase>[^"]*)(?:"|$)\**
  | (?P<open>\()
  | (?P<close>\))
  | (?:^|(?<=[\s(]))(?P<minus>-)(?=[^\s\-])
  | (?P<field>(?i:{_FIELD_NAMES})):(?=[^\s)])
  | (?P<word>[^\s"()]+)
    """,
    re.VERBOSE,
)
_NEAR_TERM = re.compile(r'"(?P<phrase>[^"]*)(?:"|$)\**|(?P<word>[^\s",]+)')
_NEAR_DISTANCE = re.compile(r"(?P<terms>.*?),\s*(?P<distance>\d{1,4})\s*", re.DOTALL)
_NOTHING_TO_TAKE_FROM = (
    "NOT takes stories away, and there is nothing to take them from",
    "add a word that they must have",
)
_STARRED = re.compile(r"(?P<word>[^*]*)\*+\W*", re.DOTALL)


def _refuse(found: str, remedy: str) -> NoReturn:
    raise QueryError(f"{found}: {remedy}")


def _shown(text: str) -> str:
    """The text for a message: printable and short."""
    return repr(text if len(text) <= 60 else text[:57] + "…")


def _clean(text: str) -> str:
    """Without what no query means: control characters, halves of characters; every kind of quotation mark is one."""
    return _CONTROLS.sub(" ", text).translate(_QUOTES)


class _Parser:
    """Recursive descent over the lexemes. None is a node with nothing to search for; its parent does without it."""

    def __init__(self, text: str) -> None:
        self._lexemes = [each for each in _LEXEME.finditer(text) if each.lastgroup != "space"]
        self._at = 0
        self._depth = 0
        self._terms = 0

    def tree(self) -> Node | None:
        """The whole query; parentheses that close nothing are passed over."""
        branches = []
        while self._at < len(self._lexemes):
            branches.append(self._any())
            self._at += 1  # a parenthesis that closes nothing, or the end
        return _and(branches)

    def _next(self) -> str:
        """What stands next: an operator's name, a lexeme's kind, or end."""
        if self._at >= len(self._lexemes):
            return "end"
        lexeme = self._lexemes[self._at]
        return lexeme[0] if lexeme[0] in OPERATORS else lexeme.lastgroup or "word"

    def _take(self) -> re.Match[str]:
        self._at += 1
        return self._lexemes[self._at - 1]

    def _any(self) -> Node | None:
        parts = [self._all()]
        while self._next() == "OR":
            self._take()
            parts.append(self._all())
        return _or(parts)

    def _all(self) -> Node | None:
        parts = [self._part()]
        while self._next() not in {"OR", "close", "end"}:
            if self._next() == "AND":
                self._take()
            parts.append(self._part())
        return _and(parts)

    def _part(self) -> Node | None:
        kind = self._next()
        if kind in {"AND", "OR", "end", "close"}:
            self._expect_no_operator(kind)
            return None
        lexeme = self._take()
        self._depth += 1
        if self._depth > MAX_DEPTH:
            _refuse(
                f"expected at most {MAX_DEPTH} operators or parentheses inside each other, got more", "write it flatter"
            )
        part = self._beginning_with(kind, lexeme)
        self._depth -= 1
        return part

    def _beginning_with(self, kind: str, lexeme: re.Match[str]) -> Node | None:
        match kind:
            case "NOT" | "minus":
                return _not(self._part())
            case "open":
                return self._group()
            case "field":
                return _within(lexeme["field"].lower(), self._part())
            case "near":
                return self._near(lexeme["near"])
        return self._term(lexeme)

    def _expect_no_operator(self, kind: str) -> None:
        """Nothing stands where a word should: fine in empty parentheses, an error beside an operator."""
        at = self._at if kind in {"AND", "OR"} else self._at - 1
        operator = self._lexemes[at][0] if at >= 0 else ""
        if operator in OPERATORS:
            where = "behind it" if operator == "NOT" else "on both sides"
            _refuse(f"{operator} needs a word {where}", f'to search for the word itself, write "{operator}" in quotes')

    def _group(self) -> Node | None:
        inner = self._any()
        if self._next() == "close":
            self._take()
        return inner

    def _near(self, inside: str) -> Node | None:
        given = _NEAR_DISTANCE.fullmatch(inside)
        terms = [self._term(each) for each in _NEAR_TERM.finditer(given["terms"] if given else inside)]
        kept = tuple(term for term in terms if term)
        if len(kept) < 2:
            return kept[0] if kept else None
        return Near(kept, int(given["distance"]) if given else NEAR_DISTANCE)

    def _term(self, lexeme: re.Match[str]) -> Term | None:
        """The term of a word or phrase lexeme; None where the index would hold nothing of it."""
        self._terms += 1
        if self._terms > MAX_TERMS:
            _refuse(f"expected at most {MAX_TERMS} words and phrases, got more", "put text that you paste in quotes")
        if lexeme["phrase"] is not None:
            term = Term(lexeme["phrase"].rstrip(" *"), prefix=lexeme[0].rstrip('" ').endswith("*"))
        else:
            term = _starred(lexeme["word"])
        return term if match_form(term.raw)[0] else None


def _starred(word: str) -> Term:
    """The term of a bare word, which may end in a star.

    >>> _starred("refuge*,")
    Term(raw='refuge', prefix=True)
    """
    if "*" not in word:
        return Term(word)
    starred = _STARRED.fullmatch(word)
    if not starred:
        _refuse(
            f"a star can only end a word, got {_shown(word)}",
            "write the beginning of the word, as in refuge*, or put the text in quotes",
        )
    return Term(starred["word"], prefix=True)


def _flat(kind: type[And] | type[Or], parts: Sequence[Node | None]) -> list[Node]:
    """The parts that are there, those of the same kind opened up."""
    return [each for part in parts if part for each in (part.parts if isinstance(part, kind) else (part,))]


def _and(parts: Sequence[Node | None]) -> Node | None:
    kept = _flat(And, parts)
    return kept[0] if len(kept) == 1 else And(tuple(kept)) if kept else None


def _or(parts: Sequence[Node | None]) -> Node | None:
    kept = _flat(Or, parts)
    if len(kept) < 2:
        return kept[0] if kept else None
    narrow = [part for part in kept if isinstance(part, Narrow) and part.by == "source"]
    if len(narrow) == len(kept):
        return Narrow("source", tuple(name for part in narrow for name in part.values))
    return Or(tuple(kept))


def _not(part: Node | None) -> Node | None:
    if part is None:
        return None
    return part.inner if isinstance(part, Not) else Not(part)


def _within(name: str, part: Node | None) -> Node | None:
    """What stands behind ``name:``, searched in its columns, or made a condition."""
    if isinstance(part, Not):
        return _not(_within(name, part.inner))
    if name in FIELDS:
        return In(FIELDS[name], part) if part else None
    by = FILTERS[name]
    terms = part.parts if isinstance(part, Or) else (part,)
    values = tuple(term.raw for term in terms if isinstance(term, Term))
    if len(values) < len(terms):
        example = "source:example" if by == "source" else f"{name}:2026-01"
        _refuse(f"expected one word behind {name}:", f"write for example {example}")
    if by != "source":
        for value in values:
            day_span(value)
    return Narrow(by, values)


def _positive(part: Node) -> Node:
    """What a part names, whether it is wanted or not."""
    return part.inner if isinstance(part, Not) else part


def _apart(tree: Node) -> tuple[list[Node], list[Node]]:
    """What is searched for in the text, and what narrows the whole search.

    Conditions in one of several alternatives hold for all: ``asylum OR refugee since:2026`` is about 2026.
    """
    if isinstance(tree, Or):
        branches = [_apart(branch) for branch in tree.parts]
        naming_sources = [narrowing for _, narrowing in branches if _narrowed(narrowing, "source")]
        if len(naming_sources) > 1 or not all(words for words, _ in branches):
            return [tree], []  # no such thing: _fts will say so
        words = tuple(word for branch_words, _ in branches if (word := _and(branch_words)))
        return [Or(words)], [part for _, narrowing in branches for part in narrowing]
    parts = tree.parts if isinstance(tree, And) else (tree,)
    narrowing = [part for part in parts if isinstance(_positive(part), Narrow)]
    return [part for part in parts if part not in narrowing], narrowing


def _narrowed(parts: list[Node], by: str, *, wanted: bool = True) -> list[tuple[str, ...]]:
    """Values of the conditions of one kind, one tuple a condition."""
    named = [part for part in parts if isinstance(part, Not) is not wanted]
    return [each.values for each in map(_positive, named) if isinstance(each, Narrow) and each.by == by]


def _sources(narrowing: list[Node]) -> tuple[str, ...]:
    """Names of which one is wanted; two conditions leave what both name."""
    given = _narrowed(narrowing, "source")
    kept = tuple(name for name in given[0] if all(name in names for names in given)) if given else ()
    if given and not kept:
        _refuse("a story has one source, and the query asks for two", "write source:one OR source:other")
    return kept


def _days(narrowing: list[Node]) -> tuple[str | None, str | None]:
    """Earliest day, and first day that is too late."""
    if any(_narrowed(narrowing, by, wanted=False) for by in ("since", "before", "until")):
        _refuse("NOT cannot stand before a date", "since: is the opposite of before:")
    since = [day_span(value)[0] for values in _narrowed(narrowing, "since") for value in values]
    before = [day_span(value)[0] for values in _narrowed(narrowing, "before") for value in values]
    until = [day_span(value)[1] for values in _narrowed(narrowing, "until") for value in values]
    return max(since, default=None), min(before + until, default=None)


def _expressions(words: list[Node], *, narrowed: bool) -> tuple[str | None, str | None]:
    """FTS5 expressions of what must match, and of what must not where nothing must."""
    if not words:
        return None, None
    if narrowed and all(isinstance(word, Not) for word in words):
        return None, _fts(Or(tuple(_positive(word) for word in words)))
    return _fts(And(tuple(words))), None


def _in_a_row(words: list[Node]) -> str | None:
    """The phrase of all words, where the query is two or more and nothing else."""
    terms = [word for word in words if isinstance(word, Term)]
    if len(terms) < 2 or len(terms) < len(words):
        return None
    return _fts(Term(" ".join(term.raw for term in terms), prefix=terms[-1].prefix))


def _fts(node: Node) -> str:
    """The FTS5 expression of a node. Every word is quoted: nothing typed reaches FTS5 as syntax.

    >>> _fts(And((Term("a"), Not(Term("b")), In(("body",), Or((Term("c"), Term("d e")))))))
    '(("a" AND {body} : ("c" OR "d e")) NOT "b")'
    """
    match node:
        case Term():
            words, open_end = match_form(node.raw)
            return f'"{words}" *' if node.prefix or open_end else f'"{words}"'
        case Near():
            return f"NEAR({' '.join(map(_fts, node.terms))}, {node.distance})"
        case In():
            inner = _fts(node.inner)
            return f"{{{' '.join(node.columns)}}} : {inner if inner.startswith('(') else f'({inner})'}"
        case Or():
            return _joined(" OR ", node.parts)
        case And():
            return _with_and_without(node)
        case Narrow():
            _refuse(f"{node.by}: narrows the whole search", "put it beside the words, outside of OR and of fields")
        case Not():
            _refuse(*_NOTHING_TO_TAKE_FROM)


def _with_and_without(node: And) -> str:
    wanted = tuple(part for part in node.parts if not isinstance(part, Not))
    unwanted = tuple(part.inner for part in node.parts if isinstance(part, Not))
    if not wanted:
        _refuse(*_NOTHING_TO_TAKE_FROM)
    return f"({_joined(' AND ', wanted)} NOT {_joined(' OR ', unwanted)})" if unwanted else _joined(" AND ", wanted)


def _joined(operator: str, parts: tuple[Node, ...]) -> str:
    return _fts(parts[0]) if len(parts) == 1 else f"({operator.join(map(_fts, parts))})"


def _wanted(node: Node, columns: tuple[str, ...]) -> Iterator[Wanted]:
    """Words and phrases that speak for a story."""
    match node:
        case Term():
            yield Wanted(raw=node.raw, prefix=node.prefix, columns=columns)
        case Near():
            for term in node.terms:
                yield from _wanted(term, columns)
        case In():
            yield from _wanted(node.inner, tuple(name for name in node.columns if name in columns))
        case And() | Or():
            for part in node.parts:
                yield from _wanted(part, columns)

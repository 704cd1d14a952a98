"""Finding stories: a query understood, run against the index, ranked, and the winners shown with what was found.

Ranking looks at every match, so a word that stands in most of a million stories would take seconds. Two rules bound it.
What is counted is cheap and always complete: how many stories match. What is ranked is at most ``RANKED`` of them, the
ones archived last, and then the results say so (``bounded``). Only the winners are read and marked.
"""

from __future__ import annotations

import difflib
import json
import random
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, overload

from ..exceptions import QueryError
from . import index
from .connection import Connection
from .highlight import Highlighted, Highlighter
from .query import Query, day_span, parse
from .traits import Condition, Traits

RANKED = 120_000
"""Matches that are ranked at most. About 1 µs each: a word in a tenth of a million stories is still ranked whole."""
PHRASE_TRIED = 20_000
"""Up to how many matches the words are also looked for in a row, which costs about as much as the search itself."""
COLLECTED = 100_000
"""Stories whose numbers are collected at most, to compare matches with; about 0.3 µs each."""
EXAMINED = 25_000
"""Matches that are compared with conditions one by one at most, where the reader is in a hurry; about 2 µs each."""
QUICK = 8
"""How many more are compared with numbers that were collected, which is so much quicker."""
PROBED = 4_000
"""Matches of which an estimate is made."""
SNIPPET = 240
"""Columns of a snippet: three lines of a terminal."""
SNIPPET_COLUMNS = ("body", "dek", "captions", "credits", "authors")
"""Where a snippet is taken from, in order of preference."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Hit:
    """A story that was found."""

    id: int
    """Number of the article in this archive."""
    url: str
    """Its address."""
    source: str
    """Name of its source."""
    headline: str | None
    """Its headline."""
    published: str | None
    """When it was published, ISO 8601 as the page states it."""
    authors: tuple[str, ...]
    """Names of its authors, in order."""
    snippet: str
    """The passage that shows what was found."""
    score: float | None
    """How well it matches, higher is better; None where the results are in order of time."""
    headline_marks: tuple[tuple[int, int], ...] = ()
    """Start and end of each mark in the headline."""
    snippet_marks: tuple[tuple[int, int], ...] = ()
    """Start and end of each mark in the snippet."""

    @property
    def marked_headline(self) -> Highlighted:
        """The headline with its marks."""
        return Highlighted(text=self.headline or "", marks=self.headline_marks)

    @property
    def marked_snippet(self) -> Highlighted:
        """The snippet with its marks."""
        return Highlighted(text=self.snippet, marks=self.snippet_marks)

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return {
            "id": self.id,
            "url": self.url,
            "source": self.source,
            "headline": self.headline,
            "headline_marks": [list(mark) for mark in self.headline_marks],
            "date_published": self.published,
            "authors": list(self.authors),
            "snippet": self.snippet,
            "snippet_marks": [list(mark) for mark in self.snippet_marks],
            "score": self.score,
        }


@dataclass(frozen=True, kw_only=True, slots=True)
class Results(Sequence[Hit]):
    """The hits that were asked for, best first, and how many there are in all. A sequence of hits."""

    hits: tuple[Hit, ...]
    """The hits from ``offset`` on."""
    total: int
    """Stories that match."""
    bounded: bool = False
    """True where so many match that only those archived last were ranked."""
    exact: bool = True
    """False where ``total`` is an estimate."""

    @overload
    def __getitem__(self, index: int) -> Hit: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Hit]: ...
    def __getitem__(self, index: int | slice) -> Hit | Sequence[Hit]:
        return self.hits[index]

    def __len__(self) -> int:
        return len(self.hits)

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.hits)


def evenly(number: str, step: int) -> Condition:
    """The condition that leaves one of so many numbers, spread evenly and in no rhythm.

    Every fortieth would be of one source, where a crawl takes forty in turn; so the numbers are first scattered by a
    multiplication (Knuth's, by 2**32 times the golden ratio).
    """
    return f"({number} * 2654435761 & 4294967295) < ?", (2**32 // step,)


@dataclass(frozen=True, kw_only=True, slots=True)
class Selection:
    """Which stories are meant."""

    query: Query
    """The query understood."""
    narrowing: tuple[Condition, ...] = ()
    """What else a story must be, from the query and the options beside it."""

    def where(self) -> Condition:
        """One condition that picks the stories, match and all."""
        every = [*self.narrowing]
        if self.query.match is not None:
            every.append(("a.id IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH ?)", (self.query.match,)))
        return _joined(every)

    def after(self, article_id: int, limit: int) -> Condition:
        """SQL for the numbers of the next stories after one, so that all are read page by page, in flat memory."""
        if self.query.match is None:
            # NOT INDEXED: in order of numbers, instead of finding and sorting all that is left for each page.
            where, parameters = _joined([*self.narrowing, ("a.id > ?", (article_id,))])
            return f"SELECT a.id FROM articles a NOT INDEXED WHERE {where} ORDER BY a.id LIMIT {limit}", parameters
        matching = ("f.articles_fts MATCH ? AND f.rowid > ?", (self.query.match, article_id))
        where, parameters = _joined([matching, *self.narrowing])
        return f"SELECT f.rowid AS id FROM {_JOINED} WHERE {where} ORDER BY f.rowid LIMIT {limit}", parameters

    def latest(self, limit: int) -> Condition:
        """SQL for the numbers of the stories archived last, newest first."""
        if self.query.match is None:
            where, parameters = _joined(self.narrowing)
            return f"SELECT a.id FROM articles a NOT INDEXED WHERE {where} ORDER BY a.id DESC LIMIT {limit}", parameters
        where, parameters = _joined([("f.articles_fts MATCH ?", (self.query.match,)), *self.narrowing])
        return f"SELECT f.rowid AS id FROM {_JOINED} WHERE {where} ORDER BY f.rowid DESC LIMIT {limit}", parameters

    def every(self, step: int, connection: Connection) -> Condition:
        """SQL for the numbers of every so many of the stories, evenly over the archive."""
        if self.query.match is None:
            return self._every_listed(step, connection)
        narrowing = _quickest(connection, self)
        where, parameters = _joined(
            [("f.articles_fts MATCH ?", (self.query.match,)), evenly("f.rowid", step), *narrowing]
        )
        slow = narrowing == self.narrowing != ()
        return f"SELECT f.rowid FROM {_JOINED if slow else 'articles_fts f'} WHERE {where}", parameters

    def _every_listed(self, step: int, connection: Connection) -> Condition:
        """The same for what conditions alone pick; from numbers drawn beforehand, where those are few."""
        stories = _last_number(connection)
        if step == 1 or stories // step > EXAMINED:
            where, parameters = _joined([*self.narrowing, evenly("a.id", step)])
            return f"SELECT a.id FROM articles a WHERE {where}", parameters
        drawn = json.dumps(random.Random(step).sample(range(1, stories + 1), stories // step))
        where, parameters = _joined(self.narrowing)
        chosen = "SELECT a.id FROM json_each(?) n CROSS JOIN articles a ON a.id = n.value"
        return f"{chosen} WHERE {where}", (drawn, *parameters)


def select(  # noqa: PLR0913 - the options of the commands, every one with a default
    connection: Connection,
    query: str | None,
    *,
    source: str | Sequence[str] | None = None,
    author: str | None = None,
    since: str | date | None = None,
    until: str | date | None = None,
    traits: Traits | None = None,
) -> Selection:
    """Understand a query and the options beside it; no query at all is every story.

    ``since`` and ``until`` are years, months or days, both inclusive; stories without a date are in no span of time.
    Raises QueryError for what cannot be understood, and for a source this archive does not know.
    """
    meant = Query() if query is None else parse(query)
    if author is not None:
        meant = _signed(meant, author)
    earliest = (meant.since, since and day_span(str(since)[:10])[0])
    too_late = (meant.before, until and day_span(str(until)[:10])[1])
    narrowing: list[Condition] = [
        *_source_conditions(connection, meant, source),
        *(("a.published_on >= ?", (day,)) for day in earliest if day),
        *(("a.published_on < ?", (day,)) for day in too_late if day),
        *(traits.conditions() if traits else ()),
    ]
    if meant.without is not None:
        narrowing.append(("a.id NOT IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH ?)", (meant.without,)))
    return Selection(query=meant, narrowing=tuple(narrowing))


def search(  # noqa: PLR0913 - the options of the command, every one with a default
    connection: Connection,
    query: str | None,
    *,
    source: str | Sequence[str] | None = None,
    author: str | None = None,
    since: str | date | None = None,
    until: str | date | None = None,
    traits: Traits | None = None,
    limit: int = 20,
    offset: int = 0,
    newest: bool = False,
    hurried: bool = False,
) -> Results:
    """Stories that match, best first, or newest first; see query.py for the language and ``select`` for the options.

    Where one is ``hurried``, common words that are narrowed by conditions that many stories meet are not looked at one
    by one: then ``total`` is an estimate, and fewer are ranked.

    Raises QueryError for what cannot be understood.
    """
    if limit < 0 or offset < 0:
        raise QueryError(f"expected limit and offset of zero or more, got {limit} and {offset}: write for example 20")
    selection = select(connection, query, source=source, author=author, since=since, until=until, traits=traits)
    wanted = _Wanted(limit=limit, offset=offset, newest=newest, hurried=hurried)
    if selection.query.match is None:
        places, results = _listed(connection, selection, wanted)
    else:
        places, results = _ranked(connection, selection, wanted)
    return replace(results, hits=tuple(_hits(connection, selection.query, places)))


_COSTLY = "EXISTS"
"""In a condition that looks into another table for each story: not asked of a hundred thousand stories in vain."""
Places = list[tuple[int, float | None]]
"""Articles and their scores, in order."""

_JOINED = "articles_fts f CROSS JOIN articles a ON a.id = f.rowid"  # CROSS JOIN: the index first, then the article
_NEWEST = "a.published_on DESC, a.published_at DESC, a.id DESC"


@dataclass(frozen=True, kw_only=True, slots=True)
class _Wanted:
    """Which of the stories that match are wanted, and how."""

    limit: int
    offset: int
    newest: bool
    hurried: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class _Matches:
    """The matches of a query, and the conditions they are compared with."""

    connection: Connection
    match: str
    narrowing: tuple[Condition, ...]
    """The conditions, as what the matches are quickest compared with."""
    slow: bool
    """Whether that is one by one, each looked up among the articles."""

    @property
    def tables(self) -> str:
        """What is read for it."""
        return _JOINED if self.slow else "articles_fts f"

    def where(self, *more: Condition, narrowed: bool = True) -> Condition:
        """One condition of all."""
        return _joined([("f.articles_fts MATCH ?", (self.match,)), *more, *(self.narrowing if narrowed else ())])

    def count(self, *more: Condition) -> int:
        """How many there are."""
        where, parameters = self.where(*more)
        return _number(self.connection, f"SELECT count(*) FROM {self.tables} WHERE {where}", parameters)

    def count_all(self) -> int:
        """How many there are before they are narrowed, which is cheap."""
        where, parameters = self.where(narrowed=False)
        return _number(self.connection, f"SELECT count(*) FROM articles_fts f WHERE {where}", parameters)

    def since_archived(self, many: int, *, narrowed: bool) -> Condition:
        """The condition that leaves so many, those archived last."""
        where, parameters = self.where(narrowed=narrowed)
        tables = self.tables if narrowed else "articles_fts f"
        latest = f"SELECT f.rowid FROM {tables} WHERE {where} ORDER BY f.rowid DESC LIMIT 1 OFFSET {many - 1}"
        return "f.rowid >= ?", (_number(self.connection, latest, parameters),)


def _ranked(connection: Connection, selection: Selection, wanted: _Wanted) -> tuple[Places, Results]:
    """The stories that match, ranked, those with the words in a row first; only the last ones where too many match."""
    narrowing = _quickest(connection, selection)
    slow = narrowing == selection.narrowing != ()
    matches = _Matches(connection=connection, match=selection.query.match or "", narrowing=narrowing, slow=slow)
    examined = matches.count_all() if narrowing and wanted.hurried else 0
    most = EXAMINED if slow else QUICK * EXAMINED
    every = examined // PROBED if slow and examined > most else 1
    total = every * matches.count(evenly("f.rowid", every)) if every > 1 else matches.count()
    if not wanted.limit:
        return [], Results(hits=(), total=total, exact=every == 1)
    if wanted.newest and (places := _newest(matches, selection, wanted, total)):
        return places, Results(hits=(), total=total, exact=every == 1)
    if examined > most and not wanted.newest:
        last = matches.since_archived(most, narrowed=False)
        places = _best(matches, selection, wanted, last)
        if len(places) == wanted.limit:
            return places, Results(hits=(), total=total, bounded=True, exact=every == 1)
    bounded = total > RANKED and (every == 1 or (total := matches.count()) > RANKED)
    more = (matches.since_archived(RANKED, narrowed=True),) if bounded else ()
    if wanted.newest:
        places = _by_date(matches, wanted, *more)
    else:
        places = _best(matches, selection, wanted, *more, in_a_row=total <= PHRASE_TRIED)
    return places, Results(hits=(), total=total, bounded=bounded, exact=every == 1)


def _best(matches: _Matches, selection: Selection, wanted: _Wanted, *more: Condition, in_a_row: bool = False) -> Places:
    """The matches that rank best."""
    where, parameters = matches.where(*more)
    order = "+score"  # +: sorted here, where only the best few are kept; FTS5 would sort them all.
    if selection.query.phrase and in_a_row:
        order = f"+f.rowid IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH ?) DESC, {order}"
        parameters = (*parameters, selection.query.phrase)
    rows = _rows(
        matches.connection,
        f"SELECT f.rowid AS id, f.rank AS score FROM {matches.tables} WHERE {where} ORDER BY {order} LIMIT ? OFFSET ?",
        (*parameters, wanted.limit, wanted.offset),
    )
    return [(row["id"], round(-row["score"], 3)) for row in rows]


def _newest(matches: _Matches, selection: Selection, wanted: _Wanted, total: int) -> Places:
    """The matches published last, looked for among the newest stories only; none where so few match that they may not
    all be there."""
    among = 4 * (wanted.limit + wanted.offset) * _last_number(matches.connection) // max(total, 1)
    if total <= PHRASE_TRIED or among > COLLECTED:
        return []
    where, parameters = _joined(selection.narrowing)
    newest = f"+f.rowid IN (SELECT a.id FROM articles a WHERE {where} ORDER BY {_NEWEST} LIMIT {among})"
    places = _by_date(matches, wanted, (newest, parameters), narrowed=False)
    return places if len(places) == wanted.limit else []


def _by_date(matches: _Matches, wanted: _Wanted, *more: Condition, narrowed: bool = True) -> Places:
    where, parameters = matches.where(*more, narrowed=narrowed)
    rows = _rows(
        matches.connection,
        f"SELECT f.rowid AS id FROM {_JOINED} WHERE {where} ORDER BY {_NEWEST} LIMIT ? OFFSET ?",
        (*parameters, wanted.limit, wanted.offset),
    )
    return [(row["id"], None) for row in rows]


def _quickest(connection: Connection, selection: Selection) -> tuple[Condition, ...]:
    """The narrowing conditions, as what FTS5's matches are quickest compared with.

    Where few stories fulfil them, their numbers are collected first; else each match is looked up among the articles.
    """
    if not selection.narrowing:
        return ()
    where, parameters = _joined(selection.narrowing)
    most = COLLECTED // 10 if _COSTLY in where else COLLECTED
    few = f"SELECT count(*) FROM (SELECT 1 FROM articles a WHERE {where} LIMIT {most + 1})"
    if _number(connection, few, parameters) > most:
        return selection.narrowing
    # +: FTS5 must not be asked for each of them.
    return ((f"+f.rowid IN (SELECT a.id FROM articles a WHERE {where})", parameters),)


def _listed(connection: Connection, selection: Selection, wanted: _Wanted) -> tuple[Places, Results]:
    """The stories that conditions alone pick, newest first."""
    where, parameters = selection.where()
    step = _last_number(connection) // PROBED if wanted.hurried and _COSTLY in where else 1
    if step > 1:
        sql, drawn = selection.every(step, connection)
        total = step * _number(connection, f"SELECT count(*) FROM ({sql})", drawn)
    else:
        total = _number(connection, f"SELECT count(*) FROM articles a WHERE {where}", parameters)
    if total > PHRASE_TRIED:  # likely: so many are sooner met in the order of dates than sorted
        where, parameters = _joined([(f"likely({sql})", values) for sql, values in selection.narrowing])
    rows = _rows(
        connection,
        f"SELECT a.id FROM articles a WHERE {where} ORDER BY {_NEWEST} LIMIT ? OFFSET ?",
        (*parameters, wanted.limit, wanted.offset),
    )
    return [(row["id"], None) for row in rows], Results(hits=(), total=total, exact=step <= 1)


def _last_number(connection: Connection) -> int:
    """Number of the story archived last: about how many there are."""
    return int(connection.value("SELECT max(id) FROM articles") or 0)


def _hits(connection: Connection, query: Query, places: Places) -> Iterator[Hit]:
    """The winners, read and marked."""
    ids = [article_id for article_id, _ in places]
    if not ids:
        return
    rows = {
        row["id"]: row for row in connection.rows(f"{index.TEXTS} WHERE a.id IN ({', '.join('?' * len(ids))})", ids)
    }
    highlighter = Highlighter(wanted=query.wanted)
    for article_id, score in places:
        row = rows[article_id]
        texts = index.texts(row)
        headline = highlighter.whole(row["headline"] or "", "headline")
        snippet = highlighter.passage({name: texts[name] for name in SNIPPET_COLUMNS}, width=SNIPPET)
        yield Hit(
            id=article_id,
            url=row["url"],
            source=row["source"],
            headline=row["headline"],
            published=row["published"],
            authors=tuple(json.loads(row["authors"])),
            snippet=snippet.text,
            score=score,
            headline_marks=headline.marks,
            snippet_marks=snippet.marks,
        )


def _signed(query: Query, author: str) -> Query:
    """The query, narrowed to stories signed so."""
    name = author.replace('"', " ")
    signed = parse(f'author:"{name}"').match
    if query.match is None:
        match = f"({signed} NOT {query.without})" if query.without else signed
    else:
        match = f"({signed} AND {query.match})"
    return replace(query, match=match, without=None, phrase=None)


def _source_conditions(connection: Connection, query: Query, source: str | Sequence[str] | None) -> Iterator[Condition]:
    """Conditions for sources, named in the query or beside it."""
    beside = (source,) if isinstance(source, str) else tuple(source or ())
    for names, negation in ((query.sources, ""), (beside, ""), (query.not_sources, "NOT ")):
        if names:
            ids = tuple(_source_id(connection, name) for name in names)
            yield f"a.source_id {negation}IN ({', '.join('?' * len(ids))})", ids


def _source_id(connection: Connection, name: str) -> int:
    found = connection.value("SELECT id FROM sources WHERE name = ?", (name,))
    if found is None:
        known = [row["name"] for row in connection.rows("SELECT name FROM sources ORDER BY name")]
        alike = difflib.get_close_matches(name, known, n=3) or known[:5]
        raise QueryError(
            f"this archive has no source called {name!r}: "
            + (f"did you mean {', '.join(alike)}?" if alike else "it has no source yet; crawl one first")
        )
    return int(found)


def _joined(conditions: Sequence[Condition]) -> Condition:
    """All of the conditions as one.

    >>> _joined([("a = ?", (1,)), ("b IN (?, ?)", (2, 3))])
    ('a = ? AND b IN (?, ?)', (1, 2, 3))
    """
    return " AND ".join(sql for sql, _ in conditions) or "1", tuple(each for _, many in conditions for each in many)


def _rows(connection: Connection, sql: str, parameters: Sequence[Any]) -> list[sqlite3.Row]:
    try:
        return connection.rows(sql, parameters)
    except sqlite3.OperationalError as error:
        # parse quotes every word, so that no query should come this far; if one does, the person must still be told.
        raise QueryError(f"the search cannot be run ({error}): put its words in quotes") from error


def _number(connection: Connection, sql: str, parameters: Sequence[Any]) -> int:
    return int(_rows(connection, sql, parameters)[0][0])

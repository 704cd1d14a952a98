"""What is typed, and what it comes to: FTS5 and conditions, or an error that says what to do."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newsarchive.archive.query import COLUMNS, FIELDS, FILTERS, MAX_LENGTH, MAX_TERMS, OPERATORS, Query, parse
from newsarchive.archive.segmentation import TOKENIZER
from newsarchive.exceptions import QueryError


@pytest.mark.parametrize(
    ("typed", "match"),
    [
        ("asylum", '"asylum"'),
        ("asylum camp", '("asylum" AND "camp")'),
        ("asylum AND camp", '("asylum" AND "camp")'),
        ("asylum and camp", '("asylum" AND "and" AND "camp")'),
        ("a b OR c", '(("a" AND "b") OR "c")'),
        ("a (b OR c)", '("a" AND ("b" OR "c"))'),
        ("a | b", '("a" AND "b")'),
        ("a NOT b", '("a" NOT "b")'),
        ("a -b -c", '("a" NOT ("b" OR "c"))'),
        ("a NOT NOT b", '("a" AND "b")'),
        ("refuge*", '"refuge" *'),
        ("refuge*,", '"refuge" *'),
        ('"asylum seekers"', '"asylum seekers"'),
        ('"asylum seek*"', '"asylum seek" *'),
        ("“asylum seekers”", '"asylum seekers"'),
        ("«asylum seekers»", '"asylum seekers"'),
        ("NEAR(fire camp)", 'NEAR("fire" "camp", 10)'),
        ('NEAR("big fire" camp*, 5)', 'NEAR("big fire" "camp" *, 5)'),
        ("headline:flood", '{headline} : ("flood")'),
        ("Title:flood", '{headline} : ("flood")'),
        ('author:"Sok Dara"', '{authors} : ("Sok Dara")'),
        ("author:(sok OR dara)", '{authors} : ("sok" OR "dara")'),
        ("photo:reuters", '{captions credits} : ("reuters")'),
        ("flood -author:sok", '("flood" NOT {authors} : ("sok"))'),
        ("author:NOT sok flood", '("flood" NOT {authors} : ("sok"))'),
        # What is no operator is searched for as it stands.
        ("AT&T", '"AT T"'),
        ("it's", '"it s"'),
        ("U.S.", '"U S"'),
        ("C++", '"C"'),
        ("10:30", '"10 30"'),
        ("https://news.example/a", '"https news example a"'),
        ("unknown:field", '"unknown field"'),
        ("NEAR", '"NEAR"'),
        ("well-known", '"well known"'),
        ('5" gun', '("5" AND "gun")'),
        # What is left open closes at the end; what says nothing is passed over.
        ('"asylum seekers', '"asylum seekers"'),
        ("(a OR b", '("a" OR "b")'),
        ("a ) b", '("a" AND "b")'),
        ("a () b", '("a" AND "b")'),
        ("a AND ++ OR b", '("a" OR "b")'),
        ("NEAR(fire camp", 'NEAR("fire" "camp", 10)'),
        ("NEAR(fire)", '"fire"'),
        # Scripts without spaces.
        ("预算", '"预算"'),
        ("预算案", '"预算 算案"'),
        ("预", '"预" *'),
        ("งบประมาณ", '"งบ บป ปร ระ ะม มา าณ" *'),
    ],
)
def test_what_is_typed_becomes_an_expression(typed: str, match: str) -> None:
    assert parse(typed).match == match


@pytest.mark.parametrize(
    ("typed", "condition"),
    [
        ("source:river flood", {"sources": ("river",)}),
        ("(source:river OR source:hill) flood", {"sources": ("river", "hill")}),
        ("source:(river OR hill) flood", {"sources": ("river", "hill")}),
        ("flood -source:river", {"not_sources": ("river",)}),
        ("flood since:2026", {"since": "2026-01-01"}),
        ("flood since:2026-02 until:2026-02", {"since": "2026-02-01", "before": "2026-03-01"}),
        ("flood until:2026-12-31", {"before": "2027-01-01"}),
        ("flood before:2026", {"before": "2026-01-01"}),
        ("flood since:2025 since:2026-01-02", {"since": "2026-01-02"}),
        ("flood OR rain since:2026", {"since": "2026-01-01"}),
    ],
)
def test_sources_and_dates_narrow_the_whole_search(typed: str, condition: dict[str, object]) -> None:
    query = parse(typed)
    assert {name: getattr(query, name) for name in condition} == condition
    assert "source" not in (query.match or "")
    assert "20" not in (query.match or "")


def test_conditions_alone_are_a_search_too() -> None:
    assert parse("source:river since:2026") == Query(sources=("river",), since="2026-01-01")
    assert parse("source:river -flood").without == '"flood"'


def test_words_in_a_row_are_also_a_phrase() -> None:
    assert parse("rain at last").phrase == '"rain at last"'
    assert parse("rain at la*").phrase == '"rain at la" *'
    assert parse("rain").phrase is None
    assert parse("rain -last").phrase is None
    assert parse("rain OR last").phrase is None


@pytest.mark.parametrize(
    ("typed", "remedy"),
    [
        ("", "write a word"),
        ("++", "write a word"),
        ('""', "write a word"),
        ("*", "write a word"),
        ("AND", 'write "AND" in quotes'),
        ("flood OR", 'write "OR" in quotes'),
        ("OR flood", 'write "OR" in quotes'),
        ("NOT", 'write "NOT" in quotes'),
        ("flood AND OR rain", "in quotes"),
        ("NOT flood", "add a word"),
        ("-flood", "add a word"),
        ("flood OR -rain", "add a word"),
        ("*flood", "refuge*"),
        ("fl*od", "refuge*"),
        ("since:yesterday flood", "2026-01-31"),
        ("since:2026-13 flood", "2026-01-31"),
        ("since:2026-02-30 flood", "2026-01-31"),
        ("flood -since:2026", "before:"),
        ("flood OR source:river", "outside of OR"),
        ("headline:source:river", "outside of OR"),
        ("source:++ flood", "source:example"),
        ("source:one source:two flood", "source:one OR source:other"),
        ("(" * 200 + "flood", "flatter"),
        ("NOT " * 200 + "flood", "flatter"),
        ("flood " * (MAX_TERMS + 1), "in quotes"),
        ("f" * (MAX_LENGTH + 1), "a part of it"),
    ],
)
def test_what_cannot_be_meant_says_what_to_do(typed: str, remedy: str) -> None:
    with pytest.raises(QueryError) as error:
        parse(typed)
    assert remedy in str(error.value)
    assert "\n" not in str(error.value)


@pytest.fixture(scope="module")
def index() -> Iterator[sqlite3.Connection]:
    database = sqlite3.connect(":memory:")
    database.execute(f'CREATE VIRTUAL TABLE stories USING fts5({", ".join(COLUMNS)}, tokenize="{TOKENIZER}")')
    yield database
    database.close()


_SIGNS = ["NEAR(", ",5)", *"\"“”()*-^+{}\\';%:, ", "--", "\x00", "\ud800"]
_NAMES = [f"{name}:" for name in (*FIELDS, *FILTERS)]
_PIECES = st.sampled_from([*OPERATORS, *_NAMES, *_SIGNS, "2026-01", "flood", "rain", "预算", "ថវិកា", "it's"])


@given(
    st.lists(_PIECES, max_size=14).map(" ".join) | st.lists(_PIECES, max_size=14).map("".join) | st.text(max_size=60)
)
@example('headline:"')
@example("NEAR(NEAR(a b), 3)")
def test_whatever_is_typed_is_refused_or_runs(index: sqlite3.Connection, typed: str) -> None:
    try:
        query = parse(typed)
    except QueryError:
        return
    for expression in filter(None, (query.match, query.without, query.phrase)):
        index.execute("SELECT rowid FROM stories WHERE stories MATCH ?", (expression,)).fetchall()

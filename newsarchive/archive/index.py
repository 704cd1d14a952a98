"""The full-text index: what it holds, the triggers that keep it in step, how it is checked and made again.

    articles, authors, images ─▶ search_text ─┐
                                              ├─▶ articles_searchable (a view) ─▶ articles_fts (FTS5, external content)
                      article_text ───────────┘

``search_text`` holds the text of a story as it is searched, one row an article, filled by ``index_article``. Its body
is NULL where ``article_text.body`` can be indexed as it stands, which spares most archives a second copy of all they
hold; other bodies (see segmentation.py) stand there in their index form. All else follows by triggers, in any program.

FTS5 must be told the exact words it is to forget, so each trigger says what was indexed before it says what is now.
Write these tables with UPSERT, never with INSERT OR REPLACE: a replaced row fires no DELETE trigger, its words stay.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator

from sqlite_utils import Database

from ..exceptions import ArchiveDamaged
from ..items import Article
from .connection import Connection
from .query import COLUMNS
from .segmentation import TOKENIZER, index_form

WEIGHTS: dict[str, float] = {"headline": 10, "dek": 4, "body": 1, "authors": 3, "captions": 2, "credits": 1}
"""What a word counts in each column. The headline is the story in a line; a caption tells of one picture."""

_NAMES = ", ".join(COLUMNS)


def _as_indexed(row: str, body: str) -> str:
    """What is indexed of a search_text row (OLD, NEW or an alias), where ``body`` is the story's plain one."""
    return ", ".join(f"coalesce({row}.body, {body}) AS body" if name == "body" else f"{row}.{name}" for name in COLUMNS)


def _forget(row: str, body: str) -> str:
    """SQL with which FTS5 forgets a row."""
    values = f"{row}.article_id, {_as_indexed(row, body)}"
    return f"INSERT INTO articles_fts(articles_fts, rowid, {_NAMES}) SELECT 'delete', {values}"


def _learn(row: str, body: str) -> str:
    """SQL with which FTS5 learns a row."""
    return f"INSERT INTO articles_fts(rowid, {_NAMES}) SELECT {row}.article_id, {_as_indexed(row, body)}"


_FORGET_OLD = _forget("OLD", "(SELECT body FROM article_text WHERE article_id = OLD.article_id)")
_LEARN_NEW = _learn("NEW", "(SELECT body FROM article_text WHERE article_id = NEW.article_id)")
_PLAIN_ROW = "FROM search_text s WHERE s.article_id = OLD.article_id AND s.body IS NULL"

TRIGGERS: dict[str, str] = {
    "search_text_inserted": f"AFTER INSERT ON search_text BEGIN {_LEARN_NEW}; END",
    "search_text_deleted": f"BEFORE DELETE ON search_text BEGIN {_FORGET_OLD}; END",
    "search_text_updated": f"""
        AFTER UPDATE OF {_NAMES} ON search_text
        WHEN {" OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in COLUMNS)}
        BEGIN {_FORGET_OLD}; {_LEARN_NEW}; END""",
    "article_text_updated": f"""
        AFTER UPDATE OF body ON article_text WHEN OLD.body IS NOT NEW.body
        BEGIN {_forget("s", "OLD.body")} {_PLAIN_ROW}; {_learn("s", "NEW.body")} {_PLAIN_ROW}; END""",
    # The index must forget a body while it is there: an article takes both rows with it, in an order SQLite chooses.
    "article_text_deleted": """
        BEFORE DELETE ON article_text BEGIN DELETE FROM search_text WHERE article_id = OLD.article_id; END""",
}
"""Name → the rest of each trigger. sqlite-utils' ``transform()`` drops them silently: run create_triggers after it."""

TABLES: tuple[str, ...] = (
    f"""
    CREATE TABLE search_text (
        article_id INTEGER PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE,
        {", ".join(f"{name} TEXT" for name in COLUMNS)}
    ) STRICT
    """,
    f"""
    CREATE VIEW articles_searchable AS
    SELECT s.article_id, {_as_indexed("s", "t.body")}
    FROM search_text s JOIN article_text t ON t.article_id = s.article_id
    """,
    f"""
    CREATE VIRTUAL TABLE articles_fts USING fts5(
        {_NAMES}, content='articles_searchable', content_rowid='article_id', tokenize="{TOKENIZER}"
    )
    """,
)


def create_triggers(db: Database) -> None:
    """Make the triggers anew, as they are in this release."""
    for name, body in TRIGGERS.items():
        db.execute(f"DROP TRIGGER IF EXISTS {name}")
        db.execute(f"CREATE TRIGGER {name} {body}")


def create(db: Database) -> None:
    """Make the index of a new archive: tables, triggers, weights."""
    for statement in TABLES:
        db.execute(statement)
    create_triggers(db)
    for option, value in _options():
        db.execute("INSERT INTO articles_fts(articles_fts, rank) VALUES (?, ?)", [option, value])


def _options() -> Iterator[tuple[str, str | int]]:
    """What the index remembers for every program that opens it."""
    # So that ORDER BY rank means the same everywhere.
    yield "rank", f"bm25({', '.join(str(WEIGHTS[name]) for name in COLUMNS)})"
    # Memory for the words of one commit: a thousand stories take about 20 MB, and are then written in one piece.
    yield "hashsize", 64 * 2**20
    # Pieces are merged sixteen at a time, not four: half the writing, for searches that look into a few pieces more.
    yield "automerge", 16
    # A little of it with each commit. All at once, which makes one commit wait, only where that cannot keep up.
    yield "crisismerge", 64
    # A page of the index is one of the file (16,384 less SQLite's own bytes), not a quarter: fewer rows to write.
    yield "pgsz", 16200


def index_article(connection: Connection, article_id: int, article: Article) -> None:
    """Make an article found by what it says now, from the commit on. Write ``article_text`` in the same transaction,
    which the caller has open.

    FTS5 writes the words it holds in memory to disk at each savepoint, and SQLite makes one for each statement that
    fires triggers. So what a transaction changes is gathered in a temporary table, and indexed by one statement.
    """
    said = {
        "headline": article.headline,
        "dek": _lines([article.kicker, article.dek]),
        "body": article.body,
        "authors": _signed(article.byline, [author.name for author in article.authors]),
        "captions": _lines([image.caption for image in article.images]),
        "credits": _lines([image.credit for image in article.images]),
    }
    connection.run(_GATHER)
    connection.run(f"INSERT OR REPLACE INTO temp.gathered VALUES ({_VALUES})", (article_id, *_as_searched(said)))
    # The table again, for the part of the transaction that made it may be undone.
    connection.before_commit(_GATHER, _INDEX_GATHERED, "DELETE FROM temp.gathered")


def reindex(connection: Connection, *, batch: int = 1000) -> int:
    """Make the whole index again from the articles, all or nothing; how many there are.

    Needed after a change of segmentation.py, and where ``problems`` finds some.
    """
    with connection.transaction():
        for name in TRIGGERS:
            connection.run(f"DROP TRIGGER IF EXISTS {name}")
        connection.run("DELETE FROM search_text")
        last, done = 0, 0
        while rows := connection.rows(f"{TEXTS} WHERE a.id > ? ORDER BY a.id LIMIT ?", (last, batch)):
            connection.run_many(
                f"{_INSERT} VALUES ({_VALUES})", [(row["id"], *_as_searched(texts(row))) for row in rows]
            )
            last, done = rows[-1]["id"], done + len(rows)
        connection.run("INSERT INTO articles_fts(articles_fts) VALUES ('rebuild')")
        create_triggers(connection.db)
    return done


def problems(connection: Connection) -> list[str]:
    """What is wrong with the index, in words; empty where it is whole and in step with the articles.

    Word by word, which needs the writer's turn: FTS5 is asked for it with an INSERT. Raises ArchiveReadOnly,
    ArchiveBusy; then ``miscounts`` tells what can be told by reading.
    """
    found = _gaps(connection)
    try:
        with connection.transaction():
            # rank 1: compare with the content too, not only the index with itself.
            connection.run("INSERT INTO articles_fts(articles_fts, rank) VALUES ('integrity-check', 1)")
    except ArchiveDamaged:
        found.append(f"the full-text index does not match the articles; {_REMEDY}")
    return found


def miscounts(connection: Connection) -> list[str]:
    """What is wrong with the index as far as reading shows it: every word in it is read, and their number compared with
    that of the words FTS5 noted for each article."""
    with connection.snapshot():
        found = _gaps(connection)
        try:
            connection.run("CREATE VIRTUAL TABLE IF NOT EXISTS temp.words USING fts5vocab(main, articles_fts, 'row')")
            indexed = connection.value("SELECT sum(cnt) FROM temp.words") or 0
            sizes = connection.stream("SELECT sz FROM articles_fts_docsize")
            noted = sum(number for row in sizes for number in _varints(row["sz"]))
        except ArchiveDamaged:
            return [*found, f"the full-text index is damaged; {_REMEDY}"]
    if indexed != noted:
        found.append(f"the full-text index holds {indexed} words, its articles {noted}; {_REMEDY}")
    return found


def _varints(packed: bytes) -> Iterator[int]:
    """The numbers in a blob, as SQLite packs them: seven bits a byte, the highest first, the eighth says that more
    follow.

    >>> list(_varints(bytes([5, 0x81, 0x00])))
    [5, 128]
    """
    number = 0
    for byte in packed:
        number = number << 7 | byte & 0x7F
        if byte < 0x80:
            yield number
            number = 0


def _gaps(connection: Connection) -> list[str]:
    """Articles that are not in the index, entries of articles that are not there, and missing triggers."""
    found = []
    missing = connection.value("SELECT count(*) FROM articles WHERE id NOT IN (SELECT article_id FROM search_text)")
    if missing:
        found.append(f"{missing} articles are not in the full-text index; {_REMEDY}")
    left = connection.value(
        "SELECT count(*) FROM articles_fts_docsize WHERE id NOT IN (SELECT article_id FROM search_text)"
    )
    if left:
        found.append(f"{left} articles are in the full-text index and not in the archive; {_REMEDY}")
    present = {row["name"] for row in connection.rows("SELECT name FROM sqlite_schema WHERE type = 'trigger'")}
    return found + [f"the trigger {name} is missing; {_REMEDY}" for name in TRIGGERS if name not in present]


_REMEDY = "`newsarchive compact` makes the index again"
_INSERT = f"INSERT INTO search_text (article_id, {_NAMES})"
_VALUES = ", ".join("?" * (len(COLUMNS) + 1))
_GATHER = f"CREATE TEMP TABLE IF NOT EXISTS gathered (article_id INTEGER PRIMARY KEY, {_NAMES})"
_INDEX_GATHERED = (
    f"{_INSERT} SELECT * FROM temp.gathered WHERE article_id IN (SELECT article_id FROM article_text) "
    f"ON CONFLICT (article_id) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in COLUMNS)}"
)
TEXTS = """
    SELECT a.id, a.url, s.name AS source, a.published, a.headline, a.kicker, a.dek, a.byline, t.body,
           (SELECT json_group_array(name) FROM (
                SELECT u.name FROM article_authors w JOIN authors u ON u.id = w.author_id
                WHERE w.article_id = a.id ORDER BY w.position)) AS authors,
           (SELECT json_group_array(caption) FROM (
                SELECT caption FROM article_images WHERE article_id = a.id ORDER BY position)) AS captions,
           (SELECT json_group_array(credit) FROM (
                SELECT credit FROM article_images WHERE article_id = a.id ORDER BY position)) AS credits
    FROM articles a JOIN article_text t ON t.article_id = a.id JOIN sources s ON s.id = a.source_id
"""
"""What ``texts`` wants, and what tells one story from another; WHERE and ORDER BY follow."""


def texts(row: sqlite3.Row) -> dict[str, str | None]:
    """Column → text, of an article as the archive holds it."""
    return {
        "headline": row["headline"],
        "dek": _lines([row["kicker"], row["dek"]]),
        "body": row["body"],
        "authors": _signed(row["byline"], json.loads(row["authors"])),
        "captions": _lines(json.loads(row["captions"])),
        "credits": _lines(json.loads(row["credits"])),
    }


def _as_searched(plain: dict[str, str | None]) -> list[str | None]:
    """Plain texts in their index form, in the order of the index; None for a body that is indexed as it stands."""
    forms = {name: index_form(text) for name, text in plain.items()}
    return [forms[name] if name == "body" else forms[name] or plain[name] for name in COLUMNS]


def _lines(lines: Iterable[str | None]) -> str | None:
    """The lines that are there, one a line.

    >>> _lines(["KICKER", None, "Dek"])
    'KICKER\\nDek'
    >>> _lines([None])
    """
    return "\n".join(filter(None, lines)) or None


def _signed(byline: str | None, names: list[str]) -> str | None:
    """The byline, and the names it does not hold.

    >>> _signed("By Sok Dara", ["Sok Dara", "Chan Vy"])
    'By Sok Dara\\nChan Vy'
    """
    return _lines([byline, *(name for name in names if name not in (byline or ""))])

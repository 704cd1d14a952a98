"""What a source is judged by, counted from the archive: its days, its visits, its feeds; and the pages that show what
is wrong. The judging itself is in the room `health`.

A day's figures are kept in ``source_days`` once a crawl has ended. They are used as long as the day has as many stories
as then; else they are counted anew, so nothing has to keep them in step.
"""

from __future__ import annotations

import json
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from sqlite3 import Row
from typing import Any

from .. import health
from ..health import WEEKS, Day, Diagnosis, Finding, History, Listing
from .connection import Connection
from .instants import from_text, from_text_or_none, to_text

DAYS = 7 * WEEKS + 7
"""Days of a history: the latest week, and eight to compare it with."""
SAMPLE = 200
"""Stories of a day that its shares are counted from: shares to within 7 % (two standard errors), on the busiest day."""
PAGES = 5
"""Pages that are named for a finding."""

FILLED = {
    "headline": "headline IS NOT NULL",
    "dek": "dek IS NOT NULL",
    "byline": "byline IS NOT NULL",
    "authors": "EXISTS (SELECT 1 FROM article_authors p WHERE p.article_id = a.id)",
    "published": "published IS NOT NULL",
    "modified": "modified IS NOT NULL",
    "section": "section_id IS NOT NULL",
    "language": "language IS NOT NULL",
    "body": "word_count > 0",
    "whole": "NOT truncated",
    "images": "EXISTS (SELECT 1 FROM article_images p WHERE p.article_id = a.id)",
    "credits": "EXISTS (SELECT 1 FROM article_images p WHERE p.article_id = a.id AND p.credit IS NOT NULL)",
    "tags": "EXISTS (SELECT 1 FROM article_tags p WHERE p.article_id = a.id)",
}
"""Field whose fill rate is watched → when an article has it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Example:
    """A page that shows what is wrong."""

    url: str
    """Its address."""
    seen_at: datetime | None = None
    """When it was fetched."""
    status: int | None = None
    """HTTP status; None where no answer came."""
    reason: str | None = None
    """What it came to, in words."""
    capture: str | None = None
    """Where its capture is, FILE:OFFSET (`newsarchive warc get URL --at TIME` prints it); None where none was kept."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceHealth:
    """How a source is doing: the verdict, what it rests on, and the pages that show it."""

    source: str
    """Its name."""
    diagnosis: Diagnosis
    """The verdict."""
    history: History
    """The figures of its last weeks."""
    examples: tuple[Example, ...] = ()
    """Pages that show the worst finding."""
    held: int = 0
    """Pages that are held back."""

    def to_dict(self, *, days: Iterable[Day] | None = None) -> dict[str, Any]:
        """Plain values, ready for JSON; with the figures of some days, where those are asked for."""
        found = self.diagnosis
        values: dict[str, Any] = {
            "source": self.source,
            "verdict": found.verdict,
            "cause": found.cause,
            "since": found.since and found.since.isoformat(),
            "said": found.said,
            "advice": found.advice,
            "findings": [
                {"cause": one.cause, "verdict": one.verdict, "said": one.said, "since": one.since and str(one.since)}
                for one in found.findings
            ],
            "examples": [{**asdict(one), "seen_at": one.seen_at and to_text(one.seen_at)} for one in self.examples],
            "held": self.held,
            "newest_story": self.history.newest and to_text(self.history.newest),
            "last_looked": self.history.looked and to_text(self.history.looked),
        }
        return values if days is None else {**values, "days": [_figures(day) for day in days]}


def _figures(day: Day) -> dict[str, Any]:
    """A day as JSON's values."""
    return {
        "day": day.day.isoformat(),
        "stories": day.stories,
        "looked_at": day.looked_at,
        "words": day.words,
        "filled": dict(day.filled),
        "visits": {f"{outcome}: {detail}" if detail else outcome: n for (outcome, detail), n in day.visits.items()},
    }


def source_healths(connection: Connection, *, now: datetime, source: str | None = None) -> list[SourceHealth]:
    """How each source is doing (or one), by name."""
    sql = "SELECT id, name FROM sources WHERE ? IS NULL OR name = ? ORDER BY name"
    return [_health(connection, row, now) for row in connection.rows(sql, (source, source))]


def _health(connection: Connection, source: Row, now: datetime) -> SourceHealth:
    history = history_of(connection, source["id"], source["name"], now=now)
    diagnosis = health.diagnose(history)
    held = connection.value(
        "SELECT count(*) FROM held_pages h JOIN articles a ON a.id = h.article_id WHERE a.source_id = ?",
        (source["id"],),
    )
    examples = tuple(_examples(connection, source["id"], diagnosis.findings[0])) if diagnosis.findings else ()
    return SourceHealth(source=source["name"], diagnosis=diagnosis, history=history, examples=examples, held=int(held))


# --- history ---------------------------------------------------------------------------------------------------------


def history_of(connection: Connection, source_id: int, name: str, *, now: datetime) -> History:
    """What a source is judged by."""
    first = (now - timedelta(days=DAYS - 1)).date()
    answered = connection.value(
        f"SELECT max(last_at) FROM source_visits WHERE source_id = ? AND outcome IN ({_quoted(_ANSWERS)})", (source_id,)
    )
    newest = connection.value("SELECT max(first_seen) FROM articles WHERE source_id = ?", (source_id,))
    looked = connection.value("SELECT max(last_at) FROM source_visits WHERE source_id = ?", (source_id,))
    return History(
        source=name,
        now=now,
        days=tuple(days_of(connection, source_id, first, now.date())),
        newest=from_text_or_none(newest),
        looked=from_text_or_none(looked or newest),
        answered=from_text_or_none(answered or newest),
        listings=tuple(_listings(connection, source_id)),
    )


_ANSWERS = ("new", "unchanged", "revised", "duplicate", "held", "not_article", "gone", "document")
"""Outcomes for which the site has answered as a site does."""


def days_of(connection: Connection, source_id: int, first: date, last: date) -> list[Day]:
    """A source's days from one to another, both included, those without anything too."""
    span = (source_id, first.isoformat(), (last + timedelta(days=1)).isoformat())
    stories = {
        row["day"]: row["n"]
        for row in connection.rows(
            """
            SELECT substr(first_seen, 1, 10) AS day, count(*) AS n FROM articles
            WHERE source_id = ? AND first_seen >= ? AND first_seen < ? GROUP BY day
            """,
            span,
        )
    }
    sql = "SELECT * FROM source_days WHERE source_id = ? AND day >= ? AND day < ?"
    kept = {row["day"]: row for row in connection.rows(sql, span)}
    visits: dict[str, dict[tuple[str, str], int]] = {}
    sql = "SELECT day, outcome, detail, visits FROM source_visits WHERE source_id = ? AND day >= ? AND day < ?"
    for row in connection.rows(sql, span):
        visits.setdefault(row["day"], {})[row["outcome"], row["detail"]] = row["visits"]
    days = []
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        text = day.isoformat()
        found, count = kept.get(text), stories.get(text, 0)
        if not count:
            counted = Day(day=day)
        elif found is not None and found["stories"] == count:
            counted = _kept(found)
        else:
            counted = _counted(connection, source_id, day, count)
        days.append(replace(counted, visits=visits.get(text, {})))
    return days


def _kept(row: Row) -> Day:
    return Day(
        day=date.fromisoformat(row["day"]),
        stories=row["stories"],
        looked_at=row["looked_at"],
        words=row["words"],
        filled=json.loads(row["filled"]),
        first_at=from_text_or_none(row["first_at"]),
        last_at=from_text_or_none(row["last_at"]),
    )


_TESTS = ", ".join(f"{test} AS {name}" for name, test in FILLED.items())


def _counted(connection: Connection, source_id: int, day: date, stories: int) -> Day:
    """A day as its stories are now."""
    span = (source_id, day.isoformat(), (day + timedelta(days=1)).isoformat())
    among = "FROM articles a WHERE source_id = ? AND first_seen >= ? AND first_seen < ?"
    rows = connection.rows(f"SELECT word_count, {_TESTS} {among} ORDER BY first_seen DESC LIMIT {SAMPLE}", span)
    ends = connection.row(f"SELECT min(first_seen) AS first_at, max(first_seen) AS last_at {among}", span)
    assert ends is not None
    return Day(
        day=day,
        stories=stories,
        looked_at=len(rows),
        words=statistics.median(row["word_count"] for row in rows),
        filled={name: sum(row[name] for row in rows) for name in FILLED},
        first_at=from_text(ends["first_at"]),
        last_at=from_text(ends["last_at"]),
    )


def keep_days(connection: Connection, sources: Iterable[str] | None, *, now: datetime) -> None:
    """Keep the figures of the last weeks' days, so that they are not counted again.

    Its caller has a transaction open."""
    wanted = None if sources is None else set(sources)
    for source in connection.rows("SELECT id, name FROM sources"):
        if wanted is not None and source["name"] not in wanted:
            continue
        first = (now - timedelta(days=DAYS - 1)).date()
        connection.run_many(
            """
            INSERT INTO source_days (source_id, day, stories, looked_at, words, filled, first_at, last_at)
            VALUES (:source_id, :day, :stories, :looked_at, :words, :filled, :first_at, :last_at)
            ON CONFLICT DO UPDATE SET stories = excluded.stories, looked_at = excluded.looked_at,
                words = excluded.words, filled = excluded.filled, first_at = excluded.first_at,
                last_at = excluded.last_at
            WHERE stories <> excluded.stories
            """,
            [_row(source["id"], day) for day in days_of(connection, source["id"], first, now.date()) if day.stories],
        )


def _row(source_id: int, day: Day) -> dict[str, Any]:
    return {
        "source_id": source_id,
        "day": day.day.isoformat(),
        "stories": day.stories,
        "looked_at": day.looked_at,
        "words": day.words,
        "filled": json.dumps(day.filled),
        "first_at": day.first_at and to_text(day.first_at),
        "last_at": day.last_at and to_text(day.last_at),
    }


def forget_day(connection: Connection, article_id: int) -> None:
    """Have the day of a story counted anew: it was read again. Its caller has a transaction open."""
    connection.run(
        """
        DELETE FROM source_days WHERE (source_id, day) =
            (SELECT source_id, substr(first_seen, 1, 10) FROM articles WHERE id = ?)
        """,
        (article_id,),
    )


def _listings(connection: Connection, source_id: int) -> list[Listing]:
    # Sitemaps that an index names come and go with it.
    rows = connection.rows(
        """
        SELECT url, kind, reason, fetched_at, changed_at FROM documents
        WHERE source_id = ? AND parent IS NULL ORDER BY url
        """,
        (source_id,),
    )
    return [
        Listing(
            url=row["url"],
            kind=row["kind"],
            reason=row["reason"],
            fetched_at=from_text_or_none(row["fetched_at"]),
            changed_at=from_text_or_none(row["changed_at"]),
        )
        for row in rows
    ]


# --- the pages that show it ------------------------------------------------------------------------------------------


def _examples(connection: Connection, source_id: int, finding: Finding) -> Iterable[Example]:
    """The latest pages that show a finding."""
    if finding.fields:
        rows = _lacking(connection, source_id, finding.fields)
    else:
        rows = [row for key in finding.outcomes for row in _that_came_to(connection, source_id, *key)]
        rows.sort(key=lambda row: row["seen_at"] or "", reverse=True)
    for row in rows[:PAGES]:
        yield Example(
            url=row["url"],
            seen_at=from_text_or_none(row["seen_at"]),
            status=row["status"],
            reason=row["reason"],
            capture=row["capture"],
        )


def _lacking(connection: Connection, source_id: int, fields: Sequence[str]) -> list[Row]:
    """The newest stories without one of these fields, among the last few hundred."""
    lacks = " OR ".join(f"NOT ({FILLED[field]})" for field in fields if field in FILLED)
    return connection.rows(
        f"""
        SELECT a.url, a.first_seen AS seen_at, c.status, NULL AS reason, c.file || ':' || c."offset" AS capture
        FROM (SELECT * FROM articles WHERE source_id = ? ORDER BY first_seen DESC LIMIT 500) a
        LEFT JOIN captures c ON c.id = a.capture_id WHERE {lacks} LIMIT {PAGES}
        """,
        (source_id,),
    )


def _that_came_to(connection: Connection, source_id: int, outcome: str, detail: str) -> list[Row]:
    """The pages that came to something last."""
    if outcome == "document_failed":
        return connection.rows(
            f"""
            SELECT url, fetched_at AS seen_at, status, reason, NULL AS capture FROM documents
            WHERE source_id = ? AND reason IS NOT NULL ORDER BY fetched_at DESC LIMIT {PAGES}
            """,
            (source_id,),
        )
    if outcome == "held":
        return connection.rows(
            f"""
            SELECT h.url, h.seen_at, c.status, h.reason, c.file || ':' || c."offset" AS capture
            FROM held_pages h JOIN articles a ON a.id = h.article_id LEFT JOIN captures c ON c.id = h.capture_id
            WHERE a.source_id = ? ORDER BY h.seen_at DESC LIMIT {PAGES}
            """,
            (source_id,),
        )
    return connection.rows(
        f"""
        SELECT u.url, u.fetched_at AS seen_at, u.status, coalesce(u.reason, u.outcome) AS reason,
               (SELECT c.file || ':' || c."offset" FROM captures c WHERE c.url_key = u.url_key
                ORDER BY c.fetched_at DESC LIMIT 1) AS capture
        FROM (SELECT * FROM urls WHERE source_id = :source AND {_AMONG.get(outcome, "outcome = :outcome")}) u
        WHERE :detail = '' OR u.reason LIKE :detail || '%' OR u.page_kind = :kind
        ORDER BY u.fetched_at DESC LIMIT {PAGES}
        """,
        {"source": source_id, "outcome": outcome, "detail": detail, "kind": _PAGE_KINDS.get(detail, detail)},
    )


_AMONG = {
    "failed": "outcome = 'failed'",
    "not_article": "state = 'rejected' AND outcome = 'not_article'",
    "gone": "state = 'gone'",
    "refused": "state = 'refused'",
}
"""Outcome → addresses among which it is looked for, in words that an index knows."""
_PAGE_KINDS = {"captcha": "wall", "consent": "wall"}
"""Detail of a visit → kind of the page."""


def _quoted(words: Sequence[str]) -> str:
    return ", ".join(f"'{word}'" for word in words)


# --- the verdict as last found ---------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """A source whose verdict changed."""

    health: SourceHealth
    """How it is doing now."""
    before: str | None
    """The verdict before; None where there was none."""

    @property
    def worth_telling(self) -> bool:
        """Whether anybody wants to hear of it: that a new source is healthy is no news."""
        return self.before is not None or self.health.diagnosis.verdict != "healthy"


def changes_of(connection: Connection, healths: Iterable[SourceHealth]) -> list[Change]:
    """Sources whose verdict or cause is another than was kept last; without those of which nothing can be said."""
    changes = []
    for one in healths:
        last = connection.row(
            """
            SELECT verdict, cause FROM source_verdicts WHERE source_id = (SELECT id FROM sources WHERE name = ?)
            ORDER BY decided_at DESC LIMIT 1
            """,
            (one.source,),
        )
        found = one.diagnosis
        if found.verdict != "unknown" and (not last or tuple(last) != (found.verdict, found.cause)):
            changes.append(Change(health=one, before=last["verdict"] if last else None))
    return changes


def keep_verdicts(connection: Connection, changes: Iterable[Change], *, now: datetime) -> None:
    """Keep verdicts that changed. Its caller has a transaction open."""
    for change in changes:
        found = change.health.diagnosis
        connection.run(
            """
            INSERT INTO source_verdicts (source_id, decided_at, verdict, cause, said)
            SELECT id, ?, ?, ?, ? FROM sources WHERE name = ?
            ON CONFLICT DO UPDATE SET verdict = excluded.verdict, cause = excluded.cause, said = excluded.said
            """,
            (to_text(now), found.verdict, found.cause, found.said, change.health.source),
        )


def verdicts_of(connection: Connection, source: str) -> list[dict[str, Any]]:
    """How a source was found to be doing over time, oldest first: decided_at, verdict, cause, said."""
    rows = connection.rows(
        """
        SELECT decided_at, verdict, cause, said FROM source_verdicts
        WHERE source_id = (SELECT id FROM sources WHERE name = ?) ORDER BY decided_at
        """,
        (source,),
    )
    return [dict(row) for row in rows]

"""The frontier: every address discovery found, what became of it, and when it is due. Leases make it safe to be killed.

An address is *leased* to a worker for a while; whatever is not settled by then is due again, so a crash loses nothing.
What an outcome means for an address is decided by ``after``, a pure function; the rest is SQL."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from sqlite3 import Row
from typing import Any

from .. import urls
from ..directives import Directive
from ..exceptions import NotInArchive
from ..items import Candidate
from ..polling import Pace, Poll
from . import tally
from .backfill import spread
from .connection import Connection
from .documents import Documents
from .identity import story_key
from .instants import from_text, from_text_or_none, instant_of, to_text
from .records import Document, Due, SettledAs, State
from .schedule import REVISITS, next_visit, retry_at


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What an outcome makes of an address."""

    state: State
    attempts: int
    due_at: datetime | None


def after(  # noqa: PLR0913 - all that the decision rests on
    outcome: SettledAs,
    *,
    archived: bool,
    attempts: int,
    now: datetime,
    revisit_at: datetime | None = None,
    asked: datetime | None = None,
) -> Verdict:
    """The new state of an address that was settled as ``outcome``.

    ``archived``: a story is archived from it; ``revisit_at``: when that would be due next; ``asked``: when the site
    (Retry-After) or the caller wants it tried again.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 5, 2, 12, tzinfo=UTC)
    >>> verdict = after("failed", archived=False, attempts=0, now=noon)
    >>> verdict.state, verdict.attempts, str(verdict.due_at)
    ('waiting', 1, '2026-05-02 12:05:00+00:00')
    >>> after("failed", archived=False, attempts=4, now=noon).state
    'failed'
    >>> after("gone", archived=True, attempts=0, now=noon).state
    'archived'
    """
    if outcome == "failed":
        again = retry_at(attempts + 1, now)
        later = max(again, asked) if again and asked else again
        state: State = "archived" if archived else "waiting" if later else "failed"
        return Verdict(state=state, attempts=attempts + 1, due_at=later)
    if archived and outcome != "refused":
        return Verdict(state="archived", attempts=0, due_at=asked or revisit_at)
    return Verdict(state=_STATES[outcome], attempts=0, due_at=asked)


_STATES: dict[SettledAs, State] = {
    "new": "archived",
    "unchanged": "archived",
    "revised": "archived",
    "duplicate": "archived",
    "not_article": "rejected",
    "gone": "gone",
    "refused": "refused",
}


class Frontier:
    """The addresses of an archive. Made by ``Archive``, used as ``archive.frontier``."""

    def __init__(self, connection: Connection, *, revisits: tuple[timedelta, ...] = REVISITS) -> None:
        self._connection = connection
        self._revisits = revisits
        self._forced_since: datetime | None = None
        self._documents = Documents(connection)

    def offer(self, candidates: Iterable[Candidate], *, source: str, now: datetime) -> int:
        """Take in what discovery found; the number of addresses that were new.

        Known addresses keep their state; one whose story the site says it changed since our last visit (``lastmod``)
        becomes due at once, as long as the story is young enough to be looked at again at all. Addresses that were
        taken down, that lead to a story archived already, or that are no http addresses are passed over."""
        with self._connection.transaction(durable=False):
            return len(self._take(candidates, self._source_id(source, now), now))

    def lease(  # noqa: PLR0913 - all but sources have one obvious value
        self, *, sources: Sequence[str], limit: int, now: datetime, worker: str, seconds: int = 900, force: bool = False
    ) -> list[Due]:
        """Give a worker up to ``limit`` addresses that are due, shared evenly between the sources.

        They stay its own for ``seconds``; settle each, or release them all. With ``force`` archived stories are given
        too, each once for as long as this object lives."""
        if force and self._forced_since is None:
            self._forced_since = now
        with self._connection.transaction(durable=False):
            found = self._share(sources, limit, now, force=force)
            self._connection.run_many(
                "UPDATE urls SET leased_until = ?, worker = ? WHERE id = ?",
                [(to_text(now + timedelta(seconds=seconds)), worker, row["id"]) for row in found],
            )
        return [_due(row) for row in found]

    def settle(  # noqa: PLR0913 - one argument a column
        self,
        url: str,
        *,
        now: datetime,
        status: int | None,
        outcome: SettledAs,
        etag: str | None = None,
        last_modified: str | None = None,
        digest: str | None = None,
        retry_at: datetime | None = None,
        reason: str | None = None,
    ) -> None:
        """Say what came of an address (stories are settled by storing them). Raises NotInArchive for an address never
        offered."""
        row = self._row(url)
        verdict = after(
            outcome,
            archived=row["article_id"] is not None,
            attempts=row["attempts"],
            now=now,
            revisit_at=self._revisit_at(row, now),
            asked=retry_at,
        )
        with self._connection.transaction(durable=False):
            self._connection.run(
                """
                UPDATE urls SET state = ?, attempts = ?, due_at = ?, leased_until = NULL, worker = NULL, fetched_at = ?,
                       status = ?, outcome = ?, reason = ?, etag = coalesce(?, etag),
                       last_modified = coalesce(?, last_modified), digest = coalesce(?, digest)
                WHERE id = ?
                """,
                (
                    verdict.state,
                    verdict.attempts,
                    _text(verdict.due_at),
                    to_text(now),
                    status,
                    outcome,
                    reason,
                    etag,
                    last_modified,
                    digest,
                    row["id"],
                ),
            )
            if outcome == "gone":
                self._connection.run(
                    "UPDATE articles SET gone_at = coalesce(gone_at, ?) WHERE id = ?", (to_text(now), row["article_id"])
                )
            detail = tally.detail_of(outcome, status=status, reason=reason, page_kind=row["page_kind"])
            tally.note(self._connection, row["source_id"], now, outcome=outcome, detail=detail)

    def unchanged(self, url: str, now: datetime) -> None:
        """The site said 304: the story was seen as it is. Raises NotInArchive for an address never offered."""
        row = self._row(url)
        with self._connection.transaction(durable=False):
            self._connection.run(
                "UPDATE articles SET last_seen = max(last_seen, ?), gone_at = NULL WHERE id = ?",
                (to_text(now), row["article_id"]),
            )
            self.settle(
                url,
                now=now,
                status=304,
                outcome="unchanged" if row["article_id"] else "not_article",
                reason=row["reason"],
            )

    def release(self, worker: str | None = None) -> int:
        """Give back what a worker (or, with None, any worker) still holds; how many addresses that was.

        They are due again at once, and nothing is held against them.
        """
        with self._connection.transaction(durable=False):
            held = "worker IS NOT NULL" if worker is None else "worker = :worker"
            done = self._connection.run(
                f"UPDATE urls SET leased_until = NULL, worker = NULL WHERE {held}", {"worker": worker}
            )
            return done.rowcount

    def recall(self, sources: Sequence[str], *, now: datetime) -> int:
        """Make due at once what a clock that ran ahead has put off: addresses found or fetched in what is the future
        now. How many addresses that was."""
        with self._connection.transaction(durable=False):
            done = self._connection.run(
                """
                UPDATE urls SET due_at = :now
                WHERE source_id IN (SELECT id FROM sources WHERE name IN (SELECT value FROM json_each(:sources)))
                AND due_at > :now AND coalesce(fetched_at, found_at) > :now
                """,
                {"now": to_text(now), "sources": json.dumps(list(sources))},
            )
            return done.rowcount

    def pending(self, source: str, now: datetime) -> int:
        """How many addresses of a source could be leased now."""
        return int(
            self._connection.value(
                f"""
                SELECT count(*) FROM urls
                WHERE source_id = (SELECT id FROM sources WHERE name = :source) AND {_LEASABLE}
                """,
                {"source": source, "now": to_text(now)},
            )
        )

    def rests(self, url: str, now: datetime) -> bool:
        """Whether an address leads to a story that is archived and not due for another look."""
        sql = "SELECT 1 FROM urls WHERE url_key = ? AND state = 'archived' AND (due_at IS NULL OR due_at > ?)"
        return self._connection.value(sql, (urls.normalise(url), to_text(now))) is not None

    def refuse(self, url: str, *, rule: str, evidence: str, now: datetime) -> None:
        """Keep a decision of the site about an address: ``rule`` is robots, noarchive or x-robots-tag; ``evidence`` its
        words."""
        with self._connection.transaction():
            self._connection.run(NOTE_DECISION, (urls.normalise(url), rule, url, evidence, to_text(now)))
            with suppress(NotInArchive):
                self.settle(url, now=now, status=None, outcome="refused", reason=f"{rule}: {evidence}")

    def turn_down(self, candidates: Iterable[tuple[Candidate, str]], *, source: str, now: datetime) -> None:
        """Note addresses that discovery found and nobody is to fetch, each with the reason; known ones stay as they
        are."""
        with self._connection.transaction(durable=False):
            for candidate, reason in candidates:
                if self.offer([candidate], source=source, now=now):
                    self.settle(candidate.url, now=now, status=None, outcome="refused", reason=reason)

    def note(self, url: str, stated: Iterable[Directive], *, now: datetime) -> None:
        """Keep what a page says about being kept, without any consequence."""
        if rows := [(urls.normalise(url), one.rule, url, one.evidence, to_text(now)) for one in stated]:
            with self._connection.transaction(durable=False):
                self._connection.run_many(NOTE_DECISION, rows)

    def decisions(self, url: str) -> dict[str, str]:
        """What the site said about fetching or keeping an address: rule → its words."""
        rows = self._connection.rows("SELECT rule, evidence FROM decisions WHERE url_key = ?", (urls.normalise(url),))
        return {row["rule"]: row["evidence"] for row in rows}

    # Documents

    def document(self, url: str) -> Document | None:
        """What is known of a feed, sitemap or section page; None at first sight."""
        return self._documents.get(url)

    def documents_due(self, now: datetime) -> list[Document]:
        """Feeds, sitemaps and section pages whose time has come, the longest due first."""
        return self._documents.due(now)

    def declare(self, documents: Mapping[str, str], *, source: str, now: datetime) -> None:
        """Take in the documents (address → kind) that a source declares; those never asked for are due at once."""
        with self._connection.transaction(durable=False):
            self._documents.declare(documents, source_id=self._source_id(source, now), now=now)

    def save_document(self, url: str, *, source: str, now: datetime, **values: Any) -> None:
        """Note a fetch of a feed, sitemap or section page.

        ``values``: any of kind, status, etag, last_modified, digest, candidates, new_candidates, reason, parent; what
        is not named keeps its value, but a reason, which holds only for this fetch."""
        with self._connection.transaction(durable=False):
            self._documents.save(url, source_id=self._source_id(source, now), now=now, **values)

    def note_poll(  # noqa: PLR0913 - what came, of whom, when, and how often it may be asked
        self,
        url: str,
        poll: Poll,
        *,
        source: str,
        now: datetime,
        pace: Pace,
        candidates: Sequence[Candidate] | None = None,
        old: Sequence[Candidate] = (),
        span: str | None = None,
        per_day: int | None = None,
        **values: Any,
    ) -> int:
        """Note what came of asking for a document, in one transaction: offer what it names, remember its state, and
        decide when it is asked for again (`newsarchive.polling`). The number of addresses that were new.

        ``candidates``: what it names; None where it did not say (it has not changed, or could not be had). ``old``:
        what else it names, to be spread over days, ``per_day`` of them each. ``span``: the days a backfill reads it
        for. ``values`` as for ``save_document``."""
        with self._connection.transaction(durable=False):
            source_id = self._source_id(source, now)
            new, past = self._take(candidates or (), source_id, now), self._take(old, source_id, now)
            if candidates is not None:
                values |= {"candidates": len(candidates) + len(old), "new_candidates": len(new) + len(past)}
            self._documents.save(url, source_id=source_id, now=now, **values)
            if not (span and poll.inner and self._documents.rest(url)):
                self._documents.reschedule(url, poll, new=new, now=now, pace=pace)
            spread(self._connection, source_id, [urls.normalise(one.url) for one in past], now=now, per_day=per_day)
            if span and not poll.failed:
                self._documents.mark_read(url, span)
        return len(new) + len(past)

    def sources_due(self, now: datetime) -> list[str]:
        """Names of the sources of which a page could be leased now."""
        sql = f"SELECT name FROM sources s WHERE EXISTS (SELECT 1 FROM urls WHERE source_id = s.id AND {_LEASABLE})"
        return [row["name"] for row in self._connection.rows(sql, {"now": to_text(now)})]

    def give_back(self, addresses: Iterable[str]) -> None:
        """Give leased addresses back: nothing is known of them that was not known before."""
        with self._connection.transaction(durable=False):
            self._connection.run_many(
                "UPDATE urls SET leased_until = NULL, worker = NULL WHERE url_key = ?",
                [(urls.normalise(address),) for address in addresses],
            )

    # Offering

    def _source_id(self, name: str, now: datetime) -> int:
        self._connection.run(
            "INSERT INTO sources (name, added_at) VALUES (?, ?) ON CONFLICT DO NOTHING", (name, to_text(now))
        )
        return int(self._connection.value("SELECT id FROM sources WHERE name = ?", (name,)))

    def _take(self, candidates: Iterable[Candidate], source_id: int, now: datetime) -> list[Candidate]:
        """Take candidates in; those that were new."""
        new = []
        for candidate in candidates:
            if not urls.is_address(candidate.url):
                continue
            key = urls.normalise(candidate.url)
            if self._known(key):
                self._remind(key, candidate, now)
            elif not self._taken_down(key, candidate.url):
                self._insert(key, candidate, source_id, now)
                new.append(candidate)
        return new

    def _known(self, key: str) -> bool:
        sql = (
            "SELECT 1 FROM urls WHERE url_key = :key UNION ALL SELECT 1 FROM article_urls WHERE url_key = :key LIMIT 1"
        )
        return self._connection.value(sql, {"key": key}) is not None

    def _taken_down(self, key: str, url: str) -> bool:
        sql = "SELECT 1 FROM takedowns WHERE url_key = ? OR story_key = ?"
        return self._connection.value(sql, (key, story_key(url))) is not None

    def _insert(self, key: str, candidate: Candidate, source_id: int, now: datetime) -> None:
        self._connection.run(
            """
            INSERT INTO urls (url_key, url, source_id, state, due_at, found_at, via, found_in, title, published,
                              lastmod, language)
            VALUES (:url_key, :url, :source_id, 'waiting', :now, :now, :via, :found_in, :title, :published, :lastmod,
                    :language)
            """,
            {"url_key": key, "source_id": source_id, "now": to_text(now), **_stated(candidate)},
        )

    def _remind(self, key: str, candidate: Candidate, now: datetime) -> None:
        """Make a known story due where the site says that it has changed since we saw it."""
        lastmod = instant_of(candidate.lastmod)
        if lastmod is None or lastmod > now:
            return
        row = self._connection.row(
            f"{_SELECT} WHERE u.url_key = ? AND u.state = 'archived' AND u.due_at > ?", (key, to_text(now))
        )
        if row is not None and row["lastmod"] != candidate.lastmod and lastmod > from_text(row["fetched_at"]):
            self._connection.run(
                "UPDATE urls SET due_at = ?, lastmod = ? WHERE id = ?", (to_text(now), candidate.lastmod, row["id"])
            )

    # Leasing

    def _share(self, sources: Sequence[str], limit: int, now: datetime, *, force: bool) -> list[Row]:
        """Due addresses, the longest due of each source in turn, until there are enough."""
        queues = [self._queue(source, limit, now, force=force) for source in sources]
        turns = [row for turn in range(limit) for row in (queue[turn] for queue in queues if turn < len(queue))]
        return turns[:limit]

    def _queue(self, source: str, limit: int, now: datetime, *, force: bool) -> list[Row]:
        parameters = {"source": source, "now": to_text(now), "limit": limit}
        due = self._connection.rows(
            f"{_SELECT} WHERE s.name = :source AND {_LEASABLE} ORDER BY {_NEWS_FIRST} LIMIT :limit", parameters
        )
        if not force or self._forced_since is None or len(due) >= limit:
            return due
        parameters |= {"since": to_text(self._forced_since), "limit": limit - len(due)}
        return due + self._connection.rows(
            f"{_SELECT} WHERE s.name = :source AND {_FORCED} ORDER BY u.id LIMIT :limit", parameters
        )

    # Settling

    def _row(self, url: str) -> Row:
        row = self._connection.row(f"{_SELECT} WHERE u.url_key = ?", (urls.normalise(url),))
        if row is None:
            raise NotInArchive(f"{url} is not in the frontier: offer it before settling it")
        return row

    def _revisit_at(self, row: Row, now: datetime) -> datetime | None:
        story = self._connection.row(
            "SELECT published_at, published_on, first_seen, changed_at FROM articles WHERE id = ?", (row["article_id"],)
        )
        if story is None:
            return None
        day = story["published_at"] or (story["published_on"] and f"{story['published_on']}T00:00:00Z")
        return next_visit(
            published=from_text_or_none(day),
            first_seen=from_text(story["first_seen"]),
            changed_at=from_text_or_none(story["changed_at"]),
            now=now,
            revisits=self._revisits,
        )


NOTE_DECISION = """
    INSERT INTO decisions (url_key, rule, url, evidence, decided_at) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET evidence = excluded.evidence, decided_at = excluded.decided_at
"""
_SELECT = "SELECT u.*, s.name AS source FROM urls u JOIN sources s ON s.id = u.source_id"
_LEASABLE = "due_at <= :now AND (leased_until IS NULL OR leased_until <= :now)"
_NEWS_FIRST = "backfill_on IS NOT NULL, u.due_at, u.id"
_FORCED = """
    u.state = 'archived' AND u.outcome <> 'duplicate' AND u.fetched_at < :since
    AND (u.due_at IS NULL OR u.due_at > :now) AND (u.leased_until IS NULL OR u.leased_until <= :now)
"""
_CANDIDATE = ("url", "via", "found_in", "title", "published", "lastmod", "language")


def _stated(candidate: Candidate) -> dict[str, str | None]:
    return {name: getattr(candidate, name) for name in _CANDIDATE}


def _due(row: Row) -> Due:
    return Due(
        url=row["url"],
        source=row["source"],
        candidate=Candidate(**{name: row[name] for name in _CANDIDATE}),
        etag=row["etag"],
        last_modified=row["last_modified"],
        attempts=row["attempts"],
        revisit=row["article_id"] is not None,
    )


def _text(moment: datetime | None) -> str | None:
    return to_text(moment) if moment else None

"""Putting pages into the archive: what was fetched, the story it tells, and what became of its address.

How storing a story goes is ``Store.store``, read from top to bottom. Which story it is: identity.py. Whether it has
changed: revisions.py. When it is due again: schedule.py. The rows: stories.py. Here they are put together, in one
transaction."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from .. import urls
from ..items import Article, Page, Timestamp
from . import tally
from .connection import Connection
from .identity import Evidence, addresses, reads_alike
from .instants import from_text, from_text_or_none, to_text
from .quarantine import HeldPage, Quarantine
from .records import Outcome, StoredArticle
from .revisions import changed_fields, kept
from .schedule import REVISITS, look_again, next_visit
from .stories import Stories, Visit

if TYPE_CHECKING:
    from ..captures import CaptureRef

_STATES = {"not_article": "rejected", "refused": "refused"}
"""Outcome of a visit → state of its address, where it is not archived."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Match:
    """An archived story that a page turned out to tell."""

    story: StoredArticle
    """The story as it was before this visit."""
    evidence: Evidence
    """What led to it."""


class Store:
    """Stores pages. Made by ``Archive``."""

    def __init__(self, connection: Connection, *, revisits: tuple[timedelta, ...] = REVISITS) -> None:
        self._connection = connection
        self._revisits = revisits
        self._stories = Stories(connection)
        self._quarantine = Quarantine(connection)

    def store(
        self, article: Article, page: Page, *, capture_id: int | None, crawl_id: int | None, extractor: str
    ) -> Outcome:
        """See ``Archive.store``."""
        try:
            visit = self._visit(article, page, capture_id=capture_id, crawl_id=crawl_id, extractor=extractor)
            return self._store(visit)
        except UnicodeEncodeError:  # half of a surrogate pair, which some page's JSON spelled out
            return self._store(replace(visit, article=_encodable(visit.article)))

    def _store(self, visit: Visit) -> Outcome:
        with self._connection.transaction():
            if self._taken_down(visit):
                return self._settle(visit, Outcome(kind="refused"), reason="taken down")
            match = self._match(visit)
            if match is None:
                outcome = Outcome(kind="new", article_id=self._stories.add(visit))
            elif _is_copy(match, visit):
                outcome = self._see_copy(match, visit)
            else:
                outcome = self._compare(match, visit)
            self._stories.remember_addresses(outcome, visit)
            assert outcome.article_id is not None
            self._stories.observe_sidebar(outcome.article_id, visit.article.sidebar_links, visit.page.fetched_at)
            return self._settle(visit, outcome)

    def reject(self, page: Page, article: Article, *, crawl_id: int | None) -> None:
        """See ``Archive.reject``."""
        with self._connection.transaction():
            visit = self._visit(article, page, capture_id=None, crawl_id=crawl_id, extractor="")
            due_at, attempts = self._after_rejection(visit)
            self._settle_as(visit, "not_article", reason=article.kind_reason, due_at=due_at, attempts=attempts)

    def replace(self, article_id: int, article: Article, *, extractor: str, capture_id: int | None) -> None:
        """See ``Archive.replace``."""
        more = {"extractor": extractor, **({"capture_id": capture_id} if capture_id else {})}
        with self._connection.transaction():
            url = self._connection.value("SELECT url FROM articles WHERE id = ?", (article_id,))
            canonical_url = urls.believable_canonical(url, article.canonical_url)
            self._stories.write(article_id, replace(article, url=url, canonical_url=canonical_url), **more)

    def admit(self, held: HeldPage, article: Article, *, extractor: str, force: bool) -> Outcome:
        """See ``Archive.admit``."""
        story = self._stories.load(held.article_id)
        page = Page(
            url=held.url, requested_url=held.url, source=story.source, fetched_at=held.seen_at, status=200, body=b""
        )
        with self._connection.transaction():
            visit = self._visit(article, page, capture_id=held.capture_id, crawl_id=None, extractor=extractor)
            if story.last_seen > held.seen_at:
                self._quarantine.drop(held.id)  # the story was read well since: nothing is told of the time between
                return Outcome(kind="unchanged", article_id=story.id)
            match = Match(story=story, evidence="address")
            changed = changed_fields(story.article, visit.article)
            if changed and not force and (reason := self._quarantine.reason(story, visit)):
                self._quarantine.hold(story.id, visit, reason)
                return Outcome(kind="held", article_id=story.id, changed=changed, reason=reason)
            return self._take(match, visit, changed)

    def source_id(self, name: str, *, title: str | None = None, url: str | None = None, now: datetime) -> int:
        """Number of a source, which is noted when it is new."""
        found = self._connection.value("SELECT id FROM sources WHERE name = ?", (name,))
        if found is None or title or url:
            with self._connection.transaction():
                found = self._connection.value(
                    """
                    INSERT INTO sources (name, title, url, added_at) VALUES (?, ?, ?, ?)
                    ON CONFLICT (name) DO UPDATE SET title = coalesce(excluded.title, title),
                                                     url = coalesce(excluded.url, url)
                    RETURNING id
                    """,
                    (name, title, url, to_text(now)),
                )
        return int(found)

    def add_capture(self, page: Page, ref: CaptureRef, *, crawl_id: int | None) -> int:
        """See ``Archive.add_capture``."""
        with self._connection.transaction():
            values = {
                "crawl_id": crawl_id,
                "source_id": self._source_of(page),
                "url": page.url,
                "url_key": urls.normalise(page.url),
                "requested_url": None if page.requested_url == page.url else page.requested_url,
                "fetched_at": to_text(page.fetched_at),
                "status": page.status,
                "content_type": _header(page, "content-type"),
                "digest": ref.digest,
                "file": ref.file,
                "offset": ref.offset,
                "length": ref.length,
                "record_id": ref.record_id,
                "revisit_of": self._capture_id(ref.revisit_of) if ref.revisit_of else None,
            }
            columns = ", ".join(f'"{name}"' for name in values)
            sql = f"""
                INSERT INTO captures ({columns}) VALUES ({_marks(values)})
                ON CONFLICT (file, "offset") DO UPDATE SET url = excluded.url
                RETURNING id
            """
            return int(self._connection.value(sql, tuple(values.values())))

    def _capture_id(self, ref: CaptureRef) -> int | None:
        found: int | None = self._connection.value(
            'SELECT id FROM captures WHERE file = ? AND "offset" = ?', (ref.file, ref.offset)
        )
        return found

    def _source_of(self, page: Page) -> int:
        return self.source_id(page.source or urls.host(page.url), now=page.fetched_at)

    def _visit(
        self, article: Article, page: Page, *, capture_id: int | None, crawl_id: int | None, extractor: str
    ) -> Visit:
        known_as = addresses(page, article)
        return Visit(
            article=replace(article, url=page.url, canonical_url=known_as.canonical_url),
            page=page,
            known_as=known_as,
            source_id=self._source_of(page),
            capture_id=capture_id,
            crawl_id=crawl_id,
            extractor=extractor,
        )

    # Which story it is

    def _taken_down(self, visit: Visit) -> bool:
        """Whether the story was taken down; then its new addresses are, too."""
        keys, known_as = list(visit.known_as.keys), visit.known_as
        found = self._connection.row(
            f"SELECT reason, taken_down_at FROM takedowns WHERE url_key IN ({_marks(keys)}) OR story_key = ?",
            (*keys, known_as.story),
        )
        if found is None:
            return False
        page = visit.page
        self._connection.run_many(
            """
            INSERT INTO takedowns (url_key, url, story_key, reason, taken_down_at) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT DO NOTHING
            """,
            [
                (key, url, known_as.story, found["reason"], found["taken_down_at"])
                for key, url in ((known_as.own, page.url), (known_as.requested, page.requested_url))
            ],
        )
        return True

    def _match(self, visit: Visit) -> Match | None:
        """The story these addresses lead to, where they lead to one that this can be."""
        for key, evidence in visit.known_as.keys.items():
            found = self._connection.row("SELECT article_id, seen_as FROM article_urls WHERE url_key = ?", (key,))
            if found is not None:
                story = self._stories.load(found["article_id"])
                answered_here = evidence == "address" and found["seen_as"] == "fetched"
                if answered_here or reads_alike(story.article, visit.article):
                    return Match(story=story, evidence=evidence)
        if visit.known_as.story is None:
            return None
        namesakes = self._connection.rows("SELECT id FROM articles WHERE story_key = ?", (visit.known_as.story,))
        stories = [self._stories.load(row["id"]) for row in namesakes]
        alike = [story for story in stories if reads_alike(story.article, visit.article)]
        return Match(story=alike[0], evidence="story_id") if len(alike) == 1 else None

    # What is new in it

    def _see_copy(self, match: Match, visit: Visit) -> Outcome:
        self._stories.touch(match.story.id, _later(match.story, visit))
        return Outcome(kind="duplicate", article_id=match.story.id)

    def _compare(self, match: Match, visit: Visit) -> Outcome:
        """Compare with what is stored and write what is new in it."""
        old = match.story
        changed = [] if self._same_payload(old.id, visit) else changed_fields(old.article, visit.article)
        if changed and (reason := self._quarantine.reason(old, visit)):
            self._quarantine.hold(old.id, visit, reason)
            return Outcome(kind="held", article_id=old.id, changed=changed, reason=reason)
        return self._take(match, visit, changed)

    def _take(self, match: Match, visit: Visit, changed: list[str]) -> Outcome:
        """Write what is new in a story."""
        old, seen_at = match.story, _later(match.story, visit)
        current = kept(old.article, visit.article)
        if changed:
            self._stories.add_revision(old, replace(visit, article=current), changed, seen_at)
        if changed or old.extractor != visit.extractor or _differs(old.article, current):
            self._stories.write(
                old.id, current, extractor=visit.extractor, capture_id=visit.capture_id, story_key=visit.known_as.story
            )
        self._stories.touch(old.id, seen_at)
        self._quarantine.release(old.id, seen_at)
        return Outcome(kind="revised" if changed else "unchanged", article_id=old.id, changed=changed)

    def _same_payload(self, article_id: int, visit: Visit) -> bool:
        """Whether the bytes are those the stored values were read from: then any difference is the extractor's."""
        found = self._connection.value(
            """
            SELECT 1 FROM captures new, captures old JOIN articles a ON a.capture_id = old.id
            WHERE new.id = ? AND a.id = ? AND new.digest = old.digest
            """,
            (visit.capture_id, article_id),
        )
        return found is not None

    # What becomes of its address

    def _settle(self, visit: Visit, outcome: Outcome, *, reason: str | None = None) -> Outcome:
        due_at = None  # a copy of a story is not looked at again: its main address is
        if outcome.kind == "new":
            due_at = self._due(visit, first_seen=visit.page.fetched_at, changed_at=None)
        elif outcome.kind in {"unchanged", "revised"}:
            due_at = self._next_visit(outcome.article_id, visit)
        elif outcome.kind == "held" and outcome.article_id:
            again = self._quarantine.again(outcome.article_id, visit.page.fetched_at)
            due_at = min(filter(None, (again, self._next_visit(outcome.article_id, visit))), default=None)
        reason = reason or outcome.reason
        self._settle_as(visit, outcome.kind, article_id=outcome.article_id, due_at=due_at, reason=reason)
        return outcome

    def _next_visit(self, article_id: int | None, visit: Visit) -> datetime | None:
        row = self._connection.row("SELECT first_seen, changed_at FROM articles WHERE id = ?", (article_id,))
        assert row is not None
        return self._due(visit, from_text(row["first_seen"]), from_text_or_none(row["changed_at"]))

    def _due(self, visit: Visit, first_seen: datetime, changed_at: datetime | None) -> datetime | None:
        return next_visit(
            published=_moment(visit.article.published),
            first_seen=first_seen,
            changed_at=changed_at,
            now=visit.page.fetched_at,
            revisits=self._revisits,
        )

    def _after_rejection(self, visit: Visit) -> tuple[datetime | None, int]:
        """When an address that gave no article is due again, and how often it has given none."""
        known = self._connection.row(
            "SELECT article_id, attempts FROM urls WHERE url_key = ?", (visit.known_as.requested,)
        )
        if known is not None and known["article_id"]:
            return self._next_visit(known["article_id"], visit), 0
        attempts = known["attempts"] if known else 0
        due_at = look_again(visit.article.kind, attempts, visit.page.fetched_at)
        return due_at, attempts + 1 if due_at else 0

    def _settle_as(
        self, visit: Visit, outcome: str, *, due_at: datetime | None = None, **more: str | int | None
    ) -> None:
        page, candidate = visit.page, visit.page.candidate
        kind = visit.article.kind
        detail = tally.detail_of(outcome, status=page.status, reason=visit.article.kind_reason, page_kind=kind)
        tally.note(self._connection, visit.source_id, page.fetched_at, outcome=outcome, detail=detail)
        self._connection.run(
            _SETTLE,
            {
                "url_key": visit.known_as.requested,
                "url": page.requested_url,
                "source_id": visit.source_id,
                "state": _STATES.get(outcome, "archived"),
                "due_at": to_text(due_at) if due_at else None,
                "now": to_text(page.fetched_at),
                "via": candidate.via if candidate else "manual",
                "found_in": candidate and candidate.found_in,
                "title": candidate and candidate.title,
                "status": page.status,
                "outcome": outcome,
                "page_kind": visit.article.kind,
                # A page that is held back is to come whole next time, not as "unchanged".
                "etag": None if outcome == "held" else _header(page, "etag"),
                "last_modified": None if outcome == "held" else _header(page, "last-modified"),
                "crawl_id": visit.crawl_id,
                **{"reason": None, "article_id": None, "attempts": 0, **more},
            },
        )


_SETTLE = """
    INSERT INTO urls (url_key, url, source_id, state, due_at, found_at, via, found_in, title, fetched_at, status,
                      outcome, page_kind, reason, etag, last_modified, article_id, crawl_id, attempts)
    VALUES (:url_key, :url, :source_id, :state, :due_at, :now, :via, :found_in, :title, :now, :status, :outcome,
            :page_kind, :reason, :etag, :last_modified, :article_id, :crawl_id, :attempts)
    ON CONFLICT (url_key) DO UPDATE SET
        -- A page that was an article and is none today (a wall, an error page) leaves its story archived.
        state = iif(excluded.state = 'rejected' AND article_id IS NOT NULL, 'archived', excluded.state),
        due_at = excluded.due_at, leased_until = NULL, worker = NULL, attempts = excluded.attempts,
        fetched_at = excluded.fetched_at, status = excluded.status, outcome = excluded.outcome,
        page_kind = excluded.page_kind, reason = excluded.reason, etag = excluded.etag,
        last_modified = excluded.last_modified, crawl_id = excluded.crawl_id,
        article_id = coalesce(excluded.article_id, article_id)
"""


def _is_copy(match: Match, visit: Visit) -> bool:
    """Whether the page is another dress of a story whose main page we have: the story must not flip to and fro."""
    known_as, url = visit.known_as, match.story.article.url or ""
    if known_as.dressed:
        return visit.page.url != url
    return match.evidence == "canonical" or (known_as.names_other and known_as.own != urls.normalise(url))


def _later(story: StoredArticle, visit: Visit) -> datetime:
    """The time of this visit; that of the last one, where the clock has jumped back since."""
    return max(visit.page.fetched_at, story.last_seen)


def _differs(old: Article, new: Article) -> bool:
    """Whether any value but the sidebar's differs, also one that makes no revision."""
    return replace(old, sidebar_links=[]) != replace(new, sidebar_links=[])


def _encodable(article: Article) -> Article:
    """The article with a question mark for each character that no encoding can hold."""
    text = json.dumps(article.to_dict(), ensure_ascii=False).encode("utf-8", "replace")
    return Article.from_dict(json.loads(text))


def _moment(stamp: Timestamp | None) -> datetime | None:
    """When a story's age begins to count; what is stated without an offset is read as UTC, which is near enough for
    that."""
    if stamp is None:
        return None
    value = stamp.value
    if isinstance(value, datetime):
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
    return datetime(value.year, value.month, value.day, tzinfo=UTC)


def _header(page: Page, name: str) -> str | None:
    return next((value for header, value in page.headers if header.lower() == name), None)


def _marks(items: Iterable[object]) -> str:
    return ", ".join("?" for _ in items)

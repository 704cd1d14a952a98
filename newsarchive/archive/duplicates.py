"""Near-duplicates: articles that tell a story in nearly the same words, in clusters that say who was first.

Found by a run of its own (``newsarchive duplicates``), not while stories are stored: twenty scattered rows a story
would slow a crawl's commits, and nobody reads clusters while a crawl runs. A run looks only at what is new or reads
differently since the last. Candidates come from the bands of similarity.py, but whether two texts are similar is
always counted on the texts themselves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from sqlite3 import Row

from .. import similarity
from ..items import Author
from .connection import Connection
from .instants import from_text, to_text

COMMIT_ARTICLES = 200
"""Articles looked at in one commit."""

CANDIDATES = 25
"""Candidates compared with an article, those that share most bands first."""


@dataclass(kw_only=True, slots=True)
class Run:
    """What a run found."""

    total: int = 0
    """Articles to look at."""
    done: int = 0
    """Articles looked at."""
    found: int = 0
    """Articles that turned out to be near-duplicates."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """An article of a cluster."""

    article_id: int
    url: str
    source: str
    headline: str | None
    at: datetime
    """When it was published; where that instant is not known, when the archive first saw it."""
    published: bool
    """Whether ``at`` is the publication."""
    similarity: float
    """Share of wording in common with the article of the cluster it is most like; 1 for the first."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Cluster:
    """Articles that tell a story in nearly the same words."""

    kind: str
    """same (one source) or syndicated (several, or an agency's text)."""
    agency: str | None
    """The agency that dateline or byline of one of them name."""
    members: list[Member] = field(default_factory=list)
    """The first, then the others by time."""


Watch = Callable[[Run], None]


class Duplicates:
    """Finds and reads clusters. Made from an archive's connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, *, now: datetime, again: bool = False, watch: Watch = lambda run: None) -> Run:
        """Look at every article that is new or reads differently since the last run; at all of them with ``again``.

        Can be interrupted at any time: what was looked at stays so.
        """
        if again:
            self._forget()
        run = Run(total=int(self._connection.value(f"SELECT count(*) {_PENDING}", self._pending(0))))
        last = 0
        while some := self._connection.rows(
            f"SELECT a.id {_PENDING} ORDER BY a.id LIMIT {COMMIT_ARTICLES}", self._pending(last)
        ):
            with self._connection.transaction():
                for row in some:
                    run.found += self._look_at(row["id"], now)
                    run.done += 1
            last = some[-1]["id"]
            watch(run)
        return run

    def cluster_of(self, article_id: int) -> Cluster | None:
        """The cluster an article belongs to; None where it stands alone."""
        first = self._connection.value(
            "SELECT first_id FROM duplicates WHERE article_id = :id OR first_id = :id LIMIT 1", {"id": article_id}
        )
        return self._cluster(first) if first is not None else None

    def clusters(self, *, source: str | None = None, syndicated: bool = False) -> Iterator[Cluster]:
        """All clusters, the largest first; those with an article of ``source``, or only those of several sources."""
        conditions = {
            "first_id IN (SELECT first_id FROM duplicates WHERE kind = 'syndicated')": syndicated,
            """first_id IN (SELECT d.first_id FROM duplicates d JOIN articles a ON a.id IN (d.article_id, d.first_id)
                            JOIN sources s ON s.id = a.source_id WHERE s.name = :source)""": source is not None,
        }
        where = " AND ".join(condition for condition, wanted in conditions.items() if wanted) or "1"
        found = self._connection.rows(
            f"SELECT first_id FROM duplicates WHERE {where} GROUP BY first_id ORDER BY count(*) DESC, first_id",
            {"source": source},
        )
        return (self._cluster(row["first_id"]) for row in found)

    def forget(self, article_id: int, *, now: datetime) -> None:
        """Leave out an article that is to be removed: the others of its cluster are compared anew without it, and the
        first of those is the first now. Its caller has a transaction open."""
        left = self._leave_cluster(article_id)
        self._connection.run("DELETE FROM fingerprints WHERE article_id = ?", (article_id,))
        self._join_each(left, now)

    # Finding

    def _pending(self, last: int) -> dict[str, str | int]:
        return {"algorithm": similarity.ALGORITHM, "last": last}

    def _forget(self) -> None:
        with self._connection.transaction():
            for table in ("duplicates", "fingerprints", "fingerprint_bands"):
                self._connection.run(f"DELETE FROM {table}")

    def _look_at(self, article_id: int, now: datetime) -> bool:
        """Take an article's fingerprint and put it where it belongs; whether it is a duplicate."""
        left = self._leave_cluster(article_id)
        parts = self._fingerprint(article_id)
        found = self._join(article_id, parts, now)
        self._join_each(left, now)  # they may stand together still, or have been held together by what has changed
        return found

    def _join_each(self, articles: Iterable[int], now: datetime) -> None:
        for one in articles:
            self._join(one, similarity.shingles(self._body(one)), now)

    def _fingerprint(self, article_id: int) -> frozenset[str]:
        """Store what the article is found by; its shingles."""
        row = self._connection.row(_ARTICLE, (article_id,))
        assert row is not None
        parts = similarity.shingles(row["body"] or "")
        keys = similarity.bands(parts) if len(parts) >= similarity.SHORTEST else []
        self._connection.run("DELETE FROM fingerprint_bands WHERE article_id = ?", (article_id,))
        self._connection.run(
            """
            INSERT INTO fingerprints (article_id, version, digest, agency) VALUES (?, ?, ?, ?)
            ON CONFLICT (article_id) DO UPDATE SET version = excluded.version, digest = excluded.digest, agency =
            excluded.agency
            """,
            (article_id, row["version"], similarity.text_digest(parts) if parts else None, self._agency(row)),
        )
        self._connection.run_many(
            "INSERT INTO fingerprint_bands (band, article_id) VALUES (?, ?) ON CONFLICT DO NOTHING",
            [(key, article_id) for key in keys],
        )
        return parts

    def _agency(self, row: Row) -> str | None:
        signed = self._connection.rows(
            "SELECT u.name, u.kind FROM article_authors p JOIN authors u ON u.id = p.author_id WHERE p.article_id = ? "
            "ORDER BY p.position",
            (row["id"],),
        )
        authors = [Author(name=one["name"], kind=one["kind"]) for one in signed]
        return similarity.agency_of(row["dateline"], row["byline"], authors)

    def _join(self, article_id: int, parts: frozenset[str], now: datetime) -> bool:
        """Put an article into the cluster of the articles it is like; whether there are any."""
        alike = self._alike(article_id, parts)
        if not alike:
            return False
        members = {article_id: max(alike.values()), **self._members(alike)}
        for other, share in alike.items():
            members[other] = max(share, members.get(other, 0.0))
        self._write_cluster(members, now)
        return True

    def _alike(self, article_id: int, parts: frozenset[str]) -> dict[int, float]:
        """Other articles with nearly the same words → share in common."""
        if len(parts) < similarity.SHORTEST:
            return dict.fromkeys(self._same_short_text(article_id), 1.0)
        found: dict[int, float] = {}
        for other in self._candidates(article_id):
            share = similarity.similarity(parts, similarity.shingles(self._body(other)))
            if share >= similarity.SIMILAR:
                found[other] = share
        return found

    def _same_short_text(self, article_id: int) -> list[int]:
        """Articles with the very words and headline of one that is too short to be compared otherwise."""
        found = self._connection.rows(
            """
            SELECT o.article_id
            FROM fingerprints m JOIN fingerprints o ON o.digest = m.digest AND o.article_id <> m.article_id
            JOIN articles a ON a.id = m.article_id JOIN articles b ON b.id = o.article_id AND b.headline = a.headline
            WHERE m.article_id = ?
            """,
            (article_id,),
        )
        return [row["article_id"] for row in found]

    def _candidates(self, article_id: int) -> list[int]:
        """Articles that share bands, the most first; one for each cluster, which stands for the others of it."""
        found = self._connection.rows(
            f"""
            SELECT o.article_id, coalesce(d.first_id, o.article_id) AS cluster, count(*) AS shared
            FROM fingerprint_bands m JOIN fingerprint_bands o ON o.band = m.band AND o.article_id <> m.article_id
            JOIN articles a ON a.id = o.article_id LEFT JOIN duplicates d ON d.article_id = o.article_id
            WHERE m.article_id = ? GROUP BY o.article_id ORDER BY shared DESC, o.article_id LIMIT {CANDIDATES * 4}
            """,
            (article_id,),
        )
        best: dict[int, int] = {}
        for row in found:
            best.setdefault(row["cluster"], row["article_id"])
        return list(best.values())[:CANDIDATES]

    def _body(self, article_id: int) -> str:
        return self._connection.value("SELECT body FROM article_text WHERE article_id = ?", (article_id,)) or ""

    def _members(self, ids: Iterable[int]) -> dict[int, float]:
        """Every article of the clusters these articles are in → its similarity."""
        members: dict[int, float] = {}
        for one in ids:
            found = self._connection.rows(
                """
                SELECT article_id, similarity FROM duplicates
                WHERE first_id IN (SELECT first_id FROM duplicates WHERE article_id = :id OR first_id = :id)
                UNION ALL SELECT first_id, 1.0 FROM duplicates WHERE article_id = :id OR first_id = :id
                """,
                {"id": one},
            )
            members.update((row["article_id"], row["similarity"]) for row in found)
        return members

    def _write_cluster(self, members: dict[int, float], now: datetime) -> None:
        """Say of every member but the first which the first is."""
        marks = ", ".join("?" for _ in members)
        rows = self._connection.rows(
            f"""
            SELECT a.id, a.source_id, f.agency FROM articles a LEFT JOIN fingerprints f ON f.article_id = a.id
            WHERE a.id IN ({marks}) ORDER BY {_WHEN}, a.id
            """,
            tuple(members),
        )
        agencies = Counter(row["agency"] for row in rows if row["agency"])
        agency = agencies.most_common(1)[0][0] if agencies else None
        kind = "syndicated" if agency or len({row["source_id"] for row in rows}) > 1 else "same"
        first = rows[0]["id"]
        self._connection.run(f"DELETE FROM duplicates WHERE article_id IN ({marks})", tuple(members))
        self._connection.run_many(
            """
            INSERT INTO duplicates (article_id, first_id, similarity, kind, agency, found_at) VALUES (?, ?, ?, ?, ?, ?)
            """,
            [(row["id"], first, round(members[row["id"]], 3), kind, agency, to_text(now)) for row in rows[1:]],
        )

    def _leave_cluster(self, article_id: int) -> list[int]:
        """Dissolve the cluster an article was in; the others of it."""
        members = self._members([article_id])
        if not members:
            return []
        marks = ", ".join("?" for _ in members)
        self._connection.run(f"DELETE FROM duplicates WHERE article_id IN ({marks})", tuple(members))
        return sorted(members.keys() - {article_id})

    # Reading

    def _cluster(self, first_id: int) -> Cluster:
        rows = self._connection.rows(
            f"""
            SELECT a.id, a.url, s.name AS source, a.headline, {_WHEN} AS at, a.published_at IS NOT NULL AS published,
                   d.similarity, d.kind, d.agency
            FROM articles a JOIN sources s ON s.id = a.source_id LEFT JOIN duplicates d ON d.article_id = a.id
            WHERE a.id = :first OR d.first_id = :first ORDER BY a.id <> :first, at, a.id
            """,
            {"first": first_id},
        )
        members = [
            Member(
                article_id=row["id"],
                url=row["url"],
                source=row["source"],
                headline=row["headline"],
                at=from_text(row["at"]),
                published=bool(row["published"]),
                similarity=1.0 if row["id"] == first_id else row["similarity"],
            )
            for row in rows
        ]
        return Cluster(kind=rows[-1]["kind"], agency=rows[-1]["agency"], members=members)


_WHEN = "coalesce(a.published_at, a.first_seen)"
"""Who was first: by publication where its instant is known, else by when the archive saw it."""

_VERSION = "a.extractor || ' ' || a.revision_count || ' ' || coalesce(a.capture_id, '')"
"""Differs once an article reads differently."""

_PENDING = f"""
    FROM articles a LEFT JOIN fingerprints f ON f.article_id = a.id
    WHERE a.id > :last AND (f.version IS NULL OR f.version <> :algorithm || ' ' || {_VERSION})
"""

_ARTICLE = f"""
    SELECT a.id, a.dateline, a.byline, t.body, '{similarity.ALGORITHM} ' || {_VERSION} AS version
    FROM articles a LEFT JOIN article_text t ON t.article_id = a.id WHERE a.id = ?
"""

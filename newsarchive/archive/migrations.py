"""The schema's history: numbered steps, each in a transaction, only ever appended.

A released migration is never edited, for archives in the field have run it. A change is a new function at the end,
named ``m00N_what_it_does``; describe its tables and columns in schema.py (a test compares the two).

Rules for the SQL here: nothing newer than SQLite 3.40; no ``executescript`` (it commits the transaction around it);
after ``table.transform()`` create the full-text triggers again (it drops them without a word)."""

from __future__ import annotations

from collections.abc import Callable

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from ..exceptions import ArchiveTooNew, NotAnArchive
from . import index, views
from .connection import APPLICATION_ID, NOTHING_YET, Connection

MIGRATIONS = Migrations("newsarchive")


def pending(connection: Connection, *, create: bool = True) -> list[str]:
    """Names of the migrations this archive has not run yet; all of them for an empty file that is to become one.

    Raises NotAnArchive for a database of somebody else's, ArchiveTooNew for one that a newer release has changed.
    """
    tables = connection.value("SELECT count(*) FROM sqlite_schema")
    if not tables:
        if not create:
            raise NotAnArchive(NOTHING_YET.format(path=connection.path))
        return [step.name for step in MIGRATIONS.pending(connection.db)]
    if connection.value("PRAGMA application_id") != APPLICATION_ID:
        raise NotAnArchive(f"{connection.path} is a SQLite file, but not a newsarchive: name another archive")
    known = _all_steps()
    applied = [step.name for step in MIGRATIONS.applied(connection.db)]
    if unknown := [name for name in applied if name not in known]:
        raise ArchiveTooNew(
            f"{connection.path} was made by a newer newsarchive (it has {unknown[-1]}): install the newest release, "
            "for example with `pip install --upgrade newsarchive`"
        )
    return [step.name for step in MIGRATIONS.pending(connection.db)]


def migrate(connection: Connection, *, notify: Callable[[str], None]) -> list[str]:
    """Bring the archive up to this release: a backup first where there is something to lose, then all steps in one
    transaction.

    ``notify`` gets a line before each thing that may take long. Returns the names of the steps taken.
    """
    steps = pending(connection)
    if not steps:
        return []
    connection.lock.acquire()
    steps = pending(connection)  # another process may have done it while we waited
    fresh = not connection.value("SELECT count(*) FROM sqlite_schema")
    if fresh:
        connection.run("PRAGMA journal_mode = WAL")
    elif steps:
        kept = _keep_old(connection, steps[0])
        notify(
            f"Upgrading {connection.path} ({len(steps)} step{'s' * (len(steps) > 1)}); the old one is kept as {kept}"
        )
    with connection.transaction():
        if fresh:
            connection.run(f"PRAGMA application_id = {APPLICATION_ID}")
        for step in steps:
            if not fresh:
                notify(f"Upgrading {connection.path}: {step}")
            MIGRATIONS.apply(connection.db, stop_before=_after(step))
    return steps


def _all_steps() -> list[str]:
    """Names of all migrations (the library lists what a database has run or has not: an empty one has run none)."""
    return [step.name for step in MIGRATIONS.pending(Database(memory=True, execute_plugins=False))]


def _after(step: str) -> list[str]:
    """The step after this one, where there is one: what to stop before."""
    names = _all_steps()
    return names[names.index(step) + 1 :][:1]


def _keep_old(connection: Connection, first_step: str) -> str:
    from .care import backup  # noqa: PLC0415 - care imports this module

    target = connection.path.with_name(f"{connection.path.name}.before-{first_step.split('_', maxsplit=1)[0]}")
    backup(connection, target, replace=True)
    return target.name


@MIGRATIONS()
def m001_begin(db: Database) -> None:
    """Everything but the full-text index."""
    for statement in _BEGIN:
        db.execute(statement)


@MIGRATIONS()
def m002_full_text(db: Database) -> None:
    """The full-text index and its triggers."""
    index.create(db)


@MIGRATIONS()
def m003_fingerprints(db: Database) -> None:
    """What near-duplicates are found by."""
    for statement in _FINGERPRINTS:
        db.execute(statement)


@MIGRATIONS()
def m004_health(db: Database) -> None:
    """What is remembered of how each source is doing: statistics of days, visits, verdicts, pages held back."""
    for statement in _HEALTH:
        db.execute(statement)


@MIGRATIONS()
def m005_traits(db: Database) -> None:
    """What narrows a search by language, photographer or agency without reading every story."""
    for statement in _TRAITS:
        db.execute(statement)


@MIGRATIONS()
def m006_polling(db: Database) -> None:
    """When each feed and sitemap is asked again and why, when stories appear in it, and what is spread over days."""
    for statement in _POLLING:
        db.execute(statement)


@MIGRATIONS()
def m007_for_analysts(db: Database) -> None:
    """Views for those who query, and how often each link was seen in a list of most viewed stories."""
    for statement in views.STATEMENTS:
        db.execute(statement)


@MIGRATIONS()
def m008_manners(db: Database) -> None:
    """Which hosts are left alone, and what is spent of the budgets of a day."""
    for statement in _MANNERS:
        db.execute(statement)


_MANNERS = (
    """
    CREATE TABLE resting_hosts (
        host TEXT PRIMARY KEY,
        until TEXT NOT NULL,
        reason TEXT NOT NULL,
        failures INTEGER NOT NULL,
        openings INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE spent_budgets (
        source_id INTEGER NOT NULL REFERENCES sources(id) ON DELETE CASCADE,
        day TEXT NOT NULL,
        pages INTEGER NOT NULL,
        seconds REAL NOT NULL,
        PRIMARY KEY (source_id, day)
    ) STRICT, WITHOUT ROWID
    """,
)
_TRAITS = (
    "CREATE INDEX articles_language ON articles(language, published_on) WHERE language IS NOT NULL",
    "CREATE INDEX article_images_photographer ON article_images(photographer) WHERE photographer IS NOT NULL",
    "CREATE INDEX article_images_agency ON article_images(agency) WHERE agency IS NOT NULL",
)
_POLLING = (
    "ALTER TABLE documents ADD COLUMN due_at TEXT",
    "ALTER TABLE documents ADD COLUMN failures INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE documents ADD COLUMN known_since TEXT",
    "ALTER TABLE documents ADD COLUMN parent TEXT",
    "ALTER TABLE documents ADD COLUMN retired TEXT",
    "ALTER TABLE documents ADD COLUMN read_for TEXT",
    "CREATE INDEX documents_due ON documents(due_at) WHERE due_at IS NOT NULL",
    # By address, not by number: two archives' rows become one without renumbering.
    """
    CREATE TABLE arrivals (
        url TEXT NOT NULL,
        hour TEXT NOT NULL,
        stories INTEGER NOT NULL,
        PRIMARY KEY (url, hour)
    ) STRICT, WITHOUT ROWID
    """,
    "ALTER TABLE urls ADD COLUMN backfill_on TEXT",
    "CREATE INDEX urls_backfill ON urls(source_id, backfill_on) WHERE backfill_on IS NOT NULL",
)

_HEALTH = (
    # New stories of a source by day, and how many versions of them there are, without reading a story.
    "CREATE INDEX articles_seen ON articles(source_id, first_seen, revision_count)",
    "CREATE INDEX urls_failed ON urls(source_id, reason, status) WHERE outcome = 'failed'",
    """
    CREATE TABLE source_days (
        source_id INTEGER NOT NULL REFERENCES sources(id) ON DELETE CASCADE,
        day TEXT NOT NULL,
        stories INTEGER NOT NULL,
        looked_at INTEGER NOT NULL,
        words REAL,
        filled TEXT NOT NULL,
        first_at TEXT,
        last_at TEXT,
        PRIMARY KEY (source_id, day)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE source_visits (
        source_id INTEGER NOT NULL REFERENCES sources(id) ON DELETE CASCADE,
        day TEXT NOT NULL,
        outcome TEXT NOT NULL,
        detail TEXT NOT NULL,
        visits INTEGER NOT NULL,
        last_at TEXT NOT NULL,
        PRIMARY KEY (source_id, day, outcome, detail)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE source_verdicts (
        source_id INTEGER NOT NULL REFERENCES sources(id) ON DELETE CASCADE,
        decided_at TEXT NOT NULL,
        verdict TEXT NOT NULL,
        cause TEXT,
        said TEXT,
        PRIMARY KEY (source_id, decided_at)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE held_pages (
        id INTEGER PRIMARY KEY,
        article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
        capture_id INTEGER REFERENCES captures(id) ON DELETE CASCADE,
        url TEXT NOT NULL,
        seen_at TEXT NOT NULL,
        reason TEXT NOT NULL,
        words INTEGER NOT NULL,
        digest TEXT NOT NULL,
        extractor TEXT NOT NULL,
        UNIQUE (article_id, seen_at)
    ) STRICT
    """,
    "CREATE INDEX held_pages_capture ON held_pages(capture_id) WHERE capture_id IS NOT NULL",
)

_FINGERPRINTS = (
    """
    CREATE TABLE fingerprints (
        article_id INTEGER PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE,
        version TEXT NOT NULL,
        digest BLOB,
        agency TEXT
    ) STRICT
    """,
    """
    CREATE TABLE fingerprint_bands (
        band INTEGER NOT NULL,
        article_id INTEGER NOT NULL REFERENCES fingerprints(article_id) ON DELETE CASCADE,
        PRIMARY KEY (band, article_id)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX fingerprint_bands_article ON fingerprint_bands(article_id)",
    "CREATE INDEX fingerprints_digest ON fingerprints(digest)",
)

_BEGIN = (
    """
    CREATE TABLE sources (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        title TEXT,
        url TEXT,
        added_at TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE crawls (
        id INTEGER PRIMARY KEY,
        started_at TEXT NOT NULL,
        ended_at TEXT,
        reason TEXT,
        counts TEXT,
        settings TEXT,
        versions TEXT
    ) STRICT
    """,
    """
    CREATE TABLE crawl_sources (
        crawl_id INTEGER NOT NULL REFERENCES crawls(id) ON DELETE CASCADE,
        source_id INTEGER NOT NULL REFERENCES sources(id) ON DELETE CASCADE,
        PRIMARY KEY (crawl_id, source_id)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE captures (
        id INTEGER PRIMARY KEY,
        crawl_id INTEGER REFERENCES crawls(id) ON DELETE SET NULL,
        source_id INTEGER REFERENCES sources(id) ON DELETE SET NULL,
        url TEXT NOT NULL,
        url_key TEXT NOT NULL,
        requested_url TEXT,
        fetched_at TEXT NOT NULL,
        status INTEGER NOT NULL,
        content_type TEXT,
        digest TEXT,
        file TEXT NOT NULL,
        "offset" INTEGER NOT NULL,
        length INTEGER NOT NULL,
        record_id TEXT,
        revisit_of INTEGER REFERENCES captures(id) ON DELETE SET NULL,
        UNIQUE (file, "offset")
    ) STRICT
    """,
    "CREATE INDEX captures_url_key ON captures(url_key, fetched_at)",
    "CREATE INDEX captures_crawl ON captures(crawl_id)",
    "CREATE INDEX captures_revisit_of ON captures(revisit_of) WHERE revisit_of IS NOT NULL",
    """
    CREATE TABLE sections (
        id INTEGER PRIMARY KEY,
        source_id INTEGER NOT NULL REFERENCES sources(id) ON DELETE CASCADE,
        name TEXT NOT NULL,
        UNIQUE (source_id, name)
    ) STRICT
    """,
    """
    CREATE TABLE articles (
        id INTEGER PRIMARY KEY,
        source_id INTEGER NOT NULL REFERENCES sources(id),
        url TEXT NOT NULL,
        canonical_url TEXT,
        story_key TEXT,
        kind TEXT NOT NULL,
        headline TEXT,
        kicker TEXT,
        dek TEXT,
        byline TEXT,
        dateline TEXT,
        section_id INTEGER REFERENCES sections(id),
        language TEXT,
        publisher TEXT,
        published_raw TEXT,
        published TEXT,
        published_at TEXT,
        published_on TEXT,
        published_offset INTEGER,
        published_precision TEXT,
        published_source TEXT,
        modified_raw TEXT,
        modified TEXT,
        modified_at TEXT,
        modified_on TEXT,
        modified_offset INTEGER,
        modified_precision TEXT,
        modified_source TEXT,
        paywalled INTEGER,
        truncated INTEGER NOT NULL DEFAULT 0,
        paywall_sign TEXT,
        kind_reason TEXT,
        first_seen TEXT NOT NULL,
        last_seen TEXT NOT NULL,
        changed_at TEXT,
        gone_at TEXT,
        revision_count INTEGER NOT NULL DEFAULT 1,
        word_count INTEGER NOT NULL DEFAULT 0,
        capture_id INTEGER REFERENCES captures(id) ON DELETE SET NULL,
        extractor TEXT NOT NULL,
        provenance TEXT
    ) STRICT
    """,
    "CREATE INDEX articles_source ON articles(source_id, published_on)",
    "CREATE INDEX articles_published ON articles(published_on, published_at)",
    "CREATE INDEX articles_first_seen ON articles(first_seen)",
    "CREATE INDEX articles_story_key ON articles(story_key) WHERE story_key IS NOT NULL",
    "CREATE INDEX articles_section ON articles(section_id) WHERE section_id IS NOT NULL",
    "CREATE INDEX articles_changed ON articles(changed_at) WHERE changed_at IS NOT NULL",
    "CREATE INDEX articles_capture ON articles(capture_id) WHERE capture_id IS NOT NULL",
    # Bodies stand apart, so that scans of the articles do not read them.
    """
    CREATE TABLE article_text (
        article_id INTEGER PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE,
        body TEXT NOT NULL,
        outline TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE article_urls (
        url_key TEXT PRIMARY KEY,
        article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
        url TEXT NOT NULL,
        seen_as TEXT NOT NULL,
        first_seen TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX article_urls_article ON article_urls(article_id)",
    """
    CREATE TABLE urls (
        id INTEGER PRIMARY KEY,
        url_key TEXT NOT NULL UNIQUE,
        url TEXT NOT NULL,
        source_id INTEGER NOT NULL REFERENCES sources(id) ON DELETE CASCADE,
        state TEXT NOT NULL,
        due_at TEXT,
        leased_until TEXT,
        worker TEXT,
        attempts INTEGER NOT NULL DEFAULT 0,
        found_at TEXT NOT NULL,
        via TEXT NOT NULL,
        found_in TEXT,
        title TEXT,
        published TEXT,
        lastmod TEXT,
        language TEXT,
        fetched_at TEXT,
        status INTEGER,
        outcome TEXT,
        page_kind TEXT,
        reason TEXT,
        etag TEXT,
        last_modified TEXT,
        digest TEXT,
        article_id INTEGER REFERENCES articles(id) ON DELETE SET NULL,
        crawl_id INTEGER REFERENCES crawls(id) ON DELETE SET NULL
    ) STRICT
    """,
    "CREATE INDEX urls_due ON urls(source_id, due_at) WHERE due_at IS NOT NULL",
    "CREATE INDEX urls_state ON urls(source_id, state)",
    "CREATE INDEX urls_worker ON urls(worker) WHERE worker IS NOT NULL",
    "CREATE INDEX urls_article ON urls(article_id) WHERE article_id IS NOT NULL",
    """
    CREATE TABLE documents (
        id INTEGER PRIMARY KEY,
        url TEXT NOT NULL UNIQUE,
        source_id INTEGER REFERENCES sources(id) ON DELETE CASCADE,
        kind TEXT,
        fetched_at TEXT,
        changed_at TEXT,
        status INTEGER,
        etag TEXT,
        last_modified TEXT,
        digest TEXT,
        candidates INTEGER,
        new_candidates INTEGER,
        reason TEXT
    ) STRICT
    """,
    """
    CREATE TABLE revisions (
        id INTEGER PRIMARY KEY,
        article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
        number INTEGER NOT NULL,
        seen_at TEXT NOT NULL,
        changed TEXT NOT NULL,
        article TEXT NOT NULL,
        extractor TEXT NOT NULL,
        capture_id INTEGER REFERENCES captures(id) ON DELETE SET NULL,
        UNIQUE (article_id, number)
    ) STRICT
    """,
    "CREATE INDEX revisions_seen ON revisions(seen_at)",
    "CREATE INDEX revisions_capture ON revisions(capture_id) WHERE capture_id IS NOT NULL",
    """
    CREATE TABLE authors (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL,
        kind TEXT NOT NULL,
        UNIQUE (name, kind)
    ) STRICT
    """,
    """
    CREATE TABLE article_authors (
        article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        author_id INTEGER NOT NULL REFERENCES authors(id),
        role TEXT NOT NULL,
        url TEXT,
        affiliation TEXT,
        PRIMARY KEY (article_id, position)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX article_authors_author ON article_authors(author_id)",
    """
    CREATE TABLE images (
        id INTEGER PRIMARY KEY,
        url TEXT NOT NULL UNIQUE,
        capture_id INTEGER REFERENCES captures(id) ON DELETE SET NULL
    ) STRICT
    """,
    "CREATE INDEX images_capture ON images(capture_id) WHERE capture_id IS NOT NULL",
    """
    CREATE TABLE article_images (
        article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        image_id INTEGER REFERENCES images(id),
        role TEXT NOT NULL,
        caption TEXT,
        credit TEXT,
        photographer TEXT,
        agency TEXT,
        alt TEXT,
        raw_caption TEXT,
        PRIMARY KEY (article_id, position)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX article_images_image ON article_images(image_id) WHERE image_id IS NOT NULL",
    "CREATE TABLE tags (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT",
    """
    CREATE TABLE article_tags (
        article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        tag_id INTEGER NOT NULL REFERENCES tags(id),
        PRIMARY KEY (article_id, position)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX article_tags_tag ON article_tags(tag_id)",
    # What is promoted stands once, each sighting is a few small columns: a "most viewed" list is on every page of a
    # site. Its number is a digest of what it says, so that it is known without looking it up.
    """
    CREATE TABLE promoted_links (
        id INTEGER PRIMARY KEY,
        url_key TEXT NOT NULL,
        url TEXT NOT NULL,
        title TEXT,
        teaser TEXT
    ) STRICT
    """,
    "CREATE INDEX promoted_links_url_key ON promoted_links(url_key)",
    """
    CREATE TABLE sidebar_observations (
        article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
        seen_at TEXT NOT NULL,
        position INTEGER NOT NULL,
        kind TEXT NOT NULL,
        block TEXT,
        rank INTEGER NOT NULL,
        link_id INTEGER NOT NULL REFERENCES promoted_links(id),
        PRIMARY KEY (article_id, seen_at, position)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX sidebar_observations_link ON sidebar_observations(link_id)",
    """
    CREATE VIEW sidebar_links AS
    SELECT o.article_id, s.name AS source, o.seen_at, o.kind, o.block, o.rank, p.url, p.title, p.teaser,
           t.article_id AS target_id
    FROM sidebar_observations o
    JOIN articles a ON a.id = o.article_id
    JOIN sources s ON s.id = a.source_id
    JOIN promoted_links p ON p.id = o.link_id
    LEFT JOIN article_urls t ON t.url_key = p.url_key
    """,
    """
    CREATE TABLE duplicates (
        article_id INTEGER PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE,
        first_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
        similarity REAL NOT NULL,
        kind TEXT NOT NULL,
        agency TEXT,
        found_at TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX duplicates_first ON duplicates(first_id)",
    """
    CREATE TABLE takedowns (
        url_key TEXT PRIMARY KEY,
        url TEXT NOT NULL,
        story_key TEXT,
        reason TEXT NOT NULL,
        taken_down_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX takedowns_story ON takedowns(story_key) WHERE story_key IS NOT NULL",
    """
    CREATE TABLE decisions (
        url_key TEXT NOT NULL,
        rule TEXT NOT NULL,
        url TEXT NOT NULL,
        evidence TEXT NOT NULL,
        decided_at TEXT NOT NULL,
        PRIMARY KEY (url_key, rule)
    ) STRICT, WITHOUT ROWID
    """,
)

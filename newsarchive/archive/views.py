"""Views for those who query: the archive's tables joined as questions want them, and the counts that keep them fast.

Each is written so that a condition on ``source``, a day or an article reaches an index of the tables behind it; values
that no index leads to are asked for by subqueries, not joined: who does not want them, or only counts, does not pay for
them. schema.py says what a column means. This is the SQL of migration m007: it is not edited, a later migration
replaces a view.

``most_viewed_sightings`` sums up the observations of most-viewed lists: such a list stands on every page of a site, so
a month of them is millions of rows that say the same few hundred things. Triggers keep it in step, whoever writes."""

from __future__ import annotations

SIGHTINGS = (
    """
    CREATE TABLE most_viewed_sightings (
        source_id INTEGER NOT NULL REFERENCES sources(id) ON DELETE CASCADE,
        hour TEXT NOT NULL,
        link_id INTEGER NOT NULL REFERENCES promoted_links(id),
        rank INTEGER NOT NULL,
        sightings INTEGER NOT NULL,
        PRIMARY KEY (source_id, hour, link_id, rank)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX most_viewed_sightings_link ON most_viewed_sightings(link_id)",
    """
    INSERT INTO most_viewed_sightings (source_id, hour, link_id, rank, sightings)
    SELECT a.source_id, substr(o.seen_at, 1, 13), o.link_id, o.rank, count(*)
    FROM sidebar_observations o JOIN articles a ON a.id = o.article_id WHERE o.kind = 'most_viewed'
    GROUP BY 1, 2, 3, 4
    """,
)

_COUNT = """
    INSERT INTO most_viewed_sightings (source_id, hour, link_id, rank, sightings)
    SELECT source_id, substr(new.seen_at, 1, 13), new.link_id, new.rank, 1 FROM articles WHERE id = new.article_id
    ON CONFLICT DO UPDATE SET sightings = sightings + 1;
"""
_ITS_COUNT = """
    source_id = (SELECT source_id FROM articles WHERE id = old.article_id) AND hour = substr(old.seen_at, 1, 13)
    AND link_id = old.link_id AND rank = old.rank
"""
_DISCOUNT = f"""
    UPDATE most_viewed_sightings SET sightings = sightings - 1 WHERE {_ITS_COUNT};
    DELETE FROM most_viewed_sightings WHERE {_ITS_COUNT} AND sightings = 0;
"""

TRIGGERS = (
    f"""
    CREATE TRIGGER most_viewed_come AFTER INSERT ON sidebar_observations WHEN new.kind = 'most_viewed'
    BEGIN {_COUNT} END
    """,
    f"""
    CREATE TRIGGER most_viewed_go AFTER DELETE ON sidebar_observations WHEN old.kind = 'most_viewed'
    BEGIN {_DISCOUNT} END
    """,
    f"""
    CREATE TRIGGER most_viewed_changed_from AFTER UPDATE ON sidebar_observations WHEN old.kind = 'most_viewed'
    BEGIN {_DISCOUNT} END
    """,
    f"""
    CREATE TRIGGER most_viewed_changed_to AFTER UPDATE ON sidebar_observations WHEN new.kind = 'most_viewed'
    BEGIN {_COUNT} END
    """,
    # Rows that go with their article (ON DELETE CASCADE) go after it, when its source is no longer known.
    """
    CREATE TRIGGER most_viewed_go_first BEFORE DELETE ON articles
    BEGIN DELETE FROM sidebar_observations WHERE article_id = old.id; END
    """,
)

VIEWS = (
    """
    CREATE VIEW article_full AS
    SELECT a.id, s.name AS source, a.url, a.kind, a.headline, a.kicker, a.dek, a.byline,
           (SELECT group_concat(name, '; ') FROM (
               SELECT u.name FROM article_authors p JOIN authors u ON u.id = p.author_id
               WHERE p.article_id = a.id ORDER BY p.position)) AS authors,
           a.dateline, (SELECT name FROM sections WHERE id = a.section_id) AS section, a.language, a.publisher,
           a.published, a.published_on, a.published_at, a.modified,
           (SELECT group_concat(name, '; ') FROM (
               SELECT g.name FROM article_tags p JOIN tags g ON g.id = p.tag_id
               WHERE p.article_id = a.id ORDER BY p.position)) AS tags,
           a.word_count, (SELECT body FROM article_text WHERE article_id = a.id) AS body,
           (SELECT m.url FROM article_images i JOIN images m ON m.id = i.image_id
            WHERE i.article_id = a.id AND i.position = 1) AS image_url,
           (SELECT caption FROM article_images WHERE article_id = a.id AND position = 1) AS caption,
           (SELECT credit FROM article_images WHERE article_id = a.id AND position = 1) AS credit,
           (SELECT photographer FROM article_images WHERE article_id = a.id AND position = 1) AS photographer,
           (SELECT agency FROM article_images WHERE article_id = a.id AND position = 1) AS agency,
           (SELECT count(*) FROM article_images WHERE article_id = a.id) AS images,
           a.paywalled, a.truncated, a.first_seen, a.last_seen, a.changed_at, a.gone_at,
           a.revision_count AS revisions,
           (SELECT first_id FROM duplicates WHERE article_id = a.id) AS repeats_id,
           (SELECT kind FROM duplicates WHERE article_id = a.id) AS repeats_as,
           (SELECT file FROM captures WHERE id = a.capture_id) AS capture_file,
           (SELECT "offset" FROM captures WHERE id = a.capture_id) AS capture_offset,
           (SELECT digest FROM captures WHERE id = a.capture_id) AS capture_digest
    FROM articles a JOIN sources s ON s.id = a.source_id
    """,
    """
    CREATE VIEW article_authors_flat AS
    SELECT p.article_id, p.position, p.author_id, u.name AS author, u.kind AS author_kind, p.role, p.affiliation,
           s.name AS source, a.published_on, a.headline, x.name AS section, a.language, a.word_count, a.url
    FROM article_authors p
    JOIN authors u ON u.id = p.author_id
    JOIN articles a ON a.id = p.article_id
    JOIN sources s ON s.id = a.source_id
    LEFT JOIN sections x ON x.id = a.section_id
    """,
    """
    CREATE VIEW photo_credits AS
    SELECT i.article_id, i.position, i.role, i.photographer, i.agency, i.credit, i.caption, m.url AS image_url,
           s.name AS source, a.published_on, a.headline, a.url
    FROM article_images i
    JOIN articles a ON a.id = i.article_id
    JOIN sources s ON s.id = a.source_id
    LEFT JOIN images m ON m.id = i.image_id
    WHERE i.credit IS NOT NULL OR i.photographer IS NOT NULL OR i.agency IS NOT NULL
    """,
    """
    CREATE VIEW edits AS
    SELECT r.article_id, r.number, b.seen_at AS seen_before, r.seen_at, s.name AS source, r.changed,
           r.changed LIKE '%"headline"%' AS headline_changed,
           json_extract(b.article, '$.headline') AS headline_before,
           json_extract(r.article, '$.headline') AS headline_after,
           a.published_on, a.url
    FROM revisions r
    JOIN revisions b ON b.article_id = r.article_id AND b.number = r.number - 1
    JOIN articles a ON a.id = r.article_id
    JOIN sources s ON s.id = a.source_id
    """,
    """
    CREATE VIEW most_viewed_history AS
    SELECT s.name AS source, v.hour, v.rank, v.sightings, p.title, p.url, t.article_id
    FROM most_viewed_sightings v
    JOIN sources s ON s.id = v.source_id
    JOIN promoted_links p ON p.id = v.link_id
    LEFT JOIN article_urls t ON t.url_key = p.url_key
    """,
    """
    CREATE VIEW near_duplicates AS
    SELECT d.article_id, s.name AS source, a.published_on, a.headline, a.url, d.first_id, f.name AS first_source,
           o.published_on AS first_published_on, o.headline AS first_headline, o.url AS first_url, d.similarity, d.kind,
           d.agency
    FROM duplicates d
    JOIN articles a ON a.id = d.article_id
    JOIN sources s ON s.id = a.source_id
    JOIN articles o ON o.id = d.first_id
    JOIN sources f ON f.id = o.source_id
    """,
    """
    CREATE VIEW stories_per_day AS
    SELECT a.published_on, s.name AS source, count(*) AS stories
    FROM articles a
    JOIN sources s ON s.id = a.source_id
    WHERE a.published_on IS NOT NULL
    GROUP BY s.name, a.published_on
    """,
)

STATEMENTS = (*SIGHTINGS, *TRIGGERS, *VIEWS)
"""Everything, in the order in which it can be run."""

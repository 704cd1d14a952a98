"""Questions that stand ready on the database's page in Datasette: each with its parameters and what it answers.

Each answers within Datasette's own limit of a second on a million stories: what a source or a span narrows comes from
an index, and what words select is bounded where rows must be read for it (a test holds the plans). A field left empty
means all, where the description says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..archive.query import parse
from ..exceptions import QueryError

MATCHES = 20_000
"""Stories read for a question about words: those archived last."""
_WORDS = "articles_fts MATCH news_words(:words)"
"""Stories with the words; `news_words` is `match_of`, which every connection of Datasette's to an archive has."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """A question that stands ready."""

    title: str
    """What it asks."""
    about: str
    """What its parameters take, and what the answer holds."""
    sql: str
    """How it is asked."""
    parameters: tuple[str, ...] = ()
    """Names of its parameters, in the order of the form."""

    def metadata(self) -> dict[str, Any]:
        """As Datasette wants it."""
        return {
            "title": self.title,
            "description": self.about,
            "sql": self.sql,
            "params": list(self.parameters),
            "hide_sql": True,  # one click shows it
        }


def match_of(words: str) -> str:
    """Words as they are searched for on the search page, as an expression of the full-text index; what is no query
    there is looked for as a phrase.

    >>> print(match_of("asylum OR refuge*"))
    ("asylum" OR "refuge" *)
    >>> print(match_of("-football"))
    "-football"
    """
    try:
        expression = parse(words).match
    except QueryError:
        expression = None
    return expression or '"' + words.replace('"', " ") + '"'


def _edits(condition: str) -> str:
    """SQL: the changes seen last, those of one source found along its stories that have changed."""
    return f"""WITH seen AS (
  SELECT id FROM (SELECT id FROM revisions r WHERE :source = '' AND {condition} ORDER BY seen_at DESC LIMIT 500)
  UNION ALL
  SELECT id FROM (SELECT r.id FROM articles a CROSS JOIN revisions r ON r.article_id = a.id
                  WHERE a.source_id = (SELECT id FROM sources WHERE name = :source) AND a.revision_count > 1
                    AND {condition} ORDER BY r.seen_at DESC LIMIT 500))"""


QUESTIONS: dict[str, Question] = {
    "who_covers": Question(
        title="Who covers it?",
        about="Who signs the stories that have some words (as on the search page), for whom, and since when. Of very "
        f"common words, the {MATCHES:,} stories archived last are counted.",
        parameters=("words",),
        sql=f"""SELECT u.name AS author, u.kind, count(*) AS stories, group_concat(DISTINCT s.name) AS sources,
  min(a.published_on) AS first, max(a.published_on) AS last
FROM (SELECT rowid AS id FROM articles_fts WHERE {_WORDS} ORDER BY rowid DESC LIMIT {MATCHES}) f
CROSS JOIN article_authors p ON p.article_id = f.id
JOIN authors u ON u.id = p.author_id JOIN articles a ON a.id = f.id JOIN sources s ON s.id = a.source_id
GROUP BY u.id ORDER BY stories DESC, author LIMIT 500""",
    ),
    "stories_by_author": Question(
        title="What did somebody write?",
        about="Part of a name is enough; the 1,000 stories archived last.",
        parameters=("author",),
        sql="""SELECT a.id, a.published_on, s.name AS source, u.name AS author, p.role, a.headline, a.url
FROM (SELECT article_id, author_id, role FROM article_authors
      WHERE author_id IN (SELECT id FROM authors WHERE name LIKE '%' || :author || '%')
      ORDER BY article_id DESC LIMIT 1000) p
JOIN authors u ON u.id = p.author_id JOIN articles a ON a.id = p.article_id JOIN sources s ON s.id = a.source_id
ORDER BY a.published_on DESC""",
    ),
    "written_together": Question(
        title="Who writes with whom?",
        about="Names that share bylines with somebody, and in how many stories. The whole name.",
        parameters=("author",),
        sql="""SELECT u.name AS with_author, u.kind, count(DISTINCT p.article_id) AS stories
FROM article_authors p JOIN authors u ON u.id = p.author_id
WHERE p.article_id IN (SELECT article_id FROM article_authors
                       WHERE author_id IN (SELECT id FROM authors WHERE name = :author)
                       ORDER BY article_id DESC LIMIT 20000)
  AND u.name <> :author
GROUP BY u.name, u.kind ORDER BY stories DESC, with_author LIMIT 500""",
    ),
    "whose_photos": Question(
        title="Whose photos are printed?",
        about="Photographers and agencies with how many pictures, those with most first. Part of a name, or empty for "
        "all.",
        parameters=("name",),
        sql="""SELECT 'photographer' AS credited_as, photographer AS name, count(*) AS pictures FROM article_images
WHERE photographer IS NOT NULL AND photographer LIKE '%' || :name || '%' GROUP BY photographer
UNION ALL
SELECT 'agency', agency, count(*) FROM article_images
WHERE agency IS NOT NULL AND agency LIKE '%' || :name || '%' GROUP BY agency
ORDER BY pictures DESC, name LIMIT 500""",
    ),
    "photos_by": Question(
        title="Where were somebody's photos printed?",
        about="Pictures of a photographer or an agency, with the stories they stand in. The whole name; the 1,000 "
        "archived last.",
        parameters=("name",),
        sql="""SELECT a.id, a.published_on, s.name AS source, i.photographer, i.agency, i.caption, a.headline, a.url
FROM (SELECT article_id, position FROM article_images WHERE photographer = :name
      UNION SELECT article_id, position FROM article_images WHERE agency = :name
      ORDER BY article_id DESC LIMIT 1000) p
JOIN article_images i ON i.article_id = p.article_id AND i.position = p.position
JOIN articles a ON a.id = p.article_id JOIN sources s ON s.id = a.source_id
ORDER BY a.published_on DESC""",
    ),
    "headline_history": Question(
        title="How did this headline change?",
        about="Every version of a story's headline, with when it was first seen. The story's number, or its address.",
        parameters=("story",),
        sql="""WITH story AS (
  SELECT id FROM articles WHERE id = CAST(:story AS INTEGER) AND :story NOT GLOB '*[^0-9]*'
  UNION SELECT article_id FROM article_urls
  WHERE url_key IN (:story, replace(rtrim(:story, '/'), '://www.', '://')))
SELECT r.article_id AS id, r.number AS version, r.seen_at AS first_seen,
  json_extract(r.article, '$.headline') AS headline
FROM revisions r WHERE r.article_id IN (SELECT id FROM story)
  AND (r.number = 1 OR r.changed LIKE '%"headline"%')
UNION ALL
SELECT id, 1, first_seen, headline FROM articles
WHERE id IN (SELECT id FROM story) AND id NOT IN (SELECT article_id FROM revisions WHERE article_id IN story)
ORDER BY 1, 2""",
    ),
    "changed_headlines": Question(
        title="Which headlines were changed?",
        about="The headline before and after, the latest changes first. The name of a source, or empty for all.",
        parameters=("source",),
        sql=_edits("r.changed LIKE '%\"headline\"%'")
        + """
SELECT r.article_id AS id, s.name AS source, a.published_on, r.seen_at,
  json_extract(b.article, '$.headline') AS headline_before, json_extract(r.article, '$.headline') AS headline_after
FROM revisions r JOIN revisions b ON b.article_id = r.article_id AND b.number = r.number - 1
JOIN articles a ON a.id = r.article_id JOIN sources s ON s.id = a.source_id
WHERE r.id IN (SELECT id FROM seen) ORDER BY r.seen_at DESC""",
    ),
    "edited_after_publication": Question(
        title="Which stories were edited after publication?",
        about="Real changes seen, latest first, with the hours after publication within which each was made. The name "
        "of a source, or empty for all; hours are empty where the page does not state the instant.",
        parameters=("source",),
        sql=_edits("r.number > 1")
        + """
SELECT r.article_id AS id, s.name AS source, a.published_at, r.seen_at, r.changed,
  round(24 * (julianday(b.seen_at) - julianday(a.published_at)), 1) AS hours_after_at_least,
  round(24 * (julianday(r.seen_at) - julianday(a.published_at)), 1) AS hours_after_at_most, a.headline
FROM revisions r JOIN revisions b ON b.article_id = r.article_id AND b.number = r.number - 1
JOIN articles a ON a.id = r.article_id JOIN sources s ON s.id = a.source_id
WHERE r.id IN (SELECT id FROM seen) ORDER BY r.seen_at DESC""",
    ),
    "most_viewed_in_week": Question(
        title="What was most viewed in the week of …?",
        about="What a source's lists of most viewed stories showed from Monday to Sunday around a day (2026-05-02). "
        "The name of a source, or empty for all.",
        parameters=("source", "day"),
        sql="""SELECT s.name AS source, min(v.rank) AS best_rank,
  round(1.0 * sum(v.rank * v.sightings) / sum(v.sightings), 1) AS mean_rank, count(DISTINCT v.hour) AS hours_listed,
  sum(v.sightings) AS sightings, p.title, p.url, t.article_id
FROM sources s
CROSS JOIN most_viewed_sightings v ON v.source_id = s.id AND v.hour >= date(:day, 'weekday 0', '-6 days')
  AND v.hour < date(:day, 'weekday 0', '+1 day')
JOIN promoted_links p ON p.id = v.link_id LEFT JOIN article_urls t ON t.url_key = p.url_key
WHERE :source = '' OR s.name = :source
GROUP BY s.id, p.url_key ORDER BY sum(1.0 * v.sightings / v.rank) DESC LIMIT 500""",
    ),
    "longest_most_viewed": Question(
        title="What stayed longest among the most viewed?",
        about="Stories by the hours in which a source's lists showed them, in a month (2026-05). The name of a source, "
        "or empty for all.",
        parameters=("source", "month"),
        sql="""SELECT s.name AS source, count(DISTINCT v.hour) AS hours_listed, min(v.rank) AS best_rank,
  min(v.hour) AS first, max(v.hour) AS last, p.title, p.url, t.article_id
FROM sources s
CROSS JOIN most_viewed_sightings v ON v.source_id = s.id AND v.hour >= :month || '-01'
  AND v.hour < date(:month || '-01', '+1 month')
JOIN promoted_links p ON p.id = v.link_id LEFT JOIN article_urls t ON t.url_key = p.url_key
WHERE :source = '' OR s.name = :source
GROUP BY s.id, p.url_key ORDER BY hours_listed DESC, best_rank LIMIT 500""",
    ),
    "topic_by_month": Question(
        title="What did a source publish about it, month by month?",
        about="Stories of a source that have some words (as on the search page), all its stories, and the share, by "
        "month of publication.",
        parameters=("source", "words"),
        sql=f"""SELECT substr(published_on, 1, 7) AS month, sum(found) AS stories, count(*) AS all_stories,
  round(100.0 * sum(found) / count(*), 2) AS percent
FROM (SELECT published_on, id IN (SELECT rowid FROM articles_fts WHERE {_WORDS}) AS found FROM articles
      WHERE source_id = (SELECT id FROM sources WHERE name = :source) AND published_on IS NOT NULL LIMIT -1)
GROUP BY month ORDER BY month""",
    ),
    "topic_by_source": Question(
        title="Which sources write about it?",
        about="Stories that have some words (as on the search page), by source, with the first and the last day. Of "
        f"very common words, the {MATCHES:,} stories archived last are counted.",
        parameters=("words",),
        sql=f"""SELECT s.name AS source, count(*) AS stories, min(a.published_on) AS first, max(a.published_on) AS last
FROM (SELECT rowid AS id FROM articles_fts WHERE {_WORDS} ORDER BY rowid DESC LIMIT {MATCHES}) f
CROSS JOIN articles a ON a.id = f.id JOIN sources s ON s.id = a.source_id
GROUP BY s.id ORDER BY stories DESC""",
    ),
    "tag_by_month": Question(
        title="How often is a topic tagged, month by month?",
        about="Stories with a topic as pages name it, by month of publication and source. The 20,000 archived last.",
        parameters=("tag",),
        sql=f"""SELECT substr(a.published_on, 1, 7) AS month, s.name AS source, count(*) AS stories
FROM (SELECT article_id FROM article_tags WHERE tag_id = (SELECT id FROM tags WHERE name = :tag)
      ORDER BY article_id DESC LIMIT {MATCHES}) p
CROSS JOIN articles a ON a.id = p.article_id JOIN sources s ON s.id = a.source_id
WHERE a.published_on IS NOT NULL GROUP BY month, s.id ORDER BY month DESC, stories DESC LIMIT 1000""",
    ),
    "syndicated": Question(
        title="Which stories were syndicated?",
        about="Stories whose text another source or an agency had first, found by `newsarchive duplicates`, latest "
        "first. The name of a source, or empty for all.",
        parameters=("source",),
        sql="""SELECT article_id AS id, source, published_on, headline, agency, similarity, first_id, first_source,
  first_published_on, first_headline
FROM near_duplicates WHERE kind = 'syndicated' AND (:source = '' OR source = :source)
ORDER BY article_id DESC LIMIT 500""",
    ),
    "stories_per_month": Question(
        title="How many stories, month by month?",
        about="By the day the pages state and by source; stories without a date are left out. The name of a source, or "
        "empty for all.",
        parameters=("source",),
        sql="""SELECT substr(published_on, 1, 7) AS month, source, sum(stories) AS stories
FROM stories_per_day WHERE :source = '' OR source = :source
GROUP BY month, source ORDER BY month DESC, stories DESC LIMIT 1000""",
    ),
    "not_archived": Question(
        title="What was not archived, and why?",
        about="Addresses that failed, were no articles, or may not be kept, latest first. The name of a source.",
        parameters=("source",),
        sql="""SELECT url, state, page_kind, status, reason, fetched_at FROM urls
WHERE source_id = (SELECT id FROM sources WHERE name = :source) AND state IN ('rejected', 'failed', 'refused', 'gone')
ORDER BY fetched_at DESC LIMIT 500""",
    ),
}
"""Name → question."""

CANNED = {name: question.metadata() for name, question in QUESTIONS.items()}
"""The same as Datasette wants it."""

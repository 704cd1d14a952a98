"""What every table and column of the archive means: the one text from which docs/schema.md and Datasette's descriptions
are made.

The SQL that makes the tables is in migrations.py; a test holds that both name the same tables and columns. Where a
column is a field of an item, its text is that field's docstring in items.py."""

from __future__ import annotations

import ast
import inspect
import textwrap
from dataclasses import dataclass

from ..items import Article, Author, Candidate, Image, SidebarLink


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """A table or view, described."""

    name: str
    """Its name in SQL."""
    meaning: str
    """What one row is."""
    columns: dict[str, str]
    """Column name → meaning, in the order of the table."""
    view: bool = False
    """True for a view: a question kept ready, not stored."""


def field_docs(item: type) -> dict[str, str]:
    """The docstring below each field of an item.

    >>> field_docs(Author)["kind"]
    'A person, a desk ("Staff", "Politics desk") or an agency ("Reuters").'
    """
    body = ast.parse(textwrap.dedent(inspect.getsource(item))).body[0]
    assert isinstance(body, ast.ClassDef)
    docs = {}
    for field, text in zip(body.body, body.body[1:], strict=False):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and isinstance(text, ast.Expr):
            docs[field.target.id] = inspect.cleandoc(ast.literal_eval(text.value)).replace("``", "`")
    return docs


_TIME = " (UTC, YYYY-MM-DDThh:mm:ssZ)"
_ARTICLE, _AUTHOR, _IMAGE, _LINK = (field_docs(item) for item in (Article, Author, Image, SidebarLink))
_CANDIDATE = field_docs(Candidate)


def _stamp(name: str) -> dict[str, str]:
    """The seven columns of a time as a page states it."""
    return {
        f"{name}_raw": f"Text of {name} as printed.",
        name: f"{_ARTICLE[name]} ISO 8601 as stated: with the page's own offset, without one, or only a day.",
        f"{name}_at": f"The UTC instant of {name}{_TIME}; NULL where offset or time of day are unknown.",
        f"{name}_on": f"The day of {name} as the page states it (YYYY-MM-DD); what searching by date uses.",
        f"{name}_offset": f"Minutes east of UTC the page states for {name}; NULL where it states none.",
        f"{name}_precision": f"Finest unit the page states for {name}: second, minute or day.",
        f"{name}_source": f"Which evidence gave {name}: json-ld, meta, time-element, visible, url, feed …",
    }


def _registry(*tables: Table) -> dict[str, Table]:
    return {table.name: table for table in tables}


TABLES: dict[str, Table] = _registry(
    Table(
        name="sources",
        meaning="A declared news site. What is declared of it stands in sources.toml; here it is a name to refer to.",
        columns={
            "id": "Number of the source in this archive.",
            "name": "Name as declared in sources.toml.",
            "title": "Name of the publication.",
            "url": "Home page.",
            "added_at": f"When this archive first heard of it{_TIME}.",
        },
    ),
    Table(
        name="crawls",
        meaning="One run of the crawler (or of an import).",
        columns={
            "id": "Number of the crawl.",
            "started_at": f"When it began{_TIME}.",
            "ended_at": f"When it ended{_TIME}; NULL while it runs, and for one that was killed.",
            "reason": "Why it ended: finished, interrupted, killed, …",
            "counts": "What it did, in numbers, as a JSON object.",
            "settings": "The settings it ran with, as a JSON object.",
            "versions": "Versions of newsarchive, Python and SQLite, as a JSON object.",
        },
    ),
    Table(
        name="crawl_sources",
        meaning="Which sources a crawl was asked to visit.",
        columns={"crawl_id": "The crawl.", "source_id": "The source."},
    ),
    Table(
        name="captures",
        meaning="One fetched response, kept whole as a WARC record in the captures folder beside the archive.",
        columns={
            "id": "Number of the capture.",
            "crawl_id": "The crawl that fetched it.",
            "source_id": "The source it belongs to.",
            "url": "Address that answered, after redirects.",
            "url_key": "The normalised address, for looking up.",
            "requested_url": "Address that was asked for, where it differs from url.",
            "fetched_at": f"When the response was complete{_TIME}.",
            "status": "HTTP status code.",
            "content_type": "Content-Type as sent.",
            "digest": "SHA-1 of the payload, as in the WARC record (sha1:BASE32).",
            "file": "Name of the WARC file in the captures folder.",
            "offset": "Where the record begins in that file, in bytes.",
            "length": "Length of the record in that file, in bytes.",
            "record_id": "WARC-Record-ID.",
            "revisit_of": "The earlier capture that holds the same payload, where this record is a revisit.",
        },
    ),
    Table(
        name="sections",
        meaning="A section of a source, as its pages name it.",
        columns={"id": "Number of the section.", "source_id": "The source.", "name": "Name as printed."},
    ),
    Table(
        name="articles",
        meaning="One story: its identity, its values as last seen, and when it was seen.",
        columns={
            "id": "Number of the article; stays the same for good.",
            "source_id": "The source it belongs to.",
            "url": _ARTICLE["url"],
            "canonical_url": _ARTICLE["canonical_url"],
            "story_key": "Host and the site's own story number, where the address carries one.",
            "kind": "What the page is: article, liveblog, gallery, video or audio.",
            "headline": _ARTICLE["headline"],
            "kicker": _ARTICLE["kicker"],
            "dek": _ARTICLE["dek"],
            "byline": _ARTICLE["byline"],
            "dateline": _ARTICLE["dateline"],
            "section_id": _ARTICLE["section"],
            "language": _ARTICLE["language"],
            "publisher": _ARTICLE["publisher"],
            **_stamp("published"),
            **_stamp("modified"),
            "paywalled": "1 where the page shows a paywall, 0 where it states free access, NULL where it says nothing.",
            "truncated": "1 where only the beginning of the story is on the page.",
            "paywall_sign": _ARTICLE["paywall_sign"],
            "kind_reason": _ARTICLE["kind_reason"],
            "first_seen": f"When this archive first fetched the story{_TIME}; never stands in for publication.",
            "last_seen": f"When this archive last saw the story on its site{_TIME}.",
            "changed_at": f"When this archive saw the story's last real change{_TIME}; NULL where it never changed.",
            "gone_at": f"When the site first said that the story is gone (404, 410){_TIME}; NULL while it is there.",
            "revision_count": "Number of versions seen, from 1.",
            "word_count": "Words in the body, separated by white space.",
            "capture_id": "The capture these values were read from.",
            "extractor": "Version of the extractor that read them.",
            "provenance": "Which evidence won for each field, as a JSON object.",
        },
    ),
    Table(
        name="article_text",
        meaning="The words of a story, apart from the rest so that scans of the articles stay fast.",
        columns={
            "article_id": "The article.",
            "body": "Paragraphs and subheads in reading order, one a line.",
            "outline": "Which block each line of the body belongs to: a JSON array in reading order. A number stands "
            "for so many paragraphs of one line each, a word for a block of that type of one line, an object for any "
            "other block: type, url, time; lines, where it takes more than one line of the body; text, where it is "
            "none of the body's (an embed, a correction).",
        },
    ),
    Table(
        name="article_urls",
        meaning="An address under which a story was seen; one story may have many.",
        columns={
            "url_key": "The normalised address.",
            "article_id": "The article.",
            "url": "The address as seen.",
            "seen_as": "How: requested, fetched (after redirects), canonical, or page (a further page of it).",
            "first_seen": f"When first{_TIME}.",
        },
    ),
    Table(
        name="urls",
        meaning="The frontier: an address that discovery found, and what became of it.",
        columns={
            "id": "Number of the address.",
            "url_key": "The normalised address: one row for all its spellings.",
            "url": "The address as it will be fetched.",
            "source_id": "The source it belongs to.",
            "state": "waiting (to be fetched), archived, rejected (no article), failed, gone or refused.",
            "due_at": f"When it may be fetched (again){_TIME}; NULL: never.",
            "leased_until": f"Until when a worker has it in hand{_TIME}.",
            "worker": "That worker.",
            "attempts": "Failures since the last success.",
            "found_at": f"When discovery found it{_TIME}.",
            "via": _CANDIDATE["via"],
            "found_in": _CANDIDATE["found_in"],
            "title": _CANDIDATE["title"],
            "published": _CANDIDATE["published"],
            "lastmod": _CANDIDATE["lastmod"],
            "language": _CANDIDATE["language"],
            "fetched_at": f"When it was last fetched{_TIME}.",
            "status": "HTTP status of that fetch; NULL where no answer came.",
            "outcome": "What came of it: new, unchanged, revised, duplicate, not_article, gone, failed or refused.",
            "page_kind": "What the page was: article, liveblog, section, wall …",
            "reason": "Why, in words, where it was not archived.",
            "etag": "ETag of the last answer, to ask whether it has changed.",
            "last_modified": "Last-Modified of the last answer.",
            "digest": "Digest of the last payload.",
            "article_id": "The article it led to.",
            "crawl_id": "The crawl that stored or rejected it last.",
            "backfill_on": "Day (UTC) a backfill has put it on, spread by a budget; NULL for what is news.",
        },
    ),
    Table(
        name="documents",
        meaning="A feed, sitemap or section page in which addresses are found, and its state between crawls.",
        columns={
            "id": "Number of the document.",
            "url": "Its address.",
            "source_id": "The source it belongs to.",
            "kind": "feed, sitemap, sitemap_index, news_sitemap or section.",
            "fetched_at": f"When it was last fetched{_TIME}.",
            "changed_at": f"When its payload was last seen to differ{_TIME}.",
            "status": "HTTP status of the last fetch.",
            "etag": "ETag of the last answer.",
            "last_modified": "Last-Modified of the last answer.",
            "digest": "Digest of the last payload.",
            "candidates": "Addresses found in it last time.",
            "new_candidates": "How many of them were new.",
            "reason": "What was wrong with it, where something was.",
            "due_at": f"When it is to be asked for again{_TIME}; NULL: when its sitemap index says it changed.",
            "failures": "Failures in a row to get it.",
            "known_since": f"From when on `arrivals` knows which stories appeared in it{_TIME}.",
            "parent": "The sitemap index that names it; NULL for what the sources file declares.",
            "retired": "Why it is looked at rarely, where it is.",
            "read_for": "The span of days for which a backfill has read it whole, as 2020-01-01/2020-12-31.",
        },
    ),
    Table(
        name="arrivals",
        meaning="How many stories became known through a feed, sitemap or section page in an hour of the last two "
        "weeks.",
        columns={
            "url": "Address of the document.",
            "hour": f"Beginning of the hour they were published in, or found in where no time is stated{_TIME}.",
            "stories": "How many.",
        },
    ),
    Table(
        name="revisions",
        meaning="One version of a story that has changed, every field as it was. A story that never changed has none.",
        columns={
            "id": "Number of the row.",
            "article_id": "The article.",
            "number": "Version, from 1 (as first seen).",
            "seen_at": f"When this archive first saw this version{_TIME}.",
            "changed": "Fields that differ from the version before, a JSON array; empty for version 1.",
            "article": "This version as JSON in the form of Article.to_dict(): the fields it has, the body only as "
            "blocks, no sidebar.",
            "extractor": "Version of the extractor that read it.",
            "capture_id": "The capture it was read from.",
        },
    ),
    Table(
        name="authors",
        meaning="A name that signs stories.",
        columns={"id": "Number of the author.", "name": _AUTHOR["name"], "kind": "person, desk or agency."},
    ),
    Table(
        name="article_authors",
        meaning="Who contributed to a story, in the order of the byline.",
        columns={
            "article_id": "The article.",
            "position": "Place in the byline, from 1.",
            "author_id": "The author.",
            "role": _AUTHOR["role"],
            "url": _AUTHOR["url"],
            "affiliation": _AUTHOR["affiliation"],
        },
    ),
    Table(
        name="images",
        meaning="A picture, by its address.",
        columns={
            "id": "Number of the picture.",
            "url": _IMAGE["url"],
            "capture_id": "The capture of the picture itself, where pictures are archived.",
        },
    ),
    Table(
        name="article_images",
        meaning="A picture in a story, lead picture first.",
        columns={
            "article_id": "The article.",
            "position": "Place in the story, from 1.",
            "image_id": "The picture; NULL where only its caption is on the page.",
            **{
                name: _IMAGE[name]
                for name in ("role", "caption", "credit", "photographer", "agency", "alt", "raw_caption")
            },
        },
    ),
    Table(
        name="tags", meaning="A topic.", columns={"id": "Number of the tag.", "name": "The topic, as pages name it."}
    ),
    Table(
        name="article_tags",
        meaning="The topics of a story.",
        columns={"article_id": "The article.", "position": "Place in the page's list, from 1.", "tag_id": "The tag."},
    ),
    Table(
        name="promoted_links",
        meaning="A story as some sidebar promotes it; the same words stand here once, however often they are seen.",
        columns={
            "id": "Number of the link: the first 63 bits of the BLAKE2b digest of url, title and teaser.",
            "url_key": "The normalised address.",
            "url": _LINK["url"],
            "title": _LINK["title"],
            "teaser": _LINK["teaser"],
        },
    ),
    Table(
        name="sidebar_observations",
        meaning="One sighting of a promoted link beside an article; together a time series of what sites promote.",
        columns={
            "article_id": "The article beside which it stood.",
            "seen_at": f"When the page was fetched{_TIME}.",
            "position": "Place among all promoted links of that page, from 1.",
            "kind": "What the block is: most_viewed, related, latest, recommended, section or other.",
            "block": _LINK["block"],
            "rank": _LINK["rank"],
            "link_id": "The promoted link.",
        },
    ),
    Table(
        name="sidebar_links",
        view=True,
        meaning="Sightings of promoted links, ready to read: what was promoted where, when and at which rank.",
        columns={
            "article_id": "The article beside which it stood.",
            "source": "Name of the source.",
            "seen_at": f"When the page was fetched{_TIME}.",
            "kind": "What the block is: most_viewed, related, latest, recommended, section or other.",
            "block": _LINK["block"],
            "rank": _LINK["rank"],
            "url": _LINK["url"],
            "title": _LINK["title"],
            "teaser": _LINK["teaser"],
            "target_id": "The article it points to, where that is archived.",
        },
    ),
    Table(
        name="most_viewed_sightings",
        meaning="How often a source's pages showed a link at a rank of their most-viewed lists within an hour. "
        "Triggers keep it in step with sidebar_observations; most_viewed_history shows it ready to read.",
        columns={
            "source_id": "The source.",
            "hour": "The hour in which pages were fetched (UTC, YYYY-MM-DDThh).",
            "link_id": "The promoted link.",
            "rank": _LINK["rank"],
            "sightings": "On how many pages.",
        },
    ),
    Table(
        name="most_viewed_history",
        view=True,
        meaning="What a source's most-viewed lists showed, hour by hour: a row for each link and rank.",
        columns={
            "source": "Name of the source.",
            "hour": "The hour in which pages were fetched (UTC, YYYY-MM-DDThh).",
            "rank": _LINK["rank"],
            "sightings": "On how many fetched pages it stood at this rank in this hour.",
            "title": _LINK["title"],
            "url": _LINK["url"],
            "article_id": "The story it points to, where that is archived.",
        },
    ),
    Table(
        name="article_full",
        view=True,
        meaning="A story with all that is told of it in one row: names joined, the lead picture, the capture.",
        columns={
            "id": "Number of the article; stays the same for good.",
            "source": "Name of the source.",
            "url": _ARTICLE["url"],
            "kind": "What the page is: article, liveblog, gallery, video or audio.",
            "headline": _ARTICLE["headline"],
            "kicker": _ARTICLE["kicker"],
            "dek": _ARTICLE["dek"],
            "byline": _ARTICLE["byline"],
            "authors": "Names in the order of the byline, separated by `; `.",
            "dateline": _ARTICLE["dateline"],
            "section": _ARTICLE["section"],
            "language": _ARTICLE["language"],
            "publisher": _ARTICLE["publisher"],
            "published": _stamp("published")["published"],
            "published_on": _stamp("published")["published_on"],
            "published_at": _stamp("published")["published_at"],
            "modified": _stamp("modified")["modified"],
            "tags": "Topics, separated by `; `.",
            "word_count": "Words in the body, separated by white space.",
            "body": "Paragraphs and subheads in reading order, one a line.",
            "image_url": f"{_IMAGE['url']} Of the first picture, which is the lead where there is one.",
            "caption": f"{_IMAGE['caption']} Of the same picture.",
            "credit": f"{_IMAGE['credit']} Of the same picture.",
            "photographer": f"{_IMAGE['photographer']} Of the same picture.",
            "agency": f"{_IMAGE['agency']} Of the same picture.",
            "images": "Number of pictures.",
            "paywalled": "1 where the page shows a paywall, 0 where it states free access, NULL where it says nothing.",
            "truncated": "1 where only the beginning of the story is on the page.",
            "first_seen": f"When this archive first fetched the story{_TIME}; never stands in for publication.",
            "last_seen": f"When this archive last saw the story on its site{_TIME}.",
            "changed_at": f"When this archive saw the story's last real change{_TIME}; NULL where it never changed.",
            "gone_at": f"When the site first said that the story is gone{_TIME}; NULL while it is there.",
            "revisions": "Number of versions seen, from 1.",
            "repeats_id": "The first article that tells nearly the same in nearly the same words.",
            "repeats_as": "same (one source) or syndicated (several sources, or an agency's text).",
            "capture_file": "WARC file of the capture the values were read from.",
            "capture_offset": "Where its record begins in that file, in bytes.",
            "capture_digest": "SHA-1 of its payload (sha1:BASE32).",
        },
    ),
    Table(
        name="article_authors_flat",
        view=True,
        meaning="Who signed which story: a row for each name in a byline.",
        columns={
            "article_id": "The story.",
            "position": "Place in the byline, from 1.",
            "author_id": "The author.",
            "author": _AUTHOR["name"],
            "author_kind": "person, desk or agency.",
            "role": _AUTHOR["role"],
            "affiliation": _AUTHOR["affiliation"],
            "source": "Name of the source.",
            "published_on": _stamp("published")["published_on"],
            "headline": _ARTICLE["headline"],
            "section": _ARTICLE["section"],
            "language": _ARTICLE["language"],
            "word_count": "Words in the body, separated by white space.",
            "url": _ARTICLE["url"],
        },
    ),
    Table(
        name="photo_credits",
        view=True,
        meaning="A picture in a story that says whose it is.",
        columns={
            "article_id": "The story.",
            "position": "Place in the story, from 1.",
            **{name: _IMAGE[name] for name in ("role", "photographer", "agency", "credit", "caption")},
            "image_url": _IMAGE["url"],
            "source": "Name of the source.",
            "published_on": _stamp("published")["published_on"],
            "headline": _ARTICLE["headline"],
            "url": _ARTICLE["url"],
        },
    ),
    Table(
        name="edits",
        view=True,
        meaning="A real change of a story after it was first seen, beside the version before it.",
        columns={
            "article_id": "The story.",
            "number": "Version that came with this change, from 2.",
            "seen_before": f"When this archive first saw the version before{_TIME}.",
            "seen_at": f"When this archive first saw the change{_TIME}; it was made between the two.",
            "source": "Name of the source.",
            "changed": "Fields that differ from the version before, a JSON array.",
            "headline_changed": "1 where the headline is one of them.",
            "headline_before": "Headline of the version before.",
            "headline_after": "Headline of this version.",
            "published_on": _stamp("published")["published_on"],
            "url": _ARTICLE["url"],
        },
    ),
    Table(
        name="near_duplicates",
        view=True,
        meaning="A story that tells nearly the same in nearly the same words as an earlier one, with both told.",
        columns={
            "article_id": "The later story.",
            "source": "Name of its source.",
            "published_on": "Day it was published, as its page states it.",
            "headline": "Its headline.",
            "url": "Its address.",
            "first_id": "The first story of the cluster.",
            "first_source": "Name of that one's source.",
            "first_published_on": "Day that one was published, as its page states it.",
            "first_headline": "Its headline.",
            "first_url": "Its address.",
            "similarity": "Share of the wording in common with the story of the cluster it is most like, 0 to 1.",
            "kind": "same (one source) or syndicated (several sources, or an agency's text).",
            "agency": "The agency the text comes from, where byline or dateline of one of the cluster name one.",
        },
    ),
    Table(
        name="stories_per_day",
        view=True,
        meaning="Stories by the day their pages state and by source; those without a date are left out.",
        columns={
            "published_on": "The day (YYYY-MM-DD).",
            "source": "Name of the source.",
            "stories": "Stories published on it, as far as they are archived.",
        },
    ),
    Table(
        name="duplicates",
        meaning="An article that tells nearly the same story in nearly the same words as an earlier one.",
        columns={
            "article_id": "The later article.",
            "first_id": "The first article of its cluster.",
            "similarity": "Share of the wording in common with the article of its cluster it is most like, 0 to 1.",
            "kind": "same (one source) or syndicated (several sources, or an agency's text).",
            "agency": "The agency the text comes from, where byline or dateline of one of the cluster name one.",
            "found_at": f"When this was found{_TIME}.",
        },
    ),
    Table(
        name="fingerprints",
        meaning="What near-duplicates of an article are found by; made by `newsarchive duplicates`.",
        columns={
            "article_id": "The article.",
            "version": "Algorithm, extractor, version and capture it was made of; made anew where they differ.",
            "digest": "Digest of the body's wording: equal where only punctuation and layout differ.",
            "agency": "The news agency that dateline or byline name.",
        },
    ),
    Table(
        name="fingerprint_bands",
        meaning="Keys of which articles with nearly the same words share at least one (MinHash bands).",
        columns={"band": "The key.", "article_id": "The article."},
    ),
    Table(
        name="source_days",
        meaning="A day of a source in figures, counted from its stories; made anew whenever it no longer fits them.",
        columns={
            "source_id": "The source.",
            "day": "The day (UTC, YYYY-MM-DD).",
            "stories": "Stories first seen on it.",
            "looked_at": "How many of them the next columns are counted from: the latest 200.",
            "words": "Median of the words in their bodies.",
            "filled": "Field → how many of them have it, as a JSON object.",
            "first_at": f"When the first story of the day was seen{_TIME}.",
            "last_at": f"When the last one was{_TIME}.",
        },
    ),
    Table(
        name="source_visits",
        meaning="What came of fetching from a source on a day, counted: pages, feeds and sitemaps.",
        columns={
            "source_id": "The source.",
            "day": "The day (UTC, YYYY-MM-DD).",
            "outcome": "Of a page: new, unchanged, revised, duplicate, held, not_article, gone, failed, refused; of a "
            "feed, sitemap or section page: document or document_failed.",
            "detail": "Of pages that are no articles what they are (captcha, consent, section …), of failures the HTTP "
            "status or the fault; else empty.",
            "visits": "How often.",
            "last_at": f"When it came to that the last time{_TIME}.",
        },
    ),
    Table(
        name="source_verdicts",
        meaning="How a source was found to be doing, one row for each time that changed; the latest holds.",
        columns={
            "source_id": "The source.",
            "decided_at": f"When it was found{_TIME}.",
            "verdict": "healthy, suspect or broken.",
            "cause": "The likely cause: redesign, block, wall, network, fault, feed, moved, silence, fewer, unwatched.",
            "said": "The finding in words.",
        },
    ),
    Table(
        name="held_pages",
        meaning="A page held back: it shows so much less of its story than is stored that it is taken for a fault, not "
        "for a version of the story.",
        columns={
            "id": "Number of the row.",
            "article_id": "The article whose page it is.",
            "capture_id": "The capture of the page, from which it is read again.",
            "url": "Address that answered.",
            "seen_at": f"When it was fetched{_TIME}.",
            "reason": "Why it is held back, in words.",
            "words": "Words of a body that were found on it.",
            "digest": "SHA-256 of the words, to know the same page when it is seen again.",
            "extractor": "Version of the extractor that read it.",
        },
    ),
    Table(
        name="resting_hosts",
        meaning="A host that is left alone for a while, because it failed to answer or asked for it.",
        columns={
            "host": "Its name, or that of the site it belongs to.",
            "until": f"When it may be tried again{_TIME}.",
            "reason": "Why.",
            "failures": "Failures in a row that led to it.",
            "openings": "How often it was left alone without an answer between.",
        },
    ),
    Table(
        name="spent_budgets",
        meaning="What a day has taken of the budgets of a source that has any (pages_per_day, minutes_per_day).",
        columns={
            "source_id": "The source.",
            "day": "The day, in UTC.",
            "pages": "Pages asked for.",
            "seconds": "Seconds the site was busy answering.",
        },
    ),
    Table(
        name="takedowns",
        meaning="A tombstone: an address whose story was removed on purpose and is never crawled again.",
        columns={
            "url_key": "The normalised address.",
            "url": "The address.",
            "story_key": "Host and the site's own story number, so that a changed address stays down.",
            "reason": "Why, as given.",
            "taken_down_at": f"When{_TIME}.",
        },
    ),
    Table(
        name="decisions",
        meaning="What a site said about fetching or keeping an address, and where it said so.",
        columns={
            "url_key": "The normalised address.",
            "rule": "robots, x-robots-tag, or what a meta element asks: noarchive, noindex, noai, tdm-reservation.",
            "url": "The address.",
            "evidence": "The words that said it.",
            "decided_at": f"When it was last seen{_TIME}.",
        },
    ),
    Table(
        name="search_text",
        meaning="The text of a story as it is searched; index.py says how the full-text index follows it.",
        columns={
            "article_id": "The article.",
            "headline": "Headline.",
            "dek": "Kicker and dek, one a line.",
            "body": "The body in its index form; NULL where the body of article_text is indexed as it stands.",
            "authors": "Byline, and names of authors that it does not hold, one a line.",
            "captions": "Captions of the pictures, one a line.",
            "credits": "Photo credits, one a line.",
        },
    ),
    Table(
        name="articles_searchable",
        view=True,
        meaning="What the full-text index holds, article by article.",
        columns={
            "article_id": "The article.",
            "headline": "Headline.",
            "dek": "Kicker and dek, one a line.",
            "body": "The body, in its index form where it has one.",
            "authors": "Byline, and names of authors that it does not hold, one a line.",
            "captions": "Captions of the pictures, one a line.",
            "credits": "Photo credits, one a line.",
        },
    ),
    Table(
        name="articles_fts",
        meaning="The full-text index (FTS5) of articles_searchable by article id; `ORDER BY rank` ranks.",
        columns={
            "headline": "Headline.",
            "dek": "Kicker and dek.",
            "body": "Body.",
            "authors": "Byline and authors.",
            "captions": "Captions.",
            "credits": "Photo credits.",
        },
    ),
)

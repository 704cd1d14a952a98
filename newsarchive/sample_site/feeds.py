"""What the paper offers machines: an RSS feed, an Atom feed, a sitemap index with a news sitemap, and robots.txt."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape

from .newsroom import PUBLISHER, Newspaper, Story
from .pages import TOPIC_PATH, TOPIC_TITLE

_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"


def rss(paper: Newspaper, base: str) -> str:
    """The English edition's feed; it also lists the topic page, as real feeds do."""
    items = "".join(
        _item(story.headline, base + story.path, paper.published(story), story.teaser) for story in paper.of("en")
    )
    items += _item(TOPIC_TITLE, base + TOPIC_PATH, paper.now.astimezone(UTC), "Every story of the week on one page.")
    return (
        f'{_XML}<rss version="2.0"><channel><title>{PUBLISHER["en"]}</title><link>{base}/</link>'
        f"<description>News of the island of Ardun</description><language>en</language>{items}</channel></rss>"
    )


def _item(title: str, url: str, published: datetime, teaser: str) -> str:
    return (
        f"<item><title>{escape(title)}</title><link>{url}</link><guid>{url}</guid>"
        f"<pubDate>{format_datetime(published)}</pubDate><description>{escape(teaser)}</description></item>\n"
    )


def atom(paper: Newspaper, base: str) -> str:
    """The French edition's feed."""
    return (
        f'{_XML}<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr"><title>{PUBLISHER["fr"]}</title>'
        f'<id>{base}/fr/</id><link href="{base}/fr/"/><link rel="self" href="{base}/fr/atom.xml"/>'
        f"<updated>{paper.now.isoformat()}</updated>"
        f"{''.join(_entry(paper, story, base) for story in paper.of('fr'))}</feed>"
    )


def _entry(paper: Newspaper, story: Story, base: str) -> str:
    published = paper.published(story)
    updated = paper.modified(story) or published
    return (
        f'<entry><title>{escape(story.headline)}</title><id>{base}{story.path}</id><link href="{base}{story.path}"/>'
        f"<published>{published.isoformat()}</published><updated>{updated.isoformat()}</updated>"
        f"<summary>{escape(story.dek or story.teaser)}</summary></entry>\n"
    )


def sitemap_index(base: str) -> str:
    """The index that robots.txt names."""
    return (
        f'{_XML}<sitemapindex xmlns="{_SITEMAP}"><sitemap><loc>{base}/sitemap-news.xml</loc></sitemap></sitemapindex>'
    )


def news_sitemap(paper: Newspaper, base: str) -> str:
    """Every story of both editions."""
    return (
        f'{_XML}<urlset xmlns="{_SITEMAP}" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">'
        f"{''.join(_url(paper, story, base) for story in paper.stories)}</urlset>"
    )


def _url(paper: Newspaper, story: Story, base: str) -> str:
    modified = paper.modified(story)
    return (
        f"<url><loc>{base}{story.path}</loc>{f'<lastmod>{modified.isoformat()}</lastmod>' if modified else ''}"
        f"<news:news><news:publication><news:name>{PUBLISHER[story.language]}</news:name>"
        f"<news:language>{story.language}</news:language></news:publication>"
        f"<news:publication_date>{paper.published(story).isoformat()}</news:publication_date>"
        f"<news:title>{escape(story.headline)}</news:title></news:news></url>\n"
    )


def robots(base: str) -> str:
    """What crawlers may read, and where the sitemap is."""
    return f"User-agent: *\nDisallow: /subscribe\nDisallow: /contact\nDisallow: /tags\n\nSitemap: {base}/sitemap.xml\n"

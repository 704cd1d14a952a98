"""The pages, each family in a module of its own, and the path of each."""

from __future__ import annotations

from . import article_page, edits_pages, evidence, most_viewed_page, people_pages, results, search_page, sources_pages
from .desk import Page

PAGES: dict[str, Page] = {
    **search_page.PAGES,
    **results.PAGES,
    **article_page.PAGES,
    **edits_pages.PAGES,
    **evidence.PAGES,
    **people_pages.PAGES,
    **most_viewed_page.PAGES,
    **sources_pages.PAGES,
}
"""Path → page."""

"""What comes out at the end under another project's spiders: the article, for its own pipelines and feed exports."""

from __future__ import annotations

from typing import Any

from scrapy.exceptions import DropItem

from newsarchive.screening import Parcel


class HandOnPipeline:
    """Turns a settled parcel into its article."""

    def process_item(self, item: Any) -> Any:
        """The article of a page that was stored; the project's own items as they are.

        Raises DropItem, which Scrapy counts and logs, where there is none.
        """
        if not isinstance(item, Parcel):
            return item
        if item.refusal:
            raise DropItem(f"{item.page.requested_url}: {item.refusal.outcome}, {item.refusal.reason}")
        if item.article is None:
            raise DropItem(f"{item.page.requested_url}: unchanged")
        return item.article

"""Third stage: is there an article to store? Whoever says no says why."""

from __future__ import annotations

from dataclasses import replace

from newsarchive.screening import Parcel, screen


class ScreenPipeline:
    """Sets a refusal on what is not to be stored."""

    def process_item(self, item: Parcel) -> Parcel:
        """The parcel, with a refusal where there is reason for one."""
        return item if item.refusal else replace(item, refusal=screen(item.page, item.article))

"""Third stage: is there an article to store? Whoever says no says why."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from newsarchive.screening import Parcel, screen


class ScreenPipeline:
    """Sets a refusal on what is not to be stored."""

    def process_item(self, item: Any) -> Any:
        """The parcel, with a refusal where there is reason for one."""
        if not isinstance(item, Parcel) or item.refusal:
            return item
        return replace(item, refusal=screen(item.page, item.article))

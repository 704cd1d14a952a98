"""The archive under anyone's own Scrapy project, as a Scrapy add-on:

    ADDONS = {"newsarchive.Addon": 300}
    NEWSARCHIVE_ARCHIVE = "data/newsarchive.db"
    NEWSARCHIVE_CONTACT = "jane@university.example"

Every `newsarchive.items.Page` that a spider of that project yields (`page_of` makes one of a response) is then
captured, read, screened and stored as in our own crawls; other items pass untouched. What the project, its spiders or
the command line set themselves wins over what stands here.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from . import settings as ours
from .items import Candidate, Page

if TYPE_CHECKING:
    from scrapy.http import Headers, Response
    from scrapy.settings import BaseSettings

COMPONENTS = frozenset({"EXTENSIONS", "DOWNLOADER_MIDDLEWARES", "SPIDER_MIDDLEWARES", "ITEM_PIPELINES"})
"""Settings that are joined with those of the project, component by component."""

LEFT_ALONE = frozenset({"BOT_NAME", "SPIDER_MODULES", "HTTPERROR_ALLOW_ALL", "LOG_LEVEL", "STATS_DUMP"})
"""Settings of our own crawls that are none of another project's business."""

ONLY_HERE: dict[str, dict[str, int]] = {
    "DOWNLOADER_MIDDLEWARES": {"newsarchive.spiders.archived.ArchivedAlready": 80},
    "ITEM_PIPELINES": {"newsarchive.pipelines.hand_on.HandOnPipeline": 450},
}
"""Components that our own crawls do without: their frontier knows what is due, and nobody exports their items."""


class Addon:
    """Puts the pipelines, the manners and the archive of newsarchive under a Scrapy project."""

    def update_settings(self, settings: BaseSettings) -> None:
        """Set what the project has not set itself, and join the components."""
        from scrapy.utils.misc import load_object  # noqa: PLC0415 - whoever calls this has Scrapy loaded

        for name, value in _values(settings.get("NEWSARCHIVE_CONTACT")).items():
            settings.set(name, value, priority="addon")
        for name in COMPONENTS:
            for path, order in (getattr(ours, name, {}) | ONLY_HERE.get(name, {})).items():
                settings.setdefault_in_component_priority_dict(name, load_object(path), order)


def _values(contact: str | None) -> dict[str, Any]:
    """The settings that are single values; the user agent names whom to write to."""
    passed_over = COMPONENTS | LEFT_ALONE
    values = {name: value for name, value in ours.scrapy_settings().items() if name not in passed_over}
    return values | {"USER_AGENT": ours.user_agent(contact)}


def page_of(response: Response, *, source: str | None = None, candidate: Candidate | None = None) -> Page:
    """What was fetched, as the pipelines take it.

    ``source`` is the name by which the archive is to know the site: None takes the spider's name. ``candidate`` says
    how the address was found, where that is known.
    """
    request = response.request
    assert request is not None, "a response in a callback always has its request"
    return Page(
        url=response.url,
        requested_url=candidate.url if candidate else request.meta.get("redirect_urls", [request.url])[0],
        source=source,
        fetched_at=datetime.now(UTC),
        status=response.status,
        headers=_pairs(response.headers),
        body=response.body,
        request_headers=_pairs(request.headers),
        ip_address=str(response.ip_address) if response.ip_address else None,
        candidate=candidate,
    )


def _pairs(headers: Headers) -> list[tuple[str, str]]:
    """Headers as text, without the proxy's password."""
    return [
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in headers.items()
        for value in values
        if name != b"Proxy-Authorization"
    ]

"""The spider behind `newsarchive add`: fetches what a survey asks for, as politely as a crawl, and stores nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from typing import TYPE_CHECKING, Any, Self

from scrapy import Request, Spider

from newsarchive.exceptions import FetchError, NewsarchiveError
from newsarchive.report import surveyed
from newsarchive.settings import from_sources_file, sources_path
from newsarchive.sources import SourcesFile, load_file
from newsarchive.survey import Answer, Survey, survey

from .failures import trouble

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings

AT_ONCE = 64
"""Sites surveyed at once; each is asked one thing at a time."""


class SurveySpider(Spider):
    """Surveys sites; sends the signal `newsarchive.report.surveyed` with ``address`` and ``result`` for each."""

    name = "survey"
    custom_settings = {"EXTENSIONS": {}, "ITEM_PIPELINES": {}}  # noqa: RUF012 - Scrapy's own declaration is not a ClassVar

    def __init__(self, *, addresses: list[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.addresses = addresses
        self._turn = asyncio.Semaphore(AT_ONCE)

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Let the sources file decide on delay and user agent, where there is one yet."""
        super().update_settings(settings)
        path = sources_path(settings)
        file = load_file(path) if path.exists() else SourcesFile()
        for name, value in from_sources_file(file).items():
            settings.set(name, value, priority="spider")

    @classmethod
    def from_crawler(cls, crawler: Crawler, url: str | Iterable[str] = (), **kwargs: Any) -> Self:
        """Take the addresses: a list, or one text with commas as `scrapy crawl survey -a url=…` gives it."""
        addresses = url.split(",") if isinstance(url, str) else list(url)
        spider: Self = super().from_crawler(crawler, addresses=addresses, **kwargs)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """Survey all addresses; there are no requests for the engine, they are made on the way."""
        await asyncio.gather(*(self.survey(address) for address in self.addresses))
        nothing: tuple[Request, ...] = ()
        for request in nothing:
            yield request

    async def survey(self, address: str) -> None:
        """Survey one site and tell what came of it."""
        async with self._turn:
            result: Survey | NewsarchiveError
            try:
                result = await survey(address, self.fetch)
            except NewsarchiveError as error:
                result = error
            except Exception as error:  # a fault over one site is told as one, and the other sites are still surveyed
                self.logger.exception("%s", address)
                result = FetchError(
                    f"{address} could not be looked over, which is a fault of newsarchive ({type(error).__name__}: "
                    f"{error}); please report it"
                )
        self.logger.info("%s: %s", address, result)
        self.crawler.signals.send_catch_log(surveyed, address=address, result=result)

    async def fetch(self, url: str) -> Answer:
        """Ask for an address; a failure to get it is an answer too."""
        try:
            response = await self.crawler.engine.download_async(Request(url, dont_filter=True))
        except Exception as error:  # whatever keeps a page from coming is told, not raised
            return Answer(url=url, problem=trouble(error).reason)
        return Answer(url=response.url, status=response.status, body=response.body)

"""What an exception of Scrapy says of a page: a table from kinds of failure to words and consequences."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from scrapy import exceptions as scrapy
from scrapy.core.downloader.handlers.http11 import TunnelError
from twisted.internet import error as twisted
from twisted.python.failure import Failure
from twisted.web.client import ResponseFailed

from newsarchive.exceptions import NewsarchiveError

STOPPING = "the crawl is being stopped"
ROBOTS = "forbidden by robots.txt"
HEAD_TOO_LONG = "headers without end"


class RobotsFailing(scrapy.IgnoreRequest):
    """The site cannot give its robots.txt."""


class NotNow(scrapy.IgnoreRequest):
    """The host or its source is not to be asked in this crawl; nothing was asked of it."""

    def __init__(self, reason: str, until: datetime, *, whole: bool = False) -> None:
        super().__init__(reason)
        self.until = until
        self.whole = whole


class Unsafe(scrapy.IgnoreRequest):
    """An address that leads where a crawl must not go."""


class Unending(scrapy.DownloadTimeoutError):
    """An answer began, and did not end in time."""


class OneLine(logging.Filter):
    """Makes one line of the traceback that asyncio logs where a spider of ours could not be made.

    `scrapy crawl` awaits that nowhere; `newsarchive crawl` tells it in its own way."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record through, ours without its traceback."""
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, NewsarchiveError):
            record.msg, record.args, record.exc_info, record.exc_text = str(error), (), None, None
        return True


ONE_LINE = OneLine()
"""One for all, so that it is added only once."""


@dataclass(kw_only=True, frozen=True, slots=True)
class Trouble:
    """Why a page did not come, and what follows."""

    outcome: str | None
    """failed (try again later), refused (not to be fetched), not_article (never worth it); None: nothing happened."""
    reason: str
    """Why, in words; the same words for the same cause, so that they can be counted."""
    silence: bool = False
    """Whether the site did not answer at all, or is not asked for a while because it does not."""
    until: datetime | None = None
    """When the whole source may be asked again, where it is not to be asked now."""


_SILENCES: tuple[tuple[type[BaseException], str], ...] = (
    (scrapy.CannotResolveHostError, "the host's name is not known"),
    (scrapy.DownloadConnectionRefusedError, "the host refuses connections"),
    (Unending, "the answer did not end in time"),
    (scrapy.DownloadTimeoutError, "no answer in time"),
    (TunnelError, "the proxy cannot reach the host"),
    (twisted.ConnectError, "no connection to the host"),
)


def failure_of(failure: Failure) -> Trouble:
    """The trouble that a failed request stands for."""
    assert failure.value is not None
    return trouble(failure.value)


def trouble(error: BaseException) -> Trouble:
    """The trouble an exception stands for.

    >>> trouble(scrapy.IgnoreRequest("Forbidden by robots.txt")).outcome
    'refused'
    >>> trouble(scrapy.DownloadTimeoutError("Getting https://a.example/ took longer than 60 seconds.")).reason
    'no answer in time'
    """
    for kind, words in _SILENCES:
        if isinstance(error, kind):
            return Trouble(outcome="failed", reason=words, silence=True)
    message = str(error).splitlines()[0][:300] if str(error) else type(error).__name__
    if isinstance(error, RobotsFailing):
        return Trouble(outcome="failed", reason=message, silence=True)
    if isinstance(error, NotNow):
        return Trouble(outcome=None, reason=message, silence=True, until=error.until if error.whole else None)
    if isinstance(error, scrapy.IgnoreRequest):
        return _ignored(message)
    if isinstance(error, scrapy.DownloadCancelledError):
        return Trouble(outcome="not_article", reason="larger than a page may be")
    if isinstance(error, scrapy.DownloadFailedError | ResponseFailed | scrapy.ResponseDataLossError):
        return Trouble(outcome="failed", reason=_connection(message), silence="SSL" in message or "TLS" in message)
    return Trouble(outcome="failed", reason=f"{type(error).__name__}: {message}")


def host_failed(error: BaseException) -> str | None:
    """What an exception says against the host itself, in words; None where the host is not to blame.

    >>> host_failed(scrapy.DownloadTimeoutError("…")), host_failed(scrapy.DownloadCancelledError("too large"))
    ('no answer in time', None)
    """
    kinds = tuple(kind for kind, _ in _SILENCES)
    if isinstance(error, (*kinds, scrapy.DownloadFailedError, ResponseFailed, scrapy.ResponseDataLossError)):
        return trouble(error).reason
    return None


def _ignored(message: str) -> Trouble:
    """Requests that a downloader middleware turned away."""
    if message == STOPPING:
        return Trouble(outcome=None, reason=message)
    if message == "Forbidden by robots.txt":
        return Trouble(outcome="refused", reason=ROBOTS)
    if message == "max redirections reached":
        return Trouble(outcome="failed", reason="redirects without end")
    if "exceeded DOWNLOAD_MAXSIZE" in message:
        return Trouble(outcome="not_article", reason="larger than a page may be, once unpacked")
    return Trouble(outcome="refused", reason=message)


def _connection(message: str) -> str:
    if HEAD_TOO_LONG in message:
        return HEAD_TOO_LONG
    if "SSL" in message or "TLS" in message or "certificate" in message:
        return "no secure connection: the host's certificate cannot be verified, or it speaks no TLS of today"
    return "the connection broke off"

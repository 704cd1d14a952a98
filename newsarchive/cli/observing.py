"""What a crawl and a watch have in common for those who look on: the options, and who hears of what happens."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import click

from .errors import Failure

if TYPE_CHECKING:
    from ..report import DocumentRead, Settled

Command = TypeVar("Command", bound=Callable[..., Any])


class Observer(Protocol):
    """Somebody who wants to hear what happens."""

    def page(self, event: Settled) -> None:
        """A page is done with."""

    def document(self, event: DocumentRead) -> None:
        """A feed or sitemap was read, or could not be."""


class Observers:
    """Tells several what happens."""

    def __init__(self, *observers: Observer) -> None:
        self._observers: Sequence[Observer] = observers

    def page(self, event: Settled) -> None:
        """A page is done with."""
        for observer in self._observers:
            observer.page(event)

    def document(self, event: DocumentRead) -> None:
        """A feed or sitemap was read, or could not be."""
        for observer in self._observers:
            observer.document(event)


class _Logged:
    """Logs what happens."""

    def page(self, event: Settled) -> None:
        """A page is done with."""
        from .. import logs  # noqa: PLC0415 - only where it is asked for

        logs.page(event)

    def document(self, event: DocumentRead) -> None:
        """A feed or sitemap was read, or could not be."""
        from .. import logs  # noqa: PLC0415 - only where it is asked for

        logs.document(event)


def options(command: Command) -> Command:
    """The options of a command that others look on."""
    log_format = click.option(
        "--log-format",
        type=click.Choice(["text", "json"]),
        default="text",
        help="How the log is written; json has a line for each page, and needs newsarchive[logs].",
    )
    metrics_port = click.option(
        "--metrics-port",
        type=click.IntRange(0, 65535),
        metavar="N",
        help="Serve figures for Prometheus at this port of this machine; needs newsarchive[metrics].",
    )
    return log_format(metrics_port(command))


def observers(progress: Observer, *, log_format: str, metrics_port: int | None) -> Observers:
    """Who is to hear what happens. Raises UsageError where an extra is missing."""
    everyone = [progress]
    if log_format == "json":
        everyone.append(_Logged())
    if metrics_port is not None:
        everyone.append(_served(metrics_port))
    return Observers(*everyone)


def _served(port: int) -> Observer:
    from ..metrics import CrawlMetrics  # noqa: PLC0415 - an extra

    metrics = CrawlMetrics()
    try:
        metrics.serve(port)
    except OSError as error:
        raise Failure(f"figures cannot be served at port {port}: {error.strerror or error}") from error
    return metrics


def log_settings(path: Path, *, append: bool, level: str, verbose: bool, log_format: str) -> dict[str, Any]:
    """Scrapy settings for its log: on the screen where that is asked for, else in a file. Raises UsageError where an
    extra is missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if log_format == "json":
        from ..logs import to_json  # noqa: PLC0415 - only where it is asked for

        return to_json(None if verbose else path, append=append, level=logging.INFO)
    if verbose:
        return {"LOG_LEVEL": "INFO"}
    return {"LOG_FILE": str(path), "LOG_FILE_APPEND": append, "LOG_LEVEL": level}

"""Logs that programs read: each line a JSON object, with a line for each page and document of a crawl.

Needs the extra ``logs`` (python-json-logger). `newsarchive crawl --log-format json` and `watch` write such a log in
place of Scrapy's text: with ``--verbose`` to standard error, else into the file beside the archive.
"""

from __future__ import annotations

import logging
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from .exceptions import UsageError
from .report import DocumentRead, Settled

logger = logging.getLogger(__name__)

FIELDS = "{asctime}{levelname}{name}{message}"
"""What each line holds, beside what is special to it."""
RENAMED = {"asctime": "time", "levelname": "level", "name": "logger"}
"""Name that logging has for a field → the name in the line."""


def to_json(path: Path | None, *, append: bool, level: int = logging.INFO) -> dict[str, Any]:
    """Log as JSON from now on, into a file or (None) to standard error; the Scrapy settings that leave the log to us.

    Raises UsageError where the extra is missing.
    """
    formatter = json_formatter()
    handler = logging.FileHandler(path, "a" if append else "w", encoding="utf-8") if path else logging.StreamHandler()
    handler.setFormatter(formatter)
    handler.setLevel(level)
    logging.getLogger().addHandler(handler)
    return {"LOG_ENABLED": False}


def json_formatter() -> logging.Formatter:
    """The formatter. Raises UsageError where the extra is missing."""
    try:
        from pythonjsonlogger.json import JsonFormatter  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise UsageError("logs as JSON need an extra: pip install 'newsarchive[logs]'") from error
    formatter = JsonFormatter(FIELDS, style="{", rename_fields=RENAMED, datefmt="%Y-%m-%dT%H:%M:%SZ")
    formatter.converter = time.gmtime
    return formatter


def page(event: Settled) -> None:
    """Log a page that is done with."""
    logger.info("page %s", event.outcome, extra=_fields("page", asdict(event)))


def document(event: DocumentRead) -> None:
    """Log a feed, sitemap or section page that was read, or could not be."""
    level = logging.WARNING if event.problem else logging.INFO
    logger.log(level, "document %s", "failed" if event.problem else "read", extra=_fields("document", asdict(event)))


def _fields(event: str, values: dict[str, Any]) -> dict[str, Any]:
    """An event's fields, those that say something."""
    return {"event": event, **{name: value for name, value in values.items() if value is not None}}

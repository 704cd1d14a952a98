"""A crawl that writes down each page it reports as done, the instant it does. A program of its own, to be killed."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from newsarchive import crawling
from newsarchive.cli.errors import Failure, boundary
from newsarchive.report import Settled

if __name__ == "__main__":
    archive, sources, told = map(Path, sys.argv[1:])
    descriptor = os.open(told, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def note(event: Settled) -> None:
        os.write(descriptor, f"{event.outcome} {event.url}\n".encode())

    try:
        with boundary():
            crawling.crawl(
                crawling.Crawl(archive=archive, sources=sources, settings={"LOG_ENABLED": False}, on_page=note)
            )
    except Failure as failure:
        sys.exit(failure.message)

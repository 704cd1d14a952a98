"""Telling somebody that a source's verdict changed: a command that gets it as JSON on its standard input, or a webhook.

newsarchive status --notify 'jq -r .text | mail -s newsarchive jane@university.example'
newsarchive status --notify https://hooks.example/newsarchive
"""

from __future__ import annotations

import json
import subprocess
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from . import __version__

if TYPE_CHECKING:
    from .archive import Change

SECONDS = 60
"""How long a command or a webhook may take."""


def message(change: Change) -> dict[str, Any]:
    """What is told of a change, as JSON's values; ``text`` is the whole of it for a person to read."""
    health = change.health
    return {**health.to_dict(), "before": change.before, "text": "\n".join(_lines(change))}


def _lines(change: Change) -> list[str]:
    health, found = change.health, change.health.diagnosis
    lines = [f"{health.source} is {found.verdict}" + (f" (it was {change.before})" if change.before else "")]
    lines += [f"{one.cause}: {one.said}" for one in found.findings]
    lines += [found.advice] if found.advice else []
    return lines + [f"  {one.url}" for one in health.examples]


def told(changes: Iterable[Change], on_change: str | None, *, problem: Callable[[str], None]) -> list[Change]:
    """Tell of changes that are news; those that are done with. One that could not be told is a ``problem``, in words,
    and comes up again next time, for its verdict is not kept."""
    done = []
    for change in changes:
        said = tell(change, on_change) if on_change and change.worth_telling else None
        if said:
            problem(f"not told of {change.health.source}, tried again next time: {said}")
        else:
            done.append(change)
    return done


def tell(change: Change, on_change: str) -> str | None:
    """Run the command, or call the webhook, for a change; what went wrong, in words, or None."""
    body = json.dumps(message(change), ensure_ascii=False).encode()
    try:
        if on_change.startswith(("http://", "https://")):
            return _post(on_change, body)
        # A shell, as in a crontab: the command is the user's own.
        done = subprocess.run(on_change, shell=True, input=body, capture_output=True, timeout=SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"{on_change}: {error}"
    said = done.stderr.decode(errors="replace").strip()
    return f"{on_change}: exit code {done.returncode}{': ' + said if said else ''}" if done.returncode else None


def _post(url: str, body: bytes) -> str | None:
    headers = {"Content-Type": "application/json", "User-Agent": f"newsarchive/{__version__}"}
    request = urllib.request.Request(url, data=body, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=SECONDS):
            return None
    except urllib.error.HTTPError as error:
        with error:
            return f"{url}: HTTP {error.code}"

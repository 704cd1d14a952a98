"""newsarchive: crawl news sites politely, extract every field of a story, keep it in one SQLite file to cite from.

>>> import newsarchive
>>> newsarchive.extract("<h1>Rain at last</h1><p>It rained on Monday.</p>").kind
'article'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .addon import Addon
    from .archive import Archive
    from .extraction import extract
    from .items import Article

__all__ = ["Addon", "Archive", "Article", "extract"]
__version__ = "0.1.0"

_HOMES = {"Addon": "addon", "Archive": "archive", "Article": "items", "extract": "extraction"}


def __getattr__(name: str) -> Any:
    """Import the public names on first use: the command line starts faster without lxml and sqlite-utils."""
    if name in _HOMES:
        from importlib import import_module  # noqa: PLC0415 - only on first use

        return getattr(import_module(f".{_HOMES[name]}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

"""What a search page is asked for: read from its address, and written into the addresses of the links on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

FILTERS = ("source", "author", "section", "language", "photographer", "agency")
"""Filters that may be given several times: one of the values is enough."""
TEXTS = ("q", "since", "until", "sort")
"""What is given once."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """A search: words, filters, order. Made of an address's query, and made into one again."""

    q: str = ""
    """The query, in the language of query.py."""
    since: str = ""
    """First year, month or day of publication."""
    until: str = ""
    """Last one."""
    sort: str = ""
    """``newest``, or best first where there are words to rank by."""
    credited: bool = False
    """Only stories that credit a picture."""
    chosen: Mapping[str, tuple[str, ...]]
    """Filter → values."""

    @classmethod
    def of(cls, arguments: Any) -> Asked:
        """What an address asks for; empty values are none."""
        texts = {name: (arguments.get(name) or "").strip() for name in TEXTS}
        values = {name: tuple(filter(None, map(str.strip, arguments.getlist(name)))) for name in FILTERS}
        chosen = {name: tuple(dict.fromkeys(given)) for name, given in values.items()}
        return cls(**texts, credited=bool(arguments.get("credited")), chosen=chosen)

    @property
    def narrowed(self) -> bool:
        """Whether anything but words narrows the search."""
        return bool(self.since or self.until or self.credited or any(self.chosen.values()))

    @property
    def anything(self) -> bool:
        """Whether anything is asked for at all."""
        return bool(self.q) or self.narrowed

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Names and values as they stand in an address."""
        yield from ((name, value) for name in TEXTS if (value := getattr(self, name)))
        yield from ((name, value) for name in FILTERS for value in self.chosen.get(name, ()))
        if self.credited:
            yield "credited", "yes"

    def address(self, **more: object) -> str:
        """The query of an address that asks for this.

        >>> Asked(q="sea", chosen={"source": ("courier",)}).address(page=2)
        '?q=sea&source=courier&page=2'
        """
        return "?" + urlencode([*self.pairs(), *((name, str(value)) for name, value in more.items())])

    def toggled(self, name: str, value: str) -> Asked:
        """With a value of a filter chosen, or without it where it is."""
        if name == "credited":
            return replace(self, credited=not self.credited)
        given = self.chosen.get(name, ())
        kept = tuple(one for one in given if one != value) if value in given else (*given, value)
        return replace(self, chosen={**self.chosen, name: kept})

    def without(self, name: str) -> Asked:
        """Without a filter, to see what else could be chosen."""
        if name == "credited":
            return replace(self, credited=False)
        return replace(self, chosen={**self.chosen, name: ()})

    def during(self, since: str, until: str) -> Asked:
        """Published in another span of time."""
        return replace(self, since=since, until=until)

    def sorted(self, sort: str) -> Asked:
        """In another order."""
        return replace(self, sort=sort)

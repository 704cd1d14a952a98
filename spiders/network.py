"""Whether it is our own network that is gone, not the sites: where nothing answers anywhere. Pure; the clock is given.

A failure to answer is not held against a site at once. It is held in suspense until another site answers (then it was
the site's own failure), or until so many sites are silent that it can only be us (then it never happened). Where
nothing else is asked meanwhile, it is the site's after a while.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Generic, TypeVar

Held = TypeVar("Held")

QUORUM = 3
"""Sites that have to be silent, none having answered since the first of them, before it is our network."""
SUSPENSE = timedelta(minutes=10)
"""How long a failure is held at most."""
PROBE = timedelta(seconds=30)
"""How often one site is asked while nothing answers."""


@dataclass(kw_only=True, slots=True)
class Network(Generic[Held]):
    """What is known of our network."""

    sites: int
    """How many sites are watched: with one there is no telling."""
    held: list[tuple[str, datetime, Held]] = field(default_factory=list)
    """Failures in suspense: site, when, and what failed."""
    down_since: datetime | None = None
    """Since when nothing answers."""
    probed_at: datetime | None = None
    """When a site was last asked in vain, while nothing answers."""

    @property
    def down(self) -> bool:
        """Whether it is our network."""
        return self.down_since is not None

    def answered(self, site: str) -> list[Held]:
        """A site answered: the network is there. Failures of other sites that are now known to be their own."""
        others = [what for name, _, what in self.held if name != site]
        if self.down:
            others = []
        self.held = [one for one in self.held if one[0] == site and not self.down]
        self.down_since = self.probed_at = None
        return others

    def failed(self, site: str, what: Held, now: datetime) -> list[Held]:
        """A site did not answer. Failures that are known not to be of the sites: they never happened.

        >>> from datetime import UTC
        >>> noon, network = datetime(2026, 5, 2, 12, tzinfo=UTC), Network(sites=300)
        >>> network.failed("a", 1, noon), network.failed("b", 2, noon), network.answered("c"), network.down
        ([], [], [1, 2], False)
        >>> [network.failed(name, name, noon) for name in "abc"], network.down
        ([[], [], ['a', 'b', 'c']], True)
        """
        self.held.append((site, now, what))
        silent = {name for name, _, _ in self.held}
        if not self.down and self.sites > 1 and len(silent) >= min(QUORUM, self.sites):
            self.down_since = self.held[0][1]
            self.probed_at = now
        return self._release() if self.down else []

    def overdue(self, now: datetime) -> list[Held]:
        """Failures that have been held long enough: nobody else was asked, so they count."""
        if self.down:
            return []
        late = [what for _, when, what in self.held if now - when >= SUSPENSE]
        self.held = [one for one in self.held if now - one[1] < SUSPENSE]
        return late

    def may_probe(self, now: datetime) -> bool:
        """Whether it is time to ask a site whether the network is back; asking is noted."""
        if self.probed_at is not None and now - self.probed_at < PROBE and now >= self.probed_at:
            return False
        self.probed_at = now
        return True

    def _release(self) -> list[Held]:
        released = [what for _, _, what in self.held]
        self.held = []
        return released

"""Laws that hold for an archive whatever is done to it, in whatever order."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from newsarchive.archive import Archive
from newsarchive.archive.revisions import changed_fields
from newsarchive.items import Article, Candidate

from .conftest import NOON, make_article, make_page, paragraphs

HOST = "https://www.rivertimes.example"
SLUGS = st.sampled_from(["rain", "ferry", "market"])
TEXTS = {
    "rain": "Rain fell over the upper valley on Monday night, the first in six weeks.",
    "ferry": "The council voted by nine to four on Thursday to close the ferry road for two years.",
    "market": "Cabbages were cheap on Friday and the herring sold out before eight in the morning.",
}


class ArchiveLaws(RuleBasedStateMachine):
    """A small archive beside a plain record of what it must hold."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.path = Path(self.folder.name) / "news.db"
        self.archive = Archive(self.path, create=True, wait=0)
        self.now = NOON
        self.versions: dict[str, list[Article]] = {}
        self.seen: dict[str, list[datetime]] = {}
        self.down: set[str] = set()

    def teardown(self) -> None:
        self.archive.close()
        self.folder.cleanup()

    @rule(slug=SLUGS, edition=st.integers(0, 2), dressed=st.booleans())
    def visit(self, slug: str, edition: int, dressed: bool) -> None:
        story = make_article(headline=f"{slug} {edition}", blocks=paragraphs(TEXTS[slug], f"Edition {edition}."))
        url = f"{HOST}/{slug}" + ("/?utm_source=feed" if dressed else "")
        outcome = self.archive.store(story, make_page(url, at=self.now))
        if slug in self.down:
            assert outcome.kind == "refused"
            return
        known = self.versions.setdefault(slug, [])
        changed = changed_fields(known[-1], story) if known else []
        assert outcome.kind == ("new" if not known else "revised" if changed else "unchanged")
        assert outcome.changed == changed
        if not known or changed:
            known.append(story)
        self.seen.setdefault(slug, []).append(self.now)

    @rule(slug=SLUGS)
    def offer(self, slug: str) -> None:
        new = self.archive.frontier.offer([Candidate(url=f"{HOST}/{slug}", via="feed")], source="river", now=self.now)
        if slug in self.versions or slug in self.down:
            assert new == 0

    @rule(slug=SLUGS)
    def reject(self, slug: str) -> None:
        if slug not in self.down:
            self.archive.reject(make_page(f"{HOST}/{slug}", at=self.now), Article(kind="wall"))

    @precondition(lambda self: len(self.versions) > 1)
    @rule(slug=SLUGS)
    def take_down(self, slug: str) -> None:
        removed = self.archive.take_down(f"{HOST}/{slug}", reason="asked", now=self.now)
        assert removed.articles == (slug in self.versions)
        self.versions.pop(slug, None)
        self.seen.pop(slug, None)
        self.down.add(slug)

    @rule(minutes=st.integers(-90, 600))
    def time_passes(self, minutes: int) -> None:
        """Sometimes backwards: clocks are set."""
        self.now += timedelta(minutes=minutes)

    @rule()
    def reopen(self) -> None:
        self.archive.close()
        self.archive = Archive(self.path, wait=0)

    @rule()
    def compact(self) -> None:
        self.archive.compact()

    @invariant()
    def every_story_is_there_with_its_whole_history(self) -> None:
        assert len(self.archive) == len(self.versions)
        for slug, versions in self.versions.items():
            stored = self.archive.get(f"{HOST}/{slug}")
            history = self.archive.revisions(stored.id)
            assert [one.article.headline for one in history] == [one.headline for one in versions]
            assert stored.article.blocks == versions[-1].blocks
            assert (stored.first_seen, stored.last_seen) == (self.seen[slug][0], max(self.seen[slug]))

    @invariant()
    def search_finds_what_is_there_and_nothing_else(self) -> None:
        for slug in TEXTS:
            assert len(self.archive.search(f"headline:{slug}")) == (slug in self.versions)

    @invariant()
    def it_is_whole(self) -> None:
        assert self.archive.check(captures=False) == []


TestArchiveLaws = ArchiveLaws.TestCase
TestArchiveLaws.settings = settings(max_examples=15, stateful_step_count=15, deadline=None)

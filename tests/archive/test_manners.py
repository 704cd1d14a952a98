"""What an archive remembers of hosts and budgets from one crawl to the next."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from newsarchive import Archive
from newsarchive.archive.manners import Resting
from newsarchive.items import Candidate

NOON = datetime(2026, 5, 2, 12, tzinfo=UTC)
DAY = date(2026, 5, 2)


def test_a_host_rests_until_it_is_woken(tmp_path: Path) -> None:
    why: dict[str, Any] = {"reason": "no answer in time", "failures": 5, "openings": 1}
    with Archive(tmp_path / "a.db", create=True) as archive:
        archive.manners.rest("a.example", until=NOON, **why)
        archive.manners.rest("a.example", until=NOON + timedelta(hours=1), **why)
    with Archive(tmp_path / "a.db") as archive:
        assert archive.manners.resting() == [Resting(host="a.example", until=NOON + timedelta(hours=1), **why)]
        archive.manners.wake("a.example")
        assert archive.manners.resting() == []


def test_budgets_add_up_by_source_and_day(tmp_path: Path) -> None:
    with Archive(tmp_path / "a.db", create=True) as archive:
        archive.frontier.offer([Candidate(url="https://a.example/1", via="feed")], source="a", now=NOON)
        archive.manners.spend("a", DAY, pages=2, seconds=1.5)
        archive.manners.spend("a", DAY, pages=1, seconds=0.5)
        archive.manners.spend("a", DAY + timedelta(days=1), pages=7, seconds=9)
        archive.manners.spend("unheard-of", DAY, pages=7, seconds=9)
        assert archive.manners.spent("a", DAY) == (3, 2.0)
        assert archive.manners.spent("unheard-of", DAY) == (0, 0.0)

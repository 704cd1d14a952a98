"""When a feed is asked again, and a day of it on a clock of its own (benchmarks/simulate_watch.py)."""

from __future__ import annotations

import importlib.util
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType

import pytest

from newsarchive.polling import HOUR, MEMORY, History, Next, Pace, Poll, expected_wait, next_poll

NOON = datetime(2026, 5, 2, 12, tzinfo=UTC)
NOTHING = History(since=NOON - timedelta(hours=2))
BUSY = History(since=NOON - MEMORY, arrivals={NOON - HOUR * ago: 4 for ago in range(14 * 24)})


def decided(poll: Poll, history: History = BUSY, *, failures: int = 0, alone: bool = True, pace: Pace = Pace()) -> Next:  # noqa: B008 - frozen
    return next_poll(poll, history, failures=failures, alone=alone, now=NOON, pace=pace)


def wait(poll: Poll, history: History = BUSY, **more: object) -> timedelta | None:
    due_at = decided(poll, history, **more).due_at  # type: ignore[arg-type]  # handed on
    return due_at and due_at - NOON


def test_the_busier_the_sooner_within_the_bounds() -> None:
    rates = [
        History(since=NOON - MEMORY, arrivals={NOON - HOUR * ago: stories for ago in range(14 * 24)})
        for stories in (200, 8, 4, 1)
    ]
    waits = [wait(Poll(), history) for history in (*rates, History(since=NOON - MEMORY))]
    assert waits == sorted(waits, key=lambda one: one or timedelta())
    assert waits[0] == Pace().least
    assert waits[-1] == Pace().most
    assert timedelta(minutes=2) < (waits[2] or timedelta()) < timedelta(minutes=4)


def test_a_burst_is_followed_at_once_and_forgotten_when_it_has_passed() -> None:
    calm = {NOON - HOUR * 24 * day: 1 for day in range(1, 15)}
    before = expected_wait(History(since=NOON - MEMORY, arrivals=calm), NOON - HOUR * 6, HOUR * 24)
    burst = History(since=NOON - MEMORY, arrivals=calm | {NOON - HOUR: 20})
    assert expected_wait(burst, NOON, HOUR * 24) < timedelta(minutes=5) < before
    assert expected_wait(burst, NOON + HOUR * 5, HOUR * 24) > timedelta(minutes=30)


def test_a_document_that_is_new_is_looked_at_ever_more_rarely_while_it_brings_nothing() -> None:
    waits = [
        expected_wait(History(since=NOON - timedelta(hours=hours)), NOON, timedelta(hours=24)) for hours in (1, 6, 24)
    ]
    assert waits == sorted(waits)
    assert waits[0] < timedelta(hours=1) < waits[-1]


def test_failures_double_the_wait_up_to_a_day_and_a_retry_after_is_obeyed() -> None:
    waits = [wait(Poll(failed=True), failures=failures) for failures in range(12)]
    assert waits[:3] == [timedelta(minutes=5), timedelta(minutes=10), timedelta(minutes=20)]
    assert waits[-1] == timedelta(days=1)
    assert wait(Poll(failed=True, wait=timedelta(hours=3))) == timedelta(hours=3)


@pytest.mark.parametrize(
    ("poll", "history", "alone", "due"),
    [
        (Poll(failed=True, gone=True), BUSY, True, timedelta(days=7)),
        (Poll(failed=True, gone=True, inner=True), BUSY, True, None),
        (Poll(), History(since=NOON - MEMORY), False, timedelta(days=7)),
        (Poll(inner=True), History(since=NOON - timedelta(days=3)), True, None),
    ],
)
def test_what_is_gone_or_brings_nothing_is_retired_and_looked_at_rarely(
    poll: Poll, history: History, *, alone: bool, due: timedelta | None
) -> None:
    decision = decided(poll, history, failures=2, alone=alone)
    assert decision.retired
    assert (decision.due_at and decision.due_at - NOON) == due


def test_the_only_document_of_a_source_is_never_retired_for_its_silence() -> None:
    assert decided(Poll(), History(since=NOON - MEMORY), alone=True).retired is None


def test_an_index_is_asked_hourly_whatever_it_brings() -> None:
    assert wait(Poll(index=True), History(since=NOON - MEMORY), alone=False) == timedelta(hours=1)


def test_what_a_cache_may_answer_is_waited_for_but_not_for_long() -> None:
    busiest = History(since=NOON - MEMORY, arrivals={NOON - HOUR * ago: 200 for ago in range(14 * 24)})
    assert wait(Poll(wait=timedelta(minutes=5)), busiest) == timedelta(minutes=5)
    assert wait(Poll(wait=timedelta(days=365)), busiest) == timedelta(minutes=15)


@pytest.fixture(scope="module")
def simulation() -> ModuleType:
    path = Path(__file__).resolve().parents[1] / "benchmarks" / "simulate_watch.py"
    spec = importlib.util.spec_from_file_location("simulate_watch", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["simulate_watch"] = module
    spec.loader.exec_module(module)
    return module


def test_in_a_simulated_day_nearly_all_stories_are_found_within_their_bound_and_none_is_lost(
    simulation: ModuleType,
) -> None:
    sites = simulation.simulate(100, seed=3)
    every = simulation.row("all", sites)
    assert every.stories > 2500
    assert every.within >= 0.985  # a third of the sites of the benchmark, which has to reach 99 %
    assert every.lost == 0
    assert every.polls < 150

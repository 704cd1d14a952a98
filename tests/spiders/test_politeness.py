"""The pace of a crawl: what a site's answers make of it. Whole crawls: test_crawl.py."""

from __future__ import annotations

from time import monotonic
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from newsarchive.spiders.politeness import Politeness, adapted
from scrapy.core.downloader import Slot
from scrapy.http import Request, Response
from scrapy.settings import Settings

from newsarchive.settings import scrapy_settings


@pytest.fixture
def slot() -> Slot:
    return Slot(concurrency=1, delay=1.5, jitter=0.2)


@pytest.fixture
def politeness(slot: Slot) -> Politeness:
    downloader = SimpleNamespace(slots={"a.test": slot}, per_slot_settings={})
    crawler: Any = SimpleNamespace(
        settings=Settings(scrapy_settings()), engine=SimpleNamespace(downloader=downloader), crawling=True
    )
    return Politeness(crawler)


def answer(politeness: Politeness, status: int, **headers: str) -> Request:
    """The site answers; the request it answered."""
    request = Request("http://a.test/1", meta={"download_slot": "a.test"})
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    politeness.process_response(request, Response(request.url, status=status, headers=named))
    return request


def left_alone(politeness: Politeness) -> float:
    """Seconds the site is left alone from now."""
    return politeness.patience["a.test"].until - monotonic()


def test_several_answers_of_one_burst_count_once(politeness: Politeness, slot: Slot) -> None:
    for _ in range(5):
        answer(politeness, 429, Retry_After="10")
    assert slot.delay == 3.0
    assert left_alone(politeness) == pytest.approx(10, abs=1)


def test_without_retry_after_a_429_pauses_longer_each_time(politeness: Politeness) -> None:
    pauses = []
    for _ in range(3):
        answer(politeness, 429)
        pauses.append(left_alone(politeness))
        politeness.patience["a.test"].until = 0.0  # the pause is over
    assert pauses == pytest.approx([5, 10, 20], abs=1)


def test_a_503_without_retry_after_is_only_tried_again(politeness: Politeness, slot: Slot) -> None:
    answer(politeness, 503)
    assert (left_alone(politeness) <= 0, slot.delay) == (True, 1.5)


def test_who_asks_for_longer_than_a_crawl_waits_is_not_asked_again(politeness: Politeness) -> None:
    request = answer(politeness, 429, Retry_After="3600")
    assert request.meta["dont_retry"]
    assert left_alone(politeness) <= 0


def test_a_retry_after_of_nothing_is_no_pause(politeness: Politeness) -> None:
    answer(politeness, 429, Retry_After="0")
    assert left_alone(politeness) <= 0


@pytest.mark.parametrize(("stated", "delay"), [(0.5, 1.5), (4.0, 4.0), (9999.0, 300.0)])
def test_a_crawl_delay_is_kept_to_within_reason_and_never_shortens(
    politeness: Politeness, slot: Slot, stated: float, delay: float
) -> None:
    parser: Any = SimpleNamespace(crawl_delay=lambda agent: stated)
    politeness.robots_parsed(parser, Request("http://a.test/", meta={"download_slot": "a.test"}))
    request = Request("http://a.test/1", meta={"download_slot": "a.test", "download_latency": 0.01})
    for _ in range(10):
        politeness.response_downloaded(Response(request.url), request)
    assert (slot.delay, slot.jitter) == (delay, 0.0)


@given(delay=st.floats(0, 100), latency=st.floats(0, 1000), good=st.booleans(), least=st.floats(0.1, 10))
def test_the_delay_stays_within_its_bounds_and_errors_never_shorten_it(
    delay: float, latency: float, good: bool, least: float
) -> None:
    start = max(delay, least)
    new = adapted(start, latency, good=good, bounds=(least, 60.0))
    assert least <= new <= max(60.0, start)
    if not good:
        assert new >= min(start, 60.0)

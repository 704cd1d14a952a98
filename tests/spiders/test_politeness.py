"""The gate of a crawl: who waits for whom, and what a site's answers make of it. Whole crawls: test_crawl.py,
test_hostile.py, test_newsweb.py."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from time import monotonic
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from newsarchive.spiders.circuit import FIRST_REST, LONGEST_REST, PATIENCE, Circuit, after_failure
from newsarchive.spiders.failures import STOPPING, NotNow
from newsarchive.spiders.pace import Pace, adapted, after_answer, after_patience, asked_for
from newsarchive.spiders.politeness import Politeness
from protego import Protego
from scrapy.core.downloader import Slot
from scrapy.exceptions import DownloadTimeoutError, IgnoreRequest
from scrapy.http import Request, Response
from scrapy.settings import Settings

from newsarchive.hours import hours
from newsarchive.settings import scrapy_settings
from newsarchive.sources import Source

SITE = Source(name="a", url="http://a.test/")


class Book:
    """What an archive remembers."""

    def __init__(self) -> None:
        self.rests: dict[str, dict[str, Any]] = {}
        self.pages: dict[tuple[str, date], int] = {}

    def resting(self) -> list[Any]:
        return [SimpleNamespace(host=host, **values) for host, values in self.rests.items()]

    def rest(self, host: str, **values: Any) -> None:
        self.rests[host] = values

    def wake(self, host: str) -> None:
        self.rests.pop(host, None)

    def spent(self, source: str, day: date) -> tuple[int, float]:
        return self.pages.get((source, day), 0), 0.0

    def spend(self, source: str, day: date, *, pages: int, seconds: float) -> None:
        self.pages[source, day] = self.pages.get((source, day), 0) + pages


def gate(*sources: Source, book: Book | None = None, **settings: Any) -> Politeness:
    """A gate as a crawl of these sources has it, before anything was asked."""
    downloader = SimpleNamespace(slots={}, per_slot_settings={})
    spider = SimpleNamespace(sites={one.name: SimpleNamespace(source=one) for one in sources}, manners=book)
    crawler: Any = SimpleNamespace(
        settings=Settings(scrapy_settings() | settings),
        engine=SimpleNamespace(downloader=downloader),
        crawling=True,
        spider=spider,
    )
    politeness = Politeness(crawler)
    politeness.spider_opened()
    return politeness


def page(url: str = "http://a.test/1", source: Source = SITE) -> Request:
    return Request(url, meta={"source": source, "page": True})


async def asked(politeness: Politeness, request: Request, status: int = 200, **headers: str) -> Request:
    """The request goes out and is answered."""
    await politeness.process_request(request)
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    slots = politeness.crawler.engine.downloader.slots  # type: ignore[union-attr]
    lane = politeness._lane(request)
    slots.setdefault(lane.key, Slot(concurrency=1, delay=lane.pace.delay, jitter=0))
    politeness.process_response(request, Response(request.url, status=status, headers=named))
    return request


async def failed(politeness: Politeness, request: Request) -> None:
    """The request goes out and is not answered."""
    await politeness.process_request(request)
    politeness.process_exception(request, DownloadTimeoutError("…"))


async def seconds(waiting: Awaitable[Any]) -> float:
    begin = monotonic()
    await waiting
    return monotonic() - begin


def test_the_delay_counts_from_the_end_of_the_last_answer() -> None:
    async def story() -> None:
        politeness = gate(SITE, DOWNLOAD_DELAY=0.2)
        first = page()
        await politeness.process_request(first)
        waiting = asyncio.ensure_future(seconds(politeness.process_request(page("http://a.test/2"))))
        await asyncio.sleep(0.3)  # longer than the delay: the first is still under way
        assert not waiting.done()
        politeness.crawler.engine.downloader.slots["a.test"] = Slot(1, 0.2, 0.0)  # type: ignore[union-attr]
        politeness.process_response(first, Response(first.url))
        assert await waiting >= 0.5

    asyncio.run(story())


def test_a_host_that_is_left_alone_holds_up_no_other() -> None:
    async def story() -> None:
        politeness = gate(SITE, DOWNLOAD_DELAY=0, NEWSARCHIVE_CONNECTIONS=1)
        await asked(politeness, page(), 429, Retry_After="60")
        waiting = [asyncio.ensure_future(politeness.process_request(page(f"http://a.test/{n}"))) for n in range(5)]
        for number in range(5):
            assert await seconds(asked(politeness, page(f"http://b{number}.test/"))) < 1
        assert not any(one.done() for one in waiting)
        for one in waiting:
            one.cancel()

    asyncio.run(story())


def test_retry_after_holds_also_for_what_was_waiting_already() -> None:
    async def story() -> None:
        politeness = gate(SITE, DOWNLOAD_DELAY=0)
        first = page()
        await politeness.process_request(first)
        waiting = asyncio.ensure_future(seconds(politeness.process_request(page("http://a.test/2"))))
        await asyncio.sleep(0)
        politeness.process_response(first, Response(first.url, status=503, headers={"Retry-After": "1"}))
        assert await waiting >= 1

    asyncio.run(story())


def test_who_stops_a_crawl_waits_for_no_delay() -> None:
    async def story() -> None:
        politeness = gate(SITE, DOWNLOAD_DELAY=0)
        await asked(politeness, page(), 429, Retry_After="100")
        waiting = asyncio.ensure_future(politeness.process_request(page("http://a.test/2")))
        await asyncio.sleep(0)
        politeness.crawler.crawling = False
        with pytest.raises(IgnoreRequest, match=STOPPING):
            await asyncio.wait_for(waiting, 5)

    asyncio.run(story())


def test_hosts_of_one_site_and_sources_of_one_host_share_a_delay() -> None:
    async def story() -> None:
        sport = Source(name="sport", url="http://www.a.test/sport", domains=("a.test",))
        politeness = gate(SITE, sport)
        requests = [page("http://a.test/1"), page("http://live.a.test/2", sport), Request("http://a.test/robots.txt")]
        assert {politeness._lane(request).key for request in requests} == {"a.test"}
        assert politeness._lane(page("http://clicks.test/1")).key == "clicks.test"

    asyncio.run(story())


@pytest.mark.parametrize(
    ("robots", "delay"),
    [
        ("Crawl-delay: 0.5", 1.5),
        ("Crawl-delay: 4", 4.0),
        ("Crawl-delay: 9999", 300.0),
        ("Request-rate: 1/10", 10.0),
        ("Request-rate: 2/1m 0900-1700\nCrawl-delay: 4", 30.0),
        ("Crawl-delay: soon\nRequest-rate: often", 1.5),
    ],
)
def test_crawl_delay_and_request_rate_are_kept_within_reason_and_never_shorten(robots: str, delay: float) -> None:
    politeness = gate(SITE)
    rules = Protego.parse(f"User-agent: newsarchive\n{robots}")
    parser: Any = SimpleNamespace(rp=rules, crawl_delay=rules.crawl_delay)
    politeness.robots_parsed(parser, page())
    lane = politeness._lane(page())
    for _ in range(10):
        lane.pace = after_answer(lane.pace, 0.01, good=True, ceiling=60)
    assert lane.pace.delay == delay
    settings = politeness.crawler.engine.downloader.per_slot_settings["a.test"]  # type: ignore[union-attr]
    assert settings == {"delay": delay, "jitter": 0.0}


def test_several_answers_of_one_burst_count_once() -> None:
    pace = Pace(floor=1.5, delay=1.5)
    for _ in range(5):
        pace = after_patience(pace, 429, 10, now=100, ceiling=60)
    assert (pace.delay, pace.until, pace.bursts) == (3.0, 110, 1)


def test_without_retry_after_a_429_pauses_longer_each_time() -> None:
    pace, pauses = Pace(floor=1.5, delay=1.5), []
    for now in (100.0, 200.0, 300.0):
        pauses.append(asked_for(pace, 429, None, now))
        pace = after_patience(pace, 429, pauses[-1], now=now, ceiling=60)
    assert pauses == [5, 10, 20]


def test_what_a_429_has_taught_is_forgotten_slowly() -> None:
    pace = after_patience(Pace(floor=1.5, delay=1.5), 429, 0, now=100, ceiling=60)
    after_one = after_answer(pace, 0.1, good=True, ceiling=60)
    assert after_one.delay == pytest.approx(3.0 * 0.95)
    for _ in range(20):
        pace = after_answer(pace, 0.1, good=True, ceiling=60)
    assert (pace.delay, pace.bursts) == (1.5, 0)


def test_who_asks_for_longer_than_a_crawl_waits_is_left_alone_for_that_long_by_later_crawls_too() -> None:
    async def story() -> None:
        book = Book()
        politeness = gate(SITE, book=book, DOWNLOAD_DELAY=0)
        request = await asked(politeness, page(), 503, Retry_After="86400")
        assert request.meta["dont_retry"]
        for one in (politeness, gate(SITE, book=book)):
            with pytest.raises(NotNow, match="the site asks for patience; left alone until") as refused:
                await one.process_request(page("http://a.test/2"))
            assert refused.value.until - datetime.now(UTC) > timedelta(hours=23)

    asyncio.run(story())


def test_a_503_without_retry_after_and_a_retry_after_of_nothing_are_no_pause() -> None:
    pace = Pace(floor=1.5, delay=1.5)
    assert asked_for(pace, 503, None, 100) == 0
    assert after_patience(pace, 429, asked_for(pace, 429, 0.0, 100), now=100, ceiling=60).until == 100


def test_a_host_that_fails_again_and_again_is_left_alone_and_then_tried_with_one_request() -> None:
    async def story() -> None:
        book = Book()
        politeness = gate(SITE, book=book, DOWNLOAD_DELAY=0, CONCURRENT_REQUESTS_PER_DOMAIN=4)
        for _ in range(PATIENCE):
            await failed(politeness, page())
        with pytest.raises(NotNow, match="no answer in time; left alone until"):
            await politeness.process_request(page())
        await asked(politeness, page("http://live.a.test/"))  # another host of the same site
        book.rests["a.test"]["until"] = datetime.now(UTC)  # its time is over
        later = gate(SITE, book=book, DOWNLOAD_DELAY=0, CONCURRENT_REQUESTS_PER_DOMAIN=4)
        probe = page()
        await later.process_request(probe)
        waiting = asyncio.ensure_future(later.process_request(page("http://a.test/2")))
        await asyncio.sleep(0.1)
        assert not waiting.done()
        later.process_response(probe, Response(probe.url))
        await waiting
        assert book.rests == {}

    asyncio.run(story())


def test_where_nothing_answers_anywhere_it_is_held_against_no_host() -> None:
    async def story() -> None:
        politeness = gate(DOWNLOAD_DELAY=0)
        for _ in range(2 * PATIENCE):
            for host in ("a", "b", "c", "d"):
                await failed(politeness, Request(f"http://{host}.test/"))
        assert {circuit.until for circuit in politeness.circuits.values()} == {None}
        for _ in range(PATIENCE - 1):  # now one answers between; the first failure of all was held against it
            await asked(politeness, Request("http://e.test/"))
            await failed(politeness, Request("http://a.test/"))
        with pytest.raises(NotNow):
            await politeness.process_request(Request("http://a.test/"))

    asyncio.run(story())


@given(st.integers(1, 60))
def test_rests_grow_up_to_half_a_day(times: int) -> None:
    now, circuit, rests = datetime(2026, 5, 2, tzinfo=UTC), Circuit(failures=PATIENCE - 1), []
    for _ in range(times):
        circuit = after_failure(circuit, "no answer in time", now)
        assert circuit.until is not None
        rests.append(circuit.until - now)
        now = circuit.until
    assert rests == sorted(rests)
    assert FIRST_REST <= rests[-1] <= LONGEST_REST


def test_faults_of_the_server_open_a_circuit_and_an_answer_between_keeps_it_closed() -> None:
    async def story() -> None:
        politeness = gate(SITE, DOWNLOAD_DELAY=0)
        for status in [500] * (PATIENCE - 1) + [404] + [502] * (PATIENCE - 1):
            await asked(politeness, page(), status)
        await asked(politeness, page(), 503)
        with pytest.raises(NotNow, match="HTTP 503, again and again"):
            await politeness.process_request(page())

    asyncio.run(story())


def test_a_second_crawl_of_the_day_obeys_the_days_page_budget() -> None:
    async def story() -> None:
        book, source = Book(), Source(name="a", url="http://a.test/", pages_per_day=3)
        for pages in (2, 1):
            politeness = gate(source, book=book, DOWNLOAD_DELAY=0)
            for _ in range(pages):
                await asked(politeness, page(source=source))
        with pytest.raises(NotNow, match="its 3 pages of today are fetched") as refused:
            await politeness.process_request(page(source=source))
        assert refused.value.whole
        await asked(politeness, Request("http://a.test/feed.xml", meta={"source": source}))

    asyncio.run(story())


def test_outside_its_hours_a_source_is_asked_for_nothing_and_others_are() -> None:
    async def story() -> None:
        now = datetime.now(UTC)
        begin, end = now + timedelta(hours=2), now + timedelta(hours=3)
        source = Source(name="a", url="http://a.test/", hours=hours(f"{begin:%H:%M}-{end:%H:%M}"))
        politeness = gate(source, DOWNLOAD_DELAY=0)
        for request in (page(source=source), Request("http://a.test/robots.txt", meta={"source": source})):
            with pytest.raises(NotNow, match="outside its hours"):
                await politeness.process_request(request)
        await asked(politeness, page("http://b.test/", Source(name="b", url="http://b.test/")))

    asyncio.run(story())


@given(delay=st.floats(0, 100), latency=st.floats(0, 1000), good=st.booleans(), least=st.floats(0.1, 10))
def test_the_delay_stays_within_its_bounds_and_errors_never_shorten_it(
    delay: float, latency: float, good: bool, least: float
) -> None:
    start = max(delay, least)
    new = adapted(start, latency, good=good, bounds=(least, 60.0))
    assert least <= new <= max(60.0, start)
    if not good:
        assert new >= min(start, 60.0)


_PACES: st.SearchStrategy[Callable[[Pace, float], Pace]] = st.sampled_from(
    [
        lambda pace, now: after_answer(pace, 0.2, good=True, ceiling=60),
        lambda pace, now: after_answer(pace, 90.0, good=True, ceiling=60),
        lambda pace, now: after_patience(pace, 429, asked_for(pace, 429, None, now), now=now, ceiling=60),
        lambda pace, now: after_patience(pace, 503, 7, now=now, ceiling=60),
    ]
)


@given(st.lists(_PACES, max_size=40), st.floats(0, 300))
def test_no_answer_brings_a_host_below_its_floor(answers: list[Callable[[Pace, float], Pace]], floor: float) -> None:
    pace = Pace(floor=floor, delay=floor)
    for now, answer in enumerate(answers):
        pace = answer(pace, float(now))
        assert pace.delay >= floor

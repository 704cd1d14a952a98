"""The spider behind `newsarchive add`: one site's trouble is that site's alone."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from newsarchive.spiders import survey as spiders

from newsarchive.exceptions import FetchError
from newsarchive.sources import Source
from newsarchive.survey import Survey


def test_a_fault_over_one_site_is_told_and_leaves_the_others_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    told: dict[str, Any] = {}

    async def survey(address: str, fetch: object) -> Survey:
        if "odd" in address:
            raise AttributeError("no such thing")
        return Survey(source=Source(name="unnamed", url=address))

    monkeypatch.setattr(spiders, "survey", survey)
    spider = spiders.SurveySpider(addresses=["http://odd.test/", "http://even.test/"])
    signals: Any = SimpleNamespace(send_catch_log=lambda signal, *, address, result: told.update({address: result}))
    spider.crawler = SimpleNamespace(signals=signals)

    async def run() -> None:
        assert [request async for request in spider.start()] == []

    asyncio.run(run())
    assert isinstance(told["http://even.test/"], Survey)
    assert isinstance(told["http://odd.test/"], FetchError)
    assert "http://odd.test/ could not be looked over" in str(told["http://odd.test/"])
    assert "AttributeError: no such thing" in str(told["http://odd.test/"])

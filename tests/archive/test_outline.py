from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.archive import Archive
from newsarchive.archive.outline import blocks_of, outline
from newsarchive.items import Article, Block, BlockType

from .conftest import make_article, make_page

TEXTS = st.text(st.sampled_from('a\n\r\u2028\x00é雨"\\'), max_size=6) | st.text(max_size=20)
BLOCKS = st.lists(
    st.builds(
        Block,
        type=st.sampled_from(get_args(BlockType)),
        text=TEXTS,
        url=st.none() | st.just("https://example.com/a"),
        time=st.none() | TEXTS,
    )
    | st.builds(Block, type=st.just("paragraph"), text=TEXTS),
    max_size=12,
)


@given(BLOCKS)
def test_any_blocks_come_back_from_the_body_and_their_outline(blocks: list[Block]) -> None:
    assert blocks_of(Article(blocks=blocks).body, outline(blocks)) == blocks


def test_the_outline_of_a_plain_story_is_a_number() -> None:
    assert outline([Block(type="paragraph", text=text) for text in ("Rain.", "More rain.", "")]) == "[3]"


ODD = [
    Block(type="paragraph", text=""),
    Block(type="list", text="Monday\nTuesday\n"),
    Block(type="embed", text="", url="https://example.com/map"),
    Block(type="entry", text="Rain.\nStill.", time="08:30"),
    Block(type="correction", text="It was\nTuesday."),
]


@pytest.mark.parametrize("blocks", [ODD, ODD[:1], ODD[2:3], ODD[:1] * 2, []], ids=len)
def test_an_archive_of_odd_blocks_is_whole_and_gives_them_back(archive: Archive, blocks: list[Block]) -> None:
    archive.store(make_article(blocks=blocks), make_page())
    assert archive.get(1).article.blocks == blocks
    assert archive.check() == []


def test_a_check_finds_a_body_changed_without_its_outline(archive: Archive) -> None:
    archive.store(make_article(), make_page())
    archive.connection.run("UPDATE article_text SET body = body || char(10) || 'One more line.'")
    assert archive.check() == ["1 articles have a body that does not fit the outline of its blocks"]

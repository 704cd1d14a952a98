"""Stories as Markdown: what is read is what was printed, and nothing in it is markup."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from newsarchive.archive.records import StoredArticle
from newsarchive.exporting.markdown import document, escaped, front_matter, path_of
from newsarchive.items import Article, Block, Image

NOW = datetime(2026, 5, 2, tzinfo=UTC)
COMMONMARK = MarkdownIt("commonmark").enable("table")
EVIL = "<script>alert(1)</script> ![x](http://evil.example/x.png) [a](javascript:alert(1)) `c` **b** &lt;"


def stored(**fields: Any) -> StoredArticle:
    source = fields.pop("source", "river")
    return StoredArticle(id=7, source=source, article=Article(**fields), first_seen=NOW, last_seen=NOW, extractor="1")


def read(text: str) -> str:
    """What a reader of Markdown shows, without markup."""
    return "".join(
        "\n" if child.type in {"softbreak", "hardbreak"} else child.content
        for token in COMMONMARK.parse(text)
        for child in token.children or []
    )


@given(
    st.text(
        st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp", "Zs"]) | st.sampled_from(" #*_-+=>.1)~|&;\\`[]<!"),
        max_size=60,
    )
)
def test_a_line_reads_as_it_was_printed(text: str) -> None:
    line = " ".join(text.split())
    assert read(escaped(line)) == line
    assert "<" not in COMMONMARK.render(escaped(line)).replace("<p>", "").replace("</p>", "")


def test_every_type_of_block_has_its_form() -> None:
    blocks = [
        Block(type="paragraph", text="One.\nTwo."),
        Block(type="subhead", text="# Head"),
        Block(type="quote", text="Said.\nAgain."),
        Block(type="list", text="rice\nmaize"),
        Block(type="table", text="a\tb\nc"),
        Block(type="embed", text="A post", url="https://x.example/p?a=(1)"),
        Block(type="correction", text="It was Monday."),
        Block(type="entry", text="It begins.", time="09:30"),
    ]
    html = COMMONMARK.render(document(stored(headline="Rain", blocks=blocks)).split("---\n", 2)[2])
    assert html == (
        "<h1>Rain</h1>\n<p>One.<br />\nTwo.</p>\n<h2># Head</h2>\n"
        "<blockquote>\n<p>Said.</p>\n<p>Again.</p>\n</blockquote>\n"
        "<ul>\n<li>rice</li>\n<li>maize</li>\n</ul>\n"
        "<table>\n<thead>\n<tr>\n<th>a</th>\n<th>b</th>\n</tr>\n</thead>\n"
        "<tbody>\n<tr>\n<td>c</td>\n<td></td>\n</tr>\n</tbody>\n</table>\n"
        '<p>A post <a href="https://x.example/p?a=%281%29">https://x.example/p?a=(1)</a></p>\n'
        "<blockquote>\n<p><strong>Correction:</strong> It was Monday.</p>\n</blockquote>\n"
        "<h3>09:30</h3>\n<p>It begins.</p>\n"
    )


def test_hostile_text_is_text_and_no_picture_is_loaded() -> None:
    types = ("paragraph", "subhead", "quote", "list", "table", "embed", "correction", "entry")
    story = stored(
        headline=EVIL,
        dek=EVIL,
        byline=EVIL,
        blocks=[Block(type=kind, text=EVIL, url="javascript:alert(1)", time=EVIL) for kind in types],
        images=[
            Image(url="javascript:alert(1)", caption=EVIL, credit=EVIL),
            Image(url="https://x.example/> <b>", caption=EVIL),
        ],
    )
    html = COMMONMARK.render(document(story).split("---\n", 2)[2])
    assert "<script" not in html
    assert "<img" not in html
    assert 'href="javascript' not in html
    assert html.count("<a ") == 1


@pytest.mark.parametrize("text", [EVIL, "- a: b", "yes", "2026-05-02", "a\nb", "---", "\x85x\u2028y", "'\"", "ថវិកា"])
def test_front_matter_is_yaml_that_says_the_same(text: str) -> None:
    told = yaml.safe_load(front_matter(stored(headline=text, tags=[text], section=text)))
    assert (told["title"], told["tags"], told["section"]) == (text, [text], text)
    assert "byline" not in told


@pytest.mark.parametrize(
    ("headline", "source", "path"),
    [
        ("../../etc/passwd", "../evil", "evil/undated/undated-etc-passwd-7.md"),
        ("CON: a|b?", "a/b", "a-b/undated/undated-con-a-b-7.md"),
        (None, "..", "source/undated/undated-7.md"),
        ("雨" * 500, "river", f"river/undated/undated-{'雨' * 40}-7.md"),
        ("x" * 500, "river", f"river/undated/undated-{'x' * 120}-7.md"),
    ],
)
def test_a_file_s_name_stays_in_the_folder(headline: str | None, source: str, path: str) -> None:
    assert path_of(stored(headline=headline, source=source)).as_posix() == path

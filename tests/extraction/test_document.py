"""Anything at all may be thrown at a Document: it parses, or says what came instead."""

import time
from urllib.parse import urljoin

import pytest

from newsarchive import extract
from newsarchive.exceptions import ExtractionError
from newsarchive.extraction.document import MAX_BYTES, MAX_TAGS, Document

NESTED = 100_000


def text(html) -> str:
    return " ".join("".join(Document(html).root.itertext()).split())


@pytest.mark.parametrize("tag", ["div", "b", "span", "section", "blockquote", "table><tr><td"])
def test_nesting_however_deep_loses_no_text(tag):
    closing = "".join(f"</{name}>" for name in reversed(tag.split("><")))
    assert text(f"<{tag}>" * NESTED + "within" + closing * NESTED + "<p>after</p>") == "within after"


def test_ordinary_deep_pages_keep_their_elements():
    assert len(Document("<div>" * 1000 + "<p>x</p>").root.findall(".//div")) == 1000


@pytest.mark.parametrize("attribute", ["a{}=1 ", 'a{}="<" ', "a{} ", "a{}='>' "])
def test_a_tag_with_a_hundred_thousand_attributes_is_read_without_them(attribute):
    root = Document("<p " + "".join(attribute.format(n) for n in range(NESTED)) + ">text</p>").root
    assert root.find(".//p").attrib == {}


@pytest.mark.parametrize(
    "page",
    [
        '<{tag} x=">" {names}>',
        "<{tag} x = '>' {names}>",
        "<{tag} {now_and_then}>",
        "<{tag} {glued}>",
        '<{tag} " {names}>',
        "<{tag} {slashes}>",
        "<!-- <b x='><p> --><{tag} {names}>",
        '<script>if (a<b) c="\'"</script><{tag} {now_and_then}>',
        '<b x="{long}">y</b><{tag} x=">" {names}>',
    ],
)
@pytest.mark.parametrize("tag", ["p", "script", "p-" + "p" * 60])
def test_many_attributes_do_not_hide(tag, page):
    names = [f"a{n}" for n in range(NESTED)]
    forms = {
        "names": " ".join(names),
        "now_and_then": " ".join(f'x{name}="<>" {name}' if n % 50 == 0 else name for n, name in enumerate(names)),
        "glued": "".join(f"{name}='<>'" for name in names),
        "slashes": "/".join(names),
        "long": "x" * 200_000,
    }
    assert Document(page.format(tag=tag, **forms) + f"text</{tag}>").root.findall(f".//{tag}")[-1].attrib == {}


def test_many_attributes_that_no_tag_has_are_kept():
    script = "if (a<b x='>' " + " ".join(f"a{n}" for n in range(NESTED))
    assert Document(f"<script>{script}</script><p>x").root.find(".//script").text == script
    assert len(Document(f'<p title="<a {script}">x').root.find(".//p").get("title")) == len(script) + 3


def test_many_tags_of_many_attributes_are_kept():
    root = Document(f"<p {' '.join(f'a{n}' for n in range(500))}>x" * 20).root
    assert [len(p.attrib) for p in root.iter("p")] == [500] * 20


def test_many_attributes_that_only_taking_out_nested_tags_lays_bare_are_dropped():
    names = " ".join(f"a{n}" for n in range(NESTED))
    page = "<b>" * 3_000 + f"<p x='1' <b y='> {names} '>text"
    assert max(len(element.attrib) for element in Document(page).root.iter()) < 10


def test_long_data_in_an_attribute_is_kept():
    assert (
        len(Document(f'<div data-state="{"x" * 200_000}">text</div>').root.find(".//div").get("data-state")) == 200_000
    )


def test_long_scripts_are_kept():
    script = "var text = 'if a < b then';" * 20_000
    assert Document(f"<script>{script}</script><p>x").root.find(".//script").text == script


@pytest.mark.parametrize("tag", ["article", "main", "section", "header", "aside", "nav", "figure"])
def test_a_page_without_a_body_tag_begins_where_its_content_does(tag):
    page = f"<!doctype html><meta charset=utf-8><title>Rain</title><{tag}><p>One.</p></{tag}><script>1</script><p>Two."
    assert [unit.text for unit in Document(page).walk.units] == ["One.", "Two."]


@pytest.mark.parametrize(
    ("start", "end"), [("html", "</body></html>"), ("HTML", "</BODY> </HTML>"), ("html", "</html>")]
)
def test_the_end_of_a_page_amid_it_ends_nothing(start, end):
    page = f"<{start}><body><div><p>One.{end}<p>Two.</div><p>Three.</body></html>"
    assert [unit.text for unit in Document(page).walk.units] == ["One.", "Two.", "Three."]


def test_a_break_written_as_an_end_is_a_break():
    assert [unit.text for unit in Document("<p>One.</br>Two.").walk.units] == ["One. Two."]


def test_null_bytes_vanish():
    assert text(b"<p>on\x00e</p>") == "one"


@pytest.mark.parametrize("nothing", [b"", "", b" \n ", b"\x00" * 100, "<!-- only a comment -->"])
def test_a_page_without_content_is_refused(nothing):
    with pytest.raises(ExtractionError, match="Expected an HTML page"):
        Document(nothing)


@pytest.mark.parametrize(
    "start,name", [(b"%PDF-1.7", "PDF"), (b"\x89PNG\r\n", "PNG"), (b"\x1f\x8b\x08", "gzip"), (b"PK\x03\x04", "ZIP")]
)
def test_other_formats_are_named(start, name):
    with pytest.raises(ExtractionError, match=name):
        Document(start + b"\x01\x02\x03")


@pytest.mark.parametrize("root", ["urlset", "sitemapindex", "rss", "feed"])
def test_feeds_and_sitemaps_are_no_pages(root):
    with pytest.raises(ExtractionError, match=root):
        Document(f'<?xml version="1.0"?>\n<!-- made by x -->\n<{root} version="2.0"><loc>a</loc></{root}>'.encode())


def test_an_address_that_cannot_be_taken_apart_is_refused_by_name() -> None:
    with pytest.raises(ExtractionError, match=r"Expected the page's address, got 'http://\[x/'"):
        Document("<p>Rain at last for the northern plain.</p>", "http://[x/")


def test_binary_data_is_no_page():
    with pytest.raises(ExtractionError, match="binary"):
        Document(b"\x7fELF\x02\x01" + bytes(range(256)) * 40)


def test_a_page_in_utf_16_is_no_binary_data():
    assert text("<p>naïve</p>".encode("utf-16")) == "naïve"


def test_a_page_beyond_the_limit_is_refused():
    with pytest.raises(ExtractionError, match="16 MiB"):
        Document(b"x" * (MAX_BYTES + 1))


def test_a_page_of_more_tags_than_any_page_has_is_refused():
    with pytest.raises(ExtractionError, match="tags"):
        Document("<p>x" * (MAX_TAGS + 1))


def test_links_are_absolute_against_the_base():
    document = Document('<base href="/news/"><p>x', "https://example.org/a/b")
    assert document.absolute("c.html") == "https://example.org/news/c.html"
    assert document.absolute("javascript:void(0)") is None
    assert document.absolute("http://[broken") is None
    assert document.absolute(None) is None


@pytest.mark.parametrize(
    "href",
    [
        "/",
        "/a/b.html?c=1;d#e",
        "/a/../b",
        "/a//b/",
        "/a/.b",
        "/a;b",
        "/a?",
        "/a?#b",
        "/a#",
        "/é b",
        "//example.net/a/../b",
        "//example.net",
        "///a",
        "https://example.net",
        "https://example.net?a",
        "https://example.net/a/../b#",
        "http://example.net/é",
    ],
)
def test_an_address_that_is_soon_seen_to_be_whole_is_as_joining_would_make_it(href: str):
    base = "https://example.org/news/a.html"
    assert Document("<p>x</p>", base).absolute(href) == urljoin(base, href)


@pytest.mark.parametrize("href", ["/tag/rain", "?page=2"])
def test_a_link_that_is_never_closed_takes_no_more_than_the_page_grows(href: str) -> None:
    story = "<p>Farmers on the northern plain had waited nine weeks, and some danced, say people who saw them.</p>" * 8

    def seconds(texts: int) -> float:
        page = f"<article><h1>Rain at last</h1>{story}</article><a class='tags' href='{href}'>{'<p>Rain fell.' * texts}"
        start = time.process_time()
        extract(page, "https://www.arla-post.example/city/rain-at-last")
        return time.process_time() - start

    seconds(10)
    assert seconds(8_000) < 32 * max(seconds(500), 0.005)  # 16 times the texts; 256 times were their square

"""The sources file: what it may say, what it says wrong, and what writing to it keeps."""

from __future__ import annotations

from dataclasses import fields
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive import sources
from newsarchive.exceptions import SourcesFileError, UnknownSource
from newsarchive.sources import Added, CrawlOptions, Source, add_source, load_file, load_sources, name_for, parse

FILE = """\
# Our study of two towns.

[crawl]
contact = "jane@university.example"
delay = 2
revisit = ["2h", "1d"]

[sources.river-post]  # the older paper
url = "https://www.river-post.example/"
# the feed they answer mail about
feeds = ["https://www.river-post.example/feed.xml"]

[sources.hill-times]
url = "https://hill-times.example/"
enabled = false
"""


def test_a_file_says_how_to_crawl_and_which_sites() -> None:
    file = parse(FILE)
    assert file.crawl == CrawlOptions(
        contact="jane@university.example", delay=2.0, revisit=(timedelta(hours=2), timedelta(days=1))
    )
    assert file.sources == {
        "river-post": Source(
            name="river-post",
            url="https://www.river-post.example/",
            feeds=("https://www.river-post.example/feed.xml",),
        ),
        "hill-times": Source(name="hill-times", url="https://hill-times.example/", enabled=False),
    }


def test_an_empty_file_is_no_sources_and_the_defaults() -> None:
    assert parse("") == sources.SourcesFile()


def test_without_names_the_enabled_sources_are_meant() -> None:
    assert [source.name for source in parse(FILE).named([])] == ["river-post"]


def test_a_source_that_is_named_is_meant_though_it_is_disabled() -> None:
    assert [source.name for source in parse(FILE).named(["hill-times", "hill-times"])] == ["hill-times"]


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownSource, match=r"no source named river-pots; did you mean river-post\?"):
        parse(FILE).named(["river-pots"])


def test_every_field_has_a_rule() -> None:
    assert set(sources._SOURCE_RULES) == {item.name for item in fields(Source)} - {"name"}
    assert set(sources._CRAWL_RULES) == {item.name for item in fields(CrawlOptions)}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[crawl]\ndelya = 1", r"s\.toml, line 2: \[crawl\] delya: unknown key; known are contact, "),
        ("[crawl]\n\ndelay = -1", r"line 3: \[crawl\] delay: expected seconds from 0 to 3600, found -1"),
        ('[crawl]\nuser_agent = "Mozilla/5.0"', "expected a user agent that says how to reach you"),
        ("[crawl]\ndelay = true", "expected seconds from 0 to 3600, found True"),
        ('[crawl]\nrevisit = ["soon"]', "expected a number with m, h, d or w, as in 6h, found 'soon'"),
        ("[crawl]\nworkers = 1.5", "expected a whole number from 0 to 256, found 1.5"),
        ("[crawls]\ndelay = 1", "line 1: crawls: unknown key; known are crawl, health, sources"),
        ("crawl = 3", r"line 1: crawl: expected a table \[crawl\]"),
        ("sources = 3", "line 1: sources: expected tables"),
        ("[sources.a]\ntitle = 'A'", "line 1: sources.a: url is missing"),
        ("[sources.a]\nurl = 'ftp://a.example'", r"line 2: \[sources.a\] url: expected an address that begins with"),
        ("[sources.a]\nurl = 'http://[::1'", "expected an address"),
        ("[sources.A]\nurl = 'https://a.example'", "line 1: sources.A: expected a name of lower case"),
        ("[sources.a]\nurl = 'https://a.example'\nfeeds = 'https://a.example/f'", "line 3: .*expected a list"),
        ("[sources.a]\nurl = 'https://a.example'\nfeeds = [1]", "expected text on one line, found 1"),
        ("[sources.a]\nurl = 'https://a.example'\ndomains = ['https://a']", "expected a host name like example.com"),
        ("[sources.a]\nurl = 'https://a.example'\nlanguage = 'english!'", "expected a language tag"),
        ("[sources.a]\nurl = 'https://a.example'\nenabled = 'no'", "expected true or false, found 'no'"),
        ("[sources.a]\nurl = 'https://a.example'\nhours = 'night'", "line 3: .*hours: expected hours like 22:00-06:00"),
        ("[sources.a]\nurl = 'https://a.example'\nhours = '9:00-17:00 Mars/Olympus'", "expected a time zone like"),
        ("[sources.a]\nurl = 'https://a.example'\npages_per_day = 0", "expected a whole number from 1 to"),
        ("[sources.a]\nurl = 'https://a.example'\nminutes_per_day = 1441", "expected minutes up to 1440, found 1441"),
        ("[crawl]\nprivate_hosts = ['http://a/']", "expected a host name or an address, without a port"),
        ("[sources.a\n", "is not TOML: .*line 1"),
        ("[sources.a]\nurl='https://a.example'\n[sources.a]\nurl='https://b.example'", "is not TOML"),
    ],
)
def test_what_is_wrong_is_told_with_file_line_and_key(text: str, message: str) -> None:
    with pytest.raises(SourcesFileError, match=message):
        parse(text, name="s.toml")


def test_a_missing_file_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(SourcesFileError, match=r"none.toml does not exist; make it with `newsarchive add URL`"):
        load_file(tmp_path / "none.toml")


def test_a_folder_or_text_in_another_encoding_is_no_sources_file(tmp_path: Path) -> None:
    (tmp_path / "latin.toml").write_bytes('[sources.a]\ntitle = "é"'.encode("latin-1"))
    with pytest.raises(SourcesFileError, match="is not UTF-8 text"):
        load_file(tmp_path / "latin.toml")
    with pytest.raises(SourcesFileError, match="cannot be read"):
        load_file(tmp_path)


@given(st.text(max_size=200))
def test_any_text_is_sources_or_a_sources_file_error(text: str) -> None:
    try:
        parse(text)
    except SourcesFileError as error:
        assert str(error).startswith("sources.toml")


def test_adding_makes_the_file_and_a_line_an_address(tmp_path: Path) -> None:
    path = tmp_path / "data" / "sources.toml"
    source = Source(name="a", url="https://a.example/", feeds=("https://a.example/1", "https://a.example/2"))
    assert add_source(path, source) == Added(source=source, change="added", details=("url", "feeds"))
    assert load_sources(path) == {"a": source}
    assert '    "https://a.example/1",\n    "https://a.example/2",\n' in path.read_text()


def test_adding_keeps_comments_order_and_other_sources(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    path.write_text(FILE)
    add_source(path, Source(name="sea-news", url="https://sea-news.example/"))
    assert path.read_text() == FILE + '\n[sources.sea-news]\nurl = "https://sea-news.example/"\n'


def test_adding_again_appends_what_is_new_and_replaces_nothing(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    path.write_text(FILE)
    found = Source(
        name="river-post",
        url="http://river-post.example/",
        title="River Post",
        feeds=("https://www.river-post.example/feed.xml", "https://www.river-post.example/sport.xml"),
    )
    added = add_source(path, found)
    assert (added.change, added.details) == ("updated", ("title", "feeds"))
    assert load_sources(path)["river-post"] == Source(
        name="river-post",
        url="https://www.river-post.example/",
        title="River Post",
        feeds=("https://www.river-post.example/feed.xml", "https://www.river-post.example/sport.xml"),
    )
    text = path.read_text()
    assert "# the older paper" in text
    assert "# the feed they answer mail about" in text


def test_adding_what_is_there_touches_nothing(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    path.write_text(FILE)
    before = path.stat()
    assert add_source(path, parse(FILE).sources["river-post"]).change == "unchanged"
    assert path.stat() == before


def test_a_wrong_file_is_not_written_to(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    path.write_text("[crawl]\ndelya = 1\n")
    with pytest.raises(SourcesFileError, match="delya"):
        add_source(path, Source(name="a", url="https://a.example/"))
    assert path.read_text() == "[crawl]\ndelya = 1\n"


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SourcesFileError, match=r"cannot be (read|written)"):
        add_source(tmp_path / "file" / "sources.toml", Source(name="a", url="https://a.example/"))


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.example-news.com", "example-news"),
        ("https://news.example.co.uk/uk", "news-example"),
        ("http://127.0.0.1:8000/", "127-0-0-1"),
        ("https://xn--e1afmkfd.example/", "xn-e1afmkfd"),
        ("https://localhost/", "localhost"),
    ],
)
def test_a_source_is_named_after_its_host(url: str, name: str) -> None:
    assert name_for(url) == name


def test_a_site_that_is_there_keeps_its_name_and_another_never_gets_it() -> None:
    taken = {"post": Source(name="post", url="https://www.post.com/")}
    assert name_for("http://post.com/news", taken) == "post"
    assert name_for("https://post.org/", taken) == "post-org"
    taken["post-org"] = Source(name="post-org", url="https://elsewhere.example/")
    assert name_for("https://post.org/", taken) == "post-org-2"


def test_only_hosts_of_the_site_are_its_own() -> None:
    source = Source(name="a", url="https://www.a.example/", domains=("a.example", "a-cdn.example"))
    assert source.holds("https://a.example/1")
    assert source.holds("http://live.a-cdn.example/1")
    assert not source.holds("https://a.example.evil.test/")
    assert not source.holds("mailto:x@a.example")
    assert not source.holds("http://[bad")


def test_the_example_says_what_it_means_and_shows_every_key() -> None:
    path = Path(__file__).resolve().parents[1] / "data" / "sources.example.toml"
    file = load_file(path)
    assert list(file.sources) == ["river-post", "bergzeitung"]
    text = path.read_text(encoding="utf-8")
    keys = {item.name for cls in (Source, CrawlOptions) for item in fields(cls)} - {"name"}
    assert {key for key in keys if f"\n{key} =" not in text and f"\n# {key} =" not in text} == set()

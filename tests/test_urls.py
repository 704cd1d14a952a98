from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive import urls
from newsarchive.exceptions import UsageError

STORY = "https://rivertimes.example/local/rain-at-last"

SAME = {
    "scheme": "http://rivertimes.example/local/rain-at-last",
    "case of scheme and host": "HTTPS://RiverTimes.Example/local/rain-at-last",
    "www": "https://www.rivertimes.example/local/rain-at-last",
    "mobile host": "https://m.rivertimes.example/local/rain-at-last",
    "mobile host behind www": "https://www.mobile.rivertimes.example/local/rain-at-last",
    "AMP host": "https://amp.rivertimes.example/local/rain-at-last",
    "default port": "http://rivertimes.example:80/local/rain-at-last",
    "default TLS port": "https://rivertimes.example:443/local/rain-at-last",
    "fragment": STORY + "#comments",
    "campaign": STORY + "?utm_source=feed&utm_medium=rss&fbclid=1&gclid=2&at_custom1=x",
    "trailing slash": STORY + "/",
    "default page": STORY + "/index.html",
    "default page of ASP": STORY + "/Default.aspx",
    "AMP folder": STORY + "/amp",
    "AMP folder with slash": STORY + "/amp/",
    "AMP prefix": "https://rivertimes.example/amp/local/rain-at-last",
    "AMP parameter": STORY + "?amp=1",
    "AMP cache": "https://rivertimes-example.cdn.ampproject.org/c/s/rivertimes.example/local/rain-at-last",
    "AMP viewer": "https://www.google.com/amp/s/www.rivertimes.example/local/rain-at-last",
    "dots": "https://rivertimes.example/world/../local/./rain-at-last",
    "double slashes": "https://rivertimes.example//local//rain-at-last",
    "needless escapes": "https://rivertimes.example/local/r%61in%2Dat-last",
    "session": STORY + ";jsessionid=ABC123",
    "trailing dot of the host": "https://rivertimes.example./local/rain-at-last",
    "white space": f"  {STORY}\n",
    "empty query": STORY + "?",
}

DIFFERENT = {
    "case of the path": "https://rivertimes.example/local/Rain-At-Last",
    "another host of the site": "https://sport.rivertimes.example/local/rain-at-last",
    "another port": "https://rivertimes.example:8080/local/rain-at-last",
    "a parameter that chooses": STORY + "?page=2",
    "an id": STORY + "?id=5",
    "another slug": STORY + "-2",
    "a word that ends in amp": "https://rivertimes.example/local/rain-at-last-lamp",
}


@pytest.mark.parametrize("spelling", SAME.values(), ids=SAME)
def test_spellings_of_one_page_have_one_key(spelling: str) -> None:
    assert urls.normalise(spelling) == STORY


@pytest.mark.parametrize("other", DIFFERENT.values(), ids=DIFFERENT)
def test_other_pages_have_other_keys(other: str) -> None:
    assert urls.normalise(other) != STORY


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://e.example/a?b=2&a=1", "https://e.example/a?a=1&b=2"),
        ("https://e.example/caf%c3%a9", "https://e.example/café"),
        ("https://bücher.example/a", "https://xn--bcher-kva.example/a"),
        ("https://e.example/a.amp.html", "https://e.example/a.html"),
        ("https://e.example", "https://e.example/"),
        ("http://[::1]:8080/a", "http://[::1]:8080/a/"),
    ],
)
def test_two_spellings_meet(one: str, other: str) -> None:
    assert urls.normalise(one) == urls.normalise(other)


@pytest.mark.parametrize(
    "text",
    ["", "mailto:a@e.example", "/local/rain", "http://", "http://[", "https://e.example:port/", "ftp://e.example/a"],
)
def test_what_is_no_web_address_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="expected an http or https address"):
        urls.normalise(text)
    assert not urls.is_address(text)


PIECES = st.text("abcXYZ019-._~%é中 /?&=#+;:@!$'()*,[]|\\\"<>^`{}", max_size=30)


@given(st.builds("https://{}.example/{}".format, st.sampled_from(["www.e", "m.e", "e"]), PIECES))
def test_a_key_is_its_own_key(url: str) -> None:
    if urls.is_address(url):
        key = urls.normalise(url)
        assert urls.normalise(key) == key
        assert urls.host(url) == urls.host(key)


@pytest.mark.parametrize(
    ("url", "number"),
    [
        ("https://e.example/news/world-50123456", "50123456"),
        ("https://e.example/article-1234567/Some-Slug.html", "1234567"),
        ("https://e.example/2026/05/02/politics/slug_66210.html", "66210"),
        ("https://e.example/a/0f8fad5b-d9cb-469f-a165-70867728950e/slug", "0f8fad5b-d9cb-469f-a165-70867728950e"),
        ("https://e.example/?p=88123", "88123"),
        ("https://e.example/markets/stocks-soft-idUSKBN1XT00W", "USKBN1XT00W"),
        ("https://e.example/articles/AST1F4445T1FUTIL02SM.html", "AST1F4445T1FUTIL02SM"),
        ("https://e.example/news-story/09310c6c9303accdc89c8681909fdbc4", "09310c6c9303accdc89c8681909fdbc4"),
        ("https://e.example/navy-swings-into-action-101703345782079.html", "101703345782079"),
        ("https://e.example/WORLDCUP-2026", None),
        ("https://e.example/20260502123456-slug", None),
        ("https://e.example/2026/05/02/slug", None),
        ("https://e.example/top-10-lakes", None),
        ("https://e.example/view?id=88123&p=99123", None),
        ("https://e.example/", None),
    ],
)
def test_story_numbers(url: str, number: str | None) -> None:
    assert urls.story_id(url) == number


@pytest.mark.parametrize(
    ("url", "canonical", "believed"),
    [
        (STORY, STORY + "?utm_source=x", True),
        (STORY, "https://www.rivertimes.example/local/rain-at-last-update", True),
        ("https://amp.rivertimes.example/x/rain-at-last", STORY, True),
        (STORY + "-50123456/comments", STORY + "-50123456", True),
        ("http://127.0.0.1:8899/a-story", "http://127.0.0.1:8899/b-story", True),
        (STORY, "https://rivertimes.example", False),
        (STORY, "https://rivertimes.example/local/", False),
        (STORY, "https://hilltimes.example/local/rain-at-last", False),
        ("https://e.co.uk/a-story", "https://f.co.uk/a-story", False),
        (STORY, "javascript:void(0)", False),
        (STORY, "http://[", False),
        (STORY, "  ", False),
        (STORY, None, False),
        ("http://127.0.0.1:8899/a-story", "http://127.0.0.1:9000/a-story", False),
    ],
)
def test_canonical_links_are_believed_only_where_they_can_be(url: str, canonical: str | None, believed: bool) -> None:
    assert (urls.believable_canonical(url, canonical) is not None) == believed

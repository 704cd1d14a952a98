"""Publication and last change: statements ranked, and completed by each other."""

from __future__ import annotations

import json

import pytest

from newsarchive import extract
from newsarchive.items import Article, Timestamp

URL = "https://www.arla-post.example/city/rain-at-last"
PARAGRAPHS = "".join(
    f"<p>{text}</p>"
    for text in (
        "The first drops fell on Friday evening, and by midnight the gutters of the old town ran again.",
        "On 3 March 2019 the river had carried half of it, and the mayor said on 4 March 2019 so herself.",
        "The weather service expects more of it through Tuesday, with gusts along the river and hail in the hills.",
        "Nobody was hurt, the fire brigade said, but forty cellars had to be pumped dry before the morning came.",
    )
)


def article(
    top: str = "",
    *,
    published: str | None = None,
    modified: str | None = None,
    meta: str = "",
    url: str = URL,
    lang: str = "en",
    bottom: str = "",
) -> Article:
    """A story with these lines below its headline and these statements in JSON-LD."""
    story = {"@type": "NewsArticle", "headline": "Rain at last", "datePublished": published, "dateModified": modified}
    story = {key: value for key, value in story.items() if value}
    return extract(
        f"""<html lang="{lang}"><head><title>Rain at last</title>{meta}
        <script type="application/ld+json">{json.dumps(story)}</script>
        </head><body><main><h1>Rain at last</h1>
        {top}<div class="story">{PARAGRAPHS}</div></main>
        {bottom}</body></html>""",
        url,
    )


def said(stamp: Timestamp | None) -> tuple[str, str] | None:
    return (stamp.isoformat(), stamp.source) if stamp else None


def test_json_ld_goes_before_meta_before_what_is_printed_before_the_address() -> None:
    meta = '<meta property="article:published_time" content="2026-05-03T10:00:00+02:00">'
    top = "<p class='date'>4 May 2026</p>"
    dated = "https://www.arla-post.example/2026/05/05/rain"
    assert said(article(top, published="2026-05-02T10:00:00+02:00", meta=meta, url=dated).published) == (
        "2026-05-02T10:00:00+02:00",
        "json-ld",
    )
    assert said(article(top, meta=meta, url=dated).published) == ("2026-05-03T10:00:00+02:00", "meta")
    assert said(article(top, url=dated).published) == ("2026-05-04", "visible")
    assert said(article(url=dated).published) == ("2026-05-05", "url")


def test_the_last_change_never_stands_in_for_publication() -> None:
    found = article("<p class='updated'>Updated 4 May 2026</p>", modified="2026-05-04T10:00:00Z")
    assert (found.published, said(found.modified)) == (None, ("2026-05-04T10:00:00+00:00", "json-ld"))


def test_a_day_takes_the_time_that_another_statement_gives_it() -> None:
    meta = '<meta property="article:published_time" content="2026-05-02T10:15:00+02:00">'
    assert said(article(published="2026-05-02", meta=meta).published) == ("2026-05-02T10:15:00+02:00", "meta")
    assert said(article(published="2026-05-02T00:00:00Z", meta=meta).published) == ("2026-05-02T10:15:00+02:00", "meta")


def test_a_time_of_another_day_does_not_complete_a_day() -> None:
    meta = '<meta property="article:published_time" content="2026-05-03T10:15:00+02:00">'
    assert said(article(published="2026-05-02", meta=meta).published) == ("2026-05-02", "json-ld")


def test_a_clock_time_takes_the_offset_that_another_statement_gives_it() -> None:
    meta = '<meta name="date" content="2026-05-02T10:15:30+02:00">'
    assert said(article(published="2026-05-02 10:15:30.0", meta=meta).published) == (
        "2026-05-02T10:15:30+02:00",
        "json-ld",
    )


@pytest.mark.parametrize(
    "top",
    [
        '<time datetime="2026-05-03T01:15:30+10:00">3 May 2026</time>',
        "<p class='published'>3 May 2026, 1:15 AM</p>",
        "<p>Published 3 May 2026, 1:15 AM AEST</p>",
    ],
)
def test_an_instant_in_utc_takes_the_local_offset_that_the_page_shows(top: str) -> None:
    assert said(article(top, published="2026-05-02T15:15:30Z").published) == ("2026-05-03T01:15:30+10:00", "json-ld")


def test_a_local_time_labelled_utc_is_corrected_by_the_same_clock_time_with_an_offset() -> None:
    meta = '<meta property="article:published_time" content="2026-05-02T10:15:30-04:00">'
    assert said(article(published="2026-05-02T10:15:30+00:00", meta=meta).published) == (
        "2026-05-02T10:15:30-04:00",
        "json-ld",
    )


def test_an_unknown_offset_stays_unknown() -> None:
    found = article("<p class='date'>2 May 2026, 14:05</p>").published
    assert found is not None
    assert (found.isoformat(), found.instant, found.precision, found.raw) == (
        "2026-05-02T14:05:00",
        None,
        "minute",
        "2 May 2026, 14:05",
    )


VISIBLE: dict[str, tuple[str, str, str | None, str | None]] = {
    "label": ("en", "<p>Published: 2 May 2026</p>", "2026-05-02", None),
    "both in one line": (
        "en",
        "<p>Published 2 May 2026 9:26pm Updated 3 May 2026 4:23pm</p>",
        "2026-05-02T21:26:00",
        "2026-05-03T16:23:00",
    ),
    "in two elements": (
        "de",
        "<p>Erstellt: 02.05.2026, 09:26</p><p>Aktualisiert: 03.05.2026, 16:23</p>",
        "2026-05-02T09:26:00",
        "2026-05-03T16:23:00",
    ),
    "behind the byline": ("en", "<p class='byline'>By Jane Roe | 2 May 2026</p>", "2026-05-02", None),
    "two time elements": (
        "en",
        '<time class="published" datetime="2026-05-02T09:00:00Z">2 May</time>'
        '<time class="updated" datetime="2026-05-03T09:00:00Z">3 May</time>',
        "2026-05-02T09:00:00+00:00",
        "2026-05-03T09:00:00+00:00",
    ),
    "last modified": (
        "en",
        "<p>2 May 2026 14.05 CEST</p><p>Last modified on 3 May 2026 15.00 CEST</p>",
        "2026-05-02T14:05:00+02:00",
        "2026-05-03T15:00:00+02:00",
    ),
    "Swedish": (
        "sv",
        "<p>Uppdaterad 2026-05-03 15.59 | Publicerad 2026-05-02 14.14</p>",
        "2026-05-02T14:14:00",
        "2026-05-03T15:59:00",
    ),
    "Korean": ("ko", "<dl><dt>입력</dt><dd>2026.05.02 20:00</dd></dl>", "2026-05-02T20:00:00", None),
    "Arabic": ("ar", "<div class='date'>نشر في: 2 مايو 2026</div>", "2026-05-02", None),
}


@pytest.mark.parametrize(("lang", "top", "published", "modified"), VISIBLE.values(), ids=VISIBLE.keys())
def test_printed_dates_get_their_role_from_label_and_class(
    lang: str, top: str, published: str | None, modified: str | None
) -> None:
    found = article(top, lang=lang)
    stamps = [stamp.isoformat() if stamp else None for stamp in (found.published, found.modified)]
    assert stamps == [published, modified]


CARD = '<div class="card"><h3><a href="/sport/{0}">Cup final {0}</a></h3><span class="date">{0} April 2026</span></div>'


@pytest.mark.parametrize(
    "place",
    [
        {"bottom": f"<aside class='related'>{''.join(CARD.format(n) for n in range(1, 9))}</aside>"},
        {"top": f"<aside class='sidebar'>{''.join(CARD.format(n) for n in range(1, 9))}</aside>"},
        {"top": "<p>Rain fell on 3 March 2019 as well, said the mayor, who remembers that day for much.</p>"},
        {"top": "<figure><img src='a.jpg'><figcaption>Rain on 3 March 2019. Photo: Jane Roe</figcaption></figure>"},
        {"top": "<p>5 hours ago</p>"},
    ],
    ids=["cards below", "cards beside", "a sentence", "a caption", "a relative time"],
)
def test_dates_of_other_stories_sentences_and_captions_are_not_this_storys(place: dict[str, str]) -> None:
    found = article(**place)  # type: ignore[arg-type]  # every value is text
    assert (found.published, found.modified) == (None, None)


@pytest.mark.parametrize(
    "address",
    [
        "https://a.example/story-20261350",
        "https://a.example/2026/13/45/x",
        "https://a.example/id/120260502",
        "https://a.example/v/2026.5",
    ],
)
def test_digits_in_an_address_that_are_no_day_give_none(address: str) -> None:
    assert article(url=address).published is None


@pytest.mark.parametrize(
    "name",
    ["parsely-pub-date", "sailthru.date", "dc.date.issued", "pubdate", "datePublished", "cXenseParse:recs:publishtime"],
)
def test_the_lesser_meta_tags_are_read(name: str) -> None:
    meta = f'<meta name="{name}" content="2026-05-02T10:15:00Z">'
    assert said(article(meta=meta).published) == ("2026-05-02T10:15:00+00:00", "meta")


def test_the_upload_of_a_video_page_is_its_publication() -> None:
    video = {"@type": "VideoObject", "name": "Rain at last", "uploadDate": "2026-05-02T10:00:00Z"}
    data = f'<script type="application/ld+json">{json.dumps(video)}</script>'
    page = f"<title>Rain at last</title>{data}<h1>Rain at last</h1>"
    assert said(extract(page, URL).published) == ("2026-05-02T10:00:00+00:00", "json-ld")


def test_where_nothing_near_the_headline_is_dated_the_only_date_of_the_page_counts() -> None:
    footer = "<div class='info'>Published: 2 May 2026, 14:05</div>"
    assert said(article(bottom=footer).published) == ("2026-05-02T14:05:00", "visible")
    state = '<script>window.state = {"story": {"publishedAt": "2026-05-02T14:05:00Z"}}</script>'
    assert said(article(meta=state).published) == ("2026-05-02T14:05:00+00:00", "script")


def test_several_days_anywhere_on_the_page_settle_nothing() -> None:
    state = '<script>[{"publishedAt": "2026-05-02T14:05:00Z"}, {"publishedAt": "2026-05-03T14:05:00Z"}]</script>'
    assert article(meta=state).published is None

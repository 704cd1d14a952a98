"""What a page is. A real story must never be refused; each kind of page that is none is told by what it shows."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from newsarchive.extraction import extract
from newsarchive.extraction.document import Document
from newsarchive.extraction.images import set_images
from newsarchive.extraction.screen import judge
from newsarchive.extraction.sidebar import set_sidebar
from newsarchive.items import ARTICLE_KINDS, Article

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "evaluation" / "dev"
SITE = "https://www.arla-post.example"
STORY_URL = f"{SITE}/city/2026/05/02/new-bridge-opens-over-the-arla"
PARAGRAPHS = [
    "The new bridge over the Arla opened on Friday after eleven years of work, and the first across was a goose.",
    "The mayor said that the city had waited long enough; the council had voted for the bridge by one voice in 2014.",
    "It cost 48 million, nearly twice as much as planned, as the river bed was softer than anybody thought.",
    "The old bridge will be taken down next spring, the city council said, and its stones will pave the market square.",
]
TITLES = [
    "Cup final ends in a draw after extra time",
    "Geese return to the market square again",
    "Ministers meet on river treaty of 1958",
    "Water stands lower than in any spring before",
    "New ferry timetable angers the islanders",
    "Old mill to become a museum of grain",
    "School choir wins prize in the capital",
    "Bakery on the quay closes after 90 years",
    "Two anglers saved from the weir at night",
    "Council debates the price of parking again",
    "Library opens on Sundays from autumn on",
    "A night with the harbour's pilots at sea",
    "Why the Arla runs green in early summer",
    "Market square gets its fountain back",
    "Tram line to the airport is delayed again",
    "Theatre shows the story of the flood",
    "Vineyards north of the river hope for rain",
    "Police look for the owner of eleven goats",
]


def page(body: str, *, title: str = "New bridge opens | The Arla Post", head: str = "") -> str:
    """A page of an invented newspaper, with what stands around every page."""
    return f"""<html><head><title>{title}</title>{head}</head><body><header><nav><a href="/city">City</a>
      <a href="/sport">Sport</a></nav></header>{body}<footer><a href="/about">About us</a>
      <a href="/privacy">Privacy</a></footer></body></html>"""


def story(paragraphs: int = 4) -> str:
    """A story of so many paragraphs."""
    return (
        "<article><h1>New bridge opens over the Arla</h1>"
        + "".join(f"<p>{p}</p>" for p in PARAGRAPHS[:paragraphs])
        + "</article>"
    )


def cards() -> str:
    """A list of stories, as section pages have it."""
    return "".join(
        f'<article><h2><a href="/city/2026/05/{day:02}/{title.lower().replace(" ", "-")}">{title}</a></h2>'
        f"<p>{title}, and this is what our reporter found out about it on {day} May in the city.</p></article>"
        for day, title in enumerate(TITLES, 1)
    )


def teaser(title: str) -> str:
    """What a card says of its story."""
    return (
        f"{title}, and this is what our reporter found out about it in the city, two days after all was said and done."
    )


def link(title: str) -> str:
    """A card's headline, linked."""
    return f'<a href="/city/{title.lower().replace(" ", "-")}">{title}</a>'


def verdict(html: str, url: str | None = STORY_URL) -> tuple[str, str | None]:
    """Kind and reason, as `extract` finds them."""
    document = Document(html, url)
    article = Article(url=url)
    set_images(article, document)
    set_sidebar(article, document)
    return tuple(judge(article, document))  # type: ignore[return-value]  # a named tuple of two


LD = '<script type="application/ld+json">{{"@type": "{}", "headline": "New bridge"}}</script>'
SCRIPTS = "<script src='/app.js'></script><script>window.STATE = {}</script>"
CONSENT = """<h1>We value your privacy</h1><p>We and our partners store and/or access information on a device, such as
  cookies, and process personal data, such as unique identifiers, for personalised advertising and content.</p><p>With
  your permission we and our partners may use geolocation data. Your consent applies to this
  site.</p><button>Accept</button>"""

NO_STORIES = {
    "error in English": (
        page("<h1>Page not found</h1><p>Sorry, this page does not exist any more.</p>"),
        STORY_URL,
        "error",
    ),
    "error by title": (page("<p>Try the search.</p>", title="404 - The Arla Post"), STORY_URL, "error"),
    "error in German": (page("<h1>Seite nicht gefunden</h1>"), STORY_URL, "error"),
    "error in Norwegian": (page("<h1>Vi fant ikke siden</h1>"), STORY_URL, "error"),
    "error in Japanese": (page("<h1>お探しのページは見つかりませんでした</h1>"), STORY_URL, "error"),
    "error with a list of stories": (page(f"<h1>Sorry, we couldn't find that page</h1>{cards()}"), STORY_URL, "error"),
    "robots' test": (
        "<html><title>Just a moment...</title><body><h1>Checking your browser before accessing</h1></body></html>",
        STORY_URL,
        "wall",
    ),
    "robots' test in the text": (
        "<html><title>arla-post.example</title><body><p>Please verify you are human to continue.</p></body></html>",
        STORY_URL,
        "wall",
    ),
    "denied": (
        "<html><title>Access Denied</title><body><p>You don't have permission to access this.</p></body></html>",
        STORY_URL,
        "wall",
    ),
    "consent": (f"<html><title>The Arla Post</title><body>{CONSENT}</body></html>", STORY_URL, "wall"),
    "consent in German": (
        page(
            "<div><p>Mit Werbung weiterlesen: Wir und unsere Partner verarbeiten personenbezogene Daten wie Cookies "
            "und Kennungen, um Anzeigen zu zeigen.</p><p>Oder lesen Sie im Pur-Abo ohne Werbung weiter.</p></div>",
            title="The Arla Post",
        ),
        STORY_URL,
        "wall",
    ),
    "login": (
        page(
            "<form><h1>Log in</h1><input name='user'><input type='password'><p>Forgot password?</p></form>",
            title="Log in",
        ),
        f"{SITE}/login",
        "login",
    ),
    "login in French": (
        page("<form><h1>Se connecter</h1><input type='password'></form>", title="Se connecter | Le Courrier"),
        STORY_URL,
        "login",
    ),
    "shell with a noscript": (
        f"<html><title>The Arla Post</title><body><div id='root'></div><noscript>You need to enable JavaScript to "
        f"run this app.</noscript>{SCRIPTS}</body></html>",
        STORY_URL,
        "shell",
    ),
    "empty shell": (
        f"<html><title>The Arla Post</title><body><div id='__next'></div>{SCRIPTS}</body></html>",
        STORY_URL,
        "shell",
    ),
    "home page": (page(f"<h1>The Arla Post</h1><main>{cards()}</main>"), f"{SITE}/", "section"),
    "plain list at the root": (
        page("<h1>www.arla-post.example</h1><ul><li><a href='/a1'>A story</a></li></ul>"),
        f"{SITE}/",
        "section",
    ),
    "section page": (page(f"<h1>Sport</h1><main>{cards()}</main>"), f"{SITE}/sport", "section"),
    "section page that says so": (
        page(f"<h1>Sport</h1>{cards()}", head=LD.format("CollectionPage")),
        f"{SITE}/sport/football",
        "section",
    ),
    "section page of few cards": (
        page(
            "<h1>Sport</h1>" + "".join(f"<article><h3>{link(t)}</h3><p>{teaser(t)}</p></article>" for t in TITLES[:10])
        ),
        f"{SITE}/news/local",
        "section",
    ),
    "section page whose headlines and teasers stand side by side": (
        page("<h1>Sport</h1><div>" + "".join(f"<h2>{link(t)}</h2><p>{teaser(t)}</p>" for t in TITLES[:10]) + "</div>"),
        f"{SITE}/news/local",
        "section",
    ),
    "section page of cards that are links as a whole": (
        page(
            "<h1>Sport</h1>"
            + "".join(f"<a href='/city/goose-{n}'><h3>{t}</h3><p>{teaser(t)}</p></a>" for n, t in enumerate(TITLES[:6]))
        ),
        f"{SITE}/news/local",
        "section",
    ),
    "section page of one card": (
        page(f"<h1>Sport</h1><main><article><h2>{link(TITLES[0])}</h2><p>{teaser(TITLES[0])}</p></article></main>"),
        f"{SITE}/en/sport",
        "section",
    ),
    "home page that says it is an article": (
        page(
            "".join(f"<article><h3>{link(t)}</h3><p>{teaser(t)}</p></article>" for t in TITLES),
            head='<meta property="og:type" content="article">',
        ),
        f"{SITE}/",
        "section",
    ),
    "search results": (page(f"<h1>Results for bridge</h1>{cards()}"), f"{SITE}/search?q=bridge", "section"),
    "nothing": ("<html><title>x</title><body><p>OK</p></body></html>", STORY_URL, "other"),
    "a word or two": (
        "<p>Nothing is to be seen here, come back in a day or two, or in a week if you like.</p>",
        STORY_URL,
        "other",
    ),
}


@pytest.mark.parametrize(("html", "url", "kind"), NO_STORIES.values(), ids=NO_STORIES)
def test_what_is_no_story_is_said_to_be_none_and_why(html: str, url: str, kind: str) -> None:
    found, reason = verdict(html, url)
    assert found == kind
    assert reason


PLAYER = "<video src='/v.mp4'></video>"
GALLERY = "".join(
    f"<figure><img src='/goose-{n}00.jpg'><figcaption>Goose number {n} on the bridge.</figcaption></figure>"
    for n in range(9)
)
OTHER_FORMS = {
    "live blog by type": (page(story(), head=LD.format("LiveBlogPosting")), STORY_URL, "liveblog"),
    "live blog by its times": (
        page(
            "<h1>Bridge opening live</h1>" + "".join(f"<p>{9 + n}:15</p><p>{p}</p>" for n, p in enumerate(PARAGRAPHS))
        ),
        f"{SITE}/city/2026/05/02/live-the-bridge-opens",
        "liveblog",
    ),
    "gallery": (
        page(f"<h1>Geese on the bridge</h1><p>{PARAGRAPHS[0]}</p>{GALLERY}"),
        f"{SITE}/gallery/2026/05/02/geese-on-the-bridge",
        "gallery",
    ),
    "video": (
        page(f"<h1>See the goose cross</h1>{PLAYER}<p>{PARAGRAPHS[0]}</p>"),
        f"{SITE}/video/2026/05/02/goose-crosses-the-bridge",
        "video",
    ),
    "video by type": (
        page(f"<h1>See the goose cross</h1><p>{PARAGRAPHS[0]}</p>", head=LD.format("VideoObject")),
        STORY_URL,
        "video",
    ),
    "podcast": (
        page(f"<h1>The bridge, episode 3</h1><p>{PARAGRAPHS[0]}</p>", head=LD.format("PodcastEpisode")),
        STORY_URL,
        "audio",
    ),
}


@pytest.mark.parametrize(("html", "url", "kind"), OTHER_FORMS.values(), ids=OTHER_FORMS)
def test_other_forms_of_a_story_are_told_apart(html: str, url: str, kind: str) -> None:
    assert verdict(html, url)[0] == kind
    assert kind in ARTICLE_KINDS


STORIES = {
    "a plain story": (page(story()), STORY_URL),
    "a story without address": (page(story()), None),
    "a story at an address without date": (page(story()), f"{SITE}/bridge"),
    "a story among many cards": (page(story() + f"<aside>{cards()}</aside>"), STORY_URL),
    "a brief above cards with teasers": (
        page(story(4) + "".join(f"<div><h3>{link(t)}</h3><p>{teaser(t)}</p></div>" for t in TITLES[:12])),
        f"{SITE}/bridge",
    ),
    "a story with links to others between its paragraphs": (
        page(
            "<h1>Bridge</h1>"
            + "".join(f"<p>{p}</p><h3>{link(t)}</h3>" for p, t in zip(PARAGRAPHS, TITLES[:4], strict=True))
        ),
        f"{SITE}/bridge",
    ),
    "a story behind a cookie banner": (page(story() + f"<div class='banner'>{CONSENT}</div>"), STORY_URL),
    "a brief that states itself": (page(story(1), head=LD.format("NewsArticle")), STORY_URL),
    "a brief with a login form": (page(story(1) + "<form><input type='password'>Log in</form>"), STORY_URL),
    "a brief about something not found": (
        page(story(1), title="Body of missing angler not found after flood | The Arla Post"),
        STORY_URL,
    ),
    "a story about a captcha": (page(story(), title="Why every captcha asks for a bridge | The Arla Post"), STORY_URL),
    "a story on the road 404": (page(story(), title="Route 404 closed for repairs | The Arla Post"), STORY_URL),
    "a story with a video": (page(story() + PLAYER), f"{SITE}/video/2026/05/02/goose-crosses-the-bridge"),
    "a story with many pictures": (page(story() * 5 + GALLERY), f"{SITE}/gallery/2026/05/02/geese-on-the-bridge"),
    "a stub behind a paywall": (
        page(story(1) + "<div class='paywall'>Subscribe to read on.</div>", head=LD.format("NewsArticle")),
        STORY_URL,
    ),
    "a story whose text a script brings": (
        f"<html><title>New bridge</title>{LD.format('NewsArticle')}<body>{SCRIPTS}</body></html>",
        STORY_URL,
    ),
    "a story at the root that states itself": (page(story() * 2, head=LD.format("NewsArticle")), f"{SITE}/"),
}


@pytest.mark.parametrize(("html", "url"), STORIES.values(), ids=STORIES)
def test_a_story_is_never_refused(html: str, url: str | None) -> None:
    found, reason = verdict(html, url)
    assert found in ARTICLE_KINDS, reason


@pytest.mark.slow
@pytest.mark.skipif(not SHARED.exists(), reason="the shared evaluation pages are not beside the checkout")
def test_no_real_story_is_refused() -> None:
    for line in (SHARED / "truth.jsonl").read_text("utf-8").splitlines():
        record = json.loads(line)
        raw = gzip.decompress((SHARED / "pages" / (record["id"] + ".html.gz")).read_bytes())
        article = extract(raw, url=record["url"])
        kind, reason = judge(article, Document(raw, record["url"]))
        assert kind in ARTICLE_KINDS, f"{record['id']}: {reason}"

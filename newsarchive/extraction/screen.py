"""What a page is: a story, another form of one (live blog, gallery, video, audio), or none at all, and why.

A real story must never be refused, so every verdict against one needs two things at once: a sign of what the page is
(words of an error page, of a wall, of a login; an address that names a section; a page of links) and the absence of a
story (hardly any prose, and no machine-readable statement that an article stands here).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urlsplit

from ..items import BODY_TYPES, Article, PageKind
from .cards import Cards, find_cards
from .story_urls import looks_like_story

if TYPE_CHECKING:
    from .blocks import Unit
    from .document import Document

__all__ = ["Verdict", "judge", "live_sign", "set_kind"]

_WORDS: dict[str, dict[str, str]] = tomllib.loads(files(__package__).joinpath("screen_words.toml").read_text("utf-8"))


def _entries(table: str) -> list[str]:
    return [" ".join(entry.split()) for words in _WORDS[table].values() for entry in words.split("|") if entry.strip()]


def _phrases(table: str) -> re.Pattern[str]:
    entries = _entries(table)
    edged = [rf"\b{re.escape(entry)}\b" if entry.isascii() else re.escape(entry) for entry in entries if entry]
    return re.compile("|".join(edged))


_ERROR, _CAPTCHA, _CONSENT, _LOGIN, _SHELL = map(_phrases, ("error", "captcha", "consent", "login", "shell"))
_WALLS = tuple(phrase for table in ("consent", "captcha", "shell") for phrase in _entries(table))
_ADDRESSES = {
    name: re.compile(rf"(?:^|/|-|_)(?:{'|'.join(map(re.escape, words.split()))})(?=$|/|-|_|\.)")
    for name, words in _WORDS["addresses"].items()
}

_STORY = 400
"""Characters of prose that make a page a story whatever else it says: two paragraphs. The shortest real stories that do
not say what they are have 540; walls and error pages have less once their own words are set aside."""
_PLENTY = 5 * _STORY
"""Characters of prose from which no verdict asks for more."""
_PARAGRAPH = 60
"""Characters from which a text counts as prose; menus, captions and buttons are mostly shorter."""
_HARDLY_ANY = 200
"""Characters of visible text below which a page shows nothing at all."""
_MANY_LINKS = 8
"""Links to stories from which a page without a story is a section: the shortest section pages list ten."""
_CARDS = 4
"""Cards with teasers from which a page without a story is a section; where its heading is the name in its address,
one is enough."""
_ENTRIES = 4
"""Entries that make a live blog."""
_PICTURES = 4
"""Pictures that make a gallery of a page with little text."""
_BEGINNING = 2_000
"""Texts of a page that are read for words of walls."""
_LONGEST_NAME = 30
"""Letters of a section's name."""
_ARTICLE_TYPES = re.compile(r"(?:article|posting|blogpost|report)$")
_VIDEO_TYPES = frozenset({"videoobject", "video"})
_AUDIO_TYPES = frozenset({"audioobject", "podcastepisode", "radioepisode"})
_LIST_TYPES = frozenset({"collectionpage", "searchresultspage", "itemlist", "profilepage"})
_CUT = re.compile(r"\s*(?:[|·•»–—]|\s-\s|: )\s*")
"""What stands between the name of a page and that of its site."""
_MUCH = 0.3
"""Share of a title: "couldn't find" is a third of "sorry, we couldn't find that page"; a headline has more to say."""
_CLOCK = re.compile(r"^\W*\d{1,2}[:.h]\d{2}\b")


@lru_cache(maxsize=16)
def live_sign(url: str | None) -> str | None:
    """The word in an address that says a live blog stands there.

    >>> live_sign("https://courier.example/politics/liveblog/budget")
    'liveblog'
    """
    sign = _ADDRESSES["live"].search(_path_of(url))
    return sign[0].strip("/-_") if sign else None


def _path_of(url: str | None) -> str:
    """Path of an address, lower case, without the slash at its end."""
    try:
        return unquote(urlsplit(url or "").path).lower().rstrip("/")
    except ValueError:
        return ""


class Verdict(NamedTuple):
    """What a page is."""

    kind: PageKind
    """Its kind."""
    reason: str | None = None
    """Why, in words; None for a plain article."""


@dataclass
class _Page:
    """What the verdicts are made of, each looked at when first asked for."""

    article: Article
    document: Document

    @cached_property
    def path(self) -> str:
        """Path of the address, lower case, without the slash at its end."""
        return _path_of(self.document.url)

    @cached_property
    def units(self) -> list[Unit]:
        """Text that a reader sees."""
        return [unit for unit in self.document.walk.units if not unit.hidden]

    @cached_property
    def titles(self) -> list[str]:
        """Title and headlines, cut at bars, dashes and colons; lower case, straight apostrophes."""
        headings = [unit.text for unit in self.units if unit.heading == 1][:2]
        texts = filter(None, (self.document.structured.title, self.article.headline, *headings))
        return [part for text in texts for part in _CUT.split(_plain(text[:300])) if part]

    @cached_property
    def text(self) -> str:
        """The first 20,000 characters that a reader sees, lower case, straight apostrophes."""
        return _plain(" ".join(unit.text for unit in self.units[:_BEGINNING])[:20_000])

    @cached_property
    def chars(self) -> int:
        """Characters that a reader sees."""
        return sum(len(unit.text) for unit in self.units)

    @cached_property
    def stated(self) -> bool:
        """Whether the page states for machines that an article stands here."""
        types = self.document.structured.types
        return any(map(_ARTICLE_TYPES.search, types)) or self.document.structured.first_meta("og:type") == "article"

    @cached_property
    def prose(self) -> int:
        """Characters of the body where one was found, else of paragraphs anywhere; walls' words set aside."""
        body = [block.text for block in self.article.blocks if block.type in BODY_TYPES]
        return _counted(body) if body else self.loose_prose

    @cached_property
    def loose_prose(self) -> int:
        """Characters of paragraphs with few links anywhere on the page; walls' words and cards' teasers set aside."""
        return self._loose(self.units)

    def _loose(self, units: Iterable[Unit]) -> int:
        """Characters of the paragraphs with few links among these units."""
        teasers = {link.teaser for link in self.article.sidebar_links}
        return _counted(
            unit.text
            for unit in units
            if len(unit.text) >= _PARAGRAPH
            and unit.link_density < 0.3
            and not unit.heading
            and unit.text not in teasers
        )

    @cached_property
    def cards(self) -> Cards:
        """Cards that promote other stories."""
        return find_cards(self.document)

    @cached_property
    def card_chars(self) -> int:
        """Characters in cards."""
        return sum(len(unit.text) for unit in self.units if unit.index in self.cards.units)

    @cached_property
    def own_prose(self) -> int:
        """Characters of loose prose that stands in no card."""
        cards = self.cards.units
        return self._loose(unit for unit in self.units if unit.index not in cards)

    @cached_property
    def is_named_by_address(self) -> bool:
        """Whether the first heading is what the address ends in: "Sport" at ``/sport``; a story's is a sentence."""
        heading = next((unit.text for unit in self.units if unit.heading == 1), "")
        name = re.sub(r"\W|_", "", heading.lower())
        return 0 < len(name) <= _LONGEST_NAME and name == re.sub(r"\W|_", "", self.path.rsplit("/", 1)[-1])

    @cached_property
    def wall_share(self) -> float:
        """Share of what a reader sees that stands in texts with words of walls; of long pages, of their beginning."""
        units = self.units[:_BEGINNING]
        return sum(len(unit.text) for unit in units if _is_wall(unit.text)) / max(1, sum(len(u.text) for u in units))

    def called(self, words: re.Pattern[str]) -> str | None:
        """The words that make up much of a title: an error page is called "Page not found", a story mentions it."""
        for title in self.titles:
            sign = words.search(title)
            if sign and len(sign[0]) >= _MUCH * len(title):
                return sign[0]
        return None

    @cached_property
    def story_links(self) -> int:
        """Number of other stories that the page links to."""
        urls = self.document.story_urls
        linking = [unit for unit in self.units if unit.link_density > 0.5]
        hrefs = {anchor.get("href") or "" for unit in linking for anchor in unit.anchors}
        absolute = {self.document.absolute(href) for href in sorted(hrefs)[:1500]}
        return sum(1 for url in absolute if url and looks_like_story(url) and urls.is_near(url))

    def has(self, *tags: str) -> bool:
        """Whether the page has an element of these tags."""
        return next(self.document.root.iter(*tags), None) is not None


def set_kind(article: Article, document: Document) -> None:
    """Say in the article what the page is."""
    article.kind, article.kind_reason = judge(article, document)


def judge(article: Article, document: Document) -> Verdict:
    """What the page is, and why."""
    page = _Page(article, document)
    for verdict in _FORMS if page.stated and page.path not in _ROOTS else _REFUSALS + _FORMS:
        if found := verdict(page):
            return found
    return Verdict("article")


def _error(page: _Page) -> Verdict | None:
    sign = page.called(_ERROR)
    if sign and page.prose < 2 * _STORY and not page.stated:
        return Verdict("error", f"the title says “{sign}” and there is no story")
    return None


def _captcha(page: _Page) -> Verdict | None:
    if page.prose >= _STORY or page.stated:
        return None
    sign = page.called(_CAPTCHA)
    if not sign and page.chars < 5 * _STORY and (told := _CAPTCHA.search(page.text)):
        sign = told[0]
    return Verdict("wall", f"a test for robots: “{sign}”") if sign else None


def _consent(page: _Page) -> Verdict | None:
    if page.prose >= _STORY or page.stated:
        return None
    sign = page.called(_CONSENT)
    if not sign and page.wall_share > 0.4 and (told := _CONSENT.search(page.text)):
        sign = told[0]
    return Verdict("wall", f"a consent wall: “{sign}”") if sign else None


def _login(page: _Page) -> Verdict | None:
    if page.prose >= _STORY or page.stated:
        return None
    asks = any((field.get("type") or "").lower() == "password" for field in page.document.root.iter("input"))
    sign = page.called(_LOGIN)
    if not sign and (told := _ADDRESSES["login"].search(page.path)):
        sign = told[0].strip("/-_")
    return Verdict("login", f"a page to log in: “{sign}”") if sign and (asks or page.chars < 5 * _STORY) else None


def _shell(page: _Page) -> Verdict | None:
    recorded = page.document.structured.types & (_VIDEO_TYPES | _AUDIO_TYPES)
    if page.prose >= _HARDLY_ANY or page.chars >= 3 * _HARDLY_ANY or page.stated or recorded:
        return None
    told = _SHELL.search(_plain(" ".join(unit.text for unit in page.document.walk.units)[:20_000]))
    if told:
        return Verdict("shell", f"nothing to read without JavaScript: “{told[0]}”")
    if page.chars < _HARDLY_ANY and page.has("script"):
        return Verdict("shell", f"{page.chars} characters of text, all else is left to scripts")
    return None


def _section(page: _Page) -> Verdict | None:
    if page.path in _ROOTS and page.document.url and not (page.stated and min(page.prose, page.own_prose) >= _STORY):
        return Verdict("section", "the address of a home page")
    if page.stated or looks_like_story(page.document.url or "") or page.own_prose >= 1.5 * _STORY:
        return None
    if _ADDRESSES["search"].search(page.path):
        return Verdict("section", "the address of a search")
    types = {kind for node in page.document.structured.nodes[:50] for kind in _types(node)}
    listed = types & _LIST_TYPES
    if listed and page.story_links >= _MANY_LINKS and page.own_prose < _STORY:
        return Verdict("section", f"the page calls itself a {min(listed)}")
    if page.story_links >= 2 * _MANY_LINKS:
        return Verdict("section", f"{page.story_links} links to stories and hardly any text of its own")
    return _of_cards(page)


def _of_cards(page: _Page) -> Verdict | None:
    """Verdict on pages that are made of cards with teasers, and have next to no text beside them."""
    stories = page.cards.stories
    if stories >= _CARDS and page.own_prose < _STORY and 3 * page.own_prose < page.card_chars:
        return Verdict("section", f"{stories} cards of stories and hardly any text beside them")
    if stories and page.is_named_by_address and page.own_prose < _HARDLY_ANY:
        return Verdict("section", "cards of stories under the name that the address ends in")
    return None


_ROOTS = frozenset(
    (
        "",
        "/",
        "/index.html",
        "/index.htm",
        "/index.php",
        "/home",
        "/en",
        "/de",
        "/fr",
        "/es",
        "/it",
        "/pt",
        "/nl",
        "/ru",
    )
)
"""Paths of home pages."""


def _live(page: _Page) -> Verdict | None:
    if "liveblogposting" in page.document.structured.types:
        return Verdict("liveblog", "the page calls itself a LiveBlogPosting")
    entries = sum(1 for block in page.article.blocks if block.type == "entry")
    if entries >= _ENTRIES:
        return Verdict("liveblog", f"{entries} entries with their times")
    if (sign := live_sign(page.document.url)) is None:
        return None
    clocks = sum(1 for unit in page.units if unit.link_density < 0.5 and _CLOCK.search(unit.text))
    return Verdict("liveblog", f"“{sign}” in the address and entries with their times") if clocks >= _ENTRIES else None


def _gallery(page: _Page) -> Verdict | None:
    pictures = len(page.article.images)
    types = page.document.structured.types & {"imagegallery", "mediagallery"}
    sign = _ADDRESSES["gallery"].search(page.path)
    if pictures < _PICTURES or not (types or sign) or page.prose >= _PLENTY:
        return None
    if types:
        return Verdict("gallery", f"the page calls itself an {min(types)} and shows {pictures} pictures")
    if sign := _ADDRESSES["gallery"].search(page.path):
        return Verdict("gallery", f"“{sign[0].strip('/-_')}” in the address and {pictures} pictures")
    return None


def _video(page: _Page) -> Verdict | None:
    return _played(page, "video", _VIDEO_TYPES, ("video", "iframe", "amp-video"))


def _audio(page: _Page) -> Verdict | None:
    return _played(page, "audio", _AUDIO_TYPES, ("audio", "iframe"))


def _played(page: _Page, kind: PageKind, types: frozenset[str], tags: tuple[str, ...]) -> Verdict | None:
    """Verdict on pages whose story is a recording: one is there, the page is about it, there is little to read."""
    own = page.document.structured.types
    segments = "/".join(page.path.split("/")[:-1])
    reason = None
    if own & types and not any(map(_ARTICLE_TYPES.search, own)):
        reason = f"the page calls itself a {min(own & types)}"
    elif (page.document.structured.first_meta("og:type") or "").startswith(kind):
        reason = f"og:type is {kind}"
    elif _ADDRESSES[kind].search(segments) and (own & types or page.has(*tags)):
        reason = f"“{kind}” in the address and a player on the page"
    return Verdict(kind, reason) if reason and page.prose < 1.5 * _STORY else None


def _nothing(page: _Page) -> Verdict | None:
    if not (page.document.heading.headline or page.stated) and page.prose < _STORY:
        return Verdict("other", "no headline and hardly a text")
    # What costs least to find out is asked first.
    if page.stated or page.article.blocks or page.article.images or page.prose or page.loose_prose:
        return None
    return Verdict("other", "no text of a story was found")


_REFUSALS = (_error, _captcha, _consent, _login, _shell, _section)
"""Verdicts against a page, in the order asked. One that states that an article stands there is not asked them."""
_FORMS = (_live, _gallery, _video, _audio, _nothing)
"""Verdicts on the form of a story."""


def _counted(texts: Iterable[str]) -> int:
    """Characters of texts that are no walls' words, as far as any verdict asks for them."""
    chars = 0
    for text in texts:
        chars += 0 if _is_wall(text) else len(text)
        if chars >= _PLENTY:
            break
    return chars


def _plain(text: str) -> str:
    """Lower case, straight apostrophes: how the tables of words are written."""
    return text.lower().replace("’", "'").replace("‘", "'")


def _is_wall(text: str) -> bool:
    """Whether a text is part of a wall's own words."""
    text = _plain(text[:3000])
    return any(map(text.__contains__, _WALLS))


def _types(node: dict[str, object]) -> list[str]:
    value = node.get("@type")
    names = value if isinstance(value, list) else [value]
    return [name.rsplit("/", 1)[-1].lower() for name in names if isinstance(name, str)]

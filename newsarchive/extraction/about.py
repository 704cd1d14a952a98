"""What the page says about itself: section, tags, language, publication, canonical address and paywall.

Each is taken from a statement that means it, never inferred from the story's words. A canonical address is believed
only where it could be this page's: of the same site, not its front page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ..items import Article
from ..urls import believable_canonical
from .blocks import Element, Unit, text_of
from .patterns import caseless, caseless_names, grouped
from .spelling import letters, normalise
from .story_urls import LIKELY, StoryUrls
from .structured import Structured, clean, kinds
from .surroundings import is_in_article

if TYPE_CHECKING:
    from .document import Document

MAX_TAG = 80
"""Characters of a tag; a longer keyword is a sentence for search engines."""
MAX_PRINTED_TAG = 50
MAX_TAG_WORDS = 4
"""Words of a link that is no headline, whatever its address looks like."""
TAG_REACH = 30
"""Units below the story in which its tags are looked for; topics further down are the site's."""
MAX_TAGS = 60
MAX_SECTION = 60

_TAG_META: tuple[tuple[str, ...], ...] = (
    ("news_keywords", "keywords"),
    ("sailthru.tags", "parsely-tags", "cxenseparse:keywords", "dc.subject", "dcterms.subject", "article:keywords"),
)
_SECTION_META = (
    "article:section", "og:article:section", "parsely-section", "section", "cxenseparse:category",
    "cxenseparse:section",
    "category", "dc.subject.section", "article.section", "sailthru.section", "prism.section",
)  # fmt: skip
_NO_SECTION = frozenset((
    "post", "posts", "article", "articles", "story", "page", "home", "homepage", "all", "uncategorized",
    "uncategorised",
))  # fmt: skip
"""What content management systems say where nobody named a section."""
_PREFIX = re.compile(
    r"^(?:category|subject|topic|tag|keyword|section|sections|person|organi[sz]ation|location|place|nlp "
    r"entity tokens|themen?)\s*[:/]\s*",
    re.I,
)
_MACHINE = re.compile(
    r"^(?:@.*|[\w ]{2,25}: .*|[0-9a-f]{8}-[0-9a-f-]{27}|[\d.,_-]+|\w+[_=]\w+.*|wc: .*|[\w.-]+\.(?:com|org|net|ca"
    r"|de|fr|uk|co)|(?:short|long|medium)[- ]?(?:form|read)?)$",
    re.I,
)
_CODE = re.compile(r"^(?:[A-Z]{2,}[A-Z0-9:-]*|[A-Z0-9:-]{3,})$")
_TAG_CLASS = caseless_names(
    r"(?:^|[\s_-])(?:tags?|tag-?(?:list|cloud|links|wrapper|container)|post-?tags?|article-?tags?|topics?"
    r"|keywords?|themen?|stichwort\w*|etiquetas?|temas?|emner?|labels|sujets?|mots-?cles"
    r"|hashtags?|related-?topics?|topic-?list|tematy|etiket\w*|taglist|tagi|ключев\w*|lables)(?=$|[\s_-])"
    r"|tags?(?![a-z])|topics?(?![a-z])|keywords?(?![a-z])",
)
_TAG_HREF = caseless(
    r"/(?:tags?|tagg|topics?|subjects?|themen?|tema|temas|stichwort\w*|keywords?|etiquetas?|etiket|tagi|tematy|emner?"
    r"|stikkord|trefwoord|amne|avainsana\w*|hashtag|argoment[oi]|assuntos?|mots?-cles?)/[^/]"
)
_NOT_TAG_HREF = caseless(
    r"/(?:by-?line|authors?|autor\w*|auteurs?|contributors?|source|news-?letters?\b|subscri|abo\b|sign-?up|events?/?$)"
)
"""Pages of persons and offers, which publishing systems mark ``rel="tag"`` or set in the place of tags."""
_NOT_TAG_CLASS = caseless_names(r"nav|menu|header|hot-?topics|trending|breadcrumb|popular")
_TAG_NOISE = re.compile(
    r"^(?:tags?|topics?|themen|schlagwort\w*|more|mehr|alle themen|share|follow|read more|all topics|see all"
    r"|etiquetas|temas|keywords?|etiketler|[#\W]*)$",
    re.I,
)
_SCRIPTS: tuple[tuple[str, str], ...] = (
    # Scripts that one language has to itself in news; Latin, Cyrillic, Arabic and Devanagari settle nothing.
    ("ko", r"[\uac00-\ud7af]"),
    ("ja", r"[\u3040-\u30ff]"),
    ("th", r"[\u0e00-\u0e7f]"),
    ("km", r"[\u1780-\u17ff]"),
    ("lo", r"[\u0e80-\u0eff]"),
    ("my", r"[\u1000-\u109f]"),
    ("ka", r"[\u10a0-\u10ff]"),
    ("hy", r"[\u0530-\u058f]"),
    ("el", r"[\u0370-\u03ff]"),
    ("he", r"[\u0590-\u05ff]"),
    ("ta", r"[\u0b80-\u0bff]"),
    ("te", r"[\u0c00-\u0c7f]"),
    ("kn", r"[\u0c80-\u0cff]"),
    ("ml", r"[\u0d00-\u0d7f]"),
    ("si", r"[\u0d80-\u0dff]"),
    ("gu", r"[\u0a80-\u0aff]"),
    ("pa", r"[\u0a00-\u0a7f]"),
    ("bo", r"[\u0f00-\u0fff]"),
    ("zh", r"[\u4e00-\u9fff]"),
)
_WRITTEN_IN = {"zh": ("zh", "yue", "ja", "ko"), "he": ("he", "yi")}
"""Languages written in another's script: a Japanese or Korean headline may be of ideographs alone."""
_LANGUAGE_TAG = re.compile(r"^[a-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|\d{3}))?$", re.I)
_GATE_CLASS = re.compile(
    r"pay-?wall(?!-?(?:allowed|free))|metered-?wall|subscribe-?wall|subscription-?wall|reg-?wall"
    r"|register-?wall|piano-?(?:inline|wall|offer)|gate(?:d|way)?-?(?:content|wall|barrier|offer)"
    r"|content-?gate"
    r"|premium-?(?:barrier|teaser|wall|overlay|box)|offer-?(?:page|box)__|article-?barrier|subscriber-?only"
    r"|abo-?(?:wall|teaser|box|barrier)|plus-?(?:wall|barrier)|poool|leaky-?paywall|mpp-?wall",
    re.I,
)
_NAMES_GATE = caseless_names(_GATE_CLASS.pattern)
_TO_READ = r"\b.{0,60}\b(?:to (?:continue|read|keep reading|unlock|access|view)|for (?:full|unlimited) access)"
_WHAT_A_GATE_SAYS = (
    rf"subscri(?:be|ption){_TO_READ}|sign up{_TO_READ}|register{_TO_READ}|log ?in{_TO_READ}"
    rf"|become a member{_TO_READ}|start your (?:free )?trial{_TO_READ}"
    r"|to (?:continue|keep) reading|continue reading this|to read the (?:full|rest)|this (?:article|story"
    r"|content) is (?:only |exclusively )?(?:for|available to|reserved for)(?: \w+)? (?:subscribers|members)"
    r"|already a (?:subscriber|member)\?|exclusive (?:to|for) subscribers|you have reached your (?:limit|article)"
    r"|weiterlesen (?:mit|im|nur)|lesen sie weiter (?:mit|im|nur)|jetzt weiterlesen (?:mit|im|nur)"
    r"|artikel (?:frei|weiter)\w* (?:mit|im|nur)|mit \S+ ?(?:\+|plus|abo) (?:weiter)?lesen"
    r"|nur für abonnenten|exklusiv für abonnenten|abonnieren und weiterlesen|sie haben bereits ein abo"
    r"|réservée? aux abonnés|il vous reste \d+ ?% (?:de cet article )?à lire"
    r"|abonnez-vous pour (?:lire|continuer)|la suite est réservée"
    r"|contenido exclusivo para (?:suscriptores|socios)|artículo exclusivo para (?:suscriptores|socios)"
    r"|suscríbete para (?:seguir|continuar)"
    r"|contenuto riservato agli abbonati|abbonati per continuare|questo contenuto è riservato"
    r"|alleen voor abonnees|lees verder met|word abonnee om|for abonnenter|bli abonnent|logg inn for å lese"
    r"|för att läsa (?:vidare|hela)|denne artikel er for|tilaajille|jatka lukemista tilaa"
    r"|только для подписчиков|для подписчиков|tylko dla (?:subskrybentów|prenumeratorów)"
    r"|treść dostępn\w+ (?:tylko )?dla|artykuł dostępn\w+ (?:tylko )?dla|有料会員|この記事は会員|会員限定|残り\d+文字"
    r"|구독자 전용|유료 ?기사|订阅后继续|會員專屬"
)
"""Each alternative begins with a letter, by which nearly all places of a text are passed over."""
_GATE_TEXT = re.compile(_WHAT_A_GATE_SAYS, re.I)
_SAYS_GATE = caseless(grouped(_WHAT_A_GATE_SAYS))


def set_about(article: Article, document: Document) -> None:
    """Put section, tags, language, publisher, canonical address and paywall into the article."""
    names = document.site_names
    found: dict[str, tuple[Any, str] | None] = {
        "section": _section(document, names),
        "tags": _tags(document, names),
        "language": _language(document, article),
        "publisher": _publisher(document.structured),
        "canonical_url": _canonical(document),
    }
    article.language = None  # what the page declares may be no language at all
    for name, entry in found.items():
        if entry is not None:
            value, article.provenance[name] = entry
            setattr(article, name, value)


# ---- section


def _section(document: Document, names: set[str]) -> tuple[str, str] | None:
    structured = document.structured
    for source, value in _section_candidates(structured):
        text = clean(value)
        text = normalise(text.split(",")[0] if text.count(",") > 1 else text) if text else ""
        text = re.split(r"\s*[>|/›»]\s*", text)[-1].strip()
        plain = 1 < len(text) <= MAX_SECTION and "://" not in text and "_" not in text and not text.isdecimal()
        if plain and letters(text) not in names and letters(text) not in _NO_SECTION:
            return text, source
    return None


def _section_candidates(structured: Structured) -> Iterator[tuple[str, object]]:
    for value in structured.values("articleSection"):
        yield "json-ld", value.get("name") if isinstance(value, dict) else value
    for name in _SECTION_META:
        for value in structured.meta.get(name, ()):
            yield "meta", value
    for element in structured.microdata.get("articleSection", ()):
        yield "microdata", element.get("content") or " ".join(element.itertext())
    yield from (("breadcrumb", name) for name in _breadcrumb(structured))


def _breadcrumb(structured: Structured) -> list[str]:
    """Name of the last page above this one in the stated path of pages, without the front page."""
    for node in structured.nodes:
        if "breadcrumblist" not in kinds(node) or not isinstance(node.get("itemListElement"), list):
            continue
        names = [_crumb(item) for item in node["itemListElement"] if isinstance(item, dict)]
        title = letters(structured.first_meta("og:title") or structured.title or "")
        above = [name for name in names[1:] if name and letters(name) not in title]
        return above[-1:]
    return []


def _crumb(item: dict[str, Any]) -> str | None:
    inner = item.get("item")
    return clean(item.get("name") or (inner.get("name") if isinstance(inner, dict) else None))


# ---- tags


def _tags(document: Document, names: set[str]) -> tuple[list[str], str] | None:
    for source, values in _tag_candidates(document):
        if tags := _clean_tags(values, names):
            return tags, source
    return None


def _tag_candidates(document: Document) -> Iterator[tuple[str, Iterable[object]]]:
    structured = document.structured
    first, second = _TAG_META
    tagged = structured.meta.get("article:tag", ())
    if len(tagged) > 1:
        yield "meta", tagged
    for name in first:
        yield "meta", structured.meta.get(name, ())
    yield "meta", tagged
    yield "json-ld", structured.values("keywords")
    for name in second:
        yield "meta", structured.meta.get(name, ())
    yield "visible", _printed_tags(document)
    yield "json-ld", structured.values("about")


def _clean_tags(values: Iterable[object], names: set[str]) -> list[str]:
    """Tags, each once, as the page spells them: machine codes, addresses and the site's own name left out."""
    kept: dict[str, str] = {}
    raw = [part for value in islice(values, 500) for part in _split_tags(value)]
    for part in raw:
        tag = _PREFIX.sub("", normalise(part)).strip(" #.,;")
        if not tag or len(tag) > MAX_TAG or _MACHINE.match(tag) or _TAG_NOISE.match(tag) or letters(tag) in names:
            continue
        kept.setdefault(letters(tag) or tag, tag)
    tags = list(kept.values())[:MAX_TAGS]
    # Wire codes ("AERO", "INDS08") are no topics as the page names them.
    return tags if sum(bool(_CODE.match(tag)) for tag in tags) <= 0.6 * len(tags) or len(tags) < 4 else []


def _split_tags(value: object) -> list[str]:
    plain = (value.get("name") or value.get("@value")) if isinstance(value, dict) else value
    text = clean(plain)
    if not text:
        return []
    for separator in (";", ",", "|", "、", "،"):
        if separator in text:
            return text.split(separator)
    return [text]


def _printed_tags(document: Document) -> list[str]:
    """Texts of the links in the story's own tag list: the first one after the headline."""
    walk, heading, urls = document.walk, document.heading, document.story_urls
    found: list[str] = []
    seen: set[Element] = set()
    named = False  # whether what stands around the last ones says that they are tags
    last: int | None = None
    end = document.story[-1].index + TAG_REACH if document.story else None
    for unit in walk.units[heading.end or 0 : end]:
        if not unit.anchors or unit.hidden:
            continue
        if last is not None and unit.index - last > 4:
            break
        if unit.heading:  # of another story, or of the block below it
            if last == unit.index - 1 and not named and unit.link_density > 0.5:
                found, last = [], None  # what stands above another story's headline was its kicker
            continue
        listed = unit.link_density > 0.5 and _in_tag_list(unit)
        for anchor in unit.anchors:
            if anchor in seen:  # it was never closed, and holds all texts below it
                continue
            seen.add(anchor)
            if (listed or "tag" in (anchor.get("rel") or "").split()) and _may_be_tag(anchor, urls, document):
                text = text_of(anchor, " ")
                found += [text] if len(text) <= MAX_PRINTED_TAG else []
                last, named = unit.index, listed
    return found


def _may_be_tag(anchor: Element, urls: StoryUrls, document: Document) -> bool:
    """Whether a link in a place of tags leads to no person, no offer, and by no headline to another story."""
    href = anchor.get("href") or ""
    if _NOT_TAG_HREF(href):
        return False
    if len(text_of(anchor).split()) <= MAX_TAG_WORDS or _TAG_HREF(href):
        return True
    url = document.absolute(href)
    return url is None or urls.likelihood(url) != LIKELY


def _in_tag_list(unit: Unit) -> bool:
    linked = all(_TAG_HREF(anchor.get("href") or "") for anchor in unit.anchors)
    for step, box in enumerate(unit.box.ancestors()):
        if box.tag == "header" or (step < 5 and _NOT_TAG_CLASS(box.cls)):
            return False
        if box.tag in ("nav", "footer") and not (linked and box.chars <= 600 and is_in_article(box)):
            return False
        if step <= 3 and box.chars <= 600 and _TAG_CLASS(box.cls):
            return True
        if step > 5:
            break
    return linked


# ---- language, publisher, canonical


def _language(document: Document, article: Article) -> tuple[str, str] | None:
    """The declared language, unless the headline's script contradicts it for sure."""
    structured = document.structured
    candidates = [
        ("html", document.language),
        ("json-ld", structured.text("inLanguage")),
        ("meta", structured.first_meta("content-language", "language", "dc.language", "dcterms.language")),
        ("meta", structured.first_meta("og:locale")),
    ]
    shown = _script_language(article.headline or "")
    for source, value in candidates:
        tag = (value or "").strip().replace("_", "-").split(",")[0]
        if _LANGUAGE_TAG.match(tag) and (
            shown is None or tag.lower().split("-")[0] in _WRITTEN_IN.get(shown, (shown,))
        ):
            return tag, source
    return (shown, "script") if shown else None


def _script_language(text: str) -> str | None:
    """Language that a text's script belongs to alone; None where the script settles nothing.

    >>> _script_language("緊急地震速報が出ました"), _script_language("Rain at last")
    ('ja', None)
    """
    marks = letters(text)
    if marks.isascii():
        return None
    for language, pattern in _SCRIPTS:
        share = len(re.findall(pattern, marks)) / len(marks) if marks else 0
        if share > (0.3 if language in ("ja", "ko") else 0.5):
            return language
    return None


def _publisher(structured: Structured) -> tuple[str, str] | None:
    """Name of the publication: what it calls itself to readers goes before the company that owns it."""
    if (name := structured.first_meta("og:site_name")) and _is_plain_name(name):
        return name, "meta"
    for value in structured.values("publisher", "sourceOrganization", "isPartOf"):
        name = clean(value.get("name")) if isinstance(value, dict) else clean(value)
        if name and _is_plain_name(name):
            return name, "json-ld"
    for key in ("application-name", "dc.publisher", "publisher"):
        if (name := structured.first_meta(key)) and _is_plain_name(name):
            return name, "meta"
    return None


def _is_plain_name(text: str) -> bool:
    return len(text) <= 80 and "://" not in text


def _canonical(document: Document) -> tuple[str, str] | None:
    structured = document.structured
    candidates = [("link", url) for url in structured.links.get("canonical", ())[:2]]
    candidates += [("meta", url) for url in structured.meta.get("og:url", ())[:1]]
    for source, href in candidates:
        url = document.absolute(href)
        if url and (document.url is None or believable_canonical(document.url, url)) and len(urlsplit(url).path) > 1:
            return url, source
    return None


# ---- paywall


def set_paywall(article: Article, document: Document) -> None:
    """Say whether the page shows a paywall, and by what sign; a story that a gate cuts off is marked truncated.

    ``isAccessibleForFree: false`` is a hint that some publishers set on everything: it never makes a story truncated,
    and the sign tells it from a gate that was seen.
    """
    free = _stated_free(document.structured)
    body = len(article.body)
    # A whole story that nothing says to be locked needs no search for a gate: offers to subscribe stand on every page.
    gate = _gate(document) if free is False or body < FULL_STORY else None
    if gate is not None and (free is False or body < FULL_STORY):
        article.paywalled, article.paywall_sign = True, ": ".join(gate)
        article.truncated = article.truncated or body < (FULL_STORY if gate[0] == "text" else STUB)
    elif free is not None:
        article.paywalled = not free
        article.paywall_sign = None if free else "isAccessibleForFree is false"


FULL_STORY = 2_500
"""Characters of body below which a visible gate is taken to cut the story off."""
STUB = 900
"""Characters of body below which an element named for a gate is taken to cut the story off."""


def _stated_free(structured: Structured) -> bool | None:
    for value in structured.values("isAccessibleForFree"):
        text = str(value).strip().lower().rsplit("/", 1)[-1]
        if text in ("true", "false"):
            return text == "true"
    tier = (structured.first_meta("article:content_tier") or "").lower()
    return {"free": True, "locked": False}.get(tier)


def _gate(document: Document) -> tuple[str, str] | None:
    """What on the page shows a gate: the words of one, or an element named for one."""
    walk = document.walk
    start = document.heading.end or 0
    for unit in walk.units[start:]:
        if not unit.hidden and len(unit.text) < 400 and _SAYS_GATE(unit.text):
            match = _GATE_TEXT.search(unit.text)
            return "text", match[0][:80] if match else ""
    for box in walk.boxes:
        if box.cls and not box.hidden and box.start >= start and _NAMES_GATE(box.cls) and 0 < box.chars < 1_500:
            match = _GATE_CLASS.search(box.cls)
            return "class", match[0] if match else ""
    return None

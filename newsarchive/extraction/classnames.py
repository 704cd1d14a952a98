"""What class names and tags say of the part of a page they mark, in the words that templates use around the world.

One table: kind of part → beginnings of words. A class attribute is cut into words at every change of case and every
character that is no letter, so ``relatedPosts``, ``related-posts`` and ``posts_related`` are the same to it.

    >>> sorted(kinds("div", "c-relatedPosts newsletter__wrap"))
    ['newsletter', 'related']
    >>> sorted(kinds("figcaption", ""))
    ['caption']
"""

from __future__ import annotations

import re
from functools import lru_cache

_BEGINNINGS: dict[str, str] = {
    "body": "articlebody articlecontent articletext storybody storytext bodytext bodycopy entrycontent"
    " postcontent postbody maincontent copytext fulltext textbody newstext newsbody artikel corpo cuerpo"
    " corps wysiwyg richtext prose rte paywall",
    "text": "body content copy text paragraph para absatz parrafo inhalt contenido conteudo richtext",
    "related": "relat recirc recomm similar more also mehr ausserdem read readmore readnext next trending popular"
    " mostread mostviewed latest breaking headlines upnext suggest taboola outbrain zergnet verwandt"
    " weiter relacionad correlat liés associe interlink internallink inarticlelink linkbox linklist promo"
    " promobox crosslink teaser kicker card tease river feed carousel slider swiper hub toplist ticker"
    " marquee puff linkro playlist onward",
    "newsletter": "newsletter signup subscri optin email mailchimp piano abo abonn membership donat donate spenden"
    " appeal cta callout calltoaction register login regwall podcast app",
    "advert": "ad ads advert adv adslot advertisement banner sponsor dfp gpt promoted anzeige werbung publi reklama"
    " affiliate commerce ecommerce product buylink shop deal price native partner outstream",
    "social": "share sharing social follow twitter facebook whatsapp toolbar tools actions print bookmark like"
    " reaction rating votes teilen comparti condivid partag",
    "comments": "comment disqus coral respond reply discussion kommentar forum opinary poll survey vote feedback",
    "caption": "caption credit figcap photo image img picture gallery legend bild foto pie lightbox media video"
    " player slideshow copyright thumb vjs jw brightcove audio",
    "byline": "byline author autor auteur writer contributor bio profile journalist reporter avatar about staff"
    " verfasser",
    "date": "date time timestamp published updated dateline datum fecha posted pubdate meta info",
    "dek": "dek deck standfirst subtitle subheadline subhead subheading summary abstract excerpt intro lead lede"
    " chapo ingress vorspann sottotitolo bajada copete teaser description desc sommario subline strap"
    " strapline synopsis leadin leadtext hero",
    "headline": "headline title titel titre titulo heading hed",
    "tags": "tag tags topic topics keyword category categories breadcrumb crumb section label eyebrow rubric themen",
    "aside": "aside sidebar rail right secondary widget module box infobox factbox fact callout panel inset"
    " pullquote pull sidenote toc contents timeline glossary explainer keypoints highlights bullets"
    " takeaways summarybox tldr",
    "frame": "footer header nav menu masthead topbar bottom sticky modal popup overlay dialog tooltip cookie"
    " consent gdpr cmp notice alert search skip colophon legal terms privacy disclaimer imprint",
    "quote": "quote pullquote blockquote citation zitat tweet twitter instagram embed oembed",
    "note": "correction note editor editors notice update disclaimer disclosure endnote footnote tagline credits"
    " source provenance license reprint attribution",
    "list": "list items item ul ol row table grid",
    "hidden": "hidden hide invisible collapse collapsed none offscreen closed inactive noprint mobileonly",
}
"""Kind of part → words, or beginnings of at least four letters of words."""

_TAGS: dict[str, str] = {
    "aside": "aside",
    "figcaption": "caption",
    "figure": "caption",
    "footer": "frame",
    "nav": "frame",
    "header": "frame",
    "form": "newsletter",
    "blockquote": "quote",
    "ul": "list",
    "ol": "list",
    "table": "list",
    "dl": "list",
    "time": "date",
}

KINDS: tuple[str, ...] = tuple(_BEGINNINGS)
"""Kinds of part, in the order of their bits."""

_BITS = {kind: 1 << number for number, kind in enumerate(KINDS)}
_WORDS: dict[str, int] = {}
for _kind, _words in _BEGINNINGS.items():
    for _word in _words.split():
        _WORDS[_word] = _WORDS.get(_word, 0) | _BITS[_kind]

_PART = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")


@lru_cache(maxsize=8192)
def kind_bits(tag: str, cls: str) -> int:
    """Bits of `KINDS` for a tag and what its class attribute (and id) say."""
    bits = _BITS[_TAGS[tag]] if tag in _TAGS else 0
    for name in cls.split()[:12]:
        bits |= _name_bits(name)
    return bits


def _name_bits(name: str) -> int:
    found = _seen.get(name)
    if found is None:
        parts = [part.lower() for part in _PART.findall(name)]
        found = 0
        for number, part in enumerate(parts):
            found |= _word_bits(part)
            if number:
                found |= _WORDS.get(parts[number - 1] + part, 0)
        if len(_seen) < 20_000:  # templates use few names; a hostile page must not fill the memory
            _seen[name] = found
    return found


def _word_bits(word: str) -> int:
    found = _WORDS.get(word)
    if found is not None:
        return found
    for length in range(min(len(word) - 1, 10), 3, -1):
        found = _WORDS.get(word[:length])
        if found is not None:
            return found
    return 0


_seen: dict[str, int] = {}


def kinds(tag: str, cls: str) -> set[str]:
    """Kinds of part that a tag and its class attribute speak of."""
    bits = kind_bits(tag, cls)
    return {kind for kind, bit in _BITS.items() if bits & bit}

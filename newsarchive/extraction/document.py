"""A page, parsed once: text → tree. Every field module works from the same `Document`."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from functools import cached_property
from itertools import islice
from urllib.parse import urljoin, urlsplit

from lxml import etree

from ..exceptions import ExtractionError
from .blocks import Element, Unit, Walk
from .body import story_units
from .byline.people import MAX_AUTHORS, Credit
from .byline.stated import json_ld
from .encoding import decode, utf8
from .headline import Heading, read_heading, site_names
from .images import Pictures, find
from .page_state import story_markup
from .story_urls import StoryUrls
from .structured import Structured

MAX_BYTES = 16 * 1024 * 1024
"""Largest page that is read. The crawler downloads no larger one; the largest of 443 real news pages has 4 MB."""

MAX_TAGS = 650_000
"""Most tags of a page that is read, for each takes time. Of 443 real pages the fullest has 10,080."""

_MAX_ATTRIBUTES = 1_000
"""Attributes of one tag beyond which they are dropped: the parser's time grows with the square of their number.

Of 443 real pages the fullest tag has 73.
"""

_LONG_TAG = 6_000
"""Bytes of a tag from which its attributes are counted; in fewer, some 2,000 have room that differ in name."""

_MAX_DEPTH = 400
"""Nesting kept when the parser gives up on a page's depth (it stops at 2,048)."""

_MAGIC = {
    b"%PDF-": "a PDF document",
    b"\x89PNG": "a PNG image",
    b"GIF8": "a GIF image",
    b"\xff\xd8\xff": "a JPEG image",
    b"RIFF": "a RIFF media file",
    b"PK\x03\x04": "a ZIP archive (or an office document)",
    b"\x1f\x8b": "gzip data: decompress it first",
    b"\x28\xb5\x2f\xfd": "zstd data: decompress it first",
    b"SQLite format 3": "an SQLite database",
    b"\x00\x00\x00\x18ftyp": "an MP4 video",
    b"OggS": "an Ogg media file",
    b"ID3": "an MP3 audio file",
}

_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_BINARY_SHARE = 0.002
"""Share of NUL bytes above which a file is no text: half of what random bytes have. A page with a few is read."""

_XML_DOCUMENT = re.compile(
    rb"\s*(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<(?:!--|\?)[^>]{0,500}>\s*){0,5}+"
    rb"<(urlset|sitemapindex|rss|feed|rdf:RDF)[\s>]"
)


class Document:
    """A parsed page and what every field module needs of it."""

    def __init__(self, html: bytes | str, url: str | None = None, *, content_type: str | None = None) -> None:
        self.url = _splittable(url)
        page = _as_utf8(html, content_type)
        self._itemprops = b"itemprop" in page
        self.root: Element = parse(page)

    @cached_property
    def base_url(self) -> str:
        """Address that relative links start from: what ``<base>`` says, or the page's own; "" if neither is known."""
        base = next((base for base in self.structured.bases if base.get("href") is not None), None)
        try:
            return urljoin(self.url or "", base.get("href", "").strip()) if base is not None else self.url or ""
        except ValueError:
            return self.url or ""

    @cached_property
    def origin(self) -> str:
        """Scheme and host of `base_url`; "" if unknown."""
        origin = _ORIGIN.match(self.base_url)
        return origin[0] if origin else ""

    @cached_property
    def structured(self) -> Structured:
        """JSON-LD, microdata and meta tags, read once."""
        return Structured(self.root, self.url, microdata=self._itemprops)

    @cached_property
    def walk(self) -> Walk:
        """What a reader sees: units of text, boxes and media, walked once."""
        return Walk(self.root)

    @cached_property
    def pictures(self) -> Pictures:
        """Pictures of the page, and the units that are their captions and credits."""
        return find(self)

    @cached_property
    def site_names(self) -> set[str]:
        """What the publication calls itself, as letters alone, lower-case."""
        return site_names(self.structured, self.url)

    @cached_property
    def stated_authors(self) -> tuple[Credit, ...]:
        """Authors whom JSON-LD names, in its order."""
        return tuple(islice(json_ld(self), 2 * MAX_AUTHORS))

    @cached_property
    def story_urls(self) -> StoryUrls:
        """What addresses of the site's stories look like, by the page's own."""
        return StoryUrls(self.url)

    @cached_property
    def heading(self) -> Heading:
        """Headline, kicker and dek, and where they stand in the walk."""
        return read_heading(self)

    @cached_property
    def story(self) -> list[Unit]:
        """Units of the page that belong to the story, in page order."""
        return story_units(self)

    def drawn(self) -> Document | None:
        """The page with the story in it that its scripts would draw; None where they hold none."""
        markup = story_markup(self)
        body = self.root.find("body") if markup else None
        if markup is None or body is None:
            return None
        page = Document(markup, self.url)
        page._itemprops |= self._itemprops
        page.root, story = self.root, page.root.find(".//article")
        body.append(story)
        return page

    @cached_property
    def language(self) -> str | None:
        """BCP 47 tag the page declares."""
        return (self.root.get("lang") or self.root.get("xml:lang") or "").strip().replace("_", "-") or None

    def absolute(self, href: str | None) -> str | None:
        """`href` made absolute against the page's base; None where it is no web address."""
        if not href:
            return None
        href = href.strip()
        if href[:1] == "/" and self.origin:
            if href[1:2] == "/":
                href = f"{self.origin.partition(':')[0]}:{href}"
            elif _ROOTED.fullmatch(href):
                return self.origin + href
        if _ABSOLUTE.fullmatch(href):
            return href
        try:
            url = urljoin(self.base_url, href)
        except ValueError:
            return None
        return url if url.startswith(("http://", "https://")) or not self.base_url else None


_TAIL = r"""(?:\?[!"$-~\u00a1-\U0010ffff]+)?+(?:#[!-~\u00a1-\U0010ffff]+)?"""
"""A query and a fragment, which joining leaves as they are unless they are empty."""
_ABSOLUTE = re.compile(r"""https?://[A-Za-z0-9.:@_-]+(?:/[!"$-:<->@-~\u00a1-\U0010ffff]*+""" + _TAIL + ")?")
"""Addresses that joining leaves as they are: most, and joining takes twenty times as long as seeing that."""
_ROOTED = re.compile(r"""/(?:[!"$-\-0-:<->@-~\u00a1-\U0010ffff][!"$-.0-:<->@-~\u00a1-\U0010ffff]*+/?+)*+""" + _TAIL)
"""Addresses that joining puts the origin before, and leaves as they are else: nearly all others.

Their folders are not empty and begin with no dot.
"""
_ORIGIN = re.compile(r"https?://[^\s/?#\[]+(?=[/?#]|\Z)")


def _splittable(url: str | None) -> str | None:
    """An address that can be taken apart; raises ExtractionError for another, before any field stumbles over it."""
    try:
        urlsplit(url or "")
    except ValueError as error:
        raise ExtractionError(f"Expected the page's address, got {url!r}: {error}.") from error
    return url


def _as_utf8(html: bytes | str, content_type: str | None) -> bytes:
    """The page in UTF-8: its very bytes where they are that already, as those of nearly all pages are."""
    if len(html) > MAX_BYTES:
        raise ExtractionError(
            f"Expected a page of at most {MAX_BYTES >> 20} MiB, got {len(html) >> 20} MiB: no news page is that large."
        )
    if isinstance(html, bytes):
        _refuse_other_formats(html)
        text = utf8(html, content_type)
        if text is not None and not text.isspace():
            return html
        html = text or decode(html, content_type)
    if html.isspace():
        raise ExtractionError(_NOTHING)
    return html.encode("utf-8", "replace")


_NOTHING = "Expected an HTML page, got nothing but white space. Check the file or address."


def _refuse_other_formats(html: bytes) -> None:
    for magic, name in _MAGIC.items():
        if html.startswith(magic):
            raise ExtractionError(f"Expected an HTML page, got {name}.")
    # Whether there is any is found out far faster than how many.
    if b"\x00" in html and not html.startswith(_WIDE) and html.count(b"\x00") > 16 + len(html) * _BINARY_SHARE:
        raise ExtractionError("Expected an HTML page, got binary data.")
    if found := _XML_DOCUMENT.match(html):
        raise ExtractionError(f"Expected an HTML page, got a feed or sitemap (<{found[1].decode()}>).")


_BYTE_ORDER_MARKS = re.compile(rb"(?:\xef\xbb\xbf)+")


def parse(page: bytes) -> Element:
    """Tree of a page in UTF-8; raises ExtractionError where there is nothing to parse."""
    page = page.replace(b"\x00", b"")
    if marks := _BYTE_ORDER_MARKS.match(page):
        page = page[marks.end() :]
    page = _as_browsers_read(page)
    if not page or page.isspace():
        raise ExtractionError(_NOTHING)
    if len(page) > MAX_TAGS and page.count(b"<") > MAX_TAGS:
        raise ExtractionError(f"Expected a page of at most {MAX_TAGS:,} tags; no news page has that many.")
    root, parser = _tree(page)
    if any(
        entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT or "depth" in entry.message for entry in parser.error_log[-3:]
    ):
        root, parser = _tree(_flattened(page))
    if root is None:
        raise ExtractionError("Expected an HTML page; the parser found no element in it. Check the file or address.")
    _begin_body(root)
    return root


_FAULTS = re.compile(rb"</(?:html|body|br)\b", re.I)
_ENDS = re.compile(rb"</(?:html|body)\s*>", re.I)
_GOES_ON = re.compile(rb"<(?:[a-z]|/br\b)", re.I)
_CLOSED_BREAK = re.compile(rb"</br\s*/?>", re.I)


def _as_browsers_read(page: bytes) -> bytes:
    """`page` with two faults mended as browsers mend them; the parser would lose text, or glue words together.

    The end of a page amid it, as where a whole page was pasted into a story, ends nothing; and ``</br>`` is a break.

    >>> _as_browsers_read(b"<body><p>One.<br>Two.</br>Three.</body></html><p>Four.</body></html>")
    b'<body><p>One.<br>Two.<br>Three.<p>Four.'
    """
    fault = _FAULTS.search(page)  # the end of most pages: each search of a whole page takes its time
    if fault is None or not _GOES_ON.search(page, fault.start()):
        return page
    return _CLOSED_BREAK.sub(b"<br>", _ENDS.sub(b"", page))


# Asked for by kind, the elements of a head are passed over without a call of Python for each.
_CONTENT_IN_HEAD = etree.XPath(
    "/html/head/*[not(self::meta or self::link or self::script or self::style or self::title or self::base"
    " or self::noscript or self::template or self::object)]"
)


def _begin_body(root: Element) -> None:
    """Move what is no head out of it: where a page leaves out ``<body>``, as it may, the parser, which is older than
    ``<article>``, ``<main>`` and ``<section>``, does not begin the body there.
    """
    if content := _CONTENT_IN_HEAD(root):
        body = root.find("body")
        body = etree.SubElement(root, "body") if body is None else body
        for place, element in enumerate(content):
            body.insert(place, element)


def _tree(page: bytes) -> tuple[Element | None, etree.HTMLParser]:
    # Here, for a page that was flattened may have long tags that it did not have before.
    page, parser = _without_long_tags(page), _parser()
    try:
        return etree.fromstring(page, parser=parser), parser
    except (etree.ParserError, etree.XMLSyntaxError):
        return None, parser


def _parser(target: _Counter | None = None) -> etree.HTMLParser:
    # huge_tree lifts libxml2's limits on depth (256) and text (10 MB), which real pages exceed; MAX_BYTES bounds all.
    # Plain elements, for those of lxml.html are each made by a call of Python, which is a fifth of walking a page.
    return etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, collect_ids=False, target=target
    )


_ATTRIBUTE = (
    rb"[ \t\n\f\r/]*+[^ \t\n\f\r/>][^ \t\n\f\r/>=]*+"
    rb"""(?:[ \t\n\f\r]*+=[ \t\n\f\r]*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^ \t\n\f\r>"'][^ \t\n\f\r>]*+)?+)?+"""
)
"""An attribute as the parser reads it: a quotation mark opens a value after an equals sign alone."""
_FEW_ATTRIBUTES = rb"(?:%b){0,%d}+[ \t\n\f\r/]*+" % (_ATTRIBUTE, _MAX_ATTRIBUTES)
_TAG_OF_FEW = re.compile(rb"<[a-zA-Z][^ \t\n\f\r/>]*+%b(?:>|\Z)" % _FEW_ATTRIBUTES)
_RESTS_OF_FEW = re.compile(_FEW_ATTRIBUTES)
_ANY_TAG = re.compile(
    rb"(?is)<!--(?:-?>|.*?(?:--!?>|\Z))|<[!?][^>]*+"
    rb"|(?P<start></?(?:(?P<raw>(?<!/)(?:script|style|textarea|title|xmp|iframe|noembed|noframes)(?=[ \t\n\f\r/>]))"
    rb"|[a-z][^ \t\n\f\r/>]*+))(?P<rest>(?:%b)*+)"
    rb"(?P<end>(?:[ \t\n\f\r]|/(?!>))*+(?:/>|(?:>|\Z)(?(raw)(?:[^<]++|<(?!/(?P=raw)))*+)))" % _ATTRIBUTE
)
"""Comments, and tags with the text of those that hold no tags; never fails once begun, so that a pass is linear."""


def _without_long_tags(page: bytes) -> bytes:
    """`page` with the attributes of tags that have thousands dropped; raises ExtractionError where that fails.

    What could be such a tag is looked for in a way that may take a script for one, but misses none; the parser
    itself, which counts in linear time what it would take the square of that to keep, says whether one is.

    >>> _without_long_tags(b'<p x=">" ' + b" ".join(b"a%d" % n for n in range(20_000)) + b">x</p>")
    b'<p>x</p>'
    """
    if not _may_have_long_tag(page) or _most_attributes(page) <= _MAX_ATTRIBUTES:
        return page
    page = _ANY_TAG.sub(_shortened, page)
    if _most_attributes(page) > _MAX_ATTRIBUTES:
        raise ExtractionError(f"Expected tags of at most {_MAX_ATTRIBUTES:,} attributes; no news page has such tags.")
    return page


def _may_have_long_tag(page: bytes) -> bool:
    """Whether a tag may have more than _MAX_ATTRIBUTES, whatever the page takes it for (script, comment, value …).

    Every angle bracket that may begin a tag is either followed within _LONG_TAG by one that must end it, and then so
    are those between the two; or its attributes are counted. So a page is passed over in long strides, and the work
    is bounded: a page that needs more of it than it has bytes is not worth more, and may have such a tag.

    >>> _may_have_long_tag(b'<p x=">" ' + b"a " * 20_000), _may_have_long_tag(b"<p>" + b"a " * 20_000)
    (True, False)
    """
    left, start = len(page), page.find(b"<")
    while 0 <= start < len(page) - _LONG_TAG:
        end = page.rfind(b">", start, start + _LONG_TAG)
        while end >= 0 and (opened := _quoted_since(page, start, end)) >= 0:
            end = page.rfind(b">", start, opened)  # those between the two may be quoted just as well
            left -= _LOOK
        if end < 0 and page[start + 1 : start + 2].isalpha():
            tag = _TAG_OF_FEW.match(page, start)
            left -= tag.end() - start if tag else left
        left -= _LOOK
        if left <= 0:
            return True
        start = page.find(b"<", max(start, end) + 1)
    return False


def _quoted_since(page: bytes, start: int, end: int) -> int:
    """Where the value begins that `end` may stand in, if a tag begins at `start` or later; -1 if it stands in none.

    A value begins with the last quotation mark of its kind before `end`, and after an equals sign.
    """
    for mark in (b'"', b"'"):
        opened = page.rfind(mark, start, end)
        if opened >= 0 and page[max(0, opened - _LONG_SPACE) : opened].rstrip()[-1:] in (b"=", b""):
            return opened
    return -1


_LONG_SPACE = 40
"""White space between an equals sign and its value from which it is not asked whether there is such a sign."""
_LOOK = 64
"""What a look costs, in bytes of the page."""


class _Counter:
    """Target of a parser: the most attributes of a tag."""

    def __init__(self) -> None:
        self._most = 0

    def start(self, _: str, attributes: Mapping[str, str]) -> None:
        self._most = max(self._most, len(attributes))

    def close(self) -> int:
        return self._most


def _most_attributes(page: bytes) -> int:
    return etree.fromstring(page, parser=_parser(_Counter()))  # type: ignore[no-any-return]


def _shortened(match: re.Match[bytes]) -> bytes:
    if match["start"] is None or _RESTS_OF_FEW.fullmatch(match["rest"]):
        return match[0]
    return match["start"] + match["end"]


_TAG = re.compile(rb"<(/?)([a-zA-Z][\w:-]{0,40})[^<>]*>")
_VOID = frozenset(b"area base br col embed hr img input link meta param source wbr".split())


def _flattened(page: bytes) -> bytes:
    """`page` with elements nested deeper than _MAX_DEPTH taken out of their tags; no text is lost."""
    depth = 0

    def capped(match: re.Match[bytes]) -> bytes:
        nonlocal depth
        closing, name = match[1], match[2].lower()
        if name in _VOID:
            return match[0]
        if closing:
            depth = max(0, depth - 1)
            return match[0] if depth < _MAX_DEPTH else b" "
        depth += 1
        return match[0] if depth <= _MAX_DEPTH else b" "

    return _TAG.sub(capped, page)

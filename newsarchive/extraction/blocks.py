"""The one walk over the visible page: text units in document order, and the boxes they stand in.

Every field module that looks at what a reader sees works from the same `Walk`; nobody walks the tree again:

    >>> page = etree.HTML('''<body><article class="story"><h1>Rain at last</h1>
    ...   By <a href="/jane">Jane Roe</a><br><br>It rained on <b>Monday</b>.<p hidden>Ad</p></article></body>''')
    >>> walk = Walk(page)
    >>> [(unit.tag, unit.text) for unit in walk.units if not unit.hidden]
    [('h1', 'Rain at last'), ('article', 'By Jane Roe'), ('article', 'It rained on Monday.')]
    >>> walk.units[1].link_chars, walk.units[1].anchors[0].get("href")
    (8, '/jane')
    >>> [box.tag for box in walk.units[0].box.ancestors()]
    ['h1', 'article', 'body', 'html']

What it yields:

* `Unit`: one run of text that a browser would set as lines of its own: the text of a `<p>`, `<li>`, `<h2>`, `<td>`,
  and also bare text in a container, and each part of a text cut by `<br><br>`, or by one `<br>` below a whole
  paragraph. White space is normalised, as a browser does; nothing else is changed. Inline elements (`a`, `b`,
  `span` …) never end a unit. Text for screen readers alone ("opens in a new window") is left out.
* `Box`: the block-level element around units. Siblings share one object, so what a module computes for a box is
  computed once; boxes come in document order, parents before children, so one pass down `walk.boxes` inherits
  anything in linear time. `box.start` and `box.end` delimit the units inside it, nested ones too
  (`walk.within(box)`); `box.chars`, `box.link_chars` and `box.link_density` of any subtree are looked up, not
  computed.
* `Medium`: a picture, video, frame or other embedded thing, with the unit index it stands before.

Hidden text (`hidden`, `display:none`, `aria-hidden`, `template`, `noscript`) is kept, marked `hidden`: some sites
hide the story until a script has run, so each module decides for itself. Script, style, vector drawings and form
controls are not text and not walked.

`unit.path` and `box.path` are equal for elements that a template set alike (same chain of tags and class attributes,
digits aside); `walk.tally.paths[path]` counts their units. `unit.repeats` counts units of the same text on the page.

No recursion, each element seen once: a page nested 100,000 deep costs what its length costs. Walking ``ancestors()``
from each unit is not linear on such pages: inherit along `walk.boxes` instead, or stop after a few steps.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import TypeAlias

from lxml import etree

Element: TypeAlias = etree._Element


def _tags(names: str) -> frozenset[str]:
    return frozenset(names.split())


INLINE_TAGS = _tags(
    "a abbr acronym area b bdi bdo big blink cite code data del dfn em font i ins kbd label link map mark meta"
    " meter nobr  output param picture q rb rp rt rtc ruby s samp small source span strike strong sub sup time"
    " track tt u var wbr"
)
"""Tags that a browser sets within a line. Other known tags, and custom elements outside text, begin and end lines."""

BLOCK_TAGS = _tags(
    "address article aside blockquote body caption center col colgroup dd details dialog dir div dl dt fieldset"
    " figcaption  figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav noscript ol"
    " optgroup p pre search  section summary table tbody td template tfoot th thead tr ul"
)
"""Tags that begin and end lines."""

SKIPPED_TAGS = _tags(
    "applet button canvas datalist frameset head input math noembed noframes progress script select style svg textarea"
)
"""Tags whose content is not text of the page."""

MEDIA_TAGS = _tags(
    "amp-iframe amp-img amp-instagram amp-twitter amp-video amp-youtube audio embed iframe img object video"
)
"""Tags of embedded things; what stands inside them is fallback text, which nobody sees."""

TEXT_TAGS = _tags("dt figcaption h1 h2 h3 h4 h5 h6 p pre")
"""Blocks that hold one text: custom elements inside them are taken for inline."""

PAGE_TAGS = _tags("html body main")
"""Blocks that hold the whole page, or all of it but its head and foot."""

STORY_TAGS = PAGE_TAGS | {"article"}
"""Blocks that may hold a whole story, so that what stands in them has no more in common than that."""

_BLOCK, _LINK, _BOLD, _ITALIC, _EMPHASIS, _INLINE = "block", "link", "bold", "italic", "emphasis", "inline"
_BREAK, _MEDIUM, _SKIPPED = "break", "medium", "skipped"
_KINDS: dict[str, str] = {
    tag: kind
    for kind, tags in (
        (_BLOCK, BLOCK_TAGS),
        (_INLINE, INLINE_TAGS),
        (_MEDIUM, MEDIA_TAGS),
        (_SKIPPED, SKIPPED_TAGS),
        (_BREAK, {"br"}),
        (_LINK, {"a"}),
        (_BOLD, {"b", "strong"}),
        (_ITALIC, {"i", "em"}),
        (_EMPHASIS, {"u", "font", "sup", "sub", "small", "big", "wbr"}),
    )
    for tag in tags
}
"""What a tag means to the walk; those that say more than "inline" come last, and win."""
_Template: TypeAlias = tuple[int, str, str | bytes]
"""Number of the template path outside a box, its tag and its class attribute, as written or (bytes) without digits."""
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_DIGITS = b"0123456789"
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff\u3164 ]+")
"""Joiners and breakers of words, and marks of direction: editors leave a paragraph of them for an empty line."""
_FEW = 4
"""Characters of a text that is looked at for being nothing to see."""
_HIDING_TAGS = frozenset({"template", "noscript"})
_OPENING_TAGS = _tags("h2 h3 h4 h5 h6 dt summary")
"""Blocks that are nothing but a button where they open what stands below them. A button in an ``<h1>`` shares it."""
_SENTENCE_TAGS = _tags("p li dd")
_PARAGRAPH_TAGS = _tags("article body center div main p section td")
_PARAGRAPH = 150
"""Characters of a line that is a paragraph, so that one ``<br>`` ends it."""
_SENTENCE_ENDS = frozenset('.!?…。！？”"»')
_TARGET_ATTRIBUTES = frozenset({"name", "id"})
"""What an ``<a>`` has that leads nowhere but is led to; old pages leave it open to their end."""
_HIDING_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_SCREEN_READER_CLASS = re.compile(
    r"(?:^|\s)(?:sr-only|sr_only|visually-?hidden|visuallyhidden|screen-reader(?:-text|-only)?|screenreader(?:-text|-only)?"
    r"|u-hiddenvisually|u-visually-hidden|is-visually-hidden|a11y-hidden|visually_hidden|VisuallyHidden|assistive-text|hidden-visually)(?:\s|$)"
)


def text_of(element: Element, joint: str = "") -> str:
    """All text inside an element as written, `joint` between its pieces.

    >>> text_of(etree.XML("<a>More <b>rain</b> today</a>"))
    'More rain today'
    """
    # Most hold nothing but text, which is had several times faster without an iterator; so is that of others as one.
    if not len(element):
        return element.text or ""
    if joint:
        return joint.join(element.itertext())
    return str(etree.tostring(element, method="text", encoding="unicode", with_tail=False))


class Tally:
    """Sums over the units of a page, shared by its boxes.

    Boxes do not know the walk itself: with a reference cycle, a page's tree would stay in memory until the garbage
    collector's last generation runs.
    """

    __slots__ = ("chars", "links", "paths", "texts")

    def __init__(self) -> None:
        self.chars: list[int] = []
        """Characters of visible text before each unit."""
        self.links: list[int] = []
        """Characters of visible link text before each unit."""
        self.texts: Counter[str] = Counter()
        """Text → number of units that have it."""
        self.paths: Counter[int] = Counter()
        """Template path → number of units there."""

    def count(self, units: list[Unit]) -> None:
        """Sum up the units of a page."""
        self.chars = list(accumulate([0 if u.hidden else len(u.text) for u in units], initial=0))
        self.links = list(accumulate([0 if u.hidden else u.link_chars for u in units], initial=0))
        self.texts = Counter([u.text for u in units])
        self.paths = Counter([u.box.path for u in units])


class Box:
    """A block-level element that holds units; siblings share it."""

    __slots__ = ("_tally", "cls", "depth", "element", "end", "hidden", "index", "parent", "path", "start", "tag")

    def __init__(self, element: Element, tag: str, cls: str, parent: Box | None, walk: Walk) -> None:
        self._tally = walk.tally
        self.element = element
        """The lxml element."""
        self.tag = tag
        self.parent = parent
        """The next block-level element outwards; None for the outermost."""
        self.depth: int = parent.depth + 1 if parent else 0
        """Number of boxes outside this one."""
        self.cls = cls
        """The class attribute as written."""
        self.hidden = False
        """Whether it, or a box outside it, is hidden."""
        self.index = len(walk.boxes)
        """Position in `Walk.boxes`."""
        self.start = len(walk.units)
        """Index of the first unit inside."""
        self.end = self.start
        """Index after the last unit inside."""
        self.path = 0
        """Number of its template path, see the module's description."""

    @property
    def classes(self) -> list[str]:
        """Class tokens, lower case."""
        return self.cls.lower().split()

    @property
    def id(self) -> str:
        """The id attribute, or an empty string."""
        return self.element.get("id") or ""

    @property
    def role(self) -> str:
        """The role attribute, or an empty string."""
        return self.element.get("role") or ""

    @property
    def chars(self) -> int:
        """Characters of visible text inside."""
        sums = self._tally.chars
        return sums[self.end] - sums[self.start]

    @property
    def link_chars(self) -> int:
        """Characters of visible text inside that are link text."""
        sums = self._tally.links
        return sums[self.end] - sums[self.start]

    @property
    def link_density(self) -> float:
        """Share of the visible text inside that is link text; 0 where there is no text."""
        tally, start, end = self._tally, self.start, self.end
        chars = tally.chars[end] - tally.chars[start]
        return min(1.0, (tally.links[end] - tally.links[start]) / chars) if chars else 0.0

    def ancestors(self) -> Iterator[Box]:
        """This box and those outside it, innermost first."""
        box: Box | None = self
        while box is not None:
            yield box
            box = box.parent

    def __repr__(self) -> str:
        return f"<Box {self.tag}.{'.'.join(self.cls.split())} units {self.start}:{self.end}>"


class Unit:
    """One run of text that stands on lines of its own."""

    __slots__ = (
        "anchors",
        "bold_chars",
        "box",
        "hidden",
        "index",
        "inlines",
        "italic_chars",
        "link_chars",
        "link_density",
        "text",
    )

    def __init__(self, text: str, box: Box, index: int, anchors: Sequence[Element], inlines: Sequence[Element]) -> None:
        self.text = text
        """Text with white space normalised."""
        self.box = box
        """The nearest block-level element."""
        self.index = index
        """Position in `Walk.units`."""
        self.hidden = box.hidden
        """Whether a reader does not see it (at first)."""
        self.anchors = anchors
        """The ``<a>`` elements that it stands in or that stand in it."""
        self.inlines = inlines
        """Inline elements inside other than ``<a>`` and mere emphasis: ``<span>``, ``<time>``, ``<cite>`` …"""
        self.link_chars = 0
        """Characters that are link text."""
        self.link_density = 0.0
        """Share of the text that is link text."""
        self.bold_chars = 0
        """Characters in ``<b>`` or ``<strong>``."""
        self.italic_chars = 0
        """Characters in ``<i>`` or ``<em>``."""

    @property
    def element(self) -> Element:
        """The lxml element of its box."""
        return self.box.element

    @property
    def tag(self) -> str:
        """Tag of its box."""
        return self.box.tag

    @property
    def path(self) -> int:
        """Template path of its box."""
        return self.box.path

    @property
    def heading(self) -> int:
        """1 to 6 where its box is ``<h1>`` … ``<h6>``, else 0."""
        return _HEADINGS.get(self.box.tag, 0)

    @property
    def repeats(self) -> int:
        """Number of units of the page with the same text, itself included."""
        return self.box._tally.texts[self.text]

    def __repr__(self) -> str:
        return f"<Unit {self.index} {self.tag} {self.text[:40]!r}>"


class Medium:
    """A picture, video, frame or other embedded thing."""

    __slots__ = ("before", "box", "element")

    def __init__(self, element: Element, box: Box, before: int) -> None:
        self.element = element
        """The lxml element."""
        self.box = box
        """The nearest block-level element."""
        self.before = before
        """Index of the unit that follows it (or that it stands in)."""


class Walk:
    """Units, boxes and media of one page, in document order."""

    def __init__(self, root: Element) -> None:
        self.units: list[Unit] = []
        self.boxes: list[Box] = []
        self.media: list[Medium] = []
        self._by_element: dict[int, Box] | None = None
        self.tally = Tally()
        _read(root, self)
        self.tally.count(self.units)

    def within(self, box: Box) -> list[Unit]:
        """The units inside a box, nested ones too."""
        return self.units[box.start : box.end]

    def box_of(self, element: Element) -> Box | None:
        """The box of an element, or of the nearest block-level element around it; None where it is outside the walk."""
        if self._by_element is None:
            self._by_element = {id(box.element): box for box in self.boxes}
        around: Element | None = element
        while around is not None:
            if (box := self._by_element.get(id(around))) is not None:
                return box
            around = around.getparent()
        return None


def _read(root: Element, walk: Walk) -> None:  # noqa: PLR0912, PLR0915 - see below
    """Walk the tree under `root`.

    One long loop over local variables, in which an element has its turn twice, where it begins and where it ends: with
    a method for whatever a tag may mean, and events from the parser's library, it took a fifth longer.
    """
    units, boxes, cannot_hide = walk.units, walk.boxes, _HIDING_ATTRIBUTES.isdisjoint
    paths: dict[_Template, int] = {}
    box: Box | None = None
    pieces: list[str] = []  # text of the unit being gathered
    line = 0  # how many of them stand before its last break
    sole = ""  # the same with white space normalised, where it is all in one piece, as most units' is
    blank = False  # whether white space came where no unit has begun, as most text between tags does
    links: list[Element] = []  # open
    anchors: list[Element] = []  # that the unit stands in, or that stand in it
    inlines: list[Element] = []
    bold = italic = breaks = link_chars = bold_chars = italic_chars = 0
    outer: list[tuple[Element, str, Iterator[Element]]] = []  # open elements, with what follows each
    children: Iterator[Element] = iter((root,))
    ends = False  # whether `element` ends
    while True:
        if not ends:
            for element in children:
                tag = element.tag
                kind = _KINDS.get(tag) or _kind_of_unknown(tag, box)
                if kind is _SKIPPED and tag == "button" and box is not None:
                    kind = _kind_of_button(element, box, amid=bool(pieces))
                elif kind is _LINK and _TARGET_ATTRIBUTES.issuperset(element.keys()):
                    kind = _EMPHASIS
                break
            else:
                if not outer:
                    break
                element, kind, children = outer.pop()
                ends = True
        if kind is _BLOCK or (kind is _BREAK and (breaks or _is_paragraph(pieces[line:], box))):
            if pieces:
                text = sole or " ".join("".join(pieces).split())
                if text and box is not None and not (len(text) <= _FEW and _UNSEEN.fullmatch(text)):
                    unit = Unit(text, box, len(units), anchors or (), inlines or ())
                    unit.bold_chars, unit.italic_chars = bold_chars, italic_chars
                    if link_chars:
                        unit.link_chars, unit.link_density = link_chars, min(1.0, link_chars / len(text))
                    units.append(unit)
                    if anchors:
                        anchors = links.copy()
                pieces = []
                line = 0
                sole = ""
                if inlines:
                    inlines = []
                link_chars = bold_chars = italic_chars = 0
            elif blank and inlines:
                inlines = []
            if anchors and len(anchors) > len(links):
                anchors = links.copy()
            blank = False
        if not ends:
            if kind is _BLOCK:
                breaks = 0
                names = element.keys()
                cls = element.get("class") or "" if "class" in names else ""
                parent, box = box, Box(element, tag, cls, box, walk)
                template = (parent.path if parent is not None else 0, tag, cls)
                box.path = paths.get(template) or _new_path(template, paths)
                if (
                    (parent is not None and parent.hidden)
                    or tag in _HIDING_TAGS
                    or (not cannot_hide(names) and _is_hidden(element))
                ):
                    box.hidden = True
                boxes.append(box)
            elif kind is _LINK:
                links.append(element)
                anchors.append(element)
            elif kind is _INLINE:
                names = element.keys()
                if (not cannot_hide(names) and _is_hidden(element)) or (
                    "class" in names and _is_for_screen_readers(element.get("class") or "")
                ):
                    kind = _SKIPPED
                else:
                    inlines.append(element)
            elif kind is _BOLD:
                bold += 1
            elif kind is _ITALIC:
                italic += 1
            elif kind is _BREAK:
                breaks += 1
                if pieces:  # a second one in a row, or one below a paragraph, has ended the unit
                    pieces.append(" ")
                    line = len(pieces)
                kind = _SKIPPED
            elif kind is _MEDIUM:
                if box is not None:
                    walk.media.append(Medium(element, box, len(units)))
                kind = _SKIPPED
            if kind is _SKIPPED:
                ends = True
                continue
            text = element.text or ""
            if len(element):
                outer.append((element, kind, children))
                children = iter(element[:])  # all at once, which is faster than one by one
            else:
                ends = True
        else:
            ends = False
            if kind is _BLOCK and box is not None:
                breaks = 0
                box.end = len(units)
                box = box.parent
            elif kind is _LINK:
                links.pop()
            elif kind is _BOLD:
                bold -= 1
            elif kind is _ITALIC:
                italic -= 1
            text = element.tail if box is not None else ""
        if text:
            if text.isspace():
                if pieces:
                    pieces.append(" ")
                else:
                    blank = True
                continue
            if links or bold or italic or not pieces:
                plain = " ".join(text.split())
                if links:
                    link_chars += len(plain)
                if bold:
                    bold_chars += len(plain)
                if italic:
                    italic_chars += len(plain)
                sole = plain if not pieces else ""
            else:
                sole = ""
            pieces.append(text)
            breaks = 0


def _kind_of_unknown(tag: str, box: Box | None) -> str:
    """Custom elements are mostly containers, but inline within text; other unknown tags are inline."""
    return _BLOCK if "-" in tag and (box is None or box.tag not in TEXT_TAGS) else _INLINE


def _is_paragraph(pieces: list[str], box: Box | None) -> bool:
    """Whether a line is long and ends as a paragraph does; those of captions and verses are and do not."""
    if box is None or box.tag not in _PARAGRAPH_TAGS or sum(map(len, pieces)) < _PARAGRAPH:
        return False
    last = next((text for piece in reversed(pieces) if (text := piece.rstrip())), "")
    return last[-1:] in _SENTENCE_ENDS


def _kind_of_button(element: Element, box: Box, *, amid: bool) -> str:
    """Buttons are no text, but for three kinds.

    One that is a whole heading opens what stands below it; one amid a sentence explains a word of it; one that is a
    picture opens a slide show, caption and all.
    """
    goes_on = bool(element.tail) and not element.tail.isspace()
    if (box.tag in _SENTENCE_TAGS) if amid and goes_on else (box.tag in _OPENING_TAGS and not amid):
        return _INLINE
    return _BLOCK if next(element.iter("figcaption"), None) is not None else _SKIPPED


def _new_path(template: tuple[int, str, str], paths: dict[_Template, int]) -> int:
    """Number of a template path that has not been seen in this spelling; noted among the others."""
    outer, tag, cls = template
    without_digits = cls.encode("utf-8", "surrogatepass").translate(None, _DIGITS)  # twice as fast as of characters
    number = paths[template] = paths.setdefault((outer, tag, without_digits), len(paths) + 1)
    return number


_HIDING_ATTRIBUTES = frozenset({"style", "hidden", "aria-hidden"})
"""Attributes of which one may hide an element: their names are looked for first, for few have any."""


def _is_hidden(element: Element) -> bool:
    """Whether one of an element's attributes hides it."""
    return is_unseen(element) or element.get("aria-hidden") == "true"


def is_unseen(element: Element) -> bool:
    """Whether an element says that it is not shown; ``aria-hidden`` only says that it is not read out."""
    style = element.get("style")
    return (style is not None and _HIDING_STYLE.search(style) is not None) or element.get("hidden") is not None


@lru_cache(maxsize=4096)
def _is_for_screen_readers(names: str) -> bool:
    return _SCREEN_READER_CLASS.search(names) is not None

"""What a page's structure says is none of the story, though the body model chose it.

It follows on into another story set in the same template, or takes in what is set like a paragraph. Laws of structure,
none about a site, let go of it:

* **Hidden lines** leave: a single paragraph that is hidden between two visible ones is seen by nobody. What a tab, the
  heading of an accordion or a paywall shows later is more than one, has a name, or stands elsewhere.
* **Other stories** leave: text below a heading that is a link to another page is that page's story, and so is what
  stands under a further headline set like the page's own.
* **Frames** leave: what stands in a foot, a menu or a dialog of the page.
* **Linked titles** leave: a paragraph that is nothing but one, and what is called related and mostly a link.
* **Pulled quotations** leave: what repeats, set apart from the paragraphs, a part of one of them.
* **Credited lines** and **posts** leave where no name tells them: a text beside a picture that ends in its credit, and
  a quotation that ends in its author's name on a network.
* **Standing texts** leave: "This entry was posted on Monday and is filed under Rivers."
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urldefrag

from ..blocks import Box, Element, Medium, Unit, Walk, is_unseen
from ..images.credits import names_agency
from ..images.pairing import is_credited
from ..phrases import FLAGS, purposes
from ..spelling import OPENING_QUOTES, sifted

if TYPE_CHECKING:
    from ..document import Document

__all__ = [
    "credited_lines",
    "framed",
    "hidden_lines",
    "is_posted",
    "leading_away",
    "other_stories",
    "overshadow",
    "played",
    "posts",
    "pulled_quotes",
    "standing_texts",
]

REST = 0.5
"""What the paragraphs of a story's container that were not chosen must have of the length of those that were.

With half of it, nothing changed on pages of unseen publishers; with a tenth, notes on authors came in, and answers to
questions nobody had asked.
"""
HALF_LINKED = 0.5
MOST_LEADING = 1 / 4
"""Share of a story's texts that may be links to others."""
SHORTEST_TITLE = 25
"""Characters of the linked title of another story."""
REACH = 6
"""Boxes outwards in which a card is looked for."""
FARTHEST = 40
"""Boxes outwards in which the container of the story is looked for."""
LARGEST_CARD = 40
"""Units of a card: a second story is one, printed whole."""
MOST_STORIES = 20
"""Further headlines of a page that are looked at."""
LONGEST_CAPTION, LONGEST_AGENCY = 300, 40
"""Characters of a caption, and of what names an agency at its end."""
LONGEST_DURATION, LARGEST_PLAYER, MOST_MEDIA = 15, 6, 20
"""Characters of how long something plays, units of a box that says so, and media looked at in it."""
LONGEST_TEASER = 500
"""Characters of a card whose heading is no link."""
FEWEST_CARDS = 3
"""Boxes set alike that begin with a linked heading, from which they are cards."""
PROSE = 60
"""Characters from which a text counts as prose."""
SHORTEST_LINE = 15
"""Characters of a line between which a hidden one is hidden; a tab's name has fewer."""
SHORTEST_PULLED, LONGEST_PULLED, MOST_PULLED = 25, 400, 12
"""Characters of a quotation pulled out of the text, and how many are looked at."""
LONGEST_STANDING = 400
LONGEST_LABEL = 80
"""Characters of a line that says when a story was changed."""
SET_APART = 0.9
"""Share of a text in bold, italics or a link that sets all of it apart."""

_PLAYS = re.compile(r"(?:\d{1,2}:)?\d{1,2}:\d{2}|\d+ (?:min|sec|sek)\.?(?: \d+ (?:sec|sek)\.?)?", re.I)
"""How long something plays, alone on its line."""
_PLAYERS = frozenset({"video", "audio", "iframe", "embed", "object", "amp-video", "amp-youtube", "amp-iframe"})
_FRAMES = frozenset({"footer", "nav", "dialog"})
"""Tags of what stands around stories; a story's own foot tells no story either, nor does its table of contents."""
_STANDING = re.compile(
    r"©|(?:\(c\)|copyright)\s{0,2}(?:©|\(c\)|(?:©|\(c\))?\s{0,2}(?:19|20)\d\d)"
    r"|this entry was (?:posted|written|filed)|this post was written by|you can follow any responses"
    r"|both comments and pings|bookmark the permalink"
    r"|dieser (?:beitrag|eintrag|artikel) wurde (?:am|unter|in|veröffentlicht)"
    r"|setze? ein lesezeichen|cet article a été publié (?:dans|le)|ce contenu a été publié dans|ajoutez ce permalien"
    r"|(?:esta entrada|este post) (?:fue publicad|ha sido publicad|se publicó)|guarda el enlace permanente"
    r"|este artigo foi publicado em|questo articolo è stato pubblicato in|ten wpis (?:został|umieszczono)"
    r"|dit bericht (?:werd|is) geplaatst|запись опубликована в|この(?:エントリー|投稿)は|本(?:文|条目)发[布表]于",
    re.I,
)
"""How a publishing system says when and where a text came out, or whose it is, below it."""


_SIGNED = re.compile(r"\(@\w{1,30}\)\W.{0,40}\b(?:19|20)\d\d\W*$")
"""The last line of a post: "— Fire brigade (@fb) May 4, 2026"."""


# ---- what leaves


def hidden_lines(walk: Walk, chosen: set[int]) -> set[int]:
    """Units chosen that are each hidden alone between two visible paragraphs, by no name that says what shows them."""
    seen = sorted(index for index in chosen if not walk.units[index].hidden)
    found = set()
    for index in chosen.difference(seen):
        place = bisect_left(seen, index)
        if 0 < place < len(seen) and _is_line(walk.units[seen[place]]):
            outer = _hidden_box(walk.units[index].box)
            # What a heading opens is a box, no paragraph.
            amid = outer.tag == "p" or _is_line(walk.units[seen[place - 1]])
            if amid and outer.end - outer.start == 1 and is_unseen(outer.element) and not (outer.cls or outer.id):
                found.add(index)
    return found


def _is_line(unit: Unit) -> bool:
    return not unit.heading and len(unit.text) >= SHORTEST_LINE


def _hidden_box(box: Box) -> Box:
    """The outermost box that is hidden around one that is."""
    while box.parent is not None and box.parent.hidden:
        box = box.parent
    return box


def other_stories(document: Document, chosen: set[int]) -> set[int]:
    """Units in cards of other stories, which begin with a linked heading, and under headlines set like the page's."""
    boxes = (*_cards(document, chosen), *_next_stories(document))
    return {index for box in boxes for index in range(box.start, box.end)}


def overshadow(walk: Walk, chosen: set[int], others: set[int]) -> bool:
    """Whether what was chosen of others is so long that the page's own story was judged by how far it is from that."""
    foreign = sum(len(walk.units[index].text) for index in chosen & others)
    return foreign > REST * sum(len(walk.units[index].text) for index in chosen - others)


def _cards(document: Document, chosen: set[int]) -> list[Box]:
    """Boxes around units chosen that begin with a linked heading.

    A box of the story's own may begin so, with a film's title; so a card is one of several set alike, or an
    ``<article>`` beside that of the headline.
    """
    start = document.heading.start
    known: dict[int, Box | None] = {}
    for index in chosen:
        for box in islice(document.walk.units[index].box.ancestors(), REACH):
            if box.end - box.start > LARGEST_CARD or (start is not None and box.start <= start < box.end):
                break
            if box.index not in known:
                known[box.index] = box if _is_card(box, document) else None
    cards = [box for box in known.values() if box is not None]
    alike = Counter(box.path for box in cards)
    return [box for box in cards if alike[box.path] >= FEWEST_CARDS or (start is not None and box.tag == "article")]


def _next_stories(document: Document) -> list[Box]:
    """Boxes below that of the headline and set like it, each with its headline: stories that a reader scrolls to.

    A headline printed twice, for two widths of screen, is no story's but the page's own.
    """
    walk, start = document.walk, document.heading.start
    if start is None or walk.units[start].heading != 1 or walk.tally.paths[walk.units[start].path] == 1:
        return []
    head = walk.units[start]
    heads = (unit for unit in walk.units[start + 1 :] if unit.path == head.path and unit.text != head.text)
    found: list[Box] = []
    for unit in islice(heads, MOST_STORIES):
        own, other = _beside(head.box, unit.box)
        told = _holds_prose(walk, start + 1, own.end) and not _holds_prose(walk, other.start, unit.index)
        if own is not head.box and own.path == other.path and told:
            found.append(other)
    return found


def _holds_prose(walk: Walk, start: int, end: int) -> bool:
    """Whether a paragraph stands among some units."""
    return any(len(unit.text) >= PROSE and unit.link_density < HALF_LINKED for unit in walk.units[start:end])


def _beside(one: Box, other: Box) -> tuple[Box, Box]:
    """The outermost boxes around two, set alike, of which each holds one of them alone."""
    for outer, beside in zip(islice(one.ancestors(), FARTHEST), islice(other.ancestors(), FARTHEST), strict=False):
        if outer.parent is beside.parent:
            return outer, beside
    return one, one


def _is_card(box: Box, document: Document) -> bool:
    """Whether a box begins with a heading that is a link to another page."""
    first = next((unit for unit in document.walk.units[box.start : box.start + 3] if unit.heading), None)
    if first is None or first.index >= box.end - 1:
        return False
    if any(len(unit.text) >= PROSE for unit in document.walk.units[box.start : first.index]):
        return False  # a story that has begun: the heading leads away from it
    if first.anchors and first.link_density >= SET_APART:
        return _leads_elsewhere(document, first.anchors[0])
    # The link may be around the picture, or below the text.
    link = next(box.element.iter("a"), None) if box.tag == "article" and box.chars <= LONGEST_TEASER else None
    return link is not None and _leads_elsewhere(document, link)


def _leads_elsewhere(document: Document, link: Element) -> bool:
    url = urldefrag(document.absolute(link.get("href")) or "").url
    return bool(url) and url != urldefrag(document.url or "").url


def framed(document: Document, chosen: set[int]) -> set[int]:
    """Units chosen in a foot, a menu or a dialog of the page: one that does not hold the headline."""
    start, known = document.heading.start, {}
    found: set[int] = set()
    for index in chosen:
        own = document.walk.units[index].box
        outer = own.parent or own
        if outer.index not in known:
            frames = (box for box in islice(outer.ancestors(), FARTHEST) if box.tag in _FRAMES)
            known[outer.index] = any(start is None or not box.start <= start < box.end for box in frames)
        if known[outer.index] or own.tag in _FRAMES:
            found.add(index)
    return found


def credited_lines(walk: Walk, chosen: set[int]) -> set[int]:
    """Units chosen beside a picture that end in its credit: captions, though nothing names them so."""
    beside = {place for medium in walk.media for place in (medium.before - 1, medium.before)}
    return {index for index in beside & chosen if is_credited(walk.units[index]) or _ends_in_agency(walk.units[index])}


def _ends_in_agency(unit: Unit) -> bool:
    """Whether a text ends, behind its last sentence, in the name of an agency."""
    _, _, credit = unit.text.rpartition(". ")
    return len(credit) <= LONGEST_AGENCY and len(unit.text) <= LONGEST_CAPTION and names_agency(credit)


def posts(walk: Walk, chosen: set[int]) -> set[int]:
    """Units chosen that are a post of a network, quoted with its author's name there, though nothing names it so."""
    return {index for index in chosen if is_posted(walk, walk.units[index])}


def pulled_quotes(walk: Walk, chosen: set[int]) -> set[int]:
    """Units chosen that repeat, set apart from the paragraphs, a part of one of them."""
    paths = Counter(walk.units[index].path for index in chosen)
    common = max(paths.values(), default=0)
    apart = [
        unit
        for unit in (walk.units[index] for index in sorted(chosen))
        if SHORTEST_PULLED <= len(unit.text) <= LONGEST_PULLED and paths[unit.path] < common and _may_be_pulled(unit)
    ][:MOST_PULLED]
    if not apart:
        return set()
    told = {index: sifted(walk.units[index].text) for index in chosen}
    whole, alike = "\n".join(told.values()), Counter(told.values())
    # A text set twice repeats no longer one: which of the two is told is asked elsewhere.
    return {unit.index for unit in apart if whole.count(told[unit.index]) > alike[told[unit.index]]}


def _may_be_pulled(unit: Unit) -> bool:
    """Whether a text is set as a quotation may be that is pulled out of the text; a heading is so where it is one."""
    return not unit.heading or unit.text[0] in OPENING_QUOTES


def played(walk: Walk, chosen: set[int]) -> set[int]:
    """Units that share a box with a player, and with how long it plays, below them: a live blog's times stand above."""
    if not chosen:
        return set()
    found: set[int] = set()
    for unit in walk.units[min(chosen) : max(chosen)]:
        if len(unit.text) <= LONGEST_DURATION and _PLAYS.fullmatch(unit.text):
            for box in islice(unit.box.ancestors(), 1, REACH):
                if box.end - box.start > LARGEST_PLAYER:
                    break
                if box.start < unit.index and _holds_player(walk, box):
                    found.update(range(box.start, box.end))
    return found


def _holds_player(walk: Walk, box: Box) -> bool:
    near = walk.media[bisect_left(walk.media, box.start, key=_place) : bisect_right(walk.media, box.end, key=_place)]
    return any(
        medium.element.tag in _PLAYERS and any(outer is box for outer in islice(medium.box.ancestors(), REACH))
        for medium in near[:MOST_MEDIA]
    )


def _place(medium: Medium) -> int:
    return medium.before


def leading_away(walk: Walk, chosen: set[int]) -> set[int]:
    """Units chosen that lead to other stories: by their words, or as a paragraph that is the linked title of one.

    Where most paragraphs are links, as in a digest, they are the story.
    """
    units = [walk.units[index] for index in chosen if walk.units[index].link_density >= HALF_LINKED]
    titles = {unit.index for unit in units if unit.tag == "p" and _is_linked_title(unit)}
    told = {unit.index for unit in units if len(unit.text) <= LONGEST_STANDING and _is_announced(unit)}
    return told | titles if len(told | titles) <= MOST_LEADING * len(chosen) else told


def _is_announced(unit: Unit) -> bool:
    """Whether a text, or what stands in it before its links, says that they are related; often no space is between."""
    text = unit.text
    return bool((purposes(text) | purposes(text[: len(text) - unit.link_chars])) & FLAGS["related"])


def _is_linked_title(unit: Unit) -> bool:
    return unit.link_density >= SET_APART and len(unit.text) >= SHORTEST_TITLE and unit.text[-1] not in ".!。:"


def standing_texts(units: Iterable[Unit]) -> set[int]:
    """Units of a publishing system's own words about a text."""
    return {
        unit.index
        for unit in units
        if len(unit.text) <= LONGEST_STANDING and (_STANDING.match(unit.text) or _is_date_line(unit))
    }


def _is_date_line(unit: Unit) -> bool:
    """Whether a line says when the story was published or changed."""
    text = unit.text
    if len(text) > LONGEST_LABEL or text[-1] in ".!?。" or unit.heading:
        return False
    return bool(purposes(text) & FLAGS["date"]) and any(map(str.isdigit, text))


def is_posted(walk: Walk, unit: Unit) -> bool:
    """Whether a text stands in a quotation signed with its author's name on a network."""
    quote = next((box for box in islice(unit.box.ancestors(), REACH) if box.tag == "blockquote"), None)
    return quote is not None and _SIGNED.search(walk.units[quote.end - 1].text) is not None

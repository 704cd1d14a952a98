"""What a page's structure says of its story where the body model, which learned from news sites, leaves it in pieces.

The model judges unit by unit, and newsrooms taught it. On other pages (page builders, blogs, institutions, forums) it
finds the story, but lets go of a list amid it or of a heading in an odd box, or follows on into another story set in
the same template. Laws of structure mend that; each is about what stands around a unit, none about a site:

* **Hidden lines** leave: a single paragraph that is hidden between two visible ones is seen by nobody. What a tab, the
  heading of an accordion or a paywall shows later is more than one, has a name, or stands elsewhere.
* **Other stories** leave: text below a heading that is a link to another page is that page's story.
* **Credited lines** and **posts** leave where no name tells them: a text beside a picture that ends in its credit, and
  a quotation that ends in its author's name on a network.
* **Standing texts** leave: "This entry was posted on Monday and is filed under Rivers." So do **invitations** to
  subscribe that are set apart by type.
* **The remainder** comes in: where the model took only a part of what a container holds, and no name in it says that
  the rest is something else, the rest is story.
* **Gaps** close: what stands between two units of the story, leads nowhere, and stands in no box that says it is
  something else, needs less evidence to be story than what stands outside. So does a list that ends it, or one more
  box with a heading and a text, set like those before it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Set
from itertools import islice, pairwise
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import urldefrag

from .blocks import Box, Unit, Walk, is_unseen
from .classnames import KINDS, kind_bits
from .images import is_credited
from .phrases import FLAGS, purposes
from .signals import TERMINAL

if TYPE_CHECKING:
    from .document import Document

__all__ = [
    "closing_items",
    "closing_list",
    "credited_lines",
    "gaps",
    "hidden_lines",
    "invitations",
    "other_stories",
    "posts",
    "remainder",
    "standing_texts",
]

Judge: TypeAlias = Callable[[int, float], bool]
"""Whether the model's log-odds of a unit, given by its index, exceed a threshold."""

WIDEST_GAP = 12
"""Units of a gap: a list of ten items under a heading."""
IN_A_LIST, IN_A_LINE = -2.5, -1.0
"""Log-odds from which a heading or a list's item, or any other text, is story where it stands in a gap.

On pages of publishers the model had not seen, the texts in gaps between these and the threshold of the model were story
as often as not, and most of the others stood on two pages.
"""
REST = 0.5
"""What the paragraphs of a story's container that were not chosen must have of the length of those that were.

With half of it, nothing changed on pages of unseen publishers; with a tenth, notes on authors came in, and answers to
questions nobody had asked.
"""
LINKED = 0.3
"""Share of a text that is link text, from which it leads away from the story."""
LINKED_TITLE = 0.8
"""Share of a text that is link text, from which the text after it is about what it leads to."""
REACH = 6
"""Boxes outwards in which a card is looked for."""
FARTHEST = 40
"""Boxes outwards in which the container of the story is looked for."""
LARGEST_CARD = 40
"""Units of a card: a second story is one, printed whole."""
FEWEST_CARDS = 3
"""Boxes set alike that begin with a linked heading, from which they are cards."""
PROSE = 60
"""Characters from which a text counts as prose."""
LONGEST_STANDING = 400
SHORTEST_INVITATION = 40
"""Characters; a subhead has fewer."""
SET_APART = 0.9
"""Share of a text in bold, italics or a link that sets all of it apart."""

_OWN = frozenset({"body", "text", "list", "headline", "tags"})
"""Kinds of part that a story's own boxes say they are; "section" is a word of those of tags, which are linked."""
_ELSE = sum(1 << number for number, kind in enumerate(KINDS) if kind not in _OWN)
"""Kinds of part that are none of a story's own."""
_ALL = (1 << len(KINDS)) - 1
_DEK = 1 << KINDS.index("dek")
"""Amid a story, "summary" and "description" name what belongs to it."""
_LISTED = frozenset({"li", "dt", "dd", "summary", "pre"})
_STEERING = sum(FLAGS.values()) & ~(FLAGS["copyright"] | FLAGS["comments"])
"""Purposes of short texts that are no story's. Not of comments: French headings begin with "Comment"."""
_STANDING = re.compile(
    r"©|(?:\(c\)|copyright)\s{0,2}(?:©|\(c\))?\s{0,2}(?:19|20)\d\d"
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
        if 0 < place < len(seen) and _is_line(walk.units[seen[place - 1]]) and _is_line(walk.units[seen[place]]):
            outer = _hidden_box(walk.units[index].box)
            if outer.end - outer.start == 1 and is_unseen(outer.element) and not (outer.cls or outer.id):
                found.add(index)
    return found


def _is_line(unit: Unit) -> bool:
    return not unit.heading and len(unit.text) >= PROSE


def _hidden_box(box: Box) -> Box:
    """The outermost box that is hidden around one that is."""
    while box.parent is not None and box.parent.hidden:
        box = box.parent
    return box


def other_stories(document: Document, chosen: set[int]) -> set[int]:
    """Units chosen that stand in a card of another story: a box that begins with a linked heading.

    A box of the story's own may begin so, with a film's title; so a card is one of several set alike, or an
    ``<article>`` beside that of the headline.
    """
    start = document.heading.start
    cards: dict[int, Box] = {}
    for index in chosen:
        for box in islice(document.walk.units[index].box.ancestors(), REACH):
            if box.end - box.start > LARGEST_CARD or (start is not None and box.start <= start < box.end):
                break
            if box.index in cards or _is_card(box, document):
                cards[box.index] = box
    alike = Counter(box.path for box in cards.values())
    others = [
        box for box in cards.values() if alike[box.path] >= FEWEST_CARDS or (start is not None and box.tag == "article")
    ]
    return {index for box in others for index in range(box.start, box.end)} & chosen


def _is_card(box: Box, document: Document) -> bool:
    """Whether a box begins with a heading that is a link to another page."""
    first = next((unit for unit in document.walk.units[box.start : box.start + 3] if unit.heading), None)
    if first is None or first.index >= box.end - 1 or not first.anchors or first.link_density < 0.9:
        return False
    url = urldefrag(document.absolute(first.anchors[0].get("href")) or "").url
    return bool(url) and url != urldefrag(document.url or "").url


def credited_lines(walk: Walk, chosen: set[int]) -> set[int]:
    """Units chosen beside a picture that end in its credit: captions, though nothing names them so."""
    beside = {place for medium in walk.media for place in (medium.before - 1, medium.before)}
    return {index for index in beside & chosen if is_credited(walk.units[index])}


def posts(walk: Walk, chosen: set[int]) -> set[int]:
    """Units chosen that are a post of a network, quoted with its author's name there, though nothing names it so."""
    found: set[int] = set()
    for index in chosen:
        unit = walk.units[index]
        quote = next((box for box in islice(unit.box.ancestors(), REACH) if box.tag == "blockquote"), None)
        if quote is not None and _SIGNED.search(walk.units[quote.end - 1].text):
            found.update(range(quote.start, quote.end))
    return found & chosen


def invitations(units: Iterable[Unit]) -> set[int]:
    """Units that invite to subscribe, set apart by type or as a link; a heading may begin with such words."""
    return {
        unit.index
        for unit in units
        if SHORTEST_INVITATION <= len(unit.text) <= LONGEST_STANDING
        and not unit.heading
        and max(unit.bold_chars, unit.italic_chars, unit.link_chars) >= SET_APART * len(unit.text)
        and unit.text[-1] in TERMINAL
        and purposes(unit.text) & FLAGS["newsletter"]
    }


def standing_texts(units: Iterable[Unit]) -> set[int]:
    """Units of a publishing system's own words about a text."""
    return {unit.index for unit in units if len(unit.text) <= LONGEST_STANDING and _STANDING.match(unit.text)}


# ---- what comes in


def remainder(document: Document, chosen: set[int], apart: Set[int], judge: Judge) -> set[int]:
    """The other paragraphs of a story's container, with their headings, where they are a good part of it."""
    walk, start = document.walk, document.heading.start
    if start is None or not chosen:
        return set()
    around = walk.units[start].box
    for index in (min(chosen), max(chosen)):
        around = _around(around, walk.units[index].box)
    taken = sum(len(walk.units[index].text) for index in chosen)
    found = {
        unit.index
        for unit in walk.units[start + 1 : around.end]
        if unit.index not in chosen
        and unit.index not in apart
        and _is_own_prose(walk, unit, around)
        and judge(unit.index, IN_A_LIST)
    }
    if sum(len(walk.units[index].text) for index in found) <= REST * taken:
        return set()
    titles = (_before(walk, index, apart) for index in found)
    return found | {unit.index for unit in titles if unit.heading and not unit.hidden and not unit.link_chars}


def _before(walk: Walk, index: int, apart: Set[int]) -> Unit:
    """The unit before another one, captions aside."""
    index -= 1
    while index in apart:
        index -= 1
    return walk.units[index]


def gaps(walk: Walk, chosen: set[int], apart: Set[int], judge: Judge) -> set[int]:
    """Units between those chosen that are story, too; never one of those that stand apart."""
    found: set[int] = set()
    for before, after in pairwise(sorted(chosen)):
        if 1 < after - before <= WIDEST_GAP + 1:
            found |= _in_gap(walk, before, after, apart, judge)
    return found


def _in_gap(walk: Walk, before: int, after: int, apart: Set[int], judge: Judge) -> set[int]:
    one, other = walk.units[before].box, walk.units[after].box
    around = _around(one, other)
    # What the story's own boxes are called, in a page builder all alike ("widget"), says nothing against their like.
    foreign = _ELSE & ~_kinds(one, around) & ~_kinds(other, around)
    leads = not walk.units[after].heading
    found: set[int] = set()
    for unit in reversed(walk.units[before + 1 : after]):
        if unit.index in apart:
            continue
        named = _kinds(_holder(unit), around) & (foreign if unit.tag in _LISTED else foreign & ~_DEK)
        if not named and _is_plain(unit, leads) and not _is_teaser(walk, unit) and judge(unit.index, _least(unit)):
            found.add(unit.index)
            leads = not unit.heading
        else:
            leads = False
    return found


def _least(unit: Unit) -> float:
    return IN_A_LIST if unit.heading or unit.tag in _LISTED else IN_A_LINE


def _holder(unit: Unit) -> Box:
    """The box from which on outwards names are asked what a text is: a heading's own say that it is a heading."""
    return (unit.box.parent or unit.box) if unit.heading else unit.box


def _is_plain(unit: Unit, leads: bool) -> bool:
    """Whether a text in a gap goes nowhere, and is a paragraph, or a heading that leads on to text of the story.

    Bare text in a box of its own is a caption or a request more often than not.
    """
    if unit.hidden or unit.link_density >= LINKED or (len(unit.text) < PROSE and purposes(unit.text) & _STEERING):
        return False
    if unit.heading:
        return leads
    return unit.tag in _LISTED or (unit.tag == "p" and len(unit.text) >= PROSE and unit.text[-1] in TERMINAL)


def closing_list(document: Document, chosen: set[int], apart: Set[int], judge: Judge) -> set[int]:
    """The items of a list of sentences that stands right below the last text of the story."""
    if not chosen:
        return set()
    walk, last = document.walk, max(chosen)
    for unit in walk.units[last + 1 : last + 3]:
        listing = next((box for box in islice(unit.box.ancestors(), 3) if box.tag in ("ul", "ol")), None)
        if listing is not None and listing.start > last:
            around = _around(walk.units[last].box, listing)
            items = walk.within(listing)
            fits = all(item.index not in apart and _is_own_prose(walk, item, around) for item in items)
            return {item.index for item in items} if fits and judge(listing.start, IN_A_LIST) else set()
    return set()


def closing_items(document: Document, chosen: set[int], apart: Set[int]) -> set[int]:
    """Further boxes set like the last of the story: a heading and its text, after others of the kind."""
    walk = document.walk
    found: set[int] = set()
    item = _last_item(document, chosen, apart)
    while item is not None and (item := _next_alike(walk, item)) is not None:
        units = _told(walk, item, apart)
        found |= units
        if not units:
            break
    return found


def _last_item(document: Document, chosen: set[int], apart: Set[int]) -> Box | None:
    """The box of a heading and its text that ends the story."""
    walk, start, last = document.walk, document.heading.start, max(chosen, default=0)
    for box in islice(walk.units[last].box.ancestors(), 1, REACH):
        if box.end > last + 1 or (start is not None and box.start <= start < box.end):
            return None
        own = [index for index in range(box.start, box.end) if index not in apart]
        if any(walk.units[index].heading for index in own):
            return box if chosen.issuperset(own) else None
    return None


def _next_alike(walk: Walk, box: Box) -> Box | None:
    """The box right after another one that is set like it."""
    if box.end == len(walk.units):
        return None
    after = (outer for outer in islice(walk.units[box.end].box.ancestors(), REACH) if outer.parent is box.parent)
    item = next(after, None)
    return item if item is not None and item.path == box.path and item.start == box.end else None


def _told(walk: Walk, item: Box, apart: Set[int]) -> set[int]:
    """The units of an item, captions aside, where they are a heading and sentences that go nowhere; else none."""
    units = [unit for unit in walk.within(item) if unit.index not in apart]
    if not units or not units[0].heading or units[0].link_chars or len(units) < 2:
        return set()
    fits = all(_is_own_prose(walk, unit, item) for unit in units[1:])
    return {unit.index for unit in units} if fits else set()


# ---- what is said of a text


def _is_own_prose(walk: Walk, unit: Unit, around: Box) -> bool:
    """Whether a text is a sentence that nothing between it and a box around it calls foreign."""
    return (
        len(unit.text) >= PROSE
        and not unit.hidden
        and not unit.heading
        and unit.text[-1] in TERMINAL
        and unit.link_density < LINKED
        and not purposes(unit.text)
        and not _is_teaser(walk, unit)
        and not _kinds(unit.box, around) & _ELSE
    )


def _is_teaser(walk: Walk, unit: Unit) -> bool:
    """Whether a text follows the linked title of what it promotes."""
    return unit.index > 0 and walk.units[unit.index - 1].link_density > LINKED_TITLE


def _around(one: Box, other: Box) -> Box:
    """The innermost box that holds two."""
    while one is not other:
        if one.depth >= other.depth:
            one = one.parent or one
        else:
            other = other.parent or other
    return one


def _kinds(box: Box, around: Box) -> int:
    """The kinds of part that a box, and those between it and one around it, say they are.

    A ``<blockquote>`` that is called nothing is a quotation; those with a name may repeat what the story says. What
    stands very far inside may be anything.
    """
    found = 0
    for step in islice(box.ancestors(), FARTHEST):
        if step is around:
            return found
        if step.cls or step.tag != "blockquote":
            found |= kind_bits(step.tag, step.cls)
    return _ALL

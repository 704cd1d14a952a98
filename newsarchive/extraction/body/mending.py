"""What a page's structure says is story, where the body model leaves the story in pieces.

The model judges unit by unit, and newsrooms taught it. On other pages (page builders, blogs, institutions, forums) it
finds the story, but lets go of a list amid it or of a heading in an odd box. Laws of structure mend that (`foreign`
has those by which it lets go); each is about what stands around a unit, none about a site:

* **The opening** comes in: paragraphs set like the first one chosen, above it in the same container.
* **The remainder** comes in: where the model took only a part of what a container holds, and no name in it says that
  the rest is something else, the rest is story.
* **Gaps** close: what stands between two units of the story, leads nowhere, and stands in no box that says it is
  something else, needs less evidence to be story than what stands outside. So does a list that ends it, or one more
  box with a heading and a text, set like those before it. A heading leads on to its text across an advertisement, too.
"""

from __future__ import annotations

from collections.abc import Callable, Set
from itertools import islice, pairwise
from typing import TYPE_CHECKING, TypeAlias

from ..appeals import is_appeal
from ..blocks import Box, Unit, Walk
from ..classnames import KINDS, kind_bits
from ..phrases import FLAGS, purposes
from .foreign import FARTHEST, HALF_LINKED, PROSE, REACH, REST, is_posted, other_stories
from .signals import TERMINAL

if TYPE_CHECKING:
    from ..document import Document

__all__ = [
    "closing_items",
    "closing_list",
    "gaps",
    "opening",
    "remainder",
]

Judge: TypeAlias = Callable[[int, float], bool]
"""Whether the model's log-odds of a unit, given by its index, exceed a threshold."""

MOST_STRANGE = 3
"""Units of other things that stand between two paragraphs of a story's opening."""
WIDEST_GAP = 12
"""Units of a gap: a list of ten items under a heading."""
IN_A_LIST, IN_A_LINE = -2.5, -1.0
"""Log-odds from which a heading or a list's item, or any other text, is story where it stands in a gap.

On pages of publishers the model had not seen, the texts in gaps between these and the threshold of the model were story
as often as not, and most of the others stood on two pages.
"""
LINKED = 0.3
"""Share of a text that is link text, from which it leads away from the story."""
LINKED_TITLE = 0.8
"""Share of a text that is link text, from which the text after it is about what it leads to."""
FEWEST_ITEMS = 2
_OWN = frozenset({"body", "text", "list", "headline", "tags"})
"""Kinds of part that a story's own boxes say they are; "section" is a word of those of tags, which are linked."""
_ELSE = sum(1 << number for number, kind in enumerate(KINDS) if kind not in _OWN)
"""Kinds of part that are none of a story's own."""
_ALL = (1 << len(KINDS)) - 1
_DEK = 1 << KINDS.index("dek")
"""Amid a story, "summary" and "description" name what belongs to it."""
_LISTS = frozenset({"ul", "ol", "dl"})
_LISTED = frozenset({"li", "dt", "dd", "summary", "pre"})
_STEERING = sum(FLAGS.values()) & ~(FLAGS["copyright"] | FLAGS["comments"])
"""Purposes of short texts that are no story's. Not of comments: French headings begin with "Comment"."""


def remainder(document: Document, chosen: set[int], apart: Set[int], judge: Judge) -> set[int]:
    """The other paragraphs of a story's container, with their headings, where they are a good part of it."""
    walk, start = document.walk, document.heading.start
    if start is None or not chosen:
        return set()
    around = walk.units[start].box
    for index in (min(chosen), max(chosen)):
        around = _around(around, walk.units[index].box)
    taken = sum(len(walk.units[index].text) for index in chosen)
    rest = [
        unit
        for unit in walk.units[start + 1 : around.end]
        if len(unit.text) >= PROSE and unit.index not in chosen and unit.index not in apart
    ]
    if sum(len(unit.text) for unit in rest) <= REST * taken:  # on most pages, which are done with
        return set()
    found = {unit.index for unit in rest if _is_own_prose(walk, unit, around) and judge(unit.index, IN_A_LIST)}
    if sum(len(walk.units[index].text) for index in found) <= REST * taken:
        return set()
    found -= other_stories(document, found)
    titles = (_before(walk, index, apart) for index in found)
    return found | {
        unit.index for unit in titles if unit.heading and unit.index > start and not unit.hidden and not unit.link_chars
    }


def opening(document: Document, chosen: set[int], apart: Set[int]) -> set[int]:
    """Paragraphs above the first one chosen that are set like it in the same container, with the headings between."""
    if not chosen:
        return set()
    walk, first = document.walk, document.walk.units[min(chosen)]
    container = first.box.parent or first.box
    found: set[int] = set()
    headings: set[int] = set()
    strange = 0
    for unit in reversed(walk.units[max(document.heading.end or 0, container.start) : first.index]):
        if unit.index in apart:
            continue
        if unit.heading and unit.box.parent is container:
            headings.add(unit.index)
        elif unit.path == first.path and unit.box.parent is container and _is_prose(unit):
            found |= {unit.index, *headings}
            headings, strange = set(), 0
        else:  # an advertisement, a box of facts
            strange += 1
        if strange > MOST_STRANGE:
            break
    return found


def _is_prose(unit: Unit) -> bool:
    """Whether a text is seen, long enough for a paragraph, mostly no link and no appeal."""
    return len(unit.text) >= PROSE and unit.link_density < HALF_LINKED and not unit.hidden and not is_appeal(unit)


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
    ahead = walk.units[after]
    leads = not ahead.heading
    crossed = False  # whether something else stands between a text and that of the story below it
    found: set[int] = set()
    for unit in reversed(walk.units[before + 1 : after]):
        if unit.index in apart:
            continue
        named = _kinds(_holder(unit), around) & (foreign if unit.tag in _LISTED else foreign & ~_DEK)
        level = _is_level(unit, ahead)
        fits = (
            not named
            and _is_plain(unit, leads and (level or not crossed))
            and not _is_teaser(walk, unit)
            and not is_posted(walk, unit)
        )
        if fits and judge(unit.index, _least(unit)):
            found.add(unit.index)
            leads, crossed = not unit.heading, False
        else:
            leads, crossed = leads and not level, True
    return found


def _is_level(unit: Unit, other: Unit) -> bool:
    """Whether two texts stand in containers that are set alike."""
    one, two = unit.box.parent, other.box.parent
    return one is two or (one is not None and two is not None and one.path == two.path)


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
    if is_appeal(unit):
        return False
    if unit.heading:
        return leads
    return unit.tag in _LISTED or (unit.tag == "p" and len(unit.text) >= PROSE and unit.text[-1] in TERMINAL)


def _is_plain_list(walk: Walk, listing: Box) -> bool:
    """Whether a list is nothing but text that goes nowhere, and neither its name nor its words say what else it is."""
    items = walk.within(listing)
    return (
        len(items) >= FEWEST_ITEMS
        and not any(unit.link_chars or unit.hidden or unit.heading for unit in items)
        and not kind_bits(listing.tag, listing.cls) & _ELSE
        and not any(purposes(unit.text) & _STEERING for unit in items)
    )


def closing_list(document: Document, chosen: set[int], apart: Set[int], judge: Judge) -> set[int]:
    """The items of a list right below the last text of the story: of sentences, or in its very container."""
    if not chosen:
        return set()
    walk, last = document.walk, max(chosen)
    for unit in walk.units[last + 1 : last + 3]:
        listing = next((box for box in islice(unit.box.ancestors(), 3) if box.tag in _LISTS), None)
        if listing is not None and listing.start > last:
            around = _around(walk.units[last].box, listing)
            items = walk.within(listing)
            fits = all(item.index not in apart and _is_own_prose(walk, item, around) for item in items)
            beside = listing.parent is walk.units[last].box.parent or listing.parent is walk.units[last].box
            fits = fits or (beside and _is_plain_list(walk, listing))
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
        and not is_appeal(unit)
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

"""What a page's structure says of its story where the body model, which learned from news sites, leaves it in pieces.

The model judges unit by unit, and newsrooms taught it. On other pages (page builders, blogs, institutions, forums) it
finds the story, but lets go of a list amid it or of a heading in an odd box, or follows on into another story set in
the same template. Laws of structure mend that; each is about what stands around a unit, none about a site:

* **Hidden lines** leave: a single paragraph that is hidden between two visible ones is seen by nobody. What a tab, the
  heading of an accordion or a paywall shows later is more than one, has a name, or stands elsewhere.
* **Other stories** leave: text below a heading that is a link to another page is that page's story, and so is what
  stands under a further headline set like the page's own.
* **Frames** leave: what stands in a foot, a menu or a dialog of the page.
* **Linked titles** leave: a paragraph that is nothing but one, and what is called related and mostly a link.
* **Pulled quotations** leave: what repeats, set apart from the paragraphs, a part of one of them.
* **Credited lines** and **posts** leave where no name tells them: a text beside a picture that ends in its credit, and
  a quotation that ends in its author's name on a network.
* **Standing texts** leave: "This entry was posted on Monday and is filed under Rivers." So do **invitations** to
  subscribe that are set apart by type.
* **The opening** comes in: paragraphs set like the first one chosen, above it in the same container.
* **The remainder** comes in: where the model took only a part of what a container holds, and no name in it says that
  the rest is something else, the rest is story.
* **Gaps** close: what stands between two units of the story, leads nowhere, and stands in no box that says it is
  something else, needs less evidence to be story than what stands outside. So does a list that ends it, or one more
  box with a heading and a text, set like those before it. A heading leads on to its text across an advertisement, too.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Set
from itertools import islice, pairwise
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import urldefrag

from ..appeals import is_appeal
from ..blocks import Box, Element, Medium, Unit, Walk, is_unseen
from ..classnames import KINDS, kind_bits
from ..images import is_credited
from ..images.credits import names_agency
from ..phrases import FLAGS, purposes
from ..spelling import sifted
from .signals import TERMINAL

if TYPE_CHECKING:
    from ..document import Document

__all__ = [
    "closing_items",
    "closing_list",
    "credited_lines",
    "framed",
    "gaps",
    "hidden_lines",
    "invitations",
    "leading_away",
    "opening",
    "other_stories",
    "overshadow",
    "played",
    "posts",
    "pulled_quotes",
    "remainder",
    "standing_texts",
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
REST = 0.5
"""What the paragraphs of a story's container that were not chosen must have of the length of those that were.

With half of it, nothing changed on pages of unseen publishers; with a tenth, notes on authors came in, and answers to
questions nobody had asked.
"""
LINKED = 0.3
"""Share of a text that is link text, from which it leads away from the story."""
HALF_LINKED = 0.5
MOST_LEADING = 1 / 4
"""Share of a story's texts that may be links to others."""
SHORTEST_TITLE = 25
"""Characters of the linked title of another story."""
LINKED_TITLE = 0.8
"""Share of a text that is link text, from which the text after it is about what it leads to."""
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
FEWEST_ITEMS = 2
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
_PLAYS = re.compile(r"(?:\d{1,2}:)?\d{1,2}:\d{2}|\d+ (?:min|sec|sek)\.?(?: \d+ (?:sec|sek)\.?)?", re.I)
"""How long something plays, alone on its line."""
_PLAYERS = frozenset({"video", "audio", "iframe", "embed", "object", "amp-video", "amp-youtube", "amp-iframe"})
_FRAMES = frozenset({"footer", "nav", "dialog"})
"""Tags of what stands around stories; a story's own foot tells no story either, nor does its table of contents."""
_LISTS = frozenset({"ul", "ol", "dl"})
_LISTED = frozenset({"li", "dt", "dd", "summary", "pre"})
_OPENING_MARKS = frozenset("\"“„«»‘'「『")
_STEERING = sum(FLAGS.values()) & ~(FLAGS["copyright"] | FLAGS["comments"])
"""Purposes of short texts that are no story's. Not of comments: French headings begin with "Comment"."""
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
    """Boxes below that of the headline and set like it, each with its headline: stories that a reader scrolls to."""
    walk, start = document.walk, document.heading.start
    if start is None or walk.units[start].heading != 1 or walk.tally.paths[walk.units[start].path] == 1:
        return []
    head = walk.units[start]
    others = (unit for unit in walk.units[start + 1 :] if unit.path == head.path)
    pairs = (_beside(head.box, unit.box) for unit in islice(others, MOST_STORIES))
    return [other for own, other in pairs if own.path == other.path and own is not head.box]


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
    return {index for index in chosen if _is_posted(walk, walk.units[index])}


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
    return not unit.heading or unit.text[0] in _OPENING_MARKS


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
            and not _is_posted(walk, unit)
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


def _is_posted(walk: Walk, unit: Unit) -> bool:
    """Whether a text stands in a quotation signed with its author's name on a network."""
    quote = next((box for box in islice(unit.box.ancestors(), REACH) if box.tag == "blockquote"), None)
    return quote is not None and _SIGNED.search(walk.units[quote.end - 1].text) is not None


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

"""The body of the story as typed blocks in reading order.

How it is found, in order of evidence:

1. A learned model (`model`, from pages of some 230 publishers) judges each unit of text of the page (`blocks`):
   whether it belongs to the story. It sees the words in class names, the text's form, how much of the page's likely
   story shares its template path and its containers, what headline, dek and pictures are known to be, and the unit's
   neighbours.
2. Rules that need no learning: captions and credits of pictures are never story, nor is what asks for consent
   (`consent`), what the publisher asks of its reader (`appeals`) or what readers reply (`replies`); structure tells
   what of the model's choice is none of the story (`foreign`), and mends what it leaves in pieces (`mending`); where
   another story, printed whole below the page's own, is longer, the page is judged again without it; a list is told
   whole or not at all; tables between the paragraphs are story; what a page sets as an embedded post is an embed; a
   note of correction is a correction.
3. Where the page shows no story but states one (JSON-LD ``articleBody``), the stated one is taken, and ``provenance``
   says so. A page that its scripts have yet to draw was drawn before (`page_state`).

Types: headings are subheads, so are short paragraphs set all in bold; items of a list and rows of a table are
gathered in one block; text in a ``<blockquote>`` is a quote; a live blog's entries are one block each, with their time
(`liveblog`). Everything a reader would call part of the text counts
as body (`newsarchive.items.BODY_TYPES`); embeds and corrections are kept as blocks of their own.

A dek set apart from the body is judged like any other text: truths disagree whether it is body, most of the
publishers' against most of the annotators'. It is `Article.dek` either way.

Measured on 443 pages, each by a model that had seen no page of its publisher (``benchmarks/train_body_model.py
--cross-validate``): the figures stand in docs/extraction.md.

Known to fail: pages whose story is a list of products or matches, where every publisher draws the line
elsewhere; second stories printed below the first in the same template without a headline of their own; a last
paragraph that promotes in the very form of the story; notes about the author in plain paragraphs.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from functools import lru_cache
from itertools import groupby, islice
from operator import attrgetter
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import urlsplit

from ...items import Article, Block, BlockType
from ..appeals import appeals
from ..biographies import biographies
from ..blocks import Box, Medium, Unit, Walk
from ..phrases import FLAGS, purposes
from ..structured import clean
from . import foreign, mending, model
from .consent import asks_consent, dialog_units
from .dateline import dateline
from .liveblog import Entry, is_called_live, shown_entries, stated_entries
from .mending import Judge
from .replies import reply_units
from .signals import LIKENESS, NONE, Context, squeeze, statements

if TYPE_CHECKING:
    from ..document import Document

THRESHOLD = 0.3
"""Log-odds from which a unit is story; above even: what is foreign hurts more than what is missing."""
LIKELY, MISLED = 1.0, 2.0
"""Score of a likely text, and how much less the likeliest of a page has where class names mislead: 1 page in 400."""
UNLIKELY = -3.0
"""Score of a caption at most: where nothing names them so, forty captions would outweigh a story."""
LABEL, RECURS = 300, 3
"""A text shorter than this that is chosen this often is furniture: "Advertisement", "This content is not available"."""
SAID_ONCE = 40
"""Characters beyond which a story does not say the same twice."""
STATED_BODY = 300
"""Characters from which a stated body is worth being the body where the page shows none."""
REACH = 5
"""Boxes outwards in which a list, table, quote or post around a unit is looked for."""
LINKED_LIST = 0.5
"""Share of a list's text that is link text, beyond which its items stand each for itself."""
FEWEST_CELLS = 4
"""Cells of a table that tells something: two rows of two."""
FEWEST_ITEMS = 1 / 3
"""Share of a list's items which, once chosen, bring the others with them."""
LARGEST_NOTE = 12
"""Units of a box whose class says that it is a note of correction; larger ones hold the page itself."""
NOTE_REACH = 8
"""Units before and after the story in which notes of correction stand."""
LONGEST_NOTE = 800
LONGEST_LABEL = 45
"""Characters of a note's label: "Correction (4 May 2026, 12:30 p.m. BST):"."""
LONGEST_SUBHEAD = 120

_POST = re.compile(
    r"twitter-tweet|instagram-media|tiktok-embed|bluesky-embed|mastodon-embed|threads-|reddit-embed|fb-post"
)
_PLAYERS = re.compile(
    r"youtube|youtu\.be|vimeo|dailymotion|twitter|x\.com|instagram|tiktok|facebook|soundcloud|spotify|datawrapper|flourish"
    r"|infogram|jwplayer|jwplatform|brightcove|megaphone|omny|acast|podbean|apple\.com|google\.com/maps|documentcloud"
    r"|scribd|streamable|reddit|telegram|t\.me|rumble|bsky|bluesky|threads|giphy|knightlab|thinglink|arcgis|tableau"
)
"""Hosts whose frames in a story are part of what it shows; other frames are mostly advertising and measuring."""
_NOTE = re.compile(r"correction|clarification|corrigend|erratum|editors?-?note|amendment", re.I)
_OF_ITSELF = re.compile(
    r"(?:this|the|an? (?:earlier|previous) version of this|cet|dieser|este|esta|questo|dit|denne|den här|ten)"
    r" (?:article|story|column|post|piece|artikel|beitrag|artículo|noticia|articolo|artigo|artykuł)\b",
    re.I,
)
"""How a text begins that speaks of the story itself."""
_PARAGRAPHS = re.compile(r"\n+|</p>|<br\s*/?>", re.I)


_TABLES = frozenset({"table", "dl"})
_CELLS = frozenset({"td", "th", "dt", "dd"})
_GATHERING = frozenset({"blockquote", "li", "ol", "table", "tr", "ul"})
"""Tags of what gathers several units in one block, and of its parts."""

_BEGINNING = attrgetter("start")

_Place: TypeAlias = tuple[int, int]
"""Where a block stands: index of a unit, and 0 before it or 1 for itself."""


def set_body(article: Article, document: Document) -> None:
    """Put the story's blocks, and the dateline that opens them, into the article."""
    units = document.story
    shown = sum(len(unit.text) for unit in units)
    article.blocks = list(blocks(document, units))
    stated = _stated_entries(document, article.blocks) or _stated(document, floor=max(STATED_BODY, 4 * shown))
    if stated:
        article.blocks = stated
    if article.blocks:
        article.provenance["body"] = "json-ld" if stated else "visible"
        article.dateline = dateline(article.body)


def story_units(document: Document) -> list[Unit]:
    """Units of the page that belong to the story, in page order."""
    walk = document.walk
    if not walk.units:
        return []
    scores, said = settled(document, model.load().screen(walk))
    said |= document.pictures.captions
    chosen, judge = _judged(document, scores, said)
    others = _others(document, chosen)
    if foreign.overshadow(walk, chosen, others):
        for index in others:
            scores[index] = NONE
        again, judge = _judged(document, scores, said)
        chosen |= again
        others |= _others(document, chosen)
    chosen -= others
    said |= others
    last = max(chosen, default=0)
    _mend(document, chosen, said, judge)
    for items in _lists(walk, [walk.units[index] for index in chosen]):
        _keep_whole_or_not([unit for unit in items if unit.index not in said and not unit.hidden], chosen)
    for box in (*_tables(walk, chosen, last), *_announced_lists(walk, chosen)):
        chosen |= {unit.index for unit in walk.within(box)}
    return _without_furniture(walk.units[index] for index in sorted(chosen))


def _others(document: Document, chosen: set[int]) -> set[int]:
    """Units of other stories, and those chosen that stand in the page's foot or menu."""
    return foreign.other_stories(document, chosen) | foreign.framed(document, chosen)


def _judged(document: Document, scores: Sequence[float], apart: Set[int]) -> tuple[set[int], Judge]:
    """Units that the model chooses by screening scores, but for those that stand apart, and its judgement of others."""
    weights, context = model.load(), Context(document.walk, scores, statements(document))
    chosen = {
        unit.index
        for unit, score in zip(document.walk.units, scores, strict=True)
        if score > model.LET_THROUGH
        and unit.index not in apart
        and weights.judge(context.row(unit.index), THRESHOLD)
        and not asks_consent(unit)
    }
    return chosen, lambda index, least: weights.judge(context.row(index), least)


def settled(document: Document, scores: Sequence[float]) -> tuple[list[float], set[int]]:
    """Screening scores put right by what the page shows beyond single units, and the units that others say.

    What cookie dialogs and readers say is no story, and captions hardly any: neither counts when the model looks for
    where most of the story stands.
    """
    scores = _lifted(scores, document)
    said = _said_by_others(document, scores)
    for index in document.pictures.captions:
        scores[index] = min(scores[index], UNLIKELY)
    for index in said:
        scores[index] = NONE
    return scores, said


def _said_by_others(document: Document, scores: Sequence[float]) -> set[int]:
    """Units that a page says to its reader about cookies, and that readers say of the story."""
    walk, heading = document.walk, document.heading
    likely = [unit for unit, score in zip(walk.units, scores, strict=True) if score > model.LET_THROUGH]
    said = dialog_units(walk, heading, likely)
    return said if is_called_live(document) else said | reply_units(walk, heading)


def _mend(document: Document, chosen: set[int], apart: Set[int], judge: Judge) -> None:
    """Let go of what structure says is none of the story, and take in what it says is; never what stands apart."""
    walk = document.walk
    gone = foreign.hidden_lines(walk, chosen)
    gone |= foreign.credited_lines(walk, chosen)
    gone |= foreign.posts(walk, chosen)
    gone |= foreign.played(walk, chosen)
    gone |= foreign.standing_texts(walk.units[index] for index in chosen)
    gone |= foreign.leading_away(walk, chosen)
    gone |= biographies(document, chosen)
    gone |= foreign.pulled_quotes(walk, chosen)
    gone |= appeals(walk, chosen, document.url)
    chosen -= gone
    apart = apart | gone
    chosen |= mending.opening(document, chosen, apart)
    chosen |= mending.remainder(document, chosen, apart, judge)
    chosen |= mending.gaps(walk, chosen, apart, judge)
    chosen |= mending.closing_list(document, chosen, apart, judge)
    chosen |= mending.closing_items(document, chosen, apart)


def _tables(walk: Walk, chosen: set[int], last: int) -> Iterator[Box]:
    """Tables and lists of terms between the paragraphs: no cell of theirs looks like a story's to the model.

    `last` is the last text that the model chose, though it may be none: a note below a table in the story's container.
    """
    if not chosen:
        return
    first, last = min(chosen), max(*chosen, last)
    around = {(box.parent or box).index for box in (walk.units[index].box for index in chosen)}
    for table in _boxes_between(walk, first, last):
        if table.tag in _TABLES and table.end - table.start >= FEWEST_CELLS:
            outside = {box.index for box in islice(table.ancestors(), 1, 3)}
            cells = walk.within(table)
            if outside & around and table.link_density <= LINKED_LIST and all(map(_is_cell, cells)):
                yield table


def _announced_lists(walk: Walk, chosen: set[int]) -> Iterator[Box]:
    """Lists that the paragraph before them announces with a colon: short items, each alone, look like a menu's."""
    for box in _boxes_between(walk, min(chosen, default=0), max(chosen, default=0)):
        if box.tag in ("ul", "ol") and {box.start - 1, box.end} <= chosen and box.link_density <= LINKED_LIST:
            before = walk.units[box.start - 1]
            if before.text.endswith((":", "\uff1a")) and before.box.parent is box.parent:
                yield box


def _boxes_between(walk: Walk, first: int, last: int) -> list[Box]:
    """Boxes that begin after one unit and before another: boxes come in page order."""
    boxes = walk.boxes
    return boxes[bisect_right(boxes, first, key=_BEGINNING) : bisect_left(boxes, last, key=_BEGINNING)]


def _is_cell(unit: Unit) -> bool:
    """Whether a unit is all that a cell holds."""
    cell = _cell(unit)
    return cell is not None and not unit.hidden and cell.end - cell.start == 1


def _cell(unit: Unit) -> Box | None:
    """The cell that a unit stands in, as bare text or as its paragraph."""
    cell = unit.box if unit.box.tag in _CELLS else unit.box.parent
    return cell if cell is not None and cell.tag in _CELLS else None


def _lifted(scores: Sequence[float], document: Document) -> list[float]:
    """Scores of a page whose every text the screening model takes for foreign, though the page states a story, raised.

    Words in its class names mislead it there ("gallery list item"): the likeliest text is likely then.
    """
    lift = LIKELY - max(scores)
    return [score + lift for score in scores] if lift > MISLED and document.structured.articles else list(scores)


def _lists(walk: Walk, units: Iterable[Unit]) -> Iterable[list[Unit]]:
    """The lists that units stand in, with all that stands in them."""
    lists: dict[int, list[Unit]] = {}
    for unit in units:
        item = None
        for box in islice(unit.box.ancestors(), REACH):
            if box.tag == "li":
                item = box
            elif box.tag in ("ul", "ol") and item is not None:
                if box.index not in lists:
                    lists[box.index] = walk.within(box)
                break
    return lists.values()


def _keep_whole_or_not(items: list[Unit], chosen: set[int]) -> None:
    """Choose all items of a list, or none: no story tells every other one."""
    indices = {unit.index for unit in items}
    if sum(unit.link_chars for unit in items) > LINKED_LIST * sum(len(unit.text) for unit in items):
        return
    if len(indices & chosen) >= FEWEST_ITEMS * len(indices):
        chosen |= indices
    else:
        chosen -= indices


def _without_furniture(units: Iterable[Unit]) -> list[Unit]:
    """The units without what recurs: a label between the paragraphs, or a text set twice for two widths of screen."""
    chosen = list(units)
    counts = Counter(unit.text for unit in chosen)
    seen: set[str] = set()
    kept = []
    for unit in chosen:
        text = unit.text
        again = text in seen
        seen.add(text)
        if not (len(text) < LABEL and counts[text] >= RECURS) and not (again and len(text) > SAID_ONCE):
            kept.append(unit)
    return kept


# ---- stated bodies


def _stated(document: Document, floor: int) -> list[Block]:
    """The body that the page states for machines, if longer than `floor`."""
    bodies = [body for body in document.structured.values("articleBody") if isinstance(body, str)]
    longest = max(bodies, key=len, default="")
    if len(longest) < floor:
        return []
    paragraphs = [text for part in _PARAGRAPHS.split(longest) if (text := clean(part))]
    if sum(map(len, paragraphs)) < floor:
        return []
    return [Block(type="paragraph", text=text) for text in paragraphs]


def _stated_entries(document: Document, shown: Sequence[Block]) -> list[Block]:
    """Where a page states the entries of a live blog and none were found on it: what it shows beside them, and they."""
    if any(block.type == "entry" for block in shown) or not (entries := stated_entries(document)):
        return []
    said = squeeze(" ".join(entry.text for entry in entries))
    beside = [block for block in shown if squeeze(block.text)[:LIKENESS] not in said]
    return [*beside, *map(_entry, entries)]


# ---- typing


def blocks(document: Document, units: Sequence[Unit]) -> Iterator[Block]:
    """Blocks of the story's units, with the embeds and notes of correction between and beside them."""
    entries = shown_entries(document, units)
    told = {index for entry in entries for index in entry.units}
    rest = [unit for unit in units if unit.index not in told]
    pieces = [*_story_blocks(rest), *(((entry.units[0], 1), _entry(entry)) for entry in entries)]
    pieces += _beside(document, sorted({*told, *(unit.index for unit in units)}))
    pieces.sort(key=lambda piece: piece[0])
    yield from (block for _, block in pieces)


def _entry(entry: Entry) -> Block:
    return Block(type="entry", text=entry.text, time=entry.time)


def _story_blocks(units: Sequence[Unit]) -> Iterator[tuple[_Place, Block]]:
    for _, group in groupby(map(_placed, units), key=lambda placed: placed[:2]):
        members = list(group)
        kind = members[0][0]
        found = [unit for _, _, unit in members]
        if kind == "embed":
            yield (
                (found[0].index, 1),
                Block(type="embed", text=" ".join(u.text for u in found), url=_post_url(found[-1])),
            )
        elif kind in ("list", "table"):
            yield (found[0].index, 1), Block(type=kind, text=_rows(found, kind))
        else:
            for unit in found:
                yield (unit.index, 1), Block(type=_type(unit, kind), text=unit.text)


def _placed(unit: Unit) -> tuple[BlockType, int, Unit]:
    """What a unit stands in, and the index of the box that gathers it with its like (its own, where none does)."""
    item = row = None
    for box in islice(unit.box.ancestors(), REACH):
        tag = box.tag
        if box.cls and _is_post(box.cls):
            return "embed", box.index, unit
        if tag not in _GATHERING:
            continue
        if tag == "blockquote":
            return "quote", unit.index, unit
        if tag == "li":
            item = box
        elif tag == "tr":
            row = box
        elif tag == "table" and row is not None:
            return ("paragraph", unit.index, unit) if _lays_out(unit, row) else ("table", box.index, unit)
        elif tag != "table" and item is not None:
            return ("paragraph", unit.index, unit) if item.end - item.start > 2 else ("list", box.index, unit)
    return "paragraph", unit.index, unit


@lru_cache(maxsize=4096)
def _is_post(names: str) -> bool:
    """Whether class names are those of an embedded post."""
    return _POST.search(names) is not None


def _lays_out(unit: Unit, row: Box) -> bool:
    """Whether a table's cell holds running text, alone in its row or as a paragraph: such a table arranges the page."""
    cell = _cell(unit)
    if cell is None or cell.end - cell.start > 2:
        return True
    return len(unit.text) > LONGEST_SUBHEAD and (cell is not unit.box or row.end - row.start == 1)


def _rows(units: Sequence[Unit], kind: str) -> str:
    """Items one a line; cells of a row separated by a tab."""
    tag, joint = ("li", " ") if kind == "list" else ("tr", "\t")
    rows = groupby(
        units, key=lambda unit: next((b.index for b in islice(unit.box.ancestors(), REACH) if b.tag == tag), -1)
    )
    return "\n".join(joint.join(unit.text for unit in row) for _, row in rows)


def _type(unit: Unit, kind: BlockType) -> BlockType:
    if kind == "paragraph":
        if unit.heading or (
            len(unit.text) <= LONGEST_SUBHEAD
            and unit.bold_chars >= len(unit.text) - 1
            and unit.text[-1] not in ".!,;:…"
        ):
            return "subhead"
        if _is_note(unit) and _is_set_as_note(unit):
            return "correction"
    return kind


# ---- beside the story


def _is_note(unit: Unit) -> bool:
    text = unit.text
    return len(text) <= LONGEST_NOTE and text[-1] in ".!)]。）】" and bool(purposes(text) & FLAGS["correction"])


def _is_set_as_note(unit: Unit) -> bool:
    """Whether a note amid the story is set apart from it: by type, class, or a label of its own ("Correction: …")."""
    text = unit.text
    # "Update:" labels paragraphs of the story.
    labelled = text[0] in "【[" or (":" in text[:LONGEST_LABEL] and text[:6].lower() != "update")
    labelled = labelled or _OF_ITSELF.match(text) is not None
    boxes = (box for box in islice(unit.box.ancestors(), 2) if box.end - box.start <= LARGEST_NOTE)
    return bool(unit.italic_chars) or labelled or any(_NOTE.search(box.cls) for box in boxes)


def _beside(document: Document, told: Sequence[int]) -> Iterator[tuple[_Place, Block]]:
    """Embeds within the story and notes of correction at either end of it, which are no body."""
    if not told:
        return
    walk, chosen = document.walk, set(told)
    first, last = told[0], told[-1]
    posts: set[int] = set()
    for unit in walk.units[max(0, first - NOTE_REACH) : last + NOTE_REACH + 1]:
        if unit.index in chosen or unit.hidden:
            continue
        kind, place, _ = _placed(unit)
        if kind == "embed" and place not in posts and first < unit.index < last:
            posts.add(place)
            found = walk.within(walk.boxes[place])
            yield (unit.index, 1), Block(type="embed", text=" ".join(u.text for u in found), url=_post_url(found[-1]))
        elif kind == "paragraph" and _is_note(unit) and unit.link_density < 0.6:
            yield (unit.index, 1), Block(type="correction", text=unit.text)
    for medium in walk.media:
        if first < medium.before <= last and (block := _player(medium, document)) is not None:
            yield (medium.before, 0), block


def _player(medium: Medium, document: Document) -> Block | None:
    """A frame that shows something in the story: a video, a map, a post."""
    element = medium.element
    if element.tag == "img" or medium.box.hidden:
        return None
    url = document.absolute(element.get("src") or element.get("data-src"))
    if url is None or not _PLAYERS.search(urlsplit(url).netloc + urlsplit(url).path[:20]):
        return None
    return Block(type="embed", text=element.get("title") or element.get("aria-label") or "", url=url)


def _post_url(unit: Unit) -> str | None:
    """Address of an embedded post: its last link."""
    href = next((a.get("href") for a in reversed(unit.anchors) if a.get("href")), None)
    return href if href and href.startswith("http") else None

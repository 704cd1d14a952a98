"""The lines printed with a picture, read: which of their text is the caption, which the credit.

Markup is asked first (an element classed as credit, ``<cite>``, ``<small>``), then what stands apart at the end or the
beginning, then the text itself (`credits.separate`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from lxml import etree

from ..blocks import Box, Element, Unit, text_of
from ..spelling import letters
from . import credits
from .names import CAPTION, CREDIT, CREDIT_INSIDE, names_of

__all__ = ["TOGGLE", "Reading", "attributed", "read"]

TOGGLE = re.compile(
    r"^(?:open (?:this )?(?:photo|image)[\w ]*:?|view image in fullscreen|이미지 확대보기|enlarge|expand|zoom|close"
    r"|fullscreen|(?:view )?\d+ (?:images?|photos?|pictures?|bilder|fotos)|vis mer|visa mer|read more|\d{1,3}"
    r"|\d+ ?(?:/|of|von|de|sur|di) ?\d+[:| ]*|[|/•·-]|gallery"
    r"|(?:image|bild|photo|foto) \d+(?: (?:of|von|de|sur|di) \d+)?|caption|show caption|hide caption|la imagen|vollbild"
    r"|(?:foto|bild) vergrößern|拡大|写真を見る|share|advertisement|anzeige|autoplay|powered by"
    r"|buy (?:now|photo|this (?:photo|image)|prints?)|purchase(?: (?:this )?(?:photo|image))?|order (?:prints?|photos?)"
    r"|(?:click|tap)(?: here)? to (?:enlarge|zoom|expand|view)(?: (?:this )?(?:image|photo))?|open image in gallery"
    r"|(?:re)?play(?: video| now)?|pause|(?:un)?mute|live|up next|next up|now playing"
    r"|watch(?: now|(?: \w+){0,3} (?:live|news))?|listen(?: to this (?:article|story|episode)\b.{0,80})?"
    r"|listen now|loading(?:\.{3}|…)?|skip(?: ad)?|x|×|✕)$",
    re.IGNORECASE,
)
"""Buttons and counters beside pictures."""

_SKIPPED = frozenset(
    (
        "script",
        "style",
        "svg",
        "button",
        "noscript",
        "template",
        "select",
        "input",
        "img",
        "video",
        "iframe",
        "audio",
        "canvas",
    )
)
_WITHIN_TEXT = frozenset(
    ("a", "b", "i", "em", "strong", "u", "sup", "sub", "font", "mark", "abbr", "wbr", "time", "q", "s")
)
_BLOCKS = frozenset({"p", "div", "figcaption", "li"})
_JOINTS = "/|·•"
_SENTENCE_ENDS = ".!?…。»”\"'|/-–—"
_BRACKETED = re.compile(r"[(\[（][^()]{2,80}[)\]）]")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_HIDDEN_CLASS = re.compile(r"visually-?hidden|sr-only|screen-reader", re.IGNORECASE)
_MAX_DEPTH = 10
_MOST_RUNS = 20
"""Pieces of a caption that are compared with each other; those seen have up to seven."""


@dataclass(slots=True, kw_only=True)
class Reading:
    """What the lines of a picture say."""

    caption: str | None = None
    credit: str | None = None
    named: str | None = None
    """A fuller credit inside the caption, where markup gives another beside it."""
    printed: str | None = None
    """Caption and credit as they stand on the page."""


class _Run(NamedTuple):
    """A piece of a caption's text that stands in one element."""

    text: str
    credit: bool
    """Whether markup says that it is the credit."""
    block: bool
    """Whether it stands on lines of its own."""


def read(lines: list[Unit], near: Iterable[Box]) -> Reading:
    """Read the units that belong to a picture; ``near`` are the boxes around it, which hold more than its lines."""
    if not lines:
        return Reading()
    runs: list[_Run] = []
    outside = _beside_figcaption(lines)
    for piece in _pieces(lines, {box.index for box in near}):
        for found in _unit_runs(piece) if isinstance(piece, Unit) else _element_runs(piece):
            run = found if found.text != outside else found._replace(credit=True)
            if run.text in _JOINTS or (run not in runs and not TOGGLE.match(run.text)):
                runs.append(run)
    captions, marked = _sorted_out(_joined(_whole(runs)))
    caption = _unfolded(" ".join(captions)) or None
    credit = credits.clean(" ".join(marked))
    line = credits.separate(caption)
    printed = " ".join(run.text for run in runs) or None
    if credit is None:
        return Reading(caption=line.caption, credit=line.credit, printed=printed)
    if _is_twice(caption, line, credit):
        if line.caption and line.credit and not (caption or "").endswith(")"):
            credit = _together(line.credit, credit)
        return Reading(caption=line.caption, credit=credit, named=line.credit, printed=printed)
    return Reading(caption=credits.without_label(caption), credit=credit, printed=printed)


def _together(one: str, other: str) -> str:
    """An agency that markup sets apart, and the photographer or agency before it: one credit unless one has both."""
    apart = letters(other) not in letters(one) and credits.parties(other)[0] is None
    return f"{one} / {other}" if apart and (credits.names_agency(one) or credits.names_person(one)) else other


def _unfolded(caption: str) -> str:
    """A caption printed in full and cut off, with the words of the buttons between: ``Text. less Te... more``."""
    full, _, rest = caption.partition(" less ")
    short = rest.removesuffix(" more").rstrip(" .…")
    return full if len(short) >= 20 and rest.endswith(" more") and full.startswith(short) else caption


def _is_twice(caption: str | None, line: credits.Line, credit: str) -> bool:
    """Whether a caption whose credit markup sets apart ends in a credit all the same."""
    if not line.credit or not caption:
        return False
    if letters(credit) in letters(line.credit) or credits.has_label(caption, line):
        return True
    agency = credits.names_agency(line.credit)
    if credits.parties(line.credit)[0] in (credits.parties(credit)[0] or "-", None):
        return agency
    if caption.endswith(")"):
        return agency
    return credits.parties(credit)[0] is None and credits.names_agency(credit) and credits.names_person(line.credit)


def attributed(element: Element) -> str | None:
    """The credit that a picture without printed lines carries in its attributes."""
    for name in ("data-credit", "data-copyright", "data-portal-copyright", "data-photographer", "data-source"):
        value = element.get(name)
        if value and credits.is_credit(value):
            return credits.clean(value)
    for name in ("alt", "title"):
        value = element.get(name)
        if not value or not credits.may_have_label(value):
            continue
        line = credits.separate(value)
        if line.credit and credits.has_label(value, line) and not line.credit[0].isdigit():
            return line.credit
    return None


def _beside_figcaption(lines: list[Unit]) -> str | None:
    """The name that stands alone beside a figure's caption: what should it be but the credit?"""
    if not 2 <= len(lines) <= 5:
        return None
    outside = [unit.text for unit in lines if not _in_figcaption(unit)]
    return outside[0] if len(outside) == 1 and credits.is_name(outside[0]) else None


def _in_figcaption(unit: Unit) -> bool:
    return any(box.tag == "figcaption" for box in islice(unit.box.ancestors(), _MAX_DEPTH))


def _pieces(lines: list[Unit], around: set[int]) -> Iterator[Element | Unit]:
    """What to read the lines from: whole elements where nothing else stands in them, else units."""
    done: set[int] = set()
    indices = {unit.index for unit in lines}
    for unit in lines:
        whole: Box | None = None
        box: Box | None = unit.box
        for _ in range(_MAX_DEPTH):
            if box is None or box.index in around or not all(index in indices for index in range(box.start, box.end)):
                break
            whole, box = box, box.parent
        if whole is None:
            yield unit
        elif whole.index not in done:
            done.add(whole.index)
            yield whole.element


def _element_runs(root: Element) -> list[_Run]:
    """Pieces of text of an element, cut where its child elements begin and end."""
    runs: list[_Run] = []
    pieces: list[str] = []
    open_elements: list[tuple[Element, bool]] = []

    def cut(tag: str) -> None:
        if text := " ".join("".join(pieces).split()):
            runs.append(_Run(text, any(credit for _, credit in open_elements), tag in _BLOCKS))
        pieces.clear()

    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        tag = element.tag
        if event == "end":
            if open_elements and open_elements[-1][0] is element:
                cut(tag)
                open_elements.pop()
            if element is not root and element.tail:
                pieces.append(element.tail)
        elif tag in _SKIPPED or _HIDDEN_CLASS.search(element.get("class") or ""):
            walker.skip_subtree()
        elif tag == "br":
            cut(tag)
        elif tag in _WITHIN_TEXT and not _is_marked(element):
            pieces.append(element.text or "")
        else:
            cut(tag)
            open_elements.append((element, CREDIT.found(names_of(root)) if element is root else _is_marked(element)))
            pieces.append(element.text or "")
    return runs


def _unit_runs(unit: Unit) -> list[_Run]:
    """A unit's text, its credit apart where an inline element marks it."""
    for inline in unit.inlines[-6:]:
        text = " ".join(text_of(inline).split())
        if text and _is_marked(inline) and text in unit.text:
            before, _, after = unit.text.rpartition(text)
            runs = (_Run(before.strip(), False, False), _Run(text, True, False), _Run(after.strip(), False, False))
            return [run for run in runs if run.text]
    return [_Run(unit.text, False, True)]


def _whole(runs: list[_Run]) -> list[_Run]:
    """Runs without those that give the beginning of another: captions are cut off until one asks for more."""
    cut = {run.text: letters(run.text) for run in runs if run.text.endswith(("…", "..."))}
    if not cut or len(runs) > _MOST_RUNS:
        return runs
    return [
        run
        for run in runs
        if run.text not in cut
        or not any(len(other.text) > len(run.text) and letters(other.text).startswith(cut[run.text]) for other in runs)
    ]


def _is_marked(element: Element) -> bool:
    """Whether markup says that an element inside a caption is the credit."""
    if element.tag in ("cite", "small"):
        return credits.is_credit(text_of(element))
    names = names_of(element)
    return CREDIT.found(names) or (CREDIT_INSIDE.found(names) and not CAPTION.found(names))


def _joined(runs: list[_Run]) -> list[_Run]:
    """Runs with those made one that only a slash or bar in an element of its own keeps apart."""
    joined: list[_Run] = []
    for number, run in enumerate(runs):
        if (
            joined
            and not run.credit
            and (run.text in _JOINTS or runs[number - 1].text in _JOINTS)
            and not joined[-1].credit
        ):
            joined[-1] = joined[-1]._replace(text=f"{joined[-1].text} {run.text}")
        else:
            joined.append(run)
    return joined


def _sorted_out(runs: list[_Run]) -> tuple[list[str], list[str]]:
    """Texts of the caption and texts of the credit: by markup, else by what stands alone at an end."""
    marked: list[str] = []
    plain: list[_Run] = []
    for number, run in enumerate(runs):
        if run.credit or (run.text in _JOINTS and number and runs[number - 1].credit):
            marked.append(run.text)
        else:
            plain.append(run)
    repeated = {letters(text) for text in marked}
    plain = [run for run in plain if letters(run.text) not in repeated]
    if marked and (plain or _is_all_credit(" ".join(marked))):
        return [run.text for run in plain], _distinct(marked)
    if len(runs) > 1:
        last, before = runs[-1], runs[-2]
        apart = last.block or before.text[-1:] in _SENTENCE_ENDS or credits.is_labelled(last.text)
        apart = apart or (len(before.text.split()) >= 6 and credits.names_person(last.text))
        bracketed = _is_bracketed(last.text) and before.text[-1:] in _SENTENCE_ENDS
        if bracketed or (credits.is_credit(last.text) and (apart or credits.names_agency(last.text))):
            return [run.text for run in runs[:-1]], [last.text]
        first = runs[0].text
        if _is_agency(first) or (len(first) <= credits.LONGEST_CREDIT and credits.is_labelled(first)):
            return [run.text for run in runs[1:]], [first]
        if "/" in first and credits.is_name(first) and len(runs) == 2:
            return [last.text], [first]
    if len(runs) == 1 and (_is_bracketed(runs[0].text) or _is_agency(runs[0].text)):
        return [], [runs[0].text]
    return [run.text for run in runs], []


def _is_bracketed(text: str) -> bool:
    """Whether a text is all in brackets, and no date: "(Published Monday, Nov. 18, 2019)"."""
    return _BRACKETED.fullmatch(text) is not None and not (
        _YEAR.search(text) and not credits.is_credit(text.strip("()[]"))
    )


def _is_agency(text: str) -> bool:
    """Whether a caption is nothing but the name of an agency, or of a photographer and an agency."""
    return len(text) <= 60 and credits.names_agency(text) and credits.is_name(text)


def _is_all_credit(text: str) -> bool:
    """Whether a text that markup takes for a credit is one as a whole, and not the caption and its credit."""
    line = credits.separate(text)
    one = line.caption is None or line.credit is None
    return one and len(text) <= credits.LONGEST_CREDIT and not re.search(r"[.!?…] \S", text)


def _distinct(texts: list[str]) -> list[str]:
    """Texts without those that repeat another (a credit printed once for phones and once for desktops)."""
    kept: list[tuple[str, str]] = []
    for text in texts:
        own = letters(credits.clean(text) or text)
        if text in _JOINTS:
            kept.append(("", text))
        elif own and not any(own in other for other, _ in kept):
            kept = [(other, earlier) for other, earlier in kept if not other or other not in own]
            kept.append((own, text))
    return [text for _, text in kept]

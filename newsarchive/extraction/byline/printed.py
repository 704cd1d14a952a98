"""Bylines as a page prints them: the lines near the headline, and those that end the story."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ...items import Role
from ..blocks import Box, Unit, Walk, text_of
from ..patterns import caseless, caseless_names
from ..spelling import letters, normalise, reads_as_headline
from ..structured import Element
from ..surroundings import above_body, away_box, is_below_picture, is_picture_text, until_body
from .desks import desk_of
from .labels import label_of, spaced_label
from .lines import DIGIT, LONGEST_LABEL, SECTION_HREF, freed_line, is_author_link, only_label, says_author
from .people import (
    MAX_AUTHORS,
    Credit,
    is_agency,
    is_nobody,
    looks_like_person,
    names_author,
    names_job,
    names_reporter,
    names_somebody,
    parse_byline,
)

if TYPE_CHECKING:
    from ..document import Document


__all__ = ["Printed", "anchor_credits", "printed_byline", "printed_desk"]

BEFORE, AFTER = 6, 35
"""Units before and after the headline among which a byline is looked for."""
BOX_REACH = 8
"""Units below the body among which a box of its author begins."""
LONGEST_NAME = 60
MAX_BYLINE = 260
"""Characters of a byline; a longer text is a paragraph or an author's biography."""
SMALL_BOX = 300
"""Characters of an aside or footer that holds no more than the story's own byline, date and buttons."""
SENTENCE = 60
"""Characters of a paragraph that is no byline."""
STORY_BEGUN = 3
"""Paragraphs after which the story's byline no longer comes."""
LABEL_REACH = 3
"""Units that may stand between a label on a line of its own ("By") and the name."""
END_REACH = 200
"""Units after the headline among which a byline below the story is looked for."""
CARD_REACH = 3
"""Units between the linked heading of a card and its byline: a teaser, a date."""
DATE_REACH = 60
"""Characters of a line within which the day of a date stands that a byline follows."""
MANY = 6
"""Lines of one template among which a second byline line is one of several cards'."""
MAX_UNLABELLED = 100
"""Characters of a byline that neither a label nor a link marks as one."""
_END_LABEL = re.compile(r"\W*(?:(?:reporting|written|story|words|text) by|text:|von:|autor:|texte :)\s", re.I)
_ABOUT_AUTHOR = re.compile(
    r"(?:about the )?(?:author|writer|reporter|contributor)s?\W*$|(?:story |written |words )?by\W*$"
    r"|(?:zur person|(?:über )?(?:den|die|zum|zur) autor(?:in)?|à propos de l.auteure?|l.auteure?"
    r"|(?:sobre )?(?:el|la|o|a) autora?|(?:sull?.)?.?autor[ei]|l.autor[ea]|over de auteur"
    r"|om (?:forfatteren|författaren)|o autor(?:ze|ovi|ce)|об авторе|про автора)\W*$",
    re.I,
)
"""What a box says of itself that holds the biography of the story's author."""
_LABEL_MARK = re.compile(r"[:：／｜]")
_BYLINE_CLASS = caseless_names(
    r"by-?_?line|author|autor(?!isation)|auteur|contributor|writer|writtenby|written-by|journalist|reporter"
    r"|redakteur|verfasser|skribent|kirjoittaja|forfatter|firma(?!t)|escritor"
    r"|signature|signed|creator|posted-by|postedby|user-?name|penname|columnist|giornalista|redattore|editor-?name"
    r"|redactor|periodista|jornalista|colunista|firmante|firmado|assinatura|redaktor|korrespondent|correspondent|toimittaja"
    r"|hofundur|szerzo|avtor|novinar|yazar|muhabir|penulis|wartawan|tac-?gia|nguoi-?viet",
)
_PICTURE_AGENCY = caseless(r"getty|shutterstock|istock|\bimago\b|alamy|©")
_PICTURE = caseless(r"getty|shutterstock|istock|\bimago\b|photo|foto|bild\b|image|credit|©|alamy")
_BIO_CLASS = caseless_names(r"bio|about|description|comment|related|(?<!h-)(?<!v)card|teaser|promo|social|follow|share")
_PICTURE_ROLES = frozenset({"photographer", "illustrator", "other"})


@dataclass(slots=True)
class Printed:
    """The byline a reader sees."""

    first: int = 0
    """Index of its first unit."""
    lines: list[str] = field(default_factory=list)
    credits: list[Credit] = field(default_factory=list)


@dataclass(slots=True)
class _Near:
    """What the search for the byline looks at."""

    document: Document
    head: Box
    """The box of the headline."""
    known: list[str]
    """Names that the page states for machines, as letters."""
    lines: dict[int, str] = field(default_factory=dict)
    """What `line` gave, by the unit's index."""

    def line(self, unit: Unit) -> str:
        """The byline within a unit, freed from what layout sets around it."""
        if unit.index not in self.lines:
            self.lines[unit.index] = freed_line(unit, self.document)
        return self.lines[unit.index]


def printed_byline(document: Document, known: list[str]) -> Printed:
    """The byline near the headline: the nearest line that is one, and those that go on with it."""
    walk, heading = document.walk, document.heading
    if heading.start is None or heading.end is None:
        return _above_body(document, known)
    near = _Near(document, walk.units[heading.start].box, known)
    skipped = set(heading.dek_units)
    after = [unit for unit in _until_story(walk, heading.end) if unit.index not in skipped]
    below = _cluster(near, after, unique=False)
    if below.credits and below.first - heading.end <= 1:
        return below  # none above is nearer
    above = _cluster(near, walk.units[max(0, heading.start - BEFORE) : heading.start], unique=True)
    if below.credits and above.credits:
        return above if heading.start - above.first < below.first - heading.end else below
    if below.credits or above.credits:
        return below if below.credits else above
    for found in (_above_body(document, known), _at_the_end(near, heading.end), _beside_biography(near)):
        if found.credits:
            return found
    return Printed()


def _above_body(document: Document, known: list[str]) -> Printed:
    """The byline right above the body, where none stands at the headline: a gallery may lie between, or no headline."""
    if not document.story:
        return Printed()
    first, above = document.story[0], above_body(document)
    if document.heading.start is not None and document.heading.start <= first.index:
        above = [unit for unit in above if unit.index >= (document.heading.end or 0)]
    return _cluster(_Near(document, first.box, known), above, unique=True)


def _until_story(walk: Walk, start: int) -> list[Unit]:
    """Units from `start` on, until the story is under way: names beyond are of comments and other stories."""
    paragraphs = 0
    for at, unit in enumerate(near := until_body(walk, start, AFTER)):
        paragraphs += (
            len(unit.text) > SENTENCE and unit.tag == "p" and unit.link_density < 0.5 and not is_picture_text(unit)
        )
        if paragraphs > STORY_BEGUN:
            return near[:at]
    return near


def printed_desk(document: Document) -> Printed:
    """The byline near the headline that names a desk in place of people: asked where nobody else is named."""
    walk, heading = document.walk, document.heading
    if heading.start is None or heading.end is None:
        return Printed()
    near = _Near(document, walk.units[heading.start].box, [])
    skipped = set(heading.dek_units)
    for unit in (*until_body(walk, heading.end, AFTER), *walk.units[max(0, heading.start - BEFORE) : heading.start]):
        if unit.index in skipped or not _may_be_byline(near, unit, unique=True):
            continue
        line = freed_line(unit, document) if len(unit.text) <= MAX_UNLABELLED else ""
        desk = desk_of(line)
        if desk and (desk != line or _BYLINE_CLASS(_classes(unit))) and not is_picture_text(unit):
            return Printed(first=unit.index, lines=[line], credits=[Credit(desk, organisation=True)])
    return Printed()


def _at_the_end(near: _Near, start: int) -> Printed:
    """The line below the story that says who reported or wrote it, where none above it does."""
    walk = near.document.walk
    for unit in walk.units[start : start + END_REACH]:
        if unit.hidden or len(unit.text) > MAX_UNLABELLED or not _ends_story(walk, unit):
            continue
        credits = [credit for credit in parse_byline(unit.text) if names_author(credit.name)]
        if credits and not away_box(unit.box) and not _is_of_card(near, unit):
            return Printed(first=unit.index, lines=[normalise(unit.text)], credits=[_as_writer(c) for c in credits])
    return Printed()


def _beside_biography(near: _Near) -> Printed:
    """The name below the story whose biography follows it, in a box of its author's."""
    story, walk = near.document.story, near.document.walk
    after = story[-1].index + 1 if story else len(walk.units)
    for unit in walk.units[after : after + BOX_REACH]:
        if unit.hidden or not 4 < len(unit.text) <= LONGEST_NAME:
            continue
        credits = parse_byline(unit.text, sure=True)
        if len(credits) != 1 or not looks_like_person(credits[0].name) or not names_author(credits[0].name):
            continue
        told = (f"{credits[0].name} ", f"{credits[0].name.split()[0]} ")
        below = walk.units[unit.index + 1 : unit.index + 1 + LABEL_REACH]
        above = walk.units[max(after, unit.index - 2) : unit.index]
        if any(len(other.text) >= SENTENCE and other.text.startswith(told) for other in below) and (
            any(map(is_author_link, unit.anchors)) or any(_ABOUT_AUTHOR.match(other.text) for other in above)
        ):
            return Printed(first=unit.index, lines=[normalise(unit.text)], credits=credits)
    return Printed()


def _ends_story(walk: Walk, unit: Unit) -> bool:
    """Whether a line says by a label who reported or wrote, and is none of several cards' or replies'."""
    if _END_LABEL.match(unit.text) or ("@" in unit.text and names_reporter(unit.text)):
        return True
    mark = _LABEL_MARK.search(unit.text, 0, LONGEST_LABEL)
    return mark is not None and only_label(unit.text[: mark.end()]) == "writer" and walk.tally.paths[unit.path] <= 2


def _as_writer(credit: Credit) -> Credit:
    """A story that names nobody but those who reported it is theirs."""
    credit.role = "writer" if credit.role == "contributor" else credit.role
    return credit


def _cluster(near: _Near, units: list[Unit], *, unique: bool) -> Printed:
    """The first byline among these units, with the lines that go on with it; `unique`: not of a repeated template."""
    printed = Printed()
    last: Unit | None = None
    pending: Role | None = None
    since = 0
    for unit in units:
        if last is not None and (unit.index - last.index > 4 or unit.heading or len(unit.text) > MAX_BYLINE):
            break
        if not _is_line(near, unit, unique=unique):
            continue
        if unit.tag == "dt":
            pending = None  # the list goes on to something else
        if label := only_label(unit.text):
            if _is_of_head(near, unit):
                # "Photo:" alone begins a picture's credit, not a byline.
                pending, since = (None if label == "photographer" else label), unit.index
            continue
        if pending and unit.index - since > LABEL_REACH:
            pending = None
        named = _BYLINE_CLASS(_classes(unit))
        alike = last is None or unit.path == last.path or all(is_agency(credit.name) for credit in printed.credits)
        follows = last is not None and unit.path == last.path
        credits = _unit_credits(near, unit, pending, classed=named and alike, follows=named and follows)
        # Where a line stands is asked last, for most lines are none.
        if (
            not credits
            or not _is_of_head(near, unit)
            or (_is_of_card(near, unit) if last is None else _is_of_many(near, unit))
        ):
            continue
        printed.first = printed.first if last else unit.index
        known = {credit.key for credit in printed.credits}
        new = [credit for credit in credits if credit.key not in known]
        line = near.line(unit)
        printed.credits += new
        if line and new:  # a name is often printed twice, the second time beside a portrait
            printed.lines.append(line)
        last, pending, since = unit, (pending if unit.tag == "dd" else None), unit.index
    if all(credit.role == "other" for credit in printed.credits):
        return Printed()  # who produced or reviewed a story is named beside its authors
    initials = {_initials(credit.name) for credit in printed.credits}
    printed.credits = [credit for credit in printed.credits if credit.name not in initials]
    return printed


def _initials(name: str) -> str:
    """First letters of a name: what an avatar shows in place of a portrait."""
    return "".join(word[0] for word in name.split()) if " " in name else ""


def _may_be_byline(near: _Near, unit: Unit, *, unique: bool) -> bool:
    return _is_line(near, unit, unique=unique) and _is_of_head(near, unit)


def _is_line(near: _Near, unit: Unit, *, unique: bool) -> bool:
    """Whether a unit is seen, short, and (where `unique`) not one of many set alike."""
    if unit.hidden or not 2 <= len(unit.text) <= MAX_BYLINE or unit.heading == 1:
        return False
    if unit.heading == 2 and not any(map(is_author_link, unit.anchors)):
        return False
    return not unique or near.document.walk.tally.paths[unit.path] <= 2


def _is_of_head(near: _Near, unit: Unit) -> bool:
    """Whether no box takes a line out of the story, but for one that holds hardly more than the line."""
    away = away_box(unit.box, near.head)
    return away is None or (away.chars <= SMALL_BOX and not any(u.heading for u in near.document.walk.within(away)))


def _is_of_many(near: _Near, unit: Unit) -> bool:
    return near.document.walk.tally.paths[unit.path] > MANY


def _is_of_card(near: _Near, unit: Unit) -> bool:
    """Whether a line stands below the linked heading of another story."""
    head = near.document.heading
    for other in reversed(near.document.walk.units[max(0, unit.index - CARD_REACH) : unit.index]):
        if head.start is not None and head.end is not None and head.start <= other.index < head.end:
            return False
        if other.heading > 1 and other.link_density > 0.8 and reads_as_headline(other.text):
            return letters(other.text) != letters(head.headline or "")
    return False


def _unit_credits(near: _Near, unit: Unit, pending: Role | None, *, classed: bool, follows: bool) -> list[Credit]:
    """People that a line credits; none where neither label, class nor author link says that it is a byline.

    A class (`classed`) is enough only for the first line and those set like it: others may credit the picture. A line
    set as the byline before it (`follows`) may name the photographer.
    """
    linked = [anchor for anchor in unit.anchors if is_author_link(anchor)]
    if not (classed or linked or pending or _may_say_who(unit.text, near.known)):
        return []
    text = _with_colon(unit, near.line(unit))
    role, _ = label_of(text)
    labelled = pending is not None or role is not None or names_reporter(text)
    # An agency alone may be the picture's, but for one with a date beside it.
    beside = (unit.box, unit.box.parent)
    dated = is_agency(text) and text != unit.text and not is_below_picture(near.document.walk, unit, beside)
    classed = classed or dated or _says(text, near.known)
    if not (labelled or classed or unit.link_density > 0.3):
        linked = []
    if not (labelled or linked or classed) or (role in _PICTURE_ROLES and not follows and _credits_picture(unit, text)):
        return []
    if not (labelled or linked) and unit.anchors and all(SECTION_HREF(a.get("href") or "") for a in unit.anchors):
        return []
    if (is_picture_text(unit) and role != "writer") or _PICTURE_AGENCY(text):
        return []
    if not (labelled or linked or dated) and (len(text) > MAX_UNLABELLED or _BIO_CLASS(unit.box.cls) or _PICTURE(text)):
        return []
    credits = parse_byline(text, role=pending)
    if linked:
        credits = _with_links(near.document, credits, linked, pending, text)
    elif len(names := _inline_names(unit, text)) > 1:
        credits = [Credit(name, pending or role or "writer") for name in names]
    elif whole := next((name for inline in unit.inlines if (name := _inline_name(inline, text))), None):
        credits = [Credit(whole, pending or role or "writer"), *credits[1:]]
    if not (classed or linked or pending):
        # A single word behind a label is a name only where more says so, and in capitals a word looks like an acronym.
        credits = [
            c
            for c in credits
            if c.organisation or (names_somebody(c.name) and (" " in c.name or not text.isupper() or is_agency(c.name)))
        ]
    if not labelled:
        # A class or link alone may also mean the section or the publication's name beside the byline.
        credits = [c for c in credits if looks_like_person(c.name) or is_agency(c.name) or _is_pen_name(c.name, linked)]
    return [credit for credit in credits if not is_nobody(credit.name)]


def _credits_picture(unit: Unit, text: str) -> bool:
    """Whether a line that names who took or drew something is set as a picture's, not as part of a byline."""
    return ":" in text[:16] or not (unit.inlines or unit.anchors)


def _may_say_who(text: str, known: list[str]) -> bool:
    """Whether a line begins with a label or a known name, or may do so behind a date."""
    digit = DIGIT.search(text)
    return (digit is not None and digit.start() < DATE_REACH) or bool(
        label_of(spaced_label(text[:DATE_REACH]))[0] or names_reporter(text) or _says(text, known)
    )


def _says(text: str, known: list[str]) -> bool:
    """Whether a line is little more than a name that the page also states for machines."""
    key = letters(label_of(text)[1]) if known else ""
    return any(key.startswith(name) and len(key) <= len(name) + 40 for name in known)


def _with_colon(unit: Unit, line: str) -> str:
    """A line with a colon behind the element that labels it ("<b>Words</b> Jane Roe")."""
    for inline in unit.inlines[:2]:
        label = normalise(text_of(inline, " "))
        if label and line.startswith(label + " ") and label_of(line)[0] is None and label_of(label + ":")[0]:
            return f"{label}:{line[len(label) :]}"
    return line


def _inline_names(unit: Unit, line: str) -> list[str]:
    """Names that fill a line, each in an element of its own."""
    names = [normalise(text_of(inline, " ")) for inline in unit.inlines[:MAX_AUTHORS]]
    names = [
        name for name in dict.fromkeys(names) if looks_like_person(name) and names_author(name) and not names_job(name)
    ]
    return names if letters("".join(names)) == letters(label_of(line)[1]) else []


def _inline_name(inline: Element, line: str) -> str | None:
    """A person's name that an element within the line holds apart from what follows it."""
    text = normalise(text_of(inline, " "))
    _, name = label_of(text)
    _, rest = label_of(line)
    if not looks_like_person(name) or not rest.startswith(name) or names_job(name):
        return None
    return name if [credit.name for credit in parse_byline(name, sure=True)] == [name] else None


def _is_pen_name(name: str, links: list[Element]) -> bool:
    """Whether a single name stands in a link to its author."""
    one = name[:1].isupper() and not name.isupper() and len(name.split()) == 1
    return one and any(map(says_author, links))


def _classes(unit: Unit) -> str:
    parent = unit.box.parent
    own = [unit.box.cls, unit.box.id, unit.element.get("itemprop") or "", unit.element.get("data-testid") or ""]
    own += [value for inline in unit.inlines for value in (inline.get("class") or "", inline.get("itemprop") or "")]
    own += [value for anchor in unit.anchors for value in (anchor.get("class"), anchor.get("data-testid")) if value]
    if parent is not None and parent.end - parent.start <= 6:
        own += [parent.cls, parent.element.get("itemprop") or "", parent.element.get("data-testid") or ""]
        if parent.parent is not None and parent.parent.end - parent.parent.start <= 6:
            own.append(parent.parent.cls)
    return " ".join(own)


def _with_links(
    document: Document, credits: list[Credit], links: list[Element], pending: Role | None, text: str
) -> list[Credit]:
    """Credits of the line's text, sharpened by its author links, whose texts are whole names."""
    linked = [credit for anchor in links for credit in anchor_credits(document, anchor, text)]
    if not linked:
        return credits
    out: list[Credit] = []
    used: set[str] = set()
    for credit in credits:
        # A name that only layout kept apart from what follows ("Jane RoeTravel Editor") is what its link says.
        mine = next((other for other in linked if letters(credit.name).startswith(letters(other.name))), None)
        if mine is not None:
            mine.role, mine.affiliation = credit.role, credit.affiliation
        chosen = mine or credit
        if chosen.key not in used:
            used.add(chosen.key)
            out.append(chosen)
    for other in linked:
        if other.key not in used and not any(other.key in letters(credit.name) for credit in out):
            used.add(other.key)
            other.role = pending or label_of(text)[0] or "writer"
            out.append(other)
    return out


def anchor_credits(document: Document, anchor: Element, line: str = "") -> list[Credit]:
    """Names in a link; `line` is the text it stands in, which shows whether its elements are parts of one word."""
    text = normalise(text_of(anchor, " "))
    if text not in line and (joined := normalise(text_of(anchor, ""))) in line:
        text = joined
    credits = parse_byline(text, sure=True) if 2 < len(text) <= 90 else []
    for credit in credits:
        credit.url = document.absolute(anchor.get("href")) if len(credits) == 1 else None
    return credits

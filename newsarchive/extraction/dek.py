"""The dek: a text printed between headline and body and set apart from it.

A meta description finds it, but never is it. A text that nothing names is the dek where it is the second line of the
head, or stands apart above the first paragraph; what speaks of the reader, the author or the text itself is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from .appeals import is_appeal
from .biographies import says_who_reports
from .blocks import Box, Unit, Walk, text_of
from .byline.labels import label_of
from .byline.people import looks_like_person, names_job
from .images.pairing import is_credited
from .patterns import caseless, caseless_names
from .phrases import FLAGS, purposes
from .spelling import SENTENCE_ENDS, alike, letters, normalise
from .structured import Structured
from .surroundings import LONG_PARAGRAPH, is_away, is_below_picture, is_picture_text, until_body

if TYPE_CHECKING:
    from .document import Document
    from .headline import Heading, Printed

__all__ = ["add_dek", "names_dek"]

DEK_REACH = 25
"""Units after the headline among which a dek is looked for; bylines, share buttons and captions stand between."""
MIN_DEK, MAX_DEK = 20, 1_200
LONGEST_BIO = 120
"""Characters of a line that begins with the author's name and says who that is."""
META_REACH = 2
"""Units below a dek of which one is a byline or a date."""
LINES_OF_HEAD = 12
"""Units of a box that holds the head of a story: kicker, headline, dek, bylines, dates."""
LONGEST_JOB = 60
MAX_OPENING = 500
"""Characters of an opening paragraph that may stand as the summary."""

_DEK_CLASS = caseless_names(
    r"(?:^|[\s_-])(?:dek|deck|standfirst|stand-first|strap-?line|sub-?title|sub-?head(?:line|ing)?|sub-?deck|intro(?:duction|-?text)?"
    r"|lead|lede|lead-?text|lead-?in|leadtext|teaser|summary|excerpt|preface|pre-?amble|ingress|abstract|chapo|chapeau|entradilla"
    r"|bajada|copete|volanta|subtitulo|sommario|catenaccio|vorspann|unterzeile|manchet|synopsis|tagline|abstrakt"
    r"|description|post-?excerpt|a_st|anons|spot|zajawka|nut-?graph|blurb|subtit|sub-?tit|riassunto|resumo|resumen|lid|perex"
    r"|sottotitolo|sous-?titre|untertitel|sumario|balazo|podtytul|alt-?baslik|onderkop|under-?rubrik|leder)"
    r"(?=$|[\s_\d-])|[a-z](?:dek|lede|subtitle|standfirst|summary|excerpt|introtext|leadtext|intro|lead|subheading)(?![a-z])"
    r"|standfirst|subtitle|preamble|ingress|lead-text|subheadline|excerpt",
)
_NOT_DEK_CLASS = caseless_names(
    r"caption|credit|byline|author|share|social|date|time|breadcrumb|related|promo|newsletter|(?<![a-z])ad-|advert|tag(?!line)|comment|legend"
    r"|disclaimer|disclosure|figure|photo|image|media|gallery|video|player|menu|nav|toolbar|audio|listen",
)
_ASIDE_CLASS = caseless_names(
    r"caption|credit|comment|newsletter|messenger|subscri|sign-?up|follow|social|share|notice|alert|cookie|consent|promo|banner"
    r"|advert|widget|related|disclaimer|disclosure|player|tooltip",
)
"""Names of boxes whose text is no dek unless another name says so."""
_META_START = re.compile(
    r"(?:by|von|par|por|di|door|av|af)\b|(?:audio|video|podcast)\W{0,3}\d"
    r"|(?:(?:first |last )?(?:published|updated|posted)|veröffentlicht|aktualisiert|publié|publicado|actualizado)\b"
    r"\D{0,30}\d",
    re.I,
)
_READING_TIME = re.compile(r"©|\bmin(?:ute)?s? read", re.I)
_OFFER = caseless(
    r"independently (?:select|review|chosen)|affiliate (?:link|commission)"
    r"|\b(?:earn|receive|get) (?:an? )?(?:\w+ )?commission|\bsponsor(?:ed|ing)?\b"
    r"|\bcontributed to this (?:report|story|article)\b"
)
"""What a shop's guide says of its links, an offer to those who pay for such guides, and who else reported."""
_ABOUT_ITSELF = re.compile(
    r"(?:this|the following) (?:story|article|column|commentary|essay|interview|piece|report|summary|text|translation"
    r"|post) (?:is|was|has|had|reflects?|represents?|contains?|may|first|originally|appears?|appeared|draws|forms)\b"
    r"|dies(?:er|e|es) (?:artikel|text|beitrag|kommentar|kolumne|interview|zusammenfassung|recherche)"
    r" (?:ist|war|wurde|stammt|gibt|gehört|erschien)\b"
    r"|(?:cet article|cette tribune|ce texte|cette chronique|ce résumé) (?:est|a|fait|reflète)\b"
    r"|est[ea] (?:artículo|texto|columna|nota|resumen|artigo|coluna|reportagem|matéria)"
    r" (?:es|é|fue|foi|ha|refleja|reflete|forma|faz|contiene)\b"
    r"|quest[oa]?['’ ]?(?:articolo|testo|sintesi) (?:è|fa|contiene|riflette)\b"
    r"|dit (?:artikel|stuk|verhaal) (?:is|werd|verscheen|maakt)\b"
    r"|(?:der|den|diesen) (?:artikel|beitrag|text) (?:ist älter|gibt es)\b|translated (?:from|by)\b"
    r"|(?:the )?(?:opinions?|views?) expressed\b"
    r"|(?:this (?:story )?is )?(?:part|the \w+ part) (?:\w+ )?of (?:a|an|our|the) (?:\w+-part |\w+ )?series\b"
    r"|(?:estimated )?reading time\b|lese(?:zeit|dauer)\b|temps de lecture\b|tempo di lettura\b"
    r"|tiempo de lectura\b|tempo de leitura\b|leestijd\b|lästid\b|lesetid\b|czas czytania\b"
    r"|den(?:na|ne) (?:artikel\w*|text\w*|krönika\w*|artikkel\w*|kronik\w*|tekst\w*) (?:är|er|ble|blev|har)\b",
    re.I,
)
"""What a page says of the story as a text: whose views it holds, who translated or paid for it, where else it is."""
_OFFERS = FLAGS["newsletter"] | FLAGS["account"] | FLAGS["advert"] | FLAGS["consent"] | FLAGS["social"]
_WHEN = re.compile(r"\b(?:updated|published|posted)(?: on| at)?\b\W{0,4}\w*\W{0,3}\d", re.I)
_SHORT_META_LINE = re.compile(r"(?:^|\W)(?:19|20)\d\d(?:\W|$)|\d{1,2}[:.h]\d{2}")


def add_dek(heading: Heading, document: Document, item: Printed) -> None:
    """Find the dek: a text set apart, else the opening paragraph where the page states that text as its summary."""
    descriptions = _descriptions(document.structured)
    best: tuple[float, list[Unit]] | None = None
    for group in _groups(document.walk, item):
        score = _dek_score(document.walk, group, item, descriptions, heading.headline or "")
        if score >= 1 and (best is None or score > best[0]) and not _is_other(group, document):
            best = (score, group)
    if best is not None:
        heading.dek, heading.dek_source = normalise(" ".join(unit.text for unit in best[1])), "visible"
        heading.dek_units = [unit.index for unit in best[1]]
    elif opening := _opening(document.walk, item, descriptions):
        heading.dek, heading.dek_source = opening, "lead-paragraph"


def _is_other(group: list[Unit], document: Document) -> bool:
    """Whether units set apart like a dek are a caption, an offer or a line on the author."""
    text = " ".join(unit.text for unit in group)
    if group[0].index in document.pictures.captions and (not _is_named_dek(group, text) or is_credited(group[0])):
        return True
    said = purposes(text)
    if said & _OFFERS or _OFFER(text) or _ABOUT_ITSELF.match(text):
        return True
    if (said & ~FLAGS["related"] or label_of(text)[0] is not None) and not _is_named_dek(group, text):
        return True
    if is_appeal(group[0]) or says_who_reports(text) or _is_job(group, document.walk):
        return True
    names = (letters(author.name) for author in document.stated_authors)
    return len(group[0].text) < LONGEST_BIO and letters(text).startswith(tuple(name for name in names if len(name) > 4))


def _is_job(group: list[Unit], walk: Walk) -> bool:
    """Whether units are what a person above them, or the first of them, is by profession."""
    names = [unit.text for unit in walk.units[max(0, group[0].index - 1) : group[-1].index]]
    told = group[-1].text
    return len(told) <= LONGEST_JOB and names_job(told) and looks_like_person(names[-1] if names else "")


def _opening(walk: Walk, item: Printed, descriptions: list[str]) -> str | None:
    """The first body paragraph, where it is a description word for word."""
    for unit in walk.units[item.end : item.end + DEK_REACH]:
        if unit.hidden or is_picture_text(unit) or not _is_body_paragraph(walk, unit) or unit.link_density > 0.5:
            continue
        text = normalise(unit.text)
        if len(text) <= MAX_OPENING and any(
            len(value) >= 0.85 * len(text) and alike(text, value) >= 0.93 for value in descriptions
        ):
            return text
        if len(text) > 80:
            return None
    return None


def _descriptions(structured: Structured) -> list[str]:
    values = [structured.text("description")]
    values += [structured.first_meta(key) for key in ("og:description", "description", "twitter:description")]
    values += [structured.first_meta("sailthru.description", "dc.description", "cxenseparse:description")]
    return list(dict.fromkeys(normalise(value) for value in values if value and len(value) >= MIN_DEK))


def _groups(walk: Walk, item: Printed) -> Iterator[list[Unit]]:
    """What may be a dek: single units near the headline, lines set alike, and short boxes whose class speaks of one."""
    near = until_body(walk, item.end, DEK_REACH) + walk.units[max(0, item.start - 2) : item.start]
    tried: set[int] = set()
    for unit in near:
        if unit.hidden or is_picture_text(unit):
            continue
        yield [unit]
        for step, box in enumerate(unit.box.ancestors()):
            if step > 3 or box.end - box.start > 8 or box.start <= item.start < box.end:
                break
            if box.index not in tried and box.end - box.start > 1 and (step == 0 or names_dek(box)):
                tried.add(box.index)
                yield [inner for inner in walk.within(box) if not inner.hidden and not is_picture_text(inner)] or [unit]
        lines = walk.units[unit.index : unit.index + 5]
        if len(lines) > 1 and lines[1].path == unit.path:
            run = [line for line in lines if line.path == unit.path]
            if len(run) < 5 and run[-1] is lines[len(run) - 1]:
                yield run


def _is_named_dek(group: list[Unit], text: str) -> bool:
    """Whether an element around these units, and hardly anything else than their text, is named a dek."""
    if any(names_dek(box) for box in islice(group[0].box.ancestors(), 3) if _small(box, text)):
        return True
    inlines = group[0].inlines[:2] if len(group) == 1 else ()
    return any(_calls_dek(inline.get("class") or "") and len(text_of(inline)) >= len(text) for inline in inlines)


def names_dek(box: Box) -> bool:
    """Whether a box says by its name or markup that it is a dek."""
    name = f"{box.tag} {box.cls}" if "-" in box.tag else box.cls
    if box.element.get("itemprop") in ("description", "alternativeHeadline"):
        return not _NOT_DEK_CLASS(name)
    return _calls_dek(name)


def _calls_dek(name: str) -> bool:
    return _DEK_CLASS(name) and not _NOT_DEK_CLASS(name)


def _dek_score(walk: Walk, group: list[Unit], item: Printed, descriptions: list[str], headline: str) -> float:
    """How surely this is the dek; 1 is enough."""
    unit, text = group[0], " ".join(part.text for part in group)
    if not MIN_DEK <= len(text) <= MAX_DEK or sum(part.link_chars for part in group) > 0.5 * len(text):
        return 0
    named = _is_named_dek(group, text)
    like_body = _is_body_paragraph(walk, unit)
    if like_body and not named and len(group) == 1:
        return 0
    if letters(text) == letters(headline) or _is_meta_line(text) or is_away(unit.box, item.box):
        return 0
    if sum(len(part.text) > (LONG_PARAGRAPH if named else LONG_PARAGRAPH / 2) for part in group) > 1:
        return 0  # the story's first paragraphs, in a box of their own
    likeness = max((alike(text, value) for value in descriptions), default=0.0)
    gap = unit.index - item.end
    apart = not like_body and walk.tally.paths[unit.path] == len(group)
    sentence = text.endswith(SENTENCE_ENDS)
    score = 1.0 * named + (1.2 * likeness if likeness > 0.5 else 0.0) + 0.3 * sentence + 0.2 * (0 <= gap <= 3)
    score += 0.4 * (unit.heading in (2, 3, 4) and 0 <= gap <= 4 and len(text) > 40)
    below = (
        gap == 0
        and len(text.split()) >= 8
        and (_is_second_line(unit.box, item.box) or _heads_meta_line(walk, group[-1].index + 1))
    )
    score += 0.3 * (below and not sentence)
    # Asked of few, for it takes long: without this the rest must have come near to enough.
    opens = score >= 0.4 and apart and len(text) >= 50 and _opens(walk, unit, item)
    score += 0.6 * (opens and len(group) == 1)
    enough = 0.8 if len(group) > 1 else 0.5
    if not named and likeness <= enough and not (opens and (sentence or below)):
        return 0
    return score - 0.02 * abs(gap)


def _is_second_line(box: Box, head: Box) -> bool:
    """Whether a text stands with the headline in a box that holds little else."""
    own, head = _alone(box), _alone(head)
    outer = own.parent
    small = outer is not None and outer.end - outer.start <= LINES_OF_HEAD
    return small and outer in (head.parent, head.parent and head.parent.parent)


def _heads_meta_line(walk: Walk, index: int) -> bool:
    """Whether a byline or date follows right away: what stands above it belongs to the headline."""
    return any(_is_meta_line(unit.text) for unit in walk.units[index : index + META_REACH] if not unit.hidden)


def _alone(box: Box) -> Box:
    """The outermost box that holds nothing but what this one holds."""
    while (outer := box.parent) is not None and (outer.start, outer.end) == (box.start, box.end):
        box = outer
    return box


def _opens(walk: Walk, unit: Unit, item: Printed) -> bool:
    """Whether a text that nothing names a dek stands above the first paragraph, in no box of another purpose."""
    apart = [box for box in islice(unit.box.ancestors(), 3) if not box.start <= item.start < box.end]
    if any(box.tag == "blockquote" or _ASIDE_CLASS(box.cls) for box in apart):
        return False
    if is_below_picture(walk, unit, apart):  # its caption
        return False
    between = walk.units[item.end : unit.index]
    return not any(len(u.text) > 80 and u.link_density < 0.5 and _is_body_paragraph(walk, u) for u in between)


def _is_meta_line(text: str) -> bool:
    """Whether the text is a byline, a date or a reading time."""
    if _META_START.match(text) or _READING_TIME.search(text[:80]):
        return True
    if len(text) < LONGEST_BIO and _WHEN.search(text):
        return True
    return len(text) < 80 and _SHORT_META_LINE.search(text) is not None


def _small(box: Box, text: str) -> bool:
    """Whether a box holds this text and hardly anything else."""
    return box.chars <= 1.3 * len(text) + 10


def _is_body_paragraph(walk: Walk, unit: Unit) -> bool:
    """Whether others are set by the same template: the first of the story's paragraphs rather than a text apart."""
    return not unit.heading and walk.tally.paths[unit.path] >= 3

"""Caption and photo credit, told apart: pure text in, pure text out.

News pages print both in one line, in a hundred ways: ``… last year. (Photo: Jane Doe/AP)``,
``… last year © Jane Doe``, ``… last year. | Jane Doe``, ``… last year. Jane Doe``.
`separate` asks four signs: what stands behind the last sentence, brackets, labels, separators.
What no sign separates stays caption: a wrong credit is worse than none.
The words, by language, are data: ``credit_words.toml``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

__all__ = [
    "LONGEST_CREDIT",
    "Line",
    "clean",
    "has_label",
    "is_credit",
    "is_labelled",
    "is_name",
    "names_agency",
    "parties",
    "separate",
    "without_label",
]

LONGEST_CREDIT = 140
"""Characters; a museum's courtesy line is about that long, a caption's sentence mostly longer."""

_TAIL = 260
"""Characters at the end of a line in which its label is looked for: the longest credit, a label, another party."""
_LONGEST_LINE = 2000
"""Characters; no caption is longer, and an endless line is not worth a regular expression's time."""

_WORDS: dict[str, dict[str, str]] = tomllib.loads(files(__package__).joinpath("credit_words.toml").read_text("utf-8"))


def _listed(table: str) -> list[str]:
    """Words of a table, in which bars separate entries of several words."""
    entries = (
        " ".join(_WORDS[table].values()).split() if table in _SINGLE else "|".join(_WORDS[table].values()).split("|")
    )
    return sorted({" ".join(entry.split()) for entry in entries}, key=lambda entry: (-len(entry), entry))


_SINGLE = frozenset({"labels", "links", "particles", "organisations"})


def _either(words: Iterable[str]) -> str:
    """Pattern for the first of some words that fits, told apart by their first letter at once: the tables are long."""
    behind: dict[str, list[str]] = {}
    for word in words:
        behind.setdefault(word[0], []).append(re.escape(word[1:]))
    return "|".join(f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in behind.items())


_PARTICLES = frozenset(_listed("particles"))
_REMARKS = frozenset(_listed("remarks"))
_NOBODY = frozenset(_WORDS["agencies"]["nobody"].split("|"))

_LABEL = _either(_listed("labels"))
_COLON = r"[ \t]*(?:[:：=＝]|\.{3}|…)[ \t]*"
_LABELLED = re.compile(
    rf"""(?:^|(?<=[\s(\[（【.,;|/–—•\-"”“’»>,。、，]))          # at the start, or after space or punctuation
    (?:(?:{_LABEL})\.?(?:[ /&-](?:{_LABEL}|and|und|et|y|e|by|von|par|via)\.?){{0,2}}
       (?:[ ](?:{_either(_listed("links"))}|provided[ ]by|courtesy[ ]of))?{_COLON}  # Photo: · Photo by:
     |(?:photos?|photographs?|photography|(?:photo[ -]?)?illustrations?|pictures?|images?|graphics?|artwork|courtesy
        |screenshot|screengrab
        |fotos?|fotografía|fotografia|photographie|фото)
      [ ](?:by|courtesy\ of|credit|von|par|por|de|di|oleh)[ ](?=[\w"“@])
     |copyright[ ]+(?!law|infr|holder|claim|protec)(?:©[ ]*)?
     |courtesy[ ]of[ ]|fot\.[ ]
     |(?:file|archive|handout)(?:[ ](?:photo|image|picture))?[ ]*:[ ]*)
    |(?:©|\([cс]\)|（[cCｃＣ]）|ⓒ|🄫|&copy;)\s*(?:(?:copyright|by)\b[ :]*)?""",
    re.IGNORECASE | re.VERBOSE,
)
"""A label and its colon or preposition; what follows is the credit."""
_BARE_LABEL = re.compile(r"(?:fotos?|photos?|fot\.|foto\.|ph\.?|bild|фото|kuva|nuotr\.)\s+(?=[^\W\d_])", re.IGNORECASE)
"""A label without a colon, trusted only where a name or an agency follows: ``(foto Ansa)``, ``fot. Adam Nowak/PAP``."""
_BY = re.compile(r"by\s+(?=[A-ZÀ-Þ])", re.IGNORECASE)
_INNER_LABEL = re.compile(
    r"(?<=\w)(?:[ ]+(?:fotos?|photos?|bild|pictures?|images?)[ ]*:|\.[ ]+(?:photos?|pictures?|images?)[ ]by\b)[ ]*",
    re.IGNORECASE,
)
"""A label between two parties: ``© NDR Foto: Jane Doe``, ``The Courier. Photo by Jane Doe``."""
_DANGLING_LABEL = re.compile(
    rf"(?:(?<=[.!?…»”\"])\s+|\s*[(\[|/–—]\s*|^)(?:{_LABEL})\.?\s*(?:by|von|par|por|de|di)?\s*$"
    rf"|\s*\b(?:{_LABEL})\.?{_COLON}$",
    re.IGNORECASE,
)
"""A label at the end of a caption whose credit markup set apart: ``… last year. Photo``, ``… last year (Photo:``."""
_SHOUTED = re.compile(
    r"(?:(?P<sent>(?:SUBMITTED|COURTESY|CONTRIBUTED|PROVIDED|HANDOUT) PHOTO)"
    r"|(?:PHOTOS?|IMAGES?)(?: COURTESY)? (?:BY|OF) "
    r"(?P<name>[A-ZÀ-Þ][A-ZÀ-Þ.'’-]*(?: [A-ZÀ-Þ.'’-]{2,}){1,3}))\s+(?=[“\"‘]?[A-ZÀ-Þ][a-zà-ÿ’'])"
)
"""A credit in capitals that opens the line: ``PHOTO BY JANE DOE The harbour …``."""
_SENT_IN = re.compile(
    r"(?:(?<=[.!?)”\"])|^|(?<=\s)|(?<=[,;/|–—-]))\s*"
    r"((?:submitted|contributed|courtesy|handout|provided|supplied) (?:photo|image|picture|photograph)s?)\.?$",
    re.IGNORECASE,
)
"""A credit that names nobody: ``… Jane Doe. Submitted photo``."""
_SOFT_PREPOSITION = re.compile(r"(?<!courtesy)\s(?:of|de|di|from|por|par|via)\s$", re.IGNORECASE)
"""Prepositions that make a label of "photo" only where a name follows: `photo of the house` is no credit."""

_AGENCY = re.compile(rf"(?<![\w-])(?:{_either(_listed('agencies'))})(?![\w-])")
_VIA = re.compile(
    r"\bvia (?:[A-ZÄÖÜ@]|the )|/(?:AP|AFP|dpa|EPA|Getty|Reuters)\b"
    r"|\b(?:Images|Press|Photo|Photos|News Agency|Studios?|Archives?)$"
)
_SMALL_AGENCIES = frozenset({"dpa", "imago", "images", "picture", "alliance", "scanpix", "nuotr."})
"""Words of agencies' names that are written small."""
_ORGANISATION = re.compile(rf"\b(?:{_either(_listed('organisations'))})\b")

_BRACKETS = {"(": ")", "[": "]", "（": "）", "【": "】", "〔": "〕", "［": "］"}
_BRACKETED = re.compile(
    r"[(\[（【〔［]([^()\[\]（）【】〔〕［］]{1,140}(?:\([^()]{0,60}\)[^()]{0,60})?)[)\]）】〕］]\s*[.。]?\s*$"
)
_SEPARATOR = re.compile(r"＝|\s+[|/–—•·∙―]\s*|\s*[|•]\s+|\s+-\s+|\s*\+\+\+\s*|\s{3,}|\n+")
_PARTS = re.compile(r"\s*[/|,;·•]\s*|\s+(?:via|for|für|pour|para)\s+|\s+[–—-]\s+|(?<=\S)\s*\((?=[^)]*\)$)|\)$")
"""What stands between the parties of a credit."""
_LINK_WORD = re.compile(r"^[\s/|,;·•–—-]*(?:(?:via|for|für|pour|para)\s+)?")
_SENTENCE_END = re.compile(r"[.!?…।。؟][”\"’»')\]）」』]{0,2}\s+(?=\S)|[。！？](?=\S)")
_ABBREVIATED = re.compile(
    r"(?:^|[\s(\"“/])(?:[A-ZÀ-Þ]|[A-Z](?:\.[A-Z])+|[A-Z][a-zà-ÿ]{1,2}|Messrs|Prof|Capt|Judge|Pres|Maj|vs|bzw|geb|ca|inkl|"
    r"Sept|Calif|Conn|Mass|Minn|Wash|Sgt|Supt|Hon|Dept|Univ|St|Ste|Mt|approx|etc|No|Nr|fot|bl\.a|f\.v|t\.h|m\.h|kl|nr)\.$"
)
_TOGGLES = re.compile(
    r"(?:\s+|^)(?:vis mer|vis mere|visa mer|show more|read more|see more|mehr anzeigen|lire plus|ver más|leer más|"
    r"expand|enlarge(?: image)?|bild vergrößern|agrandir l['’]image|hide caption|toggle caption|open image modal)\s*$",
    re.IGNORECASE,
)
_RIGHTS = re.compile(
    r"[\s/,.;–—-]*(?:(?:copyright|©)\s*(?:19|20)\d\d\b[^/|]*|(?:all )?rights reserved|alle rechte vorbehalten|"
    r"todos los derechos reservados|tutti i diritti riservati|toute reproduction interdite)\.?\s*$",
    re.IGNORECASE,
)
_EDGES = " \t\n\r\xa0\u200b\u200e\u200f,;:|/–—-•·=+_、，；：。"
_DATED = re.compile(r"^\d{1,2}[./]?\d|\b(?:19|20)\d\d\b")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_TAKEN_BY = re.compile(r"(?:撮影|提供|供图|供圖|摄|攝|制图|製圖|写真部|より|기자|제공|nuotr\.?)$")
"""What follows a name where the language puts the label behind it."""
_REPORTER = re.compile(r"\s*(?:撮影|摄影|攝影|(?:선임|사진|인턴|수습)?\s?기자|摄|攝)$")
_ABBREVIATED_END = re.compile(r"(?:\b\w|\b(?:Inc|Co|Ltd|Corp|Jr|Sr|nuotr))\.$")


@dataclass(kw_only=True, slots=True, frozen=True)
class Line:
    """A caption line, taken apart."""

    caption: str | None = None
    """What the picture shows."""
    credit: str | None = None
    """Who made or owns it, without label."""


def _squeezed(text: str | None) -> str:
    """Text in one line, without the button that would unfold it."""
    return _TOGGLES.sub("", " ".join((text or "").split()))


@lru_cache(maxsize=128)  # a line is asked as a neighbour of each picture near it, and again when it is read
def separate(text: str | None) -> Line:
    """Take one printed line apart.

    >>> separate("Kim Sok walks to court last year. Heng Chivoan")
    Line(caption='Kim Sok walks to court last year.', credit='Heng Chivoan')
    >>> separate("Donald Trump bleibt vage. (Foto: REUTERS)")
    Line(caption='Donald Trump bleibt vage.', credit='REUTERS')
    >>> separate("Den 6. januar i Oslo. Foto: Kari Nordmann / NTB Vis mer")
    Line(caption='Den 6. januar i Oslo.', credit='Kari Nordmann / NTB')
    >>> separate("She hopes for a seat. | Niall Carson/PA Images via Getty Images")
    Line(caption='She hopes for a seat.', credit='Niall Carson/PA Images via Getty Images')
    >>> separate("会見する理事長＝13日（潟沼義樹撮影）")
    Line(caption='会見する理事長＝13日', credit='潟沼義樹')
    >>> separate("The party leader in Miami with Gov. Ron DeSantis")
    Line(caption='The party leader in Miami with Gov. Ron DeSantis', credit=None)
    """
    line = _squeezed(text)
    if not line or len(line) > _LONGEST_LINE:
        return Line(caption=line or None)
    for sign in (_shouted, _sent_in, _by_last_sentence, _by_brackets, _by_label, _by_separator):
        if found := sign(line):
            caption, credit = found
            return Line(caption=_caption(caption), credit=clean(credit))
    return Line(caption=_caption(line))


def has_label(text: str | None, line: Line) -> bool:
    """Whether the credit taken out of a text was labelled there, so that it is one beyond doubt.

    >>> text = "The harbour. Photo: Jane Doe"
    >>> has_label(text, separate(text))
    True
    """
    if not text or not line.credit:
        return False
    rest = " ".join(text.split())[len(line.caption or "") :]
    return _LABELLED.search(" " + rest) is not None


@lru_cache(maxsize=128)  # a page names few photographers, each many times
def clean(credit: str | None) -> str | None:
    """A credit without brackets, label, rights formula and stray punctuation; None where nothing is left.

    >>> clean("(Image: LightRocket via Getty Images)")
    'LightRocket via Getty Images'
    >>> clean("Frank Franklin II/Copyright 2026 The AP. All rights reserved.")
    'Frank Franklin II'
    >>> clean("© Photo by Jane Doe;")
    'Jane Doe'
    """
    text = _squeezed(credit)
    for _ in range(8):  # labels stack: "(c) Foto: …", "[Image credit: …]"
        before = text
        text = _peeled(_unbracketed(text.strip(_EDGES)))
        if text == before:
            break
    text = _INNER_LABEL.sub(" / ", text)
    return text if text and text.lower() not in _PARTICLES else None


def _peeled(text: str) -> str:
    """Text without its outermost label, rights formula, word for "reporter" or full stop."""
    if label := _LABELLED.match(text) or _bare_label(text):
        text = text[label.end() :]
    if _RIGHTS.search(text) and (shorter := _RIGHTS.sub("", text).strip(_EDGES)):
        text = shorter
    text = _REPORTER.sub("", text) or text
    if (by := _BY.match(text)) and is_name(text[by.end() :]):
        text = text[by.end() :]
    return text.rstrip("." + _EDGES) if text.endswith(".") and not _ABBREVIATED_END.search(text) else text


def _unbracketed(text: str) -> str:
    """Text without the brackets around all of it."""
    closing = _BRACKETS.get(text[:1], "")
    return text[1:-1] if closing and text.find(closing) == len(text) - 1 else text


def is_credit(text: str | None) -> bool:
    """Whether a piece of text that stands by itself beside a picture (its own element, say) credits somebody.

    >>> [is_credit(s) for s in ("© Jane Doe", "Philipp von Ditfurth/dpa", "The two leaders met on Friday.")]
    [True, True, False]
    """
    line = _squeezed(text)
    if not line or len(line) > LONGEST_CREDIT:
        return False
    return is_labelled(line) or names_agency(line) or is_name(clean(line))


def is_name(text: str | None) -> bool:
    """Whether a text could be nothing but the name of a person or organisation.

    >>> [is_name(text) for text in ("Heng Chivoan", "Fouzia Van Der Fort", "J. Doe / LRT nuotr.", "last year")]
    [True, True, True, False]
    """
    text = (text or "").strip()
    if not 2 <= len(text) <= 60 or _DATED.search(text):
        return False
    if _CJK.search(text):
        return len(text) <= 12 and text[-1] not in "。、，はをにがで다"
    words = [word for word in re.split(r"[\s/|,&+]+", text) if word.strip("-–—")]
    named = [word for word in words if word.lower() not in _PARTICLES]
    return 0 < len(named) <= len(words) <= 7 and any(map(_is_capitalised, named)) and all(map(_could_be_name, named))


def _could_be_name(word: str) -> bool:
    return _is_capitalised(word) or word.startswith(("d'", "d’", "al-", "el-", "@", "nuotr"))


@lru_cache(maxsize=128)
def parties(credit: str | None) -> tuple[str | None, str | None]:
    """Photographer and agency of a credit; None for whichever cannot be told.

    >>> parties("AP Photo/Jane Doe")
    ('Jane Doe', 'AP')
    >>> parties("Tom Brenner for The Washington Post via Getty Images")
    ('Tom Brenner', 'The Washington Post via Getty Images')
    >>> parties("Heng Chivoan")
    ('Heng Chivoan', None)
    >>> parties("REUTERS")
    (None, 'REUTERS')
    """
    named = [name for part in _PARTS.split(credit or "") if (name := clean(part)) and name not in _NOBODY]
    people = [name for name in named if _is_person(name)]
    bodies = [name for name in named if name not in people]
    printed = credit or ""
    if people:
        printed = printed.split(people[-1])[-1] if named[0] in people else ""
        printed = _LINK_WORD.sub("", printed)
    return ", ".join(people) or None, _agency(printed, bodies)


def _agency(printed: str, bodies: list[str]) -> str | None:
    """The organisations, as printed where they stand together."""
    together = bool(printed) and all(body in printed for body in bodies)
    text = printed.strip(_EDGES + "()") if together else " / ".join(bodies)
    return re.sub(r"^AP Photos?$", "AP", text) or None


def _is_person(name: str) -> bool:
    if _CJK.search(name):
        return len(name) <= 5 and not _AGENCY.search(name)
    words = name.split()
    plain = 2 <= len(words) <= 4 and words[0].lower() != "the" and is_name(name)
    return plain and not names_agency(name) and not _ORGANISATION.search(name)


def _shouted(line: str) -> tuple[str, str] | None:
    """``PHOTO BY JANE DOE The harbour last year.``"""
    match = _SHOUTED.match(line)
    return (line[match.end() :], match["name"] or match["sent"]) if match else None


def _sent_in(line: str) -> tuple[str, str] | None:
    """``… Submitted photo``: said of the picture, not of one in the picture ("in this undated handout photo")."""
    match = _SENT_IN.search(line)
    if match is None or line[: match.start(1)].rstrip("., ").rpartition(" ")[2].islower():
        return None
    return line[: match.start(1)], match[1]


def _by_brackets(line: str) -> tuple[str, str] | None:
    """``… (Photo: X)``, ``… (AP)``, ``… . (Christie's)``, ``…（X撮影）``."""
    match = _BRACKETED.search(line)
    if not match:
        return None
    inside, before = match[1].strip(), line[: match.start()].rstrip()
    if inside.lower() in _REMARKS:
        return None
    if is_labelled(inside) or _TAKEN_BY.search(inside) or names_agency(inside):
        return before, inside
    if re.search(r"[.!?…。][”\"’»']?$", before) and is_name(inside) and inside.lower() not in _REMARKS:
        return before, inside
    return None


def _by_label(line: str) -> tuple[str, str] | None:
    """``… Foto: X``, ``… Picture by X``, ``… © X``: the last label with a short rest that tells no further story."""
    for match in reversed(list(_LABELLED.finditer(line, max(0, len(line) - _TAIL)))[-6:]):
        rest, before = line[match.end() :].strip(), line[: match.start()]
        if not rest.strip(_EDGES + ".") or not _credit_follows(match[0], rest):
            continue
        earlier = _earlier_label(before)
        if earlier:
            return before[: earlier.start()], before[earlier.start() :] + match[0] + rest
        return before, rest
    return None


def _credit_follows(label: str, rest: str) -> bool:
    """Whether what follows a label is a credit and no sentence."""
    if len(rest) > LONGEST_CREDIT or (len(rest) > 60 and _has_sentence(rest) and not _RIGHTS.search(rest)):
        return False
    if sum(word.islower() and word not in _PARTICLES for word in rest.split()) > 6:
        return False  # a sentence without its full stop
    if _SOFT_PREPOSITION.search(label):
        return is_name(clean(rest)) or names_agency(rest[:60])
    return True


def _earlier_label(before: str) -> re.Match[str] | None:
    """A label that opens the same credit: ``© X Foto: Y``, ``Foto: X | Vídeo: Y``."""
    for match in reversed(list(_LABELLED.finditer(before, max(0, len(before) - _TAIL)))[-3:]):
        between = before[match.end() :].strip(_EDGES)
        if len(between) <= 60 and (not between or is_name(between) or names_agency(between)):
            return match
    return None


def _by_separator(line: str) -> tuple[str, str] | None:
    """``… | X``, ``… / X``, ``… — X``: the part after the last separators, where it reads like a credit."""
    for match in list(_SEPARATOR.finditer(line))[-4:]:
        before, after = line[: match.start()].strip(), line[match.end() :].strip()
        if not before or not after or len(after) > LONGEST_CREDIT:
            continue
        sure = names_agency(after) or _TAKEN_BY.search(after) or _bare_label(after)
        if sure and len(after.split()) <= 12 and not _has_sentence(after):
            return before, after
        strong = "/" in after or any(sign in match[0] for sign in "|/•·+") or before[-1] in '.!?…。”»"’'
        if match[0] != "＝" and strong and len(before.split()) >= 4 and is_name(clean(after)):
            return before, after
    return None


def _by_last_sentence(line: str) -> tuple[str, str] | None:
    """``… last year. X``: a credit and nothing else after the last sentence."""
    for match in reversed(list(_SENTENCE_END.finditer(line))[-4:]):
        before, after = line[: match.end()].strip(), line[match.end() :].strip()
        balanced = after.count("(") == after.count(")") and ") (" not in after
        if len(after) > 90 or not balanced or _ABBREVIATED.search(before):
            continue
        if not _is_bare_credit(before, after):
            return None
        # Who made the illustration, and who took the photo it is made of, in two sentences.
        earlier = _by_last_sentence(before) if is_labelled(after) else None
        if earlier and is_labelled(earlier[1]):
            return earlier[0], f"{earlier[1]} {after}"
        return before, after
    return None


def _is_bare_credit(before: str, after: str) -> bool:
    """Whether what stands after a caption's last sentence is a credit, labelled or not."""
    bare = clean(after)
    if not bare or bare.lower() in _REMARKS:
        return False
    if _ends_like_sentence(after):
        return is_labelled(after) and (is_name(bare) or len(bare.split()) <= 3)
    if is_labelled(after) or _TAKEN_BY.search(after) or (names_agency(after) and len(after.split()) <= 10):
        return True
    words = len(before) // 8 if _CJK.search(before) else len(before.split())
    return words >= 4 and len(bare.split()) <= 7 and is_name(bare)


def _ends_like_sentence(text: str) -> bool:
    """A full stop after a word, not after an initial: the tail is a sentence, so no bare name."""
    stopped = re.search(r"[!?…。]$|\w{3,}[”\"’»)]?\.[”\"’»]?$", text) is not None
    return stopped and not names_agency(text[-30:])


def _has_sentence(text: str) -> bool:
    """Whether a text goes on after the end of a sentence."""
    return any(not _ABBREVIATED.search(text[: match.end()].rstrip()) for match in _SENTENCE_END.finditer(text))


def _bare_label(text: str) -> re.Match[str] | None:
    match = _BARE_LABEL.match(text)
    if match and (names_agency(text[match.end() :]) or is_name(text[match.end() :])):
        return match
    return None


def is_labelled(text: str) -> bool:
    """Whether a text begins with a credit's label and goes on like a credit.

    >>> [is_labelled(text) for text in ("Foto: Jane Doe", "© AFP", "Photo of the year: the finalists met on Friday")]
    [True, True, False]
    """
    match = _LABELLED.match(text)
    if not match:
        return _bare_label(text) is not None
    return bool(text[match.end() :].strip(_EDGES)) and _credit_follows(match[0], text[match.end() :].strip())


def names_agency(text: str) -> bool:
    """Whether a text names an agency and is short of words that a sentence would have.

    >>> [names_agency(s) for s in ("Philipp von Ditfurth/dpa", "he told Reuters on the day of the vote")]
    [True, False]
    """
    if not _AGENCY.search(text) and not _VIA.search(text):
        return False
    words = [word for word in re.split(r"[\s/|,&+()]+", text) if word]
    small = [
        word for word in words if word[:1].islower() and word.lower() not in _PARTICLES and word not in _SMALL_AGENCIES
    ]
    return len(small) <= len(words) // 4


def _is_capitalised(word: str) -> bool:
    """Upper case first, or a script without case; "(l.)" and "2024" are not.

    >>> [_is_capitalised(word) for word in ("Doe", "doe", "ג'ון", "12")]
    [True, False, True, False]
    """
    first = next((letter for letter in word if letter.isalnum()), "")
    return first.isalpha() and not first.islower()


def without_label(caption: str | None) -> str | None:
    """A caption without the label of a credit that stands elsewhere.

    >>> without_label("The harbour last year. Photo:"), without_label("Her favourite photo")
    ('The harbour last year.', 'Her favourite photo')
    """
    return _caption(_DANGLING_LABEL.sub("", caption)) if caption else None


def _caption(text: str) -> str | None:
    """A caption without the separators that led to its credit."""
    return text.strip(" \t\n\xa0|/–—-•·,;+") or None

"""Caption and photo credit, told apart: pure text in, pure text out.

News pages print both in one line, in a hundred ways: ``… last year. (Photo: Jane Doe/AP)``,
``… last year © Jane Doe``, ``… last year. | Jane Doe``, ``… last year. Jane Doe``.
`separate` asks in turn for a credit that opens the line or names nobody, what stands behind the last sentence,
brackets, labels and separators.
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

from ..patterns import grouped
from ..spelling import is_cjk

__all__ = [
    "LONGEST_CREDIT",
    "Line",
    "clean",
    "has_label",
    "is_credit",
    "is_labelled",
    "is_name",
    "may_have_label",
    "names_agency",
    "names_paper",
    "names_person",
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
    return grouped("|".join(map(re.escape, words)))


_PARTICLES = frozenset(_listed("particles"))
_REMARKS = frozenset(_listed("remarks"))
_ARTICLES = frozenset({"the", "le", "la", "les", "el", "il", "lo", "de", "het", "der", "die", "das", "o", "a"})
_NOBODY = frozenset(word.strip().casefold() for word in _WORDS["agencies"]["nobody"].split("|"))

_LABEL = _either(_listed("labels"))
_COLON = r"[ \t]*(?:[:：=＝]|\.{3}|…)[ \t]*"
_KIND = "file|archive|staff|handout|supplied|submitted|contributed|provided"
"""How a picture came to the paper, before the label or in its place: ``Staff photo by X``, ``Supplied: X``."""
_LABELLED = re.compile(
    rf"""(?:^|(?<=[\s(\[（【.,;|/–—•\-"”“’»>,。、，]))          # at the start, or after space or punctuation
    (?:(?:{_LABEL})\.?(?:[ /&-](?:{_LABEL}|and|und|et|y|e|by|von|par|de|via)\.?){{0,2}}
       (?:[ ](?:{_either(_listed("links"))}|provided[ ]by|courtesy[ ]of))?{_COLON}  # Photo: · Photo by:
     |(?:(?:{_KIND})[ ])?
      (?:photos?|photographs?|photography|(?:photo[ -]?)?illustrations?|pictures?|pics?|images?|graphics?|artwork
        |courtesy|screenshot|screengrab
        |fotos?|fotografía|fotografia|photographie|фото)
      [ ](?:(?:(?:taken|provided|supplied|submitted|contributed)[ ])?by|courtesy(?:[ ]of)?|credit|von|par|por|de|di|oleh
         |from|via)[ ](?=[\w"“@])
     |(?:image|photo)[ ]source,[ ]
     |copyright[ ]+(?!law|infr|holder|claim|protec)(?:©[ ]*)?
     |courtesy[ ]of[ ]|fot\.[ ]
     |(?:{_KIND})(?:[ ](?:photo|image|picture))?[ ]*:[ ]*)
    |(?:©|\([cс]\)|（[cCｃＣ]）|ⓒ|🄫|&copy;)\s*(?:(?:copyright|by)\b[ :]*)?
     (?:(?:19|20)\d\d(?:[-–]\d{{2,4}})?\b[ ,:]*(?=\w))?""",
    re.IGNORECASE | re.VERBOSE,
)
"""A label and its colon or preposition; what follows is the credit."""
_LABEL_SIGN = re.compile(
    r"[:：=＝…©ⓒ🄫（撮摄攝ф]|\.\.\.|\([cс]\)|&copy;|photo|foto|fot\.|graph|trat|cture|p[iı]\u0307?c|mage|artwor|courte|creen|copyr"
)
"""What every label in lower case holds one of, also where it stands behind the name; most texts have no label."""
_BARE_LABEL = re.compile(
    r"(?:photos?[ ]d['’](?:illustration|archives?)\s+|courtesy\s+"
    r"|(?:photo[ ]credits?|fotos?|photos?|fot|phot|ph|bild|beeld|фото|kuva|nuotr|dok|ảnh|(?:ljós)?mynd|[图圖図]"
    r"|फोटो|तस्वीर)\.?"
    r"(?:\s+|\s*[/|／]\s*|\s*-\s+)|(?:photographed|provided|supplied|submitted|contributed)\s+by\s+)"
    r"(?=[^\W\d_])(?!(?:galler|galer|essay|album|credit|stor(?:y|ies)\b|of\b|shoot|booth|editor|show\b|montage|library|and\b|und\b|der\b|finish|opportun|call\b))",
    re.IGNORECASE,
)
"""A label without a colon, trusted only where a name or an agency follows: ``(foto Ansa)``, ``fot. Adam Nowak/PAP``."""
_BY = re.compile(r"by\s+(?=[A-ZÀ-Þ])", re.IGNORECASE)
_INNER_LABEL = re.compile(
    r"(?<=\w)(?:[ ]+(?:fotos?|photos?|bild|pictures?|images?)[ ]*:|\.?[ ]+(?:photos?|pictures?|images?)[ ]by\b)[ ]*",
    re.IGNORECASE,
)
"""A label between two parties: ``© NDR Foto: Jane Doe``, ``Courier photo by Jane Doe``."""
_DANGLING_LABEL = re.compile(
    rf"(?:(?<=[.!?…»”\"])\s+|\s*[(\[|/–—]\s*|^)(?:{_LABEL})\.?\s*(?:by|von|par|por|de|di)?\s*$"
    rf"|\s*\b(?:{_LABEL})\.?{_COLON}$",
    re.IGNORECASE,
)
"""A label at the end of a caption whose credit markup set apart: ``… last year. Photo``, ``… last year (Photo:``."""
_LONGEST_DANGLING = 40
"""Characters of such an end: the longest label has 17, what may stand around it ten."""
_PICTURE_LABEL = re.compile(r"(?:PHOTO|IMAGE|PICTURE|Photo|Image|Picture|(?:Image )?[Cc]aption)[:,] (?=\S.{18})")
"""What announces a picture and credits nobody, where a caption follows."""
_SHOUTED = re.compile(
    r"(?:(?P<sent>(?:SUBMITTED|COURTESY|CONTRIBUTED|PROVIDED|HANDOUT) PHOTO)"
    r"|(?:PHOTOS?|IMAGES?)(?: COURTESY)? (?:BY|OF) "
    r"(?P<name>[A-ZÀ-Þ][A-ZÀ-Þ.'’-]*(?: [A-ZÀ-Þ.'’-]{2,}){1,3}))\s+(?=[“\"‘]?[A-ZÀ-Þ][a-zà-ÿ’'])"
)
"""A credit in capitals that opens the line: ``PHOTO BY JANE DOE The harbour …``."""
_LEADING = re.compile(
    r"(?:[(\[](?P<inside>[^()\[\]]{4,100})[)\]]\s+"
    r"|(?P<open>(?:©|Photos? by|Fotos?:|Photos?:)[^|:.]{2,60})(?:\s\|\s|:\s))(?=\w)"
)
"""What may be a credit that opens the line, and its end."""
_SENT_IN = re.compile(
    r"(?:(?<=[.!?)”\"])|^|(?<=\s)|(?<=[,;/|–—-]))\s*"
    r"((?:submitted|contributed|courtesy|handout|provided|supplied) (?:photo|image|picture|photograph)s?)\.?$",
    re.IGNORECASE,
)
"""A credit that names nobody: ``… Jane Doe. Submitted photo``."""
_PICTURE_WORDS = ("photo", "mage", "cture")
"""What all words for a picture hold."""
_LONGEST_PICTURE_WORD = len("photographs.")
_THEIR_PHOTO = re.compile(r"(\S.{1,50}?) (?:photos?|pics?|pictures?)\.?")
"""Whose photo it is, in the order of English: ``Jane Doe photo``."""
_SOFT_PREPOSITION = re.compile(r"(?<!courtesy)\s(?:of|de|di|from|por|par|via)\s$", re.IGNORECASE)
"""Prepositions that make a label of "photo" only where a name follows: `photo of the house` is no credit."""
_TOLD_OF = re.compile(
    r"\b(?:an?|the|this|that|his|her|their|its|my|our|of|in|with|and|some|two|old|new|un[ae]?|la|las|los|el|le|les|lo|il|gli"
    r"|una|des|de|del|der|die|das|dem|den|eine?[mnrs]?|mit|auf|con|com|uma?|as|os|su|sua|seu|een|het|op|met|en|et|med|av"
    r"|\w+ed|\w+ing)\s+$",
    re.IGNORECASE,
)
"""What "photo" follows where it is told of: an article, a possessive, a preposition."""

_AGENCY = re.compile(rf"(?<![\w-])(?:{_either(_listed('agencies'))})(?![\w-])")
_VIA = re.compile(
    r"\bvia (?:[A-ZÄÖÜ@]|the )|/(?:AP|AFP|dpa|EPA|Getty|Reuters)\b"
    r"|\b(?:Images|Press|Photo|Photos|News Agency|Studios?|Archives?)$"
)
_SMALL_AGENCIES = frozenset({"dpa", "imago", "images", "picture", "alliance", "scanpix", "nuotr."})
"""Words of agencies' names that are written small."""
_ORGANISATION = re.compile(
    rf"\b(?:{_either(name for word in _listed('organisations') for name in {word, word.upper()})})\b"
)
_CJK_ORGANISATION = re.compile(
    r"[社网網报報视視闻聞館馆府県縣市区區省庁署局部课課校会會院団團央]$|[发發]$|テレビ|新聞|通信|大学|代表|(?:시|청|뉴스|일보|신문|방송|자료|DB)$|뉴스\d"
)

_BRACKETS = {"(": ")", "[": "]", "（": "）", "【": "】", "〔": "〕", "［": "］"}
_BRACKETED = re.compile(
    r"[(\[（【〔［]([^()\[\]（）【】〔〕［］]{1,140}(?:\([^()]{0,60}\)[^()]{0,60})?)[)\]）】〕］]\s*[.。]?\s*$"
)
_SEPARATOR = re.compile(
    r"＝|(?<=[\u3040-\u9fff])=|、(?=[^、＝=）\s]{2,12}(?:撮影|提供)$)|\s+[|/–—•·∙―]\s*|\s*[|•]\s+|\s+-\s+|\s*\+\+\+\s*|\s{3,}|\n+"
)
_PARTS = re.compile(
    r"\s*[/|,;·•／]\s*|(?<![:.]):\s+(?=[^:./]+$)|\s+(?:via|for|für|pour|para)\s+|\s+on\s+(?=\w+$)|\s+[–—-]\s+|(?<=\S)\s*\((?=[^)]*\)$)|\)$",
    re.IGNORECASE,
)
"""What stands between the parties of a credit."""
_AND = re.compile(r"(?<=\w)\s+(?:and|und|et|y|e|i|og|och|en|ja|&)\s+(?=\S+\s+\S)", re.IGNORECASE)
"""What joins two names, of two words each at least: Spanish surnames are joined so too."""
_LINK_WORD = re.compile(r"^[\s/|,;:·•–—-]*(?:(?:via|for|für|pour|para|on)\s+)?", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?…।。؟][”\"’»')\]）」』]{0,2}\s+(?=\S)|[。！？](?=\S)")
_ABBREVIATED = re.compile(
    r"(?:^|[\s(\[\"“/])(?:[A-ZÀ-Þ]|[A-Z](?:\.[A-Z])+|[A-Z][a-zà-ÿ]{1,2}|Messrs|Prof|Capt|Judge|Pres|Maj|vs|bzw|geb|ca|inkl|"
    r"Sept|Calif|Conn|Mass|Minn|Wash|Sgt|Supt|Hon|Dept|Univ|St|Ste|Mt|approx|etc|No|Nr|"
    r"fot|Fot|ph|Ph|[Nn]uotr|bl\.a|f\.v|t\.h|m\.h|kl|nr)\.$"
)
_TOGGLES = re.compile(
    r"(?:\s+|^)(?:vis mer|vis mere|visa mer|show more|read more|see more"
    r"|mehr anzeigen|lire plus|ver más|leer más|"
    r"expand|enlarge(?: image)?|bild vergrößern|agrandir l['’]image|hide caption|toggle caption|open image modal"
    r"|(?:buy|purchase|get|request) (?:(?:licensing|usage|reprint) )?rights"
    r"(?: ?,? opens (?:in )?(?:a )?new (?:tab|window))?)\s*$",
    re.IGNORECASE,
)
_LONGEST_TOGGLE = 60
_MAILBOX = re.compile(r" [\w.+-]{1,40}@[\w-]{1,40}(?:\.\w{2,10}){1,3}$")
"""An address for mail behind a photographer's name."""
_RESTRICTIONS = re.compile(
    r"\s+(?:THIS (?:IMAGE|PICTURE|PHOTO|HANDOUT)|ATTENTION EDITORS|MANDATORY CREDIT"
    r"|(?:FOR )?EDITORIAL USE ONLY|NO RESALES)\b.*$"
)
"""What an agency tells editors, in capitals behind its credit."""
_RIGHTS = re.compile(
    r"[\s/,.;–—-]*(?:(?:copyright|©)\s*(?:19|20)\d\d\b[^/|]*|(?:all )?rights reserved|alle rechte vorbehalten|"
    r"todos los derechos reservados|tutti i diritti riservati|toute reproduction interdite|"
    r"(?:please [\w ]{5,50}\. )?unauthori[sz]ed (?:use|reproduction|copying|distribution)[\w, ]{0,40} prohibited)"
    r"\.?\s*$",
    re.IGNORECASE,
)
_RIGHTS_WORDS = ("right", "©", "vorbehalten", "derechos", "diritti", "interdite", "prohibited")
_EDGES = " \t\n\r\xa0\u200b\u200e\u200f,;:|/–—-•·=+_、，；：。"
_HANDLE = re.compile(r"@[\w.]{3,30}")
_HOST = re.compile(r"[a-z][a-z0-9-]+(?:\.[a-z0-9-]+)?\.[a-z]{2,3}")
"""A site's name: ``mbl.is``."""
_DATED = re.compile(r"^\d{1,2}[./]?\d|\b(?:19|20)\d\d\b")
_TAKEN_BY = re.compile(r"(?:撮影|提供|供图|供圖|摄影|攝影|摄|攝|制图|製圖|写真部|より|기자|제공|nuotr\.?)$")
"""What follows a name where the language puts the label behind it."""
_SHOT_BY = re.compile(r"(?:撮影|摄影?|攝影?)[)）】。]?$")
"""A label behind a name that stands nowhere but in a credit."""
_REPORTER = re.compile(r"\s*(?:撮影|[/／]?摄影|[/／]?攝影|(?:선임|사진|인턴|수습)?\s?기자|摄|攝)$")
_ABBREVIATED_END = re.compile(r"(?:\b\w|\b(?:Inc|Co|Ltd|Corp|Jr|Sr|nuotr))\.$")


@dataclass(kw_only=True, slots=True, frozen=True)
class Line:
    """A caption line, taken apart."""

    caption: str | None = None
    """What the picture shows."""
    credit: str | None = None
    """Who made or owns it, without label."""


def _squeezed(text: str | None) -> str:
    """Text in one line, without the button that would unfold it or the photographer's address."""
    line = " ".join((text or "").split())
    if line[-1:].isalpha():
        start = max(0, len(line) - _LONGEST_TOGGLE)
        line = line[:start] + _TOGGLES.sub("", line[start:])
    if "@" in line[-60:]:
        line = _MAILBOX.sub("", line)
    return _RESTRICTIONS.sub("", line) if line[-1:] == "." and line[-4:].isupper() else line


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
    slash = line.rfind("/")
    if slash > 0 and _RIGHTS.match(line, slash):
        line = line[:slash].rstrip()  # "… Jane Doe/Copyright 2026 The AP. All rights reserved."
    for sign in (_shouted, _leading, _sent_in, _by_last_sentence, _by_brackets, _by_label, _by_separator):
        if found := sign(line):
            caption, credit = found
            return Line(caption=_caption(caption), credit=clean(credit))
    return Line(caption=_caption(line))


def may_have_label(text: str) -> bool:
    """Whether a text holds any sign of a label: soon asked, and what has none is not credited by a label.

    >>> may_have_label("The harbour. Photo: Jane Doe"), may_have_label("The harbour last year. Jane Doe")
    (True, False)
    """
    return _LABEL_SIGN.search(text.lower()) is not None


def has_label(text: str | None, line: Line) -> bool:
    """Whether the credit taken out of a text was labelled there, so that it is one beyond doubt.

    >>> text = "The harbour. Photo: Jane Doe"
    >>> has_label(text, separate(text))
    True
    """
    if not text or not line.credit:
        return False
    if _SHOT_BY.search(text):
        return True
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
        text = _peeled(_unbracketed(_balanced(text.strip(_EDGES))))
        if text == before:
            break
    text = _INNER_LABEL.sub(" / ", text)
    return text if text and text.lower() not in _PARTICLES else None


def _peeled(text: str) -> str:
    """Text without its outermost label, rights formula, word for "reporter" or full stop."""
    if label := _LABELLED.match(text) or _bare_label(text):
        text = text[label.end() :]
    if _speaks_of_rights(text) and (shorter := _RIGHTS.sub("", text).strip(_EDGES)):
        text = shorter
    if not text.isascii():
        text = _REPORTER.sub("", text) or text
    if (by := _BY.match(text)) and is_name(text[by.end() :]):
        text = text[by.end() :]
    return text.rstrip("." + _EDGES) if text.endswith(".") and not _ABBREVIATED_END.search(text) else text


def _speaks_of_rights(text: str) -> bool:
    """Whether a text holds a word of `_RIGHTS`: that pattern may begin anywhere, and is slow."""
    lower = text.lower()
    return any(word in lower for word in _RIGHTS_WORDS)


def _balanced(text: str) -> str:
    """Text without a bracket at an end whose other half stands elsewhere."""
    if text[-1:] == ")" and text.count("(") < text.count(")"):
        return text[:-1]
    return text[1:] if text[:1] == "(" and text.count(")") < text.count("(") else text


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
    if is_cjk(text):
        return len(text) <= 12 and text[-1] not in "。、，はをにがで다"
    words = [word for word in re.split(r"[\s/|,&+]+", text) if word.strip("-–—")]
    named = [word for word in words if word.lower() not in _PARTICLES]
    capitalised = any(_is_capitalised(word) or word in _SMALL_AGENCIES for word in named)
    return 0 < len(named) <= len(words) <= 7 and capitalised and all(map(_could_be_name, named))


def _could_be_name(word: str) -> bool:
    return (
        _is_capitalised(word)
        or word in _SMALL_AGENCIES
        or word.startswith(("d'", "d’", "al-", "el-", "@", "nuotr"))
        or _HOST.fullmatch(word) is not None
    )


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
    named = [name for part in _PARTS.split(credit or "") if (name := clean(part)) and name.casefold() not in _NOBODY]
    people = [name for name in named if _is_person(name)]
    if len(people) == len(named) == 2 and "/" in (credit or ""):
        del people[1]  # a photographer and a paper whose name could be a person's
    bodies = [name for name in named if name not in people]
    printed = credit or ""
    if people:
        printed = printed.split(people[-1])[-1] if named[0] in people else ""
        printed = _LINK_WORD.sub("", printed)
    return ", ".join(_AND.sub(", ", name) for name in people) or None, _agency(printed, bodies)


def _agency(printed: str, bodies: list[str]) -> str | None:
    """The organisations, as printed where they stand together."""
    together = bool(printed) and all(body in printed for body in bodies)
    text = _unbracketed(_balanced(printed.strip(_EDGES))) if together else " / ".join(bodies)
    return re.sub(r"^AP Photos?$", "AP", text) or None


def names_person(text: str) -> bool:
    """Whether a text is nothing but a person's name, and perhaps who they work for.

    >>> [names_person(text) for text in ("Heng Chivoan", "Heng Chivoan/Courier", "The Courier", "a long day")]
    [True, True, False, False]
    """
    return is_name(text) and parties(text)[0] is not None


def names_paper(text: str) -> bool:
    """Whether a line is or ends in a photographer or paper and another: ``… last year. COURIER PHOTO/JANE DOE``."""
    credit = separate(text).credit or (clean(text) if is_credit(text) else None)
    return credit is not None and ("/" in credit or names_agency(credit))


def _is_person(name: str) -> bool:
    if is_cjk(name):
        return len(name) <= 5 and not _AGENCY.search(name) and not _CJK_ORGANISATION.search(name)
    if len(names := _AND.split(name)) > 1:
        return all(map(_is_person, names))
    words = [word for word in name.split() if word not in _PARTICLES]
    plain = 2 <= len(words) <= 4 and name.split(maxsplit=1)[0].lower() not in _ARTICLES and is_name(name)
    return plain and not names_agency(name) and not _ORGANISATION.search(name)


def _shouted(line: str) -> tuple[str, str] | None:
    """``PHOTO BY JANE DOE The harbour last year.``"""
    match = _SHOUTED.match(line)
    return (line[match.end() :], match["name"] or match["sent"]) if match else None


def _leading(line: str) -> tuple[str, str] | None:
    """``(Photo: X) The harbour last year.``, ``© X | The harbour``, ``Photo by X: The harbour last year.``"""
    match = _LEADING.match(line)
    if match is None:
        return None
    credit = match["inside"] or match["open"]
    rest = line[match.end() :]
    return (rest, credit) if len(rest.split()) >= 3 and is_labelled(credit) and is_name(clean(credit)) else None


def _sent_in(line: str) -> tuple[str, str] | None:
    """``… Submitted photo``: said of the picture, not of one in the picture ("in this undated handout photo")."""
    tail = line[-_LONGEST_PICTURE_WORD:].lower()
    match = _SENT_IN.search(line) if any(word in tail for word in _PICTURE_WORDS) else None
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
    if (
        is_labelled(inside)
        or _is_labelled_within(inside)
        or _TAKEN_BY.search(inside)
        or names_agency(inside)
        or _is_sent_in(inside)
    ):
        return _with_double(before, inside)
    ended = re.search(r"[.!?…。][”\"’»']?$", before) is not None
    if (ended and is_name(inside)) or _names_photo(inside) or (len(before.split()) >= 4 and _is_paper_s(inside)):
        return before, inside
    return None


def _is_labelled_within(text: str) -> bool:
    """Whether a text is a paper, a label and a name: ``Courier photo by Jane Doe``."""
    match = _INNER_LABEL.search(text)
    return match is not None and is_name(text[: match.start()]) and is_name(text[match.end() :])


def _with_double(before: str, inside: str) -> tuple[str, str]:
    """A caption and its credit in brackets, of which agencies print two: ``(Photo by X / AFP) (Photo by X via Y)``."""
    match = _BRACKETED.search(before)
    if match and is_labelled(match[1]) and (match[1].casefold().split(" / ")[0] in inside.casefold()):
        return before[: match.start()].rstrip(), inside
    return before, inside


def _is_sent_in(text: str) -> bool:
    """Whether a text is ``Courtesy photo`` or the like."""
    match = _SENT_IN.search(text)
    return match is not None and not text[: match.start(1)].strip()


def _names_photo(text: str) -> bool:
    """Whether a text is a name and "photo": ``Herald photo``, ``Jane Doe photo``, ``AFP pic``; not ``File photo``."""
    match = _THEIR_PHOTO.fullmatch(text)
    return match is not None and text.lower() not in _REMARKS and (is_name(match[1]) or names_agency(match[1]))


def _is_paper_s(text: str) -> bool:
    """Whether a text is a photographer and who they work for: ``Jane Doe/The Courier``."""
    first, slash, rest = text.partition("/")
    return bool(slash) and _is_person(first.strip()) and is_name(rest)


def _by_label(line: str) -> tuple[str, str] | None:
    """``… Foto: X``, ``… Picture by X``, ``… © X``: the last label with a short rest that tells no further story."""
    start = max(0, len(line) - _TAIL)
    if not may_have_label(line[start:]):
        return None
    for match in reversed(list(_LABELLED.finditer(line, start))[-6:]):
        rest, before = line[match.end() :].strip(), line[: match.start()]
        if not rest.strip(_EDGES + ".") or not _credit_follows(match[0], rest) or _is_told(before, match[0], rest):
            continue
        if not before.strip() and _is_caption(rest):
            return None
        earlier = _earlier_label(before)
        if earlier:
            return before[: earlier.start()], before[earlier.start() :] + match[0] + rest
        return _without_dangling(before) if match[0][0] in "©ⓒ" else before, rest  # "… Bild © X"
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


def _is_caption(text: str) -> bool:
    """Whether what follows a label at the start of a line tells something: ``PHOTO: The harbour on Friday.``"""
    words = text.split()
    small = sum(word.islower() and word not in _PARTICLES for word in words)
    return len(words) >= 5 and (small >= 4 or (small >= 1 and text[-1] in ".!?"))


def _is_told(before: str, label: str, rest: str) -> bool:
    """Whether a label of words is part of the sentence before it: ``… with a picture by Jane Doe``."""
    if not label[:1].islower() or label[-1:] != " " or ":" in label or not before.rstrip()[-1:].isalnum():
        return False
    if _TOLD_OF.search(before):
        return True
    return not label.startswith("courtesy") and not (is_name(clean(rest)) or names_agency(rest))


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
        sure = names_agency(after) or _TAKEN_BY.search(after) or _bare_label(after) or _names_photo(after)
        if sure and "、" not in after and len(after.split()) <= 12 and not _has_sentence(after):
            return before, after
        strong = "/" in after or any(sign in match[0] for sign in "|/•·+") or before[-1] in '.!?…。”»"’'
        if match[0] not in "＝=" and strong and len(before.split()) >= 4 and is_name(clean(after)):
            return before, after
    return None


def _by_last_sentence(line: str) -> tuple[str, str] | None:
    """``… last year. X``: a credit and nothing else after the last sentence."""
    for match in reversed(list(_SENTENCE_END.finditer(line))[-4:]):
        before, after = line[: match.end()].strip(), line[match.end() :].strip()
        balanced = after.count("(") == after.count(")") and after.count("[") == after.count("]") and ") (" not in after
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
    if _names_photo(after):
        return True
    if ":" in bare:  # "Right: Jane Doe"
        return False
    if _HANDLE.fullmatch(bare):
        return True
    words = len(before) // 8 if is_cjk(before) else len(before.split())
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
    rest = text[match.end() :].strip()
    return bool(rest.strip(_EDGES)) and _credit_follows(match[0], rest) and not _is_caption(rest)


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
    return _caption(_without_dangling(caption).rstrip("© ")) if caption else None


def _without_dangling(text: str) -> str:
    """A text in one line without the label at its end."""
    label = _DANGLING_LABEL.search(text, max(0, len(text) - _LONGEST_DANGLING))
    return text[: label.start()] if label else text


def _caption(text: str) -> str | None:
    """A caption without the separators that led to its credit, and without "PHOTO:" where it is not one's."""
    text = _PICTURE_LABEL.sub("", text.lstrip("▲△▼▽◀◁▶▷◆■ "), count=1) if text else text
    return text.strip(" \t\n\xa0|/–—-•·,;+") or None

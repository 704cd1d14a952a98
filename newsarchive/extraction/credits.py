"""Caption and photo credit, told apart: pure text in, pure text out.

News pages print both in one line, in a hundred ways: ``… last year. (Photo: Jane Doe/AP)``, ``… last year © Jane Doe``,
``… last year. | Jane Doe``, ``… last year. Jane Doe``. `separate` asks the surest sign first: brackets, labels, separators,
and at last a bare name after the caption's final sentence. What no sign separates stays caption: a wrong credit is worse than none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["Line", "clean", "has_label", "is_credit", "is_labelled", "is_name", "names_agency", "parties", "separate"]

_TAIL = 260
"""Characters at the end of a line in which its credit's label is looked for: the longest credit, a label and another party before it."""
LONGEST_CREDIT = 140
"""Characters; a museum's courtesy line is about that long, a caption's sentence mostly longer."""

LABELS = {
    "picture, any language": "photo photos photograph photographs photography photographer picture pictures pic pics image images "
    "img illustration illustrations graphic graphics artwork screenshot screengrab video still collage composite "
    "credit credits source sources copyright courtesy",
    "de nl": "foto fotos bild bilder grafik bildquelle bildnachweis fotoquelle fotocredit bildrechte quelle montage fotomontage "
    "symbolbild archivfoto archivbild screenshot beeld fotograaf bron illustratie",
    "es pt it ro ca gl": "foto fotos fotografía fotografia fotografías imagen imágenes imagem imagens crédito créditos fuente "
    "cortesía infografía captura crédit vídeo créditos fonte reprodução divulgação arquivo immagine immagini fotogramma credito "
    "crediti sursa sursă imatge ilustración ilustração",
    "fr": "photo photos photographie crédit crédits source image images illustration légende",
    "no sv da fi is": "foto bild bilde billede bilder fotograf illustrasjon illustration skjermdump skärmdump skærmbillede kilde kuva "
    "kuvat valokuva lähde ljósmynd ljósmyndari mynd myndir skjáskot",
    "pl cs sk sl hr sr hu": "foto fot zdjęcie zdj źródło fotografie zdroj snímek autor fotka izvor fotó fotók kép forrás ilustracija "
    "fotografija ilustracja grafika",
    "lt lv et": "nuotrauka nuotr asociatyvi foto avots pilt allikas",
    "ru uk bg sr mk": "фото фотография иллюстрация коллаж колаж снимка снимки източник источник джерело ілюстрація зображення слика "
    "извор скриншот видео інфографіка инфографика",
    "el tr sq mt": "φωτο φωτό φωτογραφία φωτογραφίες εικόνα πηγή fotoğraf fotoğraflar görsel kaynak burimi foto",
    "ar fa ur he": "تصوير الصورة صورة الصور المصدر عکس تصویر عکاس منبع צילום צילומים תמונה קרדיט תצלום אילוסטרציה",
    "id ms vi tl th": "foto gambar sumber dok fotografer ảnh hình nguồn larawan ภาพ ที่มา เครดิต",
    "hi bn ta si": "फोटो तस्वीर छवि स्रोत ছবি படம் ඡායාරූපය",
    "zh ja ko": "图 圖 图片 圖片 图源 图片来源 圖片來源 摄影 攝影 摄 攝 供图 供圖 来源 來源 写真 画像 提供 撮影 出典 사진 사진제공 그래픽 출처 자료",
}
"""Words that announce a credit when a colon (or "by") follows."""

LINKS = "by|von|vom|par|por|de|di|da|af|av|autorstwa|oleh|door|courtesy of|courtesy|via|from|provided by|credit|credits|copyright|tarafından"
"""Words that may stand between such a label and the name, instead of a colon."""

AGENCIES = (
    "AP|AP Photo|Associated Press|The Associated Press|AFP|Agence France-Presse|Reuters|REUTERS|Getty|Getty Images|iStock|iStockphoto|"
    "Shutterstock|Alamy|EPA|EPA-EFE|EFE|dpa|DPA|APA|ANSA|ANP|Belga|Keystone|KEYSTONE|NTB|NTB scanpix|Scanpix|TT|Ritzau|Ritzau Scanpix|"
    "Lehtikuva|PAP|ČTK|CTK|TASR|MTI|TASS|ТАСС|RIA Novosti|РИА Новости|Sputnik|Interfax|Xinhua|新华社|新華社|中新社|CNS|Kyodo|共同|共同通信|"
    "共同通信社|時事|時事通信|ロイター|AP通信|연합뉴스|뉴시스|뉴스1|연합|Yonhap|Bernama|Antara|ANTARA|PTI|ANI|IANS|UPI|PA|PA Wire|PA Images|"
    "PA Media|AAP|AAPIMAGE|NurPhoto|ZUMA|ZUMA Press|ZUMA Wire|Anadolu|Anadolu Agency|AA|DHA|İHA|IHA|imago|IMAGO|imago images|"
    "picture alliance|picture-alliance|Picture Alliance|Bloomberg|SIPA|Sipa|Sipa USA|SIPA USA|MAXPPP|Hans Lucas|Magnum|Magnum Photos|"
    "Abaca|ABACA|ABACAPRESS|LaPresse|Europa Press|Agência Brasil|Agencia EFE|Lusa|LUSA|Pool|POOL|Handout|HANDOUT|Unsplash|Pexels|Pixabay|"
    "Flickr|Wikimedia|Wikimedia Commons|Wikipedia|Creative Commons|Adobe Stock|AdobeStock|Depositphotos|Dreamstime|123RF|Canva|Midjourney|"
    "DALL-E|Facebook|Instagram|Twitter|TikTok|YouTube|Youtube|Telegram|Rex Features|REX/Shutterstock|WENN|Backgrid|LightRocket|"
    "Global Images Ukraine|Ukrinform|Укринформ|Укрінформ|УНІАН|УНИАН|UNIAN|Agerpres|AGERPRES|Mediafax|Inquam Photos|Tanjug|HINA|"
    "Fena|Pixsell|PIXSELL|BTA|БТА|БГНЕС|Eurokinissi|EUROKINISSI|ΑΠΕ-ΜΠΕ|INTIME|ΙΝΤΙΜΕ|Flash90|פלאש 90|NASA|ESA|KCNA|IRNA|ISNA|SPA|وكالات|أ ف ب|"
    "رويترز|أرشيف|The Canadian Press|Canadian Press|THE CANADIAN PRESS|Postmedia|PNG|USA Today Sports|USA TODAY Sports|Icon Sportswire|"
    "Imagn Images|Gallo Images|GCIS|Supplied|SUPPLIED|Privat|PRIVAT|Archiv|Archivo|Archive|File|Courtesy|Contributed|Submitted|"
    "Cortesía|CORTESÍA|Divulgação|Reprodução|MTVA|VNA|TTXVN|LUKOIL|Scanpix|BNS|ELTA|LETA|Delfi|ITAR-TASS"
)

_PERSONLESS = frozenset(
    "Archiv Archivo Archive File Supplied SUPPLIED Courtesy Contributed Submitted Privat PRIVAT".split()
)
"""Words of `AGENCIES` that say where a picture came from without naming anybody."""

_LABEL = "|".join(
    sorted({re.escape(word) for words in LABELS.values() for word in words.split()}, key=len, reverse=True)
)
_SPACE = re.compile(r"\s+")
_COLON = r"[ \t]*(?:[:：=＝]|\.{3}|…)[ \t]*"
_LABELLED = re.compile(
    rf"""(?:^|(?<=[\s(\[（【.,;|/–—•\-"”“’»>,。、，]))          # at the start, or after space or punctuation
    (?:(?:{_LABEL})\.?(?:[ /&-](?:{_LABEL}|and|und|et|y|e|by|von|par|via)\.?){{0,2}}
       (?:[ ](?:{LINKS}))?{_COLON}                            # Photo: · Photo credit: · Foto/Montage: · Photo by:
     |(?:photos?|photographs?|photography|pictures?|images?|illustrations?|graphics?|artwork|courtesy|screenshot|screengrab|fotos?|fotografía|
        fotografia|photographie|фото)[ ](?:by|courtesy\ of|credit|von|par|por|de|di|oleh)[ ](?=[\w"“@])
     |copyright[ ]+(?!law|infr|holder|claim|protec)(?:©[ ]*)?
     |courtesy[ ]of[ ]|fot\.[ ]
     |(?:file|archive|handout)(?:[ ](?:photo|image|picture))?[ ]*:[ ]*)
    |(?:©|\([cс]\)|（[cCｃＣ]）|ⓒ|🄫|&copy;)\s*(?:(?:copyright|by)\b[ :]*)?""",
    re.IGNORECASE | re.VERBOSE,
)
"""A label and its colon or preposition; what follows is the credit."""

_BARE_LABEL = re.compile(r"(?:fotos?|photos?|fot\.|foto\.|ph\.?|bild|фото|kuva|nuotr\.)\s+(?=[^\W\d_])", re.IGNORECASE)
"""A label without a colon, trusted only where a name or an agency follows: ``(foto Ansa)``, ``fot. Adam Nowak/PAP``."""
_SOFT_PREPOSITION = re.compile(r"\s(?:of|de|di|from|por|par|via)\s$", re.IGNORECASE)
"""Prepositions that make a label of "photo" only where a name follows: `photo of the house` is no credit."""

_AGENCY = re.compile(
    rf"(?<![\w-])(?:{'|'.join(sorted(map(re.escape, set(AGENCIES.split('|'))), key=len, reverse=True))})(?![\w-])"
)
_VIA = re.compile(
    r"\bvia (?:[A-ZÄÖÜ@]|the )|/(?:AP|AFP|dpa|EPA|Getty|Reuters)\b|\b(?:Images|Press|Photo|Photos|News Agency|Studios?|Archives?)$"
)

_BRACKETS = {"(": ")", "[": "]", "（": "）", "【": "】", "〔": "〕", "［": "］"}
_BRACKETED = re.compile(
    r"[(\[（【〔［]([^()\[\]（）【】〔〕［］]{1,140}(?:\([^()]{0,60}\)[^()]{0,60})?)[)\]）】〕］]\s*[.。]?\s*$"
)
_SEPARATOR = re.compile(r"＝|\s+[|/–—•·∙―]\s*|\s*[|•]\s+|\s+-\s+|\s*\+\+\+\s*|\s{3,}|\n+")
_SENTENCE_END = re.compile(r"[.!?…।。؟][”\"’»')\]）」』]{0,2}\s+(?=\S)|[。！？](?=\S)")
_ABBREVIATED = re.compile(
    r"(?:^|[\s(\"“/])(?:[A-ZÀ-Þ]|[A-Z](?:\.[A-Z])+|[A-Z][a-zà-ÿ]{1,2}|Messrs|Prof|Capt|Judge|Pres|Maj|vs|bzw|geb|ca|inkl|Sept|Calif|Conn|Mass|Minn|Wash|Sgt|"
    r"Supt|Hon|Dept|Univ|St|Ste|Mt|approx|etc|No|Nr|fot|bl\.a|f\.v|t\.h|m\.h|kl|nr)\.$"
)
_TOGGLES = re.compile(
    r"(?:\s+|^)(?:Vis mer|Vis mere|Visa mer|Show more|Read more|See more|Mehr anzeigen|Lire plus|Ver más|Leer más|Expand|Enlarge(?: image)?|"
    r"Bild vergrößern|Agrandir l['’]image|Hide caption|toggle caption|hide caption|Open image modal)\s*$",
    re.IGNORECASE,
)
_RIGHTS = re.compile(
    r"[\s/,.;–—-]*(?:(?:copyright|©)\s*(?:19|20)\d\d\b[^/|]*|(?:all )?rights reserved|alle rechte vorbehalten|todos los derechos reservados|"
    r"tutti i diritti riservati|toute reproduction interdite)\.?\s*$",
    re.IGNORECASE,
)
_EDGES = " \t\n\r\xa0\u200b\u200e\u200f,;:|/–—-•·=+_、，；：。"
_PARTICLES = frozenset(
    "de del della di da dos das do du des la le les el al bin ibn bint ben van von der den ter ten zu zur af av y i e et en und and och og ja "
    "via for of the per à ’ d' d’ för für fra från mit with a.k.a. aka in at on a an".split()
)
_REMARKS = frozenset(
    "archivbild|archivfoto|symbolbild|symbolfoto|archive|archives|archivo|archiv|file|left|right|centre|center|top|bottom|pictured|above|below|"
    "links|rechts|l|r|m|inset|illustration|file photo|file image|file picture|stock image|stock photo|representational image|symbolic image|"
    "pictured left|pictured right|l-r|undatiertes foto|foto de archivo|imagen de archivo|photo d’archives|photo d'archives|video|graphic".split(
        "|"
    )
)
"""What captions add in brackets or after the last sentence that credits nobody."""
_DATED = re.compile(r"^\d{1,2}[./]?\d|\b(?:19|20)\d\d\b")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_TAKEN_BY = re.compile(r"(?:撮影|提供|供图|供圖|摄|攝|制图|製圖|写真部|より|기자|제공|사진기자|인턴기자|nuotr\.?)$")
_REPORTER = re.compile(r"\s*(?:撮影|摄影|攝影|(?:선임|사진|인턴|수습)?\s?기자|摄|攝)$")


@dataclass(kw_only=True, slots=True, frozen=True)
class Line:
    """A caption line, taken apart."""

    caption: str | None = None
    """What the picture shows."""
    credit: str | None = None
    """Who made or owns it, without label."""


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
    line = _TOGGLES.sub("", _SPACE.sub(" ", text or "").strip())
    if not line:
        return Line()
    if len(line) > 2000:  # longer than any caption: not worth a regular expression's time
        return Line(caption=line)
    for sign in (_by_last_sentence, _by_brackets, _by_label, _by_separator):
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
    rest = _SPACE.sub(" ", text).strip()[len(line.caption or "") :]
    return _LABELLED.search(" " + rest) is not None


def clean(credit: str | None) -> str | None:
    """A credit without brackets, label, rights formula and stray punctuation; None where nothing is left.

    >>> clean("(Image: LightRocket via Getty Images)")
    'LightRocket via Getty Images'
    >>> clean("Frank Franklin II/Copyright 2026 The AP. All rights reserved.")
    'Frank Franklin II'
    >>> clean("© Photo by Jane Doe;")
    'Jane Doe'
    """
    text = _TOGGLES.sub("", _SPACE.sub(" ", credit or "").strip())
    for _ in range(4):  # labels stack: "(c) Foto: …", "[Image credit: …]"
        before = text
        text = text.strip(_EDGES)
        if (
            text[:1] in _BRACKETS
            and text.endswith(_BRACKETS[text[0]])
            and text.find(_BRACKETS[text[0]]) == len(text) - 1
        ):
            text = text[1:-1]
        if label := _LABELLED.match(text) or _bare_label(text):
            text = text[label.end() :]
        if _RIGHTS.search(text) and (shorter := _RIGHTS.sub("", text).strip(_EDGES)):
            text = shorter
        text = _REPORTER.sub("", text) or text
        if text == before:
            break
    text = text.strip(_EDGES)
    if text.endswith(".") and not re.search(r"(?:\b\w|\b(?:Inc|Co|Ltd|Corp|Jr|Sr|nuotr))\.$", text):
        text = text[:-1].rstrip(_EDGES)
    return text if text and text.lower() not in _PARTICLES else None


def is_credit(text: str | None) -> bool:
    """Whether a piece of text that stands by itself beside a picture (its own element, say) credits somebody.

    >>> [is_credit(s) for s in ("© Jane Doe", "Philipp von Ditfurth/dpa", "The two leaders met on Friday.")]
    [True, True, False]
    """
    line = _TOGGLES.sub("", _SPACE.sub(" ", text or "").strip())
    if not line or len(line) > LONGEST_CREDIT:
        return False
    return is_labelled(line) or names_agency(line) or is_name(clean(line))


def is_name(text: str | None) -> bool:
    """Whether a text could be nothing but the name of a person or organisation.

    >>> [is_name(s) for s in ("Heng Chivoan", "Fouzia Van Der Fort", "J. Stacevičiaus / LRT nuotr.", "last year", "File image")]
    [True, True, True, False, False]
    """
    text = (text or "").strip()
    if not 2 <= len(text) <= 60 or _DATED.search(text):
        return False
    if _CJK.search(text):
        return len(text) <= 12 and not re.search(r"[。、，はをにがで다]$", text)
    words = [word for word in re.split(r"[\s/|,&+]+", text) if word.strip("-–—")]
    if not words or len(words) > 7:
        return False
    named = [word for word in words if word.lower() not in _PARTICLES]
    capitalised = [word for word in named if _is_capitalised(word)]
    if not named or len(capitalised) < 1:
        return False
    return all(
        _is_capitalised(word) or word.lower().startswith("nuotr") or word.startswith(("d'", "d’", "al-", "el-", "@"))
        for word in named
    )


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
    parts = [
        part.strip()
        for part in re.split(
            r"\s*[/|,;·•]\s*|\s+(?:via|for|für|pour|para)\s+|\s+[–—-]\s+|(?<=\S)\s*\((?=[^)]*\)$)|\)$", credit or ""
        )
        if part
    ]
    parts = [name for part in parts if (name := clean(part)) and name not in _PERSONLESS]
    people = [part for part in parts if _is_person(part)]
    bodies = [part for part in parts if part not in people]
    if not people:
        return None, _agency(credit, bodies)
    rest = (credit or "").split(people[-1])[-1] if parts and parts[0] in people else ""
    return ", ".join(people), _agency(re.sub(r"^[\s/|,;·•–—-]*(?:(?:via|for|für|pour|para)\s+)?", "", rest), bodies)


def _agency(printed: str | None, bodies: list[str]) -> str | None:
    """The organisations, as printed where they stand together."""
    text = (printed or "").strip(_EDGES) if printed and all(body in printed for body in bodies) else " / ".join(bodies)
    return re.sub(r"^AP Photos?$", "AP", text) or None


def _is_person(part: str) -> bool:
    if _CJK.search(part):
        return len(part) <= 5 and not _AGENCY.search(part)
    words = part.split()
    return (
        2 <= len(words) <= 4
        and is_name(part)
        and not names_agency(part)
        and not _ORGANISATION.search(part)
        and words[0].lower() != "the"
    )


_ORGANISATION = re.compile(
    r"\b(?:Images?|Press|Photos?|News|Agency|Wire|Media|Studios?|Archives?|Police|Polizei|Polisen|University|Universität|Museum|Department|Ministry|Office|Court|"
    r"Times|Post|Journal|Tribune|Herald|Newspapers?|Group|Inc|Ltd|Company|Council|Institute|Gemeinde|Stadt|Verein|Club|Commons|District|Park|Lodge|Resort|TV|"
    r"Television|Radio|Project|Foundation|Association|Union|Estate|Stock|Alliance|Pool|Wikimedia|Service|Survey|International)\b"
)


def _by_brackets(line: str) -> tuple[str, str] | None:
    """``… (Photo: X)``, ``… (AP)``, ``… . (Christie's)``, ``…（X撮影）``."""
    match = _BRACKETED.search(line)
    if not match:
        return None
    inside, before = match[1].strip(), line[: match.start()].rstrip()
    if is_labelled(inside) or _TAKEN_BY.search(inside) or names_agency(inside):
        return before, inside
    if re.search(r"[.!?…。][”\"’»']?$", before) and is_name(inside) and inside.lower() not in _REMARKS:
        return before, inside
    return None


def _by_label(line: str) -> tuple[str, str] | None:
    """``… Foto: X``, ``… Picture by X``, ``… © X``: the last label with a short rest that tells no further story."""
    for match in reversed(list(_LABELLED.finditer(line, max(0, len(line) - _TAIL)))[-6:]):
        rest, before = line[match.end() :].strip(), line[: match.start()]
        if not rest.strip(_EDGES + "."):
            continue
        if not _credit_follows(match[0], rest):
            continue
        earlier = _earlier_label(before)
        return (before[: earlier.start()], before[earlier.start() :] + match[0] + rest) if earlier else (before, rest)
    return None


def _credit_follows(label: str, rest: str) -> bool:
    """Whether what follows a label is a credit and no sentence."""
    if len(rest) > LONGEST_CREDIT or (_SENTENCE_END.search(rest) and not _RIGHTS.search(rest) and len(rest) > 60):
        return False
    if _SOFT_PREPOSITION.search(label):
        return is_name(clean(rest)) or names_agency(rest[:60])
    return True


def _earlier_label(before: str) -> re.Match[str] | None:
    """A label that opens the same credit: ``© X Foto: Y``, ``Foto: X | Vídeo: Y``."""
    for match in reversed(list(_LABELLED.finditer(before))[-3:]):
        between = before[match.end() :].strip(_EDGES)
        if len(between) <= 60 and (not between or is_name(between) or names_agency(between)):
            return match
    return None


def _by_separator(line: str) -> tuple[str, str] | None:
    """``… | X``, ``… / X``, ``… — X``: the part after the last separators, where it reads like a credit."""
    marks = list(_SEPARATOR.finditer(line))[-4:]
    for match in marks:
        before, after = line[: match.start()].strip(), line[match.end() :].strip()
        if not before or not after or len(after) > LONGEST_CREDIT:
            continue
        if match[0] == "＝" and not (names_agency(after) or _TAKEN_BY.search(after)):
            continue
        bar = any(sign in match[0] for sign in "|/•·+")
        ended = before[-1:] in '.!?…。”»"’'
        if (
            (names_agency(after) or _bare_label(after) or _TAKEN_BY.search(after))
            and len(after.split()) <= 12
            and not _SENTENCE_END.search(after)
        ):
            return before, after
        if is_name(clean(after)) and len(before.split()) >= 4 and (bar or ended):
            return before, after
    return None


def _by_last_sentence(line: str) -> tuple[str, str] | None:
    """``… last year. X``: a bare name or agency after the last sentence."""
    for match in reversed(list(_SENTENCE_END.finditer(line))[-4:]):
        before, after = line[: match.end()].strip(), line[match.end() :].strip()
        if _ABBREVIATED.search(before) or len(after) > 90 or after.count("(") != after.count(")") or ") (" in after:
            continue
        bare = clean(after)
        if not bare or bare.lower() in _REMARKS:
            return None
        if _ends_like_sentence(after) or bare.lower() in _REMARKS:
            return None
        if is_labelled(after) or _TAKEN_BY.search(after) or (names_agency(after) and len(after.split()) <= 10):
            return before, after
        if (
            is_name(bare)
            and len(before.split()) + (len(before) // 8 if _CJK.search(before) else 0) >= 4
            and len(bare.split()) <= 7
        ):
            return before, after
        return None
    return None


def _ends_like_sentence(text: str) -> bool:
    """A full stop after a word, not after an initial: the tail is a sentence, so no bare name."""
    return bool(re.search(r"[!?…。]$|\w{3,}[”\"’»)]?\.[”\"’»]?$", text)) and not names_agency(text[-30:])


def _bare_label(text: str) -> re.Match[str] | None:
    match = _BARE_LABEL.match(text)
    if match and (names_agency(text[match.end() :]) or is_name(text[match.end() :])):
        return match
    return None


def is_labelled(text: str) -> bool:
    """Whether a text begins with a credit's label and goes on like a credit.

    >>> [is_labelled(s) for s in ("Foto: Jane Doe", "© AFP", "Photo of the year: the finalists met in Arles on Friday evening.")]
    [True, True, False]
    """
    match = _LABELLED.match(text)
    if not match:
        return _bare_label(text) is not None
    return bool(match and text[match.end() :].strip(_EDGES) and _credit_follows(match[0], text[match.end() :].strip()))


def names_agency(text: str) -> bool:
    """Whether an agency is named in a text short enough to be nothing but a credit."""
    match = _AGENCY.search(text)
    if not match and not _VIA.search(text):
        return False
    words = [word for word in re.split(r"[\s/|,&+()]+", text) if word]
    small = [
        word
        for word in words
        if word[:1].islower()
        and word.lower() not in _PARTICLES
        and word not in ("dpa", "imago", "images", "picture", "alliance", "scanpix", "nuotr.")
    ]
    return len(small) <= len(words) // 4


def _is_capitalised(word: str) -> bool:
    """Upper case first, or a script without case; "(l.)" and "2024" are not.

    >>> [_is_capitalised(word) for word in ("Doe", "doe", "ג'ון", "12")]
    [True, False, True, False]
    """
    first = next((letter for letter in word if letter.isalnum()), "")
    return first.isalpha() and not first.islower()


def _caption(text: str) -> str | None:
    """A caption without the separators that led to its credit."""
    return text.strip(" \t\n\xa0|/–—-•·,;+") or None

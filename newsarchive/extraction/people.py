"""Reading names out of a byline: text in, contributors out, in the languages and scripts of news.

Pure: what a page says where is `byline`'s business. The word lists are data; a language is added by adding its words.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from ..items import Author, AuthorKind, Role
from .desks import desk_of, names_agency
from .spelling import letters, normalise

MAX_AUTHORS = 30

# ---- words

_LABELS: tuple[tuple[Role, str], ...] = (
    (
        "photographer",
        r"photo(?:graph(?:s|y|er|ie|ies)?)?s?\s*(?:and video\s*)?(?:by|:|von|par|de|di)|fotos?\s*(?:by|:|von"
        r"|av|de|di)|bilder?\s*:|images?\s*(?:by|:)"
        r"|photographe?s?\s*:|fotógrafo|fotografie\s*:|фото\s*:|摄影|攝影|撮影|사진",
    ),
    (
        "illustrator",
        r"illustrations?\s*(?:by|:|von|par)|illustrated by|ilustraci[oó]n(?:es)?\s*(?:de|:)|illustratie\s*:"
        r"|graphics?\s*(?:by|:)|grafik\s*:",
    ),
    (
        "translator",
        r"translat(?:ed|ion)\s*(?:from \w+\s*)?(?:by|:)|übersetz(?:t|ung)(?: von|:| aus)|traduit par"
        r"|traduction\s*:?|traducción|traducido por|tradotto da|перевод\s*:?|перевела?|翻译|翻譯|翻訳|vertaling\s*:?",
    ),
    (
        "contributor",
        r"(?:with )?(?:additional |extra )?(?:reporting|research|contributions?)(?: by| from|:)|contribut(?:ed"
        r"|ing)(?: by|:)?|mitarbeit\s*:?"
        r"|avec la (?:collaboration|participation) de|con la colaboración de|con información de|ha collaborato"
        r"|med bidrag",
    ),
    (
        "editor",
        r"edited by|editors?\s*:|editing by|herausgegeben von|redigert av|redigerad av|edición\s*:|edited and "
        r"produced by|編集|责任?编辑|編輯|责编|редактор\s*:",
    ),
    (
        "other",
        r"(?:medically |fact[- ]|expert[- ])?(?:reviewed|checked) by|styled by|produced by|video(?:s)? by"
        r"|video\s*:|hosted by|presented by|narrated by|interview(?:ed)? by|directed by|updated by|posted "
        r"by(?= staff)",
    ),
    (
        "writer",
        r"(?:(?:ein|eine|un|une|una|an?|guest|exclusive|special)\s+)?(?:story|text|words?|analysis|analyse"
        r"|análisis|opinion|opinión|review|column|kolumne|kommentar|gastbeitrag|essay"
        r"|glosse|leitartikel|interview|bericht|report(?:age)?|commentary|perspective|chronique|tribune"
        r"|columna|crónica|entrevista|commento|krönika|written|published|posted|reported|authored"
        r"|submitted|created|compiled)?\s*(?:by|von|par|por|door)(?=\W|$):?|authors?(?: of (?:the|this) "
        r"(?:article|story|post))?\s*(?::|(?=(?:\s+\S+){0,5}$))|writers?\s*:|autor(?:in|en|es|a|as|i|e|zy|ka)?\s*:?|auteurs?\s*:"
        r"|rédigé par|écrit par|publié par"
        r"|propos recueillis par|escrito por|publicado por|redacci[oó]n\s*:|texto\s*:|di(?=\s+[A-Z])|a cura di"
        r"|scritto da|articolo di|geschreven door"
        r"|tekst(?:i)?\s*:|av:?(?=\s+[A-ZÅÄÖØÆ])|skrevet av|skriven av|text(?:\s+och foto)?\s*:"
        r"|af:?(?=\s+[A-ZÅÄÖØÆ])|skrevet af|kirjoittanut|toimittaja\s*:|autor článku\s*:"
        r"|od(?=\s+[A-Z])|napisał(?:a)?|opracował(?:a)?|oprac\.|piše|pise|írta|szerző\s*:|szöveg\s*:|scris de"
        r"|de(?=\s+[A-ZÉÈÁÍÓÚÂÎ])|yazan\s*:?|haber\s*:|yazar\s*:|oleh\s*:?|penulis\s*:?"
        r"|reporter\s*:|tác giả\s*:?|theo(?=\s+[A-Z])|автор(?:ы|и|ка)?\s*:?|текст\s*:?|подготовил[аи]?"
        r"|беседовал[аи]?|του|της|γράφει(?:\s+[οη])?|συντάκτης\s*:?"
        r"|כתב[הת]?\s*:|מאת:?|بقلم:?|كتب(?:ت)?:?|کتبہ|نویسنده\s*:?|تحرير\s*:|مؤلف|記者|记者|作者|撰文|文(?=[／/：:｜|])|文・"
        r"|執筆|取材(?:・(?:文|撮影))?|글\s*[:=]|লেখক|লিখেছেন|लेखक|द्वारा|எழுதியவர்|เขียนโดย|โดย",
    ),
)
_LABEL = [(role, re.compile(rf"^\W*(?:{pattern})(?=\W|$|[^\x00-\x7f])", re.I)) for role, pattern in _LABELS]
_GLUED_BY = re.compile(r"^(?:By|BY|Von|Par|Por|by)(?=[A-ZÀ-Þ][a-zà-ÿ])")
_INNER_LABEL = re.compile(
    r"[\s,;|•·(–—-]+(?=(?:with (?:additional |extra )?(?:reporting|research|contributions?)|additional "
    r"reporting|photo(?:graph|s\b)|fotos?\s*:|fotos? von|illustration"
    r"|translat|edited by|contributions? from|video by|übersetzt|mitarbeit|traduit))",
    re.I,
)
_HARD_BREAK = re.compile(r"\s*(?:[|•·●∙;]|\s[–—-]\s|\s/\s|\n|／|｜)\s*")
_OUR = frozenset(
    {"our", "unser", "unsere", "unserem", "unserer", "unseren", "notre", "nuestro", "nuestra", "nostro", "onze"}
)
_WITH = frozenset({"with", "mit", "avec", "con"})
_EDGES = ' :|/-–—()（）"“”*'
_SOFT_BREAK = re.compile(
    # The separator is kept: what "and" joins is a contributor too, what a comma adds may be an affiliation.
    r"\s*(,|、|，|،|&|\s\+\s|(?<=\s)(?:and|und|et|y|e|och|og|en|ja|i|a|és|ve|dan|và|и|і|та|και|und|oraz|ir|un"
    r"|và|with|mit|avec|con|و|于|和|及)(?=\s))\s*",
    re.I,
)
_SLASH = re.compile(r"(?<=[^\W\d_]{2})\s*[/／]\s*(?=[^\W\d_]{2})")
_FOR_TAIL = re.compile(r"\s+for\s+(?:the\s+)?[A-Z].*$", re.I)
_PLACE_TAIL = re.compile(r"\s+(?:in|aus|à|en|i|a|fra|från|iz|из|в|din|te|at|for|reports from)\s+[A-ZÀ-ÞА-Я][^,]*$")
_NOISE = re.compile(
    r"\S+@\S+\.\w+|https?://\S+|(?<!\w)@\w+|\bwww\.\S+|\b\d+\s*(?:min(?:ute)?s?|minuten|minutos"
    r"|мин)\b\.?\s*(?:read|lesezeit|de lecture|de lectura|чтения)?"
    r"|\b(?:read time|lesezeit|lesedauer)\b.*|\b\d+\s+(?:hours?|days?|minutes?|weeks?|months?)(?:\s+ago)?\b"
    r"|\bfollow\b.*|\+\s?\d+ more|\bsee more\b.*|\bview (?:all|profile|bio|archive)\b.*"
    r"|\bsign up\b.*|\bcomments?\b.*|\bshare\b.*|\bpublished:?|\bupdated:?|\bposted:?|\blast (?:updated"
    r"|modified):?|\bveröffentlicht( am)?|\baktualisiert( am)?|\bpublié( le)?|\bmis à jour( le)?",
    re.I,
)
_PARTICLE_WORDS = (
    "de da do dos das del della di du des d' la le les el al bin ibn bint ben abu van von der den ter ten zu "
    "zum zur vom af av y e i und st san santa dalla dello 't lo mac"
    " von und zu o'"
)
_PARTICLES = frozenset(_PARTICLE_WORDS.split())
_SUFFIX_WORDS = "jr sr ii iii iv phd md esq ra mba cfp cpa rn dds jd obe cfa"
_SUFFIXES = frozenset(_SUFFIX_WORDS.split())
_TITLE_PREFIX = re.compile(
    r"^(?:(?:dr|prof(?:essor)?|mr|mrs|ms|sir|rev|fr|msgr|lt|col|gen|capt|sgt|hon|mag|ing|dipl|mgr|phdr|mudr"
    r"|doc|don|dott|sra?|dra?|mme|mlle|drs|ir|shri|smt|pak|ibu)\.?\s+)+",
    re.I,
)
_JOB = re.compile(
    r"\b(?:\w*reporter(?:in)?|\w*editor(?:ial|in)?s?|\w*writer|\w*correspondent|\w*columnist|journalist(?:e|in"
    r"|en)?|producer|fellow|professor|contributor|chief|senior|junior|staff"
    r"|director|analyst|critic|host|president|ceo|founder|co-?founder|author|intern|manager|officer|specialist"
    r"|strategist|lead|head of|special to|contributing|freelancer?"
    r"|\w*redakteur(?:in)?|\w*redaktor(?:ka)?|\w*redaktør|\w*redaktör|\w*korrespondent(?:in)?|volontär(?:in)?"
    r"|autor(?:in)?|leiter(?:in)?|chef(?:in)?|rédact\w*|correspondante?|envoyée?"
    r"|redactor[a]?|corresponsal|periodista|giornalist[ai]|inviat[oa]|corrispondente|verslaggever|redacteur"
    r"|kommentator|kirjeenvaihtaja|toimittaja|muhabir[i]?|yazar[ı]?|gazeteci"
    r"|wartawan|jurnalis|dziennikarz|dziennikarka|novinář(?:ka)?|novinar(?:ka)?|újságíró|journalista|repórter"
    r"|editora|colunista|jornalista|especial|enviado|dozent(?:in)?|experte|expertin"
    r"|lecturer|scientist|researcher|scholar|attorney|lawyer|physician|economist|historian|reviewer"
    r"|photographer|videographer|anchor|meteorologist|expert|consultant|stylist"
    r"|обозреватель|корреспондент|редактор|журналист\w*|автор|кореспондент\w*|編集委員|論説委員|特派員|기자|특파원|논설위원|記者|记者|评论员)\b",
    re.I,
)
_ORGANISATION = re.compile(
    r"\b(?:times|post|news|network|media|press|journal|herald|tribune|daily|weekly|magazine|university"
    r"|universität|institute|institut|center|centre|school|tv|radio|online|inc|ltd|llc|gmbh"
    r"|agency|agencies|agentur(?:en)?|agences?|agencias?|bureau|service|services|foundation|association"
    r"|society|council|department|ministry|group|company|corporation|team|desk|staff"
    r"|redaktion|rédaction|redacción|redazione|redakcja|redakce|редакция|newsroom|editorial|board|college"
    r"|academy|museum|hospital|research|today|gazette|chronicle|observer|guardian"
    r"|independent|mirror|express|standard|bulletin|report|review|wire|channel|broadcasting|studios?"
    r"|entertainment|productions|web|digital|verlag|zeitung|blatt|presse|notimex|union)\b|\.[a-z]{2,4}$",
    re.I,
)
_AGENCY_NAMES = (
    "ap|associated press|the associated press|afp|agence france-presse|agence france presse|reuters|thomson "
    "reuters|upi|united press international|dpa|deutsche presse-agentur|apa|sda|keystone-sda"
    "|ats|ansa|efe|europa press|lusa|anp|belga|ntb|tt|ritzau|stt|pap|ctk|čtk|tasr|mti|hina|tanjug|tass|тасс"
    "|ria novosti|риа новости|interfax|интерфакс|ukrinform|укринформ|unian|xinhua|新华社|新華社"
    "|kyodo|kyodo news|共同通信|jiji|jiji press|時事通信|yonhap|yonhap news|연합뉴스|pti|press trust of india|ani|ians"
    "|uni|bernama|antara|vna|ttxvn|mehr|irna|isna|fars|tasnim|anadolu|anadolu agency|aa"
    "|dha|iha|aap|australian associated press|the canadian press|canadian press|la presse canadienne|pa|pa "
    "media|press association|bloomberg|sid|kna|epd|afpbb|notimex|télam|telam|agência brasil"
    "|agencia efe|agerpres|bta|lusa|ana|amna|cna|ina|mena|wam|spa|kuna|petra|sana|bss|unb|app|aps|tap|map"
    "|apanews|sapa|news agency of nigeria|nan|dow jones|cnn wire|tribune news service|getty images"
)
_AGENCIES = frozenset(letters(name) for name in _AGENCY_NAMES.split("|"))
_NOBODY_NAMES = (
    "admin|administrator|webmaster|editor|editors|guest|unknown|staff reports|staff report|from staff "
    "reports|author|byline|anonymous|user|root|webdesk|none|null|undefined|n a|na|no author"
    "|by|von|par|por|contact|contact the author|about the author|staff|staff writer|online|website|test"
    "|autor|redactor|reporter|writer|default|wordpress|superuser|sponsored|advertisement"
    "|advertorial|anzeige|partner|promotion|read more|more|see all|follow us|share|the author|profile|bio"
    "|author bio|view all|writer archive|page|home|news|opinion|sport|sports|politics"
    "|business|culture|entertainment|technology|tech|health|science|world|video|podcast|live|facebook"
    "|twitter|instagram|linkedin|whatsapp|email|print|condé nast|著者一覧|記者コラム|newsletter|menu|agencies"
    "|agenturen|agences|agencias|agencje|news agencies|wire reports|wire services"
)
_NOBODY = frozenset(letters(name) for name in _NOBODY_NAMES.split("|"))
_SMALL_WORD = re.compile(r"(?:with|and|by|mit|und|avec|et|con|y|e|med|og|och|for|für|\W)+", re.I)
_NO_NAME = re.compile(
    r"^(?:in|on|at|from|with|for|more|all|our|your|this|how|why|what|when|view|see|read|about|by|an?|no|new"
    r"|all rights|uhr|about|follow|mehr|plus de|más|sign|subscribe|click|listen|watch|live|mit|aus|für)\b"
    r"|\b(?:uhr|read more|rights reserved|opinions? expressed)\b",
    re.I,
)
_DESK = re.compile(
    r"staff|team|desk|redaktion|rédaction|redacción|redaccion|redazione|redakcj|redakc|редакц|newsroom"
    r"|editorial|editors?\b|bureau|agenc|agentur|online|digital|web$|correspondents|writers"
    r"|reporters|contributors|\.(?:com|de|at|ch|fr|es|it|be|nl|net|org|is|no|se|dk|fi|co|uk|in|au|jp|kr)\b|編集部"
    r"|新聞|편집부|뉴스|news|desk|board|brandroom|studio",
    re.I,
)
_CASELESS = re.compile(
    r"[\u0590-\u08ff\u0900-\u0dff\u0e00-\u0eff\u1000-\u109f\u1200-\u137f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u10a0-\u10ff]"
)
_EAST_ASIAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_EAST_ASIAN_ROLE = re.compile(
    r"^(?:本[报報]|本社)?(?:記者|记者|作者|撰文|文[／/：:｜|]|執筆|글)\s*[:：=]?\s*|\s*(?:記者|记者|기자|특파원|논설위원|編集委員|論説委員|特派員|선임기자|통신원"
    r"|リポーター)(?:\s.*)?$|(?:\s*외 \d+명)$|【|】|\(.*?\)$"
)


_EAST_ASIAN_REPORTER = re.compile(
    # Korean: "순천 구현모 기자"; Chinese and Japanese: "記者王小明／台北報導", "本报记者 张三".
    r"([가-힣]{2,4})\s*(?:선임|수습|전문|인턴)?\s*(?:기자|특파원|논설위원|통신원|객원기자|앵커)(?![가-힣])"
    r"|(?:本[報报台社刊网網]|特派|駐地|驻地)*(?:記者|记者)[\s:：]*([\u4e00-\u9fff]{2,4})(?=[\s／/、,，)）】]|$)"
)


@dataclass(slots=True)
class Credit:
    """One contributor as found."""

    name: str
    role: Role = "writer"
    url: str | None = None
    affiliation: str | None = None
    organisation: bool = False
    agency: bool = False
    """Whether its place in the byline is that of an agency."""

    @property
    def key(self) -> str:
        """What other spellings of the name share with it."""
        return name_key(self.name)


# ---- reading names


def parse_byline(text: str, *, sure: bool = False, role: Role | None = None) -> list[Credit]:
    """Contributors in a byline, in order.

    ``sure`` says that the text is known to name contributors and nothing else; ``role`` is that of a label before it.

    >>> [(c.name, c.affiliation) for c in parse_byline("By Abby Goodnough and Jan van der Berg, Politics Reporter")]
    [('Abby Goodnough', None), ('Jan van der Berg', 'Politics Reporter')]
    >>> [(c.name, c.role) for c in parse_byline("Von Eva Kirchner-Rätsch | Fotos: Jens Roth")]
    [('Eva Kirchner-Rätsch', 'writer'), ('Jens Roth', 'photographer')]
    """
    if reporters := _EAST_ASIAN_REPORTER.findall(text):
        names = [name for pair in reporters for name in pair if name]
        return _unlike([Credit(name, role or "writer") for name in names])
    text, behind = _cut_slash(spaced_label(normalise(_NOISE.sub(" ", text))))
    credits: list[Credit] = []
    current = role
    for part in _HARD_BREAK.split(_INNER_LABEL.sub(" | ", text)):
        found, rest = label_of(part)
        if found is not None:
            current = found
        elif credits and not sure and current is None:
            break
        added = _people(rest if found else part, current or "writer", sure=sure, labelled=current is not None)
        credits += added
        if credits and not added and part.strip():
            _attach(credits[-1], part)
    if behind and credits and (sure or current is not None):
        _add_slashed(credits, behind)
    return credits[:MAX_AUTHORS]


def _cut_slash(text: str) -> tuple[str, str]:
    """A byline and what it prints behind a person and the only slash: the agency or the place of "Jane Roe / AP".

    >>> _cut_slash("By Jane Roe/Tideline Press"), _cut_slash("AP/Reuters")
    (('By Jane Roe', 'Tideline Press'), ('AP/Reuters', ''))
    """
    parts = _SLASH.split(text)
    if len(parts) != 2 or len(parts[1].split()) > 4 or not looks_like_person(label_of(parts[0])[1]):
        return text, ""
    return (text, "") if looks_like_person(parts[1]) and not _is_organisation(parts[1]) else (parts[0], parts[1])


def _add_slashed(credits: list[Credit], behind: str) -> None:
    """Note what stands behind a slash: an agency as a contributor, anything else as an affiliation."""
    if is_agency(behind) or names_agency(behind) or _is_organisation(behind):
        credits.append(Credit(behind, credits[-1].role, agency=True))
    else:
        _attach(credits[-1], behind)


def spaced_label(text: str) -> str:
    """Text with the space that only layout set after a label ("ByJane Roe").

    >>> spaced_label("ByJane Roe"), spaced_label("Byron Bay")
    ('By Jane Roe', 'Byron Bay')
    """
    return _GLUED_BY.sub(lambda match: match[0] + " ", text)


def _unlike(credits: list[Credit]) -> list[Credit]:
    """Each name once."""
    return list({credit.key: credit for credit in reversed(credits)}.values())[::-1]


@lru_cache(maxsize=256)  # a line is asked again and again on the way to its names
def label_of(text: str) -> tuple[Role | None, str]:
    """Role that a text's label gives, and the text after it."""
    for role, pattern in _LABEL:
        if match := pattern.match(text):
            rest = text[match.end() :].lstrip(" :：=-–")
            return role, rest
    return None, text


def _attach(credit: Credit, text: str) -> None:
    """Note an affiliation printed after a name."""
    text = text.strip(" ,()|-–:")
    if credit.affiliation is None and 2 < len(text) <= 80 and text[0].isalpha() and not _SMALL_WORD.fullmatch(text):
        credit.affiliation = text


def _people(text: str, role: Role, *, sure: bool, labelled: bool) -> list[Credit]:
    """Names in one segment; what follows a name and is none is its affiliation."""
    credits: list[Credit] = []
    joined = named = False
    for at, raw in enumerate(_SOFT_BREAK.split(re.sub(r"\([^)]*\)", " , ", text))):
        if at % 2:
            joined = named and raw.strip(" ,、，،") != "" and raw.strip().casefold() not in _WITH
            continue
        piece = _FOR_TAIL.sub("", _PLACE_TAIL.sub("", raw.strip(_EDGES))).strip()
        if not piece:
            continue
        name = _bare_name(piece)
        named = bool(name) and _is_credit(name, first=not credits or joined, sure=sure, labelled=labelled)
        if named and name.replace(".", "").casefold() not in _SUFFIXES:
            credits.append(Credit(name, role))
        elif credits and not named:
            _attach(credits[-1], piece)
        elif not credits and not sure and not named:
            return []
    return credits


def _bare_name(piece: str) -> str:
    """Name without title, job and role words around it."""
    if _EAST_ASIAN.search(piece):
        piece = _EAST_ASIAN_ROLE.sub("", piece).strip(" :：／/")
    words = re.sub(r"(?<=[^\W\d])\d$", "", _TITLE_PREFIX.sub("", piece)).split()
    while len(words) > 2 and (_JOB.fullmatch(words[0].strip(",.")) or words[0].casefold() in _OUR):
        words = words[1:]
    while len(words) > 2 and _is_trailer(words[-1]):
        words = words[:-1]
    if len(words) >= 4 and len(words) % 2 == 0 and words[: len(words) // 2] == words[len(words) // 2 :]:
        words = words[: len(words) // 2]  # once for a portrait, once for the line
    name = " ".join(words)
    last = words[-1].rstrip(".") if words else ""
    return name if len(last) < 2 or "." in last or last.casefold() in _SUFFIXES else name.rstrip(".")


def _is_trailer(word: str) -> bool:
    """Whether a word after a name is a degree or the name of an icon."""
    plain_word = word.replace(".", "").casefold()
    return plain_word in _SUFFIXES - {"jr", "sr", "ii", "iii", "iv"} or bool(re.fullmatch(r"[a-z]+-[a-z-]+", word))


def _is_credit(name: str, *, first: bool, sure: bool, labelled: bool) -> bool:
    """Whether a piece of a byline names a contributor."""
    key = letters(name)
    if not 2 <= len(key) <= 60 or key in _NOBODY or len(name.split()) > 7 or _NO_NAME.match(name):
        return False
    if key in _AGENCIES:
        return first or sure or not name.isupper()
    if (re.search(r"\d", name) or _JOB.search(name)) and not (sure and first):
        return False
    if _is_organisation(name):
        plain_words = sum(word[0].islower() for word in name.split())
        return first and (sure or (labelled and name[0].isupper() and plain_words < 3))
    if looks_like_person(name):
        return True
    alone = first and (name[0].isupper() or not name[0].isascii() or sure) and len(name.split()) == 1 and len(name) > 2
    return first and ((sure and len(name) <= 60) or (labelled and alone))


def _is_organisation(name: str) -> bool:
    return bool(_ORGANISATION.search(name)) or name.startswith("The ")


def looks_like_person(name: str) -> bool:
    """Whether a text has the form of a person's name, in the way of its script.

    >>> [looks_like_person(name) for name in ("Jan van der Berg", "STEVE PEOPLES", "Politics", "read more", "松岡大地")]
    [True, True, False, False, True]
    """
    if _EAST_ASIAN.search(name):
        return 2 <= len(letters(name)) <= 12 and not re.search(
            r"新聞|新闻|日报|日報|編集部|通信|社$|デジタル|뉴스|일보", name
        )
    words = name.split()
    if not 2 <= len(words) <= 6:
        return False
    if _CASELESS.search(name):
        return len(words) <= 5
    heads = [word for word in words if word.strip(".,’'").casefold() not in _PARTICLES]
    return len(heads) >= 2 - (len(words) > 2) and all(_is_name_word(word) for word in heads)


def _is_name_word(word: str) -> bool:
    first = word.lstrip("‘’'\"“(")[:1]
    return (
        first.isupper()
        or unicodedata.category(first or " ") == "Lt"
        or bool(re.match(r"^(?:d|l|al|el)['’-][A-ZÀ-Þ]", word))
    )


@lru_cache(maxsize=256)  # names are compared by it, one with all others
def name_key(name: str) -> str:
    """What two spellings of a person's name share: letters without marks and middle initials."""
    words = [word for word in re.split(r"[\s.]+", name) if len(word) > 1 or not word.isascii()]
    folded = unicodedata.normalize("NFKD", " ".join(words or [name])).casefold()
    return "".join(char for char in folded if char.isalnum())


def decent_case(name: str) -> str:
    """A name printed in capitals throughout, in the usual case; any other as printed.

    >>> decent_case("AMELIA THOMSON-DEVEAUX"), decent_case("AFP")
    ('Amelia Thomson-Deveaux', 'AFP')
    """
    if not name.isupper() or " " not in name or _CASELESS.search(name):
        return name
    words = [word if len(word.strip(".")) <= 2 else word.title() for word in name.split()]
    cased = re.sub(r"\b(Mc)([a-z])", lambda match: match[1] + match[2].upper(), " ".join(words))
    return re.sub(r"(?<=['’])S\b", "s", cased)


def as_author(credit: Credit, site_names: set[str]) -> Author:
    """The contributor as the archive keeps it; `site_names` are the publication's own names, as letters."""
    return Author(
        name=decent_case(credit.name),
        role=credit.role,
        kind=_kind(credit, site_names),
        url=credit.url,
        affiliation=credit.affiliation,
    )


def _kind(credit: Credit, site_names: set[str]) -> AuthorKind:
    own = letters(credit.name) in site_names
    if is_agency(credit.name) or names_agency(credit.name) or (credit.agency and not own):
        return "agency"
    desk = desk_of(credit.name) or (_DESK.search(credit.name) and not looks_like_person(credit.name))
    if desk or credit.organisation or own or _is_organisation(credit.name):
        return "desk"
    return "person"


def is_agency(name: str) -> bool:
    """Whether a name is a news agency's.

    >>> is_agency("The Associated Press"), is_agency("Jane Roe")
    (True, False)
    """
    return letters(name) in _AGENCIES


def is_nobody(name: str) -> bool:
    """Whether a text in a byline's place names nobody: "admin", "Staff reports", "Read more"."""
    return letters(name) in _NOBODY


def names_job(text: str) -> bool:
    """Whether a text holds the word for a job ("Politics Reporter")."""
    return bool(_JOB.search(text))


def names_reporter(text: str) -> bool:
    """Whether a short line names a reporter in the East Asian way, the title beside the name ("구현모 기자")."""
    return len(text) <= 60 and bool(_EAST_ASIAN_REPORTER.search(text))

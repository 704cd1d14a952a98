"""Reading names out of a byline: text in, contributors out, in the languages and scripts of news.

Pure: what a page says where is `byline`'s business. The word lists are data; a language is added by adding its words.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from ...items import Author, AuthorKind, Role
from ..spelling import is_cjk, letters, normalise, sifted
from .desks import desk_of, names_agency
from .labels import PICTURES, label_of, spaced_label, split_labels

MAX_AUTHORS = 30

# ---- words

_HARD_BREAK = re.compile(r"\s*([|•·●∙;]|\s[–—-]\s|\s/\s|\n|／|｜)\s*")
_DASH = frozenset("–—-")
_OUR = frozenset(
    {"our", "unser", "unsere", "unserem", "unserer", "unseren", "notre", "nuestro", "nuestra", "nostro", "onze"}
)
_WITH = frozenset({"with", "mit", "avec", "con"})
_EDGES = ' :|/-–—()（）"“”*'
_SOFT_BREAK = re.compile(
    # The separator is kept: what "and" joins is a contributor too, what a comma adds may be an affiliation.
    r"\s*(,|、|，|،|&|\s\+\s|(?<=\s)(?:and|und|et|y|e|och|og|en|ja|i|a|és|ve|dan|và|и|і|та|και|und|oraz|ir|un"
    r"|và|with|mit|avec|con|و|于|和|及)(?=\s)|(?<=[\u4e00-\u9fff])・(?=[\u4e00-\u9fff]))\s*",
    re.I,
)
_INITIALS = re.compile(r"[a-zà-ÿ]{1,4}")
_SLASH = re.compile(r"(?<=[^\W\d_]{2})\s*[/／]\s*(?=[^\W\d_]{2})")
_FOR_TAIL = re.compile(r"\s+for\s+(?:the\s+)?[A-Z].*$", re.I)
_LEADING_AND = re.compile(r"\s*(?:and|und|et|y|e|och|og|en|&)\s+", re.I)
_NARROW = str.maketrans("（）", "()")
_BRACKETS = re.compile(r"\([^)]*\)")
_PICTURES_IN_BRACKETS = re.compile(rf"\s*\((?:{PICTURES})\)", re.I)
_TOOK_PICTURES = "\x01"
"""Mark that stands for such brackets behind a name."""
_PLACE_TAIL = re.compile(r"\s+(?:in|aus|à|en|i|a|fra|från|iz|из|в|din|te|at|for|reports from)\s+[A-ZÀ-ÞА-Я][^,]*$")
_NOISE = re.compile(
    r"\S+@\S+\.\w+|https?://\S+|(?<!\w)@\w+|\bwww\.\S+|\b\d+\s*(?:min(?:ute)?s?|minuten|minutos"
    r"|мин)\b\.?\s*(?:read|lesezeit|de lecture|de lectura|чтения)?"
    r"|\b(?:published|updated|posted):?\s+(?:on\s+)?[A-Z][a-z]{2,8}\.?\s+\d.*"
    r"|\b(?:read time|lesezeit|lesedauer)\b.*|\b\d+\s+(?:hours?|days?|minutes?|weeks?|months?)(?:\s+ago)?\b"
    r"|\bfollow\b.*|\+\s?\d+ more|\bsee more\b.*|\bview (?:all|profile|bio|archive)\b.*"
    r"|\be-?mail (?:the )?(?:author|writer|reporter|me)\b.*|\bsign up\b.*|(?:\b\d+\s+)?\bcomments?\b.*|\bshare\b.*"
    r"|\b(?:published|updated|posted)\b:?(?!\s+by\b)|\blast (?:updated|modified):?"
    r"|\bveröffentlicht( am)?|\baktualisiert( am)?|\bpublié( le)?|\bmis à jour( le)?",
    re.I,
)
_PARTICLE_WORDS = (
    "wa ole ul ur binti bte de da do dos das del della di du des d' la le les el al bin ibn bint ben abu van von der"
    " den ter ten zu zum zur vom af av y e i und st san santa dalla dello 't lo mac"
    " von und zu o'"
)
_PARTICLES = frozenset(_PARTICLE_WORDS.split())
_FIRST_NAMES = frozenset({"ben", "bin", "mac", "van"})
"""Particles that are first names as well, where but one word follows: "Ben Roe"."""
_SUFFIX_WORDS = "jr sr ii iii iv phd md esq ra mba cfp cpa rn dds jd obe cfa"
_SUFFIXES = frozenset(_SUFFIX_WORDS.split())
_DEGREES = _SUFFIXES - {"jr", "sr", "ii", "iii", "iv"}
_ICON = re.compile(r"[a-z]+-[a-z-]+")
"""Name of an icon, as a script's font has it."""
_DIGIT = re.compile(r"\d")
_FOOTNOTE = re.compile(r"(?<=[^\W\d])\s?\d$")
_SMALL_ARTICLE = re.compile(r"(?:d|l|al|el)['’-][A-ZÀ-Þ]")
"""What stands in lower case before a name and belongs to it: "d'Artagnan", "al-Masri"."""
_TITLE_PREFIX = re.compile(
    r"^(?:(?:dr(?:\.?\s*(?:med|phil|jur|h\.?\s?c|rer\.?\s?\w+))?|prof(?:essor)?|rabbi|pastor|imam"
    r"|mr|mrs|ms|sir|rev|fr|msgr|lt|col|gen|capt|sgt|hon|mag|ing|dipl|mgr|phdr|mudr|doc|dott|sra?|dra?|mme|mlle|drs|ir|shri|smt|pak|ibu)\.?\s+)+",
    re.I,
)
_JOB = re.compile(
    r"\b(?:\w*reporter(?:in)?|\w*editor(?:ial|in)?s?|\w*writer|\w*correspondent|\w*columnist|journalist(?:e|in"
    r"|en)?|producer|fellow|professor|contributor|chief|senior|junior|staff"
    r"|director|analyst|critic|host|president|ceo|founder|co-?founder|author|intern|manager|officer|specialist"
    r"|strategist|lead|head of|special to|contributing|freelancer?"
    r"|\w*redakteur(?:in)?|\w*redaktor(?:ka)?|\w*redaktør|\w*redaktör|\w*korrespondent(?:in|en)?|volontär(?:in)?|mitarbeiter(?:in)?"
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
_BEAT_WORDS = (
    "political politics sports news business health science technology tech education environment climate crime court"
    " courts city local national world foreign international features travel food fashion culture arts entertainment"
    " music film tv opinion investigative investigations special digital deputy assistant associate managing executive"
    " economics finance money property motoring defence defense security diplomatic home affairs social community data"
    " audience breaking content product general guest freelance contributing legal royal consumer personal"
)
_BEATS = frozenset(_BEAT_WORDS.split())
"""Words that stand before a job ("Deputy Political Editor"), and in no name."""
_COLLECTIVE = frozenset({"staff", "editorial", "editors", "writers", "reporters"})
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
    "|dpa-afx|dpa infocom|stt-hs|ots|tnn|رويترز|أ ف ب|فرانس برس|واس|ایرنا|ایسنا|ロイター|路透社|法新社|中新社|美联社"
    "|美聯社|中央社|뉴시스|뉴스1|apanews|sapa|news agency of nigeria|nan|dow jones|cnn wire"
    "|tribune news service|getty images"
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
    "|agenturen|agences|agencias|agencje|guest author|guest writer|guest contributor|guest post|contributor"
    "|contributors|son dakika|sponsored content|popular demand|админ|وكالات|news agencies|wire reports|wire services"
)
_NOBODY = frozenset(letters(name) for name in _NOBODY_NAMES.split("|"))
_SMALL_WORD = re.compile(r"(?:with|and|by|mit|und|avec|et|con|y|e|med|og|och|for|für|\W)+", re.I)
_SECTION = re.compile(r"in\s", re.I)
"""What stands behind a name as the story's section: "by Jane Roe, in News"."""
_NO_AFFILIATION = re.compile(
    rf"{_SMALL_WORD.pattern}|sponsored|advertis\w+|author|user|admin"
    r"|(?:news |wire )?agencies|agen[ct]ias|agen[ct]uren|agences",
    re.I,
)
"""What stands behind a name and says nothing of the person."""
_NO_NAME = re.compile(
    r"^(?:in|on|at|from|with|for|more|all|our|your|this|how|why|what|when|view|see|read|about|by|an?(?=\s)|no|new"
    r"|all rights|uhr|about|follow|mehr|plus de|más|sign|subscribe|click|listen|watch|live|mit|aus|für)\b"
    r"|\b(?:uhr|read more|rights reserved|opinions? expressed)\b",
    re.I,
)
_COLON = re.compile(r"[:：=＝\[\]{}<>]")
"""Mark behind a label, which says what follows in words unknown here ("Źródło: PAP"), and marks of a template."""
_ACRONYM = re.compile(r"[A-Z]{3,}\s")
_ARTICLE = re.compile(r"(?:the|le|la|les|el|los|las|der|die|das|il|het|o|a|os|as)\s", re.I)
_ADMIN = re.compile(r"\badmin(?:istrator)?\b", re.I)
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
_EAST_ASIAN_GROUP = re.compile(
    r"新聞|新闻|日报|日報|編集部|编辑部|報道部|取材班|通信|社$|デジタル|事務所|[協学委員]会|研究所|大学|뉴스|일보|통신|편집국|편집부|취재팀"
)
"""What the name of a newspaper, an office or a desk holds."""
_EAST_ASIAN_ROLE = re.compile(
    r"^(?:本[报報]|本社)?(?:記者|记者|作者|撰文|文[／/：:｜|]|執筆|글)\s*[:：=]?\s*|\s*(?:記者|记者|기자|특파원|논설위원|編集委員|論説委員|特派員|선임기자|통신원"
    r"|リポーター)(?:\s.*)?$|(?:\s*외 \d+명)$|【|】|\(.*?\)$"
)
_EAST_ASIAN_REPORTER = re.compile(
    # Korean: "순천 구현모 기자"; Chinese and Japanese: "記者王小明／台北報導", "本报记者 张三".
    r"((?:[가-힣]{2,4}[·ㆍ]){0,5}[가-힣]{2,4})\s*(?:선임|수습|전문|인턴)?\s*(?:기자|특파원|논설위원|통신원|객원기자|앵커)(?![가-힣])"
    r"|(?:本[報报台社刊网網]|特派|駐地|驻地)*(?:記者|记者)(?![会會席团團证證节節站手观觀笔筆专專调調招])[\s:：]*([\u4e00-\u9fff]{2,4}(?:[、\s][\u4e00-\u9fff]{2,4}){0,5})(?=[\s／/、,，)）】〕]|$)"
)
_EAST_ASIAN_REPORT = re.compile(rf"(?:報導|报道|報道|[電电訊讯])$|{_EAST_ASIAN_GROUP.pattern}")
"""What ends the line of where a report is from."""


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
    return [Credit(c.name, c.role, None, c.affiliation, c.organisation, c.agency) for c in _parsed(text, sure, role)]


@lru_cache(maxsize=256)  # a page names its authors several times, and a site the same ones on many pages
def _parsed(text: str, sure: bool, role: Role | None) -> list[Credit]:
    """Contributors in a byline; they are the cache's own, not to be changed."""
    if reporters := () if text.isascii() else _EAST_ASIAN_REPORTER.findall(text):
        names = [name for pair in reporters for name in re.split(r"[·ㆍ、\s]", pair[0] or pair[1])]
        return _unlike([Credit(name, role or "writer") for name in names if not _EAST_ASIAN_REPORT.search(name)])
    text, behind = _cut_slash(spaced_label(normalise(_NOISE.sub(" ", text.translate(_NARROW)))))
    credits: list[Credit] = []
    current = role
    parts = _HARD_BREAK.split(split_labels(text))
    for at in range(0, len(parts), 2):
        part = _LEADING_AND.sub("", parts[at]) if credits and _LEADING_AND.match(parts[at]) else parts[at]
        found, rest = label_of(part)
        if found and sure and _is_first_name(part, rest):
            found, rest = None, part
        if found is not None:
            current = found
        elif credits and not sure and current is None:
            break
        added = _people(rest if found else part, current or "writer", sure=sure, labelled=current is not None)
        if credits and found is None and part is parts[at] and not _goes_on(credits[-1], added, parts[at - 1].strip()):
            added = []
        credits += added
        if credits and not added and part.strip():
            _attach(credits[-1], part)
    if behind and credits and (sure or current is not None):
        _add_slashed(credits, behind)
    return credits[:MAX_AUTHORS]


def _is_first_name(part: str, rest: str) -> bool:
    """Whether what looks like a label is a first name, in a field that holds names: "Di Nguyen", "Von Miller"."""
    words = part.split()
    if len(words) != 2 or not all(map(_is_name_word, words)) or _COLON.search(part) or words[0].casefold() == "by":
        return False
    return not (is_agency(rest) or desk_of(rest) or is_nobody(rest))


def _goes_on(before: Credit, added: list[Credit], mark: str) -> bool:
    """Whether what stands behind a contributor and a mark is a colleague, not a newspaper or a place."""
    if all(is_agency(credit.name) for credit in added):
        return True
    if looks_like_person(before.name) and (mark in _DASH or all(_is_organisation(credit.name) for credit in added)):
        return False
    return all(looks_like_person(credit.name) or _is_organisation(credit.name) for credit in added)


def _cut_slash(text: str) -> tuple[str, str]:
    """A byline and what it prints behind a person and the only slash: the agency or the place of "Jane Roe / AP".

    >>> _cut_slash("By Jane Roe/Tideline Press"), _cut_slash("AP/Reuters"), _cut_slash("dpa/lno")
    (('By Jane Roe', 'Tideline Press'), ('AP / Reuters', ''), ('dpa', ''))
    """
    parts = _SLASH.split(text)
    if len(parts) != 2 or len(parts[1].split()) > 4 or label_of(parts[1])[0]:
        return text, ""
    before, behind = label_of(parts[0])[1], parts[1]
    if is_agency(before) or (is_agency(behind) and not looks_like_person(before)):
        # The initials of a colleague or a regional office stand beside an agency's name.
        return " / ".join(part for part in parts if not _INITIALS.fullmatch(part) or is_agency(part)), ""
    if not looks_like_person(before) or (looks_like_person(behind) and not _is_organisation(behind)):
        return text, ""
    return parts[0], behind


def _add_slashed(credits: list[Credit], behind: str) -> None:
    """Note what stands behind a slash: an agency as a contributor, anything else as an affiliation."""
    if is_agency(behind) or names_agency(behind) or _is_organisation(behind):
        credits.append(Credit(behind, credits[-1].role, agency=True))
    else:
        _attach(credits[-1], behind)


def _unlike(credits: list[Credit]) -> list[Credit]:
    """Each name once."""
    return list({credit.key: credit for credit in reversed(credits)}.values())[::-1]


def _attach(credit: Credit, text: str) -> None:
    """Note an affiliation printed after a name."""
    text = text.strip(" ,()|-–:")
    if credit.affiliation is not None or not 2 < len(text) <= 80 or not text[0].isalpha() or _COLON.search(text):
        return
    if _SECTION.match(text):
        credit.affiliation = ""  # nor does what follows say more of the person
    elif not (_NO_AFFILIATION.fullmatch(text) or text.replace(".", "").casefold() in _SUFFIXES):
        credit.affiliation = text


def _people(text: str, role: Role, *, sure: bool, labelled: bool) -> list[Credit]:
    """Names in one segment; what follows a name and is none is its affiliation."""
    credits: list[Credit] = []
    joined = named = False
    text = _BRACKETS.sub(" , ", _PICTURES_IN_BRACKETS.sub(_TOOK_PICTURES, text)) if "(" in text else text
    pieces = _SOFT_BREAK.split(text)
    for at, raw in enumerate(pieces):
        if at % 2:
            joined = named and raw.strip(" ,、，،") != "" and raw.strip().casefold() not in _WITH
            continue
        piece = _FOR_TAIL.sub("", _PLACE_TAIL.sub("", raw.strip(_EDGES))).strip()
        if not piece:
            continue
        # A comma may stand before the job itself: "Jane Roe, White House Correspondent".
        opens = (not credits or joined) and (sure or labelled)
        name, job = _bare_name(piece.rstrip(_TOOK_PICTURES), cut=opens)
        named = bool(name) and _is_credit(name, first=not credits or joined, sure=sure, labelled=labelled)
        if named and name.replace(".", "").casefold() not in _SUFFIXES:
            credits.append(Credit(name, "photographer" if piece.endswith(_TOOK_PICTURES) else role))
            _attach(credits[-1], job)
        elif credits and not named:
            _attach(credits[-1], piece)
        elif not credits and not sure and not named:
            if not (labelled and piece[0].isupper() and is_agency(pieces[-1].strip(_EDGES))):
                return []
            credits.append(Credit(piece, role, organisation=True))  # "Le Courrier et AFP"
            named = True
    return credits


def _bare_name(piece: str, *, cut: bool) -> tuple[str, str]:
    """Name without title, job and role words around it, and the job or newspaper that follows it (where `cut`)."""
    if is_cjk(piece):
        piece = _EAST_ASIAN_ROLE.sub("", piece).strip(" :：／/")
    words = _FOOTNOTE.sub("", _without_title(piece)).split()
    while len(words) > 2 and (_is_job(words[0]) or words[0].casefold() in _OUR):
        words = words[1:]
    if len(words) > 3 and words[0].casefold() in _BEATS and _is_job(words[1]):
        words = words[2:]
    while len(words) > 2 and _is_trailer(words[-1]):
        words = words[:-1]
    if len(words) >= 4 and len(words) % 2 == 0 and words[: len(words) // 2] == words[len(words) // 2 :]:
        words = words[: len(words) // 2]  # once for a portrait, once for the line
    end = _name_end(words) if cut else len(words)
    if end == len(words) > 2:
        end = next((at for at in range(2, end) if is_agency(" ".join(words[at:]))), end)
    name = " ".join(words[:end])
    last = words[end - 1].rstrip(".") if words else ""
    name = name if len(last) < 2 or "." in last or last.casefold() in _SUFFIXES else name.rstrip(".")
    return name, " ".join(words[end:])


def _without_title(piece: str) -> str:
    """A piece without the title before the name; a title that leaves one word may be a first name ("Hon Lik")."""
    name = _TITLE_PREFIX.sub("", piece)
    return name if " " in name or "." in piece else piece


def _is_job(word: str) -> bool:
    return _JOB.fullmatch(word.strip(",.")) is not None


def _name_end(words: list[str]) -> int:
    """How many of a piece's words are the name, where a job or a newspaper follows it.

    >>> [_name_end(text.split()) for text in ("Jane Roe Deputy Political Editor", "JANE ROE Staff Writer", "Jane Roe")]
    [2, 2, 2]
    >>> [_name_end(text.split()) for text in ("Jane Roe The Arla Post", "Jane Roe BBC News", "New York Daily News")]
    [2, 2, 4]
    """
    count = len(words)
    if count < 3 or words[0].casefold() in _BEATS:
        return count
    end = _job_start(words)
    if end == count:
        capitals = " ".join(words[:2]).isupper()
        end = next((at for at in range(2, count) if _is_of_other_case(words[at], capitals=capitals)), count)
        rest = " ".join(words[end:])
        if not (_is_organisation(rest) or is_agency(rest) or _JOB.search(rest)):
            return count
    name = " ".join(words[:end])
    return end if looks_like_person(name) and not _is_organisation(name) else count


def _job_start(words: list[str]) -> int:
    """Where a job begins behind a name; the number of words where none does, or where the name's end is in doubt."""
    count = len(words)
    end = next((at for at in range(2, count) if _is_job(words[at])), count)
    if end == count or words[-1].casefold() in _COLLECTIVE:
        return count  # "Arla Post Staff"
    while end > 2 and words[end - 1].casefold() in _BEATS:
        end -= 1
    if any(word.casefold() in _BEATS for word in words[:end]):
        return count  # "AP Sports Writer"
    heads = [word for word in words[:end] if len(word.strip(".")) > 1 and word.casefold() not in _PARTICLES]
    return end if len(heads) == 2 else count  # "Jane Roe Berlin Correspondent"


def _is_of_other_case(word: str, *, capitals: bool) -> bool:
    """Whether a word behind a name is set otherwise: "The", an acronym, lower case behind capitals."""
    return word in ("The", "THE") or (not word.isupper() if capitals else word.isupper() and len(word) > 2)


def _is_trailer(word: str) -> bool:
    """Whether a word after a name is a degree or the name of an icon."""
    plain_word = word.replace(".", "").casefold()
    return plain_word in _DEGREES or _ICON.fullmatch(word) is not None


def _is_credit(name: str, *, first: bool, sure: bool, labelled: bool) -> bool:
    """Whether a piece of a byline names a contributor."""
    key = letters(name)
    if not 2 <= len(key) <= 60 or key in _NOBODY or len(name.split()) > 7 or _NO_NAME.match(name):
        return False
    if _COLON.search(name) or _ADMIN.search(name):
        return False
    if not first and not name.isupper() and (_ACRONYM.match(name) or _ARTICLE.match(name)):
        return False  # "Jane Roe, CNN Indonesia", "Jane Roe, O Diário"
    if key in _AGENCIES:
        return first or sure or not name.isupper()
    if not (sure and first) and (_DIGIT.search(name) or _JOB.search(name)):
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
    if is_cjk(name):
        return 2 <= len(letters(name)) <= 12 and not _EAST_ASIAN_GROUP.search(name)
    words = name.split()
    if not 2 <= len(words) <= 6:
        return False
    if _CASELESS.search(name):
        return len(words) <= 5 and not name.startswith("ال")  # an Arabic noun with its article
    particles = _PARTICLES if len(words) > 2 else _PARTICLES - _FIRST_NAMES
    heads = [word for word in words if word.strip(".,’'").casefold() not in particles]
    return len(heads) >= 2 - (len(words) > 2) and all(_is_name_word(word) for word in heads)


def _is_name_word(word: str) -> bool:
    first = word.lstrip("‘’'\"“(")[:1]
    return first.isupper() or unicodedata.category(first or " ") == "Lt" or _SMALL_ARTICLE.match(word) is not None


@lru_cache(maxsize=256)  # names are compared by it, one with all others
def name_key(name: str) -> str:
    """What two spellings of a person's name share: letters without marks and middle initials."""
    words = [word for word in name.replace(".", " ").split() if len(word) > 1 or not word.isascii()]
    return sifted(unicodedata.normalize("NFKD", " ".join(words or [name])).casefold())


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
        affiliation=credit.affiliation or None,
    )


def _kind(credit: Credit, site_names: set[str]) -> AuthorKind:
    own = letters(credit.name) in site_names
    if is_agency(credit.name) or names_agency(credit.name) or (credit.agency and not own):
        return "agency"
    name = credit.name
    desk = desk_of(name) or _EAST_ASIAN_GROUP.search(name) or (_DESK.search(name) and not looks_like_person(name))
    return "desk" if desk or credit.organisation or own or _is_impersonal(name) or _is_organisation(name) else "person"


def names_somebody(name: str) -> bool:
    """Whether a name has the form of a person's, a group's or an agency's, and is no single word ("By Design").

    >>> [names_somebody(name) for name in ("Jane Roe", "AFP", "Arla Post", "Design", "TPN")]
    [True, True, True, False, True]
    """
    if looks_like_person(name) or is_agency(name) or _is_organisation(name) or desk_of(name):
        return True
    return (name.isupper() and len(name) <= 4) or _EAST_ASIAN_GROUP.search(name) is not None


def names_author(name: str) -> bool:
    """Whether a name is a person's, a desk's or an agency's, and no other organisation's ("Tideline Press")."""
    if is_agency(name) or desk_of(name):
        return True
    return looks_like_person(name) and not _is_organisation(name)


def _is_impersonal(name: str) -> bool:
    """Whether a name ends in a job, is an acronym, or begins with an article.

    >>> [_is_impersonal(name) for name in ("HT Correspondent", "BBC", "Le Courrier", "Jane Roe", "La Toya Roe")]
    [True, True, True, False, False]
    """
    words = name.split()
    if _is_job(words[-1]):
        return True
    if len(words) == 1:
        return name.isupper() and 3 <= len(name) <= 5
    return not looks_like_person(name) and (_ARTICLE.match(name) is not None or name[-1].isdigit())


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
    return len(text) <= 60 and not text.isascii() and _EAST_ASIAN_REPORTER.search(text) is not None

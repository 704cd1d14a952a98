"""Who made the story: the byline as printed, and its contributors in order.

Two witnesses are heard: what the page states for machines (JSON-LD ``author``, microdata, author meta tags) and the byline a
reader sees near the headline. Where they name the same people, the printed order, roles and additional names count; where they
share nobody, the machine statement is believed (a name near the headline may belong to another story's card); where the
statement names only the publication itself, the printed people win.

A name is never made up from an address or an account, and never taken from a card of another story.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..dates import Reading, find_dates, plain
from ..items import Article, Author, AuthorKind, Role
from .blocks import Box, Unit
from .headline import away_box, is_picture_text, letters, normalise, site_names
from .structured import Element, clean

if TYPE_CHECKING:
    from .document import Document

AUTHOR_META = (
    "author", "article:author", "parsely-author", "cxenseparse:author", "dc.creator", "dcterms.creator", "byl", "byline",
    "citation_author", "article:author_name", "author_name", "article.author", "og:article:author", "sailthru.author",
    "rbauthors", "nrbi:authors", "authors", "page.author",
)  # fmt: skip

BEFORE, AFTER = 6, 25
"""Units before and after the headline among which a byline is looked for."""
MAX_BYLINE = 260
"""Characters of a byline; a longer text is a paragraph or an author's biography."""
SMALL_BOX = 300
"""Characters of an aside or footer that holds no more than the story's own byline, date and buttons."""
LABEL_REACH = 3
"""Units that may stand between a label on a line of its own ("By") and the name."""
MAX_UNLABELLED = 100
"""Characters of a byline that neither a label nor a link marks as one."""
MAX_AUTHORS = 30

# ---- words

_LABELS: tuple[tuple[Role, str], ...] = (
    (
        "photographer",
        r"photo(?:graph(?:s|y|er|ie|ies)?)?s?\s*(?:and video\s*)?(?:by|:|von|par|de|di)|fotos?\s*(?:by|:|von|av|de|di)|bilder?\s*:|images?\s*(?:by|:)"
        r"|photographe?s?\s*:|fotógrafo|fotografie\s*:|фото\s*:|摄影|攝影|撮影|사진",
    ),
    (
        "illustrator",
        r"illustrations?\s*(?:by|:|von|par)|illustrated by|ilustraci[oó]n(?:es)?\s*(?:de|:)|illustratie\s*:|graphics?\s*(?:by|:)|grafik\s*:",
    ),
    (
        "translator",
        r"translat(?:ed|ion)\s*(?:from \w+\s*)?(?:by|:)|übersetz(?:t|ung)(?: von|:| aus)|traduit par|traduction\s*:?|traducción|traducido por|tradotto da|перевод\s*:?|перевела?|翻译|翻譯|翻訳|vertaling\s*:?",
    ),
    (
        "contributor",
        r"(?:with )?(?:additional |extra )?(?:reporting|research|contributions?)(?: by| from|:)|contribut(?:ed|ing)(?: by|:)?|mitarbeit\s*:?"
        r"|avec la (?:collaboration|participation) de|con la colaboración de|con información de|ha collaborato|med bidrag",
    ),
    (
        "editor",
        r"edited by|editors?\s*:|editing by|herausgegeben von|redigert av|redigerad av|edición\s*:|edited and produced by|編集|责任?编辑|編輯|责编|редактор\s*:",
    ),
    (
        "other",
        r"(?:medically |fact[- ]|expert[- ])?(?:reviewed|checked) by|styled by|produced by|video(?:s)? by|video\s*:|hosted by|presented by|narrated by|interview(?:ed)? by|directed by|updated by|posted by(?= staff)",
    ),
    (
        "writer",
        r"(?:(?:ein|eine|un|une|una|an?|guest|exclusive|special)\s+)?(?:story|text|words?|analysis|analyse|análisis|opinion|opinión|review|column|kolumne|kommentar|gastbeitrag|essay"
        r"|glosse|leitartikel|interview|bericht|report(?:age)?|commentary|perspective|chronique|tribune|columna|crónica|entrevista|commento|krönika|written|published|posted|reported|authored"
        r"|submitted|created|compiled)?\s*(?:by|von|par|por|door)(?=\W|$):?|authors?(?: of (?:the|this) (?:article|story|post))?\s*:?|writers?\s*:|autor(?:in|en|es|a|as|i|e|zy|ka)?\s*:?|auteurs?\s*:|rédigé par|écrit par|publié par"
        r"|propos recueillis par|escrito por|publicado por|redacci[oó]n\s*:|texto\s*:|di(?=\s+[A-Z])|a cura di|scritto da|articolo di|geschreven door"
        r"|tekst(?:i)?\s*:|av:?(?=\s+[A-ZÅÄÖØÆ])|skrevet av|skriven av|text(?:\s+och foto)?\s*:|af:?(?=\s+[A-ZÅÄÖØÆ])|skrevet af|kirjoittanut|toimittaja\s*:|autor článku\s*:"
        r"|od(?=\s+[A-Z])|napisał(?:a)?|opracował(?:a)?|oprac\.|piše|pise|írta|szerző\s*:|szöveg\s*:|scris de|de(?=\s+[A-ZÉÈÁÍÓÚÂÎ])|yazan\s*:?|haber\s*:|yazar\s*:|oleh\s*:?|penulis\s*:?"
        r"|reporter\s*:|tác giả\s*:?|theo(?=\s+[A-Z])|автор(?:ы|и|ка)?\s*:?|текст\s*:?|подготовил[аи]?|беседовал[аи]?|του|της|γράφει|συντάκτης\s*:?"
        r"|כתב[הת]?\s*:|מאת:?|بقلم:?|كتب(?:ت)?:?|کتبہ|نویسنده\s*:?|تحرير\s*:|مؤلف|記者|记者|作者|撰文|文(?=[／/：:｜|])|文・|執筆|取材|글\s*[:=]|লেখক|লিখেছেন|लेखक|द्वारा|எழுதியவர்|เขียนโดย|โดย",
    ),
)
_LABEL = [(role, re.compile(rf"^\W*(?:{pattern})(?=\W|$|[^\x00-\x7f])", re.I)) for role, pattern in _LABELS]
_GLUED_BY = re.compile(r"^(?:By|BY|Von|Par|Por|by)(?=[A-ZÀ-Þ][a-zà-ÿ])")
_INNER_LABEL = re.compile(
    r"[\s,;|•·(–—-]+(?=(?:with (?:additional |extra )?(?:reporting|research|contributions?)|additional reporting|photo(?:graph|s\b)|fotos?\s*:|fotos? von|illustration"
    r"|translat|edited by|contributions? from|video by|übersetzt|mitarbeit|traduit))",
    re.I,
)
_HARD_BREAK = re.compile(r"\s*(?:[|•·●∙;]|\s[–—-]\s|\s/\s|\n|／|｜|\x1e)\s*")
_SOFT_BREAK = re.compile(
    r"\s*(?:,|、|，|،|&|\s\+\s|(?<=\s)(?:and|und|et|y|e|och|og|en|ja|i|a|és|ve|dan|và|и|і|та|και|und|oraz|ir|un|và|with|mit|avec|con|و|于|和|及)(?=\s))\s*",
    re.I,
)
_PLACE_TAIL = re.compile(r"\s+(?:in|aus|à|en|i|a|fra|från|iz|из|в|din|te|at|for|reports from)\s+[A-ZÀ-ÞА-Я][^,]*$")
_NOISE = re.compile(
    r"\S+@\S+\.\w+|https?://\S+|(?<!\w)@\w+|\bwww\.\S+|\b\d+\s*(?:min(?:ute)?s?|minuten|minutos|мин)\b\.?\s*(?:read|lesezeit|de lecture|de lectura|чтения)?"
    r"|\b(?:read time|lesezeit|lesedauer)\b.*|\b\d+\s+(?:hours?|days?|minutes?|weeks?|months?)(?:\s+ago)?\b|\bfollow\b.*|\+\s?\d+ more|\bsee more\b.*|\bview (?:all|profile|bio|archive)\b.*"
    r"|\bsign up\b.*|\bcomments?\b.*|\bshare\b.*|\bpublished:?|\bupdated:?|\bposted:?|\blast (?:updated|modified):?|\bveröffentlicht( am)?|\baktualisiert( am)?|\bpublié( le)?|\bmis à jour( le)?",
    re.I,
)
_AFTER_DATE = re.compile(r"\b(?:on|at|am|le|el|il|den|um)\s*$", re.I)
_PARTICLES = set(
    "de da do dos das del della di du des d' la le les el al bin ibn bint ben abu van von der den ter ten zu zum zur vom af av y e i und st san santa dalla dello 't lo mac"
    " von und zu o'".split()
)
_SUFFIXES = {
    "jr",
    "sr",
    "ii",
    "iii",
    "iv",
    "phd",
    "md",
    "esq",
    "ra",
    "mba",
    "cfp",
    "cpa",
    "rn",
    "dds",
    "jd",
    "obe",
    "cfa",
}
_TITLE_PREFIX = re.compile(
    r"^(?:(?:dr|prof(?:essor)?|mr|mrs|ms|sir|rev|fr|msgr|lt|col|gen|capt|sgt|hon|mag|ing|dipl|mgr|phdr|mudr|doc|don|dott|sra?|dra?|mme|mlle|drs|ir|shri|smt|pak|ibu)\.?\s+)+",
    re.I,
)
_JOB = re.compile(
    r"\b(?:\w*reporter(?:in)?|\w*editor(?:ial|in)?s?|\w*writer|\w*correspondent|\w*columnist|journalist(?:e|in|en)?|producer|fellow|professor|contributor|chief|senior|junior|staff"
    r"|director|analyst|critic|host|president|ceo|founder|co-?founder|author|intern|manager|officer|specialist|strategist|lead|head of|special to|contributing|freelancer?"
    r"|\w*redakteur(?:in)?|\w*redaktor(?:ka)?|\w*redaktør|\w*redaktör|\w*korrespondent(?:in)?|volontär(?:in)?|autor(?:in)?|leiter(?:in)?|chef(?:in)?|rédact\w*|correspondante?|envoyée?"
    r"|redactor[a]?|corresponsal|periodista|giornalist[ai]|inviat[oa]|corrispondente|verslaggever|redacteur|kommentator|kirjeenvaihtaja|toimittaja|muhabir[i]?|yazar[ı]?|gazeteci"
    r"|wartawan|jurnalis|dziennikarz|dziennikarka|novinář(?:ka)?|novinar(?:ka)?|újságíró|journalista|repórter|editora|colunista|jornalista|especial|enviado|dozent(?:in)?|experte|expertin"
    r"|lecturer|scientist|researcher|scholar|attorney|lawyer|physician|economist|historian|reviewer|photographer|videographer|anchor|meteorologist|expert|consultant|stylist"
    r"|обозреватель|корреспондент|редактор|журналист\w*|автор|кореспондент\w*|編集委員|論説委員|特派員|기자|특파원|논설위원|記者|记者|评论员)\b",
    re.I,
)
_ORGANISATION = re.compile(
    r"\b(?:times|post|news|network|media|press|journal|herald|tribune|daily|weekly|magazine|university|universität|institute|institut|center|centre|school|tv|radio|online|inc|ltd|llc|gmbh"
    r"|agency|agencies|agentur(?:en)?|agences?|agencias?|bureau|service|services|foundation|association|society|council|department|ministry|group|company|corporation|team|desk|staff"
    r"|redaktion|rédaction|redacción|redazione|redakcja|redakce|редакция|newsroom|editorial|board|college|academy|museum|hospital|research|today|gazette|chronicle|observer|guardian"
    r"|independent|mirror|express|standard|bulletin|report|review|wire|channel|broadcasting|studios?|entertainment|productions|web|digital|verlag|zeitung|blatt|presse|notimex|union)\b|\.[a-z]{2,4}$",
    re.I,
)
_DESK = re.compile(
    r"staff|team|desk|redaktion|rédaction|redacción|redaccion|redazione|redakcj|redakc|редакц|newsroom|editorial|editors?\b|bureau|agenc|agentur|online|digital|web$|correspondents|writers"
    r"|reporters|contributors|\.(?:com|de|at|ch|fr|es|it|be|nl|net|org|is|no|se|dk|fi|co|uk|in|au|jp|kr)\b|編集部|新聞|편집부|뉴스|news|desk|board|brandroom|studio",
    re.I,
)
_AGENCY_NAMES = (
    "ap|associated press|the associated press|afp|agence france-presse|agence france presse|reuters|thomson reuters|upi|united press international|dpa|deutsche presse-agentur|apa|sda|keystone-sda"
    "|ats|ansa|efe|europa press|lusa|anp|belga|ntb|tt|ritzau|stt|pap|ctk|čtk|tasr|mti|hina|tanjug|tass|тасс|ria novosti|риа новости|interfax|интерфакс|ukrinform|укринформ|unian|xinhua|新华社|新華社"
    "|kyodo|kyodo news|共同通信|jiji|jiji press|時事通信|yonhap|yonhap news|연합뉴스|pti|press trust of india|ani|ians|uni|bernama|antara|vna|ttxvn|mehr|irna|isna|fars|tasnim|anadolu|anadolu agency|aa"
    "|dha|iha|aap|australian associated press|the canadian press|canadian press|la presse canadienne|pa|pa media|press association|bloomberg|sid|kna|epd|afpbb|notimex|télam|telam|agência brasil"
    "|agencia efe|agerpres|bta|lusa|ana|amna|cna|ina|mena|wam|spa|kuna|petra|sana|bss|unb|app|aps|tap|map|apanews|sapa|news agency of nigeria|nan|dow jones|cnn wire|tribune news service|getty images"
)  # fmt: skip
_AGENCIES = frozenset(letters(name) for name in _AGENCY_NAMES.split("|"))
_NOBODY = frozenset(
    letters(name)
    for name in (
        "admin|administrator|webmaster|editor|editors|guest|unknown|staff reports|staff report|from staff reports|author|byline|anonymous|user|root|webdesk|none|null|undefined|n a|na|no author"
        "|by|von|par|por|contact|contact the author|about the author|staff|staff writer|online|website|test|autor|redactor|reporter|writer|default|wordpress|superuser|sponsored|advertisement"
        "|advertorial|anzeige|partner|promotion|read more|more|see all|follow us|share|the author|profile|bio|author bio|view all|writer archive|page|home|news|opinion|sport|sports|politics"
        "|business|culture|entertainment|technology|tech|health|science|world|video|podcast|live|facebook|twitter|instagram|linkedin|whatsapp|email|print|condé nast|著者一覧|記者コラム|newsletter|menu|agencies|agenturen|agences|agencias|agencje|news agencies|wire reports|wire services"
    ).split("|")
)
_BYLINE_CLASS = re.compile(
    r"by-?_?line|author|autor(?!isation)|auteur|contributor|writer|writtenby|written-by|journalist|reporter|redakteur|verfasser|skribent|kirjoittaja|forfatter|firma(?!t)|escritor"
    r"|signature|signed|creator|posted-by|postedby|user-?name|penname|columnist|giornalista|redattore|editor-?name",
    re.I,
)
_NO_NAME = re.compile(
    r"^(?:in|on|at|from|with|for|more|all|our|your|this|how|why|what|when|view|see|read|about|by|an?|no|new|all rights|uhr|about|follow|mehr|plus de|más|sign|subscribe|click|listen|watch|live|mit|aus|für)\b"
    r"|\b(?:uhr|read more|rights reserved|opinions? expressed)\b",
    re.I,
)
_PICTURE_AGENCY = re.compile(r"getty|shutterstock|istock|\bimago\b|alamy|©", re.I)
_PICTURE = re.compile(r"getty|shutterstock|istock|\bimago\b|photo|foto|bild\b|image|credit|©|alamy", re.I)
_BIO_CLASS = re.compile(r"bio|about|description|comment|related|card|teaser|promo|social|follow|share", re.I)
_AUTHOR_HREF = re.compile(
    r"/(?:authors?|autor(?:es|en|i|in|zy)?|auteurs?|profiles?|people|person(?:en)?|staff|staff-?members?|journalists?e?s?|writers?|reporters?|contributors?|contributor|byline|by|columnists?|team|experts?|redaktion"
    r"|redakteure?|redaccion|firmas?|penulis|yazarlar|muhabir|autori|autore|giornalisti|skribent|av|forfatter|journalist|medarbejder|users?|member|editor|bio|creator|kirjoittaja|toimittajat|tac-gia|автор|avtor|authorarchive)s?(?:/|-|\?|=|$|\.)"
    r"|author=|/author|profile/|correspond",
    re.I,
)
_CASELESS = re.compile(
    r"[\u0590-\u08ff\u0900-\u0dff\u0e00-\u0eff\u1000-\u109f\u1200-\u137f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u10a0-\u10ff]"
)
_EAST_ASIAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_EAST_ASIAN_ROLE = re.compile(
    r"^(?:本[报報]|本社)?(?:記者|记者|作者|撰文|文[／/：:｜|]|執筆|글)\s*[:：=]?\s*|\s*(?:記者|记者|기자|특파원|논설위원|編集委員|論説委員|特派員|선임기자|통신원|リポーター)(?:\s.*)?$|(?:\s*외 \d+명)$|【|】|\(.*?\)$"
)


@dataclass(slots=True)
class _Credit:
    """One contributor as found."""

    name: str
    role: Role = "writer"
    url: str | None = None
    affiliation: str | None = None
    organisation: bool = False

    @property
    def key(self) -> str:
        return name_key(self.name)


@dataclass(slots=True)
class _Printed:
    """The byline a reader sees."""

    lines: list[str] = field(default_factory=list)
    credits: list[_Credit] = field(default_factory=list)


def set_byline(article: Article, document: Document) -> None:
    """Put byline and authors into the article, with the evidence that gave them."""
    names = site_names(document.structured, document.url)
    printed = _printed(document, names)
    credits, source = _settle(document, printed, names)
    mine = {credit.key for credit in credits} & {credit.key for credit in printed.credits}
    article.byline = " ".join(printed.lines) if mine else None
    article.authors = [_author(credit, names) for credit in credits[:MAX_AUTHORS]]
    if article.byline:
        article.provenance["byline"] = "visible"
    if credits:
        article.provenance["authors"] = source


def _author(credit: _Credit, names: set[str]) -> Author:
    return Author(
        name=_decent_case(credit.name),
        role=credit.role,
        kind=_kind(credit, names),
        url=credit.url,
        affiliation=credit.affiliation,
    )


def _kind(credit: _Credit, names: set[str]) -> AuthorKind:
    key = letters(credit.name)
    if key in _AGENCIES:
        return "agency"
    if credit.organisation or key in names or (_DESK.search(credit.name) and not looks_like_person(credit.name)):
        return "desk"
    return "desk" if _is_organisation(credit.name) else "person"


# ---- settling between witnesses


def _settle(document: Document, printed: _Printed, names: set[str]) -> tuple[list[_Credit], str]:
    """The contributors, and the evidence that gave them."""
    stated = list(_json_ld(document))
    people = [credit for credit in stated if not _is_site(credit, names)]
    seen = [credit for credit in printed.credits if not _is_site(credit, names)]
    keys = {credit.key for credit in seen}
    named = [credit for credit in people if not credit.organisation or credit.key in keys]
    if named or (people and not seen):
        return _merged(people, seen), "json-ld"
    if seen:
        return _distinct(seen), "visible"
    for source, credits in (("microdata", _microdata(document)), ("meta", _meta(document))):
        found = _distinct(credit for credit in credits if not _is_site(credit, names))
        if found and (not stated or looks_like_person(found[0].name)):
            return found, source
    if linked := _linked(document, names):
        return linked, "visible"
    return (_distinct(stated), "json-ld") if stated else (_distinct(printed.credits), "visible")


def _is_site(credit: _Credit, names: set[str]) -> bool:
    """Whether the name is only the publication's own."""
    key = letters(credit.name.removeprefix("The ").removeprefix("the "))
    return key in names or (credit.organisation and any(key in name or name in key for name in names if len(name) > 3))


def _merged(stated: list[_Credit], seen: list[_Credit]) -> list[_Credit]:
    """Stated and printed contributors as one list: printed order and roles where they agree on somebody."""
    by_key = {credit.key: credit for credit in seen}
    shared = [credit for credit in stated if credit.key in by_key]
    if not shared:
        return _distinct(stated)
    for credit in shared:
        mine = by_key[credit.key]
        mine.url = mine.url or credit.url
        mine.affiliation = mine.affiliation or credit.affiliation
        mine.name = credit.name if len(credit.name) >= len(mine.name) else mine.name
    return _distinct([*seen, *(credit for credit in stated if credit.key not in by_key)])


def _distinct(credits: Iterable[_Credit]) -> list[_Credit]:
    """Each person once, the first mention kept."""
    kept: dict[str, _Credit] = {}
    for credit in credits:
        if credit.key and letters(credit.name) not in _NOBODY:
            kept.setdefault(credit.key, credit)
    return [credit for credit in kept.values() if not _is_longer_form(credit, kept)]


def _is_longer_form(credit: _Credit, kept: dict[str, _Credit]) -> bool:
    """Whether a credit is another one's name with a job or newspaper behind it ("Jane Roe Globe Correspondent")."""
    return any(
        len(key) > 7 and credit.key != key and credit.name.startswith(other.name + " ") for key, other in kept.items()
    )


# ---- statements for machines


def _json_ld(document: Document) -> Iterator[_Credit]:
    structured = document.structured
    for node in structured.articles:
        found = list(_distinct(c for value in _opened(node.get("author")) for c in _stated_credit(document, value)))
        if not found:
            found = list(
                _distinct(c for value in _opened(node.get("creator")) for c in _stated_credit(document, value))
            )
        if found:
            creators = [c for value in _opened(node.get("creator")) for c in _stated_credit(document, value)]
            people = [credit for credit in creators if looks_like_person(credit.name) and not credit.organisation]
            # An author that is only the organisation, beside a creator who is a person (a content system's split of the two).
            yield from people if all(credit.organisation for credit in found) and people and _latin(people) else found
            return


def _latin(credits: list[_Credit]) -> bool:
    return all(credit.name.isascii() or not _EAST_ASIAN.search(credit.name) for credit in credits)


def _opened(value: Any) -> list[Any]:
    if isinstance(value, dict) and "@list" in value:
        value = value["@list"]
    if isinstance(value, list):
        return [inner for item in value[:50] for inner in (item if isinstance(item, list) else [item])]
    return [] if value is None else [value]


def _stated_credit(document: Document, value: Any) -> Iterator[_Credit]:
    value = document.structured.resolve(value)
    if isinstance(value, str):
        yield from _named(clean(value) or "", None)
        return
    if not isinstance(value, dict):
        return
    kinds = " ".join(map(str, _opened(value.get("@type")))).lower()
    url = next((u for u in _opened(value.get("url")) + _opened(value.get("sameAs")) if isinstance(u, str)), None)
    for name in _opened(value.get("name") or value.get("byline") or _full_name(value)):
        inner = name.get("name") if isinstance(name, dict) else name
        for credit in _named(clean(inner) or "", document.absolute(url)):
            credit.organisation = "organization" in kinds or "organisation" in kinds
            credit.affiliation = credit.affiliation or _stated_affiliation(document, value)
            yield credit


def _full_name(value: dict[str, Any]) -> str | None:
    parts = [value.get("givenName"), value.get("additionalName"), value.get("familyName")]
    return " ".join(part for part in parts if isinstance(part, str) and part.strip()) or None


def _stated_affiliation(document: Document, value: dict[str, Any]) -> str | None:
    for key in ("jobTitle", "affiliation", "worksFor"):
        for item in _opened(value.get(key)):
            resolved = document.structured.resolve(item)
            if text := clean(resolved.get("name") if isinstance(resolved, dict) else resolved):
                return text if len(text) <= 120 else None
    return None


def _named(text: str, url: str | None) -> list[_Credit]:
    """Contributors in a field that holds nothing but names."""
    if not text or "://" in text or text[0] in "@,;|" or len(text) > 300:
        return []
    credits = parse_byline(text, sure=True)
    if len(credits) == 1:
        credits[0].url = url
    return credits


def _microdata(document: Document) -> Iterator[_Credit]:
    for element in document.structured.microdata.get("author", ())[:10]:
        named = element.find(".//*[@itemprop='name']")
        holder = named if named is not None else element
        text = clean(holder.get("content") or " ".join(holder.itertext()))
        link = element if element.tag == "a" else element.find(".//a[@href]")
        yield from _named(text or "", document.absolute(link.get("href")) if link is not None else None)


def _meta(document: Document) -> Iterator[_Credit]:
    for name in AUTHOR_META:
        found: list[_Credit] = []
        for value in document.structured.meta.get(name, ())[:8]:
            text = clean(value) or ""
            # An account or a slug ("jroe", "jane-roe") is no name.
            if " " in text or _CASELESS.search(text) or letters(text) in _AGENCIES:
                found += _named(text, None)
        if found:
            yield from found
            return


def _linked(document: Document, names: set[str]) -> list[_Credit]:
    """The one person that the page's rel=author links name, wherever they stand."""
    found: dict[str, _Credit] = {}
    for unit in document.walk.units:
        for anchor in unit.anchors:
            if "author" in (anchor.get("rel") or "").lower().split():
                for credit in _anchor_credits(document, anchor):
                    found.setdefault(credit.key, credit)
    credits = [credit for credit in found.values() if not _is_site(credit, names)]
    return credits if len(credits) == 1 else []


# ---- the printed byline


def _printed(document: Document, names: set[str]) -> _Printed:
    """The byline near the headline: the first line that is one, and those that go on with it."""
    walk, heading = document.walk, document.heading
    if heading.start is None or heading.end is None:
        return _Printed()
    head = walk.units[heading.start].box
    after = walk.units[heading.end : heading.end + AFTER]
    before = walk.units[max(0, heading.start - BEFORE) : heading.start]
    skipped = set(heading.dek_units)
    for units in (after, before):
        unique = units is before
        printed = _cluster(document, [u for u in units if u.index not in skipped], head, names, unique=unique)
        if printed.credits:
            return printed
    return _Printed()


def _cluster(document: Document, units: list[Unit], head: Box, names: set[str], *, unique: bool) -> _Printed:
    printed = _Printed()
    last: int | None = None
    pending: Role | None = None
    since = 0
    for unit in units:
        if last is not None and (unit.index - last > 4 or unit.heading or len(unit.text) > MAX_BYLINE):
            break
        if not _may_be_byline(document, unit, head, unique=unique):
            continue
        if label := _only_label(unit.text):
            # "Photo:" alone begins a picture's credit, not a byline.
            pending, since = (None if label == "photographer" else label), unit.index
            continue
        if pending and unit.index - since > LABEL_REACH:
            pending = None
        credits = _unit_credits(document, unit, pending, alone=not printed.credits)
        if credits and not (printed.credits and _is_other_story(document, unit)):
            printed.credits += [credit for credit in credits if credit.key not in {c.key for c in printed.credits}]
            line = _line(unit.text, document)
            if line and line not in printed.lines:
                printed.lines.append(line)
            last = unit.index
            pending, since = (pending if unit.box.tag == "dd" else None), unit.index
    initials = {_initials(credit.name) for credit in printed.credits}
    printed.credits = [credit for credit in printed.credits if credit.name not in initials]
    return printed


def _initials(name: str) -> str:
    """First letters of a name: what an avatar shows in place of a portrait."""
    return "".join(word[0] for word in name.split()) if " " in name else ""


def _is_other_story(document: Document, unit: Unit) -> bool:
    """Whether a later line repeats a template of many: the byline of one of several cards."""
    return document.walk.tally.paths[unit.path] > 6


def _may_be_byline(document: Document, unit: Unit, head: Box, *, unique: bool) -> bool:
    if unit.hidden or len(unit.text) > MAX_BYLINE or len(unit.text) < 2 or unit.heading in (1, 2):
        return False
    if unique and document.walk.tally.paths[unit.path] > 2:
        return False
    away = away_box(unit.box, head)
    return away is None or (away.chars <= SMALL_BOX and not any(u.heading for u in document.walk.within(away)))


def _only_label(text: str) -> Role | None:
    """Role that a line names and then leaves its people to the next ("By", "Contributions from")."""
    if len(text) > 40:
        return None
    for role, pattern in _LABEL:
        match = pattern.match(text)
        if match and not text[match.end() :].strip(" :.-–"):
            return role
    return None


def _unit_credits(document: Document, unit: Unit, pending: Role | None, *, alone: bool) -> list[_Credit]:
    """People that a line credits; none where neither label, class nor author link says that it is a byline.

    A class is enough only for the first line (`alone`): what follows may be the picture's credit or a biography.
    """
    text = _line(unit.text, document)
    role, _ = _label_of(text)
    labelled = pending is not None or role is not None
    classed = alone and bool(_BYLINE_CLASS.search(_classes(unit)))
    linked = [anchor for anchor in unit.anchors if _is_author_link(anchor)]
    if not (labelled or classed or unit.link_density > 0.3):
        linked = []
    if not (labelled or linked or classed) or (
        role == "photographer" and (":" in text[:16] or not unit.inlines + unit.anchors)
    ):
        return []
    if (is_picture_text(unit) and role != "writer") or _PICTURE_AGENCY.search(text):
        return []
    if (
        not labelled
        and not linked
        and (len(text) > MAX_UNLABELLED or _BIO_CLASS.search(unit.box.cls) or _PICTURE.search(text))
    ):
        return []
    credits = parse_byline(text, role=pending)
    if linked:
        credits = _with_links(document, credits, linked, pending, text)
    elif whole := next((name for inline in unit.inlines if (name := _inline_name(inline, text))), None):
        credits = [_Credit(whole, pending or role or "writer"), *credits[1:]]
    if not labelled:
        # A class or link alone may also mean the section or the publication's name beside the byline.
        credits = [
            c
            for c in credits
            if looks_like_person(c.name) or letters(c.name) in _AGENCIES or _is_pen_name(c.name, linked)
        ]
    return [credit for credit in credits if letters(credit.name) not in _NOBODY]


def _inline_name(inline: Element, line: str) -> str | None:
    """A person's name that an element within the line holds apart from what follows it."""
    text = normalise(" ".join(inline.itertext()))
    _, name = _label_of(text)
    _, rest = _label_of(line)
    if not looks_like_person(name) or not rest.startswith(name) or _JOB.search(name):
        return None
    return name if [credit.name for credit in parse_byline(name, sure=True)] == [name] else None


def _is_pen_name(name: str, links: list[Element]) -> bool:
    """Whether a single name stands in a link to its author."""
    rel = any("author" in (link.get("rel") or "") for link in links)
    return rel and name[:1].isupper() and not name.isupper() and len(name.split()) == 1


def _classes(unit: Unit) -> str:
    parent = unit.box.parent
    own = [unit.box.cls, unit.box.id, unit.element.get("itemprop") or "", unit.element.get("data-testid") or ""]
    own += [value for inline in unit.inlines for value in (inline.get("class") or "", inline.get("itemprop") or "")]
    own += [anchor.get("class") or "" for anchor in unit.anchors]
    if parent is not None and parent.end - parent.start <= 6:
        own += [parent.cls, parent.element.get("itemprop") or "", parent.element.get("data-testid") or ""]
        if parent.parent is not None and parent.parent.end - parent.parent.start <= 6:
            own.append(parent.parent.cls)
    return " ".join(own)


def _is_author_link(anchor: Element) -> bool:
    if "author" in (anchor.get("rel") or "").lower().split() or anchor.get("itemprop") in ("author", "name"):
        return True
    href = anchor.get("href") or ""
    return bool(_AUTHOR_HREF.search(href)) and len(href) < 300 and "share" not in href


def _with_links(
    document: Document, credits: list[_Credit], links: list[Element], pending: Role | None, text: str
) -> list[_Credit]:
    """Credits of the line's text, sharpened by its author links, whose texts are whole names."""
    linked = [credit for anchor in links for credit in _anchor_credits(document, anchor)]
    if not linked:
        return credits
    out: list[_Credit] = []
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
            other.role = pending or _label_of(text)[0] or "writer"
            out.append(other)
    return out


def _anchor_credits(document: Document, anchor: Element) -> list[_Credit]:
    text = normalise(" ".join(anchor.itertext()))
    credits = parse_byline(text, sure=True) if 2 < len(text) <= 90 else []
    for credit in credits:
        credit.url = document.absolute(anchor.get("href")) if len(credits) == 1 else None
    return credits


def _line(text: str, document: Document) -> str:
    """The byline within a line: without dates and what follows them."""
    line = plain(normalise(text))
    for found in find_dates(line, Reading(language=document.language)):
        before, behind = line[: found.start], line[found.end :]
        if len(before.strip(" ,|-–·•")) >= 5:
            line = _AFTER_DATE.sub("", before.rstrip(" ,|-–·•("))
            line = re.sub(
                r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)?day,?$|\b(?:mon|tue|wed|thu|fri|sat|sun),?$",
                "",
                line,
                flags=re.I,
            )
        else:
            line = behind.strip(" ,|-–·•)")
        break
    return line.strip(" ,|-–·•")


# ---- reading names


def parse_byline(text: str, *, sure: bool = False, role: Role | None = None) -> list[_Credit]:
    """Contributors in a byline, in order.

    ``sure`` says that the text is known to name contributors and nothing else; ``role`` is that of a label before it.

    >>> [(c.name, c.role, c.affiliation) for c in parse_byline("By Abby Goodnough and Jan van der Berg, Politics Reporter")]
    [('Abby Goodnough', 'writer', None), ('Jan van der Berg', 'writer', 'Politics Reporter')]
    >>> [(c.name, c.role) for c in parse_byline("Von Eva Kirchner-Rätsch | Fotos: Jens Roth")]
    [('Eva Kirchner-Rätsch', 'writer'), ('Jens Roth', 'photographer')]
    """
    text = _GLUED_BY.sub(lambda match: match[0] + " ", normalise(_NOISE.sub(" ", text)))
    credits: list[_Credit] = []
    current = role
    for part in _HARD_BREAK.split(_INNER_LABEL.sub(" | ", text)):
        found, rest = _label_of(part)
        if found is not None:
            current = found
        elif credits and not sure and current is None:
            break
        added = _people(rest if found else part, current or "writer", sure=sure, labelled=current is not None)
        credits += added
        if credits and not added and part.strip():
            _attach(credits[-1], part)
    return credits[:MAX_AUTHORS]


def _label_of(text: str) -> tuple[Role | None, str]:
    """Role that a text's label gives, and the text after it."""
    for role, pattern in _LABEL:
        if match := pattern.match(text):
            rest = text[match.end() :].lstrip(" :：=-–")
            return role, rest
    return None, text


def _attach(credit: _Credit, text: str) -> None:
    """Note an affiliation printed after a name."""
    text = text.strip(" ,()|-–:")
    if credit.affiliation is None and 2 < len(text) <= 80 and text[0].isalpha():
        credit.affiliation = text


def _people(text: str, role: Role, *, sure: bool, labelled: bool) -> list[_Credit]:
    """Names in one segment; what follows a name and is none is its affiliation."""
    credits: list[_Credit] = []
    for raw in _SOFT_BREAK.split(re.sub(r"\([^)]*\)", " , ", text)):
        piece = _PLACE_TAIL.sub("", raw.strip(' :|/-–—"“”*')).strip()
        if not piece:
            continue
        name = _bare_name(piece)
        if name and _is_credit(name, first=not credits, sure=sure, labelled=labelled):
            if name.replace(".", "").casefold() not in _SUFFIXES:
                credits.append(_Credit(name, role))
        elif credits:
            _attach(credits[-1], piece)
        elif not sure:
            return []
    return credits


def _bare_name(piece: str) -> str:
    """Name without title, job and role words around it."""
    if _EAST_ASIAN.search(piece):
        piece = _EAST_ASIAN_ROLE.sub("", piece).strip(" :：／/")
    words = re.sub(r"(?<=[^\W\d])\d$", "", _TITLE_PREFIX.sub("", piece)).split()
    while len(words) > 2 and _JOB.fullmatch(words[0].strip(",.")):
        words = words[1:]
    while len(words) > 2 and _is_trailer(words[-1]):
        words = words[:-1]
    name = " ".join(words)
    return name.rstrip(".") if words and len(words[-1].replace(".", "")) > 3 else name


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

    >>> [looks_like_person(name) for name in ("Jan van der Berg", "STEVE PEOPLES", "Politics", "read more here", "松岡大地")]
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


def name_key(name: str) -> str:
    """What two spellings of a person's name share: letters without marks and middle initials."""
    words = [word for word in re.split(r"[\s.]+", name) if len(word) > 1 or not word.isascii()]
    folded = unicodedata.normalize("NFKD", " ".join(words or [name])).casefold()
    return "".join(char for char in folded if char.isalnum())


def _decent_case(name: str) -> str:
    """A name printed in capitals throughout, in the usual case; any other as printed.

    >>> _decent_case("AMELIA THOMSON-DEVEAUX"), _decent_case("AFP")
    ('Amelia Thomson-Deveaux', 'AFP')
    """
    if not name.isupper() or " " not in name or _CASELESS.search(name):
        return name
    words = [word if len(word.strip(".")) <= 2 else word.title() for word in name.split()]
    cased = re.sub(r"\b(Mc)([a-z])", lambda match: match[1] + match[2].upper(), " ".join(words))
    return re.sub(r"(?<=['’])S\b", "s", cased)

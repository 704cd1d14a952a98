"""Words that say what a date on a page means: publication, last change, or nothing much.

A label's words are of any language of news; a class is named in English, as a rule. A label goes before a class.

A word may be the beginning of others ("publi" of "published" and "publié"), for languages inflect them; a small part of
a regular expression may stand in it. Texts are compared without accents and in lower case.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from ...datewords import fold

__all__ = [
    "DATE_CLASS",
    "MODIFIED_CLASS",
    "PUBLISHED_CLASS",
    "Role",
    "asks_otherwise",
    "modified_at",
    "published_at",
    "role_after",
    "role_of",
    "speaks_of_role",
]

Role = Literal["published", "modified"]
"""What a date may mean for a story."""

_PUBLISHED = r"""
publis|posted|issued|release|created|uploaded|written on|filed|online since|submitted|added on|\bonline\b|\bpubl\.
publié|publiée|parution|mise? en ligne|posté|diffusé|publicad|publicat|publicaç|publicac|pubblicat|pubblicaz|publicaz
postado|criado|creado|divulgad|veiculad|inserit|postat|adăugat|ippubblik|inilathala|nailathala|publikuar
veröffentlich|erschienen|erstellt|eingestellt|publizier|publizéiert|verëffentlech|gepubli|geplaatst|geplaas|gepost
publicerad|publisert|publiceret|offentliggj|udgivet|oprettet|opprettet|lagt ut|skapad|upplagd|\bbirt\b
julkais|avaldatud|postitatud|lisatud|publicēt|ievietot|paskelbt|publikuot|įkelt|sukurt|foilsith|cyhoedd|argitaratu
opublikowan|publikacj|dodan[oe]|utworzon|zveřejněn|publikován|vydáno|vloženo|vytvořen|přidáno|zverejnen|uverejnen
publikovan|pridané|megjelen|közzét|publikál|létrehoz|feltölt|beküld|objavljen|postavljen
опубликован|публикац|размещ[её]н|добавлен|создан|выложен|опубліков|розміщен|додано|створено|апублік|публикува
објављен|објавен|постављен|жариялан|жарыялан|нашр шуд|чоп этил|эълон|e['’‘ʻ]lon|joylan|нийтэл|нийтлэ|оруулсан
δημοσ|αναρτ|yayın|eklenme|giriş|oluştur|dərc|nəşr|გამოქვეყნ|հրապարակ
نشر|نُشر|انتشار|منتشر|أضيف|شائع|اشاعت|بڵاو|خپره|פורסם|הועלה
प्रकाशि|प्रकाशन|प्रसिद्ध|প্রকাশ|வெளியிட|வெளியான|பதிவு|ప్రచురి|പ്രസിദ്ധീകരി|ಪ್ರಕಟ|પ્રકાશિત|ਪ੍ਰਕਾਸ਼ਿਤ|ප්‍රකාශ
เผยแพร่|โพสต์|ลงวันที่|ເຜີຍແຜ່|ຜີຍແຜ່|ចុះផ្សាយ|ផ្សាយ|ထုတ်ဝေ
發布|發佈|发布|發表|发表|刊登|刊出|出版|上传|公開|掲載|配信|投稿|公表|発行|登録|입력|등록|승인|게시|송고|작성일|발행|게재
publikasi|diterbit|terbit|tayang|diunggah|diposting|dimuat|disiar|chapish|đăng|xuất bản|wallaf|daabac|የታተመ|ታትሟል
"""

_MODIFIED = r"""
updat|modif|revised|edited|corrected|mise? à jour|\bmaj(?= ?:)|\bmaj (?=le )|actuali[zst]|atualiz|aggiorn|aġġorn
aktualis|geändert|überarbeitet|bearbeitet|bijgewerkt|gewijzigd|aangepast|laatste update|opgedateer|bygewerk|gewysig
uppdater|oppdater|opdater|ændret|endret|ändrad|redigert|redigerad|päivitetty|muokattu|uppfært|uuendatud|muudetud
atnaujin|atjauno|atjaunin|nuashon|diweddar|eguneratu|aktualiz|edytow|zmodyfik|upraven|frissít|módos
ažurir|izmen|izmijen|posodob|spremenj|përditësua|обновл|измен[её]н|оновл|змінен|актуализ|актуаліз|ажурир|промян|абноўл
жаңарт|жаңырт|өзгерт|янгила|yangila|навсоз|шинэчил|шинэчлэ|ενημερωσ|ενημερω|τροποπ|güncel|yenilə|განახლ|թարմաց
تحديث|تعديل|به.?روز|ویرایش|اپ ?ڈیٹ|نوێکر|تازه|עודכן|עדכון
अपडेट|अद्यतन|अद्यावधिक|संशोधित|আপডেট|হালনাগাদ|புதுப்பி|అప్.?డేట్|నవీక|അപ്.?ഡേറ്റ|പുതുക്കി|ನವೀಕರ|ಅಪ್.?ಡೇಟ್|અપડેટ
ਅਪਡੇਟ|ਅੱਪਡੇਟ|යාවත්කාලීන|อัป?เดต|อัพเดท|อัปเดท|แก้ไข|ອັບເດດ|ປັບປຸງ|បច្ចុប្បន្នភាព|ပြင်ဆင်
更新|修改|修訂|修订|改訂|수정|업데이트
diperbarui|diperbaharui|dikemas|kemas ?kini|cập nhật|binago|sasish|sabunt|cusboon|የዘመነ|ተሻሽ
"""

_DATE = r"""
dates?|data|datum|dato|dátum|data i godzina|fecha|datums|dagsetning|kuupäev|päiväys|дата|датум|күні|күнү|огноо|sana|сана
ημερομηνία|tarih|tarix|tanggal|tarikh|petsa|تاريخ|بتاريخ|تاریخ|תאריך|दिनांक|तारीख|तिथि|मिति|তারিখ|தேதி|తేదీ|തീയതി
ದಿನಾಂಕ|તારીખ|ਮਿਤੀ|දිනය|วันที่|ວັນທີ|កាលបរិច្ឆេទ|ရက်စွဲ|日期|时间|時間|日付|日時|날짜|일자|일시|ngày|thời gian|tarehe
time|zeit|hora|heure|время|час|stand|press release|news release|media release|for immediate release|dated
pressemitteilung|pressemeldung|medienmitteilung|presseinformation|communiqué de presse|communiqué|comunicado de prensa
comunicado|comunicato stampa|nota de prensa|nota de imprensa|komunikat prasowy|pressmeddelande|pressemelding
pressemeddelelse|lehdistötiedote|tiedote|persbericht|sajtóközlemény|δελτίο τύπου|basın bülteni|пресс-релиз|прес-реліз
tisková zpráva|tlačová správa|siaran pers|보도자료|新闻稿|新聞稿|news|aktuelles|meldung|meldung vom|noticia|notícia
"""
"""A label of one of these alone says that a date follows, not of what."""

_BESIDE = r"""
by|author|autor|avtor|аутор|szerző|készítette|piše|пише|автори|auteur|autore|writer|written|reporter|redact|redak
von|door|av|af|par|por|di|автор|аўтар|муалли|muallif
yazar|penulis|oleh|editor|text|text[eo]|tekst|كتب|بقلم|נכתב|מאת|लेखक|작성자|기자|作者|記者|记者|編輯|编辑|文責
tác giả|редак
source|quelle|fuente|fonte|источник|джерело|kaynak|sumber|zdroj|źródło|来源|來源|출처|nguồn|المصدر|منبع|via
categor|kategori|rubri|section|sección|seção|рубрика|раздел|категор|栏目|分类|分類|カテゴリ|thema|topic|posted in|in
"""
"""A label that holds one of these speaks of author, source or section, and the date stands beside what it names."""

_OTHERWISE = r"""
until|till|deadline|expires|valid|born|died|joined|member since|since|starts?|begins?|ends?|due|when|opens|closes|event
bis|bis zum|ab|seit|termin|wann|beginn|einsendeschluss|geboren|gestorben|gültig|jusqu['’]au|depuis|dès le|né le
hasta|desde|hasta el|a partir del|até|a partir de|fino al|dal|tot|vanaf|sinds|til|fra|från|till|saakka|alkaen
do dnia|à partir du|od|до|с|від|з|έως|μέχρι|kadar|itibaren|até ao|حتى|منذ|截止|hingga|sampai|sejak|đến|từ
"""
"""Words right before a date that make it no day of publication, colon or not."""


def _pattern(table: str, *, whole: bool = False) -> re.Pattern[str]:
    """Any word of a table; told apart by their first letter at once, for there are hundreds."""
    behind: dict[str, list[str]] = {}
    words = [fold(word) for line in table.strip().splitlines() for word in line.split("|")]
    for word in sorted(words, key=len, reverse=True):
        first = word[:2] if word[0] == "\\" else word[0]
        behind.setdefault(first, []).append(word[len(first) :] + (r"\b" if whole and len(word) < 5 else ""))
    return re.compile("|".join(f"{first}(?:{'|'.join(rest)})" for first, rest in behind.items()))


_PUBLISHED_WORD, _MODIFIED_WORD = _pattern(_PUBLISHED), _pattern(_MODIFIED)
_DATE_WORD, _BESIDE_WORD = _pattern(_DATE), re.compile(rf"(?<![^\W\d_])(?:{_pattern(_BESIDE, whole=True).pattern})")
_OTHERWISE_WORD = re.compile(
    rf"(?<![^\W\d_])(?:{_pattern(_OTHERWISE).pattern})(?![^\W\d_])\W*(?:[^\W\d_]{{2,12}}[.,]?\s)?$"
)
_LABEL = re.compile(r"(?:^|[|·•,;.()\d])\s*([^\d|·•:：;,.()]{2,40}?)\s?[:：]\s*(?:[^\W\d]+[.,]?\s*){0,2}[\s\-–]*$")
"""A label right before a date: words, a colon, at most a weekday."""
_AFTER = re.compile(r"[\s,(|/\-–]{0,3}([^\d:：]{2,24})$")
"""A label that ends the line."""
DATE_CLASS = re.compile(
    r"date|time|publi|posted|datum|fecha|meta|byline|info|heure|data(?![a-z])|tanggal|tarih|stamp|dato|pvm"
    r"|erschein|when|dat(?![a-z])",
    re.I,
)
"""Classes of elements that hold a date, whatever it means."""
PUBLISHED_CLASS = re.compile(
    r"publi|posted|created|datum|issued|pub-?date|(?:entry|post|article|news|story)[-_]?(?:date|time)", re.I
)
"""Classes and names of elements that hold the day of publication."""
MODIFIED_CLASS = re.compile(r"updat|modif|edited|changed|aktual", re.I)
"""Classes and names of elements that hold the day of the last change."""


@lru_cache(maxsize=256)
def published_at(text: str) -> int:
    """Where the last word that speaks of publication begins; -1 where there is none.

    >>> published_at("Posted on"), published_at("Date of birth")
    (0, -1)
    """
    return _last(_PUBLISHED_WORD, text)


@lru_cache(maxsize=256)
def modified_at(text: str) -> int:
    """Where the last word that speaks of a change begins; -1 where there is none."""
    return _last(_MODIFIED_WORD, text)


def speaks_of_role(text: str) -> bool:
    """Whether a text speaks of publication or of a change."""
    return published_at(text) >= 0 or modified_at(text) >= 0


def _last(word: re.Pattern[str], text: str) -> int:
    return max((match.start() for match in word.finditer(fold(text))), default=-1)


def asks_otherwise(before: str) -> bool:
    """Whether the text before a date labels it as something that this module does not know: an event, a deadline.

    >>> [asks_otherwise(label) for label in ("Call: ", "Joined ", "Date: ", "Published: Friday, ", "By: Jane, ")]
    [True, True, False, False, False]
    """
    if _OTHERWISE_WORD.search(fold(before)):
        return True
    label = _LABEL.search(before)
    if label is None or speaks_of_role(label[1]):
        return False
    word = fold(label[1].strip())
    return _DATE_WORD.fullmatch(word) is None and _BESIDE_WORD.search(word) is None


def role_of(label: str, classes: str) -> tuple[Role, bool]:
    """What a date means by the label before it, else by its element's class; and whether either said so for sure.

    >>> role_of("Updated ", "published"), role_of("", "last-modified"), role_of("", "updated date")
    (('modified', True), ('modified', True), ('published', False))
    """
    published, modified = published_at(label), modified_at(label)
    if published >= 0 or modified >= 0:
        return ("modified" if modified > published else "published"), True
    if MODIFIED_CLASS.search(classes) and not PUBLISHED_CLASS.search(classes):
        # Blogs' themes add hAtom's "updated" to the class of the date they print, which is that of the entry.
        themed = {"updated", "date"} <= set(classes.lower().split())
        return ("published", False) if themed else ("modified", True)
    return "published", False


def role_after(text: str) -> Role | None:
    """What a label that follows the last date of a line says of it, as in Japanese: "2021年3月12日 更新".

    >>> role_after(" 更新"), role_after(" Published"), role_after(" - Updated: 5 hours ago"), role_after(" Updated ago")
    ('modified', 'published', None, None)
    """
    label = _AFTER.match(text.rstrip(" )."))
    if label is None:
        return None
    places: tuple[tuple[int, Role], ...] = (
        (modified_at(label[1]), "modified"),
        (published_at(label[1]), "published"),
    )
    for place, role in places:
        alone = place >= 0 and (label[1][place].lower() == label[1][place].upper() or _stands_alone(label[1], place))
        if alone and place <= 12 and len(label[1]) - place <= 14:
            return role
    return None


def _stands_alone(text: str, place: int) -> bool:
    """Whether the word at a place is the last of a text, and not glued to the one before."""
    return (place == 0 or text[place - 1] == " ") and " " not in text[place:].strip()

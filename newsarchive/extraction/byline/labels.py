"""Labels of bylines, which say what those did who are named behind them ("Words by", "Fotos:", 撰文), in the languages
of news. Data: a language is added by adding its words.

A label that is a word of its language as well ("de", 文) needs a mark or a capital behind it.
"""

from __future__ import annotations

import re
from functools import lru_cache

from ...items import Role
from ..patterns import ascii_part

__all__ = ["PICTURES", "label_of", "spaced_label", "split_labels"]

_CAPITAL = r"(?-i:[^\W\d_a-zß-öø-ÿ])"
"""A letter that may begin a name: a capital, or one of a script without capitals."""
_TEXT = r"(?:texte?s?|story|words|texto|testo|teksti?|글)"
PICTURES = r"(?:photo(?:s|graphs|graphies)?|pictures|images|fotos?|bild(?:er)?|foto(?:grafías)?|kuvat|사진)"
_AND = r"\s*(?:and|und|et|og|och|en|ja|y|e|&|\+|/|·|・)\s*"
_BREAK = r"(?=[\s／/：:｜|＝=・]|$)"
"""What sets a label apart in scripts without spaces: 作者专栏 is a column."""
_LABELS: tuple[tuple[Role, str], ...] = (
    (
        "writer",  # who wrote and took the pictures as well
        rf"(?:{_TEXT}{_AND}{PICTURES}|{PICTURES}{_AND}{_TEXT})\s*(?:by|von|par|por|av|af|door|de|di|:|=)",
    ),
    (
        "photographer",
        r"photo(?:graph(?:s|y|er|ie|ies)?)?s?\s*(?:and video\s*)?(?:by|:|von|par|de|di)|fotos?\s*(?:by|:|von"
        r"|av|af|de|di)|photos? d(?=['’])|bild(?:er|e)?\s*:|zdjęcia\s*:|(?:images?|pictures?|pics)\s*(?:by|:)"
        r"|photographe?s?\s*:|photographies\s*:|fotógraf[oa]\s*:?|foto(?:graf[oai]|grafía|grafie|ğraf)?s?\s*:"
        rf"|(?:foto|kuvat?|beeld|bild|fot\.)(?=\s+{_CAPITAL})|fotó\s*:|kuvat?\s*:|beeld\s*:|fot\.?\s*:"
        r"|фото(?:граф)?\s*:|фотографије\s*:|φωτογραφί(?:α|ες)\s*:"
        rf"|(?:摄影|攝影|撮影|写真|사진|[圖图]){_BREAK}"
        r"|تصوير\s*:|عکس\s*:|צילום\s*:|ภาพ\s*:|ảnh\s*:",
    ),
    (
        "illustrator",
        r"illustrations?\s*(?:by|:|von|par)|illustrated by|ilustraci[oó]n(?:es)?\s*(?:de|:)|illustratie\s*:"
        r"|graphics?\s*(?:by|:)|art(?:work)? by|grafik\s*:",
    ),
    (
        "translator",
        r"translat(?:ed|ion)\s*(?:from \w+\s*)?(?:by|:)|übersetz(?:t|ung)(?: von|:| aus)"
        r"|aus dem \w+ (?:übersetzt )?von|traduit (?:de l['’]\w+ |du \w+ )?par"
        r"|traduction\s*(?:de|:)?|traducción\s*(?:de|:)?|tradução\s*(?:de|:)|traduzione\s*(?:di|:)"
        r"|traducido por|traduzido por|tradotto da|çeviri\s*:|oversatt av|översättning\s*:|tłumaczenie\s*:|překlad\s*:"
        r"|перевод\s*:?|перевела?|переклад\s*:|vertaling\s*:?|ترجمة\s*:?|مترجم\s*:|ترجمه\s*:"
        rf"|(?:翻译|翻譯|翻訳|번역){_BREAK}",
    ),
    (
        "contributor",
        r"(?:with )?(?:additional |extra )?(?:reporting|research|contributions?|files)(?: by| from|:)|contribut(?:ed"
        r"|ing)(?: by|:)?|contributors?\s*:|mitarbeit\s*:?"
        r"|avec la (?:collaboration|participation) de|con la (?:colaboración|collaborazione) d[ei]|con información de"
        r"|ha collaborato|com informações d[eao]|met medewerking van|med bidrag",
    ),
    (
        "editor",
        r"edited by|edited\s*:|editors?\s*:|editing by|editado por|herausgegeben von|redigert av|redigerad av"
        r"|redaktion\s*:|edición\s*(?:de|:)|edição\s*(?:de|:)|edited and produced by|editör\s*:|επιμέλεια\s*:"
        rf"|(?:編集|(?:责任)?编辑|(?:責任)?編輯|责编){_BREAK}|редактор\s*:|تحرير\s*:",
    ),
    (
        "other",
        r"(?:medically |fact[- ]|expert[- ])?(?:reviewed|checked) by|styled by|produced by|video(?:s)? by"
        r"|video\s*:|hosted by|presented by|narrated by|directed by|updated by|posted by(?= staff)",
    ),
    (
        "writer",
        r"(?:(?:ein|eine|un|une|una|an?|guest|exclusive|special)\s+)?(?:story|text|words?|analysis|analyse"
        r"|análisis|opinion|opinión|review|column|kolumne|kommentar|gastbeitrag|essay"
        r"|glosse|leitartikel|interview(?:ed)?|bericht|report(?:age)?|commentary|perspective|chronique|tribune"
        r"|columna|crónica|entrevista|commento|krönika|written|published|posted|reported|authored"
        r"|submitted|created|compiled|curated|erstellt|veröffentlicht|aufgezeichnet|geschrieben|verfasst|zusammengestellt)?\s*"
        rf"(?:by|von|par|por|door)(?=\W|$):?|\w{{4,12}}\s*:\s+by(?=\s+{_CAPITAL})|as told to|posts by"
        r"|napisane przez|words?\s*:|byline\s*:"
        r"|authors?(?: of (?:the|this) (?:article|story|post))?\s*(?::|(?=(?:\s+\S+){0,5}$))"
        r"|writers?\s*:"
        r"|autor (?:článku|textu|artykułu|tekstu)\s*:|autor(?:in|en|es|a|as|i|e|zy|ka)?\s*:?|auteurs?\s*:"
        r"|autor[ií]a\s*:|autor(?:ius|s|e|ė)\s*:|avtor(?:ica)?\s*:"
        r"|das (?:interview|gespräch) führten?|protokoll\s*:|rédigé par|écrit par|publié par|posté par|textes?\s*:"
        rf"|(?:entretien |propos )?(?:réalisé|recueilli)s? par"
        rf"|(?:un |une )?(?:article|texte|chronique) de(?=\s+{_CAPITAL})"
        r"|escrito por|(?:publicado|postado|enviado) por|redactora?\s*:|redacci[oó]n\s*:|texto\s*:"
        r"|reporta(?:gem|je)\s*:"
        rf"|(?:una? |uma )?(?:reporta(?:gem|je)|entrevista|crónica|crônica|columna|coluna) de(?=\s+{_CAPITAL})"
        rf"|di(?=\s+[A-Z])|a cura di|scritto da|pubblicato da"
        rf"|(?:articolo|testo|intervista|commento) di(?=\s+{_CAPITAL})"
        r"|testo\s*:|dal(?:la)? nostr[oa] (?:inviat[oa]|corrispondente)"
        r"|geschreven door|van onze (?:redacteur|correspondent|verslaggever)s?|deur(?=\s+[A-Z])"
        rf"|teksti?\s*:|teksti?(?=\s+{_CAPITAL})|(?:skrevet|skriven|publisert|publicerad|krönika|kronikk|debatt) av"
        r"|av:?(?=\s+[A-ZÅÄÖØÆ])|text\s*:|journalist(?:e|in)?\s*:"
        r"|af:?(?=\s+[A-ZÅÄÖØÆ])|skrevet af|kirjoittanut|kirjoittaja\s*:|toimittaja\s*:|höfundur\s*:"
        r"|napisał(?:a)?|opracował(?:a)?|opracowanie\s*:|oprac\.|rozmawiał[ai]?|připravil[ai]?|napsal[ai]?\s*:?"
        r"|piše|pise|írta|szerző\s*:|szöveg\s*:|(?:articol |publicat |scris |articol scris )de|nga\s*:"
        r"|de(?=\s+[A-ZÉÈÁÍÓÚÂÎ])|yazan\s*:?|haber\s*:|yazar\s*:|muhabir\s*:|hazırlayan\s*:"
        r"|oleh\s*:?|penulis\s*:?|pewarta\s*:|laporan\s*:"
        r"|reporter\s*:|tác giả\s*:?|bài(?: viết| và ảnh)?\s*:"
        r"|автор (?:статьи|материала|текста|публикации|новости)\s*:?|автор(?:ы|и|ка)?\s*:?|аутор\s*:?|аўтар(?:ка)?\s*:?"
        r"|текст\s*:?|(?:материал |текст |статью )?(?:подготовил|написал)[аи]?|(?:опубликовал|добавил)[аи]?\s*:?"
        r"|беседовал[аи]?|журналист(?:ка)?\s*:|корреспондент\s*:|пише\s*:?"
        r"|του|της|γράφ(?:ει|ουν)(?:\s+(?:οι|[οη]))?|από τ(?:ον|την|ους)|συντάκτης\s*:?|κείμενο\s*:|ρεπορτάζ\s*:"
        r"|כתב[הת]?\s*:|מאת:?|بقلم:?|كتب(?:ت)?:?|الكاتبة?\s*:|إعداد\s*:?|تقرير\s*:|کتبہ|نویسنده\s*:?|خبرنگار\s*:|تحریر\s*:"
        rf"|(?:記者|记者|作者|采写|文字?|特约撰稿人|撰文|執筆者?|著者|ライター|聞き手|取材(?:・(?:文|撮影))?){_BREAK}"
        r"|مؤلف|글\s*[:=]|লেখক|লিখেছেন|लेखक|द्वारा|எழுதியவர்|เขียนโดย|โดย"
        r"|ผู้เขียน|เรื่อง\s*:|ავტორი\s*:|հեղինակ",
    ),
)
_LABEL = [(role, re.compile(rf"^\W*(?:{pattern})(?=\W|$|[^\x00-\x7f])", re.I)) for role, pattern in _LABELS]
_ANY_LABEL = "|".join(pattern for _, pattern in _LABELS)
# In lower case a capital behind a label is any letter; the Turkish i without a dot may be an i.
_LOWER_LABEL = _ANY_LABEL.replace(_CAPITAL, r"\w").replace("[A-Z", "[a-z").replace("ı", "i")
_ASCII_LABEL = re.compile(rf"\W*(?:{ascii_part(_LOWER_LABEL)})(?=\W|$)")
"""A label at the beginning of a text of ASCII in lower case: most texts have none, which is seen soon."""
_GLUED_BY = re.compile(r"^(?:By|BY|Von|Par|Por|by)(?=[A-ZÀ-Þ][a-zà-ÿ])")
_BREAKS = (
    # Not behind "and": "Text and photos by" is one label.
    r"(?<!\b(?:and|und|och|dan))(?<!\b(?:et|og|en|ja|ve|és|și|và))(?<!\b[yeiиі])(?<![&+/])(?<!\bmedically)(?<!\bfact)[\s,;|•·(–—-]+"
)
_INNER_COLON = re.compile(_BREAKS + r"(?=([^\W\d_]{3,14})\s?[:：])")
_INNER_LABEL = re.compile(
    _BREAKS + r"(?=(?:with (?:additional |extra )?(?:reporting|research|contributions?|files)|additional "
    r"reporting|photo(?:graph|s?\b)|fotos?\s*:|fotos? (?:von|de|di|av|af)\b|pictures? by|illustration"
    rf"|(?:foto|kuvat?|beeld)\s*(?::|(?={_CAPITAL}))|fotoğraf\s*:|фото\s*:"
    r"|translat|edited (?:by|:)|editors?\s*:|(?:medically |fact[- ])?(?:reviewed|checked) by"
    r"|contributions? from|video by|übersetzt|mitarbeit|traduit"
    r"|写真|攝影|摄影|撮影|(?:作者|记者|記者|编辑|編輯|责编)\s?[：:]|[圖图][／/：:｜|]))",
    re.I,
)


@lru_cache(maxsize=256)  # a line is asked again and again on the way to its names
def label_of(text: str) -> tuple[Role | None, str]:
    """Role that a text's label gives, and the text after it."""
    if text.isascii() and not _ASCII_LABEL.match(text.lower()):
        return None, text
    for role, pattern in _LABEL:
        if match := pattern.match(text):
            rest = text[match.end() :].lstrip(" :：=＝-–・｜՝'’")
            return role, rest
    return None, text


def spaced_label(text: str) -> str:
    """Text with the space that only layout set after a label ("ByJane Roe").

    >>> spaced_label("ByJane Roe"), spaced_label("Byron Bay")
    ('By Jane Roe', 'Byron Bay')
    """
    return _GLUED_BY.sub(lambda match: match[0] + " ", text)


def split_labels(text: str) -> str:
    """A byline with a stroke before each label within it.

    >>> split_labels("By Jane Roe, photos by John Doe"), split_labels("Text and photos by Jane Roe")
    ('By Jane Roe | photos by John Doe', 'Text and photos by Jane Roe')
    >>> split_labels("Tekst: Jane Roe Bilde: John Doe")
    'Tekst: Jane Roe | Bilde: John Doe'
    """
    text = _INNER_LABEL.sub(" | ", text)
    if ":" not in text and "：" not in text:
        return text
    return _INNER_COLON.sub(lambda match: " | " if label_of(match[1] + ":")[0] else match[0], text)

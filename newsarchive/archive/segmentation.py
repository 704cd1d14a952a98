"""How text becomes words: the one tokenisation that the index, the query and the highlighter share.

SQLite's unicode61 tokeniser does nearly all of the work, in any program that opens the archive. Three things it cannot
do, and they are done here, in the text, before the index sees it:

- **Scripts written without spaces** (Chinese, Japanese, Thai, Lao, Khmer, Burmese; Korean, whose particles cling to the
  noun). Each run of them is written as overlapping bigrams of its letters, ``中国人`` as ``中国 国人 人``, where a
  letter is a base with the marks that sit on it. One word a letter, so positions stay those of the letters, a longer
  substring is a phrase of bigrams, a single letter a prefix. Bigrams are plain text: ``MATCH '中国'`` works anywhere.
- **Letters that differ only for the eye**: ł, đ, ø and ß, Greek accents, Russian ё, Arabic vowel signs and alef forms,
  Hebrew points, full-width Latin, digits of other scripts. unicode61 folds only the Latin diacritics that Unicode
  decomposes.
- **Characters that are not there**: soft hyphens, zero-width spaces, direction marks.

Most English text needs none of it, and then ``index_form`` says None: nothing is stored twice.

Nothing here depends on the Unicode version of the Python that runs it beyond characters assigned long ago, since an
index outlives the program that wrote it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import zip_longest

TOKENIZER = "unicode61 remove_diacritics 2 categories 'L* N* Co M*'"
"""Tokeniser of the index. M*, since Devanagari, Khmer and their like write vowels as marks: no word breaks there."""

_LETTER_SCRIPTS = (
    (0x1100, 0x11FF),  # Hangul jamo
    (0x3005, 0x3007),  # 々 〆 〇
    (0x3021, 0x3029),  # Hangzhou numerals
    (0x3031, 0x3035),  # kana repeat marks
    (0x3038, 0x303C),
    (0x3041, 0x3096),  # Hiragana
    (0x309D, 0x309F),
    (0x30A1, 0x30FA),  # Katakana
    (0x30FC, 0x30FF),
    (0x3105, 0x318E),  # Bopomofo, Hangul compatibility jamo
    (0x31A0, 0x31BF),
    (0x31F0, 0x31FF),
    (0x3400, 0x4DBF),  # Han
    (0x4E00, 0x9FFF),
    (0xA960, 0xA97C),
    (0xAC00, 0xD7A3),  # Hangul syllables
    (0xD7B0, 0xD7FB),
    (0xF900, 0xFAFF),
    (0x1B000, 0x1B16F),
    (0x20000, 0x323AF),  # Han beyond the basic plane
)
"""Unspaced scripts whose letters stand alone."""

_CLUSTER_SCRIPTS = (
    (0x0E00, 0x0E7F),  # Thai
    (0x0E80, 0x0EFF),  # Lao
    (0x1000, 0x109F),  # Burmese
    (0x1780, 0x17FF),  # Khmer
    (0x1950, 0x19DF),  # Tai Le, New Tai Lue
    (0x1A20, 0x1AAF),  # Tai Tham
    (0xA9E0, 0xA9FF),  # Burmese, extended
    (0xAA60, 0xAADF),  # Burmese, extended; Tai Viet
)
"""Unspaced scripts whose letters carry marks."""

_KANA_VOICING = "\u3099\u309a"
_INVISIBLE = "\u00ad\u061c\u200b\u200d\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufe00-\ufe0f\ufeff"
_NON_JOINER = "\u200c"
"""Kept where words have spaces (in Persian it is a word's seam), skipped inside unspaced runs."""


def _span(low: int, high: int) -> str:
    """A range of characters, as a regular expression's class writes it.

    >>> _span(0x61, 0x63)
    'a-c'
    """
    return f"{chr(low)}-{chr(high)}"


def _members(ranges: tuple[tuple[int, int], ...], categories: str) -> str:
    """Characters of the ranges whose Unicode category begins with one of the letters."""
    return "".join(
        chr(code)
        for low, high in ranges
        for code in range(low, high + 1)
        if unicodedata.category(chr(code))[0] in categories
    )


def _mark_spans() -> str:
    """All combining marks of the planes that living scripts use, as the inside of a character class."""
    blocks = ((0x0300, 0xABFF), (0xFE20, 0xFE2F), (0x10A00, 0x11FFF), (0x1E000, 0x1E8FF))
    # Han and Hangul hold no marks and half of the plane.
    gaps = ((0x3400, 0x9FFF),)
    marks = (
        code
        for low, high in blocks
        for code in range(low, high + 1)
        if not any(start <= code <= end for start, end in gaps) and unicodedata.category(chr(code))[0] == "M"
    )
    spans: list[list[int]] = []
    for code in marks:
        if spans and spans[-1][1] == code - 1:
            spans[-1][1] = code
        else:
            spans.append([code, code])
    return "".join(_span(low, high) for low, high in spans)


_CLUSTER_BASES = _members(_CLUSTER_SCRIPTS, "L")
_CLUSTER_MARKS = _members(_CLUSTER_SCRIPTS, "M") + _KANA_VOICING
_BASES = "".join(_span(low, high) for low, high in _LETTER_SCRIPTS) + "\uff66-\uff9d" + _CLUSTER_BASES
_MARKS = _CLUSTER_MARKS + "\uff9e\uff9f" + _INVISIBLE + _NON_JOINER
_CLUSTER = f"[{_BASES}][{_MARKS}]*"

_WORD = f"[^\\W_{_BASES}](?:[^\\W_{_BASES}]|[{_mark_spans()}{_INVISIBLE}])*"

_ONE_CLUSTER = re.compile(_CLUSTER)
_RUN = re.compile(f"(?:{_CLUSTER})+")
_RUN_OR_WORD = re.compile(f"(?P<run>(?:{_CLUSTER})+)|{_WORD}")
_LETTER_OR_WORD = re.compile(f"(?P<letter>{_CLUSTER})|{_WORD}")
_SKIPPED = re.compile(f"[{_INVISIBLE}{_NON_JOINER}]+")
_COMBINING_DIACRITICS = re.compile("[\u0300-\u036f]+")
_TAKES_MARKS = re.compile(f"[{_CLUSTER_BASES}]")


def _unaccented(letter: str) -> str:
    """The letter without the diacritics that Unicode decomposes it into."""
    return _COMBINING_DIACRITICS.sub("", unicodedata.normalize("NFD", letter))


_LOOKALIKES = {
    "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "ħ": "h", "Ħ": "H", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O",
    "ŧ": "t", "Ŧ": "T", "ı": "i", "ſ": "s", "ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE",
    "þ": "th", "Þ": "TH",
    "ё": "е", "Ё": "Е", "ѐ": "е", "Ѐ": "Е", "ѝ": "и", "Ѝ": "И",
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ۀ": "ه", "ە": "ه", "ة": "ه",
}  # fmt: skip


def _folding() -> dict[int, str]:
    """Character → what it is searched as, for what unicode61 leaves alone."""
    greek = ((0x0370, 0x03FF), (0x1F00, 0x1FFF))
    presentation = ((0xFB00, 0xFB06), (0xFF01, 0xFFDC))  # ligatures; full and half width
    vowel_signs = [*range(0x064B, 0x0660), 0x0640, 0x0670]  # Arabic, with the tatweel
    points = [*range(0x0591, 0x05BE), 0x05BF, 0x05C1, 0x05C2, 0x05C4, 0x05C5, 0x05C7]  # Hebrew
    digits = _members(((0x0660, 0x1FFF), (0xA620, 0xABFF)), "N")
    return {
        **{ord(letter): plain for letter, plain in _LOOKALIKES.items()},
        **{ord(letter): _unaccented(letter) for letter in _members(greek, "L") if _unaccented(letter) != letter},
        **{ord(letter): unicodedata.normalize("NFKC", letter) for letter in _members(presentation, "LNPS")},
        **dict.fromkeys(vowel_signs + points, ""),
        **{
            ord(digit): str(unicodedata.decimal(digit))
            for digit in digits
            if unicodedata.decimal(digit, None) is not None
        },
    }


_FOLDING = _folding()
_INVISIBLES = re.compile(f"[{_INVISIBLE}]+")
_WORTH_A_LOOK = re.compile("[" + "".join(map(re.escape, map(chr, _FOLDING))) + _BASES + _INVISIBLE + "\u0300-\u036f]")


def fold(text: str) -> str:
    """The text with letters that differ only for the eye made one; case and Latin diacritics are left to unicode61.

    >>> fold("Łódź, Straße, ещё, ΑΘΉΝΑ, ２０２６ ២០២៦")
    'Lódź, Strasse, еще, ΑΘΗΝΑ, 2026 2026'
    """
    if text.isascii():
        return text
    composed = unicodedata.normalize("NFC", _INVISIBLES.sub("", text)).translate(_FOLDING)
    # A second composition, for the half-width kana whose voicing marks have only now become combining ones.
    return _COMBINING_DIACRITICS.sub("", unicodedata.normalize("NFC", composed))


def index_form(text: str | None) -> str | None:
    """The text as the index must see it, or None where it can be indexed as it is.

    >>> index_form("The prime minister said on Monday")
    >>> index_form("中国人说 OK")
    ' 中国 国人 人说 说  OK'
    >>> index_form("ការបោះឆ្នោត")
    ' ការ របោះ បោះឆ្ ឆ្នោ នោត ត '
    """
    if not text or text.isascii():
        return None
    if unicodedata.is_normalized("NFC", text) and not _WORTH_A_LOOK.search(text):
        return None
    spaced = _RUN.sub(lambda run: f" {' '.join(_bigrams(_clusters(run[0])))} ", fold(text))
    return None if spaced == text else spaced


def match_form(text: str) -> tuple[str, bool]:
    """A phrase of the query as the index holds it, and whether its last word must be searched as a prefix.

    The last run of an unspaced script gives no closing single letter, since the text may run on after it.

    >>> match_form("AT&T")
    ('AT T', False)
    >>> match_form("中国人"), match_form("中")
    (('中国 国人', False), ('中', True))
    >>> match_form("++")
    ('', False)
    """
    words: list[str] = []
    open_end: list[str] = []
    for piece in _RUN_OR_WORD.finditer(fold(text)):
        open_end = _clusters(piece["run"]) if piece["run"] else []
        words += _bigrams(open_end) or [piece[0]]
    if len(open_end) > 1:
        words.pop()
    return " ".join(words), len(open_end) == 1 or bool(open_end and _TAKES_MARKS.search(open_end[-1]))


def _clusters(run: str) -> list[str]:
    """The letters of an unspaced run, each with its marks."""
    return [_SKIPPED.sub("", cluster) for cluster in _ONE_CLUSTER.findall(run)]


def _bigrams(clusters: list[str]) -> list[str]:
    """One word a letter: the letter and the one after it; the last stands alone.

    >>> _bigrams(["a", "b", "c"])
    ['ab', 'bc', 'c']
    """
    return [first + second for first, second in zip_longest(clusters, clusters[1:], fillvalue="")]


class Words:
    """The words of a text as the index tells them apart, a letter of an unspaced script being one, where they stand.

    >>> words = Words("Łódź, 中国")
    >>> words.keys, [words.span(at) for at in range(3)], words.joined(1), words.joined(2)
    (['lodz', '中', '国'], [(0, 4), (6, 7), (7, 8)], False, True)
    """

    def __init__(self, text: str) -> None:
        self._pieces = list(_LETTER_OR_WORD.finditer(text))
        self.keys = [_key(piece[0]) for piece in self._pieces]
        """What each is compared by: folded, lower case, without diacritics."""

    def span(self, at: int) -> tuple[int, int]:
        """Where a word begins in the text, and where it ends."""
        return self._pieces[at].span()

    def letter(self, at: int) -> bool:
        """Whether it is a letter of an unspaced script."""
        return self._pieces[at]["letter"] is not None

    def joined(self, at: int) -> bool:
        """Whether it continues the letter before it without a gap."""
        return at > 0 and self.letter(at) and self.letter(at - 1) and self.span(at - 1)[1] == self.span(at)[0]


@lru_cache(maxsize=65_536)  # a page of results repeats the same few thousand words
def _key(word: str) -> str:
    """The word as unicode61 compares it.

    >>> _key("Élysée"), _key("ΟΔΌΣ"), _key("が")
    ('elysee', 'οδοσ', 'が')
    """
    if word.isascii():
        return word.lower()
    folded = fold(_SKIPPED.sub("", word)).lower().replace("ς", "σ")
    # Only Latin loses its marks (U+0300–036F): the voicing of kana and the vowels of Khmer are letters.
    return folded if folded.isascii() else unicodedata.normalize("NFC", _unaccented(folded))

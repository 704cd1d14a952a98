"""Which texts are nearly the same, and which agency a text comes from. Pure: texts in, sets and numbers out.

Texts are compared by their shingles, runs of four words (of eight letters where a script writes no spaces): the share
two texts have in common is their similarity. MinHash finds candidates among millions without comparing each with
each; whether they are similar is then counted exactly, so that chance never makes a duplicate.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from rensa import RMinHash

from .items import Author

WORDS = 4
"""Words of a shingle: an edited sentence keeps most of its fours, two texts about one event share next to none."""

LETTERS = 8
"""Letters of a shingle where no spaces are written: about four words of Chinese or Japanese."""

BANDS, ROWS = 20, 3
"""Two texts become candidates where a band of three of their sixty minima agrees: 93 % of pairs with half of their
shingles in common, 99.98 % of those with three quarters, 2 % of those with a tenth (1 - (1 - s³)²⁰)."""

_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
"""Letters of scripts that write no spaces: Thai, Lao, Burmese, Khmer, Kana, Han."""

SIMILAR = 0.5
"""Share of shingles in common from which two texts are nearly the same."""

SHORTEST = 20
"""Shingles below which a text is too short to say: a caption, a teaser of a walled story."""

ALGORITHM = f"rensa-R{RMinHash.ALGORITHM_VERSION}-{BANDS}x{ROWS}-w{WORDS}"
"""Named beside what is stored: bands of another algorithm are made anew."""


def shingles(text: str) -> frozenset[str]:
    """Runs of words, in one spelling of letters, without punctuation.

    >>> sorted(shingles("Rain fell, at last, on Köln."))
    ['at last on köln', 'fell at last on', 'rain fell at last']
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    words = re.findall(r"\w+", plain)
    if len(_UNSPACED.findall(plain)) * 2 > sum(map(len, words)):
        run = "".join(letter for letter in plain if unicodedata.category(letter)[0] in "LMN")
        return frozenset(run[at : at + LETTERS] for at in range(len(run) - LETTERS + 1))
    return frozenset(" ".join(words[at : at + WORDS]) for at in range(len(words) - WORDS + 1))


def text_digest(parts: frozenset[str]) -> bytes:
    """The same for texts with the same shingles, whatever their punctuation and layout."""
    return hashlib.blake2b("\n".join(sorted(parts)).encode("utf-8", "replace"), digest_size=12).digest()


def bands(parts: frozenset[str]) -> list[int]:
    """Keys to look candidates up by: twenty numbers, of which similar texts share at least one.

    >>> text = frozenset(f"some words number {n}" for n in range(50))
    >>> len(set(bands(text)) & set(bands(text | {"and four words more"}))) > 10
    True
    """
    sketch = RMinHash(num_perm=BANDS * ROWS, seed=1)
    sketch.update(sorted(parts))
    minima: Sequence[int] = sketch.digest()
    return [_key(number, minima[number * ROWS : (number + 1) * ROWS]) for number in range(BANDS)]


def similarity(one: frozenset[str], other: frozenset[str]) -> float:
    """Share of the shingles of both that both have, 0 to 1.

    >>> similarity(frozenset("abcd"), frozenset("bcde"))
    0.6
    """
    both = len(one | other)
    return len(one & other) / both if both else 0.0


def agency_of(dateline: str | None, byline: str | None, authors: Iterable[Author]) -> str | None:
    """The news agency that an article names as where its text comes from.

    >>> agency_of("PHNOM PENH (AP)", None, []), agency_of(None, "By Nary Oum, Agence France-Presse", [])
    ('AP', 'AFP')
    >>> agency_of("PHNOM PENH (the capital)", "Nary Oum", [])
    """
    signed = [author.name for author in authors if author.kind == "agency"]
    return next(_named_in(dateline, byline, signed), None) or next(iter(signed), None)


def _named_in(dateline: str | None, byline: str | None, signed: Iterable[str]) -> Iterator[str]:
    """Agencies by the names in the table, most reliable place first."""
    for name in (*signed, *re.findall(r"\(([^()]+)\)", dateline or ""), *re.split(r"[,/|;()]|\s[-–—]\s", byline or "")):
        words = re.sub(r"^(?:by|from|via|the|with|source:?)\s+", "", name.strip(), flags=re.IGNORECASE)
        if agency := _AGENCIES.get(words.casefold().removeprefix("the ")):
            yield agency


def _key(number: int, minima: Sequence[int]) -> int:
    """A band's key: its number in the upper bits, a 32-bit digest of its minima in the lower."""
    content = b"".join(value.to_bytes(8, "big") for value in minima)
    return number << 32 | int.from_bytes(hashlib.blake2b(content, digest_size=4).digest(), "big")


_NAMES = {
    "AP": "ap|associated press",
    "AFP": "afp|agence france-presse|agence france presse",
    "Reuters": "reuters|thomson reuters",
    "UPI": "upi|united press international",
    "dpa": "dpa|deutsche presse-agentur",
    "APA": "apa|austria presse agentur",
    "Keystone-SDA": "keystone-sda|sda|ats",
    "EFE": "efe|agencia efe",
    "Europa Press": "europa press",
    "ANSA": "ansa",
    "Lusa": "lusa|agência lusa",
    "Belga": "belga",
    "ANP": "anp",
    "NTB": "ntb",
    "TT": "tt|tidningarnas telegrambyrå",
    "Ritzau": "ritzau",
    "STT": "stt",
    "PAP": "pap|polska agencja prasowa",
    "ČTK": "čtk|ctk",
    "TASR": "tasr",
    "MTI": "mti",
    "HINA": "hina",
    "TASS": "tass|тасс",
    "RIA Novosti": "ria novosti|риа новости",
    "Interfax": "interfax|интерфакс",
    "Ukrinform": "ukrinform|укринформ|укрінформ",
    "Xinhua": "xinhua|新华社|新華社",
    "Kyodo": "kyodo|kyodo news|共同通信",
    "Jiji": "jiji|jiji press|時事通信",
    "Yonhap": "yonhap|yonhap news|연합뉴스",
    "PTI": "pti|press trust of india",
    "ANI": "ani|asian news international",
    "IANS": "ians",
    "Bernama": "bernama",
    "Antara": "antara",
    "VNA": "vna|ttxvn|vietnam news agency",
    "AKP": "akp|agence kampuchea presse",
    "Anadolu": "anadolu|anadolu agency|anadolu ajansı",
    "AAP": "aap|australian associated press",
    "Canadian Press": "canadian press|la presse canadienne",
    "PA": "pa|pa media|press association",
    "Bloomberg": "bloomberg",
    "KNA": "kna",
    "epd": "epd",
    "SID": "sid",
}
_AGENCIES = {name: agency for agency, names in _NAMES.items() for name in names.split("|")}
"""Name in lower case → agency. A name is looked up whole, never inside other words."""

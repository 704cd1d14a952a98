"""Bytes → text: which character encoding a page is in, whatever it claims.

Order of evidence: byte order mark; UTF-8 where the bytes prove it (multi-byte UTF-8 does not happen by chance, so it
outranks a header or meta tag that says otherwise); HTTP header; meta tag or XML declaration; detection. Labels mean
what browsers take them to mean (WHATWG Encoding Standard): a page labelled ``iso-8859-1`` is read as windows-1252,
``gb2312`` as gb18030, ``ks_c_5601-1987`` as cp949.
"""

from __future__ import annotations

import codecs
import re

from bs4.dammit import EncodingDetector

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))

_BROWSER_MEANING = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "latin-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "euc_kr": "cp949",
    "johab": "cp949",
    "shift_jis": "cp932",
    "utf-16": "utf-8",
    "utf-16-le": "utf-8",
    "utf-16-be": "utf-8",
}
"""Codec that Python takes a label for → codec browsers use. A label that says UTF-16 cannot be true if it was read."""

_BROWSER_LABELS = {
    "unicode-1-1-utf-8": "utf-8",
    "x-unicode20utf8": "utf-8",
    "unicode11utf8": "utf-8",
    "unicode20utf8": "utf-8",
    "x-cp1250": "cp1250",
    "x-cp1251": "cp1251",
    "x-cp1252": "cp1252",
    "x-cp1253": "cp1253",
    "x-cp1254": "cp1254",
    "x-cp1255": "cp1255",
    "x-cp1256": "cp1256",
    "x-cp1257": "cp1257",
    "x-cp1258": "cp1258",
    "windows-874": "cp874",
    "dos-874": "cp874",
    "windows-949": "cp949",
    "windows-31j": "cp932",
    "x-sjis": "cp932",
    "x-gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "csgb2312": "gb18030",
    "x-x-big5": "big5hkscs",
    "cn-big5": "big5hkscs",
    "x-euc-jp": "euc_jp",
    "x-mac-roman": "mac_roman",
    "macintosh": "mac_roman",
    "x-mac-cyrillic": "mac_cyrillic",
    "x-mac-ukrainian": "mac_cyrillic",
    "iso-8859-8-i": "iso8859-8",
    "iso-8859-8-e": "iso8859-8",
    "logical": "iso8859-8",
    "visual": "iso8859-8",
    "sun_eu_greek": "iso8859-7",
    "koi": "koi8-r",
    "koi8": "koi8-r",
    "koi8-ru": "koi8-u",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601-1989": "cp949",
    "korean": "cp949",
    "iso-ir-149": "cp949",
}
"""Labels browsers know and Python's codecs do not, or take for something else."""

_DETECTION_WINDOW = 65_536
"""Bytes that are looked at when nothing declares an encoding: enough for any detector, and bounded."""


def decode(html: bytes, content_type: str | None = None) -> str:
    """Text of a page.

    >>> decode("naïve".encode())
    'naïve'
    >>> decode("naïve — “so”".encode("cp1252"), "text/html; charset=iso-8859-1")
    'naïve — “so”'
    >>> decode("<meta charset=gb2312>新闻".encode("gbk"))
    '<meta charset=gb2312>新闻'
    """
    for bom, marked in _BOMS:
        if html.startswith(bom):
            return html[len(bom) :].decode(marked, "replace")
    text = utf8(html, content_type)
    return text if text is not None else _declared_or_detected(html, content_type)


def utf8(html: bytes, content_type: str | None = None) -> str | None:
    """Text of a page whose bytes prove to be UTF-8, without a byte order mark; None for any other."""
    # In seven bits, iso-2022-jp would pass for UTF-8. One byte is looked for far faster than two.
    if b"\x1b" in html and b"\x1b$" in html and declared(html, content_type) == "iso2022_jp":
        return None
    try:
        return None if html.startswith(codecs.BOM_UTF8) else html.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _declared_or_detected(html: bytes, content_type: str | None) -> str:
    codec = declared(html, content_type)
    if codec in (None, "utf-8") and _mostly_utf8(html):
        return html.decode("utf-8", "newsarchive.cp1252")
    if codec not in (None, "utf-8"):
        return _tolerant(html, codec)
    return _tolerant(html, _detected(html))


def declared(html: bytes, content_type: str | None) -> str | None:
    """Python codec that the HTTP header or else the page declares; None where neither names one that exists."""
    labels = []
    if content_type and (match := re.search(r"charset\s*=\s*[\"']?([^\s\"';,]+)", content_type, re.I)):
        labels.append(match[1])
    labels.append(
        EncodingDetector.find_declared_encoding(html[:_DETECTION_WINDOW], is_html=True, search_entire_document=True)
    )
    return next((codec for label in labels if label and (codec := _codec(label))), None)


def _codec(label: str) -> str | None:
    label = label.strip().lower()
    if label in _BROWSER_LABELS:
        return _BROWSER_LABELS[label]
    try:
        codec = codecs.lookup(label)
    except (LookupError, ValueError):
        return None
    if not getattr(codec, "_is_text_encoding", True):  # codecs such as "zlib" or "rot13" are no character sets
        return None
    name = codec.name.replace("_", "-") if codec.name.startswith("utf") else codec.name
    return _BROWSER_MEANING.get(name, name)


def _mostly_utf8(html: bytes) -> bool:
    """Whether multi-byte sequences far outnumber the bytes that break UTF-8: one slip does not change the encoding."""
    text = html.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    valid = sum(map(len, re.findall("[^\x00-\x7f\ufffd]+", text)))
    return valid > 3 * broken


def _detected(html: bytes) -> str:
    text = re.sub(rb"(?is)<(script|style)\b.*?</\1\s*>|<[^>]*>", b" ", html[: 4 * _DETECTION_WINDOW])
    guesses = (_codec(guess) for guess in EncodingDetector(text[:_DETECTION_WINDOW], is_html=True).encodings)
    return next((codec for codec in guesses if codec and _decodes(text, codec)), "cp1252")


def _decodes(text: bytes, codec: str) -> bool:
    try:
        text.decode(codec)
    except (UnicodeError, ValueError):
        return False
    return True


def _tolerant(html: bytes, codec: str) -> str:
    try:
        return html.decode(codec, "newsarchive.cp1252" if codec == "utf-8" else "replace")
    except (UnicodeError, ValueError):  # some codecs (idna, punycode) raise whatever they are told
        return html.decode("utf-8", "replace")


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    """Codec error handler: a byte that is not UTF-8 is read as windows-1252, as in pages pasted together from both."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    bad = error.object[error.start : error.end]
    return bad.decode("cp1252", "replace"), error.end


codecs.register_error("newsarchive.cp1252", _as_cp1252)

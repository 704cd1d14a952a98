"""Which encoding a page is in, whatever it claims."""

import codecs

import pytest

from newsarchive.extraction.encoding import declared, decode

PANGRAMS = {
    "windows-1252": "naïve café — “quoted” €",
    "iso-8859-2": "Příliš žluťoučký kůň úpěl ďábelské ódy",
    "windows-1250": "Zażółć gęślą jaźń – „cytat”",
    "windows-1251": "Съешь же ещё этих мягких французских булок",
    "koi8-r": "Съешь же ещё этих мягких французских булок",
    "koi8-u": "Жебракують філософи при ґанку церкви",
    "iso-8859-5": "Съешь же ещё этих мягких французских булок",
    "ibm866": "Съешь же ещё этих мягких булок",
    "x-mac-cyrillic": "Съешь же ещё этих мягких булок",
    "windows-1253": "Ξεσκεπάζω την ψυχοφθόρα βδελυγμία",
    "iso-8859-7": "Ξεσκεπάζω την ψυχοφθόρα βδελυγμία",
    "windows-1254": "Pijamalı hasta yağız şoföre çabucak güvendi",
    "windows-1255": "דג סקרן שט בים מאוכזב",
    "iso-8859-8-i": "דג סקרן שט בים מאוכזב",
    "windows-1256": "نص حكيم له سر قاطع",
    "windows-1257": "Įlinkdama fechtuotojo špaga",
    "windows-1258": "Con chó và con mèo".replace("à", "a"),
    "windows-874": "เป็นมนุษย์สุดประเสริฐเลิศคุณค่า",
    "tis-620": "เป็นมนุษย์สุดประเสริฐเลิศคุณค่า",
    "gb2312": "新闻档案馆",
    "gbk": "新聞檔案館",
    "big5": "新聞檔案館",
    "shift_jis": "いろはにほへと 髙橋",
    "x-sjis": "いろはにほへと",
    "euc-jp": "いろはにほへと",
    "iso-2022-jp": "いろはにほへと",
    "euc-kr": "다람쥐 헌 쳇바퀴",
    "ks_c_5601-1987": "다람쥐 헌 쳇바퀴 똠",
}
PYTHON_NAMES = {
    "windows-874": "cp874", "x-sjis": "cp932", "shift_jis": "cp932", "x-mac-cyrillic": "mac_cyrillic",
    "gb2312": "gb18030", "iso-8859-8-i": "iso8859-8", "ks_c_5601-1987": "cp949", "euc-kr": "cp949",
    "tis-620": "cp874",
}  # fmt: skip


def page(label: str, text: str, *, meta: bool) -> bytes:
    head = f'<meta charset="{label}">' if meta else ""
    return f"<html><head>{head}<title>t</title></head><body><p>{text}</p>".encode(PYTHON_NAMES.get(label, label))


@pytest.mark.parametrize("label", PANGRAMS)
def test_a_declared_encoding_is_read_as_browsers_read_it(label):
    text = PANGRAMS[label]
    assert text in decode(page(label, text, meta=True))
    assert text in decode(page(label, text, meta=False), f"text/html; charset={label}")


@pytest.mark.parametrize(
    "bom,codec", [(codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")]
)
def test_a_byte_order_mark_outranks_every_declaration(bom, codec):
    assert decode(bom + "<p>naïve</p>".encode(codec), "text/html; charset=koi8-r") == "<p>naïve</p>"


def test_utf8_that_proves_itself_outranks_a_lying_header_and_meta():
    assert "żółć" in decode(page("iso-8859-1", "x", meta=True) + "żółć".encode(), "text/html; charset=windows-1251")


def test_the_header_outranks_the_meta_tag():
    body = '<meta charset="koi8-r"><p>мир</p>'.encode("cp1251")
    assert "мир" in decode(body, "text/html; charset=windows-1251")


def test_a_header_that_names_no_encoding_is_passed_over():
    body = '<meta charset="windows-1251"><p>мир</p>'.encode("cp1251")
    assert "мир" in decode(body, "text/html; charset=none-such")
    assert declared(b"<p>", "text/html; charset=rot13") is None


def test_one_windows_byte_in_a_utf8_page_spoils_neither():
    body = "<p>żółć żółć żółć żółć</p>".encode() + b"<p>\x93so\x94</p>"
    assert decode(body) == "<p>żółć żółć żółć żółć</p><p>“so”</p>"


def test_a_utf8_page_cut_within_a_character_stays_utf8():
    assert decode("<p>ночь ночь ночь".encode()[:-1]).startswith("<p>ночь ночь ноч")


def test_nothing_declared_is_detected():
    text = "Съешь же ещё этих мягких французских булок, да выпей чаю. " * 20
    assert text in decode(f"<script>var a = 1;</script><p>{text}</p>".encode("cp1251"))

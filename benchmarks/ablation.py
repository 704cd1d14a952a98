#!/usr/bin/env python3
"""What extraction still finds where something is taken away from every page: all fields, on pages with known answers.

    python benchmarks/ablation.py ../shared/evaluation/dev               # as they are, and without each of five things
    python benchmarks/ablation.py ../shared/evaluation/dev --without names

Rules and models lean on what publishers call their elements, and a publisher nobody has seen may call them anything.
"statements" takes away what a page says to machines alone: scripts (JSON-LD with them), meta tags, microdata, RDFa.
"headings" makes a ``<div>`` of each ``<h1>``; "names" a random word of each class and id; "tags" drops them with every
role and script, and makes each container a ``<div>``; "paragraphs" makes bare text before one ``<br>`` of each
paragraph besides. The folder holds ``truth.jsonl`` and ``pages/<id>.html.gz``, with the evaluation's ``score.py``
beside it. The body's model has learned from these pages; ``train_body_model.py --cross-validate --without`` measures it
on unseen publishers.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import json
import random
import re
import zlib
from html import escape
from pathlib import Path
from types import ModuleType

from lxml import etree

from newsarchive.extraction.document import Document

WITHOUT = ("statements", "headings", "names", "tags", "paragraphs")
CONTAINERS = frozenset(["article", "aside", "details", "figure", "footer", "header", "main", "nav", "section"])
STATEMENTS = etree.XPath("//script | //meta[not(@charset or @http-equiv)]")
MARK = "qzxjqx"
NOT_PLAIN = re.compile(r"[^!#-;=?-~]")
MARKED = re.compile(MARK + "([0-9a-f]{6})")
STATING = ("itemprop", "itemscope", "itemtype", "property", "typeof")


def disguised(html: bytes, without: str) -> str:
    """A page with something taken away: see the module's description."""
    root = Document(html).root
    if without == "statements":
        for statement in STATEMENTS(root):
            statement.clear(keep_tail=True)
            statement.tag = "script"
        etree.strip_elements(root, "script", with_tail=False)
        etree.strip_attributes(root, *STATING)
        return _written(root)
    if without == "headings":
        for heading in root.iter("h1"):
            heading.tag = "div"
        return _written(root)
    words: dict[str, str] = {}
    chance = random.Random(zlib.crc32(html))  # words of its own for each page, the same in each run
    for element in root.iter(etree.Element):
        if without == "names":
            for name in {"class", "id"} & set(element.keys()):
                element.set(name, " ".join(_random_word(word, words, chance) for word in element.get(name).split()))
            continue
        for name in {"class", "id", "role", "itemprop"} & set(element.keys()):
            del element.attrib[name]
        element.tag = "div" if element.tag in CONTAINERS else element.tag
    if without != "names":
        etree.strip_elements(root, "script", with_tail=False)
    if without == "paragraphs":
        for paragraph in list(root.iter("p")):
            etree.SubElement(paragraph, "br")
        etree.strip_tags(root, "p")
    return _written(root)


def _written(root: etree._Element) -> str:
    """A tree as HTML, with its addresses as they are: the library writes some letters of them in percents."""
    for element in root.iter(etree.Element):
        for name in {"href", "src"} & set(element.keys()):
            element.set(name, NOT_PLAIN.sub(lambda match: f"{MARK}{ord(match[0]):06x}", element.get(name)))
    return MARKED.sub(
        lambda match: escape(chr(int(match[1], 16))), etree.tostring(root, encoding="unicode", method="html")
    )


def _random_word(word: str, words: dict[str, str], chance: random.Random) -> str:
    return words.setdefault(word, "".join(chance.choices("bcdfghjklmnpqrstvwxz", k=8)))


def scorer(folder: Path) -> ModuleType:
    """The evaluation's own score.py, from the folder that holds it."""
    spec = importlib.util.spec_from_file_location("score", folder / "score.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def measure(folder: Path, without: str | None) -> dict[str, float]:
    """Mean of every measure over the pages, with something taken away from them."""
    score = scorer(folder.parent)
    rows = []
    for line in (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        page = gzip.decompress((folder / "pages" / (record["id"] + ".html.gz")).read_bytes())
        html = disguised(page, without).encode("utf-8", "replace") if without else page
        rows.append(score.measure(record["truth"], score.newsarchive(html, record["url"])))
    return score.summary(rows)


def main() -> None:
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("folder", type=Path, help="folder with truth.jsonl and pages/")
    cli.add_argument("--without", choices=WITHOUT, help="only this; else all, after the pages as they are")
    args = cli.parse_args()
    for without in (args.without,) if args.without else (None, *WITHOUT):
        found = measure(args.folder, without)
        print(f"{without or 'as they are':<12}" + "  ".join(f"{name} {value:.3f}" for name, value in found.items()))


if __name__ == "__main__":
    main()

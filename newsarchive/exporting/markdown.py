"""Stories as a folder of Markdown files (CommonMark), one a story, with YAML front matter: for notes, for reading, for
tools that know files.

Archived text stays text: what Markdown or HTML would make something of is escaped, and pictures are links, so that
reading a story asks nobody for anything."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..items import Block, Image

if TYPE_CHECKING:
    from ..archive import StoredArticle

_MARKS = re.compile(r"([\\`*_\[\]<>&~|$])")
"""Characters that mean something in Markdown wherever they stand."""
_OPENING = re.compile(r"^(\s*)(#{1,6}|[-+=]+|\d{1,9}(?=[.)]))(?=\s|[.)]|$)", re.M)
"""What makes a line something else than text when it begins so."""
NAME = 120
"""Bytes of a headline that a file's name has at most; file systems allow 255 for the whole name."""


def write(stories: Iterable[StoredArticle], folder: Path) -> int:
    """A file for each story in ``folder``, in a folder for its source and one for its month; how many."""
    count = 0
    for story in stories:
        file = folder / path_of(story)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(document(story), encoding="utf-8", newline="\n")
        count += 1
    return count


def path_of(story: StoredArticle) -> Path:
    """Where a story stands in the folder: source, month, and a name that begins with the day and ends with its
    number."""
    published = story.article.published
    day = published.isoformat()[:10] if published else "undated"
    words = _safe(story.article.headline or "").lower().encode()[:NAME].decode(errors="ignore").strip("-.")
    name = "-".join(filter(None, (day, words, str(story.id))))
    return Path(_safe(story.source) or "source", day[:7], f"{name}.md")


def _safe(text: str) -> str:
    """A text as a part of a file's name on any system: letters, marks and digits of any script, all else as hyphens.

    >>> _safe("../Rain, at last: 50%"), _safe("ថវិកា"), _safe("..")
    ('Rain-at-last-50', 'ថវិកា', '')
    """
    kept = (sign if sign in "._-" or unicodedata.category(sign)[0] in "LMN" else " " for sign in text)
    return "-".join("".join(kept).split()).strip("-.")


def document(story: StoredArticle) -> str:
    """The whole file: front matter, then the story as one reads it."""
    article = story.article
    parts = [f"---\n{front_matter(story)}---"]
    parts += [f"# {escaped(_line(article.headline))}"] if article.headline else []
    parts += [f"*{escaped(_line(article.dek))}*"] if article.dek else []
    parts += [escaped(_line(article.byline))] if article.byline else []
    parts += [_picture(image) for image in article.images if image.role == "lead"]
    parts += [text for block in article.blocks if (text := _BLOCKS[block.type](block))]
    parts += [_picture(image) for image in article.images if image.role != "lead"]
    return "\n\n".join(filter(None, parts)) + "\n"


def front_matter(story: StoredArticle) -> str:
    """What the archive knows of a story beside its text, as YAML; what it does not know is left out."""
    import yaml  # noqa: PLC0415 - only for this format

    article = story.article
    told: dict[str, Any] = {
        "title": article.headline,
        "source": story.source,
        "publisher": article.publisher,
        "url": article.url,
        "kicker": article.kicker,
        "authors": [author.name for author in article.authors],
        "byline": article.byline,
        "dateline": article.dateline,
        "published": article.published.isoformat() if article.published else None,
        "modified": article.modified.isoformat() if article.modified else None,
        "section": article.section,
        "tags": list(article.tags),
        "language": article.language,
        "kind": article.kind,
        "first_seen": story.to_dict()["first_seen"],
        "revisions": story.revision_count,
        "archive_id": story.id,
    }
    known = {name: value for name, value in told.items() if value not in (None, [])}
    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)  # the one in C, where it was built
    return str(yaml.dump(known, Dumper=dumper, allow_unicode=True, sort_keys=False, width=10_000))


def escaped(text: str) -> str:
    r"""Text that Markdown shows as it is.

    >>> print(escaped("2 * 3 <b> [x](y) a_b & c"))
    2 \* 3 \<b\> \[x\](y) a\_b \& c
    >>> print(escaped("# 1\n12. May\n- so\n---\n1984 was"))
    \# 1
    12\. May
    \- so
    \---
    1984 was
    """
    return _OPENING.sub(_opened, _MARKS.sub(r"\\\1", text))


def _opened(found: re.Match[str]) -> str:
    """A line's beginning with a backslash, and without white space before it, which could make it code."""
    sign = found[2]
    return f"{sign}\\" if sign.isdecimal() else f"\\{sign}"


def _line(text: str | None) -> str:
    return " ".join((text or "").split())


def _lines(text: str) -> Iterator[str]:
    return (line for part in text.split("\n") if (line := " ".join(part.split())))


def _paragraph(block: Block) -> str:
    return "\\\n".join(map(escaped, _lines(block.text)))


def _table(block: Block) -> str:
    rows = [[escaped(_line(cell)) for cell in line.split("\t")] for line in block.text.split("\n")]
    width = max(map(len, rows))
    rows = [row + [""] * (width - len(row)) for row in rows]
    head, *body = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([head, f"|{' --- |' * width}", *body])


def _entry(block: Block) -> str:
    return "\n\n".join(filter(None, (f"### {escaped(_line(block.time))}" if block.time else "", _paragraph(block))))


def _embed(block: Block) -> str:
    return " ".join(filter(None, (escaped(_line(block.text)), _link(block.url))))


_BLOCKS: dict[str, Callable[[Block], str]] = {
    "paragraph": _paragraph,
    "subhead": lambda block: f"## {escaped(_line(block.text))}",
    "quote": lambda block: "\n>\n".join(f"> {escaped(line)}" for line in _lines(block.text)),
    "list": lambda block: "\n".join(f"- {escaped(line)}" for line in _lines(block.text)),
    "table": _table,
    "embed": _embed,
    "correction": lambda block: f"> **Correction:** {escaped(_line(block.text))}",
    "entry": _entry,
}
"""Type of block → its Markdown."""


def _picture(image: Image) -> str:
    """Caption and credit, and the picture's address as a link."""
    credit = f"Photo: {image.credit}" if image.credit else None
    told = " · ".join(escaped(_line(text)) for text in (image.caption, credit) if text)
    return " ".join(filter(None, ("[Picture]" + f"({address})" if (address := _address(image.url)) else "", told)))


def _link(url: str | None) -> str:
    return f"<{address}>" if (address := _address(url)) else ""


def _address(url: str | None) -> str | None:
    """An address of the web that stays within a link's brackets; None for any other."""
    if not url or not url.lower().startswith(("http://", "https://")):
        return None
    return re.sub(r"[\x00-\x20<>()\\`*\[\]]", lambda found: f"%{ord(found[0]):02X}", url)

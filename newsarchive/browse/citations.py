"""How to cite an archived copy: in words, APA, BibTeX and CSL-JSON, each with the archive's date and digest.

Names stand as they are printed. Which part of a name is the family's is not on the page, and guessing it wrong for half
the world's names is no service; whoever cites can turn them round. What is not known is left out.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from ..archive import StoredArticle
from .desk import in_words, span_in_words


@dataclass(frozen=True, kw_only=True, slots=True)
class Cited:
    """What every style says."""

    key: str
    """A short name for it in a bibliography, the same for the same story."""
    names: tuple[str, ...]
    """Authors as printed."""
    headline: str | None
    publication: str
    """Name of the publication; of the source, where the page states none."""
    published: str | None
    """Day of publication, YYYY-MM-DD."""
    url: str
    language: str | None
    archived_at: datetime
    """When the copy was fetched; when the story was first seen, where there is no capture."""
    digest: str | None
    """Digest of the fetched page."""
    record: str | None
    """WARC-Record-ID of the copy."""

    @property
    def archived(self) -> str:
        """The copy in words."""
        return f"archived {in_words(self.archived_at.astimezone(UTC))}" + (f", {self.digest}" if self.digest else "")


def cited(story: StoredArticle) -> Cited:
    """What is cited of a story: its values as last seen, and the copy they were read from."""
    article, copy = story.article, story.captures[-1].ref if story.captures else None
    published = article.published.isoformat()[:10] if article.published else None
    names = tuple(author.name for author in article.authors if author.role in {"writer", "contributor", "other"})
    return Cited(
        key=_key([*names, story.source], published, story.id),
        names=names,
        headline=article.headline,
        publication=article.publisher or story.source,
        published=published,
        url=article.url or "",
        language=article.language,
        archived_at=copy.fetched_at if copy else story.first_seen,
        digest=copy.origin.digest if copy else None,
        record=copy.record_id.strip("<>") if copy else None,
    )


def _key(names: Iterable[str], published: str | None, number: int) -> str:
    """A key of plain letters: the last word of the first name that has any, the year, the number in the archive.

    >>> _key(["Élodie Maravel"], "2026-11-21", 17), _key(["សុខ តារា", "courier"], None, 3)
    ('maravel2026-17', 'courier-3')
    """
    plain = (unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower() for name in names)
    words = (re.findall(r"[a-z]+", name) for name in plain)
    return f"{next((found[-1] for found in words if found), 'story')}{(published or '')[:4]}-{number}"


def in_text(story: Cited) -> str:
    """A reference in words."""
    headline = f"“{story.headline}”" if story.headline else None
    archived = story.archived[0].upper() + story.archived[1:]
    parts = (", ".join(story.names), headline, story.publication, span_in_words(story.published or ""), story.url)
    return ". ".join([*filter(None, parts), archived]) + "."


def apa(story: Cited) -> str:
    """A reference in the manner of APA 7, names as printed.

    The title stands first where nobody signs."""
    day = f"({_american(story.published)})" if story.published else "(n.d.)"
    names = " & ".join(filter(None, [", ".join(story.names[:-1]), *story.names[-1:]]))
    headline = story.headline or "[No headline]"
    opening = f"{names}. {day}. {headline}." if names else f"{headline}. {day}."
    return f"{opening} {story.publication}. {story.url} ({story.archived})"


def _american(day: str) -> str:
    """The day as APA writes it.

    >>> _american("2026-11-02")
    '2026, November 2'
    """
    number, month, year = span_in_words(day).split(" ")
    return f"{year}, {month} {number}"


def bibtex(story: Cited) -> str:
    """An entry for BibTeX and biblatex. Every name is in braces, so that it is printed as it stands."""
    day = date.fromisoformat(story.published) if story.published else None
    fields = {
        "author": " and ".join(f"{{{_tex(name)}}}" for name in story.names),
        "title": f"{{{_tex(story.headline)}}}" if story.headline else "",
        "howpublished": _tex(story.publication),
        "year": str(day.year) if day else "",
        "month": str(day.month) if day else "",
        "date": story.published or "",
        "url": _in_braces(story.url),
        "urldate": story.archived_at.astimezone(UTC).date().isoformat(),
        "langid": story.language or "",
        "note": _tex(f"Copy {story.archived}"),
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@misc{{{story.key},\n{lines}}}"


_TEX = {
    **{sign: f"\\{sign}" for sign in "&%$#_"},
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


def _tex(text: str) -> str:
    r"""Text for TeX, on one line.

    >>> print(_tex("R&D: 100 % {sure}"))
    R\&D: 100 \% \textbraceleft{}sure\textbraceright{}
    """
    return "".join(_TEX.get(letter, letter) for letter in " ".join(text.split()))


def _in_braces(url: str) -> str:
    """An address that cannot close the braces it stands in."""
    return url.replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C")


def csl(story: Cited) -> dict[str, Any]:
    """An item of CSL-JSON, which Zotero, pandoc and citeproc read."""
    item = {
        "id": story.key,
        "type": "article-newspaper",
        "title": story.headline,
        "author": [{"literal": name} for name in story.names],
        "container-title": story.publication,
        "issued": _parts(date.fromisoformat(story.published)) if story.published else None,
        "accessed": _parts(story.archived_at.astimezone(UTC).date()),
        "URL": story.url,
        "language": story.language,
        "archive": "newsarchive" if story.digest else None,
        "archive_location": " ".join(filter(None, (story.digest, story.record))),
        "note": f"Copy {story.archived}",
    }
    return {name: value for name, value in item.items() if value}


def _parts(day: date) -> dict[str, list[list[int]]]:
    return {"date-parts": [[day.year, day.month, day.day]]}


def styles(story: StoredArticle) -> dict[str, str]:
    """Style → the citation in it."""
    told = cited(story)
    return {
        "Text": in_text(told),
        "APA": apa(told),
        "BibTeX": bibtex(told),
        "CSL-JSON": json.dumps([csl(told)], ensure_ascii=False, indent=1),
    }

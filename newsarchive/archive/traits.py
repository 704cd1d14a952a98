"""What a story is, beside what it says: section, language, who signed it, whose pictures it shows.

A search is narrowed by these. Values of one trait are alternatives, traits add up: ``sections=("World", "Asia"),
credited=True`` are stories of either section that credit a picture.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

Condition = tuple[str, tuple[str | int, ...]]
"""SQL on ``articles AS a``, and its parameters."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Traits:
    """What a story must be."""

    sections: tuple[str, ...] = ()
    """Names of sections, in any source."""
    languages: tuple[str, ...] = ()
    """BCP 47 tags, as stored."""
    authors: tuple[str, ...] = ()
    """Whole names of authors, as stored."""
    photographers: tuple[str, ...] = ()
    """Whole names of photographers, as stored."""
    agencies: tuple[str, ...] = ()
    """Names of the agencies that pictures are credited to, as stored."""
    credited: bool = False
    """Whether some picture must have a credit."""

    def conditions(self) -> Iterator[Condition]:
        """One condition for each trait that is asked for."""
        for name, sql in _CONDITIONS.items():
            if values := getattr(self, name):
                yield sql.format(", ".join("?" * len(values))), values
        if self.credited:
            yield _CREDITED, ()


_CONDITIONS = {
    "sections": "a.section_id IN (SELECT id FROM sections WHERE name IN ({}))",
    "languages": "a.language IN ({})",
    "authors": "a.id IN (SELECT w.article_id FROM authors u JOIN article_authors w ON w.author_id = u.id "
    "WHERE u.name IN ({}))",
    "photographers": "a.id IN (SELECT article_id FROM article_images WHERE photographer IN ({}))",
    "agencies": "a.id IN (SELECT article_id FROM article_images WHERE agency IN ({}))",
}
"""Trait → SQL, with room for its values."""
_CREDITED = "EXISTS (SELECT 1 FROM article_images i WHERE i.article_id = a.id AND i.credit IS NOT NULL)"

"""Bylines that name a desk of the newsroom in place of people, in the languages of news: text in, desk out.

Only a whole line that says nothing else is one: "Redaktion" within a sentence, a menu or a person's title is not.
"""

from __future__ import annotations

import re

__all__ = ["desk_of", "names_agency"]

_LONGEST = 60
"""Characters of a desk's byline."""
_LABEL = re.compile(
    r"^(?:by|from|par|de|von|por|pela|van|door|av|af|fra|från|di|a cura d(?:i|ella|el)|written by|posted by)\b\s*:?\s*",
    re.I,
)
_GERMAN_DATIVE = re.compile(r"^(?:der|unserer|onze|unsere)\s+", re.I)
_WORDS = r"(?:[^\W\d_][\w'’.&-]*\s+){0,2}?"
"""The newspaper's name, or what the desk covers: "Courier", "Arla Post". More words begin with a person's name."""
_TAIL = r"(?:\s+[\w'’.&-]+){0,4}"
_DESK = re.compile(
    rf"{_WORDS}(?:staff|newsroom|news ?desk|web ?desk|\w+ desk|news team|editorial (?:board|team|staff|desk))"
    r"|(?:(?:our|a|own|staff|special|\w+) )?(?:(?:own|staff|special|online) )*(?:reporter|correspondent|writer)s?"
    r"|(?:news |foreign |wire )?agencies"
    rf"|(?:la |notre )?rédaction{_TAIL}|(?:d')?agences?"
    rf"|(?:[\w-]+-)?redaktion{_TAIL}|(?:nachrichten)?agenturen"
    rf"|(?:la )?redacción{_TAIL}|agencias|(?:a )?redação{_TAIL}|agências"
    rf"|(?:la )?redazione{_TAIL}|agenzie|redactie{_TAIL}|(?:tim )?redaksi{_TAIL}"
    rf"|(?:[\w-]+)?redaksjonen|redaktionen|toimitus|redakcja{_TAIL}|agencje|redakce{_TAIL}|redakcia{_TAIL}|szerkesztőség"
    rf"|redacția{_TAIL}|редакци[яи]{_TAIL}|редакція{_TAIL}|haber merkezi|編集部|편집부",
    re.I,
)
_PLACE_OR_TITLE = re.compile(
    r"^(?:all|no|for|meet|contact|join|become|about|our)\s+(?:the\s+)?\w*\s*(?:staff|team)", re.I
)
_AGENCY = re.compile(
    r"\b(?:(?:news|press|wire) (?:agency|service)|(?:nachrichten|presse)agentur"
    r"|(?:nyhets|nyheds|tele|telegram)byrå(?:n|et)?)\b"
    r"|^(?:the |l'|l’|la |die )?(?:agence|agencia|agência|agenzia|agencja|agentur|agentura|agenția|агентство)\s+\w"
    r"|^(?!.*\b(?:environment|protection|space|development|health|security|intelligence|estate|travel|creative)\b)"
    r"[^\W\d_].*\s(?:agency|agencia|ajansı|агентство)$",
    re.I,
)


def desk_of(line: str) -> str | None:
    """The desk that a byline names and nothing else; None where it may name anybody, or is no byline.

    >>> [desk_of(line) for line in ("Courier Staff", "Par la rédaction", "Von der Redaktion", "By Staff Reporter")]
    ['Courier Staff', 'La rédaction', 'Redaktion', 'Staff Reporter']
    >>> [desk_of(line) for line in ("By Jane Roe", "Jane Roe, Courier Staff", "Sport")]
    [None, None, None]
    """
    if not 3 < len(line) <= _LONGEST or _PLACE_OR_TITLE.match(line):
        return None
    label = _LABEL.match(line)
    name = _GERMAN_DATIVE.sub("", line[label.end() :]) if label else line
    name = name.removeprefix("the ").strip(" .:")
    return name[:1].upper() + name[1:] if name and _DESK.fullmatch(name) else None


def names_agency(name: str) -> bool:
    """Whether a name, of an agency known or unknown, says that it is a news agency.

    >>> [names_agency(name) for name in ("Agence Littoral", "Costa News Agency", "Environment Agency", "Agencies")]
    [True, True, False, False]
    """
    return bool(_AGENCY.search(name))

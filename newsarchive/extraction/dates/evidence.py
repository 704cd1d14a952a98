"""Evidence of a date: what one place on a page states or shows, and how surely that is the story's.

Every module that looks for dates gives its finds in this form, so that `dates` can rank them without knowing where they
were found. Scores are of dates near the headline alone; what is stated for machines comes in the order of its worth.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from ...items import Timestamp
from .labels import Role

LABELLED = 3.0
"""Worth of a label that says what a date means: more than standing sixty lines nearer to the headline."""
NAMED = 1.5
"""Worth of an element's class or property that speaks of publication."""
MIN_SCORE = -0.9
"""Score below which a date that a reader sees is not believed: too far from the headline."""


@dataclass(slots=True)
class Evidence:
    """One statement of a time."""

    role: Role
    stamp: Timestamp
    score: float = 0.0
    """How surely a date that a reader sees is the story's."""
    sure: bool = True
    """Whether a label or class says what the time means."""


def day_of(value: date | datetime) -> date:
    """The day of a time, on the clock it was stated by."""
    return value.date() if isinstance(value, datetime) else value

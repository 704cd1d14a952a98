"""The body model: a screening model that scores every unit cheaply, and trees that judge those it lets through.

Both are learned by ``benchmarks/train_body_model.py`` and kept as numbers in ``weights.json``; here is nothing but
arithmetic.

* Screening is a logistic regression: the sum of the weights of the words in a unit's own class attribute and in those
  of its containers (fading outwards), and of the bins its text falls into. It costs a few additions a unit.
* Judging is a sum of small regression trees over `signals.SIGNALS`, which see the screening scores of the whole page.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from ..blocks import Walk
from .signals import PATH_DECAY, PLACE_BINS, SIGNALS, TEXT_BINS, class_words, path_names, place_bins, text_bins

LET_THROUGH = -4.6
"""Screening score (log-odds) from which a unit is judged: a chance of one in a hundred."""

TREES_A_STAGE = 10
"""Trees asked between two looks at whether the judgement is still open."""

MOST_BINS = 32
"""Bins of one question: the largest number is that of binary digits in a count of units."""


class BodyModel:
    """Weights, and what they say of a page."""

    def __init__(self, weights: dict[str, Any]) -> None:
        self.bias: float = weights["bias"]
        own, around = weights["own"], weights["around"]
        self.words: dict[str, tuple[float, float]] = {
            word: (own.get(word, 0.0), around.get(word, 0.0)) for word in own | around
        }
        """What a word adds to the units of the box it names, and to those of the boxes inside it."""
        self.text_bins = [_table(weights["bins"].get(name, {})) for name in TEXT_BINS]
        self.place_bins = [_table(weights["bins"].get(name, {})) for name in PLACE_BINS]
        self.judge: Callable[[Sequence[float], float], bool] = _judge(
            weights["base"], weights["trees"], weights["swing"]
        )
        """Whether the log-odds of a unit to belong to the story, from its signals, exceed a threshold."""
        self._weights_of = lru_cache(maxsize=8192)(self._weigh)  # templates repeat their names on every page

    def screen(self, walk: Walk) -> list[float]:
        """Log-odds of each unit of a page, seen alone, to belong to the story."""
        inside: dict[int, float] = {0: 0.0}  # what a container's own words add to the units inside it
        around: dict[int, float] = {0: 0.0}
        named: dict[int, float] = {}  # what the names of a box and of those around it add up to
        for path, outer, names in path_names(walk):
            around[path] = PATH_DECAY * around[outer] + inside[outer]
            own, inside[path] = self._weights_of(names)
            named[path] = self.bias + own + around[path]
        total = len(walk.units)
        lengths, links, endings, positions = self.text_bins
        density, siblings = self.place_bins
        places: dict[int, tuple[float, float]] = {}  # what a box's place adds, the same for all its siblings
        scores = []
        for unit in walk.units:
            box = unit.box
            parent = box.parent or box
            place = places.get(parent.index)
            if place is None:
                linked, beside = place_bins(box)
                place = places[parent.index] = density[linked], siblings[beside]
            length, link, ending, position = text_bins(unit, total)
            score = named[box.path] + place[0] + place[1]
            scores.append(score + lengths[length] + links[link] + endings[ending] + positions[position])
        return scores

    def _weigh(self, names: str) -> tuple[float, float]:
        """What a box's names add to units of its own, and to those of the boxes inside it."""
        own = around = 0.0
        for word in class_words(names):
            if (weights := self.words.get(word)) is not None:
                own += weights[0]
                around += weights[1]
        return own, around


def _judge(base: float, trees: list[Any], swing: list[list[float]]) -> Callable[[Sequence[float], float], bool]:
    """A function that adds up what trees say of a row, and says whether the sum exceeds a threshold.

    Most rows are clear long before the last tree is asked: `swing` is what the trees of a stage and those after it
    added to a sum at least and at most. As code of its own, a tree is asked three times faster than by walking its
    nodes.
    """
    lines = ["def judge(row, threshold):", f" {_ROW} = row", f" total = {float(base)!r}"]
    for stage, (least, most) in zip(_stages(trees), swing, strict=True):
        lines.append(f" if total + {float(most)!r} <= threshold: return False")
        lines.append(f" if total + {float(least)!r} > threshold: return True")
        lines.append(f" total = {_sum(stage)}")
    lines.append(" return total > threshold")
    code: dict[str, Any] = {"__builtins__": {}}
    exec("\n".join(lines), code)
    return code["judge"]  # type: ignore[no-any-return]


def _stages(trees: list[Any]) -> list[list[Any]]:
    """Trees as they are asked between two looks at whether the judgement is still open."""
    return [trees[start : start + TREES_A_STAGE] for start in range(0, len(trees), TREES_A_STAGE)]


def swings(trees: list[Any], rows: Sequence[Sequence[float]]) -> list[list[float]]:
    """The least and the most that each stage and those after it add to the sum of any of the rows.

    What a model learned from is rows enough to know when a judgement is settled: by the extremes of all leaves, which
    never meet in one unit, half as many trees again would be asked.
    """
    sums = [eval(f"lambda total, {_ROW}: {_sum(stage)}", {"__builtins__": {}}) for stage in _stages(trees)]
    added = [[add(0.0, *row) for row in rows] for add in sums]
    rest, found = [0.0] * len(rows), []
    for stage in reversed(added):
        rest = [before + own for before, own in zip(rest, stage, strict=True)]
        found.append([round(min(rest), 3), round(max(rest), 3)])
    return found[::-1]


_ROW = ", ".join(f"x{number}" for number in range(len(SIGNALS)))
"""Signals of a unit, by the names that trees know them by."""


def _sum(trees: list[Any]) -> str:
    """What trees add to a total, as a Python expression."""
    return " + ".join(["total", *map(_expression, trees)])


def _expression(node: Any) -> str:
    """A tree as a Python expression over signals, made of numbers alone.

    >>> _expression([7, 0.5, -1.5, [0, 2, 0.25, 1]])
    '(-1.5 if x7 <= 0.5 else (0.25 if x0 <= 2.0 else 1.0))'
    """
    if not isinstance(node, list):
        return repr(float(node))
    signal, limit, below, above = node
    return f"({_expression(below)} if x{int(signal)} <= {float(limit)!r} else {_expression(above)})"


def _table(weights: dict[str, float]) -> list[float]:
    """Weights by number of a bin; 0 where nothing was learned."""
    return [weights.get(str(number), 0.0) for number in range(MOST_BINS)]


@cache
def load() -> BodyModel:
    """The model that comes with the package."""
    return BodyModel(json.loads(files(__package__).joinpath("weights.json").read_text(encoding="utf-8")))

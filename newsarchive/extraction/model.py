"""The body model: a screening model that scores every unit cheaply, and trees that judge those it lets through.

Both are learned by ``benchmarks/train_body_model.py`` and kept as numbers in ``body_model.json``; here is nothing but
arithmetic.

* Screening is a logistic regression: the sum of the weights of the words in a unit's own class attribute and in those
  of its containers (fading outwards), and of the bins its text falls into. It costs a few additions a unit.
* Judging is a sum of small regression trees over `signals.SIGNALS`, which see the screening scores of the whole page.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any, TypeAlias

from .blocks import Walk
from .signals import BINS, PATH_DECAY, path_words, unit_bins

Tree: TypeAlias = "tuple[int, float, Tree, Tree] | float"

LET_THROUGH = -4.6
"""Screening score (log-odds) from which a unit is judged: a chance of one in a hundred."""


class BodyModel:
    """Weights, and what they say of a page."""

    def __init__(self, weights: dict[str, Any]) -> None:
        self.bias: float = weights["bias"]
        self.own: dict[str, float] = weights["own"]
        self.around: dict[str, float] = weights["around"]
        self.bins: list[dict[int, float]] = [
            {int(number): weight for number, weight in weights["bins"].get(name, {}).items()} for name in BINS
        ]
        self.base: float = weights["base"]
        self.trees: list[Tree] = [_tree(tree) for tree in weights["trees"]]

    def screen(self, walk: Walk) -> list[float]:
        """Log-odds of each unit of a page, seen alone, to belong to the story."""
        inside: dict[int, float] = {0: 0.0}  # what a container's own words add to the units inside it
        around: dict[int, float] = {0: 0.0}
        own: dict[int, float] = {0: 0.0}
        for path, outer, words in path_words(walk):
            around[path] = PATH_DECAY * around[outer] + inside[outer]
            own[path] = sum(self.own.get(word, 0.0) for word in words)
            inside[path] = sum(self.around.get(word, 0.0) for word in words)
        alone = {path: self.bias + own[path] + around[path] for path in own}
        total = len(walk.units)
        return [sum(map(_weight, self.bins, unit_bins(unit, total)), alone[unit.box.path]) for unit in walk.units]

    def judge(self, row: Sequence[float]) -> float:
        """Log-odds of a unit to belong to the story, from its signals."""
        total = self.base
        for tree in self.trees:
            node = tree
            while type(node) is tuple:
                node = node[2] if row[node[0]] <= node[1] else node[3]
            total += node  # type: ignore[operator] # a leaf, which mypy cannot tell from type(…) is tuple
        return total


def _weight(table: dict[int, float], number: int) -> float:
    return table.get(number, 0.0)


def _tree(node: Any) -> Tree:
    return (node[0], node[1], _tree(node[2]), _tree(node[3])) if isinstance(node, list) else float(node)


@cache
def load() -> BodyModel:
    """The model that comes with the package."""
    return BodyModel(json.loads(files(__package__).joinpath("body_model.json").read_text(encoding="utf-8")))

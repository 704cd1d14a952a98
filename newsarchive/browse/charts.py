"""Sparklines as SVG, drawn on the server: many stand on one page, and none is there to be pointed at."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

STEP, HEIGHT = 4, 24
"""Width of a day with its gap, and height of the highest."""


def sparkline(counts: Sequence[int], *, of: str) -> Markup:
    """Numbers by day as thin bars, one path for all; ``of`` names what is counted.

    >>> print(sparkline([0, 1, 2], of="new stories"))
    ... # doctest: +ELLIPSIS
    <svg class="spark" ... aria-label="3 new stories in 3 days, at most 2 a day"><path d="M6 24v-12M10 24v-24"/></svg>
    """
    highest = max(counts, default=0)
    path = "".join(
        f"M{number * STEP + STEP // 2} {HEIGHT}v-{max(1, round(count / highest * HEIGHT))}"
        for number, count in enumerate(counts)
        if count
    )
    label = f"{sum(counts):,} {of} in {len(counts)} days" + (f", at most {highest:,} a day" if highest else "")
    return Markup('<svg class="spark" viewBox="0 0 {} {}" role="img" aria-label="{}"><path d="{}"/></svg>').format(
        len(counts) * STEP, HEIGHT, label, path
    )

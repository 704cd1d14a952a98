"""Small charts as SVG, drawn on the server: nothing to load, nothing to run, readable without seeing them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from markupsafe import Markup, escape

BAR_WIDTH, BAR_HEIGHT = 8, 48
"""Width of a bar with its gap, and height of the highest."""
STEP, ROW = 96, 26
"""Distance between two moments, and between two ranks."""


def day_bars(days: Mapping[str, int], *, of: str) -> Markup:
    """Numbers by day as bars; each says its day and number when pointed at. ``of`` names what is counted.

    >>> print(day_bars({"2026-11-21": 0, "2026-11-22": 2}, of="stories"))
    ... # doctest: +ELLIPSIS
    <svg class="bars" ... aria-label="2 stories in 2 days, most on 2026-11-22 (2)">...</svg>
    """
    highest = max(days.values(), default=0) or 1
    best = max(days, key=lambda day: days[day], default="")
    label = f"{sum(days.values())} {of} in {len(days)} days"
    label += f", most on {best} ({days[best]})" if best and days[best] else ""
    bars = (
        Markup('<rect x="{}" y="{}" width="{}" height="{}" class="{}"><title>{}: {}</title></rect>').format(
            number * BAR_WIDTH,
            BAR_HEIGHT - _height(count, highest),
            BAR_WIDTH - 2,
            _height(count, highest),
            "bar" if count else "bar none",
            day,
            count,
        )
        for number, (day, count) in enumerate(days.items())
    )
    return Markup('<svg class="bars" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>').format(
        len(days) * BAR_WIDTH, BAR_HEIGHT, label, Markup("").join(bars)
    )


def _height(count: int, highest: int) -> int:
    """A bar's height: at least two pixels where there is something, one where there is nothing."""
    return max(2, round(count / highest * BAR_HEIGHT)) if count else 1


def rank_lines(lines: Sequence[tuple[str, Mapping[str, float]]], *, ranks: int = 10) -> Markup:
    """Ranks over time, the first on top, a line for each (title, moment → rank). A gap is where it was not listed."""
    moments = sorted({moment for _, points in lines for moment in points})
    if not moments:
        return Markup("")
    column = {moment: number for number, moment in enumerate(moments)}
    width, height = len(moments) * STEP + 40, ranks * ROW + 44
    grid = Markup("").join(_rank_label(rank, width) for rank in range(1, ranks + 1))
    axis = Markup("").join(_moment_label(moment, moments, height) for moment in _labelled(moments))
    drawn = Markup("").join(_line(number, title, points, column) for number, (title, points) in enumerate(lines))
    return Markup('<svg class="ranks" viewBox="0 0 {} {}" width="{}" role="img" aria-label="{}">{}{}{}</svg>').format(
        width, height, width, f"Ranks of {len(lines)} stories from {moments[0]} to {moments[-1]}", grid, axis, drawn
    )


def _x(column: int) -> int:
    return 70 + column * STEP


def _y(rank: float) -> float:
    return round(rank * ROW - ROW / 2, 1)


def _rank_label(rank: int, width: int) -> Markup:
    y = _y(rank)
    return Markup('<line class="grid" x1="30" x2="{}" y1="{}" y2="{}"/><text x="4" y="{}">{}</text>').format(
        width, y, y, y + 4, rank
    )


def _labelled(moments: Sequence[str]) -> list[str]:
    """Which moments get a label: about ten."""
    return list(moments[:: max(1, len(moments) // 10)])


def _moment_label(moment: str, moments: Sequence[str], height: int) -> Markup:
    day, _, hour = moment.partition(" ")
    x, y = _x(moments.index(moment)), height - 24
    return Markup(
        '<text text-anchor="middle"><tspan x="{0}" y="{1}">{2}</tspan><tspan x="{0}" y="{3}">{4}</tspan></text>'
    ).format(x, y, day[5:], y + 16, hour)


def _line(number: int, title: str, points: Mapping[str, float], column: Mapping[str, int]) -> Markup:
    """One story's line: dots where it was listed, joined where it stayed."""
    places = sorted((column[moment], rank) for moment, rank in points.items())
    joins = (
        Markup('<line x1="{}" y1="{}" x2="{}" y2="{}"/>').format(_x(a), _y(rank_a), _x(b), _y(rank_b))
        for (a, rank_a), (b, rank_b) in pairwise(places)
        if b == a + 1
    )
    dots = (Markup('<circle cx="{}" cy="{}" r="5"/>').format(_x(at), _y(rank)) for at, rank in places)
    return Markup('<g class="line c{}"><title>{}</title>{}{}</g>').format(
        number, escape(title), Markup("").join(joins), Markup("").join(dots)
    )

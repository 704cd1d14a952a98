"""Small charts as SVG, drawn on the server: nothing to load, nothing to run, readable without seeing them."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

BAR_WIDTH, BAR_HEIGHT = 8, 48
"""Width of a bar with its gap, and height of the highest."""


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

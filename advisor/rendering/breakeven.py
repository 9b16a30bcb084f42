"""Two ways over an axis: where one becomes the better, with what uncertainty, and where the user stands."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from advisor.estimates.breakevens import BREAK_EVENS, BreakEven
from advisor.forecast.forecast import Figure, Forecast
from advisor.rendering import plot
from advisor.units import factor

_SAMPLES = 121
_PLOT_HEIGHT = 260
_DECADES_AROUND = 1.5


@dataclass(frozen=True)
class Comparison:
    """One break-even of a forecast.

    Attributes:
        point: the break-even with its range.
        inputs: the middle of everything else, in the units of the formula.
        here: where the user stands on the axis; ``None`` where that is not known.
    """

    name: str
    ways: BreakEven
    point: Figure
    inputs: dict[str, float]
    here: Figure | None

    @property
    def has_something_to_show(self) -> bool:
        """Whether the axis has a place to show: the point, or where the user stands."""
        return (math.isfinite(self.point.mid) and self.point.mid > 0) or self.here is not None

    @property
    def finding(self) -> str:
        """What the chart shows, as its title."""
        ways, unit = self.ways, self.point.unit
        if self.point.mid == 0:
            said = f"{_capital(ways.above)}: the better way throughout"
        elif math.isinf(self.point.mid):
            said = f"{_capital(ways.below)}: the better way throughout"
        else:
            said = f"{_capital(ways.above)}: the better way from {plot.short(self.point.mid, unit)}"
        if self.here is None:
            return f"{self.point.name}: {said}"
        side = ways.above if self.here.mid >= self.point.mid else ways.below
        return f"{said}; at your {plot.short(self.here.mid, unit)}, {side}"


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]


def comparisons_of(known: Forecast) -> list[Comparison]:
    """The break-evens that the forecast knows."""
    found = []
    for name, axis in known.comparisons.items():
        point = known.figures[name]
        inputs = {}
        for argument, read in point.inputs.items():
            figure = known.figures[read]
            wanted = BREAK_EVENS[name].point.inputs[argument].unit
            inputs[argument] = figure.mid * factor(figure.unit) / factor(wanted)
        here = known.figures.get(axis) if axis is not None else None
        found.append(Comparison(name, BREAK_EVENS[name], point, inputs, here))
    return found


def breakeven_chart(compared: Comparison) -> str:
    """Both ways over the axis on logarithmic scales, the point with its range, and the user's place, as SVG."""
    sheet = plot.Sheet(compared.finding)
    low, high = _reach(compared)
    axis = np.geomspace(low, high, _SAMPLES)
    below, above = (np.broadcast_to(side, axis.shape) for side in compared.ways.sides(axis, **compared.inputs))
    unit = compared.ways.cost_below.unit
    values = np.concatenate([below, above])
    least, most = float(values[values > 0].min()), float(values.max())
    left, right = plot.MARGIN + 96, plot.WIDTH - plot.MARGIN - 150
    top, bottom = sheet.height + 8, sheet.height + 8 + _PLOT_HEIGHT
    across = plot.logarithmic(low, high, left, right)
    upward = plot.logarithmic(least / 1.2, most * 1.2, bottom, top)
    _frame(sheet, compared, (low, high), (least / 1.2, most * 1.2), across, upward, (left, right, top, bottom))
    ends = []
    for values_of, name, dash in ((below, compared.ways.below, ""), (above, compared.ways.above, "7 4")):
        sheet.path([(across(float(x)), upward(float(y))) for x, y in zip(axis, values_of, strict=True)], dash=dash)
        ends.append((upward(float(values_of[-1])), name))
    ends.sort()
    apart = max(0.0, 14 - (ends[1][0] - ends[0][0])) / 2
    for (y, name), push in zip(ends, (-apart, apart), strict=True):
        sheet.text(right + 8, y + 4 + push, name, bold=True)
    for x, words, row in _marks(compared, low, high):
        sheet.line(across(x), top, across(x), bottom, dash="2 3" if row else "", colour=plot.QUIET)
        sheet.text(across(x), bottom + 34 + plot.LINE * row, words, anchor="middle")
    if compared.here is not None and low <= compared.here.mid <= high:
        side = above if compared.here.mid >= compared.point.mid else below
        value = float(np.interp(compared.here.mid, axis, side))
        sheet.mark(across(compared.here.mid), upward(value))
    sheet.height = bottom + 40 + plot.LINE
    return sheet.finished(in_words(compared, unit))


def _marks(compared: Comparison, low: float, high: float) -> list[tuple[float, str, int]]:
    unit, marks = compared.point.unit, []
    if low <= compared.point.mid <= high:
        marks.append((compared.point.mid, f"equal at {plot.short(compared.point.mid, unit)}", 0))
    if compared.here is not None and low <= compared.here.mid <= high:
        marks.append((compared.here.mid, f"you: {plot.short(compared.here.mid, unit)}", 1))
    return marks


def _reach(compared: Comparison) -> tuple[float, float]:
    """Ends of the axis: around the point and the user's place."""
    places = [compared.point.mid, compared.here.mid if compared.here else math.nan]
    known = [place for place in places if math.isfinite(place) and place > 0] or [1.0]
    around = 10**_DECADES_AROUND
    high = max(known) * around
    return min(known) / around, min(high, 1.0) if compared.point.unit == "fraction" else high


def _frame(
    sheet: plot.Sheet,
    compared: Comparison,
    on_axis: tuple[float, float],
    on_side: tuple[float, float],
    across: plot.Scale,
    upward: plot.Scale,
    box: tuple[float, float, float, float],
) -> None:
    left, right, top, bottom = box
    for value in plot.decades(*on_axis):
        sheet.line(across(value), top, across(value), bottom, colour=plot.RULE, width=0.6)
        label = plot.short(value, compared.point.unit)
        sheet.text(across(value), bottom + 16, label, size=10, anchor="middle", colour=plot.QUIET)
    for value in plot.decades(*on_side):
        sheet.line(left, upward(value), right, upward(value), colour=plot.RULE, width=0.6)
        label = plot.short(value, compared.ways.cost_below.unit)
        sheet.text(left - 6, upward(value) + 4, label, size=10, anchor="end", colour=plot.QUIET)
    sheet.line(left, bottom, right, bottom)
    sheet.line(left, top, left, bottom)


def in_words(compared: Comparison, unit: str) -> str:
    """The chart for those who can't see it."""
    point = compared.point
    ends = [
        plot.short(end, point.unit) if math.isfinite(end) else "never" for end in (point.low, point.mid, point.high)
    ]
    here = "Where you stand is not known." if compared.here is None else (
        f"You stand at {plot.short(compared.here.mid, point.unit)}."
    )  # fmt: skip
    return (
        f"{point.name}: {ends[1]} (from {ends[0]} to {ends[2]}). Below it {compared.ways.below} wins, above it "
        f"{compared.ways.above}, in {unit}. {here}"
    )

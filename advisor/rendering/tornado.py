"""What moves a number most: one bar for each input, from its low to its high."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from advisor.forecast.swings import Swing, Tornado
from advisor.rendering import plot
from advisor.rendering.lettering import wrap
from advisor.units import show_quantity

MOST = 8
LEAST = 0.03
"""Swings narrower than this share of the greatest are left out."""
_WORDS = 300


def tornado(title: str, moved: Tornado, unit: str, names: Mapping[str, str]) -> str:
    """The greatest swings as bars around the middle of the result, as SVG.

    Args:
        moved: at least one swing of a result in ``unit``.
        names: what each input is called.
    """
    middle, widest = moved.middle, moved.swings[0].width
    shown = [swing for swing in moved.swings[:MOST] if swing.width >= LEAST * widest]
    sheet = plot.Sheet(title)
    left, right = plot.MARGIN + _WORDS, plot.WIDTH - plot.MARGIN - 90
    ends = [end for swing in shown for end in (swing.at_low, swing.at_high)]
    across = plot.linear(min(*ends, middle), max(*ends, middle), left + 60, right)
    top = sheet.height
    for swing in shown:
        y = sheet.height + plot.ROW / 2
        lines = wrap(names[swing.input], plot.SIZE, _WORDS - 30)[:2]
        for place, line in enumerate(lines):
            sheet.text(plot.MARGIN, y + 4 + plot.LINE * (place - (len(lines) - 1) / 2) * 0.85, line)
        for end, hatched in ((swing.at_low, True), (swing.at_high, False)):
            x, other = sorted((across(middle), across(end)))
            sheet.bar(x, y - 8, other - x, 16, hatched=hatched)
            outward = "end" if end < middle else "start"
            sheet.text(across(end) + (-6 if end < middle else 6), y + 4, plot.short(end, unit), size=10, anchor=outward)
        sheet.height += plot.ROW + 4
    sheet.line(across(middle), top - 4, across(middle), sheet.height + 4, width=1.5)
    sheet.height += plot.LINE + 4
    sheet.text(across(middle), sheet.height, f"middle {plot.short(middle, unit)}", anchor="middle")
    sheet.height += plot.LINE
    sheet.text(
        plot.MARGIN, sheet.height, "Hatched: the input at its low end. Filled: at its high end.", colour=plot.QUIET
    )
    return sheet.finished(in_words(middle, unit, shown, names))


def in_words(middle: float, unit: str, swings: Sequence[Swing], names: Mapping[str, str]) -> str:
    """The chart for those who can't see it."""
    said = (
        f"{names[swing.input]} from {show_quantity(swing.low, swing.unit, 2)} "
        f"to {show_quantity(swing.high, swing.unit, 2)}: "
        f"{show_quantity(swing.at_low, unit, 2)} to {show_quantity(swing.at_high, unit, 2)}."
        for swing in swings
    )
    return f"Middle {show_quantity(middle, unit, 2)}. {' '.join(said)}"

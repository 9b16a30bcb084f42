"""A total and what it consists of, part after part, each with its range."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.recommendation.recommendation import Estimate
from advisor.rendering import plot, wording
from advisor.units import show_quantity

LEAST = 0.005
"""Parts that at their high end are a smaller share of the whole are left out."""
_VALUES = 200


def waterfall(title: str, total: Estimate, limit: tuple[str, float] | None = None) -> str:
    """The parts of ``total`` as bars that follow each other, the total below, as SVG.

    Args:
        total: an estimate with a breakdown.
        limit: what the total must not exceed, its name and value in the unit of ``total``.
    """
    parts = {name: part for name, part in total.breakdown.items() if part.high >= LEAST * total.high and part.high > 0}
    names = {name: wording.heading(name.replace("_", " ")) for name in parts}
    sheet = plot.Sheet(title)
    left = plot.MARGIN + plot.widest([*names.values(), "Together"]) + 12
    right = plot.WIDTH - plot.MARGIN - _VALUES
    reach = max(total.high, sum(part.mid for part in parts.values()), limit[1] if limit else 0.0)
    across = plot.linear(0.0, reach, left, right)
    top, reached = sheet.height, 0.0
    for name, part in parts.items():
        _row(sheet, names[name], part, reached, across, right)
        reached += part.mid
    _row(sheet, "Together", total, 0.0, across, right, whole=True)
    if limit is not None:
        at = across(limit[1])
        sheet.line(at, top - 4, at, sheet.height, dash="5 3", width=1.5)
        sheet.height += plot.LINE
        side = "end" if at > (left + right) / 2 else "start"
        sheet.text(at, sheet.height - 2, f"{limit[0]}: {show_quantity(limit[1], total.unit, 3)}", anchor=side)
    return sheet.finished(in_words(parts, total, limit))


def _row(
    sheet: plot.Sheet, name: str, part: Estimate, start: float, across: plot.Scale, right: float, *, whole: bool = False
) -> None:
    middle = sheet.height + plot.ROW / 2
    sheet.text(plot.MARGIN, middle + 4, name, bold=whole)
    sheet.bar(across(start), middle - 8, across(start + part.mid) - across(start), 16, hatched=whole)
    low, high = across(start + part.low), across(start + part.high)
    sheet.line(low, middle, high, middle, width=1.5)
    for end in (low, high):
        sheet.line(end, middle - 4, end, middle + 4, width=1.5)
    sheet.text(right + 10, middle + 4, wording.estimate_in_words(part), bold=whole)
    sheet.height += plot.ROW


def in_words(parts: Mapping[str, Estimate], total: Estimate, limit: tuple[str, float] | None) -> str:
    """The chart for those who can't see it."""
    said = [f"{name.replace('_', ' ')} {wording.estimate_in_words(part)}" for name, part in parts.items()]
    bound = f" {limit[0]}: {show_quantity(limit[1], total.unit, 3)}." if limit else ""
    return (
        f"Together {wording.estimate_in_words(total)}: {', '.join(said)}.{bound} Bars show the middle, lines the range."
    )

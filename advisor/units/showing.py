"""How a quantity is shown: in the unit a reader would choose."""

from __future__ import annotations

import math
import re
from functools import lru_cache

from advisor.units.table import RATE, canonical, dimension, factor, rescale

_LADDERS: tuple[tuple[str, ...], ...] = (
    ("ns", "us", "ms", "s", "min", "h", "day"),
    ("B", "kB", "MB", "GB", "TB", "PB"),
    ("FLOP", "kFLOP", "MFLOP", "GFLOP", "TFLOP", "PFLOP"),
    ("mJ", "J", "kJ", "MJ"),
    ("Wh", "kWh", "MWh"),
)
_RATE_LADDER = ("1/day", "1/h", "1/min", "1/s")
_YEARS_FROM = 2 * factor("year")


@lru_cache(maxsize=4096)
def show_quantity(value: float, unit: str, digits: int = 4) -> str:
    """``value`` in the unit a reader would choose, to ``digits`` significant digits: ``1,500/s``, ``1 day``, ``5 %``.

    Whole numbers up to a million are never rounded, and a fraction keeps the digits that tell it from 0 and 1.
    """
    if unit == "fraction":
        return f"{_percent_digits(value * 100)} %"
    shown, best = _in_best_unit(value, unit)
    if unit in ("count", "1") or best.startswith("1/"):
        multiple = next(((size, name) for size, name in ((1e9, " bn"), (1e6, " M")) if abs(shown) >= size), (1.0, ""))
        return _digits(shown / multiple[0], digits) + multiple[1] + best.removeprefix("count").removeprefix("1")
    first, *rest = best.split("/")
    first = _SYMBOLS.get(first, first)
    if shown != 1 and (first == "token" or best in ("day", "week", "month", "year")):
        first += "s"
    return f"{_digits(shown, digits)} {'/'.join([first, *rest])}"


_SYMBOLS = {"us": "µs"}
"""Units whose name in files is not how they are written."""
_ESTIMATED_DIGITS = 2
_ESTIMATED_PERCENT = 0.05
_LEAST_SHOWN, _MOST_SHOWN = 0.005, 10_000.0
_SUFFIX = re.compile(r"(?: |/)[A-Za-zµ%].*$")


def show_range(low: float, middle: float, high: float, unit: str) -> str:
    """An uncertain quantity: ``31 ms (18 to 55)``, to two digits in the unit that suits its middle.

    More digits would claim what a range takes back. The middle stands alone when the range is a point.
    """
    if low == high:
        return show_quantity(middle, unit, _ESTIMATED_DIGITS)
    if unit == "fraction":
        ends = " to ".join(_percent_digits(end * 100, _ESTIMATED_PERCENT) for end in (low, high))
        return f"{_percent_digits(middle * 100, _ESTIMATED_PERCENT)} % ({ends})"
    best = _in_best_unit(middle, unit)[1]
    best = _in_best_unit(_significant(rescale(middle, unit, best)), best)[1]
    values = [_significant(rescale(value, unit, best)) for value in (low, middle, high)]
    shown = show_quantity(values[1], best)
    if best.startswith("1/") or not all(value == 0 or _LEAST_SHOWN <= abs(value) < _MOST_SHOWN for value in values):
        first, last = (show_quantity(_significant(value), unit) for value in (low, high))
        suffix = _SUFFIX.search(shown)
        if suffix and first.endswith(suffix.group()) and last.endswith(suffix.group()):
            first, last = first.removesuffix(suffix.group()), last.removesuffix(suffix.group())
    else:
        first, last = (_digits(value, 4) for value in (values[0], values[2]))
    return shown if values[0] == values[2] else f"{shown} ({first} to {last})"


def _significant(value: float) -> float:
    """``value`` to the digits that an estimate deserves."""
    if value == 0 or not math.isfinite(value):
        return value
    return round(value, _ESTIMATED_DIGITS - 1 - math.floor(math.log10(abs(value))))


def _in_best_unit(value: float, unit: str) -> tuple[float, str]:
    """Value and unit on the rung of the unit's ladder that is nearest above one."""
    first, *rest = _canonical_parts(unit)
    base = abs(value) * factor(unit)
    if dimension(unit) == RATE and first in ("1", "count"):
        rungs: tuple[str, ...] = _RATE_LADDER
    elif first in ("week", "month", "year") and not rest:
        rungs = (first,)
    else:
        ladder = next((ladder for ladder in _LADDERS if first in ladder), (first,))
        rungs = tuple("/".join([rung, *rest]) for rung in ladder)
    if value == 0 or not math.isfinite(value):
        return value, "/".join([first, *rest])
    if rungs == _LADDERS[0] and base >= _YEARS_FROM:
        rungs = ("year",)
    best = next((rung for rung in reversed(rungs) if base >= factor(rung) * (1 - 1e-9)), rungs[0])
    return rescale(value, unit, best), best


def _canonical_parts(unit: str) -> list[str]:
    return [canonical(part) for part in unit.split("/")]


def _digits(value: float, digits: int) -> str:
    """``value`` without trailing zeros or exponent; whole numbers up to a million in full."""
    if not math.isfinite(value):
        return str(value)
    if (value == round(value) and abs(value) < 1e6) or abs(value) >= 10 ** (digits - 1):
        return f"{round(value):,}"
    if value == 0:
        return "0"
    if abs(value) < 1e-6:
        return f"{value:.{digits}g}"
    decimals = max(0, digits - 1 - math.floor(math.log10(abs(value))))
    return f"{value:,.{decimals}f}".rstrip("0").rstrip(".")


def _percent_digits(percent: float, tolerance: float = 0.005) -> str:
    """A percentage with the fewest decimals that keep it within a share of its distance from 0 and from 100."""
    near = min(abs(percent), abs(100 - percent)) or 1.0
    for decimals in range(12):
        rounded = round(percent, decimals)
        if abs(rounded - percent) <= tolerance * near:
            return f"{rounded:.{decimals}f}"
    return repr(percent)

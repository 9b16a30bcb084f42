"""Finds numbers that satisfy tests on sums, products and quotients of several fields, or refutes that there are any.

Interval arithmetic with bisection. Rounding is monotone, so a refuted box is refuted for the floating-point arithmetic
of the engine as well; a point counts only when it passes the tests as the engine computes them. A single test in which
each field stands once is settled at the corners of its box. Several tests on products are refuted in their logarithms
(``advisor.knowledge.monomials``); other sums that share fields may need bisection.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence

from advisor.conditions import Bounds, Constant, Operation, Quantity, SumBelow, Term, combine
from advisor.knowledge.monomials import contradict, refuted, zero_or_positive

MOST_BOXES = 4000
LARGEST = 1e290
"""Numbers are searched up to here; products of larger ones overflow."""
_MOST_CORNERS, _FIRST_BOXES = 1024, 16
_ORDINARY = (1e-6, 1e12)
_TINY = 1e-290

Numbers = Mapping[str, Bounds]


class UndecidedError(Exception):
    """Bisection ended before the tests were satisfied or refuted."""


def settle(sums: Sequence[SumBelow], numbers: Numbers) -> dict[str, float] | None:
    """Values of the fields that ``sums`` read, within ``numbers``, that satisfy all; ``None`` where there are none.

    Raises:
        UndecidedError: neither was found within ``MOST_BOXES`` boxes.
    """
    names = sorted({name for test in sums for name in fields_of(test.term)})
    start = {name: (max(numbers[name][0], -LARGEST), min(numbers[name][1], LARGEST)) for name in names}
    if contradict(sums):
        return None
    boxes = [box for box in zero_or_positive(start) if not refuted(sums, box)]
    for tried in itertools.count():
        if not boxes:
            return None
        if tried >= MOST_BOXES:
            raise UndecidedError
        box = boxes.pop()
        if any(_truth(test, box) is False for test in sums):
            continue
        for point in _points(box, _MOST_CORNERS if tried < _FIRST_BOXES else 1):
            if all(_truth(test, {name: (value, value) for name, value in point.items()}) is True for test in sums):
                return point
        boxes.extend(_halves(box))
    return None


def fields_of(term: Term) -> Iterator[str]:
    """The fields that a term reads."""
    match term:
        case Constant():
            return
        case Quantity(name):
            yield name
        case Operation(_, left, right):
            yield from fields_of(left)
            yield from fields_of(right)


def _truth(test: SumBelow, box: Numbers) -> bool | None:
    low, high = _value(test.term, box)
    if high < test.limit:
        return test.positive
    if low >= test.limit:
        return not test.positive
    return None


def _value(term: Term, box: Numbers) -> Bounds:
    match term:
        case Constant(value):
            return value, value
        case Quantity(name, factor):
            low, high = box[name]
            return low * factor, high * factor
        case Operation(operator, left, right):
            return combine(operator, _value(left, box), _value(right, box))


def _points(box: Numbers, most: int) -> Iterator[dict[str, float]]:
    """The middle of a box in plain numbers, then up to ``most`` corners, ordinary numbers before extreme ones."""
    yield {name: plain_number(*bounds) for name, bounds in box.items()}
    corners = itertools.product(*(_corners(*bounds) for bounds in box.values()))
    for corner in itertools.islice(corners, most):
        yield dict(zip(box, corner, strict=True))


def _corners(low: float, high: float) -> list[float]:
    ordinary = [min(max(value, low), high) for value in _ORDINARY]
    return list(dict.fromkeys((*ordinary, low, high)))


def _halves(box: Numbers) -> Iterator[dict[str, Bounds]]:
    """A box cut in two along its widest field; nothing where every field has one value left."""
    name = max(box, key=lambda name: _width(*box[name]))
    low, high = box[name]
    if low >= high:
        return
    middle = _middle(low, high)
    yield {**box, name: (math.nextafter(middle, math.inf), high)}
    yield {**box, name: (low, middle)}


def _width(low: float, high: float) -> float:
    """Width on a scale that is linear near zero and logarithmic elsewhere."""
    return math.asinh(high * 1e9) - math.asinh(low * 1e9)


def _middle(low: float, high: float) -> float:
    """A number that halves the width, at least ``low`` and less than ``high``."""
    middle = math.sinh((math.asinh(low * 1e9) + math.asinh(high * 1e9)) / 2) / 1e9
    return middle if low <= middle < high else low


def plain_number(low: float, high: float, *, near_low: bool = True) -> float:
    """A number between two bounds that is easy to read: with few digits, near the bound that limits it.

    Args:
        low: least number allowed.
        high: greatest number allowed.
        near_low: which bound to stay near where both are finite and positive.
    """
    if low <= 0 <= high and math.inf in (-low, high):
        return 1.0 if low == 0 and high >= 1 else 0.0
    low = _TINY if low < _TINY < high else low
    upwards = high == math.inf or (near_low and low > _TINY)
    bound = low if upwards else high
    for digits in range(1, 18):
        value = _rounded(bound, digits, upwards=upwards)
        if low <= value <= high:
            return value
    return bound


def _rounded(value: float, digits: int, *, upwards: bool) -> float:
    """``value`` to so many digits, away from it upwards or downwards."""
    if abs(value) <= _TINY or not math.isfinite(value):
        return value
    exponent = math.floor(math.log10(abs(value))) - digits + 1
    step = float(f"1e{exponent}")
    rounded = (math.ceil if upwards else math.floor)(value / step) * step
    return float(f"{rounded:.{digits}g}")

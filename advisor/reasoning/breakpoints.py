"""Where an answer starts to matter: every value of one field at which some condition may change."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping

from advisor.answers import Answer
from advisor.conditions import (
    AllOf,
    AnyOf,
    Below,
    Condition,
    Constant,
    Field,
    Operation,
    Quantity,
    SumBelow,
    Term,
    Tree,
    bounds,
    combine,
)

_SIGNIFICANT = 4


def breakpoints(
    name: str, conditions: Iterable[Condition], answers: Mapping[str, Answer], vocabulary: Mapping[str, Field]
) -> list[float]:
    """Values of the number field ``name``, ascending, where a condition may change while all other answers stay.

    Between two neighbouring breakpoints every condition has one truth value. Terms are taken to be monotone in the
    field, which sums, products and quotients with positive numbers are.
    """
    field = vocabulary[name]
    found: set[float] = set()
    for condition in conditions:
        if name not in condition.fields:
            continue
        for test in _tests(condition.tree):
            if isinstance(test, Below) and test.field == name:
                found.add(test.limit)
            elif isinstance(test, SumBelow) and name in _fields(test.term):
                found.update(_crossings(name, test, answers, vocabulary))
    return sorted(value for value in found if field.minimum < value <= field.maximum)


def around(value: float) -> tuple[float, float]:
    """The nearest values just below ``value`` and not below it."""
    return math.nextafter(value, -math.inf), value


def rounded_beyond(value: float, *, upwards: bool) -> float:
    """``value`` to four significant digits, rounded away so that it lies on the wanted side."""
    if value == 0 or not math.isfinite(value):
        return value
    step = 10.0 ** (math.floor(math.log10(abs(value))) - _SIGNIFICANT + 1)
    rounded = (math.ceil(value / step) if upwards else math.floor(value / step)) * step
    return float(f"{rounded:.{_SIGNIFICANT}g}")


def _tests(tree: Tree) -> Iterator[Tree]:
    if isinstance(tree, AllOf | AnyOf):
        for part in tree.parts:
            yield from _tests(part)
    else:
        yield tree


def _fields(term: Term) -> set[str]:
    match term:
        case Constant():
            return set()
        case Quantity(field, _):
            return {field}
        case Operation(_, left, right):
            return _fields(left) | _fields(right)


def _value(
    term: Term, name: str, at: float, answers: Mapping[str, Answer], vocabulary: Mapping[str, Field]
) -> tuple[float, float]:
    match term:
        case Constant(value):
            return value, value
        case Quantity(field, factor):
            low, high = (at, at) if field == name else bounds(answers.get(field), vocabulary[field])
            return low * factor, high * factor
        case Operation(operator, left, right):
            return combine(
                operator, _value(left, name, at, answers, vocabulary), _value(right, name, at, answers, vocabulary)
            )


def _crossings(
    name: str, test: SumBelow, answers: Mapping[str, Answer], vocabulary: Mapping[str, Field]
) -> Iterator[float]:
    """Where the lower and the upper bound of a term pass its limit, by bisection to the last bit."""
    field = vocabulary[name]
    for bound in (0, 1):

        def below(at: float, bound: int = bound) -> bool:
            return _value(test.term, name, at, answers, vocabulary)[bound] < test.limit

        least = max(field.minimum, -1e18)
        greatest = min(field.maximum, 1e18)
        if below(least) == below(greatest):
            continue
        while math.nextafter(least, math.inf) < greatest:
            middle = _middle(least, greatest)
            if below(middle) == below(least):
                least = middle
            else:
                greatest = middle
        yield greatest


def _middle(low: float, high: float) -> float:
    """A value strictly between two: the geometric mean where that is far from the arithmetic one."""
    if low > 0 and high / low > 4:
        return math.sqrt(low) * math.sqrt(high)
    if low == 0 and high > 1e-12:
        return high * 1e-3
    middle = low + (high - low) / 2
    return middle if low < middle < high else math.nextafter(low, math.inf)

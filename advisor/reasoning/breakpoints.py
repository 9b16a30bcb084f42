"""Where an answer starts to matter: every value of one field at which some condition may change."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

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
_LEAST, _GREATEST = 1e-12, 1e18
_PLACES = np.linspace(0, 1, 17)[:, None]
_NARROWINGS = 20
_OPERATORS: dict[str, Callable[..., NDArray[np.float64]]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
}


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
        for test in tests_of(condition.tree):
            if isinstance(test, Below) and test.field == name:
                found.add(test.limit)
            elif isinstance(test, SumBelow) and name in fields_of(test.term):
                found.update(_crossings(name, test, answers, vocabulary))
    return sorted(value for value in found if field.minimum < value <= field.maximum)


def drawn_breakpoints(
    name: str,
    conditions: Iterable[Condition],
    drawn: Mapping[str, NDArray[np.float64]],
    vocabulary: Mapping[str, Field],
) -> set[float]:
    """Values of ``name`` where a term passes its limit in one of the scenarios of the other fields in ``drawn``."""
    field = vocabulary[name]
    found: set[float] = set()
    for condition in conditions:
        for test in tests_of(condition.tree) if name in condition.fields else ():
            if (
                isinstance(test, SumBelow)
                and name in fields_of(test.term)
                and fields_of(test.term) - {name} <= set(drawn)
            ):
                found.update(_drawn_crossings(name, test, drawn, field))
    return found


def _drawn_crossings(name: str, test: SumBelow, drawn: Mapping[str, NDArray[np.float64]], field: Field) -> list[float]:
    """By ever finer division in all scenarios at once, on the logarithm of the field."""

    def below(at: NDArray[np.float64]) -> NDArray[np.bool_]:
        return np.asarray(_in_scenarios(test.term, {**others, name: at}) < test.limit)

    others = {other: drawn[other] for other in fields_of(test.term) - {name}}
    size = len(next(iter(drawn.values())))
    least = np.full(size, max(field.minimum, _LEAST))
    greatest = np.full(size, min(field.maximum, _GREATEST))
    with np.errstate(divide="ignore", invalid="ignore"):
        at_least = below(least)
        crossed = at_least != below(greatest)
        if not crossed.any():
            return []
        others = {other: values[crossed] for other, values in others.items()}
        low, high, at_least = np.log(least[crossed]), np.log(greatest[crossed]), at_least[crossed]
        scenarios = np.arange(len(low))
        for _ in range(_NARROWINGS):
            ends = low + (high - low) * _PLACES
            ends[-1] = high
            same = below(np.exp(ends)) == at_least
            same[0], same[-1] = True, False
            passed = same.argmin(axis=0)
            new_low, new_high = ends[passed - 1, scenarios], ends[passed, scenarios]
            if ((new_low == low) & (new_high == high)).all():
                break
            low, high = new_low, new_high
    return np.unique(np.exp(high)).tolist()  # type: ignore[no-any-return]


def _in_scenarios(term: Term, values: Mapping[str, NDArray[np.float64]]) -> NDArray[np.float64]:
    match term:
        case Constant(value):
            return np.asarray(value)
        case Quantity(field, factor):
            return values[field] * factor
        case Operation(operator, left, right):
            one, other = _in_scenarios(left, values), _in_scenarios(right, values)
            return _OPERATORS[operator](one, other)


def rounded_beyond(value: float, *, upwards: bool) -> float:
    """``value`` to four significant digits, rounded away so that it lies on the wanted side."""
    if value == 0 or not math.isfinite(value):
        return value
    step = 10.0 ** (math.floor(math.log10(abs(value))) - _SIGNIFICANT + 1)
    rounded = (math.ceil(value / step) if upwards else math.floor(value / step)) * step
    return float(f"{rounded:.{_SIGNIFICANT}g}")


def tests_of(tree: Tree) -> Iterator[Tree]:
    """The tests that a condition is joined of."""
    if isinstance(tree, AllOf | AnyOf):
        for part in tree.parts:
            yield from tests_of(part)
    else:
        yield tree


def fields_of(term: Term) -> set[str]:
    """The number fields that a term reads."""
    match term:
        case Constant():
            return set()
        case Quantity(field, _):
            return {field}
        case Operation(_, left, right):
            return fields_of(left) | fields_of(right)


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

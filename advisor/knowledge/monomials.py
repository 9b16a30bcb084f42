"""Refutes tests on products and quotients of positive numbers, which are linear in the logarithms of the numbers.

A test on a product, or a comparison of two products, becomes an inequality between logarithms; whether such
inequalities can hold together is settled by Fourier-Motzkin elimination. Every inequality is loosened by ``MARGIN``,
far more than the rounding of any arithmetic, so that what is refuted here is refuted for floating-point numbers.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from advisor.conditions import Bounds, Constant, Operation, Quantity, SumBelow, Term

MARGIN = 1e-9
_MOST_INEQUALITIES = 500
_LEAST = 5e-324


@dataclass(frozen=True)
class _Monomial:
    """The logarithm of a constant, and the power of each field."""

    constant: float
    powers: Mapping[str, int]

    def times(self, other: _Monomial, sign: int) -> _Monomial:
        names = dict.fromkeys((*self.powers, *other.powers))
        powers = {name: self.powers.get(name, 0) + sign * other.powers.get(name, 0) for name in names}
        return _Monomial(
            self.constant + sign * other.constant, {name: power for name, power in powers.items() if power}
        )


@dataclass(frozen=True)
class _Inequality:
    """The sum of coefficients times logarithms is at most ``bound``."""

    coefficients: Mapping[str, float]
    bound: float

    def without(self, name: str, other: _Inequality) -> _Inequality:
        """The positive combination with ``other``, of opposite sign in ``name``, in which ``name`` is gone."""
        mine, theirs = abs(self.coefficients[name]), abs(other.coefficients[name])
        names = dict.fromkeys((*self.coefficients, *other.coefficients))
        joined = {
            each: self.coefficients.get(each, 0.0) / mine + other.coefficients.get(each, 0.0) / theirs for each in names
        }
        kept = {each: value for each, value in joined.items() if each != name and abs(value) > MARGIN}
        return _Inequality(kept, self.bound / mine + other.bound / theirs)


def refuted(tests: Sequence[SumBelow], numbers: Mapping[str, Bounds]) -> bool:
    """Whether the tests on products among ``tests`` can't all hold for positive numbers within ``numbers``.

    ``False`` says nothing: other tests are left out, and elimination ends when it grows too large.
    """
    if any(low <= 0 for low, _ in numbers.values()):
        return False
    inequalities = [found for test in tests if (found := _inequality(test)) is not None]
    for name, (low, high) in numbers.items():
        inequalities.append(_Inequality({name: 1.0}, math.log(high) + MARGIN))
        inequalities.append(_Inequality({name: -1.0}, -math.log(low) + MARGIN))
    for name in numbers:
        above = [found for found in inequalities if found.coefficients.get(name, 0.0) > 0]
        below = [found for found in inequalities if found.coefficients.get(name, 0.0) < 0]
        inequalities = [found for found in inequalities if name not in found.coefficients]
        if len(above) * len(below) > _MOST_INEQUALITIES:
            return False
        inequalities += [one.without(name, other) for one in above for other in below]
        if any(not found.coefficients and found.bound < 0 for found in inequalities):
            return True
    return False


def _inequality(test: SumBelow) -> _Inequality | None:
    """A test in logarithms; ``None`` where it is not one on products."""
    monomial, limit = _compared(test)
    if monomial is None or limit <= 0:
        return None
    sign = 1 if test.positive else -1
    coefficients = {name: float(sign * power) for name, power in monomial.powers.items()}
    return _Inequality(coefficients, sign * (math.log(limit) - monomial.constant) + MARGIN)


def _compared(test: SumBelow) -> tuple[_Monomial | None, float]:
    """What is compared with which limit: a product, or the quotient of two products with 1."""
    match test.term:
        case Operation("-", left, right) if abs(test.limit) <= _LEAST:
            one, other = _monomial(left), _monomial(right)
            return (None if one is None or other is None else one.times(other, -1)), 1.0
        case term:
            return _monomial(term), test.limit


def _monomial(term: Term) -> _Monomial | None:
    match term:
        case Constant(value):
            return _Monomial(math.log(value), {}) if value > 0 else None
        case Quantity(name, factor):
            return _Monomial(math.log(factor), {name: 1})
        case Operation("*" | "/" as operator, left, right):
            one, other = _monomial(left), _monomial(right)
            return None if one is None or other is None else one.times(other, 1 if operator == "*" else -1)
        case _:
            return None


def contradict(tests: Sequence[SumBelow]) -> bool:
    """Whether two of the tests ask of the same term to be below one limit and not below a smaller or equal one."""
    return any(
        one.positive and not other.positive and _alike(one.term) == _alike(other.term) and other.limit >= one.limit
        for one in tests
        for other in tests
    )


def _alike(term: Term) -> tuple[object, ...]:
    """A term without the order of the two factors or summands of an operation, which floating point ignores as well."""
    match term:
        case Operation("+" | "*" as operator, left, right):
            return operator, frozenset((_alike(left), _alike(right))), _alike(left) == _alike(right)
        case Operation(operator, left, right):
            return operator, _alike(left), _alike(right)
        case other:
            return (other,)


def zero_or_positive(numbers: Mapping[str, Bounds]) -> Iterator[dict[str, Bounds]]:
    """``numbers`` split into the parts in which each field that starts at zero is zero or positive."""
    boxes: list[dict[str, Bounds]] = [{}]
    for name, (low, high) in numbers.items():
        parts = [(0.0, 0.0), (_LEAST, high)] if low == 0 < high else [(low, high)]
        boxes = [{**box, name: part} for box in boxes for part in parts]
    yield from boxes

"""The form of every estimate: one named, documented function on arrays, and the registry of them all.

A formula is an ordinary Python function with keyword arguments in the units its inputs declare. It takes floats or
arrays that broadcast and returns an array. ``@formula`` gives it a name, units, assumptions and sources, and puts it
in ``FORMULAS``; the docstring states the formula.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Values = NDArray[np.float64]
Function = Callable[..., Values]


@dataclass(frozen=True)
class Input:
    """One input of a formula.

    Attributes:
        unit: a unit of ``advisor.units``.
        meaning: what it is, in a few words.
        minimum: least value that makes sense.
        maximum: greatest value that makes sense.
        answer: the requirement that supplies it, where one does.
        reference: the reference number of ``knowledge/estimates`` to use when nothing better is known.
        at_most: the input of the same formula, in the same unit, that it can't exceed.
    """

    unit: str
    meaning: str
    minimum: float = 0.0
    maximum: float = np.inf
    answer: str | None = None
    reference: str | None = None
    at_most: str | None = None


@dataclass(frozen=True)
class Formula:
    """A documented function.

    Attributes:
        name: as users call it.
        title: a few words.
        unit: unit of the result.
        expression: the formula as text.
        inputs: by argument name, in order.
        assumptions: under which it holds.
        fails_when: where it does not hold, in words.
        sources: ids of ``knowledge/sources.yaml``.
        function: takes the inputs as keywords, returns an array.
        via: works out from the same inputs what several formulas need; ``None`` where nothing is shared.
        finish: gives the result from what ``via`` gave.
    """

    name: str
    title: str
    unit: str
    expression: str
    inputs: Mapping[str, Input]
    assumptions: tuple[str, ...]
    fails_when: tuple[str, ...]
    sources: tuple[str, ...]
    function: Function
    via: Callable[..., Any] | None = None
    finish: Callable[[Any], Values] | None = None

    @property
    def module(self) -> str:
        """The module that defines it, for ``advisor.estimates.formula_in``."""
        return self.function.__module__

    def __call__(self, **inputs: ArrayLike) -> Values:
        return np.asarray(self.function(**{name: np.asarray(value, dtype=float) for name, value in inputs.items()}))


_registry: dict[str, Formula] = {}
FORMULAS: Mapping[str, Formula] = MappingProxyType(_registry)


def formula(
    title: str,
    *,
    unit: str,
    expression: str,
    inputs: Mapping[str, Input],
    sources: tuple[str, ...],
    assumptions: tuple[str, ...] = (),
    fails_when: tuple[str, ...] = (),
    via: Callable[..., Any] | None = None,
) -> Callable[[Function], Function]:
    """Register a function as the formula of its own name.

    With ``via`` the function takes, in place of the inputs, what ``via`` makes of them, so that whoever evaluates
    several formulas of the same inputs can do that once.
    """

    def register(function: Function) -> Function:
        name: str = getattr(function, "__name__", title)
        finish = None
        if via is not None:
            finish, function = function, _after(via, function)
        _registry[name] = Formula(
            name, title, unit, expression, MappingProxyType(dict(inputs)), assumptions, fails_when, sources, function,
            via, finish,
        )  # fmt: skip
        return function

    return register


def _after(via: Callable[..., Any], finish: Callable[[Any], Values]) -> Function:
    @wraps(finish)
    def function(**inputs: Values) -> Values:
        return finish(via(**inputs))

    function.__wrapped__ = via  # its inputs are those of ``via``
    return function

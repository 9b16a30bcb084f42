"""One formula worked out on the inputs that somebody wrote down, with where each input came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from advisor.errors import choices_hint
from advisor.estimates import formulas
from advisor.estimates.formula import Formula
from advisor.estimates.inputs import read_inputs
from advisor.estimates.ranges import Interval, InvalidEstimate, propagate
from advisor.estimates.references import Reference, load_references


@dataclass(frozen=True)
class Calculation:
    """What went in and what came out.

    Attributes:
        formula: what was worked out.
        inputs: all of its inputs, in its units.
        references: the reference numbers used, by input; inputs that are not here were given.
        result: in the formula's unit.
    """

    formula: Formula
    inputs: Mapping[str, Interval]
    references: Mapping[str, tuple[str, Reference]]
    result: Interval

    @property
    def sources(self) -> tuple[str, ...]:
        """Ids of the sources of the formula and of the reference numbers used."""
        numbers = [reference for _, reference in self.references.values()]
        of_numbers = (source for number in numbers for source in (number.source, *number.further_sources))
        return tuple(dict.fromkeys((*self.formula.sources, *of_numbers)))


def calculate(name: str, texts: Mapping[str, str], references: Mapping[str, Reference] | None = None) -> Calculation:
    """The formula called ``name`` on inputs as people write them (:func:`advisor.estimates.inputs.read_inputs`).

    Args:
        name: of the formula.
        texts: values as written, by input.
        references: numbers for what is not given; absent: those that come with the advisor.

    Raises:
        InvalidEstimate: there is no such formula; an input is unknown, missing, unreadable or outside its limits; or
            the inputs contradict each other, so that the formula has no result.
    """
    known = formulas()
    if name not in known:
        raise InvalidEstimate(f"{name!r} is not a formula. {choices_hint(name, known)}")
    formula, numbers = known[name], load_references() if references is None else references
    inputs = read_inputs(formula, texts, numbers)
    used = {
        key: (needed.reference, numbers[needed.reference])
        for key, needed in formula.inputs.items()
        if key not in texts and needed.reference is not None
    }
    result = propagate(formula, inputs)
    if np.isnan([float(np.asarray(end)) for end in (result.low, result.mid, result.high)]).any():
        limits = " ".join(formula.fails_when)
        raise InvalidEstimate(f"{name} has no result, because its inputs do not fit each other. {limits}".rstrip())
    return Calculation(formula, inputs, used, result)

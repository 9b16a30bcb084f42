"""Inputs that are only known as a range, and what that makes of a result.

**What a range means.** ``low``, ``mid`` and ``high`` are the 5th, 50th and 95th percentile of what the input may be:
in nine cases of ten it lies between ``low`` and ``high``. The distribution through the three is normal on both sides of
``mid`` with a width of its own for each side, on the scale on which the input varies: of the logarithm for positive
inputs, of the log-odds for shares between 0 and 1, plain where a bound reaches zero. Draws stay within
what the formula's input allows.

**How ranges go through a formula.** By sampling with a seed: ``DRAWS`` values of each input, evenly spaced in
probability and shuffled (Latin hypercube), so that a formula of one rising input gives exactly the formula of the
input's percentiles. The result's low, mid and high are the 5th, 50th and 95th percentile of the formula's values:
in nine cases of ten the true value lies between them *if* the inputs' ranges mean what they say and the formula
holds. Inputs vary independently; those that one answer supplies vary together, in all formulas that take it.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike

from advisor.coherence import excesses
from advisor.errors import UserError, choices_hint
from advisor.estimates.formula import Formula, Input, Values
from advisor.estimates.normal import normal_quantile

DRAWS = 4096
PERCENTILES = (0.05, 0.5, 0.95)
_Z95 = float(normal_quantile(PERCENTILES[-1]))


@dataclass(frozen=True)
class Interval:
    """The 5th, 50th and 95th percentile of a number, or of many (arrays of one shape)."""

    low: ArrayLike
    mid: ArrayLike
    high: ArrayLike

    @classmethod
    def between(cls, low: float, high: float) -> Interval:
        """A range of which only the bounds are known: its middle is geometric where both are positive."""
        return cls(low, float(np.sqrt(low * high)) if low > 0 else (low + high) / 2.0, high)

    @property
    def exact(self) -> bool:
        """Whether nothing is left open."""
        return bool(np.all(np.asarray(self.low) == self.high))


class InvalidEstimate(UserError, ValueError):
    """Inputs that a formula can't take; the message names each, and the answer it comes from."""


def propagate(
    formula: Formula, inputs: Mapping[str, ArrayLike | Interval], *, draws: int = DRAWS, seed: int = 0
) -> Interval:
    """The result of a formula whose inputs are numbers or ranges.

    Args:
        formula: one of ``FORMULAS``.
        inputs: all of its inputs, in their units; numbers, arrays or ranges whose shapes broadcast.
        draws: values of each range; the result's percentiles are as good as that many can tell.
        seed: of the shuffling; the same seed gives the same result.

    Raises:
        InvalidEstimate: an input is missing, unknown or outside its limits.
    """
    checked = check_inputs(formula, inputs)
    if all(interval.exact for interval in checked.values()):
        value = formula(**{name: interval.mid for name, interval in checked.items()})
        return Interval(value, value, value)
    shape = np.broadcast_shapes(*(np.shape(interval.mid) for interval in checked.values()))
    drawn = {
        name: interval.mid if interval.exact else draw(name, formula.inputs[name], interval, draws, seed)
        for name, interval in checked.items()
    }
    values = np.broadcast_to(formula(**drawn), (draws, *shape))
    # Observed values, not ones between them: a result may be infinite where a load can't be carried.
    return Interval(*np.quantile(values, PERCENTILES, axis=0, method="inverted_cdf"))


def swings(formula: Formula, inputs: Mapping[str, ArrayLike | Interval]) -> dict[str, tuple[float, float]]:
    """The result with one range at its low and at its high, all others at their middle; the greatest swing first.

    Raises:
        InvalidEstimate: as ``propagate``.
    """
    checked = check_inputs(formula, inputs)
    middle = {name: interval.mid for name, interval in checked.items()}
    ends = {
        name: (
            float(formula(**{**middle, name: interval.low})),
            float(formula(**{**middle, name: interval.high})),
        )
        for name, interval in checked.items()
        if not interval.exact
    }
    return dict(sorted(ends.items(), key=lambda entry: (-abs(entry[1][1] - entry[1][0]), entry[0])))


def check_inputs(formula: Formula, inputs: Mapping[str, ArrayLike | Interval]) -> dict[str, Interval]:
    """The inputs as ranges, in the formula's order.

    Raises:
        InvalidEstimate: an input is missing, unknown, not a number, outside its limits, a range that does not
            ascend, or more than an input that bounds it. All of them are named at once.
    """
    problems = [
        f"{formula.name} has no input {name!r}. {choices_hint(name, formula.inputs)}"
        for name in inputs
        if name not in formula.inputs
    ]
    found: dict[str, Interval] = {}
    for name, known in formula.inputs.items():
        if name not in inputs:
            problems.append(f"{formula.name} needs {name} ({known.meaning}, in {known.unit}).")
            continue
        value = inputs[name]
        interval = value if isinstance(value, Interval) else Interval(value, value, value)
        found[name] = interval
        problem = _problem(known, interval)
        if problem:
            answer = f" It comes from the answer {known.answer}." if known.answer else ""
            problems.append(f"{name} ({known.meaning}) {problem}.{answer}")
    ends = {name: (interval.low, interval.high) for name, interval in found.items()}
    problems += [f"{one.name}: {one.fault} {one.remedy}" for one in excesses(formula.inputs, ends)]
    if problems:
        raise InvalidEstimate("\n".join(problems))
    return found


def _problem(known: Input, interval: Interval) -> str:
    low, mid, high = (np.asarray(value, dtype=float) for value in (interval.low, interval.mid, interval.high))
    if not np.isfinite([low.min(), mid.min(), high.min(), low.max(), mid.max(), high.max()]).all():
        return "must be a finite number"
    if not (np.all(low <= mid) and np.all(mid <= high)):
        return f"must ascend from low over mid to high; found {low.min():g}, {mid.min():g}, {high.min():g}"
    if low.min() < known.minimum:
        return f"must be at least {known.minimum:g} {_shown(known.unit)}; found {low.min():g}".replace(" ;", ";")
    if high.max() > known.maximum:
        return f"must be at most {known.maximum:g} {_shown(known.unit)}; found {high.max():g}".replace(" ;", ";")
    return ""


def _shown(unit: str) -> str:
    return "" if unit in ("count", "fraction", "1") else unit


def draw(name: str, known: Input, interval: Interval, draws: int, seed: int = 0) -> Values:
    """Values of one range, (draws, ...), in the order that the answer behind it (else ``name``) and the seed give."""
    random = np.random.default_rng([seed, zlib.crc32((known.answer or name).encode())])
    z = _evenly(draws)[random.permutation(draws)]
    low, mid, high = (np.asarray(value, dtype=float) for value in (interval.low, interval.mid, interval.high))
    z = z.reshape(-1, *(1,) * mid.ndim)
    if known.maximum == 1.0 and np.all((low > 0) & (high < 1)):
        return 1.0 / (1.0 + np.exp(-_two_sided(z, *(np.log(value / (1.0 - value)) for value in (low, mid, high)))))
    if np.all(low > 0):
        values = np.exp(_two_sided(z, np.log(low), np.log(mid), np.log(high)))
    else:
        values = _two_sided(z, low, mid, high)
    return np.clip(values, known.minimum, known.maximum)


@lru_cache(maxsize=4)
def _evenly(draws: int) -> Values:
    """Values of a standard normal variable, evenly spaced in probability, ascending."""
    return normal_quantile((np.arange(draws) + 0.5) / draws)


def _two_sided(z: Values, low: Values, mid: Values, high: Values) -> Values:
    """Normal with the width of ``mid - low`` below the middle and that of ``high - mid`` above."""
    return np.asarray(mid + z / _Z95 * np.where(z < 0, mid - low, high - mid))

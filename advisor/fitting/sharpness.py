"""How sure the probabilities may be: one number, fitted to systems that the weights were not fitted to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from advisor.evaluation.agreement import Judgement, calibration_error, reliability
from advisor.reasoning.calibration import calibrated

SHARPNESSES = tuple(round(0.5 + step / 20, 2) for step in range(31))
"""0.5 to 2."""

TOLERANCE = 0.05
"""The calibration error that is asked for."""


def fitted_sharpness(kinds: Sequence[Sequence[Judgement]]) -> float:
    """The lowest sharpness with which no kind of systems has a calibration error above ``TOLERANCE``.

    The lowest, because rules agree better with systems that their authors have read than with the next one: what makes
    the probabilities true there makes them too sure elsewhere. Where none will do, the one that does best by the kind
    that it does worst by.

    Args:
        kinds: judgements made with sharpness 1, by kind of systems; none of them empty.
    """
    errors = {sharpness: max(_error(kind, sharpness) for kind in kinds) for sharpness in SHARPNESSES}
    fitting = [sharpness for sharpness, error in errors.items() if error <= TOLERANCE]
    return fitting[0] if fitting else min(errors, key=errors.__getitem__)


def sharpened(judgements: Sequence[Judgement], sharpness: float) -> tuple[Judgement, ...]:
    """Judgements made with sharpness 1 as they are with another; the order of options stays."""
    return tuple(_sharpened(judgement, sharpness) for judgement in judgements)


def _error(judgements: Sequence[Judgement], sharpness: float) -> float:
    return calibration_error(reliability(sharpened(judgements, sharpness)))


def _sharpened(judgement: Judgement, sharpness: float) -> Judgement:
    options = list(judgement.probabilities)
    before = np.array([[judgement.probabilities[option]] for option in options])
    chances = dict(zip(options, calibrated(before, sharpness)[:, 0].tolist(), strict=True))
    return replace(
        judgement,
        probability=0.0 if judgement.recommended is None else chances[judgement.recommended],
        built_probability=sum(chances[option] for option in judgement.built),
        probabilities=chances,
    )

"""How sure the probabilities may be: one number, fitted to first looks.

A first look is the evaluation of systems before anybody who writes rules had read what it gave, with the rules of that
day. Rules agree better with systems whose disagreements have been read than with the next one, so a sharpness fitted to
those would promise too much.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from pydantic import ConfigDict, Field

from advisor.documents import read_file
from advisor.errors import UserError
from advisor.knowledge.schema import Record
from advisor.reasoning.calibration import calibrated

SHARPNESSES = tuple(round(0.5 + step / 20, 2) for step in range(31))
"""0.5 to 2."""


class Look(Record):
    """One documented decision as it was advised at the first look.

    Attributes:
        built: the options that the source supports.
        recommended: ``None`` where the decision was held not to apply.
        probabilities: of all options, 0 to 1.
    """

    model_config = ConfigDict(extra="ignore")

    case: str
    decision: str
    built: tuple[str, ...]
    recommended: str | None
    probabilities: dict[str, float]


class FirstLook(Record):
    """A file of first looks: what ``advisor evaluate --json`` printed that day, or the parts of it named here."""

    model_config = ConfigDict(extra="ignore")

    sharpness: float = Field(gt=0, description="That the probabilities have already.")
    judgements: tuple[Look, ...] = Field(min_length=1)


def read_first_looks(folder: Path) -> tuple[FirstLook, ...]:
    """Every first look of ``folder``, by file name.

    Raises:
        UserError: the folder holds none, or a file can't be read.
        InvalidInput: a file is not what ``advisor evaluate --json`` prints.
    """
    looks = tuple(read_file(path).validated(FirstLook) for path in sorted(folder.glob("*.json")))
    if not looks:
        raise UserError(
            f"{folder}: no first looks (*.json) were found. Keep there what `advisor evaluate --json` printed."
        )
    return looks


def fitted_sharpness(looks: Sequence[FirstLook]) -> float:
    """The sharpness with the least mean squared error of the recommended option's probability (Brier 1950).

    The squared error is a proper score, as the likelihood is, and a few confident errors do not decide it alone.
    """
    return min(SHARPNESSES, key=lambda sharpness: squared_error(looks, sharpness))


def squared_error(looks: Sequence[FirstLook], sharpness: float) -> float:
    """Mean over all decisions of the squared distance between what was said and what came, 0 to 1."""
    errors = [
        (_said(judgement, sharpness / look.sharpness) - (judgement.recommended in judgement.built)) ** 2
        for look in looks
        for judgement in look.judgements
    ]
    return sum(errors) / len(errors)


def _said(judgement: Look, power: float) -> float:
    if judgement.recommended is None:
        return 0.0
    options = list(judgement.probabilities)
    chances = np.array([[judgement.probabilities[option]] for option in options])
    return float(calibrated(chances, power)[options.index(judgement.recommended), 0])

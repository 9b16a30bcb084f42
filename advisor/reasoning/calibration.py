"""Probabilities as sure as the advisor has proved to be right: temperature scaling, Guo et al. (2017).

The last step of every probability that is shown, after what is not known has been averaged over. It keeps what it is
given in order: no option overtakes another, and what is impossible stays so.
"""

from __future__ import annotations

import numpy as np

from advisor.reasoning.elimination import Table


def calibrated(chances: Table, sharpness: float) -> Table:
    """Each column raised to the power ``sharpness`` and made to sum to 1.

    Args:
        chances: of the options of one decision, up to a common factor, shape (options, ...); a column of zeros is
            that of a decision that does not count, and stays.
        sharpness: above 1 surer, below 1 less sure; see ``Preference``.
    """
    greatest = chances.max(axis=0)
    powers = np.power(np.divide(chances, greatest, out=np.zeros_like(chances), where=greatest > 0), sharpness)
    total = powers.sum(axis=0)
    return np.asarray(np.divide(powers, total, out=powers, where=total > 0))

"""How many units a controlled experiment needs in each arm, and how many days that takes.

Each arm is compared with the control by a two-sided z-test of fixed size, looked at once, at the end.
"""

from __future__ import annotations

import numpy as np

from advisor.estimates.formula import Input, Values, formula
from advisor.estimates.normal import normal_quantile

_SIGNIFICANCE = Input(
    "fraction", "chance of a difference where there is none", 1e-9, 0.5, reference="experiment-significance"
)
_POWER = Input("fraction", "chance of seeing the effect where it is", 0.5, 1 - 1e-9, reference="experiment-power")
_BASE_RATE = Input("fraction", "share of units that convert in the control", 1e-9, 1 - 1e-9)
_RELATIVE = Input("fraction", "smallest relative change worth seeing; 0.05 is 5 % more", minimum=-1, maximum=1e6)
_DEVIATION = Input("count", "standard deviation of the metric between units", minimum=0)
_DIFFERENCE = Input("count", "smallest difference of the mean worth seeing, in the metric's unit", minimum=1e-12)
_DURATION_INPUTS = {
    "arms": Input("count", "variants, the control among them", minimum=2),
    "units_per_day": Input("1/day", "new units (users, orders, ...) that could take part"),
    "exposure": Input("fraction", "share of them that takes part", maximum=1),
    "outcome_delay": Input("day", "time from a prediction to its outcome", answer="label_delay_s"),
}

_ASSUMPTIONS = (
    "Units are independent and each counts once.",
    "Arms are of equal size; the result is read once, when all of them are full.",
)
_NORMAL = "So few conversions are expected in an arm (under about 10) that the normal distribution does not fit."
_DURATION_ASSUMPTIONS = (*_ASSUMPTIONS, "New units arrive at a constant rate.")
_DURATION_LIMITS = (
    "Units return: new ones then become rarer day by day and the experiment takes longer.",
    "It takes less than a week: run whole weeks, since weekdays differ.",
    "Several arms are compared: divide the significance by the number of comparisons.",
)


@formula(
    "Units in each arm, for a share",
    unit="count",
    expression="(z(1-a/2) sqrt(2 p q) + z(power) sqrt(p1 q1 + p2 q2))^2 / (p2 - p1)^2, p2 = p1 (1 + effect)",
    inputs={
        "base_rate": _BASE_RATE,
        "relative_effect": _RELATIVE,
        "significance": _SIGNIFICANCE,
        "power": _POWER,
    },
    assumptions=_ASSUMPTIONS,
    fails_when=(_NORMAL, "The changed rate lies above 1: then there is no answer.", "There is no effect: infinity."),
    sources=("kohavi2020-trustworthy",),
)
def experiment_units_per_arm_for_share(
    *, base_rate: Values, relative_effect: Values, significance: Values, power: Values
) -> Values:
    """Units in each arm to see a share move from p1 = ``base_rate`` to p2 = ``base_rate * (1 + relative_effect)``.

    n = (z(1-a/2) sqrt(2 p q) + z(power) sqrt(p1 q1 + p2 q2))^2 / (p2 - p1)^2 with p = (p1 + p2) / 2 and q = 1 - p,
    not rounded. NaN where p2 leaves 0 to 1. For small effects at a = 0.05 and a power of 0.8 this is the rule of
    thumb 16 p q / (p2 - p1)^2 of Kohavi, Tang and Xu. Source: Fleiss, Levin and Paik, Statistical Methods for Rates
    and Proportions (2003), section 4.2, without the continuity correction.
    """
    changed = base_rate * (1 + relative_effect)
    middle = (base_rate + changed) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        pooled = normal_quantile(1 - significance / 2) * np.sqrt(2 * middle * (1 - middle))
        apart = normal_quantile(power) * np.sqrt(base_rate * (1 - base_rate) + changed * (1 - changed))
        units = ((pooled + apart) / (changed - base_rate)) ** 2
    return np.where((changed >= 0) & (changed <= 1), units, np.nan)


@formula(
    "Units in each arm, for a mean",
    unit="count",
    expression="2 (z(1-a/2) + z(power))^2 (deviation / difference)^2 + z(1-a/2)^2 / 4",
    inputs={
        "deviation": _DEVIATION,
        "difference": _DIFFERENCE,
        "significance": _SIGNIFICANCE,
        "power": _POWER,
    },
    assumptions=(*_ASSUMPTIONS, "Both arms have the same standard deviation."),
    fails_when=("The metric has so heavy a tail that means of this many units are not normally distributed.",),
    sources=("kohavi2020-trustworthy",),
)
def experiment_units_per_arm_for_mean(
    *, deviation: Values, difference: Values, significance: Values, power: Values
) -> Values:
    """Units in each arm to see the mean of a metric move by ``difference``; both in the metric's unit, not rounded.

    n = 2 (z(1-a/2) + z(power))^2 (deviation / difference)^2 + z(1-a/2)^2 / 4. The last term stands for Student's t in
    place of the normal distribution: Guenther, "Sample size formulas for normal theory t tests", The American
    Statistician 35 (1981) 243-244.
    """
    critical = normal_quantile(1 - significance / 2)
    return 2 * ((critical + normal_quantile(power)) * deviation / difference) ** 2 + critical**2 / 4


@formula(
    "Days until an experiment on a share decides",
    unit="day",
    expression="arms * units_per_arm / (units_per_day * exposure) + outcome_delay",
    inputs={
        "base_rate": _BASE_RATE,
        "relative_effect": _RELATIVE,
        "significance": _SIGNIFICANCE,
        "power": _POWER,
        **_DURATION_INPUTS,
    },
    assumptions=_DURATION_ASSUMPTIONS,
    fails_when=(_NORMAL, *_DURATION_LIMITS),
    sources=("kohavi2020-trustworthy",),
)
def experiment_days(
    *,
    base_rate: Values,
    relative_effect: Values,
    significance: Values,
    power: Values,
    arms: Values,
    units_per_day: Values,
    exposure: Values,
    outcome_delay: Values,
) -> Values:
    """Days = ``arms * n / (units_per_day * exposure) + outcome_delay`` with n of
    :func:`experiment_units_per_arm_for_share`. Infinity where nobody takes part.
    """
    units = experiment_units_per_arm_for_share(
        base_rate=base_rate, relative_effect=relative_effect, significance=significance, power=power
    )
    return _days(units, arms, units_per_day, exposure, outcome_delay)


@formula(
    "Days until an experiment on a mean decides",
    unit="day",
    expression="arms * units_per_arm / (units_per_day * exposure) + outcome_delay",
    inputs={
        "deviation": _DEVIATION,
        "difference": _DIFFERENCE,
        "significance": _SIGNIFICANCE,
        "power": _POWER,
        **_DURATION_INPUTS,
    },
    assumptions=_DURATION_ASSUMPTIONS,
    fails_when=_DURATION_LIMITS,
    sources=("kohavi2020-trustworthy",),
)
def experiment_days_for_mean(
    *,
    deviation: Values,
    difference: Values,
    significance: Values,
    power: Values,
    arms: Values,
    units_per_day: Values,
    exposure: Values,
    outcome_delay: Values,
) -> Values:
    """Days = ``arms * n / (units_per_day * exposure) + outcome_delay`` with n of
    :func:`experiment_units_per_arm_for_mean`. Infinity where nobody takes part.
    """
    units = experiment_units_per_arm_for_mean(
        deviation=deviation, difference=difference, significance=significance, power=power
    )
    return _days(units, arms, units_per_day, exposure, outcome_delay)


def _days(units: Values, arms: Values, units_per_day: Values, exposure: Values, outcome_delay: Values) -> Values:
    with np.errstate(divide="ignore"):
        return np.asarray(arms * units / (units_per_day * exposure) + outcome_delay)

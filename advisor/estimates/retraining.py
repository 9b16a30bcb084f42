"""How often to train again: the interval at which the cost of decay and the cost of retraining are least.

A model is worth ``value`` a month when fresh. At age t it has lost the share ``loss(t)`` of that. Retraining every T
costs, per unit of time, C/T for the runs and value/T * integral of loss from 0 to T for the decay. The least sum is
where the loss of the moment has grown to the mean cost so far:

    value * (T loss(T) - integral of loss from 0 to T) = C.

For linear decay this is the square-root law T = sqrt(2 C / (value * decay)), the same as the economic order quantity.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from advisor.estimates.formula import Input, Values, formula
from advisor.estimates.periods import DAYS_PER_MONTH, DAYS_PER_WEEK
from advisor.estimates.roots import increasing_root

_COST = Input("USD", "one retraining: machines, checks and release", minimum=1e-9)
_VALUE = Input("USD/month", "worth of the model's whole quality a month", minimum=0)
_DECAY = Input("fraction/week", "relative quality lost in the first week without retraining")
_INTERVAL = Input("day", "time from one retraining to the next", minimum=1e-6)
_RESTORES = "Each retraining restores full quality and costs the same."
_DELAY = "Labels come late: an interval under the label delay brings no new labels."
_SOURCES = ("he2014-facebook-ads", "vela2022-degradation")


@formula(
    "Retraining interval, linear decay",
    unit="day",
    expression="sqrt(2 * retraining_cost / (value * decay))",
    inputs={"retraining_cost": _COST, "value": _VALUE, "decay": _DECAY},
    assumptions=(_RESTORES, "Quality is lost at a constant rate."),
    fails_when=("The decay over one interval comes near 1.", _DELAY),
    sources=_SOURCES,
)
def retraining_interval_days(*, retraining_cost: Values, value: Values, decay: Values) -> Values:
    """Days = sqrt(2 ``retraining_cost`` / (``value`` per day * ``decay`` per day)) (USD, USD/month, fraction/week).

    The square-root law of the economic order quantity: Harris, "How many parts to make at once", Factory 10 (1913).
    Infinity where nothing decays or quality is worth nothing.
    """
    with np.errstate(divide="ignore"):
        return np.asarray(np.sqrt(2 * retraining_cost / (value / DAYS_PER_MONTH * decay / DAYS_PER_WEEK)))


@formula(
    "Retraining interval, decay that speeds up or slows down",
    unit="day",
    expression="((shape + 1) / shape * retraining_cost / (value * decay))^(1 / (shape + 1)) weeks",
    inputs={
        "retraining_cost": _COST,
        "value": _VALUE,
        "decay": _DECAY,
        "shape": Input("count", "1 linear, below 1 slowing down, above 1 speeding up", 1e-3, 100),
    },
    assumptions=(_RESTORES, "The share lost at an age of w weeks is decay * w^shape."),
    fails_when=("The decay over one interval comes near 1.", _DELAY),
    sources=_SOURCES,
)
def retraining_interval_days_power(*, retraining_cost: Values, value: Values, decay: Values, shape: Values) -> Values:
    """Days = 7 ((s + 1) / s * C / (value per week * decay))^(1 / (s + 1)) for a loss of ``decay`` * weeks^s.

    From value d T^(s+1) (1 - 1/(s+1)) = C. With s = 1 it is :func:`retraining_interval_days`. Infinity where nothing
    decays or quality is worth nothing.
    """
    weekly = value / DAYS_PER_MONTH * DAYS_PER_WEEK
    with np.errstate(divide="ignore"):
        weeks = ((shape + 1) / shape * retraining_cost / (weekly * decay)) ** (1 / (shape + 1))
    return DAYS_PER_WEEK * weeks


@formula(
    "Retraining interval, decay that levels off",
    unit="day",
    expression="the T at which value * final_loss * time_constant * (1 - (1 + T/time_constant) exp(-T/time_constant)) "
    "= retraining_cost",
    inputs={
        "retraining_cost": _COST,
        "value": _VALUE,
        "final_loss": Input("fraction", "share of the quality that is lost in the end", maximum=1),
        "time_constant": Input("day", "age at which 63 % of that is lost", minimum=1e-6),
    },
    assumptions=(_RESTORES, "The share lost at age t is final_loss * (1 - exp(-t / time_constant))."),
    fails_when=(_DELAY,),
    sources=_SOURCES,
)
def retraining_interval_days_levelling(
    *, retraining_cost: Values, value: Values, final_loss: Values, time_constant: Values
) -> Values:
    """Days at which 1 - (1 + u) exp(-u) = C / (value per day * ``final_loss`` * ``time_constant``), u = T / constant.

    Infinity where the right side reaches 1: the whole loss is then worth less than one retraining, so never retrain.
    """

    def advantage(age: Values) -> Values:
        ages = age / time_constant
        return np.asarray(final_loss * time_constant * (-np.expm1(-ages) - ages * np.exp(-ages)))

    return best_interval(advantage, retraining_cost, value, start=time_constant)


def best_interval(
    advantage: Callable[[Values], Values], retraining_cost: ArrayLike, value: ArrayLike, start: ArrayLike = 1.0
) -> Values:
    """The interval in days at which decay and retraining together cost least, for any loss that grows with age.

    Args:
        advantage: T loss(T) - integral of loss from 0 to T, for ages T in days: what the loss of the moment exceeds
            the losses so far by, in days of full quality; non-decreasing because loss is.
        retraining_cost: USD a run.
        value: USD/month of the whole quality.
        start: a first guess in days.

    Returns:
        Days; infinity where the loss never grows enough to pay for a run.
    """
    run = np.asarray(retraining_cost, dtype=float)
    daily = np.asarray(value, dtype=float) / DAYS_PER_MONTH
    return increasing_root(lambda age: np.asarray(daily * advantage(age) - run), start)


@formula(
    "Cost of decay and retraining a month",
    unit="USD/month",
    expression="month / interval * retraining_cost + value * decay * (label_delay + interval / 2)",
    inputs={
        "interval": _INTERVAL,
        "retraining_cost": _COST,
        "value": _VALUE,
        "decay": _DECAY,
        "label_delay": Input("day", "age of the newest labels at training", answer="label_delay_s"),
    },
    assumptions=(_RESTORES, "Quality is lost at a constant rate, from the day of the newest labels."),
    fails_when=("The decay over one interval comes near 1.", _DELAY),
    sources=_SOURCES,
)
def retraining_and_decay_usd_month(
    *, interval: Values, retraining_cost: Values, value: Values, decay: Values, label_delay: Values
) -> Values:
    """USD/month = ``30.4375 / interval * retraining_cost + value * decay / 7 * (label_delay + interval / 2)`` (day,
    USD, USD/month, fraction/week, day). The label delay adds a cost that no interval can avoid.
    """
    runs = DAYS_PER_MONTH / interval * retraining_cost
    return runs + value * decay / DAYS_PER_WEEK * (label_delay + interval / 2)

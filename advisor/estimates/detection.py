"""How long a drop in quality goes unnoticed when labels arrive late and at a limited rate.

Two tests: a window of fixed size that is compared with the quality before, and a sequential test (CUSUM) that adds
up the evidence label by label. Each for a share (right or wrong) and for a mean (any metric).
"""

from __future__ import annotations

import numpy as np

from advisor.estimates.formula import Input, Values, formula
from advisor.estimates.normal import normal_quantile

_QUALITY = Input("fraction", "share of right predictions before the drop", 1e-9, 1 - 1e-9)
_DROP = Input("fraction", "how much that share falls, in points: 0.02 from 0.9 to 0.88", 1e-9, 1, at_most="quality")
_DEVIATION = Input("count", "standard deviation of the metric between predictions", minimum=1e-12)
_FALL = Input("count", "how much the mean of the metric gets worse, in its unit", minimum=1e-12)
_LABELS = Input("1/day", "labels that arrive")
_DELAY = Input("day", "time from a prediction to its label", answer="label_delay_s")
_FALSE_ALARM = Input("fraction", "chance that a window without a drop gives an alarm", 1e-9, 0.5)
_POWER = Input("fraction", "chance that the drop is seen in this time", 0.5, 1 - 1e-9, reference="experiment-power")
_BETWEEN = Input("day", "days between two false alarms, in the mean", minimum=1e-6)

_ASSUMPTIONS = (
    "The drop is sudden and lasts.",
    "Quality before the drop is known from far more labels than the test takes.",
    "Labels are independent and all equally late.",
)
_WINDOW_LIMITS = ("The window is not filled anew after the drop: up to one window is added.",)
_SEQUENTIAL_LIMITS = (
    "The drop differs much from the one the test is tuned to.",
    "The delay comes to a few labels only: the test then jumps over its threshold.",
)
_NEWTON_STEPS = 40


@formula(
    "Days until a drop of a share is noticed by a window",
    unit="day",
    expression="label_delay + n / labels_per_day, n = (z(1-a) sqrt(p q) + z(power) sqrt(p1 q1))^2 / drop^2",
    inputs={
        "quality": _QUALITY,
        "drop": _DROP,
        "labels_per_day": _LABELS,
        "label_delay": _DELAY,
        "false_alarm": _FALSE_ALARM,
        "power": _POWER,
    },
    assumptions=_ASSUMPTIONS,
    fails_when=(*_WINDOW_LIMITS, "Fewer than about 10 wrong or right labels are in the window."),
    sources=("gama2014-drift", "kohavi2020-trustworthy"),
)
def detection_days_window(
    *, quality: Values, drop: Values, labels_per_day: Values, label_delay: Values, false_alarm: Values, power: Values
) -> Values:
    """Days = ``label_delay + n / labels_per_day``, n the labels that a one-sided test of a share against p needs:

    n = (z(1-a) sqrt(p q) + z(power) sqrt(p1 q1))^2 / drop^2, p1 = p - drop (Fleiss, Levin and Paik 2003, section 2.5).
    NaN where the drop exceeds the quality; infinity where no labels arrive.
    """
    after = quality - drop
    with np.errstate(divide="ignore", invalid="ignore"):
        before_part = normal_quantile(1 - false_alarm) * np.sqrt(quality * (1 - quality))
        after_part = normal_quantile(power) * np.sqrt(after * (1 - after))
        labels = ((before_part + after_part) / drop) ** 2
    return _days(np.where(after >= 0, labels, np.nan), labels_per_day, label_delay)


@formula(
    "Days until a drop of a mean is noticed by a window",
    unit="day",
    expression="label_delay + ((z(1-a) + z(power)) * deviation / fall)^2 / labels_per_day",
    inputs={
        "deviation": _DEVIATION,
        "fall": _FALL,
        "labels_per_day": _LABELS,
        "label_delay": _DELAY,
        "false_alarm": _FALSE_ALARM,
        "power": _POWER,
    },
    assumptions=(*_ASSUMPTIONS, "The standard deviation is the same before and after."),
    fails_when=(*_WINDOW_LIMITS, "The metric has so heavy a tail that means of the window are not normal."),
    sources=("gama2014-drift", "kohavi2020-trustworthy"),
)
def detection_days_window_for_mean(
    *, deviation: Values, fall: Values, labels_per_day: Values, label_delay: Values, false_alarm: Values, power: Values
) -> Values:
    """Days = ``label_delay + ((z(1-a) + z(power)) deviation / fall)^2 / labels_per_day``; infinity without labels."""
    labels = ((normal_quantile(1 - false_alarm) + normal_quantile(power)) * deviation / fall) ** 2
    return _days(labels, labels_per_day, label_delay)


@formula(
    "Days until a drop of a share is noticed by a sequential test",
    unit="day",
    expression="label_delay + (x - 1 + exp(-x)) / (KL(after, before) * labels_per_day), "
    "exp(x) - x - 1 = days_between_false_alarms * labels_per_day * KL(before, after)",
    inputs={
        "quality": _QUALITY,
        "drop": _DROP,
        "labels_per_day": _LABELS,
        "label_delay": _DELAY,
        "days_between_false_alarms": _BETWEEN,
    },
    assumptions=(*_ASSUMPTIONS, "The test is a CUSUM tuned to this drop; mean delay from a start at zero."),
    fails_when=(*_SEQUENTIAL_LIMITS, "No label is wrong, or none is right, on one side of the drop."),
    sources=("gama2014-drift",),
)
def detection_days(
    *, quality: Values, drop: Values, labels_per_day: Values, label_delay: Values, days_between_false_alarms: Values
) -> Values:
    """Mean days until a CUSUM of log-likelihood ratios notices that a share fell from p to p1 = p - ``drop``.

    In labels: L1 = (x - 1 + e^-x) / KL(p1, p) where e^x - x - 1 = L0 KL(p, p1) and L0 is the mean number of labels
    between false alarms; KL is the relative entropy of two coins. NaN where the drop reaches the quality. Source:
    Page, "Continuous inspection schemes", Biometrika 41 (1954); approximation: Siegmund, Sequential Analysis (1985).
    """
    after = np.where(drop < quality, quality - drop, np.nan)
    return _sequential_days(
        _relative_entropy(quality, after),
        _relative_entropy(after, quality),
        labels_per_day,
        label_delay,
        days_between_false_alarms,
    )


@formula(
    "Days until a drop of a mean is noticed by a sequential test",
    unit="day",
    expression="label_delay + (x - 1 + exp(-x)) / (K * labels_per_day), K = (fall / deviation)^2 / 2, "
    "exp(x) - x - 1 = days_between_false_alarms * labels_per_day * K",
    inputs={
        "deviation": _DEVIATION,
        "fall": _FALL,
        "labels_per_day": _LABELS,
        "label_delay": _DELAY,
        "days_between_false_alarms": _BETWEEN,
    },
    assumptions=(
        *_ASSUMPTIONS,
        "The metric is normal with the same deviation before and after.",
        "The test is a CUSUM tuned to this drop; mean delay from a start at zero.",
    ),
    fails_when=_SEQUENTIAL_LIMITS,
    sources=("gama2014-drift",),
)
def detection_days_for_mean(
    *, deviation: Values, fall: Values, labels_per_day: Values, label_delay: Values, days_between_false_alarms: Values
) -> Values:
    """As :func:`detection_days` for a normal metric, where both relative entropies are (fall / deviation)^2 / 2."""
    entropy = (fall / deviation) ** 2 / 2
    return _sequential_days(entropy, entropy, labels_per_day, label_delay, days_between_false_alarms)


def _sequential_days(
    before: Values, after: Values, labels_per_day: Values, label_delay: Values, days_between_false_alarms: Values
) -> Values:
    threshold = _threshold(days_between_false_alarms * labels_per_day * before)
    return _days((threshold + np.expm1(-threshold)) / after, labels_per_day, label_delay)


def _threshold(c: Values) -> Values:
    """The x > 0 with exp(x) - x - 1 = c, by Newton's steps from above, where the function is convex."""
    x = np.minimum(np.sqrt(2 * c), np.log1p(c + np.sqrt(2 * c)))
    for _ in range(_NEWTON_STEPS):
        slope = np.expm1(x)
        step = np.divide(slope - x - c, slope, out=np.zeros_like(x), where=slope > 0)
        x = np.maximum(x - step, 0.0)
        if (np.abs(step) <= 1e-13 * x).all():
            break
    return x


def _relative_entropy(one: Values, other: Values) -> Values:
    """Relative entropy, in nats, of a coin that falls right with probability ``one`` to one with ``other``."""
    return np.asarray(one * np.log(one / other) + (1 - one) * np.log((1 - one) / (1 - other)))


def _days(labels: Values, labels_per_day: Values, label_delay: Values) -> Values:
    with np.errstate(divide="ignore", invalid="ignore"):
        days = label_delay + labels / labels_per_day
    return np.where(labels_per_day > 0, days, np.inf)

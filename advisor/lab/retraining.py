"""Monitoring and retraining: how soon a drift is noticed, and what each way of retraining makes of it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from advisor.estimates import formulas
from advisor.lab.data import Dataset, Rows
from advisor.lab.result import Chart, Comparison, Progress, Reading, Result, Series, Table
from advisor.lab.statistics import mean_reading

NAME = "monitor-and-retrain"
Drift = Literal["inputs", "concept"]
DRIFTS: dict[Drift, str] = {
    "inputs": "half of the features fade to a fifth of their spread, as an ageing sensor does; classes stay",
    "concept": "the rows of one class come to be called another; inputs stay",
}
SIGNALS = ("inputs", "predictions", "delayed labels")
POLICIES = ("none", "scheduled", "triggered", "continual")
RECENT_DAYS = 10
SCHEDULE_DAYS = 10
USUAL_DAYS = 3
"""First days of a model from which the trigger learns what is usual for it."""
FALSE_ALARM = 0.001
"""Chance that a day without drift gives an alarm, for each signal."""


@dataclass(frozen=True)
class World:
    """How the days go.

    Attributes:
        days: length of the story.
        begins: day on which the drift begins; it is complete after ``ramp`` days.
        rows: predictions a day.
        label_delay: days from a prediction to its label.
    """

    days: int = 50
    begins: int = 20
    ramp: int = 10
    rows: int = 150
    label_delay: int = 5


@dataclass(frozen=True)
class Day:
    """What was asked on a day, and what was true."""

    x: Rows
    y: NDArray[np.int64]


@dataclass
class _Story:
    """What came of a policy: accuracy of each day, and what training took."""

    accuracy: list[float] = field(default_factory=list)
    trainings: int = 0
    seconds: float = 0.0


def monitor_and_retrain(
    data: Dataset, *, seed: int, progress: Progress, world: World | None = None, seeds: int = 4
) -> Result:
    """Inject both kinds of drift, watch three signals, and live through four policies.

    Args:
        seeds: stories told for each kind of drift; intervals are over them.
    """
    world = world or World()
    noticed: dict[tuple[Drift, str], list[float]] = {}
    stories: dict[tuple[Drift, str], list[_Story]] = {}
    falls: list[tuple[float, float]] = []
    total = len(DRIFTS) * seeds
    for turn in range(seeds):
        for step, drift in enumerate(DRIFTS):
            progress((turn * len(DRIFTS) + step) / total, f"story {turn + 1} of {seeds}, drift of {drift}")
            random = np.random.default_rng([seed, turn, step])
            start, later = _start(data, random)
            days = list(_days(data, later, drift, world, random))
            model = _trained(start.x, start.y)
            for signal, day in _noticed(model, start, days, world).items():
                noticed.setdefault((drift, signal), []).append(day - world.begins)
            for policy in POLICIES:
                stories.setdefault((drift, policy), []).append(_live(policy, model, start, days, world))
            fixed = stories[drift, "none"][-1].accuracy
            falls.append((float(np.mean(fixed[: world.begins])), float(np.mean(fixed[world.begins + world.ramp :]))))
    progress(1.0, "done")
    return _result(data, seed, world, noticed, stories, falls)


def _start(data: Dataset, random: np.random.Generator) -> tuple[Day, NDArray[np.int64]]:
    """What the first model learns from, and the rows that the days are drawn from."""
    rows = random.permutation(len(data.target))
    start, later = np.split(rows, [len(rows) // 2])
    return Day(data.features[start], data.target[start]), later


def _days(
    data: Dataset, later: NDArray[np.int64], drift: Drift, world: World, random: np.random.Generator
) -> Iterator[Day]:
    middle = data.features.mean(axis=0)
    ageing = random.random(len(middle)) < 0.5
    frequent = np.bincount(data.target).argsort()[::-1]
    one, other = int(frequent[0]), int(frequent[1])
    for day in range(world.days):
        strength = float(np.clip((day - world.begins) / world.ramp, 0, 1))
        rows = random.choice(later, size=world.rows)
        x, y = data.features[rows].copy(), data.target[rows].copy()
        if drift == "inputs":
            x += strength * 0.8 * ageing * (middle - x)
        else:
            y[(y == one) & (random.random(len(y)) < strength)] = other
        yield Day(x, y)


def _trained(x: Rows, y: NDArray[np.int64]) -> Any:
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    return make_pipeline(StandardScaler(), LogisticRegression(max_iter=500)).fit(x, y)


def _noticed(model: Any, start: Day, days: list[Day], world: World) -> dict[str, float]:
    """Day of the first alarm of each signal from the beginning of the drift on; infinite where there is none."""
    first = dict.fromkeys(SIGNALS, float("inf"))
    held = slice(0, len(start.y) // 3)
    reference_x, reference_p = start.x[held], model.predict(start.x[held])
    early = [float((model.predict(day.x) == day.y).mean()) for day in days[: world.begins]]
    usual = float(np.mean(early))
    for number, day in enumerate(days[world.begins :], start=world.begins):
        alarms = {
            "inputs": (number, _inputs_differ(reference_x, day.x)),
            "predictions": (number, _shares_differ(reference_p, model.predict(day.x))),
            "delayed labels": (
                number + world.label_delay,
                _fell(int((model.predict(day.x) == day.y).sum()), len(day.y), usual),
            ),
        }
        for signal, (known, alarm) in alarms.items():
            if alarm and known < world.days:
                first[signal] = min(first[signal], known)
    return first


def _inputs_differ(before: Rows, now: Rows) -> bool:
    """Kolmogorov-Smirnov tests of every feature, Bonferroni-corrected."""
    from scipy.stats import ks_2samp

    pairs = zip(before.T, now.T, strict=True)
    least = min(float(ks_2samp(a, b, method="asymp").pvalue) for a, b in pairs if a.std() > 0 or b.std() > 0)
    return bool(least < FALSE_ALARM / before.shape[1])


def _shares_differ(before: NDArray[np.int64], now: NDArray[np.int64]) -> bool:
    """Chi-squared test of the classes predicted."""
    from scipy.stats import chi2_contingency

    classes = np.union1d(before, now)
    table = np.array([[(sample == c).sum() for c in classes] for sample in (before, now)])
    return len(classes) > 1 and bool(chi2_contingency(table).pvalue < FALSE_ALARM)


def _fell(right: int, rows: int, usual: float) -> bool:
    """One-sided binomial test of a day's accuracy against the usual one."""
    from scipy.stats import binomtest

    return bool(binomtest(right, rows, usual, alternative="less").pvalue < FALSE_ALARM)


def _live(policy: str, model: Any, start: Day, days: list[Day], world: World) -> _Story:
    """Predict every day with the model of the day before; only labels that have come by then may train."""
    story, trained_on = _Story(), 0
    for number, day in enumerate(days):
        story.accuracy.append(float((model.predict(day.x) == day.y).mean()))
        labelled = max(0, number + 1 - world.label_delay)
        judged = story.accuracy[trained_on:labelled]
        if _is_due(policy, number, judged, world.rows):
            began = time.process_time()
            recent = days[max(0, labelled - RECENT_DAYS) : labelled]
            enough = recent if len(recent) == RECENT_DAYS else [start, *recent]
            model = _trained(np.concatenate([d.x for d in enough]), np.concatenate([d.y for d in enough]))
            story.trainings += 1
            story.seconds += time.process_time() - began
            trained_on = number + 1
    return story


def _is_due(policy: str, number: int, judged: list[float], rows: int) -> bool:
    """Whether to train tonight; ``judged`` are the accuracies of the model's own days whose labels have come."""
    if policy == "continual":
        return True
    if policy == "scheduled":
        return (number + 1) % SCHEDULE_DAYS == 0
    if policy == "triggered" and len(judged) > USUAL_DAYS:
        return _fell(round(judged[-1] * rows), rows, float(np.mean(judged[:USUAL_DAYS])))
    return False


def _result(
    data: Dataset,
    seed: int,
    world: World,
    noticed: dict[tuple[Drift, str], list[float]],
    stories: dict[tuple[Drift, str], list[_Story]],
    falls: list[tuple[float, float]],
) -> Result:
    after = {key: [float(np.mean(s.accuracy[world.begins :])) * 100 for s in each] for key, each in stories.items()}
    kept = {key: mean_reading(f"accuracy after drift of {key[0]}, {key[1]}", v, "%") for key, v in after.items()}
    rows: list[tuple[str | float | None, ...]] = [
        (f"drift of {drift}", f"noticed by {signal}", _middle(days), "days", float(np.isfinite(days).mean()), None)
        for (drift, signal), days in noticed.items()
    ]
    rows += [
        (f"drift of {drift}", f"retrained: {policy}", kept[drift, policy].mid, "% right",
         float(np.mean([s.trainings for s in each])), float(np.mean([s.seconds for s in each])))
        for (drift, policy), each in stories.items()
    ]  # fmt: skip
    return Result(
        experiment=NAME,
        question="How soon is a drift noticed, and which way of retraining is worth its cost?",
        data=data.summary,
        seed=seed,
        conditions={
            "days": f"{world.days}, drift from day {world.begins}, complete {world.ramp} days later",
            "predictions": f"{world.rows} a day, labels {world.label_delay} days later",
            **{f"drift of {drift}": text for drift, text in DRIFTS.items()},
            "alarms": f"Kolmogorov-Smirnov, chi-squared and binomial tests, each {FALSE_ALARM:g} a day",
            "retraining": f"on the last {RECENT_DAYS} labelled days; scheduled every {SCHEDULE_DAYS} days; "
            "triggered by delayed labels; continual every day",
        },
        table=Table(("drift", "what", "value", "unit", "share noticed or trainings", "training s"), tuple(rows)),
        readings=tuple(kept.values()),
        comparisons=_comparisons(world, noticed, falls),
        chart=Chart(
            "Accuracy from day to day, drift of the concept",
            "day",
            "correct of 100, mean over stories",
            "lines",
            tuple(
                Series(
                    policy,
                    tuple(float(day) for day in range(world.days)),
                    tuple(float(x) for x in 100 * np.mean([s.accuracy for s in stories["concept", policy]], axis=0)),
                )
                for policy in POLICIES
            ),
        ),
        means=_meaning(noticed, kept, stories),
        does_not_mean=(
            "The drift was injected: real drift comes otherwise, often in several ways at once. Costs are processor "
            "time of a small model; checking a new model, releasing it and labelling usually cost more. Labels here "
            "come for every prediction; where only some come, noticing takes longer."
        ),
    )


def _middle(days: list[float]) -> float | None:
    middle = float(np.median(days))
    return middle if np.isfinite(middle) else None


def _comparisons(
    world: World, noticed: dict[tuple[Drift, str], list[float]], falls: list[tuple[float, float]]
) -> tuple[Comparison, ...]:
    measured = _middle(noticed["concept", "delayed labels"])
    concept = falls[1::2]
    before, after = float(np.mean([b for b, _ in concept])), float(np.mean([a for _, a in concept]))
    if measured is None or not before > after:
        return ()
    estimate = formulas()["detection_days_window"](
        quality=before, drop=before - after, labels_per_day=world.rows, label_delay=world.label_delay,
        false_alarm=FALSE_ALARM, power=0.8,
    )  # fmt: skip
    return (
        Comparison(
            "days until delayed labels tell of the drift of the concept (to the formula, a sudden one)",
            "detection_days_window",
            float(estimate), measured, "days",
        ),
    )  # fmt: skip


def _meaning(
    noticed: dict[tuple[Drift, str], list[float]],
    kept: dict[tuple[Drift, str], Reading],
    stories: dict[tuple[Drift, str], list[_Story]],
) -> str:
    sentences = []
    for drift in DRIFTS:
        seen = {signal: _middle(noticed[drift, signal]) for signal in SIGNALS}
        told = ", ".join(
            f"{signal} after {days:.0f} days" if days is not None else f"{signal} not at all"
            for signal, days in seen.items()
        )
        sentences.append(f"A drift of {drift} is told by {told}.")
        none, best = kept[drift, "none"], max(POLICIES, key=lambda policy: kept[drift, policy].mid)
        trainings = {p: np.mean([s.trainings for s in stories[drift, p]]) for p in POLICIES}
        sentences.append(
            f"Without retraining {none.mid:.1f} in 100 are right from then on; "
            f"{best} retraining does best with {kept[drift, best].mid:.1f} ({trainings[best]:.0f} trainings), "
            f"triggered reaches {kept[drift, 'triggered'].mid:.1f} with {trainings['triggered']:.0f}."
        )
    return " ".join(sentences)

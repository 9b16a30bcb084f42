"""Simple or ensemble: what each step of complexity brings, and what it costs, on the same folds."""

from __future__ import annotations

import pickle
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from advisor.estimates.references import load_references
from advisor.lab.data import Dataset, Rows
from advisor.lab.result import Chart, Progress, Reading, Result, Table, interval_bars
from advisor.lab.statistics import percentile, resampled_reading

NAME = "simple-or-ensemble"
SINGLE_ROWS = 100
REFERENCE = "linear"
"""The simple model that the others are measured against."""


@dataclass(frozen=True)
class _Fold:
    accuracy: float
    training_s: float
    single_ms: float
    size_mb: float
    parts: int


def simple_or_ensemble(data: Dataset, *, seed: int, progress: Progress, folds: int = 5, repeats: int = 2) -> Result:
    """Measure five models by repeated stratified cross-validation.

    Args:
        folds: parts of the data, each of which judges once in a repeat.
        repeats: how often the data are parted anew.
    """
    from sklearn.model_selection import RepeatedStratifiedKFold

    parted = RepeatedStratifiedKFold(n_splits=folds, n_repeats=repeats, random_state=seed)
    found: dict[str, list[_Fold]] = {}
    total = folds * repeats
    for turn, (train, test) in enumerate(parted.split(data.features, data.target)):
        progress(turn / total, f"fold {turn + 1} of {total}")
        for name, fold in _fold(data, train, test, seed + turn).items():
            found.setdefault(name, []).append(fold)
    progress(1.0, "done")
    return _result(data, seed, folds, repeats, found)


def _models(seed: int) -> dict[str, Any]:
    from sklearn.dummy import DummyClassifier
    from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier, StackingClassifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    def linear() -> Any:
        return make_pipeline(StandardScaler(), LogisticRegression(max_iter=2000))

    def boosted() -> Any:
        return HistGradientBoostingClassifier(max_iter=60, random_state=seed)

    members = [("linear", linear()), ("boosted", boosted()), ("forest", RandomForestClassifier(100, random_state=seed))]
    return {
        "most frequent class": DummyClassifier(),
        "linear": linear(),
        "boosted trees": boosted(),
        "stacked ensemble": StackingClassifier(members, LogisticRegression(max_iter=2000), cv=3),
    }


def _student(teacher: Any, rows: Rows, seed: int) -> Any:
    """A small network that learns the ensemble's probabilities (Hinton, Vinyals and Dean 2015), not the labels."""
    from sklearn.neural_network import MLPRegressor
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    student = make_pipeline(StandardScaler(), MLPRegressor(hidden_layer_sizes=(64,), max_iter=400, random_state=seed))
    return student.fit(rows, teacher.predict_proba(rows))


def _fold(data: Dataset, train: NDArray[np.int64], test: NDArray[np.int64], seed: int) -> Mapping[str, _Fold]:
    x, y, judged = data.features[train], data.target[train], data.features[test]
    truth, folds, teacher, teaching = data.target[test], {}, None, 0.0
    for name, model in _models(seed).items():
        began = time.perf_counter()
        model.fit(x, y)
        teaching = time.perf_counter() - began
        teacher = model
        folds[name] = _Fold(
            float((model.predict(judged) == truth).mean()), teaching, _single_ms(model, judged), _size_mb(model),
            _parts(model),
        )  # fmt: skip
    began = time.perf_counter()
    student = _student(teacher, x, seed)
    predicted = np.asarray(teacher.classes_)[np.asarray(student.predict(judged)).argmax(axis=1)] if teacher else truth
    folds["distilled student"] = _Fold(
        float((predicted == truth).mean()), teaching + time.perf_counter() - began, _single_ms(student, judged),
        _size_mb(student), _parts(student) + _parts(teacher),
    )  # fmt: skip
    return folds


def _single_ms(model: Any, rows: Rows) -> float:
    times = []
    for row in rows[:SINGLE_ROWS]:
        began = time.perf_counter()
        model.predict(row[None, :])
        times.append((time.perf_counter() - began) * 1000)
    return percentile(times, 0.5)


def _size_mb(model: Any) -> float:
    return len(pickle.dumps(model)) / 1e6


def _parts(model: Any) -> int:
    """Fitted things that somebody must train, version and watch: steps of a pipeline, members of an ensemble."""
    if hasattr(model, "estimators_") and hasattr(model, "final_estimator_"):
        return sum(_parts(member) for member in model.estimators_) + _parts(model.final_estimator_)
    if hasattr(model, "steps"):
        return sum(_parts(step) for _, step in model.steps)
    return 1


def _result(data: Dataset, seed: int, folds: int, repeats: int, found: Mapping[str, list[_Fold]]) -> Result:
    share = 1 / folds
    accuracy = {
        name: resampled_reading(name, [100 * fold.accuracy for fold in each], "%", test_share=share)
        for name, each in found.items()
    }
    simple = found[REFERENCE]
    gains = {
        name: resampled_reading(
            f"{name} over {REFERENCE}",
            [100 * (one.accuracy - other.accuracy) for one, other in zip(each, simple, strict=True)],
            "%",
            test_share=share,
        )
        for name, each in found.items()
        if name != REFERENCE
    }
    middle = {
        name: _Fold(
            accuracy=float(np.median([fold.accuracy for fold in each])),
            training_s=float(np.median([fold.training_s for fold in each])),
            single_ms=float(np.median([fold.single_ms for fold in each])),
            size_mb=float(np.median([fold.size_mb for fold in each])),
            parts=each[0].parts,
        )
        for name, each in found.items()
    }
    best, gain = max(
        ((name, gains[name]) for name in ("boosted trees", "stacked ensemble", "distilled student")),
        key=lambda pair: pair[1].mid,
    )
    price = load_references()["price-vcpu-hour"].mid / 3600
    dearer = (middle[best].single_ms - middle[REFERENCE].single_ms) / 1000 * price * 1000
    return Result(
        experiment=NAME,
        question="How much better does a more complex model predict, and what must that be worth?",
        data=data.summary,
        seed=seed,
        conditions={
            "judged by": f"{folds}-fold cross-validation, repeated {repeats} times, stratified",
            "intervals": "95 %, corrected for folds that share training rows (Nadeau and Bengio 2003)",
            "price": f"{price * 3600:g} USD for an hour of one processor (price-vcpu-hour)",
        },
        table=Table(
            ("model", "accuracy %", "from", "to", "one row ms", "size MB", "training s", "fitted parts"),
            tuple(
                (
                    name,
                    accuracy[name].mid,
                    accuracy[name].low,
                    accuracy[name].high,
                    fold.single_ms,
                    fold.size_mb,
                    fold.training_s,
                    fold.parts,
                )
                for name, fold in middle.items()
            ),
        ),
        readings=(
            *gains.values(),
            Reading(f"extra cost of 1,000 predictions of {best}", dearer, dearer, dearer, "USD"),
        ),
        chart=Chart(
            "Accuracy with 95 % intervals",
            "model",
            "correct of 100",
            "bars",
            (interval_bars("accuracy", accuracy),),
        ),
        means=_meaning(best, gain, dearer, middle),
        does_not_mean=(
            "One data set, settings that nobody tuned, and a single kind of error: another metric may order the models "
            "otherwise. Fitted parts stand for upkeep; what a part really costs depends on the team. On larger data "
            "the gain of complex models usually grows."
        ),
    )


def _meaning(best: str, gain: Reading, dearer: float, middle: Mapping[str, _Fold]) -> str:
    certain = gain.low > 0
    first = (
        f"{best.capitalize()} is right {gain.mid:.2f} times more often in 100 than the linear model "
        f"({gain.low:.2f} to {gain.high:.2f})"
        if certain
        else f"No complex model is better than the linear one beyond doubt: the best of them, {best}, gains "
        f"{gain.mid:.2f} in 100, and the interval ({gain.low:.2f} to {gain.high:.2f}) includes nothing"
    )
    one, other = middle[best], middle[REFERENCE]
    paid = (
        f"Its processor time alone pays once avoiding an error is worth more than {dearer / (gain.mid * 10):.2g} USD."
        if dearer > 0 < gain.mid
        else "Processor time is no argument against it here."
    )
    return (
        f"{first}. It takes {one.single_ms / other.single_ms:.1f} times as long for a row and "
        f"{one.training_s / other.training_s:.0f} times as long to train, and keeps {one.parts} fitted parts instead "
        f"of {other.parts}. {paid}"
    )

"""Training like production: features from a clean query, against features from the code that serves, replayed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from advisor.lab.result import Chart, Progress, Result, Table, interval_bars
from advisor.lab.statistics import mean_reading
from advisor.lab.stream import FEATURES, TROUBLES, Events, Numbers, arrived, from_warehouse, happened, replayed, truth

NAME = "train-like-production"
ACCOUNTS_SHARE = 0.05
ALL = "all together"
NONE = "none"


@dataclass(frozen=True)
class _Errors:
    """Serving log loss, in nats a payment, of a model trained on the warehouse and of one trained on the replay."""

    warehouse: float
    replay: float


def train_like_production(*, seed: int, progress: Progress, seeds: int = 6, events: int = 6_000) -> Result:
    """Measure the serving error of both ways of computing training features, by kind of trouble.

    Args:
        seeds: independent streams; intervals are over them.
        events: payments of a stream; the earlier half trains, the later half is served.
    """
    kinds: dict[str, frozenset[str]] = {NONE: frozenset()}
    kinds |= {trouble: frozenset({trouble}) for trouble in TROUBLES} | {ALL: frozenset(TROUBLES)}
    found: dict[str, list[_Errors]] = {kind: [] for kind in kinds}
    for turn in range(seeds):
        for step, (kind, troubles) in enumerate(kinds.items()):
            progress((turn * len(kinds) + step) / (seeds * len(kinds)), f"stream {turn + 1} of {seeds}, {kind}")
            found[kind].append(_one(np.random.default_rng([seed, turn]), troubles, events))
    progress(1.0, "done")
    return _result(seed, seeds, events, found)


def _one(random: np.random.Generator, troubles: frozenset[str], events: int) -> _Errors:
    clean = happened(events, round(events * ACCOUNTS_SHARE), random)
    fraud = truth(clean, random)
    stream = arrived(clean, troubles, random)
    served = replayed(stream)
    first = _first_arrivals(stream)
    early = stream.event < len(clean) // 2
    training, serving = first & early, first & ~early
    warehouse = from_warehouse(clean)[: len(clean) // 2]
    judged, labels = served[serving], fraud[stream.event[serving]]
    return _Errors(
        warehouse=_serving_loss(warehouse, fraud[: len(clean) // 2], judged, labels),
        replay=_serving_loss(served[training], fraud[stream.event[training]], judged, labels),
    )


def _first_arrivals(stream: Events) -> Any:
    first = np.zeros(len(stream), dtype=bool)
    first[np.unique(stream.event, return_index=True)[1]] = True
    return first


def _serving_loss(x: Numbers, y: Any, judged: Numbers, labels: Any) -> float:
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.metrics import log_loss

    model = HistGradientBoostingClassifier(max_iter=40, max_depth=3, random_state=0).fit(x, y)
    return float(log_loss(labels, model.predict_proba(judged)[:, 1], labels=[False, True]))


def _result(seed: int, seeds: int, events: int, found: dict[str, list[_Errors]]) -> Result:
    reductions = {
        kind: mean_reading(f"reduction with {kind}", [100 * (1 - e.replay / e.warehouse) for e in errors], "%")
        for kind, errors in found.items()
    }
    rows = tuple(
        (kind, float(np.mean([e.warehouse for e in errors])), float(np.mean([e.replay for e in errors])),
         reductions[kind].mid, reductions[kind].low, reductions[kind].high)
        for kind, errors in found.items()
    )  # fmt: skip
    whole, none = reductions[ALL], reductions[NONE]
    worst = max(TROUBLES, key=lambda kind: reductions[kind].mid)
    helped = [kind for kind in TROUBLES if reductions[kind].low > 0]
    return Result(
        experiment=NAME,
        question="Does it help to compute training features by replaying the serving code over production's stream?",
        data=f"{seeds} simulated streams of {events:,} payments; features: {', '.join(FEATURES)}",
        seed=seed,
        conditions={
            "clean query": "SQL window functions over a complete, deduplicated table; another code serves",
            "replay": "the serving code run over the recorded stream in order of arrival",
            "model": "boosted trees, scikit-learn; the earlier half trains, the later half is served",
            "error": "log loss on what was served",
        },
        table=Table(
            ("trouble", "error, clean query", "error, replay", "reduction %", "from", "to"),
            rows,
        ),
        readings=tuple(reductions.values()),
        chart=Chart(
            "Serving error saved by replaying the serving code, 95 % intervals over streams",
            "trouble of the stream",
            "% of the error",
            "bars",
            (interval_bars("reduction", reductions),),
        ),
        means=(
            f"With all troubles together, training on the replayed serving code cuts the serving error by "
            f"{whole.mid:.1f} % ({whole.low:.1f} to {whole.high:.1f} over {seeds} streams). It helps beyond doubt with "
            f"{', '.join(helped) or 'none of the single troubles'}; most with {worst} ({reductions[worst].mid:.1f} %). "
            f"Without any trouble the difference is {none.mid:.1f} % ({none.low:.1f} to {none.high:.1f})."
        ),
        does_not_mean=(
            "The streams are simulated and how often each trouble strikes was chosen, so the size of the gain is no "
            "forecast for another system; which troubles matter at all carries over better. Replaying hides a trouble "
            "from the model's error, it does not mend the stream: mended at its source, a changed unit costs nothing."
        ),
    )

"""Batch or online: predictions computed ahead, stored and looked up, against a model that answers over HTTP."""

from __future__ import annotations

import json
import math
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import joblib
import numpy as np
from numpy.typing import NDArray

from advisor.answers import Range
from advisor.estimates import formulas
from advisor.estimates.references import load_references
from advisor.lab import load, service
from advisor.lab.data import Dataset
from advisor.lab.load import Request
from advisor.lab.processes import Address, model_service
from advisor.lab.result import Chart, Comparison, Progress, Reading, Result, Series, Table
from advisor.lab.statistics import percentile
from advisor.lab.stores import Store, open_store

NAME = "batch-or-online"
LOADS = (0.2, 0.5, 0.8)
"""Offered rates as shares of what one connection gets through."""

SPREAD = 200
"""Requests sent one after the other to learn the service time."""

Model = Any


def batch_or_online(
    data: Dataset,
    *,
    seed: int,
    progress: Progress,
    store: str = "",
    entities: int = 20_000,
    seconds: float = 4.0,
    runs: int = 3,
) -> Result:
    """Measure both ways of predicting on the same model and machine.

    Args:
        store: address of a Redis or PostgreSQL server; empty for SQLite.
        entities: things that have a prediction; rows of ``data`` drawn with replacement.
        seconds: how long each load lasts.
        runs: batch runs, one after the other, while readers look at the age of what they read.

    Raises:
        LabUnavailable: the store or the service does not start.
    """
    from sklearn.ensemble import RandomForestClassifier

    random = np.random.default_rng(seed)
    progress(0.0, "training the model")
    model = RandomForestClassifier(n_estimators=100, random_state=seed, n_jobs=1).fit(data.features, data.target)
    rows = data.features[random.integers(len(data.features), size=entities)]
    with tempfile.TemporaryDirectory(prefix="advisor-lab-") as folder:
        path = str(Path(folder) / "model.joblib")
        address = store or str(Path(folder) / "predictions.sqlite")
        joblib.dump(model, path)
        kept = open_store(address)
        try:
            progress(0.1, "computing all predictions ahead")
            batch = [_batch_run(model, rows, kept) for _ in range(runs)]
            ages = _ages(model, rows, kept, period_s=2 * max(batch), runs=runs, random=random)
            progress(0.4, "looking predictions up")
            embedded = _look_ups(kept, entities, random)
            with model_service({service.MODEL: path, service.STORE: address}) as server:
                online = _online_requests(rows, random)
                looked = [Request("GET", f"/predictions/{key}") for key in random.integers(entities, size=len(online))]
                progress(0.5, "loading the look-up service")
                look_up = _Served.measure(server, looked, seconds, seed)
                progress(0.75, "loading the model service")
                live = _Served.measure(server, online, seconds, seed)
        finally:
            kept.close()
    progress(1.0, "done")
    return _result(data, seed, store or "SQLite, embedded", entities, batch, ages, embedded, look_up, live)


class _Served:
    """A service under load: time of a request alone, processor time of a request, and latency at each rate."""

    def __init__(self, alone: NDArray[np.float64], processor_ms: float, loads: tuple[load.Load, ...]) -> None:
        self.alone, self.processor_ms, self.loads = alone, processor_ms, loads

    @classmethod
    def measure(cls, server: Address, requests: list[Request], seconds: float, seed: int) -> _Served:
        load.service_ms(server, requests[:20])
        before = load.get_number(server, "/processor-seconds")
        alone = load.service_ms(server, requests[:SPREAD])
        used = load.get_number(server, "/processor-seconds") - before
        most = 1000 / float(alone.mean())
        loads = []
        for share in LOADS:
            count = max(50, min(len(requests), round(share * most * seconds)))
            loads.append(load.offer(server, requests[:count], rate=share * most, seed=seed))
        return cls(alone, used * 1000 / len(alone), tuple(loads))


def _batch_run(model: Model, rows: NDArray[np.float64], store: Store) -> float:
    began = time.perf_counter()
    store.put(range(len(rows)), [int(x) for x in model.predict(rows)])
    return time.perf_counter() - began


def _ages(
    model: Model, rows: NDArray[np.float64], store: Store, *, period_s: float, runs: int, random: np.random.Generator
) -> NDArray[np.float64]:
    """Ages in s of predictions read at random moments, counted from when the data of their run was current.

    Every ``period_s`` a run takes the data as it is and publishes its predictions at its end.
    """
    current: list[float] = [time.perf_counter() - period_s]
    ended = threading.Event()

    def job() -> None:
        for turn in range(runs):
            began = time.perf_counter()
            _batch_run(model, rows, store)
            current.append(began)
            if turn < runs - 1:
                time.sleep(max(0.0, began + period_s - time.perf_counter()))
        ended.set()

    worker = threading.Thread(target=job)
    worker.start()
    ages = []
    while not ended.wait(float(random.exponential(period_s / 50))):
        if len(current) > 1:
            ages.append(time.perf_counter() - current[-1])
    worker.join()
    return np.array(ages or [math.nan])


def _look_ups(store: Store, entities: int, random: np.random.Generator, reads: int = 2_000) -> NDArray[np.float64]:
    times = np.empty(reads)
    for index, entity in enumerate(random.integers(entities, size=reads)):
        began = time.perf_counter()
        store.get(int(entity))
        times[index] = time.perf_counter() - began
    return times * 1000


def _online_requests(rows: NDArray[np.float64], random: np.random.Generator, most: int = 4_000) -> list[Request]:
    picked = rows[random.integers(len(rows), size=most)]
    return [Request("POST", "/predict", json.dumps({"features": row.tolist()}).encode()) for row in picked]


def _result(
    data: Dataset,
    seed: int,
    store: str,
    entities: int,
    batch: list[float],
    ages: NDArray[np.float64],
    embedded: NDArray[np.float64],
    look_up: _Served,
    live: _Served,
) -> Result:
    price = load_references()["price-vcpu-hour"].mid / 3600
    batch_s = float(np.median(batch))
    cost_batch = batch_s * price / entities * 1000
    cost_read = look_up.processor_ms / 1000 * price * 1000
    cost_live = live.processor_ms / 1000 * price * 1000
    reads = cost_batch / (cost_live - cost_read) if cost_live > cost_read else math.inf
    rows: list[tuple[str | float | None, ...]] = [
        ("look-up in the process", None, percentile(embedded, 0.5), percentile(embedded, 0.99), 0.0),
    ]
    for title, served in (("look-up over HTTP", look_up), ("model over HTTP", live)):
        rows += [
            (
                title,
                round(one.offered, 1),
                percentile(one.latency_ms, 0.5),
                percentile(one.latency_ms, 0.99),
                one.failed_share,
            )
            for one in served.loads
            if len(one.latency_ms)
        ]
    paying = (
        f"Computing ahead is cheaper once each entity is read more than {reads:.2g} times between two runs"
        if math.isfinite(reads)
        else "Looking up costs as much processor time as predicting here, so computing ahead never pays by cost"
    )
    return Result(
        experiment=NAME,
        question="Are predictions better computed ahead and looked up, or computed at the request?",
        data=data.summary,
        seed=seed,
        conditions={
            "model": "random forest of 100 trees, scikit-learn, one thread",
            "store": store,
            "entities": f"{entities:,}",
            "service": "FastAPI on uvicorn, one process, over loopback HTTP",
            "price": f"{price * 3600:g} USD for an hour of one processor (price-vcpu-hour)",
        },
        table=Table(("way", "requests/s", "p50 ms", "p99 ms", "failed share"), tuple(rows)),
        readings=(
            Reading("batch run", batch_s, min(batch), max(batch), "s"),
            Reading("batch throughput", entities / batch_s, entities / max(batch), entities / min(batch), "1/s"),
            Reading("age of a prediction when read", float(np.mean(ages)), float(ages.min()), float(ages.max()), "s"),
            Reading("cost of 1,000 predictions ahead", cost_batch, cost_batch, cost_batch, "USD"),
            Reading("cost of 1,000 look-ups", cost_read, cost_read, cost_read, "USD"),
            Reading("cost of 1,000 predictions at the request", cost_live, cost_live, cost_live, "USD"),
            Reading("reads per entity and run from which ahead is cheaper", reads, reads, reads, "count"),
        ),
        comparisons=_comparisons(batch, ages, live),
        chart=Chart(
            "Latency as load grows",
            "requests a second",
            "99th percentile, ms",
            "lines",
            tuple(
                Series(
                    title,
                    tuple(one.offered for one in served.loads),
                    tuple(percentile(one.latency_ms, 0.99) for one in served.loads),
                )
                for title, served in (("look-up over HTTP", look_up), ("model over HTTP", live))
            ),
            logarithmic=True,
        ),
        answers={"inference_ms": Range(percentile(live.alone, 0.05), percentile(live.alone, 0.95))},
        means=(
            f"One run scores {entities:,} entities in {batch_s:.2f} s, {entities / batch_s:,.0f} a second; asked one "
            f"by one over HTTP the same model takes {np.median(live.alone):.2f} ms, so its processor does "
            f"{cost_live / cost_batch:,.0f} times the work for each prediction. {paying}; what is never read is "
            f"wasted. What is read is on average {np.mean(ages):.2f} s old at a period of {2 * max(batch):.2f} s."
        ),
        does_not_mean=(
            "Client and server share this machine and there is no network in between; a served model may be made "
            "faster (ONNX, batching, more replicas). Costs count processor time alone: no idle capacity, no storage, "
            "no people. Short runs: a 99th percentile of a few hundred requests moves by tens of percent."
        ),
    )


def _comparisons(batch: list[float], ages: NDArray[np.float64], live: _Served) -> tuple[Comparison, ...]:
    known = formulas()
    mean = float(live.alone.mean())
    scv = float(live.alone.var()) / mean**2
    duration, period = float(np.median(batch)), 2 * max(batch)
    return (
        *(
            Comparison(
                f"p99 of the model service at {one.offered:.0f} requests/s",
                "sojourn_p99_ms",
                float(
                    known["sojourn_p99_ms"](
                        requests_per_second=one.offered, service_ms=mean, service_scv=scv, servers=1
                    )
                ),
                percentile(one.latency_ms, 0.99),
                "ms",
            )
            for one in live.loads
            if len(one.latency_ms)
        ),
        Comparison(
            "mean age of a prediction when read",
            "staleness_mean_s",
            float(known["staleness_mean_s"](interval_s=period, duration_s=duration, data_age_s=0)),
            float(np.mean(ages)),
            "s",
        ),
    )

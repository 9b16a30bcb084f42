"""Cloud or edge: a model behind a network, against the same model, smaller, in an on-device runtime."""

from __future__ import annotations

import json
import math
import tempfile
from pathlib import Path
from typing import Any

import joblib
import numpy as np
from numpy.typing import NDArray

from advisor.answers import Range
from advisor.estimates import formulas
from advisor.lab import device, load, service
from advisor.lab.data import Dataset
from advisor.lab.device import Device, Run
from advisor.lab.load import Request
from advisor.lab.network import Network, path_to
from advisor.lab.processes import model_service
from advisor.lab.result import Chart, Comparison, LabUnavailable, Progress, Reading, Result, Series, Table
from advisor.lab.statistics import CONFIDENCE, percentile

NAME = "cloud-or-edge"
HIDDEN = (256, 128)
LOAD_S = 10.0
"""Seconds over which requests are spread where server and connections allow it: long enough for some outages."""


def cloud_or_edge(
    data: Dataset,
    *,
    seed: int,
    progress: Progress,
    network: Network,
    target: Device,
    requests: int = 600,
) -> Result:
    """Measure one neural network on a server behind ``network`` and, exported and quantised, on ``target``.

    Raises:
        LabUnavailable: the service does not start.
    """
    from sklearn.model_selection import train_test_split
    from sklearn.neural_network import MLPClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    progress(0.0, "training the network")
    train_x, test_x, train_y, test_y = train_test_split(
        data.features, data.target, test_size=0.3, random_state=seed, stratify=data.target
    )
    model = make_pipeline(StandardScaler(), MLPClassifier(HIDDEN, early_stopping=True, random_state=seed))
    model.fit(train_x, train_y)
    rows = test_x[np.random.default_rng(seed).integers(len(test_x), size=requests)]
    with tempfile.TemporaryDirectory(prefix="advisor-lab-") as folder:
        progress(0.3, "exporting and quantising")
        files = _exported(model, data, Path(folder))
        path = Path(folder) / "model.joblib"
        joblib.dump(model, path)
        progress(0.4, "predicting on the device")
        runs = {title: device.run(file, target, rows, test_x) for title, file in files.items()}
        sizes = {title: file.stat().st_size for title, file in files.items()}
        progress(0.6, "predicting on the server")
        sent = [Request("POST", "/predict", json.dumps({"features": row.tolist()}).encode()) for row in rows]
        with model_service({service.MODEL: str(path)}) as server:
            near = load.service_ms(server, sent)
            with path_to(server, network, seed) as near_end:
                most = 0.4 * load.CONNECTIONS * 1000 / (float(near.mean()) + network.round_trip_ms)
                rate = min(most, 0.3 * 1000 / float(near.mean()), requests / LOAD_S)
                away = load.offer(near_end.address, sent, rate=rate, seed=seed)
                uplink = near_end.bytes_sent / max(1, len(away.latency_ms))
    progress(1.0, "done")
    if not len(away.latency_ms):
        raise LabUnavailable(f"No request came through: there is no network {network.offline:.0%} of the time.")
    accuracy = {"server": np.asarray(model.predict(test_x)) == test_y} | {
        title: run.predictions == test_y for title, run in runs.items() if run.fits
    }
    return _result(data, seed, network, target, near, away, uplink, runs, sizes, accuracy, path_size=_size(model))


def _size(model: Any) -> int:
    import pickle

    return len(pickle.dumps(model))


def _exported(model: Any, data: Dataset, folder: Path) -> dict[str, Path]:
    """The model as ONNX in 32-bit floats, and with weights in 8-bit integers."""
    import logging

    from onnxruntime.quantization import QuantType, quantize_dynamic
    from skl2onnx import to_onnx

    logging.getLogger("root").setLevel(logging.ERROR)
    whole, small = folder / "float32.onnx", folder / "int8.onnx"
    exported = to_onnx(model, data.features[:1].astype(np.float32), options={"zipmap": False})
    whole.write_bytes(exported.SerializeToString())
    quantize_dynamic(whole, small, weight_type=QuantType.QInt8)
    return {"device, float32": whole, "device, int8": small}


def _lost(server: NDArray[np.bool_], on_device: NDArray[np.bool_]) -> Reading:
    """Accuracy lost on the same rows, in points of a hundred, with the normal interval of paired differences."""
    from scipy.stats import norm

    differences = server.astype(float) - on_device.astype(float)
    half = float(norm.ppf((1 + CONFIDENCE) / 2)) * float(differences.std()) / math.sqrt(len(differences))
    mean = float(differences.mean())
    return Reading("accuracy lost on the device", mean * 100, (mean - half) * 100, (mean + half) * 100, "%")


def _result(
    data: Dataset,
    seed: int,
    network: Network,
    target: Device,
    near: NDArray[np.float64],
    away: load.Load,
    uplink: float,
    runs: dict[str, Run],
    sizes: dict[str, int],
    accuracy: dict[str, NDArray[np.bool_]],
    *,
    path_size: int,
) -> Result:
    rows: list[tuple[str | float | None, ...]] = [
        (
            "server",
            percentile(away.latency_ms, 0.5),
            percentile(away.latency_ms, 0.99),
            away.failed_share,
            100 * float(accuracy["server"].mean()),
            path_size / 1e6,
            uplink,
        )
    ]
    for title, run in runs.items():
        rows.append(
            (title, percentile(run.latency_ms, 0.5), percentile(run.latency_ms, 0.99), 0.0,
             100 * float(accuracy[title].mean()), sizes[title] / 1e6, 0.0)
            if run.fits
            else (title, None, None, 1.0, None, sizes[title] / 1e6, 0.0)
        )  # fmt: skip
    fitting = [title for title, run in runs.items() if run.fits]
    smallest = fitting[-1] if fitting else None
    readings = [Reading("bytes sent for a prediction", uplink, uplink, uplink, "B")]
    if smallest:
        readings.append(_lost(accuracy["server"], accuracy[smallest]))
        used = runs[smallest].memory_mb
        readings.append(Reading("memory of the model and its working space on the device", used, used, used, "MB"))
    shown = [("server", percentile(away.latency_ms, 0.5), percentile(away.latency_ms, 0.99))] + [
        (title, percentile(runs[title].latency_ms, 0.5), percentile(runs[title].latency_ms, 0.99)) for title in fitting
    ]
    return Result(
        experiment=NAME,
        question="Is the model better run on a server, or on the device that needs the answer?",
        data=data.summary,
        seed=seed,
        conditions={
            "model": f"neural network with hidden layers of {HIDDEN[0]} and {HIDDEN[1]}, scikit-learn",
            "network": f"{network.round_trip_ms:g} ms there and back, {network.loss:.1%} of segments lost, "
            f"without network {network.offline:.1%} of the time",
            "device": f"ONNX Runtime, {target.threads} thread, {target.memory_mb:g} MB for the model",
        },
        table=Table(("where", "p50 ms", "p99 ms", "failed share", "accuracy %", "size MB", "bytes sent"), tuple(rows)),
        readings=tuple(readings),
        comparisons=_comparisons(network, near, away, uplink),
        chart=Chart(
            "Time to an answer",
            "where the model runs",
            "ms",
            "bars",
            (
                Series("median", tuple(name for name, *_ in shown), tuple(p50 for _, p50, _ in shown)),
                Series("99th percentile", tuple(name for name, *_ in shown), tuple(p99 for *_, p99 in shown)),
            ),
            logarithmic=True,
        ),
        answers=_answers(runs, fitting, network),
        means=_meaning(away, runs, sizes, accuracy, smallest, target),
        does_not_mean=(
            "The device is this machine with its threads and memory limited: a phone or a microcontroller is slower "
            "by a factor that this does not measure. The network is a delay and a loss on loopback, without radio, "
            "contention or a connection to be set up for each request. Energy is not measured."
        ),
    )


def _answers(runs: dict[str, Run], fitting: list[str], network: Network) -> dict[str, Range]:
    answers = {"network_rtt_ms": Range(network.round_trip_ms, network.round_trip_ms)}
    if fitting:
        run = runs[fitting[-1]]
        answers["inference_ms"] = Range(percentile(run.latency_ms, 0.05), percentile(run.latency_ms, 0.95))
        answers["model_memory_mb"] = Range(run.memory_mb, run.memory_mb)
    return answers


def _comparisons(network: Network, near: NDArray[np.float64], away: load.Load, uplink: float) -> tuple[Comparison, ...]:
    return (
        Comparison(
            "median time to an answer from the server",
            "cloud_latency_ms",
            float(
                formulas()["cloud_latency_ms"](
                    round_trip=network.round_trip_ms, payload=uplink / 1e6, uplink=1000, server_time=np.median(near)
                )
            ),
            percentile(away.latency_ms, 0.5),
            "ms",
        ),
    )


def _meaning(
    away: load.Load,
    runs: dict[str, Run],
    sizes: dict[str, int],
    accuracy: dict[str, NDArray[np.bool_]],
    smallest: str | None,
    target: Device,
) -> str:
    failing = f"{away.failed_share:.1%} of requests to the server failed"
    if smallest is None:
        return (
            f"The model does not fit {target.memory_mb:g} MB on the device, so the server is the only way; {failing}."
        )
    run, lost = runs[smallest], _lost(accuracy["server"], accuracy[smallest])
    whole, small = sizes["device, float32"], sizes["device, int8"]
    return (
        f"The server answers in {percentile(away.latency_ms, 0.5):.1f} ms at the median, "
        f"{percentile(away.latency_ms, 0.99):.1f} ms for 99 of 100, and {failing}; on the device it takes "
        f"{percentile(run.latency_ms, 0.5):.3f} ms and no network. Weights in 8-bit integers make the file "
        f"{whole / small:.1f} times smaller. The model on the device ({smallest.removeprefix('device, ')}) loses "
        f"{lost.mid:.2f} points of accuracy ({lost.low:.2f} to {lost.high:.2f})."
    )

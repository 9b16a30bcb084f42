"""A device with little memory and few threads: ONNX Runtime in a process of its own that can't have more."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from advisor.lab.result import LabUnavailable

TIMEOUT_S = 120
_STATUS = Path("/proc/self/status")


@dataclass(frozen=True)
class Device:
    """What a device offers: memory in MB for the model and what it works with, and threads."""

    memory_mb: float
    threads: int = 1


@dataclass(frozen=True)
class Run:
    """What came of running a model on a device.

    Attributes:
        fits: whether it could be loaded and run in the memory there is.
        latency_ms: of each row, one by one.
        predictions: classes of the rows to be judged by.
        memory_mb: by which loading and running the model made the process grow.
    """

    fits: bool
    latency_ms: NDArray[np.float64]
    predictions: NDArray[np.int64]
    memory_mb: float


def run(model: Path, target: Device, rows: NDArray[np.float64], judged: NDArray[np.float64]) -> Run:
    """Predict ``rows`` one by one and ``judged`` for their classes, on ``target``.

    Raises:
        LabUnavailable: the process ended for another reason than memory, or this system can't limit its memory.
    """
    if not _STATUS.exists():
        raise LabUnavailable("A device's memory can be limited on Linux only; run this experiment there.")
    with tempfile.TemporaryDirectory(prefix="advisor-lab-") as folder:
        inputs = Path(folder) / "rows.npz"
        np.savez(inputs, rows=rows.astype(np.float32), judged=judged.astype(np.float32))
        command = [sys.executable, "-m", "advisor.lab.device", str(model), str(inputs)]
        done = subprocess.run(
            [*command, str(target.memory_mb), str(target.threads)],
            capture_output=True,
            timeout=TIMEOUT_S,
            check=False,
        )
    if done.returncode == _NO_MEMORY:
        return Run(False, np.array([]), np.array([], dtype=np.int64), float("nan"))
    if done.returncode != 0:
        said = done.stderr.decode(errors="replace").strip().splitlines()[-1:] or ["it said nothing"]
        raise LabUnavailable(f"The model could not be run on the device of the lab: {said[0]}")
    found = json.loads(done.stdout)
    return Run(True, np.array(found["latency_ms"]), np.array(found["predictions"]), found["memory_mb"])


_NO_MEMORY = 3


def _main(model: str, inputs: str, memory_mb: float, threads: int) -> int:
    import time

    import onnxruntime

    arrays = np.load(inputs)
    rows, judged = arrays["rows"], arrays["judged"]
    before = _resident_mb()
    _limit(memory_mb)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = threads
    options.log_severity_level = 4
    try:
        session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        name = session.get_inputs()[0].name
        times = []
        for row in rows:
            began = time.perf_counter()
            session.run(None, {name: row[None, :]})
            times.append((time.perf_counter() - began) * 1000)
        memory = _resident_mb() - before
        predictions = [int(session.run(None, {name: row[None, :]})[0][0]) for row in judged]
    except (MemoryError, RuntimeError) as error:
        if isinstance(error, MemoryError) or "alloc" in str(error):
            return _NO_MEMORY
        raise
    if memory > memory_mb:
        return _NO_MEMORY
    sys.stdout.write(json.dumps({"latency_ms": times, "predictions": predictions, "memory_mb": max(memory, 0.0)}))
    return 0


def _limit(memory_mb: float) -> None:
    """Let the process have that much data segment beyond what it has; the runtime's own libraries are there already."""
    import resource

    held = _status_kb("VmData") * 1024
    allowance = held + int(memory_mb * 1e6) + _SLACK
    resource.setrlimit(resource.RLIMIT_DATA, (allowance, allowance))


_SLACK = 64_000_000
"""Bytes of address space that allocator and threads reserve without using; the use itself is checked afterwards."""


def _resident_mb() -> float:
    return _status_kb("VmRSS") * 1024 / 1e6


def _status_kb(name: str) -> int:
    for line in _STATUS.read_text(encoding="ascii").splitlines():
        if line.startswith(name + ":"):
            return int(line.split()[1])
    raise LookupError(name)


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1], sys.argv[2], float(sys.argv[3]), int(sys.argv[4])))

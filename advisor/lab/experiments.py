"""What there is to be measured, by the name it has on the command line."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from types import FrameType
from typing import NoReturn

from advisor.lab.result import LabUnavailable

NAMES = {
    "batch-or-online": "predictions computed ahead and looked up, against a model behind HTTP",
    "cloud-or-edge": "a model behind a network, against the same model in an on-device runtime",
    "simple-or-ensemble": "what each step of complexity brings, and costs",
    "train-like-production": "training features from a clean query, against the serving code replayed",
    "monitor-and-retrain": "how soon a drift is noticed, and which retraining is worth its cost",
}
PACKAGES = ("fastapi", "joblib", "onnxruntime", "skl2onnx", "sklearn", "uvicorn")


@contextmanager
def prepared() -> Iterator[None]:
    """Run an experiment: what it needs is there, and models compute on one thread, so that times can be compared.

    Raises:
        LabUnavailable: a package of the extra ``lab`` is missing.
    """
    missing = [package for package in PACKAGES if find_spec(package) is None]
    if missing:
        raise LabUnavailable(
            f"The lab needs {', '.join(missing)}. Install the extra: pip install 'ml-architecture-advisor[lab]'"
        )
    import sklearn.ensemble  # noqa: F401 - the limit reaches only thread pools that are loaded
    from threadpoolctl import threadpool_limits

    before = signal.signal(signal.SIGTERM, _end)
    try:
        with threadpool_limits(1):
            yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _end(number: int, _frame: FrameType | None) -> NoReturn:
    """Leave in the way that gives back what is held: servers, ports, files."""
    raise SystemExit(128 + number)

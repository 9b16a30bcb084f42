"""Services start on free ports and are gone afterwards, however the experiment ends."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import joblib
import numpy as np
import pytest
from sklearn.dummy import DummyClassifier

from advisor.lab import service
from advisor.lab.load import Request, get_number, service_ms
from advisor.lab.processes import Address, model_service
from advisor.lab.result import LabUnavailable


@pytest.fixture
def model(tmp_path: Path) -> str:
    path = tmp_path / "model.joblib"
    joblib.dump(DummyClassifier(strategy="constant", constant=1).fit([[0], [1]], [0, 1]), path)
    return str(path)


def closed(address: Address) -> bool:
    try:
        socket.create_connection((address.host, address.port), timeout=0.5).close()
    except OSError:
        return True
    return False


def test_a_model_answers_and_is_gone_afterwards(model: str) -> None:
    with model_service({service.MODEL: model}) as address:
        times = service_ms(address, [Request("POST", "/predict", b'{"features": [0]}')] * 20)
        assert len(times) == 20
        assert np.quantile(times, 0.25) < 35, "small answers must not wait for an acknowledgement"
        assert get_number(address, "/processor-seconds") > 0
        assert not len(service_ms(address, [Request("POST", "/predict", b"{}")]))
    assert closed(address)


def test_an_error_within_ends_the_service(model: str) -> None:
    with pytest.raises(KeyboardInterrupt), model_service({service.MODEL: model}) as address:
        raise KeyboardInterrupt
    assert closed(address)


def test_a_service_that_can_not_start_says_why(tmp_path: Path) -> None:
    with (
        pytest.raises(LabUnavailable, match=r"did not start.*none\.joblib"),
        model_service({service.MODEL: str(tmp_path / "none.joblib")}),
    ):
        pass


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM])
def test_a_service_ends_when_its_parent_is_killed(model: str, end: signal.Signals) -> None:
    script = (
        "import time\nfrom advisor.lab.experiments import prepared\n"
        "from advisor.lab.processes import model_service\n"
        f"with prepared(), model_service({{{service.MODEL!r}: {model!r}}}) as a:\n"
        "    print(a.port, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        address = Address("127.0.0.1", int(parent.stdout.readline()))
        assert not closed(address)
        os.kill(parent.pid, end)
        parent.wait(20)
    deadline = time.monotonic() + 10
    while not closed(address) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert closed(address)

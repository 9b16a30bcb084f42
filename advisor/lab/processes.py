"""Programs that run beside an experiment, and that end with it however it ends."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from advisor.lab.result import LabUnavailable

HOST = "127.0.0.1"
READY_WITHIN_S = 60.0
GONE_WITHIN_S = 5.0


@dataclass(frozen=True)
class Address:
    """Where a server listens."""

    host: str
    port: int


@contextmanager
def model_service(settings: Mapping[str, str]) -> Iterator[Address]:
    """Run :mod:`advisor.lab.service` with ``settings`` in a process of its own on a free port of loopback.

    The port is bound here and handed over, so nobody can take it in between.

    Raises:
        LabUnavailable: it does not answer in time, or ends at once.
    """
    with socket.create_server((HOST, 0), backlog=512) as listener, tempfile.TemporaryFile() as said:
        address = Address(HOST, listener.getsockname()[1])
        process = subprocess.Popen(
            [sys.executable, "-m", "advisor.lab.serving", str(listener.fileno())],
            env={**os.environ, **settings},
            stdin=subprocess.PIPE,
            pass_fds=[listener.fileno()],
            stdout=said,
            stderr=said,
        )
        try:
            if not _answers(address, process):
                said.seek(0)
                tail = said.read().decode(errors="replace").strip().splitlines()[-1:] or ["it said nothing"]
                raise LabUnavailable(f"The service of the lab did not start: {tail[0]}")
            yield address
        finally:
            end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    """Ask a process to end, and make it end where it does not."""
    if process.stdin is not None:
        process.stdin.close()
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(GONE_WITHIN_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _answers(address: Address, process: subprocess.Popen[bytes]) -> bool:
    deadline = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < deadline and process.poll() is None:
        connection = http.client.HTTPConnection(address.host, address.port, timeout=1)
        try:
            connection.request("GET", "/health")
            if connection.getresponse().status == http.client.OK:
                return True
        except OSError:
            time.sleep(0.05)
        finally:
            connection.close()
    return False

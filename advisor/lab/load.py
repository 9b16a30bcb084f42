"""Requests over HTTP at a given rate, timed from the moment they were due."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from advisor.lab.processes import Address

CONNECTIONS = 16


@dataclass(frozen=True)
class Request:
    """A request to be sent."""

    method: str
    path: str
    body: bytes = b""


@dataclass(frozen=True)
class Load:
    """What came of a load.

    Attributes:
        offered: requests a second that were due.
        latency_ms: from the moment a request was due to its answer, in ms, of the requests that were answered.
        failed: requests without a good answer.
        seconds: from the first request due to the last answer.
    """

    offered: float
    latency_ms: NDArray[np.float64]
    failed: int
    seconds: float

    @property
    def failed_share(self) -> float:
        """Share of requests without a good answer."""
        return self.failed / max(1, self.failed + len(self.latency_ms))


def offer(address: Address, requests: Sequence[Request], *, rate: float, seed: int, timeout_s: float = 5.0) -> Load:
    """Send ``requests`` with Poisson arrivals at ``rate`` a second.

    Timing starts when a request is due, not when a connection was free to send it: a slow server can't slow down its
    own load and so hide its queue.
    """
    due = np.cumsum(np.random.default_rng(seed).exponential(1 / rate, len(requests)))
    turn = iter(range(len(requests)))
    lock = threading.Lock()
    latency = np.full(len(requests), np.nan)
    start = time.perf_counter() + 0.05

    def worker() -> None:
        connection = http.client.HTTPConnection(address.host, address.port, timeout=timeout_s)
        while True:
            with lock:
                index = next(turn, None)
            if index is None:
                break
            moment = start + due[index]
            if (wait := moment - time.perf_counter()) > 0:
                time.sleep(wait)
            if _sent(connection, requests[index]):
                latency[index] = time.perf_counter() - moment
        connection.close()

    threads = [threading.Thread(target=worker, daemon=True) for _ in range(min(CONNECTIONS, len(requests)))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    answered = latency[~np.isnan(latency)]
    return Load(rate, answered * 1000, int(np.isnan(latency).sum()), time.perf_counter() - start)


def service_ms(address: Address, requests: Sequence[Request]) -> NDArray[np.float64]:
    """Time of each request sent alone, one after the other, in ms."""
    connection = http.client.HTTPConnection(address.host, address.port, timeout=5)
    times = np.empty(len(requests))
    for index, request in enumerate(requests):
        began = time.perf_counter()
        if not _sent(connection, request):
            times[index] = np.nan
            continue
        times[index] = time.perf_counter() - began
    connection.close()
    return times[~np.isnan(times)] * 1000


def get_number(address: Address, path: str) -> float:
    """The number that a service says at ``path``."""
    connection = http.client.HTTPConnection(address.host, address.port, timeout=5)
    try:
        connection.request("GET", path)
        return float(connection.getresponse().read())
    finally:
        connection.close()


def _sent(connection: http.client.HTTPConnection, request: Request) -> bool:
    """Whether there was a good answer. A connection that broke while it was idle is opened again, once."""
    reused = connection.sock is not None
    return _tried(connection, request) or (reused and connection.sock is None and _tried(connection, request))


def _tried(connection: http.client.HTTPConnection, request: Request) -> bool:
    headers = {"Content-Type": "application/json"} if request.body else {}
    try:
        connection.request(request.method, request.path, request.body or None, headers)
        response = connection.getresponse()
        response.read()
    except (OSError, http.client.HTTPException):
        connection.close()
        return False
    return response.status == http.client.OK

"""A real HTTP service on this machine, with a known service time, against the latency that the formulas state.

Sixteen handlers share one queue, each request holds one of them for an exponential time of known mean, and callers
arrive at random, not waiting for each other. The rate and the service's own log of its times are taken as known to
a tenth; network and encoding are measured beside, on requests that need no handler. Run by ``make test-estimates``,
some minutes; the name keeps it out of the ordinary run.
"""

from __future__ import annotations

import asyncio
import time

import numpy as np

from advisor.estimates import formulas
from advisor.estimates.ranges import Interval, propagate

HANDLERS = 16
SERVICE_S = 0.1
SECONDS = 20.0
UTILISATIONS = (0.4, 0.6, 0.8)
RUNS = 3
STATED = 0.10
PROBE_EVERY = 10
NEEDED = 0.90


class Service:
    """An HTTP service whose handlers take known times."""

    def __init__(self, seed: int) -> None:
        self._free = asyncio.Semaphore(HANDLERS)
        self._random = np.random.default_rng(seed)
        self.held: list[float] = []

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        if b"/idle" not in head:
            async with self._free:
                begun = time.perf_counter()
                await asyncio.sleep(self._random.exponential(SERVICE_S))
                self.held.append((time.perf_counter() - begun) * 1000)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")
        await writer.drain()
        writer.close()


async def _call(port: int, path: str) -> float:
    begun = time.perf_counter()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    await reader.read()
    writer.close()
    return (time.perf_counter() - begun) * 1000


async def _measured(rate: float, seed: int) -> tuple[float, np.ndarray, np.ndarray]:
    """The service's own log of its mean time; latency of requests without and with a handler; all in ms."""
    service = Service(seed)
    server = await asyncio.start_server(service.answer, "127.0.0.1", 0, backlog=512)
    port = server.sockets[0].getsockname()[1]
    random = np.random.default_rng([seed, 1])
    calls, probes, due, ends = [], [], time.perf_counter(), time.perf_counter() + SECONDS
    while due < ends:
        due += random.exponential(1 / rate)
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        calls.append(asyncio.create_task(_call(port, "/")))
        if len(calls) % PROBE_EVERY == 0:
            probes.append(asyncio.create_task(_call(port, "/idle")))
    loaded, beside = await asyncio.gather(*calls), await asyncio.gather(*probes)
    server.close()
    return float(np.mean(service.held)), np.array(beside), np.array(loaded)


def _stated(rate: float, service_ms: float, beside: np.ndarray) -> dict[str, Interval]:
    """What the formula for exponential service says, and what network and encoding take beside."""
    inputs = {
        "requests_per_second": Interval(rate * (1 - STATED), rate, rate * (1 + STATED)),
        "service_ms": Interval(*(service_ms * (1 + away) for away in (-STATED, 0.0, STATED))),
        "servers": HANDLERS,
    }
    found = {}
    for name, share in (("p50", 0.5), ("p99", 0.99)):
        queued = propagate(formulas()["mmc_sojourn_percentile_ms"], {**inputs, "percentile": share})
        ends = zip((queued.low, queued.mid, queued.high), np.quantile(beside, (0.05, 0.5, 0.95)), strict=True)
        found[name] = Interval(*(float(np.asarray(end)) + float(more) for end, more in ends))
    return found


def test_a_loaded_service_lies_within_the_interval_that_is_stated() -> None:
    inside = []
    for utilisation in UTILISATIONS:
        rate = utilisation * HANDLERS / SERVICE_S
        for run in range(RUNS):
            service_ms, beside, loaded = asyncio.run(_measured(rate, seed=run))
            stated = _stated(rate, service_ms, beside)
            for name, share in (("p50", 0.5), ("p99", 0.99)):
                seen, said = float(np.quantile(loaded, share)), stated[name]
                inside.append(float(said.low) <= seen <= float(said.high))
    assert np.mean(inside) >= NEEDED, f"{np.mean(inside):.0%} of the runs inside"

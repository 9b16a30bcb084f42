"""Slow: a few hundred random systems against an independent discrete-event simulation (SimPy).

Not collected by default. First the simulator is held against SimPy request by request on the same arrivals and service
times: bursts, several replicas, batches. Then the formulas are held against SimPy, and against long runs of the
simulator.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pytest
import simpy

from advisor.estimates import sojourn_p99_ms
from advisor.estimates.queueing import sojourn_formula_holds
from advisor.estimates.simulation import (
    Arrivals,
    Service,
    batched_sojourns,
    fifo_waits,
    percentile_of,
    simulate,
    sojourn,
)

SERVERS = (1, 1, 2, 3, 4, 8, 16, 32)


@dataclass
class Oracle:
    """One queue, several servers, batches: as ``advisor.estimates.simulation`` describes it, event by event."""

    arrived: list[float]
    factors: list[float]
    service: Service
    environment: simpy.Environment = field(default_factory=simpy.Environment)
    queue: list[int] = field(default_factory=list)
    started: int = 0

    def run(self) -> np.ndarray:
        self.idle = self.service.servers
        self.ends = [0.0] * len(self.arrived)
        self.environment.process(self.arrive())
        self.environment.run()
        return np.array(self.ends) - np.array(self.arrived)

    def arrive(self) -> Iterator[simpy.Event]:
        for request, moment in enumerate(self.arrived):
            yield self.environment.timeout(moment - self.environment.now)
            self.queue.append(request)
            self.start_if_due()
            if request in self.queue:
                self.environment.process(self.deadline(request))

    def deadline(self, request: int) -> Iterator[simpy.Event]:
        yield self.environment.timeout(self.service.patience_ms)
        if request in self.queue:
            self.start_if_due(late=request)

    def start_if_due(self, late: int = -1) -> None:
        while self.queue and self.idle:
            waited = self.environment.now - self.arrived[self.queue[0]]
            due = waited >= self.service.patience_ms or self.queue[0] <= late
            if not due and len(self.queue) < self.service.size:
                return
            batch, self.queue = self.queue[: self.service.size], self.queue[self.service.size :]
            self.idle -= 1
            self.environment.process(self.work(batch, self.factors[self.started]))
            self.started += 1

    def work(self, batch: list[int], factor: float) -> Iterator[simpy.Event]:
        yield self.environment.timeout(factor * (self.service.mean_ms + (len(batch) - 1) * self.service.item_ms))
        for request in batch:
            self.ends[request] = self.environment.now
        self.idle += 1
        self.start_if_due()


def random_system(random: np.random.Generator, *, carried: bool = False) -> tuple[Arrivals, Service]:
    """Any load, any variation, half of them with batches, a third with bursts (that the servers carry, or any)."""
    servers, mean = int(random.choice(SERVERS)), random.uniform(1, 50)
    size = int(random.choice([1, 1, 4, 16]))
    item = mean * random.uniform(0, 0.5) if size > 1 else 0.0
    service = Service(
        servers, mean, random.choice([0.0, 0.2, 1.0, 3.0]), size, random.uniform(0, mean) * (size > 1), item
    )
    used = random.uniform(0.2, 0.95)
    rate = used * servers * size * 1000 / (mean + (size - 1) * item)
    if random.random() < 1 / 3:
        factor = random.uniform(1.0, 0.95 / used) if carried else random.uniform(1.5, 4.0)
        return Arrivals(rate, 1.0, min(factor, 4.0), 0.2, mean * random.uniform(5, 50)), service
    return Arrivals(rate, random.choice([0.3, 1.0, 2.0])), service


@pytest.mark.parametrize("seed", range(300))
def test_simulator_equals_simpy_request_by_request(seed: int) -> None:
    random = np.random.default_rng([1, seed])
    arrivals, service = random_system(random)
    arrived = arrivals.times(2000, random)
    sigma = np.sqrt(np.log1p(service.scv))
    factors = np.exp(sigma * random.standard_normal(arrived.size) - sigma**2 / 2)
    expected = Oracle(arrived.tolist(), factors.tolist(), service).run()
    if service.size == 1:
        found = fifo_waits(arrived, factors * service.mean_ms, service.servers) + factors * service.mean_ms
    else:
        found = batched_sojourns(arrived, factors, service)
    np.testing.assert_allclose(found, expected, atol=1e-6, rtol=1e-9)


def claimed_system(random: np.random.Generator) -> tuple[Arrivals, Service]:
    """A system for which the formula says that it holds."""
    servers, mean = int(random.choice(SERVERS)), random.uniform(1, 50)
    rate = random.uniform(0.05, 0.9) * servers * 1000 / mean
    return Arrivals(rate), Service(servers, mean, random.choice([0.0, 0.05, 0.2, 0.5, 0.75, 1.0]))


@pytest.mark.parametrize("seed", range(200))
def test_formula_is_within_a_tenth_where_it_says_so(seed: int) -> None:
    arrivals, service = claimed_system(np.random.default_rng([2, seed]))
    system = {
        "requests_per_second": arrivals.per_second,
        "service_ms": service.mean_ms,
        "service_scv": service.scv,
        "servers": service.servers,
    }
    assert sojourn_formula_holds(**system, arrival_scv=1.0)
    simulated = percentile_of(simulate(arrivals, service, requests=1_000_000, seed=seed), 0.99)
    assert float(sojourn_p99_ms(**system)) == pytest.approx(simulated.value, rel=0.10)


@pytest.mark.parametrize("seed", range(40))
def test_the_answer_is_within_a_tenth_of_simpy(seed: int) -> None:
    """Whatever the system: the formula where it holds, the simulation elsewhere, against other draws in SimPy."""
    random = np.random.default_rng([3, seed])
    arrivals, service = claimed_system(random) if seed % 2 else random_system(random, carried=True)
    found = sojourn(arrivals, service, seed=1)
    arrived = arrivals.times(60_000, random)
    sigma = np.sqrt(np.log1p(service.scv))
    factors = np.exp(sigma * random.standard_normal(arrived.size) - sigma**2 / 2)
    other = percentile_of(Oracle(arrived.tolist(), factors.tolist(), service).run()[6000:], 0.99)
    noise = 2 * np.hypot(found.error, other.error)
    assert abs(found.value - other.value) <= 0.10 * other.value + noise

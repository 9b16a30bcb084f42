"""Queues simulated request by request, for what the formulas do not hold for: bursts, batches, wide service times.

**Who waits, and when a deadline starts.** One queue feeds all servers, first come, first served. With batching a free
server starts as soon as ``size`` requests wait or the *oldest waiting* request has waited ``patience_ms`` since it
arrived, whichever is first, and takes up to ``size`` of the oldest; requests that arrive at that very moment are
included. A patience of 0 takes whatever waits once a server is free.

The same seed gives the same arrivals and service times, so systems that are compared differ by what was changed and
not by luck. Times are in ms, rates in 1/s.
"""

from __future__ import annotations

import heapq
from bisect import bisect_right
from dataclasses import dataclass

import numpy as np

from advisor.estimates.formula import Values
from advisor.estimates.lognormal import from_mean_and_scv, shifted
from advisor.estimates.queueing import MS_PER_S, sojourn_formula_holds, sojourn_percentile_ms
from advisor.estimates.ranges import InvalidEstimate

REQUESTS = 200_000
"""Simulated at first: 2,000 lie beyond a 99th percentile."""

_MOST_REQUESTS = 8 * REQUESTS  # where a run is not precise enough it is repeated with twice as many, up to this
_ENOUGH_BURSTS = 1000  # in a run with bursts, before its error is believed
_PRECISE = 0.03  # standard error of a percentile over the percentile
_WARM_UP = 0.1  # share of the requests that is left out: the queue starts empty
_PARTS = 20  # of a run, whose differences tell how far the run may be off


@dataclass(frozen=True)
class Arrivals:
    """When requests come.

    Attributes:
        per_second: requests per second, over all time.
        scv: squared coefficient of variation of the time between two requests, within a phase: 1 at random.
        burst_factor: rate within bursts over the mean rate; 1 without bursts.
        burst_share: share of the time in bursts; times ``burst_factor`` below 1, for some requests come between.
        burst_ms: mean length of a burst; bursts and pauses have exponential lengths.
    """

    per_second: float
    scv: float = 1.0
    burst_factor: float = 1.0
    burst_share: float = 0.0
    burst_ms: float = 0.0

    def __post_init__(self) -> None:
        if self.per_second <= 0 or self.scv < 0 or self.burst_ms < 0 or self.burst_factor < 0:
            raise InvalidEstimate("arrivals need a rate above 0, and scv, burst_factor and burst_ms of at least 0")
        if not 0 <= self.burst_share < 1 or self.burst_share * self.burst_factor > 1:
            raise InvalidEstimate(
                f"burst_share must be from 0 to below 1, and burst_share * burst_factor at most 1: bursts can't hold "
                f"more than all requests; found {self.burst_share:g} and {self.burst_factor:g}"
            )

    @property
    def bursty(self) -> bool:
        return self.burst_factor != 1.0 and self.burst_share > 0.0 and self.burst_ms > 0.0

    def bursts_in(self, count: int) -> float:
        """Mean number of bursts within ``count`` requests; infinite without bursts."""
        return count / self.per_second * MS_PER_S * self.burst_share / self.burst_ms if self.bursty else np.inf

    def times(self, count: int, random: np.random.Generator) -> Values:
        """Moments of ``count`` arrivals, ascending, in ms.

        Times between arrivals are gamma distributed. Bursts stretch and compress time: they keep the order of the
        arrivals and change how fast it runs.
        """
        between = random.gamma(1.0 / self.scv, self.scv, count) if self.scv > 0 else np.ones(count)
        work = np.cumsum(between) * MS_PER_S / self.per_second
        return self._in_bursts(work, random) if self.bursty else work

    def _in_bursts(self, work: Values, random: np.random.Generator) -> Values:
        """Where the integral of the relative rate reaches ``work``."""
        pause = self.burst_ms * (1.0 - self.burst_share) / self.burst_share
        quiet = (1.0 - self.burst_share * self.burst_factor) / (1.0 - self.burst_share)
        cycles = int(1.5 * work[-1] / (pause + self.burst_ms)) + 100
        while True:
            lengths = random.exponential(np.tile([pause, self.burst_ms], cycles))
            gained = np.cumsum(lengths * np.tile([quiet, self.burst_factor], cycles))
            if gained[-1] >= work[-1]:
                return np.asarray(np.interp(work, np.append(0.0, gained), np.append(0.0, np.cumsum(lengths))))
            cycles *= 2


@dataclass(frozen=True)
class Service:
    """What works on requests.

    Attributes:
        servers: how many requests, or batches, are worked on at the same time.
        mean_ms: mean time of one request, or of a batch of one.
        scv: squared coefficient of variation of that time; lognormal.
        size: most requests worked on together; 1 without batching.
        patience_ms: longest wait of the oldest waiting request for a batch to fill while a server is free.
        item_ms: mean time that each further request adds to a batch.
    """

    servers: int
    mean_ms: float
    scv: float = 0.0
    size: int = 1
    patience_ms: float = 0.0
    item_ms: float = 0.0

    def __post_init__(self) -> None:
        if self.servers < 1 or self.size < 1 or self.mean_ms <= 0:
            raise InvalidEstimate("a service needs at least 1 server, a size of at least 1 and a mean_ms above 0")
        if min(self.scv, self.patience_ms, self.item_ms) < 0:
            raise InvalidEstimate("scv, patience_ms and item_ms must be at least 0")


@dataclass(frozen=True)
class Percentile:
    """A percentile of waiting plus service, in ms.

    Attributes:
        value: the estimate.
        error: standard error of a simulated one; 0 for a formula.
        by: ``formula`` or ``simulation``.
    """

    value: float
    error: float
    by: str


def sojourn(arrivals: Arrivals, service: Service, share: float = 0.99, *, seed: int = 0) -> Percentile:
    """Percentile of waiting plus service: by formula where it holds, by simulation elsewhere.

    The simulation is lengthened until the standard error is 3 % or about a second has gone by; ``error`` then says what
    is left open. That is much where bursts overload the servers, and with fewer than a thousand bursts in the run the
    error itself is uncertain. Infinite where the load is not below what the servers can carry.
    """
    system = {
        "requests_per_second": arrivals.per_second,
        "service_ms": service.mean_ms,
        "service_scv": service.scv,
        "servers": service.servers,
    }
    if arrivals.per_second * busy_ms_per_request(service) >= MS_PER_S * service.servers:
        return Percentile(np.inf, 0.0, "formula")
    simple = service.size == 1 and not arrivals.bursty
    if simple and sojourn_formula_holds(**system, arrival_scv=arrivals.scv):  # type: ignore[arg-type]
        return Percentile(float(sojourn_percentile_ms(**system, percentile=share)), 0.0, "formula")
    requests = REQUESTS
    while True:
        found = percentile_of(simulate(arrivals, service, requests=requests, seed=seed), share)
        telling = found.error <= _PRECISE * found.value and arrivals.bursts_in(requests) >= _ENOUGH_BURSTS
        if telling or requests >= _MOST_REQUESTS:
            return found
        requests *= 2


def busy_ms_per_request(service: Service) -> float:
    """Time of one server that each request takes when all batches are full."""
    return (service.mean_ms + (service.size - 1) * service.item_ms) / service.size


def simulate(arrivals: Arrivals, service: Service, *, requests: int = REQUESTS, seed: int = 0) -> Values:
    """Waiting plus service of each request in order of arrival, in ms; the first tenth is left out."""
    random = np.random.default_rng(seed)
    arrived = arrivals.times(requests, random)
    noise = shifted(from_mean_and_scv(1.0, service.scv))
    factors = noise.shift + np.exp(noise.mu + noise.sigma * random.standard_normal(requests))
    if service.size == 1:
        times = factors * service.mean_ms
        whole = fifo_waits(arrived, times, service.servers) + times
    else:
        whole = batched_sojourns(arrived, factors, service)
    return whole[int(_WARM_UP * requests) :]


def fifo_waits(arrived: Values, service_ms: Values, servers: int) -> Values:
    """Wait of each request of one system; ``arrived`` ascending. The servers' free moments are kept in a heap."""
    free = [0.0] * servers
    waits = np.empty(arrived.size)
    for index, (moment, work) in enumerate(zip(arrived.tolist(), service_ms.tolist(), strict=True)):
        start = max(free[0], moment)
        waits[index] = start - moment
        heapq.heapreplace(free, start + work)
    return waits


def fifo_waits_of_many(arrived: Values, service_ms: Values, servers: int) -> Values:
    """Waits of many systems at once, by the recursion of Kiefer and Wolfowitz.

    Args:
        arrived: moments of arrival, (systems, requests), ascending in each row.
        service_ms: service times, the same shape.
        servers: of every system.

    Returns:
        Waits, (systems, requests). Row by row the same as ``fifo_waits``, for hundreds of systems much faster.
    """
    work = np.zeros((arrived.shape[0], servers))
    waits = np.empty(arrived.shape)
    between = np.diff(arrived, axis=1, prepend=0.0)
    for request in range(arrived.shape[1]):
        work -= between[:, request, None]
        np.maximum(work, 0.0, out=work)
        waits[:, request] = work[:, 0]
        work[:, 0] += service_ms[:, request]
        work.sort(axis=1)
    return waits


def batched_sojourns(arrived: Values, factors: Values, service: Service) -> Values:
    """Waiting plus service of each request with batching; ``factors`` stretches each batch's time, first to last."""
    moments = arrived.tolist()
    free = [0.0] * service.servers
    ends = np.empty(arrived.size)
    first = 0
    for factor in factors.tolist():
        due = moments[first] + service.patience_ms
        last = first + service.size - 1
        full = moments[last] if last < len(moments) else due
        start = max(free[0], min(due, full))
        beyond = bisect_right(moments, start, first, min(first + service.size, len(moments)))
        end = start + factor * (service.mean_ms + (beyond - first - 1) * service.item_ms)
        heapq.heapreplace(free, end)
        ends[first:beyond] = end
        first = beyond
        if first == len(moments):
            break
    return ends - arrived


def percentile_of(times: Values, share: float) -> Percentile:
    """Percentile of simulated times with its standard error.

    How many times exceed the percentile differs from part to part of the run; that spread is the error of the share,
    and the percentiles at the share plus and minus it give the error of the value. Long queues that last for whole
    parts are thereby counted as the few events they are.
    """
    value = np.quantile(times, share)
    beyond = [np.mean(part > value) for part in np.array_split(times, _PARTS)]
    spread = np.std(beyond, ddof=1) / np.sqrt(_PARTS)
    low, high = np.quantile(times, np.clip([share - spread, share + spread], 0.0, 1.0))
    return Percentile(float(value), float(high - low) / 2.0, "simulation")

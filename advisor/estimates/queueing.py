"""Queues in front of servers: who is turned away, who waits, how long.

A *server* is whatever works on one request at a time: a process, a worker thread, a GPU stream. Formulas for
exponential service (M/M/c) are exact; those for general service (G/G/c) are approximations, and
``sojourn_formula_holds`` says where they were found to be within 10 % of simulation.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from advisor.estimates.formula import Input, Values, formula
from advisor.estimates.lognormal import from_mean_and_scv, shifted
from advisor.estimates.waiting import Waiting, percentile_with_waiting, solve_tail, waiting_from_moments

Flags = NDArray[np.bool_]

MS_PER_S = 1000.0
MOST_SERVERS = 100_000
GREATEST_UTILISATION = 0.9
GREATEST_SERVICE_SCV = 1.0
ARRIVAL_SCV_LIMITS = (0.9, 1.1)

REQUESTS = Input("1/s", "requests per second", answer="peak_requests_per_second")
SERVICE_MS = Input("ms", "mean time that one request occupies a server", answer="inference_ms")
SERVERS = Input("count", "requests that are worked on at the same time: replicas times workers", 1, MOST_SERVERS)
SERVICE_SCV = Input("1", "variance of the service time over its mean squared: 0 constant, 1 as exponential")
ARRIVAL_SCV = Input("1", "variance of the time between arrivals over its mean squared: 1 for independent callers")
OFFERED_LOAD = Input("1", "mean number of busy servers if there were enough: arrival rate times service time")
PERCENTILE = Input("fraction", "share of requests that are at least that fast", maximum=0.99999)

_POISSON = "Requests come from many independent callers (Poisson arrivals) at a steady rate."
_PATIENT = "Nobody gives up; first come, first served; any free server takes the next request."
_UNSTABLE = "At or above full utilisation the queue grows without end: the result is infinite."


@formula(
    "Offered load",
    unit="1",
    expression="a = requests per second × service time",
    inputs={"requests_per_second": REQUESTS, "service_ms": SERVICE_MS},
    sources=("allen1990-queueing",),
)
def offered_load(*, requests_per_second: Values, service_ms: Values) -> Values:
    """Mean number of busy servers (erlangs): ``a = requests_per_second * service_ms / 1000`` (Little's law)."""
    return requests_per_second * service_ms / MS_PER_S


@formula(
    "Share of requests refused when there is no queue (Erlang B)",
    unit="fraction",
    expression="B(0) = 1; B(k) = a B(k−1) / (k + a B(k−1))",
    inputs={"servers": SERVERS, "offered_load": OFFERED_LOAD},
    assumptions=(_POISSON, "Requests that find all servers busy are lost. The distribution of service times is free."),
    fails_when=("Refused callers try again at once: they add to the load.",),
    sources=("allen1990-queueing",),
)
def erlang_b(*, servers: Values, offered_load: Values) -> Values:
    """Probability that all servers are busy, without a queue. A fraction of a server is not counted, nor any above
    ``MOST_SERVERS``.

    The recursion is exact and never leaves 0 to 1; it takes as many steps as the largest number of servers.
    """
    shape = np.broadcast_shapes(np.shape(servers), np.shape(offered_load))
    count = np.ravel(np.broadcast_to(np.minimum(np.floor(servers), MOST_SERVERS), shape))
    order = np.argsort(count, kind="stable")
    count = count[order]
    load = np.ravel(np.broadcast_to(offered_load, shape))[order]
    blocked = np.ones(load.shape)
    most = int(np.nanmax(count, initial=0))
    first = np.searchsorted(count, np.arange(1, most + 1))
    for k, start in enumerate(first.tolist(), 1):
        carried = load[start:] * blocked[start:]
        blocked[start:] = carried / (k + carried)
    result = np.empty(load.shape)
    result[order] = np.where(np.isnan(count), np.nan, blocked)
    return result.reshape(shape)


@formula(
    "Share of requests that wait (Erlang C)",
    unit="fraction",
    expression="C = B / (1 − (a/c)(1 − B)), B of Erlang B",
    inputs={"servers": SERVERS, "offered_load": OFFERED_LOAD},
    assumptions=(_POISSON, _PATIENT, "Exponential service times (a good approximation for others)."),
    fails_when=("Arrivals come in bursts: more of them wait.",),
    sources=("allen1990-queueing",),
)
def erlang_c(*, servers: Values, offered_load: Values) -> Values:
    """Probability that a request has to wait; 1 where the load is not below the number of servers."""
    count, load = np.floor(servers), offered_load
    blocked = erlang_b(servers=count, offered_load=load)
    with np.errstate(divide="ignore", invalid="ignore"):
        waiting = blocked / (1.0 - load / count * (1.0 - blocked))
    return np.where(load < count, waiting, 1.0)


@formula(
    "Mean wait, exponential service (M/M/c)",
    unit="ms",
    expression="W = C s / (c − a)",
    inputs={"requests_per_second": REQUESTS, "service_ms": SERVICE_MS, "servers": SERVERS},
    assumptions=(_POISSON, _PATIENT, "Exponential service times."),
    fails_when=(_UNSTABLE,),
    sources=("allen1990-queueing",),
)
def mmc_wait_mean_ms(*, requests_per_second: Values, service_ms: Values, servers: Values) -> Values:
    """Mean time in the queue over all requests, those that do not wait included. Exact."""
    return wait_mean_ms(
        requests_per_second=requests_per_second, service_ms=service_ms, servers=servers, arrival_scv=1, service_scv=1
    )


@formula(
    "Percentile of the wait, exponential service (M/M/c)",
    unit="ms",
    expression="W_p = max(0, ln(C / (1 − p))) s / (c − a)",
    inputs={"requests_per_second": REQUESTS, "service_ms": SERVICE_MS, "servers": SERVERS, "percentile": PERCENTILE},
    assumptions=(_POISSON, _PATIENT, "Exponential service times."),
    fails_when=(_UNSTABLE,),
    sources=("allen1990-queueing",),
)
def mmc_wait_percentile_ms(
    *, requests_per_second: Values, service_ms: Values, servers: Values, percentile: Values
) -> Values:
    """Percentile of the time in the queue: P(W > t) = C exp(−(c − a) t / s). 0 where fewer than 1 − p wait. Exact."""
    load, spare = _load_and_spare(requests_per_second, service_ms, servers)
    waits = erlang_c(servers=servers, offered_load=load)
    with np.errstate(divide="ignore", invalid="ignore"):
        multiples = np.maximum(np.log(waits / (1.0 - percentile)), 0.0) / spare
    return np.where(spare > 0, multiples * service_ms, np.inf)


@formula(
    "Percentile of the time in the system, exponential service (M/M/c)",
    unit="ms",
    expression="P(T > t) = e^−x (1 + C (1 − e^−(d−1)x) / (d − 1)), x = t/s, d = c − a",
    inputs={"requests_per_second": REQUESTS, "service_ms": SERVICE_MS, "servers": SERVERS, "percentile": PERCENTILE},
    assumptions=(_POISSON, _PATIENT, "Exponential service times."),
    fails_when=(_UNSTABLE,),
    sources=("allen1990-queueing",),
)
def mmc_sojourn_percentile_ms(
    *, requests_per_second: Values, service_ms: Values, servers: Values, percentile: Values
) -> Values:
    """Percentile of waiting plus service. Exact; the equation is solved numerically to eight digits."""
    load, spare = _load_and_spare(requests_per_second, service_ms, servers)
    waits = erlang_c(servers=servers, offered_load=load)
    arrays = np.broadcast_arrays(1.0 - percentile, waits, spare)
    above, waits, spare = (np.ravel(array).astype(float) for array in arrays)
    (stable,) = np.nonzero(spare > 0)
    above, waits, spare = above[stable], waits[stable], spare[stable]
    low = -np.log(above)
    multiples = np.full(arrays[0].size, np.inf)
    multiples[stable] = solve_tail(_mmc_tail, above, low, (low + np.log(2)) * (1.0 + 1.0 / spare), (waits, spare))
    return multiples.reshape(arrays[0].shape) * service_ms


@formula(
    "Mean wait (Allen-Cunneen)",
    unit="ms",
    expression="W = C s / (c − a) × (ca² + cs²) / 2",
    inputs={
        "requests_per_second": REQUESTS,
        "service_ms": SERVICE_MS,
        "servers": SERVERS,
        "arrival_scv": ARRIVAL_SCV,
        "service_scv": SERVICE_SCV,
    },
    assumptions=(_PATIENT, "Times between arrivals are independent of each other and of the service times."),
    fails_when=(
        _UNSTABLE,
        "Bursts last longer than a few services: arrivals are no longer independent of each other.",
        "Requests are gathered into batches.",
    ),
    sources=("allen1990-queueing",),
)
def wait_mean_ms(
    *,
    requests_per_second: Values,
    service_ms: Values,
    servers: Values,
    arrival_scv: Values,
    service_scv: Values,
) -> Values:
    """Mean time in the queue of G/G/c. Exact for M/M/c and M/G/1, an approximation elsewhere."""
    load, spare = _load_and_spare(requests_per_second, service_ms, servers)
    waits = erlang_c(servers=servers, offered_load=load)
    return _allen_cunneen(waits, service_ms, spare, (arrival_scv + service_scv) / 2.0)


@formula(
    "Mean wait at one server (Kingman)",
    unit="ms",
    expression="W ≈ ρ / (1 − ρ) × (ca² + cs²) / 2 × s",
    inputs={
        "requests_per_second": REQUESTS,
        "service_ms": SERVICE_MS,
        "arrival_scv": ARRIVAL_SCV,
        "service_scv": SERVICE_SCV,
    },
    assumptions=(_PATIENT, "One server. Times between arrivals are independent of each other."),
    fails_when=(_UNSTABLE, "Arrivals are much more regular than service and the server is mostly idle: it overstates."),
    sources=("kingman1961",),
)
def kingman_wait_ms(
    *, requests_per_second: Values, service_ms: Values, arrival_scv: Values, service_scv: Values
) -> Values:
    """Mean time in the queue of G/G/1: utilisation times variation times service time. Exact for M/G/1."""
    return wait_mean_ms(
        requests_per_second=requests_per_second,
        service_ms=service_ms,
        servers=1,
        arrival_scv=arrival_scv,
        service_scv=service_scv,
    )


_SOJOURN_FAILS = (
    f"Utilisation above {GREATEST_UTILISATION}: the percentile moves more than 10 % with small changes of the load.",
    f"Service times vary more than exponential ones (scv above {GREATEST_SERVICE_SCV:g}).",
    "Arrivals come in bursts, or more regularly than at random (scv outside 0.9 to 1.1).",
    "Requests are gathered into batches.",
)


@formula(
    "Percentile of the time in the system (G/G/c)",
    unit="ms",
    expression="T = S + wait; wait: Erlang C, mean of Allen-Cunneen, variation 2ρ − 1 + 4(1 − ρ)(1 + cs²)/3 of Whitt",
    inputs={
        "requests_per_second": REQUESTS,
        "service_ms": SERVICE_MS,
        "service_scv": SERVICE_SCV,
        "servers": SERVERS,
        "percentile": PERCENTILE,
    },
    assumptions=(_POISSON, _PATIENT, "Lognormal service times, independent of each other."),
    fails_when=_SOJOURN_FAILS,
    sources=("allen1990-queueing",),
)
def sojourn_percentile_ms(
    *,
    requests_per_second: Values,
    service_ms: Values,
    service_scv: Values,
    servers: Values,
    percentile: Values,
) -> Values:
    """Percentile of waiting plus service for M/G/c, by numerical convolution of both.

    Within 10 % of simulation for the 99th percentile where ``sojourn_formula_holds``; infinite at or above full
    utilisation. The distribution of the wait is described at ``waiting_time``.
    """
    wait = waiting_time(
        requests_per_second=requests_per_second, service_ms=service_ms, service_scv=service_scv, servers=servers
    )
    service = shifted(from_mean_and_scv(service_ms, service_scv))
    return percentile_with_waiting(percentile, service, wait)


@formula(
    "99th percentile of the time in the system (G/G/c)",
    unit="ms",
    expression="sojourn_percentile_ms at 0.99",
    inputs={
        "requests_per_second": REQUESTS,
        "service_ms": SERVICE_MS,
        "service_scv": SERVICE_SCV,
        "servers": SERVERS,
    },
    assumptions=(_POISSON, _PATIENT, "Lognormal service times, independent of each other."),
    fails_when=_SOJOURN_FAILS,
    sources=("allen1990-queueing",),
)
def sojourn_p99_ms(*, requests_per_second: Values, service_ms: Values, service_scv: Values, servers: Values) -> Values:
    """``sojourn_percentile_ms`` at 0.99."""
    return sojourn_percentile_ms(
        requests_per_second=requests_per_second,
        service_ms=service_ms,
        service_scv=service_scv,
        servers=servers,
        percentile=0.99,
    )


def waiting_time(*, requests_per_second: Values, service_ms: Values, service_scv: Values, servers: Values) -> Waiting:
    """The distribution of the wait in M/G/c with lognormal service, in ms.

    The share that waits is Erlang's C, the mean Allen and Cunneen's. Among those who wait the squared coefficient
    of variation is ``2r - 1 + 4(1 - r) d / (3 (1 + cs2)^2)`` with r the utilisation and d the third moment of the
    service time over its mean cubed, ``(1 + cs2)^3`` for lognormal (exact for M/G/1; for several servers as in
    Whitt 1993, "Approximations for the GI/G/m queue", Production and Operations Management 2(2)).
    """
    load, spare = _load_and_spare(requests_per_second, service_ms, servers)
    waits = erlang_c(servers=servers, offered_load=load)
    mean = _allen_cunneen(waits, service_ms, spare, (1.0 + service_scv) / 2.0)
    used = np.where(spare > 0, load / (load + np.where(spare > 0, spare, 1.0)), 1.0)
    variation = 2 * used - 1 + 4 * (1 - used) * (1 + service_scv) / 3
    wait = waiting_from_moments(waits, np.where(spare > 0, mean, 1.0), variation)
    rate = np.where(spare > 0, wait.rate, 0.0)
    return Waiting(*(np.array(array) for array in np.broadcast_arrays(wait.probability, wait.delay, rate)))


def sojourn_formula_holds(
    *,
    requests_per_second: Values,
    service_ms: Values,
    service_scv: Values,
    servers: Values,
    arrival_scv: Values,
) -> Flags:
    """Whether ``sojourn_percentile_ms`` was found within 10 % of simulation for such a system (99th percentile)."""
    load = offered_load(requests_per_second=requests_per_second, service_ms=service_ms)
    regular, bursty = ARRIVAL_SCV_LIMITS
    return np.asarray(
        (load <= GREATEST_UTILISATION * np.floor(servers))
        & (service_scv <= GREATEST_SERVICE_SCV)
        & (arrival_scv >= regular)
        & (arrival_scv <= bursty)
    )


def _mmc_tail(x: Values, waits: Values, spare: Values) -> tuple[Values, Values]:
    """Share of requests in M/M/c that take longer than ``x`` service times, and the density there."""
    y = (spare - 1.0) * x
    with np.errstate(divide="ignore", invalid="ignore"):
        ended = x * np.where(np.abs(y) > 1e-9, (np.exp(-x) - np.exp(-spare * x)) / y, np.exp(-x))
    return np.exp(-x) + waits * ended, (1.0 - waits) * np.exp(-x) + waits * spare * ended


def _allen_cunneen(waits: Values, service_ms: Values, spare: Values, variation: Values) -> Values:
    """Mean wait in ms from the share that waits, the servers idle on average, and the mean of both variations."""
    with np.errstate(divide="ignore", invalid="ignore"):
        wait = waits * service_ms / spare * variation
    return np.where(spare > 0, wait, np.inf)


def _load_and_spare(requests_per_second: Values, service_ms: Values, servers: Values) -> tuple[Values, Values]:
    """Offered load, and the servers that are idle on average."""
    load = offered_load(requests_per_second=requests_per_second, service_ms=service_ms)
    return load, np.floor(servers) - load

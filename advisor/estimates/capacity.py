"""How many replicas the peak needs, how busy they are, and what is left when one of them is down.

A *replica* is one copy of the service; each works on ``workers`` requests at a time.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from advisor.estimates.formula import Input, Values, formula
from advisor.estimates.queueing import MS_PER_S, REQUESTS, SERVICE_MS, SERVICE_SCV, Flags, offered_load, sojourn_p99_ms

_MOST_REPLICAS = 10_000
_REPLICAS = Input("count", "copies of the service", minimum=1, maximum=_MOST_REPLICAS)
_WORKERS = Input("count", "requests that one replica works on at the same time", minimum=1, maximum=1000)
_TARGET = Input("fraction", "share of the time that workers may be busy", minimum=0.01, maximum=1.0)
_BUDGET = Input("ms", "longest acceptable 99th percentile of waiting and service", minimum=1e-5)
_TRUE_SERVICE = "The service time does not grow with the number of requests in work."
_SHARED = "Workers share a processor, memory or a lock: the service time grows with load."
_EVEN = "Requests spread evenly over the replicas, as through one queue."


@formula(
    "Utilisation",
    unit="fraction",
    expression="requests per second × service time / (replicas × workers)",
    inputs={"requests_per_second": REQUESTS, "service_ms": SERVICE_MS, "replicas": _REPLICAS, "workers": _WORKERS},
    assumptions=(_TRUE_SERVICE, _EVEN),
    fails_when=(_SHARED, "A result above 1 is a load that can't be carried: the queue grows without end."),
    sources=("allen1990-queueing",),
)
def utilisation(*, requests_per_second: Values, service_ms: Values, replicas: Values, workers: Values) -> Values:
    """Share of the time that a worker is busy (1/s, ms, count, count). Above 1: load that is not carried."""
    return offered_load(requests_per_second=requests_per_second, service_ms=service_ms) / (replicas * workers)


@formula(
    "Requests that can be carried",
    unit="1/s",
    expression="replicas × workers × utilisation / service time",
    inputs={"service_ms": SERVICE_MS, "replicas": _REPLICAS, "workers": _WORKERS, "target_utilisation": _TARGET},
    assumptions=(_TRUE_SERVICE, _EVEN),
    fails_when=(_SHARED,),
    sources=("allen1990-queueing",),
)
def capacity_per_second(*, service_ms: Values, replicas: Values, workers: Values, target_utilisation: Values) -> Values:
    """Requests per second at which workers are busy for ``target_utilisation`` of the time."""
    return replicas * workers * target_utilisation * MS_PER_S / service_ms


@formula(
    "Throughput with batching",
    unit="1/s",
    expression="replicas × batch / (fixed time + batch × time per item)",
    inputs={
        "replicas": _REPLICAS,
        "batch_size": Input("count", "requests worked on together", minimum=1),
        "batch_fixed_ms": Input("ms", "time of a batch that does not depend on its size"),
        "item_ms": Input("ms", "time that each request adds to a batch"),
    },
    assumptions=("Enough requests wait to fill every batch.", _TRUE_SERVICE),
    fails_when=("Load is below this: batches are then smaller and waits are those of the simulation.",),
    sources=("crankshaw2017-clipper",),
)
def batched_capacity_per_second(
    *, replicas: Values, batch_size: Values, batch_fixed_ms: Values, item_ms: Values
) -> Values:
    """Greatest number of requests per second when full batches are worked on one after another."""
    return replicas * batch_size * MS_PER_S / (batch_fixed_ms + batch_size * item_ms)


@formula(
    "Replicas for a utilisation",
    unit="count",
    expression="⌈requests per second × service time / (workers × target utilisation)⌉",
    inputs={
        "requests_per_second": REQUESTS,
        "service_ms": SERVICE_MS,
        "workers": _WORKERS,
        "target_utilisation": _TARGET,
    },
    assumptions=(_TRUE_SERVICE, _EVEN),
    fails_when=(_SHARED, "A 99th percentile is asked for: use replicas_for_p99."),
    sources=("allen1990-queueing",),
)
def replicas_for_utilisation(
    *, requests_per_second: Values, service_ms: Values, workers: Values, target_utilisation: Values
) -> Values:
    """Least number of replicas, at least 1, whose workers are busy for no more than ``target_utilisation``."""
    load = offered_load(requests_per_second=requests_per_second, service_ms=service_ms)
    # Quotients that are whole but for rounding (0.7 / 0.1) do not ask for one replica more.
    return np.maximum(np.ceil(np.round(load / (workers * target_utilisation), 9)), 1.0)


@formula(
    "Replicas for a 99th percentile",
    unit="count",
    expression="least n with sojourn_p99_ms(n × workers) ≤ budget",
    inputs={
        "requests_per_second": REQUESTS,
        "service_ms": SERVICE_MS,
        "service_scv": SERVICE_SCV,
        "workers": _WORKERS,
        "budget_ms": _BUDGET,
    },
    assumptions=("As sojourn_p99_ms.", _EVEN),
    fails_when=(
        "As sojourn_p99_ms.",
        f"No number up to {_MOST_REPLICAS:,} is enough: the result is infinite. So it is where service alone takes "
        "longer than the budget.",
    ),
    sources=("allen1990-queueing",),
)
def replicas_for_p99(
    *, requests_per_second: Values, service_ms: Values, service_scv: Values, workers: Values, budget_ms: Values
) -> Values:
    """Least number of replicas that keeps the 99th percentile of waiting and service within ``budget_ms``.

    The 99th percentile falls with every server, so the number is found by halving.
    """
    arrays = np.broadcast_arrays(requests_per_second, service_ms, service_scv, workers, budget_ms)
    requests, service, varied, parallel, budget = (np.ravel(array).astype(float) for array in arrays)

    def enough(replicas: Values, rows: NDArray[np.intp]) -> Flags:
        servers = replicas * parallel[rows]
        p99 = sojourn_p99_ms(
            requests_per_second=requests[rows], service_ms=service[rows], service_scv=varied[rows], servers=servers
        )
        return np.asarray(p99 <= budget[rows])

    load = offered_load(requests_per_second=requests, service_ms=service)
    low = np.floor(load / parallel)  # too few: the queue would grow
    high = np.maximum(low + 1.0, 1.0)
    result = np.full(load.shape, np.inf)
    # Without a wait the time is that of service: where even that is too long, nothing helps.
    alone = sojourn_p99_ms(requests_per_second=0.0, service_ms=service, service_scv=varied, servers=1.0)
    (rows,) = np.nonzero((alone <= budget) & (low < _MOST_REPLICAS))
    growing: NDArray[np.intp] = rows
    while growing.size:
        short = growing[~enough(high[growing], growing)]
        low[short] = high[short]
        high[short] = low[short] + np.ceil(0.1 * low[short])
        growing = short[high[short] <= _MOST_REPLICAS]
    searching = rows = rows[high[rows] <= _MOST_REPLICAS]
    while (searching := searching[high[searching] - low[searching] > 1]).size:
        middle = np.floor((low[searching] + high[searching]) / 2)
        fits = enough(middle, searching)
        high[searching[fits]] = middle[fits]
        low[searching[~fits]] = middle[~fits]
    result[rows] = high[rows]
    return result.reshape(arrays[0].shape)


@formula(
    "Head-room",
    unit="fraction",
    expression="1 − utilisation",
    inputs={"requests_per_second": REQUESTS, "service_ms": SERVICE_MS, "replicas": _REPLICAS, "workers": _WORKERS},
    assumptions=(_TRUE_SERVICE, _EVEN),
    fails_when=(_SHARED, "A negative result is load that can't be carried."),
    sources=("allen1990-queueing",),
)
def headroom(*, requests_per_second: Values, service_ms: Values, replicas: Values, workers: Values) -> Values:
    """Share of the capacity that the peak leaves free; negative where it is too small."""
    return 1.0 - utilisation(
        requests_per_second=requests_per_second, service_ms=service_ms, replicas=replicas, workers=workers
    )


@formula(
    "Head-room with one replica down",
    unit="fraction",
    expression="1 − requests per second × service time / ((replicas − 1) × workers)",
    inputs={"requests_per_second": REQUESTS, "service_ms": SERVICE_MS, "replicas": _REPLICAS, "workers": _WORKERS},
    assumptions=(_TRUE_SERVICE, "The others take over the load of the missing one evenly."),
    fails_when=(_SHARED, "Whole zones fail together: more than one replica is then missing."),
    sources=("beyer2016-sre",),
)
def headroom_one_down(*, requests_per_second: Values, service_ms: Values, replicas: Values, workers: Values) -> Values:
    """Share of the remaining capacity that the peak leaves free; negative where the others are overloaded.

    Minus infinity with a single replica under load.
    """
    load = offered_load(requests_per_second=requests_per_second, service_ms=service_ms)
    left = np.maximum(np.asarray(replicas) - 1.0, 0.0) * workers
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(load > 0, 1.0 - load / left, 1.0)


@formula(
    "Replicas that are kept",
    unit="count",
    expression="max(needed, least)",
    inputs={
        "needed": Input("count", "copies that carry the load", minimum=1),
        "least": Input("count", "copies kept in any case, so that one may fail or be replaced", minimum=1),
    },
    sources=("beyer2016-sre",),
)
def kept_replicas(*, needed: Values, least: Values) -> Values:
    """The greater of what the load and what the availability asks for."""
    return np.maximum(needed, least)

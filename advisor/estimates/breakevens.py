"""Where one way of building a system stops being the cheaper (or faster) one: exact, in closed form.

Each break-even has an axis, a way that wins below it and a way that wins above it. Zero means that the way above
always wins, infinity that the way below does. Where both the fixed and the proportional costs are the other way
round than usual, the two ways change places at the same point; :meth:`BreakEven.sides` shows it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike

import advisor.estimates.comparisons as sides
from advisor.estimates.formula import FORMULAS, Formula, Input, Values, formula
from advisor.estimates.periods import HOURS_PER_MONTH, SECONDS_PER_MONTH

_EXACT = "Both sides are straight lines over the axis, so the point is exact for the inputs given."
_READS = Input("count", "reads of one active entity between two refreshes", minimum=1)


def _meeting(head_start: Values, gain: Values) -> Values:
    """Where the way below loses its ``head_start`` (fixed cost) at ``gain`` (cost for each step on the axis)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        crossing = head_start / gain
    above_wins = (head_start <= 0) & (gain >= 0)
    below_wins = (head_start >= 0) & (gain <= 0)
    return np.where(above_wins, 0.0, np.where(below_wins, np.inf, crossing))


@formula(
    "Requests from which predicting ahead of time is cheaper",
    unit="1/s",
    expression="(entities * (month / refresh_interval * batch_cost + record_size * storage_price) "
    "+ precomputed_fixed_cost - online_fixed_cost) / (month * (online_cost - read_cost))",
    inputs={"entities": sides.ENTITIES, **sides.PRECOMPUTED, **sides.ON_REQUEST},
    assumptions=(_EXACT,),
    fails_when=("Machines are few and whole: costs then rise in steps.",),
    sources=("huyen2022-ch7",),
)
def break_even_requests_per_second(
    *,
    entities: Values,
    refresh_interval: Values,
    batch_cost_per_1000: Values,
    record_size: Values,
    storage_price: Values,
    read_cost_per_1000: Values,
    precomputed_fixed_cost: Values,
    online_cost_per_1000: Values,
    online_fixed_cost: Values,
) -> Values:
    """Requests/s at which ``precomputed_cost_usd_month`` and ``on_request_cost_usd_month`` are equal."""
    entity = sides.cost_of_entity(refresh_interval, batch_cost_per_1000, record_size, storage_price)
    return _meeting(
        entities * entity + precomputed_fixed_cost - online_fixed_cost,
        SECONDS_PER_MONTH * (online_cost_per_1000 - read_cost_per_1000) / 1000,
    )


@formula(
    "Share of active entities from which predicting ahead of time is cheaper",
    unit="fraction",
    expression="break_even_requests_per_second * refresh_interval / (entities * reads_per_active_entity)",
    inputs={
        "entities": Input("count", sides.ENTITIES.meaning, minimum=1, answer="entities"),
        "reads_per_active_entity": _READS,
        **sides.PRECOMPUTED,
        **sides.ON_REQUEST,
    },
    assumptions=(_EXACT, "Active entities are read equally often in the mean."),
    fails_when=("Machines are few and whole: costs then rise in steps.",),
    sources=("huyen2022-ch7",),
)
def break_even_active_share(
    *,
    entities: Values,
    reads_per_active_entity: Values,
    refresh_interval: Values,
    batch_cost_per_1000: Values,
    record_size: Values,
    storage_price: Values,
    read_cost_per_1000: Values,
    precomputed_fixed_cost: Values,
    online_cost_per_1000: Values,
    online_fixed_cost: Values,
) -> Values:
    """Share of ``entities`` read before the next refresh at which both ways cost the same.

    A point above 1 is never reached: infinity where predicting ahead of time is dearer even when every entity is
    read, zero where it is cheaper even then.
    """
    entity = sides.cost_of_entity(refresh_interval, batch_cost_per_1000, record_size, storage_price)
    head_start = entities * entity + precomputed_fixed_cost - online_fixed_cost
    reads = entities * reads_per_active_entity * HOURS_PER_MONTH / refresh_interval
    share = _meeting(head_start, reads * (online_cost_per_1000 - read_cost_per_1000) / 1000)
    return np.where(share > 1, np.where(head_start < 0, 0.0, np.inf), share)


@formula(
    "Entities up to which looking up is cheaper than computing",
    unit="count",
    expression="(requests_per_second * month * (online_cost - read_cost) + online_fixed_cost - precomputed_fixed_cost) "
    "/ (month / refresh_interval * batch_cost + record_size * storage_price)",
    inputs={"requests_per_second": sides.REQUESTS, **sides.PRECOMPUTED, **sides.ON_REQUEST},
    assumptions=(_EXACT, "The number of requests does not depend on the number of entities."),
    fails_when=("Machines are few and whole: costs then rise in steps.",),
    sources=("huyen2022-ch7",),
)
def break_even_entities(
    *,
    requests_per_second: Values,
    refresh_interval: Values,
    batch_cost_per_1000: Values,
    record_size: Values,
    storage_price: Values,
    read_cost_per_1000: Values,
    precomputed_fixed_cost: Values,
    online_cost_per_1000: Values,
    online_fixed_cost: Values,
) -> Values:
    """Entities at which ``precomputed_cost_usd_month`` and ``on_request_cost_usd_month`` are equal."""
    saved = requests_per_second * SECONDS_PER_MONTH * (online_cost_per_1000 - read_cost_per_1000) / 1000
    return _meeting(
        saved + online_fixed_cost - precomputed_fixed_cost,
        sides.cost_of_entity(refresh_interval, batch_cost_per_1000, record_size, storage_price),
    )


@formula(
    "Devices from which predicting on them is cheaper",
    unit="count",
    expression="(edge_fixed_cost - cloud_fixed_cost) / (predictions_per_device * month * (cloud_cost + payload * "
    "network_price) - device_cost - updates_per_month * update_size * network_price)",
    inputs={**sides.CLOUD, **sides.EDGE},
    assumptions=(_EXACT,),
    sources=("wu2019-facebook-edge", "kang2017-neurosurgeon"),
)
def break_even_devices(
    *,
    predictions_per_device: Values,
    cloud_cost_per_1000: Values,
    payload: Values,
    network_price: Values,
    cloud_fixed_cost: Values,
    device_cost: Values,
    update_size: Values,
    updates_per_month: Values,
    edge_fixed_cost: Values,
) -> Values:
    """Devices at which ``cloud_cost_usd_month`` and ``edge_cost_usd_month`` are equal."""
    cloud = sides.cloud_cost_of_device(
        predictions_per_device=predictions_per_device,
        cloud_cost_per_1000=cloud_cost_per_1000,
        payload=payload,
        network_price=network_price,
    )
    edge = sides.edge_cost_of_device(
        device_cost=device_cost,
        update_size=update_size,
        updates_per_month=updates_per_month,
        network_price=network_price,
    )
    return _meeting(edge_fixed_cost - cloud_fixed_cost, cloud - edge)


@formula(
    "Round trip from which predicting on the device is faster",
    unit="ms",
    expression="device_time - server_time - payload / uplink",
    inputs={**sides.CLOUD_LATENCY, "device_time": sides.DEVICE_TIME},
    assumptions=(_EXACT, "The connection is open; the answer is small."),
    sources=("kang2017-neurosurgeon",),
)
def break_even_round_trip_ms(*, payload: Values, uplink: Values, server_time: Values, device_time: Values) -> Values:
    """Milliseconds of round trip at which ``cloud_latency_ms`` and ``edge_latency_ms`` are equal; 0 where the device
    is always faster.
    """
    return np.asarray(np.maximum(device_time - server_time - payload / uplink, 0.0))


@formula(
    "Cost of an error from which an ensemble pays",
    unit="USD",
    expression="(ensemble_cost - single_cost) / (requests_per_second * month * error_rate * error_reduction)",
    inputs={**sides.ERRORS, "single_cost": sides.SINGLE_COST, **sides.ENSEMBLE},
    assumptions=(_EXACT, "All errors cost the same.", "The slower answer loses nothing."),
    sources=("amatriain2012-netflix-prize",),
)
def break_even_error_cost(
    *,
    requests_per_second: Values,
    error_rate: Values,
    single_cost: Values,
    error_reduction: Values,
    ensemble_cost: Values,
) -> Values:
    """USD for one error avoided at which ``single_model_cost_usd_month`` and ``ensemble_cost_usd_month`` are equal."""
    avoided = requests_per_second * SECONDS_PER_MONTH * error_rate * error_reduction
    return _meeting(ensemble_cost - single_cost, avoided)


@formula(
    "Output tokens a month from which own GPUs are cheaper",
    unit="token/month",
    expression="(people_cost + n * replica_cost) / api_price, n = max(least_replicas, "
    "ceil(people_cost / (api_price * replica_tokens - replica_cost)))",
    inputs={**sides.API, **sides.OWN_GPUS},
    assumptions=("GPUs are paid for by the hour, busy or not.", "Whole copies of the model are added."),
    fails_when=(
        "A little above the point a further copy may make the API cheaper again for a stretch.",
        "The model at hand is not as good as the API's: compare quality first.",
    ),
    sources=("pan2025-onprem-llm", "llm-prices-2026", "trtllm-perf-2025"),
)
def break_even_output_tokens(
    *,
    price_in: Values,
    price_out: Values,
    input_per_output: Values,
    replica_rate: Values,
    utilisation: Values,
    least_replicas: Values,
    gpus_per_replica: Values,
    gpu_price: Values,
    people_cost: Values,
) -> Values:
    """Fewest output tokens a month at which ``own_gpu_cost_of_tokens_usd_month`` is no more than the API's cost.

    With n copies the cost is F + n C up to n K tokens, the API's is p T. The first n with F + n C <= p n K holds the
    point T = (F + n C) / p. Infinity where a busy copy costs as much as its tokens from the API (p K <= C).
    """
    price = (price_out + input_per_output * price_in) / 1e6
    made = replica_rate * utilisation * SECONDS_PER_MONTH
    copy = gpus_per_replica * gpu_price * HOURS_PER_MONTH
    surplus = price * made - copy
    with np.errstate(divide="ignore", invalid="ignore"):
        copies = np.maximum(least_replicas, np.ceil(people_cost / surplus))
        tokens = (people_cost + copies * copy) / price
    return np.where(surplus > 0, tokens, np.inf)


@dataclass(frozen=True)
class BreakEven:
    """A point on an axis with the two ways that meet there.

    Attributes:
        point: the formula of the point; its unit is that of the axis.
        axis: name of the input that varies, in the inputs of the sides.
        below: what wins below the point, in words, for a label.
        above: what wins above it.
        cost_below: formula of the cost (or time) of the way that wins below.
        cost_above: the same of the way that wins above.
        derive: further inputs of the sides that follow from the axis and the other inputs.
    """

    point: Formula
    axis: str
    below: str
    above: str
    cost_below: Formula
    cost_above: Formula
    derive: Callable[[Mapping[str, ArrayLike]], Mapping[str, ArrayLike]] | None = None

    def sides(self, at: ArrayLike, **inputs: ArrayLike) -> tuple[Values, Values]:
        """Cost (or time) of the way below and of the way above ``at`` points of the axis, given the point's inputs."""
        known: dict[str, ArrayLike] = {**inputs, self.axis: at}
        if self.derive is not None:
            known.update(self.derive(known))
        below, above = (
            side(**{name: known[name] for name in side.inputs}) for side in (self.cost_below, self.cost_above)
        )
        return below, above


def _requests(known: Mapping[str, ArrayLike]) -> Mapping[str, ArrayLike]:
    requests = FORMULAS["requests_from_active_share"]
    return {"requests_per_second": requests(**{name: known[name] for name in requests.inputs})}


def _between(
    point: str,
    axis: str,
    below: tuple[str, str],
    above: tuple[str, str],
    derive: Callable[[Mapping[str, ArrayLike]], Mapping[str, ArrayLike]] | None = None,
) -> BreakEven:
    return BreakEven(FORMULAS[point], axis, below[0], above[0], FORMULAS[below[1]], FORMULAS[above[1]], derive)


_AT_REQUEST = ("at the request", "on_request_cost_usd_month")
_AHEAD = ("ahead of time", "precomputed_cost_usd_month")

BREAK_EVENS: Mapping[str, BreakEven] = MappingProxyType(
    {
        found.point.name: found
        for found in (
            _between("break_even_requests_per_second", "requests_per_second", _AT_REQUEST, _AHEAD),
            _between("break_even_active_share", "active_share", _AT_REQUEST, _AHEAD, _requests),
            _between("break_even_entities", "entities", ("look up", _AHEAD[1]), ("compute", _AT_REQUEST[1])),
            _between(
                "break_even_devices", "devices", ("cloud", "cloud_cost_usd_month"), ("edge", "edge_cost_usd_month")
            ),
            _between(
                "break_even_round_trip_ms", "round_trip", ("cloud", "cloud_latency_ms"), ("edge", "edge_latency_ms")
            ),
            _between(
                "break_even_error_cost",
                "error_cost",
                ("single model", "single_model_cost_usd_month"),
                ("ensemble", "ensemble_cost_usd_month"),
            ),
            _between(
                "break_even_output_tokens",
                "output_tokens",
                ("API", "api_cost_of_tokens_usd_month"),
                ("own GPUs", "own_gpu_cost_of_tokens_usd_month"),
            ),
        )
    }
)
"""Every break-even by the name of its point's formula."""

"""Both sides of every comparison with a break-even: what one way costs (or takes) and what the other does.

Costs stand for one month of 730.5 hours. What is proportional to work and what is fixed are separate inputs, so that
``advisor.estimates.breakevens`` can say exactly where the sides meet.
"""

from __future__ import annotations

import numpy as np

from advisor.estimates.formula import Input, Values, formula
from advisor.estimates.periods import DAYS_PER_MONTH, HOURS_PER_MONTH, SECONDS_PER_MONTH

REQUESTS = Input("1/s", "predictions asked for, mean over the month", answer="mean_requests_per_second")
ENTITIES = Input("count", "things that would be scored ahead", answer="entities")
PRECOMPUTED = {
    "refresh_interval": Input("h", "time from one refresh of all predictions to the next", minimum=1e-3),
    "batch_cost_per_1000": Input("USD", "computing a thousand predictions in a batch"),
    "record_size": Input("kB", "size of one stored prediction, all copies"),
    "storage_price": Input("USD/GB/month", "price of the store", reference="price-ram"),
    "read_cost_per_1000": Input("USD", "looking up a thousand predictions"),
    "precomputed_fixed_cost": Input("USD/month", "what the way ahead of time costs in any case, people included"),
}
ON_REQUEST = {
    "online_cost_per_1000": Input("USD", "computing a thousand predictions at the request"),
    "online_fixed_cost": Input("USD/month", "what the way at the request costs in any case, people included"),
}
DEVICES = Input("count", "devices in use", answer="device_count")
CLOUD = {
    "predictions_per_device": Input("1/day", "predictions that one device needs"),
    "cloud_cost_per_1000": Input("USD", "computing a thousand predictions on servers"),
    "payload": Input("kB", "what one prediction sends over the network"),
    "network_price": Input("USD/GB", "price of the network between device and server", reference="price-egress"),
    "cloud_fixed_cost": Input("USD/month", "what servers cost in any case, people included"),
}
EDGE = {
    "device_cost": Input("USD/month", "what the model costs on one device: dearer hardware, support"),
    "update_size": Input("MB", "download of one update by one device"),
    "updates_per_month": Input("1/month", "updates of the model"),
    "network_price": CLOUD["network_price"],
    "edge_fixed_cost": Input("USD/month", "what devices cost in any case: building for them and keeping it up"),
}
ROUND_TRIP = Input("ms", "round trip from the point of use to the server", answer="network_rtt_ms")
CLOUD_LATENCY = {
    "payload": CLOUD["payload"],
    "uplink": Input("MB/s", "upload speed of the device", minimum=1e-9),
    "server_time": Input("ms", "time of one prediction on the server, queueing included"),
}
DEVICE_TIME = Input("ms", "time of one prediction on the device")
ERROR_COST = Input("USD", "cost of one wrong prediction; value of avoiding it")
ERRORS = {
    "requests_per_second": Input(
        "1/s", "predictions that are acted on, mean over the month", answer="mean_requests_per_second"
    ),
    "error_rate": Input("fraction", "share of the single model's predictions that are wrong", maximum=1),
}
SINGLE_COST = Input("USD/month", "cost of the system with the single model")
ENSEMBLE = {
    "error_reduction": Input(
        "fraction", "share of the errors that the ensemble avoids", maximum=1, reference="ensemble-gain-two"
    ),
    "ensemble_cost": Input("USD/month", "cost of the system with the ensemble"),
}
TOKENS = Input("token/month", "output tokens a month")
API = {
    "price_in": Input("USD", "API price of a million input tokens", reference="price-llm-small-input"),
    "price_out": Input("USD", "API price of a million output tokens", reference="price-llm-small-output"),
    "input_per_output": Input("count", "tokens read for each token written"),
}
OWN_GPUS = {
    "replica_rate": Input(
        "token/s", "output tokens of one copy at full load", minimum=1e-9, reference="throughput-llm-8b-h100"
    ),
    "utilisation": Input("fraction", "share of full load that a copy reaches, mean over the month", 1e-6, 1),
    "least_replicas": Input("count", "copies kept in any case", minimum=1),
    "gpus_per_replica": Input("count", "GPUs under one copy of the model", minimum=1),
    "gpu_price": Input("USD/h", "price of one GPU", reference="price-gpu-h100"),
    "people_cost": Input("USD/month", "people who run the GPUs, beyond those an API needs"),
}

_PROPORTIONAL = "Beyond the fixed part, cost is proportional to the work: machines are shared or scale with it."
_WHOLE_MACHINES = "So little work that a whole machine stands mostly idle: count that machine as fixed cost."


@formula(
    "Cost of predictions made ahead of time",
    unit="USD/month",
    expression="entities * (month / refresh_interval * batch_cost + record_size * storage_price) "
    "+ requests_per_second * month * read_cost + precomputed_fixed_cost",
    inputs={"entities": ENTITIES, "requests_per_second": REQUESTS, **PRECOMPUTED},
    assumptions=(_PROPORTIONAL, "Every entity is scored anew at each refresh, read or not."),
    fails_when=(_WHOLE_MACHINES, "Only changed entities are scored: count those."),
    sources=("huyen2022-ch7",),
)
def precomputed_cost_usd_month(
    *,
    entities: Values,
    requests_per_second: Values,
    refresh_interval: Values,
    batch_cost_per_1000: Values,
    record_size: Values,
    storage_price: Values,
    read_cost_per_1000: Values,
    precomputed_fixed_cost: Values,
) -> Values:
    """USD/month = ``entities`` times :func:`cost_of_entity` + reads * ``read_cost_per_1000`` / 1000 + fixed cost."""
    entity = cost_of_entity(refresh_interval, batch_cost_per_1000, record_size, storage_price)
    reads = requests_per_second * SECONDS_PER_MONTH
    return entities * entity + reads * read_cost_per_1000 / 1000 + precomputed_fixed_cost


def cost_of_entity(
    refresh_interval: Values, batch_cost_per_1000: Values, record_size: Values, storage_price: Values
) -> Values:
    """USD/month to score one entity at each refresh (h, USD for a thousand) and to store it (kB, USD/GB/month)."""
    return HOURS_PER_MONTH / refresh_interval * batch_cost_per_1000 / 1000 + record_size / 1e6 * storage_price


@formula(
    "Cost of predictions made at the request",
    unit="USD/month",
    expression="requests_per_second * month * online_cost + online_fixed_cost",
    inputs={"requests_per_second": REQUESTS, **ON_REQUEST},
    assumptions=(_PROPORTIONAL, "No prediction is kept and served twice."),
    fails_when=(_WHOLE_MACHINES,),
    sources=("huyen2022-ch7",),
)
def on_request_cost_usd_month(
    *, requests_per_second: Values, online_cost_per_1000: Values, online_fixed_cost: Values
) -> Values:
    """USD/month = ``requests_per_second * 2,629,800 s * online_cost_per_1000 / 1000 + online_fixed_cost``."""
    return requests_per_second * SECONDS_PER_MONTH * online_cost_per_1000 / 1000 + online_fixed_cost


@formula(
    "Requests that reads of precomputed predictions come to",
    unit="1/s",
    expression="active_share * entities * reads_per_active_entity / refresh_interval",
    inputs={
        "active_share": Input("fraction", "share of entities read before the next refresh", maximum=1,
                              answer="active_entity_fraction"),
        "entities": ENTITIES,
        "reads_per_active_entity": Input("count", "reads of one such entity between two refreshes", minimum=1),
        "refresh_interval": PRECOMPUTED["refresh_interval"],
    },
    sources=("advisor-judgement",),
)  # fmt: skip
def requests_from_active_share(
    *, active_share: Values, entities: Values, reads_per_active_entity: Values, refresh_interval: Values
) -> Values:
    """Requests/s = ``active_share * entities * reads_per_active_entity / (refresh_interval * 3600)``."""
    return active_share * entities * reads_per_active_entity / (refresh_interval * 3600)


@formula(
    "Cost of predicting on servers for a fleet",
    unit="USD/month",
    expression="devices * predictions_per_device * month * (cloud_cost + payload * network_price) + cloud_fixed_cost",
    inputs={"devices": DEVICES, **CLOUD},
    assumptions=(_PROPORTIONAL, "The price of the network is paid by whoever pays for the servers."),
    fails_when=(_WHOLE_MACHINES,),
    sources=("wu2019-facebook-edge", "kang2017-neurosurgeon"),
)
def cloud_cost_usd_month(*, devices: Values, cloud_fixed_cost: Values, **use: Values) -> Values:
    """USD/month = ``devices`` times :func:`cloud_cost_of_device`, of the other inputs, + ``cloud_fixed_cost``."""
    return devices * cloud_cost_of_device(**use) + cloud_fixed_cost


def cloud_cost_of_device(
    *, predictions_per_device: Values, cloud_cost_per_1000: Values, payload: Values, network_price: Values
) -> Values:
    """USD/month to predict for one device on servers (1/day, USD for a thousand, kB, USD/GB)."""
    each = cloud_cost_per_1000 / 1000 + payload / 1e6 * network_price
    return predictions_per_device * DAYS_PER_MONTH * each


@formula(
    "Cost of predicting on the devices of a fleet",
    unit="USD/month",
    expression="devices * (device_cost + updates_per_month * update_size * network_price) + edge_fixed_cost",
    inputs={"devices": DEVICES, **EDGE},
    assumptions=("Users pay for the energy.", "Every device loads every update once."),
    sources=("wu2019-facebook-edge", "kang2017-neurosurgeon"),
)
def edge_cost_usd_month(*, devices: Values, edge_fixed_cost: Values, **use: Values) -> Values:
    """USD/month = ``devices`` times :func:`edge_cost_of_device`, of the other inputs, + ``edge_fixed_cost``."""
    return devices * edge_cost_of_device(**use) + edge_fixed_cost


def edge_cost_of_device(
    *, device_cost: Values, update_size: Values, updates_per_month: Values, network_price: Values
) -> Values:
    """USD/month for the model on one device (USD/month, MB, 1/month, USD/GB)."""
    return device_cost + update_size / 1000 * updates_per_month * network_price


@formula(
    "Time to predict on a server",
    unit="ms",
    expression="round_trip + payload / uplink + server_time",
    inputs={"round_trip": ROUND_TRIP, **CLOUD_LATENCY},
    assumptions=("The connection is open; the answer is small.",),
    fails_when=("The network drops: then there is no answer.",),
    sources=("kang2017-neurosurgeon",),
)
def cloud_latency_ms(*, round_trip: Values, payload: Values, uplink: Values, server_time: Values) -> Values:
    """Milliseconds = ``round_trip + payload / uplink + server_time`` (ms, kB, MB/s, ms; kB over MB/s are ms)."""
    return round_trip + payload / uplink + server_time


@formula(
    "Time to predict on the device",
    unit="ms",
    expression="device_time",
    inputs={"device_time": DEVICE_TIME},
    fails_when=("The device is hot or busy.",),
    sources=("kang2017-neurosurgeon",),
)
def edge_latency_ms(*, device_time: Values) -> Values:
    """Milliseconds = ``device_time``: nothing leaves the device."""
    return device_time


@formula(
    "Cost of a single model and its errors",
    unit="USD/month",
    expression="requests_per_second * month * error_rate * error_cost + single_cost",
    inputs={"error_cost": ERROR_COST, **ERRORS, "single_cost": SINGLE_COST},
    assumptions=("All errors cost the same.",),
    sources=("amatriain2012-netflix-prize",),
)
def single_model_cost_usd_month(
    *, error_cost: Values, requests_per_second: Values, error_rate: Values, single_cost: Values
) -> Values:
    """USD/month = errors a month * ``error_cost`` + ``single_cost`` (USD, 1/s, fraction, USD/month)."""
    return requests_per_second * SECONDS_PER_MONTH * error_rate * error_cost + single_cost


@formula(
    "Cost of an ensemble and its errors",
    unit="USD/month",
    expression="requests_per_second * month * error_rate * (1 - error_reduction) * error_cost + ensemble_cost",
    inputs={"error_cost": ERROR_COST, **ERRORS, **ENSEMBLE},
    assumptions=("All errors cost the same.", "The slower answer loses nothing."),
    sources=("amatriain2012-netflix-prize",),
)
def ensemble_cost_usd_month(
    *,
    error_cost: Values,
    requests_per_second: Values,
    error_rate: Values,
    error_reduction: Values,
    ensemble_cost: Values,
) -> Values:
    """USD/month = errors a month * (1 - ``error_reduction``) * ``error_cost`` + ``ensemble_cost``."""
    errors = requests_per_second * SECONDS_PER_MONTH * error_rate * (1 - error_reduction)
    return errors * error_cost + ensemble_cost


@formula(
    "Cost of tokens from an API",
    unit="USD/month",
    expression="output_tokens * (price_out + input_per_output * price_in) / 10^6",
    inputs={"output_tokens": TOKENS, **API},
    assumptions=("List prices; no caching of prompts, no batch discount.",),
    sources=("llm-prices-2026",),
)
def api_cost_of_tokens_usd_month(
    *, output_tokens: Values, price_in: Values, price_out: Values, input_per_output: Values
) -> Values:
    """USD/month = ``output_tokens * (price_out + input_per_output * price_in) / 10^6`` (token/month, USD a million)."""
    return output_tokens * (price_out + input_per_output * price_in) / 1e6


@formula(
    "Cost of tokens from own GPUs",
    unit="USD/month",
    expression="max(least_replicas, ceil(output_tokens / (replica_rate * utilisation * month))) "
    "* gpus_per_replica * gpu_price * 730.5 h + people_cost",
    inputs={"output_tokens": TOKENS, **OWN_GPUS},
    assumptions=("GPUs are paid for by the hour, busy or not.", "Whole copies of the model are added."),
    fails_when=("The model at hand is not as good as the API's: compare quality first.",),
    sources=("pan2025-onprem-llm", "trtllm-perf-2025"),
)
def own_gpu_cost_of_tokens_usd_month(
    *,
    output_tokens: Values,
    replica_rate: Values,
    utilisation: Values,
    least_replicas: Values,
    gpus_per_replica: Values,
    gpu_price: Values,
    people_cost: Values,
) -> Values:
    """USD/month = whole copies * ``gpus_per_replica * gpu_price * 730.5 + people_cost`` (copies as in the formula)."""
    copies = np.maximum(least_replicas, np.ceil(output_tokens / (replica_rate * utilisation * SECONDS_PER_MONTH)))
    return np.asarray(copies * gpus_per_replica * gpu_price * HOURS_PER_MONTH + people_cost)

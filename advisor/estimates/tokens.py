"""Language models: how many tokens per second are needed and made, and what they cost from an API or on own GPUs.

Making a token reads all weights once for the whole batch and each sequence's cache once, so memory bandwidth bounds
it; for large batches arithmetic does (two operations for each parameter and token).
"""

from __future__ import annotations

import numpy as np

from advisor.estimates.formula import Input, Values, formula
from advisor.estimates.periods import HOURS_PER_MONTH, SECONDS_PER_MONTH

_TOKENS_IN = Input("token", "tokens read for one request", answer="tokens_in")
_TOKENS_OUT = Input("token", "tokens written for one request", answer="tokens_out")
_PRICE_IN = Input("USD", "API price of a million input tokens", reference="price-llm-small-input")
_PRICE_OUT = Input("USD", "API price of a million output tokens", reference="price-llm-small-output")
_GPU_PRICE = Input("USD/h", "price of one GPU", reference="price-gpu-h100")
_GPUS = Input("count", "GPUs under one copy of the model", minimum=1)
_REPLICA_RATE = Input(
    "token/s", "output tokens that one copy makes at full load", minimum=1e-9, reference="throughput-llm-8b-h100"
)
_TARGET = Input("fraction", "share of full load that a copy is planned for at peak", 1e-6, 1)
_MODEL = {
    "weights": Input("GB", "size of the weights in memory", minimum=1e-9),
    "cache_per_sequence": Input("GB", "key-value cache of one sequence at its mean length"),
    "batch": Input("count", "sequences that are answered at the same time", minimum=1),
    "bandwidth": Input("GB/s", "memory bandwidth of the GPUs under one copy", minimum=1e-9),
    "parameters": Input("count", "parameters that are active for a token"),
    "compute": Input("TFLOP/s", "arithmetic of the GPUs under one copy", minimum=1e-9),
    "efficiency": Input("fraction", "share of bandwidth and arithmetic that is reached", 1e-6, 1),
}
_DECODING = ("Weights are read once a step for the whole batch; reading prompts takes no time.",)
_DECODING_LIMITS = (
    "Prompts are long against answers: reading them takes a share of the time.",
    "Copies between GPUs, speculative decoding, or experts that differ from token to token.",
)


@formula(
    "Output tokens per second that are asked for",
    unit="token/s",
    expression="requests_per_second * tokens_out",
    inputs={
        "requests_per_second": Input("1/s", "requests at the peak", answer="peak_requests_per_second"),
        "tokens_out": _TOKENS_OUT,
    },
    sources=("advisor-judgement",),
)
def tokens_per_second(*, requests_per_second: Values, tokens_out: Values) -> Values:
    """Tokens/s = ``requests_per_second * tokens_out`` (1/s, tokens)."""
    return requests_per_second * tokens_out


@formula(
    "Tokens per second that one user sees",
    unit="token/s",
    expression="efficiency / max((weights + batch * cache_per_sequence) / bandwidth, 2 * parameters * batch / compute)",
    inputs=_MODEL,
    assumptions=_DECODING,
    fails_when=_DECODING_LIMITS,
    sources=("kwon2023-vllm", "trtllm-perf-2025"),
)
def tokens_per_second_for_user(
    *,
    weights: Values,
    cache_per_sequence: Values,
    batch: Values,
    bandwidth: Values,
    parameters: Values,
    compute: Values,
    efficiency: Values,
) -> Values:
    """Tokens/s = 1 / step, step = max((W + B k) / bandwidth, 2 P B / compute) / efficiency (GB, GB, count, GB/s, count,
    TFLOP/s, fraction). The roofline of Williams, Waterman and Patterson, Communications of the ACM 52 (2009).
    """
    memory = (weights + batch * cache_per_sequence) / bandwidth
    arithmetic = 2 * parameters * batch / (compute * 1e12)
    return np.asarray(efficiency / np.maximum(memory, arithmetic))


@formula(
    "Tokens per second that one copy makes",
    unit="token/s",
    expression="batch * efficiency / max((weights + batch * cache_per_sequence) / bandwidth, "
    "2 * parameters * batch / compute)",
    inputs=_MODEL,
    assumptions=_DECODING,
    fails_when=_DECODING_LIMITS,
    sources=("kwon2023-vllm", "trtllm-perf-2025"),
)
def tokens_per_second_of_replica(*, batch: Values, **machine: Values) -> Values:
    """Tokens/s = ``batch`` times :func:`tokens_per_second_for_user`, which takes the same inputs."""
    return batch * tokens_per_second_for_user(batch=batch, **machine)


@formula(
    "API cost a month",
    unit="USD/month",
    expression="requests_per_second * month * (tokens_in * price_in + tokens_out * price_out) / 10^6",
    inputs={
        "requests_per_second": Input("1/s", "requests, mean over the month", answer="mean_requests_per_second"),
        "tokens_in": _TOKENS_IN,
        "tokens_out": _TOKENS_OUT,
        "price_in": _PRICE_IN,
        "price_out": _PRICE_OUT,
    },
    assumptions=("List prices; no caching of prompts, no batch discount.",),
    fails_when=("A model that reasons writes tokens nobody sees: count them as output.",),
    sources=("llm-prices-2026",),
)
def api_cost_usd_month(
    *, requests_per_second: Values, tokens_in: Values, tokens_out: Values, price_in: Values, price_out: Values
) -> Values:
    """USD/month = ``requests_per_second * 2,629,800 s * (tokens_in price_in + tokens_out price_out) / 10^6``, prices in
    USD for a million tokens.
    """
    return requests_per_second * SECONDS_PER_MONTH * (tokens_in * price_in + tokens_out * price_out) / 1e6


@formula(
    "Copies of a language model at the peak",
    unit="count",
    expression="max(least_replicas, ceil(requests_per_second * tokens_out / (replica_rate * planned_load)))",
    inputs={
        "requests_per_second": Input("1/s", "requests at the peak", answer="peak_requests_per_second"),
        "tokens_out": _TOKENS_OUT,
        "replica_rate": _REPLICA_RATE,
        "planned_load": _TARGET,
        "least_replicas": Input("count", "copies kept in any case", minimum=0),
    },
    assumptions=("The rate of a copy is stated for a mix of input and output like the system's.",),
    fails_when=("Prompts are longer than in the mix that the rate was measured with.",),
    sources=("trtllm-perf-2025",),
)
def llm_replicas(
    *,
    requests_per_second: Values,
    tokens_out: Values,
    replica_rate: Values,
    planned_load: Values,
    least_replicas: Values,
) -> Values:
    """Copies = max(``least_replicas``, ceil(requests * tokens_out / (replica_rate * planned_load)))."""
    needed = np.ceil(requests_per_second * tokens_out / (replica_rate * planned_load))
    return np.asarray(np.maximum(least_replicas, needed))


@formula(
    "Cost of own GPUs a month",
    unit="USD/month",
    expression="replicas * gpus_per_replica * gpu_price * 730.5 h + people_cost",
    inputs={
        "replicas": Input("count", "copies of the model that run all month"),
        "gpus_per_replica": _GPUS,
        "gpu_price": _GPU_PRICE,
        "people_cost": Input("USD/month", "people who run them"),
    },
    assumptions=("GPUs are paid for by the hour, busy or not.",),
    sources=("mercatus2026-gpu-prices",),
)
def own_gpu_cost_usd_month(
    *, replicas: Values, gpus_per_replica: Values, gpu_price: Values, people_cost: Values
) -> Values:
    """USD/month = ``replicas * gpus_per_replica * gpu_price * 730.5 + people_cost`` (count, count, USD/h,
    USD/month).
    """
    return replicas * gpus_per_replica * gpu_price * HOURS_PER_MONTH + people_cost


@formula(
    "Cost of a million output tokens on own GPUs",
    unit="USD",
    expression="10^6 * gpus_per_replica * gpu_price / (3600 * replica_rate * utilisation)",
    inputs={
        "gpus_per_replica": _GPUS,
        "gpu_price": _GPU_PRICE,
        "replica_rate": _REPLICA_RATE,
        "utilisation": Input("fraction", "tokens made over tokens that could be made, over the month", 1e-6, 1),
    },
    assumptions=("GPUs are paid for by the hour, busy or not; people are not counted.",),
    sources=("trtllm-perf-2025", "mercatus2026-gpu-prices"),
)
def own_usd_per_million_tokens(
    *, gpus_per_replica: Values, gpu_price: Values, replica_rate: Values, utilisation: Values
) -> Values:
    """USD = ``10^6 * gpus_per_replica * gpu_price / (3600 * replica_rate * utilisation)`` (count, USD/h, token/s)."""
    return 1e6 * gpus_per_replica * gpu_price / (3600 * replica_rate * utilisation)

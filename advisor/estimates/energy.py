"""Energy and carbon of serving, a month and for each prediction.

A server's power grows with its load on a line from idle to busy (Barroso and Hölzle, "The case for energy-proportional
computing", IEEE Computer 40, 2007). Carbon is energy times the carbon of the grid (Patterson et al., "Carbon emissions
and large neural network training", 2021); that of making the hardware is left out. Masses of carbon dioxide
equivalent are plain numbers of grams or kilograms, as each name says.
"""

from __future__ import annotations

from advisor.estimates.formula import Input, Values, formula
from advisor.estimates.periods import HOURS_PER_MONTH, SECONDS_PER_MONTH
from advisor.units import factor

_J_PER_KWH = factor("kWh")
_REQUESTS = Input("1/s", "predictions, mean over the month", answer="mean_requests_per_second")
_SOME_REQUESTS = Input("1/s", "predictions, mean over the month", minimum=1e-9, answer="mean_requests_per_second")
_ENERGY = Input("kWh/month", "energy a month")
_INTENSITY = Input("g/kWh", "CO2 equivalent that the grid emits for one kWh", reference="carbon-of-grid")
_OVERHEAD = Input("count", "energy of the whole building over that of its machines", minimum=1)
_CARBON = ("The grid's mean over the month is meant.", "Making and scrapping the hardware is not counted.")


@formula(
    "Energy of servers a month",
    unit="kWh/month",
    expression="machines * (idle_power + (busy_power - idle_power) * utilisation) * 730.5 h * building_overhead",
    inputs={
        "machines": Input("count", "machines that are switched on"),
        "idle_power": Input("W", "power of one machine without work"),
        "busy_power": Input("W", "power of one machine at full work"),
        "utilisation": Input("fraction", "share of full work, mean over the month", maximum=1),
        "building_overhead": _OVERHEAD,
    },
    assumptions=("Power grows with work on a straight line.", "Machines stay on all month."),
    fails_when=("Machines are shared: give the system's share of a machine.",),
    sources=("advisor-judgement",),
)
def energy_kwh_month(
    *, machines: Values, idle_power: Values, busy_power: Values, utilisation: Values, building_overhead: Values
) -> Values:
    """KWh/month = ``machines (idle + (busy - idle) utilisation) / 1000 * 730.5 * building_overhead`` (count, W, W,
    fraction, ratio of at least 1).
    """
    power = idle_power + (busy_power - idle_power) * utilisation
    return machines * power / 1000 * HOURS_PER_MONTH * building_overhead


@formula(
    "Energy of predictions a month",
    unit="kWh/month",
    expression="requests_per_second * month * energy_per_prediction * building_overhead",
    inputs={
        "requests_per_second": _REQUESTS,
        "energy_per_prediction": Input("J", "energy of one prediction, on the server or on the device"),
        "building_overhead": _OVERHEAD,
    },
    assumptions=("Energy without work is not counted.", "On devices the overhead is that of charging."),
    fails_when=("Machines idle for much of the time: use energy_kwh_month.",),
    sources=("advisor-judgement",),
)
def energy_of_predictions_kwh_month(
    *, requests_per_second: Values, energy_per_prediction: Values, building_overhead: Values
) -> Values:
    """KWh/month = ``requests_per_second * 2,629,800 s * energy_per_prediction / 3.6e6 * building_overhead`` (1/s, J,
    ratio of at least 1).
    """
    return requests_per_second * SECONDS_PER_MONTH * energy_per_prediction / _J_PER_KWH * building_overhead


@formula(
    "Energy of a generated answer",
    unit="J",
    expression="tokens_out * energy_per_token",
    inputs={
        "tokens_out": Input("token", "tokens written for one request", answer="tokens_out"),
        "energy_per_token": Input("J", "energy of one output token", reference="energy-llm-token-70b"),
    },
    assumptions=("Reading the prompt is part of the energy of the tokens written.",),
    fails_when=("The prompt is long against the answer.",),
    sources=("trtllm-perf-2025",),
)
def energy_j_per_answer(*, tokens_out: Values, energy_per_token: Values) -> Values:
    """J = ``tokens_out * energy_per_token`` (tokens, J)."""
    return tokens_out * energy_per_token


@formula(
    "Energy of one prediction",
    unit="J",
    expression="energy / (requests_per_second * month)",
    inputs={"energy": _ENERGY, "requests_per_second": _SOME_REQUESTS},
    assumptions=("Idle machines are part of the energy of the predictions.",),
    sources=("advisor-judgement",),
)
def energy_j_per_prediction(*, energy: Values, requests_per_second: Values) -> Values:
    """J = ``energy * 3.6e6 / (requests_per_second * 2,629,800 s)`` (kWh/month, 1/s)."""
    return energy * _J_PER_KWH / (requests_per_second * SECONDS_PER_MONTH)


@formula(
    "Carbon a month, CO2 equivalent",
    unit="kg/month",
    expression="energy * grams_per_kwh / 1000",
    inputs={"energy": _ENERGY, "grams_per_kwh": _INTENSITY},
    assumptions=_CARBON,
    sources=("advisor-judgement",),
)
def carbon_kg_month(*, energy: Values, grams_per_kwh: Values) -> Values:
    """Kilograms a month = ``energy * grams_per_kwh / 1000`` (kWh/month, g/kWh)."""
    return energy * grams_per_kwh / 1000


@formula(
    "Carbon of one prediction, CO2 equivalent",
    unit="g",
    expression="energy * grams_per_kwh / (requests_per_second * month)",
    inputs={"energy": _ENERGY, "grams_per_kwh": _INTENSITY, "requests_per_second": _SOME_REQUESTS},
    assumptions=_CARBON,
    sources=("advisor-judgement",),
)
def carbon_g_per_prediction(*, energy: Values, grams_per_kwh: Values, requests_per_second: Values) -> Values:
    """Grams = ``energy * grams_per_kwh / (requests_per_second * 2,629,800 s)`` (kWh/month, g/kWh, 1/s)."""
    return energy * grams_per_kwh / (requests_per_second * SECONDS_PER_MONTH)

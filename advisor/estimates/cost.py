"""What a system costs a month, part by part, and what a thousand predictions cost.

Money is in US dollars and months have 730.5 hours. ``PARTS`` names the parts in the order in which they are shown.
"""

from __future__ import annotations

import numpy as np

from advisor.estimates.formula import Input, Values, formula
from advisor.estimates.periods import DAYS_PER_MONTH, HOURS_PER_MONTH, SECONDS_PER_MONTH

PARTS = ("serving", "batch", "training", "storage", "streaming", "transfer", "labelling", "review", "people")
"""The parts of the monthly cost; each has a formula ``<part>_cost_usd_month``."""

_LIST_PRICE = "Prices are list prices of the reference file, before discounts."
_MACHINE_PRICE = Input("USD/h", "price of one machine", reference="price-vcpu-hour")
_MACHINES = Input("count", "machines that work at the same time")


@formula(
    "Serving cost a month",
    unit="USD/month",
    expression="replicas * machine_price * 730.5 h * managed_premium",
    inputs={
        "replicas": Input("count", "copies of the service that are kept running"),
        "machine_price": Input("USD/h", "price of the machine under one replica", reference="price-vcpu-hour"),
        "managed_premium": Input(
            "count", "price over that of the bare machine", minimum=1, reference="managed-premium"
        ),
    },
    assumptions=("The same number of replicas runs all month.", _LIST_PRICE),
    fails_when=("Replicas follow the load: give their mean number over the month.",),
    sources=("napkin-math-2026",),
)
def serving_cost_usd_month(*, replicas: Values, machine_price: Values, managed_premium: Values) -> Values:
    """USD/month = ``replicas * machine_price * 730.5 * managed_premium`` (count, USD/h, ratio of at least 1)."""
    return replicas * machine_price * HOURS_PER_MONTH * managed_premium


@formula(
    "Batch scoring cost a month",
    unit="USD/month",
    expression="(month / interval) * machines * run_duration * machine_price",
    inputs={
        "interval": Input("h", "time from the start of one run to the start of the next", minimum=1e-3),
        "machines": _MACHINES,
        "run_duration": Input("h", "duration of one run"),
        "machine_price": _MACHINE_PRICE,
    },
    assumptions=("Machines are paid for only while the run lasts.", _LIST_PRICE),
    sources=("napkin-math-2026",),
)
def batch_cost_usd_month(*, interval: Values, machines: Values, run_duration: Values, machine_price: Values) -> Values:
    """USD/month = ``730.5 / interval * machines * run_duration * machine_price`` (h, count, h, USD/h)."""
    return HOURS_PER_MONTH / interval * machines * run_duration * machine_price


@formula(
    "Training cost a month",
    unit="USD/month",
    expression="(month / retraining_interval) * attempts * machines * run_duration * machine_price",
    inputs={
        "retraining_interval": Input("day", "time from one training to the next", minimum=1e-3),
        "attempts": Input("count", "training runs for each model that is released", minimum=1),
        "machines": _MACHINES,
        "run_duration": Input("h", "duration of one training run"),
        "machine_price": Input("USD/h", "price of one training machine", reference="price-vcpu-hour"),
    },
    assumptions=("Machines are paid for only while they train.", _LIST_PRICE),
    sources=("napkin-math-2026",),
)
def training_cost_usd_month(
    *, retraining_interval: Values, attempts: Values, machines: Values, run_duration: Values, machine_price: Values
) -> Values:
    """USD/month = ``30.4375 / retraining_interval * attempts * machines * run_duration * machine_price`` (day, count,
    count, h, USD/h).
    """
    return DAYS_PER_MONTH / retraining_interval * attempts * machines * run_duration * machine_price


@formula(
    "Storage cost a month",
    unit="USD/month",
    expression="new_data * retention * copies * storage_price",
    inputs={
        "new_data": Input("GB/day", "data that is added", answer="new_data_gb_per_day"),
        "retention": Input("day", "how long data is kept"),
        "copies": Input("count", "copies kept", minimum=1),
        "storage_price": Input("USD/GB/month", "price of storage", reference="price-object-storage"),
    },
    assumptions=("The store is full: as much is deleted as is added.", "Requests to the store are not counted."),
    fails_when=("The system is younger than the retention: it then holds less.",),
    sources=("napkin-math-2026",),
)
def storage_cost_usd_month(*, new_data: Values, retention: Values, copies: Values, storage_price: Values) -> Values:
    """USD/month = ``new_data * retention * copies * storage_price`` (GB/day, day, count, USD/GB/month)."""
    return new_data * retention * copies * storage_price


@formula(
    "Event stream cost a month",
    unit="USD/month",
    expression="events_per_second * event_size * month * stream_price",
    inputs={
        "events_per_second": Input("1/s", "events, mean over the month"),
        "event_size": Input("kB", "size of one event"),
        "stream_price": Input("USD/GB", "price of writing and reading once"),
    },
    assumptions=("One consumer reads each event once.", _LIST_PRICE),
    sources=("advisor-judgement",),
)
def streaming_cost_usd_month(*, events_per_second: Values, event_size: Values, stream_price: Values) -> Values:
    """USD/month = ``events_per_second * 2,629,800 s * event_size / 10^6 * stream_price`` (1/s, kB, USD/GB)."""
    return events_per_second * SECONDS_PER_MONTH * event_size / 1e6 * stream_price


@formula(
    "Network transfer cost a month",
    unit="USD/month",
    expression="requests_per_second * response_size * month * transfer_price",
    inputs={
        "requests_per_second": Input("1/s", "mean over the month", answer="mean_requests_per_second"),
        "response_size": Input("kB", "what one answer sends out of the cloud"),
        "transfer_price": Input("USD/GB", "price of traffic to the internet", reference="price-egress"),
    },
    assumptions=("Traffic into the cloud is free.", _LIST_PRICE),
    sources=("napkin-math-2026",),
)
def transfer_cost_usd_month(*, requests_per_second: Values, response_size: Values, transfer_price: Values) -> Values:
    """USD/month = ``requests_per_second * 2,629,800 s * response_size / 10^6 * transfer_price`` (1/s, kB, USD/GB)."""
    return requests_per_second * SECONDS_PER_MONTH * response_size / 1e6 * transfer_price


@formula(
    "Labelling cost a month",
    unit="USD/month",
    expression="items_labelled * workers_per_item * label_price",
    inputs={
        "items_labelled": Input("1/month", "items that people label"),
        "workers_per_item": Input("count", "people who label the same item", minimum=1),
        "label_price": Input("USD", "price of one label by one person", reference="price-label-class"),
    },
    assumptions=("Instruction and checking of the workers are part of the price.",),
    sources=("wring2026-ground-truth", "google-labeling-prices"),
)
def labelling_cost_usd_month(*, items_labelled: Values, workers_per_item: Values, label_price: Values) -> Values:
    """USD/month = ``items_labelled * workers_per_item * label_price`` (1/month, count, USD)."""
    return items_labelled * workers_per_item * label_price


@formula(
    "Human review cost a month",
    unit="USD/month",
    expression="requests_per_second * month * reviewed_share * review_time * reviewer_wage",
    inputs={
        "requests_per_second": Input("1/s", "mean over the month", answer="mean_requests_per_second"),
        "reviewed_share": Input("fraction", "share of the predictions that a person checks", maximum=1),
        "review_time": Input("s", "time for one check"),
        "reviewer_wage": Input("USD/h", "all costs of a reviewer"),
    },
    assumptions=("Reviewers are paid for the time they work.",),
    sources=("advisor-judgement",),
)
def review_cost_usd_month(
    *, requests_per_second: Values, reviewed_share: Values, review_time: Values, reviewer_wage: Values
) -> Values:
    """USD/month = ``requests_per_second * 2,629,800 s * reviewed_share * review_time / 3600 * reviewer_wage`` (1/s,
    fraction, s, USD/h).
    """
    return requests_per_second * SECONDS_PER_MONTH * reviewed_share * review_time / 3600 * reviewer_wage


@formula(
    "Cost of people a month",
    unit="USD/month",
    expression="(people + build_effort / lifetime) * salary",
    inputs={
        "people": Input("count", "engineers who run and improve the system, in full-time equivalents"),
        "build_effort": Input("month", "engineer-months to build it"),
        "lifetime": Input("month", "time over which building it is spread", minimum=1),
        "salary": Input("USD/month", "all costs of one engineer"),
    },
    assumptions=("Building is spread evenly over the lifetime, without interest.",),
    sources=("advisor-judgement",),
)
def people_cost_usd_month(*, people: Values, build_effort: Values, lifetime: Values, salary: Values) -> Values:
    """USD/month = ``(people + build_effort / lifetime) * salary`` (count, month, month, USD/month)."""
    return (people + build_effort / lifetime) * salary


@formula(
    "Cost a month",
    unit="USD/month",
    expression=" + ".join(PARTS),
    inputs={part: Input("USD/month", f"cost of {part} a month") for part in PARTS},
    assumptions=("A part that the system does not have costs nothing: give 0.",),
    sources=("advisor-judgement",),
)
def cost_usd_month(**parts: Values) -> Values:
    """USD/month = the sum of the nine ``PARTS``, each in USD/month."""
    return np.asarray(sum(parts[part] for part in PARTS))


@formula(
    "Cost of a thousand predictions",
    unit="USD",
    expression="1000 * cost / (requests_per_second * month)",
    inputs={
        "cost": Input("USD/month", "cost of the system a month"),
        "requests_per_second": Input(
            "1/s", "predictions served, mean over the month", minimum=1e-9, answer="mean_requests_per_second"
        ),
    },
    assumptions=("Each request is answered with one prediction; predictions never read are part of the cost.",),
    sources=("advisor-judgement",),
)
def cost_usd_per_1000_predictions(*, cost: Values, requests_per_second: Values) -> Values:
    """USD for a thousand = ``1000 * cost / (requests_per_second * 2,629,800 s)`` (USD/month, 1/s)."""
    return 1000 * cost / (requests_per_second * SECONDS_PER_MONTH)

"""Share of the time that a prediction can be had: parts in series, replicas of one part, a fallback behind all."""

from __future__ import annotations

import math

import numpy as np

from advisor.estimates.formula import Input, Values, formula
from advisor.units import factor

_MINUTES_PER_MONTH = factor("month") / factor("min")
_MOST_REPLICAS = 500


def _share(meaning: str, reference: str | None = None, answer: str | None = None) -> Input:
    return Input("fraction", meaning, maximum=1.0, reference=reference, answer=answer)


_INDEPENDENT = "Failures are independent."
_TOGETHER = "Parts fail together: a bad release, a lost zone, an expired certificate."


def in_series(*parts: Values) -> Values:
    """Availability of a chain that needs every part: the product."""
    return np.asarray(math.prod(np.asarray(part, dtype=float) for part in parts))


@formula(
    "Availability of a chain",
    unit="fraction",
    expression="network × look-up × service × other",
    inputs={
        "network": _share("availability of the network to the point of use"),
        "lookup": _share("availability of the feature store or look-up", reference="availability-multi-zone"),
        "service": _share("availability of the model's service", reference="availability-multi-zone"),
        "other": _share("availability of all else that an answer needs, multiplied; 1 for nothing"),
    },
    assumptions=(_INDEPENDENT, "An answer needs every part."),
    fails_when=("Parts fail together: the chain is up more often than the product says, down for longer at a time.",),
    sources=("beyer2016-sre", "cloudonaut2019-sla"),
)
def chain_availability(*, network: Values, lookup: Values, service: Values, other: Values) -> Values:
    """Share of the time that all parts work; a part that there is not has availability 1."""
    return in_series(network, lookup, service, other)


@formula(
    "Availability of replicas",
    unit="fraction",
    expression="shared × Σ(k = needed … n) C(n, k) a^k (1 − a)^(n − k)",
    inputs={
        "one": _share("availability of one replica by itself", reference="availability-one-machine"),
        "replicas": Input("count", "copies of the service", minimum=1, maximum=_MOST_REPLICAS),
        "needed": Input("count", "copies that carry the load", minimum=1, maximum=_MOST_REPLICAS),
        "shared": _share("availability of what all replicas share: release, configuration, load balancer, zone"),
    },
    assumptions=(_INDEPENDENT, "A broken replica gets no requests."),
    fails_when=(_TOGETHER, "Fewer replicas than needed: the result is 0, though some requests are still answered."),
    sources=("beyer2016-sre",),
)
def replicated_availability(*, one: Values, replicas: Values, needed: Values, shared: Values) -> Values:
    """Share of the time that at least ``needed`` of ``replicas`` work, and what they share works too.

    The binomial tail is summed from k = 0 for the failures that are survived, which keeps the digits of a small
    unavailability. Fractions of a replica are not counted.
    """
    one, count, wanted = np.broadcast_arrays(np.asarray(one, dtype=float), np.floor(replicas), np.ceil(needed))
    survived = count - wanted
    up, ways = np.zeros(one.shape), np.ones(one.shape)
    most = int(survived.max()) if survived.size else -1
    for broken in range(most + 1):
        with np.errstate(invalid="ignore"):
            term = ways * one ** (count - broken) * (1.0 - one) ** broken
        up += np.where(broken <= survived, term, 0.0)
        ways *= (count - broken) / (broken + 1)
    return np.minimum(up, 1.0) * shared


@formula(
    "Availability with a fallback",
    unit="fraction",
    expression="main + (1 − main) × fallback × switched",
    inputs={
        "main": _share("availability of the way that is tried first"),
        "fallback": _share("availability of the fallback"),
        "switched": _share("share of failures that are noticed in time to use the fallback"),
    },
    assumptions=(_INDEPENDENT, "An answer of the fallback counts as an answer."),
    fails_when=(_TOGETHER, "The fallback needs a part of the main way, such as its network or its features."),
    sources=("beyer2016-sre",),
)
def availability_with_fallback(*, main: Values, fallback: Values, switched: Values) -> Values:
    """Share of the time that the main way or the fallback answers."""
    return main + (1.0 - np.asarray(main)) * fallback * switched


@formula(
    "Downtime a month",
    unit="min",
    expression="(1 − availability) × month",
    inputs={"availability": _share("share of the time that predictions can be had", answer="availability_target")},
    sources=("beyer2016-sre",),
)
def downtime_minutes_month(*, availability: Values) -> Values:
    """Minutes a month (of 30.4375 days) without an answer."""
    return (1.0 - np.asarray(availability)) * _MINUTES_PER_MONTH

"""From needing a prediction to having it: network, feature look-up, queueing, model, serialisation.

**How the percentiles of the parts combine.** Percentiles do not add: the 99th percentiles of five independent
parts, added, are passed far less often than once in a hundred. Each part but the queue is taken as lognormal through
its median and 99th percentile. Their sum is the shifted lognormal with the same mean, variance and third moment
(cumulants of independent parts add), and the wait in the queue, which is a lump at zero and an exponential tail, is
added by numerical convolution. The tests hold both against sampling of the same parts. Where parts are slow *together*
(one overloaded network, one pause of a machine) the true percentile lies above; ``latency_together_ms`` adds the
percentiles, which is right when the parts rise and fall as one.

**How a percentile is broken down.** Each part has its mean plus a share of what the percentile lies above the mean of
the whole; the shares go by variance. This is what independent parts contribute to the variation, and it adds up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from advisor.estimates.formula import Input, Values, formula
from advisor.estimates.lognormal import Shifted, Time, from_median_and_p99, scv, shifted, total
from advisor.estimates.queueing import PERCENTILE, REQUESTS, SERVERS, waiting_time
from advisor.estimates.waiting import Waiting, percentile_with_waiting

PARTS = ("network", "lookup", "queueing", "model", "serialisation")
"""In the order in which they are shown."""

_INPUTS = {
    "network_p50_ms": Input(
        "ms", "round trip to the caller, median", answer="network_rtt_ms", at_most="network_p99_ms"
    ),
    "network_p99_ms": Input("ms", "round trip to the caller, 99th percentile"),
    "lookup_p50_ms": Input("ms", "reading the features, median", reference="kv-memory-p50", at_most="lookup_p99_ms"),
    "lookup_p99_ms": Input("ms", "reading the features, 99th percentile", reference="kv-memory-p99"),
    "model_p50_ms": Input("ms", "computing the prediction, median", answer="inference_ms", at_most="model_p99_ms"),
    "model_p99_ms": Input("ms", "computing the prediction, 99th percentile"),
    "serialisation_p50_ms": Input(
        "ms", "encoding and decoding, median", reference="json-100-features", at_most="serialisation_p99_ms"
    ),
    "serialisation_p99_ms": Input("ms", "encoding and decoding, 99th percentile"),
}
_QUEUE = {"requests_per_second": REQUESTS, "servers": SERVERS}
_ASSUMPTIONS = (
    "Parts follow one another and are independent.",
    "Each part is lognormal through its median and 99th percentile.",
    "Waiting is that of M/G/c in front of the model.",
)
_FAILS = (
    "Parts are slow together: the percentile lies above, at most near latency_together_ms.",
    "A 99th percentile is more than about 20 times its median: such a part is not lognormal but of two kinds.",
    "As sojourn_percentile_ms for the wait: batches, bursts, utilisation above 0.9. Use the simulation.",
)


@dataclass(frozen=True)
class Latency:
    """Everything between need and answer as distributions, in ms.

    Attributes:
        times: the parts but the wait, by their name.
        wait: the wait in the queue.
    """

    times: Mapping[str, Time]
    wait: Waiting

    def percentile(self, share: ArrayLike) -> Values:
        """What a ``share`` of the requests does not exceed."""
        return percentile_with_waiting(share, self._rest, self.wait)

    @cached_property
    def _rest(self) -> Shifted:
        """Everything but the wait."""
        return shifted(total(list(self.times.values())))

    def breakdown(self, share: ArrayLike) -> dict[str, Values]:
        """What each part contributes to that percentile, in the order of ``PARTS``; the contributions add up to it.

        Where the queue grows without end all contributions are infinite or NaN.
        """
        return self.breakdown_of(self.percentile(share))

    def breakdown_of(self, percentile: Values) -> dict[str, Values]:
        """As ``breakdown``, of a percentile that is known already."""
        everything = {**self.times, "queueing": _moments(self.wait)}
        whole = total(list(everything.values()))
        with np.errstate(divide="ignore", invalid="ignore"):
            stretch = np.where(whole.variance > 0, (percentile - whole.mean) / whole.variance, 0.0)
        ordered = sorted(everything, key=PARTS.index)
        return {name: np.asarray(everything[name].mean + stretch * everything[name].variance) for name in ordered}


def latency_of(
    *,
    network_p50_ms: Values,
    network_p99_ms: Values,
    lookup_p50_ms: Values,
    lookup_p99_ms: Values,
    model_p50_ms: Values,
    model_p99_ms: Values,
    serialisation_p50_ms: Values,
    serialisation_p99_ms: Values,
    requests_per_second: Values,
    servers: Values,
) -> Latency:
    """The latency of a call; a part that there is not has median and 99th percentile 0. Requests are those at peak."""
    model = from_median_and_p99(model_p50_ms, model_p99_ms)
    wait = waiting_time(
        requests_per_second=requests_per_second, service_ms=model.mean, service_scv=scv(model), servers=servers
    )
    times = {
        "network": from_median_and_p99(network_p50_ms, network_p99_ms),
        "lookup": from_median_and_p99(lookup_p50_ms, lookup_p99_ms),
        "model": model,
        "serialisation": from_median_and_p99(serialisation_p50_ms, serialisation_p99_ms),
    }
    return Latency(times, wait)


@formula(
    "Latency, median",
    unit="ms",
    expression="50th percentile of network + look-up + wait + model + serialisation",
    inputs={**_INPUTS, **_QUEUE},
    assumptions=_ASSUMPTIONS,
    fails_when=_FAILS,
    sources=("dean2013-tail", "allen1990-queueing"),
    via=latency_of,
)
def latency_p50_ms(latency: Latency) -> Values:
    """Median from need to answer, in ms; infinite where the servers can't carry the load. Inputs as ``latency_of``."""
    return latency.percentile(0.5)


@formula(
    "Latency, 99th percentile",
    unit="ms",
    expression="99th percentile of network + look-up + wait + model + serialisation",
    inputs={**_INPUTS, **_QUEUE},
    assumptions=_ASSUMPTIONS,
    fails_when=_FAILS,
    sources=("dean2013-tail", "allen1990-queueing"),
    via=latency_of,
)
def latency_p99_ms(latency: Latency) -> Values:
    """99th percentile from need to answer, in ms; infinite where the load can't be carried. As ``latency_of``."""
    return latency.percentile(0.99)


@formula(
    "Latency, any percentile",
    unit="ms",
    expression="percentile of network + look-up + wait + model + serialisation",
    inputs={**_INPUTS, **_QUEUE, "percentile": PERCENTILE},
    assumptions=_ASSUMPTIONS,
    fails_when=_FAILS,
    sources=("dean2013-tail", "allen1990-queueing"),
)
def latency_percentile_ms(*, percentile: Values, **parts: Values) -> Values:
    """Percentile (0 to 1) from need to answer, in ms; infinite where the load can't be carried. As ``latency_of``."""
    return latency_of(**parts).percentile(percentile)


@formula(
    "Latency when all parts are slow together, 99th percentile",
    unit="ms",
    expression="sum of the 99th percentiles of network, look-up, wait, model and serialisation",
    inputs={**_INPUTS, **_QUEUE},
    assumptions=("The parts rise and fall as one.", *_ASSUMPTIONS[1:]),
    fails_when=("Parts are independent: it overstates.",),
    sources=("dean2013-tail",),
)
def latency_together_ms(**parts: Values) -> Values:
    """Sum of the 99th percentiles of the parts, in ms. Exact for parts that are slow together; inputs as others."""
    latency = latency_of(**parts)
    constant = shifted(Time(np.asarray(1e-9), np.asarray(0.0), np.asarray(0.0)))
    wait = percentile_with_waiting(0.99, constant, latency.wait)
    return np.asarray(wait + sum(shifted(time).percentile(0.99) for time in latency.times.values()))


@formula(
    "Slowest of several parallel calls",
    unit="ms",
    expression="percentile p^(1/n) of one call",
    inputs={
        "call_p50_ms": Input("ms", "one call, median", at_most="call_p99_ms"),
        "call_p99_ms": Input("ms", "one call, 99th percentile"),
        "calls": Input("count", "calls made at the same time, all of which are waited for", minimum=1),
        "percentile": PERCENTILE,
    },
    assumptions=("The calls are independent.", "A call is lognormal through its median and 99th percentile."),
    fails_when=("Calls are slow together: the percentile is that of one call.",),
    sources=("dean2013-tail",),
)
def slowest_call_ms(*, call_p50_ms: Values, call_p99_ms: Values, calls: Values, percentile: Values) -> Values:
    """Percentile of the slowest of ``calls`` independent calls: P(all within t) = P(one within t)^n."""
    return shifted(from_median_and_p99(call_p50_ms, call_p99_ms)).percentile(percentile ** (1.0 / calls))


def _moments(wait: Waiting) -> Time:
    """Cumulants of the wait: zero, or ``delay`` plus an exponential; infinite or NaN where the queue has no end."""
    p, d = wait.probability, wait.delay
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = np.where(wait.rate > 0, 1.0 / wait.rate, np.inf)
        first = p * (d + scale)
        second = p * (d**2 + 2 * d * scale + 2 * scale**2)
        third = p * (d**3 + 3 * d**2 * scale + 6 * d * scale**2 + 6 * scale**3)
        return Time(first, second - first**2, third - 3 * first * second + 2 * first**3)

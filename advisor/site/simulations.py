"""The formula for time in a queue beside a simulation, worked out when the page is made."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.estimates.queueing import sojourn_p99_ms
from advisor.estimates.simulation import Arrivals, Service, percentile_of, simulate

SERVICE_MS = 20.0
SEED = 1
_SYSTEMS = (
    (1, 0.5, 1.0),
    (1, 0.8, 0.2),
    (2, 0.7, 0.2),
    (4, 0.8, 0.5),
    (4, 0.9, 1.0),
    (8, 0.9, 1.0),
    (16, 0.7, 1.0),
    (32, 0.9, 0.2),
)


@dataclass(frozen=True)
class Compared:
    """A service under load, by formula and by simulation.

    Attributes:
        replicas: servers behind one queue.
        utilisation: share of the time that they work, 0 to 1.
        variation: squared coefficient of variation of the time for one request.
        formula: p99 from arrival to answer by the formula, ms.
        simulated: the same by simulation, ms.
        error: standard error of the simulated one, ms.
    """

    replicas: int
    utilisation: float
    variation: float
    formula: float
    simulated: float
    error: float

    @property
    def apart(self) -> float:
        """How far the formula lies from the simulation, as a signed share of the simulated time."""
        return self.formula / self.simulated - 1


def compared() -> tuple[Compared, ...]:
    """Services of 1 to 32 replicas at half to nine tenths of their load, the same on every run."""
    return tuple(_compared(*system) for system in _SYSTEMS)


def _compared(replicas: int, utilisation: float, variation: float) -> Compared:
    arrivals = Arrivals(utilisation * replicas * 1000 / SERVICE_MS)
    formula = sojourn_p99_ms(
        requests_per_second=arrivals.per_second,
        service_ms=SERVICE_MS,
        service_scv=variation,
        servers=replicas,
    )
    found = percentile_of(simulate(arrivals, Service(replicas, SERVICE_MS, variation), seed=SEED), 0.99)
    return Compared(replicas, utilisation, variation, float(formula), found.value, found.error)

"""The estimates that an answer bounds: what a team stated as a limit, and what is estimated and measured against it."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import Literal

from advisor.answers import Answer, Range
from advisor.recommendation.recommendation import Estimate, Recommendation

Side = Literal["above", "below"]
Verdict = Literal["kept", "probably kept", "probably broken", "broken"]


@dataclass(frozen=True)
class Limit:
    """An estimate and the answer that bounds it, both in the same unit.

    Attributes:
        estimate: id of the estimate.
        answer: id of the requirement that bounds it.
        side: on which side of the answer the estimate breaks it.
        everywhere: whether every architecture has what is bounded. Of those that have it not, as no prediction grows
            old that is made when it is asked for, the limit is kept.
    """

    estimate: str
    answer: str
    side: Side
    everywhere: bool = True


LIMITS = (
    Limit("latency_p99_ms", "latency_budget_ms", "above"),
    Limit("staleness_s", "staleness_tolerance_s", "above", everywhere=False),
    Limit("running_cost_usd_month", "monthly_budget_usd", "above"),
    Limit("device_memory_mb", "device_memory_mb", "above", everywhere=False),
    Limit("availability", "availability_target", "below"),
)


@dataclass(frozen=True)
class StatedLimit:
    """A limit that the team stated.

    Attributes:
        at: in the unit of ``estimate``.
        estimate: what is bounded, as it is estimated.
    """

    limit: Limit
    at: float
    estimate: Estimate

    @property
    def verdict(self) -> Verdict:
        """Whether the estimate keeps the limit: with its whole range, with its middle, or not."""
        estimate, sign = self.estimate, 1.0 if self.limit.side == "above" else -1.0
        low, mid, high = sorted((sign * estimate.low, sign * estimate.mid, sign * estimate.high))
        bound = sign * self.at
        if high <= bound:
            return "kept"
        if low > bound:
            return "broken"
        return "probably kept" if mid <= bound else "probably broken"

    @property
    def broken(self) -> bool:
        """Whether the middle of the estimate lies beyond the limit."""
        return self.verdict in {"probably broken", "broken"}


def stated_limits(recommendation: Recommendation, answers: Container[str]) -> list[StatedLimit]:
    """The limits that ``answers`` of the system state for what there is an estimate of."""
    found = []
    for limit in LIMITS:
        estimate = recommendation.estimates.get(limit.estimate)
        at = stated_bound(limit.answer, limit.side, recommendation.system.requirements)
        if estimate is not None and at is not None and limit.answer in answers:
            found.append(StatedLimit(limit, at, estimate))
    return found


def stated_bound(answer: str, side: Side, requirements: Mapping[str, Answer]) -> float | None:
    """The number that ``answer`` sets as a limit, of a range the stricter end; ``None`` where no number is stated."""
    bound = requirements.get(answer)
    if isinstance(bound, Range):
        return bound.low if side == "above" else bound.high
    return float(bound) if isinstance(bound, int | float) and not isinstance(bound, bool) else None

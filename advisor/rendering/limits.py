"""Estimates beside the limits that the team stated: the pairs that can be measured against each other."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from typing import Literal

from advisor.answers import Range
from advisor.recommendation.recommendation import Estimate, Recommendation
from advisor.rendering import wording
from advisor.units import show_quantity


@dataclass(frozen=True)
class Limit:
    """An estimate and the answer that bounds it, both in the same unit.

    Attributes:
        estimate: id of the estimate.
        answer: id of the requirement that bounds it.
        side: whether the value has to stay at or below the answer, or at or above it.
    """

    estimate: str
    answer: str
    side: Literal["at most", "at least"]


LIMITS = (
    Limit("latency_p99_ms", "latency_budget_ms", "at most"),
    Limit("staleness_s", "staleness_tolerance_s", "at most"),
    Limit("running_cost_usd_month", "monthly_budget_usd", "at most"),
    Limit("device_memory_mb", "device_memory_mb", "at most"),
    Limit("availability", "availability_target", "at least"),
)


@dataclass(frozen=True)
class LimitView:
    """A limit of this system in words, with its estimate."""

    answer: str
    name: str
    side: str
    bound: str
    estimate: Estimate


def limits_that_bear(recommendation: Recommendation, answers: Container[str]) -> list[LimitView]:
    """The stated limits among ``answers`` for which there is an estimate."""
    found = []
    for limit in LIMITS:
        estimate = recommendation.estimates.get(limit.estimate)
        bound = recommendation.system.requirements.get(limit.answer)
        if estimate is None or limit.answer not in answers:
            continue
        if isinstance(bound, Range):
            bound = bound.low if limit.side == "at most" else bound.high
        if isinstance(bound, int | float):
            shown = show_quantity(float(bound), estimate.unit)
            found.append(LimitView(limit.answer, wording.estimate_name(limit.estimate), limit.side, shown, estimate))
    return found

"""Architectures that keep the limits which a recommended one breaks, as an immutable value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from advisor.recommendation.limits import StatedLimit
from advisor.recommendation.recommendation import Estimate


@dataclass(frozen=True)
class WayOut:
    """Of the architectures that keep some limits by the middle of the estimate, the one of the best score.

    Attributes:
        keeps: estimates whose limit the recommendation breaks and this architecture keeps.
        breaks: estimates whose limit it breaks all the same.
        changes: decisions that it takes otherwise, with that option.
        settled: the decisions to fix for the advisor to recommend it; ``changes``, and more only where it must be said
            that a decision stays.
        score: log-odds by which it falls behind the recommendation, at least 0.
        estimates: recommended and instead, by name, where the middles differ; ``None`` where one is not known or does
            not apply.
    """

    keeps: tuple[str, ...]
    breaks: tuple[str, ...]
    changes: Mapping[str, str]
    settled: Mapping[str, str]
    score: float
    estimates: Mapping[str, tuple[Estimate | None, Estimate | None]]


@dataclass(frozen=True)
class WaysOut:
    """What can be done about broken limits.

    Attributes:
        broken: the limits that the recommendation breaks by the middle of the estimate.
        ways: one that keeps all that the team stated, where there is one; else one for each broken limit that an
            architecture keeps, alike ones together.
        nearest: of the limits that no architecture keeps the middle that comes nearest, by estimate, in its unit.
    """

    broken: tuple[StatedLimit, ...]
    ways: tuple[WayOut, ...]
    nearest: Mapping[str, float]

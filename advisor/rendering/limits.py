"""The estimates held against the limits that the team stated, in words and for machines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from advisor.recommendation.limits import StatedLimit, Verdict, stated_limits
from advisor.recommendation.recommendation import Recommendation
from advisor.rendering import wording
from advisor.units import show_quantity


@dataclass(frozen=True)
class LimitView:
    """One stated limit as a page shows it.

    Attributes:
        estimate: name of what is bounded.
        value: the estimate with its range.
        bound: the limit: ``at most 80 ms``.
        answer: id of the requirement that states it.
    """

    estimate: str
    value: str
    bound: str
    answer: str
    verdict: Verdict

    @property
    def broken(self) -> bool:
        """Whether the middle of the estimate lies beyond the limit."""
        return self.verdict in {"probably broken", "broken"}

    @property
    def text(self) -> str:
        """The limit as a sentence."""
        return f"{self.estimate}: {self.value}, where {self.answer} allows {self.bound}: {self.verdict}."


def limits_of(recommendation: Recommendation) -> list[LimitView]:
    """Every limit that the answers state and that there is an estimate for, those broken first."""
    found = [_view(stated) for stated in stated_limits(recommendation, recommendation.system.requirements)]
    return sorted(found, key=lambda view: not view.broken)


def limits_json(recommendation: Recommendation) -> list[dict[str, Any]]:
    """The stated limits for machines, ``at`` in the unit of the estimate."""
    return [
        {
            "estimate": stated.limit.estimate,
            "answer": stated.limit.answer,
            "at": float(f"{stated.at:.6g}"),
            "unit": stated.estimate.unit,
            "breaks_when": stated.limit.side,
            "verdict": stated.verdict.replace(" ", "_"),
        }
        for stated in stated_limits(recommendation, recommendation.system.requirements)
    ]


def _view(stated: StatedLimit) -> LimitView:
    side = "at most" if stated.limit.side == "above" else "at least"
    return LimitView(
        wording.estimate_name(stated.limit.estimate),
        wording.estimate_in_words(stated.estimate),
        f"{side} {show_quantity(stated.at, stated.estimate.unit)}",
        stated.limit.answer,
        stated.verdict,
    )

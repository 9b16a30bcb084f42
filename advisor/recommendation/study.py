"""The deeper questions about one recommendation, answered, as one immutable value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from advisor.reasoning.boundary import Boundary
from advisor.reasoning.closings import Closing
from advisor.reasoning.flips import Flip
from advisor.reasoning.pareto import Front
from advisor.reasoning.robustness import Robustness
from advisor.reasoning.simplest import Move, SimplestSufficient
from advisor.recommendation.recommendation import Estimate


@dataclass(frozen=True)
class Price:
    """What a fixed decision costs against leaving it to the advice and solving everything again.

    Attributes:
        option: the fixed one.
        instead: what would be recommended; the same option where nothing is lost, ``None`` where the decision would
            not apply.
        score: log-odds that the whole architecture loses, at least 0.
        probability: of the fixed option, were it not fixed.
        instead_probability: of ``instead``.
        estimates: fixed and freed, by name, where both are known and their middles differ.
        follows: other decisions that come out otherwise when freed, with that option.
    """

    decision: str
    option: str
    instead: str | None
    score: float
    probability: float
    instead_probability: float
    estimates: Mapping[str, tuple[Estimate, Estimate]]
    follows: Mapping[str, str | None]


@dataclass(frozen=True)
class Study:
    """What would change the recommendation, what it rests on, and what it costs.

    Attributes:
        flips: every single change of an answer or priority that changes a decision.
        robustness: over priorities and what is not known.
        front: architectures that nothing beats on the qualities of the highest priorities.
        here: the recommendation on the objectives of ``front``.
        cost_front: architectures that nothing beats on those qualities and the monthly cost, which counts negative;
            ``None`` where the cost is not known.
        latency_front: architectures that nothing beats on the weightiest other quality and the 99th percentile of
            latency, which counts negative; ``None`` where it is not known or the team puts no weight on it.
        simplest: the simplest architecture that loses little.
        moves: when to move on from it.
        prices: of the fixed decisions.
        closings: answers that would close open decisions.
        boundary: the plane of the two numbers that tell most together, or that were asked for; ``None`` where no
            decision turns on two.
    """

    flips: tuple[Flip, ...]
    robustness: Robustness
    front: Front
    here: Mapping[str, float]
    simplest: SimplestSufficient
    moves: tuple[Move, ...]
    prices: tuple[Price, ...]
    closings: tuple[Closing, ...]
    boundary: Boundary | None = None
    cost_front: Front | None = None
    latency_front: Front | None = None

    def flips_of(self, decision: str) -> tuple[Flip, ...]:
        """The changes that change ``decision``, in the order of the questions."""
        return tuple(flip for flip in self.flips if flip.decision == decision)

    def moves_of(self, decision: str) -> tuple[Move, ...]:
        """When ``decision`` should move on to a heavier option."""
        return tuple(move for move in self.moves if move.decision == decision)

    def closings_of(self, decision: str) -> tuple[Closing, ...]:
        """The answers that would close ``decision``."""
        return tuple(closing for closing in self.closings if closing.decision == decision)

    def price_of(self, decision: str) -> Price | None:
        """What fixing ``decision`` costs; ``None`` where it is not fixed."""
        return next((price for price in self.prices if price.decision == decision), None)

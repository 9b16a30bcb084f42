"""The simplest architecture that still satisfies every hard rule and loses little, and when to move on from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np

from advisor.knowledge.base import PRIORITY_PREFIX
from advisor.reasoning.model import THOUSANDTHS, Model
from advisor.reasoning.pareto import architecture_of, expected_tables, non_dominated
from advisor.reasoning.solution import Solution
from advisor.requirements.system import System

SMALL_LOSS = 3.0
"""Log-odds that a simpler architecture may lose in all: the strength of about two five-to-one arguments."""

Side = Literal["above", "below"]

_OTHER_SIDE: Mapping[Side, Side] = {"above": "below", "below": "above"}


class Threshold(Protocol):
    """A value of one number at which the recommended option of a decision changes.

    On the named side of ``at`` the option is ``after``, on the other ``before``. Changes of answers that are not
    numbers have ``None`` for ``at`` and ``side``.
    """

    @property
    def decision(self) -> str: ...
    @property
    def before(self) -> str: ...
    @property
    def after(self) -> str: ...
    @property
    def answer(self) -> str: ...
    @property
    def at(self) -> float | None: ...
    @property
    def side(self) -> Side | None: ...


@dataclass(frozen=True)
class Trigger:
    """What to measure, and the value at which the heavier option is the right one.

    Attributes:
        answer: the requirement to watch.
        at: in the question's unit.
        side: the side on which to move.
        met: whether the answers of today lie on that side already.
    """

    answer: str
    at: float
    side: Side
    met: bool


@dataclass(frozen=True)
class Simplification:
    """One decision that the simplest sufficient architecture takes otherwise.

    Attributes:
        recommended: option of the recommendation; ``None`` where the decision does not apply.
        simpler: option here.
        effort: effort saved, negative where the decision takes more.
        triggers: for a heavier recommended option when to move to it, in the order given; may be empty.
    """

    decision: str
    recommended: str | None
    simpler: str | None
    effort: int
    triggers: tuple[Trigger, ...]


@dataclass(frozen=True)
class SimplestSufficient:
    """The feasible architecture of least total effort among those that lose little.

    Attributes:
        architecture: option of each decision, ``None`` where it does not apply; of several the best score.
        effort: sum of the effort of its options.
        recommended_effort: the same of the recommendation.
        loss: log-odds that it loses to the recommendation, at most what was allowed.
        qualities: for each quality that changes, effect grades here minus those of the recommendation.
        changes: decisions taken otherwise, in the order of the rule base; empty where nothing simpler suffices.
    """

    architecture: Mapping[str, str | None]
    effort: int
    recommended_effort: int
    loss: float
    qualities: Mapping[str, int]
    changes: tuple[Simplification, ...]


def simplest_sufficient(
    model: Model,
    system: System,
    solution: Solution,
    thresholds: Sequence[Threshold] = (),
    allowed_loss: float = SMALL_LOSS,
) -> SimplestSufficient:
    """Find it exactly: the best score for every total effort, then the least effort that scores well enough.

    Args:
        model: the rule base.
        system: for its fixed decisions.
        solution: of ``system``.
        thresholds: the flips of ``system``, from which the triggers are taken.
        allowed_loss: log-odds, at least 0.

    Raises:
        ValueError: ``solution`` is not feasible, or the allowed loss is negative.
    """
    if not solution.feasible or allowed_loss < 0:
        raise ValueError(f"a feasible solution and a loss of at least 0 are needed, found {allowed_loss}")
    tables = expected_tables(model, system, solution)
    lightness = [
        np.array([[-option.effort] for option in decision.options.values()])
        for decision in model.knowledge.decisions.values()
    ]
    gains, scores, states = non_dominated(tables, lightness, with_score=True)
    best = scores.max()
    sufficient = np.flatnonzero(best - scores <= allowed_loss * THOUSANDTHS)
    found = sufficient[gains[sufficient, 0].argmax()]
    if -gains[found, 0] == total_effort(model, solution.chosen):
        return _described(model, solution, solution.chosen, 0.0, ())
    loss = float(best - scores[found]) / THOUSANDTHS
    return _described(model, solution, architecture_of(model, tables, states[found]), loss, thresholds)


def total_effort(model: Model, architecture: Mapping[str, str | None]) -> int:
    """Sum of the effort of the chosen options, each 0 (next to nothing) to 3 (a team's year)."""
    return sum(_effort(model, decision, option) for decision, option in architecture.items())


def _described(
    model: Model,
    solution: Solution,
    architecture: Mapping[str, str | None],
    loss: float,
    thresholds: Sequence[Threshold],
) -> SimplestSufficient:
    changes = tuple(
        _simplification(model, decision, solution.chosen[decision], option, thresholds)
        for decision, option in architecture.items()
        if option != solution.chosen[decision]
    )
    gained = {
        quality: _grades(model, architecture, quality) - _grades(model, solution.chosen, quality)
        for quality in model.knowledge.qualities
    }
    return SimplestSufficient(
        architecture,
        total_effort(model, architecture),
        total_effort(model, solution.chosen),
        loss,
        {quality: grades for quality, grades in gained.items() if grades},
        changes,
    )


def _simplification(
    model: Model, decision: str, recommended: str | None, simpler: str | None, thresholds: Sequence[Threshold]
) -> Simplification:
    saved = _effort(model, decision, recommended) - _effort(model, decision, simpler)
    of_decision = [threshold for threshold in thresholds if threshold.decision == decision]
    triggers = tuple(_triggers(recommended, simpler, of_decision)) if saved > 0 else ()
    return Simplification(decision, recommended, simpler, saved, triggers)


def _triggers(heavier: str | None, lighter: str | None, thresholds: Sequence[Threshold]) -> Iterator[Trigger]:
    """Thresholds between the two options, turned so that the heavier one lies on the named side.

    Priorities are stated, not measured, and give no trigger.
    """
    for threshold in thresholds:
        if threshold.at is None or threshold.side is None or threshold.answer.startswith(PRIORITY_PREFIX):
            continue
        if (threshold.before, threshold.after) == (lighter, heavier):
            yield Trigger(threshold.answer, threshold.at, threshold.side, met=False)
        elif (threshold.before, threshold.after) == (heavier, lighter):
            yield Trigger(threshold.answer, threshold.at, _OTHER_SIDE[threshold.side], met=True)


def _effort(model: Model, decision: str, option: str | None) -> int:
    return 0 if option is None else model.knowledge.decisions[decision].options[option].effort


def _grades(model: Model, architecture: Mapping[str, str | None], quality: str) -> int:
    effects = [
        model.knowledge.decisions[decision].options[option].effects.get(quality)
        for decision, option in architecture.items()
        if option is not None
    ]
    return sum(effect.grade for effect in effects if effect is not None)

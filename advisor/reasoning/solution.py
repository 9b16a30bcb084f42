"""The answer of the engine for one system: the best joint architecture, and how probable every option is."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from advisor.answers import Answer
from advisor.reasoning.calibration import calibrated_each
from advisor.reasoning.elimination import Table, is_forbidden
from advisor.reasoning.model import THOUSANDTHS, Model, Tables, share_holding
from advisor.reasoning.scenarios import ScenarioBatch, answers_with_priorities, draw, encode
from advisor.reasoning.truth import UNKNOWN, YES
from advisor.requirements.system import System


@dataclass(frozen=True)
class Situation:
    """What the answers of one system mean to the rules.

    Attributes:
        share: for each condition the share of what is not known under which it holds, 0 to 1.
        known: one scenario, with what is not known left open.
        drawn: scenarios in which everything that rules read has a value; ``known`` where nothing is open.
        drawn_share: for each condition and drawn scenario 1 where it holds, else 0.
        waiting: the fields that open conditions read.
    """

    share: NDArray[np.float64]
    known: ScenarioBatch
    drawn: ScenarioBatch
    drawn_share: Table
    waiting: frozenset[str]


@dataclass(frozen=True)
class Solution:
    """The optimum and the marginals.

    Attributes:
        feasible: whether any architecture satisfies what is known.
        score: log-odds of the best joint architecture.
        chosen: option of each decision in it; ``None`` where the decision does not apply.
        losses: for each decision and option the log-odds lost by taking it, at best; ``inf`` when impossible.
        probabilities: for each decision and option; they sum to 1 where the decision applies, else are 0.
        situation: what the answers mean to the rules.
    """

    feasible: bool
    score: float
    chosen: Mapping[str, str | None]
    losses: Mapping[str, Mapping[str, float]]
    probabilities: Mapping[str, Mapping[str, float]]
    situation: Situation


def situate(model: Model, answers: Mapping[str, Answer]) -> Situation:
    """Evaluate every condition, drawing what is not known from its prior."""
    known = encode([answers], model.fields)
    truths = model.truths(known)[:, 0]
    open_conditions = truths == UNKNOWN
    waiting = _waiting(model, open_conditions)
    share = (truths == YES).astype(float)
    if not waiting:
        return Situation(share, known, known, share[:, None], waiting)
    drawn = draw(answers, model.knowledge, model.fields, waiting)
    drawn_share = share_holding(model.truths(drawn))
    share[open_conditions] = drawn_share[open_conditions].mean(axis=1)
    return Situation(share, known, drawn, drawn_share, waiting)


def _waiting(model: Model, open_conditions: NDArray[np.bool_]) -> frozenset[str]:
    """The fields that open conditions of one scenario read."""
    return frozenset(name for row in np.flatnonzero(open_conditions) for name in model.conditions[row].fields)


def architecture_of(model: Model, taken: NDArray[np.int64], applicable: NDArray[np.bool_]) -> Mapping[str, str | None]:
    """The options taken by name; ``None`` where a decision does not apply."""
    return {
        decision: options[option] if applies else None
        for decision, options, option, applies in zip(model.decisions, model.options, taken, applicable, strict=True)
    }


def solve(model: Model, system: System) -> Solution:
    """The best joint architecture for ``system`` under the expected weight of every rule, and exact probabilities.

    The score of an architecture is linear in which conditions hold, so the expected score over what is not known
    needs only the share of draws in which each condition holds. Probabilities are those of the expected scores, exact
    and calibrated. Averaged over the draws, as if the open facts of a system had nothing to do with each other, they
    proved too unsure.
    """
    situation = situate(model, answers_with_priorities(system, model.knowledge))
    tables = model.tables(situation.share[:, None], situation.known, model.fixed(system.fixed))
    optimum = model.plan.best(tables.unary, tables.pairs)
    best = float(optimum.score[0])
    feasible = not is_forbidden(best)
    applicable = tables.applicable[:, 0]
    taken = tables.options(optimum.states)[:, 0]
    chosen = architecture_of(model, taken, applicable & feasible)
    losses: dict[str, dict[str, float]] = {}
    for position, (decision, options) in enumerate(zip(model.decisions, model.options, strict=True)):
        lost = dict.fromkeys(options, math.inf)
        for state, with_state in zip(tables.kept[position], optimum.with_state[position][:, 0].tolist(), strict=True):
            if not is_forbidden(with_state):
                lost[options[state]] = (best - with_state) / THOUSANDTHS
        losses[decision] = lost
    probabilities = _probabilities(model, tables, applicable, float(model.sharpness(situation.share[:, None])[0]))
    score = best / THOUSANDTHS if feasible else -math.inf
    return Solution(feasible, score, chosen, losses, probabilities, situation)


def _probabilities(
    model: Model, tables: Tables, applicable: NDArray[np.bool_], sharpness: float
) -> dict[str, dict[str, float]]:
    """Exact marginals of one scenario, calibrated; 0 throughout where nothing is feasible."""
    marginals = model.plan.marginals(tables.unary, tables.pairs, 1 / THOUSANDTHS, of_pairs=False)
    shown = np.flatnonzero(applicable & marginals.possible).tolist()
    chances = [marginals.states[position][:, 0] for position in shown]
    found = {name: dict.fromkeys(options, 0.0) for name, options in zip(model.decisions, model.options, strict=True)}
    for position, sure in zip(shown, calibrated_each(chances, sharpness), strict=True):
        options = model.options[position]
        for state, chance in zip(tables.kept[position].tolist(), sure.tolist(), strict=True):
            found[model.decisions[position]][options[state]] = chance
    return found

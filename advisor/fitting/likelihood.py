"""How likely the rule base holds what was built, and how that changes with every weight.

The likelihood is composite: the product over all documented decisions of the exact marginal probability of what was
built, averaged over the draws of what is not known. Its gradient is exact too: the expected strength of a rule where
the decision is held to what was built, minus where it is free.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from advisor.cases import Case
from advisor.reasoning.elimination import Table
from advisor.reasoning.model import THOUSANDTHS, Model
from advisor.reasoning.scenarios import DRAWS, ScenarioBatch, answers_with_priorities, join
from advisor.reasoning.solution import situate

DRAWS_OF_A_CASE = 8
LEAST_PROBABILITY = 1e-4
_FAINT = 1e-3

Vector = NDArray[np.float64]
Index = NDArray[np.int64]


@dataclass(frozen=True)
class Entries:
    """The weights that a fit may move, all of shape (entries,).

    Attributes:
        names: rule, decision and option of each.
        states: the option's place among all options.
        rows: the condition's place among the truths; -1 where the rule always holds.
        expert: the expert's value in log-odds.
    """

    names: tuple[tuple[str, str, str], ...]
    states: Index
    rows: Index
    expert: Vector

    @classmethod
    def of(cls, model: Model) -> Entries:
        """Every weight of every rule that is not 0: a 0 says that a rule does not touch the option."""
        names, states, rows, expert = [], [], [], []
        for name, rule in model.knowledge.rules.items():
            row = model.row(rule.when)
            for decision, weights in rule.weigh.items():
                for option, weight in weights.items():
                    if weight:
                        names.append((name, decision, option))
                        states.append(model.state(decision, option))
                        rows.append(-1 if row is None else row)
                        expert.append(weight)
        return cls(tuple(names), np.array(states), np.array(rows), np.array(expert))


@dataclass(frozen=True)
class Observed:
    """One documented decision: its position, and the states of the options built."""

    decision: int
    states: tuple[int, ...]
    options: tuple[int, ...]


@dataclass(frozen=True)
class Evidence:
    """What one case says to the model: its draws, each a scenario, and its documented decisions."""

    share: Table
    batch: ScenarioBatch
    fixed: Index
    observed: tuple[Observed, ...]

    @classmethod
    def of(cls, model: Model, case: Case) -> Evidence:
        situation = situate(model, answers_with_priorities(case.system, model.knowledge))
        drawn = situation.drawn.size
        picked = np.arange(0, DRAWS, DRAWS // DRAWS_OF_A_CASE) if drawn == DRAWS else np.zeros(DRAWS_OF_A_CASE, int)
        observed = []
        for name, decided in case.decisions.items():
            position = model.decisions.index(name)
            options = tuple(model.options[position].index(option) for option in decided.chosen)
            observed.append(Observed(position, tuple(model.state(name, o) for o in decided.chosen), options))
        return cls(
            situation.drawn_share[:, picked].astype(np.float32),
            situation.drawn.columns(picked),
            np.repeat(model.fixed(case.system.fixed), DRAWS_OF_A_CASE, axis=1),
            tuple(observed),
        )


def log_likelihood_and_gradient(
    model: Model, entries: Entries, evidence: Sequence[Evidence], sharpness: float
) -> tuple[float, Vector]:
    """The log-likelihood of what was built, and its derivative by the weight of every entry.

    Args:
        model: with the weights to judge.
        entries: where the weights are.
        evidence: of the cases, compiled for the same rule base.
        sharpness: factor on log-odds before they become probabilities, in place of the power that calibrates the
            averaged probabilities afterwards: there the gradient is exact and cheap.
    """
    share = np.concatenate([case.share for case in evidence], axis=1)
    batch = join([case.batch for case in evidence])
    fixed = np.concatenate([case.fixed for case in evidence], axis=1)
    tables = model.tables(share, batch, fixed)
    scale = float(np.float32(sharpness / THOUSANDTHS))
    found = model.plan.marginals(tables.unary, tables.pairs, scale, of_pairs=False)
    free = model.states(tables, found.states)
    held = _Held([], [], [])
    total = 0.0
    for number, case in enumerate(evidence):
        draws = np.arange(number * DRAWS_OF_A_CASE, (number + 1) * DRAWS_OF_A_CASE)
        for observed in case.observed:
            applies = draws[tables.applicable[observed.decision, draws] & found.possible[draws]]
            chances = free[list(observed.states)][:, applies].astype(np.float64)
            mass = float(chances.sum())
            total += math.log(max(mass / max(len(applies), 1), LEAST_PROBABILITY))
            if mass > LEAST_PROBABILITY * len(applies):
                held.add(observed, applies, chances / mass, fixed)
    difference = np.zeros_like(free)
    if held.columns:
        columns, weights = np.concatenate(held.columns), np.concatenate(held.weights).astype(np.float32)
        clamped = model.tables(share[:, columns], batch.columns(columns), np.concatenate(held.fixed, axis=1))
        marginals = model.plan.marginals(clamped.unary, clamped.pairs, scale, of_pairs=False)
        moved = (model.states(clamped, marginals.states) - free[:, columns]) * weights
        np.add.at(difference.T, columns, moved.T)
    by_condition = difference @ share.T
    always = difference.sum(axis=1)
    gradient = np.where(entries.rows < 0, always[entries.states], by_condition[entries.states, entries.rows])
    return total, sharpness * gradient.astype(np.float64)


@dataclass(frozen=True)
class _Held:
    """Scenarios in which one decision is held to one of the options built; each counts by its share of the case."""

    columns: list[Index]
    weights: list[Vector]
    fixed: list[Index]

    def add(self, observed: Observed, draws: Index, shares: Vector, fixed: Index) -> None:
        for option, share in zip(observed.options, shares, strict=True):
            loud = share > _FAINT / len(share)
            held = fixed[:, draws[loud]].copy()
            held[observed.decision] = option
            self.columns.append(draws[loud])
            self.weights.append(share[loud])
            self.fixed.append(held)

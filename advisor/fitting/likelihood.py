"""How likely the rule base holds what was built, and how that changes with every weight.

The likelihood is composite: the product over all decisions that are spoken of, of the exact marginal probability of
what was built or held likely. As in a recommendation, every condition counts with the share of what is not known under
which it holds. The gradient is exact too: the expected strength of a rule where the decision is held to what was built,
minus where it is free.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from advisor.cases import Case
from advisor.fitting.panel import Opinions
from advisor.knowledge.practice import ALWAYS
from advisor.reasoning.elimination import Table
from advisor.reasoning.model import THOUSANDTHS, Model
from advisor.reasoning.scenarios import ScenarioBatch, answers_with_priorities, join
from advisor.reasoning.solution import situate
from advisor.requirements.system import System

LEAST_PROBABILITY = 1e-4
_FAINT = 1e-3

Vector = NDArray[np.float64]
Index = NDArray[np.int64]


@dataclass(frozen=True)
class Entries:
    """The weights that a fit may move, those of rules before those of practice, all of shape (entries,).

    Attributes:
        names: rule, decision and option of each; of practice its condition in place of the rule.
        states: the option's place among all options.
        rows: the condition's place among the truths; -1 where the rule always holds.
        expert: the expert's value in log-odds; 0 for practice, on which no expert has spoken.
        tied: the number of each; entries that weigh the same have the same.
    """

    names: tuple[tuple[str, str, str], ...]
    states: Index
    rows: Index
    expert: Vector
    tied: Index

    @classmethod
    def of(cls, model: Model, practice: Sequence[Sequence[str]] = ()) -> Entries:
        """Every weight of every rule that is not 0, for a 0 says that a rule does not touch the option; and practice.

        Args:
            model: the rule base, compiled.
            practice: conditions that it knows; those in one group weigh the same. Each weighs every option.
        """
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
        tied = list(range(len(names)))
        every = [(d, o) for d, options in zip(model.decisions, model.options, strict=True) for o in options]
        for group in practice:
            first = tied[-1] + 1 if tied else 0
            for when in group:
                row = model.row(None if when == ALWAYS else when)
                names += [(when, *option) for option in every]
                states += [model.state(*option) for option in every]
                rows += [-1 if row is None else row] * len(every)
                tied += range(first, first + len(every))
        expert += [0.0] * (len(names) - len(expert))
        return cls(tuple(names), np.array(states), np.array(rows), np.array(expert), np.array(tied))

    @property
    def learned(self) -> NDArray[np.bool_]:
        """Which of the entries are of practice."""
        return np.asarray(self.expert == 0)

    @property
    def steps(self) -> Index:
        """In how many steps each is taken: all together weigh as much as the one of an answer without steps."""
        return np.asarray(np.bincount(self.tied)[self.tied])

    @property
    def always(self) -> NDArray[np.bool_]:
        """Which of the entries are of practice whatever the answers."""
        return np.asarray(self.learned & (self.rows < 0))

    def only(self, kept: NDArray[np.bool_]) -> Entries:
        """Some of the entries, ``kept`` of shape (entries,); of those that are tied all or none."""
        names = tuple(name for name, some in zip(self.names, kept.tolist(), strict=True) if some)
        tied = np.unique(self.tied[kept], return_inverse=True)[1]
        return Entries(names, self.states[kept], self.rows[kept], self.expert[kept], tied)


@dataclass(frozen=True)
class Observed:
    """One decision that is spoken of.

    Attributes:
        decision: its position.
        states: of the options built, among the options of all decisions.
        options: their positions in the decision.
        weight: how much it counts beside a documented decision.
    """

    decision: int
    states: tuple[int, ...]
    options: tuple[int, ...]
    weight: float = 1.0

    @classmethod
    def of(cls, model: Model, decision: str, options: Sequence[str], weight: float = 1.0) -> Observed:
        position = model.decisions.index(decision)
        return cls(
            position,
            tuple(model.state(decision, option) for option in options),
            tuple(model.options[position].index(option) for option in options),
            weight,
        )


@dataclass(frozen=True)
class Evidence:
    """What one system says to the model: its scenario, and the decisions that are spoken of.

    Attributes:
        share: of what is not known, under which each condition holds, shape (conditions, 1).
    """

    share: Table
    batch: ScenarioBatch
    fixed: Index
    observed: tuple[Observed, ...]

    @classmethod
    def of_case(cls, model: Model, case: Case, opinions: Opinions) -> Evidence:
        """What the builders of a published system decided, and of the other decisions what a panel held likely."""
        built = tuple(Observed.of(model, name, decided.chosen) for name, decided in case.decisions.items())
        others = {name: chances for name, chances in opinions.items() if name not in case.decisions}
        return cls._of(model, case.system, built + held_likely(model, others))

    @classmethod
    def of_opinions(cls, model: Model, system: System, opinions: Opinions, weight: float) -> Evidence:
        """What a panel held likely of a system; each decision counts ``weight``."""
        return cls._of(model, system, held_likely(model, opinions, weight))

    @classmethod
    def _of(cls, model: Model, system: System, observed: tuple[Observed, ...]) -> Evidence:
        situation = situate(model, answers_with_priorities(system, model.knowledge))
        share = situation.share[:, None].astype(np.float32)
        return cls(share, situation.known, model.fixed(system.fixed), observed)


def held_likely(model: Model, opinions: Opinions, weight: float = 1.0) -> tuple[Observed, ...]:
    """Each option held likely as if it were built, counting its probability among those named."""
    found = []
    for decision, chances in opinions.items():
        total = sum(chances.values())
        found += [
            Observed.of(model, decision, (option,), weight * chance / total)
            for option, chance in chances.items()
            if chance > 0
        ]
    return tuple(found)


def log_likelihood_and_gradient(model: Model, entries: Entries, evidence: Sequence[Evidence]) -> tuple[float, Vector]:
    """The log-likelihood of what was built, and its derivative by the weight of every entry.

    Args:
        model: with the weights to judge.
        entries: where the weights are.
        evidence: of the systems, compiled for the same rule base.
    """
    share = np.concatenate([one.share for one in evidence], axis=1)
    batch = join([one.batch for one in evidence])
    fixed = np.concatenate([one.fixed for one in evidence], axis=1)
    tables = model.tables(share, batch, fixed)
    scale = 1 / THOUSANDTHS
    found = model.plan.marginals(tables.unary, tables.pairs, scale, of_pairs=False)
    free = model.states(tables, found.states)
    held = _Held([], [], [])
    total = 0.0
    for column, one in enumerate(evidence):
        for observed in one.observed:
            if not tables.applicable[observed.decision, column]:
                continue
            chances = free[list(observed.states), column].astype(np.float64)
            mass = float(chances.sum())
            total += observed.weight * math.log(max(mass, LEAST_PROBABILITY))
            if mass > LEAST_PROBABILITY:
                held.add(observed, column, chances / mass, fixed)
    difference = np.zeros_like(free)
    if held.columns:
        columns, weights = np.array(held.columns), np.array(held.weights, dtype=np.float32)
        clamped = model.tables(share[:, columns], batch.columns(columns), np.concatenate(held.fixed, axis=1))
        marginals = model.plan.marginals(clamped.unary, clamped.pairs, scale, of_pairs=False)
        moved = (model.states(clamped, marginals.states) - free[:, columns]) * weights
        np.add.at(difference.T, columns, moved.T)
    by_condition = difference @ share.T
    always = difference.sum(axis=1)
    gradient = np.where(entries.rows < 0, always[entries.states], by_condition[entries.states, entries.rows])
    return total, gradient.astype(np.float64)


@dataclass(frozen=True)
class _Held:
    """Scenarios in which one decision is held to one of the options built; each counts by its share of what is said."""

    columns: list[int]
    weights: list[float]
    fixed: list[Index]

    def add(self, observed: Observed, column: int, shares: Vector, fixed: Index) -> None:
        for option, share in zip(observed.options, shares.tolist(), strict=True):
            if share > _FAINT:
                held = fixed[:, column : column + 1].copy()
                held[observed.decision] = option
                self.columns.append(column)
                self.weights.append(observed.weight * share)
                self.fixed.append(held)

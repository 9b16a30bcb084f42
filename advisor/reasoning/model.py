"""The rule base compiled to arrays: a factor graph whose tables depend linearly on which conditions hold.

Scores are whole thousandths of log-odds, kept in float64. Shares of draws are multiples of a power of two, so every
sum is exact: the order of rules and files can't change a score, nor can the machine.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from advisor.conditions import Condition
from advisor.knowledge.base import GREATEST_PRIORITY, PRIORITY_PREFIX, KnowledgeBase
from advisor.knowledge.graph import elimination_order
from advisor.knowledge.schema import Option
from advisor.reasoning.calibration import sharpness_of
from advisor.reasoning.columns import filled_columns
from advisor.reasoning.elimination import FORBIDDEN, Edge, EliminationPlan, Table
from advisor.reasoning.restrictions import THOUSANDTHS, held, possible, restrict, risk
from advisor.reasoning.scenarios import DRAWS, Fields, ScenarioBatch
from advisor.reasoning.truth import YES, TruthPlan, Truths

__all__ = ["DIGITS_OF_SINGLE", "THOUSANDTHS", "Model", "Tables", "share_holding", "thousandths"]

DIGITS_OF_SINGLE = 2**24
"""Whole numbers below this are exact in single precision."""

T = TypeVar("T", bound=np.generic)


def thousandths(weight: float) -> float:
    """A weight in log-odds as whole thousandths."""
    return float(round(weight * THOUSANDTHS))


@dataclass(frozen=True)
class Tables:
    """The factor graph of a batch, without states that are impossible in every scenario.

    Attributes:
        unary: for each decision a table (states left, B).
        pairs: for each edge a table (states left, states left, B).
        applicable: whether each decision applies, shape (decisions, B).
        kept: for each decision the positions of the options that are left; of one that applies nowhere, the first.
    """

    unary: list[Table]
    pairs: dict[Edge, Table]
    applicable: NDArray[np.bool_]
    kept: list[NDArray[np.int64]]

    def of(self, states: Sequence[NDArray[np.int64]]) -> Tables:
        """These tables for some of the states of each decision."""
        every = [len(some) == len(table) for some, table in zip(states, self.unary, strict=True)]
        pairs = {}
        for (first, second), table in self.pairs.items():
            some = table if every[first] else table[states[first]]
            pairs[first, second] = some if every[second] else some[:, states[second]]
        return Tables(
            [table if whole else table[some] for table, some, whole in zip(self.unary, states, every, strict=True)],
            pairs,
            self.applicable,
            [kept[some] for kept, some in zip(self.kept, states, strict=True)],
        )

    def options(self, states: NDArray[np.int64]) -> NDArray[np.int64]:
        """Option positions of the states that a plan returned, shape (decisions, B)."""
        return np.array([kept[row] for kept, row in zip(self.kept, states, strict=True)])


class Model:
    """A compiled rule base.

    Args:
        knowledge: the rule base.
        tables: what ``compiled_tables`` of an earlier model of it gave, so that nothing is compiled again.

    Attributes:
        decisions: ids in order; positions in all arrays follow it.
        options: ids of the options of each decision.
        fields: the fields that conditions read.
        conditions: distinct conditions, in the order of the truths.
        truth: what evaluates them.
        applies: for each decision the row of the condition under which it applies; ``None`` where it always does.
        priority_rows: of the priorities of the qualities among the number fields.
        greatest_coupling: no sum of scores of pairs that are not forbidden is larger, whatever the answers.
        greatest_score: no sum of scores that are not forbidden is larger, whatever the answers.
    """

    def __init__(self, knowledge: KnowledgeBase, tables: Mapping[str, Any] | None = None) -> None:
        self._name(knowledge)
        if tables is not None:
            vars(self).update(tables)
            return
        self.truth = TruthPlan(self.conditions, self.fields)
        sizes = [len(options) for options in self.options]
        self._offsets = np.concatenate([[0], np.cumsum(sizes)])
        place = {name: position for position, name in enumerate(self.decisions)}
        self._compile_unary(place)
        self._compile_pairs(place)
        self._pulls = np.abs(self._weights).sum(axis=0)
        self.plan = EliminationPlan(self.edges, elimination_order(len(sizes), self.edges))
        self.greatest_coupling, self.greatest_score = self._bound_scores()

    def compiled_tables(self) -> dict[str, Any]:
        """All that was dear to make, and nothing of the rule base itself."""
        named = {"knowledge", "decisions", "options", "fields", "conditions", "read", "_row"}
        return {name: value for name, value in vars(self).items() if name not in named}

    def _name(self, knowledge: KnowledgeBase) -> None:
        self.knowledge = knowledge
        self.decisions = tuple(knowledge.decisions)
        self.options = tuple(tuple(decision.options) for decision in knowledge.decisions.values())
        self.fields = Fields.of(knowledge.vocabulary)
        self.conditions = self._distinct_conditions()
        self._row = {condition.text: row for row, condition in enumerate(self.conditions)}
        self.read = frozenset(name for condition in self.conditions for name in condition.fields)

    def truths(self, batch: ScenarioBatch) -> Truths:
        """Truth of every condition in every scenario, shape (conditions, B)."""
        return self.truth.evaluate(batch)

    def truth_of(self, rows: tuple[int, ...]) -> TruthPlan:
        """What evaluates some of the conditions alone."""
        return _some_truths(self, rows)

    def row(self, when: str | None) -> int | None:
        """The row of a condition among the truths; ``None`` for what always holds."""
        return None if when is None else self._row[when]

    def fixed(self, fixed: Mapping[str, str]) -> NDArray[np.int64]:
        """Decisions taken already, as option positions of shape (decisions, 1); -1 where free."""
        taken = [
            options.index(fixed[decision]) if decision in fixed else -1
            for decision, options in zip(self.decisions, self.options, strict=True)
        ]
        return np.array(taken, dtype=np.int64)[:, None]

    def tables(
        self,
        share: NDArray[Any],
        batch: ScenarioBatch,
        fixed: NDArray[np.int64],
        pattern: NDArray[np.int64] | None = None,
    ) -> Tables:
        """The factor graph of every scenario.

        Args:
            share: for each condition and scenario the share of the unknown under which it holds, 0 to 1,
                shape (conditions, B). Tables are of its type, in single precision where that is no number.
            batch: the scenarios, for their priorities.
            fixed: decisions taken already, as ``fixed`` gives them, for each scenario or for all.
            pattern: which column of ``share`` each scenario has; its own where not given.
        """
        kind = share.dtype if share.dtype.kind == "f" else np.dtype(np.float32)
        scores = self._rule_scores(share, pattern, kind)
        scores += risk(*self._forbids, share, pattern, kind)
        scores += self._priority_scores(batch, kind)
        applicable = self.applicable(share)
        if pattern is not None:
            applicable = applicable.take(pattern, axis=1)
        rows = np.split(scores, self._offsets[1:-1])
        unary = [restrict(*parts) for parts in zip(rows, applicable, fixed, strict=True)]
        kept = [possible(table) for table in unary]
        plain = _plain_tables(self, kind)
        everywhere = np.all(applicable, axis=1)
        pairs = {
            edge: plain[edge]
            if edge in plain and everywhere[edge[0]] and everywhere[edge[1]]
            else self._pair_table(edge, share, applicable, pattern, kind)
            for edge in self.edges
        }
        return Tables(unary, pairs, applicable, [np.arange(len(table)) for table in unary]).of(kept)

    def applicable(self, share: NDArray[Any]) -> NDArray[np.bool_]:
        """Whether each decision applies, shape (decisions, B), given the share of every condition."""
        applicable = np.ones((len(self.decisions), share.shape[1]), dtype=bool)
        for position, row in enumerate(self.applies):
            if row is not None:
                applicable[position] = share[row] >= 0.5
        return applicable

    def sharpness(self, share: NDArray[Any]) -> NDArray[np.float64]:
        """The power that calibrates the probabilities of each scenario, shape (B,), by the shares of ``tables``."""
        return sharpness_of(self.knowledge.preference.sharpness, self._pulls, share)

    def state(self, decision: str, option: str) -> int:
        """The place of an option among the options of all decisions."""
        return self._state(self.decisions.index(decision), option)

    def weights_of_options(self) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """What every option has anyway, shape (options,); what each condition that holds adds, shape (options,
        conditions); and each thousandth of a quality's weight, shape (options, qualities).
        """
        return self._constant, self._weights + _whole(*self._forbids, self._weights.shape[1]), self._grades

    def weights_of_pairs(self, edge: Edge) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The same of the pairs of options of two coupled decisions, shapes (cells,) and (cells, conditions)."""
        constant, columns, weights = self._pair_tables[edge]
        whole = _whole(columns, weights, len(self.conditions))
        if edge in self._pair_forbids:
            whole = whole + _whole(*self._pair_forbids[edge], len(self.conditions))
        return constant, whole

    def weights_of_qualities(self, priorities: NDArray[np.float64]) -> NDArray[np.float64]:
        """How far priorities stand from neutral, in thousandths a grade: whole numbers, shape as given."""
        preference = self.knowledge.preference
        return np.asarray(np.rint(preference.weight_per_grade * THOUSANDTHS * (priorities - preference.neutral)))

    def states(self, tables: Tables, found: Sequence[Table]) -> Table:
        """What a plan found for the states left in ``tables``, for all options, shape (options, B); 0 where dropped."""
        whole = np.zeros((int(self._offsets[-1]), found[0].shape[-1]), dtype=found[0].dtype)
        for start, kept, table in zip(self._offsets, tables.kept, found, strict=False):
            whole[start + kept] = table
        return whole

    def shifted(self, states: NDArray[np.int64], rows: NDArray[np.int64], shifts: NDArray[np.float64]) -> Model:
        """This model with weights of options moved, in log-odds.

        Args:
            states: which option each shift is of.
            rows: under which condition; -1 for what always holds.
            shifts: what is added, one a weight; not rounded.
        """
        constant, weights, always = self._constant.copy(), self._weights.copy(), rows < 0
        np.add.at(constant, states[always], shifts[always] * THOUSANDTHS)
        np.add.at(weights, (states[~always], rows[~always]), shifts[~always] * THOUSANDTHS)
        moved = {"_constant": constant, "_weights": weights, "_pulls": np.abs(weights).sum(axis=0)}
        model = Model(self.knowledge, {**self.compiled_tables(), **moved})
        model.greatest_coupling, model.greatest_score = model._bound_scores()
        return model

    # --- compiling ---

    def _distinct_conditions(self) -> tuple[Condition, ...]:
        knowledge = self.knowledge
        texts = [
            *(decision.applies_when for decision in knowledge.decisions.values()),
            *(coupling.when for coupling in knowledge.couplings.values()),
            *(when for when, _ in knowledge.weighed),
        ]
        return tuple(knowledge.conditions[text] for text in sorted({text for text in texts if text is not None}))

    def _compile_unary(self, place: Mapping[str, int]) -> None:
        knowledge, states = self.knowledge, int(self._offsets[-1])
        self._constant = np.zeros(states)
        self._weights = np.zeros((states, len(self.conditions)))
        forbids = np.zeros((states, len(self.conditions)), dtype=bool)
        for when, decisions in knowledge.weighed:
            row = self.row(when)
            for decision, weights in decisions.items():
                for option, weight in weights.items():
                    state = self._state(place[decision], option)
                    if row is None:
                        self._constant[state] += thousandths(weight)
                    else:
                        self._weights[state, row] += thousandths(weight)
        for rule in knowledge.rules.values():
            row = self.row(rule.when)
            for decision, options in rule.forbid.items():
                for option in options:
                    state = self._state(place[decision], option)
                    if row is None:
                        self._constant[state] += FORBIDDEN
                    else:
                        forbids[state, row] = True
        self._forbids = filled_columns(forbids)
        described = [option for decision in knowledge.decisions.values() for option in decision.options.values()]
        self._grades = np.array([[_grade(option, quality) for quality in knowledge.qualities] for option in described])
        self.applies = [self.row(decision.applies_when) for decision in knowledge.decisions.values()]
        self.priority_rows = [self.fields.number.index(PRIORITY_PREFIX + quality) for quality in knowledge.qualities]

    def _compile_pairs(self, place: Mapping[str, int]) -> None:
        tables: dict[Edge, tuple[NDArray[np.float64], NDArray[np.float64]]] = {}
        forbids: dict[Edge, NDArray[np.bool_]] = {}
        for coupling in self.knowledge.couplings.values():
            (first, some), (second, others) = sorted(coupling.pair.items(), key=lambda item: place[item[0]])
            edge = place[first], place[second]
            width = len(self.options[edge[1]])
            cells = len(self.options[edge[0]]) * width
            constant, weights = tables.setdefault(edge, (np.zeros(cells), np.zeros((cells, len(self.conditions)))))
            forbidden = forbids.setdefault(edge, np.zeros((cells, len(self.conditions)), dtype=bool))
            row = self.row(coupling.when)
            for option in some:
                for other in others:
                    cell = self.options[edge[0]].index(option) * width + self.options[edge[1]].index(other)
                    if coupling.forbid and row is not None:
                        forbidden[cell, row] = True
                        continue
                    weight = FORBIDDEN if coupling.weight is None else thousandths(coupling.weight)
                    if row is None:
                        constant[cell] += weight
                    else:
                        weights[cell, row] += weight
        self._pair_tables = {edge: (tables[edge][0], *filled_columns(tables[edge][1])) for edge in sorted(tables)}
        self._pair_forbids = {edge: filled_columns(table) for edge, table in forbids.items() if table.any()}
        self.edges: tuple[Edge, ...] = tuple(self._pair_tables)

    def _bound_scores(self) -> tuple[float, float]:
        preference = self.knowledge.preference
        away = max(preference.neutral, GREATEST_PRIORITY - preference.neutral)
        steps = math.ceil(preference.weight_per_grade * THOUSANDTHS * away)
        safe = math.ceil(math.log(DRAWS) * THOUSANDTHS)  # of a hard rule that holds in all draws but one

        def bound(
            constant: NDArray[np.float64], weights: NDArray[np.float64], forbids: NDArray[np.bool_]
        ) -> NDArray[np.float64]:
            own = np.where(constant > FORBIDDEN / 2, np.abs(constant), 0)
            return np.asarray(own + np.abs(weights).sum(axis=1) + forbids.sum(axis=1) * safe)

        rows = bound(self._constant, self._weights, self._forbids[1]) + np.abs(self._grades).sum(axis=1) * steps
        nothing = None, np.zeros((1, 0), dtype=bool)
        pairs = [
            bound(constant, weights, self._pair_forbids.get(edge, nothing)[1])
            for edge, (constant, _, weights) in self._pair_tables.items()
        ]
        of_pairs = float(sum(part.max() for part in pairs))
        return of_pairs, of_pairs + float(sum(part.max() for part in np.split(rows, self._offsets[1:-1])))

    def _state(self, position: int, option: str) -> int:
        return int(self._offsets[position]) + self.options[position].index(option)

    # --- evaluating ---

    def _rule_scores(self, share: NDArray[Any], pattern: NDArray[np.int64] | None, kind: np.dtype[Any]) -> Table:
        scores = self._weights.astype(kind, copy=False) @ share.astype(kind, copy=False)
        scores += self._constant[:, None].astype(kind)
        return scores if pattern is None else np.take(scores, pattern, axis=1)

    def _priority_scores(self, batch: ScenarioBatch, kind: np.dtype[Any]) -> Table:
        """Effects on the qualities, weighed by how far each priority stands from neutral: few whole numbers."""
        weight = self.weights_of_qualities(batch.low[self.priority_rows])
        return np.asarray(self._grades.astype(kind, copy=False) @ weight.astype(kind, copy=False))

    def _pair_table(
        self,
        edge: Edge,
        share: NDArray[Any],
        applicable: NDArray[np.bool_],
        pattern: NDArray[np.int64] | None,
        kind: np.dtype[Any],
    ) -> Table:
        """Last axis of length one where all scenarios share the table."""
        constant, columns, weights = self._pair_tables[edge]
        table = constant.astype(kind)[:, None]
        if len(columns):
            table = table + weights.astype(kind, copy=False) @ held(share, columns, pattern).astype(kind, copy=False)
        if edge in self._pair_forbids:
            table = table + risk(*self._pair_forbids[edge], share, pattern, kind)
        both = applicable[edge[0]] & applicable[edge[1]]
        if not both.any():
            table = np.zeros_like(table[:, :1])
        elif not both.all():
            table = np.where(both, table, table.dtype.type(0))
        return table.reshape(len(self.options[edge[0]]), len(self.options[edge[1]]), -1)

    def plain_tables(self, kind: np.dtype[Any]) -> dict[Edge, Table]:
        """The tables of the edges that no condition touches, as they are where both decisions apply."""
        return {
            (first, second): constant.astype(kind).reshape(len(self.options[first]), len(self.options[second]), 1)
            for (first, second), (constant, columns, _) in self._pair_tables.items()
            if not len(columns) and (first, second) not in self._pair_forbids
        }


@lru_cache(maxsize=8)
def _plain_tables(model: Model, kind: np.dtype[Any]) -> dict[Edge, Table]:
    return model.plain_tables(kind)


@lru_cache(maxsize=8)
def _some_truths(model: Model, rows: tuple[int, ...]) -> TruthPlan:
    return TruthPlan([model.conditions[row] for row in rows], model.fields)


def _grade(option: Option, quality: str) -> float:
    effect = option.effects.get(quality)
    return 0.0 if effect is None else float(effect.grade)


def _whole(columns: NDArray[np.int64], some: NDArray[Any], count: int) -> NDArray[np.float64]:
    """The reverse of ``filled_columns``; where something is forbidden the score of that."""
    found = np.zeros((len(some), count))
    found[:, columns] = some * FORBIDDEN if some.dtype == bool else some
    return found


def share_holding(truths: Truths) -> Table:
    """Truths of fully drawn scenarios as shares: 1 where a condition holds, else 0."""
    return np.asarray(truths == YES, dtype=np.float64)

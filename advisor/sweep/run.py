"""Many scenarios of one system through the engine: what ``solve`` says of each, as arrays.

Rules only see whether their conditions hold. Scenarios in which every condition holds alike are therefore answered
once, which is exact. What is not known is drawn as ``solve`` draws it: the draws of a question depend on its name alone,
so they are common to all scenarios, and each scenario's answer is the one that ``solve`` gives for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from advisor.answers import Answer, Range
from advisor.knowledge.base import PRIORITY_PREFIX
from advisor.reasoning.elimination import FORBIDDEN, is_forbidden
from advisor.reasoning.model import THOUSANDTHS, Model, Tables
from advisor.reasoning.scenarios import DRAWS, ScenarioBatch, draw, encode, join
from advisor.reasoning.truth import NO, UNKNOWN, YES, TruthPlan, Truths
from advisor.sweep.draws import Values

ROWS_AT_ONCE = 1024
"""Scenarios whose tables fit the second-level cache together and still repay the calls of numpy."""

_DIGITS_OF_SINGLE = 2**24
_LARGEST_POOLED = 31 << 20

Shares = NDArray[np.float32]


@dataclass(frozen=True)
class Answered:
    """The best architecture of every scenario of a chunk.

    Attributes:
        feasible: whether there is one, shape (B,).
        score: its log-odds; ``-inf`` where there is none.
        options: position of the option of each decision, -1 where the decision does not apply or nothing is feasible;
            shape (decisions, B).
        probabilities: of that option, in single precision; NaN where there is none.
    """

    feasible: NDArray[np.bool_]
    score: NDArray[np.float64]
    options: NDArray[np.int8]
    probabilities: NDArray[np.float32]

    def rows(self, wanted: NDArray[np.int64]) -> Answered:
        """The scenarios at ``wanted``."""
        return Answered(
            self.feasible[wanted], self.score[wanted], self.options[:, wanted], self.probabilities[:, wanted]
        )


class Evaluator:
    """One system with some of its answers varied.

    Args:
        model: the compiled rule base.
        answers: what the system says, priorities included.
        fixed: decisions taken already.
    """

    def __init__(self, model: Model, answers: Mapping[str, Answer], fixed: Mapping[str, str]) -> None:
        self._model = model
        self._answers = answers
        self._fixed = model.fixed(fixed)
        self._priorities = [model.fields.number.index(PRIORITY_PREFIX + name) for name in model.knowledge.qualities]
        self._applies = [
            model.row(decision.applies_when)
            for decision in model.knowledge.decisions.values()
            if decision.applies_when is not None
        ]
        _keep_freed_memory()

    def evaluate(self, varied: Mapping[str, Values]) -> Answered:
        """Answer the scenarios whose varied answers are given, one array a field."""
        known = self._known(varied)
        truths = self._truths(known)
        is_open = (truths == UNKNOWN).any(axis=0)
        found = [
            self._closed(truths, known, np.flatnonzero(~is_open)),
            self._open(truths, known, varied, np.flatnonzero(is_open)),
        ]
        back = np.empty(known.size, dtype=np.int64)
        back[np.concatenate([np.flatnonzero(~is_open), np.flatnonzero(is_open)])] = np.arange(known.size)
        return _concatenated(found).rows(back)

    # --- what is known ---

    def _known(self, varied: Mapping[str, Values]) -> ScenarioBatch:
        """The scenarios with what is not known left open."""
        fields = self._model.fields
        stays = {name: answer for name, answer in self._answers.items() if name not in varied}
        size = len(next(iter(varied.values())))
        batch = encode([stays], fields).columns(np.zeros(size, dtype=np.int64))
        for name, values in varied.items():
            if name in fields.choice:
                batch.choice[fields.choice.index(name)] = values
            elif name in fields.choices:
                batch.choices[fields.choices.index(name)] = values
            else:
                row, field = fields.number.index(name), fields.vocabulary[name]
                batch.low[row] = np.where(np.isnan(values), field.minimum, values)
                batch.high[row] = np.where(np.isnan(values), field.maximum, values)
        return batch

    def _truths(self, batch: ScenarioBatch) -> Truths:
        parts = [
            self._model.truths(batch.columns(np.arange(start, min(start + ROWS_AT_ONCE, batch.size))))
            for start in range(0, batch.size, ROWS_AT_ONCE)
        ]
        return np.concatenate(parts, axis=1)

    # --- everything known ---

    def _closed(self, truths: Truths, known: ScenarioBatch, rows: NDArray[np.int64]) -> Answered:
        """Scenarios in which every condition is decided."""
        if not len(rows):
            return _nothing(len(self._model.decisions))
        holds = truths[:, rows] == YES
        first, again = _distinct(np.packbits(holds, axis=0), known.low[self._priorities][:, rows])
        share = holds[:, first].astype(np.float32)
        batch = known.columns(rows[first])
        best = self._decide(share, batch)
        chances = self._chances(share, batch, best.options)
        return self._with_chances(best, chances[:, None, :]).rows(again)

    # --- something open ---

    def _open(
        self, truths: Truths, known: ScenarioBatch, varied: Mapping[str, Values], rows: NDArray[np.int64]
    ) -> Answered:
        """Scenarios in which some condition waits for what is not known; each is drawn ``DRAWS`` times."""
        found = [_nothing(len(self._model.decisions))]
        for start in range(0, len(rows), ROWS_AT_ONCE):
            part = rows[start : start + ROWS_AT_ONCE]
            found.append(self._drawn(truths[:, part], known.columns(part), {n: v[part] for n, v in varied.items()}))
        return _concatenated(found)

    def _drawn(self, truths: Truths, known: ScenarioBatch, varied: Mapping[str, Values]) -> Answered:
        drawn = self._draws(known, varied)
        holds = (self._truths(drawn) == YES).reshape(len(truths), DRAWS, -1)
        alike = np.concatenate([np.packbits(holds, axis=1).reshape(-1, truths.shape[1]), truths.view(np.uint8)])
        first, again = _distinct(alike, known.low[self._priorities])
        batch = known.columns(first)
        holds = holds[:, :, first]
        share = np.where(truths[:, first] == UNKNOWN, holds.mean(axis=1, dtype=np.float32), truths[:, first] == YES)
        best = self._decide(share.astype(np.float32), batch)
        every = join([batch] * DRAWS)
        chances = self._chances(
            holds.reshape(len(truths), -1).astype(np.float32), every, np.tile(best.options, (1, DRAWS))
        )
        return self._with_chances(best, chances.reshape(len(chances), DRAWS, -1)).rows(again)

    def _draws(self, known: ScenarioBatch, varied: Mapping[str, Values]) -> ScenarioBatch:
        """Every scenario ``DRAWS`` times, draw by draw, with a value for what is open and makes sense to ask."""
        fields, knowledge = self._model.fields, self._model.knowledge
        ranges = {n: a for n, a in self._answers.items() if isinstance(a, Range) and n not in varied}
        common = draw({}, knowledge, fields, self._model.read - ranges.keys())
        between = draw(ranges, knowledge, fields, frozenset(ranges))
        asked = self._asked(known)
        size = known.size

        def filled(rows: Values, name: str, values: Values, unknown: NDArray[np.bool_]) -> Values:
            return np.where(np.tile(unknown & asked.get(name, True), DRAWS), np.repeat(values, size), rows)

        every = join([known] * DRAWS)
        for row, name in enumerate(fields.choice):
            every.choice[row] = filled(every.choice[row], name, common.choice[row], known.choice[row] < 0)
        for row, name in enumerate(fields.choices):
            every.choices[row] = filled(every.choices[row], name, common.choices[row], known.choices[row] < 0)
        for row, name in enumerate(fields.number):
            source = between if name in ranges else common
            unknown = known.low[row] != known.high[row]
            if unknown.any():
                every.high[row] = filled(every.high[row], name, source.high[row], unknown)
                every.low[row] = filled(every.low[row], name, source.low[row], unknown)
        return every

    def _asked(self, known: ScenarioBatch) -> dict[str, NDArray[np.bool_]]:
        """For each unanswered question with a condition, the scenarios in which it may make sense."""
        questions = self._model.knowledge.questions
        texts = {n: q.asked_when for n, q in questions.items() if q.asked_when and n in self._model.read}
        names = [name for name in texts if not isinstance(self._answers.get(name), Range)]
        conditions = [self._model.knowledge.conditions[str(texts[name])] for name in names]
        truths = TruthPlan(conditions, self._model.fields).evaluate(known)
        return {name: truth != NO for name, truth in zip(names, truths, strict=True)}

    # --- the engine ---

    def _decide(self, share: Shares, batch: ScenarioBatch) -> Answered:
        """Best architectures under the expected weight of every rule; probabilities are left open."""
        size = batch.size
        found = _nothing(len(self._model.decisions), size)
        for columns in self._alike(share):
            tables = self._exact_tables(share[:, columns], batch.columns(columns))
            states, score = self._model.plan.decide(tables.unary, tables.pairs)
            feasible = ~np.asarray(is_forbidden(score))
            found.feasible[columns] = feasible
            found.score[columns] = np.where(feasible, score.astype(np.float64) / THOUSANDTHS, -np.inf)
            found.options[:, columns] = np.where(feasible & tables.applicable, tables.options(states), -1)
        return found

    def _chances(self, share: Shares, batch: ScenarioBatch, taken: NDArray[np.int8]) -> NDArray[np.float32]:
        """Probability of the option ``taken`` in each scenario; NaN where the decision does not count there."""
        found = np.full(taken.shape, np.nan, dtype=np.float32)
        scale = self._model.knowledge.preference.sharpness / THOUSANDTHS
        for columns in self._alike(share):
            tables = self._model.tables(share[:, columns], batch.columns(columns), self._fixed)
            marginals = self._model.plan.marginals(tables.unary, tables.pairs, scale, of_pairs=False)
            for place, kept in enumerate(tables.kept):
                options = taken[place, columns]
                chances = np.zeros((len(self._model.options[place]), len(columns)), dtype=np.float32)
                chances[kept] = marginals.states[place]
                counted = marginals.possible & tables.applicable[place] & (options >= 0)
                chosen = chances[options, np.arange(len(columns))]
                found[place, columns] = np.where(counted, chosen, np.nan)
        return found

    @staticmethod
    def _with_chances(best: Answered, chances: NDArray[np.float32]) -> Answered:
        """Averaged over the draws, shape (decisions, draws, B), that leave an architecture; 0 where none does."""
        counted = ~np.isnan(chances)
        total = np.where(counted, chances, 0).sum(axis=1, dtype=np.float64)
        mean = (total / np.maximum(counted.sum(axis=1), 1)).astype(np.float32)
        probabilities = np.where(best.options >= 0, mean, np.float32(np.nan))
        return Answered(best.feasible, best.score, best.options, probabilities)

    def _alike(self, share: Shares) -> list[NDArray[np.int64]]:
        """Parts of at most ``ROWS_AT_ONCE`` scenarios to which the same decisions apply: they share their couplings."""
        first, group = _distinct(np.packbits(share[self._applies] >= 0.5, axis=0)) if self._applies else _one_set(share)
        parts = []
        for number in range(len(first)):
            members = np.flatnonzero(group == number)
            parts += [members[start : start + ROWS_AT_ONCE] for start in range(0, len(members), ROWS_AT_ONCE)]
        return parts

    def _exact_tables(self, share: Shares, batch: ScenarioBatch) -> Tables:
        """Tables in single precision where its digits hold every sum of scores exactly, else in double."""
        tables = self._model.tables(share, batch, self._fixed)
        every = (*tables.unary, *tables.pairs.values())
        greatest = sum(float(np.abs(np.where(table > FORBIDDEN / 2, table, 0)).max(initial=0)) for table in every)
        if greatest * DRAWS < _DIGITS_OF_SINGLE:
            return tables
        return self._model.tables(share.astype(np.float64), batch, self._fixed)


def _distinct(*keys: NDArray[np.uint8] | NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The first of every set of columns that are alike in all keys, and to which set each column belongs."""
    joined = np.concatenate([np.ascontiguousarray(key.T).view(np.uint8) for key in keys if len(key)], axis=1)
    whole = joined.view(np.dtype((np.void, joined.shape[1]))).ravel()
    _, first, group = np.unique(whole, return_index=True, return_inverse=True)
    return first, group


def _one_set(share: Shares) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    return np.zeros(1, dtype=np.int64), np.zeros(share.shape[1], dtype=np.int64)


def _nothing(decisions: int, size: int = 0) -> Answered:
    return Answered(
        np.zeros(size, dtype=bool),
        np.full(size, -np.inf),
        np.full((decisions, size), -1, dtype=np.int8),
        np.full((decisions, size), np.nan, dtype=np.float32),
    )


def _concatenated(parts: list[Answered]) -> Answered:
    return Answered(
        np.concatenate([part.feasible for part in parts]),
        np.concatenate([part.score for part in parts]),
        np.concatenate([part.options for part in parts], axis=1),
        np.concatenate([part.probabilities for part in parts], axis=1),
    )


def _keep_freed_memory() -> None:
    """Let the C library keep freed tables for the next ones.

    The GNU library returns large freed blocks to the system, and fetching them again costs more than the arithmetic on
    them; it stops for blocks as large as the largest that was ever freed.
    """
    np.empty(_LARGEST_POOLED, dtype=np.uint8)

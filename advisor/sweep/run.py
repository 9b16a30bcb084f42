"""Many scenarios of one system through the engine: what ``solve`` says of each, as arrays.

Rules only see whether their conditions hold. Scenarios in which every condition holds alike are therefore answered
once, which is exact. What is not known is drawn as ``solve`` draws it: the draws of a question depend on its name
alone, so they are common to all scenarios, and each scenario's answer is the one that ``solve`` gives for it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from advisor.answers import Answer
from advisor.knowledge.base import PRIORITY_PREFIX
from advisor.reasoning.batches import ROWS_AT_ONCE, Optima, optima_of, parts
from advisor.reasoning.calibration import Sharpness, calibrated_of
from advisor.reasoning.columns import column_bytes, distinct
from advisor.reasoning.elimination import Table
from advisor.reasoning.memory import keep_freed_memory
from advisor.reasoning.model import THOUSANDTHS, Model, Tables
from advisor.reasoning.scenarios import DRAWS, ScenarioBatch, encode, join
from advisor.reasoning.truth import UNKNOWN, YES, TruthPlan, Truths
from advisor.reasoning.unknowns import Unknowns
from advisor.sweep.draws import Values

_MOST_KEPT = 2**16

Shares = NDArray[np.float32] | NDArray[np.bool_]


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

    def put(self, places: NDArray[np.int64], answered: Answered) -> None:
        """Write the answers of some scenarios to where they belong, in a result that is still being made."""
        self.feasible[places] = answered.feasible
        self.score[places] = answered.score
        self.options[:, places] = answered.options
        self.probabilities[:, places] = answered.probabilities


class Evaluator:
    """One system with some of its answers varied.

    Attributes:
        model: the compiled rule base.

    Args:
        model: the compiled rule base.
        answers: what the system says, priorities included.
        fixed: decisions taken already.
        names: the fields that are varied.
        compiled: whether the compiled kernel works; probabilities then differ in their rounding.
    """

    def __init__(
        self,
        model: Model,
        answers: Mapping[str, Answer],
        fixed: Mapping[str, str],
        names: Sequence[str],
        *,
        compiled: bool = False,
    ) -> None:
        self.model = model
        self._compiled = compiled
        self._stays = {name: answer for name, answer in answers.items() if name not in names}
        self._base = encode([self._stays], model.fields)
        self._fixed = model.fixed(fixed)
        self._priorities = [model.fields.number.index(PRIORITY_PREFIX + name) for name in model.knowledge.qualities]
        self._starts = np.array(
            [model.state(name, options[0]) for name, options in zip(model.decisions, model.options, strict=True)]
        )
        self._unknowns = Unknowns(model, self._stays)
        moving = self._unknowns.moving(names)
        self._moving = np.flatnonzero([bool(moving & set(condition.fields)) for condition in model.conditions])
        self._staying = np.delete(np.arange(len(model.conditions)), self._moving)
        self._moves = [model.conditions[row] for row in self._moving]
        self._plan = TruthPlan(self._moves, model.fields)
        self._still = model.truths(self._base)
        self._still_share = self._shares(self._still, self._unknowns.draws(self._base, model.conditions), model.truths)
        self._settled = model.knowledge.preference.sharpness
        self._seen: dict[bytes, int] = {}
        self._answered = nothing(len(model.decisions))
        keep_freed_memory()

    def evaluate(self, varied: Mapping[str, Values]) -> Answered:
        """Answer the scenarios whose varied answers are given, one array a field."""
        return self._evaluate_compiled(varied) if self._compiled else self._evaluate(varied)

    def _evaluate_compiled(self, varied: Mapping[str, Values]) -> Answered:
        from advisor.reasoning import model_kernel, rule_kernel

        batch = self._known(varied)
        scenarios = rule_kernel.unpaired(self.model, batch)
        held, unknown = rule_kernel.patterns(self.model.truth, scenarios)
        closed, opened = np.flatnonzero(~unknown), np.flatnonzero(unknown)
        first, again = distinct(held.take(closed, axis=1), scenarios.priorities.take(closed, axis=1))
        best, tables = model_kernel.optima_and_tables(self.model, scenarios.some(closed[first]), self._fixed)
        decided = self._answers(best, [(part.places, part.tables, self._settled) for part in tables])
        if not len(opened):
            return decided.rows(again)
        found = nothing(len(self.model.decisions), batch.size)
        found.put(closed, decided.rows(again))
        known = batch.columns(opened)
        found.put(opened, self._open(self._truths(known), known))
        return found

    def _evaluate(self, varied: Mapping[str, Values]) -> Answered:
        size = len(next(iter(varied.values())))
        moving = np.empty((len(self._moves), size), dtype=np.int8)
        priorities = np.empty((len(self._priorities), size))
        still_open = bool((self._still[self._staying] == UNKNOWN).any())
        open_places, open_batches = [], []
        for start in range(0, size, ROWS_AT_ONCE):
            part = slice(start, start + ROWS_AT_ONCE)
            batch = self._known({name: values[part] for name, values in varied.items()})
            priorities[:, part] = batch.low[self._priorities]
            truths = moving[:, part] = self._plan.evaluate(batch)
            open_here = np.flatnonzero(np.full(batch.size, True) if still_open else (truths == UNKNOWN).any(axis=0))
            if len(open_here):
                open_places.append(start + open_here)
                open_batches.append(batch.columns(open_here))
        if not open_batches:
            return self._closed(moving, priorities)
        opened = np.concatenate(open_places)
        closed = np.delete(np.arange(size), opened)
        found = [
            self._closed(moving.take(closed, axis=1), priorities.take(closed, axis=1)),
            self._open(moving.take(opened, axis=1), join(open_batches)),
        ]
        back = np.empty(size, dtype=np.int64)
        back[np.concatenate([closed, opened])] = np.arange(size)
        return _concatenated(found).rows(back)

    def _known(self, varied: Mapping[str, Values]) -> ScenarioBatch:
        """The scenarios with what is not known left open."""
        fields = self.model.fields
        batch = self._base.columns(np.zeros(len(next(iter(varied.values()))), dtype=np.int64))
        for name, values in varied.items():
            field = fields.vocabulary[name]
            match field.kind:
                case "choice":
                    batch.choice[fields.choice.index(name)] = values
                case "choices":
                    batch.choices[fields.choices.index(name)] = values
                case "number":
                    row = fields.number.index(name)
                    batch.low[row] = np.where(np.isnan(values), field.minimum, values)
                    batch.high[row] = np.where(np.isnan(values), field.maximum, values)
        return batch

    def _closed(self, moving: Truths, priorities: NDArray[np.float64]) -> Answered:
        """Scenarios in which every condition is decided."""
        if not moving.shape[1]:
            return nothing(len(self.model.decisions))
        holds = moving == YES
        first, again = distinct(np.packbits(holds, axis=0), priorities)
        repeats = len(first) < len(again)
        share = np.empty((len(self._still), len(first)), dtype=bool)
        share[self._staying] = self._still[self._staying] == YES
        share[self._moving] = holds.take(first, axis=1) if repeats else holds
        batch = self._with_priorities(priorities.take(first, axis=1) if repeats else priorities)
        found = self._decide(share, batch)
        return found.rows(again) if repeats else found

    def _with_priorities(self, priorities: NDArray[np.float64]) -> ScenarioBatch:
        """Scenarios of which nothing but the priorities is read."""
        low = np.zeros((len(self._base.low), priorities.shape[1]))
        low[self._priorities] = priorities
        return ScenarioBatch(self._base.choice[:0], self._base.choices[:0], low, low)

    def _open(self, moving: Truths, known: ScenarioBatch) -> Answered:
        """Scenarios in which some condition waits for what is not known, which is drawn ``DRAWS`` times for each."""
        places = [np.empty(0, dtype=np.int64)]
        for start in range(0, known.size, ROWS_AT_ONCE):
            part = np.arange(start, min(start + ROWS_AT_ONCE, known.size))
            places.append(self._drawn(moving[:, part], known.columns(part)))
        found = self._answered.rows(np.concatenate(places))
        if len(self._seen) > _MOST_KEPT:
            self._seen.clear()
            self._answered = nothing(len(self.model.decisions))
        return found

    def _drawn(self, moving: Truths, known: ScenarioBatch) -> NDArray[np.int64]:
        """Where the answers of a few scenarios stand among those kept; new ones are worked out and kept."""
        share = self._shares(moving, self._unknowns.draws(known, self._moves), self._truths)
        keys = np.concatenate([column_bytes(share), column_bytes(known.low[self._priorities])])
        digests = [hashlib.sha256(key).digest() for key in np.ascontiguousarray(keys.T)]
        fresh = {digest: column for column, digest in enumerate(digests) if digest not in self._seen}
        if fresh:
            columns = np.array(list(fresh.values()))
            self._seen |= {digest: len(self._answered.score) + place for place, digest in enumerate(fresh)}
            every = np.repeat(self._still_share, len(columns), axis=1)
            every[self._moving] = share[:, columns]
            self._answered = _concatenated([self._answered, self._decide(every, known.columns(columns))])
        return np.array([self._seen[digest] for digest in digests])

    def _shares(
        self, truths: Truths, drawn: ScenarioBatch, truths_of: Callable[[ScenarioBatch], Truths]
    ) -> NDArray[np.float32]:
        """For each condition the share of what is not known under which it holds, of the shape of ``truths``."""
        holds = (truths_of(drawn) == YES).reshape(len(truths), DRAWS, -1)
        share = np.where(truths == UNKNOWN, holds.mean(axis=1), truths == YES)
        return np.asarray(share, dtype=np.float32)

    # --- the engine ---

    def _truths(self, batch: ScenarioBatch) -> Truths:
        """Truths of the conditions that move."""
        if not self._compiled:
            return self._plan.evaluate(batch)
        from advisor.reasoning import rule_kernel

        return rule_kernel.truths(self._plan, rule_kernel.unpaired(self.model, batch))

    def _decide(self, share: Shares, batch: ScenarioBatch) -> Answered:
        """Best architectures under the share of every condition, and their probabilities."""
        found = nothing(len(self.model.decisions), batch.size)
        for columns, tables in parts(self.model, share, batch, self._fixed):
            sharpness = self._settled if share.dtype == bool else self.model.sharpness(share[:, columns])
            answered = self._answers(optima_of(self.model, tables), [(np.arange(len(columns)), tables, sharpness)])
            found.put(columns, answered)
        return found

    def _answers(self, best: Optima, tables: Sequence[tuple[NDArray[np.int64], Tables, Sharpness]]) -> Answered:
        """Best architectures, with probabilities of the scenarios whose places, tables and sharpness are given."""
        options = np.where(best.possible, best.options, -1).astype(np.int8)
        score = np.where(best.possible, best.score / THOUSANDTHS, -np.inf)
        chances = np.full(options.shape, np.nan, dtype=np.float32)
        for places, of_places, sharpness in tables:
            every = self._chances_of(of_places)
            chances[:, places] = calibrated_of(every, self._starts, options[:, places], sharpness)
        return Answered(best.possible, score, options, chances)

    def _chances_of(self, tables: Tables) -> Table:
        """The chances of the options of all decisions, shape (options, B)."""
        plan, scale = self.model.plan, 1 / THOUSANDTHS
        if self._compiled:
            marginals = plan.compiled_marginals(tables.unary, tables.pairs, scale)
        else:
            marginals = plan.marginals(tables.unary, tables.pairs, scale, of_pairs=False)
        return self.model.states(tables, marginals.states).astype(np.float32, copy=False)


def nothing(decisions: int, size: int = 0) -> Answered:
    """Scenarios without an architecture."""
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

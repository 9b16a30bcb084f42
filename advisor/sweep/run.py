"""Many scenarios of one system through the engine: what ``solve`` says of each, as arrays.

Rules only see whether their conditions hold. Scenarios in which every condition holds alike are therefore answered
once, which is exact. What is not known is drawn as ``solve`` draws it: the draws of a question depend on its name
alone, so they are common to all scenarios, and each scenario's answer is the one that ``solve`` gives for it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from advisor.answers import Answer
from advisor.knowledge.base import PRIORITY_PREFIX
from advisor.reasoning.batches import ROWS_AT_ONCE, optima_of, parts
from advisor.reasoning.calibration import calibrated
from advisor.reasoning.columns import column_bytes, distinct
from advisor.reasoning.elimination import Table
from advisor.reasoning.model import THOUSANDTHS, Model, Tables
from advisor.reasoning.scenarios import DRAWS, ScenarioBatch, encode, join
from advisor.reasoning.truth import UNKNOWN, YES, TruthPlan, Truths
from advisor.reasoning.unknowns import Unknowns
from advisor.sweep.draws import Values

_MOST_KEPT = 2**16
_LARGEST_POOLED = 31 << 20

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

    def without(self, gone: NDArray[np.bool_]) -> Answered:
        """The same with no architecture in the scenarios that are ``gone``."""
        return Answered(
            self.feasible & ~gone,
            np.where(gone, -np.inf, self.score),
            np.where(gone, np.int8(-1), self.options),
            np.where(gone, np.float32(np.nan), self.probabilities),
        )


class Evaluator:
    """One system with some of its answers varied.

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
        self._model = model
        self._compiled = compiled
        self._stays = {name: answer for name, answer in answers.items() if name not in names}
        self._base = encode([self._stays], model.fields)
        self._fixed = model.fixed(fixed)
        self._priorities = [model.fields.number.index(PRIORITY_PREFIX + name) for name in model.knowledge.qualities]
        self._unknowns = Unknowns(model, self._stays)
        moving = self._unknowns.moving(names)
        self._moving = np.flatnonzero([bool(moving & set(condition.fields)) for condition in model.conditions])
        self._moves = [model.conditions[row] for row in self._moving]
        self._plan = TruthPlan(self._moves, model.fields)
        self._still = model.truths(self._base)
        self._still_drawn = model.truths(self._unknowns.draws(self._base, model.conditions)) == YES
        self._seen: dict[bytes, int] = {}
        self._answered = _nothing(len(model.decisions))
        _keep_freed_memory()

    def evaluate(self, varied: Mapping[str, Values]) -> Answered:
        """Answer the scenarios whose varied answers are given, one array a field."""
        size = len(next(iter(varied.values())))
        pieces = (np.arange(start, min(start + ROWS_AT_ONCE, size)) for start in range(0, size, ROWS_AT_ONCE))
        batches = [self._known({name: values[part] for name, values in varied.items()}) for part in pieces]
        moving = np.concatenate([self._plan.evaluate(batch) for batch in batches], axis=1)
        known = join(batches)
        still_open = bool((np.delete(self._still, self._moving) == UNKNOWN).any())
        is_open = np.full(size, True) if still_open else (moving == UNKNOWN).any(axis=0)
        closed, opened = np.flatnonzero(~is_open), np.flatnonzero(is_open)
        found = [
            self._closed(moving[:, closed], known.columns(closed)),
            self._open(moving[:, opened], known.columns(opened)),
        ]
        back = np.empty(size, dtype=np.int64)
        back[np.concatenate([closed, opened])] = np.arange(size)
        return _concatenated(found).rows(back)

    def _known(self, varied: Mapping[str, Values]) -> ScenarioBatch:
        """The scenarios with what is not known left open."""
        fields = self._model.fields
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

    def _closed(self, moving: Truths, known: ScenarioBatch) -> Answered:
        """Scenarios in which every condition is decided."""
        if not known.size:
            return _nothing(len(self._model.decisions))
        holds = moving == YES
        first, again = distinct(np.packbits(holds, axis=0), known.low[self._priorities])
        share = np.repeat(self._still == YES, len(first), axis=1)
        share[self._moving] = holds[:, first]
        return self._decide(share, known.columns(first), with_chances=True).rows(again)

    def _open(self, moving: Truths, known: ScenarioBatch) -> Answered:
        """Scenarios in which some condition waits for what is not known; each is drawn ``DRAWS`` times."""
        places = [np.empty(0, dtype=np.int64)]
        for start in range(0, known.size, ROWS_AT_ONCE):
            part = np.arange(start, min(start + ROWS_AT_ONCE, known.size))
            places.append(self._drawn(moving[:, part], known.columns(part)))
        found = self._answered.rows(np.concatenate(places))
        if len(self._seen) > _MOST_KEPT:
            self._seen.clear()
            self._answered = _nothing(len(self._model.decisions))
        return found

    def _drawn(self, moving: Truths, known: ScenarioBatch) -> NDArray[np.int64]:
        """Where the answers of a few scenarios stand among those kept; new ones are worked out and kept."""
        holds = (self._plan.evaluate(self._unknowns.draws(known, self._moves)) == YES).reshape(len(moving), DRAWS, -1)
        bits = np.packbits(holds, axis=1).reshape(-1, known.size)
        keys = np.concatenate([bits, moving.view(np.uint8), column_bytes(known.low[self._priorities])])
        digests = [hashlib.sha256(key).digest() for key in np.ascontiguousarray(keys.T)]
        fresh = {digest: column for column, digest in enumerate(digests) if digest not in self._seen}
        if fresh:
            columns = np.array(list(fresh.values()))
            self._seen |= {digest: len(self._answered.score) + place for place, digest in enumerate(fresh)}
            answered = self._average(moving[:, columns], holds[:, :, columns], known.columns(columns))
            self._answered = _concatenated([self._answered, answered])
        return np.array([self._seen[digest] for digest in digests])

    def _average(self, moving: Truths, moving_holds: NDArray[np.bool_], known: ScenarioBatch) -> Answered:
        """The best architecture under the shares of draws, and calibrated probabilities averaged over the draws."""
        size = known.size
        holds = np.repeat(self._still_drawn[:, :, None], size, axis=2)
        holds[self._moving] = moving_holds
        truths = np.repeat(self._still, size, axis=1)
        truths[self._moving] = moving
        share = np.where(truths == UNKNOWN, holds.mean(axis=1, dtype=np.float32), truths == YES).astype(np.float32)
        best = self._decide(share, known, with_chances=False)
        total = self._chances(holds.reshape(len(truths), -1), join([known] * DRAWS))
        return replace(best, probabilities=self._of_taken(best.options, total))

    # --- the engine ---

    def _decide(self, share: Shares, batch: ScenarioBatch, *, with_chances: bool) -> Answered:
        """Best architectures under the share of every condition; with their probabilities where shares are truths."""
        found = _nothing(len(self._model.decisions), batch.size)
        for columns, tables in parts(self._model, share, batch, self._fixed):
            best = optima_of(self._model, tables, compiled=self._compiled)
            options = np.where(best.possible, best.options, -1).astype(np.int8)
            found.feasible[columns] = best.possible
            found.score[columns] = np.where(best.possible, best.score / THOUSANDTHS, -np.inf)
            found.options[:, columns] = options
            if with_chances:
                found.probabilities[:, columns] = self._of_taken(options, self._chances_of(tables))
        return found

    def _chances(self, holds: NDArray[np.bool_], batch: ScenarioBatch) -> list[Table]:
        """As ``_chances_of``, summed over the draws of every scenario."""
        drawn = [np.empty((len(options), batch.size), dtype=np.float32) for options in self._model.options]
        for columns, tables in parts(self._model, holds, batch, self._fixed):
            for whole, part in zip(drawn, self._chances_of(tables), strict=True):
                whole[:, columns] = part
        return [table.reshape(len(table), DRAWS, -1).sum(axis=1, dtype=np.float64) for table in drawn]

    def _chances_of(self, tables: Tables) -> list[Table]:
        """For each decision the chances of its options, shape (options, B); 0 in scenarios where it does not count."""
        plan, scale = self._model.plan, 1 / THOUSANDTHS
        if self._compiled:
            marginals = plan.compiled_marginals(tables.unary, tables.pairs, scale)
        else:
            marginals = plan.marginals(tables.unary, tables.pairs, scale, of_pairs=False)
        found = []
        for place, (kept, states) in enumerate(zip(tables.kept, marginals.states, strict=True)):
            chances = np.zeros((len(self._model.options[place]), states.shape[1]), dtype=np.float32)
            chances[kept] = np.where(marginals.possible & tables.applicable[place], states, 0)
            found.append(chances)
        return found

    def _of_taken(self, taken: NDArray[np.int8], chances: list[Table]) -> NDArray[np.float32]:
        """Calibrated probability of the option ``taken`` in each scenario; NaN where there is none."""
        found = np.full(taken.shape, np.nan, dtype=np.float32)
        for place, table in enumerate(chances):
            columns = np.flatnonzero(taken[place] >= 0)
            probabilities = calibrated(table[:, columns], self._model.knowledge.preference.sharpness)
            found[place, columns] = probabilities[taken[place, columns], np.arange(len(columns))]
        return found


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
    them; it stops for blocks as large as the largest that was ever freed. Elsewhere this is one allocation that is
    never touched, and changes nothing.
    """
    np.empty(_LARGEST_POOLED, dtype=np.uint8)

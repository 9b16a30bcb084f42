"""One system with other priorities: every draw of what is not known, paired with any priorities.

Which conditions hold depends on the draw, and on priorities for the few conditions that read them, so there are few
patterns of conditions among many scenarios. The part of the tables that rules decide is worked out once a pattern.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from advisor.answers import Range
from advisor.knowledge.base import GREATEST_PRIORITY, PRIORITY_PREFIX
from advisor.reasoning.batches import Optima, Shares, optima
from advisor.reasoning.columns import distinct_columns
from advisor.reasoning.elimination import Table, is_forbidden
from advisor.reasoning.model import Model, Tables
from advisor.reasoning.scenarios import ScenarioBatch, answers_with_priorities
from advisor.reasoning.solution import Situation, situate
from advisor.reasoning.truth import YES, TruthPlan
from advisor.requirements.system import System

NOT_APPLICABLE, IMPOSSIBLE = -1, -2
"""Stand for an option position where a decision does not apply, and where no architecture is possible."""

Chosen = NDArray[np.int64]

_Values = NDArray[np.float64]
_ROWS_AT_ONCE = 256


class Space:
    """The scenarios of one system: draws of what is not known, paired with any priorities.

    Args:
        model: the compiled rule base.
        system: its answers; its priorities play no part, and fixed decisions stay fixed.
        situation: what the answers mean to the rules.
    """

    def __init__(self, model: Model, system: System, situation: Situation) -> None:
        self.model = model
        self.fixed = model.fixed(system.fixed)
        self._share = situation.share
        answers = answers_with_priorities(system, model.knowledge)
        open_priorities = {
            PRIORITY_PREFIX + quality: Range(0, GREATEST_PRIORITY) for quality in model.knowledge.qualities
        }
        anywhere = situate(model, {**answers, **open_priorities})
        self._drawn = anywhere.drawn
        self._rows = [model.fields.number.index(name) for name in open_priorities]
        reading = [
            row
            for row, condition in enumerate(model.conditions)
            if not open_priorities.keys().isdisjoint(condition.fields)
        ]
        self._reading = np.array(reading, dtype=np.int64)
        self._read = sorted({name for row in reading for name in model.conditions[row].fields})
        self._drawn_holds = anywhere.drawn_share == 1
        self._reading_truths = TruthPlan([model.conditions[row] for row in reading], model.fields)

    @property
    def unknowns(self) -> int:
        """How many draws of what is not known there are."""
        return self._drawn.size

    def positions(self, architecture: Mapping[str, str | None]) -> Chosen:
        """Option positions, ``NOT_APPLICABLE`` where a decision does not apply."""
        pairs = zip(architecture.values(), self.model.options, strict=True)
        return np.array([NOT_APPLICABLE if option is None else known.index(option) for option, known in pairs])

    def named(self, chosen: Sequence[int]) -> dict[str, str | None]:
        """The reverse of ``positions``."""
        pairs = zip(self.model.decisions, chosen, self.model.options, strict=True)
        return {decision: None if option == NOT_APPLICABLE else known[option] for decision, option, known in pairs}

    def kept(self, priorities: _Values, recommended: Chosen) -> NDArray[np.bool_]:
        """Whether each decision stays as it is recommended, at each of the priorities."""
        return np.asarray(self.recommended_at(priorities) == recommended[:, None])

    def recommended_at(self, priorities: _Values) -> Chosen:
        """What is recommended at given priorities when unknown answers count with their expected weight."""
        count, draws = priorities.shape[1], np.arange(self.unknowns)
        held = np.empty((len(self._reading), count))
        for part in _parts(count):
            width = part.stop - part.start
            every = self._scenarios(np.repeat(priorities[:, part], self.unknowns, axis=1), np.tile(draws, width))
            truths = self._reading_truths.evaluate(every) == YES
            held[:, part] = truths.reshape(len(self._reading), width, -1).mean(axis=2)
        first, pattern = distinct_columns(held) if len(held) else (draws[:1], np.zeros(count, dtype=np.int64))
        share = np.repeat(self._share[:, None], len(first), axis=1)
        share[self._reading] = held[:, first]
        return self._chosen(share, self._scenarios(priorities, np.zeros(count, dtype=np.int64)), pattern)

    def values(self, priorities: _Values) -> tuple[list[_Values], Chosen]:
        """The best score with each option, ``-inf`` where impossible or not applicable, and the optimum itself."""
        size = priorities.shape[1]
        values = [np.full((len(options), size), -np.inf) for options in self.model.options]
        optima = np.empty((len(values), size), dtype=np.int64)
        for part, tables in self._tables(priorities):
            found = self.model.plan.best(tables.unary, tables.pairs)
            optima[:, part] = _readable(tables, found.states, found.score)
            for place, with_state in enumerate(found.with_state):
                useful = tables.applicable[place] & ~np.asarray(is_forbidden(with_state))
                values[place][tables.kept[place], part] = np.where(useful, with_state, -np.inf)
        return values, optima

    def optima(self, priorities: _Values, of: NDArray[np.int64] | None = None, *, compiled: bool = False) -> Chosen:
        """The optimum of every scenario, as option positions of shape (decisions, scenarios).

        Args:
            priorities: shape (qualities, columns).
            of: the column of each scenario, whose draw is its own number modulo ``unknowns``; each its own where not
                given.
            compiled: whether the compiled kernel works, with the same result.
        """
        of = np.arange(priorities.shape[1]) if of is None else of
        if compiled:
            return self._compiled_optima(priorities, of)
        batch, holds, pattern = self._paired(priorities[:, of], 0)
        _, first, place = np.unique(of * holds.shape[1] + pattern, return_index=True, return_inverse=True)
        chosen = self._chosen(holds, batch.columns(first), pattern[first])
        return np.asarray(chosen.take(place, axis=1))

    def scores(self, architectures: Sequence[Sequence[int]], priorities: _Values) -> _Values:
        """Scores of given architectures, ``-inf`` where impossible, shape (architectures, scenarios)."""
        scores = np.empty((len(architectures), priorities.shape[1]))
        for part, tables in self._tables(priorities):
            for place, chosen in enumerate(architectures):
                scores[place, part] = _score(tables, np.array(chosen))
        return scores

    # --- scenarios ---

    def _tables(self, priorities: _Values) -> Iterator[tuple[slice, Tables]]:
        """Factor graphs of the scenarios, by the columns they stand for: draw i modulo ``unknowns``, priorities i."""
        for part in _parts(priorities.shape[1]):
            batch, holds, pattern = self._paired(priorities[:, part], part.start)
            yield part, self.model.tables(holds, batch, self.fixed, pattern)

    def _chosen(self, share: Shares, batch: ScenarioBatch, pattern: NDArray[np.int64]) -> Chosen:
        return _named(optima(self.model, share, batch, self.fixed, pattern=pattern))

    def _compiled_optima(self, priorities: _Values, of: NDArray[np.int64]) -> Chosen:
        from advisor.reasoning import model_kernel, rule_kernel

        drawn = np.arange(len(of)) % self.unknowns
        scenarios = rule_kernel.paired(self.model, self._drawn, priorities, drawn, of)
        return _named(model_kernel.optima(self.model, scenarios, self.fixed))

    def _paired(self, priorities: _Values, start: int) -> tuple[ScenarioBatch, NDArray[np.bool_], NDArray[np.int64]]:
        """Scenarios from number ``start`` on, which conditions hold in each pattern, and the pattern of each."""
        drawn = np.arange(start, start + priorities.shape[1]) % self.unknowns
        batch = self._scenarios(priorities, drawn)
        truths = self._reading_truths.evaluate(batch) == YES
        code = drawn
        for row in truths:
            code = 2 * code + row
        _, first, pattern = np.unique(code, return_index=True, return_inverse=True)
        holds = self._drawn_holds[:, drawn[first]]
        holds[self._reading] = truths[:, first]
        return batch, holds, pattern

    def _scenarios(self, priorities: _Values, drawn: NDArray[np.int64]) -> ScenarioBatch:
        """Only what is read together with priorities is filled in; the rest is of no meaning."""
        known, size = self._drawn, len(drawn)
        batch = ScenarioBatch(
            np.zeros((len(known.choice), size), dtype=np.int64),
            np.zeros((len(known.choices), size), dtype=np.int64),
            np.zeros((len(known.low), size)),
            np.zeros((len(known.low), size)),
        )
        for name in self._read:
            row, kind = self.model.fields.places[name], self.model.fields.vocabulary[name].kind
            for source, target in {
                "choice": ((known.choice, batch.choice),),
                "choices": ((known.choices, batch.choices),),
                "number": ((known.low, batch.low), (known.high, batch.high)),
            }[kind]:
                target[row] = source[row].take(drawn)
        batch.low[self._rows] = batch.high[self._rows] = priorities
        return batch


def _parts(size: int) -> Iterator[slice]:
    return (slice(start, min(start + _ROWS_AT_ONCE, size)) for start in range(0, size, _ROWS_AT_ONCE))


def _named(found: Optima) -> Chosen:
    return np.where(found.possible, found.options, IMPOSSIBLE).astype(np.int64, copy=False)


def _readable(tables: Tables, states: Chosen, score: Table) -> Chosen:
    chosen = np.where(tables.applicable, tables.options(states), NOT_APPLICABLE)
    return np.where(is_forbidden(score), IMPOSSIBLE, chosen)


def _score(tables: Tables, chosen: Chosen) -> _Values:
    """Score of one architecture in every scenario of ``tables``; ``-inf`` where it is impossible."""
    possible = (tables.applicable == (chosen != NOT_APPLICABLE)[:, None]).all(axis=0)
    states = []
    for kept, option in zip(tables.kept, chosen.tolist(), strict=True):
        found = np.flatnonzero(kept == option)
        if option != NOT_APPLICABLE and not len(found):
            return np.full(len(possible), -np.inf)
        states.append(int(found[0]) if len(found) else 0)
    score = np.zeros(len(possible))
    for table, state in zip(tables.unary, states, strict=True):
        score = score + table[state]
    for (first, second), table in tables.pairs.items():
        score = score + table[states[first], states[second]]
    return np.where(possible & ~np.asarray(is_forbidden(score)), score, -np.inf)


def priority_draws(qualities: Sequence[str], draws: int) -> _Values:
    """A Latin hypercube over the box of priorities, shape (qualities, draws); the order comes from the names."""
    rows = []
    for quality in qualities:
        seed = int.from_bytes(hashlib.sha256(f"{PRIORITY_PREFIX}{quality}:{draws}".encode()).digest()[:8], "big")
        generator = np.random.Generator(np.random.PCG64(seed))
        rows.append((generator.permutation(draws) + 0.5) / draws * GREATEST_PRIORITY)
    return np.array(rows)

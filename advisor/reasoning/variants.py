"""One system with single answers changed: the best architectures of many such variants at once.

A change of one answer touches only the conditions that read it, or that read a question which makes sense depending on
it; all others are taken from the system itself. What comes out is what ``solve`` finds for the changed system.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from advisor.answers import Answer
from advisor.conditions import Condition
from advisor.knowledge.base import PRIORITY_PREFIX
from advisor.reasoning.batches import optima
from advisor.reasoning.calibration import calibrated
from advisor.reasoning.columns import distinct_columns
from advisor.reasoning.elimination import Table, is_forbidden
from advisor.reasoning.model import THOUSANDTHS, Model
from advisor.reasoning.scenarios import DRAWS, ScenarioBatch, answers_with_priorities, encode
from advisor.reasoning.solution import architecture_of, situate
from advisor.reasoning.truth import UNKNOWN, YES, TruthPlan
from advisor.reasoning.unknowns import Unknowns
from advisor.requirements.system import System

Architecture = Mapping[str, str | None]
Change = tuple[str, Answer]

_AT_ONCE = 128
"""Variants whose tables stay in the cache together and still repay the calls of numpy."""


@dataclass(frozen=True)
class Best:
    """The best joint architecture of a variant, and its score in thousandths of log-odds."""

    architecture: Architecture
    score: float


class Variants:
    """Variants of one system. Those in which every condition holds alike are answered once.

    Args:
        model: the compiled rule base.
        system: what all variants share but for one answer each.
    """

    def __init__(self, model: Model, system: System) -> None:
        self._model = model
        answers = answers_with_priorities(system, model.knowledge)
        self._base = encode([answers], model.fields)
        self._share = situate(model, answers).share
        self._unknowns = Unknowns(model, answers)
        self._fixed = model.fixed(system.fixed)
        self._priorities = [model.fields.number.index(PRIORITY_PREFIX + name) for name in model.knowledge.qualities]
        self._seen: dict[bytes, Best | None] = {}

    def best(self, changes: Sequence[Change]) -> list[Best | None]:
        """The best architecture after each change alone; ``None`` where none is feasible.

        A change names a requirement or ``priorities.<quality>``, and gives one value, not a range.
        """
        return self.best_together([(change,) for change in changes])

    def best_together(self, changes: Sequence[Sequence[Change]]) -> list[Best | None]:
        """The best architecture after several changes at once, for each of many such; ``None`` where none is."""
        if not changes:
            return []
        known = self._known(changes)
        share = self._shares(known, changes)
        keys = [column.tobytes() for column in np.ascontiguousarray(self._telling(share, known).T)]
        fresh = {key: column for column, key in enumerate(keys) if key not in self._seen}
        columns = np.fromiter(fresh.values(), dtype=np.int64)
        if len(columns):
            found = self._solve(share.take(columns, axis=1), known.columns(columns))
            self._seen |= zip(fresh, found, strict=True)
        return [self._seen[key] for key in keys]

    def losses(self, changes: Sequence[Change], options: Sequence[tuple[str, str]]) -> Table:
        """Log-odds lost, at best, by taking an option of a decision after each change, shape (options, changes);
        ``inf`` where it is impossible or its decision does not apply.
        """
        model, lost = self._model, np.full((len(options), len(changes)), np.inf)
        if not changes or not options:
            return lost
        known = self._known([(change,) for change in changes])
        share = self._shares(known, [(change,) for change in changes])
        first, place = distinct_columns(self._telling(share, known))
        for start in range(0, len(first), _AT_ONCE):
            part = first[start : start + _AT_ONCE]
            tables = model.tables(share[:, part], known.columns(part), self._fixed)
            optimum = model.plan.best(tables.unary, tables.pairs)
            for row, (decision, option) in enumerate(options):
                position = model.decisions.index(decision)
                state = np.flatnonzero(tables.kept[position] == model.options[position].index(option))
                if len(state):
                    score = optimum.with_state[position][state[0]]
                    possible = tables.applicable[position] & ~np.asarray(is_forbidden(score))
                    lost[row, part] = np.where(possible, (optimum.score - score) / THOUSANDTHS, np.inf)
        return np.asarray(lost[:, first[place]])

    def probabilities(self, changes: Sequence[Change]) -> list[dict[str, dict[str, float]]]:
        """After each change the probability of every option, as ``solve`` finds it for the decisions that apply by
        ``best``.
        """
        if not changes:
            return []
        model = self._model
        known = self._known([(change,) for change in changes])
        share = self._shares(known, [(change,) for change in changes])
        first, place = distinct_columns(self._telling(share, known))
        chances = [np.zeros((len(options), len(first))) for options in model.options]
        for start in range(0, len(first), _AT_ONCE):
            part = np.arange(start, min(start + _AT_ONCE, len(first)))
            tables = model.tables(share[:, first[part]], known.columns(first[part]), self._fixed)
            found = model.plan.marginals(tables.unary, tables.pairs, 1 / THOUSANDTHS, of_pairs=False)
            counted = tables.applicable & found.possible
            for chance, kept, states, counts in zip(chances, tables.kept, found.states, counted, strict=True):
                chance[np.ix_(kept, part)] = states * counts
        every: list[dict[str, dict[str, float]]] = [{} for _ in changes]
        sharpness = model.sharpness(share[:, first])
        for decision, options, chance in zip(model.decisions, model.options, chances, strict=True):
            shown = calibrated(chance, sharpness)[:, place]
            for column, sure in enumerate(shown.T.tolist()):
                every[column][decision] = dict(zip(options, sure, strict=True))
        return every

    def _known(self, changes: Sequence[Sequence[Change]]) -> ScenarioBatch:
        known = self._base.columns(np.zeros(len(changes), dtype=np.int64))
        for column, together in enumerate(changes):
            for name, answer in together:
                known.put(column, name, answer, self._model.fields)
        return known

    def _telling(self, share: Table, known: ScenarioBatch) -> Table:
        """All that tells one variant from another."""
        return np.concatenate([share, known.low[self._priorities]])

    def _shares(self, known: ScenarioBatch, changes: Sequence[Sequence[Change]]) -> Table:
        """For each condition and variant the share of what is not known under which it holds."""
        share = np.repeat(self._share[:, None], len(changes), axis=1)
        changed: dict[tuple[str, ...], list[int]] = {}
        for column, together in enumerate(changes):
            changed.setdefault(tuple(name for name, _ in together), []).append(column)
        read = np.unique(np.concatenate([_reading(self._model, names) for names in changed]))
        every = _plan(self._model, tuple(read.tolist()))[1].evaluate(known)
        for names, places in changed.items():
            rows, columns = _reading(self._model, names), np.array(places)
            truths = every[np.ix_(np.searchsorted(read, rows), columns)]
            waiting = truths == UNKNOWN
            held = (truths == YES).astype(np.float64)
            if waiting.any():
                left, right = np.flatnonzero(waiting.any(axis=1)), np.flatnonzero(waiting.any(axis=0))
                conditions, plan = _plan(self._model, tuple(rows[left].tolist()))
                drawn = plan.evaluate(self._unknowns.draws(known.columns(columns[right]), conditions)) == YES
                cells = np.ix_(left, right)
                found = drawn.reshape(len(left), DRAWS, len(right)).mean(axis=1)
                held[cells] = np.where(waiting[cells], found, held[cells])
            share[np.ix_(rows, columns)] = held
        return share

    def _solve(self, share: Table, known: ScenarioBatch) -> list[Best | None]:
        model = self._model
        found = optima(model, share, known, self._fixed)
        first, place = distinct_columns(found.options)
        architectures = [architecture_of(model, taken, taken >= 0) for taken in found.options[:, first].T]
        return [
            Best(architectures[number], score) if possible else None
            for number, score, possible in zip(
                place.tolist(), found.score.tolist(), found.possible.tolist(), strict=True
            )
        ]


@lru_cache(maxsize=512)
def _reading(model: Model, names: tuple[str, ...]) -> NDArray[np.int64]:
    """Where the conditions stand that may change with the fields ``names``."""
    moving = Unknowns(model, {}).moving(names)
    rows = [row for row, condition in enumerate(model.conditions) if not moving.isdisjoint(condition.fields)]
    return np.array(rows, dtype=np.int64)


@lru_cache(maxsize=1024)
def _plan(model: Model, rows: tuple[int, ...]) -> tuple[Sequence[Condition], TruthPlan]:
    """Some conditions, and a plan of their own."""
    conditions = [model.conditions[row] for row in rows]
    return conditions, TruthPlan(conditions, model.fields)

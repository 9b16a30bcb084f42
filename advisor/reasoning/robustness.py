"""How far a recommendation depends on priorities and on what is not known.

Stochastic multicriteria acceptability analysis, SMAA-2: Lahdelma and Salminen (2001), "SMAA-2: stochastic
multicriteria acceptability analysis for group decision making", Operations Research 49(3). Instead of asking which
alternative is best for one set of preferences, it asks which preferences make each alternative the best.

Preferences here are priorities, uniform and independent between 0 and 5. Not a simplex of weights that sum to one,
as is usual where only the weighted criteria speak: rules speak too, with fixed log-odds, so it matters how strong
the priorities are and not only how they stand to each other. Priorities that were stated are drawn all the same,
since the question is what rests on them.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from advisor.answers import Range
from advisor.knowledge.base import GREATEST_PRIORITY, PRIORITY_PREFIX
from advisor.reasoning.batches import optima
from advisor.reasoning.columns import distinct_columns
from advisor.reasoning.elimination import Table, is_forbidden
from advisor.reasoning.model import Model, Tables, share_holding
from advisor.reasoning.scenarios import ScenarioBatch, answers_with_priorities
from advisor.reasoning.solution import Solution, situate
from advisor.reasoning.truth import TruthPlan
from advisor.requirements.system import System

DRAWS = 2048
"""Draws of priorities; the standard error of a share is at most 1.1 percentage points."""

CONTENDERS = 6
"""Architectures compared with each other: the recommended one and those that are most often the best."""

_ROWS_AT_ONCE = 256

_NOT_APPLICABLE, _IMPOSSIBLE = -1, -2
"""Stand for an option position where a decision does not apply, and where no architecture is possible."""

_Values = NDArray[np.float64]
_Chosen = NDArray[np.int64]


@dataclass(frozen=True)
class Acceptability:
    """What draws of values and weights say about n alternatives.

    Attributes:
        ranks: share of draws in which each alternative takes each rank, the best first, shape (n, n).
        central: mean weights of the draws in which each is the best, shape (n, criteria); nan where it never is.
    """

    ranks: _Values
    central: _Values


@dataclass(frozen=True)
class Support:
    """What priorities and unknown answers support one option or architecture.

    Attributes:
        ranks: share of draws in which it takes each rank, the best first. They sum to less than 1 where it is
            impossible, or its decision does not apply, in some draws.
        central: mean priorities (0 to 5) of the draws in which it is the best, by quality: what someone who prefers
            it typically cares about. ``None`` where it never is.
        confidence: share of what is not known under which it is the best at its central priorities.
    """

    ranks: tuple[float, ...]
    central: Mapping[str, float] | None
    confidence: float | None

    @property
    def acceptability(self) -> float:
        """Share of draws in which it is the best."""
        return self.ranks[0]


@dataclass(frozen=True)
class ArchitectureSupport:
    """A contender among whole architectures.

    Attributes:
        architecture: option of each decision, ``None`` where it does not apply.
        recommended: whether it is the recommendation.
        optimal: share of draws in which no architecture at all is better.
        support: ranks and central priorities among the contenders.
    """

    architecture: Mapping[str, str | None]
    recommended: bool
    optimal: float
    support: Support


@dataclass(frozen=True)
class Robustness:
    """The whole analysis.

    Attributes:
        draws: how many draws left an architecture; all shares of ranks are shares of these.
        keeps: for each decision that applies the share of the priority space in which the recommended option stays
            recommended, unknown answers counting with their expected weight as in the recommendation.
        keeps_all: share of the priority space in which the whole recommendation stays.
        options: by decision and option.
        architectures: contenders, the recommended first, then by how often they are the best.
    """

    draws: int
    keeps: Mapping[str, float]
    keeps_all: float
    options: Mapping[str, Mapping[str, Support]]
    architectures: tuple[ArchitectureSupport, ...]


def smaa(values: _Values, weights: _Values) -> Acceptability:
    """Rank acceptability indices and central weight vectors of SMAA-2.

    Args:
        values: of each alternative in each draw, higher is better, ``-inf`` where impossible; shape (n, draws).
            Ties go to the earlier alternative.
        weights: the weights of each draw, shape (criteria, draws).
    """
    count, draws = values.shape
    order = np.argsort(-values, axis=0, kind="stable")
    takes = order[None] == np.arange(count)[:, None, None]
    takes &= np.isfinite(np.take_along_axis(values, order, axis=0))
    first = takes[:, 0].astype(float)
    wins = first.sum(axis=1, keepdims=True)
    central = np.divide(first @ weights.T, wins, out=np.full((count, len(weights)), np.nan), where=wins > 0)
    return Acceptability(takes.sum(axis=2) / max(draws, 1), central)


def confidence_factor(values: _Values, alternative: int) -> float:
    """Share of draws of what is not known in which ``alternative`` is the best at its own central weights.

    Args:
        values: of each alternative in each draw, all with the central weights of ``alternative``, shape (n, draws).
        alternative: its position; ties go to the earlier alternative.
    """
    best = (values.argmax(axis=0) == alternative) & np.isfinite(values[alternative])
    return float(best.mean())


def robustness(model: Model, system: System, solution: Solution, draws: int = DRAWS) -> Robustness:
    """Analyse the recommendation that ``solution`` makes for ``system``. The same input gives the same result.

    Raises:
        ValueError: ``solution`` is not feasible.
    """
    if not solution.feasible:
        raise ValueError("no architecture is feasible; there is no recommendation to analyse")
    space = _Space(model, system, solution)
    priorities = _priority_draws(tuple(model.knowledge.qualities), draws)
    recommended = space.positions(solution.chosen)
    kept = space.kept(priorities, recommended)
    values, optima = space.values(priorities)
    possible = optima[0] != _IMPOSSIBLE
    values = [table[:, possible] for table in values]
    optima, priorities = optima[:, possible], priorities[:, possible]
    return Robustness(
        draws=int(possible.sum()),
        keeps=_shares_kept(solution, kept),
        keeps_all=float(kept.all(axis=0).mean()),
        options=_option_support(space, values, priorities),
        architectures=_architecture_support(space, recommended, optima, priorities),
    )


def shares_kept(model: Model, system: System, solution: Solution, draws: int = DRAWS) -> dict[str, float]:
    """``Robustness.keeps`` alone, at a fraction of the work."""
    space = _Space(model, system, solution)
    priorities = _priority_draws(tuple(model.knowledge.qualities), draws)
    return _shares_kept(solution, space.kept(priorities, space.positions(solution.chosen)))


def _shares_kept(solution: Solution, kept: NDArray[np.bool_]) -> dict[str, float]:
    shares = zip(solution.chosen.items(), kept.mean(axis=1).tolist(), strict=True)
    return {decision: share for (decision, option), share in shares if option is not None}


class _Space:
    """The scenarios of one system: draws of what is not known, paired with any priorities."""

    def __init__(self, model: Model, system: System, solution: Solution) -> None:
        self.model = model
        self.fixed = model.fixed(system.fixed)
        self._share = solution.situation.share
        answers = answers_with_priorities(system, model.knowledge)
        open_priorities = {
            PRIORITY_PREFIX + quality: Range(0, GREATEST_PRIORITY) for quality in model.knowledge.qualities
        }
        self._drawn = situate(model, {**answers, **open_priorities}).drawn
        self._rows = [model.fields.number.index(name) for name in open_priorities]
        self._reading = [
            row
            for row, condition in enumerate(model.conditions)
            if not open_priorities.keys().isdisjoint(condition.fields)
        ]
        self._drawn_share = share_holding(model.truths(self._drawn)).astype(np.float32)
        self._reading_truths = TruthPlan([model.conditions[row] for row in self._reading], model.fields)

    @property
    def unknowns(self) -> int:
        """How many draws of what is not known there are."""
        return self._drawn.size

    def positions(self, architecture: Mapping[str, str | None]) -> _Chosen:
        """Option positions, ``_NOT_APPLICABLE`` where a decision does not apply."""
        pairs = zip(architecture.values(), self.model.options, strict=True)
        return np.array([_NOT_APPLICABLE if option is None else known.index(option) for option, known in pairs])

    def named(self, chosen: Sequence[int]) -> dict[str, str | None]:
        """The reverse of ``positions``."""
        pairs = zip(self.model.decisions, chosen, self.model.options, strict=True)
        return {decision: None if option == _NOT_APPLICABLE else known[option] for decision, option, known in pairs}

    def tables(self, priorities: _Values) -> Iterator[tuple[slice, Tables]]:
        """Factor graphs of the scenarios, by the columns they stand for: draw i modulo ``unknowns``, priorities i."""
        for part in _parts(priorities.shape[1]):
            batch, share = self._paired(priorities, part)
            yield part, self.model.tables(share, batch, self.fixed)

    def kept(self, priorities: _Values, recommended: _Chosen) -> NDArray[np.bool_]:
        """Whether each decision stays as it is recommended, at each of the priorities."""
        found = np.concatenate(list(self.recommended_at(priorities)), axis=1)
        return np.asarray(found == recommended[:, None])

    def recommended_at(self, priorities: _Values) -> Iterator[_Chosen]:
        """What is recommended at given priorities when unknown answers count with their expected weight."""
        for part in _parts(priorities.shape[1]):
            some = priorities[:, part]
            width = some.shape[1]
            share = np.repeat(self._share[:, None], width, axis=1)
            if self._reading:
                every = self._scenarios(
                    np.repeat(some, self.unknowns, axis=1), np.arange(width * self.unknowns) % self.unknowns
                )
                truths = share_holding(self._reading_truths.evaluate(every))
                share[self._reading] = truths.reshape(len(self._reading), width, -1).mean(axis=2)
            batch = self._scenarios(some, np.zeros(width, dtype=np.int64))
            yield self._chosen(share, batch)

    def values(self, priorities: _Values) -> tuple[list[_Values], _Chosen]:
        """The best score with each option, ``-inf`` where impossible or not applicable, and the optimum itself."""
        size = priorities.shape[1]
        values = [np.full((len(options), size), -np.inf) for options in self.model.options]
        optima = np.empty((len(values), size), dtype=np.int64)
        for part, tables in self.tables(priorities):
            found = self.model.plan.best(tables.unary, tables.pairs)
            optima[:, part] = _readable(tables, found.states, found.score)
            for place, with_state in enumerate(found.with_state):
                useful = tables.applicable[place] & ~np.asarray(is_forbidden(with_state))
                values[place][tables.kept[place], part] = np.where(useful, with_state, -np.inf)
        return values, optima

    def optima(self, priorities: _Values) -> _Chosen:
        """The optimum of every scenario, as option positions of shape (decisions, scenarios)."""
        found = []
        for part in _parts(priorities.shape[1]):
            batch, share = self._paired(priorities, part)
            first, place = distinct_columns(np.concatenate([share, priorities[:, part]]))
            chosen = self._chosen(share[:, first], batch.columns(first))
            found.append(chosen[:, place])
        return np.concatenate(found, axis=1)

    def scores(self, architectures: Sequence[Sequence[int]], priorities: _Values) -> _Values:
        """Scores of given architectures, ``-inf`` where impossible, shape (architectures, scenarios)."""
        scores = np.empty((len(architectures), priorities.shape[1]))
        for part, tables in self.tables(priorities):
            for place, chosen in enumerate(architectures):
                scores[place, part] = _score(tables, np.array(chosen))
        return scores

    def _chosen(self, share: Table, batch: ScenarioBatch) -> _Chosen:
        found = optima(self.model, share, batch, self.fixed)
        return np.where(found.possible, found.options, _IMPOSSIBLE)

    def _paired(self, priorities: _Values, part: slice) -> tuple[ScenarioBatch, Table]:
        """The scenarios of some columns, and which conditions hold in them: whole weights of conditions that hold or
        do not are exact in single precision.
        """
        drawn = np.arange(part.start, part.stop) % self.unknowns
        batch, share = self._scenarios(priorities[:, part], drawn), self._drawn_share[:, drawn]
        if self._reading:
            share[self._reading] = share_holding(self._reading_truths.evaluate(batch))
        return batch, share

    def _scenarios(self, priorities: _Values, drawn: NDArray[np.int64]) -> ScenarioBatch:
        batch = self._drawn.columns(drawn)
        batch.low[self._rows] = batch.high[self._rows] = priorities
        return batch


def _parts(size: int) -> Iterator[slice]:
    return (slice(start, min(start + _ROWS_AT_ONCE, size)) for start in range(0, size, _ROWS_AT_ONCE))


def _readable(tables: Tables, states: _Chosen, score: Table) -> _Chosen:
    chosen = np.where(tables.applicable, tables.options(states), _NOT_APPLICABLE)
    return np.where(is_forbidden(score), _IMPOSSIBLE, chosen)


def _score(tables: Tables, chosen: _Chosen) -> _Values:
    """Score of one architecture in every scenario of ``tables``; ``-inf`` where it is impossible."""
    possible = (tables.applicable == (chosen != _NOT_APPLICABLE)[:, None]).all(axis=0)
    states = []
    for kept, option in zip(tables.kept, chosen.tolist(), strict=True):
        found = np.flatnonzero(kept == option)
        if option != _NOT_APPLICABLE and not len(found):
            return np.full(len(possible), -np.inf)
        states.append(int(found[0]) if len(found) else 0)
    score = np.zeros(len(possible))
    for table, state in zip(tables.unary, states, strict=True):
        score = score + table[state]
    for (first, second), table in tables.pairs.items():
        score = score + table[states[first], states[second]]
    return np.where(possible & ~np.asarray(is_forbidden(score)), score, -np.inf)


def _priority_draws(qualities: Sequence[str], draws: int) -> _Values:
    """A Latin hypercube over the box of priorities, shape (qualities, draws); the order comes from the names."""
    rows = []
    for quality in qualities:
        seed = int.from_bytes(hashlib.sha256(f"{PRIORITY_PREFIX}{quality}:{draws}".encode()).digest()[:8], "big")
        generator = np.random.Generator(np.random.PCG64(seed))
        rows.append((generator.permutation(draws) + 0.5) / draws * GREATEST_PRIORITY)
    return np.array(rows)


def _option_support(space: _Space, values: Sequence[_Values], priorities: _Values) -> dict[str, dict[str, Support]]:
    found = [smaa(table, priorities) for table in values]
    centres = [(place, option) for place, one in enumerate(found) for option in _ever_best(one)]
    at_centre = np.array([found[place].central[option] for place, option in centres]).T
    optima = space.optima(np.repeat(at_centre, space.unknowns, axis=1))
    confidence = {
        (place, option): float((columns[place] == option).mean())
        for (place, option), columns in zip(centres, np.split(optima, len(centres), axis=1), strict=True)
    }
    return {
        decision: {
            option: _support(space, one, position, confidence.get((place, position)))
            for position, option in enumerate(space.model.options[place])
        }
        for place, (decision, one) in enumerate(zip(space.model.decisions, found, strict=True))
    }


def _architecture_support(
    space: _Space, recommended: _Chosen, optima: _Chosen, priorities: _Values
) -> tuple[ArchitectureSupport, ...]:
    wins = Counter(tuple(column) for column in optima.T.tolist())
    first = tuple(recommended.tolist())
    by_wins = sorted((one for one in wins if one != first), key=lambda one: (-wins[one], one))
    contenders = [first, *by_wins[: CONTENDERS - 1]]
    found = smaa(space.scores(contenders, priorities), priorities)
    result = []
    for place, contender in enumerate(contenders):
        confidence = None
        if place in _ever_best(found):
            at_centre = np.repeat(found.central[place][:, None], space.unknowns, axis=1)
            confidence = confidence_factor(space.scores(contenders, at_centre), place)
        optimal = wins[contender] / optima.shape[1]
        support = _support(space, found, place, confidence)
        result.append(ArchitectureSupport(space.named(contender), place == 0, optimal, support))
    return tuple(result)


def _ever_best(found: Acceptability) -> list[int]:
    return np.flatnonzero(found.ranks[:, 0] > 0).tolist()


def _support(space: _Space, found: Acceptability, place: int, confidence: float | None) -> Support:
    central = dict(zip(space.model.knowledge.qualities, found.central[place].tolist(), strict=True))
    ever = found.ranks[place, 0] > 0
    return Support(tuple(found.ranks[place].tolist()), central if ever else None, confidence)

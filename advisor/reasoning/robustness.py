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

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from advisor.reasoning.model import Model
from advisor.reasoning.solution import Solution
from advisor.reasoning.space import IMPOSSIBLE, Chosen, Space, priority_draws
from advisor.requirements.system import System

DRAWS = 2048
"""Draws of priorities; the standard error of a share is at most 1.1 percentage points."""

CONTENDERS = 6
"""Architectures compared with each other: the recommended one and those that are most often the best."""

_Values = NDArray[np.float64]


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
    space = Space(model, system, solution.situation)
    priorities = priority_draws(tuple(model.knowledge.qualities), draws)
    recommended = space.positions(solution.chosen)
    kept = space.kept(priorities, recommended)
    values, optima = space.values(priorities)
    possible = optima[0] != IMPOSSIBLE
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
    space = Space(model, system, solution.situation)
    priorities = priority_draws(tuple(model.knowledge.qualities), draws)
    return _shares_kept(solution, space.kept(priorities, space.positions(solution.chosen)))


def _shares_kept(solution: Solution, kept: NDArray[np.bool_]) -> dict[str, float]:
    shares = zip(solution.chosen.items(), kept.mean(axis=1).tolist(), strict=True)
    return {decision: share for (decision, option), share in shares if option is not None}


def _option_support(space: Space, values: Sequence[_Values], priorities: _Values) -> dict[str, dict[str, Support]]:
    found = [smaa(table, priorities) for table in values]
    centres = [(place, option) for place, one in enumerate(found) for option in _ever_best(one)]
    at_centre = np.array([found[place].central[option] for place, option in centres]).T
    optima = space.optima(at_centre, np.repeat(np.arange(len(centres)), space.unknowns))
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
    space: Space, recommended: Chosen, optima: Chosen, priorities: _Values
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


def _support(space: Space, found: Acceptability, place: int, confidence: float | None) -> Support:
    central = dict(zip(space.model.knowledge.qualities, found.central[place].tolist(), strict=True))
    ever = found.ranks[place, 0] > 0
    return Support(tuple(found.ranks[place].tolist()), central if ever else None, confidence)

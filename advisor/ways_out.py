"""From a recommendation that breaks a stated limit to the best architectures that keep it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from advisor.advise import advise
from advisor.forecast.addends import on_draws
from advisor.forecast.architectures import TooMany, collapsed
from advisor.forecast.draws import middles
from advisor.forecast.plan import forecast_plan
from advisor.knowledge.base import KnowledgeBase
from advisor.reasoning.compiled import compiled
from advisor.reasoning.nondominated import UNKNOWN, Addend, non_dominated
from advisor.reasoning.pareto import architecture_of, expected_tables
from advisor.reasoning.solution import solve
from advisor.recommendation.limits import LIMITS, Limit, StatedLimit, stated_bound, stated_limits
from advisor.recommendation.recommendation import Estimate, Recommendation
from advisor.recommendation.ways_out import WayOut, WaysOut

__all__ = ["WayOut", "WaysOut", "ways_out"]

_ROUNDING = 1e-9
"""Relative difference that the order of additions may make to an estimate."""


def ways_out(knowledge: KnowledgeBase, recommendation: Recommendation) -> WaysOut | None:
    """The best architectures that keep the limits which ``recommendation`` breaks; ``None`` where it breaks none.

    The search is exact: it is the optimum of the same scores among the architectures whose estimates, on the same
    draws, have their middle within the limit. A limit of something that an architecture does not have (the memory of
    a device) is kept; else a limit whose estimate is not known counts as kept only if it is not known of the
    recommendation either. Fixed decisions are respected.

    Args:
        recommendation: feasible, as ``advise`` gave it for its system.

    Raises:
        AssertionError: the run that confirms an architecture gives other estimates, which would be a defect.
    """
    broken = tuple(one for one in _limits(recommendation) if one.broken)
    if not broken:
        return None
    search = _Search(knowledge, recommendation)
    names = [one.limit.estimate for one in broken if search.kept(one.limit.estimate) is not None]
    if not names:
        return WaysOut(broken, (), {})
    others = [name for name in search.stated if name not in names]
    if (together := search.best([*names, *others])) is not None:
        return WaysOut(broken, (_way_out(knowledge, recommendation, together, names),), {})
    best = {name: search.best([name, *others]) or search.best([name]) for name in names}
    alike: dict[tuple[str | None, ...], list[str]] = {}
    for name, architecture in best.items():
        if architecture is not None:
            alike.setdefault(tuple(architecture.values()), []).append(name)
    ways = tuple(_way_out(knowledge, recommendation, best[kept[0]] or {}, kept) for kept in alike.values())
    nearest = {name: search.nearest(name) for name in names if best[name] is None}
    return WaysOut(broken, ways, {name: value for name, value in nearest.items() if value is not None})


def _limits(recommendation: Recommendation) -> list[StatedLimit]:
    return stated_limits(recommendation, recommendation.system.requirements)


class _Search:
    """Every architecture of one system, with what the stated limits say of it.

    Attributes:
        stated: the limits that the team stated, by estimate, with the bound of each.
    """

    def __init__(self, knowledge: KnowledgeBase, recommendation: Recommendation) -> None:
        system = recommendation.system
        self._model, plan = compiled(knowledge), forecast_plan(knowledge)
        self._graph = expected_tables(self._model, system, solve(self._model, system))
        self._architectures = on_draws(plan, self._model, self._graph, system.requirements)
        self._known = frozenset(recommendation.estimates)
        bounds = {limit: stated_bound(limit.answer, limit.side, system.requirements) for limit in LIMITS}
        self.stated = {limit.estimate: (limit, at) for limit, at in bounds.items() if at is not None}
        self._kept: dict[str, Addend | None] = {}

    def kept(self, name: str) -> Addend | None:
        """Where the limit of the estimate ``name`` is kept; ``None`` where that depends on too many combinations."""
        if name not in self._kept:
            try:
                self._kept[name] = self._keeping(*self.stated[name])
            except TooMany:
                self._kept[name] = None
        return self._kept[name]

    def _keeping(self, limit: Limit, at: float) -> Addend:
        found = self._architectures.quantity(limit.estimate)
        middle = middles(found.values)
        within = (middle <= at if limit.side == "above" else middle >= at)[found.numbers]
        if np.isnan(middle).any():
            lacking = np.isnan(middle)[found.numbers]
            if limit.estimate not in self._known:
                within = within | lacking
            elif not limit.everywhere:
                within = within | (lacking & ~self._architectures.applies(limit.estimate))
        return Addend(*self._architectures.moving(np.where(collapsed(within), 0, UNKNOWN)))

    def best(self, names: Sequence[str]) -> dict[str, str | None] | None:
        """The architecture of the best score that keeps the limits of ``names``; ``None`` where none does.

        Limits that depend on too many combinations do not count.
        """
        keeping = []
        for name in names:
            addend = self.kept(name)
            if addend is not None:
                if (addend.values == UNKNOWN).all():  # then the tables of the others need not be made
                    return None
                keeping.append(addend)
        _, states = self._optimum(keeping, with_score=True)
        return architecture_of(self._model, self._graph, states[0]) if len(states) else None

    def nearest(self, name: str) -> float | None:
        """The middle of the estimate ``name`` that comes nearest to its limit; ``None`` where none is known."""
        side = self.stated[name][0].side
        found = self._architectures.quantity(name)
        middle = middles(found.values)
        known = np.unique(middle[~np.isnan(middle)])
        if side == "above":
            known = known[::-1]
        ranks = np.array([UNKNOWN if np.isnan(one) else int(np.flatnonzero(known == one)[0]) for one in middle])
        gained, _ = self._optimum([Addend(*self._architectures.moving(ranks[found.numbers]))], with_score=False)
        return float(known[gained[0, 0]]) if len(gained) else None

    def _optimum(self, addends: Sequence[Addend], *, with_score: bool) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Of the sum of ``addends``, or, where they only forbid, of the score: it and the states, of one or none."""
        nothing = [np.zeros((len(options), 1), dtype=np.int64) for options in self._model.options]
        gained, _, states = non_dominated(self._graph, nothing, with_score=with_score, addends=addends)
        return gained, states


def _way_out(
    knowledge: KnowledgeBase,
    recommendation: Recommendation,
    architecture: Mapping[str, str | None],
    names: Sequence[str],
) -> WayOut:
    """``architecture``, which keeps the limits of the estimates ``names``, as the advisor sees it when it is fixed."""
    system = recommendation.system
    wanted = {name: option for name, option in architecture.items() if option is not None}
    changes = {name: one for name, one in wanted.items() if recommendation.decisions[name].option != one}
    settled = dict(changes)
    taken = advise(knowledge, replace(system, fixed={**system.fixed, **settled}))
    while taken.architecture != wanted:
        settled |= {name: one for name, one in wanted.items() if taken.decisions[name].option != one}
        taken = advise(knowledge, replace(system, fixed={**system.fixed, **settled}))
    over = {one.limit.estimate: one for one in _limits(taken) if one.broken}
    for name in names:
        if name in over and not np.isclose(over[name].estimate.mid, over[name].at, rtol=_ROUNDING, atol=0.0):
            raise AssertionError(f"the way out for {system.name!r} breaks the limit of {name}: {over[name]}")
    return WayOut(
        keeps=tuple(
            one.limit.estimate
            for one in _limits(recommendation)
            if one.broken and one.limit.estimate not in over and _is_kept(one.limit, taken)
        ),
        breaks=tuple(over),
        changes=changes,
        settled=settled,
        score=max(recommendation.score - taken.score, 0.0),
        estimates=_differing(recommendation.estimates, taken.estimates),
    )


def _is_kept(limit: Limit, taken: Recommendation) -> bool:
    """Whether a limit that ``taken`` does not break is known to be kept."""
    if limit.estimate in taken.estimates:
        return True
    return not limit.everywhere and taken.forecast is not None and limit.estimate not in taken.forecast.missing


def _differing(
    recommended: Mapping[str, Estimate], instead: Mapping[str, Estimate]
) -> dict[str, tuple[Estimate | None, Estimate | None]]:
    names = [*recommended, *(name for name in instead if name not in recommended)]
    pairs = {name: (recommended.get(name), instead.get(name)) for name in names}
    return {name: (one, other) for name, (one, other) in pairs.items() if not (one and other and one.mid == other.mid)}

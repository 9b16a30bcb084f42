"""The ways out of broken limits against every architecture, forecast one by one."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pytest

from advisor.advise import advise
from advisor.answers import Answer
from advisor.forecast.forecast import forecast
from advisor.forecast.plan import forecast_plan
from advisor.locations import knowledge_folder
from advisor.reasoning.compiled import compiled
from advisor.reasoning.elimination import is_forbidden
from advisor.reasoning.model import THOUSANDTHS
from advisor.reasoning.pareto import architecture_of, expected_tables
from advisor.reasoning.solution import solve
from advisor.reasoning.verify import verify
from advisor.recommendation.limits import LIMITS, stated_bound, stated_limits
from advisor.recommendation.recommendation import Recommendation
from advisor.requirements.reading import read_system
from advisor.requirements.system import System
from advisor.ways_out import ways_out
from tests.strategies import KNOWLEDGE

MODEL, PLAN = compiled(KNOWLEDGE), forecast_plan(KNOWLEDGE)
FREE = ("hardware", "feature_computation", "serving_runtime")
EXAMPLES = knowledge_folder() / "examples"


def _example(name: str, **answers: Answer) -> System:
    path = EXAMPLES / f"{name}.yaml"
    system = read_system(path.read_text(encoding="utf-8"), path.name, KNOWLEDGE)
    return replace(system, requirements={**system.requirements, **answers}, fixed={})


def _with_few_free(system: System, free: Sequence[str] = FREE) -> Recommendation:
    """The recommendation with all other decisions fixed, so that every architecture can be listed."""
    taken = advise(KNOWLEDGE, system).architecture
    return advise(KNOWLEDGE, replace(system, fixed={name: one for name, one in taken.items() if name not in free}))


def _every(system: System) -> list[tuple[float, dict[str, float]]]:
    """Score and middles of every architecture that no hard rule forbids."""
    tables = expected_tables(MODEL, system, solve(MODEL, system))
    found = []
    for states in itertools.product(*(range(len(kept)) for kept in tables.kept)):
        score = sum(table[state, 0] for table, state in zip(tables.unary, states, strict=True))
        score += sum(table[states[i], states[j], 0] for (i, j), table in tables.pairs.items())
        if not is_forbidden(score):
            architecture = architecture_of(MODEL, tables, np.array(states))
            taken = {name: one for name, one in architecture.items() if one is not None}
            results = forecast(PLAN, system.requirements, taken, 2026).results
            found.append((score / THOUSANDTHS, {name: one.mid for name, one in results.items()}))
    return found


def _keeps(middles: Mapping[str, float], name: str, system: System) -> bool:
    limit = next(one for one in LIMITS if one.estimate == name)
    at = stated_bound(limit.answer, limit.side, system.requirements)
    assert at is not None
    return name in middles and (middles[name] <= at if limit.side == "above" else middles[name] >= at)


CASES = [
    ("payment-fraud", {"latency_budget_ms": 3.0}),
    ("payment-fraud", {"latency_budget_ms": 0.5}),
    ("payment-fraud", {"availability_target": 0.9993}),
    ("payment-fraud", {"monthly_budget_usd": 100.0}),
    ("payment-fraud", {"monthly_budget_usd": 100.0, "availability_target": 0.9993}),
    ("payment-fraud", {"monthly_budget_usd": 100.0, "latency_budget_ms": 2.0, "availability_target": 0.99}),
    ("payment-fraud", {"monthly_budget_usd": 0.0001, "availability_target": 0.9993}),
]


@pytest.mark.parametrize(("name", "answers"), CASES)
def test_a_way_out_is_the_best_of_all_architectures_that_keep_the_limits(name: str, answers: dict[str, Answer]) -> None:
    now = _with_few_free(_example(name, **answers))
    system = now.system
    broken = [one.limit.estimate for one in stated_limits(now, system.requirements) if one.broken]
    stated = [one.estimate for one in LIMITS if one.estimate in now.estimates and one.answer in system.requirements]
    found = ways_out(KNOWLEDGE, now)
    assert (found is None) == (not broken)
    if found is None:
        return
    every = _every(system)
    assert len(every) > 20
    all_kept = [score for score, middles in every if all(_keeps(middles, one, system) for one in stated)]
    if all_kept:
        (way,) = found.ways
        assert set(way.keeps) == set(broken)
        assert now.score - way.score == pytest.approx(max(all_kept), abs=1e-9)
        return
    for one in broken:
        kept = [score for score, middles in every if _keeps(middles, one, system)]
        assert (one in found.nearest) == (not kept)
        if not kept:
            known = [middles[one] for _, middles in every if one in middles]
            best = max(known) if one == "availability" else min(known)
            assert found.nearest[one] == pytest.approx(best, rel=1e-9)
        else:
            with_others = [
                score
                for score, middles in every
                if all(_keeps(middles, other, system) for other in stated if other == one or other not in broken)
            ]
            (way,) = [way for way in found.ways if one in way.keeps]
            assert now.score - way.score == pytest.approx(max(with_others or kept), abs=1e-9)


def test_the_limits_of_the_cases_above_come_out_in_every_way() -> None:
    """A way that keeps all, one for a part, and none at all; else the law above would be tested on nothing."""
    found = [ways_out(KNOWLEDGE, _with_few_free(_example(name, **answers))) for name, answers in CASES]
    told = [one for one in found if one is not None]
    assert any(len(one.broken) > 1 and one.ways and not one.ways[0].breaks for one in told)
    assert any(len(one.broken) == 1 and one.ways for one in told)
    assert any(one.nearest for one in told)


def test_a_way_out_is_what_the_advisor_recommends_once_it_is_fixed() -> None:
    system = replace(
        _example("payment-fraud", monthly_budget_usd=100.0, availability_target=0.99), fixed={"monitoring": "full"}
    )
    now = advise(KNOWLEDGE, system)
    found = ways_out(KNOWLEDGE, now)
    assert found is not None
    (way,) = found.ways
    taken = advise(KNOWLEDGE, replace(system, fixed={**system.fixed, **way.settled}))
    assert taken.architecture == {**now.architecture, **way.changes}
    assert now.score - taken.score == pytest.approx(way.score)
    assert not any(one.broken for one in stated_limits(taken, system.requirements))
    verify(KNOWLEDGE, system, taken.architecture)
    for name, (was, instead) in way.estimates.items():
        assert (was, instead) == (now.estimates.get(name), taken.estimates.get(name))


def test_where_no_limit_is_broken_there_is_nothing_to_get_out_of() -> None:
    assert ways_out(KNOWLEDGE, advise(KNOWLEDGE, _example("payment-fraud", availability_target=0.99))) is None

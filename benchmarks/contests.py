"""The advisor against others on the same rule base and the same scenarios, after a check that they agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from advisor.answers import Answer
from advisor.reasoning.batches import parts
from advisor.reasoning.elimination import Table, is_forbidden
from advisor.reasoning.model import Model, Tables
from advisor.reasoning.scenarios import ScenarioBatch, answers_with_priorities, encode
from advisor.reasoning.truth import UNKNOWN, YES, Truths
from benchmarks import peers, scenarios
from benchmarks.timing import medians

SCENARIOS = 1024
_FOR_TOULBAR2 = 100
_FOR_CP_SAT = 10


@dataclass(frozen=True)
class Contest:
    """One question put to the advisor and to somebody else.

    Attributes:
        own: seconds a scenario.
        other: seconds a scenario of the peer.
        target: how many times faster the advisor is meant to be, where something was set.
    """

    question: str
    peer: str
    own: float
    other: float
    target: float | None = None


class Disagreement(AssertionError):
    """A contender gives another answer, so that times can't be compared."""


def contests(model: Model) -> list[Contest]:
    """Rules against zen-engine, joint optima against toulbar2 and CP-SAT; one scenario at a time, and many.

    Raises:
        Disagreement: somebody's answer differs.
    """
    sheets = [
        answers_with_priorities(system, model.knowledge) for system in scenarios.systems(model.knowledge, SCENARIOS)
    ]
    batch = encode(sheets, model.fields)
    return [*_rules(model, sheets, batch), *_optima(model, batch)]


def _rules(model: Model, sheets: list[dict[str, Answer]], batch: ScenarioBatch) -> list[Contest]:
    expression = peers.zen_expression(model)
    facts = [peers.zen_facts(sheet) for sheet in sheets]
    truths = model.truths(batch)
    _agree("zen-engine", bool((truths != UNKNOWN).all()))
    _agree("zen-engine", _same(truths, [expression.evaluate(fact) for fact in facts]))
    taken = medians(
        {
            "one": lambda: model.truths(encode(sheets[:1], model.fields)),
            "zen one": lambda: expression.evaluate(facts[0]),
            "many": lambda: model.truths(batch),
            "zen many": lambda: [expression.evaluate(fact) for fact in facts[:100]],
        }
    )
    return [
        Contest(f"{len(truths)} conditions, one scenario", "zen-engine", taken["one"], taken["zen one"]),
        Contest(
            f"{len(truths)} conditions, {SCENARIOS:,} scenarios at once", "zen-engine",
            taken["many"] / SCENARIOS, taken["zen many"] / 100, target=5,
        ),
    ]  # fmt: skip


def _same(truths: Truths, answers: list[list[bool]]) -> bool:
    return bool(((truths == YES) == np.array(answers).T).all())


def _optima(model: Model, batch: ScenarioBatch) -> list[Contest]:
    share = (model.truths(batch) == YES).astype(float)
    tables = model.tables(share, batch, model.fixed({}))
    alone = model.tables(share[:, :1], batch.columns(np.array([0])), model.fixed({}))
    apart = list(parts(model, share, batch, model.fixed({})))
    large = [part for _, part in apart]
    order = np.concatenate([columns for columns, _ in apart])
    scores = _best_scores(model, [tables])
    for compiled in (False, True):
        same = _best_scores(model, large, compiled=compiled) == scores[order]
        _agree("the compiled kernel" if compiled else "a batch in parts", bool(same.all()))
    found = [None if score == -np.inf else round(score) for score in scores.tolist()]
    _agree("toulbar2", found[:_FOR_TOULBAR2] == [peers.toulbar2_optimum(tables, c) for c in range(_FOR_TOULBAR2)])
    _agree("CP-SAT", found[:_FOR_CP_SAT] == [peers.cp_sat_optimum(tables, c) for c in range(_FOR_CP_SAT)])
    taken = medians(
        {
            "one": lambda: model.plan.decide(alone.unary, alone.pairs),
            "toulbar2 one": lambda: peers.toulbar2_optimum(alone),
            "cp-sat one": lambda: peers.cp_sat_optimum(alone),
            "many": lambda: _best_scores(model, large),
            "many compiled": lambda: _best_scores(model, large, compiled=True),
            "toulbar2 many": lambda: [peers.toulbar2_optimum(tables, c) for c in range(_FOR_TOULBAR2)],
            "cp-sat many": lambda: [peers.cp_sat_optimum(tables, c) for c in range(_FOR_CP_SAT)],
        }
    )
    one, many = "joint optimum, one scenario", f"joint optimum, {SCENARIOS:,} scenarios at once"
    own_many = taken["many"] / SCENARIOS
    return [
        Contest(one, "toulbar2", taken["one"], taken["toulbar2 one"], target=4),
        Contest(many, "toulbar2", own_many, taken["toulbar2 many"] / _FOR_TOULBAR2),
        Contest(
            f"{many}, compiled kernel", "toulbar2",
            taken["many compiled"] / SCENARIOS, taken["toulbar2 many"] / _FOR_TOULBAR2, target=1000,
        ),
        Contest(one, "OR-tools CP-SAT", taken["one"], taken["cp-sat one"]),
        Contest(many, "OR-tools CP-SAT", own_many, taken["cp-sat many"] / _FOR_CP_SAT),
    ]  # fmt: skip


def _best_scores(model: Model, tables: Sequence[Tables], *, compiled: bool = False) -> Table:
    """Of every scenario, one part after the other; ``-inf`` where nothing is possible."""
    scores = [model.plan.decide(part.unary, part.pairs, compiled=compiled)[1] for part in tables]
    return np.concatenate([np.where(is_forbidden(score), -np.inf, score) for score in scores])


def _agree(peer: str, same: bool) -> None:
    if not same:
        raise Disagreement(f"{peer} gives another answer than the advisor.")

"""The whole model compiled by Numba: from answers to the best architecture, some scenarios at a time.

``LANES`` scenarios go through all conditions, all sums of weights and all buckets before the next ones come, so that
nothing between answers and architecture leaves the processor's caches. Truths, scores and architectures are those of
numpy, bit by bit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from advisor.reasoning.batches import Optima
from advisor.reasoning.elimination import Table, is_forbidden
from advisor.reasoning.flat_graph import AT_ONCE, FlatGraph, flat_graph
from advisor.reasoning.kernel import best_of_block
from advisor.reasoning.lanes import LANES, compile_loop, fill, sum_of_one, workspace
from advisor.reasoning.model import Model
from advisor.reasoning.rule_program import CONSTANT, MINUS, PLUS, SCALED, TIMES, RuleProgram, rule_program
from advisor.reasoning.rule_steps import (
    all_hold,
    any_holds,
    below,
    constant,
    holds,
    minus,
    over,
    plus,
    scaled,
    ticked,
    times,
)
from advisor.reasoning.scenarios import ScenarioBatch
from advisor.reasoning.threads import share_out
from advisor.reasoning.truth import YES, TruthPlan, Truths

Places = NDArray[np.int64]


class Scenarios(NamedTuple):
    """Answers and priorities, each kept once and met in any combination.

    Attributes:
        choice: as of ``ScenarioBatch``.
        choices: likewise.
        low: likewise; of the priorities it means nothing.
        high: likewise.
        priorities: of the qualities, 0 to 5, shape (qualities, columns).
        priority_rows: where these stand among the number fields.
        answers_of: the column of the answers of each scenario.
        priorities_of: the column of its priorities.
    """

    choice: NDArray[np.int64]
    choices: NDArray[np.int64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    priorities: NDArray[np.float64]
    priority_rows: NDArray[np.int32]
    answers_of: Places
    priorities_of: Places

    @property
    def size(self) -> int:
        return len(self.answers_of)

    def some(self, wanted: Places) -> Scenarios:
        """The scenarios at ``wanted``."""
        return self._replace(answers_of=self.answers_of[wanted], priorities_of=self.priorities_of[wanted])


def paired(
    model: Model, batch: ScenarioBatch, priorities: NDArray[np.float64], answers_of: Places, priorities_of: Places
) -> Scenarios:
    """Answers of some scenarios with priorities of others; arguments as of ``Scenarios``."""
    arrays = (np.ascontiguousarray(part) for part in (batch.choice, batch.choices, batch.low, batch.high, priorities))
    rows = np.array(model.priority_rows, dtype=np.int32)
    return Scenarios(*arrays, rows, answers_of.astype(np.int64), priorities_of.astype(np.int64))


def unpaired(model: Model, batch: ScenarioBatch) -> Scenarios:
    """Scenarios as they are, each with its own priorities."""
    every = np.arange(batch.size)
    return paired(model, batch, batch.low[model.priority_rows], every, every)


@dataclass(frozen=True)
class Decided:
    """Some scenarios to which the same decisions apply.

    Attributes:
        places: which they are.
        applicable: which decisions apply, shape (decisions,).
        graph: what their tables have in common.
        optima: their best architectures.
        rows: the rows that come first in the plan of ``graph``; none unless asked for.
    """

    places: Places
    applicable: NDArray[np.bool_]
    graph: FlatGraph
    optima: Optima
    rows: Table


def truths(plan: TruthPlan, scenarios: Scenarios) -> Truths:
    """Truth of every condition of a plan in every scenario, int8 of shape (conditions, B)."""
    program, size = rule_program(plan), scenarios.size
    found = np.empty((len(program.wanted), -(-size // LANES) * LANES), dtype=np.int8)

    def work(first: int, last: int) -> None:
        _truths(program, scenarios, *_room(program, scenarios), found, first, last)

    share_out(work, found.shape[1], LANES)
    return found[:, :size]


def optima(model: Model, scenarios: Scenarios, fixed: NDArray[np.int64]) -> Optima:
    """The best architecture of every scenario when what is not known does not count as a yes.

    Args:
        model: the compiled rule base.
        scenarios: any number.
        fixed: decisions taken already in all of them, shape (decisions, 1).
    """
    size = scenarios.size
    options = np.empty((len(model.decisions), size), dtype=np.int64)
    score, possible = np.empty(size), np.empty(size, dtype=bool)
    for part in decided(model, scenarios, fixed):
        options[:, part.places] = part.optima.options
        score[part.places], possible[part.places] = part.optima.score, part.optima.possible
    return Optima(options, score, possible)


def decided(
    model: Model, scenarios: Scenarios, fixed: NDArray[np.int64], *, with_rows: bool = False
) -> Iterator[Decided]:
    """The same in parts that share the decisions that apply; together they are all scenarios."""
    applicable, group = _applicable(model, scenarios)
    for number in range(applicable.shape[1]):
        places = np.flatnonzero(group == number) if applicable.shape[1] > 1 else np.arange(scenarios.size)
        graph = flat_graph(model, applicable[:, number], fixed[:, 0])
        found, rows = _optima_of(model, scenarios.some(places), graph, with_rows=with_rows)
        yield Decided(places, applicable[:, number], graph, found, rows)


def _applicable(model: Model, scenarios: Scenarios) -> tuple[NDArray[np.bool_], Places]:
    """Which decisions apply in every group of scenarios, shape (decisions, groups), and the group of each scenario."""
    rows = sorted({row for row in model.applies if row is not None})
    group = np.zeros(scenarios.size, dtype=np.int64)
    held = np.ones((len(rows), 1), dtype=bool)
    if rows:
        found = truths(model.truth_of(tuple(rows)), scenarios) == YES
        for row in found:
            _, group = np.unique(2 * group + row, return_inverse=True)
        held = found[:, np.unique(group, return_index=True)[1]]
    of_decisions = [np.ones(held.shape[1], dtype=bool) if row is None else held[rows.index(row)]
                    for row in model.applies]  # fmt: skip
    return np.array(of_decisions), group


def _optima_of(
    model: Model, scenarios: Scenarios, graph: FlatGraph, *, with_rows: bool
) -> tuple[Optima, Table]:
    program, plan, sums = rule_program(model.truth), graph.plan, graph.sums
    size, kind = scenarios.size, sums.weights.dtype
    padded = -(-size // LANES) * LANES
    options = np.empty((len(model.decisions), padded), dtype=np.int8)
    score = np.empty(padded, dtype=kind)
    rows = np.empty((plan.given if with_rows else 0, padded), dtype=kind)
    nodes = program.wanted[sums.conditions]
    weights = model.weights_of_qualities(scenarios.priorities).astype(kind)
    inputs = plan.neutral + 1

    def work(first: int, last: int) -> None:
        values = workspace("scores", inputs + len(nodes) + len(weights), kind)
        values[plan.neutral * LANES :][:LANES] = 0
        _optima(
            program, scenarios, *_room(program, scenarios), sums, nodes, weights, inputs, plan.steps, plan.offsets,
            graph.ahead, graph.common, graph.options, values, options, score, rows, first, last,
        )  # fmt: skip

    share_out(work, padded, LANES)
    score = score[:size]
    return Optima(options[:, :size], score.astype(np.float64), ~np.asarray(is_forbidden(score))), rows[:, :size]


def _room(program: RuleProgram, scenarios: Scenarios) -> tuple[NDArray[Any], ...]:
    """Memory for the bit sets, the intervals and the truths of a block."""
    fields = len(scenarios.choice) + len(scenarios.choices)
    intervals = 2 * (len(scenarios.low) + len(program.terms))
    return (
        workspace("bits", fields, np.int64), workspace("intervals", intervals, np.float64),
        workspace("truths", program.nodes, np.int8),
    )  # fmt: skip


# --- compiled --------------------------------------------------------------------------------------


def _read_block(scenarios: Any, start: Any, bits: Any, intervals: Any, places: Any) -> None:
    """Answers of a block; where there are no more scenarios those of the last one once more."""
    last, single = len(scenarios.answers_of) - 1, len(scenarios.choice)
    for lane in range(LANES):
        places[0, lane] = scenarios.answers_of[min(start + lane, last)]
        places[1, lane] = scenarios.priorities_of[min(start + lane, last)]
    for field in range(single):
        for lane in range(LANES):
            taken = scenarios.choice[field, places[0, lane]]
            bits[field * LANES + lane] = -1 if taken < 0 else 1 << taken
    for field in range(len(scenarios.choices)):
        for lane in range(LANES):
            bits[(single + field) * LANES + lane] = scenarios.choices[field, places[0, lane]]
    for field in range(len(scenarios.low)):
        for lane in range(LANES):
            intervals[2 * field * LANES + lane] = scenarios.low[field, places[0, lane]]
            intervals[(2 * field + 1) * LANES + lane] = scenarios.high[field, places[0, lane]]
    for quality in range(len(scenarios.priorities)):
        field = scenarios.priority_rows[quality]
        for lane in range(LANES):
            stated = scenarios.priorities[quality, places[1, lane]]
            intervals[2 * field * LANES + lane] = stated
            intervals[(2 * field + 1) * LANES + lane] = stated


read_block = compile_loop(_read_block)


def _truths_of_block(program: Any, numbers: Any, bits: Any, intervals: Any, truths: Any) -> None:
    """Truths of all nodes of a block whose answers are read."""
    for at in range(len(program.ticked)):
        ticked(truths, at, bits, (program.ticked[at],), (program.mask[at], program.positive[at]))
    for at in range(len(program.terms)):
        kind, to = program.terms[at], 2 * (numbers + at)
        one, other = 2 * program.left[at], 2 * program.right[at]
        if kind == CONSTANT:
            constant(intervals, to, (), (program.number[at],))
        elif kind == SCALED:
            scaled(intervals, to, (one, one + 1), (program.number[at],))
        elif kind == PLUS:
            plus(intervals, to, (one, one + 1, other, other + 1), ())
        elif kind == MINUS:
            minus(intervals, to, (one, one + 1, other, other + 1), ())
        elif kind == TIMES:
            times(intervals, to, (one, one + 1, other, other + 1), ())
        else:
            over(intervals, to, (one, one + 1, other, other + 1), ())
    tests = len(program.ticked)
    for at in range(len(program.interval)):
        row = 2 * program.interval[at]
        below(truths, tests + at, intervals, (row, row + 1), (program.limit[at], program.sign[at]))
    for join in range(len(program.joins)):
        to, at = program.joins[join], program.parts_first[join]
        end = program.parts_first[join + 1]
        one, other = program.parts[at], program.parts[min(at + 1, end - 1)]
        if program.conjunction[join]:
            all_hold(truths, to, (one, other), ())
            for part in range(at + 2, end):
                all_hold(truths, to, (to, program.parts[part]), ())
        else:
            any_holds(truths, to, (one, other), ())
            for part in range(at + 2, end):
                any_holds(truths, to, (to, program.parts[part]), ())


truths_of_block = compile_loop(_truths_of_block)


def _truths_of_blocks(
    program: Any, scenarios: Any, bits: Any, intervals: Any, truths: Any, found: Any, first: Any, last: Any
) -> None:
    places = np.zeros((2, LANES), dtype=np.int64)
    for start in range(first, last, LANES):
        read_block(scenarios, start, bits, intervals, places)
        truths_of_block(program, len(scenarios.low), bits, intervals, truths)
        for row in range(len(found)):
            node = program.wanted[row]
            for lane in range(LANES):
                found[row, start + lane] = truths[node * LANES + lane]


def _sums_of_block(
    sums: Any, nodes: Any, weights: Any, inputs: Any, truths: Any, values: Any, places: Any
) -> None:
    """Scores of a block whose truths are known, in the first rows of ``values``."""
    qualities = inputs + len(nodes)
    for at in range(len(nodes)):
        holds(values, inputs + at, truths, (nodes[at],), ())
    for quality in range(len(weights)):
        for lane in range(LANES):
            values[(qualities + quality) * LANES + lane] = weights[quality, places[1, lane]]
    for row in range(len(sums.constant)):
        fill(values, row, (), (sums.constant[row],))
        for at in range(sums.first[row], sums.first[row + 1], AT_ONCE):
            sum_of_one(
                values, row,
                (inputs + sums.inputs[at], inputs + sums.inputs[at + 1], inputs + sums.inputs[at + 2],
                 inputs + sums.inputs[at + 3], row),
                (sums.weights[at], sums.weights[at + 1], sums.weights[at + 2], sums.weights[at + 3]),
            )  # fmt: skip


sums_of_block = compile_loop(_sums_of_block)


def _optima_of_blocks(
    program: Any, scenarios: Any, bits: Any, intervals: Any, truths: Any, sums: Any, nodes: Any, weights: Any,
    inputs: Any, steps: Any, offsets: Any, ahead: Any, common: Any, names: Any, values: Any, options: Any, score: Any,
    rows: Any, first: Any, last: Any,
) -> None:  # fmt: skip
    count = len(options)
    places = np.zeros((2, LANES), dtype=np.int64)
    taken, cells = np.zeros((count, LANES), dtype=np.int32), np.zeros(LANES, dtype=np.int32)
    for start in range(first, last, LANES):
        read_block(scenarios, start, bits, intervals, places)
        truths_of_block(program, len(scenarios.low), bits, intervals, truths)
        sums_of_block(sums, nodes, weights, inputs, truths, values, places)
        for row in range(len(rows)):
            for lane in range(LANES):
                rows[row, start + lane] = values[row * LANES + lane]
        best_of_block(steps, ahead, common, values, cells, taken, score[start : start + LANES])
        for variable in range(count):
            for lane in range(LANES):
                options[variable, start + lane] = names[offsets[variable] + taken[variable, lane]]


_truths = compile_loop(_truths_of_blocks)
_optima = compile_loop(_optima_of_blocks)

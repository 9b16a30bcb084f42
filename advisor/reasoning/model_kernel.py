"""The whole model compiled by Numba: from answers to the best architecture, some scenarios at a time.

``LANES`` scenarios go through all conditions, all sums of weights and all buckets before the next ones come, so that
nothing between answers and architecture leaves the processor's caches. Truths, scores and architectures are those of
numpy, bit by bit.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from advisor.reasoning.batches import Optima
from advisor.reasoning.elimination import Table, is_forbidden
from advisor.reasoning.flat_graph import AT_ONCE, FlatGraph, exact_kind, flat_graph
from advisor.reasoning.kernel import best_of_block
from advisor.reasoning.lanes import LANES, compile_loop, fill, gather, sum_of_one, workspace
from advisor.reasoning.model import Model, Tables
from advisor.reasoning.rule_kernel import Places, Scenarios, read_block, room, truths, truths_of_block
from advisor.reasoning.rule_program import rule_program
from advisor.reasoning.rule_steps import holds
from advisor.reasoning.threads import share_out
from advisor.reasoning.truth import YES


@dataclass(frozen=True)
class Part:
    """Some scenarios to which the same decisions apply.

    Attributes:
        places: which they are.
        tables: their factor graphs.
    """

    places: Places
    tables: Tables


def optima(model: Model, scenarios: Scenarios, fixed: NDArray[np.int64]) -> Optima:
    """The best architecture of every scenario when what is not known does not count as a yes.

    Args:
        model: the compiled rule base.
        scenarios: any number.
        fixed: decisions taken already in all of them, shape (decisions, 1).
    """
    return _decided(model, scenarios, fixed, with_tables=False)[0]


def optima_and_tables(model: Model, scenarios: Scenarios, fixed: NDArray[np.int64]) -> tuple[Optima, list[Part]]:
    """The same, and the factor graphs in parts that together are all scenarios."""
    return _decided(model, scenarios, fixed, with_tables=True)


def _decided(
    model: Model, scenarios: Scenarios, fixed: NDArray[np.int64], *, with_tables: bool
) -> tuple[Optima, list[Part]]:
    applicable, group = _applicable(model, scenarios)
    options = np.empty((len(model.decisions), scenarios.size), dtype=np.int8)
    score, parts = np.empty(scenarios.size), []
    weights = model.weights_of_qualities(scenarios.priorities).astype(exact_kind(model))
    for number, applies in enumerate(applicable.T):
        places = np.flatnonzero(group == number)
        graph = flat_graph(model, applies, fixed[:, 0])
        some = scenarios.some(places)
        rows = _decide(model, some, weights, graph, places, options, score, with_rows=with_tables)
        if with_tables:
            parts.append(Part(places, _tables(graph, applies, rows)))
    return Optima(options, score, ~np.asarray(is_forbidden(score))), parts


def _tables(graph: FlatGraph, applies: NDArray[np.bool_], rows: Table) -> Tables:
    plan, size = graph.plan, rows.shape[1]
    *unary, coupled = np.split(rows, plan.offsets[1:])
    pairs, start = dict(graph.pairs), 0
    for edge in plan.varying:
        shape = tuple(len(graph.kept[end]) for end in edge)
        pairs[edge] = coupled[start : start + math.prod(shape)].reshape(*shape, size)
        start += math.prod(shape)
    applicable = np.broadcast_to(applies[:, None], (len(applies), size))
    return Tables(unary, dict(sorted(pairs.items())), applicable, graph.kept)


def _applicable(model: Model, scenarios: Scenarios) -> tuple[NDArray[np.bool_], Places]:
    """Which decisions apply in every group of scenarios, shape (decisions, groups), and the group of each scenario."""
    rows = sorted({row for row in model.applies if row is not None})
    group, held = np.zeros(scenarios.size, dtype=np.int64), np.zeros((0, 1), dtype=bool)
    found = truths(model.truth_of(tuple(rows)), scenarios) == YES if rows else held
    for row in found:  # every group in two, of which the empty ones go
        halves = 2 * group + row
        kept = np.flatnonzero(np.bincount(halves, minlength=2 * held.shape[1]))
        held = np.concatenate([held[:, kept // 2], kept[None] % 2 == 1])
        numbers = np.zeros(kept.max(initial=0) + 1, dtype=np.int64)
        numbers[kept] = np.arange(len(kept))
        group = numbers[halves]
    always = np.ones(held.shape[1], dtype=bool)
    return np.array([always if row is None else held[rows.index(row)] for row in model.applies]), group


def _decide(
    model: Model, scenarios: Scenarios, weights: Table, graph: FlatGraph, places: Places, options: NDArray[np.int8],
    score: NDArray[np.float64], *, with_rows: bool,
) -> Table:  # fmt: skip
    """Write options and score of scenarios that share a graph to their ``places``.

    Returns:
        The rows that come first in the plan of the graph, shape (rows, B); none unless asked for.
    """
    program, plan, sums = rule_program(model.truth), graph.plan, graph.sums
    size, kind = scenarios.size, sums.weights.dtype
    padded = -(-size // LANES) * LANES
    rows = np.empty((plan.given if with_rows else 0, padded), dtype=kind)
    nodes = program.wanted[sums.conditions]
    inputs = plan.neutral + 1

    def work(first: int, last: int) -> None:
        values = workspace("scores", inputs + len(nodes) + len(weights), kind)
        values[plan.neutral * LANES :][:LANES] = 0
        _optima(
            program, scenarios, *room(program, scenarios), sums, nodes, weights, inputs, plan.steps, plan.offsets,
            graph.ahead, graph.common, graph.options, values, places, options, score, rows, first, last,
        )  # fmt: skip

    share_out(work, padded, LANES)
    return rows[:, :size]


# --- compiled --------------------------------------------------------------------------------------


def _sums_of_block(sums: Any, nodes: Any, weights: Any, inputs: Any, truths: Any, values: Any, places: Any) -> None:
    """Scores of a block whose truths are known, in the first rows of ``values``."""
    qualities = inputs + len(nodes)
    for at in range(len(nodes)):
        holds(values, inputs + at, truths, (nodes[at],), ())
    for quality in range(len(weights)):
        gather(values, qualities + quality, weights, quality, places[1])
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
    inputs: Any, steps: Any, offsets: Any, ahead: Any, common: Any, names: Any, values: Any, targets: Any, options: Any,
    score: Any, rows: Any, first: Any, last: Any,
) -> None:  # fmt: skip
    count = len(options)
    places = np.zeros((2, LANES), dtype=np.int64)
    taken, cells = np.zeros((count, LANES), dtype=np.int32), np.zeros(LANES, dtype=np.int32)
    total = np.zeros(LANES, dtype=values.dtype)
    for start in range(first, last, LANES):
        read_block(program, scenarios, start, bits, intervals, places)
        truths_of_block(program, len(scenarios.low), bits, intervals, truths)
        sums_of_block(sums, nodes, weights, inputs, truths, values, places)
        for row in range(len(rows)):
            for lane in range(LANES):
                rows[row, start + lane] = values[row * LANES + lane]
        best_of_block(steps, ahead, common, values, cells, taken, total)
        there = min(LANES, len(targets) - start)
        for lane in range(there):
            score[targets[start + lane]] = total[lane]
        for variable in range(count):
            offset = offsets[variable]
            for lane in range(there):
                options[variable, targets[start + lane]] = names[offset + taken[variable, lane]]


_optima = compile_loop(_optima_of_blocks)

"""The elimination compiled to machine code by Numba, an optional extra: the same plan, the same sums, no numpy calls.

``LANES`` scenarios go through all buckets together, so that messages stay near the processor and each step is a few
vector instructions. No joined table is ever kept: the way back joins the few cells that it needs once more. Scores are
added as they are, so that whole numbers give exactly what numpy gives; probabilities differ by rounding.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from advisor.reasoning.buckets import Bucket, Pairs, Table, Unary
from advisor.reasoning.flat import flat_plan
from advisor.reasoning.lanes import (
    LANES,
    cell,
    compile_loop,
    fill,
    inverse,
    load,
    most_of_one,
    most_of_two,
    product,
    row_least,
    row_most,
    sum_of_one,
    sum_of_two,
    workspace,
)
from advisor.reasoning.threads import share_out


def decide(buckets: tuple[Bucket, ...], unary: Unary, pairs: Pairs) -> tuple[NDArray[np.int64], Table]:
    """States and score of the best joint assignment of every scenario; ties go to the earlier state.

    Where nothing is possible the score says so and the states mean nothing.
    """
    plan, size = flat_plan(buckets, unary, pairs), unary[0].shape[-1]
    rows = plan.stacked(unary, pairs, LANES)
    states = np.empty((len(buckets), rows.shape[1]), dtype=np.int64)
    score = np.empty(rows.shape[1], dtype=rows.dtype)
    given = rows.ravel(), *plan.common(pairs, np.add, 0.0, rows.dtype)

    def work(first: int, last: int) -> None:
        values = workspace("tables", plan.neutral + 1, rows.dtype)
        values[plan.neutral * LANES :][:LANES] = 0
        _best(plan.steps, *given, values, states, score, first, last)

    share_out(work, len(score), LANES)
    return states[:, :size], score[:size]


def shares(buckets: tuple[Bucket, ...], unary: Sequence[Table], pairs: Pairs) -> tuple[list[Table], Table]:
    """The share of the weight of all joint assignments that those with each state have; they sum to one.

    Args:
        buckets: in the order of elimination.
        unary: weights, not scores; the greatest of each table about one.
        pairs: likewise.

    Returns:
        For each variable the shares, shape (states, B), and the least of the greatest sums of any bucket, shape (B,),
        which is 0 where nothing is possible; the shares mean nothing there.
    """
    plan, size = flat_plan(buckets, unary, pairs), unary[0].shape[-1]
    rows = plan.stacked(unary, pairs, LANES)
    whole = np.empty((int(plan.offsets[-1]), rows.shape[1]), dtype=rows.dtype)
    least = np.empty(rows.shape[1], dtype=rows.dtype)
    given = rows.ravel(), *plan.common(pairs, np.multiply, 1.0, rows.dtype)

    def work(first: int, last: int) -> None:
        values = workspace("weights", 2 * (plan.neutral + 1) + len(buckets) + 2, rows.dtype)
        values[plan.neutral * LANES :][:LANES] = 1
        _sums(plan.steps, *given, values, whole, least, np.finfo(rows.dtype).tiny, first, last)

    share_out(work, len(least), LANES)
    return np.split(whole[:, :size], plan.offsets[1:-1]), least[:size]


# --- compiled --------------------------------------------------------------------------------------


def _trace_of_block(steps: Any, common: Any, values: Any, places: Any, taken: Any) -> None:
    """The state of every variable, the last one first: the cell of the message is known by then."""
    for place in range(len(steps.variables) - 1, -1, -1):
        some, variable = steps.states[place], steps.variables[place]
        if some == 1:
            continue
        for lane in range(LANES):
            places[lane] = 0
        for axis in range(steps.scope_first[place], steps.scope_first[place + 1]):
            stride, other = steps.strides[axis], steps.scope[axis]
            for lane in range(LANES):
                places[lane] += stride * taken[other, lane]
        for lane in range(LANES):
            at = steps.joined[place] + places[lane] * some
            option, most = 0, cell(values, steps.left[at], lane) + cell(values, steps.right[at], lane) + common[at]
            for state in range(1, some):
                total = cell(values, steps.left[at + state], lane) + cell(values, steps.right[at + state], lane)
                total += common[at + state]
                option = state if total > most else option
                most = total if total > most else most
            taken[variable, lane] = option


_trace = compile_loop(_trace_of_block)


def _best_of_block(steps: Any, ahead: Any, common: Any, values: Any, places: Any, taken: Any, score: Any) -> None:
    """States and score of the scenarios whose rows stand in ``values``."""
    count, left, right = len(steps.variables), steps.left, steps.right
    score[:] = 0
    for place in range(count):
        to = steps.merged[place]
        for at in range(steps.merges[place], steps.merges[place + 1]):
            most_of_two(values, to, (steps.merge_left[at], steps.merge_right[at]), (ahead[at],))
            to += 1
        to, at, some = steps.messages[place], steps.joined[place], steps.states[place]
        for _ in range(steps.cells[place]):
            if not steps.paired[place]:
                if some >= 4:
                    most_of_one(
                        values, to, (left[at], left[at + 1], left[at + 2], left[at + 3]),
                        (common[at], common[at + 1], common[at + 2], common[at + 3]),
                    )  # fmt: skip
                    state = 4
                elif some == 3:
                    most_of_one(
                        values, to, (left[at], left[at + 1], left[at + 2]),
                        (common[at], common[at + 1], common[at + 2]),
                    )  # fmt: skip
                    state = 3
                else:
                    most_of_one(values, to, (left[at],), (common[at],))
                    state = 1
                while state < some:
                    most_of_one(values, to, (left[at + state], to), (common[at + state],))
                    state += 1
            else:
                if some >= 4:
                    most_of_two(
                        values, to,
                        (left[at], left[at + 1], left[at + 2], left[at + 3],
                         right[at], right[at + 1], right[at + 2], right[at + 3]),
                        (common[at], common[at + 1], common[at + 2], common[at + 3]),
                    )  # fmt: skip
                    state = 4
                elif some == 3:
                    most_of_two(
                        values, to,
                        (left[at], left[at + 1], left[at + 2], right[at], right[at + 1], right[at + 2]),
                        (common[at], common[at + 1], common[at + 2]),
                    )  # fmt: skip
                    state = 3
                else:
                    most_of_two(values, to, (left[at], right[at]), (common[at],))
                    state = 1
                while state < some:
                    most_of_two(values, to, (left[at + state], right[at + state], to), (common[at + state],))
                    state += 1
            at += some
            to += 1
        if steps.is_last[place]:
            for lane in range(LANES):
                score[lane] += values[steps.messages[place] * LANES + lane]
    _trace(steps, common, values, places, taken)


best_of_block = compile_loop(_best_of_block)


def _best_of_blocks(
    steps: Any, rows: Any, ahead: Any, common: Any, values: Any, found: Any, score: Any, first: Any, last: Any
) -> None:
    size, count = len(score), len(found)
    taken, places = np.zeros((count, LANES), dtype=np.int32), np.zeros(LANES, dtype=np.int32)
    for start in range(first, last, LANES):
        for row in range(len(rows) // size):
            load(values, row, rows, row * size + start)
        best_of_block(steps, ahead, common, values, places, taken, score[start : start + LANES])
        for variable in range(count):
            for lane in range(LANES):
                found[variable, start + lane] = taken[variable, lane]


def _sums_of_blocks(
    steps: Any, rows: Any, ahead: Any, common: Any, values: Any, whole: Any, least: Any, tiny: Any,
    first: Any, last: Any,
) -> None:  # fmt: skip
    """What assignments with one state weigh together is its weight times the derivative of the whole by that weight.

    Messages are scaled until the whole is one, so that these are shares. See Darwiche (2003), "A differential approach
    to inference in Bayesian networks".

    Derivatives of rows stand ``beyond`` rows behind them; what scaled each message stands behind those.
    """
    size = len(least)
    count, beyond = len(steps.variables), steps.messages[-1] + steps.cells[-1] + 1
    scales, most, faintest = 2 * beyond, 2 * beyond + count, 2 * beyond + count + 1
    for start in range(first, last, LANES):
        for row in range(len(rows) // size):
            load(values, row, rows, row * size + start)
        fill(values, faintest, (), (1,))
        for place in range(count):
            to = steps.merged[place]
            for at in range(steps.merges[place], steps.merges[place + 1]):
                sum_of_two(values, to, (steps.merge_left[at], steps.merge_right[at]), (ahead[at],))
                to += 1
            to, at, some = steps.messages[place], steps.joined[place], steps.states[place]
            fill(values, most, (), (0,))
            for _ in range(steps.cells[place]):
                if steps.paired[place]:
                    sum_of_two(values, to, (steps.left[at], steps.right[at]), (common[at],))
                    for state in range(at + 1, at + some):
                        sum_of_two(values, to, (steps.left[state], steps.right[state], to), (common[state],))
                else:
                    sum_of_one(values, to, (steps.left[at],), (common[at],))
                    for state in range(at + 1, at + some):
                        sum_of_one(values, to, (steps.left[state], to), (common[state],))
                row_most(values, most, (most, to), ())
                at += some
                to += 1
            row_least(values, faintest, (faintest, most), ())
            inverse(values, scales + place, (most,), (tiny,))
            for to in range(steps.messages[place], steps.messages[place] + steps.cells[place]):
                product(values, to, (to, scales + place), ())
        for lane in range(LANES):
            least[start + lane] = values[faintest * LANES + lane]
        for row in range(beyond, 2 * beyond):
            fill(values, row, (), (0,))
        for place in range(count - 1, -1, -1):
            if steps.is_last[place]:
                fill(values, beyond + steps.messages[place], (), (1,))
            at, some = steps.joined[place], steps.states[place]
            for to in range(beyond + steps.messages[place], beyond + steps.messages[place] + steps.cells[place]):
                product(values, to, (to, scales + place), ())
                for state in range(at, at + some):
                    one, other = steps.left[state], steps.right[state]
                    if steps.paired[place]:
                        sum_of_two(values, beyond + one, (to, other, beyond + one), (common[state],))
                        sum_of_two(values, beyond + other, (to, one, beyond + other), (common[state],))
                    else:
                        sum_of_one(values, beyond + one, (to, beyond + one), (common[state],))
                at += some
            to = beyond + steps.merged[place] + steps.merges[place + 1] - steps.merges[place]
            for at in range(steps.merges[place + 1] - 1, steps.merges[place] - 1, -1):
                to -= 1
                one, other = steps.merge_left[at], steps.merge_right[at]
                sum_of_two(values, beyond + one, (to, other, beyond + one), (ahead[at],))
                sum_of_two(values, beyond + other, (to, one, beyond + other), (ahead[at],))
        for row in range(len(whole)):
            product(values, row, (row, beyond + row), ())
            for lane in range(LANES):
                whole[row, start + lane] = values[row * LANES + lane]


_best = compile_loop(_best_of_blocks)
_sums = compile_loop(_sums_of_blocks)

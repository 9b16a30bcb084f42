"""The elimination compiled to machine code by Numba, an optional extra: the same plan, the same sums, no numpy calls.

``LANES`` scenarios go through all buckets together, so that messages stay in the first cache levels and each step is a
few vector instructions. Only the option that each cell of a message would take is kept, never a joined table. Scores
are added as they are, so that whole numbers give exactly what numpy gives; probabilities differ by rounding.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from advisor.reasoning.buckets import Bucket, Pairs, Table, Unary
from advisor.reasoning.flat import FlatPlan, Integers, flat_plan

LANES = 64
"""Scenarios that go through the buckets together: as many as loops over them need to become vector instructions."""


def decide(buckets: tuple[Bucket, ...], unary: Unary, pairs: Pairs) -> tuple[NDArray[np.int64], Table]:
    """States and score of the best joint assignment of every scenario; ties go to the earlier state.

    Where nothing is possible the score says so and the states mean nothing.
    """
    plan = flat_plan(buckets, unary, pairs)
    rows = plan.stacked(unary, pairs)
    common = plan.common(buckets, pairs, np.add, 0.0).astype(rows.dtype, copy=False)
    states = np.empty((len(buckets), rows.shape[1]), dtype=np.int64)
    score = np.empty(rows.shape[1], dtype=rows.dtype)
    _best(*_arrays(plan), plan.scope_first, plan.scope, plan.strides, rows, common, states, score)
    return states, score


def sums(
    buckets: tuple[Bucket, ...], unary: Sequence[Table], pairs: Pairs
) -> tuple[list[Table], Table, NDArray[np.bool_]]:
    """Summed weights of all joint assignments with each state, up to a factor for each scenario.

    Args:
        buckets: in the order of elimination.
        unary: weights, not scores; the greatest of each table about one.
        pairs: likewise.

    Returns:
        For each variable the sums, shape (states, B); the least of the greatest sums of any bucket, shape (B,);
        whether anything is possible, shape (B,).
    """
    plan = flat_plan(buckets, unary, pairs)
    rows = plan.stacked(unary, pairs)
    common = plan.common(buckets, pairs, np.multiply, 1.0).astype(rows.dtype, copy=False)
    whole = np.empty((int(plan.offsets[-1]), rows.shape[1]), dtype=rows.dtype)
    least = np.empty(rows.shape[1], dtype=rows.dtype)
    possible = np.empty(rows.shape[1], dtype=np.bool_)
    _sums(*_arrays(plan), plan.kinds, plan.offsets, rows, common, whole, least, possible, np.finfo(rows.dtype).tiny)
    return np.split(whole, plan.offsets[1:-1]), least, possible


def _arrays(plan: FlatPlan) -> tuple[Integers, ...]:
    return (
        plan.variables, plan.states, plan.cells, plan.messages, plan.is_last, plan.first, plan.index, plan.starts,
        plan.joined,
    )  # fmt: skip


# --- compiled --------------------------------------------------------------------------------------


def _compile(function: Callable[..., None]) -> Callable[..., None]:
    """Compiled when it is first called, and kept on this machine where some folder can be written."""
    try:
        compiled: Callable[..., None] = njit(cache=True, nogil=True, error_model="numpy")(function)
    except RuntimeError:  # no folder for what is compiled
        compiled = njit(nogil=True, error_model="numpy")(function)
    return compiled


def _best_of_blocks(
    variables: Any, states: Any, cells: Any, messages: Any, is_last: Any, first: Any, index: Any, starts: Any,
    joined: Any, scope_first: Any, scope: Any, strides: Any, rows: Any, common: Any, found: Any, score: Any,
) -> None:  # fmt: skip
    size, given, count = rows.shape[1], rows.shape[0], len(variables)
    values = np.zeros((messages[-1] + cells[-1], LANES), dtype=rows.dtype)
    taken = np.zeros((messages[-1] + cells[-1] - given, LANES), dtype=np.int32)
    partial, whole = np.zeros(LANES, dtype=rows.dtype), np.zeros(LANES, dtype=rows.dtype)
    for start in range(0, size, LANES):
        width = min(LANES, size - start)
        for row in range(given):
            for lane in range(width):
                values[row, lane] = rows[row, start + lane]
        whole[:] = 0
        for place in range(count):
            begin, end, length = first[place], first[place + 1], cells[place]
            for cell in range(length):
                best, option = values[messages[place] + cell], taken[messages[place] + cell - given]
                best[:] = -np.inf
                for state in range(states[place]):
                    at = state * length + cell
                    shared, one = common[joined[place] + at], values[index[starts[begin] + at]]
                    if begin + 1 == end:
                        for lane in range(LANES):
                            total = one[lane] + shared
                            better = total > best[lane]
                            option[lane] = np.int32(state) if better else option[lane]
                            best[lane] = total if better else best[lane]
                        continue
                    other = values[index[starts[begin + 1] + at]]
                    if begin + 2 == end:
                        for lane in range(LANES):
                            total = one[lane] + shared + other[lane]
                            better = total > best[lane]
                            option[lane] = np.int32(state) if better else option[lane]
                            best[lane] = total if better else best[lane]
                        continue
                    for lane in range(LANES):
                        partial[lane] = one[lane] + shared + other[lane]
                    for operand in range(begin + 2, end - 1):
                        one = values[index[starts[operand] + at]]
                        for lane in range(LANES):
                            partial[lane] += one[lane]
                    other = values[index[starts[end - 1] + at]]
                    for lane in range(LANES):
                        total = partial[lane] + other[lane]
                        better = total > best[lane]
                        option[lane] = np.int32(state) if better else option[lane]
                        best[lane] = total if better else best[lane]
            if is_last[place]:
                whole += values[messages[place]]
        for lane in range(width):
            score[start + lane] = whole[lane]
        for place in range(count - 1, -1, -1):
            for lane in range(width):
                row = messages[place] - given
                for axis in range(scope_first[place], scope_first[place + 1]):
                    row += strides[axis] * found[scope[axis], start + lane]
                found[variables[place], start + lane] = taken[row, lane]


def _sums_of_blocks(
    variables: Any, states: Any, cells: Any, messages: Any, is_last: Any, first: Any, index: Any, starts: Any,
    joined: Any, kinds: Any, offsets: Any, rows: Any, common: Any, whole: Any, least: Any, possible: Any, tiny: Any,
) -> None:  # fmt: skip
    size, given, count = rows.shape[1], rows.shape[0], len(variables)
    length = messages[-1] + cells[-1]
    values = np.zeros((length, LANES), dtype=rows.dtype)
    sent = np.zeros((length, LANES), dtype=rows.dtype)
    outside = np.zeros((length, LANES), dtype=rows.dtype)
    total, most = np.zeros(LANES, dtype=rows.dtype), np.zeros(LANES, dtype=rows.dtype)
    faintest, unit = np.zeros(LANES, dtype=rows.dtype), np.ones(1, dtype=rows.dtype)[0]
    for start in range(0, size, LANES):
        width = min(LANES, size - start)
        for row in range(given):
            for lane in range(width):
                values[row, lane] = rows[row, start + lane]
        outside[:] = 0
        faintest[:] = 1
        possible[start : start + width] = True
        for place in range(count):
            most[:] = 0
            for cell in range(cells[place]):
                message = sent[messages[place] + cell]
                message[:] = 0
                for state in range(states[place]):
                    at = state * cells[place] + cell
                    shared, one = common[joined[place] + at], values[index[starts[first[place]] + at]]
                    for lane in range(LANES):
                        total[lane] = one[lane] * shared
                    for operand in range(first[place] + 1, first[place + 1]):
                        one = values[index[starts[operand] + at]]
                        for lane in range(LANES):
                            total[lane] *= one[lane]
                    for lane in range(LANES):
                        message[lane] += total[lane]
                for lane in range(LANES):
                    most[lane] = message[lane] if message[lane] > most[lane] else most[lane]
            for lane in range(LANES):
                faintest[lane] = most[lane] if most[lane] < faintest[lane] else faintest[lane]
                total[lane] = unit / most[lane] if most[lane] > 0 else unit
            for cell in range(cells[place]):
                message, scaled = sent[messages[place] + cell], values[messages[place] + cell]
                for lane in range(LANES):
                    scaled[lane] = message[lane] * total[lane]
            if is_last[place]:
                outside[messages[place]] = 1
                for lane in range(width):
                    possible[start + lane] &= sent[messages[place], lane] > 0
        for lane in range(width):
            least[start + lane] = faintest[lane]
        sent[:given] = 0
        for place in range(count - 1, -1, -1):
            variable = offsets[variables[place]]
            for cell in range(cells[place]):
                message, beyond = sent[messages[place] + cell], outside[messages[place] + cell]
                for lane in range(LANES):
                    most[lane] = beyond[lane] / (message[lane] if message[lane] > tiny else tiny)
                for state in range(states[place]):
                    at = state * cells[place] + cell
                    shared, one = common[joined[place] + at], values[index[starts[first[place]] + at]]
                    for lane in range(LANES):
                        total[lane] = most[lane] * shared * one[lane]
                    for operand in range(first[place] + 1, first[place + 1]):
                        one = values[index[starts[operand] + at]]
                        for lane in range(LANES):
                            total[lane] *= one[lane]
                    one = sent[variable + state]
                    for lane in range(LANES):
                        one[lane] += total[lane]
                    for operand in range(first[place] + 1, first[place + 1]):
                        if kinds[operand]:
                            one = outside[index[starts[operand] + at]]
                            for lane in range(LANES):
                                one[lane] += total[lane]
        for row in range(offsets[-1]):
            for lane in range(width):
                whole[row, start + lane] = sent[row, lane]


_best = _compile(_best_of_blocks)
_sums = _compile(_sums_of_blocks)

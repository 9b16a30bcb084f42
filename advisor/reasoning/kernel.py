"""The elimination compiled to machine code by Numba, an optional extra: the same plan, the same sums, no numpy calls.

``LANES`` scenarios go through all buckets together, so that messages stay near the processor and each step is a few
vector instructions. No joined table is ever kept: the way back joins the few cells that it needs once more. Scores are
added as they are, so that whole numbers give exactly what numpy gives; probabilities differ by rounding.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from advisor.reasoning.buckets import Bucket, Pairs, Table, Unary
from advisor.reasoning.flat import FlatPlan, Integers, flat_plan
from advisor.reasoning.lanes import LANES, cell, greatest, inverse, smallest, step


def decide(buckets: tuple[Bucket, ...], unary: Unary, pairs: Pairs) -> tuple[NDArray[np.int64], Table]:
    """States and score of the best joint assignment of every scenario; ties go to the earlier state.

    Where nothing is possible the score says so and the states mean nothing.
    """
    plan = flat_plan(buckets, unary, pairs)
    return best(plan, plan.stacked(unary, pairs), *plan.common(pairs, np.add, 0.0))


def best(plan: FlatPlan, rows: Table, ahead: Table, common: Table) -> tuple[NDArray[np.int64], Table]:
    """As ``decide``, given the rows of a plan and what all scenarios share."""
    states = np.empty((len(plan.variables), rows.shape[1]), dtype=np.int64)
    score = np.empty(rows.shape[1], dtype=rows.dtype)
    values = _workspace(plan.neutral + 1, rows.dtype)
    values[plan.neutral * LANES :][:LANES] = 0
    _best(
        *_arrays(plan),
        plan.scope_first,
        plan.scope,
        plan.strides,
        rows,
        *_alike(rows, ahead, common),
        values,
        states,
        score,
    )
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
    return sums_of(plan, plan.stacked(unary, pairs), *plan.common(pairs, np.multiply, 1.0))


def sums_of(plan: FlatPlan, rows: Table, ahead: Table, common: Table) -> tuple[list[Table], Table, NDArray[np.bool_]]:
    """As ``sums``, given the rows of a plan and what all scenarios share."""
    whole = np.empty((int(plan.offsets[-1]), rows.shape[1]), dtype=rows.dtype)
    least = np.empty(rows.shape[1], dtype=rows.dtype)
    values = _workspace(2 * (plan.neutral + 1) + len(plan.variables) + 2, rows.dtype)
    values[plan.neutral * LANES :][:LANES] = 1
    _sums(*_arrays(plan), rows, *_alike(rows, ahead, common), values, whole, least, np.finfo(rows.dtype).tiny)
    return np.split(whole, plan.offsets[1:-1]), least, least > 0


def _alike(rows: Table, *numbers: Table) -> tuple[Table, ...]:
    return tuple(part.astype(rows.dtype, copy=False) for part in numbers)


def _arrays(plan: FlatPlan) -> tuple[Integers, ...]:
    return (
        plan.variables, plan.states, plan.cells, plan.messages, plan.is_last, plan.merges, plan.merged,
        plan.merge_left, plan.merge_right, plan.joined, plan.left, plan.right, plan.paired,
    )  # fmt: skip


_kept = threading.local()


def _workspace(rows: int, dtype: np.dtype[Any]) -> Table:
    """Memory of this thread for rows of lanes: fetching it anew costs more than the arithmetic on it."""
    have = vars(_kept).get(dtype.str)
    if have is None or len(have) < rows * LANES:
        have = vars(_kept)[dtype.str] = np.empty(rows * LANES, dtype=dtype)
    return have


# --- steps -----------------------------------------------------------------------------------------


def _joining(join: str, reduce: Callable[[Any, Sequence[Any]], Any], operands: int) -> Any:
    """A step over states: joins ``operands`` rows and one number of each, and reduces them and what stands behind.

    Rows come operand by operand, each with all states.
    """

    def combine(builder: Any, rows: Sequence[Any], numbers: Sequence[Any]) -> Any:
        two, count = getattr(builder, join), len(numbers)
        found = list(rows[:count])
        for operand in range(1, operands):
            found = [two(one, other) for one, other in zip(found, rows[operand * count :], strict=False)]
        found = [two(one, number) for one, number in zip(found, numbers, strict=True)]
        return reduce(builder, [*found, *rows[operands * count :]])

    return step(combine)


def _added(builder: Any, rows: Sequence[Any]) -> Any:
    first, *others = rows
    for other in others:
        first = builder.fadd(first, other)
    return first


_most_of_one, _most_of_two = (_joining("fadd", greatest, operands) for operands in (1, 2))
_sum_of_one, _sum_of_two = (_joining("fmul", _added, operands) for operands in (1, 2))
_most = step(lambda builder, rows, _: greatest(builder, rows))
_least = step(lambda builder, rows, _: smallest(builder, rows))
_inverse = step(lambda builder, rows, numbers: inverse(builder, rows[0], numbers[0]))
_product = step(lambda builder, rows, _: builder.fmul(*rows))
_fill = step(lambda _, __, numbers: numbers[0])


# --- compiled --------------------------------------------------------------------------------------


def _compile(function: Callable[..., None]) -> Callable[..., None]:
    """Compiled when it is first called, and kept on this machine where some folder can be written."""
    try:
        compiled: Callable[..., None] = njit(cache=True, nogil=True, error_model="numpy")(function)
    except RuntimeError:  # no folder for what is compiled
        compiled = njit(nogil=True, error_model="numpy")(function)
    return compiled


def _best_of_blocks(
    variables: Any, states: Any, cells: Any, messages: Any, is_last: Any, merges: Any, merged: Any, merge_left: Any,
    merge_right: Any, joined: Any, left: Any, right: Any, paired: Any, scope_first: Any, scope: Any, strides: Any,
    rows: Any, ahead: Any, common: Any, values: Any, found: Any, score: Any,
) -> None:  # fmt: skip
    given, size = rows.shape
    count = len(variables)
    taken = np.zeros((count, LANES), dtype=np.int32)
    for start in range(0, size, LANES):
        width = min(LANES, size - start)
        for row in range(given):
            for lane in range(width):
                values[row * LANES + lane] = rows[row, start + lane]
        score[start : start + width] = 0
        for place in range(count):
            to = merged[place]
            for at in range(merges[place], merges[place + 1]):
                _most_of_two(values, to, (merge_left[at], merge_right[at]), (ahead[at],))
                to += 1
            to, at, some = messages[place], joined[place], states[place]
            for _ in range(cells[place]):
                if not paired[place]:
                    if some >= 4:
                        _most_of_one(
                            values, to, (left[at], left[at + 1], left[at + 2], left[at + 3]),
                            (common[at], common[at + 1], common[at + 2], common[at + 3]),
                        )  # fmt: skip
                        state = 4
                    elif some == 3:
                        _most_of_one(
                            values, to, (left[at], left[at + 1], left[at + 2]),
                            (common[at], common[at + 1], common[at + 2]),
                        )  # fmt: skip
                        state = 3
                    else:
                        _most_of_one(values, to, (left[at],), (common[at],))
                        state = 1
                    while state < some:
                        _most_of_one(values, to, (left[at + state], to), (common[at + state],))
                        state += 1
                else:
                    if some >= 4:
                        _most_of_two(
                            values, to,
                            (left[at], left[at + 1], left[at + 2], left[at + 3],
                             right[at], right[at + 1], right[at + 2], right[at + 3]),
                            (common[at], common[at + 1], common[at + 2], common[at + 3]),
                        )  # fmt: skip
                        state = 4
                    elif some == 3:
                        _most_of_two(
                            values, to,
                            (left[at], left[at + 1], left[at + 2], right[at], right[at + 1], right[at + 2]),
                            (common[at], common[at + 1], common[at + 2]),
                        )  # fmt: skip
                        state = 3
                    else:
                        _most_of_two(values, to, (left[at], right[at]), (common[at],))
                        state = 1
                    while state < some:
                        _most_of_two(values, to, (left[at + state], right[at + state], to), (common[at + state],))
                        state += 1
                at += some
                to += 1
            if is_last[place]:
                for lane in range(width):
                    score[start + lane] += values[messages[place] * LANES + lane]
        for place in range(count - 1, -1, -1):
            some, begin, end = states[place], scope_first[place], scope_first[place + 1]
            for lane in range(width):
                at = joined[place]
                for axis in range(begin, end):
                    at += strides[axis] * some * taken[scope[axis], lane]
                option, most = 0, cell(values, left[at], lane) + cell(values, right[at], lane) + common[at]
                for state in range(1, some):
                    total = (
                        cell(values, left[at + state], lane) + cell(values, right[at + state], lane)
                        + common[at + state]
                    )  # fmt: skip
                    option = state if total > most else option
                    most = total if total > most else most
                taken[variables[place], lane] = option
        for variable in range(count):
            for lane in range(width):
                found[variable, start + lane] = taken[variable, lane]


def _sums_of_blocks(
    variables: Any, states: Any, cells: Any, messages: Any, is_last: Any, merges: Any, merged: Any, merge_left: Any,
    merge_right: Any, joined: Any, left: Any, right: Any, paired: Any,
    rows: Any, ahead: Any, common: Any, values: Any, whole: Any, least: Any, tiny: Any,
) -> None:  # fmt: skip
    """Weights of the whole by state are the state's own weight times the derivative of the sum by that weight.

    Derivatives of rows stand ``beyond`` rows behind them; what scaled each message stands behind those.
    """
    given, size = rows.shape
    count, beyond = len(variables), messages[-1] + cells[-1] + 1
    scales, most, faintest = 2 * beyond, 2 * beyond + count, 2 * beyond + count + 1
    for start in range(0, size, LANES):
        width = min(LANES, size - start)
        for row in range(given):
            for lane in range(width):
                values[row * LANES + lane] = rows[row, start + lane]
        _fill(values, faintest, (), (1,))
        for place in range(count):
            to = merged[place]
            for at in range(merges[place], merges[place + 1]):
                _sum_of_two(values, to, (merge_left[at], merge_right[at]), (ahead[at],))
                to += 1
            to, at, some = messages[place], joined[place], states[place]
            _fill(values, most, (), (0,))
            for _ in range(cells[place]):
                if paired[place]:
                    _sum_of_two(values, to, (left[at], right[at]), (common[at],))
                    for state in range(at + 1, at + some):
                        _sum_of_two(values, to, (left[state], right[state], to), (common[state],))
                else:
                    _sum_of_one(values, to, (left[at],), (common[at],))
                    for state in range(at + 1, at + some):
                        _sum_of_one(values, to, (left[state], to), (common[state],))
                _most(values, most, (most, to), ())
                at += some
                to += 1
            _least(values, faintest, (faintest, most), ())
            _inverse(values, scales + place, (most,), (tiny,))
            for to in range(messages[place], messages[place] + cells[place]):
                _product(values, to, (to, scales + place), ())
        for lane in range(width):
            least[start + lane] = values[faintest * LANES + lane]
        for row in range(beyond, 2 * beyond):
            _fill(values, row, (), (0,))
        for place in range(count - 1, -1, -1):
            if is_last[place]:
                _fill(values, beyond + messages[place], (), (1,))
            at, some = joined[place], states[place]
            for to in range(beyond + messages[place], beyond + messages[place] + cells[place]):
                _product(values, to, (to, scales + place), ())
                for state in range(at, at + some):
                    one, other = left[state], right[state]
                    if paired[place]:
                        _sum_of_two(values, beyond + one, (to, other, beyond + one), (common[state],))
                        _sum_of_two(values, beyond + other, (to, one, beyond + other), (common[state],))
                    else:
                        _sum_of_one(values, beyond + one, (to, beyond + one), (common[state],))
                at += some
            to = beyond + merged[place] + merges[place + 1] - merges[place]
            for at in range(merges[place + 1] - 1, merges[place] - 1, -1):
                to -= 1
                one, other = merge_left[at], merge_right[at]
                _sum_of_two(values, beyond + one, (to, other, beyond + one), (ahead[at],))
                _sum_of_two(values, beyond + other, (to, one, beyond + other), (ahead[at],))
        for row in range(len(whole)):
            _product(values, row, (row, beyond + row), ())
            for lane in range(width):
                whole[row, start + lane] = values[row * LANES + lane]


_best = _compile(_best_of_blocks)
_sums = _compile(_sums_of_blocks)

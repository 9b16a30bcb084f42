"""The weights of the rules that hold, added up by code that Numba compiles: most weights are zero, and are left out."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from advisor.reasoning.buckets import Table
from advisor.reasoning.lanes import LANES, compile_loop, fill, sum_of_one, workspace

Places = NDArray[np.int64]


def weighed(
    constant: NDArray[np.float64],
    starts: Places,
    conditions: Places,
    weights: NDArray[np.float64],
    share: NDArray[Any],
    columns: Places,
    kind: np.dtype[Any],
) -> Table:
    """Sums of weights, each times the share of its condition, shape (rows, scenarios).

    Args:
        constant: what each row has anyway.
        starts: where the weights of each row begin, and the number of all.
        conditions: the condition of each weight.
        weights: one number each.
        share: of each condition, shape (conditions, columns).
        columns: the column of each scenario.
        kind: type of the sums, which must hold them exactly.
    """
    read, place = np.unique(conditions, return_inverse=True)
    found = np.empty((len(constant), len(columns)), dtype=kind)
    values = workspace("scores", len(read) + len(constant), kind)
    _weigh(constant.astype(kind), starts, place, weights.astype(kind), read, share, columns, values, found)
    return found


def _weigh_blocks(
    constant: Any, starts: Any, place: Any, weights: Any, read: Any, share: Any, columns: Any, values: Any, found: Any
) -> None:
    size, rows, inputs = len(columns), len(constant), len(read)
    for start in range(0, size, LANES):
        width = min(LANES, size - start)
        for at in range(inputs):
            condition = read[at]
            for lane in range(width):
                values[at * LANES + lane] = share[condition, columns[start + lane]]
        for row in range(rows):
            to = inputs + row
            fill(values, to, (), (constant[row],))
            for at in range(starts[row], starts[row + 1]):
                sum_of_one(values, to, (place[at], to), (weights[at],))
            for lane in range(width):
                found[row, start + lane] = values[to * LANES + lane]


_weigh = compile_loop(_weigh_blocks)

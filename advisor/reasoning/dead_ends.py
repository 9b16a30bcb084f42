"""States that are part of no best assignment, found from the tables alone, before anything is eliminated.

A state is a dead end where another state of its variable scores higher whatever all others take: its own lead and, for
every coupled variable, the least that any of its states leaves of it, are positive together. Leaving it out makes
tables smaller and changes no optimum, not even which of several equal ones is taken. See Goldstein (1994), "Efficient
rotamer elimination applied to protein side-chains and related spin glasses".
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from advisor.reasoning.buckets import Edge, Pairs, Table, Unary

Places = NDArray[np.int64]

_AT_ONCE = 1024


def living(unary: Unary, pairs: Pairs) -> list[Places]:
    """For each variable the states that are no dead end in every scenario; where nothing is possible, some states.

    Args:
        unary: for each variable a table of scores of shape (states, B).
        pairs: for each edge (i, j) a table of shape (states of i, states of j, B), or (…, 1) for all alike.
    """
    rivalry = _rivalry(tuple(len(table) for table in unary), tuple(pairs))
    lead = np.concatenate([_leads(table).ravel() for table in unary])
    alive = np.ones(rivalry.ends[-1], dtype=bool)
    if len(rivalry.ahead):
        least = np.concatenate([table.min(axis=-1).ravel() for table in pairs.values()])
        most = np.concatenate([table.max(axis=-1).ravel() for table in pairs.values()])
        left = least[rivalry.ahead] - most[rivalry.behind]
    while True:
        sure = lead.copy()
        if len(rivalry.ahead):
            of_edges = np.minimum.reduceat(np.where(alive[rivalry.other], left, np.inf), rivalry.cells)
            sure[rivalry.coupled] += np.add.reduceat(of_edges, rivalry.edges)
        dead = np.zeros_like(alive)
        dead[rivalry.second[(sure > 0) & alive[rivalry.first]]] = True
        if not (dead & alive).any():
            return [np.flatnonzero(part) for part in np.split(alive, rivalry.ends[1:-1])]
        alive &= ~dead
        for begin, end in zip(rivalry.ends[:-1], rivalry.ends[1:], strict=True):  # where nothing is possible
            if not alive[begin:end].any():
                alive[begin:end] = True
                return [np.flatnonzero(part) for part in np.split(alive, rivalry.ends[1:-1])]


def _leads(table: Table) -> Table:
    """The least lead of every state over every other one, shape (states, states)."""
    parts = (table[:, start : start + _AT_ONCE] for start in range(0, table.shape[1], _AT_ONCE))
    return np.asarray(np.min([(part[:, None] - part[None]).min(axis=-1) for part in parts], axis=0))


class _Rivalry:
    """Which numbers decide whether one state of a variable is ahead of another.

    States are numbered over all variables, cells over all pairwise tables. A rivalry is an ordered pair of states of
    one variable.

    Attributes:
        ends: where the states of each variable begin, and the number of all.
        first: of each rivalry the state that may be ahead.
        second: the state that may be a dead end.
        coupled: the rivalries of variables that have edges, in which the following are ordered.
        edges: where the edges of each of these begin among all of them.
        cells: where the states of the other variable of each edge begin among all of them.
        other: the state of the other variable.
        ahead: the cell of the first state with it.
        behind: the cell of the second state with it.
    """

    def __init__(self, sizes: tuple[int, ...], edges: tuple[Edge, ...]) -> None:
        self.ends = [0, *accumulate(sizes)]
        starts = [0, *accumulate(sizes[a] * sizes[b] for a, b in edges)]
        tables: list[list[tuple[int, Places]]] = [[] for _ in sizes]
        for (a, b), start in zip(edges, starts, strict=False):
            cells = start + np.arange(sizes[a] * sizes[b]).reshape(sizes[a], sizes[b])
            tables[a].append((b, cells))
            tables[b].append((a, cells.T))
        rivalries = [
            (variable, one, two) for variable, size in enumerate(sizes) for one in range(size) for two in range(size)
        ]
        self.first, self.second = (
            np.array([self.ends[row[0]] + row[at] for row in rivalries], dtype=np.int64) for at in (1, 2)
        )
        self.coupled = np.array([at for at, row in enumerate(rivalries) if tables[row[0]]], dtype=np.int64)
        met = [[(other, cells[one], cells[two]) for other, cells in tables[of]] for of, one, two in rivalries]
        self.edges = _begins(len(row) for row in met if row)
        flat = [item for row in met for item in row]
        self.cells = _begins(sizes[other] for other, _, _ in flat)
        self.other = _joined(self.ends[other] + np.arange(sizes[other]) for other, _, _ in flat)
        self.ahead = _joined(ahead for _, ahead, _ in flat)
        self.behind = _joined(behind for _, _, behind in flat)


@lru_cache(maxsize=64)
def _rivalry(sizes: tuple[int, ...], edges: tuple[Edge, ...]) -> _Rivalry:
    return _Rivalry(sizes, edges)


def _begins(lengths: Iterator[int]) -> Places:
    return np.array([0, *accumulate(lengths)], dtype=np.int64)[:-1]


def _joined(parts: Iterator[Places]) -> Places:
    return np.concatenate([np.empty(0, dtype=np.int64), *parts])

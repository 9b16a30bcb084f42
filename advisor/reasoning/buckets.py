"""What an elimination order does to a factor graph: which tables meet in which bucket, and along which axes.

Tables carry one axis a variable and a last axis of scenarios, which has length one where all scenarios share a table.
See Dechter (1999), "Bucket elimination: a unifying framework for reasoning".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache, reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

Table = NDArray[np.floating[Any]]
Edge = tuple[int, int]
Unary = Sequence[Table]
Pairs = Mapping[Edge, Table]
Join = Callable[[Table, Table], Table]
Reduce = Callable[[Table, tuple[int, ...]], Table]

FORBIDDEN = -float(2**30)
"""Score of what is impossible: finite, so that differences stay defined, and far below any sum of weights."""


def is_forbidden(score: float | Table) -> bool | NDArray[np.bool_]:
    """Whether a joint score contains something impossible."""
    return score < FORBIDDEN / 2


@dataclass(frozen=True)
class Bucket:
    """What happens when ``variable`` is eliminated.

    Attributes:
        scope: the other variables of the joined table, ascending.
        edges: pairwise tables that join here.
        messages: buckets whose messages join here, in the order in which the joined scope grows least.
        target: bucket that takes this one's message; ``None`` for the last variable of a component.
    """

    variable: int
    scope: tuple[int, ...]
    edges: tuple[Edge, ...]
    messages: tuple[int, ...]
    target: int | None

    @cached_property
    def axes(self) -> tuple[int, ...]:
        """Variables along the axes of the joined table; the one to eliminate is first, so reducing reads in order."""
        return (self.variable, *self.scope)

    def couplings(self, pairs: Pairs, join: Join) -> Table | None:
        """The pairwise tables of the bucket as one; ``None`` where it has none."""
        tables = [spread(pairs[edge], edge, self.axes) for edge in self.edges]
        return reduce(join, tables) if tables else None

    def arrived(self, unary: Unary, messages: Sequence[Table], buckets: Sequence[Bucket], join: Join) -> Table:
        """The table of the variable itself, and what other buckets sent, as one."""
        table = spread(unary[self.variable], (self.variable,), self.axes)
        for source in self.messages:
            table = join(table, spread(messages[source], buckets[source].scope, self.axes))
        return table


def fill_buckets(edges: Sequence[Edge], order: Sequence[int]) -> tuple[Bucket, ...]:
    """The buckets in the order of elimination."""
    when = {variable: position for position, variable in enumerate(order)}
    scopes: list[set[int]] = [set() for _ in order]
    tables: list[list[Edge]] = [[] for _ in order]
    incoming: list[dict[int, set[int]]] = [{} for _ in order]
    for edge in edges:
        first = min(edge, key=lambda variable: when[variable])
        tables[when[first]].append(edge)
        scopes[when[first]] |= set(edge) - {first}
    buckets = []
    for position, variable in enumerate(order):
        scope = scopes[position]
        target = min((when[other] for other in scope), default=None)
        if target is not None:
            incoming[target][position] = scope
            scopes[target] |= scope - {order[target]}
        messages = _by_growth({variable}, incoming[position])
        buckets.append(Bucket(variable, tuple(sorted(scope)), tuple(tables[position]), messages, target))
    return tuple(buckets)


def _by_growth(covered: set[int], scopes: Mapping[int, set[int]]) -> tuple[int, ...]:
    """The sources of messages, each time the one that adds fewest variables to what is ``covered``."""
    waiting, order = dict(scopes), []
    while waiting:
        source = min(waiting, key=lambda place: (len(waiting[place] - covered), place))
        covered = covered | waiting.pop(source)
        order.append(source)
    return tuple(order)


def spread(table: NDArray[Any], own: tuple[int, ...], axes: tuple[int, ...]) -> NDArray[Any]:
    """``table`` over the variables ``own``, as a view that broadcasts over ``axes``."""
    order, places = _spreading(own, axes)
    return table.transpose(order)[places]


def project(
    table: Table, axes: tuple[int, ...], wanted: tuple[tuple[int, ...], ...], reduce_axes: Reduce
) -> dict[tuple[int, ...], Table]:
    """``table`` reduced to each of the ``wanted`` sets of variables, axes in their order.

    The larger sets come first, and each is reduced from the smallest table that holds it.
    """
    have = {axes: table}
    views = {}
    for kept, source, dropped, left, order in _projections(axes, wanted):
        found = have[left] = reduce_axes(have[source], dropped) if dropped else have[source]
        views[kept] = found.transpose(order)
    return views


_GRAPHS_KEPT = 2**14  # of both plans below: a few hundred a rule base


@lru_cache(maxsize=_GRAPHS_KEPT)
def _spreading(own: tuple[int, ...], axes: tuple[int, ...]) -> tuple[tuple[int, ...], tuple[slice | None, ...]]:
    """The order of axes that ``spread`` brings about, and the index that puts new ones between them."""
    order = sorted(range(len(own)), key=lambda place: axes.index(own[place]))
    return (*order, len(own)), (*(slice(None) if axis in own else None for axis in axes), slice(None))


@lru_cache(maxsize=_GRAPHS_KEPT)
def _projections(
    axes: tuple[int, ...], wanted: tuple[tuple[int, ...], ...]
) -> list[tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...], tuple[int, ...], tuple[int, ...]]]:
    """The steps of ``project``: set wanted, source, axes dropped from it, axes left, and the order of these."""
    have = [axes]
    steps = []
    for kept in sorted(set(wanted), key=len, reverse=True):
        source = min((held for held in have if set(kept) <= set(held)), key=len)
        dropped = tuple(place for place, axis in enumerate(source) if axis not in kept)
        left = tuple(axis for axis in source if axis in kept)
        have.append(left)
        steps.append((kept, source, dropped, left, (*(left.index(axis) for axis in kept), len(left))))
    return steps

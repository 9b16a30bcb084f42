"""The coupling graph: which decisions depend on each other, and in which order to settle them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from advisor.knowledge.base import KnowledgeBase

if TYPE_CHECKING:
    import networkx as nx


def coupling_graph(knowledge: KnowledgeBase) -> nx.Graph:
    """Decisions, joined where a coupling names both; edges carry the ids of the couplings."""
    import networkx as nx

    graph = nx.Graph()
    graph.add_nodes_from(knowledge.decisions)
    for name, coupling in knowledge.couplings.items():
        first, second = coupling.pair
        if graph.has_edge(first, second):
            graph.edges[first, second]["couplings"].append(name)
        else:
            graph.add_edge(first, second, couplings=[name])
    return graph


def elimination_order(variables: int, edges: Sequence[tuple[int, int]]) -> list[int]:
    """An order by min-fill: next is the variable whose elimination adds fewest edges, then the one of least degree.

    See Kjaerulff (1990) for the heuristic. Ties go to the earlier variable, so the order is reproducible.
    """
    neighbours: dict[int, set[int]] = {variable: set() for variable in range(variables)}
    for one, other in edges:
        neighbours[one].add(other)
        neighbours[other].add(one)

    def fill(variable: int) -> tuple[int, int, int]:
        around = neighbours[variable]
        present = sum(len(neighbours[one] & around) for one in around) // 2
        return len(around) * (len(around) - 1) // 2 - present, len(around), variable

    order = []
    while neighbours:
        variable = min(neighbours, key=fill)
        around = neighbours.pop(variable)
        for one in around:
            neighbours[one] |= around
            neighbours[one] -= {one, variable}
        order.append(variable)
    return order

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
    import networkx as nx

    graph = nx.Graph()
    graph.add_nodes_from(range(variables))
    graph.add_edges_from(edges)

    def fill(variable: int) -> tuple[int, int, int]:
        neighbours = list(graph.neighbors(variable))
        present = graph.subgraph(neighbours).number_of_edges()
        return len(neighbours) * (len(neighbours) - 1) // 2 - present, len(neighbours), variable

    order = []
    while graph:
        variable = min(graph, key=fill)
        neighbours = list(graph.neighbors(variable))
        graph.remove_node(variable)
        graph.add_edges_from((a, b) for i, a in enumerate(neighbours) for b in neighbours[i + 1 :])
        order.append(variable)
    return order

"""The map of all decisions: on a ring, joined where a coupling joins them, each a link to its page."""

from __future__ import annotations

import math
from html import escape

from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.graph import coupling_graph
from advisor.site.page import between, built
from advisor.site.places import decision_page

WIDTH, HEIGHT = 860, 620
ACROSS, DOWN = 215.0, 300.0
PULL = 0.35
"""How far a chord bends towards the middle: 0 straight through it, 1 along the ring."""


def decision_map(knowledge: KnowledgeBase, page: str) -> str:
    """The map as an SVG to stand in ``page``; a chord is the thicker the more couplings it stands for."""
    names = list(knowledge.decisions)
    graph = coupling_graph(knowledge)
    places = {name: _place(number, len(names)) for number, name in enumerate(names)}
    chords = [
        f'<path class="chord" data-ends="{first} {second}" d="{_chord(places[first], places[second])}" '
        f'stroke-width="{0.8 + 0.7 * len(data["couplings"]):g}"/>'
        for first, second, data in graph.edges(data=True)
    ]
    labels = [_label(name, knowledge, page, places[name], len(list(graph.neighbors(name)))) for name in names]
    return (
        f'<svg class="advisor-map" viewBox="0 0 {WIDTH} {HEIGHT}" role="group" aria-label="Map of the decisions: '
        f'{len(names)} decisions, {graph.number_of_edges()} pairs of them coupled">'
        f"<g>{''.join(chords)}</g>{''.join(labels)}</svg>"
    )


def _place(number: int, count: int) -> tuple[float, float]:
    """Down the right side of the ring and up the left, at even heights, so that no two labels meet."""
    right = (count + 1) // 2
    on_right = number < right
    step, steps = (number, right) if on_right else (count - 1 - number, count - right)
    height = 2 * (step + 0.5) / steps - 1
    across = math.sqrt(1 - height**2) * ACROSS
    return WIDTH / 2 + (across if on_right else -across), HEIGHT / 2 + DOWN * height


def _chord(start: tuple[float, float], end: tuple[float, float]) -> str:
    middle = tuple(
        centre + PULL * ((a + b) / 2 - centre) for a, b, centre in zip(start, end, (WIDTH / 2, HEIGHT / 2), strict=True)
    )
    return f"M{start[0]:.1f} {start[1]:.1f}Q{middle[0]:.1f} {middle[1]:.1f} {end[0]:.1f} {end[1]:.1f}"


def _label(name: str, knowledge: KnowledgeBase, page: str, place: tuple[float, float], partners: int) -> str:
    across, down = place
    left = across < WIDTH / 2
    title = knowledge.decisions[name].title
    address = built(between(page, decision_page(name)))
    return (
        f'<a href="{address}" data-decision="{name}" aria-label="{escape(title)}, coupled with {partners} others">'
        f'<circle cx="{across:.1f}" cy="{down:.1f}" r="5"/>'
        f'<text x="{across + (-11 if left else 11):.1f}" y="{down + 4.5:.1f}" '
        f'text-anchor="{"end" if left else "start"}">{escape(title)}</text></a>'
    )

"""Finds the layout of a view that is crossed least: grids are tried, drawn and compared by what a reader would see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations, islice, pairwise, product

from advisor.architecture.views import View, narrower
from advisor.rendering.drawing import Drawing, Point
from advisor.rendering.grid import Grid, arrange, neighbours
from advisor.rendering.looks import PAGE_WIDTH
from advisor.rendering.routing import Router
from advisor.rendering.ways import ways_of

EDGE_ROOM = 28.0
"""The margins at both sides of a sheet, together."""

MOST_TRIALS = 150
"""Drawings tried for one view, so that even the largest takes a fraction of a second."""

CROSSING = 60.0
"""Points of line that a reader would rather follow than meet one more crossing."""


def lay_out(view: View, heights: Mapping[str, float], ovals: frozenset[str]) -> Drawing:
    """The drawing of ``view``; boxes go below each other where beside each other they would not fit on a page.

    Args:
        heights: of each box.
        ovals: ids of the boxes that are ovals.
    """
    drawn = []
    for candidate in narrower(view):
        grid = arrange(candidate)
        drawn.append((candidate, grid, _drawing(candidate, grid, heights, ovals)))
        if _fits(drawn[-1][2]):
            break
    best = min(drawn, key=lambda found: found[2].size[0])
    return _untangled(*best, heights, ovals)


def _untangled(
    view: View, grid: Grid, drawing: Drawing, heights: Mapping[str, float], ovals: frozenset[str]
) -> Drawing:
    """``drawing`` with boxes moved and swapped as long as that helps and it grows no wider than a page."""
    widest = max(drawing.size[0], PAGE_WIDTH - EDGE_ROOM)
    least, trials, improved = _effort(drawing), 0, True
    while improved:
        improved = False
        for tried in islice(neighbours(grid, view), MOST_TRIALS - trials):
            trials += 1
            found = _drawing(view, tried, heights, ovals)
            if found.size[0] <= widest and (effort := _effort(found)) < least:
                grid, drawing, least, improved = tried, found, effort, True
                break
    return drawing


def _drawing(view: View, grid: Grid, heights: Mapping[str, float], ovals: frozenset[str]) -> Drawing:
    ways = [ways[0] for ways in ways_of(grid, view.lines)]
    return Router(grid, view.lines, ways, heights, ovals).drawing(view.frames)


def _fits(drawing: Drawing) -> bool:
    return drawing.size[0] + EDGE_ROOM <= PAGE_WIDTH


def _effort(drawing: Drawing) -> float:
    """What following the lines costs a reader, in points."""
    length = sum(abs(x - u) + abs(y - v) for path in drawing.paths for (x, y), (u, v) in pairwise(path))
    return length + CROSSING * crossings(drawing.paths)


def crossings(paths: Sequence[Sequence[Point]]) -> int:
    """Places where a level stretch of one line meets an upright one of another."""
    level = [
        [(y, min(x, u), max(x, u)) for (x, y), (u, v) in pairwise(path) if abs(y - v) <= abs(x - u)] for path in paths
    ]
    upright = [
        [(x, min(y, v), max(y, v)) for (x, y), (u, v) in pairwise(path) if abs(y - v) > abs(x - u)] for path in paths
    ]
    return sum(
        left <= x <= right and top <= y <= bottom
        for one, other in combinations(range(len(paths)), 2)
        for a, b in ((one, other), (other, one))
        for (y, left, right), (x, top, bottom) in product(level[a], upright[b])
    )

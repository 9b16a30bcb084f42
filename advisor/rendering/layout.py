"""Finds the layout of a view that is crossed least: grids and ways are tried and compared by what a reader sees."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from advisor.architecture.views import View, narrower
from advisor.rendering.drawing import Drawing, Point
from advisor.rendering.grid import Grid, arrange, neighbours
from advisor.rendering.looks import PAGE_WIDTH
from advisor.rendering.routing import Router
from advisor.rendering.ways import Way, plain_ways, ways_of

EDGE_ROOM = 28.0
"""The margins at both sides of a sheet, together."""

MOST_TRIALS = 150
"""Layouts tried for one view by moving boxes, and as many by other ways: the largest takes a tenth of a second."""

CROSSING = 100.0
"""Points of line that a reader would rather follow than meet one more crossing."""

NEARLY = 12.0
"""Points by which what is moved and led another way may come to fit a page."""

FOLD = 5.0
"""Points of line that a reader would rather follow than have a picture one point higher than a page."""

PAGE_HEIGHT = 900.0
"""Points: what is higher would be printed with letters too small to read, or on two pages."""


@dataclass(frozen=True)
class Trial:
    """One layout tried."""

    view: View
    grid: Grid
    ways: tuple[Way, ...]
    router: Router
    effort: float

    @property
    def width(self) -> float:
        return self.router.size[0] + EDGE_ROOM

    @property
    def fits(self) -> bool:
        return self.width <= PAGE_WIDTH

    @property
    def nearly_fits(self) -> bool:
        return self.width <= PAGE_WIDTH + NEARLY


def lay_out(view: View, heights: Mapping[str, float], ovals: frozenset[str]) -> Drawing:
    """The drawing of ``view``; boxes go below each other where beside each other they would not fit on a page.

    Args:
        heights: of each box.
        ovals: ids of the boxes that are ovals.
    """
    trier = Trier(heights, ovals)
    found = []
    for candidate in narrower(view):
        found.append(trier.plain(candidate, arrange(candidate)))
        if found[-1].fits and not any(crossed_by(found[-1].router.paths)):
            break
    for first in sorted((trial for trial in found if trial.nearly_fits), key=lambda trial: trial.effort):
        best = trier.rerouted(trier.rearranged(first))
        if best.fits:
            break
    else:
        best = trier.rerouted(trier.rearranged(min(found, key=lambda trial: trial.width)))
    return best.router.drawing(view.frames)


@dataclass(frozen=True)
class Trier:
    """Tries layouts of boxes of certain heights, some of them ovals."""

    heights: Mapping[str, float]
    ovals: frozenset[str]

    def _trial(self, view: View, grid: Grid, ways: tuple[Way, ...]) -> Trial:
        router = Router(grid, view.lines, ways, self.heights, self.ovals)
        return Trial(view, grid, ways, router, _effort(router))

    def plain(self, view: View, grid: Grid) -> Trial:
        """Every line on its plainest way."""
        return self._trial(view, grid, plain_ways(grid, view.lines))

    def rearranged(self, best: Trial) -> Trial:
        """``best`` with boxes moved and swapped as long as that helps and it grows no wider than a page."""
        trials, improved = 0, True
        while improved:
            improved = False
            for grid in neighbours(best.grid, best.view):
                if (trials := trials + 1) > MOST_TRIALS:
                    return best
                if self._better(found := self.plain(best.view, grid), best):
                    best, improved = found, True
                    break
        return best

    def rerouted(self, best: Trial) -> Trial:
        """``best`` with crossed lines led other ways as long as that helps and it grows no wider than a page."""
        options = ways_of(best.grid, best.view.lines)
        trials, improved = 0, True
        while improved:
            improved = False
            for ways in _other_ways(best, options):
                if (trials := trials + 1) > MOST_TRIALS:
                    return best
                if self._better(found := self._trial(best.view, best.grid, ways), best):
                    best, improved = found, True
                    break
        return best

    def _better(self, found: Trial, best: Trial) -> bool:
        if best.fits:
            return found.fits and found.effort < best.effort
        return found.fits or (found.width <= best.width and found.effort < best.effort)


def _other_ways(trial: Trial, options: Sequence[Sequence[Way]]) -> Iterator[tuple[Way, ...]]:
    """Every other way of every crossed line, those crossed most first."""
    crossed = crossed_by(trial.router.paths)
    for n in sorted(range(len(options)), key=lambda n: (-crossed[n], n)):
        for way in options[n] if crossed[n] else ():
            if way != trial.ways[n]:
                yield (*trial.ways[:n], way, *trial.ways[n + 1 :])


def _effort(router: Router) -> float:
    """What following the lines costs a reader, in points."""
    length = sum(abs(x - u) + abs(y - v) for path in router.paths for (x, y), (u, v) in pairwise(path))
    return length + CROSSING * crossings(router.paths) + FOLD * max(0.0, router.size[1] - PAGE_HEIGHT)


def crossings(paths: Sequence[Sequence[Point]]) -> int:
    """Places where a level stretch of one line meets an upright one of another."""
    return sum(crossed_by(paths)) // 2


def crossed_by(paths: Sequence[Sequence[Point]]) -> list[int]:
    """By line, how often it crosses others."""
    level, upright = [], []
    for n, path in enumerate(paths):
        for (x, y), (u, v) in pairwise(path):
            if abs(y - v) <= abs(x - u):
                level.append((n, y, min(x, u), max(x, u)))
            else:
                upright.append((x, n, min(y, v), max(y, v)))
    upright.sort()
    places = [x for x, *_ in upright]
    found = [0] * len(paths)
    for n, y, left, right in level:
        for _, m, top, bottom in upright[bisect_left(places, left) : bisect_right(places, right)]:
            if top <= y <= bottom and n != m:
                found[n] += 1
                found[m] += 1
    return found

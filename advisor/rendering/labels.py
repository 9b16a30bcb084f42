"""The texts of lines: how they read, how they break, and where they stand. Lengths are in points."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from advisor.architecture.views import Line
from advisor.rendering.drawing import LABEL_LINE, Label, Point
from advisor.rendering.grid import Cell
from advisor.rendering.lettering import NO_BREAK, wrap
from advisor.rendering.looks import TEXT_SIZE
from advisor.rendering.tracks import Run
from advisor.rendering.ways import Way

LEVEL_WIDTH = 72.0
"""Of a label in a gap."""
BESIDE_WIDTH = 56.0
"""Of a label beside an upright line."""
ARROW_HALF = 3.5
"""Height of an arrowhead above its line."""
RUN_WIDTH = 120.0
"""Of a label on a stretch that is shorter."""

Upright = tuple[float, float, float]
"""x, upper and lower end of an upright stretch."""


def texts_of(line: Line, way: Way, cells: tuple[Cell, Cell], width: float) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What stands above and below a line, with arrows where it goes both ways.

    Args:
        cells: of its source and its target.
    """
    mark = f"{NO_BREAK}(P)" if line.crosses else ""
    out, back = ", ".join(line.out), ", ".join(line.back)
    if not back:
        return wrap(out + mark, TEXT_SIZE, width), ()
    source, target = cells
    there, here = ("→", "←") if target[1] > source[1] else ("←", "→")
    if way.shape == "upright":
        there, here = ("↓", "↑") if target[0] > source[0] else ("↑", "↓")
    out, back = f"{there}{NO_BREAK}{out}{mark}", f"{here}{NO_BREAK}{back}"
    return wrap(out, TEXT_SIZE, width), wrap(back, TEXT_SIZE, width)


def level_labels(texts: tuple[tuple[str, ...], tuple[str, ...]], at: Point) -> Iterator[Label]:
    """The labels above and below a level line, around ``at`` on the line."""
    above, below = texts
    x, y = at
    yield Label(above, (x, y - ARROW_HALF - LABEL_LINE * len(above) / 2))
    if below:
        yield Label(below, (x, y + ARROW_HALF + LABEL_LINE * len(below) / 2))


def run_labels(run: Run, uprights: Sequence[Upright]) -> Iterator[Label]:
    """The label beside an upright line, or above (and below) a run where the fewest uprights pass through it."""
    height = LABEL_LINE * len(run.above)
    if run.beside:
        width = Label(run.above, (0, 0)).width
        shift = 4 + width / 2
        yield Label(run.above, (run.start + (shift if run.beside == "right" else -shift), run.y - height / 2))
        return
    x = _left(run, uprights, height) + run.width / 2
    yield Label(run.above, (x, run.y - 2 - height / 2))
    if run.below:
        yield Label(run.below, (x, run.y + 3 + LABEL_LINE * len(run.below) / 2))


def _left(run: Run, uprights: Sequence[Upright], height: float) -> float:
    """The left end of the label of ``run``: as near the middle of its stretch as is crossed least."""
    low, high = run.span
    middle = run.kept((low + high - run.width) / 2)
    bottom = run.y + 3 + LABEL_LINE * len(run.below) if run.below else run.y - 1
    crossing = [x for x, upper, lower in uprights if upper < bottom and lower > run.y - height]
    first, last = low + 3, high - run.width - 3
    # Just clear of an upright stretch is all that another place can win.
    places = [middle, *(p for x in crossing for p in (x + 3, x - run.width - 3) if first <= p <= last)]

    def cost(left: float) -> tuple[int, float, float]:
        hits = sum(left - 2 < x < left + run.width + 2 for x in crossing)
        return hits, abs(left - middle), left

    return min(places, key=cost)


def uprights_of(paths: Iterable[Sequence[Point]]) -> Iterator[Upright]:
    """Every upright stretch."""
    for path in paths:
        for (x, y), (other_x, other_y) in pairwise(path):
            if abs(x - other_x) < 0.01:
                yield x, min(y, other_y), max(y, other_y)

"""Gives the boxes of a grid their coordinates and leads the lines around them.

Lines run level or upright. Neighbours are joined directly; all other lines run in the channels between the rows,
each on a track of its own that also has room for its label, and change rows through empty cells or the gaps
between columns. So no line meets a box, and no two labels meet. Lengths are in points, y grows downwards.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Literal

from advisor.architecture.views import Line
from advisor.rendering.columns import Columns, label_gap
from advisor.rendering.drawing import BOX_WIDTH, LABEL_LINE, Drawing, Label, Point
from advisor.rendering.frames import frame_around, title_place
from advisor.rendering.grid import Block, Grid
from advisor.rendering.labels import (
    BESIDE_WIDTH,
    LEVEL_WIDTH,
    RUN_WIDTH,
    level_labels,
    run_labels,
    texts_of,
    uprights_of,
)
from advisor.rendering.lettering import text_width
from advisor.rendering.looks import TEXT_SIZE
from advisor.rendering.ports import offsets_of
from advisor.rendering.tracks import Run, tracks_of
from advisor.rendering.ways import Side, Way

CHANNEL_PAD = 19.0
ARROW_ROOM = 14.0
LABEL_ROOM = 8.0


class Router:
    """One grid whose lines go certain ways, with coordinates.

    Attributes:
        paths: corner points of each line.
        size: width and height.
    """

    def __init__(
        self,
        grid: Grid,
        lines: Sequence[Line],
        ways: Sequence[Way],
        heights: Mapping[str, float],
        ovals: frozenset[str] = frozenset(),
    ) -> None:
        self._grid = grid
        self._lines = lines
        self._ways = ways
        self._heights = heights
        self._ovals = ovals
        self._homes = [grid.home(line) for line in lines]
        self._columns = Columns(grid, lines, ways, self._label_rooms())
        self._offsets = offsets_of(lines, ways, self._columns.centres, self._columns.gap_x)
        self._ends = self._ends_by_side()
        self._runs = self._all_runs()
        self._place_rows()
        self.paths = tuple(self._path(n) for n in range(len(lines)))
        self.size = self._columns.width, self._bottom

    def drawing(self, titles: Mapping[str, str]) -> Drawing:
        """Everything with its place, labels and frames included.

        Args:
            titles: of the boundaries.
        """
        uprights = list(uprights_of(self.paths))
        frames = [(block, self._frame(block)) for block in self._grid.blocks]
        borders = [(x, top, bottom) for _, (left, top, right, bottom) in frames for x in (left, right)]
        labels = tuple(self._labels(n, [*uprights, *borders]) for n in range(len(self._lines)))
        named = tuple(
            (block.boundary, frame, title_place(titles[block.boundary], frame, uprights)) for block, frame in frames
        )
        centres = {name: self._centre(name) for name in self._grid.cells}
        return Drawing(self.size, centres, self._heights, self.paths, labels, named)

    def _label_rooms(self) -> dict[int, float]:
        """What the label of each level line needs across."""
        rooms = {}
        for n, (line, way) in enumerate(zip(self._lines, self._ways, strict=True)):
            if way.shape == "level":
                gap = label_gap(self._grid, line)
                borders = any(gap in (block.left, block.right + 1) for block in self._grid.blocks)
                above, below = self._texts(n, LEVEL_WIDTH)
                widest = max(text_width(text, TEXT_SIZE) for text in (*above, *below))
                rooms[n] = widest + (LABEL_ROOM if borders else ARROW_ROOM)
        return rooms

    def _texts(self, n: int, width: float) -> tuple[tuple[str, ...], tuple[str, ...]]:
        line = self._lines[n]
        return texts_of(line, self._ways[n], (self._grid.cells[line.source], self._grid.cells[line.target]), width)

    def _all_runs(self) -> list[list[Run]]:
        """The level stretches of each line, and the room for the label of an upright one."""
        return [self._runs_of(n) for n in range(len(self._lines))]

    def _runs_of(self, n: int) -> list[Run]:
        line, way = self._lines[n], self._ways[n]
        start = self._columns.centres[line.source] + self._offsets[n][0]
        end = self._columns.centres[line.target] + self._offsets[n][1]
        upwards = way.leave == "bottom", way.enter == "bottom"
        match way.shape:
            case "level":
                return []
            case "upright":
                above, below = self._texts(n, BESIDE_WIDTH if self._homes[n] else LEVEL_WIDTH)
                side = self._free_side(n)
                return [Run(n, way.channels[0], start, start, upwards, (*above, *below), beside=side)]
            case "turn":
                texts = self._texts(n, max(RUN_WIDTH, abs(end - start) - 10))
                return [Run(n, way.channels[0], start, end, upwards, *texts, limits=self._limits(n))]
            case "detour":
                middle = self._columns.gap_x(n)
                first, last = abs(middle - start), abs(end - middle)
                texts, none = self._texts(n, max(RUN_WIDTH, first, last)), ((), ())
                here, there = (texts, none) if first >= last else (none, texts)
                near, far = way.channels
                limits = self._limits(n)
                return [
                    Run(n, near, start, middle, (upwards[0], far < near), *here, limits=limits),
                    Run(n, far, middle, end, (near < far, upwards[1]), *there, limits=limits),
                ]

    def _limits(self, n: int) -> tuple[float, float]:
        """From where to where the label of a run may reach: within the frame of its line."""
        block = self._homes[n]
        left, right = self._columns.frame(block) if block else (0.0, self._columns.width)
        return left + 3, right - 3

    def _ends_by_side(self) -> dict[tuple[str, Side], list[float]]:
        """Where lines end on each side of each box."""
        ends: dict[tuple[str, Side], list[float]] = defaultdict(list)
        for line, way, offsets in zip(self._lines, self._ways, self._offsets, strict=True):
            ends[line.source, way.leave].append(self._columns.centres[line.source] + offsets[0])
            ends[line.target, way.enter].append(self._columns.centres[line.target] + offsets[1])
        return ends

    def _free_side(self, n: int) -> Literal["left", "right"]:
        """The side of an upright line where fewer other lines end."""
        line, way = self._lines[n], self._ways[n]
        x = self._columns.centres[line.source] + self._offsets[n][0]
        others = [end - x for side in ((line.source, way.leave), (line.target, way.enter)) for end in self._ends[side]]
        return "left" if sum(beside < 0 for beside in others) < sum(beside > 0 for beside in others) else "right"

    def _place_rows(self) -> None:
        rows = self._grid.rows
        height = [0.0] * rows
        for name, (row, _) in self._grid.cells.items():
            height[row] = max(height[row], self._heights[name])
        channels: dict[int, list[Run]] = defaultdict(list)
        for runs in self._runs:
            for run in runs:
                channels[run.channel].append(run)
        self._row_middle: list[float] = []
        y = 0.0
        for channel in range(rows + 1):
            tracks = tracks_of(channels[channel])
            y += CHANNEL_PAD if channel > 0 else 0.0
            for track in tracks:
                y += LABEL_LINE * max(len(run.above) for run in track.runs) + 3
                for run in track.runs:
                    run.y = y
                y += LABEL_LINE * max(len(run.below) for run in track.runs) + 3
            y += CHANNEL_PAD if channel < rows else 0.0
            if not tracks and channel not in (0, rows):
                y -= CHANNEL_PAD / 2
            if channel < rows:
                self._row_middle.append(y + height[channel] / 2)
                y += height[channel]
        self._bottom = y

    def _centre(self, name: str) -> Point:
        return self._columns.centres[name], self._row_middle[self._grid.cells[name][0]]

    def _port(self, name: str, side: Side, offset: float) -> Point:
        x, y = self._centre(name)
        wide, high = BOX_WIDTH / 2, self._heights[name] / 2
        upright = side in ("top", "bottom")
        if name in self._ovals:
            share = math.sqrt(1 - (offset / (wide if upright else high)) ** 2)
            wide, high = (wide, high * share) if upright else (wide * share, high)
        match side:
            case "top":
                return x + offset, y - high
            case "bottom":
                return x + offset, y + high
            case "left":
                return x - wide, y + offset
            case "right":
                return x + wide, y + offset

    def _path(self, n: int) -> tuple[Point, ...]:
        line, way = self._lines[n], self._ways[n]
        start = self._port(line.source, way.leave, self._offsets[n][0])
        end = self._port(line.target, way.enter, self._offsets[n][1])
        if way.shape in ("level", "upright"):
            return start, end
        corners = [(x, run.y) for run in self._runs[n] for x in (run.start, run.end)]
        return (start, *corners, end)

    def _labels(self, n: int, uprights: Sequence[tuple[float, float, float]]) -> tuple[Label, ...]:
        if self._ways[n].shape == "level":
            x = self._columns.label_x(label_gap(self._grid, self._lines[n]))
            return tuple(level_labels(self._texts(n, LEVEL_WIDTH), (x, self.paths[n][0][1])))
        run = next(run for run in self._runs[n] if run.above)
        return tuple(run_labels(run, uprights))

    def _frame(self, block: Block) -> tuple[float, float, float, float]:
        inside = [name for name, cell in self._grid.cells.items() if block.holds(cell)]
        ends = [y for name in inside for _, y in (self._port(name, "top", 0.0), self._port(name, "bottom", 0.0))]
        own = [path for path, at in zip(self.paths, self._homes, strict=True) if at == block]
        return frame_around(self._columns.frame(block), (min(ends), max(ends)), own)

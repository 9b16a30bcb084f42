"""Gives the boxes of a grid their coordinates and leads the lines around them.

Lines run level or upright. Neighbours are joined directly; all other lines run in the channels between the rows,
each on a track of its own that also has room for its label, and change rows through empty cells or the gaps
between columns. So no line meets a box, and no two labels meet. Lengths are in points, y grows downwards.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from advisor.architecture.views import Line
from advisor.rendering.drawing import BOX_WIDTH, LABEL_LINE, Drawing, Label, Point, Rectangle
from advisor.rendering.grid import Block, Grid, is_clear
from advisor.rendering.lettering import NO_BREAK, text_width, wrap
from advisor.rendering.looks import TEXT_SIZE
from advisor.rendering.tracks import Run, tracks_of

Side = Literal["top", "bottom", "left", "right"]

LABEL_WIDTH = 72.0
RUN_LABEL_WIDTH = 120.0
PORT_STEP = BOX_WIDTH / 10
FRAME_PAD = 11.0
CHANNEL_PAD = 19.0
GAP_PAD = 15.0
BESIDE_WIDTH = 60.0
TRACK_WIDTH = 9.0
ARROW_ROOM = 14.0


@dataclass
class _Route:
    """How a line goes: which sides it leaves and enters, and by which channels."""

    shape: Literal["level", "upright", "turn", "detour"]
    leave: Side
    enter: Side
    channels: tuple[int, ...] = ()
    gap: int = 0
    offsets: list[float] = field(default_factory=lambda: [0.0, 0.0])


class Router:
    """Lays out one grid. ``draw`` is the only door; the steps below it fill in what the next ones need."""

    def __init__(
        self,
        grid: Grid,
        lines: Sequence[Line],
        heights: Mapping[str, float],
        titles: Mapping[str, str],
        ovals: frozenset[str] = frozenset(),
    ) -> None:
        self._grid = grid
        self._lines = lines
        self._heights = heights
        self._titles = titles
        self._ovals = ovals
        self._taken = set(grid.cells.values())
        self._routes: list[_Route] = []
        joined: set[frozenset[str]] = set()
        for line in lines:
            ends = frozenset((line.source, line.target))
            self._routes.append(self._route(line, direct=ends not in joined))
            joined.add(ends)

    def draw(self) -> Drawing:
        self._assign_ports()
        self._place_columns()
        self._assign_tracks()
        self._place_rows()
        paths = tuple(self._path(n) for n in range(len(self._lines)))
        labels = self._labels(paths)
        frames = tuple(
            (block.boundary, frame, self._title(block, frame, paths))
            for block in self._grid.blocks
            for frame in [self._frame(block)]
        )
        size = (self._column_left[-1] + BOX_WIDTH + self._gap_width[-1], self._bottom)
        centres = {name: self._centre(name) for name in self._grid.cells}
        return Drawing(size, centres, self._heights, paths, labels, frames)

    # --- ways --------------------------------------------------------------------------------------

    def _route(self, line: Line, direct: bool) -> _Route:
        """The way of ``line``; neighbours in a row are joined directly once, their further lines go round above."""
        source, target = self._grid.cells[line.source], self._grid.cells[line.target]
        (row, column), (other_row, other_column) = source, target
        if row == other_row:
            if direct and is_clear(source, target, self._taken):
                right = other_column > column
                return _Route("level", "right" if right else "left", "left" if right else "right")
            return _Route("turn", "top", "top", (row,))
        down = other_row > row
        leave: Side = "bottom" if down else "top"
        enter: Side = "top" if down else "bottom"
        near, far = (row + 1, other_row) if down else (row, other_row + 1)
        if column == other_column and is_clear(source, target, self._taken):
            return _Route("upright", leave, enter, (near,))
        if near == far or (
            is_clear((row, other_column), target, self._taken | {source}) and self._free(row, other_row, other_column)
        ):
            return _Route("turn", leave, enter, (near,))
        if self._free(row, other_row, column):
            return _Route("turn", leave, enter, (far,))
        gap = other_column if column < other_column else other_column + 1
        return _Route("detour", leave, enter, (near, far), gap)

    def _free(self, row: int, other: int, column: int) -> bool:
        low, high = sorted((row, other))
        return all((between, column) not in self._taken for between in range(low + 1, high))

    # --- ports -------------------------------------------------------------------------------------

    def _assign_ports(self) -> None:
        """Spread the ends on each side of each box; straight lines first, since both their ends must agree."""
        ends: dict[tuple[str, Side], list[tuple[float, int, int]]] = defaultdict(list)
        straight: dict[frozenset[str], list[int]] = defaultdict(list)
        for n, (line, route) in enumerate(zip(self._lines, self._routes, strict=True)):
            if route.shape in ("level", "upright"):
                straight[frozenset((line.source, line.target))].append(n)
                continue
            for end, (name, other, side) in enumerate(
                ((line.source, line.target, route.leave), (line.target, line.source, route.enter))
            ):
                goal = self._grid.cells[other][1] + (0.0 if route.shape == "turn" else 0.25)
                ends[name, side].append((goal, n, end))
        used: set[tuple[str, Side]] = set()
        for numbers in straight.values():
            self._spread_straight(numbers)
            for n in numbers:
                line, route = self._lines[n], self._routes[n]
                used |= {(line.source, route.leave), (line.target, route.enter)}
        for (name, side), found in ends.items():
            slots = [-3.0, -2.0, -1.0, 1.0, 2.0, 3.0] if side == "bottom" else [-3.5, -2.5, -1.5, 1.5, 2.5, 3.5]
            if (name, side) not in used:
                middle = [0.0] if side == "bottom" else [-0.5, 0.5]
                slots = sorted([*slots, *middle])
            for place, (_, n, end) in enumerate(sorted(found)):
                at = min(int((place + 0.5) * len(slots) / len(found)), len(slots) - 1)
                self._routes[n].offsets[end] = slots[at] * PORT_STEP

    def _spread_straight(self, numbers: Sequence[int]) -> None:
        for place, n in enumerate(numbers):
            offset = (place - (len(numbers) - 1) / 2) * 3 * PORT_STEP
            self._routes[n].offsets = [offset, offset]

    # --- columns -----------------------------------------------------------------------------------

    def _place_columns(self) -> None:
        columns = self._grid.columns
        room = [0.0] * (columns + 1)
        for n, (line, route) in enumerate(zip(self._lines, self._routes, strict=True)):
            if route.shape == "level":
                gap = self._label_gap(n)
                above, below = self._texts(n, LABEL_WIDTH)
                widest = max(text_width(text, TEXT_SIZE) for text in (*above, *below))
                ends = {self._grid.cells[line.source][1], self._grid.cells[line.target][1]}
                borders = any((b.left in ends and b.left == gap) or (b.right == gap - 1) for b in self._grid.blocks)
                room[gap] = max(room[gap], widest + ARROW_ROOM + (2 * FRAME_PAD if borders else 0))
        self._gap_tracks: dict[int, list[int]] = defaultdict(list)
        for n, route in enumerate(self._routes):
            if route.shape == "detour":
                self._gap_tracks[route.gap].append(n)
        self._gap_width = [
            max(
                room[gap] + TRACK_WIDTH * len(self._gap_tracks[gap]),
                2 * GAP_PAD + TRACK_WIDTH * len(self._gap_tracks[gap]),
            )
            for gap in range(columns + 1)
        ]
        self._column_left: list[float] = []
        x = self._gap_width[0]
        for column in range(columns):
            self._column_left.append(x)
            x += BOX_WIDTH + self._gap_width[column + 1]

    def _label_gap(self, n: int) -> int:
        """The gap in which a level line has its label: the one beside its source."""
        column, other = (self._grid.cells[name][1] for name in (self._lines[n].source, self._lines[n].target))
        return column + 1 if other > column else column

    def _x(self, name: str) -> float:
        return self._column_left[self._grid.cells[name][1]] + BOX_WIDTH / 2

    def _gap_x(self, n: int) -> float:
        """The upright stretch of a detour: at the right end of the gap, so that labels have the rest."""
        gap = self._routes[n].gap
        right = (
            self._column_left[gap]
            if gap < self._grid.columns
            else self._column_left[-1] + BOX_WIDTH + self._gap_width[gap]
        )
        return right - GAP_PAD - TRACK_WIDTH * (self._gap_tracks[gap].index(n)) + (GAP_PAD - FRAME_PAD) / 2

    # --- texts -------------------------------------------------------------------------------------

    def _texts(self, n: int, width: float) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """What stands above and below a line, with arrows where it goes both ways."""
        line, route = self._lines[n], self._routes[n]
        mark = f"{NO_BREAK}(P)" if line.crosses else ""
        out, back = ", ".join(line.out), ", ".join(line.back)
        if not back:
            return wrap(out + mark, TEXT_SIZE, width), ()
        source, target = self._grid.cells[line.source], self._grid.cells[line.target]
        there, here = ("→", "←") if target[1] > source[1] else ("←", "→")
        if route.shape == "upright":
            there, here = ("↓", "↑") if target[0] > source[0] else ("↑", "↓")
        return wrap(f"{there}{NO_BREAK}{out}{mark}", TEXT_SIZE, width), wrap(
            f"{here}{NO_BREAK}{back}", TEXT_SIZE, width
        )

    # --- tracks and rows ---------------------------------------------------------------------------

    def _assign_tracks(self) -> None:
        self._runs: list[Run] = []
        for n, (line, route) in enumerate(zip(self._lines, self._routes, strict=True)):
            start, end = self._x(line.source) + route.offsets[0], self._x(line.target) + route.offsets[1]
            upwards = route.leave == "bottom", route.enter == "bottom"
            if route.shape == "upright":
                above, below = self._texts(n, BESIDE_WIDTH)
                text = (*above, *below)
                self._runs.append(Run(n, route.channels[0], start, start, upwards, text, beside=self._free_side(n)))
            elif route.shape == "turn":
                above, below = self._texts(n, max(RUN_LABEL_WIDTH, abs(end - start) - 10))
                self._runs.append(Run(n, route.channels[0], start, end, upwards, above, below))
            elif route.shape == "detour":
                middle = self._gap_x(n)
                first, last = abs(middle - start), abs(end - middle)
                texts, none = self._texts(n, max(RUN_LABEL_WIDTH, first, last)), ((), ())
                here, there = (texts, none) if first >= last else (none, texts)
                near, far = route.channels
                self._runs.append(Run(n, near, start, middle, (upwards[0], far < near), *here))
                self._runs.append(Run(n, far, middle, end, (near < far, upwards[1]), *there))
        self._tracks = {
            channel: tracks_of([run for run in self._runs if run.channel == channel])
            for channel in range(self._grid.rows + 1)
        }

    def _free_side(self, n: int) -> Literal["left", "right"]:
        """The side of an upright line where fewer other lines end."""
        line, route = self._lines[n], self._routes[n]
        x = self._x(line.source) + route.offsets[0]
        left = right = 0
        for other, way in zip(self._lines, self._routes, strict=True):
            for name, side, offset in (
                (other.source, way.leave, way.offsets[0]),
                (other.target, way.enter, way.offsets[1]),
            ):
                if (name, side) in ((line.source, route.leave), (line.target, route.enter)) and other is not line:
                    beside = self._x(name) + offset - x
                    left, right = left + (beside < 0), right + (beside > 0)
        return "left" if left < right else "right"

    def _place_rows(self) -> None:
        rows = self._grid.rows
        height = [max(self._heights[n] for n, c in self._grid.cells.items() if c[0] == row) for row in range(rows)]
        self._row_middle: list[float] = []
        self._channel_edges: list[tuple[float, float]] = []
        y = 0.0
        for channel in range(rows + 1):
            outer = channel in (0, rows)
            top = y
            y += CHANNEL_PAD if channel > 0 else 0.0
            for track in self._tracks[channel]:
                y += LABEL_LINE * max(len(run.above) for run in track.runs) + 3
                for run in track.runs:
                    run.y = y
                y += LABEL_LINE * max(len(run.below) for run in track.runs) + 3
            y += CHANNEL_PAD if channel < rows else 0.0
            if not self._tracks[channel] and not outer:
                y -= CHANNEL_PAD / 2
            self._channel_edges.append((top, y))
            if channel < rows:
                self._row_middle.append(y + height[channel] / 2)
                y += height[channel]
        self._bottom = y

    # --- coordinates -------------------------------------------------------------------------------

    def _centre(self, name: str) -> Point:
        return self._x(name), self._row_middle[self._grid.cells[name][0]]

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
        line, route = self._lines[n], self._routes[n]
        start = self._port(line.source, route.leave, route.offsets[0])
        end = self._port(line.target, route.enter, route.offsets[1])
        if route.shape in ("level", "upright"):
            return start, end
        runs = [run for run in self._runs if run.line == n]
        points = [start]
        for run in runs:
            points += [(run.start, run.y), (run.end, run.y)]
        return (*points, end)

    def _labels(self, paths: Sequence[tuple[Point, ...]]) -> tuple[tuple[Label, ...], ...]:
        uprights = list(_uprights(paths))
        labels: list[tuple[Label, ...]] = []
        for n, route in enumerate(self._routes):
            if route.shape == "level":
                labels.append(self._level_labels(n, paths[n]))
                continue
            run = next(run for run in self._runs if run.line == n and run.above)
            labels.append(tuple(_run_labels(run, uprights)))
        return tuple(labels)

    def _level_labels(self, n: int, path: Sequence[Point]) -> tuple[Label, ...]:
        gap = self._label_gap(n)
        y = path[0][1]
        tracks = TRACK_WIDTH * len(self._gap_tracks[gap])
        left = self._column_left[gap] - self._gap_width[gap]
        x = left + (self._gap_width[gap] - tracks) / 2
        above, below = self._texts(n, LABEL_WIDTH)
        found = [Label(above, (x, y - 2 - LABEL_LINE * len(above) / 2))]
        if below:
            found.append(Label(below, (x, y + 3 + LABEL_LINE * len(below) / 2)))
        return tuple(found)

    def _frame(self, block: Block) -> Rectangle:
        left = self._column_left[block.left] - FRAME_PAD
        right = self._column_left[block.right] + BOX_WIDTH + FRAME_PAD
        top = self._row_middle[block.top] - self._row_height(block, block.top) / 2 - FRAME_PAD
        bottom = self._row_middle[block.bottom] + self._row_height(block, block.bottom) / 2 + FRAME_PAD
        return left, top, right, bottom

    def _row_height(self, block: Block, row: int) -> float:
        """Height of the tallest box of ``block`` in ``row``."""
        cells = self._grid.cells.items()
        return max(self._heights[name] for name, cell in cells if cell[0] == row and block.holds(cell))

    def _title(self, block: Block, frame: Rectangle, paths: Sequence[tuple[Point, ...]]) -> Point:
        """Where no upright line passes: on the upper border if there is room, else on the lower one."""
        left, top, right, bottom = frame
        width = text_width(self._titles[block.boundary], TEXT_SIZE, bold=True) + 8
        for y in (top, bottom):
            crossing = [x for x, upper, lower in _uprights(paths) if upper <= y + 8 and lower >= y - 8]
            x = left + 8.0
            while x + width < right - 6:
                blocked = [cross for cross in crossing if x - 3 < cross < x + width + 3]
                if not blocked:
                    return x, y
                x = max(blocked) + 4
        return left + 8.0, top


def _uprights(paths: Iterable[Sequence[Point]]) -> Iterable[tuple[float, float, float]]:
    """x, upper and lower end of every upright stretch."""
    for path in paths:
        for (x, y), (other_x, other_y) in pairwise(path):
            if abs(x - other_x) < 0.01:
                yield x, min(y, other_y), max(y, other_y)


def _run_labels(run: Run, uprights: Sequence[tuple[float, float, float]]) -> Iterable[Label]:
    """The label beside an upright line, or above (and below) a run where the fewest upright lines pass through it."""
    height = LABEL_LINE * len(run.above)
    if run.beside:
        width = Label(run.above, (0, 0)).width
        shift = 4 + width / 2
        yield Label(run.above, (run.start + (shift if run.beside == "right" else -shift), run.y - height / 2))
        return
    low, high = sorted((run.start, run.end))
    width = max(Label(texts, (0, 0)).width for texts in (run.above, run.below) if texts)
    middle = (low + high) / 2
    slack = max(0.0, (high - low - width) / 2 - 3)
    places = sorted(
        {0.0, slack, -slack, slack / 2, -slack / 2, slack / 4, -slack / 4}, key=lambda shift: (abs(shift), shift)
    )

    def hits(shift: float) -> int:
        left, right = middle + shift - width / 2 - 2, middle + shift + width / 2 + 2
        return sum(left < x < right and top < run.y - 1 and bottom > run.y - height for x, top, bottom in uprights)

    x = middle + min(places, key=hits)
    yield Label(run.above, (x, run.y - 2 - height / 2))
    if run.below:
        yield Label(run.below, (x, run.y + 3 + LABEL_LINE * len(run.below) / 2))

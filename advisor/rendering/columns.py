"""The columns of a grid and the gaps between them: where boxes, frames and the upright stretches in the gaps stand.

A gap holds, from left to right: lines of the frame on its left, that frame's border, labels of level lines, lines of
no frame, the border of the frame on its right and that frame's lines. Lengths are in points.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from advisor.architecture.views import Line
from advisor.rendering.drawing import BOX_WIDTH
from advisor.rendering.grid import Block, Grid
from advisor.rendering.tracks import least_crossed
from advisor.rendering.ways import Way

FRAME_PAD = 11.0
TRACK_WIDTH = 9.0
FIRST_TRACK = 15.0
"""From a box to the nearest upright line beside it."""
LEAST_GAP = 30.0
EDGE = 2.0
BETWEEN_FRAMES = 8.0


@dataclass(frozen=True)
class _Zone:
    """Upright stretches that stand together in a gap, by line: on which track from the left each is."""

    tracks: Mapping[int, int]

    @cached_property
    def count(self) -> int:
        return 1 + max(self.tracks.values(), default=-1)


_NONE = _Zone({})


@dataclass(frozen=True)
class _Gap:
    """A gap from its left end at ``left``.

    Attributes:
        inner: lines of the frame on the left, of none, and of the frame on the right.
        borders: distance of the frames' borders from the left and from the right end.
    """

    left: float
    width: float
    inner: tuple[_Zone, _Zone, _Zone]
    borders: tuple[float, float]


class Columns:
    """The places across of one grid whose lines go certain ways.

    Attributes:
        width: of the whole.
        centres: middle of each box.
    """

    def __init__(self, grid: Grid, lines: Sequence[Line], ways: Sequence[Way], room: Mapping[int, float]) -> None:
        """Place everything; ``room`` is what the label of each level line needs, by line."""
        self._grid = grid
        self._ways = ways
        self._lefts = {block.left for block in grid.blocks}
        self._rights = {block.right for block in grid.blocks}
        zones: dict[int, tuple[list[int], list[int], list[int]]] = defaultdict(lambda: ([], [], []))
        for n, way in enumerate(ways):
            if way.shape == "detour":
                zones[way.gap][_zone(grid.home(lines[n]), way.gap)].append(n)
        self._sides = {
            n: (_side(grid, lines[n].source, way.gap), _side(grid, lines[n].target, way.gap))
            for n, way in enumerate(ways)
            if way.shape == "detour"
        }
        wanted: dict[int, float] = defaultdict(float)
        for n, width in room.items():
            gap = label_gap(grid, lines[n])
            wanted[gap] = max(wanted[gap], width)
        self._gaps: list[_Gap] = []
        x = 0.0
        for gap in range(grid.columns + 1):
            self._gaps.append(self._gap(gap, x, zones[gap], wanted[gap]))
            x += self._gaps[-1].width + (BOX_WIDTH if gap < grid.columns else 0.0)
        self.width = x
        self.centres = {name: self.left(column) + BOX_WIDTH / 2 for name, (_, column) in grid.cells.items()}

    def _gap(self, gap: int, left: float, found: Sequence[Sequence[int]], room: float) -> _Gap:
        first, middle, last = (self._ordered(numbers) if numbers else _NONE for numbers in found)
        borders = gap - 1 in self._rights, gap in self._lefts
        bare = FIRST_TRACK - TRACK_WIDTH if middle.count else 0.0
        ends = tuple(
            (FIRST_TRACK + TRACK_WIDTH * (zone.count - 1) if zone.count else 0.0) + FRAME_PAD if border else bare
            for zone, border in zip((first, last), borders, strict=True)
        )
        free = max(room, TRACK_WIDTH) + TRACK_WIDTH * middle.count if room or middle.count else 0.0
        if all(borders):
            free = max(free, BETWEEN_FRAMES)
        between = 0 < gap < self._grid.columns
        width = max(sum(ends) + free, LEAST_GAP) if between else sum(ends) + free + EDGE
        return _Gap(left, width, (first, middle, last), (ends[0], ends[1]))

    def _ordered(self, numbers: Sequence[int]) -> _Zone:
        """The lines on tracks in the order that is crossed least; those that never stand side by side share one."""
        cost = [[self._crossings(one, other) for other in numbers] for one in numbers]
        tracks: dict[int, int] = {}
        for n in (numbers[place] for place in least_crossed(cost)):
            low, high = sorted(self._ways[n].channels)
            beside = [track for other, track in tracks.items() if self._beside(other, low, high)]
            tracks[n] = 1 + max(beside, default=-1)
        return _Zone(tracks)

    def _beside(self, n: int, low: int, high: int) -> bool:
        top, bottom = sorted(self._ways[n].channels)
        return top <= high and low <= bottom

    def _crossings(self, left: int, right: int) -> int:
        """How often two detours of one gap cross where ``left`` stands left of ``right``."""
        return self._passing(left, right, 1) + self._passing(right, left, -1) + self._meeting(left, right)

    def _passing(self, one: int, other: int, side: int) -> int:
        low, high = sorted(self._ways[other].channels)
        ends = zip(self._ways[one].channels, self._sides[one], strict=True)
        return sum(towards == side and low < channel < high for channel, towards in ends)

    def _meeting(self, left: int, right: int) -> int:
        """Ends in one channel that must cross: past each other, and both going on the same way."""
        found = 0
        for n, (channel, towards) in enumerate(zip(self._ways[left].channels, self._sides[left], strict=True)):
            for m, (other, towards_other) in enumerate(
                zip(self._ways[right].channels, self._sides[right], strict=True)
            ):
                if channel == other and towards == 1 and towards_other == -1:
                    on, on_other = self._ways[left].channels[1 - n], self._ways[right].channels[1 - m]
                    found += (on > channel) == (on_other > channel)
        return found

    def left(self, column: int) -> float:
        """Left end of the boxes of ``column``."""
        gap = self._gaps[column]
        return gap.left + gap.width

    def gap_x(self, n: int) -> float:
        """The upright stretch of the detour ``n``."""
        gap = self._gaps[self._ways[n].gap]
        first, middle, last = gap.inner
        if n in first.tracks:
            return gap.left + FIRST_TRACK + TRACK_WIDTH * first.tracks[n]
        right = gap.left + gap.width
        if n in last.tracks:
            return right - FIRST_TRACK - TRACK_WIDTH * (last.count - 1 - last.tracks[n])
        return right - gap.borders[1] - TRACK_WIDTH * (middle.count - middle.tracks[n])

    def label_x(self, gap: int) -> float:
        """Middle of the labels of level lines in ``gap``."""
        found = self._gaps[gap]
        left, right = found.borders
        return found.left + (left + found.width - right - TRACK_WIDTH * found.inner[1].count) / 2

    def frame(self, block: Block) -> tuple[float, float]:
        """Left and right border of the frame around ``block``."""
        before, after = self._gaps[block.left], self._gaps[block.right + 1]
        return before.left + before.width - before.borders[1], after.left + after.borders[0]


def label_gap(grid: Grid, line: Line) -> int:
    """The gap in which a level line has its label: the one beside its source."""
    column, other = (grid.cells[name][1] for name in (line.source, line.target))
    return column + 1 if other > column else column


def _zone(block: Block | None, gap: int) -> int:
    if block is None:
        return 1
    return 0 if gap > block.right else 2 if gap == block.left else 1


def _side(grid: Grid, name: str, gap: int) -> int:
    """On which side of ``gap`` a box stands: -1 on the left, 1 on the right."""
    return 1 if grid.cells[name][1] >= gap else -1

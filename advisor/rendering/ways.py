"""The ways that a line may go between two boxes of a grid: which sides it leaves and enters, and by which channels.

Channel ``n`` lies above row ``n``, gap ``n`` left of column ``n``; one of each follows the last. A line whose ends
stand in one frame keeps inside that frame.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from advisor.architecture.views import Line
from advisor.rendering.grid import Block, Cell, Grid, is_clear

Side = Literal["top", "bottom", "left", "right"]


@dataclass(frozen=True)
class Way:
    """One way of a line.

    Attributes:
        shape: ``level`` and ``upright`` are straight, a ``turn`` has one level stretch in a channel, a ``detour`` two
            and an upright one in a gap.
        channels: of the level stretches; of an upright line the one in which its label stands.
        gap: of a detour.
    """

    shape: Literal["level", "upright", "turn", "detour"]
    leave: Side
    enter: Side
    channels: tuple[int, ...] = ()
    gap: int = 0


def ways_of(grid: Grid, lines: Sequence[Line]) -> list[tuple[Way, ...]]:
    """The ways of each line, the plainest first; where a straight one is free there is no other."""
    return [tuple(ways) for ways in _all_ways(grid, lines)]


def plain_ways(grid: Grid, lines: Sequence[Line]) -> tuple[Way, ...]:
    """The plainest way of each line."""
    return tuple(next(ways) for ways in _all_ways(grid, lines))


def _all_ways(grid: Grid, lines: Sequence[Line]) -> Iterator[Iterator[Way]]:
    taken = set(grid.cells.values())
    joined: set[frozenset[str]] = set()
    for line in lines:
        source, target = grid.cells[line.source], grid.cells[line.target]
        ends = frozenset((line.source, line.target))
        if source[0] == target[0]:
            # Neighbours in a row are joined directly once, their further lines go round.
            yield _along(source, target, taken, grid.home(line), direct=ends not in joined)
        else:
            yield _across(grid, source, target, taken, grid.home(line))
        joined.add(ends)


def _along(source: Cell, target: Cell, taken: set[Cell], block: Block | None, direct: bool) -> Iterator[Way]:
    row, right = source[0], target[1] > source[1]
    if direct and is_clear(source, target, taken):
        yield Way("level", "right" if right else "left", "left" if right else "right")
        return
    above, below = Way("turn", "top", "top", (row,)), Way("turn", "bottom", "bottom", (row + 1,))
    if block is not None and block.top == row < block.bottom:
        yield below
    elif block is not None and block.top < row == block.bottom:
        yield above
    else:
        yield from (above, below)


def _across(grid: Grid, source: Cell, target: Cell, taken: set[Cell], block: Block | None) -> Iterator[Way]:
    (row, column), (other_row, other_column) = source, target
    down = other_row > row
    leave: Side = "bottom" if down else "top"
    enter: Side = "top" if down else "bottom"
    near, far = (row + 1, other_row) if down else (row, other_row + 1)
    if column == other_column and is_clear(source, target, taken):
        yield Way("upright", leave, enter, (near,))
        return
    between = range(near, far + 1) if down else range(near, far - 1, -1)
    for channel in between:
        before = range(row + 1, channel) if down else range(channel, row)
        after = range(channel, other_row) if down else range(other_row + 1, channel)
        if not any((n, column) in taken for n in before) and not any((n, other_column) in taken for n in after):
            yield Way("turn", leave, enter, (channel,))
    low, high = (block.left, block.right + 1) if block else (0, grid.columns)
    first, last = sorted((column, other_column))
    gaps = range(max(low, first), min(high, last + 1) + 1)
    beside = other_column if column < other_column else other_column + 1
    for gap in sorted(gaps, key=lambda gap: (abs(gap - beside), gap)):
        yield Way("detour", leave, enter, (near, far), gap)

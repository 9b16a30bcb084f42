"""Puts the boxes of a view on a grid: rows as the view says, columns so that lines are short and seldom cross.

The components of one boundary fill a rectangle of cells, so that a frame fits around them; persons stand outside
all frames. From a first packing the boxes are moved and swapped within their rows as long as that helps.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from advisor.architecture.views import Line, View

Cell = tuple[int, int]
"""Row and column, both from 0, rows from above."""

FRAME_ORDER = ("business", "device", "site", "cloud", "provider")
MOST_PASSES = 30


@dataclass(frozen=True)
class Block:
    """The cells that one boundary takes, both ends included."""

    boundary: str
    top: int
    bottom: int
    left: int
    right: int

    def holds(self, cell: Cell) -> bool:
        return self.top <= cell[0] <= self.bottom and self.left <= cell[1] <= self.right

    def overlaps(self, other: Block) -> bool:
        rows = self.top <= other.bottom and other.top <= self.bottom
        return rows and self.left <= other.right and other.left <= self.right


@dataclass(frozen=True)
class Grid:
    """Where each box stands, and the cells of each frame."""

    cells: Mapping[str, Cell]
    blocks: tuple[Block, ...]

    @cached_property
    def rows(self) -> int:
        return 1 + max(row for row, _ in self.cells.values())

    @cached_property
    def columns(self) -> int:
        return 1 + max(column for _, column in self.cells.values())

    @cached_property
    def _frames(self) -> dict[str, Block | None]:
        return {
            name: next((block for block in self.blocks if block.holds(cell)), None) for name, cell in self.cells.items()
        }

    def home(self, line: Line) -> Block | None:
        """The frame that holds both ends of ``line``."""
        frame = self._frames[line.source]
        return frame if frame is self._frames[line.target] else None


def arrange(view: View) -> Grid:
    """The grid of ``view``."""
    blocks = _blocks(view)
    start = _first_cells(view, blocks)
    columns = 1 + max([block.right for block in blocks] + [column for _, column in start.values()])
    cells = _improved(start, _cells_of_boxes(view, blocks, columns), view.lines)
    used = sorted({column for _, column in cells.values()})
    close = {column: n for n, column in enumerate(used)}
    squeezed = tuple(
        Block(b.boundary, b.top, b.bottom, min(within), max(within))
        for b in blocks
        if (within := [close[column] for column in used if b.left <= column <= b.right])
    )
    return Grid({name: (row, close[column]) for name, (row, column) in cells.items()}, squeezed)


def neighbours(grid: Grid, view: View) -> Iterator[Grid]:
    """The grids that differ from ``grid`` by one box moved within its row, or by two boxes of a row swapped."""
    for cells in _moves(grid.cells, _cells_of_boxes(view, grid.blocks, grid.columns)):
        yield Grid(cells, grid.blocks)


def _cells_of_boxes(view: View, blocks: Sequence[Block], columns: int) -> dict[str, list[Cell]]:
    """Where each box may stand: in its row, and within the blocks of its boundary."""
    return {
        box.id: [
            (view.lanes[box.id], column)
            for column in range(columns)
            if _allowed(box.id, (view.lanes[box.id], column), view, blocks)
        ]
        for box in view.boxes
    }


def _blocks(view: View) -> tuple[Block, ...]:
    """Rectangles of cells for the boundaries, each as far left as those before it allow.

    A boundary whose rows do not follow each other gets a rectangle for each stretch of rows.
    """
    blocks: list[Block] = []
    members: dict[str, list[int]] = {}
    for box in view.boxes:
        if box.kind != "person":
            members.setdefault(box.boundary, []).append(view.lanes[box.id])
    order = sorted(members, key=lambda name: (FRAME_ORDER.index(name) if name in FRAME_ORDER else 99, name))
    for name in order:
        for rows in _stretches(members[name]):
            width, left = max(rows.count(row) for row in rows), 0
            while any(Block(name, min(rows), max(rows), left, left + width - 1).overlaps(other) for other in blocks):
                left += 1
            blocks.append(Block(name, min(rows), max(rows), left, left + width - 1))
    return tuple(blocks)


def _stretches(rows: Sequence[int]) -> list[list[int]]:
    """``rows`` in groups between which at least one row is missing."""
    groups: list[list[int]] = []
    for row in sorted(rows):
        if groups and row - groups[-1][-1] <= 1:
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups


def _first_cells(view: View, blocks: Sequence[Block]) -> dict[str, Cell]:
    cells: dict[str, Cell] = {}
    for box in view.boxes:
        row, column = view.lanes[box.id], 0
        while (row, column) in cells.values() or not _allowed(box.id, (row, column), view, blocks):
            column += 1
        cells[box.id] = row, column
    return cells


def _allowed(name: str, cell: Cell, view: View, blocks: Sequence[Block]) -> bool:
    box = next(box for box in view.boxes if box.id == name)
    inside = [block.boundary for block in blocks if block.holds(cell)]
    return not inside if box.kind == "person" else inside == [box.boundary]


def _improved(start: dict[str, Cell], allowed: Mapping[str, Sequence[Cell]], lines: Sequence[Line]) -> dict[str, Cell]:
    """Best of single moves and swaps, repeated until none helps. The order of trials is fixed."""
    cells, best = start, _cost(start, lines)
    for _ in range(MOST_PASSES):
        candidates = [
            (cost, n, tried)
            for n, tried in enumerate(_moves(cells, allowed))
            if (cost := _cost(tried, lines)) < best - 1e-9
        ]
        if not candidates:
            break
        best, _, cells = min(candidates, key=lambda found: found[:2])
    return cells


def _moves(cells: Mapping[str, Cell], allowed: Mapping[str, Sequence[Cell]]) -> Iterator[dict[str, Cell]]:
    taken = {cell: name for name, cell in cells.items()}
    for name, cell in cells.items():
        for goal in allowed[name]:
            other = taken.get(goal)
            if other is None:
                yield {**cells, name: goal}
            elif name < other and cell in allowed[other]:
                yield {**cells, name: goal, other: cell}


def _cost(cells: Mapping[str, Cell], lines: Sequence[Line]) -> float:
    """What a reader pays: long lines, lines around boxes, lines against the reading direction, crossings."""
    taken = set(cells.values())
    ends = [(cells[line.source], cells[line.target]) for line in lines]
    total = sum(_line_cost(source, target, taken, line) for (source, target), line in zip(ends, lines, strict=True))
    upper_first = [(min(pair), max(pair)) for pair in ends]
    for (a, b), (c, d) in combinations(upper_first, 2):
        if a[0] == c[0] and b[0] == d[0] and a[0] != b[0] and (a[1] - c[1]) * (b[1] - d[1]) < 0:
            total += 0.8
    return total


def _line_cost(source: Cell, target: Cell, taken: set[Cell], line: Line) -> float:
    (row, column), (other_row, other_column) = source, target
    across, down = abs(column - other_column), abs(row - other_row)
    against = column > other_column and line.mode != "feedback"
    backwards = 0.0 if not against else 1.0 if line.back else 0.4
    if down == 0:
        return (0.5 + across if is_clear(source, target, taken) else 3.0 + across) + backwards
    if across == 0:
        return 0.3 + 0.4 * down if is_clear(source, target, taken) else 2.5 + down
    turn = is_clear((row, other_column), target, taken) or is_clear(source, (other_row, column), taken)
    return 1.0 + 0.7 * across + 0.3 * down + (0.0 if down == 1 or turn else 1.5) + backwards / 2


def is_clear(start: Cell, end: Cell, taken: set[Cell]) -> bool:
    """Whether no box stands strictly between two cells of one row or one column."""
    if start[0] == end[0]:
        low, high = sorted((start[1], end[1]))
        return all((start[0], column) not in taken for column in range(low + 1, high))
    low, high = sorted((start[0], end[0]))
    return all((row, start[1]) not in taken for row in range(low + 1, high))

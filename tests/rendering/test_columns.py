from advisor.rendering.columns import Columns
from advisor.rendering.grid import Block, Grid
from advisor.rendering.ways import Way
from tests.rendering.world import line

FRAME = Block("cloud", 0, 4, 1, 1)
CELLS = {"out": (0, 0), "far": (4, 0), **{name: (n, 1) for n, name in enumerate("abcde")}}
GRID = Grid(CELLS, (FRAME,))


def test_a_detour_of_a_frame_stands_between_its_boxes_and_its_border() -> None:
    lines = [line("a", "c"), line("a", "c"), line("out", "e")]
    ways = [Way("detour", "bottom", "top", (1, 2), gap) for gap in (1, 2, 1)]
    columns = Columns(GRID, lines, ways, {})
    left, right = columns.frame(FRAME)
    assert left < columns.gap_x(0) < columns.left(1)
    assert columns.left(1) < columns.gap_x(1) < right < columns.width
    assert columns.gap_x(2) < left


def test_nested_detours_stand_as_brackets_do() -> None:
    lines = [line("a", "e"), line("b", "d")]
    ways = [Way("detour", "bottom", "top", (1, 4), 2), Way("detour", "bottom", "top", (2, 3), 2)]
    columns = Columns(GRID, lines, ways, {})
    assert columns.gap_x(1) < columns.gap_x(0)


def test_detours_that_are_never_side_by_side_share_a_track() -> None:
    lines = [line("a", "c"), line("c", "e")]
    ways = [Way("detour", "bottom", "top", (1, 1), 2), Way("detour", "bottom", "top", (3, 4), 2)]
    columns = Columns(GRID, lines, ways, {})
    assert columns.gap_x(0) == columns.gap_x(1)


def test_a_gap_has_room_for_the_label_of_a_level_line() -> None:
    grid = Grid({"a": (0, 0), "b": (0, 1)}, ())
    columns = Columns(grid, [line("a", "b")], [Way("level", "right", "left")], {0: 90.0})
    assert columns.left(1) - columns.left(0) >= 108 + 90


def test_frames_side_by_side_stand_apart_beside_a_detour_too() -> None:
    left, right = Block("device", 0, 2, 0, 0), Block("cloud", 0, 2, 1, 1)
    cells = {**{name: (n, 0) for n, name in enumerate("abc")}, **{name: (n, 1) for n, name in enumerate("xyz")}}
    detour = [Way("detour", "bottom", "top", (1, 2), 1)]
    columns = Columns(Grid(cells, (left, right)), [line("a", "c")], detour, {})
    assert columns.gap_x(0) < columns.frame(left)[1] < columns.frame(right)[0] - 5

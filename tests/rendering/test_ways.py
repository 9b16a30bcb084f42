import pytest

from advisor.architecture.views import views
from advisor.rendering.grid import Block, Grid, arrange
from advisor.rendering.ways import ways_of
from tests.architecture.world import CHOSEN, example
from tests.rendering.world import line

FRAME = Block("cloud", 0, 3, 1, 1)
COLUMN = {"a": (0, 1), "b": (1, 1), "c": (2, 1), "d": (3, 1), "out": (2, 0)}


def test_neighbours_have_one_way_and_it_is_straight() -> None:
    grid = Grid({"a": (0, 0), "b": (0, 1), "c": (1, 0)}, ())
    along, across = ways_of(grid, [line("a", "b"), line("a", "c")])
    assert [way.shape for way in along] == ["level"]
    assert [way.shape for way in across] == ["upright"]


def test_a_second_line_between_neighbours_goes_round() -> None:
    grid = Grid({"a": (0, 0), "b": (0, 1)}, ())
    _, second = ways_of(grid, [line("a", "b"), line("b", "a")])
    assert [way.channels for way in second] == [(0,), (1,)]


def test_a_line_round_a_box_of_its_frame_has_a_gap_at_either_side_of_it() -> None:
    (ways,) = ways_of(Grid(COLUMN, (FRAME,)), [line("a", "c")])
    assert {way.gap for way in ways} == {1, 2}
    assert {way.channels for way in ways} == {(1, 2)}


def test_no_turn_runs_through_a_box() -> None:
    grid = Grid({"a": (0, 0), "between": (1, 1), "b": (2, 1)}, ())
    (ways,) = ways_of(grid, [line("a", "b")])
    assert [way.channels for way in ways if way.shape == "turn"] == [(2,)]


@pytest.mark.parametrize("name", CHOSEN)
def test_a_line_between_boxes_of_a_frame_keeps_to_the_gaps_and_channels_beside_them(name: str) -> None:
    for view in views(example(name)):
        grid = arrange(view)
        for each, ways in zip(view.lines, ways_of(grid, view.lines), strict=True):
            frame = grid.home(each)
            for way in ways if frame else ():
                assert frame is not None
                assert way.shape != "detour" or frame.left <= way.gap <= frame.right + 1
                single = frame.top == frame.bottom
                assert single or all(frame.top < channel <= frame.bottom for channel in way.channels)

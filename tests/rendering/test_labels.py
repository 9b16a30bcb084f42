from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.rendering.labels import run_labels, texts_of
from advisor.rendering.tracks import Run
from advisor.rendering.ways import Way
from tests.rendering.world import line

LEVEL = Way("level", "right", "left")


def test_arrows_say_which_way_each_text_goes() -> None:
    both = replace(line("a", "b"), out=("request",), back=("answer",), crosses=True)
    assert texts_of(both, LEVEL, ((0, 0), (0, 1)), 200) == (("→\u00a0request\u00a0(P)",), ("←\u00a0answer",))
    assert texts_of(both, LEVEL, ((0, 1), (0, 0)), 200) == (("←\u00a0request\u00a0(P)",), ("→\u00a0answer",))
    down = Way("upright", "bottom", "top", (1,))
    assert texts_of(both, down, ((0, 0), (1, 0)), 200) == (("↓\u00a0request\u00a0(P)",), ("↑\u00a0answer",))


def test_a_label_stands_clear_of_an_upright_line_where_its_stretch_has_room() -> None:
    run = Run(0, 0, 0, 200, (True, True), above=("features",))
    (label,) = run_labels(run, [(100.0, -50.0, 50.0)])
    assert abs(label.centre[0] - 100) > label.width / 2


@given(st.floats(10, 190), st.floats(10, 190))
def test_a_label_keeps_within_the_frame_of_its_line(start: float, end: float) -> None:
    run = Run(0, 0, start, end, (True, True), above=("features as served",), limits=(10.0, 190.0))
    (label,) = run_labels(run, [])
    assert label.centre[0] - label.width / 2 >= 10 - 1e-9
    assert label.centre[0] + label.width / 2 <= 190 + 1e-9
    low, high = run.room
    assert low <= label.centre[0] - label.width / 2
    assert label.centre[0] + label.width / 2 <= high


@pytest.mark.parametrize("side", ["left", "right"])
def test_the_label_of_an_upright_line_stands_beside_it(side: str) -> None:
    run = Run(0, 0, 50, 50, (True, False), above=("labels",), beside="left" if side == "left" else "right")
    (label,) = run_labels(run, [(50.0, -50.0, 50.0)])
    assert (label.centre[0] < 50) == (side == "left")
    assert abs(label.centre[0] - 50) > label.width / 2

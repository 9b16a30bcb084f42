from dataclasses import replace

import pytest

from advisor.architecture.views import views
from advisor.rendering.grid import arrange
from advisor.rendering.layout import EDGE_ROOM, Trier, crossings, lay_out
from advisor.rendering.looks import PAGE_WIDTH
from advisor.rendering.routing import Router
from advisor.rendering.ways import plain_ways
from tests.architecture.world import CHOSEN, example


def test_a_level_and_an_upright_stretch_cross_once() -> None:
    assert crossings([[(0, 5), (10, 5)], [(5, 0), (5, 10)]]) == 1
    assert crossings([[(0, 5), (10, 5)], [(0, 6), (10, 6)]]) == 0
    assert crossings([[(0, 5), (4, 5)], [(5, 0), (5, 10)]]) == 0


@pytest.mark.parametrize("name", CHOSEN)
def test_a_layout_is_crossed_no_more_than_the_first_that_was_tried(name: str) -> None:
    view = views(example(name))[0]
    heights = {box.id: 50.0 for box in view.boxes}
    grid = arrange(view)
    first = Router(grid, view.lines, plain_ways(grid, view.lines), heights)
    found = lay_out(view, heights, frozenset())
    assert found.size[0] + EDGE_ROOM <= PAGE_WIDTH
    assert first.size[0] + EDGE_ROOM > PAGE_WIDTH or crossings(found.paths) <= crossings(first.paths)


def test_a_layout_does_not_depend_on_names_of_frames() -> None:
    view = views(example("payment-fraud"))[0]
    heights = {box.id: 50.0 for box in view.boxes}
    unnamed = replace(view, frames=dict.fromkeys(view.frames, ""))
    assert lay_out(view, heights, frozenset()).paths == lay_out(unnamed, heights, frozenset()).paths


def test_a_crossed_line_is_led_another_way_where_that_is_crossed_less() -> None:
    view = views(example("payment-fraud"))[0]
    heights = {box.id: 50.0 for box in view.boxes}
    trier = Trier(heights, frozenset())
    plain = trier.plain(view, arrange(view))
    other = trier.rerouted(plain)
    assert other.ways != plain.ways
    assert crossings(other.router.paths) < crossings(plain.router.paths)

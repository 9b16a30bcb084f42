"""The finished pictures are measured: nothing overlaps, no line runs through a box, text keeps inside its box."""

from __future__ import annotations

import itertools
import xml.etree.ElementTree as ET

import pytest

from advisor.architecture.architecture import Architecture
from advisor.architecture.overviews import context_view, deployment_view
from advisor.architecture.sequence import prediction_sequence
from advisor.architecture.views import MOST_BOXES, View, views
from advisor.errors import MissingTool
from advisor.knowledge.loading import load_knowledge
from advisor.rendering.diagrams import draw
from advisor.rendering.dot import RenderingFailed, render, renderer
from advisor.rendering.lettering import text_width, wrap
from advisor.rendering.picture import Picture
from advisor.rendering.sequence import draw_sequence
from advisor.rendering.views import record_numbers
from tests.architecture.world import CHOSEN, HOSTILE, example, hostile
from tests.rendering.geometry import LEAST_TEXT, PAGE_WIDTH, SLACK, SVG, findings, groups, outline, strokes, texts

DIAGRAMS = [(name, number) for name in CHOSEN for number in range(3)]


def picture(name: str, number: int) -> tuple[View, Picture]:
    view = views(example(name))[number]
    return view, draw(view, record_numbers(load_knowledge()))


@pytest.mark.parametrize(("name", "number"), DIAGRAMS)
class TestGeometry:
    def test_labels_stand_off_boxes_and_off_each_other(self, name: str, number: int) -> None:
        _, drawn = picture(name, number)
        boxes = [outline(group).shrunk(SLACK) for group in groups(drawn, "part-")]
        labels = [area.shrunk(SLACK) for group in groups(drawn, "label-") for area in texts(group)]
        frames = [area.shrunk(SLACK) for group in groups(drawn, "boundary-") for area in texts(group)]
        assert not [pair for pair in itertools.product(labels + frames, boxes) if pair[0].meets(pair[1])]
        assert not [pair for pair in itertools.combinations(labels + frames, 2) if pair[0].meets(pair[1])]

    def test_no_line_runs_through_a_box(self, name: str, number: int) -> None:
        _, drawn = picture(name, number)
        # The lugs of a job stand 4 points off its body, where lines end.
        boxes = {group.get("id"): outline(group).shrunk(5 * SLACK) for group in groups(drawn, "part-")}
        for group in groups(drawn, "flow-"):
            crossed = [box for box, area in boxes.items() for stroke in strokes(group) if area.meets(stroke)]
            assert not crossed, group.get("id")

    def test_text_keeps_inside_its_box(self, name: str, number: int) -> None:
        _, drawn = picture(name, number)
        for group in groups(drawn, "part-"):
            assert all(outline(group).holds(area) for area in texts(group)), group.get("id")

    def test_text_is_large_enough_on_a_page(self, name: str, number: int) -> None:
        _, drawn = picture(name, number)
        root = ET.fromstring(drawn.svg)
        width = float((root.get("width") or "").removesuffix("pt"))
        smallest = min(float(text.get("font-size", "0")) for text in root.iter(f"{SVG}text"))
        assert smallest * min(1.0, PAGE_WIDTH / width) >= LEAST_TEXT - 0.05

    def test_every_box_and_line_is_drawn(self, name: str, number: int) -> None:
        view, drawn = picture(name, number)
        assert len(list(groups(drawn, "part-"))) == len(view.boxes) <= MOST_BOXES
        assert len([g for g in groups(drawn, "flow-") if "legend" not in (g.get("id") or "")]) == len(view.lines)


def test_svg_says_what_it_shows() -> None:
    _, drawn = picture("payment-fraud", 0)
    root = ET.fromstring(drawn.svg)
    assert root.get("role") == "img"
    assert root[0].text == "Containers: payment-fraud"
    assert "Feature table to Prediction service: features" in (root[1].text or "")


def test_the_same_view_gives_the_same_bytes() -> None:
    assert picture("payment-fraud", 1)[1].svg == picture("payment-fraud", 1)[1].svg


def test_png_is_a_png() -> None:
    assert picture("plant-recogniser", 0)[1].png.startswith(b"\x89PNG")


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_what_a_pack_writes_stays_text_and_in_its_place(text: str) -> None:
    named, tame = hostile(text), hostile("name")
    for sheet, other in zip(sheets(named), sheets(tame), strict=True):
        assert list(findings(sheet)) == []
        assert ids(sheet) == ids(other)
        assert not {element.tag for element in ET.fromstring(sheet.svg).iter()} & {f"{SVG}script", f"{SVG}image"}
        assert not {letter for letter in sheet.svg + sheet.dot if letter in "\u202e\u2066\u2028"}


def test_a_hostile_text_is_shown_as_it_was_written() -> None:
    drawn = draw(views(hostile(HOSTILE["script"]))[0], {})
    shown = [text.text for text in ET.fromstring(drawn.svg).iter(f"{SVG}text")]
    assert "Containers: <script>alert(1)</script>" in shown


def sheets(architecture: Architecture) -> list[Picture]:
    """Every diagram of an architecture."""
    overviews = context_view(architecture), deployment_view(architecture)
    return [
        *(draw(view, {}) for view in (*views(architecture), *overviews)),
        draw_sequence(prediction_sequence(architecture)),
    ]


def ids(drawn: Picture) -> list[str]:
    """Of everything but the lines of the heading, whose number depends on the length of the name."""
    return [name for group in groups(drawn, "") if not (name := group.get("id") or "").startswith("heading-")]


def test_the_number_that_matters_stands_in_the_box() -> None:
    view = views(example("payment-fraud"))[0]
    svg = draw(view, {}, figures={"model_service": "p99 31 ms"}).svg
    assert "p99 31 ms" in svg


def test_the_system_stands_out_among_its_neighbours() -> None:
    drawn = draw(context_view(example("payment-fraud")), {})
    widths = {
        group.get("id"): next(shape.get("stroke-width", "1") for shape in group.iter() if shape.get("stroke"))
        for group in groups(drawn, "part-")
    }
    assert float(widths.pop("part-system")) > max(map(float, widths.values()))


def test_boxes_link_to_their_record() -> None:
    view = views(example("payment-fraud"))[0]
    svg = draw(view, {}, links={"serving_runtime": "../decisions/0011.md"}).svg
    assert 'xlink:href="../decisions/0011.md"' in svg


def test_lines_break_at_spaces() -> None:
    assert wrap("checked records, events", 9, 72) == ("checked records,", "events")
    assert wrap("features: p99\u00a01.5\u00a0ms", 9, 72) == ("features:", "p99\u00a01.5\u00a0ms")
    assert wrap("indivisible", 9, 24) == ("indivi", "sible")
    assert wrap("payment-fraud", 9, 50) == ("payment-", "fraud")
    assert text_width("MM", 10) == pytest.approx(16.66)


def test_a_missing_renderer_is_told_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda *args, **kwargs: None)
    renderer.cache_clear()
    with pytest.raises(MissingTool, match=r"^Diagrams need Graphviz: .*$"):
        renderer()
    renderer.cache_clear()


def test_a_lost_line_is_refused() -> None:
    with pytest.raises(RenderingFailed, match="drew 1 of 2 lines"):
        render('digraph { a [pos="0,0"]; b [pos="90,0"]; a -> b }', "svg", 2)


def test_what_is_not_dot_is_refused() -> None:
    with pytest.raises(RenderingFailed):
        render("digraph {", "svg", 0)


def test_too_long_a_text_is_refused() -> None:
    with pytest.raises(RenderingFailed, match="at most"):
        render(" " * 600_000, "svg", 0)

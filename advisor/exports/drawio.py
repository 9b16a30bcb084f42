"""The architecture as a draw.io file: a page for each diagram as it was drawn, and one with everything in rows."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Sequence
from itertools import pairwise

from advisor.architecture.architecture import Architecture
from advisor.architecture.views import Line
from advisor.exports.texts import identifier, shortened
from advisor.rendering.drawing import BOX_WIDTH, Arrangement, Label, Point, Rectangle

WIDTH, HEIGHT, GAP, TITLE, BESIDE = 160, 70, 40, 30, 4
_STYLES = {
    "person": "ellipse;whiteSpace=wrap;html=0;fillColor=#F6E8CC;",
    "service": "rounded=1;whiteSpace=wrap;html=0;fillColor=#DCE8F5;",
    "model": "shape=note;size=10;whiteSpace=wrap;html=0;fillColor=#E5DCF0;",
    "store": "shape=cylinder3;size=6;whiteSpace=wrap;html=0;fillColor=#DCEEDF;",
    "pipeline": "shape=process;size=0.05;whiteSpace=wrap;html=0;fillColor=#F0EFEA;",
    "stream": "shape=step;size=8;fixedSize=1;whiteSpace=wrap;html=0;fillColor=#D3EDEC;",
    "device": "shape=cube;size=5;whiteSpace=wrap;html=0;fillColor=#F5DFD6;",
    "external": "rounded=0;whiteSpace=wrap;html=0;dashed=1;fillColor=#FFFFFF;",
}
_LINES = {"sync": "", "async": "dashed=1;", "feedback": "dashed=1;dashPattern=1 3;"}
_FRAME = (
    "rounded=1;arcSize=4;fillColor=none;container=1;collapsible=0;html=0;"
    "verticalLabelPosition=top;verticalAlign=bottom;align=left;fontStyle=1;fontSize=9;"
)
_SMALL = "fontSize=9;"


def drawio(architecture: Architecture, arrangements: Sequence[Arrangement] = ()) -> str:
    """An uncompressed ``mxfile``; its last page holds every component and flow, to be arranged by hand."""
    file = ET.Element("mxfile", host="ml-architecture-advisor")
    for arrangement in arrangements:
        _write_arrangement(_page(file, arrangement.view.id, arrangement.view.title), arrangement)
    _write_rows(_page(file, "everything", f"Everything: {architecture.system}"), architecture)
    ET.indent(file)
    return ET.tostring(file, encoding="unicode") + "\n"


def _page(file: ET.Element, name: str, title: str) -> ET.Element:
    diagram = ET.SubElement(file, "diagram", id=name, name=shortened(title))
    root = ET.SubElement(ET.SubElement(diagram, "mxGraphModel"), "root")
    ET.SubElement(root, "mxCell", id="0")
    ET.SubElement(root, "mxCell", {"id": "1", "parent": "0"})
    return root


def _write_arrangement(root: ET.Element, arrangement: Arrangement) -> None:
    view, drawing = arrangement.view, arrangement.drawing
    frames: list[tuple[str, str, Rectangle]] = []
    for n, (boundary, rectangle, _) in enumerate(drawing.frames):
        if view.frames[boundary]:
            name, (left, top, right, bottom) = f"b_{identifier(boundary)}_{n}", rectangle
            frames.append((name, boundary, rectangle))
            _vertex(root, name, "1", shortened(view.frames[boundary]), _FRAME, (left, top, right - left, bottom - top))
    for box in view.boxes:
        (x, y), height = drawing.centres[box.id], drawing.heights[box.id]
        # A component moves with its frame, so its place is counted from there.
        parent, (left, top, _, _) = next(
            ((name, area) for name, boundary, area in frames if boundary == box.boundary and _holds(area, (x, y))),
            ("1", (0.0, 0.0, 0.0, 0.0)),
        )
        text = arrangement.texts[box.id]
        shown = "\n".join(shortened(row) for row in (*text.name, *text.details))
        at = x - BOX_WIDTH / 2 - left, y - height / 2 - top, BOX_WIDTH, height
        _vertex(root, f"n_{identifier(box.id)}", parent, shown, _STYLES[box.kind] + _SMALL, at)
    for n, line in enumerate(view.lines):
        _write_line(root, n, line, arrangement)


def _holds(area: Rectangle, at: Point) -> bool:
    return area[0] <= at[0] <= area[2] and area[1] <= at[1] <= area[3]


def _write_line(root: ET.Element, n: int, line: Line, arrangement: Arrangement) -> None:
    drawing = arrangement.drawing
    path = drawing.paths[n]
    name = f"f_{identifier(line.source)}_{identifier(line.target)}_{n}"
    ends = {}
    for key, box, (x, y) in (("exit", line.source, path[0]), ("entry", line.target, path[-1])):
        (middle, centre), height = drawing.centres[box], drawing.heights[box]
        ends[f"{key}X"] = (x - middle) / BOX_WIDTH + 0.5
        ends[f"{key}Y"] = (y - centre) / height + 0.5
    pinned = "".join(f"{key}={value:.4f};" for key, value in ends.items()) + "exitPerimeter=0;entryPerimeter=0;"
    arrows = "startArrow=classic;" if line.back else ""
    cell = _edge(
        root, name, line.source, line.target, "", f"edgeStyle=none;rounded=1;html=0;{arrows}{pinned}{_LINES[line.mode]}"
    )
    points = ET.SubElement(cell, "Array", {"as": "points"})
    for x, y in path[1:-1]:
        ET.SubElement(points, "mxPoint", {"x": f"{x:.1f}", "y": f"{y:.1f}"})
    for k, label in enumerate(drawing.labels[n]):
        _write_label(root, f"{name}_{k}", name, label, path)


def _write_label(root: ET.Element, name: str, edge: str, label: Label, path: Sequence[Point]) -> None:
    """A label hangs on its line: at a share of the way from -1 to 1, and so far beside it."""
    along, (x, y) = _nearest(path, label.centre)
    attributes = {
        "id": name,
        "parent": edge,
        "vertex": "1",
        "connectable": "0",
        "value": "\n".join(map(shortened, label.text)),
        "style": f"edgeLabel;html=0;align=center;verticalAlign=middle;resizable=0;points=[];{_SMALL}",
    }
    cell = ET.SubElement(root, "mxCell", attributes)
    geometry = ET.SubElement(cell, "mxGeometry", {"x": f"{along:.4f}", "relative": "1", "as": "geometry"})
    beside = {"x": f"{label.centre[0] - x:.1f}", "y": f"{label.centre[1] - y:.1f}", "as": "offset"}
    ET.SubElement(geometry, "mxPoint", beside)


def _nearest(path: Sequence[Point], to: Point) -> tuple[float, Point]:
    """The point of a level and upright ``path`` that is nearest ``to``, and its share of the way, from -1 to 1."""
    gone, found = 0.0, []
    for (x, y), (u, v) in pairwise(path):
        at = min(max(to[0], min(x, u)), max(x, u)), min(max(to[1], min(y, v)), max(y, v))
        found.append((abs(at[0] - to[0]) + abs(at[1] - to[1]), gone + abs(at[0] - x) + abs(at[1] - y), at))
        gone += abs(u - x) + abs(v - y)
    _, way, at = min(found)
    return 2 * way / gone - 1, at


def _write_rows(root: ET.Element, architecture: Architecture) -> None:
    top = 0
    for name, frame in architecture.boundaries.items():
        inside = architecture.within(name)
        rows, columns = -(-len(inside) // BESIDE), min(len(inside), BESIDE)
        size = GAP + columns * (WIDTH + GAP), TITLE + GAP + rows * (HEIGHT + GAP)
        lane = f"b_{identifier(name)}"
        _vertex(root, lane, "1", shortened(frame.name), f"swimlane;html=0;startSize={TITLE};", (0, top, *size))
        for n, part in enumerate(inside):
            at = GAP + n % BESIDE * (WIDTH + GAP), TITLE + GAP + n // BESIDE * (HEIGHT + GAP)
            _vertex(
                root, f"n_{identifier(part.id)}", lane, shortened(part.name), _STYLES[part.kind], (*at, WIDTH, HEIGHT)
            )
        top += size[1] + GAP
    for n, flow in enumerate(architecture.flows):
        name = f"f_{identifier(flow.source)}_{identifier(flow.target)}_{n}"
        style = f"edgeStyle=orthogonalEdgeStyle;html=0;{_LINES[flow.mode]}"
        _edge(root, name, flow.source, flow.target, shortened(flow.carries), style)


def _edge(root: ET.Element, name: str, source: str, target: str, text: str, style: str) -> ET.Element:
    """A line; returned is its geometry, for the corners."""
    attributes = {
        "id": name,
        "parent": "1",
        "edge": "1",
        "source": f"n_{identifier(source)}",
        "target": f"n_{identifier(target)}",
        "value": text,
        "style": style,
    }
    cell = ET.SubElement(root, "mxCell", attributes)
    return ET.SubElement(cell, "mxGeometry", {"relative": "1", "as": "geometry"})


def _vertex(root: ET.Element, name: str, parent: str, text: str, style: str, area: Rectangle) -> None:
    attributes = {"id": name, "parent": parent, "vertex": "1", "value": text, "style": style}
    cell = ET.SubElement(root, "mxCell", attributes)
    x, y, width, height = (f"{length:.1f}" for length in area)
    ET.SubElement(cell, "mxGeometry", {"x": x, "y": y, "width": width, "height": height, "as": "geometry"})

"""The architecture as a draw.io file: a page with a swimlane for each boundary, to be arranged by hand."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from advisor.architecture.architecture import Architecture
from advisor.exports.texts import identifier, shortened

WIDTH, HEIGHT, GAP, TITLE, BESIDE = 160, 70, 40, 30, 4
_STYLES = {
    "person": "shape=umlActor;verticalLabelPosition=bottom;verticalAlign=top;html=0;",
    "service": "rounded=1;whiteSpace=wrap;html=0;fillColor=#DCE8F5;",
    "model": "shape=note;whiteSpace=wrap;html=0;fillColor=#E5DCF0;",
    "store": "shape=cylinder3;whiteSpace=wrap;html=0;fillColor=#DCEEDF;",
    "pipeline": "shape=process;whiteSpace=wrap;html=0;fillColor=#F0EFEA;",
    "stream": "shape=step;whiteSpace=wrap;html=0;fillColor=#D3EDEC;",
    "device": "shape=cube;whiteSpace=wrap;html=0;fillColor=#F5DFD6;",
    "external": "rounded=0;whiteSpace=wrap;html=0;dashed=1;fillColor=#FFFFFF;",
}
_LINES = {"sync": "", "async": "dashed=1;", "feedback": "dashed=1;dashPattern=1 3;"}


def drawio(architecture: Architecture) -> str:
    """An uncompressed ``mxfile`` with one diagram."""
    file = ET.Element("mxfile", host="ml-architecture-advisor")
    diagram = ET.SubElement(file, "diagram", id="containers", name=shortened(architecture.system))
    root = ET.SubElement(ET.SubElement(diagram, "mxGraphModel"), "root")
    ET.SubElement(root, "mxCell", id="0")
    ET.SubElement(root, "mxCell", {"id": "1", "parent": "0"})
    top = 0
    for name, frame in architecture.boundaries.items():
        inside = architecture.within(name)
        rows, columns = -(-len(inside) // BESIDE), min(len(inside), BESIDE)
        size = GAP + columns * (WIDTH + GAP), TITLE + GAP + rows * (HEIGHT + GAP)
        lane = f"b_{identifier(name)}"
        _vertex(root, lane, "1", frame.name, f"swimlane;html=0;startSize={TITLE};", (0, top, *size))
        for n, part in enumerate(inside):
            at = GAP + n % BESIDE * (WIDTH + GAP), TITLE + GAP + n // BESIDE * (HEIGHT + GAP)
            _vertex(root, f"n_{identifier(part.id)}", lane, part.name, _STYLES[part.kind], (*at, WIDTH, HEIGHT))
        top += size[1] + GAP
    for n, flow in enumerate(architecture.flows):
        attributes = {
            "id": f"f_{identifier(flow.source)}_{identifier(flow.target)}_{n}",
            "parent": "1",
            "edge": "1",
            "source": f"n_{identifier(flow.source)}",
            "target": f"n_{identifier(flow.target)}",
            "value": shortened(flow.carries),
            "style": f"edgeStyle=orthogonalEdgeStyle;html=0;{_LINES[flow.mode]}",
        }
        edge = ET.SubElement(root, "mxCell", attributes)
        ET.SubElement(edge, "mxGeometry", {"relative": "1", "as": "geometry"})
    ET.indent(file)
    return ET.tostring(file, encoding="unicode") + "\n"


def _vertex(root: ET.Element, name: str, parent: str, text: str, style: str, area: tuple[int, int, int, int]) -> None:
    attributes = {"id": name, "parent": parent, "vertex": "1", "value": shortened(text), "style": style}
    cell = ET.SubElement(root, "mxCell", attributes)
    x, y, width, height = map(str, area)
    ET.SubElement(cell, "mxGeometry", {"x": x, "y": y, "width": width, "height": height, "as": "geometry"})

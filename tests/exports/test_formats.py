"""Exports keep their structure whatever the answers say. The tools themselves read them in ``make test-exports``."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET

import pytest

from advisor.architecture.architecture import Architecture
from advisor.architecture.overviews import context_view, deployment_view
from advisor.architecture.views import views
from advisor.exports.drawio import drawio
from advisor.exports.formats import exports_of
from advisor.exports.texts import LONGEST, identifier
from advisor.rendering.diagrams import draw
from advisor.rendering.drawing import Arrangement
from tests.architecture.world import CHOSEN, HOSTILE, example, hostile


def exports(architecture: Architecture, *, drawn: bool = False) -> dict[str, str]:
    arrangements = arrangements_of(architecture) if drawn else ()
    return exports_of(architecture, lambda decision: f"../../decisions/{decision}.md", arrangements)


def arrangements_of(architecture: Architecture) -> tuple[Arrangement, ...]:
    shown = *views(architecture), context_view(architecture), deployment_view(architecture)
    return tuple(arrangement for view in shown if (arrangement := draw(view, {}).arrangement))


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_no_text_adds_or_ends_a_line(text: str) -> None:
    tame, wild = exports(hostile("name")), exports(hostile(text))
    for name in tame:
        assert wild[name].count("\n") == tame[name].count("\n"), name
        assert "\u202e" not in wild[name]
        assert max(map(len, wild[name].splitlines())) < 6 * 8 * LONGEST


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_quotes_stay_paired(text: str) -> None:
    wild = exports(hostile(text))
    for name in ("architecture.mmd", "workspace.dsl", "architecture.puml", "architecture.d2"):
        for line in wild[name].splitlines():
            if not line.startswith("title"):
                assert len(re.findall(r'(?<!\\)"', line.replace("\\\\", ""))) % 2 == 0, (name, line)
    for line in wild["architecture.c4"].splitlines():
        assert len(re.findall(r"(?<!\\)'", line.replace("\\\\", ""))) % 2 == 0, line


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_no_cell_is_a_formula(text: str) -> None:
    wild = exports(hostile(text))
    for name in ("components.csv", "flows.csv"):
        for row in csv.reader(io.StringIO(wild[name])):
            assert not [value for value in row if value.startswith(("=", "+", "-", "@", "\t"))]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_drawio_joins_what_is_there(text: str) -> None:
    architecture = hostile(text)
    pages = ET.fromstring(exports(architecture, drawn=True)["architecture.drawio"]).findall("diagram")
    assert [page.get("id") for page in pages] == [
        "containers",
        "data-flow",
        "release-loop",
        "context",
        "deployment",
        "everything",
    ]
    for page in pages:
        cells = page.findall("./mxGraphModel/root/mxCell")
        ids = [cell.get("id") for cell in cells]
        assert len(set(ids)) == len(ids)
        edges, vertices = ([cell for cell in cells if cell.get(kind)] for kind in ("edge", "vertex"))
        assert all({edge.get("source"), edge.get("target"), edge.get("parent")} <= set(ids) for edge in edges)
        assert all(vertex.get("parent") in ids for vertex in vertices)
        assert all(cell.find("mxGeometry") is not None for cell in (*edges, *vertices))
        assert all("html=0" in (cell.get("style") or "") for cell in (*edges, *vertices))
    everything = pages[-1].findall("./mxGraphModel/root/mxCell")
    assert sum(cell.get("edge") == "1" for cell in everything) == len(architecture.flows)
    boxes = len(architecture.components) + len(architecture.boundaries)
    assert sum(cell.get("vertex") == "1" for cell in everything) == boxes


@pytest.mark.parametrize("name", CHOSEN)
def test_drawio_has_the_boxes_lines_and_labels_where_the_diagrams_have_them(name: str) -> None:
    arrangements = arrangements_of(example(name))
    pages = ET.fromstring(drawio(example(name), arrangements)).findall("diagram")
    for arrangement, page in zip(arrangements, pages, strict=False):
        cells = {cell.get("id") or "": cell for cell in page.iter("mxCell")}
        for box in arrangement.view.boxes:
            x, y, width, height = _area(cells, f"n_{identifier(box.id)}")
            assert (x + width / 2, y + height / 2) == pytest.approx(arrangement.drawing.centres[box.id], abs=0.2)
        for n, path in enumerate(arrangement.drawing.paths):
            line = arrangement.view.lines[n]
            edge = f"f_{identifier(line.source)}_{identifier(line.target)}_{n}"
            corners = [(float(at.get("x", "")), float(at.get("y", ""))) for at in cells[edge].iter("mxPoint")]
            assert corners == [pytest.approx(point, abs=0.06) for point in path[1:-1]]
            labels = [cell.get("value") for cell in cells.values() if cell.get("parent") == edge]
            assert labels == ["\n".join(label.text).replace("\u00a0", " ") for label in arrangement.drawing.labels[n]]


def _area(cells: dict[str, ET.Element], name: str) -> tuple[float, float, float, float]:
    """Place and size of a cell on the page."""
    geometry = cells[name].find("mxGeometry")
    assert geometry is not None
    x, y, width, height = (float(geometry.get(key, "")) for key in ("x", "y", "width", "height"))
    parent = cells[name].get("parent") or ""
    left, top = (0.0, 0.0) if parent == "1" else _area(cells, parent)[:2]
    return x + left, y + top, width, height


@pytest.mark.parametrize("name", CHOSEN)
def test_every_component_and_flow_is_in_every_format(name: str) -> None:
    architecture = example(name)
    made = exports(architecture)
    for format_, text in made.items():
        if format_ != "flows.csv":
            missing = [part.id for part in architecture.components.values() if part.id not in text]
            assert not missing, format_
    arrows = {
        "architecture.mmd": "| n_",
        "workspace.dsl": " -> c_",
        "architecture.c4": "]-> ",
        "architecture.d2": " -> ",
    }
    for format_, arrow in arrows.items():
        assert made[format_].count(arrow) == len(architecture.flows), format_
    assert made["architecture.puml"].count("Rel(") == len(architecture.flows)


def test_tables_name_the_records() -> None:
    table = json.loads(exports(example("payment-fraud"))["architecture.json"])
    served = next(row for row in table["components"] if row["id"] == "model_service")
    assert served["records"] == [f"../../decisions/{row.split(':')[0]}.md" for row in served["decisions"]]
    assert all(row["records"] for row in table["flows"])

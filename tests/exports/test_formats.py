"""Exports keep their structure whatever the answers say. The tools themselves read them in ``make test-exports``."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET

import pytest

from advisor.architecture.architecture import Architecture
from advisor.exports.formats import exports_of
from advisor.exports.texts import LONGEST
from tests.architecture.world import CHOSEN, HOSTILE, example, hostile


def exports(architecture: Architecture) -> dict[str, str]:
    return exports_of(architecture, lambda decision: f"../../decisions/{decision}.md")


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
    cells = ET.fromstring(exports(architecture)["architecture.drawio"]).findall("./diagram/mxGraphModel/root/mxCell")
    ids = [cell.get("id") for cell in cells]
    assert len(set(ids)) == len(ids)
    edges = [cell for cell in cells if cell.get("edge")]
    assert len(edges) == len(architecture.flows)
    assert all({edge.get("source"), edge.get("target"), edge.get("parent")} <= set(ids) for edge in edges)
    vertices = [cell for cell in cells if cell.get("vertex")]
    assert len(vertices) == len(architecture.components) + len(architecture.boundaries)
    assert all(cell.find("mxGeometry") is not None for cell in (*edges, *vertices))
    assert all("html=0" in (cell.get("style") or "") for cell in (*edges, *vertices))


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

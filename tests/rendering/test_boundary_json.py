"""The plane of two answers for machines says at every point what the plane itself says."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from advisor.reasoning.boundary import Boundary, find_boundary
from advisor.reasoning.compiled import compiled
from advisor.rendering.study import study_json
from advisor.requirements.system import System
from tests.rendering.world import study
from tests.strategies import KNOWLEDGE

SYSTEM = System("plane", {"latency_budget_ms": 50.0, "peak_requests_per_second": 100.0})


def _at(rows: list[dict[str, Any]], value: float) -> dict[str, Any]:
    (row,) = (
        row
        for row in rows
        if (row["from"] is None or row["from"] <= value) and (row["below"] is None or value < row["below"])
    )
    return row


def _read(shown: dict[str, Any], across: float, up: float) -> dict[str, str | None]:
    number = _at(_at(shown["columns"], across)["bands"], up)["architecture"]
    return {} if number is None else shown["architectures"][number]


def _shown(plane: Boundary) -> dict[str, Any]:
    shown: dict[str, Any] = json.loads(json.dumps(study_json(replace(study(), boundary=plane)), allow_nan=False))
    return shown["boundary"]


def test_every_point_of_the_plane_is_found_again() -> None:
    plane = find_boundary(compiled(KNOWLEDGE), SYSTEM, "latency_budget_ms", "peak_requests_per_second")
    shown = _shown(plane)
    assert (shown["across"], shown["up"], shown["exact"]) == (plane.across, plane.up, plane.exact)
    assert len(shown["architectures"]) > 1
    for across in (0.5, 20.0, 99.0, 1e5):
        for up in (0.5, 40.0, 1e6):
            assert _read(shown, across, up) == plane.architecture(across, up)


def test_where_nothing_is_feasible_no_architecture_is_named() -> None:
    plane = find_boundary(compiled(KNOWLEDGE), SYSTEM, "latency_budget_ms", "peak_requests_per_second")
    column = plane.columns[0]
    empty = replace(column, bands=tuple(replace(band, architecture={}) for band in column.bands))
    assert _at(_shown(replace(plane, columns=(empty,)))["columns"], column.sample)["bands"][0]["architecture"] is None


def test_without_a_plane_there_is_none() -> None:
    assert study_json(study())["boundary"] is None

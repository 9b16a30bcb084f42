"""Components and flows as tables: CSV for spreadsheets, JSON for programs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from advisor.architecture.architecture import Architecture, Choice, Link, Part
from advisor.exports.texts import cell

RecordPath = Callable[[str], str]
"""From a decision to the address of its record."""


def components_csv(architecture: Architecture, record: RecordPath) -> str:
    """One row a component, with the decisions that brought it and their records."""
    return _csv(_component(part, architecture, record) for part in architecture.components.values())


def flows_csv(architecture: Architecture, record: RecordPath) -> str:
    """One row a flow, with the decisions that brought it and their records."""
    return _csv(_flow(flow, record) for flow in architecture.flows)


def graph_json(architecture: Architecture, record: RecordPath) -> str:
    """Both tables as one object."""
    tables = {
        "system": architecture.system,
        "components": [_component(part, architecture, record) for part in architecture.components.values()],
        "flows": [_flow(flow, record) for flow in architecture.flows],
    }
    return json.dumps(tables, indent=2) + "\n"


def _component(part: Part, architecture: Architecture, record: RecordPath) -> dict[str, Any]:
    return {
        "id": part.id,
        "name": part.name,
        "kind": part.kind,
        "technology": part.technology,
        "products": list(part.products),
        "boundary": architecture.boundaries[part.boundary].name,
        "about": part.about,
        **_origin(part.choices, record),
    }


def _flow(flow: Link, record: RecordPath) -> dict[str, Any]:
    return {
        "from": flow.source,
        "to": flow.target,
        "carries": flow.carries,
        "mode": flow.mode,
        "personal": flow.personal,
        **_origin(flow.choices, record),
    }


def _origin(choices: tuple[Choice, ...], record: RecordPath) -> dict[str, list[str]]:
    decisions = list(dict.fromkeys(choice.decision for choice in choices))
    return {
        "decisions": [f"{choice.decision}: {choice.option}" for choice in choices],
        "records": [record(name) for name in decisions],
    }


def _csv(rows: Iterable[Mapping[str, Any]]) -> str:
    table = list(rows)
    text = io.StringIO()
    writer = csv.DictWriter(text, list(table[0]) if table else [], lineterminator="\n")
    writer.writeheader()
    for row in table:
        writer.writerow({name: _text(value) for name, value in row.items()})
    return text.getvalue()


def _text(value: object) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case list():
            return cell("; ".join(value))
        case _:
            return cell(str(value))

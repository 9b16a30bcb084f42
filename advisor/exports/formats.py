"""Every export of one architecture, by file name. Equal input gives equal text."""

from __future__ import annotations

from collections.abc import Sequence

from advisor.architecture.architecture import Architecture
from advisor.exports.d2 import d2
from advisor.exports.drawio import drawio
from advisor.exports.likec4 import likec4
from advisor.exports.mermaid import mermaid
from advisor.exports.plantuml import plantuml
from advisor.exports.structurizr import structurizr
from advisor.exports.tables import RecordPath, components_csv, flows_csv, graph_json
from advisor.rendering.drawing import Arrangement


def exports_of(
    architecture: Architecture, record: RecordPath, arrangements: Sequence[Arrangement] = ()
) -> dict[str, str]:
    """Texts by file name.

    Args:
        record: from a decision to the address of its record, seen from the folder of the exports.
        arrangements: of the diagrams, for formats that keep places.
    """
    return {
        "architecture.mmd": mermaid(architecture),
        "workspace.dsl": structurizr(architecture),
        "architecture.c4": likec4(architecture),
        "architecture.d2": d2(architecture),
        "architecture.puml": plantuml(architecture),
        "architecture.drawio": drawio(architecture, arrangements),
        "components.csv": components_csv(architecture, record),
        "flows.csv": flows_csv(architecture, record),
        "architecture.json": graph_json(architecture, record),
    }

"""The architecture for D2: a container for each boundary, a shape for each kind."""

from __future__ import annotations

from advisor.architecture.architecture import Architecture
from advisor.exports.texts import identifier, shortened

_SHAPES = {
    "person": "person",
    "service": "rectangle",
    "model": "page",
    "store": "cylinder",
    "pipeline": "step",
    "stream": "queue",
    "device": "package",
    "external": "hexagon",
}
_DASHES = {"sync": 0, "async": 5, "feedback": 2}


def d2(architecture: Architecture) -> str:
    """One D2 file."""
    lines = [f"title: {_text(architecture.system)} {{", "  shape: text", "  near: top-center", "}"]
    where = {}
    for name, frame in architecture.boundaries.items():
        lines.append(f"b_{identifier(name)}: {_text(frame.name)} {{")
        for part in architecture.within(name):
            where[part.id] = f"b_{identifier(name)}.n_{identifier(part.id)}"
            lines += [
                f"  n_{identifier(part.id)}: {_text(part.name)} {{",
                f"    shape: {_SHAPES[part.kind]}",
                f"    tooltip: {_text(part.about)}",
                "  }",
            ]
        lines.append("}")
    for flow in architecture.flows:
        style = f" {{ style.stroke-dash: {_DASHES[flow.mode]} }}" if _DASHES[flow.mode] else ""
        lines.append(f"{where[flow.source]} -> {where[flow.target]}: {_text(flow.carries)}{style}")
    return "\n".join(lines) + "\n"


def _text(text: str) -> str:
    """A string between double quotes; a backslash escapes the quote, itself, and what would begin a substitution."""
    body = shortened(text).replace("\\", "\\\\").replace('"', '\\"').replace("$", "\\$")
    return f'"{body}"'

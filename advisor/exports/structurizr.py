"""The architecture in the Structurizr DSL: one software system, its components as containers, groups for boundaries."""

from __future__ import annotations

from advisor.architecture.architecture import Architecture, Part
from advisor.exports.texts import apostrophes, identifier

OUTSIDE = ("person", "external")


def structurizr(architecture: Architecture) -> str:
    """A workspace with a system context view and a container view."""
    parts = architecture.components.values()
    people = [part for part in parts if part.kind == "person"]
    externals = [part for part in parts if part.kind == "external"]
    lines = [f"workspace {apostrophes(architecture.system)} {{", "  model {"]
    lines += [f"    {_id(part)} = person {apostrophes(part.name)} {apostrophes(part.about)}" for part in people]
    lines += [
        f"    {_id(part)} = softwareSystem {apostrophes(part.name)} {apostrophes(part.about)}" for part in externals
    ]
    lines.append(f"    theSystem = softwareSystem {apostrophes(architecture.system)} {{")
    for name, frame in architecture.boundaries.items():
        inside = [part for part in parts if part.boundary == name and part.kind not in OUTSIDE]
        if inside:
            lines.append(f"      group {apostrophes(frame.name)} {{")
            lines += [f"        {_container(part)}" for part in inside]
            lines.append("      }")
    lines.append("    }")
    for flow in architecture.flows:
        source, target = (f"c_{identifier(name)}" for name in (flow.source, flow.target))
        mode = {"sync": "synchronous", "async": "asynchronous", "feedback": "feedback"}[flow.mode]
        lines.append(f"    {source} -> {target} {apostrophes(flow.carries)} {apostrophes(mode)}")
    lines += [
        "  }",
        "  views {",
        '    systemContext theSystem "context" {',
        "      include *",
        "      autoLayout",
        "    }",
        '    container theSystem "containers" {',
        "      include *",
        "      autoLayout",
        "    }",
        "  }",
        "}",
    ]
    return "\n".join(lines) + "\n"


def _container(part: Part) -> str:
    texts = " ".join(apostrophes(text) for text in (part.name, part.about, part.technology, part.kind))
    return f"{_id(part)} = container {texts}"


def _id(part: Part) -> str:
    return f"c_{identifier(part.id)}"

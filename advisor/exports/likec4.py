"""The architecture for LikeC4: a specification of our kinds, a model nested by boundary, and one view."""

from __future__ import annotations

from advisor.architecture.architecture import Architecture, Part
from advisor.exports.texts import identifier, shortened

_SHAPES = {
    "person": "person",
    "service": "rectangle",
    "model": "rectangle",
    "store": "storage",
    "pipeline": "rectangle",
    "stream": "queue",
    "device": "mobile",
    "external": "rectangle",
}


def likec4(architecture: Architecture) -> str:
    """One ``.c4`` file."""
    lines = ["specification {", "  element boundary"]
    for kind, shape in _SHAPES.items():
        lines += [f"  element {kind} {{", f"    style {{ shape {shape} }}", "  }"]
    lines += [f"  relationship {mode}" for mode in ("sync", "async", "feedback")]
    lines += ["}", "", "model {"]
    where = {}
    for name, frame in architecture.boundaries.items():
        lines.append(f"  b_{identifier(name)} = boundary {_text(frame.name)} {{")
        for part in architecture.within(name):
            where[part.id] = f"b_{identifier(name)}.{_id(part)}"
            lines += _element(part)
        lines.append("  }")
    for flow in architecture.flows:
        lines.append(f"  {where[flow.source]} -[{flow.mode}]-> {where[flow.target]} {_text(flow.carries)}")
    inside = ", ".join(f"b_{identifier(name)}.*" for name in architecture.boundaries)
    lines += ["}", "", "views {", "  view index {", f"    title {_text(architecture.system)}"]
    lines += [f"    include *, {inside}", "  }", "}"]
    return "\n".join(lines) + "\n"


def _element(part: Part) -> list[str]:
    return [
        f"    {_id(part)} = {part.kind} {_text(part.name)} {{",
        f"      technology {_text(part.technology)}",
        f"      description {_text(part.about)}",
        "    }",
    ]


def _id(part: Part) -> str:
    return f"n_{identifier(part.id)}"


def _text(text: str) -> str:
    """A string between apostrophes, in which a backslash escapes."""
    body = shortened(text).replace("\\", "\\\\").replace("'", "\\'")
    return f"'{body}'"

"""The architecture for PlantUML with the C4 library that PlantUML carries."""

from __future__ import annotations

from advisor.architecture.architecture import Architecture, Part
from advisor.exports.texts import identifier, shortened

_MACROS = {"person": "Person", "external": "System_Ext", "store": "ContainerDb"}
_MARKUP = frozenset("\"~\\<>!&$%#'*_-/[]{}()|^`=@;:,")


def plantuml(architecture: Architecture) -> str:
    """A C4 container diagram."""
    lines = ["@startuml", "!include <C4/C4_Container>", f"title {_text(architecture.system)}", ""]
    for name, frame in architecture.boundaries.items():
        lines.append(f'System_Boundary(b_{identifier(name)}, "{_text(frame.name)}") {{')
        lines += [f"  {_element(part)}" for part in architecture.within(name)]
        lines.append("}")
    lines.append("")
    for flow in architecture.flows:
        source, target = (f"n_{identifier(name)}" for name in (flow.source, flow.target))
        lines.append(f'Rel({source}, {target}, "{_text(flow.carries)}", "{flow.mode}")')
    lines += ["", "LAYOUT_WITH_LEGEND()", "@enduml"]
    return "\n".join(lines) + "\n"


def _element(part: Part) -> str:
    macro = _MACROS.get(part.kind, "Container")
    texts = [part.name, part.about] if part.kind in ("person", "external") else [part.name, part.technology, part.about]
    quoted = ", ".join(f'"{_text(text)}"' for text in texts)
    return f"{macro}(n_{identifier(part.id)}, {quoted})"


def _text(text: str) -> str:
    """PlantUML knows characters by number; whatever it could take for markup or a directive is written so."""
    return "".join(f"<U+{ord(c):04X}>" if c in _MARKUP else c for c in shortened(text))

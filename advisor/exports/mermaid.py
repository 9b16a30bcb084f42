"""The architecture as a Mermaid flowchart, for Markdown pages that draw it: GitHub, GitLab, wikis."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.architecture.architecture import Architecture, Part
from advisor.exports.texts import identifier, shortened

_SHAPES: Mapping[str, tuple[str, str]] = {
    "person": ("([", "])"),
    "service": ("(", ")"),
    "model": ("[/", "/]"),
    "store": ("[(", ")]"),
    "pipeline": ("[[", "]]"),
    "stream": (">", "]"),
    "device": ("[", "]"),
    "external": ("{{", "}}"),
}
_ARROWS = {"sync": "-->", "async": "-.->", "feedback": "-.->"}


def mermaid(architecture: Architecture) -> str:
    """A flowchart with a subgraph for each boundary."""
    lines = ["---", f"title: {_yaml(architecture.system)}", "---", "flowchart TB"]
    for name, frame in architecture.boundaries.items():
        lines.append(f"  subgraph b_{identifier(name)}[{_text(frame.name)}]")
        lines += [f"    {_node(part)}" for part in architecture.within(name)]
        lines.append("  end")
    for flow in architecture.flows:
        arrow = _ARROWS[flow.mode]
        lines.append(f"  n_{identifier(flow.source)} {arrow}|{_text(flow.carries)}| n_{identifier(flow.target)}")
    return "\n".join(lines) + "\n"


def _node(part: Part) -> str:
    left, right = _SHAPES[part.kind]
    return f"n_{identifier(part.id)}{left}{_text(f'{part.name} – {part.technology}')}{right}"


def _text(text: str) -> str:
    """Mermaid knows characters by number; whatever could end the text or be taken for markup is written so."""
    return '"' + "".join(c if c.isalnum() or c in " ,.–()" else f"#{ord(c)};" for c in shortened(text)) + '"'


def _yaml(text: str) -> str:
    return "'" + shortened(text).replace("'", "''") + "'"

"""Every component was brought by a choice and takes part in some flow."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.architecture.architecture import Architecture
from advisor.architecture.checks.finding import Finding


def check(architecture: Architecture) -> Iterator[Finding]:
    """Yield a finding for each component without a reason."""
    connected = {end for flow in architecture.flows for end in (flow.source, flow.target)}
    for name, part in architecture.components.items():
        if not part.choices and not part.always:
            yield Finding("parts-have-reasons", name, f"No decision brought {part.name}.")
        if name not in connected:
            yield Finding("parts-have-reasons", name, f"Nothing flows to or from {part.name}.")

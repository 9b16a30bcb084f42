"""Every store and stream is written by something and read by something."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.architecture.architecture import Architecture
from advisor.architecture.checks.finding import Finding


def check(architecture: Architecture) -> Iterator[Finding]:
    """Yield a finding for each store or stream that nothing flows into, or out of."""
    written = {flow.target for flow in architecture.flows}
    read = {flow.source for flow in architecture.flows}
    for name, part in architecture.components.items():
        if part.kind not in ("store", "stream"):
            continue
        if name not in written:
            yield Finding("stores-are-used", name, f"Nothing writes to {part.name}.")
        if name not in read:
            yield Finding("stores-are-used", name, f"Nothing reads {part.name}.")

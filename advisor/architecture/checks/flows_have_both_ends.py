"""Every flow leaves a component and reaches one."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.architecture.architecture import Architecture
from advisor.architecture.checks.finding import Finding


def check(architecture: Architecture) -> Iterator[Finding]:
    """Yield a finding for each end that is not part of the architecture."""
    for flow in architecture.flows:
        for end in (flow.source, flow.target):
            if end not in architecture.components:
                subject = f"{flow.source} -> {flow.target}"
                yield Finding("flows-have-both-ends", subject, f"{flow.carries!r} needs {end}, which is not there.")

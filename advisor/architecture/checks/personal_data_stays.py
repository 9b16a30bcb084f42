"""Personal data does not flow across a boundary that the answers close."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.architecture.architecture import Architecture
from advisor.architecture.checks.finding import Finding


def check(architecture: Architecture) -> Iterator[Finding]:
    """Yield a finding for each flow of personal data and each ban that it breaks."""
    for flow in architecture.crossings():
        source, target = architecture.components[flow.source], architecture.components[flow.target]
        for ban in architecture.bans:
            if source.boundary in ban.source and target.boundary in ban.target:
                yield Finding(
                    "personal-data-stays",
                    f"{flow.source} -> {flow.target}",
                    f"{flow.carries!r} flows from {source.name} to {target.name}, but {ban.because}.",
                )

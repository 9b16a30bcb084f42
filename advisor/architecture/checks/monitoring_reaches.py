"""Monitoring sees everything that makes predictions, and somebody or something acts on it."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.architecture.architecture import Architecture
from advisor.architecture.checks.finding import Finding

WATCHED = ("server", "scoring_job")


def check(architecture: Architecture) -> Iterator[Finding]:
    """Yield a finding for each predicting component that no monitor hears of, and each monitor nobody listens to."""
    monitors = architecture.in_role("monitor")
    heard = {flow.source for flow in architecture.flows if flow.target in {part.id for part in monitors}}
    acted_on = {flow.source for flow in architecture.flows}
    for part in architecture.in_role(*WATCHED):
        if part.id not in heard:
            yield Finding("monitoring-reaches", part.id, f"No monitoring watches {part.name}.")
    for part in monitors:
        if part.id not in acted_on:
            yield Finding("monitoring-reaches", part.id, f"Nobody acts on what {part.name} reports.")

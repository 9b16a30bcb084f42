"""Checks of an architecture, one a file. A sound architecture has no findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from advisor.architecture.architecture import Architecture
from advisor.architecture.checks import (
    flows_have_both_ends,
    monitoring_reaches,
    parts_have_reasons,
    personal_data_stays,
    stores_are_used,
    training_loop_closes,
)
from advisor.architecture.checks.finding import Finding

__all__ = ["Finding", "check_architecture"]

CHECKS: tuple[Callable[[Architecture], Iterator[Finding]], ...] = (
    parts_have_reasons.check,
    stores_are_used.check,
    training_loop_closes.check,
    monitoring_reaches.check,
    personal_data_stays.check,
)


def check_architecture(architecture: Architecture) -> tuple[Finding, ...]:
    """All findings, in a fixed order. Flows with a missing end are reported alone: the other checks need both."""
    broken = tuple(flows_have_both_ends.check(architecture))
    return broken or tuple(finding for check in CHECKS for finding in check(architecture))

"""Which number of the estimates stands at which component and on which flow."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.architecture.architecture import Architecture
from advisor.forecast.forecast import Figure
from advisor.recommendation.recommendation import Estimate
from advisor.rendering.lettering import NO_BREAK
from advisor.units import show_quantity

AT_ROLES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "replicas": ("replicas", ("server",)),
    "device_memory_mb": ("memory", ("server",)),
    "batch_duration_s": ("run", ("scoring_job",)),
    "retraining_interval_days": ("every", ("trainer",)),
    "detection_days": ("drop seen in", ("monitor",)),
}
"""Estimate, word before the number, and the roles at which it stands; at the first that the architecture has."""

ON_FLOWS: Mapping[str, tuple[str, tuple[tuple[str, str], ...]]] = {
    "latency_p99_ms": ("p99", (("server", "caller"), ("predictions", "caller"))),
    "peak_rate": ("peak", (("caller", "server"), ("caller", "predictions"))),
    "lookup_p99_ms": ("p99", (("features", "server"),)),
    "staleness_s": ("age", (("features", "server"), ("features", "scoring_job"))),
}
"""The same for flows, by the roles of their ends: how much, how fast, how old."""


def figures_of(architecture: Architecture, estimates: Mapping[str, Estimate | Figure]) -> dict[str, str]:
    """Text by component id, and by ``source>target`` for flows; nothing where there is no estimate.

    Args:
        estimates: results and, where they are known, the quantities behind them, such as rates and look-ups.
    """
    found: dict[str, list[str]] = {}
    for name, (word, roles) in AT_ROLES.items():
        for part in architecture.in_role(*roles) if name in estimates else ():
            on_device = part.kind == "device" or part.boundary == "device"
            if name != "device_memory_mb" or on_device:
                found.setdefault(part.id, []).append(_said(word, estimates[name]))
    roles_of = {name: part.role for name, part in architecture.components.items()}
    for name, (word, pairs) in ON_FLOWS.items():
        for flow in architecture.flows if name in estimates else ():
            if (roles_of[flow.source], roles_of[flow.target]) in pairs:
                key = f"{flow.source}>{flow.target}"
                text = _said(word, estimates[name])
                if text not in found.setdefault(key, []):
                    found[key].append(text)
    return {key: ", ".join(texts) for key, texts in found.items()}


def _said(word: str, estimate: Estimate | Figure) -> str:
    """``word`` and the middle estimate to two digits; no line breaks between a number and its unit or last word."""
    middle = show_quantity(float(f"{estimate.mid:.2g}"), estimate.unit, 2)
    return f"{word}{NO_BREAK}{middle.replace(' ', NO_BREAK)}"
